//! What stands around the text: facts, tools, and the offer to bring marks here
//! from another version of the article.

use std::rc::Rc;

use yew::prelude::*;

use super::Reading;
use super::about::about;
use super::session::{Dialog, Session};
use crate::messages::{text, text_with};
use crate::model::id::LabelId;
use crate::model::scheme::Label;
use crate::model::snap::Snap;
use crate::model::workspace::MarkedArticle;
use crate::platform::page::link_to;
use crate::platform::storage::{preference, set_preference};
use crate::platform::value_of;
use crate::ui::annex::door;
use crate::ui::parts::button::{button, opener};
use crate::ui::route::Route;
use crate::ui::text::groups::furniture;

/// The values of the menu for snapping, as they are remembered.
const SNAPS: &[(&str, Snap)] = &[("off", Snap::Off), ("word", Snap::Word), ("sentence", Snap::Sentence)];

/// A session with the tools that this device's reader last chose.
pub fn remembered() -> Session {
    let snap = preference("snap").and_then(|name| SNAPS.iter().find(|(known, _)| *known == name));
    Session {
        snap: snap.map_or(Snap::Off, |(_, snap)| *snap),
        is_tapping: preference("tapping").is_some_and(|value| value == "on"),
        ..Session::default()
    }
}

impl Reading {
    /// Puts the pen down with a label, or lifts it: with none, or with the same again.
    pub fn set_pen(&self, label: Option<LabelId>) {
        let pen = label.filter(|label| self.session.pen.as_ref() != Some(label));
        self.desk.announce(match &pen {
            Some(label) => text_with("announce-pen", &[("label", self.scheme.name(label).to_owned())]),
            None => text("announce-no-pen"),
        });
        self.doing.change(move |session| session.pen = pen);
    }
}

/// Facts and tools above the text.
pub fn head(reading: &Rc<Reading>) -> Html {
    let article = &reading.marked.readable.article;
    let session = &reading.session;
    let runs = furniture(article);
    let all_folded = !runs.is_empty() && runs.iter().all(|run| session.folded.contains(run));
    let has_furniture = !runs.is_empty();
    let fold_all = {
        let doing = reading.doing.clone();
        Callback::from(move |_: MouseEvent| {
            let folded = if all_folded { Vec::new() } else { runs.clone() };
            doing.change(move |session| session.folded = folded);
        })
    };
    let ask_removal = {
        let doing = reading.doing.clone();
        Callback::from(move |_| doing.open(Some(Dialog::Remove)))
    };
    let pen = |known: &Label| {
        let (reading, id) = (reading.clone(), known.id.clone());
        let is_down = session.pen.as_ref() == Some(&id);
        html! {
            <button type="button" data-label={known.id.to_string()} aria-pressed={is_down.to_string()} aria-keyshortcuts={(!known.key.is_empty()).then(|| known.key.clone())}
                onclick={move |_| reading.set_pen(Some(id.clone()))}>{ &known.meaning.name }</button>
        }
    };
    let on_snap = {
        let doing = reading.doing.clone();
        Callback::from(move |event: Event| {
            let Some((name, snap)) = SNAPS.iter().find(|(name, _)| *name == value_of(&event)) else { return };
            set_preference("snap", name);
            doing.change(move |session| session.snap = *snap);
        })
    };
    let on_tapping = {
        let (doing, is_tapping) = (reading.doing.clone(), !session.is_tapping);
        Callback::from(move |_: MouseEvent| {
            set_preference("tapping", if is_tapping { "on" } else { "off" });
            doing.change(move |session| (session.is_tapping, session.tapped) = (is_tapping, None));
        })
    };
    html! {
        <div class="reading-tools">
            { about(article) }
            <div class="reading-actions">
                <a class="report-link" href={link_to(&Route::Report(article.id.clone()).address())}>{ text("report") }</a>
                if has_furniture {
                    { button("plain", text(if all_folded { "unfold-furniture" } else { "fold-furniture" }), fold_all) }
                }
                if !article.is_shipped() {
                    { opener("plain", text("remove-article"), ask_removal) }
                }
            </div>
            <div class="marking-tools">
                <div class="choices" role="group" aria-label={text("pen")} title={text("pen-hint")}>
                    <span aria-hidden="true">{ text("pen") }</span>
                    { for reading.scheme.offered().map(pen) }
                </div>
                <label title={text("snap-hint")}>
                    <span>{ text("snap") }</span>
                    <select onchange={on_snap}>
                        { for SNAPS.iter().map(|(name, snap)| html! {
                            <option value={*name} selected={*snap == session.snap}>{ text(&format!("snap-{name}")) }</option>
                        }) }
                    </select>
                </label>
                <button type="button" aria-pressed={session.is_tapping.to_string()} title={text("tapping-hint")}
                    onclick={on_tapping}>{ text("tapping") }</button>
            </div>
        </div>
    }
}

/// Offers to bring marks here from another text of the same article.
pub fn other_version(reading: &Rc<Reading>) -> Html {
    let here = &reading.marked.readable.article;
    let is_other = |marked: &&Rc<MarkedArticle>| {
        let other = &marked.readable.article;
        other.id != here.id && marked.annotation_count() > 0 && other.is_version_of(here)
    };
    let Some(other) = reading.workspace.articles().find(is_other) else { return Html::default() };
    let bring = {
        let (desk, from, to) = (reading.desk.clone(), other.clone(), reading.marked.0.clone());
        Callback::from(move |_| {
            let (to_desk, from, to) = (desk.clone(), from.clone(), to.clone());
            door::enter(&desk, move |annex| (annex.bring_marks)(to_desk, from, to));
        })
    };
    html! {
        <div class="notice other-version">
            <p>{ text_with("other-version", &[("count", other.annotation_count().to_string())]) }</p>
            { button("", text("bring-marks"), bring) }
        </div>
    }
}
