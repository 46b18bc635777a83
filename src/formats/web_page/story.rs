//! Which blocks of a page are the story.
//!
//! Readability finds the element with the main text, by how much text and how few links
//! there are, and cleans it. The blocks that are in what it leaves are the story; what
//! the page's own names and the cues of the plain-text reader say of single blocks comes
//! on top. It takes the headline and the byline away; they are found by what they say.

use std::collections::BTreeSet;

use dom_query::{Document, NodeId, NodeRef};
use dom_smoothie::{Config, Readability};

use super::place::Place;
use super::walk::{Found, Page, walk};
use crate::formats::draft::{Draft, DraftBlock};
use crate::formats::drafts::letters;
use crate::formats::plain_text::{CUES, Cues, Piece, kinds};
use crate::model::article::{BlockKind, Boilerplate};
use crate::model::problem::Problem;

/// The attribute by which an element is known again after Readability has been there.
const MARK: &str = "data-ascribe-container";

/// Readability calls itself for each element within another: where they are deeper than
/// browsers let them be, a page is read as a text.
const DEEPEST_READ: usize = 512;

/// What a page calls advertising, sharing or the like is believed to be no story if it has
/// at most one in so many of the story's characters: a whole article may be in a box of
/// that name.
const SMALL_PART: usize = 2;

/// Shorter blocks are not known by their words: “Share” may stand anywhere. In bytes.
const SHORTEST_KNOWN: usize = 40;

/// Longer blocks are not taken for the page's by the cues alone, in words.
const LONGEST_CUED: usize = 30;

/// The story's blocks and those of the page around it; the headline first, where it
/// stands before the story. Menus are left out, and counted in the draft.
pub fn blocks(document: Document, page: Page, draft: &mut Draft) -> Vec<DraftBlock> {
    draft.left.extend(page.left());
    let is_shallow = page.depth <= DEEPEST_READ;
    let mut is_story = if is_shallow { main_text(document, &page) } else { vec![false; page.blocks.len()] };
    let pieces: Vec<Piece> = page.blocks.iter().enumerate().map(|(line, block)| block.piece(line)).collect();
    let cued = kinds(&pieces, &Cues::read(CUES));
    // A page that Readability cannot read is read as a text.
    if !is_story.contains(&true) {
        is_story = cued.iter().map(|kind| !kind.is_boilerplate()).collect();
    }
    let headline = headline(&page.blocks, &is_story, draft.title.as_deref());
    let story =
        || page.blocks.iter().zip(&is_story).zip(&cued).enumerate().filter(|(_, ((_, is_story), _))| **is_story);
    // What sums the story up, and captions, may stand before who wrote it.
    let begins = |block: &Found| {
        !matches!(block.place, Some(Place::Standfirst | Place::Byline)) && block.kind == BlockKind::Paragraph
    };
    let first = story().find(|(_, ((block, _), _))| begins(block)).map_or(0, |(at, _)| at);
    // What comes after the last words of the story is doubted more.
    let end = story().rfind(|(_, (_, cued))| !cued.is_boilerplate()).map_or(page.blocks.len(), |(at, _)| at + 1);
    let last = is_story.iter().rposition(|is_story| *is_story).unwrap_or(0);
    let begin = headline.map_or(first, |headline| headline.min(first));
    // A day or a name may stand above the headline.
    let says_who = |at: &usize| matches!(cued.get(*at), Some(BlockKind::Byline | BlockKind::Dateline));
    let begin = (begin.saturating_sub(3)..begin).find(says_who).unwrap_or(begin);
    let believed = believed(&page.blocks, &is_story);
    let (mut menus, mut teasers, mut links) = (0, 0, 0);
    let mut blocks = Vec::new();
    for (at, (((block, is_story), cued), believed)) in
        page.blocks.iter().zip(&is_story).zip(&cued).zip(believed).enumerate()
    {
        let place = block.place.filter(|_| believed);
        let in_head = (begin..first).contains(&at);
        let kind = if Some(at) == headline {
            BlockKind::Headline
        } else if let Some(Place::Menu) = place {
            menus += 1;
            continue;
        } else if *is_story {
            of_story(block, place, *cued, at >= end)
        } else if let Some(kind) = in_head.then(|| of_head(block, place, *cued)).flatten() {
            kind
        } else if block.kind == BlockKind::Caption && (begin..=last).contains(&at) {
            BlockKind::Caption
        } else if block.is_link() && !(block.is_in_article && (begin..=last).contains(&at)) {
            teasers += 1;
            continue;
        } else {
            BlockKind::Boilerplate(role(place, *cued))
        };
        links += block.links;
        blocks.push(DraftBlock { kind, ..block.clone().into_block() });
    }
    for (code, count) in [("left-links", links), ("left-menus", menus), ("left-teasers", teasers)] {
        if count > 0 {
            draft.left.push(Problem::new(code).with("count", count));
        }
    }
    blocks
}

