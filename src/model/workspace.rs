//! The workspace: all that this browser holds, as one value: articles, annotations,
//! relations, identities and schemes. A new version shares everything that did not change with the old one,
//! so the cost of an edit does not grow with what is there.

use std::cmp::Reverse;
use std::collections::BTreeSet;
use std::rc::Rc;

use rpds::{RedBlackTreeMap, RedBlackTreeSet};

use super::annotation::Annotation;
use super::article::{Article, ReadableArticle};
use super::edit::{Change, Entity, EntityId, Replacement};
use super::id::{AnnotationId, ArticleId, IdentityId, RelationId};
use super::identity::Identity;
use super::offset::CharOffset;
use super::relation::Relation;
use super::scheme::Scheme;

/// All that there is. Cheap to clone.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Workspace {
    /// By id. A vector, because there are tens of them, not thousands.
    articles: Vec<Rc<MarkedArticle>>,
    /// Everything but the articles. One tree for all kinds, for the size of the download.
    things: RedBlackTreeMap<EntityId, Entity>,
    /// Pairs: an annotation and a relation that joins it; an identity and an
    /// annotation that is about it.
    links: RedBlackTreeSet<(EntityId, EntityId)>,
    /// The scheme that is used, if one is here.
    scheme: Option<Rc<Scheme>>,
}

thread_local! {
    static BARE: Rc<Scheme> = Rc::new(Scheme::bare());
}

/// An article with the annotations placed in it.
#[derive(Clone, Debug, PartialEq)]
pub struct MarkedArticle {
    /// The article and its text.
    pub readable: ReadableArticle,
    /// The blocks in order, [`SECTION`] in each but the last.
    sections: Vec<Rc<Section>>,
    /// Annotations whose words are no longer where they were, in text order, so
    /// that equal workspaces do not differ by the order in which things came.
    orphans: Vec<Rc<Annotation>>,
    count: usize,
    /// How many were found again elsewhere and are not accepted there yet.
    moved: usize,
}

/// Blocks in a section. An edit copies the pointers of one section and those to
/// all sections: about a hundred for a book of 2,000 blocks.
const SECTION: usize = if cfg!(test) { 2 } else { 32 };

/// Neighbouring blocks, and how many annotations begin in them: with that sum an
/// annotation's number in text order is found without counting them all.
#[derive(Clone, Debug, Default, PartialEq)]
struct Section {
    marks: Vec<Rc<BlockMarks>>,
    beginning: usize,
}

/// The annotations that touch one block, in text order: by start, then the
/// longer first, then by id.
pub type BlockMarks = Vec<Rc<Annotation>>;

fn text_order(annotation: &Annotation) -> impl Ord + use<> {
    let start = annotation.target.first().map(|f| f.span.start());
    let end = annotation.target.last().map(|f| Reverse(f.span.end()));
    (start, end, annotation.id.clone())
}

impl MarkedArticle {
    fn new(article: Rc<Article>) -> Self {
        let readable = ReadableArticle::new(article);
        let mut left = readable.text.block_count();
        let mut sections = Vec::with_capacity(left.div_ceil(SECTION));
        while left > 0 {
            let here = left.min(SECTION);
            sections.push(Rc::new(Section { marks: vec![Rc::default(); here], beginning: 0 }));
            left -= here;
        }
        MarkedArticle { readable, sections, orphans: Vec::new(), count: 0, moved: 0 }
    }

    /// The same, if there is such a block.
    pub fn marks(&self, block: usize) -> Option<&Rc<BlockMarks>> {
        self.sections.get(block / SECTION)?.marks.get(block % SECTION)
    }

    /// The annotations that touch a block. Equal pointers mean that nothing in
    /// the block changed.
    pub fn marks_in(&self, block: usize) -> Rc<BlockMarks> {
        self.marks(block).cloned().unwrap_or_default()
    }

