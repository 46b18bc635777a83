//! One article: reading, selecting, marking.
//!
//! [`session`] is what a person is doing, [`selecting`] makes fragments of what
//! is selected, [`keyboard`] and [`pointer`] say what keys and clicks do,
//! [`edges`] moves the edges of a mark, [`tools`] draws what is around the text. What
//! joins marks to one another is in the annex.

mod about;
mod edges;
mod keyboard;
mod pointer;
pub mod selecting;
pub mod session;
mod tools;

use std::rc::Rc;

use web_sys::{Element, HtmlElement};
use yew::prelude::*;

use crate::analysis::listing::Query;
use crate::messages::{text, text_with};
use crate::model::annotation::{Annotation, Fragment};
use crate::model::edit::Edit;
use crate::model::id::{AnnotationId, LabelId};
use crate::model::offset::{CharOffset, Span};
use crate::model::scheme::Scheme;
use crate::model::selection::BlockPoint;
use crate::model::target;
use crate::model::workspace::{MarkedArticle, Workspace};
use crate::platform::selection::{self, Selected};
use crate::platform::{clock, page};
use crate::store::state::Action;
use crate::ui::annex::connections::ConnectionsProps;
use crate::ui::annex::door;
use crate::ui::annex::tag_all::TagAllProps;
use crate::ui::app_state::Desk;
use crate::ui::hooks::{use_article_selection, use_keys, use_painter, use_reading_cursor};
use crate::ui::parts::annotation_list::{AnnotationList, Listed};
use crate::ui::parts::tag_toolbar::{TagToolbarProps, ToolbarAction, put_toolbar, tag_toolbar};
use crate::ui::shared::Shared;
use crate::ui::text::groups::run_of;
use selecting::Chosen;
use session::{ChosenIn, Dialog, Doing, Linking, Session};

/// Which article.
#[derive(Properties, PartialEq)]
pub struct ReaderProps {
    /// The article and its annotations.
    pub marked: Shared<MarkedArticle>,
    /// The annotation to which the page's address leads.
    pub wanted: Option<AnnotationId>,
    /// All that is here.
    pub workspace: Shared<Workspace>,
    /// Edits it.
    pub desk: Desk,
}

/// Everything that the parts of the reader need.
pub struct Reading {
    pub marked: Shared<MarkedArticle>,
    pub workspace: Shared<Workspace>,
    pub session: Session,
    pub doing: Doing,
    pub desk: Desk,
    /// What can be said.
    pub scheme: Shared<Scheme>,
    pub article: NodeRef,
    /// The chosen annotation as it is now.
    pub annotation: Option<Rc<Annotation>>,
    /// What is selected.
    pub selected: Option<Selected>,
    /// What is listed, if not all in text order.
    pub listed: Option<Shared<Listed>>,
}

