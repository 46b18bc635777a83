//! Mounts the app and says where its annex comes from; nothing else.

use ascribe::ui::annex::Annex;

fn main() {
    ascribe::ui::mount(|| Box::pin(annex()));
}

#[cfg(not(feature = "split"))]
async fn annex() -> Option<&'static Annex> {
    Some(ascribe::ui::annex::open())
}

#[cfg(feature = "split")]
async fn annex() -> Option<&'static Annex> {
    split::annex().await.ok()
}

/// Where a release is split in two files: what only `annex` leads to is moved into
/// the second one. It stands here, not in the library, so that the worker has none
/// of it.
#[cfg(feature = "split")]
// The macro makes the function an import from the other file, which to Rust is foreign code.
#[allow(unsafe_code)]
mod split {
    use ascribe::ui::annex::Annex;
    use wasm_split_helpers::{SplitLoaderError, wasm_split};

    #[wasm_split(annex, fallible)]
    pub fn annex() -> Result<&'static Annex, SplitLoaderError> {
        Ok(ascribe::ui::annex::open())
    }
}
