//! The right pane: who this visitor is, and what operators know about them.

mod answers;
mod history;

use leptos::prelude::*;
use wasm_split_helpers::wasm_split;
use wire::{
    ChatState, ChatView, Role, VisitorId, colleague::Colleague, operator::VisitorStatus, text::is_web_address,
};

use self::{
    answers::Answered,
    history::{PastChats, SeenPages},
};
use super::{browser, conversation::actions, notes::NotesView, transcript};
use crate::{
    console::{
        details_pane::DetailsPane,
        status_mark::StatusMark,
        window::open::{OpenWindow, Window},
    },
    drawn::{flag, part, text, translatable},
    icon::{self, icon},
    lazy::{Code, Drawn, lazy},
    live::{Live, desk::Presence},
    parts::menu::{Item, Menu},
    place::{Pane, Place, here::Here},
    texts::tr,
    words::{self, Stopwatch},
};

/// Loaded with the first person whose details are shown.
pub(crate) const CODE: Code = Code { name: "details", load: || Box::pin(load()) };

#[component]
pub(crate) fn VisitorDetails() -> impl IntoView {
    let live = expect_context::<Live>();
    let here = expect_context::<Here>();
    let place = here.place;
    let selected = expect_context::<DetailsPane>().selected;
    let visitor = Memo::new(move |_| match place.get() {
        Place::Chat(chat) | Place::Archive(Some(chat)) => {
            let past = || live.knowledge.past_chat(chat).map(|past| past.visitor);
            live.desk.chat(chat).map(|chat| chat.visitor).or_else(past)
        }
        Place::Visitors => selected.get(),
        Place::OffLineMessages
        | Place::Archive(None)
        | Place::Reports
        | Place::Board
        | Place::Preferences(_)
        | Place::Administration(_)
        | Place::Nowhere => None,
    });
    Effect::new(move |_| live.knowledge.look_up(visitor.get()));
    let colleague = Memo::new(move |_| {
        let talk = place.get().chat().and_then(|chat| live.desk.talk(chat))?;
        let other = live.desk.other_in(&talk)?.id;
        live.desk.colleagues.with(|all| all.iter().find(|one| one.id == other).cloned())
    });
    let head =
        text(move || if colleague.read().is_some() { tr("Colleague").into() } else { tr("Visitor").into() });
    let presence = Memo::new(move |_| visitor.get().and_then(|id| Some((id, live.desk.visitors.get(id)?))));
    let about = move |about: About| {
        let part = lazy(CODE, move || Box::pin(drawn(about.clone())));
        view! { {part} }.into_any()
    };
    let facts = part(move || {
        // Read first, because the other depends on it: if only this one changed, nothing would be
        // redrawn.
        let visitor = visitor.get();
        match (presence.get(), visitor) {
            (Some((id, presence)), _) => about(About::Visitor(id, presence)),
            (None, Some(visitor)) => about(About::Absent(visitor)),
            (None, None) if colleague.read().is_some() => about(About::Colleague(colleague)),
            (None, None) => {
                view! { <p class="quiet-note is-padded" translate="no">{nobody(place.get())}</p> }.into_any()
            }
        }
    });
    view! {
        <aside class="details" id="details" tabindex="-1" aria-label=tr("Visitor")>
            <header class="pane-head" translate="no">
                <a class="icon-button on-phone" href=text(move || here.beside(Pane::Middle)) aria-label=tr("Back")>
                    {icon(icon::BACK)}
                </a>
                <h2>{head}</h2>
            </header>
            {facts}
        </aside>
    }
    .into_any()
}

#[derive(Clone)]
enum About {
    /// A visitor who is on a site, or who left while their chat is still open.
    Visitor(VisitorId, Presence),
    /// A visitor known only from stored data.
    Absent(VisitorId),
    Colleague(Memo<Option<Colleague>>),
}

#[wasm_split(details, preload(load), fallible)]
fn drawn(about: About) -> Drawn {
    Ok(match about {
        About::Visitor(id, presence) => view! { <Facts id presence /> }.into_any(),
        About::Absent(id) => view! { <Absent id /> }.into_any(),
        About::Colleague(colleague) => view! { <ColleagueCard colleague /> }.into_any(),
    })
}

