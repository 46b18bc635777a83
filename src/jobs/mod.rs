//! Work that is done beside the page, in a worker: reading files, finding
//! passages again, finding words. The page stays quick meanwhile, and loads the
//! code for it only when it is needed.
//!
//! A request is JSON (and, for a file, its bytes); so is the answer. Pure: the
//! same request gives the same answer, here and in the worker.

mod draft;
mod find;
mod place;
mod read;

pub use find::{FindRequest, found};
pub use place::{PlaceRequest, placements};
pub use read::{Reading, reading};

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::model::json::{Layout, json_text};

/// What is to be done.
#[derive(Debug, Serialize, Deserialize)]
pub enum Request {
    /// Read a file or a pasted text: the bytes that come with the request.
    Read,
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
        Ok(Request::Place(requests)) => serde_json::to_value(place::place(&requests)),
        Ok(Request::Find(request)) => serde_json::to_value(find::find(&request)),
        Err(error) => Err(error),
    };
    answer.unwrap_or(Value::Null).to_string()
}

#[cfg(test)]
mod tests;
