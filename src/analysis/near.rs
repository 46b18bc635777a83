//! What may play a part in a relation with an annotation, such as the source of a
//! claim: what stands near it, and what was used last.

use std::cmp::Reverse;
use std::collections::BTreeSet;
use std::rc::Rc;

use super::occurrences::fold_words;
use crate::model::annotation::Annotation;
use crate::model::boundaries::{Segmenter, Unit};
use crate::model::cursor::unit_around;
use crate::model::id::{AnnotationId, IdentityId};
use crate::model::offset::{CharOffset, Span};
use crate::model::scheme::{RelationType, Role};
use crate::model::workspace::{MarkedArticle, Workspace};

/// Why an annotation is proposed; the better reason is less.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Nearness {
    /// It stands in a sentence of the annotation.
    Sentence,
    /// It stands in a paragraph of the annotation.
    Block,
    /// It stands in a paragraph near it.
    Neighbour,
    /// It plays the part in another relation of the article.
    UsedLast,
}

/// An annotation that may play the part.
#[derive(Clone, Debug, PartialEq)]
pub struct Candidate {
    /// Which annotation.
    pub annotation: Rc<Annotation>,
    /// Why it is proposed.
    pub nearness: Nearness,
}

/// At most this many are proposed: more are looked for otherwise.
const MOST: usize = 20;
/// Paragraphs before and behind that are looked at.
const NEIGHBOURS: usize = 8;

/// The annotations that may play a part in a relation with one of an article, the
/// best first; each thing once, by its identity and by its words, and nothing that plays
/// this part with it already. One that is lost has no place: for it there is only
/// what was used last. Takes time in proportion to the paragraphs near it and to the
/// number of relations.
pub fn near(
    marked: &MarkedArticle,
    workspace: &Workspace,
    of: &Annotation,
    relation: &RelationType,
    role: &Role,
    segmenter: &dyn Segmenter,
) -> Vec<Candidate> {
    let relations = workspace.relations_of(&of.id).filter(|known| known.label == relation.id);
    let joined: BTreeSet<&AnnotationId> = relations.flat_map(|known| known.in_role(role.role.as_str())).collect();
    let fits =
        |other: &Annotation| role.labels.contains(&other.label) && other.id != of.id && !joined.contains(&other.id);
    let mut candidates = Candidates::default();
    for annotation in joined.iter().filter_map(|id| workspace.annotation(id)) {
        candidates.is_new(annotation);
    }
    for (nearness, annotation) in around(marked, of, segmenter).into_iter().filter(|(_, other)| fits(other)) {
        candidates.offer(nearness, annotation);
    }
    if candidates.list.len() < MOST {
        for annotation in used_last(marked, workspace, relation, role).into_iter().filter(|other| fits(other)) {
            candidates.offer(Nearness::UsedLast, annotation);
        }
    }
    candidates.list
}

#[derive(Default)]
struct Candidates {
    list: Vec<Candidate>,
    words: BTreeSet<String>,
    identities: BTreeSet<IdentityId>,
}

impl Candidates {
    /// Whether neither its identity nor its words have been here.
    fn is_new(&mut self, annotation: &Annotation) -> bool {
        let is_new_identity = annotation.identity.clone().is_none_or(|identity| self.identities.insert(identity));
        self.words.insert(fold_words(&annotation.quoted())) && is_new_identity
    }

    fn offer(&mut self, nearness: Nearness, annotation: &Rc<Annotation>) {
        if self.list.len() < MOST && self.is_new(annotation) {
            self.list.push(Candidate { annotation: annotation.clone(), nearness });
        }
    }
}

