//! What is said of the annotations and relations of a file: a line of the file stays as
//! it is as long as it says what is so, otherwise it is written anew or goes. What no line
//! says gets new ones at the end.

use std::collections::{BTreeMap, BTreeSet};

use super::groups::Groups;
use super::names::attribute_kind;
use super::said::{FLAG, Said, Saying, attribute_line, note_line, reference_line, said, same_line};
use super::sheet::{Sheet, Written};
use super::told::longest;
use crate::formats::exchange::Material;
use crate::model::annotation::Annotation;
use crate::model::id::{AttributeId, IdentityId, LabelId};
use crate::model::identity::Identity;
use crate::model::relation::Relation;

/// What is not in the files.
#[derive(Debug, Default)]
pub struct Lost {
    /// Marks that have no words in the file.
    pub marks: usize,
    /// Relations of which a part or all is not written.
    pub parts: usize,
    /// Attributes whose value is empty: no line holds it.
    pub attributes: usize,
    /// Marks of which it is not told what they are about.
    pub identities: usize,
    /// In how many files several marks are told to be about one thing, by its identity.
    pub groups: BTreeMap<IdentityId, usize>,
    /// The names by which a thing is told, by its identity; only of those that have a
    /// number.
    pub names: BTreeMap<IdentityId, BTreeSet<String>>,
    /// Things whose name is that of the words, as it is when the file is read.
    pub named: BTreeSet<IdentityId>,
    /// Labels, attributes and relations whose names, or those of their roles, are written as
    /// others.
    pub renamed: BTreeSet<String>,
}

impl Lost {
    /// This is not written under its own name.
    pub fn rename(&mut self, name: &str) {
        self.renamed.insert(name.to_owned());
    }

    /// Adds what is not in a part of the files.
    pub fn add(&mut self, other: Lost) {
        self.marks += other.marks;
        self.parts += other.parts;
        self.attributes += other.attributes;
        self.identities += other.identities;
        for (id, count) in other.groups {
            *self.groups.entry(id).or_default() += count;
        }
        for (id, names) in other.names {
            self.names.entry(id).or_default().extend(names);
        }
        self.named.extend(other.named);
        self.renamed.extend(other.renamed);
    }
}

/// The lines that say something of others.
#[derive(Default)]
pub struct Sayings {
    /// Those of the file, in its order; `None` for those that say nothing any more.
    pub known: Vec<Option<String>>,
    /// New ones.
    pub new: Vec<String>,
}

/// An annotation or a relation of which something is said here.
struct Subject<'a> {
    /// The id of its line.
    id: String,
    label: &'a LabelId,
    attributes: &'a BTreeMap<AttributeId, String>,
    /// What is still to be said of its note.
    note: &'a str,
    /// Lines of the file that may say it.
    note_lines: usize,
    /// What it is about: only annotations have one.
    identity: Option<&'a IdentityId>,
    annotation: Option<&'a Annotation>,
    /// The attributes that have a line.
    said: BTreeSet<AttributeId>,
}

impl<'a> Subject<'a> {
    fn annotation(id: &str, annotation: &'a Annotation) -> Self {
        let Annotation { label, attributes, note, identity, .. } = annotation;
        let (identity, annotation) = (identity.as_ref(), Some(annotation));
        let (id, said) = (id.to_owned(), BTreeSet::new());
        Subject { id, label, attributes, note, note_lines: 0, identity, annotation, said }
    }

    fn relation(id: &str, relation: &'a Relation) -> Self {
        let Relation { label, attributes, note, .. } = relation;
        let (id, said) = (id.to_owned(), BTreeSet::new());
        Subject { id, label, attributes, note, note_lines: 0, identity: None, annotation: None, said }
    }

    /// The next line of its note, if `there` is what the line of the file says: the same, or
    /// all that is left if this is the last line or says something else now.
    fn next_note(&mut self, there: &str) -> Option<&'a str> {
        self.note_lines -= usize::from(self.note_lines > 0);
        if self.note.is_empty() {
            return None;
        }
        let rest = self.note.strip_prefix(there).and_then(|rest| rest.strip_prefix('\n'));
        match rest.filter(|rest| !rest.is_empty() && self.note_lines > 0) {
            Some(rest) => {
                let (line, _) = self.note.split_at(there.len());
                self.note = rest;
                Some(line)
            }
            None => Some(std::mem::take(&mut self.note)),
        }
    }
}

/// The annotations and relations of a file, in its order, and what lines of the file call
/// them.
#[derive(Default)]
struct Subjects<'a> {
    all: Vec<Subject<'a>>,
    by_origin: BTreeMap<String, usize>,
}

