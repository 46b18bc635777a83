//! The lines of one annotation file: those of annotations and relations. What is said of
//! these has its own lines, see [`sayings`](super::sayings).

use std::collections::{BTreeMap, BTreeSet};

use super::kept::{KeptFile, KeptLine, NOT_SHOWN, Origin, SAID};
use super::layout::{Counting, Layout};
use super::line::{
    Event, Link, NotShown, event, event_line, id_in, is_id_of, link, link_line, text_bound, text_bound_line,
};
use super::names::{
    CUE, SOURCE, TRIGGER, event_kind, is_attribution, kind_kept, kind_of, label_of, link_arguments, link_kind,
    link_roles, linked_by, numbered, relation_of, role_of,
};
use super::sayings::{Lost, Sayings};
use crate::formats::exchange::Material;
use crate::model::annotation::Annotation;
use crate::model::article::LINE_BREAKS;
use crate::model::id::{AnnotationId, RelationId};
use crate::model::relation::{Argument, Relation};

/// What one annotation file is written from.
pub struct Sheet<'a> {
    /// Of the text file that goes along.
    pub layout: &'a Layout,
    /// What is kept of the file.
    pub file: &'a KeptFile,
    /// In text order.
    pub annotations: Vec<Member<'a>>,
    /// With the origins of those that came from this file.
    pub relations: Vec<(&'a Relation, Option<Origin>)>,
}

/// An annotation in a file.
pub struct Member<'a> {
    /// The annotation.
    pub annotation: &'a Annotation,
    /// If it came from this file.
    pub origin: Option<Origin>,
    /// Whether what is said of it is said here. It may also be in other files, where
    /// relations need it.
    pub is_at_home: bool,
}

/// The lines of a file.
#[derive(Default)]
pub struct Lines {
    /// Those that have an id from the file, by it.
    pub known: BTreeMap<String, String>,
    /// Those that have a new one, in order.
    pub new: Vec<String>,
}

impl Lines {
    /// Adds a line.
    fn add(&mut self, id: &str, is_known: bool, line: String) {
        if is_known {
            self.known.insert(id.to_owned(), line);
        } else {
            self.new.push(line);
        }
    }
}

/// A relation that is about to be written.
struct Draft<'o, 'a> {
    relation: &'a Relation,
    origin: Option<&'o Origin>,
    /// If it came from the file and no other has it.
    id: Option<String>,
    /// If it came from the file.
    trigger: Option<String>,
}

impl Draft<'_, '_> {
    /// The id that it had as a line of this letter.
    fn known_id(&self, letter: char) -> Option<String> {
        self.id.clone().filter(|id| id.starts_with(letter))
    }

    fn kept_kind(&self) -> Option<&str> {
        self.origin.and_then(|origin| origin.kind.as_deref())
    }

    /// The line that it was, where another would be written.
    fn kept_line(&self) -> Option<&str> {
        self.origin.and_then(|origin| origin.line.as_deref()).filter(|line| !line.contains('\n'))
    }
}

/// A part that an annotation plays in a relation: its role, the annotation, and the id of
/// its text-bound.
type Part<'a> = (String, &'a Annotation, String);

/// What is written already.
pub struct Written<'a> {
    /// The ids that are taken.
    pub ids: Ids,
    /// The lines.
    pub lines: Lines,
    /// The annotations that have a text-bound here, with its id.
    pub bounds: BTreeMap<&'a AnnotationId, (&'a Annotation, String)>,
    /// The relations that have a line here, with its id.
    pub relations: BTreeMap<&'a RelationId, String>,
    /// What could not be written.
    pub lost: Lost,
    /// The ids of these.
    bound: BTreeSet<String>,
    /// The types of all text-bounds, triggers included.
    kinds: BTreeMap<String, String>,
    /// The ids of the events that came from the file, and of the lines that are kept
    /// as they are.
    others: BTreeSet<String>,
    /// These lines.
    kept: NotShown<'a>,
    /// The ids of all lines that were shown when the file was read.
    was_there: BTreeSet<&'a str>,
}

impl Written<'_> {
    /// Whether a line may speak of this id: it is there, or it never was.
    fn is_known(&self, id: &str) -> bool {
        let is_there = self.bound.contains(id) || self.others.contains(id);
        is_there || (!self.was_there.is_empty() && !self.was_there.contains(id))
    }

    fn add_trigger(&mut self, id: &str, is_known: bool, kind: &str, line: String) {
        self.kinds.insert(id.to_owned(), kind.to_owned());
        self.lines.add(id, is_known, line);
    }
}

