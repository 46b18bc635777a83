//! The scheme: read, chosen, changed by the keyboard alone, shared; and marks that
//! another scheme does not know.

use ascribe_browser_tests::{Page, Value, Words, drive, json};
use thirtyfour::Key;

use crate::key;
use crate::size::{LAPTOP, PHONE, PROJECTOR};

const WIRE: &str = "Bridge alarm";

/// Opens the scheme by its link.
async fn open(page: &Page) {
    page.press_in_bar("Scheme").await;
    page.until("the scheme is shown", "document.querySelector('main.scheme h1')?.innerText === 'Reading the news'")
        .await;
}

async fn look_around(page: Page, width: u32) {
    open(&page).await;
    page.look("scheme", width).await;
    page.press(".guide-contents", "Source").await;
    page.until("it is there", "document.activeElement.innerText.startsWith('Source')").await;
    page.look("scheme-guide", width).await;
    page.press(".guide-contents", "Attribution").await;
    page.look("scheme-connection", width).await;
    change(&page).await;
    page.press(".entries", "Claim").await;
    page.press(".entry-body", "Kind of claim").await;
    page.press(".entry-body .entry-body", "Cause").await;
    page.script("scrollTo(0, 0)", &[]).await;
    page.look("scheme-form", width).await;
    page.script("document.querySelector('.entry-body .entry-body').scrollIntoView({ behavior: 'instant' })", &[]).await;
    page.look("scheme-form-question", width).await;
    page.press(".entries > ol > .entry", "Claim").await;
    page.press(".entries > ol > .entry", "Attribution").await;
    page.press(".entry-body", "Source").await;
    page.press(".entry-body", "en: said").await;
    page.script("document.querySelector('.entry-body .entry-body').scrollIntoView({ behavior: 'instant' })", &[]).await;
    page.look("scheme-form-connection", width).await;
    page.fill(".scheme-form [name=scheme-title]", " ").await;
    page.press(".form-actions", "Save").await;
    page.until("it is refused", "document.activeElement.matches('[role=alert]')").await;
    page.look("scheme-form-mistake", width).await;
    page.press(".form-actions", "Discard").await;
    page.until("it is asked", "document.querySelector('dialog[open]')").await;
    page.look("scheme-discard", width).await;
    page.press("dialog", "Discard").await;
    page.until("the guide is shown", "document.querySelector('.guide')").await;
    // Marks of many labels, in the text and in its tools.
    page.import(&[("eight.scheme.json", &eight_labels())]).await;
    page.until("it is in use", "document.querySelector('.report')").await;
    page.look("scheme-imported", width).await;
    page.press(".notice", "OK").await;
    page.press("header.bar", "Ascribe").await;
    page.open_article(WIRE).await;
    let passages =
        [("An alarm meant", 0), ("the Marine Inquiry Board", 0), ("Perrine", 0), ("the ferry Perrine ran onto", 0)];
    for (index, (words, nth)) in passages.into_iter().enumerate() {
        page.select(Words(words, nth)).await;
        page.keys((index + 1).to_string()).await;
        page.until_count(index + 1).await;
    }
    for (index, words) in
        ["alarm was off", "before Selvane", "ferry hit rocks", "inquiry finds"].into_iter().enumerate()
    {
        page.select(Words(words, 0)).await;
        page.keys((index + 5).to_string()).await;
        page.until_count(index + 5).await;
    }
    page.script("scrollTo(0, 0)", &[]).await;
    page.look("eight-labels", width).await;
    page.select(Words("injuring 31 people", 0)).await;
    page.look("eight-labels-selecting", width).await;
}

