//! The toolbar that comes up with a selection.

use web_sys::{Element, HtmlElement};
use yew::prelude::*;

use crate::messages::text;
use crate::model::id::LabelId;
use crate::model::scheme::LABELS;
use crate::platform::page::set_length;
use crate::platform::selection::{Rectangle, place_of_element};

/// Where it is and what it does.
#[derive(Properties, PartialEq)]
pub struct TagToolbarProps {
    /// Where the selection ends, in the window.
    pub place: Rectangle,
    /// What the toolbar is positioned in.
    pub frame: NodeRef,
    /// A label was chosen.
    pub on_label: Callback<LabelId>,
}

/// Offers the labels for what is selected.
#[component]
pub fn TagToolbar(props: &TagToolbarProps) -> Html {
    let toolbar = use_node_ref();
    {
        let (toolbar, frame) = (toolbar.clone(), props.frame.clone());
        use_effect_with(props.place, move |place| {
            let (Some(toolbar), Some(frame)) = (toolbar.cast::<HtmlElement>(), frame.cast::<Element>()) else { return };
            let frame = place_of_element(&frame);
            set_length(&toolbar, "--middle", place.left + place.width / 2 - frame.left);
            set_length(&toolbar, "--below", place.top + place.height - frame.top);
        });
    }
    let button = |label: &'static crate::model::scheme::Label| {
        let on_label = props.on_label.clone();
        html! {
            <button type="button" data-label={label.id} aria-keyshortcuts={label.key} data-key={label.key}
                title={text(&format!("label-{}-test", label.id))}
                onclick={move |_| on_label.emit(label.label_id())}>
                { text(&format!("label-{}", label.id)) }
            </button>
        }
    };
    // Pressing a button must not take the selection away.
    let keep_selection = |event: MouseEvent| event.prevent_default();
    html! {
        <div ref={toolbar} class="tag-toolbar" role="toolbar" aria-label={text("tag-selection")} onmousedown={keep_selection}>
            { for LABELS.iter().map(button) }
        </div>
    }
}
