//! Long days, large stores, odd clocks, windows that sleep, news that is lost.

use std::collections::BTreeMap;
use std::time::Instant;

use ascribe_browser_tests::{Page, Value, demanded, drive, json, own_article};

use super::keeping::{
    ARTICLE, adopt, article, begin, check_own, kept, numbers, open, own, reload, seed, share, until_counted, until_done,
};
use crate::size::LAPTOP;

/// Keeps hold of the memory of the program, to be asked for its size.
const WATCH_MEMORY: &str = "for (const name of ['instantiate', 'instantiateStreaming']) {
    const before = WebAssembly[name];
    WebAssembly[name] = async (...given) => {
        const made = await before.apply(WebAssembly, given);
        const memory = (made.instance ?? made).exports?.memory;
        if (memory) window.programMemory ??= memory;
        return made;
    };
}";

/// What the scripts have in use once what is not needed is gone, and the memory of the
/// program, in bytes.
async fn size(page: &Page) -> (f64, f64) {
    page.cdp("HeapProfiler.enable", json!({})).await;
    page.cdp("HeapProfiler.collectGarbage", json!({})).await;
    let used = page.cdp("Runtime.getHeapUsage", json!({})).await["usedSize"].as_f64();
    let program = page.script("return window.programMemory.buffer.byteLength", &[]).await.as_f64();
    (used.unwrap_or_default(), program.unwrap_or_default())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn row_23_a_long_day_does_not_fill_the_memory() {
    let operations = demanded(80, 20_000, 20_000);
    let legs = demanded(4, 12, 12);
    drive("soak", LAPTOP, async move |page| {
        page.bring(&article(ARTICLE)).await;
        page.with_script(WATCH_MEMORY).await;
        let seed = seed();
        let (mut sizes, mut costs, mut saves) = (Vec::new(), Vec::new(), Vec::new());
        let mut all = BTreeMap::new();
        for leg in 0..legs {
            adopt(&page).await;
            page.script(WATCH_WRITES, &[]).await;
            let count = operations / legs;
            let options = json!({ "seed": seed + leg as u64, "count": count, "pauses": false });
            begin(&page, options).await;
            until_done(&page).await;
            page.until_saved().await;
            all.extend(own(&page).await);
            costs.push(numbers(&page, "window.reader.costs").await);
            saves.push(numbers(&page, "window.took").await);
            reload(&page).await;
            let worked = size(&page).await;
            // Another tab has no history of these edits, only what is kept for good.
            let driver = page.driver().await;
            let fresh = driver.new_tab().await.expect("a tab");
            driver.close_window().await.expect("the old one closes");
            driver.switch_to_window(fresh).await.expect("it can be seen");
            page.with_script(WATCH_MEMORY).await;
            open(&page, ARTICLE).await;
            sizes.push(size(&page).await);
            println!(
                "after {} operations: heap and program {worked:?}, in a new tab {:?}",
                (leg + 1) * count,
                sizes[leg]
            );
        }
        check_own(&all, &kept(&page).await);
        let ((used, program), (used_last, program_last)) = (sizes[legs / 4 - 1], sizes[legs - 1]);
        let grown = |first: f64, last: f64| (last / first - 1.0) * 100.0;
        let p99 = |by_leg: &[Vec<f64>]| -> Vec<String> {
            by_leg.iter().map(|took| format!("{:.1}", share(took, 99))).collect()
        };
        println!(
            "demand 23: {operations} operations, {legs} reloads and new tabs: heap {:.2} MB after a quarter, {:+.1} % at the end; \
             program {:.2} MB, {:+.1} %; a save p99 by leg {} ms; edit until drawn and written p99 by leg {} ms",
            used / 1e6,
            grown(used, used_last),
            program / 1e6,
            grown(program, program_last),
            p99(&saves).join(" "),
            p99(&costs).join(" ")
        );
    })
    .await;
}

/// Notes what is written into local storage by each edit, and how long that takes.
const WATCH_WRITES: &str = "window.writes = []; window.took = [];
    for (const name of ['setItem', 'removeItem']) {
        const before = Storage.prototype[name];
        Storage.prototype[name] = function (...given) {
            const start = performance.now();
            const result = before.apply(this, given);
            if (this === localStorage) {
                window.writes.push([name, given[0]]);
                window.took.push(performance.now() - start);
            }
            return result;
        };
    }";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn row_24_an_edit_writes_one_record_whatever_is_stored() {
    let sizes = [0, 1_000, 10_000];
    let sizes = &sizes[..demanded(2, 3, 3)];
    let edits = demanded(12, 200, 200);
    for &size in sizes {
        drive("cost", LAPTOP, async move |page| {
            page.import(&[("many.json", &many(size).to_string())]).await;
            page.until("all came in", "document.querySelector('.report')").await;
            page.press(".notice", "OK").await;
            page.until_saved().await;
            page.bring(&article(ARTICLE)).await;
            page.until_saved().await;
            let begun = Instant::now();
            reload(&page).await;
            let start = begun.elapsed();
            // The article comes with the first mark.
            begin(&page, json!({ "seed": 1, "count": 1, "kinds": ["mark"] })).await;
            until_done(&page).await;
            page.until_saved().await;
            page.script(WATCH_WRITES, &[]).await;
            let options = json!({ "seed": 2, "count": edits, "kinds": ["mark", "note", "label"], "pauses": false });
            begin(&page, options).await;
            until_done(&page).await;
            page.until_saved().await;
            let (writes, log) = ("return window.writes", "return window.reader.log.slice(-arguments[0])");
            let writes: Vec<(String, String)> =
                serde_json::from_value(page.script(writes, &[]).await).expect("calls and keys");
            let count = |name: &str| writes.iter().filter(|(call, _)| call == name).count();
            assert_eq!(count("setItem"), edits, "each edit writes one record");
            assert!(count("removeItem") <= edits, "and removes at most the one before");
            for entry in page.script(log, &[json!(edits)]).await.as_array().into_iter().flatten() {
                let of = format!("/{}/", entry["id"].as_str().unwrap_or_default());
                assert!(writes.iter().any(|(_, key)| key.contains(&of)), "of the thing that was edited");
            }
            let took: f64 = numbers(&page, "window.took").await.iter().sum();
            let costs = numbers(&page, "window.reader.costs.slice(1)").await;
            // It is found empty, and all is read from the copy.
            page.driver().await.goto(page.bare()).await.expect("a page without the app");
            page.script("localStorage.clear()", &[]).await;
            let begun = Instant::now();
            open(&page, ARTICLE).await;
            println!(
                "demand 24: at {size} annotations: 1 record per edit, in storage {:.3} ms (mean); edit until drawn and \
                 written {:.1} ms (p50), {:.1} ms (p99); loaded in {} ms, from the second copy in {} ms",
                took / edits as f64,
                share(&costs, 50),
                share(&costs, 99),
                start.as_millis(),
                begun.elapsed().as_millis()
            );
        })
        .await;
    }
}

