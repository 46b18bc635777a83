//! What is known of the article, and the question whether to remove it.

use yew::prelude::*;

use crate::messages::{in_a_row, text, text_with};
use crate::model::article::Article;
use crate::model::edit::Edit;
use crate::model::workspace::MarkedArticle;
use crate::platform::page;
use crate::store::state::Action;
use crate::ui::app_state::Desk;
use crate::ui::parts::button::button;
use crate::ui::parts::modal::Modal;
use crate::ui::route::Route;

/// Outlet, authors, date, terms.
pub fn about(article: &Article) -> Html {
    let outlet = article.outlet.as_ref().map(|outlet| outlet.name.clone());
    let authors = (!article.authors.is_empty())
        .then(|| article.authors.iter().map(|author| author.name.clone()).collect::<Vec<_>>())
        .map(|authors| in_a_row(&authors, ", "));
    let published = article.published.as_deref().map(page::day_in_words);
    let facts: Vec<String> = [outlet, authors, published].into_iter().flatten().collect();
    let notice = article.licence.as_ref().and_then(|licence| licence.notice.clone());
    html! {
        <div class="about">
            <p>
                { in_a_row(&facts, " · ") }
                if let Some(url) = &article.url {
                    { " " }<a href={url.clone()} rel="noopener noreferrer" target="_blank">{ text("original") }</a>
                }
            </p>
            if let Some(notice) = notice { <p class="quiet">{ notice }</p> }
        </div>
    }
}

/// Asks before an article goes.
pub fn remove_dialog(marked: &MarkedArticle, desk: &Desk, on_close: Callback<()>) -> Html {
    let count = marked.annotation_count();
    let remove = {
        let (desk, id) = (desk.clone(), marked.readable.article.id.clone());
        Callback::from(move |_| {
            desk.step(Action::Edit(Edit::RemoveArticle { id: id.clone() }));
            desk.announce(text("announce-article-removed"));
            page::go_to(&Route::Library.address());
        })
    };
    html! {
        <Modal title={text("remove-article")} {on_close}>
            <p>{ text_with("remove-question", &[("count", count.to_string())]) }</p>
            <p class="dialog-actions">{ button("danger", text("remove-confirm"), remove) }</p>
        </Modal>
    }
}
