//! A field for one thing that can be said: a choice with the test and the near miss
//! of each value, or words, an address, a day.

use yew::prelude::*;

use crate::messages::{isolated, text, text_with};
use crate::model::scheme::{Attribute, AttributeKind, Meaning};
use crate::platform::value_of;

/// A field. `group` names the choice among all on the page; an empty value takes back
/// what was said.
pub fn attribute_field(group: &str, attribute: &Attribute, value: Option<&String>, on_set: Callback<String>) -> Html {
    let now = value.map_or("", String::as_str);
    let meaning = &attribute.meaning;
    if attribute.kind != AttributeKind::Choice {
        let kind = input_type(attribute.kind);
        let oninput = on_set.reform(|event: InputEvent| value_of(&event));
        return html! {
            <label class="attribute" key={attribute.id.as_str()} title={meaning.test.clone()}>
                <span>{ &meaning.name }</span>
                <input type={kind} value={now.to_owned()} {oninput} />
            </label>
        };
    }
    let name = format!("{group} {}", attribute.id);
    let chip = |id: &str, words: &str, help: Html| {
        let onchange = on_set.reform(|event: Event| value_of(&event));
        html! {
            <label key={id.to_owned()}>
                <input type="radio" name={name.clone()} value={id.to_owned()} checked={id == now} {onchange} />
                <span class="chip">{ words }</span>
                { help }
            </label>
        }
    };
    let is_unknown = !now.is_empty() && attribute.choice(now).is_none();
    html! {
        <fieldset class="attribute" key={attribute.id.as_str()}>
            <legend>{ &meaning.name }</legend>
            if !meaning.test.is_empty() { <p class="question">{ &meaning.test }</p> }
            <div class="value-chips">
                { for attribute.values.iter().map(|choice| chip(&choice.id, &choice.meaning.name, help(&choice.meaning))) }
                if is_unknown { { chip(now, now, html! { <span class="help">{ text("value-unknown") }</span> }) } }
                { chip("", &text("not-said"), Html::default()) }
            </div>
        </fieldset>
    }
}

/// The type of the input in which a value of a kind is written.
pub fn input_type(kind: AttributeKind) -> &'static str {
    match kind {
        AttributeKind::Address => "url",
        AttributeKind::Date => "date",
        AttributeKind::Text | AttributeKind::Choice => "text",
    }
}

/// The test of a value and an example that it does not fit.
pub fn help(meaning: &Meaning) -> Html {
    html! {
        <span class="help">
            { isolated(&meaning.test) }
            if !meaning.near_miss.is_empty() {
                { " " }<span class="near-miss">{ text_with("not-this", &[("example", meaning.near_miss.clone())]) }</span>
            }
        </span>
    }
}
