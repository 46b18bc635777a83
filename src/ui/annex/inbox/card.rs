//! One file of the list.

use yew::prelude::*;

use super::bringing::{article_of, unknown};
use super::labels::labels;
use crate::formats::draft::Draft;
use crate::jobs::Reading;
use crate::messages::{in_a_row, problem, text, text_with};
use crate::model::edit::Entity;
use crate::model::problem::Problem;
use crate::model::workspace::Workspace;
use crate::ui::app_state::{AppAction, Desk, Held, Waiting};
use crate::ui::parts::button::{button, pressed};

/// So many problems of a file are shown; how many more there are is told.
const MOST_SHOWN: usize = 8;

/// A file: what it was taken for, what it holds, what is left and what is missing.
pub fn card(waiting: &Waiting, workspace: &Workspace, desk: &Desk, on_open: Callback<()>) -> Html {
    let (number, is_wanted) = (waiting.number, waiting.is_wanted);
    let on_wanted = {
        let desk = desk.clone();
        Callback::from(move |_| {
            let change = move |list: &mut Vec<Waiting>| {
                list.iter_mut().filter(|waiting| waiting.number == number).for_each(|w| w.is_wanted = !is_wanted);
            };
            desk.send(AppAction::Wait(Box::new(change)));
        })
    };
    let (taken, facts, can_come, more) = match &waiting.held {
        Held::Draft(draft) => {
            let wrong = article_of(draft).err().unwrap_or_default();
            let title = draft.title.clone().filter(|title| !title.trim().is_empty());
            let outlet = draft.outlet.as_ref().map(|outlet| outlet.name.clone());
            // A day is enough to know it again.
            let day = draft.published.as_ref().and_then(|date| date.get(..10)).map(str::to_owned);
            let about = [outlet, day].into_iter().flatten().collect::<Vec<_>>().join(" · ");
            let head = html! {
                <>
                    if let Some(title) = title { <p class="inbox-title" dir="auto">{ title }</p> }
                    if !about.is_empty() { <p class="quiet" dir="auto">{ about }</p> }
                    { facts(draft) }
                    { problems(&wrong) }
                </>
            };
            let open = button("", text("inbox-look"), pressed(&on_open));
            (taken_for([draft.reader.as_str()]), head, wrong.is_empty(), open)
        }
        Held::File(file) => {
            let unknown = unknown(file, workspace);
            let can_come = !file.is_empty();
            let head = html! { <>{ contents(file) }{ problems(&file.problems) }</> };
            let table =
                if unknown.is_empty() { Html::default() } else { labels(waiting, &unknown, &workspace.scheme(), desk) };
            (taken_for(file.taken.iter().map(String::as_str)), head, can_come, table)
        }
    };
    let name = &waiting.name;
    html! {
        <li key={number} class={classes!("inbox-file", (!is_wanted).then_some("is-left"))}>
            <div class="inbox-head">
                <label>
                    <input type="checkbox" checked={is_wanted && can_come} disabled={!can_come} onchange={on_wanted} />
                    <strong>{ name }</strong>
                </label>
                <span class="quiet">{ taken }</span>
            </div>
            { facts }
            { more }
        </li>
    }
}

/// What a file was taken for.
fn taken_for<'a>(kinds: impl IntoIterator<Item = &'a str>) -> String {
    let names: Vec<String> = kinds.into_iter().map(|kind| text(&format!("taken-{kind}"))).collect();
    if names.is_empty() { text("taken-nothing") } else { in_a_row(&names, " · ") }
}

/// What of an article is kept, what is left out, and what it does not say.
pub fn facts(draft: &Draft) -> Html {
    let story = draft.story_blocks();
    let kept =
        text_with("inbox-kept", &[("story", story.to_string()), ("page", (draft.blocks.len() - story).to_string())]);
    let left: Vec<String> = draft.left.iter().map(problem).collect();
    let missing: Vec<String> = draft.missing().iter().map(|field| text(&format!("field-{field}"))).collect();
    let others: Vec<String> = draft.rest.keys().cloned().collect();
    let row = |term: &'static str, said: String| {
        html! {
            if !said.is_empty() { <div><dt>{ text(term) }</dt><dd>{ said }</dd></div> }
        }
    };
    html! {
        <dl class="inbox-facts">
            { row("inbox-term-kept", kept) }
            { row("inbox-term-beside", others.join(", ")) }
            { row("inbox-term-left", in_a_row(&left, ", ")) }
            { row("inbox-term-missing", in_a_row(&missing, ", ")) }
        </dl>
    }
}

/// What a file of annotations or of ours holds.
fn contents(file: &Reading) -> Html {
    let others = |is_counted: fn(&Entity) -> bool| file.others.iter().filter(|other| is_counted(other)).count();
    let counts = [
        ("inbox-articles", file.articles.len()),
        ("inbox-annotations", file.annotations.len()),
        ("inbox-relations", others(|other| matches!(other, Entity::Relation(_)))),
        ("inbox-identities", others(|other| matches!(other, Entity::Identity(_)))),
        ("inbox-schemes", others(|other| matches!(other, Entity::Scheme(_)))),
        ("inbox-records", file.backup.as_ref().map_or(0, |backup| backup.records.len())),
        ("inbox-rejected", file.rejected),
    ];
    let counted = counts.iter().filter(|(_, count)| *count > 0);
    let counted: Vec<String> = counted.map(|(key, count)| text_with(key, &[("count", count.to_string())])).collect();
    html! { if !counted.is_empty() { <p>{ in_a_row(&counted, ", ") }</p> } }
}

fn problems(problems: &[Problem]) -> Html {
    let more = problems.len().saturating_sub(MOST_SHOWN);
    html! {
        if !problems.is_empty() {
            <ul class="inbox-problems">
                { for problems.iter().take(MOST_SHOWN).map(|p| html! { <li>{ problem(p) }</li> }) }
                if more > 0 { <li>{ text_with("more-problems", &[("count", more.to_string())]) }</li> }
            </ul>
        }
    }
}
