//! Joining the chosen annotation to another: a claim to its source. One key opens a
//! list of those at hand; a click on a mark, or other words selected, do as well.

use std::rc::Rc;

use yew::prelude::*;

use super::panel::{LinkAnswer, LinkPanelProps, LinkQuestion, link_panel};
use crate::analysis::cues::cue;
use crate::analysis::near::near;
use crate::analysis::ties::{Opening, openings, ties};
use crate::messages::{text, text_with};
use crate::model::annotation::Annotation;
use crate::model::edit::Edit;
use crate::model::id::AnnotationId;
use crate::model::relation::{Argument, Relation};
use crate::platform::segmenter::BrowserSegmenter;
use crate::platform::selection::Selected;
use crate::platform::{clock, page};
use crate::store::state::Action;
use crate::ui::shared::Shared;
use crate::ui::shortcuts::command;
use crate::ui::views::reader::Reading;
use crate::ui::views::reader::selecting::shortened;
use crate::ui::views::reader::session::{ChosenIn, Linking, Proposal};

/// As many are listed: each has a digit.
const LISTED: usize = 9;

impl Reading {
    /// The ways in which the chosen annotation can be joined to others.
    fn openings(&self) -> Vec<Opening> {
        self.annotation.as_ref().map(|annotation| openings(&self.scheme, &annotation.label)).unwrap_or_default()
    }

    /// Begins to join the chosen annotation to another.
    pub fn start_linking(&self) -> bool {
        let (Some(annotation), Some(opening)) = (&self.annotation, self.openings().into_iter().next()) else {
            return false;
        };
        let linking = Linking { from: annotation.id.clone(), opening, into: None };
        self.doing.change(|session| (session.linking, session.here, session.proposal) = (Some(linking), None, None));
        true
    }

    /// Goes from the chosen annotation to one that it is joined to; each time to the next.
    pub fn follow(&self, chosen_in: ChosenIn) -> bool {
        let Some(annotation) = &self.annotation else { return false };
        let joined: Vec<AnnotationId> =
            ties(&self.workspace, &annotation.id).into_iter().map(|tie| tie.annotation).collect();
        let Some(next) = joined.first().cloned() else { return false };
        // On the way round: from a source with several claims all of them are reached
        // by going there and back.
        let before = self.session.came_from.clone();
        let at = before.and_then(|before| joined.iter().position(|id| *id == before)).map_or(0, |at| at + 1);
        let next = joined.get(at).cloned().unwrap_or(next);
        let from = annotation.id.clone();
        self.doing.choose(Some(next), chosen_in);
        self.doing.change(move |session| session.came_from = Some(from));
        true
    }

    /// Joins the annotation at which a connection began to another that is here.
    pub fn link_to(&self, other: &AnnotationId) {
        if let Some(linking) = &self.session.linking {
            self.link(linking, other);
        }
    }

    /// Makes a connection to an annotation that is here.
    pub fn link(&self, linking: &Linking, other: &AnnotationId) {
        self.finish(linking, other.clone(), Vec::new());
    }

    /// Whether an annotation can be the other end of the connection that is being made.
    pub fn can_link_to(&self, other: &AnnotationId) -> bool {
        let (Some(linking), Some(other)) = (&self.session.linking, self.workspace.annotation(other)) else {
            return false;
        };
        other.id != linking.from && linking.opening.labels.contains(&other.label)
    }

    /// Marks what is selected as the other end, and joins it, in one step.
    pub fn link_words(&self, selected: &Selected) {
        let Some(linking) = self.session.linking.clone() else { return };
        let target = self.fragments(&self.chosen_by(selected).spans);
        let Some(label) = linking.opening.labels.first().filter(|_| !target.is_empty()) else { return };
        let article = self.marked.readable.article.id.clone();
        let other = Annotation::new(clock::new_id().into(), article, label.clone(), target, clock::now());
        self.put_away_selection();
        self.finish(&linking, other.id.clone(), vec![Rc::new(other)]);
    }

