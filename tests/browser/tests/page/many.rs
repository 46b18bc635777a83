//! A long article with thousands of marks.

use ascribe_browser_tests::{Page, Value, Words, drive, json, own_article};

use crate::size::LAPTOP;

const BLOCKS: usize = 400;
const MARKS: usize = 2000;

/// The text of a block; its first word names it.
fn block(index: usize) -> String {
    format!(
        "Block{index} tells of one, of two, of three, of four and of five things that officials said on a long day, \
         and goes on for a line or two as paragraphs of the news do."
    )
}

/// The article with five marks in each block, in one file.
fn file() -> Value {
    let texts: Vec<String> = (0..BLOCKS).map(block).collect();
    let blocks: Vec<&str> = texts.iter().map(String::as_str).collect();
    let article = own_article("urn:uuid:many", &blocks);
    let text = texts.join("\n");
    let mut starts = vec![0];
    for block in &texts {
        starts.push(starts[starts.len() - 1] + block.len() + 1);
    }
    let annotation = |number: usize| {
        let (index, words) = (number / 5, ["one", "two", "three", "four", "five"][number % 5]);
        let start = starts[index] + texts[index].find(words).expect("a number");
        let end = start + words.len();
        let label = ["claim", "source", "entity"][number % 3];
        json!({
            "id": format!("urn:uuid:mark-{number}"), "article": "urn:uuid:many", "label": label,
            "target": [{ "start": start, "end": end, "exact": words,
                "prefix": &text[start.saturating_sub(32)..start], "suffix": &text[end..(end + 32).min(text.len())] }],
            "note": "", "created": "2026-02-01T08:00:00.000Z", "modified": "2026-02-01T08:00:00.000Z",
        })
    };
    let annotations: Vec<Value> = (0..MARKS).map(annotation).collect();
    json!({
        "format": "ascribe-annotations", "version": 1, "annotations": annotations,
        "articles": [{ "id": "urn:uuid:many", "title": blocks[0], "article": article }],
    })
}

async fn until_counted(page: &Page, count: usize) {
    page.until(
        &format!("{count} are counted"),
        &format!("document.querySelector('aside .count').textContent === '{count}'"),
    )
    .await;
}

/// Notes which blocks are drawn again and how many records are written from here on.
const WATCH: &str = "
    window.changed = new Set(); window.written = [];
    window.observer?.disconnect();
    window.observer = new MutationObserver((records) => {
        for (const record of records) {
            const element = record.target.nodeType === 1 ? record.target : record.target.parentElement;
            const block = element?.closest('[data-block]');
            if (block) window.changed.add(Number(block.dataset.block));
        }
    });
    window.observer.observe(document.querySelector('article'), { subtree: true, childList: true, attributes: true, characterData: true });
    if (!window.setItem) {
        window.setItem = Storage.prototype.setItem;
        Storage.prototype.setItem = function (key, value) { if (this === localStorage) window.written.push(key); return window.setItem.call(this, key, value); };
    }";

