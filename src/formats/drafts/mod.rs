//! Articles of other formats. Each reader makes a [`Draft`], which a person looks over
//! before it is kept; what a file does not say stays empty, what it says beside is kept
//! under its own keys, and what cannot be kept is told.
//!
//! A format is told by its content. One in JSON is a file here with a row in
//! [`READERS`]; [`read_text`] has those that are none: web pages, Markdown and plain
//! text.

mod extracted;
mod markdown;
mod news_article;
mod ninjs;
mod source;

#[cfg(test)]
mod tests;

use serde_json::{Map, Value};

use super::ReadFile;
use super::draft::{Draft, DraftBlock};
use super::parse::Twice;
use super::plain_text::{self, CUES, Cues, Mark};
use super::web_page;
use crate::model::article::{BlockKind, Boilerplate};
use crate::model::problem::Problem;
pub(super) use news_article::is_one as is_article;
use source::Source;
pub(super) use source::{date, language};

/// A format of articles in JSON.
struct Reader {
    /// What a file is taken for; in the message file after `taken-`.
    key: &'static str,
    /// Whether an object is one.
    is_one: fn(&Map<String, Value>) -> bool,
    /// Takes what it knows; what is not taken is kept. Fails if its text cannot be read.
    read: fn(&mut Source, &mut Draft) -> Result<(), Problem>,
}

/// The formats in JSON, those first that are told most surely.
const READERS: [Reader; 6] = [
    Reader { key: "news-article", is_one: news_article::is_one, read: news_article::read },
    Reader { key: "ninjs", is_one: ninjs::is_one, read: ninjs::read },
    Reader { key: "readability", is_one: extracted::is_of_readability, read: extracted::read_readability },
    Reader { key: "trafilatura", is_one: extracted::is_of_trafilatura, read: extracted::read_trafilatura },
    Reader { key: "newspaper", is_one: extracted::is_of_newspaper, read: extracted::read_newspaper },
    Reader { key: "json-text", is_one: extracted::is_text, read: extracted::read_text },
];

/// So much of what a file says beside the article is kept with it, in bytes of JSON:
/// storage is small, and the text itself comes first.
const MOST_KEPT: usize = 8 * 1024;

/// Reads an article of another format in JSON; `None` if the value is none. In a graph of
/// linked data, the articles are read.
pub(super) fn read(value: &Value, place: &str, twice: &Twice) -> Option<ReadFile> {
    let object = value.as_object()?;
    if let Some(Value::Array(graph)) = object.get("@graph") {
        return read_graph(graph, place, twice);
    }
    let reader = READERS.iter().find(|reader| (reader.is_one)(object))?;
    let mut file = ReadFile { taken: vec![reader.key], ..ReadFile::default() };
    // Which of the two would be meant?
    if let Some(key) = twice.around(place, &[]) {
        file.reject(vec![Problem::new("field-twice").with("place", key)]);
        return Some(file);
    }
    let mut source = Source::of(object.clone());
    let mut draft = Draft { reader: reader.key.to_owned(), ..Draft::default() };
    if let Err(problem) = (reader.read)(&mut source, &mut draft) {
        file.tell(vec![problem]);
        return Some(file);
    }
    keep_rest(source.rest(), &mut draft);
    complete(&mut draft);
    if draft.blocks.is_empty() {
        file.tell(vec![Problem::new("article-without-text")]);
    } else {
        file.drafts.push(draft);
    }
    Some(file)
}

/// What a file can be taken for.
#[cfg(test)]
pub(super) fn taken_for() -> impl Iterator<Item = &'static str> {
    READERS.iter().map(|reader| reader.key).chain([web_page::READER, markdown::READER, plain_text::READER])
}

/// The articles among the nodes of a graph; what the others say is left out.
fn read_graph(graph: &[Value], place: &str, twice: &Twice) -> Option<ReadFile> {
    let is_article = |node: &&Value| node.as_object().is_some_and(news_article::is_one);
    let mut file: Option<ReadFile> = None;
    for (index, node) in graph.iter().enumerate().filter(|(_, node)| is_article(node)) {
        let Some(read) = read(node, &format!("{place}@graph[{index}]"), twice) else { continue };
        match &mut file {
            Some(file) => {
                file.drafts.extend(read.drafts);
                file.rejected += read.rejected;
                file.tell(read.problems);
            }
            None => file = Some(read),
        }
    }
    let mut file = file?;
    let others = graph.len() - graph.iter().filter(is_article).count();
    if let Some(draft) = file.drafts.first_mut().filter(|_| others > 0) {
        draft.left.push(Problem::new("left-nodes").with("count", others));
    }
    Some(file)
}

