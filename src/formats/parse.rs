//! JSON of any origin as values. Differs from `serde_json::from_str` in what a file made
//! to do harm relies on: of a key that stands twice in one object not the last value
//! silently counts, and neither depth nor number of values is left to what the machine
//! can bear.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};

use super::check::shortened;
use crate::model::problem::Problem;

/// Deeper files are refused: lists and objects within one another. Less than what
/// `serde_json` reads, so that the place can be told, and more than
/// [`MAX_DEPTH_OF_ONE`](super::check::MAX_DEPTH_OF_ONE) with all that our files put around one.
const MAX_DEPTH: usize = 100;

/// Files with more values are refused. A value takes two bytes in a file (`0,`) and
/// thirty in memory. In local storage it takes two units too, of which there are five
/// million: what was written by us has fewer.
const MAX_VALUES: usize = 4_000_000;

/// Of a file in which more objects have a key twice nothing is read: nobody corrects them one by one.
const MOST_TWICE: usize = 100;

/// The places of keys that stand twice in one object.
#[derive(Debug, Default)]
pub struct Twice(Vec<String>);

impl Twice {
    /// The first of those in an object, given by its place, or in what is in it.
    pub fn within(&self, place: &str) -> Option<&str> {
        let is_within = |twice: &&String| {
            place.is_empty() || twice.strip_prefix(place).is_some_and(|rest| rest.starts_with(['.', '[']))
        };
        self.0.iter().find(is_within).map(String::as_str)
    }

    /// The first of those in an object that are in none of the entries of its lists: in
    /// none of the things that can be left out by themselves.
    pub fn around(&self, place: &str, lists: &[&str]) -> Option<&str> {
        let is_around = |twice: &&String| {
            let inside = match twice.strip_prefix(place) {
                Some(rest) if place.is_empty() => Some(rest),
                // A key of any name, also one that begins with a bracket.
                Some(rest) => rest.strip_prefix('.').or(Some(rest).filter(|rest| rest.starts_with('['))),
                None => None,
            };
            let in_entry =
                |rest: &str| lists.iter().any(|list| rest.strip_prefix(list).is_some_and(|r| r.starts_with('[')));
            inside.is_some_and(|rest| !in_entry(rest))
        };
        self.0.iter().find(is_around).map(String::as_str)
    }
}

/// Why a text is no JSON that is read.
pub struct NotRead {
    /// Where, and in the words of `serde_json`, why.
    pub error: serde_json::Error,
    limit: Option<&'static str>,
}

impl NotRead {
    /// Whether it is JSON as far as it was read, and more of it than is read.
    pub fn is_too_much(&self) -> bool {
        self.limit.is_some()
    }

    /// The problem to tell.
    pub fn problem(&self) -> Problem {
        let problem = Problem::new(self.limit.unwrap_or("json-syntax"));
        let problem = problem.with("line", self.error.line()).with("column", self.error.column());
        problem.with("most", if self.limit == Some(TOO_DEEP) { MAX_DEPTH } else { MAX_VALUES })
    }
}

const TOO_DEEP: &str = "json-too-deep";
const TOO_MANY: &str = "json-too-many";
const TOO_OFTEN_TWICE: &str = "json-keys-twice";

/// The value in a text, and which keys stand twice in it: of these the first counts.
pub fn parse(text: &str) -> Result<(Value, Twice), NotRead> {
    let mut reader = Reader::default();
    let mut text = serde_json::Deserializer::from_str(text);
    let value = Any(&mut reader).deserialize(&mut text).and_then(|value| text.end().map(|()| value));
    match value {
        Ok(value) => Ok((value, Twice(reader.twice))),
        Err(error) => Err(NotRead { error, limit: reader.limit }),
    }
}

#[derive(Default)]
struct Reader {
    depth: usize,
    values: usize,
    /// Places within what is being read.
    twice: Vec<String>,
    /// Which limit was passed.
    limit: Option<&'static str>,
}

impl Reader {
    fn refuse<E: Error>(&mut self, limit: &'static str) -> E {
        self.limit = Some(limit);
        E::custom(limit)
    }

    /// Goes into a list or an object.
    fn enter<E: Error>(&mut self) -> Result<(), E> {
        self.depth += 1;
        if self.depth > MAX_DEPTH { Err(self.refuse(TOO_DEEP)) } else { Ok(()) }
    }

    /// Says where the places stand that were found since there were `known`.
    fn place(&mut self, known: usize, within: impl Fn(&str) -> String) {
        self.twice.iter_mut().skip(known).for_each(|twice| *twice = within(twice));
    }
}

/// A place in what stands under a key or a number.
fn joined(outer: &str, inner: &str) -> String {
    if inner.is_empty() || inner.starts_with('[') { format!("{outer}{inner}") } else { format!("{outer}.{inner}") }
}

/// Reads any value.
struct Any<'a>(&'a mut Reader);

