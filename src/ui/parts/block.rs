//! One block of an article with its marks. Drawn again only when its own marks
//! change.

use yew::prelude::*;
use yew::virtual_dom::VNode;

use super::label;
use crate::model::annotation::Annotation;
use crate::model::article::{ArticleText, Block, BlockKind};
use crate::model::id::AnnotationId;
use crate::model::segments::segments;
use crate::model::workspace::{BlockMarks, MarkedArticle};
use crate::ui::shared::Shared;

/// What is drawn.
#[derive(Properties, PartialEq)]
pub struct BlockViewProps {
    /// The block's index in its article.
    pub index: usize,
    /// The article's text; equal as long as the article is the same.
    pub text: Shared<ArticleText>,
    /// The article's blocks.
    pub article: Shared<crate::model::article::Article>,
    /// The annotations that touch the block.
    pub marks: Shared<BlockMarks>,
    /// The chosen annotation, if it touches this block.
    pub active: Option<AnnotationId>,
    /// Whether the block is folded away.
    pub is_hidden: bool,
}

/// The props of one block of a marked article.
pub fn block_props(
    marked: &MarkedArticle,
    index: usize,
    active: Option<&AnnotationId>,
    is_hidden: bool,
) -> BlockViewProps {
    let marks = marked.marks_in(index);
    let active = active.filter(|id| marks.iter().any(|annotation| annotation.id == **id)).cloned();
    BlockViewProps {
        index,
        text: Shared(marked.readable.text.clone()),
        article: Shared(marked.readable.article.clone()),
        marks: Shared(marks),
        active,
        is_hidden,
    }
}

/// A heading, paragraph or the like: nothing in it but the block's own text.
#[component]
pub fn BlockView(props: &BlockViewProps) -> Html {
    let Some(block) = props.article.blocks.get(props.index) else { return Html::default() };
    let (tag, class) = element(block.kind);
    let is_title = block.kind == BlockKind::Headline && props.article.headline() == Some(props.index);
    let (tag, id) = if is_title { ("h1", Some("headline")) } else { (tag, None) };
    html! {
        <@{tag} {id} class={classes!("block", class)} data-block={props.index.to_string()} hidden={props.is_hidden}
            lang={block.language.clone()} dir={block.direction.map(|d| d.as_str())}>
            { for content(props, block) }
        </@>
    }
}

fn element(kind: BlockKind) -> (&'static str, &'static str) {
    match kind {
        // The first one is the page's only level 1.
        BlockKind::Headline => ("h2", "headline"),
        BlockKind::Standfirst => ("p", "standfirst"),
        BlockKind::Byline => ("p", "byline"),
        BlockKind::Dateline => ("p", "dateline"),
        // The headline is level 1, so headings in the text start at 2.
        BlockKind::Heading { level: 0..=2 } => ("h2", "heading"),
        BlockKind::Heading { level: 3 } => ("h3", "heading"),
        BlockKind::Heading { level: 4 } => ("h4", "heading"),
        BlockKind::Heading { level: 5 } => ("h5", "heading"),
        BlockKind::Heading { .. } => ("h6", "heading"),
        BlockKind::Paragraph => ("p", "paragraph"),
        BlockKind::ListItem { .. } => ("li", "list-item"),
        BlockKind::Quote => ("blockquote", "quote"),
        BlockKind::Caption => ("p", "caption"),
        BlockKind::Boilerplate(_) => ("p", "boilerplate"),
    }
}

fn content(props: &BlockViewProps, block: &Block) -> Vec<Html> {
    if props.marks.is_empty() {
        return vec![VNode::from(block.text.clone())];
    }
    // One row per fragment: an annotation may touch the block more than once.
    let rows: Vec<(&Annotation, _)> =
        props.marks.iter().flat_map(|a| a.target.iter().map(move |fragment| (&**a, fragment.span))).collect();
    let spans: Vec<_> = rows.iter().map(|(_, span)| *span).collect();
    segments(&props.text, props.index, &spans)
        .into_iter()
        .map(|segment| {
            let words = block.text.get(segment.bytes.clone()).unwrap_or("").to_owned();
            let mut covering: Vec<&Annotation> =
                segment.covering.iter().filter_map(|i| rows.get(*i)).map(|(a, _)| *a).collect();
            covering.dedup_by(|a, b| a.id == b.id);
            if covering.is_empty() { VNode::from(words) } else { mark(&covering, words, props.active.as_ref()) }
        })
        .collect()
}

fn mark(covering: &[&Annotation], words: String, active: Option<&AnnotationId>) -> Html {
    let join = |parts: Vec<&str>| parts.join(" ");
    let names: Vec<String> = covering.iter().map(|a| label::name(&a.label)).collect();
    let mut labels: Vec<&str> = Vec::new();
    for annotation in covering {
        if !labels.contains(&annotation.label.as_str()) {
            labels.push(annotation.label.as_str());
        }
    }
    let is_active = covering.iter().any(|a| Some(&a.id) == active);
    html! {
        <mark data-annotation={join(covering.iter().map(|a| a.id.as_str()).collect())}
            data-label={join(labels)}
            aria-description={names.join(", ")}
            class={is_active.then_some("is-active")}>{ words }</mark>
    }
}
