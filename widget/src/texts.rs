//! What is said as things happen, in the visitor's language.
//!
//! The texts are in `languages/`, one file for each language. Those of the part `page` the build has written into
//! `panel.html`; those of the part `said` the page carries as JSON, and they are named here. `%` stands for what is put
//! in.

use wasm_bindgen::{JsCast, JsValue};

use crate::{
    browser::{Object, PluralRules, parse_json, window},
    dom::Node,
};

/// The name of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Text(&'static str);

macro_rules! texts {
    ($($constant:ident = $name:literal,)*) => {
        impl Text {
            $(pub(crate) const $constant: Text = Text($name);)*
            /// All that there are.
            #[cfg(test)]
            const ALL: &[Text] = &[$(Text($name),)*];
        }
    };
}

texts! {
    ONLINE = "online",
    AWAY = "away",
    CONNECTING = "connecting",
    RECONNECTING = "reconnecting",
    GONE = "gone",
    OUTDATED = "outdated",
    GREETING = "greeting",
    GREETING_MORE = "greeting-more",
    QUESTION = "question",
    CHOOSE_DEPARTMENT = "choose-department",
    DEPARTMENT_MISSING = "department-missing",
    START = "start",
    LEAVE = "leave",
    LEAVE_MORE = "leave-more",
    LEAVE_WAITING = "leave-waiting",
    MESSAGE = "message",
    SEND_MESSAGE = "send-message",
    SENDING = "sending",
    THANKS = "thanks",
    THANKS_MORE = "thanks-more",
    WRITE_AGAIN = "write-again",
    START_ANEW = "start-anew",
    WAIT = "wait",
    NEXT = "next",
    PLACE = "place",
    NOBODY_THERE = "nobody-there",
    ENDED = "ended",
    MAILED = "mailed",
    TYPING = "typing",
    INVITED = "invited",
    AFTER_DECLINING = "after-declining",
    JOINED = "joined",
    SPEAKS_NOW = "speaks-now",
    LEFT = "left",
    LOST = "lost",
    MISSED = "missed",
    REOPENED = "reopened",
    ACCEPTED = "accepted",
    DECLINED = "declined",
    WITHDRAWN = "withdrawn",
    ENDED_BY = "ended-by",
    ENDED_BY_YOU = "ended-by-you",
    YOU = "you",
    OPEN = "open",
    IS_SENDING = "is-sending",
    IS_SENT = "is-sent",
    IS_DELIVERED = "is-delivered",
    IS_SEEN = "is-seen",
    FAILED = "failed",
    FAILED_CLOSED = "failed-closed",
    EDIT = "edit",
    NAME_LONG = "name-long",
    EMAIL_MISSING = "email-missing",
    EMAIL_BAD = "email-bad",
    TEXT_MISSING = "text-missing",
    TEXT_LONG = "text-long",
    LENGTH = "length",
    LENGTH_OVER = "length-over",
}

/// Before the plural form in the names of the texts about unread messages.
const UNREAD: &str = "unread-";

/// The texts of the page's language.
#[derive(Debug)]
pub(crate) struct Texts {
    said: Object,
    /// What the site says in words of its own, by the same names.
    own: Object,
    /// For whom numbers and times are written.
    locale: JsValue,
}

impl Texts {
    /// The texts that the page carries.
    pub(crate) fn of(page: &Node) -> Texts {
        let language = language(page);
        // Whoever reads it in his browser's own language finds numbers and times as his country writes them.
        let browsers = window().navigator().language();
        let primary = language.split(['-']).next().unwrap_or_default();
        let locale = if browsers.starts_with(primary) { JsValue::UNDEFINED } else { (&*language).into() };
        Texts { said: parse_json(&page.get("said").text()), own: Object::new(), locale }
    }

    /// A text.
    pub(crate) fn get(&self, text: Text) -> String {
        self.named(text.0).unwrap_or_default()
    }

    /// A text with a value in the place of its first `%`.
    pub(crate) fn fill(&self, text: Text, value: &str) -> String {
        fill(&self.get(text), value)
    }

    /// These texts, by their names, the site says in words of its own, and no others.
    pub(crate) fn replace(&mut self, own: &[(String, String)]) {
        self.own = Object::new();
        for (name, text) in own {
            self.own.set(name, &(&**text).into());
        }
    }

    /// A number, as it is written in the language.
    pub(crate) fn number(&self, number: u32) -> String {
        let number = JsValue::from(number);
        number.unchecked_ref::<Object>().written_for(&self.locale)
    }

    /// That so many messages are new, in the plural form that goes with the number; nothing if there are none.
    pub(crate) fn news(&self, count: u32) -> String {
        if count == 0 {
            return String::new();
        }
        let form = PluralRules::new(&self.locale).select(count);
        // A browser may know more forms than the file.
        let text = self.named(&join(&[UNREAD, &form])).or_else(|| self.named("unread-other"));
        fill(&text.unwrap_or_default(), &self.number(count))
    }

    /// For whom times are written.
    pub(crate) fn locale(&self) -> &JsValue {
        &self.locale
    }

    fn named(&self, name: &str) -> Option<String> {
        self.own.get(name).as_string().or_else(|| self.said.get(name).as_string())
    }
}

/// The language that the page is written in, as its tag.
pub(crate) fn language(page: &Node) -> String {
    page.root().attribute("lang")
}

/// The text with a value in the place of its first `%`.
pub(crate) fn fill(text: &str, value: &str) -> String {
    match cut(text, '%') {
        Some((before, after)) => join(&[before, value, after]),
        None => text.to_owned(),
    }
}

/// What stands before and after the first of this character. `split_once` would bring the
/// standard library's general search, a list of one character does not.
pub(crate) fn cut(text: &str, at: char) -> Option<(&str, &str)> {
    let before = text.split([at]).next()?;
    Some((before, text.strip_prefix(before)?.strip_prefix(at)?))
}

/// The texts one after the other.
pub(crate) fn join(parts: &[&str]) -> String {
    let mut all = String::new();
    for part in parts {
        all.push_str(part);
    }
    all
}

#[cfg(test)]
mod tests {
    use wire::Language;

    use super::*;

    #[test]
    fn each_text_that_is_said_has_its_name_here() {
        let mut here: Vec<_> = Text::ALL.iter().map(|text| text.0).collect();
        here.sort_unstable();
        let said = &languages::of(Language::English).said;
        let there: Vec<_> = said.keys().filter(|name| !name.starts_with(UNREAD)).collect();
        assert_eq!(here, there);
    }

    #[test]
    fn a_text_is_cut_at_the_first_of_a_character() {
        assert_eq!(cut("a%b%c", '%'), Some(("a", "b%c")));
        assert_eq!(cut("%", '%'), Some(("", "")));
        assert_eq!(cut("ab", '%'), None);
    }

    #[test]
    fn a_value_takes_the_place_of_the_first_gap() {
        assert_eq!(fill("% of %", "1"), "1 of %");
        assert_eq!(fill(&fill("% of %", "1"), "2"), "1 of 2");
        assert_eq!(fill("% is typing", "%"), "% is typing");
        assert_eq!(fill("Sent", "x"), "Sent");
    }
}
