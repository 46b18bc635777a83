//! The places in the text where the words that are searched stand: shaded, counted,
//! gone to one after the other. What is listed is shaded too, where not all is.

use std::rc::Rc;

use web_sys::Element;
use yew::prelude::*;

use super::ListToolsProps;
use crate::analysis::listing::{searchable, text_matches};
use crate::messages::{text, text_with};
use crate::model::boundaries::Unit;
use crate::model::cursor::unit_around;
use crate::model::offset::Span;
use crate::model::workspace::MarkedArticle;
use crate::platform::page;
use crate::platform::segmenter::BrowserSegmenter;
use crate::platform::selection::{self, place_of_element, window_height};
use crate::ui::app_state::Desk;
use crate::ui::parts::button::button;
use crate::ui::shared::Shared;
use crate::ui::text::groups::run_of;
use crate::ui::views::reader::session::Doing;

/// As many places are shaded at most: those around the one that was gone to.
const SHADED: usize = 1_000;

/// What was found in the text.
#[derive(Clone)]
pub struct Places {
    found: Rc<Vec<Span>>,
    /// The number of the one that was gone to.
    at: UseStateHandle<Option<usize>>,
    marked: Shared<MarkedArticle>,
    article: NodeRef,
    doing: Doing,
    desk: Desk,
}

/// Looks for the words in the text whenever they change, and shades them.
#[hook]
pub fn use_places(props: &ListToolsProps) -> Rc<Places> {
    let search = props.query.search.trim().to_owned();
    let article = Shared(props.marked.readable.article.clone());
    // A long text is made ready once, and only if something is looked for in it.
    let ready = use_memo((article, search.is_empty()), |(_, is_empty)| {
        (!is_empty).then(|| searchable(&props.marked.readable.text))
    });
    let found = use_memo((Shared(ready), search), |(ready, search)| {
        Option::as_ref(ready).map(|ready| text_matches(ready, search)).unwrap_or_default()
    });
    let at = use_state_eq(|| None);
    {
        let at = at.setter();
        use_effect_with(Shared(found.clone()), move |_| at.set(None));
    }
    let places = Places {
        found: found.clone(),
        at: at.clone(),
        marked: props.marked.clone(),
        article: props.article.clone(),
        doing: props.doing.clone(),
        desk: props.desk.clone(),
    };
    {
        let places = places.clone();
        let listed = props.listed.clone().filter(|_| !props.query.is_of_all());
        // Painting the text anew takes the shades away.
        let painted = (props.marked.clone(), props.active.clone(), props.drawn, props.scheme.clone());
        use_effect_with((Shared(found), *at, listed, painted), move |(_, _, listed, _)| {
            let spans = listed.iter().flat_map(|listed| &listed.order).flat_map(|annotation| annotation.spans());
            places.shade("listed", spans.take(SHADED));
            let from = places.at.unwrap_or(0).saturating_sub(SHADED / 2);
            places.shade("found", places.found.iter().skip(from).take(SHADED).copied());
            places.shade("found-here", places.here().into_iter());
        });
    }
    {
        let places = places.clone();
        use_effect_with((), move |()| {
            move || ["listed", "found", "found-here"].iter().for_each(|name| places.shade(name, std::iter::empty()))
        });
    }
    Rc::new(places)
}

impl Places {
    /// How many there are.
    pub fn count(&self) -> usize {
        self.found.len()
    }

    fn here(&self) -> Option<Span> {
        self.at.and_then(|at| self.found.get(at)).copied()
    }

    fn shade(&self, name: &str, spans: impl Iterator<Item = Span>) {
        let Some(article) = self.article.cast::<Element>() else { return };
        let text = &self.marked.readable.text;
        let stretches: Vec<_> = spans.filter_map(|span| text.points_from_span(span)).collect();
        selection::shade(&article, name, &stretches);
    }

    /// How many there are, and which one was gone to.
    pub fn said(&self) -> String {
        let count = self.count().to_string();
        match *self.at {
            Some(at) => text_with("place-of-places", &[("number", (at + 1).to_string()), ("count", count)]),
            None => text_with("found-in-text", &[("count", count)]),
        }
    }

    /// To the next one and the one before.
    pub fn buttons(self: &Rc<Self>) -> Html {
        let go = |forward: bool| {
            let places = self.clone();
            Callback::from(move |_: MouseEvent| places.go(forward))
        };
        html! {
            <>
                { button("", text("previous-place"), go(false)) }
                { button("", text("next-place"), go(true)) }
            </>
        }
    }

    /// Goes to the next one, or to the one before; at the end to the first, and from
    /// the first to the last.
    pub fn go(&self, forward: bool) {
        let count = self.count();
        let Some(last) = count.checked_sub(1) else { return };
        let next = match *self.at {
            Some(at) if forward => (at + 1) % count,
            Some(at) => at.checked_sub(1).unwrap_or(last),
            None if forward => 0,
            None => last,
        };
        self.at.set(Some(next));
        let Some(span) = self.found.get(next).copied() else { return };
        self.reveal(span);
        let args = [("number", (next + 1).to_string()), ("count", count.to_string()), ("quote", self.around(span))];
        self.desk.announce(text_with("announce-place", &args));
    }

    fn reveal(&self, span: Span) {
        let text = &self.marked.readable.text;
        let (Some(article), Some((from, to))) = (self.article.cast::<Element>(), text.points_from_span(span)) else {
            return;
        };
        let run = run_of(&self.marked.readable.article, from.block);
        // What is folded away is unfolded.
        self.doing.change(move |session| session.folded.retain(|folded| *folded != run));
        // On a narrow screen the list lies over the lower part of the text.
        let window = window_height();
        let sheet = page::find_element("aside.annotations").map(|sheet| place_of_element(&sheet));
        let sheet = sheet.filter(|sheet| sheet.top + sheet.height >= window && sheet.left == 0);
        selection::reveal_stretch(&article, from, to, sheet.map_or(window, |sheet| sheet.top));
    }

    /// The sentence in which a place is.
    fn around(&self, span: Span) -> String {
        let readable = &self.marked.readable;
        let sentence = unit_around(readable, span.start(), Unit::Sentence, &BrowserSegmenter).unwrap_or(span);
        readable.text.slice(sentence).unwrap_or("").trim().to_owned()
    }

    /// Back to the text; what was gone to is selected there, ready to be marked.
    pub fn leave(&self) {
        let Some(article) = self.article.cast::<Element>() else { return };
        page::focus_on(&article);
        let points = self.here().and_then(|span| self.marked.readable.text.points_from_span(span));
        if let Some((from, to)) = points {
            selection::select(&article, from, to, true);
        }
    }
}
