//! Three small articles, counted by hand before they were counted by the code; what
//! holds of every article; and schemes that ask for less.

use proptest::prelude::*;
use serde_json::Value;

use super::*;
use crate::model::article::{Article, BlockKind, Boilerplate};
use crate::model::edit::{Edit, Entity};
use crate::model::fixtures::{annotation, article, moment};
use crate::model::identity::Identity;
use crate::model::relation::Argument;

fn news() -> Scheme {
    let text = include_str!("../../../assets/schemes/news.json");
    Scheme::from_json(serde_json::from_str(text).unwrap()).unwrap()
}

/// An article and what a reader says of it.
struct Made {
    scheme: Scheme,
    article: Rc<Article>,
    annotations: Vec<Rc<Annotation>>,
    others: Vec<Entity>,
}

impl Made {
    /// Blocks that begin with `#` are adverts.
    fn new(blocks: &[&str]) -> Made {
        let texts: Vec<&str> = blocks.iter().map(|block| block.trim_start_matches('#')).collect();
        let mut made = Article::clone(&article("urn:a", &texts));
        for (block, text) in made.blocks.iter_mut().zip(blocks) {
            if text.starts_with('#') {
                block.kind = BlockKind::Boilerplate(Boilerplate::Advertisement);
            }
        }
        Made { scheme: news(), article: Rc::new(made), annotations: Vec::new(), others: Vec::new() }
    }

    /// Where some words stand, from 0; `2|words` for the second place.
    fn place(&self, words: &str) -> (u32, u32) {
        let (nth, words) = words.split_once('|').map_or((1, words), |(nth, words)| (nth.parse().unwrap(), words));
        let text = self.article.joined_text();
        let (at, _) = text.match_indices(words).nth(nth - 1).unwrap_or_else(|| panic!("“{words}” is not there"));
        let start = text[..at].chars().count() as u32;
        (start, start + words.chars().count() as u32)
    }

    fn mark(&mut self, id: &str, label: &str, words: &[&str], said: &[(&str, &str)]) {
        let spans: Vec<(u32, u32)> = words.iter().map(|words| self.place(words)).collect();
        let mut made = Annotation::clone(&annotation(id, &self.article, label, &spans));
        made.attributes = said_of(said);
        self.annotations.push(Rc::new(made));
    }

    fn claim(&mut self, id: &str, words: &[&str], kind: &str) {
        self.mark(id, "claim", words, &[("type", kind)]);
    }

    /// The words of an annotation are no longer in the text.
    fn lose(&mut self, id: &str, words: &str) {
        let made = self.annotations.iter_mut().find(|made| made.id.as_str() == id).unwrap();
        Rc::make_mut(made).target[0].quote.exact = words.to_owned();
    }

    fn same(&mut self, ids: &[&str], identity: &str) {
        for made in self.annotations.iter_mut().filter(|made| ids.contains(&made.id.as_str())) {
            Rc::make_mut(made).identity = Some(identity.into());
        }
    }

    fn identity(&mut self, id: &str, name: &str) {
        self.others.push(Entity::Identity(Rc::new(Identity::new(id.into(), name, moment(0)))));
    }

    /// Roles and ids as `claim=c1 source=s1`.
    fn join(&mut self, id: &str, arguments: &str, said: &[(&str, &str)]) {
        let argument = |argument: &str| {
            let (role, annotation) = argument.split_once('=').unwrap();
            Argument::new(role.into(), annotation.into())
        };
        let arguments = arguments.split(' ').map(argument).collect();
        let mut relation = Relation::new(id.into(), "attribution".into(), arguments, moment(0));
        relation.attributes = said_of(said);
        self.others.push(Entity::Relation(Rc::new(relation)));
    }

    fn workspace(&self) -> Workspace {
        let mut others = self.others.clone();
        others.push(Entity::Scheme(Rc::new(self.scheme.clone())));
        let import = Edit::Import {
            articles: vec![self.article.clone()],
            annotations: self.annotations.clone(),
            reanchored: Vec::new(),
            others,
        };
        let empty = Workspace::default();
        empty.after(&empty.change(&import).unwrap())
    }

    fn report(&self) -> Sourcing {
        let workspace = self.workspace();
        sourcing(&workspace, workspace.articles().next().unwrap())
    }
}

fn said_of(said: &[(&str, &str)]) -> BTreeMap<AttributeId, String> {
    said.iter().map(|(question, value)| ((*question).into(), (*value).to_owned())).collect()
}

