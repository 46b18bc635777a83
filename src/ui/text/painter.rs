//! Draws an article's text and the marks in it.
//!
//! This part of the page is drawn without Yew: a book has thousands of blocks,
//! and comparing drawings of all of them after every edit would cost more than the
//! edit. The painter keeps each block's element and what it has drawn; a block is
//! drawn again only when its marks are others (their pointer tells) or when the
//! chosen annotation comes to it or leaves it.

use std::rc::Rc;

use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Document, Element, HtmlElement};

use super::groups::{Group, groups};
use crate::messages::text;
use crate::model::annotation::Annotation;
use crate::model::article::{Article, BlockKind};
use crate::model::scheme::Scheme;
use crate::model::segments::segments;
use crate::model::workspace::MarkedArticle;
use crate::platform::page::set_length;
use crate::platform::selection::keeping_selection;

/// Draws one article.
pub struct Painter {
    document: Document,
    /// The element that holds the text.
    root: Element,
    groups: Vec<Group>,
    /// How many of the groups are drawn.
    drawn: usize,
    /// The section into which groups are drawn now.
    section: Option<HtmlElement>,
    /// How many blocks it has, and how high it will be, by a guess, in CSS pixels.
    filled: (usize, i32),
    /// The blocks that are drawn, in order.
    blocks: Vec<Element>,
    /// Runs of furniture: first block, element, button.
    furniture: Vec<(usize, Element, Element)>,
    folded: Vec<usize>,
    shown: Rc<MarkedArticle>,
    scheme: Rc<Scheme>,
    active: Option<Rc<Annotation>>,
}

/// Blocks in a section, about.
const SECTION: usize = 8;

/// How high a block will be, for the scroll bar; the browser finds out when it is seen.
fn guessed_height(text: &str) -> i32 {
    const LETTERS_IN_LINE: usize = 70;
    const LINE: usize = 33;
    const SPACE: usize = 21;
    i32::try_from(text.len().div_ceil(LETTERS_IN_LINE) * LINE + SPACE).unwrap_or(i32::MAX / 4096)
}

/// How much is drawn in one go: blocks and marks. Less than a frame's time on a
/// slow machine.
const AT_ONCE: usize = 600;

impl Painter {
    /// A painter of an article into an element that is its alone.
    pub fn new(root: Element, marked: Rc<MarkedArticle>, scheme: Rc<Scheme>) -> Option<Self> {
        let document = root.owner_document()?;
        // What another painter drew here goes.
        root.set_text_content(None);
        Some(Painter {
            document,
            root,
            groups: groups(&marked.readable.article),
            drawn: 0,
            section: None,
            filled: (0, 0),
            blocks: Vec::new(),
            furniture: Vec::new(),
            folded: Vec::new(),
            shown: marked,
            scheme,
            active: None,
        })
    }

    /// How many blocks are drawn.
    pub fn drawn_blocks(&self) -> usize {
        self.blocks.len()
    }

    /// Whether all blocks are drawn.
    pub fn is_done(&self) -> bool {
        self.drawn == self.groups.len()
    }

    /// Whether it draws this text, with the names of this scheme.
    pub fn is_of(&self, marked: &MarkedArticle, scheme: &Scheme) -> bool {
        let mut labels = self.scheme.labels.iter().chain(&scheme.labels);
        Rc::ptr_eq(&self.shown.readable.text, &marked.readable.text)
            && labels.all(|label| self.scheme.name(&label.id) == scheme.name(&label.id))
    }

    /// Draws some of the blocks that are left.
    pub fn draw_more(&mut self) {
        let mut left = AT_ONCE;
        while left > 0 && self.drawn < self.groups.len() {
            match self.draw_group() {
                Ok(work) => left = left.saturating_sub(work),
                // A page that cannot make elements is gone.
                Err(_) => return,
            }
        }
    }

