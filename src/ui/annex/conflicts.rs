//! Choosing between versions of a thing that several windows made at once.

use std::cell::RefCell;
use std::rc::Rc;

use yew::prelude::*;

use super::copying;
use crate::analysis::versions::{Aspect, Contested, contested};
use crate::messages::{text, text_with};
use crate::model::annotation::Annotation;
use crate::model::edit::{Edit, Entity};
use crate::model::workspace::Workspace;
use crate::platform::clock;
use crate::store::state::Action;
use crate::ui::app_state::Desk;
use crate::ui::parts::button::button;
use crate::ui::parts::modal::Modal;
use crate::ui::shared::{DeviceKeeper, Shared};

/// What there is to choose from.
pub struct ConflictsProps {
    /// Knows the versions.
    pub keeper: Shared<RefCell<DeviceKeeper>>,
    /// What is shown.
    pub workspace: Shared<Workspace>,
    /// Does what was chosen.
    pub desk: Desk,
    /// The dialog was closed.
    pub on_close: Callback<()>,
}

/// One after the other: each version by what it says that others do not, and a button
/// to keep it.
pub fn conflicts(props: &ConflictsProps) -> Html {
    let all: Vec<Vec<Entity>> = props.keeper.borrow().conflicts().collect();
    let all: Vec<Contested> = all.into_iter().filter_map(|versions| contested(versions, &props.workspace)).collect();
    html! {
        <Modal title={text("conflicts")} on_close={props.on_close.clone()}>
            if all.is_empty() {
                <p>{ text("conflicts-none") }</p>
            } else {
                <p>{ text("conflicts-hint") }</p>
            }
            { for all.iter().map(|one| html! {
                <section class="contested" aria-label={one.title.clone()}>
                    <h3><bdi>{ &one.title }</bdi></h3>
                    <ol class="versions">
                        { for one.versions.iter().enumerate().map(|(number, version)| card(props, one, number, version)) }
                    </ol>
                    if one.versions.iter().all(|version| matches!(version, Entity::Annotation(_))) {
                        <p class="dialog-actions">{ button("", text("conflicts-keep-all"), keep_all(props, one)) }</p>
                    }
                </section>
            }) }
        </Modal>
    }
}

fn card(props: &ConflictsProps, contested: &Contested, number: usize, version: &Entity) -> Html {
    let name = match number {
        0 => text("conflicts-shown"),
        _ => text_with("conflicts-other", &[("number", number.to_string())]),
    };
    let keep = {
        let (keeper, desk, version) = (props.keeper.clone(), props.desk.clone(), version.clone());
        Callback::from(move |_| decide(&keeper, &desk, &version, Vec::new()))
    };
    html! {
        <li>
            <h4>{ name }</h4>
            <dl>
                { for contested.differences.iter().map(|difference| {
                    let value = difference.values.get(number).cloned().unwrap_or_default();
                    html! {
                        <>
                            <dt>{ name_of(&difference.aspect) }</dt>
                            <dd>
                                if value.is_empty() { <i>{ text("conflicts-nothing") }</i> } else { <bdi>{ value }</bdi> }
                            </dd>
                        </>
                    }
                }) }
            </dl>
            { button("primary", text("conflicts-keep"), keep) }
        </li>
    }
}

fn name_of(aspect: &Aspect) -> String {
    text(match aspect {
        Aspect::Attribute(name) => return name.clone(),
        Aspect::Words => "aspect-words",
        Aspect::Label => "aspect-label",
        Aspect::Joined => "aspect-joined",
        Aspect::Identity => "aspect-identity",
        Aspect::Name => "aspect-name",
        Aspect::Aliases => "aspect-aliases",
        Aspect::Wikidata => "aspect-wikidata",
        Aspect::Note => "aspect-note",
        Aspect::Other => "aspect-other",
    })
}

/// Keeps the version that is shown, and each other one as a mark of its own.
fn keep_all(props: &ConflictsProps, contested: &Contested) -> Callback<MouseEvent> {
    let (keeper, desk, versions) = (props.keeper.clone(), props.desk.clone(), contested.versions.clone());
    Callback::from(move |_| {
        let copy = |version: &Entity| match version {
            Entity::Annotation(one) => {
                Some(Rc::new(Annotation { id: clock::new_id().as_str().into(), ..Annotation::clone(one) }))
            }
            _ => None,
        };
        let copies = versions.iter().skip(1).filter_map(copy).collect();
        if let Some(shown) = versions.first() {
            decide(&keeper, &desk, shown, copies);
        }
    })
}

/// Takes one version and lets the others go, unless the thing was removed meanwhile: that
/// is told, and nothing is brought back.
fn decide(keeper: &Shared<RefCell<DeviceKeeper>>, desk: &Desk, version: &Entity, copies: Vec<Rc<Annotation>>) {
    if !copies.is_empty() {
        desk.step(Action::Edit(Edit::Annotate(copies)));
    }
    desk.step(Action::Edit(Edit::Choose(version.clone())));
    if desk.state().workspace.entity(&version.id()).is_some() {
        // Where it cannot be written, the conflict stays.
        let _ = keeper.borrow_mut().decide(version, &clock::now());
    }
    copying::edited(keeper, desk);
    copying::tell_conflicts(keeper, desk);
}
