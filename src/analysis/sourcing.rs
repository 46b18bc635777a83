//! The sourcing report of an article: who says what, in figures that are computed
//! from the marks and never typed. What readers are told of each figure stands in
//! the messages `figure-about-…`; this is the same, exactly.
//!
//! **What counts.** A *claim* is an annotation whose label can play `claim` in an
//! `attribution` of the scheme, a *source* one whose label can play `source`. What
//! stands wholly in boilerplate (adverts, links to other articles) is not the story
//! and does not count; but a source there counts if it plays a part in an attribution
//! of a claim that counts. Annotations whose words are lost (orphans) count like all others, as they
//! do in the library: they are what the reader said. Both are listed, so that the
//! page can say so. What a relation joins that is not here, or whose label does not
//! fit its role, is as if it were not joined.
//!
//! **An ascription** is a claim in an attribution: one attribution of three claims is
//! three ascriptions; one attribution to two sources is one, for it was said once. So
//! it makes no difference whether claims are joined together or one by one.
//!
//! **A voice** is one for each claim, the first of these that fits:
//! 1. *ascribed*: it is in an attribution that has a source;
//! 2. *without a source*: it is in an attribution (“it was reported that”);
//! 3. *inside*: each of its words is a word of one claim that is 1 or 2;
//! 4. *own voice*: all others.
//!
//! The outlet's own reporter, marked as a source, is a source like any other. A claim
//! inside another counts by itself everywhere.
//!
//! **A source** is one for all its mentions: those with the same identity, and those
//! with the same words, compared as [`fold_words`] does it: white space, letter case,
//! accents and the shape of apostrophes and hyphens apart. A mention without identity
//! whose words are also those of exactly one identity belongs to that identity; of two
//! or more, to none. A source has the value of an attribute that its mentions have; if
//! some have one and others another, it has *different answers*.
//!
//! **Values.** Each value of the scheme is a row, in the scheme's order, also with
//! nothing in it; then values that the scheme does not know, by themselves; then
//! different answers, if there are any; then *not said*, always.
//!
//! **Words** are counted by [`Unicode`], the same in every browser: what has letters,
//! digits or emoji between two boundaries of UAX #29, in blocks of the story. A word
//! counts if any of it is marked, and within one number once, however many claims it
//! stands in. The words of orphans are those of their quotes.
//!
//! Profiles make no difference. A figure for which the scheme has no question is left
//! out, with the reason.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use super::occurrences::fold_words;
use crate::model::annotation::Annotation;
use crate::model::boundaries::{Unicode, Unit, pieces};
use crate::model::id::{AnnotationId, ArticleId, AttributeId, IdentityId, LabelId, RelationId};
use crate::model::offset::Span;
use crate::model::relation::Relation;
use crate::model::scheme::{Attribute, Scheme};
use crate::model::workspace::{MarkedArticle, Workspace};

/// The report of one article.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sourcing {
    /// In the order of [`FIGURES`].
    pub figures: Vec<Figure>,
    /// In the order of their first mentions.
    pub sources: Vec<Source>,
    /// Figures that the scheme does not ask for, in the order of [`FIGURES`].
    pub left_out: Vec<LeftOut>,
    /// What counts though its words are not where they were, in text order.
    pub lost: Vec<AnnotationId>,
    /// Claims and sources that do not count because they stand in boilerplate, in text order.
    pub aside: Vec<AnnotationId>,
    voices: BTreeMap<AnnotationId, Voice>,
    /// The number of each mention's source.
    source_of: BTreeMap<AnnotationId, usize>,
}

/// The figures that there can be, in the order of the report.
pub const FIGURES: &[&str] = &[
    "claims",
    "sources",
    "ascriptions",
    "voice",
    "kinds",
    "words",
    "naming",
    "standing",
    "hand",
    "quoting",
    "chains",
    "tone",
];

/// Ids of rows that no scheme has.
pub mod row {
    /// The one row of a count.
    pub const ALL: &str = "ascribe:all";
    /// Ascribed to a source.
    pub const ASCRIBED: &str = "ascribe:ascribed";
    /// Ascribed, but to no source.
    pub const NO_SOURCE: &str = "ascribe:no-source";
    /// Inside a claim that is ascribed.
    pub const INSIDE: &str = "ascribe:inside";
    /// In the outlet's own voice.
    pub const OWN_VOICE: &str = "ascribe:own-voice";
    /// Passed on by somebody.
    pub const PASSED_ON: &str = "ascribe:passed-on";
    /// In direct quotes.
    pub const DIRECT: &str = "ascribe:direct";
    /// Quoted or retold in another way.
    pub const OTHERWISE: &str = "ascribe:otherwise";
    /// One mention has one value, another mention another.
    pub const DIFFERENT: &str = "ascribe:different";
    /// The reader did not say.
    pub const NOT_SAID: &str = "ascribe:not-said";
}

