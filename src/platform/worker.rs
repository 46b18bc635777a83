//! The worker that does long work beside the page. It is loaded when it is first
//! needed; until it is ready, requests wait.

use std::cell::RefCell;
use std::rc::Rc;

use gloo::timers::callback::Timeout;
use js_sys::{Array, Function, Promise, Reflect, Uint8Array};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{MessageEvent, Worker};

/// How long the worker waits for more to do, in milliseconds.
const IDLE: u32 = 5_000;

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
    static RUNNING: RefCell<Option<Running>> = const { RefCell::new(None) };
}

/// Does what a request of `jobs` says; `bytes` are those of a file. The answer's text.
///
/// # Errors
/// The worker cannot be loaded or has failed: the next request loads it again.
pub async fn ask(request: String, bytes: Option<Vec<u8>>) -> Result<String, Unavailable> {
    Ok(ask_for_file(request, bytes).await?.0)
}

/// The same, where a file is written: the answer's text, and the file's bytes, which stay
/// where the browser has them.
///
/// # Errors
/// The worker cannot be loaded or has failed: the next request loads it again.
pub async fn ask_for_file(request: String, bytes: Option<Vec<u8>>) -> Result<(String, Uint8Array), Unavailable> {
    let promise = Promise::new(&mut |resolve, _| {
        let resolve = Rc::new(resolve);
        if send(&request, bytes.as_deref(), &resolve).is_err() {
            let _ = resolve.call1(&JsValue::NULL, &JsValue::NULL);
        }
    });
    let answer = JsFuture::from(promise).await.map_err(|_| Unavailable)?;
    let answer: Array = answer.dyn_into().map_err(|_| Unavailable)?;
    let bytes = answer.get(2).dyn_into().map_err(|_| Unavailable)?;
    Ok((answer.get(1).as_string().ok_or(Unavailable)?, bytes))
}

fn send(request: &str, bytes: Option<&[u8]>, resolve: &Function) -> Result<(), JsValue> {
    RUNNING.with_borrow_mut(|slot| {
        let running = match slot {
            Some(running) => running,
            None => slot.insert(start()?),
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

fn start() -> Result<Running, JsValue> {
    // `boot.js` makes it: only there is the address of a script trusted.
    let make: Function = Reflect::get(&super::window(), &"startWorker".into())?.dyn_into()?;
    let worker: Worker = make.call0(&JsValue::NULL)?.dyn_into()?;
    let onmessage =
        Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| receive(&Array::from(&event.data())));
    let onerror = Closure::<dyn FnMut(MessageEvent)>::new(move |_| stop());
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

fn receive(message: &Array) {
    let resolve = RUNNING.with_borrow_mut(|slot| {
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
            running.ending = Some(Timeout::new(IDLE, stop));
        }
        Some(resolve)
    });
    if let Some(resolve) = resolve {
        let _ = resolve.call1(&JsValue::NULL, message);
    }
}

/// Gives the worker up; whoever waits hears it.
fn stop() {
    let Some(running) = RUNNING.take() else { return };
    running.worker.terminate();
    for (_, resolve) in &running.waiting {
        let _ = resolve.call1(&JsValue::NULL, &JsValue::NULL);
    }
    // One of its handlers may be running now: it cannot go before that has ended.
    Timeout::new(0, move || drop(running)).forget();
}
