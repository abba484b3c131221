//! Redaction: card numbers, bank accounts and an account's own patterns are replaced before a text
//! is stored or shown to anybody.
//!
//! | module | holds |
//! |---|---|
//! | `redact/numbers.rs` | card numbers and IBANs in a text |
//! | `redact/settings.rs` | what an account redacts |

mod numbers;
mod settings;

use std::sync::Arc;

use regex::{Regex, RegexBuilder};
use wire::{
    AccountId, Body, Content,
    redaction::{BadRedaction, HIDDEN, MAX_PATTERN, MAX_PATTERNS, Redaction},
    text::BadText,
};

use crate::{
    Error, Refused, SignedIn, Switchboard,
    cache::Cache,
    content::{self, plain_of_html},
};

/// The most memory that one pattern may take, in bytes.
const PATTERN_BYTES: usize = 256 * 1024;

/// What recently used accounts redact; cheap to clone.
pub(crate) type Redactors = Cache<AccountId, Redactor>;

/// Replaces what an account redacts.
#[derive(Debug, Default)]
pub(crate) struct Redactor {
    cards: bool,
    last_four: bool,
    ibans: bool,
    patterns: Vec<Regex>,
}

impl Switchboard {
    pub(crate) async fn redactor(&self, account: AccountId) -> Result<Arc<Redactor>, Error> {
        let read = async { settings::redactor(&mut self.store.read().await?, account).await };
        self.caches.redactors.of(account, read).await
    }

    /// Whether something in a text of this operator is redacted before it is stored. False for
    /// HTML and addresses, of which a client does not know what is stored anyway.
    pub async fn redacts(&self, who: &SignedIn, content: &Content) -> Result<bool, Error> {
        let redactor = self.redactor(who.account).await?;
        Ok(match content {
            Content::Text(text) if !redactor.is_idle() => redactor.text(text.clone()) != *text,
            _ => false,
        })
    }
}

impl Redactor {
    fn is_idle(&self) -> bool {
        !self.cards && !self.ibans && self.patterns.is_empty()
    }

    /// # Errors
    /// If there are too many patterns, or one of them is not accepted.
    pub(crate) fn of(redaction: &Redaction) -> Result<Redactor, BadRedaction> {
        if redaction.patterns.len() > MAX_PATTERNS {
            return Err(BadRedaction::TooMany);
        }
        let patterns = redaction.patterns.iter().map(|pattern| compiled(pattern));
        Ok(Redactor {
            cards: redaction.cards,
            last_four: redaction.last_four,
            ibans: redaction.ibans,
            patterns: patterns.collect::<Result<_, _>>()?,
        })
    }

    /// The text as it is stored. It is never longer than before.
    pub(crate) fn text(&self, text: String) -> String {
        let mut text = text;
        for pattern in &self.patterns {
            text = pattern.replace_all(&text, hidden).into_owned();
        }
        if self.ibans {
            text = numbers::without_ibans(text);
        }
        if self.cards {
            text = numbers::without_cards(text, self.last_four);
        }
        text
    }

    /// A text that is still being typed, as others see it. Of a number that is not complete yet, they
    /// would see nearly all, and could compute the rest.
    pub(crate) fn preview(&self, text: String) -> String {
        let text = self.text(text);
        if self.cards || self.ibans { numbers::without_beginnings(&text) } else { text }
    }

    /// A text that is of no use in parts, such as an address.
    ///
    /// # Errors
    /// If there is something to redact in it: `why`.
    pub(crate) fn whole(&self, text: String, why: BadText) -> Result<String, BadText> {
        if self.is_idle() || self.text(text.clone()) == text { Ok(text) } else { Err(why) }
    }

    /// A message's body. In HTML the words are redacted, not the addresses of links.
    ///
    /// # Errors
    /// If it is an address with something to redact in it.
    pub(crate) fn body(&self, body: Body) -> Result<Body, BadText> {
        if self.is_idle() {
            return Ok(body);
        }
        Ok(match body {
            Body::Text(text) => Body::Text(self.text(text)),
            Body::Html(html) => self.html(html),
            Body::Url(url) => Body::Url(self.whole(url, BadText::NotAWebAddress)?),
            Body::Notice(_) => body,
        })
    }

    fn html(&self, html: String) -> Body {
        let html = content::map_words(&html, |words| self.text(words));
        let words = content::words_of_html(&html);
        // Something is divided among several elements: only the words are kept.
        if self.text(words.clone()) == words {
            Body::Html(html)
        } else {
            Body::Text(self.text(plain_of_html(&html)))
        }
    }
}

