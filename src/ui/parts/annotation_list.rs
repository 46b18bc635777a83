//! The list beside the text: the annotations in text order. Of a long list only
//! those near what is shown are on the page; space stands for the others.

use std::rc::Rc;

use web_sys::{Element, HtmlElement};
use yew::prelude::*;

use super::annotation_item::AnnotationItem;
use super::button::button;
use crate::messages::{text, text_with};
use crate::model::annotation::Annotation;
use crate::model::edit::Edit;
use crate::model::id::AnnotationId;
use crate::model::workspace::MarkedArticle;
use crate::platform::clock;
use crate::platform::page::{reveal, set_length};
use crate::store::state::Action;
use crate::ui::app_state::Desk;
use crate::ui::shared::Shared;

/// Whose annotations.
#[derive(Properties, PartialEq)]
pub struct AnnotationListProps {
    /// The article.
    pub marked: Shared<MarkedArticle>,
    /// The chosen annotation.
    pub active: Option<Shared<Annotation>>,
    /// Whether it was chosen in the text, to be seen here.
    pub is_wanted: bool,
    /// One was chosen, or put away.
    pub on_choose: Callback<Option<AnnotationId>>,
    /// Edits them.
    pub desk: Desk,
}

/// As many items are on the page at most.
const SHOWN: usize = 120;
/// The window moves by so many items.
const BY: usize = 40;
/// The space that stands for an item that is not on the page, in CSS pixels.
const HEIGHT: i32 = 88;

/// A complementary region named “Annotations”.
#[component]
pub fn AnnotationList(props: &AnnotationListProps) -> Html {
    let is_open = use_state_eq(|| false);
    let first = use_state_eq(|| 0_usize);
    let (body, list) = (use_node_ref(), use_node_ref());
    let marked = &props.marked;
    let count = marked.annotation_count();
    let start = (*first).min(count.saturating_sub(SHOWN));
    {
        // On a phone the list lies under the text until it is wanted.
        let (is_open, first, marked) = (is_open.clone(), first.clone(), marked.clone());
        use_effect_with((props.is_wanted, props.active.clone()), move |(is_wanted, active)| {
            if *is_wanted {
                is_open.set(true);
            }
            // What is chosen is on the page.
            let number = active.as_ref().and_then(|active| marked.number_of(active));
            if let Some(number) = number.filter(|number| !(start..start + SHOWN).contains(number)) {
                first.set(number.saturating_sub(SHOWN / 2));
            }
        });
    }
    {
        // The sheet or the item was only just laid out: what is wanted can be shown now.
        let (list, is_wanted) = (list.clone(), props.is_wanted);
        use_effect_with((*is_open, start), move |(is_open, _)| {
            let chosen = list.cast::<Element>().and_then(|list| list.query_selector("li.is-active").ok().flatten());
            if let (true, true, Some(chosen)) = (*is_open, is_wanted, chosen) {
                reveal(&chosen);
            }
        });
    }
    {
        let list = list.clone();
        use_effect_with((start, count), move |(start, count)| {
            let Some(list) = list.cast::<HtmlElement>() else { return };
            let space = |items: usize| i32::try_from(items).unwrap_or(i32::MAX / HEIGHT) * HEIGHT;
            set_length(&list, "--before", space(*start));
            set_length(&list, "--after", space(count.saturating_sub(start + SHOWN)));
        });
    }
    let onscroll = {
        let (body, first) = (body.clone(), first.clone());
        Callback::from(move |_: Event| {
            let Some(body) = body.cast::<Element>().filter(|_| count > SHOWN) else { return };
            // Items of which the first is seen now, if all were as high as the space for one.
            let seen = usize::try_from(body.scroll_top() / HEIGHT).unwrap_or(0);
            let wanted = seen.saturating_sub(BY) / BY * BY;
            if wanted.abs_diff(start) >= BY {
                first.set(wanted.min(count - SHOWN));
            }
        })
    };
    let toggle = {
        let is_open = is_open.clone();
        move |_| is_open.set(!*is_open)
    };
    let item = |(number, annotation): (usize, &Rc<Annotation>)| {
        html! {
            <AnnotationItem key={annotation.id.as_str()} annotation={Shared(annotation.clone())}
                is_orphan={marked.is_orphan(&annotation.id)} number={(count > SHOWN).then_some((start + number + 1, count))}
                is_active={props.active.as_ref().is_some_and(|active| active.id == annotation.id)}
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
            <div class="annotations-body" ref={body} {onscroll}>
                if marked.moved_count() > 0 { { moved(props) } }
                if count == 0 {
                    <p class="empty">{ text("no-annotations") }</p>
                } else {
                    <ol role="list" ref={list}>
                        { for marked.annotations_from(start, SHOWN).iter().enumerate().map(item) }
                    </ol>
                }
            </div>
        </aside>
    }
}

/// What there is to do about annotations that were found again elsewhere.
fn moved(props: &AnnotationListProps) -> Html {
    let marked = &props.marked;
    let accept = {
        let (marked, desk) = (marked.clone(), props.desk.clone());
        Callback::from(move |_| {
            let is_sure = |a: &&Rc<Annotation>| a.moved.as_ref().is_some_and(|moved| moved.score >= 100);
            let ids = marked.annotations().filter(is_sure).map(|a| a.id.clone()).collect();
            desk.step(Action::Edit(Edit::AcceptPlaces { ids, at: clock::now() }));
            desk.announce(text("announce-accepted"));
        })
    };
    let next = {
        let (marked, on_choose, active) = (marked.clone(), props.on_choose.clone(), props.active.clone());
        Callback::from(move |_| {
            let first = active.as_ref().and_then(|active| marked.number_of(active)).map_or(0, |number| number + 1);
            let from_there = marked.annotations().skip(first).chain(marked.annotations());
            on_choose.emit(from_there.filter(|a| a.moved.is_some()).map(|a| a.id.clone()).next());
        })
    };
    html! {
        <div class="notice moved-notice">
            <p>{ text_with("moved-count", &[("count", marked.moved_count().to_string())]) }</p>
            { button("", text("next-moved"), next) }
            { button("", text("accept-sure"), accept) }
        </div>
    }
}
