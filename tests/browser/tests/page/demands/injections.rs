//! Texts that try to become scripts, in every field of every kind of file.

use ascribe_browser_tests::{Page, Value, demanded, drive, json};
use thirtyfour::Key;

use crate::size::LAPTOP;

const CHECK: &str = include_str!("injections.js");
const MOMENT: &str = "2026-02-03T08:00:00.000Z";

/// All of `tests/cases/injections`.
fn strings() -> Vec<String> {
    let strings: Value = include_str!("../../../../cases/injections/strings.json").parse().expect("JSON");
    strings.as_array().expect("a list").iter().map(|s| s.as_str().expect("a text").to_owned()).collect()
}

/// The text as a block can have it: in one line.
fn one_line(text: &str) -> String {
    let line: String = text.chars().filter(|c| !"\n\r\u{b}\u{c}\u{85}\u{2028}\u{2029}".contains(*c)).collect();
    line.trim().to_owned()
}

/// The text as an id can have it: what cannot stand in one is told by its number.
fn id(kind: &str, text: &str) -> String {
    let number = |c: char| if c.is_whitespace() || c.is_control() { format!("~{:x}", u32::from(c)) } else { c.into() };
    kind.chars().chain(text.chars()).map(number).collect()
}

/// The text as a web address can have it: there a backslash is refused, too.
fn address(text: &str) -> String {
    id("https://example.org/", text).replace('\\', "~5c")
}

/// An article that says the same in every field.
fn article(text: &str) -> Value {
    let line = one_line(text);
    let block = |(number, kind): (usize, &Value)| {
        let mut block = kind.clone();
        block["id"] = json!(id(&format!("{number}"), text));
        block["text"] = json!(line);
        block
    };
    let kinds = [
        json!({ "kind": "heading", "role": "headline", "level": 1 }),
        json!({ "kind": "paragraph", "role": "dek" }),
        json!({ "kind": "paragraph", "role": "byline" }),
        json!({ "kind": "listItem", "level": 1, "ordered": false }),
        json!({ "kind": "quote" }),
        json!({ "kind": "caption" }),
        json!({ "kind": "boilerplate", "role": "related" }),
    ];
    let party = json!({ "name": text, "url": address(text) });
    let mut article = json!({
        "format": "ascribe-article", "version": 1, "id": id("urn:x:", text), "title": text, "language": "en",
        "direction": "ltr", "outlet": party, "authors": [party, party], "published": "2026-01-31",
        "url": address(text), "licence": { "name": text, "url": address(text), "notice": text },
        "story": { "id": id("urn:y:", text), "title": text }, "imported": { "from": text },
        "blocks": kinds.iter().enumerate().map(block).collect::<Vec<_>>(),
    });
    article[id("unknown", text)] = json!(text);
    article
}

/// What marks its second, third and fifth block, and all that can be said of that.
fn annotations(text: &str) -> [Vec<Value>; 3] {
    let line = one_line(text);
    let length = line.chars().count() + 1;
    let (article, identity) = (id("urn:x:", text), id("urn:z:", text));
    let mark = |(label, block): &(String, usize)| {
        let mut said = json!({ "type": text, "checked-at": text, "identification": text });
        said[id("a", text)] = json!(text);
        json!({
            "id": id(&format!("urn:mark:{block}"), text), "article": article, "label": label,
            "target": [{ "start": block * length, "end": block * length + length - 1, "exact": line,
                "prefix": "", "suffix": "" }],
            "attributes": said, "identity": identity, "note": text, "created": MOMENT, "modified": MOMENT,
        })
    };
    let marks = [("claim".to_owned(), 1), ("source".to_owned(), 2), (id("l", text), 4)];
    let relation = |label: String, roles: [String; 2]| {
        let part = |(role, (_, block)): (&String, &(String, usize))| json!({ "role": role, "annotation": id(&format!("urn:mark:{block}"), text) });
        json!({
            "id": id(&format!("urn:{label}"), text), "label": label,
            "arguments": roles.iter().zip(&marks).map(part).collect::<Vec<_>>(),
            "attributes": { "mode": text, "tone": text }, "note": text, "created": MOMENT, "modified": MOMENT,
        })
    };
    let known = relation("attribution".to_owned(), ["claim".to_owned(), "source".to_owned()]);
    let unknown = relation(id("r", text), [id("o", text), id("p", text)]);
    let identity = json!({ "id": identity, "name": text, "aliases": [text, format!("{text}{text}")], "note": text,
        "created": MOMENT, "modified": MOMENT });
    [marks.iter().map(mark).collect(), vec![known, unknown], vec![identity]]
}

