//! The lines that are understood. What is not exactly of their form is kept as it
//! is by whoever reads.

use std::collections::BTreeMap;

use crate::model::id::is_id;

/// `T1⇥Type 10 20;24 30⇥the words`.
#[derive(Debug, PartialEq)]
pub struct TextBound<'a> {
    /// `T` and, usually, a number.
    pub id: &'a str,
    /// Its type.
    pub kind: &'a str,
    /// Starts and ends as the file counts them, in its order; none is empty.
    pub fragments: Vec<(u32, u32)>,
    /// The words of the fragments, joined by spaces.
    pub quote: &'a str,
}

/// `E1⇥Type:T4 Role:T3 Role2:T2`.
#[derive(Debug, PartialEq)]
pub struct Event<'a> {
    /// `E` and, usually, a number.
    pub id: &'a str,
    /// Its type.
    pub kind: &'a str,
    /// The text-bound on the words that stand for it.
    pub trigger: &'a str,
    /// Roles, with their numbers, and what plays them.
    pub arguments: Vec<(&'a str, &'a str)>,
}

/// `R1⇥Type Role:T1 Role:T2`.
#[derive(Debug, PartialEq)]
pub struct Link<'a> {
    /// `R` and, usually, a number.
    pub id: &'a str,
    /// Its type.
    pub kind: &'a str,
    /// Two roles, and what plays them.
    pub arguments: [(&'a str, &'a str); 2],
}

/// Whether a text can be a type, a role or an id in a line.
pub fn is_name(text: &str) -> bool {
    is_id(text) && !text.contains([':', ';'])
}

/// Whether a text can be the id of a line that begins with this letter.
pub fn is_id_of(letter: char, text: &str) -> bool {
    text.strip_prefix(letter).is_some_and(|rest| !rest.is_empty()) && is_name(text)
}

/// Without what some programs put around the lines of a file.
fn bare(line: &str) -> &str {
    let line = line.strip_prefix('\u{feff}').unwrap_or(line);
    line.strip_suffix('\r').unwrap_or(line)
}

/// The first column: what the line calls itself.
pub fn id_in(line: &str) -> &str {
    bare(line).split('\t').next().unwrap_or("")
}

/// A line's id, its second column, and what stands after that.
pub fn columns(line: &str) -> Option<(&str, &str, Option<&str>)> {
    let (id, rest) = bare(line).split_once('\t')?;
    let (column, tail) = rest.split_once('\t').map_or((rest, None), |(column, tail)| (column, Some(tail)));
    Some((id, column, tail))
}

/// The names that a line's second column mentions: what it speaks of, among others.
pub fn mentioned(line: &str) -> impl Iterator<Item = &str> {
    let column = bare(line).split('\t').nth(1).unwrap_or("");
    column.split(' ').map(|word| word.rsplit(':').next().unwrap_or(word))
}

/// Reads a text-bound; `None` if the line is none.
pub fn text_bound(line: &str) -> Option<TextBound<'_>> {
    let (id, rest) = bare(line).split_once('\t')?;
    let (head, quote) = rest.split_once('\t')?;
    let (kind, offsets) = head.split_once(' ')?;
    let fragment = |text: &str| {
        let (start, end) = text.split_once(' ')?;
        let (start, end): (u32, u32) = (start.parse().ok()?, end.parse().ok()?);
        (start < end).then_some((start, end))
    };
    let fragments = offsets.split(';').map(fragment).collect::<Option<_>>()?;
    (is_id_of('T', id) && is_name(kind)).then_some(TextBound { id, kind, fragments, quote })
}

/// Reads an event; `None` if the line is none.
pub fn event(line: &str) -> Option<Event<'_>> {
    let (id, rest) = bare(line).split_once('\t')?;
    let mut words = rest.split(' ').filter(|word| !word.is_empty()).map(|word| {
        let (name, id) = word.split_once(':')?;
        (is_name(name) && is_name(id)).then_some((name, id))
    });
    let (kind, trigger) = words.next()??;
    let arguments = words.collect::<Option<_>>()?;
    (is_id_of('E', id) && is_id_of('T', trigger)).then_some(Event { id, kind, trigger, arguments })
}

/// Reads a link; `None` if the line is none.
pub fn link(line: &str) -> Option<Link<'_>> {
    let (id, column, tail) = columns(line)?;
    let mut words = column.split(' ').filter(|word| !word.is_empty());
    let kind = words.next().filter(|kind| is_name(kind))?;
    let mut argument = || {
        let (role, id) = words.next()?.split_once(':')?;
        (is_name(role) && is_name(id)).then_some((role, id))
    };
    let arguments = [argument()?, argument()?];
    let is_whole = words.next().is_none() && tail.is_none_or(|tail| tail.trim().is_empty());
    (is_id_of('R', id) && is_whole).then_some(Link { id, kind, arguments })
}

/// Lines that are not shown, by their ids.
#[derive(Debug, Default)]
pub struct NotShown<'a>(BTreeMap<&'a str, Vec<&'a str>>);

