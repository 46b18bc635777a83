//! Reads our strict file, those for other tools, and what others write: a collection, a
//! page, a list, one annotation. Each item comes in, as a mark, a link or an identity, or
//! is left out by name.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use serde_json::{Map, Value, json};

use super::iri::{article_in, id_in};
use super::moment::moment;
use super::place::{Target, each, fragments, iri, is_of_type, target, term};
use super::said::{Said, Unread, attribute_in, ids_in, last_segment, name_of, said, terms, wikidata_iri};
use super::{ALIAS, COMMENT, CONTEXT};
use crate::formats::ReadFile;
use crate::formats::check::{Checks, shortened};
use crate::formats::exchange::{hypothesis, left_out, recogito};
use crate::formats::parse::Twice;
use crate::model::annotation::Annotation;
use crate::model::digest::digest;
use crate::model::edit::Entity;
use crate::model::id::is_id;
use crate::model::identity::Identity;
use crate::model::problem::Problem;
use crate::model::relation::{Argument, Relation};
use crate::model::time::Timestamp;

/// Under which key annotations keep what others say of them and we have no place for.
const KEPT: &str = "webAnnotation";

/// Whether a value is something of Web Annotations, or of a tool whose files are like it.
pub fn is_one(value: &Value) -> bool {
    let is_said = ["Annotation", "AnnotationPage", "AnnotationCollection"].iter().any(|kind| is_of_type(value, kind));
    let has_context = || each(value.get("@context")).iter().any(is_context);
    is_said || has_context() || hypothesis::is_one(value) || hypothesis::is_item(value)
}

/// Whether a list is one of annotations: some are, and nothing is a file of ours.
pub fn is_list(values: &[Value]) -> bool {
    values.iter().any(is_one) && !values.iter().any(|value| value.get("format").is_some_and(Value::is_string))
}

fn is_context(value: &Value) -> bool {
    let bare = |text: &str| text.trim_start_matches("https").trim_start_matches("http").to_owned();
    value.as_str().is_some_and(|text| bare(text) == bare(CONTEXT))
}

/// What a file holds, or one entry of a list.
pub fn read(value: &Value, place: &str, twice: &Twice) -> ReadFile {
    read_items(place, twice, |reading| reading.container(value, place, 0))
}

/// What a list of annotations holds.
pub fn read_list(values: &[Value], twice: &Twice) -> ReadFile {
    read_items("", twice, |reading| reading.list(values, ""))
}

fn read_items<'a>(place: &str, twice: &Twice, gather: impl FnOnce(&mut Reading<'a>)) -> ReadFile {
    let mut reading = Reading::default();
    gather(&mut reading);
    // Which of two lists is meant? Neither can be left out without a word.
    let lists: Vec<&str> = reading.lists.iter().filter_map(|list| inside(list, place)).collect();
    if let Some(key) = twice.around(place, &lists) {
        let mut file = ReadFile::default();
        file.reject(vec![Problem::new("field-twice").with("place", key)]);
        return file;
    }
    reading.read(twice)
}

/// A place as it is called within another.
fn inside<'a>(list: &'a str, place: &str) -> Option<&'a str> {
    list.strip_prefix(place).map(|rest| rest.strip_prefix('.').unwrap_or(rest))
}

/// Motivations that say no more than that there is an annotation, or what its bodies say.
const PLAIN: &[&str] =
    &["classifying", "tagging", "commenting", "describing", "highlighting", "identifying", "linking"];

/// Pages within one another are followed so far.
const MOST_PAGES: usize = 100;

/// An annotation of the file.
struct Item<'a> {
    place: String,
    value: &'a Value,
    fields: &'a Map<String, Value>,
    iri: Option<&'a str>,
    motivations: Vec<&'a str>,
}

impl<'a> Item<'a> {
    fn of(value: &'a Value, place: String) -> Option<Self> {
        let fields = value.as_object()?;
        let motivations = each(fields.get("motivation")).iter().filter_map(Value::as_str).map(term).collect();
        let iri = iri(value).filter(|iri| is_id(iri));
        Some(Item { place, value, fields, iri, motivations })
    }

