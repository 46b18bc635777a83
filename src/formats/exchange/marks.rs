//! Marks in a text as most tools have them: places with a label, and links from one to
//! another. What the formats' readers find, as annotations and relations.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use serde_json::Value;

use super::counting::Counting;
use super::pairs::SAME_MARK;
use super::texts::{Text, name_from};
use crate::formats::ReadFile;
use crate::model::annotation::{Annotation, Fragment};
use crate::model::edit::Entity;
use crate::model::id::{AnnotationId, AttributeId, IdentityId, is_id};
use crate::model::identity::{Identity, is_wikidata_number};
use crate::model::offset::Span;
use crate::model::problem::Problem;
use crate::model::relation::{Argument, Relation};
use crate::model::time::Timestamp;

/// A place with a label.
#[derive(Default)]
pub struct Mark {
    /// Where it stands in the file, to be told.
    pub place: String,
    /// By which links name it.
    pub id: String,
    /// The annotation's own id, if the file has it beside the one that links name.
    pub name: Option<String>,
    /// Its label; ids of labels have no white space.
    pub label: String,
    /// As the file counts.
    pub at: (u32, u32),
    /// The words that should stand there.
    pub quote: Option<String>,
    /// What is said of it.
    pub attributes: BTreeMap<AttributeId, String>,
    /// The annotator's note.
    pub note: String,
    /// What it is about: a name and, if known, a Wikidata number.
    pub about: Option<(String, String)>,
}

impl Mark {
    /// A mark of this label at a place, both as a file has them.
    pub fn at(place: &str, id: &str, label: &str, at: (u32, u32)) -> Self {
        Mark { place: place.to_owned(), id: id.to_owned(), label: label.to_owned(), at, ..Mark::default() }
    }
}

/// A position in a file.
pub fn position(value: Option<&Value>) -> Option<u32> {
    value.and_then(Value::as_u64).and_then(|at| u32::try_from(at).ok())
}

/// An id in a file: a text or a number.
pub fn id_in(value: Option<&Value>) -> Option<String> {
    match value? {
        Value::String(id) if !id.is_empty() => Some(id.clone()),
        Value::Number(id) => Some(id.to_string()),
        _ => None,
    }
}

/// An entry that is not of a kind that is read, or not of its form.
pub fn unread(place: &str) -> Vec<Problem> {
    vec![Problem::new("entry-unread").with("place", place)]
}

/// A link between two marks.
pub struct Link {
    /// Where it stands in the file, to be told.
    pub place: String,
    /// As [`super::pairs::Pair::name`] has it, or any other.
    pub name: String,
    /// The mark that it comes from.
    pub from: String,
    /// The mark that it leads to.
    pub to: String,
}

/// What a file says of one text.
pub struct Marked {
    /// The format, by which its marks get names of their own.
    pub reader: &'static str,
    /// The text.
    pub text: Text,
    /// What positions count if no quote says it.
    pub counting: Counting,
    /// In the order of the file.
    pub marks: Vec<Mark>,
    /// In the order of the file.
    pub links: Vec<Link>,
}

impl Marked {
    /// A text of which nothing is said yet.
    pub fn of(reader: &'static str, text: Text, counting: Counting) -> Self {
        Marked { reader, text, counting, marks: Vec::new(), links: Vec::new() }
    }

    /// Adds a link; without a name or an end it is left out and told of.
    pub fn link(
        &mut self,
        place: &str,
        name: Option<&Value>,
        from: Option<String>,
        to: Option<String>,
        file: &mut ReadFile,
    ) {
        match (name.and_then(Value::as_str), from, to) {
            (Some(name), Some(from), Some(to)) => {
                self.links.push(Link { place: place.to_owned(), name: name.to_owned(), from, to });
            }
            _ => file.reject(unread(place)),
        }
    }

