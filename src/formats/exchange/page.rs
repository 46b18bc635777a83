//! The annotated article as a page of its own, to be shown or sent: one HTML file with
//! its styles in it, no script, and nothing to be fetched. Between blocks stand line
//! feeds, as between ours, so that positions count the same.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use super::markup::escaped;
use super::pairs::Pairs;
use super::{Export, Losses, MarkedText, Material, Part, left_out};
use crate::formats::{WrittenFile, file_name};
use crate::model::annotation::Annotation;
use crate::model::article::{Block, BlockKind};
use crate::model::id::{AnnotationId, LabelId};
use crate::model::offset::{CharOffset, Span};
use crate::model::scheme::{COLOURS, Scheme};

/// The tones of [`COLOURS`], on a light ground and on a dark one.
const TONES: [(&str, &str); 8] = [
    ("#ffe9b3", "#5c4310"),
    ("#d5e6ff", "#1d3f6b"),
    ("#d2f2da", "#1c4d2c"),
    ("#e8dcff", "#432d73"),
    ("#ffdad6", "#6b2420"),
    ("#cdf1ef", "#134b49"),
    ("#ffdcee", "#6b2049"),
    ("#e4e4e4", "#474747"),
];

/// Nothing may be fetched and nothing may run, whatever stands in the article.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

const STYLE: &str = "
:root { color-scheme: light dark; }
body { max-width: 42rem; margin: 2rem auto; padding: 0 1rem; font: 1.125rem/1.6 Georgia, serif; }
h1, h2, h3, h4, h5, h6 { line-height: 1.2; }
header p, footer, .boilerplate { color: GrayText; font-size: .9rem; }
mark { color: inherit; border-radius: .15em; padding: .05em 0; }
mark:target, li:target { outline: .15em solid; }
sup a { text-decoration: none; font: .7em sans-serif; padding: 0 .1em; }
sup a::after { content: attr(aria-label); }
ol.marks { font: .95rem/1.5 sans-serif; border-top: 1px solid; padding: 1rem 0 0 2rem; }
ol.marks li { margin-bottom: .75rem; }
ol.marks b { padding: 0 .4em; border-radius: .8em; }
dl { margin: .2rem 0 0; display: grid; grid-template-columns: auto 1fr; gap: 0 .75rem; }
dt { color: GrayText; } dd { margin: 0; white-space: pre-wrap; overflow-wrap: anywhere; }
";

/// Writes a page for each article.
pub(super) fn write(material: &Material<'_>) -> Export {
    let held = [Part::Relations, Part::Attributes, Part::Notes, Part::Identities, Part::ArticleFacts, Part::Blocks];
    let mut losses = Losses::except(&held, material);
    losses.hold_numbers(material, material.annotations());
    let all = Pairs::of_all(material);
    losses.add("lost-joined", all.iter().map(|pairs| pairs.split).sum());
    losses.add("lost-relation-parts", all.iter().map(|pairs| pairs.partial).sum());
    let left_out = left_out::lines(material, &losses);
    let page = |(marked, pairs): (&MarkedText<'_>, &Pairs<'_>)| {
        let name = file_name(&marked.article.title, "html");
        WrittenFile { name, text: Page::of(material, marked, pairs).html(&left_out) }
    };
    let files = material.articles.iter().zip(&all).map(page).collect();
    Export { files, losses }
}

struct Page<'a> {
    material: &'a Material<'a>,
    marked: &'a MarkedText<'a>,
    pairs: &'a Pairs<'a>,
    /// From 1 on, in text order.
    numbers: BTreeMap<&'a AnnotationId, usize>,
}

impl<'a> Page<'a> {
    fn of(material: &'a Material<'a>, marked: &'a MarkedText<'a>, pairs: &'a Pairs<'a>) -> Self {
        let numbers = marked.annotations.iter().zip(1..).map(|(annotation, number)| (&annotation.id, number)).collect();
        Page { material, marked, pairs, numbers }
    }

