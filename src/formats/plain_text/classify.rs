//! Proposes what each piece of a text is.
//!
//! In three steps, each over all pieces once. First every piece is scored by
//! what it says and how it looks: cues of the page add, marks of prose take
//! away. Then the headline and the ends of the story are found. Last the score
//! is completed by where a piece stands and what stands before it; at [`PAGE`]
//! it belongs to the page. What is left is named by its form.

use std::collections::BTreeMap;

use super::cues::{At, BUTTONS, Cues, ROLES, Sign, lists};
use super::cut::{Mark, Piece};
use super::facts;
use super::words::{Shape, Word, lower, words};
use crate::model::article::{BlockKind, Boilerplate};

/// A piece with this score belongs to the page.
pub const PAGE: i32 = 4;

/// Longer pieces are prose: no cue is looked for in them, whatever they say.
const LONGEST_CUED: usize = 90;

// What form takes away from a score, and why.

/// A sentence is more often story than page.
const SENTENCE: i32 = -2;
/// Calls to readers are short: from this many words on, and again from the second.
const LONG: [usize; 2] = [25, 45];
const LONG_SENTENCE: i32 = -2;
/// A menu's entries have no full stop: “Listen.” is prose.
const SHORT_STOP: i32 = -3;
/// What people say is story, even if they say “subscribe”.
const QUOTATION: i32 = -4;
/// The form of a byline or caption outweighs what it says.
const FORM: i32 = -6;

// What form and place add to a score, and why.

/// The entries of a menu, with signs between.
const MENU_ROW: i32 = 5;
/// An address or handle, and little else.
const ADDRESS_ROW: i32 = 4;
/// Names of networks and buttons, and nothing else.
const BUTTON_ROW: i32 = 5;
/// Sentences that all call on the reader are no story: makes good for [`SENTENCE`].
const ALL_CALLS: i32 = 2;
/// The same line again and again is put there by the page.
const REPEATED: i32 = 2;
/// Capitals and an exclamation mark: an advertiser's voice.
const SHOUTED: i32 = 2;
/// A fragment before the headline is the page's head.
const BEFORE_HEADLINE: i32 = 4;
/// A sentence there may be the story's summary.
const SENTENCE_BEFORE_HEADLINE: i32 = 2;
/// After the story's last paragraph a page goes on with its own matter…
const TAIL: i32 = 2;
/// …and once it has begun, it seldom stops.
const TAIL_BEGUN: i32 = 2;
/// What stands there in one box with a line of the page is part of it.
const TAIL_BOX: i32 = 2;
/// Scraps there that lead up to it, tags for example, are part of it.
const TAIL_SCRAP: i32 = 2;
/// A section's name, where no part of the story can follow.
const TOPIC_OUTSIDE: i32 = 2;
/// Under a heading such as “Related” stand links.
const UNDER_OPENER: i32 = 4;
/// Between buttons stand buttons.
const BETWEEN_PAGE_LINES: i32 = 4;

/// A headline has at most this many words…
const LONGEST_HEADLINE: usize = 40;
/// …and seldom fewer than this.
const SHORT_HEADLINE: usize = 4;

/// A question of more words is no heading. Where a quarter of the questions are
/// longer, the text is an interview, and none is.
const LONGEST_QUESTION_HEADING: usize = 6;

/// What is known of a piece.
struct Seen {
    shape: Shape,
    score: i32,
    /// How much of it a headline would have too.
    genre: i32,
    /// The role of the strongest cue.
    role: Option<Boilerplate>,
    /// Whether it is a heading over links or comments.
    opens: Option<Boilerplate>,
    /// Whether it may head a part of the story as well as one of the site.
    topic: bool,
    byline: Form,
    credit: bool,
    item: bool,
    quote: bool,
    /// Whether it stands right under a line of the page, as in one box, in a text
    /// whose paragraphs stand apart.
    boxed: bool,
    /// A clock, a rule, a score: no words to judge by.
    wordless: bool,
    /// A few words that are no sentence, no name and no row of figures.
    scrap: bool,
}