impl<'a> Sheet<'a> {
    /// The whole file. Adds to `lost` what is not in it.
    pub fn text(&self, material: &Material<'_>, lost: &mut Lost) -> String {
        let mut written = self.written();
        let Sayings { known: said, new: new_said } = self.sayings(&mut written, material);
        lost.add(written.lost);
        let Lines { mut known, new } = written.lines;
        let said_ids = said.iter().flatten().map(|line| id_in(line).to_owned());
        let ids: BTreeSet<String> = known.keys().cloned().chain(said_ids).collect();
        let makes_sense = |line: &KeptLine| line.needs.iter().all(|id| ids.contains(id));
        let mut kept = self.file.kept.iter();
        let mut said = said.into_iter();
        let mut lines = Vec::new();
        for id in &self.file.lines {
            match id.as_str() {
                NOT_SHOWN => {
                    let line = kept.next().filter(|line| makes_sense(line));
                    lines.extend(line.map(|line| line.text.clone()));
                }
                SAID => {
                    kept.next();
                    lines.extend(said.next().flatten());
                }
                _ => lines.extend(known.remove(id)),
            }
        }
        let there = lines.len();
        // What came with another version of the file has no place in this one.
        let mut others: Vec<(String, String)> = known.into_iter().collect();
        others.sort_by_key(|(id, _)| (!id.starts_with('T'), number(id), id.clone()));
        lines.extend(others.into_iter().map(|(_, line)| line));
        lines.extend(new);
        lines.extend(new_said);
        lines.extend(kept.filter(|line| makes_sense(line)).map(|line| line.text.clone()));
        let is_added = lines.len() > there;
        let end = if self.file.returns { "\r\n" } else { "\n" };
        let mut text = lines.join(end);
        if !lines.is_empty() && (is_added || !self.file.open) {
            text.push_str(end);
        }
        text
    }

    /// The lines of the file that say something of others, in order.
    pub fn said(&self) -> impl Iterator<Item = &'a str> + use<'a> {
        let file = self.file;
        let places = file.lines.iter().filter(|id| [NOT_SHOWN, SAID].contains(&id.as_str()));
        places.zip(&file.kept).filter(|(id, _)| *id == SAID).map(|(_, line)| line.text.as_str())
    }