/// `id count words: what is behind it`, with an attribution behind `@`; parts in brackets.
fn shown(row: &Row) -> String {
    let behind = |behind: &Behind| match &behind.attribution {
        Some(attribution) => format!("{}@{attribution}", behind.annotation),
        None => behind.annotation.to_string(),
    };
    let behind: Vec<String> = row.behind.iter().map(behind).collect();
    let mut text = format!("{} {} {}w {}", row.id, row.count, row.words, behind.join(" ")).trim_end().to_owned();
    if !row.parts.is_empty() {
        let parts: Vec<String> = row.parts.iter().map(shown).collect();
        text.push_str(&format!(" [{}]", parts.join(", ")));
    }
    text.replace("ascribe:", ":")
}

/// What a figure counts of how many, and its rows; those with nothing in them are left
/// out, but for one that is asked for.
#[track_caller]
fn check(report: &Sourcing, figure: &str, whole: &str, expected: &[&str]) {
    let figure = report.figure(figure).unwrap_or_else(|| panic!("no {figure}"));
    assert_eq!(format!("{} {} {}w", figure.unit.as_str(), figure.of, figure.of_words), whole, "{}", figure.id);
    let rows: Vec<String> = figure.rows.iter().map(shown).filter(|row| !row.ends_with(" 0 0w")).collect();
    assert_eq!(rows, expected, "{}", figure.id);
}

#[track_caller]
fn check_ids(report: &Sourcing, figure: &str, expected: &str) {
    let ids: Vec<&str> = report.figure(figure).unwrap().rows.iter().map(|row| row.id.as_str()).collect();
    assert_eq!(ids.join(" "), expected);
}

/// Chains, several sources of one claim, one source of several claims, a claim in a
/// claim, an attribution without a source, claims in pieces, an advert.
fn bridge() -> Made {
    let mut made = Made::new(&[
        "Bridge at Lowmere shut after crack is found",
        "The bridge at Lowmere was shut on Monday, mayor Ida Brandt said.",
        "“We found a crack and it is growing,” Brandt told Radio Ellory. The crack was reported to be a metre long.",
        "Two engineers and a union claimed that the council had known for years and had done nothing.",
        "Brandt hopes that traffic will return in May.",
        "#Read: Bridge builders say the bridge was never safe",
        "Her lawyer said that she had warned the council that the bolts were loose.",
    ]);
    made.claim("c1", &["Bridge at Lowmere shut after crack is found"], "event");
    made.claim("c2", &["The bridge at Lowmere was shut on Monday"], "event");
    made.claim("c3", &["We found a crack and it is growing"], "event");
    made.claim("c4", &["The crack", "a metre long"], "event");
    made.claim("c5", &["the council had known for years"], "allegation");
    made.claim("c6", &["the council", "had done nothing"], "allegation");
    made.claim("c7", &["traffic will return in May"], "prediction");
    made.claim("c8", &["she had warned the council that the bolts were loose"], "event");
    made.mark("c9", "claim", &["the bolts were loose"], &[]);
    made.claim("c10", &["the bridge was never safe"], "event");
    made.mark(
        "s1",
        "source",
        &["mayor Ida Brandt"],
        &[("identification", "named"), ("standing", "official"), ("basis", "first-hand")],
    );
    made.mark("s2", "source", &["2|Brandt"], &[]);
    made.mark(
        "s3",
        "source",
        &["Radio Ellory"],
        &[("identification", "named"), ("standing", "journalist"), ("basis", "second-hand")],
    );
    made.mark(
        "s4",
        "source",
        &["Two engineers"],
        &[("identification", "anonymous-without-reason"), ("standing", "expert")],
    );
    made.mark(
        "s5",
        "source",
        &["a union"],
        &[("identification", "anonymous-without-reason"), ("standing", "advocate")],
    );
    made.mark("s6", "source", &["3|Brandt"], &[("identification", "named"), ("standing", "affected")]);
    made.mark("s7", "source", &["Her lawyer"], &[("identification", "role")]);
    made.mark("s8", "source", &["she"], &[]);
    made.mark("s9", "source", &["Bridge builders"], &[("identification", "named")]);
    for (id, words) in [
        ("q1", "said"),
        ("q2", "told"),
        ("q3", "was reported to be"),
        ("q4", "claimed"),
        ("q5", "hopes"),
        ("q6", "2|said"),
    ] {
        made.mark(id, "cue", &[words], &[]);
    }
    // The third “Brandt”, of which it is not said, goes by its words.
    made.same(&["s1", "s2", "s8"], "brandt");
    made.identity("brandt", "Ida Brandt");
    made.join("a1", "claim=c2 source=s1 cue=q1", &[("mode", "paraphrase"), ("tone", "neutral"), ("route", "straight")]);
    made.join(
        "a2",
        "cue=q2 via=s3 source=s2 claim=c3",
        &[("mode", "direct"), ("tone", "neutral"), ("route", "through-outlet")],
    );
    made.join("a3", "claim=c4 cue=q3", &[("mode", "paraphrase"), ("tone", "distancing"), ("route", "through-outlet")]);
    made.join("a4", "claim=c6 claim=c5 source=s5 source=s4 cue=q4", &[("mode", "paraphrase"), ("tone", "distancing")]);
    made.join("a5", "claim=c7 source=s6 cue=q5", &[("mode", "thought"), ("tone", "neutral")]);
    made.join(
        "a6",
        "claim=c8 source=s8 via=s7 cue=q6",
        &[("mode", "paraphrase"), ("tone", "neutral"), ("route", "straight")],
    );
    made.join("a7", "claim=c10 source=s9", &[("mode", "paraphrase")]);
    made
}

