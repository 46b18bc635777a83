//! What is kept in this browser, and the ways out of it: a backup, its return, and the
//! end of all that is kept here.

mod remembered;
pub mod reminder;
pub mod removing;
pub mod restoring;
mod saving;

use std::cell::RefCell;

use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use self::remembered::Persistence;
use self::removing::removing;
use crate::analysis::reminder::changes;
use crate::messages::{text, text_with};
use crate::platform::page::day_in_words;
use crate::platform::{clock, page, storage};
use crate::store::metered::MOST;
use crate::store::state::State;
use crate::ui::app_state::Desk;
use crate::ui::parts::button::button;
use crate::ui::parts::header::choose_files;
use crate::ui::parts::modal::Modal;
use crate::ui::shared::{DeviceKeeper, Shared};

/// What is kept, and by whom.
#[derive(Clone, Properties, PartialEq)]
pub struct StorageProps {
    /// The state.
    pub state: Shared<State>,
    /// Knows what is stored.
    pub keeper: Shared<RefCell<DeviceKeeper>>,
    /// Says what was done.
    pub desk: Desk,
    /// The dialog was closed.
    pub on_close: Callback<()>,
}

/// How far a person is on the way to the end.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Step {
    /// What is kept is shown.
    Overview,
    /// What will be removed is told, and a backup offered.
    Explained,
    /// A backup was handed over, or is not wanted.
    Settled,
    /// It is asked once more.
    Asked,
    /// It is being done.
    Removing,
    /// Not all could be removed.
    Failed,
}

/// A modal dialog.
#[component]
pub fn Storage(props: &StorageProps) -> Html {
    let step = use_state_eq(|| Step::Overview);
    let saved = use_state_eq(|| None::<String>);
    let promise = use_state_eq(|| Persistence::Unasked);
    {
        let promise = promise.clone();
        use_effect_with((), move |()| {
            spawn_local(async move {
                promise.set(Persistence::now(storage::is_kept().await));
            });
        });
    }
    // The heading of a step is read when it is shown.
    use_effect_with(*step, |step| {
        if *step != Step::Overview {
            page::focus("dialog .storage-step");
        }
    });
    let save = {
        let (props, saved, step) = (props.clone(), saved.clone(), step.clone());
        Callback::from(move |_: MouseEvent| {
            let (props, saved, step) = (props.clone(), saved.clone(), step.clone());
            spawn_local(async move {
                if let Some(name) = saving::save(&props.keeper, &props.desk).await {
                    saved.set(Some(name));
                    if *step == Step::Explained {
                        step.set(Step::Settled);
                    }
                }
            });
        })
    };
    if *step != Step::Overview {
        return removing(props, &step, &saved, save);
    }
    let restore = props.on_close.reform(|_: MouseEvent| choose_files());
    let finish = Callback::from(move |_: MouseEvent| step.set(Step::Explained));
    html! {
        <Modal title={text("storage")} on_close={props.on_close.clone()}>
            <div class="storage">
                <p>{ text("storage-intro") }</p>
                { facts(props, *promise) }
                <ul role="list">
                    <li>
                        { button("primary", text("save-backup"), save) }
                        <p>{ text("save-backup-hint") }</p>
                        <p role="status">{ saved.as_ref().map(|name| text_with("backup-saved", &[("file", name.clone())])) }</p>
                    </li>
                    <li>{ button("", text("restore-backup"), restore) }<p>{ text("restore-backup-hint") }</p></li>
                    <li>{ button("", text("finish"), finish) }<p>{ text("finish-hint") }</p></li>
                </ul>
            </div>
        </Modal>
    }
}

/// What there is to know of what is kept.
fn facts(props: &StorageProps, promise: Persistence) -> Html {
    let last = remembered::last_backup();
    let changed = changes(&props.state.workspace, last.as_ref(), &clock::now()).count;
    let counted = |key: &'static str, count: usize| text_with(key, &[("count", count.to_string())]);
    let last_in_words = last.map_or_else(|| text("backup-never"), |last| day_in_words(last.as_str()));
    let used = props.keeper.borrow().storage().storage().usage().map(|usage| usage.used * 100 / MOST);
    let unreadable = props.keeper.borrow().unreadable().len();
    let fact = |name: &'static str, words: String| html! { <div><dt>{ text(name) }</dt><dd>{ words }</dd></div> };
    html! {
        <dl>
            { fact("last-backup", last_in_words) }
            { fact("changed-since", counted("changed-things", changed)) }
            if let Some(used) = used { { fact("room-used", text_with("room-used-share", &[("share", used.to_string())])) } }
            { fact("kept-by-browser", text(promise.message())) }
            if unreadable > 0 { { fact("not-readable", counted("not-readable-things", unreadable)) } }
        </dl>
    }
}
