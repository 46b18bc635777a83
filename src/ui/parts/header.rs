//! The bar at the top: where one is, what can come in and go out, what is saved.

use wasm_bindgen::JsCast;
use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::button::{button, opener, pressed};
use super::more::more;
use crate::messages::text;
use crate::platform::element_of;
use crate::platform::files::{ChosenFile, files_in};
use crate::platform::page::{self, link_to};
use crate::ui::app_state::Desk;
use crate::ui::hooks::SaveStatus;
use crate::ui::route::Route;

/// The element that opens the system's dialog for files.
const CHOOSER: &str = ".bar input[type=file]";

/// What it shows.
pub struct HeaderProps {
    /// Undo and redo.
    pub desk: Desk,
    /// Whether the scheme is shown.
    pub is_scheme: bool,
    /// What the status line says.
    pub save_status: SaveStatus,
    /// Whether the index is shown.
    pub is_index: bool,
    /// Whether a file is being read.
    pub is_busy: bool,
    /// Whether there is something to undo.
    pub can_undo: bool,
    /// Whether there is something to redo.
    pub can_redo: bool,
    /// Files were chosen.
    pub on_files: Callback<Vec<ChosenFile>>,
    /// A person wants to paste a text.
    pub on_paste: Callback<()>,
    /// A person wants to export.
    pub on_export: Callback<()>,
    /// A person wants to see the history.
    pub on_history: Callback<()>,
    /// A person wants to see what is kept.
    pub on_storage: Callback<()>,
    /// A person wants to see the keys.
    pub on_shortcuts: Callback<()>,
}

/// Opens the system's dialog for files to import.
pub fn choose_files() {
    if let Some(chooser) = page::find(CHOOSER) {
        chooser.click();
    }
}

/// The bar at the top.
pub fn header(props: &HeaderProps) -> Html {
    let chosen = {
        let on_files = props.on_files.clone();
        move |event: Event| {
            let Some(chooser) = element_of(&event).and_then(|e| e.dyn_into::<HtmlInputElement>().ok()) else { return };
            let files = files_in(chooser.files());
            // The same file may be chosen again.
            chooser.set_value("");
            if !files.is_empty() {
                on_files.emit(files);
            }
        }
    };
    let undo = {
        let desk = props.desk.clone();
        move |_| desk.undo()
    };
    let redo = {
        let desk = props.desk.clone();
        move |_| desk.redo()
    };
    let (status_key, status_class) = match props.save_status {
        _ if props.is_busy => ("reading-file", "status is-busy"),
        SaveStatus::Saving => ("status-saving", "status"),
        SaveStatus::Saved => ("status-saved", "status is-saved"),
        SaveStatus::Uncopied => ("status-uncopied", "status is-wrong"),
        SaveStatus::Full => ("status-full", "status is-wrong"),
        SaveStatus::Blocked => ("status-blocked", "status is-wrong"),
    };
    html! {
        <header class="bar">
            <a class="brand" href={link_to(&Route::Library.address())} title={text("to-library")}>
                <span class="brand-mark" aria-hidden="true"></span><span class="brand-name">{ text("app-name") }</span>
            </a>
            { links(props) }
            <p role="status" class={status_class}>{ text(status_key) }</p>
            <div class="bar-actions">
                <button type="button" class="plain" onclick={undo} disabled={!props.can_undo}
                    aria-keyshortcuts="Control+Z">{ text("undo") }</button>
                <button type="button" class="plain" onclick={redo} disabled={!props.can_redo}
                    aria-keyshortcuts="Control+Shift+Z">{ text("redo") }</button>
                <span class="bar-gap"></span>
                { actions(props) }
                { more(html! {
                    <>
                        { links(props) }
                        { actions(props) }
                        { button("", text("history"), pressed(&props.on_history)) }
                        { opener("", text("storage"), pressed(&props.on_storage)) }
                        { opener("", text("keys"), pressed(&props.on_shortcuts)) }
                    </>
                }) }
                <input type="file" multiple=true hidden=true onchange={chosen}
                    accept=".json,.jsonl,.jsonld,.txt,.text,.md,.markdown,.ann,.html,.htm,.xhtml,.mhtml,.mht,application/json,text/plain,text/html" aria-label={text("import-files")} />
            </div>
        </header>
    }
}

/// The ways to other screens: in the bar, or where it has no room for them in the menu.
fn links(props: &HeaderProps) -> Html {
    let link = |route: Route, name: &'static str, is_here: bool| {
        html! { <a class="bar-link" href={link_to(&route.address())} aria-current={is_here.then_some("page")}>{ text(name) }</a> }
    };
    html! {
        <div class="bar-links">
            { link(Route::Index, "index", props.is_index) }
            { link(Route::Scheme, "scheme", props.is_scheme) }
        </div>
    }
}

/// What brings articles in and takes work out; in the bar or in the menu.
fn actions(props: &HeaderProps) -> Html {
    html! {
        <div class="bar-commands">
            { button("", text("import"), Callback::from(|_| choose_files())) }
            { opener("", text("paste-text"), pressed(&props.on_paste)) }
            { opener("", text("export"), pressed(&props.on_export)) }
        </div>
    }
}
