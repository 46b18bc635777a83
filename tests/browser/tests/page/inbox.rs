//! Articles of other formats, several files at once, and labels of other tools: all are
//! looked over before anything is stored.

use std::fs;

use ascribe_browser_tests::{Page, drive, json};
use thirtyfour::prelude::*;

use crate::size::{LAPTOP, PHONE, PROJECTOR};

const SAVED: &str = include_str!("../../../cases/web_page/council.html");

fn ninjs() -> String {
    json!({
        "uri": "https://wire.example/bridge", "language": "en", "headline": "Council keeps bridge shut", "byline": "By Tove Aas",
        "versioncreated": "2026-02-03T07:00:00Z", "body_xhtml": "<p>The bridge stays shut, a spokesman said.</p><p>He gave no date.</p>",
        "urgency": 3,
    })
    .to_string()
}

const MARKDOWN: &str = "# Islanders cut off\n\nNobody asked us, islanders say.\n\n- One bus\n- No ferry\n";

/// A task of Label Studio with labels that the scheme does not know.
fn task() -> String {
    let text = "Ida Holm said that the bridge would open in May.";
    let region = |id: &str, start: u32, end: u32, label: &str| {
        json!({"id": id, "from_name": "label", "to_name": "text", "type": "labels",
            "value": {"start": start, "end": end, "text": text[start as usize..end as usize], "labels": [label]}})
    };
    let regions = [region("a", 0, 8, "PERSON"), region("b", 19, 29, "Building"), region("c", 14, 47, "claim")];
    json!([{"data": {"text": text}, "annotations": [{"result": regions}]}]).to_string()
}

/// What storage holds of articles and marks of the reader's.
const STORED: &str = "Object.keys(localStorage).filter((key) => /^ascribe:.*(article|annotation)/.test(key)).length";

