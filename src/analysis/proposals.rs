//! Which annotations are probably about the same thing: proposed with a reason, for a
//! reader to decide.
//!
//! Names are compared whole, without titles, by parts, by initials and with a slip of
//! the pen; sentences by the words in them that say something. An [`Index`] is built
//! once, bit by bit if need be ([`Reading`]), and asked often.

use std::cell::RefCell;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use super::names::{NAME_WORDS, Name, can_be_misspelt, initials, is_small, likeness, misspelt};
use super::occurrences::fold_words;
use crate::model::annotation::Annotation;
use crate::model::id::{AnnotationId, IdentityId, LabelId};
use crate::model::identity::Identity;
use crate::model::scheme::Scheme;
use crate::model::workspace::Workspace;

/// What may be the same thing as another.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum About {
    /// A thing that the reader has named.
    Identity(IdentityId),
    /// Annotations in the same words of which the reader has not said what they are
    /// about, by id.
    Annotations(Vec<AnnotationId>),
}

/// Why two things may be the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reason {
    /// The same words, letter by letter.
    SameWords,
    /// An identity is also called so.
    Alias,
    /// The same words but for capital letters, accents and punctuation.
    FoldedWords,
    /// The same but for “the”, “Mr”, “Inc” and the like.
    WithoutTitles,
    /// One is the other's initials, or has some: “UN”, “J. Smith”.
    Initials,
    /// One is in the other as whole words: “Smith” in “Jane Smith”.
    Contains,
    /// They differ by a letter or two.
    Misspelt,
    /// They say it with many of the same words.
    SharedWords,
}

impl Reason {
    /// Whether both are called the same.
    pub fn is_by_words(self) -> bool {
        matches!(self, Reason::SameWords | Reason::Alias | Reason::FoldedWords)
    }

    /// Whether both are called the same but for titles.
    pub fn is_by_name(self) -> bool {
        self.is_by_words() || self == Reason::WithoutTitles
    }

    /// Whether one name says less than the other, so that the longer is the better one.
    pub fn is_by_part(self) -> bool {
        matches!(self, Reason::Initials | Reason::Contains)
    }
}

/// Something that may be the same, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proposal {
    /// What.
    pub about: About,
    /// How probable it looks, from 0 to 100.
    pub score: u8,
    /// The best reason.
    pub reason: Reason,
}

/// Annotations in the same words of which nobody has said what they are about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// The words, as one of the annotations has them.
    pub words: String,
    /// The annotations, by id.
    pub annotations: Vec<AnnotationId>,
}

/// At most this many are proposed: more would not be read.
const MOST: usize = 20;
/// What scores less is not proposed.
const LEAST: u8 = 30;
/// What a statement and a name lose that are like each other.
const OTHER_KIND: u8 = 40;
/// Annotations of a label with this many words on average are statements, not names.
const STATEMENT_WORDS: usize = 5;
/// Fewer words that say something are no statement to compare.
const FEWEST_STEMS: usize = 3;
/// Two statements need more of the same words than a name has.
const FEWEST_SHARED: u8 = 2;

/// All that annotations are about, by its words.
#[derive(Default)]
pub struct Index {
    things: Vec<Thing>,
    names: Vec<Name>,
    of_annotation: BTreeMap<AnnotationId, usize>,
    of_identity: BTreeMap<IdentityId, usize>,
    /// The names that are the same without titles.
    by_core: Names,
    /// The names with a word, of those that are short enough to have names in them.
    by_word: Names,
    /// The names with a word that begins so.
    by_stem: Names,
    /// The names with these initials.
    by_initials: Names,
    /// The names that are initials.
    by_short: Names,
    /// What was answered already, by thing.
    answers: RefCell<BTreeMap<usize, Rc<[Proposal]>>>,
}

type Names = BTreeMap<String, Vec<usize>>;

/// An identity, or annotations in the same words.
struct Thing {
    about: About,
    labels: BTreeSet<LabelId>,
    /// Whether its annotations are such as make a statement; `None` without any.
    is_statement: Option<bool>,
    names: Vec<usize>,
}

