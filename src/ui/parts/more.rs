//! The menu at the end of the bar: what is wanted seldom, and on a narrow screen what
//! the bar has no room for. The browser opens it, and closes it on a click elsewhere.

use web_sys::KeyboardEvent;
use yew::prelude::*;

use crate::messages::text;
use crate::platform::page::close_popover;

/// A button that shows these entries below it, and hides them again.
pub fn more(entries: Html) -> Html {
    let onkeydown = |key: KeyboardEvent| {
        // Escape is for the menu alone, not also for what is read.
        if key.key() == "Escape" && close_popover() {
            key.prevent_default();
        }
    };
    // Once one is chosen, the focus is on the button again: a dialog gives it back there.
    let chosen = |_: MouseEvent| {
        close_popover();
    };
    html! {
        <div class="bar-more" {onkeydown}>
            <button type="button" class="plain" popovertarget="more">{ text("more") }</button>
            <div id="more" popover="auto" onclick={chosen}>{ entries }</div>
        </div>
    }
}
