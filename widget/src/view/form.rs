//! The Welcome Screen and the off-line form: one form, so that nothing that was typed is lost or jumps when the last
//! operator leaves or the first one comes.

use wire::{
    text::BadText,
    welcome_screen::{Asked, Kind, Question},
};

use super::{OWN_FIELD, View};
use crate::{
    digits::decimal,
    dom::Node,
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
        // In the order in which they stand.
        let own = faults.answers.iter().position(Option::is_some);
        if faults.name.is_some() {
            self.page.get("name").focus();
        } else if faults.department.is_some() {
            self.page.get("department").focus();
        } else if let Some(place) = own {
            self.page.get(&id_of(place)).focus();
        } else if faults.text.is_some() {
            self.page.get("text").focus();
        } else if faults.email.is_some() {
            self.page.get("email").focus();
        } else if faults.consent {
            self.page.get("consent").focus();
        }
    }

    /// Where the visitor begins.
    pub(super) fn first_to_fill_in(&self, panel: &Panel, leave: bool) -> &'static str {
        let (draft, asked) = (panel.draft(), panel.asked(leave));
        if draft.name.is_empty() && asked.name != Asked::Off && !panel.is_leaving() {
            "name"
        } else if leave && draft.email.is_empty() {
            "email"
        } else if asked.question != Asked::Off {
            "text"
        } else {
            "submit"
        }
    }

    pub(super) fn draw_form(&mut self, panel: &Panel, leave: bool, sending: bool) {
        self.draw_own_fields(panel, leave);
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
        let asked = panel.asked(leave);
        for (id, asked) in [("name", asked.name), ("email", asked.email), ("text", asked.question)] {
            page.show(&join(&[id, "-part"]), asked != Asked::Off);
            page.show(&join(&[id, "-optional"]), asked == Asked::Optional);
        }
        page.show("consent-part", !asked.consent.is_empty());
        page.say("consent-text", &asked.consent);
        page.get("consent").set_checked(panel.draft().answers.consent == asked.consent);
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
        self.fault("name", faults.name, texts.answer_missing);
        self.fault("department", faults.department, texts.department_missing);
        self.fault("email", faults.email, texts.email_missing);
        self.fault("text", faults.text, texts.text_missing);
        self.fault("consent", faults.consent.then_some(BadText::Empty), texts.consent_missing);
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

    /// The site's own fields (manual A18).
    fn draw_own_fields(&mut self, panel: &Panel, leave: bool) {
        let page = &self.page;
        let fields = &panel.asked(leave).fields;
        // Drawn anew only when they have changed: somebody may be at one.
        if self.own != *fields {
            let own = page.get("own");
            own.set_text("");
            for (place, question) in fields.iter().enumerate() {
                self.append_own_field(&own, &id_of(place), question);
            }
            self.own.clone_from(fields);
        }
        let (answers, faults) = (&panel.draft().answers, panel.faults());
        for (place, question) in fields.iter().enumerate() {
            let id = id_of(place);
            page.get(&id).set_value(answers.to(&question.label));
            self.fault(&id, faults.answers.get(place).copied().flatten(), self.texts.answer_missing);
        }
    }

    fn append_own_field(&self, own: &Node, id: &str, question: &Question) {
        let element = |tag: &str, text: &str| {
            let element = self.page.element(tag);
            element.set_text(text);
            element
        };
        let label = element("label", &question.label);
        label.set("for", id);
        if !question.is_required {
            label.append(&self.page.text_node(" "));
            label.append(&element("small", self.texts.named("optional").unwrap_or_default()));
        }
        let field = match &question.kind {
            Kind::Line => element("input", ""),
            Kind::Lines => element("textarea", ""),
            Kind::Choice(choices) => {
                let field = element("select", "");
                field.append(&element("option", ""));
                for choice in choices {
                    field.append(&element("option", choice));
                }
                field
            }
        };
        let fault = element("p", "");
        fault.set_class("fault");
        let fault_id = join(&[id, "-fault"]);
        fault.set("id", &fault_id);
        field.set("id", id);
        field.set("aria-describedby", &fault_id);
        for part in [label, field, fault] {
            own.append(&part);
        }
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
                let text = if id == "name" { texts.name_long } else { texts.text_long };
                fill(text, &decimal(limit))
            }
        };
        self.page.get(id).set("aria-invalid", if fault.is_some() { "true" } else { "false" });
        self.page.say(&join(&[id, "-fault"]), &sentence);
    }
}

/// The id of the site's own field at this place. No other element's id begins with this sign.
fn id_of(place: usize) -> String {
    join(&[OWN_FIELD, &decimal(place as u32)])
}