#[component]
fn Facts(id: VisitorId, presence: Presence) -> impl IntoView {
    let live = expect_context::<Live>();
    let place = expect_context::<Here>().place;
    let is_here = presence.is_here();
    let visitor = RwSignal::from(presence.view);
    let name = text(move || {
        let asked_as = live.desk.chat_of(id).and_then(|chat| chat.visitor_name);
        let name = visitor.read().name.clone().or(asked_as);
        words::visitor_name(name.as_deref(), id)
    });
    let status = Signal::derive(move || is_here.then(|| visitor.read().status.clone()));
    let on_line = text(move || Stopwatch(live.clock.now().millis_since(visitor.read().since)).to_string());
    // If the chat is already open, its own foot has the actions.
    let elsewhere =
        move || live.desk.chat_of(id).filter(|chat| is_here && place.get() != Place::Chat(chat.id));
    let waits = |chat: &ChatView| chat.state == ChatState::Requesting;
    let cannot_accept = flag(move || !elsewhere().as_ref().is_some_and(waits));
    let cannot_open = flag(move || elsewhere().as_ref().is_none_or(waits));
    let chat = text(move || elsewhere().map(|chat| Place::Chat(chat.id).path()).unwrap_or_default());
    view! {
        <div class="pane-body details-body">
            <Who id name status />
            <button
                type="button"
                class="button is-accept is-wide"
                translate="no"
                hidden=cannot_accept
                on:click=move |_| {
                    if let Some(chat) = untrack(elsewhere) {
                        live.requests.accept(chat.id);
                    }
                }
            >
                {tr("Accept chat")}
            </button>
            <a class="button is-wide" translate="no" href=chat hidden=cannot_open>
                {tr("Open chat")}
            </a>
            <dl class="facts">
                <dt translate="no">{tr("Page")}</dt>
                <dd>
                    <span
                        class="fact-title"
                        prop:textContent=translatable(move || visitor.with(|v| v.page.title.clone()))
                    ></span>
                    <Address address=text(move || visitor.with(|v| v.page.url.clone())) none="" />
                </dd>
            </dl>
            <dl class="facts" translate="no">
                <dt>{tr("Came from")}</dt>
                <dd>
                    <Address address=text(move || visitor.with(|v| v.page.referrer.clone())) none=tr("Directly") />
                </dd>
                <dt>{tr("On line")}</dt>
                <dd class="is-figure">{on_line}</dd>
                <dt>{tr("Pages seen")}</dt>
                <dd class="is-figure">{text(move || visitor.with(|v| v.pages.to_string()))}</dd>
                <dt>{tr("Browser")}</dt>
                <dd title=text(move || {
                    visitor.with(|v| v.agent.clone())
                })>{text(move || visitor.with(|v| browser::of(&v.agent)))}</dd>
                <dt>{tr("Address")}</dt>
                <dd class="is-code">{text(move || visitor.with(|v| v.address.clone()))}</dd>
                <dt>{tr("Site")}</dt>
                <dd>{text(move || live.desk.site_name(visitor.read().site))}</dd>
                <dt>{tr("Id")}</dt>
                <dd class="is-code">{id.short()}</dd>
            </dl>
            <Known visitor=id />
        </div>
    }
    .into_any()
}

/// A visitor who has left the site and has no open chat: only stored data is known.
#[component]
fn Absent(id: VisitorId) -> impl IntoView {
    let live = expect_context::<Live>();
    let name = text(move || {
        let name = live.knowledge.part(id, |dossier| dossier.name.clone());
        words::visitor_name(name.as_deref(), id)
    });
    view! {
        <div class="pane-body details-body">
            <Who id name status=Signal::stored(None) />
            <dl class="facts" translate="no">
                <dt>{tr("Id")}</dt>
                <dd class="is-code">{id.short()}</dd>
            </dl>
            <Known visitor=id />
        </div>
    }
    .into_any()
}

