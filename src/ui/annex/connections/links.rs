//! Shows in the text how annotations are joined: the parts are shaded and lines run
//! between them, for the annotation under the pointer or with the focus, or else the
//! chosen one. A knob at the chosen one is pressed or dragged to join it to another.

use std::cell::RefCell;
use std::rc::Rc;

use web_sys::{Element, MouseEvent, PointerEvent};
use yew::prelude::*;

use crate::analysis::ties::{Opening, openings};
use crate::messages::{text, text_with};
use crate::model::annotation::Annotation;
use crate::model::id::AnnotationId;
use crate::platform::page::set_length;
use crate::platform::selection::{self, Rectangle};
use crate::platform::{element_of, page};
use crate::ui::hooks::{On, use_events};
use crate::ui::views::reader::Reading;
use crate::ui::views::reader::session::Linking;

/// Where the knob was pressed, in the window; whether it was dragged since.
#[derive(Clone, Copy, Default)]
struct Pull {
    from: (i32, i32),
    is_pulled: bool,
}

thread_local! {
    /// One pointer drags one knob.
    static PULL: RefCell<Option<Pull>> = const { RefCell::new(None) };
}

/// A pointer that moves less than this has pressed, in CSS pixels.
const STILL: i32 = 6;

/// The knob of the chosen annotation, if it can be joined to others.
pub fn knob(reading: &Rc<Reading>) -> Html {
    let Some(annotation) = reading.placed_annotation() else { return Html::default() };
    let Some(opening) = openings(&reading.scheme, &annotation.label).into_iter().next() else {
        return Html::default();
    };
    let on = |act: fn(&Reading, &Opening, &PointerEvent)| {
        let (reading, opening) = (reading.clone(), opening.clone());
        Callback::from(move |event: PointerEvent| act(&reading, &opening, &event))
    };
    let onclick = {
        let reading = reading.clone();
        Callback::from(move |event: MouseEvent| {
            // The click that ends a pull is none; a finger's pull ends without, and the
            // next is by a key.
            let is_end = PULL.take().is_some_and(|pull| pull.is_pulled) && event.detail() > 0;
            if !is_end {
                reading.start_linking();
            }
        })
    };
    let name = text_with("link-to", &[("role", opening.name.clone())]);
    html! {
        <button type="button" class="knob" aria-label={name.clone()} title={name} aria-description={text("knob-hint")}
            onpointerdown={on(Reading::pull)} onpointermove={on(Reading::stretch)} onpointerup={on(Reading::join)}
            onpointercancel={on(Reading::slip)} {onclick}></button>
    }
}

impl Reading {
    fn pull(&self, _: &Opening, event: &PointerEvent) {
        let Some(knob) = element_of(event) else { return };
        // The text is not selected by it, and the knob hears the pointer wherever it goes.
        event.prevent_default();
        let _ = knob.set_pointer_capture(event.pointer_id());
        page::focus_on(&knob);
        PULL.replace(Some(Pull { from: (event.client_x(), event.client_y()), is_pulled: false }));
    }

    fn stretch(&self, opening: &Opening, event: &PointerEvent) {
        // It was let go, and only passes by.
        if event.buttons() == 0 {
            return;
        }
        let to = (event.client_x(), event.client_y());
        let pull = PULL.with_borrow_mut(|pull| {
            let pull = pull.as_mut()?;
            let is_far = (to.0 - pull.from.0).abs().max((to.1 - pull.from.1).abs()) > STILL;
            pull.is_pulled |= is_far;
            pull.is_pulled.then_some(*pull)
        });
        let (Some(pull), Some(article)) = (pull, self.element()) else { return };
        let over = self.joinable_at(opening, to);
        let stretches = over.iter().flat_map(|over| self.stretches(over)).collect::<Vec<_>>();
        selection::shade(&article, "linked", &stretches);
        draw(&[line(point(pull.from), point(to))]);
    }

    fn join(&self, opening: &Opening, event: &PointerEvent) {
        let is_pulled = PULL.with_borrow(|pull| pull.is_some_and(|pull| pull.is_pulled));
        if !is_pulled {
            return;
        }
        draw(&[]);
        let over = self.joinable_at(opening, (event.client_x(), event.client_y()));
        let (Some(other), Some(annotation)) = (over, &self.annotation) else {
            return self.desk.announce(text("announce-not-linked"));
        };
        let linking = Linking { from: annotation.id.clone(), opening: opening.clone(), into: None };
        self.link(&linking, &other.id);
    }

    fn slip(&self, _: &Opening, _: &PointerEvent) {
        PULL.take();
        draw(&[]);
    }

    /// What lies at a place in the window and can be joined to the chosen annotation.
    fn joinable_at(&self, opening: &Opening, at: (i32, i32)) -> Option<Rc<Annotation>> {
        let point = selection::point_at(&self.element()?, at.0, at.1)?;
        let place = self.marked.readable.text.char_from_point(point)?;
        let own = self.annotation.as_ref()?;
        let mut covering = self.covering(place);
        // The innermost first.
        covering.reverse();
        covering.into_iter().find(|other| other.id != own.id && opening.labels.contains(&other.label))
    }

    fn stretches(
        &self,
        annotation: &Annotation,
    ) -> Vec<(crate::model::selection::BlockPoint, crate::model::selection::BlockPoint)> {
        let text = &self.marked.readable.text;
        if !annotation.is_placed_in(text) {
            return Vec::new();
        }
        annotation.spans().iter().filter_map(|span| text.points_from_span(*span)).collect()
    }