/// How surely a piece has some form.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Form {
    No,
    /// A name or a day and nothing else: a list of links may have them as well.
    Likely,
    /// It says so: “By …”, “Published …”.
    Sure,
    /// It says where the story is from: “Original: https://…”.
    Source,
}

impl Seen {
    fn is_page(&self) -> bool {
        self.score >= PAGE
    }

    /// The score without what a headline may say of its story.
    fn score_as_headline(&self) -> i32 {
        self.score - self.genre
    }

    /// Running text: what tells where the story begins and ends.
    fn is_prose(&self) -> bool {
        let own_form = self.byline > Form::No || self.credit || self.boxed;
        // A short question may be a link's title.
        let title = self.shape.asks && self.shape.words <= 12;
        !own_form && !title && self.score < PAGE / 2 && (self.shape.is_sentence() || self.shape.words >= LONG[0])
    }

    /// Prose enough that no heading or standfirst looks like it.
    fn is_paragraph(&self) -> bool {
        self.is_prose() && self.shape.ends_sentence && self.shape.words >= 8
    }

    /// A title without a stop, as links have.
    fn is_link_like(&self) -> bool {
        !self.shape.ends_sentence || self.shape.words <= 25 && self.shape.asks
    }
}

/// Proposes a kind for every piece, in their order.
pub fn kinds(pieces: &[Piece], cues: &Cues<'_>) -> Vec<BlockKind> {
    let mut seen = look(pieces, cues);
    let plan = Plan::of(pieces, &seen);
    complete(&mut seen, &plan);
    name(pieces, &seen, &plan)
}

/// Scores every piece by what it says and how it looks.
fn look(pieces: &[Piece], cues: &Cues<'_>) -> Vec<Seen> {
    let mut times: BTreeMap<&str, usize> = BTreeMap::new();
    for piece in pieces {
        *times.entry(piece.text.as_str()).or_default() += 1;
    }
    let again = |piece: &Piece| times.get(piece.text.as_str()).is_some_and(|count| *count > 1);
    let mut seen: Vec<Seen> = pieces.iter().map(|piece| look_at(piece, cues, again(piece))).collect();
    let has_gaps = pieces.iter().skip(1).any(|piece| piece.after_gap);
    let mut in_box = false;
    for (piece, seen) in pieces.iter().zip(&mut seen) {
        seen.boxed = has_gaps && !piece.after_gap && in_box && !seen.is_page();
        in_box = seen.is_page() || seen.boxed;
    }
    seen
}

fn look_at(piece: &Piece, cues: &Cues<'_>, repeated: bool) -> Seen {
    let read = words(&piece.text);
    let shape = read.shape;
    let mut seen = Seen {
        shape,
        score: 0,
        genre: 0,
        role: None,
        opens: None,
        topic: false,
        byline: Form::No,
        credit: false,
        item: matches!(piece.mark, Mark::Item { .. }),
        quote: piece.mark == Mark::Quote,
        boxed: false,
        wordless: shape.lettered == 0,
        scrap: !shape.ends_sentence
            && shape.words <= 4
            && !has_figure(&piece.text)
            && (shape.is_shouted() || !facts::is_name(&piece.text)),
    };
    let mut credit = 0;
    let mut byline = 0;
    if shape.words <= LONGEST_CUED {
        (credit, byline) = weigh_cues(&mut seen, &read.plain, cues);
    }
    let sentence = shape.is_sentence();
    if sentence {
        seen.score += SENTENCE;
        seen.score += LONG_SENTENCE * LONG.iter().filter(|length| shape.words >= **length).count() as i32;
    }
    if !sentence && piece.text.ends_with('.') && !piece.text.ends_with("..") {
        seen.score += SHORT_STOP;
    }
    if shape.is_quotation() || shape.begins_quote && sentence {
        seen.score += QUOTATION;
    }
    // Two signs make three entries; a menu's entries are short.
    if shape.separators >= 2 && !sentence && shape.words <= (shape.separators + 1) * 4 {
        seen.add(Boilerplate::Navigation, MENU_ROW);
    }
    if shape.address && shape.words <= 14 && !sentence {
        // A handle alone may be the name of somebody who is quoted.
        let alone = shape.words <= 1 && piece.text.starts_with('@');
        seen.add(Boilerplate::Other, if alone { ADDRESS_ROW / 2 } else { ADDRESS_ROW });
    }
    if shape.words >= 2 && read.plain.iter().all(|word| lists(BUTTONS, &word.text)) {
        seen.add(Boilerplate::Newsletter, BUTTON_ROW);
    }
    if repeated && !seen.wordless && shape.words <= 12 && !sentence && byline == 0 {
        seen.add(Boilerplate::Other, REPEATED);
    }
    if shape.is_shouted() && piece.text.ends_with('!') {
        seen.add(Boilerplate::Newsletter, SHOUTED);
    }
    // “Last updated:” without a day is a label of the page.
    let label = byline > 0 && seen.is_page() && facts::day(&piece.text).is_none();
    let form = byline_form(piece, &shape, byline);
    // “TV” may be the end of an outlet's name, but not all of it.
    let none = label && form < Form::Source || seen.topic && form == Form::Likely;
    seen.byline = if none { Form::No } else { form };
    seen.credit = seen.byline == Form::No && is_credit(&piece.text, &shape, credit);
    if seen.byline > Form::No || seen.credit {
        seen.score += FORM;
    }
    if is_biography(&piece.text, &shape) {
        seen.score += FORM;
    }
    seen
}

