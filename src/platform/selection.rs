//! What is selected in the article, in blocks and UTF-16 units, and moving the
//! selection by keys. Blocks are the elements with `data-block`.

use wasm_bindgen::{JsCast, JsValue};
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

impl Selected {
    /// Its first and its last point, wherever they are on the screen.
    pub fn ends(&self) -> (BlockPoint, BlockPoint) {
        (self.start, self.end)
    }
}

fn selection() -> Option<Selection> {
    super::window().get_selection().ok().flatten()
}

fn range_within(article: &Element) -> Option<Range> {
    let selection = selection()?;
    if selection.range_count() == 0 {
        return None;
    }
    let whole = selection.get_range_at(0).ok()?.clone_range();
    // Firefox splits a selection at what cannot be selected, such as the buttons
    // between the blocks. The person selected all of it.
    let last = selection.get_range_at(selection.range_count() - 1).ok()?;
    whole.set_end(&last.end_container().ok()?, last.end_offset().ok()?).ok()?;
    whole.intersects_node(article).ok()?.then_some(whole)
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

/// The window's height, in CSS pixels.
pub fn window_height() -> i32 {
    super::window().inner_height().ok().and_then(|height| height.as_f64()).unwrap_or(0.0) as i32
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
    point_of(article, &node, offset).or_else(|| nearest_block(article, range, end))
}

/// The point of the article at a place in one of its blocks.
fn point_of(article: &Element, node: &Node, offset: u32) -> Option<BlockPoint> {
    let block = block_of(node).filter(|_| article.contains(Some(node)))?;
    let before = super::document().create_range().ok()?;
    before.set_start(&block, 0).ok()?;
    before.set_end(node, offset).ok()?;
    Some(BlockPoint { block: index_of(&block)?, offset: Utf16Offset(before.to_string().length()) })
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

/// A block of the article.
fn block_at(article: &Element, index: usize) -> Option<Element> {
    article.query_selector(&format!("[data-block=\"{index}\"]")).ok()?
}

/// The text node of a point of the article, and the UTF-16 units before it there.
fn locate(article: &Element, at: BlockPoint) -> Option<(Node, u32)> {
    locate_in(block_at(article, at.block)?, at)
}

fn locate_in(block: Element, at: BlockPoint) -> Option<(Node, u32)> {
    let mut left = at.offset.0;
    let mut waiting: Vec<Node> = vec![block.into()];
    while let Some(node) = waiting.pop() {
        if let Some(text) = node.dyn_ref::<web_sys::Text>() {
            if left <= text.length() {
                return Some((node, left));
            }
            left -= text.length();
        }
        let children = node.child_nodes();
        waiting.extend((0..children.length()).rev().filter_map(|index| children.item(index)));
    }
    None
}

/// Where the selection began and where the person is at work on it: equal for a
/// cursor. `None` if either is not in a block of the article.
pub fn ends_in(article: &Element) -> Option<(BlockPoint, BlockPoint)> {
    let selection = selection()?;
    let anchor = point_of(article, &selection.anchor_node()?, selection.anchor_offset())?;
    Some((anchor, point_of(article, &selection.focus_node()?, selection.focus_offset())?))
}

/// Selects from one point to another; puts the cursor there if they are the same.
/// With `shown` the end at which the person is at work is scrolled into view.
pub fn select(article: &Element, anchor: BlockPoint, focus: BlockPoint, shown: bool) {
    let (Some((from, before)), Some((to, after))) = (locate(article, anchor), locate(article, focus)) else { return };
    let Some(selection) = selection() else { return };
    let _ = selection.set_base_and_extent(&from, before, &to, after);
    if shown {
        reveal(&selection);
    }
}

/// Changes the elements of the article without taking the selection or cursor out
/// of the words in which it stands.
pub fn keeping_selection(article: &Element, change: impl FnOnce()) {
    let ends = ends_in(article);
    change();
    if let Some((anchor, focus)) = ends
        && ends_in(article) != ends
    {
        select(article, anchor, focus, false);
    }
}

/// The point of the article that is shown at a place in the window.
pub fn point_at(article: &Element, left: i32, top: i32) -> Option<BlockPoint> {
    let document: JsValue = super::document().into();
    let call = |name: &str| -> Option<JsValue> {
        let function: js_sys::Function = js_sys::Reflect::get(&document, &name.into()).ok()?.dyn_into().ok()?;
        function.call2(&document, &left.into(), &top.into()).ok()
    };
    let field = |of: &JsValue, name: &str| js_sys::Reflect::get(of, &name.into()).ok();
    // Safari has long had only the second.
    let (node, offset) = match call("caretPositionFromPoint") {
        Some(place) => (field(&place, "offsetNode")?, field(&place, "offset")?),
        None => {
            let place = call("caretRangeFromPoint")?;
            (field(&place, "startContainer")?, field(&place, "startOffset")?)
        }
    };
    point_of(article, node.dyn_ref()?, offset.as_f64()? as u32)
}

/// The boxes of the first and the last line of a stretch of the article.
pub fn places_of(article: &Element, from: BlockPoint, to: BlockPoint) -> Option<(Rectangle, Rectangle)> {
    let boxes = range_of(article, from, to)?.get_client_rects()?;
    let at = |index: u32| boxes.item(index).map(|place| rectangle(&place));
    Some((at(0)?, at(boxes.length().checked_sub(1)?)?))
}

fn range_of(article: &Element, from: BlockPoint, to: BlockPoint) -> Option<Range> {
    range_between(locate(article, from)?, locate(article, to)?)
}

fn range_between((start, before): (Node, u32), (end, after): (Node, u32)) -> Option<Range> {
    let range = super::document().create_range().ok()?;
    range.set_start(&start, before).ok()?;
    range.set_end(&end, after).ok()?;
    Some(range)
}

/// More stretches than this are many.
const FEW: usize = 8;

/// Shades stretches of the article, without changing its elements, in the way
/// that the style sheet has for `::highlight(name)`. Nothing where a browser
/// cannot do it.
pub fn shade(article: &Element, name: &str, stretches: &[(BlockPoint, BlockPoint)]) {
    // Many blocks are found faster all at once. They stand in their order.
    let all = (stretches.len() > FEW).then(|| article.query_selector_all("[data-block]").ok()).flatten();
    let place = |at: BlockPoint| {
        let listed = all.as_ref().and_then(|all| all.item(u32::try_from(at.block).ok()?));
        match listed.and_then(|node| node.dyn_into::<Element>().ok()).filter(|block| index_of(block) == Some(at.block))
        {
            Some(block) => locate_in(block, at),
            None => locate(article, at),
        }
    };
    let range = |(from, to): &(BlockPoint, BlockPoint)| range_between(place(*from)?, place(*to)?);
    let ranges: js_sys::Array = stretches.iter().filter_map(range).map(JsValue::from).collect();
    let window = super::window();
    let field = |of: &JsValue, name: &str| js_sys::Reflect::get(of, &name.into()).ok();
    let act = || -> Option<()> {
        let highlights = field(&field(&window, "CSS")?, "highlights")?;
        let function = |name: &str| -> Option<js_sys::Function> { field(&highlights, name)?.dyn_into().ok() };
        if ranges.length() == 0 {
            function("delete")?.call1(&highlights, &name.into()).ok()?;
        } else {
            let class: js_sys::Function = field(&window, "Highlight")?.dyn_into().ok()?;
            let highlight = js_sys::Reflect::construct(&class, &ranges).ok()?;
            function("set")?.call2(&highlights, &name.into(), &highlight).ok()?;
        }
        Some(())
    };
    let _ = act();
}

/// Scrolls so that a stretch of the article can be seen above `bottom`, in CSS pixels
/// from the top of the window.
pub fn reveal_stretch(article: &Element, from: BlockPoint, to: BlockPoint, bottom: i32) {
    // What was never seen is not laid out yet, and has no place before it is.
    if let Some(block) = block_at(article, from.block)
        && !places_of(article, from, to).is_some_and(|(first, _)| is_shown(first, bottom))
    {
        super::page::reveal_at_once(&block);
    }
    if let Some((first, _)) = places_of(article, from, to) {
        scroll_to_show(first, bottom);
    }
}

fn is_shown(place: Rectangle, bottom: i32) -> bool {
    place.height > 0 && place.top >= MARGIN && place.top + place.height <= bottom - MARGIN
}

fn scroll_to_show(place: Rectangle, bottom: i32) {
    let by = if place.top < MARGIN {
        place.top - MARGIN
    } else if place.top + place.height > bottom - MARGIN {
        // On a low screen its start is seen rather than its end.
        (place.top + place.height - bottom + MARGIN).min(place.top - MARGIN)
    } else {
        return;
    };
    super::window().scroll_by_with_x_and_y(0.0, f64::from(by));
}

/// How far a key moves the cursor, where only the screen knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// A character as the reader sees it, to the left or right of this one.
    Character,
    /// A line on the screen.
    Line,
    /// To the end of the line on the screen.
    LineEdge,
}

/// Moves the cursor, or the end of the selection at which the person is at work.
/// `forward` is in reading order for lines and to the right on the screen for
/// characters, as arrow keys mean it.
pub fn move_cursor(article: &Element, step: Step, forward: bool, extend: bool) {
    place_cursor(article);
    let Some(selection) = selection() else { return };
    let before = selection.focus_node().map(|node| (node, selection.focus_offset()));
    let alter = if extend { "extend" } else { "move" };
    let (direction, granularity) = match (step, forward) {
        (Step::Character, true) => ("right", "character"),
        (Step::Character, false) => ("left", "character"),
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
    if place.height > 0 {
        scroll_to_show(place, window_height());
    } else if let Some(block) = block_of(&node) {
        super::page::reveal(&block);
    }
}

/// So far from the window's edges what a person is at work on is kept, in CSS pixels.
const MARGIN: i32 = 96;
