//! What keys do while an article is read.

use std::rc::Rc;

use wasm_bindgen::JsCast;
use web_sys::KeyboardEvent;

use super::Reading;
use super::selecting::shortened;
use super::session::ChosenIn;
use crate::messages::{text, text_with};
use crate::model::annotation::Annotation;
use crate::model::article::Direction;
use crate::model::boundaries::Unit;
use crate::model::cursor::{step, step_end, unit_around};
use crate::model::edit::Edit;
use crate::model::offset::{CharOffset, Span};
use crate::platform::segmenter::BrowserSegmenter;
use crate::platform::selection::{self, Step};
use crate::platform::{clock, page};
use crate::store::state::Action;
use crate::ui::annex::door;
use crate::ui::parts::tag_toolbar::ToolbarAction;
use crate::ui::shortcuts::command;

/// How a key moves the cursor.
enum Move {
    /// Over a stretch of the text, in reading order.
    By(Unit, bool),
    /// Over the screen.
    On(Step, bool),
    /// To the article's start or end.
    ToEnd(bool),
}

impl Reading {
    /// Keys that work anywhere on the page. Answers whether it used this one.
    pub fn on_page_key(self: &Rc<Self>, key: &KeyboardEvent) -> bool {
        if key.ctrl_key() || key.meta_key() || key.alt_key() {
            return false;
        }
        let pressed = key.key();
        let is_in_list = key.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
        let is_in_list = is_in_list.is_some_and(|element| element.closest("aside").ok().flatten().is_some());
        if door::now().is_some_and(|annex| (annex.connection_key)(self, &pressed, is_in_list)) {
            return true;
        }
        if let Some(label) = self.scheme.offered().find(|label| label.key == pressed) {
            match self.selected {
                Some(selected) => self.tag(&selected, &label.id),
                None => self.set_pen(Some(label.id.clone())),
            }
            return true;
        }
        // The key of plus without shift, on many keyboards.
        let meant = if pressed == "=" { "+" } else { pressed.as_str() };
        match (command(meant).unwrap_or(meant), self.selected) {
            ("Escape", _) => self.escape(),
            ("add-fragment", Some(_)) => self.on_toolbar(ToolbarAction::Add),
            ("take-fragment", Some(_)) => self.on_toolbar(ToolbarAction::Take),
            ("tick", _) => return self.tick(),
            ("find", _) => self.doing.change(|session| session.searches += 1),
            ("next-mark", _) => return self.step_mark(true),
            ("previous-mark", _) => return self.step_mark(false),
            ("say", None) if self.annotation.is_some() => page::focus(".editor button, .editor input"),
            ("tag-all", Some(_)) => self.on_toolbar(ToolbarAction::TagAll),
            ("keep-exact", Some(selected)) => {
                let is_exact = self.session.exact == Some(selected.ends());
                self.on_toolbar(ToolbarAction::KeepExact(!is_exact));
                self.desk.announce(text(if is_exact { "announce-trimmed" } else { "announce-exact" }));
            }
            _ => return false,
        }
        true
    }

    /// Ticks the chosen annotation, or not any more.
    fn tick(&self) -> bool {
        let (Some(annotation), Some(annex)) = (&self.annotation, door::now()) else { return false };
        (annex.tick)(&self.doing, &self.marked, self.listed.as_deref(), annotation.id.clone(), false);
        let is_ticked = self.session.ticked.as_ref().is_some_and(|ticked| ticked.ids.contains(&annotation.id));
        self.desk.announce(text(if is_ticked { "announce-not-ticked" } else { "announce-ticked-one" }));
        true
    }

