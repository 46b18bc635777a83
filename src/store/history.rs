//! The history: the steps that were done, and those that were undone and can be
//! done again. A new version shares all but its newest steps with the old one.

use std::cmp::Ordering;
use std::rc::Rc;

use rpds::Stack;

use crate::model::edit::Change;
use crate::model::summary::Summary;

/// One step of the history. Cheap to clone.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    /// Names the step as long as it is in the history: later steps have higher
    /// numbers. From 1.
    pub number: u32,
    /// What it does when it is done.
    pub change: Rc<Change>,
    /// The same in words.
    pub summary: Summary,
}

/// Where to go in the history.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// The last step is undone.
    Back,
    /// The next step is done again.
    Forth,
}

/// All steps of a session. Cheap to clone.
///
/// What is put on a stack is always new there: where two histories have the very
/// same step, they have the same below it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct History {
    done: Stack<Rc<Step>>,
    undone: Stack<Rc<Step>>,
}

impl History {
    /// A history of these steps, each list beginning with the one nearest to the
    /// present: so the newest that is done, the oldest that is undone.
    pub fn of(done: Vec<Step>, undone: Vec<Step>) -> Self {
        let stack = |steps: Vec<Step>| steps.into_iter().map(Rc::new).collect();
        History { done: stack(done), undone: stack(undone) }
    }

    /// The steps that are done, newest first.
    pub fn done(&self) -> impl Iterator<Item = &Rc<Step>> {
        self.done.iter()
    }

    /// The steps that are undone, in the order in which they would be done again.
    pub fn undone(&self) -> impl Iterator<Item = &Rc<Step>> {
        self.undone.iter()
    }

    /// The step that is next on the way.
    pub fn next(&self, way: Way) -> Option<&Rc<Step>> {
        match way {
            Way::Back => self.done.peek(),
            Way::Forth => self.undone.peek(),
        }
    }

    /// Which way a step lies: the step, and all before it, shall be done, and those
    /// after it undone. `None` if that is so.
    pub fn way_to(&self, number: u32) -> Option<Way> {
        let is_there =
            |way, beyond: fn(u32, u32) -> bool| self.next(way).is_none_or(|step| !beyond(step.number, number));
        if !is_there(Way::Back, |step, number| step > number) {
            return Some(Way::Back);
        }
        (!is_there(Way::Forth, |step, number| step <= number)).then_some(Way::Forth)
    }

    /// The history after a new step: what was undone is given up.
    pub fn with(&self, change: Change, summary: Summary) -> History {
        let number = self.done.peek().map_or(0, |step| step.number).saturating_add(1);
        let done = self.done.push(Rc::new(Step { number, change: Rc::new(change), summary }));
        History { done, undone: Stack::new() }
    }

    /// The history after the last step went on by a change of the same things;
    /// `None` if they are not as it left them.
    pub fn going_on(&self, change: &Change, summary: &Summary) -> Option<History> {
        let last = self.done.peek()?;
        let follows = change.replacements().iter().all(|then| {
            let first = last.change.replacements().iter().find(|first| first.id() == then.id());
            first.is_some_and(|first| first.after == then.before)
        });
        let change = follows.then(|| last.change.followed_by(change))?;
        let step = Step { number: last.number, change: Rc::new(change), summary: summary.clone() };
        Some(History { done: self.done.pop()?.push(Rc::new(step)), undone: Stack::new() })
    }

    /// The history after a step on the way.
    pub fn turned(&self, way: Way) -> History {
        let mut next = self.clone();
        let (from, to) = match way {
            Way::Back => (&mut next.done, &mut next.undone),
            Way::Forth => (&mut next.undone, &mut next.done),
        };
        if let Some(step) = from.peek().cloned() {
            from.pop_mut();
            to.push_mut(Rc::new(Step::clone(&step)));
        }
        next
    }

    /// The history without the step that is next on the way.
    pub fn forgetting(&self, way: Way) -> History {
        let mut next = self.clone();
        match way {
            Way::Back => next.done.pop_mut(),
            Way::Forth => next.undone.pop_mut(),
        };
        next
    }

    /// How this history differs from an earlier one, on the way: the steps that
    /// only the earlier one has there, and those that only this one has, the
    /// nearest to the present first. Looks at no others.
    pub fn since(&self, earlier: &History, way: Way) -> (Vec<Rc<Step>>, Vec<Rc<Step>>) {
        let of = |history: &History| match way {
            Way::Back => history.done.clone(),
            Way::Forth => history.undone.clone(),
        };
        let (mut old, mut new) = (of(earlier), of(self));
        let (mut gone, mut come) = (Vec::new(), Vec::new());
        loop {
            let nearer = match (old.peek(), new.peek()) {
                (None, None) => break,
                (Some(old), Some(new)) if Rc::ptr_eq(old, new) => break,
                (Some(old), Some(new)) if way == Way::Back => old.number.cmp(&new.number),
                (Some(old), Some(new)) => new.number.cmp(&old.number),
                (old, _) => {
                    if old.is_some() {
                        Ordering::Greater
                    } else {
                        Ordering::Less
                    }
                }
            };
            if nearer.is_ge() {
                gone.extend(old.peek().cloned());
                old.pop_mut();
            }
            if nearer.is_le() {
                come.extend(new.peek().cloned());
                new.pop_mut();
            }
        }
        (gone, come)
    }
}
