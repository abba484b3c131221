//! The texts that appear as things happen, in the visitor's language.
//!
//! The texts are in `languages/`, one file for each language. The build writes the part `page` into
//! `panel.html` and `panel-forms.html`. The part `said` comes as JSON with the first of them, the
//! part `forms` with the second, once there is a form; their texts are named here. `%` stands for
//! an inserted value.

use client::{
    strings::{cut, decimal, join},
    visitor::draft::NotTaken,
};
use wasm_bindgen::{JsCast, JsValue};

use crate::{
    browser::{Object, PluralRules, parse_json, window},
    dom::Node,
};

/// One of the texts, by its index in what the pages carry, one after the other. Names exist only in
/// the source; an index is shorter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Text(u8);

macro_rules! texts {
    (
        page { $($constant:ident = $name:literal,)* }
        forms { $($of_forms:ident = $name_of_forms:literal,)* }
    ) => {
        #[expect(non_camel_case_types, clippy::upper_case_acronyms, reason = "they count the constants below")]
        enum Place { $($constant,)* PLURALS, $($of_forms,)* END }

        impl Text {
            $(pub(crate) const $constant: Text = Text(Place::$constant as u8);)*
            /// After those in the page, by plural form: how many messages are new.
            const PLURALS: Text = Text(Place::PLURALS as u8);
            $(pub(crate) const $of_forms: Text = Text(Place::$of_forms as u8);)*
            const END: Text = Text(Place::END as u8);
            #[cfg(test)]
            const NAMES: &[&str] = &[$($name,)*];
            #[cfg(test)]
            const NAMES_OF_FORMS: &[&str] = &[$($name_of_forms,)*];
        }
    };
}

// Each list is sorted by name, which is the order in its page (`languages::places`,
// `languages::places_of_forms`); a test compares them.
texts! {
    page {
        ACCEPTED = "accepted",
        ASKED = "asked",
        AWAY = "away",
        CONNECTING = "connecting",
        DECLINED = "declined",
        ENDED_BY = "ended-by",
        ENDED_BY_YOU = "ended-by-you",
        GONE = "gone",
        IS_DELIVERED = "is-delivered",
        IS_SEEN = "is-seen",
        IS_SENDING = "is-sending",
        IS_SENT = "is-sent",
        JOINED = "joined",
        LEFT = "left",
        LOST = "lost",
        MISSED = "missed",
        NOT_LOADED = "not-loaded",
        ONLINE = "online",
        OPEN = "open",
        OUTDATED = "outdated",
        RECONNECTING = "reconnecting",
        REOPENED = "reopened",
        SPEAKS_NOW = "speaks-now",
        TYPING = "typing",
        WITHDRAWN = "withdrawn",
        YOU = "you",
    }

    forms {
        AFTER_DECLINING = "after-declining",
        ANSWER_MISSING = "answer-missing",
        CHOOSE_DEPARTMENT = "choose-department",
        DEPARTMENT_MISSING = "department-missing",
        EMAIL_BAD = "email-bad",
        EMAIL_MISSING = "email-missing",
        EMAIL_PLAIN = "email-plain",
        ENDED = "ended",
        FAILED = "failed",
        FAILED_CLOSED = "failed-closed",
        GREETING = "greeting",
        GREETING_MORE = "greeting-more",
        INVITED = "invited",
        LEAVE = "leave",
        LEAVE_MORE = "leave-more",
        LEAVE_WAITING = "leave-waiting",
        LENGTH = "length",
        LENGTH_OVER = "length-over",
        MAILED = "mailed",
        MESSAGE = "message",
        NAME_LONG = "name-long",
        NEXT = "next",
        NOBODY_THERE = "nobody-there",
        PLACE = "place",
        QUESTION = "question",
        SEND_MESSAGE = "send-message",
        SENDING = "sending",
        START = "start",
        START_ANEW = "start-anew",
        TEXT_LONG = "text-long",
        TEXT_MISSING = "text-missing",
        THANKS = "thanks",
        THANKS_MORE = "thanks-more",
        TOO_OFTEN = "too-often",
        WAIT = "wait",
        WRITE_AGAIN = "write-again",
    }
}

impl From<NotTaken> for Text {
    fn from(why: NotTaken) -> Text {
        match why {
            NotTaken::TooOften => Text::TOO_OFTEN,
            NotTaken::Failed => Text::FAILED,
        }
    }
}

/// The texts of the page's language.
#[derive(Debug)]
pub(crate) struct Texts {
    said: Object,
    /// The locale for numbers and times.
    locale: JsValue,
}

impl Texts {
    /// The texts that the page carries.
    pub(crate) fn of(page: &Node) -> Texts {
        let language = language(page);
        // A visitor whose browser has the same language sees numbers and times as their country
        // writes them.
        let browsers = window().navigator().language();
        let primary = language.split(['-']).next().unwrap_or_default();
        let locale = if browsers.starts_with(primary) { JsValue::UNDEFINED } else { (&*language).into() };
        Texts { said: parse_json(&page.get("said").text()), locale }
    }

    /// Adds the texts of the forms, as their page carries them.
    pub(crate) fn add(&self, of_forms: &str) {
        let of_forms = parse_json(of_forms);
        let first = Text::PLURALS.0 + 1;
        for place in first..Text::END.0 {
            let text = of_forms.get(&decimal((place - first).into()));
            self.said.set(&decimal(place.into()), &text);
        }
    }

    pub(crate) fn get(&self, text: Text) -> String {
        self.said.get(&decimal(text.0.into())).as_string().unwrap_or_default()
    }

    /// The text with a value in place of its first `%`.
    pub(crate) fn fill(&self, text: Text, value: &str) -> String {
        fill(&self.get(text), value)
    }

    /// The number as the language writes it.
    pub(crate) fn number(&self, number: u32) -> String {
        let number = JsValue::from(number);
        number.unchecked_ref::<Object>().written_for(&self.locale)
    }

    /// The sentence about this many new messages, in the right plural form; empty if there are
    /// none.
    pub(crate) fn news(&self, count: u32) -> String {
        if count == 0 {
            return String::new();
        }
        let form = PluralRules::new(&self.locale).select(count);
        // A browser may know more forms than the file has.
        let forms = self.said.get(&decimal(Text::PLURALS.0.into()));
        let forms: &Object = forms.unchecked_ref();
        let text = forms.get(&form).as_string().or_else(|| forms.get("other").as_string());
        fill(&text.unwrap_or_default(), &self.number(count))
    }

    pub(crate) fn locale(&self) -> &JsValue {
        &self.locale
    }
}

pub(crate) fn language(page: &Node) -> String {
    page.root().attribute("lang")
}

/// The text with a value in place of its first `%`.
pub(crate) fn fill(text: &str, value: &str) -> String {
    match cut(text, '%') {
        Some((before, after)) => join(&[before, value, after]),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_text_that_is_said_has_its_place_here() {
        assert_eq!(Text::NAMES, languages::places());
        assert_eq!(Text::NAMES_OF_FORMS, languages::places_of_forms());
        assert_eq!(usize::from(Text::PLURALS.0), Text::NAMES.len());
        assert_eq!(usize::from(Text::END.0), Text::NAMES.len() + 1 + Text::NAMES_OF_FORMS.len());
    }

    #[test]
    fn a_value_takes_the_place_of_the_first_gap() {
        assert_eq!(fill("% of %", "1"), "1 of %");
        assert_eq!(fill(&fill("% of %", "1"), "2"), "1 of 2");
        assert_eq!(fill("% is typing", "%"), "% is typing");
        assert_eq!(fill("Sent", "x"), "Sent");
    }
}