/// The annotations in the paragraphs around another, the nearest first.
fn around<'a>(
    marked: &'a MarkedArticle,
    of: &Annotation,
    segmenter: &dyn Segmenter,
) -> Vec<(Nearness, &'a Rc<Annotation>)> {
    let blocks = if marked.is_orphan(&of.id) { Vec::new() } else { marked.blocks_of(of) };
    let (Some(first), Some(last)) = (blocks.first(), blocks.last()) else { return Vec::new() };
    let ends = of.target.iter().flat_map(|f| [f.span.start(), CharOffset(f.span.end().0 - 1)]);
    let sentences: BTreeSet<Span> =
        ends.filter_map(|at| unit_around(&marked.readable, at, Unit::Sentence, segmenter)).collect();
    let nearness = |block: usize, annotation: &Annotation| {
        let is_in = |sentence: &Span| annotation.target.iter().any(|f| f.span.intersection(*sentence).is_some());
        match blocks.contains(&block) {
            true if sentences.iter().any(is_in) => Nearness::Sentence,
            true => Nearness::Block,
            false => Nearness::Neighbour,
        }
    };
    let mut found = Vec::new();
    for block in first.saturating_sub(NEIGHBOURS)..=last + NEIGHBOURS {
        for annotation in marked.marks(block).into_iter().flat_map(|marks| marks.iter()) {
            found.push((nearness(block, annotation), distance(of, annotation), annotation));
        }
    }
    found.sort_by_key(|(nearness, distance, _)| (*nearness, *distance));
    found.into_iter().map(|(nearness, _, annotation)| (nearness, annotation)).collect()
}

/// Code points between two annotations, none where they overlap; and whether the
/// second is behind.
fn distance(of: &Annotation, other: &Annotation) -> (u32, bool) {
    let hull = |annotation: &Annotation| {
        let start = annotation.target.first().map_or(0, |f| f.span.start().0);
        (start, annotation.target.last().map_or(start, |f| f.span.end().0))
    };
    let ((start, end), (other_start, other_end)) = (hull(of), hull(other));
    let before = start.saturating_sub(other_end);
    let behind = other_start.saturating_sub(end);
    (before.max(behind), behind > 0)
}

