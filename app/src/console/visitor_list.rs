//! The visitor list (manual B1): who is browsing the sites now, where, for how long, and what he is doing.

use leptos::{ev::KeyboardEvent, html, prelude::*};
use wasm_bindgen::JsCast;
use web_sys::{FocusOptions, HtmlElement};
use wire::{VisitorId, operator::VisitorStatus};

use super::{
    Desktop,
    conversation::{WaitingStrip, WayBack, actions},
    keys::Action,
    links,
    roving::{self, Roving},
    visitor_details::DetailsSwitch,
    windowed::{Slot, Windowed},
};
use crate::{
    drawn::{flag, text, word},
    live::{Live, desk::Share},
    words::{self, Stopwatch},
};

/// How high a row is, in pixels.
const ROW: usize = 49;

/// What the table consists of.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Drawn {
    Visitor(VisitorId),
    /// As in [`Slot`].
    Gap(usize, usize),
}

#[component]
pub(crate) fn VisitorList() -> impl IntoView {
    let live = expect_context::<Live>();
    let desktop = expect_context::<Desktop>();
    let visitors = live.desk.visitors;
    let scroller = NodeRef::<html::Div>::new();
    let windowed = Windowed::new(scroller, ROW);
    // Who has the focus, or had it last: he is drawn wherever the reader is.
    let kept = RwSignal::new(None);
    let drawn = Memo::new(move |_| {
        let kept = kept.get().and_then(|id| visitors.place_of(id));
        let slots = windowed.slots(visitors.count(), kept).into_iter();
        let drawn = slots.filter_map(|slot| match slot {
            Slot::Gap(from, to) => Some(Drawn::Gap(from, to)),
            Slot::Row(nr) => visitors.at(nr).map(Drawn::Visitor),
        });
        drawn.collect::<Vec<_>>()
    });
    let roving = Roving::new(move || {
        let drawn = drawn.read();
        let ids = drawn.iter().filter_map(|one| match one {
            Drawn::Visitor(id) => Some(id.0),
            Drawn::Gap(..) => None,
        });
        ids.collect()
    });
    // Whether one of the rows has the focus, or lost it to nobody.
    let has_focus = StoredValue::new(false);
    Effect::new(move |_| {
        drawn.track();
        // A row that changes its place in the page loses the focus, which it shall have whatever is drawn around it.
        request_animation_frame(move || {
            if let (Some(true), Some(id)) = (has_focus.try_get_value(), kept.try_get_untracked().flatten())
                && roving::is_focus_lost()
            {
                focus(id, false);
            }
        });
    });
    // Whoever comes by a key goes on in the list: with whom they looked at last, or the first.
    let take_focus = move || {
        let last = desktop.selected.get_untracked().filter(|id| untrack(|| visitors.place_of(*id)).is_some());
        if let Some(row) = last.or_else(|| untrack(|| visitors.at(0))) {
            kept.set(Some(row));
            request_animation_frame(move || focus(row, true));
        }
    };
    Effect::new(move |_| {
        request_animation_frame(move || {
            let active = document().active_element();
            if active.is_some_and(|active| active.id() == "middle") {
                take_focus();
            }
        });
    });
    desktop.pressed.listen(move |action| {
        if action == Action::Visitors {
            take_focus();
        }
    });
    let is_empty = flag(move || visitors.count() == 0);
    let count = text(move || {
        let here = words::count(visitors.count(), "person is", "people are");
        match live.desk.closed_sites() {
            none if none.is_empty() => format!("{here} on your sites"),
            closed => format!("{here} on your sites · Outside business hours: {closed}"),
        }
    });
    let on_key = move |event: KeyboardEvent| {
        let here = kept.get_untracked().and_then(|id| untrack(|| visitors.place_of(id)));
        let next = roving::next(&event.key(), here, untrack(|| visitors.count()));
        let next = next.and_then(|nr| untrack(|| visitors.at(nr)));
        if let Some(next) = next {
            event.prevent_default();
            // He is drawn, wherever he stands, and then has the focus.
            kept.set(Some(next));
            request_animation_frame(move || focus(next, true));
        }
    };
    view! {
        <WaitingStrip />
        <header class="pane-head">
            <WayBack />
            <h1>"Visitors"</h1>
            <p class="pane-sub">{count}</p>
            <DetailsSwitch />
        </header>
        <div class="pane-body" hidden=is_empty node_ref=scroller on:scroll=move |_| windowed.look()>
            <table
                class="visitors"
                role="grid"
                aria-label="Visitors"
                aria-rowcount=text(move || (visitors.count() + 1).to_string())
                class:has-sites=flag(move || live.desk.has_several_sites())
            >
                <thead>
                    <tr>
                        <th scope="col" class="column-id">"Id"</th>
                        <th scope="col" class="column-name">"Name"</th>
                        <th scope="col" class="column-status">"Status"</th>
                        <th scope="col">"Current page"</th>
                        <th scope="col" class="column-site">"Site"</th>
                        <th scope="col" class="column-on-line is-figure">"On line"</th>
                        <th scope="col" class="column-address">"Address"</th>
                    </tr>
                </thead>
                <tbody
                    on:keydown=on_key
                    on:focusin=move |_| has_focus.set_value(true)
                    on:focusout=move |event| has_focus.set_value(event.related_target().is_none())
                >
                    <For
                        each=move || drawn.get()
                        key=|drawn| *drawn
                        children=move |drawn| match drawn {
                            Drawn::Visitor(id) => view! { <Row id roving kept /> }.into_any(),
                            Drawn::Gap(from, to) => view! {
                                <tr aria-hidden="true">
                                    <td class="gap" style:height=text(move || windowed.height(to - from))></td>
                                </tr>
                            }
                            .into_any(),
                        }
                    />
                </tbody>
            </table>
        </div>
        <div class="empty" hidden=flag(move || !is_empty.get())>
            <h2>"Nobody is on your sites right now"</h2>
            <p>
                "Visitors appear here the moment they open a page that carries your snippet. \
                 A request also rings, wherever you are in the console."
            </p>
        </div>
    }
    .into_any()
}

