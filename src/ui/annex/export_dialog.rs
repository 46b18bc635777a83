//! Choosing what to export, and in which format. What a format of another tool does not
//! hold is told before its file is handed over.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::rc::Rc;

use js_sys::Uint8Array;
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use crate::formats::{EXPORTS, ExportFormat, Pieces, Scope, Writing, annotations};
use crate::jobs::{Answer, Request, Written, written};
use crate::messages::{problem, text, text_with};
use crate::model::id::{AnnotationId, ArticleId};
use crate::model::problem::Problem;
use crate::model::workspace::Workspace;
use crate::platform::files::download_bytes;
use crate::platform::worker::{Program, ask_for_file};
use crate::platform::{clock, page};
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

/// What can be exported, with annotations that are chosen.
#[derive(Clone, Properties, PartialEq)]
pub struct ExportProps {
    /// What can be exported.
    pub dialog: ExportDialogProps,
    /// Annotations of the article that is open.
    #[prop_or_default]
    pub chosen: Option<Rc<BTreeSet<AnnotationId>>>,
}

/// A format that is being written, and how far it is.
#[derive(Clone, PartialEq)]
struct Chosen {
    format: &'static str,
    name: String,
    /// How much of it the page has written, in per cent; nothing once the worker is at it,
    /// which does not say.
    percent: Option<usize>,
    /// Nothing yet while it is written.
    done: Option<Shared<Done>>,
}

/// What was written, and its file, which the browser holds.
struct Done {
    written: Written,
    file: Uint8Array,
}

/// Lists the formats by name; then tells what the file does not hold.
#[component]
pub fn ExportDialog(props: &ExportDialogProps) -> Html {
    html! { <Export dialog={props.clone()} /> }
}

/// The same, for chosen annotations too.
#[component]
pub fn Export(props: &ExportProps) -> Html {
    let ExportProps { dialog: props, chosen: annotations } = props;
    let scopes = scopes(&props.workspace, props.current.as_ref(), annotations.as_deref());
    let at = use_state_eq(|| 0);
    let chosen = use_state_eq(|| None::<Chosen>);
    // Which writing is wanted: another number than that with which it began stops it.
    let turn = use_mut_ref(|| 0_usize);
    {
        let turn = turn.clone();
        use_effect_with((), move |()| move || *turn.borrow_mut() += 1);
    }
    // What had the focus is gone.
    use_effect_with(chosen.as_ref().map(|chosen| chosen.done.is_some()), |step| {
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
            let (chosen, turn) = (chosen.clone(), turn.clone());
            Callback::from(move |_| {
                *turn.borrow_mut() += 1;
                chosen.set(None);
            })
        };
        return html! {
            <Modal title={text(&format!("export-{}", chosen_now.format))} on_close={props.on_close.clone()}>
                { told(chosen_now, props, &back) }
            </Modal>
        };
    }
    let Some((_, scope)) = scopes.get(*at).or(scopes.first()) else { return html! {} };
    let choice = |(number, (name, _)): (usize, &(String, Scope))| {
        let to = at.clone();
        html! {
            <label class="choice">
                <input type="radio" name="scope" checked={number == *at} onchange={move |_| to.set(number)} />
                { name }
            </label>
        }
    };
    let button = |format: &'static ExportFormat| {
        let (props, chosen, turn, scope) = (props.clone(), chosen.clone(), turn.clone(), scope.clone());
        let choose = move |_| begin(format, &scope, &props, &chosen, &turn);
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
            <ul class="formats">{ for EXPORTS.iter().filter(|format| format.is_for(scope)).map(button) }</ul>
        </Modal>
    }
}

/// What can be exported at once, the nearest first, each with its name.
fn scopes(
    workspace: &Workspace,
    current: Option<&ArticleId>,
    chosen: Option<&BTreeSet<AnnotationId>>,
) -> Vec<(String, Scope)> {
    let mut scopes = Vec::new();
    if let Some(id) = current {
        if let Some(annotations) = chosen {
            let name = text_with("export-chosen", &[("count", annotations.len().to_string())]);
            scopes.push((name, Scope::Chosen { article: id.clone(), annotations: annotations.clone() }));
        }
        scopes.push((text("export-this-article"), Scope::Article(id.clone())));
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
            scopes.push((text("export-this-story"), Scope::Story { title: story.title.clone(), articles }));
        }
    }
    scopes.push((text("export-everything"), Scope::Workspace));
    scopes
}

/// So long is written at once, in milliseconds: what the reader does meanwhile is drawn
/// before they see that it waited.
const SLICE: f64 = 12.0;

