//! Articles of other formats in, drafts out. Through the front door: the format is told
//! by the content.

use proptest::prelude::*;
use serde_json::{Value, json};

use crate::formats::draft::Draft;
use crate::formats::{ReadFile, read};
use crate::model::article::{Direction, is_block_text};

const ONE: &str = "The Lowmere bridge will stay closed until the spring, the council said on Tuesday.";
const TWO: &str = "“We cannot open a bridge that we do not trust,” said Mette Vestergaard.";

/// All drafts of a file, those of a list too.
fn drafts(file: &ReadFile) -> Vec<&Draft> {
    file.drafts.iter().chain(file.listed.iter().flat_map(drafts)).collect()
}

/// The kind of each block and its words; title, outlet, authors, dates, address and
/// language, with “–” for what is not said.
fn told(draft: &Draft) -> (Vec<String>, String) {
    let lines = draft.blocks.iter().map(|block| format!("{} {}", block.kind.row().key, block.text)).collect();
    let or_none = |said: &Option<String>| said.clone().unwrap_or_else(|| "–".to_owned());
    let authors: Vec<&str> = draft.authors.iter().map(|author| author.name.as_str()).collect();
    let facts = [
        or_none(&draft.title),
        draft.outlet.as_ref().map_or("–".to_owned(), |outlet| outlet.name.clone()),
        if authors.is_empty() { "–".to_owned() } else { authors.join("; ") },
        or_none(&draft.published),
        or_none(&draft.modified),
        or_none(&draft.url),
        or_none(&draft.language),
    ];
    (lines, facts.join(" / "))
}

#[track_caller]
fn check(value: &Value, taken: &str, facts: &str, lines: &[&str]) -> Draft {
    let file = read(&value.to_string());
    assert_eq!(file.taken, [taken], "{:?}", file.problems);
    let found = drafts(&file);
    assert_eq!(found.len(), 1, "{:?}", file.problems);
    let (found_lines, found_facts) = told(found[0]);
    assert_eq!(found_facts, facts);
    assert_eq!(found_lines, lines);
    found[0].clone()
}

