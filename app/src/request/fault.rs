//! Rejections of a form, in the words of the person who filled it in.

use chat::{
    PasswordError, Refused,
    picture::BadPicture,
    routing::BadPattern,
    search::BadQuery,
    site::{BadDomain, BadHours, BadScreen, BadSiteTexts},
};
use wire::{
    ban::BadBan,
    hours::MAX_EXCEPTIONS,
    look::MAX_OFFSET,
    mail::BadMailServer,
    picture::{MAX_PICTURE, MAX_SIDE},
    rates::RATE,
    redaction::{BadRedaction, MAX_PATTERNS},
    routing::CHAT_LIMITS,
    site::{MAX_DOMAINS, MAX_MORE},
    text::{MAX_NAME, MAX_TEXT},
    welcome_screen::{MAX_CHOICES, MAX_QUESTIONS},
};

use crate::{
    api::fault::{Fault, Field, bad_text},
    texts::{tr, tr_with},
};

/// The two passwords differ (manual A2).
pub(crate) fn not_confirmed() -> Fault {
    Fault::new(Field::Confirmed, tr("The two passwords are not the same."))
}

pub(super) fn fault(refused: &Refused) -> Fault {
    let (field, words) = match refused {
        Refused::BadEmail(bad) => (Field::Email, bad_text(*bad)),
        Refused::EmailTaken => (Field::Email, tr("Another operator signs in with this address.").into()),
        Refused::BadName(bad) => (Field::Name, bad_text(*bad)),
        Refused::BadPassword(bad) => (Field::Password, bad_password(*bad).into()),
        Refused::WrongPassword => (Field::Current, tr("This is not your password.").into()),
        Refused::TooManyGuesses => {
            (Field::Current, tr("There were too many wrong passwords. Wait a minute, then try again.").into())
        }
        Refused::OutOfRange => {
            (Field::ChatLimit, tr_with("A number from %1 to %2.", &[CHAT_LIMITS.start(), CHAT_LIMITS.end()]))
        }
        Refused::BadText(bad) => (Field::Description, bad_text(*bad)),
        Refused::NameTaken => (Field::Name, tr("Another one has this name.").into()),
        Refused::BadPattern(bad) => (Field::Pages, bad_pattern(*bad).into()),
        Refused::BadScreen(bad) => bad_screen(bad),
        Refused::BadSiteTexts(bad) => (Field::Texts, bad_site_texts(bad)),
        Refused::OutOfSight => {
            (Field::Look, tr_with("The launcher can stand %1 pixels from an edge at most.", &[&MAX_OFFSET]))
        }
        Refused::BadPicture(bad) => (Field::Picture, bad_picture(*bad)),
        Refused::BadRate => (Field::Rates, tr_with("A number from %1 to %2.", &[RATE.start(), RATE.end()])),
        Refused::BadHours(bad) => (Field::Hours, bad_hours(bad)),
        Refused::BadDomain(bad) => (Field::Domains, bad_domain(bad)),
        Refused::NoOperators => {
            (Field::Members, tr("Tick at least one, or nobody would get the request.").into())
        }
        Refused::OtherRouting(_) => {
            (Field::Whole, tr("The other routing is on, and both cannot be. Load this page again.").into())
        }
        Refused::RuleExists => (
            Field::Whole,
            tr("There is a rule for this site and department already. Change that one.").into(),
        ),
        Refused::TooMany => (Field::Whole, tr("There are as many already as there may be.").into()),
        Refused::BadQuery(bad) => (Field::Whole, bad_query(bad)),
        Refused::BadFilter => (Field::Whole, tr("The archive cannot be filtered like this.").into()),
        Refused::BadMailServer(bad) => bad_mail_server(*bad),
        Refused::BadBan(bad) => bad_ban(*bad),
        Refused::BadRedaction(bad) => (Field::Patterns, bad_redaction(bad)),
        Refused::NoMail => (Field::Whole, tr("E-mail is not set up. Save a mail server first.").into()),
        Refused::NotFound => (Field::Whole, tr("It is not there any more.").into()),
        Refused::LastAdministrator => {
            (Field::Whole, tr("There must be an administrator. Make somebody else one first.").into())
        }
        Refused::Yourself => {
            (Field::Whole, tr("Nobody deactivates their own account. Another administrator can.").into())
        }
        Refused::Stale => {
            let told =
                tr("Somebody else has changed this meanwhile, and nothing was overwritten. Open it again \
                 to see what it is now.");
            (Field::Whole, told.into())
        }
        _ => (Field::Whole, tr("This was not accepted.").into()),
    };
    Fault { field, words }
}

