//! Writes an email as RFC 5322 requires. lettre encodes every part, so that nothing in a name, an
//! address or a subject can become a header.

use std::time::{Duration, UNIX_EPOCH};

use chat::mail::{Letter, for_mail_servers};
use lettre::{
    Address, Message,
    message::{
        Mailbox, MultiPart, SinglePart,
        header::{HeaderName, HeaderValue},
    },
};
use wire::LetterId;

/// The complete message, or a sentence that says why there is none. `carries_utf8`: whether the
/// mail server supports non-ASCII addresses.
pub(super) fn of(letter: &Letter, carries_utf8: bool) -> Result<Message, String> {
    let server = &letter.via.server;
    let address = |text: &str| address(text, carries_utf8);
    let from = address(&server.from)?;
    let id = message_id(letter.id, &from);
    let written = UNIX_EPOCH + Duration::from_millis(letter.at.0.max(0).unsigned_abs());
    let mut builder = Message::builder()
        .from(Mailbox::new(one_line(&letter.from_name), from.clone()))
        .to(Mailbox::new(None, address(&letter.to)?))
        .subject(letter.subject.clone())
        .message_id(Some(id))
        .date(written);
    // If the mail server does not support the address, the text names it as the one to write to.
    if let Some((name, email)) = &letter.reply_to
        && let Ok(email) = address(email)
    {
        builder = builder.reply_to(Mailbox::new(one_line(name), email));
    }
    // Mail programs show it below the previous one.
    if let Some(before) = letter.follows {
        let before = message_id(before, &from);
        builder = builder.in_reply_to(before.clone()).references(before);
    }
    // So that no automatic reply comes back (RFC 3834, 5). With a personal email, the sender wants
    // to know.
    if !letter.is_personal
        && let Ok(name) = HeaderName::new_from_ascii("Auto-Submitted".into())
    {
        builder = builder.raw_header(HeaderValue::new(name, "auto-generated".into()));
    }
    let made = match &letter.html {
        Some(html) => builder.multipart(MultiPart::alternative_plain_html(letter.text.clone(), html.clone())),
        None => builder.singlepart(SinglePart::plain(letter.text.clone())),
    };
    made.map_err(|error| format!("The message could not be made: {error}."))
}

/// The Message-ID of an email from this address (RFC 5322, 3.6.4).
fn message_id(letter: LetterId, from: &Address) -> String {
    format!("<{letter}@{}>", from.domain())
}

/// A name, if there is one. The domain has cleaned it already; lettre panics on an unclean one.
fn one_line(name: &str) -> Option<String> {
    let name: String = name.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    Some(name).filter(|name| !name.trim().is_empty())
}

fn address(text: &str, carries_utf8: bool) -> Result<Address, String> {
    let sent = for_mail_servers(text);
    if !sent.is_ascii() && !carries_utf8 {
        return Err(format!(
            "{text} has letters before the @ that this mail server does not carry: it does not offer SMTPUTF8."
        ));
    }
    sent.parse().map_err(|error| format!("{text} is no address that mail servers take: {error}."))
}

#[cfg(test)]
mod tests {
    use super::*;
    use chat::{Sources, Switchboard, mail::Outgoing};
    use wire::mail::{MailServer, Security};

    /// An email of the domain, with other texts.
    async fn letter() -> Letter {
        let server = MailServer {
            host: "mail.example.org".into(),
            port: 587,
            security: Security::StartTls,
            user: String::new(),
            from: "chat@example.org".into(),
            from_name: String::new(),
        };
        let outgoing = Outgoing::new(server, String::new()).unwrap();
        let open = Switchboard::open("sqlite::memory:", Sources::system()).await.unwrap();
        let switchboard = open.with_mail(outgoing);
        let first = chat::FirstStart { email: "ann@example.org".into(), password: None };
        let started = switchboard.first_start(first).await.unwrap().unwrap();
        let password = started.random_password.unwrap();
        let session =
            switchboard.sign_in("ann@example.org", &password, [127, 0, 0, 1].into(), None).await.unwrap();
        let ann = switchboard.signed_in(&session.token).await.unwrap().unwrap();
        let trying = tokio::spawn({
            let switchboard = switchboard.clone();
            async move { switchboard.try_mail(&ann, "ben@example.net").await }
        });
        let letter = loop {
            if let Some(letter) = switchboard.take_letters(1).await.unwrap().pop() {
                break letter;
            }
        };
        trying.abort();
        letter
    }

    fn headers(message: &Message) -> Vec<String> {
        let text = String::from_utf8(message.formatted()).unwrap();
        let (head, _) = text.split_once("\r\n\r\n").unwrap();
        // A line that begins with white space continues the one before (RFC 5322, 2.2.3).
        head.replace("\r\n ", " ").split("\r\n").map(str::to_owned).collect()
    }

    #[tokio::test]
    async fn no_text_becomes_a_header() {
        let mut letter = letter().await;
        let evil = "Vera\r\nBcc: all@example.net\r\n\r\n<script>";
        letter.subject = evil.into();
        letter.from_name = evil.into();
        letter.reply_to = Some((evil.into(), "vera@example.net".into()));
        let headers = headers(&of(&letter, false).unwrap());
        let names: Vec<_> = headers.iter().map(|line| line.split(':').next().unwrap()).collect();
        let expected = ["From", "To", "Subject", "Message-ID", "Date", "Reply-To", "Auto-Submitted"];
        assert!(names[..7] == expected, "{headers:#?}");
        assert!(names[7..].iter().all(|name| name.starts_with("Content-") || *name == "MIME-Version"));
    }

    #[tokio::test]
    async fn an_address_that_is_none_is_told() {
        let mut letter = letter().await;
        letter.to = "ben@@example.net".into();
        assert!(of(&letter, false).unwrap_err().starts_with("ben@@example.net is no address"));
    }

    #[tokio::test]
    async fn what_somebody_wrote_is_not_called_automatic_and_refers_to_what_it_follows() {
        let mut letter = letter().await;
        let before = LetterId::v7(1, &[7; 10]);
        (letter.is_personal, letter.follows) = (true, Some(before));
        let headers = headers(&of(&letter, false).unwrap());
        for name in ["In-Reply-To", "References"] {
            assert!(headers.contains(&format!("{name}: <{before}@example.org>")), "{headers:#?}");
        }
        assert!(headers.iter().all(|line| !line.starts_with("Auto-Submitted")), "{headers:#?}");
    }

    #[tokio::test]
    async fn a_page_stands_beside_its_text() {
        let mut letter = letter().await;
        letter.html = Some("<p>Hello</p>".into());
        let text = String::from_utf8(of(&letter, false).unwrap().formatted()).unwrap();
        assert!(text.contains("multipart/alternative") && text.contains("text/html"), "{text}");
    }
}
