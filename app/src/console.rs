//! The console: the three panes that operators work in.
//!
//! | module | holds |
//! |---|---|
//! | [`rail`] | the left pane: requests, chats, navigation, the operator's own line |
//! | [`visitor_list`] | who is browsing the sites now (manual B1) |
//! | [`conversation`] | one chat: [`thread`] of [`lines`], [`composer`] |
//! | [`command`] | parses text that begins with `/` |
//! | [`preferences`] | an operator's own settings |
//! | [`administration`] | settings for the whole account |
//! | [`chapters`] | the sections of the two above |
//! | [`canned`], [`picture`] | canned responses and picture uploads, used by both |
//! | [`archive`] | every chat, also long after it has ended |
//! | [`off_line_messages`] | messages that visitors left while no one was available |
//! | [`reports`] | figures of chats, as charts and tables; the live board |
//! | [`visitor_details`], [`details_pane`] | the right pane: the visitor's details; links to it |
//! | [`status_mark`], [`strip`] | a visitor's status; what phones show on every pane |
//! | [`connection_banner`] | connection problems |
//! | [`by_key`] | what shortcut keys do |
//! | [`stopped`] | what happens when the program crashes |
//! | [`install`], [`tabs`] | the installed application, and narrow windows |
//! | [`ahead`] | loads code before it is needed |
//! | [`window`] | dialogs |
//! | [`notes`], [`transcript`] | the Client Note; saving a chat as a file |
//! | [`sheet`] | style sheets that are loaded on demand |
//! | [`tags`], [`snoozing`] | the tags of a chat as chips; when a snoozed chat comes back |
//! | [`windowed`], [`resized`] | long lists that are drawn in part; element sizes |
//! | [`browser`], [`links`], [`local_time`] | user agents, URLs and times in readable form |

pub(crate) mod administration;
mod ahead;
mod archive;
pub(crate) mod badge;
pub(crate) mod browser;
mod by_key;
pub(crate) mod canned;
pub(crate) mod chapters;
pub(crate) mod command;
pub(crate) mod composer;
pub(crate) mod connection_banner;
pub(crate) mod controls;
pub(crate) mod conversation;
pub(crate) mod details_pane;
pub(crate) mod install;
pub(crate) mod lines;
pub(crate) mod links;
pub(crate) mod local_time;
pub(crate) mod notes;
pub(crate) mod off_line_messages;
pub(crate) mod picture;
pub(crate) mod preferences;
pub(crate) mod rail;
pub(crate) mod reports;
mod resized;
mod sheet;
mod sip_info;
pub(crate) mod snoozing;
pub(crate) mod status_mark;
mod stopped;
pub(crate) mod strip;
pub(crate) mod tabs;
pub(crate) mod tags;
pub(crate) mod thread;
pub(crate) mod transcript;
pub(crate) mod visitor_details;
pub(crate) mod visitor_list;
pub(crate) mod window;
mod windowed;

use leptos::prelude::*;
use leptos_router::{
    NavigateOptions,
    components::{FlatRoutes, Route, Router},
    hooks::{use_location, use_navigate},
    path,
};
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;
use wire::{
    Author, ChatState,
    preferences::{Appearance, Occasion},
};

use self::{
    administration::Administration,
    archive::Archive,
    by_key::Doing,
    composer::as_html::AsHtml,
    connection_banner::ConnectionBanner,
    conversation::Conversation,
    details_pane::DetailsPane,
    off_line_messages::{OffLineMessages, desk::OffLineDesk},
    preferences::Preferences,
    rail::Rail,
    reports::{Board, Reports},
    tabs::Tabs,
    visitor_details::VisitorDetails,
    visitor_list::VisitorList,
    window::{
        WindowView,
        open::{OpenWindow, Window},
    },
};
use crate::{
    alerts::{self, Alerts},
    api::first_view::FirstView,
    drawn::{part, text, word},
    live::{
        Connection, Live,
        desk::{Share, arranged::Sorting},
        news::News,
    },
    parts::{
        keys::{Action, Pressed},
        menu::{Menu, MenuView},
        voice::{Voice, VoiceView},
    },
    place::{Kind, Place, here::Here},
    sign_in,
    spelling::Checker,
    texts::{tr, tr_with},
    words,
};

/// Draws the console in place of the server's shell. It is a single page, whatever it shows.
#[cfg(any(feature = "csr", test))]
pub(crate) fn draw(first: FirstView) {
    stopped::watch();
    mount_to_body(move || view! { <Router>{workplace(first)}</Router> });
    // The swap is invisible: the browser paints after both steps.
    if let Some(shell) = document().get_element_by_id("shell") {
        shell.remove();
    }
    ahead::prepare_what_links_lead_to();
}

