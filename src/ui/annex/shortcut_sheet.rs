//! The sheet of all keys, where those of commands can be changed.

use yew::prelude::*;

use crate::messages::{text, text_with};
use crate::model::scheme::Scheme;
use crate::platform::value_of;
use crate::ui::parts::button::button;
use crate::ui::parts::modal::Modal;
use crate::ui::shared::Shared;
use crate::ui::shortcuts::{SHORTCUTS, Shortcuts, can_be_key};

/// Which keys there are besides.
#[derive(Clone, Properties, PartialEq)]
pub struct ShortcutSheetProps {
    /// The labels have keys.
    pub scheme: Shared<Scheme>,
    /// It was closed.
    pub on_close: Callback<()>,
}

/// Keys that cannot be changed, because people and screen readers know them: what is
/// pressed, and the message that says what it does.
const FIXED: &[(&str, &str)] = &[
    ("← → ↑ ↓", "keys-move"),
    ("Ctrl ← →", "keys-move-words"),
    ("Alt ↑ ↓", "keys-move-sentences"),
    ("Ctrl ↑ ↓", "keys-move-blocks"),
    ("Shift", "keys-select"),
    ("Enter", "keys-open"),
    ("Escape", "keys-away"),
    ("Delete", "keys-delete"),
    ("Ctrl Z", "undo"),
    ("Ctrl Shift Z", "redo"),
];

/// A modal dialog with two tables.
#[component]
pub fn ShortcutSheet(props: &ShortcutSheetProps) -> Html {
    let shortcuts = use_state_eq(Shortcuts::now);
    let problem = use_state_eq(|| None::<String>);
    let keep = {
        let shortcuts = shortcuts.clone();
        move |next: Shortcuts| {
            next.clone().keep();
            shortcuts.set(next);
        }
    };
    let on_key = |command: &'static str| {
        let (shortcuts, scheme, problem, keep) =
            (shortcuts.clone(), props.scheme.clone(), problem.clone(), keep.clone());
        Callback::from(move |event: Event| {
            let key = value_of(&event);
            let of_label = scheme.labels.iter().find(|label| label.key == key).map(|l| l.meaning.name.clone());
            let of_command = shortcuts.command(&key).filter(|other| *other != command);
            let taken = of_label.or_else(|| of_command.map(|other| text(&format!("command-{other}"))));
            if !key.is_empty() && !can_be_key(&key) {
                problem.set(Some(text_with("key-unfit", &[("key", key)])));
            } else if let Some(name) = taken.filter(|_| !key.is_empty()) {
                problem.set(Some(text_with("key-taken", &[("key", key), ("name", name)])));
            } else {
                problem.set(None);
                keep((*shortcuts).clone().with(command, &key));
            }
        })
    };
    let on_off = {
        let (shortcuts, keep) = (shortcuts.clone(), keep.clone());
        Callback::from(move |_: Event| {
            let are_off = !shortcuts.are_off;
            keep(Shortcuts { are_off, ..(*shortcuts).clone() });
        })
    };
    let reset = {
        let (problem, keep) = (problem.clone(), keep.clone());
        Callback::from(move |_: MouseEvent| {
            problem.set(None);
            keep(Shortcuts::default());
        })
    };
    let row = |(command, _): &(&'static str, &'static str)| {
        let name = text(&format!("command-{command}"));
        html! {
            <tr key={*command}>
                <th scope="row">{ &name }</th>
                <td><input class="key" maxlength="1" autocomplete="off" aria-label={text_with("key-of", &[("name", name)])}
                    value={shortcuts.key(command).to_owned()} onchange={on_key(command)} /></td>
            </tr>
        }
    };
    let fixed = |keys: &str, name: String| html! { <tr><th scope="row">{ name }</th><td><kbd>{ keys }</kbd></td></tr> };
    let labels = props.scheme.offered().filter(|label| !label.key.is_empty());
    html! {
        <Modal title={text("command-shortcuts")} on_close={props.on_close.clone()}>
            <div class="shortcuts">
                <label class="tick"><input type="checkbox" checked={!shortcuts.are_off} onchange={on_off} />{ text("keys-on") }</label>
                if let Some(problem) = &*problem { <p class="notice is-wrong" role="alert">{ problem }</p> }
                <table>
                    <caption>{ text("keys-changeable") }</caption>
                    <tbody>{ for SHORTCUTS.iter().map(row) }</tbody>
                </table>
                <table>
                    <caption>{ text("keys-fixed") }</caption>
                    <tbody>
                        { for labels.map(|label| fixed(&label.key, text_with("key-marks", &[("label", label.meaning.name.clone())]))) }
                        { for FIXED.iter().map(|(keys, name)| fixed(keys, text(name))) }
                    </tbody>
                </table>
                <p class="dialog-actions">{ button("", text("keys-reset"), reset) }</p>
            </div>
        </Modal>
    }
}
