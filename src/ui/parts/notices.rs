//! What the reader has to be told: a refused action, what came of an import, and
//! trouble with storage.

use yew::prelude::*;

use super::button::{button, opener, pressed};

use crate::messages::{problem, text, text_with};
use crate::model::problem::Problem;
use crate::platform::files::download;
use crate::ui::app_state::{AppAction, Desk, ImportReport};
use crate::ui::hooks::SaveStatus;

/// What there is to tell.
pub struct NoticesProps {
    /// Dismisses.
    pub desk: Desk,
    /// Why the last action could not be done.
    pub refusal: Option<Problem>,
    /// What came of the last import.
    pub reports: Vec<ImportReport>,
    /// How many stored things could not be read, and a copy of them.
    pub unreadable: Option<(usize, String)>,
    /// Whether a later version of the app has stored something.
    pub is_newer: bool,
    /// How saving goes.
    pub save_status: SaveStatus,
    /// Whether storage takes no files any more.
    pub is_nearly_full: bool,
    /// Of how many things several windows made versions.
    pub contested: usize,
    /// The reader wants to choose.
    pub on_conflicts: Callback<()>,
    /// A person wants to see what is kept.
    pub on_storage: Callback<()>,
}

/// The most problems that are listed one by one for a file.
const MOST_LISTED: usize = 8;

/// Shows nothing if there is nothing to tell.
pub fn notices(props: &NoticesProps) -> Html {
    let dismiss = {
        let desk = props.desk.clone();
        Callback::from(move |_| desk.send(AppAction::Dismiss))
    };
    let has_news = props.refusal.is_some() || !props.reports.is_empty();
    let trouble = match props.save_status {
        SaveStatus::Full => Some("storage-full"),
        SaveStatus::Blocked => Some("storage-blocked"),
        SaveStatus::Uncopied => Some("storage-uncopied"),
        SaveStatus::Saving | SaveStatus::Saved => None,
    };
    let nearly_full = props.is_nearly_full.then_some("storage-nearly-full");
    let troubles = [trouble, nearly_full, props.is_newer.then_some("storage-newer")];
    html! {
        <>
            { for troubles.into_iter().flatten().map(|trouble| html! {
                <div class="notice is-wrong" role="alert">
                    <p>{ text(trouble) }</p>
                    { opener("", text("storage"), pressed(&props.on_storage)) }
                </div>
            }) }
            if let Some((count, copy)) = props.unreadable.clone() {
                <div class="notice is-wrong">
                    <p>{ text_with("storage-unreadable", &[("count", count.to_string())]) }</p>
                    { button("", text("save-copy"), Callback::from(move |_| {
                        let _ = download("ascribe-unreadable.txt", "text/plain", &copy);
                    })) }
                </div>
            }
            if props.contested > 0 {
                <div class="notice" role="alert">
                    <p>{ text_with("contested", &[("count", props.contested.to_string())]) }</p>
                    { opener("", text("contested-look"), pressed(&props.on_conflicts)) }
                </div>
            }
            if has_news {
                <section class="notice" role="alert" aria-label={text("what-happened")}>
                    if let Some(refusal) = &props.refusal { <p>{ problem(refusal) }</p> }
                    { for props.reports.iter().map(report) }
                    { button("", text("understood"), dismiss) }
                </section>
            }
        </>
    }
}

fn report(report: &ImportReport) -> Html {
    let counted = |key, count: usize| (count > 0).then(|| text_with(key, &[("count", count.to_string())]));
    let facts: Vec<String> = [
        counted("imported-articles", report.articles),
        counted("imported-annotations", report.annotations),
        counted("imported-relations", report.relations),
        report.scheme.as_ref().map(|title| text_with("imported-scheme", &[("title", title.clone())])),
        counted("imported-schemes", report.schemes),
        counted("imported-restored", report.restored),
        counted("imported-already-here", report.already_here),
        counted("imported-rejected", report.rejected),
    ]
    .into_iter()
    .flatten()
    .collect();
    let summary = if facts.is_empty() { text("imported-nothing") } else { facts.join(" ") };
    // What an edit has to tell comes from no file.
    let is_of_file = !report.name.is_empty();
    let more = report.problems.len().saturating_sub(MOST_LISTED);
    html! {
        <div class="report">
            if is_of_file { <p><strong>{ &report.name }</strong>{ " " }{ summary }</p> }
            if !report.problems.is_empty() {
                <ul>
                    { for report.problems.iter().take(MOST_LISTED).map(|p| html! { <li>{ problem(p) }</li> }) }
                    if more > 0 { <li>{ text_with("more-problems", &[("count", more.to_string())]) }</li> }
                </ul>
            }
        </div>
    }
}
