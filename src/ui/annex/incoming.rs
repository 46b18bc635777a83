//! Files and texts that came in.

use std::cell::RefCell;

use wasm_bindgen_futures::spawn_local;

use super::inbox;
use crate::formats::brat::{Together, paired};
use crate::formats::{self, MAX_FILE_BYTES};
use crate::jobs::{Joined, Part, Reading, Request, reading};
use crate::messages::{text, text_with};
use crate::model::problem::Problem;
use crate::platform::files::ChosenFile;
use crate::platform::worker::{Program, ask};
use crate::store::metered::Level;
use crate::ui::app_state::{AppAction, Desk};
use crate::ui::hooks::Incoming;
use crate::ui::shared::{DeviceKeeper, Shared};

/// Reads what came in, one after the other. One file of ours, or one of a tool of which
/// all is known here, comes in at once; several, and what has to be understood first, are
/// listed before anything is stored.
pub fn read(incoming: Incoming, keeper: Shared<RefCell<DeviceKeeper>>, desk: Desk) {
    // What is marked shall have the room that is left.
    if keeper.borrow().storage().level() == Level::NearlyFull {
        return desk.refuse(Problem::new("no-room-for-files"));
    }
    desk.send(AppAction::Dismiss);
    desk.send(AppAction::Begin);
    spawn_local(async move {
        let files = match incoming {
            Incoming::Text(pasted, marked) => vec![(text("pasted-text"), read_pasted(pasted, marked).await)],
            Incoming::Files(files) => read_files(&files).await,
        };
        let workspace = desk.state().workspace;
        let waiting = inbox::waiting(files, &workspace);
        if inbox::is_to_be_listed(&waiting, &workspace) {
            desk.send(AppAction::Wait(Box::new(move |list| list.extend(waiting))));
        } else {
            inbox::bring_in(&desk, &keeper, waiting).await;
        }
        desk.send(AppAction::End);
    });
}

/// Reads a pasted text: that with marks, if it has paragraphs, headings or lists by which
/// the one without would have to be guessed.
async fn read_pasted(pasted: String, marked: String) -> Vec<Reading> {
    const STRUCTURE: &[&str] = &["<p", "<h1", "<h2", "<article", "<li", "<blockquote"];
    // What is a file's text is meant as it is.
    let is_prose = !pasted.trim_start().starts_with(['{', '[', '<']);
    let has_structure = STRUCTURE.iter().any(|tag| marked.contains(tag));
    if is_prose && has_structure {
        let read = read_bytes(marked.into_bytes()).await;
        if read.iter().any(|reading| !reading.drafts.is_empty()) {
            return read;
        }
    }
    read_bytes(pasted.into_bytes()).await
}

/// Reads files in their order; what each held, with its name. Texts with annotation files
/// are one, however many there are.
async fn read_files(files: &[ChosenFile]) -> Vec<(String, Vec<Reading>)> {
    let names: Vec<&str> = files.iter().map(|file| file.name.as_str()).collect();
    let (mut whole, mut parts) = (Joined::default(), Vec::new());
    let mut all = Vec::new();
    for together in paired(&names) {
        match together {
            Together::Alone(at) => {
                let Some(file) = files.get(at) else { continue };
                let read = match bytes_of(file).await {
                    Ok(bytes) => read_bytes(bytes).await,
                    Err(problem) => vec![unread(problem)],
                };
                all.push((file.name.clone(), read));
            }
            Together::Text { text, annotations } => {
                let Some(text) = files.get(text) else { continue };
                let annotations: Vec<&ChosenFile> = annotations.iter().filter_map(|at| files.get(*at)).collect();
                let read = read_together(text, &annotations, &mut all).await;
                read.into_iter().for_each(|read| whole.add(read));
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
        [name] => all.push((name.clone(), whole.readings)),
        _ => {
            let name = text_with("texts-with-annotations", &[("count", parts.len().to_string())]);
            all.push((name, whole.readings));
        }
    }
    all
}

/// Reads a text with its annotation files. Those whose bytes cannot be had are told of
/// by themselves.
async fn read_together(
    text: &ChosenFile,
    annotations: &[&ChosenFile],
    unreadable: &mut Vec<(String, Vec<Reading>)>,
) -> Vec<Reading> {
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
                unreadable.push((file.name.clone(), vec![unread(problem)]));
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
    let answer = ask(Program::Reader, request.to_json(), Some(bytes)).await.ok();
    let reading = answer.and_then(|answer| reading(&answer).ok());
    reading.unwrap_or_else(|| vec![unread(Problem::new("worker-missing"))])
}
