//! spaCy and Prodigy: JSON lines, one for each article, with tokens and spans that begin
//! and end with them. Positions count code points; the last token of a span is in it.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::counting::Counting;
use super::marks::{Mark, Marked, position, unread};
use super::pairs::{Pairs, SAME_MARK};
use super::texts::Text;
use super::tokens::tokens;
use super::{Export, Losses, Material, Part, left_out};
use crate::formats::ReadFile;
use crate::model::annotation::Fragment;
use crate::model::id::AnnotationId;
use crate::model::json::{Layout, json_text};

/// Writes the lines.
pub(super) fn write(material: &Material<'_>) -> Export {
    let mut lines = Vec::new();
    let mut losses = Losses::except(&[Part::Relations], material);
    for marked in &material.articles {
        let fragments = marked.annotations.iter().flat_map(|annotation| &annotation.target);
        let tokens = tokens(marked.text.as_str(), fragments.map(|fragment| fragment.span));
        let starts: BTreeMap<u32, usize> = (0..).zip(&tokens).map(|(at, token)| (token.start, at)).collect();
        let ends: BTreeMap<u32, usize> = (0..).zip(&tokens).map(|(at, token)| (token.end, at)).collect();
        let span = |fragment: &Fragment, label: &str| {
            let (start, end) = (fragment.span.start().0, fragment.span.end().0);
            let token = |of: &BTreeMap<u32, usize>, at: u32| of.get(&at).copied().unwrap_or(0);
            json!({
                "start": start, "end": end, "label": label,
                "token_start": token(&starts, start), "token_end": token(&ends, end),
            })
        };
        let (mut spans, mut relations) = (Vec::new(), Vec::new());
        let mut first: BTreeMap<&AnnotationId, Value> = BTreeMap::new();
        let mut relate = |from: &Value, to: &Value, label: &str| {
            // A relation joins the last tokens of two spans.
            relations.push(json!({
                "head": from["token_end"], "child": to["token_end"],
                "head_span": from, "child_span": to, "label": label,
            }));
        };
        for annotation in &marked.annotations {
            for fragment in &annotation.target {
                let span = span(fragment, annotation.label.as_str());
                match first.get(&annotation.id) {
                    Some(first) => relate(first, &span, SAME_MARK),
                    None => drop(first.insert(&annotation.id, span.clone())),
                }
                spans.push(span);
            }
        }
        let pairs = Pairs::of(marked, &material.scheme);
        for pair in &pairs.pairs {
            if let (Some(from), Some(to)) = (first.get(pair.from), first.get(pair.to)) {
                relate(from, to, &pair.name());
            }
        }
        losses.add("lost-joined", pairs.split);
        losses.add("lost-relation-parts", pairs.partial);
        let token = |(id, token): (usize, &super::tokens::Token<'_>)| {
            json!({
                "text": token.text, "start": token.start, "end": token.end, "id": id, "ws": token.has_space,
            })
        };
        let tokens: Vec<Value> = tokens.iter().enumerate().map(token).collect();
        let (article, whole) = (marked.article, marked.text.as_str());
        lines.push(json!({
            "text": whole, "tokens": tokens, "spans": spans, "relations": relations, "answer": "accept",
            "meta": { "article": article.id.as_str(), "title": article.title },
        }));
    }
    let first = lines.first_mut().and_then(|line| line.get_mut("meta")).and_then(Value::as_object_mut);
    if let Some(meta) = first {
        meta.extend(left_out::line(material, &losses).map(|line| (left_out::KEY.to_owned(), line.into())));
    }
    let text = lines.iter().map(|line| json_text(line, Layout::Compact) + "\n").collect();
    Export::of("spacy.jsonl", text, losses)
}

/// Whether a value is a task of Prodigy's or a `Doc` of spaCy's.
pub(super) fn is_one(value: &Value) -> bool {
    let has_spans = value.get("spans").is_some_and(|spans| spans.is_array() || spans.is_object());
    value.get("text").is_some_and(Value::is_string)
        && (has_spans || value.get("ents").is_some_and(Value::is_array) && value.get("tokens").is_some())
}

