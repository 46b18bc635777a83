//! brat's names and ours. A name that is in no table is the same in both.

use std::collections::{BTreeMap, BTreeSet};

use crate::formats::brat::line::is_name;

/// Our label, and role of the same name, with brat's type.
const LABELS: &[(&str, &str)] = &[("claim", "Content"), ("source", "Source"), ("cue", "Cue")];

/// brat's types of event that are our attribution; the first is written for a new one.
const ATTRIBUTIONS: [&str; 2] = ["Attribution", "Attribution-no-source"];

/// Our label for them.
const ATTRIBUTION: &str = "attribution";

/// brat's type of link that is our attribution.
const ATTRIBUTED: &str = "attributed_to";

/// The roles of a link that is an attribution, in its order.
const SAYING: [&str; 2] = [CLAIM, SOURCE];
/// The roles of a link of another type, as all formats of pairs have them.
const ENDS: [&str; 2] = ["from", "to"];
/// brat's names for the two.
const ARGUMENTS: [&str; 2] = ["Arg1", "Arg2"];

/// The role of what is said.
const CLAIM: &str = "claim";
/// The role of the words that stand for an attribution.
pub const CUE: &str = "cue";
/// The role of the words that stand for an event of another type.
pub const TRIGGER: &str = "trigger";
/// The role of who says it.
pub const SOURCE: &str = "source";

/// Our label for a text-bound's type. The words that stand for an attribution and
/// are no part of it otherwise are its cue.
pub fn label_of(kind: &str) -> &str {
    if ATTRIBUTIONS.contains(&kind) {
        return CUE;
    }
    LABELS.iter().find(|(_, theirs)| *theirs == kind).map_or(kind, |(ours, _)| ours)
}

/// brat's type, or role, for a label or role of ours.
pub fn kind_of(label: &str) -> String {
    LABELS.iter().find(|(ours, _)| *ours == label).map_or_else(|| cleaned(label), |(_, theirs)| (*theirs).to_owned())
}

/// The type to write for an annotation that came with one: the same as long as it
/// says what the label says.
pub fn kind_kept(kept: Option<&str>, label: &str) -> String {
    kept.filter(|kind| is_name(kind) && label_of(kind) == label).map_or_else(|| kind_of(label), str::to_owned)
}

/// Whether events of a type are attributions.
pub fn is_attribution(kind: &str) -> bool {
    ATTRIBUTIONS.contains(&kind)
}

/// Our label for an event's type.
pub fn relation_of(kind: &str) -> &str {
    if is_attribution(kind) { ATTRIBUTION } else { kind }
}

/// The type to write for a relation that may have come with one: the same as long as
/// it says what the label says.
pub fn event_kind(kept: Option<&str>, label: &str) -> String {
    let [new, _] = ATTRIBUTIONS;
    let other = || if label == ATTRIBUTION { new.to_owned() } else { cleaned(label) };
    kept.filter(|kind| is_name(kind) && relation_of(kind) == label).map_or_else(other, str::to_owned)
}

/// Our label for a link's type.
pub fn linked_by(kind: &str) -> &str {
    if kind == ATTRIBUTED { ATTRIBUTION } else { relation_of(kind) }
}

/// The type to write for a link, as [`event_kind`] for an event.
pub fn link_kind(kept: Option<&str>, label: &str) -> String {
    let other = || if label == ATTRIBUTION { ATTRIBUTED.to_owned() } else { cleaned(label) };
    kept.filter(|kind| is_name(kind) && linked_by(kind) == label).map_or_else(other, str::to_owned)
}

/// Our roles for those of a link of this type. `label` tells what the two are labelled: who
/// says it is the source, in whatever order the two are.
pub fn link_roles<'a>(kind: &str, roles: [&'a str; 2], labels: [&str; 2]) -> [&'a str; 2] {
    let [first, second] = roles;
    if roles != ARGUMENTS && [second, first] != ARGUMENTS {
        return [role_of(first, &BTreeSet::new()), role_of(second, &BTreeSet::from([first]))];
    }
    let is_said = linked_by(kind) == ATTRIBUTION;
    let is_turned = roles != ARGUMENTS;
    let [one, other] = if is_said { SAYING } else { ENDS };
    let is_turned = if is_said && labels == SAYING {
        false
    } else if is_said && labels == [SOURCE, CLAIM] {
        true
    } else {
        is_turned
    };
    if is_turned { [other, one] } else { [one, other] }
}

/// brat's roles for two of ours in a link, each with what plays it, in their order there;
/// `None` if no link holds such a relation.
pub fn link_arguments<T>(label: &str, one: (&str, T), other: (&str, T)) -> Option<[(String, T); 2]> {
    let usual = if label == ATTRIBUTION { SAYING } else { ENDS };
    let [first, second] = ARGUMENTS.map(str::to_owned);
    let roles = [one.0, other.0];
    if roles == usual {
        return Some([(first, one.1), (second, other.1)]);
    }
    if [other.0, one.0] == usual {
        return Some([(first, other.1), (second, one.1)]);
    }
    let stands_for_it = |role: &str| [CUE, TRIGGER].contains(&role);
    if label == ATTRIBUTION || roles.into_iter().any(stands_for_it) {
        return None;
    }
    let roles = numbered(&roles.map(kind_of));
    let [one_role, other_role] = <[String; 2]>::try_from(roles).ok()?;
    Some([(one_role, one.1), (other_role, other.1)])
}

/// The name to write for an attribute.
pub fn attribute_kind(attribute: &str) -> String {
    cleaned(attribute)
}

