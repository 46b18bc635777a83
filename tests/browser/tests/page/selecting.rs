//! Selecting with the mouse: what is selected is what is marked.

use ascribe_browser_tests::{Page, Words, drive, json, own_article};
use thirtyfour::{By, Key};

use crate::size::LAPTOP;

const WIRE: &str = "Bridge alarm";
const HEADLINE: &str = "Bridge alarm was off for 11 days before Selvane ferry hit rocks, inquiry finds";

/// The words of the newest mark: it is the chosen one.
async fn tag(page: &Page, key: &str) -> String {
    page.until_toolbar().await;
    page.keys(key).await;
    page.until("the toolbar is gone", "!document.querySelector('[role=toolbar]')").await;
    let words = page.until("it is chosen", "document.querySelector('aside li.is-active q')?.textContent").await;
    words.as_str().unwrap_or_default().to_owned()
}

/// The blocks that are touched by the chosen mark.
async fn marked_blocks(page: &Page) -> Vec<usize> {
    let blocks = "return [...new Set([...document.querySelectorAll('mark.is-active')]
        .map((mark) => Number(mark.closest('[data-block]').dataset.block)))]";
    serde_json::from_value(page.script(blocks, &[]).await).expect("numbers")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn clicks_take_a_word_or_a_paragraph_and_shift_extends() {
    drive("clicks", LAPTOP, async |page| {
        page.prefer("light").await;
        page.open_article(WIRE).await;
        let word = page.ends("alert on the bridge").await;
        page.clicks(word.inside, 2).await;
        let scrolled = page.script("return scrollY", &[]).await;
        assert_eq!(tag(&page, "3").await, "alert");
        assert_eq!(page.script("return scrollY", &[]).await, scrolled, "marking leaves the text where it is");
        let paragraph = page.ends("Three ferries").await;
        page.clicks(paragraph.inside, 3).await;
        let whole =
            "Three ferries are sailing. The company expects to bring back the full timetable by the end of April.";
        assert_eq!(tag(&page, "1").await, whole);
        // doccano#1772: begin here, end there, however far.
        let begin = page.ends("The 38-page report").await;
        page.clicks(begin.start, 1).await;
        let end = page.ends("the officer on watch").await;
        page.shift_click(end.end).await;
        let words = tag(&page, "1").await;
        assert!(words.starts_with("The 38-page report says"), "{words}");
        assert!(words.ends_with("whether the officer on watch"), "{words}");
        // Extended once more before it is tagged, and to before where it began.
        let begin = page.ends("postponed twice").await;
        page.clicks(begin.end, 1).await;
        page.shift_click(page.ends("a repair was").await.start).await;
        page.until_toolbar().await;
        page.shift_click(page.ends_now("the crew had").await.start).await;
        page.until("more is selected", "getSelection().toString().startsWith('the crew had')").await;
        assert!(tag(&page, "1").await.ends_with("a repair was postponed twice"));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn doccano_1863_a_drag_crosses_blocks_and_is_clipped_to_the_article() {
    drive("crossing", LAPTOP, async |page| {
        page.prefer("light").await;
        page.open_article(WIRE).await;
        // From within the headline, over the byline and what is not the story.
        page.drag(Words("Selvane ferry hit", 0), Words("An alarm meant", 0)).await;
        let words = tag(&page, "1").await;
        assert!(words.starts_with("Selvane ferry hit rocks, inquiry finds"), "{words}");
        assert!(words.ends_with("An alarm meant"), "{words}");
        assert_eq!(marked_blocks(&page).await, [0, 1, 2, 3, 4, 5]);
        // Backwards.
        page.ends("a watch alarm does").await;
        let from = page.ends("postponed twice").await;
        page.drag_points(from.end, page.ends_now("a repair was").await.start).await;
        assert_eq!(tag(&page, "1").await, "a repair was postponed twice");
        // Out of the article, downwards and upwards.
        let from = page.ends("Transport").await;
        let hint = page.driver().await.find(By::Css(".reading-hint")).await.expect("a hint");
        let hint = hint.rect().await.expect("a place");
        let scrolled = page.script("return scrollY", &[]).await.as_f64().unwrap_or(0.0);
        page.drag_points(from.start, (hint.x as i64 + 200, (hint.y - scrolled) as i64 + 30)).await;
        assert_eq!(tag(&page, "3").await, "Transport");
        let to = page.ends(HEADLINE).await;
        let tools = page.script("return document.querySelector('.about').getBoundingClientRect().toJSON()", &[]).await;
        let up = (tools["x"].as_f64().unwrap_or(0.0) as i64 + 2, tools["y"].as_f64().unwrap_or(0.0) as i64 + 8);
        page.drag_points(to.end, up).await;
        assert_eq!(tag(&page, "3").await, HEADLINE);
        let kept = page.kept().await;
        assert_eq!(kept.len(), 4);
        assert_eq!(kept.iter().map(|(_, parts)| parts.len()).max(), Some(1), "one stretch of text is one part");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn doccano_1772_scrolling_while_dragging_keeps_the_start() {
    drive("scrolling", LAPTOP, async |page| {
        page.prefer("light").await;
        page.open_article(WIRE).await;
        let from = page.ends("An alarm meant").await.start;
        let begun = (from.0 + 60, from.1);
        page.mouse("mousePressed", from, 0).await;
        page.mouse("mouseMoved", begun, 0).await;
        let far = page.ends_now("Three ferries are sailing").await.start.1;
        assert!(far > 900, "the end is out of sight");
        page.mouse("mouseWheel", begun, far - 400).await;
        let still =
            "(() => { const y = scrollY; const is = y > 300 && window.wasAt === y; window.wasAt = y; return is; })()";
        page.until("the page has scrolled", still).await;
        let to = page.ends_now("Three ferries are sailing").await.end;
        assert!((100..700).contains(&to.1), "the end is in sight: {to:?}");
        page.mouse("mouseMoved", to, 0).await;
        page.mouse("mouseReleased", to, 0).await;
        let words = tag(&page, "1").await;
        assert!(words.starts_with("An alarm meant") && words.ends_with("Three ferries are sailing"), "{words}");

        // label-studio#2573: the labels are where the words are, wherever those stand.
        let inside = "(() => { const b = document.querySelector('[role=toolbar]').getBoundingClientRect();
            return b.top >= 0 && b.bottom <= innerHeight && b.left >= 0 && b.right <= innerWidth; })()";
        for (words, scroll) in [
            ("nobody gave", "end"),
            ("timetable by the end", "end"),
            ("Ilona Castrane", "end"),
            ("Police said", "start"),
        ] {
            let ends = page.ends_at(words.into(), Some(scroll)).await;
            page.drag_points(ends.start, ends.end).await;
            page.until_toolbar().await;
            page.until(&format!("the toolbar is in the window for “{words}” at its {scroll}"), inside).await;
            page.keys(Key::Escape).await;
            page.until("the toolbar is gone", "!document.querySelector('[role=toolbar]')").await;
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_of_several_nested_marks_is_reached() {
    drive("nested", LAPTOP, async |page| {
        page.prefer("light").await;
        page.open_article(WIRE).await;
        // Each is made inside the chosen one, or begins or ends where that does; two are of equal extent.
        let nested = [
            ("An alarm meant to check that someone is alert on the bridge", "Claim"),
            ("someone is alert on the bridge", "Claim"),
            ("the bridge", "Entity"),
            ("bridge", "Source"),
            ("bridge", "Entity"),
        ];
        for (words, label) in nested {
            page.mark(Words(words, 0), label).await;
            page.until_chosen(words).await;
        }
        page.keys(Key::Escape).await;
        page.until("none is chosen", "!document.querySelector('aside li.is-active')").await;
        let listed = page.listed().await;
        assert_eq!(listed.iter().map(|(words, _)| words.as_str()).collect::<Vec<_>>(), nested.map(|(words, _)| words));
        let at = async || page.ends(Words("on the bridge", 0)).await.end;
        let at = async || (at().await.0 - 20, at().await.1);
        // From the innermost out, each reached by arrow keys and Enter.
        let innermost_first = [("bridge", 0), ("bridge", 1), ("the bridge", 2), (nested[1].0, 3), (nested[0].0, 4)];
        let mut chosen = Vec::new();
        for (words, down) in innermost_first {
            page.clicks(at().await, 1).await;
            page.until("the marks are listed", "document.activeElement.closest('.marks-here')").await;
            let name = page.script("return document.querySelector('.marks-here').ariaLabel", &[]).await;
            assert_eq!(name, "5 marks here");
            if down == 2 {
                page.check_accessibility("the list of the marks under a point").await;
            }
            for _ in 0..down {
                page.keys(Key::Down).await;
            }
            page.until(
                "it is at hand",
                &format!("document.activeElement === document.querySelectorAll('.marks-here button')[{down}]"),
            )
            .await;
            page.keys(Key::Enter).await;
            page.until("the list is gone", "!document.querySelector('.marks-here')").await;
            page.until_chosen(words).await;
            chosen.push(
                page.script("return document.querySelector('aside li.is-active').dataset.annotation", &[])
                    .await
                    .to_string(),
            );
        }
        chosen.sort();
        chosen.dedup();
        assert_eq!(chosen.len(), 5, "all five were reached");
        // By mouse, too; and Escape chooses nothing else and leaves the reader in the text.
        page.clicks(at().await, 1).await;
        page.press(".marks-here", "Claim").await;
        page.until("a claim is chosen", "document.querySelector('aside li.is-active')?.dataset.label === 'claim'")
            .await;
        let before = page.script("return document.querySelector('aside li.is-active').dataset.annotation", &[]).await;
        page.clicks(at().await, 1).await;
        page.until("the marks are listed", "document.activeElement.closest('.marks-here')").await;
        page.keys(Key::Escape).await;
        page.until("the list is gone", "!document.querySelector('.marks-here')").await;
        page.until("the reader is in the text", "document.activeElement.tagName === 'ARTICLE'").await;
        assert_eq!(
            page.script("return document.querySelector('aside li.is-active')?.dataset.annotation", &[]).await,
            before
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn label_studio_3179_a_stray_comma_is_shown_and_may_stay_and_selections_may_grow() {
    drive("edges", LAPTOP, async |page| {
        page.prefer("light").await;
        page.open_article(WIRE).await;
        page.select("killing nobody,").await;
        let row = "document.querySelector('[role=toolbar] .left-out')?.textContent";
        page.until("what is left out is shown", &format!("{row} === 'Without “,”'")).await;
        page.check_accessibility("the toolbar, with what is left out").await;
        assert_eq!(tag(&page, "2").await, "killing nobody");
        page.select("killing nobody,").await;
        page.press("[role=toolbar]", "Keep it").await;
        page.until(
            "it is kept",
            &format!("!{row} && document.querySelector('[role=toolbar]').innerText.includes('Leave stray signs out')"),
        )
        .await;
        assert_eq!(tag(&page, "3").await, "killing nobody,");
        page.select("killing nobody,").await;
        page.keys("x").await;
        page.until_said("Exactly what is selected").await;
        page.keys("x").await;
        page.until_said("Without stray signs at the ends").await;
        page.until("it is left out again", row).await;
        page.keys("x").await;
        page.until_said("Exactly what is selected").await;
        assert_eq!(tag(&page, "1").await, "killing nobody,");

        // Grown to words, then to sentences; remembered.
        let choose = async |option: &str| {
            let menu = page.driver().await.find(By::Css(".marking-tools select")).await.expect("a menu");
            menu.send_keys(option).await.expect("an option is chosen");
            page.script("document.activeElement.blur()", &[]).await;
        };
        choose("whole words").await;
        page.until("words are chosen", "document.querySelector('.marking-tools select').value === 'word'").await;
        page.select("arine Inqui").await;
        assert_eq!(tag(&page, "2").await, "Marine Inquiry");
        choose("whole sentences").await;
        page.until("sentences are chosen", "document.querySelector('.marking-tools select').value === 'sentence'")
            .await;
        page.select("eleventh hour").await;
        assert_eq!(tag(&page, "1").await, "He was in the eleventh hour of his duty, according to the report.");
        page.until_saved().await;
        page.driver().await.refresh().await.expect("the page reloads");
        page.until(
            "sentences are still chosen",
            "document.querySelector('.marking-tools select')?.value === 'sentence'",
        )
        .await;
        page.select("ferries are").await;
        assert_eq!(tag(&page, "1").await, "Three ferries are sailing.");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn label_studio_1347_whatever_the_script_what_is_selected_is_what_is_kept() {
    drive("scripts", LAPTOP, async |page| {
        page.prefer("light").await;
        let mut article = own_article(
            "urn:uuid:scripts",
            &[
                "Mayor 👩‍⚖️ resigns 🇫🇷 today",
                "Before 👨‍👩‍👧‍👦 the café and the cafe\u{301} behind 😀😀 it",
                "قال الوزير إن القرار نهائي",
                "首相は辞任した。「理由はない」と述べた。",
                "The last word stands here",
            ],
        );
        article["blocks"][2]["direction"] = json!("rtl");
        article["blocks"][2]["language"] = json!("ar");
        article["blocks"][3]["language"] = json!("ja");
        page.bring(&article).await;
        let all = [
            "👩‍⚖️",
            "🇫🇷 today",
            "👨‍👩‍👧‍👦",
            "cafe\u{301}",
            "😀😀 it",
            "الوزير",
            "القرار نهائي",
            "辞任",
            "理由はない",
            "last word",
        ];
        for words in all {
            page.select(words).await;
            page.until(&format!("“{words}” is selected"), &format!("getSelection().toString() === {}", json!(words)))
                .await;
            assert_eq!(tag(&page, "3").await, words);
        }
        // `kept` holds that each stands where the file says, in code points.
        let kept = page.kept().await;
        let words: Vec<&str> = kept.iter().map(|(_, parts)| parts[0].2.as_str()).collect();
        assert_eq!(words, all);
        // Marks or not, a copy is the text and nothing else.
        page.keys(Key::Escape).await;
        page.drag(Words("Mayor", 0), Words("last word stands", 0)).await;
        page.keys_with(&[Key::Control], &["c"]).await;
        let read =
            "const done = arguments[0]; navigator.clipboard.readText().then(done, (error) => done(String(error)));";
        let copied = page.driver().await.execute_async(read, vec![]).await.expect("a script");
        let lines: Vec<String> = copied
            .json()
            .as_str()
            .unwrap_or_default()
            .lines()
            .filter(|line| !line.is_empty())
            .map(str::to_owned)
            .collect();
        let mut blocks: Vec<&str> =
            article["blocks"].as_array().expect("blocks").iter().filter_map(|b| b["text"].as_str()).collect();
        blocks[4] = "The last word stands";
        assert_eq!(lines, blocks);
    })
    .await;
}
