//! The content of each window.

use leptos::{ev::SubmitEvent, html, prelude::*};
use wasm_bindgen::JsCast;
use wire::{ChatId, OfferKind, VisitorId, colleague::Colleague};

use super::{
    ban::Ban,
    columns::Columns,
    erase::Erase,
    head::{Buttons, Head, visitor_name},
    palette::PaletteView,
    send::SendChat,
    snooze::SnoozeWindow,
    spelling::Spelling,
    tags::TagWindow,
    why::WhyHere,
};
use crate::{
    console::{
        command::is_there,
        notes::NotesView,
        rail::PresenceMark,
        window::open::{OpenWindow, Window},
    },
    drawn::{flag, part, text},
    live::Live,
    parts::{
        keys::{self, Action},
        roving::{self, Roving},
    },
    place::{Chapter, Place},
    texts::{tr, tr_with},
    words::{self, name_of},
};

#[component]
pub(super) fn Content() -> impl IntoView {
    let open = expect_context::<OpenWindow>();
    Effect::new(move |_| {
        open.track();
        focus_beginning();
    });
    part(move || match open.get() {
        Some(Window::Invite(visitor)) => view! { <Invite visitor /> }.into_any(),
        Some(Window::Remark(visitor)) => view! { <Label visitor /> }.into_any(),
        Some(Window::Notes(visitor)) => view! { <Notes visitor /> }.into_any(),
        Some(Window::Erase(visitor)) => view! { <Erase visitor /> }.into_any(),
        Some(Window::Offer(chat, kind)) => view! { <Offer chat kind /> }.into_any(),
        Some(Window::Ban(visitor)) => view! { <Ban visitor /> }.into_any(),
        Some(Window::Send(chat)) => view! { <SendChat chat /> }.into_any(),
        Some(Window::Why(chat)) => view! { <WhyHere chat /> }.into_any(),
        Some(Window::Snooze(chat)) => view! { <SnoozeWindow chat /> }.into_any(),
        Some(Window::Tags(chat)) => view! { <TagWindow chat /> }.into_any(),
        Some(Window::Spelling) => view! { <Spelling /> }.into_any(),
        Some(Window::Columns) => view! { <Columns /> }.into_any(),
        Some(Window::Help) => view! { <Help /> }.into_any(),
        Some(Window::Palette) => view! { <PaletteView /> }.into_any(),
        None => ().into_any(),
    })
}

/// Focuses the first field: the browser did so when the window opened, perhaps before its code was
/// loaded.
fn focus_beginning() {
    let begin = document().query_selector("dialog[open] :is([autofocus], [data-item])").ok().flatten();
    if let Some(begin) = begin.and_then(|begin| begin.dyn_into::<web_sys::HtmlElement>().ok()) {
        let _ = begin.focus(); // if it cannot take focus, nothing moves
    }
}

#[component]
fn Invite(visitor: VisitorId) -> impl IntoView {
    let live = expect_context::<Live>();
    let open = expect_context::<OpenWindow>();
    let field = NodeRef::<html::Textarea>::new();
    let send = move |event: SubmitEvent| {
        event.prevent_default();
        let Some(text) = field.get_untracked().map(|field| field.value()) else { return };
        if wire::text::message(&text).is_ok() {
            live.keep().keep_invitation(&text);
            live.requests.invite(visitor, text);
            open.set(None);
        }
    };
    let usual = live.keep().invitation();
    view! {
        <form on:submit=send>
            <Head words=text(move || tr_with("Invite %1 to a chat", &[&visitor_name(live, visitor)])) />
            <p>{tr("It appears on the page that the visitor is on. The chat begins when it is accepted.")}</p>
            <label class="field">
                <span>{tr("What the visitor reads first")}</span>
                <textarea node_ref=field rows="3" autofocus prop:value=usual></textarea>
            </label>
            <Buttons does=tr("Request chat") />
        </form>
    }
    .into_any()
}

#[component]
fn Label(visitor: VisitorId) -> impl IntoView {
    let live = expect_context::<Live>();
    let open = expect_context::<OpenWindow>();
    let field = NodeRef::<html::Input>::new();
    let save = move |event: SubmitEvent| {
        event.prevent_default();
        let Some(text) = field.get_untracked().map(|field| field.value()) else { return };
        live.knowledge.set_remark(visitor, text.trim().to_owned());
        open.set(None);
    };
    let before = live.desk.remark_untracked(visitor);
    view! {
        <form on:submit=save>
            <Head words=text(move || tr_with("Remark on %1", &[&visitor_name(live, visitor)])) />
            <label class="field">
                <span>{tr("Your own label; no other operator sees it")}</span>
                <input node_ref=field autofocus maxlength=wire::text::MAX_NAME.to_string() prop:value=before />
            </label>
            <Buttons does=tr("Save") />
        </form>
    }
    .into_any()
}