/// A page made for reading, with the list of annotations beside it.
#[component]
pub fn Reader(props: &ReaderProps) -> Html {
    let marked = &props.marked;
    let article = &marked.readable.article;
    let (article_ref, cursor_ref, frame_ref) = (use_node_ref(), use_node_ref(), use_node_ref());
    let session = use_reducer(tools::remembered);
    let made = use_mut_ref(|| None::<Box<dyn Fn(Selected)>>);
    let selected = use_article_selection(&article_ref, &made);
    use_reading_cursor(&article_ref, &cursor_ref, &frame_ref);

    let annotation = session.chosen.as_ref().and_then(|(id, _)| props.workspace.annotation(id)).cloned();
    let annotation = annotation.filter(|annotation| annotation.article == article.id);
    let asked = (marked.clone(), props.workspace.clone(), session.query.clone(), annotation.clone());
    let listed = use_memo(asked, |(marked, workspace, query, kept)| {
        let annex = door::now().filter(|_| *query != Query::default())?;
        Some(Shared(Rc::new((annex.listed)(marked, workspace, query, kept.as_ref().map(|kept| &kept.id)))))
    });
    let reading = Rc::new(Reading {
        marked: marked.clone(),
        workspace: props.workspace.clone(),
        session: (*session).clone(),
        doing: Doing(session.dispatcher()),
        desk: props.desk.clone(),
        scheme: Shared(props.workspace.scheme()),
        article: article_ref.clone(),
        annotation,
        selected,
        listed: Option::clone(&listed),
    });
    let drawn = use_painter(&article_ref, marked, &reading.scheme, &reading.annotation, &session.folded);
    use_revealing(&reading);
    use_wanted(&reading, &props.wanted, drawn);
    edges::use_edges(&reading, &frame_ref, drawn);
    pointer::use_marks_here(&reading, &frame_ref);

    let chosen = selected.map(|selected| reading.chosen_by(&selected));
    use_shading(&reading, chosen.as_ref());
    {
        let frame = frame_ref.clone();
        // Not only where: with what it offers its height changes.
        let deps = selected
            .map(|selected| (selected.place, session.exact, chosen.as_ref().is_some_and(|c| c.left_out.is_some())));
        use_effect_with(deps, move |deps| {
            if let (Some((place, ..)), Some(frame)) = (deps, frame.cast::<Element>()) {
                put_toolbar(place, &frame);
            }
        });
    }
    *made.borrow_mut() = {
        let reading = reading.clone();
        Some(Box::new(move |selected| reading.write_with_pen(&selected)))
    };
    {
        let reading = reading.clone();
        use_keys(Rc::new(move |key: &KeyboardEvent| reading.on_page_key(key)));
    }
    let onkeydown = {
        let reading = reading.clone();
        Callback::from(move |key: KeyboardEvent| reading.on_article_key(&key))
    };
    // A field into which one writes takes the cursor away: it is put back where it was.
    let left = use_mut_ref(|| None::<BlockPoint>);
    let onblur = {
        let (article, left) = (article_ref.clone(), left.clone());
        Callback::from(move |_: FocusEvent| {
            if let Some((_, at)) = article.cast::<Element>().and_then(|article| selection::ends_in(&article)) {
                left.replace(Some(at));
            }
        })
    };
    let onfocus = {
        let article = article_ref.clone();
        Callback::from(move |_: FocusEvent| {
            let Some(article) = article.cast::<Element>() else { return };
            if let (None, Some(at)) = (selection::ends_in(&article), *left.borrow()) {
                selection::select(&article, at, at, false);
            }
            selection::place_cursor(&article);
        })
    };
    let onclick = {
        let reading = reading.clone();
        Callback::from(move |event: MouseEvent| reading.on_click(&event))
    };
    let on_choose = {
        let doing = reading.doing.clone();
        use_callback((), move |id, ()| doing.choose(id, ChosenIn::List))
    };
    let on_link = {
        let (doing, chosen) = (reading.doing.clone(), session.chosen.as_ref().map(|(id, _)| id.clone()));
        use_callback(chosen, move |(opening, into), chosen| {
            let linking = chosen.clone().map(|from| Linking { from, opening, into });
            doing.change(|session| (session.linking, session.proposal) = (linking, None));
        })
    };
    let on_toolbar = {
        let reading = reading.clone();
        Callback::from(move |action| reading.on_toolbar(action))
    };
    let close_dialog = {
        let doing = reading.doing.clone();
        Callback::from(move |()| doing.open(None))
    };
    let connections = {
        let props = ConnectionsProps { reading: reading.clone(), frame: frame_ref.clone(), drawn };
        door::extra(move |annex| (annex.connections)(&props))
    };
    let has_headline = article.headline().is_some();
    let blocks = marked.readable.text.block_count();
    // What has no place in the text is only seen in the list.
    let is_wanted = match session.chosen {
        Some((_, ChosenIn::Text | ChosenIn::TextByKey)) => true,
        Some((_, ChosenIn::Address)) => reading.placed_annotation().is_none(),
        _ => false,
    };

    html! {
        <main class="reader" tabindex="-1">
            <div class="reading" ref={frame_ref.clone()}>
                { tools::head(&reading) }
                { tools::other_version(&reading) }
                if drawn < blocks {
                    <progress class="drawing" max={blocks.to_string()} value={drawn.to_string()} aria-label={text("loading-text")} />
                }
                <article ref={article_ref.clone()} class={classes!("article", session.pen.is_some().then_some("has-pen"), session.is_tapping.then_some("is-tapping"))}
                    tabindex="0" lang={article.language.clone()} dir={article.direction.as_str()}
                    aria-labelledby={has_headline.then_some("headline")} aria-label={(!has_headline).then(|| article.title.clone())}
                    aria-describedby="reading-hint" aria-busy={(drawn < blocks).then_some("true")} {onkeydown} {onclick} {onfocus} {onblur}>
                </article>
                <p id="reading-hint" class="reading-hint">{ text("reading-hint") }</p>
                <div ref={cursor_ref} class="reading-cursor" hidden=true></div>
                { edges::handles(&reading) }
                { pointer::marks_here(&reading) }
                { connections }
                if let (Some(selected), Some(chosen)) = (selected, chosen) {
                    { tag_toolbar(&TagToolbarProps {
                        scheme: reading.scheme.0.clone(),
                        left_out: chosen.left_out.clone(),
                        is_exact: session.exact == Some(selected.ends()),
                        can_add: reading.with_selection(&chosen).is_some(),
                        can_take: reading.without_selection(&chosen).is_some(),
                        can_open: session.is_tapping && !reading.marks_at(&chosen).is_empty(),
                        can_put: reading.annotation.as_ref().is_some_and(|a| a.moved.is_some() || marked.is_orphan(&a.id)),
                        on_action: on_toolbar,
                    }) }
                }
            </div>
            <AnnotationList marked={marked.clone()} active={reading.annotation.clone().map(Shared)} {is_wanted} {on_choose} {on_link} workspace={props.workspace.clone()} scheme={reading.scheme.clone()} desk={props.desk.clone()}
                listed={reading.listed.clone()} query={session.query.clone()} searches={session.searches} ticked={session.ticked.clone()}
                doing={reading.doing.clone()} article={article_ref.clone()} {drawn} />
            if session.dialog == Some(Dialog::Remove) {
                { about::remove_dialog(marked, &props.desk, close_dialog.clone()) }
            }
            if let Some(Dialog::TagAll(words)) = &session.dialog {
                { tag_all(props, words, close_dialog) }
            }
        </main>
    }
}

