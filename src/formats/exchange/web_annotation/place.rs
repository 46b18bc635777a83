//! Which words a target means, and of which article.

use serde_json::Value;

use super::said::Unread;
use crate::model::annotation::{Fragment, Quote, UNPLACED, are_in_order};
use crate::model::offset::{CharOffset, Span};

/// A target as the file has it.
#[derive(Default)]
pub struct Target<'a> {
    /// The IRI of what it is a part of, or of what it is.
    pub source: Option<&'a str>,
    /// Whether it says which part.
    pub has_selector: bool,
    /// The words.
    pub quote: Option<Quote>,
    /// Where they stand, whatever is counted.
    pub at: Option<(u32, u32)>,
}

/// A value, or the values of a list.
pub fn each(value: Option<&Value>) -> &[Value] {
    match value {
        None | Some(Value::Null) => &[],
        Some(Value::Array(values)) => values,
        Some(value) => std::slice::from_ref(value),
    }
}

/// The IRI that a value is or has.
pub fn iri(value: &Value) -> Option<&str> {
    match value {
        Value::String(iri) => Some(iri),
        Value::Object(fields) => fields.get("id").or_else(|| fields.get("@id")).and_then(Value::as_str),
        _ => None,
    }
}

/// A name of the standard's, however it is written.
pub fn term(text: &str) -> &str {
    const LONG: &str = "http://www.w3.org/ns/oa#";
    text.strip_prefix(LONG).or_else(|| text.strip_prefix("oa:")).unwrap_or(text)
}

/// Whether a thing is of a type.
pub fn is_of_type(value: &Value, wanted: &str) -> bool {
    let types = each(value.get("type")).iter().chain(each(value.get("@type")));
    types.filter_map(Value::as_str).any(|found| term(found) == wanted)
}

/// Reads a target.
pub fn target<'a>(value: &'a Value, unread: &mut Unread) -> Target<'a> {
    let Value::Object(fields) = value else {
        if !value.is_string() {
            unread.note("target");
        }
        return Target { source: value.as_str(), ..Target::default() };
    };
    // Recogito repeats there to which annotation it belongs.
    unread.keys("target", fields, &["id", "@id", "type", "@type", "source", "selector", "annotation"]);
    if let Some(Value::Object(source)) = fields.get("source") {
        unread.keys("source", source, &["id", "@id", "type", "@type"]);
    }
    let source = fields.get("source").and_then(iri).or_else(|| iri(value));
    let selectors = each(fields.get("selector"));
    let Selected { quote, at } = selected(selectors, unread);
    Target { source, has_selector: !selectors.is_empty(), quote, at }
}

#[derive(Default)]
struct Selected {
    quote: Option<Quote>,
    at: Option<(u32, u32)>,
}

/// What several selectors of the same words say: of each kind the first.
fn selected(selectors: &[Value], unread: &mut Unread) -> Selected {
    let mut all = Selected::default();
    for selector in selectors {
        let Selected { quote, at } = one(selector, unread);
        if (all.quote.is_some() && quote.is_some() && all.quote != quote)
            || (all.at.is_some() && at.is_some() && all.at != at)
        {
            unread.note("selector");
        }
        all.quote = all.quote.or(quote);
        all.at = all.at.or(at);
    }
    all
}

fn one(selector: &Value, unread: &mut Unread) -> Selected {
    const KNOWN: &[&str] = &["id", "@id", "type", "@type", "exact", "prefix", "suffix", "start", "end", "refinedBy"];
    let Value::Object(fields) = selector else {
        unread.note("selector");
        return Selected::default();
    };
    let mut found = Selected::default();
    if is_of_type(selector, "TextQuoteSelector") {
        unread.keys("selector", fields, KNOWN);
        let mut words = |key: &str| match fields.get(key) {
            None | Some(Value::Null) => String::new(),
            Some(Value::String(text)) => text.clone(),
            Some(_) => {
                unread.note(&format!("selector.{key}"));
                String::new()
            }
        };
        let quote = Quote { exact: words("exact"), prefix: words("prefix"), suffix: words("suffix") };
        found.quote = Some(quote).filter(|quote| !quote.exact.is_empty());
    } else if is_of_type(selector, "TextPositionSelector") {
        unread.keys("selector", fields, KNOWN);
        let number = |key: &str| fields.get(key).and_then(Value::as_u64).and_then(|at| u32::try_from(at).ok());
        found.at = number("start").zip(number("end")).filter(|(start, end)| start < end);
        if found.at.is_none() {
            unread.note("selector.start");
        }
    } else {
        // Places in a page, a picture or a film: nothing that a text has.
        let name = each(fields.get("type").or_else(|| fields.get("@type"))).first().and_then(Value::as_str);
        unread.note(name.map_or("selector", term));
    }
    let inner = selected(each(fields.get("refinedBy")), unread);
    refined(found, inner, unread)
}

