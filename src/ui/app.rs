//! The app: state, hooks, and which screen is shown.

use std::cell::RefCell;
use std::rc::Rc;

use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use super::app_state::{AppAction, AppState, Desk};
use super::hooks::{
    Incoming, SaveStatus, use_autosave, use_incoming, use_keys, use_other_tabs, use_route, use_shipped_articles,
};
use super::parts::export_dialog::{ExportDialogProps, export_dialog};
use super::parts::header::{HeaderProps, header};
use super::parts::notices::{NoticesProps, notices};
use super::parts::paste_dialog::paste_dialog;
use super::reanchoring::use_looking;
use super::route::Route;
use super::shared::Shared;
use super::views::library::{LibraryProps, library};
use super::views::reader::Reader;
use super::views::report::Report;
use super::views::review::Review;
use crate::formats::{self, MAX_FILE_BYTES, Scope};
use crate::jobs::{Reading, Request, reading};
use crate::messages::{text, text_with};
use crate::model::article::{Article, Story};
use crate::model::edit::Edit;
use crate::model::problem::Problem;
use crate::platform::files::{ChosenFile, download};
use crate::platform::page;
use crate::platform::storage::BrowserStorage;
use crate::platform::worker::ask;
use crate::store::keeper::{Keeper, Kept};
use crate::store::state::{Action, State};

/// What was found when the page was opened.
#[derive(Properties, PartialEq)]
pub struct AppProps {
    /// Writes what changes.
    pub keeper: Shared<RefCell<Keeper<BrowserStorage>>>,
    /// What storage held.
    pub kept: Shared<Kept>,
    /// Whether storage outlives the page.
    pub is_lasting: bool,
}

/// Which dialog is open.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Dialog {
    /// Whether only the article that is open is wanted.
    Export(bool),
    Paste,
}

/// The whole page.
#[component]
pub fn App(props: &AppProps) -> Html {
    let app = {
        let kept = props.kept.clone();
        use_reducer(move || {
            let loaded = State::default().step(&Action::Load(kept.entities.clone()));
            AppState::new(loaded.unwrap_or_default())
        })
    };
    let desk = Desk::new(app.dispatcher());
    let state = Shared(app.state.clone());

    use_looking(&app, &desk);
    let save_status = use_autosave(&app, &props.keeper, props.is_lasting, &desk);
    use_other_tabs(&state, &props.keeper, &desk);
    let is_loading = use_shipped_articles(&desk);
    let route = use_route();
    let dialog = use_state_eq(|| None::<Dialog>);
    let waiting = &app.drafts;

    let receive = {
        let desk = desk.clone();
        use_callback((), move |incoming: Incoming, ()| read_incoming(incoming, desk.clone()))
    };
    let is_dragging = use_incoming(receive.clone());

    {
        let desk = desk.clone();
        use_keys(move |key| {
            if !(key.ctrl_key() || key.meta_key()) || key.alt_key() {
                return false;
            }
            match (key.key().as_str(), key.shift_key()) {
                ("z", false) => desk.undo(),
                ("Z" | "z", true) | ("y", false) => desk.redo(),
                _ => return false,
            }
            true
        });
    }

    let article = match &route {
        Route::Article(id) | Route::Passage(id, _) | Route::Report(id) => state.workspace.article(id).cloned(),
        Route::Library => None,
    };
    let title = article.as_ref().map(|marked| marked.readable.article.title.clone()).map(|title| match route {
        Route::Report(_) => text_with("report-title", &[("title", title)]),
        _ => title,
    });
    use_title(title, waiting.first().map(|w| w.number));

    let open = |which: Dialog| {
        let dialog = dialog.clone();
        Callback::from(move |()| dialog.set(Some(which)))
    };
    let close = {
        let dialog = dialog.clone();
        Callback::from(move |()| dialog.set(None))
    };
    let on_export = {
        let (state, desk) = (state.clone(), desk.clone());
        Callback::from(move |(format, scope): (&'static formats::ExportFormat, Scope)| {
            let name = format.file_name(&state.workspace, &scope);
            let written = (format.write)(&state.workspace, &scope);
            if written.is_some_and(|text| download(&name, format.media_type, &text).is_ok()) {
                desk.announce(text_with("exported", &[("file", name)]));
            }
        })
    };
    let on_keep = {
        let desk = desk.clone();
        Callback::from(move |article: Article| {
            let route = Route::Article(article.id.clone());
            let articles = vec![Rc::new(article)];
            desk.step(Action::Edit(Edit::Import {
                articles,
                annotations: Vec::new(),
                reanchored: Vec::new(),
                others: Vec::new(),
            }));
            desk.send(AppAction::DoneLooking);
            page::go_to(&route.address());
        })
    };

    let on_discard = {
        let desk = desk.clone();
        Callback::from(move |()| desk.send(AppAction::DoneLooking))
    };

    let view = match (waiting.first(), &route, article) {
        (Some(first), _, _) => html! {
            <Review key={first.number} draft={first.draft.clone()} more={waiting.len() - 1}
                stories={stories_of(&state)} {on_keep} {on_discard} />
        },
        (None, Route::Report(id), Some(marked)) => {
            html! { <Report key={id.as_str()} marked={Shared(marked)} workspace={Shared(state.workspace.clone())} /> }
        }
        (None, Route::Article(id) | Route::Passage(id, _), Some(marked)) => {
            let passage = if let Route::Passage(_, passage) = &route { Some(passage.clone()) } else { None };
            html! { <Reader key={id.as_str()} marked={Shared(marked)} workspace={Shared(state.workspace.clone())} {passage} desk={desk.clone()} /> }
        }
        (None, Route::Article(_) | Route::Passage(..) | Route::Report(_), None) => html! {
            <main class="library" tabindex="-1">
                <h1>{ text(if is_loading { "loading" } else { "article-not-here" }) }</h1>
                if !is_loading { <p>{ text("article-not-here-hint") }</p> }
            </main>
        },
        (None, Route::Library, _) => {
            library(&LibraryProps { state: state.clone(), is_loading, on_paste: open(Dialog::Paste) })
        }
    };
    let scope = match &route {
        Route::Article(id) | Route::Passage(id, _) | Route::Report(id) => {
            state.workspace.article(id).is_some().then(|| id.clone())
        }
        Route::Library => None,
    };

    html! {
        <>
            { header(&HeaderProps {
                desk: desk.clone(),
                save_status,
                is_busy: app.busy > 0,
                can_undo: state.can_undo(),
                can_redo: state.can_redo(),
                on_files: receive.reform(Incoming::Files),
                on_paste: open(Dialog::Paste),
                on_export: open(Dialog::Export(scope.is_some())),
            }) }
            { notices(&NoticesProps {
                desk: desk.clone(),
                refusal: app.refusal.clone(),
                reports: app.reports.clone(),
                unreadable: unreadable_copy(&props.kept, &props.keeper),
                save_status,
            }) }
            { view }
            { match *dialog {
                Some(Dialog::Export(of_article)) => export_dialog(&ExportDialogProps {
                    current: scope,
                    of_article,
                    on_scope: Callback::from(move |of_article| dialog.set(Some(Dialog::Export(of_article)))),
                    on_export,
                    on_close: close,
                }),
                Some(Dialog::Paste) => paste_dialog(receive.reform(Incoming::Text), close),
                None => Html::default(),
            } }
            if is_dragging {
                <div class="drop-veil" aria-hidden="true"><p>{ text("drop-here") }</p></div>
            }
            <div class="only-heard" aria-live="polite" data-live=""></div>
        </>
    }
}