fn bad_query(bad: &BadQuery) -> String {
    match bad {
        BadQuery::TooLong => tr("This is too long to search for. Leave some words out.").into(),
        BadQuery::Missing(name) => tr_with("A word is missing after %1", &[name]),
        BadQuery::Twice(name) => tr_with("%1 can be used only once.", &[name]),
        BadQuery::NotExcluded(name) => tr_with("%1 cannot be excluded; only words can.", &[name]),
        BadQuery::BadDate(text) => tr_with("“%1” is not a date. Write it as 2026-05-31.", &[text]),
        BadQuery::ShortPrefix => tr("Before the * there must be at least two letters.").into(),
    }
}

fn bad_password(bad: PasswordError) -> &'static str {
    match bad {
        PasswordError::TooShort => tr("A password has at least 10 characters."),
        PasswordError::Guessable => {
            tr("This password is easily guessed: it is a common one, or mostly its owner's name or address.")
        }
        PasswordError::TooLong => tr("A password has at most 256 bytes."),
    }
}

fn bad_pattern(bad: BadPattern) -> &'static str {
    match bad {
        BadPattern::NoHost => {
            tr("The address must begin with a host, like shop.example or shop.example/help/*.")
        }
        BadPattern::TooLong => tr("The address is longer than 500 characters."),
    }
}

fn bad_screen(bad: &BadScreen) -> (Field, String) {
    match bad {
        BadScreen::TooMany => (Field::Screen, tr_with("These are more than %1 fields.", &[&MAX_QUESTIONS])),
        BadScreen::BadLabel(place) => {
            (Field::Screen, tr_with("Field %1 needs a label of at most 80 characters.", &[place]))
        }
        BadScreen::SameLabel(label) => (Field::Screen, tr_with("Two fields are called “%1”.", &[label])),
        BadScreen::BadChoices(label) => {
            let told = tr_with(
                "“%1” needs 2 to %2 different choices of at most 80 characters, one a line.",
                &[label, &MAX_CHOICES],
            );
            (Field::Screen, told)
        }
        BadScreen::LongConsent => {
            (Field::Consent, tr_with("The text to agree to can have %1 characters at most.", &[&MAX_TEXT]))
        }
    }
}

fn bad_site_texts(bad: &BadSiteTexts) -> String {
    match bad {
        BadSiteTexts::LongTitle(text) => {
            tr_with("“%1” is too long: %2 characters at most.", &[text, &MAX_NAME])
        }
        BadSiteTexts::LongMore(text) => {
            tr_with("“%1…” is too long: %2 characters at most.", &[text, &MAX_MORE])
        }
    }
}

fn bad_picture(bad: BadPicture) -> String {
    match bad {
        BadPicture::Unknown => tr("This is not a picture: take a PNG, JPEG or WebP file.").into(),
        BadPicture::TooLarge => {
            tr_with("The picture is empty, or larger than %1 KB.", &[&(MAX_PICTURE / 1024)])
        }
        BadPicture::TooWide => tr_with("A picture can be %1 pixels wide and high at most.", &[&MAX_SIDE]),
        BadPicture::NotSquare => tr("An operator's picture is as high as it is wide.").into(),
    }
}

fn bad_hours(bad: &BadHours) -> String {
    match bad {
        BadHours::NoZone(zone) => {
            tr_with("There is no time zone “%1”; it is named like Europe/Berlin.", &[zone])
        }
        BadHours::NoTimes(times) => tr_with(
            "“%1” are no times like 09:00-12:30, 14:00-18:00, or 21:00-02:00 over midnight.",
            &[times],
        ),
        BadHours::NoLength(times) => tr_with(
            "In “%1” something begins and ends at the same time; a whole day is 00:00-24:00.",
            &[times],
        ),
        BadHours::Overlap(times) => tr_with("In “%1” one time begins before another one ends.", &[times]),
        BadHours::NoException(line) => {
            tr_with("“%1” is no exception like 2026-12-25 or 2026-12-24 09:00-12:00, each day once.", &[line])
        }
        BadHours::TooMany => tr_with("These are more than %1 exceptions.", &[&MAX_EXCEPTIONS]),
    }
}

fn bad_domain(bad: &BadDomain) -> String {
    match bad {
        BadDomain::NotADomain(line) => {
            tr_with("“%1” is not a domain, like shop.example, *.shop.example or localhost:3000.", &[line])
        }
        BadDomain::TooMany => tr_with("These are more than %1 domains.", &[&MAX_DOMAINS]),
    }
}

