//! The library and the page for reading: what other tools and people rely on.

use ascribe_browser_tests::{Value, drive};

use crate::size::{LAPTOP, PHONE};

fn sample(file: &str) -> Value {
    let path = format!("{}/../../assets/samples/{file}", env!("CARGO_MANIFEST_DIR"));
    serde_json::from_str(&std::fs::read_to_string(path).expect("a sample")).expect("JSON")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_library_lists_two_stories_of_three_articles() {
    drive("library", LAPTOP, async |page| {
        page.until("the stories are there", "document.querySelectorAll('.card').length === 6").await;
        let shelves = page
            .script("return [...document.querySelectorAll('.shelf')].map((s) => s.querySelectorAll('a').length)", &[])
            .await;
        assert_eq!(shelves, serde_json::json!([3, 3]));
        let names = page.script("return [...document.querySelectorAll('.card')].map((c) => c.textContent)", &[]).await;
        let title = sample("story-1-wire.json")["title"].clone();
        let begins = names[0].as_str().unwrap_or_default().starts_with(title.as_str().unwrap_or("?"));
        assert!(begins, "a link's name begins with the headline: {}", names[0]);
        page.check_accessibility("library").await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_blocks_are_exactly_the_article_s_text() {
    drive("blocks", LAPTOP, async |page| {
        for file in ["story-1-wire.json", "story-1-tabloid.json", "story-1-background.json"] {
            let sample = sample(file);
            let id = sample["id"].as_str().unwrap_or_default();
            page.go(&format!("#/article/{id}")).await;
            let headline = format!("document.querySelector('h1')?.textContent === {}", sample["title"]);
            page.until("the article is open", &headline).await;
            let script = "return [...document.querySelectorAll('article [data-block]')].map((b) => [b.dataset.block, b.textContent])";
            let shown = page.script(script, &[]).await;
            for (index, block) in sample["blocks"].as_array().expect("blocks").iter().enumerate() {
                assert_eq!(shown[index][0], index.to_string());
                assert_eq!(shown[index][1], block["text"]);
            }
            assert_eq!(page.script("return document.querySelectorAll('article').length", &[]).await, 1);
            let name = page.script(
                "return document.getElementById(document.querySelector('article').getAttribute('aria-labelledby')).textContent",
                &[],
            );
            assert_eq!(name.await, sample["title"]);
            let copied = page.script(
                "const s = getSelection(); s.selectAllChildren(document.querySelector('article')); return s.toString()",
                &[],
            );
            assert!(!copied.await.as_str().unwrap_or_default().contains("Advertisement\n"), "a selection copies clean");
        }
        page.check_accessibility("reading").await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_not_the_story_can_be_folded() {
    drive("folding", LAPTOP, async |page| {
        page.open_article("Bridge alarm").await;
        let visible = "[...document.querySelectorAll('.boilerplate')].filter((b) => b.checkVisibility()).length";
        let all = page.script(&format!("return {visible}"), &[]).await.as_u64().unwrap_or(0);
        assert!(all > 3);
        page.press(".furniture", "").await;
        page.until("one part is folded", &format!("{visible} < {all}")).await;
        page.press(".reading-tools", "Fold what is not the story").await;
        page.until("all is folded", &format!("{visible} === 0")).await;
        page.check_accessibility("reading, folded").await;
        page.press(".reading-tools", "Show the whole page").await;
        page.until("all is there again", &format!("{visible} === {all}")).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn on_a_phone_the_list_is_a_sheet_and_nothing_is_wider_than_the_screen() {
    drive("phone", PHONE, async |page| {
        page.check_accessibility("library, phone").await;
        page.open_article("The repair that never came").await;
        let too_wide = page.script("return document.documentElement.scrollWidth > innerWidth", &[]).await;
        assert_eq!(too_wide, false);
        page.mark("ferry", "Entity").await;
        // Marking goes on undisturbed; the list opens when it is asked for.
        let is_open = "document.querySelector('aside ol').checkVisibility()";
        page.until("the list is folded", &format!("!{is_open}")).await;
        page.press("aside", "Show").await;
        page.until("the list is open", is_open).await;
        page.check_accessibility("reading, phone").await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_unknown_article_is_named_and_the_library_stays_near() {
    drive("unknown", LAPTOP, async |page| {
        page.go("#/article/urn:uuid:nowhere").await;
        page.until("it is said", "document.querySelector('main').innerText.includes('not on this device')").await;
        page.check_accessibility("an article that is not here").await;
        page.press(".bar", "Ascribe").await;
        page.until("the stories are there", "document.querySelectorAll('.card').length === 6").await;
    })
    .await;
}
