//! Pictures of every screen at three widths, in light and dark, to be looked at:
//! `target/browser-tests/`.

use ascribe_browser_tests::{Page, Words, drive};

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
    page.press("header.bar", "Export").await;
    page.until("the formats are listed", "document.querySelector('dialog[open] .formats')").await;
    page.look("exporting", width).await;
    page.press("dialog", "Close").await;
    page.until("the focus is back", "document.activeElement.innerText === 'Export'").await;
    page.paste("A headline without a story\n\nADVERTISEMENT\n\nA paragraph that says something at some length.").await;
    page.look("review", width).await;
}

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
