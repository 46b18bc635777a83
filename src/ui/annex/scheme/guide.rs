//! The whole scheme as a guide: to read, and to print.

use yew::prelude::*;

use crate::messages::{in_a_row, isolated, text, text_with};
use crate::model::scheme::{Attribute, AttributeKind, CueWords, Label, Meaning, RelationType, Role, Scheme};
use crate::platform::page;
use crate::ui::parts::label;

/// Labels, then connections, with a list of them beside.
pub fn guide(scheme: &Scheme) -> Html {
    let labels = scheme.labels.iter().map(|label| label.meaning.name.clone());
    let names = labels.chain(scheme.relations.iter().map(|relation| relation.meaning.name.clone()));
    let entry = |(number, name): (usize, String)| {
        // An address within the page would lead to another screen.
        let go = move |_| page::go_to_element(&format!("#part-{number}"));
        html! { <li key={number}><button type="button" class="plain" onclick={go}>{ name }</button></li> }
    };
    let relations = scheme.labels.len();
    html! {
        <div class="guide">
            <nav class="guide-contents" aria-label={text("scheme-contents")}>
                <ul role="list">{ for names.enumerate().map(entry) }</ul>
            </nav>
            <div class="guide-parts">
                { for scheme.labels.iter().enumerate().map(|(number, label)| label_part(scheme, number, label)) }
                { for scheme.relations.iter().enumerate().map(|(number, relation)| {
                    relation_part(scheme, relations + number, relation)
                }) }
            </div>
        </div>
    }
}

fn part(number: usize, heading: Html, body: Html) -> Html {
    let id = format!("part-{number}");
    html! {
        <section class="guide-part" aria-labelledby={id.clone()} key={number}>
            <header>{ heading_with(&id, heading) }</header>
            { body }
        </section>
    }
}

fn heading_with(id: &str, heading: Html) -> Html {
    html! { <h2 id={id.to_owned()} tabindex="-1">{ heading }</h2> }
}

fn label_part(scheme: &Scheme, number: usize, label: &Label) -> Html {
    let heading = html! {
        <>
            <mark class="sample" data-label={label.id.to_string()}>{ &label.meaning.name }</mark>
            if !label.key.is_empty() {
                <small>{ text("scheme-key") }{ " " }<kbd>{ &label.key }</kbd></small>
            }
            { profile_tag(scheme, &label.meaning) }
        </>
    };
    let body = html! {
        <>
            { explained(&label.meaning) }
            if label.identity { <p class="quiet">{ text("scheme-identity") }</p> }
            { for label.attributes.iter().map(|attribute| question(scheme, attribute)) }
        </>
    };
    part(number, heading, body)
}

fn relation_part(scheme: &Scheme, number: usize, relation: &RelationType) -> Html {
    let heading = html! {
        <>
            <span>{ &relation.meaning.name }</span>
            <small>{ text("scheme-relation") }</small>
            { profile_tag(scheme, &relation.meaning) }
        </>
    };
    let has_cues = !relation.cues.is_empty();
    let body = html! {
        <>
            { explained(&relation.meaning) }
            <div class="question">
                <h3>{ text("list-roles") }</h3>
                <dl class="values">{ for relation.arguments.iter().map(|one| role(scheme, one)) }</dl>
            </div>
            { for relation.attributes.iter().map(|attribute| question(scheme, attribute)) }
            if has_cues {
                <div class="question">
                    <h3>{ text("list-cues") }</h3>
                    <p>{ text("scheme-cues") }</p>
                    { for relation.cues.iter().map(|one| cues(relation, one)) }
                </div>
            }
        </>
    };
    part(number, heading, body)
}

/// Test, near miss and guideline, as far as they are there.
fn explained(meaning: &Meaning) -> Html {
    html! {
        <>
            if !meaning.test.is_empty() { <p class="test">{ &meaning.test }</p> }
            { near_miss(meaning) }
            if !meaning.guideline.is_empty() { <p class="guideline">{ &meaning.guideline }</p> }
        </>
    }
}

fn near_miss(meaning: &Meaning) -> Html {
    if meaning.near_miss.is_empty() {
        return Html::default();
    }
    html! { <p class="near-miss"><b>{ text("near-miss") }</b>{ " " }{ isolated(&meaning.near_miss) }</p> }
}

/// From which profile on it is shown, if not in all; and whether that is so now.
fn profile_tag(scheme: &Scheme, meaning: &Meaning) -> Html {
    let from = scheme.profiles.iter().skip(1).find(|profile| profile.id == meaning.profile);
    let Some(from) = from else { return Html::default() };
    let key = if scheme.shows(meaning) { "scheme-from" } else { "scheme-from-not-now" };
    html! { <small>{ text_with(key, &[("profile", from.name.clone())]) }</small> }
}

fn question(scheme: &Scheme, attribute: &Attribute) -> Html {
    let value = |meaning: &Meaning| {
        html! {
            <div>
                <dt>{ isolated(&meaning.name) }{ profile_tag(scheme, meaning) }</dt>
                <dd>{ explained(meaning) }</dd>
            </div>
        }
    };
    html! {
        <div class="question" key={attribute.id.as_str()}>
            <h3>{ isolated(&attribute.meaning.name) }{ profile_tag(scheme, &attribute.meaning) }</h3>
            { explained(&attribute.meaning) }
            if attribute.kind == AttributeKind::Choice {
                <dl class="values">{ for attribute.values.iter().map(|choice| value(&choice.meaning)) }</dl>
            } else {
                <p class="quiet">{ text(&format!("answer-{}", attribute.kind.name())) }</p>
            }
        </div>
    }
}

fn role(scheme: &Scheme, role: &Role) -> Html {
    let of = |label| html! { <>{ label::badge(scheme, label) }{ " " }</> };
    html! {
        <div key={role.role.as_str()}>
            <dt>{ isolated(&role.meaning.name) }{ profile_tag(scheme, &role.meaning) }</dt>
            <dd>
                { explained(&role.meaning) }
                <p class="quiet">{ for role.labels.iter().map(of) }{ how_many(role) }</p>
            </dd>
        </div>
    }
}

fn how_many(role: &Role) -> String {
    let args = [("least", role.least.to_string()), ("most", role.most.unwrap_or_default().to_string())];
    let key = match (role.least, role.most) {
        (0, None) => "role-any",
        (1, None) => "role-one-or-more",
        (_, None) => "role-at-least",
        (0, Some(_)) => "role-at-most",
        (least, Some(most)) if least == most => "role-exactly",
        (_, Some(_)) => "role-between",
    };
    text_with(key, &args)
}

fn cues(relation: &RelationType, cues: &CueWords) -> Html {
    let suggested = cues.suggests.iter().map(|(attribute, value)| {
        let attribute = relation.attributes.iter().find(|known| known.id == *attribute);
        attribute.map_or(value.as_str(), |attribute| attribute.name_of(value)).to_owned()
    });
    let about: Vec<String> = std::iter::once(cues.language.clone()).chain(suggested).collect();
    let args = [("count", cues.words.len().to_string()), ("about", in_a_row(&about, " · "))];
    html! {
        <details>
            <summary>{ text_with("cues-about", &args) }</summary>
            <p lang={cues.language.clone()}>{ in_a_row(&cues.words, ", ") }</p>
        </details>
    }
}