/// A file that says all of the texts in every field.
fn file(texts: &[String]) -> Value {
    let said: Vec<[Vec<Value>; 3]> = texts.iter().map(|text| annotations(text)).collect();
    let all = |at: usize| said.iter().flat_map(|said| said[at].clone()).collect::<Vec<_>>();
    let entry = |text: &String| json!({ "id": id("urn:x:", text), "title": text, "article": article(text) });
    json!({
        "format": "ascribe-annotations", "version": 1, "articles": texts.iter().map(entry).collect::<Vec<_>>(),
        "annotations": all(0), "relations": all(1), "identities": all(2),
    })
}

/// A scheme that does.
fn scheme(texts: &[String]) -> Value {
    let part = |kind: &str, text: &String| json!({ "id": id(kind, text), "name": text, "test": text, "nearMiss": text, "guideline": text });
    let attribute = |text: &String| {
        let mut attribute = part("a", text);
        attribute["kind"] = json!("choice");
        attribute["values"] = json!([part("v", text)]);
        attribute
    };
    let label = |text: &String| {
        let mut label = part("l", text);
        (label["colour"], label["line"]) = (json!(text), json!(text));
        label["attributes"] = json!([attribute(text)]);
        label
    };
    let relation = |text: &String| {
        let mut relation = part("r", text);
        let role = |kind: &str| {
            let mut role = part("", text);
            (role["role"], role["labels"]) = (json!(id(kind, text)), json!([id("l", text)]));
            role
        };
        relation["arguments"] = json!([role("o"), role("p")]);
        relation["attributes"] = json!([attribute(text)]);
        relation["cues"] = json!([{ "language": "en", "words": [text], "suggests": { id("a", text): id("v", text) } }]);
        relation
    };
    json!({
        "format": "ascribe-scheme", "version": 1, "id": id("urn:scheme:", &texts[0]), "title": texts[0], "about": texts[0],
        "profiles": texts.iter().map(|text| json!({ "id": id("f", text), "name": text, "about": text })).collect::<Vec<_>>(),
        "labels": texts.iter().map(label).collect::<Vec<_>>(),
        "relations": texts.iter().map(relation).collect::<Vec<_>>(),
    })
}

/// An article that is refused, because of what stands in each of its fields.
fn refused(text: &str) -> Value {
    let mut article = article(text);
    for field in ["url", "published", "language", "direction"] {
        article[field] = json!(text);
    }
    (article["id"], article["licence"]["url"]) = (json!(format!("{text} ")), json!(text));
    (article["blocks"][0]["kind"], article["blocks"][1]["role"]) = (json!(text), json!(text));
    article
}

/// Drops files of these names and texts on the page.
async fn drop_files(page: &Page, files: &[(String, String)]) {
    let script = "const data = new DataTransfer();
        for (const [name, text] of arguments[0]) data.items.add(new File([text], name, { type: 'application/json' }));
        document.querySelector('main').dispatchEvent(new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true }));";
    page.script(script, &[json!(files)]).await;
}

/// Waits until so many files are answered, and answers with what is said.
async fn until_answered(page: &Page, count: usize) -> String {
    let told = format!(
        "document.querySelectorAll('.notice .report').length === {count} && !document.querySelector('.status.is-busy')
            && document.querySelector('section.notice').innerText"
    );
    page.until("the files are answered", &told).await.as_str().unwrap_or_default().to_owned()
}

/// Holds what must be true of every screen, and that these texts are on it.
async fn check(page: &Page, screen: &str, texts: &[String]) {
    let wrong = page.script(CHECK, &[json!(texts)]).await;
    assert_eq!(wrong, json!([]), "{screen}: {wrong:#}");
}

async fn go(page: &Page, way: &str, to: &str) {
    page.script(
        "location.hash = `#/${arguments[0]}/` + encodeURIComponent(arguments[1].replaceAll('%', '%25').replaceAll('/', '%2F'))",
        &[json!(way), json!(to)],
    )
    .await;
}