#[test]
fn the_bridge_is_counted_as_by_hand() {
    let report = bridge().report();
    let check = |figure: &str, whole: &str, rows: &[&str]| check(&report, figure, whole, rows);
    check("claims", "claims 9 53w", &[":all 9 53w c1 c2 c3 c4 c6 c5 c7 c8 c9"]);
    check("sources", "sources 5 40w", &[":all 5 40w s1 s2 s6 s8 s3 s4 s5 s7"]);
    check("ascriptions", "ascriptions 7 45w", &[":all 7 45w c2@a1 c3@a2 c4@a3 c6@a4 c5@a4 c7@a5 c8@a6"]);
    check(
        "voice",
        "claims 9 53w",
        &[":ascribed 6 40w c2 c3 c6 c5 c7 c8", ":no-source 1 5w c4", ":inside 1 4w c9", ":own-voice 1 8w c1"],
    );
    check(
        "kinds",
        "claims 9 53w",
        &["event 5 39w c1 c2 c3 c4 c8", "prediction 1 5w c7", "allegation 2 9w c6 c5", ":not-said 1 4w c9"],
    );
    check(
        "words",
        "claims 9 53w",
        &[
            "brandt 4 31w c2@a1 c3@a2 c7@a5 c8@a6 [:direct 1 8w c3@a2, :otherwise 3 23w c2@a1 c7@a5 c8@a6, :not-said 0 0w]",
            "s4 2 9w c6@a4 c5@a4 [:direct 0 0w, :otherwise 2 9w c6@a4 c5@a4, :not-said 0 0w]",
            "s5 2 9w c6@a4 c5@a4 [:direct 0 0w, :otherwise 2 9w c6@a4 c5@a4, :not-said 0 0w]",
            "s3 0 0w [:direct 0 0w, :otherwise 0 0w, :not-said 0 0w]",
            "s7 0 0w [:direct 0 0w, :otherwise 0 0w, :not-said 0 0w]",
            ":no-source 1 5w c4",
            ":own-voice 1 8w c1",
        ],
    );
    check(
        "naming",
        "sources 5 40w",
        &["named 2 31w s1 s2 s6 s8 s3", "role 1 0w s7", "anonymous-without-reason 2 9w s4 s5"],
    );
    check(
        "standing",
        "sources 5 40w",
        &[
            "expert 1 9w s4",
            "advocate 1 9w s5",
            "journalist 1 0w s3",
            ":different 1 31w s1 s2 s6 s8",
            ":not-said 1 0w s7",
        ],
    );
    check("hand", "sources 5 40w", &["first-hand 1 31w s1 s2 s6 s8", "second-hand 1 0w s3", ":not-said 3 9w s4 s5 s7"]);
    check(
        "quoting",
        "ascriptions 7 45w",
        &["direct 1 8w c3@a2", "paraphrase 5 32w c2@a1 c4@a3 c6@a4 c5@a4 c8@a6", "thought 1 5w c7@a5"],
    );
    check(
        "chains",
        "ascriptions 7 45w",
        &[
            "straight 1 8w c2@a1",
            "through-outlet 2 13w c3@a2 c4@a3",
            ":passed-on 1 10w c8@a6",
            ":not-said 3 14w c6@a4 c5@a4 c7@a5",
        ],
    );
    check(
        "tone",
        "ascriptions 7 45w",
        &[
            "neutral 4 31w c2@a1 c3@a2 c7@a5 c8@a6 [said 2 2w q1 q6, hopes 1 1w q5, told 1 1w q2]",
            "distancing 3 14w c4@a3 c6@a4 c5@a4 [claimed 1 1w q4, was reported to be 1 4w q3]",
        ],
    );
    let names: Vec<&str> = report.sources.iter().map(|source| source.name.as_str()).collect();
    assert_eq!(names, ["Ida Brandt", "Radio Ellory", "Two engineers", "a union", "Her lawyer"]);
    let ids = |ids: &[AnnotationId]| ids.iter().map(AnnotationId::to_string).collect::<Vec<_>>().join(" ");
    assert_eq!((ids(&report.aside).as_str(), ids(&report.lost).as_str()), ("s9 c10", ""));
    assert_eq!(report.left_out, []);
}