/// An index on its way.
pub struct Reading {
    index: Index,
    /// The names of each thing, folded.
    known: BTreeMap<(usize, String), usize>,
    /// Annotations with each label, and their words.
    lengths: BTreeMap<LabelId, (usize, usize)>,
    /// The annotations of which it is not said what they are about, by their words.
    in_same_words: BTreeMap<String, usize>,
    scheme: Rc<Scheme>,
    /// What is not read yet.
    left: std::vec::IntoIter<Rc<Annotation>>,
}

impl Reading {
    /// Reads the identities of a workspace; its annotations are read later.
    pub fn new(workspace: &Workspace) -> Reading {
        let (mut index, mut known) = (Index::default(), BTreeMap::new());
        for identity in workspace.identities() {
            let thing = index.put(About::Identity(identity.id.clone()));
            index.of_identity.insert(identity.id.clone(), thing);
            let first = index.name(&mut known, thing, &identity.name, fold_words(&identity.name));
            for alias in &identity.aliases {
                let number = index.name(&mut known, thing, alias, fold_words(alias));
                index.names.get_mut(number).into_iter().for_each(|name| name.is_alias = number != first);
            }
        }
        let left = workspace.annotations().cloned().collect::<Vec<_>>().into_iter();
        let (lengths, in_same_words) = (BTreeMap::new(), BTreeMap::new());
        Reading { index, known, lengths, in_same_words, scheme: workspace.scheme(), left }
    }

    /// Reads so many more annotations, without what by the scheme is about nothing, such
    /// as a cue. Answers whether any are left. Takes time in proportion to their words.
    pub fn go_on(&mut self, count: usize) -> bool {
        for annotation in self.left.by_ref().take(count).collect::<Vec<_>>() {
            if !is_about_nothing(&self.scheme, &annotation.label) {
                self.read(&annotation);
            }
        }
        self.left.len() > 0
    }

    fn read(&mut self, annotation: &Annotation) {
        let index = &mut self.index;
        let written = written(annotation);
        let folded = fold_words(&written);
        let identity = annotation.identity.as_ref().map(|id| index.of_identity.get(id).copied());
        // One whose identity has not come yet waits for it.
        if identity == Some(None) {
            return;
        }
        let identity = identity.flatten();
        let thing = identity.or_else(|| self.in_same_words.get(&folded).copied());
        let thing = thing.unwrap_or_else(|| index.put(About::Annotations(Vec::new())));
        if identity.is_none() {
            self.in_same_words.insert(folded.clone(), thing);
        }
        if let Some(of) = index.things.get_mut(thing) {
            of.labels.insert(annotation.label.clone());
            if let About::Annotations(same) = &mut of.about {
                same.push(annotation.id.clone());
            }
        }
        index.of_annotation.insert(annotation.id.clone(), thing);
        let name = index.name(&mut self.known, thing, &written, folded);
        let (count, words) = self.lengths.entry(annotation.label.clone()).or_default();
        (*count, *words) = (*count + 1, *words + index.names.get(name).map_or(0, |name| name.words.len()));
    }

    /// What was read, to be asked.
    pub fn index(self) -> Index {
        let mut index = self.index;
        let is_statement =
            |label: &LabelId| self.lengths.get(label).is_some_and(|(count, words)| *words >= STATEMENT_WORDS * *count);
        for thing in &mut index.things {
            thing.is_statement = (!thing.labels.is_empty()).then(|| thing.labels.iter().any(is_statement));
        }
        index
    }
}

/// Whether an index of one workspace is one of another, too: the same is said, in the
/// same words, of the same things. Takes no longer than looking at each annotation.
pub fn is_same(before: &Workspace, after: &Workspace) -> bool {
    let is_same_annotation = |(before, after): (&Rc<Annotation>, &Rc<Annotation>)| {
        Rc::ptr_eq(before, after)
            || (&before.id, &before.label, &before.identity, &before.target)
                == (&after.id, &after.label, &after.identity, &after.target)
    };
    let is_same_identity = |(before, after): (&Rc<Identity>, &Rc<Identity>)| {
        Rc::ptr_eq(before, after)
            || (&before.id, &before.name, &before.aliases) == (&after.id, &after.name, &after.aliases)
    };
    (Rc::ptr_eq(&before.scheme(), &after.scheme()) || before.scheme() == after.scheme())
        && are_pairs(before.annotations(), after.annotations(), is_same_annotation)
        && are_pairs(before.identities(), after.identities(), is_same_identity)
}

