//! What stands below the thread: the composer, or why there is none and what to do instead.

use leptos::prelude::*;
use wire::ChatId;

use crate::{
    console::{composer::Composer, place::Place},
    drawn::{flag, part, text},
    live::{Live, desk::Share},
};

#[component]
pub(super) fn Foot(chat: ChatId, share: Memo<Option<Share>>, name: Signal<String>) -> impl IntoView {
    let live = expect_context::<Live>();
    let has = text(move || {
        let operator = live.desk.chat(chat).and_then(|chat| chat.operator);
        operator.map_or_else(|| "A colleague".into(), |operator| operator.name)
    });
    part(move || match share.get() {
        Some(Share::Mine) => view! { <Composer chat name /> }.into_any(),
        Some(Share::Requesting) => view! {
            <div class="foot-note is-waiting">
                <p>{text(move || format!("{} is waiting for an answer.", name.get()))}</p>
                <button
                    type="button"
                    class="button is-accept is-large"
                    disabled=flag(move || live.accepting.get() == Some(chat))
                    on:click=move |_| live.accept(chat)
                >
                    "Accept chat"
                </button>
            </div>
        }
        .into_any(),
        Some(Share::Others) => view! {
            <div class="foot-note">
                <p>{text(move || format!("{} has this chat. You are reading along.", has.get()))}</p>
            </div>
        }
        .into_any(),
        Some(Share::Ended) => view! {
            <div class="foot-note">
                <p>"This chat has ended."</p>
                <a class="button" href=Place::Visitors.path()>
                    "Back to the visitors"
                </a>
            </div>
        }
        .into_any(),
        None => ().into_any(),
    })
}
