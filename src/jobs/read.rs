//! Reading a file, or a text that was pasted.

use std::rc::Rc;

use serde::Serialize;
use serde_json::Value;

use super::draft::{draft_from_json, draft_json};
use crate::formats::plain_text::{self, Cues, Draft};
use crate::formats::{ReadFile, read_bytes};
use crate::model::annotation::Annotation;
use crate::model::article::Article;
use crate::model::edit::Entity;
use crate::model::identity::Identity;
use crate::model::json::{Fields, Malformed};
use crate::model::problem::Problem;
use crate::model::relation::Relation;
use crate::model::scheme::Scheme;

/// By which the page is told from the story in plain text.
const CUES: &str = include_str!("../../assets/cues.en.txt");

/// What a file held.
#[derive(Debug, Default, PartialEq)]
pub struct Reading {
    /// Whole articles.
    pub articles: Vec<Rc<Article>>,
    /// Annotations, of articles that are in the file or elsewhere.
    pub annotations: Vec<Rc<Annotation>>,
    /// Relations, identities and schemes.
    pub others: Vec<Entity>,
    /// Whether it was a scheme's own file: whoever brings one wants to use it.
    pub is_scheme: bool,
    /// A plain text, to be looked over before it is kept.
    pub draft: Option<Draft>,
    /// What was left out, or needs attention.
    pub problems: Vec<Problem>,
    /// How many things were left out.
    pub rejected: usize,
}

#[derive(Serialize)]
pub(super) struct ReadingJson {
    articles: Vec<Rc<Article>>,
    annotations: Vec<Rc<Annotation>>,
    relations: Vec<Rc<Relation>>,
    identities: Vec<Rc<Identity>>,
    schemes: Vec<Rc<Scheme>>,
    is_scheme: bool,
    draft: Option<Value>,
    problems: Vec<Problem>,
    rejected: usize,
}

pub(super) fn read(bytes: &[u8]) -> ReadingJson {
    reading_json(read_bytes(bytes))
}

pub(super) fn reading_json(file: ReadFile) -> ReadingJson {
    let ReadFile { articles, annotations, others, is_scheme, plain_text, mut problems, rejected } = file;
    let draft = plain_text.and_then(|text| match plain_text::read(&text, &Cues::read(CUES)) {
        Ok(draft) => Some(draft_json(&draft)),
        Err(problem) => {
            problems.push(problem);
            None
        }
    });
    let (mut relations, mut identities, mut schemes) = (Vec::new(), Vec::new(), Vec::new());
    for other in others {
        match other {
            Entity::Relation(relation) => relations.push(relation),
            Entity::Identity(identity) => identities.push(identity),
            Entity::Scheme(scheme) => schemes.push(scheme),
            Entity::Article(_) | Entity::Annotation(_) => {}
        }
    }
    ReadingJson { articles, annotations, relations, identities, schemes, is_scheme, draft, problems, rejected }
}

/// What the answer to [`super::Request::Read`] or [`super::Request::ReadTogether`] says.
///
/// # Errors
/// Names the field that is not as it should be: the worker is not of this version.
pub fn reading(answer: &str) -> Result<Reading, Malformed> {
    let value: Value = serde_json::from_str(answer).map_err(|_| Malformed("answer"))?;
    let mut fields = Fields::of(value, "answer")?;
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
        draft: fields.take("draft").map(draft_from_json).transpose()?,
        problems: fields.list("problems")?.into_iter().map(problem).collect::<Result<_, _>>()?,
        rejected: fields.optional_number("rejected")?.unwrap_or(0) as usize,
    })
}

fn problem(value: Value) -> Result<Problem, Malformed> {
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
    use crate::jobs::{Request, answer};

    /// What goes through the worker is what reading says without it.
    #[track_caller]
    fn check(bytes: &[u8]) -> Reading {
        let here = read_bytes(bytes);
        let there = reading(&answer(&Request::Read.to_json(), bytes)).expect("an answer");
        assert_eq!(there.articles, here.articles);
        assert_eq!(there.annotations, here.annotations);
        assert_eq!(there.others, here.others);
        assert_eq!(there.is_scheme, here.is_scheme);
        assert_eq!(there.rejected, here.rejected);
        if let Some(Ok(draft)) = here.plain_text.map(|text| plain_text::read(&text, &Cues::read(CUES))) {
            assert_eq!(there.draft, Some(draft));
            assert_eq!(there.problems, here.problems);
        } else {
            assert_eq!(there.draft, None);
        }
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

    #[test]
    fn drafts_come_through_as_they_are_proposed() {
        for case in ["tabloid", "live-blog", "interview", "longread", "fresh-2-caribbean"] {
            let text = std::fs::read_to_string(format!("tests/cases/plain_text/{case}.txt")).unwrap();
            check(text.as_bytes());
        }
    }

    #[test]
    fn a_request_that_is_none_is_answered_by_nothing() {
        assert_eq!(answer("{", &[]), "null");
        assert_eq!(reading("null").unwrap_err(), Malformed("answer"));
        assert_eq!(reading("").unwrap_err(), Malformed("answer"));
    }
}
