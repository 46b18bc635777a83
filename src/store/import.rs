//! Fits what a file holds to what is here. Importing adds and never overwrites:
//! what is here in the same words is left alone, what is here in other words is
//! kept beside it under a name derived from its content, so that importing the
//! same file again adds nothing.

use std::collections::{BTreeMap, VecDeque};
use std::rc::Rc;

use serde_json::{Map, Value};

use crate::model::anchoring::Placement;
use crate::model::annotation::{Annotation, Fragment};
use crate::model::article::{Article, ArticleText};
use crate::model::counting::{Counting, counting_of};
use crate::model::digest::digest;
use crate::model::edit::{Edit, Entity, EntityId};
use crate::model::id::{AnnotationId, ArticleId, AttributeId, IdentityId, MAX_ID_BYTES};
use crate::model::identity::Identity;
use crate::model::json::{Layout, json_text};
use crate::model::problem::Problem;
use crate::model::quote::is_in_place;
use crate::model::relation::{Argument, Relation};
use crate::model::scheme::Scheme;
use crate::model::time::Timestamp;
use crate::model::workspace::Workspace;
use crate::store::reanchor::{Fate, Sought, reanchored};

/// What to do with the content of a file.
#[derive(Debug, Default)]
pub struct ImportPlan {
    /// New articles.
    pub articles: Vec<Rc<Article>>,
    /// New annotations.
    pub annotations: Vec<Rc<Annotation>>,
    /// Annotations that were here and waited for one of the articles.
    pub reanchored: Vec<Rc<Annotation>>,
    /// New relations, identities and schemes; articles and identities of which more is
    /// said.
    pub others: Vec<Entity>,
    /// Annotations that have to be looked for: their words are not where they say.
    /// Plan again with what was found.
    pub sought: Vec<Sought>,
    /// Articles and annotations that are here already, word for word.
    pub already_here: usize,
    /// What the reader should know.
    pub notices: Vec<Problem>,
}

impl ImportPlan {
    /// The edit that carries it out; `None` if there is nothing to add.
    pub fn edit(&self) -> Option<Edit> {
        if self.articles.is_empty() && self.annotations.is_empty() && self.others.is_empty() {
            return None;
        }
        Some(Edit::Import {
            articles: self.articles.clone(),
            annotations: self.annotations.clone(),
            reanchored: self.reanchored.clone(),
            others: self.others.clone(),
        })
    }
}

/// For annotations that were looked for: their ids and the placements of their
/// fragments, in the order of [`ImportPlan::sought`].
pub type Found = [(AnnotationId, Vec<Placement>)];

