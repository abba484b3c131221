//! What is new, said once: aloud for screen readers, and on the screen where a sentence must be seen.

use std::time::Duration;

use leptos::prelude::*;

/// How long a sentence stays on the screen.
const STAYS: Duration = Duration::from_secs(6);

/// A cheap handle.
#[derive(Clone, Copy)]
pub(crate) struct Voice {
    aloud: RwSignal<String>,
    shown: RwSignal<Option<String>>,
    timer: StoredValue<Option<TimeoutHandle>>,
}

impl Voice {
    pub(crate) fn new() -> Voice {
        Voice { aloud: RwSignal::default(), shown: RwSignal::new(None), timer: StoredValue::new(None) }
    }

    /// For screen readers only.
    pub(crate) fn announce(self, sentence: String) {
        // The same sentence twice is news twice; a region whose text stays equal is not read again.
        let again = self.aloud.with_untracked(|last| *last == sentence);
        self.aloud.set(if again { format!("{sentence}\u{a0}") } else { sentence });
    }

    /// On the screen for a while, and aloud.
    pub(crate) fn show(self, sentence: String) {
        if let Some(timer) = self.timer.get_value() {
            timer.clear();
        }
        self.announce(sentence.clone());
        self.shown.set(Some(sentence));
        let timer = set_timeout_with_handle(move || self.shown.set(None), STAYS);
        self.timer.set_value(timer.ok());
    }
}

/// Where it is said.
#[component]
pub(crate) fn VoiceView() -> impl IntoView {
    let Voice { aloud, shown, .. } = expect_context::<super::Desktop>().voice;
    view! {
        <div class="visually-hidden" role="log" aria-live="polite" aria-label="News">
            {aloud}
        </div>
        {move || shown.get().map(|sentence| view! { <div class="toast">{sentence}</div> })}
    }
    .into_any()
}