impl Seen {
    /// Adds to the score, and lets the role be that of the heaviest cue.
    fn add(&mut self, role: Boilerplate, weight: i32) {
        self.score += weight;
        self.role.get_or_insert(role);
    }
}

/// Adds the cues' weights; gives back the weights of credits and bylines.
fn weigh_cues(seen: &mut Seen, plain: &[Word], cues: &Cues<'_>) -> (i32, i32) {
    let (mut call, mut thing, mut address, mut credit, mut byline) = (0, 0, 0, 0, 0);
    let (mut heaviest, mut calls) = (0, 0);
    for (cue, times) in cues.found(plain) {
        match cue.sign {
            Sign::Page(role) | Sign::Opens(role) => {
                // A heading is short; “More from …” may begin a sentence, or a headline.
                let said = seen.shape.words - seen.shape.quoted;
                let heads = said <= 8 && !seen.shape.ends_sentence;
                if matches!(cue.sign, Sign::Opens(_)) {
                    if !heads {
                        continue;
                    }
                    seen.opens = Some(role);
                }
                if matches!((cue.sign, cue.at), (Sign::Opens(_), At::Start)) {
                    seen.genre = seen.genre.max(cue.weight);
                } else {
                    seen.score += cue.weight;
                }
                if cue.weight > heaviest {
                    heaviest = cue.weight;
                    seen.role = Some(role);
                }
            }
            Sign::Genre => {
                seen.genre = seen.genre.max(cue.weight);
                seen.role.get_or_insert(Boilerplate::Related);
            }
            Sign::Topic => {
                seen.topic = true;
                seen.add(Boilerplate::Navigation, cue.weight);
            }
            Sign::Story => seen.score += cue.weight,
            Sign::Call => {
                call = call.max(cue.weight);
                calls += times;
            }
            Sign::Thing => thing = thing.max(cue.weight),
            Sign::Address => address = cue.weight,
            Sign::Credit => credit += cue.weight,
            Sign::Byline => byline += cue.weight,
        }
    }
    seen.score += seen.genre;
    // Where a call sends the reader is a thing of the page.
    if call > 0 && seen.shape.address {
        thing = thing.max(1);
    }
    // A call alone may be a heading, and a thing alone the news. Together they
    // are the page's, the more so if it says “our” or “you”.
    let together = match (call, thing) {
        (0, 0) => 0,
        (0, _) if address == 0 && seen.shape.is_sentence() => 0,
        (0, thing) => thing + address - 1,
        // A short line that begins with the likes of “Sign up” is a button.
        (2.., 0) if !seen.shape.ends_sentence && seen.shape.words <= 5 => PAGE,
        (call, 0) => call + address - 1,
        (call, thing) => call + thing + address + 1,
    };
    let sentences = plain.iter().filter(|word| word.begins).count();
    if calls >= sentences && call > 0 && thing > 0 && seen.shape.is_sentence() {
        seen.score += ALL_CALLS;
    }
    if together > 0 {
        seen.add(Boilerplate::Newsletter, together);
    }
    (credit, byline)
}