/// Plans the import of what a file holds into a workspace: articles, annotations,
/// and `others`: relations, identities and schemes. `found` says where the annotations
/// are that had to be looked for; empty at first.
pub fn plan(
    workspace: &Workspace,
    articles: &[Rc<Article>],
    annotations: &[Rc<Annotation>],
    others: &[Entity],
    found: &Found,
) -> ImportPlan {
    let mut plan = ImportPlan::default();
    let mut texts = Texts { workspace, incoming: BTreeMap::new() };
    let mut renamed: BTreeMap<ArticleId, Vec<ArticleId>> = BTreeMap::new();
    let mut planned = BTreeMap::new();

    for article in articles {
        let id = plan_article(&mut plan, &mut planned, workspace, &mut texts, article);
        let names = if id == article.id { None } else { Some(renamed.entry(article.id.clone()).or_default()) };
        // The texts under one name are tried one by one: nobody has more of them.
        if let Some(names) = names.filter(|names| names.len() < MOST_TEXTS && !names.contains(&id)) {
            names.push(id);
        }
    }

    let mut counts = Counts::default();
    let mut names = Names::default();
    let is_identity = |other: &&Entity| matches!(other, Entity::Identity(_));
    for identity in others.iter().filter(is_identity) {
        plan_other(&mut plan, &mut names, &mut counts, workspace, identity.clone());
    }
    // Under which names all of them are here is only known now.
    for identity in others.iter().filter(is_identity) {
        plan_differences(&mut plan, &mut names, workspace, identity);
    }
    let mut taken: BTreeMap<AnnotationId, Rc<Annotation>> = BTreeMap::new();
    let mut search = Search::of(found);
    let mut waiting: BTreeMap<&ArticleId, Vec<&Rc<Annotation>>> = BTreeMap::new();
    for annotation in workspace.annotations().filter(|annotation| planned.contains_key(&annotation.article)) {
        waiting.entry(&annotation.article).or_default().push(annotation);
    }
    for article in &plan.articles {
        let Some(text) = texts.of(&article.id) else { continue };
        let of_article = || waiting.get(&article.id).into_iter().flatten().copied();
        let mut countings = Countings::of(of_article());
        for waiting in of_article() {
            let mut placed = Annotation::clone(waiting);
            countings.recount(&article.id, &text, &mut placed);
            let (next, fate) = search.seek(&article.id, &text, &Rc::new(placed));
            counts.add(fate);
            if next != **waiting {
                plan.reanchored.push(Rc::new(next));
            }
        }
    }
    let mut countings = Countings::of(annotations);
    let mut read: BTreeMap<&AnnotationId, Vec<&Rc<Annotation>>> = BTreeMap::new();
    for annotation in annotations {
        // The same twice is one, and is looked for once.
        let same_id = read.entry(&annotation.id).or_default();
        if same_id.contains(&annotation) {
            plan.already_here += 1;
            continue;
        }
        same_id.push(annotation);
        let mut next = Annotation::clone(annotation);
        next.identity = next.identity.map(|id| names.identities.get(&id).cloned().unwrap_or(id));
        let known = |id: &AnnotationId| workspace.annotation(id).or_else(|| taken.get(id)).cloned();
        // Of several texts under one name it belongs to the one that has its words.
        let texts_named = || renamed.get(&annotation.article).into_iter().flatten();
        let fits = |id: &&ArticleId| texts.of(id).is_some_and(|text| annotation.is_placed_in(&text));
        let fitting = texts_named().chain([&annotation.article]).find(fits);
        if let Some(id) = fitting.or_else(|| texts_named().next()).filter(|id| **id != annotation.article) {
            next.article = id.clone();
            // The same annotation may be here, or come with this file, on the other text.
            if known(&next.id).is_some_and(|here| here.article != next.article) {
                next.id = derived(next.id.as_str(), next.article.as_str()).into();
            }
        }
        let of_next = texts.of(&next.article);
        if let Some(text) = &of_next {
            countings.recount(&annotation.article, text, &mut next);
        }
        let here = known(&next.id);
        // A name for it beside what is here; from what the file says, wherever it is
        // found, so that the same file again gives the same name.
        let beside: Option<AnnotationId> =
            here.as_ref().map(|_| derived(next.id.as_str(), &json_text(&next, Layout::Compact)).into());
        names.annotations.insert(annotation.id.clone(), next.id.clone());
        if here.as_ref().is_some_and(|here| is_same(here, &next) || says_no_more(here, &next)) {
            plan.already_here += 1;
            continue;
        }
        if let Some(beside) = beside.as_ref().filter(|beside| known(beside).is_some()) {
            names.annotations.insert(annotation.id.clone(), beside.clone());
            plan.already_here += 1;
            continue;
        }
        let fate = match of_next {
            Some(text) => {
                let article = next.article.clone();
                let (found, fate) = search.seek(&article, &text, &Rc::new(next));
                next = found;
                Some(fate)
            }
            None => None,
        };
        // The reader may have accepted the place where it was found now.
        if here.as_ref().is_some_and(|here| is_same(here, &next) || says_no_more(here, &next)) {
            plan.already_here += 1;
            continue;
        }
        if let Some(beside) = beside {
            names.annotations.insert(annotation.id.clone(), beside.clone());
            next.id = beside;
            counts.differing += 1;
        }
        match fate {
            Some(fate) => counts.add(fate),
            None => counts.waiting += 1,
        }
        let next = Rc::new(next);
        taken.insert(next.id.clone(), next.clone());
        plan.annotations.push(next);
    }
    for other in others.iter().filter(|other| !is_identity(other)) {
        plan_other(&mut plan, &mut names, &mut counts, workspace, other.clone());
    }
    plan.sought = search.sought;
    counts.report(&mut plan.notices);
    plan
}

/// So many other texts under the name of one article are tried for its annotations.
const MOST_TEXTS: usize = 16;

/// Under which names the things of a file are here, where those are others.
#[derive(Default)]
struct Names {
    identities: BTreeMap<IdentityId, IdentityId>,
    annotations: BTreeMap<AnnotationId, AnnotationId>,
    /// Where in the plan the others are that are planned.
    others: BTreeMap<EntityId, usize>,
}

