//! What a page says of its article: in JSON-LD, in Open Graph, in its other meta
//! elements, in its text; what comes first is believed.

use dom_query::Document;
use serde_json::{Map, Value};

use crate::formats::draft::{Draft, party};
use crate::formats::drafts::{date, is_article, keep_rest, language, said_by_article};
use crate::formats::{parse, plain_text};
use crate::model::article::{Direction, Licence, is_web_address};

/// Fills the fields of a draft.
pub fn fill(document: &Document, text: &str, draft: &mut Draft) {
    let mut said = vec![of_linked_data(document, draft), of_meta(document, OPEN_GRAPH), of_meta(document, OTHERS)];
    said.push(of_elements(document, text));
    for next in said {
        add(draft, next);
    }
    if let (Some(title), Some(outlet)) = (&draft.title, &draft.outlet) {
        draft.title = Some(without_outlet(title, &outlet.name).to_owned());
    }
}

/// What the text says of itself, where the page does not.
pub fn fill_from_blocks(draft: &mut Draft) {
    let said = plain_text::facts_of(draft.blocks.clone());
    add(draft, said);
}

/// Fills fields that are empty.
fn add(draft: &mut Draft, next: Draft) {
    fn fill<T>(field: &mut Option<T>, next: Option<T>) {
        if field.is_none() {
            *field = next;
        }
    }
    fill(&mut draft.title, next.title);
    fill(&mut draft.outlet, next.outlet);
    fill(&mut draft.published, next.published);
    fill(&mut draft.modified, next.modified);
    fill(&mut draft.url, next.url);
    fill(&mut draft.language, next.language);
    fill(&mut draft.direction, next.direction);
    fill(&mut draft.licence, next.licence);
    if draft.authors.is_empty() {
        draft.authors = next.authors;
    }
}

/// The first article in the page's JSON-LD. What it says beside is kept; its text, if it
/// has it, is that of the page.
fn of_linked_data(document: &Document, draft: &mut Draft) -> Draft {
    for script in document.select("script[type='application/ld+json']").nodes() {
        let text = script.text();
        let Ok((value, _)) = parse::parse(text.trim()) else { continue };
        if let Some(article) = article_in(&value) {
            let mut article = article.clone();
            article.remove("articleBody");
            article.remove("text");
            let (said, rest) = said_by_article(article);
            keep_rest(rest, draft);
            return said;
        }
    }
    Draft::default()
}

/// The first article in a value: itself, in a list, in a graph.
fn article_in(value: &Value) -> Option<&Map<String, Value>> {
    match value {
        Value::Array(several) => several.iter().find_map(article_in),
        Value::Object(object) if is_article(object) => Some(object),
        Value::Object(object) => ["@graph", "mainEntity"].iter().find_map(|key| article_in(object.get(*key)?)),
        _ => None,
    }
}

/// Sets a field from what a meta element says.
type Set = fn(&mut Draft, &str);

/// Names of meta elements and what they set. Of several names for one field the first
/// in the table is believed.
type Names = &'static [(&'static str, Set)];

const OPEN_GRAPH: Names = &[
    ("og:title", |draft, said| set(&mut draft.title, said)),
    ("og:site_name", |draft, said| draft.outlet = draft.outlet.take().or_else(|| Some(party(said)))),
    ("article:author", add_author),
    ("og:article:author", add_author),
    ("article:published_time", |draft, said| set_date(&mut draft.published, said)),
    ("og:article:published_time", |draft, said| set_date(&mut draft.published, said)),
    ("article:modified_time", |draft, said| set_date(&mut draft.modified, said)),
    ("og:updated_time", |draft, said| set_date(&mut draft.modified, said)),
    ("og:url", set_url),
    ("og:locale", set_language),
];

