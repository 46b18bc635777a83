//! Cuts a text into tokens: the units that are compared. A token is a word; or
//! one character of a script that writes no spaces; or one sign. White space is
//! in no token, so a changed line break changes nothing here.

/// The longest token in code points: a longer word is cut, so that no input is one huge token.
const LONGEST: u16 = 64;

/// A stretch of a text, named by a hash of its characters. Two different tokens
/// may share a hash; what is found is therefore compared by its characters at the end.
#[derive(Clone, Copy, Debug)]
pub struct Token {
    /// A hash of the characters without their case; equal for equal tokens.
    pub id: u64,
    /// Its first code point.
    pub start: u32,
    /// How many code points it has.
    pub length: u16,
    /// What it is.
    pub kind: TokenKind,
    /// Whether a line begins with it.
    pub opens_line: bool,
}

/// What a token is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenKind {
    /// Letters and digits between spaces or signs.
    Word,
    /// One character of a script that writes no spaces.
    Letter,
    /// Anything else.
    Sign,
}

impl Token {
    /// One past its last code point.
    pub fn end(&self) -> u32 {
        self.start + u32::from(self.length)
    }

    /// How much its agreement says: a long word more than a comma.
    pub fn weight(&self) -> i32 {
        match self.kind {
            TokenKind::Word => i32::from(self.length.min(5)) + 1,
            TokenKind::Letter => 4,
            TokenKind::Sign => 1,
        }
    }
}

/// The tokens of a text, in order.
pub fn tokens(text: &str) -> Vec<Token> {
    let mut found = Vec::with_capacity(text.len() / 5);
    let mut word: Option<Token> = None;
    let mut opens_line = true;
    for (at, c) in (0u32..).zip(text.chars()) {
        let kind = kind(c);
        if let Some(token) = &mut word {
            if kind == Some(TokenKind::Word) && token.length < LONGEST {
                token.id = mixed(token.id, folded(c));
                token.length += 1;
                continue;
            }
            found.push(*token);
            word = None;
        }
        let Some(kind) = kind else {
            opens_line |= c == '\n';
            continue;
        };
        let token = Token { id: mixed(0, folded(c)), start: at, length: 1, kind, opens_line };
        opens_line = false;
        match kind {
            TokenKind::Word => word = Some(token),
            TokenKind::Letter | TokenKind::Sign => found.push(token),
        }
    }
    found.extend(word);
    found
}

/// A hash of what came before and one thing more.
pub fn mixed(hash: u64, more: u64) -> u64 {
    // Two odd constants of xxHash; the fold brings the high bits, which multiplication mixes best, down.
    let product = (hash.rotate_left(29) ^ more.wrapping_add(0x9e37_79b1_85eb_ca87)).wrapping_mul(0xc2b2_ae3d_27d4_eb4f);
    product ^ (product >> 32)
}

/// A character without its case: a sentence that something is put before loses its capital.
fn folded(c: char) -> u64 {
    let small = if c.is_ascii() { c.to_ascii_lowercase() } else { c.to_lowercase().next().unwrap_or(c) };
    u64::from(small)
}

/// What a character belongs to; `None` for white space.
fn kind(c: char) -> Option<TokenKind> {
    if c.is_ascii_alphanumeric() {
        return Some(TokenKind::Word);
    }
    if c.is_whitespace() {
        return None;
    }
    Some(match u32::from(c) {
        0..=0x7f => TokenKind::Sign,
        // Combining accents stay with their letter.
        0x300..=0x36f => TokenKind::Word,
        // Thai and Lao, Burmese, Khmer, kana and Han: no spaces between words.
        0xe00..=0xeff | 0x1000..=0x109f | 0x1780..=0x17ff => TokenKind::Letter,
        0x3005..=0x3007 | 0x3040..=0x30ff | 0x3400..=0x4dbf | 0x4e00..=0x9fff => TokenKind::Letter,
        0xf900..=0xfaff | 0xff66..=0xff9f | 0x20000..=0x3ffff => TokenKind::Letter,
        _ if c.is_alphanumeric() => TokenKind::Word,
        _ => TokenKind::Sign,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &str) {
        let chars: Vec<char> = text.chars().collect();
        let words = |t: &Token| chars[t.start as usize..t.end() as usize].iter().collect::<String>();
        assert_eq!(tokens(text).iter().map(words).collect::<Vec<_>>().join("|"), expected);
    }

    #[test]
    fn words_letters_and_signs() {
        check("", "");
        check(" \n\t", "");
        check("“The mayor’s 3.5%,” he", "“|The|mayor|’|s|3|.|5|%|,|”|he");
        check("cafe\u{301} noir", "cafe\u{301}|noir");
        check("市長は辞任。", "市|長|は|辞|任|。");
        check("قال الوزير: نعم", "قال|الوزير|:|نعم");
        check("시장은 사임했다", "시장은|사임했다");
        check("ab中c", "ab|中|c");
        check(&"a".repeat(130), &format!("{0}|{0}|aa", "a".repeat(64)));
    }

    #[test]
    fn equal_words_have_equal_hashes_and_lines_are_marked() {
        let found = tokens("so so\nso ab ba");
        assert_eq!(found[0].id, found[2].id);
        assert_ne!(found[3].id, found[4].id);
        assert_eq!(found.iter().map(|t| t.opens_line).collect::<Vec<_>>(), [true, false, true, false, false]);
    }
}
