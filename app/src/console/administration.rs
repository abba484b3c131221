//! What only administrators choose, for everybody: pages of the middle pane. The server enforces it.
//!
//! | module | holds |
//! |---|---|
//! | [`queueing`] | whether requests are assigned one at a time (manual B18) |

mod queueing;

use leptos::prelude::*;
use wasm_split_helpers::wasm_split;
use wire::Role;

use self::queueing::QueueingPage;
use super::{
    Desktop,
    conversation::{WaitingStrip, WayBack},
    place::{Place, Topic},
};
use crate::{
    drawn::{flag, part, word},
    lazy::{Code, Drawn, lazy},
    live::Live,
};

/// The code of the pages is loaded with the first visit.
pub(crate) const CODE: Code = Code { name: "administration", load: || Box::pin(load()) };

#[component]
pub(crate) fn Administration() -> impl IntoView {
    let live = expect_context::<Live>();
    let topic = topic();
    let may = Memo::new(move |_| live.desk.me.with(|me| me.role == Role::Administrator));
    let pages = part(move || match may.get() {
        true => lazy(CODE, || Box::pin(pages())).into_any(),
        false => view! {
            <div class="empty">
                <h2>"Only administrators may change this"</h2>
                <p>"Ask one of them. What you choose for yourself is in the preferences."</p>
            </div>
        }
        .into_any(),
    });
    view! {
        <WaitingStrip />
        <header class="pane-head">
            <WayBack />
            <h1>"Administration"</h1>
        </header>
        <nav class="chapters" aria-label="Administration" hidden=flag(move || !may.get())>
            {Topic::ALL
                .map(|one| {
                    view! {
                        <a
                            href=Place::Administration(one).path()
                            aria-current=word(move || (topic.get() == one).then_some("page"))
                        >
                            {one.name()}
                        </a>
                    }
                })
                .collect_view()}
        </nav>
        <div class="pane-body preferences">{pages}</div>
    }
    .into_any()
}

#[wasm_split(administration, preload(load), fallible)]
fn pages() -> Drawn {
    Ok(view! { <Page /> }.into_any())
}

#[component]
fn Page() -> impl IntoView {
    let topic = topic();
    part(move || match topic.get() {
        Topic::Queueing => view! { <QueueingPage /> }.into_any(),
    })
}

fn topic() -> Memo<Topic> {
    let place = expect_context::<Desktop>().place;
    Memo::new(move |_| match place.get() {
        Place::Administration(topic) => topic,
        _ => Topic::Queueing,
    })
}
