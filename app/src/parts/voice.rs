//! What is new, said once: aloud for screen readers, and on the screen where a sentence must be seen.

use std::time::Duration;

use leptos::{html, prelude::*};

use crate::{drawn::text, texts::tr};

/// How long a sentence stays on the screen.
const STAYS: Duration = Duration::from_secs(6);

/// A cheap handle.
#[derive(Clone, Copy)]
pub(crate) struct Voice {
    aloud: RwSignal<String>,
    /// Nothing where it is empty.
    shown: RwSignal<String>,
    timer: StoredValue<Option<TimeoutHandle>>,
}

impl Voice {
    pub(crate) fn new() -> Voice {
        Voice { aloud: RwSignal::default(), shown: RwSignal::default(), timer: StoredValue::new(None) }
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
        self.shown.set(sentence);
        let timer = set_timeout_with_handle(move || self.shown.set(String::new()), STAYS);
        self.timer.set_value(timer.ok());
    }
}

/// Where it is said.
#[component]
pub(crate) fn VoiceView() -> impl IntoView {
    let Voice { aloud, shown, .. } = expect_context::<Voice>();
    let toast = NodeRef::<html::Div>::new();
    // Shown anew each time: so it lies over a dialog that was opened since.
    Effect::new(move |_| {
        let Some(toast) = toast.get() else { return };
        let _ = toast.hide_popover(); // fails only if it is hidden already
        if !shown.read().is_empty() {
            let _ = toast.show_popover(); // fails only if it is shown already
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