    fn targets(&self) -> &'a [Value] {
        each(self.fields.get("target"))
    }

    /// The IRIs of its targets, if all are whole things.
    fn whole_targets(&self) -> Option<Vec<&'a str>> {
        let whole = |value: &'a Value| {
            let target = target(value, &mut Unread::default());
            target.source.filter(|_| !target.has_selector)
        };
        let all: Option<Vec<&str>> = self.targets().iter().map(whole).collect();
        all.filter(|all| !all.is_empty())
    }

    fn is_for(&self, motivation: &str) -> bool {
        self.motivations.contains(&motivation)
    }

    /// Whether it says what a thing is called that others are about.
    fn is_identity(&self) -> bool {
        let names = |body: &Value| {
            each(body.get("purpose")).iter().any(|purpose| purpose.as_str().map(term) == Some("identifying"))
                && body.get("value").is_some_and(|value| value.as_str().is_some_and(|name| !name.trim().is_empty()))
        };
        self.is_for("identifying")
            && self.whole_targets().is_some_and(|targets| targets.len() == 1)
            && each(self.fields.get("body")).iter().any(names)
    }

    fn times(&self, unread: &mut Unread) -> (Timestamp, Timestamp) {
        let mut at = |key: &str| {
            let value = self.fields.get(key).filter(|value| !value.is_null())?;
            let moment = value.as_str().and_then(moment);
            if moment.is_none() {
                unread.note(key);
            }
            moment
        };
        let (created, modified) = (at("created"), at("modified"));
        let modified = modified.or_else(|| at("updated"));
        let created = created.or_else(|| modified.clone()).unwrap_or_else(Timestamp::epoch);
        (created.clone(), modified.unwrap_or(created))
    }
}

/// A link, and what another annotation says of it.
struct Linked<'a> {
    link: Item<'a>,
    more: Option<Item<'a>>,
    /// The marks that it joins, beside those that it has as its targets.
    marks: BTreeSet<String>,
    /// If it does not join marks: the one that it speaks of. Else nothing would ever be
    /// found at its other end.
    page_of: Option<&'a str>,
}

impl<'a> Linked<'a> {
    fn of(link: Item<'a>, more: Option<Item<'a>>, known: &BTreeSet<&str>) -> Self {
        let is_mark = |iri: &str| known.contains(iri) || iri.starts_with("urn:");
        let links_in = |item: &Item<'_>| {
            let motivation = item.motivations.first().copied();
            said(each(item.fields.get("body")), motivation, &is_mark, &mut Unread::default()).links
        };
        let marks: BTreeSet<String> =
            std::iter::once(&link).chain(&more).flat_map(links_in).map(|(_, iri)| iri).collect();
        let targets = link.whole_targets().unwrap_or_default();
        let page_of = targets.first().copied().filter(|_| targets.len() == 1 && marks.is_empty());
        Linked { link, more, marks, page_of }
    }
}

#[derive(Default)]
struct Reading<'a> {
    file: ReadFile,
    items: Vec<Item<'a>>,
    /// Where the lists of items stand.
    lists: Vec<String>,
    unread: Unread,
    /// Of the annotations that came in.
    ids: BTreeSet<String>,
    /// By the mark of which they speak: links that join it with no other.
    pages: BTreeMap<&'a str, Vec<Linked<'a>>>,
    relations: Vec<Relation>,
    /// What identities are called, by their ids.
    names: BTreeSet<(String, String)>,
    identities: BTreeMap<String, Identity>,
}

impl<'a> Reading<'a> {
    fn list(&mut self, values: &'a [Value], place: &str) {
        self.lists.push(place.to_owned());
        for (at, value) in values.iter().enumerate() {
            self.item(value, format!("{place}[{at}]"));
        }
    }