impl<'a> NotShown<'a> {
    /// Of these lines.
    pub fn of(lines: impl Iterator<Item = &'a str>) -> Self {
        let mut by_id: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        lines.for_each(|line| by_id.entry(id_in(line)).or_default().push(line));
        NotShown(by_id)
    }

    /// The lines with an id.
    pub fn with(&self, id: &str) -> &[&'a str] {
        self.0.get(id).map(Vec::as_slice).unwrap_or_default()
    }

    /// Whether one of them can be the trigger of an event: it has the id, and is of no
    /// other type.
    pub fn has_trigger(&self, id: &str, kind: &str) -> bool {
        self.with(id).iter().any(|line| text_bound(line).is_none_or(|bound| bound.kind == kind))
    }
}

/// Writes a text-bound.
pub fn text_bound_line(id: &str, kind: &str, fragments: &[(u32, u32)], quote: &str) -> String {
    let offsets: Vec<String> = fragments.iter().map(|(start, end)| format!("{start} {end}")).collect();
    format!("{id}\t{kind} {}\t{quote}", offsets.join(";"))
}

/// Writes an event. Without arguments there is a space at its end, as brat has it.
pub fn event_line(id: &str, kind: &str, trigger: &str, arguments: &[(String, String)]) -> String {
    let arguments: Vec<String> = arguments.iter().map(|(role, of)| format!("{role}:{of}")).collect();
    format!("{id}\t{kind}:{trigger} {}", arguments.join(" "))
}

/// Writes a link.
pub fn link_line(id: &str, kind: &str, arguments: &[(String, String)]) -> String {
    let arguments: Vec<String> = arguments.iter().map(|(role, of)| format!("{role}:{of}")).collect();
    format!("{id}\t{kind} {}", arguments.join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_there_and_back() {
        for line in ["T1\tContent 0 4\tWhat", "T12\tA-b_c 3 5;7 8\tab c", "T1\tContent 0 4\ta\tb"] {
            let read = text_bound(line).unwrap();
            assert_eq!(text_bound_line(read.id, read.kind, &read.fragments, read.quote), line);
        }
        for line in ["E1\tAttribution:T4 Content:T3 Cue:T2", "E22\tAttack:T1 "] {
            let read = event(line).unwrap();
            let arguments: Vec<_> = read.arguments.iter().map(|(r, t)| ((*r).to_owned(), (*t).to_owned())).collect();
            assert_eq!(event_line(read.id, read.kind, read.trigger, &arguments), line);
        }
        for line in ["R1\tnear Arg1:T1 Arg2:T2", "R12\tA-b one:T1 one:T1"] {
            let read = link(line).unwrap();
            let arguments = read.arguments.map(|(role, id)| (role.to_owned(), id.to_owned()));
            assert_eq!(link_line(read.id, read.kind, &arguments), line);
        }
        assert_eq!(link("R1\tA  B:T1 C:T2 \t\r").unwrap().arguments, [("B", "T1"), ("C", "T2")]);
        assert_eq!(text_bound("\u{feff}T1\tA 0 1\tx\r").unwrap().quote, "x");
        assert_eq!(mentioned("R1\tFor Arg1:T1 Arg2:T2\tT9").collect::<Vec<_>>(), ["For", "T1", "T2"]);
    }

    #[test]
    fn what_is_not_of_the_form_is_none() {
        for line in [
            "",
            "T1",
            "T1\tContent",
            "T1\tContent 0 4",
            "T\tContent 0 4\tWhat",
            "T1\tContent 4 4\t",
            "T1\tContent 4 3\tx",
            "T1\tContent 0 4;\tWhat",
            "T1\tContent 0 4,5 6\tWhat",
            "T1\tContent -1 4\tWhat",
            "T1\tContent 0 4294967296\tWhat",
            "T1\t 0 4\tWhat",
            "T 1\tContent 0 4\tWhat",
            "R1\tContent 0 4\tWhat",
        ] {
            assert_eq!(text_bound(line), None, "{line}");
        }
        for line in [
            "",
            "E1",
            "E1\t",
            "E1\tAttack:T",
            "E1\tAttack:E2",
            "E1\tAttack",
            "E1\tAttack:",
            "E1\tAttack:T1 Agent",
            "E1\t:T1",
            "T1\tAttack:T1",
        ] {
            assert_eq!(event(line), None, "{line}");
        }
        for line in [
            "",
            "R1",
            "R1\t",
            "R1\tnear",
            "R1\tnear Arg1:T1",
            "R1\tnear Arg1:T1 T2",
            "R1\tnear Arg1:T1 :T2",
            "R1\tnear Arg1:T1 Arg2:T2 Arg3:T3",
            "R1\tnear Arg1:T1 Arg2:T2\tmore",
            "R1\tnear:T1 Arg1:T1 Arg2:T2",
            "R\tnear Arg1:T1 Arg2:T2",
            "E1\tnear Arg1:T1 Arg2:T2",
        ] {
            assert_eq!(link(line), None, "{line}");
        }
    }
}