    /// A line for each annotation, each relation and each trigger.
    pub fn written(&self) -> Written<'a> {
        let mut ids = Ids::default();
        self.file.kept.iter().for_each(|line| ids.note(id_in(&line.text)));
        let drafts = self.drafts(&mut ids);
        let kept = NotShown::of(self.file.kept.iter().map(|line| line.text.as_str()));
        let mut written = Written {
            lines: Lines::default(),
            bounds: BTreeMap::new(),
            relations: BTreeMap::new(),
            lost: Lost::default(),
            bound: BTreeSet::new(),
            kinds: BTreeMap::new(),
            others: self.file.kept.iter().map(|line| id_in(&line.text).to_owned()).collect(),
            kept,
            was_there: {
                let lines = self.file.lines.iter().map(String::as_str);
                lines.filter(|id| ![NOT_SHOWN, SAID].contains(id)).collect()
            },
            ids,
        };
        // New numbers come after all that are there.
        let known: Vec<Option<String>> =
            self.annotations.iter().map(|member| written.ids.take(&['T'], member.origin.as_ref())).collect();
        for (member, known) in self.annotations.iter().zip(known) {
            let Member { annotation, origin, is_at_home } = member;
            let origin = origin.as_ref().filter(|_| known.is_some());
            let is_known = known.is_some();
            let id = known.unwrap_or_else(|| written.ids.next('T'));
            let Some((kind, line)) = self.text_bound(annotation, origin, &id) else {
                written.lost.marks += usize::from(*is_at_home);
                continue;
            };
            if label_of(&kind) != annotation.label.as_str() {
                written.lost.rename(annotation.label.as_str());
            }
            written.kinds.insert(id.clone(), kind);
            written.bound.insert(id.clone());
            written.lines.add(&id, is_known, line);
            written.bounds.insert(&annotation.id, (annotation, id));
        }
        // An event of which nothing is in the text is not written.
        let bounds = &written.bounds;
        let is_written =
            |draft: &&Draft<'_, '_>| draft.relation.arguments.iter().any(|a| bounds.contains_key(&a.annotation));
        let events: Vec<String> = drafts.iter().filter(is_written).filter_map(|draft| draft.known_id('E')).collect();
        written.others.extend(events);
        // An event may also join links that are there: which are is known first.
        let (links, events): (Vec<&Draft<'_, '_>>, Vec<&Draft<'_, '_>>) =
            drafts.iter().partition(|draft| draft.known_id('R').is_some());
        for draft in links {
            self.relation(draft, &mut written);
        }
        let links = written.relations.values().filter(|id| id.starts_with('R')).cloned();
        written.others.extend(links);
        for draft in events {
            self.relation(draft, &mut written);
        }
        written
    }

    /// The relations: those of the file, then new ones in text order.
    fn drafts(&self, ids: &mut Ids) -> Vec<Draft<'_, 'a>> {
        let mut drafts: Vec<Draft<'_, 'a>> = self
            .relations
            .iter()
            .map(|(relation, origin)| {
                let origin = origin.as_ref();
                let trigger = origin.and_then(|origin| origin.trigger.clone()).filter(|id| is_id_of('T', id));
                trigger.iter().for_each(|id| ids.note(id));
                Draft { relation, origin, id: ids.take(&['E', 'R'], origin), trigger }
            })
            .collect();
        let places: BTreeMap<&AnnotationId, usize> =
            self.annotations.iter().enumerate().map(|(at, member)| (&member.annotation.id, at)).collect();
        let place = |relation: &Relation| relation.arguments.iter().filter_map(|a| places.get(&a.annotation)).min();
        drafts.sort_by_cached_key(|draft| (draft.id.is_none(), place(draft.relation), draft.relation.id.clone()));
        drafts
    }

    /// A text-bound's type and line; `None` where the words have no place in the file.
    fn text_bound(&self, annotation: &Annotation, origin: Option<&Origin>, id: &str) -> Option<(String, String)> {
        let (spans, label) = (annotation.spans(), annotation.label.as_str());
        if let Some(line) = origin.and_then(|origin| origin.line.as_deref())
            && let Some((kind, stretches)) = believed(line, id, self.layout, self.file.counting)
            && label_of(kind) == label
            && self.layout.spans(&stretches) == spans
        {
            return Some((kind.to_owned(), line.to_owned()));
        }
        let kind = kind_kept(origin.and_then(|origin| origin.kind.as_deref()), label);
        let line = self.text_bound_line(id, &kind, annotation)?;
        Some((kind, line))
    }

    /// A text-bound on the words of an annotation.
    fn text_bound_line(&self, id: &str, kind: &str, annotation: &Annotation) -> Option<String> {
        let stretches = self.layout.stretches(&annotation.spans());
        let quote = self.layout.quote(&stretches).filter(|_| !stretches.is_empty())?;
        let counted = stretches.iter().map(|stretch| self.file.counting.stretch_in_file(self.layout, *stretch));
        Some(text_bound_line(id, kind, &counted.collect::<Vec<_>>(), &quote))
    }

    /// Writes a relation; nothing, if none of what it joins is in the text.
    fn relation(&self, draft: &Draft<'_, 'a>, written: &mut Written<'a>) {
        let Draft { relation, .. } = draft;
        let part = |argument: &Argument| {
            let (annotation, id) = written.bounds.get(&argument.annotation)?;
            Some((argument.role.as_str().to_owned(), *annotation, id.clone()))
        };
        let parts: Vec<Part<'a>> = relation.arguments.iter().filter_map(part).collect();
        written.lost.parts += usize::from(parts.len() < relation.arguments.len());
        if parts.is_empty() {
            return;
        }
        let line = match self.link(draft, &parts, written) {
            Some(line) => Some(line),
            None => self.event(draft, &parts, written),
        };
        let Some((id, is_known, line)) = line else { return };
        written.relations.insert(&relation.id, id.clone());
        written.lines.add(&id, is_known, line);
    }

    /// The id and line of a relation that is written as a link; whether the file had the id.
    fn link(
        &self,
        draft: &Draft<'_, 'a>,
        parts: &[Part<'a>],
        written: &mut Written<'a>,
    ) -> Option<(String, bool, String)> {
        let [one, other] = parts else { return None };
        let label = draft.relation.label.as_str();
        let known = draft.known_id('R');
        let says_it = |link: &Link<'_>| {
            let labels = [one.1.label.as_str(), other.1.label.as_str()];
            let roles = link_roles(link.kind, link.arguments.map(|(role, _)| role), labels);
            linked_by(link.kind) == label
                && roles == [&one.0, &other.0]
                && link.arguments.map(|(_, id)| id) == [&one.2, &other.2]
        };
        if let Some(id) = &known
            && let Some(line) = draft.kept_line()
            && link(line).is_some_and(|link| link.id == id && says_it(&link))
        {
            return Some((id.clone(), true, line.to_owned()));
        }
        // What was an event stays one.
        if draft.known_id('E').is_some() {
            return None;
        }
        let arguments = link_arguments(label, (&one.0, one.2.clone()), (&other.0, other.2.clone()))?;
        let kind = link_kind(draft.kept_kind(), label);
        let is_known = known.is_some();
        let id = known.unwrap_or_else(|| written.ids.next('R'));
        let line = link_line(&id, &kind, &arguments);
        let is_turned = link(&line).is_some_and(|link| link.arguments.map(|(_, id)| id) == [&other.2, &one.2]);
        let is_exact = link(&line).is_some_and(|link| says_it(&link));
        if !is_exact && !is_turned || linked_by(&kind) != label {
            written.lost.rename(label);
        }
        Some((id, is_known, line))
    }

    /// The id and line of a relation that is written as an event; whether the file had the
    /// id. Writes its trigger where that is no annotation.
    fn event(
        &self,
        draft: &Draft<'_, 'a>,
        parts: &[Part<'a>],
        written: &mut Written<'a>,
    ) -> Option<(String, bool, String)> {
        let Draft { relation, .. } = draft;
        let kind = event_kind(draft.kept_kind(), relation.label.as_str());
        let trigger = self.trigger(draft, &kind, parts, written)?;
        let known = draft.known_id('E');
        let is_known = known.is_some();
        let id = known.unwrap_or_else(|| written.ids.next('E'));
        let was = draft.kept_line().and_then(|line| Some((line, event(line).filter(|event| event.id == id)?)));
        let is_bound = |id: &str| written.bound.contains(id);
        let says_it = |event: &Event<'_>| {
            let joined = joined(event, is_bound);
            joined.into_iter().eq(parts.iter().map(|(role, _, id)| (role.as_str(), id.as_str())))
        };
        if let Some((line, event)) = &was
            && relation_of(event.kind) == relation.label.as_str()
            && event.trigger == trigger
            && event.arguments.iter().all(|(_, id)| written.is_known(id))
            && parts.len() == relation.arguments.len()
            && says_it(event)
        {
            return Some((id, true, (*line).to_owned()));
        }
        let shown = parts.iter().filter(|(_, _, id)| *id != trigger).map(|(role, _, id)| (kind_of(role), id.clone()));
        // What it joins that is no annotation.
        let others = was
            .iter()
            .flat_map(|(_, event)| with_roles(event))
            .filter(|(_, id)| written.others.contains(*id) && !is_bound(id) && *id != trigger);
        let others = others.map(|(role, id)| (kind_of(role), id.to_owned()));
        let (roles, of): (Vec<String>, Vec<String>) = shown.chain(others).unzip();
        let arguments: Vec<(String, String)> = numbered(&roles).into_iter().zip(of).collect();
        let line = event_line(&id, &kind, &trigger, &arguments);
        if relation_of(&kind) != relation.label.as_str() || !event(&line).is_some_and(|event| plays(&event, parts)) {
            written.lost.rename(relation.label.as_str());
        }
        Some((id, is_known, line))
    }

    /// The id of an event's trigger. Writes its line, if it has none yet.
    fn trigger(
        &self,
        draft: &Draft<'_, 'a>,
        kind: &str,
        parts: &[Part<'a>],
        written: &mut Written<'a>,
    ) -> Option<String> {
        // What was a trigger of its own is none of the lines that were not shown.
        let was_there = |id: &String| written.was_there.contains(id.as_str());
        let is_there = |id: &&String| match written.kinds.get(*id) {
            Some(known) => known == kind,
            None => !was_there(id) && written.kept.has_trigger(id, kind),
        };
        if let Some(id) = draft.trigger.as_ref().filter(is_there) {
            return Some(id.clone());
        }
        // An id that something else has now is no trigger's any more.
        let is_taken = |id: &String| written.kinds.contains_key(id) || written.others.contains(id);
        let known =
            draft.trigger.as_ref().filter(|id| was_there(id) && !written.kinds.contains_key(*id) || !is_taken(id));
        let was = draft.origin.and_then(|origin| origin.trigger_line.as_deref());
        if let (Some(id), Some(line)) = (known, was)
            && believed(line, id, self.layout, self.file.counting).is_some()
        {
            written.add_trigger(id, true, kind, line.to_owned());
            return Some(id.clone());
        }
        // The cue stands for an attribution; where there is none, who says it.
        let in_role = |role: &&str| parts.iter().find(|(other, _, _)| other == role);
        let (_, anchor, _) = [CUE, TRIGGER, SOURCE].iter().find_map(in_role).or(parts.first())?;
        let id = known.cloned().unwrap_or_else(|| written.ids.next('T'));
        let line = self.text_bound_line(&id, kind, anchor)?;
        written.add_trigger(&id, known.is_some(), kind, line);
        Some(id)
    }
}

