//! The formats of other tools. Each is a file (or folder) here with a row in
//! [`WRITERS`], an arm in `formats::read_value`, or both.
//!
//! A writer is given [`Material`], which is the same for all, and answers with its
//! files and with what they do not hold: what is in the material is in the files or in
//! the [`Losses`], always. The same material gives the same bytes.
//!
//! A reader believes no position before the words there agree: see [`counting`].
//!
//! All of it runs in the worker, which the page loads when it is first needed.

mod hypothesis;
mod losses;
mod packing;
mod recogito;
mod table;
pub mod web_annotation;

#[cfg(test)]
pub(crate) mod fixtures;

use std::collections::BTreeMap;
use std::rc::Rc;

pub use losses::{Losses, Part};
pub use packing::packed;

use super::{WrittenFile, brat};
use crate::model::annotation::Annotation;
use crate::model::article::{Article, ArticleText};
pub use crate::model::counting;
use crate::model::id::ArticleId;
use crate::model::identity::Identity;
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

    /// The identity with this id.
    pub fn identity(&self, annotation: &Annotation) -> Option<&'a Identity> {
        let id = annotation.identity.as_ref()?;
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
const WRITERS: &[Writer] = &[
    ("web-annotation", web_annotation::export),
    ("table", table::write),
    ("recogito", recogito::write),
    ("brat", brat::export),
    ("hypothesis", hypothesis::write),
];

/// Writes a format; `None` if it is not written here.
pub fn write(key: &str, material: &Material<'_>) -> Option<Export> {
    WRITERS.iter().find(|(known, _)| *known == key).map(|(_, write)| write(material))
}
