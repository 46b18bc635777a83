//! Colours and lines of the labels, as the scheme that is used has them.

use yew::prelude::*;

use crate::model::scheme::{COLOURS, LINES, Label, Scheme};
use crate::platform::page::{quoted, with_value};
use crate::platform::style::set_rules;
use crate::ui::shared::Shared;

/// Gives marks, badges and buttons the looks that the scheme gives their labels.
#[hook]
pub fn use_label_looks(scheme: &Shared<Scheme>) {
    use_effect_with(scheme.clone(), |scheme| set_rules(&rules(scheme)));
}

/// The colour in which a label is shown.
pub fn colour_of(label: &Label) -> &'static str {
    COLOURS.iter().find(|known| **known == label.colour).or(COLOURS.last()).copied().unwrap_or_default()
}

/// The line with which a label is shown.
pub fn line_of(label: &Label) -> &'static str {
    LINES.iter().find(|known| **known == label.line).or(LINES.first()).copied().unwrap_or_default()
}

/// Where a mark's line is drawn. Marks of different labels lie on one another, and
/// each line then needs a place of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    /// Below the mark. Only a solid line can be drawn there.
    Below,
    /// At the lower edge.
    Bottom,
    /// Under the letters.
    Letters,
    /// At the upper edge.
    Top,
}

/// Where a kind of line is drawn: the first that is free.
fn places(line: &str) -> &'static [Place] {
    match line {
        "solid" => &[Place::Below, Place::Bottom, Place::Letters, Place::Top],
        "dashed" => &[Place::Letters, Place::Bottom, Place::Top],
        "dotted" => &[Place::Bottom, Place::Letters, Place::Top],
        _ => &[Place::Bottom, Place::Top, Place::Letters],
    }
}

/// Each label's place: first come those that like theirs best, then the others. What
/// comes when none is left shares the upper edge.
fn line_places(lines: &[&str]) -> Vec<Place> {
    let mut taken: Vec<Option<Place>> = vec![None; lines.len()];
    for most in [1, usize::MAX] {
        for (index, line) in lines.iter().enumerate() {
            let free = places(line).iter().take(most).find(|place| !taken.contains(&Some(**place)));
            if let (Some(slot @ None), Some(place)) = (taken.get_mut(index), free) {
                *slot = Some(*place);
            }
        }
    }
    taken.into_iter().map(|place| place.unwrap_or(Place::Top)).collect()
}

/// Of so many labels each two have a colour where they lie on one another; it is
/// grey with the others.
const MIXED: usize = 16;

/// A rule for each label, for each two of them, and for each label's line.
fn rules(scheme: &Scheme) -> Vec<String> {
    let labels = &scheme.labels;
    let has = |label: &Label| with_value("", "data-label", label.id.as_str());
    let lines: Vec<&str> = labels.iter().map(line_of).collect();
    let mut rules = Vec::new();
    for label in labels {
        let (id, colour, line) = (quoted(label.id.as_str()), colour_of(label), line_of(label));
        rules.push(format!(
            "[data-label={id}]:not(mark) {{ --label-line: var(--{colour}-line); --label-ground: var(--{colour}-ground); \
             --label-style: {line}; --label-least: {least} }}",
            least = if line == "double" { "3px" } else { "0px" },
        ));
        rules.push(format!("mark[data-label={id}] {{ background-color: var(--{colour}-tint) }}"));
    }
    for (index, one) in labels.iter().take(MIXED).enumerate() {
        for other in labels.iter().take(MIXED).skip(index + 1) {
            let (tint, over) = (colour_of(one), colour_of(other));
            let both = format!("mark{}{}", has(one), has(other));
            rules.push(format!(
                "{both} {{ background-color: color-mix(in srgb, var(--{tint}-tint), var(--{over}-tint)) }}"
            ));
        }
    }
    // Without a line of its own a mark has a thin one, by which unknown labels are told.
    let known: Vec<String> = labels.iter().map(has).collect();
    rules.push(format!("mark:is({}) {{ border-bottom: 0 }}", known.join(", ")));
    let mut forced = String::new();
    for ((label, line), place) in labels.iter().zip(&lines).zip(line_places(&lines)) {
        let mark = format!("mark{}", has(label));
        let drawn = drawn(place, line, &format!("var(--{}-line)", colour_of(label)));
        if place == Place::Below {
            rules.push(format!("{mark}[data-depth] {{ {drawn}, inset 1px 0 0 var(--strong-line) }}"));
        }
        rules.push(format!("{mark} {{ {drawn} }}"));
        forced.push_str(&format!("{mark} {{ text-decoration-style: {line} }} "));
    }
    // In the system's colours a lone mark's label is told by its line under the letters.
    rules.push(format!(
        "@media (forced-colors: active) {{ {forced} mark[data-label*=\" \"] {{ text-decoration-style: double }} }}"
    ));
    rules
}

fn drawn(place: Place, line: &str, colour: &str) -> String {
    let width = if line == "double" { 3 } else { 2 };
    match place {
        Place::Below => format!("box-shadow: 0 {width}px 0 {colour}"),
        Place::Bottom => format!("border-bottom: {width}px {line} {colour}"),
        Place::Top => format!("border-top: {width}px {line} {colour}"),
        Place::Letters => {
            format!("text-decoration-line: underline; text-decoration-style: {line}; text-decoration-color: {colour}")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_line_has_a_place_of_its_own_as_long_as_there_are_places() {
        use Place::{Below, Bottom, Letters, Top};
        let check = |lines: &[&str], places: &[Place]| assert_eq!(line_places(lines), places, "{lines:?}");
        check(&["solid", "dashed", "dotted"], &[Below, Letters, Bottom]);
        check(&["solid", "dashed", "dotted", "dotted"], &[Below, Letters, Bottom, Top]);
        check(&["double", "solid", "dotted", "dashed"], &[Bottom, Below, Top, Letters]);
        check(&["dotted", "dotted", "dotted", "dotted", "solid"], &[Bottom, Letters, Top, Top, Below]);
        check(&["solid"; 5], &[Below, Bottom, Letters, Top, Top]);
        check(&[], &[]);
    }

    #[test]
    fn a_label_cannot_say_more_than_its_name() {
        let mut scheme = Scheme::bare();
        scheme.labels[0].id = "a\"]{}\\".into();
        scheme.labels[0].colour = "red; } x".to_owned();
        scheme.labels[0].line = "wavy".to_owned();
        let rules = rules(&scheme);
        assert!(
            rules[0].starts_with("[data-label=\"a\\\"]{}\\\\\"]:not(mark) { --label-line: var(--grey-line)"),
            "{}",
            rules[0]
        );
        assert!(rules[0].contains("--label-style: solid"), "{}", rules[0]);
    }
}
