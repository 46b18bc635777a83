//! The fields of everything in a scheme that can be changed.

use yew::prelude::*;

use super::editing::{Drafting, Entry, named};
use crate::messages::{text, text_with};
use crate::model::id::LabelId;
use crate::model::scheme::{
    ATTRIBUTE_KINDS, Attribute, AttributeKind, COLOURS, CueWords, LINES, Label, Meaning, RelationType, Role, Scheme,
};
use crate::model::scheme_draft::{List, Owner, Place};
use crate::platform::value_of;
use crate::ui::hooks::{colour_of, line_of};

/// How a text of a meaning is read, and how it is written.
type Text = (&'static str, fn(&Meaning) -> &str, fn(&mut Meaning) -> &mut String);

const TEST: Text = ("entry-test", |m| &m.test, |m| &mut m.test);
const QUESTION: Text = ("entry-question", |m| &m.test, |m| &mut m.test);
const NEAR_MISS: Text = ("entry-near-miss", |m| &m.near_miss, |m| &mut m.near_miss);
const GUIDELINE: Text = ("entry-guideline", |m| &m.guideline, |m| &mut m.guideline);

/// What a list is called, and the button that adds to it.
fn words_of(list: List) -> (&'static str, &'static str) {
    match list {
        List::Labels => ("list-labels", "add-label"),
        List::Relations => ("list-relations", "add-relation"),
        List::Attributes(_) => ("list-attributes", "add-attribute"),
        List::Values(..) => ("list-values", "add-value"),
        List::Roles(_) => ("list-roles", "add-role"),
        List::Cues(_) => ("list-cues", "add-cues"),
    }
}

/// The scheme's own fields and all its lists.
pub fn all(drafting: &Drafting) -> Html {
    let draft = &drafting.form.draft;
    let labels = |(index, label): (usize, &Label)| (label.id.to_string(), label_entry(drafting, index, label));
    let relations = |(index, relation): (usize, &RelationType)| {
        (relation.id.to_string(), relation_entry(drafting, index, relation))
    };
    html! {
        <>
            { field(drafting, "scheme-title", &draft.title, |scheme, value| scheme.title = value) }
            { area(drafting, "scheme-about", &draft.about, |scheme, value| scheme.about = value) }
            { list(drafting, List::Labels, "labels", draft.labels.iter().enumerate().map(labels).collect()) }
            { list(drafting, List::Relations, "relations", draft.relations.iter().enumerate().map(relations).collect()) }
        </>
    }
}

/// What is shown of an entry: its name, as it looks in the list, and its fields.
struct Shown {
    name: String,
    looks: Html,
    fields: Html,
}

/// A list with its entries, each under its id.
fn list(drafting: &Drafting, list: List, key: &str, entries: Vec<(String, Shown)>) -> Html {
    let (heading, add) = words_of(list);
    let (count, is_outer) = (entries.len(), matches!(list, List::Labels | List::Relations));
    let on_add = {
        let (drafting, key) = (drafting.clone(), key.to_owned());
        move |_| drafting.add(list, key.clone(), count)
    };
    let entries = entries.into_iter().enumerate().map(|(index, (id, shown))| {
        let id = named(id, index);
        entry(
            drafting,
            Entry { place: (list, index), list: key.to_owned(), id, name: shown.name.clone(), count },
            shown,
        )
    });
    html! {
        <section class="entries" aria-label={text(heading)}>
            if is_outer { <h2>{ text(heading) }</h2> } else { <h3>{ text(heading) }</h3> }
            <ol role="list">{ for entries }</ol>
            <button type="button" class="add" data-add={key.to_owned()} onclick={on_add}>{ text(add) }</button>
        </section>
    }
}

fn entry(drafting: &Drafting, entry: Entry, shown: Shown) -> Html {
    let key = entry.key();
    let is_open = drafting.is_open(&key);
    let (index, name) = (entry.place.1, entry.name.clone());
    let is_ordered = !matches!(entry.place.0, List::Cues(_));
    let toggle = {
        let (drafting, key) = (drafting.clone(), key.clone());
        move |_| drafting.toggle(key.clone())
    };
    let shift = |is_down: bool| {
        let (drafting, entry) = (drafting.clone(), entry.clone());
        move |_| drafting.shift(&entry, is_down)
    };
    let remove = {
        let (drafting, entry) = (drafting.clone(), entry.clone());
        move |_| drafting.remove(entry.clone())
    };
    let args = [("name", name.clone())];
    html! {
        <li class="entry" key={key.clone()} data-entry={key}>
            <div class="entry-head">
                <button type="button" class="entry-name" aria-expanded={is_open.to_string()} onclick={toggle}>
                    { shown.looks }
                </button>
                if is_ordered {
                    <button type="button" class="plain up" disabled={index == 0} onclick={shift(false)}
                        aria-label={text_with("move-up", &args)} title={text_with("move-up", &args)}>{ "↑" }</button>
                    <button type="button" class="plain down" disabled={index + 1 == entry.count} onclick={shift(true)}
                        aria-label={text_with("move-down", &args)} title={text_with("move-down", &args)}>{ "↓" }</button>
                }
                <button type="button" class="danger remove" onclick={remove}
                    aria-label={text_with("remove-of", &args)}>{ text("remove-confirm") }</button>
            </div>
            if is_open { <div class="entry-body" role="group" aria-label={name}>{ shown.fields }</div> }
        </li>
    }
}

fn or_unnamed(name: &str) -> String {
    if name.trim().is_empty() { text("entry-unnamed") } else { name.to_owned() }
}

fn named_plainly(name: &str, fields: Html) -> Shown {
    let name = or_unnamed(name);
    Shown { looks: html! { <span>{ &name }</span> }, name, fields }
}

fn label_entry(drafting: &Drafting, index: usize, label: &Label) -> Shown {
    let name = or_unnamed(&label.meaning.name);
    let key = format!("labels/{}/questions", label.id);
    let place = (List::Labels, index);
    let set = move |set: fn(&mut Label, String)| {
        move |scheme: &mut Scheme, value: String| {
            if let Some(label) = scheme.labels.get_mut(index) {
                set(label, value);
            }
        }
    };
    let named_options = |kind: &'static str, names: &[&'static str]| -> Vec<(String, String)> {
        names.iter().map(|name| ((*name).to_owned(), text(&format!("{kind}-{name}")))).collect()
    };
    let fields = || {
        html! {
            <>
                { name_field(drafting, place, &label.meaning) }
                <div class="fields">
                    { menu(drafting, "entry-colour", named_options("colour", COLOURS), colour_of(label), set(|label, value| label.colour = value)) }
                    { menu(drafting, "entry-line", named_options("line", LINES), line_of(label), set(|label, value| label.line = value)) }
                    { field(drafting, "entry-key", &label.key, set(|label, value| label.key = value)) }
                    { profile_menu(drafting, place, &label.meaning) }
                </div>
                { tick(drafting, text("entry-identity"), label.identity, move |scheme, is_on| {
                    if let Some(label) = scheme.labels.get_mut(index) {
                        label.identity = is_on;
                    }
                }) }
                { texts(drafting, place, &label.meaning, &[TEST, NEAR_MISS, GUIDELINE]) }
                { attributes(drafting, Owner::Label(index), &key, &label.attributes) }
            </>
        }
    };
    let is_open = drafting.is_open(&format!("labels/{}", label.id));
    let looks = html! {
        <>
            <span class="sample" data-colour={colour_of(label)} data-line={line_of(label)}>{ &name }</span>
            if !label.key.is_empty() { <kbd>{ &label.key }</kbd> }
        </>
    };
    Shown { looks, name, fields: shown_if(is_open, fields) }
}

