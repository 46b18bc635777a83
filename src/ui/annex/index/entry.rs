//! One line of the index: what it is called, how often and in which words; open, its
//! fields and every mention.

use std::rc::Rc;

use yew::prelude::*;

use super::View;
use super::fields::Fields;
use super::mentions::{tellings, wordings};
use super::session::{Dialog, Line, toggle_in};
use crate::analysis::identities::{Alike, Entry};
use crate::messages::{text, text_with};
use crate::model::id::IdentityId;
use crate::model::identity::Identity;
use crate::platform::page::with_value;
use crate::ui::annex::proposing::reason_words;
use crate::ui::parts::button::{button, opener};
use crate::ui::shared::Shared;

/// So many wordings stand in the line itself, and so many proposals below it.
const LISTED: usize = 4;

/// Finds the button that opens the line of an identity.
pub fn button_of(id: &IdentityId) -> String {
    format!("{} .line-button", with_value("li", "data-identity", id.as_str()))
}

/// A line; `host` is the one that shows what can be done with all that are ticked.
pub fn entry(view: &Rc<View>, entry: &Entry, host: Option<&Line>) -> Html {
    let identity = &entry.identity;
    let line = Line::Identity(identity.id.clone());
    let is_open = view.is_open(&line);
    let alike = view.alike(&line);
    let used = entry.wordings();
    // Words that only repeat the name tell nothing.
    let is_told = used.len() > 1 || used.iter().any(|wording| wording.words != identity.name);
    let used = used.get(..LISTED).unwrap_or(&used);
    html! {
        <li class={classes!("line", is_open.then_some("is-open"))} data-identity={identity.id.to_string()} key={identity.id.as_str()}>
            <div class="line-head">
                { view.tick_box(&line, &identity.name) }
                <button type="button" class="line-button" aria-expanded={is_open.to_string()} onclick={view.on_open(line.clone())}>
                    <b class="line-name" dir="auto">{ &identity.name }</b>
                    <span class="line-count">{ " " }{ counts("mentions", entry.count, entry.tellings.len()) }</span>
                    if is_told { { " " }{ wordings(used) } }
                </button>
                { view.with_ticked(&line, host) }
            </div>
            if !alike.is_empty() {
                <p class="alike">
                    <span class="role">{ text("probably-same") }</span>
                    { for alike.iter().take(LISTED).map(|other| proposal(view, identity, other)) }
                </p>
            }
            if is_open { { body(view, entry) } }
        </li>
    }
}

/// How many, in how many articles.
pub fn counts(key: &str, count: usize, articles: usize) -> String {
    let counted = |key, count: usize| text_with(key, &[("count", count.to_string())]);
    match articles {
        0 => counted(key, count),
        _ => [counted(key, count), counted("in-articles", articles)].join(" "),
    }
}

fn proposal(view: &Rc<View>, identity: &Rc<Identity>, alike: &Alike) -> Html {
    let other = &alike.identity;
    let act = |act: fn(&View, &Rc<Identity>, &Rc<Identity>)| {
        let (view, identity, other) = (view.clone(), identity.clone(), other.clone());
        move |_: MouseEvent| act(&view, &identity, &other)
    };
    let named = |key| text_with(key, &[("name", other.name.clone())]);
    let count = view.entry_of(&other.id).map_or(0, |entry| entry.count);
    html! {
        <span class="proposal" key={other.id.as_str()}>
            <b dir="auto">{ &other.name }</b>{ " " }
            <span class="quiet">{ text_with("mentions", &[("count", count.to_string())]) }{ ", " }{ reason_words(alike.reason) }</span>{ " " }
            <button type="button" aria-label={named("same-one")} onclick={act(View::take_for_one)}>{ text("same") }</button>
            <button type="button" class="plain" aria-label={named("not-same-one")} onclick={act(View::tell_apart)}>{ text("not-the-same") }</button>
        </span>
    }
}

fn body(view: &Rc<View>, entry: &Entry) -> Html {
    let identity = &entry.identity;
    let picked = view.picked_of(&identity.id).len();
    let on_tick = {
        let doing = view.doing.clone();
        Callback::from(move |id| doing.change(move |session| toggle_in(&mut session.picked, id)))
    };
    let ask = {
        let (view, doing, id) = (view.clone(), view.doing.clone(), identity.id.clone());
        move |_: MouseEvent| {
            // At one place at least it is called so.
            let first = view.picked_of(&id).first().and_then(|id| view.workspace.annotation(id)).cloned();
            let name = first.map(|annotation| annotation.quoted()).unwrap_or_default();
            let dialog = Dialog::Split(id.clone(), name);
            doing.change(|session| session.dialog = Some(dialog));
        }
    };
    let take_out = {
        let (view, id) = (view.clone(), identity.id.clone());
        move |_: MouseEvent| view.take_out(&id)
    };
    let remove = {
        let (view, id) = (view.clone(), identity.id.clone());
        Callback::from(move |_| view.remove(std::slice::from_ref(&id)))
    };
    let another = text_with("another-one", &[("count", picked.to_string())]);
    html! {
        <div class="line-body">
            <Fields identity={Shared(identity.clone())} desk={view.desk.clone()} />
            if entry.count > 0 {
                { tellings(view, &entry.tellings, &|id| view.session.picked.contains(id), &on_tick) }
            }
            <p class="index-acts">
                if picked > 0 {
                    { opener("", another, Callback::from(ask)) }
                    { button("", text("take-out"), Callback::from(take_out)) }
                } else if entry.count > 0 {
                    <span class="quiet">{ text("pick-hint") }</span>
                }
                { button("danger", text_with("remove-from-index", &[("count", "1".to_owned())]), remove) }
            </p>
        </div>
    }
}
