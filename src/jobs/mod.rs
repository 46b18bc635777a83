//! Work that is done beside the page, in a worker: reading files, writing some,
//! finding passages again, finding words. The page stays quick meanwhile, and loads the
//! code for it only when it is needed.
//!
//! A request is JSON (and, for files, their bytes); so is the answer. Pure: the
//! same request gives the same answer, here and in the worker.

mod brat;
mod draft;
mod find;
mod place;
mod read;

pub use brat::{Part, written};
pub use find::{FindRequest, found};
pub use place::{PlaceRequest, placements};
pub use read::{Joined, Reading, reading};

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::model::json::{Layout, json_text};

/// What is to be done.
#[derive(Debug, Serialize, Deserialize)]
pub enum Request {
    /// Read a file or a pasted text: the bytes that come with the request.
    Read,
    /// Read a text, which is the first, with the annotation files that belong to it.
    ReadTogether(Vec<Part>),
    /// Write the files of a format that the page does not write itself: the bytes that
    /// come with the request are our annotation JSON with articles.
    Write {
        /// The format's key.
        format: String,
        /// The article's id.
        article: String,
    },
    /// Find passages again.
    Place(Vec<PlaceRequest>),
    /// Find all places of some words.
    Find(FindRequest),
}

impl Request {
    /// As it is sent.
    pub fn to_json(&self) -> String {
        json_text(self, Layout::Compact)
    }
}

/// Does what a request says. An unreadable request is answered by `null`.
pub fn answer(request: &str, bytes: &[u8]) -> String {
    let answer = match serde_json::from_str(request) {
        Ok(Request::Read) => serde_json::to_value(read::read(bytes)),
        Ok(Request::ReadTogether(parts)) => serde_json::to_value(brat::read(&parts, bytes)),
        Ok(Request::Write { format, article }) => {
            serde_json::to_value(if format == "brat" { brat::write(&article, bytes) } else { None })
        }
        Ok(Request::Place(requests)) => serde_json::to_value(place::place(&requests)),
        Ok(Request::Find(request)) => serde_json::to_value(find::find(&request)),
        Err(error) => Err(error),
    };
    answer.unwrap_or(Value::Null).to_string()
}

#[cfg(test)]
mod tests;
