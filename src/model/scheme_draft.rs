//! Changing a scheme: the lists in it, what can be done with each of them, what is
//! still wrong with it, and the ids of what is new.
//!
//! A draft is a scheme in which what is new has no id yet (a blank and a number
//! stands for it, which no id can be) and a list of cue words is one text, as it was
//! typed. [`settled`] makes the scheme of it.

use std::collections::BTreeMap;

use serde_json::Map;

use super::id::{AttributeId, LabelId};
use super::problem::Problem;
use super::scheme::{
    Attribute, AttributeKind, COLOURS, Choice, CueWords, LINES, Label, Meaning, RelationType, Role, Scheme,
};

/// A list in a scheme.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum List {
    /// Its labels.
    Labels,
    /// Its types of relation.
    Relations,
    /// What can be said of a label or of a relation.
    Attributes(Owner),
    /// The values of the attribute with this number.
    Values(Owner, usize),
    /// The parts in the relation with this number.
    Roles(usize),
    /// The cue words of the relation with this number.
    Cues(usize),
}

/// Whose attributes: a label's or a relation's, by its number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Owner {
    /// A label's.
    Label(usize),
    /// A relation's.
    Relation(usize),
}

/// An entry of a list, by its number in it.
pub type Place = (List, usize);

/// What every list can do.
pub trait Entries {
    /// How many there are.
    fn count(&self) -> usize;
    /// Adds an empty one at the end.
    fn add(&mut self);
    /// Moves one to the place of another.
    fn shift(&mut self, from: usize, to: usize);
    /// Takes one out.
    fn remove(&mut self, index: usize);
    /// What one is called, if it has a name.
    fn meaning(&mut self, index: usize) -> Option<&mut Meaning>;
    /// The id of one; empty if it has none.
    fn id(&self, index: usize) -> String;
}

trait Entry: Sized {
    fn empty(id: String) -> Self;
    fn id(&self) -> &str;
    fn meaning(&mut self) -> Option<&mut Meaning>;
}

impl<T: Entry> Entries for Vec<T> {
    fn count(&self) -> usize {
        self.len()
    }

    fn add(&mut self) {
        let is_free = |id: &String| !self.iter().any(|entry| entry.id() == id);
        let id = (1..).map(|number: usize| format!(" {number}")).find(is_free);
        self.push(T::empty(id.unwrap_or_default()));
    }

    fn shift(&mut self, from: usize, to: usize) {
        if from < self.len() && to < self.len() {
            let entry = Vec::remove(self, from);
            self.insert(to, entry);
        }
    }

    fn remove(&mut self, index: usize) {
        if index < self.len() {
            Vec::remove(self, index);
        }
    }

    fn meaning(&mut self, index: usize) -> Option<&mut Meaning> {
        self.get_mut(index)?.meaning()
    }

    fn id(&self, index: usize) -> String {
        self.get(index).map(|entry| entry.id().to_owned()).unwrap_or_default()
    }
}

impl Entry for Label {
    fn empty(id: String) -> Self {
        Label {
            id: id.into(),
            meaning: Meaning::default(),
            key: String::new(),
            colour: COLOURS.last().copied().unwrap_or_default().to_owned(),
            line: LINES.first().copied().unwrap_or_default().to_owned(),
            identity: true,
            attributes: Vec::new(),
            extra: Map::new(),
        }
    }

    fn id(&self) -> &str {
        self.id.as_str()
    }

    fn meaning(&mut self) -> Option<&mut Meaning> {
        Some(&mut self.meaning)
    }
}

impl Entry for Attribute {
    fn empty(id: String) -> Self {
        Attribute {
            id: id.into(),
            meaning: Meaning::default(),
            kind: AttributeKind::Choice,
            values: Vec::new(),
            extra: Map::new(),
        }
    }

    fn id(&self) -> &str {
        self.id.as_str()
    }

    fn meaning(&mut self) -> Option<&mut Meaning> {
        Some(&mut self.meaning)
    }
}

impl Entry for Choice {
    fn empty(id: String) -> Self {
        Choice { id, meaning: Meaning::default(), extra: Map::new() }
    }

    fn id(&self) -> &str {
        &self.id
    }

    fn meaning(&mut self) -> Option<&mut Meaning> {
        Some(&mut self.meaning)
    }
}

