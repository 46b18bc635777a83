//! Names as the Web knows them. An `id` of a Web Annotation is an IRI: what is none, or
//! could be taken for another, is put into one from which it is found again.

use crate::model::id::is_id;

/// What an IRI of ours names, after `urn:ascribe:`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Anything by an id that is no IRI.
    Id,
    /// A relation whose id something else has too.
    Relation,
    /// An identity whose id something else has too.
    Identity,
    /// What is said of a relation, by the relation's id.
    Said,
    /// The part that an annotation plays in a relation.
    Role,
}

const KINDS: [Kind; 5] = [Kind::Id, Kind::Relation, Kind::Identity, Kind::Said, Kind::Role];

impl Kind {
    fn prefix(self) -> &'static str {
        match self {
            Kind::Id => "urn:ascribe:id:",
            Kind::Relation => "urn:ascribe:relation:",
            Kind::Identity => "urn:ascribe:identity:",
            Kind::Said => "urn:ascribe:said:",
            Kind::Role => "urn:ascribe:role:",
        }
    }
}

/// An IRI that names what has this id: the id itself if it is an IRI.
pub fn iri_of(id: &str) -> String {
    let is_ours = KINDS.iter().any(|kind| id.starts_with(kind.prefix()));
    if is_iri(id) && !is_ours { id.to_owned() } else { iri_in(Kind::Id, id) }
}

/// An IRI of ours. From its end the text is found again.
pub fn iri_in(kind: Kind, text: &str) -> String {
    format!("{}{}", kind.prefix(), encoded(text, is_unreserved))
}

/// The IRI of an article. Readers take a fragment for a part of it, so it has none.
pub fn source_of(article: &str) -> String {
    if article.contains('#') { iri_in(Kind::Id, article) } else { iri_of(article) }
}

/// The article that a target's source names.
pub fn article_in(source: &str) -> String {
    id_in(source.split('#').next().unwrap_or(source))
}

/// The id that an IRI was made from.
pub fn id_in(iri: &str) -> String {
    let kinds = [Kind::Id, Kind::Relation, Kind::Identity];
    kinds.iter().find_map(|kind| text_in(*kind, iri)).unwrap_or_else(|| iri.to_owned())
}

/// The text in an IRI of ours of this kind; `None` if it is another.
pub fn text_in(kind: Kind, iri: &str) -> Option<String> {
    let text = decoded(iri.strip_prefix(kind.prefix())?)?;
    (is_id(&text) && iri_in(kind, &text) == iri).then_some(text)
}

/// Whether a text is an IRI that no reader of JSON-LD takes for something else. A word
/// and a colon may be a prefix there, so other schemes have to be hierarchical.
pub fn is_iri(text: &str) -> bool {
    let Some((scheme, rest)) = text.split_once(':') else { return false };
    let is_scheme = scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'));
    let is_whole = match scheme {
        "urn" => rest.split_once(':').is_some_and(|(name, rest)| name.len() > 1 && !rest.is_empty()),
        _ => rest.strip_prefix("//").is_some_and(|rest| !rest.is_empty()),
    };
    let is_percent_sound = text.split('%').skip(1).all(|after| {
        let digits = after.as_bytes().get(..2);
        digits.is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit))
    });
    is_scheme && is_whole && is_percent_sound && text.matches('#').count() < 2 && text.chars().all(is_of_iris)
}

/// After RFC 3987; brackets only stand around addresses of machines there.
fn is_of_iris(c: char) -> bool {
    let is_ascii = c.is_ascii_alphanumeric() || "-._~:/?#@!$&'()*+,;=%".contains(c);
    let is_direction = matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}');
    let is_low = matches!(c, '\u{a1}'..='\u{d7ff}' | '\u{f900}'..='\u{fdcf}' | '\u{fdf0}'..='\u{ffef}');
    let is_high = matches!(c, '\u{10000}'..='\u{efffd}') && (c as u32) & 0xffff < 0xfffe;
    is_ascii || (is_low || is_high) && !is_direction
}