/// The roles of an event's arguments as ours, with what plays them.
fn with_roles<'a>(event: &Event<'a>) -> Vec<(&'a str, &'a str)> {
    let mut before = BTreeSet::new();
    let named = |(role, id): &(&'a str, &'a str)| {
        let named = role_of(role, &before);
        before.insert(*role);
        (named, *id)
    };
    event.arguments.iter().map(named).collect()
}

/// Whether an event's arguments are these parts, each in its role; its trigger stands for
/// one of them and may have another.
fn plays(event: &Event<'_>, parts: &[Part<'_>]) -> bool {
    let parts = parts.iter().map(|(role, _, id)| (role.as_str(), id.as_str()));
    let mut meant: Vec<(&str, &str)> = parts.filter(|(_, id)| *id != event.trigger).collect();
    let ids: BTreeSet<&str> = meant.iter().map(|(_, id)| *id).collect();
    let mut read = with_roles(event);
    read.retain(|(_, id)| ids.contains(id));
    read.sort_unstable();
    meant.sort_unstable();
    read == meant
}

/// What an event joins: our roles, and the ids of text-bounds that are annotations.
/// The trigger of an attribution without a cue is its cue; that of an event of another
/// type has a role of its own.
pub fn joined<'a>(event: &Event<'a>, is_bound: impl Fn(&str) -> bool) -> Vec<(&'a str, &'a str)> {
    let mut joined = with_roles(event);
    joined.retain(|(_, id)| is_bound(id));
    let role = if is_attribution(event.kind) { CUE } else { TRIGGER };
    if is_bound(event.trigger) && !joined.iter().any(|(other, _)| *other == role) {
        joined.push((role, event.trigger));
    }
    joined
}

