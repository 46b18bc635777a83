//! The app: state, hooks, and which screen is shown.

use std::cell::RefCell;
use std::rc::Rc;

use yew::prelude::*;

use super::annex::conflicts::ConflictsProps;
use super::annex::door;
use super::annex::export_dialog::ExportDialogProps;
use super::annex::history::HistoryProps;
use super::annex::inbox::InboxProps;
use super::annex::index::IndexProps;
use super::annex::paste_dialog::PasteDialogProps;
use super::annex::report::ReportProps;
use super::annex::scheme::SchemeViewProps;
use super::annex::shortcut_sheet::ShortcutSheetProps;
use super::annex::storage::StorageProps;
use super::annex::storage::reminder::ReminderProps;
use super::app_state::{AppAction, AppState, Desk};
use super::hooks::{
    Incoming, SaveStatus, use_autosave, use_incoming, use_keys, use_label_looks, use_leave_warning, use_looking,
    use_other_tabs, use_route, use_shipped_articles,
};
use super::parts::header::{HeaderProps, header};
use super::parts::notices::{NoticesProps, notices};
use super::route::Route;
use super::shared::{DeviceKeeper, Shared};
use super::shortcuts::command;
use super::views::library::{LibraryProps, library};
use super::views::reader::Reader;
use crate::messages::{text, text_with};
use crate::platform::page;
use crate::store::keeper::Kept;
use crate::store::metered::Level;
use crate::store::record::Unreadable;
use crate::store::state::{Action, FIRST, State};

/// What was found when the page was opened.
#[derive(Properties, PartialEq)]
pub struct AppProps {
    /// Writes what changes.
    pub keeper: Shared<RefCell<DeviceKeeper>>,
    /// What storage held.
    pub kept: Shared<Kept>,
    /// Whether storage outlives the page.
    pub is_lasting: bool,
}

/// Which dialog is open.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Dialog {
    Export,
    Paste,
    Shortcuts,
    Conflicts,
    Storage,
    /// No dialog: it stands beside the page and lets one go on.
    History,
}

