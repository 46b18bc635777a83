//! What a person is doing with an article: never saved, never undone.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use yew::prelude::*;

use crate::analysis::listing::Query;
use crate::analysis::ties::Opening;
use crate::model::id::{AnnotationId, AttributeId, LabelId, RelationId};
use crate::model::offset::Span;
use crate::model::selection::BlockPoint;
use crate::model::snap::Snap;
use crate::platform::selection::Rectangle;

/// Where the chosen annotation was chosen: the other place is brought into view.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum ChosenIn {
    /// With the mouse or a finger, in the text.
    Text,
    /// With a key, in the text.
    TextByKey,
    /// In the list.
    List,
    /// It has just been made.
    NewMark,
    /// By the page's address, before anything was seen of either.
    Address,
}

/// A list of the annotations under one point of the text.
#[derive(Clone, PartialEq)]
pub struct Here {
    /// From the innermost out.
    pub ids: Vec<AnnotationId>,
    /// Where in the window.
    pub place: Rectangle,
    /// Whether it was opened with a key.
    pub by_key: bool,
}

/// A connection that is being made.
#[derive(Clone, PartialEq)]
pub struct Linking {
    /// The annotation that is joined.
    pub from: AnnotationId,
    /// How.
    pub opening: Opening,
    /// The relation to which the other comes, if it is one that is here.
    pub into: Option<RelationId>,
}

/// Words that were found to ascribe a claim, to be confirmed.
#[derive(Clone, PartialEq)]
pub struct Proposal {
    /// The relation to which they would belong.
    pub relation: RelationId,
    /// The words.
    pub spans: Vec<Span>,
    /// What they say of the relation.
    pub suggests: BTreeMap<AttributeId, String>,
}

/// Annotations that are ticked in the list, to be changed together.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Ticked {
    /// Which.
    pub ids: BTreeSet<AnnotationId>,
    /// The one that was ticked last, from which a range goes.
    pub last: Option<AnnotationId>,
}

/// The dialogs of the reader.
#[derive(Clone, PartialEq)]
pub enum Dialog {
    /// Whether to remove the article.
    Remove,
    /// Which places of these words to tag.
    TagAll(String),
}

/// The state of one visit to an article.
#[derive(Clone, Default, PartialEq)]
pub struct Session {
    /// The chosen annotation.
    pub chosen: Option<(AnnotationId, ChosenIn)>,
    /// First blocks of the runs of furniture that are folded away.
    pub folded: Vec<usize>,
    /// The label of the pen that is down: what is selected is tagged at once.
    pub pen: Option<LabelId>,
    /// To what selections grow.
    pub snap: Snap,
    /// Whether a selection is made by tapping its first and its last word.
    pub is_tapping: bool,
    /// The word that was tapped first.
    pub tapped: Option<Span>,
    /// The ends of the selection whose exact edges are wanted, untrimmed.
    pub exact: Option<(BlockPoint, BlockPoint)>,
    /// The list of annotations under one point.
    pub here: Option<Here>,
    /// The connection that is being made.
    pub linking: Option<Linking>,
    /// A cue that was found, to be confirmed.
    pub proposal: Option<Proposal>,
    /// The annotation from which a connection was followed to the chosen one.
    pub came_from: Option<AnnotationId>,
    /// The annotation under the pointer or the reading cursor, or with the focus.
    pub attended: Option<AnnotationId>,
    /// Which annotations are listed, and in which groups.
    pub query: Query,
    /// How often the search was asked for by its key.
    pub searches: usize,
    /// What is ticked in the list; `None` while nothing can be.
    pub ticked: Option<Rc<Ticked>>,
    /// The dialog that is open.
    pub dialog: Option<Dialog>,
}

impl Session {
    /// Chooses an annotation, or none; what was asked of the one before is put away.
    pub fn choose(&mut self, id: Option<AnnotationId>, chosen_in: ChosenIn) {
        self.chosen = id.map(|id| (id, chosen_in));
        (self.here, self.linking, self.proposal) = (None, None, None);
        (self.came_from, self.attended) = (None, None);
    }
}

impl Reducible for Session {
    type Action = Box<dyn FnOnce(&mut Session)>;

    fn reduce(self: Rc<Self>, change: Self::Action) -> Rc<Self> {
        let mut next = Session::clone(&self);
        change(&mut next);
        if next == *self { self } else { Rc::new(next) }
    }
}

/// Changes the session from anywhere in the reader.
#[derive(Clone, PartialEq)]
pub struct Doing(pub UseReducerDispatcher<Session>);

impl Doing {
    /// Changes what is being done.
    pub fn change(&self, change: impl FnOnce(&mut Session) + 'static) {
        self.0.dispatch(Box::new(change));
    }

    /// Chooses an annotation, or none.
    pub fn choose(&self, id: Option<AnnotationId>, chosen_in: ChosenIn) {
        self.change(move |session| session.choose(id, chosen_in));
    }

    /// Opens or closes a dialog.
    pub fn open(&self, dialog: Option<Dialog>) {
        self.change(move |session| session.dialog = dialog);
    }
}
