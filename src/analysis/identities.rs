//! The index: each identity with every place where it is spoken of, and the words
//! that are used for it there; and the marks that are not in it yet, by their words.
//!
//! Every annotation is looked at once, then all are sorted: thousands of them take no
//! time that a reader would notice.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::rc::Rc;

use super::occurrences::folded_words;
use super::proposals::{self, About, Proposal, Reason, is_about_nothing};
use crate::model::annotation::Annotation;
use crate::model::article::Article;
use crate::model::id::{ArticleId, IdentityId};
use crate::model::identity::Identity;
use crate::model::quote::CONTEXT;
use crate::model::scheme::Scheme;
use crate::model::workspace::{MarkedArticle, Workspace};

/// All that is in the index, and what is not yet.
#[derive(Clone, Debug, Default)]
pub struct Index {
    /// Those with most mentions first, then by name; those without any last.
    pub entries: Vec<Entry>,
    /// Annotations with equal words that are about nothing yet, though they can be;
    /// the largest groups first. An annotation alone is a group too.
    pub groups: Vec<Group>,
    /// Where the entry of each identity is.
    places: BTreeMap<IdentityId, usize>,
}

/// An identity and its mentions.
#[derive(Clone, Debug)]
pub struct Entry {
    /// What is spoken of.
    pub identity: Rc<Identity>,
    /// Where, article by article.
    pub tellings: Vec<Telling>,
    /// How many mentions there are.
    pub count: usize,
    /// Names and wordings, folded, each on a line.
    found_by: String,
}

/// Annotations with the same words.
#[derive(Clone, Debug)]
pub struct Group {
    /// The words as they stand first.
    pub words: String,
    /// The words with case and accents folded: no other group has these.
    pub key: String,
    /// Where they stand, article by article.
    pub tellings: Vec<Telling>,
    /// How many annotations there are.
    pub count: usize,
}

/// What is said of one thing in one article.
#[derive(Clone, Debug)]
pub struct Telling {
    /// Which article.
    pub id: ArticleId,
    /// The article, if it is here.
    pub article: Option<Rc<Article>>,
    /// The annotations, in text order.
    pub mentions: Vec<Rc<Annotation>>,
    /// The different wordings, the most frequent first.
    pub wordings: Vec<Wording>,
}

/// Words that are used for something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wording {
    /// As they stand first.
    pub words: String,
    /// With case and accents folded: wordings that differ differ in this.
    pub key: String,
    /// How often.
    pub count: usize,
}

/// An annotation on its way into the index.
struct Said<'a> {
    annotation: &'a Rc<Annotation>,
    about: Option<&'a Rc<Identity>>,
    /// The number of its article, in the order in which articles are listed.
    place: usize,
    words: String,
    key: String,
}

