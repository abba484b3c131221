//! Changing shortcut keys (manual B16): the operator presses the new ones.

use leptos::{ev::KeyboardEvent, html, prelude::*};

use crate::{
    drawn::{flag, text},
    live::Live,
    parts::keys::{self, Action},
    texts::{tr, tr_with},
};

#[component]
pub(super) fn Keys() -> impl IntoView {
    let live = expect_context::<Live>();
    let reset = move |_| live.own.set_preferences(|mine| mine.keys.clear());
    view! {
        <section class="keys">
            <p class="explained">
                {tr(
                    "Choose an action and press the keys for it: Ctrl or Alt with another key, or a function key. \
                     Backspace takes them away.",
                )}
            </p>
            {Action::ALL.map(|action| view! { <Row action /> }).collect_view()}
            <div class="try-out">
                <button
                    type="button"
                    class="button"
                    disabled=flag(move || live.desk.preferences.with(|mine| mine.keys.is_empty()))
                    on:click=reset
                >
                    {tr("All as usual")}
                </button>
            </div>
        </section>
    }
    .into_any()
}

#[component]
fn Row(action: Action) -> impl IntoView {
    let live = expect_context::<Live>();
    let fault = RwSignal::new(String::new());
    let is_asking = RwSignal::new(false);
    let button = NodeRef::<html::Button>::new();
    let words = text(move || match is_asking.get() {
        true => tr("Press the keys…").into(),
        false => match live.desk.preferences.with(|mine| action.keys(mine)) {
            none if none.is_empty() => tr("None").into(),
            keys => keys::shown(&keys),
        },
    });
    let choose = move |keys: &str| {
        let taken = live.desk.preferences.with_untracked(|mine| action.taken(keys, mine));
        match taken {
            Some(other) => fault.set(tr_with("%1 does already: %2.", &[&keys::shown(keys), &other.words()])),
            None => {
                fault.set(String::new());
                is_asking.set(false);
                live.own.set_preferences(|mine| action.set_keys(keys, mine));
            }
        }
    };
    let on_key = move |event: KeyboardEvent| {
        if !is_asking.get_untracked() {
            return;
        }
        let keys = match event.key().as_str() {
            "Tab" => return,
            "Escape" => {
                is_asking.set(false);
                None
            }
            "Backspace" | "Delete" => Some(String::new()),
            _ => keys::keys_of(&event),
        };
        // The previous meaning of the keys must not take effect, in the console or in the browser.
        event.prevent_default();
        event.stop_propagation();
        if let Some(keys) = keys {
            choose(&keys);
        }
    };
    view! {
        <div class="switch-row">
            <span>{action.words()} <span class="field-error" role="alert">{text(move || fault.get())}</span></span>
            <button
                node_ref=button
                type="button"
                class="button keys-button"
                aria-label=text(move || tr_with("%1: %2", &[&action.words(), &words.get()]))
                on:click=move |_| {
                    // Safari on a Mac does not focus a clicked button.
                    if let Some(button) = button.get_untracked() {
                        let _ = button.focus(); // if it cannot take focus, nothing moves
                    }
                    is_asking.set(true);
                }
                on:blur=move |_| {
                    is_asking.set(false);
                    fault.set(String::new());
                }
                on:keydown=on_key
            >
                <kbd>{words}</kbd>
            </button>
        </div>
    }
    .into_any()
}
