//! The formats of other tools. Each is a file (or folder) here with a row in
//! [`WRITERS`], in [`READERS`], or in both.
//!
//! A writer is given [`Material`], which is the same for all, and answers with its
//! files and with what they do not hold: what is in the material is in the files or in
//! the [`Losses`], always. The same material gives the same bytes.
//!
//! A reader believes no position before the words there agree: see [`counting`].
//!
//! All of it runs in the worker, which the page loads when it is first needed.

mod cas;
mod claim;
mod conll;
mod doccano;
mod hypothesis;
mod label_studio;
pub mod left_out;
mod losses;
mod marks;
mod markup;
mod packing;
mod page;
mod pairs;
mod plain;
mod recogito;
mod spacy;
mod table;
pub(in crate::formats) mod texts;
mod tokens;
mod web_annotation;

#[cfg(test)]
mod corpus_tests;
#[cfg(test)]
pub(crate) mod fixtures;

use std::collections::BTreeMap;
use std::rc::Rc;

use serde_json::Value;

pub(super) use losses::has_more;
pub use losses::{Losses, Part};
pub use packing::packed;

use super::parse::Twice;
use super::report::Words;
use super::{EXPORTS, ReadFile, WrittenFile, brat};
use crate::model::annotation::Annotation;
use crate::model::article::{Article, ArticleText};
pub use crate::model::counting;
use crate::model::id::{ArticleId, IdentityId};
use crate::model::identity::Identity;
use crate::model::problem::Problem;
use crate::model::relation::Relation;
use crate::model::scheme::Scheme;
use crate::model::workspace::Workspace;

/// What is to be written: articles with what is said of them.
pub struct Material<'a> {
    /// By id.
    pub articles: Vec<MarkedText<'a>>,
    /// What annotations are about, by id.
    pub identities: Vec<&'a Identity>,
    /// What labels, attributes and roles are called.
    pub scheme: Rc<Scheme>,
    /// Annotations that no format of another tool can place: their article is not here.
    pub waiting: usize,
    /// Relations that join such annotations.
    pub waiting_relations: usize,
    /// What of the reader's choice is not even here.
    pub lacking: Losses,
    /// The words in which files say what is not in them; without any they do not.
    pub words: Option<Words<'a>>,
}

/// An article with what is said of it.
pub struct MarkedText<'a> {
    /// The article.
    pub article: &'a Article,
    /// Its text: all blocks, joined by line feeds.
    pub text: &'a ArticleText,
    /// In text order; the words of each are where it says, its fragments in order.
    pub annotations: Vec<&'a Annotation>,
    /// Those whose words are not in the text any more.
    pub orphans: Vec<&'a Annotation>,
    /// By id. They join annotations of this article, orphans too.
    pub relations: Vec<&'a Relation>,
}

impl<'a> Material<'a> {
    /// All that a workspace holds. `scheme` is used if the workspace has none.
    pub fn of(workspace: &'a Workspace, scheme: &Scheme) -> Self {
        let has_scheme = workspace.schemes().next().is_some();
        let mut material = Material {
            articles: Vec::new(),
            identities: workspace.identities().map(|identity| &**identity).collect(),
            scheme: if has_scheme { workspace.scheme() } else { Rc::new(scheme.clone()) },
            waiting: 0,
            waiting_relations: 0,
            lacking: Losses::default(),
            words: None,
        };
        let mut relations: BTreeMap<Option<&ArticleId>, Vec<&'a Relation>> = BTreeMap::new();
        for relation in workspace.relations() {
            let article = workspace.article_of(relation).filter(|id| workspace.article(id).is_some());
            relations.entry(article).or_default().push(relation);
        }
        for marked in workspace.articles() {
            let (article, text) = (&*marked.readable.article, &marked.readable.text);
            let is_placed = |a: &&'a Annotation| a.is_placed_in(text) && a.fragments_are_in_order();
            let (annotations, orphans) = marked.annotations().map(|annotation| &**annotation).partition(is_placed);
            let relations = relations.remove(&Some(&article.id)).unwrap_or_default();
            material.articles.push(MarkedText { article, text, annotations, orphans, relations });
        }
        let is_waiting = |annotation: &&Rc<Annotation>| workspace.article(&annotation.article).is_none();
        material.waiting = workspace.annotations().filter(is_waiting).count();
        material.waiting_relations = relations.values().map(Vec::len).sum();
        material
    }

