//! Takes values apart that came as JSON. One plain way for files and for storage:
//! derived readers for every type would make the download a sixth larger.
//!
//! Says only which field is not as it should be. Files are checked beforehand by
//! `formats`, which finds all problems and says what to do about each.

use std::io::{self, Write};

use serde::Serialize;
use serde_json::ser::{Formatter, Serializer};
use serde_json::{Map, Value};

/// The fields of an object that have not been taken yet.
pub struct Fields(Map<String, Value>);

/// The name of the field that is missing or not of its type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Malformed(pub &'static str);

impl Fields {
    /// The fields of a value that must be an object.
    pub fn of(value: Value, name: &'static str) -> Result<Self, Malformed> {
        match value {
            Value::Object(fields) => Ok(Fields(fields)),
            _ => Err(Malformed(name)),
        }
    }

    /// Takes a field; `null` counts as absent.
    pub fn take(&mut self, name: &'static str) -> Option<Value> {
        self.0.remove(name).filter(|value| !value.is_null())
    }

    /// Takes a text that may be absent.
    pub fn optional_text(&mut self, name: &'static str) -> Result<Option<String>, Malformed> {
        match self.take(name) {
            None => Ok(None),
            Some(Value::String(text)) => Ok(Some(text)),
            Some(_) => Err(Malformed(name)),
        }
    }

    /// Takes a text.
    pub fn text(&mut self, name: &'static str) -> Result<String, Malformed> {
        self.optional_text(name)?.ok_or(Malformed(name))
    }

    /// Takes a whole number that may be absent.
    pub fn optional_number(&mut self, name: &'static str) -> Result<Option<u32>, Malformed> {
        match self.take(name) {
            None => Ok(None),
            Some(value) => {
                value.as_u64().and_then(|number| u32::try_from(number).ok()).map(Some).ok_or(Malformed(name))
            }
        }
    }

    /// Takes a truth value that may be absent.
    pub fn optional_bool(&mut self, name: &'static str) -> Result<Option<bool>, Malformed> {
        self.take(name).map(|value| value.as_bool().ok_or(Malformed(name))).transpose()
    }

    /// Takes an object that may be absent.
    pub fn optional_object(&mut self, name: &'static str) -> Result<Option<Fields>, Malformed> {
        self.take(name).map(|value| Fields::of(value, name)).transpose()
    }

    /// Takes a list; absent counts as empty.
    pub fn list(&mut self, name: &'static str) -> Result<Vec<Value>, Malformed> {
        match self.take(name) {
            None => Ok(Vec::new()),
            Some(Value::Array(entries)) => Ok(entries),
            Some(_) => Err(Malformed(name)),
        }
    }

    /// What has not been taken: the keys that this version does not know.
    pub fn rest(self) -> Map<String, Value> {
        self.0
    }
}

/// How JSON is laid out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Layout {
    /// On one line, without spaces: for storage.
    Compact,
    /// Two spaces of indentation: for files that people open.
    Indented,
}

/// A value as JSON. One writer for both layouts, for the size of the download.
pub fn json_text(value: &impl Serialize, layout: Layout) -> String {
    let mut bytes = Vec::new();
    let mut writer = Serializer::with_formatter(&mut bytes, Writer { layout, depth: 0, has_value: false });
    // Our values have text keys only and write into memory: this cannot fail.
    if value.serialize(&mut writer).is_err() {
        return String::new();
    }
    String::from_utf8(bytes).unwrap_or_default()
}

struct Writer {
    layout: Layout,
    depth: usize,
    /// Whether something stands in the list or object that is open.
    has_value: bool,
}

impl Writer {
    fn open(&mut self, bytes: &mut (impl Write + ?Sized), bracket: &[u8]) -> io::Result<()> {
        self.depth += 1;
        self.has_value = false;
        bytes.write_all(bracket)
    }

    fn close(&mut self, bytes: &mut (impl Write + ?Sized), bracket: &[u8]) -> io::Result<()> {
        self.depth -= 1;
        if self.has_value {
            self.new_line(bytes)?;
        }
        self.has_value = true;
        bytes.write_all(bracket)
    }

    fn next(&mut self, bytes: &mut (impl Write + ?Sized), is_first: bool) -> io::Result<()> {
        if !is_first {
            bytes.write_all(b",")?;
        }
        self.new_line(bytes)
    }

    fn new_line(&self, bytes: &mut (impl Write + ?Sized)) -> io::Result<()> {
        if self.layout == Layout::Indented {
            bytes.write_all(b"\n")?;
            for _ in 0..self.depth {
                bytes.write_all(b"  ")?;
            }
        }
        Ok(())
    }
}

impl Formatter for Writer {
    fn begin_array<W: ?Sized + Write>(&mut self, bytes: &mut W) -> io::Result<()> {
        self.open(bytes, b"[")
    }

    fn end_array<W: ?Sized + Write>(&mut self, bytes: &mut W) -> io::Result<()> {
        self.close(bytes, b"]")
    }

    fn begin_array_value<W: ?Sized + Write>(&mut self, bytes: &mut W, is_first: bool) -> io::Result<()> {
        self.next(bytes, is_first)
    }

    fn end_array_value<W: ?Sized + Write>(&mut self, _: &mut W) -> io::Result<()> {
        self.has_value = true;
        Ok(())
    }

    fn begin_object<W: ?Sized + Write>(&mut self, bytes: &mut W) -> io::Result<()> {
        self.open(bytes, b"{")
    }

    fn end_object<W: ?Sized + Write>(&mut self, bytes: &mut W) -> io::Result<()> {
        self.close(bytes, b"}")
    }

    fn begin_object_key<W: ?Sized + Write>(&mut self, bytes: &mut W, is_first: bool) -> io::Result<()> {
        self.next(bytes, is_first)
    }

    fn begin_object_value<W: ?Sized + Write>(&mut self, bytes: &mut W) -> io::Result<()> {
        bytes.write_all(if self.layout == Layout::Indented { b": " } else { b":" })
    }

    fn end_object_value<W: ?Sized + Write>(&mut self, _: &mut W) -> io::Result<()> {
        self.has_value = true;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::json;

    fn any_json() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            any::<i64>().prop_map(Value::from),
            ".*".prop_map(Value::from)
        ];
        leaf.prop_recursive(4, 24, 4, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
                prop::collection::btree_map(".{0,3}", inner, 0..4)
                    .prop_map(|map| Value::Object(map.into_iter().collect())),
            ]
        })
    }

    proptest! {
        #[test]
        fn both_layouts_are_the_library_s(value in any_json()) {
            prop_assert_eq!(json_text(&value, Layout::Compact), serde_json::to_string(&value).unwrap());
            prop_assert_eq!(json_text(&value, Layout::Indented), serde_json::to_string_pretty(&value).unwrap());
        }
    }

    #[test]
    fn fields_are_taken_once_and_null_is_absent() {
        let mut fields = Fields::of(json!({"a": "x", "b": null, "c": 3, "d": [1]}), "test").unwrap();
        assert_eq!(fields.text("a"), Ok("x".to_owned()));
        assert_eq!(fields.text("a"), Err(Malformed("a")));
        assert_eq!(fields.optional_text("b"), Ok(None));
        assert_eq!(fields.optional_text("c"), Err(Malformed("c")));
        assert_eq!(fields.list("e"), Ok(vec![]));
        assert_eq!(Value::Object(fields.rest()), json!({"d": [1]}));
    }
}
