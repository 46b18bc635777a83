//! The sourcing report: its numbers, the way from a number to the passage, the files,
//! the printed page.

use ascribe_browser_tests::{Page, Value, drive, json, own_article};
use thirtyfour::Key;

use crate::keyboard::tab_to;
use crate::size::{LAPTOP, PHONE, PROJECTOR};

/// An article with marks, attributions and answers, counted by hand in
/// `src/analysis/sourcing/tests.rs`.
const BRIDGE: &str = include_str!("../../../cases/report/bridge.json");
const TITLE: &str = "Bridge at Lowmere shut after crack is found";
const ID: &str = "https://example.org/bridge?day=1#top";

async fn bring_bridge(page: &Page) {
    page.until("the stories are there", "document.querySelectorAll('.card').length === 6").await;
    page.import(&[("bridge.json", BRIDGE)]).await;
    page.until("the import is reported", "document.querySelector('.report')").await;
    page.press(".notice", "OK").await;
    page.open_article(TITLE).await;
}

async fn until_report(page: &Page) {
    page.until("the report is open", "document.querySelector('main.report .figure')").await;
}

async fn open_report(page: &Page) {
    bring_bridge(page).await;
    page.press(".reading-tools", "Sourcing report").await;
    until_report(page).await;
}

/// The rows of a figure: name, number, percent.
async fn rows(page: &Page, figure: &str) -> Vec<String> {
    let script = "return [...document.querySelectorAll(`[data-figure=${arguments[0]}] .rows li`)].map((li) =>
        ['.row-name', '.number', '.percent'].map((part) => li.querySelector(part).textContent).join(' | '))";
    serde_json::from_value(page.script(script, &[json!(figure)]).await).expect("texts")
}

