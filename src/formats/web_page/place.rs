//! What the names in a page mean: its elements, and the words in their classes and ids.

use crate::model::article::Boilerplate;

/// What stands in a part of a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// The site's way around: left out of a whole page.
    Menu,
    /// Part of the page, not of the story.
    Page(Boilerplate),
    /// Who wrote it, and when.
    Byline,
    /// What sums the story up under its headline.
    Standfirst,
}

/// What an element's name and role say.
pub fn of_element(name: &str, role: Option<&str>, is_in_article: bool) -> Option<Place> {
    match role {
        Some("navigation" | "menu" | "menubar" | "search" | "toolbar") => return Some(Place::Menu),
        Some("banner" | "contentinfo") if !is_in_article => return Some(Place::Menu),
        Some("complementary") => return Some(Place::Page(Boilerplate::Other)),
        Some("dialog" | "alertdialog") => return Some(Place::Page(Boilerplate::Other)),
        _ => {}
    }
    match name {
        "nav" | "menu" => Some(Place::Menu),
        "footer" | "header" if !is_in_article => Some(Place::Menu),
        "footer" | "aside" => Some(Place::Page(Boilerplate::Other)),
        "address" if is_in_article => Some(Place::Byline),
        _ => None,
    }
}

/// The words of classes and ids that mean something, most certain first. A word that
/// stands in two rows means the first.
const WORDS: &[(Place, &[&str])] = &[
    (
        Place::Page(Boilerplate::Advertisement),
        &[
            "ad",
            "ads",
            "advert",
            "adverts",
            "advertisement",
            "advertising",
            "adsbygoogle",
            "adslot",
            "adunit",
            "adbox",
            "adcontainer",
            "adwrapper",
            "dfp",
            "outbrain",
            "taboola",
            "sponsor",
            "sponsored",
            "sponsors",
            "promo",
            "promoted",
            "affiliate",
            "commercial",
            "mpu",
            "leaderboard",
            "billboard",
            "zergnet",
            "revcontent",
        ],
    ),
    (
        Place::Page(Boilerplate::Comments),
        &["comment", "comments", "commentlist", "respond", "disqus", "fbcomments", "livefyre", "discussion"],
    ),
    (
        Place::Page(Boilerplate::Related),
        &[
            "related",
            "recommended",
            "recommendations",
            "recirc",
            "recirculation",
            "trending",
            "readmore",
            "seealso",
            "mostread",
            "mostpopular",
            "popular",
            "teaser",
            "teasers",
            "upnext",
            "readnext",
            "promobox",
            "onwards",
        ],
    ),
    (
        Place::Page(Boilerplate::Newsletter),
        &[
            "newsletter",
            "newsletters",
            "subscribe",
            "subscription",
            "signup",
            "share",
            "sharing",
            "sharebar",
            "sharedaddy",
            "addthis",
            "addtoany",
            "social",
            "socials",
            "follow",
            "donate",
            "donation",
            "membership",
        ],
    ),
    (
        Place::Page(Boilerplate::Other),
        &[
            "cookie",
            "cookies",
            "consent",
            "gdpr",
            "popup",
            "modal",
            "overlay",
            "lightbox",
            "sidebar",
            "widget",
            "toast",
            "disclaimer",
            "copyright",
            "tags",
            "taglist",
            "keywords",
            "pagination",
            "pager",
        ],
    ),
    (
        Place::Menu,
        &[
            "nav",
            "navbar",
            "navigation",
            "menu",
            "submenu",
            "breadcrumb",
            "breadcrumbs",
            "masthead",
            "topbar",
            "skip",
            "skiplink",
            "footer",
            "sitemap",
            "toolbar",
        ],
    ),
    (
        Place::Byline,
        &["byline", "bylines", "author", "authors", "dateline", "timestamp", "pubdate", "posted", "contributor"],
    ),
    (
        Place::Standfirst,
        &[
            "standfirst",
            "dek",
            "deck",
            "subheadline",
            "subhead",
            "subheading",
            "subtitle",
            "strapline",
            "lede",
            "excerpt",
        ],
    ),
];

/// What the words of a class or an id say.
pub fn of_names(names: &str) -> Option<Place> {
    let words = words(names);
    let means = |(place, known): &(Place, &[&str])| {
        let says = |word: &String| known.contains(&word.as_str());
        // Two words of a class may be one of ours: “sign-up”, “read-more”.
        let pairs = words.windows(2).any(|pair| known.contains(&pair.concat().as_str()));
        (words.iter().any(says) || pairs).then_some(*place)
    };
    WORDS.iter().find_map(means)
}

/// The words of `article__body-text adBox`, in small letters. No page needs more of them.
fn words(names: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut word = String::new();
    let mut was_small = false;
    for c in names.chars().take(400).chain([' ']) {
        let begins = c.is_ascii_uppercase() && was_small;
        if (begins || !c.is_alphanumeric()) && !word.is_empty() {
            words.push(std::mem::take(&mut word));
        }
        if c.is_alphanumeric() {
            word.extend(c.to_lowercase());
        }
        was_small = c.is_ascii_lowercase();
    }
    words
}

/// Elements that never have an end tag.
pub fn is_void(name: &str) -> bool {
    const VOID: &[&str] =
        &["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"];
    VOID.contains(&name)
}

/// Elements that end without an end tag, or never have one.
pub fn closes_itself(name: &str) -> bool {
    const CLOSING: &[&str] =
        &["p", "li", "dt", "dd", "option", "optgroup", "tr", "td", "th", "tbody", "thead", "tfoot", "rp", "rt"];
    let name = name.to_ascii_lowercase();
    is_void(&name) || CLOSING.contains(&name.as_str())
}
