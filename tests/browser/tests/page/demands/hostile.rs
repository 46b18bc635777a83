//! Files that are broken, far too large, or made to do harm, by every way into the page.

use ascribe_browser_tests::{Page, Value, demanded, drive, json, own_article};

use crate::size::LAPTOP;

/// A file, what is said of it, and how many articles and annotations it brings.
struct Hostile {
    name: &'static str,
    text: String,
    said: &'static [&'static str],
    brings: (usize, usize),
}

fn mark(id: &str, start: usize, end: usize, exact: &str) -> Value {
    json!({ "id": id, "article": "urn:x:ferry", "label": "claim", "note": "",
        "target": [{ "start": start, "end": end, "exact": exact, "prefix": "", "suffix": "" }],
        "created": "2026-02-03T08:00:00.000Z", "modified": "2026-02-03T08:00:00.000Z" })
}

/// An article with annotations of it, as one file.
fn annotated(annotations: &[Value]) -> Value {
    let article = own_article("urn:x:ferry", &["Ferry late again", "The ferry is old, the harbour master said."]);
    json!({ "format": "ascribe-annotations", "version": 1, "annotations": annotations,
        "articles": [{ "id": "urn:x:ferry", "title": "Ferry late again", "article": article }] })
}

fn with(mut value: Value, field: &str, other: Value) -> String {
    value[field] = other;
    value.to_string()
}

fn hostile() -> Vec<Hostile> {
    let nothing = |name, text: String, said: &'static [&'static str]| Hostile { name, text, said, brings: (0, 0) };
    let article = || own_article("urn:x:ferry", &["Ferry late again", "The ferry is old."]);
    let good = || mark("urn:m:1", 17, 33, "The ferry is old");
    let some = |name, annotations: &[Value], said, brings| Hostile {
        name,
        text: annotated(annotations).to_string(),
        said,
        brings: (1, brings),
    };
    let nested = |levels: usize| format!("{}{}", "[".repeat(levels), "]".repeat(levels));
    let text = annotated(&[good()]).to_string();
    vec![
        nothing("cut.json", text[..text.len() / 2].to_owned(), &["line 1"]),
        nothing("comma.json", text.replacen(',', ",,", 1), &["line 1"]),
        nothing("deep.json", nested(200_000), &["Nothing was added"]),
        nothing(
            "deep-field.json",
            with(article(), "title", json!(null)).replace("null", &nested(100_000)),
            &["Nothing was added"],
        ),
        nothing(
            "number.json",
            with(annotated(&[]), "version", json!("V")).replace("\"V\"", "1e999"),
            &["Nothing was added"],
        ),
        nothing("later.json", with(article(), "version", json!(99)), &["version"]),
        nothing("negative.json", with(article(), "version", json!(-1)), &["version"]),
        nothing(
            "unknown.json",
            r#"{"format":"something-else","version":1}"#.to_owned(),
            &["neither an article nor annotations"],
        ),
        nothing("wrong-kinds.json", with(article(), "blocks", json!("none")), &["blocks"]),
        nothing("no-blocks.json", with(article(), "blocks", json!([])), &["blocks"]),
        nothing("link.json", with(article(), "url", json!("javascript:alert(1)")), &["url", "javascript:alert(1)"]),
        nothing("link-in-disguise.json", with(article(), "url", json!("java\tscript:alert(1)")), &["url"]),
        nothing("id.json", with(article(), "id", json!("x".repeat(3000))), &["id"]),
        nothing("surrogate.json", with(article(), "title", json!("S")).replace("\"S\"", "\"\\ud800\""), &["line 1"]),
        nothing("list.json", "[0,0,0,0]".to_owned(), &["4 things were left out"]),
        some(
            "backwards.json",
            &[good(), mark("urn:m:2", 33, 17, "old")],
            &["annotations[1].target[0]", "One thing was left out"],
            1,
        ),
        some("beyond.json", &[good(), mark("urn:m:2", 5, 4_000_000_000, "old")], &["stand elsewhere"], 2),
        some(
            "nowhere.json",
            &[good(), mark("urn:m:2", 4_000_000, 4_000_004, "boat")],
            &["2 annotations were added"],
            2,
        ),
        some("twice.json", &[good(), good()], &["urn:m:1", "used twice"], 1),
        some("not-a-mark.json", &[good(), json!(7)], &["annotations[1]"], 1),
        Hostile {
            name: "prototype.json",
            text: with(annotated(&[good()]), "x", json!(1)).replace("\"x\":1", "\"__proto__\":{\"polluted\":true}"),
            said: &["One article was added"],
            brings: (1, 1),
        },
        Hostile {
            name: "dangling.json",
            text: with(
                annotated(&[good()]),
                "relations",
                json!([{ "id": "urn:r:1", "label": "attribution", "arguments": [{ "role": "claim", "annotation": "urn:m:1" },
                    { "role": "source", "annotation": "urn:m:gone" }], "created": "2026-02-03T08:00:00.000Z",
                    "modified": "2026-02-03T08:00:00.000Z" }]),
            ),
            said: &["One article was added"],
            brings: (1, 1),
        },
        Hostile {
            name: "marked.json",
            text: format!("\u{feff}{}", annotated(&[good()])),
            said: &["One article was added"],
            brings: (1, 1),
        },
    ]
}