/// Fields that nobody sees are not drawn.
fn shown_if(is_open: bool, fields: impl FnOnce() -> Html) -> Html {
    if is_open { fields() } else { Html::default() }
}

fn attributes(drafting: &Drafting, owner: Owner, key: &str, attributes: &[Attribute]) -> Html {
    let one = |(index, attribute): (usize, &Attribute)| {
        let entry = format!("{key}/{}", attribute.id);
        let fields = || attribute_fields(drafting, owner, index, &entry, attribute);
        let fields = shown_if(drafting.is_open(&entry), fields);
        (attribute.id.to_string(), named_plainly(&attribute.meaning.name, fields))
    };
    list(drafting, List::Attributes(owner), key, attributes.iter().enumerate().map(one).collect())
}

fn attribute_fields(drafting: &Drafting, owner: Owner, index: usize, entry: &str, attribute: &Attribute) -> Html {
    let place = (List::Attributes(owner), index);
    let kinds = ATTRIBUTE_KINDS.iter().map(|(name, _)| ((*name).to_owned(), text(&format!("answer-{name}"))));
    let set_kind = move |scheme: &mut Scheme, value: String| {
        let kind = ATTRIBUTE_KINDS.iter().find(|(name, _)| *name == value).map(|(_, kind)| *kind);
        let attribute = scheme.attributes_of(owner).and_then(|all| all.get_mut(index));
        if let (Some(kind), Some(attribute)) = (kind, attribute) {
            attribute.kind = kind;
        }
    };
    let values = List::Values(owner, index);
    let key = format!("{entry}/values");
    let value = |(number, choice): (usize, &crate::model::scheme::Choice)| {
        let place = (values, number);
        let fields = || {
            html! {
                <>
                    { name_field(drafting, place, &choice.meaning) }
                    <div class="fields">
                        { profile_menu(drafting, place, &choice.meaning) }
                    </div>
                    { texts(drafting, place, &choice.meaning, &[TEST, NEAR_MISS]) }
                </>
            }
        };
        let is_open = drafting.is_open(&format!("{key}/{}", choice.id));
        (choice.id.clone(), named_plainly(&choice.meaning.name, shown_if(is_open, fields)))
    };
    html! {
        <>
            { name_field(drafting, place, &attribute.meaning) }
            <div class="fields">
                { menu(drafting, "entry-kind", kinds.collect(), attribute.kind.name(), set_kind) }
                { profile_menu(drafting, place, &attribute.meaning) }
            </div>
            { texts(drafting, place, &attribute.meaning, &[QUESTION, NEAR_MISS, GUIDELINE]) }
            if attribute.kind == AttributeKind::Choice {
                { list(drafting, values, &key, attribute.values.iter().enumerate().map(value).collect()) }
            }
        </>
    }
}

