//! Choosing what to export, and in which format.

use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use crate::formats::{EXPORTS, ExportFormat, Scope, Writing, annotations};
use crate::jobs::{Request, written};
use crate::messages::{text, text_with};
use crate::model::id::ArticleId;
use crate::model::problem::Problem;
use crate::model::workspace::Workspace;
use crate::platform::files::download;
use crate::platform::worker::ask;
use crate::ui::app_state::{AppAction, Desk};
use crate::ui::parts::modal::Modal;
use crate::ui::shared::Shared;

/// What can be exported.
pub struct ExportDialogProps {
    /// The article that is open, if one is.
    pub current: Option<ArticleId>,
    /// Whether only that article is wanted.
    pub of_article: bool,
    /// Another scope was chosen.
    pub on_scope: Callback<bool>,
    /// All that is here.
    pub workspace: Shared<Workspace>,
    /// Says what was exported.
    pub desk: Desk,
    /// The dialog was closed.
    pub on_close: Callback<()>,
}

/// Lists the formats by name.
pub fn export_dialog(props: &ExportDialogProps) -> Html {
    let scope = match (&props.current, props.of_article) {
        (Some(id), true) => Scope::Article(id.clone()),
        _ => Scope::Workspace,
    };
    let choice = |value: bool, key: &'static str| {
        let on_scope = props.on_scope.reform(move |_: Event| value);
        html! {
            <label class="choice">
                <input type="radio" name="scope" checked={props.of_article == value} onchange={on_scope} />
                { text(key) }
            </label>
        }
    };
    let offered = EXPORTS.iter().filter(|format| !format.one_article || matches!(scope, Scope::Article(_)));
    let button = |format: &'static ExportFormat| {
        let (workspace, desk) = (props.workspace.clone(), props.desk.clone());
        let (on_close, scope) = (props.on_close.clone(), scope.clone());
        let chosen = move |_| {
            export(format, &scope, &workspace, &desk);
            on_close.emit(());
        };
        let about = format!("export-about-{}", format.key);
        html! {
            <li key={format.key}>
                <button type="button" onclick={chosen} aria-describedby={about.clone()}>{ text(&format!("export-{}", format.key)) }</button>
                <p id={about.clone()}>{ text(&about) }</p>
            </li>
        }
    };
    html! {
        <Modal title={text("export")} on_close={props.on_close.clone()}>
            if props.current.is_some() {
                <fieldset>
                    <legend>{ text("export-scope") }</legend>
                    { choice(true, "export-this-article") }
                    { choice(false, "export-everything") }
                </fieldset>
            }
            <ul class="formats">{ for offered.map(button) }</ul>
        </Modal>
    }
}

fn export(format: &'static ExportFormat, scope: &Scope, workspace: &Workspace, desk: &Desk) {
    let hand_over = |desk: &Desk, name: String, text: &str| {
        if download(&name, format.media_type, text).is_ok() {
            desk.announce(text_with("exported", &[("file", name)]));
        }
    };
    match (&format.writing, scope) {
        (Writing::AtOnce(write), scope) => {
            if let Some(text) = write(workspace, scope) {
                hand_over(desk, format.file_name(workspace, scope), &text);
            }
        }
        (Writing::InWorker, Scope::Article(article)) => {
            let request = Request::Write { format: format.key.to_owned(), article: article.to_string() }.to_json();
            let whole = annotations::write(workspace, scope, true).into_bytes();
            let desk = desk.clone();
            desk.send(AppAction::Begin);
            spawn_local(async move {
                let answer = ask(request, Some(whole)).await.ok();
                match answer.and_then(|answer| written(&answer).ok()).filter(|files| !files.is_empty()) {
                    Some(files) => files.into_iter().for_each(|file| hand_over(&desk, file.name, &file.text)),
                    None => desk.refuse(Problem::new("worker-missing")),
                }
                desk.send(AppAction::End);
            });
        }
        // Such a format is offered for an article only.
        (Writing::InWorker, Scope::Workspace) => {}
    }
}
