//! The parts of a report: a title, a chart, the same numbers as a table, and links to files.

use leptos::prelude::*;
use wire::{
    Role,
    report::{Durations, Erased, Figures, Grouping, Report, ReportFilter, Sheet, Stars, rated},
};

use super::{
    asked::{file, zone},
    chart::{self, Series},
    links::Links,
    said,
    table::{Row, Shown, plain, table, table_if},
};
use crate::{
    drawn::{flag, text},
    live::Live,
    texts::{tr, tr_count, tr_with},
};

pub(super) fn sections(report: Report, filter: &ReportFilter) -> AnyView {
    let is_cut = report.is_cut;
    let is_administrator = expect_context::<Live>().desk.me.read_untracked().role == Role::Administrator;
    let links = Links::of(&report, filter, is_administrator);
    let has_own_days = !is_administrator || report.zone == zone();
    view! {
        <p class="report-cut" hidden=!is_cut>
            {tr("A report cannot read this many chats. The later ones are missing: choose fewer days.")}
        </p>
        {erased(report.erased)}
        {figures(&report, filter, &links)}
        {course(&report, filter, &links)}
        {first_answers(&report, filter)}
        {hours(&report, filter)}
        {operators(&report, filter)}
        {pages(&report, filter)}
        {ratings(&report, filter, &links)}
        {tags(&report, filter, &links)}
        {rules(&report, filter)}
        <p class="quiet-note" hidden=has_own_days>
            {tr(
                "The days of the archive are those of your time zone, so that a list there can differ from its figure here.",
            )}
        </p>
    }
    .into_any()
}

/// What the figures lack.
fn erased(erased: Erased) -> AnyView {
    let (chats, off_line) = (erased.chats as usize, erased.off_line as usize);
    let chats = (chats > 0).then(|| {
        tr_count(
            chats,
            "%1 chat of these days has been erased. It is in no figure.",
            "%1 chats of these days have been erased. They are in no figure.",
        )
    });
    let off_line = (off_line > 0).then(|| {
        tr_count(
            off_line,
            "%1 off-line message of these days has been erased. It is in no figure.",
            "%1 off-line messages of these days have been erased. They are in no figure.",
        )
    });
    let all = chats.into_iter().chain(off_line).map(|words| {
        view! { <p class="report-cut">{words}</p> }
    });
    all.collect_view().into_any()
}

/// The figures with those of the span before.
fn figures(report: &Report, filter: &ReportFilter, links: &Links) -> AnyView {
    let (now, before) = (&report.figures, &report.before);
    let number = |name: &str, of: fn(&Figures) -> u32| {
        plain([name.to_owned(), of(now).to_string(), of(before).to_string()])
    };
    let missed: Row = vec![
        tr("Missed").to_owned().into(),
        Shown::count(now.missed, links.missed()),
        before.missed.to_string().into(),
    ];
    let rows = vec![
        number(tr("Asked for"), |of| of.asked),
        number(tr("Accepted"), |of| of.accepted),
        missed,
        number(tr("Still waiting"), |of| of.waiting),
        number(tr("Declined by operators"), |of| of.declined),
        number(tr("Let pass by operators"), |of| of.let_pass),
        number(tr("Invitations"), |of| of.invited),
        number(tr("Invitations accepted"), |of| of.joined),
        number(tr("Off-line messages"), |of| of.off_line),
        number(tr("Off-line messages done"), |of| of.off_line_done),
    ];
    let timed = |name: &str, of: fn(&Figures) -> Durations| {
        let (now, before) = (of(now), of(before));
        plain([
            name.to_owned(),
            said::of(now, now.median),
            said::of(now, now.p90),
            said::of(now, now.p99),
            said::of(before, before.median),
        ])
    };
    let times = vec![
        timed(tr("Time in the queue"), |of| of.wait),
        timed(tr("First answer"), |of| of.answer),
        timed(tr("Duration"), |of| of.length),
        timed(tr("Answer to an off-line message"), |of| of.off_line_answer),
    ];
    let counts = table(tr("Figures"), &[tr("Figure"), tr("These days"), tr("Days before")], rows);
    let durations = table(
        tr("Times"),
        &[tr("Figure"), tr("Half within"), tr("90 % within"), tr("99 % within"), tr("Half, days before")],
        times,
    );
    section(
        "report-figures",
        tr("Figures"),
        view! { {counts} {durations} }.into_any(),
        filter,
        Sheet::Figures,
    )
}