/// One question and its answer in numbers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Figure {
    /// One of [`FIGURES`].
    pub id: &'static str,
    /// What its numbers are.
    pub kind: Kind,
    /// What is counted.
    pub unit: Counted,
    /// How many there are of that in all.
    pub of: usize,
    /// How many words there are in all.
    pub of_words: usize,
    /// Names from the scheme that its definition speaks of, by their placeholders.
    pub terms: Vec<(&'static str, String)>,
    /// In an order that does not depend on that in which the marks were made.
    pub rows: Vec<Row>,
}

/// What the numbers of a figure are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// One row: how many there are.
    Count,
    /// Rows of which each thing is in exactly one: they add up to the whole.
    Share,
    /// Words by rows. A word can be in several rows, so they can add up to more.
    Breakdown,
}

/// What a figure counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Counted {
    /// Claims.
    Claims,
    /// Sources, each with all its mentions.
    Sources,
    /// Claims in attributions.
    Ascriptions,
    /// Marked cues.
    Cues,
}

impl Counted {
    /// By which files and messages name it.
    pub fn as_str(self) -> &'static str {
        match self {
            Counted::Claims => "claims",
            Counted::Sources => "sources",
            Counted::Ascriptions => "ascriptions",
            Counted::Cues => "cues",
        }
    }
}

/// One number of a figure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// The scheme's value, a source's id, the words of a cue, or one of [`row`].
    pub id: String,
    /// What it is called: the scheme's, the reader's or the article's words. Empty for
    /// the rows of [`row`], which the messages name.
    pub name: String,
    /// How many.
    pub count: usize,
    /// How many words the claims behind it have; of a cue, its own.
    pub words: usize,
    /// The annotations behind it, in text order.
    pub behind: Vec<Behind>,
    /// The row divided once more: of [`Kind::Breakdown`] the words by mode, which add
    /// up to the row's; of the figure `tone` the cues, each mark counted once.
    pub parts: Vec<Row>,
}

/// An annotation behind a number.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Behind {
    /// Which annotation.
    pub annotation: AnnotationId,
    /// In which attribution, where that is what is counted.
    pub attribution: Option<RelationId>,
}

/// A source with all its mentions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// The identity's, or that of the first mention.
    pub id: String,
    /// The identity's name, or the words of the first mention.
    pub name: String,
    /// In text order, at least one.
    pub mentions: Vec<AnnotationId>,
}

/// A figure that the scheme does not ask for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeftOut {
    /// One of [`FIGURES`].
    pub figure: &'static str,
    /// What the scheme does not have: an attribute, or `attribution`.
    pub missing: &'static str,
}

/// Whose voice tells a claim; see the module.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Voice {
    /// Somebody's.
    Ascribed,
    /// Somebody's, it is not said whose.
    NoSource,
    /// That of the claim around it.
    Inside,
    /// The outlet's.
    Own,
}

const VOICES: &[(Voice, &str)] = &[
    (Voice::Ascribed, row::ASCRIBED),
    (Voice::NoSource, row::NO_SOURCE),
    (Voice::Inside, row::INSIDE),
    (Voice::Own, row::OWN_VOICE),
];

/// To whom a passage is ascribed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AscribedTo {
    /// The names of its sources, each once.
    pub sources: Vec<String>,
    /// The names of those who passed it on, each once.
    pub via: Vec<String>,
    /// `None` for what is no claim.
    pub voice: Option<Voice>,
}

/// The share in percent, rounded to the nearest whole number, halves up: equal shares
/// have equal percentages, which need not add up to 100. `None` of nothing.
pub fn percent(part: usize, whole: usize) -> Option<usize> {
    (200 * part + whole).checked_div(2 * whole)
}

/// The report of an article as it is marked now.
pub fn sourcing(workspace: &Workspace, article: &MarkedArticle) -> Sourcing {
    Facts::new(workspace, article).report()
}

impl Sourcing {
    /// The figure with this id, if it is not left out.
    pub fn figure(&self, id: &str) -> Option<&Figure> {
        self.figures.iter().find(|figure| figure.id == id)
    }

    /// How many there are of what a figure counts; of what a count counts.
    pub fn total(&self, id: &str) -> usize {
        self.figure(id).map_or(0, |figure| figure.of)
    }

    /// The source that a mark mentions.
    pub fn source(&self, mention: &AnnotationId) -> Option<&Source> {
        self.source_of.get(mention).and_then(|number| self.sources.get(*number))
    }

