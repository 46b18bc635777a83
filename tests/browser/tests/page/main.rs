//! The page in a real browser. One file per thing that a person does.

mod annex;
mod ascribing;
mod backup;
mod demands;
mod exporting;
mod finding;
mod fragments;
mod importing;
mod inbox;
mod index;
mod keeping;
mod keyboard;
mod looking;
mod many;
mod marking;
mod reading;
mod reanchoring;
mod report;
mod scheme;
mod selecting;
mod tag_all;
mod touching;

/// A key that has no letter, as it is sent.
fn key(key: thirtyfour::Key) -> String {
    key.value().to_string()
}

/// Sizes of windows, in CSS pixels.
mod size {
    /// A phone, upright.
    pub const PHONE: (u32, u32) = (390, 844);
    /// A laptop.
    pub const LAPTOP: (u32, u32) = (1280, 800);
    /// A projector or large screen.
    pub const PROJECTOR: (u32, u32) = (1920, 1080);
}