#[test]
fn every_value_has_its_row_in_the_scheme_s_order() {
    let report = bridge().report();
    check_ids(&report, "voice", "ascribe:ascribed ascribe:no-source ascribe:inside ascribe:own-voice");
    check_ids(&report, "kinds", "event cause rule prediction opinion allegation call ascribe:not-said");
    check_ids(&report, "naming", "named role anonymous-with-reason anonymous-without-reason ascribe:not-said");
    check_ids(
        &report,
        "standing",
        "official expert affected advocate journalist unclear ascribe:different ascribe:not-said",
    );
    check_ids(&report, "hand", "first-hand document second-hand not-stated ascribe:not-said");
    check_ids(&report, "quoting", "direct partial paraphrase thought implied ascribe:not-said");
    check_ids(&report, "chains", "straight through-outlet ascribe:passed-on ascribe:not-said");
    check_ids(&report, "tone", "neutral committing distancing ascribe:not-said");
    let naming = report.figure("naming").unwrap();
    assert_eq!(naming.rows[3].name, "Anonymous, no reason");
    assert_eq!(naming.terms, [("question", "Named or not".to_owned())]);
    let terms = |id: &str| report.figure(id).unwrap().terms.iter().map(|(_, name)| name.clone()).collect::<Vec<_>>();
    assert_eq!(terms("chains"), ["Route", "As told by"]);
    assert_eq!(terms("words"), ["Direct quote"]);
}

#[test]
fn a_passage_says_to_whom_it_is_ascribed() {
    let made = bridge();
    let (workspace, report) = (made.workspace(), made.report());
    let check = |annotation: &str, attribution: Option<&str>, sources: &str, via: &str, voice: Option<Voice>| {
        let behind = Behind { annotation: annotation.into(), attribution: attribution.map(RelationId::from) };
        let to = report.ascribed_to(&workspace, &behind);
        assert_eq!((to.sources.join(", ").as_str(), to.via.join(", ").as_str(), to.voice), (sources, via, voice));
    };
    check("c1", None, "", "", Some(Voice::Own));
    check("c3", Some("a2"), "Ida Brandt", "Radio Ellory", Some(Voice::Ascribed));
    check("c4", None, "", "", Some(Voice::NoSource));
    check("c5", None, "Two engineers, a union", "", Some(Voice::Ascribed));
    check("c9", None, "", "", Some(Voice::Inside));
    check("s1", None, "", "", None);
    check("c10", None, "", "", None);
}

/// A claim that is ascribed twice, an orphan, unknown values, two of the same words,
/// somebody who is never heard.
fn strike() -> Made {
    let mut made = Made::new(&[
        "Port strike goes on",
        "The Minister said the strike must end. “It must end now,” the minister said.",
        "The director said pay had doubled. Then the director said pay had fallen.",
        "The director was not asked. Neighbours were not asked.",
    ]);
    made.claim("d1", &["the strike must end"], "rumour");
    made.claim("d2", &["pay had doubled"], "rumour");
    made.mark("d3", "claim", &["pay had fallen"], &[]);
    made.claim("d4", &["goes on"], "event");
    made.lose("d4", "the port\nis closed");
    made.mark("m1", "source", &["The Minister"], &[("identification", "named")]);
    made.mark("m2", "source", &["the minister"], &[("identification", "")]);
    made.mark("m3", "source", &["The director"], &[("identification", "anonymous-without-reason")]);
    made.mark("m4", "source", &["the director"], &[]);
    made.mark("m5", "source", &["2|The director"], &[("identification", "nickname")]);
    made.mark("m6", "source", &["Neighbours"], &[]);
    made.same(&["m3"], "x");
    made.same(&["m4"], "y");
    made.identity("x", "Director X");
    made.join("b1", "claim=d1 source=m1", &[("mode", "paraphrase")]);
    made.join("b2", "claim=d1 source=m2", &[("mode", "direct")]);
    made.join("b3", "claim=d2 source=m3", &[("mode", "sung")]);
    made.join("b4", "claim=d3 source=m4", &[]);
    made.join("b5", "claim=d4 source=m1", &[]);
    made
}