#[component]
fn Who(id: VisitorId, name: Signal<String>, status: Signal<Option<VisitorStatus>>) -> impl IntoView {
    let live = expect_context::<Live>();
    let menu = expect_context::<Menu>();
    let window = expect_context::<OpenWindow>();
    view! {
        <div class="who" translate="no">
            <span class=format!("portrait tone-{}", tone(id)) aria-hidden="true">
                {text(move || initial(&name.get()))}
            </span>
            <div>
                <p class="who-name">{name}</p>
                <p class="who-remark" hidden=flag(move || live.desk.remark(id).is_empty())>
                    {text(move || live.desk.remark(id))}
                </p>
                <StatusMark status />
            </div>
            <button
                type="button"
                class="icon-button"
                aria-label=tr("Actions for this visitor")
                aria-haspopup="menu"
                on:click=move |event| {
                    menu.open_below(&event, untrack(|| of_visitor(live, window, id)));
                }
            >
                {icon(icon::MORE)}
            </button>
        </div>
    }
    .into_any()
}

/// The visitor's menu, with what only administrators may do, and seldom do.
fn of_visitor(live: Live, window: OpenWindow, id: VisitorId) -> Vec<Item> {
    let mut items = actions::of_visitor(live, window, id);
    if live.desk.me.read().role == Role::Administrator {
        items.push(Item::new(icon::SAVE, tr("Export everything"), move || transcript::export(id)));
        let erase = move || window.set(Some(Window::Erase(id)));
        items.push(Item::new(icon::CROSS, tr("Erase…"), erase));
    }
    items
}

#[component]
fn ColleagueCard(colleague: Memo<Option<Colleague>>) -> impl IntoView {
    let of = move |what: fn(&Colleague) -> String| {
        text(move || colleague.with(|colleague| colleague.as_ref().map(what).unwrap_or_default()))
    };
    let has_none = flag(move || {
        colleague
            .with(|colleague| colleague.as_ref().is_none_or(|colleague| colleague.departments.is_empty()))
    });
    view! {
        <div class="pane-body details-body" translate="no">
            <div class="who">
                <div>
                    <p class="who-name">{of(|colleague| colleague.name.clone())}</p>
                    <p class="status-words">
                        {of(|colleague| words::colleague(colleague.is_active, colleague.status).into())}
                    </p>
                </div>
            </div>
            <dl class="facts">
                <dt>{tr("Login")}</dt>
                <dd>{of(|colleague| colleague.login.clone())}</dd>
                <dt>{tr("Role")}</dt>
                <dd>{of(|colleague| words::role(colleague.role).into())}</dd>
                <dt hidden=has_none>{tr("Departments")}</dt>
                <dd hidden=has_none>{of(|colleague| colleague.departments.join(", "))}</dd>
            </dl>
        </div>
    }
    .into_any()
}

/// What operators know about the visitor, and what the visitor has done here.
#[component]
fn Known(visitor: VisitorId) -> impl IntoView {
    view! {
        <Answered visitor />
        <section class="known" aria-labelledby="known-notes">
            <h3 id="known-notes" translate="no">{tr("Client Note")}</h3>
            <NotesView visitor />
        </section>
        <SeenPages visitor />
        <PastChats visitor />
    }
    .into_any()
}

/// A URL reported by a visitor's browser; only web URLs become links.
#[component]
fn Address(
    address: Signal<String>,
    /// The text if it is empty.
    none: &'static str,
) -> impl IntoView {
    let href = Signal::derive(move || Some(address.get()).filter(|address| is_web_address(address)));
    let words =
        text(move || address.with(|address| if address.is_empty() { none.into() } else { address.clone() }));
    view! {
        <a class="fact-link" translate="no" href=href title=address target="_blank" rel="noopener noreferrer nofollow">
            {words}
        </a>
    }
    .into_any()
}

fn nobody(place: Place) -> &'static str {
    match place {
        Place::Visitors => tr("Choose a visitor in the list to see who it is."),
        Place::Chat(_) | Place::Archive(Some(_)) => {
            tr("The visitor of this chat has left, and nothing more is known about them.")
        }
        Place::Archive(None) => tr("Choose a chat in the list to see who it was with."),
        // These pages do not show the pane.
        Place::OffLineMessages
        | Place::Reports
        | Place::Board
        | Place::Preferences(_)
        | Place::Administration(_)
        | Place::Nowhere => "",
    }
}

fn initial(name: &str) -> String {
    name.chars().find(|c| c.is_alphanumeric()).map(|c| c.to_uppercase().collect()).unwrap_or_default()
}

/// One of six colours, always the same for a visitor.
fn tone(id: VisitorId) -> u128 {
    id.0.as_u128() % 6
}