/// What stands for a match; shorter than [`HIDDEN`] if the match is, so that no text grows.
fn hidden(found: &regex::Captures<'_>) -> String {
    let length = found.get(0).map_or(0, |found| found.as_str().chars().take(HIDDEN.chars().count()).count());
    HIDDEN.chars().take(length).collect()
}

fn compiled(pattern: &str) -> Result<Regex, BadRedaction> {
    let named = || pattern.chars().take(MAX_PATTERN).collect::<String>();
    if pattern.chars().count() > MAX_PATTERN {
        return Err(BadRedaction::TooLarge(named()));
    }
    let built = RegexBuilder::new(pattern).size_limit(PATTERN_BYTES).dfa_size_limit(PATTERN_BYTES).build();
    let regex = built.map_err(|error| match error {
        regex::Error::CompiledTooBig(_) => BadRedaction::TooLarge(named()),
        _ => BadRedaction::NotAPattern(named()),
    })?;
    if regex.is_match("") { Err(BadRedaction::FitsNothing(named())) } else { Ok(regex) }
}

impl From<BadRedaction> for Refused {
    fn from(bad: BadRedaction) -> Refused {
        Refused::BadRedaction(bad)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all() -> Redaction {
        Redaction { cards: true, last_four: false, ibans: true, patterns: vec![r"\bKD-\d{6}\b".into()] }
    }

    fn redacted(text: &str) -> String {
        Redactor::of(&all()).unwrap().text(text.to_owned())
    }

    #[test]
    fn an_accounts_own_patterns_are_redacted() {
        assert_eq!(redacted("I am KD-123456, not KD-12."), "I am ●●●●, not KD-12.");
        let short = Redaction { patterns: vec!["x".into()], ..Redaction::default() };
        assert_eq!(Redactor::of(&short).unwrap().text("axb".into()), "a●b");
    }

    #[test]
    fn patterns_are_bounded_and_fit_something() {
        let of = |patterns: Vec<String>| Redactor::of(&Redaction { patterns, ..Redaction::default() }).err();
        assert_eq!(of(vec!["(".into()]), Some(BadRedaction::NotAPattern("(".into())));
        assert_eq!(of(vec!["a*".into()]), Some(BadRedaction::FitsNothing("a*".into())));
        assert_eq!(of(vec!["a".into(); MAX_PATTERNS + 1]), Some(BadRedaction::TooMany));
        assert!(matches!(of(vec!["a".repeat(MAX_PATTERN + 1)]), Some(BadRedaction::TooLarge(_))));
        let large = r"(\p{L}{100}){100}".to_owned();
        assert_eq!(of(vec![large.clone()]), Some(BadRedaction::TooLarge(large)));
        assert_eq!(of(vec!["a+".into()]), None);
    }

    #[test]
    fn words_of_html_are_redacted_and_addresses_of_links_are_not() {
        let redactor = Redactor::of(&all()).unwrap();
        let html = |html: &str| redactor.body(Body::Html(html.into())).unwrap();
        let link = "https://e.example/4111111111111111";
        assert_eq!(
            html(&format!("<p>4111&nbsp;1111 1111 1111 &amp; <a href=\"{link}\">here</a></p>")),
            Body::Html(format!("<p>●●●● &amp; <a href=\"{link}\">here</a></p>"))
        );
        assert_eq!(html("<b>a &lt; b</b>"), Body::Html("<b>a &lt; b</b>".into()), "as it was");
        assert_eq!(html("<b>4111</b> 1111 1111 <i>1111</i>!"), Body::Text("●●●●!".into()));
        let table = "<table><tr><td>4111</td><td>1111</td><td>1111</td><td>1111</td></tr></table>";
        assert_eq!(html(table), Body::Html(table.into()), "cells are no number");
    }

    #[test]
    fn an_address_with_a_number_in_it_is_refused() {
        let redactor = Redactor::of(&all()).unwrap();
        let url = Body::Url("https://e.example/?card=4111111111111111".into());
        assert_eq!(redactor.body(url), Err(BadText::NotAWebAddress));
        let email = redactor.whole("4111111111111111@e.example".into(), BadText::NotAnEmail);
        assert_eq!(email, Err(BadText::NotAnEmail));
        assert!(redactor.whole("vera@e.example".into(), BadText::NotAnEmail).is_ok());
    }

    #[test]
    fn without_settings_nothing_is_redacted() {
        let text = "4111 1111 1111 1111, DE89 3704 0044 0532 0130 00";
        assert_eq!(Redactor::default().text(text.into()), text);
    }
}
