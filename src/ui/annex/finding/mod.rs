//! Finding annotations and words: the search above the list and what comes of it.
//!
//! [`filters`] says which annotations are listed and in which groups, [`places`] goes
//! to the places in the text where the words stand, [`several`] changes all that is
//! ticked in one step.

mod filters;
mod places;
mod several;

use std::rc::Rc;

use yew::prelude::*;

use crate::analysis::listing::{Group, Heading, Query, listing, pieces};
use crate::messages::{text, text_with};
use crate::model::annotation::Annotation;
use crate::model::id::{AnnotationId, LabelId};
use crate::model::scheme::Scheme;
use crate::model::workspace::{MarkedArticle, Workspace};
use crate::platform::{page, value_of};
use crate::ui::app_state::Desk;
use crate::ui::parts::annotation_list::{Listed, Row};
use crate::ui::parts::button::button;
use crate::ui::shared::Shared;
use crate::ui::views::reader::session::{Doing, Ticked};

/// What stands above the list.
#[derive(Clone, Properties, PartialEq)]
pub struct ListToolsProps {
    /// The article.
    pub marked: Shared<MarkedArticle>,
    /// All that is here.
    pub workspace: Shared<Workspace>,
    /// What can be said.
    pub scheme: Shared<Scheme>,
    /// The chosen annotation.
    pub active: Option<Shared<Annotation>>,
    /// What is listed, if not all in text order.
    pub listed: Option<Shared<Listed>>,
    /// What was asked for.
    pub query: Query,
    /// What is ticked.
    pub ticked: Option<Rc<Ticked>>,
    /// Changes all this.
    pub doing: Doing,
    /// The element of the text.
    pub article: NodeRef,
    /// How many blocks are drawn.
    pub drawn: usize,
    /// Edits annotations.
    pub desk: Desk,
}

impl ListToolsProps {
    fn ask(&self, change: impl FnOnce(&mut Query) + 'static) {
        self.doing.change(|session| change(&mut session.query));
    }

    /// The annotations as they are listed, each once.
    fn order(&self) -> Vec<Rc<Annotation>> {
        match &self.listed {
            Some(listed) => listed.order.clone(),
            None => self.marked.annotations().cloned().collect(),
        }
    }
}

/// The search, the filters, what was found, and what is done with it.
#[component]
pub fn ListTools(props: &ListToolsProps) -> Html {
    let is_open = use_state_eq(|| false);
    let places = places::use_places(props);
    let query = &props.query;
    let on_search = {
        let props = props.clone();
        move |event: InputEvent| {
            let search = value_of(&event);
            props.ask(|query| query.search = search);
        }
    };
    let onkeydown = {
        let places = places.clone();
        move |key: KeyboardEvent| {
            match key.key().as_str() {
                "Enter" => places.go(!key.shift_key()),
                "Escape" => places.leave(),
                _ => return,
            }
            key.prevent_default();
        }
    };
    let toggle = {
        let is_open = is_open.clone();
        Callback::from(move |_: MouseEvent| is_open.set(!*is_open))
    };
    let toggle_ticks = {
        let (doing, has_ticks) = (props.doing.clone(), props.ticked.is_some());
        Callback::from(move |_: MouseEvent| {
            doing.change(move |session| session.ticked = (!has_ticks).then(Rc::default));
        })
    };
    let chosen = filters::chosen(query);
    let show_all = {
        let props = props.clone();
        Callback::from(move |_: MouseEvent| {
            props.ask(|query| *query = Query::default());
            // The button is gone with what it takes back.
            page::focus("aside [type=search]");
            props.desk.announce(text("announce-all-listed"));
        })
    };
    html! {
        <>
            <input type="search" aria-label={text("list-search")} placeholder={text("list-search")} title={text("list-search-hint")}
                aria-keyshortcuts="s" value={query.search.clone()} oninput={on_search} {onkeydown} />
            <div class="list-switches">
                <button type="button" class={classes!("filters-toggle", (chosen > 0).then_some("is-on"))} onclick={toggle} aria-expanded={is_open.to_string()}>
                    { text("filters") }
                    if chosen > 0 { { " " }<span class="count">{ chosen }</span> }
                </button>
                <button type="button" onclick={toggle_ticks} aria-pressed={props.ticked.is_some().to_string()}>{ text("tick-several") }</button>
                if *query != Query::default() { { button("plain", text("list-all"), show_all) } }
            </div>
            if *is_open { { filters::filters(props) } }
            { found(props, &places) }
            if let Some(ticked) = &props.ticked { <several::Several props={props.clone()} ticked={ticked.clone()} /> }
        </>
    }
}

