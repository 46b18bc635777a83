//! Files and texts that came in.

use std::rc::Rc;

use wasm_bindgen_futures::spawn_local;

use crate::formats::{self, MAX_FILE_BYTES};
use crate::jobs::{Reading, Request, reading};
use crate::messages::text;
use crate::model::edit::Entity;
use crate::model::problem::Problem;
use crate::platform::clock;
use crate::platform::files::ChosenFile;
use crate::platform::worker::ask;
use crate::ui::app_state::{AppAction, Desk};
use crate::ui::hooks::Incoming;

/// Reads what came in, one after the other, and sends on what it held.
pub fn read(incoming: Incoming, desk: Desk) {
    desk.send(AppAction::Dismiss);
    desk.send(AppAction::Begin);
    spawn_local(async move {
        match incoming {
            Incoming::Text(pasted) => take(&desk, text("pasted-text"), read_bytes(pasted.into_bytes()).await),
            Incoming::Files(files) => {
                for file in files {
                    let read = read_file(&file).await;
                    take(&desk, file.name, read);
                }
            }
        }
        desk.send(AppAction::End);
    });
}

/// What is wrong where a file is not even read.
fn unread(problem: Problem) -> Reading {
    Reading { problems: vec![problem], ..Reading::default() }
}

async fn read_file(file: &ChosenFile) -> Reading {
    if file.size > MAX_FILE_BYTES as f64 {
        return unread(formats::too_large(file.size as usize));
    }
    match file.bytes().await {
        Ok(bytes) => read_bytes(bytes).await,
        Err(_) => unread(Problem::new("file-unreadable")),
    }
}

/// Reads beside the page, in the worker.
async fn read_bytes(bytes: Vec<u8>) -> Reading {
    let answer = ask(Request::Read.to_json(), Some(bytes)).await.ok();
    let reading = answer.and_then(|answer| reading(&answer).ok());
    reading.unwrap_or_else(|| unread(Problem::new("worker-missing")))
}

fn take(desk: &Desk, name: String, mut file: Reading) {
    if let (true, [Entity::Scheme(scheme)]) = (file.is_scheme, file.others.as_slice()) {
        return desk.send(AppAction::UseFile { name, scheme: scheme.clone(), at: clock::now() });
    }
    let draft = file.draft.take();
    if draft.is_none() || !file.problems.is_empty() {
        desk.send(AppAction::Import { name, file: Rc::new(file), found: None });
    }
    if let Some(draft) = draft {
        desk.send(AppAction::Look(Box::new(draft)));
    }
}
