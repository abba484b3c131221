//! What stands below the thread: the composer, or why there is none and what to do instead.

use leptos::{either::EitherOf5, prelude::*};
use wire::ChatId;

use crate::{
    console::{composer::Composer, place::Place},
    live::{Live, desk::Share},
};

#[component]
pub(super) fn Foot(chat: ChatId, share: Memo<Option<Share>>, name: Memo<String>) -> impl IntoView {
    let live = expect_context::<Live>();
    let others_name = move || {
        live.desk
            .chat(chat)
            .and_then(|chat| chat.operator)
            .map_or_else(|| "A colleague".to_owned(), |o| o.name)
    };
    move || match share.get() {
        Some(Share::Mine) => EitherOf5::A(view! { <Composer chat name /> }),
        Some(Share::Requesting) => EitherOf5::B(view! {
            <div class="foot-note is-waiting">
                <p>{move || format!("{} is waiting for an answer.", name.get())}</p>
                <button
                    type="button"
                    class="button is-accept is-large"
                    disabled=move || live.accepting.get() == Some(chat)
                    on:click=move |_| live.accept(chat)
                >
                    "Accept chat"
                </button>
            </div>
        }),
        Some(Share::Others) => EitherOf5::C(view! {
            <div class="foot-note">
                <p>{move || format!("{} has this chat. You are reading along.", others_name())}</p>
            </div>
        }),
        Some(Share::Ended) => EitherOf5::D(view! {
            <div class="foot-note">
                <p>"This chat has ended."</p>
                <a class="button" href=Place::Visitors.path()>
                    "Back to the visitors"
                </a>
            </div>
        }),
        None => EitherOf5::E(()),
    }
}
