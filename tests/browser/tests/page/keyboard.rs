//! The keyboard alone, and what people hear who do not see the screen.

use ascribe_browser_tests::{Page, drive, json};
use thirtyfour::Key;

use crate::key;
use crate::size::LAPTOP;

/// Presses one key with others held.
async fn press(page: &Page, held: &[Key], pressed: Key) {
    page.keys_with(held, &[&key(pressed)]).await;
}

/// Tab until something has the focus.
pub async fn tab_to(page: &Page, what: &str, is_there: &str) {
    for _ in 0..40 {
        if page.script(&format!("return Boolean({is_there})"), &[]).await == true {
            return;
        }
        page.keys(Key::Tab).await;
    }
    panic!("Tab never came to {what}");
}

/// From the page's start, by keys, to the text of the first article.
async fn open_by_keys(page: &Page) {
    page.prefer("light").await;
    tab_to(page, "an article", "document.activeElement.closest('.card')?.innerText.startsWith('Bridge alarm')").await;
    page.keys(Key::Enter).await;
    page.until("the article is open", "document.querySelector('article [data-block]')").await;
    tab_to(page, "the text", "document.activeElement.tagName === 'ARTICLE'").await;
    page.until("the reading cursor is shown", "!document.querySelector('.reading-cursor').hidden").await;
}

const C: &[Key] = &[Key::Control];
const A: &[Key] = &[Key::Alt];
const S: &[Key] = &[Key::Shift];
const CS: &[Key] = &[Key::Control, Key::Shift];
const AS: &[Key] = &[Key::Alt, Key::Shift];

