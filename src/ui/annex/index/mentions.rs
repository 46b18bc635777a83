//! Places in articles, with tick boxes; each leads to its mark.

use std::rc::Rc;

use yew::prelude::*;

use super::View;
use crate::analysis::identities::{Telling, Wording, around};
use crate::messages::{isolated, text, text_with};
use crate::model::annotation::Annotation;
use crate::model::id::AnnotationId;
use crate::platform::page::link_to;
use crate::ui::parts::label;
use crate::ui::route::Route;

/// More places than this are not listed one by one in an article.
const LISTED: usize = 200;

/// The places in each article. `is_ticked` says of which the box is, `on_tick` turns it round.
pub fn tellings(
    view: &View,
    tellings: &[Telling],
    is_ticked: &dyn Fn(&AnnotationId) -> bool,
    on_tick: &Callback<AnnotationId>,
) -> Html {
    let telling = |telling: &Telling| {
        let more = telling.mentions.len().saturating_sub(LISTED);
        html! {
            <section class="telling" key={telling.id.as_str()}>
                { heading(telling) }
                if telling.wordings.len() > 1 { { wordings(&telling.wordings) } }
                <ul role="list">
                    { for telling.mentions.iter().take(LISTED).map(|mention| place(view, telling, mention, is_ticked(&mention.id), on_tick)) }
                </ul>
                if more > 0 { <p class="quiet">{ text_with("more-problems", &[("count", more.to_string())]) }</p> }
            </section>
        }
    };
    html! { <div class="tellings">{ for tellings.iter().map(telling) }</div> }
}

fn heading(telling: &Telling) -> Html {
    match &telling.article {
        Some(article) => html! {
            <h3 lang={article.language.clone()} dir={article.direction.as_str()}>
                { isolated(&article.title) }
                if let Some(outlet) = &article.outlet { { " " }<small>{ &outlet.name }</small> }
            </h3>
        },
        None => html! { <h3>{ text("not-here") }</h3> },
    }
}

/// Which words are used, and how often.
pub fn wordings(wordings: &[Wording]) -> Html {
    let wording = |wording: &Wording| {
        html! {
            <span class="wording"><q dir="auto">{ &wording.words }</q>{ " " }<small>{ text_with("used-times", &[("count", wording.count.to_string())]) }</small></span>
        }
    };
    html! { <span class="wordings">{ for wordings.iter().map(wording) }</span> }
}

fn place(
    view: &View,
    telling: &Telling,
    mention: &Rc<Annotation>,
    is_ticked: bool,
    on_tick: &Callback<AnnotationId>,
) -> Html {
    let onchange = {
        let (on_tick, id) = (on_tick.clone(), mention.id.clone());
        move |_: Event| on_tick.emit(id.clone())
    };
    let words = mention.quoted();
    let (before, after) = around(mention);
    let quote =
        html! { <><span class="around">{ before }</span><b>{ &words }</b><span class="around">{ after }</span></> };
    let route = Route::Article(telling.id.clone(), Some(mention.id.clone()));
    html! {
        <li key={mention.id.as_str()} class="place">
            <input type="checkbox" checked={is_ticked} aria-label={text_with("tick", &[("name", words.clone())])} {onchange} />
            if telling.article.is_some() {
                <a href={link_to(&route.address())} dir="auto" data-annotation={mention.id.to_string()}>{ quote }</a>
            } else {
                <span dir="auto">{ quote }</span>
            }
            { label::badge(&view.scheme, &mention.label) }
        </li>
    }
}
