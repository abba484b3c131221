//! *Check my site*: whether a page has loaded the snippet, which one, and when (manual A18).

use crate::api::sites::site_seen;
use leptos::{prelude::*, task::spawn_local};
use wire::{SiteId, note::SeenPage};

use crate::{
    drawn::text,
    live::Live,
    parts::{
        fault::{Fault, answer},
        voice::Voice,
    },
    texts::{tr, tr_with},
    words,
};

/// Polling interval, in seconds.
const PAUSE: i64 = 2;

#[component]
pub(super) fn Seen(id: SiteId) -> impl IntoView {
    let live = expect_context::<Live>();
    let voice = expect_context::<Voice>();
    let seen = RwSignal::new(None::<Result<Option<SeenPage>, Fault>>);
    let look = move |is_asked: bool| {
        spawn_local(async move {
            let found = answer(site_seen(id).await);
            if is_asked {
                voice.announce(words_of(live, &found));
            }
            seen.try_set(Some(found));
        });
    };
    // While this window is open, somebody who pastes the code elsewhere sees that it works.
    Effect::new(move |before: Option<i64>| {
        let round = live.clock.now().0 / (PAUSE * 1000);
        if before != Some(round) {
            look(false);
        }
        round
    });
    let told =
        text(move || seen.with(|seen| seen.as_ref().map(|seen| words_of(live, seen)).unwrap_or_default()));
    view! {
        <div class="other-routing">
            <p class="seen">{told}</p>
            <button type="button" class="button" on:click=move |_| look(true)>
                {tr("Check my site")}
            </button>
        </div>
    }
    .into_any()
}

fn words_of(live: Live, seen: &Result<Option<SeenPage>, Fault>) -> String {
    match seen {
        Ok(Some(page)) => {
            tr_with("It was seen %1 in %2", &[&words::ago(live.clock.now(), page.at), &page.url])
        }
        Ok(None) => tr("It was not seen in any page yet. Open a page that has it.").into(),
        Err(fault) => fault.words.clone(),
    }
}
