//! The sourcing report of an article: a section for each figure, with its plot, its
//! numbers, its definition and a table; behind each number the passages.
//!
//! [`plot`] draws the bars, [`passages`] lists what is behind a number.

mod passages;
mod plot;

use yew::prelude::*;

use crate::analysis::sourcing::{Behind, Figure, Kind, Row, percent, row, sourcing};
use crate::formats::file_name;
use crate::formats::report::{self, definition_key, lead, name_key, row_name};
use crate::messages::{in_a_row, text, text_with};
use crate::model::article::Article;
use crate::model::id::AnnotationId;
use crate::model::workspace::{MarkedArticle, Workspace};
use crate::platform::files::download;
use crate::platform::page::{announce, day_in_words, link_to, print};
use crate::ui::parts::button::{button, opener};
use crate::ui::route::Route;
use crate::ui::shared::Shared;
use passages::{Opened, passages};
use plot::{Bar, Fill, key, plot};

/// Whose report.
#[derive(Clone, Properties, PartialEq)]
pub struct ReportProps {
    /// The article and its annotations.
    pub marked: Shared<MarkedArticle>,
    /// All that is here.
    pub workspace: Shared<Workspace>,
}

/// So many sources have bars at most.
const SHOWN_SOURCES: usize = 10;
/// So many more are named below them at most; the table has all.
const SHOWN_SMALL: usize = 30;
/// So many cues stand under a tone at most; the table has all.
const SHOWN_CUES: usize = 8;

/// The whole report.
#[component]
pub fn Report(props: &ReportProps) -> Html {
    let counted =
        use_memo((props.marked.clone(), props.workspace.clone()), |(marked, workspace)| sourcing(workspace, marked));
    let opened = use_state_eq(|| None::<Opened>);
    let on_open = {
        let opened = opened.clone();
        Callback::from(move |chosen: Opened| opened.set(Some(chosen)))
    };
    let on_close = {
        let opened = opened.clone();
        Callback::from(move |()| opened.set(None))
    };
    let article = &props.marked.readable.article;
    let is_empty = counted.total("claims") + counted.total("sources") == 0;
    let save = |write: fn(&report::Report<'_>) -> String, (extension, media_type): (&'static str, &'static str)| {
        let (counted, marked, workspace) = (counted.clone(), props.marked.clone(), props.workspace.clone());
        Callback::from(move |_: MouseEvent| {
            let (article, scheme) = (&marked.readable.article, workspace.scheme());
            let file = write(&report::Report { article, scheme: &scheme, sourcing: &counted, words: &text_with });
            let name = file_name(&article.title, extension);
            if download(&name, media_type, &file).is_ok() {
                announce(&text_with("exported", &[("file", name)]));
            }
        })
    };
    let view = View { on_open };
    html! {
        <main class="report" tabindex="-1">
            <header class="report-head">
                <p class="report-kind">{ text("report") }</p>
                <h1 lang={article.language.clone()} dir={article.direction.as_str()}>{ &article.title }</h1>
                { about(article) }
                <p class="lead">{ lead(&counted, &text_with).join(" ") }</p>
                { view.exceptions("report-lost", &counted.lost) }
                { view.exceptions("report-aside", &counted.aside) }
                <div class="report-actions">
                    <a class="report-link" href={link_to(&Route::Article(article.id.clone(), None).address())}>{ text("report-to-article") }</a>
                    { button("", text("report-print"), Callback::from(|_| print())) }
                    { button("", text("report-csv"), save(report::csv, report::CSV)) }
                    { button("", text("report-json"), save(report::json, report::JSON)) }
                </div>
            </header>
            if !is_empty {
                <div class="totals">{ for counted.figures.iter().filter(|f| f.kind == Kind::Count).map(|f| view.total(f)) }</div>
                <div class="figures">{ for counted.figures.iter().filter(|f| f.kind != Kind::Count).map(|f| view.section(f)) }</div>
                <footer class="report-notes">
                    { for counted.left_out.iter().map(|left| {
                        let args = [("figure", text(&name_key(left.figure))), ("missing", left.missing.to_owned())];
                        html! { <p>{ text_with("report-left-out", &args) }</p> }
                    }) }
                    <p>{ text("report-rounding") }</p>
                </footer>
            }
            if let Some(opened) = &*opened {
                { passages(opened, &counted, &props.workspace, on_close) }
            }
        </main>
    }
}

fn about(article: &Article) -> Html {
    let outlet = article.outlet.as_ref().map(|outlet| outlet.name.clone());
    let facts: Vec<String> = outlet.into_iter().chain(article.published.as_deref().map(day_in_words)).collect();
    if facts.is_empty() {
        Html::default()
    } else {
        html! { <p class="quiet">{ in_a_row(&facts, " · ") }</p> }
    }
}

