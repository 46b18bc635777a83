//! Storage that is killed, full, damaged, or shared by windows.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::time::{SystemTime, UNIX_EPOCH};

use ascribe_browser_tests::{Page, Value, demanded, drive, json, own_article};

use crate::keeping::FILL;
use crate::size::LAPTOP;

pub const ARTICLE: &str = "urn:uuid:kept";
/// What is said when things came back from the second copy.
const CAME_BACK: &str = "document.querySelector('.report')?.innerText.includes('came back')";
const UNCOPIED: &str =
    "[...document.querySelectorAll('[role=alert]')].some((n) => n.innerText.includes('quick storage'))";
/// The article and its marks are there.
const DRAWN: &str = "document.querySelectorAll('article [data-block]').length === 30";

/// An annotation's label and note.
pub type Said = (String, String);
pub type Annotations = BTreeMap<String, Said>;

/// An article in which there is room for many marks.
pub fn article(id: &str) -> Value {
    let text = |number: usize| {
        format!(
            "Paragraph {number} tells what officials, witnesses, experts, neighbours and papers said about the mayor, \
             the bridge, the river and the money."
        )
    };
    let texts: Vec<String> = (0..30).map(text).collect();
    own_article(id, &texts.iter().map(String::as_str).collect::<Vec<_>>())
}

/// Where random choices begin; printed, so that they can be made again with
/// `ASCRIBE_SEED`.
pub fn seed() -> u64 {
    let now = || SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |now| u64::from(now.subsec_nanos()));
    let seed = std::env::var("ASCRIBE_SEED").ok().and_then(|seed| seed.parse().ok()).unwrap_or_else(now);
    println!("seed {seed}");
    seed
}

/// A number below another, the next of a row of random ones.
fn below(seed: &mut u64, limit: u64) -> u64 {
    *seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
    (*seed >> 33) % limit
}

pub async fn open(page: &Page, id: &str) {
    page.go(&format!("#/article/{id}")).await;
    page.until("the article is drawn", DRAWN).await;
    page.until_saved().await;
}

/// Loads the page that is open again, and waits until it has compared.
pub async fn reload(page: &Page) {
    page.driver().await.refresh().await.expect("the page reloads");
    page.until("the article is drawn", DRAWN).await;
    page.until_saved().await;
}

/// Begins to edit; one goes on meanwhile.
pub async fn begin(page: &Page, options: Value) {
    page.with_reader().await;
    page.script("window.reader.run(arguments[0]); return null", &[options]).await;
}

pub async fn until_done(page: &Page) {
    // As long as it goes on.
    let mut edits = json!(-1);
    while page.script("return window.reader.done", &[]).await != true {
        let goes_on = format!("window.reader.done || window.reader.log.length > {edits}");
        page.until("more is edited", &goes_on).await;
        edits = page.script("return window.reader.log.length", &[]).await;
    }
    assert_eq!(page.script("return window.reader.error", &[]).await, Value::Null);
}

/// What the window that is open has made, and what is gone of it.
pub async fn own(page: &Page) -> BTreeMap<String, Option<Said>> {
    let own = page.script("return window.reader.own", &[]).await;
    let own = own.as_object().cloned().unwrap_or_default();
    own.into_iter().map(|(id, now)| (id, (!now.is_null()).then(|| said(&now)))).collect()
}

fn said(annotation: &Value) -> Said {
    let text = |name: &str| annotation[name].as_str().unwrap_or_default().to_owned();
    (text("label"), text("note"))
}

/// What the open article's file holds.
pub async fn kept(page: &Page) -> Annotations {
    let (_, file) = page.export(None, "Annotations only").await;
    let file: Value = serde_json::from_str(&file).expect("JSON");
    let annotations = file["annotations"].as_array().cloned().unwrap_or_default();
    annotations.iter().map(|a| (a["id"].as_str().unwrap_or_default().to_owned(), said(a))).collect()
}

/// Waits until the list says that it has so many.
pub async fn until_counted(page: &Page, count: usize) {
    let counted = format!("document.querySelector('aside .count').textContent === '{count}'");
    page.until(&format!("there are {count}"), &counted).await;
}

/// Goes on with all that is there, as if the window had made it.
pub async fn adopt(page: &Page) {
    let all = kept(page).await.into_iter();
    let all = all.map(|(id, (label, note))| (id, json!({ "label": label, "note": note }))).collect();
    page.with_reader().await;
    page.script("window.reader.own = arguments[0]; window.reader.log = []", &[Value::Object(all)]).await;
}