const FIRST: &str = "“The evidence does not let us say whether the officer on watch was asleep, distracted or unwell,” the board’s chair, Yasmin Thorvald, told reporters in Port Ildry.";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn inception_1148_the_cursor_moves_and_says_where_it_is() {
    drive("moving", LAPTOP, async |page| {
        open_by_keys(&page).await;
        let hears = async |held: &[Key], pressed: Key, words: &str| {
            press(&page, held, pressed).await;
            page.until_said(words).await;
        };
        // Characters, words (both ways to say it), the line's end.
        hears(&[], Key::Right, "r").await;
        hears(&[], Key::Left, "B").await;
        hears(C, Key::Right, "alarm").await;
        hears(A, Key::Right, "was").await;
        hears(C, Key::Left, "alarm").await;
        hears(A, Key::Left, "Bridge").await;
        // Blocks, then sentences.
        hears(C, Key::Down, "Interim report finds no steering order for more than four minutes but names no cause")
            .await;
        hears(C, Key::Up, "Bridge alarm was off for 11 days before Selvane ferry hit rocks, inquiry finds").await;
        for _ in 0..9 {
            press(&page, C, Key::Down).await;
        }
        page.until(
            "the evidence is reached",
            "document.querySelector('[data-live]').textContent.startsWith('“The evidence')",
        )
        .await;
        hears(A, Key::Down, "“Anyone who names a cause today is guessing.”").await;
        hears(A, Key::Up, FIRST).await;
        // With Shift the same keys select.
        hears(CS, Key::Right, "Selected: “The").await;
        hears(AS, Key::Right, "Selected: “The evidence").await;
        hears(S, Key::Left, "Selected: “The evidenc").await;
        hears(AS, Key::Down, &format!("Selected: {FIRST}")).await;
        page.until_toolbar().await;
        page.keys("1").await;
        page.until_said(&format!("Marked as Claim: {FIRST}")).await;
        page.until_count(1).await;
        // The position survives tagging.
        page.until("the reader is in the text", "document.activeElement.tagName === 'ARTICLE'").await;
        hears(A, Key::Down, "“Anyone who names a cause today is guessing.”").await;
        // On the way back the mark is told.
        hears(A, Key::Up, &format!("{FIRST}. Marked as Claim")).await;
        press(&page, CS, Key::Down).await;
        page.until(
            "a block is selected",
            "document.querySelector('[data-live]').textContent.endsWith('is guessing.”')",
        )
        .await;
        page.keys(Key::Escape).await;
        page.until("nothing is selected", "!document.querySelector('[role=toolbar]')").await;
        // Delete takes the chosen mark, Ctrl+Z brings it back.
        page.until("it is chosen", "document.querySelector('aside li.is-active')").await;
        page.keys(Key::Delete).await;
        page.until_count(0).await;
        page.until_said("Deleted. Undo brings it back.").await;
        page.keys_with(C, &["z"]).await;
        page.until_count(1).await;
        page.until_said("Undo").await;
        // Home and End of all.
        hears(C, Key::Home, "Bridge alarm was off for 11 days before Selvane ferry hit rocks, inquiry finds").await;
        press(&page, C, Key::End).await;
        page.until_said("World › Selvane Islands › Transport").await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn product_backlog_923_the_edges_of_a_mark_are_moved_by_keys() {
    drive("edges-by-keys", LAPTOP, async |page| {
        open_by_keys(&page).await;
        for _ in 0..9 {
            press(&page, C, Key::Down).await;
        }
        press(&page, C, Key::Right).await;
        press(&page, C, Key::Right).await;
        press(&page, CS, Key::Right).await;
        page.until_said("Selected: evidence").await;
        page.keys("2").await;
        page.until_count(1).await;
        page.until_chosen("evidence").await;
        tab_to(&page, "the end's handle", "document.activeElement.matches('.edge.is-end')").await;
        let becomes = async |held: &[Key], pressed: Key, words: &str| {
            press(&page, held, pressed).await;
            page.until_said(&format!("The mark is now: {words}")).await;
            page.until_chosen(words).await;
            page.until("the handle keeps the focus", "document.activeElement.matches('.edge')").await;
        };
        becomes(&[], Key::Left, "evidenc").await;
        becomes(&[], Key::Right, "evidence").await;
        becomes(C, Key::Right, "evidence does").await;
        becomes(A, Key::Right, "evidence does not").await;
        becomes(C, Key::Left, "evidence does").await;
        becomes(&[], Key::Down, FIRST.trim_start_matches("“The ")).await;
        becomes(
            &[],
            Key::Down,
            &format!("{} “Anyone who names a cause today is guessing.”", FIRST.trim_start_matches("“The ")),
        )
        .await;
        becomes(&[], Key::Up, FIRST.trim_start_matches("“The ")).await;
        page.keys_with(&[Key::Shift], &[&key(Key::Tab)]).await;
        page.until("the start's handle has the focus", "document.activeElement.matches('.edge.is-start')").await;
        becomes(A, Key::Left, FIRST.trim_start_matches('“')).await;
        becomes(&[], Key::Up, FIRST).await;
        page.check_accessibility("a handle with the focus").await;
        // Each step is undone by itself.
        page.keys_with(C, &["z"]).await;
        page.until_chosen(FIRST.trim_start_matches('“')).await;
        page.keys(Key::Escape).await;
        page.until("the reader is in the text", "document.activeElement.tagName === 'ARTICLE'").await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn label_studio_379_the_label_first_by_key_and_all_places_by_key() {
    drive("pen-by-keys", LAPTOP, async |page| {
        open_by_keys(&page).await;
        page.keys("3").await;
        page.until_said("The pen marks as Entity. What you select is marked at once; Escape lifts the pen.").await;
        page.until(
            "the pen is shown",
            "document.querySelector('.marking-tools [data-label=entity]').ariaPressed === 'true'",
        )
        .await;
        press(&page, CS, Key::Right).await;
        press(&page, CS, Key::Right).await;
        page.until_said("Selected: Bridge alarm").await;
        page.keys(Key::Enter).await;
        page.until_count(1).await;
        page.until_said("Marked as Entity: Bridge alarm").await;
        // Another label in between, and the pen still writes.
        press(&page, CS, Key::Right).await;
        page.until_said("Selected: was").await;
        page.keys("1").await;
        page.until_count(2).await;
        press(&page, CS, Key::Right).await;
        page.keys(Key::Enter).await;
        page.until_count(3).await;
        assert_eq!(
            page.listed().await.iter().map(|(words, label)| format!("{words} {label}")).collect::<Vec<_>>(),
            ["Bridge alarm Entity", "was Claim", "off Entity"]
        );
        // Escape puts away one thing at a time: the chosen mark, then the pen.
        page.keys(Key::Escape).await;
        page.until("none is chosen", "!document.querySelector('aside li.is-active')").await;
        page.keys(Key::Escape).await;
        page.until_said("The pen is lifted.").await;
        // All places by key, in the dialog by keys, and one undo.
        press(&page, C, Key::Right).await;
        press(&page, CS, Key::Right).await;
        page.until_toolbar().await;
        page.keys("a").await;
        page.until(
            "the dialog has the focus",
            "document.activeElement.closest('dialog') && document.querySelector('dialog .primary:not(:disabled)')",
        )
        .await;
        tab_to(&page, "its button", "document.activeElement.matches('dialog .primary')").await;
        page.keys(Key::Enter).await;
        page.until("the dialog is gone", "!document.querySelector('dialog')").await;
        page.until("several are marked", "document.querySelectorAll('aside li').length > 3").await;
        page.keys_with(C, &["z"]).await;
        page.until_count(3).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn escape_leads_from_the_fields_of_a_mark_back_to_where_one_read() {
    drive("fields", LAPTOP, async |page| {
        open_by_keys(&page).await;
        let is_reading =
            "document.activeElement.tagName === 'ARTICLE' && !document.querySelector('.reading-cursor').hidden";
        let hears = async |pressed: Key, words: &str| {
            press(&page, C, pressed).await;
            page.until_said(words).await;
        };
        hears(Key::Right, "alarm").await;
        press(&page, CS, Key::Right).await;
        page.until_said("Selected: alarm").await;
        page.keys("1").await;
        page.until_chosen("alarm").await;
        // What is said of it: one of several, then words.
        page.keys("e").await;
        page.until("one is beside the text", "document.activeElement.closest('.editor')").await;
        tab_to(&page, "its kind", "document.activeElement.matches('.attribute input')").await;
        page.keys(Key::Right).await;
        page.until("the first is said", "document.querySelector('.attribute input').checked").await;
        page.keys(Key::Escape).await;
        page.until("one is in the text", is_reading).await;
        page.until_chosen("alarm").await;
        hears(Key::Right, "was").await;
        page.keys("e").await;
        tab_to(&page, "its note", "document.activeElement.matches('.note textarea')").await;
        page.keys("Which one?").await;
        page.keys(Key::Escape).await;
        page.until("one is in the text", is_reading).await;
        page.until_chosen("alarm").await;
        hears(Key::Right, "off").await;
        let kept =
            "[document.querySelector('.attribute input').checked, document.querySelector('.note textarea').value]";
        assert_eq!(page.script(&format!("return {kept}"), &[]).await, json!([true, "Which one?"]));
        // In the text it puts away one thing after the other, as before.
        page.keys(Key::Escape).await;
        page.until("none is chosen", "!document.querySelector('aside li.is-active')").await;
    })
    .await;
}
