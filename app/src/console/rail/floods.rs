//! Rejections due to rate limits. They explain why fewer visitors get through, without an alert for
//! each.

use leptos::prelude::*;
use wire::{SiteId, Timestamp, operator::Flood, rates::Rated};

use crate::{
    console::controls::SmallButton,
    drawn::{flag, text},
    icon::{self, icon},
    live::Live,
    texts::tr,
    words,
};

/// Identifies a flood: a new one by the same sender, with a new start time, is announced again.
type Key = (SiteId, Rated, Option<String>, Timestamp);

fn key(flood: &Flood) -> Key {
    (flood.site, flood.what, flood.from.clone(), flood.since)
}

#[component]
pub(super) fn Floods() -> impl IntoView {
    let live = expect_context::<Live>();
    let seen = RwSignal::new(Vec::<Key>::new());
    let floods = Memo::new(move |_| {
        let seen = seen.read();
        let all = live.desk.floods.get();
        all.into_iter().filter(|flood| !seen.contains(&key(flood))).collect::<Vec<_>>()
    });
    view! {
        <section class="floods" aria-label=tr("Refused") translate="no" hidden=flag(move || floods.read().is_empty())>
            <ul>
                <For
                    each=move || floods.get()
                    key=key
                    children=move |flood| {
                        let of = key(&flood);
                        let same = of.clone();
                        let sentence = text(move || {
                            let now = floods.read().iter().find(|one| key(one) == same).cloned();
                            let now = now.unwrap_or_else(|| flood.clone());
                            words::flood(&now, &live.desk.site_name(now.site))
                        });
                        let dismiss = Callback::new(move |()| seen.update(|seen| seen.push(of.clone())));
                        view! {
                            <li class="flood">
                                {icon(icon::ALERT)} <span>{sentence}</span>
                                <SmallButton
                                    picture=icon::CROSS
                                    label=tr("Dismiss").to_owned()
                                    press=dismiss
                                />
                            </li>
                        }
                    }
                />
            </ul>
        </section>
    }
    .into_any()
}
