//! The annotations of an article as a list: filtered, searched and put into groups.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use super::names::is_small;
use super::occurrences::{FoldedText, Options, Sought, fold_words, words_of};
use crate::model::annotation::Annotation;
use crate::model::article::ArticleText;
use crate::model::id::{AnnotationId, AttributeId, IdentityId, LabelId};
use crate::model::offset::Span;
use crate::model::relation::Relation;
use crate::model::scheme::{Attribute, RelationType, Role, Scheme};
use crate::model::workspace::{MarkedArticle, Workspace};

/// What is to be listed, and how.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Query {
    /// In which groups.
    pub group: Group,
    /// Which annotations.
    pub filter: Filter,
    /// Words that are in what was marked or said; empty for all.
    pub search: String,
}

impl Query {
    /// Whether all annotations are asked for, whatever their order.
    pub fn is_of_all(&self) -> bool {
        self.filter == Filter::default() && self.search.trim().is_empty()
    }
}

/// What belongs together.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Group {
    /// All, in text order.
    #[default]
    Order,
    /// What has the same label.
    Label,
    /// What comes from the same source.
    Source,
    /// What is about the same thing.
    Identity,
}

/// Which annotations are listed: those for which all that is asked holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// Those with this label.
    pub label: Option<LabelId>,
    /// Those of which this is said, or of a relation in which they play a part.
    pub attribute: Option<(AttributeId, Said)>,
    /// Those that could be ascribed to something and are not: what can play the part
    /// that a relation needs first, such as a claim, and is in none with a source.
    pub has_no_source: bool,
    /// Those with a note.
    pub has_note: bool,
    /// Those whose words are not where they were.
    pub is_orphan: bool,
    /// Those that were found again elsewhere and are not accepted there yet.
    pub is_moved: bool,
    /// Those that could have an identity and have none.
    pub is_unidentified: bool,
}

/// What is asked of an attribute.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Said {
    /// It has this value.
    Value(String),
    /// It has a value.
    Anything,
    /// It could be said by the scheme, and is not.
    Nothing,
}

/// The annotations that were asked for.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Listing {
    /// In groups, none of them empty: labels in the order of the scheme, sources and
    /// identities as they come in the text, and what belongs to none at the end. What
    /// has several sources is in the group of each.
    pub sections: Vec<Section>,
    /// How many annotations, each counted once, without one that is only kept.
    pub count: usize,
}

/// What belongs together.
#[derive(Clone, Debug, PartialEq)]
pub struct Section {
    /// What it has in common.
    pub heading: Heading,
    /// In text order, then those that have no place; at least one.
    pub annotations: Vec<Rc<Annotation>>,
}

/// What the annotations of a section have in common.
#[derive(Clone, Debug, PartialEq)]
pub enum Heading {
    /// Nothing is asked in common.
    All,
    /// Their label.
    Label(LabelId),
    /// Their source.
    Source {
        /// Where it is first marked in the text.
        annotation: Rc<Annotation>,
        /// What it is, if the reader said so.
        identity: Option<IdentityId>,
    },
    /// What they are about.
    Identity(IdentityId),
    /// They have no source or identity.
    Nothing,
}

/// The annotations of an article that a query asks for. `kept` is listed whether it is
/// asked for or not: a reader who is at work on it must not lose it by what is said of
/// it. Takes time in proportion to all of them.
pub fn listing(marked: &MarkedArticle, workspace: &Workspace, query: &Query, kept: Option<&AnnotationId>) -> Listing {
    let scheme = workspace.scheme();
    let orphans: BTreeSet<&AnnotationId> = marked.orphans().map(|orphan| &orphan.id).collect();
    let asked = Asked { workspace, scheme: &scheme, orphans, filter: &query.filter, search: fold_words(&query.search) };
    let mut groups = Groups::new(marked, workspace, &scheme, query.group);
    let mut count = 0;
    for annotation in marked.annotations() {
        let is_asked_for = asked.has(annotation);
        count += usize::from(is_asked_for);
        if is_asked_for || kept == Some(&annotation.id) {
            groups.put(annotation);
        }
    }
    Listing { sections: groups.into_sections(), count }
}

