//! The console: three panes in which operators work.
//!
//! | module | holds |
//! |---|---|
//! | [`place`] | where in the console one is, as an address |
//! | [`first_view`] | what the server renders before anything is live |
//! | [`rail`] | the left pane: requests, chats, ways, the operator's own line |
//! | [`visitor_list`] | who is browsing the sites now (manual B1) |
//! | [`conversation`] | one chat: [`thread`] of [`lines`], [`composer`] |
//! | [`off_line_messages`] | what visitors left while nobody was available |
//! | [`visitor_details`] | the right pane: who this visitor is |
//! | [`connection_banner`], [`voice`] | what goes wrong and what is new, for eyes and for screen readers |
//! | [`roving`] | arrow keys in lists |
//! | [`browser`], [`links`], [`local_time`] | what an agent, a text, a moment looks like to a person |

pub(crate) mod badge;
pub(crate) mod browser;
pub(crate) mod composer;
pub(crate) mod connection_banner;
pub(crate) mod conversation;
pub(crate) mod first_view;
pub(crate) mod lines;
pub(crate) mod links;
pub(crate) mod local_time;
pub(crate) mod off_line_messages;
pub(crate) mod place;
pub(crate) mod rail;
pub(crate) mod roving;
pub(crate) mod thread;
pub(crate) mod visitor_details;
pub(crate) mod visitor_list;
pub(crate) mod voice;

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::{
    NavigateOptions,
    components::Outlet,
    hooks::{use_location, use_navigate, use_query_map},
};
use wire::{ChatState, Status, VisitorId, operator::OffLineMessageView};

use self::{
    connection_banner::ConnectionBanner,
    conversation::Conversation,
    first_view::FirstView,
    off_line_messages::OffLineMessages,
    place::{Kind, Pane, Place},
    rail::Rail,
    visitor_details::VisitorDetails,
    visitor_list::VisitorList,
    voice::{Voice, VoiceView},
};
use crate::{
    drawn::{part, text, word},
    live::{Connection, Live, desk::Share, news::News},
    sign_in,
    sound::{Sound, Tune},
    words,
};

/// The page behind `/console` and everything below it.
#[component]
pub(crate) fn Console() -> impl IntoView {
    if !first_view::may_enter() {
        return ().into_any();
    }
    let first = first_view::resource();
    view! {
        <Suspense fallback=|| {
            view! { <p class="page-note is-slow" role="status">"Opening the console…"</p> }
        }>
            {move || Suspend::new(async move {
                match first.await {
                    Some(first) => view! { <Workplace first /> }.into_any(),
                    None => view! { <Failure /> }.into_any(),
                }
            })}
        </Suspense>
    }
    .into_any()
}

/// What everything in the console shares, beside [`Live`].
#[derive(Clone, Copy)]
pub(crate) struct Desktop {
    pub(crate) place: Memo<Place>,
    pub(crate) pane: Memo<Pane>,
    pub(crate) sound: Sound,
    pub(crate) voice: Voice,
    /// The row of the visitor list that the right pane tells about.
    pub(crate) selected: RwSignal<Option<VisitorId>>,
    /// Whether a wide screen shows the right pane.
    pub(crate) shows_details: RwSignal<bool>,
    off_line_messages: StoredValue<Option<Vec<OffLineMessageView>>>,
}

impl Desktop {
    /// What the first view knew of them; once, because later it is out of date.
    fn take_off_line_messages(self) -> Option<Vec<OffLineMessageView>> {
        self.off_line_messages.try_update_value(Option::take).flatten()
    }
}

