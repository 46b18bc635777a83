//! Files for other tools: chosen, told what they do not hold, and handed over.

use ascribe_browser_tests::{Page, drive, json, own_article};
use thirtyfour::Key;

use crate::size::LAPTOP;

const TABLE: &str = "Table of the marks";

async fn marked(page: &Page) {
    page.open_article("Bridge alarm").await;
    page.mark("the Marine Inquiry Board", "Source").await;
    page.mark("the ferry Perrine ran onto rocks in January", "Claim").await;
    page.until_saved().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_file_for_another_tool_says_first_what_is_not_in_it() {
    drive("exporting", LAPTOP, async |page| {
        marked(&page).await;
        page.fill("aside textarea", "Says who?").await;
        page.until_saved().await;
        page.press_in_bar("Export").await;
        page.until("the formats are listed", "document.querySelector('dialog[open] .formats')").await;
        page.press("dialog .formats", TABLE).await;
        let told = page.until("it is told", "document.querySelector('dialog .losses')?.innerText").await;
        let told = told.as_str().unwrap_or_default().to_owned();
        assert!(told.contains("paragraph"), "{told}");
        assert!(!told.contains("note"), "notes are in it: {told}");
        page.check_accessibility("a file is ready").await;
        // Nothing was handed over yet; another format may be better.
        page.press("dialog .dialog-actions", "Other formats").await;
        page.until("the focus is in the list again", "document.activeElement.closest('dialog[open] .formats')").await;
        page.press("dialog header", "Close").await;
        page.until("the dialog is gone", "!document.querySelector('dialog')").await;
        let (name, table) = page.export(None, TABLE).await;
        assert!(name.ends_with(".csv") && name.starts_with("bridge-alarm"), "{name}");
        let rows: Vec<&str> =
            table.trim_start_matches('\u{feff}').split("\r\n").filter(|row| !row.is_empty()).collect();
        assert_eq!(rows.len(), 3, "{table}");
        assert!(rows[0].starts_with("article,outlet,id,part,label,quote,"), "{table}");
        assert!(
            table.contains("the ferry Perrine ran onto rocks in January") && table.contains("Says who?"),
            "{table}"
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_file_for_another_tool_can_be_had_by_keyboard_alone() {
    drive("exporting-by-keys", LAPTOP, async |page| {
        marked(&page).await;
        page.press_in_bar("Export").await;
        page.until("the formats are listed", "document.querySelector('dialog[open] .formats')").await;
        let is_table = format!("document.activeElement.innerText.startsWith({})", json!(TABLE));
        for _ in 0..12 {
            if page.script(&format!("return {is_table}"), &[]).await == json!(true) {
                break;
            }
            page.keys(Key::Tab).await;
        }
        page.keys(Key::Enter).await;
        page.until("the focus is on the button that hands it over", "document.activeElement.innerText === 'Download'")
            .await;
        page.keys(Key::Enter).await;
        let (name, _) = page.downloaded().await;
        assert!(name.ends_with(".csv"), "{name}");
        let is_said = format!("document.querySelector('[data-live]').textContent.includes({})", json!(name));
        page.until("it is said", &is_said).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn all_articles_of_a_story_are_one_file() {
    drive("exporting-a-story", LAPTOP, async |page| {
        marked(&page).await;
        let (name, files, _) =
            page.export_archive(Some("All articles of this story"), "Text and annotations (brat)").await;
        assert!(name.ends_with(".brat.zip"), "{name}");
        let texts = files.iter().filter(|(name, _)| name.ends_with(".txt")).count();
        let marks: usize =
            files.iter().filter(|(name, _)| name.ends_with(".ann")).map(|(_, text)| text.lines().count()).sum();
        assert_eq!((texts, marks), (3, 2), "{files:?}");
        let (_, all) = page.export(Some("All articles"), TABLE).await;
        assert_eq!(all.matches("\r\n").count(), 3, "{all}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_another_tool_got_comes_back_to_the_article_and_to_an_empty_browser() {
    drive("exporting-and-back", LAPTOP, async |page| {
        marked(&page).await;
        page.fill("aside textarea", "Says who?").await;
        page.until_saved().await;
        let marks = page.marks().await;
        let (_, files, losses) = page.export_archive(None, "Tasks (Label Studio)").await;
        assert!(!losses.iter().any(|line| line.contains("note")), "{losses:?}");
        let tasks = files.iter().find(|(name, _)| name == "tasks.json").expect("tasks").1.clone();
        assert!(files.iter().any(|(name, text)| name == "configuration.xml" && text.contains("<Label value=\"claim\"/>")));
        // Here all of it is known.
        page.import(&[("tasks.json", &tasks)]).await;
        let report = page.until("it is reported", "document.querySelector('.report')?.innerText").await;
        assert_eq!(report, json!("tasks.json 3 things were here already."));
        page.press(".notice", "OK").await;
        page.until_count(2).await;
        page.wipe().await;
        page.open_article("Bridge alarm").await;
        page.import(&[("tasks.json", &tasks)]).await;
        page.until_count(2).await;
        assert_eq!(page.marks().await, marks);
        page.until("the note is back", "document.querySelector('aside textarea')?.value === 'Says who?' || document.querySelector('aside').innerText.includes('Says who?')").await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_ticked_is_exported_and_what_joined_it_to_the_rest_is_told() {
    const BOARD: &str = "the Marine Inquiry Board";
    const CLAIM: &str = "the ferry Perrine ran onto rocks in January";
    drive("exporting-chosen", LAPTOP, async |page| {
        marked(&page).await;
        page.press("aside", "Add Source").await;
        page.until("the panel asks", "document.activeElement?.closest('.link-panel')").await;
        page.keys("1").await;
        page.until("the cue is asked for", "document.querySelector('.is-question')").await;
        page.keys("n").await;
        page.until("they are joined", "document.querySelector('.connection')").await;
        page.keys(Key::Escape).await;
        page.until_saved().await;
        page.press("aside", "Tick several").await;
        let boxes = "document.querySelectorAll('aside .tick')";
        page.until("they can be ticked", &format!("{boxes}.length === 2")).await;
        // The claim stands first in the text.
        page.script(&format!("{boxes}[0].click()"), &[]).await;
        page.until("one is ticked", "document.querySelectorAll('aside .tick:checked').length === 1").await;
        page.press(".list-several", "Export this one").await;
        let scope =
            "document.querySelector('dialog[open] input[name=scope]:checked')?.closest('label').innerText.trim()";
        page.until("what is ticked is chosen", &format!("{scope} === 'One chosen mark'")).await;
        page.check_accessibility("exporting what is ticked").await;
        // Formats that hold no marks are for the whole article.
        let offered =
            "return [...document.querySelectorAll('dialog .formats button')].map((button) => button.innerText)";
        let offered = page.script(offered, &[]).await.to_string();
        assert!(offered.contains("Annotated page") && !offered.contains("Article only"), "{offered}");
        page.press("dialog .formats", TABLE).await;
        let told = page.until("it is told", "document.querySelector('dialog .losses')?.innerText").await;
        assert!(told.as_str().unwrap_or_default().contains("one link to a mark that you did not choose"), "{told}");
        page.press("dialog .dialog-actions", "Download").await;
        let (name, table) = page.downloaded().await;
        assert!(name.ends_with(".csv") && table.contains(CLAIM) && !table.contains(BOARD), "{table}");
        assert_eq!(table.matches("\r\n").count(), 2, "{table}");
        page.until("the dialog is gone", "!document.querySelector('dialog')").await;

        // Our own file tells it too, though it holds all that was chosen.
        page.press(".list-several", "Export this one").await;
        page.press("dialog .formats", "Annotations with articles").await;
        page.until("it is told", "document.querySelector('dialog .losses')?.innerText.includes('did not choose')")
            .await;
        page.press("dialog .dialog-actions", "Download").await;
        let (_, ours) = page.downloaded().await;
        assert!(!ours.contains("\"relations\"") && ours.contains(CLAIM), "{ours}");
        // With both ticked what joins them goes along, and there is nothing to tell.
        page.script(&format!("{boxes}[1].click()"), &[]).await;
        page.press(".list-several", "Export these 2").await;
        page.press("dialog .formats", "Annotations with articles").await;
        let (_, ours) = page.downloaded().await;
        assert!(ours.contains("\"relations\"") && ours.contains(BOARD), "{ours}");
        page.until("the dialog is gone", "!document.querySelector('dialog')").await;
        page.until("the focus is back", "document.activeElement?.closest('.list-several')").await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_big_export_is_written_bit_by_bit_and_can_be_stopped() {
    drive("exporting-much", LAPTOP, async |page| {
        marked(&page).await;
        // As many marks as make several slices.
        let words = |number: usize| format!("Block{number} tells of one thing.");
        let texts: Vec<String> = (0..1500).map(words).collect();
        let article = own_article("urn:x:much", &texts.iter().map(String::as_str).collect::<Vec<_>>());
        let (mut start, mut marks) = (0, Vec::new());
        for text in &texts {
            for (from, to) in [(0, 5), (6, 11), (12, 14), (15, 18)] {
                let (start, end) = (start + from, start + to);
                marks.push(json!({
                    "id": format!("urn:x:{start}"), "article": "urn:x:much", "label": "claim",
                    "target": [{ "start": start, "end": end, "exact": &text[from..to] }],
                    "created": "2026-02-01T08:00:00.000Z", "modified": "2026-02-01T08:00:00.000Z",
                }));
            }
            start += text.len() + 1;
        }
        let file = json!({ "format": "ascribe-annotations", "version": 1,
            "articles": [{ "id": "urn:x:much", "article": article }], "annotations": marks });
        page.import(&[("much.json", &file.to_string())]).await;
        page.until("it is reported", "document.querySelector('.report')?.innerText.includes('6000')").await;
        page.press_in_bar("Export").await;
        page.until("the formats are listed", "document.querySelector('dialog[open] .formats')").await;
        // What is shown while it is written.
        page.script(
            "window.shown = []; window.watch = new MutationObserver(() => {
                const bar = document.querySelector('dialog progress'); if (bar) window.shown.push(bar.value);
            }); window.watch.observe(document.body, { subtree: true, childList: true, attributes: true });
            [...document.querySelectorAll('dialog label')].find((label) => label.innerText.trim() === 'All articles').click();",
            &[],
        )
        .await;
        // Stopped as soon as it has begun, nothing is handed over and the list is there again.
        page.script(
            "[...document.querySelectorAll('dialog .formats button')].find((b) => b.innerText.startsWith('Annotations with')).click();
            const stop = new MutationObserver(() => {
                const cancel = document.querySelector('dialog progress') && document.querySelector('dialog .dialog-actions button');
                if (cancel) { stop.disconnect(); cancel.click(); }
            }); stop.observe(document.body, { subtree: true, childList: true });",
            &[],
        )
        .await;
        page.until("the list is there again", "window.shown.length && document.querySelector('dialog[open] .formats')").await;
        page.script("window.shown = []", &[]).await;
        page.press("dialog .formats", "Annotations with articles").await;
        let (name, ours) = page.downloaded().await;
        assert!(name.ends_with(".annotations.json") && ours.contains("urn:x:much"), "{name}");
        let shown = page.script("window.watch.disconnect(); return window.shown", &[]).await;
        let shown: Vec<f64> = serde_json::from_value(shown).expect("numbers");
        assert!(shown.windows(2).all(|two| two[0] <= two[1]), "{shown:?}");
        assert!(shown.iter().any(|percent| (1.0..100.0).contains(percent)), "it went bit by bit: {shown:?}");
    })
    .await;
}