/// A text, ready to be searched. Takes time in proportion to it.
pub fn searchable(text: &ArticleText) -> FoldedText {
    FoldedText::new(text.as_str(), &ALSO_WITHIN_WORDS)
}

/// Where the words that are searched stand in a text, in order, whether marked or not,
/// also within words.
pub fn text_matches(text: &FoldedText, search: &str) -> Vec<Span> {
    Sought::new(search, &ALSO_WITHIN_WORDS).map(|sought| sought.places_in(text)).unwrap_or_default()
}

/// How words are searched.
const ALSO_WITHIN_WORDS: Options = Options { whole_words: false, ignore_case: true, ignore_accents: true };

/// A text in pieces: what is searched, and what stands between. Together they are the
/// text.
pub fn pieces(text: &str, search: &str) -> Vec<(String, bool)> {
    let places = text_matches(&FoldedText::new(text, &ALSO_WITHIN_WORDS), search);
    let mut characters = text.chars();
    let mut at = 0;
    let mut pieces = Vec::new();
    let mut take = |to: u32, is_found: bool| {
        let piece: String = characters.by_ref().take(to.saturating_sub(at) as usize).collect();
        at = at.max(to);
        if !piece.is_empty() {
            pieces.push((piece, is_found));
        }
    };
    for place in places {
        take(place.start().0, false);
        take(place.end().0, true);
    }
    take(u32::MAX, false);
    pieces
}

/// What relations of a type ascribe, and to what: the first part that they need, and
/// the first other one that is not only a part of them, as a cue is.
pub fn ascribed(relation: &RelationType) -> Option<(&Role, &Role)> {
    let what = relation.arguments.iter().find(|role| role.least > 0)?;
    let to_what = relation.arguments.iter().find(|role| !role.owned && role.role != what.role)?;
    Some((what, to_what))
}

/// What the listed annotations must be.
struct Asked<'a> {
    workspace: &'a Workspace,
    scheme: &'a Scheme,
    orphans: BTreeSet<&'a AnnotationId>,
    filter: &'a Filter,
    /// Folded.
    search: String,
}

/// The values of something, and the attributes that the scheme knows for it.
type Statement<'a> = (&'a BTreeMap<AttributeId, String>, &'a [Attribute]);

impl<'a> Asked<'a> {
    fn has(&self, annotation: &'a Annotation) -> bool {
        let filter = self.filter;
        filter.label.as_ref().is_none_or(|label| annotation.label == *label)
            && (!filter.has_note || !annotation.note.is_empty())
            && (!filter.is_orphan || self.orphans.contains(&annotation.id))
            && (!filter.is_moved || annotation.moved.is_some())
            && (!filter.is_unidentified || self.is_unidentified(annotation))
            && filter.attribute.as_ref().is_none_or(|(attribute, said)| self.says(annotation, attribute, said))
            && (!filter.has_no_source || self.has_no_source(annotation))
            && (self.search.is_empty() || self.is_found_in(annotation))
    }

    fn is_unidentified(&self, annotation: &Annotation) -> bool {
        let can_have_one = self.scheme.label(&annotation.label).is_none_or(|label| label.identity);
        can_have_one && annotation.identity.is_none()
    }