#[component]
fn Workplace(first: FirstView) -> impl IntoView {
    let live = Live::new(first.snapshot);
    let location = use_location();
    let query = use_query_map();
    let desktop = Desktop {
        place: Memo::new(move |_| Place::of(&location.pathname.read())),
        pane: Memo::new(move |_| Pane::of(query.read().get_str("pane"))),
        sound: Sound::new(),
        voice: Voice::new(),
        selected: RwSignal::new(None),
        shows_details: RwSignal::new(true),
        off_line_messages: StoredValue::new(first.off_line_messages),
    };
    provide_context(live);
    provide_context(desktop);
    come_alive(live, desktop);

    let Desktop { place, pane, shows_details, .. } = desktop;
    let kind = Memo::new(move |_| place.get().kind());
    let has_details = move || shows_details.get() && matches!(place.get(), Place::Visitors | Place::Chat(_));
    let title = text(move || {
        words::document_title(live.desk.chats(Share::Requesting).len(), place_name(live, place.get()))
    });
    let middle = part(move || {
        match kind.get() {
        Kind::Visitors => view! { <VisitorList /> }.into_any(),
        Kind::Chat => view! {
            // Another chat is another element: no draft, no focus, no scrolling is carried over.
            <For each=move || place.get().chat() key=|chat| *chat children=|chat| view! { <Conversation chat /> } />
        }
        .into_any(),
        Kind::OffLineMessages => view! { <OffLineMessages /> }.into_any(),
        Kind::Nowhere => view! { <Nowhere /> }.into_any(),
    }
    });
    view! {
        <Title text=title />
        <div
            class="console"
            data-pane=word(move || Some(pane.get().name()))
            data-details=word(move || Some(if has_details() { "true" } else { "false" }))
        >
            <ConnectionBanner />
            <Rail />
            <main class="middle" id="middle">
                {middle}
            </main>
            <VisitorDetails />
            <VoiceView />
            // Draws nothing; but the router writes an address into the browser's bar only when its route was drawn.
            <Outlet />
        </div>
    }
    .into_any()
}

/// Everything that only a browser does: connect, ring, follow the address.
fn come_alive(live: Live, desktop: Desktop) {
    let navigate = use_navigate();
    let location = use_location();
    let Desktop { place, sound, voice, .. } = desktop;

    Effect::new(move |_| {
        let navigate = navigate.clone();
        sound.start(move || untrack(|| !live.desk.chats(Share::Requesting).is_empty()));
        live.start(move |news| match news {
            News::Request(chat) => {
                if live.desk.me.with_untracked(|me| me.status == Status::Online) {
                    sound.play(Tune::Request);
                }
                voice.announce(format!("{} asks for a chat", conversation::name_of(&chat)));
            }
            News::Said(chat, message) => {
                if document().hidden() || place.get_untracked() != Place::Chat(chat.id) {
                    sound.play(Tune::Message);
                }
                if let Some(said) = message.body.said() {
                    voice.announce(format!("{}: {said}", conversation::name_of(&chat)));
                }
            }
            News::Show(chat) => navigate(&Place::Chat(chat).path(), NavigateOptions::default()),
            News::Ended(chat) => {
                voice.announce(format!("The chat with {} has ended", conversation::name_of(&chat)))
            }
            News::Refused(sentence) => voice.show(sentence),
        });
    });
    Effect::new(move |_| live.open(place.get().chat()));
    Effect::new(move |_| {
        let connection = live.connection.get();
        if let Some(root) = document().document_element() {
            let _ = root.set_attribute("data-live", connection.name()); // a valid name cannot fail
        }
        if connection == Connection::SignedOut {
            let here = location.pathname.get_untracked();
            let _ = window().location().replace(&sign_in::address_for(&here)); // fails only for an address that is none
        }
    });
}

fn place_name(live: Live, place: Place) -> &'static str {
    match place {
        Place::Visitors => "Visitors",
        Place::OffLineMessages => "Off-line messages",
        Place::Nowhere => "Not found",
        Place::Chat(chat) => match live.desk.chat(chat).map(|chat| chat.state) {
            Some(ChatState::Requesting) => "Request",
            _ => "Chat",
        },
    }
}

#[component]
fn Nowhere() -> impl IntoView {
    view! {
        <div class="empty">
            <h2>"There is no such page"</h2>
            <p>"The address may be mistyped, or what was here is gone."</p>
            <a class="button" href=Place::Visitors.path()>
                "Go to the visitors"
            </a>
        </div>
    }
}

#[component]
fn Failure() -> impl IntoView {
    view! {
        <main class="empty is-page">
            <h1>"The console could not be opened"</h1>
            <p>"The server had trouble reading its data. Nothing is lost. Try again in a moment."</p>
            <a class="button is-main" href="/console" rel="external">
                "Try again"
            </a>
        </main>
    }
}
