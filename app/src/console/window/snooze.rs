//! Snoozes a chat: a few times to choose from, and one's own.

use leptos::{ev::SubmitEvent, html, prelude::*};
use uuid::Uuid;
use wire::{ChatId, Timestamp};

use super::head::Head;
use crate::{
    console::{
        local_time,
        snoozing::{self, When},
        window::open::OpenWindow,
    },
    drawn::{flag, text},
    live::Live,
    parts::{
        roving::{self, Roving},
        voice::Voice,
    },
    texts::{tr, tr_with},
    words::name_of,
};

#[derive(Clone, Copy)]
struct Snoozing {
    live: Live,
    chat: ChatId,
    window: OpenWindow,
    voice: Voice,
}

#[component]
pub(super) fn SnoozeWindow(chat: ChatId) -> impl IntoView {
    let live = expect_context::<Live>();
    let this = Snoozing { live, chat, window: expect_context(), voice: expect_context() };
    let head = text(move || match live.desk.chat(chat) {
        Some(view) => tr_with("Snooze the chat with %1", &[&name_of(&view)]),
        None => tr("Snooze the chat").into(),
    });
    let presets = [
        (When::In(60), tr("In one hour")),
        (When::Tomorrow, tr("Tomorrow morning")),
        (When::Weekday(1), tr("Monday morning")),
        (When::Now, tr("End the snooze")),
    ];
    let is_asleep = untrack(|| live.snoozes.until(chat)).is_some();
    let presets = presets.into_iter().filter(|(when, _)| *when != When::Now || is_asleep);
    let presets: Vec<_> = (1_u128..).map(Uuid::from_u128).zip(presets).collect();
    let ids: Vec<_> = presets.iter().map(|(id, _)| *id).collect();
    let roving = Roving::new(move || ids.clone());
    let rows = presets.into_iter().map(|(id, (when, words))| row(this, roving, id, when, words));
    let field = NodeRef::<html::Input>::new();
    let is_past = RwSignal::new(false);
    let send = move |event: SubmitEvent| {
        event.prevent_default();
        let typed = field.get_untracked().map(|field| field.value()).unwrap_or_default();
        match snoozing::of_field(&typed).filter(|at| *at > live.clock.read()) {
            Some(at) => this.until(Some(at)),
            None => is_past.set(true),
        }
    };
    view! {
        <Head words=head />
        <p>{tr("It leaves your list, and comes back then or when the visitor writes.")}</p>
        <ul class="people" on:keydown=roving::on_key>
            {rows.collect_view()}
        </ul>
        <form on:submit=send novalidate>
            <label class="field">
                <span>{tr("Or at this time")}</span>
                <input
                    node_ref=field
                    type="datetime-local"
                    aria-describedby="snooze-fault"
                    on:input=move |_| is_past.set(false)
                />
            </label>
            <p id="snooze-fault" class="field-error" role="alert">
                <span hidden=flag(move || !is_past.get())>{tr("Choose a time in the future.")}</span>
            </p>
            <div class="dialog-buttons">
                <button type="submit" class="button is-main">
                    {tr("Snooze")}
                </button>
            </div>
        </form>
    }
    .into_any()
}

impl Snoozing {
    fn until(self, at: Option<Timestamp>) {
        let Snoozing { live, chat, window, voice } = self;
        if !live.snoozes.set(chat, at) {
            return;
        }
        window.set(None);
        if let Some(at) = at {
            voice.show(tr_with("Snoozed until %1", &[&local_time::date_and_time(at)]));
        }
    }
}

fn row(this: Snoozing, roving: Roving, id: Uuid, when: When, words: &'static str) -> AnyView {
    let at = snoozing::at(when, this.live.clock.read());
    let more = at.map(local_time::date_and_time).unwrap_or_default();
    view! {
        <li>
            <button
                type="button"
                class="person"
                data-item
                tabindex=roving.tabindex(id)
                on:focus=move |_| roving.focused(id)
                on:click=move |_| this.until(at)
            >
                <span class="person-words">
                    <span class="row-name">{words}</span>
                    <span class="row-text">{more}</span>
                </span>
            </button>
        </li>
    }
    .into_any()
}