impl<'a> Subjects<'a> {
    fn of(sheet: &Sheet<'a>, written: &Written<'a>) -> Self {
        let mut subjects = Subjects::default();
        for member in sheet.annotations.iter().filter(|member| member.is_at_home) {
            let Some((_, id)) = written.bounds.get(&member.annotation.id) else { continue };
            let origin = member.origin.as_ref().filter(|origin| origin.id == *id);
            subjects.add(Subject::annotation(id, member.annotation), origin.map(|origin| origin.id.as_str()));
        }
        for (relation, origin) in &sheet.relations {
            let Some(id) = written.relations.get(&relation.id) else { continue };
            subjects.add(Subject::relation(id, relation), origin.as_ref().map(|origin| origin.id.as_str()));
        }
        subjects
    }

    fn add(&mut self, subject: Subject<'a>, origin: Option<&str>) {
        if let Some(origin) = origin {
            self.by_origin.entry(origin.to_owned()).or_insert(self.all.len());
        }
        self.all.push(subject);
    }

    /// The one of which a line of the file speaks.
    fn spoken_of(&mut self, id: &str) -> Option<(usize, &mut Subject<'a>)> {
        let at = *self.by_origin.get(id)?;
        Some((at, self.all.get_mut(at)?))
    }

    fn id(&self, at: usize) -> &str {
        self.all.get(at).map_or("", |subject| &subject.id)
    }

    /// How who reads the file calls what these are about, if nothing else tells it.
    fn name_by_words(&self, all: &[usize]) -> String {
        let annotations = all.iter().filter_map(|at| self.all.get(*at));
        let annotations: BTreeMap<&str, &Annotation> =
            annotations.filter_map(|subject| Some((subject.id.as_str(), subject.annotation?))).collect();
        longest(annotations.into_iter().map(|(id, annotation)| (id, annotation.quoted())))
    }
}

/// What annotations are about.
struct Thing<'a> {
    number: &'a str,
    name: &'a str,
    names: BTreeSet<&'a str>,
}

impl<'a> Thing<'a> {
    fn of(identity: &'a Identity) -> Self {
        Thing {
            number: &identity.wikidata,
            name: identity.name.trim(),
            names: identity.names().map(str::trim).collect(),
        }
    }
}

/// An equivalence that stays.
struct Equivalence<'a> {
    identity: &'a IdentityId,
    /// Which are the same, by their places.
    all: Vec<usize>,
    /// The line of the file, if it says just that.
    line: Option<&'a str>,
}

/// A line of the file and what becomes of it.
enum Fate<'a> {
    Goes,
    Stays(&'a str),
    Changes(String),
    /// By its place.
    Same(usize),
}

