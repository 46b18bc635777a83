//! Which blocks of an article stand together in one element.

use std::ops::Range;

use crate::model::article::{Article, BlockKind};

/// Blocks that stand in one element, or one that stands alone.
pub enum Group {
    /// A block of its own.
    Single(usize),
    /// Items of a list. `first` is the number of its first item.
    List {
        /// The items.
        blocks: Range<usize>,
        /// Whether they are numbered.
        is_ordered: bool,
        /// 1 is the outermost.
        level: u8,
        /// The number of the first.
        first: usize,
    },
    /// What belongs to the page and not to the story: it can be folded away.
    Furniture(Range<usize>),
}

impl Group {
    /// The blocks in it.
    pub fn blocks(&self) -> Range<usize> {
        match self {
            Group::Single(block) => *block..*block + 1,
            Group::List { blocks, .. } | Group::Furniture(blocks) => blocks.clone(),
        }
    }
}

/// All blocks of an article, in order, in their groups.
pub fn groups(article: &Article) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    for (index, block) in article.blocks.iter().enumerate() {
        match (block.kind, groups.last_mut()) {
            (kind, Some(Group::Furniture(blocks))) if kind.is_boilerplate() => blocks.end = index + 1,
            (kind, _) if kind.is_boilerplate() => groups.push(Group::Furniture(index..index + 1)),
            (BlockKind::ListItem { ordered, level }, Some(Group::List { blocks, is_ordered, level: open, .. }))
                if ordered == *is_ordered && level == *open =>
            {
                blocks.end = index + 1;
            }
            (BlockKind::ListItem { ordered, level }, _) => {
                let first = next_number(&groups, level);
                groups.push(Group::List { blocks: index..index + 1, is_ordered: ordered, level, first });
            }
            _ => groups.push(Group::Single(index)),
        }
    }
    groups
}

/// The number of the next item at a level: a list goes on after one within it.
fn next_number(groups: &[Group], level: u8) -> usize {
    for group in groups.iter().rev() {
        match group {
            Group::List { blocks, level: other, first, .. } if *other == level => return first + blocks.len(),
            Group::List { level: other, .. } if *other > level => {}
            _ => break,
        }
    }
    1
}

/// The first blocks of all runs of furniture.
pub fn furniture(article: &Article) -> Vec<usize> {
    let is_furniture = |index: usize| article.blocks.get(index).is_some_and(|block| block.kind.is_boilerplate());
    let begins = |index: &usize| is_furniture(*index) && !index.checked_sub(1).is_some_and(is_furniture);
    (0..article.blocks.len()).filter(begins).collect()
}

/// The first block of the run of furniture in which a block stands; the block
/// itself, if it is of the story.
pub fn run_of(article: &Article, block: usize) -> usize {
    let is_furniture = |index: &usize| article.blocks.get(*index).is_some_and(|b| b.kind.is_boilerplate());
    (0..=block).rev().take_while(is_furniture).last().unwrap_or(block)
}
