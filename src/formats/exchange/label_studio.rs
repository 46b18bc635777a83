//! Label Studio: tasks, and the labelling configuration that names every label in them.
//! Positions count code points of the text, as its `Text` tag does (a line break is
//! one).

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use serde_json::{Map, Value, json};

use super::counting::Counting;
use super::marks::{Link, Mark, Marked, id_in, position, unread};
use super::markup::escaped;
use super::pairs::{Pairs, SAME_MARK};
use super::texts::Text;
use super::{Export, Losses, MarkedText, Material, Part};
use crate::formats::{ReadFile, WrittenFile, pretty};
use crate::model::annotation::{Annotation, Fragment};
use crate::model::id::{AttributeId, LabelId, is_id};
use crate::model::offset::IndexedText;
use crate::model::scheme::{AttributeKind, Scheme};

/// The control for what an annotation is about.
const ABOUT: &str = "about";
/// The control for its note.
const NOTE: &str = "note";

/// Writes the tasks, one for each article, and the configuration.
pub(super) fn write(material: &Material<'_>) -> Export {
    let pairs = Pairs::of_all(material);
    let mut controls = Controls::of(&material.scheme);
    let mut tasks = Vec::new();
    for (marked, pairs) in material.articles.iter().zip(&pairs) {
        let mut result = Vec::new();
        for annotation in &marked.annotations {
            regions(&mut result, material, annotation, &mut controls);
        }
        for pair in &pairs.pairs {
            controls.relations.insert(pair.name());
            result.push(link(pair.from.as_str(), pair.to.as_str(), &pair.name()));
        }
        let MarkedText { article, text, .. } = marked;
        tasks.push(json!({
            "data": { "text": text.as_str(), "title": article.title, "article": article.id.as_str() },
            "annotations": [{ "result": result }],
        }));
    }
    let held = [Part::Relations, Part::Attributes, Part::Notes, Part::Identities];
    let mut losses = Losses::except(&held, material);
    losses.hold_numbers(material, material.annotations());
    losses.add("lost-joined", pairs.iter().map(|pairs| pairs.split).sum());
    losses.add("lost-relation-parts", pairs.iter().map(|pairs| pairs.partial).sum());
    let file = |name: &str, text: String| WrittenFile { name: name.to_owned(), text };
    Export { files: vec![file("tasks.json", pretty(&tasks)), file("configuration.xml", controls.xml())], losses }
}

/// The regions of an annotation: its passages, with what is said of it at the first.
fn regions(result: &mut Vec<Value>, material: &Material<'_>, annotation: &Annotation, controls: &mut Controls<'_>) {
    let name = |part: usize| {
        let id = annotation.id.as_str();
        if part == 0 { id.to_owned() } else { format!("{id}#{}", part + 1) }
    };
    let region = |part: usize, fragment: &Fragment, control: &str, kind: &str, said: Value| {
        let mut value = Map::new();
        value.insert("start".to_owned(), fragment.span.start().0.into());
        value.insert("end".to_owned(), fragment.span.end().0.into());
        if kind != "textarea" {
            value.insert("text".to_owned(), fragment.quote.exact.as_str().into());
        }
        value.insert(if kind == "textarea" { "text" } else { kind }.to_owned(), said);
        json!({ "id": name(part), "from_name": control, "to_name": "text", "type": kind, "value": value })
    };
    controls.labels.insert(annotation.label.to_string());
    for (part, fragment) in annotation.target.iter().enumerate() {
        result.push(region(part, fragment, "label", "labels", json!([annotation.label.as_str()])));
        if part > 0 {
            controls.relations.insert(SAME_MARK.to_owned());
            result.push(link(&name(0), &name(part), SAME_MARK));
            continue;
        }
        for (attribute, value) in &annotation.attributes {
            let kind = controls.say(&annotation.label, attribute.as_str(), value);
            result.push(region(0, fragment, &format!("answer-{attribute}"), kind, json!([value])));
        }
        if let Some(identity) = material.identity(annotation) {
            controls.has_about = true;
            let mut said = vec![identity.name.as_str()];
            said.extend(Some(identity.wikidata.as_str()).filter(|number| !number.is_empty()));
            result.push(region(0, fragment, ABOUT, "textarea", json!(said)));
        }
        if !annotation.note.is_empty() {
            controls.has_note = true;
            result.push(region(0, fragment, NOTE, "textarea", json!([annotation.note])));
        }
    }
}

fn link(from: &str, to: &str, name: &str) -> Value {
    json!({ "type": "relation", "from_id": from, "to_id": to, "direction": "right", "labels": [name] })
}

/// What the configuration must name.
struct Controls<'a> {
    scheme: &'a Scheme,
    labels: BTreeSet<String>,
    /// The values of those that are choices; none for those that are any text.
    attributes: BTreeMap<String, Option<BTreeSet<String>>>,
    relations: BTreeSet<String>,
    has_about: bool,
    has_note: bool,
}

impl<'a> Controls<'a> {
    fn of(scheme: &'a Scheme) -> Self {
        let (labels, relations) = (BTreeSet::new(), BTreeSet::new());
        Controls { scheme, labels, attributes: BTreeMap::new(), relations, has_about: false, has_note: false }
    }