#[test]
fn the_strike_is_counted_as_by_hand() {
    let report = strike().report();
    let check = |figure: &str, whole: &str, rows: &[&str]| check(&report, figure, whole, rows);
    check("claims", "claims 4 14w", &[":all 4 14w d1 d2 d3 d4"]);
    check("sources", "sources 5 14w", &[":all 5 14w m1 m2 m3 m4 m5 m6"]);
    check("ascriptions", "ascriptions 5 14w", &[":all 5 14w d1@b1 d1@b2 d2@b3 d3@b4 d4@b5"]);
    check("voice", "claims 4 14w", &[":ascribed 4 14w d1 d2 d3 d4"]);
    check_ids(&report, "voice", "ascribe:ascribed ascribe:no-source ascribe:own-voice");
    check("kinds", "claims 4 14w", &["event 1 4w d4", "rumour 2 7w d1 d2", ":not-said 1 3w d3"]);
    check(
        "words",
        "claims 4 14w",
        &[
            "m1 2 8w d1@b1 d1@b2 d4@b5 [:direct 1 4w d1@b2, :otherwise 1 0w d1@b1, :not-said 1 4w d4@b5]",
            "x 1 3w d2@b3 [:direct 0 0w, :otherwise 1 3w d2@b3, :not-said 0 0w]",
            "y 1 3w d3@b4 [:direct 0 0w, :otherwise 0 0w, :not-said 1 3w d3@b4]",
            "m5 0 0w [:direct 0 0w, :otherwise 0 0w, :not-said 0 0w]",
            "m6 0 0w [:direct 0 0w, :otherwise 0 0w, :not-said 0 0w]",
        ],
    );
    check(
        "naming",
        "sources 5 14w",
        &["named 1 8w m1 m2", "anonymous-without-reason 1 3w m3", "nickname 1 0w m5", ":not-said 2 3w m4 m6"],
    );
    check(
        "quoting",
        "ascriptions 5 14w",
        &["direct 1 4w d1@b2", "paraphrase 1 4w d1@b1", "sung 1 3w d2@b3", ":not-said 2 7w d3@b4 d4@b5"],
    );
    let sources: Vec<(&str, &str)> = report.sources.iter().map(|s| (s.id.as_str(), s.name.as_str())).collect();
    let expected = [
        ("m1", "The Minister"),
        ("x", "Director X"),
        ("y", "the director"),
        ("m5", "The director"),
        ("m6", "Neighbours"),
    ];
    assert_eq!(sources, expected);
    assert_eq!(report.lost, ["d4".into()]);
    assert_eq!(report.figure("kinds").unwrap().rows[7].name, "rumour");
}

#[test]
fn words_are_the_same_however_they_are_typed() {
    let mut made = Made::new(&[
        "Tram line opens",
        "José O’Hara\u{a0}Díaz didn’t say so. Jose O'Hara Diaz did not. JOSÉ O’HARA DÍAZ didn't say more. Josef did.",
    ]);
    for (id, words) in
        [("s1", "José O’Hara\u{a0}Díaz"), ("s2", "Jose O'Hara Diaz"), ("s3", "JOSÉ O’HARA DÍAZ"), ("s4", "Josef")]
    {
        made.mark(id, "source", &[words], &[]);
    }
    made.claim("c1", &["so"], "");
    made.claim("c2", &["more"], "");
    made.mark("q1", "cue", &["didn’t say"], &[]);
    made.mark("q2", "cue", &["didn't say"], &[]);
    made.join("a1", "claim=c1 source=s1 cue=q1", &[]);
    made.join("a2", "claim=c2 source=s3 cue=q2", &[]);
    let report = made.report();
    check(&report, "sources", "sources 2 2w", &[":all 2 2w s1 s2 s3 s4"]);
    check(&report, "tone", "ascriptions 2 2w", &[":not-said 2 2w c1@a1 c2@a2 [didn't say 2 4w q1 q2]"]);
    // They are shown as they are typed first.
    assert_eq!(report.sources[0].name, "José O’Hara\u{a0}Díaz");
    let tone = report.figure("tone").unwrap().rows.last().unwrap();
    assert_eq!(tone.parts[0].name, "didn’t say");
}

