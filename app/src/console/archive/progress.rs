//! What cannot be searched yet, while old chats are still being indexed.

use std::time::Duration;

use leptos::{prelude::*, task::spawn_local};
use wire::archive::Backlog;

use super::desk::ArchiveDesk;
use crate::{
    api::archive::index_backlog,
    console::local_time,
    drawn::{flag, text},
    parts::fault::answer,
    texts::{tr_count, tr_with},
};

/// How long until it is asked again.
const AGAIN: Duration = Duration::from_secs(20);

#[component]
pub(super) fn Progress(desk: ArchiveDesk) -> impl IntoView {
    let backlog = RwSignal::new(None::<Backlog>);
    let turn = RwSignal::new(0_u32);
    let timer = StoredValue::new(None::<TimeoutHandle>);
    let searches = Memo::new(move |_| desk.wanted.with(|wanted| !wanted.words.trim().is_empty()));
    let stop = move || {
        if let Some(timer) = timer.try_update_value(Option::take).flatten() {
            timer.clear();
        }
    };
    Effect::new(move |_| {
        turn.track();
        stop();
        if !searches.get() {
            return backlog.set(None);
        }
        spawn_local(async move {
            // Without an answer, nothing is said about it.
            let left = answer(index_backlog().await).ok().flatten();
            // The page, and its signals, may be gone by now.
            if searches.try_get_untracked() != Some(true) {
                return;
            }
            backlog.set(left);
            stop();
            if left.is_some() {
                let ask = move || {
                    turn.try_update(|turn| *turn = turn.wrapping_add(1));
                };
                timer.set_value(set_timeout_with_handle(ask, AGAIN).ok());
            }
        });
    });
    on_cleanup(stop);
    let words = text(move || backlog.get().map(told).unwrap_or_default());
    view! {
        <p class="quiet-note" hidden=flag(move || backlog.get().is_none())>
            {words}
        </p>
    }
    .into_any()
}

fn told(backlog: Backlog) -> String {
    let covers = tr_with("The search covers the chats before %1.", &[&local_time::date_of(backlog.before)]);
    let left = backlog.chats as usize;
    let left =
        tr_count(left, "%1 later chat is still to be indexed.", "%1 later chats are still to be indexed.");
    format!("{covers} {left}")
}
