//! What a person is doing in the index: never saved, never undone.

use std::collections::BTreeSet;
use std::rc::Rc;

use yew::prelude::*;

use crate::model::id::{AnnotationId, IdentityId};

/// A line of the index.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Line {
    /// Something that is in it.
    Identity(IdentityId),
    /// Marks with these folded words that are not.
    Group(String),
}

/// The dialogs of the index.
#[derive(Clone, Debug, PartialEq)]
pub enum Dialog {
    /// Which name stays of several lines that are the same.
    Join,
    /// What the ticked mentions of an identity are about instead: the name, as it is
    /// written so far.
    Split(IdentityId, String),
}

/// The state of one visit.
#[derive(Clone, Default, PartialEq)]
pub struct Session {
    /// What is searched for, as it is typed.
    pub query: String,
    /// The lines that are open.
    pub open: Vec<Line>,
    /// The lines that are ticked, in the order in which they were.
    pub ticked: Vec<Line>,
    /// The mentions that are ticked, to be moved or taken out.
    pub picked: BTreeSet<AnnotationId>,
    /// The marks of groups that are not ticked, to be left out.
    pub left_out: BTreeSet<AnnotationId>,
    /// How many times more of the index was wanted than is shown at first.
    pub more: usize,
    /// The dialog that is open.
    pub dialog: Option<Dialog>,
    /// A CSS selector for what gets the focus as soon as it is there.
    pub focus: Option<String>,
}

impl Reducible for Session {
    type Action = Box<dyn FnOnce(&mut Session)>;

    fn reduce(self: Rc<Self>, change: Self::Action) -> Rc<Self> {
        let mut next = Session::clone(&self);
        change(&mut next);
        if next == *self { self } else { Rc::new(next) }
    }
}

/// Changes the session from anywhere in the index.
#[derive(Clone, PartialEq)]
pub struct Doing(pub UseReducerDispatcher<Session>);

impl Doing {
    /// Changes what is being done.
    pub fn change(&self, change: impl FnOnce(&mut Session) + 'static) {
        self.0.dispatch(Box::new(change));
    }
}

/// Puts into a list what is not there, and takes out what is.
pub fn toggle<T: PartialEq>(list: &mut Vec<T>, item: T) {
    match list.iter().position(|other| *other == item) {
        Some(at) => drop(list.remove(at)),
        None => list.push(item),
    }
}

/// The same for a set.
pub fn toggle_in(set: &mut BTreeSet<AnnotationId>, id: AnnotationId) {
    if !set.remove(&id) {
        set.insert(id);
    }
}