fn bad_ban(bad: BadBan) -> (Field, String) {
    let words = match bad {
        BadBan::NotANetwork => {
            tr("This is no address like 203.0.113.7, and no network like 203.0.113.0/24 or 2001:db8::/48.")
        }
        BadBan::TooWide => tr("This network is too wide: at most /8, and /32 for IPv6."),
        BadBan::ThisMachine => tr("This is the server itself."),
        BadBan::Proxy => tr(
            "A proxy in front of the server has this address. Banning it would ban everybody who comes through it.",
        ),
        BadBan::Over => return (Field::Whole, tr("Choose an end that is in the future.").into()),
    };
    (Field::Network, words.into())
}

fn bad_redaction(bad: &BadRedaction) -> String {
    match bad {
        BadRedaction::TooMany => tr_with("These are more than %1 patterns.", &[&MAX_PATTERNS]),
        BadRedaction::TooLarge(pattern) => tr_with("“%1” is too large a pattern.", &[pattern]),
        BadRedaction::NotAPattern(pattern) => tr_with("“%1” is not a regular expression.", &[pattern]),
        BadRedaction::FitsNothing(pattern) => tr_with("“%1” also matches empty text.", &[pattern]),
    }
}

fn bad_mail_server(bad: BadMailServer) -> (Field, String) {
    match bad {
        BadMailServer::Host => {
            (Field::Host, tr("A name such as mail.example.org, or a network address.").into())
        }
        BadMailServer::Port => (Field::Port, tr("A number from 1 to 65535.").into()),
        BadMailServer::User => (Field::User, tr("A user and a password of 254 characters at most.").into()),
        BadMailServer::PasswordAgain => {
            let told =
                tr("Enter the password again: the one that is kept was meant for another server or user.");
            (Field::Password, told.into())
        }
        BadMailServer::PasswordInClear => {
            let told = tr(
                "Without encryption the password would go over the network for everybody to read. Choose \
                 one, or leave the user empty.",
            );
            (Field::User, told.into())
        }
        BadMailServer::NoKey => {
            let told = tr(
                "This server keeps no passwords, because it has no key to seal them with. Whoever runs it sets \
                 SWITCHBOARD_SECRET_KEY_FILE.",
            );
            (Field::Password, told.into())
        }
    }
}

#[cfg(test)]
mod tests {
    use wire::text::BadText;

    use super::*;

    /// Makes a sentence of a domain error, which is worded for terminals and logs.
    fn sentence(words: &str) -> String {
        let mut letters = words.chars();
        letters
            .next()
            .map(|first| first.to_uppercase().chain(letters).chain(['.']).collect())
            .unwrap_or_default()
    }

    #[test]
    fn what_was_not_taken_is_told_with_the_limits_of_the_domain() {
        let text = || "x".to_owned();
        let told: Vec<(Refused, String)> = vec![
            (Refused::BadPassword(PasswordError::TooShort), PasswordError::TooShort.to_string()),
            (Refused::BadPassword(PasswordError::Guessable), PasswordError::Guessable.to_string()),
            (Refused::BadPassword(PasswordError::TooLong), PasswordError::TooLong.to_string()),
            (Refused::BadPattern(BadPattern::NoHost), BadPattern::NoHost.to_string()),
            (Refused::BadPattern(BadPattern::TooLong), BadPattern::TooLong.to_string()),
            (Refused::BadScreen(BadScreen::TooMany), BadScreen::TooMany.to_string()),
            (Refused::BadScreen(BadScreen::BadLabel(3)), BadScreen::BadLabel(3).to_string()),
            (Refused::BadScreen(BadScreen::SameLabel(text())), BadScreen::SameLabel(text()).to_string()),
            (Refused::BadScreen(BadScreen::BadChoices(text())), BadScreen::BadChoices(text()).to_string()),
            (Refused::BadScreen(BadScreen::LongConsent), BadScreen::LongConsent.to_string()),
            (
                Refused::BadSiteTexts(BadSiteTexts::LongTitle(text())),
                BadSiteTexts::LongTitle(text()).to_string(),
            ),
            (
                Refused::BadSiteTexts(BadSiteTexts::LongMore(text())),
                BadSiteTexts::LongMore(text()).to_string(),
            ),
            (Refused::BadPicture(BadPicture::Unknown), BadPicture::Unknown.to_string()),
            (Refused::BadPicture(BadPicture::TooLarge), BadPicture::TooLarge.to_string()),
            (Refused::BadPicture(BadPicture::TooWide), BadPicture::TooWide.to_string()),
            (Refused::BadPicture(BadPicture::NotSquare), BadPicture::NotSquare.to_string()),
            (Refused::BadHours(BadHours::NoZone(text())), BadHours::NoZone(text()).to_string()),
            (Refused::BadHours(BadHours::NoTimes(text())), BadHours::NoTimes(text()).to_string()),
            (Refused::BadHours(BadHours::NoLength(text())), BadHours::NoLength(text()).to_string()),
            (Refused::BadHours(BadHours::Overlap(text())), BadHours::Overlap(text()).to_string()),
            (Refused::BadHours(BadHours::NoException(text())), BadHours::NoException(text()).to_string()),
            (Refused::BadHours(BadHours::TooMany), BadHours::TooMany.to_string()),
            (Refused::BadDomain(BadDomain::NotADomain(text())), BadDomain::NotADomain(text()).to_string()),
            (Refused::BadDomain(BadDomain::TooMany), BadDomain::TooMany.to_string()),
        ];
        for (refused, words) in told {
            assert_eq!(fault(&refused).words, sentence(&words));
        }
    }

