//! What is said of an identity itself, each changed in place. What is written is kept
//! with every letter, as far as it can be.

use std::rc::Rc;

use yew::prelude::*;

use crate::messages::{text, text_with};
use crate::model::edit::Edit;
use crate::model::identity::{Identity, wikidata_number_in};
use crate::platform::{clock, value_of};
use crate::store::state::Action;
use crate::ui::app_state::Desk;
use crate::ui::shared::Shared;

/// Whose fields.
#[derive(Clone, Properties, PartialEq)]
pub struct FieldsProps {
    /// The identity.
    pub identity: Shared<Identity>,
    /// Edits it.
    pub desk: Desk,
}

/// What stands in a field, where that is not just what is kept.
#[derive(Clone, Default, PartialEq)]
struct Draft {
    /// Of which field, by its message.
    field: &'static str,
    written: String,
    /// Whether the person has left the field, and what it holds cannot be kept.
    is_wrong: bool,
}

/// What a field holds, what becomes of the identity when it holds something else, and
/// what to say where that cannot be; both messages have a hint.
struct Row {
    key: &'static str,
    held: fn(&Identity) -> String,
    set: fn(&mut Identity, &str) -> bool,
    wrong: &'static str,
    lines: bool,
}

const ROWS: &[Row] = &[
    Row {
        key: "field-name",
        held: |identity| identity.name.clone(),
        set: |identity, written| {
            identity.name = written.trim().to_owned();
            !identity.name.is_empty()
        },
        wrong: "name-missing",
        lines: false,
    },
    Row {
        key: "field-wikidata",
        held: |identity| identity.wikidata.clone(),
        set: |identity, written| match wikidata_number_in(written) {
            Some(number) => {
                identity.wikidata = number;
                true
            }
            None => {
                identity.wikidata = String::new();
                written.trim().is_empty()
            }
        },
        wrong: "wikidata-wrong",
        lines: false,
    },
    Row {
        key: "field-other-names",
        held: |identity| identity.aliases.join("\n"),
        set: |identity, written| {
            identity.aliases.clear();
            for name in written.lines().map(str::trim).filter(|name| !name.is_empty()) {
                if !identity.names().any(|known| known == name) {
                    identity.aliases.push(name.to_owned());
                }
            }
            true
        },
        wrong: "",
        lines: true,
    },
    Row {
        key: "note",
        held: |identity| identity.note.clone(),
        set: |identity, written| {
            identity.note = written.to_owned();
            true
        },
        wrong: "",
        lines: true,
    },
];

/// Name, number, other names, note.
#[component]
pub fn Fields(props: &FieldsProps) -> Html {
    let draft = use_state_eq(Draft::default);
    let number = &props.identity.wikidata;
    html! {
        <div class="index-fields">
            { for ROWS.iter().map(|row| field(props, row, &draft)) }
            if !number.is_empty() {
                // Nothing is loaded from there unless a person goes there.
                <p class="wikidata">
                    <a href={format!("https://www.wikidata.org/wiki/{number}")} target="_blank" rel="noopener noreferrer">
                        { text_with("wikidata-open", &[("number", number.clone())]) }
                    </a>
                </p>
            }
        </div>
    }
}

fn field(props: &FieldsProps, row: &'static Row, draft: &UseStateHandle<Draft>) -> Html {
    let identity = &props.identity;
    let own = Some(&**draft).filter(|draft| draft.field == row.key);
    let value = own.map_or_else(|| (row.held)(identity), |draft| draft.written.clone());
    let is_wrong = own.is_some_and(|draft| draft.is_wrong);
    let (about, hint) = (format!("{}-{}", row.key, identity.id), format!("{}-hint", row.key));
    let oninput = {
        let (draft, identity, desk) = (draft.clone(), identity.clone(), props.desk.clone());
        Callback::from(move |event: InputEvent| {
            let written = value_of(&event);
            let mut next = Identity::clone(&identity);
            if (row.set)(&mut next, &written) {
                desk.step(Action::Edit(Edit::SetIdentity { identity: Rc::new(next), at: clock::now() }));
            }
            draft.set(Draft { field: row.key, written, is_wrong: false });
        })
    };
    // What can be kept is shown as it is kept once the person has left the field.
    let leave = {
        let (draft, identity) = (draft.clone(), identity.clone());
        Callback::from(move |event: Event| {
            let written = value_of(&event);
            let is_wrong = !(row.set)(&mut Identity::clone(&identity), &written);
            draft.set(if is_wrong { Draft { field: row.key, written, is_wrong } } else { Draft::default() });
        })
    };
    let has_hint = matches!(row.key, "field-other-names" | "field-wikidata");
    let onchange = leave.clone();
    // Also where what was written was taken back.
    let onblur = leave.reform(|event: FocusEvent| event.into());
    let described = (is_wrong || has_hint).then(|| about.clone());
    let invalid = is_wrong.then_some("true");
    html! {
        <div class="index-field" key={row.key}>
            <label>
                <span>{ text(row.key) }</span>
                if row.lines {
                    <textarea rows="2" {value} {oninput} {onchange} {onblur} aria-describedby={described} />
                } else {
                    <input {value} {oninput} {onchange} {onblur} autocomplete="off" aria-invalid={invalid} aria-describedby={described} />
                }
            </label>
            if is_wrong {
                <p id={about} class="is-wrong" role="alert">{ text_with(row.wrong, &[("value", own.map(|draft| draft.written.clone()).unwrap_or_default())]) }</p>
            } else if has_hint {
                <p id={about} class="quiet">{ text(&hint) }</p>
            }
        </div>
    }
}
