//! What the app is built from: licences, sources, yanked and doubled versions, read
//! from `Cargo.lock` by Cargo itself, without the network where all is there.
//!
//! Security advisories are not checked here: they change while the source does
//! not, and need a database from the network. `cargo deny check advisories` does
//! it (deny.toml), where cargo-deny is installed.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::string_slice)]

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::LazyLock;
use std::{env, fs};

use serde_json::Value;
use spdx::{Expression, ParseMode};

/// Licences of what is compiled into the app, which is MIT OR Apache-2.0, and why each will do.
const SHIPPED: &[(&str, &str)] = &[
    ("MIT", "the app's own; asks for its notice"),
    ("Apache-2.0", "the app's own; asks for its notice, gives patent rights"),
    ("Unicode-3.0", "data of the Unicode Character Database; asks for its notice"),
    ("Zlib", "asks only that changed copies say so"),
    ("MPL-2.0", "of the reader of web pages; asks that its own files, which are unchanged, stay open"),
];

/// Licences of what only builds or tests the app and is in no file that is handed out.
const TOOLS: &[(&str, &str)] = &[
    ("BSD-3-Clause", "the compressor for the built site; asks for its notice"),
    ("MIT-0", "MIT that asks for nothing"),
];

/// Crates of which two versions would not understand each other's values.
const ONE_VERSION: &[&str] = &["gloo", "js-sys", "wasm-bindgen", "web-sys", "yew"];

const CRATES_IO: &str = "registry+https://github.com/rust-lang/crates.io-index";

