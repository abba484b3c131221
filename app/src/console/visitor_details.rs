//! The right pane: who this visitor is.

use leptos::{either::Either, prelude::*};
use wire::{
    ChatState, VisitorId,
    operator::{VisitorStatus, VisitorView},
};

use super::{Desktop, browser, links, place::Place, visitor_list::StatusMark};
use crate::{
    icon::{self, icon},
    live::{Live, desk::Presence},
    words::{self, Stopwatch},
};

#[component]
pub(crate) fn VisitorDetails() -> impl IntoView {
    let live = expect_context::<Live>();
    let Desktop { place, selected, .. } = expect_context();
    let visitor = Memo::new(move |_| match place.get() {
        Place::Chat(chat) => live.desk.chat(chat).map(|chat| chat.visitor),
        Place::Visitors => selected.get(),
        Place::OffLineMessages | Place::Nowhere => None,
    });
    let chosen = move || visitor.get().and_then(|id| Some((id, live.desk.visitor(id)?)));
    view! {
        <aside class="details" aria-label="Visitor">
            <header class="pane-head">
                <a class="icon-button on-phone" href=move || place.get().path() aria-label="Back">
                    {icon(icon::BACK)}
                </a>
                <h2>"Visitor"</h2>
            </header>
            {move || match chosen() {
                Some((id, presence)) => Either::Left(view! { <Facts id presence /> }),
                None => Either::Right(view! { <p class="quiet-note is-padded">{nobody(place.get())}</p> }),
            }}
        </aside>
    }
    .into_any()
}

/// Shows and hides the right pane; on a phone it is a place to go to.
#[component]
pub(crate) fn DetailsSwitch() -> impl IntoView {
    let Desktop { place, shows_details, .. } = expect_context();
    view! {
        <button
            type="button"
            class="icon-button not-on-phone"
            aria-label="Visitor details"
            aria-pressed=move || shows_details.get().to_string()
            on:click=move |_| shows_details.update(|shows| *shows = !*shows)
        >
            {icon(icon::DETAILS)}
        </button>
        <a
            class="icon-button on-phone"
            href=move || format!("{}?pane=details", place.get().path())
            aria-label="Visitor details"
        >
            {icon(icon::DETAILS)}
        </a>
    }
}

#[component]
fn Facts(id: VisitorId, presence: Presence) -> impl IntoView {
    let live = expect_context::<Live>();
    let Presence { view: visitor, is_here } = presence;
    let part = |part: fn(&VisitorView) -> String| {
        let visitor = visitor.clone();
        Memo::new(move |_| visitor.with(part))
    };
    let url = part(|visitor| visitor.page.url.clone());
    let title = part(|visitor| visitor.page.title.clone());
    let referrer = part(|visitor| visitor.page.referrer.clone());
    let address = part(|visitor| visitor.address.clone());
    let agent = part(|visitor| visitor.agent.clone());
    let pages = part(|visitor| visitor.pages.to_string());
    let status = {
        let visitor = visitor.clone();
        Memo::new(move |_| visitor.with(|visitor| visitor.status.clone()))
    };
    let site = {
        let visitor = visitor.clone();
        move || live.desk.site_name(visitor.with(|visitor| visitor.site))
    };
    let on_line = {
        let visitor = visitor.clone();
        move || Stopwatch(live.clock.now().millis_since(visitor.with(|v| v.since))).to_string()
    };
    let name = Memo::new(move |_| {
        let asked_as = live.desk.chat_of(id).and_then(|chat| chat.visitor_name);
        let name = visitor.with(|visitor| visitor.name.clone()).or(asked_as);
        words::visitor_name(name.as_deref(), id)
    });
    let place = expect_context::<Desktop>().place;
    // Where the chat is open already, its own foot says what can be done.
    let elsewhere =
        move || live.desk.chat_of(id).filter(|chat| is_here && place.get() != Place::Chat(chat.id));
    view! {
        <div class="pane-body details-body">
            <div class="who">
                <span class=format!("portrait tone-{}", tone(id)) aria-hidden="true">
                    {move || initial(&name.get())}
                </span>
                <div>
                    <p class="who-name">{name}</p>
                    {if is_here {
                        Either::Left(view! { <StatusMark status /> })
                    } else {
                        Either::Right(view! { <span class="status is-gone">"Has left the site"</span> })
                    }}
                </div>
            </div>
            {move || {
                elsewhere()
                    .map(|chat| {
                        let id = chat.id;
                        match (chat.state, status.get()) {
                            (ChatState::Requesting, VisitorStatus::Requesting(_)) => {
                                Either::Left(
                                    view! {
                                        <button
                                            type="button"
                                            class="button is-accept is-wide"
                                            on:click=move |_| live.accept(id)
                                        >
                                            "Accept chat"
                                        </button>
                                    },
                                )
                            }
                            _ => {
                                Either::Right(
                                    view! {
                                        <a class="button is-wide" href=Place::Chat(id).path()>
                                            "Open chat"
                                        </a>
                                    },
                                )
                            }
                        }
                    })
            }}
            <dl class="facts">
                <dt>"Current page"</dt>
                <dd>
                    <span class="fact-title">{title}</span>
                    {move || address_or_words(url.get())}
                </dd>
                <dt>"Came from"</dt>
                <dd>
                    {move || match referrer.get() {
                        from if from.is_empty() => Either::Left(view! { <span class="is-quiet">"Directly"</span> }),
                        from => Either::Right(address_or_words(from)),
                    }}
                </dd>
                <dt>"On line"</dt>
                <dd class="is-figure">{on_line}</dd>
                <dt>"Pages seen"</dt>
                <dd class="is-figure">{pages}</dd>
                <dt>"Browser"</dt>
                <dd title=agent>{move || browser::of(&agent.get())}</dd>
                <dt>"Address"</dt>
                <dd class="is-code">{address}</dd>
                <dt>"Site"</dt>
                <dd>{site}</dd>
                <dt>"Id"</dt>
                <dd class="is-code">{id.short()}</dd>
            </dl>
        </div>
    }
    .into_any()
}

fn nobody(place: Place) -> &'static str {
    match place {
        Place::Visitors => "Choose a visitor in the list to see who it is.",
        Place::Chat(_) => "The visitor of this chat has left, and nothing more is known about him.",
        // The pane is not shown there.
        Place::OffLineMessages | Place::Nowhere => "",
    }
}

/// A visitor's browser tells its addresses; only those of the web become links.
fn address_or_words(address: String) -> impl IntoView {
    if links::is_web_address(&address) {
        Either::Left(view! {
            <a class="fact-link" href=address.clone() target="_blank" rel="noopener noreferrer nofollow" title=address.clone()>
                {address.clone()}
            </a>
        })
    } else {
        Either::Right(view! { <span>{address}</span> })
    }
}

fn initial(name: &str) -> String {
    name.chars().find(|c| c.is_alphanumeric()).map(|c| c.to_uppercase().collect()).unwrap_or_default()
}

/// One of six colours, always the same for the same visitor.
fn tone(id: VisitorId) -> u128 {
    id.0.as_u128() % 6
}
