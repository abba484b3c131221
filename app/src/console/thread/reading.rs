//! Where in the thread the operator is reading: whether he sees the end, what he has seen, what is new to him.

use leptos::{html, prelude::*};
use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::ResizeObserver;
use wire::{ChatId, Log, Seq};

use crate::{browser_only::BrowserOnly, live::Live};

/// Nearer to the end than this, in pixels, is at the end.
const NEAR: i32 = 24;

/// A cheap handle.
#[derive(Clone, Copy)]
pub(super) struct Reading {
    /// Whether the last line is in sight; then the thread follows what comes.
    pub(super) is_at_end: RwSignal<bool>,
    /// The mark "New" stands after this number.
    pub(super) new_after: RwSignal<Option<Seq>>,
    is_attending: StoredValue<bool>,
    live: Live,
    chat: ChatId,
    scroller: NodeRef<html::Div>,
}

impl Reading {
    /// Starts at the end of the thread, with the mark where the operator left off.
    pub(super) fn new(live: Live, chat: ChatId, scroller: NodeRef<html::Div>) -> Reading {
        let reading = Reading {
            is_at_end: RwSignal::new(true),
            new_after: RwSignal::new(None),
            is_attending: StoredValue::new(false),
            live,
            chat,
            scroller,
        };
        let thread = live.thread(chat);
        Effect::new(move |before: Option<u32>| {
            let (last, own) = (thread.log.with(Log::last), thread.said.get());
            if before.is_some_and(|before| own > before) {
                // Whoever answers has read everything, and wants to see what he says.
                reading.new_after.set(None);
                reading.is_at_end.set(true);
            }
            if before.is_none() {
                reading.mark_from(thread.read.get_untracked().unwrap_or_default(), last);
            }
            if reading.is_at_end.get_untracked() {
                request_animation_frame(move || reading.jump_to_end());
            }
            own
        });
        reading
    }

    /// After each change of what is in sight.
    pub(super) fn look(self) {
        let Some(scroller) = self.scroller.get_untracked() else { return };
        let below = scroller.scroll_height() - scroller.scroll_top() - scroller.client_height();
        let is_at_end = below <= NEAR;
        if self.is_at_end.get_untracked() != is_at_end {
            self.is_at_end.set(is_at_end);
        }
        self.attend(is_at_end && !document().hidden());
    }

    pub(super) fn jump_to_end(self) {
        if let Some(scroller) = self.scroller.try_get_untracked().flatten() {
            scroller.set_scroll_top(scroller.scroll_height());
            self.look();
        }
    }

    /// The pane gets lower when the composer grows or a keyboard opens; the end stays in sight then.
    pub(super) fn follow_size(self) {
        let Some(scroller) = self.scroller.get() else { return };
        let resized = Closure::<dyn FnMut()>::new(move || {
            if self.is_at_end.try_get_untracked() == Some(true) {
                self.jump_to_end();
            }
        });
        // A browser without it lacks only this comfort.
        let Ok(observer) = ResizeObserver::new(resized.as_ref().unchecked_ref()) else { return };
        observer.observe(&scroller);
        let kept = BrowserOnly::empty();
        kept.set((observer, resized));
        on_cleanup(move || {
            kept.with(|(observer, _)| observer.disconnect());
            kept.clear();
        });
    }

    /// Once the operator turns away, what comes is new to him when he turns back.
    fn attend(self, attends: bool) {
        let last = self.last();
        if attends {
            if self.new_after.get_untracked() == Some(last) {
                self.new_after.set(None);
            }
            self.live.mark_read(self.chat, last);
        } else if self.is_attending.get_value() {
            self.mark_from(last, Seq(u32::MAX));
        }
        self.is_attending.set_value(attends);
    }

    /// Before the very first message no mark is needed, nor where nothing follows.
    fn mark_from(self, read: Seq, last: Seq) {
        if read > Seq(0) && read < last && self.new_after.get_untracked() != Some(read) {
            self.new_after.set(Some(read));
        }
    }

    fn last(self) -> Seq {
        self.live.thread(self.chat).log.with_untracked(|log| log.last())
    }
}
