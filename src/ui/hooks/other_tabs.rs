//! Takes in what another tab wrote.

use std::rc::Rc;

use std::cell::RefCell;

use yew::prelude::*;

use super::{On, use_events};
use crate::platform::storage::written_elsewhere;
use crate::store::state::{Action, State};
use crate::ui::app_state::{AppAction, Desk};
use crate::ui::shared::{DeviceKeeper, Shared};

/// Follows the storage events of other tabs.
#[hook]
pub fn use_other_tabs(state: &Shared<State>, keeper: &Shared<RefCell<DeviceKeeper>>, desk: &Desk) {
    let (state, keeper, desk) = (state.clone(), keeper.clone(), desk.clone());
    use_events(
        &[(On::Window, "storage")],
        Rc::new(move |event: &Event| {
            let Some((key, value)) = written_elsewhere(event) else { return };
            let heard = keeper.borrow_mut().absorb(&key, &value, &state.workspace);
            if let Some(replacement) = heard {
                desk.step(Action::Absorb(vec![replacement]));
            }
            desk.send(AppAction::Contested(keeper.borrow().conflict_count()));
        }),
    );
}
