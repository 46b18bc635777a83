//! Pages written for the tests; real ones, if there are any, outside the repository.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::{env, fs};

use super::*;
use crate::model::article::{BlockKind, Direction};

// ---- Real pages ----

/// How many words of each kind there are: punctuation and case do not count.
fn bag(text: &str) -> BTreeMap<String, usize> {
    let mut bag = BTreeMap::new();
    for word in text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()) {
        *bag.entry(word.to_lowercase()).or_default() += 1;
    }
    bag
}

/// Precision and recall of words.
fn words_found(found: &str, wanted: &str) -> (f64, f64) {
    let (found, wanted) = (bag(found), bag(wanted));
    let common: usize = found.iter().map(|(word, count)| *count.min(wanted.get(word).unwrap_or(&0))).sum();
    let all = |bag: &BTreeMap<String, usize>| bag.values().sum::<usize>().max(1);
    (common as f64 / all(&found) as f64, common as f64 / all(&wanted) as f64)
}

/// Says how well the story is found in pages of which somebody has written down what it
/// is: folders with `source.html` and `expected.txt` in `ASCRIBE_PAGES`.
#[test]
#[ignore = "needs real pages, which are other people’s text"]
fn real_pages() {
    let folder = PathBuf::from(env::var("ASCRIBE_PAGES").expect("ASCRIBE_PAGES names a folder"));
    let mut pages: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    pages.sort();
    let (mut sums, mut count) = ([0.0; 3], 0.0);
    for page in pages {
        let Some((precision, recall)) = measure(&page) else { continue };
        let f1 = 2.0 * precision * recall / (precision + recall).max(1e-9);
        println!("{:40} {precision:.3} {recall:.3} {f1:.3}", page.file_name().unwrap().display());
        sums.iter_mut().zip([precision, recall, f1]).for_each(|(sum, value)| *sum += value);
        count += 1.0;
    }
    println!("{count} pages: precision, recall and F1 {:.3?}", sums.map(|sum| sum / count));
}

fn measure(page: &Path) -> Option<(f64, f64)> {
    let html = fs::read(page.join("source.html")).ok()?;
    let wanted = fs::read_to_string(page.join("expected.txt")).ok()?;
    let draft = read(&String::from_utf8_lossy(&html)).ok()?;
    let is_body = |kind: BlockKind| {
        !kind.is_boilerplate()
            && !matches!(
                kind,
                BlockKind::Headline
                    | BlockKind::Byline
                    | BlockKind::Dateline
                    | BlockKind::Caption
                    | BlockKind::Standfirst
            )
    };
    let story: Vec<&str> = draft.blocks.iter().filter(|b| is_body(b.kind)).map(|b| b.text.as_str()).collect();
    if let Ok(folder) = env::var("ASCRIBE_PAGES_OUT") {
        let lines: Vec<String> = draft.blocks.iter().map(|b| format!("{:?}\t{}", b.kind, b.text)).collect();
        let head = format!(
            "{:?}\n{:?}\n",
            Draft { blocks: Vec::new(), rest: Default::default(), ..draft.clone() },
            draft.rest.keys().collect::<Vec<_>>()
        );
        let name = page.file_name().unwrap().to_string_lossy().into_owned();
        fs::write(Path::new(&folder).join(name), head + &lines.join("\n")).unwrap();
    }
    Some(words_found(&story.join("\n"), &wanted))
}

// ---- Pages of our own ----

fn page(name: &str) -> String {
    fs::read_to_string(format!("tests/cases/web_page/{name}.html")).unwrap()
}

/// The kind of each block and its words.
fn lines(draft: &Draft) -> Vec<String> {
    draft.blocks.iter().map(|block| format!("{}\t{}", block.kind.row().key, block.text)).collect()
}

/// What was left, by code and count.
fn left(draft: &Draft) -> Vec<(String, String)> {
    draft.left.iter().map(|p| (p.code.to_string(), p.args[0].1.clone())).collect()
}

#[test]
fn a_saved_page_gives_its_story_and_not_the_site() {
    let draft = read(&page("council")).unwrap();
    let expected = fs::read_to_string("tests/cases/web_page/council.txt").unwrap();
    assert_eq!(lines(&draft), expected.lines().collect::<Vec<_>>());
    let counts = ["scripts 2", "frames 1", "pictures 1", "controls 1", "hidden 2", "links 2", "menus 7", "teasers 2"];
    let found: Vec<String> = left(&draft).iter().map(|(code, n)| format!("{} {n}", &code["left-".len()..])).collect();
    assert_eq!(found, counts);
}

