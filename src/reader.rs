//! The reader: reads files beside the page, web pages among them.

use ascribe::formats::encoding_of_page;
use ascribe::jobs::{Answer, answer_reading};
use ascribe::platform::{encoding, worker};

fn main() {
    worker::serve(|request, bytes| {
        let label = encoding_of_page(bytes);
        let Answer { text, bytes } = answer_reading(request, &encoding::as_utf8(bytes, label.as_deref()));
        (text, bytes)
    });
}
