//! The Welcome Screen and the off-line form. They are one form, so that typed text stays in place
//! when the last operator leaves or the first one comes.

use client::{
    strings::join,
    visitor::{Panel, Screen},
};
use wire::{form::answer_to, text::BadText, welcome_screen::Asked};

use super::View;
use crate::{dom::Node, texts::Text};

/// The site's custom fields.
const OWN: &str = "#own [name]";
/// The required ones.
const REQUIRED: &str = "#own [aria-required=true]";

impl View {
    /// Whether Enter sends the form: a question is sent like a chat message, an off-line message is
    /// written like an email.
    pub(crate) fn enter_sends(&self, panel: &Panel) -> bool {
        matches!(panel.screen(), Screen::Form { leave: false, .. })
    }

    pub(crate) fn focus_fault(&self, panel: &Panel) {
        let errors = panel.field_errors();
        let id = if errors.name.is_some() {
            "name"
        } else if errors.department.is_some() {
            "department"
        } else if errors.text.is_some() {
            "text"
        } else if errors.email.is_some() {
            "email"
        } else {
            let own = self.page.all_within(REQUIRED);
            for place in 0..own.length() {
                let field = own.item(place);
                if panel.draft().misses(&field.attribute("name")) {
                    return field.focus();
                }
            }
            return;
        };
        self.page.get(id).focus();
    }

    /// Focuses the place where the visitor starts: the first empty field in display order. If the
    /// visitor has already asked, it is their question.
    pub(crate) fn begin_form(&self, panel: &Panel, leave: bool) {
        let (draft, asked) = (panel.draft(), panel.asked(leave));
        let is_empty = |text: &str, is_asked: Asked| text.is_empty() && is_asked != Asked::Off;
        let id = if is_empty(&draft.name, asked.name) && !panel.is_leaving() {
            "name"
        } else if panel.department().is_none() && !panel.departments().is_empty() {
            "department"
        } else if is_empty(&draft.text, asked.question) {
            "text"
        } else if is_empty(&draft.email, asked.email) {
            "email"
        } else {
            let own = self.page.all_within(OWN);
            for place in 0..own.length() {
                let field = own.item(place);
                if panel.draft().misses(&field.attribute("name")) {
                    return field.focus();
                }
            }
            if asked.question != Asked::Off { "text" } else { "submit" }
        };
        self.page.get(id).focus();
    }

    /// The value of this field has changed.
    pub(crate) fn take(panel: &mut Panel, field: &Node, id: &str) {
        match id {
            "name" => panel.typed_name(field.value()),
            "email" | "mail-to" => panel.typed_email(field.value()),
            "department" => panel.chose_department(field.value()),
            // A rating is read when it is sent.
            _ if field.closest("#rate").is_some() => {}
            _ => {
                let is_unticked = field.closest("[type=checkbox]").is_some() && !field.checked();
                let answer = if is_unticked { String::new() } else { field.value() };
                panel.typed_answer(field.attribute("name"), answer);
            }
        }
    }

    /// Draws the Welcome Screen or the off-line form.
    pub(super) fn draw_form(&mut self, panel: &Panel, leave: bool, sending: bool) {
        self.draw_own_fields(panel, leave);
        let page = &self.page;
        let say = |id, text| page.say(id, &self.texts.get(text));
        let asked = panel.asked(leave);
        let own_or = |id, own: &str, text| if own.is_empty() { say(id, text) } else { page.say(id, own) };
        own_or("form-title", &asked.title, if leave { Text::LEAVE } else { Text::GREETING });
        if panel.is_leaving() {
            say("form-more", Text::LEAVE_WAITING);
        } else {
            own_or("form-more", &asked.more, if leave { Text::LEAVE_MORE } else { Text::GREETING_MORE });
        }
        say("text-label", if leave { Text::MESSAGE } else { Text::QUESTION });
        for (id, asked) in [("name", asked.name), ("email", asked.email), ("text", asked.question)] {
            page.show(&join(&[id, "-part"]), asked != Asked::Off);
            page.show(&join(&[id, "-optional"]), asked == Asked::Optional);
        }
        page.show("wait", leave && panel.is_leaving());
        let submit = match (leave, sending) {
            (_, true) => Text::SENDING,
            (true, _) => Text::SEND_MESSAGE,
            (false, _) => Text::START,
        };
        say("submit", submit);
        page.get("fields").set_disabled(sending);
        let (draft, errors) = (panel.draft(), panel.field_errors());
        page.get("name").set_value(&draft.name);
        page.get("email").set_value(&draft.email);
        page.get("text").set_value(&draft.text);
        self.draw_departments(panel);
        self.fault("name", errors.name, Text::ANSWER_MISSING, Text::NAME_LONG);
        self.fault("department", errors.department, Text::DEPARTMENT_MISSING, Text::NAME_LONG);
        self.fault("email", errors.email, Text::EMAIL_MISSING, Text::NAME_LONG);
        self.fault("text", errors.text, Text::TEXT_MISSING, Text::TEXT_LONG);
        page.say("form-fault", &errors.other.map(|why| self.texts.get(why.into())).unwrap_or_default());
    }

    /// The drop-down of departments (manual A10).
    fn draw_departments(&self, panel: &Panel) {
        let page = &self.page;
        page.show("department-part", !panel.departments().is_empty());
        let choose = self.texts.get(Text::CHOOSE_DEPARTMENT);
        let mut names = vec![&*choose];
        names.extend(panel.departments().iter().map(|one| &*one.name));
        let field = page.get("department");
        // Redrawn only when it has changed, because it may be open.
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

    /// The site's custom fields (manual A18).
    fn draw_own_fields(&mut self, panel: &Panel, leave: bool) {
        let markup = &panel.asked(leave).markup;
        let own = self.page.get("own");
        // Redrawn only when they have changed, because the visitor may be in one and the fields
        // hold what they typed.
        let is_new = self.own != *markup;
        if is_new {
            self.own.clone_from(markup);
            own.write_safe_html(markup);
            let optional = own.all_within("small");
            for place in 0..optional.length() {
                optional.item(place).set_text(&self.page.get("name-optional").text());
            }
        }
        let fields = self.page.all_within(OWN);
        for place in 0..fields.length() {
            let field = fields.item(place);
            let name = field.attribute("name");
            let answer = answer_to(&panel.draft().answers, &name);
            if is_new && !answer.is_empty() {
                field.set_value(answer);
                field.set_checked(true);
            }
            let is_missing = panel.field_errors().answers
                && field.attribute("aria-required") == "true"
                && panel.draft().misses(&name);
            let fault = is_missing.then_some(BadText::Empty);
            self.fault(&field.id(), fault, Text::ANSWER_MISSING, Text::ANSWER_MISSING);
        }
    }

    /// A field's error, with the texts for an empty field and for one that is too long.
    pub(super) fn fault(&self, id: &str, fault: Option<BadText>, missing: Text, long: Text) {
        let texts = &self.texts;
        let sentence = match fault {
            None => String::new(),
            Some(BadText::Empty) => texts.get(missing),
            // The panel never sends an address to be loaded.
            Some(BadText::NotAWebAddress) => texts.get(Text::FAILED),
            Some(BadText::NotAnEmail) => texts.get(Text::EMAIL_BAD),
            Some(BadText::NotCarried) => texts.get(Text::EMAIL_PLAIN),
            Some(BadText::TooLong { limit }) => texts.fill(long, &texts.number(limit)),
        };
        self.page.get(id).set("aria-invalid", if fault.is_some() { "true" } else { "false" });
        self.page.say(&join(&[id, "-fault"]), &sentence);
    }
}
