//! Backup and restore: nothing that was here or in the backup is lost, whatever
//! happened in between, and what is restored is what was saved.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;

use super::backup::{Copy, Restored, offered, slices};
use super::key_value::StorageError;
use super::record::{Unreadable, sealed};
use super::state::Action;
use super::tests::{
    Disk, Fault, Move, SHIPPED, Tab, action, any_move, news_of, note, reopened, shipped, small_disk, two_tabs, x_in,
};
use crate::formats::{backup as file, read};
use crate::model::edit::{Edit, Entity};
use crate::model::fixtures::{annotation, article, demanded, moment};
use crate::model::workspace::Workspace;

/// The backup file that a window saves.
fn backed_up_with(tab: &Tab, copy: &Copy) -> String {
    let lacking = tab.keeper.lacking(&copy.keys().cloned().collect());
    let copy = &lacking.into_iter().map(|key| (key.clone(), copy[&key].clone())).collect();
    let owed = tab.keeper.to_back_up(&tab.state.workspace, &tab.state.unsaved, copy, &moment(0));
    let records: Vec<(String, String)> =
        owed.iter().filter_map(|owed| Some((owed.key.clone(), tab.keeper.value_of(owed, copy)?))).collect();
    assert!(records.is_sorted_by(|(one, _), (other, _)| one < other));
    file::write(&moment(0), &records)
}

fn backed_up(tab: &Tab) -> String {
    backed_up_with(tab, &Copy::new())
}

/// Restores a backup file as the page does.
#[track_caller]
fn restore(tab: &mut Tab, disk: &Disk, backup: &str) -> Restored {
    let file = read(backup);
    assert_eq!((file.problems.as_slice(), file.rejected), (&[][..], 0));
    let records = file.backup.expect("a backup").records;
    let records = records.into_iter().map(|(key, value)| offered(key, value)).collect();
    let mut restored = Restored::default();
    for slice in slices(records, 2) {
        tab.keeper.restore(slice, &tab.state.workspace, &tab.state.unsaved, &mut restored);
    }
    for (key, value) in &restored.others {
        if !disk.contents().contains_key(key) {
            disk.put(key, value);
        }
    }
    if let Some(edit) = restored.edit() {
        tab.edit(edit);
    }
    restored
}

/// Does moves and saves each.
fn live(tab: &mut Tab, moves: &[Move], time: &mut u32) {
    for next in moves {
        let next = action(*next, &tab.state.workspace, *time);
        *time += 1;
        tab.step(&next);
        tab.save();
    }
}

/// What the answer says: how much is back, to choose from, already here, without room.
fn told(restored: &Restored) -> (usize, usize, usize, usize) {
    (restored.back.len(), restored.contested, restored.already_here, restored.without_room)
}

fn things(workspace: &Workspace) -> Vec<Entity> {
    let articles = workspace.articles().map(|marked| Entity::Article(marked.readable.article.clone()));
    articles.chain(workspace.annotations().cloned().map(Entity::Annotation)).collect()
}

/// Whether a thing is there: shown, or to choose from.
fn is_there(thing: &Entity, tab: &Tab) -> bool {
    let is_shown = tab.state.workspace.entity(&thing.id()).is_some_and(|here| here.says_same(thing));
    is_shown || tab.keeper.conflicts().flatten().any(|version| version.says_same(thing))
}