#[hook]
fn use_title(title: Option<String>, review: Option<usize>) {
    let was_shown = use_mut_ref(|| false);
    use_effect_with((title, review), move |(title, review)| {
        let page = if review.is_some() { Some(text("review-heading")) } else { title.clone() };
        match page {
            Some(page_title) => page::set_title(&text_with("page-title", &[("title", page_title)])),
            None => page::set_title(&text("app-name")),
        }
        page::scroll_to_top();
        // A new screen is read from its start. At the first one the page itself is.
        if was_shown.replace(true) {
            page::focus("main");
        }
    });
}

/// Reads what came in, one after the other, and sends on what it held.
fn read_incoming(incoming: Incoming, desk: Desk) {
    spawn_local(async move {
        desk.send(AppAction::Dismiss);
        desk.send(AppAction::Begin);
        match incoming {
            Incoming::Text(pasted) => take(&desk, text("pasted-text"), read_bytes(pasted.into_bytes()).await),
            Incoming::Files(files) => {
                for file in files {
                    let read = read_file(&file).await;
                    take(&desk, file.name, read);
                }
            }
        }
        desk.send(AppAction::End);
    });
}

/// What is wrong where a file is not even read.
fn unread(problem: Problem) -> Reading {
    Reading { problems: vec![problem], ..Reading::default() }
}

async fn read_file(file: &ChosenFile) -> Reading {
    if file.size > MAX_FILE_BYTES as f64 {
        return unread(formats::too_large(file.size as usize));
    }
    match file.bytes().await {
        Ok(bytes) => read_bytes(bytes).await,
        Err(_) => unread(Problem::new("file-unreadable")),
    }
}

/// Reads beside the page, in the worker.
async fn read_bytes(bytes: Vec<u8>) -> Reading {
    let answer = ask(Request::Read.to_json(), Some(bytes)).await.ok();
    let reading = answer.and_then(|answer| reading(&answer).ok());
    reading.unwrap_or_else(|| unread(Problem::new("worker-missing")))
}

fn take(desk: &Desk, name: String, mut file: Reading) {
    let draft = file.draft.take();
    if draft.is_none() || !file.problems.is_empty() {
        desk.send(AppAction::Import { name, file: Rc::new(file), found: None });
    }
    if let Some(draft) = draft {
        desk.send(AppAction::Look(Box::new(draft)));
    }
}

fn stories_of(state: &State) -> Vec<Story> {
    let mut stories: Vec<Story> = Vec::new();
    for story in state.workspace.articles().filter_map(|marked| marked.readable.article.story.as_ref()) {
        if !stories.iter().any(|known| known.id == story.id) {
            stories.push(story.clone());
        }
    }
    stories
}

/// Everything of ours in storage that could not be read, as one text to save.
fn unreadable_copy(kept: &Kept, keeper: &RefCell<Keeper<BrowserStorage>>) -> Option<(usize, String)> {
    use crate::store::key_value::KeyValue;
    if kept.unreadable.is_empty() {
        return None;
    }
    let keeper = keeper.borrow();
    let lines: Vec<String> = kept
        .unreadable
        .iter()
        .filter_map(|(key, _)| Some(format!("{key}\t{}\n", keeper.storage().get(key).ok()??)))
        .collect();
    Some((kept.unreadable.len(), lines.concat()))
}

/// Whether work would be lost if the page were closed now.
pub fn is_at_risk(status: SaveStatus) -> bool {
    matches!(status, SaveStatus::Full | SaveStatus::Blocked)
}