/// Whether two lists are as long and each is the same as its neighbour.
fn are_pairs<T: Copy>(
    mut before: impl Iterator<Item = T>,
    mut after: impl Iterator<Item = T>,
    is_same: impl Fn((T, T)) -> bool,
) -> bool {
    loop {
        match (before.next(), after.next()) {
            (None, None) => return true,
            (Some(one), Some(other)) if is_same((one, other)) => {}
            _ => return false,
        }
    }
}

impl Index {
    /// All that is here, read at once.
    pub fn new(workspace: &Workspace) -> Index {
        let mut reading = Reading::new(workspace);
        reading.go_on(usize::MAX);
        reading.index()
    }

    fn put(&mut self, about: About) -> usize {
        self.things.push(Thing { about, labels: BTreeSet::new(), is_statement: None, names: Vec::new() });
        self.things.len() - 1
    }

    /// The number of a thing's name, which may be new.
    fn name(
        &mut self,
        known: &mut BTreeMap<(usize, String), usize>,
        thing: usize,
        written: &str,
        folded: String,
    ) -> usize {
        let number = *known.entry((thing, folded)).or_insert(self.names.len());
        if number == self.names.len() {
            let name = Name::new(thing, written);
            let enter = |names: &mut Names, key: &str| names.entry(key.to_owned()).or_default().push(number);
            // What is nothing but pronouns says nothing.
            if !name.stems.is_empty() {
                enter(&mut self.by_core, &name.core.join(" "));
                let parts = Some(&name.words).filter(|_| name.core.len() <= NAME_WORDS);
                let parts: BTreeSet<&String> = parts.into_iter().flatten().collect();
                parts.into_iter().for_each(|word| enter(&mut self.by_word, word));
                name.stems.iter().for_each(|stem| enter(&mut self.by_stem, stem));
                initials(&name.core).iter().for_each(|initials| enter(&mut self.by_initials, initials));
                name.short.iter().for_each(|short| enter(&mut self.by_short, short));
            }
            self.names.push(name);
            self.things.get_mut(thing).into_iter().for_each(|of| of.names.push(number));
        }
        if let Some(name) = self.names.get_mut(number)
            && !name.written.contains(written)
        {
            name.written.insert(written.to_owned());
        }
        number
    }

    /// What may be the same thing as an annotation, or as the identity that it has,
    /// the best first, at most 20. Empty if it is not here.
    pub fn of_annotation(&self, id: &AnnotationId) -> Vec<Proposal> {
        let Some(number) = self.of_annotation.get(id) else { return Vec::new() };
        let Some(of) = self.things.get(*number) else { return Vec::new() };
        let mut proposals = self.like_thing(*number).to_vec();
        let name = of.names.first().and_then(|name| self.names.get(*name)).filter(|name| !name.stems.is_empty());
        if let (About::Annotations(same), Some(name)) = (&of.about, name) {
            let others: Vec<AnnotationId> = same.iter().filter(|other| *other != id).cloned().collect();
            if !others.is_empty() {
                let (score, reason) = likeness(name, name).unwrap_or((LEAST, Reason::FoldedWords));
                proposals.push(Proposal { about: About::Annotations(others), score, reason });
            }
        }
        best(proposals)
    }

    /// What may be the same thing as an identity, the best first, at most 20. Empty if
    /// it is not here.
    pub fn of_identity(&self, id: &IdentityId) -> Rc<[Proposal]> {
        self.of_identity.get(id).map(|thing| self.like_thing(*thing)).unwrap_or_default()
    }

    /// What may be called so, the best first, at most 20.
    pub fn of_words(&self, words: &str) -> Vec<Proposal> {
        let mut found = BTreeMap::new();
        self.like_name(&Name::new(usize::MAX, words), None, &mut found);
        best(self.proposals(found))
    }

