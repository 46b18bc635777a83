//! The blocks of text in a page, in their order.
//!
//! Goes from node to node without calling itself: a page may be as deep as somebody
//! makes it.

use dom_query::{NodeId, NodeRef};

use super::place::{self, Place};
use crate::formats::draft::DraftBlock;
use crate::formats::plain_text::Piece;
use crate::formats::{article::is_language, plain_text::Mark};
use crate::model::article::{BlockKind, Direction, LINE_BREAKS};

/// A block of text as the page has it.
#[derive(Clone, Debug)]
pub struct Found {
    /// The words, with single spaces.
    pub text: String,
    /// By the elements that it is in.
    pub kind: BlockKind,
    /// Where it stands.
    pub place: Option<Place>,
    /// The element that it is in.
    pub container: NodeId,
    /// How many of its characters are links.
    pub linked: usize,
    /// How many links there are.
    pub links: usize,
    /// Whether it stands in an element of an article.
    pub is_in_article: bool,
    /// Where it differs from the page's.
    pub language: Option<String>,
    /// Where it differs from the page's.
    pub direction: Option<Direction>,
}

impl Found {
    /// As a block of a draft, of the kind that its elements say.
    pub fn into_block(self) -> DraftBlock {
        DraftBlock { text: self.text, kind: self.kind, language: self.language, direction: self.direction }
    }

    /// As the readers of plain text take it. In a page all blocks stand apart.
    pub fn piece(&self, line: usize) -> Piece {
        let mark = match self.kind {
            BlockKind::ListItem { level, ordered } => Mark::Item { level, ordered },
            BlockKind::Quote => Mark::Quote,
            _ => Mark::None,
        };
        Piece { text: self.text.clone(), mark, line, after_gap: true }
    }

    /// Whether it is links and hardly anything else.
    pub fn is_link(&self) -> bool {
        self.linked * 5 >= self.text.chars().count() * 4
    }
}

/// What is in a page.
#[derive(Default)]
pub struct Page {
    /// The blocks, in their order.
    pub blocks: Vec<Found>,
    /// How many scripts there are; styles are not counted.
    pub scripts: usize,
    /// How many pages within the page.
    pub frames: usize,
    /// How many pictures, films and drawings.
    pub pictures: usize,
    /// How many buttons and fields.
    pub controls: usize,
    /// How many parts that the page does not show.
    pub hidden: usize,
    /// How many elements are one within another.
    pub depth: usize,
}

/// What holds for all that is in an element.
#[derive(Clone)]
struct Context {
    kind: BlockKind,
    place: Option<Place>,
    container: NodeId,
    lists: Vec<bool>,
    language: Option<String>,
    direction: Option<Direction>,
    is_block: bool,
    is_in_article: bool,
    in_link: bool,
}

/// Elements that make a block of their own.
const BLOCKS: &[&str] = &[
    "address",
    "article",
    "aside",
    "blockquote",
    "body",
    "caption",
    "center",
    "dd",
    "details",
    "dialog",
    "div",
    "dl",
    "dt",
    "fieldset",
    "figcaption",
    "figure",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hgroup",
    "hr",
    "html",
    "legend",
    "li",
    "main",
    "menu",
    "nav",
    "ol",
    "p",
    "pre",
    "search",
    "section",
    "summary",
    "table",
    "tbody",
    "tfoot",
    "thead",
    "tr",
    "ul",
];

/// Other elements that news pages have.
const OTHERS: &[&str] = &[
    "a", "abbr", "b", "bdi", "bdo", "big", "br", "cite", "code", "em", "font", "i", "img", "mark", "q", "s", "small",
    "span", "strike", "strong", "sub", "sup", "td", "th", "time", "u", "head", "meta", "link", "title", "script",
    "style", "picture", "video", "audio", "iframe", "svg", "button", "input", "label", "noscript",
];

/// Whether there is an element of this name, in small letters.
pub fn is_known(name: &str) -> bool {
    BLOCKS.contains(&name) || OTHERS.contains(&name)
}

/// What is left out, and what it counts as.
fn left<'a>(page: &'a mut Page, name: &str) -> Option<Option<&'a mut usize>> {
    match name {
        "script" => Some(Some(&mut page.scripts)),
        "style" | "head" | "title" | "meta" | "link" | "base" => Some(None),
        // What stands in for scripts, and what they use.
        "noscript" | "template" => Some(Some(&mut page.hidden)),
        "iframe" | "frame" | "frameset" | "object" | "embed" | "applet" => Some(Some(&mut page.frames)),
        "svg" | "canvas" | "video" | "audio" | "math" | "map" => Some(Some(&mut page.pictures)),
        "button" | "select" | "textarea" | "input" | "datalist" | "option" => Some(Some(&mut page.controls)),
        _ => None,
    }
}

