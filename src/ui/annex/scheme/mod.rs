//! The scheme: read as a guide, chosen, shared and changed.
//!
//! [`choosing`] is what stands above the guide, [`guide`] lays the scheme out to be
//! read, [`editing`] is the form in which it is changed, [`entries`] what the form
//! shows of each label, question, value and connection.

mod choosing;
mod editing;
mod entries;
mod guide;

use yew::prelude::*;

use crate::messages::text;
use crate::model::workspace::Workspace;
use crate::platform::page;
use crate::ui::app_state::Desk;
use crate::ui::shared::Shared;
use editing::Editing;

/// Whose scheme.
#[derive(Clone, Properties, PartialEq)]
pub struct SchemeViewProps {
    /// All that is here.
    pub workspace: Shared<Workspace>,
    /// Edits it.
    pub desk: Desk,
}

/// The scheme that is used.
#[component]
pub fn SchemeView(props: &SchemeViewProps) -> Html {
    // What was changed and not saved is gone on with.
    let is_changing = use_state_eq(|| editing::kept_draft().is_some());
    let was_changing = use_mut_ref(|| *is_changing);
    use_effect_with(*is_changing, move |is_changing| {
        if was_changing.replace(*is_changing) != *is_changing {
            page::focus("main h1");
            page::scroll_to_top();
        }
    });
    let set_changing = |to: bool| {
        let is_changing = is_changing.clone();
        Callback::from(move |()| is_changing.set(to))
    };
    let scheme = props.workspace.scheme();
    html! {
        <main class="scheme" tabindex="-1">
            if *is_changing {
                <Editing workspace={props.workspace.clone()} desk={props.desk.clone()} on_done={set_changing(false)} />
            } else if scheme.title.is_empty() {
                <p class="empty">{ text("loading") }</p>
            } else {
                { choosing::choosing(&props.workspace, &props.desk, set_changing(true)) }
                { guide::guide(&scheme) }
            }
        </main>
    }
}