    /// What is said, and the attributes that could be: of the annotation, and of each
    /// relation in which it plays a part.
    fn statements(&self, annotation: &'a Annotation) -> impl Iterator<Item = Statement<'a>> {
        let scheme = self.scheme;
        let own = (&annotation.attributes, scheme.attributes(&annotation.label));
        let of_relation = |relation: &'a Rc<Relation>| (&relation.attributes, scheme.attributes(&relation.label));
        std::iter::once(own).chain(self.workspace.relations_of(&annotation.id).map(of_relation))
    }

    fn says(&self, annotation: &'a Annotation, attribute: &AttributeId, said: &Said) -> bool {
        self.statements(annotation).any(|(values, known)| {
            let value = values.get(attribute);
            match said {
                Said::Value(asked) => value == Some(asked),
                Said::Anything => value.is_some(),
                Said::Nothing => value.is_none() && known.iter().any(|known| known.id == *attribute),
            }
        })
    }

    fn has_no_source(&self, annotation: &Annotation) -> bool {
        let mut needs_one = self.scheme.relations.iter().filter_map(|relation| {
            let (what, to_what) = ascribed(relation)?;
            what.labels.contains(&annotation.label).then_some((relation, what, to_what))
        });
        let has_one = |relation: &RelationType, what: &Role, to_what: &Role| {
            self.workspace.relations_of(&annotation.id).any(|known| {
                known.label == relation.id
                    && known.in_role(what.role.as_str()).any(|id| *id == annotation.id)
                    && known.in_role(to_what.role.as_str()).next().is_some()
            })
        };
        needs_one.any(|(relation, what, to_what)| !has_one(relation, what, to_what))
    }

    /// Looks in the marked words, the note, what is said of it and its relations, and
    /// what it is about.
    fn is_found_in(&self, annotation: &'a Annotation) -> bool {
        let has = |text: &str| fold_words(text).contains(&self.search);
        let names = |(values, known): Statement<'_>| {
            values.iter().any(|(id, value)| {
                let attribute = known.iter().find(|attribute| attribute.id == *id);
                has(attribute.map_or(value.as_str(), |attribute| attribute.name_of(value)))
            })
        };
        let identity = || annotation.identity.as_ref().and_then(|id| self.workspace.identity(id));
        has(&annotation.quoted())
            || !annotation.note.is_empty() && has(&annotation.note)
            || self.statements(annotation).any(names)
            || identity().is_some_and(|identity| identity.names().any(has))
    }
}

/// By what sections are told apart, and their order.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Key {
    All,
    /// The place in the scheme; unknown ones at the end, by id.
    Label(usize, LabelId),
    /// The number of the first annotation that is of it.
    First(usize),
    Nothing,
}

/// What tells one source, or one thing, from another.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Which {
    Identity(IdentityId),
    /// The same words, if they name somebody.
    Words(String),
    /// “He” may be anybody.
    Annotation(AnnotationId),
}

impl Which {
    fn of(annotation: &Annotation) -> Which {
        let words = || {
            let folded = fold_words(&annotation.quoted());
            let names = words_of(&folded).any(|word| !is_small(word));
            if names { Which::Words(folded) } else { Which::Annotation(annotation.id.clone()) }
        };
        annotation.identity.clone().map_or_else(words, Which::Identity)
    }
}

struct Groups<'a> {
    workspace: &'a Workspace,
    scheme: &'a Scheme,
    by: Group,
    /// The number in the text of the first annotation of each source or thing.
    first: BTreeMap<Which, usize>,
    named: BTreeMap<usize, &'a Rc<Annotation>>,
    sections: BTreeMap<Key, Vec<Rc<Annotation>>>,
}