impl Names {
    /// Plans one of the others.
    fn add(&mut self, plan: &mut ImportPlan, other: Entity) {
        self.others.insert(other.id(), plan.others.len());
        plan.others.push(other);
    }
}

/// Whether two relations join the same annotations in the same roles.
fn joins_the_same(here: &Relation, other: &Relation) -> bool {
    let sorted = |relation: &Relation| {
        let argument = |argument: &Argument| (argument.role.clone(), argument.annotation.clone());
        let mut arguments: Vec<_> = relation.arguments.iter().map(argument).collect();
        arguments.sort();
        arguments
    };
    here.label == other.label && here.arguments.len() == other.arguments.len() && sorted(here) == sorted(other)
}

/// Whether an identity has the name and the number that another has.
fn is_named(here: &Identity, other: &Identity) -> bool {
    here.name == other.name && (other.wikidata.is_empty() || here.wikidata == other.wikidata)
}

/// Plans a relation, an identity or a scheme.
fn plan_other(plan: &mut ImportPlan, names: &mut Names, counts: &mut Counts, workspace: &Workspace, other: Entity) {
    let mut next = other;
    match &mut next {
        Entity::Relation(relation) => {
            for argument in &mut Rc::make_mut(relation).arguments {
                if let Some(here) = names.annotations.get(&argument.annotation) {
                    argument.annotation = here.clone();
                }
            }
        }
        // From what it differs is planned when all identities are.
        Entity::Identity(identity) => Rc::make_mut(identity).different_from.clear(),
        _ => {}
    }
    // A tool that knows no times has no names for relations, either.
    if let Entity::Relation(relation) = &next
        && relation.created == Timestamp::epoch()
        && relation.extra.is_empty()
        && let Some(first) = relation.arguments.first()
        && workspace.relations_of(&first.annotation).any(|here| joins_the_same(here, relation))
    {
        plan.already_here += 1;
        return;
    }
    // Nor for what annotations are about, but the word by which all know it.
    if let Entity::Identity(identity) = &next
        && identity.created == Timestamp::epoch()
        && identity.extra.is_empty()
        && let Some(here) = workspace.identities().find(|here| is_named(here, identity))
    {
        names.identities.insert(identity.id.clone(), here.id.clone());
        plan.already_here += 1;
        return;
    }
    let id = next.id();
    let planned = |id: &EntityId| names.others.get(id).and_then(|at| plan.others.get(*at)).cloned();
    let known = |id: &EntityId| workspace.entity(id).or_else(|| planned(id));
    if let Some(here) = known(&id) {
        if timeless(here) == timeless(next.clone()) {
            plan.already_here += 1;
            return;
        }
        next = renamed(next);
        let is_known = known(&next.id()).is_some();
        if let (EntityId::Identity(from), EntityId::Identity(to)) = (&id, next.id()) {
            names.identities.insert(from.clone(), to);
        }
        if is_known {
            plan.already_here += 1;
            return;
        }
        match &next {
            Entity::Scheme(scheme) => {
                plan.notices.push(Problem::new("scheme-differs").with("title", shortened(&scheme.title)));
            }
            _ => counts.differing += 1,
        }
    }
    names.add(plan, next);
}

/// Plans what a file says an identity differs from. It is added to what is said here.
fn plan_differences(plan: &mut ImportPlan, names: &mut Names, workspace: &Workspace, other: &Entity) {
    let Entity::Identity(read) = other else { return };
    let name_here = |id: &IdentityId| names.identities.get(id).unwrap_or(id).clone();
    let id = EntityId::Identity(name_here(&read.id));
    let planned = names.others.get(&id).copied();
    let here = planned.and_then(|at| plan.others.get(at).cloned()).or_else(|| workspace.entity(&id));
    let Some(Entity::Identity(here)) = here else { return };
    let mut next = Identity::clone(&here);
    next.differ_from(&read.different_from.iter().map(name_here).collect::<Vec<_>>());
    if next == *here {
        return;
    }
    let next = Entity::Identity(Rc::new(next));
    match planned.and_then(|at| plan.others.get_mut(at)) {
        Some(planned) => *planned = next,
        None => {
            // It was counted when it was found to be here.
            plan.already_here = plan.already_here.saturating_sub(1);
            names.add(plan, next);
        }
    }
}