    fn item(&mut self, value: &'a Value, place: String) {
        match Item::of(value, place.clone()) {
            Some(item) => self.items.push(item),
            None => self.file.reject(vec![Problem::new("field-not-object").with("place", place)]),
        }
    }

    /// A collection, a page, what a tool puts around its annotations, or one annotation.
    fn container(&mut self, value: &'a Value, place: &str, depth: usize) {
        let within = |key: &str| if place.is_empty() { key.to_owned() } else { format!("{place}.{key}") };
        let is_around = is_of_type(value, "AnnotationCollection") || is_of_type(value, "AnnotationPage");
        let keys: &[&str] = &["items", "first", "next", "last", "@graph", "annotations", "rows"];
        let has_any = keys.iter().any(|key| value.get(key).is_some_and(|value| !value.is_null()));
        let Some(fields) = value.as_object().filter(|_| is_around || (has_any && value.get("target").is_none())) else {
            // One annotation has no list around it, and is left out by itself.
            self.lists.push(place.to_owned());
            return self.item(value, place.to_owned());
        };
        if !each(fields.get("@context")).iter().all(is_context) {
            self.unread.note("@context");
        }
        for key in ["items", "@graph", "annotations", "rows"] {
            match fields.get(key) {
                None | Some(Value::Null) => {}
                Some(Value::Array(values)) => self.list(values, &within(key)),
                Some(value @ Value::Object(_)) => {
                    self.lists.push(within(key));
                    self.item(value, within(key));
                }
                Some(_) => self.file.reject(vec![Problem::new("field-not-list").with("place", within(key))]),
            }
        }
        let mut pages = Vec::new();
        for key in ["first", "next", "last"] {
            match fields.get(key) {
                Some(page @ Value::Object(_)) if depth < MOST_PAGES => {
                    // One page may be the first and the last.
                    if iri(page).is_none_or(|id| !pages.contains(&id)) {
                        self.container(page, &within(key), depth + 1);
                    }
                    pages.extend(iri(page));
                }
                // Where the last one is says the first.
                Some(Value::String(page)) if key != "last" && !pages.contains(&page.as_str()) => {
                    let problem = Problem::new("pages-elsewhere").with("place", within(key));
                    self.file.reject(vec![problem.with("value", shortened(page))]);
                }
                None | Some(Value::Null | Value::String(_)) => {}
                Some(_) => {
                    self.file.reject(vec![Problem::new("field-not-object").with("place", within(key))]);
                }
            }
        }
        let total = fields.get("total").and_then(Value::as_u64).unwrap_or(0);
        if !has_any && total > 0 {
            let problem = Problem::new("pages-elsewhere").with("place", within("total"));
            self.file.reject(vec![problem.with("value", total)]);
        }
        // What a collection says of itself, and what a tool says of its file.
        let known = ["@context", "id", "@id", "type", "@type", "label", "total", "startIndex", "partOf", "prev"];
        let tools = ["export_date", "export_userid", "client_version"];
        // What this app has left out there is not in it.
        let ours: Vec<&str> = [COMMENT, left_out::KEY]
            .into_iter()
            .filter(|key| fields.get(*key).is_some_and(left_out::is_value))
            .collect();
        self.unread.keys("file", fields, &[keys, &known, &tools, &ours].concat());
    }

