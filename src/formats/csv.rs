//! Tables for spreadsheets: CSV after RFC 4180. A file begins with [`MARK`].

/// The byte order mark. Without it Excel takes UTF-8 for another encoding.
pub const MARK: char = '\u{feff}';

/// Adds a row.
pub fn write_row(text: &mut String, cells: impl Iterator<Item = String>) {
    for (number, cell) in cells.enumerate() {
        if number > 0 {
            text.push(',');
        }
        text.push_str(&guarded(&cell));
    }
    text.push_str("\r\n");
}

/// A cell that no spreadsheet takes for a formula (OWASP, “CSV Injection”: an apostrophe
/// before `=`, `+`, `-`, `@`, their wide forms, tabs and line breaks), in quotation marks
/// where RFC 4180 wants them. Where semicolons or tabs part cells, as in many countries,
/// the quotation marks hold nothing together: what follows those is guarded, too.
fn guarded(cell: &str) -> String {
    const PARTING: [char; 4] = [';', '\t', '\r', '\n'];
    let mut guarded = String::with_capacity(cell.len());
    let (mut is_beginning, mut is_first) = (true, true);
    for c in cell.chars() {
        let is_formula = matches!(c, '=' | '+' | '-' | '@' | '＝' | '＋' | '－' | '＠');
        if is_beginning && is_formula || is_first && PARTING.contains(&c) && c != ';' {
            guarded.push('\'');
        }
        guarded.push(c);
        is_beginning = PARTING.contains(&c) || (is_beginning && matches!(c, ' ' | '"'));
        is_first = false;
    }
    if cell.contains(['"', ',', ';', '\r', '\n']) { format!("\"{}\"", guarded.replace('"', "\"\"")) } else { guarded }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_guarded_and_quoted() {
        let check = |cell: &str, expected: &str| assert_eq!(guarded(cell), expected);
        check("", "");
        check("plain “words”", "plain “words”");
        check("1,2", "\"1,2\"");
        check("a \"b\"", "\"a \"\"b\"\"\"");
        check("a\nb", "\"a\nb\"");
        check("=1", "'=1");
        check("+1", "'+1");
        check("-1", "'-1");
        check("@a", "'@a");
        check("\tx", "'\tx");
        check("\r=1", "\"'\r'=1\"");
        check(" =1", " '=1");
        check("a;=1", "\"a;'=1\"");
        check("a;\"=1", "\"a;\"\"'=1\"");
        check("a\t@b", "a\t'@b");
        check("a\n+1", "\"a\n'+1\"");
        check("a;b", "\"a;b\"");
        check("2020-21", "2020-21");
        check("＝1", "'＝1");
        check("=A,B", "\"'=A,B\"");
        check("a=1", "a=1");
        check("'=1", "'=1");
    }
}