    /// Hands the article on with its annotations and relations. A mark whose words do not
    /// stand where it says, and a link to such a mark, are left out and told of.
    pub fn into_file(self, file: &mut ReadFile) {
        let Marked { reader, text, counting, marks, links } = self;
        let quotes = marks.iter().filter_map(|mark| Some((mark.at, mark.quote.as_deref()?)));
        let counting = text.counting(quotes).unwrap_or(counting);
        let article = text.article.id.clone();
        let mut annotations: Vec<Annotation> = Vec::new();
        let mut by_id: BTreeMap<String, usize> = BTreeMap::new();
        let mut names: BTreeSet<IdentityId> = BTreeSet::new();
        for mark in marks {
            let Some(target) = text.fragments(counting, mark.at, mark.quote.as_deref()) else {
                file.reject(vec![Problem::new("mark-place").with("place", mark.place)]);
                continue;
            };
            if by_id.contains_key(&mark.id) {
                file.reject(vec![Problem::new("id-twice").with("place", mark.place).with("value", mark.id)]);
                continue;
            }
            let id = named(reader, article.as_str(), mark.name.as_deref().unwrap_or(&mark.id));
            let label = mark.label.split_whitespace().collect::<Vec<_>>().join("_");
            let label = if is_id(&label) { label } else { "mark".to_owned() };
            let mut annotation = Annotation::new(id.into(), article.clone(), label.into(), target, Timestamp::epoch());
            (annotation.attributes, annotation.note) = (mark.attributes, mark.note);
            if let Some(identity) = mark.about.and_then(identity_of) {
                annotation.identity = Some(identity.id.clone());
                if names.insert(identity.id.clone()) {
                    file.others.push(Entity::Identity(Rc::new(identity)));
                }
            }
            by_id.insert(mark.id, annotations.len());
            annotations.push(annotation);
        }
        let (same, others): (Vec<Link>, Vec<Link>) = links.into_iter().partition(|link| link.name == SAME_MARK);
        let gone = join(&mut annotations, &by_id, same, file);
        relate(reader, &annotations, &by_id, &gone, others, file);
        file.articles.push(text.article.clone());
        let kept = annotations.into_iter().enumerate().filter(|(at, _)| !gone.contains(at));
        file.annotations.extend(kept.map(|(_, annotation)| Rc::new(annotation)));
    }
}

/// The same name is the same thing in every file.
fn identity_of((name, wikidata): (String, String)) -> Option<Identity> {
    let name = name.trim();
    let wikidata = if is_wikidata_number(&wikidata) { wikidata } else { String::new() };
    let id = name_from(&["about", name, &wikidata]);
    let identity = Identity::new(id.into(), name, Timestamp::epoch());
    if name.is_empty() { None } else { Some(Identity { wikidata, ..identity }) }
}

/// A name that is one everywhere: ours, or one that is made of the file's.
fn named(reader: &str, article: &str, id: &str) -> String {
    let is_ours = id.starts_with("urn:") && is_id(id);
    if is_ours { id.to_owned() } else { name_from(&[article, reader, id]) }
}

fn reject_link(place: String, file: &mut ReadFile) {
    file.reject(vec![Problem::new("link-end").with("place", place)]);
}

/// Joins the passages of one mark. Answers which marks are passages of others now. Costs no
/// more than the links and passages are many, however they are joined.
fn join(
    annotations: &mut [Annotation],
    by_id: &BTreeMap<String, usize>,
    links: Vec<Link>,
    file: &mut ReadFile,
) -> BTreeSet<usize> {
    let firsts: BTreeSet<usize> = links.iter().filter_map(|link| by_id.get(&link.from).copied()).collect();
    let mut gone = BTreeSet::new();
    let mut joined: BTreeMap<usize, BTreeMap<Span, Fragment>> = BTreeMap::new();
    for link in links {
        let (Some(&first), Some(&other)) = (by_id.get(&link.from), by_id.get(&link.to)) else {
            reject_link(link.place, file);
            continue;
        };
        let target = |at: usize| annotations.get(at).map(|annotation| annotation.target.as_slice()).unwrap_or_default();
        let own = || target(first).iter().map(|fragment| (fragment.span, fragment.clone())).collect();
        let passages = joined.entry(first).or_insert_with(own);
        // Passages that touch or overlap are no two; what others are passages of is none.
        let is_free = |span: Span| {
            let before = passages.range(..=span).next_back().map(|(known, _)| *known);
            let after = passages.range(span..).next().map(|(known, _)| *known);
            before.is_none_or(|before| before.end() < span.start())
                && after.is_none_or(|after| span.end() < after.start())
        };
        let is_apart = target(other).iter().all(|fragment| is_free(fragment.span));
        if firsts.contains(&other) || !is_apart || !gone.insert(other) {
            reject_link(link.place, file);
            continue;
        }
        passages.extend(target(other).iter().map(|fragment| (fragment.span, fragment.clone())));
    }
    for (first, passages) in joined {
        if let Some(annotation) = annotations.get_mut(first) {
            annotation.target = passages.into_values().collect();
        }
    }
    gone
}

