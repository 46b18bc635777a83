//! One annotation in the list; the chosen one can be changed there.

use yew::prelude::*;

use super::button::button;
use super::label;
use crate::messages::{text, text_with};
use crate::model::annotation::{Annotation, Moved};
use crate::model::edit::Edit;
use crate::model::id::{AnnotationId, LabelId};
use crate::model::scheme::{Label, Scheme};
use crate::model::time::Timestamp;
use crate::platform::{clock, page, value_of};
use crate::store::state::Action;
use crate::ui::app_state::Desk;
use crate::ui::shared::Shared;

/// Which annotation.
#[derive(Properties, PartialEq)]
pub struct AnnotationItemProps {
    /// The annotation.
    pub annotation: Shared<Annotation>,
    /// Whether it is the chosen one.
    pub is_active: bool,
    /// Whether its words are no longer where they were.
    #[prop_or_default]
    pub is_orphan: bool,
    /// It was chosen, or put away.
    pub on_choose: Callback<Option<AnnotationId>>,
    /// What can be said of it.
    pub scheme: Shared<Scheme>,
    /// Edits it.
    pub desk: Desk,
}

/// A list item that begins with the quoted words.
#[component]
pub fn AnnotationItem(props: &AnnotationItemProps) -> Html {
    let annotation = &props.annotation;
    let choose = {
        let (on_choose, id, is_active) = (props.on_choose.clone(), annotation.id.clone(), props.is_active);
        move |_| on_choose.emit((!is_active).then(|| id.clone()))
    };
    html! {
        <li class={classes!("annotation", props.is_active.then_some("is-active"))}
            data-annotation={annotation.id.to_string()} data-label={annotation.label.to_string()}>
            <button type="button" class="annotation-quote" onclick={choose} aria-expanded={props.is_active.to_string()}>
                <q dir="auto">{ annotation.quoted() }</q>{ " " }{ label::badge(&props.scheme, &annotation.label) }
            </button>
            if props.is_orphan { <p class="orphan">{ text("annotation-orphan") }</p> }
            if let Some(moved) = &annotation.moved { { place_question(props, moved) } }
            if props.is_active {
                { editor(props) }
            } else if !annotation.note.is_empty() {
                <p class="annotation-note" dir="auto">{ &annotation.note }</p>
            }
        </li>
    }
}

/// The place where the words were found again, and whether it is right.
fn place_question(props: &AnnotationItemProps, moved: &Moved) -> Html {
    let was: Vec<&str> = moved.was.iter().map(|fragment| fragment.quote.exact.as_str()).collect();
    let was = was.join(" … ");
    let is_same = was == props.annotation.quoted();
    let act = |edit: fn(AnnotationId, Timestamp) -> Edit, said: &'static str| {
        let (desk, id) = (props.desk.clone(), props.annotation.id.clone());
        Callback::from(move |_: MouseEvent| {
            desk.step(Action::Edit(edit(id.clone(), clock::now())));
            // The button is gone with its question.
            page::focus("li.is-active > button");
            desk.announce(text(said));
        })
    };
    let accept = act(|id, at| Edit::AcceptPlaces { ids: vec![id], at }, "announce-accepted");
    let keep = act(|id, at| Edit::KeepAsItWas { id, at }, "announce-kept");
    html! {
        <div class="moved">
            <p>{ text_with(if is_same { "moved-same" } else { "moved-changed" }, &[("score", moved.score.to_string()), ("was", was)]) }</p>
            if props.is_active {
                <p class="moved-actions">
                    { button("", text("accept-place"), accept) }
                    { button("", text("keep-as-it-was"), keep) }
                </p>
            }
        </div>
    }
}

fn editor(props: &AnnotationItemProps) -> Html {
    let annotation = &props.annotation;
    let (id, desk) = (annotation.id.clone(), props.desk.clone());
    let relabel = {
        let (id, desk, scheme) = (id.clone(), desk.clone(), props.scheme.clone());
        Callback::from(move |label: LabelId| {
            let words = text_with("announce-relabelled", &[("label", scheme.name(&label).to_owned())]);
            desk.step(Action::Edit(Edit::Relabel { ids: vec![id.clone()], label, at: clock::now() }));
            desk.announce(words);
        })
    };
    let on_note = {
        let (id, desk) = (id.clone(), desk.clone());
        // Kept with every letter, so that nothing written is ever only on the screen.
        Callback::from(move |event: InputEvent| {
            let note = value_of(&event);
            desk.step(Action::Edit(Edit::SetNote { id: id.clone(), note, at: clock::now() }));
        })
    };
    let delete = {
        let on_choose = props.on_choose.clone();
        Callback::from(move |_| {
            on_choose.emit(None);
            desk.step(Action::Edit(Edit::Delete { ids: vec![id.clone()], at: clock::now() }));
            // The button is gone with its annotation.
            page::focus("aside h2");
            desk.announce(text("announce-deleted"));
        })
    };
    let choice = |known: &Label| {
        let (relabel, id) = (relabel.clone(), known.id.clone());
        let is_chosen = annotation.label == known.id;
        html! {
            <button type="button" data-label={known.id.to_string()} aria-pressed={is_chosen.to_string()}
                title={known.meaning.test.clone()}
                onclick={move |_| relabel.emit(id.clone())}>{ &known.meaning.name }</button>
        }
    };
    html! {
        <div class="editor">
            <div class="choices" role="group" aria-label={text("label")}>{ for props.scheme.offered().map(choice) }</div>
            <label class="note">
                <span>{ text("note") }</span>
                <textarea rows="3" value={annotation.note.clone()} oninput={on_note} />
            </label>
            <p class="editor-actions">{ button("danger", text("delete"), delete) }</p>
        </div>
    }
}