/// The annotations of an article that play a part, those of the last relation first.
fn used_last<'a>(
    marked: &MarkedArticle,
    workspace: &'a Workspace,
    relation: &RelationType,
    role: &Role,
) -> Vec<&'a Rc<Annotation>> {
    let article = &marked.readable.article.id;
    let of_type = workspace.relations().filter(|known| known.label == relation.id);
    let mut used: Vec<_> = of_type
        .flat_map(|known| known.in_role(role.role.as_str()).map(move |id| (Reverse(&known.modified), &known.id, id)))
        .filter_map(|(at, known, id)| Some((at, known, workspace.annotation(id)?)))
        .filter(|(.., annotation)| annotation.article == *article)
        .collect();
    used.sort_by(|one, other| (one.0, one.1).cmp(&(other.0, other.1)));
    used.into_iter().map(|(.., annotation)| annotation).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::boundaries::Unicode;
    use crate::model::edit::{Edit, Entity};
    use crate::model::fixtures::{annotation, article, moment};
    use crate::model::relation::{Argument, Relation};

    const BLOCKS: &[&str] = &[
        "Smith resigns",
        "Lee spoke of Jones. Smith said that Doe left. Jones knew.",
        "Roe knew too, and SMITH did.",
        "Poe",
    ];

    /// Marks the nth place of some words.
    fn mark(id: &str, label: &str, words: &str, nth: usize) -> Rc<Annotation> {
        let one = article("one", BLOCKS);
        let text = one.joined_text();
        let byte = text.match_indices(words).nth(nth).unwrap().0;
        let start = text[..byte].chars().count() as u32;
        annotation(id, &one, label, &[(start, start + words.chars().count() as u32)])
    }

    fn about(annotation: Rc<Annotation>, identity: &str) -> Rc<Annotation> {
        Rc::new(Annotation { identity: Some(identity.into()), ..Annotation::clone(&annotation) })
    }

    fn attribution(id: &str, claim: &str, source: &str, second: u32) -> Entity {
        let argument = |role: &str, id: &str| Argument::new(role.into(), id.into());
        let arguments = vec![argument("claim", claim), argument("source", source)];
        Entity::Relation(Rc::new(Relation::new(id.into(), "attribution".into(), arguments, moment(second))))
    }

    fn holding(annotations: Vec<Rc<Annotation>>, others: Vec<Entity>) -> Workspace {
        let empty = Workspace::default();
        let articles = vec![article("one", BLOCKS)];
        empty.after(&empty.change(&Edit::Import { articles, annotations, reanchored: vec![], others }).unwrap())
    }

    /// What is proposed for the annotation `claim`, in order.
    #[track_caller]
    fn check(workspace: &Workspace, expected: &str) {
        let marked = workspace.articles().next().unwrap();
        let of = workspace.annotation(&"claim".into()).unwrap();
        let scheme = workspace.scheme();
        let relation = scheme.relation(&"attribution".into()).unwrap();
        let role = relation.role(&"source".into()).unwrap();
        let found = near(marked, workspace, of, relation, role, &Unicode);
        let shown: Vec<String> =
            found.iter().map(|found| format!("{} {:?}", found.annotation.id, found.nearness)).collect();
        assert_eq!(shown.join(", "), expected);
    }

    #[test]
    fn the_nearest_come_first_and_each_once() {
        let marks = vec![
            mark("claim", "claim", "Doe left", 0),
            mark("smith", "source", "Smith", 1),
            mark("head", "source", "Smith", 0),
            mark("lee", "source", "Lee", 0),
            mark("jones", "source", "Jones", 0),
            mark("jones-again", "source", "Jones", 1),
            mark("roe", "source", "Roe", 0),
            mark("shout", "source", "SMITH", 0),
            mark("poe", "source", "Poe", 0),
            mark("other", "entity", "knew", 0),
        ];
        let expected = "smith Sentence, jones-again Block, lee Block, roe Neighbour, poe Neighbour";
        check(&holding(marks.clone(), vec![]), expected);
        // What has the same identity is the same thing, whatever it is called.
        let mut known = marks.clone();
        known[1] = about(known[1].clone(), "s");
        known[6] = about(known[6].clone(), "s");
        check(&holding(known, vec![]), "smith Sentence, jones-again Block, lee Block, poe Neighbour");
        // What is joined to it already is not proposed again.
        let joined = holding(marks, vec![attribution("r", "claim", "smith", 1)]);
        check(&joined, "jones-again Block, lee Block, roe Neighbour, poe Neighbour");
    }

    #[test]
    fn then_come_those_used_last() {
        let mut blocks = vec!["Ann", "Bob", "Cat"];
        blocks.extend(["x"; NEIGHBOURS]);
        blocks.push("Dan left");
        let far = article("one", &blocks);
        let end = far.joined_text().chars().count() as u32;
        let annotations = vec![
            annotation("claim", &far, "claim", &[(end - 4, end)]),
            annotation("c2", &far, "claim", &[(end - 5, end)]),
            annotation("dan", &far, "source", &[(end - 8, end - 5)]),
            annotation("ann", &far, "source", &[(0, 3)]),
            annotation("bob", &far, "source", &[(4, 7)]),
            annotation("cat", &far, "source", &[(8, 11)]),
        ];
        let others = vec![
            attribution("r1", "c2", "ann", 1),
            attribution("r2", "c2", "bob", 3),
            attribution("r3", "c2", "dan", 4),
            attribution("r4", "c2", "gone", 5),
        ];
        let empty = Workspace::default();
        let import = Edit::Import { articles: vec![far], annotations, reanchored: vec![], others };
        let workspace = empty.after(&empty.change(&import).unwrap());
        check(&workspace, "dan Sentence, bob UsedLast, ann UsedLast");
        // For one that is lost there is nothing else.
        let mut lost = Annotation::clone(workspace.annotation(&"claim".into()).unwrap());
        lost.target[0].quote.exact = "other".into();
        let removed =
            workspace.after(&workspace.change(&Edit::Delete { ids: vec!["claim".into()], at: moment(9) }).unwrap());
        let import =
            Edit::Import { articles: vec![], annotations: vec![Rc::new(lost)], reanchored: vec![], others: vec![] };
        let lost = removed.after(&removed.change(&import).unwrap());
        check(&lost, "dan UsedLast, bob UsedLast, ann UsedLast");
    }
}