fn tag_all(props: &ReaderProps, words: &str, on_close: Callback<()>) -> Html {
    let props = TagAllProps {
        words: words.to_owned(),
        marked: props.marked.clone(),
        workspace: props.workspace.clone(),
        desk: props.desk.clone(),
        on_close: on_close.clone(),
    };
    door::dialog(&on_close, move |annex| (annex.tag_all)(&props))
}

impl Reading {
    pub fn element(&self) -> Option<Element> {
        self.article.cast::<Element>()
    }

    fn is_hidden(&self, block: usize) -> bool {
        let folded = &self.session.folded;
        !folded.is_empty() && folded.contains(&run_of(&self.marked.readable.article, block))
    }

    pub fn focus(&self) {
        if let Some(element) = self.article.cast::<HtmlElement>() {
            let _ = element.focus();
        }
    }

    /// The fragments at some spans.
    pub fn fragments(&self, spans: &[Span]) -> Vec<Fragment> {
        selecting::fragments(&self.marked.readable, spans)
    }

    /// Tags what is selected.
    fn tag(&self, selected: &Selected, label: &LabelId) {
        let target = self.fragments(&self.chosen_by(selected).spans);
        if target.is_empty() {
            return;
        }
        let article = self.marked.readable.article.id.clone();
        let annotation = Annotation::new(clock::new_id().into(), article, label.clone(), target, clock::now());
        let args = [("label", self.scheme.name(label).to_owned()), ("quote", annotation.quoted())];
        self.doing.choose(Some(annotation.id.clone()), ChosenIn::NewMark);
        self.desk.step(Action::Edit(Edit::Annotate(vec![Rc::new(annotation)])));
        self.put_away_selection();
        self.desk.announce(text_with("announce-marked", &args));
    }

    /// Selects nothing any more; the cursor stays at the selection's end.
    pub fn put_away_selection(&self) {
        selection::collapse_to_end();
        self.doing.change(|session| (session.tapped, session.exact) = (None, None));
        // A pressed button is gone with the toolbar; the reader is still in the text.
        self.focus();
    }

    /// Tags what the pointer has selected, if the pen is down.
    fn write_with_pen(&self, selected: &Selected) {
        if let Some(label) = &self.session.pen {
            self.tag(selected, label);
        }
    }

    /// Spans of the chosen annotation with the selection added, if that changes it.
    fn with_selection(&self, chosen: &Chosen) -> Option<Vec<Span>> {
        let now = self.placed_annotation()?.spans();
        let next = target::with(&self.marked.readable.text, &now, &chosen.spans);
        (next != now).then_some(next)
    }

    /// Spans of the chosen annotation without the selection, if that changes it
    /// and leaves something.
    fn without_selection(&self, chosen: &Chosen) -> Option<Vec<Span>> {
        let now = self.placed_annotation()?.spans();
        let next = target::without(&self.marked.readable.text, &now, &chosen.spans)?;
        (next != now).then_some(next)
    }

    /// The annotations that cover the start of what will be marked.
    fn marks_at(&self, chosen: &Chosen) -> Vec<Rc<Annotation>> {
        chosen.spans.first().map(|span| self.covering(span.start())).unwrap_or_default()
    }

    /// The annotations that cover a place.
    pub fn covering(&self, at: CharOffset) -> Vec<Rc<Annotation>> {
        let marks = self.marked.marks_in(self.marked.readable.text.block_at(at));
        let covers = |span: Span| span.start() <= at && at < span.end();
        marks.iter().filter(|annotation| annotation.target.iter().any(|f| covers(f.span))).cloned().collect()
    }

    pub fn placed_annotation(&self) -> Option<&Rc<Annotation>> {
        self.annotation.as_ref().filter(|annotation| annotation.is_placed_in(&self.marked.readable.text))
    }

