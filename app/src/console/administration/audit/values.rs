//! The entries of the audit log in the operator's language. They are stored in English.
//! Switchboard's own words are translated when drawn; what people typed stays as it is, and so does
//! any entry in an older format that no longer parses.

use wire::administration::Action;

use crate::texts::{tr, tr_later, tr_with};

/// What the entry is about. `sites`: the names of the account's websites.
pub(super) fn subject(action: Action, stored: &str, sites: &[String]) -> String {
    match action {
        Action::RoutingChanged => tr("Routing").into(),
        Action::QueueingChanged => tr("Queueing").into(),
        Action::MailServerChanged => tr("Mail server").into(),
        Action::RetentionChanged => tr("Retention").into(),
        Action::PreviewsChanged => tr("While a visitor types").into(),
        Action::BansChanged => tr("Bans").into(),
        Action::RedactionChanged => tr("Redaction").into(),
        Action::UrlRuleAdded | Action::UrlRuleChanged | Action::UrlRuleMoved | Action::UrlRuleRemoved => {
            value(PAGE, stored, sites)
        }
        Action::MailRuleAdded | Action::MailRuleChanged | Action::MailRuleRemoved => {
            value(FOR, stored, sites)
        }
        Action::BanAdded | Action::BanLifted => match stored.strip_prefix("Visitor ") {
            Some(short) => tr_with("Visitor %1", &[&short]),
            None => stored.to_owned(),
        },
        _ => stored.to_owned(),
    }
}

/// The old or new value of a detail. `sites`: the names of the account's websites.
pub(super) fn value(what: &str, stored: &str, sites: &[String]) -> String {
    let drawn = match what {
        "look" => look(stored),
        "business hours" => Some(hours(stored)),
        "most in an hour" => Some(rates(stored)),
        "rating" => rating(stored).or_else(|| word(what, stored)),
        "Welcome Screen" => Some(screen(stored)),
        "SIP client" => {
            stored.rsplit_once(" at ").map(|(client, peer)| tr_with("%1 at %2", &[&client, &peer]))
        }
        "encryption" => match stored {
            "start_tls" => Some("STARTTLS".to_owned()),
            "tls" => Some("TLS".to_owned()),
            _ => word(what, stored),
        },
        "requests go to" if stored == "urls" => Some(tr("URL routing").to_owned()),
        INSTEAD => word(what, stored).or_else(|| {
            stored.strip_prefix("the department ").map(|name| tr_with("the department %1", &[&name]))
        }),
        FOR => word(what, stored).or_else(|| department_on_site(stored, sites)),
        _ => word(what, stored),
    };
    drawn.unwrap_or_else(|| stored.to_owned())
}

/// The name of a detail. Older entries may use other names.
pub(super) fn named(what: &str) -> &str {
    match DETAILS.into_iter().find(|one| *one == what) {
        Some(known) => tr(known),
        None => what,
    }
}

const DETAILS: [&str; 59] = [
    tr_later("name"),
    tr_later("description"),
    tr_later("operators"),
    tr_later("requests go to"),
    tr_later("queueing"),
    tr_later("chats at most"),
    tr_later("reads their departments' chats"),
    tr_later("seconds to accept"),
    tr_later("seconds until administrators are called"),
    tr_later("page"),
    tr_later("site"),
    tr_later("if none of them is there"),
    tr_later("place"),
    tr_later("e-mail address"),
    tr_later("screen name"),
    tr_later("role"),
    tr_later("departments"),
    tr_later("administrator"),
    tr_later("server"),
    tr_later("encryption"),
    tr_later("user"),
    tr_later("from"),
    tr_later("password"),
    tr_later("for"),
    tr_later("addresses"),
    tr_later("what visitors type is seen"),
    tr_later("browsers"),
    tr_later("browser"),
    tr_later("picture"),
    tr_later("allowed domains"),
    tr_later("Welcome Screen"),
    tr_later("to agree to"),
    tr_later("look"),
    tr_later("language"),
    tr_later("texts"),
    tr_later("tracking"),
    tr_later("business hours"),
    tr_later("most in an hour"),
    tr_later("rating"),
    tr_later("key"),
    tr_later("SIP client"),
    tr_later("times"),
    tr_later("called"),
    tr_later("colour"),
    tr_later("merged into"),
    tr_later("chats"),
    tr_later("reason"),
    tr_later("until"),
    tr_later("banned visitors see"),
    tr_later("who may ban"),
    tr_later("card numbers are redacted"),
    tr_later("bank accounts are redacted"),
    tr_later("patterns"),
    tr_later("visitors"),
    tr_later("rule"),
    tr_later("all web sites"),
    tr_later("messages"),
    tr_later("off-line messages"),
    tr_later("entries of the Client Note"),
];

