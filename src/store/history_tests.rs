//! The history: its steps in words, going anywhere in it, and what is not undone.

use std::rc::Rc;

use proptest::prelude::*;

use super::history::{History, Step, Way};
use super::state::{Action, State};
use super::tests::{Disk, Fault, SHIPPED, Tab, action, any_move, news_of, note, shipped, two_tabs, x_in};
use crate::messages;
use crate::model::edit::{Change, Edit, Entity, EntityId};
use crate::model::fixtures::{annotation, moment};
use crate::model::summary::Summary;

/// The steps for a panel: undone ones in brackets, the furthest in the future first.
fn shown(history: &History) -> Vec<String> {
    let line = |step: &Rc<Step>| format!("{} {}", step.number, messages::summary(&step.summary));
    let mut undone: Vec<String> = history.undone().map(|step| format!("({})", line(step))).collect();
    undone.reverse();
    undone.extend(history.done().map(line));
    undone
}

#[track_caller]
fn check(state: &State, expected: &[&str]) {
    assert_eq!(shown(state.history()), expected);
}

fn relabel(label: &str, second: u32) -> Edit {
    Edit::Relabel { ids: vec!["x".into()], label: label.into(), at: moment(second) }
}

#[test]
fn steps_have_numbers_and_words() {
    let (_, mut tab, _) = two_tabs();
    check(&tab.state, &[]);
    tab.edit(relabel("source", 1));
    tab.edit(note("W", 2));
    tab.edit(note("Why", 3));
    tab.edit(Edit::Delete { ids: vec!["y".into()], at: moment(4) });
    let [relabelled, noted, deleted] =
        ["1 Changed the label of “Mayor” to Source", "2 Wrote a note on “Mayor”", "3 Deleted the mark “Mayor”"];
    check(&tab.state, &[deleted, noted, relabelled]);
    assert!(tab.step(&Action::Undo));
    assert!(tab.step(&Action::Undo));
    let undone = |step: &str| format!("({step})");
    check(&tab.state, &[&undone(deleted), &undone(noted), relabelled]);
    assert!(tab.step(&Action::GoTo(3)));
    check(&tab.state, &[deleted, noted, relabelled]);
    assert!(tab.step(&Action::GoTo(0)));
    check(&tab.state, &[&undone(deleted), &undone(noted), &undone(relabelled)]);
    assert!(tab.step(&Action::GoTo(1)));
    tab.edit(Edit::Delete { ids: vec!["x".into()], at: moment(5) });
    check(&tab.state, &["2 Deleted the mark “Mayor”", relabelled]);
}

#[test]
fn going_there_stops_where_another_window_was() {
    let (disk, mut a, mut b) = two_tabs();
    a.edit(relabel("source", 1));
    a.edit(Edit::Delete { ids: vec!["y".into()], at: moment(2) });
    b.news.extend(news_of(&disk, &mut a, note("ours", 3)));
    while !b.news.is_empty() {
        b.hear();
    }
    a.news.extend(news_of(&disk, &mut b, relabel("entity", 4)));
    a.edit(Edit::Annotate(vec![annotation("w", &super::tests::text_of(0, 0), "claim", &[(0, 3)])]));
    a.hear();
    // The newest can be undone, the note cannot: first nothing is done at all.
    let before = a.state.clone();
    assert_eq!(before.step(&Action::GoTo(0)).unwrap_err().code, "changed-elsewhere");
    // Then as much as can be, and the step that cannot is forgotten.
    let stopped = before.forgetting(&Action::GoTo(0));
    let deleted = "2 Deleted the mark “Mayor”";
    let relabelled = "1 Changed the label of “Mayor” to Source";
    check(&stopped, &["(4 Marked “May” as Claim)", deleted, relabelled]);
    assert_eq!(x_in(&stopped.workspace).unwrap().label.as_str(), "entity");
    // What lies beyond it can be reached, until the next that cannot.
    let stopped = stopped.forgetting(&Action::GoTo(0));
    check(&stopped, &["(4 Marked “May” as Claim)", &format!("({deleted})")]);
    assert_eq!(x_in(&stopped.workspace).unwrap().label.as_str(), "entity");
    // What is reached is not forgotten.
    assert_eq!(stopped.forgetting(&Action::GoTo(0)), stopped);
}

#[test]
fn typing_does_not_go_on_over_what_another_window_wrote() {
    let (disk, mut a, mut b) = two_tabs();
    b.news.extend(news_of(&disk, &mut a, note("ours", 1)));
    b.hear();
    a.news.extend(news_of(&disk, &mut b, note("theirs", 2)));
    a.hear();
    a.edit(note("theirs and ours", 3));
    let undone = a.state.step(&Action::Undo).unwrap();
    assert_eq!(x_in(&undone.workspace).unwrap().note, "theirs");
    assert_eq!(undone.step(&Action::Undo).unwrap_err().code, "changed-elsewhere");
}

#[test]
fn typing_does_not_go_on_in_a_step_of_something_else() {
    let (disk, mut a, mut b) = two_tabs();
    a.edit(Edit::Delete { ids: vec!["y".into()], at: moment(1) });
    b.news.extend(news_of(&disk, &mut a, note("ours", 2)));
    b.hear();
    b.hear();
    a.news.extend(news_of(&disk, &mut b, note("theirs", 3)));
    a.hear();
    // The note cannot be undone and is forgotten; the deletion is now the last step.
    a.state = a.state.forgetting(&Action::Undo);
    a.edit(note("again", 4));
    let undone = a.state.step(&Action::Undo).unwrap();
    assert_eq!(x_in(&undone.workspace).unwrap().note, "theirs");
    assert!(undone.workspace.annotation(&"y".into()).is_none());
}

