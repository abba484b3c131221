//! What an operator types to search, parsed.
//!
//! | typed | finds |
//! |---|---|
//! | `red shoes` | both words, anywhere in the document |
//! | `"red shoes"` | the words side by side |
//! | `sho*` | words that begin so |
//! | `-blue` | what does not have the word |
//! | `from:visitor`, `from:operator`, `from:me`, `from:Ann` | words of these people |
//! | `in:Shop`, `in:"Gift cards"` | chats of this web site or department |
//! | `tag:refund` | chats with this tag |
//! | `before:2026-05-01`, `after:2026-05-01` | what began before, or not before, this day (UTC) |
//!
//! Whatever else is typed is taken as words. What goes to a database is built from tokens, which hold
//! only letters, digits and marks.

use jiff::{civil::Date, tz::TimeZone};
use wire::Timestamp;

use super::tokens::{Kind, Token, composed, tokens};

/// The most characters of a query.
const LONGEST: usize = 500;
/// The most tokens of a query.
const MOST: usize = 64;

/// A parsed query.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Query {
    /// All of them must be there.
    pub(crate) terms: Vec<Term>,
    /// None of them may be there, whoever said it.
    pub(crate) without: Vec<Term>,
    pub(crate) narrowed: Narrowed,
}

/// Which documents, apart from their words.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Narrowed {
    pub(crate) from: Option<Who>,
    /// The name of a site or a department.
    pub(crate) place: Option<String>,
    /// The name of a tag.
    pub(crate) tag: Option<String>,
    pub(crate) before: Option<Timestamp>,
    /// At or after this time.
    pub(crate) after: Option<Timestamp>,
}

/// Who said the words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Who {
    Visitor,
    Operator,
    /// Whoever searches.
    Me,
    /// A visitor or an operator whose name has these words.
    Named(String),
}

/// Tokens side by side.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Term {
    /// At least one.
    pub(crate) tokens: Vec<String>,
    /// The last token only begins the word.
    pub(crate) is_prefix: bool,
}

/// Why a query cannot be searched for, in words for a person.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadQuery {
    /// More than 500 characters, or 64 words.
    #[error("this is too long to search for; leave some words out")]
    TooLong,
    /// Nothing follows a `from:` or the like.
    #[error("a word is missing after {0}")]
    Missing(&'static str),
    /// The same filter a second time.
    #[error("{0} can be there only once")]
    Twice(&'static str),
    /// A `-` before a filter.
    #[error("{0} cannot be excluded; only words can")]
    NotExcluded(&'static str),
    /// It is no date.
    #[error("“{0}” is not a date; write it as 2026-05-31")]
    BadDate(String),
    /// A `*` after a single letter.
    #[error("before the * there must be at least two letters")]
    ShortPrefix,
}

const FILTERS: [&str; 5] = ["from:", "in:", "tag:", "before:", "after:"];

impl Query {
    /// Parses what was typed. A quotation mark that is not closed yet counts as closed.
    ///
    /// # Errors
    /// What is wrong with it.
    pub(crate) fn parse(words: &str) -> Result<Query, BadQuery> {
        if words.chars().count() > LONGEST {
            return Err(BadQuery::TooLong);
        }
        let mut query = Query::default();
        let mut rest = words.trim_start();
        while !rest.is_empty() {
            let (is_excluded, after) = match rest.strip_prefix('-') {
                Some(after) => (true, after),
                None => (false, rest),
            };
            let filter = FILTERS.into_iter().find(|name| begins_with(after, name));
            let typed = Typed::read(filter.and_then(|name| after.get(name.len()..)).unwrap_or(after));
            match filter {
                Some(name) if is_excluded => return Err(BadQuery::NotExcluded(name)),
                Some(name) => query.narrowed.narrow(name, typed.text)?,
                None => {
                    let kept = if is_excluded { &mut query.without } else { &mut query.terms };
                    kept.extend(Term::read(typed.text, typed.is_prefix)?);
                }
            }
            rest = typed.rest.trim_start();
        }
        let all = query.terms.iter().chain(&query.without);
        if all.map(|term| term.tokens.len()).sum::<usize>() > MOST {
            return Err(BadQuery::TooLong);
        }
        Ok(query)
    }

    /// Whether nothing is searched for: everything fits.
    pub(crate) fn is_empty(&self) -> bool {
        *self == Query::default()
    }
}

/// The filter's name in any case.
fn begins_with(text: &str, name: &str) -> bool {
    text.get(..name.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(name))
}

/// One word or phrase as it was typed, and what follows it.
struct Typed<'a> {
    text: &'a str,
    is_prefix: bool,
    rest: &'a str,
}

impl Typed<'_> {
    fn read(from: &str) -> Typed<'_> {
        let (text, rest) = match from.strip_prefix('"') {
            Some(quoted) => quoted.split_once('"').unwrap_or((quoted, "")),
            None => {
                let end = from.find(|c: char| c.is_whitespace() || c == '"').unwrap_or(from.len());
                from.split_at(end)
            }
        };
        let (text, in_text) = match text.strip_suffix('*') {
            Some(text) => (text, true),
            None => (text, false),
        };
        let (rest, behind) = match rest.strip_prefix('*') {
            Some(rest) => (rest, true),
            None => (rest, false),
        };
        Typed { text, is_prefix: in_text || behind, rest }
    }
}