    /// With words to say in the files what is not in them.
    #[must_use]
    pub fn in_words(self, words: Words<'a>) -> Self {
        Material { words: Some(words), ..self }
    }

    /// All annotations that have their place, article by article.
    pub fn annotations(&self) -> impl Iterator<Item = &'a Annotation> + Clone {
        self.articles.iter().flat_map(|marked| marked.annotations.iter().copied())
    }

    /// What an annotation is about.
    pub fn identity(&self, annotation: &Annotation) -> Option<&'a Identity> {
        self.identity_of(annotation.identity.as_ref()?)
    }

    /// The identity of an id.
    pub fn identity_of(&self, id: &IdentityId) -> Option<&'a Identity> {
        let at = self.identities.binary_search_by(|identity| identity.id.cmp(id)).ok()?;
        self.identities.get(at).copied()
    }
}

/// What was written.
pub struct Export {
    /// In order; several are handed over as one packed file.
    pub files: Vec<WrittenFile>,
    /// What they do not hold.
    pub losses: Losses,
}

impl Export {
    /// A format of one file.
    pub fn of(name: &str, text: String, losses: Losses) -> Self {
        Export { files: vec![WrittenFile { name: name.to_owned(), text }], losses }
    }
}

/// Writes a format: its key in [`super::EXPORTS`], and how.
type Writer = (&'static str, fn(&Material<'_>) -> Export);

/// The formats that are written here.
const WRITERS: [Writer; 13] = [
    ("page", page::write),
    ("text", plain::write),
    ("web-annotation", web_annotation::export),
    ("table", table::write),
    ("recogito", recogito::write),
    ("brat", brat::export),
    ("label-studio", label_studio::write),
    ("hypothesis", hypothesis::write),
    ("spacy", spacy::write),
    ("doccano", doccano::write),
    ("cas", cas::write),
    ("conll", conll::write),
    ("claim", claim::write),
];

/// Its key, in the message file after `taken-`; whether a value is one that is read so; and
/// what it holds: where it stands, and its keys that stand twice.
type Reader = (&'static str, fn(&Value) -> bool, fn(&Value, &str, &Twice) -> ReadFile);

/// The formats that are read here. The first that knows a value reads it.
const READERS: [Reader; 5] = [
    ("web-annotation", web_annotation::is_one, web_annotation::read),
    ("label-studio", label_studio::is_one, |value, place, twice| whole(label_studio::read, value, place, twice)),
    ("cas", cas::is_one, |value, place, twice| whole(cas::read, value, place, twice)),
    ("doccano", doccano::is_one, |value, place, twice| whole(doccano::read, value, place, twice)),
    ("spacy", spacy::is_one, |value, place, twice| whole(spacy::read, value, place, twice)),
];

/// Reads a value that is one text with its marks. With a key that stands twice it is left
/// out as a whole: which of the two is meant?
fn whole(read: fn(&Value, &str, &mut ReadFile), value: &Value, place: &str, twice: &Twice) -> ReadFile {
    let mut file = ReadFile::default();
    match twice.around(place, &[]) {
        Some(key) => file.reject(vec![Problem::new("field-twice").with("place", key)]),
        None => read(value, place, &mut file),
    }
    file
}

/// Writes a format; `None` if it is not written here.
pub fn write(key: &str, material: &Material<'_>) -> Option<Export> {
    let (_, write) = WRITERS.iter().find(|(known, _)| *known == key)?;
    let mut export = write(material);
    if EXPORTS.iter().any(|format| format.key == key && format.is_archive()) {
        export.files.extend(left_out::file(material, &export.losses));
    }
    Some(export)
}

/// Reads what another tool wrote, told by its content; `None` if it is of no such.
pub(super) fn read(value: &Value, place: &str, twice: &Twice) -> Option<ReadFile> {
    let (key, _, read) = READERS.iter().find(|(_, is_one, _)| is_one(value))?;
    Some(ReadFile { taken: vec![key], ..read(value, place, twice) })
}

/// What a file can be taken for.
#[cfg(test)]
pub(super) fn taken_for() -> impl Iterator<Item = &'static str> {
    READERS.iter().map(|(key, ..)| *key)
}

