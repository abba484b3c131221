//! What a phone, which shows one pane at a time, needs on every pane: who waits, and the way back.

use leptos::prelude::*;
use wire::ChatId;

use super::name_of;
use crate::{
    console::Desktop,
    icon::{self, icon},
    live::{Live, desk::Share},
    words::Stopwatch,
};

/// The request that waits longest. Wide screens show all of them in the rail instead.
#[component]
pub(crate) fn WaitingStrip(
    /// The chat that is looked at anyway.
    #[prop(optional, into)]
    except: Option<ChatId>,
) -> impl IntoView {
    let live = expect_context::<Live>();
    let waiting = Memo::new(move |_| {
        let mut waiting = live.desk.chats(Share::Requesting);
        waiting.retain(|chat| Some(chat.id) != except);
        waiting
    });
    move || {
        let all = waiting.get();
        let others = all.len().saturating_sub(1);
        all.into_iter().next().map(|first| {
            let (id, asked_at) = (first.id, first.asked_at);
            let waits = move || Stopwatch(live.clock.now().millis_since(asked_at)).to_string();
            view! {
                <div class="waiting-strip">
                    {icon(icon::BELL)}
                    <span class="row-name">{name_of(&first)} {(others > 0).then(|| format!(" and {others} more"))}</span>
                    <span class="waits">{waits}</span>
                    <button type="button" class="button is-accept" on:click=move |_| live.accept(id)>
                        "Accept"
                    </button>
                </div>
            }
        })
    }
}

/// To the rail, on a phone.
#[component]
pub(crate) fn WayBack() -> impl IntoView {
    let place = expect_context::<Desktop>().place;
    view! {
        <a
            class="icon-button on-phone"
            href=move || format!("{}?pane=rail", place.get().path())
            aria-label="Requests and chats"
        >
            {icon(icon::MENU)}
        </a>
    }
}
