//! Reading: a text file and its annotation files.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use super::kept::{KEY, KeptFile, KeptLine, KeptText, NOT_SHOWN, Origin, SAID, file_key, stem};
use super::layout::{COUNTINGS, Counting, Layout, cut};
use super::line::{Event, Link, NotShown, TextBound, event, id_in, link, mentioned, text_bound};
use super::names::{CUE, event_kind, is_attribution, kind_of, label_of, link_kind, link_roles, linked_by, relation_of};
use super::sheet::{Member, Sheet, believed, joined};
use super::told::Told;
use crate::formats::ReadFile;
use crate::formats::exchange::texts::{article_of, name_from};
use crate::model::annotation::{Annotation, Fragment};
use crate::model::article::ArticleText;
use crate::model::edit::Entity;
use crate::model::id::{AnnotationId, ArticleId, IdentityId};
use crate::model::identity::Identity;
use crate::model::offset::Span;
use crate::model::problem::Problem;
use crate::model::quote::fragment_at;
use crate::model::relation::{Argument, Relation};
use crate::model::time::Timestamp;

/// What the article calls the reader that made it.
const READER: &str = "brat";

/// At most this many lines of a file are told of one by one: nobody reads more.
const MOST_PROBLEMS: usize = 20;

/// Reads a text file (its name and text) and the annotation files that belong to it.
/// The same files give the same ids. Lines that are not of brat's form, whose words do not
/// stand where they say, or of which the model has no equal are not shown, but kept and
/// told of by file and line.
pub fn read(name: &str, text: &str, annotation_files: &[(&str, &str)]) -> ReadFile {
    let cut = cut(text);
    if cut.blocks.is_empty() {
        return ReadFile::failed(Problem::new("brat-text-empty").with("file", name));
    }
    let layout = Layout::new(&cut);
    let mut article = article_of(READER, name_from(&[name, text]).into(), text, &cut.blocks);
    let article_text = ArticleText::new(&article);
    let mut kept = KeptText { name: name.to_owned(), gaps: cut.gaps, files: BTreeMap::new() };
    let mut file = ReadFile::default();
    let mut known = BTreeSet::new();
    for (name, text) in annotation_files {
        let key = file_key(stem(&kept.name), name);
        if kept.files.contains_key(&key) {
            file.reject(vec![Problem::new("brat-file-twice").with("file", name)]);
            continue;
        }
        let sheet = Reader { name, key: &key, article: &article.id, text: &article_text, layout: &layout };
        kept.files.insert(key.clone(), sheet.read(text, &mut known, &mut file));
    }
    article.extra.insert(KEY.to_owned(), kept.to_json());
    file.articles.push(Rc::new(article));
    file
}

/// Reads one annotation file.
struct Reader<'a> {
    name: &'a str,
    key: &'a str,
    article: &'a ArticleId,
    text: &'a ArticleText,
    layout: &'a Layout,
}

/// A text-bound whose words stand where it says.
struct Bound<'a> {
    kind: &'a str,
    spans: Vec<Span>,
}

type Bounds<'a> = BTreeMap<&'a str, Bound<'a>>;

/// How a line is shown.
#[derive(Clone, Copy, PartialEq)]
enum Shown<'a> {
    Not,
    /// As an annotation or a relation, or as a part of one; with its id.
    Line(&'a str),
    /// With the annotation or relation of which it says something; with its id.
    Said(&'a str),
}

impl<'a> Shown<'a> {
    /// The id of a line that is shown; `*` has none.
    fn id(self) -> Option<&'a str> {
        match self {
            Shown::Not => None,
            Shown::Line(id) | Shown::Said(id) => Some(id).filter(|id| *id != "*"),
        }
    }

    /// The id of a line that is one.
    fn line(self) -> Option<&'a str> {
        if let Shown::Line(id) = self { Some(id) } else { None }
    }
}

/// The lines of a file and what becomes of them.
struct Sorted<'a> {
    lines: Vec<&'a str>,
    /// For each line.
    shown: Vec<Shown<'a>>,
    problems: Vec<Problem>,
    rejected: usize,
}

