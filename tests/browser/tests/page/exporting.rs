//! Files for other tools: chosen, told what they do not hold, and handed over.

use ascribe_browser_tests::{Page, drive, json};
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
