//! The Web Annotations that Recogito's text annotator loads: a bare list, with bodies that
//! are lists and targets that are objects, positions in UTF-16 units, and no colon in an
//! id. Relations are bodies of what they join first. Read by
//! [`super::web_annotation`], like the strict file.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::counting::Counting;
use super::web_annotation::iri;
use super::web_annotation::write::{Names, bodies, resource_body, target, text_body};
use super::{Export, Losses, MarkedText, Material, Part};
use crate::formats::pretty;
use crate::model::annotation::Annotation;
use crate::model::id::{AnnotationId, is_id};
use crate::model::relation::Relation;

/// How an id begins that is no UUID.
const PREFIX: &str = "ascribe_";
/// How the ids begin that are UUIDs here.
const UUID: &str = "urn:uuid:";

/// Writes the file.
pub(super) fn write(material: &Material<'_>) -> Export {
    let names = Names::of(material);
    let mut losses = Losses::except(
        &[Part::Relations, Part::Attributes, Part::Notes, Part::Identities, Part::IdentityDetails, Part::Times],
        material,
    );
    let mut items = Vec::new();
    for marked in &material.articles {
        let mut links: BTreeMap<&AnnotationId, Vec<&Relation>> = BTreeMap::new();
        for relation in &marked.relations {
            if let [first, _, ..] = relation.arguments.as_slice() {
                links.entry(&first.annotation).or_default().push(relation);
            }
        }
        let mut written = 0;
        for annotation in &marked.annotations {
            let links = links.remove(&annotation.id).unwrap_or_default();
            written += links.len();
            losses.add("lost-relation-roles", links.iter().filter(|relation| !is_plain(relation)).count());
            items.push(item(material, &names, marked, annotation, &links));
        }
        // What begins with a mark that is not in the file, or joins nothing to it.
        losses.add("lost-relations", marked.relations.len() - written);
    }
    losses.replace(Part::Times, material.articles.iter().map(|marked| marked.relations.len()).sum());
    losses.hold_numbers(material, material.annotations());
    Export::of("annotations.json", pretty(&items), losses)
}

/// Whether it is read again as it is: what joins a claim and its source.
fn is_plain(relation: &Relation) -> bool {
    let roles: Vec<&str> = relation.arguments.iter().map(|argument| argument.role.as_str()).collect();
    relation.label.as_str() == "attribution" && roles == ["claim", "source"]
}

fn item(
    material: &Material<'_>,
    names: &Names,
    marked: &MarkedText<'_>,
    annotation: &Annotation,
    links: &[&Relation],
) -> Value {
    let targets: Vec<Value> = annotation.target.iter().map(|f| target(marked, f, Counting::Utf16)).collect();
    let mut bodies = bodies(material, names, annotation);
    if let Some(identity) = material.identity(annotation) {
        bodies.push(text_body("identifying", &identity.name));
    }
    for relation in links {
        let others = relation.arguments.iter().skip(1);
        bodies.extend(others.map(|other| resource_body("linking", &id_of(other.annotation.as_str()))));
    }
    json!({
        "@context": "http://www.w3.org/ns/anno.jsonld",
        "id": id_of(annotation.id.as_str()),
        "type": "Annotation",
        "body": bodies,
        "target": targets,
        "created": annotation.created.as_str(),
        "modified": annotation.modified.as_str()
    })
}

/// An id that can stand in the name of a highlight, as style sheets have it: of letters,
/// digits, hyphens and low lines.
pub fn id_of(id: &str) -> String {
    if let Some(uuid) = id.strip_prefix(UUID).filter(|uuid| is_uuid(uuid)) {
        return uuid.to_owned();
    }
    let stays = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
    PREFIX.to_owned() + &iri::encoded(id, stays).replace('%', "_")
}

/// The id that was written so, or that another's IRI is here.
pub fn id_in(written: &str) -> String {
    if is_uuid(written) {
        return format!("{UUID}{written}");
    }
    let decoded = written.strip_prefix(PREFIX).and_then(|rest| iri::decoded(&rest.replace('_', "%")));
    let ours = decoded.filter(|id| is_id(id) && id_of(id) == written);
    ours.unwrap_or_else(|| iri::id_in(written))
}

fn is_uuid(text: &str) -> bool {
    let shape = [8, 4, 4, 4, 12];
    let parts: Vec<&str> = text.split('-').collect();
    let is_hex = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte));
    parts.iter().map(|part| part.len()).eq(shape) && parts.iter().all(|part| is_hex(part))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn ids_have_no_colon_and_are_found_again() {
        let check = |id: &str, written: &str| {
            assert_eq!(id_of(id), written);
            assert_eq!(id_in(written), id);
        };
        let uuid = "0b9f5c0e-6d0c-4c55-9a58-5a2d3a4f7c11";
        check(&format!("urn:uuid:{uuid}"), uuid);
        check(uuid, &format!("ascribe_{uuid}"));
        check("urn:uuid:3", "ascribe_urn_3Auuid_3A3");
        check("ascribe_x", "ascribe_ascribe_5Fx");
        check("T1", "ascribe_T1");
        check("ü", "ascribe__C3_BC");
        // What was made elsewhere stays as it is.
        for other in ["ascribe__3a", "ascribe_", "ascribe_%", "T1", "0B9F5C0E-6D0C-4C55-9A58-5A2D3A4F7C11"] {
            assert_eq!(id_in(other), other);
        }
    }

    proptest! {
        #[test]
        fn every_id_is_found_again(id in "[a-c:/#%_ü𠮷-]{1,12}") {
            let written = id_of(&id);
            prop_assert!(written.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_')));
            prop_assert_eq!(id_in(&written), id);
        }
    }
}
