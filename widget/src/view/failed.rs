//! What is said beside a message that could not be sent. It is part of the forms, because few
//! visitors ever see it.

use client::{outbox::Failure, visitor::Panel};
use wire::visitor::Refusal;

use super::View;
use crate::texts::Text;

impl View {
    /// Says it beside each message that does not say it yet. The style sheet hides it beside one
    /// that arrived after all.
    pub(super) fn draw_failed(&self, panel: &Panel) {
        for item in panel.outbox().items() {
            let (Some(why), Some(line)) = (item.failed, self.thread.line_of(item.what.id())) else {
                continue;
            };
            if line.all_within(".failed").length() == 0 {
                let text = match why {
                    Failure::Refused(Refusal::ChatClosed) => Text::FAILED_CLOSED,
                    Failure::Refused(Refusal::TooMany) => Text::TOO_OFTEN,
                    _ => Text::FAILED,
                };
                let said = self.page.get("failed").copy();
                said.within("span").set_text(&self.texts.get(text));
                line.append(&said);
            }
        }
    }
}
