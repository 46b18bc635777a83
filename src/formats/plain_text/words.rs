//! What can be seen of a piece of text without knowing what it means: its words,
//! its length, its capitals, whether it is a sentence, how much is quoted.

/// A word or a telling sign of a text, in small letters.
///
/// Apostrophes are dropped (`don't` is `dont`), a number is `#`, a colon, the
/// sign of copyright and a handle's `@` are words of their own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Word {
    /// The letters.
    pub text: String,
    /// Whether it begins a sentence, as far as the stop before it tells.
    pub begins: bool,
}

/// A text's words outside quotation marks, and what was counted on the way.
#[derive(Clone, Debug, Default)]
pub struct Words {
    /// The words that are not within quotation marks.
    pub plain: Vec<Word>,
    /// The text's measures.
    pub shape: Shape,
}

/// Measures of a text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Shape {
    /// How many words, the quoted ones too.
    pub words: usize,
    /// How many of them are within quotation marks.
    pub quoted: usize,
    /// How many words have letters.
    pub lettered: usize,
    /// How many of those begin with a capital.
    pub capitalised: usize,
    /// How many of those are all in capitals.
    pub shouted: usize,
    /// Whether the text ends as a sentence does.
    pub ends_sentence: bool,
    /// Whether it ends in a question mark.
    pub asks: bool,
    /// Whether the text begins with a quotation mark.
    pub begins_quote: bool,
    /// How many signs there are that stand between the entries of a menu.
    pub separators: usize,
    /// Whether there is an e-mail address, a handle or a web address.
    pub address: bool,
}

impl Shape {
    /// Whether all letters are capitals.
    pub fn is_shouted(&self) -> bool {
        self.lettered > 0 && self.shouted == self.lettered
    }

    /// Whether it reads as a sentence: it ends as one and has a few words.
    pub fn is_sentence(&self) -> bool {
        self.ends_sentence && self.words >= 4
    }

    /// Whether most of it is quoted.
    pub fn is_quotation(&self) -> bool {
        self.quoted * 2 > self.words
    }
}

/// A text in small letters, letter by letter. The library's own function also
/// knows the Greek final sigma, which no cue needs and the download would carry.
pub fn lower(text: &str) -> String {
    text.chars().flat_map(char::to_lowercase).collect()
}

/// More words than this are counted but not kept: no cue is looked for among them.
const MOST_WORDS: usize = 200;

/// Signs that stand between the entries of a menu.
const SEPARATORS: [char; 8] = ['|', '›', '»', '·', '•', '>', '/', '→'];

/// Reads a text's words and measures.
pub fn words(text: &str) -> Words {
    let mut words = Words::default();
    let mut word = String::new();
    let mut begins = true;
    let mut quoting = false;
    let mut first_letter = ' ';
    let mut all_capitals = true;
    let mut letters = 0;
    let shape = &mut words.shape;
    let mut before = ' ';
    let mut characters = text.chars().peekable();
    while let Some(c) = characters.next() {
        if c.is_alphanumeric() {
            if word.is_empty() {
                first_letter = c;
            }
            letters += usize::from(c.is_alphabetic());
            all_capitals &= !c.is_lowercase();
            word.extend(c.to_lowercase());
        }
        let inside = !word.is_empty() && matches!(c, '\'' | '’');
        let goes_on = characters.peek().is_some_and(|next| next.is_alphanumeric() || (inside && matches!(next, '’')));
        // The stop in `4.30` and the comma in `1,204` are part of the number.
        let in_number = matches!(c, '.' | ',') && goes_on && word.starts_with(|c: char| c.is_ascii_digit());
        let ended = !word.is_empty() && !c.is_alphanumeric() && !inside && !in_number;
        if ended || characters.peek().is_none() && !word.is_empty() {
            shape.words += 1;
            shape.quoted += usize::from(quoting);
            shape.lettered += usize::from(letters > 0);
            shape.capitalised += usize::from(letters > 0 && first_letter.is_uppercase());
            shape.shouted += usize::from(letters > 0 && all_capitals);
            if first_letter.is_ascii_digit() {
                word.clear();
                word.push('#');
            }
            if !quoting && words.plain.len() < MOST_WORDS {
                words.plain.push(Word { text: std::mem::take(&mut word), begins });
            }
            word.clear();
            begins = false;
            letters = 0;
            all_capitals = true;
        }
        match c {
            '“' | '«' => quoting = true,
            '”' => quoting = false,
            '"' => quoting = !quoting,
            // “»” closes only what was opened: elsewhere it is an arrow.
            '»' if quoting => quoting = false,
            ':' if !quoting && !goes_on => words.plain.push(Word { text: ":".to_owned(), begins: false }),
            '©' => words.plain.push(Word { text: "©".to_owned(), begins: false }),
            '@' if !quoting && goes_on => {
                shape.address = true;
                words.plain.push(Word { text: "@".to_owned(), begins: false });
            }
            _ if SEPARATORS.contains(&c) => {
                // “PHOTO | FILE” says what “Photo: file” says.
                if c == '|' && !quoting {
                    words.plain.push(Word { text: ":".to_owned(), begins: false });
                }
                // A slash without room around it stands in `km/h` and `and/or`.
                let apart = c != '/' || before.is_whitespace() && !goes_on;
                shape.separators += usize::from(apart);
                begins |= apart;
            }
            '.' | '!' | '?' | '…' | ';' => begins |= !goes_on,
            _ => {}
        }
        before = c;
    }
    let end = text.trim_end_matches(['”', '"', '’', '\'', '»', ')', ']', ' ', '\u{a0}']);
    shape.ends_sentence = end.ends_with(['.', '!', '?', '…', '。', '！', '？', '؟', '۔', '।']) && shape.words > 0;
    shape.asks = end.ends_with(['?', '？', '؟']);
    shape.begins_quote = text.starts_with(['“', '"', '‘', '«', '\'']);
    shape.address |= ["://", "www.", ".com", ".org", ".net"].iter().any(|sign| text.contains(sign));
    words
}
