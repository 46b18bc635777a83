//! One article: reading, selecting, marking.

use std::ops::Range;
use std::rc::Rc;

use web_sys::{Element, HtmlElement};
use yew::prelude::*;

use crate::messages::{text, text_with};
use crate::model::annotation::Annotation;
use crate::model::article::{Article, BlockKind};
use crate::model::edit::Edit;
use crate::model::id::{AnnotationId, LabelId};
use crate::model::scheme::LABELS;
use crate::model::selection::fragments_from_selection;
use crate::model::workspace::MarkedArticle;
use crate::platform::selection::{self, Step};
use crate::platform::{clock, page};
use crate::store::state::Action;
use crate::ui::app_state::Desk;
use crate::ui::hooks::{use_article_selection, use_keys, use_reading_cursor};
use crate::ui::parts::annotation_list::AnnotationList;
use crate::ui::parts::block::{BlockView, block_props};
use crate::ui::parts::button::{button, opener};
use crate::ui::parts::label;
use crate::ui::parts::modal::Modal;
use crate::ui::parts::tag_toolbar::TagToolbar;
use crate::ui::route::Route;
use crate::ui::shared::Shared;

/// Which article.
#[derive(Properties, PartialEq)]
pub struct ReaderProps {
    /// The article and its annotations.
    pub marked: Shared<MarkedArticle>,
    /// Edits it.
    pub desk: Desk,
}

/// Where the chosen annotation was chosen: the other place is brought into view.
#[derive(Clone, Copy, PartialEq, Eq)]
enum ChosenIn {
    Text,
    TextByKey,
    List,
    NewMark,
}

/// Blocks that stand in one element.
enum Group {
    Single(usize),
    /// `first` is the number of its first item.
    List {
        blocks: Range<usize>,
        is_ordered: bool,
        level: u8,
        first: usize,
    },
    Furniture(Range<usize>),
}

fn groups(article: &Article) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    for (index, block) in article.blocks.iter().enumerate() {
        match (block.kind, groups.last_mut()) {
            (kind, Some(Group::Furniture(blocks))) if kind.is_boilerplate() => blocks.end = index + 1,
            (kind, _) if kind.is_boilerplate() => groups.push(Group::Furniture(index..index + 1)),
            (BlockKind::ListItem { ordered, level }, Some(Group::List { blocks, is_ordered, level: open, .. }))
                if ordered == *is_ordered && level == *open =>
            {
                blocks.end = index + 1;
            }
            (BlockKind::ListItem { ordered, level }, _) => {
                let first = next_number(&groups, level);
                groups.push(Group::List { blocks: index..index + 1, is_ordered: ordered, level, first });
            }
            _ => groups.push(Group::Single(index)),
        }
    }
    groups
}

/// The number of the next item at a level: a list goes on after one within it.
fn next_number(groups: &[Group], level: u8) -> usize {
    for group in groups.iter().rev() {
        match group {
            Group::List { blocks, level: other, first, .. } if *other == level => return first + blocks.len(),
            Group::List { level: other, .. } if *other > level => {}
            _ => break,
        }
    }
    1
}

