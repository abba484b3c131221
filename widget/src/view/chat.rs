//! What is around the thread: who is typing, what happens next, the input.

use wire::text::MAX_TEXT;

use super::View;
use crate::{
    clock::offset_and_present,
    forms::Task,
    panel::{Hint, Panel},
    rows::rows,
    texts::{Text, fill},
};

impl View {
    pub(super) fn draw_chat(&mut self, panel: &Panel) {
        let (offset, now) = offset_and_present();
        let rows = rows(panel.conversation(), panel.outbox(), now, offset);
        self.thread.draw(&self.page, &self.texts, &rows);

        let (page, texts) = (&self.page, &self.texts);
        let typing = panel.typing().map(|name| texts.fill(Text::TYPING, name));
        page.say("typing", &typing.unwrap_or_default());

        let hint = panel.hint();
        page.show("hint", hint.is_some());
        let sentence = match hint {
            None => String::new(),
            Some(Hint::Wait) => texts.get(Text::WAIT),
            Some(Hint::Place(1)) => texts.get(Text::NEXT),
            Some(Hint::Place(place)) => texts.fill(Text::PLACE, &texts.number(place)),
            Some(Hint::Invited) => texts.fill(Text::INVITED, panel.operator().unwrap_or(panel.site_name())),
            Some(Hint::Declined) => texts.get(Text::AFTER_DECLINING),
            Some(Hint::NobodyThere) => texts.get(Text::NOBODY_THERE),
            Some(Hint::Ended) => match panel.mailed() {
                Some(to) => texts.fill(Text::MAILED, to),
                None => texts.get(Text::ENDED),
            },
        };
        page.say("hint-text", &sentence);
        page.show("leave", hint == Some(Hint::NobodyThere));
        page.show("accept", hint == Some(Hint::Invited));
        page.show("decline", hint == Some(Hint::Invited));
        page.show("anew", matches!(hint, Some(Hint::Ended | Hint::Declined)));

        // Below an ended chat: it can be had by e-mail.
        let mails = panel.may_mail() && self.forms.are_there();
        page.show("mail", mails);
        if mails {
            self.forms.perform(Task::DrawMail { view: self, panel });
        }

        page.show("composer", panel.conversation().is_open());
        page.show("previewed", panel.conversation().is_open() && panel.is_previewed());
        let draft = panel.draft();
        page.get("input").set_value(&draft.text);
        page.get("grow").set("data-text", &draft.text);
        self.draw_length(draft.length_if_near_limit());
    }

    fn draw_length(&self, length: Option<usize>) {
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