/// The role without the number by which brat tells several of one role apart.
/// `before` are the roles that stand before it. A number may also belong to a name.
pub fn role_of<'a>(role: &'a str, before: &BTreeSet<&str>) -> &'a str {
    let stem = role.trim_end_matches(|c: char| c.is_ascii_digit());
    let is_known = |stem: &str| LABELS.iter().any(|(_, theirs)| *theirs == stem);
    let stem = if is_known(stem) || (!stem.is_empty() && before.contains(stem)) { stem } else { role };
    LABELS.iter().find(|(_, theirs)| *theirs == stem).map_or(stem, |(ours, _)| ours)
}

/// Roles numbered as brat does: the second `Content` is `Content2`.
pub fn numbered(roles: &[String]) -> Vec<String> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    let mut numbered = Vec::with_capacity(roles.len());
    for role in roles {
        let count = counts.entry(role).or_default();
        *count += 1;
        numbered.push(if *count == 1 { role.clone() } else { format!("{role}{count}") });
    }
    numbered
}

/// A name in the characters that brat allows.
fn cleaned(name: &str) -> String {
    let allowed = |c: char| if c.is_ascii_alphanumeric() || c == '-' { c } else { '_' };
    if name.is_empty() { "_".to_owned() } else { name.chars().map(allowed).collect() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_there_and_back() {
        for (label, kind) in [("claim", "Content"), ("source", "Source"), ("cue", "Cue"), ("entity", "entity")] {
            assert_eq!((label_of(kind), kind_of(label).as_str()), (label, kind));
        }
        assert_eq!(kind_of("two words: ü"), "two_words___");
        assert_eq!(kind_of(""), "_");
        // What came with a type of its own keeps it as long as it is labelled so.
        assert_eq!(kind_kept(Some("claim"), "claim"), "claim");
        assert_eq!(kind_kept(Some("claim"), "source"), "Source");
        assert_eq!(kind_kept(Some("Attribution"), "cue"), "Attribution");
        assert_eq!(kind_kept(Some("no name"), "no name"), "no_name");
    }

    #[test]
    fn types_of_events() {
        assert_eq!(event_kind(Some("Attribution-no-source"), "attribution"), "Attribution-no-source");
        assert_eq!(event_kind(None, "attribution"), "Attribution");
        assert_eq!(event_kind(Some("Attack"), "attribution"), "Attribution");
        assert_eq!(event_kind(Some("Attack"), "Attack"), "Attack");
        assert_eq!(event_kind(None, "same as"), "same_as");
    }

    #[test]
    fn links_have_roles_by_their_type_and_by_what_they_join() {
        let check = |kind: &str, roles: [&'static str; 2], labels: [&str; 2], expected: [&str; 2]| {
            assert_eq!(link_roles(kind, roles, labels), expected, "{kind} {roles:?} {labels:?}");
        };
        let (straight, turned) = (["Arg1", "Arg2"], ["Arg2", "Arg1"]);
        check("attributed_to", straight, ["claim", "source"], ["claim", "source"]);
        check("attributed_to", straight, ["source", "claim"], ["source", "claim"]);
        check("attributed_to", straight, ["entity", "source"], ["claim", "source"]);
        check("attributed_to", turned, ["entity", "entity"], ["source", "claim"]);
        check("attributed_to", turned, ["claim", "source"], ["claim", "source"]);
        check("Attribution", ["Content", "via"], ["claim", "source"], ["claim", "via"]);
        check("near", straight, ["claim", "source"], ["from", "to"]);
        check("near", turned, ["", ""], ["to", "from"]);
        check("near", ["one", "one2"], ["", ""], ["one", "one"]);
        let written = |label: &str, one: &str, other: &str| {
            let arguments = link_arguments(label, (one, 1), (other, 2))?;
            Some(arguments.map(|(role, of)| format!("{role}:{of}")).join(" "))
        };
        assert_eq!(written("attribution", "claim", "source").as_deref(), Some("Arg1:1 Arg2:2"));
        assert_eq!(written("attribution", "source", "claim").as_deref(), Some("Arg1:2 Arg2:1"));
        assert_eq!(written("attribution", "claim", "via"), None);
        assert_eq!(written("attribution", "claim", "cue"), None);
        assert_eq!(written("near", "from", "to").as_deref(), Some("Arg1:1 Arg2:2"));
        assert_eq!(written("near", "one", "one").as_deref(), Some("one:1 one2:2"));
        assert_eq!(written("near", "a b", "trigger"), None);
        assert_eq!((linked_by("attributed_to"), linked_by("near")), ("attribution", "near"));
        assert_eq!(link_kind(Some("Attribution"), "attribution"), "Attribution");
        assert_eq!(link_kind(None, "attribution"), "attributed_to");
        assert_eq!(link_kind(Some("attributed_to"), "same as"), "same_as");
    }

    #[test]
    fn roles_are_numbered_and_the_numbers_taken_off() {
        let roles = ["Content", "Source", "Content", "Content"].map(str::to_owned);
        assert_eq!(numbered(&roles), ["Content", "Source", "Content2", "Content3"]);
        let before = |roles: &[&'static str]| roles.iter().copied().collect();
        assert_eq!(role_of("Content2", &before(&[])), "claim");
        assert_eq!(role_of("Agent2", &before(&["Agent"])), "Agent");
        assert_eq!(role_of("Arg1", &before(&[])), "Arg1");
        assert_eq!(role_of("2", &before(&[""])), "2");
    }
}
