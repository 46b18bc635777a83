//! The article as plain text: its story, with an empty line between blocks.

use super::{Export, Losses, Material, Part};

/// Writes the articles, one after the other. What the outlet's page had around the story
/// is left out.
pub(super) fn write(material: &Material<'_>) -> Export {
    let mut losses = Losses::except(&[Part::Blocks], material);
    let mut texts = Vec::new();
    for marked in &material.articles {
        let (boilerplate, story): (Vec<_>, Vec<_>) =
            marked.article.blocks.iter().partition(|block| block.kind.is_boilerplate());
        let blocks: Vec<&str> = story.into_iter().map(|block| block.text.as_str()).collect();
        losses.add("lost-boilerplate", boilerplate.len());
        losses.add("lost-marks", marked.annotations.len());
        texts.push(format!("{}\n", blocks.join("\n\n")));
    }
    Export::of("article.txt", texts.join("\n\n"), losses)
}

#[cfg(test)]
mod tests {
    use crate::formats::exchange::fixtures::check_sample;

    #[test]
    fn the_story_without_what_is_around_it() {
        let export = check_sample("text");
        assert!(!export.files[0].text.contains("ADVERTISEMENT"));
        assert!(export.files[0].text.starts_with("Family 👩‍👩‍👦 wins “prize”\n\n"));
    }
}
