//! The list beside the text: every annotation in text order.

use std::rc::Rc;

use yew::prelude::*;

use super::annotation_item::AnnotationItem;
use crate::messages::{text, text_with};
use crate::model::annotation::Annotation;
use crate::model::id::AnnotationId;
use crate::model::workspace::MarkedArticle;
use crate::ui::app_state::Desk;
use crate::ui::shared::Shared;

/// Whose annotations.
#[derive(Properties, PartialEq)]
pub struct AnnotationListProps {
    /// The article.
    pub marked: Shared<MarkedArticle>,
    /// The chosen annotation.
    pub active: Option<AnnotationId>,
    /// Whether it was chosen in the text, to be seen here.
    pub is_wanted: bool,
    /// One was chosen, or put away.
    pub on_choose: Callback<Option<AnnotationId>>,
    /// Edits them.
    pub desk: Desk,
}

/// A complementary region named “Annotations”.
#[component]
pub fn AnnotationList(props: &AnnotationListProps) -> Html {
    let is_open = use_state_eq(|| false);
    let list = use_node_ref();
    {
        // On a phone the list lies under the text until it is wanted.
        let is_open = is_open.clone();
        use_effect_with((props.is_wanted, props.active.clone()), move |(is_wanted, _)| {
            if *is_wanted {
                is_open.set(true);
            }
        });
    }
    {
        // The sheet was only just laid out: what is wanted in it can be shown now.
        let (list, is_wanted) = (list.clone(), props.is_wanted);
        use_effect_with(*is_open, move |is_open| {
            let chosen =
                list.cast::<web_sys::Element>().and_then(|list| list.query_selector("li.is-active").ok().flatten());
            if let (true, true, Some(chosen)) = (*is_open, is_wanted, chosen) {
                crate::platform::page::reveal(&chosen);
            }
        });
    }
    let toggle = {
        let is_open = is_open.clone();
        move |_| is_open.set(!*is_open)
    };
    let marked = &props.marked;
    let count = marked.annotation_count();
    let placed = (0..marked.readable.text.block_count()).flat_map(|block| marked.beginning_in(block));
    let item = |annotation: &Rc<Annotation>, is_orphan: bool| {
        html! {
            <AnnotationItem key={annotation.id.as_str()} annotation={Shared(annotation.clone())} {is_orphan}
                is_active={props.active.as_ref() == Some(&annotation.id)}
                on_choose={props.on_choose.clone()} desk={props.desk.clone()} />
        }
    };
    html! {
        <aside class={classes!("annotations", is_open.then_some("is-open"))} aria-label={text("annotations")}>
            <header>
                <h2 tabindex="-1">{ text("annotations") }</h2>
                <span class="count" aria-hidden="true">{ count }</span>
                <span class="only-heard">{ text_with("annotation-count", &[("count", count.to_string())]) }</span>
                <button type="button" class="plain sheet-toggle" onclick={toggle} aria-expanded={is_open.to_string()}>
                    { text(if *is_open { "hide-list" } else { "show-list" }) }
                </button>
            </header>
            <div class="annotations-body">
                if count == 0 {
                    <p class="empty">{ text("no-annotations") }</p>
                } else {
                    <ol role="list" ref={list}>
                        { for placed.map(|annotation| item(annotation, false)) }
                        { for marked.orphans().map(|annotation| item(annotation, true)) }
                    </ol>
                }
            </div>
        </aside>
    }
}
