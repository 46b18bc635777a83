//! Loads the articles that come with the app.

use std::rc::Rc;

use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use crate::formats::library;
use crate::model::edit::Entity;
use crate::model::problem::Problem;
use crate::platform::files::own_text;
use crate::store::state::Action;
use crate::ui::app_state::{AppAction, Desk};

const FOLDER: &str = "samples/";

/// Whether the shipped articles are still on their way.
#[hook]
pub fn use_shipped_articles(desk: &Desk) -> bool {
    let is_loading = use_state_eq(|| true);
    let loading = *is_loading;
    let desk = desk.clone();
    use_effect_with((), move |()| {
        spawn_local(async move {
            let (entities, problems) = load().await;
            desk.step(Action::Ship(entities));
            if !problems.is_empty() {
                desk.send(AppAction::Tell(problems));
            }
            is_loading.set(false);
        });
    });
    loading
}

async fn load() -> (Vec<Entity>, Vec<Problem>) {
    let missing = || Problem::new("library-missing");
    let (mut entities, mut problems) = (Vec::new(), Vec::new());
    let files = match own_text(&format!("{FOLDER}manifest.json")).await {
        Ok(manifest) => library::read(&manifest),
        Err(_) => Err(missing()),
    };
    match files {
        Ok(files) => {
            for file in files {
                match own_text(&format!("{FOLDER}{file}")).await {
                    Ok(text) => match library::article(&text) {
                        Ok(article) => entities.push(Entity::Article(Rc::new(article))),
                        Err(problem) => problems.push(problem),
                    },
                    Err(_) => problems.push(missing()),
                }
            }
        }
        Err(problem) => problems.push(problem),
    }
    problems.dedup();
    (entities, problems)
}
