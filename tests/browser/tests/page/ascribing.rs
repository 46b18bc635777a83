//! Joining claims to their sources, with the mouse and with the keyboard alone; what
//! is said of them; keys that can be changed; the history.

use ascribe_browser_tests::{Page, Value, Words, drive, json};
use thirtyfour::Key;

use crate::key;
use crate::size::{LAPTOP, PHONE};

const WIRE: &str = "Bridge alarm";
const CLAIM: &str = "nobody gave a steering order";
const SOURCE: &str = "The 38-page report";

/// How the parts of the chosen annotation's connection are called, and their words.
async fn parts(page: &Page) -> Value {
    let script = "return [...document.querySelectorAll('.connection li')].map((part) =>
        [part.querySelector('.role').textContent, part.querySelector('q').textContent])";
    page.script(script, &[]).await
}

async fn until_connected(page: &Page, count: usize) {
    page.until("the connection is listed", &format!("document.querySelectorAll('.connection').length === {count}"))
        .await;
}

async fn until_asked(page: &Page) {
    page.until("the panel asks", "document.activeElement?.closest('.link-panel')").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_claim_is_joined_to_its_source_by_keys_and_the_cue_is_confirmed() {
    drive("ascribe-keys", LAPTOP, async |page| {
        page.open_article(WIRE).await;
        page.mark(SOURCE, "Source").await;
        page.mark(CLAIM, "Claim").await;
        page.keys("l").await;
        until_asked(&page).await;
        page.check_accessibility("choosing a source").await;
        page.keys("1").await;
        // The word between them is found, and has to be confirmed.
        page.until("the cue is asked for", "document.querySelector('.is-question')?.textContent.includes('says')")
            .await;
        page.keys("y").await;
        until_connected(&page, 1).await;
        page.until("the cue is a part", "document.querySelectorAll('.connection li').length === 2").await;
        assert_eq!(parts(&page).await, json!([["Source", SOURCE], ["Cue", "says"]]));
        page.check_accessibility("a connection").await;
        // From the claim to the source and back, by one key.
        page.keys("g").await;
        page.until_chosen(SOURCE).await;
        page.keys("g").await;
        page.until_chosen(CLAIM).await;
        // Removed with its cue, and brought back.
        page.press("aside", "Remove connection").await;
        until_connected(&page, 0).await;
        page.until_count(2).await;
        page.keys_with(&[Key::Control], &["z"]).await;
        page.until_count(3).await;
        until_connected(&page, 1).await;
        page.until_saved().await;
        page.driver().await.refresh().await.expect("the page reloads");
        page.until_count(3).await;
        page.until("the list tells of it", "document.querySelectorAll('.tie-line').length > 0").await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn new_words_become_the_source_in_one_step() {
    drive("ascribe-words", LAPTOP, async |page| {
        page.open_article(WIRE).await;
        page.mark(CLAIM, "Claim").await;
        page.keys("l").await;
        until_asked(&page).await;
        page.select(SOURCE).await;
        page.keys(Key::Enter).await;
        page.until_count(2).await;
        page.until("the cue is asked for", "document.querySelector('.is-question')").await;
        page.keys("n").await;
        until_connected(&page, 1).await;
        assert_eq!(parts(&page).await, json!([["Source", SOURCE]]));
        page.keys_with(&[Key::Control], &["z"]).await;
        page.until_count(1).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_mark_is_clicked_and_a_line_joins_the_two() {
    drive("ascribe-mouse", LAPTOP, async |page| {
        page.open_article(WIRE).await;
        page.mark(SOURCE, "Source").await;
        page.mark(CLAIM, "Claim").await;
        page.until("the knob is there", "document.querySelector('.knob') && !document.querySelector('.knob').hidden")
            .await;
        page.press("aside", "Add Source").await;
        until_asked(&page).await;
        let start = page.ends(Words(SOURCE, 0)).await.start;
        page.clicks((start.0 + 30, start.1), 1).await;
        until_connected(&page, 1).await;
        let lines = "document.querySelectorAll('.links path').length === 1";
        page.until("a line runs between them", lines).await;
    })
    .await;
}

/// Marks a source and a claim, and answers with the middle of the claim's knob and a
/// point in the source, once the knob stands behind the claim.
async fn knob_and_source(page: &Page) -> [(i64, i64); 2] {
    page.mark(SOURCE, "Source").await;
    page.mark(CLAIM, "Claim").await;
    let stands = "(() => {
        const knob = document.querySelector('.knob');
        const words = [...document.querySelectorAll('mark.is-active')].at(-1)?.getClientRects();
        if (!words || knob?.checkVisibility() !== true) return false;
        const [place, end] = [knob.getBoundingClientRect(), [...words].at(-1)];
        return Math.abs(place.left - end.right) < 12 && Math.abs(place.bottom - end.top) < 12;
    })()";
    let source = page.ends(SOURCE).await;
    page.until("the knob stands behind the claim", stands).await;
    let middle = "const place = document.querySelector('.knob').getBoundingClientRect();
        return [Math.round(place.left + place.width / 2), Math.round(place.top + place.height / 2)]";
    let knob = page.script(middle, &[]).await;
    [(knob[0].as_i64().expect("a length"), knob[1].as_i64().expect("a length")), source.inside]
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_knob_of_a_claim_is_dragged_onto_a_source() {
    drive("ascribe-knob", LAPTOP, async |page| {
        // Without motion: what is measured stays where it is.
        page.prefer("light").await;
        page.open_article(WIRE).await;
        let [knob, source] = knob_and_source(&page).await;
        let nowhere = (source.0, source.1 - 300);
        let lines = |count: usize| format!("document.querySelectorAll('.links path').length === {count}");
        let shaded = |count: usize| format!("(CSS.highlights.get('linked')?.size ?? 0) === {count}");
        // Let go over the source.
        page.mouse("mousePressed", knob, 0).await;
        page.mouse("mouseMoved", source, 0).await;
        page.until("a line follows the pointer", &lines(1)).await;
        page.until("the source is shaded", &shaded(1)).await;
        page.mouse("mouseReleased", source, 0).await;
        until_connected(&page, 1).await;
        assert_eq!(parts(&page).await, json!([["Source", SOURCE]]));
        page.until("the cue is asked for", "document.querySelector('.is-question')?.textContent.includes('says')")
            .await;
        page.keys("y").await;
        page.until("the cue is a part", "document.querySelectorAll('.connection li').length === 2").await;
        // The pull and the cue are a step each.
        page.keys_with(&[Key::Control], &["z", "z"]).await;
        until_connected(&page, 0).await;
        page.until_count(2).await;
        page.until("no line is left", &lines(0)).await;
        // Let go over nothing, nothing is joined.
        page.mouse("mousePressed", knob, 0).await;
        page.mouse("mouseMoved", source, 0).await;
        page.until("the source is shaded", &shaded(1)).await;
        page.mouse("mouseMoved", nowhere, 0).await;
        page.until("it is shaded no more", &shaded(0)).await;
        page.mouse("mouseReleased", nowhere, 0).await;
        page.until_said("Nothing there that it can be connected to").await;
        page.until("no line is left", &lines(0)).await;
        until_connected(&page, 0).await;
        // Pressed by a key it asks.
        page.script("document.querySelector('.knob').focus()", &[]).await;
        page.keys(Key::Enter).await;
        until_asked(&page).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_knob_of_a_claim_is_dragged_with_a_finger() {
    drive("ascribe-knob-finger", PHONE, async |page| {
        page.prefer("light").await;
        page.with_touch().await;
        page.open_article(WIRE).await;
        let [knob, source] = knob_and_source(&page).await;
        let scrolled = page.script("return scrollY", &[]).await;
        let between = ((knob.0 + source.0) / 2, (knob.1 + source.1) / 2);
        page.touch(&[knob, between, source]).await;
        page.until("the cue is asked for", "document.querySelector('.is-question')?.textContent.includes('says')")
            .await;
        assert_eq!(page.script("return scrollY", &[]).await, scrolled, "dragging the knob does not scroll");
        page.press(".link-panel", "No").await;
        until_connected(&page, 1).await;
        assert_eq!(parts(&page).await, json!([["Source", SOURCE]]));
        // The pull is over: a key presses the knob again.
        page.script("document.querySelector('.knob').focus()", &[]).await;
        page.keys(Key::Enter).await;
        until_asked(&page).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_joined_is_shown_where_the_cursor_or_the_focus_is() {
    drive("ascribe-focus", LAPTOP, async |page| {
        page.open_article(WIRE).await;
        page.mark(SOURCE, "Source").await;
        page.mark(CLAIM, "Claim").await;
        page.keys("l").await;
        until_asked(&page).await;
        page.keys("1").await;
        page.until("the cue is asked for", "document.querySelector('.is-question')").await;
        page.keys("n").await;
        until_connected(&page, 1).await;
        page.keys(Key::Escape).await;
        page.until("none is chosen", "!document.querySelector('li.is-active')").await;
        let lines = |count: usize| format!("document.querySelectorAll('.links path').length === {count}");
        // The reading cursor goes to the article's start, out of the marks, and into one.
        page.keys_with(&[Key::Control], &[&key(Key::Home)]).await;
        page.until("no line is drawn", &lines(0)).await;
        let place = format!(
            "const block = [...document.querySelectorAll('[data-block]')].find((b) => b.textContent.startsWith({SOURCE:?}));
             getSelection().setPosition(block, 0)"
        );
        page.script(&place, &[]).await;
        page.keys_with(&[Key::Control], &[&key(Key::Right)]).await;
        page.until("the line is drawn", &lines(1)).await;
        page.keys_with(&[Key::Control], &[&key(Key::Home)]).await;
        page.until("no line is drawn", &lines(0)).await;
        // The item of the list has the focus.
        page.script("document.querySelector('aside li[data-label=claim] > button').focus()", &[]).await;
        page.until("the line is drawn", &lines(1)).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_said_is_chosen_with_its_test_and_told_in_the_list() {
    drive("ascribe-said", LAPTOP, async |page| {
        page.open_article(WIRE).await;
        page.mark(CLAIM, "Claim").await;
        page.until("its questions are there", "document.querySelector('.attribute legend')").await;
        let opinion =
            "[...document.querySelectorAll('.attribute label')].find((l) => l.textContent.startsWith('Opinion'))";
        page.script(&format!("{opinion}.querySelector('input').focus()"), &[]).await;
        page.keys(" ").await;
        page.until(
            "the test is shown",
            &format!("getComputedStyle({opinion}.querySelector('.help')).display !== 'none'"),
        )
        .await;
        page.check_accessibility("a question").await;
        page.until("it is said", &format!("{opinion}.querySelector('input').checked")).await;
        page.press("aside", CLAIM).await;
        page.until("the list tells it", "document.querySelector('.said')?.textContent.includes('Opinion')").await;
    })
    .await;
}

/// What is offered as probably the same.
async fn until_offered(page: &Page, offers: &[&str]) {
    let seen = "[...document.querySelectorAll('.offer')].map((o) => o.innerText.replace(/\\s+/g, ' ')).join('; ')";
    page.until(&format!("{offers:?} are offered"), &format!("{seen} === {}", json!(offers.join("; ")))).await;
}

/// What the chosen mark is about, and how many others with it.
async fn until_about(page: &Page, words: &str) {
    let seen = "document.querySelector('.editor .identity')?.innerText.replace(/\\s+/g, ' ')";
    page.until(&format!("it is about {words}"), &format!("{seen}?.startsWith({})", json!(words))).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_probably_the_same_is_said_with_one_press() {
    drive("ascribe-same", LAPTOP, async |page| {
        page.open_article(WIRE).await;
        page.mark(Words("Fennimore", 1), "Entity").await;
        until_offered(&page, &[]).await;
        page.mark("Lucía Fennimore", "Source").await;
        // Two marks become one thing in one step, which has the better name.
        until_offered(&page, &["Fennimore 1 place, part of the name"]).await;
        page.check_accessibility("what is probably the same").await;
        page.script("document.querySelector('.offer').scrollIntoView({ behavior: 'instant', block: 'center' })", &[])
            .await;
        page.picture("ascribe-offers").await;
        page.press(".offers", "Fennimore").await;
        until_about(&page, "Same as Lucía Fennimore 2 mentions").await;
        page.until_said("Same as Lucía Fennimore").await;
        page.until("the item has the focus", "document.activeElement.matches('aside li.is-active > button')").await;
        page.keys_with(&[Key::Control], &["z"]).await;
        until_offered(&page, &["Fennimore 1 place, part of the name"]).await;
        page.keys_with(&[Key::Control, Key::Shift], &["z"]).await;
        until_about(&page, "Same as Lucía Fennimore 2 mentions").await;
        // With the keyboard alone: a thing that has a name.
        page.mark("Fennimore", "Source").await;
        until_offered(&page, &["Lucía Fennimore 2 mentions, same words"]).await;
        page.script("document.querySelector('.editor .identity input').focus()", &[]).await;
        page.keys(Key::Tab).await;
        page.until("the offer has the focus", "document.activeElement.matches('.offer')").await;
        // What is written meanwhile leaves it as it is.
        page.script("document.querySelector('.editor textarea').focus()", &[]).await;
        page.keys("who").await;
        until_offered(&page, &["Lucía Fennimore 2 mentions, same words"]).await;
        page.keys_with(&[Key::Shift], &["\u{e004}"]).await;
        page.until("the offer has the focus", "document.activeElement.matches('.offer')").await;
        page.keys(Key::Enter).await;
        until_about(&page, "Same as Lucía Fennimore 3 mentions").await;
        page.until("the item has the focus", "document.activeElement.matches('aside li.is-active > button')").await;
        page.until("nothing more is offered", "!document.querySelector('.offers')").await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn keys_are_listed_changed_and_turned_off() {
    drive("ascribe-shortcuts", LAPTOP, async |page| {
        page.open_article(WIRE).await;
        page.mark(SOURCE, "Source").await;
        page.mark(CLAIM, "Claim").await;
        page.keys("?").await;
        page.until("the sheet is open", "document.querySelector('dialog[open] .shortcuts')").await;
        page.check_accessibility("the sheet of keys").await;
        let set = |key: &str| {
            format!(
                "const field = document.querySelector('.shortcuts .key'); field.value = {key:?};
                 field.dispatchEvent(new Event('change', {{ bubbles: true }}))"
            )
        };
        page.script(&set("1"), &[]).await;
        page.until("a label's key is refused", "document.querySelector('.shortcuts [role=alert]')").await;
        page.script(&set("q"), &[]).await;
        page.until("it is taken", "!document.querySelector('.shortcuts [role=alert]')").await;
        page.keys(Key::Escape).await;
        page.until("the sheet is closed", "!document.querySelector('dialog[open]')").await;
        page.keys("q").await;
        until_asked(&page).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_history_names_each_step_and_leads_back_to_any() {
    drive("ascribe-history", LAPTOP, async |page| {
        page.open_article(WIRE).await;
        page.mark(SOURCE, "Source").await;
        page.mark(CLAIM, "Claim").await;
        page.keys("h").await;
        page.until("the history is open", "document.querySelectorAll('.history li').length === 3").await;
        page.check_accessibility("the history").await;
        let first = "document.querySelector('.history li button').textContent";
        page.until("the newest stands first", &format!("{first}.includes({CLAIM:?})")).await;
        page.press(".history", "The start").await;
        page.until_count(0).await;
        page.script("document.querySelector('.history li button').click()", &[]).await;
        page.until_count(2).await;
    })
    .await;
}
