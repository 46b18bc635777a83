//! Bars as one picture, behind the rows that name them. Told apart by pattern as well
//! as by colour. Sizes stand in attributes: the page's policy forbids styles in place.

use yew::prelude::*;

use crate::messages::text_with;

/// How a stretch of a bar is filled.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Fill {
    /// In the figure's colour.
    Solid,
    /// In stripes of it.
    Hatched,
    /// In grey dots: what is not known.
    Dotted,
    /// Its outline only.
    Light,
}

/// One row of a plot.
pub struct Bar {
    /// What the row is called.
    pub name: String,
    /// Its number in words.
    pub number: String,
    /// What the whole width stands for.
    pub of: usize,
    /// From left to right.
    pub stretches: Vec<(usize, Fill)>,
}

/// How high a bar is, in CSS pixels.
const HEIGHT: usize = 10;

/// A picture with one bar for each of so many rows of equal height. Each begins where
/// its row ends; the style sheet lifts it into the row.
pub fn plot(id: &str, name: String, bars: &[Bar]) -> Html {
    let told = |bar: &Bar| text_with("number-named", &[("row", bar.name.clone()), ("number", bar.number.clone())]);
    let told: Vec<String> = bars.iter().map(told).collect();
    let (name_id, told_id) = (format!("{id}-plot"), format!("{id}-told"));
    let drawn = |(at, bar): (usize, &Bar)| {
        let bottom = part_of(at + 1, bars.len());
        let mut before = 0;
        let stretches = bar.stretches.iter().filter(|(length, _)| *length > 0).map(|(length, fill)| {
            let left = part_of(before, bar.of);
            before += length;
            stretch(id, *fill, left, bottom.clone(), part_of(*length, bar.of))
        });
        html! {
            <>
                <rect class="track" x="0" y={bottom.clone()} width="100%" height={HEIGHT.to_string()} />
                { for stretches }
            </>
        }
    };
    html! {
        <svg class="bars" role="img" aria-labelledby={name_id.clone()} aria-describedby={told_id.clone()}>
            <title id={name_id}>{ name }</title>
            <desc id={told_id}>{ told.join("; ") }</desc>
            { patterns(id) }
            { for bars.iter().enumerate().map(drawn) }
        </svg>
    }
}

/// What the fills stand for.
pub fn key(id: &str, fills: &[(Fill, String)]) -> Html {
    let id = format!("{id}-key");
    let entry = |(fill, name): &(Fill, String)| {
        html! {
            <li>
                <svg class="swatch" aria-hidden="true" width="22" height="10">
                    { patterns(&id) }
                    { stretch(&id, *fill, "0".to_owned(), "0".to_owned(), "100%".to_owned()) }
                </svg>
                { name }
            </li>
        }
    };
    html! { <ul class="key" role="list">{ for fills.iter().map(entry) }</ul> }
}

fn stretch(id: &str, fill: Fill, x: String, y: String, width: String) -> Html {
    let (class, pattern) = match fill {
        Fill::Solid => ("solid", None),
        Fill::Hatched => ("patterned", Some(format!("url(#{id}-hatch)"))),
        Fill::Dotted => ("patterned is-unknown", Some(format!("url(#{id}-dots)"))),
        Fill::Light => ("light", None),
    };
    html! { <rect {class} fill={pattern} {x} {y} {width} height={HEIGHT.to_string()} /> }
}

fn patterns(id: &str) -> Html {
    html! {
        <defs>
            <pattern id={format!("{id}-hatch")} width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
                <rect class="ground" width="6" height="6" />
                <rect class="solid" width="3" height="6" />
            </pattern>
            <pattern id={format!("{id}-dots")} width="5" height="5" patternUnits="userSpaceOnUse">
                <rect class="unknown-ground" width="5" height="5" />
                <circle class="unknown" cx="2.5" cy="2.5" r="1.2" />
            </pattern>
        </defs>
    }
}

/// A share of the width or height, in thousandths of a percent: whole numbers spare
/// the download the printing of fractions.
fn part_of(part: usize, whole: usize) -> String {
    let thousandths = (part * 100_000).checked_div(whole).unwrap_or(0);
    format!("{}.{:03}%", thousandths / 1000, thousandths % 1000)
}
