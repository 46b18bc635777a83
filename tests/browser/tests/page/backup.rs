//! The ways out: a backup of everything, its return, the reminder, and the end of all
//! that is kept here.

use ascribe_browser_tests::{Page, Value, drive, json, own_article};
use thirtyfour::prelude::*;

use crate::keeping::FILL;
use crate::size::{LAPTOP, PHONE, PROJECTOR};

const TABLOID: &str = "ASLEEP AT THE WHEEL";

/// Opens the dialog with what is kept.
async fn open_storage(page: &Page) {
    page.press_in_bar("Storage").await;
    page.until("what is kept is shown", "document.querySelector('dialog[open] .storage dl')").await;
}

async fn close(page: &Page) {
    page.press("dialog", "Close").await;
    page.until("the dialog is gone", "!document.querySelector('dialog')").await;
}

/// Saves a backup and answers with the file's name and what it holds.
async fn back_up(page: &Page) -> (String, String) {
    open_storage(page).await;
    page.press("dialog .storage", "Save a backup").await;
    let file = page.downloaded().await;
    page.until(
        "it is said",
        "document.querySelector('dialog .storage')?.innerText.includes('Saved as ascribe-backup-')",
    )
    .await;
    close(page).await;
    file
}

/// The records of a backup, without the time at which it was saved.
fn records(backup: &str) -> Value {
    let file: Value = serde_json::from_str(backup).expect("JSON");
    assert_eq!(file["format"], "ascribe-backup");
    file["records"].clone()
}

async fn restore(page: &Page, backup: &str, told: &str) {
    page.import(&[("backup.json", backup)]).await;
    let told = format!("document.querySelector('.report')?.innerText.includes({})", json!(told));
    page.until("what came of it is told", &told).await;
}

/// Opens a second window on the same address; answers with the first and the second.
async fn second_window(page: &Page) -> (WindowHandle, WindowHandle) {
    let driver = page.driver().await;
    let first = driver.window().await.expect("a window");
    let address = driver.current_url().await.expect("an address");
    let second = driver.new_tab().await.expect("a second window");
    driver.switch_to_window(second.clone()).await.expect("it can be seen");
    driver.goto(address.as_str()).await.expect("it opens");
    page.until("the article is open", "document.querySelector('article [data-block]')").await;
    (first, second)
}

