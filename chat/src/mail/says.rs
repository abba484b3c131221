//! The content of emails, in plain text. Where there is also HTML, it is a transcript's, in which
//! everything is escaped or was sanitized when it was stored.

use jiff::{Timestamp as Instant, tz::TimeZone};
use uuid::Uuid;
use wire::{
    AccountId, AnswerId, ChatId, DepartmentId, LetterId, OffLineMessageId, OperatorId, Timestamp,
    operator::OffLineMessageView,
};

use super::{address, letter, rules};
use crate::{
    Error, off_line_message, site,
    store::{Tx, sql},
    transcript::Transcript,
};

/// The longest subject, in characters.
const MAX_SUBJECT: usize = 200;
/// The longest subject made from a visitor's text, in characters (RFC 5322, 2.1.1, advises against
/// longer lines).
const SHOWN_SUBJECT: usize = 70;

#[derive(Default)]
pub(super) struct Says {
    /// One line.
    pub(super) subject: String,
    pub(super) text: String,
    pub(super) html: Option<String>,
    /// Who gets replies: a display name, perhaps empty, and an address.
    pub(super) reply_to: Option<(String, String)>,
    /// The email that it follows in the same conversation.
    pub(super) follows: Option<LetterId>,
    /// Whether a person wrote it, rather than this program.
    pub(super) is_personal: bool,
}

/// The email about an offline message and those that are added to it.
pub(super) async fn off_line_messages(
    tx: &mut Tx,
    account: AccountId,
    first: OffLineMessageId,
    others: &[OffLineMessageId],
) -> Result<Says, Error> {
    let first = LeftMessage::read(tx, account, first).await?;
    if others.is_empty() {
        let LeftMessage { name, email, site, .. } = &first;
        let answer = match address::is_plain(email) {
            true => "Answer this e-mail, and your answer goes to the visitor.",
            false => {
                "Write to the visitor at the e-mail address above: not every mail server carries it as the one to answer."
            }
        };
        return Ok(Says {
            subject: one_line(&format!("{} left a message on {site}", first.who())),
            // The dashes are those of RFC 3676, 4.3: what follows is not part of the message.
            text: format!(
                "{}\n\n-- \n{}\nNobody was available, so this was left as an off-line message. {answer}\n",
                first.text,
                first.facts(),
            ),
            reply_to: Some((name.clone(), email.clone())),
            ..Says::default()
        });
    }
    let mut all = vec![first];
    for other in others {
        all.push(LeftMessage::read(tx, account, *other).await?);
    }
    let count = all.len();
    let is_one_site = all.iter().all(|message| message.site == all[0].site);
    let whereabouts = if is_one_site { format!(" on {}", all[0].site) } else { String::new() };
    let messages = all.iter().zip(1..).map(|(message, nr)| {
        let (text, facts) = (&message.text, message.facts());
        format!("--- {nr} of {count} ---\n\n{text}\n\n{facts}\n")
    });
    Ok(Says {
        subject: one_line(&format!("{count} messages were left{whereabouts}")),
        text: format!(
            "Nobody was available, so {count} off-line messages were left. Write to each visitor at the e-mail address below \
             what they say.\n\n{}",
            messages.collect::<String>(),
        ),
        ..Says::default()
    })
}

/// The email with an operator's answer to an offline message, and the message quoted below it. It
/// has no words of its own: the visitor's language is unknown.
pub(super) async fn answer(tx: &mut Tx, account: AccountId, id: AnswerId) -> Result<Says, Error> {
    let (message, department, by, email, text) = sql!(
        tx,
        fetch_one as (Uuid, Option<Uuid>, String, String, String),
        "select m.id, m.department_id, o.screen_name, o.email, a.body
         from off_line_answer a join operator o on o.id = a.operator_id
                                join off_line_message m on m.id = a.off_line_message_id
         where a.account_id = $1 and a.id = $2",
        account.0,
        id.0,
    )?;
    let left = off_line_message::view_of(tx, account, message.into(), true).await?;
    let left = left.ok_or(Error::UnknownValue("off_line_answer.off_line_message_id"))?;
    let site = site::one_of(tx, account, left.site).await?.map(|site| site.view.name).unwrap_or_default();
    let mailbox = rules::shared_mailbox(tx, account, left.site, department.map(DepartmentId)).await?;
    let reply_to = match mailbox {
        Some(mailbox) => Some((one_line(&site), mailbox)),
        // A deleted operator has no address any more.
        None => address::clean(&email).ok().map(|email| (by.clone(), email)),
    };
    let who = if left.name.is_empty() { &left.email } else { &left.name };
    let quoted: String =
        left.text.lines().map(|line| format!("> {line}").trim_end().to_owned() + "\n").collect();
    let first_line = left.text.lines().map(str::trim).find(|line| !line.is_empty()).unwrap_or(&site);
    Ok(Says {
        subject: shortened(&one_line(&format!("Re: {first_line}"))),
        // The dashes are those of RFC 3676, 4.3.
        text: format!("{text}\n\n{who}, {}:\n{quoted}\n-- \n{by}\n{site}\n", moment(left.at)),
        html: None,
        reply_to,
        follows: letter::before_answer(tx, account, id).await?,
        is_personal: true,
    })
}

