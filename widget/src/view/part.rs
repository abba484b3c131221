//! What each screen has of the part with the forms.

use client::{
    strings::join,
    visitor::{Panel, Screen},
};

use super::View;

impl View {
    /// Draws the form, what is below the conversation, or the thank-you screen; whatever this screen
    /// does not have is hidden.
    pub(crate) fn draw_part(&mut self, panel: &Panel, screen: Screen) {
        if !self.is_whole {
            self.take_in();
        }
        self.page.show("form", matches!(screen, Screen::Form { .. }));
        self.page.show("thanks", screen == Screen::Thanks);
        match screen {
            Screen::Form { leave, sending } => self.draw_form(panel, leave, sending),
            Screen::Chat => self.draw_hint(panel),
            Screen::Thanks => self.draw_thanks(panel),
            Screen::Connecting | Screen::Stopped => {}
        }
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
}