    fn read(mut self, twice: &Twice) -> ReadFile {
        let items = std::mem::take(&mut self.items);
        let mut sound = Vec::new();
        for item in items {
            let problems = Checks::of(item.value, &item.place, twice).into_problems();
            if !problems.is_empty() {
                self.file.reject(problems);
                continue;
            }
            if !each(item.fields.get("@context")).iter().all(is_context) {
                self.unread.note("@context");
            }
            sound.push(item);
        }
        let known: BTreeSet<&str> = sound.iter().filter_map(|item| item.iri).collect();
        let is_link = |item: &Item<'_>| {
            let is_ours = |iri: &&str| known.contains(iri) || iri.starts_with("urn:");
            item.iri.is_some()
                && item.is_for("linking")
                && item.whole_targets().is_some_and(|all| all.iter().all(is_ours))
        };
        let (links, rest): (Vec<Item<'_>>, Vec<Item<'_>>) = sound.into_iter().partition(is_link);
        let linked: BTreeSet<&str> = links.iter().filter_map(|link| link.iri).collect();
        let mut said_of: BTreeMap<&str, Item<'_>> = BTreeMap::new();
        let (mut marks, mut things) = (Vec::new(), Vec::new());
        for item in rest {
            let of_link = item.whole_targets().filter(|all| all.len() == 1).and_then(|all| all.first().copied());
            match of_link.filter(|iri| linked.contains(iri)) {
                Some(link) if said_of.contains_key(link) => {
                    self.reject(&item, Problem::new("annotation-of-annotation"))
                }
                Some(link) => drop(said_of.insert(link, item)),
                None if item.is_identity() => things.push(item),
                None => marks.push(item),
            }
        }
        let mut between = Vec::new();
        for link in links {
            let more = link.iri.and_then(|iri| said_of.remove(iri));
            let linked = Linked::of(link, more, &known);
            match linked.page_of {
                Some(mark) => self.pages.entry(mark).or_default().push(linked),
                None => between.push(linked),
            }
        }
        things.iter().for_each(|item| self.identity(item));
        marks.iter().for_each(|item| self.mark(item, &known));
        // Of marks that did not come in.
        for linked in std::mem::take(&mut self.pages).into_values().flatten() {
            self.reject_link(&linked, &Problem::new("link-to-no-mark"));
        }
        let labels: BTreeMap<String, String> =
            self.file.annotations.iter().map(|a| (a.id.to_string(), a.label.to_string())).collect();
        between.iter().for_each(|linked| self.relation(linked));
        self.finish(&labels)
    }

    /// Leaves out a link, and with it what is said of it.
    fn reject_link(&mut self, linked: &Linked<'_>, problem: &Problem) {
        linked.more.iter().for_each(|more| self.reject(more, problem.clone()));
        self.reject(&linked.link, problem.clone());
    }

    /// What links say that lead from a mark to pages.
    fn pages_of(&mut self, item: &Item<'_>, said: &mut Said) {
        let all = item.iri.and_then(|iri| self.pages.remove(iri)).unwrap_or_default();
        for linked in &all {
            let Linked { link, more, .. } = linked;
            let says_something = |item: &Item<'_>| !each(item.fields.get("body")).is_empty();
            if !says_something(link) && !more.iter().any(says_something) {
                self.reject_link(linked, &Problem::new("link-to-no-mark"));
                continue;
            }
            for item in std::iter::once(link).chain(more) {
                let mut of_link = self.said(item, &|_| false);
                self.kept(item);
                // They say nothing of the mark's own label.
                said.tags.append(&mut of_link.tags);
                said.others.extend(of_link.labels.drain(..).map(|label| ("linking".to_owned(), label)));
                said.others.append(&mut of_link.others);
                said.notes.append(&mut of_link.notes);
                let lost = of_link.links.len() + of_link.about.len() + of_link.names.len();
                let lost = lost + of_link.wikidata.len() + of_link.different_from.len();
                (0..lost).for_each(|_| self.unread.note("body"));
            }
        }
    }

    fn reject(&mut self, item: &Item<'_>, problem: Problem) {
        self.file.reject(vec![problem.with("place", place_of(item))]);
    }

    fn finish(mut self, labels: &BTreeMap<String, String>) -> ReadFile {
        let mut ids = BTreeSet::new();
        for mut relation in std::mem::take(&mut self.relations) {
            if !ids.insert(relation.id.clone()) {
                let problem = Problem::new("id-twice").with("place", "id").with("value", relation.id.as_str());
                self.file.reject(vec![problem]);
                continue;
            }
            name_roles(&mut relation, labels);
            self.file.others.push(Entity::Relation(Rc::new(relation)));
        }
        let identities = std::mem::take(&mut self.identities).into_values();
        self.file.others.extend(identities.map(|identity| Entity::Identity(Rc::new(identity))));
        let problems = std::mem::take(&mut self.unread).problems();
        self.file.tell(problems);
        self.file
    }

    /// What is said by the bodies of an item, wherever it has them.
    fn said(&mut self, item: &Item<'_>, is_joined: &dyn Fn(&str) -> bool) -> Said {
        let motivation = item.motivations.first().copied();
        let mut said = said(each(item.fields.get("body")), motivation, is_joined, &mut self.unread);
        match item.fields.get("bodyValue") {
            None | Some(Value::Null) => {}
            Some(Value::String(text)) if text.is_empty() => {}
            Some(Value::String(text)) => said.notes.push(text.clone()),
            Some(_) => self.unread.note("bodyValue"),
        }
        said
    }

    fn identity(&mut self, item: &Item<'_>) {
        let Some(of) = item.whole_targets().and_then(|all| all.first().copied()) else { return };
        let mut said = self.said(item, &|_| true);
        let (created, modified) = item.times(&mut self.unread);
        let id = id_in(of);
        if !is_id(&id) {
            let problem = Problem::new("field-not-id").with("place", format!("{}.target", item.place));
            return self.file.reject(vec![problem.with("value", shortened(&id))]);
        }
        if self.identities.contains_key(&id) {
            let problem = Problem::new("id-twice").with("place", format!("{}.target", item.place));
            return self.file.reject(vec![problem.with("value", shortened(&id))]);
        }
        let mut names = std::mem::take(&mut said.names);
        let Some(name) = take_name(&mut names) else { return self.reject(item, Problem::new("mark-without-words")) };
        let mut identity = Identity::new(id.as_str().into(), &name, created);
        identity.modified = modified;
        identity.aliases.extend(names);
        for tag in std::mem::take(&mut said.tags) {
            match attribute_in(&tag) {
                Some((name, alias)) if name == ALIAS => identity.aliases.push(alias.to_owned()),
                _ => self.unread.note("body.tagging"),
            }
        }
        let mut numbers = std::mem::take(&mut said.wikidata).into_iter();
        identity.wikidata = numbers.next().unwrap_or_default();
        identity.note = said.note();
        let others: Vec<_> = ids_in(&said.different_from).into_iter().filter(|id| is_id(id)).map(Into::into).collect();
        identity.differ_from(&others);
        let untold = numbers.len() + said.labels.len() + said.others.len() + said.links.len() + said.about.len();
        (0..untold).for_each(|_| self.unread.note("body"));
        self.kept(item);
        self.names.extend(identity.names().map(|name| (id.clone(), name.to_owned())));
        self.identities.insert(id, identity);
    }

    /// What an item says beyond what is understood: told, as it is no mark's.
    fn kept(&mut self, item: &Item<'_>) {
        let rest = rest_of(item, false);
        self.unread.keys("annotation", &rest, &[]);
    }

    fn mark(&mut self, item: &Item<'_>, known: &BTreeSet<&str>) {
        let is_hypothesis = hypothesis::is_item(item.value);
        let is_known = |iri: &str| known.contains(iri);
        let mut targets: Vec<Target<'_>> = item.targets().iter().map(|value| target(value, &mut self.unread)).collect();
        let is_reply = item.fields.get("references").is_some_and(|list| list.as_array().is_some_and(|l| !l.is_empty()));
        if is_reply || targets.iter().any(|target| !target.has_selector && target.source.is_some_and(is_known)) {
            return self.reject(item, Problem::new("annotation-of-annotation"));
        }
        let uri = item.fields.get("uri").and_then(Value::as_str).filter(|_| is_hypothesis);
        targets.iter_mut().for_each(|target| target.source = target.source.or(uri));
        let sources: BTreeSet<String> = targets.iter().filter_map(|target| target.source).map(article_in).collect();
        let mut sources = sources.into_iter();
        let article = sources.next().filter(|article| is_id(article));
        if targets.is_empty() {
            return self.reject(item, Problem::new("target-empty"));
        }
        if targets.iter().any(|target| target.quote.is_none()) {
            let has_position = targets.iter().any(|target| target.quote.is_none() && target.at.is_some());
            return self.reject(
                item,
                if has_position { Problem::new("mark-without-quote") } else { Problem::new("mark-without-words") },
            );
        }
        let Some(article) = article else { return self.reject(item, Problem::new("mark-without-article")) };
        if sources.next().is_some() {
            return self.reject(item, Problem::new("mark-of-several-articles"));
        }
        let words = targets.into_iter().filter_map(|target| Some((target.quote?, target.at))).collect();
        let Some(fragments) = fragments(words) else {
            return self.reject(item, Problem::new("fragments-out-of-order"));
        };
        let id = match item.iri {
            Some(iri) => recogito::id_in(iri),
            // Of what has no name the content is the name: the same file again adds nothing.
            None => named("read", &item.value.to_string()),
        };
        let rest = rest_of(item, is_hypothesis);
        // It is kept one step deeper than it stood.
        let deep = Checks::of(&json!([rest]), &item.place, &Twice::default()).into_problems();
        if !deep.is_empty() {
            return self.file.reject(deep);
        }
        if !self.ids.insert(id.clone()) {
            let problem = Problem::new("id-twice").with("place", format!("{}.id", item.place));
            return self.file.reject(vec![problem.with("value", shortened(&id))]);
        }
        let mut said = self.said(item, &is_known);
        if is_hypothesis {
            hypothesis::say(item.fields, &mut said);
        }
        let (created, modified) = item.times(&mut self.unread);
        let otherwise = item.motivations.first().copied().unwrap_or("highlighting");
        terms(item.fields.get("motivation"), "motivation", &mut self.unread);
        // What bodies say with their own purposes does not say why the whole was made.
        let is_named = !said.labels.is_empty() || !said.tags.is_empty();
        if is_named && !PLAIN.contains(&otherwise) {
            said.others.push(("motivation".to_owned(), otherwise.to_owned()));
        }
        if item.iri.is_some_and(|iri| self.pages.contains_key(iri)) {
            if !is_named {
                said.labels.push(otherwise.to_owned());
            }
            self.pages_of(item, &mut said);
        }
        let links = std::mem::take(&mut said.links);
        let identity = self.about(&mut said, &created);
        let (label, attributes) = said.label_and_attributes(otherwise);
        let mut annotation =
            Annotation::new(id.as_str().into(), article.into(), label.into(), fragments, created.clone());
        annotation.modified = modified;
        annotation.attributes = attributes;
        annotation.note = said.note();
        annotation.identity = identity.map(Into::into);
        if !rest.is_empty() {
            annotation.extra.insert(KEPT.to_owned(), Value::Object(rest));
        }
        let mut counts = BTreeMap::new();
        for (role, other) in links {
            let other = recogito::id_in(&other);
            if !is_id(&other) {
                self.unread.note("body.source");
                continue;
            }
            // Two marks may be linked twice.
            let count = counts.entry(other.clone()).or_insert(0_usize);
            *count += 1;
            let id_of_link = named("link", &format!("{id}\n{other}\n{count}"));
            let arguments = vec![
                Argument::new("".into(), id.as_str().into()),
                Argument::new(role.unwrap_or_default().into(), other.into()),
            ];
            self.relations.push(Relation::new(id_of_link.into(), "".into(), arguments, created.clone()));
        }
        self.file.annotations.push(Rc::new(annotation));
    }

    /// The identity that a mark is about. One of which the file says no more than a name
    /// or an address comes with it.
    fn about(&mut self, said: &mut Said, created: &Timestamp) -> Option<String> {
        let (mut about, mut numbers) =
            (std::mem::take(&mut said.about).into_iter(), std::mem::take(&mut said.wikidata));
        let named = about.next();
        let number = if numbers.is_empty() { None } else { Some(numbers.remove(0)) };
        about.for_each(|other| said.others.push(("identifying".to_owned(), other)));
        said.others.extend(numbers.into_iter().map(|number| ("identifying".to_owned(), wikidata_iri(&number))));
        let names = std::mem::take(&mut said.names);
        let Some(iri) = named.or_else(|| number.as_deref().map(wikidata_iri)) else {
            said.others.extend(names.into_iter().map(|name| ("identifying".to_owned(), name)));
            return None;
        };
        let id = id_in(&iri);
        if !is_id(&id) {
            said.others.push(("identifying".to_owned(), iri));
            return None;
        }
        match self.identities.get_mut(&id) {
            Some(known) => {
                for name in names {
                    // Of thousands of marks each brings the same.
                    if self.names.insert((id.clone(), name.clone())) && known.name != name {
                        known.aliases.push(name);
                    }
                }
                if let Some(number) = number.filter(|number| known.wikidata != *number) {
                    if known.wikidata.is_empty() {
                        known.wikidata = number;
                    } else {
                        said.others.push(("identifying".to_owned(), wikidata_iri(&number)));
                    }
                }
            }
            None => {
                let mut names = names;
                // What is no address says nothing to a reader: it is known here, or it waits.
                let name = take_name(&mut names).or_else(|| iri.starts_with("http").then(|| last_segment(&iri)));
                match name {
                    Some(name) => {
                        let mut identity = Identity::new(id.as_str().into(), &name, created.clone());
                        identity.aliases.extend(names);
                        identity.wikidata = number.unwrap_or_default();
                        self.identities.insert(id.clone(), identity);
                    }
                    None => {
                        let numbers = number.iter().map(|number| ("identifying".to_owned(), wikidata_iri(number)));
                        said.others.extend(numbers);
                    }
                }
            }
        }
        Some(id)
    }

    fn relation(&mut self, linked: &Linked<'_>) {
        let (link, more) = (&linked.link, linked.more.as_ref());
        let is_joined = |text: &str| linked.marks.contains(text);
        let mut said = self.said(link, &is_joined);
        let (created, modified) = link.times(&mut self.unread);
        self.kept(link);
        let mut roles: Vec<(Option<String>, String)> = Vec::new();
        if let Some(more) = more {
            let of_link = self.said(more, &is_joined);
            self.kept(more);
            said.labels.extend(of_link.labels);
            said.tags.extend(of_link.tags);
            said.notes.extend(of_link.notes);
            said.others.extend(of_link.others);
            said.about.extend(of_link.about);
            said.names.extend(of_link.names);
            roles.extend(of_link.links);
        }
        // What its ends are is said again with their roles.
        let ends = link.whole_targets().unwrap_or_default().into_iter().map(|iri| (None, iri.to_owned()));
        let ends: Vec<(Option<String>, String)> = ends.chain(std::mem::take(&mut said.links)).collect();
        let has_roles = roles.iter().any(|(role, _)| role.is_some());
        let (mut joined, others) = if has_roles { (roles, ends) } else { (ends, roles) };
        let mut known: BTreeSet<String> = joined.iter().map(|(_, iri)| iri.clone()).collect();
        joined.extend(others.into_iter().filter(|(_, iri)| known.insert(iri.clone())));
        let lost = said.wikidata.len() + said.different_from.len();
        (0..lost).for_each(|_| self.unread.note("body"));
        said.others.extend(std::mem::take(&mut said.about).into_iter().map(|iri| ("identifying".to_owned(), iri)));
        said.others.extend(std::mem::take(&mut said.names).into_iter().map(|name| ("identifying".to_owned(), name)));
        let argument = |(role, iri): &(Option<String>, String)| {
            Argument::new(role.clone().unwrap_or_default().into(), recogito::id_in(iri).into())
        };
        let arguments: Vec<Argument> = joined.iter().map(argument).collect();
        let id = recogito::id_in(link.iri.unwrap_or_default());
        let ids = std::iter::once(id.as_str()).chain(arguments.iter().map(|argument| argument.annotation.as_str()));
        if let Some(wrong) = ids.into_iter().find(|id| !is_id(id)) {
            let problem = Problem::new("field-not-id").with("value", shortened(wrong));
            return self.reject_link(linked, &problem);
        }
        let is_named = !said.labels.is_empty() || !said.tags.is_empty();
        let (label, attributes) = said.label_and_attributes("linking");
        let label = if is_named { label } else { String::new() };
        let mut relation = Relation::new(id.into(), label.into(), arguments, created);
        relation.modified = modified;
        relation.attributes = attributes;
        relation.note = said.note();
        self.relations.push(relation);
    }
}

