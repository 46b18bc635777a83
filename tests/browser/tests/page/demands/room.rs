//! How full storage is, and what is said of it.

use ascribe_browser_tests::{drive, json, own_article};

use crate::size::LAPTOP;

const TABLOID: &str = "ASLEEP AT THE WHEEL";

/// Uses so many units of local storage in all but articles, which can give way, and
/// loads the page again.
const USE: &str = "localStorage.removeItem('filler');
    const used = Object.entries(localStorage)
        .filter(([key]) => key !== 'ascribe/reserve' && !key.startsWith('ascribe/1/article/'))
        .reduce((sum, [key, value]) => sum + key.length + value.length, 0);
    localStorage.setItem('filler', 'x'.repeat(arguments[0] - used - 'filler'.length));
    location.reload();";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn row_11_little_room_is_told_of_in_time() {
    drive("room", LAPTOP, async |page| {
        let says = |words: &str| {
            format!("[...document.querySelectorAll('.notice')].some((n) => n.innerText.includes({}))", json!(words))
        };
        page.open_article(TABLOID).await;
        page.mark("Radio Sorra", "Source").await;
        page.until_saved().await;
        let reserve = "localStorage.getItem('ascribe/reserve')?.length > 60000";
        page.until("a reserve is laid in", reserve).await;
        let quota = 5 * 1024 * 1024;
        // A little less than 70 in a hundred.
        page.script(USE, &[json!(quota * 7 / 10 - 1000)]).await;
        page.until_count(1).await;
        page.until_saved().await;
        assert_eq!(page.script(&format!("return {}", says("70 %")), &[]).await, false);
        // With the next marks there is less room, and that is told.
        for words in ["the", "of", "and", "to"] {
            page.mark(words, "Claim").await;
        }
        page.until("it is told that room gets scarce", &says("70 %")).await;
        page.check_accessibility("storage filling").await;
        page.press(".notice", "OK").await;

        page.script(USE, &[json!(quota * 9 / 10)]).await;
        page.until_count(5).await;
        page.until("it is told that there is little room", &says("90 %")).await;
        page.look("storage-nearly-full", 1280).await;
        let own = own_article("urn:uuid:late", &["Too late", "It comes when there is no room."]);
        page.import(&[("late.json", &own.to_string())]).await;
        page.until("it is refused", &says("too little room")).await;
        page.press(".notice", "OK").await;
        // What is marked is saved, and everything can be taken out.
        page.mark("that", "Claim").await;
        page.until_saved().await;
        let (_, exported) = page.export(None, "Annotations with articles").await;
        assert!(exported.contains("Radio Sorra"));
        // With room again all is as it was.
        page.script("localStorage.removeItem('filler'); location.reload()", &[]).await;
        page.until_count(6).await;
        page.until_saved().await;
        page.import(&[("late.json", &own.to_string())]).await;
        page.until("it comes in", &says("One article was added")).await;
        println!("demand 11: told at 70 and at 90 in a hundred; marked, saved and exported at 90");
    })
    .await;
}
