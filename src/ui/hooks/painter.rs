//! Keeps the text on the page as the state says.

use std::cell::RefCell;
use std::rc::Rc;

use gloo::timers::callback::Timeout;
use web_sys::Element;
use yew::prelude::*;

use crate::model::annotation::Annotation;
use crate::model::scheme::Scheme;
use crate::model::workspace::MarkedArticle;
use crate::ui::shared::Shared;
use crate::ui::text::painter::Painter;

type Slot = Rc<RefCell<Option<Painter>>>;

/// Draws the article into its element: at once what fits into a moment, the rest
/// bit by bit, so that the page answers meanwhile. Says how many blocks are drawn.
#[hook]
pub fn use_painter(
    article: &NodeRef,
    marked: &Shared<MarkedArticle>,
    scheme: &Shared<Scheme>,
    active: &Option<Rc<Annotation>>,
    folded: &[usize],
) -> usize {
    let slot: Slot = use_mut_ref(|| None::<Painter>);
    let drawn = use_state_eq(|| 0_usize);
    let deps = (marked.clone(), scheme.clone(), active.clone().map(Shared), folded.to_vec());
    {
        let (slot, article, drawn) = (slot.clone(), article.clone(), drawn.clone());
        use_effect_with(deps, move |(marked, scheme, active, folded)| {
            let Some(root) = article.cast::<Element>() else { return };
            let is_other = !slot.borrow().as_ref().is_some_and(|painter| painter.is_of(marked, &scheme.0));
            if is_other {
                let painter = Painter::new(root, marked.0.clone(), scheme.0.clone());
                slot.replace(painter);
            }
            if let Some(painter) = slot.borrow_mut().as_mut() {
                painter.update(&marked.0, active.as_ref().map(|active| active.0.clone()), folded);
            }
            if is_other {
                draw(&slot, drawn.setter());
            }
        });
    }
    use_effect_with((), move |()| {
        move || {
            // Nothing more is drawn into a page that is gone.
            slot.replace(None);
        }
    });
    *drawn
}

fn draw(slot: &Slot, drawn: UseStateSetter<usize>) {
    let mut painter = slot.borrow_mut();
    let Some(painter) = painter.as_mut() else { return };
    painter.draw_more();
    drawn.set(painter.drawn_blocks());
    if !painter.is_done() {
        let slot = slot.clone();
        Timeout::new(0, move || draw(&slot, drawn)).forget();
    }
}
