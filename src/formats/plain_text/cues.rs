//! The words by which a page gives itself away, with what they weigh and why.
//!
//! A cue is looked for outside quotation marks: what somebody is quoted as
//! saying is story. Each group counts once however many of its phrases are there.
//! The phrases stand in a file per language (`assets/cues.en.txt`), which is
//! loaded only when a plain text is imported: it would be a fifteenth of the first load.

use std::collections::BTreeMap;

use super::words::Word;
use crate::model::article::Boilerplate::{self, Advertisement, Comments, Navigation, Newsletter, Other, Related};

/// What a group of phrases is a sign of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sign {
    /// Of a line that belongs to the page.
    Page(Boilerplate),
    /// Of a link to a story of some kind, or of that story's own headline.
    Genre,
    /// Of a menu where the story is not, and of a heading where it is.
    Topic,
    /// Of the story.
    Story,
    /// Of the credit of a picture, and with it of its caption.
    Credit,
    /// Of a line that says who wrote the story, or when.
    Byline,
    /// Of a heading over links or comments, after which the page goes on in that vein.
    Opens(Boilerplate),
    /// An imperative or a question to the reader; weighs more beside a [`Sign::Thing`].
    Call,
    /// A thing that pages have and stories seldom speak of.
    Thing,
    /// The page speaks of itself or to its reader.
    Address,
}

/// Where in a piece of text a phrase counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum At {
    /// It is all there is, save a colon at the end.
    Whole,
    /// At the beginning.
    Start,
    /// At the beginning of any sentence.
    Sentence,
    /// Anywhere.
    Anywhere,
}

/// Phrases that mean the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cue {
    /// What they are a sign of.
    pub sign: Sign,
    /// Where they count.
    pub at: At,
    /// How much; [`super::classify::PAGE`] is enough to call a line part of the page.
    pub weight: i32,
}

/// The names of signs in the file.
const SIGNS: &[(&str, Sign)] = &[
    ("page advertisement", Sign::Page(Advertisement)),
    ("page related", Sign::Page(Related)),
    ("page comments", Sign::Page(Comments)),
    ("page newsletter", Sign::Page(Newsletter)),
    ("page navigation", Sign::Page(Navigation)),
    ("page other", Sign::Page(Other)),
    ("opens related", Sign::Opens(Related)),
    ("opens comments", Sign::Opens(Comments)),
    ("opens newsletter", Sign::Opens(Newsletter)),
    ("genre", Sign::Genre),
    ("topic", Sign::Topic),
    ("story", Sign::Story),
    ("credit", Sign::Credit),
    ("byline", Sign::Byline),
    ("call", Sign::Call),
    ("thing", Sign::Thing),
    ("address", Sign::Address),
];

/// The names of places in the file.
const PLACES: &[(&str, At)] =
    &[("whole", At::Whole), ("start", At::Start), ("sentence", At::Sentence), ("anywhere", At::Anywhere)];

/// Names of networks and of buttons: a row of nothing else is for sharing.
pub const BUTTONS: &str = "
    facebook twitter x instagram pinterest linkedin whatsapp telegram reddit flipboard tumblr youtube tiktok bluesky
    threads mastodon koo messenger email mail print share tweet copy link save like follow sms line post pin comment
    comments #
";

/// Words of the roles that people of the press have in bylines and biographies.
pub const ROLES: &str = "
    reporter correspondent editor columnist writer journalist staff producer photographer contributor author
    professor lecturer analyst critic fellow bureau chief desk intern director historian economist novelist
    broadcaster freelance presenter
";

/// Words that an outlet's name is known by.
pub const OUTLETS: &str = "
    ap afp reuters upi pti ani ians tnn bbc cnn abc nbc cbs pbs npr cbc rte rté itv aap nan bloomberg xinhua tass
    dpa efe ansa kyodo guardian telegraph times post herald tribune gazette journal observer examiner chronicle
    courier standard mirror independent mail express star sun press news agency agencies newspaper newspapers
    magazine daily weekly sentinel register dispatch globe inquirer monitor argus echo vanguard punch politico axios
    wire broadcasting newswire media radio tv
";

/// Whether a word, in small letters, is in one of the lists above.
pub fn lists(list: &str, word: &str) -> bool {
    list.split_ascii_whitespace().any(|listed| listed == word)
}