/// A way into the page.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Way {
    Chooser,
    Drop,
    Paste,
}

async fn bring(page: &Page, way: Way, file: &Hostile) {
    match way {
        Way::Chooser => page.import(&[(file.name, &file.text)]).await,
        Way::Drop | Way::Paste => {
            let script = "const [kind, name, text] = arguments;
                const data = new DataTransfer();
                if (kind === 'drop') data.items.add(new File([text], name)); else data.setData('text/plain', text);
                const init = { bubbles: true, cancelable: true };
                const event = kind === 'drop' ? new DragEvent(kind, { ...init, dataTransfer: data })
                    : new ClipboardEvent(kind, { ...init, clipboardData: data });
                document.body.dispatchEvent(event);";
            let kind = if way == Way::Drop { "drop" } else { "paste" };
            page.script(script, &[json!(kind), json!(file.name), json!(file.text)]).await;
        }
    }
}

/// What is in the workspace, as an export has it.
async fn everything(page: &Page) -> String {
    page.export(None, "Annotations with articles").await.1
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn row_15_hostile_files_are_answered_by_every_way_in() {
    drive("hostile", LAPTOP, async |page| {
        page.open_article("Bridge alarm").await;
        page.mark("the Marine Inquiry Board", "Source").await;
        page.until_saved().await;
        page.press(".bar", "Ascribe").await;
        let before = everything(&page).await;
        let stored = page.stored().await;
        let files = hostile();
        // On every change one way for each, in turn; otherwise all ways.
        let ways = [Way::Chooser, Way::Drop, Way::Paste];
        let count = demanded(1, ways.len(), ways.len());
        let mut tried = 0;
        for (number, file) in files.iter().enumerate() {
            for way in (0..count).map(|nth| ways[(number + nth) % ways.len()]) {
                bring(&page, way, file).await;
                let told = "!document.querySelector('.status.is-busy') && document.querySelector('.notice .report')?.innerText";
                let told = page.until(&format!("{} by {way:?} is answered", file.name), told).await;
                let told = told.as_str().unwrap_or_default().to_owned();
                let name = if way == Way::Paste { "Pasted text" } else { file.name };
                for said in file.said.iter().chain([&name]) {
                    assert!(told.contains(said), "{} by {way:?}: “{said}” is not in: {told}", file.name);
                }
                page.press("section.notice", "OK").await;
                if file.brings == (0, 0) {
                    assert_eq!(page.stored().await, stored, "{}: nothing stored changes", file.name);
                } else {
                    let marked: Value = everything(&page).await.parse().expect("JSON");
                    let (articles, annotations) = file.brings;
                    assert_eq!(marked["articles"].as_array().map(Vec::len), Some(1 + articles), "{}", file.name);
                    assert_eq!(marked["annotations"].as_array().map(Vec::len), Some(1 + annotations), "{}", file.name);
                    page.press("header.bar", "Undo").await;
                }
                assert_eq!(everything(&page).await, before, "{}: undo takes it back exactly", file.name);
                tried += 1;
            }
        }
        assert_eq!(page.script("return ({}).polluted === undefined", &[]).await, true);
        // The page goes on.
        page.open_article("Bridge alarm").await;
        page.until_count(1).await;
        println!("demand 15: {} hostile files in {tried} tries, each answered by name; nothing changed that should not", files.len());
    })
    .await;
}

/// Counts frames and the longest time between two of them, and how often files are read.
const WATCH_FRAMES: &str = "
    window.frames_drawn = 0; window.longest = 0; window.bytes_read = 0;
    let last = performance.now();
    const frame = (now) => { longest = Math.max(longest, now - last); last = now; frames_drawn += 1; requestAnimationFrame(frame); };
    requestAnimationFrame((now) => { last = now; requestAnimationFrame(frame); });
    for (const name of ['arrayBuffer', 'text', 'stream', 'bytes']) {
        const read = Blob.prototype[name];
        if (read) Blob.prototype[name] = function (...given) { bytes_read += this.size; return read.apply(this, given); };
    }";

/// Annotations of one article in so many bytes.
fn large(bytes: usize) -> String {
    let sentence = "The ferry is old and late, the harbour master said on Monday.";
    let paragraph = [sentence; 8].join(" ");
    let blocks: Vec<&str> = std::iter::once("Ferry late again").chain(vec![paragraph.as_str(); 500]).collect();
    let mut value = json!({ "format": "ascribe-annotations", "version": 1, "annotations": [],
        "articles": [{ "id": "urn:x:large", "title": blocks[0], "article": own_article("urn:x:large", &blocks) }] });
    let first = blocks[0].len() + 1;
    let annotation = |number: usize| {
        let (block, nth) = (number / 8 % 500, number % 8);
        let start = first + block * (paragraph.len() + 1) + nth * (sentence.len() + 1);
        let mut annotation = mark(&format!("urn:m:{number}"), start, start + 16, "The ferry is old");
        annotation["article"] = json!("urn:x:large");
        annotation["target"][0]["prefix"] = json!("");
        annotation["target"][0]["suffix"] = json!(" and late, the harbour master sa");
        annotation["note"] =
            json!("A note of some words, as people write them beside what they mark. ".repeat(3).trim());
        annotation
    };
    let each = annotation(1_000).to_string().len() + 1;
    let count = bytes.saturating_sub(value.to_string().len()) / each;
    value["annotations"] = (0..count).map(annotation).collect();
    value.to_string()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn row_16_a_large_file_is_read_beside_the_page() {
    drive("large", LAPTOP, async |page| {
        let text = large(5_000_000);
        page.until("the page stands", "document.querySelectorAll('.card').length === 6").await;
        page.script(WATCH_FRAMES, &[]).await;
        page.until("frames are drawn", "frames_drawn > 2").await;
        // What was there when the file was chosen, and when it was answered.
        let watch = "window.at_start = null;
            new MutationObserver(() => {
                const busy = !!document.querySelector('.status.is-busy');
                if (busy && at_start === null) { at_start = { time: performance.now(), frames: frames_drawn }; longest = 0; }
                if (!busy && at_start !== null && !window.at_end) window.at_end = { time: performance.now(), frames: frames_drawn, longest };
            }).observe(document.body, { subtree: true, childList: true, attributes: true, characterData: true });";
        page.script(watch, &[]).await;
        page.import(&[("large.json", &text)]).await;
        page.until("it is read", "window.at_end && document.querySelector('.report')").await;
        let told = page.script("return document.querySelector('.report').innerText", &[]).await;
        let figures = page.script("return [at_end.time - at_start.time, at_end.frames - at_start.frames, at_end.longest, bytes_read]", &[]).await;
        let [took, frames, longest, reads] = [0, 1, 2, 3].map(|at| figures[at].as_f64().unwrap_or_default());
        assert!(told.as_str().is_some_and(|told| told.contains("One article was added")), "{told}");
        assert!(frames >= 3.0, "the page was drawn {frames} times while the worker read");
        assert!(reads >= 1.0, "reading is counted");
        println!(
            "demand 16: {:.1} MB read in {took:.0} ms, {frames} frames drawn meanwhile, the longest time between two {longest:.0} ms; {}",
            text.len() as f64 / 1e6, told.as_str().unwrap_or_default().trim(),
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn row_16_a_far_too_large_file_is_refused_before_it_is_read() {
    drive("too-large", LAPTOP, async |page| {
        page.script(WATCH_FRAMES, &[]).await;
        let text = " ".repeat(50_000_000);
        page.import(&[("huge.json", &text)]).await;
        let told = page.until("it is refused", "document.querySelector('.report')?.innerText").await;
        let told = told.as_str().unwrap_or_default().to_owned();
        assert!(told.contains("huge.json") && told.contains("MB can be read. Split it"), "{told}");
        let read = page.script("return bytes_read", &[]).await;
        // What it begins with, to tell whether it is a backup, which may be larger.
        assert!(read.as_u64().is_some_and(|read| read <= 64), "{read} bytes were read");
        println!("demand 16: 50 MB refused, {read} bytes of it read");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_a_worker_files_are_refused_with_what_to_do() {
    drive("no-worker", LAPTOP, async |page| {
        page.script("window.Worker = function () { throw new DOMException('no', 'SecurityError'); }", &[]).await;
        page.import(&[("own.json", &own_article("urn:x:own", &["A headline", "A paragraph."]).to_string())]).await;
        let told = page.until("it is answered", "document.querySelector('.report')?.innerText").await;
        let told = told.as_str().unwrap_or_default().to_owned();
        assert!(
            told.contains("own.json Nothing was added") && told.contains("use another browser or window"),
            "{told}"
        );
        page.press("section.notice", "OK").await;
        page.open_article("Bridge alarm").await;
        page.mark("the Marine Inquiry Board", "Source").await;
        page.until_saved().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn addresses_lead_to_what_is_here_or_say_so() {
    drive("addresses", LAPTOP, async |page| {
        let unknown = ["urn:x:nobody", "https%3A%2F%2Fexample.org%2Fbridge", "javascript%3Aalert(1)", "%3Cscript%3E"];
        for address in unknown {
            page.go(&format!("#/article/{address}")).await;
            page.until(
                "it says that it is not here",
                "document.querySelector('h1')?.innerText === 'This article is not on this device'",
            )
            .await;
        }
        for address in [format!("article/{}", "x".repeat(100_000)), "%E0%A4%A".to_owned(), "article/a%00b".to_owned()] {
            page.go(&format!("#/{address}")).await;
            page.until("the library is shown", "document.querySelectorAll('.card').length === 6").await;
        }
    })
    .await;
}
