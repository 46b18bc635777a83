//! Marking all places of the same words at once.

use ascribe_browser_tests::{drive, own_article};

use crate::size::{LAPTOP, PHONE};

const BLOCKS: &[&str] = &[
    "Ann Lee leads",
    "Lee said yes. LEE said no. Leeway is wide.",
    "The Lee plan pleases Lee, and Lee alone.",
    "On the lee side all is calm.",
];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn label_studio_1091_one_name_is_marked_wherever_it_stands() {
    drive("tag-all", LAPTOP, async |page| {
        page.prefer("light").await;
        page.bring(&own_article("urn:uuid:other", &["Lee elsewhere", "Nobody but Lee knows."])).await;
        page.bring(&own_article("urn:uuid:lee", BLOCKS)).await;
        page.mark("Lee alone", "Entity").await;
        page.keys(thirtyfour::Key::Escape).await;
        page.mark(ascribe_browser_tests::Words("Lee", 4), "Entity").await;
        page.select("Lee").await;
        page.keys("a").await;
        let status = async |words: &str| {
            page.until(words, &format!("document.querySelector('dialog [role=status]')?.innerText === '{words}'")).await;
        };
        // Whole words, these letters, here: the one that is marked so already is no place.
        status("4 places are not marked yet, 4 ticked. One is marked already.").await;
        page.check_accessibility("marking all places").await;
        let tick = async |words: &str| {
            let find = "const l = [...document.querySelectorAll('dialog label')].find((l) => l.innerText.trim().startsWith(arguments[0])); return l";
            let label = page.driver().await.execute(find, vec![words.into()]).await.expect("a script");
            let label = label.element().unwrap_or_else(|_| panic!("“{words}” can be ticked"));
            label.scroll_into_view().await.expect("it can be reached");
            label.click().await.expect("it can be clicked");
        };
        tick("Capital or small letters alike").await;
        status("6 places are not marked yet, 6 ticked. One is marked already.").await;
        tick("Whole words only").await;
        status("7 places are not marked yet, 7 ticked. One is marked already.").await;
        tick("Whole words only").await;
        tick("In all articles").await;
        status("8 places are not marked yet, 8 ticked. One is marked already.").await;
        // Two are left out: the side of the ship, and one of the other article.
        tick("On the lee side").await;
        tick("Nobody but Lee").await;
        status("8 places are not marked yet, 6 ticked. One is marked already.").await;
        page.press("dialog", "Mark 6 places").await;
        page.until("the dialog is gone", "!document.querySelector('dialog')").await;
        page.until_said("6 places marked as Entity").await;
        page.until_count(7).await;
        let words: Vec<String> = page.listed().await.into_iter().map(|(words, _)| words).collect();
        assert_eq!(words, ["Lee", "Lee", "LEE", "Lee", "Lee", "Lee alone", "Lee"]);
        page.go("#/article/urn:uuid:other").await;
        page.until("the other is open", "document.querySelector('h1')?.textContent === 'Lee elsewhere'").await;
        page.until_count(1).await;
        // doccano#2020: one undo takes them all back, in all articles.
        page.press("header.bar", "Undo").await;
        page.until_count(0).await;
        page.go("#/article/urn:uuid:lee").await;
        page.until("this one is open", "document.querySelector('h1')?.textContent === 'Ann Lee leads'").await;
        page.until_count(2).await;
        page.press("header.bar", "Redo").await;
        page.until_count(7).await;
        // Once more: nothing is left but what was left out.
        page.select("LEE").await;
        page.press("[role=toolbar]", "All places…").await;
        status("0 places are not marked yet, 0 ticked. One is marked already.").await;
        tick("Capital or small letters alike").await;
        status("One place is not marked yet, 1 ticked. 6 are marked already.").await;
        page.press("dialog", "Close").await;
        page.until("the dialog is gone", "!document.querySelector('dialog')").await;
        assert_eq!(page.annotation_count().await, 7);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_dialog_fits_a_phone() {
    drive("tag-all-phone", PHONE, async |page| {
        page.prefer("light").await;
        page.bring(&own_article("urn:uuid:lee", BLOCKS)).await;
        page.select("Lee").await;
        page.press("[role=toolbar]", "All places…").await;
        page.until("the places are listed", "document.querySelectorAll('dialog .places li').length > 3").await;
        page.check_accessibility("marking all places, phone").await;
        let fits = "[document.documentElement.scrollWidth, document.querySelector('dialog').scrollWidth].every((width) => width <= innerWidth)";
        page.until("it is no wider than the screen", fits).await;
    })
    .await;
}