    /// The blocks whose marks are not those of the same article at another time.
    pub fn differing_blocks(&self, other: &MarkedArticle) -> Vec<usize> {
        let mut differing = Vec::new();
        for (number, (ours, theirs)) in self.sections.iter().zip(&other.sections).enumerate() {
            if Rc::ptr_eq(ours, theirs) {
                continue;
            }
            for (block, (ours, theirs)) in ours.marks.iter().zip(&theirs.marks).enumerate() {
                if !Rc::ptr_eq(ours, theirs) {
                    differing.push(number * SECTION + block);
                }
            }
        }
        differing
    }

    /// The annotations whose text begins in a block: over all blocks, each
    /// placed annotation once, in text order.
    pub fn beginning_in(&self, block: usize) -> impl Iterator<Item = &Rc<Annotation>> {
        let marks = self.marks(block).into_iter().flat_map(|marks| marks.iter());
        marks.filter(move |annotation| self.touched(annotation).next() == Some(block))
    }

    /// All placed annotations in text order, then the orphans. A line feed at the
    /// start of one does not count: it begins where its words do.
    pub fn annotations(&self) -> impl Iterator<Item = &Rc<Annotation>> {
        let blocks = self.readable.text.block_count();
        (0..blocks).flat_map(|block| self.beginning_in(block)).chain(&self.orphans)
    }

    /// Some of [`MarkedArticle::annotations`]: `count` from number `first` on.
    /// The cost does not grow with how many there are.
    pub fn annotations_from(&self, first: usize, count: usize) -> Vec<Rc<Annotation>> {
        let mut skip = first;
        let mut block = 0;
        for section in self.sections.iter().take_while(|section| {
            let is_before = section.beginning <= skip;
            skip -= if is_before { section.beginning } else { 0 };
            is_before
        }) {
            block += section.marks.len();
        }
        let blocks = block..self.readable.text.block_count();
        let from_there = blocks.flat_map(|block| self.beginning_in(block)).chain(&self.orphans);
        from_there.skip(skip).take(count).cloned().collect()
    }

    /// The number of an annotation in [`MarkedArticle::annotations`].
    pub fn number_of(&self, annotation: &Annotation) -> Option<usize> {
        let is_this = |other: &&Rc<Annotation>| other.id == annotation.id;
        let before = |section: usize| -> usize { self.sections.iter().take(section).map(|s| s.beginning).sum() };
        let block = self.touched(annotation).next();
        let placed = block.filter(|block| self.beginning_in(*block).any(|other| is_this(&other)));
        let Some(block) = placed else {
            return Some(before(self.sections.len()) + self.orphans.iter().position(|other| is_this(&other))?);
        };
        let section = block / SECTION;
        let in_section = (section * SECTION..=block).flat_map(|block| self.beginning_in(block));
        Some(before(section) + in_section.take_while(|other| !is_this(other)).count())
    }

    /// Annotations of this article whose words are not where they were.
    pub fn orphans(&self) -> impl Iterator<Item = &Rc<Annotation>> {
        self.orphans.iter()
    }

    /// Whether an annotation's words are not where they were.
    pub fn is_orphan(&self, id: &AnnotationId) -> bool {
        self.orphans.iter().any(|orphan| orphan.id == *id)
    }

    /// How many annotations the article has, orphans included.
    pub fn annotation_count(&self) -> usize {
        self.count
    }

    /// How many of them were found again elsewhere and are not accepted there yet.
    pub fn moved_count(&self) -> usize {
        self.moved
    }

    /// The blocks that an annotation's fragments touch, each once, in order.
    pub fn blocks_of(&self, annotation: &Annotation) -> Vec<usize> {
        let mut blocks: Vec<usize> = self.touched(annotation).collect();
        blocks.dedup();
        blocks
    }

