//! The console: three panes in which operators work.
//!
//! | module | holds |
//! |---|---|
//! | [`rail`] | the left pane: requests, chats, ways, the operator's own line |
//! | [`visitor_list`] | who is browsing the sites now (manual B1) |
//! | [`conversation`] | one chat: [`thread`] of [`lines`], [`composer`] |
//! | [`command`] | what a text that begins with `/` means |
//! | [`preferences`] | what the operator chooses for himself |
//! | [`administration`] | what administrators choose for everybody; like the preferences it has [`chapters`] |
//! | [`canned`], [`picture`] | lists of canned responses, and pictures that are uploaded, for the two above |
//! | [`off_line_messages`] | what visitors left while nobody was available |
//! | [`visitor_details`] | the right pane: who this visitor is |
//! | [`connection_banner`], [`voice`] | what goes wrong and what is new, for eyes and for screen readers |
//! | [`keys`] | shortcut keys |
//! | [`stopped`] | what happens when the program breaks off |
//! | [`install`], [`tabs`] | as an application of its own, in a narrow window |
//! | [`menu`], [`window`] | what opens over it |
//! | [`notes`], [`transcript`] | the Client Note; a chat as a file |
//! | [`roving`], [`windowed`], [`resized`] | arrow keys in lists; long lists of which only a part is drawn; sizes |
//! | [`browser`], [`links`], [`local_time`] | what an agent, an address, a moment looks like to a person |

pub(crate) mod administration;
pub(crate) mod badge;
pub(crate) mod browser;
pub(crate) mod canned;
pub(crate) mod chapters;
pub(crate) mod command;
pub(crate) mod composer;
pub(crate) mod connection_banner;
pub(crate) mod controls;
pub(crate) mod conversation;
pub(crate) mod install;
pub(crate) mod keys;
pub(crate) mod lines;
pub(crate) mod links;
pub(crate) mod local_time;
pub(crate) mod menu;
pub(crate) mod notes;
pub(crate) mod off_line_messages;
pub(crate) mod picture;
pub(crate) mod preferences;
pub(crate) mod rail;
mod resized;
pub(crate) mod roving;
mod sip_info;
mod stopped;
pub(crate) mod tabs;
pub(crate) mod thread;
pub(crate) mod transcript;
pub(crate) mod visitor_details;
pub(crate) mod visitor_list;
pub(crate) mod voice;
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
    Author, ChatState, OfferKind, Role, VisitorId, operator,
    preferences::{Appearance, Occasion},
};

use self::{
    administration::Administration,
    connection_banner::ConnectionBanner,
    conversation::{Conversation, actions},
    keys::{Action, Pressed},
    menu::{Menu, MenuView},
    off_line_messages::{OffLineDesk, OffLineMessages},
    preferences::Preferences,
    rail::Rail,
    tabs::Tabs,
    visitor_details::VisitorDetails,
    visitor_list::VisitorList,
    voice::{Voice, VoiceView},
    window::{Window, WindowView},
};
pub(crate) use crate::place;
use crate::{
    alerts::{self, Alerts},
    api::first_view::FirstView,
    drawn::{part, text, word},
    lazy,
    live::{
        Connection, Live,
        desk::{Share, arranged::Sorting},
        news::News,
    },
    place::{Chapter, Kind, Pane, Place, Topic},
    sign_in,
    spelling::{Checker, spelled::Spelled},
    texts::{tr, tr_with},
    words,
};

/// Draws the console in the place of the shell that the server sent. It is one page, whatever is open in it.
#[cfg(any(feature = "csr", test))]
pub(crate) fn draw(first: FirstView) {
    stopped::watch();
    mount_to_body(move || view! { <Router>{workplace(first)}</Router> });
    // Nothing is seen of the exchange: the browser draws when both are done.
    if let Some(shell) = document().get_element_by_id("shell") {
        shell.remove();
    }
    lazy::ahead::prepare_what_links_lead_to();
}

/// What everything in the console shares, beside [`Live`].
#[derive(Clone, Copy)]
pub(crate) struct Desktop {
    pub(crate) place: Memo<Place>,
    pub(crate) pane: Memo<Pane>,
    pub(crate) alerts: Alerts,
    pub(crate) voice: Voice,
    /// The row of the visitor list that the right pane tells about.
    pub(crate) selected: RwSignal<Option<VisitorId>>,
    /// Whether a wide screen shows the right pane.
    pub(crate) shows_details: RwSignal<bool>,
    /// The shortcut key that was pressed last.
    pub(crate) pressed: Pressed,
    /// The menu of the thing that is pointed at.
    pub(crate) menu: Menu,
    /// The window that is open.
    pub(crate) window: RwSignal<Option<Window>>,
    pub(crate) checker: Checker,
    /// The text whose spelling is gone through.
    pub(crate) spelled: Spelled,
    /// Whether *as HTML* is ticked (manual B13).
    pub(crate) as_html: RwSignal<bool>,
    /// How the visitor list is sorted; none: as usual.
    pub(crate) sorting: RwSignal<Option<Sorting>>,
    /// Which off-line messages are shown, and which one is open.
    pub(crate) off_line: OffLineDesk,
    off_line_messages: StoredValue<Option<operator::OffLineMessages>>,
}