/// The scheme of a scheme's own file as it is used here: as the file says, under a
/// name beside another scheme of its name.
pub fn to_use(workspace: &Workspace, scheme: &Rc<Scheme>) -> Rc<Scheme> {
    let wanted = Entity::Scheme(scheme.clone());
    let here = workspace.entity(&wanted.id());
    match here.filter(|here| timeless(here.clone()) != timeless(wanted.clone())).map(|_| renamed(wanted)) {
        Some(Entity::Scheme(beside)) => beside,
        _ => scheme.clone(),
    }
}

/// The scheme that comes with the app as it is used here. It is stored when a profile of
/// it is chosen, but what is changed in it gets another id: so only that choice is kept,
/// and all else is as the app has it now.
pub fn shipped(workspace: &Workspace, mut scheme: Scheme) -> Scheme {
    match workspace.schemes().find(|here| here.id == scheme.id) {
        // It came in with a file.
        Some(here) if here.chosen.is_none() => return Scheme::clone(here),
        Some(here) => {
            scheme.chosen.clone_from(&here.chosen);
            if scheme.profiles.iter().any(|profile| profile.id == here.profile) {
                scheme.profile.clone_from(&here.profile);
            }
        }
        None => {}
    }
    scheme
}

/// Without the times that make no other version; without the profile, which is the
/// reader's choice; without that from which an identity differs, which is added to
/// what is here.
fn timeless(mut thing: Entity) -> Entity {
    match &mut thing {
        Entity::Relation(relation) => Rc::make_mut(relation).modified = Timestamp::epoch(),
        Entity::Identity(identity) => {
            let identity = Rc::make_mut(identity);
            identity.modified = Timestamp::epoch();
            identity.different_from.clear();
        }
        Entity::Scheme(scheme) => {
            let scheme = Rc::make_mut(scheme);
            (scheme.chosen, scheme.profile) = (None, String::new());
        }
        Entity::Article(_) | Entity::Annotation(_) => {}
    }
    thing
}

/// Under a name for other content beside what is here.
fn renamed(mut thing: Entity) -> Entity {
    match &mut thing {
        Entity::Relation(relation) => {
            let relation = Rc::make_mut(relation);
            relation.id = derived(relation.id.as_str(), &json_text(relation, Layout::Compact)).into();
        }
        Entity::Identity(identity) => {
            let identity = Rc::make_mut(identity);
            identity.id = derived(identity.id.as_str(), &json_text(identity, Layout::Compact)).into();
        }
        Entity::Scheme(scheme) => {
            let scheme = Rc::make_mut(scheme);
            let content = Scheme { chosen: None, profile: String::new(), ..scheme.clone() };
            scheme.id = derived(scheme.id.as_str(), &json_text(&content, Layout::Compact)).into();
        }
        Entity::Article(_) | Entity::Annotation(_) => {}
    }
    thing
}

/// What the positions of a file count, which need not be what ours do.
struct Countings<'a> {
    /// The file's annotations by their article.
    annotations: BTreeMap<&'a ArticleId, Vec<&'a Rc<Annotation>>>,
    /// By the article that they name, and the one whose text they are held against.
    known: BTreeMap<(ArticleId, ArticleId), Counting>,
}

impl<'a> Countings<'a> {
    fn of(all: impl IntoIterator<Item = &'a Rc<Annotation>>) -> Self {
        let mut annotations: BTreeMap<&ArticleId, Vec<&Rc<Annotation>>> = BTreeMap::new();
        for annotation in all {
            annotations.entry(&annotation.article).or_default().push(annotation);
        }
        Countings { annotations, known: BTreeMap::new() }
    }

    /// Puts an annotation where its file means it, if more words of the file stand where
    /// it says when something else is counted, and so do these.
    fn recount(&mut self, article: &ArticleId, text: &ArticleText, annotation: &mut Annotation) {
        let text = text.indexed();
        let key = (article.clone(), annotation.article.clone());
        let counting = self.known.entry(key).or_insert_with(|| {
            let all = self.annotations.get(article).into_iter().flatten();
            let quotes = all.flat_map(|annotation| &annotation.target);
            let quotes = quotes.map(|f| ((f.span.start().0, f.span.end().0), f.quote.exact.as_str()));
            counting_of(text, quotes).unwrap_or(Counting::CodePoints)
        });
        if *counting == Counting::CodePoints {
            return;
        }
        let span = |fragment: &Fragment| {
            let span = counting.span_from_file(text, (fragment.span.start().0, fragment.span.end().0))?;
            (text.slice(span) == Some(fragment.quote.exact.as_str())).then_some(span)
        };
        let Some(spans) = annotation.target.iter().map(span).collect::<Option<Vec<_>>>() else { return };
        for (fragment, span) in annotation.target.iter_mut().zip(spans) {
            fragment.span = span;
        }
    }
}

