//! The workspace: all articles and annotations that this browser holds, as one
//! value. A new version shares everything that did not change with the old one,
//! so the cost of an edit does not grow with what is there.

use std::rc::Rc;

use rpds::{RedBlackTreeMap, Vector};

use super::annotation::Annotation;
use super::article::{Article, ReadableArticle};
use super::edit::{Change, Entity};
use super::id::{AnnotationId, ArticleId};

/// All articles and annotations. Cheap to clone.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Workspace {
    /// By id. A vector, because there are tens of them, not thousands.
    articles: Vec<Rc<MarkedArticle>>,
    annotations: RedBlackTreeMap<AnnotationId, Rc<Annotation>>,
}

/// An article with the annotations placed in it.
#[derive(Clone, Debug, PartialEq)]
pub struct MarkedArticle {
    /// The article and its text.
    pub readable: ReadableArticle,
    marks: Vector<Rc<BlockMarks>>,
    /// Annotations whose words are no longer where they were, in text order, so
    /// that equal workspaces do not differ by the order in which things came.
    orphans: Vec<Rc<Annotation>>,
    count: usize,
}

/// The annotations that touch one block, in text order: by start, then the
/// longer first, then by id.
pub type BlockMarks = Vec<Rc<Annotation>>;

fn text_order(annotation: &Annotation) -> impl Ord + use<> {
    let start = annotation.target.first().map(|f| f.span.start());
    let end = annotation.target.last().map(|f| std::cmp::Reverse(f.span.end()));
    (start, end, annotation.id.clone())
}

impl MarkedArticle {
    fn new(article: Rc<Article>) -> Self {
        let readable = ReadableArticle::new(article);
        let marks = readable.article.blocks.iter().map(|_| Rc::default()).collect();
        MarkedArticle { readable, marks, orphans: Vec::new(), count: 0 }
    }

    /// The annotations that touch a block. Equal pointers mean that nothing in
    /// the block changed.
    pub fn marks_in(&self, block: usize) -> Rc<BlockMarks> {
        self.marks.get(block).cloned().unwrap_or_default()
    }

    /// The annotations whose text begins in a block: over all blocks, each
    /// placed annotation once, in text order.
    pub fn beginning_in(&self, block: usize) -> impl Iterator<Item = &Rc<Annotation>> {
        let extent = self.readable.text.block_span(block);
        self.marks.get(block).into_iter().flat_map(|marks| marks.iter()).filter(move |annotation| {
            let start = annotation.target.first().map(|f| f.span.start());
            start.zip(extent).is_some_and(|(start, extent)| extent.start() <= start && start < extent.end())
        })
    }

    /// Annotations of this article whose words are not where they were.
    pub fn orphans(&self) -> impl Iterator<Item = &Rc<Annotation>> {
        self.orphans.iter()
    }

    /// The block in which a placed annotation begins.
    pub fn first_block_of(&self, id: &AnnotationId) -> Option<usize> {
        (0..self.marks.len()).find(|block| self.marks_in(*block).iter().any(|annotation| annotation.id == *id))
    }

    /// How many annotations the article has, orphans included.
    pub fn annotation_count(&self) -> usize {
        self.count
    }

    /// The blocks that an annotation's fragments touch, each once, in order.
    fn blocks_of(&self, annotation: &Annotation) -> Vec<usize> {
        let text = &self.readable.text;
        let mut blocks: Vec<usize> = annotation
            .target
            .iter()
            .flat_map(|f| text.block_at(f.span.start())..=text.block_at(super::offset::CharOffset(f.span.end().0 - 1)))
            .filter(|block| {
                let extent = text.block_span(*block);
                annotation.target.iter().any(|f| extent.is_some_and(|e| e.intersection(f.span).is_some()))
            })
            .collect();
        blocks.dedup();
        blocks
    }