#[component]
fn Row(id: VisitorId, roving: Roving, kept: RwSignal<Option<VisitorId>>) -> impl IntoView {
    let live = expect_context::<Live>();
    let desktop = expect_context::<Desktop>();
    let selected = desktop.selected;
    // The row goes when the visitor goes; until then he is there.
    let Some(presence) = untrack(|| live.desk.visitors.get(id)) else { return ().into_any() };
    let visitor = RwSignal::from(presence.view);
    let name = text(move || visitor.with(|visitor| visitor.name.clone().unwrap_or_else(|| "–".into())));
    let title = text(move || {
        visitor.with(|visitor| match visitor.page.title.trim() {
            "" => links::shown_path(&visitor.page.url),
            title => title.to_owned(),
        })
    });
    let path = text(move || visitor.with(|visitor| links::shown_path(&visitor.page.url)));
    // His own remark stands in front of the address (manual B1, B9).
    let remark = text(move || live.desk.remark(id));
    let address = text(move || visitor.read().address.clone());
    let site = text(move || live.desk.site_name(visitor.read().site));
    let on_line = text(move || Stopwatch(live.clock.now().millis_since(visitor.read().since)).to_string());
    let status = Signal::derive(move || Some(visitor.read().status.clone()));
    let is_selected = word(move || Some(if selected.get() == Some(id) { "true" } else { "false" }));
    let is_requesting = flag(move || matches!(status.get(), Some(VisitorStatus::Requesting { .. })));

    let enter = move || match status.get_untracked() {
        Some(VisitorStatus::Requesting { chat, .. }) => live.accept(chat),
        _ => {
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
            data-visitor=id.to_string()
            aria-rowindex=text(move || live.desk.visitors.place_of(id).map_or(0, |nr| nr + 2).to_string())
            tabindex=roving.tabindex(id.0)
            aria-selected=is_selected
            class:is-requesting=is_requesting
            on:focus=move |_| {
                roving.focused(id.0);
                kept.set(Some(id));
                selected.set(Some(id));
            }
            on:click=move |_| selected.set(Some(id))
            on:dblclick=move |_| enter()
            on:contextmenu=move |event| {
                desktop.menu.open_at(&event, untrack(|| actions::of_visitor(live, desktop, id)));
            }
            on:keydown=on_key
        >
            <td role="gridcell" class="is-code">{id.short()}</td>
            <td role="gridcell" class="column-name">{name}</td>
            <td role="gridcell">
                <StatusMark status />
            </td>
            <td role="gridcell">
                <span class="page-title">{title}</span>
                <span class="page-path">{path}</span>
            </td>
            <td role="gridcell" class="column-site">{site}</td>
            <td role="gridcell" class="is-figure">{on_line}</td>
            <td role="gridcell" class="column-address">
                <span class="remark">{remark}</span>
                <span class="is-code">{address}</span>
            </td>
        </tr>
    }
    .into_any()
}

fn focus(visitor: VisitorId, scrolls: bool) {
    let row = document().query_selector(&format!("[data-visitor=\"{visitor}\"]")).ok().flatten();
    if let Some(row) = row.and_then(|row| row.dyn_into::<HtmlElement>().ok()) {
        let options = FocusOptions::new();
        options.set_prevent_scroll(!scrolls);
        let _ = row.focus_with_options(&options); // a row that cannot take it leaves the focus where it is
    }
}

/// What a visitor is doing, or none if he has left: a shape, a colour and always the word.
#[component]
pub(crate) fn StatusMark(status: Signal<Option<VisitorStatus>>) -> impl IntoView {
    let class = word(move || {
        status.with(|status| match status {
            Some(VisitorStatus::Online) => Some("status is-online"),
            Some(VisitorStatus::Requesting { .. }) => Some("status is-requesting"),
            Some(VisitorStatus::Chatting(_)) => Some("status is-chatting"),
            Some(VisitorStatus::Invited(_)) => Some("status is-requesting"),
            None => Some("status is-gone"),
        })
    });
    let words = text(move || {
        status.with(|status| match status {
            Some(VisitorStatus::Online) => "Online".into(),
            Some(VisitorStatus::Requesting { assigned: Some(operator), .. }) => {
                format!("Requesting · {operator}")
            }
            Some(VisitorStatus::Requesting { .. }) => "Requesting".into(),
            Some(VisitorStatus::Chatting(operator)) => format!("Chatting with {operator}"),
            Some(VisitorStatus::Invited(operator)) => format!("Invited by {operator}"),
            None => "Has left the site".into(),
        })
    });
    view! { <span class=class>{words}</span> }
}
