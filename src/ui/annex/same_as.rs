//! The thing that the chosen annotation is about: which it is, or which it could be.

use std::rc::Rc;

use yew::prelude::*;

use super::proposing::{reason_words, use_proposals};
use crate::analysis::proposals::{About, Index, Proposal, Reason, better_words, written};
use crate::messages::{text, text_with};
use crate::model::annotation::Annotation;
use crate::model::edit::Edit;
use crate::model::id::AnnotationId;
use crate::model::identity::Identity;
use crate::model::workspace::Workspace;
use crate::platform::{clock, page, value_of};
use crate::store::state::Action;
use crate::ui::app_state::Desk;
use crate::ui::parts::button::button;
use crate::ui::shared::Shared;

/// Of which annotation.
#[derive(Clone, Properties, PartialEq)]
pub struct SameAsProps {
    /// The annotation.
    pub annotation: Shared<Annotation>,
    /// All that is here.
    pub workspace: Shared<Workspace>,
    /// Edits it.
    pub desk: Desk,
}

/// At most so many are offered.
const OFFERED: usize = 4;

/// What it is about; if that is not said yet, a field for its name, and what is probably
/// the same.
#[component]
pub fn SameAs(props: &SameAsProps) -> Html {
    let (annotation, workspace) = (&props.annotation, &props.workspace);
    let identity = annotation.identity.as_ref().and_then(|id| workspace.identity(id));
    let proposals = use_proposals(workspace, identity.is_none());
    if let Some(identity) = identity {
        return known(props, identity);
    }
    let offers = proposals.map(|proposals| offers(props, &proposals)).unwrap_or_default();
    let on_name = {
        let props = props.clone();
        Callback::from(move |event: Event| {
            let name = value_of(&event).trim().to_owned();
            if !name.is_empty() {
                identify(&props, identity_named(&props.workspace, &name), &[]);
            }
        })
    };
    html! {
        <div class="identity">
            <label>
                <span>{ text("same-as") }</span>
                <input list="identities" onchange={on_name} placeholder={text("same-as-example")} />
                <datalist id="identities">
                    { for workspace.identities().map(|identity| html! { <option value={identity.name.clone()} /> }) }
                </datalist>
            </label>
            if !offers.is_empty() {
                <div class="offers" role="group" aria-label={text("probably-same")}>
                    <span class="role" aria-hidden="true">{ text("probably-same") }</span>
                    { for offers.into_iter().map(|offer| offer_button(props, offer)) }
                </div>
            }
        </div>
    }
}

/// It is said what the annotation is about.
fn known(props: &SameAsProps, identity: &Identity) -> Html {
    let count = props.workspace.mentions(&identity.id).count();
    let none = {
        let (desk, id) = (props.desk.clone(), props.annotation.id.clone());
        Callback::from(move |_: MouseEvent| {
            desk.step(Action::Edit(Edit::Identify { ids: vec![id.clone()], identity: None, at: clock::now() }));
            page::focus("li.is-active > button");
        })
    };
    html! {
        <div class="identity">
            <span class="role">{ text("same-as") }</span>{ " " }
            <b dir="auto">{ &identity.name }</b>{ " " }
            <span class="quiet">{ text_with("mentions", &[("count", count.to_string())]) }</span>
            { button("plain", text("not-the-same"), none) }
        </div>
    }
}

/// The thing that is called so: one that is here, or a new one.
pub fn identity_named(workspace: &Workspace, name: &str) -> Rc<Identity> {
    let here = workspace.identities().find(|identity| identity.names().any(|known| known == name));
    here.cloned().unwrap_or_else(|| new_identity(name))
}

fn new_identity(name: &str) -> Rc<Identity> {
    Rc::new(Identity::new(clock::new_id().into(), name, clock::now()))
}

/// Says what the annotation, and others with it, are about.
fn identify(props: &SameAsProps, identity: Rc<Identity>, others: &[AnnotationId]) {
    let ids = others.iter().chain([&props.annotation.id]).cloned().collect();
    let name = identity.name.clone();
    props.desk.step(Action::Edit(Edit::Identify { ids, identity: Some(identity), at: clock::now() }));
    props.desk.announce(text_with("announce-identified", &[("name", name)]));
}

/// Something that is probably the same.
#[derive(Clone)]
struct Offer {
    to: To,
    reason: Reason,
}

#[derive(Clone)]
enum To {
    /// A thing that has a name.
    Identity(Rc<Identity>),
    /// Other annotations in these words: with this one they become a thing.
    Annotations(Vec<AnnotationId>, String),
}

/// What is offered: of what is proposed, that which is still here and not said yet.
fn offers(props: &SameAsProps, proposals: &Index) -> Vec<Offer> {
    let workspace = &props.workspace;
    let is_open = |id: &&AnnotationId| {
        let annotation = workspace.annotation(id).filter(|annotation| annotation.id != props.annotation.id);
        annotation.is_some_and(|annotation| annotation.identity.is_none())
    };
    let offer = |proposal: &Proposal| {
        let to = match &proposal.about {
            About::Identity(id) => To::Identity(workspace.identity(id)?.clone()),
            About::Annotations(ids) => {
                let ids: Vec<AnnotationId> = ids.iter().filter(is_open).cloned().collect();
                let words = workspace.annotation(ids.first()?).map(|first| written(first))?;
                To::Annotations(ids, words)
            }
        };
        Some(Offer { to, reason: proposal.reason })
    };
    proposals.of_annotation(&props.annotation.id).iter().filter_map(offer).take(OFFERED).collect()
}

fn offer_button(props: &SameAsProps, offer: Offer) -> Html {
    let (name, count) = match &offer.to {
        To::Identity(identity) => {
            (html! { <b dir="auto">{ &identity.name }</b> }, props.workspace.mentions(&identity.id).count())
        }
        To::Annotations(ids, words) => (html! { <q dir="auto">{ words }</q> }, ids.len()),
    };
    let key = if matches!(offer.to, To::Identity(_)) { "mentions" } else { "places" };
    let count = text_with(key, &[("count", count.to_string())]);
    let reason = reason_words(offer.reason);
    let onclick = {
        let props = props.clone();
        move |_: MouseEvent| {
            match &offer.to {
                To::Identity(identity) => identify(&props, identity.clone(), &[]),
                To::Annotations(ids, words) => {
                    let own = written(&props.annotation);
                    let name = better_words((&own, 1), (words, ids.len()), offer.reason);
                    identify(&props, new_identity(name), ids);
                }
            }
            // The button is gone with its question.
            page::focus("li.is-active > button");
        }
    };
    html! {
        <button type="button" class="offer" {onclick}>
            { name }{ " " }<span class="quiet">{ count }{ ", " }{ reason }</span>
        </button>
    }
}
