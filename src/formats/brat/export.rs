//! All that is here as brat opens it: for each article a text file and its annotation
//! files, and the configuration that names every type in them.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use serde_json::{Map, Value};

use super::kept::KEY;
use super::line::{event, link, text_bound};
use super::names::attribute_kind;
use super::said::{EQUIVALENCE, Said, Saying, said};
use super::sayings::Lost;
use super::write::write;
use crate::formats::WrittenFile;
use crate::formats::exchange::{Export, Losses, Material, Part, has_more as has_more_in};
use crate::model::annotation::Annotation;
use crate::model::id::IdentityId;
use crate::model::identity::Identity;
use crate::model::relation::Relation;
use crate::model::scheme::Scheme;

/// The file by whose name brat finds the types.
const CONFIGURATION: &str = "annotation.conf";

/// Writes all articles.
pub fn export(material: &Material<'_>) -> Export {
    let mut lost = Lost::default();
    let mut files: Vec<WrittenFile> =
        material.articles.iter().flat_map(|marked| write(marked, material, &mut lost)).collect();
    let mut types = Types::default();
    for file in files.iter().filter(|file| file.name.ends_with(".ann")) {
        file.text.lines().for_each(|line| types.see(line));
    }
    types.offer(&material.scheme);
    files.push(WrittenFile { name: CONFIGURATION.to_owned(), text: types.configuration() });
    Export { files, losses: losses(material, &lost) }
}

/// What is not in the files.
fn losses(material: &Material<'_>, lost: &Lost) -> Losses {
    let held = [Part::Relations, Part::RelationDetails, Part::Attributes, Part::Notes, Part::Identities];
    let mut losses = Losses::except(&held, material);
    losses.add("lost-marks", lost.marks);
    losses.add("lost-relation-parts", lost.parts);
    losses.replace(Part::Attributes, lost.attributes);
    losses.replace(Part::Identities, lost.identities);
    // A number and the names beside it stand in references.
    let told =
        |identity: &Identity, name: &str| lost.names.get(&identity.id).is_some_and(|names| names.contains(name.trim()));
    let has_more = |identity: &&&Identity| {
        let is_named = identity.aliases.iter().all(|alias| told(identity, alias));
        let is_numbered = identity.wikidata.is_empty() || lost.names.contains_key(&identity.id);
        !is_named || !is_numbered || !identity.note.is_empty() || !identity.different_from.is_empty()
    };
    losses.replace(Part::IdentityDetails, material.identities.iter().filter(has_more).count());
    let is_nameless = |identity: &&&Identity| !told(identity, &identity.name) && !lost.named.contains(&identity.id);
    losses.add("lost-identity-names", material.identities.iter().filter(is_nameless).count());
    let is_apart = |(id, count): &(&IdentityId, &usize)| **count > 1 && !lost.names.contains_key(id);
    losses.add("lost-identities-apart", lost.groups.iter().filter(is_apart).count());
    losses.add("lost-exact-names", lost.renamed.len());
    // What brat's own files said is in the files again.
    let is_others = |extra: &Map<String, Value>| extra.keys().any(|key| key != KEY);
    let annotations = material.articles.iter().flat_map(|marked| &marked.annotations);
    let relations = material.articles.iter().flat_map(|marked| &marked.relations);
    let has_more = |a: &&&Annotation| is_others(&a.extra) || a.target.iter().any(|part| !part.extra.is_empty());
    let joins_more = |r: &&&Relation| is_others(&r.extra) || r.arguments.iter().any(|part| !part.extra.is_empty());
    let extra = annotations.filter(has_more).count() + relations.filter(joins_more).count();
    losses.replace(Part::Extra, extra);
    let articles = material.articles.iter().filter(|marked| has_more_in(marked.article, Some(KEY)));
    losses.replace(Part::ArticleExtra, articles.count());
    losses
        .replace(Part::IdentityExtra, material.identities.iter().filter(|identity| is_others(&identity.extra)).count());
    losses
}