impl Entry for RelationType {
    fn empty(id: String) -> Self {
        RelationType {
            id: id.into(),
            meaning: Meaning::default(),
            arguments: Vec::new(),
            attributes: Vec::new(),
            cues: Vec::new(),
            extra: Map::new(),
        }
    }

    fn id(&self) -> &str {
        self.id.as_str()
    }

    fn meaning(&mut self) -> Option<&mut Meaning> {
        Some(&mut self.meaning)
    }
}

impl Entry for Role {
    fn empty(id: String) -> Self {
        Role {
            role: id.into(),
            meaning: Meaning::default(),
            labels: Vec::new(),
            least: 1,
            most: None,
            owned: false,
            extra: Map::new(),
        }
    }

    fn id(&self) -> &str {
        self.role.as_str()
    }

    fn meaning(&mut self) -> Option<&mut Meaning> {
        Some(&mut self.meaning)
    }
}

impl Entry for CueWords {
    fn empty(_: String) -> Self {
        CueWords { language: String::new(), words: Vec::new(), suggests: BTreeMap::new(), extra: Map::new() }
    }

    fn id(&self) -> &str {
        ""
    }

    fn meaning(&mut self) -> Option<&mut Meaning> {
        None
    }
}

impl Scheme {
    /// A list of it, to be changed.
    pub fn list(&mut self, list: List) -> Option<&mut dyn Entries> {
        Some(match list {
            List::Labels => &mut self.labels,
            List::Relations => &mut self.relations,
            List::Attributes(owner) => self.attributes_of(owner)?,
            List::Values(owner, attribute) => &mut self.attributes_of(owner)?.get_mut(attribute)?.values,
            List::Roles(relation) => &mut self.relations.get_mut(relation)?.arguments,
            List::Cues(relation) => &mut self.relations.get_mut(relation)?.cues,
        })
    }

    /// What can be said of a label or of a relation, to be changed.
    pub fn attributes_of(&mut self, owner: Owner) -> Option<&mut Vec<Attribute>> {
        match owner {
            Owner::Label(label) => self.labels.get_mut(label).map(|label| &mut label.attributes),
            Owner::Relation(relation) => self.relations.get_mut(relation).map(|relation| &mut relation.attributes),
        }
    }

    /// Takes an entry out, and what else in the scheme speaks of it.
    pub fn remove_entry(&mut self, (list, index): Place) {
        let Some(entries) = self.list(list) else { return };
        let id = entries.id(index);
        entries.remove(index);
        match list {
            List::Labels => {
                let roles = self.relations.iter_mut().flat_map(|relation| &mut relation.arguments);
                roles.for_each(|role| role.labels.retain(|label| label.as_str() != id));
            }
            List::Attributes(Owner::Relation(relation)) => {
                self.each_suggestion(relation, |attribute, _| attribute.as_str() != id);
            }
            List::Values(Owner::Relation(relation), attribute) => {
                let attributes = self.relations.get(relation).map(|relation| relation.attributes.as_slice());
                let attribute = attributes.and_then(|all| all.get(attribute)).map(|attribute| attribute.id.clone());
                self.each_suggestion(relation, |of, value| Some(of) != attribute.as_ref() || *value != id);
            }
            _ => {}
        }
    }

    fn each_suggestion(&mut self, relation: usize, keep: impl Fn(&AttributeId, &String) -> bool) {
        let cues = self.relations.get_mut(relation).into_iter().flat_map(|relation| &mut relation.cues);
        cues.for_each(|cue| cue.suggests.retain(|attribute, value| keep(attribute, value)));
    }
}

/// A scheme as a draft: its cue words as one text each.
pub fn drafted(scheme: &Scheme) -> Scheme {
    let mut draft = scheme.clone();
    for cues in draft.relations.iter_mut().flat_map(|relation| &mut relation.cues) {
        cues.words = vec![cues.words.join(", ")];
    }
    draft
}

