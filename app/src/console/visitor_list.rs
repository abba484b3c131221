//! The visitor list (manual B1): who is browsing the sites now, where, for how long, and what he is doing.

use leptos::{either::Either, ev::KeyboardEvent, prelude::*};
use wire::{
    VisitorId,
    operator::{VisitorStatus, VisitorView},
};

use super::{
    Desktop, links,
    roving::{self, Roving},
};
use crate::{
    live::{Live, desk::Share},
    words::{self, Stopwatch},
};

#[component]
pub(crate) fn VisitorList() -> impl IntoView {
    let live = expect_context::<Live>();
    let here = Memo::new(move |_| live.desk.visitors_here());
    let roving = Roving::new(move || here.get());
    let several_sites = Memo::new(move |_| live.desk.has_several_sites());
    view! {
        <super::conversation::WaitingStrip />
        <header class="pane-head">
            <super::conversation::WayBack />
            <h1>"Visitors"</h1>
            <p class="pane-sub">{move || words::count(here.read().len(), "person is", "people are") + " on your sites"}</p>
            <super::visitor_details::DetailsSwitch />
        </header>
        <div class="pane-body" hidden=move || here.read().is_empty()>
            <table class="visitors" role="grid" aria-label="Visitors" class:has-sites=several_sites>
                <thead>
                    <tr>
                        <th scope="col">"Id"</th>
                        <th scope="col">"Name"</th>
                        <th scope="col">"Status"</th>
                        <th scope="col">"Current page"</th>
                        <th scope="col" class="column-site">"Site"</th>
                        <th scope="col" class="is-figure">"On line"</th>
                        <th scope="col" class="column-address">"Address"</th>
                    </tr>
                </thead>
                <tbody on:keydown=move |event| {
                    roving::on_key(&event);
                }>
                    <For each=move || here.get() key=|id| *id children=move |id| view! { <Row id roving /> } />
                </tbody>
            </table>
        </div>
        {move || {
            here.read()
                .is_empty()
                .then(|| {
                    view! {
                        <div class="empty">
                            <h2>"Nobody is on your sites right now"</h2>
                            <p>
                                "Visitors appear here the moment they open a page that carries your snippet. \
                                 A request also rings, wherever you are in the console."
                            </p>
                        </div>
                    }
                })
        }}
    }
    .into_any()
}

#[component]
fn Row(id: VisitorId, roving: Roving<VisitorId>) -> impl IntoView {
    let live = expect_context::<Live>();
    let selected = expect_context::<Desktop>().selected;
    // The row goes when the visitor goes; until then he is there.
    let Some(presence) = untrack(|| live.desk.visitor(id)) else { return ().into_any() };
    let visitor = presence.view;
    let part = {
        let visitor = visitor.clone();
        move |part: fn(&VisitorView) -> String| {
            let visitor = visitor.clone();
            Memo::new(move |_| visitor.with(part))
        }
    };
    let name = part(|visitor| visitor.name.clone().unwrap_or_default());
    let title = part(|visitor| match visitor.page.title.trim() {
        "" => links::path(&visitor.page.url).to_owned(),
        title => title.to_owned(),
    });
    let path = part(|visitor| links::path(&visitor.page.url).to_owned());
    let address = part(|visitor| visitor.address.clone());
    let status = {
        let visitor = visitor.clone();
        Memo::new(move |_| visitor.with(|visitor| visitor.status.clone()))
    };
    let site = {
        let visitor = visitor.clone();
        move || live.desk.site_name(visitor.with(|visitor| visitor.site))
    };
    let on_line = move || Stopwatch(live.clock.now().millis_since(visitor.with(|v| v.since))).to_string();

    let enter = move || match status.get_untracked() {
        VisitorStatus::Requesting(chat) => live.accept(chat),
        VisitorStatus::Online | VisitorStatus::Chatting(_) => {
            selected.set(Some(id));
            let chat =
                untrack(|| live.desk.chat_of(id)).filter(|chat| live.desk.share(chat) != Share::Requesting);
            if let Some(chat) = chat {
                live.show(chat.id);
            }
        }
    };
    let on_key = move |event: KeyboardEvent| {
        if event.key() == "Enter" {
            event.prevent_default();
            enter();
        }
    };

    view! {
        <tr
            data-item
            data-visitor=id.short()
            tabindex=move || roving.tabindex(id)
            aria-selected=move || (selected.get() == Some(id)).to_string()
            class:is-requesting=move || matches!(status.get(), VisitorStatus::Requesting(_))
            on:focus=move |_| {
                roving.focused(id);
                selected.set(Some(id));
            }
            on:click=move |_| selected.set(Some(id))
            on:dblclick=move |_| enter()
            on:keydown=on_key
        >
            <td role="gridcell" class="is-code">{id.short()}</td>
            <td role="gridcell" class="cell-name">
                {move || match name.get() {
                    name if name.is_empty() => Either::Left(view! { <span class="is-quiet">"–"</span> }),
                    name => Either::Right(name),
                }}
            </td>
            <td role="gridcell">
                <StatusMark status />
            </td>
            <td role="gridcell" class="cell-page">
                <span class="page-title">{title}</span>
                <span class="page-path">{path}</span>
            </td>
            <td role="gridcell" class="column-site">{site}</td>
            <td role="gridcell" class="is-figure">{on_line}</td>
            <td role="gridcell" class="column-address is-code">{address}</td>
        </tr>
    }
    .into_any()
}

/// What a visitor is doing: a shape, a colour and always the word.
#[component]
pub(crate) fn StatusMark(status: Memo<VisitorStatus>) -> impl IntoView {
    let (class, word) = (
        move || {
            status.with(|status| match status {
                VisitorStatus::Online => "status is-online",
                VisitorStatus::Requesting(_) => "status is-requesting",
                VisitorStatus::Chatting(_) => "status is-chatting",
            })
        },
        move || {
            status.with(|status| match status {
                VisitorStatus::Online => "Online".to_owned(),
                VisitorStatus::Requesting(_) => "Requesting".to_owned(),
                VisitorStatus::Chatting(operator) => format!("Chatting with {operator}"),
            })
        },
    );
    view! { <span class=class>{word}</span> }
}
