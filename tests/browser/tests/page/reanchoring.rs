//! Marks whose text has changed: found again, shown as moved, settled by the reader.

use ascribe_browser_tests::{Page, Value, drive, json, own_article};

use crate::size::{LAPTOP, PHONE};

const OLD: &[&str] = &[
    "Harbour bridge to close",
    "The council said on Monday that the harbour bridge will be closed to cars for a month.",
    "Ivo Brandt, the city engineer, told reporters that the cables were worn beyond repair.",
    "A ferry will run every ten minutes while the work goes on.",
    "Shopkeepers on the north side fear for their trade.",
    "The bridge was built in 1931 and carries nine thousand cars a day.",
];

/// A paragraph more at the beginning, one sentence reworded, one paragraph gone.
const NEW: &[&str] = &[
    "Harbour bridge to close",
    "This article was corrected on Tuesday.",
    "The council said on Monday that the harbour bridge will be closed to cars for a month.",
    "Ivo Brandt, the city engineer, told journalists that the cables were worn beyond repair.",
    "A ferry will run every ten minutes while the work goes on.",
    "The bridge was built in 1931 and carries nine thousand cars a day.",
];

const SAME: &str = "the harbour bridge will be closed to cars";
const CHANGED: &str = "told reporters that the cables were worn beyond repair";
const GONE: &str = "Shopkeepers on the north side fear for their trade";

/// The old article with three marks, and the new one open beside it.
async fn with_both(page: &Page) {
    page.prefer("light").await;
    page.bring(&own_article("urn:uuid:bridge", OLD)).await;
    page.mark(SAME, "Claim").await;
    page.mark(CHANGED, "Claim").await;
    page.mark(GONE, "Claim").await;
    page.mark("Ivo Brandt", "Source").await;
    page.import(&[("new.json", &own_article("urn:uuid:bridge", NEW).to_string())]).await;
    page.until(
        "both texts are kept",
        "document.querySelector('.report')?.innerText.includes('is here already with another text')",
    )
    .await;
    page.press(".notice", "OK").await;
    page.go("").await;
    let cards = "[...document.querySelectorAll('.card')].filter((c) => c.innerText.startsWith('Harbour bridge'))";
    page.until("both stand in the library", &format!("{cards}.length === 2")).await;
    let new = page
        .until(
            "the new one",
            &format!("{cards}.map((c) => c.getAttribute('href')).find((href) => href.includes('%23'))"),
        )
        .await;
    page.go(new.as_str().unwrap_or_default()).await;
    page.until(
        "the new text is open",
        "document.querySelector('[data-block=\"1\"]')?.textContent.includes('corrected')",
    )
    .await;
    assert_eq!(page.annotation_count().await, 0);
}