    /// The blocks of which fragments hold some words; one for each fragment in it.
    fn touched<'a>(&'a self, annotation: &'a Annotation) -> impl Iterator<Item = usize> + 'a {
        let text = &self.readable.text;
        annotation.target.iter().map(|fragment| fragment.span).flat_map(move |span| {
            let blocks = text.block_at(span.start())..=text.block_at(CharOffset(span.end().0 - 1));
            // The line feed between two blocks belongs to neither.
            blocks
                .filter(move |block| text.block_span(*block).is_some_and(|extent| extent.intersection(span).is_some()))
        })
    }

    fn has_place_for(&self, annotation: &Annotation) -> bool {
        annotation.is_placed_in(&self.readable.text)
            && annotation.fragments_are_in_order()
            && self.touched(annotation).next().is_some()
    }

    /// Changes the marks of every block that an annotation touches. What others
    /// share with this article is copied, what they do not is changed in place.
    fn update(&mut self, annotation: &Annotation, begins: isize, update: impl Fn(&mut BlockMarks)) {
        let blocks = self.blocks_of(annotation);
        let first = blocks.first().copied();
        for block in blocks {
            let Some(section) = self.sections.get_mut(block / SECTION).map(Rc::make_mut) else { continue };
            if Some(block) == first {
                section.beginning = section.beginning.saturating_add_signed(begins);
            }
            if let Some(marks) = section.marks.get_mut(block % SECTION) {
                update(Rc::make_mut(marks));
            }
        }
    }

    fn remove(&mut self, annotation: &Annotation) {
        self.count = self.count.saturating_sub(1);
        self.moved = self.moved.saturating_sub(usize::from(annotation.moved.is_some()));
        let key = text_order(annotation);
        let remove = |marks: &mut BlockMarks| {
            let at = marks.partition_point(|other| text_order(other) < key);
            if marks.get(at).is_some_and(|other| other.id == annotation.id) {
                marks.remove(at);
            }
        };
        if self.has_place_for(annotation) {
            self.update(annotation, -1, remove);
        } else {
            remove(&mut self.orphans);
        }
    }

    fn insert(&mut self, annotation: &Rc<Annotation>) {
        self.count += 1;
        self.moved += usize::from(annotation.moved.is_some());
        let key = text_order(annotation);
        let insert = |marks: &mut BlockMarks| {
            let at = marks.partition_point(|other| text_order(other) < key);
            marks.insert(at, annotation.clone());
        };
        if self.has_place_for(annotation) {
            self.update(annotation, 1, insert);
        } else {
            insert(&mut self.orphans);
        }
    }
}

impl Workspace {
    /// The article with its annotations.
    pub fn article(&self, id: &ArticleId) -> Option<&Rc<MarkedArticle>> {
        self.place_of(id).ok().and_then(|at| self.articles.get(at))
    }

    /// Where the article is in the vector, or where it would be.
    fn place_of(&self, id: &ArticleId) -> Result<usize, usize> {
        self.articles.binary_search_by(|marked| marked.readable.article.id.cmp(id))
    }

    /// All articles, by id.
    pub fn articles(&self) -> impl Iterator<Item = &Rc<MarkedArticle>> {
        self.articles.iter()
    }

    /// The thing with this name, as it is now.
    pub fn entity(&self, id: &EntityId) -> Option<Entity> {
        match id {
            EntityId::Article(id) => self.article(id).map(|marked| Entity::Article(marked.readable.article.clone())),
            id => self.things.get(id).cloned(),
        }
    }

    /// The annotation with this id.
    pub fn annotation(&self, id: &AnnotationId) -> Option<&Rc<Annotation>> {
        match self.things.get(&EntityId::Annotation(id.clone())) {
            Some(Entity::Annotation(annotation)) => Some(annotation),
            _ => None,
        }
    }

    /// All annotations, by id; also those whose article is not here.
    pub fn annotations(&self) -> impl Iterator<Item = &Rc<Annotation>> {
        self.things.values().filter_map(|thing| match thing {
            Entity::Annotation(annotation) => Some(annotation),
            _ => None,
        })
    }

    /// The annotations of one article, by id; the article need not be here.
    pub fn annotations_of(&self, article: &ArticleId) -> impl Iterator<Item = &Rc<Annotation>> {
        self.annotations().filter(move |annotation| annotation.article == *article)
    }