/// The index of all that is here.
pub fn index(workspace: &Workspace) -> Index {
    let scheme = workspace.scheme();
    let mut articles: Vec<&Rc<MarkedArticle>> = workspace.articles().collect();
    // As they were published: who said it first stands first. Without a date comes last.
    articles.sort_by_key(|marked| {
        let article = &marked.readable.article;
        (article.published.is_none(), &article.published, &article.title)
    });
    let mut said: Vec<Said> = Vec::new();
    for (place, marked) in articles.iter().enumerate() {
        said.extend(marked.annotations().filter_map(|annotation| Said::of(workspace, &scheme, annotation, place)));
    }
    // Annotations may be here without their article. Nobody can look at those, so
    // they are in no group.
    let mut waiting: Vec<_> = workspace.annotations().filter(|a| workspace.article(&a.article).is_none()).collect();
    waiting.sort_by_key(|annotation| (&annotation.article, annotation.target.first().map(|f| f.span.start())));
    for (at, annotations) in waiting.chunk_by(|a, b| a.article == b.article).enumerate() {
        let place = articles.len() + at;
        let waiting = annotations.iter().filter_map(|annotation| Said::of(workspace, &scheme, annotation, place));
        said.extend(waiting.filter(|said| said.about.is_some()));
    }
    let (mut about, mut open): (Vec<Said>, Vec<Said>) = said.into_iter().partition(|said| said.about.is_some());

    about.sort_by_key(Said::about_id);
    let mut mentioned = about.chunk_by(|a, b| a.about_id() == b.about_id()).peekable();
    // Both come by id.
    let entries = workspace.identities().map(|identity| {
        let said = mentioned.next_if(|said| said.first().and_then(Said::about_id) == Some(&identity.id));
        Entry::new(identity, tellings(said.unwrap_or_default(), &articles))
    });
    let mut entries: Vec<Entry> = entries.collect();
    entries.sort_by_cached_key(|entry| (Reverse(entry.count), folded_words(&entry.identity.name)));
    let places = entries.iter().enumerate().map(|(at, entry)| (entry.identity.id.clone(), at)).collect();

    open.sort_by(|a, b| a.key.cmp(&b.key));
    let groups = open.chunk_by(|a, b| a.key == b.key).filter_map(|said| {
        let first = said.first()?;
        Some(Group {
            words: first.words.clone(),
            key: first.key.clone(),
            tellings: tellings(said, &articles),
            count: said.len(),
        })
    });
    let mut groups: Vec<Group> = groups.collect();
    groups.sort_by_key(|group| (Reverse(group.count), Reverse(group.tellings.len())));
    Index { entries, groups, places }
}

impl<'a> Said<'a> {
    /// Of an annotation that is about something or could be.
    fn of(workspace: &'a Workspace, scheme: &Scheme, annotation: &'a Rc<Annotation>, place: usize) -> Option<Self> {
        let about = annotation.identity.as_ref().and_then(|id| workspace.identity(id));
        if about.is_none() && is_about_nothing(scheme, &annotation.label) {
            return None;
        }
        let words = annotation.quoted();
        Some(Said { annotation, about, place, key: folded_words(&words), words })
    }

    fn about_id(&self) -> Option<&'a IdentityId> {
        self.about.map(|identity| &identity.id)
    }
}

/// What is said, by article; it comes in the articles' order.
fn tellings(said: &[Said], articles: &[&Rc<MarkedArticle>]) -> Vec<Telling> {
    let telling = |said: &[Said]| {
        let first = said.first()?;
        Some(Telling {
            id: first.annotation.article.clone(),
            article: articles.get(first.place).map(|marked| marked.readable.article.clone()),
            mentions: said.iter().map(|said| said.annotation.clone()).collect(),
            wordings: counted(said.iter().map(|said| (said.key.as_str(), said.words.as_str(), 1)).collect()),
        })
    };
    said.chunk_by(|a, b| a.place == b.place).filter_map(telling).collect()
}

/// Wordings from keys, words and how often: the most frequent first, of those that
/// are as frequent the one that comes first.
fn counted(said: Vec<(&str, &str, usize)>) -> Vec<Wording> {
    let mut said: Vec<_> = said.into_iter().enumerate().collect();
    said.sort_by_key(|(_, (key, ..))| *key);
    let wording = |same: &[(usize, (&str, &str, usize))]| {
        let (at, (key, words, _)) = same.first()?;
        let count = same.iter().map(|(_, (.., count))| count).sum();
        Some((*at, Wording { words: (*words).to_owned(), key: (*key).to_owned(), count }))
    };
    let mut all: Vec<(usize, Wording)> = said.chunk_by(|(_, a), (_, b)| a.0 == b.0).filter_map(wording).collect();
    all.sort_by_key(|(at, wording)| (Reverse(wording.count), *at));
    all.into_iter().map(|(_, wording)| wording).collect()
}

impl Entry {
    fn new(identity: &Rc<Identity>, tellings: Vec<Telling>) -> Self {
        let mut found_by: Vec<String> = identity.names().map(folded_words).collect();
        found_by.extend(tellings.iter().flat_map(|telling| &telling.wordings).map(|wording| wording.key.clone()));
        Entry {
            identity: identity.clone(),
            count: tellings.iter().map(|telling| telling.mentions.len()).sum(),
            tellings,
            found_by: found_by.join("\n"),
        }
    }