const OTHERS: Names = &[
    ("headline", |draft, said| set(&mut draft.title, said)),
    ("twitter:title", |draft, said| set(&mut draft.title, said)),
    ("dc.title", |draft, said| set(&mut draft.title, said)),
    ("dcterms.title", |draft, said| set(&mut draft.title, said)),
    ("parsely-title", |draft, said| set(&mut draft.title, said)),
    ("sailthru.title", |draft, said| set(&mut draft.title, said)),
    ("author", add_author),
    ("byl", add_author),
    ("dc.creator", add_author),
    ("dcterms.creator", add_author),
    ("parsely-author", add_author),
    ("sailthru.author", add_author),
    ("citation_author", add_author),
    ("dc.publisher", |draft, said| draft.outlet = draft.outlet.take().or_else(|| Some(party(said)))),
    ("application-name", |draft, said| draft.outlet = draft.outlet.take().or_else(|| Some(party(said)))),
    ("date", |draft, said| set_date(&mut draft.published, said)),
    ("pubdate", |draft, said| set_date(&mut draft.published, said)),
    ("publish-date", |draft, said| set_date(&mut draft.published, said)),
    ("publication_date", |draft, said| set_date(&mut draft.published, said)),
    ("dc.date.issued", |draft, said| set_date(&mut draft.published, said)),
    ("dc.date", |draft, said| set_date(&mut draft.published, said)),
    ("dcterms.created", |draft, said| set_date(&mut draft.published, said)),
    ("parsely-pub-date", |draft, said| set_date(&mut draft.published, said)),
    ("sailthru.date", |draft, said| set_date(&mut draft.published, said)),
    ("datepublished", |draft, said| set_date(&mut draft.published, said)),
    ("last-modified", |draft, said| set_date(&mut draft.modified, said)),
    ("datemodified", |draft, said| set_date(&mut draft.modified, said)),
    ("parsely-link", set_url),
    ("content-language", set_language),
    ("dc.language", set_language),
    ("copyright", |draft, said| set_licence(draft, said)),
    ("dc.rights", |draft, said| set_licence(draft, said)),
    ("dcterms.rights", |draft, said| set_licence(draft, said)),
];

fn set(field: &mut Option<String>, said: &str) {
    field.get_or_insert_with(|| said.to_owned());
}

fn set_date(field: &mut Option<String>, said: &str) {
    if field.is_none() {
        *field = date(said);
    }
}

fn set_url(draft: &mut Draft, said: &str) {
    if is_web_address(said) {
        set(&mut draft.url, said);
    }
}

fn set_language(draft: &mut Draft, said: &str) {
    if draft.language.is_none() {
        draft.language = language(said);
    }
}

fn set_licence(draft: &mut Draft, said: &str) {
    let notice = || Licence { name: None, url: None, notice: Some(said.to_owned()), extra: Map::new() };
    draft.licence = draft.licence.take().or_else(|| Some(notice()));
}

/// Several elements of one name are several authors; the address of a profile is no name.
fn add_author(draft: &mut Draft, said: &str) {
    let credits = plain_text::credits(&format!("By {said}")).authors;
    let whole = said.strip_prefix("By ").or_else(|| said.strip_prefix("by ")).unwrap_or(said);
    let names = if credits.is_empty() { vec![whole.to_owned()] } else { credits };
    // A name that is an address is the site's: “example.org”.
    let is_name = |name: &String| !is_web_address(name) && (name.contains(' ') || !name.contains('.'));
    for name in names.into_iter().filter(is_name) {
        if draft.authors.iter().all(|known| known.name != name) && draft.authors.len() < 50 {
            draft.authors.push(party(name));
        }
    }
}

/// What the meta elements of some names say.
fn of_meta(document: &Document, names: Names) -> Draft {
    let mut said: Vec<(String, String)> = Vec::new();
    for element in document.select("meta[content]").nodes() {
        let name = ["property", "name", "itemprop", "http-equiv"].iter().find_map(|key| element.attr(key));
        let (Some(name), Some(content)) = (name, element.attr("content")) else { continue };
        let content: Vec<&str> = content.split_whitespace().collect();
        if !content.is_empty() {
            said.push((name.trim().to_ascii_lowercase(), content.join(" ")));
        }
    }
    let mut draft = Draft::default();
    for (name, set) in names {
        let had_authors = draft.authors.len();
        said.iter().filter(|(said, _)| said == name).for_each(|(_, content)| set(&mut draft, content));
        // Names under another name are the same people once more.
        if had_authors > 0 {
            draft.authors.truncate(had_authors);
        }
    }
    draft
}

