//! The Welcome Screen and the off-line form: one form, so that nothing that was typed is lost or jumps when the last
//! operator leaves or the first one comes.

use wire::text::BadText;

use super::View;
use crate::{
    panel::{Panel, Screen},
    texts::{Text, join},
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
        let page = &self.page;
        let say = |id, text| page.say(id, &self.texts.get(text));
        say("form-title", if leave { Text::LEAVE } else { Text::GREETING });
        let more = match leave {
            true if panel.is_leaving() => Text::LEAVE_WAITING,
            true => Text::LEAVE_MORE,
            false => Text::GREETING_MORE,
        };
        say("form-more", more);
        say("text-label", if leave { Text::MESSAGE } else { Text::QUESTION });
        page.show("email-part", leave);
        page.show("wait", leave && panel.is_leaving());
        let submit = match (leave, sending) {
            (_, true) => Text::SENDING,
            (true, _) => Text::SEND_MESSAGE,
            (false, _) => Text::START,
        };
        say("submit", submit);
        page.get("fields").set_disabled(sending);
        let (draft, faults) = (panel.draft(), panel.faults());
        page.get("name").set_value(&draft.name);
        page.get("email").set_value(&draft.email);
        page.get("text").set_value(&draft.text);
        self.draw_departments(panel);
        self.fault("name", faults.name, Text::NAME_LONG, Text::NAME_LONG);
        self.fault("department", faults.department, Text::DEPARTMENT_MISSING, Text::NAME_LONG);
        self.fault("email", faults.email, Text::EMAIL_MISSING, Text::NAME_LONG);
        self.fault("text", faults.text, Text::TEXT_MISSING, Text::TEXT_LONG);
        page.say("form-fault", &if faults.other { self.texts.get(Text::FAILED) } else { String::new() });
    }

    /// The drop-down of the departments (manual A10).
    fn draw_departments(&self, panel: &Panel) {
        let page = &self.page;
        page.show("department-part", !panel.departments().is_empty());
        let choose = self.texts.get(Text::CHOOSE_DEPARTMENT);
        let mut names = vec![&*choose];
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
        field.set_value(chosen.map_or(&*choose, |one| &one.name));
        page.say("department-more", chosen.map_or("", |one| &one.description));
    }

    /// What is wrong with a field; what is said if it is empty, and if it is too long.
    pub(super) fn fault(&self, id: &str, fault: Option<BadText>, missing: Text, long: Text) {
        let texts = &self.texts;
        let sentence = match fault {
            None => String::new(),
            Some(BadText::Empty) => texts.get(missing),
            // The panel never sends an address to be loaded.
            Some(BadText::NotAWebAddress) => texts.get(Text::FAILED),
            Some(BadText::NotAnEmail) => texts.get(Text::EMAIL_BAD),
            Some(BadText::TooLong { limit }) => texts.fill(long, &texts.number(limit)),
        };
        self.page.get(id).set("aria-invalid", if fault.is_some() { "true" } else { "false" });
        self.page.say(&join(&[id, "-fault"]), &sentence);
    }
}