    /// The page, with what is `left_out` at its foot: what it is, then one by one.
    fn html(&self, left_out: &[String]) -> String {
        let article = self.marked.article;
        let mut html = String::from("<!DOCTYPE html>\n");
        let _ = writeln!(
            html,
            "<html lang=\"{}\" dir=\"{}\">\n<meta charset=\"utf-8\">",
            escaped(&article.language),
            article.direction.as_str()
        );
        let _ = writeln!(html, "<meta http-equiv=\"Content-Security-Policy\" content=\"{}\">", escaped(POLICY));
        html.push_str("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
        let _ = writeln!(html, "<title>{}</title>\n<style>{STYLE}{}</style>", escaped(&article.title), self.tones());
        self.head(&mut html);
        html.push_str("<article>");
        for index in 0..article.blocks.len() {
            self.block(&mut html, index);
        }
        html.push_str("</article>\n");
        if !self.marked.annotations.is_empty() {
            html.push_str("<ol class=\"marks\">\n");
            for annotation in &self.marked.annotations {
                self.item(&mut html, annotation);
            }
            html.push_str("</ol>\n");
        }
        if let [first, rest @ ..] = left_out {
            let _ = writeln!(html, "<footer class=\"left-out\"><p>{}</p>\n<ul>", escaped(first));
            for line in rest {
                let _ = writeln!(html, "<li>{}</li>", escaped(line));
            }
            html.push_str("</ul></footer>\n");
        }
        html.push_str("</html>\n");
        html
    }

    fn tones(&self) -> String {
        let (mut light, mut dark) = (String::new(), String::new());
        let used: BTreeSet<usize> =
            self.marked.annotations.iter().map(|a| tone(&self.material.scheme, &a.label)).collect();
        for at in used {
            let Some((on_light, on_dark)) = TONES.get(at) else { continue };
            let _ = writeln!(light, ".tone-{at} {{ background: {on_light}; }}");
            let _ = writeln!(dark, ".tone-{at} {{ background: {on_dark}; }}");
        }
        format!("{light}@media (prefers-color-scheme: dark) {{\n{dark}}}\n")
    }

    /// Outlet, authors, days, address and licence.
    fn head(&self, html: &mut String) {
        let article = self.marked.article;
        let mut facts: Vec<String> = Vec::new();
        facts.extend(article.outlet.iter().map(|outlet| escaped(&outlet.name)));
        facts.extend(article.authors.iter().map(|author| escaped(&author.name)));
        facts.extend(article.published.iter().chain(&article.modified).map(|day| escaped(day)));
        facts.extend(article.story.iter().map(|story| escaped(&story.title)));
        facts.extend(article.url.iter().map(|url| linked(url, url)));
        if let Some(licence) = &article.licence {
            let name = licence.name.as_deref().or(licence.url.as_deref());
            facts
                .extend(name.map(|name| licence.url.as_deref().map_or_else(|| escaped(name), |url| linked(url, name))));
            facts.extend(licence.notice.iter().map(|notice| escaped(notice)));
        }
        if !facts.is_empty() {
            let _ = writeln!(html, "<header><p>{}</p></header>", facts.join(" · "));
        }
    }

    fn block(&self, html: &mut String, index: usize) {
        let Some(block) = self.marked.article.blocks.get(index) else { return };
        let Some(span) = self.marked.text.block_span(index) else { return };
        let (open, close) = tags(block);
        let mut attributes = String::new();
        if let Some(language) = &block.language {
            let _ = write!(attributes, " lang=\"{}\"", escaped(language));
        }
        if let Some(direction) = block.direction {
            let _ = write!(attributes, " dir=\"{}\"", direction.as_str());
        }
        let class = if block.kind.is_boilerplate() { " class=\"boilerplate\"" } else { "" };
        let _ = write!(html, "<{open}{class}{attributes}>");
        self.words(html, span);
        let _ = writeln!(html, "</{close}>");
    }

    /// The words of a block, cut at the edges of marks.
    fn words(&self, html: &mut String, block: Span) {
        let fragments = || self.marked.annotations.iter().flat_map(|a| a.target.iter().map(move |f| (a, f.span)));
        let inside: Vec<(&&Annotation, Span)> =
            fragments().filter(|(_, span)| span.intersection(block).is_some()).collect();
        let mut edges: BTreeSet<CharOffset> = [block.start(), block.end()].into();
        edges
            .extend(inside.iter().flat_map(|(_, span)| [span.start().max(block.start()), span.end().min(block.end())]));
        for (start, end) in edges.iter().zip(edges.iter().skip(1)) {
            let Some(piece) = Span::new(*start, *end) else { continue };
            let words = escaped_words(self.marked.text.slice(piece).unwrap_or_default());
            let over: Vec<&&Annotation> = inside
                .iter()
                .filter(|(_, span)| span.start() <= *start && *end <= span.end())
                .map(|(a, _)| *a)
                .collect();
            for annotation in &over {
                let tone = tone(&self.material.scheme, &annotation.label);
                let is_first = annotation.target.first().is_some_and(|first| first.span.start() == *start);
                let number = self.number(annotation);
                let id = if is_first { format!(" id=\"in-text-{number}\"") } else { String::new() };
                let name = escaped(self.material.scheme.name(&annotation.label));
                let _ = write!(html, "<mark class=\"tone-{tone}\" title=\"{number} {name}\"{id}>");
            }
            html.push_str(&words);
            over.iter().for_each(|_| html.push_str("</mark>"));
            // The number stands behind the last word of the mark. It is no text: that counts
            // as ours does.
            let ended: Vec<usize> = over
                .iter()
                .filter(|annotation| annotation.target.last().is_some_and(|last| last.span.end() == *end))
                .map(|annotation| self.number(annotation))
                .collect();
            for number in ended {
                let _ = write!(html, "<sup><a href=\"#mark-{number}\" aria-label=\"{number}\"></a></sup>");
            }
        }
    }

    fn number(&self, annotation: &Annotation) -> usize {
        self.numbers.get(&annotation.id).copied().unwrap_or_default()
    }

    /// What is said of a mark.
    fn item(&self, html: &mut String, annotation: &Annotation) {
        let scheme = &self.material.scheme;
        let (number, tone) = (self.number(annotation), tone(scheme, &annotation.label));
        let name = escaped(scheme.name(&annotation.label));
        let quote = escaped_words(&annotation.quoted());
        let _ = write!(
            html,
            "<li id=\"mark-{number}\" value=\"{number}\"><b class=\"tone-{tone}\">{name}</b> <a href=\"#in-text-{number}\"><q>{quote}</q></a>"
        );
        let mut said: Vec<(String, String)> = Vec::new();
        if let Some(identity) = self.material.identity(annotation) {
            let about = if identity.wikidata.is_empty() {
                escaped(&identity.name)
            } else {
                linked(&format!("https://www.wikidata.org/wiki/{}", identity.wikidata), &identity.name)
            };
            said.push(("=".to_owned(), about));
        }
        for (id, value) in &annotation.attributes {
            let known = scheme.attributes(&annotation.label).iter().find(|known| known.id == *id);
            let choice = known.and_then(|known| known.values.iter().find(|choice| choice.id == *value));
            let name = known.map_or(id.as_str(), |known| known.meaning.name.as_str());
            let value = choice.map_or(value.as_str(), |choice| choice.meaning.name.as_str());
            said.push((escaped(name), escaped_words(value)));
        }
        for pair in self.pairs.pairs.iter().filter(|pair| *pair.from == annotation.id) {
            let known = scheme.relation(&pair.relation.label).and_then(|relation| relation.role(pair.role));
            let role = known.map_or(pair.role.as_str(), |role| role.meaning.name.as_str());
            let other = self.numbers.get(pair.to).copied().unwrap_or_default();
            let words = self.marked.annotations.iter().find(|other| other.id == *pair.to).map(|other| other.quoted());
            let words = escaped_words(&words.unwrap_or_default());
            said.push((format!("→ {}", escaped(role)), format!("<a href=\"#mark-{other}\">{other} {words}</a>")));
        }
        if !annotation.note.is_empty() {
            said.push(("✎".to_owned(), escaped_words(&annotation.note)));
        }
        if !said.is_empty() {
            html.push_str("<dl>");
            for (name, value) in said {
                let _ = write!(html, "<dt>{name}</dt><dd>{value}</dd>");
            }
            html.push_str("</dl>");
        }
        html.push_str("</li>\n");
    }
}

/// Words as people read them: with their line breaks and tabs as they are.
fn escaped_words(words: &str) -> String {
    words
        .split(['\r', '\n'])
        .map(|line| line.split('\t').map(escaped).collect::<Vec<_>>().join("\t"))
        .collect::<Vec<_>>()
        .join("\n")
}

/// A link, if it leads to the web.
fn linked(url: &str, words: &str) -> String {
    if url.starts_with("https://") || url.starts_with("http://") {
        format!("<a href=\"{}\" rel=\"noreferrer\">{}</a>", escaped(url), escaped(words))
    } else {
        escaped(words)
    }
}

/// The place of a label's colour in [`TONES`].
fn tone(scheme: &Scheme, label: &LabelId) -> usize {
    let colour = scheme.label(label).map(|label| label.colour.as_str());
    colour.and_then(|colour| COLOURS.iter().position(|known| *known == colour)).unwrap_or(COLOURS.len() - 1)
}

/// The element of a block, as it opens and closes.
fn tags(block: &Block) -> (String, String) {
    let name = match block.kind {
        BlockKind::Headline => "h1".to_owned(),
        BlockKind::Heading { level } => format!("h{}", level.clamp(2, 6)),
        BlockKind::Quote => "blockquote".to_owned(),
        BlockKind::Caption => "figcaption".to_owned(),
        // A list would have to be opened and closed around its items.
        BlockKind::ListItem { .. } => return ("p role=\"listitem\"".to_owned(), "p".to_owned()),
        _ => "p".to_owned(),
    };
    (name.clone(), name)
}

#[cfg(test)]
mod tests {
    use crate::formats::exchange::fixtures::{check_sample, sample};