/// Articles with so many annotations.
fn many(count: usize) -> Value {
    let texts: Vec<String> = (0..200)
        .map(|number| format!("Block{number} tells of one of two of three of four and of five things"))
        .collect();
    let blocks: Vec<&str> = texts.iter().map(String::as_str).collect();
    let article = |number: usize| {
        let article = own_article(&format!("urn:uuid:many-{number}"), &blocks);
        json!({ "id": article["id"], "title": article["title"], "article": article })
    };
    let text = texts.join("\n");
    let mut starts = vec![0];
    for block in &texts {
        starts.push(starts[starts.len() - 1] + block.len() + 1);
    }
    let annotation = |number: usize| {
        let (index, words) = (number % 1_000 / 5, ["one", "two", "three", "four", "five"][number % 5]);
        let start = starts[index] + texts[index].find(words).expect("a number");
        let end = start + words.len();
        json!({
            "id": format!("urn:uuid:mark-{number}"), "label": "claim",
            "article": format!("urn:uuid:many-{}", number / 1_000),
            "target": [{ "start": start, "end": end, "exact": words,
                "prefix": &text[start.saturating_sub(32)..start], "suffix": &text[end..(end + 32).min(text.len())] }],
            "note": "", "created": "2026-02-01T08:00:00.000Z", "modified": "2026-02-01T08:00:00.000Z",
        })
    };
    json!({
        "format": "ascribe-annotations", "version": 1,
        "annotations": (0..count).map(annotation).collect::<Vec<_>>(),
        "articles": (0..count.div_ceil(1_000).max(1)).map(article).collect::<Vec<_>>(),
    })
}

