//! The worker: does the work of `jobs` beside the page. A message is a list of a
//! number, a request and the bytes of a file, if there is one; the answer is a
//! list of the same number, the answer and the bytes of a file, if one was written.

use ascribe::jobs;
use wasm_bindgen::prelude::*;
use web_sys::{DedicatedWorkerGlobalScope, MessageEvent};

fn main() {
    let scope: DedicatedWorkerGlobalScope = js_sys::global().unchecked_into();
    let onmessage = {
        let scope = scope.clone();
        Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
            let message = js_sys::Array::from(&event.data());
            let request = message.get(1).as_string().unwrap_or_default();
            let bytes = message.get(2).dyn_into::<js_sys::Uint8Array>().map(|bytes| bytes.to_vec()).unwrap_or_default();
            let jobs::Answer { text, bytes } = jobs::answer(&request, &bytes);
            let bytes = js_sys::Uint8Array::from(bytes.as_slice());
            let answer = js_sys::Array::of3(&message.get(0), &text.into(), &bytes);
            // Fails for what cannot be copied; a number and a text can, and bytes are handed over.
            let _ = scope.post_message_with_transfer(&answer, &js_sys::Array::of1(&bytes.buffer()));
        })
    };
    scope.set_onmessage(Some(onmessage.as_ref().unchecked_ref()));
    onmessage.forget();
    // Whoever waits for the worker to have been loaded hears it.
    let _ = scope.post_message(&js_sys::Array::new());
}
