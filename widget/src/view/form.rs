//! The Welcome Screen and the off-line form: one form, so that nothing that was typed is lost or jumps when the last
//! operator leaves or the first one comes.

use wire::text::BadText;

use super::View;
use crate::{
    digits::decimal,
    panel::{Panel, Screen},
    texts::{fill, join},
};

impl View {
    /// Whether Enter sends the form: a question is said like everything in a chat, a message is written like a letter.
    pub(crate) fn enter_sends(&self, panel: &Panel) -> bool {
        matches!(panel.screen(), Screen::Form { leave: false, .. })
    }

    /// Puts the focus on the first field with a fault.
    pub(crate) fn focus_fault(&self, panel: &Panel) {
        let faults = panel.faults();
        let fields = [
            ("name", faults.name),
            ("department", faults.department),
            ("text", faults.text),
            ("email", faults.email),
        ];
        if let Some((id, _)) = fields.iter().find(|(_, fault)| fault.is_some()) {
            self.page.get(id).focus();
        }
    }

    pub(super) fn draw_form(&self, panel: &Panel, leave: bool, sending: bool) {
        let (page, texts) = (&self.page, self.texts);
        page.say("form-title", if leave { texts.leave } else { texts.greeting });
        page.say(
            "form-more",
            match leave {
                true if panel.is_leaving() => texts.leave_waiting,
                true => texts.leave_more,
                false => texts.greeting_more,
            },
        );
        page.say("text-label", if leave { texts.message } else { texts.question });
        page.show("email-part", leave);
        page.show("wait", leave && panel.is_leaving());
        page.say(
            "submit",
            match (leave, sending) {
                (_, true) => texts.sending,
                (true, _) => texts.send_message,
                (false, _) => texts.start,
            },
        );
        page.get("fields").set_disabled(sending);
        let (draft, faults) = (panel.draft(), panel.faults());
        page.get("name").set_value(&draft.name);
        page.get("email").set_value(&draft.email);
        page.get("text").set_value(&draft.text);
        self.draw_departments(panel);
        self.fault("name", faults.name, "");
        self.fault("department", faults.department, texts.department_missing);
        self.fault("email", faults.email, texts.email_missing);
        self.fault("text", faults.text, texts.text_missing);
        page.say("form-fault", if faults.other { texts.failed } else { "" });
    }

    /// The drop-down of the departments (manual A10).
    fn draw_departments(&self, panel: &Panel) {
        let page = &self.page;
        page.show("department-part", !panel.departments().is_empty());
        let mut names = vec![self.texts.choose_department];
        names.extend(panel.departments().iter().map(|one| &*one.name));
        let field = page.get("department");
        // Drawn anew only when it has changed: it may be open.
        if field.text() != join(&names) {
            field.set_text("");
            for name in names {
                let option = page.element("option");
                option.set_text(name);
                field.append(&option);
            }
        }
        let chosen = panel.department();
        field.set_value(chosen.map_or(self.texts.choose_department, |one| &one.name));
        page.say("department-more", chosen.map_or("", |one| &one.description));
    }

    fn fault(&self, id: &str, fault: Option<BadText>, missing: &str) {
        let texts = self.texts;
        let sentence = match fault {
            None => String::new(),
            Some(BadText::Empty) => missing.to_owned(),
            // The panel never sends an address to be loaded.
            Some(BadText::NotAWebAddress) => texts.failed.to_owned(),
            Some(BadText::NotAnEmail) => texts.email_bad.to_owned(),
            Some(BadText::TooLong { limit }) => {
                let text = if id == "text" { texts.text_long } else { texts.name_long };
                fill(text, &decimal(limit))
            }
        };
        self.page.get(id).set("aria-invalid", if fault.is_some() { "true" } else { "false" });
        self.page.say(&join(&[id, "-fault"]), &sentence);
    }
}
