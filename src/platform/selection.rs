//! What is selected in the article, in blocks and UTF-16 units, and moving the
//! selection by keys. Blocks are the elements with `data-block`.

use wasm_bindgen::JsCast;
use web_sys::{DomRect, Element, Node, Range, Selection};

use crate::model::offset::Utf16Offset;
use crate::model::selection::BlockPoint;

/// Where something stands in the window, in whole CSS pixels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rectangle {
    /// From the window's left edge.
    pub left: i32,
    /// From the window's top edge.
    pub top: i32,
    /// Extent to the right.
    pub width: i32,
    /// Extent downwards.
    pub height: i32,
}

/// A stretch of the article that is selected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Selected {
    /// Its first point.
    pub start: BlockPoint,
    /// Its last point.
    pub end: BlockPoint,
    /// The end at which the person is at work.
    pub place: Rectangle,
}

fn selection() -> Option<Selection> {
    super::window().get_selection().ok().flatten()
}

fn range_within(article: &Element) -> Option<Range> {
    let selection = selection()?;
    if selection.range_count() == 0 {
        return None;
    }
    let range = selection.get_range_at(0).ok()?;
    // Firefox splits a selection at what cannot be selected, such as the buttons
    // between the blocks. The person selected all of it.
    if let Ok(last) = selection.get_range_at(selection.range_count() - 1) {
        let whole = range.clone_range();
        whole.set_end(&last.end_container().ok()?, last.end_offset().ok()?).ok()?;
        return whole.intersects_node(article).ok()?.then_some(whole);
    }
    range.intersects_node(article).ok()?.then_some(range)
}

/// What is selected in the article; `None` if nothing is. A selection that
/// reaches beyond the article is clipped to it.
pub fn selected_in(article: &Element) -> Option<Selected> {
    let range = range_within(article)?;
    if range.collapsed() {
        return None;
    }
    let start = point(article, &range, End::Start)?;
    let end = point(article, &range, End::End)?;
    if start >= end {
        return None;
    }
    Some(Selected { start, end, place: place_of_focus(article).or_else(|| place_of(&range))? })
}

/// Where the reading cursor stands: the point of a selection that is collapsed
/// and within the article, and its place in the window.
pub fn cursor_in(article: &Element) -> Option<Rectangle> {
    let range = range_within(article)?;
    let node = range.start_container().ok()?;
    if !range.collapsed() || !article.contains(Some(&node)) {
        return None;
    }
    if let Some(place) = place_of(&range).filter(|place| place.height > 0) {
        return Some(place);
    }
    // At the start of a block the range has no box of its own.
    let block = place_of_element(&block_of(&node)?);
    Some(Rectangle { width: 0, height: block.height.min(24), ..block })
}

/// The ids of the annotations under the reading cursor.
pub fn annotations_at_cursor(article: &Element) -> Option<String> {
    let range = range_within(article)?;
    let node = range.start_container().ok()?;
    let element = node.dyn_ref::<Element>().cloned().or_else(|| node.parent_element())?;
    element.closest("mark").ok()??.get_attribute("data-annotation")
}

fn rectangle(place: &DomRect) -> Rectangle {
    let whole = |length: f64| length.round() as i32;
    Rectangle {
        left: whole(place.left()),
        top: whole(place.top()),
        width: whole(place.width()),
        height: whole(place.height()),
    }
}

/// Where an element stands in the window.
pub fn place_of_element(element: &Element) -> Rectangle {
    rectangle(&element.get_bounding_client_rect())
}

fn place_of(range: &Range) -> Option<Rectangle> {
    let boxes = range.get_client_rects()?;
    let last = boxes.length().checked_sub(1).and_then(|index| boxes.item(index));
    let place = last.unwrap_or_else(|| range.get_bounding_client_rect());
    Some(rectangle(&place))
}

/// The place of the end of the selection at which the person is at work, if it is
/// in the article.
fn place_of_focus(article: &Element) -> Option<Rectangle> {
    let selection = selection()?;
    let node = selection.focus_node()?;
    if !article.contains(Some(&node)) {
        return None;
    }
    let range = super::document().create_range().ok()?;
    range.set_start(&node, selection.focus_offset()).ok()?;
    place_of(&range).filter(|place| place.height > 0)
}

#[derive(Clone, Copy, PartialEq)]
enum End {
    Start,
    End,
}

fn block_of(node: &Node) -> Option<Element> {
    let element = node.dyn_ref::<Element>().cloned().or_else(|| node.parent_element())?;
    element.closest("[data-block]").ok().flatten()
}

fn index_of(block: &Element) -> Option<usize> {
    block.get_attribute("data-block")?.parse().ok()
}

fn length_of(block: &Element) -> u32 {
    block.text_content().map_or(0, |text| text.encode_utf16().count() as u32)
}

fn point(article: &Element, range: &Range, end: End) -> Option<BlockPoint> {
    let (node, offset) = match end {
        End::Start => (range.start_container().ok()?, range.start_offset().ok()?),
        End::End => (range.end_container().ok()?, range.end_offset().ok()?),
    };
    if article.contains(Some(&node))
        && let Some(block) = block_of(&node)
    {
        let before = super::document().create_range().ok()?;
        before.set_start(&block, 0).ok()?;
        before.set_end(&node, offset).ok()?;
        let units = before.to_string().length();
        return Some(BlockPoint { block: index_of(&block)?, offset: Utf16Offset(units) });
    }
    nearest_block(article, range, end)
}