/// Reads a text that is not JSON: a web page, Markdown or plain text.
pub(super) fn read_text(text: &str) -> ReadFile {
    // Markdown may have HTML in it, but does not begin with it.
    let begins_with_tag = text.trim_start().starts_with('<');
    let (taken, read) = if !begins_with_tag && markdown::is_one(text) {
        (markdown::READER, Ok(markdown::read(text)))
    } else if web_page::is_markup(text) {
        (web_page::READER, web_page::read(text))
    } else {
        (plain_text::READER, plain_text::read(text, &Cues::read(CUES)))
    };
    match read {
        Ok(draft) if draft.blocks.is_empty() => {
            ReadFile { taken: vec![taken], ..ReadFile::failed(Problem::new("page-without-text")) }
        }
        Ok(draft) => ReadFile { drafts: vec![draft], taken: vec![taken], ..ReadFile::default() },
        Err(problem) => ReadFile { taken: vec![taken], ..ReadFile::failed(problem) },
    }
}

/// What an article of schema.org says without its text, and what it says beside.
pub(super) fn said_by_article(article: Map<String, Value>) -> (Draft, Map<String, Value>) {
    let (mut source, mut draft) = (Source::of(article), Draft::default());
    source.drop(&["@context", "@type"]);
    news_article::facts(&mut source, &mut draft);
    (draft, source.rest())
}

/// Keeps what a file says beside the article, as far as there is room; what is left is
/// told by its keys.
pub(super) fn keep_rest(rest: Map<String, Value>, draft: &mut Draft) {
    let mut room = MOST_KEPT;
    let mut left = Vec::new();
    for (key, value) in rest {
        if value.is_null() {
            continue;
        }
        let size = key.len() + value.to_string().len();
        if size <= room {
            room -= size;
            draft.rest.insert(key, value);
        } else {
            left.push(key.chars().take(40).collect::<String>());
        }
    }
    if !left.is_empty() {
        let count = left.len();
        left.truncate(10);
        draft.left.push(Problem::new("left-fields").with("count", count).with("fields", left.join(", ")));
    }
}

/// What can be told from the text where the file does not say it: its language by small
/// words, and that its first line is the headline.
fn complete(draft: &mut Draft) {
    if draft.language.is_none() {
        let beginning: Vec<&str> = draft.blocks.iter().take(40).map(|block| block.text.as_str()).collect();
        draft.language = plain_text::language(&beginning.join("\n"));
    }
    let Some(title) = draft.title.clone() else { return };
    // A text that begins with its headline says it once.
    if let Some(first) = draft.blocks.iter_mut().find(|block| !block.kind.is_boilerplate())
        && same_words(&first.text, &title)
    {
        first.kind = BlockKind::Headline;
    }
}

/// Whether two lines say the same, but for white space and the kind of quotation marks.
pub(super) fn same_words(one: &str, other: &str) -> bool {
    letters(one) == letters(other)
}

/// The letters and figures of a text, in small letters.
pub(super) fn letters(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// The blocks of a body that may have marks or not.
fn blocks_of_body(text: &str, draft: &mut Draft) -> Result<Vec<DraftBlock>, Problem> {
    if web_page::is_markup(text) { web_page::fragment(text, draft) } else { Ok(blocks_of_text(text)) }
}

/// The blocks of a text of which somebody has taken out the page: nothing in it is
/// doubted. White space is cut, and the marks of lists and quotations.
fn blocks_of_text(text: &str) -> Vec<DraftBlock> {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let block = |piece: plain_text::Piece| {
        let kind = match piece.mark {
            Mark::None => BlockKind::Paragraph,
            Mark::Item { level, ordered } => BlockKind::ListItem { level, ordered },
            Mark::Quote => BlockKind::Quote,
        };
        DraftBlock::new(kind, piece.text)
    };
    plain_text::pieces(&text).into_iter().map(block).collect()
}

/// Makes all of a draft paid space: who paid for it wrote it.
fn all_paid(draft: &mut Draft) {
    for block in draft.blocks.iter_mut().filter(|block| block.kind != BlockKind::Headline) {
        block.kind = BlockKind::Boilerplate(Boilerplate::Advertisement);
    }
}