/// Whether a piece has the form of a line that says who wrote the story, or when.
fn byline_form(piece: &Piece, shape: &Shape, cues: i32) -> Form {
    let text = piece.text.as_str();
    let from_there = facts::address(text).is_some_and(|(_, from_there)| from_there);
    if from_there || shape.words > 40 || shape.words == 0 {
        return if from_there { Form::Source } else { Form::No };
    }
    let bracketed = text.starts_with(['(', '[']) && text.ends_with([')', ']']);
    let unbracketed = text.trim_start_matches(['(', '[', '—', '–', '-', ' ']);
    let begins_by = ["by ", "by: ", "interview by ", "posted by "]
        .iter()
        .any(|lead| unbracketed.get(..lead.len()).is_some_and(|start| start.eq_ignore_ascii_case(lead)));
    // “By nightfall the road was shut.” is a sentence.
    let names_after_by = begins_by && shape.words <= 25 && {
        let credits = facts::credits(text);
        let found = !credits.authors.is_empty() || credits.outlet.is_some();
        found && (!shape.ends_sentence || shape.words <= 6) || shape.words <= 4 && !shape.ends_sentence
    };
    if names_after_by {
        return Form::Sure;
    }
    if cues >= 4 {
        let dated = || facts::day(text).is_some() || has_figure(text) || shape.words <= 3;
        let contributes = bracketed || !shape.ends_sentence || shape.words <= 20;
        let says_who = text.contains(" by ") || text.contains("contribut") || bracketed;
        let says = contributes && (says_who || !shape.ends_sentence || dated());
        return if says { Form::Sure } else { Form::No };
    }
    // A day with little else around it.
    if shape.words <= 16 && !shape.ends_sentence && facts::day(text).is_some_and(|day| day.other_words <= 6) {
        return Form::Likely;
    }
    // “Associated Northern Press”, “— Reuters”, “Jane Doe, Political Editor”.
    if shape.words > 9 || shape.ends_sentence {
        return Form::No;
    }
    let signed = text.starts_with(['—', '–']) && shape.words <= 5;
    let with_role = text.split_once(',').is_some_and(|(name, role)| facts::is_name(name.trim()) && says_role(role));
    let outlet =
        shape.words <= 4 && shape.separators == 0 && facts::is_outlet(unbracketed.trim_end_matches([')', ']']));
    // Initials of desk and writers: “HNS/as/rk”.
    let initials = !text.contains(char::is_whitespace)
        && text.contains('/')
        && text.len() <= 16
        && text.chars().all(|c| c.is_alphabetic() || c == '/');
    if signed || with_role || outlet || initials { Form::Likely } else { Form::No }
}

/// Whether a text has a figure: a day without its year, or a clock.
fn has_figure(text: &str) -> bool {
    text.contains(|c: char| c.is_ascii_digit())
}

/// Whether a text names a role of the press.
fn says_role(text: &str) -> bool {
    text.split(|c: char| !c.is_alphabetic()).any(|word| lists(ROLES, &lower(word)))
}

/// Whether a piece has the form of a picture's caption with its credit.
fn is_credit(text: &str, shape: &Shape, cues: i32) -> bool {
    // The credit stands at the end in brackets, or makes all of a short line.
    let at_end = text.ends_with([')', ']']) || !shape.ends_sentence;
    cues >= 4 && shape.words <= 60 && (at_end || shape.words <= 12) || cues >= 3 && shape.words <= 60 && at_end
}

/// Where the story is among the pieces.
struct Plan {
    headline: Option<usize>,
    /// The first paragraph of running text.
    first: usize,
    /// One after the last piece of running text.
    end: usize,
}

