# Finds or installs what building and testing need. Sourced by ./ascribe.
#
# Everything that is not a system package goes into .tools/ inside the project,
# never into the home folder. Whatever is found in the right version is used as
# it is, so a second run installs nothing.

TRUNK_VERSION=0.21.14
WASM_SPLIT_VERSION=0.2.4
# The command-line wasm-bindgen must equal the library's version exactly.
WASM_BINDGEN_VERSION=$(sed -n '/^name = "wasm-bindgen"$/{n;s/^version = "\(.*\)"$/\1/p;}' Cargo.lock)

TOOLS=$PWD/.tools
mkdir -p "$TOOLS/bin"
export PATH="$TOOLS/bin:$TOOLS/node_modules/.bin:$PATH"

step()  { printf '\n==> %s\n' "$*"; }
note()  { printf '    %s\n' "$*"; }
fail()  { printf '\nStopped: %s\n' "$1" >&2; shift; for line in "$@"; do printf '  %s\n' "$line" >&2; done; exit 1; }
# Ends a command that has hung for ten minutes, where the system can do that.
patiently() { if have timeout; then timeout 600 "$@"; else "$@"; fi; }
have()  { command -v "$1" >/dev/null 2>&1; }

# ---------------------------------------------------------------- system packages

apt_is_fresh=
apt_install() { # apt_install PACKAGE...
  local as=()
  [ "$(id -u)" = 0 ] || as=(sudo)
  [ ${#as[@]} = 0 ] || have sudo || fail "these Debian packages are missing: $*" \
    "Ask whoever looks after this machine to install them, then run this again."
  if [ -z "$apt_is_fresh" ]; then
    "${as[@]}" apt-get update -qq || fail "apt-get update did not work" "Check the network, then run this again."
    apt_is_fresh=1
  fi
  "${as[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >"$TOOLS/apt.log" 2>&1 ||
    { tail -n 20 "$TOOLS/apt.log" >&2; fail "apt-get could not install: $*" "The whole log: .tools/apt.log"; }
}

# ---------------------------------------------------------------- Rust

need_rust() {
  have cargo && have rustc || fail "Rust is not installed" \
    "Install it with rustup (https://rustup.rs), open a new terminal, then run this again."
}

has_wasm_library() { [ -d "$(rustc --print target-libdir --target wasm32-unknown-unknown 2>/dev/null)" ]; }

# Two kinds of machine. An ordinary one has, or can fetch, the WebAssembly standard
# library. One that reaches only package registries compiles it from Debian's sources.
WASM_ENV=()
setup_wasm_library() {
  [ ${#WASM_ENV[@]} = 0 ] || return 0
  if has_wasm_library; then
    WASM_ENV=(env)
    return
  fi
  local rust=$TOOLS/debian-rust/bin
  if [ ! -e "$rust/cargo" ]; then
    step "WebAssembly standard library"
    if have rustup && patiently rustup target add wasm32-unknown-unknown 2>"$TOOLS/rustup.log" && has_wasm_library; then
      note "fetched by rustup"
      WASM_ENV=(env)
      return
    fi
    note "rustup cannot fetch it here; taking Debian's Rust and its sources instead"
    have apt-get || fail "no WebAssembly standard library for $(rustc --version)" \
      "Connect to the internet and run: rustup target add wasm32-unknown-unknown"
    apt_install rustc-web cargo-web rust-web-src lld-22
    mkdir -p "$rust"
    ln -sf /usr/bin/rustc "$rust/rustc"
    ln -sf /usr/bin/cargo "$rust/cargo"
  fi
  # Nightly-only switches on a stable compiler: cargo builds the standard library
  # itself. Both come from one Debian source package, so their versions agree.
  WASM_ENV=(env "PATH=$rust:$PATH" RUSTC_BOOTSTRAP=1 CARGO_UNSTABLE_BUILD_STD=std,panic_abort
    CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER=wasm-ld-22)
}

# For what is published, the standard library is compiled with the app: without the
# words of its panics the download is a twelfth smaller. Needs its sources, which
# rustup has; where they cannot be had, the ready-made library does as well.
SMALL_ENV=(env)
SMALL_FLAGS=()
setup_small_library() {
  [ ${#SMALL_ENV[@]} = 1 ] || return 0
  local sources
  sources=$("${WASM_ENV[@]}" rustc --print sysroot)/lib/rustlib/src/rust/library/Cargo.lock
  if [ ! -e "$sources" ]; then
    step "sources of the standard library, to compile it small"
    if ! { have rustup && patiently rustup component add rust-src 2>"$TOOLS/rustup.log" && [ -e "$sources" ]; }; then
      note "they cannot be fetched here: the ready-made library is used, and the download is larger"
      return
    fi
  fi
  SMALL_ENV=(env RUSTC_BOOTSTRAP=1 CARGO_UNSTABLE_BUILD_STD=std,panic_abort
    CARGO_UNSTABLE_BUILD_STD_FEATURES=optimize_for_size)
  # Older compilers know it as a feature of the library.
  if RUSTC_BOOTSTRAP=1 "${WASM_ENV[@]}" rustc -Zunstable-options -Cpanic=immediate-abort --print cfg >/dev/null 2>&1; then
    SMALL_FLAGS=(-Zunstable-options -Cpanic=immediate-abort)
  else
    SMALL_ENV+=(CARGO_UNSTABLE_BUILD_STD_FEATURES=optimize_for_size,panic_immediate_abort)
  fi
}

# ---------------------------------------------------------------- tools from crates

version_of() { "$1" --version 2>/dev/null | grep -oE '[0-9]+(\.[0-9]+)*' | head -n 1; }

cargo_tool() { # cargo_tool COMMAND CRATE VERSION [cargo install flags...]
  local command=$1 crate=$2 version=$3
  shift 3
  if [ "$(version_of "$command")" = "$version" ]; then return; fi
  step "$crate $version (once; kept in .tools)"
  if have cargo-binstall && cargo binstall -y --no-symlinks --install-path "$TOOLS/bin" "$crate@$version"; then
    return
  fi
  cargo_compile "$crate" "$version" "$@"
}

cargo_compile() { # cargo_compile CRATE VERSION [cargo install flags...]
  local crate=$1 version=$2
  shift 2
  note "compiling it takes some minutes"
  # A tool that runs for seconds need not be optimised: this halves the wait.
  CARGO_PROFILE_RELEASE_OPT_LEVEL=0 CARGO_PROFILE_RELEASE_LTO=off CARGO_PROFILE_RELEASE_CODEGEN_UNITS=16 \
    CARGO_TARGET_DIR="$TOOLS/build" \
    cargo install --root "$TOOLS" --force "$crate" --version "$version" "$@" ||
    fail "$crate $version could not be installed" "Check the network and the messages above, then run this again."
}

# It does not tell its version; cargo has noted which it installed.
split_tool() {
  if [ -x "$TOOLS/bin/wasm-split-cli" ] && grep -qs "^\"wasm_split_cli_support $WASM_SPLIT_VERSION " "$TOOLS/.crates.toml"; then return; fi
  step "wasm_split_cli_support $WASM_SPLIT_VERSION (once; kept in .tools)"
  cargo_compile wasm_split_cli_support "$WASM_SPLIT_VERSION" --locked --features build-binary
}

npm_tools() {
  if cmp -s setup/package-lock.json "$TOOLS/npm-installed"; then return; fi
  step "wasm-opt, terser and axe-core from npm (once; kept in .tools)"
  have npm || { have apt-get && apt_install nodejs npm; } || fail "npm is not installed" \
    "Install Node.js (https://nodejs.org), then run this again."
  cp setup/package.json setup/package-lock.json "$TOOLS/"
  (cd "$TOOLS" && npm_config_cache="$TOOLS/npm-cache" npm ci --no-audit --no-fund --ignore-scripts) ||
    fail "npm could not install wasm-opt, terser and axe-core" "Check the network, then run this again."
  # Says that the installation is complete, so it comes last.
  cp setup/package-lock.json "$TOOLS/npm-installed"
}

setup_build_tools() {
  need_rust
  setup_wasm_library
  setup_small_library
  [ -n "$WASM_BINDGEN_VERSION" ] || fail "Cargo.lock names no wasm-bindgen" "Restore Cargo.lock from version control."
  # Trunk's lock file fits its crates; wasm-bindgen-cli's is newer than some registries.
  cargo_tool trunk trunk "$TRUNK_VERSION" --locked --no-default-features --features rustls
  cargo_tool wasm-bindgen wasm-bindgen-cli "$WASM_BINDGEN_VERSION" --no-default-features
  split_tool
  npm_tools
}

setup_benchmark_tools() {
  local folder=$TOOLS/benchmarks
  if ! cmp -s benchmarks/package-lock.json "$folder/npm-installed"; then
    step "the benchmark's peers, and what drives the browser, from npm (once; kept in .tools)"
    mkdir -p "$folder"
    cp benchmarks/package.json benchmarks/package-lock.json "$folder/"
    (cd "$folder" && npm_config_cache="$TOOLS/npm-cache" npm ci --no-audit --no-fund --ignore-scripts) ||
      fail "npm could not install what benchmarks/package.json names" "Check the network, then run this again."
    cp benchmarks/package-lock.json "$folder/npm-installed"
  fi
  # Node looks for packages beside the scripts that use them.
  ln -sfn ../.tools/benchmarks/node_modules benchmarks/node_modules
  node -e 'const [major, minor] = process.versions.node.split(".").map(Number); process.exit(major > 20 || (major === 20 && minor >= 11) ? 0 : 1)' ||
    fail "Node.js $(node --version) is too old for the benchmark" "Install version 20.11 or later (https://nodejs.org)."
}

# ---------------------------------------------------------------- browser

find_first() { local name; for name in "$@"; do command -v "$name" 2>/dev/null && return; done; return 1; }

setup_browser_tools() {
  npm_tools
  export AXE_JS=$TOOLS/node_modules/axe-core/axe.min.js
  local names=(chromium chromium-browser google-chrome google-chrome-stable chrome)
  if ! CHROME=${CHROME:-$(find_first "${names[@]}")} || ! CHROMEDRIVER=${CHROMEDRIVER:-$(find_first chromedriver)}; then
    step "Chromium and its driver"
    have apt-get || fail "Chromium or chromedriver is missing" \
      "Install Chromium or Chrome and the chromedriver of the same version," \
      "or name them in the variables CHROME and CHROMEDRIVER, then run this again."
    apt_install chromium chromium-driver
    CHROME=$(find_first "${names[@]}")
    CHROMEDRIVER=$(find_first chromedriver)
  fi
  export CHROME CHROMEDRIVER
}
