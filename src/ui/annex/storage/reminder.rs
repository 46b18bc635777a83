//! Reminds of a backup, quietly, and asks the browser once to keep what is stored.

use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use super::remembered::{self, Persistence};
use super::{StorageProps, saving};
use crate::analysis::reminder::{Postponed, changes, is_due};
use crate::messages::{text, text_with};
use crate::platform::{clock, storage};
use crate::ui::parts::button::button;
use crate::ui::shared::Shared;

/// When to remind of what.
#[derive(Clone, Properties, PartialEq)]
pub struct ReminderProps {
    /// What is kept.
    pub storage: StorageProps,
    /// Names the screen that is shown.
    pub screen: String,
    /// Whether it is an article: then nothing comes while one is at it, because it would
    /// move the text under the pointer.
    pub is_reading: bool,
    /// Whether storage is at risk: a stronger notice tells of it.
    pub is_at_risk: bool,
}

/// Shows nothing unless a backup is due.
#[component]
pub fn Reminder(props: &ReminderProps) -> Html {
    let due = use_state_eq(|| None::<usize>);
    let workspace = Shared(props.storage.state.workspace.clone());
    {
        let (due, workspace) = (due.clone(), workspace.clone());
        let asked = (props.screen.clone(), (!props.is_reading).then(|| workspace.clone()));
        use_effect_with(asked, move |_| {
            let (last, now) = (remembered::last_backup(), clock::now());
            let changes = changes(&workspace, last.as_ref(), &now);
            let is_due = is_due(&changes, last.as_ref(), remembered::postponed().as_ref(), &now);
            due.set(is_due.then_some(changes.count));
        });
    }
    use_effect_with(workspace.annotation_count() > 0, |is_marked| {
        if *is_marked && !Persistence::is_asked() {
            spawn_local(async { Persistence::set(storage::ask_to_keep().await) });
        }
    });
    let Some(count) = due.filter(|_| !props.is_at_risk) else { return Html::default() };
    let save = {
        let (storage, due) = (props.storage.clone(), due.clone());
        Callback::from(move |_: MouseEvent| {
            let (storage, due) = (storage.clone(), due.clone());
            spawn_local(async move {
                if saving::save(&storage.keeper, &storage.desk).await.is_some() {
                    due.set(None);
                }
            });
        })
    };
    let later = Callback::from(move |_: MouseEvent| {
        remembered::postpone(&Postponed { at: clock::now(), count });
        due.set(None);
    });
    html! {
        <section class="notice reminder" aria-label={text("backup")}>
            <p role="status">{ text_with("backup-reminder", &[("count", count.to_string())]) }</p>
            { button("", text("save-backup"), save) }
            { button("plain", text("later"), later) }
        </section>
    }
}