fn relation_entry(drafting: &Drafting, index: usize, relation: &RelationType) -> Shown {
    let key = format!("relations/{}", relation.id);
    let place = (List::Relations, index);
    let part = |(number, role): (usize, &Role)| {
        let is_open = drafting.is_open(&format!("{key}/parts/{}", role.role));
        let fields = shown_if(is_open, || role_fields(drafting, index, number, role));
        (role.role.to_string(), named_plainly(&role.meaning.name, fields))
    };
    let cues = |(number, cues): (usize, &CueWords)| {
        let is_open = drafting.is_open(&format!("{key}/cues/{number}"));
        let fields = shown_if(is_open, || cue_fields(drafting, index, number, cues, &relation.attributes));
        (String::new(), named_plainly(&cues_in_short(cues), fields))
    };
    let fields = || {
        html! {
            <>
                { name_field(drafting, place, &relation.meaning) }
                <div class="fields">
                    { profile_menu(drafting, place, &relation.meaning) }
                </div>
                { texts(drafting, place, &relation.meaning, &[TEST, NEAR_MISS, GUIDELINE]) }
                { list(drafting, List::Roles(index), &format!("{key}/parts"), relation.arguments.iter().enumerate().map(part).collect()) }
                { attributes(drafting, Owner::Relation(index), &format!("{key}/questions"), &relation.attributes) }
                { list(drafting, List::Cues(index), &format!("{key}/cues"), relation.cues.iter().enumerate().map(cues).collect()) }
            </>
        }
    };
    named_plainly(&relation.meaning.name, shown_if(drafting.is_open(&key), fields))
}

