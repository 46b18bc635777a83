//! What a person does on the page, and what they see there.

use std::fs;
use std::io::Read;

use serde_json::{Value, json};
use thirtyfour::error::WebDriverErrorInner;
use thirtyfour::prelude::*;

use crate::browser::{Page, pictures};

/// The `nth` place (from 0) of some words in the article that is open.
#[derive(Clone, Copy)]
pub struct Words<'a>(pub &'a str, pub usize);

impl<'a> From<&'a str> for Words<'a> {
    fn from(words: &'a str) -> Self {
        Words(words, 0)
    }
}

/// Where some words of the article begin and end, in the window.
#[derive(Clone, Copy, Debug)]
pub struct Ends {
    /// The edge of the first character, halfway up its line.
    pub start: (i64, i64),
    /// The edge of the last character, halfway up its line.
    pub end: (i64, i64),
    /// Within the first character.
    pub inside: (i64, i64),
}

/// The ends of some words; the words are scrolled to `scroll` first, as
/// `scrollIntoView` calls it, unless it is null.
const ENDS: &str = r#"
    const [words, nth, scroll] = arguments;
    let seen = 0;
    for (const block of document.querySelectorAll('article [data-block]')) {
        const text = block.textContent;
        for (let at = text.indexOf(words); at >= 0; at = text.indexOf(words, at + 1)) {
            if (seen++ < nth) continue;
            const node = (offset) => {
                const walker = document.createTreeWalker(block, NodeFilter.SHOW_TEXT);
                let node = walker.nextNode();
                while (offset >= node.length) { offset -= node.length; node = walker.nextNode(); }
                return [node, offset];
            };
            const range = (offset, length) => {
                const range = document.createRange();
                range.setStart(...node(offset));
                const [end, behind] = node(offset + length - 1);
                range.setEnd(end, behind + 1);
                return range;
            };
            // Characters as people count them: half an emoji has no box.
            const characters = [...new Intl.Segmenter().segment(words)].map((c) => c.segment.length);
            const last = characters.at(-1);
            const ranges = [range(at, characters[0]), range(at + words.length - last, last)];
            if (scroll) block.scrollIntoView({ block: 'center', behavior: 'instant' });
            // Below the bar, which stays at the top.
            if (scroll && scroll !== 'center') {
                const box = ranges[0].getBoundingClientRect();
                scrollBy({ top: scroll === 'start' ? box.top - 72 : box.bottom + 8 - innerHeight, behavior: 'instant' });
            }
            const rtl = getComputedStyle(block).direction === 'rtl';
            const [first, end] = ranges.map((range) => range.getBoundingClientRect());
            const middle = (box) => Math.floor(box.top + box.height / 2);
            return [
                [rtl ? Math.ceil(first.right - 0.5) : Math.floor(first.left + 0.5), middle(first)],
                [rtl ? Math.floor(end.left) : Math.ceil(end.right), middle(end)],
                [Math.round(first.left + first.width / 2), middle(first)],
            ];
        }
    }
    return null;
"#;

impl Page {
    /// Presses a button (or link) by its accessible name, within a selector.
    pub async fn press(&self, within: &str, name: &str) {
        let find = format!(
            "[...document.querySelectorAll({within} + ' button, ' + {within} + ' a')]
                .filter((b) => !b.disabled && b.checkVisibility())
                .find((b) => (b.ariaLabel ?? b.innerText).trim().startsWith({name}))",
            within = json!(within),
            name = json!(name),
        );
        // What was found may be drawn anew before it is pressed: then it is found again.
        loop {
            self.until(&format!("“{name}” is in {within}"), &format!("!!{find}")).await;
            match self.press_found(&find).await {
                Ok(()) => return,
                Err(error) if matches!(error.as_inner(), WebDriverErrorInner::StaleElementReference(_)) => {}
                Err(error) => panic!("“{name}” in {within} can be pressed: {error}"),
            }
        }
    }

