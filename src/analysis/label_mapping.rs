//! Labels of other tools: which of them the scheme does not know, and what they may be
//! called here.

use std::collections::BTreeMap;
use std::rc::Rc;

use crate::model::annotation::Annotation;
use crate::model::id::LabelId;
use crate::model::scheme::Scheme;

/// The key under which an annotation keeps the label that its file gave it.
pub const IMPORTED_LABEL: &str = "importedLabel";

/// A label that the scheme does not know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unknown {
    /// As the file has it.
    pub label: LabelId,
    /// How many annotations have it.
    pub count: usize,
    /// A label of the scheme that probably means the same.
    pub proposal: Option<LabelId>,
}

/// What other tools and collections call what our schemes have; in small letters.
const NAMES: &[(&str, &[&str])] = &[
    (
        "entity",
        &[
            "per",
            "pers",
            "person",
            "people",
            "org",
            "organisation",
            "organization",
            "gpe",
            "loc",
            "location",
            "place",
            "norp",
            "fac",
            "facility",
            "product",
            "event",
            "misc",
            "ent",
            "named_entity",
            "named-entity",
            "ne",
        ],
    ),
    ("source", &["speaker", "src", "holder", "attribution_source", "who", "agent"]),
    ("claim", &["content", "statement", "quote", "quotation", "assertion", "proposition", "what"]),
    ("cue", &["verb", "reporting_verb", "reporting-verb", "attribution_cue", "trigger"]),
];

/// The labels of some annotations that a scheme does not know, by name.
pub fn unknown_labels(annotations: &[Rc<Annotation>], scheme: &Scheme) -> Vec<Unknown> {
    let mut counts: BTreeMap<&LabelId, usize> = BTreeMap::new();
    for annotation in annotations {
        *counts.entry(&annotation.label).or_default() += 1;
    }
    let is_known = |label: &LabelId| scheme.labels.iter().any(|known| known.id == *label);
    let unknown = counts.into_iter().filter(|(label, _)| !is_known(label));
    unknown.map(|(label, count)| Unknown { label: label.clone(), count, proposal: proposal(label, scheme) }).collect()
}

/// The label that has this name, or is called so elsewhere.
fn proposal(label: &LabelId, scheme: &Scheme) -> Option<LabelId> {
    let name = label.as_str().trim().to_lowercase();
    let named = |known: &&crate::model::scheme::Label| {
        known.id.as_str().to_lowercase() == name || known.meaning.name.to_lowercase() == name
    };
    let called = || {
        let (id, _) = NAMES.iter().find(|(_, names)| names.contains(&name.as_str()))?;
        scheme.labels.iter().find(|known| known.id.as_str() == *id)
    };
    scheme.labels.iter().find(named).or_else(called).map(|known| known.id.clone())
}

/// The annotations with other labels; each keeps the one that its file gave it.
pub fn relabelled(annotations: &[Rc<Annotation>], labels: &BTreeMap<LabelId, LabelId>) -> Vec<Rc<Annotation>> {
    let relabel = |annotation: &Rc<Annotation>| match labels.get(&annotation.label) {
        Some(label) if *label != annotation.label => {
            let mut next = Annotation::clone(annotation);
            next.extra.insert(IMPORTED_LABEL.to_owned(), next.label.as_str().into());
            next.label = label.clone();
            Rc::new(next)
        }
        _ => annotation.clone(),
    };
    annotations.iter().map(relabel).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::fixtures;

    fn scheme() -> Scheme {
        crate::formats::scheme::shipped(include_str!("../../assets/schemes/news.json")).unwrap()
    }

    fn annotation(id: &str, label: &str) -> Rc<Annotation> {
        fixtures::annotation(id, &fixtures::article("urn:a", &["Mayor resigns"]), label, &[(0, 5)])
    }

    #[test]
    fn unknown_labels_are_counted_and_some_have_a_proposal() {
        let scheme = scheme();
        let given = ["claim", "PERSON", "ORG", "PERSON", "Claim", "Sentiment", "Speaker"];
        let annotations: Vec<_> =
            given.iter().enumerate().map(|(n, label)| annotation(&format!("a{n}"), label)).collect();
        let found: Vec<_> = unknown_labels(&annotations, &scheme)
            .into_iter()
            .map(|u| (u.label.as_str().to_owned(), u.count, u.proposal.map(|label| label.as_str().to_owned())))
            .collect();
        let row = |label: &str, count, proposal: Option<&str>| (label.to_owned(), count, proposal.map(str::to_owned));
        let expected = [
            row("Claim", 1, Some("claim")),
            row("ORG", 1, Some("entity")),
            row("PERSON", 2, Some("entity")),
            row("Sentiment", 1, None),
            row("Speaker", 1, Some("source")),
        ];
        assert_eq!(found, expected);
        // A scheme of the reader's own has no entities.
        let own = Scheme { labels: vec![], ..scheme };
        assert!(unknown_labels(&annotations, &own).iter().all(|unknown| unknown.proposal.is_none()));
    }

    #[test]
    fn the_label_of_the_file_is_kept() {
        let given = [annotation("a", "PERSON"), annotation("b", "Sentiment")];
        let labels = BTreeMap::from([("PERSON".into(), "entity".into()), ("Sentiment".into(), "Sentiment".into())]);
        let now = relabelled(&given, &labels);
        assert_eq!((now[0].label.as_str(), now[0].extra[IMPORTED_LABEL].as_str()), ("entity", Some("PERSON")));
        assert_eq!(now[1], given[1]);
    }
}
