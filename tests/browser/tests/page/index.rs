//! The index: saying which marks are about the same, in one article and in several.

use ascribe_browser_tests::{Page, Value, drive, json, own_article};
use thirtyfour::{By, Key};

use crate::size::{LAPTOP, PHONE, PROJECTOR};

const HARBOUR: &[&str] = &[
    "Mayor backs the harbour plan",
    "Jane Smith said the harbour will double in size. Smith spoke on Monday.",
    "The mayor, critics say, has no money for it. Adam Smith of the port agreed.",
];
const PORT: &[&str] = &[
    "Port to double, says Smith",
    "Ms Smith, a friend of the harbour, told reporters that the port will be twice as big.",
    "Jane Smith did not say who pays. The mayor left early.",
];

/// What is marked: label, words, and the block in which they stand.
const IN_HARBOUR: &[(&str, &str, usize)] = &[
    ("source", "Jane Smith", 1),
    ("claim", "the harbour will double in size", 1),
    ("source", "Smith spoke", 1),
    ("entity", "The mayor", 2),
    ("source", "Adam Smith", 2),
];
const IN_PORT: &[(&str, &str, usize)] = &[
    ("source", "Smith", 0),
    ("entity", "Ms Smith", 1),
    ("claim", "the port will be twice as big", 1),
    ("entity", "Jane Smith", 2),
    ("entity", "The mayor", 2),
];

fn article(id: &str, outlet: &str, published: &str, blocks: &[&str]) -> Value {
    let mut article = own_article(id, blocks);
    (article["outlet"], article["published"]) = (json!({ "name": outlet }), json!(published));
    article
}

fn annotations(article: &str, blocks: &[&str], marks: &[(&str, &str, usize)]) -> Vec<Value> {
    let text = blocks.join("\n");
    let annotation = |(number, (label, words, block)): (usize, &(&str, &str, usize))| {
        let before: usize = blocks[..*block].iter().map(|block| block.len() + 1).sum();
        let start = before + blocks[*block].find(words).expect("the words");
        // “Smith spoke” tells which Smith.
        let words = words.trim_end_matches(" spoke");
        let end = start + words.len();
        json!({
            "id": format!("{article}-{number}"), "article": article, "label": label,
            "target": [{ "start": start, "end": end, "exact": words,
                "prefix": &text[start.saturating_sub(32)..start], "suffix": &text[end..(end + 32).min(text.len())] }],
            "created": "2026-02-03T08:00:00.000Z", "modified": "2026-02-03T08:00:00.000Z",
        })
    };
    marks.iter().enumerate().map(annotation).collect()
}

/// Two articles with their marks, in one file.
fn file() -> Value {
    let (harbour, port) = ("https://example.org/harbour?a=b/c", "urn:uuid:port");
    let marks = [annotations(harbour, HARBOUR, IN_HARBOUR), annotations(port, PORT, IN_PORT)].concat();
    json!({
        "format": "ascribe-annotations", "version": 1,
        "annotations": marks,
        "articles": [
            { "id": harbour, "title": HARBOUR[0], "article": article(harbour, "The Beacon", "2026-02-01", HARBOUR) },
            { "id": port, "title": PORT[0], "article": article(port, "Daily Quay", "2026-02-02", PORT) },
        ],
    })
}

async fn bring(page: &Page) {
    page.prefer("light").await;
    page.import(&[("two.json", &file().to_string())]).await;
    page.until("it came in", "document.querySelector('.report')?.innerText.includes('10 annotations were added')")
        .await;
    page.press(".notice", "OK").await;
}

/// Reads the lines of a part as “name (count)”.
const LINES: &str = "[...document.querySelectorAll(`section[aria-labelledby=${part}] .line-button`)]
    .map((b) => b.querySelector('.line-name').innerText + ' (' + b.querySelector('.line-count').innerText.trim() + ')')";

/// Waits until a part of the index has these lines.
async fn until_lines(page: &Page, part: &str, lines: &[&str]) {
    let lines = json!(lines.join("; "));
    let expression = format!("(() => {{ const part = '{part}'; return {LINES}.join('; ') === {lines}; }})()");
    let seen = page.script(&format!("const part = '{part}'; return {LINES}"), &[]).await;
    page.until(&format!("{part}: {lines} (it was {seen})"), &expression).await;
}