/// Presses the number of a row.
async fn press_number(page: &Page, figure: &str, row: &str) {
    page.press(&format!("[data-figure={figure}] [data-row=\"{row}\"]"), "").await;
    page.until("the passages are listed", "document.querySelector('dialog[open] .passages')").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_numbers_are_those_counted_by_hand() {
    drive("report-numbers", LAPTOP, async |page| {
        open_report(&page).await;
        let heading = page.script("return [...document.querySelectorAll('h1')].map((h) => h.textContent)", &[]).await;
        assert_eq!(heading, json!([TITLE]));
        let title = page.script("return document.title", &[]).await;
        assert_eq!(title, format!("Sourcing report: {TITLE} · Ascribe"));
        let lead = page.script("return document.querySelector('.lead').textContent", &[]).await;
        assert_eq!(
            lead,
            "Of 9 claims, 6 are ascribed to someone and 1 is in the outlet’s own voice. Of 5 sources, 2 are named. \
             The source that gets the most words is Ida Brandt: 31 of the 53 words in all claims."
        );
        let totals = "return [...document.querySelectorAll('.total')].map((t) => t.querySelector('.number').textContent)";
        assert_eq!(page.script(totals, &[]).await, json!(["9", "5", "7"]));
        assert_eq!(
            rows(&page, "voice").await,
            [
                "Ascribed to a source | 6 of 9 | 67 %",
                "Ascribed, without a source | 1 of 9 | 11 %",
                "Inside an ascribed claim | 1 of 9 | 11 %",
                "The outlet’s own voice | 1 of 9 | 11 %",
            ]
        );
        assert_eq!(
            rows(&page, "words").await,
            [
                "Ida Brandt | 31 of 53 | 58 %",
                "Two engineers | 9 of 53 | 17 %",
                "a union | 9 of 53 | 17 %",
                "Radio Ellory | 0 of 53 | 0 %",
                "Her lawyer | 0 of 53 | 0 %",
                "Ascribed, without a source | 5 of 53 | 9 %",
                "The outlet’s own voice | 8 of 53 | 15 %",
            ]
        );
        assert_eq!(
            rows(&page, "naming").await,
            [
                "Named | 2 of 5 | 40 %",
                "Role only | 1 of 5 | 20 %",
                "Anonymous, reason given | 0 of 5 | 0 %",
                "Anonymous, no reason | 2 of 5 | 40 %",
                "Not said | 0 of 5 | 0 %",
            ]
        );
        let cues = "return [...document.querySelectorAll('[data-figure=tone] .cue')].map((cue) => cue.textContent)";
        assert_eq!(page.script(cues, &[]).await, json!(["said 2", "hopes 1", "told 1", "claimed 1", "was reported to be 1"]));
        // The picture says the same to those who do not see it.
        let told = page.script("return document.querySelector('[data-figure=voice] svg[role=img] desc').textContent", &[]);
        assert_eq!(
            told.await,
            "Ascribed to a source: 6 of 9; Ascribed, without a source: 1 of 9; \
             Inside an ascribed claim: 1 of 9; The outlet’s own voice: 1 of 9"
        );
        let widths = "return [...document.querySelectorAll('[data-figure=voice] svg[role=img] rect:not(.track, pattern *)')]
            .map((rect) => Math.round(rect.getBoundingClientRect().width * 100 / rect.ownerSVGElement.getBoundingClientRect().width))";
        assert_eq!(page.script(widths, &[]).await, json!([67, 11, 11, 11]));
        // The table behind it.
        page.script("document.querySelectorAll('details').forEach((d) => { d.open = true; })", &[]).await;
        let table = "return [...document.querySelectorAll('[data-figure=words] tbody tr')].slice(0, 4).map((tr) => tr.innerText.replaceAll('\\t', ' | '))";
        assert_eq!(
            page.script(table, &[]).await,
            json!([
                "Ida Brandt | 4 of 9 | 44 % | 31 of 53 | 58 %",
                "Direct quotes | 1 of 4 | 25 % | 8 of 31 | 26 %",
                "Other ways | 3 of 4 | 75 % | 23 of 31 | 74 %",
                "Not said | 0 of 4 | 0 % | 0 of 31 | 0 %",
            ])
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_number_leads_to_its_passages_and_a_passage_to_its_place() {
    drive("report-passages", LAPTOP, async |page| {
        open_report(&page).await;
        press_number(&page, "chains", "through-outlet").await;
        let listed = page
            .script("return [...document.querySelectorAll('.passages li')].map((li) => li.innerText.replace(/\\n+/, ' | '))", &[])
            .await;
        assert_eq!(
            listed,
            json!([
                "We found a crack and it is growing | Ascribed to Ida Brandt, as told by Radio Ellory",
                "The crack … a metre long | Ascribed, without a source",
            ])
        );
        page.check_accessibility("the passages behind a number").await;
        page.press("dialog", "The crack").await;
        page.until_chosen("The crack … a metre long").await;
        let active = "[...document.querySelectorAll('mark.is-active')]";
        page.until("its words are outlined", &format!("{active}.map((m) => m.textContent).join(' … ') === 'The crack … a metre long'"))
            .await;
        let in_view = format!("{active}.every((m) => {{ const b = m.getBoundingClientRect(); return b.top >= 0 && b.bottom <= innerHeight; }})");
        page.until("its words are in view", &in_view).await;
        // The way back leads to the report, and another passage can be chosen.
        page.driver().await.back().await.expect("there is a way back");
        until_report(&page).await;
        press_number(&page, "words", "brandt").await;
        let whence = page.script("return document.querySelectorAll('.passages li')[3].innerText.replace(/\\n+/, ' | ')", &[]).await;
        assert_eq!(whence, "she had warned the council that the bolts were loose | Ascribed to Ida Brandt, as told by Her lawyer");
        page.press("dialog", "Close").await;
        page.until("the dialog is gone", "!document.querySelector('dialog')").await;
        press_number(&page, "naming", "named").await;
        let mentions = page.script("return [...document.querySelectorAll('.passages li')].map((li) => li.innerText.replace(/\\n+/, ' | '))", &[]);
        assert_eq!(
            mentions.await,
            json!(["mayor Ida Brandt | Ida Brandt", "Brandt | Ida Brandt", "Brandt | Ida Brandt", "she | Ida Brandt", "Radio Ellory"])
        );
        page.press("dialog", "she").await;
        page.until_chosen("she").await;
        // What does not count can be seen, too.
        page.press(".reading-tools", "Sourcing report").await;
        until_report(&page).await;
        page.press(".report-exception", "Show").await;
        page.press("dialog", "the bridge was never safe").await;
        page.until_chosen("the bridge was never safe").await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn by_keys_alone_from_the_article_to_a_number_and_to_its_passage() {
    drive("report-keys", LAPTOP, async |page| {
        bring_bridge(&page).await;
        tab_to(&page, "the link to the report", "document.activeElement.matches('.reading-actions .report-link')")
            .await;
        page.keys(Key::Enter).await;
        until_report(&page).await;
        page.until("the reading begins at the report", "document.activeElement.matches('main.report')").await;
        let number = "document.activeElement.closest('[data-figure=voice] [data-row=\"ascribe:own-voice\"]')";
        tab_to(&page, "a number", number).await;
        let heard = page.script("return document.activeElement.ariaLabel", &[]).await;
        assert_eq!(heard, "1 of 9: The outlet’s own voice. Show the passages");
        page.keys(Key::Enter).await;
        page.until("the focus is in the dialog", "document.activeElement.closest('dialog')").await;
        page.keys(Key::Escape).await;
        page.until("the focus is back", number).await;
        page.keys(Key::Enter).await;
        tab_to(&page, "the passage", "document.activeElement.matches('.passages a')").await;
        page.keys(Key::Enter).await;
        page.until_chosen(TITLE).await;
        page.until("its item has the focus", "document.activeElement.matches('aside li.is-active > button')").await;
        page.keys(Key::Escape).await;
        page.until("the reader is in the text", "document.activeElement.tagName === 'ARTICLE'").await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_files_hold_the_numbers() {
    drive("report-files", LAPTOP, async |page| {
        open_report(&page).await;
        page.press(".report-actions", "Save as data").await;
        let (name, file) = page.downloaded().await;
        assert_eq!(name, "bridge-at-lowmere-shut-after-crack-is-found.report.json");
        let file: Value = serde_json::from_str(&file).expect("JSON");
        assert_eq!((&file["format"], &file["version"]), (&json!("ascribe-report"), &json!(1)));
        assert_eq!(file["article"]["id"], ID);
        let voice =
            file["figures"].as_array().and_then(|all| all.iter().find(|f| f["id"] == "voice")).expect("a figure");
        assert_eq!(voice["rows"][0]["behind"].as_array().map(Vec::len), Some(6));
        assert_eq!(voice["rows"][0]["percent"], 67);
        assert!(voice["definition"].as_str().is_some_and(|text| text.starts_with("Each claim counts once.")));
        page.press(".report-actions", "Save as table").await;
        let (name, table) = page.downloaded().await;
        assert_eq!(name, "bridge-at-lowmere-shut-after-crack-is-found.report.csv");
        let lines: Vec<&str> = table.split("\r\n").collect();
        assert!(lines[0].starts_with("\u{feff}article,title,figure,figure_name,row,"), "{}", lines[0]);
        let own = format!(
            "{ID},{TITLE},voice,Whose voice?,ascribe:own-voice,The outlet’s own voice,,,claims,1,9,11,8,53,15,c1,"
        );
        assert!(lines.iter().any(|line| line.starts_with(&own)), "{table}");
        page.until_said("bridge-at-lowmere-shut-after-crack-is-found.report.csv was handed to your downloads").await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn it_is_printed_on_one_page_without_buttons() {
    drive("report-print", LAPTOP, async |page| {
        open_report(&page).await;
        let cdp = page.driver().await.cdp();
        let pdf = cdp.send_raw("Page.printToPDF", json!({ "preferCSSPageSize": true })).await.expect("it can be printed");
        let count = "return atob(arguments[0]).match(/\\/Type\\s*\\/Page\\b/g).length";
        assert_eq!(page.script(count, &[pdf["data"].clone()]).await, 1);
        cdp.send_raw("Emulation.setEmulatedMedia", json!({ "media": "print" })).await.expect("as printed");
        let shown = "[...document.querySelectorAll('.bar, .report-actions, .report-exception button, .figure details')].filter((e) => e.checkVisibility()).length";
        page.until("nothing is there that can only be pressed", &format!("{shown} === 0")).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_marks_it_says_what_to_do() {
    drive("report-empty", LAPTOP, async |page| {
        page.bring(&own_article("urn:uuid:empty", &["Nothing happened", "Nobody said anything."])).await;
        page.press(".reading-tools", "Sourcing report").await;
        page.until(
            "it is said",
            "document.querySelector('main.report .lead')?.textContent.startsWith('No claims are marked yet.')",
        )
        .await;
        assert_eq!(page.script("return document.querySelectorAll('.figure, .total').length", &[]).await, 0);
        page.check_accessibility("a report without marks").await;
        page.press(".report-actions", "To the article").await;
        page.until("the article is open", "document.querySelector('article [data-block]')").await;
        page.go("#/report/urn:uuid:nowhere").await;
        page.until("it is said", "document.querySelector('main').innerText.includes('not on this device')").await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_address_can_name_a_passage() {
    drive("report-address", LAPTOP, async |page| {
        bring_bridge(&page).await;
        page.until_saved().await;
        let id = "https:%2F%2Fexample.org%2Fbridge%3Fday%3D1%23top";
        page.go(&format!("#/article/{id}/c8")).await;
        page.driver().await.refresh().await.expect("the page reloads");
        page.until_chosen("she had warned the council that the bolts were loose").await;
        // One that is gone leaves the article as it is.
        page.go(&format!("#/article/{id}/urn:uuid:gone")).await;
        page.until(
            "none is chosen",
            "document.querySelector('article [data-block]') && !document.querySelector('aside li.is-active')",
        )
        .await;
    })
    .await;
}

async fn look_at_report(page: Page, width: u32) {
    open_report(&page).await;
    page.script("scrollTo(0, 0)", &[]).await;
    for scheme in ["light", "dark"] {
        page.prefer(scheme).await;
        page.script("scrollTo(0, 0)", &[]).await;
        page.picture(&format!("report-{width}-{scheme}")).await;
        page.script("document.querySelector('[data-figure=words]').scrollIntoView()", &[]).await;
        page.picture(&format!("report-words-{width}-{scheme}")).await;
    }
    page.script("document.querySelectorAll('details').forEach((d) => { d.open = true; })", &[]).await;
    page.check_accessibility(&format!("the report at {width}")).await;
    let overflow = page.script("return document.documentElement.scrollWidth > innerWidth", &[]).await;
    assert_eq!(overflow, false, "the report is wider than {width}");
    press_number(&page, "quoting", "paraphrase").await;
    for scheme in ["light", "dark"] {
        page.prefer(scheme).await;
        page.picture(&format!("report-passages-{width}-{scheme}")).await;
    }
    page.check_accessibility(&format!("the passages at {width}")).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_report_on_a_phone() {
    drive("report-phone", PHONE, async |page| look_at_report(page, PHONE.0).await).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_report_on_a_laptop() {
    drive("report-laptop", LAPTOP, async |page| look_at_report(page, LAPTOP.0).await).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_report_on_a_projector() {
    drive("report-projector", PROJECTOR, async |page| look_at_report(page, PROJECTOR.0).await).await;
}
