//! The console's shell: panes, headings, links and the operator's own line, in the places where the
//! browser's program draws them.

use leptos::prelude::*;
use wire::{
    ChatState,
    operator::{Me, Snapshot},
};

use super::document::document;
use crate::{
    api::first_view::{self, FirstView},
    icon::{self, Icon, icon},
    place::{
        Pane, Place,
        tab::{TABS, Tab},
    },
    request,
    texts::tr,
};

/// The page with the first view; if that cannot be read, an error page.
pub(super) fn page() -> AnyView {
    let place = Place::of(&request::path());
    let pane = Pane::of(request::query_value("pane").as_deref());
    // The document waits for the first view, which goes into its head.
    Suspend::new(async move {
        match first_view::read(place).await {
            Ok(first) => {
                let packed = first_view::packed(&first);
                let FirstView { snapshot, .. } = first;
                document(place, "Switchboard", Some(packed), shell(place, pane, snapshot))
            }
            Err(_) => {
                request::answer(500, None);
                document(place, "Switchboard", None, failure())
            }
        }
    })
    .into_any()
}

fn shell(place: Place, pane: Pane, snapshot: Snapshot) -> AnyView {
    let Me { screen_name, face, .. } = &snapshot.me;
    let (name, face, line) = (screen_name.clone(), face.clone(), snapshot.me.line());
    let nobody_waits =
        !snapshot.chats.iter().any(|chat| chat.state == ChatState::Requesting || chat.offer.is_some());
    view! {
        <div class="console" id="shell" aria-busy="true" data-pane=pane.name() data-details="true">
            <div class="rail">
                <header class="brand">
                    <img src="/favicon.svg" alt="" width="22" height="22" />
                    <span>"Switchboard"</span>
                </header>
                <p class="palette-button">{icon(icon::SEARCH)} <span>{tr("Go to or do…")}</span></p>
                <section class="requests">
                    <h2>{tr("Requests")}</h2>
                    {nobody_waits.then(|| view! { <p class="quiet-note">{tr("Nobody is waiting.")}</p> })}
                </section>
                <nav class="ways" aria-label=tr("Places")>
                    {way(place, Place::Visitors, icon::VISITORS, tr("Visitors"))}
                    {way(place, Place::OffLineMessages, icon::INBOX, tr("Off-line messages"))}
                    {way(place, Place::Archive(None), icon::ARCHIVE, tr("Archive"))}
                    {way(place, Place::Reports, icon::CHART, tr("Reports"))}
                </nav>
                <div class="rail-chats">
                    <section class="chats">
                        <h2>{tr("My chats")}</h2>
                    </section>
                </div>
                <footer class="own-line">
                    <p class="own-button">
                        <span class="presence is-gone"></span>
                        <img class="face" alt="" src=face />
                        <span class="own-names">
                            <span class="own-name">{name}</span>
                            <span class="own-login">{line}</span>
                        </span>
                    </p>
                </footer>
            </div>
            <main class="middle">
                <header class="pane-head">
                    <a
                        class="icon-button on-phone"
                        href=format!("{}?pane=rail", place.path())
                        aria-label=tr("Requests and chats")
                    >
                        {icon(icon::MENU)}
                    </a>
                    <h1>{tr(place.name())}</h1>
                </header>
                <noscript>
                    <div class="empty">
                        <h2>{tr("The console needs JavaScript")}</h2>
                        <p>{tr("Switch it on for this page, then load the page again.")}</p>
                    </div>
                </noscript>
                <p class="quiet-note is-padded is-slow" role="status">
                    {tr("Loading…")}
                </p>
                // The program cannot report that it failed to load.
                <p class="quiet-note is-padded is-very-slow">
                    {tr("This takes longer than it should.")} " " <a href="">{tr("Try again")}</a>
                </p>
            </main>
            <aside class="details" aria-label=tr("Visitor")>
                <header class="pane-head">
                    <h2>{tr("Visitor")}</h2>
                </header>
            </aside>
            <nav class="tabs" aria-label=tr("Tabs")>
                {TABS.map(|tab| tab_view(tab, tab.is_here(place, pane)))}
            </nav>
        </div>
    }
    .into_any()
}

fn way(here: Place, to: Place, picture: Icon, name: &'static str) -> AnyView {
    view! {
        <a class="way" href=to.path() aria-current=(here == to).then_some("page")>
            {icon(picture)}
            <span class="way-name">{name}</span>
        </a>
    }
    .into_any()
}

fn tab_view(Tab { name, address, picture, .. }: Tab, is_here: bool) -> AnyView {
    view! {
        <a href=address aria-current=is_here.then_some("page")>
            {icon(picture)}
            <span>{tr(name)}</span>
        </a>
    }
    .into_any()
}

fn failure() -> AnyView {
    view! {
        <main class="empty is-page">
            <h1>{tr("The console could not be opened")}</h1>
            <p>{tr("The server had trouble reading its data. Nothing is lost. Try again in a moment.")}</p>
            <a class="button is-main" href="/console">
                {tr("Try again")}
            </a>
        </main>
    }
    .into_any()
}