impl<'a> Sorted<'a> {
    fn not_shown(&self) -> NotShown<'a> {
        let not_shown = self.each().filter(|(shown, _)| *shown == Shown::Not);
        NotShown::of(not_shown.map(|(_, line)| line))
    }

    fn each(&self) -> impl Iterator<Item = (Shown<'a>, &'a str)> {
        self.shown.iter().copied().zip(self.lines.iter().copied())
    }

    fn tell(&mut self, problem: Problem) {
        if self.problems.len() < MOST_PROBLEMS {
            self.problems.push(problem);
        }
    }

    /// The line is not shown, because something is wrong with it.
    fn reject(&mut self, problem: Problem) {
        self.rejected += 1;
        self.tell(problem);
    }

    fn show(&mut self, at: usize, how: fn(&'a str) -> Shown<'a>) {
        if let (Some(shown), Some(line)) = (self.shown.get_mut(at), self.lines.get(at)) {
            *shown = how(id_in(line));
        }
    }
}

impl<'a> Reader<'a> {
    fn read(&self, text: &'a str, known: &mut BTreeSet<IdentityId>, into: &mut ReadFile) -> KeptFile {
        let returns = text.contains('\n') && text.matches('\n').count() == text.matches("\r\n").count();
        let open = !text.is_empty() && !text.ends_with('\n');
        let end = if returns { "\r\n" } else { "\n" };
        let mut lines: Vec<&str> = text.split(end).collect();
        if !open {
            // What stands after the last line's end is no line.
            lines.pop();
        }
        let shown = vec![Shown::Not; lines.len()];
        let mut sorted = Sorted { lines, shown, problems: Vec::new(), rejected: 0 };
        let counting = self.counting(&sorted.lines);
        if let Some((_, _, code)) =
            COUNTINGS.iter().find(|(other, ..)| *other == counting && counting != Counting::CodePoints)
        {
            sorted.tell(Problem::new(code).with("file", self.name));
        }
        let mut bounds = self.text_bounds(&mut sorted, counting);
        let events = self.events(&mut sorted, &bounds);

        // The trigger of an attribution whose cue is shown is no mark of its own.
        let spoken_of: BTreeSet<&str> = events.iter().flat_map(|e| &e.arguments).map(|(_, id)| *id).collect();
        let needs_trigger = |event: &Event<'_>| {
            let has_cue = joined(event, |id| bounds.contains_key(id) && id != event.trigger);
            !is_attribution(event.kind) || !has_cue.iter().any(|(role, _)| *role == CUE)
        };
        let mut triggers: BTreeSet<&str> = events.iter().map(|event| event.trigger).collect();
        for event in events.iter().filter(|event| needs_trigger(event)) {
            triggers.remove(event.trigger);
        }
        bounds.retain(|id, _| !triggers.contains(id) || spoken_of.contains(id));

        let links = links(&mut sorted, &bounds);
        let relations = events.iter().map(|event| event.id).chain(links.iter().map(|link| link.id));
        let mut told = Told::new(bounds.keys().copied(), relations);
        for (at, line) in sorted.lines.clone().into_iter().enumerate() {
            if told.take(line) {
                sorted.show(at, Shown::Said);
            }
        }
        self.tell_of_others(&mut sorted);