    /// To whom a passage is ascribed: in its attribution, or in all in which it is.
    pub fn ascribed_to(&self, workspace: &Workspace, behind: &Behind) -> AscribedTo {
        let in_these = workspace
            .relations_of(&behind.annotation)
            .filter(|relation| behind.attribution.as_ref().is_none_or(|id| relation.id == *id))
            .filter(|relation| relation.label.as_str() == ATTRIBUTION);
        let mut of: [BTreeSet<usize>; 2] = Default::default();
        for relation in in_these.filter(|relation| relation.in_role(CLAIM).any(|id| *id == behind.annotation)) {
            for (numbers, role) in of.iter_mut().zip([SOURCE, VIA]) {
                numbers.extend(relation.in_role(role).filter_map(|id| self.source_of.get(id)));
            }
        }
        let names = |numbers: BTreeSet<usize>| {
            numbers
                .into_iter()
                .filter_map(|number| self.sources.get(number))
                .map(|source| source.name.clone())
                .collect()
        };
        let [sources, via] = of.map(names);
        AscribedTo { sources, via, voice: self.voices.get(&behind.annotation).copied() }
    }
}

const ATTRIBUTION: &str = "attribution";
const CLAIM: &str = "claim";
const SOURCE: &str = "source";
const VIA: &str = "via";
const CUE: &str = "cue";
const MODE: &str = "mode";
const DIRECT_QUOTE: &str = "direct";
const ROUTE: &str = "route";
const THROUGH_OUTLET: &str = "through-outlet";

/// Marks of cues in text order.
type Cues<'a> = BTreeMap<(Option<Span>, &'a AnnotationId), &'a Rc<Annotation>>;

/// A claim in an attribution.
struct Ascription {
    /// Its number.
    claim: usize,
    relation: Rc<Relation>,
    /// Mentions of sources, in text order.
    sources: Vec<AnnotationId>,
    /// Mentions of those who passed it on, in text order.
    via: Vec<AnnotationId>,
}

/// Everything that the figures are counted from.
struct Facts<'a> {
    workspace: &'a Workspace,
    scheme: Rc<Scheme>,
    words: Words,
    /// In text order.
    claims: Vec<Rc<Annotation>>,
    /// The words of each claim.
    claim_words: Vec<Marked>,
    voices: Vec<Voice>,
    /// By their claims, then by the attributions' ids.
    ascriptions: Vec<Ascription>,
    sources: Vec<Source>,
    source_of: BTreeMap<AnnotationId, usize>,
    /// For each source its claims, by number.
    claims_of: Vec<BTreeSet<usize>>,
    lost: Vec<AnnotationId>,
    aside: Vec<AnnotationId>,
}