/// A life with a backup in its middle, which is restored at its end. What it held is there
/// then, unless the same window, or one that knew of it, changed it since: and that is there.
fn check_life(before: &[Move], after: &[Move], wiped: bool, full: bool) -> Result<(), TestCaseError> {
    let disk = Disk::new(Fault::Never);
    let (mut tab, _) = Tab::open(&disk, "a");
    let mut time = 0;
    live(&mut tab, before, &mut time);
    if full {
        disk.fault.set(Fault::Room(0));
    }
    // The last moves are not saved where there is no room.
    live(&mut tab, after.get(..2).unwrap_or_default(), &mut time);
    let saved = tab.state.workspace.clone();
    let backup = backed_up(&tab);
    disk.repair();
    if wiped {
        disk.files.borrow_mut().0.clear();
        tab = Tab::open(&disk, "b").0;
    }
    live(&mut tab, after, &mut time);
    let here = tab.state.workspace.clone();
    let restored = restore(&mut tab, &disk, &backup);
    prop_assert_eq!((restored.unreadable, restored.without_room), (0, 0));
    prop_assert_eq!(tab.save(), None);
    let there = tab.state.workspace.clone();
    prop_assert_eq!(&reopened(&disk), &there, "it is stored");
    for thing in things(&saved) {
        // Here and changed since by who knew of it: newer.
        let is_newer = !wiped && here.entity(&thing.id()).is_some();
        prop_assert!(is_newer || is_there(&thing, &tab), "of the backup: {thing:?}");
    }
    for thing in things(&here) {
        prop_assert!(is_there(&thing, &tab), "of here: {thing:?}");
    }
    // Again it adds nothing.
    let again = restore(&mut tab, &disk, &backup);
    prop_assert_eq!(&tab.state.workspace, &there);
    prop_assert_eq!(again.back, Vec::new());
    // The whole is one step to undo.
    if there != here {
        prop_assert!(tab.step(&Action::Undo));
        prop_assert_eq!(&tab.state.workspace, &here);
        prop_assert_eq!(tab.save(), None);
        prop_assert_eq!(&reopened(&disk), &here);
    }
    Ok(())
}

/// Backup, wipe, restore: all is as it was, and the next backup is the same to the byte.
fn check_round_trip(moves: &[Move], odd: &[(String, String)], unsaved: bool) -> Result<(), TestCaseError> {
    let disk = Disk::new(Fault::Never);
    for (key, value) in odd {
        disk.put(key, value);
    }
    let (mut tab, _) = Tab::open(&disk, "a");
    let mut time = 0;
    if unsaved {
        disk.fault.set(Fault::Room(2_000));
    }
    live(&mut tab, moves, &mut time);
    let saved = tab.state.workspace.clone();
    let unread = tab.keeper.unreadable().len();
    let backup = backed_up(&tab);
    prop_assert_eq!(&backed_up(&tab), &backup, "the same bytes");
    let other = Disk::new(Fault::Never);
    let (mut tab, _) = Tab::open(&other, "b");
    restore(&mut tab, &other, &backup);
    prop_assert_eq!(tab.save(), None);
    prop_assert_eq!(&tab.state.workspace, &saved);
    prop_assert_eq!(tab.keeper.unreadable().len(), unread);
    prop_assert_eq!(&backed_up(&tab), &backup, "the second backup is the first");
    let (tab, _) = Tab::open(&other, "c");
    prop_assert_eq!(&tab.state.workspace, &saved);
    prop_assert_eq!(&backed_up(&tab), &backup, "also after the page is opened again");
    Ok(())
}

/// What may be in storage beside good records: damaged ones, some of a later version,
/// what was set aside, preferences.
fn any_odd() -> impl Strategy<Value = Vec<(String, String)>> {
    let key = prop_oneof![
        "ascribe/1/annotation/n[0-4]/[1-3]\\.[xy]",
        "ascribe/1/kind/[a-c]/1\\.x",
        "ascribe/1/[a-z/]{0,8}",
        "ascribe/2/[a-z]{1,8}",
        "ascribe/damaged/ascribe/1/article/one/1\\.[a-c]",
        "ascribe/preference/[a-c]",
    ];
    prop::collection::btree_map(key, ".{0,24}", 0..6).prop_map(|odd| odd.into_iter().collect())
}

mod demands {
    use super::*;

