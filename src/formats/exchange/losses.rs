//! What a file does not hold of what it was written from. Told before the file is handed
//! over: nobody should find out later.

use std::collections::BTreeMap;

use super::Material;
use crate::model::annotation::Annotation;
use crate::model::problem::Problem;
use crate::model::relation::Relation;

/// A part of what can be said, beyond words with a label, which every format holds. A
/// format names those that it holds; what there is of the others is lost.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// What joins annotations.
    Relations,
    /// What is said of relations: attributes and notes.
    RelationDetails,
    /// What is said of annotations.
    Attributes,
    /// The reader's notes on annotations.
    Notes,
    /// What annotations are about.
    Identities,
    /// What is known of it: other names, a Wikidata number, notes, from what it differs.
    IdentityDetails,
    /// When annotations and relations were made and changed.
    Times,
    /// Where the words of an annotation stood before its text changed.
    EarlierPlaces,
    /// Outlet, authors, dates, address, licence, story.
    ArticleFacts,
    /// Which block is a headline, a quote, boilerplate; languages of blocks.
    Blocks,
    /// What other tools have written into annotations and relations.
    Extra,
    /// The scheme, if the reader has one of their own.
    Scheme,
}

impl Part {
    /// All of them, in the order in which they are told.
    pub const ALL: [Part; 12] = [
        Part::Relations,
        Part::RelationDetails,
        Part::Attributes,
        Part::Notes,
        Part::Identities,
        Part::IdentityDetails,
        Part::Times,
        Part::EarlierPlaces,
        Part::ArticleFacts,
        Part::Blocks,
        Part::Extra,
        Part::Scheme,
    ];

    fn code(self) -> &'static str {
        match self {
            Part::Relations => "lost-relations",
            Part::RelationDetails => "lost-relation-details",
            Part::Attributes => "lost-attributes",
            Part::Notes => "lost-notes",
            Part::Identities => "lost-identities",
            Part::IdentityDetails => "lost-identity-details",
            Part::Times => "lost-times",
            Part::EarlierPlaces => "lost-earlier-places",
            Part::ArticleFacts => "lost-article-facts",
            Part::Blocks => "lost-blocks",
            Part::Extra => "lost-extra",
            Part::Scheme => "lost-scheme",
        }
    }

    /// How much there is of it.
    fn count(self, material: &Material<'_>) -> usize {
        let annotations = || material.articles.iter().flat_map(|marked| &marked.annotations);
        let relations = || material.articles.iter().flat_map(|marked| &marked.relations);
        let articles = || material.articles.iter().map(|marked| marked.article);
        match self {
            Part::Relations => relations().count(),
            Part::RelationDetails => relations().filter(|r| !r.attributes.is_empty() || !r.note.is_empty()).count(),
            Part::Attributes => annotations().map(|annotation| annotation.attributes.len()).sum(),
            Part::Notes => annotations().filter(|annotation| !annotation.note.is_empty()).count(),
            Part::Identities => annotations().filter(|annotation| annotation.identity.is_some()).count(),
            Part::IdentityDetails => {
                let has_more = |identity: &&&crate::model::identity::Identity| {
                    let has_names = !identity.aliases.is_empty() || !identity.wikidata.is_empty();
                    has_names || !identity.note.is_empty() || !identity.different_from.is_empty()
                };
                material.identities.iter().filter(has_more).count()
            }
            Part::Times => annotations().count() + relations().count(),
            Part::EarlierPlaces => annotations().filter(|annotation| annotation.moved.is_some()).count(),
            Part::ArticleFacts => {
                let has_facts = |a: &&crate::model::article::Article| {
                    let has_makers = a.outlet.is_some() || !a.authors.is_empty() || a.licence.is_some();
                    has_makers || a.published.is_some() || a.modified.is_some() || a.url.is_some() || a.story.is_some()
                };
                articles().filter(has_facts).count()
            }
            Part::Blocks => articles().map(|article| article.blocks.len()).sum(),
            Part::Extra => {
                let of_mark = |annotation: &&&Annotation| {
                    !annotation.extra.is_empty() || annotation.target.iter().any(|fragment| !fragment.extra.is_empty())
                };
                let of_relation = |relation: &&&Relation| {
                    !relation.extra.is_empty() || relation.arguments.iter().any(|argument| !argument.extra.is_empty())
                };
                annotations().filter(of_mark).count() + relations().filter(of_relation).count()
            }
            Part::Scheme => usize::from(!material.scheme.is_shipped()),
        }
    }
}

/// What a format could not hold, each kind with how many. The code of a kind names the
/// message `problem-<code>`, and begins with `lost-`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Losses(BTreeMap<&'static str, usize>);

impl Losses {
    /// All that there is in some material but for the parts that a format holds.
    /// Annotations whose words or whose article are not there are in no format but our own.
    pub fn except(held: &[Part], material: &Material<'_>) -> Self {
        let mut losses = Losses::default();
        let orphans: usize = material.articles.iter().map(|marked| marked.orphans.len()).sum();
        losses.add("lost-unplaced", orphans + material.waiting);
        losses.add("lost-unplaced-relations", material.waiting_relations);
        for part in Part::ALL.into_iter().filter(|part| !held.contains(part)) {
            losses.add(part.code(), part.count(material));
        }
        losses
    }

    /// So many more of a kind. The code begins with `lost-`.
    pub fn add(&mut self, code: &'static str, count: usize) {
        if count > 0 {
            *self.0.entry(code).or_default() += count;
        }
    }

    /// So many of a part, however many there are in all.
    pub fn replace(&mut self, part: Part, count: usize) {
        self.0.remove(part.code());
        self.add(part.code(), count);
    }

    /// To be told, in the order of the codes.
    pub fn problems(&self) -> Vec<Problem> {
        let problem = |(code, count): (&&'static str, &usize)| Problem::new(code).with("count", count);
        self.0.iter().map(problem).collect()
    }
}