/// Draws figures; what is behind a number is told to whoever listens.
struct View {
    on_open: Callback<Opened>,
}

impl View {
    /// Marks that count in another way than one would think.
    fn exceptions(&self, message: &'static str, ids: &[AnnotationId]) -> Html {
        if ids.is_empty() {
            return Html::default();
        }
        let words = text_with(message, &[("count", ids.len().to_string())]);
        let behind = ids.iter().map(|id| Behind { annotation: id.clone(), attribution: None }).collect();
        let opened = Opened { title: text("report"), about: words.clone(), behind };
        html! {
            <p class="report-exception">
                { words }{ " " }
                { opener("plain", text("report-show"), self.on_open.reform(move |_| opened.clone())) }
            </p>
        }
    }

    /// A figure that is one number.
    fn total(&self, figure: &Figure) -> Html {
        let heading = format!("figure-{}", figure.id);
        html! {
            <section class="total" data-figure={figure.id} data-unit={figure.unit.as_str()} aria-labelledby={heading.clone()}>
                <h2 id={heading}>{ text(&name_key(figure.id)) }</h2>
                { for figure.rows.iter().map(|row| self.number(figure, row, None, row.count.to_string())) }
                <p class="definition">{ definition(figure) }</p>
            </section>
        }
    }

    /// A figure of several rows.
    fn section(&self, figure: &Figure) -> Html {
        let heading = format!("figure-{}", figure.id);
        let name = text(&name_key(figure.id));
        let whole = match figure.kind {
            Kind::Breakdown => text_with("number-words", &[("count", figure.of_words.to_string())]),
            Kind::Count | Kind::Share => {
                text_with(&format!("unit-{}", figure.unit.as_str()), &[("count", figure.of.to_string())])
            }
        };
        let is_left = |(at, row): &(usize, &Row)| {
            figure.kind == Kind::Breakdown && *at >= SHOWN_SOURCES && report::row_key(&row.id).is_none()
        };
        let (left, rows): (Vec<_>, Vec<_>) = figure.rows.iter().enumerate().partition(is_left);
        let rows: Vec<&Row> = rows.into_iter().map(|(_, row)| row).collect();
        let bars: Vec<Bar> = rows.iter().map(|row| bar(figure, row)).collect();
        let has_key = rows.iter().any(|row| figure.kind == Kind::Breakdown && !row.parts.is_empty());
        html! {
            <section class="figure" data-figure={figure.id} data-unit={figure.unit.as_str()} aria-labelledby={heading.clone()}>
                <header>
                    <h2 id={heading.clone()}>{ &name }</h2>
                    <p class="whole">{ whole }</p>
                    <p class="definition">{ definition(figure) }</p>
                </header>
                <div class="figure-body">
                    if has_key {
                        { key(&heading, &[(Fill::Solid, text("row-direct")), (Fill::Hatched, text("row-otherwise")), (Fill::Dotted, text("row-not-said"))]) }
                    }
                    <div class="plot">
                        { plot(&heading, text_with("report-plot", &[("figure", name.clone())]), &bars) }
                        <ol class="rows" role="list">{ for rows.iter().map(|row| self.row(figure, row)) }</ol>
                    </div>
                    if !left.is_empty() { { self.more(figure, &left) } }
                    { self.table(figure, &name) }
                </div>
            </section>
        }
    }

    /// The name and the number beside a bar.
    fn row(&self, figure: &Figure, row: &Row) -> Html {
        let (number, share) = match figure.kind {
            Kind::Breakdown => (number_of(row.words, figure.of_words), percent(row.words, figure.of_words)),
            Kind::Count | Kind::Share => (number_of(row.count, figure.of), percent(row.count, figure.of)),
        };
        let cues: Vec<&Row> = row.parts.iter().filter(|_| figure.kind == Kind::Share).take(SHOWN_CUES).collect();
        html! {
            <li data-row={row.id.clone()}>
                <span class="row-name" dir="auto">{ row_name(row, &text_with) }</span>
                { self.number(figure, row, None, number) }
                <span class="percent">{ in_percent(share) }</span>
                if !cues.is_empty() {
                    <span class="cues">
                        { for cues.iter().map(|cue| html! {
                            <span class="cue"><q dir="auto">{ &cue.name }</q>{ " " }{ self.number(figure, row, Some(cue), cue.count.to_string()) }</span>
                        }) }
                    </span>
                }
            </li>
        }
    }