/// What a selector within another says: positions count from where the outer one begins.
fn refined(outer: Selected, inner: Selected, unread: &mut Unread) -> Selected {
    match (outer, inner) {
        (outer, Selected { quote: None, at: None }) => outer,
        (Selected { quote, at }, Selected { quote: Some(mut words), .. }) => {
            let start = at.map(|(start, _)| start);
            if let Some(around) = quote.filter(|around| around.exact.matches(&words.exact).count() == 1)
                && let Some((before, after)) = around.exact.split_once(&words.exact)
                && words.prefix.is_empty()
                && words.suffix.is_empty()
            {
                words.prefix = around.prefix + before;
                words.suffix = after.to_owned() + &around.suffix;
            }
            let at = start.map(|start| (start, start.saturating_add(length(&words.exact))));
            Selected { quote: Some(words), at }
        }
        (Selected { quote: Some(around), at }, Selected { at: Some((start, end)), .. }) => {
            let chars: Vec<char> = around.exact.chars().collect();
            let part = |from: usize, to: usize| chars.get(from..to).map(|chars| chars.iter().collect::<String>());
            let (from, to) = (start as usize, end as usize);
            match (part(0, from), part(from, to), part(to, chars.len())) {
                (Some(before), Some(exact), Some(after)) => {
                    let at = at.map(|(outer, _)| (outer.saturating_add(start), outer.saturating_add(end)));
                    let quote = Quote { exact, prefix: around.prefix + &before, suffix: after + &around.suffix };
                    Selected { quote: Some(quote), at }
                }
                _ => {
                    unread.note("selector.refinedBy");
                    Selected { quote: Some(around), at }
                }
            }
        }
        (Selected { quote: None, at: Some((outer, _)) }, Selected { at: Some((start, end)), .. }) => {
            let at = Some((outer.saturating_add(start), outer.saturating_add(end)));
            Selected { quote: None, at }
        }
        // Counted from what is not understood.
        (Selected { quote: None, at: None }, _) => {
            unread.note("selector.refinedBy");
            Selected::default()
        }
    }
}

fn length(text: &str) -> u32 {
    u32::try_from(text.chars().count()).unwrap_or(u32::MAX)
}

/// The fragments of an annotation, in order. What touches is joined. `None` if they
/// overlap. Without positions they are looked for by their words, in the file's order.
pub fn fragments(mut words: Vec<(Quote, Option<(u32, u32)>)>) -> Option<Vec<Fragment>> {
    let are_placed = words.iter().all(|(_, at)| at.is_some());
    if are_placed {
        words.sort_by_key(|(_, at)| *at);
        words.dedup();
    }
    let mut fragments: Vec<Fragment> = Vec::new();
    for (quote, at) in words {
        let free = fragments.last().map_or(0, |last| last.span.end().0.saturating_add(1));
        let (start, end) = at.filter(|_| are_placed).unwrap_or((free, free.saturating_add(length(&quote.exact))));
        let span = Span::new(CharOffset(start), CharOffset(end))?;
        match fragments.last_mut().filter(|last| last.span.end() == span.start()) {
            Some(last) => {
                last.span = Span::new(last.span.start(), span.end())?;
                last.quote.exact.push_str(&quote.exact);
                last.quote.suffix = quote.suffix;
            }
            None => {
                let unplaced = (!are_placed).then(|| (UNPLACED.to_owned(), true.into()));
                fragments.push(Fragment { span, quote, extra: unplaced.into_iter().collect() });
            }
        }
    }
    are_in_order(&fragments).then_some(fragments)
}