impl<'a> Facts<'a> {
    fn new(workspace: &'a Workspace, article: &MarkedArticle) -> Facts<'a> {
        let scheme = workspace.scheme();
        let labels = |role: &str| labels_in(&scheme, role);
        let [of_claims, of_sources] = [CLAIM, SOURCE].map(labels);
        let orphans: BTreeSet<&AnnotationId> = article.orphans().map(|orphan| &orphan.id).collect();
        let blocks = &article.readable.article.blocks;
        let is_story = |annotation: &Annotation| {
            let mut touched = article.blocks_of(annotation).into_iter().filter_map(|block| blocks.get(block));
            orphans.contains(&annotation.id) || touched.any(|block| !block.kind.is_boilerplate())
        };
        let claims: Vec<Rc<Annotation>> = article
            .annotations()
            .filter(|annotation| of_claims.contains(&annotation.label) && is_story(annotation))
            .cloned()
            .collect();

        let marked: Vec<&Rc<Annotation>> =
            article.annotations().filter(|annotation| of_sources.contains(&annotation.label)).collect();
        let places: BTreeMap<&AnnotationId, usize> =
            marked.iter().enumerate().map(|(place, mention)| (&mention.id, place)).collect();
        let playing = |relation: &Relation, role: &str| -> Vec<AnnotationId> {
            let places: BTreeSet<usize> = relation.in_role(role).filter_map(|id| places.get(id).copied()).collect();
            places.into_iter().filter_map(|place| marked.get(place)).map(|mention| mention.id.clone()).collect()
        };
        let ascriptions: Vec<Ascription> = claims
            .iter()
            .enumerate()
            .flat_map(|(number, claim)| {
                let of_claim = workspace.relations_of(&claim.id).filter(|relation| {
                    relation.label.as_str() == ATTRIBUTION && relation.in_role(CLAIM).any(|id| *id == claim.id)
                });
                of_claim.map(move |relation| (number, relation))
            })
            .map(|(claim, relation)| Ascription {
                claim,
                sources: playing(relation, SOURCE),
                via: playing(relation, VIA),
                relation: relation.clone(),
            })
            .collect();

        let used: BTreeSet<&AnnotationId> = ascriptions.iter().flat_map(|a| a.sources.iter().chain(&a.via)).collect();
        let mentions: Vec<Rc<Annotation>> =
            marked.into_iter().filter(|mention| used.contains(&mention.id) || is_story(mention)).cloned().collect();
        let (sources, source_of) = grouped(workspace, &mentions);
        let mut claims_of = vec![BTreeSet::new(); sources.len()];
        for ascription in &ascriptions {
            for number in ascription.sources.iter().filter_map(|mention| source_of.get(mention)) {
                if let Some(claims) = claims_of.get_mut(*number) {
                    claims.insert(ascription.claim);
                }
            }
        }

        let counted: BTreeSet<&AnnotationId> =
            claims.iter().chain(&mentions).map(|annotation| &annotation.id).collect();
        let ids = |is_wanted: &dyn Fn(&Annotation) -> bool| {
            article.annotations().filter(|annotation| is_wanted(annotation)).map(|a| a.id.clone()).collect()
        };
        let lost = ids(&|a| orphans.contains(&a.id) && counted.contains(&a.id));
        let is_known = |a: &Annotation| of_claims.contains(&a.label) || of_sources.contains(&a.label);
        let aside = ids(&|a| is_known(a) && !counted.contains(&a.id));
        let words = Words::of(article, &orphans);
        let claim_words = claims.iter().map(|claim| words.marked(claim)).collect();
        let voices = voices(&claims, &ascriptions, &orphans);
        Facts {
            workspace,
            words,
            claim_words,
            voices,
            lost,
            aside,
            scheme,
            claims,
            ascriptions,
            sources,
            source_of,
            claims_of,
        }
    }

    fn report(self) -> Sourcing {
        let (mut figures, mut left_out) = (Vec::new(), Vec::new());
        for id in FIGURES {
            match self.figure(id) {
                Ok(figure) => figures.push(figure),
                Err(missing) => left_out.push(LeftOut { figure: id, missing }),
            }
        }
        let voices = self.claims.iter().map(|claim| claim.id.clone()).zip(self.voices.iter().copied()).collect();
        let (sources, source_of, lost, aside) = (self.sources, self.source_of, self.lost, self.aside);
        Sourcing { figures, sources, left_out, lost, aside, voices, source_of }
    }

    /// One figure, or what the scheme does not have of it.
    fn figure(&self, id: &'static str) -> Result<Figure, &'static str> {
        match id {
            "claims" => Ok(self.count(id, Counted::Claims, self.all_claims())),
            "sources" => Ok(self.count(id, Counted::Sources, self.all_sources())),
            "ascriptions" => self.attribution().map(|()| self.count(id, Counted::Ascriptions, self.all_ascriptions())),
            "voice" => self.attribution().map(|()| self.voice(id)),
            "kinds" => self.of_claims(id, "type"),
            "words" => self.attribution().map(|()| self.breakdown(id)),
            "naming" => self.of_sources(id, "identification"),
            "standing" => self.of_sources(id, "standing"),
            "hand" => self.of_sources(id, "basis"),
            "quoting" => self.of_ascriptions(id, MODE),
            "chains" => self.chains(id),
            _ => self.of_ascriptions(id, "tone").map(|figure| self.with_cues(figure)),
        }
    }

    // The things that are counted, each as an item without a value.

    fn all_claims(&self) -> Vec<Item> {
        let item = |(number, claim): (usize, &Rc<Annotation>)| {
            Item::new(vec![Behind { annotation: claim.id.clone(), attribution: None }], [number].into())
        };
        self.claims.iter().enumerate().map(item).collect()
    }

    fn all_ascriptions(&self) -> Vec<Item> {
        let item = |ascription: &Ascription| {
            Item::new(self.behind(ascription).into_iter().collect(), [ascription.claim].into())
        };
        self.ascriptions.iter().map(item).collect()
    }

    fn all_sources(&self) -> Vec<Item> {
        let behind = |mention: &AnnotationId| Behind { annotation: mention.clone(), attribution: None };
        let item = |(source, claims): (&Source, &BTreeSet<usize>)| {
            Item::new(source.mentions.iter().map(behind).collect(), claims.clone())
        };
        self.sources.iter().zip(&self.claims_of).map(item).collect()
    }

    fn behind(&self, ascription: &Ascription) -> Option<Behind> {
        let claim = self.claims.get(ascription.claim)?;
        Some(Behind { annotation: claim.id.clone(), attribution: Some(ascription.relation.id.clone()) })
    }

    // Figures.

    fn attribution(&self) -> Result<(), &'static str> {
        self.scheme.relation(&ATTRIBUTION.into()).map(|_| ()).ok_or(ATTRIBUTION)
    }

    /// The attribute with this id of the labels that play a role, or of the attribution.
    fn question(&self, role: Option<&str>, id: &'static str) -> Result<&Attribute, &'static str> {
        let owners = role.map_or_else(|| vec![ATTRIBUTION.into()], |role| labels_in(&self.scheme, role));
        let mut attributes = owners.iter().flat_map(|owner| self.scheme.attributes(owner));
        attributes.find(|attribute| attribute.id.as_str() == id).ok_or(id)
    }

    fn made(&self, id: &'static str, kind: Kind, unit: Counted, items: &[Item], rows: Vec<Row>) -> Figure {
        let of_words = self.words_of(items.iter().flat_map(|item| item.claims.iter().copied()));
        Figure { id, kind, unit, of: items.len(), of_words, terms: Vec::new(), rows }
    }

    fn count(&self, id: &'static str, unit: Counted, items: Vec<Item>) -> Figure {
        let rows = vec![self.row(row::ALL, "", &items.iter().collect::<Vec<_>>())];
        self.made(id, Kind::Count, unit, &items, rows)
    }

    fn voice(&self, id: &'static str) -> Figure {
        let items = self.all_claims();
        let rows = VOICES.iter().map(|(voice, id)| self.row(id, "", &self.in_voice(&items, *voice)));
        // Few articles have claims inside claims: the row would only puzzle.
        let rows = rows.filter(|row| row.id != row::INSIDE || row.count > 0).collect();
        self.made(id, Kind::Share, Counted::Claims, &items, rows)
    }

    /// Those of all claims that are told in a voice.
    fn in_voice<'i>(&self, claims: &'i [Item], voice: Voice) -> Vec<&'i Item> {
        claims.iter().zip(&self.voices).filter(|(_, its)| **its == voice).map(|(claim, _)| claim).collect()
    }

