//! The index: whom and what the articles speak of, with every mention; and the marks
//! of which it is not said yet.
//!
//! [`session`] is what a person is doing, [`acts`] what becomes of it, [`entry`] draws
//! a line of the index with its [`fields`], [`group`] one of those that are not in it
//! yet, [`mentions`] the places of either, [`alike`] asks what is probably the same,
//! [`dialogs`] what has to be asked.

mod acts;
mod alike;
mod dialogs;
mod entry;
mod fields;
mod group;
mod mentions;
mod session;

use std::collections::BTreeMap;
use std::rc::Rc;

use yew::prelude::*;

use super::proposing::use_proposals;
use crate::analysis::identities::{self, Entry, Group};
use crate::analysis::occurrences::folded_words;
use crate::messages::{text, text_with};
use crate::model::id::IdentityId;
use crate::model::scheme::Scheme;
use crate::model::workspace::Workspace;
use crate::platform::{page, value_of};
use crate::ui::app_state::Desk;
use crate::ui::parts::button::{button, opener};
use crate::ui::shared::Shared;
use alike::{Answers, use_alike};
use session::{Dialog, Doing, Line, Session, toggle};

/// What there is.
#[derive(Clone, Properties, PartialEq)]
pub struct IndexProps {
    /// All that is here.
    pub workspace: Shared<Workspace>,
    /// Edits it.
    pub desk: Desk,
}

/// Everything that the parts of the index need.
pub struct View {
    index: Rc<identities::Index>,
    alike: Rc<Answers>,
    workspace: Shared<Workspace>,
    scheme: Rc<Scheme>,
    session: Session,
    /// The ticked lines that are still there, in the order in which they were ticked.
    ticked: Vec<Line>,
    doing: Doing,
    desk: Desk,
}

/// So many lines of the index are shown at first, and with each wish for more.
const SHOWN: usize = 100;

/// The whole screen.
#[component]
pub fn Index(props: &IndexProps) -> Html {
    let index = use_memo(props.workspace.clone(), |workspace| identities::index(workspace));
    let proposals = use_proposals(&props.workspace, true);
    let session = use_reducer(Session::default);
    let order = use_mut_ref(Vec::<IdentityId>::new);
    use_focus(&session);
    let mut view = View {
        index: index.clone(),
        alike: Rc::default(),
        workspace: props.workspace.clone(),
        scheme: props.workspace.scheme(),
        session: (*session).clone(),
        ticked: Vec::new(),
        doing: Doing(session.dispatcher()),
        desk: props.desk.clone(),
    };
    view.ticked = session.ticked.iter().filter(|line| view.name_of(line).is_some()).cloned().collect();
    let query = folded_words(&session.query);
    let mut entries: Vec<&Entry> = index.entries.iter().collect();
    // A line that is open stays where it is while it is written in.
    if !session.open.is_empty() {
        entries = in_order(entries, &order.borrow());
    }
    order.replace(entries.iter().map(|entry| entry.identity.id.clone()).collect());
    // Also if what is written in it is not what was searched for.
    let is_open = |entry: &Entry| view.is_open(&Line::Identity(entry.identity.id.clone()));
    entries.retain(|entry| entry.is_found_by(&query) || is_open(entry));
    let (groups, more_groups) = index.groups_with(&query);
    // What can be done with all that is ticked stands at the last that was, where the
    // reader is.
    let lines = entries.iter().take(view.shown()).map(|entry| Line::Identity(entry.identity.id.clone()));
    let lines: Vec<Line> = lines.chain(groups.iter().map(|group| Line::Group(group.key.clone()))).collect();
    view.alike = use_alike(&props.workspace, &index, proposals, &lines);
    let view = Rc::new(view);
    let host = view.ticked.iter().rev().find(|line| lines.contains(line));

    let on_search = {
        let doing = view.doing.clone();
        move |event: InputEvent| {
            let query = value_of(&event);
            doing.change(|session| {
                (session.query, session.more, session.focus) = (query, 0, None);
                session.open.clear();
            });
        }
    };
    html! {
        <main class="index" tabindex="-1">
            <header class="index-intro">
                <h1>{ text("index") }</h1>
                <p>{ text("index-intro") }</p>
                <label class="index-search">
                    <span>{ text("index-search") }</span>
                    <input type="search" value={session.query.clone()} placeholder={text("index-search-example")} oninput={on_search} />
                </label>
                <p class="quiet" aria-live="polite">
                    if !query.is_empty() {
                        { text_with("index-found", &[("entries", entries.len().to_string()), ("groups", (groups.len() + more_groups).to_string())]) }
                    }
                </p>
            </header>
            { here(&view, &entries, host) }
            { open(&view, &groups, more_groups, host) }
            { dialogs::dialog(&view) }
        </main>
    }
}

/// What is in the index.
fn here(view: &Rc<View>, entries: &[&Entry], host: Option<&Line>) -> Html {
    let shown = view.shown();
    let hidden = entries.len().saturating_sub(shown);
    let show_more = {
        let (doing, next) = (view.doing.clone(), entries.get(shown).map(|entry| entry::button_of(&entry.identity.id)));
        Callback::from(move |_| {
            let next = next.clone();
            doing.change(|session| (session.more, session.focus) = (session.more + 1, next));
        })
    };
    html! {
        <section class="index-part" aria-labelledby="index-here">
            <h2 id="index-here" tabindex="-1">{ text("index-here") }{ " " }<small>{ entries.len() }</small></h2>
            if view.index.entries.is_empty() { <p class="empty">{ text("index-empty") }</p> }
            <ul class="index-lines" role="list">
                { for entries.iter().take(shown).map(|entry| entry::entry(view, entry, host)) }
            </ul>
            if hidden > 0 {
                { button("", text_with("show-more", &[("count", hidden.min(SHOWN).to_string())]), show_more) }
            }
        </section>
    }
}