/// The cues of a file, by the first words of their phrases.
#[derive(Debug, Default)]
pub struct Cues<'a> {
    by_first: BTreeMap<&'a str, Vec<(usize, Vec<&'a str>)>>,
    cues: Vec<Cue>,
}

impl<'a> Cues<'a> {
    /// Reads a file of cues, `assets/cues.en.txt` for instance, whose head tells
    /// its form. Lines that are not of that form are passed over: a proposal with
    /// fewer cues is still a proposal.
    pub fn read(file: &'a str) -> Self {
        let mut cues = Cues::default();
        for line in file.lines().filter(|line| !line.starts_with('#')) {
            if !line.starts_with(' ') {
                cues.cues.extend(Self::group(line));
                continue;
            }
            let Some(group) = cues.cues.len().checked_sub(1) else { continue };
            for phrase in line.split(',') {
                let mut words = phrase.split_ascii_whitespace();
                if let Some(first) = words.next() {
                    cues.by_first.entry(first).or_default().push((group, words.collect()));
                }
            }
        }
        cues
    }

    /// The group that a line such as `page related, start, 6` opens.
    fn group(line: &str) -> Option<Cue> {
        let mut parts = line.split(',').map(str::trim);
        let (sign, at, weight) = (parts.next()?, parts.next()?, parts.next()?);
        Some(Cue {
            sign: SIGNS.iter().find(|(name, _)| *name == sign)?.1,
            at: PLACES.iter().find(|(name, _)| *name == at)?.1,
            weight: weight.parse().ok()?,
        })
    }

    /// The groups of which some phrase is in a text, in the order of the tables,
    /// and at how many words one begins.
    pub fn found<'b>(&'b self, words: &[Word]) -> impl Iterator<Item = (Cue, usize)> + use<'a, 'b> {
        let mut found = vec![0; self.cues.len()];
        for (at, word) in words.iter().enumerate() {
            for (group, rest) in self.by_first.get(word.text.as_str()).into_iter().flatten() {
                let after = words.get(at + 1..).unwrap_or_default();
                let there = after.len() >= rest.len() && after.iter().zip(rest).all(|(word, part)| word.text == *part);
                let end = after.get(rest.len()..).unwrap_or_default();
                let counts = self.cues.get(*group).is_some_and(|cue| match cue.at {
                    At::Whole => at == 0 && end.iter().all(|word| word.text == ":"),
                    At::Start => at == 0,
                    At::Sentence => word.begins,
                    At::Anywhere => true,
                });
                if let Some(slot) = found.get_mut(*group).filter(|_| there && counts) {
                    *slot += 1;
                }
            }
        }
        self.cues.iter().copied().zip(found).filter(|(_, times)| *times > 0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formats::plain_text::words::words;

    const ENGLISH: &str = include_str!("../../../assets/cues.en.txt");

    #[test]
    fn the_file_is_sound() {
        let mut has_group = false;
        for line in ENGLISH.lines().filter(|line| !line.starts_with('#') && !line.is_empty()) {
            if line.starts_with(' ') {
                assert!(has_group, "phrases before the first group: {line}");
                // A phrase never runs over the end of a line.
                assert!(line.ends_with(',') || !line.contains(",,"), "{line}");
            } else {
                assert!(Cues::group(line).is_some(), "no group: {line}");
                has_group = true;
            }
        }
    }

    #[test]
    fn phrases_are_written_as_words_are_read() {
        let mut before = std::collections::BTreeSet::new();
        for line in ENGLISH.lines().filter(|line| !line.starts_with('#')) {
            if !line.starts_with(' ') {
                before.clear();
                continue;
            }
            for phrase in line.split(',').map(str::trim).filter(|phrase| !phrase.is_empty()) {
                assert!(before.insert(phrase), "{phrase:?} is there twice in its group");
                // A number stands for itself, and a handle is one word with its name.
                let text = phrase.replace('#', "7").replace('@', "@x");
                let read: Vec<String> = words(&text).plain.into_iter().map(|word| word.text).collect();
                assert_eq!(read.join(" ").replace("@ x", "@"), phrase, "no text reads so");
            }
        }
    }
}