#[component]
fn Notes(visitor: VisitorId) -> impl IntoView {
    let live = expect_context::<Live>();
    live.knowledge.look_up(Some(visitor));
    view! {
        <Head words=text(move || tr_with("Client Note: %1", &[&visitor_name(live, visitor)])) />
        <NotesView visitor has_focus=true />
    }
    .into_any()
}

#[component]
fn Offer(chat: ChatId, kind: OfferKind) -> impl IntoView {
    let live = expect_context::<Live>();
    let whom = text(move || live.desk.chat(chat).as_ref().map(name_of).unwrap_or_default());
    let head = text(move || match kind {
        OfferKind::Transfer => tr_with("Transfer the chat with %1", &[&whom.get()]),
        OfferKind::Join => tr_with("Ask a colleague to join the chat with %1", &[&whom.get()]),
    });
    let explained = match kind {
        OfferKind::Transfer => tr("The chat is offered; it stays with you until it is taken."),
        OfferKind::Join => tr("Whoever joins reads and answers beside you."),
    };
    // Those who can accept come first; each keeps their position while the window is open.
    let others = Memo::new(move |_| {
        let mut others = live.desk.others();
        others.sort_by_key(|colleague| !is_there(colleague));
        others
    });
    let roving = Roving::new(move || others.read().iter().map(|colleague| colleague.id.0).collect());
    view! {
        <Head words=head />
        <p>{explained}</p>
        <ul class="people" on:keydown=roving::on_key>
            <For
                each=move || others.get()
                key=|colleague| (colleague.id, colleague.status, colleague.name.clone())
                children=move |colleague| view! { <Candidate chat kind colleague roving /> }
            />
        </ul>
        <p class="quiet-note" hidden=flag(move || !others.read().is_empty())>
            {tr("There is no other operator yet.")}
        </p>
    }
    .into_any()
}

#[component]
fn Candidate(chat: ChatId, kind: OfferKind, colleague: Colleague, roving: Roving) -> impl IntoView {
    let live = expect_context::<Live>();
    let open = expect_context::<OpenWindow>();
    let id = colleague.id;
    let cannot = !is_there(&colleague);
    let state = colleague.status.map_or(tr("Not at the desk"), words::status);
    let more =
        [state.to_owned()].into_iter().chain(colleague.departments.clone()).collect::<Vec<_>>().join(" · ");
    view! {
        <li>
            <button
                type="button"
                class="person"
                data-item
                tabindex=roving.tabindex(id.0)
                disabled=cannot
                on:focus=move |_| roving.focused(id.0)
                on:click=move |_| {
                    live.colleagues.offer(chat, id, kind);
                    open.set(None);
                }
            >
                <PresenceMark status=Signal::stored(colleague.status) />
                <span class="person-words">
                    <span class="row-name">{colleague.name}</span>
                    <span class="row-text">{more}</span>
                </span>
            </button>
        </li>
    }
    .into_any()
}

#[component]
fn Help() -> impl IntoView {
    let live = expect_context::<Live>();
    let open = expect_context::<OpenWindow>();
    let rows = Action::ALL.map(|action| {
        let keys = text(move || keys::shown(&live.desk.preferences.with(|mine| action.keys(mine))));
        view! {
            <dt>{action.words()}</dt>
            <dd>
                <kbd hidden=flag(move || keys.read().is_empty())>{keys}</kbd>
            </dd>
        }
    });
    view! {
        <Head words=Signal::stored(tr("Shortcut keys").to_owned()) />
        <dl class="key-list">{rows.into_iter().collect_view()}</dl>
        <p>
            {tr(
                "In lists the arrows move and Enter opens; the Menu key shows what can be done. In a chat Enter sends, \
                 Shift+Enter breaks the line, and / offers responses and commands.",
            )}
            " "
            <a class="link" href=Place::Preferences(Chapter::Keys).path() on:click=move |_| open.set(None)>
                {tr("Change the keys")}
            </a>
        </p>
    }
    .into_any()
}
