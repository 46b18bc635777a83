//! Selecting and tagging, with the mouse and with the keyboard.

use ascribe_browser_tests::{Words, drive, json};
use thirtyfour::Key;

use crate::size::LAPTOP;

const WIRE: &str = "Bridge alarm";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_selection_with_the_mouse_is_tagged_seen_and_listed() {
    drive("mouse", LAPTOP, async |page| {
        page.open_article(WIRE).await;
        page.mark("the Marine Inquiry Board", "Source").await;
        assert_eq!(page.marks().await, [("source".into(), "the Marine Inquiry Board".into())]);
        assert_eq!(page.listed().await, [("the Marine Inquiry Board".into(), "Source".into())]);
        let toolbar = page.script("return document.querySelector('[role=toolbar]')", &[]).await;
        assert!(toolbar.is_null(), "the toolbar goes once the words are tagged");
        let description =
            page.script("return document.querySelector('mark').getAttribute('aria-description')", &[]).await;
        assert_eq!(description, "Source");
        page.check_accessibility("reading, one mark").await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn stray_spaces_are_trimmed_and_a_drag_backwards_counts() {
    drive("backwards", LAPTOP, async |page| {
        page.open_article(WIRE).await;
        page.select(" Marine Inquiry ").await;
        page.keys("1").await;
        page.until_count(1).await;
        assert_eq!(page.listed().await, [("Marine Inquiry".into(), "Claim".into())]);
        // From behind the last word to before the first.
        page.drag(Words("killing nobody", 0), Words("killing nobody", 0)).await;
        page.keys(Key::Escape).await;
        page.until("the toolbar is put away", "!document.querySelector('[role=toolbar]')").await;
        assert_eq!(page.annotation_count().await, 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn overlapping_marks_across_blocks_leave_the_text_as_it_is() {
    drive("overlap", LAPTOP, async |page| {
        page.open_article(WIRE).await;
        let text = "return [...document.querySelectorAll('[data-block]')].map((b) => b.textContent)";
        let before = page.script(text, &[]).await;
        page.drag(Words("An alarm meant", 0), Words("for more than four minutes", 1)).await;
        page.keys("1").await;
        page.until_count(1).await;
        page.mark("the ferry Perrine ran onto rocks", "Claim").await;
        page.mark("Perrine", "Entity").await;
        page.mark("Perrine ran", "Source").await;
        assert_eq!(page.script(text, &[]).await, before);
        let deepest = page.script(
            "return Math.max(...[...document.querySelectorAll('mark')].map((m) => m.dataset.annotation.split(' ').length))",
            &[],
        );
        assert_eq!(deepest.await, json!(4));
        // One sample article file is the text that the page shows.
        let labels = page.script("return [...new Set([...document.querySelectorAll('mark')].map((m) => m.dataset.label))]", &[]).await;
        assert!(labels.as_array().is_some_and(|labels| labels.len() >= 3), "{labels}");
        page.check_accessibility("reading, marks that overlap").await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_keyboard_alone_selects_and_tags() {
    drive("keyboard", LAPTOP, async |page| {
        page.open_article(WIRE).await;
        // Tab until the article has the focus, as a person without a mouse does.
        for _ in 0..20 {
            page.keys(Key::Tab).await;
            if page.script("return document.activeElement.tagName", &[]).await == "ARTICLE" {
                break;
            }
        }
        page.until("the reading cursor is shown", "!document.querySelector('.reading-cursor').hidden").await;
        // Two words of the headline: right by word with Shift.
        let right = Key::Right.value().to_string();
        page.keys_with(&[Key::Shift, Key::Control], &[&right, &right]).await;
        page.until("the toolbar is offered", "document.querySelector('[role=toolbar]')").await;
        page.keys("3").await;
        page.until_count(1).await;
        assert_eq!(page.listed().await, [("Bridge alarm".into(), "Entity".into())]);
        // The position survives tagging: the next words follow on.
        page.keys_with(&[Key::Shift, Key::Control], &[&right]).await;
        page.keys("1").await;
        page.until_count(2).await;
        assert_eq!(page.listed().await[1].0, "was");
        // Enter on a mark leads to it in the list; Escape leads back.
        page.keys(Key::Left).await;
        page.keys(Key::Enter).await;
        page.until("the list has the focus", "document.activeElement.closest('aside li')").await;
        page.keys(Key::Escape).await;
        page.until("the article has the focus", "document.activeElement.tagName === 'ARTICLE'").await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn label_and_note_change_and_deleting_can_be_undone() {
    drive("editing", LAPTOP, async |page| {
        page.open_article(WIRE).await;
        page.mark("killing nobody", "Claim").await;
        // A new mark is the chosen one: its editor is open.
        page.press("aside .choices", "Source").await;
        page.until("it is a source", "document.querySelector('mark').dataset.label === 'source'").await;
        page.fill("aside textarea", "Who counted?\nAsk again.").await;
        page.press("aside", "killing nobody").await;
        page.until(
            "the note is shown",
            "document.querySelector('.annotation-note')?.textContent === 'Who counted?\\nAsk again.'",
        )
        .await;
        page.press("aside", "killing nobody").await;
        page.check_accessibility("reading, editing an annotation").await;
        page.press("aside", "Delete").await;
        page.until_count(0).await;
        page.until("the focus is not lost", "document.activeElement.closest('aside')").await;
        assert!(page.marks().await.is_empty());
        page.press("header.bar", "Undo").await;
        page.until_count(1).await;
        assert_eq!(page.marks().await, [("source".into(), "killing nobody".into())]);
        page.press("header.bar", "Redo").await;
        page.until_count(0).await;
        page.keys_with(&[Key::Control], &["z"]).await;
        page.until_count(1).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_click_on_either_finds_the_other() {
    drive("finding", LAPTOP, async |page| {
        page.open_article(WIRE).await;
        page.mark("An alarm meant", "Claim").await;
        page.mark("Advertisement".to_uppercase().as_str(), "Entity").await;
        page.script("scrollTo(0, document.body.scrollHeight)", &[]).await;
        page.press("aside", "An alarm meant").await;
        let in_view = "(() => { const b = document.querySelector('mark[data-label=claim]').getBoundingClientRect();
            return b.top >= 0 && b.bottom <= innerHeight && document.querySelector('mark[data-label=claim]').classList.contains('is-active'); })()";
        page.until("the words are in view and outlined", in_view).await;
        let driver = page.driver().await;
        let mark = driver.find(thirtyfour::By::Css("mark[data-label=entity]")).await.expect("a mark");
        mark.scroll_into_view().await.expect("it can be reached");
        mark.click().await.expect("it can be pressed");
        page.until("its item is open", "document.querySelector('aside li[data-label=entity].is-active .editor')").await;
    })
    .await;
}