/// A page made for reading, with the list of annotations beside it.
#[component]
pub fn Reader(props: &ReaderProps) -> Html {
    let marked = &props.marked;
    let article = &marked.readable.article;
    let (article_ref, cursor_ref, frame_ref) = (use_node_ref(), use_node_ref(), use_node_ref());
    let chosen = use_state_eq(|| None::<(AnnotationId, ChosenIn)>);
    let folded = use_state_eq(Vec::<usize>::new);
    let is_removing = use_state_eq(|| false);
    let selected = use_article_selection(&article_ref);
    use_reading_cursor(&article_ref, &cursor_ref, &frame_ref);
    use_revealing(&chosen, &folded, marked);

    // Where the cursor goes once the new mark has been drawn.
    let cursor_after = use_mut_ref(|| None);
    {
        let (cursor_after, article_ref) = (cursor_after.clone(), article_ref.clone());
        use_effect_with(props.marked.clone(), move |_| {
            if let (Some(at), Some(article)) = (cursor_after.borrow_mut().take(), article_ref.cast::<Element>()) {
                selection::put_cursor(&article, at);
            }
        });
    }

    let tag = {
        let article_to_focus = article_ref.clone();
        let (marked, desk, chosen, folded) = (marked.clone(), props.desk.clone(), chosen.clone(), folded.clone());
        Callback::from(move |label: LabelId| {
            let Some(selected) = selected else { return };
            let readable = &marked.readable;
            let is_hidden = |block: usize| folded.contains(&run_of(&readable.article, block));
            let target = fragments_from_selection(&readable.text, selected.start, selected.end, is_hidden);
            if target.is_empty() {
                return;
            }
            let now = clock::now();
            let annotation = Annotation {
                id: clock::new_id().into(),
                article: readable.article.id.clone(),
                label: label.clone(),
                target,
                note: String::new(),
                created: now.clone(),
                modified: now,
                extra: Default::default(),
            };
            let args = [("label", label::name(&label)), ("quote", annotation.quoted())];
            *cursor_after.borrow_mut() = Some(selected.end);
            chosen.set(Some((annotation.id.clone(), ChosenIn::NewMark)));
            desk.step(Action::Edit(Edit::Annotate(Rc::new(annotation))));
            selection::collapse_to_end();
            // A pressed button is gone with the toolbar; the reader is still in the text.
            focus(&article_to_focus);
            desk.announce(text_with("announce-marked", &args));
        })
    };

    let choose_at_cursor = {
        let (article_ref, chosen) = (article_ref.clone(), chosen.clone());
        move || {
            let article = article_ref.cast::<Element>();
            let ids = article.as_ref().and_then(selection::annotations_at_cursor);
            choose_among(&chosen, ids, ChosenIn::TextByKey)
        }
    };
    {
        let tag = tag.clone();
        let (chosen, article_ref) = (chosen.clone(), article_ref.clone());
        use_keys(move |key| {
            if key.ctrl_key() || key.meta_key() || key.alt_key() {
                return false;
            }
            if key.key() == "Escape" {
                if selected.is_some() {
                    selection::collapse_to_end();
                } else {
                    chosen.set(None);
                }
                focus(&article_ref);
                return true;
            }
            let label = LABELS.iter().find(|label| label.key == key.key());
            match (selected, label) {
                (Some(_), Some(label)) => tag.emit(label.label_id()),
                _ => return false,
            }
            true
        });
    }
    let onkeydown = {
        let article_ref = article_ref.clone();
        Callback::from(move |key: KeyboardEvent| {
            let Some(article) = article_ref.cast::<Element>() else { return };
            // Keys of the buttons within the article are theirs.
            if !article.matches(":focus").unwrap_or(false) || key.meta_key() {
                return;
            }
            let by_word = key.ctrl_key() || key.alt_key();
            let (step, forward) = match key.key().as_str() {
                "ArrowRight" if by_word => (Step::Word, true),
                "ArrowLeft" if by_word => (Step::Word, false),
                "ArrowRight" => (Step::Character, true),
                "ArrowLeft" => (Step::Character, false),
                "ArrowDown" if !by_word => (Step::Line, true),
                "ArrowUp" if !by_word => (Step::Line, false),
                "End" if !by_word => (Step::LineEdge, true),
                "Home" if !by_word => (Step::LineEdge, false),
                "Enter" => {
                    if choose_at_cursor() {
                        key.prevent_default();
                    }
                    return;
                }
                _ => return,
            };
            key.prevent_default();
            selection::move_cursor(&article, step, forward, key.shift_key());
        })
    };
    let onfocus = {
        let article_ref = article_ref.clone();
        Callback::from(move |_: FocusEvent| {
            if let Some(article) = article_ref.cast::<Element>() {
                selection::place_cursor(&article);
            }
        })
    };
    let onclick = {
        let chosen = chosen.clone();
        Callback::from(move |event: MouseEvent| {
            // The click that ends a drag is not a click on a mark.
            if selected.is_some() {
                return;
            }
            let mark = crate::platform::element_of(&event).and_then(|e| e.closest("mark").ok().flatten());
            choose_among(&chosen, mark.and_then(|mark| mark.get_attribute("data-annotation")), ChosenIn::Text);
        })
    };
    let on_choose = {
        let chosen = chosen.clone();
        use_callback((), move |id: Option<AnnotationId>, ()| chosen.set(id.map(|id| (id, ChosenIn::List))))
    };

    let active = chosen.as_ref().map(|(id, _)| id.clone());
    let is_wanted = matches!(*chosen, Some((_, ChosenIn::Text | ChosenIn::TextByKey)));
    let toggle = |runs: Vec<usize>, fold: bool| {
        let folded = folded.clone();
        Callback::from(move |_: MouseEvent| {
            let mut next = (*folded).clone();
            next.retain(|run| !runs.contains(run));
            if fold {
                next.extend(&runs);
            }
            folded.set(next);
        })
    };
    let ask_removal = {
        let is_removing = is_removing.clone();
        Callback::from(move |_| is_removing.set(true))
    };
    let groups = groups(article);
    let block = |index: usize, is_hidden: bool| {
        let block = block_props(marked, index, active.as_ref(), is_hidden);
        html! { <BlockView key={index} ..block /> }
    };
    let draw = |group: &Group| match group {
        Group::Single(index) => block(*index, false),
        Group::List { blocks, is_ordered, level, first } => {
            let items = blocks.clone().map(|index| block(index, false));
            let key = format!("list-{}", blocks.start);
            let class = (*level > 1).then_some("is-inner");
            if *is_ordered {
                html! { <ol {key} {class} start={first.to_string()}>{ for items }</ol> }
            } else {
                html! { <ul {key} {class}>{ for items }</ul> }
            }
        }
        Group::Furniture(blocks) => {
            let is_folded = folded.contains(&blocks.start);
            let mut kinds: Vec<&str> =
                blocks.clone().filter_map(|i| article.blocks.get(i)).map(|b| b.kind.row().key).collect();
            kinds.dedup();
            let names: Vec<String> = kinds.iter().map(|kind| text(&format!("kind-{kind}"))).collect();
            html! {
                <div key={format!("furniture-{}", blocks.start)} class={classes!("furniture", is_folded.then_some("is-folded"))}>
                    <button type="button" class="fold" aria-expanded={(!is_folded).to_string()}
                        onclick={toggle(vec![blocks.start], !is_folded)}>
                        <span aria-hidden="true" class="fold-mark"></span>{ names.join(", ") }
                    </button>
                    { for blocks.clone().map(|index| block(index, is_folded)) }
                </div>
            }
        }
    };
    let runs: Vec<usize> = groups
        .iter()
        .filter_map(|g| if let Group::Furniture(blocks) = g { Some(blocks.start) } else { None })
        .collect();
    let all_folded = !runs.is_empty() && runs.iter().all(|run| folded.contains(run));
    let has_headline = article.headline().is_some();

    html! {
        <main class="reader" tabindex="-1">
            <div class="reading" ref={frame_ref.clone()}>
                <div class="reading-tools">
                    { about(article) }
                    <div class="reading-actions">
                        if !runs.is_empty() {
                            { button("plain", text(if all_folded { "unfold-furniture" } else { "fold-furniture" }), toggle(runs.clone(), !all_folded)) }
                        }
                        if !article.is_shipped() {
                            { opener("plain", text("remove-article"), ask_removal) }
                        }
                    </div>
                </div>
                <article ref={article_ref} class="article" tabindex="0" lang={article.language.clone()} dir={article.direction.as_str()}
                    aria-labelledby={has_headline.then_some("headline")} aria-label={(!has_headline).then(|| article.title.clone())}
                    aria-describedby="reading-hint" {onkeydown} {onclick} {onfocus}>
                    { for groups.iter().map(draw) }
                </article>
                <p id="reading-hint" class="reading-hint">{ text("reading-hint") }</p>
                <div ref={cursor_ref} class="reading-cursor" hidden=true></div>
                if let Some(selected) = selected {
                    <TagToolbar place={selected.place} frame={frame_ref} on_label={tag} />
                }
            </div>
            <AnnotationList marked={marked.clone()} {active} {is_wanted} {on_choose} desk={props.desk.clone()} />
            if *is_removing {
                { remove_dialog(marked, &props.desk, Callback::from(move |()| is_removing.set(false))) }
            }
        </main>
    }
}