/// The language and the first of the words.
fn cues_in_short(cues: &CueWords) -> String {
    const WORDS: usize = 4;
    let words: Vec<&str> =
        cues.words.iter().flat_map(|text| text.split([',', '\n'])).map(str::trim).take(WORDS).collect();
    if words.concat().is_empty() { String::new() } else { format!("{}: {} …", cues.language, words.join(", ")) }
}

fn role_fields(drafting: &Drafting, relation: usize, index: usize, role: &Role) -> Html {
    /// More can be asked for in a file only.
    const NUMBERS: u32 = 5;
    let place = (List::Roles(relation), index);
    let set = move |set: fn(&mut Role, Option<u32>)| {
        move |scheme: &mut Scheme, value: String| {
            let role = scheme.relations.get_mut(relation).and_then(|relation| relation.arguments.get_mut(index));
            if let Some(role) = role {
                set(role, value.parse().ok());
            }
        }
    };
    let numbers = |from: u32, chosen: u32| -> Vec<(String, String)> {
        (from..=NUMBERS.max(chosen)).map(|number| (number.to_string(), number.to_string())).collect()
    };
    let chosen = |number: Option<u32>| number.map(|number| number.to_string()).unwrap_or_default();
    let mut most = numbers(1, role.most.unwrap_or(1));
    most.insert(0, (String::new(), text("role-unlimited")));
    let label = |label: &Label| {
        let id = label.id.clone();
        tick(drafting, or_unnamed(&label.meaning.name), role.labels.contains(&label.id), move |scheme, is_on| {
            let role = scheme.relations.get_mut(relation).and_then(|relation| relation.arguments.get_mut(index));
            if let Some(role) = role {
                set_label(&mut role.labels, &id, is_on);
            }
        })
    };
    html! {
        <>
            { name_field(drafting, place, &role.meaning) }
            <div class="fields">
                { menu(drafting, "role-least", numbers(0, role.least), &role.least.to_string(), set(|role, value| role.least = value.unwrap_or(0))) }
                { menu(drafting, "role-most", most, &chosen(role.most), set(|role, value| role.most = value)) }
                { profile_menu(drafting, place, &role.meaning) }
            </div>
            <fieldset class="ticks">
                <legend>{ text("role-labels") }</legend>
                { for drafting.form.draft.labels.iter().map(label) }
            </fieldset>
            { texts(drafting, place, &role.meaning, &[TEST, NEAR_MISS]) }
        </>
    }
}

fn set_label(labels: &mut Vec<LabelId>, id: &LabelId, is_on: bool) {
    labels.retain(|other| other != id);
    if is_on {
        labels.push(id.clone());
    }
}

fn cue_fields(drafting: &Drafting, relation: usize, index: usize, cues: &CueWords, attributes: &[Attribute]) -> Html {
    let set = move |set: fn(&mut CueWords, String)| {
        move |scheme: &mut Scheme, value: String| {
            let cues = scheme.relations.get_mut(relation).and_then(|relation| relation.cues.get_mut(index));
            if let Some(cues) = cues {
                set(cues, value);
            }
        }
    };
    let suggestion = |attribute: &Attribute| {
        let id = attribute.id.clone();
        let mut options = vec![(String::new(), text("cues-suggest-nothing"))];
        options.extend(attribute.values.iter().map(|choice| (choice.id.clone(), or_unnamed(&choice.meaning.name))));
        let chosen = cues.suggests.get(&attribute.id).cloned().unwrap_or_default();
        let suggest = move |scheme: &mut Scheme, value: String| {
            let cues = scheme.relations.get_mut(relation).and_then(|relation| relation.cues.get_mut(index));
            let Some(cues) = cues else { return };
            if value.is_empty() {
                cues.suggests.remove(&id);
            } else {
                cues.suggests.insert(id.clone(), value);
            }
        };
        select(drafting, or_unnamed(&attribute.meaning.name), options, &chosen, suggest)
    };
    let choices = attributes.iter().filter(|attribute| attribute.kind == AttributeKind::Choice);
    html! {
        <>
            { field(drafting, "cues-language", &cues.language, set(|cues, value| cues.language = value)) }
            { area(drafting, "cues-words", &cues.words.concat(), set(|cues, value| cues.words = vec![value])) }
            <fieldset class="fields">
                <legend>{ text("cues-suggest") }</legend>
                { for choices.map(suggestion) }
            </fieldset>
        </>
    }
}