#[test]
fn a_page_says_who_published_it_and_when() {
    let draft = read(&page("council")).unwrap();
    assert_eq!(draft.title.as_deref(), Some("Bridge to stay shut until spring, council says"));
    let names: Vec<&str> = draft.authors.iter().map(|author| author.name.as_str()).collect();
    assert_eq!(names, ["Lena Marsh", "Ola Berg"], "linked data comes before meta elements");
    assert_eq!(draft.authors[0].url.as_deref(), Some("https://www.courier.example/staff/lena-marsh"));
    assert_eq!(draft.outlet.as_ref().map(|outlet| outlet.name.as_str()), Some("Ravn Courier"));
    assert_eq!(draft.published.as_deref(), Some("2026-02-03T08:15:00+01:00"));
    assert_eq!(draft.modified.as_deref(), Some("2026-02-03T11:40:00+01:00"));
    assert_eq!(draft.url.as_deref(), Some("https://www.courier.example/ravn/bridge-to-stay-shut"));
    assert_eq!(draft.language.as_deref(), Some("en-GB"));
    let licence = draft.licence.as_ref().and_then(|licence| licence.url.as_deref());
    assert_eq!(licence, Some("https://creativecommons.org/licenses/by/4.0/"));
    assert_eq!(draft.rest.keys().collect::<Vec<_>>(), ["articleSection", "keywords"]);
    assert_eq!(draft.missing(), Vec::<&str>::new());
}

#[test]
fn an_old_page_has_neither_paragraphs_nor_metadata() {
    let draft = read(&page("old")).unwrap();
    let story: Vec<String> = lines(&draft).into_iter().filter(|line| line.starts_with("paragraph")).collect();
    assert_eq!(story.len(), 4, "{:#?}", lines(&draft));
    assert!(story[0].starts_with("paragraph\tThe ferry to Lowmere was two hours late"));
    assert!(story[3].ends_with("according to the coast guard."));
    assert_eq!(draft.published.as_deref(), Some("2003-01-14"));
    assert_eq!(draft.authors.iter().map(|a| a.name.as_str()).collect::<Vec<_>>(), ["Knut Lund"]);
    assert_eq!(draft.outlet, None, "nobody says it");
    assert_eq!(draft.language.as_deref(), Some("en"));
}

#[test]
fn a_page_from_right_to_left_keeps_its_direction_and_that_of_its_parts() {
    let draft = read(&page("arabic")).unwrap();
    assert_eq!((draft.language.as_deref(), draft.direction), (Some("ar"), Some(Direction::Rtl)));
    let english: Vec<_> = draft.blocks.iter().filter(|block| block.language.as_deref() == Some("en")).collect();
    assert_eq!((english.len(), english[0].direction), (1, Some(Direction::Ltr)));
    assert_eq!(draft.blocks.iter().filter(|block| block.kind == BlockKind::Paragraph).count(), 4);
    assert_eq!(draft.blocks[0].kind, BlockKind::Headline);
}

#[test]
fn a_piece_of_a_page_is_kept_whole() {
    let piece = "<meta charset='utf-8'><h1>Ferry late again</h1><p>By Knut Lund</p><p>The ferry to Lowmere was two hours late on \
        Monday,<br>the fourth time this month.</p><ol><li>One<ul><li>Within</li></ul></li></ol>\
        <table><tr><th>Ship</th><th>Hours</th></tr><tr><td>Ida</td><td>2</td></tr></table>\
        <p>The harbour master said that the ship was built for thinner ice.</p><div>Advertisement</div>";
    let draft = read(piece).unwrap();
    let expected = [
        "headline\tFerry late again",
        "byline\tBy Knut Lund",
        "paragraph\tThe ferry to Lowmere was two hours late on Monday, the fourth time this month.",
        "list-item\tOne",
        "list-item\tWithin",
        "paragraph\tShip | Hours",
        "paragraph\tIda | 2",
        "paragraph\tThe harbour master said that the ship was built for thinner ice.",
        "advertisement\tAdvertisement",
    ];
    assert_eq!(lines(&draft), expected);
    let levels: Vec<BlockKind> = draft.blocks[3..5].iter().map(|block| block.kind).collect();
    let item = |level, ordered| BlockKind::ListItem { level, ordered };
    assert_eq!(levels, [item(1, true), item(2, false)]);
}

#[test]
fn what_is_html_is_told_by_its_beginning_or_its_paragraphs() {
    for markup in [
        "<!doctype html>…",
        "\u{feff}\n<HTML>",
        "<!-- x --><p>a</p>",
        "<p>One</p>",
        "<div class=x>One</div>",
        "<br>One",
        "<?xml version=\"1.0\"?>\n<html xmlns=\"http://www.w3.org/1999/xhtml\">",
        "One <p>two</p>",
    ] {
        assert!(is_markup(markup), "{markup}");
    }
    for text in [
        "",
        "< 5",
        "<laughs> said he",
        "<3",
        "a <b> c",
        "<?xml version=\"1.0\"?><rss>",
        "<https://example.org>",
        "<note>x</note>",
    ] {
        assert!(!is_markup(text), "{text}");
    }
}