    fn finish(&self, linking: &Linking, other: AnnotationId, new: Vec<Rc<Annotation>>) {
        let Linking { from, opening, into } = linking;
        let argument = Argument::new(opening.wanted.clone(), other.clone());
        let here = into.as_ref().and_then(|id| self.workspace.relation(id));
        let relation = match here {
            Some(here) => {
                let mut relation = Relation::clone(here);
                relation.arguments.push(argument);
                relation
            }
            None => {
                let arguments = vec![Argument::new(opening.own.clone(), from.clone()), argument];
                Relation::new(clock::new_id().into(), opening.relation.clone(), arguments, clock::now())
            }
        };
        let words = |id: &AnnotationId| {
            let new = new.iter().find(|annotation| annotation.id == *id);
            new.or_else(|| self.workspace.annotation(id)).map(|a| shortened(&a.quoted())).unwrap_or_default()
        };
        let said = text_with("announce-linked", &[("from", words(from)), ("to", words(&other))]);
        let proposal = self.proposal(&relation, &new);
        let relation = Rc::new(relation);
        self.desk.step(Action::Edit(match here {
            Some(_) => Edit::SetRelation { annotations: new, relation, at: clock::now() },
            None => Edit::Relate { annotations: new, relations: vec![relation] },
        }));
        self.desk.announce(said);
        let has_proposal = proposal.is_some();
        self.doing.change(move |session| (session.linking, session.proposal) = (None, proposal));
        if !has_proposal {
            self.focus();
        }
    }

    /// The words that probably ascribe the claim, if the relation has none yet.
    fn proposal(&self, relation: &Relation, new: &[Rc<Annotation>]) -> Option<Proposal> {
        let known = self.scheme.relation(&relation.label)?;
        let owned = known.arguments.iter().find(|role| role.owned)?;
        if relation.in_role(owned.role.as_str()).next().is_some() {
            return None;
        }
        let spans_of = |place: usize| {
            let role = known.arguments.iter().filter(|role| !role.owned).nth(place)?;
            let id = relation.in_role(role.role.as_str()).last()?;
            let new = new.iter().find(|annotation| annotation.id == *id);
            let annotation = new.or_else(|| self.workspace.annotation(id))?;
            annotation.is_placed_in(&self.marked.readable.text).then(|| annotation.spans())
        };
        let found = cue(&self.marked.readable, known, &spans_of(0)?, &spans_of(1)?, &BrowserSegmenter)?;
        Some(Proposal { relation: relation.id.clone(), spans: vec![found.span], suggests: found.suggests })
    }

    /// Takes the words that were found as the cue, with what they say of the relation;
    /// or only puts the question away.
    pub fn settle(&self, is_cue: bool) {
        let Some(proposal) = self.session.proposal.clone() else { return };
        if is_cue {
            self.add_cue(&proposal);
        }
        self.doing.change(|session| session.proposal = None);
        self.focus();
    }

    fn add_cue(&self, proposal: &Proposal) {
        let Some(relation) = self.workspace.relation(&proposal.relation) else { return };
        let known = self.scheme.relation(&relation.label);
        let Some(role) = known.and_then(|known| known.arguments.iter().find(|role| role.owned)) else { return };
        let target = self.fragments(&proposal.spans);
        let Some(label) = role.labels.first().filter(|_| !target.is_empty()) else { return };
        let mut next = Relation::clone(relation);
        // Several claims may hang on the same words.
        let same = |here: &&Rc<Annotation>| here.label == *label && here.spans() == proposal.spans;
        let here = proposal.spans.first().and_then(|span| self.covering(span.start()).iter().find(same).cloned());
        let mut annotations = Vec::new();
        let id = match here {
            Some(here) => here.id.clone(),
            None => {
                let article = self.marked.readable.article.id.clone();
                let new = Annotation::new(clock::new_id().into(), article, label.clone(), target, clock::now());
                let id = new.id.clone();
                annotations.push(Rc::new(new));
                id
            }
        };
        next.arguments.push(Argument::new(role.role.clone(), id));
        for (attribute, value) in &proposal.suggests {
            next.attributes.entry(attribute.clone()).or_insert_with(|| value.clone());
        }
        self.desk.step(Action::Edit(Edit::SetRelation { annotations, relation: Rc::new(next), at: clock::now() }));
        self.desk.announce(text("announce-cue"));
    }