    #[test]
    fn row_17_a_backup_restored_elsewhere_is_all_there_and_the_next_one_is_the_same() {
        let cases = demanded(300, 10_000, 1_000_000);
        let moves = prop::collection::vec(any_move(), 0..40);
        let mut runner = proptest::test_runner::TestRunner::new(ProptestConfig::with_cases(cases));
        let lives = (moves, any_odd(), any::<bool>());
        runner.run(&lives, |(moves, odd, unsaved)| check_round_trip(&moves, &odd, unsaved)).unwrap();
        println!(
            "demand 17: backup, wipe, restore: {cases} of {cases} random stores equal, second backup the same to the byte"
        );
    }

    #[test]
    fn row_17_restoring_loses_nothing_whatever_happened_since() {
        let cases = demanded(300, 10_000, 1_000_000);
        let moves = || prop::collection::vec(any_move(), 2..24);
        let mut runner = proptest::test_runner::TestRunner::new(ProptestConfig::with_cases(cases));
        let lives = (moves(), moves(), any::<bool>(), any::<bool>());
        runner.run(&lives, |(before, after, wiped, full)| check_life(&before, &after, wiped, full)).unwrap();
        println!(
            "demand 17: backup, any life, restore: 0 of {cases} random lives lost a thing; restoring twice added nothing"
        );
    }
}

/// What is restored over `change` of a small disk; the note of `x` and how many
/// annotations there are then, and what the answer says: back, to choose from, already here.
#[track_caller]
fn check_restored(change: impl Fn(&mut Tab), note: Option<&str>, count: usize, told: (usize, usize, usize)) {
    let (disk, mut tab) = small_disk();
    let backup = backed_up(&tab);
    change(&mut tab);
    tab.save();
    let before = tab.state.workspace.clone();
    let restored = restore(&mut tab, &disk, &backup);
    assert_eq!((restored.back.len(), restored.contested, restored.already_here), told);
    assert_eq!(tab.save(), None);
    assert_eq!(x_in(&tab.state.workspace).map(|x| x.note.clone()).as_deref(), note);
    assert_eq!(tab.state.workspace.annotation_count(), count);
    assert_eq!(reopened(&disk), tab.state.workspace);
    if tab.state.workspace != before {
        assert!(tab.step(&Action::Undo));
        assert_eq!(tab.state.workspace, before);
    }
}

#[test]
fn what_is_here_stays_and_what_is_not_comes_back() {
    // The small disk has an article, the annotations x and y, and the deleted z.
    check_restored(|_| {}, Some(""), 2, (0, 0, 3));
    check_restored(|tab| tab.edit(note("newer", 1)), Some("newer"), 2, (0, 0, 3));
    let delete = |ids: &[&str]| Edit::Delete { ids: ids.iter().map(|id| (*id).into()).collect(), at: moment(1) };
    check_restored(|tab| tab.edit(delete(&["x"])), Some(""), 2, (1, 0, 2));
    check_restored(|tab| tab.edit(Edit::RemoveArticle { id: "one".into() }), Some(""), 2, (3, 0, 0));
}

#[test]
fn what_was_deleted_before_the_backup_stays_deleted() {
    let (disk, mut tab) = small_disk();
    let backup = backed_up(&tab);
    assert!(backup.contains("/z/"), "that it was deleted is known");
    disk.files.borrow_mut().0.clear();
    let (mut other, _) = Tab::open(&disk, "b");
    restore(&mut other, &disk, &backup);
    assert_eq!(other.state.workspace, tab.state.workspace);
    // But a deletion is not restored over what is here again.
    tab.edit(Edit::Annotate(vec![annotation(
        "z",
        &article("one", &["Mayor resigns", "She said no."]),
        "claim",
        &[(0, 5)],
    )]));
    assert_eq!(tab.save(), None);
    restore(&mut tab, &disk, &backup);
    assert!(tab.state.workspace.annotation(&"z".into()).is_some());
}

