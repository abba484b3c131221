//! Announcements: read aloud by screen readers, and shown on the screen if they must be seen.

use std::time::Duration;

use leptos::{html, prelude::*};

use crate::{drawn::text, texts::tr};

/// How long an announcement stays on the screen.
const STAYS: Duration = Duration::from_secs(6);

#[derive(Clone, Copy)]
pub(crate) struct Voice {
    aloud: RwSignal<String>,
    /// Empty: nothing is shown.
    shown: RwSignal<String>,
    timer: StoredValue<Option<TimeoutHandle>>,
}

impl Voice {
    pub(crate) fn new() -> Voice {
        Voice { aloud: RwSignal::default(), shown: RwSignal::default(), timer: StoredValue::new(None) }
    }

    /// For screen readers only.
    pub(crate) fn announce(self, sentence: String) {
        // A live region whose text does not change is not read again, so a repeated sentence must
        // differ.
        let again = self.aloud.with_untracked(|last| *last == sentence);
        self.aloud.set(if again { format!("{sentence}\u{a0}") } else { sentence });
    }

    /// Shown on the screen for a while, and read aloud.
    pub(crate) fn show(self, sentence: String) {
        if let Some(timer) = self.timer.get_value() {
            timer.clear();
        }
        self.announce(sentence.clone());
        self.shown.set(sentence);
        let timer = set_timeout_with_handle(move || self.shown.set(String::new()), STAYS);
        self.timer.set_value(timer.ok());
    }
}

/// The elements that show and read the announcements.
#[component]
pub(crate) fn VoiceView() -> impl IntoView {
    let Voice { aloud, shown, .. } = expect_context::<Voice>();
    let toast = NodeRef::<html::Div>::new();
    // Reopened each time, so that it is above any dialog opened since.
    Effect::new(move |_| {
        let Some(toast) = toast.get() else { return };
        let _ = toast.hide_popover(); // fails only if already hidden
        if !shown.read().is_empty() {
            let _ = toast.show_popover(); // fails only if already shown
        }
    });
    view! {
        <div class="visually-hidden" translate="no" role="log" aria-live="polite" aria-label=tr("News")>
            {text(move || aloud.get())}
        </div>
        <div node_ref=toast class="toast" translate="no" popover="manual">
            {text(move || shown.get())}
        </div>
    }
    .into_any()
}