    /// Chooses the next annotation in the list's order, or the one before.
    fn step_mark(self: &Rc<Self>, forward: bool) -> bool {
        let reading = self.clone();
        // From the one that is chosen by then: keys may come faster than the page is drawn.
        self.doing.change(move |session| {
            let now = session.chosen.as_ref().and_then(|(id, _)| reading.workspace.annotation(id));
            let Some(next) = reading.mark_beside(now, forward) else { return };
            let args = [("quote", shortened(&next.quoted())), ("labels", reading.scheme.name(&next.label).to_owned())];
            session.choose(Some(next.id.clone()), ChosenIn::List);
            reading.desk.announce(text_with("announce-in-mark", &args));
        });
        self.marked.annotation_count() > 0
    }

    /// The annotation that is listed behind another, or before it; at the end, itself.
    fn mark_beside(&self, now: Option<&Rc<Annotation>>, forward: bool) -> Option<Rc<Annotation>> {
        let order = self.listed.as_ref().map(|listed| &listed.order);
        let last = order.map_or_else(|| self.marked.annotation_count(), Vec::len).checked_sub(1)?;
        let now = now.and_then(|annotation| match order {
            Some(order) => order.iter().position(|listed| listed.id == annotation.id),
            None => self.marked.number_of(annotation),
        });
        let next = match now {
            Some(now) if forward => (now + 1).min(last),
            Some(now) => now.saturating_sub(1),
            None if forward => 0,
            None => last,
        };
        match order {
            Some(order) => order.get(next).cloned(),
            None => self.marked.annotations_from(next, 1).into_iter().next(),
        }
    }

    /// One thing at a time: the list under a point, the selection, the chosen
    /// annotation, the pen.
    fn escape(&self) {
        let session = &self.session;
        if session.linking.is_some() {
            self.doing.change(|session| session.linking = None);
        } else if session.here.is_some() {
            self.doing.change(|session| session.here = None);
        } else if self.selected.is_some() {
            self.put_away_selection();
        } else if session.tapped.is_some() {
            self.doing.change(|session| session.tapped = None);
        } else if session.chosen.is_some() {
            self.doing.change(|session| session.chosen = None);
        } else if session.pen.is_some() {
            self.set_pen(None);
        }
        self.focus();
    }

    /// Keys that work while the article has the focus.
    pub fn on_article_key(&self, key: &KeyboardEvent) {
        let Some(article) = self.element() else { return };
        // Keys of the buttons within the article are theirs.
        if !article.matches(":focus").unwrap_or(false) {
            return;
        }
        let (control, alt) = (key.ctrl_key() || key.meta_key(), key.alt_key());
        let is_rtl = self.is_rtl_here();
        let movement = match (key.key().as_str(), control, alt) {
            ("ArrowRight", false, false) => Move::On(Step::Character, true),
            ("ArrowLeft", false, false) => Move::On(Step::Character, false),
            // To the right on the screen is back where the text runs to the left.
            ("ArrowRight", ..) => Move::By(Unit::Word, !is_rtl),
            ("ArrowLeft", ..) => Move::By(Unit::Word, is_rtl),
            ("ArrowDown", false, false) => Move::On(Step::Line, true),
            ("ArrowUp", false, false) => Move::On(Step::Line, false),
            ("ArrowDown", true, _) => Move::By(Unit::Block, true),
            ("ArrowUp", true, _) => Move::By(Unit::Block, false),
            ("ArrowDown", false, true) => Move::By(Unit::Sentence, true),
            ("ArrowUp", false, true) => Move::By(Unit::Sentence, false),
            ("End", false, _) => Move::On(Step::LineEdge, true),
            ("Home", false, _) => Move::On(Step::LineEdge, false),
            ("End", true, _) => Move::ToEnd(true),
            ("Home", true, _) => Move::ToEnd(false),
            // What is selected then is one end of a connection: the page takes it.
            ("Enter", false, false) if self.session.linking.is_some() => return,
            ("Enter", false, false) => {
                if self.enter() {
                    key.prevent_default();
                }
                return;
            }
            ("Delete" | "Backspace", false, false) => {
                if let (None, Some(annotation)) = (self.selected, &self.annotation) {
                    key.prevent_default();
                    self.desk.step(Action::Edit(Edit::Delete { ids: vec![annotation.id.clone()], at: clock::now() }));
                    self.desk.announce(text("announce-deleted"));
                }
                return;
            }
            _ => return,
        };
        key.prevent_default();
        self.move_cursor(&movement, key.shift_key());
    }