const PAGE: &str = "page";
const FOR: &str = "for";
const INSTEAD: &str = "if none of them is there";
const SWITCH: &[&str] = &[tr_later("on"), tr_later("off")];

/// The values of details that are not typed by people.
const WORDS: [(&str, &[&str]); 20] = [
    ("role", &[tr_later("Administrator"), tr_later("Normal")]),
    ("queueing", SWITCH),
    ("tracking", SWITCH),
    ("what visitors type is seen", SWITCH),
    ("reads their departments' chats", SWITCH),
    ("requests go to", &[tr_later("everybody"), tr_later("departments")]),
    ("rating", SWITCH),
    ("encryption", &[tr_later("nothing")]),
    ("password", &[tr_later("changed")]),
    ("browser", &[tr_later("not used before")]),
    ("language", &[tr_later("the page's")]),
    (
        "colour",
        &[
            tr_later("grey"),
            tr_later("red"),
            tr_later("orange"),
            tr_later("yellow"),
            tr_later("green"),
            tr_later("teal"),
            tr_later("blue"),
            tr_later("violet"),
        ],
    ),
    ("until", &[tr_later("it is lifted")]),
    ("banned visitors see", &[tr_later("nothing"), tr_later("the off-line form")]),
    ("who may ban", &[tr_later("all operators"), tr_later("administrators")]),
    (
        "card numbers are redacted",
        &[tr_later("on"), tr_later("off"), tr_later("all but the last four digits")],
    ),
    ("bank accounts are redacted", SWITCH),
    (PAGE, &[tr_later("every page")]),
    (FOR, &[tr_later("all off-line messages")]),
    (INSTEAD, &[tr_later("nobody else"), tr_later("everybody"), tr_later("the off-line form")]),
];

/// Translates a fixed value. Entries from before a change of the format have roles in lower case.
fn word(what: &str, stored: &str) -> Option<String> {
    let (_, words) = WORDS.into_iter().find(|(one, _)| *one == what)?;
    let is_it = |word: &&str| *word == stored || what == "role" && word.eq_ignore_ascii_case(stored);
    words.iter().copied().find(is_it).map(|word| tr(word).to_owned())
}

/// Parses `Support on Store`, where *Store* is a site. Department names may contain " on "
/// themselves.
fn department_on_site(stored: &str, sites: &[String]) -> Option<String> {
    sites.iter().find_map(|site| {
        let department = stored.strip_suffix(site.as_str())?.strip_suffix(" on ")?;
        Some(tr_with("%1 on %2", &[&department, site]))
    })
}

/// Parses `our colour, light, right 20 px, below 20 px`.
fn look(stored: &str) -> Option<String> {
    let mut parts = stored.split(", ");
    let (accent, theme) = (parts.next()?, parts.next()?);
    let (side, from_side) = parts.next()?.strip_suffix(" px")?.split_once(' ')?;
    let from_below = parts.next()?.strip_prefix("below ")?.strip_suffix(" px")?;
    let accent = if accent == "our colour" { tr("our colour") } else { accent };
    let theme = match theme {
        "light" => tr("light"),
        "dark" => tr("dark"),
        "system" => tr("system"),
        _ => return None,
    };
    let placed = match side {
        "right" => tr_later("%1, %2, right %3 px, below %4 px"),
        "left" => tr_later("%1, %2, left %3 px, below %4 px"),
        _ => return None,
    };
    Some(tr_with(placed, &[&accent, &theme, &from_side, &from_below]))
}

const DAYS: [&str; 7] = [
    tr_later("Mon"),
    tr_later("Tue"),
    tr_later("Wed"),
    tr_later("Thu"),
    tr_later("Fri"),
    tr_later("Sat"),
    tr_later("Sun"),
];

