//! Reading a file, or a text that was pasted.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use serde::Serialize;
use serde_json::Value;

use super::draft::{draft_from_json, draft_json};
use crate::formats::backup::Backup;
use crate::formats::draft::Draft;
use crate::formats::{ReadFile, read_bytes};
use crate::model::annotation::Annotation;
use crate::model::article::Article;
use crate::model::edit::{Entity, EntityId};
use crate::model::identity::Identity;
use crate::model::json::{Fields, Malformed};
use crate::model::problem::Problem;
use crate::model::relation::Relation;
use crate::model::scheme::Scheme;
use crate::model::time::Timestamp;

/// What a file held.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Reading {
    /// Whole articles.
    pub articles: Vec<Rc<Article>>,
    /// Annotations, of articles that are in the file or elsewhere.
    pub annotations: Vec<Rc<Annotation>>,
    /// Relations, identities and schemes.
    pub others: Vec<Entity>,
    /// Whether it was a scheme's own file: whoever brings one wants to use it.
    pub is_scheme: bool,
    /// Articles of other formats, to be looked over before they are kept.
    pub drafts: Vec<Draft>,
    /// What it was taken for: keys, in the message file after `taken-`.
    pub taken: BTreeSet<String>,
    /// What a browser kept, to be restored.
    pub backup: Option<Backup>,
    /// What was left out, or needs attention.
    pub problems: Vec<Problem>,
    /// How many things were left out.
    pub rejected: usize,
}

/// Of a backup when it was saved, its keys and values.
type BackupJson = (Option<Timestamp>, Vec<(String, String)>);

#[derive(Serialize)]
pub(super) struct ReadingJson {
    articles: Vec<Rc<Article>>,
    annotations: Vec<Rc<Annotation>>,
    relations: Vec<Rc<Relation>>,
    identities: Vec<Rc<Identity>>,
    schemes: Vec<Rc<Scheme>>,
    is_scheme: bool,
    drafts: Vec<Value>,
    taken: Vec<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    backup: Option<BackupJson>,
    problems: Vec<Problem>,
    rejected: usize,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    listed: Vec<ReadingJson>,
}

pub(super) fn read(bytes: &[u8]) -> ReadingJson {
    reading_json(read_bytes(bytes))
}

pub(super) fn reading_json(file: ReadFile) -> ReadingJson {
    let ReadFile { articles, annotations, others, is_scheme, drafts, taken, backup, problems, rejected, listed } = file;
    let listed = listed.into_iter().map(reading_json).collect();
    let drafts = drafts.iter().map(draft_json).collect();
    let (mut relations, mut identities, mut schemes) = (Vec::new(), Vec::new(), Vec::new());
    for other in others {
        match other {
            Entity::Relation(relation) => relations.push(relation),
            Entity::Identity(identity) => identities.push(identity),
            Entity::Scheme(scheme) => schemes.push(scheme),
            Entity::Article(_) | Entity::Annotation(_) => {}
        }
    }
    let backup = backup.map(|backup| (backup.saved, backup.records));
    ReadingJson {
        articles,
        annotations,
        relations,
        identities,
        schemes,
        is_scheme,
        drafts,
        taken,
        backup,
        problems,
        rejected,
        listed,
    }
}

/// What the answer to [`super::Request::Read`] or [`super::Request::ReadTogether`] says:
/// what a file held. A list of files is as few as can be.
///
/// # Errors
/// Names the field that is not as it should be: the worker is not of this version.
pub fn reading(answer: &str) -> Result<Vec<Reading>, Malformed> {
    let value: Value = serde_json::from_str(answer).map_err(|_| Malformed("answer"))?;
    let mut fields = Fields::of(value, "answer")?;
    let listed = fields.list("listed")?;
    if listed.is_empty() {
        return Ok(vec![reading_of(fields)?]);
    }
    let mut joined = Joined::default();
    for value in listed {
        joined.add(reading_of(Fields::of(value, "listed")?)?);
    }
    Ok(joined.readings)
}