async fn fields(page: &Page) -> Vec<String> {
    let script =
        "return [...document.querySelectorAll('.review .fields :is(input, select)')].map((field) => field.value)";
    serde_json::from_value(page.script(script, &[]).await).expect("texts")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_saved_page_is_looked_over_and_kept() {
    drive("inbox-page", LAPTOP, async |page| {
        let before = page.script(&format!("return {STORED}"), &[]).await;
        page.import(&[("bridge.html", SAVED)]).await;
        page.until("the page can be looked over", "document.querySelector('.review-blocks')").await;
        page.check_accessibility("looking over a page").await;
        let found = fields(&page).await;
        let expected = [
            "Bridge to stay shut until spring, council says",
            "Ravn Courier",
            "Lena Marsh; Ola Berg",
            "2026-02-03T08:15:00+01:00",
            "2026-02-03T11:40:00+01:00",
            "https://www.courier.example/ravn/bridge-to-stay-shut",
            "en-GB",
            "https://creativecommons.org/licenses/by/4.0/",
            "",
            "ltr",
        ];
        assert_eq!(found, expected);
        let said = page.script("return document.querySelector('.review header').innerText", &[]).await;
        let said = said.as_str().unwrap_or_default().to_owned();
        for wanted in [
            "Web page (HTML)",
            "14 parts of the story, 4 of the page",
            "7 lines of menus",
            "2 scripts",
            "articleSection",
        ] {
            assert!(said.contains(wanted), "{wanted}: {said}");
        }
        assert_eq!(page.script(&format!("return {STORED}"), &[]).await, before, "nothing is stored yet");
        page.fill("[name=field-licence]", "CC BY 4.0").await;
        page.press("main", "Keep article").await;
        page.until("the article is open", "document.querySelector('article blockquote[data-block]')").await;
        let kinds = page.script("return document.querySelectorAll('article [data-block]').length", &[]).await;
        assert_eq!(kinds, 18);
        page.until_saved().await;
        // The same page again is here already, and adds nothing.
        page.press(".notice", "OK").await;
        page.import(&[("again.html", SAVED)]).await;
        page.until("it can be looked over", "document.querySelector('.review-blocks')").await;
        page.fill("[name=field-licence]", "CC BY 4.0").await;
        page.press("main", "Keep article").await;
        page.until("it is said", "document.querySelector('.report')?.innerText.includes('here already')").await;
        let (_, file) = page.export(None, "Article").await;
        let article: serde_json::Value = serde_json::from_str(&file).expect("JSON");
        assert_eq!(article["id"], "https://www.courier.example/ravn/bridge-to-stay-shut");
        assert_eq!(article["licence"]["notice"], "CC BY 4.0");
        assert_eq!(article["imported"]["source"]["keywords"], json!(["bridges", "council"]));
        assert_eq!(article["authors"][0]["url"], "https://www.courier.example/staff/lena-marsh");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn several_files_are_listed_before_anything_is_stored() {
    drive("inbox-list", LAPTOP, async |page| {
        let before = page.script(&format!("return {STORED}"), &[]).await;
        let plain = "A line without a headline says what happened on the island on Tuesday, and who was there.";
        page.import(&[
            ("courier.html", SAVED),
            ("wire.json", &ninjs()),
            ("island.md", MARKDOWN),
            ("half.json", "{\"format\":"),
            ("scrap.txt", plain),
        ])
        .await;
        page.until("the files are listed", "document.querySelectorAll('.inbox-file').length === 5").await;
        page.check_accessibility("the list of files").await;
        let cards = page
            .script("return [...document.querySelectorAll('.inbox-file')].map((card) => card.innerText)", &[])
            .await;
        let cards: Vec<String> = serde_json::from_value(cards).expect("texts");
        for (card, wanted) in cards.iter().zip([
            ["courier.html", "Web page (HTML)", "Ravn Courier · 2026-02-03", "7 lines of menus"],
            ["wire.json", "News item (ninjs)", "Council keeps bridge shut", "urgency"],
            ["island.md", "Markdown", "Islanders cut off", "Outlet, Authors, Date, Address"],
            ["half.json", "Not known", "line 1, column 10", ""],
            ["scrap.txt", "Plain text", "The article has no headline", "Headline"],
        ]) {
            wanted.iter().for_each(|wanted| assert!(card.contains(wanted), "{wanted}: {card}"));
        }
        assert_eq!(page.script(&format!("return {STORED}"), &[]).await, before, "nothing is stored yet");
        // The one without a headline is looked over.
        page.press(".inbox-file:nth-child(5)", "Look it over").await;
        page.until("it can be looked over", "document.querySelector('.review-blocks')").await;
        page.until("the focus is on it", "document.activeElement === document.querySelector('main')").await;
        page.fill("[name=field-title]", "Tuesday on the island").await;
        page.press("main", "Back to the list").await;
        page.until("the list is back", "document.querySelectorAll('.inbox-file').length === 5").await;
        page.until("it can be kept", "document.querySelector('.review-actions .primary').innerText === 'Keep 4'").await;
        page.script("document.querySelector('.inbox-file:nth-child(3) input').click()", &[]).await;
        page.fill("[name=story]", "The bridge").await;
        page.press("main", "Keep 3").await;
        page.until(
            "they are in the library",
            "document.querySelector('.shelf h2')?.innerText.startsWith('The bridge')",
        )
        .await;
        let titles = page.script("return [...document.querySelectorAll('.shelf')][0].innerText", &[]).await;
        let titles = titles.as_str().unwrap_or_default().to_owned();
        for wanted in ["Bridge to stay shut", "Council keeps bridge shut", "Tuesday on the island"] {
            assert!(titles.contains(wanted), "{wanted}: {titles}");
        }
        assert!(!titles.contains("Islanders"), "{titles}");
        page.until_saved().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_lacks_a_headline_still_waits_when_the_others_are_kept() {
    drive("inbox-waits", LAPTOP, async |page| {
        let plain = "A line without a headline says what happened on the island on Tuesday, and who was there.";
        page.import(&[("wire.json", &ninjs()), ("scrap.txt", plain)]).await;
        page.until("the files are listed", "document.querySelectorAll('.inbox-file').length === 2").await;
        page.press("main", "Keep 1").await;
        page.until("the other can be looked over", "document.querySelector('.review-blocks')").await;
        page.fill("[name=field-title]", "Tuesday on the island").await;
        page.press("main", "Keep article").await;
        page.until("it is open", "document.querySelector('h1')?.innerText === 'Tuesday on the island'").await;
        page.press(".bar", "Ascribe").await;
        let both = "document.querySelector('.shelf')?.innerText.includes('Council keeps bridge shut')
            && document.querySelector('.shelf').innerText.includes('Tuesday on the island')";
        page.until("both are in the library", both).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn labels_of_another_tool_become_ours_and_are_kept() {
    drive("inbox-labels", LAPTOP, async |page| {
        page.import(&[("task.json", &task())]).await;
        page.until("the labels are listed", "document.querySelectorAll('.inbox-labels tbody tr').length === 2").await;
        page.check_accessibility("the table of labels").await;
        let rows = "return [...document.querySelectorAll('.inbox-labels tbody tr')].map((row) => [row.cells[0].innerText, row.cells[1].innerText, row.querySelector('select').value])";
        assert_eq!(page.script(rows, &[]).await, json!([["Building", "1", ""], ["PERSON", "1", "entity"]]));
        let choose = "const select = document.querySelectorAll('.inbox-labels select')[1]; select.value = 'source';
            select.dispatchEvent(new Event('change', { bubbles: true }));";
        page.script(choose, &[]).await;
        page.until("it is chosen", "document.querySelectorAll('.inbox-labels select')[1].value === 'source'").await;
        page.press("main", "Keep 1").await;
        page.until("it is reported", "document.querySelector('.report')?.innerText.includes('3 annotations')").await;
        page.press(".notice", "OK").await;
        page.open_article("Ida Holm said").await;
        page.until_count(3).await;
        let (_, file) = page.export(None, "Annotations with articles").await;
        let file: serde_json::Value = serde_json::from_str(&file).expect("JSON");
        let said: Vec<_> = file["annotations"].as_array().expect("a list").iter().map(|a| (a["label"].clone(), a["importedLabel"].clone())).collect();
        let null = serde_json::Value::Null;
        assert!(said.contains(&(json!("source"), json!("PERSON"))), "{said:?}");
        assert!(said.contains(&(json!("Building"), null.clone())) && said.contains(&(json!("claim"), null)), "{said:?}");
        // Also those for which nothing can be proposed are shown.
        page.import(&[("places.json", &task().replace("PERSON", "Shop"))]).await;
        page.until("the labels are listed", "document.querySelectorAll('.inbox-labels tbody tr').length === 2").await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_piece_of_a_page_is_pasted_with_its_headings_and_lists() {
    drive("inbox-paste", LAPTOP, async |page| {
        let html = "<meta charset='utf-8'><h1>Ferry late again</h1><p>By Knut Lund</p><p>The ferry was two hours late on Monday, the harbour master said.</p><ul><li>Bus 14 waits</li></ul>";
        let paste = "const data = new DataTransfer();
            data.setData('text/plain', 'Ferry late again By Knut Lund …');
            data.setData('text/html', arguments[0]);
            document.body.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }));";
        page.script(paste, &[html.into()]).await;
        page.until("it can be looked over", "document.querySelector('.review-blocks')").await;
        let kinds = page.script("return [...document.querySelectorAll('.review-blocks select')].map((s) => s.value)", &[]).await;
        assert_eq!(kinds, json!(["headline", "byline", "paragraph", "list-item"]));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_old_page_is_read_in_the_encoding_that_it_names() {
    drive("inbox-encoding", LAPTOP, async |page| {
        let html = "<html><head><meta http-equiv=Content-Type content=\"text/html; charset=ISO-8859-1\"><title>Caf\u{e9} am Hafen schlie\u{df}t</title></head><body><h1>Caf\u{e9} am Hafen schlie\u{df}t</h1><p>Das Caf\u{e9} am Hafen schlie\u{df}t nach vierzig Jahren, sagte die Wirtin am Montag, und die Stammg\u{e4}ste sind traurig.</p></body></html>";
        let bytes: Vec<u8> = html.chars().map(|c| u8::try_from(u32::from(c)).expect("a letter of Latin 1")).collect();
        let path = page.folder().join("alt.html");
        fs::write(&path, bytes).expect("a file to import");
        let chooser = page.driver().await.find(By::Css("input[type=file]")).await.expect("a file chooser");
        chooser.send_keys(path.display().to_string()).await.expect("a file is chosen");
        page.until("it can be looked over", "document.querySelector('.review-blocks')").await;
        assert_eq!(fields(&page).await[0], "Caf\u{e9} am Hafen schlie\u{df}t");
        // By keys alone to the article.
        page.script("document.querySelector('.review-actions .primary').focus()", &[]).await;
        page.keys(Key::Enter).await;
        page.until("the article is open", "document.querySelector('h1')?.innerText.startsWith('Caf\u{e9}')").await;
    })
    .await;
}

async fn look_at_inbox(page: Page, width: u32) {
    page.import(&[
        ("courier.html", SAVED),
        ("wire.json", &ninjs()),
        ("task.json", &task()),
        ("half.json", "{\"format\":"),
    ])
    .await;
    page.until("the files are listed", "document.querySelectorAll('.inbox-file').length >= 4").await;
    page.look("inbox", width).await;
    page.press(".inbox-file:nth-child(1)", "Look it over").await;
    page.until("it can be looked over", "document.querySelector('.review-blocks')").await;
    page.look("inbox-review", width).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_inbox_on_a_phone() {
    drive("inbox-phone", PHONE, async |page| look_at_inbox(page, PHONE.0).await).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_inbox_on_a_laptop() {
    drive("inbox-laptop", LAPTOP, async |page| look_at_inbox(page, LAPTOP.0).await).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_inbox_on_a_projector() {
    drive("inbox-projector", PROJECTOR, async |page| look_at_inbox(page, PROJECTOR.0).await).await;
}
