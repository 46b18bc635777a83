//! What a file does not hold of what it was written from. Told before the file is handed
//! over: nobody should find out later.

use std::collections::{BTreeMap, BTreeSet};

use super::Material;
use crate::model::annotation::Annotation;
use crate::model::article::{Article, ONLY_TEXT};
use crate::model::id::IdentityId;
use crate::model::identity::Identity;
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
    /// What other tools have written into identities.
    IdentityExtra,
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
    /// What other tools have written into articles and their blocks.
    ArticleExtra,
    /// The scheme, if the reader has one of their own.
    Scheme,
}

impl Part {
    /// All of them, in the order in which they are told.
    pub const ALL: [Part; 14] = [
        Part::Relations,
        Part::RelationDetails,
        Part::Attributes,
        Part::Notes,
        Part::Identities,
        Part::IdentityDetails,
        Part::IdentityExtra,
        Part::Times,
        Part::EarlierPlaces,
        Part::ArticleFacts,
        Part::Blocks,
        Part::Extra,
        Part::ArticleExtra,
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
            Part::IdentityExtra => "lost-identity-extra",
            Part::Times => "lost-times",
            Part::EarlierPlaces => "lost-earlier-places",
            Part::ArticleFacts => "lost-article-facts",
            Part::Blocks => "lost-blocks",
            Part::Extra => "lost-extra",
            Part::ArticleExtra => "lost-article-extra",
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
                let has_more = |identity: &&&Identity| !identity.wikidata.is_empty() || has_more_than_number(identity);
                material.identities.iter().filter(has_more).count()
            }
            Part::IdentityExtra => material.identities.iter().filter(|identity| !identity.extra.is_empty()).count(),
            Part::Times => annotations().count() + relations().count(),
            Part::EarlierPlaces => annotations().filter(|annotation| annotation.moved.is_some()).count(),
            Part::ArticleFacts => {
                articles().filter(|article| article.outlet.is_some() || has_facts_but_outlet(article)).count()
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
            Part::ArticleExtra => articles().filter(|article| has_more(article, None)).count(),
            Part::Scheme => usize::from(!material.scheme.is_shipped()),
        }
    }
}

/// Whether there is more to know of an identity than its name and its Wikidata number.
fn has_more_than_number(identity: &Identity) -> bool {
    !identity.aliases.is_empty() || !identity.note.is_empty() || !identity.different_from.is_empty()
}

/// Whether more is known of an article than its text, its title and who published it.
pub fn has_facts_but_outlet(article: &Article) -> bool {
    let of_outlet = article.outlet.as_ref().is_some_and(|outlet| outlet.url.is_some());
    let has_makers = of_outlet || !article.authors.is_empty() || article.licence.is_some();
    let has_days = article.published.is_some() || article.modified.is_some();
    has_makers || has_days || article.url.is_some() || article.story.is_some()
}

/// What a format could not hold, each kind with how many. The code of a kind names the
/// message `problem-<code>`, and begins with `lost-`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Losses(BTreeMap<&'static str, usize>);

impl Losses {
    /// All that there is in some material but for the parts that a format holds.
    /// Annotations whose words or whose article are not there are in no format but our own.
    pub fn except(held: &[Part], material: &Material<'_>) -> Self {
        let mut losses = material.lacking.clone();
        let orphans: usize = material.articles.iter().map(|marked| marked.orphans.len()).sum();
        losses.add("lost-unplaced", orphans + material.waiting);
        losses.add("lost-unplaced-relations", material.waiting_relations);
        // What gives back what it wrote into marks does so with articles.
        let is_held = |part: &Part| held.contains(part) || *part == Part::ArticleExtra && held.contains(&Part::Extra);
        for part in Part::ALL.into_iter().filter(|part| !is_held(part)) {
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

    /// Of a format that writes name and Wikidata number of an identity beside the
    /// annotations that are about it: what there is beyond, and the identities that none
    /// of these annotations is about.
    pub fn hold_numbers<'a>(&mut self, material: &Material<'_>, written: impl Iterator<Item = &'a Annotation>) {
        let told: BTreeSet<&IdentityId> = written.filter_map(|annotation| annotation.identity.as_ref()).collect();
        let is_more = |identity: &&&Identity| has_more_than_number(identity) || !told.contains(&identity.id);
        self.replace(Part::IdentityDetails, material.identities.iter().filter(is_more).count());
    }

    /// To be told, in the order of the codes.
    pub fn problems(&self) -> Vec<Problem> {
        let problem = |(code, count): (&&'static str, &usize)| Problem::new(code).with("count", count);
        self.0.iter().map(problem).collect()
    }
}

/// Whether programs have left more in an article than we know of, under other keys than
/// `own`. What its file said beside the text is such, too.
pub(in crate::formats) fn has_more(article: &Article, own: Option<&str>) -> bool {
    let parties = article.outlet.iter().chain(&article.authors).any(|party| !party.extra.is_empty());
    let licence = article.licence.as_ref().is_some_and(|licence| !licence.extra.is_empty());
    let story = article.story.as_ref().is_some_and(|story| !story.extra.is_empty());
    let imported = article.imported.iter().flat_map(|imported| imported.extra.keys()).any(|key| key != ONLY_TEXT);
    article.extra.keys().any(|key| Some(key.as_str()) != own)
        || article.blocks.iter().any(|block| !block.extra.is_empty())
        || parties
        || licence
        || story
        || imported
}