impl<'de> DeserializeSeed<'de> for Any<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<Value, D::Error> {
        self.0.values += 1;
        if self.0.values > MAX_VALUES {
            return Err(self.0.refuse(TOO_MANY));
        }
        from.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Any<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E: Error>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_string<E: Error>(self, value: String) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut entries: A) -> Result<Value, A::Error> {
        self.0.enter()?;
        let mut list = Vec::new();
        loop {
            let known = self.0.twice.len();
            let Some(entry) = entries.next_element_seed(Any(self.0))? else { break };
            self.0.place(known, |inner| joined(&format!("[{}]", list.len()), inner));
            list.push(entry);
        }
        self.0.depth -= 1;
        Ok(Value::Array(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Value, A::Error> {
        self.0.enter()?;
        let mut fields = Map::new();
        let mut twice = None;
        while let Some(key) = entries.next_key::<String>()? {
            let known = self.0.twice.len();
            let value = entries.next_value_seed(Any(self.0))?;
            self.0.place(known, |inner| joined(&shortened(&key), inner));
            if fields.contains_key(&key) {
                twice.get_or_insert(key);
            } else {
                fields.insert(key, value);
            }
        }
        if let Some(key) = twice {
            if self.0.twice.len() == MOST_TWICE {
                return Err(self.0.refuse(TOO_OFTEN_TWICE));
            }
            self.0.twice.push(if key.is_empty() { "\"\"".to_owned() } else { shortened(&key) });
        }
        self.0.depth -= 1;
        Ok(Value::Object(fields))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The places of keys that stand twice, or the code of what is told.
    #[track_caller]
    fn check(text: &str, expected: &str) {
        let shown = match parse(text) {
            Ok((_, Twice(places))) => places.join(" "),
            Err(not_read) => not_read.problem().code.into_owned(),
        };
        assert_eq!(shown, expected, "{}", shortened(text));
    }

    #[test]
    fn keys_that_stand_twice_are_told_by_their_place() {
        check("{}", "");
        check(r#"{"a": 1, "b": {"a": 1}}"#, "");
        check(r#"{"a": 1, "a": 1}"#, "a");
        check(r#"{"a": 1, "a": 1, "b": 2, "b": 3, "a": 4}"#, "a");
        check(r#"{"a": [{"b": 1}, {"b": {"c": 1, "c": 2}}], "d": [[{"": 1, "": 2}]]}"#, "a[1].b.c d[0][0].\"\"");
        check(r#"{"a": {"b": 1, "b": 2}, "a": {"b": 1, "b": 2}}"#, "a.b a.b a");
        check(r#"[{"a": 1, "\u0061": 2}]"#, "[0].a");
        let many = |count: usize| format!("[{}]", vec![r#"{"a":1,"a":1}"#; count].join(","));
        check(&many(MOST_TWICE + 1), TOO_OFTEN_TWICE);
        assert!(parse(&many(MOST_TWICE)).is_ok());
        let Ok((value, twice)) = parse(r#"{"a": [{"b": 1, "b": 2}], "ab": [], "ab": 1, "a": 2}"#) else { panic!() };
        assert_eq!(value, serde_json::json!({"a": [{"b": 1}], "ab": []}), "the first counts");
        assert_eq!(
            (twice.within("a[0]"), twice.within("a[1]"), twice.within("")),
            (Some("a[0].b"), None, Some("a[0].b"))
        );
        assert_eq!((twice.around("", &["a"]), twice.around("", &["a", "ab"])), (Some("ab"), Some("ab")));
        assert_eq!((twice.around("a[1]", &[]), twice.around("a[0]", &[])), (None, Some("a[0].b")));
    }

    #[test]
    fn what_is_too_much_is_refused() {
        let nested = |depth: usize| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
        check(&nested(MAX_DEPTH), "");
        check(&nested(MAX_DEPTH + 1), TOO_DEEP);
        check(&nested(1_000_000), TOO_DEEP);
        check(&"{\"a\":".repeat(1_000_000), TOO_DEEP);
        check(&"[".repeat(MAX_DEPTH), "json-syntax");
        check(&format!("[{}0]", "0,".repeat(MAX_VALUES - 2)), "");
        check(&format!("[{}0]", "0,".repeat(MAX_VALUES)), TOO_MANY);
        check(&format!("{}0]", "[0,".repeat(3)), "json-syntax");
        check("[1] 2", "json-syntax");
    }

    proptest! {
        #[test]
        fn all_else_is_as_the_library_reads_it(text in "([\\[\\]{}:,]|\"[a-c]?\"|-?[0-9]{1,3}|1\\.5|1e9|null|true| ){0,14}") {
            match (serde_json::from_str::<Value>(&text), parse(&text)) {
                (Ok(there), Ok((here, twice))) => prop_assert!(here == there || twice.within("").is_some()),
                (Err(there), Err(here)) => prop_assert_eq!(here.error.to_string(), there.to_string()),
                (there, here) => prop_assert!(false, "{text}: {there:?}, here {}", here.is_ok()),
            }
        }
    }
}
