# What ./ascribe does once everything is set up. Sourced by it.

task_build() {
  setup_build_tools
  step "building the app into dist/"
  build_site --release
}

# What the site is made from. The build is skipped if nothing of it is newer.
SITE_SOURCES=(src styles assets build.rs index.html Trunk.toml Cargo.toml Cargo.lock setup)

is_built() { [ -e dist/offline.js ] && [ -z "$(find "${SITE_SOURCES[@]}" -newer dist/offline.js -print -quit)" ]; }

# build_site [trunk flags...]: every tool was set up before, so Trunk downloads none.
build_site() {
  # Paths of this machine would make the download larger and every build different.
  # (Joined by a unit separator: a path may hold spaces.)
  local flags=("--remap-path-prefix=${CARGO_HOME:-$HOME/.cargo}=cargo" "--remap-path-prefix=$PWD=." "${SMALL_FLAGS[@]}")
  local IFS=$'\x1f'
  CARGO_ENCODED_RUSTFLAGS="${flags[*]}" "${WASM_ENV[@]}" "${SMALL_ENV[@]}" trunk build --features split "$@" || fail "the app could not be built" "See the messages above."
}

task_serve() {
  local port=8080 address=127.0.0.1 dev=
  while [ $# -gt 0 ]; do
    case "$1" in
      --dev) dev=1 ;;
      --port) port=${2:?--port needs a number}; shift ;;
      --address) address=${2:?--address needs an address}; shift ;;
      *) usage >&2; exit 2 ;;
    esac
    shift
  done
  setup_build_tools
  if [ -n "$dev" ]; then
    step "building without optimising, and again after every change; stop with Ctrl+C"
    exec "${WASM_ENV[@]}" trunk serve --dist "$TOOLS/dev-site" --port "$port" --address "$address"
  fi
  if is_built; then
    step "the app is built already"
  else
    step "building the app into dist/ (the first time takes some minutes)"
    build_site --release
  fi
  exec cargo run --quiet --locked --package ascribe-site -- serve dist "$address:$port"
}

# The checks in the order in which they fail fastest.
task_test() {
  case "${1:-all}" in
    native) test_native ;;
    browser) test_browser ;;
    all) test_native; test_browser ;;
    *) usage >&2; exit 2 ;;
  esac
}

test_native() {
  need_rust
  if ! cargo fmt --version >/dev/null 2>&1 || ! cargo clippy --version >/dev/null 2>&1; then
    step "rustfmt and clippy"
    have rustup && rustup component add rustfmt clippy || fail "rustfmt or clippy is missing" \
      "Run: rustup component add rustfmt clippy"
  fi
  step "format"
  cargo fmt --all --check || fail "some code is not formatted" "Run: cargo fmt --all"
  step "lints"
  cargo clippy --workspace --all-targets --locked -- -D warnings || fail "clippy has warnings" "See above."
  if have cargo-deny; then
    step "advisories, licences and sources of the dependencies"
    cargo deny --locked check || fail "a dependency is not acceptable" "See above; the policy is deny.toml."
  else
    note "cargo-deny is not installed: security advisories are not checked here (licences and sources are, below)"
  fi
  step "the pure rooms, without the page"
  cargo test --locked --no-default-features || fail "a native test failed" "See above."
}

test_browser() {
  setup_build_tools
  setup_browser_tools
  if is_built; then
    step "the app is built already"
  else
    step "building the app for the browser tests"
    build_site --release
  fi
  step "the size of the first load"
  cargo run --quiet --locked --package ascribe-site -- weigh dist || fail "the download has grown too large" \
    "Load what is not needed at first later, or make it smaller."
  step "the page, in $("$CHROME" --version 2>/dev/null)"
  cargo test --locked --package ascribe-browser-tests || fail "a browser test failed" \
    "See above; pictures of what failed are in target/browser-tests/."
}

# Tries what the tests try on every change as often as docs/demands.md has it.
task_demands() {
  case "${1:-full}" in
    full | nightly) export ASCRIBE_DEMANDS=${1:-full} ;;
    *) usage >&2; exit 2 ;;
  esac
  setup_build_tools
  setup_browser_tools
  step "demands on the pure rooms"
  cargo test --locked --no-default-features --profile demands demands -- --nocapture || fail "a demand is not met" "See above."
  if is_built; then
    step "the app is built already"
  else
    step "building the app for the browser"
    build_site --release
  fi
  step "demands on the page, in $("$CHROME" --version 2>/dev/null)"
  cargo test --locked --package ascribe-browser-tests demands -- --nocapture --test-threads 1 ||
    fail "a demand is not met" "See above; pictures of what failed are in target/browser-tests/."
}

# Measures; holds nothing. Its arguments are those of benchmarks/run.mjs.
task_bench() {
  setup_build_tools
  setup_browser_tools
  setup_benchmark_tools
  if is_built; then
    step "the app is built already"
  else
    step "building the app into dist/ (the first time takes some minutes)"
    build_site --release
  fi
  build_anchoring
  step "measuring in $("$CHROME" --version 2>/dev/null); stop with Ctrl+C: what was measured by then is kept"
  node benchmarks/run.mjs "$@"
}

# Ascribe's re-anchoring alone, for the page in which its peers' algorithms run.
build_anchoring() {
  local out=$PWD/target/benchmarks crate=ascribe_anchoring
  step "Ascribe's re-anchoring as WebAssembly"
  rm -rf "$out/wasm"
  "${WASM_ENV[@]}" cargo build --quiet --release --locked --target wasm32-unknown-unknown \
    --manifest-path benchmarks/anchoring/Cargo.toml --target-dir "$out/wasm-build" &&
    wasm-bindgen --target web --no-typescript --out-dir "$out/wasm" \
      "$out/wasm-build/wasm32-unknown-unknown/release/$crate.wasm" ||
    note "it could not be built (see above) and is left out; the rest is measured all the same"
}