/// The scheme that a draft makes: names without stray spaces, an id for each new
/// thing, the cue words one by one.
pub fn settled(draft: &Scheme) -> Scheme {
    let mut scheme = draft.clone();
    for text in [&mut scheme.title, &mut scheme.about] {
        trim(text);
    }
    let renamed = settle(&mut scheme.labels, |label, id| label.id = id.into());
    for label in &mut scheme.labels {
        trim(&mut label.key);
        settle_attributes(&mut label.attributes);
    }
    settle(&mut scheme.relations, |relation, id| relation.id = id.into());
    for relation in &mut scheme.relations {
        settle(&mut relation.arguments, |role, id| role.role = id.into());
        for label in relation.arguments.iter_mut().flat_map(|role| &mut role.labels) {
            if let Some(id) = renamed.get(label.as_str()) {
                *label = LabelId::from(id.as_str());
            }
        }
        let renamed = settle_attributes(&mut relation.attributes);
        for cues in &mut relation.cues {
            trim(&mut cues.language);
            cues.words = words_in(&cues.words);
            let suggests = std::mem::take(&mut cues.suggests).into_iter();
            cues.suggests = suggests
                .map(|(attribute, value)| match renamed.get(attribute.as_str()) {
                    Some((id, values)) => (id.as_str().into(), values.get(&value).cloned().unwrap_or(value)),
                    None => (attribute, value),
                })
                .collect();
        }
        relation.cues.retain(|cues| !cues.words.is_empty());
    }
    scheme
}

/// Of each attribute what it was called and is called now, and of each of its values.
fn settle_attributes(attributes: &mut Vec<Attribute>) -> BTreeMap<String, (String, BTreeMap<String, String>)> {
    let names = settle(attributes, |attribute, id| attribute.id = id.into());
    let mut all = BTreeMap::new();
    for attribute in attributes {
        if attribute.kind != AttributeKind::Choice {
            attribute.values.clear();
        }
        let values = settle(&mut attribute.values, |choice, id| choice.id = id);
        let id = attribute.id.as_str().to_owned();
        let was = names.iter().find(|(_, now)| **now == id).map_or_else(|| id.clone(), |(was, _)| was.clone());
        all.insert(was, (id, values));
    }
    all
}

/// Trims what entries say, and makes ids for those that have none; answers with what
/// stood for them.
fn settle<T: Entry>(entries: &mut [T], rename: impl Fn(&mut T, String)) -> BTreeMap<String, String> {
    let mut ids: Vec<String> = entries.iter().map(|entry| entry.id().to_owned()).collect();
    let mut renamed = BTreeMap::new();
    for entry in entries {
        let mut name = String::new();
        if let Some(meaning) = entry.meaning() {
            [&mut meaning.name, &mut meaning.test, &mut meaning.near_miss, &mut meaning.guideline]
                .into_iter()
                .for_each(trim);
            name.clone_from(&meaning.name);
        }
        if entry.id().starts_with(' ') {
            let id = id_from_name(&name, &ids);
            ids.push(id.clone());
            renamed.insert(entry.id().to_owned(), id.clone());
            rename(entry, id);
        }
    }
    renamed
}

fn trim(text: &mut String) {
    *text = text.trim().to_owned();
}

/// Words and phrases that are separated by commas or line breaks, each once.
fn words_in(texts: &[String]) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    for word in texts.iter().flat_map(|text| text.split([',', '\n'])).map(str::trim) {
        if !word.is_empty() && !words.iter().any(|known| known == word) {
            words.push(word.to_owned());
        }
    }
    words
}

/// An id in letters, digits and hyphens that is none of those taken.
pub fn id_from_name(name: &str, taken: &[String]) -> String {
    const MOST: usize = 60;
    let lower = name.to_lowercase();
    let words = lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let joined = words.collect::<Vec<_>>().join("-");
    let mut stem: String = joined.chars().take(MOST).collect();
    stem.truncate(stem.trim_end_matches('-').len());
    if stem.is_empty() {
        // A name of signs alone.
        stem.push('x');
    }
    let numbered = (2..).map(|number: usize| format!("{stem}-{number}"));
    let free = std::iter::once(stem.clone()).chain(numbered).find(|id| !taken.contains(id));
    free.unwrap_or_default()
}