#[test]
fn a_newer_version_of_the_backup_replaces_the_older_one_here() {
    let (disk, mut tab) = small_disk();
    let old = disk.contents();
    tab.edit(note("newer", 1));
    assert_eq!(tab.save(), None);
    let backup = backed_up(&tab);
    // The browser's storage is found as it was a while ago.
    disk.files.borrow_mut().0 = old;
    let (mut tab, _) = Tab::open(&disk, "b");
    let restored = restore(&mut tab, &disk, &backup);
    assert_eq!(told(&restored), (1, 0, 2, 0));
    assert_eq!(x_in(&tab.state.workspace).unwrap().note, "newer");
    assert_eq!(tab.save(), None);
    assert_eq!(backed_up(&tab), backup);
    tab.edit(note("newer still", 2));
    assert_eq!(tab.save(), None);
    assert_eq!(tab.keeper.conflict_count(), 0, "it was shown, and there is nothing to choose from");
}

/// A window on the small disk as it was after the first edit, and a backup that was saved
/// after all of them.
fn behind_its_backup(edits: &[Edit]) -> (Disk, Tab, String) {
    let (disk, mut tab) = small_disk();
    let mut old = disk.contents();
    for (number, edit) in edits.iter().enumerate() {
        tab.edit(edit.clone());
        assert_eq!(tab.save(), None);
        if number == 0 {
            old = disk.contents();
        }
    }
    let backup = backed_up(&tab);
    disk.files.borrow_mut().0 = old;
    let (tab, _) = Tab::open(&disk, "b");
    (disk, tab, backup)
}

#[test]
fn a_newer_version_of_the_backup_that_finds_no_room_is_saved_when_there_is_some() {
    let (disk, mut tab, backup) = behind_its_backup(&[note("older", 1), note("newer", 2)]);
    disk.fault.set(Fault::Room(0));
    let restored = restore(&mut tab, &disk, &backup);
    assert_eq!(told(&restored), (1, 0, 2, 0));
    assert_eq!(x_in(&tab.state.workspace).unwrap().note, "newer");
    assert_eq!(tab.save(), Some(StorageError::Full));
    disk.repair();
    assert_eq!(tab.save(), None);
    assert_eq!(x_in(&reopened(&disk)).unwrap().note, "newer");
}

#[test]
fn a_newer_version_of_the_backup_that_says_what_is_here_needs_no_room() {
    let (disk, mut tab, backup) = behind_its_backup(&[note("as it is", 1), note("other", 2), note("as it is", 1)]);
    disk.fault.set(Fault::Room(0));
    let restored = restore(&mut tab, &disk, &backup);
    assert_eq!(told(&restored), (0, 0, 3, 0));
    assert_eq!(x_in(&tab.state.workspace).unwrap().note, "as it is");
}

/// The notes to choose from.
fn notes(tab: &Tab) -> BTreeSet<String> {
    let note = |version| if let Entity::Annotation(x) = version { Some(x.note.clone()) } else { None };
    tab.keeper.conflicts().flatten().filter_map(note).collect()
}

#[test]
fn what_was_changed_here_and_there_is_kept_of_both() {
    let (disk, mut a, mut b) = two_tabs();
    news_of(&disk, &mut a, note("in the backup", 1));
    let backup = backed_up(&a);
    // The other browser did not know of it.
    disk.files.borrow_mut().0.retain(|key, _| !key.contains("/x/"));
    news_of(&disk, &mut b, note("here", 2));
    let restored = restore(&mut b, &disk, &backup);
    assert_eq!(restored.contested, 1);
    assert_eq!(b.state.workspace.annotation_count(), 2);
    let both: BTreeSet<String> = ["here", "in the backup"].map(str::to_owned).into();
    assert_eq!(notes(&b), both);
    let (before, again) = (b.state.workspace.clone(), restore(&mut b, &disk, &backup));
    assert_eq!(b.state.workspace, before);
    assert_eq!((again.back.len(), again.contested), (0, 0));
    assert_eq!(notes(&Tab::open(&disk, "d").0), both, "also after the page is opened again");
}

