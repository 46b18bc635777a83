//! The worker: writes files, places annotations and finds words beside the page.

use ascribe::jobs::{Answer, answer};
use ascribe::platform::worker;

fn main() {
    worker::serve(|request, bytes| {
        let Answer { text, bytes } = answer(request, bytes);
        (text, bytes)
    });
}