/// The blocks of a piece of a page that somebody has chosen: all of them, as the cues of
/// the plain-text reader and the page's own names say.
pub fn blocks_of_piece(page: Page) -> Vec<DraftBlock> {
    let pieces: Vec<Piece> = page.blocks.iter().enumerate().map(|(line, block)| block.piece(line)).collect();
    let cued = kinds(&pieces, &Cues::read(CUES));
    let is_story: Vec<bool> = cued.iter().map(|kind| !kind.is_boilerplate()).collect();
    let headline = headline(&page.blocks, &is_story, None);
    let believed = believed(&page.blocks, &is_story);
    let kind = |(at, ((block, believed), cued)): (usize, ((Found, bool), BlockKind))| {
        let place = block.place.filter(|_| believed);
        let kind = match (place, cued) {
            _ if Some(at) == headline => BlockKind::Headline,
            (Some(Place::Menu), _) => BlockKind::Boilerplate(Boilerplate::Navigation),
            (Some(Place::Page(role)), _) => BlockKind::Boilerplate(role),
            (_, BlockKind::Boilerplate(role)) => BlockKind::Boilerplate(role),
            // Cues take any line above the story for one.
            (_, BlockKind::Headline) => BlockKind::Heading { level: 2 },
            (_, BlockKind::Byline | BlockKind::Dateline | BlockKind::Standfirst) => cued,
            _ => of_elements(block.kind),
        };
        DraftBlock { kind, ..block.into_block() }
    };
    page.blocks.into_iter().zip(believed).zip(cued).enumerate().map(kind).collect()
}

/// Of each block whether Readability leaves it: its element, or, where that was made
/// anew, its words.
fn main_text(document: Document, page: &Page) -> Vec<bool> {
    let containers: BTreeSet<NodeId> = page.blocks.iter().map(|block| block.container).collect();
    let containers: Vec<NodeId> = containers.into_iter().collect();
    for (number, id) in containers.iter().enumerate() {
        NodeRef::new(*id, &document.tree).set_attr(MARK, &number.to_string());
    }
    // It looks for films, and stumbles over some addresses.
    document.select("iframe, embed, object").remove();
    // What the page says of itself is read elsewhere.
    let config = Config { disable_json_ld: true, ..Config::default() };
    let article = Readability::with_document(document, None, Some(config)).and_then(|mut reader| reader.parse());
    let Ok(article) = article else { return vec![false; page.blocks.len()] };
    let content = Document::fragment(article.content);
    let marked = |node: NodeRef<'_>| containers.get(node.attr(MARK)?.parse::<usize>().ok()?).copied();
    let kept: BTreeSet<NodeId> = content.root().descendants_it().filter_map(marked).collect();
    let words: BTreeSet<String> = walk(&content.root()).blocks.iter().map(|block| letters(&block.text)).collect();
    let is_kept = |block: &Found| kept.contains(&block.container);
    let length = |is_counted: &dyn Fn(&Found) -> bool| {
        page.blocks.iter().filter(|block| is_counted(block)).map(|block| block.text.len()).sum::<usize>()
    };
    let left = |block: &Found| block.text.len() >= SHORTEST_KNOWN && words.contains(&letters(&block.text));
    // Of old pages all elements are made anew.
    let is_made_anew = length(&is_kept) * 2 < length(&left);
    page.blocks.iter().map(|block| is_kept(block) || is_made_anew && left(block)).collect()
}

