//! A table that says what labels of another tool become here.

use std::collections::BTreeMap;

use yew::prelude::*;

use crate::analysis::label_mapping::Unknown;
use crate::messages::{text, text_with};
use crate::model::id::LabelId;
use crate::model::scheme::Scheme;
use crate::platform::value_of;
use crate::ui::app_state::{AppAction, Desk, Waiting};

/// A row for each label that the scheme does not know. It stays as it is, or becomes one of
/// the scheme's and is kept with the mark.
pub fn labels(waiting: &Waiting, unknown: &[Unknown], scheme: &Scheme, desk: &Desk) -> Html {
    let number = waiting.number;
    let row = |unknown: &Unknown| {
        let chosen = waiting.labels.get(&unknown.label);
        let (desk, label) = (desk.clone(), unknown.label.clone());
        let on_choice = Callback::from(move |event: Event| {
            let (value, label) = (value_of(&event), label.clone());
            let change = move |list: &mut Vec<Waiting>| {
                for waiting in list.iter_mut().filter(|waiting| waiting.number == number) {
                    set(&mut waiting.labels, &label, &value);
                }
            };
            desk.send(AppAction::Wait(Box::new(change)));
        });
        let name = unknown.label.as_str();
        html! {
            <tr key={name.to_owned()}>
                <th scope="row"><bdi>{ name }</bdi></th>
                <td>{ unknown.count }</td>
                <td>
                    <select aria-label={text_with("label-becomes", &[("label", name.to_owned())])} onchange={on_choice}>
                        <option value="" selected={chosen.is_none()}>{ text("label-stays") }</option>
                        { for scheme.labels.iter().map(|label| html! {
                            <option value={label.id.as_str().to_owned()} selected={chosen == Some(&label.id)}>
                                { &label.meaning.name }
                            </option>
                        }) }
                    </select>
                </td>
            </tr>
        }
    };
    html! {
        <table class="inbox-labels">
            <caption>{ text("labels-unknown") }</caption>
            <thead>
                <tr>
                    <th scope="col">{ text("label-in-file") }</th>
                    <th scope="col">{ text("label-count") }</th>
                    <th scope="col">{ text("label-here") }</th>
                </tr>
            </thead>
            <tbody>{ for unknown.iter().map(row) }</tbody>
        </table>
    }
}

fn set(labels: &mut BTreeMap<LabelId, LabelId>, label: &LabelId, value: &str) {
    if value.is_empty() {
        labels.remove(label);
    } else {
        labels.insert(label.clone(), value.into());
    }
}