    /// Presses what the bar has, in its menu if it has no room for it.
    pub async fn press_in_bar(&self, name: &str) {
        let shown = format!(
            "[...document.querySelectorAll('header.bar :is(a, button)')]
                .some((b) => b.checkVisibility() && b.innerText.trim().startsWith({}))",
            json!(name)
        );
        if self.script(&format!("return {shown}"), &[]).await != true {
            self.press("header.bar", "More").await;
            self.until(&format!("“{name}” is in the menu"), &shown).await;
        }
        self.press("header.bar", name).await;
    }

    async fn press_found(&self, find: &str) -> WebDriverResult<()> {
        let element = self.driver().await.execute(format!("return {find}"), vec![]).await?.element()?;
        element.scroll_into_view().await?;
        element.click().await
    }

    /// Opens the article whose headline begins so, from the library.
    pub async fn open_article(&self, headline: &str) {
        self.press("main", headline).await;
        self.until("the article is open", "document.querySelector('article [data-block]')").await;
    }

    /// Where some words are, once they are in the middle of the window.
    pub async fn ends<'a>(&self, words: impl Into<Words<'a>>) -> Ends {
        self.ends_at(words.into(), Some("center")).await
    }

    /// Where some words are now, nothing scrolled.
    pub async fn ends_now<'a>(&self, words: impl Into<Words<'a>>) -> Ends {
        self.ends_at(words.into(), None).await
    }

    /// Where some words are, once they are scrolled to the window's `start`,
    /// `center` or `end`.
    pub async fn ends_at(&self, words: Words<'_>, scroll: Option<&str>) -> Ends {
        let ends = self.script(ENDS, &[json!(words.0), json!(words.1), json!(scroll)]).await;
        let ends: Option<[(i64, i64); 3]> = serde_json::from_value(ends).expect("three points");
        let [start, end, inside] = ends.unwrap_or_else(|| panic!("“{}” is not in the article", words.0));
        Ends { start, end, inside }
    }

    /// Drags the mouse from before the first to behind the last of some words.
    pub async fn select<'a>(&self, words: impl Into<Words<'a>>) {
        let words = words.into();
        self.drag(words, words).await;
    }

    /// Drags the mouse from before the first words to behind the last words, and
    /// waits for the toolbar.
    pub async fn drag(&self, from: Words<'_>, to: Words<'_>) {
        self.ends(to).await;
        let from = self.ends(from).await;
        self.drag_points(from.start, self.ends_now(to).await.end).await;
        self.until_toolbar().await;
    }

    /// Drags the mouse from one point of the window to another.
    pub async fn drag_points(&self, from: (i64, i64), to: (i64, i64)) {
        let chain = self.driver().await.action_chain();
        let chain = chain.move_to(from.0, from.1).click_and_hold().move_to(to.0, to.1).release();
        chain.perform().await.expect("the mouse moves");
    }

    /// Does one thing with the mouse, whose button is held meanwhile: the wheel turns
    /// by `down` in the middle of a drag, as no chain of actions can say it.
    pub async fn mouse(&self, kind: &str, at: (i64, i64), down: i64) {
        let event = json!({ "type": kind, "x": at.0, "y": at.1, "deltaX": 0, "deltaY": down,
            "button": "left", "buttons": i32::from(kind != "mouseReleased"), "clickCount": 1 });
        self.driver().await.cdp().send_raw("Input.dispatchMouseEvent", event).await.expect("the mouse does it");
    }

    /// Clicks so many times in quick succession. Which click it is, is said: on a busy
    /// machine they may come too slowly to be taken for a double click.
    pub async fn clicks(&self, at: (i64, i64), times: usize) {
        let cdp = self.driver().await.cdp();
        let moved = json!({ "type": "mouseMoved", "x": at.0, "y": at.1 });
        cdp.send_raw("Input.dispatchMouseEvent", moved).await.expect("the mouse moves");
        for count in 1..=times {
            for (kind, buttons) in [("mousePressed", 1), ("mouseReleased", 0)] {
                let event = json!({ "type": kind, "x": at.0, "y": at.1, "button": "left", "buttons": buttons, "clickCount": count });
                cdp.send_raw("Input.dispatchMouseEvent", event).await.expect("the mouse clicks");
            }
        }
    }

    /// Clicks with Shift held.
    pub async fn shift_click(&self, at: (i64, i64)) {
        let chain = self.driver().await.action_chain().move_to(at.0, at.1);
        let chain = chain.key_down(Key::Shift).click_and_hold().release().key_up(Key::Shift);
        chain.perform().await.expect("the mouse clicks");
    }

    /// Makes the screen one that is touched, not pointed at.
    pub async fn with_touch(&self) {
        let touch = json!({ "enabled": true, "maxTouchPoints": 5 });
        self.driver().await.cdp().send_raw("Emulation.setTouchEmulationEnabled", touch).await.expect("touch");
    }

    /// Touches one point after another with a finger, then lifts it.
    pub async fn touch(&self, way: &[(i64, i64)]) {
        let cdp = self.driver().await.cdp();
        for (index, (x, y)) in way.iter().enumerate() {
            let kind = if index == 0 { "touchStart" } else { "touchMove" };
            let event = json!({ "type": kind, "touchPoints": [{ "x": x, "y": y }] });
            cdp.send_raw("Input.dispatchTouchEvent", event).await.expect("the finger moves");
        }
        let lifted = json!({ "type": "touchEnd", "touchPoints": [] });
        cdp.send_raw("Input.dispatchTouchEvent", lifted).await.expect("the finger is lifted");
    }

    /// Waits until the toolbar is there for what is selected.
    pub async fn until_toolbar(&self) {
        self.until("the toolbar is offered", "document.querySelector('[role=toolbar]')?.checkVisibility()").await;
    }

    /// Waits until these words have been said to people who do not see the screen.
    pub async fn until_said(&self, words: &str) {
        // The same words twice in a row are told apart by a space at their end.
        let expression = format!("document.querySelector('[data-live]').textContent.trim() === {}", json!(words));
        self.until(&format!("“{words}” is said"), &expression).await;
    }

    /// Waits until the chosen mark's item in the list quotes these words.
    pub async fn until_chosen(&self, words: &str) {
        let expression = format!("document.querySelector('aside li.is-active q')?.textContent === {}", json!(words));
        self.until(&format!("“{words}” is chosen"), &expression).await;
    }

    /// Imports an article of the reader's own and opens it.
    pub async fn bring(&self, article: &Value) {
        self.import(&[("own.json", &article.to_string())]).await;
        self.until("the import is reported", "document.querySelector('.report')").await;
        self.press(".notice", "OK").await;
        self.go(&format!("#/article/{}", article["id"].as_str().expect("an id"))).await;
        let open = format!("document.querySelector('h1')?.textContent === {}", article["title"]);
        self.until("the article is open", &open).await;
    }

    /// What the open article's file holds: the text, and of each annotation its
    /// label and its parts' starts, ends and words. Holds that each part's words
    /// stand where it says. In text order.
    pub async fn kept(&self) -> Vec<(String, Vec<(u64, u64, String)>)> {
        let (_, file) = self.export(None, "Annotations with articles").await;
        let file: Value = serde_json::from_str(&file).expect("JSON");
        let list = |value: &Value| value.as_array().cloned().unwrap_or_default();
        let blocks = list(&file["articles"][0]["article"]["blocks"]);
        let texts: Vec<&str> = blocks.iter().filter_map(|block| block["text"].as_str()).collect();
        let text: Vec<char> = texts.join("\n").chars().collect();
        let part = |part: &Value| {
            let (start, end) = (part["start"].as_u64().expect("a start"), part["end"].as_u64().expect("an end"));
            let words: String = text[start as usize..end as usize].iter().collect();
            assert_eq!(part["exact"], words, "the words stand where the file says");
            (start, end, words)
        };
        let annotation = |annotation: &Value| {
            let label = annotation["label"].as_str().unwrap_or_default().to_owned();
            (label, list(&annotation["target"]).iter().map(part).collect())
        };
        let mut all: Vec<_> = list(&file["annotations"]).iter().map(annotation).collect();
        all.sort_by_key(|(_, parts): &(String, Vec<(u64, u64, String)>)| (parts[0].0, parts[0].1));
        all
    }

    /// Selects words and tags them with a button of the toolbar.
    pub async fn mark<'a>(&self, words: impl Into<Words<'a>>, label: &str) {
        let before = self.annotation_count().await;
        self.select(words).await;
        self.press("[role=toolbar]", label).await;
        self.until_count(before + 1).await;
    }

    /// How many annotations the list has.
    pub async fn annotation_count(&self) -> usize {
        self.script("return document.querySelectorAll('aside li[data-annotation]').length", &[])
            .await
            .as_u64()
            .unwrap_or(0) as usize
    }

    /// Waits until the list has so many annotations.
    pub async fn until_count(&self, count: usize) {
        let expression = format!("document.querySelectorAll('aside li[data-annotation]').length === {count}");
        self.until(&format!("there are {count} annotations"), &expression).await;
    }

    /// Waits until everything is stored.
    pub async fn until_saved(&self) {
        let expression = "document.querySelector('header.bar [role=status]').textContent === 'Saved on this device'";
        self.until("everything is saved", expression).await;
    }

    /// Waits until everything is stored where the browser has no database.
    pub async fn until_saved_for_now(&self) {
        let expression = "document.querySelector('header.bar [role=status]').textContent === 'Saved, but only for now'";
        self.until("everything is saved for now", expression).await;
    }

    /// What is marked in the text: label and words, mark by mark.
    pub async fn marks(&self) -> Vec<(String, String)> {
        let marks =
            "return [...document.querySelectorAll('article mark')].map((m) => [m.dataset.label, m.textContent])";
        serde_json::from_value(self.script(marks, &[]).await).expect("pairs")
    }

    /// The annotations as the list shows them: quote and label.
    pub async fn listed(&self) -> Vec<(String, String)> {
        let items = "return [...document.querySelectorAll('aside li[data-annotation]')]
            .map((li) => [li.querySelector('q').textContent, li.querySelector('.badge').textContent])";
        serde_json::from_value(self.script(items, &[]).await).expect("pairs")
    }

    /// Chooses files with the import button's file chooser.
    pub async fn import(&self, files: &[(&str, &str)]) {
        let paths: Vec<String> = files
            .iter()
            .map(|(name, text)| {
                let path = self.folder().join(name);
                fs::write(&path, text).expect("a file to import");
                path.display().to_string()
            })
            .collect();
        let chooser = self.driver().await.find(By::Css("input[type=file]")).await.expect("a file chooser");
        chooser.send_keys(paths.join("\n")).await.expect("files are chosen");
    }

    /// Pastes a text as Ctrl+V outside of any field does.
    pub async fn paste(&self, text: &str) {
        let script = "const data = new DataTransfer();
            data.setData('text/plain', arguments[0]);
            document.body.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }));";
        self.script(script, &[json!(text)]).await;
        self.until("the text can be looked over", "document.querySelector('.review-blocks')").await;
    }

    /// Types into a field of a form, in place of what is there.
    pub async fn fill(&self, selector: &str, text: &str) {
        let field = self.driver().await.find(By::Css(selector)).await.expect("a field");
        field.clear().await.expect("the field can be emptied");
        field.send_keys(text).await.expect("the field can be written");
    }

    /// Presses keys wherever the focus is.
    pub async fn keys(&self, keys: impl Into<TypingData>) {
        let driver = self.driver().await;
        let typing: TypingData = keys.into();
        driver.action_chain().send_keys(typing).perform().await.expect("keys are pressed");
    }

    /// Presses a key while others are held.
    pub async fn keys_with(&self, held: &[Key], keys: &[&str]) {
        let mut chain = self.driver().await.action_chain();
        for key in held {
            chain = chain.key_down(key.clone());
        }
        for key in keys {
            chain = chain.send_keys(*key);
        }
        for key in held.iter().rev() {
            chain = chain.key_up(key.clone());
        }
        chain.perform().await.expect("keys are pressed");
    }

    /// Exports in the format of this name and answers with the file.
    pub async fn export(&self, scope: Option<&str>, format: &str) -> (String, String) {
        let (name, bytes, _) = self.export_bytes(scope, format).await;
        (name, String::from_utf8(bytes).expect("a text file"))
    }

    /// Exports in a format whose file is an archive: its name, the files in it, and what
    /// was said not to be in it. The file in it that says the same is looked at here.
    pub async fn export_archive(
        &self,
        scope: Option<&str>,
        format: &str,
    ) -> (String, Vec<(String, String)>, Vec<String>) {
        let (name, bytes, losses) = self.export_bytes(scope, format).await;
        let archive = rawzip::ZipArchive::from_slice(&bytes).expect("an archive");
        let mut files = Vec::new();
        for header in archive.entries() {
            let header = header.expect("a file in it");
            let entry = archive.get_entry(header.wayfinder()).expect("its data");
            let mut text = String::new();
            let unpacked = flate2::read::DeflateDecoder::new(entry.data());
            entry.verifying_reader(unpacked).read_to_string(&mut text).expect("a text");
            let name = header.file_path().try_normalize().expect("a name");
            files.push((name.as_ref().to_owned(), text));
        }
        let (said, files): (Vec<_>, Vec<_>) = files.into_iter().partition(|(name, _)| name == "left-out.txt");
        assert_eq!(said.len(), usize::from(!losses.is_empty()), "{losses:?}");
        for (_, said) in said {
            let lines: Vec<&str> = said.lines().filter_map(|line| line.strip_prefix("- ")).collect();
            assert_eq!(lines, losses);
        }
        (name, files, losses)
    }

    /// Exports in the format of this name: the file's name, its bytes, and what was said
    /// not to be in it.
    async fn export_bytes(&self, scope: Option<&str>, format: &str) -> (String, Vec<u8>, Vec<String>) {
        self.press_in_bar("Export").await;
        self.until("the formats are listed", "document.querySelector('dialog[open] .formats')").await;
        if let Some(scope) = scope {
            let choose = format!(
                "[...document.querySelectorAll('dialog label')].find((l) => l.innerText.trim() === {})",
                json!(scope)
            );
            let label = self.driver().await.execute(format!("return {choose}"), vec![]).await.expect("a script");
            label.element().expect("a scope").click().await.expect("it can be chosen");
        }
        self.press("dialog .formats", format).await;
        // Formats of other tools say first what they do not hold.
        let step = self.until(
            "it is written",
            "!document.querySelector('dialog') ? 'gone' : document.querySelector('dialog .dialog-actions .primary') && 'told'",
        );
        let mut losses = Vec::new();
        if step.await == json!("told") {
            let told = "return [...document.querySelectorAll('dialog .losses li')].map((line) => line.innerText)";
            losses = serde_json::from_value(self.script(told, &[]).await).expect("lines");
            self.press("dialog .dialog-actions", "Download").await;
        }
        let (name, bytes) = self.downloaded_bytes().await;
        self.until("the dialog is gone", "!document.querySelector('dialog')").await;
        (name, bytes, losses)
    }

    /// Holds that axe finds nothing to object to in the page as it is now, in light
    /// and in dark.
    pub async fn check_accessibility(&self, where_: &str) {
        let axe = std::env::var("AXE_JS").expect("AXE_JS names axe.min.js; run ./ascribe test");
        let axe = fs::read_to_string(axe).expect("axe.min.js");
        for scheme in ["light", "dark"] {
            self.prefer(scheme).await;
            let script = format!(
                "const done = arguments[0];
                 if (!window.axe) {{ {axe} }}
                 axe.run(document, {{ resultTypes: ['violations'] }}).then(
                    (result) => done(result.violations.map((v) => v.id + ': ' + v.help + '\\n' + v.nodes.map((n) => n.html + ' ' + n.failureSummary).join('\\n'))),
                    (error) => done([String(error)]));"
            );
            let found = self.driver().await.execute_async(script, vec![]).await.expect("axe runs");
            let found: Vec<String> = serde_json::from_value(found.json().clone()).expect("a list");
            assert!(found.is_empty(), "{where_}, {scheme}: {}", found.join("\n"));
        }
        self.prefer("light").await;
    }

    /// Prefers light or dark, as the system's settings would.
    pub async fn prefer(&self, scheme: &str) {
        // Without motion: a colour on its way to another is neither.
        let media = json!({ "features": [
            { "name": "prefers-color-scheme", "value": scheme },
            { "name": "prefers-reduced-motion", "value": "reduce" },
        ] });
        self.driver().await.cdp().send_raw("Emulation.setEmulatedMedia", media).await.expect("a colour scheme");
    }

    /// Takes pictures of what is shown, light and dark, and holds that it is accessible
    /// and not wider than the window.
    pub async fn look(&self, view: &str, width: u32) {
        for scheme in ["light", "dark"] {
            self.prefer(scheme).await;
            self.picture(&format!("{view}-{width}-{scheme}")).await;
        }
        self.check_accessibility(&format!("{view} at {width}")).await;
        // On a phone the window grows with what is too wide.
        let wide = self.script("return document.documentElement.scrollWidth", &[]).await;
        assert!(wide.as_u64().is_some_and(|wide| wide <= u64::from(width)), "{view} is {wide} wide at {width}");
    }

    /// Takes a picture of the window, kept under this name.
    pub async fn picture(&self, name: &str) {
        let path = pictures().join(format!("{name}.png"));
        self.driver().await.screenshot(&path).await.expect("a picture");
    }

    /// Removes everything that the browser keeps for the app, as its settings can.
    pub async fn wipe(&self) {
        let origin = self.script("return location.origin", &[]).await;
        let wipe = json!({ "origin": origin, "storageTypes": "all" });
        self.driver().await.cdp().send_raw("Storage.clearDataForOrigin", wipe).await.expect("the data is cleared");
        self.go("").await;
    }

    /// Waits until the app stands at its start, with nothing of a reader's.
    pub async fn until_start(&self) {
        let start = "!document.querySelector('.booting, dialog') && !location.hash
            && document.querySelectorAll('.card').length === 6
            && localStorage.getItem('ascribe/removing') === null
            && document.querySelector('[role=status]')?.textContent.startsWith('Saved')";
        self.until("the app stands at its start", start).await;
    }

    /// What is kept, by the keys: what is ours in the database is in `databases`.
    pub async fn left(&self) -> Value {
        let script = "const done = arguments[0];
            const records = (name) => new Promise((resolve) => {
                const request = indexedDB.open(name);
                request.onsuccess = () => {
                    const keys = request.result.transaction('records').objectStore('records').getAllKeys();
                    keys.onsuccess = () => { request.result.close(); resolve(keys.result); };
                };
            });
            (async () => {
                const databases = {};
                for (const { name } of await indexedDB.databases()) {
                    const keys = await records(name);
                    if (keys.length) databases[name] = keys;
                }
                // The reserve is laid in anew, and holds nothing.
                const local = Object.keys(localStorage).filter((key) => key !== 'ascribe/reserve');
                done({ local, session: Object.keys(sessionStorage), databases,
                    hash: location.hash });
            })();";
        self.driver().await.execute_async(script, vec![]).await.expect("what is kept").json().clone()
    }

    /// What local storage holds, for comparison. The reserve holds nothing.
    pub async fn stored(&self) -> Value {
        let entries = "Object.entries(localStorage).filter(([key]) => key !== 'ascribe/reserve')";
        self.script(&format!("return Object.fromEntries({entries})"), &[]).await
    }
}

/// An article of the reader's own: a headline and paragraphs.
pub fn own_article(id: &str, blocks: &[&str]) -> Value {
    let block = |(index, text): (usize, &&str)| {
        let mut block = json!({ "id": format!("b{index}"), "kind": "paragraph", "text": text });
        if index == 0 {
            block = json!({ "id": "b0", "kind": "heading", "role": "headline", "level": 1, "text": text });
        }
        block
    };
    json!({
        "format": "ascribe-article", "version": 1, "id": id, "title": blocks[0], "language": "en",
        "direction": "ltr", "blocks": blocks.iter().enumerate().map(block).collect::<Vec<_>>(),
    })
}