/// What is wrong with a scheme that a person has changed. `own_keys` are the app's own.
pub fn problems(scheme: &Scheme, own_keys: &[&str]) -> Vec<Problem> {
    let mut found = Vec::new();
    if scheme.title.is_empty() {
        found.push(Problem::new("scheme-without-title"));
    }
    if scheme.labels.is_empty() {
        found.push(Problem::new("scheme-without-labels"));
    }
    nameless(&mut found, "nameless-label", "", &scheme.labels, |label| &label.meaning);
    let mut keys: BTreeMap<&str, &str> = BTreeMap::new();
    for label in &scheme.labels {
        let (key, name) = (label.key.as_str(), label.meaning.name.as_str());
        let problem = |code| Problem::new(code).with("key", key).with("label", name);
        if key.is_empty() {
            continue;
        }
        if key.chars().count() > 1 {
            found.push(problem("key-too-long"));
        } else if own_keys.contains(&key) {
            found.push(problem("key-taken"));
        } else if let Some(other) = keys.insert(key, name) {
            found.push(problem("key-twice").with("other", other));
        }
    }
    for label in &scheme.labels {
        of_attributes(&mut found, &label.meaning.name, &label.attributes);
    }
    nameless(&mut found, "nameless-relation", "", &scheme.relations, |relation| &relation.meaning);
    for relation in &scheme.relations {
        let name = &relation.meaning.name;
        nameless(&mut found, "nameless-role", name, &relation.arguments, |role| &role.meaning);
        for role in &relation.arguments {
            let problem = |code| Problem::new(code).with("of", name).with("role", &role.meaning.name);
            if role.labels.is_empty() {
                found.push(problem("role-without-labels"));
            }
            if role.most.is_some_and(|most| most < role.least) {
                found.push(problem("role-least-above-most"));
            }
        }
        of_attributes(&mut found, name, &relation.attributes);
        if relation.cues.iter().any(|cues| cues.language.is_empty()) {
            found.push(Problem::new("cues-without-language").with("of", name));
        }
    }
    found
}

fn of_attributes(found: &mut Vec<Problem>, of: &str, attributes: &[Attribute]) {
    nameless(found, "nameless-attribute", of, attributes, |attribute| &attribute.meaning);
    for attribute in attributes {
        let name = &attribute.meaning.name;
        nameless(found, "nameless-value", name, &attribute.values, |value| &value.meaning);
        if attribute.kind == AttributeKind::Choice && attribute.values.is_empty() {
            found.push(Problem::new("choice-without-values").with("of", of).with("name", name));
        }
    }
}