static METADATA: LazyLock<Value> = LazyLock::new(|| {
    let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let run = |more: &[&str]| {
        let mut command = Command::new(&cargo);
        command.args(["metadata", "--format-version", "1", "--locked"]).args(more);
        command.current_dir(env!("CARGO_MANIFEST_DIR")).output().unwrap()
    };
    let mut output = run(&["--offline"]);
    if !output.status.success() {
        // Some package for another platform was never needed here.
        output = run(&[]);
    }
    assert!(output.status.success(), "cargo metadata: {}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
});

/// One package of the lock file.
#[derive(Clone, Debug)]
struct Package {
    id: String,
    name: String,
    version: String,
    licence: Option<String>,
    source: Option<String>,
}

fn packages() -> Vec<Package> {
    let text = |package: &Value, field: &str| package[field].as_str().map(str::to_owned);
    let read = |package: &Value| Package {
        id: text(package, "id").unwrap(),
        name: text(package, "name").unwrap(),
        version: text(package, "version").unwrap(),
        licence: text(package, "license"),
        source: text(package, "source"),
    };
    METADATA["packages"].as_array().unwrap().iter().map(read).collect()
}

/// The ids of the packages that are compiled into the app: not those that only
/// build or test it.
fn shipped() -> BTreeSet<String> {
    let nodes = METADATA["resolve"]["nodes"].as_array().unwrap();
    let nodes: BTreeMap<&str, &Value> = nodes.iter().map(|node| (node["id"].as_str().unwrap(), node)).collect();
    let mut found = BTreeSet::new();
    let mut next: Vec<String> = packages().into_iter().filter(|p| p.name == "ascribe").map(|p| p.id).collect();
    while let Some(id) = next.pop() {
        for dependency in nodes[id.as_str()]["deps"].as_array().unwrap() {
            // An ordinary dependency is of kind null.
            if dependency["dep_kinds"].as_array().unwrap().iter().any(|kind| kind["kind"].is_null()) {
                next.extend(dependency["pkg"].as_str().filter(|id| !found.contains(*id)).map(str::to_owned));
            }
        }
        found.insert(id);
    }
    found
}

/// What is wrong with a package's licence, if anything.
fn licence_problem(package: &Package, is_shipped: bool) -> Option<String> {
    let name = format!("{} {}", package.name, package.version);
    let Some(written) = &package.licence else {
        return Some(format!("{name} names no licence: read its licence file before you use it"));
    };
    let Ok(licence) = Expression::parse_mode(written, ParseMode::LAX) else {
        return Some(format!("{name}: “{written}” is no licence expression: read its licence file"));
    };
    let listed = |id: &str| {
        let tools = if is_shipped { &[][..] } else { TOOLS };
        SHIPPED.iter().chain(tools).any(|(known, _)| *known == id)
    };
    // An exception (“WITH …”) changes a licence, so it would need an entry of its own.
    let allowed =
        licence.evaluate(|wanted| wanted.addition.is_none() && wanted.license.id().is_some_and(|id| listed(id.name)));
    let place = if is_shipped { "SHIPPED" } else { "TOOLS" };
    (!allowed).then(|| {
        format!("{name}: “{written}” is not allowed. Replace it, or add it to {place} with a reason (and to deny.toml)")
    })
}

/// What is wrong with where a package comes from, if anything.
fn source_problem(package: &Package, own: &[&str]) -> Option<String> {
    match package.source.as_deref() {
        Some(CRATES_IO) => None,
        None if own.contains(&package.id.as_str()) => None,
        source => Some(format!(
            "{} {} comes from {}: use a version on crates.io",
            package.name,
            package.version,
            source.unwrap_or("a folder outside of the workspace")
        )),
    }
}

/// Names from [`ONE_VERSION`] (and what begins with them and a hyphen) that come twice.
fn doubled(packages: &[Package]) -> Vec<String> {
    let mut versions: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for package in packages {
        let is_watched = |name: &str| package.name == name || package.name.starts_with(&format!("{name}-"));
        if ONE_VERSION.iter().any(|name| is_watched(name)) {
            versions.entry(&package.name).or_default().insert(&package.version);
        }
    }
    let tell = |(name, found): (&str, BTreeSet<&str>)| {
        format!("{name} comes in {found:?}: choose versions of what needs it that agree (cargo tree -i {name})")
    };
    versions.into_iter().filter(|(_, found)| found.len() > 1).map(tell).collect()
}

/// Whether an entry of Cargo's index cache says that a version is yanked. The
/// cache holds pairs of a version and a JSON object, each ended by a zero byte.
fn is_yanked(cache: &[u8], version: &str) -> bool {
    let parts: Vec<&[u8]> = cache.split(|byte| *byte == 0).collect();
    let found = parts.windows(2).find(|pair| pair[0] == version.as_bytes());
    let entry = found.and_then(|pair| serde_json::from_slice::<Value>(pair[1]).ok());
    entry.is_some_and(|entry| entry["yanked"] == true)
}

/// Where Cargo's index cache keeps a crate.
fn index_path(name: &str) -> PathBuf {
    let name = name.to_lowercase();
    match name.len() {
        1 | 2 => Path::new(&name.len().to_string()).join(&name),
        3 => Path::new("3").join(&name[..1]).join(&name),
        _ => Path::new(&name[..2]).join(&name[2..4]).join(&name),
    }
}

#[track_caller]
fn none(problems: Vec<String>) {
    assert!(problems.is_empty(), "\n{}\n", problems.join("\n"));
}

#[test]
fn every_licence_is_allowed() {
    let shipped = shipped();
    let problem = |package: Package| licence_problem(&package, shipped.contains(&package.id));
    none(packages().into_iter().filter_map(problem).collect());
}

#[test]
fn no_licence_is_allowed_for_nothing() {
    let packages = packages();
    let named = |id: &str| packages.iter().filter_map(|p| p.licence.as_ref()).any(|licence| licence.contains(id));
    let unused =
        SHIPPED.iter().chain(TOOLS).filter(|(id, _)| !named(id)).map(|(id, _)| format!("{id}: nothing has it"));
    none(unused.collect());
}

#[test]
fn everything_comes_from_crates_io() {
    let own: Vec<&str> =
        METADATA["workspace_members"].as_array().unwrap().iter().map(|id| id.as_str().unwrap()).collect();
    none(packages().iter().filter_map(|package| source_problem(package, &own)).collect());
}

#[test]
fn what_speaks_with_the_browser_comes_once() {
    none(doubled(&packages()));
}

/// Only as fresh as Cargo's copy of the index; a crate that is not in it is passed over.
#[test]
fn no_version_is_known_to_be_yanked() {
    let home = env::var_os("CARGO_HOME").map(PathBuf::from);
    let home = home.or_else(|| Some(env::home_dir()?.join(".cargo")));
    let indices = home.and_then(|home| fs::read_dir(home.join("registry/index")).ok());
    let caches: Vec<PathBuf> =
        indices.into_iter().flatten().map(|entry| entry.unwrap().path().join(".cache")).collect();
    let mut yanked = Vec::new();
    for package in packages().iter().filter(|package| package.source.is_some()) {
        let cached = caches.iter().filter_map(|cache| fs::read(cache.join(index_path(&package.name))).ok());
        if cached.into_iter().any(|cache| is_yanked(&cache, &package.version)) {
            yanked.push(format!("{0} {1} is yanked: cargo update -p {0}", package.name, package.version));
        }
    }
    none(yanked);
}

#[test]
fn cargo_deny_has_the_same_policy() {
    let policy = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("deny.toml")).unwrap();
    let list = policy.split("\nallow = [").nth(1).and_then(|rest| rest.split(']').next()).unwrap();
    let listed: BTreeSet<&str> = list.split(',').map(|entry| entry.trim().trim_matches('"')).collect();
    let ours: BTreeSet<&str> = SHIPPED.iter().chain(TOOLS).map(|(id, _)| *id).collect();
    assert_eq!(listed, ours);
    for name in ONE_VERSION {
        assert!(policy.contains(&format!("{{ crate = \"{name}\", deny-multiple-versions = true }}")), "{name}");
    }
    assert!(policy.contains("unknown-registry = \"deny\"") && policy.contains("unknown-git = \"deny\""));
}

