//! What the split of the page's program needs of the linker (see `setup/finish-site`):
//! where in it functions and data are named. For that program alone: nothing would
//! take it out of the worker again.

use std::env;

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    let is_wasm = env::var("CARGO_CFG_TARGET_FAMILY").is_ok_and(|family| family == "wasm");
    if is_wasm && env::var_os("CARGO_FEATURE_SPLIT").is_some() {
        println!("cargo::rustc-link-arg-bin=ascribe=--emit-relocs");
    }
}
