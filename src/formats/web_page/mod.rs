//! HTML: a saved web page, or a piece of one that was pasted. Parsed without being run:
//! only its text is kept.
//!
//! - [`walk`]: the blocks of text in the page, with what the page's own names say of them.
//! - [`place`]: what those names mean.
//! - [`story`]: which of the blocks are the story, found as Readability finds them.
//! - [`metadata`]: what the page says of the article.
//! - [`single_file`]: pages that were saved with their pictures in one file.
//!
//! What is not the story stays as a block of the page; menus, and links to other pages
//! outside of the article, are left out and counted.

mod metadata;
mod place;
mod single_file;
mod story;
mod walk;

#[cfg(test)]
mod tests;

use dom_query::Document;

use super::draft::{Draft, DraftBlock};
use super::plain_text;
use crate::model::problem::Problem;
use walk::{Page, walk};

/// What a page is taken for.
pub const READER: &str = "web-page";

/// So many elements may be one within another. Browsers stop at 512; finding out where an
/// element ends costs more the deeper it is.
const DEEPEST: usize = 2_000;

/// So many tags may a page have: the largest news pages have some ten thousand.
const MOST_TAGS: usize = 400_000;

/// So many attributes may a tag have: each is compared with those before it.
const MOST_ATTRIBUTES: usize = 5_000;

/// Whether a text is HTML, or MHTML: it begins with a tag or a comment, or has some of
/// the tags by which paragraphs are marked.
pub fn is_markup(text: &str) -> bool {
    if single_file::is_one(text) {
        return true;
    }
    let beginning = text.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
    let Some(rest) = beginning.strip_prefix('<') else {
        // Words with paragraphs' tags between them.
        let lower = |tag: &str| beginning.contains(tag) || beginning.contains(&tag.to_ascii_uppercase());
        return lower("</p>") && lower("<p");
    };
    if rest.starts_with("!--") || starts_with(rest, "!doctype html") || starts_with(rest, "html") {
        return true;
    }
    if rest.starts_with("?xml") {
        let head = head(beginning, 1000);
        return head.contains("<html") || head.contains("<!DOCTYPE html");
    }
    // “<laughs>” may begin a text, and has no end.
    let name: String = rest.chars().take_while(char::is_ascii_alphanumeric).collect::<String>().to_ascii_lowercase();
    !name.is_empty() && (beginning.contains(&format!("</{name}")) || place::is_void(&name)) && walk::is_known(&name)
}

/// The beginning of a text, of at most so many bytes.
fn head(text: &str, most: usize) -> &str {
    let end = (0..=most.min(text.len())).rev().find(|end| text.is_char_boundary(*end));
    end.and_then(|end| text.get(..end)).unwrap_or(text)
}

fn starts_with(text: &str, beginning: &str) -> bool {
    text.get(..beginning.len()).is_some_and(|start| start.eq_ignore_ascii_case(beginning))
}

/// The encoding of a web page that is not in UTF-8, by the name that it gives itself; that
/// of old pages, if it says none. `None` if it is no page, or needs none.
pub fn encoding_of(bytes: &[u8]) -> Option<String> {
    let is_marked = matches!(bytes, [0xFF, 0xFE, ..] | [0xFE, 0xFF, ..]);
    if is_marked || std::str::from_utf8(bytes).is_ok() {
        return None;
    }
    let head: String = bytes.iter().take(4096).map(|byte| char::from(*byte)).collect::<String>().to_ascii_lowercase();
    if !is_markup(&head) && !head.contains("<html") {
        return None;
    }
    let named = head.split("charset=").nth(1).or_else(|| head.split("encoding=").nth(1));
    let named = named.map(|rest| rest.trim_start_matches(['"', '\'', ' ']));
    let name = named
        .map(|rest| rest.chars().take_while(|c| c.is_ascii_alphanumeric() || "-_:.".contains(*c)).collect::<String>());
    // A page that says UTF-8 and is not in it has some broken letters.
    Some(name.filter(|name| !name.is_empty()).unwrap_or_else(|| "windows-1252".to_owned()))
}

