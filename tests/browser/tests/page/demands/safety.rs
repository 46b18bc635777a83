//! Hostile files, the policy, and browsers that block storage.

use ascribe_browser_tests::{Page, Setup, Value, drive, drive_with, json};

use crate::size::LAPTOP;

const WIRE: &str = "Bridge alarm";
const WORDS: &str = "the Marine Inquiry Board";

// The policy.

/// Has the page try at its start all that the policy must block.
async fn try_policy(name: &'static str, setup: Setup) {
    drive_with(name, LAPTOP, Setup { tries_policy: true, ..setup }, async move |page| {
        let attempts = page.script("return attempts", &[]).await;
        let attempts = attempts.as_array().expect("what is tried");
        for (at, what) in attempts.iter().enumerate() {
            page.until(&format!("{what} is blocked"), &format!("outcome.length > {at}")).await;
            let came = page.script("return outcome[arguments[0]]", &[json!(at)]).await;
            assert_eq!(came["ran"], false, "{came}");
            println!("  {what}: blocked by {}", came["by"]);
        }
        let ended = page.until("all was tried", "window.ended").await;
        assert_eq!(ended["red"], false, "no style was taken");
        let is_ours = ended["base"].as_str().is_some_and(|base| base.starts_with(&page.site().address()));
        assert!(is_ours, "addresses mean what they did");
        assert_eq!(page.site().strayed(), 0, "nothing reached a server elsewhere");
        // What the browser tells of what was blocked. The app beside it works.
        page.take_errors().await;
        page.driver().await.get_log("performance").await.expect("the network's log");
        page.open_article(WIRE).await;
        page.mark(WORDS, "Source").await;
        println!("demand 20: {name}: {} attempts, all blocked; 0 requests reached a server elsewhere", attempts.len());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn row_20_the_policy_blocks_what_it_should() {
    try_policy("policy", Setup::default()).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn row_20_without_trusted_types_the_rest_of_the_policy_blocks_what_would_run() {
    try_policy("policy-without-types", Setup { lacks_trusted_types: true, ..Setup::default() }).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn row_20_a_violation_would_be_noticed() {
    drive("violation", LAPTOP, async |page| {
        // As the app's own code would, not as WebDriver does, for whom less is forbidden.
        page.script("document.body.setAttribute('style', 'color: red')", &[]).await;
        page.until("an element stands there", "document.querySelector('main')").await;
        let told = loop {
            let told = page.site().take_violations();
            if !told.is_empty() {
                break told;
            }
            page.until("the page goes on", "true").await;
        };
        assert!(told[0].starts_with("style-src-attr: inline"), "{told:?}");
        let errors = page.take_errors().await;
        assert!(errors.iter().any(|error| error.contains("Content Security Policy")), "{errors:#?}");
        println!("demand 20: a violation is told by the page and by the console");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn within_another_page_the_app_does_not_open() {
    drive("framed", LAPTOP, async |page| {
        let address = page.site().address();
        let driver = page.driver().await;
        driver.goto(page.site().around()).await.expect("a page elsewhere");
        driver.enter_frame(0).await.expect("a frame");
        page.until("it says why", "document.body?.innerText.includes('does not open within another page')").await;
        let link =
            page.script("const a = document.querySelector('#app a'); return [a.href, a.target, a.rel]", &[]).await;
        assert_eq!(link, json!([format!("{address}#/index"), "_blank", "noopener"]));
        let parts = page.script("return document.querySelectorAll('button, input, header').length", &[]).await;
        assert_eq!(parts, 0, "there is nothing to press");
        page.picture("framed").await;
        driver.enter_default_frame().await.expect("the page around it");
        page.go("").await;
        // The test itself went elsewhere.
        driver.get_log("performance").await.expect("the network's log");
    })
    .await;
}

// Browsers that keep nothing.

const BANNER: &str = "[...document.querySelectorAll('.notice')].some((n) => n.innerText.includes('does not let the page store anything'))";

/// Whether the browser would ask before the page is left.
async fn is_asked(page: &Page) -> bool {
    let leave = "const leave = new Event('beforeunload', { cancelable: true });
        dispatchEvent(leave); return leave.defaultPrevented";
    page.script(leave, &[]).await == true
}

/// Marks something and exports it, as anywhere.
async fn mark_and_export(page: &Page) {
    page.open_article(WIRE).await;
    page.mark(WORDS, "Source").await;
    let (_, file) = page.export(None, "Annotations with articles").await;
    let file: Value = serde_json::from_str(&file).expect("JSON");
    assert_eq!(file["annotations"][0]["target"][0]["exact"], WORDS);
}

async fn nothing_is_kept(name: &'static str, setup: Setup) {
    drive_with(name, LAPTOP, setup, async move |page| {
        page.until("it says that nothing is kept", BANNER).await;
        assert!(!is_asked(&page).await, "nothing was done yet: nothing can be lost");
        mark_and_export(&page).await;
        assert!(is_asked(&page).await, "a mark would be lost");
        // Without an origin its style sheets cannot be looked into.
        if !setup.is_sandboxed {
            page.check_accessibility(name).await;
        }
        page.picture(name).await;
        // Files are read, or it is said what to do.
        let article = ascribe_browser_tests::own_article("urn:uuid:own", &["Ferry late again", "The ferry is old."]);
        page.import(&[("own.json", &article.to_string())]).await;
        let report = page.until("the file is answered", "document.querySelector('.report')?.innerText").await;
        let report = report.as_str().unwrap_or_default().to_owned();
        if setup.is_sandboxed {
            assert!(report.contains("own.json") && report.contains("use another browser or window"), "{report}");
        } else {
            assert!(report.contains("own.json One article was added."), "{report}");
        }
        page.press("section.notice", "OK").await;
        page.press_in_bar("Index").await;
        page.until("the banner stays", BANNER).await;
        println!("demand 12: {name}: starts, says so, marks, exports, asks before it is left");
        if setup.is_sandboxed {
            // What the browser itself says of a page without an origin.
            let errors = page.take_errors().await;
            assert!(
                errors.iter().all(|error| !error.contains("panicked") && !error.contains("unreachable")),
                "{errors:#?}"
            );
            println!("  the browser's own words: {errors:#?}");
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn row_12_with_storage_blocked_it_works_and_says_that_nothing_is_kept() {
    nothing_is_kept("storage-blocked", Setup { blocks_storage: true, ..Setup::default() }).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn row_12_without_an_origin_it_works_and_says_that_nothing_is_kept() {
    nothing_is_kept("no-origin", Setup { is_sandboxed: true, ..Setup::default() }).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn row_12_in_a_private_window_it_works() {
    let setup = Setup { is_private: true, ..Setup::default() };
    drive_with("private", LAPTOP, setup, async |page| {
        mark_and_export(&page).await;
        // Such a window keeps everything until it is closed, and does not say so.
        page.until_saved().await;
        assert!(!is_asked(&page).await);
        page.driver().await.refresh().await.expect("the page reloads");
        page.until_count(1).await;
        println!("demand 12: private window: starts, marks, exports, keeps until it is closed");
    })
    .await;
}