    /// Hears over which mark or item of the list the pointer is, in which one the focus
    /// is, and in which mark the reading cursor stands.
    pub fn on_attention(&self, event: &Event) {
        let ids = match event.type_().as_str() {
            "selectionchange" => {
                let article = self.element().filter(|article| article.matches(":focus").unwrap_or(false));
                let Some(article) = article else { return };
                selection::annotations_at_cursor(&article)
            }
            _ => {
                let of = element_of(event).and_then(|element| element.closest(MARK_OR_ITEM).ok().flatten());
                of.and_then(|of| of.get_attribute("data-annotation"))
            }
        };
        // The innermost that is joined to anything.
        let ids = ids.unwrap_or_default();
        let joined = ids.split(' ').rev().map(AnnotationId::from).find(|id| self.workspace.is_joined(id));
        if joined != self.session.attended {
            self.doing.change(move |session| session.attended = joined);
        }
    }
}

const MARK_OR_ITEM: &str = "article mark, aside li[data-annotation]";

/// Draws what the annotation under the pointer or with the focus, or else the chosen one,
/// is joined to.
#[hook]
pub fn use_links(reading: &Rc<Reading>, frame: &NodeRef, drawn: usize) {
    let show = {
        let (reading, frame) = (reading.clone(), frame.clone());
        Rc::new(move || {
            let (Some(article), Some(frame)) = (reading.element(), frame.cast::<Element>()) else { return };
            let corner = selection::place_of_element(&frame);
            place_knob(&reading, &article, &corner);
            let chosen = reading.annotation.as_ref().map(|annotation| &annotation.id);
            let Some(shown) = reading.session.attended.as_ref().or(chosen) else {
                selection::shade(&article, "linked", &[]);
                return draw(&[]);
            };
            let (mut parts, mut lines) = (Vec::new(), Vec::new());
            for relation in reading.workspace.relations_of(shown) {
                let known = reading.scheme.relation(&relation.label);
                let is_owned = |role| known.and_then(|known| known.role(role)).is_some_and(|role| role.owned);
                let mut ends = Vec::new();
                for argument in &relation.arguments {
                    let Some(annotation) = reading.workspace.annotation(&argument.annotation) else { continue };
                    let stretches = reading.stretches(annotation);
                    let place = stretches.first().and_then(|(from, to)| selection::places_of(&article, *from, *to));
                    if argument.annotation != *shown {
                        parts.extend(stretches);
                    }
                    if let Some((first, _)) = place.filter(|_| !is_owned(&argument.role)) {
                        ends.push((&argument.role, first));
                    }
                }
                // From what plays the first part to all that play others.
                let Some((own, _)) = ends.first().cloned() else { continue };
                for (_, from) in ends.iter().filter(|(role, _)| *role == own) {
                    for (_, to) in ends.iter().filter(|(role, _)| *role != own) {
                        lines.push(line(above(from), above(to)));
                    }
                }
            }
            selection::shade(&article, "linked", &parts);
            draw(&lines);
        })
    };
    {
        let show = show.clone();
        let session = &reading.session;
        let chosen = reading.annotation.clone().map(|a| Rc::as_ptr(&a) as usize);
        let deps = (chosen, session.attended.clone(), session.folded.len(), drawn, reading.workspace.clone());
        use_effect_with(deps, move |_| show());
    }
    use_events(&[(On::Window, "resize")], Rc::new(move |_: &Event| show()));
}

/// The middle of an element's upper edge.
fn above(place: &Rectangle) -> Rectangle {
    Rectangle { left: place.left + place.width.min(120) / 2, top: place.top + 2, width: 0, height: 0 }
}

fn point((left, top): (i32, i32)) -> Rectangle {
    Rectangle { left, top, width: 0, height: 0 }
}

/// A curve over the text from one place of the window to another.
fn line(from: Rectangle, to: Rectangle) -> [Rectangle; 2] {
    [from, to]
}

fn draw(lines: &[[Rectangle; 2]]) {
    let Some(svg) = page::find_element(".links") else { return };
    let corner = selection::place_of_element(&svg);
    let paths: Vec<String> = lines
        .iter()
        .map(|[from, to]| {
            let (x1, y1, x2, y2) =
                (from.left - corner.left, from.top - corner.top, to.left - corner.left, to.top - corner.top);
            // The further apart, the higher the curve; at most a line's height over the upper end.
            let rise = ((x2 - x1).abs() / 6 + (y2 - y1).abs() / 8).clamp(10, 34);
            let top = y1.min(y2) - rise;
            format!("M{x1} {y1}C{x1} {top} {x2} {top} {x2} {y2}")
        })
        .collect();
    page::draw_paths(&svg, &paths);
}

/// Puts the knob behind the end of the chosen annotation.
fn place_knob(reading: &Reading, article: &Element, corner: &Rectangle) {
    let Some(knob) = page::find(".knob") else { return };
    let Some(annotation) = reading.placed_annotation() else { return };
    let last = reading.stretches(annotation).last().copied();
    let places = last.and_then(|(from, to)| selection::places_of(article, from, to));
    // What is folded away has no box.
    knob.set_hidden(places.is_none());
    let Some((_, line)) = places else { return };
    set_length(&knob, "--left", line.left + line.width - corner.left);
    set_length(&knob, "--top", line.top - corner.top);
    set_length(&knob, "--height", line.height);
}