    /// Gives the chosen annotation other words.
    fn set_target(&self, spans: &[Span], message: &str) {
        let Some(annotation) = &self.annotation else { return };
        let target = self.fragments(spans);
        let quote = selecting::quoted(&target);
        self.desk.step(Action::Edit(Edit::SetTarget { id: annotation.id.clone(), target, at: clock::now() }));
        self.desk.announce(text_with(message, &[("quote", quote)]));
    }

    fn on_toolbar(&self, action: ToolbarAction) {
        let Some(selected) = self.selected else { return };
        let chosen = self.chosen_by(&selected);
        match action {
            ToolbarAction::Label(label) => return self.tag(&selected, &label),
            ToolbarAction::KeepExact(is_exact) => {
                return self.doing.change(move |session| session.exact = is_exact.then_some(selected.ends()));
            }
            ToolbarAction::TagAll => {
                let words = chosen.words(&self.marked.readable);
                return self.doing.open(Some(Dialog::TagAll(words)));
            }
            ToolbarAction::Open => {
                let ids: Vec<String> = self.marks_at(&chosen).iter().map(|a| a.id.to_string()).collect();
                self.put_away_selection();
                self.open_marks(Some(ids.join(" ")), Some(selected.place), ChosenIn::Text);
                return;
            }
            ToolbarAction::Add => {
                if let Some(spans) = self.with_selection(&chosen) {
                    self.set_target(&spans, "announce-added");
                }
            }
            ToolbarAction::Take => {
                if let Some(spans) = self.without_selection(&chosen) {
                    self.set_target(&spans, "announce-taken");
                }
            }
            ToolbarAction::PutHere => self.set_target(&chosen.spans, "announce-put"),
        }
        self.put_away_selection();
    }
}

/// Shows the words that will be marked, where they are not just what is selected.
#[hook]
fn use_shading(reading: &Rc<Reading>, chosen: Option<&Chosen>) {
    let text = reading.marked.readable.text.clone();
    let article = reading.article.clone();
    let spans = chosen.filter(|chosen| chosen.differs).map(|chosen| chosen.spans.clone()).unwrap_or_default();
    use_effect_with(spans, move |spans| {
        let stretches: Vec<_> = spans.iter().filter_map(|span| text.points_from_span(*span)).collect();
        if let Some(article) = article.cast::<Element>() {
            selection::shade(&article, "chosen", &stretches);
        }
    });
}

/// Brings the chosen annotation into view where it was not chosen; what is folded
/// away around it is unfolded first.
#[hook]
fn use_revealing(reading: &Rc<Reading>) {
    let reading = reading.clone();
    let deps = (reading.session.chosen.clone(), reading.session.folded.len());
    use_effect_with(deps, move |(chosen, _)| {
        let Some((id, chosen_in)) = chosen else { return };
        if matches!(chosen_in, ChosenIn::List | ChosenIn::Address) {
            let marked = &reading.marked;
            let block = reading.placed_annotation().and_then(|a| marked.blocks_of(a).first().copied());
            let run = block.map(|block| run_of(&marked.readable.article, block));
            if let Some(run) = run.filter(|run| reading.session.folded.contains(run)) {
                // Drawn open, it is brought into view.
                return reading.doing.change(move |session| session.folded.retain(|other| *other != run));
            }
        }
        let find = |element| page::find(&page::with_value(element, "data-annotation", id.as_str()));
        // Of the item its first line: the whole may be higher than the window, and the
        // text would move with it.
        let item = find("li").and_then(|item| item.query_selector(":scope > button").ok().flatten());
        let mark = find("mark").map(Element::from);
        // Whoever came by a key or by an address goes on from the item in the list.
        if matches!(chosen_in, ChosenIn::TextByKey | ChosenIn::Address)
            && let Some(item) = &item
        {
            page::focus_on(item);
            page::reveal_at_once(item);
        }
        let shown = if matches!(chosen_in, ChosenIn::List | ChosenIn::Address) { mark } else { item };
        let Some(element) = shown else { return };
        page::reveal(&element);
    });
}

/// Chooses the annotation to which the page's address leads, once its text is drawn.
#[hook]
fn use_wanted(reading: &Rc<Reading>, wanted: &Option<AnnotationId>, drawn: usize) {
    let (reading, is_drawn) = (reading.clone(), drawn >= reading.marked.readable.text.block_count());
    use_effect_with((wanted.clone(), is_drawn), move |(wanted, is_drawn)| {
        let Some(id) = wanted.as_ref().filter(|_| *is_drawn) else { return };
        let here = |annotation: &&Rc<Annotation>| annotation.article == reading.marked.readable.article.id;
        let found = reading.workspace.annotation(id).filter(here);
        // One that is gone leaves none chosen.
        reading.doing.choose(found.map(|annotation| annotation.id.clone()), ChosenIn::Address);
        if let Some(annotation) = found {
            reading.desk.announce(text_with("announce-chosen", &[("quote", annotation.quoted())]));
        }
    });
}
