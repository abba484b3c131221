//! Ratings: what a visitor thinks of a chat that has ended.

use serde::{Deserialize, Serialize};

use crate::{ChatId, Timestamp, VisitorId};

/// The best rating. The worst is 1.
pub const BEST: u8 = 5;

/// Whether a site asks for ratings, and how.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct RatingSettings {
    /// Visitors are asked after a chat.
    pub is_on: bool,
    /// What they choose from.
    pub scale: Scale,
    /// Operators are alerted to ratings of at most this many stars, 0 to [`BEST`]; 0: to none.
    pub alert_at: u8,
}

impl Default for RatingSettings {
    fn default() -> Self {
        RatingSettings { is_on: false, scale: Scale::Stars, alert_at: 2 }
    }
}

/// What a visitor chooses from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Scale {
    /// One to five stars.
    #[default]
    Stars,
    /// Thumbs down, which is 1, and thumbs up, which is 5.
    Thumbs,
}

/// A visitor's rating of a chat.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rating {
    /// 1 to [`BEST`].
    pub stars: u8,
    /// What the visitor wrote about it, at most [`crate::text::MAX_TEXT`] characters; empty:
    /// nothing.
    pub words: String,
    /// When it was given or last changed.
    pub at: Timestamp,
}

/// A rating that is new or has changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RatedChat {
    /// The chat.
    pub chat: ChatId,
    /// Its visitor.
    pub visitor: VisitorId,
    /// The name the visitor gave, if any.
    pub visitor_name: Option<String>,
    /// The rating.
    pub rating: Rating,
    /// It is one of those to which the site alerts ([`RatingSettings::alert_at`]), and the one
    /// before it, if any, was not.
    pub is_alert: bool,
}

/// A chat that its visitor may rate now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ToRate {
    /// The chat.
    pub chat: ChatId,
    /// What the visitor chooses from.
    pub scale: Scale,
    /// The site's own question in the visitor's language; empty: ours.
    pub question: String,
    /// The rating so far.
    pub given: Option<Rating>,
}

/// Reads the text of a [`FromVisitor::Rate`](crate::visitor::FromVisitor::Rate): a digit from 1 to
/// 5, and directly after it what the visitor wrote.
pub fn read(text: &str) -> Option<(u8, &str)> {
    let stars = text.bytes().next()?.checked_sub(b'0')?;
    let words = text.get(1..)?;
    (1..=BEST).contains(&stars).then_some((stars, words))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rating_is_a_digit_and_words() {
        assert_eq!(read("5"), Some((5, "")));
        assert_eq!(read("1 of 5"), Some((1, " of 5")));
        assert_eq!(read("3ü"), Some((3, "ü")));
        for bad in ["", "0", "6", "9 good", "good", "ü5", " 5", "-1", "٣"] {
            assert_eq!(read(bad), None, "{bad:?}");
        }
    }
}
