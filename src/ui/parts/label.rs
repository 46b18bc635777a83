//! How a label is named and shown.

use yew::prelude::*;

use crate::model::id::LabelId;
use crate::model::scheme::Scheme;

/// A label's name as a small badge.
pub fn badge(scheme: &Scheme, label: &LabelId) -> Html {
    html! { <span class="badge" data-label={label.to_string()}>{ scheme.name(label) }</span> }
}
