//! Looking over a plain text before it becomes an article.

use std::rc::Rc;

use yew::prelude::*;

use crate::formats::plain_text::Draft;
use crate::messages::{problem, text, text_with};
use crate::model::article::{Article, BlockKind, KINDS, Story};
use crate::model::problem::Problem;
use crate::platform::{clock, page, value_of};
use crate::ui::parts::button::button;
use crate::ui::shared::Shared;

/// What is looked over.
#[derive(Clone, Properties, PartialEq)]
pub struct ReviewProps {
    /// As the importer proposes it.
    pub draft: Shared<Draft>,
    /// How many texts wait behind this one.
    pub more: usize,
    /// Stories to which the article may belong.
    pub stories: Vec<Story>,
    /// The article is good.
    pub on_keep: Callback<Article>,
    /// The text is not wanted.
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
    ("field-outlet", |f| f.draft.outlet.clone().unwrap_or_default(), |f, value| f.draft.outlet = Some(value)),
    (
        "field-authors",
        |f| f.draft.authors.join("; "),
        |f, value| {
            f.draft.authors = value.split(';').map(|author| author.trim().to_owned()).collect();
        },
    ),
    ("field-published", |f| f.draft.published.clone().unwrap_or_default(), |f, value| f.draft.published = Some(value)),
    ("field-url", |f| f.draft.url.clone().unwrap_or_default(), |f, value| f.draft.url = Some(value)),
    ("field-language", |f| f.draft.language.clone().unwrap_or_default(), |f, value| f.draft.language = Some(value)),
    (STORY, |f| f.story.clone(), |f, value| f.story = value),
];

/// The field that proposes the stories that are here.
const STORY: &str = "field-story";

/// Fields for what the text does not say, and a kind for each block.
#[component]
pub fn Review(props: &ReviewProps) -> Html {
    let form = use_state(|| Form {
        draft: Draft::clone(&props.draft),
        story: String::new(),
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
        let (form, stories, on_keep) = (form.clone(), props.stories.clone(), props.on_keep.clone());
        move |event: SubmitEvent| {
            event.prevent_default();
            let mut complete = form.draft.clone();
            complete.story = story_named(&stories, &form.story);
            match complete.article(clock::new_id().into(), clock::now()) {
                Ok(article) => on_keep.emit(article),
                Err(problems) => form.set(Form { problems, attempts: form.attempts + 1, ..(*form).clone() }),
            }
        }
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
                    if props.more > 0 {
                        <p class="quiet">{ text_with("review-more", &[("count", props.more.to_string())]) }</p>
                    }
                </header>
                if !problems.is_empty() {
                    <div ref={errors} class="notice is-wrong" role="alert" tabindex="-1">
                        <ul>{ for problems.iter().map(|p| html! { <li>{ problem(p) }</li> }) }</ul>
                    </div>
                }
                <div class="fields">
                    { for FIELDS.iter().map(field) }
                        <datalist id="stories">
                            { for props.stories.iter().map(|story| html! { <option value={story.title.clone()} /> }) }
                        </datalist>
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
                    <button type="submit" class="primary">{ text("keep-article") }</button>
                    { button("", text("discard-text"), props.on_discard.reform(|_| ())) }
                </footer>
            </form>
        </main>
    }
}

/// The story with this title; a new one, if the title is new; none without title.
fn story_named(stories: &[Story], title: &str) -> Option<Story> {
    let title = title.trim();
    if title.is_empty() {
        return None;
    }
    let known = stories.iter().find(|story| story.title == title).cloned();
    Some(known.unwrap_or_else(|| Story {
        id: clock::new_id().into(),
        title: title.to_owned(),
        extra: Default::default(),
    }))
}
