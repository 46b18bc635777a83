//! The way into the annex, and what is shown until it is open. In the first load.

use std::cell::{Cell, OnceCell, RefCell};
use std::future::Future;
use std::pin::Pin;

use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;
use yew::virtual_dom::Key;

use super::Annex;
use crate::messages::{problem, text};
use crate::model::problem::Problem;
use crate::platform::page;
use crate::ui::app_state::{AppAction, Desk};
use crate::ui::parts::button::button;
use crate::ui::parts::modal::Modal;

/// Fetches the annex; `None` if it cannot be had, then it may be tried again.
pub type Load = fn() -> Pin<Box<dyn Future<Output = Option<&'static Annex>>>>;

/// What is to be done when the annex is here.
type Arrival = Box<dyn FnOnce(&'static Annex)>;

thread_local! {
    static LOAD: OnceCell<Load> = const { OnceCell::new() };
    static LOADED: Cell<Option<&'static Annex>> = const { Cell::new(None) };
    static ARRIVAL: RefCell<Option<Arrival>> = const { RefCell::new(None) };
}

/// Says how the annex is fetched; it is not fetched yet.
pub fn set_load(load: Load) {
    let _ = LOAD.with(|slot| slot.set(load));
}

/// The annex; fetched if it is not here yet.
async fn annex() -> Option<&'static Annex> {
    if LOADED.get().is_none() {
        let load = LOAD.with(|slot| slot.get().copied())?;
        let loaded = load().await;
        LOADED.set(loaded);
        // Two may have waited for it; it arrives once.
        if let (Some(annex), Some(arrival)) = (loaded, ARRIVAL.take()) {
            arrival(annex);
        }
    }
    LOADED.get()
}

/// That the annex could not be had, and what to do about it.
fn closed() -> Problem {
    Problem::new("annex-missing")
}

/// Says what is to be done first when the annex is here.
pub fn on_arrival(what: impl FnOnce(&'static Annex) + 'static) {
    ARRIVAL.replace(Some(Box::new(what)));
}

/// The annex, if it is here already.
pub fn now() -> Option<&'static Annex> {
    LOADED.get()
}

/// Fetches the annex, so that it is here when it is wanted; or says that it cannot be
/// had.
pub fn fetch(is_missing: impl FnOnce() + 'static) {
    spawn_local(async {
        if annex().await.is_none() {
            is_missing();
        }
    });
}

/// Does something with the annex as soon as it is here, or says that it cannot be
/// had. Until then the page is busy.
pub fn enter(desk: &Desk, what: impl FnOnce(&'static Annex) + 'static) {
    if let Some(annex) = now() {
        return what(annex);
    }
    let desk = desk.clone();
    let what: Box<dyn FnOnce(&'static Annex)> = Box::new(what);
    desk.send(AppAction::Begin);
    spawn_local(async move {
        match annex().await {
            Some(annex) => what(annex),
            None => desk.refuse(closed()),
        }
        desk.send(AppAction::End);
    });
}

/// A view of the annex, in place of another.
pub fn view(key: impl Into<Key>, draw: impl Fn(&'static Annex) -> Html + 'static) -> Html {
    html! { <Doorway key={key} draw={Callback::from(draw)} /> }
}

/// A dialog of the annex, over the page.
pub fn dialog(on_close: &Callback<()>, draw: impl Fn(&'static Annex) -> Html + 'static) -> Html {
    html! { <Doorway draw={Callback::from(draw)} on_close={on_close.clone()} /> }
}

/// A part of a view that comes from the annex.
pub fn part(draw: impl Fn(&'static Annex) -> Html + 'static) -> Html {
    html! { <Doorway draw={Callback::from(draw)} is_part=true /> }
}

/// Something of the annex that is not missed until it is here.
pub fn extra(draw: impl Fn(&'static Annex) -> Html + 'static) -> Html {
    html! { <Doorway draw={Callback::from(draw)} is_part=true is_quiet=true /> }
}

#[derive(Properties, PartialEq)]
struct DoorwayProps {
    draw: Callback<&'static Annex, Html>,
    /// Whether it is only a part of a view.
    #[prop_or_default]
    is_part: bool,
    /// Whether nothing is said while it is on its way.
    #[prop_or_default]
    is_quiet: bool,
    /// Of a dialog; a view cannot be closed.
    #[prop_or_default]
    on_close: Option<Callback<()>>,
}

/// What comes from the annex; until it is here, that it is on its way.
#[component]
fn Doorway(props: &DoorwayProps) -> Html {
    let is_open = use_state_eq(|| LOADED.get().is_some());
    let attempt = use_state_eq(|| 0_usize);
    let failed = use_state_eq(|| None::<usize>);
    {
        let (is_open, failed) = (is_open.clone(), failed.clone());
        use_effect_with(*attempt, move |attempt| {
            let attempt = *attempt;
            spawn_local(async move {
                match annex().await {
                    Some(_) => is_open.set(true),
                    None => failed.set(Some(attempt)),
                }
            });
        });
    }
    {
        let is_view = props.on_close.is_none() && !props.is_part;
        let waited = use_mut_ref(|| false);
        use_effect_with(*is_open, move |is_open| {
            // The view has taken the place of what had the focus.
            if *is_open && is_view && *waited.borrow() {
                page::focus("main");
            }
            *waited.borrow_mut() = !is_open;
        });
    }
    if let Some(annex) = LOADED.get().filter(|_| *is_open) {
        return props.draw.emit(annex);
    }
    if props.is_quiet {
        return Html::default();
    }
    let again = {
        let attempt = attempt.clone();
        Callback::from(move |_| attempt.set(*attempt + 1))
    };
    let words = if *failed == Some(*attempt) {
        html! {
            <div role="alert">
                <p>{ problem(&closed()) }</p>
                <p class="dialog-actions">{ button("", text("try-again"), again) }</p>
            </div>
        }
    } else {
        html! { <p role="status">{ text("loading-annex") }</p> }
    };
    match &props.on_close {
        Some(on_close) => html! { <Modal title={text("app-name")} {on_close}>{ words }</Modal> },
        None if props.is_part => words,
        None => html! { <main class="library" tabindex="-1">{ words }</main> },
    }
}