impl Plan {
    fn of(pieces: &[Piece], seen: &[Seen]) -> Plan {
        let first = seen.iter().position(Seen::is_paragraph).or_else(|| seen.iter().position(Seen::is_prose));
        let first = first.unwrap_or(seen.len());
        let mut headline = headline(pieces, seen, first);
        let mut first = first;
        if headline.is_none() {
            headline = headline_under_caption(pieces, seen, first);
            let below = |at| seen.iter().enumerate().skip(at).find(|(_, line)| line.is_paragraph()).map(|(at, _)| at);
            first = headline.and_then(below).unwrap_or(first);
        }
        let closing = closing(seen, first);
        let last = seen.iter().take(closing).rposition(Seen::is_prose);
        // Without running text nothing is known to be after it.
        let end = last.map_or(seen.len(), |last| last + 1);
        Plan { headline, first, end }
    }
}

/// The first heading over links or comments after which the story does not go on.
fn closing(seen: &[Seen], first: usize) -> usize {
    // Counted from the end: how much prose, titles and comment furniture follow.
    let total: usize = seen.iter().filter(|s| s.is_prose()).map(|s| s.shape.words).sum();
    let (mut after, mut prose, mut titles, mut furniture) = (0, 0, 0, 0);
    let (mut in_a_row, mut longest_row) = (0, 0);
    let mut closing = seen.len();
    for (at, piece) in seen.iter().enumerate().skip(first).rev() {
        let before = total - after - if piece.is_prose() { piece.shape.words } else { 0 };
        let closes = match piece.opens {
            // Comments are prose too; their buttons tell them from the story.
            Some(Boilerplate::Comments) => after * 3 < before || furniture * 4 >= (seen.len() - at) && furniture >= 2,
            // Teasers stand one by one between titles; the story's paragraphs together.
            Some(_) => after * 3 < before && (prose == 0 || longest_row <= 1 && titles >= prose && prose >= 2),
            None => false,
        };
        if closes && before > 0 {
            closing = at;
        }
        if piece.is_prose() {
            after += piece.shape.words;
            prose += 1;
            in_a_row += 1;
            longest_row = longest_row.max(in_a_row);
        } else {
            in_a_row = 0;
            titles += usize::from(piece.is_link_like() && !piece.is_page());
            furniture += usize::from(piece.is_page() && piece.role == Some(Boilerplate::Comments));
        }
    }
    closing
}

/// Whether a line may be a headline: no form of its own, no full stop, not the page's.
fn may_be_headline(piece: &Piece, line: &Seen) -> bool {
    let form = line.byline > Form::No || line.credit || line.item || line.quote || line.wordless;
    let stop = piece.text.ends_with(['.', ':', ',', ';']) && !piece.text.ends_with("...");
    !form && !stop && line.score_as_headline() < PAGE && (2..=LONGEST_HEADLINE).contains(&line.shape.words)
}

/// The headline, among the lines before the first paragraph of running text.
fn headline(pieces: &[Piece], seen: &[Seen], first: usize) -> Option<usize> {
    let lines = || pieces.iter().zip(seen).take(first).enumerate();
    let candidates = || lines().filter(|(_, (piece, line))| may_be_headline(piece, line));
    // A title has some words; a short one stands last, under the menu. Of two
    // that may be, the first is the headline and the second sums up.
    let long = candidates().filter(|(_, (_, line))| line.shape.words >= SHORT_HEADLINE);
    let best = long.min_by_key(|(at, (_, line))| (line.score_as_headline().max(PAGE / 2), *at));
    let short = || candidates().rfind(|(_, (_, line))| line.score < PAGE / 2);
    best.or_else(short).map(|(at, _)| at)
}

/// The headline of a page that begins with a picture: its caption is a sentence,
/// so only a byline close below tells the headline from a heading.
fn headline_under_caption(pieces: &[Piece], seen: &[Seen], first: usize) -> Option<usize> {
    let by_below = |at: usize| seen.iter().skip(at + 1).take(2).any(|line| line.byline > Form::No);
    let by_above = seen.iter().take(first + 1).any(|line| line.byline > Form::No);
    let lines = pieces.iter().zip(seen).enumerate().skip(first + 1).take(3);
    let mut fitting = lines.filter(|(at, (piece, line))| {
        may_be_headline(piece, line) && line.shape.words >= SHORT_HEADLINE && by_below(*at)
    });
    if by_above { None } else { fitting.next().map(|(at, _)| at) }
}