/// Goes through all that is in a node.
pub fn walk(root: &NodeRef<'_>) -> Page {
    let mut page = Page::default();
    let mut open = Open::default();
    let outermost = Context {
        kind: BlockKind::Paragraph,
        place: None,
        container: root.id,
        lists: Vec::new(),
        language: None,
        direction: None,
        is_block: true,
        is_in_article: false,
        in_link: false,
    };
    let mut contexts = vec![outermost];
    let mut next = root.first_child();
    while let Some(node) = next {
        let mut goes_in = false;
        if node.is_text() {
            if let Some(context) = contexts.last() {
                open.add(&node.text(), context);
            }
        } else if let Some(name) = node.node_name().filter(|_| node.is_element()) {
            goes_in = enter(&node, &name, &mut contexts, &mut open, &mut page);
            page.depth = page.depth.max(contexts.len());
        }
        next = node.first_child().filter(|_| goes_in);
        if next.is_some() {
            continue;
        }
        if goes_in {
            leave(&mut contexts, &mut open, &mut page);
        }
        // To the next node, out of as many elements as end here.
        let mut at = node;
        loop {
            if let Some(sibling) = at.next_sibling() {
                next = Some(sibling);
                break;
            }
            match at.parent().filter(|parent| parent.id != root.id) {
                Some(parent) => {
                    leave(&mut contexts, &mut open, &mut page);
                    at = parent;
                }
                None => break,
            }
        }
    }
    open.close(&mut page);
    page
}

/// Enters an element. Answers whether what is in it counts.
fn enter(node: &NodeRef<'_>, name: &str, contexts: &mut Vec<Context>, open: &mut Open, page: &mut Page) -> bool {
    let Some(around) = contexts.last() else { return false };
    match name {
        "br" => {
            open.breaks(page);
            return false;
        }
        "img" | "picture" => {
            page.pictures += usize::from(name == "img");
            return name == "picture" && push_inline(contexts, around.clone());
        }
        // Old pages have tables for their columns.
        "td" | "th" if !has_blocks(node) => {
            // The cells of a row stand beside one another.
            open.separate();
            return push_inline(contexts, around.clone());
        }
        _ => {}
    }
    if name == "head" {
        page.scripts += node.descendants_it().filter(|inner| inner.has_name("script")).count();
    }
    if let Some(count) = left(page, name) {
        if let Some(count) = count {
            *count += 1;
        }
        return false;
    }
    let attribute = |name: &str| node.attr(name);
    let is_hidden = attribute("hidden").is_some_and(|value| &*value != "until-found")
        || attribute("aria-hidden").is_some_and(|value| &*value == "true")
            && !matches!(name, "body" | "main" | "article")
        || attribute("style").is_some_and(|style| hides(&style));
    if is_hidden {
        page.hidden += 1;
        return false;
    }
    let mut context = around.clone();
    context.is_block = BLOCKS.contains(&name) || matches!(name, "td" | "th");
    context.in_link |= name == "a" && attribute("href").is_some();
    if let Some(language) = attribute("lang").or_else(|| attribute("xml:lang")).map(|tag| tag.trim().replace('_', "-"))
    {
        // That of the page is the article's.
        context.language = (is_language(&language) && !matches!(name, "html" | "body")).then_some(language);
    }
    if let Some(direction) = attribute("dir") {
        let wanted = match direction.to_ascii_lowercase().as_str() {
            "ltr" => Some(Direction::Ltr),
            "rtl" => Some(Direction::Rtl),
            _ => None,
        };
        context.direction = wanted.filter(|_| !matches!(name, "html" | "body"));
    }
    kind(&mut context, name, node);
    // What a page calls all of itself says nothing of its parts.
    if !matches!(name, "html" | "body" | "main" | "article") {
        let role = attribute("role");
        let names =
            [attribute("class"), attribute("id"), attribute("itemprop"), attribute("rel"), attribute("data-testid")];
        let found = place::of_element(name, role.as_deref(), context.is_in_article)
            .or_else(|| names.iter().flatten().find_map(|names| place::of_names(names)))
            .or_else(|| (name == "time").then_some(Place::Byline));
        let is_settled = matches!(context.place, Some(Place::Menu | Place::Page(_)));
        let outweighs = !is_settled || found == Some(Place::Menu) && context.place != Some(Place::Menu);
        if let Some(found) = found.filter(|_| outweighs) {
            context.place = Some(found);
        }
    }
    context.is_in_article |= matches!(name, "article" | "main")
        || attribute("role").is_some_and(|role| matches!(&*role, "main" | "article"));
    if context.is_block {
        open.close(page);
        context.container = node.id;
    } else if matches!(context.place, Some(Place::Byline)) {
        open.space();
    }
    open.links += usize::from(name == "a" && context.in_link);
    contexts.push(context);
    true
}