#[test]
fn schema_org() {
    let article = json!({
        "@context": "https://schema.org", "@type": "ReportageNewsArticle", "headline": "Bridge stays shut",
        "articleBody": format!("{ONE}\n\n{TWO}"), "author": {"@type": "Person", "name": "Lena Marsh"},
        "publisher": {"name": "Ravn Courier", "url": "https://courier.example/"}, "datePublished": "2026-02-03",
        "url": "https://courier.example/bridge", "inLanguage": "en-GB", "license": "https://creativecommons.org/licenses/by/4.0/",
        "wordCount": 28,
    });
    let facts =
        "Bridge stays shut / Ravn Courier / Lena Marsh / 2026-02-03 / – / https://courier.example/bridge / en-GB";
    let lines = [&format!("paragraph {ONE}")[..], &format!("paragraph {TWO}")];
    let draft = check(&article, "news-article", facts, &lines);
    assert_eq!(draft.rest, *json!({"wordCount": 28}).as_object().unwrap());
    assert_eq!(draft.licence.unwrap().url.as_deref(), Some("https://creativecommons.org/licenses/by/4.0/"));
    // In a graph, with what else the page describes.
    let graph =
        json!({"@context": "https://schema.org", "@graph": [{"@type": "WebSite"}, article, {"@type": "Person"}]});
    let draft = check(&graph, "news-article", facts, &lines);
    assert_eq!(draft.left[0].args[0].1, "2");
    // What somebody paid for is no story.
    let mut paid = article.clone();
    paid["@type"] = json!(["AdvertiserContentArticle", "NewsArticle"]);
    let lines = lines.map(|line| line.replace("paragraph", "advertisement"));
    check(&paid, "news-article", facts, &lines.each_ref().map(String::as_str));
    // Without its text it is nothing to read.
    let file = read(r#"{"@type": "NewsArticle", "headline": "Bridge stays shut"}"#);
    assert_eq!((file.drafts.len(), &*file.problems[0].code), (0, "article-without-text"));
}

#[test]
fn a_list_of_articles() {
    let article = |title: &str| json!({"@type": "NewsArticle", "headline": title, "articleBody": ONE});
    let file = read(&json!([article("One"), {"@type": "NewsArticle"}, article("Two"), 7]).to_string());
    let titles: Vec<_> = drafts(&file).iter().map(|draft| draft.title.clone().unwrap()).collect();
    assert_eq!(titles, ["One", "Two"]);
    assert_eq!(file.listed.iter().map(|part| part.rejected).sum::<usize>(), 2);
}

#[test]
fn ninjs_of_three_versions() {
    let lines = [
        "headline Bridge stays shut",
        "byline By Lena Marsh",
        &format!("paragraph {ONE}"),
        "heading Long way round",
        &format!("paragraph {TWO}"),
    ];
    let markup = format!("<p>{ONE}</p><h2>Long way round</h2><p>{TWO}</p>");
    let plain = [ONE, TWO].join("\n\n");
    let of = |published: &str, modified: &str| {
        format!("Bridge stays shut / – / Lena Marsh / {published} / {modified} / https://courier.example/b / en")
    };
    let one = json!({
        "uri": "https://courier.example/b", "type": "text", "language": "en", "headline": "Bridge stays shut",
        "byline": "By Lena Marsh", "versioncreated": "2026-02-03T08:15:00+01:00", "body_xhtml": markup, "body_text": plain,
        "usageterms": "For members only", "urgency": 3,
    });
    let draft = check(&one, "ninjs", &of("2026-02-03T08:15:00+01:00", "–"), &lines);
    assert_eq!(draft.rest.keys().collect::<Vec<_>>(), ["type", "urgency"]);
    assert_eq!(draft.licence.unwrap().notice.as_deref(), Some("For members only"));
    let two = json!({
        "uri": "https://courier.example/b", "language": "en", "headlines": [{"role": "sub", "value": "No"}, {"role": "main", "value": "Bridge stays shut"}],
        "by": "By Lena Marsh", "firstcreated": "2026-02-03T08:15:00Z", "versioncreated": "2026-02-04T08:15:00Z",
        "bodies": [{"contenttype": "text/plain", "value": plain}, {"contenttype": "text/html", "value": markup}],
    });
    check(&two, "ninjs", &of("2026-02-03T08:15:00Z", "2026-02-04T08:15:00Z"), &lines);
    let three = json!({
        "uri": "https://courier.example/b", "language": "en", "headlines": [{"value": "Bridge stays shut"}], "by": "By Lena Marsh",
        "firstCreated": "2026-02-03T08:15:00Z", "versionCreated": "2026-02-04T08:15:00Z", "standard": {"name": "ninjs", "version": "3.0"},
        "bodies": [{"contentType": "text/html", "value": markup}],
    });
    check(&three, "ninjs", &of("2026-02-03T08:15:00Z", "2026-02-04T08:15:00Z"), &lines);
}

#[test]
fn what_programs_take_out_of_pages() {
    let readability = json!({
        "title": "Bridge stays shut", "byline": "Lena Marsh", "dir": "ltr", "lang": "en",
        "content": format!("<div id=\"readability-page-1\"><p>{ONE}</p><p>{TWO}</p></div>"),
        // Between the paragraphs is nothing.
        "textContent": format!("{ONE}{TWO}"), "length": 150, "excerpt": "The bridge", "siteName": "Ravn Courier",
        "publishedTime": "2026-02-03T08:15:00.000Z",
    });
    let lines = [&format!("paragraph {ONE}")[..], &format!("paragraph {TWO}")];
    let facts = "Bridge stays shut / Ravn Courier / Lena Marsh / 2026-02-03T08:15:00.000Z / – / – / en";
    let draft = check(&readability, "readability", facts, &lines);
    assert_eq!(draft.direction, Some(Direction::Ltr));
    let trafilatura = json!({
        "title": "Bridge stays shut", "author": "Lena Marsh; Ola Berg", "hostname": "courier.example", "date": "2026-02-03",
        "fingerprint": "abc", "id": null, "license": null, "comments": "", "raw_text": ONE, "text": format!("Bridge stays shut\n{ONE}\n- {TWO}"),
        "language": null, "source": "https://courier.example/b", "source-hostname": "Ravn Courier", "excerpt": "The bridge", "categories": "", "tags": "",
    });
    let facts =
        "Bridge stays shut / Ravn Courier / Lena Marsh; Ola Berg / 2026-02-03 / – / https://courier.example/b / en";
    let lines = ["headline Bridge stays shut", &format!("paragraph {ONE}"), &format!("list-item {TWO}")];
    check(&trafilatura, "trafilatura", facts, &lines);
    let newspaper = json!({
        "url": "https://courier.example/b?x", "canonical_link": "https://courier.example/b", "title": "Bridge stays shut", "authors": ["Lena Marsh"],
        "publish_date": "2026-02-03 08:15:00", "text": format!("{ONE}\n\n{TWO}"), "top_image": "", "meta_lang": "en", "html": "<p>x</p>",
    });
    let facts = "Bridge stays shut / – / Lena Marsh / 2026-02-03 / – / https://courier.example/b / en";
    let lines = [&format!("paragraph {ONE}")[..], &format!("paragraph {TWO}")];
    check(&newspaper, "newspaper", facts, &lines);
}

#[test]
fn lines_of_json_with_a_text() {
    let text = format!(
        "{}\n{}\n{}\n",
        json!({"title": "One", "text": ONE, "domain": "courier.example", "date": "2026-02-03 00:00:00", "url": "https://courier.example/1", "label": 4}),
        json!({"article": ONE, "highlights": "Bridge shut"}),
        "{\"title\": \"broken",
    );
    let file = read(&text);
    let found = drafts(&file);
    assert_eq!(found.len(), 2);
    assert_eq!(told(found[0]).1, "One / courier.example / – / 2026-02-03 / – / https://courier.example/1 / en");
    assert_eq!(found[0].rest["label"], 4);
    assert_eq!(told(found[1]).1, "– / – / – / – / – / – / en");
    assert_eq!(file.listed.iter().map(|part| part.rejected).sum::<usize>(), 1);
}

#[test]
fn markdown() {
    let text = format!(
        "---\ntitle: \"Bridge stays shut\"\nauthors:\n  - Lena Marsh\n  - Ola Berg\ndate: 2026-02-03\nurl: https://courier.example/b\nlang: en\nweight: 3\n---\n\
        # Bridge stays shut\n\n{ONE} Read [the *report*](https://courier.example/r).\n\n> {TWO}\n\n## Long way round\n\n1. Bus\n   - Often\n2. Ferry\n\n\
        ![A bridge](b.jpg)\n\n<div><p>Within HTML.</p></div>\n"
    );
    let file = read(&text);
    assert_eq!(file.taken, ["markdown"]);
    let (lines, facts) = told(&file.drafts[0]);
    assert_eq!(facts, "Bridge stays shut / – / Lena Marsh; Ola Berg / 2026-02-03 / – / https://courier.example/b / en");
    let expected = [
        "headline Bridge stays shut",
        &format!("paragraph {ONE} Read the report."),
        &format!("quote {TWO}"),
        "heading Long way round",
        "list-item Bus",
        "list-item Often",
        "list-item Ferry",
        "paragraph A bridge",
        "paragraph Within HTML.",
    ];
    assert_eq!(lines, expected);
    assert_eq!(file.drafts[0].rest["weight"], "3");
    let left: Vec<String> = file.drafts[0].left.iter().map(|p| format!("{} {}", p.code, p.args[0].1)).collect();
    assert_eq!(left, ["left-links 1", "left-pictures 1"]);
}

#[test]
fn what_is_told_by_its_content() {
    let check = |text: &str, taken: &str| assert_eq!(read(text).taken, [taken], "{text}");
    check("# Title\n\nText", "markdown");
    check("Title\n=====\n\nSome **bold** words", "markdown");
    check("---\ntitle: x\n---\nText", "markdown");
    for plain in [
        "#hashtag and words",
        "Said **once** only",
        "- one\n- two",
        "> quoted\n> mail",
        "1. one\n2. two",
        "--- \nno: metadata here at all",
        "Text with a [note] and (brackets)",
        "#1 in the charts",
        "Phone: 5\n---\nText",
    ] {
        check(plain, "plain-text");
    }
    check("<p>One</p>", "web-page");
    check("<!doctype html><html><body><p>One</p></body></html>", "web-page");
    check(
        "<?xml version=\"1.0\"?><!DOCTYPE html><html xmlns=\"http://www.w3.org/1999/xhtml\"><body><p>One</p></body></html>",
        "web-page",
    );
    for other in ["<?xml version=\"1.0\"?><rss/>", "%PDF-1.7"] {
        assert_eq!(read(other).problems[0].code, "file-of-other-kind", "{other}");
    }
    check(&json!({"text": "x", "top_image": "", "meta_lang": "en"}).to_string(), "newspaper");
    check(&json!({"text": "x"}).to_string(), "json-text");
    for none in
        ["{\"text\": \"\"}", "{\"text\": 7}", "{}", "{\"content\": null}", "{\"@graph\": [{\"@type\": \"Person\"}]}"]
    {
        assert_eq!(read(none).problems[0].code, "file-unknown", "{none}");
    }
}

#[test]
fn dates_of_other_forms_become_ours_or_none() {
    let check = |text: &str, expected: Option<&str>| assert_eq!(super::date(text).as_deref(), expected, "{text}");
    check("2026-02-03", Some("2026-02-03"));
    check("2026-02-03T08:15:00Z", Some("2026-02-03T08:15:00Z"));
    check("2026-02-03T08:15:00+0100", Some("2026-02-03T08:15:00+01:00"));
    check("2026-02-03T08:15+01", Some("2026-02-03T08:15:00+01:00"));
    check("2026-02-03 08:15:00 UTC", Some("2026-02-03T08:15:00Z"));
    // Without a zone nobody knows which moment is meant.
    check("2026-02-03T08:15:00", Some("2026-02-03"));
    check("Tue, 03 Feb 2026 08:15:00 GMT", Some("2026-02-03"));
    check("February 3, 2026", Some("2026-02-03"));
    for none in ["", "yesterday", "2026", "03/02/2026", "2026-02-31", "1769069700"] {
        check(none, None);
    }
}

#[test]
fn what_is_too_long_to_be_kept_is_told_by_its_name() {
    let draft = check(
        &json!({"text": ONE, "title": "One", "embedding": "x".repeat(20_000), "empty": null, "label": 1}),
        "json-text",
        "One / – / – / – / – / – / en",
        &[&format!("paragraph {ONE}")],
    );
    assert_eq!(draft.rest, *json!({"label": 1}).as_object().unwrap());
    assert_eq!(draft.left[0].args, [("count".into(), "1".to_owned()), ("fields".into(), "embedding".to_owned())]);
    // And it comes back with the article.
    let article = draft.article("urn:uuid:x".into(), crate::model::fixtures::moment(0)).unwrap();
    assert_eq!(article.imported.unwrap().extra["source"], json!({"label": 1}));
}

#[test]
fn a_body_that_would_take_too_long_is_told_for_what_it_is() {
    let deep = "<div>".repeat(10_000) + ONE + "</div>";
    for file in [
        json!({"@type": "NewsArticle", "headline": "One", "articleBody": deep}),
        json!({"title": "One", "content": deep, "textContent": ONE}),
        json!({"uri": "https://a.example", "headline": "One", "body_xhtml": deep}),
        json!({"text": deep}),
    ] {
        let file = read(&file.to_string());
        assert_eq!((file.drafts.len(), &*file.problems[0].code), (0, "page-too-deep"));
    }
    let file = read(&format!("# One\n\n{ONE}<br>Two\n\n{deep}\n"));
    let told: Vec<&str> = file.drafts[0].left.iter().map(|problem| &*problem.code).collect();
    assert_eq!(told, ["left-html"]);
    assert!(file.drafts[0].blocks[1].text.ends_with(" Two"), "a line break parts words");
}

/// A value put in place of another one, somewhere.
fn damaged(mut value: Value, path: &[prop::sample::Index], new: &Value) -> Value {
    let mut at = &mut value;
    for step in path {
        let count = at.as_array().map(Vec::len).or_else(|| at.as_object().map(|map| map.len())).unwrap_or(0);
        if count == 0 {
            break;
        }
        let index = step.index(count);
        at = if at.is_array() { &mut at[index] } else { at.as_object_mut().unwrap().values_mut().nth(index).unwrap() };
    }
    *at = new.clone();
    value
}

proptest! {
    /// No panic; what comes in is fit to be kept, and nothing else is dropped without a word.
    #[test]
    fn damaged_articles(
        which in 0usize..4,
        path in prop::collection::vec(any::<prop::sample::Index>(), 1..4),
        new in prop_oneof![
            Just(Value::Null), Just(json!({})), Just(json!([[]])), Just(json!("\u{2028}\n ")), Just(json!(-1e300)),
            Just(json!("<p>a<p>b")), Just(json!([{"name": ["x", {"name": {}}]}])), Just(json!({"@id": "javascript:x"})),
        ],
    ) {
        let files = [
            json!({"@graph": [{"@type": ["NewsArticle"], "headline": "One", "articleBody": ONE, "author": [{"name": "A"}], "license": {"url": "https://a.example"}}]}),
            json!({"uri": "https://a.example", "headlines": [{"value": "One"}], "bodies": [{"contentType": "text/html", "value": "<p>One"}], "by": "By A B"}),
            json!({"title": "One", "content": "<p>One</p>", "textContent": "One", "byline": "A", "lang": "en"}),
            json!([{"text": ONE, "authors": ["A"], "date": "2026-02-03", "more": {"a": [1]}}, {"text": TWO}]),
        ];
        let file = read(&damaged(files[which].clone(), &path, &new).to_string());
        let told: usize = file.problems.len() + file.listed.iter().map(|part| part.problems.len()).sum::<usize>();
        prop_assert!(told > 0 || !drafts(&file).is_empty());
        for draft in drafts(&file) {
            prop_assert!(draft.blocks.iter().all(|block| is_block_text(&block.text)));
            let named = Draft { title: Some("Title".into()), ..draft.clone() };
            let article = named.article("urn:uuid:x".into(), crate::model::fixtures::moment(0));
            prop_assert!(article.is_ok(), "{:?}", article);
            let written = crate::formats::article::write(&article.unwrap());
            prop_assert_eq!(read(&written).articles.len(), 1, "{}", written);
        }
    }

    #[test]
    fn any_markdown(text in "(# a\n|\\PC{0,20}\n|> |- |```\n|<div>|</p>|\\*\\*|\\[x\\]\\(y\\)|---\n|a: b\n|\n){0,20}") {
        let file = read(&format!("# Title\n\n{text}"));
        for draft in drafts(&file) {
            prop_assert!(draft.blocks.iter().all(|block| is_block_text(&block.text)), "{:?}", draft.blocks);
        }
    }
}