/// For an end that lies between blocks or outside the article: the first block
/// that starts within the range, or the last one that ends within it.
fn nearest_block(article: &Element, range: &Range, end: End) -> Option<BlockPoint> {
    let blocks = article.query_selector_all("[data-block]").ok()?;
    let at = |index: u32| blocks.item(index).and_then(|node| node.dyn_into::<Element>().ok());
    match end {
        End::Start => (0..blocks.length())
            .filter_map(at)
            .find(|block| range.compare_point(block, 0).is_ok_and(|order| order >= 0))
            .and_then(|block| Some(BlockPoint { block: index_of(&block)?, offset: Utf16Offset(0) })),
        End::End => (0..blocks.length())
            .rev()
            .filter_map(at)
            .find(|block| range.compare_point(block, block.child_nodes().length()).is_ok_and(|order| order <= 0))
            .and_then(|block| Some(BlockPoint { block: index_of(&block)?, offset: Utf16Offset(length_of(&block)) })),
    }
}

/// Selects nothing any more, and leaves the cursor where the selection ended.
pub fn collapse_to_end() {
    if let Some(selection) = selection() {
        let _ = selection.collapse_to_end();
    }
}

/// Puts the cursor at the start of the first visible block, unless there is a
/// selection or cursor in the article already.
pub fn place_cursor(article: &Element) {
    let inside = range_within(article)
        .and_then(|range| range.start_container().ok())
        .is_some_and(|node| article.contains(Some(&node)) && block_of(&node).is_some());
    let first = article.query_selector("[data-block]:not([hidden])").ok().flatten();
    if let (false, Some(selection), Some(first)) = (inside, selection(), first) {
        let _ = selection.collapse_with_offset(Some(&first), 0);
    }
}

/// Puts the cursor at a point of the article.
pub fn put_cursor(article: &Element, at: BlockPoint) {
    let selector = format!("[data-block=\"{}\"]", at.block);
    let block = article.query_selector(&selector).ok().flatten();
    let (Some(block), Some(selection)) = (block, selection()) else { return };
    let mut left = at.offset.0;
    let mut waiting: Vec<Node> = vec![block.into()];
    while let Some(node) = waiting.pop() {
        if let Some(text) = node.dyn_ref::<web_sys::Text>() {
            if left <= text.length() {
                let _ = selection.collapse_with_offset(Some(text), left);
                return;
            }
            left -= text.length();
        }
        let children = node.child_nodes();
        waiting.extend((0..children.length()).rev().filter_map(|index| children.item(index)));
    }
}

/// How far a key moves the cursor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// A character as the reader sees it.
    Character,
    /// A word.
    Word,
    /// A line on the screen.
    Line,
    /// To the end of the line on the screen.
    LineEdge,
}

/// Moves the cursor, or the end of the selection at which the person is at work.
/// `forward` is in reading order for lines and to the right on the screen for
/// characters and words, as arrow keys mean it.
pub fn move_cursor(article: &Element, step: Step, forward: bool, extend: bool) {
    place_cursor(article);
    let Some(selection) = selection() else { return };
    let before = selection.focus_node().map(|node| (node, selection.focus_offset()));
    let alter = if extend { "extend" } else { "move" };
    let (direction, granularity) = match (step, forward) {
        (Step::Character, true) => ("right", "character"),
        (Step::Character, false) => ("left", "character"),
        (Step::Word, true) => ("right", "word"),
        (Step::Word, false) => ("left", "word"),
        (Step::Line, true) => ("forward", "line"),
        (Step::Line, false) => ("backward", "line"),
        (Step::LineEdge, true) => ("forward", "lineboundary"),
        (Step::LineEdge, false) => ("backward", "lineboundary"),
    };
    let _ = selection.modify(alter, direction, granularity);
    // The cursor never leaves the article.
    let outside = selection.focus_node().is_none_or(|node| !article.contains(Some(&node)) || block_of(&node).is_none());
    if let (true, Some((node, offset))) = (outside, before) {
        let _ = if extend {
            selection.extend_with_offset(&node, offset)
        } else {
            selection.collapse_with_offset(Some(&node), offset)
        };
    }
    reveal(&selection);
}

/// Scrolls so that the end at which the person is at work can be seen.
fn reveal(selection: &Selection) {
    let Some(node) = selection.focus_node() else { return };
    let Ok(range) = super::document().create_range() else { return };
    if range.set_start(&node, selection.focus_offset()).is_err() {
        return;
    }
    let Some(place) = place_of(&range) else { return };
    let height = super::window().inner_height().ok().and_then(|h| h.as_f64()).unwrap_or(0.0) as i32;
    const MARGIN: i32 = 96;
    if place.height == 0 {
        if let Some(block) = block_of(&node) {
            super::page::reveal(&block);
        }
    } else if place.top < MARGIN {
        super::window().scroll_by_with_x_and_y(0.0, f64::from(place.top - MARGIN));
    } else if place.top + place.height > height - MARGIN {
        super::window().scroll_by_with_x_and_y(0.0, f64::from(place.top + place.height - height + MARGIN));
    }
}
