//! With a finger on a phone.

use ascribe_browser_tests::{Page, Words, drive};
use thirtyfour::By;

use crate::size::PHONE;

const STORY: &str = "The repair that never came";

async fn open(page: &Page) {
    page.prefer("light").await;
    page.with_touch().await;
    page.open_article(STORY).await;
    page.until("the screen is one for fingers", "matchMedia('(pointer: coarse)').matches").await;
}

/// Taps a button by its name.
async fn tap_button(page: &Page, within: &str, name: &str) {
    let find = "return [...document.querySelectorAll(arguments[0] + ' button')].find((b) => b.checkVisibility() && b.innerText.trim().startsWith(arguments[1]))";
    let found = page.driver().await.execute(find, vec![within.into(), name.into()]).await.expect("a script");
    let button = found.element().unwrap_or_else(|_| panic!("“{name}” is in {within}"));
    button.scroll_into_view().await.expect("it can be reached");
    let place = page
        .script(
            "const b = arguments[0].getBoundingClientRect(); return [b.left + b.width / 2, b.top + b.height / 2]",
            &[button.to_json().expect("an element")],
        )
        .await;
    let [left, top]: [f64; 2] = serde_json::from_value(place).expect("a place");
    page.touch(&[(left as i64, top as i64)]).await;
}

async fn until_nothing_is_wider(page: &Page, where_: &str) {
    page.until(
        &format!("nothing is wider than the screen: {where_}"),
        "document.documentElement.scrollWidth <= innerWidth",
    )
    .await;
}

