//! The edges of the chosen annotation: handles that are dragged, or moved by keys.

use std::cell::RefCell;
use std::rc::Rc;

use web_sys::{Element, HtmlElement, KeyboardEvent, PointerEvent};
use yew::prelude::*;

use super::Reading;
use crate::messages::{text, text_with};
use crate::model::article::Direction;
use crate::model::boundaries::Unit;
use crate::model::offset::{CharOffset, Span};
use crate::model::target::{Edge, with_edge, with_edge_moved};
use crate::platform::page::{self, set_length};
use crate::platform::segmenter::BrowserSegmenter;
use crate::platform::{element_of, selection};
use crate::ui::hooks::{On, use_events};

/// More fragments than this get no handles: they would hide the text.
const MOST: usize = 12;

/// A handle that is being dragged.
struct Drag {
    fragment: usize,
    edge: Edge,
    /// From the pointer to the middle of the line at the edge.
    to_line: (i32, i32),
    spans: Option<Vec<Span>>,
}

thread_local! {
    /// One pointer drags one handle.
    static DRAG: RefCell<Option<Drag>> = const { RefCell::new(None) };
}

/// Two handles for each fragment of the chosen annotation.
pub fn handles(reading: &Rc<Reading>) -> Html {
    let Some(annotation) = reading.placed_annotation() else { return Html::default() };
    let handle = |(fragment, edge): (usize, Edge)| {
        let is_start = edge == Edge::Start;
        let on = |act: fn(&Reading, usize, Edge, &PointerEvent)| {
            let reading = reading.clone();
            Callback::from(move |event: PointerEvent| act(&reading, fragment, edge, &event))
        };
        let onkeydown = {
            let reading = reading.clone();
            Callback::from(move |key: KeyboardEvent| reading.on_handle_key(fragment, edge, &key))
        };
        html! {
            <button key={format!("{fragment}-{is_start}")} type="button" class={if is_start { "edge is-start" } else { "edge is-end" }}
                data-fragment={fragment.to_string()} aria-label={text(if is_start { "edge-start" } else { "edge-end" })}
                aria-description={text("edge-hint")} onpointerdown={on(Reading::grab)} onpointermove={on(Reading::drag)}
                onpointerup={on(Reading::drop)} onpointercancel={on(Reading::let_go)} {onkeydown}></button>
        }
    };
    let edges = (0..annotation.target.len().min(MOST)).flat_map(|at| [(at, Edge::Start), (at, Edge::End)]);
    html! { <div class="edges" role="group" aria-label={text("edges")}>{ for edges.map(handle) }</div> }
}

/// Keeps the handles where the edges are.
#[hook]
pub fn use_edges(reading: &Rc<Reading>, frame: &NodeRef, drawn: usize) {
    let place = {
        let (reading, frame) = (reading.clone(), frame.clone());
        Rc::new(move || {
            let (Some(article), Some(frame)) = (reading.element(), frame.cast::<Element>()) else { return };
            let Some(annotation) = reading.placed_annotation() else { return };
            let text = &reading.marked.readable.text;
            let corner = selection::place_of_element(&frame);
            for (fragment, span) in annotation.spans().iter().enumerate().take(MOST) {
                let Some((from, to)) = text.points_from_span(*span) else { continue };
                let places = selection::places_of(&article, from, to);
                for class in ["is-start", "is-end"] {
                    let Some(handle) = page::find(&format!(".edge.{class}[data-fragment=\"{fragment}\"]")) else {
                        continue;
                    };
                    // What is folded away has no box.
                    handle.set_hidden(places.is_none());
                    let Some((first, last)) = places else { continue };
                    let is_start = class == "is-start";
                    // The text's own direction says on which side it begins.
                    let (line, at_right) = if is_start {
                        (first, reading.is_rtl_at(span.start()))
                    } else {
                        (last, !reading.is_rtl_at(CharOffset(span.end().0 - 1)))
                    };
                    set_length(&handle, "--left", line.left + if at_right { line.width } else { 0 } - corner.left);
                    set_length(&handle, "--top", line.top - corner.top);
                    set_length(&handle, "--height", line.height);
                }
            }
        })
    };
    {
        let place = place.clone();
        let deps = (reading.annotation.clone().map(|a| Rc::as_ptr(&a) as usize), reading.session.folded.len(), drawn);
        use_effect_with(deps, move |_| place());
    }
    use_events(&[(On::Window, "resize")], Rc::new(move |_: &Event| place()));
}