#[test]
fn a_removed_article_that_came_again_with_the_app_gets_its_marks_back() {
    let disk = Disk::new(Fault::Never);
    let (mut tab, _) = Tab::open(&disk, "a");
    let ship = Action::Ship(vec![Entity::Article(shipped())]);
    assert!(tab.step(&ship));
    tab.edit(Edit::Annotate(vec![annotation("x", &shipped(), "claim", &[(0, 7)])]));
    tab.edit(Edit::RemoveArticle { id: SHIPPED.into() });
    assert_eq!(tab.save(), None);
    assert!(tab.step(&ship));
    assert!(tab.step(&Action::Undo));
    let marked = tab.state.workspace.article(&SHIPPED.into()).unwrap();
    assert_eq!(marked.annotation_count(), 1);
    assert!(tab.state.unsaved.contains(&EntityId::Article(SHIPPED.into())));
    assert!(tab.step(&Action::Redo));
    assert!(tab.state.workspace.article(&SHIPPED.into()).is_none());
    // Where nothing is left to be done, undo says so.
    tab.edit(Edit::Import { articles: vec![shipped()], annotations: vec![], reanchored: vec![], others: vec![] });
    tab.edit(Edit::RemoveArticle { id: SHIPPED.into() });
    assert!(tab.step(&ship));
    assert_eq!(tab.state.step(&Action::Undo).unwrap_err().code, "changed-elsewhere");
}

fn step_of(number: u32) -> Rc<Step> {
    Rc::new(Step { number, change: Rc::default(), summary: Summary::new("keep") })
}

proptest! {
    #[test]
    fn going_there_is_undoing_and_redoing(
        moves in prop::collection::vec(any_move(), 0..30), ways in prop::collection::vec(0u32..16, 0..8),
    ) {
        let mut tab = Tab::open(&Disk::new(Fault::Never), "a").0;
        for (time, next) in moves.iter().enumerate() {
            let next = action(*next, &tab.state.workspace, time as u32);
            tab.step(&next);
        }
        for number in ways {
            let mut slowly = tab.state.clone();
            while slowly.history().done().next().is_some_and(|step| step.number > number) {
                slowly = slowly.step(&Action::Undo).unwrap();
            }
            while slowly.history().undone().next().is_some_and(|step| step.number <= number) {
                slowly = slowly.step(&Action::Redo).unwrap();
            }
            prop_assert!(tab.step(&Action::GoTo(number)));
            prop_assert_eq!(&tab.state.workspace, &slowly.workspace);
            prop_assert_eq!(&tab.state.unsaved, &slowly.unsaved);
            prop_assert_eq!(tab.state.history(), slowly.history());
        }
        // Numbers grow with the steps.
        let mut numbers: Vec<u32> = tab.state.history().done().map(|step| step.number).collect();
        numbers.reverse();
        numbers.extend(tab.state.history().undone().map(|step| step.number));
        prop_assert!(numbers.windows(2).all(|pair| pair[0] < pair[1]), "{:?}", numbers);
    }

    #[test]
    fn what_changed_since_is_what_only_one_of_two_histories_has(
        before in prop::collection::vec(0u8..9, 0..20), since in prop::collection::vec(0u8..9, 0..20),
    ) {
        let moved = |start: &History, moves: &[u8]| moves.iter().fold(start.clone(), |history, next| match next {
            0 => history.with(Change::default(), Summary::new("keep")),
            1 => history.turned(Way::Back),
            _ => history.turned(Way::Forth),
        });
        let old = moved(&History::default(), &before);
        let new = moved(&old, &since);
        for way in [Way::Back, Way::Forth] {
            let steps = |history: &History| -> Vec<Rc<Step>> {
                if way == Way::Back { history.done().cloned().collect() } else { history.undone().cloned().collect() }
            };
            let only = |of: &History, other: &History| -> Vec<Rc<Step>> {
                let others = steps(other);
                steps(of).into_iter().filter(|step| !others.iter().any(|other| Rc::ptr_eq(step, other))).collect()
            };
            let (gone, come) = new.since(&old, way);
            let is_same = |a: &[Rc<Step>], b: &[Rc<Step>]| a.len() == b.len() && a.iter().zip(b).all(|(a, b)| Rc::ptr_eq(a, b));
            prop_assert!(is_same(&gone, &only(&old, &new)));
            prop_assert!(is_same(&come, &only(&new, &old)));
        }
    }

    #[test]
    fn a_history_is_what_it_was_made_of(done in 0u32..5, undone in 0u32..5) {
        let newest_first: Vec<Step> = (1..=done).rev().map(|number| Step::clone(&step_of(number))).collect();
        let next_first: Vec<Step> = (done + 1..=done + undone).map(|number| Step::clone(&step_of(number))).collect();
        let history = History::of(newest_first.clone(), next_first.clone());
        prop_assert!(history.done().map(|step| &**step).eq(&newest_first));
        prop_assert!(history.undone().map(|step| &**step).eq(&next_first));
        prop_assert_eq!(history.next(Way::Back).map(|step| step.number), (done > 0).then_some(done));
        prop_assert_eq!(history.next(Way::Forth).map(|step| step.number), (undone > 0).then_some(done + 1));
    }
}
