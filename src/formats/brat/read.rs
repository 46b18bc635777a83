//! Reading: a text file and its annotation files.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use super::kept::{KEY, KeptFile, KeptLine, KeptText, NOT_SHOWN, Origin, file_key, stem};
use super::layout::{COUNTINGS, Counting, Layout, cut};
use super::line::{Event, NotShown, TextBound, event, id_in, mentioned, text_bound};
use super::names::{CUE, event_kind, is_attribution, kind_of, label_of, relation_of};
use super::sheet::{Sheet, believed, joined};
use crate::formats::ReadFile;
use crate::formats::exchange::texts::{article_of, name_from};
use crate::model::annotation::{Annotation, Fragment};
use crate::model::article::ArticleText;
use crate::model::edit::Entity;
use crate::model::id::{AnnotationId, ArticleId};
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
/// The same files give the same ids. Lines that are no text-bound or event of brat's
/// form, or whose words do not stand where they say, are not shown, but kept and told
/// of by file and line.
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
    for (name, text) in annotation_files {
        let key = file_key(stem(&kept.name), name);
        if kept.files.contains_key(&key) {
            file.reject(vec![Problem::new("brat-file-twice").with("file", name)]);
            continue;
        }
        let sheet = Reader { name, key: &key, article: &article.id, text: &article_text, layout: &layout };
        kept.files.insert(key.clone(), sheet.read(text, &mut file));
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

/// The lines of a file and what becomes of them.
struct Sorted<'a> {
    lines: Vec<&'a str>,
    /// For each line its id, if it is shown.
    shown: Vec<Option<&'a str>>,
    problems: Vec<Problem>,
    rejected: usize,
}

impl<'a> Sorted<'a> {
    fn not_shown(&self) -> NotShown<'a> {
        NotShown::of(self.kept().into_iter())
    }

    /// The lines that are not shown.
    fn kept(&self) -> Vec<&'a str> {
        self.shown.iter().zip(&self.lines).filter(|(id, _)| id.is_none()).map(|(_, line)| *line).collect()
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

    fn show(&mut self, at: usize) {
        let id = self.lines.get(at).map(|line| id_in(line));
        if let Some(shown) = self.shown.get_mut(at) {
            *shown = id;
        }
    }
}

impl<'a> Reader<'a> {
    fn read(&self, text: &'a str, into: &mut ReadFile) -> KeptFile {
        let returns = text.contains('\n') && text.matches('\n').count() == text.matches("\r\n").count();
        let open = !text.is_empty() && !text.ends_with('\n');
        let end = if returns { "\r\n" } else { "\n" };
        let mut lines: Vec<&str> = text.split(end).collect();
        if !open {
            // What stands after the last line's end is no line.
            lines.pop();
        }
        let shown = vec![None; lines.len()];
        let mut sorted = Sorted { lines, shown, problems: Vec::new(), rejected: 0 };
        let counting = self.counting(&sorted.lines);
        if let Some((_, _, code)) =
            COUNTINGS.iter().find(|(other, ..)| *other == counting && counting != Counting::CodePoints)
        {
            sorted.tell(Problem::new(code).with("file", self.name));
        }
        let mut bounds = self.text_bounds(&mut sorted, counting);
        let events = self.events(&mut sorted, &bounds);
        self.tell_of_others(&mut sorted);

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

        let kept = KeptFile {
            lines: sorted.shown.iter().map(|id| id.unwrap_or(NOT_SHOWN).to_owned()).collect(),
            kept: kept_lines(&sorted),
            counting,
            returns,
            open,
        };
        let annotations = bounds.iter().map(|(id, bound)| self.annotation(id, bound)).collect();
        let relations = events.iter().map(|event| self.relation(event, &bounds)).collect();
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
            sorted.show(at);
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
            sorted.show(at);
            events.push(event);
        }
        events
    }

    /// Tells of the lines of other kinds.
    fn tell_of_others(&self, sorted: &mut Sorted<'a>) {
        let is_other = |line: &str| !line.trim().is_empty() && !id_in(line).starts_with(['T', 'E']);
        let others: Vec<usize> =
            (0..).zip(&sorted.lines).filter(|(_, line)| is_other(line)).map(|(at, _)| at).collect();
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

    fn relation(&self, event: &Event<'_>, bounds: &Bounds<'_>) -> (Relation, Origin) {
        let label = relation_of(event.kind);
        let joined = joined(event, |id| bounds.contains_key(id));
        let arguments = joined.iter().map(|(role, id)| Argument::new((*role).into(), self.annotation_id(id))).collect();
        let id = name_from(&[self.article.as_str(), self.key, event.id]).into();
        let relation = Relation::new(id, label.into(), arguments, Timestamp::epoch());
        let kind = Some(event.kind.to_owned()).filter(|kind| *kind != event_kind(None, label));
        (relation, Origin { kind, trigger: Some(event.trigger.to_owned()), ..self.origin(event.id) })
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
        let written = Sheet {
            layout: self.layout,
            file,
            annotations: annotations.iter().map(|(annotation, origin)| (annotation, Some(origin.clone()))).collect(),
            relations: relations.iter().map(|(relation, origin)| (relation, Some(origin.clone()))).collect(),
        }
        .lines();
        let shown = sorted.shown.iter().zip(&sorted.lines);
        let lines: BTreeMap<&str, &str> = shown.filter_map(|(id, line)| Some(((*id)?, *line))).collect();
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

/// The lines that are not shown, each with the lines that are and of which it speaks,
/// itself or by others that are not shown.
fn kept_lines(sorted: &Sorted<'_>) -> Vec<KeptLine> {
    /// A line that speaks of one that speaks of another, and so on: nobody goes further.
    /// Of as many lines, and of as many names in them.
    const MOST: usize = 100;
    let shown: BTreeSet<&str> = sorted.shown.iter().copied().flatten().collect();
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
    sorted.kept().into_iter().map(|line| KeptLine { text: line.to_owned(), needs: needs(line) }).collect()
}
