//! The visitor list (manual B1): who is browsing the sites now, where, for how long, and what they
//! are doing.
//!
//! | module | holds |
//! |---|---|
//! | [`columns`] | the columns and their layout |
//! | [`heading`] | the search, and the headings that sort |
//! | [`row`] | one visitor |
//! | [`shown`] | who is shown, and in which order |

pub(crate) mod columns;

mod heading;
mod row;
mod shown;

use leptos::{ev::KeyboardEvent, html, prelude::*};
use wasm_bindgen::JsCast;
use web_sys::{FocusOptions, HtmlElement};
use wire::{Role, VisitorId};

use self::{
    heading::{Tools, heading},
    row::Row,
    shown::Shown,
};
use super::windowed::{Slot, Windowed};
use crate::{
    console::{
        details_pane::{DetailsPane, DetailsSwitch},
        strip::{WaitingStrip, WayBack},
    },
    drawn::{flag, part, text},
    live::{Live, desk::arranged::Sorting},
    parts::{
        keys::{Action, Pressed},
        roving::{self, Roving},
    },
    place::{Place, Topic},
    texts::{tr, tr_count, tr_with},
};

/// The height of a row in pixels, until measured.
const ROW: usize = 49;

#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Drawn {
    Visitor(VisitorId),
    /// As in [`Slot`].
    Gap(usize, usize),
}

#[component]
pub(crate) fn VisitorList(
    /// `None`: the default order.
    sorting: RwSignal<Option<Sorting>>,
) -> impl IntoView {
    let live = expect_context::<Live>();
    let selected = expect_context::<DetailsPane>().selected;
    let visitors = live.desk.visitors;
    let searched = RwSignal::new(String::new());
    let shown = Shown::new(live, sorting, searched);
    let scroller = NodeRef::<html::Div>::new();
    let table = NodeRef::<html::Table>::new();
    let windowed = Windowed::new(scroller, ROW);
    let lines = Memo::new(move |_| columns::lines(&columns::chosen(live), windowed.width()));
    let places = Memo::new(move |_| columns::places(&lines.read()));
    Effect::new(move |_| {
        let Some(table) = table.get() else { return };
        // Set one by one, because the page's policy forbids style attributes.
        let style = HtmlElement::style(&table);
        for (name, width) in columns::widths(&lines.read()) {
            let _ = style.set_property(&name, &width); // cannot fail: percentages are valid
        }
    });
    Effect::new(move |_| {
        places.track();
        // Rows with another number of lines have another height.
        request_animation_frame(move || windowed.look());
    });
    // The visitor whose row has or last had focus; it is drawn wherever the reader is.
    let kept = RwSignal::new(None);
    let drawn = Memo::new(move |_| {
        let kept = kept.get().and_then(|id| shown.place_of(id));
        let slots = windowed.slots(shown.count(), kept).into_iter();
        let drawn = slots.filter_map(|slot| match slot {
            Slot::Gap(from, to) => Some(Drawn::Gap(from, to)),
            Slot::Row(nr) => shown.at(nr).map(Drawn::Visitor),
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
    // Whether a row has focus, or lost it to nothing.
    let has_focus = StoredValue::new(false);
    Effect::new(move |_| {
        drawn.track();
        // A row that moves in the page loses focus, so give it back.
        request_animation_frame(move || {
            if let (Some(true), Some(id)) = (has_focus.try_get_value(), kept.try_get_untracked().flatten())
                && roving::is_focus_lost()
            {
                focus(id, false);
            }
        });
    });
    // A key moves focus into the list: to the last selected visitor, or to the first.
    let take_focus = move || {
        let last = selected.get_untracked().filter(|id| untrack(|| shown.place_of(*id)).is_some());
        if let Some(row) = last.or_else(|| untrack(|| shown.at(0))) {
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
    expect_context::<Pressed>().listen(move |action| {
        if action == Action::Visitors {
            take_focus();
        }
    });
    let is_administrator = move || live.desk.me.read().role == Role::Administrator;
    let is_empty = flag(move || visitors.count() == 0);
    let count = text(move || {
        let here = tr_count(visitors.count(), "%1 person is on your sites", "%1 people are on your sites");
        match live.desk.closed_sites() {
            none if none.is_empty() => here,
            closed => tr_with("%1 · Outside business hours: %2", &[&here, &closed]),
        }
    });
    let on_key = move |event: KeyboardEvent| {
        let here = kept.get_untracked().and_then(|id| untrack(|| shown.place_of(id)));
        let next = roving::next(&event.key(), here, untrack(|| shown.count()));
        let next = next.and_then(|nr| untrack(|| shown.at(nr)));
        if let Some(next) = next {
            event.prevent_default();
            // Its row is drawn wherever it is, and then takes focus.
            kept.set(Some(next));
            request_animation_frame(move || focus(next, true));
        }
    };
    let headings = part(move || {
        let all = places.get().into_iter();
        all.map(|place| heading(place, sorting)).collect_view().into_any()
    });
    view! {
        <WaitingStrip />
        <header class="pane-head" translate="no">
            <WayBack />
            <h1>{tr("Visitors")}</h1>
            <p class="pane-sub">{count}</p>
            <DetailsSwitch />
        </header>
        <div translate="no" hidden=is_empty>
            <Tools searched go_on=Callback::new(move |()| take_focus()) />
        </div>
        <div class="pane-body" hidden=is_empty node_ref=scroller on:scroll=move |_| windowed.look()>
            <table
                node_ref=table
                class="visitors"
                role="grid"
                aria-label=tr("Visitors")
                aria-rowcount=text(move || (shown.count() + 1).to_string())
            >
                <thead role="rowgroup" translate="no">
                    <tr role="row">{headings}</tr>
                </thead>
                <tbody
                    role="rowgroup"
                    on:keydown=on_key
                    on:focusin=move |_| has_focus.set_value(true)
                    on:focusout=move |event| has_focus.set_value(event.related_target().is_none())
                >
                    <For
                        each=move || drawn.get()
                        key=|drawn| *drawn
                        children=move |drawn| match drawn {
                            Drawn::Visitor(id) => view! { <Row id roving kept shown places /> }.into_any(),
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
            <p class="quiet-note is-padded" role="status" translate="no">
                {text(move || if shown.count() == 0 { tr("No matches").into() } else { String::new() })}
            </p>
        </div>
        <div class="empty" translate="no" hidden=flag(move || !is_empty.get())>
            <h2>{tr("Nobody is on your sites right now")}</h2>
            <p>
                {tr("Visitors appear here the moment they open a page that carries your ")}
                <a
                    class="link"
                    href=Place::Administration(Topic::Sites).path()
                    tabindex="0"
                    hidden=flag(move || !is_administrator())
                >
                    {tr("embed code")}
                </a> <span hidden=flag(is_administrator)>{tr("embed code")}</span>
                {tr(". A request also rings, wherever you are in the console.")}
            </p>
            <a
                class="button"
                href=Place::Administration(Topic::Start).path()
                tabindex="0"
                hidden=flag(move || !live.desk.has_guide.get())
            >
                {tr("Take the first steps")}
            </a>
        </div>
    }
    .into_any()
}

fn focus(visitor: VisitorId, scrolls: bool) {
    let row = document().query_selector(&format!("[data-visitor=\"{visitor}\"]")).ok().flatten();
    if let Some(row) = row.and_then(|row| row.dyn_into::<HtmlElement>().ok()) {
        let options = FocusOptions::new();
        options.set_prevent_scroll(!scrolls);
        let _ = row.focus_with_options(&options); // if it cannot take focus, nothing moves
    }
}
