//! Marking all places of the same words: which of them, as what, in one step.

use std::rc::Rc;

use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use crate::analysis::occurrences::unmarked;
use crate::jobs::{FindRequest, Request, found};
use crate::messages::{text, text_with};
use crate::model::annotation::Annotation;
use crate::model::edit::Edit;
use crate::model::id::LabelId;
use crate::model::offset::{CharOffset, Span};
use crate::model::problem::Problem;
use crate::model::quote::fragment_at;
use crate::model::workspace::{MarkedArticle, Workspace};
use crate::platform::worker::{Program, ask};
use crate::platform::{clock, value_of};
use crate::store::state::Action;
use crate::ui::app_state::Desk;
use crate::ui::parts::modal::Modal;
use crate::ui::shared::Shared;

/// Which words.
#[derive(Clone, Properties, PartialEq)]
pub struct TagAllProps {
    /// The words.
    pub words: String,
    /// The article in which they were selected.
    pub marked: Shared<MarkedArticle>,
    /// All that is here.
    pub workspace: Shared<Workspace>,
    /// Edits it.
    pub desk: Desk,
    /// It was closed.
    pub on_close: Callback<()>,
}

/// What is asked for.
#[derive(Clone, PartialEq)]
struct Wish {
    label: LabelId,
    whole_words: bool,
    ignore_case: bool,
    ignore_accents: bool,
    everywhere: bool,
}

/// A place that was found.
#[derive(Clone, PartialEq)]
struct Place {
    marked: Shared<MarkedArticle>,
    span: Span,
    is_ticked: bool,
}

/// What was found for a wish; `None` while it is looked for.
#[derive(Clone, Default, PartialEq)]
struct Findings {
    places: Option<Vec<Place>>,
    already: usize,
}

/// More places than this are not listed one by one; they are ticked all the same.
const LISTED: usize = 500;