/// The blocks that were drawn again and how many records were written since.
async fn watched(page: &Page) -> (Vec<usize>, usize) {
    page.until("something is written", "window.written.length > 0").await;
    page.until_saved().await;
    let seen = page.script("return [[...window.changed].sort((a, b) => a - b), window.written.length]", &[]).await;
    serde_json::from_value(seen).expect("blocks and a number")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn doccano_1880_and_brat_995_two_thousand_marks_are_all_there_and_one_more_costs_one() {
    drive("many", LAPTOP, async |page| {
        page.prefer("light").await;
        page.import(&[("many.json", &file().to_string())]).await;
        page.until("all came in", "document.querySelector('.report')?.innerText.includes('2000 annotations were added')").await;
        page.press(".notice", "OK").await;
        page.go("#/article/urn:uuid:many").await;
        until_counted(&page, MARKS).await;
        page.until("all is drawn", &format!("document.querySelectorAll('article [data-block]').length === {BLOCKS} && !document.querySelector('.drawing')")).await;
        assert_eq!(page.script("return document.querySelectorAll('article mark').length", &[]).await, MARKS);
        let listed = page.annotation_count().await;
        assert!((20..200).contains(&listed), "a part of the list is on the page: {listed}");
        page.check_accessibility("a long article").await;

        // Scrolled to its end by the wheel, the list reaches the last.
        let at = page.script("const b = document.querySelector('.annotations-body').getBoundingClientRect(); return [Math.round(b.left + 100), Math.round(b.top + 200)]", &[]).await;
        let at: (i64, i64) = serde_json::from_value(at).expect("a place");
        let is_last = "document.querySelector('aside li:last-of-type')?.getAttribute('aria-posinset') === '2000' &&
            document.querySelector('.annotations-body').scrollHeight - document.querySelector('.annotations-body').scrollTop - document.querySelector('.annotations-body').clientHeight < 4";
        for _ in 0..60 {
            page.mouse("mouseWheel", at, 30_000).await;
            if page.script(&format!("return {is_last}"), &[]).await == true {
                break;
            }
        }
        page.until("the last is reached", is_last).await;
        let last = page.script("return document.querySelector('aside li:last-of-type').dataset.annotation", &[]).await;
        assert_eq!(last, "urn:uuid:mark-1999");

        // A mark in the text brings its item, an item brings its mark.
        page.ends("Block200 tells").await;
        let mark = page.script("const b = document.querySelector('mark[data-annotation=\"urn:uuid:mark-1002\"]').getBoundingClientRect(); return [Math.round(b.left + 8), Math.round(b.top + 10)]", &[]).await;
        page.clicks(serde_json::from_value(mark).expect("a place"), 1).await;
        let in_list = |number: usize| format!("(() => {{ const li = document.querySelector('aside li.is-active[data-annotation=\"urn:uuid:mark-{number}\"]')?.getBoundingClientRect();
            return li && li.top >= 0 && li.top < innerHeight - 40; }})()");
        page.until("its item is seen", &in_list(1002)).await;
        page.until("its place in the list is told", "document.querySelector('aside li.is-active').getAttribute('aria-posinset') === '1003' && document.querySelector('aside li.is-active').getAttribute('aria-setsize') === '2000'").await;
        page.script("scrollTo({ top: 0, behavior: 'instant' })", &[]).await;
        page.until("another item is near", "document.querySelector('aside li[data-annotation=\"urn:uuid:mark-1004\"] button')").await;
        page.script("document.querySelector('aside li[data-annotation=\"urn:uuid:mark-1004\"]').scrollIntoView({ block: 'center' })", &[]).await;
        let item = page.driver().await.find(thirtyfour::By::Css("aside li[data-annotation=\"urn:uuid:mark-1004\"] button")).await.expect("an item");
        item.click().await.expect("it can be pressed");
        page.until("its mark is seen", "(() => { const b = document.querySelector('mark.is-active[data-annotation=\"urn:uuid:mark-1004\"]')?.getBoundingClientRect(); return b && b.top >= 0 && b.bottom <= innerHeight; })()").await;

        // nlplab/brat#995: one mark more costs one block and one record.
        page.until_saved().await;
        page.select(Words("officials said", 210)).await;
        page.script(WATCH, &[]).await;
        page.keys("2").await;
        until_counted(&page, MARKS + 1).await;
        // Where it is, and where the mark stands that was the chosen one.
        assert_eq!(watched(&page).await, (vec![200, 210], 1));
        page.script(WATCH, &[]).await;
        page.keys_with(&[thirtyfour::Key::Control], &["z"]).await;
        until_counted(&page, MARKS).await;
        assert_eq!(watched(&page).await, (vec![210], 1));
        page.script(WATCH, &[]).await;
        page.press("header.bar", "Redo").await;
        until_counted(&page, MARKS + 1).await;
        assert_eq!(watched(&page).await, (vec![210], 1));
        page.driver().await.refresh().await.expect("the page reloads");
        until_counted(&page, MARKS + 1).await;
        page.until("all is drawn", &format!("document.querySelectorAll('article mark').length === {}", MARKS + 1)).await;
    })
    .await;
}