/// The same for a list whose entries belong together. `None` if each is by itself.
pub(super) fn read_list(values: &[Value], twice: &Twice) -> Option<ReadFile> {
    let read = || ReadFile { taken: vec!["web-annotation"], ..web_annotation::read_list(values, twice) };
    web_annotation::is_list(values).then(read)
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use proptest::strategy::Strategy;

    use super::*;
    use crate::formats::Writing;

    #[test]
    fn every_format_has_its_row_and_its_page() {
        let offered = EXPORTS.iter().filter(|format| matches!(format.writing, Writing::InWorker));
        assert_eq!(offered.map(|format| format.key).collect::<Vec<_>>(), WRITERS.map(|(key, _)| key));
        for (key, _) in WRITERS {
            let page = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("docs/formats/{key}.md"));
            assert!(page.is_file(), "{} tells what is in the file", page.display());
        }
    }

    /// Replaces the value at a place that is counted from the beginning. Answers whether
    /// there was one.
    fn replace(value: &mut Value, place: &mut usize, new: &Value) -> bool {
        if *place == 0 {
            *value = new.clone();
            return true;
        }
        *place -= 1;
        match value {
            Value::Array(list) => list.iter_mut().any(|inner| replace(inner, place, new)),
            Value::Object(map) => map.values_mut().any(|inner| replace(inner, place, new)),
            _ => false,
        }
    }

    fn count(value: &Value) -> usize {
        1 + match value {
            Value::Array(list) => list.iter().map(count).sum(),
            Value::Object(map) => map.values().map(count).sum(),
            _ => 0,
        }
    }

    /// How many passages came in, and how much is told. What is taken for a plain text is
    /// looked over by the reader.
    fn came_in(file: &ReadFile) -> (usize, usize) {
        let own: usize = file.annotations.iter().map(|annotation| annotation.target.len()).sum();
        file.listed
            .iter()
            .map(came_in)
            .fold((own, file.problems.len() + file.rejected + usize::from(!file.drafts.is_empty())), |all, one| {
                (all.0 + one.0, all.1 + one.1)
            })
    }

    proptest::proptest! {
        /// No panic, and nothing is dropped without a word.
        #[test]
        fn damaged_files_of_other_tools(
            format in 0usize..4,
            at in proptest::prelude::any::<proptest::sample::Index>(),
            new in proptest::prelude::prop_oneof![
                proptest::prelude::Just(Value::Null),
                proptest::prelude::Just(serde_json::json!({})),
                proptest::prelude::Just(serde_json::json!([[]])),
                proptest::prelude::Just(serde_json::json!("\u{d7ff}\n")),
                proptest::prelude::Just(serde_json::json!(-1)),
                proptest::prelude::Just(serde_json::json!(7.5)),
                proptest::prelude::Just(serde_json::json!(4_294_967_296u64)),
                (0u32..90).prop_map(Value::from),
            ],
        ) {
            let key = ["label-studio", "cas", "doccano", "spacy"][format];
            let workspace = fixtures::sample();
            let scheme = fixtures::scheme();
            let export = write(key, &Material::of(&workspace, &scheme)).unwrap();
            let file = &export.files[0];
            let whole = came_in(&crate::formats::read(&file.text)).0;
            // Of JSON lines the first.
            let (line, rest) = if file.name.ends_with("jsonl") { file.text.split_once('\n').unwrap() } else { (file.text.as_str(), "") };
            let mut value: Value = serde_json::from_str(line).unwrap();
            let mut place = at.index(count(&value));
            proptest::prop_assert!(replace(&mut value, &mut place, &new));
            let (in_now, told) = came_in(&crate::formats::read(&format!("{value}\n{rest}")));
            // A document whose text is another or whose list is no list says less by itself.
            proptest::prop_assert!(in_now >= whole || told > 0, "{}", new);
        }
    }
}