#[track_caller]
pub fn check_own(own: &BTreeMap<String, Option<Said>>, kept: &Annotations) {
    let wrong: Vec<_> = own.iter().filter(|(id, now)| kept.get(*id) != now.as_ref()).collect();
    let is = |id: &String| kept.get(id);
    assert!(wrong.is_empty(), "{:#?}", wrong.iter().map(|(id, now)| (id, now, is(id))).collect::<Vec<_>>());
}

/// The number below which a share of them are.
pub fn share(numbers: &[f64], of_hundred: usize) -> f64 {
    let mut numbers = numbers.to_vec();
    numbers.sort_by(f64::total_cmp);
    let at = (numbers.len() * of_hundred / 100).min(numbers.len().saturating_sub(1));
    numbers.get(at).copied().unwrap_or_default()
}

pub async fn numbers(page: &Page, expression: &str) -> Vec<f64> {
    serde_json::from_value(page.script(&format!("return {expression}"), &[]).await).expect("numbers")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn row_02_three_windows_have_everything_and_show_the_same() {
    let count = demanded(20, 1_000, 1_000);
    drive("three-windows", LAPTOP, async move |page| {
        page.bring(&article(ARTICLE)).await;
        let driver = page.driver().await;
        let mut windows = vec![driver.window().await.expect("a window")];
        for _ in 1..3 {
            let window = driver.new_tab().await.expect("a window");
            driver.switch_to_window(window.clone()).await.expect("it can be seen");
            windows.push(window);
            open(&page, ARTICLE).await;
        }
        let seed = seed();
        for (part, window) in windows.iter().enumerate() {
            driver.switch_to_window(window.clone()).await.expect("it can be seen");
            let seed = seed + part as u64;
            begin(&page, json!({ "seed": seed, "count": count, "part": part, "parts": 3, "pauses": false })).await;
        }
        let (mut all, mut gone) = (BTreeMap::new(), 0);
        for window in &windows {
            driver.switch_to_window(window.clone()).await.expect("it can be seen");
            until_done(&page).await;
            page.until_saved().await;
            let own = own(&page).await;
            gone += own.values().filter(|now| now.is_none()).count();
            all.extend(own);
        }
        let ids: Vec<&String> = all.iter().filter(|(_, now)| now.is_some()).map(|(id, _)| id).collect();
        let mut found = Vec::new();
        for window in &windows {
            driver.switch_to_window(window.clone()).await.expect("it can be seen");
            let drawn = "[...document.querySelectorAll('article mark')].flatMap((m) => m.dataset.annotation.split(' '))";
            let mut ids: Vec<&str> = ids.iter().map(|id| id.as_str()).collect();
            ids.sort_unstable();
            let ids = json!(ids.join(","));
            page.until("all are shown", &format!("[...new Set({drawn})].sort().join() === {ids}")).await;
            found.push(kept(&page).await);
        }
        check_own(&all, &found[0]);
        assert!(found.iter().all(|kept| *kept == found[0]), "all windows have the same");
        println!(
            "demand 2: 3 windows of {count} operations: {} annotations and {gone} deletions in each, 0 lost, views equal",
            found[0].len()
        );
    })
    .await;
}

/// What a window had said to be saved, and what was edited since.
#[derive(Default)]
struct Shown {
    shown: usize,
    log: Vec<Value>,
    waits: Vec<f64>,
}

impl Shown {
    /// Asks the window.
    async fn poll(&mut self, page: &Page) {
        let script = "const r = window.reader, [logged, waited] = arguments;
            return [r.shown, r.log.slice(logged), r.waits.slice(waited), r.error]";
        let now = page.script(script, &[json!(self.log.len()), json!(self.waits.len())]).await;
        assert_eq!(now[3], Value::Null);
        self.shown = now[0].as_u64().unwrap_or(0) as usize;
        self.log.extend(now[1].as_array().cloned().unwrap_or_default());
        self.waits.extend(now[2].as_array().into_iter().flatten().filter_map(Value::as_f64));
    }

    /// What was said to be saved is there, or what was made of it later: notes count
    /// upwards. How many edits that are.
    #[track_caller]
    fn check(&self, kept: &Annotations) -> usize {
        let mut last: BTreeMap<&str, &Value> = BTreeMap::new();
        for entry in self.log.iter().take(self.shown) {
            last.insert(entry["id"].as_str().unwrap_or_default(), &entry["now"]);
        }
        let number = |note: &str| note.parse::<i64>().unwrap_or(-1);
        for (id, now) in last {
            match (now.is_null(), kept.get(id)) {
                (true, found) => assert_eq!(found, None, "{id} was deleted"),
                (false, Some((label, note))) => {
                    let (before, written) = said(now);
                    assert_eq!(*label, before, "{id}");
                    assert!(number(note) >= number(&written), "{id}: {note:?} is older than {written:?}");
                }
                // Deleted after that was asked.
                (false, None) => {
                    let behind = self.log.iter().skip(self.shown);
                    let mut later = behind.filter(|entry| entry["id"] == id && entry["now"].is_null());
                    assert!(later.next().is_some() || self.may_be_deleted(id), "{id} was shown as saved and is lost");
                }
            }
        }
        self.shown
    }

    /// Only every fourth is ever deleted, so that the others can be missed.
    fn may_be_deleted(&self, id: &str) -> bool {
        let made = self.log.iter().position(|entry| entry["id"] == id && entry["kind"] == "mark");
        made.is_some_and(|made| made % 4 == 0)
    }
}

/// What is edited until something happens to the browser.
fn until_then(seed: &mut u64) -> Value {
    let kinds = ["mark", "note", "note", "delete"];
    json!({ "seed": below(seed, 1 << 31), "count": 1_000_000, "kinds": kinds, "fourths": true })
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn row_04_a_killed_browser_loses_nothing_that_was_shown_as_saved() {
    let kills = demanded(2, 50, 500);
    drive("killed-often", LAPTOP, async move |page| {
        let mut seed = seed();
        let (mut saved, mut waits) = (0, Vec::new());
        for kill in 0..kills {
            let id = format!("{ARTICLE}-{}", kill / 10);
            if kill % 10 == 0 {
                page.bring(&article(&id)).await;
                page.until_saved().await;
            } else {
                open(&page, &id).await;
            }
            begin(&page, until_then(&mut seed)).await;
            let edits = 3 + below(&mut seed, 40) as usize;
            let mut shown = Shown::default();
            while shown.log.len() < edits {
                shown.poll(&page).await;
            }
            page.kill().await;
            open(&page, &id).await;
            saved += shown.check(&kept(&page).await);
            waits.extend(shown.waits);
        }
        println!(
            "demand 4: {kills} kills, {saved} edits shown as saved, 0 lost; \
             “Saving…” for {:.1} ms (p50), {:.1} ms (p99) of {}",
            share(&waits, 50),
            share(&waits, 99),
            waits.len()
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn row_05_a_crash_a_closed_tab_and_a_reload_lose_nothing() {
    let times = demanded(1, 30, 30);
    drive("crashed", LAPTOP, async move |page| {
        let mut seed = seed();
        let mut saved = 0;
        for time in 0..times {
            let id = format!("{ARTICLE}-{time}");
            page.bring(&article(&id)).await;
            page.until_saved().await;
            for way in ["reload", "close", "crash"] {
                begin(&page, until_then(&mut seed)).await;
                let edits = 3 + below(&mut seed, 20) as usize;
                let mut shown = Shown::default();
                let driver = page.driver().await;
                let doomed = driver.window().await.expect("a window");
                let refuge = driver.new_tab().await.expect("another window");
                driver.switch_to_window(doomed.clone()).await.expect("back");
                while shown.log.len() < edits {
                    shown.poll(&page).await;
                }
                if way == "reload" {
                    // In the very task in which it was written.
                    page.script("window.reader.stops = true", &[]).await;
                    page.until("nothing is edited", "window.reader.done").await;
                    shown.poll(&page).await;
                    page.script("document.querySelector('aside li:not(.is-active) .annotation-quote')?.click()", &[])
                        .await;
                    page.until("one is chosen", "document.querySelector('li.is-active textarea')").await;
                    let last = "const item = document.querySelector('li.is-active');
                        const field = item.querySelector('textarea');
                        field.value = '1000000'; field.dispatchEvent(new InputEvent('input', { bubbles: true }));
                        location.reload(); return item.dataset.annotation";
                    let last = page.script(last, &[]).await;
                    page.until("the page is another", "!window.reader").await;
                    page.until("the article is drawn", DRAWN).await;
                    page.until_saved().await;
                    let kept = kept(&page).await;
                    assert_eq!(kept.get(last.as_str().expect("an id")).map(|said| said.1.as_str()), Some("1000000"));
                    saved += shown.check(&kept);
                    driver.switch_to_window(refuge).await.expect("there");
                    driver.close_window().await.expect("it closes");
                    driver.switch_to_window(doomed).await.expect("back");
                    continue;
                }
                if way == "close" {
                    driver.close_window().await.expect("it closes");
                } else {
                    // What has crashed does not answer.
                    let crash = driver.cdp();
                    let crashed = tokio::spawn(async move { crash.send_raw("Page.crash", json!({})).await.is_ok() });
                    assert!(!crashed.await.unwrap_or(false), "it crashes");
                    driver.close_window().await.expect("it closes");
                }
                driver.switch_to_window(refuge).await.expect("there");
                open(&page, &id).await;
                saved += shown.check(&kept(&page).await);
            }
        }
        println!(
            "demand 5: {times} reloads in the task of an edit, {times} closed tabs, {times} crashes: \
             {saved} edits shown as saved, 0 lost"
        );
    })
    .await;
}

/// The files of local storage.
fn level(profile: &Path) -> std::path::PathBuf {
    profile.join("Local Storage/leveldb")
}

fn copy_folder(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder");
    for file in fs::read_dir(from).expect("a folder") {
        let file = file.expect("a file");
        fs::copy(file.path(), to.join(file.file_name())).expect("it is copied");
    }
}

/// The files of local storage whose names begin or end so, changed.
fn change(profile: &Path, name: &str, change: impl Fn(&mut Vec<u8>)) {
    let files = fs::read_dir(level(profile)).expect("local storage has a folder");
    let files = files.filter_map(|file| Some(file.ok()?.path()));
    let is_named = |path: &std::path::PathBuf| {
        path.file_name()
            .is_some_and(|file| file.to_string_lossy().starts_with(name) || file.to_string_lossy().ends_with(name))
    };
    let mut count = 0;
    for path in files.filter(is_named) {
        let mut bytes = fs::read(&path).expect("it can be read");
        change(&mut bytes);
        fs::write(&path, bytes).expect("it can be written");
        count += 1;
    }
    assert!(count > 0, "there is a file {name}");
}

const REMOVE_KEYS: &str = "const keys = Object.keys(localStorage).filter((_, nth) => nth % 2);
    keys.forEach((key) => localStorage.removeItem(key))";

const DAMAGE_VALUES: &str = "Object.entries(localStorage)
    .filter(([key], nth) => key.startsWith('ascribe/1/') && nth % 2)
    .forEach(([key, value]) => localStorage.setItem(key, value.replace('schema', 'schemb')))";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn row_09_what_is_damaged_beneath_the_app_comes_back_and_is_told() {
    drive("damaged", LAPTOP, async |page| {
        page.bring(&article(ARTICLE)).await;
        page.until_saved().await;
        let old = page.folder().join("old");
        // So that there is an older copy of the folder.
        page.restart_with(|profile| copy_folder(&level(profile), &old)).await;
        let ways = [
            "folder removed",
            "MANIFEST truncated",
            "CURRENT emptied",
            "log truncated",
            "log with flipped bits",
            "older folder put back",
            "keys removed",
            "values damaged",
        ];
        let mut told = 0;
        for (nth, way) in ways.into_iter().enumerate() {
            open(&page, ARTICLE).await;
            begin(&page, json!({ "seed": seed() + nth as u64, "count": 12 })).await;
            until_done(&page).await;
            page.until_saved().await;
            let (own, before) = (own(&page).await, kept(&page).await);
            check_own(&own, &before);
            let damage = |profile: &Path| {
                let folder = level(profile);
                match way {
                    "folder removed" => fs::remove_dir_all(folder).expect("it goes"),
                    "MANIFEST truncated" => change(profile, "MANIFEST", |bytes| bytes.truncate(bytes.len() / 2)),
                    "CURRENT emptied" => change(profile, "CURRENT", Vec::clear),
                    "log truncated" => change(profile, ".log", |bytes| bytes.truncate(bytes.len() / 3)),
                    "log with flipped bits" => change(profile, ".log", |bytes| {
                        bytes.iter_mut().skip(40).step_by(97).for_each(|byte| *byte ^= 0x10);
                    }),
                    "older folder put back" => {
                        fs::remove_dir_all(&folder).expect("it goes");
                        copy_folder(&old, &folder);
                    }
                    _ => {}
                }
            };
            page.driver().await.goto(page.bare()).await.expect("a page without the app");
            match way {
                "keys removed" => page.script(REMOVE_KEYS, &[]).await,
                "values damaged" => page.script(DAMAGE_VALUES, &[]).await,
                _ => Value::Null,
            };
            page.restart_with(damage).await;
            page.until(&format!("{way}: it is told"), CAME_BACK).await;
            told += 1;
            open(&page, ARTICLE).await;
            assert_eq!(kept(&page).await, before, "{way}");
        }
        let count = ways.len();
        println!("demand 9: {count} ways to damage local storage: everything came back, told {told} of {count}");
    })
    .await;
}

/// Notes when it is first said that the second copy is missing.
const WATCH_NOTICE: &str = "window.missed = null;
    new MutationObserver(() => {
        const notices = [...document.querySelectorAll('[role=alert]')];
        if (notices.some((notice) => notice.innerText.includes('quick storage'))) window.missed ??= Date.now();
    }).observe(document.body, { childList: true, subtree: true, characterData: true });";

/// Does something to the database in a window without the app; answers when that began.
async fn beside(page: &Page, script: &str) -> f64 {
    let driver = page.driver().await;
    let first = driver.window().await.expect("a window");
    let second = driver.new_tab().await.expect("another window");
    driver.switch_to_window(second).await.expect("there");
    driver.goto(page.bare()).await.expect("a page without the app");
    let script = format!("const [done] = arguments; const begun = Date.now(); {script}");
    let begun = driver.execute_async(script, vec![]).await.expect("it is done");
    driver.close_window().await.expect("it closes");
    driver.switch_to_window(first).await.expect("back");
    begun.json().as_f64().unwrap_or_default()
}

/// The window has no database while that is asked for.
const REFUSE: &str = "const { get } = Object.getOwnPropertyDescriptor(window, 'indexedDB');
    Object.defineProperty(window, 'indexedDB', { get() {
        if (sessionStorage.getItem('refuse')) throw new DOMException('no', 'SecurityError');
        return get.call(window);
    } });";

/// Writes into the database without end: who writes into it, too, waits.
const HOLD: &str = "indexedDB.open('ascribe').onsuccess = ({ target: { result } }) => {
        const store = result.transaction('records', 'readwrite').objectStore('records');
        const again = () => { store.get('x').onsuccess = again; window.isHeld = true; };
        again();
    }";

const DELETE: &str = "const request = indexedDB.deleteDatabase('ascribe');
    request.onsuccess = () => done(begun); request.onerror = () => done(null); request.onblocked = () => done(null);";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn row_10_without_its_second_copy_the_app_says_so_and_goes_on() {
    drive("uncopied", LAPTOP, async |page| {
        page.bring(&article(ARTICLE)).await;
        page.until_saved().await;
        // It is refused when the page opens, until that is taken back.
        page.with_script(REFUSE).await;
        let mut slowest = 0.0_f64;
        let mut work = BTreeMap::new();
        let ways = ["deleted elsewhere", "changed elsewhere", "taken away by the browser", "held elsewhere", "refused"];
        for (nth, way) in ways.into_iter().enumerate() {
            open(&page, ARTICLE).await;
            page.script(WATCH_NOTICE, &[]).await;
            let begun = match way {
                "deleted elsewhere" => beside(&page, DELETE).await,
                "changed elsewhere" => {
                    let change = "const request = indexedDB.open('ascribe', 2);
                        request.onsuccess = () => done(begun); request.onerror = () => done(null);";
                    beside(&page, change).await
                }
                "taken away by the browser" => {
                    let begun = page.script("return [Date.now(), location.origin]", &[]).await;
                    let database = json!({ "origin": begun[1], "storageTypes": "indexeddb" });
                    page.cdp("Storage.clearDataForOrigin", database).await;
                    begun[0].as_f64().unwrap_or_default()
                }
                "held elsewhere" => {
                    // It answers no more. That is told after ten seconds, not at once: it may
                    // only be slow.
                    let driver = page.driver().await;
                    let first = driver.window().await.expect("a window");
                    let holder = driver.new_tab().await.expect("another window");
                    driver.switch_to_window(holder).await.expect("there");
                    driver.goto(page.bare()).await.expect("a page without the app");
                    page.script(HOLD, &[]).await;
                    page.until("it is held", "window.isHeld").await;
                    driver.switch_to_window(first).await.expect("back");
                    begin(&page, json!({ "seed": 99, "count": 1, "kinds": ["mark"], "pauses": false })).await;
                    until_done(&page).await;
                    work.extend(own(&page).await);
                    0.0
                }
                _ => {
                    page.script("sessionStorage.setItem('refuse', 1)", &[]).await;
                    page.driver().await.refresh().await.expect("the page reloads");
                    0.0
                }
            };
            page.until(&format!("{way}: it is told"), UNCOPIED).await;
            if begun > 0.0 {
                let missed = page.script("return window.missed", &[]).await.as_f64().expect("a time");
                slowest = slowest.max(missed - begun);
            }
            page.until_saved_for_now().await;
            if nth == 0 {
                page.check_accessibility("reading, without a second copy").await;
            }
            // Work goes on. What hinders is taken away only then.
            page.until("the article is drawn", DRAWN).await;
            let options = json!({ "seed": nth, "count": 6, "kinds": ["mark", "note"], "pauses": false });
            begin(&page, options).await;
            until_done(&page).await;
            work.extend(own(&page).await);
            check_own(&work, &kept(&page).await);
            match way {
                "held elsewhere" => {
                    page.until("it is still told", UNCOPIED).await;
                    let driver = page.driver().await;
                    let first = driver.window().await.expect("a window");
                    let windows = driver.windows().await.expect("windows");
                    let holder = windows.into_iter().find(|window| *window != first).expect("the other window");
                    driver.switch_to_window(holder).await.expect("there");
                    driver.close_window().await.expect("it closes");
                    driver.switch_to_window(first).await.expect("back");
                    // It needs no edit to be taken again.
                    page.until_saved().await;
                }
                "changed elsewhere" => {
                    page.until("it is still told", UNCOPIED).await;
                    beside(&page, DELETE).await;
                }
                "refused" => {
                    page.until("it is still told", UNCOPIED).await;
                    // Nothing is lost where it stays so.
                    page.driver().await.refresh().await.expect("the page reloads");
                    page.until("the article is drawn", DRAWN).await;
                    page.until("it is told", UNCOPIED).await;
                    check_own(&work, &kept(&page).await);
                    page.script("sessionStorage.removeItem('refuse')", &[]).await;
                }
                _ => {}
            }
            // With the next edits all is brought to it again, and the notice goes.
            begin(&page, json!({ "seed": nth + 10, "count": 2, "kinds": ["mark"], "pauses": false })).await;
            until_done(&page).await;
            page.until_saved().await;
            page.until("nothing is told any more", &format!("!{UNCOPIED}")).await;
            work.extend(own(&page).await);
            reload(&page).await;
            check_own(&work, &kept(&page).await);
            // All of it is in the copy.
            page.driver().await.goto(page.bare()).await.expect("a page without the app");
            page.script("localStorage.clear()", &[]).await;
            open(&page, ARTICLE).await;
            check_own(&work, &kept(&page).await);
        }
        let (ways, count) = (ways.join(", "), work.len());
        println!("demand 10: database {ways}: told after at most {slowest:.0} ms, {count} edits meanwhile, 0 lost");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn row_11_a_storage_filled_to_its_last_unit_loses_nothing() {
    let count = demanded(15, 200, 500);
    drive("filled", LAPTOP, async move |page| {
        page.bring(&article(ARTICLE)).await;
        page.until_saved().await;
        let driver = page.driver().await;
        let first = driver.window().await.expect("a window");
        let second = driver.new_tab().await.expect("another window");
        driver.switch_to_window(second.clone()).await.expect("there");
        open(&page, ARTICLE).await;
        page.script(FILL, &[]).await;
        let used = "return Object.entries(localStorage).flat().reduce((sum, text) => sum + text.length, 0)";
        assert_eq!(page.script(used, &[]).await, 5_242_880);
        begin(&page, json!({ "seed": seed(), "count": count })).await;
        until_done(&page).await;
        page.until_saved().await;
        let mut work = own(&page).await;
        check_own(&work, &kept(&page).await);
        // The other window hears of what only the database has.
        driver.switch_to_window(first).await.expect("back");
        let alive = work.values().flatten().count();
        until_counted(&page, alive).await;
        check_own(&work, &kept(&page).await);
        begin(&page, json!({ "seed": 1, "count": 3, "kinds": ["mark"] })).await;
        until_done(&page).await;
        page.until_saved().await;
        work.extend(own(&page).await);
        reload(&page).await;
        check_own(&work, &kept(&page).await);
        page.restart().await;
        open(&page, ARTICLE).await;
        check_own(&work, &kept(&page).await);
        println!(
            "demand 11: 5,242,880 units filled, then {count} operations: 0 lost, also in another window and after \
             a restart; export succeeds"
        );
    })
    .await;
}

/// Puts a record beneath the app, whole and with its checksum, in a window without it.
const PUT: &str = "const [find, change, done] = arguments;
    const isIt = ([key, value]) => key.includes('/annotation/') && value.includes(find);
    const [key, value] = Object.entries(localStorage).find(isIt);
    const record = JSON.parse(value.slice(9));
    const now = new Function('record', change)(record);
    const json = JSON.stringify(now.record);
    crypto.subtle.digest('SHA-256', new TextEncoder().encode(json)).then((hash) => {
        const sum = [...new Uint8Array(hash)].slice(0, 4).map((byte) => byte.toString(16).padStart(2, '0')).join('');
        const to = now.key ? key.replace(/[^/]*$/, now.key) : key;
        localStorage.setItem(to, `${sum} ${json}`);
        done([to, `${sum} ${json}`]);
    });";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn row_13_what_a_later_version_wrote_is_kept_byte_for_byte() {
    drive("later", LAPTOP, async |page| {
        page.bring(&article(ARTICLE)).await;
        for (words, label) in [("officials", "Source"), ("the mayor", "Claim")] {
            page.mark(words, label).await;
        }
        page.until_saved().await;
        let put = async |find: &str, change: &str| {
            let driver = page.driver().await;
            let first = driver.window().await.expect("a window");
            let second = driver.new_tab().await.expect("another window");
            driver.switch_to_window(second).await.expect("there");
            driver.goto(page.bare()).await.expect("a page without the app");
            let put = driver.execute_async(PUT, vec![json!(find), json!(change)]).await.expect("it is put");
            driver.close_window().await.expect("it closes");
            driver.switch_to_window(first).await.expect("back");
            let put: (String, String) = serde_json::from_value(put.json().clone()).expect("a pair");
            put
        };
        // A version from another window, of a schema that is not known here.
        let later =
            "record.schema = 2; record.past = []; record.annotation.newly = [1]; return { record, key: '9.later' }";
        let later = put("officials", later).await;
        let asks = "[...document.querySelectorAll('[role=alert]')].some((n) => n.innerText.includes('newer Ascribe'))";
        page.until("it is asked to load the page again", asks).await;
        page.check_accessibility("reading, with a later record").await;
        // One of this schema, with fields that are not known here.
        let unknown = "record.hereafter = 'x'; record.annotation.future = { kept: true };
            return { record, key: '9.other' }";
        let unknown = put("the mayor", unknown).await;
        page.press("aside", "officials").await;
        page.fill("aside textarea", "an edit of mine").await;
        page.until_saved().await;
        reload(&page).await;
        page.until("it is still asked", asks).await;
        for _ in 0..2 {
            let stored = page.stored().await;
            for (key, value) in [&later, &unknown] {
                assert_eq!(stored[key], json!(value), "as it was, byte for byte");
            }
            // From the second copy, too.
            page.driver().await.goto(page.bare()).await.expect("a page without the app");
            page.script("localStorage.clear()", &[]).await;
            open(&page, ARTICLE).await;
        }
        let (_, file) = page.export(None, "Annotations only").await;
        assert!(file.contains("\"future\"") && file.contains("an edit of mine"), "{file}");
        // Also where it is edited here.
        page.press("aside", "the mayor").await;
        page.fill("aside textarea", "mine").await;
        page.until_saved().await;
        let (_, file) = page.export(None, "Annotations only").await;
        assert!(file.contains("\"future\"") && file.contains("mine"), "{file}");
        println!(
            "demand 13: a record of a later schema and one with unknown fields kept byte for byte in both copies, \
             also after edits; asked to load again"
        );
    })
    .await;
}