impl<'a> Groups<'a> {
    fn new(marked: &'a MarkedArticle, workspace: &'a Workspace, scheme: &'a Scheme, by: Group) -> Groups<'a> {
        let (first, named, sections) = (BTreeMap::new(), BTreeMap::new(), BTreeMap::new());
        let mut groups = Groups { workspace, scheme, by, first, named, sections };
        // A thing stands where it is named first, whether that is listed or not.
        for (number, annotation) in marked.annotations().enumerate() {
            let is_one = match by {
                Group::Order | Group::Label => break,
                Group::Source => groups.sources(annotation).any(|source| source.id == annotation.id),
                Group::Identity => annotation.identity.is_some(),
            };
            if is_one && *groups.first.entry(Which::of(annotation)).or_insert(number) == number {
                groups.named.insert(number, annotation);
            }
        }
        groups
    }

    /// What plays the part of the source in the relations of an annotation.
    fn sources(&self, annotation: &Annotation) -> impl Iterator<Item = &'a Rc<Annotation>> + use<'a> {
        let (workspace, scheme) = (self.workspace, self.scheme);
        let sources = move |relation: &'a Rc<Relation>| {
            let role = scheme.relation(&relation.label).and_then(ascribed).map(|(_, to_what)| to_what);
            role.into_iter().flat_map(|role| relation.in_role(role.role.as_str()))
        };
        workspace.relations_of(&annotation.id).flat_map(sources).filter_map(|id| workspace.annotation(id))
    }

    fn put(&mut self, annotation: &Rc<Annotation>) {
        let first = |of: &Annotation| self.first.get(&Which::of(of)).map(|number| Key::First(*number));
        let mut keys: BTreeSet<Key> = match self.by {
            Group::Order => BTreeSet::from([Key::All]),
            Group::Label => {
                let place = self.scheme.labels.iter().position(|known| known.id == annotation.label);
                BTreeSet::from([Key::Label(place.unwrap_or(usize::MAX), annotation.label.clone())])
            }
            Group::Source => self.sources(annotation).filter_map(|source| first(source)).collect(),
            Group::Identity => annotation.identity.iter().filter_map(|_| first(annotation)).collect(),
        };
        if keys.is_empty() {
            keys.insert(Key::Nothing);
        }
        for key in keys {
            self.sections.entry(key).or_default().push(annotation.clone());
        }
    }