    fn like_thing(&self, number: usize) -> Rc<[Proposal]> {
        if let Some(known) = self.answers.borrow().get(&number) {
            return known.clone();
        }
        let Some(of) = self.things.get(number) else { return Rc::default() };
        let mut found = BTreeMap::new();
        for name in of.names.iter().filter_map(|name| self.names.get(*name)) {
            self.like_name(name, of.is_statement, &mut found);
        }
        let proposals: Rc<[Proposal]> = best(self.proposals(found)).into();
        self.answers.borrow_mut().insert(number, proposals.clone());
        proposals
    }

    fn proposals(&self, found: BTreeMap<usize, (u8, Reason)>) -> Vec<Proposal> {
        let proposal = |(thing, (score, reason)): (usize, (u8, Reason))| {
            Some(Proposal { about: self.things.get(thing)?.about.clone(), score, reason })
        };
        found.into_iter().filter_map(proposal).collect()
    }

    /// Adds the things that have a name like this one.
    fn like_name(&self, name: &Name, is_statement: Option<bool>, found: &mut BTreeMap<usize, (u8, Reason)>) {
        if name.stems.is_empty() {
            return;
        }
        let mut add = |number: usize, likeness: Option<(u8, Reason)>| {
            let other = self.names.get(number).filter(|other| other.thing != name.thing);
            let (Some(other), Some((mut score, reason))) = (other, likeness) else { return };
            let other_kind = self.things.get(other.thing).and_then(|thing| thing.is_statement);
            if is_statement.zip(other_kind).is_some_and(|(ours, theirs)| ours != theirs) {
                score = score.saturating_sub(OTHER_KIND);
            }
            let known = found.entry(other.thing).or_insert((score, reason));
            if (score, Reverse(reason)) > (known.0, Reverse(known.1)) {
                *known = (score, reason);
            }
        };
        let same = self.by_core.get(&name.core.join(" "));
        let is_short = name.core.len() <= NAME_WORDS;
        let sharing = name.core.iter().filter(|word| is_short && !is_small(word));
        let sharing = sharing.filter_map(|word| self.by_word.get(word));
        let spelt_out = name.short.iter().filter_map(|short| self.by_initials.get(short));
        let initials = initials(&name.core);
        let shortened = initials.iter().chain(&name.short).filter_map(|letters| self.by_short.get(letters));
        let numbers: BTreeSet<usize> =
            same.into_iter().chain(sharing).chain(spelt_out).chain(shortened).flatten().copied().collect();
        for number in numbers {
            add(number, self.names.get(number).and_then(|other| likeness(name, other)));
        }
        if can_be_misspelt(name) {
            for (number, other) in self.names.iter().enumerate() {
                add(number, misspelt(name, other));
            }
        }
        if is_statement != Some(false) {
            for (number, score) in self.sharing_words(name) {
                add(number, Some((score, Reason::SharedWords)));
            }
        }
    }

    /// Statements that share words which say something. A rare word says more.
    fn sharing_words(&self, name: &Name) -> Vec<(usize, u8)> {
        if name.stems.len() < FEWEST_STEMS {
            return Vec::new();
        }
        let count = self.names.len() as f32;
        let weight =
            |stem: &String| self.by_stem.get(stem).map_or(1.0, |names| (1.0 + count / names.len() as f32).ln());
        let whole = |name: &Name| name.stems.iter().map(weight).sum::<f32>();
        let mut shared: BTreeMap<usize, (u8, f32)> = BTreeMap::new();
        for stem in &name.stems {
            let weight = weight(stem);
            for number in self.by_stem.get(stem).into_iter().flatten() {
                let (words, sum) = shared.entry(*number).or_default();
                (*words, *sum) = (words.saturating_add(1), *sum + weight);
            }
        }
        let own = whole(name);
        let score = |(number, (words, sum)): (usize, (u8, f32))| {
            let other = self.names.get(number).filter(|other| other.stems.len() >= FEWEST_STEMS)?;
            let share = 2.0 * sum / (own + whole(other));
            (words >= FEWEST_SHARED).then_some((number, (share * 85.0) as u8))
        };
        shared.into_iter().filter_map(score).collect()
    }