    /// With the pen down and something selected: tags it. Else opens what is marked
    /// at the cursor.
    fn enter(&self) -> bool {
        if let (Some(selected), true) = (self.selected, self.session.pen.is_some()) {
            self.write_with_pen(&selected);
            return true;
        }
        let Some(article) = self.element() else { return false };
        let ids = selection::annotations_at_cursor(&article);
        self.open_marks(ids, selection::cursor_in(&article), ChosenIn::TextByKey)
    }

    fn is_rtl_here(&self) -> bool {
        let article = &self.marked.readable.article;
        let block = self.element().and_then(|article| selection::ends_in(&article)).map(|(_, focus)| focus.block);
        block.map_or(article.direction, |block| article.direction_of(block)) == Direction::Rtl
    }

    fn move_cursor(&self, movement: &Move, extend: bool) {
        let Some(article) = self.element() else { return };
        selection::place_cursor(&article);
        let readable = &self.marked.readable;
        let Some((anchor, focus)) = selection::ends_in(&article) else { return };
        let Some(at) = readable.text.char_from_point(focus) else { return };
        let is_hidden = |block| self.is_hidden(block);
        let to = match movement {
            Move::By(unit, forward) => {
                let walk = if extend { step_end } else { step };
                Some(walk(readable, at, *unit, *forward, &BrowserSegmenter, &is_hidden))
            }
            Move::ToEnd(true) => Some(readable.text.end().char),
            Move::ToEnd(false) => Some(CharOffset(0)),
            Move::On(..) => None,
        };
        match (movement, to.and_then(|to| readable.text.point_from_char(to))) {
            (Move::On(step, forward), _) => selection::move_cursor(&article, *step, *forward, extend),
            (_, Some(to)) => selection::select(&article, if extend { anchor } else { to }, to, true),
            _ => return,
        }
        self.tell_place(&article, movement, at);
    }

    /// Says where the cursor is now, or what is selected now.
    fn tell_place(&self, article: &web_sys::Element, movement: &Move, before: CharOffset) {
        let readable = &self.marked.readable;
        let Some((anchor, focus)) = selection::ends_in(article) else { return };
        let ends = (readable.text.char_from_point(anchor), readable.text.char_from_point(focus));
        let (Some(anchor), Some(focus)) = ends else { return };
        let words = |span: Span| readable.text.slice(span).unwrap_or("");
        if let Some(selected) = Span::new(anchor.min(focus), anchor.max(focus)) {
            let args = [("quote", shortened(words(selected).trim()))];
            return self.desk.announce(text_with("announce-selected", &args));
        }
        let unit = match movement {
            Move::By(unit, _) => *unit,
            Move::On(Step::Character, _) => Unit::Character,
            Move::On(..) | Move::ToEnd(_) => Unit::Sentence,
        };
        let around = unit_around(readable, focus, unit, &BrowserSegmenter).map(words).unwrap_or("");
        let around = if around.trim().is_empty() { text("blank") } else { shortened(around) };
        // Marks that begin or end between the old place and the new are told.
        let (was, is) = (self.labels_at(before), self.labels_at(focus));
        if was == is || is.is_empty() {
            self.desk.announce(around);
        } else {
            self.desk.announce(text_with("announce-in-mark", &[("quote", around), ("labels", is)]));
        }
    }

    /// The labels of the marks that cover a place.
    fn labels_at(&self, at: CharOffset) -> String {
        let names: Vec<String> =
            self.covering(at).iter().map(|annotation| self.scheme.name(&annotation.label).to_owned()).collect();
        names.join(", ")
    }
}