/// Whether there are blocks or line ends in an element, near its beginning.
fn has_blocks(node: &NodeRef<'_>) -> bool {
    let makes_one =
        |inner: NodeRef<'_>| inner.node_name().is_some_and(|name| &*name == "br" || BLOCKS.contains(&&*name));
    node.descendants_it().take(40).filter(NodeRef::is_element).any(makes_one)
}

/// Enters an element that changes nothing.
fn push_inline(contexts: &mut Vec<Context>, mut around: Context) -> bool {
    around.is_block = false;
    contexts.push(around);
    true
}

/// Leaves an element.
fn leave(contexts: &mut Vec<Context>, open: &mut Open, page: &mut Page) {
    // The outermost is that of the root.
    if contexts.len() > 1
        && let Some(context) = contexts.pop()
    {
        if context.is_block {
            open.close(page);
        } else if matches!(context.place, Some(Place::Byline)) {
            open.space();
        }
    }
}

/// Whether a style hides an element.
fn hides(style: &str) -> bool {
    let style: String = style.chars().take(500).filter(|c| !c.is_whitespace()).collect::<String>().to_ascii_lowercase();
    style.contains("display:none") || style.contains("visibility:hidden")
}

/// The kind of block that an element makes.
fn kind(context: &mut Context, name: &str, node: &NodeRef<'_>) {
    match name {
        "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => {
            let level = name.bytes().last().map_or(2, |digit| digit.saturating_sub(b'0'));
            context.kind = BlockKind::Heading { level };
        }
        "ul" | "menu" => context.lists.push(false),
        "ol" => context.lists.push(true),
        "li" | "dd" => {
            let level = context.lists.len().clamp(1, 6) as u8;
            context.kind = BlockKind::ListItem { level, ordered: context.lists.last() == Some(&true) };
        }
        "blockquote" => context.kind = BlockKind::Quote,
        "figcaption" | "caption" => context.kind = BlockKind::Caption,
        "p" | "div" if matches!(context.kind, BlockKind::Heading { .. }) => {}
        "p" | "div" if is_caption(node) => context.kind = BlockKind::Caption,
        _ => {}
    }
    // A list in which nobody ends is made to be deep.
    context.lists.truncate(8);
}

/// Whether an element says that it is the words beside a picture.
fn is_caption(node: &NodeRef<'_>) -> bool {
    node.attr("class").is_some_and(|names| {
        names.to_ascii_lowercase().split(|c: char| !c.is_alphanumeric()).any(|word| word == "caption")
    })
}

/// The block that is open.
#[derive(Default)]
struct Open {
    text: String,
    linked: usize,
    links: usize,
    breaks: usize,
    context: Option<Context>,
}

impl Open {
    /// Adds words; white space of several characters is one space, as a browser shows it.
    fn add(&mut self, words: &str, context: &Context) {
        let mut added = 0;
        for c in words.chars() {
            let is_space = matches!(c, ' ' | '\t') || LINE_BREAKS.contains(&c);
            if !is_space {
                self.text.push(c);
                added += 1;
            } else if !self.text.is_empty() && !self.text.ends_with(' ') {
                self.text.push(' ');
            }
        }
        let has_words = words.chars().any(|c| !c.is_whitespace());
        if has_words {
            self.breaks = 0;
            if context.in_link {
                self.linked += added;
            }
            // The innermost place of its words: a byline may stand in a box of its own.
            self.context.get_or_insert_with(|| context.clone());
        }
    }

    fn space(&mut self) {
        if !self.text.is_empty() && !self.text.ends_with(' ') {
            self.text.push(' ');
        }
    }

    /// A line ends. Two line ends in a row are how old pages end a paragraph.
    fn breaks(&mut self, page: &mut Page) {
        self.breaks += 1;
        if self.breaks >= 2 {
            self.close(page);
        } else {
            self.space();
        }
    }

    /// Between the cells of a table.
    fn separate(&mut self) {
        if self.text.chars().any(|c| !c.is_whitespace()) && !self.text.ends_with("| ") {
            self.space();
            self.text.push_str("| ");
        }
    }

    fn close(&mut self, page: &mut Page) {
        self.breaks = 0;
        let (linked, links) = (std::mem::take(&mut self.linked), std::mem::take(&mut self.links));
        let context = self.context.take();
        let text = std::mem::take(&mut self.text);
        let text = text.trim();
        let (Some(context), false) = (context, text.is_empty()) else { return };
        page.blocks.push(Found {
            text: text.to_owned(),
            kind: context.kind,
            place: context.place,
            container: context.container,
            linked,
            links,
            is_in_article: context.is_in_article,
            language: context.language,
            direction: context.direction,
        });
    }
}