/// What the list says of the mark that begins so.
async fn said_of(page: &Page, words: &str) -> String {
    let item = format!(
        "[...document.querySelectorAll('aside li')].find((li) => li.querySelector('q').textContent.startsWith({}))?.innerText",
        json!(words)
    );
    page.until(&format!("“{words}” is listed"), &item).await.as_str().unwrap_or_default().to_owned()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn browser_extension_221_marks_move_to_a_corrected_text_and_say_so() {
    drive("corrected", LAPTOP, async |page| {
        with_both(&page).await;
        page.press(".other-version", "Bring the marks here").await;
        page.until_count(4).await;
        let report =
            page.until("it is reported", "document.querySelector('.notice:not(.other-version)')?.innerText").await;
        let all = page.script("return document.body.innerText", &[]).await.as_str().unwrap_or_default().to_owned();
        assert!(all.contains("3 marks stand elsewhere in this text, or in other words."), "{report}");
        assert!(all.contains("One mark was not found in this text."), "{report}");
        assert!(!all.contains("the file says"), "no file came in: {report}");
        assert!(all.contains("3 marks were found again in a changed text"), "{report}");
        // Each says how sure it is and what it was.
        assert!(
            said_of(&page, SAME).await.contains("Moved with its words (100 % the same, with what stands around them).")
        );
        let changed = said_of(&page, "told journalists").await;
        assert!(changed.contains(&format!("It was: “{CHANGED}”")), "{changed}");
        assert!(said_of(&page, GONE).await.contains("no longer where they were"));
        let marked: String = page.marks().await.into_iter().map(|(_, words)| words).collect::<Vec<_>>().join("|");
        assert!(!marked.contains("Shopkeepers"), "nothing is guessed for what is gone: {marked}");
        page.check_accessibility("moved marks").await;
        // One undo takes the whole move back, and Redo brings it again.
        page.press("header.bar", "Undo").await;
        page.until_count(0).await;
        page.press("header.bar", "Redo").await;
        page.until_count(4).await;

        // From one moved mark to the next, in the text and in the list.
        page.press(".moved-notice", "Show the next").await;
        page.until_chosen(SAME).await;
        // What is the same to the last letter is accepted in one go, the rest looked at.
        page.press(".moved-notice", "Accept all").await;
        page.until("it is no question any more", "!document.querySelector('aside li.is-active .moved')").await;
        page.until("two are left", "document.querySelector('.moved-notice')?.innerText.includes('2 marks were found')")
            .await;
        // Ivo Brandt is the same, but not what stands around him: it is not offered again.
        page.until("no more are sure", "!document.querySelector('.moved-notice').innerText.includes('Accept all')")
            .await;
        page.until("the focus is not lost", "document.activeElement.closest('aside')").await;
        page.press(".moved-notice", "Show the next").await;
        page.until_chosen("Ivo Brandt").await;
        let almost = said_of(&page, "Ivo Brandt").await;
        assert!(almost.contains("Moved with its words (") && !almost.contains("100 %"), "{almost}");
        page.press("aside li.is-active", "This is right").await;
        page.until("one is left", "document.querySelector('.moved-notice')?.innerText.includes('One mark was found')")
            .await;
        page.press(".moved-notice", "Show the next").await;
        page.until(
            "the reworded one is chosen",
            "document.querySelector('aside li.is-active q')?.textContent.startsWith('told journalists')",
        )
        .await;
        page.check_accessibility("a moved mark, chosen").await;
        page.press("aside li.is-active", "No, keep it as it was").await;
        page.until_chosen(CHANGED).await;
        assert!(said_of(&page, CHANGED).await.contains("no longer where they were"));
        page.until("nothing is left to ask", "!document.querySelector('.moved-notice')").await;

        // The lost one is put where the reader says.
        page.press("aside", GONE).await;
        page.until_chosen(GONE).await;
        page.select("A ferry will run").await;
        page.press("[role=toolbar]", "Put mark here").await;
        page.until_said("The mark is now here: A ferry will run").await;
        page.until_chosen("A ferry will run").await;
        assert!(!said_of(&page, "A ferry will run").await.contains("no longer"));
        page.until_saved().await;
        let before = (page.marks().await, page.listed().await);
        page.driver().await.refresh().await.expect("the page reloads");
        page.until_count(4).await;
        assert_eq!((page.marks().await, page.listed().await), before);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn annotations_without_their_text_are_looked_for_and_the_report_says_so() {
    drive("sent-marks", PHONE, async |page| {
        page.prefer("light").await;
        page.bring(&own_article("urn:uuid:bridge", NEW)).await;
        let text = OLD.join("\n");
        let annotation = |(number, words): (usize, &&str)| {
            let before = text.split(*words).next().expect("the text before").chars().count();
            let end = before + words.chars().count();
            let around = |from: usize, to: usize| text.chars().skip(from).take(to - from).collect::<String>();
            json!({
                "id": format!("urn:uuid:sent-{number}"), "article": "urn:uuid:bridge", "label": "claim", "note": "from a friend",
                "target": [{ "start": before, "end": end, "exact": words, "prefix": around(before.saturating_sub(32), before), "suffix": around(end, end + 32) }],
                "created": "2026-02-01T08:00:00.000Z", "modified": "2026-02-01T08:00:00.000Z",
            })
        };
        let annotations: Vec<Value> = [SAME, CHANGED, GONE].iter().enumerate().map(annotation).collect();
        let file = json!({
            "format": "ascribe-annotations", "version": 1,
            "articles": [{ "id": "urn:uuid:bridge", "title": OLD[0], "digest": format!("sha256:{}", "0".repeat(64)) }],
            "annotations": annotations,
        });
        page.import(&[("marks.json", &file.to_string())]).await;
        let report = page.until("it is reported", "document.querySelector('.report')?.innerText").await;
        let report = report.as_str().unwrap_or_default();
        assert!(report.contains("3 annotations were added"), "{report}");
        assert!(report.contains("moved to them"), "{report}");
        assert!(report.contains("were not found") || report.contains("was not found"), "{report}");
        page.press(".notice", "OK").await;
        page.until_count(3).await;
        page.press("aside", "Show").await;
        page.until("the list is open", "document.querySelector('aside ol').checkVisibility()").await;
        assert!(said_of(&page, SAME).await.contains("Moved with its words (100 % the same, with what stands around them)."));
        assert!(said_of(&page, GONE).await.contains("no longer where they were"));
        page.check_accessibility("moved marks, phone").await;
        page.until("nothing is wider than the screen", "document.documentElement.scrollWidth <= innerWidth").await;
        // The same file again adds nothing.
        page.import(&[("marks.json", &file.to_string())]).await;
        page.until("all are here already", "document.querySelector('.report')?.innerText.includes('3 things were here already')").await;
        assert_eq!(page.annotation_count().await, 3);
    })
    .await;
}