fn workplace(first: FirstView) -> AnyView {
    let live = Live::new(first.snapshot);
    let (here, alerts, details) = (Here::new(), Alerts::new(live), DetailsPane::new());
    provide_context(live);
    provide_context(here);
    provide_context(alerts);
    provide_context(details);
    provide_context(Voice::new());
    provide_context(Pressed::new());
    // Half of the menu items open a window, so its code is loaded as soon as a menu opens.
    provide_context(Menu::new(|| ahead::prepare(window::CODE)));
    provide_context(OpenWindow::new(None));
    provide_context(Checker::new(live));
    let (as_html, off_line) = (AsHtml::new(live), OffLineDesk::new(first.off_line_messages));
    provide_context(as_html);
    provide_context(off_line);
    come_alive(live, here, alerts, as_html, off_line);
    ahead::prepare_what_chats_need(live);

    let Here { place, pane, .. } = here;
    let shows_details = details.shows_details;
    // Kept here so that the sorting survives a visit to another page.
    let sorting = RwSignal::new(None::<Sorting>);
    let kind = Memo::new(move |_| place.get().kind());
    let has_details = move || shows_details.get() && place.get().has_details();
    let title = text(move || {
        alerts.flash.title_or(|| {
            words::document_title(live.desk.chats(Share::Requesting).len(), place_name(live, place.get()))
        })
    });
    let middle = part(move || {
        match kind.get() {
        Kind::Visitors => view! { <VisitorList sorting /> }.into_any(),
        Kind::Chat => view! {
            // Each chat gets its own element, so no draft, focus or scroll position carries over.
            <For each=move || place.get().chat() key=|chat| *chat children=|chat| view! { <Conversation chat /> } />
        }
        .into_any(),
        Kind::OffLineMessages => view! { <OffLineMessages /> }.into_any(),
        Kind::Archive => view! { <Archive /> }.into_any(),
        Kind::Reports => view! { <Reports /> }.into_any(),
        Kind::Board => view! { <Board /> }.into_any(),
        Kind::Preferences => view! { <Preferences /> }.into_any(),
        Kind::Administration => view! { <Administration /> }.into_any(),
        Kind::Nowhere => view! { <Nowhere /> }.into_any(),
    }
    });
    Effect::new(move |_| document().set_title(&title.get()));
    view! {
        <div
            class="console"
            data-pane=word(move || Some(pane.get().name()))
            data-details=word(move || Some(if has_details() { "true" } else { "false" }))
        >
            <ConnectionBanner />
            <Rail />
            <main class="middle" id="middle" tabindex="-1">
                {middle}
            </main>
            <VisitorDetails />
            <Tabs />
            <VoiceView />
            <MenuView />
            <WindowView />
            // Draws nothing, but the router only updates the browser's address bar when a route
            // matches.
            <FlatRoutes fallback=|| ()>
                <Route path=path!("/*rest") view=|| () />
            </FlatRoutes>
        </div>
    }
    .into_any()
}