/// Parses `Mon 09:00-17:00; Tue 09:00-17:00 (Europe/Berlin); 2026-12-25`.
fn hours(stored: &str) -> String {
    if stored == "always" {
        return tr("always").into();
    }
    let day = |part: &str| {
        let (day, times) = part.split_once(' ')?;
        let day = DAYS.into_iter().find(|one| *one == day)?;
        Some(format!("{} {times}", tr(day)))
    };
    each(stored, day)
}

const RATED: [&str; 3] = [tr_later("requests"), tr_later("off-line messages"), tr_later("transcripts")];

/// Parses `requests 20, 100, 2000; off-line messages 10, 30, 500; transcripts 10, 30, 500`.
fn rates(stored: &str) -> String {
    let rate = |part: &str| {
        RATED.into_iter().find_map(|what| {
            let numbers = part.strip_prefix(what).filter(|numbers| numbers.starts_with(' '))?;
            Some(format!("{}{numbers}", tr(what)))
        })
    };
    each(stored, rate)
}

/// Parses `stars, alert at 2`.
fn rating(stored: &str) -> Option<String> {
    let (scale, alert) = stored.split_once(", alert at ")?;
    let told = match scale {
        "stars" => tr_later("stars, alert at %1"),
        "thumbs" => tr_later("thumbs, alert at %1"),
        _ => return None,
    };
    Some(tr_with(told, &[&alert]))
}

/// Translates each part, or keeps it as stored.
fn each(stored: &str, drawn: impl Fn(&str) -> Option<String>) -> String {
    let parts = stored.split("; ").map(|part| drawn(part).unwrap_or_else(|| part.to_owned()));
    parts.collect::<Vec<_>>().join("; ")
}

const ASKED: [&str; 3] = [tr_later("name"), tr_later("e-mail"), tr_later("question")];
const REQUIRED: &str = " (required)";

/// Parses `name, question (required), Order number (required), Wood: Oak / Ash`. The site's own
/// fields come last.
fn screen(stored: &str) -> String {
    let mut rest = stored;
    let mut drawn = Vec::new();
    for what in ASKED {
        let Some(behind) = rest.strip_prefix(what) else { continue };
        let required = behind.strip_prefix(REQUIRED);
        let behind = required.unwrap_or(behind);
        let Some(next) = behind.strip_prefix(", ").or_else(|| behind.is_empty().then_some("")) else {
            continue;
        };
        let what = tr(what);
        drawn.push(if required.is_some() { tr_with("%1 (required)", &[&what]) } else { what.to_owned() });
        rest = next;
    }
    if !rest.is_empty() {
        drawn.push(own_fields(rest));
    }
    drawn.join(", ")
}