/// Names what is only joined: the parts by the labels of the annotations, if each has
/// another, and a claim with its source or cue as what joins these here.
fn name_roles(relation: &mut Relation, labels: &BTreeMap<String, String>) {
    let of = |argument: &Argument| labels.get(argument.annotation.as_str());
    let found: BTreeSet<&String> = relation.arguments.iter().filter_map(of).collect();
    let are_told_apart = found.len() == relation.arguments.len();
    for (at, argument) in relation.arguments.iter_mut().enumerate() {
        if argument.role.as_str().is_empty() {
            let plain = if at == 0 { "target" } else { "body" };
            let role = labels.get(argument.annotation.as_str()).filter(|_| are_told_apart);
            argument.role = role.map_or(plain, String::as_str).into();
        }
    }
    if relation.label.as_str().is_empty() {
        let roles: Vec<&str> = relation.arguments.iter().map(|argument| argument.role.as_str()).collect();
        let is_attribution = roles.contains(&"claim") && roles.iter().all(|r| ["claim", "source", "cue"].contains(r));
        relation.label = if is_attribution && roles.len() > 1 { "attribution" } else { "linking" }.into();
    }
}

/// Takes out the first name that can be one.
fn take_name(names: &mut Vec<String>) -> Option<String> {
    let at = names.iter().position(|name| !name.trim().is_empty())?;
    Some(names.remove(at))
}