impl<'a> Sheet<'a> {
    /// The lines of what is said. Adds to [`Written::lost`] what no line says.
    pub fn sayings(&self, written: &mut Written<'a>, material: &Material<'_>) -> Sayings {
        let mut subjects = Subjects::of(self, written);
        let lines: Vec<(&str, Option<Said<'_>>)> = self.said().map(|line| (line, said(line))).collect();
        for (_, said) in &lines {
            if let Some(Said { saying: Saying::Note { of, .. }, .. }) = said
                && let Some((_, subject)) = subjects.spoken_of(of)
            {
                subject.note_lines += 1;
            }
        }
        let mut things: BTreeMap<&IdentityId, Thing<'_>> = BTreeMap::new();
        for id in subjects.all.iter().filter_map(|subject| subject.identity) {
            if let Some(identity) = material.identity_of(id) {
                things.entry(id).or_insert_with(|| Thing::of(identity));
            }
        }
        let mut about = About {
            groups: Groups::new(subjects.all.len()),
            by_number: BTreeMap::new(),
            referenced: Vec::new(),
            equivalences: Vec::new(),
        };
        let lost = &mut written.lost;
        let mut fates = Vec::with_capacity(lines.len());
        for (line, said) in &lines {
            let fate = match said {
                // Only what somebody else wrote into storage.
                None => Fate::Stays(line),
                Some(Said { id, saying }) => {
                    let id = id.unwrap_or_default();
                    fate(line, id, saying, &mut subjects, &things, &mut about, lost)
                }
            };
            fates.push(fate);
        }

        let mut new = Vec::new();
        let (numbered, same) = about.untold(&subjects, &things, lost);
        for (at, subject) in subjects.all.iter().enumerate() {
            let mut names = Names::of(&subject.said);
            for (attribute, value) in subject.attributes.iter().filter(|(id, _)| !subject.said.contains(*id)) {
                if value.is_empty() {
                    lost.attributes += 1;
                    continue;
                }
                let name = names.free(attribute_kind(attribute.as_str()));
                if name != attribute.as_str() {
                    lost.rename(attribute.as_str());
                }
                let attributes = material.scheme.attributes(subject.label);
                let known = attributes.iter().find(|known| known.id == *attribute);
                let is_choice = known.is_some_and(|known| known.values.iter().any(|choice| choice.id == FLAG));
                let value = Some(value.as_str()).filter(|value| *value != FLAG || is_choice);
                new.push(attribute_line(&written.ids.next('A'), &name, &subject.id, value));
            }
            if !subject.note.is_empty() {
                new.push(note_line(&written.ids.next('#'), &subject.id, subject.note));
            }
            if let Some(thing) = subject.identity.filter(|_| numbered.contains(&at)).and_then(|id| things.get(id)) {
                new.push(reference_line(&written.ids.next('N'), &subject.id, thing.number, thing.name));
            }
        }
        let line = |all: &[usize]| same_line(&all.iter().map(|at| subjects.id(*at)).collect::<Vec<_>>());
        new.extend(same.iter().map(|all| line(all)));
        let known = fates.into_iter().map(|fate| match fate {
            Fate::Goes => None,
            Fate::Stays(line) => Some(line.to_owned()),
            Fate::Changes(line) => Some(line),
            Fate::Same(at) => {
                let same = about.equivalences.get(at)?;
                Some(same.line.map_or_else(|| line(&same.all), str::to_owned))
            }
        });
        Sayings { known: known.collect(), new }
    }
}

/// What becomes of a line of the file.
fn fate<'a>(
    line: &'a str,
    id: &str,
    saying: &Saying<'a>,
    subjects: &mut Subjects<'a>,
    things: &BTreeMap<&'a IdentityId, Thing<'_>>,
    about: &mut About<'a>,
    lost: &mut Lost,
) -> Fate<'a> {
    let either =
        |is_so: bool, other: &dyn Fn() -> String| if is_so { Fate::Stays(line) } else { Fate::Changes(other()) };
    match saying {
        Saying::Attribute { of, name, value } => {
            let Some((_, subject)) = subjects.spoken_of(of) else { return Fate::Goes };
            let attribute = AttributeId::from(*name);
            let Some(now) = subject.attributes.get(&attribute).filter(|value| !value.is_empty()) else {
                return Fate::Goes;
            };
            subject.said.insert(attribute);
            let is_so = value.as_deref().unwrap_or(FLAG) == now && subject.id == *of;
            let is_flag = value.is_none() && now == FLAG;
            either(is_so, &|| attribute_line(id, name, &subject.id, Some(now.as_str()).filter(|_| !is_flag)))
        }
        Saying::Note { of, note } => {
            let Some((_, subject)) = subjects.spoken_of(of) else { return Fate::Goes };
            let Some(now) = subject.next_note(note) else { return Fate::Goes };
            either(now == note && subject.id == *of, &|| note_line(id, &subject.id, now))
        }
        Saying::Reference { of, number, name } => {
            let Some((at, subject)) = subjects.spoken_of(of) else { return Fate::Goes };
            let Some(identity) = subject.identity else { return Fate::Goes };
            let Some(thing) = things.get(identity).filter(|thing| !thing.number.is_empty()) else { return Fate::Goes };
            let name = name.trim();
            let is_so = thing.number == *number && (name.is_empty() || thing.names.contains(name));
            about.refer(at, thing.number);
            let told = if is_so { name } else { thing.name };
            lost.names.entry(identity.clone()).or_default().insert(told.to_owned());
            either(is_so, &|| reference_line(id, &subject.id, thing.number, thing.name))
        }
        Saying::Same(ids) => {
            let mut by_identity: BTreeMap<&IdentityId, (usize, Vec<usize>)> = BTreeMap::new();
            let mut seen = BTreeSet::new();
            for (place, id) in ids.iter().enumerate() {
                if let Some((at, subject)) = subjects.spoken_of(id)
                    && let Some(identity) = subject.identity
                    && seen.insert(at)
                {
                    by_identity.entry(identity).or_insert((place, Vec::new())).1.push(at);
                }
            }
            // Of several the largest; of these the first.
            let largest =
                by_identity.into_iter().max_by_key(|(_, (place, all))| (all.len(), std::cmp::Reverse(*place)));
            let Some((identity, (_, all))) = largest.filter(|(_, (_, all))| all.len() > 1) else { return Fate::Goes };
            let distinct: BTreeSet<&&str> = ids.iter().collect();
            let line = Some(line).filter(|_| all.len() == distinct.len());
            about.same(Equivalence { identity, all, line })
        }
    }
}

