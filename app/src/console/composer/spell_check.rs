//! The Spell Checker window over what is typed (manual B7).

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
    /// Opens the Spell Checker window over the text, if there is something to look at (manual B7). `then_send` is called
    /// afterwards, and at once if there is nothing.
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
                // When the window is closed: that gives the focus back to where it was opened.
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
                    // What cannot be checked is not held back.
                    if let Some(send) = send {
                        send();
                    }
                }
            }
        });
    }
}
