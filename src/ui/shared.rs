//! A value handed down the page. Two are equal when they are the same value in
//! memory, so that comparing props never walks through a workspace.

use std::ops::Deref;
use std::rc::Rc;

use crate::platform::storage::BrowserStorage;
use crate::store::keeper::Keeper;
use crate::store::metered::Metered;
use crate::store::mirrored::Mirrored;

/// Keeps the workspace on this device: in local storage at once, then for good in the
/// browser's database.
pub type DeviceKeeper = Keeper<Mirrored<Metered<BrowserStorage>>>;

/// A shared value that is compared by identity.
pub struct Shared<T>(pub Rc<T>);

impl<T: Default> Default for Shared<T> {
    fn default() -> Self {
        Shared(Rc::default())
    }
}

impl<T> Clone for Shared<T> {
    fn clone(&self) -> Self {
        Shared(self.0.clone())
    }
}

impl<T> PartialEq for Shared<T> {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

impl<T> Deref for Shared<T> {
    type Target = T;
    fn deref(&self) -> &T {
        &self.0
    }
}
