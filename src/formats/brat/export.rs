//! All that is here as brat opens it: for each article a text file and its annotation
//! files, and the configuration that names every type in them.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use super::line::{event, id_in, text_bound};
use super::write::write;
use crate::formats::WrittenFile;
use crate::formats::exchange::{Export, Losses, Material, Part};

/// The file by whose name brat finds the types.
const CONFIGURATION: &str = "annotation.conf";

/// Writes all articles.
pub fn export(material: &Material<'_>) -> Export {
    let mut files: Vec<WrittenFile> = material.articles.iter().flat_map(write).collect();
    let mut types = Types::default();
    for file in files.iter().filter(|file| file.name.ends_with(".ann")) {
        file.text.lines().for_each(|line| types.see(line));
    }
    files.push(WrittenFile { name: CONFIGURATION.to_owned(), text: types.configuration() });
    Export { files, losses: Losses::except(&[Part::Relations, Part::Extra], material) }
}

/// The types that stand in annotation files.
#[derive(Default)]
struct Types<'a> {
    bounds: BTreeSet<&'a str>,
    /// With their roles, without numbers.
    events: BTreeMap<&'a str, BTreeSet<&'a str>>,
    /// With the values that they have; none for those that only are there.
    attributes: BTreeMap<&'a str, BTreeSet<&'a str>>,
    /// With the names of their two arguments.
    relations: BTreeMap<&'a str, Vec<&'a str>>,
}

impl<'a> Types<'a> {
    fn see(&mut self, line: &'a str) {
        match id_in(line).chars().next() {
            Some('T') => self.bounds.extend(text_bound(line).map(|bound| bound.kind)),
            Some('E') => {
                let Some(event) = event(line) else { return };
                let roles = event.arguments.iter().map(|(role, _)| role.trim_end_matches(|c: char| c.is_ascii_digit()));
                self.events.entry(event.kind).or_default().extend(roles);
            }
            Some('A' | 'M') => {
                let mut words = line.split('\t').nth(1).unwrap_or_default().split(' ');
                let (Some(name), Some(_)) = (words.next(), words.next()) else { return };
                self.attributes.entry(name).or_default().extend(words);
            }
            Some('R') => {
                let mut words = line.split('\t').nth(1).unwrap_or_default().split(' ');
                let Some(name) = words.next() else { return };
                let arguments = words.filter_map(|word| word.split_once(':')).map(|(role, _)| role);
                self.relations.entry(name).or_insert_with(|| arguments.collect());
            }
            _ => {}
        }
    }

    fn configuration(&self) -> String {
        let mut text = "[entities]\n".to_owned();
        // The words that stand for an event have its type.
        for kind in self.bounds.iter().filter(|kind| !self.events.contains_key(*kind)) {
            let _ = writeln!(text, "{kind}");
        }
        text.push_str("\n[relations]\n");
        for (name, arguments) in &self.relations {
            let arguments: Vec<String> = arguments.iter().map(|argument| format!("{argument}:<ANY>")).collect();
            let _ = writeln!(text, "{name}\t{}", arguments.join(", "));
        }
        text.push_str("\n[events]\n");
        for (kind, roles) in &self.events {
            let roles: Vec<String> = roles.iter().map(|role| format!("{role}*:<ANY>")).collect();
            let _ = writeln!(text, "{kind}\t{}", roles.join(", "));
        }
        text.push_str("\n[attributes]\n");
        for (name, values) in &self.attributes {
            let values: Vec<&str> = values.iter().copied().collect();
            let of = if values.is_empty() { String::new() } else { format!(", Value:{}", values.join("|")) };
            let _ = writeln!(text, "{name}\tArg:<ANY>{of}");
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formats::exchange::fixtures::check_sample;

    #[test]
    fn the_sample_as_brat_opens_it() {
        let export = check_sample("brat");
        let names: Vec<&str> = export.files.iter().map(|file| file.name.as_str()).collect();
        assert_eq!(
            names,
            ["family-wins-prize.txt", "family-wins-prize.ann", "1-1-wins.txt", "1-1-wins.ann", "annotation.conf"]
        );
    }

    #[test]
    fn every_type_has_its_place_in_the_configuration() {
        let mut types = Types::default();
        for line in [
            "T1\tContent 0 3\tabc",
            "T2\tAttribution 4 5\td",
            "E1\tAttribution:T2 Content:T1 Content2:T1",
            "A1\tcertainty E1 stated",
            "A2\tcertainty T1 guessed",
            "M1\tNegated T1",
            "R1\tnear Arg1:T1 Arg2:T2",
            "#1\tAnnotatorNotes T1\tx",
            "A3",
            "",
        ] {
            types.see(line);
        }
        let expected = "[entities]\nContent\n\n[relations]\nnear\tArg1:<ANY>, Arg2:<ANY>\n\n[events]\nAttribution\tContent*:<ANY>\n\n[attributes]\nNegated\tArg:<ANY>\ncertainty\tArg:<ANY>, Value:guessed|stated\n";
        assert_eq!(types.configuration(), expected);
    }
}