    fn draw_group(&mut self) -> Result<usize, JsValue> {
        let article = self.shown.readable.article.clone();
        let section = self.section()?;
        let Some(group) = self.groups.get(self.drawn) else { return Ok(0) };
        let blocks = group.blocks();
        let mut is_hidden = false;
        let mut new_fold = None;
        let parent = match group {
            Group::Single(_) => None,
            Group::List { is_ordered, level, first, .. } => {
                let list = self.document.create_element(if *is_ordered { "ol" } else { "ul" })?;
                if *is_ordered {
                    list.set_attribute("start", &first.to_string())?;
                }
                if *level > 1 {
                    list.set_class_name("is-inner");
                }
                Some(list)
            }
            Group::Furniture(blocks) => {
                is_hidden = self.folded.contains(&blocks.start);
                let furniture = self.document.create_element("div")?;
                let button = self.fold_button(&article, blocks.clone())?;
                furniture.append_child(&button)?;
                new_fold = Some((blocks.start, furniture.clone(), button));
                Some(furniture)
            }
        };
        if let Some(fold) = new_fold {
            set_folded(&fold, is_hidden);
            self.furniture.push(fold);
        }
        let mut work = 0;
        for index in blocks {
            let element = self.block(&article, index)?;
            if is_hidden {
                element.set_attribute("hidden", "")?;
            }
            work += 1 + self.fill(&element, index)?;
            parent.as_ref().unwrap_or(&section).append_child(&element)?;
            self.blocks.push(element);
            self.filled.0 += 1;
            self.filled.1 += article.blocks.get(index).map_or(0, |block| guessed_height(&block.text));
        }
        if let Some(parent) = parent {
            section.append_child(&parent)?;
        }
        set_length(&section, "--guess", self.filled.1);
        self.drawn += 1;
        Ok(work)
    }

    /// The section for the next group: this one, or a new one if this one is full.
    /// Sections out of sight are not laid out by the browser, so that a book costs
    /// hardly more than a page.
    fn section(&mut self) -> Result<HtmlElement, JsValue> {
        if let Some(section) = self.section.as_ref().filter(|_| self.filled.0 < SECTION) {
            return Ok(section.clone());
        }
        let section: HtmlElement = self.document.create_element("div")?.unchecked_into();
        let is_long = self.shown.readable.article.blocks.len() > SECTION;
        section.set_class_name(if is_long { "section is-lazy" } else { "section" });
        self.root.append_child(&section)?;
        (self.section, self.filled) = (Some(section.clone()), (0, 0));
        Ok(section)
    }

    fn fold_button(&self, article: &Article, blocks: std::ops::Range<usize>) -> Result<Element, JsValue> {
        let mut names: Vec<String> = Vec::new();
        for block in article.blocks.get(blocks.clone()).unwrap_or_default() {
            let name = text(&format!("kind-{}", block.kind.row().key));
            if names.last() != Some(&name) {
                names.push(name);
            }
        }
        let button = self.document.create_element("button")?;
        button.set_attribute("type", "button")?;
        button.set_class_name("fold");
        button.set_attribute("data-fold", &blocks.start.to_string())?;
        let sign = self.document.create_element("span")?;
        sign.set_class_name("fold-mark");
        sign.set_attribute("aria-hidden", "true")?;
        button.append_child(&sign)?;
        button.append_child(&self.document.create_text_node(&names.join(", ")))?;
        Ok(button)
    }

    /// An empty heading, paragraph or the like.
    fn block(&self, article: &Article, index: usize) -> Result<Element, JsValue> {
        let Some(block) = article.blocks.get(index) else { return self.document.create_element("p") };
        let (tag, class) = element_of(block.kind);
        let is_title = block.kind == BlockKind::Headline && article.headline() == Some(index);
        let element = self.document.create_element(if is_title { "h1" } else { tag })?;
        if is_title {
            element.set_id("headline");
        }
        element.set_class_name(class);
        element.set_attribute("data-block", &index.to_string())?;
        if let Some(language) = &block.language {
            element.set_attribute("lang", language)?;
        }
        if let Some(direction) = block.direction {
            element.set_attribute("dir", direction.as_str())?;
        }
        Ok(element)
    }

    /// Puts a block's words into its element: nothing but them. Answers with how
    /// many annotations touch it.
    fn fill(&self, element: &Element, index: usize) -> Result<usize, JsValue> {
        let readable = &self.shown.readable;
        let Some(block) = readable.article.blocks.get(index) else { return Ok(0) };
        let marks = self.shown.marks_in(index);
        if marks.is_empty() {
            element.set_text_content(Some(&block.text));
            return Ok(0);
        }
        // One row per fragment: an annotation may touch the block more than once.
        let rows: Vec<(&Annotation, _)> =
            marks.iter().flat_map(|a| a.target.iter().map(move |fragment| (&**a, fragment.span))).collect();
        let spans: Vec<_> = rows.iter().map(|(_, span)| *span).collect();
        let words = self.document.create_document_fragment();
        for segment in segments(&readable.text, index, &spans) {
            let text = block.text.get(segment.bytes.clone()).unwrap_or("");
            let mut covering: Vec<&Annotation> =
                segment.covering.iter().filter_map(|i| rows.get(*i)).map(|(a, _)| *a).collect();
            covering.dedup_by(|a, b| a.id == b.id);
            if covering.is_empty() {
                words.append_child(&self.document.create_text_node(text))?;
            } else {
                let mark = self.mark(&covering, text)?;
                words.append_child(&mark)?;
            }
        }
        element.set_text_content(None);
        element.append_child(&words)?;
        Ok(marks.len())
    }

