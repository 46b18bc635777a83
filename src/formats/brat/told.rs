//! What the lines of a file say of its annotations and relations.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use serde_json::{Value, json};

use super::groups::Groups;
use super::kept::KEY;
use super::said::{FLAG, Said, Saying, said};
use crate::formats::exchange::texts::name_from;
use crate::model::id::{AttributeId, IdentityId};
use crate::model::identity::Identity;
use crate::model::time::Timestamp;

/// What is said, by the ids of the lines of which it is said.
pub struct Told<'a> {
    /// Attributes.
    pub attributes: BTreeMap<&'a str, BTreeMap<AttributeId, String>>,
    /// Notes; several are joined by line breaks.
    pub notes: BTreeMap<&'a str, String>,
    /// What annotations are about.
    pub about: About<'a>,
    /// The ids of the lines that said it.
    ids: BTreeSet<&'a str>,
    /// Those of relations: they are about nothing.
    relations: BTreeSet<&'a str>,
}

/// Which annotations are about one thing.
pub struct About<'a> {
    /// The ids of annotations, and their places.
    places: BTreeMap<&'a str, usize>,
    groups: Groups,
    /// The numbers of groups, by which stands for them.
    numbers: BTreeMap<usize, &'a str>,
    /// The first annotation with a number.
    by_number: BTreeMap<&'a str, usize>,
    /// The names that lines gave, with the annotation.
    names: Vec<(usize, String)>,
    /// Those of which something is said.
    spoken_of: BTreeSet<usize>,
}

impl<'a> Told<'a> {
    /// Nothing yet, of a file with these annotations and relations.
    pub fn new(annotations: impl Iterator<Item = &'a str>, relations: impl Iterator<Item = &'a str>) -> Self {
        let places: BTreeMap<&str, usize> = annotations.zip(0..).collect();
        let about = About {
            groups: Groups::new(places.len()),
            places,
            numbers: BTreeMap::new(),
            by_number: BTreeMap::new(),
            names: Vec::new(),
            spoken_of: BTreeSet::new(),
        };
        let (attributes, notes) = (BTreeMap::new(), BTreeMap::new());
        Told { attributes, notes, about, ids: BTreeSet::new(), relations: relations.collect() }
    }

    /// Takes what a line says. `false` if it says nothing that can be taken: it is of another
    /// kind, it has the id of another line, it speaks of what is not shown, or it says
    /// something else than a line before it.
    pub fn take(&mut self, line: &'a str) -> bool {
        let Some(Said { id, saying }) = said(line) else { return false };
        if id.is_some_and(|id| self.ids.contains(id)) {
            return false;
        }
        let is_shown = |of: &str| self.about.places.contains_key(of) || self.relations.contains(of);
        let is_taken = match saying {
            Saying::Attribute { of, name, value } if is_shown(of) => {
                let value = value.unwrap_or_else(|| FLAG.to_owned());
                let known = self.attributes.entry(of).or_default().entry(name.into()).or_insert_with(|| value.clone());
                *known == value
            }
            Saying::Note { of, note } if is_shown(of) => {
                let notes = self.notes.entry(of).or_default();
                if !notes.is_empty() {
                    notes.push('\n');
                }
                notes.push_str(&note);
                true
            }
            Saying::Reference { of, number, name } => self.about.refer(of, number, name),
            Saying::Same(all) => self.about.same(&all),
            Saying::Attribute { .. } | Saying::Note { .. } => false,
        };
        if is_taken {
            self.ids.extend(id);
        }
        is_taken
    }
}

impl<'a> About<'a> {
    fn refer(&mut self, of: &str, number: &'a str, name: String) -> bool {
        let Some(at) = self.places.get(of).copied() else { return false };
        let group = self.groups.of(at);
        if self.numbers.get(&group).is_some_and(|known| *known != number) {
            return false;
        }
        let first = *self.by_number.entry(number).or_insert(at);
        let group = self.groups.join(first, at);
        self.numbers.insert(group, number);
        self.names.push((at, name));
        self.spoken_of.insert(at);
        true
    }

    fn same(&mut self, all: &[&str]) -> bool {
        let places: Option<BTreeSet<usize>> = all.iter().map(|id| self.places.get(id).copied()).collect();
        let Some(places) = places.filter(|places| places.len() > 1) else { return false };
        let groups: BTreeSet<usize> = places.iter().map(|at| self.groups.of(*at)).collect();
        let mut numbers: BTreeSet<&str> = groups.iter().filter_map(|group| self.numbers.get(group).copied()).collect();
        let number = numbers.pop_first();
        if !numbers.is_empty() {
            return false;
        }
        let mut group = None;
        for at in &places {
            group = Some(self.groups.join(group.unwrap_or(*at), *at));
        }
        if let (Some(group), Some(number)) = (group, number) {
            self.numbers.insert(group, number);
        }
        self.spoken_of.extend(places);
        true
    }

    /// What annotations are about, by their ids. A thing without a number is of this file
    /// alone: `file` names it, and `words` tells the words of an annotation, of which the
    /// longest are its name. A thing with one is the same in every file.
    pub fn identities(mut self, file: &[&str], words: impl Fn(&str) -> String) -> BTreeMap<&'a str, Rc<Identity>> {
        let mut names: BTreeMap<usize, Vec<String>> = BTreeMap::new();
        for (at, name) in std::mem::take(&mut self.names) {
            let name = name.trim();
            if !name.is_empty() {
                names.entry(self.groups.of(at)).or_default().push(name.to_owned());
            }
        }
        let mut members: BTreeMap<usize, Vec<&'a str>> = BTreeMap::new();
        for (id, at) in &self.places {
            if self.spoken_of.contains(at) {
                members.entry(self.groups.of(*at)).or_default().push(id);
            }
        }
        let mut identities = BTreeMap::new();
        for (group, ids) in members {
            let mut seen = BTreeSet::new();
            let mut names = names.remove(&group).unwrap_or_default();
            names.retain(|name| seen.insert(name.clone()));
            let mut names = names.into_iter();
            let number = self.numbers.get(&group).copied().unwrap_or_default();
            let by_words = || longest(ids.iter().map(|id| (*id, words(id))));
            let name = names.next().unwrap_or_else(by_words);
            let aliases: Vec<String> = names.collect();
            let identity = if number.is_empty() {
                let first = ids.first().copied().unwrap_or_default();
                let id = name_from(&[file, &["Equiv", first]].concat());
                let extra = json!({ KEY: { "file": file.last().copied().unwrap_or_default() } });
                let Value::Object(extra) = extra else { continue };
                Identity { extra, ..Identity::new(id.into(), &name, Timestamp::epoch()) }
            } else {
                let others = aliases.iter().map(String::as_str);
                let id = name_from(&["about", &name, number].into_iter().chain(others).collect::<Vec<_>>());
                let identity = Identity::new(IdentityId::from(id), &name, Timestamp::epoch());
                Identity { aliases, wikidata: number.to_owned(), ..identity }
            };
            let identity = Rc::new(identity);
            identities.extend(ids.into_iter().map(|id| (id, identity.clone())));
        }
        identities
    }
}

/// The longest of the words of annotations, by the order of their ids the first; an id if
/// all are white space.
pub fn longest<'a>(words: impl Iterator<Item = (&'a str, String)>) -> String {
    let (mut longest, mut length) = (String::new(), 0);
    for (id, words) in words {
        if longest.is_empty() {
            longest = id.to_owned();
        }
        let count = words.trim().chars().count();
        if count > length {
            (longest, length) = (words.trim().to_owned(), count);
        }
    }
    longest
}