async fn until_here(page: &Page, lines: &[&str]) {
    until_lines(page, "index-here", lines).await;
}

/// A CSS selector for the line of this name: an attribute is set for it.
async fn line(page: &Page, part: &str, name: &str) -> String {
    let is_it = format!(
        "[...document.querySelectorAll('section[aria-labelledby={part}] .line')]
            .find((line) => line.querySelector('.line-name').innerText === {})",
        json!(name)
    );
    page.until(&format!("“{name}” is there"), &format!("!!{is_it}")).await;
    let script = format!(
        "document.querySelector('[data-wanted]')?.removeAttribute('data-wanted'); {is_it}.setAttribute('data-wanted', '')"
    );
    page.script(&script, &[]).await;
    "[data-wanted]".to_owned()
}

/// Clicks what a CSS selector finds.
async fn click(page: &Page, selector: &str) {
    page.until(&format!("{selector} is there"), &format!("!!document.querySelector({})", json!(selector))).await;
    let element = page.driver().await.find(By::Css(selector)).await.expect("it is there");
    // In the middle, where no bar stands in its way.
    page.script(
        &format!(
            "document.querySelector({}).scrollIntoView({{ block: 'center', behavior: 'instant' }})",
            json!(selector)
        ),
        &[],
    )
    .await;
    element.click().await.expect("it can be clicked");
}

async fn tick(page: &Page, part: &str, name: &str) {
    let line = line(page, part, name).await;
    click(page, &format!("{line} > .line-head > input")).await;
}

/// Opens or closes a line.
async fn open(page: &Page, part: &str, name: &str) {
    let line = line(page, part, name).await;
    click(page, &format!("{line} .line-button")).await;
}

/// Ticks the place of an annotation.
async fn tick_place(page: &Page, id: &str) {
    click(page, &format!(".place:has([data-annotation=\"{id}\"]) input")).await;
}

/// Writes into the field of the open line whose label begins so, in place of what is there.
async fn write(page: &Page, label: &str, words: &str) {
    let find = format!(
        "return [...document.querySelectorAll('.index-field label')].find((l) => l.innerText.startsWith({})).querySelector('input, textarea')",
        json!(label)
    );
    let field = page.driver().await.execute(find, vec![]).await.expect("a script").element().expect("a field");
    page.script(
        "arguments[0].scrollIntoView({ block: 'center', behavior: 'instant' })",
        &[field.to_json().expect("an element")],
    )
    .await;
    field.click().await.expect("it can be clicked");
    page.keys_with(&[Key::Control], &["a"]).await;
    page.keys(words).await;
}

/// Waits until these are probably the same: “line: name and reason”.
async fn until_alike(page: &Page, lines: &[&str]) {
    let seen =
        "[...document.querySelectorAll('section[aria-labelledby=index-here] .alike .proposal')].map((proposal) =>
        proposal.closest('.line').querySelector('.line-name').innerText + ': '
            + [...proposal.querySelectorAll('b, span')].map((part) => part.innerText).join(' ')).join('; ')";
    page.until(&format!("{lines:?} are probably the same"), &format!("{seen} === {}", json!(lines.join("; ")))).await;
}

async fn undo(page: &Page) {
    page.press("header.bar", "Undo").await;
}

