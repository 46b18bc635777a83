//! What the views are made of.

pub mod annotation_item;
pub mod annotation_list;
pub mod button;
pub mod header;
pub mod label;
pub mod modal;
pub mod more;
pub mod notices;
pub mod tag_toolbar;
