//! A site's business hours, and which operators visitors see (manual A18).

use leptos::prelude::*;
use wire::hours::BusinessHours;

use super::{
    area::AreaField,
    line::{Line, setter},
    zones,
};
use crate::{
    console::administration::ticks::tick,
    drawn::flag,
    parts::fault::{Faults, Field},
    texts::{tr, tr_later},
};

const DAYS: [&str; 7] = [
    tr_later("Monday"),
    tr_later("Tuesday"),
    tr_later("Wednesday"),
    tr_later("Thursday"),
    tr_later("Friday"),
    tr_later("Saturday"),
    tr_later("Sunday"),
];

const EXAMPLE: &str = "Europe/Berlin";

#[derive(Clone, Copy)]
pub(super) struct HoursForm {
    are_set: RwSignal<bool>,
    /// Empty until the browser has reported its own zone, if none is set.
    zone: RwSignal<String>,
    week: [RwSignal<String>; 7],
    exceptions: RwSignal<String>,
}

impl HoursForm {
    pub(super) fn of(hours: Option<BusinessHours>) -> HoursForm {
        let are_set = RwSignal::new(hours.is_some());
        let hours = hours.unwrap_or_else(|| BusinessHours {
            zone: String::new(),
            week: std::array::from_fn(|day| if day < 5 { "09:00-17:00".into() } else { String::new() }),
            exceptions: Vec::new(),
        });
        HoursForm {
            are_set,
            zone: RwSignal::new(hours.zone),
            week: hours.week.map(RwSignal::new),
            exceptions: RwSignal::new(hours.exceptions.join("\n")),
        }
    }

    pub(super) fn get(self) -> Option<BusinessHours> {
        self.are_set.get().then(|| BusinessHours {
            zone: self.zone.get(),
            week: self.week.map(|day| day.get()),
            exceptions: self.exceptions.with(|lines| lines.lines().map(str::to_owned).collect()),
        })
    }
}

#[component]
pub(super) fn HoursFields(hours: HoursForm, is_tracked: RwSignal<bool>, faults: Faults) -> impl IntoView {
    let HoursForm { are_set, zone, week, exceptions } = hours;
    let are_not = flag(move || !are_set.get());
    let known = RwSignal::new(Vec::new());
    // Only the browser knows its time zone.
    Effect::new(move |_| {
        known.set(zones::all());
        if zone.read_untracked().is_empty() {
            zone.set(zones::own().unwrap_or_default());
        }
    });
    let offered =
        move || known.get().into_iter().map(|zone| view! { <option value=zone></option> }).collect_view();
    let days = DAYS.into_iter().zip(week).map(|(day, times)| line(tr(day), tr("closed"), times));
    view! {
        <fieldset class="site-part">
            <legend>{tr("Visitors")}</legend>
            <label class="choice">
                {tick(is_tracked)}
                <span>
                    {tr("Operators see who is browsing")}
                    <span class="field-more">
                        {tr("Otherwise visitors are not seen until they open the chat, and cannot be invited")}
                    </span>
                </span>
            </label>
            <label class="choice">
                {tick(are_set)}
                <span>
                    {tr("Only within business hours")}
                    <span class="field-more">{tr("Outside of them visitors are offered the off-line form")}</span>
                </span>
            </label>
            <div hidden=are_not>
                <Line
                    label=tr("Time zone")
                    value=zone.into()
                    set=setter(zone)
                    hint=EXAMPLE
                    spellcheck="false"
                    list="time-zones"
                />
                <datalist id="time-zones">{offered}</datalist>
                <div class="asked">{days.collect_view()}</div>
                <AreaField
                    field=Field::Hours
                    label=tr("Exceptions")
                    more=tr("One day a line: 2026-12-25 is closed, 2026-12-24 09:00-12:00 has times of its own. Times are written 09:00-12:30, 14:00-18:00; 21:00-02:00 ends on the next day")
                    value=exceptions
                    faults
                />
            </div>
        </fieldset>
    }
    .into_any()
}

fn line(label: &'static str, hint: &'static str, value: RwSignal<String>) -> AnyView {
    view! { <Line label value=value.into() set=setter(value) hint spellcheck="false" /> }.into_any()
}
