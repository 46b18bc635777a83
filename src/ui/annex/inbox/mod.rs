//! What came in and waits: what each file was taken for, what of it is kept, what is left
//! out and what is missing. Nothing is stored before the reader says so.
//!
//! One article is looked over at once ([`super::review`]); several files are a list, from
//! which each article can be looked over. [`bringing`] stores what is wanted.

mod bringing;
mod card;
mod labels;

use std::cell::RefCell;
use std::rc::Rc;

use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use super::review::Review;
use crate::formats::draft::Draft;
use crate::messages::{text, text_with};
use crate::model::article::Story;
use crate::model::workspace::Workspace;
use crate::platform::{clock, page, value_of};
use crate::ui::app_state::{AppAction, Desk, Held, Waiting};
use crate::ui::parts::button::button;
use crate::ui::shared::{DeviceKeeper, Shared};
pub(super) use bringing::article_of;
pub use bringing::{bring_in, is_to_be_listed, waiting};
use card::card;
pub(super) use card::facts;

/// So many entries are shown: a collection of texts has thousands.
const MOST_SHOWN: usize = 200;

/// What is looked over.
#[derive(Clone, Properties, PartialEq)]
pub struct InboxProps {
    /// What came in, in its order.
    pub waiting: Shared<Vec<Waiting>>,
    /// To what it comes.
    pub workspace: Shared<Workspace>,
    /// Restores backups.
    pub keeper: Shared<RefCell<DeviceKeeper>>,
    /// Takes it in.
    pub desk: Desk,
}

/// A list of files, or one article.
#[component]
pub fn Inbox(props: &InboxProps) -> Html {
    let open = use_state_eq(|| None::<usize>);
    let story = use_state_eq(String::new);
    let stories = stories_of(&props.workspace);
    let only = match props.waiting.as_slice() {
        [only @ Waiting { held: Held::Draft(_), .. }] => Some(only),
        _ => None,
    };
    let opened = props.waiting.iter().find(|waiting| Some(waiting.number) == *open);
    let shown = only.or(opened).and_then(|waiting| match &waiting.held {
        Held::Draft(draft) => Some((waiting.number, draft.clone())),
        Held::File(_) => None,
    });
    {
        // Another screen is read from its start.
        let number = shown.as_ref().map(|(number, _)| *number);
        let was_shown = use_mut_ref(|| number);
        use_effect_with(number, move |number| {
            if was_shown.replace(*number) != *number {
                page::focus("main");
                page::scroll_to_top();
            }
        });
    }
    if let Some((number, draft)) = shown {
        let desk = props.desk.clone();
        let on_discard = Callback::from(move |()| remove(&desk, number));
        let (desk, keeper, is_only, back) = (props.desk.clone(), props.keeper.clone(), only.is_some(), open.clone());
        let on_done = Callback::from(move |draft: Draft| {
            let put = move |list: &mut Vec<Waiting>| {
                if let Some(waiting) = list.iter_mut().find(|waiting| waiting.number == number) {
                    let could_come = bringing::can_come(waiting);
                    waiting.held = Held::Draft(Rc::new(draft));
                    // What could not be kept before was not left out by choice.
                    if !could_come {
                        waiting.is_wanted = bringing::can_come(waiting);
                    }
                }
            };
            desk.send(AppAction::Wait(Box::new(put)));
            back.set(None);
            if is_only {
                keep(&desk, &keeper, "");
            }
        });
        return html! { <Review key={number} draft={Shared(draft)} is_in_list={!is_only} {stories} {on_done} {on_discard} /> };
    }

    let count = props.waiting.len();
    let wanted = props.waiting.iter().filter(|waiting| waiting.is_wanted).count();
    let has_drafts = props.waiting.iter().any(|waiting| matches!(waiting.held, Held::Draft(_)));
    let on_story = {
        let story = story.clone();
        Callback::from(move |event: Event| story.set(value_of(&event)))
    };
    let on_bring = {
        let (desk, keeper, story) = (props.desk.clone(), props.keeper.clone(), story.clone());
        Callback::from(move |_| keep(&desk, &keeper, &story))
    };
    let on_discard = {
        let desk = props.desk.clone();
        Callback::from(move |_| desk.send(AppAction::Wait(Box::new(Vec::clear))))
    };
    let more = count.saturating_sub(MOST_SHOWN);
    let cards = props.waiting.iter().take(MOST_SHOWN).map(|waiting| {
        let open = open.clone();
        let number = waiting.number;
        let on_open = Callback::from(move |()| open.set(Some(number)));
        card(waiting, &props.workspace, &props.desk, on_open)
    });
    html! {
        <main class="review inbox" tabindex="-1">
            <header>
                <h1>{ text("inbox-heading") }</h1>
                <p>{ text_with("inbox-hint", &[("count", count.to_string())]) }</p>
            </header>
            if has_drafts {
                <div class="fields">
                    <label class="field">
                        <span>{ text("inbox-story") }</span>
                        <input name="story" value={(*story).clone()} onchange={on_story} list="stories"
                            placeholder={text("field-story-example")} />
                    </label>
                    { story_list(&stories) }
                </div>
            }
            <ol class="inbox-files">{ for cards }</ol>
            if more > 0 { <p>{ text_with("inbox-more", &[("count", more.to_string())]) }</p> }
            <footer class="review-actions">
                <button type="button" class="primary" onclick={on_bring} disabled={wanted == 0}>
                    { text_with("inbox-keep", &[("count", wanted.to_string())]) }
                </button>
                { button("", text("inbox-discard"), on_discard) }
            </footer>
        </main>
    }
}