// The checks themselves: each must be able to fail.

fn package(name: &str, version: &str, licence: Option<&str>) -> Package {
    Package {
        id: format!("{name}@{version}"),
        name: name.into(),
        version: version.into(),
        licence: licence.map(str::to_owned),
        source: Some(CRATES_IO.into()),
    }
}

#[test]
fn licences_are_judged_as_expressions() {
    let judge = |licence, is_shipped| licence_problem(&package("a", "1.0.0", licence), is_shipped).is_none();
    for good in ["MIT", "MIT/Apache-2.0", "GPL-3.0-only OR MIT", "(MIT OR Apache-2.0) AND Unicode-3.0"] {
        assert!(judge(Some(good), true), "{good}");
    }
    for bad in
        ["GPL-3.0-only", "MIT AND GPL-2.0-only", "Apache-2.0 WITH LLVM-exception", "nonsense", "", "BSD-3-Clause"]
    {
        assert!(!judge(Some(bad), true), "{bad}");
    }
    assert!(judge(Some("BSD-3-Clause AND MIT"), false), "a tool may have more");
    assert!(!judge(None, false));
}

#[test]
fn other_sources_doubled_and_yanked_versions_are_seen() {
    let from = |source: Option<&str>| Package { source: source.map(str::to_owned), ..package("a", "1.0.0", None) };
    assert!(source_problem(&from(None), &["a@1.0.0"]).is_none());
    assert!(source_problem(&from(None), &[]).is_some());
    assert!(source_problem(&from(Some("git+https://example.org/a#0")), &["a@1.0.0"]).is_some());

    let once =
        [package("gloo-utils", "0.2.0", None), package("glooms", "1.0.0", None), package("glooms", "2.0.0", None)];
    assert!(doubled(&once).is_empty());
    let twice = [package("gloo-utils", "0.2.0", None), package("gloo-utils", "0.3.0", None)];
    assert_eq!(doubled(&twice).len(), 1);

    let cache = b"\x03\0etag: x\x001.0.0\0{\"yanked\":true}\x001.0.1\0{\"yanked\":false}\0";
    assert!(is_yanked(cache, "1.0.0"));
    assert!(!is_yanked(cache, "1.0.1") && !is_yanked(cache, "2.0.0"));
    assert_eq!(index_path("serde"), Path::new("se/rd/serde"));
    assert_eq!(index_path("syn"), Path::new("3/s/syn"));
}

#[test]
fn the_shipped_packages_are_some_but_not_all() {
    let (shipped, packages) = (shipped(), packages());
    let is_shipped = |name: &str| packages.iter().any(|package| package.name == name && shipped.contains(&package.id));
    assert!(is_shipped("yew") && is_shipped("serde_json"));
    assert!(!is_shipped("proptest") && !is_shipped("jsonschema") && !is_shipped("brotli"));
}
