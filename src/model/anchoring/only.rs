//! Quotes that have no position: their place is certain where the words stand in the text
//! once, or stand once with all that stood around them. Nothing else is asked, so that
//! nothing is guessed.
//!
//! All quotes are looked for in one pass over the text: their first bytes are the keys of a
//! table (as Karp and Rabin look for several words at once, without the rolling sum). What
//! is compared is counted, so that no text and no quotes cost more than they are long; what
//! is left then is not certain.

use std::collections::BTreeMap;

use super::sound;
use crate::model::annotation::Fragment;
use crate::model::article::ArticleText;
use crate::model::offset::{ByteOffset, Span};

/// Of so many bytes the keys are at most.
const KEY: usize = 8;
/// So much is compared for each byte of the text and of the quotes, in steps of
/// [`STEP`] bytes.
const WORK: usize = 64;
const STEP: usize = 16;

/// How often words stand in a text, as far as it matters.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Stands {
    Nowhere,
    /// From this byte on.
    Once(usize),
    Often,
}

/// Of each quote without a position the one place where it can be, in the order given.
pub fn only_places(text: &ArticleText, sought: &[Fragment]) -> Vec<Option<Span>> {
    let whole = |fragment: &Fragment| {
        let quote = &fragment.quote;
        [quote.prefix.as_str(), &quote.exact, &quote.suffix].concat()
    };
    let mut patterns: BTreeMap<String, Stands> = BTreeMap::new();
    for fragment in sought.iter().filter(|fragment| fragment.is_unplaced()) {
        patterns.insert(fragment.quote.exact.clone(), Stands::Nowhere);
        patterns.insert(whole(fragment), Stands::Nowhere);
    }
    if patterns.is_empty() || !count(text.as_str(), &mut patterns) {
        return vec![None; sought.len()];
    }
    let place = |fragment: &Fragment| {
        if !fragment.is_unplaced() {
            return None;
        }
        let quote = &fragment.quote;
        let start = match (patterns.get(&quote.exact)?, patterns.get(&whole(fragment))?) {
            (Stands::Once(at), _) => *at,
            (Stands::Often, Stands::Once(at)) => at + quote.prefix.len(),
            _ => return None,
        };
        let offset =
            |byte: usize| Some(text.indexed().place_at_or_before_byte(ByteOffset(u32::try_from(byte).ok()?)).char);
        let span = Span::new(offset(start)?, offset(start + quote.exact.len())?)?;
        // One that halves a character or is of white space is for the search.
        sound(text, span).filter(|sound| *sound == span)
    };
    sought.iter().map(place).collect()
}

/// Counts where words stand. `false` if that is too much work.
fn count(text: &str, patterns: &mut BTreeMap<String, Stands>) -> bool {
    let mut patterns: Vec<(&str, &mut Stands)> =
        patterns.iter_mut().map(|(words, stands)| (words.as_str(), stands)).collect();
    // By how many bytes the key has.
    let mut tables: [BTreeMap<&[u8], Vec<usize>>; KEY + 1] = Default::default();
    for (at, (words, _)) in patterns.iter().enumerate() {
        let key = words.as_bytes().get(..KEY).unwrap_or(words.as_bytes());
        if let Some(table) = tables.get_mut(key.len()).filter(|_| !key.is_empty()) {
            table.entry(key).or_default().push(at);
        }
    }
    let length: usize = patterns.iter().map(|(words, _)| words.len()).sum();
    let mut work = WORK * (text.len() + length);
    for (at, _) in text.char_indices() {
        let rest = text.as_bytes().get(at..).unwrap_or_default();
        for (size, table) in tables.iter_mut().enumerate().filter(|(_, table)| !table.is_empty()) {
            let Some(here) = rest.get(..size).and_then(|key| table.get_mut(key)) else { continue };
            for pattern in here.iter() {
                let Some((words, stands)) = patterns.get_mut(*pattern) else { continue };
                let Some(left) = work.checked_sub(1 + words.len() / STEP) else { return false };
                work = left;
                if rest.starts_with(words.as_bytes()) {
                    **stands = if **stands == Stands::Nowhere { Stands::Once(at) } else { Stands::Often };
                }
            }
            // More than twice is not counted.
            here.retain(|pattern| patterns.get(*pattern).is_some_and(|(_, stands)| **stands != Stands::Often));
        }
    }
    true
}