    /// The relation with this id.
    pub fn relation(&self, id: &RelationId) -> Option<&Rc<Relation>> {
        match self.things.get(&EntityId::Relation(id.clone())) {
            Some(Entity::Relation(relation)) => Some(relation),
            _ => None,
        }
    }

    /// All relations, by id.
    pub fn relations(&self) -> impl Iterator<Item = &Rc<Relation>> {
        self.things.values().filter_map(|thing| match thing {
            Entity::Relation(relation) => Some(relation),
            _ => None,
        })
    }

    /// The relations in which an annotation plays a part, by id.
    pub fn relations_of(&self, annotation: &AnnotationId) -> impl Iterator<Item = &Rc<Relation>> + use<'_> {
        self.linked(EntityId::Annotation(annotation.clone())).filter_map(|id| match self.things.get(id) {
            Some(Entity::Relation(relation)) => Some(relation),
            _ => None,
        })
    }

    /// Whether an annotation plays a part in a relation.
    pub fn is_joined(&self, annotation: &AnnotationId) -> bool {
        self.linked(EntityId::Annotation(annotation.clone())).next().is_some()
    }

    /// The article in which a relation stands: that of its annotations.
    pub fn article_of(&self, relation: &Relation) -> Option<&ArticleId> {
        relation.arguments.iter().find_map(|a| self.annotation(&a.annotation)).map(|annotation| &annotation.article)
    }

    /// The identity with this id.
    pub fn identity(&self, id: &IdentityId) -> Option<&Rc<Identity>> {
        match self.things.get(&EntityId::Identity(id.clone())) {
            Some(Entity::Identity(identity)) => Some(identity),
            _ => None,
        }
    }

    /// All identities, by id.
    pub fn identities(&self) -> impl Iterator<Item = &Rc<Identity>> {
        self.things.values().filter_map(|thing| match thing {
            Entity::Identity(identity) => Some(identity),
            _ => None,
        })
    }

    /// The annotations that are about an identity, by id.
    pub fn mentions(&self, identity: &IdentityId) -> impl Iterator<Item = &AnnotationId> + use<'_> {
        self.linked(EntityId::Identity(identity.clone())).filter_map(|id| match id {
            EntityId::Annotation(id) => Some(id),
            _ => None,
        })
    }

    /// The second of the pairs that begin with a name, by id.
    pub(super) fn linked(&self, id: EntityId) -> impl Iterator<Item = &EntityId> + use<'_> {
        // No article stands second, and no article's name is before the empty one.
        let first = (id.clone(), EntityId::Article("".into()));
        self.links.range(first..).take_while(move |(from, _)| *from == id).map(|(_, to)| to)
    }

    /// All schemes, by id.
    pub fn schemes(&self) -> impl Iterator<Item = &Rc<Scheme>> {
        self.things.values().filter_map(|thing| match thing {
            Entity::Scheme(scheme) => Some(scheme),
            _ => None,
        })
    }

    /// The scheme that is used: the one chosen last; without one, that of the app.
    pub fn scheme(&self) -> Rc<Scheme> {
        self.scheme.clone().unwrap_or_else(|| BARE.with(Rc::clone))
    }

    /// How many annotations there are.
    pub fn annotation_count(&self) -> usize {
        self.annotations().count()
    }

    /// The workspace after a change.
    pub fn after(&self, change: &Change) -> Workspace {
        let mut next = self.clone();
        // Articles first: annotations are placed in the article as it will be.
        next.replace_articles(change);
        // In text order, so that of thousands in one block each is put to its end, and
        // taken from it.
        let annotations = |of: fn(&Replacement) -> Option<&Entity>| {
            let mut all: Vec<&Rc<Annotation>> =
                change.replacements().iter().filter_map(of).filter_map(annotation).collect();
            all.sort_by_cached_key(|annotation| (annotation.article.clone(), text_order(annotation)));
            all
        };
        for annotation in annotations(|replaced| replaced.before.as_ref()).into_iter().rev() {
            next.update_article(&annotation.article, |marked| marked.remove(annotation));
        }
        for annotation in annotations(|replaced| replaced.after.as_ref()) {
            next.update_article(&annotation.article, |marked| marked.insert(annotation));
        }
        for replaced in change.replacements() {
            next.replace_thing(replaced);
        }
        let is_scheme = |replaced: &Replacement| matches!(replaced.id(), Some(EntityId::Scheme(_)));
        if change.replacements().iter().any(is_scheme) {
            // What only came in with a file takes the place of nothing.
            let rank = |scheme: &&Rc<Scheme>| (scheme.chosen.clone(), scheme.is_shipped(), Reverse(scheme.id.clone()));
            next.scheme = next.schemes().max_by_key(rank).cloned();
        }
        next
    }

    /// Puts and removes the articles of a change, all at once.
    fn replace_articles(&mut self, change: &Change) {
        let in_order = |articles: &mut Vec<Rc<MarkedArticle>>| {
            articles.sort_by(|one, other| one.readable.article.id.cmp(&other.readable.article.id));
        };
        let (mut touched, mut put) = (BTreeSet::new(), Vec::new());
        for replaced in change.replacements() {
            touched.extend(replaced.id().filter(|id| matches!(id, EntityId::Article(_))));
            if let Some(Entity::Article(article)) = &replaced.after {
                put.push(Rc::new(MarkedArticle::new(article.clone())));
            }
        }
        if touched.is_empty() {
            return;
        }
        in_order(&mut put);
        // Annotations may have come, or been kept, before their article.
        for annotation in self.annotations() {
            let at = put.binary_search_by(|marked| marked.readable.article.id.cmp(&annotation.article));
            if let Some(marked) = at.ok().and_then(|at| put.get_mut(at)) {
                Rc::make_mut(marked).insert(annotation);
            }
        }
        self.articles.retain(|marked| !touched.contains(&EntityId::Article(marked.readable.article.id.clone())));
        self.articles.append(&mut put);
        in_order(&mut self.articles);
    }

    /// Replaces what is no article in the tree, and the pairs in which it stands.
    fn replace_thing(&mut self, replaced: &Replacement) {
        let Some(id) = replaced.id().filter(|id| !matches!(id, EntityId::Article(_))) else { return };
        for pair in replaced.before.iter().flat_map(pairs) {
            self.links.remove_mut(&pair);
        }
        for pair in replaced.after.iter().flat_map(pairs) {
            self.links.insert_mut(pair);
        }
        match &replaced.after {
            Some(after) => self.things.insert_mut(id, after.clone()),
            None => {
                self.things.remove_mut(&id);
            }
        }
    }

    fn update_article(&mut self, id: &ArticleId, update: impl Fn(&mut MarkedArticle)) {
        let at = self.place_of(id);
        if let Some(marked) = at.ok().and_then(|at| self.articles.get_mut(at)) {
            update(Rc::make_mut(marked));
        }
    }
}

fn annotation(thing: &Entity) -> Option<&Rc<Annotation>> {
    match thing {
        Entity::Annotation(annotation) => Some(annotation),
        _ => None,
    }
}

/// The pairs by which a thing is found from those it speaks of.
fn pairs(thing: &Entity) -> Vec<(EntityId, EntityId)> {
    let id = thing.id();
    match thing {
        Entity::Annotation(annotation) => {
            annotation.identity.iter().map(|identity| (EntityId::Identity(identity.clone()), id.clone())).collect()
        }
        Entity::Relation(relation) => {
            let joined = relation.arguments.iter().map(|argument| EntityId::Annotation(argument.annotation.clone()));
            joined.map(|annotation| (annotation, id.clone())).collect()
        }
        Entity::Article(_) | Entity::Identity(_) | Entity::Scheme(_) => Vec::new(),
    }
}
