//! What is remembered of this browser: when it was backed up, when “Later” was said,
//! what the browser promised. `docs/keeping.md` names the keys.

use crate::analysis::reminder::Postponed;
use crate::model::time::Timestamp;
use crate::platform::storage::{of_device, set_of_device};

const BACKUP: &str = "backup";
const LATER: &str = "later";
const PERSISTENCE: &str = "persistence";

/// When the last backup was saved.
pub fn last_backup() -> Option<Timestamp> {
    Timestamp::new(&of_device(BACKUP)?)
}

/// A backup was saved.
pub fn set_last_backup(at: &Timestamp) {
    set_of_device(BACKUP, at.as_str());
}

/// When the reader last said “Later”.
pub fn postponed() -> Option<Postponed> {
    let text = of_device(LATER)?;
    let (at, count) = text.split_once(' ')?;
    Some(Postponed { at: Timestamp::new(at)?, count: count.parse().ok()? })
}

/// The reader said “Later”.
pub fn postpone(postponed: &Postponed) {
    set_of_device(LATER, &format!("{} {}", postponed.at.as_str(), postponed.count));
}

/// Whether the browser promised not to remove by itself what is kept.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Persistence {
    /// It was not asked yet.
    Unasked,
    /// It did.
    Granted,
    /// It did not.
    Refused,
}

impl Persistence {
    /// As it is: what the browser says now, and whether it was asked.
    pub fn now(is_kept: bool) -> Self {
        match (is_kept, of_device(PERSISTENCE)) {
            (true, _) => Persistence::Granted,
            (false, Some(_)) => Persistence::Refused,
            (false, None) => Persistence::Unasked,
        }
    }

    /// Whether it was asked once.
    pub fn is_asked() -> bool {
        of_device(PERSISTENCE).is_some()
    }

    /// The browser has answered.
    pub fn set(is_granted: bool) {
        set_of_device(PERSISTENCE, if is_granted { "granted" } else { "refused" });
    }

    /// Which message tells of it.
    pub fn message(self) -> &'static str {
        match self {
            Persistence::Unasked => "persistence-unasked",
            Persistence::Granted => "persistence-granted",
            Persistence::Refused => "persistence-refused",
        }
    }
}