impl Narrowed {
    fn narrow(&mut self, name: &'static str, value: &str) -> Result<(), BadQuery> {
        let value = value.trim();
        if value.is_empty() {
            return Err(BadQuery::Missing(name));
        }
        let is_first = match name {
            "from:" => self.from.replace(Who::read(value)).is_none(),
            "in:" => self.place.replace(value.to_owned()).is_none(),
            "tag:" => self.tag.replace(value.to_owned()).is_none(),
            "before:" => self.before.replace(day(value)?).is_none(),
            _ => self.after.replace(day(value)?).is_none(),
        };
        if is_first { Ok(()) } else { Err(BadQuery::Twice(name)) }
    }
}

/// The beginning of a day, a month or a year.
fn day(text: &str) -> Result<Timestamp, BadQuery> {
    let whole = match text.len() {
        4 => format!("{text}-01-01"),
        7 => format!("{text}-01"),
        _ => text.to_owned(),
    };
    let date = whole.parse::<Date>().ok().filter(|_| whole.len() == 10);
    let begins = date.and_then(|date| date.to_zoned_datetime(TimeZone::UTC).ok());
    let begins = begins.ok_or_else(|| BadQuery::BadDate(text.to_owned()))?;
    Ok(Timestamp(begins.timestamp().as_millisecond()))
}

impl Who {
    fn read(text: &str) -> Who {
        match text.to_lowercase().as_str() {
            "visitor" => Who::Visitor,
            "operator" => Who::Operator,
            "me" => Who::Me,
            _ => Who::Named(text.to_owned()),
        }
    }
}

impl Term {
    /// None if the text has no word.
    fn read(text: &str, is_prefix: bool) -> Result<Option<Term>, BadQuery> {
        let mut found = tokens(&composed(text));
        let is_prefix = match found.last().map(|last| last.kind) {
            None => return Ok(None),
            Some(Kind::Word | Kind::Pair) => is_prefix,
            // In a longer text the character may begin a pair.
            Some(Kind::Last { is_only: true }) => true,
            Some(Kind::Last { is_only: false }) => {
                found.pop();
                false
            }
        };
        let is_word = found.last().is_some_and(|last| last.kind == Kind::Word);
        let tokens: Vec<_> = found.into_iter().map(|token| token.text).collect();
        match tokens.last() {
            Some(last) if is_prefix && is_word && last.chars().nth(1).is_none() => Err(BadQuery::ShortPrefix),
            _ => Ok(Some(Term { tokens, is_prefix })),
        }
    }

    /// Where the term is among the tokens of a text: the bytes from the first to the last of its
    /// tokens, each time.
    pub(crate) fn places(&self, text: &[Token]) -> impl Iterator<Item = (usize, usize)> {
        let found = text.windows(self.tokens.len()).filter(|window| self.is_at(window));
        found.filter_map(|window| Some((window.first()?.start, window.last()?.end)))
    }

    fn is_at(&self, window: &[Token]) -> bool {
        let last = self.tokens.len() - 1;
        self.tokens.iter().zip(window).enumerate().all(|(place, (wanted, token))| {
            token.text == *wanted
                || (place == last && self.is_prefix && token.text.starts_with(wanted.as_str()))
        })
    }
}

/// Whether a name has all words of another.
pub(crate) fn is_called(name: &str, wanted: &str) -> bool {
    let (name, wanted) = (alike(name), alike(wanted));
    !wanted.is_empty() && wanted.iter().all(|word| name.contains(word))
}

/// The words of a name, to compare it with another.
pub(crate) fn alike(name: &str) -> Vec<String> {
    tokens(&composed(name)).into_iter().map(|token| token.text).collect()
}

#[cfg(test)]
mod tests;