fn course(report: &Report, filter: &ReportFilter, links: &Links) -> AnyView {
    let names: Vec<_> = report.steps.iter().map(|step| step.name.clone()).collect();
    let rows = report.steps.iter().map(|step| {
        let of = &step.figures;
        let missed = links.missed_in(&step.name, &step.last).filter(|_| report.by != Grouping::Hour);
        let numbers = [of.declined, of.let_pass, of.off_line].map(|one| Shown::count(one, None));
        let begin = [Shown::from(step.name.clone()), Shown::count(of.asked, None)];
        let middle = [Shown::count(of.accepted, None), Shown::count(of.missed, missed)];
        begin.into_iter().chain(middle).chain(numbers).collect::<Row>()
    });
    let head = [
        tr("Begins"),
        tr("Asked for"),
        tr("Accepted"),
        tr("Missed"),
        tr("Declined"),
        tr("Let pass"),
        tr("Off-line messages"),
    ];
    let of = |class, of: fn(&Figures) -> u32| Series {
        class,
        values: report.steps.iter().map(|step| Some(i64::from(of(&step.figures)))).collect(),
    };
    let series = [of("is-asked", |of| of.asked), of("is-accepted", |of| of.accepted)];
    let drawn = chart::bars(tr("Chats"), &names, &series, &|value| value.to_string());
    let legend = legend(&[("is-asked", tr("Asked for")), ("is-accepted", tr("Accepted"))]);
    let rows = rows.collect();
    let both = either(tr("Chats"), chart::view_box(), drawn, legend, |is_shown| {
        table_if(tr("Chats"), &head, rows, is_shown)
    });
    section("report-course", tr("Chats"), both, filter, Sheet::Steps)
}

fn first_answers(report: &Report, filter: &ReportFilter) -> AnyView {
    let names: Vec<_> = report.steps.iter().map(|step| step.name.clone()).collect();
    let rows = report.steps.iter().map(|step| {
        let of = step.figures.answer;
        plain([step.name.clone(), said::of(of, of.median), said::of(of, of.p90), said::of(of, of.p99)])
    });
    let head = [tr("Begins"), tr("Half within"), tr("90 % within"), tr("99 % within")];
    let of = |class, of: fn(&Durations) -> i64| Series {
        class,
        values: report
            .steps
            .iter()
            .map(|step| Some(of(&step.figures.answer)).filter(|_| step.figures.answer.count > 0))
            .collect(),
    };
    let series = [of("is-p90", |of| of.p90), of("is-median", |of| of.median)];
    let drawn = chart::lines(tr("First answer"), &names, &series, &said::duration);
    let legend = legend(&[("is-median", tr("Half within")), ("is-p90", tr("90 % within"))]);
    let rows = rows.collect();
    let both = either(tr("First answer"), chart::view_box(), drawn, legend, |is_shown| {
        table_if(tr("First answer"), &head, rows, is_shown)
    });
    section("report-answers", tr("First answer"), both, filter, Sheet::Steps)
}

fn hours(report: &Report, filter: &ReportFilter) -> AnyView {
    let days = said::weekdays();
    let head: Vec<_> =
        std::iter::once(tr("Weekday").to_owned()).chain((0..24).map(|hour| hour.to_string())).collect();
    let head: Vec<_> = head.iter().map(String::as_str).collect();
    let rows = days.iter().zip(&report.hours).map(|(day, hours)| {
        plain(std::iter::once((*day).to_owned()).chain(hours.iter().map(u32::to_string)))
    });
    let title = tr("Asked for by weekday and hour");
    let drawn = chart::heat(title, &days, &report.hours);
    let rows = rows.collect();
    let both = either(title, chart::heat_box(), drawn, ().into_any(), |is_shown| {
        table_if(title, &head, rows, is_shown)
    });
    section("report-hours", title, both, filter, Sheet::Hours)
}

fn operators(report: &Report, filter: &ReportFilter) -> AnyView {
    let head = [
        tr("Operator"),
        tr("Chats"),
        tr("Declined"),
        tr("Let pass"),
        tr("Online"),
        tr("Connected"),
        tr("In chats"),
        tr("Chats at once"),
        tr("First answer"),
        tr("Duration"),
        tr("Rating"),
    ];
    let rows = report.operators.iter().map(|of| {
        plain([
            of.operator.name.clone(),
            of.chats.to_string(),
            of.declined.to_string(),
            of.let_pass.to_string(),
            said::duration(of.online),
            said::duration(of.connected),
            said::duration(of.in_chats),
            said::at_once(of.chat_time, of.in_chats),
            said::of(of.answer, of.answer.median),
            said::of(of.length, of.length.median),
            said::mean(&of.ratings),
        ])
    });
    section(
        "report-operators",
        tr("Operators"),
        table(tr("Operators"), &head, rows.collect()),
        filter,
        Sheet::Operators,
    )
}

fn pages(report: &Report, filter: &ReportFilter) -> AnyView {
    let rows = report.pages.iter().map(|(page, chats)| plain([page.clone(), chats.to_string()])).collect();
    let title = tr("Pages that lead to chats");
    section("report-pages", title, table(title, &[tr("Page"), tr("Chats")], rows), filter, Sheet::Pages)
}