/// The whole page.
#[component]
pub fn App(props: &AppProps) -> Html {
    let app = {
        let kept = props.kept.clone();
        use_reducer(move || {
            let loaded = State::default().step_by(&Action::Load(kept.entities.clone()), &FIRST);
            AppState::new(loaded.unwrap_or_default())
        })
    };
    let desk = Desk::new(app.dispatcher());
    let state = Shared(app.state.clone());

    use_looking(&app, &desk);
    let save_status = use_autosave(&app, &props.keeper, props.is_lasting, &desk);
    use_leave_warning(&state, save_status);
    use_other_tabs(&props.keeper, &desk);
    {
        let (keeper, desk) = (props.keeper.clone(), desk.clone());
        use_effect_with((), move |()| door::on_arrival(move |annex| (annex.arrive)(keeper, desk)));
    }
    use_label_looks(&Shared(state.workspace.scheme()));
    let is_loading = use_shipped_articles(&desk);
    {
        let (keeper, desk) = (props.keeper.clone(), desk.clone());
        use_effect_with(is_loading, move |is_loading| {
            // The page stands and has its articles: nothing waits for the network any more.
            if !is_loading {
                door::fetch(move || {
                    // Without it there is nobody to write the second copy.
                    keeper.borrow_mut().mirrored().end();
                    desk.send(AppAction::Copied(None));
                });
            }
        });
    }
    let route = use_route();
    let dialog = use_state_eq(|| None::<Dialog>);
    let waiting = &app.waiting;

    let receive = {
        let (desk, keeper) = (desk.clone(), props.keeper.clone());
        use_callback((), move |incoming: Incoming, ()| {
            let (keeper, to) = (keeper.clone(), desk.clone());
            door::enter(&desk, move |annex| (annex.read)(incoming, keeper, to));
        })
    };
    let is_dragging = use_incoming(receive.clone());

    {
        let (desk, dialog) = (desk.clone(), dialog.clone());
        use_keys(Rc::new(move |key: &KeyboardEvent| {
            let pressed = key.key();
            if key.alt_key() {
                return false;
            }
            if key.ctrl_key() || key.meta_key() {
                match (pressed.as_str(), key.shift_key()) {
                    ("z", false) => desk.undo(),
                    ("Z" | "z", true) | ("y", false) => desk.redo(),
                    _ => return false,
                }
                return true;
            }
            match command(&pressed) {
                Some("shortcuts") => dialog.set(Some(Dialog::Shortcuts)),
                Some("history") => dialog.set((*dialog != Some(Dialog::History)).then_some(Dialog::History)),
                _ => return false,
            }
            true
        }));
    }

    let article = match &route {
        Route::Article(id, _) | Route::Report(id) => state.workspace.article(id).cloned(),
        Route::Library | Route::Scheme | Route::Index => None,
    };
    let title = match &route {
        Route::Index => Some(text("index")),
        Route::Scheme => Some(text("scheme")),
        _ => article.as_ref().map(|marked| marked.readable.article.title.clone()).map(|title| match route {
            Route::Report(_) => text_with("report-title", &[("title", title)]),
            _ => title,
        }),
    };
    use_title(title, waiting.first().map(|w| w.number));

    let open = |which: Dialog| {
        let dialog = dialog.clone();
        Callback::from(move |()| dialog.set(Some(which)))
    };
    let close = {
        let dialog = dialog.clone();
        Callback::from(move |()| dialog.set(None))
    };
    let view = match (waiting.first(), &route, article) {
        (Some(_), _, _) => {
            let props = InboxProps {
                waiting: waiting.clone(),
                workspace: Shared(state.workspace.clone()),
                keeper: props.keeper.clone(),
                desk: desk.clone(),
            };
            door::view("inbox", move |annex| (annex.inbox)(&props))
        }
        (None, Route::Article(id, wanted), Some(marked)) => {
            html! { <Reader key={id.as_str()} marked={Shared(marked)} wanted={wanted.clone()} workspace={Shared(state.workspace.clone())} desk={desk.clone()} /> }
        }
        (None, Route::Index, _) => {
            let props = IndexProps { workspace: Shared(state.workspace.clone()), desk: desk.clone() };
            door::view("index", move |annex| (annex.index)(&props))
        }
        (None, Route::Report(id), Some(marked)) => {
            let props = ReportProps { marked: Shared(marked), workspace: Shared(state.workspace.clone()) };
            door::view(id.as_str(), move |annex| (annex.report)(&props))
        }
        (None, Route::Article(..) | Route::Report(_), None) => html! {
            <main class="library" tabindex="-1">
                <h1>{ text(if is_loading { "loading" } else { "article-not-here" }) }</h1>
                if !is_loading { <p>{ text("article-not-here-hint") }</p> }
            </main>
        },
        (None, Route::Scheme, _) => {
            let props = SchemeViewProps { workspace: Shared(state.workspace.clone()), desk: desk.clone() };
            door::view("scheme", move |annex| (annex.scheme)(&props))
        }
        (None, Route::Library, _) => {
            library(&LibraryProps { state: state.clone(), is_loading, on_paste: open(Dialog::Paste) })
        }
    };
    let scope = match &route {
        Route::Article(id, _) | Route::Report(id) => state.workspace.article(id).is_some().then(|| id.clone()),
        _ => None,
    };

    let history = {
        let is_open = *dialog == Some(Dialog::History);
        let props = HistoryProps { state: state.clone(), desk: desk.clone(), is_open, on_close: close.clone() };
        door::extra(move |annex| (annex.history)(&props))
    };

    let storage = StorageProps {
        state: state.clone(),
        keeper: props.keeper.clone(),
        desk: desk.clone(),
        on_close: close.clone(),
    };
    let reminder = {
        let props = ReminderProps {
            storage: storage.clone(),
            screen: waiting.first().map_or_else(|| route.address(), |first| first.number.to_string()),
            is_reading: matches!(route, Route::Article(..)),
            is_at_risk: !matches!(save_status, SaveStatus::Saving | SaveStatus::Saved),
        };
        door::extra(move |annex| (annex.reminder)(&props))
    };

    html! {
        <>
            { header(&HeaderProps {
                desk: desk.clone(),
                is_scheme: route == Route::Scheme,
                save_status,
                is_index: route == Route::Index,
                is_busy: app.busy > 0,
                can_undo: state.can_undo(),
                can_redo: state.can_redo(),
                on_files: receive.reform(Incoming::Files),
                on_paste: open(Dialog::Paste),
                on_export: open(Dialog::Export),
                on_history: open(Dialog::History),
                on_storage: open(Dialog::Storage),
                on_shortcuts: open(Dialog::Shortcuts),
            }) }
            { notices(&NoticesProps {
                desk: desk.clone(),
                refusal: app.refusal.clone(),
                reports: app.reports.clone(),
                unreadable: unreadable_copy(&props.keeper),
                is_newer: props.keeper.borrow().has_newer(),
                save_status,
                is_nearly_full: props.keeper.borrow().storage().level() == Level::NearlyFull,
                contested: app.contested,
                on_conflicts: open(Dialog::Conflicts),
                on_storage: open(Dialog::Storage),
            }) }
            { held(reminder) }
            { view }
            { match *dialog {
                Some(Dialog::Export) => {
                    let props = ExportDialogProps {
                        current: scope,
                        workspace: Shared(state.workspace.clone()),
                        desk: desk.clone(),
                        on_close: close.clone(),
                    };
                    door::dialog(&close, move |annex| (annex.export_dialog)(&props))
                }
                Some(Dialog::Shortcuts) => {
                    let props =
                        ShortcutSheetProps { scheme: Shared(state.workspace.scheme()), on_close: close.clone() };
                    door::dialog(&close, move |annex| (annex.shortcut_sheet)(&props))
                }
                Some(Dialog::Conflicts) => {
                    let props = ConflictsProps {
                        keeper: props.keeper.clone(),
                        workspace: Shared(state.workspace.clone()),
                        desk: desk.clone(),
                        on_close: close.clone(),
                    };
                    door::dialog(&close, move |annex| (annex.conflicts)(&props))
                }
                Some(Dialog::Storage) => door::dialog(&close, move |annex| (annex.storage)(&storage)),
                Some(Dialog::Paste) => {
                    let props = PasteDialogProps { on_text: receive.reform(|text| Incoming::Text(text, String::new())), on_close: close.clone() };
                    door::dialog(&close, move |annex| (annex.paste_dialog)(&props))
                }
                Some(Dialog::History) | None => Html::default(),
            } }
            { held(history) }
            if is_dragging {
                <div class="drop-veil" aria-hidden="true"><p>{ text("drop-here") }</p></div>
            }
            <div class="only-heard" aria-live="polite" data-live=""></div>
        </>
    }
}

/// In an element of its own. What stands before a component that draws nothing is put
/// before what stood behind that when it was last drawn, which may be gone by then: Yew
/// fails there.
fn held(part: Html) -> Html {
    html! { <div class="held">{ part }</div> }
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
        // A new screen is read from its start. At the first one the page itself is.
        if was_shown.replace(true) {
            page::focus("main");
        }
        page::scroll_to_top();
    });
}

/// Everything of ours in storage that could not be read, as one text to save.
fn unreadable_copy(keeper: &RefCell<DeviceKeeper>) -> Option<(usize, String)> {
    use crate::store::key_value::KeyValue;
    let keeper = keeper.borrow();
    // What a later version wrote is not wrong.
    let wrong = keeper.unreadable().iter().filter(|(_, why)| *why != Unreadable::Newer);
    let line = |key: &str| Some(format!("{key}\t{}\n", keeper.storage().get(key).ok()??));
    let lines: Vec<String> = wrong.map(|(key, _)| line(key).unwrap_or_default()).collect();
    (!lines.is_empty()).then(|| (lines.len(), lines.concat()))
}
