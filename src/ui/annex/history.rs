//! The history: kept for the time after the page is loaded again, and shown as a list
//! of steps in words, to any of which one can go.

use std::rc::Rc;

use web_sys::Event;
use yew::prelude::*;

use crate::messages::{summary, text};
use crate::model::workspace::Workspace;
use crate::platform::page;
use crate::platform::storage::BrowserStorage;
use crate::store::history::Step;
use crate::store::journal::Journal;
use crate::store::state::{Action, State};
use crate::ui::app_state::{AppAction, Desk};
use crate::ui::hooks::{On, use_events};
use crate::ui::parts::button::button;
use crate::ui::shared::Shared;

/// The history of which state.
#[derive(Clone, Properties, PartialEq)]
pub struct HistoryProps {
    /// The state.
    pub state: Shared<State>,
    /// Goes to steps.
    pub desk: Desk,
    /// Whether the list is shown.
    pub is_open: bool,
    /// It is to be closed.
    pub on_close: Callback<()>,
}

/// Keeps every step as it is made; shows them, if they are wanted.
#[component]
pub fn HistoryKeeper(props: &HistoryProps) -> Html {
    let journal = use_mut_ref(|| Journal::new(BrowserStorage::of_session()));
    let is_resumed = use_mut_ref(|| false);
    {
        let (journal, is_resumed) = (journal.clone(), is_resumed.clone());
        use_effect_with(props.state.clone(), move |state| {
            if *is_resumed.borrow() {
                journal.borrow_mut().write(state.history());
            }
        });
    }
    {
        let (journal, desk) = (journal.clone(), props.desk.clone());
        // Behind the other effect: the state of this drawing has only what was done
        // since the page was loaded, and is not to be written over what was kept.
        use_effect_with((), move |()| {
            desk.send(AppAction::Become(Box::new(move |state| {
                is_resumed.replace(true);
                journal.borrow_mut().resume(state)
            })));
        });
    }
    // What was too large to be written meanwhile.
    use_events(
        &[(On::Window, "pagehide"), (On::Document, "visibilitychange")],
        Rc::new(move |_: &Event| journal.borrow_mut().write_rest()),
    );
    let left = use_mut_ref(|| None);
    use_effect_with(props.is_open, move |is_open| {
        if *is_open {
            left.replace(page::find_element(":focus"));
            page::focus(".history h2");
        } else if let (Some(left), None) = (left.take(), page::find_element(":focus")) {
            // Back to where one was, unless one went elsewhere meanwhile.
            page::focus_on(&left);
        }
    });
    if props.is_open { panel(props) } else { Html::default() }
}

/// As many steps are listed at first; nobody goes further back by reading.
const LISTED: usize = 300;

fn panel(props: &HistoryProps) -> Html {
    let history = props.state.history();
    let workspace = &props.state.workspace;
    let row = |step: &Rc<Step>, is_now: bool, is_undone: bool| {
        let (desk, number) = (props.desk.clone(), step.number);
        let words = summary(&step.summary);
        let go = {
            let words = words.clone();
            move |_: MouseEvent| {
                desk.step(Action::GoTo(number));
                desk.announce(words.clone());
            }
        };
        html! {
            <li key={step.number} class={is_undone.then_some("is-undone")}>
                <button type="button" aria-current={is_now.then_some("step")} onclick={go}>
                    { words }{ title(workspace, step) }
                </button>
            </li>
        }
    };
    let start = {
        let desk = props.desk.clone();
        Callback::from(move |_: MouseEvent| desk.step(Action::GoTo(0)))
    };
    let undone: Vec<&Rc<Step>> = history.undone().take(LISTED).collect();
    let is_empty = !props.state.can_undo() && !props.state.can_redo();
    let is_at_start = !props.state.can_undo();
    let close = props.on_close.clone();
    let onkeydown = props.on_close.reform(|_: ()| ());
    let onkeydown = move |key: KeyboardEvent| {
        if key.key() == "Escape" {
            key.prevent_default();
            onkeydown.emit(());
        }
    };
    html! {
        <section class="history" aria-labelledby="history-heading" {onkeydown}>
            <header>
                <h2 id="history-heading" tabindex="-1">{ text("command-history") }</h2>
                { button("plain", text("close"), close.reform(|_| ())) }
            </header>
            <p class="quiet">{ text(if is_empty { "history-empty" } else { "history-hint" }) }</p>
            if !is_empty {
                <ol role="list">
                    { for undone.iter().rev().map(|step| row(step, false, true)) }
                    { for history.done().take(LISTED).enumerate().map(|(at, step)| row(step, at == 0, false)) }
                    <li><button type="button" aria-current={is_at_start.then_some("step")} onclick={start}>{ text("history-start") }</button></li>
                </ol>
            }
        </section>
    }
}

/// The article in which it was done.
fn title(workspace: &Workspace, step: &Step) -> Html {
    let marked = step.summary.article.as_ref().and_then(|id| workspace.article(id));
    marked.map_or_else(Html::default, |marked| html! { <small>{ &marked.readable.article.title }</small> })
}
