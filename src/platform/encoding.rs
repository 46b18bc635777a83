//! Encodings of saved pages: the browser knows them all.

use std::borrow::Cow;

use crate::formats::encoding_of_page;

/// The bytes of a web page as UTF-8, if it is in another encoding; others as they are.
pub fn as_utf8(bytes: &[u8]) -> Cow<'_, [u8]> {
    let decoded = encoding_of_page(bytes).and_then(|label| {
        let decoder = web_sys::TextDecoder::new_with_label(&label).ok()?;
        decoder.decode_with_u8_array(bytes).ok()
    });
    decoded.map_or(Cow::Borrowed(bytes), |text| Cow::Owned(text.into_bytes()))
}