/// The keys of an item that are not understood.
fn rest_of(item: &Item<'_>, is_hypothesis: bool) -> Map<String, Value> {
    const KNOWN: &[&str] = &[
        "@context",
        "id",
        "@id",
        "type",
        "@type",
        "motivation",
        "body",
        "bodyValue",
        "target",
        "created",
        "modified",
        "updated",
    ];
    let is_known = |key: &str| KNOWN.contains(&key) || is_hypothesis && hypothesis::is_known(key, item.fields);
    let mut rest: Map<String, Value> = item.fields.clone();
    rest.retain(|key, value| !is_known(key) && !value.is_null());
    // Of several purposes of the whole the first is understood.
    if item.motivations.len() > 1 {
        rest.extend(item.fields.get("motivation").map(|all| ("motivation".to_owned(), all.clone())));
    }
    if item.iri.is_none() {
        let id = item.fields.get("id").or_else(|| item.fields.get("@id")).filter(|id| !id.is_null());
        rest.extend(id.map(|id| ("id".to_owned(), id.clone())));
    }
    rest
}

fn place_of(item: &Item<'_>) -> String {
    match item.iri {
        Some(iri) if item.place.is_empty() => shortened(iri),
        Some(iri) => format!("{} ({})", item.place, shortened(iri)),
        None if item.place.is_empty() => "1".to_owned(),
        None => item.place.clone(),
    }
}

/// A name for what has none, from its content.
fn named(kind: &str, content: &str) -> String {
    let digest = digest(content);
    let short: String = digest.chars().skip("sha256:".len()).take(32).collect();
    format!("urn:ascribe:{kind}:{}", name_of(&short))
}