/// The first block of the run of boilerplate in which a block stands; the
/// block itself, if it is of the story.
fn run_of(article: &Article, block: usize) -> usize {
    let is_furniture = |index: &usize| article.blocks.get(*index).is_some_and(|b| b.kind.is_boilerplate());
    (0..=block).rev().take_while(is_furniture).last().unwrap_or(block)
}

fn focus(node: &NodeRef) {
    if let Some(element) = node.cast::<HtmlElement>() {
        let _ = element.focus();
    }
}

/// Chooses the innermost of several annotations; then, step by step, the others.
fn choose_among(
    chosen: &UseStateHandle<Option<(AnnotationId, ChosenIn)>>,
    ids: Option<String>,
    chosen_in: ChosenIn,
) -> bool {
    let ids: Vec<AnnotationId> = ids.unwrap_or_default().split_whitespace().rev().map(AnnotationId::from).collect();
    let now = chosen.as_ref().and_then(|(id, _)| ids.iter().position(|other| other == id));
    let next = ids.iter().cycle().nth(now.map_or(0, |at| at + 1));
    match next {
        Some(id) => chosen.set(Some((id.clone(), chosen_in))),
        None => return false,
    }
    true
}

/// Brings the chosen annotation into view where it was not chosen; what is folded
/// away around it is unfolded first.
#[hook]
fn use_revealing(
    chosen: &UseStateHandle<Option<(AnnotationId, ChosenIn)>>,
    folded: &UseStateHandle<Vec<usize>>,
    marked: &Shared<MarkedArticle>,
) {
    let (folded, marked) = (folded.clone(), marked.clone());
    use_effect_with(((**chosen).clone(), folded.len()), move |(chosen, _)| {
        let Some((id, chosen_in)) = chosen else { return };
        if *chosen_in == ChosenIn::List {
            let block = marked.first_block_of(id).map(|block| run_of(&marked.readable.article, block));
            if let Some(run) = block.filter(|run| folded.contains(run)) {
                // Drawn open, it is brought into view.
                return folded.set(folded.iter().copied().filter(|other| *other != run).collect());
            }
        }
        let in_list = || page::find(&page::with_value("li", "data-annotation", id.as_str()));
        let found = match chosen_in {
            ChosenIn::List => page::find(&page::with_value("mark", "data-annotation", id.as_str())),
            ChosenIn::Text | ChosenIn::TextByKey | ChosenIn::NewMark => in_list(),
        };
        let Some(element) = found else { return };
        if *chosen_in == ChosenIn::TextByKey
            && let Ok(Some(button)) = element.query_selector("button")
            && let Ok(button) = wasm_bindgen::JsCast::dyn_into::<HtmlElement>(button)
        {
            let _ = button.focus();
        }
        page::reveal(&element);
    });
}