    /// The wordings of all articles together, the most frequent first.
    pub fn wordings(&self) -> Vec<Wording> {
        let all = self.tellings.iter().flat_map(|telling| &telling.wordings);
        counted(all.map(|wording| (wording.key.as_str(), wording.words.as_str(), wording.count)).collect())
    }

    /// Whether a name or a wording holds some folded words.
    pub fn is_found_by(&self, folded: &str) -> bool {
        self.found_by.contains(folded)
    }
}

/// So many code points at most are told of what stands on each side of a mark.
const AROUND: usize = 48;

/// What stands before and behind an annotation in its block, as far as its quotes
/// tell: whole words, and an ellipsis where the block goes on.
pub fn around(annotation: &Annotation) -> (String, String) {
    let prefix = annotation.target.first().map_or("", |fragment| &fragment.quote.prefix);
    let suffix = annotation.target.last().map_or("", |fragment| &fragment.quote.suffix);
    let is_cut = |quote: &str, line: &str| quote.len() == line.len() && line.chars().count() >= CONTEXT as usize;
    let line = prefix.rsplit('\n').next().unwrap_or("");
    let long = line.char_indices().rev().nth(AROUND - 1).and_then(|(at, _)| line.get(at..)).unwrap_or(line);
    let before = match long.split_once(char::is_whitespace) {
        Some((_, words)) if long.len() < line.len() || is_cut(prefix, line) => format!("… {words}"),
        _ => long.to_owned(),
    };
    let line = suffix.split('\n').next().unwrap_or("");
    let long = line.char_indices().nth(AROUND).and_then(|(at, _)| line.get(..at)).unwrap_or(line);
    let after = match long.rsplit_once(char::is_whitespace) {
        Some((words, _)) if long.len() < line.len() || is_cut(suffix, line) => format!("{words} …"),
        _ => long.to_owned(),
    };
    (before, after)
}

/// At most so many groups are listed.
pub const MOST_GROUPS: usize = 50;

impl Index {
    /// The groups whose words hold some folded words: those that are listed, and how
    /// many more there are.
    pub fn groups_with(&self, folded: &str) -> (Vec<&Group>, usize) {
        let mut found: Vec<&Group> = self.groups.iter().filter(|group| group.key.contains(folded)).collect();
        let more = found.len().saturating_sub(MOST_GROUPS);
        found.truncate(MOST_GROUPS);
        (found, more)
    }
}

/// What is probably the same as something, and why.
#[derive(Clone, Debug, PartialEq)]
pub struct Alike {
    /// What.
    pub identity: Rc<Identity>,
    /// Why.
    pub reason: Reason,
}

impl Index {
    /// What is probably the same as the identity of an entry, the best first. Of two it
    /// is told at the one that has the better name: the longer where one is a part of
    /// the other, else the one that comes first. Of several that are called the same the
    /// first stands for all.
    pub fn alike(&self, entry: &Entry, proposals: &proposals::Index) -> Vec<Alike> {
        let id = &entry.identity.id;
        if self.stands_for(entry, proposals) != *id {
            return Vec::new();
        }
        let is_told_here = |(other, reason): &(&Entry, Reason)| {
            let length = |entry: &Entry| entry.identity.name.chars().count();
            let better = |entry: &Entry| {
                (if reason.is_by_part() { Reverse(length(entry)) } else { Reverse(0) }, self.place(entry))
            };
            let first = self.stands_for(other, proposals);
            better(entry) < better(other) && (first == *id || first == other.identity.id)
        };
        let alike = self.known(entry, proposals).filter(is_told_here);
        alike.map(|(other, reason)| Alike { identity: other.identity.clone(), reason }).collect()
    }

