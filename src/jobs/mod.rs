//! Work that is done beside the page, in a worker: reading files, writing some,
//! finding passages again, finding words. The page stays quick meanwhile, and loads the
//! code for it only when it is needed.
//!
//! A request is JSON and, for files, their bytes; so is the answer. Pure: the
//! same request gives the same answer, here and in the worker.

mod brat;
mod draft;
mod find;
mod place;
mod read;
mod write;

pub use brat::Part;
pub use find::{FindRequest, found};
pub use place::{PlaceRequest, placements};
pub use read::{Joined, Reading, reading};
pub use write::{Written, written};

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
        /// Of the reader's choice: relations that are not there, as they join chosen
        /// annotations with others.
        #[serde(default)]
        unchosen: usize,
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

/// What comes of a request.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Answer {
    /// JSON.
    pub text: String,
    /// A file's, if one was written.
    pub bytes: Vec<u8>,
}

/// Does what a request says, if it is not to read. An unreadable request, or one for the
/// other program, is answered by `null`.
pub fn answer(request: &str, bytes: &[u8]) -> Answer {
    let answer = match serde_json::from_str(request) {
        Ok(Request::Write { format, unchosen }) => match write::write(&format, unchosen, bytes) {
            Some(answer) => return answer,
            None => Ok(Value::Null),
        },
        Ok(Request::Place(requests)) => serde_json::to_value(place::place(&requests)),
        Ok(Request::Find(request)) => serde_json::to_value(find::find(&request)),
        Ok(Request::Read | Request::ReadTogether(_)) => Ok(Value::Null),
        Err(error) => Err(error),
    };
    said(answer)
}

/// Reads files. An unreadable request, or one for the other program, is answered by
/// `null`. A program of its own: whoever never imports never loads the readers.
pub fn answer_reading(request: &str, bytes: &[u8]) -> Answer {
    let answer = match serde_json::from_str(request) {
        Ok(Request::Read) => serde_json::to_value(read::read(bytes)),
        Ok(Request::ReadTogether(parts)) => serde_json::to_value(brat::read(&parts, bytes)),
        Ok(Request::Write { .. } | Request::Place(_) | Request::Find(_)) => Ok(Value::Null),
        Err(error) => Err(error),
    };
    said(answer)
}

fn said(answer: serde_json::Result<Value>) -> Answer {
    Answer { text: answer.unwrap_or(Value::Null).to_string(), bytes: Vec::new() }
}

#[cfg(test)]
mod tests;
