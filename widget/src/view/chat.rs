//! What is around the thread: who is typing, what happens next, the input.

use wire::text::MAX_TEXT;

use super::View;
use crate::{
    clock::offset_and_present,
    digits::decimal,
    panel::{Hint, Panel},
    rows::rows,
    texts::fill,
};

impl View {
    pub(super) fn draw_chat(&mut self, panel: &Panel) {
        let (offset, now) = offset_and_present();
        let rows = rows(panel.conversation(), panel.outbox(), now, offset);
        self.thread.draw(&self.page, self.texts, &rows);
        self.scrolled();

        let (page, texts) = (&self.page, self.texts);
        let typing = panel.typing().map(|name| fill(texts.typing, name));
        page.say("typing", &typing.unwrap_or_default());

        let hint = panel.hint();
        page.show("hint", hint.is_some());
        let filled = match hint {
            Some(Hint::Place(place)) if place > 1 => fill(texts.place, &decimal(place)),
            Some(Hint::Invited) => fill(texts.invited, panel.operator().unwrap_or(panel.site_name())),
            _ => String::new(),
        };
        page.say(
            "hint-text",
            match hint {
                None => "",
                Some(Hint::Wait) => texts.wait,
                Some(Hint::Place(1)) => texts.next,
                Some(Hint::Place(_) | Hint::Invited) => &filled,
                Some(Hint::Declined) => texts.after_declining,
                Some(Hint::NobodyThere) => texts.nobody_there,
                Some(Hint::Ended) => texts.ended,
            },
        );
        page.show("leave", hint == Some(Hint::NobodyThere));
        page.show("accept", hint == Some(Hint::Invited));
        page.show("decline", hint == Some(Hint::Invited));
        page.show("anew", matches!(hint, Some(Hint::Ended | Hint::Declined)));

        page.show("composer", panel.conversation().is_open());
        page.show("previewed", panel.conversation().is_open() && panel.is_previewed());
        let draft = panel.draft();
        page.get("input").set_value(&draft.text);
        page.get("grow").set("data-text", &draft.text);
        self.draw_length(draft.length_if_near_limit());
    }

    fn draw_length(&self, length: Option<usize>) {
        let over = length.is_some_and(|length| length > MAX_TEXT);
        let text = if over { self.texts.length_over } else { self.texts.length };
        let sentence =
            length.map(|length| fill(&fill(text, &decimal(length as u32)), &decimal(MAX_TEXT as u32)));
        self.page.say("length", &sentence.unwrap_or_default());
        self.page.get("length").set_class(if over { "over" } else { "" });
        self.page.get("input").set("aria-invalid", if over { "true" } else { "false" });
    }
}