/// A tick box: the key of its words, whether it is ticked, and how it is turned round.
type WishRow = (&'static str, fn(&Wish) -> bool, fn(&mut Wish));

const OPTIONS: &[WishRow] = &[
    ("whole-words", |wish| wish.whole_words, |wish| wish.whole_words = !wish.whole_words),
    ("ignore-case", |wish| wish.ignore_case, |wish| wish.ignore_case = !wish.ignore_case),
    ("ignore-accents", |wish| wish.ignore_accents, |wish| wish.ignore_accents = !wish.ignore_accents),
    ("everywhere", |wish| wish.everywhere, |wish| wish.everywhere = !wish.everywhere),
];

/// Lists the places with tick boxes.
#[component]
pub fn TagAll(props: &TagAllProps) -> Html {
    let scheme = props.workspace.scheme();
    let wish = use_state_eq(|| Wish {
        label: scheme
            .offered()
            .filter(|label| label.identity)
            .last()
            .map_or_else(|| "entity".into(), |label| label.id.clone()),
        whole_words: true,
        ignore_case: false,
        ignore_accents: false,
        everywhere: false,
    });
    let findings = use_state_eq(Findings::default);
    {
        let (findings, desk) = (findings.clone(), props.desk.clone());
        let (words, marked, workspace) = (props.words.clone(), props.marked.clone(), props.workspace.clone());
        use_effect_with((*wish).clone(), move |wish| {
            let wish = wish.clone();
            spawn_local(async move {
                match look(&words, &wish, &marked, &workspace).await {
                    Some(found) => findings.set(found),
                    None => desk.refuse(Problem::new("worker-missing")),
                }
            });
        });
    }
    let places: &[Place] = findings.places.as_deref().unwrap_or_default();
    let ticked = places.iter().filter(|place| place.is_ticked).count();
    let option = |(key, get, toggle): &WishRow| {
        let (wish, toggle) = (wish.clone(), *toggle);
        let checked = get(&wish);
        let onchange = move |_: Event| {
            let mut next = (*wish).clone();
            toggle(&mut next);
            wish.set(next);
        };
        html! { <label><input type="checkbox" {checked} {onchange} />{ text(key) }</label> }
    };
    let on_label = {
        let wish = wish.clone();
        move |event: Event| {
            wish.set(Wish { label: value_of(&event).into(), ..(*wish).clone() });
        }
    };
    // Ticks one place, or all.
    let tick = |which: Option<usize>| {
        let (findings, all) = (findings.clone(), ticked < places.len());
        Callback::from(move |_: Event| {
            let mut next = (*findings).clone();
            for (at, place) in next.places.iter_mut().flatten().enumerate() {
                match which {
                    Some(this) if this == at => place.is_ticked = !place.is_ticked,
                    Some(_) => {}
                    None => place.is_ticked = all,
                }
            }
            findings.set(next);
        })
    };
    let tag = {
        let (findings, desk, label) = (findings.clone(), props.desk.clone(), wish.label.clone());
        let scheme = scheme.clone();
        let on_close = props.on_close.clone();
        move |event: SubmitEvent| {
            event.prevent_default();
            let places = findings.places.iter().flatten().filter(|place| place.is_ticked);
            let annotations: Vec<Rc<Annotation>> =
                places.filter_map(|place| annotation(place, &label)).map(Rc::new).collect();
            on_close.emit(());
            if annotations.is_empty() {
                return;
            }
            let args = [("count", annotations.len().to_string()), ("label", scheme.name(&label).to_owned())];
            desk.step(Action::Edit(Edit::Annotate(annotations)));
            desk.announce(text_with("announce-tagged-all", &args));
        }
    };
    html! {
        <Modal title={text("tag-all-heading")} on_close={props.on_close.clone()}>
            <form class="tag-all" onsubmit={tag}>
                <p><q dir="auto">{ &props.words }</q></p>
                <div class="options">
                    <label><span>{ text("label") }</span>
                        <select onchange={on_label}>
                            { for scheme.offered().map(|known| html! {
                                <option value={known.id.to_string()} selected={known.id == wish.label}>{ &known.meaning.name }</option>
                            }) }
                        </select>
                    </label>
                    { for OPTIONS.iter().map(option) }
                </div>
                <p role="status">
                    if findings.places.is_none() { { text("looking") } } else {
                        { text_with("places-found", &[("count", places.len().to_string()), ("ticked", ticked.to_string())]) }
                        if findings.already > 0 {
                            { " " }{ text_with("places-marked-already", &[("count", findings.already.to_string())]) }
                        }
                    }
                </p>
                if !places.is_empty() {
                    <label class="tick-all"><input type="checkbox" checked={ticked == places.len()} onchange={tick(None)} />{ text("tick-all") }</label>
                    <ol class="places" role="list">
                        { for places.iter().take(LISTED).enumerate().map(|(at, place)| listed(place, wish.everywhere, tick(Some(at)))) }
                    </ol>
                    if places.len() > LISTED { <p class="quiet">{ text_with("more-problems", &[("count", (places.len() - LISTED).to_string())]) }</p> }
                }
                <p class="dialog-actions">
                    <button type="submit" class="primary" disabled={ticked == 0}>{ text_with("tag-places", &[("count", ticked.to_string())]) }</button>
                </p>
            </form>
        </Modal>
    }
}

async fn look(words: &str, wish: &Wish, marked: &Shared<MarkedArticle>, workspace: &Workspace) -> Option<Findings> {
    let mut articles = vec![marked.0.clone()];
    if wish.everywhere {
        let here = &marked.readable.article.id;
        articles.extend(workspace.articles().filter(|other| other.readable.article.id != *here).cloned());
    }
    let request = FindRequest {
        words: words.to_owned(),
        whole_words: wish.whole_words,
        ignore_case: wish.ignore_case,
        ignore_accents: wish.ignore_accents,
        texts: articles.iter().map(|marked| marked.readable.text.as_str().to_owned()).collect(),
    };
    let answer = ask(Program::Worker, Request::Find(request).to_json(), None).await.ok()?;
    let mut findings = Findings { places: Some(Vec::new()), already: 0 };
    for (marked, spans) in articles.into_iter().zip(found(&answer).ok()?) {
        let all = spans.len();
        let new = unmarked(&marked, spans, &wish.label);
        findings.already += all - new.len();
        let place = |span| Place { marked: Shared(marked.clone()), span, is_ticked: true };
        findings.places.get_or_insert_default().extend(new.into_iter().map(place));
    }
    Some(findings)
}

/// One place with the words around it.
fn listed(place: &Place, with_title: bool, onchange: Callback<Event>) -> Html {
    let text = &place.marked.readable.text;
    const AROUND: u32 = 40;
    let extent = text.block_span(text.block_at(place.span.start())).unwrap_or(place.span);
    let from = place.span.start().0.saturating_sub(AROUND).max(extent.start().0);
    let to = (place.span.end().0 + AROUND).min(extent.end().0);
    let part = |from, to| Span::new(from, to).and_then(|span| text.slice(span)).unwrap_or("").to_owned();
    html! {
        <li>
            <label>
                <input type="checkbox" checked={place.is_ticked} {onchange} />
                <span dir="auto">
                    { part(CharOffset(from), place.span.start()) }
                    <b>{ part(place.span.start(), place.span.end()) }</b>
                    { part(place.span.end(), CharOffset(to)) }
                    if with_title { <small>{ " · " }{ &place.marked.readable.article.title }</small> }
                </span>
            </label>
        </li>
    }
}

fn annotation(place: &Place, label: &LabelId) -> Option<Annotation> {
    let readable = &place.marked.readable;
    let target = vec![fragment_at(&readable.text, place.span)?];
    Some(Annotation::new(clock::new_id().into(), readable.article.id.clone(), label.clone(), target, clock::now()))
}
