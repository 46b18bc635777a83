//! Mounts the app and says where its annex comes from; nothing else.

use ascribe::ui::annex::{ANNEX, Annex};

fn main() {
    ascribe::ui::mount(|| Box::pin(annex()));
}

async fn annex() -> Option<&'static Annex> {
    Some(&ANNEX)
}