    /// Those that have too few words for a bar.
    fn more(&self, figure: &Figure, left: &[(usize, &Row)]) -> Html {
        let unnamed = left.len().saturating_sub(SHOWN_SMALL);
        html! {
            <p class="cues">
                { for left.iter().take(SHOWN_SMALL).map(|(_, row)| html! {
                    <span class="cue" dir="auto">{ row_name(row, &text_with) }{ " " }{ self.number(figure, row, None, row.words.to_string()) }</span>
                }) }
                if unnamed > 0 { { text_with("more-problems", &[("count", unnamed.to_string())]) } }
            </p>
        }
    }

    /// A number that leads to the passages behind it; of nothing, only the number.
    fn number(&self, figure: &Figure, row: &Row, part: Option<&Row>, number: String) -> Html {
        let behind = part.unwrap_or(row).behind.clone();
        if behind.is_empty() {
            return html! { <span class="number">{ number }</span> };
        }
        let names: Vec<String> = [Some(row), part].into_iter().flatten().map(|row| row_name(row, &text_with)).collect();
        let name = if row.id == row::ALL { text(&name_key(figure.id)) } else { in_a_row(&names, " · ") };
        let heard = text_with("number-passages", &[("number", number.clone()), ("row", name.clone())]);
        let about =
            text_with("number-of-figure", &[("figure", text(&name_key(figure.id))), ("number", number.clone())]);
        let opened = Opened { title: name, about, behind };
        let onclick = self.on_open.reform(move |_: MouseEvent| opened.clone());
        html! { <button type="button" class="number" aria-haspopup="dialog" aria-label={heard} {onclick}>{ number }</button> }
    }

    fn table(&self, figure: &Figure, name: &str) -> Html {
        let cells = |row: &Row, part: Option<&Row>| {
            let (_, of, of_words) = match part {
                Some(_) => report::parts_of(figure, row),
                None => (figure.unit, figure.of, figure.of_words),
            };
            let shown = part.unwrap_or(row);
            html! {
                <tr class={part.map(|_| "is-part")}>
                    <th scope="row" dir="auto">{ row_name(shown, &text_with) }</th>
                    <td>{ self.number(figure, row, part, number_of(shown.count, of)) }</td>
                    <td>{ in_percent(percent(shown.count, of)) }</td>
                    <td>{ number_of(shown.words, of_words) }</td>
                    <td>{ in_percent(percent(shown.words, of_words)) }</td>
                </tr>
            }
        };
        let columns = [
            "report-column-row",
            "report-column-count",
            "report-column-percent",
            "report-column-words",
            "report-column-percent",
        ];
        html! {
            <details>
                <summary>{ text("report-table") }<span class="only-heard">{ ": " }{ name }</span></summary>
                <div class="table-frame" tabindex="0" role="group" aria-label={name.to_owned()}>
                    <table>
                        <thead><tr>{ for columns.iter().map(|column| html! { <th scope="col">{ text(column) }</th> }) }</tr></thead>
                        <tbody>
                            { for figure.rows.iter().flat_map(|row| {
                                std::iter::once(cells(row, None)).chain(row.parts.iter().map(|part| cells(row, Some(part)))).collect::<Vec<_>>()
                            }) }
                        </tbody>
                    </table>
                </div>
            </details>
        }
    }
}

fn definition(figure: &Figure) -> String {
    text_with(&definition_key(figure.id), &figure.terms)
}

fn number_of(count: usize, of: usize) -> String {
    text_with("number-of", &[("count", count.to_string()), ("of", of.to_string())])
}

fn in_percent(share: Option<usize>) -> String {
    share.map_or_else(String::new, |percent| text_with("number-percent", &[("percent", percent.to_string())]))
}

/// What is drawn of a row.
fn bar(figure: &Figure, row: &Row) -> Bar {
    let fill = match row.id.as_str() {
        row::NO_SOURCE | row::INSIDE => Fill::Hatched,
        row::OWN_VOICE => Fill::Light,
        row::NOT_SAID | row::DIFFERENT => Fill::Dotted,
        _ => Fill::Solid,
    };
    let name = row_name(row, &text_with);
    if figure.kind != Kind::Breakdown {
        return Bar {
            name,
            number: number_of(row.count, figure.of),
            of: figure.of,
            stretches: vec![(row.count, fill)],
        };
    }
    let parts = row.parts.iter().zip([Fill::Solid, Fill::Hatched, Fill::Dotted]);
    let mut stretches: Vec<(usize, Fill)> = parts.map(|(part, fill)| (part.words, fill)).collect();
    if stretches.is_empty() {
        stretches.push((row.words, if fill == Fill::Solid { Fill::Solid } else { Fill::Light }));
    }
    Bar { name, number: number_of(row.words, figure.of_words), of: figure.of_words, stretches }
}
