//! The index: each identity with every place where it is spoken of, and the words
//! that are used for it there; and the marks that are not in it yet, by their words.
//!
//! Every annotation is looked at once, then all are sorted: thousands of them take no
//! time that a reader would notice.

use std::cmp::Reverse;
use std::rc::Rc;

use super::occurrences::folded_words;
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
    /// What is probably the same and has a name that says no more than this one's.
    pub alike: Vec<Rc<Identity>>,
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
    /// The identities that are called so.
    pub called_so: Vec<Rc<Identity>>,
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
    let names = names(&entries);
    for (at, other) in alike(&names) {
        let other = entries.get(other).map(|entry| entry.identity.clone());
        if let Some(entry) = entries.get_mut(at) {
            entry.alike.extend(other);
        }
    }

    open.sort_by(|a, b| a.key.cmp(&b.key));
    let groups = open.chunk_by(|a, b| a.key == b.key).filter_map(|said| {
        let first = said.first()?;
        let called_so = called(&names, &first.key).iter().filter_map(|at| entries.get(*at));
        Some(Group {
            words: first.words.clone(),
            key: first.key.clone(),
            tellings: tellings(said, &articles),
            count: said.len(),
            called_so: called_so.map(|entry| entry.identity.clone()).collect(),
        })
    });
    let mut groups: Vec<Group> = groups.collect();
    groups.sort_by_key(|group| (Reverse(group.count), Reverse(group.tellings.len())));
    Index { entries, groups }
}

