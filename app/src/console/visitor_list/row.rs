//! One visitor in the list, and the actions on them.

use leptos::{ev::KeyboardEvent, prelude::*};
use wire::{
    VisitorId,
    operator::{VisitorStatus, VisitorView},
    preferences::Column,
};

use super::{
    columns::{self, Place},
    shown::Shown,
};
use crate::{
    console::{
        conversation::actions, details_pane::DetailsPane, links, status_mark::StatusMark,
        window::open::OpenWindow,
    },
    drawn::{flag, part, text, translatable, word},
    live::{
        Live,
        desk::{Share, arranged},
    },
    parts::{menu::Menu, roving::Roving},
    words::Stopwatch,
};

#[component]
pub(super) fn Row(
    id: VisitorId,
    roving: Roving,
    kept: RwSignal<Option<VisitorId>>,
    shown: Shown,
    places: Memo<Vec<Place>>,
) -> impl IntoView {
    let live = expect_context::<Live>();
    let menu = expect_context::<Menu>();
    let selected = expect_context::<DetailsPane>().selected;
    let window = expect_context::<OpenWindow>();
    // The row exists only as long as the visitor does.
    let Some(presence) = untrack(|| live.desk.visitors.get(id)) else { return ().into_any() };
    let visitor = RwSignal::from(presence.view);
    let is_selected = word(move || Some(if selected.get() == Some(id) { "true" } else { "false" }));
    let is_requesting = flag(move || matches!(visitor.read().status, VisitorStatus::Requesting { .. }));
    let enter = move || match visitor.with_untracked(|visitor| visitor.status.clone()) {
        VisitorStatus::Requesting { chat, .. } => live.requests.accept(chat),
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
    let cells = part(move || {
        let all = places.get();
        let tells_whom = all.iter().any(|place| place.column == Column::Assigned);
        let cell = |place: Place| {
            // Page titles are other people's words and may be translated.
            let is_ours = (place.column != Column::Page).then_some("no");
            view! {
                <td role="gridcell" translate=is_ours class=columns::class(place)>
                    {inside(place.column, visitor, live, tells_whom)}
                </td>
            }
        };
        all.into_iter().map(cell).collect_view().into_any()
    });
    view! {
        <tr
            role="row"
            data-item
            data-visitor=id.to_string()
            aria-rowindex=text(move || shown.place_of(id).map_or(0, |nr| nr + 2).to_string())
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
                menu.open_at(&event, untrack(|| actions::of_visitor(live, window, id)));
            }
            on:keydown=on_key
        >
            {cells}
        </tr>
    }
    .into_any()
}

/// What a column shows about a visitor: up to two values, one above the other where there is room.
fn inside(column: Column, visitor: RwSignal<VisitorView>, live: Live, tells_whom: bool) -> AnyView {
    let id = visitor.with_untracked(|visitor| visitor.id);
    let told = move |of: fn(&VisitorView) -> String| text(move || visitor.with(of));
    match column {
        Column::Visitor => two(
            ("visitor-name", told(|visitor| visitor.name.clone().unwrap_or_default())),
            ("is-code", Signal::stored(id.short())),
        ),
        Column::Page => {
            let title = translatable(move || {
                visitor.with(|visitor| match visitor.page.title.trim() {
                    "" => links::shown_path(&visitor.page.url),
                    title => title.to_owned(),
                })
            });
            let path = told(|visitor| links::shown_path(&visitor.page.url));
            view! {
                <span class="page-title" title=title prop:textContent=title></span>
                <span class="page-path" translate="no" title=path>
                    {path}
                </span>
            }
            .into_any()
        }
        // The operator's own remark comes before the address (manual B1, B9).
        Column::Address => two(
            ("remark", text(move || live.desk.remark(id))),
            ("is-code", told(|visitor| visitor.address.clone())),
        ),
        Column::Status => {
            let status = Signal::derive(move || Some(status(&visitor.read().status, tells_whom)));
            view! { <StatusMark status /> }.into_any()
        }
        Column::OnLine => {
            one(text(move || Stopwatch(live.clock.now().millis_since(visitor.read().since)).to_string()))
        }
        Column::Site => one(text(move || live.desk.site_name(visitor.read().site))),
        Column::Assigned => {
            one(told(|visitor| arranged::assigned(&visitor.status).unwrap_or_default().to_owned()))
        }
    }
}

/// Leaves out the assignee if another column shows it.
fn status(status: &VisitorStatus, tells_whom: bool) -> VisitorStatus {
    match status {
        VisitorStatus::Requesting { chat, .. } if tells_whom => {
            VisitorStatus::Requesting { chat: *chat, assigned: None }
        }
        other => other.clone(),
    }
}

fn one(words: Signal<String>) -> AnyView {
    view! { <span title=words>{words}</span> }.into_any()
}

fn two(upper: (&'static str, Signal<String>), lower: (&'static str, Signal<String>)) -> AnyView {
    view! {
        <span class=upper.0 title=upper.1>{upper.1}</span>
        <span class=lower.0 title=lower.1>{lower.1}</span>
    }
    .into_any()
}