fn reading_of(mut fields: Fields) -> Result<Reading, Malformed> {
    let articles = fields.list("articles")?.into_iter();
    let annotations = fields.list("annotations")?.into_iter();
    let relations = fields.list("relations")?.into_iter();
    let relations = relations.map(|value| Relation::from_json(value).map(Rc::new).map(Entity::Relation));
    let identities = fields.list("identities")?.into_iter();
    let identities = identities.map(|value| Identity::from_json(value).map(Rc::new).map(Entity::Identity));
    let schemes = fields.list("schemes")?.into_iter();
    let schemes = schemes.map(|value| Scheme::from_json(value).map(Rc::new).map(Entity::Scheme));
    Ok(Reading {
        others: relations.chain(identities).chain(schemes).collect::<Result<_, _>>()?,
        is_scheme: fields.optional_bool("is_scheme")?.unwrap_or(false),
        articles: articles.map(|value| Article::from_json(value).map(Rc::new)).collect::<Result<_, _>>()?,
        annotations: annotations.map(|value| Annotation::from_json(value).map(Rc::new)).collect::<Result<_, _>>()?,
        drafts: fields.list("drafts")?.into_iter().map(draft_from_json).collect::<Result<_, _>>()?,
        taken: fields
            .list("taken")?
            .into_iter()
            .map(|key| key.as_str().map(str::to_owned).ok_or(Malformed("taken")))
            .collect::<Result<_, _>>()?,
        backup: fields.take("backup").map(backup).transpose()?,
        problems: fields.list("problems")?.into_iter().map(problem).collect::<Result<_, _>>()?,
        rejected: fields.optional_number("rejected")?.unwrap_or(0) as usize,
    })
}

/// Files that say other things under one name come in one after the other, each as a step
/// of its own: nobody has more of them.
const MOST_READINGS: usize = 100;

/// What several files held, as if it were few. What says other things under a name that
/// another file used cannot be in one with it: which of the two would be meant by it?
/// It comes in after that, and is then kept beside it.
#[derive(Default)]
pub struct Joined {
    /// To be brought in one after the other.
    pub readings: Vec<Reading>,
    /// What the last of them says.
    said: BTreeMap<EntityId, Entity>,
}

impl Joined {
    /// Adds what another file held. A backup is restored by itself.
    pub fn add(&mut self, file: Reading) {
        if let Some(backup) = &file.backup {
            if self.readings.len() >= MOST_READINGS {
                return self.leave_out(backup.records.len() + file.rejected);
            }
            return self.readings.push(file);
        }
        let things: Vec<(EntityId, Entity)> = file.things().map(|thing| (thing.id(), thing)).collect();
        let is_said_otherwise = |(id, thing): &(EntityId, Entity)| self.said.get(id).is_some_and(|said| said != thing);
        let is_open = self.readings.last().is_some_and(|last| last.backup.is_none());
        if !is_open || things.iter().any(is_said_otherwise) {
            if self.readings.len() >= MOST_READINGS {
                return self.leave_out(things.len() + file.drafts.len() + file.rejected);
            }
            self.said.clear();
            self.readings.push(Reading::default());
        }
        self.said.extend(things);
        if let Some(whole) = self.readings.last_mut() {
            whole.articles.extend(file.articles);
            whole.annotations.extend(file.annotations);
            whole.drafts.extend(file.drafts);
            whole.taken.extend(file.taken);
            whole.others.extend(file.others);
            whole.problems.extend(file.problems);
            whole.rejected += file.rejected;
        }
    }

    fn leave_out(&mut self, count: usize) {
        const CODE: &str = "files-contrary";
        let Some(last) = self.readings.last_mut() else { return };
        last.rejected += count;
        if last.problems.iter().all(|problem| problem.code != CODE) {
            last.problems.push(Problem::new(CODE).with("most", MOST_READINGS));
        }
    }
}

