//! Alerts the operator when something happens (manual B3, B10): a sound, a desktop notification or
//! a flashing title.
//!
//! | module | holds |
//! |---|---|
//! | [`sound`] | sounds |
//! | [`popup`] | desktop notifications |
//! | [`flash`] | the flashing title, and the badge of the installed application |
//! | [`turn`] | which of several windows makes the noise |

pub(crate) mod flash;
pub(crate) mod popup;
pub(crate) mod sound;

mod turn;

use std::time::Duration;

use leptos::{ev, prelude::*};
use wire::{ChatId, preferences::Occasion};

use self::{
    flash::Flash,
    sound::{Output, Sound},
    turn::Turn,
};
use crate::live::{Live, desk::Share};

/// Interval at which an unanswered request rings again.
const RINGS_EVERY: Duration = Duration::from_secs(6);

#[derive(Clone, Copy)]
pub(crate) struct Alerts {
    pub(crate) sound: Sound,
    pub(crate) flash: Flash,
    turn: Turn,
    live: Live,
}

impl Alerts {
    pub(crate) fn new(live: Live) -> Alerts {
        Alerts { sound: Sound::new(), flash: Flash::new(), turn: Turn::new(), live }
    }

    /// Prepares the sounds and starts the timer that repeats rings. Browser only.
    pub(crate) fn start(self) {
        // A window that the browser mutes leaves the noise to one that can be heard.
        self.sound.start(move || self.is_somebody_waiting(), move || self.turn.ask_for());
        if self.sound.output.get_untracked() == Output::Open {
            self.turn.ask_for();
        }
        let back = window_event_listener(ev::focus, move |_| self.flash.stop());
        let rings = set_interval_with_handle(move || self.ring_on(), RINGS_EVERY).ok();
        on_cleanup(move || {
            back.remove();
            if let Some(rings) = rings {
                rings.clear();
            }
        });
    }

    /// Alerts the operator, who may be looking elsewhere.
    pub(crate) fn tell(self, occasion: Occasion, of: Option<ChatId>, title: &str, words: &str) {
        self.tell_then(occasion, title, words, move || {
            if let Some(chat) = of {
                self.live.show(chat);
            }
        });
    }

    /// Like [`tell`](Self::tell), for something that is not a chat. Clicking the notification calls
    /// `opened`.
    pub(crate) fn tell_then(
        self,
        occasion: Occasion,
        title: &str,
        words: &str,
        opened: impl FnOnce() + 'static,
    ) {
        self.play(occasion);
        let mine = self.live.desk.preferences.get_untracked();
        if has_attention() {
            return;
        }
        if mine.flash {
            self.flash.begin(title);
        }
        // A notification replaces an earlier one with the same title, including one from another
        // window.
        if mine.popup {
            popup::show(title, words, opened);
        }
    }

    pub(crate) fn play(self, occasion: Occasion) {
        let mine = self.live.desk.preferences.get_untracked();
        let is_heard_here = self.turn.is_mine() || self.sound.output.get_untracked() != Output::Open;
        if mine.sound && is_heard_here {
            self.sound.play(mine.sound_for(occasion), occasion, f32::from(mine.volume) / 100.0);
        }
    }

    fn is_somebody_waiting(self) -> bool {
        untrack(|| {
            let requests = self.live.desk.chats(Share::Requesting);
            requests.iter().any(|chat| self.live.desk.calls(chat))
        })
    }

    fn ring_on(self) {
        if self.live.desk.preferences.read_untracked().rings_on && self.is_somebody_waiting() {
            self.play(Occasion::Request);
        }
    }
}

pub(crate) fn has_attention() -> bool {
    !document().hidden() && document().has_focus().unwrap_or(true)
}