/// Words that stand twice in these paragraphs would be found in the wrong place.
async fn words_of_a_paragraph(page: &Page, nth: usize) -> Vec<String> {
    let text = format!("return [...document.querySelectorAll('p.paragraph')][{nth}].textContent");
    let text = page.script(&text, &[]).await;
    text.as_str().unwrap_or_default().split(' ').map(str::to_owned).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn hypothesis_711_and_doccano_389_the_first_and_the_last_word_are_tapped() {
    drive("tapping", PHONE, async |page| {
        open(&page).await;
        tap_button(&page, ".marking-tools", "Tap to select").await;
        page.until("taps select", "document.querySelector('article.is-tapping')").await;
        let words = words_of_a_paragraph(&page, 1).await;
        let passage = words[2..9].join(" ");
        let ends = page.ends(passage.as_str()).await;
        page.touch(&[ends.inside]).await;
        page.until_said(&format!("From “{}”. Now tap the last word.", words[2])).await;
        let ends = page.ends_now(passage.as_str()).await;
        page.touch(&[(ends.end.0 - 6, ends.end.1)]).await;
        page.until_said(&format!("Selected: {passage}")).await;
        page.until_toolbar().await;
        page.check_accessibility("words tapped, phone").await;
        until_nothing_is_wider(&page, "the toolbar").await;
        // The toolbar is where the thumb is and leaves the words to be seen.
        let is_free = "(() => { const bar = document.querySelector('[role=toolbar]').getBoundingClientRect();
            const words = getSelection().getRangeAt(0).getBoundingClientRect();
            return bar.bottom <= innerHeight && words.bottom <= bar.top && words.top >= 0; })()";
        page.until("the words are not covered", is_free).await;
        tap_button(&page, "[role=toolbar]", "Source").await;
        page.until_count(1).await;
        assert_eq!(page.listed().await, [(passage.clone(), "Source".to_owned())]);

        // Backwards, and over a paragraph's end: the last word first.
        let next = words_of_a_paragraph(&page, 2).await;
        let (first, last) = (words[words.len() - 3..].join(" "), next[..4].join(" "));
        let at = page.ends(last.as_str()).await.end;
        page.touch(&[(at.0 - 6, at.1)]).await;
        page.until("one word is tapped", "document.querySelector('[data-live]').textContent.startsWith('From')").await;
        page.touch(&[page.ends_now(first.as_str()).await.inside]).await;
        page.until("all between is selected", "document.querySelector('[data-live]').textContent.startsWith('Selected')").await;
        page.until("the words are not covered", is_free).await;
        tap_button(&page, "[role=toolbar]", "Claim").await;
        page.until_count(2).await;
        let listed = page.listed().await;
        assert!(listed.iter().any(|(words, _)| words.starts_with(&first) && words.ends_with(last.trim_end_matches([',', '.']))), "{listed:?}");

        // label-studio#379: the label first, then the words.
        tap_button(&page, ".marking-tools", "Entity").await;
        page.until("the pen is down", "document.querySelector('article.has-pen')").await;
        let third = words_of_a_paragraph(&page, 3).await;
        let passage = third[1..4].join(" ");
        page.touch(&[page.ends(passage.as_str()).await.inside]).await;
        page.until_said(&format!("From “{}”. Now tap the last word.", third[1])).await;
        let ends = page.ends_now(passage.as_str()).await;
        page.touch(&[(ends.end.0 - 6, ends.end.1)]).await;
        page.until_count(3).await;
        page.until("it is marked", &format!("[...document.querySelectorAll('aside li[data-label=entity] q')].some((q) => {}.startsWith(q.textContent))", ascribe_browser_tests::json!(passage))).await;
        until_nothing_is_wider(&page, "three marks").await;

        // What is marked can be reached while taps select.
        tap_button(&page, ".marking-tools", "Entity").await;
        page.until("the pen is lifted", "!document.querySelector('article.has-pen')").await;
        page.touch(&[page.ends(passage.as_str()).await.inside]).await;
        page.until_toolbar().await;
        tap_button(&page, "[role=toolbar]", "Open mark").await;
        page.until("its item is open", "document.querySelector('aside li[data-label=entity].is-active')").await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_edges_of_a_mark_are_dragged_with_a_finger_and_marks_are_found_again() {
    drive("finger-edges", PHONE, async |page| {
        open(&page).await;
        let words = words_of_a_paragraph(&page, 1).await;
        let (short, long) = (words[1..4].join(" "), words[1..8].join(" "));
        page.mark(short.as_str(), "Claim").await;
        page.ends(short.as_str()).await;
        page.until(
            "there are two handles",
            "[...document.querySelectorAll('.edge')].filter((e) => !e.hidden).length === 2",
        )
        .await;
        let sizes = "[...document.querySelectorAll('.edge')].every((e) => e.offsetWidth >= 24 && e.offsetHeight >= 24)";
        page.until("fingers can take hold of them", sizes).await;
        let grip = page.driver().await.find(By::Css(".edge.is-end")).await.expect("a handle");
        let grip = page
            .script(
                "const b = arguments[0].getBoundingClientRect(); return [b.left + b.width / 2, b.top + b.height / 2]",
                &[grip.to_json().expect("an element")],
            )
            .await;
        let [left, top]: [f64; 2] = serde_json::from_value(grip).expect("a place");
        let (grip, was, to) = (
            (left as i64, top as i64),
            page.ends_now(short.as_str()).await.end,
            page.ends_now(long.as_str()).await.end,
        );
        let goal = (grip.0 + to.0 - was.0, grip.1 + to.1 - was.1);
        let between = ((grip.0 + goal.0) / 2, (grip.1 + goal.1) / 2);
        let scrolled = page.script("return scrollY", &[]).await;
        page.touch(&[grip, between, goal]).await;
        page.until_chosen(&long).await;
        assert_eq!(page.script("return scrollY", &[]).await, scrolled, "dragging a handle does not scroll");
        page.press("header.bar", "Undo").await;
        page.until_chosen(&short).await;

        // Several marks under a finger: a list that fits the screen.
        page.mark(Words(&words[2], 0), "Entity").await;
        page.keys(thirtyfour::Key::Escape).await;
        page.touch(&[page.ends(Words(&words[2], 0)).await.inside]).await;
        page.until("the marks are listed", "document.querySelectorAll('.marks-here button').length === 2").await;
        page.check_accessibility("the list of the marks under a finger").await;
        until_nothing_is_wider(&page, "the list of the marks").await;
        tap_button(&page, ".marks-here", "Claim").await;
        page.until_chosen(&short).await;
        // The sheet with the list opens and shows it.
        let seen = "(() => { const b = document.querySelector('aside li.is-active').getBoundingClientRect();
            return b.height > 0 && b.top >= 0 && b.top < innerHeight - 40; })()";
        page.until("its item is seen", seen).await;
    })
    .await;
}
