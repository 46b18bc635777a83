//! The scheme in use and its profile, the other schemes that are here, and bringing
//! schemes in and out.

use std::rc::Rc;

use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use crate::formats::{self, scheme as format};
use crate::messages::{text, text_with};
use crate::model::edit::Edit;
use crate::model::problem::Problem;
use crate::model::scheme::{Profile, Scheme};
use crate::model::workspace::Workspace;
use crate::platform::files::{download, own_text};
use crate::platform::{clock, page};
use crate::store::state::Action;
use crate::ui::annex::arrival::SHIPPED_SCHEME;
use crate::ui::app_state::Desk;
use crate::ui::parts::button::button;
use crate::ui::parts::header::choose_files;

/// What stands above the guide.
pub fn choosing(workspace: &Workspace, desk: &Desk, on_change: Callback<()>) -> Html {
    let scheme = workspace.scheme();
    let export = {
        let (scheme, desk) = (scheme.clone(), desk.clone());
        Callback::from(move |_| {
            let name = formats::file_name(&scheme.title, format::EXTENSION);
            if download(&name, "application/json", &format::write(&scheme)).is_ok() {
                desk.announce(text_with("exported", &[("file", name)]));
            }
        })
    };
    let start_again = {
        let desk = desk.clone();
        Callback::from(move |_| {
            let desk = desk.clone();
            spawn_local(async move {
                match own_text(SHIPPED_SCHEME).await.map(|file| format::shipped(&file)) {
                    Ok(Ok(shipped)) => use_scheme(&desk, shipped),
                    _ => desk.refuse(Problem::new("scheme-missing")),
                }
            });
        })
    };
    let others: Vec<&Rc<Scheme>> = workspace.schemes().filter(|other| other.id != scheme.id).collect();
    let has_others = !others.is_empty();
    html! {
        <header class="scheme-head">
            <p class="kicker">{ text("scheme-in-use") }</p>
            <h1 tabindex="-1">{ &scheme.title }</h1>
            if !scheme.about.is_empty() { <p class="lead">{ &scheme.about }</p> }
            { profiles(&scheme, desk) }
            <p class="scheme-actions">
                { button("primary", text("scheme-change"), on_change.reform(|_| ())) }
                { button("", text("scheme-export"), export) }
                { button("", text("scheme-import"), Callback::from(|_| choose_files())) }
                { button("plain", text("scheme-default"), start_again) }
            </p>
            if has_others {
                <section class="other-schemes" aria-labelledby="other-schemes">
                    <h2 id="other-schemes">{ text("scheme-others") }</h2>
                    <ul role="list">{ for others.iter().map(|other| other_scheme(other, desk)) }</ul>
                </section>
            }
        </header>
    }
}

fn use_scheme(desk: &Desk, scheme: Scheme) {
    let words = text_with("announce-scheme-used", &[("title", scheme.title.clone())]);
    desk.step(Action::Edit(Edit::UseScheme { scheme: Rc::new(scheme), at: clock::now() }));
    desk.announce(words);
}

fn profiles(scheme: &Rc<Scheme>, desk: &Desk) -> Html {
    if scheme.profiles.is_empty() {
        return Html::default();
    }
    let profile = |profile: &Profile| {
        let (scheme, desk, id, name) = (scheme.clone(), desk.clone(), profile.id.clone(), profile.name.clone());
        let is_used = scheme.profile == id;
        let choose = move |_: Event| {
            let next = Scheme { profile: id.clone(), ..Scheme::clone(&scheme) };
            desk.step(Action::Edit(Edit::UseScheme { scheme: Rc::new(next), at: clock::now() }));
            desk.announce(text_with("announce-profile", &[("profile", name.clone())]));
        };
        html! {
            <label class="profile" key={profile.id.clone()}>
                <input type="radio" name="profile" value={profile.id.clone()} checked={is_used} onchange={choose} />
                <span><strong>{ &profile.name }</strong>{ " " }<span class="quiet">{ &profile.about }</span></span>
            </label>
        }
    };
    html! {
        <fieldset class="profiles">
            <legend>{ text("scheme-profiles") }</legend>
            { for scheme.profiles.iter().map(profile) }
        </fieldset>
    }
}

fn other_scheme(scheme: &Rc<Scheme>, desk: &Desk) -> Html {
    let title = || [("title", scheme.title.clone())];
    let take = {
        let (scheme, desk) = (scheme.clone(), desk.clone());
        move |_| {
            use_scheme(&desk, Scheme::clone(&scheme));
            // Its entry is gone from the list.
            page::focus("main h1");
        }
    };
    let remove = {
        let (id, desk, words) = (scheme.id.clone(), desk.clone(), text_with("announce-scheme-removed", &title()));
        move |_| {
            desk.step(Action::Edit(Edit::RemoveScheme { id: id.clone() }));
            page::focus("main h1");
            desk.announce(words.clone());
        }
    };
    // The one that comes with the app would come again.
    let can_go = scheme.id.as_str() != format::SHIPPED;
    let last_used = scheme.chosen.as_ref().map(|at| page::day_in_words(at.as_str()));
    html! {
        <li key={scheme.id.as_str()}>
            <p>
                <strong>{ &scheme.title }</strong>
                if let Some(day) = last_used {
                    { " " }<span class="quiet">{ text_with("scheme-last-used", &[("day", day)]) }</span>
                }
            </p>
            <button type="button" aria-label={text_with("scheme-use-of", &title())} onclick={take}>{ text("scheme-use") }</button>
            if can_go {
                <button type="button" class="danger" aria-label={text_with("remove-of", &[("name", scheme.title.clone())])}
                    onclick={remove}>{ text("remove-confirm") }</button>
            }
        </li>
    }
}