    fn of_claims(&self, id: &'static str, attribute: &'static str) -> Result<Figure, &'static str> {
        let question = self.question(Some(CLAIM), attribute)?;
        let mut items = self.all_claims();
        for (item, claim) in items.iter_mut().zip(&self.claims) {
            item.value = value_of(&claim.attributes, &question.id);
        }
        Ok(self.share(id, Counted::Claims, question, &items))
    }

    fn of_sources(&self, id: &'static str, attribute: &'static str) -> Result<Figure, &'static str> {
        let question = self.question(Some(SOURCE), attribute)?;
        let mut items = self.all_sources();
        for (item, source) in items.iter_mut().zip(&self.sources) {
            let mentions = source.mentions.iter().filter_map(|mention| self.workspace.annotation(mention));
            let mut said =
                mentions.filter_map(|mention| value_of(&mention.attributes, &question.id)).collect::<Vec<_>>();
            said.sort();
            said.dedup();
            item.is_different = said.len() > 1;
            item.value = said.pop();
        }
        Ok(self.share(id, Counted::Sources, question, &items))
    }

    fn of_ascriptions(&self, id: &'static str, attribute: &'static str) -> Result<Figure, &'static str> {
        self.attribution()?;
        let question = self.question(None, attribute)?;
        Ok(self.share(id, Counted::Ascriptions, question, &self.answered(question)))
    }

    /// The ascriptions with what the reader answered.
    fn answered(&self, question: &Attribute) -> Vec<Item> {
        let mut items = self.all_ascriptions();
        for (item, ascription) in items.iter_mut().zip(&self.ascriptions) {
            item.value = value_of(&ascription.relation.attributes, &question.id);
        }
        items
    }

    fn chains(&self, id: &'static str) -> Result<Figure, &'static str> {
        self.attribution()?;
        let question = self.question(None, ROUTE).ok();
        let via = self.scheme.relation(&ATTRIBUTION.into()).and_then(|relation| relation.role(&VIA.into()));
        if question.is_none() && via.is_none() {
            return Err(ROUTE);
        }
        let mut items = question.map_or_else(|| self.all_ascriptions(), |question| self.answered(question));
        for (item, ascription) in items.iter_mut().zip(&self.ascriptions) {
            if !ascription.via.is_empty() && item.value.as_deref() != Some(THROUGH_OUTLET) {
                item.value = Some(row::PASSED_ON.to_owned());
            }
        }
        let is_passed_on = |item: &Item| item.value.as_deref() == Some(row::PASSED_ON);
        let ours: &[&str] = if via.is_some() || items.iter().any(is_passed_on) { &[row::PASSED_ON] } else { &[] };
        let rows = self.rows(question, ours, &items);
        let mut figure = self.made(id, Kind::Share, Counted::Ascriptions, &items, rows);
        figure.terms = vec![
            ("question", question.map_or(ROUTE, |question| question.meaning.name.as_str()).to_owned()),
            ("via", via.map_or(VIA, |via| via.meaning.name.as_str()).to_owned()),
        ];
        Ok(figure)
    }

    fn breakdown(&self, id: &'static str) -> Figure {
        let mode = self.question(None, MODE).ok();
        let items = self.all_claims();
        let mut by_source: Vec<Vec<&Ascription>> = vec![Vec::new(); self.sources.len()];
        for ascription in &self.ascriptions {
            let numbers: BTreeSet<usize> =
                ascription.sources.iter().filter_map(|mention| self.source_of.get(mention).copied()).collect();
            for number in numbers {
                if let Some(its) = by_source.get_mut(number) {
                    its.push(ascription);
                }
            }
        }
        let said = |(source, its): (&Source, Vec<&Ascription>)| self.said(source, &its, mode);
        let rows = self.sources.iter().zip(by_source).map(said);
        let mut rows: Vec<(usize, Row)> = rows.enumerate().collect();
        // The most words first; of equals, who speaks first.
        rows.sort_by_key(|(number, row)| (std::cmp::Reverse(row.words), *number));
        let mut rows: Vec<Row> = rows.into_iter().map(|(_, row)| row).collect();
        rows.push(self.row(row::NO_SOURCE, "", &self.in_voice(&items, Voice::NoSource)));
        rows.push(self.row(row::OWN_VOICE, "", &self.in_voice(&items, Voice::Own)));
        let mut figure = self.made(id, Kind::Breakdown, Counted::Claims, &items, rows);
        let direct = mode.map_or(DIRECT_QUOTE, |mode| mode.name_of(DIRECT_QUOTE));
        figure.terms = vec![("direct", direct.to_owned())];
        figure
    }

    /// What one source says, divided by how it is passed on.
    fn said(&self, source: &Source, its: &[&Ascription], mode: Option<&Attribute>) -> Row {
        let claims = |these: &[&Ascription]| these.iter().map(|a| a.claim).collect::<BTreeSet<usize>>();
        let row = |id: &str, name: &str, these: &[&Ascription]| Row {
            id: id.to_owned(),
            name: name.to_owned(),
            count: claims(these).len(),
            words: self.words_of(claims(these)),
            behind: these.iter().filter_map(|ascription| self.behind(ascription)).collect(),
            parts: Vec::new(),
        };
        let mut whole = row(&source.id, &source.name, its);
        let Some(mode) = mode else { return whole };
        let mut parts: [Vec<&Ascription>; 3] = Default::default();
        for ascription in its {
            let part = match value_of(&ascription.relation.attributes, &mode.id).as_deref() {
                Some(DIRECT_QUOTE) => 0,
                Some(_) => 1,
                None => 2,
            };
            if let Some(part) = parts.get_mut(part) {
                part.push(ascription);
            }
        }
        // A word that is passed on in two ways counts in the first of them.
        let (mut before, mut words) = (Vec::new(), 0);
        for (id, part) in [row::DIRECT, row::OTHERWISE, row::NOT_SAID].into_iter().zip(parts) {
            let mut made = row(id, "", &part);
            before.extend(part);
            let so_far = self.words_of(claims(&before));
            made.words = so_far - words;
            words = so_far;
            whole.parts.push(made);
        }
        whole
    }

    /// The rows of the tone, each with the cues that have it.
    fn with_cues(&self, mut figure: Figure) -> Figure {
        let labels = labels_in(&self.scheme, CUE);
        for row in &mut figure.rows {
            let relations = row.behind.iter().filter_map(|behind| behind.attribution.as_ref());
            let cues = relations
                .filter_map(|id| self.workspace.relation(id))
                .flat_map(|relation| relation.in_role(CUE))
                .filter_map(|id| self.workspace.annotation(id))
                .filter(|cue| labels.contains(&cue.label) && self.words.is_of(cue));
            let mut by_words: BTreeMap<String, Cues<'_>> = BTreeMap::new();
            for cue in cues {
                let place = cue.target.first().map(|fragment| fragment.span);
                by_words.entry(fold_words(&cue.quoted())).or_default().insert((place, &cue.id), cue);
            }
            row.parts = by_words
                .into_iter()
                .map(|(words, cues)| Row {
                    id: words,
                    name: cues.values().next().map_or_else(String::new, |cue| small(&cue.quoted())),
                    count: cues.len(),
                    words: self.words.count(cues.values().map(|cue| self.words.marked(cue))),
                    behind: cues
                        .into_keys()
                        .map(|(_, id)| Behind { annotation: id.clone(), attribution: None })
                        .collect(),
                    parts: Vec::new(),
                })
                .collect();
            row.parts.sort_by_key(|part| std::cmp::Reverse(part.count));
        }
        figure
    }

    // Rows.

    fn share(&self, id: &'static str, unit: Counted, question: &Attribute, items: &[Item]) -> Figure {
        let mut figure = self.made(id, Kind::Share, unit, items, self.rows(Some(question), &[], items));
        figure.terms = vec![("question", question.meaning.name.clone())];
        figure
    }

    /// A row for each value: the scheme's, ours, unknown ones, none.
    fn rows(&self, question: Option<&Attribute>, ours: &[&str], items: &[Item]) -> Vec<Row> {
        let mut values: Vec<&str> = question.iter().flat_map(|q| &q.values).map(|choice| choice.id.as_str()).collect();
        values.extend(ours);
        let unknown: BTreeSet<&str> = items
            .iter()
            .filter(|item| !item.is_different)
            .filter_map(|item| item.value.as_deref())
            .filter(|value| !values.contains(value))
            .collect();
        values.extend(unknown);
        let name = |value: &str| match question {
            _ if ours.contains(&value) => String::new(),
            Some(question) => question.name_of(value).to_owned(),
            None => value.to_owned(),
        };
        let with = |is_wanted: &dyn Fn(&Item) -> bool| items.iter().filter(|item| is_wanted(item)).collect::<Vec<_>>();
        let of_value = |value: &&str| {
            let its = with(&|item| !item.is_different && item.value.as_deref() == Some(value));
            self.row(value, &name(value), &its)
        };
        let mut rows: Vec<Row> = values.iter().map(of_value).collect();
        let different = with(&|item| item.is_different);
        if !different.is_empty() {
            rows.push(self.row(row::DIFFERENT, "", &different));
        }
        rows.push(self.row(row::NOT_SAID, "", &with(&|item| item.value.is_none())));
        rows
    }

    fn row(&self, id: &str, name: &str, items: &[&Item]) -> Row {
        Row {
            id: id.to_owned(),
            name: name.to_owned(),
            count: items.len(),
            words: self.words_of(items.iter().flat_map(|item| item.claims.iter().copied())),
            behind: items.iter().flat_map(|item| item.behind.iter().cloned()).collect(),
            parts: Vec::new(),
        }
    }

    /// How many words some claims have together.
    fn words_of(&self, claims: impl IntoIterator<Item = usize>) -> usize {
        let claims: BTreeSet<usize> = claims.into_iter().collect();
        self.words.count(claims.into_iter().filter_map(|claim| self.claim_words.get(claim)).cloned())
    }
}

