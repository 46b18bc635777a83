//! What clicks and taps do in an article, and the list of the marks under a point.

use std::rc::Rc;

use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, KeyboardEvent, MouseEvent};
use yew::prelude::*;

use super::Reading;
use super::session::{ChosenIn, Here};
use crate::messages::text_with;
use crate::model::annotation::Annotation;
use crate::model::boundaries::Unit;
use crate::model::cursor::unit_around;
use crate::model::id::AnnotationId;
use crate::model::offset::Span;
use crate::model::snap::Snap;
use crate::platform::segmenter::BrowserSegmenter;
use crate::platform::selection::{self, Rectangle};
use crate::platform::{element_of, page};
use crate::ui::annex::door;
use crate::ui::hooks::{On, use_events};
use crate::ui::parts::label;

impl Reading {
    /// A click or tap in the article.
    pub fn on_click(&self, event: &MouseEvent) {
        let element = element_of(event);
        let nearest = |selector: &str| element.as_ref().and_then(|e| e.closest(selector).ok().flatten());
        if let Some(run) = nearest(".fold").and_then(|fold| fold.get_attribute("data-fold")?.parse().ok()) {
            return self.toggle_fold(run);
        }
        if self.session.is_tapping {
            return self.on_tap(event);
        }
        // The click that ends a drag is not a click on a mark.
        if self.selected.is_some() {
            return;
        }
        let ids = nearest("mark").and_then(|mark| mark.get_attribute("data-annotation"));
        if self.session.linking.is_some() {
            let ids = ids.as_deref().unwrap_or_default();
            if door::now().is_some_and(|annex| (annex.pick)(self, ids)) {
                return;
            }
        }
        let place = Rectangle { left: event.client_x(), top: event.client_y(), width: 0, height: 16 };
        self.open_marks(ids, Some(place), ChosenIn::Text);
    }

    fn toggle_fold(&self, run: usize) {
        self.doing.change(move |session| {
            let before = session.folded.len();
            session.folded.retain(|other| *other != run);
            if session.folded.len() == before {
                session.folded.push(run);
            }
        });
    }

    /// The first tap takes a word, the second all up to another.
    fn on_tap(&self, event: &MouseEvent) {
        let readable = &self.marked.readable;
        let Some(article) = self.element() else { return };
        let at = selection::point_at(&article, event.client_x(), event.client_y());
        let Some(at) = at.and_then(|point| readable.text.char_from_point(point)) else { return };
        let unit = if self.session.snap == Snap::Sentence { Unit::Sentence } else { Unit::Word };
        let Some(word) = unit_around(readable, at, unit, &BrowserSegmenter) else { return };
        let first = self.session.tapped;
        let start = first.map_or(word.start(), |first| first.start().min(word.start()));
        let end = first.map_or(word.end(), |first| first.end().max(word.end()));
        let points = (readable.text.point_from_char(start), readable.text.point_from_char(end));
        let (Some(from), Some(to)) = points else { return };
        selection::select(&article, from, to, false);
        self.doing.change(move |session| session.tapped = first.is_none().then_some(word));
        let words = Span::new(start, end).and_then(|span| readable.text.slice(span)).unwrap_or("").to_owned();
        let key = if first.is_none() { "announce-tapped" } else { "announce-selected" };
        self.desk.announce(text_with(key, &[("quote", super::selecting::shortened(&words))]));
        if let (Some(_), Some(selected)) = (first, selection::selected_in(&article)) {
            self.write_with_pen(&selected);
        }
    }

    /// Chooses what is marked at a point; lists it, if there is more than one.
    /// Answers whether anything is.
    pub fn open_marks(&self, ids: Option<String>, place: Option<Rectangle>, chosen_in: ChosenIn) -> bool {
        let ids: Vec<AnnotationId> = ids.unwrap_or_default().split_whitespace().rev().map(AnnotationId::from).collect();
        match (ids.as_slice(), place) {
            ([], _) => self.doing.change(|session| session.here = None),
            ([_, _, ..], Some(place)) => {
                let by_key = chosen_in == ChosenIn::TextByKey;
                self.doing.change(move |session| session.here = Some(Here { ids, place, by_key }));
                return true;
            }
            ([id, ..], _) => {
                self.doing.choose(Some(id.clone()), chosen_in);
                return true;
            }
        }
        false
    }
}

/// The list of the annotations under one point, where there are several.
pub fn marks_here(reading: &Rc<Reading>) -> Html {
    let Some(here) = &reading.session.here else { return Html::default() };
    let marks = reading.marks_of(&here.ids);
    let choose = |id: &AnnotationId| {
        let (reading, id, by_key) = (reading.clone(), id.clone(), here.by_key);
        Callback::from(move |_: MouseEvent| {
            reading.doing.choose(Some(id.clone()), if by_key { ChosenIn::TextByKey } else { ChosenIn::Text });
            // The entry is gone; with a key the focus goes to the list, else it stays in the text.
            reading.focus();
        })
    };
    let item = |annotation: &Rc<Annotation>| {
        html! {
            <button type="button" role="menuitem" key={annotation.id.as_str()} data-annotation={annotation.id.to_string()}
                tabindex="-1" onclick={choose(&annotation.id)}>
                { label::badge(&reading.scheme, &annotation.label) }<q dir="auto">{ annotation.quoted() }</q>
            </button>
        }
    };
    let onkeydown = Callback::from(|key: KeyboardEvent| {
        let Some(item) = element_of(&key) else { return };
        let next = match key.key().as_str() {
            "ArrowDown" => item.next_element_sibling(),
            "ArrowUp" => item.previous_element_sibling(),
            _ => return,
        };
        key.prevent_default();
        if let Some(next) = next.and_then(|next| next.dyn_into::<HtmlElement>().ok()) {
            let _ = next.focus();
        }
    });
    html! {
        <div class="marks-here" role="menu" aria-label={text_with("marks-here", &[("count", marks.len().to_string())])} {onkeydown}>
            { for marks.iter().map(item) }
        </div>
    }
}

impl Reading {
    /// The annotations with these ids, in this order.
    fn marks_of(&self, ids: &[AnnotationId]) -> Vec<Rc<Annotation>> {
        ids.iter().filter_map(|id| self.workspace.annotation(id)).cloned().collect()
    }
}

/// Puts the list of the marks where it was asked for and, if by key, the focus on
/// its first entry.
#[hook]
pub fn use_marks_here(reading: &Rc<Reading>, frame: &NodeRef) {
    let frame = frame.clone();
    {
        let (doing, is_open) = (reading.doing.clone(), reading.session.here.is_some());
        use_events(
            &[(On::Document, "pointerdown")],
            Rc::new(move |event: &Event| {
                let is_inside = element_of(event).and_then(|e| e.closest(".marks-here").ok().flatten()).is_some();
                if is_open && !is_inside {
                    doing.change(|session| session.here = None);
                }
            }),
        );
    }
    use_effect_with(reading.session.here.clone(), move |here| {
        let (Some(here), Some(menu)) = (here, page::find(".marks-here")) else { return };
        let Some(frame) = frame.cast::<web_sys::Element>() else { return };
        let frame = selection::place_of_element(&frame);
        page::set_length(&menu, "--left", here.place.left - frame.left);
        page::set_length(&menu, "--below", here.place.top + here.place.height - frame.top);
        // By key or not, the keys work here as soon as it is open.
        page::focus(".marks-here button");
    });
}