#[test]
fn what_was_changed_here_too_and_finds_no_room_is_told() {
    let (disk, mut a, mut b) = two_tabs();
    news_of(&disk, &mut a, note("in the backup", 1));
    let backup = backed_up(&a);
    disk.files.borrow_mut().0.retain(|key, _| !key.contains("/x/"));
    news_of(&disk, &mut b, note("here", 2));
    let before = b.state.clone();
    disk.fault.set(Fault::Room(0));
    assert_eq!(told(&restore(&mut b, &disk, &backup)), (0, 0, 2, 1));
    assert_eq!(b.state, before, "what is here stays");
    disk.repair();
    assert_eq!(told(&restore(&mut b, &disk, &backup)), (0, 1, 2, 0));
    assert_eq!(notes(&b), ["here", "in the backup"].map(str::to_owned).into());
}

#[test]
fn an_edit_that_is_not_saved_and_a_newer_version_of_the_backup_are_both_kept() {
    let (disk, mut tab, backup) = behind_its_backup(&[note("older", 1), note("newer", 2)]);
    disk.fault.set(Fault::Room(0));
    tab.edit(note("not saved", 3));
    assert_eq!(tab.save(), Some(StorageError::Full));
    disk.repair();
    let restored = restore(&mut tab, &disk, &backup);
    assert_eq!(told(&restored), (0, 1, 2, 0));
    assert_eq!(x_in(&tab.state.workspace).unwrap().note, "not saved");
    assert_eq!(tab.save(), None);
    let last = Tab::open(&disk, "c").0;
    for tab in [&tab, &last] {
        assert_eq!(x_in(&tab.state.workspace).unwrap().note, "not saved");
        assert_eq!(notes(tab), ["not saved", "newer"].map(str::to_owned).into());
    }
}

#[test]
fn what_was_not_saved_when_the_backup_was_and_was_changed_since_stays_as_it_is() {
    let (disk, mut tab) = small_disk();
    disk.fault.set(Fault::Room(0));
    tab.edit(note("in the backup", 1));
    assert_eq!(tab.save(), Some(StorageError::Full));
    let backup = backed_up(&tab);
    disk.repair();
    tab.edit(note("since", 2));
    assert_eq!(tab.save(), None);
    assert_eq!(told(&restore(&mut tab, &disk, &backup)), (0, 0, 3, 0));
    assert_eq!(x_in(&tab.state.workspace).unwrap().note, "since");
}

#[test]
fn an_edit_that_is_not_saved_outlives_what_is_restored() {
    let (disk, mut tab) = small_disk();
    let backup = backed_up(&tab);
    disk.fault.set(Fault::Room(0));
    tab.edit(note("not saved", 1));
    assert_eq!(tab.save(), Some(StorageError::Full));
    disk.repair();
    restore(&mut tab, &disk, &backup);
    assert_eq!(x_in(&tab.state.workspace).unwrap().note, "not saved");
    assert_eq!(tab.save(), None);
    assert_eq!(tab.state.workspace.annotation_count(), 2);
    assert_eq!(tab.keeper.conflict_count(), 0, "the backup had nothing that it did not know of");
}

#[test]
fn two_versions_that_are_both_stored_come_back_both() {
    let (disk, mut a, mut b) = two_tabs();
    news_of(&disk, &mut a, note("of one", 1));
    news_of(&disk, &mut b, note("of the other", 2));
    let (tab, _) = Tab::open(&disk, "d");
    let backup = backed_up(&tab);
    assert!(backup.contains("of one") && backup.contains("of the other"));
    let other = Disk::new(Fault::Never);
    let (mut there, _) = Tab::open(&other, "e");
    restore(&mut there, &other, &backup);
    assert_eq!(there.state.workspace, tab.state.workspace);
    assert_eq!(there.save(), None);
    assert_eq!(backed_up(&there), backup);
}