async fn to(page: &Page, window: &WindowHandle) {
    page.driver().await.switch_to_window(window.clone()).await.expect("the window is there");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_backup_brings_everything_back_and_the_next_one_is_the_same() {
    drive("backup", LAPTOP, async |page| {
        page.bring(&own_article("urn:uuid:own", &["My own article", "Somebody said something."])).await;
        page.mark("Somebody", "Source").await;
        page.mark("said something", "Claim").await;
        page.fill("aside textarea", "what?").await;
        page.go("").await;
        page.open_article(TABLOID).await;
        page.mark("Radio Sorra", "Entity").await;
        page.mark("😡", "Claim").await;
        page.press("aside", "Delete").await;
        page.until_count(1).await;
        page.until_saved().await;
        let before = (page.marks().await, page.listed().await);
        let (name, backup) = back_up(&page).await;
        let day = page.script("return new Date().toISOString().slice(0, 10)", &[]).await;
        assert_eq!(name, format!("ascribe-backup-{}.json", day.as_str().expect("a day")));
        assert!(!backup.contains("ascribe/device/"));

        page.until_saved().await;
        page.wipe().await;
        assert_eq!(page.stored().await, json!({}));
        page.until("the stories are there", "document.querySelectorAll('.card').length === 6").await;
        restore(&page, &backup, "4 things came back. One thing was here already.").await;
        page.check_accessibility("library, a backup restored").await;
        page.press(".notice", "OK").await;
        page.open_article(TABLOID).await;
        page.until_count(1).await;
        page.until_saved().await;
        assert_eq!((page.marks().await, page.listed().await), before);
        let (_, again) = back_up(&page).await;
        assert_eq!(records(&again), records(&backup), "the next backup is the same");
        // Restored once more it adds nothing.
        restore(&page, &backup, "5 things were here already.").await;
        assert_eq!(page.annotation_count().await, 1);
        page.press(".notice", "OK").await;
        // It is one step to undo, also after the page is opened again.
        page.driver().await.refresh().await.expect("the page reloads");
        page.until_count(1).await;
        page.press("header.bar", "Undo").await;
        page.until_count(0).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_here_outlives_a_backup_and_what_is_gone_comes_back() {
    drive("restore", LAPTOP, async |page| {
        page.open_article(TABLOID).await;
        page.mark("Radio Sorra", "Source").await;
        page.mark("😡", "Claim").await;
        page.until_saved().await;
        let (_, backup) = back_up(&page).await;
        // One is deleted, the other gets a note.
        page.press("aside", "Delete").await;
        page.until_count(1).await;
        page.press("aside", "Radio Sorra").await;
        page.fill("aside textarea", "newer").await;
        page.until_saved().await;
        restore(&page, &backup, "One thing came back.").await;
        page.until_count(2).await;
        let notes = "return [...document.querySelectorAll('.annotation-note')].map((note) => note.textContent)";
        page.press(".notice", "OK").await;
        let field = "return document.querySelector('aside textarea')?.value ?? document.querySelector('.annotation-note')?.textContent";
        assert_eq!(page.script(field, &[]).await, "newer", "{}", page.script(notes, &[]).await);
        page.press("header.bar", "Undo").await;
        page.until_count(1).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_backup_can_be_saved_while_storage_is_full_and_while_it_is_blocked() {
    drive("backup-full", LAPTOP, async |page| {
        page.without_database().await;
        page.open_article(TABLOID).await;
        page.script(&format!("localStorage.removeItem('ascribe/reserve'); {FILL}"), &[]).await;
        page.mark("Radio Sorra", "Source").await;
        page.until("it is told", "document.querySelector('[role=status]').textContent.startsWith('Not saved')").await;
        // What tells of it leads to the way out.
        page.press(".notice", "Storage").await;
        page.press("dialog .storage", "Save a backup").await;
        let (_, backup) = page.downloaded().await;
        assert!(backup.contains("Radio Sorra"), "what is not stored is in it");
        assert_eq!(records(&backup).as_array().map(Vec::len), Some(2), "the mark and its article");
        close(&page).await;
        page.script("localStorage.clear()", &[]).await;
        let block = "for (const name of ['localStorage', 'sessionStorage'])
            Object.defineProperty(window, name, { get() { throw new DOMException('no', 'SecurityError'); } })";
        let driver = page.driver().await;
        let source = json!({ "source": block });
        driver.cdp().send_raw("Page.addScriptToEvaluateOnNewDocument", source).await.expect("a script");
        driver.refresh().await.expect("the page reloads");
        page.until("it is blocked", "document.querySelector('[role=status]')?.textContent.includes('blocks storage')")
            .await;
        restore(&page, &backup, "One thing came back.").await;
        page.press(".notice:not(.is-wrong)", "OK").await;
        page.until_count(1).await;
        let (_, again) = back_up(&page).await;
        assert_eq!(records(&again), records(&backup));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_cannot_be_read_is_in_the_backup_as_it_is() {
    drive("backup-damaged", LAPTOP, async |page| {
        page.open_article(TABLOID).await;
        page.mark("Radio Sorra", "Source").await;
        page.until_saved().await;
        let odd = json!({
            "ascribe/1/annotation/urn:uuid:odd/1.q": "12345678 {\"damaged\": ",
            "ascribe/9/later": "of a later version",
            "ascribe/preference/snap": "sentence",
        });
        page.script("Object.assign(localStorage, arguments[0])", std::slice::from_ref(&odd)).await;
        page.driver().await.refresh().await.expect("the page reloads");
        page.until_count(1).await;
        page.until_saved().await;
        let (_, backup) = back_up(&page).await;
        page.wipe().await;
        restore(&page, &backup, "One thing in the backup cannot be read.").await;
        page.until_saved().await;
        let stored = page.stored().await;
        for (key, value) in odd.as_object().expect("an object") {
            assert_eq!(&stored[key], value, "{key}");
        }
        let (_, again) = back_up(&page).await;
        assert_eq!(records(&again), records(&backup));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn finishing_removes_everything_of_ours_and_nothing_else_in_all_windows() {
    drive("finish", LAPTOP, async |page| {
        page.script("localStorage.setItem('another/app', 'its own'); sessionStorage.setItem('another', 'too')", &[])
            .await;
        page.open_article(TABLOID).await;
        page.mark("Radio Sorra", "Source").await;
        page.fill("aside textarea", "my private note").await;
        page.until_saved().await;
        let (first, second) = second_window(&page).await;
        page.until_count(1).await;
        page.mark("😡", "Claim").await;
        // Typed a moment before the end, in the other window, which would ask before it is left.
        page.fill("aside textarea", "typed in the other window").await;
        page.script("addEventListener('beforeunload', (event) => event.preventDefault())", &[]).await;
        to(&page, &first).await;
        page.until_count(2).await;
        open_storage(&page).await;
        page.press("dialog .storage", "Finish and remove from this computer").await;
        page.check_accessibility("finish, explained").await;
        let has = |name: &str| {
            format!("[...document.querySelectorAll('dialog button')].some((b) => b.innerText.startsWith('{name}'))")
        };
        assert_eq!(
            page.script(&format!("return {}", has("Remove everything")), &[]).await,
            false,
            "not before the backup"
        );
        page.press("dialog .storage", "Save a backup").await;
        let (name, backup) = page.downloaded().await;
        assert!(backup.contains("typed in the other window"), "{name}");
        page.press("dialog .storage", "Remove everything").await;
        page.check_accessibility("finish, asked once more").await;
        let question = page.script("return document.querySelector('dialog .storage').innerText", &[]).await;
        assert!(question.as_str().is_some_and(|words| words.contains("Marks: 2. Your own articles: 0.")), "{question}");
        page.press("dialog .storage", "Yes, remove everything").await;
        page.until_start().await;
        assert_eq!(
            page.left().await,
            json!({ "local": ["another/app"], "session": ["another"], "databases": {}, "hash": "" })
        );
        to(&page, &second).await;
        page.until_start().await;
        assert_eq!(page.left().await, json!({ "local": ["another/app"], "session": [], "databases": {}, "hash": "" }));
        // Both windows go on as new ones, and know of one another.
        page.open_article(TABLOID).await;
        page.until_count(0).await;
        page.mark("Radio Sorra", "Claim").await;
        page.until_saved().await;
        to(&page, &first).await;
        page.open_article(TABLOID).await;
        page.until_count(1).await;
        // What was saved brings it back.
        restore(&page, &backup, "came back.").await;
        page.until_count(3).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn finishing_without_a_backup_and_without_a_database_leaves_nothing() {
    drive("finish-blocked", LAPTOP, async |page| {
        page.without_database().await;
        page.open_article(TABLOID).await;
        page.mark("Radio Sorra", "Source").await;
        page.until_saved_for_now().await;
        open_storage(&page).await;
        page.press("dialog .storage", "Finish and remove from this computer").await;
        page.press("dialog .storage", "I do not want a backup").await;
        page.press("dialog .storage", "Remove everything").await;
        page.press("dialog .storage", "Yes, remove everything").await;
        page.until_start().await;
        let kept = "return [...Object.keys(localStorage), ...Object.keys(sessionStorage)]
            .filter((key) => key !== 'ascribe/reserve')";
        assert_eq!(page.script(kept, &[]).await, json!([]));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_removal_that_was_interrupted_is_finished_when_the_app_is_next_opened() {
    drive("finish-later", LAPTOP, async |page| {
        page.open_article(TABLOID).await;
        page.mark("Radio Sorra", "Source").await;
        page.until_saved().await;
        // As it is when the browser is closed between the storage and the database.
        page.script(
            "for (const key of Object.keys(localStorage)) localStorage.removeItem(key);
            localStorage.setItem('ascribe/removing', '1');",
            &[],
        )
        .await;
        page.driver().await.refresh().await.expect("the page reloads");
        page.until("it is over", "localStorage.getItem('ascribe/removing') === null").await;
        page.until_start().await;
        page.open_article(TABLOID).await;
        page.until_saved().await;
        page.until_count(0).await;
    })
    .await;
}

/// An article and so many marks in it, as a file to import, changed at a time.
fn marked(count: usize, at: &str) -> String {
    let words = "word ".repeat(count);
    let text = words.trim();
    let article = own_article("urn:uuid:many", &["Many words", text]);
    let mark = |number: usize| {
        let start = "Many words\n".len() + number * 5;
        json!({ "id": format!("urn:uuid:many-{number}"), "article": "urn:uuid:many", "label": "claim",
            "target": [{ "start": start, "end": start + 4, "exact": "word", "prefix": "", "suffix": "" }],
            "note": "", "created": at, "modified": at })
    };
    let annotations: Vec<Value> = (0..count).map(mark).collect();
    json!({ "format": "ascribe-annotations", "version": 1, "annotations": annotations,
        "articles": [{ "id": "urn:uuid:many", "article": article }] })
    .to_string()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_backup_is_reminded_of_when_much_has_changed() {
    drive("reminder", LAPTOP, async |page| {
        let reminder = "document.querySelector('.reminder')";
        let none = format!("!{reminder}");
        let today = page.script("return new Date().toISOString()", &[]).await;
        let today = today.as_str().expect("a time").to_owned();
        page.import(&[("49.json", &marked(49, &today))]).await;
        page.until("they are here", "document.querySelector('.report')").await;
        page.press(".notice", "OK").await;
        page.until("49 are not much", &none).await;
        // While one marks nothing comes that would move the text; afterwards it does.
        page.open_article(TABLOID).await;
        page.mark("Radio Sorra", "Source").await;
        assert_eq!(page.script(&format!("return {none}"), &[]).await, true);
        let focus = "document.activeElement?.matches('main')";
        page.press("header.bar", "Ascribe").await;
        page.until("it comes", &format!("{reminder}?.innerText.includes('50 things have changed')")).await;
        page.until("the focus is where it was to be", focus).await;
        for size in [LAPTOP.0] {
            page.look("reminder", size).await;
        }
        page.press(".reminder", "Later").await;
        page.until("it goes", &none).await;
        page.driver().await.refresh().await.expect("the page reloads");
        page.until("the stories are there", "document.querySelectorAll('.card').length === 7").await;
        page.until_saved().await;
        assert_eq!(page.script(&format!("return {none}"), &[]).await, true);
        // A day later.
        page.script("localStorage.setItem('ascribe/device/later', '2020-01-01T00:00:00.000Z 50')", &[]).await;
        page.driver().await.refresh().await.expect("the page reloads");
        page.until("it comes again", reminder).await;
        page.press(".reminder", "Save a backup").await;
        page.downloaded().await;
        page.until("it goes", &none).await;
        open_storage(&page).await;
        let facts = page.script("return document.querySelector('dialog dl').innerText", &[]).await;
        assert!(facts.as_str().is_some_and(|facts| facts.contains("0 things")), "{facts}");
        close(&page).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_browser_is_asked_once_to_keep_what_is_stored() {
    drive("persistence", LAPTOP, async |page| {
        let asked = "localStorage.getItem('ascribe/device/persistence')";
        open_storage(&page).await;
        let fact = "document.querySelector('dialog dl').innerText";
        page.until("it was not asked", &format!("{fact}.includes('It has not been asked yet')")).await;
        close(&page).await;
        page.open_article(TABLOID).await;
        page.mark("Radio Sorra", "Source").await;
        page.until("it has answered", asked).await;
        open_storage(&page).await;
        page.until("the answer is shown", &format!("/It promises|It may clear/.test({fact})")).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_large_backup_is_saved_and_restored_while_the_page_answers() {
    drive("backup-large", LAPTOP, async |page| {
        page.import(&[("many.json", &marked(4_000, "2026-01-01T00:00:00.000Z"))]).await;
        page.until("they are here", "document.querySelector('.report')?.innerText.includes('4000 annotations')").await;
        page.press(".notice", "OK").await;
        page.until_saved().await;
        // The longest time for which the page answers nobody.
        page.script(
            "window.longest = 0; new PerformanceObserver((list) => {
                for (const entry of list.getEntries()) window.longest = Math.max(window.longest, entry.duration);
             }).observe({ type: 'longtask' })",
            &[],
        )
        .await;
        let (_, backup) = back_up(&page).await;
        let saving = page.script("const longest = window.longest; window.longest = 0; return longest", &[]).await;
        assert_eq!(records(&backup).as_array().map(Vec::len), Some(4_001));
        page.wipe().await;
        page.script(
            "window.longest = 0; new PerformanceObserver((list) => {
                for (const entry of list.getEntries()) window.longest = Math.max(window.longest, entry.duration);
             }).observe({ type: 'longtask' })",
            &[],
        )
        .await;
        restore(&page, &backup, "4001 things came back.").await;
        let restoring = page.script("return window.longest", &[]).await;
        page.until_saved().await;
        println!(
            "backup of 4,001 records ({} bytes): the page was busy for at most {saving} ms while it was saved, {restoring} ms while it was restored",
            backup.len()
        );
    })
    .await;
}

/// All names under which something is kept, by where that is.
const NAMES: &str = "const done = arguments[0];
    const records = (name) => new Promise((resolve) => {
        const request = indexedDB.open(name);
        request.onsuccess = () => {
            const database = request.result;
            const stores = [...database.objectStoreNames];
            const keys = database.transaction(stores).objectStore(stores[0]).getAllKeys();
            keys.onsuccess = () => { database.close(); resolve([database.version, stores, keys.result]); };
        };
    });
    (async () => {
        const databases = {};
        for (const { name } of await indexedDB.databases()) databases[name] = await records(name);
        done({ local: Object.keys(localStorage), session: Object.keys(sessionStorage), databases,
            caches: await caches.keys() });
    })();";

/// The shapes of names that `docs/keeping.md` lists for a place.
fn documented(place: &str) -> Vec<String> {
    let page = include_str!("../../../../docs/keeping.md");
    let rows = page.lines().filter_map(|line| line.strip_prefix("| "));
    let rows = rows.filter(|row| row.split(" | ").next().is_some_and(|places| places.contains(place)));
    rows.filter_map(|row| Some(row.split(" | ").nth(1)?.trim().strip_prefix('`')?.strip_suffix('`')?.to_owned()))
        .collect()
}

/// Whether a name has a shape: `<key>` and `<address>` may have slashes, others not.
fn has_shape(name: &str, shape: &str) -> bool {
    let Some((before, rest)) = shape.split_once('<') else { return name == shape };
    let (placeholder, after) = rest.split_once('>').expect("a closed placeholder");
    let Some(name) = name.strip_prefix(before) else { return false };
    let may_have_slashes = ["key", "address"].contains(&placeholder);
    let ends = (1..=name.len()).filter(|end| name.is_char_boundary(*end));
    ends.take_while(|end| may_have_slashes || !name[..*end].contains('/')).any(|end| has_shape(&name[end..], after))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_name_is_one_of_those_that_are_documented() {
    drive("names", LAPTOP, async |page| {
        page.script("navigator.serviceWorker.ready.then(() => { window.isKept = true; })", &[]).await;
        page.until("the app is kept for offline use", "window.isKept").await;
        page.open_article(TABLOID).await;
        page.mark("Radio Sorra", "Source").await;
        page.mark("😡", "Claim").await;
        // A connection, a key, a setting.
        page.keys("l").await;
        page.until("who says it is asked", "document.activeElement?.closest('.link-panel')").await;
        page.keys("1").await;
        page.until(
            "they are joined",
            "localStorage.length > 0 && Object.keys(localStorage).some((key) => key.includes('/relation/'))",
        )
        .await;
        page.keys(crate::key(Key::Escape)).await;
        page.press_in_bar("Keys").await;
        page.until("the keys are listed", "document.querySelector('dialog .shortcuts input.key')").await;
        page.fill("dialog .shortcuts input.key", "j").await;
        page.keys(crate::key(Key::Tab)).await;
        close(&page).await;
        page.until_saved().await;
        back_up(&page).await;
        page.script("localStorage.setItem('ascribe/damaged/ascribe/1/annotation/urn:x/1.a', 'set aside')", &[]).await;
        page.driver().await.refresh().await.expect("the page reloads");
        page.until_count(2).await;
        page.until_saved().await;
        let names = page.driver().await.execute_async(NAMES, vec![]).await.expect("the names").json().clone();
        let list = |value: &Value| -> Vec<String> { serde_json::from_value(value.clone()).expect("a list of names") };
        let mut seen = Vec::new();
        for (place, here) in [
            ("local storage", list(&names["local"])),
            ("session storage", list(&names["session"])),
            ("databases", names["databases"].as_object().expect("databases").keys().cloned().collect()),
            ("caches", list(&names["caches"])),
            // The database's keys are those of records.
            ("local storage", list(&names["databases"]["ascribe"][2])),
        ] {
            let shapes = documented(place);
            assert!(!shapes.is_empty(), "{place} has rows");
            assert!(!here.is_empty(), "{place} has something");
            for name in here {
                let shape = shapes.iter().find(|shape| has_shape(&name, shape));
                seen.push(shape.unwrap_or_else(|| panic!("“{name}” in {place} is not in docs/keeping.md")).clone());
            }
        }
        assert_eq!(names["databases"]["ascribe"][0], 1, "the database's version");
        assert_eq!(names["databases"]["ascribe"][1], json!(["records"]));
        for shape in [
            "ascribe/1/<kind>/<id>/<version>",
            "ascribe/preference/<name>",
            "ascribe/device/backup",
            "ascribe/device/persistence",
            "ascribe/1/step/<number>",
            "ascribe/offline/<address>/<build>",
        ] {
            assert!(seen.iter().any(|seen| seen == shape), "{shape} was used");
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn storage_is_seen_and_used_by_keyboard_at_all_sizes() {
    for (name, size) in [("storage-phone", PHONE), ("storage-laptop", LAPTOP), ("storage-projector", PROJECTOR)] {
        drive(name, size, async move |page| {
            page.open_article(TABLOID).await;
            page.driver().await.refresh().await.expect("the page reloads");
            page.until("the article is open", "document.querySelector('article [data-block]')").await;
            open_storage(&page).await;
            page.look("storage", size.0).await;
            // By keyboard alone: the focus goes to the end of the way, and Escape leads out.
            let focused = |name: &str| format!("document.activeElement?.innerText?.startsWith({})", json!(name));
            for _ in 0..4 {
                if page.script(&format!("return {}", focused("Finish")), &[]).await == true {
                    break;
                }
                page.keys(crate::key(Key::Tab)).await;
            }
            page.until("the last button has the focus", &focused("Finish and remove")).await;
            page.keys(crate::key(Key::Enter)).await;
            page.until("it is explained", &focused("Everything that you did here")).await;
            page.look("finish", size.0).await;
            page.keys(crate::key(Key::Tab)).await;
            page.keys(crate::key(Key::Tab)).await;
            page.until("it can be done without", &focused("I do not want a backup")).await;
            page.keys(crate::key(Key::Enter)).await;
            page.until("it goes on", &focused("You chose to save no backup")).await;
            page.look("finish-settled", size.0).await;
            page.keys(crate::key(Key::Tab)).await;
            page.keys(crate::key(Key::Enter)).await;
            page.until("it is asked once more", &focused("Really remove everything?")).await;
            page.look("finish-asked", size.0).await;
            page.keys(crate::key(Key::Escape)).await;
            page.until("the dialog is gone", "!document.querySelector('dialog')").await;
        })
        .await;
    }
}