        let line = |shown: &Shown<'_>| match shown {
            Shown::Not => NOT_SHOWN.to_owned(),
            Shown::Line(id) => (*id).to_owned(),
            Shown::Said(_) => SAID.to_owned(),
        };
        let kept = KeptFile {
            lines: sorted.shown.iter().map(line).collect(),
            kept: kept_lines(&sorted),
            counting,
            returns,
            open,
        };
        let mut annotations: Vec<(Annotation, Origin)> =
            bounds.iter().map(|(id, bound)| self.annotation(id, bound)).collect();
        let mut relations: Vec<(Relation, Origin)> = events.iter().map(|event| self.event(event, &bounds)).collect();
        relations.extend(links.iter().map(|link| self.link(link, &bounds)));
        let identities = self.say(told, &mut annotations, &mut relations);
        for identity in identities {
            if known.insert(identity.id.clone()) {
                into.others.push(Entity::Identity(identity));
            }
        }
        self.keep_lines(&sorted, &kept, annotations, relations, into);
        into.problems.extend(sorted.problems);
        into.rejected += sorted.rejected;
        kept
    }

    fn problem(&self, code: &'static str, at: usize) -> Problem {
        Problem::new(code).with("file", self.name).with("line", at + 1)
    }

    /// What the offsets count: code points, unless more words stand where the file says
    /// if they count something else.
    fn counting(&self, lines: &[&str]) -> Counting {
        let bounds: Vec<(&str, &str)> = lines.iter().filter_map(|line| Some((*line, text_bound(line)?.id))).collect();
        let misses = |counting: Counting| {
            bounds.iter().filter(|(line, id)| believed(line, id, self.layout, counting).is_none()).count()
        };
        let mut best = (Counting::CodePoints, misses(Counting::CodePoints));
        for (counting, ..) in COUNTINGS {
            if best.1 > 0 && misses(*counting) < best.1 {
                best = (*counting, misses(*counting));
            }
        }
        best.0
    }

    /// The text-bounds whose words stand where they say.
    fn text_bounds(&self, sorted: &mut Sorted<'a>, counting: Counting) -> Bounds<'a> {
        let mut bounds = BTreeMap::new();
        for (at, line) in sorted.lines.clone().into_iter().enumerate() {
            if !id_in(line).starts_with('T') {
                continue;
            }
            let Some(TextBound { id, quote, .. }) = text_bound(line) else {
                sorted.reject(self.problem("brat-line", at).with("value", beginning(line)));
                continue;
            };
            if bounds.contains_key(id) {
                sorted.reject(self.problem("brat-id-twice", at).with("value", id));
                continue;
            }
            let Some((kind, stretches)) = believed(line, id, self.layout, counting) else {
                sorted.reject(self.problem("brat-quote", at).with("value", beginning(quote)));
                continue;
            };
            let spans = self.layout.spans(&stretches);
            if spans.is_empty() {
                sorted.reject(self.problem("brat-no-words", at).with("value", id));
                continue;
            }
            sorted.show(at, Shown::Line);
            bounds.insert(id, Bound { kind, spans });
        }
        bounds
    }

    /// The events that join something that is shown.
    fn events(&self, sorted: &mut Sorted<'a>, bounds: &Bounds<'a>) -> Vec<Event<'a>> {
        let mut events: Vec<Event<'a>> = Vec::new();
        let mut ids = BTreeSet::new();
        let others = sorted.not_shown();
        for (at, line) in sorted.lines.clone().into_iter().enumerate() {
            if !id_in(line).starts_with('E') {
                continue;
            }
            let Some(event) = event(line) else {
                sorted.reject(self.problem("brat-line", at).with("value", beginning(line)));
                continue;
            };
            if !ids.insert(event.id) {
                sorted.reject(self.problem("brat-id-twice", at).with("value", event.id));
                continue;
            }
            let is_trigger = match bounds.get(event.trigger) {
                Some(bound) => bound.kind == event.kind,
                None => others.has_trigger(event.trigger, event.kind),
            };
            if !is_trigger {
                let problem = self.problem("brat-trigger", at);
                sorted.reject(problem.with("value", event.id).with("trigger", event.trigger));
                continue;
            }
            let parts = std::iter::once(event.trigger).chain(event.arguments.iter().map(|(_, id)| *id));
            let missing: Vec<&str> = parts.filter(|id| !bounds.contains_key(id)).take(MOST_PROBLEMS).collect();
            let missing = missing.join(", ");
            if joined(&event, |id| bounds.contains_key(id)).is_empty() {
                let problem = self.problem("brat-event-empty", at);
                sorted.reject(problem.with("value", event.id).with("missing", missing));
                continue;
            }
            if !missing.is_empty() {
                let problem = self.problem("brat-event-part", at);
                sorted.tell(problem.with("value", event.id).with("missing", missing));
            }
            sorted.show(at, Shown::Line);
            events.push(event);
        }
        events
    }

    /// Tells of the other lines that are not shown.
    fn tell_of_others(&self, sorted: &mut Sorted<'a>) {
        let is_other = |line: &str| !line.trim().is_empty() && !id_in(line).starts_with(['T', 'E']);
        let not_shown = (0..).zip(sorted.each()).filter(|(_, (shown, _))| *shown == Shown::Not);
        let others: Vec<usize> = not_shown.filter(|(_, (_, line))| is_other(line)).map(|(at, _)| at).collect();
        if let Some(first) = others.first() {
            let problem = self.problem("brat-not-shown", *first).with("count", others.len());
            // However many there are to tell of, this is not left out.
            sorted.problems.insert(0, problem);
        }
    }

    fn origin(&self, id: &str) -> Origin {
        Origin { file: self.key.to_owned(), id: id.to_owned(), ..Origin::default() }
    }

    fn annotation_id(&self, id: &str) -> AnnotationId {
        name_from(&[self.article.as_str(), self.key, id]).into()
    }

    fn annotation(&self, id: &str, bound: &Bound<'_>) -> (Annotation, Origin) {
        let label = label_of(bound.kind);
        let target: Vec<Fragment> = bound.spans.iter().filter_map(|span| fragment_at(self.text, *span)).collect();
        let (article, label_id) = (self.article.clone(), label.into());
        let annotation = Annotation::new(self.annotation_id(id), article, label_id, target, Timestamp::epoch());
        let kind = Some(bound.kind.to_owned()).filter(|kind| *kind != kind_of(label));
        (annotation, Origin { kind, ..self.origin(id) })
    }

    fn event(&self, event: &Event<'_>, bounds: &Bounds<'_>) -> (Relation, Origin) {
        let label = relation_of(event.kind);
        let joined = joined(event, |id| bounds.contains_key(id));
        let kind = Some(event.kind.to_owned()).filter(|kind| *kind != event_kind(None, label));
        let origin = Origin { kind, trigger: Some(event.trigger.to_owned()), ..self.origin(event.id) };
        (self.relation(event.id, label, &joined), origin)
    }

    fn link(&self, link: &Link<'_>, bounds: &Bounds<'_>) -> (Relation, Origin) {
        let label = linked_by(link.kind);
        let label_at = |(_, id): (&str, &str)| bounds.get(id).map_or("", |bound| label_of(bound.kind));
        let roles = link_roles(link.kind, link.arguments.map(|(role, _)| role), link.arguments.map(label_at));
        let joined: Vec<(&str, &str)> = roles.into_iter().zip(link.arguments.map(|(_, id)| id)).collect();
        let kind = Some(link.kind.to_owned()).filter(|kind| *kind != link_kind(None, label));
        (self.relation(link.id, label, &joined), Origin { kind, ..self.origin(link.id) })
    }

    fn relation(&self, id: &str, label: &str, joined: &[(&str, &str)]) -> Relation {
        let arguments = joined.iter().map(|(role, id)| Argument::new((*role).into(), self.annotation_id(id))).collect();
        let id = name_from(&[self.article.as_str(), self.key, id]).into();
        Relation::new(id, label.into(), arguments, Timestamp::epoch())
    }

    /// Puts what is said where it belongs. Answers with what annotations are about.
    fn say(
        &self,
        told: Told<'a>,
        annotations: &mut [(Annotation, Origin)],
        relations: &mut [(Relation, Origin)],
    ) -> Vec<Rc<Identity>> {
        let Told { mut attributes, mut notes, about, .. } = told;
        let file = [self.article.as_str(), self.key];
        let words: BTreeMap<&str, &Annotation> =
            annotations.iter().map(|(annotation, origin)| (origin.id.as_str(), annotation)).collect();
        let words = |id: &str| words.get(id).map(|annotation| annotation.quoted()).unwrap_or_default();
        let identities = about.identities(&file, words);
        for (annotation, origin) in annotations {
            annotation.attributes = attributes.remove(origin.id.as_str()).unwrap_or_default();
            annotation.note = notes.remove(origin.id.as_str()).unwrap_or_default();
            annotation.identity = identities.get(origin.id.as_str()).map(|identity| identity.id.clone());
        }
        for (relation, origin) in relations {
            relation.attributes = attributes.remove(origin.id.as_str()).unwrap_or_default();
            relation.note = notes.remove(origin.id.as_str()).unwrap_or_default();
        }
        identities.into_values().collect()
    }

    /// Hands the annotations and relations on. Where a line would be written that is not
    /// the one of the file, they keep that one.
    fn keep_lines(
        &self,
        sorted: &Sorted<'_>,
        file: &KeptFile,
        annotations: Vec<(Annotation, Origin)>,
        relations: Vec<(Relation, Origin)>,
        into: &mut ReadFile,
    ) {
        fn member((annotation, origin): &(Annotation, Origin)) -> Member<'_> {
            Member { annotation, origin: Some(origin.clone()), is_at_home: true }
        }
        let written = Sheet {
            layout: self.layout,
            file,
            annotations: annotations.iter().map(member).collect(),
            relations: relations.iter().map(|(relation, origin)| (relation, Some(origin.clone()))).collect(),
        }
        .written()
        .lines;
        let lines: BTreeMap<&str, &str> =
            sorted.each().filter_map(|(shown, line)| Some((shown.line()?, line))).collect();
        let other_line = |id: &str| {
            let line = lines.get(id).copied();
            line.filter(|line| written.known.get(id).map(String::as_str) != Some(line)).map(str::to_owned)
        };
        let is_annotation: BTreeSet<&str> = annotations.iter().map(|(_, origin)| origin.id.as_str()).collect();
        for (relation, origin) in relations {
            let trigger = origin.trigger.as_deref().filter(|id| !is_annotation.contains(id));
            let (line, trigger_line) = (other_line(&origin.id), trigger.and_then(other_line));
            let origin = Origin { line, trigger_line, ..origin };
            let extra = [(KEY.to_owned(), origin.to_json())].into_iter().collect();
            into.others.push(Entity::Relation(Rc::new(Relation { extra, ..relation })));
        }
        for (annotation, origin) in &annotations {
            let origin = Origin { line: other_line(&origin.id), ..origin.clone() };
            let extra = [(KEY.to_owned(), origin.to_json())].into_iter().collect();
            into.annotations.push(Rc::new(Annotation { extra, ..annotation.clone() }));
        }
    }
}

