//! The texts that appear as things happen, in the visitor's language.
//!
//! The texts are in `languages/`, one file for each language. The build writes the part `page` into
//! `panel.html`. The part `said` comes with the page as JSON; its texts are named here. `%` stands
//! for an inserted value.

use client::{
    strings::{cut, decimal, join},
    visitor::draft::NotTaken,
};
use wasm_bindgen::{JsCast, JsValue};

use crate::{
    browser::{Object, PluralRules, parse_json, window},
    dom::Node,
};

/// One of the texts, by its index in what the page carries. Names exist only in the source; an
/// index is shorter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Text(u8);

macro_rules! texts {
    ($($constant:ident = $name:literal,)*) => {
        #[expect(non_camel_case_types, clippy::upper_case_acronyms, reason = "they count the constants below")]
        enum Place { $($constant,)* FORMS }

        impl Text {
            $(pub(crate) const $constant: Text = Text(Place::$constant as u8);)*
            /// After them, by plural form: how many messages are new.
            const FORMS: Text = Text(Place::FORMS as u8);
            #[cfg(test)]
            const NAMES: &[&str] = &[$($name,)*];
        }
    };
}

// Sorted by name, which is the order in the page (`languages::places`); a test compares the two.
texts! {
    ACCEPTED = "accepted",
    AFTER_DECLINING = "after-declining",
    ANSWER_MISSING = "answer-missing",
    ASKED = "asked",
    AWAY = "away",
    CHOOSE_DEPARTMENT = "choose-department",
    CONNECTING = "connecting",
    DECLINED = "declined",
    DEPARTMENT_MISSING = "department-missing",
    EDIT = "edit",
    EMAIL_BAD = "email-bad",
    EMAIL_MISSING = "email-missing",
    EMAIL_PLAIN = "email-plain",
    ENDED = "ended",
    ENDED_BY = "ended-by",
    ENDED_BY_YOU = "ended-by-you",
    FAILED = "failed",
    FAILED_CLOSED = "failed-closed",
    GONE = "gone",
    GREETING = "greeting",
    GREETING_MORE = "greeting-more",
    INVITED = "invited",
    IS_DELIVERED = "is-delivered",
    IS_SEEN = "is-seen",
    IS_SENDING = "is-sending",
    IS_SENT = "is-sent",
    JOINED = "joined",
    LEAVE = "leave",
    LEAVE_MORE = "leave-more",
    LEAVE_WAITING = "leave-waiting",
    LEFT = "left",
    LENGTH = "length",
    LENGTH_OVER = "length-over",
    LOST = "lost",
    MAILED = "mailed",
    MESSAGE = "message",
    MISSED = "missed",
    NAME_LONG = "name-long",
    NEXT = "next",
    NOBODY_THERE = "nobody-there",
    NOT_LOADED = "not-loaded",
    ONLINE = "online",
    OPEN = "open",
    OUTDATED = "outdated",
    PLACE = "place",
    QUESTION = "question",
    RECONNECTING = "reconnecting",
    REOPENED = "reopened",
    SEND_MESSAGE = "send-message",
    SENDING = "sending",
    SPEAKS_NOW = "speaks-now",
    START = "start",
    START_ANEW = "start-anew",
    TEXT_LONG = "text-long",
    TEXT_MISSING = "text-missing",
    THANKS = "thanks",
    THANKS_MORE = "thanks-more",
    TOO_OFTEN = "too-often",
    TYPING = "typing",
    WAIT = "wait",
    WITHDRAWN = "withdrawn",
    WRITE_AGAIN = "write-again",
    YOU = "you",
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
        let forms = self.said.get(&decimal(Text::FORMS.0.into()));
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
        assert_eq!(usize::from(Text::FORMS.0), Text::NAMES.len());
    }

    #[test]
    fn a_value_takes_the_place_of_the_first_gap() {
        assert_eq!(fill("% of %", "1"), "1 of %");
        assert_eq!(fill(&fill("% of %", "1"), "2"), "1 of 2");
        assert_eq!(fill("% is typing", "%"), "% is typing");
        assert_eq!(fill("Sent", "x"), "Sent");
    }
}