/// Links as relations. What was one relation of several marks is written as links that
/// follow one another: as long as they begin at the same mark and no role comes twice, they
/// are one again.
fn relate(
    reader: &str,
    annotations: &[Annotation],
    by_id: &BTreeMap<String, usize>,
    gone: &BTreeSet<usize>,
    links: Vec<Link>,
    file: &mut ReadFile,
) {
    /// The relation that is open, where it begins, and the roles in it.
    struct Open {
        relation: Relation,
        first: AnnotationId,
        roles: BTreeSet<String>,
    }
    let mut relations: Vec<Open> = Vec::new();
    // How often there were such links: each is one of its own.
    let mut times: BTreeMap<String, u32> = BTreeMap::new();
    for link in links {
        let end = |id: &str| {
            let at = by_id.get(id).filter(|at| !gone.contains(at))?;
            annotations.get(*at)
        };
        let (Some(from), Some(to)) = (end(&link.from), end(&link.to)) else {
            reject_link(link.place, file);
            continue;
        };
        let (label, from_role, to_role) = parts_of(&link.name);
        let argument = Argument::new(to_role.as_str().into(), to.id.clone());
        let follows = relations.last_mut().filter(|open| {
            open.relation.label.as_str() == label && open.first == from.id && !open.roles.contains(&to_role)
        });
        if let Some(open) = follows {
            open.relation.arguments.push(argument);
            open.roles.insert(to_role);
            continue;
        }
        let article = from.article.as_str();
        let mut name = name_from(&[article, reader, &link.from, &link.to, &link.name]);
        let nth = times.entry(name.clone()).or_default();
        *nth += 1;
        if *nth > 1 {
            name = name_from(&[&name, &nth.to_string()]);
        }
        let first = Argument::new(from_role.as_str().into(), from.id.clone());
        let relation = Relation::new(name.into(), label.into(), vec![first, argument], Timestamp::epoch());
        relations.push(Open { relation, first: from.id.clone(), roles: BTreeSet::from([from_role, to_role]) });
    }
    file.others.extend(relations.into_iter().map(|open| Entity::Relation(Rc::new(open.relation))));
}