/// The first words of a line, to be told.
fn beginning(line: &str) -> String {
    line.chars().take(60).collect()
}

/// The links between two that are shown.
fn links<'a>(sorted: &mut Sorted<'a>, bounds: &Bounds<'a>) -> Vec<Link<'a>> {
    let mut links = Vec::new();
    let mut ids = BTreeSet::new();
    for (at, line) in sorted.lines.clone().into_iter().enumerate() {
        let Some(link) = link(line) else { continue };
        if link.arguments.iter().all(|(_, id)| bounds.contains_key(id)) && ids.insert(link.id) {
            sorted.show(at, Shown::Line);
            links.push(link);
        }
    }
    links
}

/// The lines that are no annotations and no relations. Those that are not shown have the
/// lines that are and of which they speak, themselves or by others that are not shown.
fn kept_lines(sorted: &Sorted<'_>) -> Vec<KeptLine> {
    /// A line that speaks of one that speaks of another, and so on: nobody goes further.
    /// Of as many lines, and of as many names in them.
    const MOST: usize = 100;
    let shown: BTreeSet<&str> = sorted.each().filter_map(|(shown, _)| shown.id()).collect();
    let others = sorted.not_shown();
    let needs = |line: &str| {
        let (mut needs, mut seen) = (BTreeSet::new(), BTreeSet::new());
        let mut waiting: Vec<&str> = mentioned(line).collect();
        let mut left = MOST;
        while let Some(id) = waiting.pop() {
            if shown.contains(id) {
                needs.insert(id);
            } else if seen.len() < MOST && !others.with(id).is_empty() && seen.insert(id) {
                let known = waiting.len();
                waiting.extend(others.with(id).iter().flat_map(|line| mentioned(line)).take(left));
                left -= waiting.len() - known;
            }
        }
        needs.into_iter().map(str::to_owned).collect()
    };
    let line = |(shown, line): (Shown<'_>, &str)| match shown {
        Shown::Line(_) => None,
        Shown::Said(_) => Some(KeptLine { text: line.to_owned(), needs: Vec::new() }),
        Shown::Not => Some(KeptLine { text: line.to_owned(), needs: needs(line) }),
    };
    sorted.each().filter_map(line).collect()
}
