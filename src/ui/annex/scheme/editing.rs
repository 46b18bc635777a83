//! The form in which a scheme is changed. All changes are made on a draft; saving
//! makes one edit of them. What is neither saved nor discarded is kept for this tab.

use std::collections::BTreeSet;
use std::rc::Rc;

use serde_json::Value;
use yew::prelude::*;

use super::entries;
use crate::analysis::scheme_use::uses;
use crate::messages::{problem, text, text_with};
use crate::model::edit::Edit;
use crate::model::json::{Layout, json_text};
use crate::model::problem::Problem;
use crate::model::scheme::Scheme;
use crate::model::scheme_draft::{List, Owner, Place, drafted, problems, settled};
use crate::model::workspace::Workspace;
use crate::platform::page::quoted;
use crate::platform::{clock, page, storage};
use crate::store::state::Action;
use crate::ui::app_state::Desk;
use crate::ui::hooks::{On, use_events};
use crate::ui::parts::button::button;
use crate::ui::parts::modal::Modal;
use crate::ui::shared::Shared;
use crate::ui::shortcuts::own_keys;

/// Under which the draft is kept.
const DRAFT: &str = "scheme";
/// The schemes that were made on this device: they are changed under their own ids.
/// All others may have copies elsewhere, so that what is changed needs another id.
const OWN: &str = "own-schemes";

/// Whose scheme is changed.
#[derive(Properties, PartialEq)]
pub struct EditingProps {
    /// All that is here.
    pub workspace: Shared<Workspace>,
    /// Edits it.
    pub desk: Desk,
    /// It was saved or discarded.
    pub on_done: Callback<()>,
}

/// The form as it is filled in so far.
#[derive(Clone, PartialEq)]
pub struct Form {
    /// The scheme as it shall be.
    pub draft: Rc<Scheme>,
    /// The draft as it was.
    base: Rc<Scheme>,
    /// Whether it comes from an earlier visit.
    is_kept: bool,
    /// The entries whose fields are shown.
    open: BTreeSet<String>,
    problems: Vec<Problem>,
    /// How often it was to be saved: pressing “Save” again shows the mistakes again.
    attempts: usize,
    /// What shall have the focus, and the how-manieth wish this is.
    focus: (usize, String),
    /// What shall be removed although it is used, and how often it is.
    asked: Option<(Entry, usize)>,
    /// Whether all changes shall be given up.
    is_discarding: bool,
}

/// An entry of one of the scheme's lists.
#[derive(Clone, PartialEq)]
pub struct Entry {
    /// Which entry of which list.
    pub place: Place,
    /// Names the list on the page, however its entries and those around it move.
    pub list: String,
    /// Names it among the entries of its list; its id, if it has one.
    pub id: String,
    /// What it is called.
    pub name: String,
    /// How many there are in the list.
    pub count: usize,
}

impl Entry {
    /// Names it on the page.
    pub fn key(&self) -> String {
        format!("{}/{}", self.list, self.id)
    }
}

impl Reducible for Form {
    type Action = Box<dyn FnOnce(&mut Form)>;

    fn reduce(self: Rc<Self>, change: Self::Action) -> Rc<Self> {
        let mut next = Form::clone(&self);
        change(&mut next);
        if next == *self { self } else { Rc::new(next) }
    }
}

impl Form {
    fn of(workspace: &Workspace) -> Self {
        let kept = kept_draft();
        let is_kept = kept.is_some();
        let used = workspace.scheme();
        let id = kept.as_ref().map_or(&used.id, |kept| &kept.id);
        let base = Rc::new(drafted(workspace.schemes().find(|scheme| scheme.id == *id).unwrap_or(&used)));
        Form {
            draft: kept.map_or_else(|| base.clone(), Rc::new),
            base,
            is_kept,
            open: BTreeSet::new(),
            problems: Vec::new(),
            attempts: 0,
            focus: (0, String::new()),
            asked: None,
            is_discarding: false,
        }
    }

    /// The draft, to be changed.
    pub fn scheme(&mut self) -> &mut Scheme {
        Rc::make_mut(&mut self.draft)
    }

    fn is_changed(&self) -> bool {
        self.draft != self.base
    }

    fn wish_focus(&mut self, selector: String) {
        self.focus = (self.focus.0 + 1, selector);
    }

    fn remove(&mut self, entry: &Entry) {
        let (list, index) = entry.place;
        self.scheme().remove_entry(entry.place);
        self.open.remove(&entry.key());
        let next = index.min(entry.count.saturating_sub(2));
        let neighbour = self.scheme().list(list).filter(|entries| entries.count() > 0);
        let neighbour = neighbour.map(|entries| format!("{}/{}", entry.list, named(entries.id(next), next)));
        self.wish_focus(match neighbour {
            Some(key) => format!("[data-entry={}] .entry-name", quoted(&key)),
            None => format!("[data-add={}]", quoted(&entry.list)),
        });
    }
}