/// What lines tell of what is about one thing.
struct About<'a> {
    /// Annotations that are about one thing, by lines of the file.
    groups: Groups,
    /// The first that has a number.
    by_number: BTreeMap<String, usize>,
    /// Those that have a number by a line of the file.
    referenced: Vec<usize>,
    equivalences: Vec<Equivalence<'a>>,
}

impl<'a> About<'a> {
    fn refer(&mut self, at: usize, number: &str) {
        let first = *self.by_number.entry(number.to_owned()).or_insert(at);
        self.groups.join(first, at);
        self.referenced.push(at);
    }

    fn same(&mut self, equivalence: Equivalence<'a>) -> Fate<'a> {
        for pair in equivalence.all.windows(2) {
            if let [one, other] = pair {
                self.groups.join(*one, *other);
            }
        }
        self.equivalences.push(equivalence);
        Fate::Same(self.equivalences.len() - 1)
    }

    /// What no line of the file tells: which annotations need their thing's number, and
    /// which are the same. What can be is added to an equivalence of the file.
    fn untold(
        &mut self,
        subjects: &Subjects<'a>,
        things: &BTreeMap<&'a IdentityId, Thing<'_>>,
        lost: &mut Lost,
    ) -> (BTreeSet<usize>, Vec<Vec<usize>>) {
        let mut members: BTreeMap<&IdentityId, Vec<usize>> = BTreeMap::new();
        let mut in_order = Vec::new();
        for (at, identity) in subjects.all.iter().enumerate().filter_map(|(at, s)| Some((at, s.identity?))) {
            let all = members.entry(identity).or_default();
            if all.is_empty() {
                in_order.push(identity);
            }
            all.push(at);
        }
        let mut of_identity: BTreeMap<&IdentityId, usize> = BTreeMap::new();
        for (at, equivalence) in self.equivalences.iter().enumerate() {
            of_identity.entry(equivalence.identity).or_insert(at);
        }
        let referenced: BTreeSet<usize> = self.referenced.iter().map(|at| self.groups.of(*at)).collect();
        let (mut numbered, mut same) = (BTreeSet::new(), Vec::new());
        for identity in in_order {
            let all = members.get(identity).map(Vec::as_slice).unwrap_or_default();
            let mut seen = BTreeSet::new();
            let firsts: Vec<usize> = all.iter().copied().filter(|at| seen.insert(self.groups.of(*at))).collect();
            let thing = things.get(identity).filter(|thing| !thing.number.is_empty());
            if let Some(thing) = thing {
                let untold = all.iter().copied().filter(|at| !referenced.contains(&self.groups.of(*at)));
                let before = numbered.len();
                numbered.extend(untold);
                if numbered.len() > before {
                    lost.names.entry(identity.clone()).or_default().insert(thing.name.to_owned());
                }
            }
            if all.len() > 1 {
                let name = things.get(identity).filter(|_| thing.is_none()).map(|thing| thing.name);
                if name.is_some_and(|name| name == subjects.name_by_words(all)) {
                    lost.named.insert(identity.clone());
                }
                *lost.groups.entry(identity.clone()).or_default() += 1;
            } else if thing.is_none() {
                lost.identities += 1;
            }
            if firsts.len() < 2 {
                continue;
            }
            match of_identity.get(identity).and_then(|at| self.equivalences.get_mut(*at)) {
                Some(known) => {
                    let root = known.all.first().map(|at| self.groups.of(*at));
                    known.all.extend(firsts.iter().copied().filter(|at| Some(self.groups.of(*at)) != root));
                    known.line = None;
                }
                None => same.push(firsts),
            }
        }
        (numbered, same)
    }
}

/// The names of what is said of one thing: no two are the same.
struct Names {
    taken: BTreeSet<String>,
    /// How often a name was wanted.
    counts: BTreeMap<String, usize>,
}

impl Names {
    fn of(said: &BTreeSet<AttributeId>) -> Self {
        Names { taken: said.iter().map(ToString::to_string).collect(), counts: BTreeMap::new() }
    }

    fn free(&mut self, name: String) -> String {
        let mut free = name.clone();
        while !self.taken.insert(free.clone()) {
            let count = self.counts.entry(name.clone()).or_insert(1);
            *count += 1;
            free = format!("{name}_{count}");
        }
        free
    }
}