/// Nothing as long as nobody rates.
fn ratings(report: &Report, filter: &ReportFilter, links: &Links) -> AnyView {
    let all = rated(&report.ratings);
    if all == 0 {
        return ().into_any();
    }
    let title = tr("Ratings");
    let rows = (1_u32..).zip(&report.ratings).map(|(stars, chats)| {
        plain([
            stars.to_string(),
            chats.to_string(),
            format!("{} %", (u64::from(*chats) * 100 + u64::from(all) / 2) / u64::from(all)),
        ])
    });
    let counts = table(title, &[tr("Stars"), tr("Chats"), tr("Share")], rows.collect());

    let row = |name: &str, stars: &Stars, low: Option<String>| -> Row {
        let [one, two, ..] = *stars;
        vec![
            name.to_owned().into(),
            rated(stars).to_string().into(),
            said::mean(stars).into(),
            Shown::count(one.saturating_add(two), low),
        ]
    };
    let whole = row(tr("All"), &report.ratings, links.low(None, None));
    let sites = report.site_ratings.iter().filter(|_| report.site_ratings.len() > 1);
    let sites = sites.map(|(site, name, stars)| row(name, stars, links.low(Some(*site), None)));
    let operators = report.operators.iter().filter(|of| rated(&of.ratings) > 0);
    let operators =
        operators.map(|of| row(&of.operator.name, &of.ratings, links.low(None, Some(of.operator.id))));
    let rows = std::iter::once(whole).chain(sites).chain(operators).collect();
    let head = [tr("Whose"), tr("Ratings"), tr("Average"), tr("1 or 2 stars")];
    let of_each = table(tr("Ratings by web site and operator"), &head, rows);
    section("report-ratings", title, view! { {counts} {of_each} }.into_any(), filter, Sheet::Ratings)
}

fn tags(report: &Report, filter: &ReportFilter, links: &Links) -> AnyView {
    if report.tags.is_empty() {
        return ().into_any();
    }
    let rows = report
        .tags
        .iter()
        .map(|(id, tag, chats)| -> Row { vec![tag.clone().into(), Shown::count(*chats, links.tagged(*id))] });
    let title = tr("Tags");
    let table = table(title, &[tr("Tag"), tr("Chats")], rows.collect());
    section("report-tags", title, table, filter, Sheet::Tags)
}

/// Rules only exist for administrators.
fn rules(report: &Report, filter: &ReportFilter) -> AnyView {
    if report.rules.is_empty() {
        return ().into_any();
    }
    let rows = report.rules.iter().map(|rule| {
        let pattern =
            if rule.pattern.is_empty() { tr("every page").to_owned() } else { rule.pattern.clone() };
        let matched = if rule.matched == 0 { tr("never").to_owned() } else { rule.matched.to_string() };
        plain([tr_with("%1. %2", &[&rule.place, &pattern]), matched])
    });
    let title = tr("URL rules");
    section(
        "report-rules",
        title,
        table(title, &[tr("Rule"), tr("Chats")], rows.collect()),
        filter,
        Sheet::Rules,
    )
}

fn section(
    id: &'static str,
    title: &'static str,
    body: AnyView,
    filter: &ReportFilter,
    sheet: Sheet,
) -> AnyView {
    view! {
        <section class="report-part" aria-labelledby=id>
            <h2 id=id>{title}</h2>
            {body}
            <p class="report-files">
                <a href=file(filter, sheet, "csv") tabindex="0" download="" aria-label=tr_with("%1 as CSV", &[&title])>
                    {tr("CSV")}
                </a>
                <a href=file(filter, sheet, "json") tabindex="0" download="" aria-label=tr_with("%1 as JSON", &[&title])>
                    {tr("JSON")}
                </a>
            </p>
        </section>
    }
    .into_any()
}

/// A chart, or its numbers as a table. Screen readers always get the table.
fn either(
    title: &'static str,
    view_box: String,
    drawn: String,
    legend: AnyView,
    table: impl FnOnce(Signal<bool>) -> AnyView,
) -> AnyView {
    let is_table = RwSignal::new(false);
    let table = table(is_table.into());
    view! {
        <button
            type="button"
            class="button is-quiet"
            aria-pressed=text(move || is_table.get().to_string())
            on:click=move |_| is_table.update(|is_table| *is_table = !*is_table)
        >
            {tr("Show as table")}
        </button>
        <div hidden=flag(move || is_table.get())>
            {legend}
            // Wider than a phone, whose user moves it sideways.
            <div class="report-chart" tabindex="0" role="group" aria-label=title>
                <svg class="chart" viewBox=view_box aria-hidden="true" focusable="false" inner_html=drawn></svg>
            </div>
        </div>
        <div class:visually-hidden=flag(move || !is_table.get())>{table}</div>
    }
    .into_any()
}

fn legend(all: &[(&'static str, &'static str)]) -> AnyView {
    let keys = all.iter().map(|(class, name)| {
        view! {
            <li class=*class>{*name}</li>
        }
    });
    view! {
        <ul class="report-legend" aria-hidden="true">
            {keys.collect_view()}
        </ul>
    }
    .into_any()
}