/// The id of an entry; its number, if it has none.
pub fn named(id: String, index: usize) -> String {
    if id.is_empty() { index.to_string() } else { id }
}

/// Changes the form from anywhere in it.
#[derive(Clone, PartialEq)]
pub struct Drafting {
    /// The form.
    pub form: UseReducerHandle<Form>,
    workspace: Shared<Workspace>,
    desk: Desk,
}

impl Drafting {
    /// Changes something.
    pub fn change(&self, change: impl FnOnce(&mut Form) + 'static) {
        self.form.dispatch(Box::new(change));
    }

    /// Whether an entry's fields are shown.
    pub fn is_open(&self, key: &str) -> bool {
        self.form.open.contains(key)
    }

    /// Shows an entry's fields, or hides them.
    pub fn toggle(&self, key: String) {
        self.change(|form| {
            if !form.open.remove(&key) {
                form.open.insert(key);
            }
        });
    }

    /// Adds an entry to a list, open, with the focus in its first field.
    pub fn add(&self, list: List, name: String, count: usize) {
        self.desk.announce(text_with("announce-entry-added", &[("number", (count + 1).to_string())]));
        self.change(move |form| {
            let Some(entries) = form.scheme().list(list) else { return };
            entries.add();
            let index = entries.count().saturating_sub(1);
            let key = format!("{name}/{}", named(entries.id(index), index));
            form.wish_focus(format!("[data-entry={}] .entry-body input", quoted(&key)));
            form.open.insert(key);
        });
    }

    /// Moves an entry by one place.
    pub fn shift(&self, entry: &Entry, is_down: bool) {
        let (list, from) = entry.place;
        let to = if is_down { from + 1 } else { from.saturating_sub(1) };
        let args = [("name", entry.name.clone()), ("number", (to + 1).to_string()), ("count", entry.count.to_string())];
        self.desk.announce(text_with("announce-entry-moved", &args));
        // At the end of its way the button is of no use any more.
        let is_end = if is_down { to + 1 >= entry.count } else { to == 0 };
        let button = if is_down == is_end { ".up" } else { ".down" };
        let selector = format!("[data-entry={}] {button}", quoted(&entry.key()));
        self.change(move |form| {
            if let Some(entries) = form.scheme().list(list) {
                entries.shift(from, to);
            }
            form.wish_focus(selector);
        });
    }

    /// Removes an entry; asks first, if annotations use it.
    pub fn remove(&self, entry: Entry) {
        let count = uses(&self.workspace, &self.form.draft, entry.place);
        if count > 0 {
            return self.change(move |form| form.asked = Some((entry, count)));
        }
        self.remove_now(entry);
    }

    fn remove_now(&self, entry: Entry) {
        self.desk.announce(text_with("announce-entry-removed", &[("name", entry.name.clone())]));
        self.change(move |form| {
            form.asked = None;
            form.remove(&entry);
        });
    }

    /// Asks whether to remove what is used.
    fn question(&self) -> Html {
        let Some((entry, count)) = &self.form.asked else { return Html::default() };
        let is_relation = matches!(
            entry.place.0,
            List::Relations
                | List::Roles(_)
                | List::Attributes(Owner::Relation(_))
                | List::Values(Owner::Relation(_), _)
        );
        let args = [("count", count.to_string()), ("name", entry.name.clone()), ("id", entry.id.clone())];
        let key = if is_relation { "remove-used-connections" } else { "remove-used-annotations" };
        let remove = {
            let (drafting, entry) = (self.clone(), entry.clone());
            Callback::from(move |_| drafting.remove_now(entry.clone()))
        };
        let close = {
            let drafting = self.clone();
            Callback::from(move |()| drafting.change(|form| form.asked = None))
        };
        html! {
            <Modal title={text_with("remove-of", &[("name", entry.name.clone())])} on_close={close}>
                <p>{ text_with(key, &args) }</p>
                <p class="dialog-actions">{ button("primary", text("remove-confirm"), remove) }</p>
            </Modal>
        }
    }

    /// Asks whether to give up all that was changed.
    fn last_question(&self, discard: Callback<MouseEvent>) -> Html {
        let drafting = self.clone();
        let close = Callback::from(move |()| drafting.change(|form| form.is_discarding = false));
        html! {
            <Modal title={text("discard-heading")} on_close={close}>
                <p>{ text("discard-question") }</p>
                <p class="dialog-actions">{ button("primary", text("discard-changes"), discard) }</p>
            </Modal>
        }
    }
}

