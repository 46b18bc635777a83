//! The reader: reads files beside the page, web pages among them.

use ascribe::{jobs, platform};

fn main() {
    platform::worker::serve(|request, bytes| jobs::answer_reading(request, &platform::encoding::as_utf8(bytes)));
}
