//! How full this device's storage is: measured once the page stands, counted from then
//! on, and told when it gets tight.

use std::cell::{Cell, RefCell};

use crate::model::problem::Problem;
use crate::store::metered::Level;
use crate::ui::app_state::{AppAction, Desk};
use crate::ui::shared::{DeviceKeeper, Shared};

thread_local! {
    /// The highest that was told of.
    static TOLD: Cell<Level> = const { Cell::new(Level::Roomy) };
}

/// Measures what is there, and lays in the reserve.
pub fn measure(keeper: &Shared<RefCell<DeviceKeeper>>, desk: &Desk) {
    let mut borrowed = keeper.borrow_mut();
    let metered = borrowed.mirrored().storage_mut();
    // Where it cannot be read there is a notice already.
    if metered.measure().is_ok() {
        metered.lay_in_reserve();
    }
    drop(borrowed);
    watch(keeper, desk);
}

/// Something was written: tells of it if there is little room now. Of the last stretch
/// tells a notice that stays.
pub fn watch(keeper: &Shared<RefCell<DeviceKeeper>>, desk: &Desk) {
    let level = keeper.borrow().storage().level();
    if level > TOLD.replace(level) && level == Level::Filling {
        desk.send(AppAction::Tell(vec![Problem::new("storage-filling")]));
    }
}