/// The clock can be set back in this window: `window.clockBack` milliseconds.
const CLOCK: &str = "{
    const Real = Date, back = () => Number(sessionStorage.getItem('clockBack') ?? 0);
    window.Date = class extends Real {
        constructor(...given) { if (given.length) super(...given); else super(Real.now() - back()); }
        static now() { return Real.now() - back(); }
    };
}";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn row_25_a_clock_set_back_and_a_sleep_lose_nothing() {
    let count = demanded(10, 1_000, 1_000);
    drive("clock", LAPTOP, async move |page| {
        page.bring(&article(ARTICLE)).await;
        page.with_script(CLOCK).await;
        let mut work = BTreeMap::new();
        let hour = 3_600_000_u64;
        let seed = seed();
        // The clock stands, is set back by an hour, by a year, and forward again.
        for (nth, back) in [0, hour, 365 * 24 * hour, 0].into_iter().enumerate() {
            page.script("sessionStorage.setItem('clockBack', arguments[0])", &[json!(back)]).await;
            adopt(&page).await;
            begin(&page, json!({ "seed": seed + nth as u64, "count": count / 4 + 1, "pauses": false })).await;
            until_done(&page).await;
            page.until_saved().await;
            work.extend(own(&page).await);
            check_own(&work, &kept(&page).await);
            reload(&page).await;
            check_own(&work, &kept(&page).await);
        }
        // One window sleeps while the other works.
        let driver = page.driver().await;
        let sleeper = driver.window().await.expect("a window");
        let other = driver.new_tab().await.expect("another window");
        driver.switch_to_window(other.clone()).await.expect("there");
        open(&page, ARTICLE).await;
        let sleeps = demanded(2, 20, 20);
        for nth in 0..sleeps {
            driver.switch_to_window(sleeper.clone()).await.expect("back");
            page.cdp("Page.setWebLifecycleState", json!({ "state": "frozen" })).await;
            driver.switch_to_window(other.clone()).await.expect("there");
            begin(&page, json!({ "seed": seed + 100 + nth as u64, "count": 5, "part": 0, "parts": 2 })).await;
            until_done(&page).await;
            page.until_saved().await;
            work.extend(own(&page).await);
            driver.switch_to_window(sleeper.clone()).await.expect("back");
            page.cdp("Page.setWebLifecycleState", json!({ "state": "active" })).await;
            begin(&page, json!({ "seed": seed + 200 + nth as u64, "count": 5, "part": 1, "parts": 2 })).await;
            until_done(&page).await;
            page.until_saved().await;
            work.extend(own(&page).await);
            check_own(&work, &kept(&page).await);
        }
        println!(
            "demand 25: {count} operations with the clock set back twice and forward again, and a window that slept \
             {sleeps} times while another worked: order kept, 0 lost"
        );
    })
    .await;
}

/// Storage events are kept from the page, and given to it later, as often and in the order
/// that is asked for.
const HOLD_EVENTS: &str = "window.held = []; window.holds = false;
    window.addEventListener('storage', (event) => {
        if (!window.holds || event.isHeld) return;
        event.stopImmediatePropagation();
        const { key, oldValue, newValue, storageArea } = event;
        window.held.push({ key, oldValue, newValue, storageArea });
    });
    window.release = (order) => {
        window.holds = false;
        for (const nth of order) {
            const event = new StorageEvent('storage', window.held[nth]);
            event.isHeld = true;
            window.dispatchEvent(event);
        }
        window.held = [];
    };";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn row_26_events_that_are_lost_doubled_or_out_of_order_change_nothing() {
    let rounds = demanded(3, 100, 300);
    drive("events", LAPTOP, async move |page| {
        page.bring(&article(ARTICLE)).await;
        page.with_script(HOLD_EVENTS).await;
        let driver = page.driver().await;
        let first = driver.window().await.expect("a window");
        let second = driver.new_tab().await.expect("another window");
        driver.switch_to_window(second.clone()).await.expect("there");
        open(&page, ARTICLE).await;
        let seed = seed();
        let (mut events, mut work) = (0, BTreeMap::new());
        for round in 0..rounds {
            driver.switch_to_window(first.clone()).await.expect("back");
            page.script("window.holds = true", &[]).await;
            driver.switch_to_window(second.clone()).await.expect("there");
            begin(&page, json!({ "seed": seed + round as u64, "count": 8, "pauses": false })).await;
            until_done(&page).await;
            page.until_saved().await;
            work.extend(own(&page).await);
            let alive = work.values().flatten().count();
            driver.switch_to_window(first.clone()).await.expect("back");
            // They were sent before the edits were said to be saved.
            page.until("they have come", "window.held.length > 0").await;
            let how = match round % 3 {
                0 => "[]",
                1 => "[...window.held.keys()].reverse().flatMap((nth) => [nth, nth])",
                _ => "[...window.held.keys()].sort((a, b) => (a * 79) % 13 - (b * 79) % 13).filter((nth) => nth % 3)",
            };
            let release = format!("const count = window.held.length; window.release({how}); return count");
            events += page.script(&release, &[]).await.as_u64().unwrap_or(0);
            // The next reading.
            page.cdp("Page.setWebLifecycleState", json!({ "state": "frozen" })).await;
            page.cdp("Page.setWebLifecycleState", json!({ "state": "active" })).await;
            until_counted(&page, alive).await;
            check_own(&work, &kept(&page).await);
        }
        println!(
            "demand 26: {rounds} rounds, {events} storage events lost, doubled or reordered: the same after the next \
             reading"
        );
    })
    .await;
}