    /// Keys while a connection is made or a cue is to be confirmed. Answers whether
    /// it used this one.
    pub fn on_linking_key(&self, pressed: &str, is_in_list: bool) -> bool {
        let session = &self.session;
        if session.proposal.is_none() && session.linking.is_none() {
            return match (command(pressed), self.selected) {
                (Some("link"), None) => self.start_linking(),
                // From the text the next stays in the text, from the list in the list.
                (Some("follow"), None) => self.follow(if is_in_list { ChosenIn::List } else { ChosenIn::Text }),
                _ => false,
            };
        }
        if session.proposal.is_some() {
            match command(pressed).unwrap_or(pressed) {
                "cue-yes" => self.settle(true),
                "cue-no" | "Escape" => self.settle(false),
                _ => return false,
            }
            return true;
        }
        if let (Some(selected), true) = (self.selected, pressed == "Enter") {
            self.link_words(&selected);
            return true;
        }
        let digit = pressed.parse::<usize>().ok().and_then(|digit| digit.checked_sub(1));
        match (digit, self.selected) {
            // A label's key, but here the label is known.
            (Some(_), Some(selected)) => self.link_words(&selected),
            (Some(digit), None) => match self.candidates().get(digit) {
                Some(candidate) => self.link_to(&candidate.id),
                None => return false,
            },
            (None, None) if pressed == "Escape" => {
                self.doing.change(|session| session.linking = None);
                self.focus();
            }
            _ => return false,
        }
        true
    }

    /// Those that can be the other end, the most likely first.
    fn candidates(&self) -> Vec<Rc<Annotation>> {
        let Some(linking) = &self.session.linking else { return Vec::new() };
        let from = self.workspace.annotation(&linking.from);
        let relation = self.scheme.relation(&linking.opening.relation);
        let role = relation.and_then(|relation| relation.role(&linking.opening.wanted));
        let (Some(from), Some(relation), Some(role)) = (from, relation, role) else { return Vec::new() };
        let all = near(&self.marked, &self.workspace, from, relation, role, &BrowserSegmenter);
        all.into_iter().take(LISTED).map(|candidate| candidate.annotation).collect()
    }
}

/// The list of those that can be the other end, or the question whether a cue is one.
pub fn panel(reading: &Rc<Reading>) -> Html {
    let session = &reading.session;
    let answer = {
        let reading = reading.clone();
        Callback::from(move |answer: LinkAnswer| match answer {
            LinkAnswer::Other(id) => reading.link_to(&id),
            LinkAnswer::Cue(is_cue) => reading.settle(is_cue),
            LinkAnswer::None => {
                reading.doing.change(|session| session.linking = None);
                reading.focus();
            }
        })
    };
    let question = if let Some(proposal) = &session.proposal {
        let text = &reading.marked.readable.text;
        let words: Vec<&str> = proposal.spans.iter().filter_map(|span| text.slice(*span)).collect();
        LinkQuestion::IsCue(words.join(" … "))
    } else if let Some(linking) = &session.linking {
        let from = reading.workspace.annotation(&linking.from);
        LinkQuestion::Which {
            role: linking.opening.name.clone(),
            from: from.map(|from| shortened(&from.quoted())).unwrap_or_default(),
            candidates: reading.candidates().into_iter().map(Shared).collect(),
        }
    } else {
        return Html::default();
    };
    link_panel(&LinkPanelProps { question, scheme: reading.scheme.clone(), answer })
}

/// Puts the focus on the first answer when the panel opens.
#[hook]
pub fn use_panel(reading: &Rc<Reading>) {
    let state = (reading.session.linking.is_some(), reading.session.proposal.is_some());
    use_effect_with(state, |(is_linking, is_question)| {
        if *is_linking || *is_question {
            // Of the answers the first; of none, what puts the panel away.
            let first = [".link-panel li button", ".link-panel .primary", ".link-panel button"];
            if let Some(answer) = first.iter().find_map(|selector| page::find_element(selector)) {
                page::focus_on(&answer);
            }
        }
    });
}
