//! What a person does with the index: each act is one step to undo, is said aloud, and
//! leaves the focus where one goes on.

use std::rc::Rc;

use super::View;
use super::entry::button_of;
use super::session::Line;
use crate::analysis::identities::Group;
use crate::messages::text_with;
use crate::model::edit::Edit;
use crate::model::id::{AnnotationId, IdentityId};
use crate::model::identity::Identity;
use crate::platform::clock;
use crate::store::state::Action;
use crate::ui::annex::proposing::proposals_now;

impl View {
    fn edit(&self, edit: Edit) {
        self.desk.step(Action::Edit(edit));
    }

    fn focus(&self, selector: String) {
        self.doing.change(|session| session.focus = Some(selector));
    }

    fn say(&self, key: &str, name: &str, count: usize) {
        self.desk.announce(text_with(key, &[("name", name.to_owned()), ("count", count.to_string())]));
    }

    fn new_identity(&self, name: &str) -> Rc<Identity> {
        Rc::new(Identity::new(clock::new_id().into(), name, clock::now()))
    }

    /// The marks of a group that are not left out.
    pub fn kept_of(&self, group: &Group) -> Vec<AnnotationId> {
        let mentions = group.tellings.iter().flat_map(|telling| &telling.mentions).map(|mention| mention.id.clone());
        mentions.filter(|id| !self.session.left_out.contains(id)).collect()
    }

    /// The mentions of an identity that are ticked.
    pub fn picked_of(&self, id: &IdentityId) -> Vec<AnnotationId> {
        let tellings = self.entry_of(id).map(|entry| entry.tellings.as_slice()).unwrap_or_default();
        let mentions = tellings.iter().flat_map(|telling| &telling.mentions).map(|mention| mention.id.clone());
        mentions.filter(|id| self.session.picked.contains(id)).collect()
    }

    /// Says that the marks of a group are about one thing: `about`, or a new one with
    /// the group's words for its name. Then goes on at `next`.
    pub fn say_of(&self, key: &str, about: Option<Rc<Identity>>, next: Option<String>) {
        let Some(group) = self.group_of(key) else { return };
        let identity = about.unwrap_or_else(|| self.new_identity(&group.words));
        let ids = self.kept_of(group);
        self.say("announce-in-index", &identity.name, ids.len());
        self.edit(Edit::Identify { ids, identity: Some(identity), at: clock::now() });
        self.done_with(&[group]);
        self.focus(next.unwrap_or_else(|| "#index-open".to_owned()));
    }

    /// Says it of several groups in one step; of those that have two marks or more.
    pub fn say_of_all(&self, keys: &[String]) {
        let proposals = proposals_now(&self.workspace);
        let say = |group: &Group| {
            let ids = self.kept_of(group);
            // What is called so already is meant, if only one is.
            let mut known = self.index.called_so(group, &proposals);
            known.retain(|alike| alike.reason.is_by_words());
            let known = known.pop().filter(|_| known.is_empty()).map(|alike| alike.identity);
            let identity = Some(known.unwrap_or_else(|| self.new_identity(&group.words)));
            (ids.len() > 1).then(|| Edit::Identify { ids, identity, at: clock::now() })
        };
        let groups: Vec<&Group> = keys.iter().filter_map(|key| self.group_of(key)).collect();
        let edits: Vec<Edit> = groups.iter().copied().filter_map(say).collect();
        self.say("announce-all-in-index", "", edits.len());
        self.edit(Edit::Together(edits));
        self.done_with(&groups);
        self.focus("#index-open".to_owned());
    }

    /// What was left out of groups is asked about anew.
    fn done_with(&self, groups: &[&Group]) {
        let lines: Vec<Line> = groups.iter().map(|group| Line::Group(group.key.clone())).collect();
        let tellings = groups.iter().flat_map(|group| &group.tellings);
        let marks: Vec<AnnotationId> =
            tellings.flat_map(|telling| &telling.mentions).map(|mention| mention.id.clone()).collect();
        self.doing.change(move |session| {
            session.ticked.retain(|line| !lines.contains(line));
            session.open.retain(|line| !lines.contains(line));
            for id in &marks {
                session.left_out.remove(id);
            }
        });
    }

