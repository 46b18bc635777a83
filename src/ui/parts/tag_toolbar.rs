//! The toolbar that comes up with a selection.

use std::rc::Rc;

use web_sys::Element;
use yew::prelude::*;

use crate::messages::{text, text_with};
use crate::model::id::LabelId;
use crate::model::scheme::{Label, Scheme};
use crate::platform::page::{find, set_length};
use crate::platform::selection::{Rectangle, place_of_element, window_height};
use crate::ui::shortcuts::Shortcuts;

/// What it can do with the selection.
#[derive(Clone, PartialEq)]
pub enum ToolbarAction {
    /// Mark it.
    Label(LabelId),
    /// Take its exact edges, or leave stray punctuation out after all.
    KeepExact(bool),
    /// Add it to the chosen annotation.
    Add,
    /// Take it from the chosen annotation.
    Take,
    /// Put the chosen annotation here.
    PutHere,
    /// Mark all places of the same words.
    TagAll,
    /// Open what is marked where the selection begins.
    Open,
}

/// What it offers.
pub struct TagToolbarProps {
    /// The labels.
    pub scheme: Rc<Scheme>,
    /// Punctuation that was selected and will not be marked.
    pub left_out: Option<String>,
    /// Whether the exact edges were asked for.
    pub is_exact: bool,
    /// Whether the selection can be added to the chosen annotation.
    pub can_add: bool,
    /// Whether it can be taken from it.
    pub can_take: bool,
    /// Whether something is marked where the selection begins.
    pub can_open: bool,
    /// Whether the chosen annotation wants a place.
    pub can_put: bool,
    /// Something is to be done.
    pub on_action: Callback<ToolbarAction>,
}

/// Puts the toolbar where the selection ends: below the words, or above them where
/// there is no room below. `frame` is what it is positioned in.
pub fn put_toolbar(place: &Rectangle, frame: &Element) {
    const GAP: i32 = 10;
    let Some(toolbar) = find(".tag-toolbar") else { return };
    let frame = place_of_element(frame);
    set_length(&toolbar, "--width", toolbar.offset_width());
    set_length(&toolbar, "--middle", place.left + place.width / 2 - frame.left);
    let height = toolbar.offset_height() + GAP;
    let below = place.top + place.height + GAP;
    let top = if below + height > window_height() && place.top > height { place.top - height } else { below };
    set_length(&toolbar, "--top", top - frame.top);
}

/// Offers the labels for what is selected.
pub fn tag_toolbar(props: &TagToolbarProps) -> Html {
    let on = |action: ToolbarAction| props.on_action.reform(move |_: MouseEvent| action.clone());
    let label = |label: &Label| {
        let key = (!label.key.is_empty()).then(|| label.key.clone());
        html! {
            <button type="button" data-label={label.id.to_string()} aria-keyshortcuts={key.clone()} data-key={key}
                title={label.meaning.test.clone()} onclick={on(ToolbarAction::Label(label.id.clone()))}>
                { &label.meaning.name }
            </button>
        }
    };
    let shortcuts = Shortcuts::now();
    let more = |key: &'static str, command: &'static str, action: ToolbarAction| {
        let shortcut = Some(shortcuts.key(command).to_owned()).filter(|key| !key.is_empty() && !shortcuts.are_off);
        html! {
            <button type="button" aria-keyshortcuts={shortcut.clone()} data-key={shortcut} title={text(&format!("{key}-hint"))}
                onclick={on(action)}>{ text(key) }</button>
        }
    };
    // Pressing a button must not take the selection away.
    let keep_selection = |event: MouseEvent| event.prevent_default();
    html! {
        <div class="tag-toolbar" role="toolbar" aria-label={text("tag-selection")} onmousedown={keep_selection}>
            <div class="labels">{ for props.scheme.offered().map(label) }</div>
            <div class="more">
                if props.can_add { { more("add-fragment", "add-fragment", ToolbarAction::Add) } }
                if props.can_take { { more("take-fragment", "take-fragment", ToolbarAction::Take) } }
                if props.can_put { { more("put-here", "", ToolbarAction::PutHere) } }
                { more("tag-all", "tag-all", ToolbarAction::TagAll) }
                if props.can_open { { more("open-mark", "", ToolbarAction::Open) } }
                if let Some(left_out) = props.left_out.clone() {
                    <span class="left-out">{ text_with("left-out", &[("words", left_out)]) }</span>
                    { more("keep-exact", "keep-exact", ToolbarAction::KeepExact(true)) }
                } else if props.is_exact {
                    { more("trim-again", "keep-exact", ToolbarAction::KeepExact(false)) }
                }
            </div>
        </div>
    }
}
