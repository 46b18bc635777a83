//! The passages behind a number, each a link to its place in the article.

use yew::prelude::*;

use crate::analysis::sourcing::{Behind, Sourcing, Voice};
use crate::messages::{in_a_row, text, text_with};
use crate::model::workspace::Workspace;
use crate::platform::page::link_to;
use crate::ui::parts::modal::Modal;
use crate::ui::route::Route;

/// A number whose passages are listed.
#[derive(Clone, PartialEq)]
pub struct Opened {
    /// What the list is called.
    pub title: String,
    /// Which number it is.
    pub about: String,
    /// What is behind it.
    pub behind: Vec<Behind>,
}

/// More passages than this are not listed.
const LISTED: usize = 500;

/// A dialog with the passages.
pub fn passages(opened: &Opened, counted: &Sourcing, workspace: &Workspace, on_close: Callback<()>) -> Html {
    let left = opened.behind.len().saturating_sub(LISTED);
    html! {
        <Modal title={opened.title.clone()} {on_close}>
            <p class="quiet">{ &opened.about }</p>
            <ol class="passages" role="list">
                { for opened.behind.iter().take(LISTED).map(|behind| passage(behind, counted, workspace)) }
            </ol>
            if left > 0 { <p class="quiet">{ text_with("more-problems", &[("count", left.to_string())]) }</p> }
        </Modal>
    }
}

fn passage(behind: &Behind, counted: &Sourcing, workspace: &Workspace) -> Html {
    let Some(annotation) = workspace.annotation(&behind.annotation) else { return Html::default() };
    let quoted = annotation.quoted();
    let to = Route::Article(annotation.article.clone(), Some(annotation.id.clone()));
    let whence = whence(behind, counted, workspace, &quoted);
    html! {
        <li>
            <a href={link_to(&to.address())}><q dir="auto">{ quoted }</q></a>
            if let Some(whence) = whence { <p class="quiet" dir="auto">{ whence }</p> }
        </li>
    }
}

/// To whom a claim is ascribed; whom a source's mark mentions in other words.
fn whence(behind: &Behind, counted: &Sourcing, workspace: &Workspace, quoted: &str) -> Option<String> {
    let to = counted.ascribed_to(workspace, behind);
    let args = [("sources", in_a_row(&to.sources, ", ")), ("via", in_a_row(&to.via, ", "))];
    match (to.voice, to.sources.is_empty(), to.via.is_empty()) {
        (None, ..) => counted.source(&behind.annotation).map(|s| s.name.clone()).filter(|name| name != quoted),
        (Some(Voice::Own), ..) => Some(text("passage-own")),
        (Some(Voice::Inside), ..) => Some(text("passage-inside")),
        (_, false, true) => Some(text_with("passage-from", &args)),
        (_, false, false) => Some(text_with("passage-from-via", &args)),
        (_, true, true) => Some(text("passage-no-source")),
        (_, true, false) => Some(text_with("passage-no-source-via", &args)),
    }
}
