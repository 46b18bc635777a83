//! Bringing in own articles.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use ascribe_browser_tests::{Page, Value, Words, drive, json};

use crate::size::LAPTOP;

const PASTED: &str = "Harbour bridge to close for a month\n\nRepairs begin on Monday, says the council\n\n\
    By Ada Lindqvist\n\nADVERTISEMENT\n\nThe harbour bridge will be closed to cars from Monday, the council said.\n\n\
    Read: What the closure means for buses\n\n“We had no choice,” said Ivo Brandt, the city engineer. 👩‍👩‍👦\n\n\
    ADVERTISEMENT\n\nSign up for our newsletter\n";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_pasted_text_is_looked_over_corrected_kept_and_marked() {
    drive("pasting", LAPTOP, async |page| {
        page.press_in_bar("Paste text").await;
        page.until("the dialog is open", "document.querySelector('dialog[open] textarea')").await;
        page.check_accessibility("the dialog for pasting").await;
        let field = "const f = document.querySelector('dialog textarea'); f.value = arguments[0];";
        page.script(field, &[PASTED.into()]).await;
        page.press("dialog", "Continue").await;
        page.until("the text can be looked over", "document.querySelector('.review-blocks')").await;
        page.check_accessibility("looking over a text").await;
        let kinds = page
            .script("return [...document.querySelectorAll('.review-blocks select')].map((s) => s.value)", &[])
            .await;
        assert_eq!(kinds[0], "headline");
        assert_eq!(kinds[3], "advertisement");
        assert_eq!(kinds[5], "related");
        let title = page.script("return document.querySelector('[name=field-title]').value", &[]).await;
        assert_eq!(title, "Harbour bridge to close for a month");
        // A kind, the outlet, the date and the address are corrected.
        let choose = "const s = document.querySelectorAll('.review-blocks select')[6]; s.value = 'quote';
            s.dispatchEvent(new Event('change', { bubbles: true }));";
        page.script(choose, &[]).await;
        page.fill("[name=field-outlet]", "The Harbour Bell").await;
        page.fill("[name=field-published]", "last Monday").await;
        page.press("main", "Keep article").await;
        page.until("the date is refused", "document.querySelector('[role=alert]')?.innerText.includes('last Monday')")
            .await;
        page.check_accessibility("looking over a text, with a mistake").await;
        page.fill("[name=field-published]", "2026-03-02").await;
        page.fill("[name=field-url]", "https://example.org/bridge").await;
        page.fill("[name=field-story]", "The bridge").await;
        page.press("main", "Keep article").await;
        page.until("the article is open", "document.querySelector('article blockquote[data-block]')").await;
        let about = page.script("return document.querySelector('.about').innerText", &[]).await;
        let about = about.as_str().unwrap_or_default().to_owned();
        assert!(
            about.contains("The Harbour Bell") && about.contains("2 March 2026") && about.contains("Original"),
            "{about}"
        );
        page.mark("Ivo Brandt, the city engineer", "Source").await;
        page.until_saved().await;
        page.driver().await.refresh().await.expect("the page reloads");
        page.until_count(1).await;
        page.press(".bar", "Ascribe").await;
        page.until(
            "it stands under its story",
            "document.querySelector('.shelf h2')?.innerText.startsWith('The bridge')",
        )
        .await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn several_files_at_once_are_told_by_their_content() {
    drive("files", LAPTOP, async |page| {
        let sample = include_str!("../../../../assets/samples/story-1-wire.json");
        let own = sample.replace("urn:ascribe:sample:1-1-wire", "urn:uuid:mine");
        let broken =
            own.replace("\"kind\": \"caption\"", "\"kind\": \"picture\"").replace("urn:uuid:mine", "urn:uuid:broken");
        page.import(&[
            ("mine.txt", &own),
            ("broken.json", &broken),
            ("half.json", "{\"format\":"),
            ("text.txt", PASTED),
        ])
        .await;
        page.until("all are listed", "document.querySelectorAll('.inbox-file').length === 4").await;
        let report = page.script("return document.querySelector('.inbox-files').innerText", &[]).await;
        let report = report.as_str().unwrap_or_default().to_owned();
        assert!(report.contains("blocks[7].kind: “picture” is not known here. Use one of: heading"), "{report}");
        assert!(report.contains("line 1, column 10"), "{report}");
        page.check_accessibility("files with mistakes").await;
        page.script("document.querySelector('.inbox-file:nth-child(4) input').click()", &[]).await;
        page.press("main", "Keep 1").await;
        let reported = "document.querySelector('.report')?.innerText.includes('mine.txt One article was added.')";
        page.until("it is reported", reported).await;
        page.until("back in the library", "document.querySelectorAll('.card').length === 7").await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_dropped_file_is_taken_in() {
    drive("dropping", LAPTOP, async |page| {
        let drop = "const data = new DataTransfer();
            data.items.add(new File([arguments[0]], 'dropped.txt', { type: 'text/plain' }));
            for (const kind of ['dragover', 'drop']) {
                document.querySelector('main').dispatchEvent(new DragEvent(kind, { dataTransfer: data, bubbles: true, cancelable: true }));
            }";
        page.script(drop, &[PASTED.into()]).await;
        page.until("the text can be looked over", "document.querySelector('.review-blocks')").await;
    })
    .await;
}

/// The three real articles, if they are at hand: other people's texts, so they are
/// not part of the project.
fn real_articles() -> Vec<(String, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/articles");
    let mut files: Vec<_> =
        fs::read_dir(folder).into_iter().flatten().filter_map(|entry| Some(entry.ok()?.path())).collect();
    files.sort();
    let text = |path: &Path| fs::read_to_string(path).expect("a text");
    files.iter().map(|path| (path.file_name().unwrap_or_default().to_string_lossy().into_owned(), text(path))).collect()
}

/// The first long paragraphs of the article that is open, as the page shows them.
async fn long_blocks(page: &Page) -> Vec<String> {
    let script = "return [...document.querySelectorAll('p.paragraph')].map((p) => p.textContent).filter((t) => t.length > 120).slice(0, 2)";
    serde_json::from_value(page.script(script, &[]).await).expect("texts")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn real_articles_survive_reload_export_wipe_and_import() {
    let articles = real_articles();
    if articles.is_empty() {
        println!("skipped: the real articles are not at hand");
        return;
    }
    drive("real", LAPTOP, async move |page| {
        for (number, (name, text)) in articles.iter().enumerate() {
            page.go("").await;
            page.paste(text).await;
            let title = page.script("return document.querySelector('[name=field-title]').value", &[]).await;
            if title.as_str().unwrap_or_default().is_empty() {
                page.fill("[name=field-title]", &format!("A headline of our own {number}")).await;
            }
            page.fill("[name=field-outlet]", &format!("Outlet {number}")).await;
            page.press("main", "Keep article").await;
            page.until("the article is open", "document.querySelector('article [data-block]')").await;
            // Nothing of what was pasted is lost but white space and a list's or quote's sign.
            let shown = page
                .script("return [...document.querySelectorAll('[data-block]')].map((b) => b.textContent).join('')", &[])
                .await;
            let letters = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).collect::<String>();
            let shown = letters(shown.as_str().unwrap_or_default());
            assert!(shown.contains(&letters(text)), "{name}: some text is missing");

            let blocks = long_blocks(&page).await;
            let words = |block: &str, from: usize, to: usize| {
                block.split(' ').skip(from).take(to - from).collect::<Vec<_>>().join(" ")
            };
            page.drag(Words(&words(&blocks[0], 2, 6), 0), Words(&words(&blocks[1], 3, 5), 0)).await;
            page.keys("1").await;
            page.until_count(1).await;
            page.mark(words(&blocks[0], 4, 8).as_str(), "Source").await;
            page.mark(words(&blocks[0], 5, 6).as_str(), "Entity").await;
            page.mark(words(&blocks[1], 1, 9).as_str(), "Claim").await;
            page.until_saved().await;
        }
        let last = page.driver().await.current_url().await.expect("an address");
        let before = (page.marks().await, page.listed().await);
        page.driver().await.refresh().await.expect("the page reloads");
        page.until_count(4).await;
        assert_eq!((page.marks().await, page.listed().await), before);
        let (_, exported) = page.export(Some("All articles"), "Annotations with articles").await;
        let parsed: Value = serde_json::from_str(&exported).expect("JSON");
        assert_eq!(parsed["annotations"].as_array().map(Vec::len), Some(4 * articles.len()));
        page.wipe().await;
        page.import(&[("work.json", &exported)]).await;
        page.until("the import is reported", "document.querySelector('.report')").await;
        page.driver().await.goto(last.as_str()).await.expect("the article opens");
        page.until_count(4).await;
        assert_eq!((page.marks().await, page.listed().await), before);
        let (_, again) = page.export(Some("All articles"), "Annotations with articles").await;
        assert_eq!(again, exported);
    })
    .await;
}

const FERRY: &str =
    "Ferry late again 🚢\n\nThe ferry is old, the harbour master said.\n  \n“We wait,” said Zoé Márquez.";
const ONE: &str = "T1\tSource 38 56\tthe harbour master\nT2\tCue 57 61\tsaid\nT3\tContent 20 36\tThe ferry is old\n\
    T4\tAttribution 57 61\tsaid\nE1\tAttribution:T4 Content:T3 Cue:T2 Source:T1\n#1\tAnnotatorNotes T1\tWho?\n";
const TWO: &str = "T7\tContent 66 76\t“We wait,”\r\nT8\tSource 82 93\tZoé Márquez\r\nT9\tCue 77 81\tsaid\r\n\
    T10\tAttribution 77 81\tsaid\r\nE3\tAttribution:T10 Source:T8 Cue:T9 Content:T7\r\nT11\tDiscard 0 10;17 18\tFerry late 🚢";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn files_of_brat_come_in_together_and_go_out_unchanged() {
    drive("brat", LAPTOP, async |page| {
        let files = [("ferry.txt", FERRY), ("ferry_one.ann", ONE), ("ferry_two.ann", TWO)];
        let offered = page.script("return document.querySelector('input[type=file]').accept.split(',')", &[]).await;
        for kind in [".txt", ".ann"] {
            assert!(
                offered.as_array().is_some_and(|all| all.contains(&json!(kind))),
                "the chooser offers {kind} files"
            );
        }
        page.import(&[files[1], files[0], files[2], ("other_one.ann", ONE)]).await;
        // One label is not known here.
        page.until(
            "the label is listed",
            "document.querySelector('.inbox-labels tbody')?.innerText.startsWith('Discard')",
        )
        .await;
        page.press("main", "Keep 1").await;
        let report = page
            .until(
                "one report tells of all",
                "document.querySelectorAll('.report').length === 1 && document.querySelector('.notice').innerText",
            )
            .await;
        let report = report.as_str().unwrap_or_default().to_owned();
        assert!(
            report.contains("2 texts with annotations One article was added. 7 annotations were added."),
            "{report}"
        );
        assert!(report.contains("2 connections were added."), "{report}");
        assert!(report.contains("other_one.ann: its text was not chosen."), "{report}");
        assert!(report.contains("other.txt"), "{report}");
        page.check_accessibility("files of brat were imported").await;
        page.press(".notice", "OK").await;
        page.press("main", "Ferry late again 🚢").await;
        page.until_count(7).await;
        let words = |words: &str, label: &str| (label.to_owned(), words.to_owned());
        let marks = page.marks().await;
        for mark in [words("The ferry is old", "claim"), words("Zoé Márquez", "source"), words("🚢", "Discard")] {
            assert!(marks.contains(&mark), "{mark:?} is not among {marks:?}");
        }
        let notes = page
            .script("return [...document.querySelectorAll('aside li')].map((mark) => mark.innerText).join('\\n')", &[])
            .await;
        assert!(notes.as_str().is_some_and(|notes| notes.contains("Who?")), "the note of the file is shown: {notes}");
        page.until_saved().await;
        page.driver().await.refresh().await.expect("the page reloads");
        page.until_count(7).await;
        let (name, mut out, losses) = page.export_archive(None, "Text and annotations (brat)").await;
        assert!(name.ends_with(".brat.zip"), "{name}");
        let configuration = out.pop().expect("the configuration is the last");
        assert!(configuration.0 == "annotation.conf" && configuration.1.contains("[entities]"), "{configuration:?}");
        out.sort();
        assert_eq!(out, files.map(|(name, text)| (name.to_owned(), text.to_owned())));
        assert!(losses.iter().any(|line| line.contains("parts of the text")), "{losses:?}");
        // The same files again add nothing.
        page.import(&files).await;
        page.press("main", "Keep 1").await;
        let again = page.until("it is reported", "document.querySelector('.report')?.innerText").await;
        let again = again.as_str().unwrap_or_default().to_owned();
        assert!(again.contains("ferry.txt 10 things were here already."), "{again}");
    })
    .await;
}

/// The files of the corpus of attributions, if it is at hand: other people's work, so
/// it is no part of the project.
fn corpus() -> Vec<(String, String)> {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/corpus/polnear-dev");
    let folder = std::env::var_os("ASCRIBE_CORPUS").map_or(beside, Into::into);
    let paths = ["attributions", "text"].map(|part| fs::read_dir(folder.join(part)).into_iter().flatten());
    let paths = paths.into_iter().flatten().filter_map(|entry| Some(entry.ok()?.path()));
    let name = |path: &Path| path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    paths.map(|path| (name(&path), fs::read_to_string(path).expect("a text"))).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_whole_corpus_comes_in_at_once() {
    let files = corpus();
    if files.is_empty() {
        println!("skipped: the corpus is not at hand; ASCRIBE_CORPUS names its folder");
        return;
    }
    drive("corpus", LAPTOP, async move |page| {
        let named: Vec<(&str, &str)> = files.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
        page.import(&named).await;
        // Two labels are no part of the scheme.
        page.until("they are listed", "document.querySelectorAll('.inbox-labels tbody tr').length === 2").await;
        page.press("main", "Keep 1").await;
        let report = page.until("one report tells of all", "document.querySelector('.report')?.innerText").await;
        let report = report.as_str().unwrap_or_default().to_owned();
        let expected = "84 texts with annotations 84 articles were added. 6777 annotations were added. 2320 connections were added.";
        assert_eq!(report.trim(), expected);
        page.until_saved().await;
        page.driver().await.refresh().await.expect("the page reloads");
        // The longest text, whose file says most.
        let is_text = |(name, _): &&(String, String)| name.ends_with(".txt");
        let (name, text) = files.iter().filter(is_text).max_by_key(|(_, text)| text.len()).expect("a text");
        let stem = name.trim_end_matches(".txt");
        page.press("main", text.lines().next().unwrap_or_default()).await;
        page.until("it is open", "document.querySelector('article mark')").await;
        let mut expected: Vec<_> = files.iter().filter(|(name, _)| name.starts_with(stem)).cloned().collect();
        let (_, mut out, _) = page.export_archive(None, "Text and annotations (brat)").await;
        out.retain(|(name, _)| name != "annotation.conf");
        out.sort();
        expected.sort();
        assert!(out == expected, "the files of {name} go out unchanged");
        // The sourcing report says what the lines of the files say.
        page.press(".reading-tools", "Sourcing report").await;
        page.until("the report is open", "document.querySelector('main.report .figure')").await;
        let shown = "return [document.querySelector('[data-figure=claims] .number').textContent,
            document.querySelector('[data-figure=voice] [data-row=\"ascribe:ascribed\"] .number').textContent]";
        let (claims, ascribed) = claims_in(&expected);
        assert!(claims > 10 && ascribed > 10, "{claims} {ascribed}");
        assert_eq!(page.script(shown, &[]).await, json!([claims.to_string(), format!("{ascribed} of {claims}")]));
    })
    .await;
}

/// How many claims annotation files mark, and how many of these are joined to a source.
fn claims_in(files: &[(String, String)]) -> (usize, usize) {
    let (mut claims, mut ascribed) = (0, BTreeSet::new());
    for (name, text) in files.iter().filter(|(name, _)| name.ends_with(".ann")) {
        for fields in text.lines().map(|line| line.split('\t').collect::<Vec<_>>()) {
            let said = fields.get(1).copied().unwrap_or_default();
            claims += usize::from(fields[0].starts_with('T') && said.starts_with("Content "));
            // After the trigger, what plays a role: `Content2:T7`.
            let parts = said.split(' ').skip(1).filter_map(|part| part.split_once(':'));
            if fields[0].starts_with('E') && parts.clone().any(|(role, _)| role.starts_with("Source")) {
                ascribed.extend(parts.filter(|(role, _)| role.starts_with("Content")).map(|(_, id)| (name, id)));
            }
        }
    }
    (claims, ascribed.len())
}