    #[test]
    fn what_was_not_taken_is_told_beside_its_field() {
        let named = || "Wood".to_owned();
        for (refused, field, words) in [
            (Refused::BadEmail(BadText::NotAnEmail), Field::Email, "This is not an e-mail address."),
            (
                Refused::BadName(BadText::TooLong { limit: 80 }),
                Field::Name,
                "Too long: at most 80 characters.",
            ),
            (Refused::NameTaken, Field::Name, "Another one has this name."),
            (Refused::BadBan(BadBan::TooWide), Field::Network, "This network is too wide"),
            (Refused::BadBan(BadBan::Over), Field::Whole, "Choose an end that is in the future."),
            (Refused::NoOperators, Field::Members, "Tick at least one"),
            (Refused::RuleExists, Field::Whole, "There is a rule for this site and department already."),
            (Refused::BadMailServer(BadMailServer::Host), Field::Host, "A name such as mail.example.org"),
            (Refused::BadMailServer(BadMailServer::Port), Field::Port, "A number from 1 to 65535."),
            (
                Refused::BadMailServer(BadMailServer::PasswordInClear),
                Field::User,
                "Without encryption the password would go over the network",
            ),
            (Refused::BadScreen(BadScreen::BadLabel(2)), Field::Screen, "Field 2 needs a label"),
            (
                Refused::BadScreen(BadScreen::SameLabel(named())),
                Field::Screen,
                "Two fields are called “Wood”.",
            ),
            (
                Refused::BadScreen(BadScreen::BadChoices(named())),
                Field::Screen,
                "“Wood” needs 2 to 50 different choices",
            ),
            (
                Refused::BadScreen(BadScreen::LongConsent),
                Field::Consent,
                "The text to agree to can have 4000 characters at most.",
            ),
            (
                Refused::BadSiteTexts(BadSiteTexts::LongTitle(named())),
                Field::Texts,
                "“Wood” is too long: 80 characters at most.",
            ),
            (
                Refused::BadSiteTexts(BadSiteTexts::LongMore(named())),
                Field::Texts,
                "“Wood…” is too long: 400 characters at most.",
            ),
            (
                Refused::BadHours(BadHours::NoZone("Mars/Base".into())),
                Field::Hours,
                "There is no time zone “Mars/Base”",
            ),
            (Refused::BadHours(BadHours::NoTimes("9-25".into())), Field::Hours, "“9-25” are no times like"),
            (
                Refused::BadHours(BadHours::NoLength("9-9".into())),
                Field::Hours,
                "In “9-9” something begins and ends at the same time",
            ),
            (
                Refused::BadHours(BadHours::Overlap("21-2, 23-24".into())),
                Field::Hours,
                "In “21-2, 23-24” one time begins before another one ends.",
            ),
            (
                Refused::BadHours(BadHours::NoException("tomorrow".into())),
                Field::Hours,
                "“tomorrow” is no exception like",
            ),
            (
                Refused::BadDomain(BadDomain::NotADomain("sh op".into())),
                Field::Domains,
                "“sh op” is not a domain, like",
            ),
            (Refused::BadRate, Field::Rates, "A number from 1 to 100000."),
            (
                Refused::Stale,
                Field::Whole,
                "Somebody else has changed this meanwhile, and nothing was overwritten.",
            ),
        ] {
            let told = fault(&refused);
            assert_eq!(told.field, field, "{refused:?}");
            assert!(told.words.starts_with(words), "{refused:?}: {}", told.words);
        }
    }
}
