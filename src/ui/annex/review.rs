//! Looking over an article of another format before it is kept.

use std::rc::Rc;

use yew::prelude::*;

use super::inbox::{article_of, facts, story_list, story_named};
use crate::formats::draft::{Draft, party};
use crate::messages::{problem, text, text_with};
use crate::model::article::{BlockKind, Direction, KINDS, Licence, Party, Story, is_web_address};
use crate::model::problem::Problem;
use crate::platform::{page, value_of};
use crate::ui::parts::button::button;
use crate::ui::shared::Shared;

/// What is looked over.
#[derive(Clone, Properties, PartialEq)]
pub struct ReviewProps {
    /// As its reader proposes it, or as it was left.
    pub draft: Shared<Draft>,
    /// Whether it is one of a list, to which one goes back.
    pub is_in_list: bool,
    /// Stories to which the article may belong.
    pub stories: Vec<Story>,
    /// It has been looked over. One by itself is good.
    pub on_done: Callback<Draft>,
    /// It is not wanted.
    pub on_discard: Callback<()>,
}

/// What is written so far.
#[derive(Clone, PartialEq)]
struct Form {
    draft: Draft,
    story: String,
    problems: Vec<Problem>,
    /// How often it was to be kept: pressing “Keep” again shows the mistakes again.
    attempts: usize,
}

/// What becomes of the form when a field says something else.
type Change = dyn Fn(&mut Form, String);
type Get = fn(&Form) -> String;
type Set = fn(&mut Form, String);

/// One row per field: message key, how to read it, how to write it.
const FIELDS: &[(&str, Get, Set)] = &[
    ("field-title", |f| f.draft.title.clone().unwrap_or_default(), |f, value| f.draft.title = Some(value)),
    (
        "field-outlet",
        |f| f.draft.outlet.as_ref().map(|outlet| outlet.name.clone()).unwrap_or_default(),
        |f, value| f.draft.outlet = named(f.draft.outlet.as_slice(), &value),
    ),
    (
        "field-authors",
        |f| f.draft.authors.iter().map(|author| author.name.as_str()).collect::<Vec<_>>().join("; "),
        |f, value| f.draft.authors = value.split(';').filter_map(|name| named(&f.draft.authors, name)).collect(),
    ),
    ("field-published", |f| f.draft.published.clone().unwrap_or_default(), |f, value| f.draft.published = Some(value)),
    ("field-modified", |f| f.draft.modified.clone().unwrap_or_default(), |f, value| f.draft.modified = Some(value)),
    ("field-url", |f| f.draft.url.clone().unwrap_or_default(), |f, value| f.draft.url = Some(value)),
    ("field-language", |f| f.draft.language.clone().unwrap_or_default(), |f, value| f.draft.language = Some(value)),
    (
        "field-licence",
        |f| f.draft.licence.as_ref().map(words_of).unwrap_or_default(),
        |f, value| f.draft.licence = licence(f.draft.licence.as_ref(), &value),
    ),
    (STORY, |f| f.story.clone(), |f, value| f.story = value),
];

/// The field that proposes the stories that are here.
const STORY: &str = "field-story";

