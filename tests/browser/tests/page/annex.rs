//! What is loaded after the page stands.

use ascribe_browser_tests::{Page, drive, json};

use crate::size::LAPTOP;

/// Has requests for the second file of the program fail, or no longer.
async fn block_annex(page: &Page, urls: &[&str]) {
    let cdp = page.driver().await;
    let cdp = cdp.cdp();
    cdp.send_raw("Network.enable", json!({})).await.expect("the network can be watched");
    // What is kept for offline use would stand in.
    cdp.send_raw("Network.setBypassServiceWorker", json!({ "bypass": true })).await.expect("past what is kept");
    cdp.send_raw("Network.setCacheDisabled", json!({ "cacheDisabled": true })).await.expect("past the cache");
    cdp.send_raw("Network.setBlockedURLs", json!({ "urls": urls })).await.expect("requests fail");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_could_not_be_loaded_is_told_and_tried_again() {
    drive("annex", LAPTOP, async |page| {
        block_annex(&page, &["*-annex.wasm"]).await;
        page.driver().await.refresh().await.expect("the page reloads");
        page.until("the stories are there", "document.querySelectorAll('.card').length === 6").await;
        page.press_in_bar("Paste").await;
        let told = "document.querySelector('dialog [role=alert]')?.textContent.includes('could not be loaded')";
        page.until("it says that a part is missing", told).await;
        page.check_accessibility("a part that could not be loaded").await;
        page.picture("annex-missing").await;
        page.press("dialog", "Try again").await;
        page.until("it says so again", told).await;
        block_annex(&page, &[]).await;
        // The browser's own words about what was blocked.
        page.driver().await.get_log("browser").await.expect("the browser's log");
        page.press("dialog", "Try again").await;
        page.until("there is a field for the text", "document.querySelector('dialog textarea')").await;
        page.press("dialog", "Close").await;
        page.paste("A headline\n\nA paragraph that says something at some length.").await;
    })
    .await;
}
