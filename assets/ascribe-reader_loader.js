// Starts the reader's program. A file of its own: a worker begins with a script.
importScripts("ascribe-reader.js");
wasm_bindgen({ module_or_path: "ascribe-reader_bg.wasm" });