    /// Takes what is probably the same for the same.
    pub fn take_for_one(&self, into: &Rc<Identity>, other: &Rc<Identity>) {
        let (into_id, from) = (into.id.clone(), vec![other.id.clone()]);
        self.edit(Edit::MergeIdentities { into: into_id, from, at: clock::now() });
        self.say("announce-joined", &into.name, 0);
        self.focus(button_of(&into.id));
    }

    /// Says that what is probably the same is not. It is not proposed again.
    pub fn tell_apart(&self, one: &Rc<Identity>, other: &Rc<Identity>) {
        self.edit(Edit::Distinguish { one: one.id.clone(), other: other.id.clone(), at: clock::now() });
        let names = [("name", one.name.clone()), ("other", other.name.clone())];
        self.desk.announce(text_with("announce-distinguished", &names));
        self.focus(button_of(&one.id));
    }

    /// Takes lines for one; the name of the `stays`th of them stays.
    pub fn join(&self, lines: &[Line], stays: usize) {
        let at = clock::now();
        let (mut ids, mut edits, mut groups) = (Vec::new(), Vec::new(), Vec::new());
        for line in lines {
            match line {
                Line::Identity(id) => ids.push(id.clone()),
                Line::Group(key) => {
                    let Some(group) = self.group_of(key) else { return };
                    let identity = self.new_identity(&group.words);
                    ids.push(identity.id.clone());
                    let marks = self.kept_of(group);
                    edits.push(Edit::Identify { ids: marks, identity: Some(identity), at: at.clone() });
                    groups.push(group);
                }
            }
        }
        let (Some(into), Some(name)) = (ids.get(stays).cloned(), lines.get(stays).and_then(|line| self.name_of(line)))
        else {
            return;
        };
        // The words of all are its names from now on.
        edits.push(Edit::MergeIdentities { into: into.clone(), from: ids, at });
        self.edit(Edit::Together(edits));
        self.say("announce-joined", &name, 0);
        self.done_with(&groups);
        self.doing.change(|session| {
            session.dialog = None;
            session.ticked.clear();
        });
        self.focus(button_of(&into));
    }

    /// Moves the ticked mentions of an identity to another: one that is called so, or
    /// a new one.
    pub fn split(&self, id: &IdentityId, name: &str) {
        let ids = self.picked_of(id);
        let is_meant = |other: &&Rc<Identity>| other.id != *id && other.names().any(|known| known == name);
        let here = self.workspace.identities().find(is_meant).cloned();
        let identity = here.unwrap_or_else(|| self.new_identity(name));
        self.say("announce-split", name, ids.len());
        self.edit(Edit::Identify { ids, identity: Some(identity), at: clock::now() });
        self.doing.change(|session| {
            session.dialog = None;
            session.picked.clear();
        });
        self.focus(button_of(id));
    }

    /// Takes the ticked mentions of an identity out of the index.
    pub fn take_out(&self, id: &IdentityId) {
        let ids = self.picked_of(id);
        self.say("announce-taken-out", "", ids.len());
        self.edit(Edit::Identify { ids, identity: None, at: clock::now() });
        self.doing.change(|session| session.picked.clear());
        self.focus(button_of(id));
    }

    /// Removes identities; the marks stay.
    pub fn remove(&self, ids: &[IdentityId]) {
        let ids = ids.to_vec();
        self.say("announce-removed", "", ids.len());
        self.edit(Edit::RemoveIdentities { ids: ids.clone(), at: clock::now() });
        self.doing.change(move |session| {
            let stays = |line: &Line| !matches!(line, Line::Identity(id) if ids.contains(id));
            session.ticked.retain(stays);
            session.open.retain(stays);
        });
        self.focus("#index-here".to_owned());
    }
}