fn is_unreserved(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"-._~".contains(&byte)
}

/// Percent-encodes all bytes but some.
pub fn encoded(text: &str, stays: impl Fn(u8) -> bool) -> String {
    let mut encoded = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let (this, after) = rest.split_at_checked(c.len_utf8()).unwrap_or((rest, ""));
        // A character beyond ASCII stays or goes as a whole.
        if this.bytes().all(&stays) {
            encoded.push_str(this);
        } else {
            this.bytes().for_each(|byte| encoded.push_str(&format!("%{byte:02X}")));
        }
        rest = after;
    }
    encoded
}

/// Undoes percent-encoding. `None` if a percent sign has no digits, or if it is no text.
pub fn decoded(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut parts = text.split('%');
    bytes.extend_from_slice(parts.next()?.as_bytes());
    for part in parts {
        let (digits, rest) = part.split_at_checked(2)?;
        let is_number = digits.bytes().all(|digit| digit.is_ascii_hexdigit());
        bytes.push(u8::from_str_radix(digits, 16).ok().filter(|_| is_number)?);
        bytes.extend_from_slice(rest.as_bytes());
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_is_an_iri_stays_and_what_is_none_becomes_one() {
        let check = |id: &str, expected: &str| {
            assert_eq!(iri_of(id), expected);
            assert_eq!(id_in(expected), id);
        };
        check("urn:uuid:0b9f5c0e-6d0c-4c55-9a58-5a2d3a4f7c11", "urn:uuid:0b9f5c0e-6d0c-4c55-9a58-5a2d3a4f7c11");
        check("https://example.org/ü?a=b#c", "https://example.org/ü?a=b#c");
        check("https://example.org/👍", "https://example.org/👍");
        check("T1", "urn:ascribe:id:T1");
        check("ann/T1:ü", "urn:ascribe:id:ann%2FT1%3A%C3%BC");
        // JSON-LD would take these for short forms of other IRIs.
        check("oa:Annotation", "urn:ascribe:id:oa%3AAnnotation");
        check("schema:Person", "urn:ascribe:id:schema%3APerson");
        check("a|b", "urn:ascribe:id:a%7Cb");
        check("https://example.org/a#b#c", "urn:ascribe:id:https%3A%2F%2Fexample.org%2Fa%23b%23c");
        check("https://example.org/100%", "urn:ascribe:id:https%3A%2F%2Fexample.org%2F100%25");
        check("https://example.org/[x]", "urn:ascribe:id:https%3A%2F%2Fexample.org%2F%5Bx%5D");
        // What looks like one of ours is not taken for one.
        check("urn:ascribe:id:T1", "urn:ascribe:id:urn%3Aascribe%3Aid%3AT1");
        for other in
            ["urn:ascribe:id:", "urn:ascribe:id:%", "urn:ascribe:id:%zz", "urn:ascribe:id:%2f", "urn:ascribe:id:%FF"]
        {
            assert_eq!(id_in(other), other, "was not made here");
        }
    }

    #[test]
    fn articles_have_no_fragment() {
        assert_eq!(article_in("https://example.org/a#top"), "https://example.org/a");
        for id in ["https://example.org/a#0123456789abcdef", "urn:uuid:0dd", "x#y", "https://example.org/#/a"] {
            assert!(!source_of(id).contains('#'));
            assert_eq!(article_in(&source_of(id)), id);
        }
    }

    proptest! {
        #[test]
        fn every_id_is_found_again(id in "[a-c:/#%?|üא👍\u{200f}.-]{1,12}") {
            prop_assert!(is_iri(&iri_of(&id)), "{}", iri_of(&id));
            prop_assert_eq!(id_in(&iri_of(&id)), id.clone());
            prop_assert_eq!(article_in(&source_of(&id)), id.clone());
            for kind in KINDS {
                prop_assert_eq!(text_in(kind, &iri_in(kind, &id)), Some(id.clone()));
            }
        }
    }
}
