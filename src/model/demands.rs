//! What `docs/demands.md` demands of texts, by the number of its row.

use std::collections::BTreeSet;

use proptest::prelude::*;
use proptest::sample::Index;
use proptest::test_runner::{Config, TestRunner};
use unicode_segmentation::UnicodeSegmentation;

use super::anchoring::{Placement, place_from_quotes};
use super::boundaries::Unicode;
use super::fixtures::{any_text, demanded, readable, span};
use super::offset::{ByteOffset, CharOffset, Utf16Offset};
use super::quote::{fragment_at, is_in_place};
use super::selection::{BlockPoint, snap_outward, spans_from_selection};
use super::snap::{Snap, snapped};

#[test]
fn row_27_no_character_is_halved_and_every_place_is_exact() {
    let count = demanded(400, 100_000, 2_000_000);
    let ends = prop::array::uniform2((any::<Index>(), any::<Index>()));
    // As a file of another system has them.
    let file = prop::collection::vec(any_text(40), 1..5).prop_map(|lines| lines.join("\r\n"));
    let config = Config { source_file: Some(file!()), ..Config::with_cases(count) };
    let tried = TestRunner::new(config).run(&(file, ends), |(file, ends)| {
        let blocks: Vec<&str> = file.split("\r\n").collect();
        let article = readable(&blocks);
        let (text, whole) = (&article.text, blocks.join("\n"));
        prop_assert_eq!(text.as_str(), &whole);

        // Every place in all three units, counted one by one.
        let chars: Vec<char> = whole.chars().collect();
        let (mut byte, mut unit) = (0, 0);
        for at in 0..=chars.len() {
            let place = text.indexed().place_from_char(CharOffset(at as u32)).unwrap();
            prop_assert_eq!((place.char.0 as usize, place.byte.0 as usize, place.utf16.0 as usize), (at, byte, unit));
            let Some(c) = chars.get(at) else { break };
            // Inside a character or a pair it is before it, or after it.
            for inside in 0..c.len_utf8() {
                let found = text.indexed().place_at_or_before_byte(ByteOffset((byte + inside) as u32));
                prop_assert_eq!(found, place);
            }
            for inside in 0..c.len_utf16() {
                let here = Utf16Offset((unit + inside) as u32);
                prop_assert_eq!(text.indexed().place_at_or_before_utf16(here), place);
                let after = text.indexed().place_at_or_after_utf16(here);
                prop_assert_eq!(after.char.0 as usize, at + usize::from(inside > 0));
            }
            (byte, unit) = (byte + c.len_utf8(), unit + c.len_utf16());
        }
        prop_assert_eq!(text.indexed().place_from_char(CharOffset(chars.len() as u32 + 1)), None);

        // A selection between any two points of the page, also within a pair.
        let whole_characters: BTreeSet<u32> = whole
            .grapheme_indices(true)
            .map(|(byte, _)| whole[..byte].chars().count() as u32)
            .chain([chars.len() as u32])
            .collect();
        let is_whole = |at: CharOffset| whole_characters.contains(&at.0);
        let [anchor, focus] = ends.map(|(block, unit)| {
            let block = block.index(blocks.len());
            let units = blocks[block].encode_utf16().count();
            BlockPoint { block, offset: Utf16Offset(unit.index(units + 1) as u32) }
        });
        for selected in spans_from_selection(text, anchor, focus, |_| false) {
            for snap in [Snap::Off, Snap::Word, Snap::Sentence] {
                let span = snapped(&article, selected, snap, &Unicode);
                prop_assert!(is_whole(span.start()) && is_whole(span.end()), "{snap:?} {span:?}");
                prop_assert!(span.start() <= selected.start() && selected.end() <= span.end());
                // Its quote is found again exactly there.
                let fragment = fragment_at(text, span).unwrap();
                prop_assert_eq!(Some(fragment.quote.exact.as_str()), text.slice(span));
                prop_assert!(is_in_place(text, &fragment));
                prop_assert_eq!(place_from_quotes(text, &[fragment]), [Placement::Exact(span)]);
            }
        }
        // Any span at all, of which the ends may be within a character.
        let [(one, _), (two, _)] = ends;
        let (one, two) = (one.index(chars.len()) as u32, two.index(chars.len()) as u32 + 1);
        if one < two {
            let outward = snap_outward(text, span(one, two));
            prop_assert!(is_whole(outward.start()) && is_whole(outward.end()));
            prop_assert!(outward.start().0 <= one && two <= outward.end().0);
        }
        Ok(())
    });
    if let Err(failed) = tried {
        panic!("{failed}");
    }
    println!(
        "demand 27: {count} texts, every place exact in code points, UTF-16 units and bytes, no character halved, every quote found at its place"
    );
}