#[test]
fn pages_in_other_encodings_are_known_by_what_they_say() {
    let check = |bytes: &[u8], expected: Option<&str>| {
        assert_eq!(encoding_of(bytes).as_deref(), expected, "{}", String::from_utf8_lossy(bytes));
    };
    check(b"<html><meta charset=utf-8>\xc3\xa9", None);
    check(b"<html><meta charset=\"ISO-8859-1\">caf\xe9", Some("iso-8859-1"));
    check(b"<html><meta http-equiv='Content-Type' content='text/html; charset=Shift_JIS'>\x83", Some("shift_jis"));
    check(b"<?xml version='1.0' encoding='windows-1251'?><html>\xe9", Some("windows-1251"));
    check(b"<html><p>caf\xe9", Some("windows-1252"));
    check(b"caf\xe9 without marks", None);
    check(b"\xff\xfe<\0h\0t\0m\0l\0", None);
}

#[test]
fn nothing_of_a_page_runs_or_stays_but_its_text() {
    let hostile = "<html><body><article><p onclick=\"run()\">One &lt;script&gt;alert(1)&lt;/script&gt; two &amp; three, and so on until the sentence is long enough to count.</p>\
        <script>document.write('<p>four</p>')</script><p><a href=\"javascript:run()\">five, which is a link that leads nowhere good</a></p>\
        <svg><text>six</text></svg><textarea>seven</textarea><template><p>eight</p></template></article></body></html>";
    let draft = read(hostile).unwrap();
    let text = lines(&draft).join("\n");
    assert!(text.contains("One <script>alert(1)</script> two & three"), "{text}");
    for gone in ["four", "six", "seven", "eight", "javascript:", "run()"] {
        assert!(!text.contains(gone), "{gone}: {text}");
    }
    for address in ["javascript:alert(1)", "data:text/html,x", "/relative", "ftp://example.org/x"] {
        let page = format!(
            "<html><head><link rel=canonical href=\"{address}\"><meta property=og:url content=\"{address}\"></head><body><p>Text</p>"
        );
        assert_eq!(read(&page).unwrap().url, None, "{address}");
    }
}

/// A page that is made to take long is refused, or read in time that grows with it.
#[test]
fn hostile_pages() {
    let check = |html: String, refused: Option<&str>| {
        let read = read(&html);
        assert_eq!(read.as_ref().err().map(|problem| &*problem.code), refused, "{} bytes", html.len());
        read.map(|draft| draft.blocks.len()).unwrap_or(0)
    };
    let many = |tag: &str, n: usize| tag.repeat(n);
    check(format!("<html><body>{}x", many("<div>", 100_000)), Some("page-too-deep"));
    check(format!("<html><body>{}x", many("<b>", 5_000)), Some("page-too-deep"));
    check(format!("<html><body>{}", many("<p>a", 500_000)), Some("page-too-large"));
    check(format!("<html><body><p {}>a</p>", many("a=b ", 100_000)), Some("page-too-large"));
    // Deeper than Readability can be called, and not too deep to be read.
    assert_eq!(check(format!("<html><body>{}The words.", many("<div>", 1_900)), None), 1);
    assert_eq!(check(format!("<html><body>{}", many("<table><tr><td><div>a", 400)), None), 400);
    assert_eq!(check(format!("<html><body>{}", many("<p>a", 20_000)), None), 20_000);
    check(format!("<html><body>{}", many("<br>", 20_000)), None);
    // Many words in one part, many parts beside a long title.
    check(format!("<html><body><p>{}", many("<i>a</i>b ", 60_000)), None);
    let title = "a ".repeat(500_000);
    check(format!("<html><head><title>{title}</title></head><body>{}", many("<p>a a a a", 10_000)), None);
    // What Readability stumbles over.
    let film = "<iframe src=\"http:日/www.dailymotion.com/embed/video/x\"></iframe>";
    let long = "A sentence that is long enough, with commas, to be taken for the story of a page. ".repeat(8);
    assert_eq!(check(format!("<html><body><article><p>{long}</p>{film}<p>{long}</p></article>"), None), 2);
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(200))]
    /// Any damage: no panic, every block is fit to be one, and a page is read or refused.
    #[test]
    fn damaged_pages(
        which in 0usize..3,
        cuts in proptest::collection::vec((proptest::prelude::any::<proptest::sample::Index>(), 0usize..40, "[<>/a-z\"'=! \u{e9}\u{5d0}\n-]{0,8}"), 1..8),
    ) {
        let mut html = page(["council", "old", "arabic"][which]);
        for (at, length, with) in cuts {
            let at = head(&html, at.index(html.len() + 1)).len();
            let end = head(&html, at + length).len();
            html.replace_range(at..end, &with);
        }
        if let Ok(draft) = read(&html) {
            for block in &draft.blocks {
                proptest::prop_assert!(crate::model::article::is_block_text(&block.text), "{:?}", block.text);
            }
        }
        let mut draft = Draft::default();
        for block in fragment(&html, &mut draft).unwrap_or_default() {
            proptest::prop_assert!(crate::model::article::is_block_text(&block.text), "{:?}", block.text);
        }
    }
}
