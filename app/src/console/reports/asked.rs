//! The address of a report.

use leptos_router::params::ParamsMap;
use wire::report::{Grouping, Period, ReportFilter, Sheet};

use crate::place::Place;

/// The report that an address asks for. What it does not name is as by default.
pub(super) fn filter_of(query: &ParamsMap) -> ReportFilter {
    let text = |key: &str| query.get_str(key).unwrap_or_default().to_owned();
    ReportFilter {
        period: Period::ALL.into_iter().find(|one| one.key() == text("period")).unwrap_or_default(),
        first: text("first"),
        last: text("last"),
        by: Grouping::ALL.into_iter().find(|one| one.key() == text("by")).unwrap_or_default(),
        zone: zone(),
        site: text("site").parse().ok(),
        department: text("department").parse().ok(),
        operator: text("operator").parse().ok(),
    }
}

/// The address of the page with this report.
pub(super) fn address(filter: &ReportFilter) -> String {
    format!("{}?{}", Place::Reports.path(), query_of(filter))
}

/// The address of one of its tables as a file.
pub(super) fn file(filter: &ReportFilter, sheet: Sheet, form: &str) -> String {
    let zone = String::from(js_sys::encode_uri_component(&filter.zone));
    format!("/operator/report/{}/{form}?{}&zone={zone}", sheet.key(), query_of(filter))
}

fn query_of(filter: &ReportFilter) -> String {
    let mut query = format!("period={}&by={}", filter.period.key(), filter.by.key());
    let is_day = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-');
    let days = (filter.period == Period::Days).then_some([("first", &filter.first), ("last", &filter.last)]);
    for (key, day) in days.into_iter().flatten().filter(|(_, day)| is_day(day)) {
        query += &format!("&{key}={day}");
    }
    for (key, id) in [
        ("site", filter.site.map(|id| id.to_string())),
        ("department", filter.department.map(|id| id.to_string())),
        ("operator", filter.operator.map(|id| id.to_string())),
    ] {
        if let Some(id) = id {
            query += &format!("&{key}={id}");
        }
    }
    query
}

/// The time zone of this machine; empty if the browser does not know it.
pub(super) fn zone() -> String {
    let options = js_sys::Intl::DateTimeFormat::default().resolved_options();
    let zone = js_sys::Reflect::get(&options, &"timeZone".into()).ok();
    zone.and_then(|zone| zone.as_string()).unwrap_or_default()
}
