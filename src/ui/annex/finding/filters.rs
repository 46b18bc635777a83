//! Which annotations are listed, and in which groups.

use yew::prelude::*;

use super::ListToolsProps;
use crate::analysis::listing::{Filter, Group, Query, Said};
use crate::messages::{in_a_row, text, text_with};
use crate::model::id::AttributeId;
use crate::model::scheme::{Attribute, Scheme};
use crate::platform::value_of;

/// The groups by the keys of their names.
const GROUPS: &[(&str, Group)] = &[
    ("group-order", Group::Order),
    ("group-label", Group::Label),
    ("group-source", Group::Source),
    ("group-identity", Group::Identity),
];

/// A tick box: the key of its words, and what it asks for.
type Condition = (&'static str, fn(&mut Filter) -> &mut bool);

const CONDITIONS: &[Condition] = &[
    ("filter-no-source", |filter| &mut filter.has_no_source),
    ("filter-note", |filter| &mut filter.has_note),
    ("filter-unidentified", |filter| &mut filter.is_unidentified),
    ("filter-orphan", |filter| &mut filter.is_orphan),
    ("filter-moved", |filter| &mut filter.is_moved),
];

/// How many things are asked for beside the search.
pub fn chosen(query: &Query) -> usize {
    let mut filter = query.filter.clone();
    let conditions = CONDITIONS.iter().filter(|(_, of)| *of(&mut filter)).count();
    let filter = &query.filter;
    conditions
        + usize::from(filter.label.is_some())
        + usize::from(filter.attribute.is_some())
        + usize::from(query.group != Group::Order)
}

/// Fields for all that can be asked for.
pub fn filters(props: &ListToolsProps) -> Html {
    let query = &props.query;
    let on_group = change(props, |query, value| {
        let group = GROUPS.iter().find(|(key, _)| *key == value);
        query.group = group.map(|(_, group)| *group).unwrap_or_default();
    });
    let on_label = change(props, |query, value| query.filter.label = (!value.is_empty()).then(|| value.into()));
    let statements = statements(&props.scheme);
    let on_statement = {
        let props = props.clone();
        let asked: Vec<_> = statements.iter().flat_map(|(_, said)| said).map(|(_, asked)| asked.clone()).collect();
        move |event: Event| {
            let asked = value_of(&event).parse().ok().and_then(|at: usize| asked.get(at)).cloned();
            props.ask(|query| query.filter.attribute = asked);
        }
    };
    let filter = &query.filter;
    let condition = |(key, of): &Condition| {
        let (of, checked) = (*of, *of(&mut filter.clone()));
        let onchange = change(props, move |query, _| *of(&mut query.filter) = !checked);
        html! { <label key={*key}><input type="checkbox" {checked} {onchange} />{ text(key) }</label> }
    };
    let marked = &props.marked;
    // What there is none of is not offered.
    let is_offered = |(key, of): &&Condition| match *key {
        _ if *of(&mut filter.clone()) => true,
        "filter-orphan" => marked.orphans().next().is_some(),
        "filter-moved" => marked.moved_count() > 0,
        _ => true,
    };
    let mut number = 0;
    let mut option = |(name, asked): &(String, Asked)| {
        let value = number.to_string();
        number += 1;
        html! { <option {value} selected={filter.attribute.as_ref() == Some(asked)}>{ name }</option> }
    };
    html! {
        <div class="list-filters" role="group" aria-label={text("filters")}>
            <label><span>{ text("group-by") }</span>
                <select onchange={on_group}>
                    { for GROUPS.iter().map(|(key, group)| html! {
                        <option value={*key} selected={query.group == *group}>{ text(key) }</option>
                    }) }
                </select>
            </label>
            <label><span>{ text("label") }</span>
                <select onchange={on_label}>
                    <option value="" selected={filter.label.is_none()}>{ text("filter-any") }</option>
                    { for props.scheme.labels.iter().map(|label| html! {
                        <option value={label.id.to_string()} selected={filter.label.as_ref() == Some(&label.id)}>{ &label.meaning.name }</option>
                    }) }
                </select>
            </label>
            if !statements.is_empty() {
                <label><span>{ text("filter-said") }</span>
                    <select onchange={on_statement}>
                        <option value="" selected={filter.attribute.is_none()}>{ text("filter-any") }</option>
                        { for statements.iter().map(|(name, said)| html! {
                            <optgroup label={name.clone()}>{ for said.iter().map(&mut option) }</optgroup>
                        }) }
                    </select>
                </label>
            }
            <div class="conditions">{ for CONDITIONS.iter().filter(is_offered).map(condition) }</div>
        </div>
    }
}

fn change(props: &ListToolsProps, change: impl Fn(&mut Query, String) + 'static) -> Callback<Event> {
    let (props, change) = (props.clone(), std::rc::Rc::new(change));
    Callback::from(move |event: Event| {
        let (value, change) = (value_of(&event), change.clone());
        props.ask(move |query| change(query, value));
    })
}

/// An attribute, and what is asked of it.
type Asked = (AttributeId, Said);

/// What can be asked of each attribute that the profile shows, by their names.
fn statements(scheme: &Scheme) -> Vec<(String, Vec<(String, Asked)>)> {
    let of_labels = scheme.labels.iter().flat_map(|label| &label.attributes);
    let of_relations = scheme.relations.iter().flat_map(|relation| &relation.attributes);
    let mut known: Vec<&Attribute> = Vec::new();
    for attribute in of_labels.chain(of_relations).filter(|attribute| scheme.shows(&attribute.meaning)) {
        if !known.iter().any(|other| other.id == attribute.id) {
            known.push(attribute);
        }
    }
    let asked = |attribute: &Attribute| {
        let name = &attribute.meaning.name;
        let ask = |key: &str, said| {
            let words = if key.is_empty() { String::new() } else { text_with(key, &[("name", name.clone())]) };
            (words, (attribute.id.clone(), said))
        };
        let value = |choice: &crate::model::scheme::Choice| {
            (
                in_a_row(&[name.clone(), choice.meaning.name.clone()], ": "),
                (attribute.id.clone(), Said::Value(choice.id.clone())),
            )
        };
        let values = attribute.values.iter().map(value);
        let said = values.chain([ask("filter-anything", Said::Anything), ask("filter-nothing", Said::Nothing)]);
        (name.clone(), said.collect())
    };
    known.into_iter().map(asked).collect()
}
