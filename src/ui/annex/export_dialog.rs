//! Choosing what to export, and in which format. What a format of another tool does not
//! hold is told before its file is handed over.

use std::rc::Rc;

use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use crate::formats::{EXPORTS, ExportFormat, Scope, Writing, annotations};
use crate::jobs::{Answer, Request, Written, written};
use crate::messages::{problem, text, text_with};
use crate::model::id::ArticleId;
use crate::model::problem::Problem;
use crate::model::workspace::Workspace;
use crate::platform::files::{download, download_bytes};
use crate::platform::page;
use crate::platform::worker::ask_for_file;
use crate::ui::app_state::Desk;
use crate::ui::parts::button::button;
use crate::ui::parts::modal::Modal;
use crate::ui::shared::Shared;

/// What can be exported.
#[derive(Clone, Properties, PartialEq)]
pub struct ExportDialogProps {
    /// The article that is open, if one is.
    pub current: Option<ArticleId>,
    /// All that is here.
    pub workspace: Shared<Workspace>,
    /// Says what was exported.
    pub desk: Desk,
    /// The dialog was closed.
    pub on_close: Callback<()>,
}

/// A format that the worker writes, and how far it is.
#[derive(Clone, PartialEq)]
struct Chosen {
    format: &'static str,
    name: String,
    /// Nothing yet while it is written.
    written: Option<Rc<Written>>,
}

/// Lists the formats by name; then tells what the file does not hold.
#[component]
pub fn ExportDialog(props: &ExportDialogProps) -> Html {
    let scopes = scopes(&props.workspace, props.current.as_ref());
    let at = use_state_eq(|| 0);
    let chosen = use_state_eq(|| None::<Chosen>);
    // What had the focus is gone.
    use_effect_with(chosen.as_ref().map(|chosen| chosen.written.is_some()), |step| {
        match step {
            Some(true) => page::focus(".modal .dialog-actions .primary"),
            Some(false) => page::focus(".modal header button"),
            None => {}
        }
        // Whoever goes back finds the list again.
        || page::focus(".modal .formats button")
    });
    if let Some(chosen_now) = &*chosen {
        let back = {
            let chosen = chosen.clone();
            Callback::from(move |_| chosen.set(None))
        };
        return html! {
            <Modal title={text(&format!("export-{}", chosen_now.format))} on_close={props.on_close.clone()}>
                { told(chosen_now, props, &back) }
            </Modal>
        };
    }
    let Some((_, scope)) = scopes.get(*at).or(scopes.first()) else { return html! {} };
    let choice = |(number, (key, _)): (usize, &(&'static str, Scope))| {
        let to = at.clone();
        html! {
            <label class="choice">
                <input type="radio" name="scope" checked={number == *at} onchange={move |_| to.set(number)} />
                { text(key) }
            </label>
        }
    };
    let offered = EXPORTS.iter().filter(|format| !format.one_article || matches!(scope, Scope::Article(_)));
    let button = |format: &'static ExportFormat| {
        let (props, chosen, scope) = (props.clone(), chosen.clone(), scope.clone());
        let choose = move |_| match &format.writing {
            Writing::AtOnce(write) => {
                if let Some(text) = write(&props.workspace, &scope) {
                    let name = format.file_name(&props.workspace, &scope);
                    if download(&name, format.media_type, &text).is_ok() {
                        props.desk.announce(text_with("exported", &[("file", name)]));
                    }
                }
                props.on_close.emit(());
            }
            Writing::InWorker => begin(format, &scope, &props, &chosen),
        };
        let about = format!("export-about-{}", format.key);
        html! {
            <li key={format.key}>
                <button type="button" onclick={choose} aria-describedby={about.clone()}>{ text(&format!("export-{}", format.key)) }</button>
                <p id={about.clone()}>{ text(&about) }</p>
            </li>
        }
    };
    html! {
        <Modal title={text("export")} on_close={props.on_close.clone()}>
            if scopes.len() > 1 {
                <fieldset>
                    <legend>{ text("export-scope") }</legend>
                    { for scopes.iter().enumerate().map(choice) }
                </fieldset>
            }
            <ul class="formats">{ for offered.map(button) }</ul>
        </Modal>
    }
}