    /// What is said: of which kind its control is.
    fn say(&mut self, label: &LabelId, attribute: &str, value: &str) -> &'static str {
        let known = self.scheme.attributes(label).iter().find(|known| known.id.as_str() == attribute);
        let is_choice = known.is_some_and(|known| known.kind == AttributeKind::Choice);
        let values = self.attributes.entry(attribute.to_owned()).or_insert_with(|| is_choice.then(BTreeSet::new));
        match values {
            Some(values) => {
                values.extend(known.into_iter().flat_map(|known| &known.values).map(|choice| choice.id.clone()));
                values.insert(value.to_owned());
                "choices"
            }
            None => "textarea",
        }
    }

    fn xml(&self) -> String {
        let mut labels: Vec<&str> = self.scheme.labels.iter().map(|label| label.id.as_str()).collect();
        let others = self.labels.iter().map(String::as_str);
        labels.extend(others.filter(|label| !self.scheme.labels.iter().any(|known| known.id.as_str() == *label)));
        let mut xml = String::from("<View>\n  <Labels name=\"label\" toName=\"text\">\n");
        for label in labels {
            let _ = writeln!(xml, "    <Label value=\"{}\"/>", escaped(label));
        }
        xml.push_str("  </Labels>\n  <Text name=\"text\" value=\"$text\"/>\n");
        for (attribute, values) in &self.attributes {
            let name = format!("name=\"answer-{}\" toName=\"text\" perRegion=\"true\"", escaped(attribute));
            match values {
                None => {
                    let _ = writeln!(xml, "  <TextArea {name}/>");
                }
                Some(values) => {
                    let _ = writeln!(xml, "  <Choices {name}>");
                    for value in values {
                        let _ = writeln!(xml, "    <Choice value=\"{}\"/>", escaped(value));
                    }
                    xml.push_str("  </Choices>\n");
                }
            }
        }
        for (control, is_there) in [(ABOUT, self.has_about), (NOTE, self.has_note)] {
            if is_there {
                let _ = writeln!(xml, "  <TextArea name=\"{control}\" toName=\"text\" perRegion=\"true\"/>");
            }
        }
        if !self.relations.is_empty() {
            xml.push_str("  <Relations>\n");
            for relation in &self.relations {
                let _ = writeln!(xml, "    <Relation value=\"{}\"/>", escaped(relation));
            }
            xml.push_str("  </Relations>\n");
        }
        xml.push_str("</View>\n");
        xml
    }
}

/// Whether a value is a task.
pub(super) fn is_one(value: &Value) -> bool {
    let has_work = |key: &str| value.get(key).is_some_and(Value::is_array);
    value.get("data").is_some_and(Value::is_object) && (has_work("annotations") || has_work("predictions"))
}

/// Reads a task: what all annotators said or, if nobody did, what was predicted.
pub(super) fn read(value: &Value, place: &str, file: &mut ReadFile) {
    let data = |key: &str| value.get("data").and_then(|data| data.get(key)).and_then(Value::as_str);
    // The text may have any name; it is the longest.
    let others = value.get("data").and_then(Value::as_object).into_iter().flat_map(Map::values);
    let longest = || others.filter_map(Value::as_str).max_by_key(|text| text.len());
    let whole = data("text").or_else(longest).unwrap_or_default();
    let Some(text) = Text::of("Label Studio", data("article"), data("title"), whole) else {
        return file.reject(unread(place));
    };
    let indexed = IndexedText::new(whole.to_owned());
    let mut marked = Marked::of("label-studio", text, Counting::CodePoints);
    let list = |key: &str| value.get(key).and_then(Value::as_array).filter(|list| !list.is_empty());
    let (key, works) = match list("annotations") {
        Some(works) => ("annotations", works),
        None => match list("predictions") {
            Some(works) => ("predictions", works),
            None => return marked.into_file(file),
        },
    };
    for (number, work) in works.iter().enumerate() {
        let place = format!("{place}.{key}[{number}].result");
        // Two annotators may have used the same ids.
        let named = |id: String| if number == 0 { id } else { format!("{id} {number}") };
        let Some(results) = work.get("result").and_then(Value::as_array) else {
            file.reject(unread(&place));
            continue;
        };
        let mut reading = Results { marked: &mut marked, indexed: &indexed, said: Vec::new() };
        for (at, result) in results.iter().enumerate() {
            let place = format!("{place}[{at}]");
            if reading.read(result, &place, &named).is_none() {
                file.reject(unread(&place));
            }
        }
        let said = reading.said;
        let by_id: BTreeMap<String, usize> = (0..).zip(&marked.marks).map(|(at, mark)| (mark.id.clone(), at)).collect();
        for (id, place, say) in said {
            match by_id.get(&id).and_then(|at| marked.marks.get_mut(*at)) {
                Some(mark) => say(mark),
                None => file.reject(unread(&place)),
            }
        }
    }
    marked.into_file(file);
}

/// What becomes of a mark by what is said of its region.
type Say = Box<dyn FnOnce(&mut Mark)>;

