//! A name for a text that changes whenever the text does.

use sha2::{Digest, Sha256};

/// `sha256:` and 64 hexadecimal digits, over the text's UTF-8 bytes.
pub fn digest(text: &str) -> String {
    let mut name = String::with_capacity(71);
    name.push_str("sha256:");
    for byte in Sha256::digest(text.as_bytes()) {
        for half in [byte >> 4, byte & 15] {
            name.extend(char::from_digit(u32::from(half), 16));
        }
    }
    name
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_empty_text_has_the_standard_s_digest() {
        // FIPS 180-4 test value.
        let expected = "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
        assert_eq!(super::digest(""), expected);
    }
}