/// What can be exported at once, the nearest first, each with the message that names it.
fn scopes(workspace: &Workspace, current: Option<&ArticleId>) -> Vec<(&'static str, Scope)> {
    let mut scopes = Vec::new();
    if let Some(id) = current {
        scopes.push(("export-this-article", Scope::Article(id.clone())));
        let story = workspace.article(id).and_then(|marked| marked.readable.article.story.clone());
        let is_told = |other: &ArticleId| {
            let marked = workspace.article(other);
            story.as_ref().is_some_and(|story| {
                marked.and_then(|m| m.readable.article.story.as_ref()).is_some_and(|s| s.id == story.id)
            })
        };
        let articles = workspace.articles().map(|marked| marked.readable.article.id.clone());
        let articles: Vec<ArticleId> = articles.filter(is_told).collect();
        if let (Some(story), true) = (&story, articles.len() > 1) {
            scopes.push(("export-this-story", Scope::Story { title: story.title.clone(), articles }));
        }
    }
    scopes.push(("export-everything", Scope::Workspace));
    scopes
}

/// Has the worker write a format.
fn begin(
    format: &'static ExportFormat,
    scope: &Scope,
    props: &ExportDialogProps,
    chosen: &UseStateHandle<Option<Chosen>>,
) {
    let name = format.file_name(&props.workspace, scope);
    let started = Chosen { format: format.key, name, written: None };
    chosen.set(Some(started.clone()));
    let whole = annotations::write(&props.workspace, scope, true).into_bytes();
    let request = Request::Write { format: format.key.to_owned() }.to_json();
    let (chosen, desk, on_close) = (chosen.clone(), props.desk.clone(), props.on_close.clone());
    spawn_local(async move {
        let answer = ask_for_file(request, Some(whole)).await.ok();
        match answer.and_then(|(text, bytes)| written(Answer { text, bytes }).ok()) {
            Some(written) => chosen.set(Some(Chosen { written: Some(Rc::new(written)), ..started })),
            None => {
                desk.refuse(Problem::new("worker-missing"));
                on_close.emit(());
            }
        }
    });
}

/// What the file does not hold, and the button that hands it over.
fn told(chosen: &Chosen, props: &ExportDialogProps, back: &Callback<MouseEvent>) -> Html {
    let Some(written) = &chosen.written else {
        return html! { <p role="status" class="export-writing">{ text("export-writing") }</p> };
    };
    if !written.failed.is_empty() {
        return html! {
            <>
                <ul class="losses" role="alert">
                    { for written.failed.iter().map(|failed| html! { <li>{ problem(failed) }</li> }) }
                </ul>
                <p class="dialog-actions">{ button("primary", text("export-back"), back.clone()) }</p>
            </>
        };
    }
    let media_type = EXPORTS.iter().find(|format| format.key == chosen.format).map_or("", |format| format.media_type);
    let hand_over = {
        let (props, name, written) = (props.clone(), chosen.name.clone(), written.clone());
        Callback::from(move |_| {
            if download_bytes(&name, media_type, &written.bytes).is_ok() {
                props.desk.announce(text_with("exported", &[("file", name.clone())]));
            }
            props.on_close.emit(());
        })
    };
    let size = written.bytes.len().div_ceil(1024).to_string();
    let of = [("file", chosen.name.clone()), ("size", size), ("count", written.files.to_string())];
    html! {
        <>
            <p role="status">{ text_with(if written.files > 1 { "export-ready-archive" } else { "export-ready" }, &of) }</p>
            if written.losses.is_empty() {
                <p>{ text("export-whole") }</p>
            } else {
                <p id="export-losses">{ text("export-losses") }</p>
                <ul class="losses" aria-labelledby="export-losses">
                    { for written.losses.iter().map(|loss| html! { <li>{ problem(loss) }</li> }) }
                </ul>
            }
            <p class="dialog-actions">
                { button("plain", text("export-back"), back.clone()) }
                { button("primary", text("export-download"), hand_over) }
            </p>
        </>
    }
}
