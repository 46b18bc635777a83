//! Pictures of every screen at three widths, in light and dark, to be looked at:
//! `target/browser-tests/`.

use ascribe_browser_tests::{Page, Words, drive};
use thirtyfour::Key;

use crate::size::{LAPTOP, PHONE, PROJECTOR};

async fn look_around(page: Page, width: u32) {
    page.until("the stories are there", "document.querySelectorAll('.card').length === 6").await;
    page.look("library", width).await;
    page.open_article("Bridge alarm").await;
    page.mark("the Marine Inquiry Board", "Source").await;
    page.mark("the ferry Perrine ran onto rocks in January", "Claim").await;
    page.mark("Perrine", "Entity").await;
    page.script("scrollTo(0, 0)", &[]).await;
    page.look("reading", width).await;
    page.drag(Words("injuring 31 people", 0), Words("injuring 31 people", 0)).await;
    page.look("selecting", width).await;
    page.press("[role=toolbar]", "Claim").await;
    page.until_count(4).await;
    page.script("const list = document.querySelector('.sheet-toggle'); if (list.checkVisibility() && list.ariaExpanded === 'false') list.click()", &[]).await;
    page.fill("aside [type=search]", "the").await;
    page.press("aside", "Filter").await;
    page.press("aside", "Tick several").await;
    page.until("they can be ticked", "document.querySelector('aside .tick')").await;
    page.script("document.querySelector('aside .tick').click()", &[]).await;
    page.look("finding", width).await;
    page.press("aside", "Show all").await;
    page.press_in_bar("Export").await;
    page.until("the formats are listed", "document.querySelector('dialog[open] .formats')").await;
    page.look("exporting", width).await;
    page.press("dialog .formats", "Table of the marks").await;
    page.until("it is told what is not in it", "document.querySelector('dialog .losses')").await;
    page.look("exporting-losses", width).await;
    page.press("dialog", "Close").await;
    page.until("the focus is back", "['Export', 'More'].includes(document.activeElement.innerText)").await;
    page.press("header.bar", "More").await;
    page.until("the menu is open", MENU).await;
    page.look("more", width).await;
    page.keys(Key::Escape).await;
    page.paste("A headline without a story\n\nADVERTISEMENT\n\nA paragraph that says something at some length.").await;
    page.look("review", width).await;
}

/// The menu at the end of the bar.
const MENU: &str = "document.querySelector('#more:popover-open')";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn on_a_phone() {
    drive("look-phone", PHONE, async |page| look_around(page, PHONE.0).await).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn on_a_laptop() {
    drive("look-laptop", LAPTOP, async |page| look_around(page, LAPTOP.0).await).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn on_a_projector() {
    drive("look-projector", PROJECTOR, async |page| look_around(page, PROJECTOR.0).await).await;
}

/// What the menu shows.
const ENTRIES: &str = "[...document.querySelectorAll('#more :is(a, button)')].filter((e) => e.checkVisibility()).map((e) => e.innerText).join(', ')";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_menu_has_what_the_bar_has_no_room_for() {
    drive("more-phone", PHONE, async |page| {
        page.until("the stories are there", "document.querySelectorAll('.card').length === 6").await;
        page.press("header.bar", "More").await;
        page.until(
            "all is there",
            &format!("{ENTRIES} === 'Index, Scheme, Import, Paste text, Export, History, Storage, Keys'"),
        )
        .await;
        page.press("#more", "Index").await;
        page.until("the index is shown", "document.querySelector('h1')?.innerText === 'Index'").await;
        page.until("the menu is closed", "!document.querySelector('#more:popover-open')").await;
        page.press("header.bar", "More").await;
        page.press("#more", "Paste text").await;
        page.until("the dialog is open", "document.querySelector('dialog[open] textarea')").await;
        page.press("dialog", "Close").await;
        page.until("the focus is back", "document.activeElement.innerText === 'More'").await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_history_and_the_keys_are_there_by_mouse_and_by_keyboard() {
    drive("more", LAPTOP, async |page| {
        let has_focus = |words: &str| format!("document.activeElement.innerText === '{words}'");
        let is_closed = "!document.querySelector('#more:popover-open')";
        page.open_article("Bridge alarm").await;
        page.mark("the Marine Inquiry Board", "Source").await;
        // By mouse; a click elsewhere closes the menu, and a second one on its button.
        page.press("header.bar", "More").await;
        page.until("the menu is open", &format!("{ENTRIES} === 'History, Storage, Keys'")).await;
        let title = page.ends("Bridge alarm").await;
        page.clicks(title.inside, 1).await;
        page.until("the menu is closed", is_closed).await;
        page.press("header.bar", "More").await;
        page.until("the menu is open", MENU).await;
        page.press("header.bar", "More").await;
        page.until("the menu is closed", is_closed).await;
        page.press("header.bar", "More").await;
        page.press("#more", "History").await;
        page.until("the history is open", "document.querySelectorAll('.history li').length === 2").await;
        page.until("the menu is closed", is_closed).await;
        page.press(".history", "Close").await;
        page.until("the focus is back", &has_focus("More")).await;
        // By keyboard alone.
        page.keys(Key::Enter).await;
        page.until("the menu is open", MENU).await;
        page.keys(Key::Escape).await;
        page.until("the menu is closed", is_closed).await;
        page.until("the focus is back", &has_focus("More")).await;
        page.keys(Key::Enter).await;
        page.until("the menu is open", MENU).await;
        for _ in 0..3 {
            page.keys(Key::Tab).await;
        }
        page.until("one is at the keys", &has_focus("Keys")).await;
        page.keys(Key::Enter).await;
        page.until("the sheet is open", "document.querySelector('dialog[open] .shortcuts')").await;
        page.keys(Key::Escape).await;
        page.until("the focus is back", &has_focus("More")).await;
        // The key does the same as the menu, and gives the focus back to the text.
        page.script("document.querySelector('article').focus()", &[]).await;
        page.keys("h").await;
        page.until("the history is open", "document.activeElement.closest('.history')").await;
        page.keys(Key::Escape).await;
        page.until("one is in the text again", "document.activeElement.tagName === 'ARTICLE'").await;
    })
    .await;
}
