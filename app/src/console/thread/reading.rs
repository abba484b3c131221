//! The reader's position in the thread: whether the end is in view, what has been read, what is
//! new, and which stretch of a long chat is drawn around it.

use leptos::{html, prelude::*};
use web_sys::{Element, HtmlDivElement, ScrollIntoViewOptions, ScrollLogicalPosition};
use wire::{ChatId, Seq};

use super::extent::{Extent, Towards};
use crate::{console::resized::on_resize, live::Live};

/// Closer to the end than this, in pixels, counts as at the end.
const NEAR: i32 = 24;

#[derive(Clone, Copy)]
pub(super) struct Reading {
    /// Whether the last line is in view; if so, the thread follows new messages.
    pub(super) is_at_end: RwSignal<bool>,
    pub(super) new_after: RwSignal<Option<Seq>>,
    pub(super) extent: RwSignal<Extent>,
    /// Whether another stretch is being drawn and the reader's position is not restored yet.
    is_moving: StoredValue<bool>,
    is_attending: StoredValue<bool>,
    /// The message that is being brought into view. Until it is, nothing else moves the reader.
    sought: StoredValue<Option<Seq>>,
    live: Live,
    chat: ChatId,
    scroller: NodeRef<html::Div>,
}

impl Reading {
    /// Starts at the end of the thread, with the mark where the operator left off.
    pub(super) fn new(live: Live, chat: ChatId, scroller: NodeRef<html::Div>) -> Reading {
        let thread = live.conversations.thread(chat);
        let reading = Reading {
            is_at_end: RwSignal::new(true),
            new_after: RwSignal::new(None),
            extent: RwSignal::new(Extent::at_end(thread.log.read_untracked().last())),
            is_moving: StoredValue::new(false),
            is_attending: StoredValue::new(false),
            sought: StoredValue::new(None),
            live,
            chat,
            scroller,
        };
        Effect::new(move |before: Option<(u32, Option<Seq>)>| {
            let own = thread.said.get();
            let (first, last) = thread.log.with(|log| (log.first(), log.last()));
            let said_before = before.map(|(said, _)| said);
            if said_before.is_some_and(|before| own > before) {
                // An operator who answers has read everything and wants to see their message.
                reading.new_after.set(None);
                reading.is_at_end.set(true);
            }
            if before.is_none() {
                reading.mark_from(thread.read.get_untracked().unwrap_or_default(), last);
            }
            if let Some(seq) = reading.sought.get_value() {
                if before.is_some_and(|(_, before)| before != first) {
                    reading.seek(seq);
                }
            } else if reading.is_at_end.get_untracked() {
                request_animation_frame(move || reading.follow());
            } else if before.is_some_and(|(_, before)| before != first) {
                // The loaded messages may be needed by now.
                request_animation_frame(move || reading.look());
            }
            (own, first)
        });
        reading
    }

    /// Called after each change of what is in view.
    pub(super) fn look(self) {
        let Some(scroller) = self.scroller.try_get_untracked().flatten() else { return };
        if self.is_moving.get_value() {
            return; // looks again once the redraw is done
        }
        let (above, height) = (scroller.scroll_top(), scroller.client_height());
        let below = scroller.scroll_height() - above - height;
        let is_at_end = below <= NEAR && self.extent.get_untracked().last.is_none();
        if self.is_at_end.get_untracked() != is_at_end {
            self.is_at_end.set(is_at_end);
        }
        self.attend(is_at_end && !document().hidden());
        // One screen ahead of the reader.
        if above < height {
            self.draw_more(&scroller, Towards::Earlier);
        } else if below < height && !is_at_end {
            self.draw_more(&scroller, Towards::Later);
        }
    }

    /// Stays at the end, unless the reader was sent elsewhere in the meantime.
    fn follow(self) {
        if self.sought.try_get_value() == Some(None) {
            self.jump_to_end();
        }
    }

    /// Brings a message into view. Loads what is missing until there, a page at a time.
    pub(super) fn seek(self, seq: Seq) {
        let is_missing = self
            .live
            .conversations
            .thread(self.chat)
            .log
            .with_untracked(|log| log.first().is_some_and(|first| seq < first) && !log.is_whole());
        self.sought.set_value(Some(seq));
        if is_missing {
            // The next page calls this again.
            return self.live.conversations.load_earlier(self.chat);
        }
        self.is_moving.set_value(true);
        self.is_at_end.set(false);
        self.extent.set(Extent::around(seq, self.last()));
        request_animation_frame(move || {
            if let Some(scroller) = self.scroller.try_get_untracked().flatten() {
                show_found(&scroller, seq);
            }
            self.is_moving.try_set_value(false);
            self.sought.try_set_value(None);
            self.look();
        });
    }