/// A scheme of as many labels as there are colours, with all lines.
fn eight_labels() -> String {
    let looks = [
        ("Amber", "solid"),
        ("Blue", "dashed"),
        ("Green", "dotted"),
        ("Violet", "double"),
        ("Red", "dashed"),
        ("Teal", "solid"),
        ("Pink", "double"),
        ("Grey", "dotted"),
    ];
    let label = |(index, (name, line)): (usize, &(&str, &str))| {
        json!({ "id": format!("look-{}", name.to_lowercase()), "name": name, "test": format!("Is it {name}?"),
            "key": (index + 1).to_string(), "colour": name.to_lowercase(), "line": line })
    };
    let labels: Vec<Value> = looks.iter().enumerate().map(label).collect();
    json!({ "format": "ascribe-scheme", "version": 1, "id": "urn:uuid:eight", "title": "All the colours", "labels": labels })
        .to_string()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_scheme_looks_well_on_a_phone() {
    drive("scheme-phone", PHONE, async |page| look_around(page, PHONE.0).await).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_scheme_looks_well_on_a_laptop() {
    drive("scheme-laptop", LAPTOP, async |page| look_around(page, LAPTOP.0).await).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_scheme_looks_well_on_a_projector() {
    drive("scheme-projector", PROJECTOR, async |page| look_around(page, PROJECTOR.0).await).await;
}

/// Opens the form in which the scheme is changed.
async fn change(page: &Page) {
    page.press(".scheme-actions", "Change").await;
    page.until("the form is there", "document.activeElement.innerText === 'Change the scheme'").await;
}

/// Tab until something has the focus.
async fn tab_to(page: &Page, what: &str) {
    for _ in 0..60 {
        if page.script(&format!("return Boolean(document.activeElement.matches({}))", json!(what)), &[]).await == true {
            return;
        }
        page.keys(Key::Tab).await;
    }
    panic!("Tab never came to {what}");
}

/// Types in place of what stands in the field that has the focus.
async fn type_anew(page: &Page, words: &str) {
    page.keys_with(&[Key::Control], &["a"]).await;
    page.keys(words).await;
}

async fn toolbar(page: &Page) -> Value {
    page.script(
        "return [...document.querySelectorAll('[role=toolbar] .labels button')].map((b) => b.innerText.trim())",
        &[],
    )
    .await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_profile_is_chosen_by_keys_kept_and_taken_back() {
    drive("scheme-profile", LAPTOP, async |page| {
        page.open_article(WIRE).await;
        page.select("An alarm meant").await;
        assert_eq!(toolbar(&page).await, json!(["Claim", "Source", "Entity"]));
        open(&page).await;
        let beyond =
            "[...document.querySelectorAll('.guide small')].filter((s) => s.innerText.includes('not shown')).length";
        assert!(page.script(&format!("return {beyond}"), &[]).await.as_u64().is_some_and(|count| count > 8));
        tab_to(&page, "[name=profile]").await;
        page.keys(Key::Down).await;
        page.until_said("“Standard” is shown now").await;
        page.until("only Research is more", &format!("{beyond} === 3")).await;
        page.until_saved().await;
        page.driver().await.refresh().await.expect("the page reloads");
        page.until("it is still Standard", "document.querySelector('[name=profile]:checked')?.value === 'standard'")
            .await;
        // It is the same scheme in another profile, not another one.
        assert_eq!(page.script("return document.querySelectorAll('.other-schemes li').length", &[]).await, 0);
        page.press("header.bar", "Ascribe").await;
        page.open_article(WIRE).await;
        page.select("An alarm meant").await;
        assert_eq!(toolbar(&page).await, json!(["Claim", "Source", "Entity", "Cue"]));
        page.keys("4").await;
        page.until_count(1).await;
        // A cue's line is where no other's is.
        page.mark("An alarm meant", "Entity").await;
        page.mark("An alarm meant", "Claim").await;
        page.mark("An alarm meant", "Source").await;
        let lines = page
            .script(
                "const s = getComputedStyle(document.querySelector('mark'));
                 return [s.boxShadow.includes('2px'), s.textDecorationStyle, s.borderBottomStyle, s.borderTopStyle]",
                &[],
            )
            .await;
        assert_eq!(lines, json!([true, "dashed", "dotted", "dotted"]));
        page.picture("four-lines").await;
        // What the starter profile does not offer is shown all the same.
        open(&page).await;
        tab_to(&page, "[name=profile]:checked").await;
        page.keys(Key::Up).await;
        page.until_said("“Starter” is shown now").await;
        page.press("header.bar", "Undo").await;
        page.until("it is Standard again", "document.querySelector('[name=profile]:checked').value === 'standard'")
            .await;
        page.press("header.bar", "Redo").await;
        page.press("header.bar", "Ascribe").await;
        page.open_article(WIRE).await;
        page.until(
            "the cue has its name",
            "[...document.querySelectorAll('aside .badge')].some((b) => b.innerText === 'Cue')",
        )
        .await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_label_gets_another_name_colour_and_key_by_the_keyboard_alone() {
    drive("scheme-by-keys", LAPTOP, async |page| {
        tab_to(&page, ".bar-link[href='#/scheme']").await;
        page.keys(Key::Enter).await;
        page.until("the scheme is shown", "document.querySelector('.scheme-actions')").await;
        tab_to(&page, ".scheme-actions .primary").await;
        page.keys(Key::Enter).await;
        page.until("the form has the focus", "document.activeElement.innerText === 'Change the scheme'").await;
        tab_to(&page, "[data-entry=\"labels/entity\"] .entry-name").await;
        page.keys(Key::Enter).await;
        tab_to(&page, "[name=entry-name]").await;
        type_anew(&page, "Topic").await;
        tab_to(&page, "select").await;
        page.keys("V").await;
        tab_to(&page, "[name=entry-key]").await;
        // A letter of the app's own, then another label's.
        type_anew(&page, "x").await;
        page.keys(Key::Enter).await;
        let refused = |words: &str| {
            format!(
                "document.activeElement.matches('[role=alert]') && document.activeElement.innerText === {}",
                json!(words)
            )
        };
        page.until(
            "it is refused",
            &refused("“Topic”: the key “x” does something else while you read. Choose another."),
        )
        .await;
        tab_to(&page, "[name=entry-key]").await;
        type_anew(&page, "2").await;
        page.keys(Key::Enter).await;
        page.until(
            "it is refused",
            &refused("“Source” and “Topic” have the same key, “2”. Choose another for one of them."),
        )
        .await;
        page.check_accessibility("a scheme with a mistake").await;
        tab_to(&page, "[name=entry-key]").await;
        type_anew(&page, "t").await;
        // Its place: moved up twice, the button keeps the focus, at the end the other has it.
        tab_to(&page, "[data-entry=\"labels/cue\"] .entry-name").await;
        page.keys_with(&[Key::Shift], &[&key(Key::Tab)]).await;
        for _ in 0..30 {
            if page
                .script(
                    "return document.activeElement.matches('[data-entry=\"labels/entity\"] > .entry-head > .up')",
                    &[],
                )
                .await
                == true
            {
                break;
            }
            page.keys_with(&[Key::Shift], &[&key(Key::Tab)]).await;
        }
        page.keys(Key::Enter).await;
        page.until_said("“Topic” is now number 2 of 4").await;
        page.until(
            "the button keeps the focus",
            "document.activeElement.matches('[data-entry=\"labels/entity\"] .up')",
        )
        .await;
        page.keys(Key::Enter).await;
        page.until_said("“Topic” is now number 1 of 4").await;
        page.until("the other has it", "document.activeElement.matches('[data-entry=\"labels/entity\"] .down')").await;
        tab_to(&page, ".form-actions .primary").await;
        page.keys(Key::Enter).await;
        page.until_said("The changed scheme is saved and in use. Undo brings back the one before.").await;
        page.until("the reader is at its start", "document.activeElement.innerText === 'Reading the news (changed)'")
            .await;
        // The one that came with the app is still here.
        let others = "return [...document.querySelectorAll('.other-schemes strong')].map((s) => s.innerText)";
        assert_eq!(page.script(others, &[]).await, json!(["Reading the news"]));
        assert_eq!(page.script("return document.querySelectorAll('.other-schemes .danger').length", &[]).await, 0);

        page.press("header.bar", "Ascribe").await;
        page.open_article(WIRE).await;
        page.select("An alarm meant").await;
        assert_eq!(toolbar(&page).await, json!(["Topic", "Claim", "Source"]));
        page.keys("t").await;
        page.until_count(1).await;
        assert_eq!(page.listed().await, [("An alarm meant".into(), "Topic".into())]);
        // Its id is what it was, its colour is another one.
        assert_eq!(page.marks().await[0].0, "entity");
        let violet = "getComputedStyle(document.querySelector('mark')).borderBottomColor === 'rgb(87, 38, 166)'";
        page.until("it is violet", violet).await;
        page.press("header.bar", "Undo").await;
        page.press("header.bar", "Undo").await;
        page.select("An alarm meant").await;
        assert_eq!(toolbar(&page).await, json!(["Claim", "Source", "Entity"]));
    })
    .await;
}

/// Presses the button that adds to the list of this name on the page.
async fn add(page: &Page, list: &str, name: &str) {
    let button = format!("[data-add={}]", json!(list));
    page.until("it can be added", &format!("document.querySelector({})", json!(button))).await;
    page.script(
        "document.querySelector(arguments[0]).scrollIntoView({ block: 'center', behavior: 'instant' })",
        &[json!(button)],
    )
    .await;
    page.script("document.querySelector(arguments[0]).focus()", &[json!(button)]).await;
    page.keys(Key::Enter).await;
    page.until(
        "its name can be typed",
        "document.activeElement.matches('[name=entry-name]') && !document.activeElement.value",
    )
    .await;
    page.keys(name).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_scheme_with_a_new_label_is_exported_and_brought_to_an_empty_browser() {
    drive("scheme-sharing", LAPTOP, async |page| {
        open(&page).await;
        change(&page).await;
        page.fill("[name=scheme-title]", "Our class").await;
        add(&page, "labels", "Photo caption").await;
        page.fill(".entry-body [name=entry-key]", "p").await;
        page.fill(".entry-body [name=entry-near-miss]", "A picture without words.").await;
        add(&page, "labels/ 1/questions", "Who took it?").await;
        for (number, value) in ["A reporter", "Somebody else", "A reporter"].into_iter().enumerate() {
            add(&page, "labels/ 1/questions/ 1/values", value).await;
            page.until(
                "it is there",
                &format!("document.querySelectorAll('[data-entry*=values]').length === {}", number + 1),
            )
            .await;
        }
        // One too many: the focus goes to the one that is left in its place.
        page.press("[data-entry=\"labels/ 1/questions/ 1/values/ 1\"] > .entry-head", "Remove").await;
        page.until_said("“A reporter” was removed").await;
        page.until(
            "the next has the focus",
            "document.activeElement.matches('[data-entry=\"labels/ 1/questions/ 1/values/ 2\"] .entry-name')",
        )
        .await;
        page.press(".form-actions", "Save").await;
        page.until("it is in use", "document.querySelector('h1').innerText === 'Our class'").await;
        let guide = page.script("return document.querySelector('#part-4').closest('section').innerText", &[]).await;
        let guide = guide.as_str().unwrap_or_default().to_owned();
        for words in ["Photo caption", "Not this: A picture without words.", "Who took it?", "Somebody else"] {
            assert!(guide.contains(words), "{words}: {guide}");
        }
        page.press(".scheme-actions", "Export scheme").await;
        let (name, file) = page.downloaded().await;
        assert_eq!(name, "our-class.scheme.json");
        let parsed: Value = serde_json::from_str(&file).expect("JSON");
        assert_eq!(parsed["labels"][4]["id"], "photo-caption");
        let values: Vec<&Value> = parsed["labels"][4]["attributes"][0]["values"]
            .as_array()
            .expect("values")
            .iter()
            .map(|value| &value["id"])
            .collect();
        assert_eq!(values, ["somebody-else", "a-reporter"]);

        page.until_saved().await;
        page.wipe().await;
        page.import(&[("class.json", &file)]).await;
        page.until(
            "it is told",
            "document.querySelector('.report')?.innerText === 'class.json The scheme “Our class” is now in use.'",
        )
        .await;
        page.press(".notice", "OK").await;
        page.press("main", WIRE).await;
        page.until("the article is open", "document.querySelector('article [data-block]')").await;
        page.select("An alarm meant").await;
        page.keys("p").await;
        page.until_count(1).await;
        assert_eq!(page.listed().await, [("An alarm meant".into(), "Photo caption".into())]);
        page.press_in_bar("Scheme").await;
        page.press(".scheme-actions", "Export scheme").await;
        assert_eq!(page.downloaded().await, (name, file.clone()));
        // Again it adds nothing, and one step takes it back.
        page.import(&[("class.json", &file)]).await;
        page.until("it is told", "document.querySelector('.report')").await;
        assert_eq!(page.script("return document.querySelectorAll('.other-schemes li').length", &[]).await, 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_mark_that_another_scheme_does_not_know_stays_and_is_shown_by_its_id() {
    drive("scheme-unknown", LAPTOP, async |page| {
        page.open_article(WIRE).await;
        page.mark("An alarm meant", "Claim").await;
        page.import(&[("eight.json", &eight_labels())]).await;
        page.until("it is in use", "document.querySelector('.report')").await;
        assert_eq!(page.listed().await, [("An alarm meant".into(), "claim".into())]);
        assert_eq!(page.marks().await, [("claim".into(), "An alarm meant".into())]);
        let thin = "getComputedStyle(document.querySelector('mark')).borderBottomWidth === '1px'";
        page.until("it has the line of the unknown", thin).await;
        page.press(".notice", "OK").await;
        page.mark("An alarm meant", "Grey").await;
        let both = "mark[data-label~=claim][data-label~=look-grey]";
        page.until("both are there", &format!("document.querySelector('{both}')?.innerText === 'An alarm meant'"))
            .await;
        page.check_accessibility("a mark of an unknown label").await;
        // What was brought is taken back in one step, the mark on it included first.
        page.press("header.bar", "Undo").await;
        page.press("header.bar", "Undo").await;
        page.until("it is a claim again", "document.querySelector('aside .badge').innerText === 'Claim'").await;
        page.press("header.bar", "Redo").await;
        page.until("it is unknown", "document.querySelector('aside .badge').innerText === 'claim'").await;
        page.press_in_bar("Scheme").await;
        page.press(".scheme-actions", "Start again from the default").await;
        page.until_said("“Reading the news” is in use now. Undo brings back the one before.").await;
        page.press(".other-schemes", "Remove “All the colours”").await;
        page.until_said("“All the colours” was removed. Undo brings it back.").await;
        page.until("it is gone", "!document.querySelector('.other-schemes')").await;
        page.press("header.bar", "Undo").await;
        page.press(".other-schemes", "Use “All the colours”").await;
        page.until("it is in use", "document.querySelector('h1').innerText === 'All the colours'").await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_used_is_removed_only_when_asked_and_a_draft_is_not_lost() {
    drive("scheme-draft", LAPTOP, async |page| {
        page.open_article(WIRE).await;
        page.mark("An alarm meant", "Source").await;
        page.mark("Perrine", "Source").await;
        open(&page).await;
        change(&page).await;
        page.press("[data-entry=\"labels/source\"]", "Remove “Source”").await;
        page.until("it is asked", "document.querySelector('dialog[open]')?.innerText.includes('2 annotations use it and keep it: it will be shown there as “source”.')").await;
        page.check_accessibility("asking whether to remove a label").await;
        page.press("dialog", "Close").await;
        page.until("the focus is back", "document.activeElement.ariaLabel === 'Remove “Source”'").await;
        page.press("[data-entry=\"labels/source\"]", "Remove “Source”").await;
        page.press("dialog", "Remove").await;
        page.until_said("“Source” was removed").await;
        page.until("the next has the focus", "document.activeElement.matches('[data-entry=\"labels/entity\"] .entry-name')").await;
        // On another screen, and when the page is loaded again.
        page.press("header.bar", "Ascribe").await;
        page.until("the library is shown", "document.querySelector('.card')").await;
        page.press_in_bar("Scheme").await;
        let kept = "document.querySelector('.scheme-form .notice')?.innerText.startsWith('You left these changes') && !document.querySelector('[data-entry=\"labels/source\"]')";
        page.until("the draft is there", kept).await;
        page.check_accessibility("a draft that was left").await;
        page.driver().await.refresh().await.expect("the page reloads");
        page.until("the draft is there", kept).await;
        page.press(".form-actions", "Save").await;
        page.until("no source can play a part any more", "document.querySelector('[role=alert]')?.innerText.includes('“Attribution”: no mark can be the part “Source”')").await;
        // Who has changed something is asked first.
        let discard = "document.activeElement.matches('.form-actions button:last-child')";
        page.press(".form-actions", "Discard").await;
        page.until("it is asked", "document.querySelector('dialog[open] h2')?.textContent === 'Discard the changes?'").await;
        page.check_accessibility("the question whether to discard").await;
        page.keys(Key::Escape).await;
        page.until("nothing is discarded", &format!("!document.querySelector('dialog') && {discard}")).await;
        page.keys(Key::Enter).await;
        page.until("it is asked again", "document.activeElement.closest('dialog')").await;
        page.press("dialog", "Close").await;
        page.until("one is back", &format!("!document.querySelector('dialog') && {discard}")).await;
        page.keys(Key::Enter).await;
        page.press("dialog", "Discard").await;
        page.until_said("The changes were discarded.").await;
        page.until("one goes on at the guide", "document.activeElement.matches('main h1')").await;
        // Who has not changed anything is not.
        page.press("main", "Change").await;
        page.until("the form is there", "document.querySelector('.scheme-form')").await;
        page.press(".form-actions", "Discard").await;
        page.until("the guide is shown", "document.querySelector('.guide')").await;
        page.press("header.bar", "Ascribe").await;
        page.open_article(WIRE).await;
        page.until("Source is there", "document.querySelector('mark[data-label=source]')").await;
        page.press("header.bar", "Ascribe").await;
        page.press_in_bar("Scheme").await;
        page.until("the guide is shown", "document.querySelector('.guide') && !document.querySelector('.scheme-form')").await;
    })
    .await;
}