    fn mark(&self, covering: &[&Annotation], words: &str) -> Result<Element, JsValue> {
        let (mut ids, mut labels, mut names) = (String::new(), String::new(), String::new());
        for annotation in covering {
            add(&mut ids, " ", annotation.id.as_str());
            add(&mut names, ", ", self.scheme.name(&annotation.label));
            if !labels.split(' ').any(|known| known == annotation.label.as_str()) {
                add(&mut labels, " ", annotation.label.as_str());
            }
        }
        let mark = self.document.create_element("mark")?;
        mark.set_attribute("data-annotation", &ids)?;
        mark.set_attribute("data-label", &labels)?;
        if covering.len() > 1 {
            // Marks that lie on one another are told apart by a thicker edge.
            mark.set_attribute("data-depth", &covering.len().min(4).to_string())?;
        }
        mark.set_attribute("aria-description", &names)?;
        if self.active.as_ref().is_some_and(|active| covering.iter().any(|a| a.id == active.id)) {
            mark.set_class_name("is-active");
        }
        mark.set_text_content(Some(words));
        Ok(mark)
    }

    /// Draws again what is not as it should be. `active` is the chosen annotation.
    pub fn update(&mut self, marked: &Rc<MarkedArticle>, active: Option<Rc<Annotation>>, folded: &[usize]) {
        let mut stale = marked.differing_blocks(&self.shown);
        if self.active.as_ref().map(|a| &a.id) != active.as_ref().map(|a| &a.id) {
            // Where it was and where it is.
            let chosen = self.active.iter().flat_map(|was| self.shown.blocks_of(was));
            stale.extend(chosen.chain(active.iter().flat_map(|is| marked.blocks_of(is))));
        }
        (self.shown, self.active) = (marked.clone(), active);
        stale.retain(|index| *index < self.blocks.len());
        if !stale.is_empty() {
            keeping_selection(&self.root, || {
                for index in stale {
                    if let Some(element) = self.blocks.get(index) {
                        // Fails only where the page is gone.
                        let _ = self.fill(element, index);
                    }
                }
            });
        }
        self.fold(folded);
    }

    fn fold(&mut self, folded: &[usize]) {
        if self.folded == folded {
            return;
        }
        self.folded = folded.to_vec();
        let runs = self.groups.iter().take(self.drawn).filter(|group| matches!(group, Group::Furniture(_)));
        for (fold, group) in self.furniture.iter().zip(runs) {
            let is_folded = folded.contains(&fold.0);
            set_folded(fold, is_folded);
            for element in self.blocks.get(group.blocks()).unwrap_or_default() {
                // Fails for no element.
                let _ = element.toggle_attribute_with_force("hidden", is_folded);
            }
        }
    }
}

fn add(list: &mut String, separator: &str, entry: &str) {
    if !list.is_empty() {
        list.push_str(separator);
    }
    list.push_str(entry);
}

fn set_folded((_, furniture, button): &(usize, Element, Element), is_folded: bool) {
    furniture.set_class_name(if is_folded { "furniture is-folded" } else { "furniture" });
    // Fails for no element.
    let _ = button.set_attribute("aria-expanded", if is_folded { "false" } else { "true" });
}

/// Tag and classes of a block.
fn element_of(kind: BlockKind) -> (&'static str, &'static str) {
    match kind {
        // The first one is the page's only level 1.
        BlockKind::Headline => ("h2", "block headline"),
        BlockKind::Standfirst => ("p", "block standfirst"),
        BlockKind::Byline => ("p", "block byline"),
        BlockKind::Dateline => ("p", "block dateline"),
        // The headline is level 1, so headings in the text start at 2.
        BlockKind::Heading { level: 0..=2 } => ("h2", "block heading"),
        BlockKind::Heading { level: 3 } => ("h3", "block heading"),
        BlockKind::Heading { level: 4 } => ("h4", "block heading"),
        BlockKind::Heading { level: 5 } => ("h5", "block heading"),
        BlockKind::Heading { .. } => ("h6", "block heading"),
        BlockKind::Paragraph => ("p", "block paragraph"),
        BlockKind::ListItem { .. } => ("li", "block list-item"),
        BlockKind::Quote => ("blockquote", "block quote"),
        BlockKind::Caption => ("p", "block caption"),
        BlockKind::Boilerplate(_) => ("p", "block boilerplate"),
    }
}
