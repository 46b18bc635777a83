//! Relations as most formats have them: from one mark to another. What joins more is
//! several pairs.

use std::collections::BTreeMap;

use super::{MarkedText, Material};
use crate::model::annotation::Annotation;
use crate::model::id::{AnnotationId, RoleId};
use crate::model::relation::{Argument, Relation};
use crate::model::scheme::Scheme;

/// The name of what joins the passages of one mark, where a format has no room for marks
/// of several.
pub const SAME_MARK: &str = "same mark";

/// One mark joined to another.
pub struct Pair<'a> {
    /// The relation that joins them.
    pub relation: &'a Relation,
    /// What the first is in it.
    pub first_role: &'a RoleId,
    /// What the second is in it.
    pub role: &'a RoleId,
    /// The mark in the first role, so the claim.
    pub from: &'a AnnotationId,
    /// The other mark.
    pub to: &'a AnnotationId,
}

impl Pair<'_> {
    /// The name of such a pair: the relation's, with the roles of the two in it.
    pub fn name(&self) -> String {
        format!("{} ({}, {})", self.relation.label, self.first_role, self.role)
    }
}

/// The pairs of an article's relations, and how many of these are more than one pair.
/// Marks that are not in the text are in no pair.
pub struct Pairs<'a> {
    /// In the order of the relations.
    pub pairs: Vec<Pair<'a>>,
    /// Relations that are written as several pairs: that they are one is not told.
    pub split: usize,
    /// Relations of which a part or all is in no pair.
    pub partial: usize,
}

impl<'a> Pairs<'a> {
    /// Those of one article.
    pub fn of(marked: &MarkedText<'a>, scheme: &Scheme) -> Self {
        let placed: BTreeMap<&AnnotationId, &Annotation> =
            marked.annotations.iter().map(|annotation| (&annotation.id, *annotation)).collect();
        let mut all = Pairs { pairs: Vec::new(), split: 0, partial: 0 };
        for relation in &marked.relations {
            let known = scheme.relation(&relation.label);
            let place = |argument: &Argument| known?.arguments.iter().position(|role| role.role == argument.role);
            let mut arguments: Vec<&Argument> = relation.arguments.iter().collect();
            arguments.sort_by_key(|argument| place(argument).unwrap_or(usize::MAX));
            let mut here = arguments.iter().filter(|argument| placed.contains_key(&argument.annotation));
            let before = all.pairs.len();
            if let Some(first) = here.next() {
                let pair = |other: &&'a Argument| Pair {
                    relation,
                    first_role: &first.role,
                    role: &other.role,
                    from: &first.annotation,
                    to: &other.annotation,
                };
                all.pairs.extend(here.map(pair));
            }
            let pairs = all.pairs.len() - before;
            all.split += usize::from(pairs > 1);
            all.partial += usize::from(pairs + 1 < arguments.len() || pairs == 0);
        }
        all
    }

    /// The pairs of all articles, by the article's place.
    pub fn of_all(material: &Material<'a>) -> Vec<Self> {
        material.articles.iter().map(|marked| Pairs::of(marked, &material.scheme)).collect()
    }
}
