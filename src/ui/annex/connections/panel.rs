//! The questions that come up while annotations are joined: to which other, and
//! whether the words that were found are the cue.

use web_sys::KeyboardEvent;
use yew::prelude::*;

use crate::messages::{text, text_with};
use crate::model::annotation::Annotation;
use crate::model::id::AnnotationId;
use crate::model::scheme::Scheme;
use crate::platform::{element_of, page};
use crate::ui::parts::button::button;
use crate::ui::parts::label;
use crate::ui::shared::Shared;

/// What is asked.
#[derive(Clone, PartialEq)]
pub enum LinkQuestion {
    /// Who plays the part.
    Which {
        /// The name of the part.
        role: String,
        /// The words that are joined.
        from: String,
        /// Those at hand, the most likely first.
        candidates: Vec<Shared<Annotation>>,
    },
    /// Whether these words are the cue.
    IsCue(String),
}

/// What is answered.
pub enum LinkAnswer {
    /// This annotation.
    Other(AnnotationId),
    /// Whether the words are the cue.
    Cue(bool),
    /// None: it was put away.
    None,
}

/// The question, and who hears the answer.
#[derive(Clone, PartialEq)]
pub struct LinkPanelProps {
    /// What is asked.
    pub question: LinkQuestion,
    /// The names of the labels.
    pub scheme: Shared<Scheme>,
    /// Hears the answer.
    pub answer: Callback<LinkAnswer>,
}

/// A panel over the text.
pub fn link_panel(props: &LinkPanelProps) -> Html {
    match &props.question {
        LinkQuestion::Which { role, from, candidates } => which(props, role, from, candidates),
        LinkQuestion::IsCue(words) => is_cue(props, words),
    }
}

fn which(props: &LinkPanelProps, role: &str, from: &str, candidates: &[Shared<Annotation>]) -> Html {
    let entry = |(at, candidate): (usize, &Shared<Annotation>)| {
        let (answer, id) = (props.answer.clone(), candidate.id.clone());
        let digit = (at + 1).to_string();
        html! {
            <li key={candidate.id.as_str()}>
                <button type="button" aria-keyshortcuts={digit.clone()} data-key={digit}
                    onclick={move |_| answer.emit(LinkAnswer::Other(id.clone()))}>
                    <q dir="auto">{ candidate.quoted() }</q>{ " " }{ label::badge(&props.scheme, &candidate.label) }
                </button>
            </li>
        }
    };
    let onkeydown = Callback::from(|key: KeyboardEvent| {
        let item = element_of(&key).and_then(|element| element.closest("li").ok().flatten());
        let next = match key.key().as_str() {
            "ArrowDown" => item.and_then(|item| item.next_element_sibling()),
            "ArrowUp" => item.and_then(|item| item.previous_element_sibling()),
            _ => return,
        };
        key.prevent_default();
        if let Some(next) = next.and_then(|next| next.query_selector("button").ok().flatten()) {
            page::focus_on(&next);
        }
    });
    html! {
        <section class="link-panel" aria-label={text_with("link-heading", &[("role", role.to_owned())])}>
            <header>
                <p>{ text_with("link-question", &[("role", role.to_owned()), ("quote", from.to_owned())]) }</p>
                { button("plain", text("cancel"), props.answer.reform(|_| LinkAnswer::None)) }
            </header>
            if !candidates.is_empty() {
                <ol role="list" {onkeydown}>{ for candidates.iter().enumerate().map(entry) }</ol>
            }
            <p class="quiet">{ text("link-hint") }</p>
        </section>
    }
}

fn is_cue(props: &LinkPanelProps, words: &str) -> Html {
    let answer = |is_cue: bool| props.answer.reform(move |_: MouseEvent| LinkAnswer::Cue(is_cue));
    html! {
        <section class="link-panel is-question" aria-label={text("cue-heading")}>
            <p>{ text_with("cue-question", &[("quote", words.to_owned())]) }</p>
            <p class="link-answers">
                { button("primary", text("cue-yes"), answer(true)) }
                { button("", text("cue-no"), answer(false)) }
            </p>
        </section>
    }
}