/// Starts everything that only a browser does: connecting, ringing, following the address.
fn come_alive(live: Live, here: Here, alerts: Alerts, as_html: AsHtml, off_line: OffLineDesk) {
    let navigate = use_navigate();
    let location = use_location();
    let place = here.place;
    let voice = expect_context::<Voice>();
    let open = expect_context::<OpenWindow>();
    let pressed = expect_context::<Pressed>();

    Effect::new(move |_| {
        let navigate = navigate.clone();
        as_html.restore(live);
        alerts.start();
        install::register_worker();
        let is_before_him = move |what: Place| alerts::has_attention() && place.get_untracked() == what;
        live.start(move |news| match news {
            News::Request(chat) => {
                let name = words::name_of(&chat);
                let title = match live.desk.is_overdue(&chat) {
                    true => tr_with("%1 is waiting too long", &[&name]),
                    false => tr_with("%1 asks for a chat", &[&name]),
                };
                if live.desk.calls(&chat) {
                    alerts.tell(Occasion::Request, Some(chat.id), &title, "");
                }
                voice.announce(title);
            }
            News::Offered(chat) => {
                let by = chat.offer.as_ref().map(|offer| offer.by.name.clone()).unwrap_or_default();
                let title = tr_with("%1 offers you the chat with %2", &[&by, &words::name_of(&chat)]);
                alerts.tell(Occasion::Offer, Some(chat.id), &title, "");
                voice.announce(title);
            }
            News::Back(snooze) => {
                let name = words::visitor_name(snooze.visitor_name.as_deref(), snooze.visitor);
                let title = tr_with("The chat with %1 is back", &[&name]);
                if !live.keep().is_muted(snooze.chat) {
                    alerts.tell(Occasion::Message, Some(snooze.chat), &title, "");
                }
                voice.announce(title);
            }
            News::Talked(talk, message) => {
                if let (Some(said), Author::Operator(by)) = (message.body.said(), &message.author) {
                    if !is_before_him(Place::Chat(talk.id)) {
                        alerts.tell(Occasion::Talk, Some(talk.id), &by.name, said);
                    }
                    voice.announce(tr_with("%1: %2", &[&by.name, &said]));
                }
            }
            News::Said(chat, message) => {
                let name = words::name_of(&chat);
                let Some(said) = message.body.said() else { return };
                if !is_before_him(Place::Chat(chat.id)) && !live.keep().is_muted(chat.id) {
                    alerts.tell(Occasion::Message, Some(chat.id), &name, said);
                }
                voice.announce(tr_with("%1: %2", &[&name, &said]));
            }
            News::Answered(chat, is_accepted) => {
                let name = words::name_of(&chat);
                let title = match is_accepted {
                    true => tr_with("%1 accepted your invitation", &[&name]),
                    false => tr_with("%1 declined your invitation", &[&name]),
                };
                alerts.tell(Occasion::Invitation, is_accepted.then_some(chat.id), &title, "");
                voice.show(title);
            }
            News::Arrived => alerts.play(Occasion::Arrival),
            News::OffLine(alert) => off_line.tell(live, here, alerts, voice, &alert),
            News::Rated(rated) => {
                let name = words::visitor_name(rated.visitor_name.as_deref(), rated.visitor);
                let title = tr_with("%1: %2", &[&name, &words::stars(rated.rating.stars)]);
                alerts.tell(Occasion::Message, Some(rated.chat), &title, &rated.rating.words);
                voice.show(title);
            }
            News::Go(place) => navigate(&place.path(), NavigateOptions::default()),
            News::Ended(chat) => {
                voice.announce(tr_with("The chat with %1 has ended", &[&words::name_of(&chat)]))
            }
            News::Went(name) => voice.show(tr_with("%1 has the chat now.", &[&name])),
            News::Refused(sentence) => voice.show(sentence),
        });
    });
    Effect::new(move |_| {
        let keys = window_event_listener(leptos::ev::keydown, move |event| {
            // An open window gets all keys.
            let is_window_open = document().query_selector("dialog[open]").ok().flatten().is_some();
            let is_free = !is_window_open && !event.default_prevented();
            let action = live.desk.preferences.with_untracked(|mine| Action::of(&event, mine));
            // The key that opened the palette also closes it.
            if action == Some(Action::Palette) && open.get_untracked() == Some(Window::Palette) {
                event.prevent_default();
                return open.set(None);
            }
            if let Some(action) = action.filter(|_| is_free) {
                event.prevent_default();
                pressed.tell(action);
            }
        });
        on_cleanup(move || keys.remove());
    });
    let doing = Doing { live, place, voice, window: open, details: expect_context() };
    pressed.listen(move |action| doing.by_key(action));
    Effect::new(move |_| live.open(place.get().chat()));
    Effect::new(move |_| alerts::flash::set_badge(live.desk.chats(Share::Requesting).len()));
    Effect::new(move |_| {
        let scheme = match live.desk.preferences.read().appearance {
            Appearance::System => "light dark",
            Appearance::Light => "light",
            Appearance::Dark => "dark",
        };
        if let Some(root) = document().document_element().and_then(|root| root.dyn_into::<HtmlElement>().ok())
        {
            // Cannot fail: the name is valid.
            let _ = HtmlElement::style(&root).set_property("color-scheme", scheme);
        }
    });
    Effect::new(move |_| {
        let connection = live.connection.get();
        if let Some(root) = document().document_element() {
            // Cannot fail: the name is valid.
            let _ = root.set_attribute("data-live", connection.name());
        }
        if connection == Connection::SignedOut {
            let here = location.pathname.get_untracked();
            // Fails only for an invalid address.
            let _ = window().location().replace(&sign_in::address_for(&here));
        }
    });
}

fn place_name(live: Live, place: Place) -> &'static str {
    match place {
        Place::Chat(chat) if live.desk.chat(chat).is_some_and(|chat| chat.state == ChatState::Requesting) => {
            tr("Request")
        }
        place => place.name(),
    }
}

#[component]
fn Nowhere() -> impl IntoView {
    view! {
        <div class="empty" translate="no">
            <h2>{tr("There is no such page")}</h2>
            <p>{tr("The address may be mistyped, or what was here is gone.")}</p>
            <a class="button" href=Place::Visitors.path()>
                {tr("Go to the visitors")}
            </a>
        </div>
    }
}
