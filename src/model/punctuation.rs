//! Quotes and brackets: which mark closes which, whether its partner is there, and
//! what stands between them.

use std::ops::Range;

/// An opening mark and every mark that may close it. Quotes are set in many ways:
/// “English”, „German“, „Polish”, ”Swedish”, »Danish«, « French », 「Japanese」.
const PAIRS: &[(char, &str)] = &[
    ('(', ")"),
    ('[', "]"),
    ('{', "}"),
    ('"', "\""),
    ('\'', "'"),
    ('“', "”"),
    ('„', "“”"),
    ('”', "”"),
    ('‘', "’"),
    ('‚', "‘’"),
    ('’', "’"),
    ('«', "»"),
    ('»', "«»"),
    ('‹', "›"),
    ('›', "‹"),
    ('（', "）"),
    ('［', "］"),
    ('【', "】"),
    ('〈', "〉"),
    ('《', "》"),
    ('「', "」"),
    ('『', "』"),
];

/// Whether a mark opens or closes something.
pub fn is_paired(mark: char) -> bool {
    PAIRS.iter().any(|(opening, closing)| *opening == mark || closing.contains(mark))
}

/// Whether a mark is also set as an apostrophe.
pub fn is_apostrophe(mark: char) -> bool {
    matches!(mark, '\'' | '’')
}

fn closes(opening: char, mark: char) -> bool {
    PAIRS.iter().any(|(other, closing)| *other == opening && closing.contains(mark))
}

/// Whether the text behind an opening mark closes it.
pub fn is_closed_in(opening: char, behind: &str) -> bool {
    let mut depth = 0;
    let mut before = opening;
    let mut rest = behind.chars();
    while let Some(c) = rest.next() {
        let after = rest.clone().next();
        if closes(opening, c) && !is_within_word(before, c, after) {
            // A mark that closes itself opens again where it stands before a word.
            let opens = c == opening && before.is_whitespace();
            if !opens && depth == 0 {
                return true;
            }
            depth += if opens { 1 } else { -1 };
        } else if c == opening && !is_within_word(before, c, after) {
            depth += 1;
        }
        before = c;
    }
    false
}

/// Whether the text before a closing mark opens it.
pub fn is_opened_in(closing: char, before: &str) -> bool {
    let mut depth = 0;
    let mut after = closing;
    let mut rest = before.chars().rev();
    while let Some(c) = rest.next() {
        let left = rest.clone().next();
        if closes(c, closing) && !is_within_word(left.unwrap_or(' '), c, Some(after)) {
            let closes_too = c == closing && (after.is_whitespace() || after == closing);
            if !closes_too && depth == 0 {
                return true;
            }
            depth += if closes_too { 1 } else { -1 };
        } else if c == closing && !is_within_word(left.unwrap_or(' '), c, Some(after)) {
            depth += 1;
        }
        after = c;
    }
    false
}

/// What stands within quotation marks in a block's text, without the marks, in order.
/// Quotes within quotes are not told apart. A quote that is not closed goes on to the
/// end, as where the next paragraph takes it up again.
pub fn quoted(text: &str) -> Vec<Range<usize>> {
    let mut stretches = Vec::new();
    let mut open: Option<(char, usize)> = None;
    let mut before = ' ';
    let mut rest = text.char_indices();
    while let Some((at, c)) = rest.next() {
        let after = rest.clone().next().map(|(_, after)| after);
        let stands_alone = !is_within_word(before, c, after);
        match open {
            Some((opening, start)) if closes(opening, c) && stands_alone => {
                stretches.push(start..at);
                open = None;
            }
            None if QUOTES.contains(c) && stands_alone && opens(before, c, after) => {
                open = Some((c, at + c.len_utf8()));
            }
            _ => {}
        }
        before = c;
    }
    // An apostrophe that is taken for a quote must not swallow the text.
    stretches.extend(open.filter(|(mark, _)| !is_apostrophe(*mark)).map(|(_, start)| start..text.len()));
    stretches
}

/// The marks that open quotes.
const QUOTES: &str = "\"'“„”‘‚«»‹›「『";

/// Whether a quotation mark opens, by what stands beside it. French sets a space
/// behind it.
fn opens(before: char, mark: char, after: Option<char>) -> bool {
    let has_space = after.is_none_or(char::is_whitespace);
    match mark {
        '„' | '‚' | '「' | '『' => true,
        '«' | '‹' => !before.is_alphanumeric(),
        _ => !has_space && !before.is_alphanumeric() && !is_stop(before),
    }
}

fn is_stop(c: char) -> bool {
    matches!(c, '.' | ',' | '!' | '?' | '…' | ';')
}

/// An apostrophe between letters is no quote.
fn is_within_word(before: char, mark: char, after: Option<char>) -> bool {
    is_apostrophe(mark) && before.is_alphanumeric() && after.is_some_and(char::is_alphanumeric)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Whether the first and the last mark of a text have their partners in it.
    #[track_caller]
    fn check(text: &str, first: bool, last: bool) {
        let (opening, closing) = (text.chars().next().unwrap(), text.chars().next_back().unwrap());
        assert_eq!(is_closed_in(opening, &text[opening.len_utf8()..]), first, "first of {text}");
        assert_eq!(is_opened_in(closing, &text[..text.len() - closing.len_utf8()]), last, "last of {text}");
    }

    /// What is quoted stands in `[]` in the text.
    #[track_caller]
    fn check_quoted(expected: &str) {
        let text = expected.replace(['[', ']'], "");
        let mut shown = text.clone();
        for stretch in quoted(&text).into_iter().rev() {
            shown.insert(stretch.end, ']');
            shown.insert(stretch.start, '[');
        }
        assert_eq!(shown, expected);
    }

    #[test]
    fn what_is_quoted_is_found_in_every_style() {
        check_quoted("“[We won]”, he said, “[twice.]” Nobody laughed.");
        check_quoted("\"[We won]\", he said, \"[twice.]\" The 6\" pipe broke.");
        check_quoted("He said: \"[We won.]\"");
        check_quoted("Mayor: ‘[I don’t quit]’ – and the workers’ plan");
        check_quoted("Mayor: '[I don't quit]' - and the workers' plan");
        check_quoted("„[Ja]“, sagte er, »[nein]« und „[tak]”.");
        check_quoted("«[ Oui ]», dit-il, «[non]».");
        check_quoted("彼は「[辞任する]」と述べた。");
        check_quoted("(“[yes]”) (“[no]”)");
        check_quoted("“[She said ‘no’ to me]” again");
        // The next paragraph takes it up again.
        check_quoted("“[We won.]");
        check_quoted("No quote: the workers’ plan, rock ’n’ roll, 5’ 6”");
        check_quoted("");
    }

    #[test]
    fn partners_are_found_in_every_style() {
        check("“yes”", true, true);
        check("„ja“", true, true);
        check("„tak”", true, true);
        check("”ja”", true, true);
        check("»ja«", true, true);
        check("« oui »", true, true);
        check("「はい」", true, true);
        check("\"yes\"", true, true);
        check("'yes'", true, true);
        check("‘don’t’", true, true);
        check("(a (b) c)", true, true);
        check("\"Yes,\" he said, \"no\"", true, true);
        check("(a (b)", false, true);
        check("(a) b)", true, false);
        check("‘don’t", false, false);
        check(")a(", false, false);
        check("“ja“", false, false);
        check("\"yes", false, false);
    }
}
