//! Files that were read on their way into the workspace.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::rc::Rc;

use super::super::storage::restoring;
use crate::analysis::label_mapping::{Unknown, relabelled, unknown_labels};
use crate::formats::draft::Draft;
use crate::jobs::Reading;
use crate::model::article::Article;
use crate::model::edit::Entity;
use crate::model::id::ArticleId;
use crate::model::problem::Problem;
use crate::model::workspace::Workspace;
use crate::platform::{clock, page};
use crate::store::import::plan;
use crate::ui::app_state::{AppAction, Desk, Held, Waiting};
use crate::ui::route::Route;
use crate::ui::shared::{DeviceKeeper, Shared};

thread_local! {
    /// How many files have waited since the page was opened.
    static WAITED: Cell<usize> = const { Cell::new(0) };
}

/// Files that were read, with their names, as they wait: articles of other formats each by
/// itself.
pub fn waiting(files: Vec<(String, Vec<Reading>)>, workspace: &Workspace) -> Vec<Waiting> {
    let mut waiting = Vec::new();
    let mut add = |name: &str, held: Held, is_wanted: bool, labels| {
        let number = WAITED.get();
        WAITED.set(number + 1);
        waiting.push(Waiting { number, name: name.to_owned(), held, is_wanted, labels });
    };
    for (name, readings) in files {
        for mut reading in readings {
            let drafts = std::mem::take(&mut reading.drafts);
            let has_drafts = !drafts.is_empty();
            for draft in drafts {
                // Without a headline it cannot be kept as it is.
                let is_wanted = article_of(&draft).is_ok();
                add(&name, Held::Draft(Rc::new(draft)), is_wanted, BTreeMap::new());
            }
            if has_drafts && reading.is_empty() && reading.problems.is_empty() {
                continue;
            }
            let unknown = unknown(&reading, workspace).into_iter();
            let labels = unknown.filter_map(|unknown| Some((unknown.label, unknown.proposal?))).collect();
            let is_wanted = !reading.is_empty();
            add(&name, Held::File(Rc::new(reading)), is_wanted, labels);
        }
    }
    // A note of what an export left out lies among other files and says nothing.
    let is_silent = |waiting: &Waiting| match &waiting.held {
        Held::File(file) => file.is_empty() && file.problems.is_empty() && file.rejected == 0,
        Held::Draft(_) => false,
    };
    if waiting.len() > 1 {
        waiting.retain(|waiting| !is_silent(waiting));
    }
    waiting
}

/// The labels of another tool's file that the scheme does not know. In a file of ours they
/// are meant as they are: it brings its scheme, or was made with one.
pub fn unknown(reading: &Reading, workspace: &Workspace) -> Vec<Unknown> {
    if reading.taken.contains("annotations") {
        return Vec::new();
    }
    unknown_labels(&reading.annotations, &workspace.scheme())
}

/// Whether files are listed before they come in: several, and those that have to be
/// understood first.
pub fn is_to_be_listed(waiting: &[Waiting], workspace: &Workspace) -> bool {
    let is_understood = |waiting: &Waiting| match &waiting.held {
        Held::Draft(_) => false,
        Held::File(file) => unknown(file, workspace).is_empty(),
    };
    waiting.len() > 1 || !waiting.iter().all(is_understood)
}

/// Whether a file can be kept as it is.
pub fn can_come(waiting: &Waiting) -> bool {
    match &waiting.held {
        Held::Draft(draft) => article_of(draft).is_ok(),
        Held::File(file) => !file.is_empty(),
    }
}

/// The article that a draft becomes.
pub fn article_of(draft: &Draft) -> Result<Article, Vec<Problem>> {
    draft.article(clock::new_id().into(), clock::now())
}

/// Brings files in, one after the other. If one article came, it is opened; if several
/// did, the list of all.
pub async fn bring_in(desk: &Desk, keeper: &Shared<RefCell<DeviceKeeper>>, files: Vec<Waiting>) {
    let mut came = Vec::new();
    for Waiting { name, held, labels, .. } in files {
        match held {
            Held::Draft(draft) => {
                if let Ok(article) = article_of(&draft) {
                    came.push(bring_article(desk, name, article));
                }
            }
            Held::File(file) => {
                let mut file = Rc::unwrap_or_clone(file);
                file.annotations = relabelled(&file.annotations, &labels);
                bring_file(desk, keeper, name, file).await;
            }
        }
        clock::pause().await;
    }
    match came.as_slice() {
        [] => {}
        [only] => page::go_to(&Route::Article(only.clone(), None).address()),
        _ => page::go_to(&Route::Library.address()),
    }
}

/// Brings an article in. Answers under which name it is here.
fn bring_article(desk: &Desk, name: String, article: Article) -> ArticleId {
    let wanted = article.id.clone();
    let articles = vec![Rc::new(article)];
    let planned = plan(&desk.state().workspace, &articles, &[], &[], &[]);
    let id = planned.articles.first().map_or(wanted, |article| article.id.clone());
    let file = Rc::new(Reading { articles, ..Reading::default() });
    desk.send(AppAction::Import { name, file, found: None });
    id
}

async fn bring_file(desk: &Desk, keeper: &Shared<RefCell<DeviceKeeper>>, name: String, mut file: Reading) {
    if let Some(backup) = file.backup.take() {
        return restoring::restore(desk, keeper, &name, backup, file).await;
    }
    if let (true, [Entity::Scheme(scheme)]) = (file.is_scheme, file.others.as_slice()) {
        return desk.send(AppAction::UseFile { name, scheme: scheme.clone(), at: clock::now() });
    }
    desk.send(AppAction::Import { name, file: Rc::new(file), found: None });
}
