//! What is done when the annex is here: it can read what the first load could not.

use std::cell::RefCell;
use std::rc::Rc;

use wasm_bindgen_futures::spawn_local;

use super::copying;
use super::storage::removing;
use crate::formats::scheme;
use crate::model::edit::Entity;
use crate::model::problem::Problem;
use crate::platform::files::own_text;
use crate::platform::{page, storage};
use crate::store::import;
use crate::store::record::ALL;
use crate::store::state::Action;
use crate::ui::app_state::{AppAction, Desk};
use crate::ui::shared::{DeviceKeeper, Shared};

/// Where the scheme is that comes with the app.
pub const SHIPPED_SCHEME: &str = "schemes/news.json";

/// Loads the styles of the annex; reads relations, identities and schemes from storage,
/// and the scheme that comes with the app.
pub fn arrive(keeper: Shared<RefCell<DeviceKeeper>>, desk: Desk) {
    page::load_later_styles();
    if storage::is_removal_begun() {
        // The browser was closed meanwhile, or another window is at it.
        return removing::go_on();
    }
    let rest = keeper.borrow_mut().read_rest(ALL);
    desk.step(Action::Load(rest));
    copying::open(keeper, desk.clone());
    spawn_local(async move {
        let read = match own_text(SHIPPED_SCHEME).await {
            Ok(text) => scheme::shipped(&text),
            Err(_) => Err(Problem::new("library-missing")),
        };
        match read {
            Ok(scheme) => desk.send(AppAction::Become(Box::new(move |state| {
                let scheme = import::shipped(&state.workspace, scheme);
                let put = Action::Load(vec![Entity::Scheme(Rc::new(scheme))]);
                state.step(&put).unwrap_or(state)
            }))),
            Err(problem) => desk.send(AppAction::Tell(vec![problem])),
        }
    });
}