// Fields.

fn set_meaning(place: Place, get: fn(&mut Meaning) -> &mut String) -> impl Fn(&mut Scheme, String) {
    move |scheme, value| {
        let (list, index) = place;
        if let Some(meaning) = scheme.list(list).and_then(|entries| entries.meaning(index)) {
            *get(meaning) = value;
        }
    }
}

fn name_field(drafting: &Drafting, place: Place, meaning: &Meaning) -> Html {
    field(drafting, "entry-name", &meaning.name, set_meaning(place, |meaning| &mut meaning.name))
}

fn texts(drafting: &Drafting, place: Place, meaning: &Meaning, rows: &[Text]) -> Html {
    let row = |(key, get, set): &Text| area(drafting, key, get(meaning), set_meaning(place, *set));
    rows.iter().map(row).collect()
}

fn profile_menu(drafting: &Drafting, place: Place, meaning: &Meaning) -> Html {
    let profiles = &drafting.form.draft.profiles;
    if profiles.is_empty() {
        return Html::default();
    }
    let mut options: Vec<(String, String)> =
        profiles.iter().map(|profile| (profile.id.clone(), profile.name.clone())).collect();
    options.insert(0, (String::new(), text("entry-profile-all")));
    menu(drafting, "entry-profile", options, &meaning.profile, set_meaning(place, |meaning| &mut meaning.profile))
}

fn field(drafting: &Drafting, key: &'static str, value: &str, set: impl Fn(&mut Scheme, String) + 'static) -> Html {
    html! {
        <label class="field">
            <span>{ text(key) }</span>
            <input name={key} value={value.to_owned()} oninput={written(drafting, set)} />
        </label>
    }
}

fn area(drafting: &Drafting, key: &'static str, value: &str, set: impl Fn(&mut Scheme, String) + 'static) -> Html {
    html! {
        <label class="field">
            <span>{ text(key) }</span>
            <textarea name={key} rows="2" value={value.to_owned()} oninput={written(drafting, set)} />
        </label>
    }
}

fn menu(
    drafting: &Drafting,
    key: &'static str,
    options: Vec<(String, String)>,
    chosen: &str,
    set: impl Fn(&mut Scheme, String) + 'static,
) -> Html {
    select(drafting, text(key), options, chosen, set)
}

fn select(
    drafting: &Drafting,
    name: String,
    options: Vec<(String, String)>,
    chosen: &str,
    set: impl Fn(&mut Scheme, String) + 'static,
) -> Html {
    let option = |(value, name): &(String, String)| {
        html! { <option value={value.clone()} selected={value == chosen}>{ name }</option> }
    };
    let onchange: Callback<Event> = written(drafting, set);
    html! {
        <label class="field">
            <span>{ name }</span>
            <select {onchange}>{ for options.iter().map(option) }</select>
        </label>
    }
}

fn tick(drafting: &Drafting, words: String, is_on: bool, set: impl Fn(&mut Scheme, bool) + 'static) -> Html {
    let toggle: Callback<Event> = written(drafting, move |scheme, _| set(scheme, !is_on));
    html! {
        <label class="tick"><input type="checkbox" checked={is_on} onchange={toggle} />{ words }</label>
    }
}

fn written<E: AsRef<web_sys::Event> + 'static>(
    drafting: &Drafting,
    set: impl Fn(&mut Scheme, String) + 'static,
) -> Callback<E> {
    let (drafting, set) = (drafting.clone(), std::rc::Rc::new(set));
    Callback::from(move |event: E| {
        let (set, value) = (set.clone(), value_of(event.as_ref()));
        drafting.change(move |form| set(form.scheme(), value));
    })
}
