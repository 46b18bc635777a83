//! A plain button: one function for all, for the size of the download.

use yew::prelude::*;

/// A button that does something at once. `class` may be empty.
pub fn button(class: &'static str, words: String, onclick: Callback<MouseEvent>) -> Html {
    html! { <button type="button" {class} {onclick}>{ words }</button> }
}

/// A button that opens a dialog.
pub fn opener(class: &'static str, words: String, onclick: Callback<MouseEvent>) -> Html {
    html! { <button type="button" {class} aria-haspopup="dialog" {onclick}>{ words }</button> }
}

/// What a button does that only calls back.
pub fn pressed(callback: &Callback<()>) -> Callback<MouseEvent> {
    callback.reform(|_| ())
}
