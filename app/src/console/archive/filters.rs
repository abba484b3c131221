//! The filters to choose.

use leptos::prelude::*;

use super::{
    days::{Day, Lately, When},
    desk::ArchiveDesk,
    wanted::{RATINGS, STATES, Wanted, rating_name, state_name},
    wording,
};
use crate::{
    drawn::{flag, part, text},
    texts::tr,
};

/// The value and the name of each choice.
type Choices = Vec<(String, String)>;
/// The first and the last day, if they are entered.
type Days = (Option<Day>, Option<Day>);

#[component]
pub(super) fn Filters(desk: ArchiveDesk, is_shown: RwSignal<bool>) -> impl IntoView {
    let wanted = desk.wanted;
    let of = move |value: fn(&Wanted) -> Option<String>| text(move || wanted.with(value).unwrap_or_default());
    let set = move |set: fn(&mut Wanted, &str)| {
        Callback::new(move |value: String| desk.change(false, |wanted| set(wanted, &value)))
    };
    let named = |value: &str, name: &str| (value.to_owned(), name.to_owned());
    let when = move || -> Choices {
        let lately = Lately::ALL.map(|one| named(one.name(), wording::lately(one)));
        lately.into_iter().chain([named("between", tr("Between…"))]).collect()
    };
    let operators = move || -> Choices {
        let all = desk.live.desk.colleagues.read();
        all.iter().map(|one| (one.id.to_string(), one.name.clone())).collect()
    };
    let departments = move || -> Choices {
        let all = desk.departments.read();
        all.iter().map(|(id, name)| (id.to_string(), name.clone())).collect()
    };
    let sites = move || -> Choices {
        let all = desk.live.desk.sites.read();
        all.iter().map(|site| (site.id.to_string(), site.name.clone())).collect()
    };
    let tags = move || -> Choices {
        let all = desk.tags.read();
        all.iter().map(|tag| (tag.id.to_string(), tag.name.clone())).collect()
    };
    let states = move || -> Choices { STATES.map(|one| named(state_name(one), wording::state(one))).into() };
    let ratings =
        move || -> Choices { RATINGS.map(|one| named(rating_name(one), wording::rating(one))).into() };
    let bounds = move || match wanted.with(|wanted| wanted.when) {
        When::Between(first, last) => Some((first, last)),
        _ => None,
    };
    let is_between = Memo::new(move |_| bounds().is_some());
    let date = move |of: fn(Days) -> Option<Day>| {
        text(move || bounds().and_then(of).map(|day| day.to_string()).unwrap_or_default())
    };
    let set_first = move |text: String| {
        let last = untrack(bounds).and_then(|(_, last)| last);
        desk.change(true, |wanted| wanted.when = When::Between(Day::parse(&text), last));
    };
    let set_last = move |text: String| {
        let first = untrack(bounds).and_then(|(first, _)| first);
        desk.change(true, |wanted| wanted.when = When::Between(first, Day::parse(&text)));
    };
    view! {
        <div id="archive-filters" class="archive-filters" hidden=flag(move || !is_shown.get())>
            {choice(tr("When"), tr("Any time"), Box::new(when), of(when_value), set(set_when))}
            <div class="archive-dates" hidden=flag(move || !is_between.get())>
                <label class="field">
                    <span>{tr("From")}</span>
                    <input
                        type="date"
                        prop:value=date(|(first, _)| first)
                        on:change:target=move |event| set_first(event.target().value())
                    />
                </label>
                <label class="field">
                    <span>{tr("To")}</span>
                    <input
                        type="date"
                        prop:value=date(|(_, last)| last)
                        on:change:target=move |event| set_last(event.target().value())
                    />
                </label>
            </div>
            {choice(
                tr("Operator"),
                tr("Everybody"),
                Box::new(operators),
                of(|wanted| wanted.operator.map(|id| id.to_string())),
                set(|wanted, value| wanted.operator = value.parse().ok()),
            )}
            {choice(
                tr("Department"),
                tr("All departments"),
                Box::new(departments),
                of(|wanted| wanted.department.map(|id| id.to_string())),
                set(|wanted, value| wanted.department = value.parse().ok()),
            )}
            {choice(
                tr("Web site"),
                tr("All web sites"),
                Box::new(sites),
                of(|wanted| wanted.site.map(|id| id.to_string())),
                set(|wanted, value| wanted.site = value.parse().ok()),
            )}
            {choice(
                tr("Tag"),
                tr("With or without tags"),
                Box::new(tags),
                of(|wanted| wanted.tag.map(|id| id.to_string())),
                set(|wanted, value| wanted.tag = value.parse().ok()),
            )}
            {choice(
                tr("State"),
                tr("Every state"),
                Box::new(states),
                of(|wanted| wanted.state.map(|state| state_name(state).to_owned())),
                set(|wanted, value| wanted.state = STATES.into_iter().find(|one| state_name(*one) == value)),
            )}
            {choice(
                tr("Rating"),
                tr("Rated or not"),
                Box::new(ratings),
                of(|wanted| wanted.rating.map(|rating| rating_name(rating).to_owned())),
                set(|wanted, value| wanted.rating = RATINGS.into_iter().find(|one| rating_name(*one) == value)),
            )}
            <label class="archive-check">
                <input
                    type="checkbox"
                    prop:checked=flag(move || wanted.with(|wanted| wanted.with_note))
                    on:change:target=move |event| {
                        let is_on = event.target().checked();
                        desk.change(false, |wanted| wanted.with_note = is_on);
                    }
                />
                <span>{tr("Only visitors with a Client Note")}</span>
            </label>
        </div>
    }
    .into_any()
}

fn when_value(wanted: &Wanted) -> Option<String> {
    match wanted.when {
        When::Always => None,
        When::Lately(lately) => Some(lately.name().to_owned()),
        When::Between(..) => Some("between".to_owned()),
    }
}

fn set_when(wanted: &mut Wanted, value: &str) {
    let lately = Lately::ALL.into_iter().find(|lately| lately.name() == value);
    wanted.when = match lately {
        Some(lately) => When::Lately(lately),
        None if value == "between" => When::Between(None, None),
        None => When::Always,
    };
}

/// One of a few, or all. Hidden if there is nothing to choose.
fn choice(
    label: &'static str,
    all: &'static str,
    choices: Box<dyn Fn() -> Choices + Send + Sync>,
    chosen: Signal<String>,
    choose: Callback<String>,
) -> AnyView {
    let choices = Memo::new(move |_| choices());
    let options = part(move || {
        let option = |(value, name): (String, String)| {
            let this = value.clone();
            // On the option rather than the list, which would not know it yet.
            view! {
                <option value=value prop:selected=flag(move || *chosen.read() == this)>
                    {name}
                </option>
            }
        };
        choices.get().into_iter().map(option).collect_view().into_any()
    });
    view! {
        <label class="field" hidden=flag(move || choices.read().is_empty())>
            <span>{label}</span>
            <select on:change:target=move |event| choose.run(event.target().value())>
                <option value="" prop:selected=flag(move || chosen.read().is_empty())>
                    {all}
                </option>
                {options}
            </select>
        </label>
    }
    .into_any()
}
