//! One annotation in the list; the chosen one can be changed there.

use yew::prelude::*;

use super::button::button;
use super::label;
use crate::analysis::ties::{Opening, Tie, said};
use crate::messages::{in_a_row, text, text_with};
use crate::model::annotation::{Annotation, Moved};
use crate::model::edit::Edit;
use crate::model::id::{AnnotationId, RelationId};
use crate::model::scheme::Scheme;
use crate::model::time::Timestamp;
use crate::model::workspace::Workspace;
use crate::platform::{clock, page};
use crate::store::state::Action;
use crate::ui::annex::annotation_editor::AnnotationEditorProps;
use crate::ui::annex::door;
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
    /// The number of the group in which it is listed.
    pub group: usize,
    /// The words that are searched; may be empty.
    pub search: AttrValue,
    /// Whether it is ticked; `None` if it cannot be.
    pub is_ticked: Option<bool>,
    /// It was ticked, or not any more; with all between it and the last one, or not.
    pub on_tick: Callback<(AnnotationId, bool)>,
    /// It was chosen in this group.
    pub on_group: Callback<usize>,
    /// It was chosen, or put away.
    pub on_choose: Callback<Option<AnnotationId>>,
    /// What it is joined to.
    pub ties: Vec<Tie>,
    /// What it is about, if the reader said so.
    pub identity: Option<String>,
    /// What can be said of it.
    pub scheme: Shared<Scheme>,
    /// All that is here; only for the chosen one, so that no other is drawn again when
    /// anything changes.
    pub workspace: Option<Shared<Workspace>>,
    /// It is to be joined to another.
    pub on_link: Callback<(Opening, Option<RelationId>)>,
    /// Edits it.
    pub desk: Desk,
}

/// More connections than this are only counted.
const TIES: usize = 3;

/// A list item that begins with the quoted words.
#[component]
pub fn AnnotationItem(props: &AnnotationItemProps) -> Html {
    let annotation = &props.annotation;
    let choose = {
        let (on_choose, id, is_active) = (props.on_choose.clone(), annotation.id.clone(), props.is_active);
        let (on_group, group) = (props.on_group.clone(), props.group);
        move |_| {
            on_group.emit(group);
            on_choose.emit((!is_active).then(|| id.clone()));
        }
    };
    let tick = props.is_ticked.map(|is_ticked| {
        let (on_tick, id) = (props.on_tick.clone(), annotation.id.clone());
        let onclick = move |event: MouseEvent| on_tick.emit((id.clone(), event.shift_key()));
        html! {
            <input type="checkbox" class="tick" checked={is_ticked} {onclick}
                aria-label={text_with("tick", &[("name", annotation.quoted())])} />
        }
    });
    html! {
        <li class={classes!("annotation", props.is_active.then_some("is-active"))}
            data-annotation={annotation.id.to_string()} data-label={annotation.label.to_string()}>
            { for tick }
            <button type="button" class="annotation-quote" onclick={choose} aria-expanded={props.is_active.to_string()}>
                <q dir="auto">{ searched(&props.search, annotation.quoted()) }</q>{ " " }{ label::badge(&props.scheme, &annotation.label) }
            </button>
            if props.is_orphan { <p class="orphan">{ text("annotation-orphan") }</p> }
            if let Some(moved) = &annotation.moved { { place_question(props, moved) } }
            if let Some(workspace) = props.workspace.clone() {
                { editor(props, workspace) }
            } else {
                { in_short(props) }
            }
        </li>
    }
}

/// A text in which the words that are searched stand out.
fn searched(search: &str, text: String) -> Html {
    match door::now() {
        Some(annex) if !search.is_empty() => (annex.searched)(search, &text),
        _ => text.into(),
    }
}

/// What there is to say of it.
fn editor(props: &AnnotationItemProps, workspace: Shared<Workspace>) -> Html {
    let props = AnnotationEditorProps {
        annotation: props.annotation.clone(),
        workspace,
        scheme: props.scheme.clone(),
        on_choose: props.on_choose.clone(),
        on_link: props.on_link.clone(),
        desk: props.desk.clone(),
    };
    door::part(move |annex| (annex.annotation_editor)(&props))
}

/// What is said of it, in a few lines.
fn in_short(props: &AnnotationItemProps) -> Html {
    let annotation = &props.annotation;
    let said = said(&props.scheme, annotation);
    let tie = |tie: &Tie| {
        let (on_choose, id) = (props.on_choose.clone(), tie.annotation.clone());
        html! {
            <p class="tie-line">
                <span class="role">{ &tie.role }</span>
                <button type="button" class="tie" onclick={move |_| on_choose.emit(Some(id.clone()))}><q dir="auto">{ &tie.words }</q></button>
            </p>
        }
    };
    let more = props.ties.len().saturating_sub(TIES);
    html! {
        <>
            { for props.ties.iter().take(TIES).map(tie) }
            if more > 0 { <p class="quiet">{ text_with("more-ties", &[("count", more.to_string())]) }</p> }
            if let Some(name) = props.identity.as_ref() { <p class="said"><span class="role">{ text("same-as") }</span>{ " " }<b dir="auto">{ searched(&props.search, name.clone()) }</b></p> }
            if !said.is_empty() { <p class="said">{ searched(&props.search, in_a_row(&said, " · ")) }</p> }
            if !annotation.note.is_empty() { <p class="annotation-note" dir="auto">{ searched(&props.search, annotation.note.clone()) }</p> }
        </>
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