/// Whether a text is a whole page; a piece of one has no head. What a browser puts on the
/// clipboard says where the piece begins, or begins with its encoding.
fn is_whole(text: &str) -> bool {
    let head = head(text, 4000).to_ascii_lowercase();
    let is_piece = head.contains("<!--startfragment-->") || head.trim_start().starts_with("<meta charset");
    !is_piece && ["<!doctype", "<html", "<head", "<body"].iter().any(|tag| head.contains(tag))
}

/// Reads a page, or a piece of one.
///
/// # Errors
/// `page-too-large` or `page-too-deep` if taking it apart would take too long.
pub fn read(text: &str) -> Result<Draft, Problem> {
    if single_file::is_one(text) {
        let page = single_file::page(text).ok_or_else(|| Problem::new("page-without-text"))?;
        let mut draft = read_html(&page.html)?;
        draft.url = draft.url.or(page.url);
        return Ok(draft);
    }
    read_html(text)
}

fn read_html(text: &str) -> Result<Draft, Problem> {
    may_be_parsed(text)?;
    let mut draft = Draft { reader: READER.to_owned(), ..Draft::default() };
    let document = Document::from(text);
    let page = walk(&document.root());
    if is_whole(text) {
        metadata::fill(&document, text, &mut draft);
        draft.blocks = story::blocks(document, page, &mut draft);
    } else {
        draft.left.extend(page.left_of_piece());
        draft.blocks = story::blocks_of_piece(page);
    }
    metadata::fill_from_blocks(&mut draft);
    if draft.language.is_none() {
        let lines: Vec<&str> =
            draft.blocks.iter().filter(|b| !b.kind.is_boilerplate()).take(40).map(|b| b.text.as_str()).collect();
        draft.language = plain_text::language(&lines.join("\n"));
    }
    Ok(draft)
}

/// The blocks of HTML that another program has already taken out of its page: nothing in
/// it is doubted. What is no text is counted in the draft.
///
/// # Errors
/// `page-too-large` or `page-too-deep`, as for a page.
pub fn fragment(text: &str, draft: &mut Draft) -> Result<Vec<DraftBlock>, Problem> {
    may_be_parsed(text)?;
    let page = walk(&Document::fragment(text).root());
    draft.left.extend(page.left_of_piece());
    Ok(page.blocks.into_iter().map(walk::Found::into_block).collect())
}

/// Whether HTML can be taken apart in time that grows with its length. An estimate: tags
/// that close by themselves are not counted.
fn may_be_parsed(text: &str) -> Result<(), Problem> {
    let (mut tags, mut depth, mut deepest) = (0_usize, 0_usize, 0_usize);
    for part in text.split('<').skip(1) {
        let is_end = part.starts_with('/');
        let name = part.trim_start_matches('/');
        let name = name.split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or("");
        if name.is_empty() {
            continue;
        }
        tags += 1;
        let tag = part.split('>').next().unwrap_or("");
        if tag.split_ascii_whitespace().take(MOST_ATTRIBUTES + 1).count() > MOST_ATTRIBUTES {
            return Err(Problem::new("page-too-large").with("most", MOST_TAGS));
        }
        if is_end {
            depth = depth.saturating_sub(1);
        } else if !place::closes_itself(name) && !tag.ends_with('/') {
            depth += 1;
            deepest = deepest.max(depth);
        }
    }
    if tags > MOST_TAGS {
        return Err(Problem::new("page-too-large").with("most", MOST_TAGS));
    }
    if deepest > DEEPEST {
        return Err(Problem::new("page-too-deep").with("most", DEEPEST));
    }
    Ok(())
}

impl Page {
    /// The same of a piece of a page, of which all blocks are kept: also where links led.
    fn left_of_piece(&self) -> Vec<Problem> {
        let links: usize = self.blocks.iter().map(|block| block.links).sum();
        let links = (links > 0).then(|| Problem::new("left-links").with("count", links));
        self.left().into_iter().chain(links).collect()
    }

    /// What of it is no text, in words.
    fn left(&self) -> Vec<Problem> {
        let counts = [
            ("left-scripts", self.scripts),
            ("left-frames", self.frames),
            ("left-pictures", self.pictures),
            ("left-controls", self.controls),
            ("left-hidden", self.hidden),
        ];
        let left = counts.into_iter().filter(|(_, count)| *count > 0);
        left.map(|(code, count)| Problem::new(code).with("count", count)).collect()
    }
}
