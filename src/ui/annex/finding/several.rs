//! Changing all that is ticked in the list in one step, and exporting it.

use std::collections::BTreeSet;
use std::rc::Rc;

use yew::prelude::*;

use super::super::attribute_field::input_type;
use super::super::export_dialog::{Export, ExportDialogProps};
use super::super::same_as::identity_named;
use super::ListToolsProps;
use crate::analysis::several::{Aspect, aspects, others, subjects};
use crate::messages::{in_a_row, text, text_with};
use crate::model::annotation::Annotation;
use crate::model::edit::{Edit, EntityId};
use crate::model::id::AnnotationId;
use crate::model::relation::{Argument, Relation};
use crate::model::scheme::{Attribute, AttributeKind};
use crate::platform::{clock, page, value_of};
use crate::store::state::Action;
use crate::ui::parts::button::button;
use crate::ui::views::reader::selecting::shortened;
use crate::ui::views::reader::session::Ticked;

/// What is ticked.
#[derive(Properties, PartialEq)]
pub struct SeveralProps {
    /// The list.
    pub props: ListToolsProps,
    /// What is ticked in it.
    pub ticked: Rc<Ticked>,
}

/// What is to be changed, and to what.
#[derive(Clone, Default, PartialEq)]
struct Wish {
    /// The key of the aspect: what else can be said may change. Empty for the first.
    aspect: String,
    /// The value: an id, or what was written. `None` until one is chosen.
    value: Option<String>,
}

/// As many others are offered to join to at most.
const OFFERED: usize = 300;
/// Stands for a value that is taken back: no value is empty.
const NONE: &str = "";

/// How many are ticked, and what can be said of them.
#[component]
pub fn Several(props: &SeveralProps) -> Html {
    let SeveralProps { props: list, ticked } = props;
    let wish = use_state_eq(Wish::default);
    let order = list.order();
    // What is not listed any more is not changed.
    let annotations: Vec<Rc<Annotation>> = order.iter().filter(|a| ticked.ids.contains(&a.id)).cloned().collect();
    let count = annotations.len();
    let tick_all = {
        let (doing, is_all) = (list.doing.clone(), count == order.len());
        let all: Vec<AnnotationId> = order.iter().map(|annotation| annotation.id.clone()).collect();
        move |_: Event| {
            let ids = if is_all { Default::default() } else { all.iter().cloned().collect() };
            doing.change(|session| session.ticked = Some(Rc::new(Ticked { ids, last: None })));
        }
    };
    let exporting = use_state_eq(|| false);
    let set_exporting = |to: bool| {
        let exporting = exporting.clone();
        move || exporting.set(to)
    };
    let export_dialog = || {
        let (close, article) = (set_exporting(false), list.marked.readable.article.id.clone());
        let dialog = ExportDialogProps {
            current: Some(article),
            workspace: list.workspace.clone(),
            desk: list.desk.clone(),
            on_close: Callback::from(move |()| close()),
        };
        let ids: BTreeSet<AnnotationId> = annotations.iter().map(|annotation| annotation.id.clone()).collect();
        html! { <Export {dialog} chosen={Rc::new(ids)} /> }
    };
    let aspects = aspects(&list.workspace, &annotations);
    let aspect = aspects.iter().find(|aspect| key(aspect) == wish.aspect).or(aspects.first());
    let subjects = aspect.map(|aspect| subjects(&list.workspace, &annotations, aspect)).unwrap_or_default();
    let on_aspect = {
        let wish = wish.clone();
        move |event: Event| wish.set(Wish { aspect: value_of(&event), value: None })
    };
    let on_value = {
        let wish = wish.clone();
        Callback::from(move |value: String| wish.set(Wish { value: Some(value), ..(*wish).clone() }))
    };
    let onsubmit = {
        let (list, wish, aspect, subjects) = (list.clone(), wish.clone(), aspect.cloned(), subjects.clone());
        move |event: SubmitEvent| {
            event.prevent_default();
            if let (Some(aspect), Some(value)) = (&aspect, &wish.value) {
                change(&list, aspect, &subjects, value);
            }
        }
    };
    let delete = {
        let (list, ids) = (list.clone(), annotations.iter().map(|a| a.id.clone()).collect::<Vec<_>>());
        Callback::from(move |_: MouseEvent| {
            let said = text_with("announce-deleted-several", &[("count", ids.len().to_string())]);
            list.desk.step(Action::Edit(Edit::Delete { ids: ids.clone(), at: clock::now() }));
            list.doing.change(|session| session.ticked = Some(Rc::default()));
            page::focus("aside h2");
            list.desk.announce(said);
        })
    };
    let is_ready = wish.value.is_some() && !subjects.is_empty();
    let counted = |key: &str, count: usize| text_with(key, &[("count", count.to_string())]);
    let export = set_exporting(true);
    html! {
        <>
        <form class="list-several" {onsubmit} aria-label={text("tick-several")}>
            <label class="tick-all"><input type="checkbox" checked={count > 0 && count == order.len()} disabled={order.is_empty()} onchange={tick_all} />
                { counted("tick-all-listed", order.len()) }</label>
            if let Some(aspect) = aspect {
                <label><span>{ text("several-what") }</span>
                    <select onchange={on_aspect}>
                        { for aspects.iter().map(|one| html! {
                            <option key={key(one)} value={key(one)} selected={one == aspect}>{ name(list, one) }</option>
                        }) }
                    </select>
                </label>
                { value_field(list, &annotations, aspect, &wish, on_value) }
                <p class="list-acts">
                    <button type="submit" class="primary" disabled={!is_ready}>{ counted("change-several", subjects.len()) }</button>
                    { button("plain", counted("export-these", count), Callback::from(move |_: MouseEvent| export())) }
                    { button("danger", counted("delete-several", count), delete) }
                </p>
            } else {
                <p class="quiet">{ text("tick-hint") }</p>
            }
        </form>
        if *exporting { { export_dialog() } }
        </>
    }
}

