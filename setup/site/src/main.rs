//! Without arguments: finishes a built site; Trunk runs it so after a build. Writes
//! `offline.js` with the list of all files, and prints the size of the first load
//! after brotli. With `weigh FOLDER`: fails if that size is over its budget. With
//! `serve FOLDER ADDRESS:PORT`: serves a built site.

use std::error::Error;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::{env, fs};

use sha2::{Digest, Sha256};
use tokio::net::TcpListener;

/// The most that the first load may weigh after brotli, in bytes.
const BUDGET: usize = 220_000;

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("\nStopped: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        [] => finish(),
        ["weigh", folder] => hold_budget(Path::new(folder)),
        ["serve", folder, address] => serve(Path::new(folder), address),
        _ => Err("usage: ascribe-site [weigh FOLDER | serve FOLDER ADDRESS:PORT]".into()),
    }
}

#[tokio::main(flavor = "current_thread")]
async fn serve(folder: &Path, address: &str) -> Result<(), Box<dyn Error>> {
    let listener = TcpListener::bind(address).await.map_err(|error| {
        format!("{address} cannot be served: {error}. If something else is served there, choose another: --port 8081")
    })?;
    println!("\n    Ascribe is open on http://{address}/ (stop it with Ctrl+C)\n");
    ascribe_site::serve(folder, listener).await?;
    Ok(())
}

fn finish() -> Result<(), Box<dyn Error>> {
    let site = PathBuf::from(env::var_os("TRUNK_STAGING_DIR").ok_or("run by Trunk, which sets TRUNK_STAGING_DIR")?);
    if env::var("TRUNK_PROFILE").as_deref() == Ok("release") {
        join_style_sheets(&site)?;
    }
    let mut files = Vec::new();
    list(&site, &site, &mut files)?;
    files.sort();
    if env::var("TRUNK_PROFILE").as_deref() == Ok("release") {
        write_offline_worker(&site, &files)?;
        // Another compiler may make it larger; that is no reason not to serve it.
        weigh(&site, &files)?;
    } else {
        fs::write(site.join("offline.js"), include_str!("offline-off.js"))?;
    }
    Ok(())
}

/// All files under a folder, as paths relative to the site with forward slashes.
fn list(site: &Path, folder: &Path, files: &mut Vec<String>) -> Result<(), Box<dyn Error>> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            list(site, &path, files)?;
        } else {
            let parts: Vec<_> = path.strip_prefix(site)?.iter().map(|part| part.to_string_lossy()).collect();
            files.push(parts.join("/"));
        }
    }
    Ok(())
}

/// Style sheets of what the annex draws, by the beginnings of their names: the annex
/// loads them. In `index.html` they come behind all others.
const LATER: &[&str] = &["connections", "finding", "index", "review", "scheme", "report", "dialogs"];

/// Makes one style sheet of those that the first drawing needs, and one of the others:
/// together they are a quarter smaller after compression, and fewer requests.
fn join_style_sheets(site: &Path) -> Result<(), Box<dyn Error>> {
    let page = fs::read_to_string(site.join("index.html"))?;
    let (mut rest, mut kept) = (page.as_str(), String::new());
    let (mut first, mut later) = (String::new(), String::new());
    let mut place = None;
    while let Some((before, tag)) = rest.split_once("<link ") {
        let (tag, after) = tag.split_once('>').ok_or("index.html ends within a link")?;
        kept.push_str(before);
        let href = tag.split_whitespace().find_map(|part| part.strip_prefix("href="));
        match href.filter(|_| tag.contains("rel=stylesheet")) {
            Some(href) => {
                let name = href.trim_start_matches("./");
                let file = site.join(name);
                let is_later =
                    LATER.iter().any(|known| name.strip_prefix(known).is_some_and(|rest| rest.starts_with('-')));
                let joined = if is_later { &mut later } else { &mut first };
                joined.push_str(&fs::read_to_string(&file)?);
                fs::remove_file(file)?;
                place.get_or_insert(kept.len());
            }
            None => kept.push_str(&format!("<link {tag}>")),
        }
        rest = after;
    }
    kept.push_str(rest);
    let place = place.ok_or("index.html has no style sheet")?;
    let write = |name: &str, joined: &str| -> Result<String, Box<dyn Error>> {
        let hash: String = Sha256::digest(joined).iter().take(8).map(|byte| format!("{byte:02x}")).collect();
        let file = format!("{name}-{hash}.css");
        fs::write(site.join(&file), joined)?;
        Ok(file)
    };
    let (first, later) = (write("styles", &first)?, write("later", &later)?);
    // The annex finds the name of its style sheet there.
    let tags = format!("<link href=./{first} rel=stylesheet><meta name=later-styles content=./{later}>");
    kept.insert_str(place, &tags);
    fs::write(site.join("index.html"), kept)?;
    Ok(())
}