/// Numbers, hyphens, half a word, a claim over an advert, a source in an advert, two
/// claims of the same words, a source that plays no part the scheme knows.
fn tram() -> Made {
    let mut made = Made::new(&[
        "Tram fare doubles",
        "The fare is 3.50 crowns, not 1.75, the well-known firm says.",
        "#Buy 10 rides",
        "It won’t change.",
    ]);
    made.claim("e1", &["fare is 3.50 crowns, not 1.75"], "event");
    made.claim("e2", &["says.\nBuy 10 rides\nIt"], "event");
    made.claim("e3", &["kno"], "event");
    made.claim("e4", &["won’t"], "event");
    made.claim("e5", &["fare is 3.50 crowns, not 1.75"], "event");
    made.mark("r1", "source", &["rides"], &[]);
    made.mark("r2", "source", &["10"], &[]);
    made.mark("r3", "entity", &["firm"], &[]);
    made.join("f1", "claim=e1 source=r1", &[]);
    made.join("f2", "claim=e4 source=r3 source=nowhere claim=r1", &[]);
    made
}

#[test]
fn the_tram_is_counted_as_by_hand() {
    let report = tram().report();
    let check = |figure: &str, whole: &str, rows: &[&str]| check(&report, figure, whole, rows);
    check("claims", "claims 5 10w", &[":all 5 10w e1 e5 e3 e2 e4"]);
    check("sources", "sources 1 6w", &[":all 1 6w r1"]);
    check(
        "voice",
        "claims 5 10w",
        &[":ascribed 1 6w e1", ":no-source 1 1w e4", ":inside 1 6w e5", ":own-voice 2 3w e3 e2"],
    );
    check(
        "words",
        "claims 5 10w",
        &[
            "r1 1 6w e1@f1 [:direct 0 0w, :otherwise 0 0w, :not-said 1 6w e1@f1]",
            ":no-source 1 1w e4",
            ":own-voice 2 3w e3 e2",
        ],
    );
    check("tone", "ascriptions 2 7w", &[":not-said 2 7w e1@f1 e4@f2"]);
    assert_eq!(report.aside, ["r2".into()]);
}

#[test]
fn an_article_without_marks_has_all_rows_and_nothing_in_them() {
    let report = Made::new(&["Nothing happened", "#Buy now"]).report();
    assert_eq!(report.figures.iter().map(|figure| figure.id).collect::<Vec<_>>(), FIGURES);
    for figure in &report.figures {
        assert_eq!((figure.of, figure.of_words), (0, 0), "{}", figure.id);
        assert!(!figure.rows.is_empty() && figure.rows.iter().all(|row| row.count == 0 && row.behind.is_empty()));
    }
    check_ids(&report, "words", "ascribe:no-source ascribe:own-voice");
    assert!(report.sources.is_empty() && report.lost.is_empty() && report.aside.is_empty());
}

#[test]
fn what_the_scheme_does_not_ask_for_is_left_out_with_the_reason() {
    let missing = |made: &Made| {
        let report = made.report();
        let left: Vec<String> =
            report.left_out.iter().map(|left| format!("{} {}", left.figure, left.missing)).collect();
        assert_eq!(report.figures.len() + left.len(), FIGURES.len());
        left.join(", ")
    };
    let mut made = bridge();
    made.scheme = Scheme::bare();
    assert_eq!(
        missing(&made),
        "kinds type, naming identification, standing standing, hand basis, quoting mode, chains route, tone tone"
    );
    let report = made.report();
    check(
        &report,
        "voice",
        "claims 9 53w",
        &[":ascribed 6 40w c2 c3 c6 c5 c7 c8", ":no-source 1 5w c4", ":inside 1 4w c9", ":own-voice 1 8w c1"],
    );
    assert!(report.figure("words").unwrap().rows.iter().all(|row| row.parts.is_empty()));

    made.scheme = news();
    made.scheme.relations.clear();
    assert_eq!(
        missing(&made),
        "ascriptions attribution, voice attribution, words attribution, quoting attribution, chains attribution, \
         tone attribution"
    );
    made.scheme = news();
    made.scheme.relations[0].attributes.retain(|attribute| attribute.id.as_str() != "route");
    assert_eq!(missing(&made), "");
    check(
        &made.report(),
        "chains",
        "ascriptions 7 45w",
        &[":passed-on 2 18w c3@a2 c8@a6", ":not-said 5 27w c2@a1 c4@a3 c6@a4 c5@a4 c7@a5"],
    );
    made.scheme.relations[0].arguments.retain(|role| role.role.as_str() != "via");
    assert_eq!(missing(&made), "chains route");
}

#[test]
fn profiles_make_no_difference_and_labels_may_have_other_names() {
    let mut made = bridge();
    let before = made.report();
    for profile in ["starter", "standard", "research", "unknown"] {
        made.scheme.profile = profile.into();
        assert_eq!(made.report(), before);
    }
    let rename = |id: &mut LabelId| *id = if id.as_str() == "claim" { "statement".into() } else { id.clone() };
    made.scheme.labels.iter_mut().for_each(|label| rename(&mut label.id));
    made.scheme.relations[0].arguments.iter_mut().flat_map(|role| &mut role.labels).for_each(rename);
    made.annotations.iter_mut().for_each(|made| rename(&mut Rc::make_mut(made).label));
    assert_eq!(made.report(), before);
}