/// Brings in what is wanted; articles that lack something stay in the list.
fn keep(desk: &Desk, keeper: &Shared<RefCell<DeviceKeeper>>, story: &str) {
    let (desk, keeper, story) = (desk.clone(), keeper.clone(), story.to_owned());
    spawn_local(async move {
        let story = story_named(&stories_of(&desk.state().workspace), &story);
        let taken = Rc::new(RefCell::new(Vec::new()));
        let slot = taken.clone();
        let take = move |list: &mut Vec<Waiting>| {
            for waiting in list.iter_mut() {
                if let (Held::Draft(draft), Some(story)) = (&mut waiting.held, &story)
                    && draft.story.is_none()
                {
                    Rc::make_mut(draft).story = Some(story.clone());
                }
            }
            let (ready, unready): (Vec<Waiting>, Vec<Waiting>) = list.drain(..).partition(bringing::can_come);
            // What lacks something still waits; what was left out by choice, and files with
            // nothing in them, go.
            list.extend(unready.into_iter().filter(|waiting| matches!(waiting.held, Held::Draft(_))));
            let now = ready.into_iter().filter(|waiting| waiting.is_wanted).collect();
            *slot.borrow_mut() = now;
        };
        desk.send(AppAction::Wait(Box::new(take)));
        let taken = taken.take();
        desk.send(AppAction::Begin);
        bring_in(&desk, &keeper, taken).await;
        desk.send(AppAction::End);
    });
}

/// Discards one file.
fn remove(desk: &Desk, number: usize) {
    desk.send(AppAction::Wait(Box::new(move |list| list.retain(|waiting| waiting.number != number))));
}

/// The stories that are here, each once.
fn stories_of(workspace: &Workspace) -> Vec<Story> {
    let mut stories: Vec<Story> = Vec::new();
    for story in workspace.articles().filter_map(|marked| marked.readable.article.story.as_ref()) {
        if !stories.iter().any(|known| known.id == story.id) {
            stories.push(story.clone());
        }
    }
    stories
}

/// What a field for a story proposes.
pub(super) fn story_list(stories: &[Story]) -> Html {
    html! {
        <datalist id="stories">
            { for stories.iter().map(|story| html! { <option value={story.title.clone()} /> }) }
        </datalist>
    }
}

/// The story with this title; a new one, if the title is new; none without title.
pub(super) fn story_named(stories: &[Story], title: &str) -> Option<Story> {
    let title = title.trim();
    if title.is_empty() {
        return None;
    }
    let known = stories.iter().find(|story| story.title == title).cloned();
    Some(known.unwrap_or_else(|| Story {
        id: clock::new_id().into(),
        title: title.to_owned(),
        extra: Default::default(),
    }))
}