#[test]
fn what_cannot_be_read_goes_out_and_comes_back_as_it_is() {
    let (disk, _) = small_disk();
    let odd = [
        ("ascribe/1/annotation/x/9.q", "12345678 {\"damaged\": "),
        ("ascribe/1/annotation/new/1.q", "\u{0}\u{feff}“\t\n"),
        ("ascribe/9/later", "of a later version"),
        ("ascribe/damaged/ascribe/1/annotation/y/1.q", "set aside"),
        ("ascribe/preference/keys", "f=find"),
    ];
    for (key, value) in odd {
        disk.put(key, value);
    }
    disk.put("ascribe/device/backup", "2026-01-01T00:00:00.000Z");
    disk.put("ascribe/probe", "1");
    disk.put("another/app", "its own");
    let (tab, _) = Tab::open(&disk, "b");
    let backup = backed_up(&tab);
    for absent in ["ascribe/device", "ascribe/probe", "another/app"] {
        assert!(!backup.contains(absent), "{absent}");
    }
    let other = Disk::new(Fault::Never);
    let (mut there, _) = Tab::open(&other, "c");
    let restored = restore(&mut there, &other, &backup);
    assert_eq!((restored.unreadable, restored.without_room, restored.others.len()), (2, 0, 3));
    for (key, value) in odd {
        assert_eq!(other.contents().get(key).map(String::as_str), Some(value));
    }
    assert_eq!(there.keeper.unreadable().len(), 2, "the reader is told");
    assert_eq!(backed_up(&there), backup);
    // Where another value has the key, it is kept beside; nothing is overwritten.
    let (mut taken, _) = Tab::open(&other, "d");
    let changed = backup.replace("12345678 ", "87654321 ");
    restore(&mut taken, &other, &changed);
    assert!(other.contents()["ascribe/1/annotation/x/9.q"].starts_with("12345678"));
    assert!(other.contents()["ascribe/damaged/ascribe/1/annotation/x/9.q"].starts_with("87654321"));
}

#[test]
fn of_a_backup_only_what_belongs_into_one_comes_back() {
    let keys = ["device/backup", "preference/keys", "probe", "removing", "reserve"];
    let records = keys.map(|key| (format!("ascribe/{key}"), "1".to_owned()));
    let disk = Disk::new(Fault::Never);
    let (mut tab, _) = Tab::open(&disk, "a");
    restore(&mut tab, &disk, &file::write(&moment(0), &records));
    assert_eq!(disk.contents().into_keys().collect::<Vec<_>>(), ["ascribe/preference/keys"]);
}

#[test]
fn what_only_the_copy_has_is_in_the_backup() {
    let (disk, tab) = small_disk();
    let whole = backed_up(&tab);
    let copy: Copy = disk.contents();
    // There was no room here for all but one.
    disk.files.borrow_mut().0.retain(|key, _| key.contains("/x/"));
    assert_eq!(backed_up_with(&tab, &copy), whole);
    // Nor has the page read any of it: it was found empty, and the two are not compared yet.
    let (new, _) = Tab::open(&Disk::new(Fault::Never), "b");
    assert_eq!(backed_up_with(&new, &copy), whole);
    // The copy cannot be read either: what the page knows is written anew, the same.
    assert_eq!(backed_up(&tab), whole);
    // Storage is blocked since.
    disk.fault.set(Fault::From(0));
    assert_eq!(backed_up(&tab), whole);
}

#[test]
fn a_damaged_value_and_the_good_one_of_the_copy_are_both_in_the_backup() {
    let (disk, mut tab) = small_disk();
    let key = disk.contents().into_keys().find(|key| key.contains("/x/")).unwrap();
    let mut copy: Copy = disk.contents();
    // It goes out as it is stored there, with what this version knows nothing of.
    let json = copy[&key].split_once(' ').unwrap().1.replacen('{', "{\"later\":1,", 1);
    copy.insert(key.clone(), sealed(&json));
    tab.keeper.unreadable.push((key.clone(), Unreadable::Damaged));
    disk.put(&key, "damaged");
    let records = read(&backed_up_with(&tab, &copy)).backup.unwrap().records;
    let records: BTreeMap<String, String> = records.into_iter().collect();
    assert_eq!(records[&key], copy[&key]);
    assert_eq!(records[&format!("ascribe/damaged/{key}")], "damaged");
}

