//! The list beside the text: the annotations in text order, or those that were asked
//! for, in groups. Of a long list only those near what is shown are on the page; space
//! stands for the others.

use std::rc::Rc;

use web_sys::{Element, HtmlElement};
use yew::prelude::*;

use super::annotation_item::AnnotationItem;
use super::button::button;
use crate::analysis::listing::Query;
use crate::analysis::ties::{Opening, ties};
use crate::messages::{text, text_with};
use crate::model::annotation::Annotation;
use crate::model::edit::Edit;
use crate::model::id::{AnnotationId, LabelId, RelationId};
use crate::model::scheme::Scheme;
use crate::model::workspace::{MarkedArticle, Workspace};
use crate::platform::clock;
use crate::platform::page::{focus, reveal, reveal_at_once, set_length};
use crate::platform::selection::place_of_element;
use crate::store::state::Action;
use crate::ui::annex::door;
use crate::ui::annex::finding::ListToolsProps;
use crate::ui::app_state::Desk;
use crate::ui::shared::Shared;
use crate::ui::views::reader::session::{Doing, Ticked};

/// What was asked for: some of the annotations, or all in groups.
pub struct Listed {
    /// As they are listed, each group after its name.
    pub rows: Vec<Row>,
    /// The annotations in this order, each once.
    pub order: Vec<Rc<Annotation>>,
    /// How many were asked for. One more may be listed: the one that is worked on.
    pub count: usize,
    /// The words that are searched; may be empty.
    pub search: AttrValue,
}

/// A row of the list.
#[derive(Clone)]
pub enum Row {
    /// The name of a group, its label if it is one, and how many it has.
    Group(String, Option<LabelId>, usize),
    /// An annotation, and the number of its group: it can be in several.
    Item(Rc<Annotation>, usize),
}

impl Listed {
    /// The row of an annotation: in this group, or else the first.
    fn row_of(&self, annotation: &Annotation, group: usize) -> Option<usize> {
        let is_it = |row: &Row| matches!(row, Row::Item(item, _) if item.id == annotation.id);
        let is_here = |row: &Row| matches!(row, Row::Item(_, of) if *of == group) && is_it(row);
        self.rows.iter().position(is_here).or_else(|| self.rows.iter().position(is_it))
    }
}

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
    /// The chosen one is to be joined to another.
    pub on_link: Callback<(Opening, Option<RelationId>)>,
    /// All that is here.
    pub workspace: Shared<Workspace>,
    /// What can be said of them.
    pub scheme: Shared<Scheme>,
    /// What is listed, if not all in text order.
    pub listed: Option<Shared<Listed>>,
    /// What was asked for.
    pub query: Query,
    /// How often the search was asked for by its key.
    pub searches: usize,
    /// What is ticked.
    pub ticked: Option<Rc<Ticked>>,
    /// Changes all this.
    pub doing: Doing,
    /// The element of the text.
    pub article: NodeRef,
    /// How many blocks are drawn.
    pub drawn: usize,
    /// Edits them.
    pub desk: Desk,
}

/// As many items are on the page at most.
const SHOWN: usize = 80;
/// The window moves by so many items.
const BY: usize = 30;
/// The space that stands for an item that is not on the page, in CSS pixels.
const HEIGHT: i32 = 100;
/// The window moves when its first or last item comes so near to what is seen.
const MARGIN: i32 = 600;