impl Reading {
    fn is_rtl_at(&self, at: CharOffset) -> bool {
        let readable = &self.marked.readable;
        readable.article.direction_of(readable.text.block_at(at)) == Direction::Rtl
    }

    fn grab(&self, fragment: usize, edge: Edge, event: &PointerEvent) {
        let Some(handle) = element_of(event) else { return };
        // The text is not selected by it, and the handle hears the pointer wherever it goes.
        event.prevent_default();
        let _ = handle.set_pointer_capture(event.pointer_id());
        if let Some(handle) = wasm_bindgen::JsCast::dyn_ref::<HtmlElement>(&handle) {
            let _ = handle.focus();
        }
        let place = selection::place_of_element(&handle);
        // The first stands on its line, the last hangs from its line.
        let line = if edge == Edge::Start { place.top + place.height + 8 } else { place.top - 8 };
        let middle = (place.left + place.width / 2, line);
        let to_line = (middle.0 - event.client_x(), middle.1 - event.client_y());
        DRAG.replace(Some(Drag { fragment, edge, to_line, spans: None }));
    }

    fn drag(&self, _: usize, _: Edge, event: &PointerEvent) {
        DRAG.with_borrow_mut(|drag| {
            let (Some(drag), Some(article), Some(annotation)) = (drag, self.element(), self.placed_annotation()) else {
                return;
            };
            let text = &self.marked.readable.text;
            let (left, top) = (event.client_x() + drag.to_line.0, event.client_y() + drag.to_line.1);
            let Some(to) = selection::point_at(&article, left, top).and_then(|p| text.char_from_point(p)) else {
                return;
            };
            let Some(moved) = with_edge(text, &annotation.spans(), drag.fragment, drag.edge, to) else { return };
            let stretches: Vec<_> = moved.spans.iter().filter_map(|span| text.points_from_span(*span)).collect();
            selection::shade(&article, "chosen", &stretches);
            drag.spans = Some(moved.spans);
        });
    }

    fn drop(&self, fragment: usize, edge: Edge, event: &PointerEvent) {
        let spans = DRAG.take().and_then(|drag| drag.spans);
        self.let_go(fragment, edge, event);
        if let Some(spans) = spans {
            self.set_target(&spans, "announce-edge");
        }
    }

    fn let_go(&self, _: usize, _: Edge, _: &PointerEvent) {
        DRAG.take();
        if let Some(article) = self.element() {
            selection::shade(&article, "chosen", &[]);
        }
    }

    fn on_handle_key(&self, fragment: usize, edge: Edge, key: &KeyboardEvent) {
        let (control, alt) = (key.ctrl_key() || key.meta_key(), key.alt_key());
        let unit = match key.key().as_str() {
            "ArrowRight" | "ArrowLeft" if control || alt => Unit::Word,
            "ArrowRight" | "ArrowLeft" => Unit::Character,
            "ArrowUp" | "ArrowDown" if control => Unit::Block,
            "ArrowUp" | "ArrowDown" => Unit::Sentence,
            "Escape" => {
                key.prevent_default();
                return self.focus();
            }
            _ => return,
        };
        let span = self.placed_annotation().and_then(|annotation| annotation.spans().get(fragment).copied());
        let Some(span) = span else { return };
        let is_rtl = self.is_rtl_at(if edge == Edge::Start { span.start() } else { CharOffset(span.end().0 - 1) });
        let forward = match key.key().as_str() {
            "ArrowRight" => !is_rtl,
            "ArrowLeft" => is_rtl,
            pressed => pressed == "ArrowDown",
        };
        key.prevent_default();
        self.move_edge(fragment, edge, unit, forward);
    }

    fn move_edge(&self, fragment: usize, edge: Edge, unit: Unit, forward: bool) {
        let Some(annotation) = self.placed_annotation() else { return };
        let readable = &self.marked.readable;
        let is_hidden = |block| self.is_hidden(block);
        let spans = annotation.spans();
        match with_edge_moved(readable, &spans, fragment, edge, unit, forward, &BrowserSegmenter, &is_hidden) {
            Some(moved) => self.set_target(&moved.spans, "announce-edge"),
            None => self.desk.announce(text_with("announce-edge-stays", &[("quote", annotation.quoted())])),
        }
    }
}