    #[test]
    fn the_page_has_every_mark_and_no_text_becomes_markup() {
        let export = check_sample("page");
        let [first, second] = export.files.as_slice() else { panic!("a page for each article") };
        for number in 1..=9 {
            assert!(first.text.contains(&format!("id=\"mark-{number}\"")), "{number}");
            assert_eq!(first.text.matches(&format!("id=\"in-text-{number}\"")).count(), 1, "{number}");
            assert_eq!(
                first.text.matches(&format!("<a href=\"#mark-{number}\" aria-label=\"{number}\"></a>")).count(),
                1,
                "{number}"
            );
        }
        // Without its elements the article is our text.
        for (page, article) in [first, second].into_iter().zip(sample().articles()) {
            let inside = page.text.split_once("<article>").unwrap().1.split_once("</article>").unwrap().0;
            let words: String =
                inside.split('<').map(|piece| piece.split_once('>').map_or(piece, |(_, words)| words)).collect();
            let words = words.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&amp;", "&");
            assert_eq!(words.trim_end_matches('\n'), article.readable.text.as_str());
        }
        assert!(second.text.contains("&lt;b&gt;said&lt;/b&gt;") && !second.text.contains("<b>"));
        assert!(!first.text.contains("<script") && first.text.contains("default-src 'none'"));
    }
}