/// What is not in it yet.
fn open(view: &Rc<View>, groups: &[&Group], more: usize, host: Option<&Line>) -> Html {
    let several: Vec<String> = groups.iter().filter(|group| group.count > 1).map(|group| group.key.clone()).collect();
    let is_worth_it = several.len() > 1;
    let words = text_with("all-are-same", &[("count", several.len().to_string())]);
    let say_all = {
        let view = view.clone();
        Callback::from(move |_| view.say_of_all(&several))
    };
    html! {
        <section class="index-part" aria-labelledby="index-open">
            <h2 id="index-open" tabindex="-1">{ text("index-open") }{ " " }<small>{ groups.len() + more }</small></h2>
            if groups.is_empty() && view.session.query.is_empty() && !view.index.entries.is_empty() {
                <p class="empty">{ text("index-all-said") }</p>
            }
            if !groups.is_empty() {
                <p class="index-hint">{ text("index-open-hint") }</p>
                if is_worth_it { <p>{ button("", words, say_all) }</p> }
                <ul class="index-lines" role="list">
                    { for groups.iter().enumerate().map(|(at, group)| group::group(view, group, groups.get(at + 1).copied(), host)) }
                </ul>
            }
            if more > 0 { <p class="quiet">{ text_with("index-more", &[("count", more.to_string())]) }</p> }
        </section>
    }
}

/// The entries in the order in which they were shown; a new one behind the one that
/// it would follow.
fn in_order<'a>(entries: Vec<&'a Entry>, shown: &[IdentityId]) -> Vec<&'a Entry> {
    let places: BTreeMap<&IdentityId, usize> = shown.iter().enumerate().map(|(at, id)| (id, at + 1)).collect();
    let mut before = 0;
    let placed = entries.into_iter().map(|entry| match places.get(&entry.identity.id) {
        Some(place) => {
            before = *place;
            ((before, false), entry)
        }
        None => ((before, true), entry),
    });
    let mut placed: Vec<_> = placed.collect();
    placed.sort_by_key(|(place, _)| *place);
    placed.into_iter().map(|(_, entry)| entry).collect()
}

/// Gives the focus to what is to have it, as soon as it is on the page.
#[hook]
fn use_focus(session: &UseReducerHandle<Session>) {
    let session = session.clone();
    use_effect(move || {
        if let Some(element) = session.focus.as_deref().and_then(page::find_element) {
            page::focus_on(&element);
            Doing(session.dispatcher()).change(|session| session.focus = None);
        }
    });
}

impl View {
    fn is_open(&self, line: &Line) -> bool {
        self.session.open.contains(line)
    }

    fn is_ticked(&self, line: &Line) -> bool {
        self.ticked.contains(line)
    }

    /// The entry of an identity.
    fn entry_of(&self, id: &IdentityId) -> Option<&Entry> {
        self.index.entry(id)
    }

    fn group_of(&self, key: &str) -> Option<&Group> {
        self.index.group(key)
    }

    /// What a line is called; `None` if it is gone.
    fn name_of(&self, line: &Line) -> Option<String> {
        match line {
            Line::Identity(id) => self.entry_of(id).map(|entry| entry.identity.name.clone()),
            Line::Group(key) => self.group_of(key).map(|group| group.words.clone()),
        }
    }

    /// So many lines of the index are shown.
    fn shown(&self) -> usize {
        SHOWN * (self.session.more + 1)
    }

    /// Opens and closes a line.
    fn on_open(&self, line: Line) -> Callback<MouseEvent> {
        let doing = self.doing.clone();
        Callback::from(move |_| {
            let line = line.clone();
            doing.change(|session| toggle(&mut session.open, line));
        })
    }

    /// The tick box of a line.
    fn tick_box(&self, line: &Line, name: &str) -> Html {
        let (doing, desk, line, is_ticked) =
            (self.doing.clone(), self.desk.clone(), line.clone(), self.is_ticked(line));
        let count = self.ticked.len();
        let onchange = move |_: Event| {
            let line = line.clone();
            doing.change(|session| toggle(&mut session.ticked, line));
            let count = if is_ticked { count.saturating_sub(1) } else { count + 1 };
            desk.announce(text_with("announce-ticked", &[("count", count.to_string())]));
        };
        html! {
            <input type="checkbox" checked={is_ticked} aria-label={text_with("tick", &[("name", name.to_owned())])} {onchange} />
        }
    }

    /// What can be done with all that is ticked, at the line that shows it.
    fn with_ticked(self: &Rc<Self>, line: &Line, host: Option<&Line>) -> Html {
        if host != Some(line) {
            return Html::default();
        }
        let identities: Vec<IdentityId> = self
            .ticked
            .iter()
            .filter_map(|line| match line {
                Line::Identity(id) => Some(id.clone()),
                Line::Group(_) => None,
            })
            .collect();
        let counted = |key, count: usize| text_with(key, &[("count", count.to_string())]);
        let join = {
            let doing = self.doing.clone();
            Callback::from(move |_| doing.change(|session| session.dialog = Some(Dialog::Join)))
        };
        let removed = counted("remove-from-index", identities.len());
        let remove = {
            let (view, identities) = (self.clone(), identities.clone());
            Callback::from(move |_| view.remove(&identities))
        };
        html! {
            <p class="index-acts">
                if self.ticked.len() > 1 {
                    { opener("primary", counted("join-ticked", self.ticked.len()), join) }
                }
                if !identities.is_empty() { { button("danger", removed, remove) } }
            </p>
        }
    }
}