/// Tells an aspect from all others.
fn key(aspect: &Aspect) -> String {
    match aspect {
        Aspect::Label => "label".to_owned(),
        Aspect::Attribute(attribute) => format!("attribute {}", attribute.id),
        Aspect::OfRelation(relation, attribute) => format!("relation {relation} {}", attribute.id),
        Aspect::Identity => "identity".to_owned(),
        Aspect::Link(opening) => format!("link {} {} {}", opening.relation, opening.own, opening.wanted),
    }
}

fn name(list: &ListToolsProps, aspect: &Aspect) -> String {
    match aspect {
        Aspect::Label => text("label"),
        Aspect::Attribute(attribute) => attribute.meaning.name.clone(),
        Aspect::OfRelation(relation, attribute) => {
            in_a_row(&[list.scheme.name(relation).to_owned(), attribute.meaning.name.clone()], ": ")
        }
        Aspect::Identity => text("same-as"),
        Aspect::Link(opening) => opening.name.clone(),
    }
}

/// Where the new value is chosen or written.
fn value_field(
    list: &ListToolsProps,
    annotations: &[Rc<Annotation>],
    aspect: &Aspect,
    wish: &Wish,
    on_value: Callback<String>,
) -> Html {
    let options: Vec<(String, String)> = match aspect {
        Aspect::Label => {
            list.scheme.offered().map(|label| (label.id.to_string(), label.meaning.name.clone())).collect()
        }
        Aspect::Attribute(attribute) | Aspect::OfRelation(_, attribute) => match attribute.kind {
            AttributeKind::Choice => values(attribute),
            kind => return written(wish, input_type(kind), None, on_value),
        },
        Aspect::Identity => {
            let names = list.workspace.identities().map(|identity| identity.name.clone());
            return html! {
                <>
                    { written(wish, "text", Some("several-identities"), on_value) }
                    <datalist id="several-identities">{ for names.map(|name| html! { <option value={name} /> }) }</datalist>
                </>
            };
        }
        Aspect::Link(opening) => {
            let others = others(&list.workspace, annotations, list.marked.annotations().cloned(), opening);
            others.iter().take(OFFERED).map(|other| (other.id.to_string(), shortened(&other.quoted()))).collect()
        }
    };
    let onchange = on_value.reform(|event: Event| value_of(&event));
    let option = |(value, name): &(String, String)| {
        html! { <option key={value.clone()} value={value.clone()} selected={wish.value.as_ref() == Some(value)}>{ name }</option> }
    };
    html! {
        <label><span>{ text("several-to") }</span>
            <select {onchange}>
                <option value="-" disabled=true selected={wish.value.is_none()}>{ text("choose") }</option>
                { for options.iter().map(option) }
            </select>
        </label>
    }
}

fn values(attribute: &Attribute) -> Vec<(String, String)> {
    let values = attribute.values.iter().map(|choice| (choice.id.clone(), choice.meaning.name.clone()));
    values.chain([(NONE.to_owned(), text("not-said"))]).collect()
}

fn written(wish: &Wish, kind: &'static str, list: Option<&'static str>, on_value: Callback<String>) -> Html {
    let oninput = on_value.reform(|event: InputEvent| value_of(&event));
    html! {
        <label><span>{ text("several-to") }</span>
            <input type={kind} {list} value={wish.value.clone().unwrap_or_default()} {oninput} />
        </label>
    }
}

/// Changes all subjects in one step.
fn change(list: &ListToolsProps, aspect: &Aspect, subjects: &[EntityId], value: &str) {
    let at = clock::now();
    let annotation = |id: &EntityId| match id {
        EntityId::Annotation(id) => Some(id.clone()),
        _ => None,
    };
    let ids: Vec<AnnotationId> = subjects.iter().filter_map(annotation).collect();
    let edit = match aspect {
        Aspect::Label => Edit::Relabel { ids, label: value.into(), at },
        Aspect::Attribute(attribute) | Aspect::OfRelation(_, attribute) => {
            Edit::SetAttribute { ids: subjects.to_vec(), attribute: attribute.id.clone(), value: value.to_owned(), at }
        }
        Aspect::Identity => {
            let name = Some(value.trim()).filter(|name| !name.is_empty());
            Edit::Identify { ids, identity: name.map(|name| identity_named(&list.workspace, name)), at }
        }
        Aspect::Link(opening) => {
            let other = AnnotationId::from(value);
            let is_joined = |id: &AnnotationId| {
                let mut relations = list.workspace.relations_of(id).filter(|known| known.label == opening.relation);
                relations.any(|known| known.in_role(opening.wanted.as_str()).any(|joined| *joined == other))
            };
            let relation = |id: AnnotationId| {
                let arguments =
                    vec![Argument::new(opening.own.clone(), id), Argument::new(opening.wanted.clone(), other.clone())];
                Rc::new(Relation::new(clock::new_id().into(), opening.relation.clone(), arguments, clock::now()))
            };
            let relations = ids.into_iter().filter(|id| !is_joined(id)).map(relation).collect();
            Edit::Relate { annotations: Vec::new(), relations }
        }
    };
    list.desk.step(Action::Edit(edit));
    list.desk.announce(text_with("announce-changed-several", &[("count", subjects.len().to_string())]));
}