    fn without(&self, annotation: &Annotation) -> Self {
        let mut next = self.clone();
        next.count = self.count.saturating_sub(1);
        if !annotation.is_placed_in(&self.readable.text) {
            next.orphans.retain(|other| other.id != annotation.id);
            return next;
        }
        for block in self.blocks_of(annotation) {
            let kept = self.marks_in(block).iter().filter(|other| other.id != annotation.id).cloned().collect();
            next.marks.set_mut(block, Rc::new(kept));
        }
        next
    }

    fn with(&self, annotation: &Rc<Annotation>) -> Self {
        let mut next = self.clone();
        next.count = self.count + 1;
        let key = text_order(annotation);
        if !annotation.is_placed_in(&self.readable.text) {
            let before = self.orphans.iter().take_while(|other| text_order(other) < key).count();
            let (first, last) = (self.orphans.iter().take(before), self.orphans.iter().skip(before));
            next.orphans = first.chain([annotation]).chain(last).cloned().collect();
            return next;
        }
        for block in self.blocks_of(annotation) {
            let mut marks = BlockMarks::clone(&self.marks_in(block));
            let at = marks.partition_point(|other| text_order(other) < key);
            marks.insert(at, annotation.clone());
            next.marks.set_mut(block, Rc::new(marks));
        }
        next
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

    /// The annotation with this id.
    pub fn annotation(&self, id: &AnnotationId) -> Option<&Rc<Annotation>> {
        self.annotations.get(id)
    }

    /// All annotations, by id; also those whose article is not here.
    pub fn annotations(&self) -> impl Iterator<Item = &Rc<Annotation>> {
        self.annotations.values()
    }

    /// The annotations of one article, by id; the article need not be here.
    pub fn annotations_of(&self, article: &ArticleId) -> impl Iterator<Item = &Rc<Annotation>> {
        self.annotations().filter(move |annotation| annotation.article == *article)
    }

    /// How many annotations there are.
    pub fn annotation_count(&self) -> usize {
        self.annotations.size()
    }

    /// The workspace after a change.
    pub fn after(&self, change: &Change) -> Workspace {
        let mut next = self.clone();
        // Articles first: annotations are placed in the article as it will be.
        for replaced in change.replacements() {
            next.replace_article(replaced.before.as_ref(), replaced.after.as_ref());
        }
        for replaced in change.replacements() {
            next.replace_annotation(replaced.before.as_ref(), replaced.after.as_ref());
        }
        next
    }

    fn replace_article(&mut self, before: Option<&Entity>, after: Option<&Entity>) {
        match (before, after) {
            (_, Some(Entity::Article(article))) => {
                let mut marked = MarkedArticle::new(article.clone());
                // Annotations may have come, or been kept, before their article.
                for annotation in self.annotations.values().filter(|a| a.article == article.id) {
                    marked = marked.with(annotation);
                }
                match self.place_of(&article.id) {
                    Ok(at) => self.articles.splice(at..=at, [Rc::new(marked)]).for_each(drop),
                    Err(at) => self.articles.insert(at, Rc::new(marked)),
                }
            }
            (Some(Entity::Article(article)), None) => {
                self.articles.retain(|marked| marked.readable.article.id != article.id);
            }
            _ => {}
        }
    }

    fn replace_annotation(&mut self, before: Option<&Entity>, after: Option<&Entity>) {
        if let Some(Entity::Annotation(annotation)) = before {
            self.annotations.remove_mut(&annotation.id);
            self.update_article(&annotation.article, |marked| marked.without(annotation));
        }
        if let Some(Entity::Annotation(annotation)) = after {
            self.annotations.insert_mut(annotation.id.clone(), annotation.clone());
            self.update_article(&annotation.article, |marked| marked.with(annotation));
        }
    }

    fn update_article(&mut self, id: &ArticleId, update: impl Fn(&MarkedArticle) -> MarkedArticle) {
        let at = self.place_of(id);
        if let Some(marked) = at.ok().and_then(|at| self.articles.get_mut(at)) {
            *marked = Rc::new(update(marked));
        }
    }
}