/// What its elements say: the address in its head, the attributes of the root, the time
/// in the byline, the title of the window.
fn of_elements(document: &Document, text: &str) -> Draft {
    let mut draft = Draft::default();
    let first = |selector: &str, attribute: &str| {
        document
            .select(selector)
            .nodes()
            .iter()
            .find_map(|node| node.attr(attribute))
            .map(|value| value.trim().to_owned())
    };
    draft.url = first("link[rel='canonical']", "href").filter(|url| is_web_address(url)).or_else(|| saved_from(text));
    draft.language = first("html[lang]", "lang").as_deref().and_then(language);
    draft.direction = match first("html[dir], body[dir]", "dir").as_deref() {
        Some("rtl") => Some(Direction::Rtl),
        Some("ltr") => Some(Direction::Ltr),
        _ => None,
    };
    let licence = first("link[rel~='license'], a[rel~='license']", "href").filter(|url| is_web_address(url));
    draft.licence = licence.map(|url| Licence { name: None, url: Some(url), notice: None, extra: Map::new() });
    let times = ["time[itemprop='datePublished']", "time[pubdate]", "article time[datetime]", "time[datetime]"];
    draft.published = times
        .iter()
        .find_map(|time| first(time, "datetime").or_else(|| first(time, "content")))
        .as_deref()
        .and_then(date);
    // In pictures there are titles too.
    let title = document.select("head > title").nodes().first().map(|title| title.text());
    let title: Vec<&str> = title.as_deref().map(str::split_whitespace).into_iter().flatten().collect();
    let title = title.join(" ");
    draft.title = headline_of(document).or_else(|| (!title.is_empty()).then(|| before_outlet(&title).to_owned()));
    draft
}

/// The only highest heading of a page.
fn headline_of(document: &Document) -> Option<String> {
    let headings = document.select("h1");
    let [only] = headings.nodes() else { return None };
    let text = only.text();
    let words: Vec<&str> = text.split_whitespace().collect();
    (words.len() >= 3).then(|| words.join(" "))
}

/// Where a browser says that it saved the page from.
fn saved_from(text: &str) -> Option<String> {
    let head = super::head(text, 2000);
    let (_, after) = head.split_once("saved from url=(")?;
    let url = after.split_once(')')?.1.split_whitespace().next()?;
    let url = url.strip_suffix("-->").unwrap_or(url);
    is_web_address(url).then(|| url.to_owned())
}

/// The signs between a headline and the outlet in a window's title.
const BETWEEN: [&str; 7] = [" | ", " – ", " — ", " - ", " · ", " :: ", " » "];

/// A window's title without the outlet, which stands at its end, or at its beginning.
fn before_outlet(title: &str) -> &str {
    let is_title = |part: &&str| part.split_whitespace().count() >= 3;
    let Some((at, sign)) = BETWEEN.iter().filter_map(|sign| Some((title.rfind(sign)?, sign))).max() else {
        return title;
    };
    let head = title.get(..at).filter(is_title);
    head.or_else(|| title.get(at + sign.len()..).filter(is_title)).unwrap_or(title)
}

/// A title without the outlet's name at its end.
fn without_outlet<'a>(title: &'a str, outlet: &str) -> &'a str {
    let ended = title.strip_suffix(outlet).map(str::trim_end);
    let stem = ended.and_then(|stem| BETWEEN.iter().find_map(|sign| stem.strip_suffix(sign.trim())));
    stem.map(str::trim_end).filter(|stem| !stem.is_empty()).unwrap_or(title)
}