/// Completes the scores by place and neighbours.
fn complete(seen: &mut [Seen], plan: &Plan) {
    // Whether the next piece belongs to the page by what it says.
    let page_next: Vec<bool> = seen.iter().skip(1).map(Seen::is_page).chain([false]).collect();
    let mut page_before = false;
    let scraps = scraps(seen, plan.end);
    let mut opener: Option<Boilerplate> = None;
    let mut tail_role: Option<Boilerplate> = None;
    for (at, ((piece, page_next), scrap)) in seen.iter_mut().zip(page_next).zip(scraps).enumerate() {
        if Some(at) == plan.headline {
            opener = None;
            page_before = false;
            continue;
        }
        let sentence = piece.shape.is_sentence();
        if plan.headline.is_some_and(|headline| at < headline) {
            let weight = if sentence { SENTENCE_BEFORE_HEADLINE } else { BEFORE_HEADLINE };
            piece.add(Boilerplate::Navigation, weight);
            continue;
        }
        let in_tail = at >= plan.end;
        if let Some(role) = opener.filter(|_| !in_tail && !piece.is_page()) {
            // Inside the story a run of links ends with the next sentence, or a
            // line of another form.
            if piece.is_link_like() && piece.shape.words >= 3 && piece.byline < Form::Sure && !piece.credit {
                // A title may ask.
                piece.add(role, UNDER_OPENER - if sentence { SENTENCE } else { 0 });
            } else {
                opener = None;
            }
        }
        let in_body = at > plan.first && !in_tail;
        if piece.topic && (!in_body || page_before || page_next) {
            piece.score += TOPIC_OUTSIDE;
        }
        // A first and a last name may well stand there.
        let alone = !sentence && !piece.item && piece.shape.words <= 4 && piece.shape.words != 2;
        if !in_tail && alone && page_before && page_next {
            piece.add(Boilerplate::Other, BETWEEN_PAGE_LINES);
        }
        if in_tail && !piece.is_page() {
            if !sentence && !piece.item {
                piece.score += TAIL + if scrap { TAIL_SCRAP } else { 0 };
                piece.role = piece.role.or(scrap.then_some(Boilerplate::Navigation));
            }
            if let Some(role) = tail_role {
                piece.score += TAIL_BEGUN + if piece.boxed { TAIL_BOX } else { 0 };
                // What people comment, and teasers, are sentences too; their names
                // and days look like bylines.
                let kept = match opener {
                    Some(Boilerplate::Comments) => Form::Source,
                    _ => Form::Sure,
                };
                if opener.is_some() && piece.byline < kept && !piece.is_page() {
                    piece.score = PAGE;
                    piece.role = opener;
                }
                piece.role.get_or_insert(role);
            }
        }
        page_before = piece.is_page();
        if page_before {
            if piece.opens.is_some() {
                opener = piece.opens;
            }
            if in_tail {
                tail_role = piece.role.or(tail_role);
            }
        }
    }
}

/// For every piece, whether it is of the few words that lead up to a line of the
/// page after the story's end.
fn scraps(seen: &[Seen], end: usize) -> Vec<bool> {
    let mut leads_up = false;
    let mut scraps: Vec<bool> = seen
        .iter()
        .enumerate()
        .rev()
        .map(|(at, piece)| {
            // Rows of results have figures, and signatures are names.
            let scrap = at >= end && piece.scrap && piece.byline == Form::No && !piece.credit && !piece.item;
            leads_up = piece.is_page() || leads_up && scrap;
            leads_up && scrap
        })
        .collect();
    scraps.reverse();
    scraps
}

/// Names every piece: the page's by role, the story's by form.
fn name(pieces: &[Piece], seen: &[Seen], plan: &Plan) -> Vec<BlockKind> {
    let mut standfirst = false;
    let asks = |line: &&Seen| line.shape.asks && !line.is_page() && !line.shape.is_quotation();
    let questions = seen.iter().filter(asks).count();
    let short = seen.iter().filter(asks).filter(|line| line.shape.words <= LONGEST_QUESTION_HEADING).count();
    let interview = questions >= 3 && short * 4 < questions * 3;
    let mut kinds = Vec::with_capacity(pieces.len());
    for (at, (piece, line)) in pieces.iter().zip(seen).enumerate() {
        let kind = if Some(at) == plan.headline {
            BlockKind::Headline
        } else if line.is_page() {
            BlockKind::Boilerplate(line.role.unwrap_or(Boilerplate::Other))
        } else {
            let next = seen.iter().skip(at + 1).find(|next| !next.is_page());
            let in_head = plan.headline.is_some_and(|headline| at > headline) && at <= plan.first;
            let kind = story_kind(piece, line, next, in_head, at >= plan.end, interview, &mut standfirst);
            // Above the headline stands a picture.
            let above = plan.headline.is_some_and(|headline| at < headline) && kind == BlockKind::Paragraph;
            if above { BlockKind::Caption } else { kind }
        };
        kinds.push(kind);
    }
    kinds
}