#[test]
fn percentages_are_the_nearest_whole_number() {
    let check = |part, whole, expected| assert_eq!(percent(part, whole), expected, "{part} of {whole}");
    check(0, 0, None);
    check(0, 7, Some(0));
    check(7, 7, Some(100));
    check(1, 3, Some(33));
    check(2, 3, Some(67));
    check(1, 8, Some(13));
    check(3, 8, Some(38));
    check(1, 200, Some(1));
    check(1, 201, Some(0));
    check(199, 200, Some(100));
}

// What holds of every article.

const LABELS: [&str; 5] = ["claim", "claim", "source", "cue", "entity"];
const ROLES: [&str; 4] = ["claim", "source", "via", "cue"];
const VALUES: [&str; 8] = ["direct", "paraphrase", "named", "neutral", "through-outlet", "event", "odd", ""];
const QUESTIONS: [&str; 6] = ["type", "identification", "mode", "route", "tone", "standing"];

type Mark = (usize, (u32, u32), Option<(u32, u32)>, usize, usize, usize);
type Joined = (Vec<(usize, usize)>, usize, usize, bool);

fn any_marks() -> impl Strategy<Value = (Vec<Mark>, Vec<Joined>)> {
    let span = || (0u32..120, 1u32..30);
    let mark = (0usize..5, span(), prop::option::weighted(0.3, span()), 0usize..6, 0usize..8, 0usize..5);
    let joined =
        (prop::collection::vec((0usize..4, 0usize..14), 1..6), 0usize..6, 0usize..8, prop::bool::weighted(0.9));
    (prop::collection::vec(mark, 0..14), prop::collection::vec(joined, 0..8))
}

fn made_of((marks, joins): &(Vec<Mark>, Vec<Joined>)) -> Made {
    let mut made = Made::new(&[
        "Bridge shut, says the Mayor",
        "The mayor said it was shut. “It is,” she told the Post.",
        "#Buy the mayor's book",
        "The MAYOR left; the mayor said so, the mayor said.",
    ]);
    let end = made.article.joined_text().chars().count() as u32;
    let said = |question: usize, value: usize| said_of(&[(QUESTIONS[question], VALUES[value])]);
    for (number, (label, first, second, question, value, extra)) in marks.iter().enumerate() {
        let place = |(start, length): &(u32, u32)| (start % (end - 1), (start % (end - 1) + length).min(end));
        let mut spans = vec![place(first)];
        let end = spans[0].1;
        spans.extend(second.iter().map(place).filter(|second| second.0 > end));
        let mut one = Annotation::clone(&annotation(&format!("n{number:02}"), &made.article, LABELS[*label], &spans));
        one.attributes = said(*question, *value);
        match extra {
            0 => one.identity = Some("i1".into()),
            1 => one.identity = Some("i2".into()),
            2 => one.target[0].quote.exact = "words that are gone".into(),
            _ => {}
        }
        made.annotations.push(Rc::new(one));
    }
    for (number, (arguments, question, value, is_attribution)) in joins.iter().enumerate() {
        let argument = |(role, mark): &(usize, usize)| Argument::new(ROLES[*role].into(), format!("n{mark:02}").into());
        let label = if *is_attribution { "attribution" } else { "contradicts" };
        let arguments = arguments.iter().map(argument).collect();
        let mut relation = Relation::new(format!("r{number}").into(), label.into(), arguments, moment(0));
        relation.attributes = said(*question, *value);
        made.others.push(Entity::Relation(Rc::new(relation)));
    }
    made
}

fn all_rows(figure: &Figure) -> impl Iterator<Item = &Row> {
    figure.rows.iter().flat_map(|row| std::iter::once(row).chain(&row.parts))
}

