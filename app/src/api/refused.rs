//! Why the domain did not take what was filled in, in words for whoever did so.

use chat::{
    PasswordError,
    picture::BadPicture,
    routing::BadPattern,
    site::{BadDomain, BadHours, BadScreen, BadSiteTexts},
};
use wire::{
    hours::MAX_EXCEPTIONS,
    picture::{MAX_PICTURE, MAX_SIDE},
    site::{MAX_DOMAINS, MAX_MORE},
    text::{MAX_NAME, MAX_TEXT},
    welcome_screen::{MAX_CHOICES, MAX_QUESTIONS},
};

use crate::texts::{tr, tr_with};

pub(crate) fn bad_password(bad: PasswordError) -> String {
    match bad {
        PasswordError::TooShort => tr("A password has at least 10 characters."),
        PasswordError::Guessable => {
            tr("This password is easily guessed: it is a common one, or mostly its owner's name or address.")
        }
        PasswordError::TooLong => tr("A password has at most 256 bytes."),
    }
    .into()
}

pub(crate) fn bad_pattern(bad: BadPattern) -> String {
    match bad {
        BadPattern::NoHost => {
            tr("The address must begin with a host, like shop.example or shop.example/help/*.")
        }
        BadPattern::TooLong => tr("The address is longer than 500 characters."),
    }
    .into()
}

pub(crate) fn bad_screen(bad: &BadScreen) -> String {
    match bad {
        BadScreen::TooMany => tr_with("These are more than %1 fields.", &[&MAX_QUESTIONS]),
        BadScreen::BadLabel(place) => {
            tr_with("Field %1 needs a label of at most %2 characters.", &[place, &MAX_NAME])
        }
        BadScreen::SameLabel(label) => tr_with("Two fields are called “%1”.", &[label]),
        BadScreen::BadChoices(label) => tr_with(
            "“%1” needs 2 to %2 different choices of at most %3 characters, one a line.",
            &[label, &MAX_CHOICES, &MAX_NAME],
        ),
        BadScreen::LongConsent => {
            tr_with("The text to agree to can have %1 characters at most.", &[&MAX_TEXT])
        }
    }
}

pub(crate) fn bad_site_texts(bad: &BadSiteTexts) -> String {
    match bad {
        BadSiteTexts::LongTitle(text) => {
            tr_with("“%1” is too long: %2 characters at most.", &[text, &MAX_NAME])
        }
        BadSiteTexts::LongMore(text) => {
            tr_with("“%1…” is too long: %2 characters at most.", &[text, &MAX_MORE])
        }
    }
}

pub(crate) fn bad_picture(bad: BadPicture) -> String {
    match bad {
        BadPicture::Unknown => tr("This is not a picture: take a PNG, JPEG or WebP file.").into(),
        BadPicture::TooLarge => {
            tr_with("The picture is empty, or larger than %1 KB.", &[&(MAX_PICTURE / 1024)])
        }
        BadPicture::TooWide => tr_with("A picture can be %1 pixels wide and high at most.", &[&MAX_SIDE]),
        BadPicture::NotSquare => tr("An operator's picture is as high as it is wide.").into(),
    }
}

pub(crate) fn bad_hours(bad: &BadHours) -> String {
    match bad {
        BadHours::NoZone(typed) => {
            tr_with("There is no time zone “%1”; it is named like Europe/Berlin.", &[typed])
        }
        BadHours::NoTimes(typed) => tr_with(
            "“%1” are no times like 09:00-12:30, 14:00-18:00, or 21:00-02:00 over midnight.",
            &[typed],
        ),
        BadHours::NoLength(typed) => tr_with(
            "In “%1” something begins and ends at the same time; a whole day is 00:00-24:00.",
            &[typed],
        ),
        BadHours::Overlap(typed) => tr_with("In “%1” one time begins before another one ends.", &[typed]),
        BadHours::NoException(typed) => tr_with(
            "“%1” is no exception like 2026-12-25 or 2026-12-24 09:00-12:00, each day once.",
            &[typed],
        ),
        BadHours::TooMany => tr_with("These are more than %1 exceptions.", &[&MAX_EXCEPTIONS]),
    }
}

pub(crate) fn bad_domain(bad: &BadDomain) -> String {
    match bad {
        BadDomain::NotADomain(typed) => {
            tr_with("“%1” is not a domain, like shop.example, *.shop.example or localhost:3000.", &[typed])
        }
        BadDomain::TooMany => tr_with("These are more than %1 domains.", &[&MAX_DOMAINS]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// As a sentence of its own.
    fn sentence(error: impl std::error::Error) -> String {
        let words = error.to_string();
        let mut letters = words.chars();
        let first = letters.next().map(char::to_uppercase);
        first.into_iter().flatten().chain(letters).chain(['.']).collect()
    }

    #[test]
    fn the_limits_are_those_of_the_domain() {
        for bad in [PasswordError::TooShort, PasswordError::Guessable, PasswordError::TooLong] {
            assert_eq!(bad_password(bad), sentence(bad));
        }
        for bad in [BadPattern::NoHost, BadPattern::TooLong] {
            assert_eq!(bad_pattern(bad), sentence(bad));
        }
        for bad in [BadPicture::Unknown, BadPicture::TooLarge, BadPicture::TooWide, BadPicture::NotSquare] {
            assert_eq!(bad_picture(bad), sentence(bad));
        }
        let typed = || "Size".to_owned();
        for bad in [
            BadScreen::TooMany,
            BadScreen::BadLabel(2),
            BadScreen::SameLabel(typed()),
            BadScreen::BadChoices(typed()),
            BadScreen::LongConsent,
        ] {
            assert_eq!(bad_screen(&bad), sentence(bad));
        }
        for bad in [BadSiteTexts::LongTitle(typed()), BadSiteTexts::LongMore(typed())] {
            assert_eq!(bad_site_texts(&bad), sentence(bad));
        }
        for bad in [
            BadHours::NoZone(typed()),
            BadHours::NoTimes(typed()),
            BadHours::NoLength(typed()),
            BadHours::Overlap(typed()),
            BadHours::NoException(typed()),
            BadHours::TooMany,
        ] {
            assert_eq!(bad_hours(&bad), sentence(bad));
        }
        for bad in [BadDomain::NotADomain(typed()), BadDomain::TooMany] {
            assert_eq!(bad_domain(&bad), sentence(bad));
        }
    }
}
