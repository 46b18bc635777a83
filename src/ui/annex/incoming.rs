//! Files and texts that came in.

use std::cell::RefCell;
use std::rc::Rc;

use wasm_bindgen_futures::spawn_local;

use super::storage::restoring;
use crate::formats::brat::{Together, paired};
use crate::formats::{self, MAX_FILE_BYTES};
use crate::jobs::{Joined, Part, Reading, Request, reading};
use crate::messages::{text, text_with};
use crate::model::edit::Entity;
use crate::model::problem::Problem;
use crate::platform::clock;
use crate::platform::files::ChosenFile;
use crate::platform::worker::ask;
use crate::store::metered::Level;
use crate::ui::app_state::{AppAction, Desk};
use crate::ui::hooks::Incoming;
use crate::ui::shared::{DeviceKeeper, Shared};

/// Reads what came in, one after the other, and sends on what it held.
pub fn read(incoming: Incoming, keeper: Shared<RefCell<DeviceKeeper>>, desk: Desk) {
    // What is marked shall have the room that is left.
    if keeper.borrow().storage().level() == Level::NearlyFull {
        return desk.refuse(Problem::new("no-room-for-files"));
    }
    desk.send(AppAction::Dismiss);
    desk.send(AppAction::Begin);
    spawn_local(async move {
        match incoming {
            Incoming::Text(pasted) => {
                take_all(&desk, &keeper, &text("pasted-text"), read_bytes(pasted.into_bytes()).await).await;
            }
            Incoming::Files(files) => read_files(&desk, &keeper, &files).await,
        }
        desk.send(AppAction::End);
    });
}

/// Reads files in their order. What texts with annotation files held comes in last, in
/// one step and with one report, however many there are.
async fn read_files(desk: &Desk, keeper: &Shared<RefCell<DeviceKeeper>>, files: &[ChosenFile]) {
    let names: Vec<&str> = files.iter().map(|file| file.name.as_str()).collect();
    let (mut whole, mut parts) = (Joined::default(), Vec::new());
    for together in paired(&names) {
        match together {
            Together::Alone(at) => {
                let Some(file) = files.get(at) else { continue };
                let read = match bytes_of(file).await {
                    Ok(bytes) => read_bytes(bytes).await,
                    Err(problem) => vec![unread(problem)],
                };
                take_all(desk, keeper, &file.name, read).await;
            }
            Together::Text { text, annotations } => {
                let Some(text) = files.get(text) else { continue };
                let annotations: Vec<&ChosenFile> = annotations.iter().filter_map(|at| files.get(*at)).collect();
                read_together(desk, text, &annotations).await.into_iter().for_each(|read| whole.add(read));
                parts.push(text.name.clone());
            }
            Together::WithoutText { annotations, text } => {
                let Some(file) = files.get(annotations) else { continue };
                whole.add(without_text(&file.name, &text));
                parts.push(file.name.clone());
            }
        }
    }
    match parts.as_slice() {
        [] => {}
        [name] => take_all(desk, keeper, name, whole.readings).await,
        _ => {
            let name = text_with("texts-with-annotations", &[("count", parts.len().to_string())]);
            take_all(desk, keeper, &name, whole.readings).await;
        }
    }
}

/// Reads a text with its annotation files. Those whose bytes cannot be had are told of
/// by themselves.
async fn read_together(desk: &Desk, text: &ChosenFile, annotations: &[&ChosenFile]) -> Vec<Reading> {
    // They go to the worker as one.
    let size = text.size + annotations.iter().map(|file| file.size).sum::<f64>();
    if size > MAX_FILE_BYTES as f64 {
        let problem = formats::too_large(size as usize, MAX_FILE_BYTES);
        return vec![Reading { rejected: annotations.len() + 1, ..unread(problem) }];
    }
    let (mut parts, mut bytes) = (Vec::new(), Vec::new());
    for file in std::iter::once(&text).chain(annotations) {
        match bytes_of(file).await {
            Ok(more) => {
                parts.push(Part { name: file.name.clone(), bytes: more.len() });
                bytes.extend(more);
            }
            Err(problem) => {
                take(desk, file.name.clone(), unread(problem));
                if parts.is_empty() {
                    return annotations.iter().map(|file| without_text(&file.name, &text.name)).collect();
                }
            }
        }
    }
    ask_to_read(Request::ReadTogether(parts), bytes).await
}

/// An annotation file whose text is not there.
fn without_text(name: &str, text: &str) -> Reading {
    let problem = Problem::new("brat-without-text").with("file", name).with("text", text);
    Reading { rejected: 1, ..unread(problem) }
}

/// What is wrong where a file is not even read.
fn unread(problem: Problem) -> Reading {
    Reading { problems: vec![problem], ..Reading::default() }
}

async fn bytes_of(file: &ChosenFile) -> Result<Vec<u8>, Problem> {
    let begins = file.beginning(formats::BEGINNING).await.map_err(|_| Problem::new("file-unreadable"))?;
    let most = formats::most_bytes(&begins);
    if file.size > most as f64 {
        return Err(formats::too_large(file.size as usize, most));
    }
    file.bytes().await.map_err(|_| Problem::new("file-unreadable"))
}

async fn read_bytes(bytes: Vec<u8>) -> Vec<Reading> {
    ask_to_read(Request::Read, bytes).await
}

/// Reads beside the page, in the worker.
async fn ask_to_read(request: Request, bytes: Vec<u8>) -> Vec<Reading> {
    let answer = ask(request.to_json(), Some(bytes)).await.ok();
    let reading = answer.and_then(|answer| reading(&answer).ok());
    reading.unwrap_or_else(|| vec![unread(Problem::new("worker-missing"))])
}

async fn take_all(desk: &Desk, keeper: &Shared<RefCell<DeviceKeeper>>, name: &str, files: Vec<Reading>) {
    for mut file in files {
        match file.backup.take() {
            Some(backup) => restoring::restore(desk, keeper, name, backup, file).await,
            None => take(desk, name.to_owned(), file),
        }
    }
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
