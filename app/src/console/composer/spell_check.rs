//! The Spell Checker window over what is typed (manual B7).

use leptos::{prelude::*, task::spawn_local};

use super::Composing;
use crate::{console::window::open::Window, spelling::review::Review, texts::tr};

impl Composing {
    /// Whether what is sent is gone through first.
    pub(super) fn is_checked_first(self) -> bool {
        self.live.desk.preferences.read_untracked().checks_spelling
    }

    /// Opens the Spell Checker window over the text, if there is something to look at (manual B7).
    pub(super) fn check_spelling(self, then_send: bool) {
        let Composing { checker, window, .. } = self;
        let (text, is_html) = (self.draft.get_untracked(), self.is_html());
        spawn_local(async move {
            let then = move |text: String| {
                self.changed(text);
                if then_send {
                    self.send_checked(true);
                }
                // When the window is closed: that gives the focus back to where it was opened.
                request_animation_frame(move || self.focus());
            };
            match checker.check(&text, is_html).await {
                Ok(unknown) if !unknown.is_empty() => {
                    checker.spelled.begin(Review::new(text, &unknown), then);
                    window.set(Some(Window::Spelling));
                }
                // What cannot be checked is not held back.
                Ok(_) if then_send => self.send_checked(true),
                Ok(_) => self.tell(tr("No misspelled word was found.")),
                Err(failed) => {
                    self.tell(failed.words());
                    if then_send {
                        self.send_checked(true);
                    }
                }
            }
        });
    }
}
