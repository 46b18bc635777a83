//! What may be the same, for the editor and for the index: read beside what a person
//! does, and put in words.
//!
//! Reading the words of a few hundred annotations takes no time; of thousands it takes
//! longer than a drawing may, and is done bit by bit, after a short rest. Either is only
//! done when something was said that matters. What was read last is kept for whoever
//! asks next.

use std::cell::RefCell;
use std::rc::Rc;

use gloo::timers::callback::Timeout;
use yew::prelude::*;

use crate::analysis::proposals::{Index, Reading, Reason, is_same};
use crate::messages::text;
use crate::model::workspace::Workspace;
use crate::ui::shared::Shared;

/// So many annotations are read at once, so that nothing moves when they are.
const AT_ONCE: usize = 500;
/// So many milliseconds nothing happens before reading begins: who goes on, goes on.
const REST: u32 = 150;
/// So many annotations are read at a time.
const AT_A_TIME: usize = 200;

thread_local! {
    /// What was read last, and in which workspace.
    static LAST: RefCell<Option<(Shared<Workspace>, Rc<Index>)>> = const { RefCell::new(None) };
}

/// What was read last, if it is what would be read in this workspace.
fn read_in(workspace: &Shared<Workspace>) -> Option<Rc<Index>> {
    LAST.with_borrow_mut(|last| {
        let (before, index) = last.as_mut()?;
        if before != workspace {
            if !is_same(before, workspace) {
                return None;
            }
            *before = workspace.clone();
        }
        Some(index.clone())
    })
}

/// Whether there are so few annotations that whatever is asked of them is answered at once.
pub fn is_small(workspace: &Workspace) -> bool {
    workspace.annotations().nth(AT_ONCE).is_none()
}

/// What is proposed in a workspace; read at once if need be.
pub fn proposals_now(workspace: &Shared<Workspace>) -> Rc<Index> {
    read_in(workspace).unwrap_or_else(|| {
        let index = Rc::new(Index::new(workspace));
        LAST.replace(Some((workspace.clone(), index.clone())));
        index
    })
}

/// What is proposed in a workspace as soon as it is read; until then what was proposed
/// before. What it is about may be gone since.
#[hook]
pub fn use_proposals(workspace: &Shared<Workspace>, is_wanted: bool) -> Option<Shared<Index>> {
    let again = use_force_update();
    if is_wanted && is_small(workspace) {
        proposals_now(workspace);
    }
    use_effect_with((workspace.clone(), is_wanted), move |(workspace, is_wanted)| {
        let mut later = None;
        if *is_wanted && read_in(workspace).is_none() {
            let (workspace, mut reading) = (workspace.clone(), None::<Reading>);
            later = Some(Later::bit_by_bit(REST, move || {
                let has_more = reading.get_or_insert_with(|| Reading::new(&workspace)).go_on(AT_A_TIME);
                if let Some(read) = reading.take_if(|_| !has_more) {
                    LAST.replace(Some((workspace.clone(), Rc::new(read.index()))));
                    again.force_update();
                }
                has_more
            }));
        }
        move || drop(later)
    });
    LAST.with_borrow(|last| last.as_ref().map(|(_, index)| Shared(index.clone())))
}

/// Something that is done later; dropped, it is not.
pub struct Later(Rc<RefCell<Option<Timeout>>>);

impl Later {
    /// Does something bit by bit, beginning after so many milliseconds, until it answers
    /// that there is no more to do. The page is as quick as each bit.
    pub fn bit_by_bit(wait: u32, bit: impl FnMut() -> bool + 'static) -> Later {
        fn go_on(timer: Rc<RefCell<Option<Timeout>>>, wait: u32, mut bit: impl FnMut() -> bool + 'static) {
            let next = timer.clone();
            timer.replace(Some(Timeout::new(wait, move || {
                if bit() {
                    go_on(next, 0, bit);
                }
            })));
        }
        let timer = Rc::default();
        go_on(Rc::clone(&timer), wait, bit);
        Later(timer)
    }
}

impl Drop for Later {
    fn drop(&mut self) {
        self.0.take();
    }
}

/// A reason in plain words.
pub fn reason_words(reason: Reason) -> String {
    text(match reason {
        Reason::SameWords => "reason-same-words",
        Reason::Alias => "reason-alias",
        Reason::FoldedWords => "reason-folded-words",
        Reason::WithoutTitles => "reason-without-titles",
        Reason::Initials => "reason-initials",
        Reason::Contains => "reason-contains",
        Reason::Misspelt => "reason-misspelt",
        Reason::SharedWords => "reason-shared-words",
    })
}
