//! The time of day, and ids that nobody else has.

use js_sys::Promise;
use wasm_bindgen_futures::JsFuture;

use crate::model::time::Timestamp;

/// Lets the browser do what waits: draw, and answer a person.
pub async fn pause() {
    let promise = Promise::new(&mut |resolve, _| {
        let _ = super::window().set_timeout_with_callback(&resolve);
    });
    // It resolves.
    let _ = JsFuture::from(promise).await;
}

/// Milliseconds, to measure how long something takes.
pub fn ticks() -> f64 {
    js_sys::Date::now()
}

/// Now, in UTC, to the millisecond.
pub fn now() -> Timestamp {
    moment(&js_sys::Date::new_0())
}

/// The time so many days ago.
pub fn days_ago(days: u32) -> Timestamp {
    let then = js_sys::Date::new(&(js_sys::Date::now() - f64::from(days) * 86_400_000.0).into());
    // A clock that is far off says no time before the first.
    if then.get_time().is_nan() { Timestamp::epoch() } else { moment(&then) }
}

fn moment(date: &js_sys::Date) -> Timestamp {
    let text = String::from(date.to_iso_string());
    // A clock set beyond the year 9999 writes the year in another form.
    Timestamp::new(&text).unwrap_or_else(Timestamp::epoch)
}

/// A new `urn:uuid:` (version 4). Made from random bytes, because the browser's
/// own `randomUUID` is missing where a page is served without https.
pub fn new_id() -> String {
    let bytes = random_bytes();
    let mut id = String::from("urn:uuid:");
    for (index, byte) in bytes.iter().enumerate() {
        let byte = match index {
            6 => byte & 0x0f | 0x40,
            8 => byte & 0x3f | 0x80,
            _ => *byte,
        };
        if matches!(index, 4 | 6 | 8 | 10) {
            id.push('-');
        }
        push_hex(&mut id, byte);
    }
    id
}

/// Letters and digits that name this tab among all.
pub fn new_replica() -> String {
    let mut name = String::new();
    for byte in random_bytes().iter().take(6) {
        push_hex(&mut name, *byte);
    }
    name
}

fn push_hex(text: &mut String, byte: u8) {
    for half in [byte >> 4, byte & 15] {
        text.extend(char::from_digit(u32::from(half), 16));
    }
}

fn random_bytes() -> [u8; 16] {
    let mut bytes = [0; 16];
    let filled = super::window().crypto().and_then(|c| c.get_random_values_with_u8_array(&mut bytes).map(|_| ()));
    if filled.is_err() {
        // Every browser that runs WebAssembly has `crypto`; this keeps ids apart all the same.
        bytes.fill_with(|| (js_sys::Math::random() * 256.0) as u8);
    }
    bytes
}
