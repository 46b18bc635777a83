//! The worker: writes files, places annotations and finds words beside the page.

fn main() {
    ascribe::platform::worker::serve(ascribe::jobs::answer);
}