    fn into_sections(self) -> Vec<Section> {
        let heading = |key: Key| match key {
            Key::All => Heading::All,
            Key::Label(_, label) => Heading::Label(label),
            Key::First(number) => match (self.named.get(&number), self.by) {
                (Some(named), Group::Source) => {
                    Heading::Source { annotation: Rc::clone(named), identity: named.identity.clone() }
                }
                (Some(named), _) => named.identity.clone().map_or(Heading::Nothing, Heading::Identity),
                (None, _) => Heading::Nothing,
            },
            Key::Nothing => Heading::Nothing,
        };
        let section = |(key, annotations)| Section { heading: heading(key), annotations };
        self.sections.into_iter().map(section).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::annotation::Moved;
    use crate::model::article::{Article, ReadableArticle};
    use crate::model::edit::{Edit, Entity};
    use crate::model::fixtures::{annotation, article, moment, span};
    use crate::model::identity::Identity;
    use crate::model::quote::fragment_at;
    use crate::model::relation::Argument;
    use serde_json::{Map, json};

    const BODY: &str = "Mayor Smith said it was safe. He knew. The Café on Élysée Road, officials said, is not.";

    fn one() -> Rc<Article> {
        article("one", &["Is it safe?", BODY])
    }

    fn scheme() -> Scheme {
        let choice = |id: &str, name: &str| json!({ "id": id, "name": name });
        let attribute = |id: &str| json!({ "id": id, "name": id, "kind": "choice", "values": [choice("x", "Fact"), choice("y", "Opinion")] });
        let label = |id: &str, attributes: serde_json::Value, identity: bool| json!({ "id": id, "name": id, "attributes": attributes, "identity": identity });
        let role = |role: &str, least: u32, owned: bool| json!({ "role": role, "name": role, "labels": [role], "least": least, "owned": owned });
        let way = json!({ "id": "way", "name": "Way", "kind": "choice", "values": [choice("x", "Word for word")] });
        let arguments = json!([role("claim", 1, false), role("cue", 0, true), role("source", 0, false)]);
        Scheme::from_json(json!({
            "id": "urn:s", "title": "S",
            "labels": [
                label("source", json!([]), true), label("claim", json!([attribute("type")]), true),
                label("cue", json!([]), false),
            ],
            "relations": [{ "id": "attribution", "name": "A", "arguments": arguments, "attributes": [way] }],
        }))
        .unwrap()
    }

    /// Marks the first place of some words.
    fn mark(id: &str, label: &str, words: &str) -> Annotation {
        let text = one().joined_text();
        let start = text[..text.find(words).unwrap()].chars().count() as u32;
        Annotation::clone(&annotation(id, &one(), label, &[(start, start + words.chars().count() as u32)]))
    }

    fn relation(id: &str, label: &str, arguments: &[(&str, &str)]) -> Entity {
        let arguments = arguments.iter().map(|(role, id)| Argument::new((*role).into(), (*id).into())).collect();
        Entity::Relation(Rc::new(Relation::new(id.into(), label.into(), arguments, moment(0))))
    }

    fn saying(attribute: &str, value: &str, relation: Entity) -> Entity {
        let Entity::Relation(relation) = relation else { return relation };
        let mut relation = Relation::clone(&relation);
        relation.attributes.insert(attribute.into(), value.into());
        Entity::Relation(Rc::new(relation))
    }

    fn holding(articles: Vec<Rc<Article>>, annotations: Vec<Annotation>, others: Vec<Entity>) -> Workspace {
        let annotations = annotations.into_iter().map(Rc::new).collect();
        let empty = Workspace::default();
        let import = Edit::Import { articles, annotations, reanchored: vec![], others };
        empty.after(&empty.change(&import).unwrap())
    }

    fn start() -> Workspace {
        let mut annotations = vec![
            mark("smith", "source", "Mayor Smith"),
            mark("said", "cue", "said"),
            mark("safe", "claim", "it was safe"),
            mark("he", "source", "He"),
            mark("knew", "claim", "knew"),
            mark("cafe", "entity", "Café"),
            mark("officials", "source", "officials"),
            mark("not", "claim", "is not"),
        ];
        annotations[0].identity = Some("urn:smith".into());
        annotations[3].identity = Some("urn:smith".into());
        annotations[2].attributes.insert("type".into(), "x".into());
        annotations[2].note = "Wer sagt das? Müller".into();
        annotations[4].moved = Some(Moved { score: 90, was: annotations[4].target.clone(), extra: Map::new() });
        let mut lost = mark("lost", "claim", "knew");
        lost.target[0].quote.exact = "other".into();
        lost.attributes.insert("type".into(), "y".into());
        annotations.push(lost);
        let mut smith = Identity::new("urn:smith".into(), "Jane Smith", moment(0));
        smith.aliases.push("Janie".into());
        let others = vec![
            Entity::Scheme(Rc::new(scheme())),
            Entity::Identity(Rc::new(smith)),
            saying(
                "way",
                "x",
                relation("r1", "attribution", &[("claim", "safe"), ("source", "smith"), ("cue", "said")]),
            ),
            relation("r2", "attribution", &[("claim", "not"), ("source", "officials"), ("source", "he")]),
            // Imported, and not whole.
            relation("r3", "attribution", &[("claim", "knew"), ("source", "gone")]),
            relation("r4", "contrast", &[("claim", "knew"), ("claim", "safe")]),
        ];
        holding(vec![one()], annotations, others)
    }

    fn shown(listing: &Listing) -> String {
        let section = |section: &Section| {
            let ids: Vec<&str> = section.annotations.iter().map(|a| a.id.as_str()).collect();
            let heading = match &section.heading {
                Heading::All => String::new(),
                Heading::Label(label) => format!("{label}: "),
                Heading::Source { annotation, identity: None } => format!("{}: ", annotation.id),
                Heading::Source { annotation, identity: Some(identity) } => format!("{} {identity}: ", annotation.id),
                Heading::Identity(identity) => format!("{identity}: "),
                Heading::Nothing => "nothing: ".to_owned(),
            };
            heading + &ids.join(" ")
        };
        listing.sections.iter().map(section).collect::<Vec<_>>().join("; ")
    }

    #[track_caller]
    fn check(query: &Query, expected: &str) {
        let workspace = start();
        let marked = workspace.articles().next().unwrap();
        let listing = listing(marked, &workspace, query, None);
        assert_eq!(shown(&listing), expected, "{query:?}");
        let listed = |listing: &Listing| -> BTreeSet<AnnotationId> {
            listing.sections.iter().flat_map(|s| &s.annotations).map(|a| a.id.clone()).collect()
        };
        let asked_for = listed(&listing);
        assert_eq!(listing.count, asked_for.len());
        // Whatever is asked, what a reader is at work on stays, and counts as before.
        let kept = super::listing(marked, &workspace, query, Some(&"cafe".into()));
        assert_eq!(kept.count, listing.count);
        assert_eq!(listed(&kept), &asked_for | &BTreeSet::from(["cafe".into()]));
    }

    #[test]
    fn annotations_are_put_into_groups() {
        let by = |group: Group| Query { group, ..Query::default() };
        check(&by(Group::Order), "smith said safe he knew cafe officials not lost");
        check(&by(Group::Label), "source: smith he officials; claim: safe knew not lost; cue: said; entity: cafe");
        check(
            &by(Group::Source),
            "smith urn:smith: smith said safe he officials not; officials: he officials not; nothing: knew cafe lost",
        );
        check(&by(Group::Identity), "urn:smith: smith he; nothing: said safe knew cafe officials not lost");
    }

    #[test]
    fn annotations_are_filtered() {
        let by = |filter: Filter| Query { filter, ..Query::default() };
        let said = |said: Said| by(Filter { attribute: Some(("type".into(), said)), ..Filter::default() });
        check(&by(Filter { label: Some("claim".into()), ..Filter::default() }), "safe knew not lost");
        check(&by(Filter { label: Some("other".into()), ..Filter::default() }), "");
        check(&said(Said::Value("x".into())), "safe");
        check(&said(Said::Value("z".into())), "");
        check(&said(Said::Nothing), "knew not");
        check(&said(Said::Anything), "safe lost");
        // What is said of a relation is said of all that play a part in it.
        let way = |said: Said| by(Filter { attribute: Some(("way".into(), said)), ..Filter::default() });
        check(&way(Said::Value("x".into())), "smith said safe");
        check(&way(Said::Nothing), "he knew officials not");
        check(&by(Filter { has_no_source: true, ..Filter::default() }), "lost");
        check(&by(Filter { has_note: true, ..Filter::default() }), "safe");
        check(&by(Filter { is_orphan: true, ..Filter::default() }), "lost");
        check(&by(Filter { is_moved: true, ..Filter::default() }), "knew");
        check(&by(Filter { is_unidentified: true, ..Filter::default() }), "safe knew cafe officials not lost");
        let both = Filter { is_unidentified: true, label: Some("source".into()), ..Filter::default() };
        check(&by(both.clone()), "officials");
        // What is not listed still says which source comes first.
        check(
            &Query { filter: both, group: Group::Source, ..Query::default() },
            "smith urn:smith: officials; officials: officials",
        );
    }

    #[test]
    fn annotations_are_searched() {
        let find = |search: &str| Query { search: search.into(), ..Query::default() };
        check(&find("SAFE"), "safe");
        check(&find("cafe"), "cafe");
        check(&find("muller"), "safe");
        check(&find("fact"), "safe");
        check(&find("opinion"), "lost");
        check(&find("word for"), "smith said safe");
        check(&find("jane  smith"), "smith he");
        check(&find("janie"), "smith he");
        check(&find("it was  safe"), "safe");
        check(&find(" "), "smith said safe he knew cafe officials not lost");
        check(&find("nowhere"), "");
        let query = Query { group: Group::Label, search: "smith".into(), ..Query::default() };
        check(&query, "source: smith he");
    }

    #[test]
    fn words_are_found_in_the_text_marked_or_not() {
        let workspace = start();
        let marked = workspace.articles().next().unwrap();
        let found = |search: &str| {
            let spans = text_matches(&searchable(&marked.readable.text), search);
            spans.iter().map(|span| marked.readable.text.slice(*span).unwrap()).collect::<Vec<_>>().join("|")
        };
        assert_eq!(found("safe"), "safe|safe");
        assert_eq!(found("elysee"), "Élysée");
        assert_eq!(found("said"), "said|said");
        assert_eq!(found("offic"), "offic");
        assert_eq!(found(""), "");
    }

    #[test]
    fn what_is_searched_stands_out_in_a_text() {
        let check = |text: &str, search: &str, expected: &str| {
            let pieces = pieces(text, search);
            let shown: String = pieces
                .iter()
                .map(|(piece, is_found)| if *is_found { format!("[{piece}]") } else { piece.clone() })
                .collect();
            assert_eq!(shown, expected, "{search}");
            assert_eq!(pieces.iter().map(|(piece, _)| piece.as_str()).collect::<String>(), text);
        };
        check("It was safe. Safely!", "SAFE", "It was [safe]. [Safe]ly!");
        check("Élysée", "ely", "[Ély]sée");
        check("no place", "where", "no place");
        check("no place", " ", "no place");
        check("", "a", "");
        check("aaa", "a", "[a][a][a]");
    }

    /// Ten thousand annotations: `cargo test --release --no-default-features
    /// ten_thousand -- --ignored --nocapture`.
    #[test]
    #[ignore = "measures"]
    fn ten_thousand_annotations_are_listed() {
        let blocks: Vec<String> =
            (0..2_000).map(|n| format!("Somebody {n} said that something happened here, {n}.")).collect();
        let blocks: Vec<&str> = blocks.iter().map(String::as_str).collect();
        let made = article("one", &blocks);
        let readable = ReadableArticle::new(made.clone());
        let empty = Annotation::clone(&annotation("n", &made, "claim", &[]));
        let (mut annotations, mut others) = (Vec::new(), vec![Entity::Scheme(Rc::new(scheme()))]);
        for block in 0..2_000 {
            let start = readable.text.block_start(block).unwrap().char.0;
            for (at, label) in ["source", "claim", "cue", "claim", "entity"].into_iter().enumerate() {
                let place = span(start + at as u32 * 6, start + at as u32 * 6 + 10);
                let target = vec![fragment_at(&readable.text, place).unwrap()];
                annotations.push(Annotation {
                    id: format!("n{block}-{at}").into(),
                    label: label.into(),
                    target,
                    ..empty.clone()
                });
            }
            let id = |at: u32| format!("n{block}-{at}");
            let arguments = [("claim", id(1)), ("source", id(0)), ("cue", id(2))];
            let arguments: Vec<(&str, &str)> = arguments.iter().map(|(role, id)| (*role, id.as_str())).collect();
            others.push(relation(&format!("r{block}"), "attribution", &arguments));
        }
        let workspace = holding(vec![made], annotations, others);
        let marked = workspace.articles().next().unwrap();
        for (group, search) in
            [(Group::Order, ""), (Group::Label, ""), (Group::Source, ""), (Group::Identity, ""), (Group::Order, "happ")]
        {
            let filter = Filter { has_no_source: group == Group::Label, ..Filter::default() };
            let query = Query { group, filter, search: search.into() };
            let ask = |_| {
                let begun = std::time::Instant::now();
                let found = listing(marked, &workspace, &query, None);
                (begun.elapsed(), found.count)
            };
            println!("{group:?} {search}: {:?}", (0..20).map(ask).min());
        }
        let begun = std::time::Instant::now();
        println!(
            "{} places in the text in {:?}",
            text_matches(&searchable(&marked.readable.text), "happ").len(),
            begun.elapsed()
        );
    }
}
