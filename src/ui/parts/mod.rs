//! What the views are made of.

pub mod annotation_editor;
pub mod annotation_item;
pub mod annotation_list;
pub mod attribute_field;
pub mod button;
pub mod export_dialog;
pub mod header;
pub mod label;
pub mod modal;
pub mod notices;
pub mod paste_dialog;
pub mod shortcut_sheet;
pub mod tag_all;
pub mod tag_toolbar;