impl Reading {
    /// Whether there is nothing in it that could come in.
    pub fn is_empty(&self) -> bool {
        self.backup.is_none() && self.drafts.is_empty() && self.things().next().is_none()
    }

    fn things(&self) -> impl Iterator<Item = Entity> {
        let articles = self.articles.iter().cloned().map(Entity::Article);
        let annotations = self.annotations.iter().cloned().map(Entity::Annotation);
        articles.chain(annotations).chain(self.others.iter().cloned())
    }
}

fn backup(value: Value) -> Result<Backup, Malformed> {
    let pair = |value| match value {
        Value::Array(pair) => <[Value; 2]>::try_from(pair).map_err(|_| Malformed("backup")),
        _ => Err(Malformed("backup")),
    };
    let [saved, Value::Array(records)] = pair(value)? else { return Err(Malformed("backup")) };
    let record = |record| match pair(record)? {
        [Value::String(key), Value::String(value)] => Ok((key, value)),
        _ => Err(Malformed("backup")),
    };
    let saved = saved.as_str().and_then(Timestamp::new);
    Ok(Backup { saved, records: records.into_iter().map(record).collect::<Result<_, _>>()? })
}

pub(super) fn problem(value: Value) -> Result<Problem, Malformed> {
    let mut fields = Fields::of(value, "problems")?;
    let arg = |pair: Value| {
        let text = |at: usize| pair.get(at).and_then(Value::as_str).map(str::to_owned).ok_or(Malformed("args"));
        Ok((text(0)?.into(), text(1)?))
    };
    Ok(Problem {
        code: fields.text("code")?.into(),
        args: fields.list("args")?.into_iter().map(arg).collect::<Result<_, _>>()?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::jobs::{Request, answer_reading};
    use crate::model::workspace::Workspace;
    use crate::store::import::plan;

    /// What goes through the worker is what reading says without it.
    #[track_caller]
    fn check(bytes: &[u8]) -> Reading {
        let here = read_bytes(bytes);
        let mut there = reading(&answer_reading(&Request::Read.to_json(), bytes).text).expect("an answer");
        assert_eq!(there.len(), 1);
        let there = there.remove(0);
        assert_eq!(there.articles, here.articles);
        assert_eq!(there.annotations, here.annotations);
        assert_eq!(there.others, here.others);
        assert_eq!(there.is_scheme, here.is_scheme);
        assert_eq!(there.rejected, here.rejected);
        assert_eq!(there.drafts, here.drafts);
        assert_eq!(there.taken, here.taken.iter().map(|key| key.to_string()).collect());
        assert_eq!(there.problems, here.problems);
        there
    }

    #[test]
    fn files_come_through_as_they_are_read() {
        for golden in [
            include_str!("../../tests/golden/scripts.annotations.json"),
            include_str!("../../tests/golden/scripts.annotations-only.json"),
            include_str!("../../tests/golden/scripts.article.json"),
        ] {
            check(golden.as_bytes());
            // What is wrong with a file comes through in the same words.
            let broken = check(golden.replace("\"start\"", "\"begin\"").replace("\"title\"", "\"tilte\"").as_bytes());
            assert!(!broken.problems.is_empty());
        }
        assert!(check(include_bytes!("../../assets/schemes/news.json")).is_scheme);
        assert!(!check(b"{\"format\": ").problems.is_empty());
        assert!(!check(&[0xff, 0x00, 0xfe]).problems.is_empty());
        assert!(!check(b"   ").problems.is_empty());
    }

    /// A list of two files that say other things under the same names: an article, an
    /// annotation of it, whom it is about, and a connection.
    fn two_files() -> Value {
        let golden = include_str!("../../tests/golden/scripts.annotations.json");
        let one: Value = serde_json::from_str(golden).unwrap();
        let mut two = one.clone();
        for annotation in two["annotations"].as_array_mut().unwrap() {
            annotation["note"] = "Of the second file".into();
        }
        for identity in two["identities"].as_array_mut().unwrap() {
            identity["note"] = "Of the second file".into();
        }
        serde_json::json!([one, two])
    }

    #[test]
    fn what_two_files_of_a_list_say_under_one_name_is_kept_of_both() {
        let list = two_files();
        let one_by_one = |files: &[&Value]| {
            let mut here = Workspace::default();
            for file in files {
                for read in
                    reading(&answer_reading(&Request::Read.to_json(), file.to_string().as_bytes()).text).unwrap()
                {
                    let plan = plan(&here, &read.articles, &read.annotations, &read.others, &[]);
                    assert!(plan.sought.is_empty());
                    here = plan.edit().map_or(here.clone(), |edit| here.after(&here.change(&edit).unwrap()));
                }
            }
            here
        };
        let both = one_by_one(&[&list]);
        assert_eq!(both, one_by_one(&[&list[0], &list[1]]), "as if they came one after the other");
        let (first, count) = (&list[0], |kind: &str| list[0][kind].as_array().unwrap().len());
        assert!(count("relations") > 0 && count("identities") > 0, "the file has all kinds");
        assert_eq!(both.annotation_count(), 2 * count("annotations"));
        assert_eq!(both.relations().count(), 2 * count("relations"));
        assert_eq!(both.identities().count(), 2 * count("identities"));
        // Each connection joins, and each mark is about, what its own file says.
        let of_second = |note: &str| note == "Of the second file";
        for relation in both.relations() {
            let notes = relation.arguments.iter().filter_map(|a| both.annotation(&a.annotation));
            let is_second: Vec<bool> = notes.map(|annotation| of_second(&annotation.note)).collect();
            assert!(is_second.windows(2).all(|pair| pair[0] == pair[1]), "{relation:?}");
        }
        for annotation in both.annotations() {
            let about = annotation.identity.as_ref().and_then(|id| both.identity(id));
            assert!(about.is_none_or(|about| of_second(&about.note) == of_second(&annotation.note)), "{annotation:?}");
        }
        // What is the same twice comes in at once.
        let same = serde_json::json!([first, first]).to_string();
        assert_eq!(reading(&answer_reading(&Request::Read.to_json(), same.as_bytes()).text).unwrap().len(), 1);
        assert_eq!(one_by_one(&[&serde_json::json!([first, first])]), one_by_one(&[first]));
    }

    #[test]
    fn of_files_without_end_that_contradict_one_another_the_first_come_in() {
        let article = |number: usize| {
            let of = crate::model::fixtures::article("urn:a", &["Mayor resigns", &format!("Version {number}")]);
            serde_json::from_str::<Value>(&crate::formats::article::write(&of)).unwrap()
        };
        let list: Vec<Value> = (0..MOST_READINGS + 20).map(article).collect();
        let readings =
            reading(&answer_reading(&Request::Read.to_json(), Value::from(list).to_string().as_bytes()).text).unwrap();
        let (last, count) = (readings.last().unwrap(), readings.iter().map(|held| held.articles.len()).sum::<usize>());
        assert_eq!((readings.len(), count, last.rejected), (MOST_READINGS, MOST_READINGS, 20));
        assert_eq!(last.problems.iter().map(|problem| &*problem.code).collect::<Vec<_>>(), ["files-contrary"]);
    }

    #[test]
    fn drafts_come_through_as_they_are_proposed() {
        for case in ["tabloid", "live-blog", "interview", "longread", "fresh-2-caribbean"] {
            let text = std::fs::read_to_string(format!("tests/cases/plain_text/{case}.txt")).unwrap();
            check(text.as_bytes());
        }
    }

    #[test]
    fn a_request_that_is_none_is_answered_by_nothing() {
        assert_eq!(answer_reading("{", &[]).text, "null");
        assert_eq!(reading("null").unwrap_err(), Malformed("answer"));
        assert_eq!(reading("").unwrap_err(), Malformed("answer"));
    }
}
