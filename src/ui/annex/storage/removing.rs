//! The end of all that is kept here, for computers that several people use. What was
//! not handed over first is gone, so it is asked twice.

use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use super::{Step, StorageProps};
use crate::messages::{text, text_with};
use crate::platform::database::Database;
use crate::platform::{page, storage};
use crate::ui::parts::button::button;
use crate::ui::parts::modal::Modal;

/// The dialog, from the explanation on.
pub(super) fn removing(
    props: &StorageProps,
    step: &UseStateHandle<Step>,
    saved: &Option<String>,
    save: Callback<MouseEvent>,
) -> Html {
    let go = |to: Step| {
        let step = step.clone();
        Callback::from(move |_: MouseEvent| step.set(to))
    };
    let remove = {
        let step = step.clone();
        Callback::from(move |_: MouseEvent| {
            let step = step.clone();
            step.set(Step::Removing);
            spawn_local(async move {
                if remove().await.is_ok() {
                    page::start_again();
                } else {
                    step.set(Step::Failed);
                }
            });
        })
    };
    let workspace = &props.state.workspace;
    let own = workspace.articles().filter(|marked| !marked.readable.article.is_shipped()).count();
    let counts = [("marks", workspace.annotation_count()), ("articles", own)];
    let counts = counts.map(|(name, count)| (name, count.to_string()));
    let paragraph = |words: String| html! { <p class="storage-step" tabindex="-1">{ words }</p> };
    let words = match **step {
        Step::Overview | Step::Explained => html! {
            <>
                { paragraph(text("finish-explained")) }
                <p>{ text("finish-backup") }</p>
                <p class="dialog-actions">
                    { button("primary", text("save-backup"), save) }
                    { button("", text("finish-without"), go(Step::Settled)) }
                    { button("plain", text("cancel"), go(Step::Overview)) }
                </p>
            </>
        },
        Step::Settled => html! {
            <>
                { paragraph(match saved {
                    Some(name) => text_with("finish-saved", &[("file", name.clone())]),
                    None => text("finish-unsaved"),
                }) }
                <p class="dialog-actions">
                    { button("danger", text("finish-remove"), go(Step::Asked)) }
                    { button("plain", text("cancel"), go(Step::Overview)) }
                </p>
            </>
        },
        Step::Asked => html! {
            <>
                { paragraph(text_with("finish-question", &counts)) }
                <p class="dialog-actions">
                    { button("danger", text("finish-confirm"), remove) }
                    { button("plain", text("cancel"), go(Step::Overview)) }
                </p>
            </>
        },
        Step::Removing => paragraph(text("finish-removing")),
        Step::Failed => paragraph(text("finish-failed")),
    };
    html! { <Modal title={text("finish")} on_close={props.on_close.clone()}><div class="storage">{ words }</div></Modal> }
}

/// Removes all that is ours, in all windows. The app itself, kept for offline use, stays:
/// it holds nothing of its readers.
async fn remove() -> Result<(), ()> {
    storage::begin_removal();
    // If it fails, it is tried again when the app is next opened.
    Database::remove().await.map_err(drop)?;
    storage::end_removal();
    Ok(())
}

/// Goes on with a removal that was interrupted.
pub fn go_on() {
    spawn_local(async {
        let _ = remove().await;
        // What cannot be removed now is not tried for ever.
        storage::end_removal();
        page::start_again();
    });
}
