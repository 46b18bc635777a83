//! Writing: the text file, and a file for each annotator.
//!
//! A line that came from a file goes back to its place in that file. What is new goes
//! to the end of the file of whatever it is joined to; what is joined to nothing goes
//! to the reader's own file, so that nobody's work is mixed with another's.

use std::collections::{BTreeMap, BTreeSet};

use super::kept::{KeptFile, KeptText, Origin, file_name, stem};
use super::layout::Layout;
use super::sayings::Lost;
use super::sheet::{Member, Sheet};
use crate::formats::exchange::{MarkedText, Material};
use crate::formats::{self, WrittenFile};
use crate::model::annotation::Annotation;
use crate::model::id::AnnotationId;
use crate::model::relation::Relation;

/// The only annotation file of a text, after what it shares with the text's name.
const ONLY: &str = ".ann";
/// The reader's own annotation file beside those of annotators.
const OWN: &str = "_ascribe.ann";

/// Writes an article of some material: its text file, then its annotation files. Adds to
/// `lost` what brat has no line for.
pub fn write(marked: &MarkedText<'_>, material: &Material<'_>, lost: &mut Lost) -> Vec<WrittenFile> {
    let MarkedText { article, annotations, relations, .. } = marked;
    let kept = KeptText::of(article);
    let cut = kept.cut(article);
    let layout = Layout::new(&cut);
    let name = if kept.name.is_empty() { formats::file_name(&article.title, "txt") } else { plain(&kept.name) };
    let none = KeptFile::default();
    let mut files = vec![WrittenFile { name: name.clone(), text: cut.text() }];
    for (key, members) in shared_out(&kept, annotations, relations) {
        let file = kept.files.get(&key).unwrap_or(&none);
        let Members { annotations, relations } = members;
        let text = Sheet { layout: &layout, file, annotations, relations }.text(material, lost);
        files.push(WrittenFile { name: plain(&file_name(stem(&name), &key)), text });
    }
    files
}

/// A name that leads into no other folder.
fn plain(name: &str) -> String {
    name.replace(|c: char| matches!(c, '/' | '\\') || c.is_control(), "_")
}

/// What a file is written from, with the origins of what came from this file.
#[derive(Default)]
struct Members<'a> {
    annotations: Vec<Member<'a>>,
    relations: Vec<(&'a Relation, Option<Origin>)>,
}

/// Which annotations and relations go to which file, by what is kept of its name. An
/// annotation goes to each file in which a relation needs it.
fn shared_out<'a>(
    kept: &KeptText,
    annotations: &[&'a Annotation],
    relations: &[&'a Relation],
) -> BTreeMap<String, Members<'a>> {
    let mut files: BTreeMap<String, Members<'a>> =
        kept.files.keys().map(|key| (key.clone(), Members::default())).collect();
    let origins: BTreeMap<&AnnotationId, Origin> =
        annotations.iter().filter_map(|a| Some((&a.id, Origin::of(&a.extra)?))).collect();
    let has_only = kept.files.contains_key(ONLY) || (kept.files.is_empty() && origins.is_empty());
    let own = if has_only { ONLY } else { OWN };
    let mut wanted: BTreeMap<&AnnotationId, BTreeSet<String>> = BTreeMap::new();
    for relation in relations {
        let origin = Origin::of(&relation.extra);
        let of_itself = origin.as_ref().map(|origin| origin.file.clone());
        let of_parts = || relation.arguments.iter().find_map(|a| origins.get(&a.annotation)).map(|o| o.file.clone());
        let key = of_itself.or_else(of_parts).unwrap_or_else(|| own.to_owned());
        for argument in &relation.arguments {
            wanted.entry(&argument.annotation).or_default().insert(key.clone());
        }
        files.entry(key).or_default().relations.push((relation, origin));
    }
    for annotation in annotations {
        let origin = origins.get(&annotation.id);
        let mut keys = wanted.remove(&annotation.id).unwrap_or_default();
        keys.extend(origin.map(|origin| origin.file.clone()));
        if keys.is_empty() {
            keys.insert(own.to_owned());
        }
        let home = origin.map(|origin| origin.file.clone()).or_else(|| keys.first().cloned());
        for key in keys {
            let is_at_home = home.as_ref() == Some(&key);
            let origin = origin.filter(|origin| origin.file == key).cloned();
            files.entry(key).or_default().annotations.push(Member { annotation, origin, is_at_home });
        }
    }
    if files.is_empty() {
        // brat opens no text without one.
        files.insert(ONLY.to_owned(), Members::default());
    }
    files
}