fn nameless<T>(
    found: &mut Vec<Problem>,
    code: &'static str,
    of: &str,
    entries: &[T],
    meaning: impl Fn(&T) -> &Meaning,
) {
    let numbered = entries.iter().enumerate().filter(|(_, entry)| meaning(entry).name.is_empty());
    found.extend(numbered.map(|(index, _)| Problem::new(code).with("of", of).with("number", index + 1)));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shipped() -> Scheme {
        crate::formats::scheme::shipped(include_str!("../../assets/schemes/news.json")).unwrap()
    }

    #[test]
    fn a_draft_that_nobody_changed_is_the_scheme() {
        let scheme = shipped();
        assert_eq!(settled(&drafted(&scheme)), scheme);
        assert_eq!(problems(&scheme, &["a", "x"]), []);
    }

    #[test]
    fn ids_are_made_from_names_once() {
        let check = |name: &str, taken: &[&str], id: &str| {
            let taken: Vec<String> = taken.iter().map(|id| (*id).to_owned()).collect();
            assert_eq!(id_from_name(name, &taken), id, "{name}");
        };
        check("Claim", &[], "claim");
        check("Claim", &["claim", "claim-2"], "claim-3");
        check("  Part in the story? ", &[], "part-in-the-story");
        check("Größe № 2", &[], "größe-2");
        check("主張", &[], "主張");
        check("?!", &["x"], "x-2");
        check(&"long ".repeat(40), &[], "long-long-long-long-long-long-long-long-long-long-long-long");

        let mut draft = drafted(&shipped());
        draft.list(List::Labels).unwrap().add();
        draft.list(List::Labels).unwrap().meaning(4).unwrap().name = " Claim ".to_owned();
        draft.list(List::Labels).unwrap().meaning(0).unwrap().name = "Assertion".to_owned();
        let scheme = settled(&draft);
        assert_eq!(scheme.labels[0].id.as_str(), "claim");
        assert_eq!((scheme.labels[4].id.as_str(), scheme.labels[4].meaning.name.as_str()), ("claim-2", "Claim"));
    }

    #[test]
    fn what_speaks_of_a_new_thing_speaks_of_its_id() {
        let mut draft = drafted(&shipped());
        draft.list(List::Labels).unwrap().add();
        let label = draft.labels[4].id.clone();
        draft.labels[4].meaning.name = "Photo".to_owned();
        draft.relations[0].arguments[0].labels.push(label);
        let attributes = List::Attributes(Owner::Relation(0));
        draft.list(attributes).unwrap().add();
        draft.list(attributes).unwrap().meaning(3).unwrap().name = "Medium".to_owned();
        let values = List::Values(Owner::Relation(0), 3);
        draft.list(values).unwrap().add();
        draft.list(values).unwrap().meaning(0).unwrap().name = "By post".to_owned();
        let suggests =
            (draft.relations[0].attributes[3].id.clone(), draft.relations[0].attributes[3].values[0].id.clone());
        draft.relations[0].cues[0].suggests.extend([suggests]);
        draft.relations[0].cues[0].words = vec!["wrote, posted,\nsaid ,, said".to_owned()];
        let relation = &settled(&draft).relations[0];
        assert_eq!(relation.arguments[0].labels, ["claim".into(), "photo".into()]);
        assert_eq!(relation.cues[0].suggests.get(&"medium".into()), Some(&"by-post".to_owned()));
        assert_eq!(relation.cues[0].suggests.get(&"tone".into()), Some(&"neutral".to_owned()));
        assert_eq!(relation.cues[0].words, ["wrote", "posted", "said"]);
    }

    #[test]
    fn what_is_removed_is_spoken_of_no_more() {
        let mut draft = shipped();
        draft.remove_entry((List::Labels, 1));
        assert!(draft.relations[0].arguments.iter().all(|role| !role.labels.contains(&"source".into())));
        let (values, neutral) = (List::Values(Owner::Relation(0), 1), "neutral".to_owned());
        assert_eq!(draft.relations[0].cues[0].suggests.get(&"tone".into()), Some(&neutral));
        draft.remove_entry((values, 0));
        assert!(draft.relations[0].cues.iter().all(|cues| !cues.suggests.values().any(|value| *value == neutral)));
        assert!(draft.relations[0].cues.iter().any(|cues| cues.suggests.contains_key(&"tone".into())));
        draft.remove_entry((List::Attributes(Owner::Relation(0)), 1));
        assert!(draft.relations[0].cues.iter().all(|cues| !cues.suggests.contains_key(&"tone".into())));
        // What is not there cannot be removed.
        draft.remove_entry((List::Roles(7), 0));
        draft.remove_entry((List::Cues(0), 70));
    }

    #[test]
    fn entries_move_within_their_list() {
        let mut draft = shipped();
        let ids = |draft: &Scheme| draft.labels.iter().map(|label| label.id.to_string()).collect::<Vec<_>>().join(" ");
        let mut shift = |from, to| {
            draft.list(List::Labels).unwrap().shift(from, to);
            ids(&draft)
        };
        assert_eq!(shift(0, 1), "source claim entity cue");
        assert_eq!(shift(3, 2), "source claim cue entity");
        assert_eq!(shift(3, 4), "source claim cue entity");
    }

    #[test]
    fn what_is_wrong_is_told() {
        let mut scheme = shipped();
        let codes = |scheme: &Scheme| {
            problems(scheme, &["a", "x"]).iter().map(|problem| problem.code.to_string()).collect::<Vec<_>>().join(" ")
        };
        scheme.labels[1].key = "1".to_owned();
        scheme.labels[2].key = "a".to_owned();
        scheme.labels[3].key = "12".to_owned();
        assert_eq!(codes(&scheme), "key-twice key-taken key-too-long");
        scheme = shipped();
        for list in [List::Labels, List::Relations, List::Attributes(Owner::Label(0)), List::Values(Owner::Label(0), 0)]
        {
            scheme.list(list).unwrap().add();
        }
        scheme.relations[0].arguments[0].labels.clear();
        scheme.relations[0].arguments[1].most = Some(1);
        scheme.relations[0].arguments[1].least = 2;
        scheme.relations[0].cues[0].language.clear();
        assert_eq!(
            codes(&scheme),
            "nameless-label nameless-attribute nameless-value choice-without-values nameless-relation \
             role-without-labels role-least-above-most cues-without-language"
        );
        scheme = Scheme { title: String::new(), labels: Vec::new(), relations: Vec::new(), ..scheme };
        assert_eq!(codes(&scheme), "scheme-without-title scheme-without-labels");
    }
}
