//! What changed since the last backup, and whether it is time for another. Clocks are
//! set back: a time that lies ahead says nothing.

use crate::model::time::Timestamp;
use crate::model::workspace::Workspace;

/// So many changed things are much to lose.
const MANY: usize = 50;
const DAY: i64 = 24 * 60 * 60;
/// So old may a backup be in which something is missing, in seconds.
const OLD: i64 = 7 * DAY;
/// So long nothing is said after “Later”, in seconds.
const LATER: i64 = DAY;

/// What is in no backup.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changes {
    /// How many things changed.
    pub count: usize,
    /// When the first of them did.
    pub first: Option<Timestamp>,
}

/// The reader said “Later”.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Postponed {
    /// When.
    pub at: Timestamp,
    /// How many things had changed then.
    pub count: usize,
}

/// A time, unless it lies ahead: then the clock was wrong when it was noted.
fn past<'a>(time: Option<&'a Timestamp>, now: &Timestamp) -> Option<&'a Timestamp> {
    time.filter(|time| *time <= now)
}

/// What changed since the last backup, if there was one. What was changed while the clock
/// was ahead is in it: when that was, nobody can say.
pub fn changes(workspace: &Workspace, last: Option<&Timestamp>, now: &Timestamp) -> Changes {
    let last = past(last, now);
    let articles = workspace.articles().filter_map(|marked| marked.readable.article.imported.as_ref()?.at.as_ref());
    let times = articles
        .chain(workspace.annotations().map(|annotation| &annotation.modified))
        .chain(workspace.relations().map(|relation| &relation.modified))
        .chain(workspace.identities().map(|identity| &identity.modified))
        .chain(workspace.schemes().filter_map(|scheme| scheme.chosen.as_ref()));
    let changed = times.filter(|time| last.is_none_or(|last| *time > last && *time <= now));
    let (mut count, mut first) = (0, None);
    for time in changed {
        count += 1;
        first = first.into_iter().chain([time]).min();
    }
    Changes { count, first: first.cloned() }
}

/// Whether the reader is to be reminded.
pub fn is_due(changes: &Changes, last: Option<&Timestamp>, postponed: Option<&Postponed>, now: &Timestamp) -> bool {
    let since = |time: &Timestamp| now.seconds() - time.seconds();
    let is_old = past(last, now).or(changes.first.as_ref()).is_some_and(|time| since(time) >= OLD);
    let is_much = changes.count >= MANY || is_old && changes.count > 0;
    let is_later = postponed.is_none_or(|postponed| {
        let is_over = past(Some(&postponed.at), now).is_none_or(|at| since(at) >= LATER);
        is_over || changes.count >= postponed.count + MANY
    });
    is_much && is_later
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::annotation::Annotation;
    use crate::model::edit::{Change, Entity};
    use crate::model::fixtures::{annotation, article};
    use std::rc::Rc;

    fn day(day: u32) -> Timestamp {
        Timestamp::new(&format!("2026-03-{day:02}T12:00:00.000Z")).unwrap()
    }

    /// A workspace with so many annotations changed on each day.
    fn workspace(changed: &[(u32, usize)]) -> Workspace {
        let one = article("one", &["Mayor resigns"]);
        let marks = changed.iter().flat_map(|(on, count)| (0..*count).map(move |number| (*on, number)));
        let mark = |(on, number)| {
            let mark = annotation(&format!("{on}-{number}"), &one, "claim", &[(0, 5)]);
            Entity::Annotation(Rc::new(Annotation { modified: day(on), ..Annotation::clone(&mark) }))
        };
        let empty = Workspace::default();
        empty.after(&Change::putting(&empty, [Entity::Article(one.clone())].into_iter().chain(marks.map(mark))))
    }

    /// Things changed by day; the day of the last backup; the day of “Later” and how many
    /// things had changed then; today; how many changed since, and whether that is told.
    #[track_caller]
    fn check(
        changed: &[(u32, usize)],
        last: Option<u32>,
        later: Option<(u32, usize)>,
        today: u32,
        expected: (usize, bool),
    ) {
        let (last, today) = (last.map(day), day(today));
        let postponed = later.map(|(on, count)| Postponed { at: day(on), count });
        let changes = changes(&workspace(changed), last.as_ref(), &today);
        let due = is_due(&changes, last.as_ref(), postponed.as_ref(), &today);
        assert_eq!((changes.count, due), expected);
    }

    #[test]
    fn much_that_is_in_no_backup_is_told() {
        check(&[], None, None, 20, (0, false));
        check(&[(20, 49)], None, None, 20, (49, false));
        check(&[(20, 50)], None, None, 20, (50, true));
        check(&[(10, 30), (12, 60)], Some(11), None, 12, (60, true));
        check(&[(10, 60), (12, 1)], Some(11), None, 12, (1, false));
        check(&[(10, 60)], Some(10), None, 10, (0, false));
    }

    #[test]
    fn little_is_told_after_a_week() {
        check(&[(10, 1)], None, None, 16, (1, false));
        check(&[(10, 1)], None, None, 17, (1, true));
        check(&[(10, 1)], Some(9), None, 16, (1, true));
        check(&[(10, 1)], Some(9), None, 15, (1, false));
        check(&[(8, 1)], Some(9), None, 30, (0, false));
    }

    #[test]
    fn later_is_a_day_or_many_more_changes_later() {
        check(&[(10, 60)], None, Some((10, 60)), 10, (60, false));
        check(&[(10, 60)], None, Some((10, 60)), 11, (60, true));
        check(&[(10, 109)], None, Some((10, 60)), 10, (109, false));
        check(&[(10, 110)], None, Some((10, 60)), 10, (110, true));
        check(&[(10, 60)], Some(11), Some((10, 60)), 12, (0, false));
    }

    #[test]
    fn a_clock_that_was_wrong_does_no_harm() {
        // The backup was saved while the clock was ahead: it is as if there was none.
        check(&[(10, 50)], Some(25), None, 10, (50, true));
        // “Later” was pressed then: it does not last until that day.
        check(&[(10, 50)], None, Some((25, 50)), 10, (50, true));
        // What was changed then does not count for ever.
        check(&[(25, 60), (11, 2)], Some(10), None, 12, (2, false));
        check(&[(25, 60)], None, None, 12, (60, true));
    }
}