fn write_offline_worker(site: &Path, files: &[String]) -> Result<(), Box<dyn Error>> {
    let mut hash = Sha256::new();
    let mut urls = vec!["\"./\"".to_owned()];
    for file in files.iter().filter(|file| *file != "offline.js") {
        hash.update(file);
        hash.update(fs::read(site.join(file))?);
        if file != "index.html" {
            urls.push(format!("{file:?}"));
        }
    }
    let version: String = hash.finalize().iter().take(8).map(|byte| format!("{byte:02x}")).collect();
    let worker = include_str!("offline.js").replace("/* files */", &urls.join(", ")).replace("/* version */", &version);
    fs::write(site.join("offline.js"), worker)?;
    Ok(())
}

/// Fails when the first load of a built site is over its budget.
fn hold_budget(site: &Path) -> Result<(), Box<dyn Error>> {
    let mut files = Vec::new();
    list(site, site, &mut files)?;
    files.sort();
    let packed = weigh(site, &files)?;
    if packed > BUDGET {
        return Err(format!("the first load is {} bytes over its budget", packed - BUDGET).into());
    }
    Ok(())
}

/// Prints what the first load weighs: HTML, CSS, JavaScript and WebAssembly, after
/// brotli at its strongest, and beside it what is loaded later. Answers with the sum
/// of the first load.
fn weigh(site: &Path, files: &[String]) -> Result<usize, Box<dyn Error>> {
    let is_weighed = |file: &&String| {
        let is_program = [".html", ".css", ".js", ".wasm"].iter().any(|end| file.ends_with(end));
        is_program && *file != "offline.js"
    };
    let is_later = |file: &&String| {
        ["ascribe-worker", "ascribe-reader"].iter().any(|beside| file.starts_with(beside))
            || file.ends_with("-annex.wasm")
            || file.starts_with("later-")
    };
    let (later, first): (Vec<_>, Vec<_>) = files.iter().filter(is_weighed).partition(is_later);
    println!("first load, bytes (after brotli 11):");
    let (plain, packed) = weigh_all(site, &first)?;
    println!("{plain:>9} {packed:>8}  in all; the most allowed is {BUDGET}");
    println!("loaded later:");
    weigh_all(site, &later)?;
    Ok(packed)
}

/// Prints what some files weigh, before and after brotli, and answers with the sums.
fn weigh_all(site: &Path, files: &[&String]) -> Result<(usize, usize), Box<dyn Error>> {
    let (mut plain, mut packed) = (0, 0);
    for file in files {
        let bytes = fs::read(site.join(file))?;
        let mut writer = brotli::CompressorWriter::new(Vec::new(), 1 << 16, 11, 24);
        writer.write_all(&bytes)?;
        let small = writer.into_inner().len();
        println!("{:>9} {small:>8}  {file}", bytes.len());
        plain += bytes.len();
        packed += small;
    }
    Ok((plain, packed))
}
