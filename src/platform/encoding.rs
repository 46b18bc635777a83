//! Encodings of texts: the browser knows them all.

use std::borrow::Cow;

/// Bytes as UTF-8, if the name of their encoding is known; others as they are.
pub fn as_utf8<'a>(bytes: &'a [u8], label: Option<&str>) -> Cow<'a, [u8]> {
    let decoded = label.and_then(|label| {
        let decoder = web_sys::TextDecoder::new_with_label(label).ok()?;
        decoder.decode_with_u8_array(bytes).ok()
    });
    decoded.map_or(Cow::Borrowed(bytes), |text| Cow::Owned(text.into_bytes()))
}