/// How much was found, and the way to the places in the text.
fn found(props: &ListToolsProps, places: &Rc<places::Places>) -> Html {
    let query = &props.query;
    let all = props.marked.annotation_count();
    let count = props.listed.as_ref().map_or(all, |listed| listed.count);
    html! {
        <div class="list-found">
            <p role="status">
                if !query.is_of_all() {
                    { text_with("list-found", &[("count", count.to_string()), ("all", all.to_string())]) }
                    { " " }
                }
                if !query.search.trim().is_empty() { { places.said() } }
            </p>
            if places.count() > 0 { { places.buttons() } }
        </div>
    }
}

/// What a query asks for, as it is listed.
pub fn listed(marked: &MarkedArticle, workspace: &Workspace, query: &Query, kept: Option<&AnnotationId>) -> Listed {
    let scheme = workspace.scheme();
    let found = listing(marked, workspace, query, kept);
    let (mut rows, mut order) = (Vec::new(), Vec::new());
    let mut seen = std::collections::HashSet::new();
    for (group, section) in found.sections.into_iter().enumerate() {
        let name = |name: &str, label: Option<LabelId>| Row::Group(name.to_owned(), label, section.annotations.len());
        let identity = |id| workspace.identity(id).map_or("", |identity| identity.name.as_str());
        rows.extend(match &section.heading {
            Heading::All => None,
            Heading::Label(label) => Some(name(scheme.name(label), Some(label.clone()))),
            Heading::Source { identity: Some(id), .. } | Heading::Identity(id) => Some(name(identity(id), None)),
            Heading::Source { annotation, identity: None } => Some(name(&annotation.quoted(), None)),
            Heading::Nothing if query.group == Group::Source => Some(name(&text("group-no-source"), None)),
            Heading::Nothing => Some(name(&text("group-no-identity"), None)),
        });
        for annotation in section.annotations {
            if seen.insert(annotation.id.clone()) {
                order.push(annotation.clone());
            }
            rows.push(Row::Item(annotation, group));
        }
    }
    Listed { rows, order, count: found.count, search: query.search.trim().to_owned().into() }
}

/// A text in which the words that are searched stand out.
pub fn searched(search: &str, words: &str) -> Html {
    let piece = |(piece, is_found): (String, bool)| {
        if is_found {
            html! { <mark class="found">{ piece }</mark> }
        } else {
            piece.into()
        }
    };
    pieces(words, search).into_iter().map(piece).collect()
}

/// Ticks an annotation, or not any more; with all between it and the one that was
/// ticked last, or not.
pub fn tick(doing: &Doing, marked: &MarkedArticle, listed: Option<&Listed>, id: AnnotationId, is_range: bool) {
    let order: Vec<AnnotationId> = match listed {
        _ if !is_range => Vec::new(),
        Some(listed) => listed.order.iter().map(|annotation| annotation.id.clone()).collect(),
        None => marked.annotations().map(|annotation| annotation.id.clone()).collect(),
    };
    doing.change(move |session| {
        let ticked = Rc::make_mut(session.ticked.get_or_insert_default());
        let place = |id: &AnnotationId| order.iter().position(|other| other == id);
        let ends = ticked.last.as_ref().and_then(place).zip(place(&id));
        if let Some((from, to)) = ends {
            ticked.ids.extend(order.iter().take(from.max(to) + 1).skip(from.min(to)).cloned());
        } else if !ticked.ids.remove(&id) {
            ticked.ids.insert(id.clone());
        }
        ticked.last = Some(id);
    });
}
