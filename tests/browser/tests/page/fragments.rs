//! One mark of several passages.

use ascribe_browser_tests::{Words, drive};

use crate::size::LAPTOP;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn passages_are_added_to_a_mark_and_taken_from_it() {
    drive("passages", LAPTOP, async |page| {
        page.prefer("light").await;
        page.open_article("Bridge alarm").await;
        page.mark("Yasmin Thorvald", "Source").await;
        let parts = "[...document.querySelectorAll('mark.is-active')].map((m) => m.textContent).join('|')";
        let drawn = async |words: &str| {
            page.until(&format!("“{words}” is drawn"), &format!("{parts} === '{words}'")).await;
        };
        // By the button, in another paragraph.
        page.select("the board’s chair").await;
        page.check_accessibility("the toolbar beside a chosen mark").await;
        page.press("[role=toolbar]", "Add to mark").await;
        page.until_said("Added. The mark is now: the board’s chair … Yasmin Thorvald").await;
        drawn("the board’s chair|Yasmin Thorvald").await;
        // By key, further down.
        page.select("told reporters in Port Ildry").await;
        page.keys("+").await;
        drawn("the board’s chair|Yasmin Thorvald|told reporters in Port Ildry").await;
        let words = |parts: &[(u64, u64, String)]| parts.iter().map(|part| part.2.clone()).collect::<Vec<_>>();
        let kept = page.kept().await;
        assert_eq!(kept.len(), 1);
        assert_eq!(words(&kept[0].1), ["the board’s chair", "Yasmin Thorvald", "told reporters in Port Ildry"]);
        assert_eq!(page.listed().await.len(), 1, "it is one mark in the list");
        // Taken out of the middle of a part, by key: the part falls in two.
        page.select("reporters in").await;
        page.keys("-").await;
        drawn("the board’s chair|Yasmin Thorvald|told|Port Ildry").await;
        page.select("the board’s chair").await;
        page.press("[role=toolbar]", "Take from mark").await;
        page.until_said("Taken away. The mark is now: Yasmin Thorvald … told … Port Ildry").await;
        drawn("Yasmin Thorvald|told|Port Ildry").await;
        // What is all of the mark cannot be taken from it, what is in it not added.
        page.drag(Words("Yasmin", 0), Words("told reporters in Port Ildry", 0)).await;
        let offered = page.script("return document.querySelector('[role=toolbar]').innerText", &[]).await;
        let offered = offered.as_str().unwrap_or_default();
        assert!(offered.contains("Add to mark") && !offered.contains("Take from mark"), "{offered}");
        page.keys("-").await;
        drawn("Yasmin Thorvald|told|Port Ildry").await;
        // Step by step back, and the last again.
        for words in [
            "the board’s chair|Yasmin Thorvald|told|Port Ildry",
            "the board’s chair|Yasmin Thorvald|told reporters in Port Ildry",
            "the board’s chair|Yasmin Thorvald",
            "Yasmin Thorvald",
        ] {
            page.press("header.bar", "Undo").await;
            drawn(words).await;
        }
        page.press("header.bar", "Redo").await;
        drawn("the board’s chair|Yasmin Thorvald").await;
        // Across paragraphs, and there after a reload.
        page.select("Desmond Ikeru").await;
        page.keys("+").await;
        drawn("the board’s chair|Yasmin Thorvald|Desmond Ikeru").await;
        page.until_saved().await;
        page.driver().await.refresh().await.expect("the page reloads");
        page.until_count(1).await;
        let marks = page.marks().await;
        assert_eq!(
            marks,
            ["the board’s chair", "Yasmin Thorvald", "Desmond Ikeru"].map(|w| ("source".to_owned(), w.to_owned()))
        );
    })
    .await;
}