impl Desktop {
    /// Goes there together with the focus, for whoever has no mouse.
    pub(crate) fn go_with_focus(self, live: Live, place: Place) {
        live.go(place);
        focus("#middle");
    }

    /// What the first view knew of them; once, because later it is out of date.
    fn take_off_line_messages(self) -> Option<operator::OffLineMessages> {
        self.off_line_messages.try_update_value(Option::take).flatten()
    }
}

fn workplace(first: FirstView) -> AnyView {
    let live = Live::new(first.snapshot);
    let location = use_location();
    let desktop = Desktop {
        place: Memo::new(move |_| Place::of(&location.pathname.read())),
        pane: Memo::new(move |_| Pane::of(location.query.read().get_str("pane"))),
        alerts: Alerts::new(live),
        voice: Voice::new(),
        selected: RwSignal::new(None),
        shows_details: RwSignal::new(true),
        pressed: Pressed::new(),
        menu: Menu::new(),
        window: RwSignal::new(None),
        checker: Checker::new(live),
        spelled: Spelled::none(),
        as_html: RwSignal::new(live.desk.preferences.read_untracked().as_html),
        sorting: RwSignal::new(None),
        off_line: OffLineDesk::new(),
        off_line_messages: StoredValue::new(first.off_line_messages),
    };
    provide_context(live);
    provide_context(desktop);
    come_alive(live, desktop);
    lazy::ahead::prepare_what_chats_need(live);

    let Desktop { place, pane, shows_details, .. } = desktop;
    let kind = Memo::new(move |_| place.get().kind());
    let has_details = move || shows_details.get() && matches!(place.get(), Place::Visitors | Place::Chat(_));
    let title = text(move || {
        desktop.alerts.flash.title_or(|| {
            words::document_title(live.desk.chats(Share::Requesting).len(), place_name(live, place.get()))
        })
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
            // Draws nothing; but the router writes an address into the browser's bar only when a route was found.
            <FlatRoutes fallback=|| ()>
                <Route path=path!("/*rest") view=|| () />
            </FlatRoutes>
        </div>
    }
    .into_any()
}

/// Everything that only a browser does: connect, ring, follow the address.
fn come_alive(live: Live, desktop: Desktop) {
    let navigate = use_navigate();
    let location = use_location();
    let Desktop { place, alerts, voice, .. } = desktop;

    Effect::new(move |_| {
        let navigate = navigate.clone();
        if let Some(kept) = live.keep().as_html() {
            desktop.as_html.set(kept);
        }
        alerts.start();
        install::register_worker();
        let is_before_him = move |what: Place| alerts::has_attention() && place.get_untracked() == what;
        live.start(move |news| match news {
            News::Request(chat) => {
                let name = conversation::name_of(&chat);
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
                let title = tr_with("%1 offers you the chat with %2", &[&by, &conversation::name_of(&chat)]);
                alerts.tell(Occasion::Offer, Some(chat.id), &title, "");
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
                let name = conversation::name_of(&chat);
                let Some(said) = message.body.said() else { return };
                if !is_before_him(Place::Chat(chat.id)) && !live.keep().is_muted(chat.id) {
                    alerts.tell(Occasion::Message, Some(chat.id), &name, said);
                }
                voice.announce(tr_with("%1: %2", &[&name, &said]));
            }
            News::Answered(chat, is_accepted) => {
                let name = conversation::name_of(&chat);
                let title = match is_accepted {
                    true => tr_with("%1 accepted your invitation", &[&name]),
                    false => tr_with("%1 declined your invitation", &[&name]),
                };
                alerts.tell(Occasion::Invitation, is_accepted.then_some(chat.id), &title, "");
                voice.show(title);
            }
            News::Arrived => alerts.play(Occasion::Arrival),
            News::OffLine(alert) => desktop.off_line.tell(live, desktop, &alert),
            News::Go(place) => navigate(&place.path(), NavigateOptions::default()),
            News::Ended(chat) => {
                voice.announce(tr_with("The chat with %1 has ended", &[&conversation::name_of(&chat)]))
            }
            News::Went(name) => voice.show(tr_with("%1 has the chat now.", &[&name])),
            News::Refused(sentence) => voice.show(sentence),
        });
    });
    Effect::new(move |_| {
        let keys = window_event_listener(leptos::ev::keydown, move |event| {
            // A window that is open wants all keys for itself.
            let is_window_open = document().query_selector("dialog[open]").ok().flatten().is_some();
            let is_free = !is_window_open && !event.default_prevented();
            let action = live.desk.preferences.with_untracked(|mine| Action::of(&event, mine));
            // The key that opened the palette closes it.
            if action == Some(Action::Palette) && desktop.window.get_untracked() == Some(Window::Palette) {
                event.prevent_default();
                return desktop.window.set(None);
            }
            if let Some(action) = action.filter(|_| is_free) {
                event.prevent_default();
                desktop.pressed.tell(action);
            }
        });
        on_cleanup(move || keys.remove());
    });
    desktop.pressed.listen(move |action| do_by_key(live, desktop, action));
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
            let _ = HtmlElement::style(&root).set_property("color-scheme", scheme); // a valid name
        }
    });
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