struct Results<'a> {
    marked: &'a mut Marked,
    indexed: &'a IndexedText,
    /// Of which region, where it stands, and what is said.
    said: Vec<(String, String, Say)>,
}

impl Results<'_> {
    /// Takes one result. `None` if it is of no kind that is read.
    fn read(&mut self, result: &Value, place: &str, named: &dyn Fn(String) -> String) -> Option<()> {
        let kind = result.get("type")?.as_str()?;
        if kind == "relation" {
            let end = |key: &str| id_in(result.get(key)).map(named);
            let (from, to) = (end("from_id")?, end("to_id")?);
            let name = result.get("labels").and_then(|labels| labels.get(0)).and_then(Value::as_str);
            let name = name.unwrap_or("link").to_owned();
            self.marked.links.push(Link { place: place.to_owned(), name, from, to });
            return Some(());
        }
        let id = named(id_in(result.get("id"))?);
        let value = result.get("value")?;
        let texts = |key: &str| -> Option<Vec<String>> {
            let list = value.get(key)?.as_array()?;
            list.iter().map(|text| text.as_str().map(str::to_owned)).collect()
        };
        let control = result.get("from_name").and_then(Value::as_str).unwrap_or_default();
        match kind {
            "labels" => {
                let at = (position(value.get("start"))?, position(value.get("end"))?);
                let quote = value.get("text").and_then(Value::as_str).map(|quote| self.quote(at, quote));
                let labels = texts("labels").filter(|labels| !labels.is_empty())?;
                for (nth, label) in labels.into_iter().enumerate() {
                    // A region with several labels is as many marks.
                    let id = if nth == 0 { id.clone() } else { format!("{id} {label}") };
                    self.marked.marks.push(Mark { quote: quote.clone(), ..Mark::at(place, &id, &label, at) });
                }
            }
            "choices" => {
                let said = texts("choices")?.join("; ");
                let attribute = AttributeId::from(attribute_of(control)?);
                self.say(id, place, move |mark| drop(mark.attributes.insert(attribute, said)));
            }
            "textarea" => {
                let said = texts("text")?;
                match control {
                    NOTE => self.say(id, place, move |mark| mark.note = said.join("\n")),
                    ABOUT => {
                        let mut said = said.into_iter();
                        let about = (said.next()?, said.next().unwrap_or_default());
                        self.say(id, place, move |mark| mark.about = Some(about));
                    }
                    _ => {
                        let attribute = AttributeId::from(attribute_of(control)?);
                        self.say(id, place, move |mark| drop(mark.attributes.insert(attribute, said.join("\n"))));
                    }
                }
            }
            _ => return None,
        }
        Some(())
    }

    fn say(&mut self, id: String, place: &str, say: impl FnOnce(&mut Mark) + 'static) {
        self.said.push((id, place.to_owned(), Box::new(say)));
    }

    /// The quote as the text has it: the editor writes line breaks as a backslash and an n.
    fn quote(&self, at: (u32, u32), quote: &str) -> String {
        let span = Counting::CodePoints.span_from_file(self.indexed, at);
        let there = span.and_then(|span| self.indexed.slice(span));
        let unfolded = quote.replace("\\n", "\n");
        if there == Some(unfolded.as_str()) { unfolded } else { quote.to_owned() }
    }
}

/// The attribute that a control is for.
fn attribute_of(control: &str) -> Option<&str> {
    Some(control.strip_prefix("answer-").unwrap_or(control)).filter(|id| is_id(id))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formats::exchange::fixtures::{check_round_trip, check_sample};

    #[test]
    fn every_region_stands_on_its_words_and_every_name_is_in_the_configuration() {
        let export = check_sample("label-studio");
        let tasks: Value = serde_json::from_str(&export.files[0].text).unwrap();
        let configuration = &export.files[1].text;
        let named = |tag: &str, name: &str| configuration.contains(&format!("<{tag} value=\"{}\"/>", escaped(name)));
        let mut regions = 0;
        for task in tasks.as_array().unwrap() {
            let text: Vec<char> = task["data"]["text"].as_str().unwrap().chars().collect();
            let results = task["annotations"][0]["result"].as_array().unwrap();
            for result in results {
                if result["type"] == "relation" {
                    assert!(named("Relation", result["labels"][0].as_str().unwrap()));
                    for end in ["from_id", "to_id"] {
                        assert!(results.iter().any(|other| other["id"] == result[end]));
                    }
                    continue;
                }
                let control = format!(" name=\"{}\" toName=\"text\"", escaped(result["from_name"].as_str().unwrap()));
                assert!(configuration.contains(&control), "{control}");
                if let Some(label) = result["value"]["labels"][0].as_str() {
                    regions += 1;
                    assert!(named("Label", label));
                    let at = |end: &str| result["value"][end].as_u64().unwrap() as usize;
                    let words: String = text[at("start")..at("end")].iter().collect();
                    assert_eq!(result["value"]["text"], words);
                }
            }
        }
        assert_eq!(regions, 18);
    }

    #[test]
    fn what_is_written_is_read_again() {
        check_round_trip("label-studio", "tasks.json", true);
    }
}
