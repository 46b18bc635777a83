//! Looking for passages again: asks the worker, and makes edits of what it finds.

use std::rc::Rc;

use wasm_bindgen_futures::spawn_local;

use crate::jobs::{PlaceRequest, Request, placements};
use crate::model::anchoring::Placement;
use crate::model::edit::Edit;
use crate::model::id::AnnotationId;
use crate::model::problem::Problem;
use crate::model::workspace::MarkedArticle;
use crate::platform::worker::{Program, ask};
use crate::store::reanchor::{Fate, Sought, reanchored};
use crate::store::state::Action;
use crate::ui::app_state::{AppAction, Desk, Seeking};

/// Where the annotations are that are sought, each with its fragments' placements.
/// Nothing where the worker is not to be had: they are then kept as they are.
async fn look_for(sought: &[Sought], old_text: Option<String>) -> Option<Vec<(AnnotationId, Vec<Placement>)>> {
    let request = |sought: &Sought| PlaceRequest {
        text: sought.text.as_str().to_owned(),
        old_text: old_text.clone(),
        passages: sought.annotations.iter().flat_map(|a| &a.target).map(Into::into).collect(),
    };
    let answer =
        ask(Program::Worker, Request::Place(sought.iter().map(request).collect()).to_json(), None).await.ok()?;
    let mut found = placements(&answer).ok()?.into_iter().flatten();
    let annotations = sought.iter().flat_map(|sought| &sought.annotations);
    // The placements come in the order of the fragments.
    Some(annotations.map(|a| (a.id.clone(), found.by_ref().take(a.target.len()).collect())).collect())
}

/// Brings the annotations of one text of an article to another: as one step, with
/// what became of them.
pub fn bring_marks(desk: Desk, from: Rc<MarkedArticle>, to: Rc<MarkedArticle>) {
    desk.send(AppAction::Begin);
    spawn_local(async move {
        // What an earlier move lost is looked for by its words alone.
        let (placed, lost): (Vec<_>, Vec<_>) =
            from.annotations().cloned().partition(|a| a.is_placed_in(&from.readable.text));
        let article = to.readable.article.id.clone();
        let sought =
            |annotations| vec![Sought { article: article.clone(), text: to.readable.text.clone(), annotations }];
        let (placed, lost) = (sought(placed), sought(lost));
        let by_text = look_for(&placed, Some(from.readable.text.as_str().to_owned())).await;
        let by_words = look_for(&lost, None).await;
        desk.send(AppAction::End);
        let (Some(by_text), Some(by_words)) = (by_text, by_words) else {
            return desk.refuse(Problem::new("worker-missing"));
        };
        let (mut next, mut counts) = (Vec::new(), [0_usize; 3]);
        let annotations = placed.iter().chain(&lost).flat_map(|sought| &sought.annotations);
        for (annotation, (_, placements)) in annotations.zip(by_text.iter().chain(&by_words)) {
            let (annotation, fate) = reanchored(annotation, &article, &to.readable.text, placements);
            let at = match fate {
                Fate::Stays => 0,
                Fate::Moves => 1,
                Fate::Lost => 2,
            };
            if let Some(count) = counts.get_mut(at) {
                *count += 1;
            }
            next.push(Rc::new(annotation));
        }
        desk.step(Action::Edit(Edit::Reanchor(next)));
        desk.send(AppAction::Tell(brought(counts)));
    });
}

fn brought([stay, moved, lost]: [usize; 3]) -> Vec<Problem> {
    let rows = [("marks-stay", stay), ("marks-moved", moved), ("marks-lost", lost)];
    rows.iter().filter(|(_, count)| *count > 0).map(|(code, count)| Problem::new(code).with("count", count)).collect()
}

/// Looks for the annotations of files that came in, then lets the files in.
pub fn look_for_marks(seeking: Vec<Seeking>, desk: Desk) {
    desk.send(AppAction::Begin);
    spawn_local(async move {
        for Seeking { name, file, sought } in seeking {
            let found = look_for(&sought, None).await;
            if found.is_none() {
                desk.refuse(Problem::new("worker-missing"));
            }
            // What was not looked for is kept as it is.
            desk.send(AppAction::Import { name, file, found: Some(found.unwrap_or_default()) });
        }
        desk.send(AppAction::End);
    });
}