/// Annotations that have to be looked for, and what was found.
#[derive(Default)]
struct Search<'a> {
    /// One for each article: its text goes to the worker once, however the
    /// annotations are mixed.
    sought: Vec<Sought>,
    /// Where in it an article is.
    places: BTreeMap<ArticleId, usize>,
    /// Where in it an annotation of a name was put last.
    last: BTreeMap<AnnotationId, usize>,
    /// What was found and not used yet, by what was sought.
    found: BTreeMap<&'a AnnotationId, VecDeque<&'a [Placement]>>,
}

impl<'a> Search<'a> {
    fn of(found: &'a Found) -> Self {
        let mut search = Search::default();
        for (id, placements) in found {
            search.found.entry(id).or_default().push_back(placements);
        }
        search
    }

    /// The annotation where it is in the text. If that has to be found out first, it
    /// is added to what is sought. If there is no answer, what is here has changed since,
    /// and the answers for others are still good.
    fn seek(&mut self, article: &ArticleId, text: &Rc<ArticleText>, annotation: &Rc<Annotation>) -> (Annotation, Fate) {
        if annotation.target.iter().all(|fragment| !fragment.is_unplaced() && is_in_place(text, fragment)) {
            return (Annotation::clone(annotation), Fate::Stays);
        }
        // Two of one name are answered in the order in which they were sought.
        let first = self.last.get(&annotation.id).copied().unwrap_or(0);
        let at = self.places.get(article).copied().filter(|at| *at >= first).unwrap_or(self.sought.len());
        self.places.insert(article.clone(), at);
        self.last.insert(annotation.id.clone(), at);
        match self.sought.get_mut(at) {
            Some(sought) => sought.annotations.push(annotation.clone()),
            None => self.sought.push(Sought {
                article: article.clone(),
                text: text.clone(),
                annotations: vec![annotation.clone()],
            }),
        }
        let placements = self.found.get_mut(&annotation.id).and_then(VecDeque::pop_front).unwrap_or_default();
        reanchored(annotation, article, text, placements)
    }
}

#[derive(Default)]
struct Counts {
    moved: usize,
    lost: usize,
    waiting: usize,
    differing: usize,
}

impl Counts {
    fn add(&mut self, fate: Fate) {
        match fate {
            Fate::Stays => {}
            Fate::Moves => self.moved += 1,
            Fate::Lost => self.lost += 1,
        }
    }

    fn report(&self, notices: &mut Vec<Problem>) {
        let rows = [
            ("annotations-moved", self.moved),
            ("annotations-lost", self.lost),
            ("annotations-waiting", self.waiting),
            ("annotations-differ", self.differing),
        ];
        notices.extend(rows.iter().filter(|(_, n)| *n > 0).map(|(code, n)| Problem::new(code).with("count", n)));
    }
}

/// Plans one article; says under which id it will be found.
fn plan_article(
    plan: &mut ImportPlan,
    planned: &mut BTreeMap<ArticleId, usize>,
    workspace: &Workspace,
    texts: &mut Texts<'_>,
    article: &Rc<Article>,
) -> ArticleId {
    let joined = article.joined_text();
    let same_text = |id: &ArticleId, texts: &Texts<'_>| texts.of(id).map(|text| text.as_str() == joined);
    let mut add = |article: Rc<Article>, texts: &mut Texts<'_>| {
        texts.add(&article);
        planned.insert(article.id.clone(), plan.articles.len());
        plan.articles.push(article);
    };
    let id = match same_text(&article.id, texts) {
        None => {
            add(article.clone(), texts);
            return article.id.clone();
        }
        Some(true) => article.id.clone(),
        Some(false) => {
            let id = ArticleId::from(derived(article.id.as_str(), &joined));
            if same_text(&id, texts).is_none() {
                add(Rc::new(Article { id: id.clone(), ..Article::clone(article) }), texts);
                plan.notices.push(Problem::new("article-differs").with("title", shortened(&article.title)));
                return id;
            }
            id
        }
    };
    plan.already_here += 1;
    plan_more(plan, planned, workspace, &id, article);
    id
}