/// Reads a line. Its positions have no quotes: they are held against the text's length.
pub(super) fn read(value: &Value, place: &str, file: &mut ReadFile) {
    let field = |key: &str| value.get(key).and_then(Value::as_str);
    let meta = |key: &str| value.get("meta").and_then(|meta| meta.get(key)).and_then(Value::as_str);
    let whole = Text::of("spaCy", meta("article"), meta("title"), field("text").unwrap_or_default());
    let Some(text) = whole else { return file.reject(unread(place)) };
    let mut marked = Marked::of("spacy", text, Counting::CodePoints);
    let mut lists: Vec<(String, &Vec<Value>)> = Vec::new();
    match value.get("spans") {
        Some(Value::Array(spans)) => lists.push((format!("{place}.spans"), spans)),
        Some(Value::Object(groups)) => {
            for (group, spans) in groups {
                match spans.as_array() {
                    Some(spans) => lists.push((format!("{place}.spans.{group}"), spans)),
                    None => file.reject(unread(&format!("{place}.spans.{group}"))),
                }
            }
        }
        _ => {}
    }
    lists.extend(value.get("ents").and_then(Value::as_array).map(|ents| (format!("{place}.ents"), ents)));
    // Spans have no ids: relations repeat them.
    let key = |span: &Value| {
        let at = (position(span.get("start"))?, position(span.get("end"))?);
        Some((at, span.get("label")?.as_str()?.to_owned()))
    };
    let mut known: BTreeMap<((u32, u32), String), usize> = BTreeMap::new();
    for (list, spans) in lists {
        for (index, span) in spans.iter().enumerate() {
            let place = format!("{list}[{index}]");
            let Some((at, label)) = key(span) else {
                file.reject(unread(&place));
                continue;
            };
            // The same once more, in another group.
            let times = known.entry((at, label.clone())).or_default();
            *times += 1;
            marked.marks.push(Mark::at(&place, &format!("{at:?} {label} {times}"), &label, at));
        }
    }
    for (index, relation) in (0..).zip(value.get("relations").and_then(Value::as_array).into_iter().flatten()) {
        let place = format!("{place}.relations[{index}]");
        let end = |name: &str| {
            let (at, label) = key(relation.get(name)?)?;
            Some(format!("{at:?} {label} 1"))
        };
        marked.link(&place, relation.get("label"), end("head_span"), end("child_span"), file);
    }
    marked.into_file(file);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formats::exchange::fixtures::{check_round_trip, check_sample};

    #[test]
    fn every_span_begins_and_ends_with_its_tokens() {
        let export = check_sample("spacy");
        for line in export.files[0].text.lines() {
            let line: Value = serde_json::from_str(line).unwrap();
            let tokens = line["tokens"].as_array().unwrap();
            let whole: String = tokens
                .iter()
                .map(|token| {
                    format!("{}{}", token["text"].as_str().unwrap(), if token["ws"] == true { " " } else { "" })
                })
                .collect();
            assert_eq!(line["text"], whole);
            for span in line["spans"].as_array().unwrap() {
                let token = |end: &str| &tokens[span[end].as_u64().unwrap() as usize];
                assert_eq!(
                    (&token("token_start")["start"], &token("token_end")["end"]),
                    (&span["start"], &span["end"])
                );
            }
            for relation in line["relations"].as_array().unwrap() {
                for (end, span) in [("head", "head_span"), ("child", "child_span")] {
                    assert_eq!(relation[end], relation[span]["token_end"]);
                    assert!(line["spans"].as_array().unwrap().contains(&relation[span]));
                }
            }
        }
    }

    #[test]
    fn what_is_written_is_read_again() {
        check_round_trip("spacy", ".jsonl", false);
    }
}