/// A complementary region named “Annotations”.
#[component]
pub fn AnnotationList(props: &AnnotationListProps) -> Html {
    let is_open = use_state_eq(|| false);
    let first = use_state_eq(|| 0_usize);
    let (body, list) = (use_node_ref(), use_node_ref());
    let group = use_state_eq(|| 0_usize);
    let marked = &props.marked;
    let count = props.listed.as_ref().map_or_else(|| marked.annotation_count(), |listed| listed.rows.len());
    let active_row = props.active.as_ref().and_then(|active| match &props.listed {
        Some(listed) => listed.row_of(active, *group),
        None => marked.number_of(active),
    });
    let start = (*first).min(count.saturating_sub(SHOWN));
    // The chosen item comes onto the page with the next drawing.
    let is_coming = use_mut_ref(|| false);
    {
        // On a phone the list lies under the text until it is wanted.
        let (is_open, first, is_coming) = (is_open.clone(), first.clone(), is_coming.clone());
        use_effect_with((props.is_wanted, props.active.clone()), move |(is_wanted, _)| {
            if *is_wanted {
                is_open.set(true);
            }
            // What is chosen is on the page.
            if let Some(number) = active_row.filter(|number| !(start..start + SHOWN).contains(number)) {
                is_coming.replace(true);
                first.set(number.saturating_sub(SHOWN / 2));
            }
        });
    }
    {
        let list = list.clone();
        use_effect_with((start, count, props.listed.clone()), move |(start, count, _)| {
            let Some(list) = list.cast::<HtmlElement>() else { return };
            let space = |items: usize| i32::try_from(items).unwrap_or(i32::MAX / HEIGHT) * HEIGHT;
            set_length(&list, "--before", space(*start));
            set_length(&list, "--after", space(count.saturating_sub(start + SHOWN)));
            number_items(&list, *start, *count);
        });
    }
    {
        // The sheet or the item was only just laid out: what is wanted can be shown now.
        let (list, is_wanted) = (list.clone(), props.is_wanted);
        use_effect_with((*is_open, start), move |(is_open, _)| {
            let was_coming = is_coming.replace(false);
            let chosen =
                list.cast::<Element>().and_then(|list| list.query_selector("li.is-active > button").ok().flatten());
            match chosen {
                // On the way there would be nothing but space.
                Some(chosen) if was_coming => reveal_at_once(&chosen),
                Some(chosen) if *is_open && is_wanted => reveal(&chosen),
                _ => {}
            }
        });
    }
    {
        // The key of the search leads to its field as soon as that can be seen.
        let (is_open, heard) = (is_open.clone(), use_mut_ref(|| 0));
        use_effect_with((props.searches, *is_open), move |(searches, is_shown)| {
            if *searches == *heard.borrow() {
            } else if *is_shown {
                heard.replace(*searches);
                focus("aside [type=search]");
            } else {
                is_open.set(true);
            }
        });
    }
    let on_group = {
        let group = group.setter();
        use_callback((), move |number, ()| group.set(number))
    };
    let on_tick = {
        let doing = props.doing.clone();
        let order = props.ticked.is_some().then(|| (props.marked.clone(), props.listed.clone()));
        use_callback(order, move |(id, is_range), order| {
            if let (Some(annex), Some((marked, listed))) = (door::now(), order) {
                (annex.tick)(&doing, marked, listed.as_deref(), id, is_range);
            }
        })
    };
    let onscroll = {
        let (body, list, first) = (body.clone(), list.clone(), first.clone());
        Callback::from(move |_: Event| {
            let (Some(body), Some(list)) = (body.cast::<Element>(), list.cast::<Element>()) else { return };
            let items = (list.first_element_child(), list.last_element_child());
            let (Some(top), Some(bottom)) = items else { return };
            let (seen, top, bottom) = (place_of_element(&body), place_of_element(&top), place_of_element(&bottom));
            let end = bottom.top + bottom.height;
            let last = count.saturating_sub(SHOWN);
            let wanted = if seen.top > end || seen.top + seen.height < top.top {
                // Nothing is seen but space.
                usize::try_from(body.scroll_top() / HEIGHT).unwrap_or(0)
            } else if start > 0 && seen.top < top.top + MARGIN {
                start.saturating_sub(BY)
            } else if seen.top + seen.height > end - MARGIN {
                start + BY
            } else {
                start
            };
            first.set(wanted.min(last));
        })
    };
    let toggle = {
        let is_open = is_open.clone();
        move |_| is_open.set(!*is_open)
    };
    let search = props.listed.as_ref().map(|listed| listed.search.clone()).unwrap_or_default();
    let item = |row: usize, annotation: &Rc<Annotation>, group: usize| {
        let is_active = active_row == Some(row);
        let identity = annotation.identity.as_ref().and_then(|id| props.workspace.identity(id));
        html! {
            <AnnotationItem key={format!("{group} {}", annotation.id)} annotation={Shared(annotation.clone())} {group}
                is_orphan={marked.is_orphan(&annotation.id)} search={search.clone()}
                is_ticked={props.ticked.as_ref().map(|ticked| ticked.ids.contains(&annotation.id))}
                {is_active} ties={ties(&props.workspace, &annotation.id)} identity={identity.map(|identity| identity.name.clone())}
                workspace={is_active.then(|| props.workspace.clone())} on_link={props.on_link.clone()}
                on_choose={props.on_choose.clone()} on_group={on_group.clone()} on_tick={on_tick.clone()} scheme={props.scheme.clone()} desk={props.desk.clone()} />
        }
    };
    let rows: Vec<Html> = match &props.listed {
        None => {
            let shown = marked.annotations_from(start, SHOWN);
            shown.iter().enumerate().map(|(at, annotation)| item(start + at, annotation, 0)).collect()
        }
        Some(listed) => {
            let row = |(at, row): (usize, &Row)| match row {
                Row::Item(annotation, group) => item(at, annotation, *group),
                Row::Group(name, label, count) => html! {
                    <li class="group" key={at} data-label={label.as_ref().map(LabelId::to_string)}>
                        <h3 dir="auto">{ name }</h3><span class="count">{ count }</span>
                    </li>
                },
            };
            listed.rows.iter().enumerate().skip(start).take(SHOWN).map(row).collect()
        }
    };
    let all = marked.annotation_count();
    let tools = {
        let props = ListToolsProps {
            marked: marked.clone(),
            workspace: props.workspace.clone(),
            scheme: props.scheme.clone(),
            active: props.active.clone(),
            listed: props.listed.clone(),
            query: props.query.clone(),
            ticked: props.ticked.clone(),
            doing: props.doing.clone(),
            article: props.article.clone(),
            drawn: props.drawn,
            desk: props.desk.clone(),
        };
        door::extra(move |annex| (annex.list_tools)(&props))
    };
    html! {
        <aside class={classes!("annotations", is_open.then_some("is-open"))} aria-label={text("annotations")}>
            <header>
                <h2 tabindex="-1">{ text("annotations") }</h2>
                <span class="count" aria-hidden="true">{ all }</span>
                <span class="only-heard">{ text_with("annotation-count", &[("count", all.to_string())]) }</span>
                <button type="button" class="plain sheet-toggle" onclick={toggle} aria-expanded={is_open.to_string()}>
                    { text(if *is_open { "hide-list" } else { "show-list" }) }
                </button>
            </header>
            <div class="list-tools">{ tools }</div>
            <div class="annotations-body" ref={body} {onscroll}>
                if marked.moved_count() > 0 { { moved(props) } }
                if all == 0 {
                    <p class="empty">{ text("no-annotations") }</p>
                } else {
                    <ol role="list" ref={list}>
                        { for rows }
                    </ol>
                }
            </div>
        </aside>
    }
}

/// Says which of how many items each is, where not all are on the page.
fn number_items(list: &Element, start: usize, count: usize) {
    let mut item = list.first_element_child().filter(|_| count > SHOWN);
    let mut number = start;
    while let Some(element) = item {
        number += 1;
        // Fails for no element.
        let _ = element.set_attribute("aria-posinset", &number.to_string());
        let _ = element.set_attribute("aria-setsize", &count.to_string());
        item = element.next_element_sibling();
    }
}

/// What there is to do about annotations that were found again elsewhere.
fn moved(props: &AnnotationListProps) -> Html {
    let marked = &props.marked;
    let is_sure = |a: &&Rc<Annotation>| a.moved.as_ref().is_some_and(|moved| moved.score >= 100);
    let sure: Vec<AnnotationId> = marked.annotations().filter(is_sure).map(|a| a.id.clone()).collect();
    let has_sure = !sure.is_empty();
    let accept = {
        let desk = props.desk.clone();
        Callback::from(move |_| {
            desk.step(Action::Edit(Edit::AcceptPlaces { ids: sure.clone(), at: clock::now() }));
            // The button is gone with its question.
            focus("aside h2");
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
            if has_sure { { button("", text("accept-sure"), accept) } }
        </div>
    }
}