/// The draft that was neither saved nor discarded in this tab.
pub fn kept_draft() -> Option<Scheme> {
    let value: Value = serde_json::from_str(&storage::draft(DRAFT)?).ok()?;
    Scheme::from_json(value).ok()
}

/// The scheme that saving a draft makes: under a new id and another title, if there
/// may be copies of the one that was changed.
fn saved(draft: &Scheme, base: &Scheme) -> Scheme {
    let mut scheme = settled(draft);
    let own = storage::preference(OWN).unwrap_or_default();
    if !own.split(' ').any(|id| id == scheme.id.as_str()) {
        let id = clock::new_id();
        storage::set_preference(OWN, format!("{own} {id}").trim());
        scheme.id = id.into();
        let suffix = text_with("scheme-changed-title", &[("title", String::new())]);
        if scheme.title == base.title && !scheme.title.ends_with(&suffix) {
            scheme.title.push_str(&suffix);
        }
    }
    scheme
}

/// Everything that a scheme holds, to be changed.
#[component]
pub fn Editing(props: &EditingProps) -> Html {
    let form = {
        let workspace = props.workspace.clone();
        use_reducer(move || Form::of(&workspace))
    };
    let drafting = Drafting { form: form.clone(), workspace: props.workspace.clone(), desk: props.desk.clone() };
    let errors = use_node_ref();
    {
        // Whoever pressed “Save” hears and sees what is wrong.
        let errors = errors.clone();
        use_effect_with((form.problems.clone(), form.attempts), move |(problems, _)| {
            if let Some(errors) = errors.cast::<web_sys::HtmlElement>().filter(|_| !problems.is_empty()) {
                let _ = errors.focus();
                page::reveal(&errors);
            }
        });
    }
    use_effect_with(form.focus.clone(), |(wishes, selector)| {
        if *wishes > 0 {
            page::focus(selector);
        }
    });
    {
        let base = form.base.clone();
        use_effect_with(Shared(form.draft.clone()), move |draft| {
            let text = (draft.0 != base).then(|| json_text(&*draft.0, Layout::Compact));
            storage::set_draft(DRAFT, text.as_deref());
        });
    }
    {
        // Another screen gives the draft back, but a tab that is closed does not.
        let is_changed = form.is_changed();
        use_events(
            &[(On::Window, "beforeunload")],
            Rc::new(move |event: &Event| {
                if is_changed {
                    event.prevent_default();
                }
            }),
        );
    }
    let save = {
        let (form, desk, on_done) = (form.clone(), props.desk.clone(), props.on_done.clone());
        move |event: SubmitEvent| {
            event.prevent_default();
            let wrong = problems(&settled(&form.draft), &own_keys());
            if !wrong.is_empty() {
                return form.dispatch(Box::new(move |form| {
                    form.problems = wrong;
                    form.attempts += 1;
                }));
            }
            if form.is_changed() {
                let scheme = Rc::new(saved(&form.draft, &form.base));
                desk.step(Action::Edit(Edit::UseScheme { scheme, at: clock::now() }));
                desk.announce(text("announce-scheme-saved"));
            }
            storage::set_draft(DRAFT, None);
            on_done.emit(());
        }
    };
    let discard = {
        let (desk, on_done) = (props.desk.clone(), props.on_done.clone());
        Callback::from(move |_: MouseEvent| {
            storage::set_draft(DRAFT, None);
            desk.announce(text("announce-scheme-discarded"));
            on_done.emit(());
        })
    };
    let ask_to_discard = {
        let (drafting, discard) = (drafting.clone(), discard.clone());
        Callback::from(move |event| {
            if drafting.form.is_changed() {
                drafting.change(|form| form.is_discarding = true);
            } else {
                discard.emit(event);
            }
        })
    };
    let (wrong, is_kept) = (&form.problems, form.is_kept);
    html! {
        <form class="scheme-form" onsubmit={save} novalidate=true autocomplete="off">
            <header>
                <h1 tabindex="-1">{ text("scheme-editing") }</h1>
                <p class="lead">{ text("scheme-editing-hint") }</p>
            </header>
            if is_kept { <p class="notice">{ text("scheme-draft-kept") }</p> }
            if !wrong.is_empty() {
                <div ref={errors} class="notice is-wrong" role="alert" tabindex="-1">
                    <ul>{ for wrong.iter().map(|p| html! { <li>{ problem(p) }</li> }) }</ul>
                </div>
            }
            { entries::all(&drafting) }
            <footer class="form-actions">
                <button type="submit" class="primary">{ text("save-changes") }</button>
                { button("", text("discard-changes"), ask_to_discard) }
            </footer>
            { drafting.question() }
            if form.is_discarding { { drafting.last_question(discard) } }
        </form>
    }
}