/// Writes a format, bit by bit, or has the worker do so.
fn begin(
    format: &'static ExportFormat,
    scope: &Scope,
    props: &ExportDialogProps,
    chosen: &UseStateHandle<Option<Chosen>>,
    turn: &Rc<RefCell<usize>>,
) {
    let started =
        Chosen { format: format.key, name: format.file_name(&props.workspace, scope), percent: Some(0), done: None };
    chosen.set(Some(started.clone()));
    *turn.borrow_mut() += 1;
    let (this, turn) = (*turn.borrow(), turn.clone());
    let is_wanted = move || *turn.borrow() == this;
    let (chosen, props, scope) = (chosen.clone(), props.clone(), scope.clone());
    spawn_local(async move {
        // The dialog is drawn first.
        clock::pause().await;
        let unchosen = scope.unchosen(&props.workspace);
        let (pieces, is_ours) = match format.writing {
            Writing::OnPage(pieces) => (pieces(&props.workspace, &scope), true),
            Writing::InWorker => (Some(annotations::pieces(&props.workspace, &scope, true)), false),
        };
        let Some(pieces) = pieces else { return props.on_close.emit(()) };
        let so_far = |percent: Option<usize>| chosen.set(Some(Chosen { percent, ..started.clone() }));
        let Some(bytes) = written_by_bits(pieces, &so_far, &is_wanted).await else { return };
        let done = if is_ours {
            let written = Written { bytes: Vec::new(), files: 1, losses: of_choice(unchosen), failed: Vec::new() };
            Some(Done { written, file: bytes.as_slice().into() })
        } else {
            so_far(None);
            let request = Request::Write { format: format.key.to_owned(), unchosen }.to_json();
            let answer = ask_for_file(Program::Worker, request, Some(bytes)).await.ok();
            answer.and_then(|(text, file)| {
                Some(Done { written: written(Answer { text, bytes: Vec::new() }).ok()?, file })
            })
        };
        clock::pause().await;
        if !is_wanted() {
            return;
        }
        match done {
            // Of our own files there is nothing to tell: they hold everything.
            Some(done) if is_ours && done.written.losses.is_empty() => {
                let is_taken = download_bytes(&started.name, format.media_type, &done.file).is_ok();
                clock::pause().await;
                finish(&props, &started.name, is_taken);
            }
            Some(done) => chosen.set(Some(Chosen { percent: None, done: Some(Shared(Rc::new(done))), ..started })),
            None => {
                props.desk.refuse(Problem::new("worker-missing"));
                props.on_close.emit(());
            }
        }
    });
}

/// Writes pieces, and lets the browser do what waits between slices. `None` if it is not
/// wanted any more.
async fn written_by_bits(
    mut pieces: Pieces,
    so_far: &impl Fn(Option<usize>),
    is_wanted: &impl Fn() -> bool,
) -> Option<Vec<u8>> {
    let (all, mut percent, mut bytes) = (pieces.len().max(1), 0, Vec::new());
    loop {
        clock::pause().await;
        if !is_wanted() {
            return None;
        }
        let began = clock::ticks();
        while clock::ticks() - began < SLICE {
            match pieces.next() {
                Some(piece) => bytes.extend(piece.into_bytes()),
                None => return Some(bytes),
            }
        }
        let now = 100 - pieces.len() * 100 / all;
        if now != percent {
            percent = now;
            so_far(Some(percent));
        }
    }
}

/// What is not in a file that holds all that was chosen.
fn of_choice(unchosen: usize) -> Vec<Problem> {
    if unchosen == 0 { Vec::new() } else { vec![Problem::new("lost-unchosen").with("count", unchosen)] }
}

/// Says what was exported, if it was, and closes the dialog.
fn finish(props: &ExportDialogProps, name: &str, is_taken: bool) {
    if is_taken {
        props.desk.announce(text_with("exported", &[("file", name.to_owned())]));
    }
    props.on_close.emit(());
}

/// What the file does not hold, and the button that hands it over.
fn told(chosen: &Chosen, props: &ExportDialogProps, back: &Callback<MouseEvent>) -> Html {
    let Some(done) = &chosen.done else {
        // Said once, not with every per cent.
        return html! {
            <>
                <p class="export-writing"><span role="status">{ text("export-writing") }</span>
                    if let Some(percent) = chosen.percent {
                        <span aria-hidden="true">{ " " }{ text_with("export-done", &[("percent", percent.to_string())]) }</span>
                    }</p>
                <progress max="100" value={chosen.percent.map(|percent| percent.to_string())} aria-label={text("export-writing")}></progress>
                <p class="dialog-actions">{ button("plain", text("cancel"), back.clone()) }</p>
            </>
        };
    };
    let written = &done.written;
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
        let (props, name, done) = (props.clone(), chosen.name.clone(), done.clone());
        Callback::from(move |_| finish(&props, &name, download_bytes(&name, media_type, &done.file).is_ok()))
    };
    let size = (done.file.length() as usize).div_ceil(1024).to_string();
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
