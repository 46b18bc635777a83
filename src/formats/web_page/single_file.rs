//! MHTML: a web page in one file with its pictures, as Chrome and Edge save it. A mail in
//! its form (RFC 2557): the first part that is HTML is the page.

use crate::model::article::is_web_address;

/// The page in such a file.
pub struct Page {
    /// Its HTML.
    pub html: String,
    /// Where it was saved from.
    pub url: Option<String>,
}

/// Whether a text is such a file.
pub fn is_one(text: &str) -> bool {
    let Some((head, _)) = split_head(text) else { return false };
    field(head, "content-type").is_some_and(|kind| kind.to_ascii_lowercase().starts_with("multipart/related"))
}

/// The page; `None` if there is none in it.
pub fn page(text: &str) -> Option<Page> {
    let (head, body) = split_head(text)?;
    let kind = field(head, "content-type")?;
    let boundary = kind.split("boundary=").nth(1)?;
    let boundary = boundary.trim_start_matches('"').split(['"', ';', ' ']).next()?;
    let separator = format!("--{boundary}");
    let mut parts = body.split(separator.as_str()).filter_map(|part| split_head(part.trim_start_matches(['\r', '\n'])));
    let is_page =
        |head: &str| field(head, "content-type").is_some_and(|kind| kind.to_ascii_lowercase().starts_with("text/html"));
    let (part, body) = parts.find(|(head, _)| is_page(head))?;
    let encoding = field(part, "content-transfer-encoding").unwrap_or_default().to_ascii_lowercase();
    let html = match encoding.trim() {
        "quoted-printable" => from_quoted_printable(body),
        "base64" => from_base64(body),
        _ => body.to_owned(),
    };
    let url = field(head, "snapshot-content-location").or_else(|| field(part, "content-location"));
    Some(Page { html, url: url.filter(|url| is_web_address(url)) })
}

/// The head of a mail or of a part of one, and what comes after the empty line.
fn split_head(text: &str) -> Option<(&str, &str)> {
    text.split_once("\r\n\r\n").into_iter().chain(text.split_once("\n\n")).min_by_key(|(head, _)| head.len())
}

/// What a field of a head says; it may go on over lines that are indented.
fn field(head: &str, name: &str) -> Option<String> {
    let mut lines = head.lines();
    let is_named = |line: &str| line.split_once(':').is_some_and(|(key, _)| key.eq_ignore_ascii_case(name));
    let (_, first) = lines.by_ref().find(|line| is_named(line))?.split_once(':')?;
    let more = lines.take_while(|line| line.starts_with([' ', '\t'])).map(str::trim);
    Some(std::iter::once(first.trim()).chain(more).collect::<Vec<_>>().join(" "))
}

/// Quoted-printable (RFC 2045, section 6.7); what is no code stays as it is.
fn from_quoted_printable(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((byte, after)) = rest.split_first() {
        let coded = |at: usize| after.get(at).and_then(|byte| char::from(*byte).to_digit(16));
        rest = match (byte, after) {
            (b'=', [b'\r', b'\n', rest @ ..] | [b'\n', rest @ ..]) => rest,
            (b'=', [_, _, next @ ..]) if coded(0).is_some() && coded(1).is_some() => {
                bytes.push((coded(0).unwrap_or(0) * 16 + coded(1).unwrap_or(0)) as u8);
                next
            }
            _ => {
                bytes.push(*byte);
                after
            }
        };
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// Base64 (RFC 4648); what is no digit is passed over.
fn from_base64(text: &str) -> String {
    let digit = |byte: &u8| match byte {
        b'A'..=b'Z' => Some(byte - b'A'),
        b'a'..=b'z' => Some(byte - b'a' + 26),
        b'0'..=b'9' => Some(byte - b'0' + 52),
        b'+' => Some(62),
        b'/' => Some(63),
        _ => None,
    };
    let (mut bytes, mut bits, mut held) = (Vec::new(), 0_u32, 0_u32);
    for digit in text.as_bytes().iter().filter_map(digit) {
        held = (held << 6 | u32::from(digit)) & 0xff_ffff;
        bits += 6;
        if bits >= 8 {
            bits -= 8;
            bytes.push((held >> bits) as u8);
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(encoding: &str, body: &str, expected: &str) {
        for end in ["\n", "\r\n"] {
            let text = format!(
                "From: <Saved by Blink>\nSnapshot-Content-Location: https://courier.example/b\nSubject: x\nMIME-Version: 1.0\n\
                Content-Type: multipart/related;\n\ttype=\"text/html\";\n\tboundary=\"----MultipartBoundary--abc----\"\n\n\n\
                ------MultipartBoundary--abc----\nContent-Type: text/html\nContent-Transfer-Encoding: {encoding}\n\n{body}\n\
                ------MultipartBoundary--abc----\nContent-Type: image/png\nContent-Transfer-Encoding: base64\n\niVBOR\n------MultipartBoundary--abc------\n"
            );
            let text = text.replace('\n', end);
            assert!(is_one(&text));
            let page = page(&text).expect("a page");
            assert_eq!(page.html.trim(), expected);
            assert_eq!(page.url.as_deref(), Some("https://courier.example/b"));
        }
    }

    #[test]
    fn pages_of_one_file() {
        check(
            "quoted-printable",
            "<p class=3D\"x\">Caf=C3=A9 is cl=\nosed = no</p>",
            "<p class=\"x\">Café is closed = no</p>",
        );
        check("base64", "PHA+Q2Fmw6k8L3A+", "<p>Café</p>");
        check("8bit", "<p>Café</p>", "<p>Café</p>");
    }

    #[test]
    fn others_are_none() {
        for text in ["", "MIME-Version: 1.0", "Content-Type: text/plain\n\nWords", "A headline\n\nWords"] {
            assert!(!is_one(text), "{text}");
        }
        assert!(page("Content-Type: multipart/related\n\nno boundary").is_none());
        assert!(page("Content-Type: multipart/related; boundary=a\n\n--a\nContent-Type: image/png\n\nx").is_none());
    }
}