impl<'a> Said<'a> {
    /// Of an annotation that is about something or could be.
    fn of(workspace: &'a Workspace, scheme: &Scheme, annotation: &'a Rc<Annotation>, place: usize) -> Option<Self> {
        let about = annotation.identity.as_ref().and_then(|id| workspace.identity(id));
        if about.is_none() && scheme.label(&annotation.label).is_some_and(|label| !label.identity) {
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
            alike: Vec::new(),
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

/// Folded names and aliases, sorted, each with the numbers of the entries that are
/// called so.
type Names = Vec<(String, Vec<usize>)>;

fn names(entries: &[Entry]) -> Names {
    let of_entry =
        |(at, entry): (usize, &Entry)| entry.identity.names().map(move |name| (folded_words(name), at)).collect();
    let mut all: Vec<(String, usize)> = entries.iter().enumerate().flat_map::<Vec<_>, _>(of_entry).collect();
    all.retain(|(name, _)| !name.is_empty());
    all.sort();
    all.dedup();
    let same = all.chunk_by(|(a, _), (b, _)| a == b);
    let name = |same: &[(String, usize)]| Some((same.first()?.0.clone(), same.iter().map(|(_, at)| *at).collect()));
    same.filter_map(name).collect()
}

/// The entries with this name, by number.
fn called<'a>(names: &'a Names, name: &str) -> &'a [usize] {
    let at = names.binary_search_by(|(known, _)| known.as_str().cmp(name)).ok();
    at.and_then(|at| names.get(at)).map_or(&[], |(_, entries)| entries)
}

/// Pairs of entries that are probably the same: they have a name in common, or a name
/// of the second stands in one of the first as whole words. No pair is there twice.
fn alike(names: &Names) -> Vec<(usize, usize)> {
    let mut pairs: Vec<(usize, usize)> = Vec::new();
    for (name, called_so) in names {
        let Some((first, others)) = called_so.split_first() else { continue };
        pairs.extend(others.iter().map(|other| (*first, *other)));
        // Of those that are called the same the first stands for all: they are pairs already.
        let shorter = parts(name).into_iter().filter_map(|part| called(names, part).first());
        pairs.extend(shorter.filter(|shorter| *shorter != first).map(|shorter| (*first, *shorter)));
    }
    pairs.sort_unstable();
    pairs.dedup();
    // Each of two may have a name that holds one of the other's. The first one stays.
    let is_twice = |(at, other): &(usize, usize)| at > other && pairs.binary_search(&(*other, *at)).is_ok();
    pairs.iter().filter(|pair| !is_twice(pair)).copied().collect()
}

/// A name of more words than this is a sentence, in which no name is looked for.
const MOST_WORDS: usize = 12;

/// The parts of a folded name that are whole words, without the name itself.
fn parts(name: &str) -> Vec<&str> {
    let mut words: Vec<(usize, usize)> = Vec::new();
    let mut start = 0;
    for (at, c) in name.char_indices().filter(|(_, c)| !c.is_alphanumeric()).chain([(name.len(), ' ')]) {
        if start < at {
            words.push((start, at));
        }
        start = at + c.len_utf8();
    }
    if words.len() > MOST_WORDS {
        return Vec::new();
    }
    let from_there = |first: usize| words.iter().skip(first).map(|(_, end)| *end);
    let all = words.iter().enumerate().flat_map(|(first, (start, _))| from_there(first).map(|end| (*start, end)));
    let parts = all.filter_map(|(start, end)| name.get(start..end));
    // One letter is an initial, and everyone's.
    parts.filter(|part| part.len() < name.len() && part.chars().nth(1).is_some()).collect()
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
        let index = index(&workspace.after(&workspace.change(&edit).unwrap()));
        let groups: Vec<(&str, usize, usize)> =
            index.groups.iter().map(|group| (group.words.as_str(), group.count, group.tellings.len())).collect();
        assert_eq!(
            groups,
            [("Kim", 3, 2), ("Müller", 3, 2), ("It is so", 1, 1), ("lee", 1, 1), ("Zoe", 1, 1)],
            "a label that the scheme does not know allows it, one that forbids it does not"
        );
        let called_so: Vec<&str> = index.groups[3].called_so.iter().map(|identity| identity.id.as_str()).collect();
        assert_eq!(called_so, ["lee", "l"]);
        assert!(index.groups[0].called_so.is_empty());
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

    /// Names and aliases of identities, the ones with more mentions first; and who is
    /// probably the same.
    #[track_caller]
    fn check(names: &[&[&str]], expected: &str) {
        let identities: Vec<Vec<String>> = names
            .iter()
            .enumerate()
            .map(|(at, names)| {
                let id = format!("{at:02}");
                [id].into_iter().chain(names.iter().map(|name| (*name).to_owned())).collect()
            })
            .collect();
        let mentions: Vec<String> =
            (0..names.len()).flat_map(|at| vec![format!("[entity>{at:02}:x]"); names.len() - at]).collect();
        let identities: Vec<Vec<&str>> =
            identities.iter().map(|names| names.iter().map(String::as_str).collect()).collect();
        let identities: Vec<&[&str]> = identities.iter().map(Vec::as_slice).collect();
        let index = index(&workspace(vec![marked("a", None, &["One", &mentions.join(" ")])], &identities));
        let entry = |entry: &Entry| {
            let alike: Vec<&str> = entry.alike.iter().map(|other| other.name.as_str()).collect();
            format!("{}: {}", entry.identity.name, alike.join(", "))
        };
        let shown: Vec<String> = index.entries.iter().filter(|e| !e.alike.is_empty()).map(entry).collect();
        assert_eq!(shown.join("; "), expected);
    }

    #[test]
    fn names_in_common_and_names_within_names_are_proposed_once() {
        check(&[&["Smith"], &["SMITH"]], "Smith: SMITH");
        check(&[&["Smith"], &["Jane Smith"]], "Jane Smith: Smith");
        check(&[&["Jane Smith"], &["Smith"]], "Jane Smith: Smith");
        check(&[&["Smithson"], &["Smith"], &["J."], &["J. Smithson"]], "J. Smithson: Smithson");
        check(&[&["Jane Smith", "the mayor"], &["mayor"], &["The Mayor"]], "Jane Smith: mayor, The Mayor");
        check(&[&["A B C D E F G H I J K L M", "Mayor Lee"], &["B C"], &["Lee"]], "A B C D E F G H I J K L M: Lee");
        check(&[&["Bank of X", "Bank"], &["Bank", "Bank of X in Y"]], "Bank of X: Bank");
        check(&[&["Old Town"], &["Town"], &["town"]], "Old Town: Town; Town: town");
        check(&[&["東京"], &["東京 大阪"], &["大"]], "東京 大阪: 東京");
        check(&[&["Same", "Same"], &["", ""], &[""]], "");
    }

    #[test]
    fn ten_thousand_annotations_cost_one_look_at_each() {
        let of = |number: usize| {
            let id = format!("article{number}");
            let mark = |at: usize| match at % 3 {
                0 => format!("[entity>{:03}:Name {}]", at % 500, at % 7),
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
        assert_eq!(index.entries.iter().map(|entry| entry.alike.len()).sum::<usize>(), 450);
    }
}