    /// The identities that a group is probably about, the best first.
    pub fn called_so(&self, group: &Group, proposals: &proposals::Index) -> Vec<Alike> {
        let first = group.tellings.iter().flat_map(|telling| &telling.mentions).next();
        let proposed = first.map(|mention| proposals.of_annotation(&mention.id)).unwrap_or_default();
        let alike = |proposal: &Proposal| {
            let entry = self.about(proposal)?;
            Some(Alike { identity: entry.identity.clone(), reason: proposal.reason })
        };
        proposed.iter().filter_map(alike).collect()
    }

    /// The first of those that are called the same as an entry, itself included.
    fn stands_for(&self, entry: &Entry, proposals: &proposals::Index) -> IdentityId {
        let same = self.known(entry, proposals).filter(|(_, reason)| reason.is_by_name());
        let all = same.map(|(other, _)| other).chain([entry]);
        all.min_by_key(|entry| self.place(entry))
            .map_or_else(|| entry.identity.id.clone(), |first| first.identity.id.clone())
    }

    /// The other entries that are proposed for one, without those that the reader knows
    /// to be others.
    fn known<'a>(
        &'a self,
        entry: &'a Entry,
        proposals: &proposals::Index,
    ) -> impl Iterator<Item = (&'a Entry, Reason)> + use<'a> {
        let proposed = proposals.of_identity(&entry.identity.id).to_vec();
        let known = proposed.into_iter().filter_map(|proposal| Some((self.about(&proposal)?, proposal.reason)));
        known.filter(|(other, _)| !entry.identity.differs_from(&other.identity))
    }

    /// The entry that a proposal is about; it may be gone since.
    fn about(&self, proposal: &Proposal) -> Option<&Entry> {
        match &proposal.about {
            About::Identity(id) => self.entry(id),
            About::Annotations(_) => None,
        }
    }

    /// The entry of an identity.
    pub fn entry(&self, id: &IdentityId) -> Option<&Entry> {
        self.places.get(id).and_then(|at| self.entries.get(*at))
    }

    /// The group with these folded words.
    pub fn group(&self, key: &str) -> Option<&Group> {
        self.groups.iter().find(|group| group.key == key)
    }

    fn place(&self, entry: &Entry) -> usize {
        self.places.get(&entry.identity.id).copied().unwrap_or(usize::MAX)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::edit::{Edit, Entity};
    use crate::model::fixtures::{article, moment, span};
    use crate::model::quote::fragment_at;

    /// An article in which the words in `[]` are marked: `[entity>lee:Ann Lee]` as an
    /// entity that is about `lee`, `[source:officials]` as a source about nothing.
    fn marked(id: &str, published: Option<&str>, blocks: &[&str]) -> (Rc<Article>, Vec<Rc<Annotation>>) {
        let (mut texts, mut marks, mut at) = (Vec::new(), Vec::new(), 0);
        for block in blocks {
            let mut text = String::new();
            for (index, part) in block.split('[').enumerate() {
                let rest = match part.split_once(']').filter(|_| index > 0) {
                    None => part,
                    Some((mark, rest)) => {
                        let (what, words) = mark.split_once(':').unwrap();
                        let start = at + text.chars().count() as u32;
                        marks.push((what.to_owned(), start, start + words.chars().count() as u32));
                        text.push_str(words);
                        rest
                    }
                };
                text.push_str(rest);
            }
            at += text.chars().count() as u32 + 1;
            texts.push(text);
        }
        let plain = article(id, &texts.iter().map(String::as_str).collect::<Vec<_>>());
        let article = Rc::new(Article { published: published.map(str::to_owned), ..Article::clone(&plain) });
        let text = crate::model::article::ReadableArticle::new(article.clone()).text;
        let annotation = |(number, (what, start, end)): (usize, (String, u32, u32))| {
            let (label, about) = what.split_once('>').map_or((what.as_str(), None), |(label, id)| (label, Some(id)));
            let target = vec![fragment_at(&text, span(start, end)).unwrap()];
            let made = (format!("{id}{number}").as_str().into(), article.id.clone(), label.into());
            let new = Annotation::new(made.0, made.1, made.2, target, moment(0));
            Rc::new(Annotation { identity: about.map(IdentityId::from), ..new })
        };
        (article.clone(), marks.into_iter().enumerate().map(annotation).collect())
    }

    /// An identity from its id, name and aliases.
    fn identity(names: &[&str]) -> Entity {
        let aliases = names[2..].iter().map(|alias| (*alias).to_owned()).collect();
        Entity::Identity(Rc::new(Identity { aliases, ..Identity::new(names[0].into(), names[1], moment(0)) }))
    }

    fn workspace(articles: Vec<(Rc<Article>, Vec<Rc<Annotation>>)>, identities: &[&[&str]]) -> Workspace {
        let (articles, annotations): (Vec<_>, Vec<_>) = articles.into_iter().unzip();
        let others = identities.iter().map(|names| identity(names)).collect();
        let import = Edit::Import { articles, annotations: annotations.concat(), reanchored: Vec::new(), others };
        let empty = Workspace::default();
        empty.after(&empty.change(&import).unwrap())
    }

    /// One line for each telling.
    fn shown(tellings: &[Telling]) -> Vec<String> {
        let line = |telling: &Telling| {
            let title = telling.article.as_ref().map_or("-", |article| &article.title);
            let mentions: Vec<&str> = telling.mentions.iter().map(|mention| mention.id.as_str()).collect();
            let wordings: Vec<String> =
                telling.wordings.iter().map(|wording| format!("{} {}", wording.words, wording.count)).collect();
            format!("{title}: {} | {}", mentions.join(" "), wordings.join(", "))
        };
        tellings.iter().map(line).collect()
    }

    #[test]
    fn an_identity_has_all_its_mentions_article_by_article() {
        let late =
            marked("b", Some("2026-02-02"), &["Late [entity>lee:she]", "[source>lee:Ann Lee], [entity>lee:She]"]);
        let early = marked("c", Some("2026-02-01"), &["Early", "[claim>plan:It is so], says [source>lee:LEE]"]);
        let undated = marked("a", None, &["Undated [entity>lee:Lee] [entity>gone:Kim]"]);
        let (_, nowhere) = marked("n", None, &["Nowhere [entity>lee:Lee] [entity:Lee]"]);
        let mut articles = vec![late, early, undated];
        articles[0].1.extend(nowhere);
        let names: &[&[&str]] = &[&["plan", "The plan"], &["lee", "Ann Lee"], &["zoe", "Zoe"], &["abe", "Ábe"]];
        let index = index(&workspace(articles, names));
        let order: Vec<(&str, usize)> =
            index.entries.iter().map(|entry| (entry.identity.id.as_str(), entry.count)).collect();
        assert_eq!(order, [("lee", 6), ("plan", 1), ("abe", 0), ("zoe", 0)]);
        assert_eq!(
            shown(&index.entries[0].tellings),
            [
                "Early: c1 | LEE 1",
                "Late she: b0 b1 b2 | she 2, Ann Lee 1",
                "Undated Lee Kim: a0 | Lee 1",
                "-: n0 | Lee 1"
            ]
        );
        let wordings: Vec<_> = index.entries[0].wordings().into_iter().map(|w| (w.words, w.count)).collect();
        assert_eq!(wordings, [("LEE".into(), 3), ("she".into(), 2), ("Ann Lee".into(), 1)]);
        assert!(index.entries[2].tellings.is_empty());
        for (words, expected) in [("ann l", true), ("she", true), ("plan", false), ("", true)] {
            assert_eq!(index.entries[0].is_found_by(words), expected, "{words}");
        }
        // About what is not here is about nothing; without an article it is in no group.
        assert_eq!(index.groups.iter().map(|group| group.words.as_str()).collect::<Vec<_>>(), ["Kim"]);
    }

    #[test]
    fn equal_words_without_identity_are_a_group() {
        let one = marked("a", None, &["One [entity:Müller] [source:MULLER] [claim:It is so] [cue:said] [cue:said]"]);
        let two = marked("b", None, &["Two [entity:Kim] [entity:Muller] [other:kim] [entity>lee:Lee] [entity:lee]"]);
        let three = marked("c", None, &["Three [entity:Kim] [entity:Zoe]"]);
        let workspace = workspace(vec![one, two, three], &[&["lee", "Ann Lee", "Lee"], &["l", "LEE"]]);
        let mut scheme = Scheme::bare();
        let mut cue = scheme.labels[0].clone();
        (cue.id, cue.identity) = ("cue".into(), false);
        scheme.labels.push(cue);
        let edit = Edit::UseScheme { scheme: Rc::new(scheme), at: moment(1) };
        let workspace = workspace.after(&workspace.change(&edit).unwrap());
        let index = index(&workspace);
        let groups: Vec<(&str, usize, usize)> =
            index.groups.iter().map(|group| (group.words.as_str(), group.count, group.tellings.len())).collect();
        assert_eq!(
            groups,
            [("Kim", 3, 2), ("Müller", 3, 2), ("It is so", 1, 1), ("lee", 1, 1), ("Zoe", 1, 1)],
            "a label that the scheme does not know allows it, one that forbids it does not"
        );
        let proposals = proposals::Index::new(&workspace);
        let called_so = index.called_so(&index.groups[3], &proposals);
        let called_so: Vec<_> = called_so.iter().map(|alike| (alike.identity.id.as_str(), alike.reason)).collect();
        assert_eq!(called_so, [("lee", Reason::Alias), ("l", Reason::FoldedWords)]);
        assert!(index.called_so(&index.groups[0], &proposals).is_empty());
        let words = |folded: &str| index.groups_with(folded).0.iter().map(|g| g.words.clone()).collect::<Vec<_>>();
        assert_eq!(words("mul"), ["Müller"]);
        assert_eq!(words("x"), [""; 0]);
    }

    #[test]
    fn what_stands_around_a_mark_is_told_in_whole_words() {
        #[track_caller]
        fn check(blocks: &[&str], expected: (&str, &str)) {
            let (_, marks) = marked("a", None, blocks);
            let (before, after) = around(&marks[0]);
            assert_eq!((before.as_str(), after.as_str()), expected);
        }
        check(&["[entity:Lee]"], ("", ""));
        check(&["One", "As [entity:Lee] said", "Two"], ("As ", " said"));
        check(
            &["A sentence that is quite long before [entity:Lee] and also goes on for long behind, as some do"],
            ("… that is quite long before ", " and also goes on for long …"),
        );
        check(
            &["昨日東京で開かれた会議で市長は新しい港の計画について記者団に詳しく説明した[entity:Lee]"],
            ("開かれた会議で市長は新しい港の計画について記者団に詳しく説明した", ""),
        );
        // More context is quoted where it is needed to tell two places apart.
        let same = "and so on and so forth, word for word the same for a long, long time: ";
        check(
            &["One", &format!("{same}[entity:Lee]{same}"), &format!("{same}Lee{same}")],
            ("… word for word the same for a long, long time: ", "and so on and so forth, word for word the same …"),
        );
    }

    #[test]
    fn no_more_groups_are_listed_than_can_be_read() {
        let words: Vec<String> = (0..MOST_GROUPS + 7).map(|number| format!("[entity:name{number}]")).collect();
        let index = index(&workspace(vec![marked("a", None, &["One", &words.join(" ")])], &[]));
        let (listed, more) = index.groups_with("name");
        assert_eq!((listed.len(), more), (MOST_GROUPS, 7));
        assert_eq!(index.groups_with("name1").0.len(), 11);
    }

    /// Identities that are called so; the ones with more mentions first.
    fn called(names: &[&[&str]]) -> Workspace {
        let identities: Vec<Vec<String>> = names
            .iter()
            .enumerate()
            .map(|(at, names)| {
                let id = format!("{at:02}");
                [id].into_iter().chain(names.iter().map(|name| (*name).to_owned())).collect()
            })
            .collect();
        // The word by which all are mentioned says nothing.
        let mentions: Vec<String> =
            (0..names.len()).flat_map(|at| vec![format!("[entity>{at:02}:she]"); names.len() - at]).collect();
        let identities: Vec<Vec<&str>> =
            identities.iter().map(|names| names.iter().map(String::as_str).collect()).collect();
        let identities: Vec<&[&str]> = identities.iter().map(Vec::as_slice).collect();
        workspace(vec![marked("a", None, &["One", &mentions.join(" ")])], &identities)
    }

    /// Who is probably the same.
    fn alike(workspace: &Workspace) -> String {
        let (index, proposals) = (index(workspace), proposals::Index::new(workspace));
        let line = |entry: &Entry| {
            let alike = index.alike(entry, &proposals);
            let alike: Vec<&str> = alike.iter().map(|other| other.identity.name.as_str()).collect();
            (!alike.is_empty()).then(|| format!("{}: {}", entry.identity.name, alike.join(", ")))
        };
        index.entries.iter().filter_map(line).collect::<Vec<_>>().join("; ")
    }

    #[track_caller]
    fn check(names: &[&[&str]], expected: &str) {
        assert_eq!(alike(&called(names)), expected, "{names:?}");
    }

    #[test]
    fn names_in_common_and_names_within_names_are_proposed_once() {
        check(&[&["Smith"], &["SMITH"]], "Smith: SMITH");
        check(&[&["Smith"], &["Jane Smith"]], "Jane Smith: Smith");
        check(&[&["Jane Smith"], &["Smith"]], "Jane Smith: Smith");
        check(&[&["Smithson"], &["Smith"], &["J."], &["J. Smithson"]], "J. Smithson: Smithson");
        check(&[&["Jane Smith", "the mayor"], &["mayor"], &["The Mayor"]], "Jane Smith: The Mayor, mayor");
        check(&[&["A B C D E F G H I J K L M", "Mayor Lee"], &["B C"], &["Lee"]], "A B C D E F G H I J K L M: Lee");
        check(&[&["Bank of X", "Bank"], &["Bank", "Bank of X in Y"]], "Bank of X: Bank");
        check(&[&["Old Town"], &["Town"], &["town"]], "Old Town: Town; Town: town");
        check(&[&["東京"], &["東京 大阪"], &["大"]], "東京 大阪: 東京");
        check(&[&["Same", "Same"], &["", ""], &[""]], "");
        // One of whom it cannot be told which of two it is.
        check(&[&["Smith"], &["Jane Smith"], &["Adam Smith"]], "Jane Smith: Smith; Adam Smith: Smith");
    }

    #[test]
    fn what_is_known_to_differ_is_not_proposed() {
        let smiths = called(&[&["Smith"], &["SMITH"], &["smith"]]);
        assert_eq!(alike(&smiths), "Smith: SMITH, smith");
        let distinguish = Edit::Distinguish { one: "01".into(), other: "00".into(), at: moment(1) };
        let apart = smiths.after(&smiths.change(&distinguish).unwrap());
        // The third may be either.
        assert_eq!(alike(&apart), "Smith: smith");
    }

    #[test]
    fn what_is_gone_since_is_not_proposed() {
        let before = called(&[&["Smith"], &["SMITH"]]);
        let proposals = proposals::Index::new(&before);
        let remove = Edit::RemoveIdentities { ids: vec!["01".into()], at: moment(1) };
        let index = index(&before.after(&before.change(&remove).unwrap()));
        assert_eq!(index.alike(&index.entries[0], &proposals), []);
    }

    /// How long it takes to ask the first hundred of a thousand identities with five
    /// thousand mentions: `cargo test --release --no-default-features ten_thousand --
    /// --ignored --nocapture`.
    #[test]
    #[ignore = "measures"]
    fn ten_thousand_annotations_are_asked() {
        let name = |at: usize| {
            let word = |salt: usize| {
                let places = (0..4 + at % 4).map(|place| (at + 1) * salt / 26_usize.pow(place as u32) % 26);
                places.map(|letter| char::from(b'a' + letter as u8)).collect::<String>()
            };
            (format!("{}en {}son", word(7_919), word(104_729)), format!("{}son", word(104_729)))
        };
        let of = |number: usize| {
            let mark = |at: usize| {
                let at = number * 1_000 + at;
                let (full, short) = name(at % 1_000);
                match at % 4 {
                    0 => format!("[entity>{:03}:{full}]", at % 1_000),
                    1 => format!("[source>{:03}:{short}]", (at - 1) % 1_000),
                    2 => format!("[source:{short}]"),
                    _ => format!("[claim:{full} said that {short} would never do {at} of those things in this town]"),
                }
            };
            let blocks: Vec<String> =
                (0..100).map(|block| (0..10).map(|at| mark(block * 10 + at)).collect::<Vec<_>>().join(" ")).collect();
            marked(&format!("article{number}"), None, &blocks.iter().map(String::as_str).collect::<Vec<_>>())
        };
        let names: Vec<[String; 2]> = (0..1_000).map(|at| [format!("{at:03}"), name(at).0]).collect();
        let names: Vec<Vec<&str>> = names.iter().map(|names| names.iter().map(String::as_str).collect()).collect();
        let names: Vec<&[&str]> = names.iter().map(Vec::as_slice).collect();
        let workspace = workspace((0..10).map(of).collect(), &names);
        let begun = std::time::Instant::now();
        let index = index(&workspace);
        println!("{} entries, {} groups: {:?}", index.entries.len(), index.groups.len(), begun.elapsed());
        let begun = std::time::Instant::now();
        let proposals = proposals::Index::new(&workspace);
        println!("proposals read: {:?}", begun.elapsed());
        let begun = std::time::Instant::now();
        println!("the same still, {}: {:?}", proposals::is_same(&workspace, &workspace.clone()), begun.elapsed());
        for what in ["first", "again"] {
            let begun = std::time::Instant::now();
            let alike: usize = index.entries.iter().take(100).map(|entry| index.alike(entry, &proposals).len()).sum();
            println!("{what} hundred lines, {alike} proposals: {:?}", begun.elapsed());
        }
        let begun = std::time::Instant::now();
        let called: usize = index.groups.iter().take(50).map(|group| index.called_so(group, &proposals).len()).sum();
        println!("fifty groups, {called} proposals: {:?}", begun.elapsed());
    }

    #[test]
    fn ten_thousand_annotations_cost_one_look_at_each() {
        let of = |number: usize| {
            let id = format!("article{number}");
            let mark = |at: usize| match at % 3 {
                // The words say nothing of who is meant: by the names alone some are alike.
                0 => format!("[entity>{:03}:{}]", at % 500, ["she", "who", "they"][at % 7 % 3]),
                1 => format!("[source:Élise Müller {}]", at % 900),
                _ => format!("[claim:it was said at some length, as claims are, that this is number {at}]"),
            };
            let blocks: Vec<String> =
                (0..100).map(|block| (0..10).map(|at| mark(block * 10 + at)).collect::<Vec<_>>().join(" ")).collect();
            marked(&id, None, &blocks.iter().map(String::as_str).collect::<Vec<_>>())
        };
        let names: Vec<[String; 2]> =
            (0..500).map(|at| [format!("{at:03}"), format!("Jane Smith {}", at % 50)]).collect();
        let names: Vec<Vec<&str>> = names.iter().map(|names| names.iter().map(String::as_str).collect()).collect();
        let names: Vec<&[&str]> = names.iter().map(Vec::as_slice).collect();
        let workspace = workspace((0..10).map(of).collect(), &names);
        assert_eq!(workspace.annotation_count(), 10_000);
        let index = index(&workspace);
        assert_eq!(index.entries.iter().map(|entry| entry.count).sum::<usize>(), 3_340);
        // Ten are called the same: the first is proposed the nine others, not each all.
        let proposals = proposals::Index::new(&workspace);
        assert_eq!(index.entries.iter().map(|entry| index.alike(entry, &proposals).len()).sum::<usize>(), 450);
    }
}