/// The relation's label and the two roles: those that a name of ours tells, else any.
fn parts_of(name: &str) -> (String, String, String) {
    let id = |text: &str| Some(text.split_whitespace().collect::<Vec<_>>().join("_")).filter(|id| is_id(id));
    let ours = || {
        let (label, roles) = name.strip_suffix(')')?.rsplit_once(" (")?;
        let (from, to) = roles.split_once(", ")?;
        Some((id(label)?, id(from)?, id(to)?))
    };
    ours().unwrap_or_else(|| (id(name).unwrap_or_else(|| "link".to_owned()), "from".to_owned(), "to".to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formats::exchange::fixtures::{sample, scheme};
    use crate::formats::exchange::{Material, write};
    use crate::formats::tests::imported;
    use crate::formats::{ReadFile, read};

    #[test]
    fn marks_of_an_article_that_is_here_come_to_it_without_a_word() {
        let workspace = sample();
        let scheme = scheme();
        for (key, of) in [("label-studio", 0), ("doccano", 0), ("spacy", 0)] {
            let export = write(key, &Material::of(&workspace, &scheme)).unwrap();
            let mut file: ReadFile = read(&export.files[of].text);
            for part in std::mem::take(&mut file.listed) {
                let (after, plan) = imported(&workspace, &part);
                assert_eq!((plan.notices, plan.articles.len()), (vec![], 0), "{key}");
                assert_eq!(after.articles().count(), workspace.articles().count());
            }
        }
    }

    #[test]
    fn names_of_links() {
        let check = |name: &str, label: &str, from: &str, to: &str| {
            assert_eq!(parts_of(name), (label.to_owned(), from.to_owned(), to.to_owned()), "{name:?}");
        };
        check("attribution (claim, source)", "attribution", "claim", "source");
        check("a (b) (c, d)", "a_(b)", "c", "d");
        check("born in", "born_in", "from", "to");
        check("x (y)", "x_(y)", "from", "to");
        check("", "link", "from", "to");
        check(" (a, b)", "(a,_b)", "from", "to");
    }

    #[test]
    fn what_is_wrong_is_left_out_and_told_by_its_place() {
        let check = |line: &str, marks: usize, told: &[&str]| {
            let file = read(line);
            let places: Vec<String> =
                file.problems.iter().map(|problem| format!("{} {}", problem.code, problem.args[0].1)).collect();
            assert_eq!(
                (file.annotations.len(), places.as_slice()),
                (marks, told.iter().map(|t| (*t).to_owned()).collect::<Vec<_>>().as_slice()),
                "{line}"
            );
        };
        let of = |entities: &str, relations: &str| {
            format!(r#"{{"text": "A 👩 said no.", "entities": [{entities}], "relations": [{relations}]}}"#)
        };
        let (one, two) = (
            r#"{"id": 1, "label": "claim", "start_offset": 9, "end_offset": 11}"#,
            r#"{"id": 2, "label": "a source", "start_offset": 0, "end_offset": 3}"#,
        );
        check(&of(&format!("{one}, {two}"), r#"{"from_id": 1, "to_id": 2, "type": "x"}"#), 2, &[]);
        check(&of(&format!("{one}, {one}"), ""), 1, &["id-twice .entities[1]"]);
        check(&of(&two.replace("3}", "99}"), ""), 0, &["mark-place .entities[0]"]);
        check(&of(&two.replace("3}", "-3}"), ""), 0, &["entry-unread .entities[0]"]);
        check(
            &of(one, r#"{"from_id": 1, "to_id": 7, "type": "x"}, 5"#),
            1,
            &["entry-unread .relations[1]", "link-end .relations[0]"],
        );
        check(&of(one, r#"{"from_id": 1, "to_id": 1, "type": "same mark"}"#), 1, &["link-end .relations[0]"]);
        check(r#"{"text": "  ", "entities": []}"#, 0, &["entry-unread "]);
    }

    #[test]
    fn a_regions_quote_decides_what_positions_count() {
        let task = |start: u32, end: u32, quote: &str| {
            format!(
                r#"[{{"data": {{"text": "👩👩 said\nno."}}, "annotations": [{{"result": [{{"id": "r", "from_name": "l", "to_name": "t",
                "type": "labels", "value": {{"start": {start}, "end": {end}, "text": "{quote}", "labels": ["A", "B c"]}}}}]}}]}}]"#
            )
        };
        let labels = |text: &str| {
            let mut file = read(text);
            assert_eq!(file.problems, []);
            let file = file.listed.remove(0);
            let labels = |a: &Rc<Annotation>| format!("{} {}", a.label, a.quoted());
            (file.annotations.iter().map(labels).collect::<Vec<_>>().join(", "), file.rejected)
        };
        assert_eq!(labels(&task(3, 7, "said")), ("A said, B_c said".to_owned(), 0));
        // Counted in UTF-16 units.
        assert_eq!(labels(&task(5, 9, "said")), ("A said, B_c said".to_owned(), 0));
        // The editor's own way to write a line break.
        assert_eq!(labels(&task(3, 10, r"said\nno")), ("A said no, B_c said no".to_owned(), 0));
        assert_eq!(labels(&task(3, 7, "sang")), (String::new(), 2));
    }

    /// A file that is made for it costs no more than it is long: were any of these work for
    /// each pair of its entries, nobody would see the end.
    #[test]
    fn many_links_of_one_mark_are_read_like_few() {
        const MANY: usize = 20_000;
        let text = "a ".repeat(MANY);
        let entity =
            |at: usize| serde_json::json!({ "id": at, "label": "x", "start_offset": 2 * at, "end_offset": 2 * at + 1 });
        let link =
            |from: usize, to: usize, kind: &str| serde_json::json!({ "from_id": from, "to_id": to, "type": kind });
        let check = |links: Vec<Value>, marks: usize, relations: usize| {
            let entities: Vec<Value> = (0..MANY).map(entity).collect();
            let file = read(&serde_json::json!({ "text": text, "entities": entities, "relations": links }).to_string());
            assert_eq!((file.annotations.len(), file.others.len(), file.rejected), (marks, relations, 0));
        };
        check((1..MANY).map(|to| link(0, to, "same mark")).collect(), 1, 0);
        check((1..MANY).map(|_| link(0, 1, "again")).collect(), MANY, MANY - 1);
        check((1..MANY).map(|to| link(0, to, &format!("all (a, r{to})"))).collect(), MANY, 1);
    }

    #[test]
    fn what_others_are_passages_of_is_no_passage() {
        let entity = |id: u32, start: u32| serde_json::json!({ "id": id, "label": "x", "start_offset": start, "end_offset": start + 1 });
        let check = |links: &[(u32, u32)], targets: &[usize], rejected: usize| {
            let entities: Vec<Value> = [entity(1, 0), entity(2, 2), entity(3, 4), entity(4, 5)].into();
            let link =
                |(from, to): &(u32, u32)| serde_json::json!({ "from_id": from, "to_id": to, "type": "same mark" });
            let links: Vec<Value> = links.iter().map(link).collect();
            let file =
                read(&serde_json::json!({ "text": "a b cd", "entities": entities, "relations": links }).to_string());
            let found: Vec<usize> = file.annotations.iter().map(|annotation| annotation.target.len()).collect();
            assert_eq!((found.as_slice(), file.rejected), (targets, rejected), "{links:?}");
        };
        check(&[(1, 2), (1, 3)], &[3, 1], 0);
        check(&[(3, 1)], &[1, 2, 1], 0);
        check(&[(1, 2), (2, 3)], &[1, 2, 1], 1);
        check(&[(1, 2), (1, 2)], &[2, 1, 1], 1);
        // These two touch.
        check(&[(3, 4)], &[1, 1, 1, 1], 1);
        check(&[(1, 3), (1, 4)], &[2, 1, 1], 1);
    }
}