/// Clicks all that a selector finds, one after the other, as a script can: many more than
/// a person would.
async fn click_all(page: &Page, selector: &str) {
    page.script("document.querySelectorAll(arguments[0]).forEach((element) => element.click())", &[json!(selector)])
        .await;
}

/// One article and its report: each mark open, each dialog.
async fn look_at_article(page: &Page, text: &String) {
    let one = std::slice::from_ref(text);
    let line = one_line(text);
    go(page, "article", &id("urn:x:", text)).await;
    let open = format!(
        "[...document.querySelectorAll('[data-block]')].filter((b) => b.textContent === {}).length === 7",
        json!(line)
    );
    page.until("the article is open", &open).await;
    page.until_count(3).await;
    check(page, "reader", one).await;
    for nth in 0..3 {
        let item = format!("document.querySelectorAll('aside li[data-annotation]')[{nth}]");
        page.script(&format!("{item}.querySelector('.annotation-quote').click()"), &[]).await;
        page.until(
            "all can be said of it",
            &format!("{item}.matches('.is-active') && {item}.querySelector('textarea')"),
        )
        .await;
        check(page, "a mark", one).await;
    }
    // What it can be joined to.
    page.script("document.querySelector('aside li.is-active .annotation-quote').focus()", &[]).await;
    page.keys("l").await;
    check(page, "joining", one).await;
    page.keys(Key::Escape).await;
    go(page, "report", &id("urn:x:", text)).await;
    page.until("the report is open", "document.querySelector('main.report .figure')").await;
    check(page, "report", one).await;
    click_all(page, "main.report .number").await;
    check(page, "passages", &[]).await;
    page.press("dialog", "Close").await;
}

async fn look_at_all(page: &Page, texts: &[String]) {
    drop_files(page, &[(texts[0].clone(), file(texts).to_string())]).await;
    let told = until_answered(page, 1).await;
    let count = texts.len();
    assert!(told.contains(&format!("{} annotations were added", 3 * count)), "{told}");
    check(page, "what came in", &texts[..1]).await;
    page.script("document.querySelector('section.notice > button').click()", &[]).await;
    check(page, "library", texts).await;
    page.picture("injections-library").await;

    for text in texts {
        look_at_article(page, text).await;
    }
    // On paper.
    let print = json!({ "media": "print" });
    page.driver().await.cdp().send_raw("Emulation.setEmulatedMedia", print).await.expect("paper");
    check(page, "printed report", &texts[count - 1..]).await;
    page.driver().await.cdp().send_raw("Emulation.setEmulatedMedia", json!({ "media": "" })).await.expect("a screen");

    page.go("#/index").await;
    page.until("the index is open", "document.querySelector('.line')").await;
    click_all(page, ".line-button").await;
    check(page, "index", texts).await;
    page.picture("injections-index").await;

    // The scheme, as a guide and as a form.
    drop_files(page, &[(texts[0].clone(), scheme(texts).to_string())]).await;
    until_answered(page, 1).await;
    check(page, "a scheme came in", &texts[..1]).await;
    page.go("#/scheme").await;
    page.until("the guide is open", "document.querySelector('main.scheme .guide')").await;
    check(page, "scheme", texts).await;
    page.press(".scheme-actions", "Change").await;
    page.until("the form is open", "document.querySelector('.scheme-form')").await;
    // Entries within entries.
    for _ in 0..3 {
        click_all(page, ".scheme-form [aria-expanded=false]").await;
        check(page, "scheme form", &[]).await;
    }
    page.press(".form-actions", "Discard").await;

    // Beside the text by the new scheme; history, keys, export, search.
    go(page, "article", &id("urn:x:", &texts[0])).await;
    page.until_count(3).await;
    page.script("document.querySelectorAll('aside .annotation-quote')[2].click()", &[]).await;
    check(page, "a mark by the scheme", &texts[..1]).await;
    page.press_in_bar("History").await;
    page.until("the history is open", "document.querySelector('.history ol')").await;
    check(page, "history", &[]).await;
    page.press(".history", "Close").await;
    page.press_in_bar("Keys").await;
    page.until("the keys are listed", "document.querySelector('dialog[open]')").await;
    check(page, "keys", &texts[..1]).await;
    page.press("dialog", "Close").await;
}