/// Labels stay as typed; a required field is marked after its label.
fn own_fields(stored: &str) -> String {
    let mut parts = stored.split(REQUIRED);
    let mut drawn = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        if part.is_empty() || part.starts_with([',', ':']) {
            drawn = tr_with("%1 (required)", &[&drawn]);
        } else {
            drawn.push_str(REQUIRED);
        }
        drawn.push_str(part);
    }
    drawn
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use axum::http::Request;
    use leptos::prelude::{Owner, provide_context};

    use super::*;
    use crate::texts::provide_language;

    /// Draws as for a browser in this language.
    fn in_language<T>(tag: &str, draw: impl FnOnce() -> T) -> T {
        Owner::new().with(|| {
            let request = Request::builder().header("accept-language", tag).body(()).expect("a request");
            provide_context(request.into_parts().0);
            provide_language();
            draw()
        })
    }

    fn sites() -> [String; 2] {
        ["Store", "Shoes on sale"].map(str::to_owned)
    }

    /// Stored values, and what they read like in German.
    const STORED: [(&str, &str, &str); 30] = [
        ("role", "Administrator", "Administrator"),
        ("queueing", "off", "aus"),
        ("tracking", "on", "ein"),
        ("what visitors type is seen", "on", "ein"),
        ("reads their departments' chats", "off", "aus"),
        ("requests go to", "everybody", "alle"),
        ("requests go to", "departments", "Abteilungen"),
        ("password", "changed", "geändert"),
        ("browser", "not used before", "noch nie benutzt"),
        ("language", "the page's", "die der Seite"),
        ("language", "de", "de"),
        ("page", "every page", "alle Seiten"),
        ("if none of them is there", "nobody else", "sonst niemand"),
        ("if none of them is there", "the off-line form", "das Offline-Formular"),
        ("if none of them is there", "the department on", "die Abteilung on"),
        ("for", "all off-line messages", "alle Offline-Nachrichten"),
        ("for", "Support on Store", "Support auf Store"),
        ("for", "Shoes on sale", "Shoes on sale"),
        ("for", "Orders on hold on Shoes on sale", "Orders on hold auf Shoes on sale"),
        ("SIP client", "Linphone at home at 192.0.2.7:5060", "Linphone at home unter 192.0.2.7:5060"),
        (
            "look",
            "our colour, system, left 20 px, below 7 px",
            "unsere Farbe, System, links 20 px, unten 7 px",
        ),
        ("look", "#0077aa, dark, right 0 px, below 300 px", "#0077aa, dunkel, rechts 0 px, unten 300 px"),
        ("business hours", "always", "immer"),
        (
            "business hours",
            "Mon 09:00-12:30, 14:00-18:00; Sun 21:00-02:00 (Europe/Berlin); 2026-12-25; 2026-12-31 09:00-12:00",
            "Mo 09:00-12:30, 14:00-18:00; So 21:00-02:00 (Europe/Berlin); 2026-12-25; 2026-12-31 09:00-12:00",
        ),
        (
            "most in an hour",
            "requests 20, 100, 2000; off-line messages 10, 30, 500; transcripts 1, 2, 3",
            "Anfragen 20, 100, 2000; Offline-Nachrichten 10, 30, 500; Chats per E-Mail 1, 2, 3",
        ),
        ("rating", "off", "aus"),
        ("rating", "thumbs, alert at 1", "Daumen, Alarm bei 1"),
        ("Welcome Screen", "name, question (required)", "Name, Frage (erforderlich)"),
        (
            "Welcome Screen",
            "e-mail (required), Order, name (required), Wood (required): Oak / Ash (required) tree, question",
            "E-Mail (erforderlich), Order, name (erforderlich), Wood (erforderlich): Oak / Ash (required) tree, question",
        ),
        ("screen name", "on", "on"),
    ];

    #[test]
    fn what_is_ours_is_translated_and_what_was_typed_stays() {
        for (what, stored, german) in STORED {
            assert_eq!(in_language("de", || value(what, stored, &sites())), german, "{what}: {stored}");
            assert_eq!(in_language("en", || value(what, stored, &sites())), stored, "{what}: {stored}");
        }
    }

    #[test]
    fn what_does_not_read_as_it_is_written_now_stays() {
        for (what, stored) in [
            ("role", "owner"),
            ("look", "light"),
            ("look", "our colour, light, top 20 px, below 20 px"),
            ("business hours", "Mondays"),
            ("most in an hour", "requests: 7"),
            ("rating", "hearts, alert at 2"),
            ("Welcome Screen", "names, questions"),
            ("SIP client", "Linphone"),
            ("if none of them is there", "a machine"),
            ("something that is not kept any more", "on"),
            ("for", ""),
        ] {
            assert_eq!(in_language("de", || value(what, stored, &sites())), stored, "{what}");
        }
        let german = |what, stored| in_language("de", || value(what, stored, &[]));
        assert_eq!(german("role", "administrator"), "Administrator", "of an older entry");
        assert_eq!(german("encryption", "start_tls"), "STARTTLS");
        assert_eq!(german("encryption", "nothing"), "keine");
    }

    #[test]
    fn a_subject_is_translated_where_it_is_ours() {
        let german = |action, stored| in_language("de", || subject(action, stored, &sites()));
        assert_eq!(german(Action::UrlRuleMoved, "every page"), "alle Seiten");
        assert_eq!(german(Action::MailRuleRemoved, "all off-line messages"), "alle Offline-Nachrichten");
        assert_eq!(german(Action::MailServerChanged, "Mail server"), "Mailserver");
        assert_eq!(german(Action::DepartmentAdded, "every page"), "every page");
        assert_eq!(german(Action::OperatorAdded, "on"), "on");
    }
}
