//! What is probably the same as what the lines say: asked line by line, beside what a
//! person does, and offered with the reason.

use std::collections::BTreeMap;
use std::rc::Rc;

use yew::prelude::*;

use super::View;
use super::session::Line;
use crate::analysis::identities::{self, Alike};
use crate::analysis::proposals;
use crate::model::workspace::Workspace;
use crate::ui::annex::proposing::{Later, is_small};
use crate::ui::shared::Shared;

/// So many lines are asked at a time.
const AT_A_TIME: usize = 10;

/// What is probably the same, by line.
pub type Answers = BTreeMap<Line, Vec<Alike>>;

/// What is probably the same as the lines that are shown, as soon as all of them are
/// asked; until then what was answered before.
#[hook]
pub fn use_alike(
    workspace: &Workspace,
    index: &Rc<identities::Index>,
    proposals: Option<Shared<proposals::Index>>,
    lines: &[Line],
) -> Rc<Answers> {
    let answers = use_state(Rc::<Answers>::default);
    let of = (Shared(index.clone()), proposals, lines.to_vec(), is_small(workspace));
    let at_once = use_memo(of.clone(), |(index, proposals, lines, is_small)| {
        let proposals = proposals.as_ref().filter(|_| *is_small)?;
        Some(Rc::new(lines.iter().map(|line| (line.clone(), ask(index, proposals, line))).collect::<Answers>()))
    });
    {
        let answers = answers.clone();
        use_effect_with(of, move |(index, proposals, lines, is_small)| {
            let later = proposals.clone().filter(|_| !is_small).map(|proposals| {
                let (index, mut lines, mut asked) = (index.clone(), lines.clone(), Answers::new());
                Later::bit_by_bit(0, move || {
                    for line in lines.drain(..AT_A_TIME.min(lines.len())) {
                        let alike = ask(&index, &proposals, &line);
                        asked.insert(line, alike);
                    }
                    if lines.is_empty() && **answers != asked {
                        answers.set(Rc::new(std::mem::take(&mut asked)));
                    }
                    !lines.is_empty()
                })
            });
            move || drop(later)
        });
    }
    at_once.as_ref().as_ref().unwrap_or(&answers).clone()
}

fn ask(index: &identities::Index, proposals: &proposals::Index, line: &Line) -> Vec<Alike> {
    match line {
        Line::Identity(id) => index.entry(id).map(|entry| index.alike(entry, proposals)),
        Line::Group(key) => index.group(key).map(|group| index.called_so(group, proposals)),
    }
    .unwrap_or_default()
}

impl View {
    /// What is probably the same as a line, the best first: of what was answered, that
    /// which is so still.
    pub fn alike(&self, line: &Line) -> Vec<Alike> {
        let own = match line {
            Line::Identity(id) => self.index.entry(id).map(|entry| &entry.identity),
            Line::Group(_) => None,
        };
        let now = |alike: &Alike| {
            let identity = self.index.entry(&alike.identity.id)?.identity.clone();
            let is_other = own.is_some_and(|own| own.differs_from(&identity));
            (!is_other).then_some(Alike { identity, ..alike.clone() })
        };
        self.alike.get(line).into_iter().flatten().filter_map(now).collect()
    }
}