/// The types that stand in annotation files.
#[derive(Default)]
struct Types<'a> {
    bounds: BTreeSet<&'a str>,
    /// With their roles, without numbers.
    events: BTreeMap<&'a str, BTreeSet<&'a str>>,
    /// With the values that they have; none for those that only are there.
    attributes: BTreeMap<&'a str, BTreeSet<String>>,
    /// With the names of their two arguments.
    relations: BTreeSet<(&'a str, [&'a str; 2])>,
    /// Whether there are equivalences.
    has_same: bool,
}

impl<'a> Types<'a> {
    fn see(&mut self, line: &'a str) {
        if let Some(Said { saying, .. }) = said(line) {
            match saying {
                Saying::Attribute { name, value, .. } => {
                    self.attributes.entry(name).or_default().extend(value);
                }
                Saying::Same(_) => self.has_same = true,
                Saying::Note { .. } | Saying::Reference { .. } => {}
            }
        } else if let Some(bound) = text_bound(line) {
            self.bounds.insert(bound.kind);
        } else if let Some(event) = event(line) {
            let roles = event.arguments.iter().map(|(role, _)| role.trim_end_matches(|c: char| c.is_ascii_digit()));
            self.events.entry(event.kind).or_default().extend(roles);
        } else if let Some(link) = link(line) {
            self.relations.insert((link.kind, link.arguments.map(|(role, _)| role)));
        }
    }

    /// All values that a scheme has for the attributes that are there.
    fn offer(&mut self, scheme: &Scheme) {
        let of_labels = scheme.labels.iter().flat_map(|label| &label.attributes);
        let of_relations = scheme.relations.iter().flat_map(|relation| &relation.attributes);
        for attribute in of_labels.chain(of_relations) {
            if let Some(values) = self.attributes.get_mut(attribute_kind(attribute.id.as_str()).as_str()) {
                values.extend(attribute.values.iter().map(|choice| choice.id.clone()));
            }
        }
    }

    fn configuration(&self) -> String {
        let mut text = "[entities]\n".to_owned();
        // The words that stand for an event have its type.
        for kind in self.bounds.iter().filter(|kind| !self.events.contains_key(*kind)) {
            let _ = writeln!(text, "{kind}");
        }
        text.push_str("\n[relations]\n");
        if self.has_same {
            let _ = writeln!(text, "{EQUIVALENCE}\tArg1:<ANY>, Arg2:<ANY>, <REL-TYPE>:symmetric-transitive");
        }
        for (name, [one, other]) in &self.relations {
            let _ = writeln!(text, "{name}\t{one}:<ANY>, {other}:<ANY>");
        }
        text.push_str("\n[events]\n");
        for (kind, roles) in &self.events {
            let roles: Vec<String> = roles.iter().map(|role| format!("{role}*:<ANY>")).collect();
            let _ = writeln!(text, "{kind}\t{}", roles.join(", "));
        }
        text.push_str("\n[attributes]\n");
        for (name, values) in &self.attributes {
            // With any other value brat would not read the configuration. Without a value it
            // would take the attribute for a flag and not show what it is; what it knows
            // nothing of it shows.
            let is_value = |value: &&str| !value.contains(|c: char| c.is_whitespace() || ",|<>".contains(c));
            let listed: Vec<&str> = values.iter().map(String::as_str).filter(is_value).collect();
            if listed.is_empty() && !values.is_empty() {
                continue;
            }
            let of = if listed.is_empty() { String::new() } else { format!(", Value:{}", listed.join("|")) };
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
            "*\tEquiv T1 T2",
            "A3",
            "A4\tcertainty T2 in two words",
            "A5\twords T2 in two words",
            "",
        ] {
            types.see(line);
        }
        let expected = "[entities]\nContent\n\n[relations]\nEquiv\tArg1:<ANY>, Arg2:<ANY>, <REL-TYPE>:symmetric-transitive\nnear\tArg1:<ANY>, Arg2:<ANY>\n\n[events]\nAttribution\tContent*:<ANY>\n\n[attributes]\nNegated\tArg:<ANY>\ncertainty\tArg:<ANY>, Value:guessed|stated\n";
        assert_eq!(types.configuration(), expected);
    }
}
