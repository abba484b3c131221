//! Sends what was typed: as a message, a pushed URL, or a command (manual B6, B12–B14, A15).

use std::rc::Rc;

use leptos::prelude::*;
use wire::{Content, text::MAX_HTML};

use super::{Composing, To, field::Input};
use crate::{
    console::command::{self, Act, Meant},
    live::Live,
    texts::tr,
};

impl Composing {
    /// Sends, pushes or executes the text. What cannot be done stays in the field.
    pub(super) fn send(self) {
        self.send_checked(false);
    }

    fn send_checked(self, is_checked: bool) {
        // Another chat may have been opened during the spell check; the draft is kept.
        let Some(text) = self.field.draft.try_get_untracked() else { return };
        let content = match self.field.input.get_untracked() {
            Input::Url => match web_address(&text) {
                Some(url) => Content::Url(url),
                None => return self.tell(tr("This is not an http or https address.")),
            },
            Input::Text => match self.meant(&text) {
                Meant::Said(_) if !is_checked && self.is_checked_first() => return self.check_spelling(true),
                Meant::Said(text) => match self.is_html() {
                    true if text.chars().count() > MAX_HTML => return,
                    true => Content::Html(text),
                    false => match wire::text::message(&text) {
                        Ok(text) => Content::Text(text),
                        Err(_) => return,
                    },
                },
                Meant::Act(act) => {
                    if self.act(act) {
                        self.field.changed(String::new());
                    }
                    return;
                }
                Meant::Nothing(why) => return self.tell(&why),
            },
        };
        if matches!(&content, Content::Html(html) if html.trim().is_empty()) {
            return;
        }
        self.live.conversations.say(self.chat, content);
        self.field.changed(String::new());
    }

    fn is_checked_first(self) -> bool {
        self.live.desk.preferences.read_untracked().checks_spelling
    }

    /// Opens the Spell Checker window over the text if it has unknown words (manual B7).
    pub(super) fn check_spelling(self, then_send: bool) {
        let Composing { checker, window, voice, .. } = self;
        let then_send = then_send.then(|| -> Rc<dyn Fn()> { Rc::new(move || self.send_checked(true)) });
        self.field.check_spelling(checker, window, voice, self.is_html(), then_send);
    }

    fn meant(self, text: &str) -> Meant {
        let me = self.live.desk.me.read_untracked().id;
        let Live { desk, tags, .. } = self.live;
        command::meant(text, me, &desk.colleagues.read_untracked(), &tags.all.read_untracked())
    }

    /// Executes a command; returns false if the text should stay.
    fn act(self, act: Act) -> bool {
        let visitor = match self.to {
            To::Visitor(visitor) => Some((self.chat, visitor)),
            To::Colleague => None,
        };
        command::run(act, visitor, self.live, move |sentence| self.tell(&sentence))
    }
}

/// The URL that was meant: `example.org/prices` counts as one.
fn web_address(text: &str) -> Option<String> {
    let text = text.trim();
    let has_scheme = text.contains("://");
    let is_host = text.split(['/', '?', '#']).next().is_some_and(is_host);
    let full = if has_scheme || !is_host { text.to_owned() } else { format!("https://{text}") };
    let fits = wire::text::is_web_address(&full) && !full.contains(char::is_whitespace);
    fits.then_some(full)
}

/// Whether a text without a scheme looks like a host, perhaps with a port.
fn is_host(text: &str) -> bool {
    let (host, port) = text.split_once(':').unwrap_or((text, "80"));
    let is_named = host.contains('.') && host.chars().all(|c| c.is_alphanumeric() || matches!(c, '.' | '-'));
    is_named && port.parse::<u16>().is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_may_be_given_without_its_scheme() {
        assert_eq!(web_address(" example.org/a "), Some("https://example.org/a".into()));
        assert_eq!(web_address("example.org:8080"), Some("https://example.org:8080".into()));
        assert_eq!(web_address("http://localhost:8080/"), Some("http://localhost:8080/".into()));
        for bad in ["", "prices", "javascript:alert(1)", "ftp://a.b", "https://a b", "mailto:a@b.c"] {
            assert_eq!(web_address(bad), None, "{bad}");
        }
    }
}