proptest! {
    #[test]
    fn parts_are_the_whole_and_what_is_behind_them_is_there(marks in any_marks()) {
        let made = made_of(&marks);
        let report = made.report();
        let workspace = made.workspace();
        for figure in &report.figures {
            for row in all_rows(figure) {
                for behind in &row.behind {
                    let annotation = workspace.annotation(&behind.annotation);
                    prop_assert!(annotation.is_some_and(|a| a.article.as_str() == "urn:a"));
                    if let Some(attribution) = &behind.attribution {
                        prop_assert!(workspace.relation(attribution).is_some_and(|r| r.joins(&behind.annotation)));
                    }
                }
                let unique: BTreeSet<&Behind> = row.behind.iter().collect();
                prop_assert_eq!(unique.len(), row.behind.len(), "nothing stands twice behind a number");
            }
            let ids: BTreeSet<&str> = figure.rows.iter().map(|row| row.id.as_str()).collect();
            prop_assert_eq!(ids.len(), figure.rows.len());
            let rows = &figure.rows;
            match figure.kind {
                Kind::Count | Kind::Share => {
                    prop_assert_eq!(rows.iter().map(|row| row.count).sum::<usize>(), figure.of, "{}", figure.id);
                    prop_assert!(rows.iter().map(|row| row.words).sum::<usize>() >= figure.of_words);
                    prop_assert!(rows.iter().all(|row| row.words <= figure.of_words));
                    let behind: usize = rows.iter().map(|row| row.behind.len()).sum();
                    let is_each_once = behind == figure.of;
                    prop_assert!(is_each_once || figure.unit == Counted::Sources && behind > figure.of);
                }
                Kind::Breakdown => {
                    prop_assert!(rows.iter().map(|row| row.words).sum::<usize>() >= figure.of_words);
                    for row in rows.iter().filter(|row| !row.parts.is_empty()) {
                        prop_assert_eq!(row.parts.iter().map(|part| part.words).sum::<usize>(), row.words);
                        let behind: usize = row.parts.iter().map(|part| part.behind.len()).sum();
                        prop_assert_eq!(behind, row.behind.len());
                    }
                }
            }
        }
        let mentions: usize = report.sources.iter().map(|source| source.mentions.len()).sum();
        prop_assert_eq!(mentions, report.figure("sources").unwrap().rows[0].behind.len());
        prop_assert_eq!(report.total("sources"), report.sources.len());
        // What is marked as a claim or a source counts or is set aside.
        let known = made.annotations.iter().filter(|a| ["claim", "source"].contains(&a.label.as_str())).count();
        prop_assert_eq!(report.total("claims") + mentions + report.aside.len(), known);
    }

    #[test]
    fn the_order_in_which_things_were_made_does_not_matter(
        marks in any_marks(), by in prop::collection::vec(any::<u64>(), 22..23),
    ) {
        let mut made = made_of(&marks);
        let before = made.report();
        let shuffled = |number: usize| by.get(number).copied().unwrap_or(0);
        let mut keyed: Vec<(u64, Rc<Annotation>)> =
            made.annotations.drain(..).enumerate().map(|(number, made)| (shuffled(number), made)).collect();
        keyed.sort_by_key(|(key, _)| *key);
        made.annotations = keyed.into_iter().map(|(_, made)| made).collect();
        for other in &mut made.others {
            if let Entity::Relation(relation) = other {
                let relation = Rc::make_mut(relation);
                relation.arguments.reverse();
                relation.arguments.rotate_left(1);
            }
        }
        made.others.reverse();
        prop_assert_eq!(made.report(), before);
    }

    #[test]
    fn joining_claims_one_by_one_or_together_is_the_same(marks in any_marks()) {
        // Attributions of several claims become one for each claim.
        let mut made = made_of(&marks);
        let numbers = |report: &Sourcing| -> Vec<(String, usize, usize, usize)> {
            let rows = report.figures.iter().flat_map(|figure| figure.rows.iter().map(|row| (figure.id, row)));
            // Which cues a claim has is not the same any more: a cue can be marked for one alone.
            rows.map(|(id, row)| (format!("{id} {}", row.id), row.count, row.words, row.behind.len())).collect()
        };
        let before = numbers(&made.report());
        let mut others = Vec::new();
        for other in made.others.drain(..) {
            let Entity::Relation(relation) = other else { continue };
            let claims: BTreeSet<&AnnotationId> = relation.in_role("claim").collect();
            for (number, claim) in claims.iter().enumerate() {
                let mut one = Relation::clone(&relation);
                one.id = format!("{}-{number}", relation.id).into();
                one.arguments.retain(|a| a.role.as_str() != "claim" || a.annotation == **claim);
                others.push(Entity::Relation(Rc::new(one)));
            }
        }
        made.others = others;
        prop_assert_eq!(numbers(&made.report()), before);
    }
}

#[test]
fn the_scheme_that_comes_with_the_app_asks_for_every_figure() {
    let scheme = serde_json::from_str::<Value>(include_str!("../../../assets/schemes/news.json")).unwrap();
    assert_eq!(Scheme::from_json(scheme).unwrap().extra.keys().collect::<Vec<_>>(), ["format", "version"]);
    assert_eq!(Made::new(&["x"]).report().left_out, []);
}