const SMITHS: &[&str] = &["Jane Smith (2 mentions in 2 articles)", "Smith (2 mentions in 2 articles)"];
const OPEN: &[&str] = &[
    "Jane Smith (2 places in 2 articles)",
    "Smith (2 places in 2 articles)",
    "The mayor (2 places in 2 articles)",
    "Adam Smith (1 place in one article)",
    "Ms Smith (1 place in one article)",
    "the harbour will double in size (1 place in one article)",
    "the port will be twice as big (1 place in one article)",
];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn marks_are_said_to_be_the_same_joined_and_split() {
    drive("index", LAPTOP, async |page| {
        bring(&page).await;
        page.press_in_bar("Index").await;
        page.until("the index is open", "document.querySelector('h1')?.innerText === 'Index'").await;
        assert_eq!(page.driver().await.title().await.expect("a title"), "Index · Ascribe");
        until_lines(&page, "index-open", OPEN).await;

        // Equal words: one of two is left out, then not.
        open(&page, "index-open", "Smith").await;
        tick_place(&page, "urn:uuid:port-0").await;
        let smith = line(&page, "index-open", "Smith").await;
        page.press(&smith, "Put it in the index").await;
        until_here(&page, &["Smith (1 mention in one article)"]).await;
        page.until_said("Smith: one place is in the index now").await;
        let is_next = "document.activeElement.innerText.startsWith('The mayor')";
        page.until("one goes on at the next line", is_next).await;
        // What is called so already is offered.
        let smith = line(&page, "index-open", "Smith").await;
        page.until("it is offered", &format!("document.querySelector('{smith}').innerText.includes('This is Smith')")).await;
        undo(&page).await;
        until_here(&page, &[]).await;
        let smith = line(&page, "index-open", "Smith").await;
        page.press(&smith, "Say that these 2 are the same").await;
        let jane = line(&page, "index-open", "Jane Smith").await;
        page.press(&jane, "Say that these 2 are the same").await;
        until_here(&page, SMITHS).await;

        // A proposal: the name within the other.
        until_alike(&page, &["Jane Smith: Smith 2 mentions, part of the name"]).await;
        page.press(".alike", "Same: Smith").await;
        until_here(&page, &["Jane Smith (4 mentions in 2 articles)"]).await;
        undo(&page).await;
        until_here(&page, SMITHS).await;
        // One who may be either is offered to both, with the reason.
        let ms = line(&page, "index-open", "Ms Smith").await;
        let offered = "[...document.querySelectorAll('[data-wanted] .proposal')].map((o) => o.innerText.replace(/\\s+/g, ' ')).join('; ')";
        page.until("both are offered", &format!("{offered} === 'This is Smith same name, but for a title; This is Jane Smith part of the name'")).await;
        page.press(&ms, "This is Jane Smith").await;
        until_here(&page, &["Jane Smith (3 mentions in 2 articles)", SMITHS[1]]).await;
        undo(&page).await;
        // They are not the same, for good: undo takes it back.
        until_alike(&page, &["Jane Smith: Smith 2 mentions, part of the name"]).await;
        page.press(".alike", "Not the same: Smith").await;
        until_alike(&page, &[]).await;
        page.until_said("Jane Smith and Smith are not the same. Undo takes it back.").await;
        page.until("the line has the focus", "document.activeElement.innerText.startsWith('Jane Smith')").await;
        undo(&page).await;
        until_alike(&page, &["Jane Smith: Smith 2 mentions, part of the name"]).await;

        // Two that are there and marks with other words become one.
        tick(&page, "index-here", "Smith").await;
        tick(&page, "index-here", "Jane Smith").await;
        tick(&page, "index-open", "The mayor").await;
        page.until_said("3 ticked").await;
        page.press("section[aria-labelledby=index-open]", "These 3 are the same").await;
        page.until("it is asked which name stays", "document.querySelectorAll('dialog [type=radio]').length === 3").await;
        let first = "document.querySelector('dialog label:has(:checked)').innerText.trim() === 'Smith'";
        page.until("the first that was ticked is chosen", first).await;
        page.check_accessibility("which name stays").await;
        click(&page, "dialog label:nth-of-type(2)").await;
        page.press("dialog", "They are the same").await;
        until_here(&page, &["Jane Smith (6 mentions in 2 articles)"]).await;
        page.until("it has the focus", "document.activeElement.innerText.startsWith('Jane Smith')").await;
        let wordings = "document.querySelector('.line-button .wordings').innerText.replace(/\\s+/g, ' ')";
        page.until("the words are told", &format!("{wordings} === 'Jane Smith 2 × Smith 2 × The mayor 2 ×'")).await;
        undo(&page).await;
        until_here(&page, SMITHS).await;
        page.press("header.bar", "Redo").await;
        until_here(&page, &["Jane Smith (6 mentions in 2 articles)"]).await;

        // Split: one of them is someone else.
        open(&page, "index-here", "Jane Smith").await;
        let places = "[...document.querySelectorAll('.telling')].map((t) => t.querySelector('h3').innerText + ': ' + [...t.querySelectorAll('.place b')].map((b) => b.innerText).join(', ')).join('; ')";
        page.until("the places are told", &format!("{places} === 'Mayor backs the harbour plan The Beacon: Jane Smith, Smith, The mayor; Port to double, says Smith Daily Quay: Smith, Jane Smith, The mayor'")).await;
        page.check_accessibility("an open line").await;
        tick_place(&page, "urn:uuid:port-4").await;
        tick_place(&page, "https://example.org/harbour?a=b/c-3").await;
        page.press(".line-body", "These are another one").await;
        page.until("the field has the focus", "document.activeElement.value === 'The mayor'").await;
        page.check_accessibility("who it is").await;
        page.keys(Key::Enter).await;
        until_here(&page, &["Jane Smith (4 mentions in 2 articles)", "The mayor (2 mentions in 2 articles)"]).await;
        undo(&page).await;
        until_here(&page, &["Jane Smith (6 mentions in 2 articles)"]).await;
        // Moved to one that is there: a name that is known.
        let adam = line(&page, "index-open", "Adam Smith").await;
        page.press(&adam, "Put it in the index").await;
        tick_place(&page, "urn:uuid:port-0").await;
        page.press(".line-body", "This is another one").await;
        page.until("the field has the focus", "document.activeElement.value === 'Smith'").await;
        page.keys_with(&[Key::Control], &["a"]).await;
        page.keys("Adam Smith").await;
        page.press("dialog", "Move it").await;
        until_here(&page, &["Jane Smith (5 mentions in 2 articles)", "Adam Smith (2 mentions in 2 articles)"]).await;
        undo(&page).await;
        // Taken out: of nothing any more.
        tick_place(&page, "urn:uuid:port-0").await;
        page.press(".line-body", "Take out").await;
        until_here(&page, &["Jane Smith (5 mentions in 2 articles)", "Adam Smith (1 mention in one article)"]).await;
        page.until_said("One place taken out. The mark stays.").await;
        undo(&page).await;
        until_here(&page, &["Jane Smith (6 mentions in 2 articles)", "Adam Smith (1 mention in one article)"]).await;
        // Removed: the marks are where they were before.
        tick(&page, "index-here", "Adam Smith").await;
        page.press("[data-wanted]", "Remove from the index").await;
        until_here(&page, &["Jane Smith (6 mentions in 2 articles)"]).await;
        line(&page, "index-open", "Adam Smith").await;
        undo(&page).await;
        until_here(&page, &["Jane Smith (6 mentions in 2 articles)", "Adam Smith (1 mention in one article)"]).await;

        // A mention leads to its mark.
        click(&page, "[data-annotation=\"https://example.org/harbour?a=b/c-3\"]").await;
        page.until("the article is open", "document.querySelector('h1')?.textContent === 'Mayor backs the harbour plan'").await;
        page.until_chosen("The mayor").await;
        page.until_said("Chosen: The mayor").await;
        let seen = "(() => { const b = document.querySelector('mark.is-active')?.getBoundingClientRect(); return b && b.top > 0 && b.bottom < innerHeight; })()";
        page.until("its mark is seen", seen).await;
        page.until_saved().await;
        page.driver().await.refresh().await.expect("the page reloads");
        page.until_chosen("The mayor").await;
        page.press_in_bar("Index").await;
        until_here(&page, &["Jane Smith (6 mentions in 2 articles)", "Adam Smith (1 mention in one article)"]).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn all_lines_with_several_places_are_named_in_one_step() {
    drive("index-all", LAPTOP, async |page| {
        bring(&page).await;
        page.press_in_bar("Index").await;
        page.press("main", "Say so for all 3 lines").await;
        let three = [SMITHS, &["The mayor (2 mentions in 2 articles)"]].concat();
        until_here(&page, &three).await;
        page.until_said("3 lines are in the index now").await;
        undo(&page).await;
        until_here(&page, &[]).await;
        until_lines(&page, "index-open", OPEN).await;
        // Two claims in other words, of two articles.
        tick(&page, "index-open", "the port will be twice as big").await;
        tick(&page, "index-open", "the harbour will double in size").await;
        page.press("[data-wanted]", "These 2 are the same").await;
        page.press("dialog", "They are the same").await;
        until_here(&page, &["the port will be twice as big (2 mentions in 2 articles)"]).await;
        undo(&page).await;
        until_here(&page, &[]).await;
        // A search narrows both parts, with and without accents and capitals.
        page.press("main", "Say so for all 3 lines").await;
        until_here(&page, &three).await;
        page.fill("main input[type=search]", "JÁNE").await;
        until_here(&page, &["Jane Smith (2 mentions in 2 articles)"]).await;
        until_lines(&page, "index-open", &[]).await;
        page.until(
            "it is told",
            "document.querySelector('.index-intro [aria-live]').innerText === '1 in the index, 0 not in it yet'",
        )
        .await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_identity_is_renamed_and_has_other_names_and_a_number() {
    drive("index-fields", LAPTOP, async |page| {
        bring(&page).await;
        page.press_in_bar("Index").await;
        page.press("main", "Say so for all 3 lines").await;
        open(&page, "index-here", "The mayor").await;
        write(&page, "Name", "Zoe Smith").await;
        // What is written in stays where it is, also if its name now comes last.
        let name = "document.querySelector('.is-open .line-name').innerText";
        page.until("it is renamed", &format!("{name} === 'Zoe Smith' && document.activeElement.value === 'Zoe Smith'")).await;
        write(&page, "Name", " ").await;
        page.keys(Key::Tab).await;
        let wrong = "document.querySelector('.index-field [role=alert]')?.innerText";
        page.until("it needs a name", &format!("{wrong} === 'It needs a name. The last one is kept.'")).await;
        page.check_accessibility("a name is missing").await;
        write(&page, "Number", "forty-two").await;
        page.keys(Key::Tab).await;
        page.until("the number is refused", &format!("{wrong}?.startsWith('“forty-two” is no number of Wikidata')")).await;
        page.until("it is refused to those who listen", "document.querySelector('[aria-invalid=true]').value === 'forty-two'").await;
        assert_eq!(page.script("return document.querySelector('.wikidata')", &[]).await, Value::Null);
        page.check_accessibility("a number is wrong").await;
        write(&page, "Number", "https://www.wikidata.org/wiki/Q42").await;
        page.keys(Key::Tab).await;
        let link = "(() => { const a = document.querySelector('.wikidata a'); return a && [a.getAttribute('href'), a.target, a.rel, a.innerText].join(' '); })()";
        page.until("it leads there", &format!("{link} === 'https://www.wikidata.org/wiki/Q42 _blank noopener noreferrer Look Q42 up (new window)'")).await;
        let value = |label: &str| format!("[...document.querySelectorAll('.index-field label')].find((l) => l.innerText.startsWith('{label}')).querySelector('input, textarea').value");
        page.until("the number is shown as it is kept", &format!("{} === 'Q42'", value("Number"))).await;
        write(&page, "Other names", "The mayor\nMs Smith\n\nThe mayor ").await;
        page.keys(Key::Tab).await;
        page.until("each other name is kept once", &format!("{} === 'The mayor\\nMs Smith'", value("Other names"))).await;
        // The marks of that name are offered to it.
        let ms = line(&page, "index-open", "Ms Smith").await;
        page.press(&ms, "This is Zoe Smith").await;
        page.until("it has one more", "document.querySelector('.is-open .line-count').innerText.trim() === '3 mentions in 2 articles'").await;
        write(&page, "Note", "Elected in 2024").await;
        page.until_saved().await;
        page.driver().await.refresh().await.expect("the page reloads");
        let smiths = ["Zoe Smith (3 mentions in 2 articles)", SMITHS[0], SMITHS[1]];
        until_here(&page, &smiths).await;
        open(&page, "index-here", "Zoe Smith").await;
        for (label, kept) in [("Name", "Zoe Smith"), ("Number", "Q42"), ("Other names", "The mayor\\nMs Smith"), ("Note", "Elected in 2024")] {
            assert_eq!(page.script(&format!("return {} === '{kept}'", value(label)), &[]).await, true, "{label}");
        }
        // Each field is a step of its own.
        write(&page, "Name", "Ann").await;
        write(&page, "Number", "Q7").await;
        write(&page, "Note", "Nothing").await;
        undo(&page).await;
        page.until("the note is back", &format!("{} === 'Elected in 2024'", value("Note"))).await;
        undo(&page).await;
        page.until("the number is back", &format!("{} === 'Q42'", value("Number"))).await;
        page.until("the name is not", &format!("{} === 'Ann'", value("Name"))).await;
        undo(&page).await;
        page.until("the name is back", &format!("{} === 'Zoe Smith'", value("Name"))).await;
    })
    .await;
}

/// Tab until something has the focus.
async fn tab_to(page: &Page, what: &str, is_there: &str) {
    for _ in 0..60 {
        if page.script(&format!("return Boolean({is_there})"), &[]).await == true {
            return;
        }
        page.keys(Key::Tab).await;
    }
    panic!("Tab never came to {what}");
}

/// Tab to a button, link or tick box by its name.
async fn tab_to_name(page: &Page, name: &str) {
    let is_there = format!(
        "(document.activeElement.ariaLabel ?? document.activeElement.innerText).trim().startsWith({})",
        json!(name)
    );
    tab_to(page, name, &is_there).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_index_is_used_with_the_keyboard_alone() {
    drive("index-keys", LAPTOP, async |page| {
        bring(&page).await;
        tab_to_name(&page, "Index").await;
        page.keys(Key::Enter).await;
        page.until("the index has the focus", "document.activeElement.matches('main.index')").await;
        // Equal words, twice: one goes on at the next line.
        tab_to_name(&page, "Say that these 2").await;
        page.keys(Key::Enter).await;
        until_here(&page, &SMITHS[..1]).await;
        page.until("the next line has the focus", "document.activeElement.innerText.startsWith('Smith')").await;
        tab_to_name(&page, "Say that these 2").await;
        page.keys(Key::Enter).await;
        until_here(&page, SMITHS).await;
        page.until("the next line has the focus", "document.activeElement.innerText.startsWith('The mayor')").await;
        // What is probably the same is not, also after a reload; then it is again.
        page.script("document.querySelector('main').focus()", &[]).await;
        tab_to_name(&page, "Not the same: Smith").await;
        page.check_accessibility("what is probably the same").await;
        page.keys(Key::Enter).await;
        until_alike(&page, &[]).await;
        page.until("the line has the focus", "document.activeElement.innerText.startsWith('Jane Smith')").await;
        page.until_saved().await;
        page.driver().await.refresh().await.expect("the page reloads");
        until_here(&page, SMITHS).await;
        line(&page, "index-open", "The mayor").await;
        until_alike(&page, &[]).await;
        page.keys_with(&[Key::Control], &["z"]).await;
        until_alike(&page, &["Jane Smith: Smith 2 mentions, part of the name"]).await;
        tab_to_name(&page, "Same: Smith").await;
        page.keys(Key::Enter).await;
        until_here(&page, &["Jane Smith (4 mentions in 2 articles)"]).await;
        page.until("it has the focus", "document.activeElement.innerText.startsWith('Jane Smith')").await;
        page.keys_with(&[Key::Control], &["z"]).await;
        until_here(&page, SMITHS).await;
        // The lines are ticked and joined; what can be done is at the last that was ticked.
        page.script("document.querySelector('main').focus()", &[]).await;
        tab_to_name(&page, "Tick Jane Smith").await;
        page.keys(" ").await;
        page.until_said("1 ticked").await;
        tab_to_name(&page, "Tick Smith").await;
        page.keys(" ").await;
        page.until_said("2 ticked").await;
        tab_to_name(&page, "These 2 are the same").await;
        page.keys(Key::Enter).await;
        page.until("it is asked which name stays", "document.querySelector('dialog[open]')").await;
        // Put away, the focus is back where it was.
        page.keys(Key::Escape).await;
        page.until("the focus is back", "document.activeElement.innerText.startsWith('These 2 are')").await;
        page.until("it is put away", "!document.querySelector('dialog')").await;
        page.keys(Key::Enter).await;
        tab_to(&page, "the names", "document.activeElement.matches('dialog [type=radio]')").await;
        page.keys(Key::Enter).await;
        until_here(&page, &["Jane Smith (4 mentions in 2 articles)"]).await;
        page.until("it has the focus", "document.activeElement.innerText.startsWith('Jane Smith')").await;
        page.keys_with(&[Key::Control], &["z"]).await;
        until_here(&page, SMITHS).await;
        page.keys_with(&[Key::Control, Key::Shift], &["z"]).await;
        until_here(&page, &["Jane Smith (4 mentions in 2 articles)"]).await;
        // Open, renamed, split.
        page.until("it still has the focus", "document.activeElement.innerText.startsWith('Jane Smith')").await;
        page.keys(Key::Enter).await;
        page.until("it is open", "document.activeElement.ariaExpanded === 'true'").await;
        page.keys(Key::Tab).await;
        page.until("its name has the focus", "document.activeElement.value === 'Jane Smith'").await;
        page.keys_with(&[Key::Control], &["a"]).await;
        page.keys("J. Smith").await;
        until_here(&page, &["J. Smith (4 mentions in 2 articles)"]).await;
        let is_box = "document.activeElement.matches('.place input') && document.activeElement.parentElement.innerText.startsWith('Port to double')";
        tab_to(&page, "the headline", is_box).await;
        page.keys(" ").await;
        tab_to_name(&page, "This is another one").await;
        page.keys(Key::Enter).await;
        page.until("the field has the focus", "document.activeElement.matches('dialog input')").await;
        page.keys_with(&[Key::Control], &["a"]).await;
        page.keys("Adam").await;
        page.keys(Key::Enter).await;
        until_here(&page, &["J. Smith (3 mentions in 2 articles)", "Adam (1 mention in one article)"]).await;
        page.until("the line has the focus", "document.activeElement.innerText.startsWith('J. Smith')").await;
        // A mention leads to its mark.
        tab_to_name(&page, "Jane Smith did not say").await;
        page.keys(Key::Enter).await;
        page.until_chosen("Jane Smith").await;
        page.until("its item has the focus", "document.activeElement.matches('aside li.is-active > button')").await;
    })
    .await;
}

async fn look_around(page: Page, width: u32) {
    bring(&page).await;
    page.look("index-before", width).await;
    page.press_in_bar("Index").await;
    page.look("index-nothing", width).await;
    page.press("main", "Say so for all 3 lines").await;
    until_alike(&page, &["Jane Smith: Smith 2 mentions, part of the name"]).await;
    page.look("index-some", width).await;
    tick(&page, "index-here", "Smith").await;
    tick(&page, "index-open", "the port will be twice as big").await;
    tick(&page, "index-here", "The mayor").await;
    open(&page, "index-here", "Jane Smith").await;
    open(&page, "index-open", "Ms Smith").await;
    write(&page, "Number", "Q42").await;
    tick_place(&page, "urn:uuid:port-3").await;
    page.look("index-open", width).await;
    page.script("scrollTo({ top: document.body.scrollHeight, behavior: 'instant' })", &[]).await;
    page.look("index-end", width).await;
    page.script("document.querySelector('.line-body').scrollIntoView({ behavior: 'instant', block: 'center' })", &[])
        .await;
    page.look("index-body", width).await;
    page.press("main", "These 3 are the same").await;
    page.look("index-join", width).await;
    page.keys(Key::Escape).await;
    page.press(".line-body", "This is another one").await;
    page.look("index-split", width).await;
    page.keys(Key::Escape).await;
    page.script("scrollTo(0, 0)", &[]).await;
    page.fill("main input[type=search]", "smith").await;
    page.look("index-search", width).await;
    open(&page, "index-here", "Jane Smith").await;
    click(&page, "[data-annotation=\"urn:uuid:port-3\"]").await;
    page.until_chosen("Jane Smith").await;
    page.look("index-followed", width).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_index_on_a_phone() {
    drive("index-phone", PHONE, async |page| look_around(page, PHONE.0).await).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_index_on_a_laptop() {
    drive("index-laptop", LAPTOP, async |page| look_around(page, LAPTOP.0).await).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_index_on_a_projector() {
    drive("index-projector", PROJECTOR, async |page| look_around(page, PROJECTOR.0).await).await;
}
