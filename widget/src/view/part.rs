//! What each screen has of the part with the forms.

use client::{
    strings::join,
    visitor::{Panel, Screen},
};
use wire::text::MAX_TEXT;

use super::View;
use crate::{
    dom::Node,
    texts::{Text, fill},
};

impl View {
    /// Draws the form, what is in and below the conversation, or the thank-you screen; whatever this
    /// screen does not have is hidden. Asks whether to end the chat, if the visitor wants to.
    pub(crate) fn draw_part(&mut self, panel: &Panel, screen: Screen) {
        if !self.is_whole {
            self.take_in();
        }
        self.page.show("form", matches!(screen, Screen::Form { .. }));
        self.page.show("thanks", screen == Screen::Thanks);
        match screen {
            Screen::Form { leave, sending } => self.draw_form(panel, leave, sending),
            Screen::Chat => {
                self.draw_failed(panel);
                self.draw_hint(panel);
                self.draw_length(panel);
            }
            Screen::Thanks => self.draw_thanks(panel),
            Screen::Connecting | Screen::Stopped => {}
        }
        if core::mem::take(&mut self.wants_end) && panel.conversation().is_open() {
            self.dialog().show_modal();
        }
    }

    /// The dialog that asks for confirmation.
    pub(crate) fn dialog(&self) -> Node {
        self.page.get("ending")
    }

    /// Puts what the page of the part brought into its places: the markup, which the loader of the
    /// part left in templates, and the texts.
    fn take_in(&mut self) {
        for place in ["main", "hint"] {
            self.page.get(place).append(&self.page.get(&join(&["in-", place])).content());
        }
        let said = self.page.get("said-by-forms");
        self.texts.add(&said.text());
        said.remove();
        self.is_whole = true;
    }

    /// How long the text in the chat's input is, near the limit and beyond.
    fn draw_length(&self, panel: &Panel) {
        let length = panel.draft().length_if_near_limit();
        let over = length.is_some_and(|length| length > MAX_TEXT);
        let (texts, text) = (&self.texts, if over { Text::LENGTH_OVER } else { Text::LENGTH });
        let sentence = length.map(|length| {
            fill(&texts.fill(text, &texts.number(length as u32)), &texts.number(MAX_TEXT as u32))
        });
        self.page.say("length", &sentence.unwrap_or_default());
        self.page.get("length").set_class(if over { "over" } else { "" });
        self.page.get("input").set("aria-invalid", if over { "true" } else { "false" });
    }
}
