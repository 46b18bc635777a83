//! The annex: what the page does not need for its first drawing. In a release it
//! is a file of its own, loaded once the page stands: the first load is small
//! however many views there are.
//!
//! It is ordinary code in the same memory, with the same state. Only one thing is
//! peculiar: the rest of the page reaches it through the table [`Annex`] and
//! nothing else, because what is named anywhere else is in the first load. So a
//! new inhabitant is
//!
//! - a file here, with its props; they are `Clone`, so that it can be drawn again;
//! - a field of [`Annex`] and its row in [`ANNEX`];
//! - a call: [`door::view`], [`door::dialog`] or [`door::enter`].
//!
//! `tests/doors.rs` holds that nothing but props is used from outside.

pub mod annotation_editor;
mod attribute_field;
pub mod door;
pub mod export_dialog;
pub mod incoming;
pub mod link_panel;
pub mod paste_dialog;
pub mod reanchoring;
pub mod review;
pub mod shortcut_sheet;
pub mod tag_all;

use std::rc::Rc;

use yew::prelude::*;

use super::app_state::{Desk, Seeking};
use super::hooks::Incoming;
use crate::analysis::cues::{FoundCue, cue, near};
use crate::model::annotation::Annotation;
use crate::model::article::ReadableArticle;
use crate::model::id::{AnnotationId, LabelId};
use crate::model::offset::Span;
use crate::model::scheme::RelationType;
use crate::model::workspace::{MarkedArticle, Workspace};
use crate::platform::segmenter::BrowserSegmenter;

/// All that the annex can do for the page.
pub struct Annex {
    /// Says what there is to say of an annotation.
    pub annotation_editor: fn(&annotation_editor::AnnotationEditorProps) -> Html,
    /// Asks to what an annotation is joined.
    pub link_panel: fn(&link_panel::LinkPanelProps) -> Html,
    /// Those with some labels to which an annotation may be joined, the most likely first.
    pub near: fn(&MarkedArticle, &Workspace, &AnnotationId, &[LabelId]) -> Vec<Rc<Annotation>>,
    /// The words that probably ascribe a claim to a source.
    pub cue: fn(&ReadableArticle, &RelationType, &[Span], &[Span]) -> Option<FoundCue>,
    /// Shows and changes keys.
    pub shortcut_sheet: fn(&shortcut_sheet::ShortcutSheetProps) -> Html,
    /// Marks all places of some words.
    pub tag_all: fn(&tag_all::TagAllProps) -> Html,
    /// Looks over a plain text.
    pub review: fn(&review::ReviewProps) -> Html,
    /// Offers the formats, and exports.
    pub export_dialog: fn(&export_dialog::ExportDialogProps) -> Html,
    /// Takes a pasted text.
    pub paste_dialog: fn(&paste_dialog::PasteDialogProps) -> Html,
    /// Reads what came in, one after the other, and sends on what it held.
    pub read: fn(Incoming, Desk),
    /// Looks for the annotations of files that came in, then lets the files in.
    pub look_for_marks: fn(Vec<Seeking>, Desk),
    /// Brings the annotations of one text of an article to another.
    pub bring_marks: fn(Desk, Rc<MarkedArticle>, Rc<MarkedArticle>),
}

/// Named by `main.rs` alone, in the function that the build splits off.
pub static ANNEX: Annex = Annex {
    annotation_editor: annotation_editor::annotation_editor,
    link_panel: link_panel::link_panel,
    near,
    cue: |readable, relation, claim, source| cue(readable, relation, claim, source, &BrowserSegmenter),
    shortcut_sheet: |props| html! { <shortcut_sheet::ShortcutSheet ..props.clone() /> },
    tag_all: |props| html! { <tag_all::TagAll ..props.clone() /> },
    review: |props| html! { <review::Review ..props.clone() /> },
    export_dialog: export_dialog::export_dialog,
    paste_dialog: paste_dialog::paste_dialog,
    read: incoming::read,
    look_for_marks: reanchoring::look_for_marks,
    bring_marks: reanchoring::bring_marks,
};
