//! What is said of the chosen annotation: its label, attributes, connections,
//! identity and note, each changed in place.

use std::rc::Rc;

use yew::prelude::*;

use super::attribute_field::attribute_field;
use super::same_as::SameAs;
use crate::analysis::ties::{Opening, openings};
use crate::messages::{in_a_row, text, text_with};
use crate::model::annotation::Annotation;
use crate::model::edit::{Edit, EntityId};
use crate::model::id::{AnnotationId, LabelId, RelationId};
use crate::model::relation::{Argument, Relation};
use crate::model::scheme::{Attribute, Label, RelationType, Scheme};
use crate::model::workspace::Workspace;
use crate::platform::{clock, page, value_of};
use crate::store::state::Action;
use crate::ui::app_state::Desk;
use crate::ui::parts::button::button;
use crate::ui::shared::Shared;

/// Which annotation.
#[derive(Clone, PartialEq)]
pub struct AnnotationEditorProps {
    /// The annotation.
    pub annotation: Shared<Annotation>,
    /// All that is here.
    pub workspace: Shared<Workspace>,
    /// What can be said of it.
    pub scheme: Shared<Scheme>,
    /// Another was chosen, or it was put away.
    pub on_choose: Callback<Option<AnnotationId>>,
    /// It is to be joined to another; to one more in a relation that is here, if one is named.
    pub on_link: Callback<(Opening, Option<RelationId>)>,
    /// Edits it.
    pub desk: Desk,
}

/// The fields of the chosen annotation.
pub fn annotation_editor(props: &AnnotationEditorProps) -> Html {
    let annotation = &props.annotation;
    let label = props.scheme.label(&annotation.label);
    html! {
        <div class="editor">
            { labels(props) }
            if let Some(test) = label.map(|label| &label.meaning).filter(|meaning| !meaning.test.is_empty()) {
                <p class="question">{ &test.test }</p>
            }
            { attributes(props, props.scheme.attributes(&annotation.label), EntityId::Annotation(annotation.id.clone()), &annotation.attributes) }
            { connections(props) }
            if label.is_none_or(|label| label.identity) {
                <SameAs annotation={annotation.clone()} workspace={props.workspace.clone()} desk={props.desk.clone()} />
            }
            <label class="note">
                <span>{ text("note") }</span>
                <textarea rows="3" value={annotation.note.clone()} oninput={on_note(props)} />
            </label>
            <p class="editor-actions">{ button("danger", text("delete"), on_delete(props)) }</p>
        </div>
    }
}

fn labels(props: &AnnotationEditorProps) -> Html {
    let annotation = &props.annotation;
    let relabel = |label: LabelId| {
        let (id, desk, scheme) = (annotation.id.clone(), props.desk.clone(), props.scheme.clone());
        move |_: MouseEvent| {
            let words = text_with("announce-relabelled", &[("label", scheme.name(&label).to_owned())]);
            desk.step(Action::Edit(Edit::Relabel { ids: vec![id.clone()], label: label.clone(), at: clock::now() }));
            desk.announce(words);
        }
    };
    let choice = |known: &Label| {
        html! {
            <button type="button" data-label={known.id.to_string()} title={known.meaning.test.clone()}
                aria-pressed={(annotation.label == known.id).to_string()}
                onclick={relabel(known.id.clone())}>{ &known.meaning.name }</button>
        }
    };
    html! {
        <div class="choices" role="group" aria-label={text("label")}>{ for props.scheme.offered().map(choice) }</div>
    }
}

/// A field for each attribute that the profile shows, and for what it does not know.
fn attributes(
    props: &AnnotationEditorProps,
    known: &[Attribute],
    of: EntityId,
    values: &std::collections::BTreeMap<crate::model::id::AttributeId, String>,
) -> Html {
    let field = |attribute: &Attribute| {
        let (desk, subject, id) = (props.desk.clone(), of.clone(), attribute.id.clone());
        let on_set = Callback::from(move |value: String| {
            let (ids, attribute) = (vec![subject.clone()], id.clone());
            desk.step(Action::Edit(Edit::SetAttribute { ids, attribute, value, at: clock::now() }));
        });
        attribute_field(of.as_str(), attribute, values.get(&attribute.id), on_set)
    };
    let is_shown =
        |attribute: &&Attribute| props.scheme.shows(&attribute.meaning) || values.contains_key(&attribute.id);
    let unknown = values.iter().filter(|(id, _)| !known.iter().any(|attribute| attribute.id == **id));
    html! {
        <>
            { for known.iter().filter(is_shown).map(field) }
            { for unknown.map(|(id, value)| html! { <p class="unknown">{ in_a_row(&[id.to_string(), value.clone()], ": ") }</p> }) }
        </>
    }
}

/// The relations in which it plays a part, and what new ones there can be.
fn connections(props: &AnnotationEditorProps) -> Html {
    let annotation = &props.annotation;
    let relations: Vec<Rc<Relation>> = props.workspace.relations_of(&annotation.id).cloned().collect();
    let link = |opening: &Opening| {
        let (on_link, opening) = (props.on_link.clone(), opening.clone());
        let key = if relations.is_empty() { "link-to" } else { "link-another" };
        let name = text_with(key, &[("role", opening.name.clone())]);
        button("", name, Callback::from(move |_| on_link.emit((opening.clone(), None))))
    };
    let openings = openings(&props.scheme, &annotation.label);
    html! {
        <>
            { for relations.iter().map(|relation| connection(props, relation)) }
            if !openings.is_empty() { <p class="link-actions">{ for openings.iter().map(link) }</p> }
        </>
    }
}