#[test]
fn a_shipped_article_with_marks_is_in_the_backup_also_if_it_is_not_stored() {
    let disk = Disk::new(Fault::Room(0));
    let (mut tab, _) = Tab::open(&disk, "a");
    assert!(tab.step(&Action::Ship(vec![
        Entity::Article(shipped()),
        Entity::Article(article("urn:ascribe:sample:2", &["Other"]))
    ])));
    tab.edit(Edit::Annotate(vec![annotation("x", &shipped(), "claim", &[(0, 7)])]));
    assert_eq!(tab.save(), Some(StorageError::Full));
    let records = read(&backed_up(&tab)).backup.unwrap().records;
    let keys: Vec<&str> = records.iter().map(|(key, _)| key.as_str()).collect();
    assert_eq!(keys, ["ascribe/1/annotation/x/1.a", &format!("ascribe/1/article/{SHIPPED}/1.a")]);
    let other = Disk::new(Fault::Never);
    let (mut there, _) = Tab::open(&other, "b");
    restore(&mut there, &other, &backed_up(&tab));
    assert_eq!(there.save(), None);
    assert_eq!(reopened(&other).annotation_count(), 1);
    assert!(reopened(&other).article(&SHIPPED.into()).is_some());
}

#[test]
fn what_finds_no_room_is_saved_when_there_is_some() {
    let (disk, tab) = small_disk();
    let (backup, saved) = (backed_up(&tab), tab.state.workspace.clone());
    disk.put("ascribe/1/article/odd/1.x", "not to be read");
    let with_odd = backed_up(&Tab::open(&disk, "b").0);
    let other = Disk::new(Fault::Room(0));
    let (mut there, _) = Tab::open(&other, "b");
    let restored = restore(&mut there, &other, &with_odd);
    assert_eq!((restored.back.len(), restored.unreadable, restored.without_room), (3, 1, 1), "it is told");
    assert_eq!(there.state.workspace, saved);
    assert_eq!(there.save(), Some(StorageError::Full));
    other.repair();
    assert_eq!(there.save(), None);
    assert_eq!(reopened(&other), saved);
    assert!(!backup.is_empty());
}

#[test]
fn a_restore_goes_in_slices_that_keep_the_versions_of_a_thing_together() {
    let record = |id: &str, counter: u32| offered(format!("ascribe/1/annotation/{id}/{counter}.a"), String::new());
    let check = |keys: &[(&str, u32)], size: usize, expected: &[&[(&str, u32)]]| {
        let records = keys.iter().map(|(id, counter)| record(id, *counter)).collect();
        let found: Vec<Vec<String>> =
            slices(records, size).into_iter().map(|slice| slice.into_iter().map(|one| one.key).collect()).collect();
        let expected: Vec<Vec<String>> =
            expected.iter().map(|slice| slice.iter().map(|(id, counter)| record(id, *counter).key).collect()).collect();
        assert_eq!(found, expected, "{keys:?} in slices of {size}");
    };
    check(&[], 2, &[]);
    check(&[("a", 1), ("b", 1), ("c", 1)], 2, &[&[("a", 1), ("b", 1)], &[("c", 1)]]);
    check(&[("a", 1), ("b", 1), ("c", 1)], 9, &[&[("a", 1), ("b", 1), ("c", 1)]]);
    // In the order of the keys, and longer where one thing has many versions.
    let versions = [("b", 2), ("a", 1), ("b", 3), ("b", 1), ("c", 1)];
    check(&versions, 2, &[&[("a", 1), ("b", 1), ("b", 2), ("b", 3)], &[("c", 1)]]);
    check(&versions, 1, &[&[("a", 1)], &[("b", 1), ("b", 2), ("b", 3)], &[("c", 1)]]);
}
