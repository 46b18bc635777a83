//! How a label is named and shown.

use yew::prelude::*;

use crate::messages::text;
use crate::model::id::LabelId;
use crate::model::scheme;

/// The label's name in the reader's language; its id, if the scheme lacks it.
pub fn name(label: &LabelId) -> String {
    match scheme::label(label) {
        Some(known) => text(&format!("label-{}", known.id)),
        None => label.to_string(),
    }
}

/// A label's name as a small badge.
pub fn badge(label: &LabelId) -> Html {
    html! { <span class="badge" data-label={label.to_string()}>{ name(label) }</span> }
}