/// Fields for what the text does not say, and a kind for each block.
#[component]
pub fn Review(props: &ReviewProps) -> Html {
    let form = use_state(|| Form {
        draft: Draft::clone(&props.draft),
        story: props.draft.story.as_ref().map(|story| story.title.clone()).unwrap_or_default(),
        problems: Vec::new(),
        attempts: 0,
    });
    let Form { draft, problems, .. } = &*form;
    let errors = use_node_ref();
    {
        // Whoever pressed “Keep” hears and sees what is missing.
        let errors = errors.clone();
        use_effect_with((problems.clone(), form.attempts), move |(problems, _)| {
            if let Some(errors) = errors.cast::<web_sys::HtmlElement>().filter(|_| !problems.is_empty()) {
                let _ = errors.focus();
                page::reveal(&errors);
            }
        });
    }

    let change = |change: Rc<Change>| {
        let form = form.clone();
        Callback::from(move |event: Event| {
            let value = value_of(&event);
            let mut next = (*form).clone();
            change(&mut next, value);
            form.set(next);
        })
    };
    let set_field = |set: Set| change(Rc::new(set));
    let set_kind = |index: usize| {
        change(Rc::new(move |form, value| {
            if let (Some(kind), Some(block)) = (BlockKind::from_key(&value), form.draft.blocks.get_mut(index)) {
                block.kind = kind;
            }
        }))
    };
    let keep = {
        let (form, stories, on_done) = (form.clone(), props.stories.clone(), props.on_done.clone());
        let is_in_list = props.is_in_list;
        move |event: SubmitEvent| {
            event.prevent_default();
            let mut complete = form.draft.clone();
            complete.story = story_named(&stories, &form.story);
            match article_of(&complete).err().filter(|_| !is_in_list) {
                None => on_done.emit(complete),
                Some(problems) => form.set(Form { problems, attempts: form.attempts + 1, ..(*form).clone() }),
            }
        }
    };
    let set_direction = change(Rc::new(|form, value| {
        form.draft.direction = match value.as_str() {
            "ltr" => Some(Direction::Ltr),
            "rtl" => Some(Direction::Rtl),
            _ => None,
        };
    }));
    let direction = |value: &'static str| {
        let is_chosen = draft.direction.map_or("", Direction::as_str) == value;
        let name = if value.is_empty() { "by-language" } else { value };
        html! { <option {value} selected={is_chosen}>{ text(&format!("direction-{name}")) }</option> }
    };
    let field = |(key, get, set): &(&'static str, Get, Set)| {
        html! {
            <label class="field" key={*key}>
                <span>{ text(key) }</span>
                <input name={*key} value={get(&form)} onchange={set_field(*set)} list={(*key == STORY).then_some("stories")}
                placeholder={text(&format!("{key}-example"))} />
            </label>
        }
    };
    let of_page = draft.blocks.iter().filter(|block| block.kind.is_boilerplate()).count();

    html! {
        <main class="review" tabindex="-1">
            <form onsubmit={keep} novalidate=true>
                <header>
                    <h1>{ text("review-heading") }</h1>
                    <p>{ text("review-hint") }</p>
                    <p class="inbox-taken">{ text_with("taken-for", &[("kind", text(&format!("taken-{}", draft.reader)))]) }</p>
                    { facts(draft) }
                </header>
                if !problems.is_empty() {
                    <div ref={errors} class="notice is-wrong" role="alert" tabindex="-1">
                        <ul>{ for problems.iter().map(|p| html! { <li>{ problem(p) }</li> }) }</ul>
                    </div>
                }
                <div class="fields">
                    { for FIELDS.iter().map(field) }
                    <label class="field">
                        <span>{ text("field-direction") }</span>
                        <select name="field-direction" onchange={set_direction}>
                            { for ["", "ltr", "rtl"].into_iter().map(direction) }
                        </select>
                    </label>
                    { story_list(&props.stories) }
                </div>
                <h2>{ text("review-blocks") }</h2>
                <p class="quiet">
                    { text_with("review-counts", &[
                        ("story", (draft.blocks.len() - of_page).to_string()), ("page", of_page.to_string()),
                    ]) }
                </p>
                <ol class="review-blocks">
                    { for draft.blocks.iter().enumerate().map(|(index, block)| html! {
                        <li key={index} class={block.kind.is_boilerplate().then_some("is-page")}>
                            <select aria-label={text_with("kind-of-block", &[("number", (index + 1).to_string())])}
                                onchange={set_kind(index)}>
                                { for KINDS.iter().map(|row| html! {
                                    <option value={row.key} selected={row.key == block.kind.row().key}>
                                        { text(&format!("kind-{}", row.key)) }
                                    </option>
                                }) }
                            </select>
                            <p dir="auto">{ &block.text }</p>
                        </li>
                    }) }
                </ol>
                <footer class="review-actions">
                    <button type="submit" class="primary">
                        { text(if props.is_in_list { "inbox-back" } else { "keep-article" }) }
                    </button>
                    { button("", text("discard-text"), props.on_discard.reform(|_| ())) }
                </footer>
            </form>
        </main>
    }
}

/// Somebody by name: the one who is known, if it is one of those, with what else is known.
fn named(known: &[Party], name: &str) -> Option<Party> {
    let name = name.trim();
    let same = known.iter().find(|party| party.name == name).cloned();
    (!name.is_empty()).then(|| same.unwrap_or_else(|| party(name)))
}

/// Terms of use as they are written in the field: what is longest known of them.
fn words_of(licence: &Licence) -> String {
    let parts = [&licence.notice, &licence.name, &licence.url];
    parts.into_iter().flatten().next().cloned().unwrap_or_default()
}

/// Terms of use as somebody wrote them: an address, or words. What stands as it was keeps
/// what else is known.
fn licence(before: Option<&Licence>, value: &str) -> Option<Licence> {
    let value = value.trim();
    if let Some(before) = before.filter(|before| words_of(before) == value) {
        return Some(before.clone());
    }
    let is_address = is_web_address(value);
    let of = |is_it: bool| is_it.then(|| value.to_owned());
    (!value.is_empty()).then(|| Licence {
        name: None,
        url: of(is_address),
        notice: of(!is_address),
        extra: Default::default(),
    })
}
