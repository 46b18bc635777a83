//! Marks with the same words that are not in the index yet.

use std::rc::Rc;

use yew::prelude::*;

use super::View;
use super::entry::counts;
use super::mentions::tellings;
use super::session::{Line, toggle_in};
use crate::analysis::identities::{Alike, Group};
use crate::messages::{text, text_with};
use crate::model::identity::Identity;
use crate::platform::page::with_value;
use crate::ui::annex::proposing::reason_words;
use crate::ui::parts::button::button;

/// At most so many of those that are called so are offered.
const OFFERED: usize = 3;

fn name(group: &Group) -> String {
    let first = group.tellings.first().and_then(|telling| telling.mentions.first());
    first.map(|mention| mention.id.to_string()).unwrap_or_default()
}

/// A line; `next` is the one that follows, at which one goes on.
pub fn group(view: &Rc<View>, group: &Group, next: Option<&Group>, host: Option<&Line>) -> Html {
    let line = Line::Group(group.key.clone());
    let is_open = view.is_open(&line);
    let kept = view.kept_of(group).len();
    // Ticked with others, it is about the same as they are.
    let is_joined = host == Some(&line) && view.ticked.len() > 1;
    let offered = if kept > 0 && !is_joined { view.alike(&line) } else { Vec::new() };
    let next = next.map(|next| format!("{} .line-button", with_value("li", "data-group", &name(next))));
    let say = |about: Option<Rc<Identity>>| {
        let (view, key, next) = (view.clone(), group.key.clone(), next.clone());
        Callback::from(move |_| view.say_of(&key, about.clone(), next.clone()))
    };
    let offer = |alike: &Alike| {
        let words = text_with("belongs-to", &[("name", alike.identity.name.clone())]);
        let class = if alike.reason.is_by_words() { "primary" } else { "" };
        html! {
            <span class="proposal" key={alike.identity.id.as_str()}>
                { button(class, words, say(Some(alike.identity.clone()))) }{ " " }
                <span class="quiet">{ reason_words(alike.reason) }</span>
            </span>
        }
    };
    let on_tick = {
        let doing = view.doing.clone();
        Callback::from(move |id| doing.change(move |session| toggle_in(&mut session.left_out, id)))
    };
    html! {
        <li class={classes!("line", is_open.then_some("is-open"))} data-group={name(group)} key={group.key.clone()}>
            <div class="line-head">
                { view.tick_box(&line, &group.words) }
                <button type="button" class="line-button" aria-expanded={is_open.to_string()} onclick={view.on_open(line.clone())}>
                    <q class="line-name" dir="auto">{ &group.words }</q>
                    <span class="line-count">{ " " }{ counts("places", group.count, group.tellings.len()) }</span>
                </button>
                if kept > 0 && !is_joined {
                    <p class="index-acts">
                        { button("", text_with("they-are-same", &[("count", kept.to_string())]), say(None)) }
                    </p>
                }
                { view.with_ticked(&line, host) }
            </div>
            if !offered.is_empty() {
                <p class="alike">
                    <span class="role">{ text("probably-same") }</span>
                    { for offered.iter().take(OFFERED).map(offer) }
                </p>
            }
            if is_open {
                <div class="line-body">
                    { tellings(view, &group.tellings, &|id| !view.session.left_out.contains(id), &on_tick) }
                </div>
            }
        </li>
    }
}