    /// The annotations of which nobody has said what they are about, those in the same
    /// words together, the largest group first. What is nothing but pronouns is left
    /// out: the same word is seldom the same person.
    pub fn unidentified_groups(&self) -> Vec<Group> {
        let group = |thing: &Thing| {
            let About::Annotations(same) = &thing.about else { return None };
            let name = thing.names.first().and_then(|name| self.names.get(*name))?;
            let words = name.written.first().cloned()?;
            (!name.stems.is_empty()).then(|| Group { words, annotations: same.clone() })
        };
        let mut groups: Vec<Group> = self.things.iter().filter_map(group).collect();
        let order = |group: &'_ Group| Reverse(group.annotations.len());
        groups.sort_by(|one, other| (order(one), &one.words).cmp(&(order(other), &other.words)));
        groups
    }
}

/// Whether annotations with a label are parts of relations and nothing by themselves.
pub fn is_about_nothing(scheme: &Scheme, label: &LabelId) -> bool {
    let is_owned = || {
        let mut roles = scheme.relations.iter().flat_map(|relation| relation.roles_for(label));
        roles.any(|role| role.owned)
    };
    scheme.label(label).map_or_else(is_owned, |label| !label.identity)
}

/// What a thing is best called that two say: the longer where one is a part of the
/// other, else what is said more often, else the first.
pub fn better_words<'a>(one: (&'a str, usize), other: (&'a str, usize), reason: Reason) -> &'a str {
    let length = |words: &str| words.chars().count();
    let is_other_better = if reason.is_by_part() { length(other.0) > length(one.0) } else { other.1 > one.1 };
    if is_other_better { other.0 } else { one.0 }
}

fn best(mut proposals: Vec<Proposal>) -> Vec<Proposal> {
    proposals.retain(|proposal| proposal.score >= LEAST);
    proposals.sort_by(|one, other| {
        (Reverse(one.score), one.reason, &one.about).cmp(&(Reverse(other.score), other.reason, &other.about))
    });
    proposals.truncate(MOST);
    proposals
}

/// The marked words, without what only the place in the sentence adds.
pub fn written(annotation: &Annotation) -> String {
    let words = annotation.quoted();
    words.trim_matches(|c: char| !c.is_alphanumeric() && !matches!(c, '.' | '$' | '%' | '€' | '£')).to_owned()
}

#[cfg(test)]
mod tests {
    use std::rc::Rc;

    use super::*;
    use crate::model::article::ReadableArticle;
    use crate::model::edit::{Edit, Entity};
    use crate::model::fixtures::{annotation, article, moment};
    use crate::model::identity::Identity;
    use crate::model::quote::fragment_at;
    use proptest::prelude::*;

    /// A workspace in which each of these words is marked, with its label and, behind
    /// `@`, its identity; the annotations are called `n0`, `n1` and so on.
    fn marked(labelled: &[(&str, &str)], identities: &[(&str, &[&str])]) -> Workspace {
        let texts: Vec<&str> = labelled.iter().map(|(_, words)| words.split('@').next().unwrap()).collect();
        let one = article("one", &[&["Headline"], texts.as_slice()].concat());
        let empty = annotation("n", &one, "claim", &[]);
        let readable = ReadableArticle::new(one.clone());
        let made = labelled.iter().enumerate().map(|(number, (label, words))| {
            let place = readable.text.block_span(number + 1).unwrap();
            Rc::new(Annotation {
                id: format!("n{number}").into(),
                label: (*label).into(),
                target: vec![fragment_at(&readable.text, place).unwrap()],
                identity: words.split_once('@').map(|(_, id)| id.into()),
                ..Annotation::clone(&empty)
            })
        });
        let identity = |(name, aliases): &(&str, &[&str])| {
            let mut made = Identity::new(name.to_lowercase().replace(' ', "-").into(), name, moment(0));
            made.aliases = aliases.iter().map(|alias| (*alias).to_owned()).collect();
            Entity::Identity(Rc::new(made))
        };
        let (annotations, others) = (made.collect(), identities.iter().map(identity).collect());
        let empty = Workspace::default();
        let import = Edit::Import { articles: vec![one], annotations, reanchored: vec![], others };
        empty.after(&empty.change(&import).unwrap())
    }

    fn shown(proposals: &[Proposal]) -> String {
        let line = |proposal: &Proposal| {
            let about = match &proposal.about {
                About::Identity(id) => id.to_string(),
                About::Annotations(ids) => ids.iter().map(|id| id.to_string()).collect::<Vec<_>>().join("+"),
            };
            format!("{about} {:?} {}", proposal.reason, proposal.score)
        };
        proposals.iter().map(line).collect::<Vec<_>>().join(", ")
    }

    /// What two sources in these words have in common.
    #[track_caller]
    fn check(one: &str, other: &str, expected: &str) {
        let workspace = marked(&[("source", one), ("source", other)], &[]);
        for (id, other) in [("n0", "n1"), ("n1", "n0")] {
            let found = shown(&Index::new(&workspace).of_annotation(&id.into()));
            let expected = if expected.is_empty() { String::new() } else { format!("{other} {expected}") };
            assert_eq!(found, expected, "{one} / {other}");
        }
    }

    #[test]
    fn names_are_compared() {
        check("Jane Smith", "Jane Smith", "SameWords 100");
        check("Jane Smith", "“JANE SMITH”,", "FoldedWords 95");
        check("José Núñez", "Jose Nunez", "FoldedWords 95");
        check("Jane Smith", "Jane Smith’s", "FoldedWords 95");
        check("Dr. Jane Smith", "Jane Smith", "WithoutTitles 90");
        check("Mr. Smith", "Ms. Smith", "WithoutTitles 90");
        check("the Apple company", "Apple Inc.", "WithoutTitles 90");
        check("the U.N.", "the UN", "Initials 90");
        check("Federal Bureau of Investigation", "the FBI", "Initials 80");
        check("Department of Veterans Affairs", "VA", "");
        check("Veterans Affairs", "the V.A.", "Initials 80");
        check("World Health Organization", "WHO", "Initials 80");
        check("J. Smith", "Jane Smith", "Initials 78");
        check("J.K. Rowling", "Joanne Kathleen Rowling", "Initials 78");
        check("J. Smith", "Ann Smith", "");
        check("Smith", "Jane Smith", "Contains 78");
        check("Jane", "Jane Smith", "Contains 70");
        check("Mr. Smith", "Mayor Jane Smith", "Contains 74");
        check("Ann", "Annabel Lee", "");
        check("J.", "J. Smithson", "");
        check("東京", "東京都", "Contains 73");
        check("大阪", "東京都", "");
        check("Smith", "Smyth", "Misspelt 75");
        check("Netanyahu", "Nethanjahu", "Misspelt 65");
        check("Marcus Lee", "Macrus Lee", "Misspelt 75");
        check("Lee", "Lea", "");
        check("Bill 2015 act", "Bill 2016 act", "");
        check("Müller", "Mueller", "Misspelt 75");
        // Pronouns and other small words say nothing.
        check("he", "he", "");
        check("the", "The", "");
        check("who", "the man who left", "");
        check("of", "Bank of Norrovia", "");
        check("Smith", "Jones", "");
        check("…", "—", "");
    }

    #[test]
    fn statements_are_compared_by_what_they_say() {
        let check = |one: &str, other: &str, expected: &str| {
            let filler = [
                ("claim", "The council closed two schools last winter without asking anybody"),
                ("claim", "The old bridge over the river will be painted green in spring"),
            ];
            let workspace = marked(&[filler.as_slice(), &[("claim", one), ("claim", other)]].concat(), &[]);
            assert_eq!(shown(&Index::new(&workspace).of_annotation(&"n2".into())), expected, "{one} / {other}");
        };
        check("the mayor resigned on Monday", "On Monday, the mayor resigned", "n3 SharedWords 85");
        check("the mayor resigned on Monday", "the mayor resigns after a long dispute", "n3 SharedWords 40");
        check("the mayor resigned on Monday", "the town council will meet on Tuesday", "");
        // A name in a claim is not the claim.
        let workspace = marked(
            &[("claim", "Smith said on Monday that she would resign"), ("source", "Smith"), ("entity", "Smith")],
            &[],
        );
        assert_eq!(shown(&Index::new(&workspace).of_annotation(&"n1".into())), "n2 SameWords 100");
    }

    #[test]
    fn identities_are_proposed_by_all_their_names() {
        let workspace = marked(
            &[
                ("source", "Smith@jane-smith"),
                ("source", "the mayor@jane-smith"),
                ("source", "The Mayor"),
                ("entity", "Janie"),
                ("source", "Jane Smith"),
                ("source", "Jane Smith"),
                ("cue", "Jane Smith"),
            ],
            &[("Jane Smith", &["Janie"]), ("John Smith", &[])],
        );
        let index = Index::new(&workspace);
        let check = |id: &str, expected: &str| assert_eq!(shown(&index.of_annotation(&id.into())), expected, "{id}");
        check("n2", "jane-smith FoldedWords 95");
        check("n3", "jane-smith Alias 98");
        check("n4", "jane-smith SameWords 100, n5 SameWords 100");
        // One that has an identity is asked for it.
        let like_jane = "n4+n5 SameWords 100, n3 Alias 98, n2 FoldedWords 95, john-smith Contains 78";
        check("n0", like_jane);
        assert_eq!(shown(&index.of_identity(&"jane-smith".into())), like_jane);
        check("n6", "");
        check("none", "");
        assert!(index.of_identity(&"none".into()).is_empty());
        assert_eq!(shown(&index.of_words("janie")), "jane-smith Alias 98, n3 FoldedWords 95");
        assert_eq!(shown(&index.of_words(" ")), "");
        let groups: Vec<String> = index
            .unidentified_groups()
            .iter()
            .map(|group| format!("{} {}", group.words, group.annotations.len()))
            .collect();
        assert_eq!(groups, ["Jane Smith 2", "Janie 1", "The Mayor 1"]);
    }

    #[test]
    fn the_words_that_say_more_are_the_name() {
        let check = |one, other, reason, expected: &str| assert_eq!(better_words(one, other, reason), expected);
        check(("Smith", 1), ("Jane Smith", 1), Reason::Contains, "Jane Smith");
        check(("Jane Smith", 1), ("Smith", 9), Reason::Contains, "Jane Smith");
        check(("UN", 5), ("United Nations", 1), Reason::Initials, "United Nations");
        check(("Smyth", 1), ("Smith", 2), Reason::Misspelt, "Smith");
        check(("Smith", 1), ("Smyth", 1), Reason::Misspelt, "Smith");
    }

    #[test]
    fn an_index_is_made_bit_by_bit_and_again_only_for_what_matters() {
        let labelled = [("source", "Smith"), ("source", "Jane Smith"), ("cue", "said"), ("claim", "he@i")];
        let workspace = marked(&labelled, &[("I", &["Smith"])]);
        let mut reading = Reading::new(&workspace);
        let mut steps = 1;
        while reading.go_on(1) {
            steps += 1;
        }
        assert_eq!(steps, 4);
        let bit_by_bit = reading.index();
        let at_once = Index::new(&workspace);
        for annotation in workspace.annotations() {
            assert_eq!(bit_by_bit.of_annotation(&annotation.id), at_once.of_annotation(&annotation.id));
        }
        let check = |edit: Edit, expected: bool| {
            let after = workspace.after(&workspace.change(&edit).unwrap());
            assert_eq!((is_same(&workspace, &after), is_same(&after, &workspace)), (expected, expected), "{edit:?}");
        };
        assert!(is_same(&workspace, &workspace));
        check(Edit::SetNote { id: "n0".into(), note: "why".into(), at: moment(1) }, true);
        check(Edit::Relabel { ids: vec!["n0".into()], label: "claim".into(), at: moment(1) }, false);
        check(Edit::Identify { ids: vec!["n3".into()], identity: None, at: moment(1) }, false);
        check(Edit::Delete { ids: vec!["n1".into()], at: moment(1) }, false);
        let identity = |change: fn(&mut Identity)| {
            let mut next = Identity::clone(workspace.identity(&"i".into()).unwrap());
            change(&mut next);
            Edit::SetIdentity { identity: Rc::new(next), at: moment(1) }
        };
        check(identity(|next| next.note = "why".into()), true);
        check(identity(|next| next.name = "J".into()), false);
        check(identity(|next| next.aliases.clear()), false);
        check(Edit::RemoveIdentities { ids: vec!["i".into()], at: moment(1) }, false);
        let scheme = Scheme { title: "Other".into(), ..Scheme::bare() };
        check(Edit::UseScheme { scheme: Rc::new(scheme), at: moment(1) }, false);
    }

    #[test]
    fn no_more_are_proposed_than_can_be_read() {
        let words: Vec<String> = (0..60).map(|n| format!("Smith {n}")).chain(["Smith".to_owned()]).collect();
        let labelled: Vec<(&str, &str)> = words.iter().map(|words| ("source", words.as_str())).collect();
        let index = Index::new(&marked(&labelled, &[]));
        assert_eq!(index.of_annotation(&"n60".into()).len(), MOST);
    }

    /// Ten thousand annotations: `cargo test --release --no-default-features
    /// ten_thousand -- --ignored --nocapture`.
    #[test]
    #[ignore = "measures"]
    fn ten_thousand_annotations_are_read_and_asked() {
        let words: Vec<String> = (0..10_000u32)
            .map(|n| {
                let part =
                    |salt: u32, most: u32| n.wrapping_mul(2_654_435_761).wrapping_add(salt).rotate_left(salt) % most;
                match n % 3 {
                    0 => format!("First{} Last{}", part(3, 300), part(7, 900)),
                    1 => format!("Last{}", part(7, 900)),
                    _ => (0..14).map(|at| format!("word{} ", part(at, 4_000))).collect::<String>().trim().to_owned(),
                }
            })
            .collect();
        let label = |n: usize| if n % 3 == 2 { "claim" } else { "source" };
        let labelled: Vec<(&str, &str)> =
            words.iter().enumerate().map(|(n, words)| (label(n), words.as_str())).collect();
        let workspace = marked(&labelled, &[]);
        let build = |_| {
            let begun = std::time::Instant::now();
            drop(Index::new(&workspace));
            begun.elapsed()
        };
        println!("index: {:?}", (0..5).map(build).min());
        let index = Index::new(&workspace);
        for (id, kind) in [("n0", "a name"), ("n1", "a short name"), ("n2", "a statement")] {
            let ask = |_| {
                let begun = std::time::Instant::now();
                let found = index.of_annotation(&id.into());
                (begun.elapsed(), found.len())
            };
            // What was answered once is known.
            println!("{kind}: {:?}", (0..20).map(ask).max());
        }
        let begun = std::time::Instant::now();
        println!("{} groups: {:?}", index.unidentified_groups().len(), begun.elapsed());
    }

    proptest! {
        #[test]
        fn proposals_are_sound(
            words in prop::collection::vec(prop_oneof![crate::model::fixtures::any_text(12), "(Jane|J\\.|Smith|he|Dr\\.| ){1,4}x"], 1..8),
            identified in prop::collection::vec(any::<bool>(), 8),
        ) {
            let words: Vec<String> = words.iter().zip(&identified)
                .map(|(words, has)| words.replace(['@', '\n'], "") + if *has { "@i" } else { "" }).collect();
            let labelled: Vec<(&str, &str)> = words.iter().map(|words| ("source", words.as_str())).collect();
            let workspace = marked(&labelled, &[("I", &[])]);
            let index = Index::new(&workspace);
            for annotation in workspace.annotations() {
                let found = index.of_annotation(&annotation.id);
                prop_assert!(found.windows(2).all(|pair| pair[0].score >= pair[1].score));
                for proposal in &found {
                    prop_assert!((LEAST..=100).contains(&proposal.score));
                    match &proposal.about {
                        About::Identity(id) => prop_assert!(annotation.identity.as_ref() != Some(id)),
                        About::Annotations(ids) => prop_assert!(!ids.is_empty() && !ids.contains(&annotation.id)),
                    }
                }
                // Nothing is proposed twice.
                let about: BTreeSet<_> = found.iter().map(|proposal| proposal.about.clone()).collect();
                prop_assert_eq!(about.len(), found.len());
            }
            let grouped: usize = index.unidentified_groups().iter().map(|group| group.annotations.len()).sum();
            prop_assert!(grouped <= workspace.annotations().filter(|a| a.identity.is_none()).count());
        }
    }
}
