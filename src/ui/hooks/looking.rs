//! Has annotations of files that came in looked for.

use yew::prelude::*;

use crate::ui::annex::door;
use crate::ui::app_state::{AppAction, AppState, Desk};

/// Sends off what is to be looked for.
#[hook]
pub fn use_looking(app: &AppState, desk: &Desk) {
    let (seeking, desk) = (app.seeking.clone(), desk.clone());
    use_effect_with(seeking.len(), move |_| {
        if seeking.is_empty() {
            return;
        }
        desk.send(AppAction::Sought);
        // The annex is here: it has read the files.
        door::enter(&desk.clone(), move |annex| (annex.look_for_marks)(seeking, desk));
    });
}
