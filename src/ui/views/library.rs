//! All stories and articles.

use std::rc::Rc;

use yew::prelude::*;

use crate::analysis::counts::per_label;
use crate::messages::{in_a_row, isolated, text, text_with};
use crate::model::article::Story;
use crate::model::scheme::Scheme;
use crate::model::workspace::MarkedArticle;
use crate::platform::page::{day_in_words, link_to};
use crate::store::state::State;
use crate::ui::parts::button::{opener, pressed};
use crate::ui::route::Route;
use crate::ui::shared::Shared;

/// What there is.
pub struct LibraryProps {
    /// The state.
    pub state: Shared<State>,
    /// Whether the shipped articles are still on their way.
    pub is_loading: bool,
    /// A person wants to paste a text.
    pub on_paste: Callback<()>,
}

/// Articles of one story, or those without one.
struct Shelf {
    story: Option<Story>,
    articles: Vec<Rc<MarkedArticle>>,
}

/// The reader's own articles first, the newest on top; then those that came with
/// the app; each story's articles together.
fn shelves(state: &State) -> Vec<Shelf> {
    let came_at = |marked: &MarkedArticle| marked.readable.article.imported.as_ref().and_then(|i| i.at.clone());
    let mut articles: Vec<Rc<MarkedArticle>> = Vec::new();
    // They come in the order of their ids, which stays among those without a date.
    for marked in state.workspace.articles() {
        let at = articles.partition_point(|other| came_at(other) >= came_at(marked));
        articles.insert(at, marked.clone());
    }
    let mut shelves: Vec<Shelf> = Vec::new();
    for marked in articles {
        let story = marked.readable.article.story.clone();
        let same = |shelf: &&mut Shelf| shelf.story.as_ref().map(|s| &s.id) == story.as_ref().map(|s| &s.id);
        match shelves.iter_mut().find(same) {
            Some(shelf) => shelf.articles.push(marked),
            None => shelves.push(Shelf { story, articles: vec![marked] }),
        }
    }
    shelves
}

/// Stories, each with its articles as links.
pub fn library(props: &LibraryProps) -> Html {
    let workspace = &props.state.workspace;
    let scheme = workspace.scheme();
    let waiting = workspace.annotations().filter(|a| workspace.article(&a.article).is_none()).count();
    html! {
        <main class="library" tabindex="-1">
            <header class="library-intro">
                <h1>{ text("library-heading") }</h1>
                <p>{ text("library-intro") }</p>
            </header>
            if waiting > 0 {
                <p class="notice">{ text_with("annotations-without-article", &[("count", waiting.to_string())]) }</p>
            }
            if props.is_loading { <p class="empty">{ text("loading") }</p> }
            { for shelves(&props.state).iter().map(|one| shelf(&scheme, one)) }
            <section class="own" aria-labelledby="own-heading">
                <h2 id="own-heading">{ text("own-heading") }</h2>
                <p>{ text("own-hint") }</p>
                { opener("", text("own-paste"), pressed(&props.on_paste)) }
            </section>
        </main>
    }
}

fn shelf(scheme: &Scheme, shelf: &Shelf) -> Html {
    let heading = shelf.story.as_ref().map_or_else(|| text("no-story"), |story| story.title.clone());
    let count = shelf.articles.len();
    html! {
        <section class="shelf" key={shelf.story.as_ref().map_or_else(String::new, |story| story.id.to_string())}>
            <h2>{ isolated(&heading) }<small>{ text_with("tellings", &[("count", count.to_string())]) }</small></h2>
            <ul class="cards" role="list">{ for shelf.articles.iter().map(|marked| card(scheme, marked)) }</ul>
        </section>
    }
}

fn card(scheme: &Scheme, marked: &MarkedArticle) -> Html {
    let article = &marked.readable.article;
    let outlet = article.outlet.as_ref().map(|outlet| outlet.name.clone());
    let published = article.published.as_deref().map(day_in_words);
    let about: Vec<String> = [outlet, published].into_iter().flatten().collect();
    let counts = per_label(marked);
    html! {
        <li key={article.id.as_str()}>
            <a class="card" href={link_to(&Route::Article(article.id.clone(), None).address())}>
                <span class="card-title" lang={article.language.clone()} dir={article.direction.as_str()}>{ &article.title }</span>
                <span class="only-heard">{ " " }</span>
                <span class="card-about">{ in_a_row(&about, " · ") }</span>
                <span class="card-counts">
                    if counts.is_empty() {
                        <span class="quiet">{ text("nothing-marked") }</span>
                    }
                    { for counts.iter().map(|(id, count)| html! {
                        <span class="badge" data-label={id.to_string()}>{ count }{ " " }{ isolated(scheme.name(id)) }</span>
                    }) }
                </span>
            </a>
        </li>
    }
}
