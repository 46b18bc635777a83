//! What has to be asked: which name stays, and what mentions are about instead.

use std::rc::Rc;

use wasm_bindgen::JsCast;
use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::View;
use super::session::{Dialog, Line};
use crate::messages::{text, text_with};
use crate::model::id::IdentityId;
use crate::platform::{page, value_of};
use crate::ui::parts::modal::Modal;

/// The dialog that is open, if one is.
pub fn dialog(view: &Rc<View>) -> Html {
    match &view.session.dialog {
        Some(Dialog::Join) => join(view),
        Some(Dialog::Split(id, name)) => split(view, id, name),
        None => Html::default(),
    }
}

fn on_close(view: &View) -> Callback<()> {
    let doing = view.doing.clone();
    Callback::from(move |()| doing.change(|session| session.dialog = None))
}

/// Which of the names is chosen.
fn chosen() -> Option<usize> {
    page::find("dialog input:checked")?.dyn_into::<HtmlInputElement>().ok()?.value().parse().ok()
}

fn join(view: &Rc<View>) -> Html {
    let lines = view.ticked.clone();
    let onsubmit = {
        let (view, lines) = (view.clone(), lines.clone());
        move |event: SubmitEvent| {
            event.prevent_default();
            view.join(&lines, chosen().unwrap_or(0));
        }
    };
    let choice = |(at, line): (usize, &Line)| {
        html! {
            <label class="choice" key={at}>
                <input type="radio" name="stays" value={at.to_string()} checked={at == 0} />
                <span dir="auto">{ view.name_of(line) }</span>
            </label>
        }
    };
    html! {
        <Modal title={text("join-heading")} on_close={on_close(view)}>
            <form {onsubmit}>
                <div class="names" role="radiogroup" aria-labelledby="modal-title">{ for lines.iter().enumerate().map(choice) }</div>
                <p class="quiet">{ text("join-hint") }</p>
                <p class="dialog-actions"><button type="submit" class="primary">{ text("join") }</button></p>
            </form>
        </Modal>
    }
}

fn split(view: &Rc<View>, id: &IdentityId, name: &str) -> Html {
    let oninput = {
        let (doing, id) = (view.doing.clone(), id.clone());
        move |event: InputEvent| {
            let dialog = Dialog::Split(id.clone(), value_of(&event));
            doing.change(|session| session.dialog = Some(dialog));
        }
    };
    let onsubmit = {
        let (view, id, name) = (view.clone(), id.clone(), name.trim().to_owned());
        move |event: SubmitEvent| {
            event.prevent_default();
            if !name.is_empty() {
                view.split(&id, &name);
            }
        }
    };
    let count = [("count", view.picked_of(id).len().to_string())];
    let others = view.index.entries.iter().filter(|entry| entry.identity.id != *id);
    html! {
        <Modal title={text("split-heading")} on_close={on_close(view)}>
            <form {onsubmit}>
                <p class="quiet">{ text_with("split-hint", &count) }</p>
                <label class="index-field">
                    <span>{ text("field-name") }</span>
                    <input list="index-names" autocomplete="off" required=true autofocus=true value={name.to_owned()} {oninput} />
                </label>
                <datalist id="index-names">{ for others.map(|entry| html! { <option value={entry.identity.name.clone()} /> }) }</datalist>
                <p class="dialog-actions"><button type="submit" class="primary">{ text_with("split", &count) }</button></p>
            </form>
        </Modal>
    }
}
