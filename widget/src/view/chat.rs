//! What is around the thread: who is typing, the input.

use client::visitor::Panel;

use super::View;
use crate::{clock::offset_and_present, rows::rows, texts::Text};

impl View {
    pub(super) fn draw_chat(&mut self, panel: &Panel) {
        let (offset, now) = offset_and_present();
        let rows = rows(panel.conversation(), panel.outbox(), now, offset);
        self.thread.draw(&self.page, &self.texts, &rows);

        let (page, texts) = (&self.page, &self.texts);
        let typing = panel.typing().map(|name| texts.fill(Text::TYPING, name));
        page.say("typing", &typing.unwrap_or_default());

        page.show("composer", panel.conversation().is_open());
        let is_previewed = panel.conversation().is_open() && panel.is_previewed();
        page.show("previewed", is_previewed);
        // A hidden description would still be read aloud with the field.
        page.get("input").set("aria-describedby", if is_previewed { "previewed length" } else { "length" });
        let draft = panel.draft();
        page.get("input").set_value(&draft.text);
        page.get("grow").set("data-text", &draft.text);
    }
}
