//! The search field, with help for what can be written in it.

use std::time::Duration;

use leptos::{
    ev::{KeyboardEvent, SubmitEvent},
    html,
    prelude::*,
};
use wire::archive::MAX_WORDS;

use super::desk::ArchiveDesk;
use crate::{
    drawn::{flag, text, word},
    icon::{self, icon},
    parts::{keys, roving::focus_first},
    texts::{tr, tr_later},
};

/// How long typing rests before what was typed is searched for.
const REST: Duration = Duration::from_millis(300);

/// What can be written, and what it means. What is written is the same in all languages.
const SYNTAX: [(&str, &str); 9] = [
    ("red shoes", tr_later("Both words, anywhere in the chat")),
    ("\"red shoes\"", tr_later("These words side by side")),
    ("refund*", tr_later("Words that begin like this")),
    ("-refund", tr_later("Without this word")),
    ("from:visitor", tr_later("Said by the visitor; also from:operator, from:me, or a name")),
    ("in:shop", tr_later("On this web site, or in this department")),
    ("tag:refund", tr_later("With this tag")),
    ("before:2026-05-01", tr_later("Before this day; after: from this day on")),
    ("ben@example.org", tr_later("E-mail addresses and visitors’ names are found as well")),
];

#[component]
pub(super) fn Search(desk: ArchiveDesk, list: NodeRef<html::Ul>) -> impl IntoView {
    let words = Memo::new(move |_| desk.wanted.with(|wanted| wanted.words.clone()));
    let typed = RwSignal::new(words.get_untracked());
    // What the address says because of this field. Anything else, such as *Back*, changes the field.
    let sent = StoredValue::new(words.get_untracked());
    let timer = StoredValue::new(None::<TimeoutHandle>);
    Effect::new(move |_| {
        let words = words.get();
        if sent.with_value(|sent| *sent != words) {
            sent.set_value(words.clone());
            typed.set(words);
        }
    });
    let rest = move || {
        if let Some(timer) = timer.try_update_value(Option::take).flatten() {
            timer.clear();
        }
    };
    let search = move || {
        rest();
        let Some(words) = typed.try_get_untracked() else { return };
        sent.set_value(words.clone());
        // One step back leads to what was listed before the search, not to half of a word.
        let goes_on = !desk.wanted.with_untracked(|wanted| wanted.words.is_empty());
        desk.change(goes_on, move |wanted| wanted.words = words);
    };
    on_cleanup(rest);
    let on_key = move |event: KeyboardEvent| match event.key().as_str() {
        "Escape" if !typed.read_untracked().is_empty() && !keys::is_composing(&event) => {
            event.prevent_default();
            typed.set(String::new());
            search();
        }
        "ArrowDown" if !keys::is_composing(&event) => {
            event.prevent_default();
            if let Some(list) = list.get_untracked() {
                focus_first(&list);
            }
        }
        _ => {}
    };
    let shows_help = RwSignal::new(false);
    let help =
        SYNTAX.map(|(written, means)| view! { <dt class="is-code">{written}</dt> <dd>{tr(means)}</dd> });
    view! {
        <form
            class="archive-search"
            role="search"
            on:submit=move |event: SubmitEvent| {
                event.prevent_default();
                search();
            }
        >
            <input
                type="search"
                id="archive-words"
                aria-label=tr("Search in chats")
                placeholder=tr("Search in chats")
                maxlength=MAX_WORDS.to_string()
                autocomplete="off"
                prop:value=text(move || typed.get())
                aria-invalid=word(move || desk.listed.is_bad_search.get().then_some("true"))
                aria-describedby="archive-fault"
                on:input:target=move |event| {
                    typed.set(event.target().value());
                    rest();
                    timer.set_value(set_timeout_with_handle(search, REST).ok());
                }
                on:keydown=on_key
            />
            <button
                type="button"
                class="icon-button"
                aria-label=tr("What can I search for?")
                title=tr("What can I search for?")
                aria-expanded=word(move || Some(if shows_help.get() { "true" } else { "false" }))
                aria-controls="archive-help"
                on:click=move |_| shows_help.update(|shows| *shows = !*shows)
            >
                {icon(icon::HELP)}
            </button>
        </form>
        <dl id="archive-help" class="archive-help" hidden=flag(move || !shows_help.get())>
            {help.into_iter().collect_view()}
        </dl>
    }
    .into_any()
}
