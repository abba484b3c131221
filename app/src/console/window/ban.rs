//! Bans a visitor, their address or its network; or any network, without a visitor.

use js_sys::Date;
use leptos::{ev::SubmitEvent, prelude::*, task::spawn_local};
use wire::{
    Timestamp, VisitorId,
    ban::{BanChoice, BanEnd, BanTarget},
    text::MAX_NAME,
};

use super::head::{Buttons, Head, visitor_name};
use crate::{
    api::bans::{ban, ban_choices, online_in},
    console::window::open::OpenWindow,
    drawn::{flag, text},
    live::Live,
    parts::{
        fault::{FaultOf, Field, TextField, answer},
        form::Form,
        loaded::{load, loaded},
        voice::Voice,
    },
    texts::{tr, tr_count, tr_later, tr_with},
};

/// Until a date that the operator enters.
const OWN: &str = "own";

const ENDS: [(&str, &str, BanEnd); 5] = [
    ("hour", tr_later("For an hour"), BanEnd::Hour),
    ("day", tr_later("For a day"), BanEnd::Day),
    ("week", tr_later("For a week"), BanEnd::Week),
    ("never", tr_later("For ever"), BanEnd::Never),
    // Without a date, it ended before it began.
    (OWN, tr_later("Until a date"), BanEnd::At(Timestamp(0))),
];

#[component]
pub(super) fn Ban(visitor: Option<VisitorId>) -> impl IntoView {
    let live = expect_context::<Live>();
    let open = expect_context::<OpenWindow>();
    let voice = expect_context::<Voice>();
    let form = Form::new();
    let faults = form.faults;
    let target = RwSignal::new(visitor.map(BanTarget::Visitor));
    let (network, reason, date) =
        (RwSignal::new(String::new()), RwSignal::new(String::new()), RwSignal::new(String::new()));
    let end = RwSignal::new("day");
    let send = move |event: SubmitEvent| {
        event.prevent_default();
        let until = match end.get_untracked() {
            // Not a number, if nothing was entered, becomes 0.
            OWN => BanEnd::At(Timestamp(Date::parse(&date.get_untracked()) as i64)),
            chosen => {
                ENDS.into_iter().find(|(name, ..)| *name == chosen).map(|(.., end)| end).unwrap_or_default()
            }
        };
        let target = target.get_untracked().unwrap_or_else(|| BanTarget::Network(network.get_untracked()));
        form.send(ban(target, reason.get_untracked(), until), move |()| {
            open.set(None);
            voice.show(tr("Banned.").into());
        });
    };
    let title = text(move || match visitor {
        Some(visitor) => tr_with("Ban %1", &[&visitor_name(live, visitor)]),
        None => tr("Ban an address or a network").into(),
    });
    let whom = match visitor {
        Some(visitor) => {
            let choices = load(move || Box::pin(ban_choices(visitor)));
            let choices = loaded(choices, move |all| {
                let radios = all.into_iter().map(|choice| radio(choice, target)).collect_view();
                view! { <ul class="column-list">{radios}</ul> }.into_any()
            });
            view! {
                <p id="ban-whom">{tr("Whom to ban")}</p>
                <div role="radiogroup" aria-labelledby="ban-whom">
                    {choices}
                </div>
                <FaultOf field=Field::Network faults />
            }
            .into_any()
        }
        None => view! {
            <TextField
                field=Field::Network
                label=tr("Address or network")
                kind="text"
                more=tr("Like 203.0.113.7, 203.0.113.0/24 or 2001:db8::/48")
                value=network
                faults
                is_first=true
            />
            <Sharing network />
        }
        .into_any(),
    };
    let options = ENDS.map(|(name, words, _)| {
        view! {
            <option value=name selected={name == "day"}>
                {tr(words)}
            </option>
        }
    });
    let choose = move |value: String| {
        end.set(ENDS.into_iter().map(|(name, ..)| name).find(|name| *name == value).unwrap_or("day"));
    };
    view! {
        <form on:submit=send novalidate>
            <Head words=title />
            {whom}
            <label class="field">
                <span>{tr("How long")}</span>
                <select on:change:target=move |event| choose(event.target().value())>{options.into_iter().collect_view()}</select>
            </label>
            <label class="field" hidden=flag(move || end.get() != OWN)>
                <span>{tr("Until")}</span>
                <input type="datetime-local" on:input:target=move |event| date.set(event.target().value()) />
            </label>
            <label class="field">
                <span>{tr("Reason, for operators only")}</span>
                <input
                    type="text"
                    maxlength=MAX_NAME.to_string()
                    on:input:target=move |event| reason.set(event.target().value())
                />
            </label>
            <p>{tr("Their open chat ends at once.")}</p>
            <FaultOf field=Field::Whole faults />
            <Buttons does=tr("Ban") />
        </form>
    }
    .into_any()
}

/// One of the things that can be banned about a visitor.
fn radio(choice: BanChoice, target: RwSignal<Option<BanTarget>>) -> AnyView {
    let BanChoice { target: mine, online } = choice;
    let (words, more) = match &mine {
        BanTarget::Visitor(_) => (
            tr("This visitor").to_owned(),
            tr("In this browser. Another browser is another visitor.").to_owned(),
        ),
        BanTarget::Network(network) => {
            let words = if network.contains('/') {
                tr_with("The network %1", &[network])
            } else {
                tr_with("The address %1", &[network])
            };
            (words, shared_by(online))
        }
    };
    let this = mine.clone();
    let is_chosen = flag(move || target.with(|chosen| chosen.as_ref() == Some(&this)));
    view! {
        <li>
            <label class="tick">
                <input
                    type="radio"
                    name="ban-target"
                    prop:checked=is_chosen
                    on:change=move |_| target.set(Some(mine.clone()))
                />
                <span>
                    {words} " " <span class="field-more">{more}</span>
                </span>
            </label>
        </li>
    }
    .into_any()
}

/// How many visitors now online come from the network that was entered.
#[component]
fn Sharing(network: RwSignal<String>) -> impl IntoView {
    let told = RwSignal::new(String::new());
    let count = move || {
        let asked = network.get_untracked();
        if asked.trim().is_empty() {
            told.set(String::new());
            return;
        }
        spawn_local(async move {
            let online = answer(online_in(asked).await);
            // The window may be gone by now.
            told.try_set(online.map_or_else(|fault| fault.words, shared_by));
        });
    };
    view! {
        <p class="quiet-note" role="status">
            {text(move || told.get())}
        </p>
        <button type="button" class="button" on:click=move |_| count()>
            {tr("How many are here now?")}
        </button>
    }
    .into_any()
}

fn shared_by(online: u32) -> String {
    let online = usize::try_from(online).unwrap_or(usize::MAX);
    tr_count(online, "%1 visitor who is here now has it", "%1 visitors who are here now have it")
}
