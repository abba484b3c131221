//! What is said below the conversation, with the visitor's possible actions, and the thank-you
//! screen. It is part of the forms because a form comes before or after it.

use client::visitor::{Hint, Panel};

use super::View;
use crate::texts::Text;

impl View {
    /// Draws what is said below the conversation, and the forms that rate an ended chat and send it
    /// to the visitor.
    pub(super) fn draw_hint(&mut self, panel: &Panel) {
        let hint = panel.hint();
        self.page.show("hint", hint.is_some());
        let Some(hint) = hint else {
            // Cleared, so that a repeated text is read aloud again.
            return self.page.say("hint-text", "");
        };
        let thanks = self.draw_rating(panel);
        let (page, texts) = (&self.page, &self.texts);
        let sentence = match hint {
            Hint::Wait => texts.get(Text::WAIT),
            Hint::Place(1) => texts.get(Text::NEXT),
            Hint::Place(place) => texts.fill(Text::PLACE, &texts.number(place)),
            Hint::Invited => texts.fill(Text::INVITED, panel.operator().unwrap_or(panel.site_name())),
            Hint::Declined => texts.get(Text::AFTER_DECLINING),
            Hint::NobodyThere => texts.get(Text::NOBODY_THERE),
            Hint::Ended => match (panel.mailed(), thanks) {
                (Some(to), _) => texts.fill(Text::MAILED, to),
                (None, Some(thanks)) => thanks,
                (None, None) => texts.get(Text::ENDED),
            },
        };
        page.say("hint-text", &sentence);
        page.show("leave", hint == Hint::NobodyThere);
        page.show("accept", hint == Hint::Invited);
        page.show("decline", hint == Hint::Invited);
        page.show("anew", matches!(hint, Hint::Ended | Hint::Declined));
        self.draw_mail(panel);
    }

    /// Draws that the off-line message has arrived.
    pub(super) fn draw_thanks(&self, panel: &Panel) {
        let next = if panel.is_available() { Text::START_ANEW } else { Text::WRITE_AGAIN };
        self.page.say("thanks-title", &self.texts.get(Text::THANKS));
        self.page.say("thanks-more", &self.texts.fill(Text::THANKS_MORE, panel.thanked()));
        self.page.say("again", &self.texts.get(next));
    }

    /// Below an ended chat: the form that sends it by email.
    fn draw_mail(&self, panel: &Panel) {
        let (page, texts) = (&self.page, &self.texts);
        page.show("mail", panel.may_mail());
        page.get("mail-to").set_value(&panel.draft().email);
        let errors = panel.field_errors();
        self.fault("mail-to", errors.email, Text::EMAIL_MISSING, Text::NAME_LONG);
        if let Some(why) = errors.other {
            page.say("mail-to-fault", &texts.get(why.into()));
        }
    }
}
