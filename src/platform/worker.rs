//! The workers that do long work beside the page: one reads files, the other does the
//! rest. Each is loaded when it is first needed; until it is ready, requests wait.
//!
//! A message to a worker is a list of a number, a request of `jobs` and the bytes of a
//! file, if there is one; the answer is a list of the same number, the answer and the
//! bytes of a file, if one was written. A worker that has been loaded sends an empty list.

use std::cell::RefCell;
use std::rc::Rc;

use gloo::timers::callback::Timeout;
use js_sys::{Array, Function, Promise, Reflect, Uint8Array};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{DedicatedWorkerGlobalScope, MessageEvent, Worker};

/// How long the worker waits for more to do, in milliseconds.
const IDLE: u32 = 5_000;

/// A program that runs beside the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Program {
    /// Writes files, places annotations, finds words.
    Worker,
    /// Reads files.
    Reader,
}

impl Program {
    /// The name by which `boot.js` knows it.
    fn name(self) -> &'static str {
        match self {
            Program::Worker => "worker",
            Program::Reader => "reader",
        }
    }

    fn with<T>(self, what: impl FnOnce(&mut Option<Running>) -> T) -> T {
        match self {
            Program::Worker => WORKER.with_borrow_mut(what),
            Program::Reader => READER.with_borrow_mut(what),
        }
    }
}

/// The worker could not be loaded, or has stopped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unavailable;

struct Running {
    worker: Worker,
    is_ready: bool,
    /// What was asked before it was ready.
    queue: Vec<Array>,
    /// Who waits for which answer.
    waiting: Vec<(f64, Function)>,
    next: f64,
    /// Ends it once it has had nothing to do for a while: it holds memory.
    ending: Option<Timeout>,
    /// Kept as long as the worker.
    _handlers: [Closure<dyn FnMut(MessageEvent)>; 2],
}

thread_local! {
    static WORKER: RefCell<Option<Running>> = const { RefCell::new(None) };
    static READER: RefCell<Option<Running>> = const { RefCell::new(None) };
}

/// Does what a request of `jobs` says; `bytes` are those of a file. The answer's text.
///
/// # Errors
/// The worker cannot be loaded or has failed: the next request loads it again.
pub async fn ask(program: Program, request: String, bytes: Option<Vec<u8>>) -> Result<String, Unavailable> {
    Ok(ask_for_file(program, request, bytes).await?.0)
}

/// The same, where a file is written: the answer's text, and the file's bytes, which stay
/// where the browser has them.
///
/// # Errors
/// The worker cannot be loaded or has failed: the next request loads it again.
pub async fn ask_for_file(
    program: Program,
    request: String,
    bytes: Option<Vec<u8>>,
) -> Result<(String, Uint8Array), Unavailable> {
    let promise = Promise::new(&mut |resolve, _| {
        let resolve = Rc::new(resolve);
        if send(program, &request, bytes.as_deref(), &resolve).is_err() {
            let _ = resolve.call1(&JsValue::NULL, &JsValue::NULL);
        }
    });
    let answer = JsFuture::from(promise).await.map_err(|_| Unavailable)?;
    let answer: Array = answer.dyn_into().map_err(|_| Unavailable)?;
    let bytes = answer.get(2).dyn_into().map_err(|_| Unavailable)?;
    Ok((answer.get(1).as_string().ok_or(Unavailable)?, bytes))
}

fn send(program: Program, request: &str, bytes: Option<&[u8]>, resolve: &Function) -> Result<(), JsValue> {
    program.with(|slot| {
        let running = match slot {
            Some(running) => running,
            None => slot.insert(start(program)?),
        };
        running.ending = None;
        let number = running.next;
        running.next += 1.0;
        let message = Array::of3(&number.into(), &request.into(), &bytes.map(Uint8Array::from).into());
        running.waiting.push((number, resolve.clone()));
        if running.is_ready {
            running.worker.post_message(&message)?;
        } else {
            running.queue.push(message);
        }
        Ok(())
    })
}

fn start(program: Program) -> Result<Running, JsValue> {
    // `boot.js` makes it: only there is the address of a script trusted.
    let make: Function = Reflect::get(&super::window(), &"startWorker".into())?.dyn_into()?;
    let worker: Worker = make.call1(&JsValue::NULL, &program.name().into())?.dyn_into()?;
    let onmessage = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
        receive(program, &Array::from(&event.data()))
    });
    let onerror = Closure::<dyn FnMut(MessageEvent)>::new(move |_| stop(program));
    worker.set_onmessage(Some(onmessage.as_ref().unchecked_ref()));
    worker.set_onerror(Some(onerror.as_ref().unchecked_ref()));
    Ok(Running {
        worker,
        is_ready: false,
        queue: Vec::new(),
        waiting: Vec::new(),
        next: 0.0,
        ending: None,
        _handlers: [onmessage, onerror],
    })
}

fn receive(program: Program, message: &Array) {
    let resolve = program.with(|slot| {
        let running = slot.as_mut()?;
        let Some(number) = message.get(0).as_f64() else {
            running.is_ready = true;
            for message in running.queue.drain(..) {
                let _ = running.worker.post_message(&message);
            }
            return None;
        };
        let at = running.waiting.iter().position(|(other, _)| *other == number)?;
        let (_, resolve) = running.waiting.remove(at);
        if running.waiting.is_empty() {
            running.ending = Some(Timeout::new(IDLE, move || stop(program)));
        }
        Some(resolve)
    });
    if let Some(resolve) = resolve {
        let _ = resolve.call1(&JsValue::NULL, message);
    }
}

/// Gives the worker up; whoever waits hears it.
fn stop(program: Program) {
    let Some(running) = program.with(Option::take) else { return };
    running.worker.terminate();
    for (_, resolve) in &running.waiting {
        let _ = resolve.call1(&JsValue::NULL, &JsValue::NULL);
    }
    // One of its handlers may be running now: it cannot go before that has ended.
    Timeout::new(0, move || drop(running)).forget();
}

/// What a program does that runs beside the page: answers requests, by a text and the
/// bytes of a file.
pub fn serve(answer: fn(&str, &[u8]) -> (String, Vec<u8>)) {
    let scope: DedicatedWorkerGlobalScope = js_sys::global().unchecked_into();
    let onmessage = {
        let scope = scope.clone();
        Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
            let message = Array::from(&event.data());
            let request = message.get(1).as_string().unwrap_or_default();
            let bytes = message.get(2).dyn_into::<Uint8Array>().map(|bytes| bytes.to_vec()).unwrap_or_default();
            let (text, bytes) = answer(&request, &bytes);
            let bytes = Uint8Array::from(bytes.as_slice());
            let answer = Array::of3(&message.get(0), &text.into(), &bytes);
            // Fails for what cannot be copied; a number and a text can, and bytes are handed over.
            let _ = scope.post_message_with_transfer(&answer, &Array::of1(&bytes.buffer()));
        })
    };
    scope.set_onmessage(Some(onmessage.as_ref().unchecked_ref()));
    onmessage.forget();
    // Whoever waits for it to have been loaded hears it.
    let _ = scope.post_message(&Array::new());
}