/// `2026-11-30 09:40 UTC`.
fn moment(at: Timestamp) -> String {
    // Times beyond the year 9999 cannot be written.
    let moment = Instant::from_millisecond(at.0).unwrap_or(Instant::UNIX_EPOCH);
    moment.to_zoned_datetime(TimeZone::UTC).strftime("%Y-%m-%d %H:%M UTC").to_string()
}

/// A subject that mail programs show whole.
fn shortened(subject: &str) -> String {
    match subject.char_indices().nth(SHOWN_SUBJECT) {
        None => subject.to_owned(),
        Some((end, _)) => format!("{}…", subject.get(..end).unwrap_or(subject).trim_end()),
    }
}

struct LeftMessage {
    name: String,
    email: String,
    site: String,
    department: Option<String>,
    page: String,
    text: String,
}

impl LeftMessage {
    async fn read(tx: &mut Tx, account: AccountId, id: OffLineMessageId) -> Result<LeftMessage, Error> {
        let message = off_line_message::view_of(tx, account, id, true).await?;
        let message = message.ok_or(Error::UnknownValue("letter.off_line_message_id"))?;
        let site = site::one_of(tx, account, message.site).await?;
        let site = site.map_or_else(|| "your site".into(), |site| site.view.name);
        let OffLineMessageView { name, email, department, page, text, .. } = message;
        Ok(LeftMessage { name, email, site, department, page, text })
    }

    fn who(&self) -> &str {
        if self.name.is_empty() { &self.email } else { &self.name }
    }

    /// One per line.
    fn facts(&self) -> String {
        let mut facts = vec![("From", self.who()), ("E-mail", &self.email), ("Site", &self.site)];
        facts.extend(self.department.as_deref().map(|department| ("Department", department)));
        facts.extend(Some(("Page", &*self.page)).filter(|(_, page)| !page.is_empty()));
        facts.iter().map(|(what, is)| format!("{what}: {is}\n")).collect()
    }
}

pub(super) async fn transcript(
    tx: &mut Tx,
    account: AccountId,
    chat: ChatId,
    is_to_visitor: bool,
) -> Result<Says, Error> {
    let transcript = Transcript::of(tx, account, chat).await?;
    let transcript = transcript.ok_or(Error::UnknownValue("letter.chat_id"))?;
    Ok(Says {
        subject: one_line(&match is_to_visitor {
            true => format!("Your chat with {}", transcript.site_name()),
            false => format!("A chat on {}", transcript.site_name()),
        }),
        text: transcript.as_text(),
        html: Some(transcript.as_html()),
        ..Says::default()
    })
}

pub(super) fn password_reset(link: &str) -> Says {
    Says {
        subject: "A new password for Switchboard".into(),
        text: format!(
            "Somebody has asked for a new password for your account, probably you. Choose it here; the link is good for once, and for an \
             hour:\n\n{link}\n\nIf it was not you, do nothing: your password stays as it is.\n"
        ),
        ..Says::default()
    }
}

/// The email with a link for an invited operator to set their first password.
pub(super) async fn invitation(
    tx: &mut Tx,
    account: AccountId,
    operator: OperatorId,
    link: &str,
) -> Result<Says, Error> {
    let (email, by) = sql!(
        &mut *tx,
        fetch_one as (String, Option<String>),
        "select o.email, b.screen_name from operator o left join operator b on b.id = o.invited_by
         where o.account_id = $1 and o.id = $2",
        account.0,
        operator.0,
    )?;
    let (account, by) = (account_name(tx, account).await?, by.as_deref().map(one_line));
    let by = by.as_deref().unwrap_or("An administrator");
    Ok(Says {
        subject: one_line(&format!("{by} invites you to chat with the visitors of {account}")),
        text: format!(
            "{by} invites you to chat with the visitors of {account}, with Switchboard. Choose your password here; the link is good for \
             once, and for seven days:\n\n{link}\n\nThen you sign in with it and the address {email}. If you do not know what this is \
             about, do nothing.\n"
        ),
        ..Says::default()
    })
}

pub(super) fn trial() -> Says {
    Says {
        subject: "A test message from Switchboard".into(),
        text: "E-mail goes out as it should. Off-line messages reach their operators this way.\n".into(),
        ..Says::default()
    }
}

pub(super) async fn account_name(tx: &mut Tx, account: AccountId) -> Result<String, Error> {
    let (name,) = sql!(tx, fetch_one as (String,), "select name from account where id = $1", account.0)?;
    Ok(one_line(&name))
}

/// Replaces line breaks, so that the text cannot begin another header or line.
fn one_line(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).take(MAX_SUBJECT).collect()
}