/// A thing that is counted, and what the reader answered of it.
struct Item {
    behind: Vec<Behind>,
    /// The claims whose words it has, by number.
    claims: BTreeSet<usize>,
    value: Option<String>,
    is_different: bool,
}

impl Item {
    fn new(behind: Vec<Behind>, claims: BTreeSet<usize>) -> Item {
        Item { behind, claims, value: None, is_different: false }
    }
}

/// What the reader answered; `None` for nothing.
fn value_of(attributes: &BTreeMap<AttributeId, String>, question: &AttributeId) -> Option<String> {
    attributes.get(question).filter(|value| !value.trim().is_empty()).cloned()
}

/// The labels that can play a role in an attribution. Of a scheme without it, the
/// label of that name.
fn labels_in(scheme: &Scheme, role: &str) -> Vec<LabelId> {
    let known = scheme.relation(&ATTRIBUTION.into()).and_then(|relation| relation.role(&role.into()));
    known.map_or_else(|| vec![role.into()], |role| role.labels.clone())
}

/// Words as a row is named by them: in small letters, on one line.
fn small(words: &str) -> String {
    words.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

/// The sources of some mentions in text order, and the number of each mention's source.
fn grouped(workspace: &Workspace, mentions: &[Rc<Annotation>]) -> (Vec<Source>, BTreeMap<AnnotationId, usize>) {
    let mut identities: BTreeMap<String, BTreeSet<&IdentityId>> = BTreeMap::new();
    for mention in mentions {
        if let Some(identity) = &mention.identity {
            identities.entry(fold_words(&mention.quoted())).or_default().insert(identity);
        }
    }
    let mut sources: Vec<Source> = Vec::new();
    let (mut by_identity, mut by_words) = (BTreeMap::new(), BTreeMap::new());
    let mut source_of = BTreeMap::new();
    for mention in mentions {
        let words = fold_words(&mention.quoted());
        let only = identities.get(&words).filter(|known| known.len() == 1).and_then(|known| known.first().copied());
        let identity = mention.identity.as_ref().or(only);
        let next = sources.len();
        let number = match identity {
            Some(identity) => *by_identity.entry(identity.clone()).or_insert(next),
            None => *by_words.entry(words).or_insert(next),
        };
        if number == next {
            let known = identity.and_then(|identity| workspace.identity(identity));
            sources.push(Source {
                id: identity.map_or(mention.id.as_str(), |identity| identity.as_str()).to_owned(),
                name: known.map_or_else(|| mention.quoted(), |identity| identity.name.clone()),
                mentions: Vec::new(),
            });
        }
        if let Some(source) = sources.get_mut(number) {
            source.mentions.push(mention.id.clone());
        }
        source_of.insert(mention.id.clone(), number);
    }
    (sources, source_of)
}

/// The voice of each claim.
fn voices(claims: &[Rc<Annotation>], ascriptions: &[Ascription], orphans: &BTreeSet<&AnnotationId>) -> Vec<Voice> {
    let mut voices = vec![Voice::Own; claims.len()];
    for ascription in ascriptions {
        if let Some(voice) = voices.get_mut(ascription.claim).filter(|voice| **voice != Voice::Ascribed) {
            *voice = if ascription.sources.is_empty() { Voice::NoSource } else { Voice::Ascribed };
        }
    }
    let is_placed = |claim: &Annotation| !orphans.contains(&claim.id);
    let outer: Vec<Vec<Span>> = claims
        .iter()
        .zip(&voices)
        .filter(|(claim, voice)| **voice != Voice::Own && is_placed(claim))
        .map(|(claim, _)| claim.spans())
        .collect();
    let is_inside = |inner: &[Span]| {
        let holds = |outer: &Span, inner: &Span| outer.intersection(*inner) == Some(*inner);
        outer.iter().any(|outer| inner.iter().all(|part| outer.iter().any(|around| holds(around, part))))
    };
    for (voice, claim) in voices.iter_mut().zip(claims) {
        if *voice == Voice::Own && is_placed(claim) && is_inside(&claim.spans()) {
            *voice = Voice::Inside;
        }
    }
    voices
}

/// The words that annotations mark: stretches of the story's words by number, and
/// the words of quotes that are nowhere in the text.
#[derive(Clone, Default)]
struct Marked {
    /// Start included, end not.
    stretches: Vec<(usize, usize)>,
    /// With the annotation, so that they count once.
    lost: Option<(AnnotationId, usize)>,
}

/// The words of an article's story.
struct Words {
    /// Each word, in order.
    spans: Vec<Span>,
    language: String,
    article: ArticleId,
    orphans: BTreeSet<AnnotationId>,
}

impl Words {
    fn of(article: &MarkedArticle, orphans: &BTreeSet<&AnnotationId>) -> Words {
        let readable = &article.readable;
        let mut spans = Vec::new();
        for (number, block) in readable.article.blocks.iter().enumerate() {
            let Some(start) = readable.text.block_start(number).filter(|_| !block.kind.is_boilerplate()) else {
                continue;
            };
            let mut at = start.char;
            for piece in pieces(&block.text, readable.article.language_of(number), Unit::Word, &Unicode) {
                let length = block.text.get(piece.bytes).map_or(0, |words| words.chars().count());
                let from = at;
                at.0 += u32::try_from(length).unwrap_or(u32::MAX);
                spans.extend(Span::new(from, at).filter(|_| piece.has_words));
            }
        }
        Words {
            spans,
            language: readable.article.language.clone(),
            article: readable.article.id.clone(),
            orphans: orphans.iter().map(|id| (*id).clone()).collect(),
        }
    }

    /// Whether an annotation is of this article.
    fn is_of(&self, annotation: &Annotation) -> bool {
        annotation.article == self.article
    }

    fn marked(&self, annotation: &Annotation) -> Marked {
        if self.orphans.contains(&annotation.id) {
            let words = |quote: &str| {
                pieces(quote, &self.language, Unit::Word, &Unicode).iter().filter(|piece| piece.has_words).count()
            };
            let count = annotation.target.iter().map(|fragment| words(&fragment.quote.exact)).sum();
            return Marked { stretches: Vec::new(), lost: Some((annotation.id.clone(), count)) };
        }
        let stretch = |span: Span| {
            let from = self.spans.partition_point(|word| word.end() <= span.start());
            let to = self.spans.partition_point(|word| word.start() < span.end());
            (from < to).then_some((from, to))
        };
        Marked { stretches: annotation.spans().into_iter().filter_map(stretch).collect(), lost: None }
    }

    /// How many words there are, each counted once.
    fn count(&self, marked: impl Iterator<Item = Marked>) -> usize {
        let (mut stretches, mut lost) = (Vec::new(), BTreeMap::new());
        for marked in marked {
            stretches.extend(marked.stretches);
            lost.extend(marked.lost);
        }
        stretches.sort_unstable();
        let (mut count, mut until) = (0, 0);
        for (from, to) in stretches {
            count += to.saturating_sub(from.max(until));
            until = until.max(to);
        }
        count + lost.values().sum::<usize>()
    }
}

#[cfg(test)]
mod tests;