/// Plans what a file says of an article that is here, or comes with the file, beyond what
/// this app knows, such as of further annotation files. What is said already stays; that
/// the file says it otherwise is told.
fn plan_more(
    plan: &mut ImportPlan,
    planned: &BTreeMap<ArticleId, usize>,
    workspace: &Workspace,
    id: &ArticleId,
    article: &Article,
) {
    // What other tools know of an article is its text, and that is here.
    if article.is_only_text() {
        return;
    }
    let here = workspace.article(id).map(|marked| &marked.readable.article);
    let planned = planned.get(id).and_then(|at| plan.articles.get_mut(*at));
    let Some(here) = planned.as_deref().or(here) else { return };
    let mut next = Article::clone(here);
    // Who read the file, and when, says nothing of the article.
    let (extra, imported) = (here.extra.clone(), here.imported.clone());
    let is_same = **here == Article { id: id.clone(), extra, imported, ..article.clone() };
    if !add_to(&mut next.extra, &article.extra) || !is_same {
        plan.notices.push(Problem::new("article-keys-differ").with("title", shortened(&article.title)));
    }
    if next.extra == here.extra {
        return;
    }
    match planned {
        Some(planned) => *planned = Rc::new(next),
        None => plan.others.push(Entity::Article(Rc::new(next))),
    }
}

/// Adds what is not there. Answers whether nothing there is said otherwise.
fn add_to(here: &mut Map<String, Value>, more: &Map<String, Value>) -> bool {
    let mut is_same = true;
    for (key, value) in more {
        match (here.get_mut(key), value) {
            (Some(Value::Object(here)), Value::Object(more)) => is_same &= add_to(here, more),
            (Some(here), value) => is_same &= here == value,
            (None, value) => drop(here.insert(key.clone(), value.clone())),
        }
    }
    is_same
}

/// Whether another version says nothing that is not said here: it comes from a tool that
/// knows less of it, also no times.
fn says_no_more(here: &Annotation, other: &Annotation) -> bool {
    let is_same_place = here.chosen() == other.chosen() || here.target == other.target && other.moved.is_none();
    let is_known = |(id, value): (&AttributeId, &String)| here.attributes.get(id) == Some(value);
    other.created == Timestamp::epoch()
        && (&here.article, &here.label) == (&other.article, &other.label)
        && is_same_place
        && other.attributes.iter().all(is_known)
        && (other.note.is_empty() || other.note == here.note)
        && (other.identity.is_none() || here.identity.is_some())
        && other.extra.is_empty()
}

/// Whether two versions say the same. Time alone makes no other version, and neither
/// does a place at which the words were found, whether the reader has accepted it,
/// has taken it back or has not looked at it yet.
fn is_same(here: &Annotation, other: &Annotation) -> bool {
    // Both found, they may be at one place and have said different things before.
    let is_found_twice = here.moved.is_some() && other.moved.is_some();
    let is_same_place = here.chosen() == other.chosen() || here.target == other.target && !is_found_twice;
    let (target, moved, modified) = (here.target.clone(), here.moved.clone(), here.modified.clone());
    is_same_place && *here == Annotation { target, moved, modified, ..other.clone() }
}

/// An id for other content under the same name: `#` and 16 digits of its digest.
fn derived(id: &str, content: &str) -> String {
    let digest = digest(content);
    let short: String = digest.chars().skip("sha256:".len()).take(16).collect();
    let stem = id.split('#').next().unwrap_or(id);
    // A name that is too long would not be read back from storage.
    let most = MAX_ID_BYTES - 1 - short.len();
    let stem = (0..=most.min(stem.len())).rev().find_map(|length| stem.get(..length)).unwrap_or("");
    format!("{stem}#{short}")
}

/// The texts of articles, here or about to be.
struct Texts<'a> {
    workspace: &'a Workspace,
    incoming: BTreeMap<ArticleId, Rc<ArticleText>>,
}

impl Texts<'_> {
    fn add(&mut self, article: &Article) {
        self.incoming.insert(article.id.clone(), Rc::new(ArticleText::new(article)));
    }

    fn of(&self, id: &ArticleId) -> Option<Rc<ArticleText>> {
        let here = self.workspace.article(id).map(|marked| marked.readable.text.clone());
        here.or_else(|| self.incoming.get(id).cloned())
    }
}

/// As much of a title as is told.
fn shortened(title: &str) -> String {
    title.chars().take(200).collect()
}