/// The type and the stretches of a text-bound's line, in code points of the file, if
/// its words stand there.
pub fn believed<'a>(
    line: &'a str,
    id: &str,
    layout: &Layout,
    counting: Counting,
) -> Option<(&'a str, Vec<(u32, u32)>)> {
    let bound = text_bound(line).filter(|bound| bound.id == id && !line.contains('\n'))?;
    let stretches = bound.fragments.iter().map(|fragment| counting.stretch_from_file(layout, *fragment));
    let stretches: Vec<(u32, u32)> = stretches.collect::<Option<_>>()?;
    let quote = layout.quote(&stretches)?;
    // No line can hold a line break: those within a stretch are written as spaces.
    let fits = quote == bound.quote || quote.replace("\r\n", "\n").replace(LINE_BREAKS, " ") == bound.quote;
    fits.then_some((bound.kind, stretches))
}

/// The number in an id; 0 if there is none.
fn number(id: &str) -> u64 {
    id.trim_start_matches(|c: char| !c.is_ascii_digit()).parse().unwrap_or(0)
}

/// The ids of a file.
#[derive(Default)]
pub struct Ids {
    /// Those that lines have.
    taken: BTreeSet<String>,
    /// Those that no new line shall have.
    noted: BTreeSet<String>,
    /// The highest number after each letter.
    highest: BTreeMap<char, u64>,
}

impl Ids {
    /// Notes an id that no new line shall have.
    fn note(&mut self, id: &str) {
        let Some(letter) = id.chars().next() else { return };
        let highest = self.highest.entry(letter).or_default();
        // Nobody has counted up to a longer number.
        *highest = (*highest).max(Some(number(id)).filter(|number| *number < 1 << 60).unwrap_or(0));
        self.noted.insert(id.to_owned());
    }

    /// The id that a line had in the file; `None` if it begins with none of these letters,
    /// or is another line's.
    fn take(&mut self, letters: &[char], origin: Option<&Origin>) -> Option<String> {
        let id = &origin?.id;
        self.note(id);
        let is_one = letters.iter().any(|letter| is_id_of(*letter, id));
        (is_one && self.taken.insert(id.to_owned())).then(|| id.to_owned())
    }

    /// The next id after the highest.
    pub fn next(&mut self, letter: char) -> String {
        loop {
            let highest = self.highest.entry(letter).or_default();
            *highest += 1;
            let id = format!("{letter}{highest}");
            if self.noted.insert(id.clone()) {
                return id;
            }
        }
    }
}