fn story_kind(
    piece: &Piece,
    line: &Seen,
    next: Option<&Seen>,
    in_head: bool,
    in_tail: bool,
    interview: bool,
    standfirst: &mut bool,
) -> BlockKind {
    let shape = &line.shape;
    let colon = piece.text.ends_with([':', ',', ';']);
    match piece.mark {
        Mark::Item { level, ordered } => return BlockKind::ListItem { level, ordered },
        Mark::Quote => return BlockKind::Quote,
        Mark::None => {}
    }
    if line.credit {
        return BlockKind::Caption;
    }
    if is_dateline(&piece.text, shape) {
        return BlockKind::Dateline;
    }
    if line.byline > Form::No || is_biography(&piece.text, shape) {
        return BlockKind::Byline;
    }
    if in_head {
        if !shape.ends_sentence && !colon {
            let reports_from = [" at ", " in ", " from "].iter().any(|word| {
                piece.text.split_once(word).is_some_and(|(name, _)| shape.words <= 7 && facts::is_name(name))
            });
            return match shape.words {
                // A name, or a name's role, under the headline.
                _ if reports_from || facts::is_name(&piece.text) || shape.words <= 4 && says_role(&piece.text) => {
                    BlockKind::Byline
                }
                0..=4 => BlockKind::Heading { level: 2 },
                // The first line under the headline sums up; the next tells of a picture.
                _ if !*standfirst => {
                    *standfirst = true;
                    BlockKind::Standfirst
                }
                _ => BlockKind::Caption,
            };
        }
        // A sentence sums up if who and when stand between it and the story.
        if !*standfirst && next.is_some_and(|next| next.byline > Form::No || next.credit) {
            *standfirst = true;
            return BlockKind::Standfirst;
        }
    }
    // What stands on a line of its own, right before a credit, tells of the picture.
    if !shape.ends_sentence && next.is_some_and(|next| next.credit && next.shape.words <= 6) {
        return BlockKind::Caption;
    }
    let next_is_text = next.is_some_and(|next| next.shape.ends_sentence || next.item || next.quote);
    let heads = next_is_text || !in_tail && next.is_some_and(|next| next.byline == Form::No) || line.wordless;
    // One question heads an explanation; many are an interview.
    let titled = !shape.ends_sentence && shape.words <= 12
        || shape.asks && shape.words <= LONGEST_QUESTION_HEADING && !interview && !in_tail;
    if titled && heads && !colon {
        return BlockKind::Heading { level: 2 };
    }
    BlockKind::Paragraph
}

/// Whether a line is the place and day alone: `KABUL, Aug 11 (Reuters)`.
fn is_dateline(text: &str, shape: &Shape) -> bool {
    let place = text.split([',', '(', '—', '–', '-']).next().unwrap_or("").trim();
    let shouted = place.chars().any(char::is_alphabetic) && !place.chars().any(char::is_lowercase);
    let filed = text.contains('(') && text.trim_end_matches([' ', '-', '—', '–']).ends_with(')');
    shouted && filed && shape.words <= 10 && place.len() < text.len() && place.chars().count() >= 3
}

/// Whether a line after the story tells who its author is.
fn is_biography(text: &str, shape: &Shape) -> bool {
    let Some((name, role)) = text.split_once(" is ") else { return false };
    let article = ["a ", "an ", "the ", "our "].iter().any(|article| role.starts_with(article));
    article && shape.words <= 45 && facts::is_name(name) && says_role(role)
}