/// What goes out is what came in.
async fn export_all(page: &Page, texts: &[String]) {
    let (name, out) = page.export(Some("All articles"), "Annotations with articles").await;
    assert!(name.ends_with(".json"), "{name}");
    let out: Value = out.parse().expect("JSON");
    let articles = out["articles"].as_array().expect("articles");
    for text in texts {
        let entry = articles.iter().find(|entry| entry["title"] == json!(text));
        let entry = entry.unwrap_or_else(|| panic!("{text:?} went out"));
        assert_eq!(entry["article"]["licence"]["notice"], json!(text));
    }
    // Names of files: letters, digits, hyphens.
    let (name, files, _) = page.export_archive(Some("This article"), "Text and annotations (brat)").await;
    for name in std::iter::once(name).chain(files.into_iter().map(|(name, _)| name)) {
        assert!(name.chars().all(|c| c.is_alphanumeric() || "-_.".contains(c)), "{name}");
    }
}

async fn refuse(page: &Page, texts: &[String]) {
    let files: Vec<_> = texts.iter().map(|text| (text.clone(), refused(text).to_string())).collect();
    drop_files(page, &files).await;
    let listed = format!("document.querySelectorAll('.inbox-file').length === {}", files.len());
    page.until("the files are listed", &listed).await;
    check(page, "refused", texts).await;
    page.press("main", "Discard all").await;
    page.until("the list is gone", "!document.querySelector('.inbox-file')").await;
}

/// Articles of other formats and labels of other tools, as they wait and as each is looked
/// over.
async fn look_at_inbox(page: &Page, texts: &[String]) {
    let articles: Vec<Value> = texts
        .iter()
        .map(|text| {
            json!({
                "@type": "NewsArticle", "headline": text, "articleBody": format!("{text}\n\n<p>{text}</p>"),
                "author": [{"name": text, "url": text}], "publisher": {"name": text}, "url": text, "license": text,
                "datePublished": text, "inLanguage": text, "alternativeHeadline": text, one_line(text): text,
            })
        })
        .collect();
    let tasks: Vec<Value> = texts
        .iter()
        .map(|text| {
            let region = json!({"id": "a", "from_name": text, "to_name": "text", "type": "labels",
                "value": {"start": 0, "end": 3, "text": "The", "labels": [one_line(text)]}});
            json!({"data": {"text": format!("The words of {text}")}, "annotations": [{"result": [region]}]})
        })
        .collect();
    let files =
        [(texts[0].clone(), Value::from(articles).to_string()), ("task".to_owned(), Value::from(tasks).to_string())];
    drop_files(page, &files).await;
    page.until("all are listed", &format!("document.querySelectorAll('.inbox-file').length > {}", texts.len())).await;
    check(page, "what waits", texts).await;
    page.picture("injections-inbox").await;
    let buttons = page.script("return document.querySelectorAll('.inbox-file > button').length", &[]).await;
    for at in 0..buttons.as_u64().unwrap_or(0) {
        page.script("document.querySelectorAll('.inbox-file > button')[arguments[0]].click()", &[json!(at)]).await;
        page.until("it can be looked over", "document.querySelector('.review-blocks')").await;
        check(page, "an article that is looked over", &[]).await;
        page.press("main", "Back to the list").await;
        page.until("the list is back", "document.querySelector('.inbox-file')").await;
    }
    page.press("main", "Discard all").await;
    page.until("the list is gone", "!document.querySelector('.inbox-file')").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn row_19_no_text_of_a_file_becomes_a_script() {
    let strings = strings();
    assert!(strings.len() >= 200, "{}", strings.len());
    // On every change some, from everywhere in the list; those that turn directions come last.
    let step = strings.len().div_ceil(demanded(8, strings.len(), strings.len()));
    let tried: Vec<String> = strings.into_iter().rev().step_by(step).collect();
    drive("injections", LAPTOP, async move |page| {
        for texts in tried.chunks(32) {
            look_at_all(&page, texts).await;
            export_all(&page, texts).await;
            refuse(&page, texts).await;
            look_at_inbox(&page, texts).await;
            page.wipe().await;
        }
        println!("demand 19: {} texts in every field: 0 executions, 0 violations", tried.len());
    })
    .await;
}
