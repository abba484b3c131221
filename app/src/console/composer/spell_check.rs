//! The Spell Checker window over a text (manual B7).

use std::rc::Rc;

use leptos::{prelude::*, task::spawn_local};

use super::field::Field;
use crate::{
    console::window::open::{OpenWindow, Window},
    parts::voice::Voice,
    spelling::{Checker, review::Review},
    texts::tr,
};

impl Field {
    /// Opens the Spell Checker window over the text if it has unknown words (manual B7). Calls
    /// `then_send` afterwards, or at once if there are none.
    pub(crate) fn check_spelling(
        self,
        checker: Checker,
        window: OpenWindow,
        voice: Voice,
        is_html: bool,
        then_send: Option<Rc<dyn Fn()>>,
    ) {
        let text = self.draft.get_untracked();
        spawn_local(async move {
            let send = then_send.clone();
            let then = move |text: String| {
                self.changed(text);
                if let Some(send) = &send {
                    send();
                }
                // After the window has closed, because closing it returns focus to where it was
                // opened.
                request_animation_frame(move || self.focus());
            };
            match (checker.check(&text, is_html).await, then_send) {
                (Ok(unknown), _) if !unknown.is_empty() => {
                    checker.spelled.begin(Review::new(text, &unknown), then);
                    window.set(Some(Window::Spelling));
                }
                (Ok(_), Some(send)) => send(),
                (Ok(_), None) => voice.show(tr("No misspelled word was found.").into()),
                (Err(failed), send) => {
                    voice.show(failed.words().into());
                    // A text that cannot be checked is sent anyway.
                    if let Some(send) = send {
                        send();
                    }
                }
            }
        });
    }
}
