//! What a person does on the page, and what they see there.

use std::fs;

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

/// The boxes of the first and the last character of some words in the article, in
/// the window; the words are scrolled into view first.
const BOXES: &str = r#"
    const [words, nth] = arguments;
    let seen = 0;
    for (const block of document.querySelectorAll('article [data-block]')) {
        const text = block.textContent;
        for (let at = text.indexOf(words); at >= 0; at = text.indexOf(words, at + 1)) {
            if (seen++ < nth) continue;
            const place = (offset, length) => {
                const walker = document.createTreeWalker(block, NodeFilter.SHOW_TEXT);
                let node = walker.nextNode();
                while (offset >= node.length) { offset -= node.length; node = walker.nextNode(); }
                const range = document.createRange();
                range.setStart(node, offset);
                range.setEnd(node, Math.min(offset + length, node.length));
                return range;
            };
            const first = place(at, 1), last = place(at + words.length - 1, 1);
            block.scrollIntoView({ block: 'center', behavior: 'instant' });
            const box = (range) => { const b = range.getBoundingClientRect(); return [b.left, b.top, b.width, b.height]; };
            return [box(first), box(last)];
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

    /// The boxes of the first and last character of some words.
    async fn boxes(&self, words: Words<'_>) -> [[f64; 4]; 2] {
        let boxes = self.script(BOXES, &[json!(words.0), json!(words.1)]).await;
        serde_json::from_value(boxes).unwrap_or_else(|_| panic!("“{}” is not in the article", words.0))
    }

    /// Drags the mouse from before the first to behind the last of some words.
    pub async fn select<'a>(&self, words: impl Into<Words<'a>>) {
        let words = words.into();
        self.drag(words, words).await;
    }

    /// Drags the mouse from before the first words to behind the last words.
    pub async fn drag(&self, from: Words<'_>, to: Words<'_>) {
        // The first look may scroll what the second looks at.
        let _ = self.boxes(from).await;
        let [_, last] = self.boxes(to).await;
        let scrolled = self.script("return scrollY", &[]).await;
        let [first, _] = self.boxes(from).await;
        let by = self.script("return scrollY", &[]).await.as_f64().unwrap_or(0.0) - scrolled.as_f64().unwrap_or(0.0);
        let middle = |b: [f64; 4]| b[1] + b[3] / 2.0;
        let driver = self.driver().await;
        driver
            .action_chain()
            .move_to((first[0] + 0.5).floor() as i64, middle(first) as i64)
            .click_and_hold()
            .move_to((last[0] + last[2]).ceil() as i64, (middle(last) - by) as i64)
            .release()
            .perform()
            .await
            .expect("the mouse moves");
        self.until("the toolbar is offered", "document.querySelector('[role=toolbar]')?.checkVisibility()").await;
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
        self.script("return document.querySelectorAll('aside li').length", &[]).await.as_u64().unwrap_or(0) as usize
    }

    /// Waits until the list has so many annotations.
    pub async fn until_count(&self, count: usize) {
        let expression = format!("document.querySelectorAll('aside li').length === {count}");
        self.until(&format!("there are {count} annotations"), &expression).await;
    }

    /// Waits until everything is stored.
    pub async fn until_saved(&self) {
        let expression = "document.querySelector('[role=status]').textContent === 'Saved on this device'";
        self.until("everything is saved", expression).await;
    }

    /// What is marked in the text: label and words, mark by mark.
    pub async fn marks(&self) -> Vec<(String, String)> {
        let marks =
            "return [...document.querySelectorAll('article mark')].map((m) => [m.dataset.label, m.textContent])";
        serde_json::from_value(self.script(marks, &[]).await).expect("pairs")
    }

    /// The annotations as the list shows them: quote and label.
    pub async fn listed(&self) -> Vec<(String, String)> {
        let items = "return [...document.querySelectorAll('aside li')]
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
        self.press("header.bar", "Export").await;
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
        let file = self.downloaded().await;
        self.until("the dialog is gone", "!document.querySelector('dialog')").await;
        file
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

    /// What local storage holds under our keys, for comparison.
    pub async fn stored(&self) -> Value {
        self.script("return Object.fromEntries(Object.entries(localStorage))", &[]).await
    }
}