/// The block that is the headline: the one that says the title, or else the first of the
/// highest headings that is not in a menu and does not stand after the story.
fn headline(blocks: &[Found], is_story: &[bool], title: Option<&str>) -> Option<usize> {
    let is_heading = |block: &Found, level: u8| block.kind == BlockKind::Heading { level };
    // A title that is made for it is as long as the page.
    let title = title.map(letters);
    let says_title = |block: &&(usize, &Found)| {
        title.as_ref().is_some_and(|title| block.1.text.len() >= title.len() / 2 && letters(&block.1.text) == *title)
    };
    let blocks: Vec<(usize, &Found)> = blocks.iter().enumerate().collect();
    let said = || blocks.iter().filter(says_title);
    // A menu may say it too: “You are here: …”.
    let best = said().find(|(_, block)| matches!(block.kind, BlockKind::Heading { .. }));
    let best = best.or_else(|| said().find(|(_, block)| block.place != Some(Place::Menu)));
    if let Some((at, _)) = best {
        return Some(*at);
    }
    let last = is_story.iter().rposition(|is_story| *is_story)?;
    let before = |at: &usize| *at <= last;
    let mut tops = blocks.iter().filter(|(at, block)| is_heading(block, 1) && before(at));
    // The site's name is a heading too, and a link to its front page.
    let first = tops.clone().find(|(_, block)| block.place != Some(Place::Menu) && !block.is_link());
    first.or_else(|| tops.find(|(_, block)| block.place != Some(Place::Menu))).map(|(at, _)| *at)
}

/// Of each block whether what the page calls its part is believed.
fn believed(blocks: &[Found], is_story: &[bool]) -> Vec<bool> {
    let length = |block: &Found| block.text.chars().count();
    let of_story = || blocks.iter().zip(is_story).filter(|(_, is_story)| **is_story).map(|(block, _)| block);
    let all: usize = of_story().map(length).sum();
    let so_called = |place: Place| of_story().filter(|block| block.place == Some(place)).map(length).sum::<usize>();
    let mut believed: Vec<(Place, bool)> = Vec::new();
    let is_believed = |block: &Found| {
        let Some(place) = block.place else { return true };
        if let Some((_, known)) = believed.iter().find(|(known, _)| *known == place) {
            return *known;
        }
        let is_small = so_called(place) * SMALL_PART <= all;
        believed.push((place, is_small));
        is_small
    };
    blocks.iter().map(is_believed).collect()
}

/// The kind of a block that is in what Readability leaves.
fn of_story(block: &Found, place: Option<Place>, cued: BlockKind, is_after: bool) -> BlockKind {
    match (place, cued) {
        (Some(Place::Page(role)), _) => BlockKind::Boilerplate(role),
        (_, BlockKind::Boilerplate(role)) if is_short(block) && (is_after || role != Boilerplate::Other) => {
            BlockKind::Boilerplate(role)
        }
        (Some(Place::Standfirst), _) if block.kind == BlockKind::Paragraph => BlockKind::Standfirst,
        (_, BlockKind::Byline | BlockKind::Dateline) if is_short(block) => cued,
        _ => of_elements(block.kind),
    }
}

/// The kind of a block between the headline and the story; `None` if it is the page's.
fn of_head(block: &Found, place: Option<Place>, cued: BlockKind) -> Option<BlockKind> {
    match (place, cued) {
        (Some(Place::Page(_) | Place::Menu), _) => None,
        (Some(Place::Standfirst), _) => Some(BlockKind::Standfirst),
        (_, BlockKind::Byline | BlockKind::Dateline | BlockKind::Standfirst) => Some(cued),
        (Some(Place::Byline), _) if is_short(block) => Some(BlockKind::Byline),
        (_, BlockKind::Caption) => Some(BlockKind::Caption),
        _ if block.kind == BlockKind::Caption => Some(BlockKind::Caption),
        (None, _) if block.kind == BlockKind::Paragraph && !block.is_link() && !is_short(block) => {
            Some(BlockKind::Standfirst)
        }
        _ => None,
    }
}

/// What part of the page a block is.
fn role(place: Option<Place>, cued: BlockKind) -> Boilerplate {
    match (place, cued) {
        (Some(Place::Page(Boilerplate::Other)), BlockKind::Boilerplate(cued)) => cued,
        (Some(Place::Page(role)), _) | (_, BlockKind::Boilerplate(role)) => role,
        (Some(Place::Menu), _) => Boilerplate::Navigation,
        _ => Boilerplate::Other,
    }
}

/// A kind as its elements say; the headline is one, and told apart.
fn of_elements(kind: BlockKind) -> BlockKind {
    match kind {
        BlockKind::Heading { level } => BlockKind::Heading { level: level.max(2) },
        other => other,
    }
}

fn is_short(block: &Found) -> bool {
    block.text.split_whitespace().take(LONGEST_CUED + 1).count() <= LONGEST_CUED
}
