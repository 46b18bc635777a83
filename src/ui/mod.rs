//! The page, in Yew: the app, its views (one file a screen), parts, hooks (one
//! effect each), and the annex, where all that stands that is loaded later. Shows
//! the state and turns what a person does into actions. Parses nothing, does no
//! offset arithmetic, holds no words of its own.

pub mod annex;
mod app;
mod app_state;
mod hooks;
mod parts;
mod route;
mod shared;
mod shortcuts;
mod text;
mod views;

use std::cell::RefCell;
use std::rc::Rc;

use crate::platform::clock;
use crate::platform::storage::BrowserStorage;
use crate::store::keeper::{Keeper, Kept};
use crate::store::key_value::Memory;
use crate::store::metered::Metered;
use crate::store::mirrored::Mirrored;
use crate::store::record::FIRST;

/// Reads what is stored and shows the app. `load` fetches the annex.
pub fn mount(load: annex::door::Load) {
    annex::door::set_load(load);
    let storage = BrowserStorage::open();
    let is_lasting = storage.is_lasting();
    let replica = clock::new_replica();
    let (keeper, kept, is_lasting) = match Keeper::open(Mirrored::new(Metered::new(storage)), &replica, FIRST) {
        Ok((keeper, kept)) => (keeper, kept, is_lasting),
        Err(_) => (
            Keeper::new(Mirrored::new(Metered::new(BrowserStorage::Forgetful(Memory::default()))), &replica, FIRST),
            Kept::default(),
            false,
        ),
    };
    let props = app::AppProps {
        keeper: shared::Shared(Rc::new(RefCell::new(keeper))),
        kept: shared::Shared(Rc::new(kept)),
        is_lasting,
    };
    match crate::platform::page::find("#app") {
        Some(root) => yew::Renderer::<app::App>::with_root_and_props(root.into(), props).render(),
        None => yew::Renderer::<app::App>::with_props(props).render(),
    };
}
