//! The list: searched, filtered, put into groups; and several annotations changed at once.

use ascribe_browser_tests::{Page, Value, drive, json};
use thirtyfour::Key;

use crate::size::{LAPTOP, PHONE};

const WIRE: &str = "Bridge alarm";
const REPORT: &str = "The 38-page report";
const ORDER: &str = "nobody gave a steering order";
const SPEAKER: &str = "spokeswoman Lucía Fennimore";
const PORT: &str = "the Perrine would not have left port";
const REPAIR: &str = "a repair was postponed twice";

/// Two sources and three claims.
async fn mark_some(page: &Page) {
    page.open_article(WIRE).await;
    for (words, label) in
        [(REPORT, "Source"), (ORDER, "Claim"), (PORT, "Claim"), (SPEAKER, "Source"), (REPAIR, "Claim")]
    {
        page.mark(words, label).await;
    }
    page.keys(Key::Escape).await;
    page.until("none is chosen", "!document.querySelector('li.is-active')").await;
}

async fn until_found(page: &Page, said: &str) {
    page.until(said, &format!("document.querySelector('.list-found').innerText.trim().startsWith({})", json!(said)))
        .await;
}

/// The words of the rows: groups with a `#`.
async fn rows(page: &Page) -> Value {
    let script = "return [...document.querySelectorAll('.annotations-body > ol > li')]
        .map((row) => row.matches('.group') ? '#' + row.querySelector('h3').textContent : row.querySelector('q').textContent)";
    page.script(script, &[]).await
}

async fn until_rows(page: &Page, expected: &[&str]) {
    let rows = "JSON.stringify([...document.querySelectorAll('.annotations-body > ol > li')]
        .map((row) => row.matches('.group') ? '#' + row.querySelector('h3').textContent : row.querySelector('q').textContent))";
    page.until(&format!("{expected:?} is listed"), &format!("{rows} === {}", json!(json!(expected).to_string()))).await;
}

/// Chooses in a list by its name, with the arrow keys.
async fn choose(page: &Page, within: &str, name: &str, line: &str) {
    let find = format!(
        "[...document.querySelectorAll('{within} label')].find((l) => l.firstChild.textContent === '{name}')?.querySelector('select')"
    );
    let place =
        format!("[...{find}.options].filter((o) => !o.disabled).findIndex((o) => o.label.startsWith({}))", json!(line));
    page.until(&format!("{line} can be chosen of {name}"), &format!("{find} && {place} >= 0")).await;
    page.script(&format!("{find}.focus()"), &[]).await;
    let place = page.script(&format!("return {place}"), &[]).await.as_u64().expect("a place") as usize;
    page.keys(Key::Home).await;
    for _ in 0..place {
        page.keys(Key::Down).await;
    }
    page.until(&format!("{line} is chosen"), &format!("{find}.selectedOptions[0].label.startsWith({})", json!(line)))
        .await;
}

