//! Storage, export and import, offline.

use ascribe_browser_tests::{Page, Value, Words, drive, json};

use crate::size::LAPTOP;

const TABLOID: &str = "ASLEEP AT THE WHEEL";
const EVERYTHING: &str = "Annotations with articles";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn everything_is_there_after_reload_and_after_closing_the_browser() {
    drive("coming-back", LAPTOP, async |page| {
        page.open_article(TABLOID).await;
        page.mark("😡", "Claim").await;
        page.fill("aside textarea", "one emoji").await;
        page.mark("Radio Sorra", "Source").await;
        page.until_saved().await;
        let before = (page.marks().await, page.listed().await);
        page.driver().await.refresh().await.expect("the page reloads");
        page.until_count(2).await;
        assert_eq!((page.marks().await, page.listed().await), before);
        let stored = page.stored().await;
        page.restart().await;
        assert_eq!(page.stored().await, stored);
        let count = page
            .until(
                "the card counts",
                "[...document.querySelectorAll('.card')].find((c) => c.innerText.startsWith('ASLEEP'))?.innerText",
            )
            .await;
        assert!(count.as_str().is_some_and(|text| text.contains("1 Claim") && text.contains("1 Source")), "{count}");
        page.open_article(TABLOID).await;
        page.until_count(2).await;
        assert_eq!((page.marks().await, page.listed().await), before);
        let note = page.script("return document.querySelector('.annotation-note').textContent", &[]).await;
        assert_eq!(note, "one emoji");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn export_wipe_and_import_give_the_same_workspace() {
    drive("round-trip", LAPTOP, async |page| {
        page.open_article("Bridge alarm").await;
        page.mark("the Marine Inquiry Board", "Source").await;
        page.go("").await;
        page.open_article(TABLOID).await;
        page.mark("Radio Sorra", "Source").await;
        page.drag(Words("😡", 0), Words("😡", 0)).await;
        page.keys("1").await;
        page.until_count(2).await;
        let (name, exported) = page.export(Some("All articles"), EVERYTHING).await;
        assert_eq!(name, "ascribe.annotations.json");
        let (one_name, one) = page.export(None, EVERYTHING).await;
        assert!(one_name.starts_with("asleep-at-the-wheel"), "{one_name}");
        assert!(one.len() < exported.len());
        let before = (page.marks().await, page.listed().await);
        page.until_saved().await;
        page.wipe().await;
        assert_eq!(page.stored().await, json!({}));
        page.import(&[("work.json", &exported)]).await;
        page.until(
            "the import is reported",
            "document.querySelector('.report')?.innerText.includes('3 annotations were added')",
        )
        .await;
        page.check_accessibility("library, an import reported").await;
        page.press(".notice", "OK").await;
        page.open_article(TABLOID).await;
        page.until_count(2).await;
        assert_eq!((page.marks().await, page.listed().await), before);
        let (_, again) = page.export(Some("All articles"), EVERYTHING).await;
        assert_eq!(again, exported, "the second export is the first, byte for byte");
        // Importing it again adds nothing.
        page.import(&[("again.json", &exported)]).await;
        page.until("nothing is added", "document.querySelector('.report')?.innerText.includes('were here already')")
            .await;
        assert_eq!(page.annotation_count().await, 2);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_article_and_its_annotations_can_be_moved_one_by_one() {
    drive("moving", LAPTOP, async |page| {
        page.open_article(TABLOID).await;
        page.mark("Radio Sorra", "Source").await;
        let (article_name, article) = page.export(None, "Article only").await;
        assert!(article_name.ends_with(".article.json"));
        let (_, annotations) = page.export(None, "Annotations only").await;
        let parsed: Value = serde_json::from_str(&annotations).expect("JSON");
        assert!(parsed["articles"][0]["article"].is_null(), "only the article's name and digest");
        page.until_saved().await;
        page.wipe().await;
        // As an article of one's own: the id tells it from the one that comes with the app.
        let own = |text: &str| text.replace("urn:ascribe:sample:1-2-tabloid", "urn:uuid:own");
        page.import(&[("annotations.json", &own(&annotations))]).await;
        page.until(
            "they wait",
            "document.querySelector('main')?.innerText.includes('One annotation waits for its article')",
        )
        .await;
        page.import(&[("article.json", &own(&article))]).await;
        page.until("they found it", "!document.querySelector('main').innerText.includes('waits for its article')")
            .await;
        page.go("#/article/urn:uuid:own").await;
        page.until_count(1).await;
        page.press(".reading-tools", "Remove article").await;
        page.check_accessibility("the question before removing").await;
        page.press("dialog", "Remove").await;
        page.until("back in the library", "document.querySelectorAll('.card').length === 6").await;
        page.press("header.bar", "Undo").await;
        page.until("undo brings it back", "document.querySelectorAll('.card').length === 7").await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_windows_show_the_same() {
    drive("windows", LAPTOP, async |page| {
        page.open_article(TABLOID).await;
        let driver = page.driver().await;
        let first = driver.window().await.expect("a window");
        let address = driver.current_url().await.expect("an address");
        let second = driver.new_tab().await.expect("a second window");
        driver.switch_to_window(second.clone()).await.expect("it can be seen");
        driver.goto(address.as_str()).await.expect("it opens");
        page.until("the article is open", "document.querySelector('article [data-block]')").await;
        page.mark("Radio Sorra", "Source").await;
        page.until_saved().await;
        driver.switch_to_window(first).await.expect("back");
        page.until_count(1).await;
        page.mark("😡", "Claim").await;
        page.until_saved().await;
        driver.switch_to_window(second).await.expect("and there");
        page.until_count(2).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_app_works_offline_after_the_first_visit() {
    drive("offline", LAPTOP, async |page| {
        page.script("navigator.serviceWorker.ready.then(() => { window.isKept = true; })", &[]).await;
        page.until("the app is kept for offline use", "window.isKept").await;
        let offline = json!({ "offline": true, "latency": 0, "downloadThroughput": 0, "uploadThroughput": 0 });
        let driver = page.driver().await;
        driver.cdp().send_raw("Network.enable", json!({})).await.expect("the network can be watched");
        driver.cdp().send_raw("Network.emulateNetworkConditions", offline).await.expect("offline");
        page.go("").await;
        page.until("the stories are there", "document.querySelectorAll('.card').length === 6").await;
        page.open_article(TABLOID).await;
        page.mark("Radio Sorra", "Source").await;
        page.until_saved().await;
        let (_, exported) = page.export(None, EVERYTHING).await;
        assert!(exported.contains("Radio Sorra"));
        // What is only loaded when it is needed is there, too.
        page.paste("A headline\n\nA paragraph that says something at some length.").await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn while_storage_is_full_every_edit_is_tried_itself() {
    drive("full-edits", LAPTOP, async |page| {
        page.without_database().await;
        page.open_article(TABLOID).await;
        page.mark("Radio Sorra", "Source").await;
        page.until_saved_for_now().await;
        page.script(FILL, &[]).await;
        let full = "document.querySelector('[role=status]').textContent.startsWith('Not saved')";
        for (nth, words) in ["the", "of", "and", "to", "in", "was", "that"].into_iter().enumerate() {
            page.mark(Words(words, 0), "Claim").await;
            page.until_count(nth + 2).await;
            // What tells of it moves the text: nothing is aimed at meanwhile.
            page.until("storage is full", full).await;
        }
        // First a change that finds no room, then one that needs none.
        page.press("aside", "Radio Sorra").await;
        page.press("aside .choices", "Entity").await;
        page.until("it is an entity", "document.querySelector('aside li.is-active').dataset.label === 'entity'").await;
        page.press("aside", "Delete").await;
        page.until_count(7).await;
        let gone = "!Object.entries(localStorage).some(([key, value]) => key.includes('/annotation/') && value.includes('Radio Sorra'))";
        page.until("it is gone from storage too", gone).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_said_to_be_saved_outlives_a_killed_browser() {
    drive("killed", LAPTOP, async |page| {
        for killed in 1..=3 {
            page.open_article(TABLOID).await;
            page.until_count((killed - 1) * 2).await;
            for words in ["the", "of"] {
                page.mark(Words(words, killed), "Claim").await;
            }
            page.until_saved().await;
            // The browser writes local storage after seconds, or minutes.
            page.kill().await;
        }
        page.open_article(TABLOID).await;
        // Whether local storage had lost anything depends on how slow the machine is; that
        // it is told is held where it has lost it for sure (row 9 of the demands).
        page.until_count(6).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn with_a_second_copy_a_full_storage_keeps_nothing_from_being_saved() {
    drive("full-copied", LAPTOP, async |page| {
        page.open_article(TABLOID).await;
        page.script(FILL, &[]).await;
        page.mark("Radio Sorra", "Source").await;
        page.until_saved().await;
        page.driver().await.refresh().await.expect("the page reloads");
        page.until_count(1).await;
        page.until_saved().await;
        page.script("localStorage.clear()", &[]).await;
        page.driver().await.refresh().await.expect("the page reloads");
        page.until_count(1).await;
    })
    .await;
}

/// Fills what is left of local storage, the reserve included.
pub const FILL: &str = "localStorage.removeItem('ascribe/reserve');
    let size = 1 << 22; let text = '';
    while (size >= 1) {
        try { localStorage.setItem('filler', text + 'x'.repeat(size)); text += 'x'.repeat(size); }
        catch { size = Math.floor(size / 2); }
    }";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_full_storage_is_told_and_nothing_is_lost_once_there_is_room() {
    drive("full", LAPTOP, async |page| {
        page.without_database().await;
        page.open_article(TABLOID).await;
        page.script(FILL, &[]).await;
        page.mark("Radio Sorra", "Source").await;
        page.until("it is told", "document.querySelector('[role=status]').textContent.startsWith('Not saved')").await;
        page.until("and what to do", "document.querySelector('[role=alert]')?.innerText.includes('Export them now')")
            .await;
        page.check_accessibility("reading, storage full").await;
        // It is not tried again and again: while ten frames are drawn, nothing is written.
        let watch = "const done = arguments[0]; let writes = 0, frames = 0;
            const set = Storage.prototype.setItem;
            Storage.prototype.setItem = function (...args) { writes += 1; return set.apply(this, args); };
            const next = () => {
                if (++frames < 10) return requestAnimationFrame(next);
                Storage.prototype.setItem = set;
                done(writes);
            };
            requestAnimationFrame(next);";
        let writes = page.driver().await.execute_async(watch, vec![]).await.expect("ten frames");
        assert_eq!(*writes.json(), json!(0));
        let (_, exported) = page.export(None, EVERYTHING).await;
        assert!(exported.contains("Radio Sorra"), "what is not stored can be exported");
        page.script("localStorage.removeItem('filler')", &[]).await;
        page.mark("😡", "Claim").await;
        page.until_saved_for_now().await;
        page.driver().await.refresh().await.expect("the page reloads");
        page.until_count(2).await;
    })
    .await;
}

/// Notes which keys are written into the session's storage, from the page's first line.
const WATCH_SESSION: &str = "window.written = [];
    const set = Storage.prototype.setItem;
    Storage.prototype.setItem = function (key, value) {
        if (this === sessionStorage) window.written.push(key);
        return set.call(this, key, value);
    };";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn undo_and_redo_go_on_after_a_reload() {
    drive("history-kept", LAPTOP, async |page| {
        let watch = json!({ "source": WATCH_SESSION });
        let cdp = page.driver().await;
        cdp.cdp().send_raw("Page.addScriptToEvaluateOnNewDocument", watch).await.expect("it is watched");
        page.open_article(TABLOID).await;
        page.mark("Radio Sorra", "Claim").await;
        page.press("aside .choices", "Source").await;
        page.until("it is a source", "document.querySelector('mark').dataset.label === 'source'").await;
        page.fill("aside textarea", "why").await;
        page.until_saved().await;
        let steps = "return Object.fromEntries(Object.entries(sessionStorage))";
        let kept = page.script(steps, &[]).await;
        assert_eq!(kept.as_object().map(|steps| steps.len()), Some(3), "{kept}");
        reload(&page).await;
        // What was kept is read, and not written again.
        page.until("there is something to undo", &can("Undo")).await;
        assert_eq!(page.script(steps, &[]).await, kept);
        assert_eq!(page.script("return window.written", &[]).await, json!(["ascribe/probe"]));

        page.press("header.bar", "Undo").await;
        page.until("there is no note", "!document.querySelector('.annotation-note')").await;
        assert_eq!(page.marks().await, [("source".into(), "Radio Sorra".into())]);
        assert_eq!(page.script("return window.written.length", &[]).await, 2);
        page.press("header.bar", "Undo").await;
        page.until("it is a claim", "document.querySelector('mark').dataset.label === 'claim'").await;
        page.press("header.bar", "Undo").await;
        page.until_count(0).await;
        page.until("nothing is left to undo", &format!("!{}", can("Undo"))).await;
        page.press("header.bar", "Redo").await;
        page.until_count(1).await;
        page.until_saved().await;

        reload(&page).await;
        assert_eq!(page.marks().await, [("claim".into(), "Radio Sorra".into())]);
        page.press("header.bar", "Redo").await;
        page.until("it is a source", "document.querySelector('mark').dataset.label === 'source'").await;
        page.press("header.bar", "Redo").await;
        page.until("the note is back", "document.querySelector('.annotation-note')?.textContent === 'why'").await;
        page.until("nothing is left to redo", &format!("!{}", can("Redo"))).await;

        // Another tab has a history of its own.
        let driver = page.driver().await;
        let address = driver.current_url().await.expect("an address");
        let second = driver.new_tab().await.expect("a second window");
        driver.switch_to_window(second).await.expect("it can be seen");
        driver.goto(address.as_str()).await.expect("it opens");
        page.until_count(1).await;
        assert_eq!(page.script(steps, &[]).await, json!({}));
    })
    .await;
}

/// Whether a button of the bar can be pressed.
fn can(name: &str) -> String {
    let buttons = "[...document.querySelectorAll('header.bar button')]";
    format!("{buttons}.some((button) => button.innerText.trim() === '{name}' && !button.disabled)")
}

/// Loads the page with one mark again.
async fn reload(page: &Page) {
    page.driver().await.refresh().await.expect("the page reloads");
    page.until_count(1).await;
}
