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
//! - a field of [`Annex`] and its row in its table;
//! - a call: [`door::view`], [`door::dialog`] or [`door::enter`].
//!
//! `tests/doors.rs` holds that nothing but props is used from outside.

pub mod annotation_editor;
mod arrival;
mod attribute_field;
pub mod conflicts;
pub mod connections;
mod copying;
pub mod door;
pub mod export_dialog;
pub mod finding;
pub mod history;
pub mod inbox;
pub mod incoming;
pub mod index;
pub mod paste_dialog;
mod proposing;
pub mod reanchoring;
pub mod report;
mod review;
mod room;
mod same_as;
pub mod scheme;
pub mod shortcut_sheet;
pub mod storage;
pub mod tag_all;

use std::cell::RefCell;
use std::rc::Rc;

use yew::prelude::*;

use super::app_state::{Desk, Seeking};
use super::hooks::Incoming;
use super::parts::annotation_list::Listed;
use super::shared::{DeviceKeeper, Shared};
use super::views::reader::Reading;
use super::views::reader::session::Doing;
use crate::analysis::listing::Query;
use crate::jobs;
use crate::messages;
use crate::model::id::AnnotationId;
use crate::model::scheme::Scheme;
use crate::model::workspace::{MarkedArticle, Workspace};
use crate::store::import::{self, Found, ImportPlan};
use crate::store::state::{ALL, Means};

/// All that the annex can do for the page.
pub struct Annex {
    /// Reads what the first load could not.
    pub arrive: fn(Shared<RefCell<DeviceKeeper>>, Desk),
    /// Tells the second copy what was written.
    pub copy: fn(&Shared<RefCell<DeviceKeeper>>, &Desk),
    /// Offers versions to choose from.
    pub conflicts: fn(&conflicts::ConflictsProps) -> Html,
    /// Takes in what other windows wrote.
    pub hear: fn(&Event, &Shared<RefCell<DeviceKeeper>>, &Desk),
    /// Keeps the history, and shows it.
    pub history: fn(&history::HistoryProps) -> Html,
    /// Says what there is to say of an annotation.
    pub annotation_editor: fn(&annotation_editor::AnnotationEditorProps) -> Html,
    /// Shows and makes connections between annotations.
    pub connections: fn(&connections::ConnectionsProps) -> Html,
    /// Keys by which they are made; whether it used this one, pressed in the list or not.
    pub connection_key: fn(&Rc<Reading>, &str, bool) -> bool,
    /// A click on marks, by their ids, while one is made; whether that is what it was for.
    pub pick: fn(&Reading, &str) -> bool,
    /// Searches, filters and groups the list, and changes several at once.
    pub list_tools: fn(&finding::ListToolsProps) -> Html,
    /// What a query asks for; the annotation that is worked on is listed in any case.
    pub listed: fn(&MarkedArticle, &Workspace, &Query, Option<&AnnotationId>) -> Listed,
    /// A text in which the words that are searched stand out.
    pub searched: fn(&str, &str) -> Html,
    /// Ticks an annotation, or not any more; with all between it and the last, or not.
    pub tick: fn(&Doing, &MarkedArticle, Option<&Listed>, AnnotationId, bool),
    /// Lists what the articles speak of.
    pub index: fn(&index::IndexProps) -> Html,
    /// Shows the sourcing report of an article.
    pub report: fn(&report::ReportProps) -> Html,
    /// Shows, chooses and changes the scheme.
    pub scheme: fn(&scheme::SchemeViewProps) -> Html,
    /// The scheme of a file, as it can be used beside those that are here.
    pub to_use: fn(&Workspace, &Rc<Scheme>) -> Rc<Scheme>,
    /// Shows and changes keys.
    pub shortcut_sheet: fn(&shortcut_sheet::ShortcutSheetProps) -> Html,
    /// Shows what is kept and when it was backed up; saves, restores and removes all.
    pub storage: fn(&storage::StorageProps) -> Html,
    /// Reminds of a backup.
    pub reminder: fn(&storage::reminder::ReminderProps) -> Html,
    /// Marks all places of some words.
    pub tag_all: fn(&tag_all::TagAllProps) -> Html,
    /// Looks over what came in.
    pub inbox: fn(&inbox::InboxProps) -> Html,
    /// Offers the formats, and exports.
    pub export_dialog: fn(&export_dialog::ExportDialogProps) -> Html,
    /// Takes a pasted text.
    pub paste_dialog: fn(&paste_dialog::PasteDialogProps) -> Html,
    /// Reads what came in, one after the other, and sends on what it held.
    pub read: fn(Incoming, Shared<RefCell<DeviceKeeper>>, Desk),
    /// What it takes to do every edit.
    pub means: &'static Means,
    /// Fits what a file holds to what is here.
    pub plan: fn(&Workspace, &jobs::Reading, &Found) -> ImportPlan,
    /// Looks for the annotations of files that came in, then lets the files in.
    pub look_for_marks: fn(Vec<Seeking>, Desk),
    /// Brings the annotations of one text of an article to another.
    pub bring_marks: fn(Desk, Rc<MarkedArticle>, Rc<MarkedArticle>),
}

/// The annex, with its messages. Named by `main.rs` alone, in the function that the
/// build splits off.
pub fn open() -> &'static Annex {
    messages::add(messages::LATER);
    &ANNEX
}

static ANNEX: Annex = Annex {
    arrive: arrival::arrive,
    copy: copying::edited,
    conflicts: conflicts::conflicts,
    hear: copying::hear,
    history: |props| html! { <history::HistoryKeeper ..props.clone() /> },
    annotation_editor: annotation_editor::annotation_editor,
    connections: |props| html! { <connections::Connections ..props.clone() /> },
    connection_key: connections::key,
    pick: connections::pick,
    list_tools: |props| html! { <finding::ListTools ..props.clone() /> },
    listed: finding::listed,
    searched: finding::searched,
    tick: finding::tick,
    index: |props| html! { <index::Index ..props.clone() /> },
    report: |props| html! { <report::Report ..props.clone() /> },
    scheme: |props| html! { <scheme::SchemeView ..props.clone() /> },
    to_use: import::to_use,
    shortcut_sheet: |props| html! { <shortcut_sheet::ShortcutSheet ..props.clone() /> },
    storage: |props| html! { <storage::Storage ..props.clone() /> },
    reminder: |props| html! { <storage::reminder::Reminder ..props.clone() /> },
    tag_all: |props| html! { <tag_all::TagAll ..props.clone() /> },
    inbox: |props| html! { <inbox::Inbox ..props.clone() /> },
    export_dialog: |props| html! { <export_dialog::ExportDialog ..props.clone() /> },
    paste_dialog: paste_dialog::paste_dialog,
    read: incoming::read,
    means: &ALL,
    plan: |workspace, file, found| import::plan(workspace, &file.articles, &file.annotations, &file.others, found),
    look_for_marks: reanchoring::look_for_marks,
    bring_marks: reanchoring::bring_marks,
};