fn connection(props: &AnnotationEditorProps, relation: &Rc<Relation>) -> Html {
    let known = props.scheme.relation(&relation.label);
    let name = props.scheme.name(&relation.label).to_owned();
    let unlink = {
        let (desk, id) = (props.desk.clone(), relation.id.clone());
        Callback::from(move |_: MouseEvent| {
            desk.step(Action::Edit(Edit::Unrelate { ids: vec![id.clone()] }));
            // The button is gone with its connection.
            page::focus("li.is-active > button");
            desk.announce(text("announce-unlinked"));
        })
    };
    let others = relation.arguments.iter().filter(|argument| argument.annotation != props.annotation.id);
    html! {
        <section class="connection" key={relation.id.as_str()} aria-label={name.clone()}>
            <h3>{ name }</h3>
            <ul role="list">{ for others.map(|argument| part(props, relation, known, argument)) }</ul>
            <p class="link-actions">
                { for known.iter().flat_map(|known| more(props, relation, known)) }
                { button("plain", text("unlink"), unlink) }
            </p>
            { attributes(props, props.scheme.attributes(&relation.label), EntityId::Relation(relation.id.clone()), &relation.attributes) }
        </section>
    }
}

/// One of those that it is joined to: leads there, or leaves the relation.
fn part(
    props: &AnnotationEditorProps,
    relation: &Rc<Relation>,
    known: Option<&RelationType>,
    argument: &Argument,
) -> Html {
    let role = known.and_then(|known| known.role(&argument.role));
    let role = role.map_or_else(|| argument.role.to_string(), |role| role.meaning.name.clone());
    let other = props.workspace.annotation(&argument.annotation);
    let words = other.map_or_else(|| text("not-here"), |other| other.quoted());
    let go = {
        let (on_choose, id) = (props.on_choose.clone(), argument.annotation.clone());
        move |_: MouseEvent| on_choose.emit(Some(id.clone()))
    };
    let mut without = Relation::clone(relation);
    without.arguments.retain(|other| other != argument);
    let can_leave = props.workspace.is_whole(&without);
    let leave = {
        let desk = props.desk.clone();
        let relation = Rc::new(without);
        Callback::from(move |_: MouseEvent| {
            desk.step(Action::Edit(Edit::SetRelation {
                annotations: vec![],
                relation: relation.clone(),
                at: clock::now(),
            }));
            page::focus("li.is-active > button");
            desk.announce(text("announce-unlinked"));
        })
    };
    html! {
        <li key={argument.annotation.as_str()}>
            <span class="role">{ role }</span>
            <button type="button" class="tie" onclick={go}><q dir="auto">{ words }</q></button>
            if can_leave && relation.arguments.len() > 2 {
                <button type="button" class="plain leave" aria-label={text("leave-out")} title={text("leave-out")} onclick={leave}>{ "×" }</button>
            }
        </li>
    }
}

/// Buttons for more parts of a relation that is here.
fn more(props: &AnnotationEditorProps, relation: &Rc<Relation>, known: &RelationType) -> Vec<Html> {
    let own = relation.arguments.iter().find(|argument| argument.annotation == props.annotation.id);
    let Some(own) = own.map(|argument| argument.role.clone()) else { return Vec::new() };
    let is_open = |role: &&crate::model::scheme::Role| {
        let played = relation.in_role(role.role.as_str()).count();
        // More of what is played already is another relation, with a cue of its own.
        role.role != own && played == 0 && (role.owned || props.scheme.shows(&role.meaning))
    };
    let add = |role: &crate::model::scheme::Role| {
        let opening = Opening {
            relation: relation.label.clone(),
            own: own.clone(),
            wanted: role.role.clone(),
            name: role.meaning.name.clone(),
            labels: role.labels.clone(),
        };
        let (on_link, id) = (props.on_link.clone(), relation.id.clone());
        let name = text_with("link-to", &[("role", role.meaning.name.clone())]);
        button("plain", name, Callback::from(move |_| on_link.emit((opening.clone(), Some(id.clone())))))
    };
    known.arguments.iter().filter(is_open).map(add).collect()
}

fn on_note(props: &AnnotationEditorProps) -> Callback<InputEvent> {
    let (id, desk) = (props.annotation.id.clone(), props.desk.clone());
    // Kept with every letter, so that nothing written is ever only on the screen.
    Callback::from(move |event: InputEvent| {
        let note = value_of(&event);
        desk.step(Action::Edit(Edit::SetNote { id: id.clone(), note, at: clock::now() }));
    })
}

fn on_delete(props: &AnnotationEditorProps) -> Callback<MouseEvent> {
    let (id, desk, on_choose) = (props.annotation.id.clone(), props.desk.clone(), props.on_choose.clone());
    Callback::from(move |_| {
        on_choose.emit(None);
        desk.step(Action::Edit(Edit::Delete { ids: vec![id.clone()], at: clock::now() }));
        // The button is gone with its annotation.
        page::focus("aside h2");
        desk.announce(text("announce-deleted"));
    })
}