fn about(article: &Article) -> Html {
    let outlet = article.outlet.as_ref().map(|outlet| outlet.name.clone());
    let authors = (!article.authors.is_empty())
        .then(|| article.authors.iter().map(|author| author.name.clone()).collect::<Vec<_>>().join(", "));
    let published = article.published.as_deref().map(page::day_in_words);
    let facts: Vec<String> = [outlet, authors, published].into_iter().flatten().collect();
    let notice = article.licence.as_ref().and_then(|licence| licence.notice.clone());
    html! {
        <div class="about">
            <p>
                { facts.join(" · ") }
                if let Some(url) = &article.url {
                    { " " }<a href={url.clone()} rel="noopener noreferrer" target="_blank">{ text("original") }</a>
                }
            </p>
            if let Some(notice) = notice { <p class="quiet">{ notice }</p> }
        </div>
    }
}

fn remove_dialog(marked: &MarkedArticle, desk: &Desk, on_close: Callback<()>) -> Html {
    let count = marked.annotation_count();
    let remove = {
        let (desk, id) = (desk.clone(), marked.readable.article.id.clone());
        Callback::from(move |_| {
            desk.step(Action::Edit(Edit::RemoveArticle { id: id.clone() }));
            desk.announce(text("announce-article-removed"));
            page::go_to(&Route::Library.address());
        })
    };
    html! {
        <Modal title={text("remove-article")} {on_close}>
            <p>{ text_with("remove-question", &[("count", count.to_string())]) }</p>
            <p class="dialog-actions">{ button("danger", text("remove-confirm"), remove) }</p>
        </Modal>
    }
}