/// The words that are shaded under a name.
async fn shaded(page: &Page, name: &str) -> Value {
    let script = "return [...(CSS.highlights.get(arguments[0]) ?? [])].map((range) => range.toString()).sort()";
    page.script(script, &[json!(name)]).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn words_are_searched_gone_to_and_marked_by_keys_alone() {
    drive("finding-keys", LAPTOP, async |page| {
        mark_some(&page).await;
        page.keys("s").await;
        page.until("the search has the focus", "document.activeElement?.type === 'search'").await;
        page.keys("LETTER").await;
        until_found(&page, "0 of 5 marks. 2 places in the text.").await;
        assert_eq!(shaded(&page, "found").await, json!(["letter", "letter"]));
        page.check_accessibility("a search").await;
        page.keys(Key::Enter).await;
        until_found(&page, "0 of 5 marks. Place 1 of 2 in the text.").await;
        page.keys(Key::Enter).await;
        page.until_said("2 of 2: The letter does not name the manager.").await;
        assert_eq!(shaded(&page, "found-here").await, json!(["letter"]));
        let seen = "(() => { const box = [...CSS.highlights.get('found-here')][0].getBoundingClientRect();
            return box.top > 0 && box.bottom < innerHeight })()";
        page.until("it is seen", seen).await;
        // Back in the text, what was gone to is selected: one more key marks it.
        page.keys(Key::Escape).await;
        page.until("it is selected", "getSelection().toString() === 'letter'").await;
        page.until_toolbar().await;
        page.keys("3").await;
        page.until(
            "it is marked",
            "[...document.querySelectorAll('article mark')].some((m) => m.textContent === 'letter')",
        )
        .await;
        // It answers the search, and so it is listed.
        until_rows(&page, &["letter"]).await;
        // The search is put away: all are listed, and nothing is shaded.
        page.press("aside", "Show all").await;
        page.until_count(6).await;
        page.until("nothing is shaded", "!CSS.highlights.has('found') && !CSS.highlights.has('found-here')").await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn notes_and_answers_are_searched_and_stand_out() {
    drive("finding-notes", LAPTOP, async |page| {
        mark_some(&page).await;
        page.press("aside", ORDER).await;
        page.until("its fields are there", "document.querySelector('aside textarea')").await;
        page.fill("aside textarea", "Was there a second clock?").await;
        page.keys(Key::Escape).await;
        page.press("aside", ORDER).await;
        page.fill("aside [type=search]", "CLOCK").await;
        until_rows(&page, &[ORDER]).await;
        until_found(&page, "1 of 5 marks. 0 places in the text.").await;
        let words = "document.querySelector('aside .annotation-note mark.found')?.textContent === 'clock'";
        page.until("the word stands out in the note", words).await;
        assert_eq!(shaded(&page, "listed").await, json!([ORDER]));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_list_is_put_into_groups_and_filtered() {
    drive("finding-groups", LAPTOP, async |page| {
        mark_some(&page).await;
        page.press("aside", ORDER).await;
        page.press("aside", "Add Source").await;
        page.until("the panel asks", "document.activeElement?.closest('.link-panel')").await;
        page.keys("1").await;
        page.until("the cue is asked for", "document.querySelector('.is-question')").await;
        page.keys("n").await;
        page.until("they are joined", "document.querySelector('.connection')").await;
        page.keys(Key::Escape).await;

        page.press("aside", "Filter").await;
        choose(&page, ".list-filters", "Group by", "Label").await;
        until_rows(&page, &["#Claim", ORDER, PORT, REPAIR, "#Source", REPORT, SPEAKER]).await;
        page.check_accessibility("groups").await;
        choose(&page, ".list-filters", "Group by", "Source").await;
        let by_source = [&format!("#{REPORT}"), REPORT, ORDER, "#No source", SPEAKER, PORT, REPAIR];
        until_rows(&page, &by_source).await;

        choose(&page, ".list-filters", "Group by", "None").await;
        choose(&page, ".list-filters", "Label", "Claim").await;
        until_rows(&page, &[ORDER, PORT, REPAIR]).await;
        tick(&page, "Has no source").await;
        until_rows(&page, &[PORT, REPAIR]).await;
        until_found(&page, "2 of 5 marks.").await;
        // Keys go from one listed mark to the next, past those that are not.
        page.script("document.querySelector('article').focus()", &[]).await;
        page.keys("j").await;
        page.until_chosen(PORT).await;
        page.keys("j").await;
        page.until_chosen(REPAIR).await;
        page.keys("k").await;
        page.until_chosen(PORT).await;
        // What is worked on stays, though it is not asked for any more.
        page.keys("l").await;
        page.until("the panel asks", "document.activeElement?.closest('.link-panel')").await;
        page.keys("1").await;
        page.until("the cue is asked for", "document.querySelector('.is-question')").await;
        page.keys("n").await;
        page.until("they are joined", "document.querySelector('.connection')").await;
        until_found(&page, "1 of 5 marks.").await;
        until_rows(&page, &[PORT, REPAIR]).await;
        page.keys("j").await;
        page.until_chosen(REPAIR).await;
        until_rows(&page, &[REPAIR]).await;
    })
    .await;
}

/// Presses the space bar on a tick box.
async fn tick(page: &Page, name: &str) {
    let find = format!(
        "[...document.querySelectorAll('aside label')].find((l) => l.innerText.trim() === {})?.querySelector('input')",
        json!(name)
    );
    page.until(&format!("{name} can be ticked"), &find).await;
    page.script(&format!("{find}.focus()"), &[]).await;
    page.keys(" ").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn several_are_ticked_and_changed_in_one_step() {
    drive("finding-several", LAPTOP, async |page| {
        mark_some(&page).await;
        page.press("aside", "Tick several").await;
        page.until("they can be ticked", "document.querySelectorAll('aside .tick').length === 5").await;
        // The first, and with Shift all to the third.
        let boxes = page.driver().await.find_all(thirtyfour::By::Css("aside .tick")).await.expect("tick boxes");
        boxes[0].click().await.expect("a tick");
        page.until("it is ticked", "document.querySelectorAll('aside .tick:checked').length === 1").await;
        let shift = page.driver().await.action_chain().key_down(Key::Shift).click_element(&boxes[2]).key_up(Key::Shift);
        shift.perform().await.expect("a tick with Shift");
        page.until("three are ticked", "document.querySelectorAll('aside .tick:checked').length === 3").await;
        page.check_accessibility("several ticked").await;
        choose(&page, ".list-several", "To", "Entity").await;
        page.press(".list-several", "Change 3").await;
        page.until("they are entities", "document.querySelectorAll('article mark[data-label=entity]').length === 3")
            .await;
        page.until_said("3 changed").await;
        page.keys_with(&[Key::Control], &["z"]).await;
        page.until("all are as before", "document.querySelectorAll('article mark[data-label=entity]').length === 0")
            .await;
        tick(&page, "Tick all 5 that are listed").await;
        page.press(".list-several", "Delete 5 marks").await;
        page.until_count(0).await;
        page.until("the focus has a place", "document.activeElement?.matches('aside h2')").await;
        page.keys_with(&[Key::Control], &["z"]).await;
        page.until_count(5).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn claims_are_ticked_and_given_their_source_by_keys_alone() {
    drive("finding-several-keys", LAPTOP, async |page| {
        mark_some(&page).await;
        page.script("document.querySelector('article').focus()", &[]).await;
        page.keys("jj").await;
        page.until_chosen(ORDER).await;
        page.keys("v").await;
        page.until_said("Ticked").await;
        page.keys("jj").await;
        page.until_chosen(PORT).await;
        page.keys("v").await;
        page.until("two are ticked", "document.querySelectorAll('aside .tick:checked').length === 2").await;
        choose(&page, ".list-several", "Change", "Source").await;
        choose(&page, ".list-several", "To", SPEAKER).await;
        page.keys(Key::Tab).await;
        page.keys(Key::Enter).await;
        page.until_said("2 changed").await;
        let ties = "[...document.querySelectorAll('aside .tie-line .tie')].filter((t) => t.textContent.includes('Fenn')).length === 1";
        page.until("the list tells of the source", ties).await;
        let same = "document.querySelector('.list-several select').selectedOptions[0].label === 'Source'";
        page.until("it is still the source that is changed", same).await;
        assert_eq!(rows(&page).await, json!([REPORT, ORDER, SPEAKER, PORT, REPAIR]));
        page.keys_with(&[Key::Control], &["z"]).await;
        page.until("both are undone", "!document.querySelector('aside .tie')").await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn on_a_phone_what_is_found_is_seen_above_the_list() {
    drive("finding-phone", PHONE, async |page| {
        page.open_article(WIRE).await;
        page.until("the search came", "document.querySelector('aside [type=search]')").await;
        page.press("aside", "Show").await;
        page.fill("aside [type=search]", "Fennimore").await;
        until_found(&page, "0 of 0 marks. 2 places in the text.").await;
        page.press("aside", "Previous").await;
        until_found(&page, "0 of 0 marks. Place 2 of 2 in the text.").await;
        let seen = "(() => { const box = [...CSS.highlights.get('found-here')][0].getBoundingClientRect();
            return box.top > 0 && box.bottom < document.querySelector('aside').getBoundingClientRect().top })()";
        page.until("it is seen above the list", seen).await;
        page.check_accessibility("a search on a phone").await;
    })
    .await;
}