/// What does not belong to a part of the console that does it itself.
fn do_by_key(live: Live, desktop: Desktop, action: Action) {
    let Desktop { place, window, .. } = desktop;
    let chat = place.get_untracked().chat();
    let view = chat.and_then(|chat| live.desk.chat_untracked(chat));
    let is_mine = view.as_ref().is_some_and(|view| live.desk.share(view) == Share::Mine);
    let past = || untrack(|| live.knowledge.past_chat(chat?)).map(|past| past.visitor);
    let visitor = match (&view, chat) {
        (Some(view), _) => Some(view.visitor),
        (None, Some(_)) => past(),
        (None, None) => desktop.selected.get_untracked(),
    };
    match (action, visitor) {
        (Action::Accept, _) => {
            let requests = untrack(|| live.desk.chats(Share::Requesting));
            if let Some(first) = requests.iter().find(|chat| live.desk.is_asked(chat)) {
                live.accept(first.id);
            }
        }
        (Action::NextChat, _) => live.show_beside(chat, 1),
        (Action::PreviousChat, _) => live.show_beside(chat, -1),
        (Action::Visitors, _) => desktop.go_with_focus(live, Place::Visitors),
        (Action::OffLineMessages, _) => desktop.go_with_focus(live, Place::OffLineMessages),
        (Action::Preferences, _) => desktop.go_with_focus(live, Place::Preferences(Chapter::General)),
        (Action::Administration, _) => {
            if live.desk.me.read_untracked().role == Role::Administrator {
                desktop.go_with_focus(live, Place::Administration(Topic::Operators));
            }
        }
        (Action::Contacts, _) => focus(".contacts [data-item][tabindex='0']"),
        (Action::Help, _) => window.set(Some(Window::Help)),
        (Action::Palette, _) => window.set(Some(Window::Palette)),
        (Action::Details, _) => desktop.shows_details.update(|shows| *shows = !*shows),
        (Action::Notes, Some(visitor)) => window.set(Some(Window::Notes(visitor))),
        (Action::Remark, Some(visitor)) => window.set(Some(Window::Remark(visitor))),
        (Action::Invite, Some(visitor)) if untrack(|| actions::can_be_invited(live, visitor)) => {
            window.set(Some(Window::Invite(visitor)));
        }
        (Action::Transfer, _) if is_mine => {
            window.set(chat.map(|chat| Window::Offer(chat, OfferKind::Transfer)));
        }
        (Action::Join, _) => match view.as_ref().map(|view| live.desk.share(view)) {
            Some(Share::Mine) => window.set(chat.map(|chat| Window::Offer(chat, OfferKind::Join))),
            // The server lets none but administrators in.
            Some(Share::Others) => chat.into_iter().for_each(|chat| live.join(chat)),
            _ => {}
        },
        (Action::Leave, _) if is_mine => chat.into_iter().for_each(|chat| live.leave(chat)),
        (Action::PutAway, _) => {
            let over = chat.filter(|chat| live.desk.is_over_untracked(*chat));
            over.into_iter().for_each(|chat| live.put_away(Some(chat)));
        }
        (Action::PutAwayAll, _) => live.put_away(None),
        (Action::Save | Action::SaveHtml, _) => {
            if let Some(chat) = chat {
                transcript::save(chat, action == Action::SaveHtml, desktop.voice);
            }
        }
        _ => {}
    }
}

/// Puts the focus on the first element that fits, if it can be seen.
pub(crate) fn focus(selector: &str) {
    let found = document().query_selector(selector).ok().flatten();
    if let Some(found) = found.and_then(|found| found.dyn_into::<HtmlElement>().ok()) {
        let _ = found.focus(); // what cannot take the focus leaves it where it is
    }
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
