//! The form that rates an ended chat, below the conversation. The server sends its markup
//! (`languages/src/rating.rs`) when the site asks for ratings.

use client::{
    now::Now,
    strings::join,
    visitor::{Panel, Rated},
};

use super::View;
use crate::texts::Text;

/// What the visitor chose.
const CHOSEN: &str = "#rate :checked";

impl View {
    /// Draws the form, or what became of it. Returns the thanks for a rating that was given.
    pub(super) fn draw_rating(&mut self, panel: &Panel) -> Option<String> {
        let page = &self.page;
        let form = panel.rating_form();
        // Redrawn only when it has changed, because the visitor may be in it.
        if self.rating != form {
            form.clone_into(&mut self.rating);
            page.get("rating").write_safe_html(form);
        }
        if form.is_empty() {
            return None;
        }
        let form = page.get("rate");
        let is_given = match panel.rated() {
            Some(rated) => rated == Rated::Given,
            None => form.attribute("data-given") == "true",
        };
        let has_failed = panel.rated() == Some(Rated::Failed);
        page.say("rate-fault", &if has_failed { self.texts.get(Text::FAILED) } else { String::new() });
        page.show("rate", !is_given);
        page.show("rate-again", is_given);
        is_given.then(|| form.attribute("data-thanks"))
    }

    /// The form is submitted. Without a choice there is nothing to send.
    pub(crate) fn rate(&self, panel: &mut Panel, now: &Now) {
        let chosen = self.page.all_within(CHOSEN);
        if chosen.length() > 0 {
            panel.rate(now, join(&[&chosen.item(0).value(), &self.page.get("rate-words").value()]));
        }
    }

    /// The visitor wants to change their rating: the form is back as it was sent.
    pub(crate) fn rate_again(&self, panel: &mut Panel) {
        panel.change_rating();
        self.page.show("rate", true);
        let chosen = self.page.all_within(CHOSEN);
        if chosen.length() > 0 {
            chosen.item(0).focus();
        }
    }
}
