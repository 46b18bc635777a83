//! Holds that each colour that a label can have is there, in light and in dark, and
//! can be seen: lines by 3 to 1, words by 4.5 to 1 (WCAG 2.2, level AA).
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::string_slice)]

use std::collections::BTreeMap;

use ascribe::model::scheme::{COLOURS, LINES};

const TOKENS: &str = include_str!("../styles/tokens.css");
const SCHEME: &str = include_str!("../styles/scheme.css");

/// Red, green, blue and how much of it covers what is below, from 0 to 1.
type Colour = [f64; 4];

/// The tokens that are colours, of the light page and of the dark one.
fn themes() -> [BTreeMap<String, Colour>; 2] {
    let (light, dark) = TOKENS.split_once("prefers-color-scheme: dark").expect("a dark theme");
    [light, dark].map(|theme| {
        let declarations = theme.lines().filter_map(|line| line.trim().strip_prefix("--")?.split_once(": "));
        declarations.filter_map(|(name, value)| Some((name.to_owned(), colour(value.trim_end_matches(';'))?))).collect()
    })
}

fn colour(value: &str) -> Option<Colour> {
    if let Some(digits) = value.strip_prefix('#') {
        let part = |at: usize| Some(f64::from(u8::from_str_radix(digits.get(at..at + 2)?, 16).ok()?) / 255.0);
        return Some([part(0)?, part(2)?, part(4)?, 1.0]);
    }
    let (parts, cover) = value.strip_prefix("rgb(")?.strip_suffix("%)")?.split_once(" / ")?;
    let parts: Vec<f64> = parts.split(' ').filter_map(|part| part.parse::<f64>().ok()).collect();
    Some([parts[0] / 255.0, parts[1] / 255.0, parts[2] / 255.0, cover.parse::<f64>().ok()? / 100.0])
}

fn over(top: Colour, below: Colour) -> Colour {
    let mixed = |at: usize| top[at] * top[3] + below[at] * (1.0 - top[3]);
    [mixed(0), mixed(1), mixed(2), 1.0]
}

fn luminance(colour: Colour) -> f64 {
    let linear = |part: f64| if part <= 0.04045 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) };
    0.2126 * linear(colour[0]) + 0.7152 * linear(colour[1]) + 0.0722 * linear(colour[2])
}

fn contrast(one: Colour, other: Colour) -> f64 {
    let (one, other) = (luminance(one), luminance(other));
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

#[test]
fn lines_and_words_stand_out() {
    for theme in themes() {
        for name in COLOURS {
            let of = |part: &str| *theme.get(&format!("{name}-{part}")).unwrap_or_else(|| panic!("{name}-{part}"));
            let (line, ground, tint) = (of("line"), of("ground"), of("tint"));
            for paper in ["paper", "surface", "raised"].map(|paper| theme[paper]) {
                let tinted = over(tint, paper);
                for below in [paper, ground, tinted] {
                    assert!(contrast(line, below) >= 3.0, "{name}: its line, {}", contrast(line, below));
                }
                for below in [ground, tinted] {
                    let ink = contrast(theme["ink"], below);
                    assert!(ink >= 4.5, "{name}: words on it, {ink}");
                }
            }
        }
    }
}

#[test]
fn the_form_shows_every_colour_and_line() {
    for name in COLOURS {
        assert!(SCHEME.contains(&format!("[data-colour=\"{name}\"]")), "{name}");
    }
    // The first is how a sample looks without a word of it.
    for name in LINES.iter().skip(1) {
        assert!(SCHEME.contains(&format!("[data-line=\"{name}\"]")), "{name}");
    }
}
