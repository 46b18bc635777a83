//! One thing changed in two windows.

use ascribe_browser_tests::{Page, Value, demanded, drive, json};
use thirtyfour::WindowHandle;

use crate::size::{LAPTOP, PHONE};

const TABLOID: &str = "ASLEEP AT THE WHEEL";

/// A window hears of others' writes only when it is told to: as if it were busy, or slept.
const LATE: &str = "window.late = [];
    addEventListener('storage', (event) => {
        if (!window.late) return;
        event.stopImmediatePropagation();
        window.late.push(event);
    }, true);
    // Nor does it look, as a window does that is shown again.
    for (const kind of ['visibilitychange', 'pageshow', 'resume']) {
        addEventListener(kind, (event) => window.late && event.stopImmediatePropagation(), true);
    }
    window.hear = () => {
        const late = window.late ?? [];
        window.late = null;
        for (const { key, oldValue, newValue } of late) {
            dispatchEvent(new StorageEvent('storage', { key, oldValue, newValue, storageArea: localStorage }));
        }
    };";

/// Opens the article in a second window; both have the mark, and hear late of one another.
async fn two_windows(page: &Page) -> [WindowHandle; 2] {
    let driver = page.driver().await;
    let late = json!({ "source": LATE });
    driver.cdp().send_raw("Page.addScriptToEvaluateOnNewDocument", late.clone()).await.expect("a script");
    page.open_article(TABLOID).await;
    page.mark("Radio Sorra", "Source").await;
    page.until_saved().await;
    driver.refresh().await.expect("the page reloads");
    page.until_count(1).await;
    let first = driver.window().await.expect("a window");
    let address = driver.current_url().await.expect("an address");
    let second = driver.new_tab().await.expect("a second window");
    driver.switch_to_window(second.clone()).await.expect("it can be seen");
    driver.cdp().send_raw("Page.addScriptToEvaluateOnNewDocument", late).await.expect("a script");
    driver.goto(address.as_str()).await.expect("it opens");
    page.until_count(1).await;
    [first, second]
}

async fn choose_the_mark(page: &Page) {
    let show = "return !!document.querySelector('aside [aria-expanded=false]')?.checkVisibility()";
    if page.script(show, &[]).await == true {
        page.press("aside", "Show").await;
    }
    if page.script("return !document.querySelector('aside textarea')", &[]).await == true {
        page.press("aside", "Radio Sorra").await;
        page.until("it can be written on", "document.querySelector('aside textarea')").await;
    }
}

const IS_TOLD: &str = "[...document.querySelectorAll('.notice')].some((n) => n.innerText.includes('in two windows'))";

/// What the dialog has to choose from, version by version.
async fn offered(page: &Page) -> Vec<String> {
    page.press(".notice", "Look at both").await;
    page.until("the versions are there", "document.querySelector('dialog .versions dd')").await;
    let texts =
        "return [...document.querySelectorAll('dialog .versions > li')].map((li) => li.querySelector('dd').innerText)";
    serde_json::from_value::<Vec<String>>(page.script(texts, &[]).await).expect("texts")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn row_03_both_texts_are_there_to_choose_from() {
    let rounds = demanded(2, 100, 300);
    drive("conflicts", LAPTOP, async move |page: Page| {
        let windows = two_windows(&page).await;
        let driver = page.driver().await;
        let mut seen = 0;
        for round in 0..rounds {
            let texts = [format!("from the first {round}"), format!("from the second {round}")];
            for window in &windows {
                driver.switch_to_window(window.clone()).await.expect("a window");
                page.script("window.late ??= []", &[]).await;
            }
            for (window, text) in windows.iter().zip(&texts) {
                driver.switch_to_window(window.clone()).await.expect("a window");
                choose_the_mark(&page).await;
                page.fill("aside textarea", text).await;
                page.until_saved().await;
            }
            let mut found = Vec::new();
            for window in &windows {
                driver.switch_to_window(window.clone()).await.expect("a window");
                page.script("window.hear()", &[]).await;
                page.until("it is told", IS_TOLD).await;
                let mut here = offered(&page).await;
                if round == 0 {
                    page.check_accessibility("versions to choose from").await;
                }
                page.press("dialog", "Close").await;
                here.sort();
                found.push(here);
            }
            assert_eq!(found[0], texts, "both texts are offered in the first window");
            assert_eq!(found[0], found[1], "and in the second");
            seen += 1;
            // The second window chooses, once one and once the other.
            offered(&page).await;
            let chosen = round % 2;
            let choose = "[...document.querySelectorAll('dialog .versions > li')]
                .find((li) => li.querySelector('dd').innerText === arguments[0]).querySelector('button').click()";
            page.script(choose, &[json!(texts[chosen])]).await;
            page.press("dialog", "Close").await;
            for window in &windows {
                driver.switch_to_window(window.clone()).await.expect("a window");
                page.until("nothing is left to choose", &format!("!({IS_TOLD})")).await;
                choose_the_mark(&page).await;
                let note = page.script("return document.querySelector('aside textarea').value", &[]).await;
                assert_eq!(note, Value::String(texts[chosen].clone()));
            }
        }
        println!("demand 3: both texts offered in both windows, {seen} of {rounds}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn row_03_going_on_editing_loses_neither_and_both_can_be_kept() {
    drive("conflicts-kept", PHONE, async |page| {
        let windows = two_windows(&page).await;
        let driver = page.driver().await;
        for (window, label) in windows.iter().zip(["Claim", "Entity"]) {
            driver.switch_to_window(window.clone()).await.expect("a window");
            choose_the_mark(&page).await;
            page.press("aside .choices", label).await;
            page.until_saved().await;
        }
        driver.switch_to_window(windows[0].clone()).await.expect("the first window");
        page.script("window.hear()", &[]).await;
        page.until("it is told", IS_TOLD).await;
        page.script("scrollTo(0, 0)", &[]).await;
        page.picture("conflicts-told").await;
        // Whoever writes on has not chosen.
        page.fill("aside textarea", "and more").await;
        page.until_saved().await;
        driver.refresh().await.expect("the page reloads");
        page.until_count(1).await;
        page.until("it is told again", IS_TOLD).await;
        page.press(".notice", "Look at both").await;
        page.until("the versions are there", "document.querySelector('dialog .versions dd')").await;
        page.look("conflicts", 390).await;
        page.press("dialog", "Keep all").await;
        page.press("dialog", "Close").await;
        page.until_count(2).await;
        page.until("nothing is left to choose", &format!("!({IS_TOLD})")).await;
        let mut labels: Vec<String> = page.listed().await.into_iter().map(|(_, label)| label).collect();
        labels.sort();
        assert_eq!(labels, ["Claim", "Entity"]);
        page.until_saved().await;
        driver.refresh().await.expect("the page reloads");
        page.until_count(2).await;
    })
    .await;
}
