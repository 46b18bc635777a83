//! Keys for commands: which there are, and which the person on this device chose.
//! The keys of labels belong to the scheme.

use std::cell::RefCell;

use crate::platform::storage::{preference, set_preference};

/// A command and the key that it has unless a person chose another. The command's
/// name stands in the message file under `command-<name>`.
pub const SHORTCUTS: &[(&str, &str)] = &[
    ("link", "l"),
    ("follow", "g"),
    ("say", "e"),
    ("next-mark", "j"),
    ("previous-mark", "k"),
    ("add-fragment", "+"),
    ("take-fragment", "-"),
    ("tag-all", "a"),
    ("keep-exact", "x"),
    ("cue-yes", "y"),
    ("cue-no", "n"),
    ("find", "s"),
    ("tick", "v"),
    ("history", "h"),
    ("shortcuts", "?"),
];

/// The preference that holds what differs: `name=key` and spaces.
const PREFERENCE: &str = "shortcuts";
/// Stands there alone where keys without Ctrl do nothing.
const OFF: &str = "off";

/// What a person chose.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Shortcuts {
    /// Whether keys do nothing: a screen reader or a voice may need the letters.
    pub are_off: bool,
    /// What differs from the usual: commands and their keys.
    pub chosen: Vec<(&'static str, String)>,
}

thread_local! {
    static CHOSEN: RefCell<Option<Shortcuts>> = const { RefCell::new(None) };
}

impl Shortcuts {
    /// Those of this device.
    pub fn now() -> Self {
        CHOSEN.with_borrow_mut(|chosen| {
            chosen.get_or_insert_with(|| Shortcuts::read(&preference(PREFERENCE).unwrap_or_default())).clone()
        })
    }

    fn read(written: &str) -> Self {
        let mut shortcuts = Shortcuts::default();
        for part in written.split(' ') {
            shortcuts.are_off |= part == OFF;
            let Some((name, key)) = part.split_once('=') else { continue };
            if let Some((command, _)) = SHORTCUTS.iter().find(|(command, _)| *command == name) {
                shortcuts.chosen.push((command, key.to_owned()));
            }
        }
        shortcuts
    }

    /// Keeps them on this device.
    pub fn keep(self) {
        let mut parts: Vec<String> = self.chosen.iter().map(|(command, key)| format!("{command}={key}")).collect();
        if self.are_off {
            parts.push(OFF.to_owned());
        }
        set_preference(PREFERENCE, &parts.join(" "));
        CHOSEN.replace(Some(self));
    }

    /// The key of a command; empty if it has none.
    pub fn key(&self, command: &str) -> &str {
        let chosen = self.chosen.iter().find(|(name, _)| *name == command).map(|(_, key)| key.as_str());
        let usual = || SHORTCUTS.iter().find(|(name, _)| *name == command).map(|(_, key)| *key);
        chosen.or_else(usual).unwrap_or("")
    }

    /// The same with another key for a command; empty for none.
    pub fn with(mut self, command: &str, key: &str) -> Self {
        self.chosen.retain(|(name, _)| *name != command);
        if let Some((name, _)) = SHORTCUTS.iter().find(|(name, usual)| *name == command && *usual != key) {
            self.chosen.push((name, key.to_owned()));
        }
        self
    }

    /// The command of a key.
    pub fn command(&self, key: &str) -> Option<&'static str> {
        let commands = SHORTCUTS.iter().map(|(command, _)| *command);
        commands.into_iter().find(|command| !self.are_off && self.key(command) == key)
    }
}

/// The keys that labels cannot have: those that commands have from the start. Others
/// are told of on the sheet.
pub fn own_keys() -> Vec<&'static str> {
    SHORTCUTS.iter().map(|(_, key)| *key).collect()
}

/// The command that a key stands for.
pub fn command(key: &str) -> Option<&'static str> {
    Shortcuts::now().command(key)
}

/// Whether a text can be the key of a command: one visible character, no digit (these
/// choose from lists), and none by which browsers open their search.
pub fn can_be_key(text: &str) -> bool {
    let mut characters = text.chars();
    let one = characters.next().filter(|_| characters.next().is_none());
    one.is_some_and(|c| !c.is_whitespace() && !c.is_control() && !c.is_ascii_digit() && !matches!(c, '/' | '\''))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chosen_keys_take_the_place_of_the_usual_ones() {
        let usual = Shortcuts::default();
        assert_eq!(usual.command("l"), Some("link"));
        assert_eq!(usual.command("q"), None);
        let other = usual.clone().with("link", "q");
        assert_eq!((other.command("q"), other.command("l")), (Some("link"), None));
        assert_eq!(other.clone().with("link", "l"), usual);
        assert_eq!(other.clone().with("link", "").command("q"), None);
        assert_eq!(Shortcuts::read("link=q"), other);
        assert_eq!(Shortcuts::read("nonsense=q  = off").command("l"), None);
    }

    #[test]
    fn every_usual_key_can_be_one_and_none_stands_twice() {
        for (at, (_, key)) in SHORTCUTS.iter().enumerate() {
            assert!(can_be_key(key), "{key}");
            assert!(!SHORTCUTS.iter().skip(at + 1).any(|(_, other)| other == key), "{key}");
        }
        for other in ["", "1", "ab", " ", "/", "'", "\u{8}"] {
            assert!(!can_be_key(other), "{other:?}");
        }
    }
}
