//! What a letter says. It is plain text; where there is a page beside it, the page is a transcript's, in which everything is
//! escaped or was reduced to what is safe when it was stored.

use wire::AccountId;

use super::letter::About;
use crate::{
    Error, off_line_message, site,
    store::{Tx, sql},
    transcript::Transcript,
};

/// The longest subject, in characters.
const MAX_SUBJECT: usize = 200;

pub(super) struct Says {
    /// One line.
    pub(super) subject: String,
    pub(super) text: String,
    pub(super) html: Option<String>,
    /// Who is to be answered: a name, perhaps empty, and an address.
    pub(super) reply_to: Option<(String, String)>,
}

/// What a letter about this says.
pub(super) async fn what(tx: &mut Tx, account: AccountId, about: About) -> Result<Says, Error> {
    match about {
        About::OffLineMessage(id) => {
            let message = off_line_message::view_of(tx, account, id, true).await?;
            let message = message.ok_or(Error::UnknownValue("letter.off_line_message_id"))?;
            let on = site::one_of(tx, account, message.site).await?;
            let on = on.map_or_else(|| "your site".into(), |site| site.view.name);
            let who = if message.name.is_empty() { message.email.as_str() } else { message.name.as_str() };
            let mut facts =
                vec![("From", who.to_owned()), ("E-mail", message.email.clone()), ("Site", on.clone())];
            facts.extend(message.department.clone().map(|department| ("Department", department)));
            if !message.page.is_empty() {
                facts.push(("Page", message.page.clone()));
            }
            let facts: String = facts.iter().map(|(what, is)| format!("{what}: {is}\n")).collect();
            Ok(Says {
                subject: one_line(&format!("{who} left a message on {on}")),
                // The dashes are those of RFC 3676, 4.3: what follows is not part of what was said.
                text: format!(
                    "{}\n\n-- \n{facts}\nNobody was available, so this was left as an off-line message. Answer this e-mail, \
                     and your answer goes to the visitor.\n",
                    message.text
                ),
                html: None,
                reply_to: Some((message.name, message.email)),
            })
        }
        About::Transcript(chat) => {
            let transcript = Transcript::of(tx, account, chat).await?;
            let transcript = transcript.ok_or(Error::UnknownValue("letter.chat_id"))?;
            Ok(Says {
                subject: one_line(&format!("Your chat with {}", transcript.site_name())),
                text: transcript.as_text(),
                html: Some(transcript.as_html()),
                reply_to: None,
            })
        }
        About::Trial => Ok(Says {
            subject: "A test message from Switchboard".into(),
            text: "E-mail goes out as it should. Off-line messages reach their operators this way.\n".into(),
            html: None,
            reply_to: None,
        }),
    }
}

/// The account's name.
pub(super) async fn account_name(tx: &mut Tx, account: AccountId) -> Result<String, Error> {
    let (name,) = sql!(tx, fetch_one as (String,), "select name from account where id = $1", account.0)?;
    Ok(one_line(&name))
}

/// Nothing in it begins another header, or another line.
fn one_line(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).take(MAX_SUBJECT).collect()
}