    pub(super) fn jump_to_end(self) {
        let Some(scroller) = self.scroller.try_get_untracked().flatten() else { return };
        let shown = self.extent.get_untracked();
        let end = match shown.last {
            None => shown.following(self.last()),
            Some(_) => Extent::at_end(self.last()),
        };
        if end == shown {
            scroller.set_scroll_top(scroller.scroll_height());
            return self.look();
        }
        self.is_moving.set_value(true);
        self.extent.set(end);
        request_animation_frame(move || {
            scroller.set_scroll_top(scroller.scroll_height());
            self.is_moving.try_set_value(false);
            self.look();
        });
    }

    /// Draws more of the chat in the reader's direction and keeps the text in view in place.
    fn draw_more(self, scroller: &HtmlDivElement, towards: Towards) {
        let shown = self.extent.get_untracked();
        let mut grown = shown.grown(towards, self.last());
        let there =
            self.live.conversations.thread(self.chat).log.read_untracked().first().unwrap_or_default();
        if towards == Towards::Earlier && grown.first <= there {
            self.live.conversations.load_earlier(self.chat);
            grown.first = there;
        }
        if grown == shown {
            return;
        }
        let anchor = Anchor::in_middle_of(scroller);
        self.is_moving.set_value(true);
        self.extent.set(grown);
        request_animation_frame(move || {
            if let Some(anchor) = anchor {
                anchor.restore();
            }
            self.is_moving.try_set_value(false);
            self.look();
        });
    }

    /// Keeps the end in view when the pane shrinks because the composer grows or a keyboard opens.
    pub(super) fn follow_size(self) {
        let Some(scroller) = self.scroller.get() else { return };
        let resized = move || {
            if self.is_at_end.try_get_untracked() == Some(true) {
                self.follow();
            }
        };
        on_resize(&scroller, Box::new(resized));
    }

    /// Once the operator turns away, new messages are unread when they return.
    fn attend(self, attends: bool) {
        let last = self.last();
        if attends {
            if self.new_after.get_untracked() == Some(last) {
                self.new_after.set(None);
            }
            self.live.conversations.mark_read(self.chat, last);
        } else if self.is_attending.get_value() {
            self.mark_from(last, Seq(u32::MAX));
        }
        self.is_attending.set_value(attends);
    }

    /// No mark is needed before the very first message or after the last one.
    fn mark_from(self, read: Seq, last: Seq) {
        if read > Seq(0) && read < last && self.new_after.get_untracked() != Some(read) {
            self.new_after.set(Some(read));
        }
    }

    fn last(self) -> Seq {
        self.live.conversations.thread(self.chat).log.read_untracked().last()
    }
}

/// Scrolls to a drawn message and marks it as the one that was sought.
fn show_found(scroller: &HtmlDivElement, seq: Seq) {
    // Cannot fail: the selectors are valid.
    if let Ok(Some(before)) = scroller.query_selector(".is-found") {
        let _ = before.class_list().remove_1("is-found");
    }
    if let Ok(Some(found)) = scroller.query_selector(&format!("[data-seq='{}']", seq.0)) {
        let _ = found.class_list().add_1("is-found");
        let middle = ScrollIntoViewOptions::new();
        middle.set_block(ScrollLogicalPosition::Center);
        found.scroll_into_view_with_scroll_into_view_options(&middle);
    }
}

/// A line in view, and its position on the screen.
struct Anchor {
    scroller: HtmlDivElement,
    line: Element,
    top: f64,
}

impl Anchor {
    fn in_middle_of(scroller: &HtmlDivElement) -> Option<Anchor> {
        let place = scroller.get_bounding_client_rect();
        let middle = place.top() + place.height() / 2.0;
        let lines = scroller.query_selector("ol").ok()??.children();
        let is_below = |line: &Element| line.get_bounding_client_rect().bottom() > middle;
        let line = (0..lines.length()).filter_map(|nr| lines.item(nr)).find(is_below)?;
        let top = line.get_bounding_client_rect().top();
        Some(Anchor { scroller: scroller.clone(), line, top })
    }

    fn restore(self) {
        // A redrawn line has no position; the next look starts from where the browser is then.
        if self.line.is_connected() {
            let moved = self.line.get_bounding_client_rect().top() - self.top;
            self.scroller.set_scroll_top(self.scroller.scroll_top() + moved.round() as i32);
        }
    }
}
