// Starts the worker's program. A file of its own: a worker begins with a script.
importScripts("ascribe-worker.js");
wasm_bindgen({ module_or_path: "ascribe-worker_bg.wasm" });
