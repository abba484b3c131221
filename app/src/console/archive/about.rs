//! What is known about the open chat, apart from what was said in it.

use leptos::prelude::*;
use wire::{
    Marks, Timestamp,
    archive::{ArchivedChat, ArchivedDetail},
    note::Note,
    text::is_web_address,
};

use super::{desk::ArchiveDesk, wording};
use crate::{
    console::{local_time, window::why},
    drawn::text,
    texts::{tr, tr_with},
    words::{self, Stopwatch},
};

pub(super) fn about(desk: ArchiveDesk, detail: ArchivedDetail) -> AnyView {
    let ArchivedDetail { chat, notes, decisions, marks, reads_until } = detail;
    let limit = reads_until.map(|_| {
        view! { <p class="quiet-note">{tr("You can read only the part of this chat that you took part in.")}</p> }
    });
    let notes = (!notes.is_empty()).then(|| {
        view! {
            <h3>{tr("Client Note")}</h3>
            <ol class="notes-list">{notes.into_iter().map(|note| said(desk, note)).collect_view()}</ol>
        }
    });
    view! {
        <details class="archive-about">
            <summary translate="no">{tr("About this chat")}</summary>
            {limit}
            {facts(desk, chat, marks)}
            {notes}
            <h3 translate="no">{tr("Why it went where it did")}</h3>
            <div translate="no">{why::told(decisions)}</div>
        </details>
    }
    .into_any()
}

fn facts(desk: ArchiveDesk, chat: ArchivedChat, (visitors, operators): (Marks, Marks)) -> AnyView {
    let waited = chat.accepted_at.map(|at| Stopwatch(at.millis_since(chat.asked_at)).to_string());
    let department = chat.department;
    let department = text(move || department.map(|id| wording::department(desk, id)).unwrap_or_default());
    let site = chat.site;
    let site = text(move || desk.live.desk.site_name(site));
    let last = chat.messages;
    let rows = [
        (tr("Asked for"), Some(time(chat.asked_at))),
        (tr("Waited"), waited.map(|waited| waited.into_any())),
        (tr("Accepted"), chat.accepted_at.map(time)),
        (tr("Ended"), chat.closed_at.map(time)),
        (tr("Duration"), wording::duration(&chat).map(|duration| duration.into_any())),
        (tr("Operators"), filled(words::names(&chat.operators))),
        (tr("Department"), chat.department.map(|_| view! { {department} }.into_any())),
        (tr("Web site"), Some(view! { {site} }.into_any())),
        (tr("Page"), page(&chat.page)),
        (tr("Rating"), chat.rating.map(wording::stars)),
        (tr("Read by the visitor"), Some(reached(visitors, last).into_any())),
        (tr("Read by operators"), Some(reached(operators, last).into_any())),
    ];
    let rows = rows.into_iter().filter_map(|(name, value)| {
        let value = value?;
        Some(view! { <dt>{name}</dt> <dd>{value}</dd> })
    });
    view! {
        <dl class="facts" translate="no">
            {rows.collect_view()}
        </dl>
    }
    .into_any()
}

fn filled(text: String) -> Option<AnyView> {
    (!text.is_empty()).then(|| text.into_any())
}

/// A visitor's browser told the address; only web addresses become links.
fn page(url: &str) -> Option<AnyView> {
    if url.is_empty() {
        return None;
    }
    let href = is_web_address(url).then(|| url.to_owned());
    Some(
        view! {
            <a class="fact-link" href=href target="_blank" rel="noopener noreferrer nofollow">
                {url.to_owned()}
            </a>
        }
        .into_any(),
    )
}

/// How far one side has read a chat of so many messages.
fn reached(marks: Marks, last: u32) -> String {
    match marks.read.0 {
        0 => tr("None of it").into(),
        read if read >= last => tr("All of it").into(),
        read => tr_with("%1 of %2 lines", &[&read, &last]),
    }
}

fn time(at: Timestamp) -> AnyView {
    let told = Signal::stored(local_time::date_and_time(at));
    local_time::time(at, told, told).into_any()
}

fn said(desk: ArchiveDesk, note: Note) -> AnyView {
    let title = local_time::in_full(desk.live.clock.read(), note.at);
    let when = Signal::stored(local_time::date_of(note.at));
    view! {
        <li class="note">
            <p class="note-text" dir="auto">
                {note.text}
            </p>
            <p class="note-by" translate="no">
                {note.by.name} " · " {local_time::time(note.at, Signal::stored(title), when)}
            </p>
        </li>
    }
    .into_any()
}
