//! Email (manual A11). An email is a row, written in the transaction of its occasion. The sender,
//! which speaks SMTP, takes the rows that are due ([`Switchboard::take_letters`]) and reports the
//! result of each. This crate speaks no SMTP.
//!
//! | module | holds |
//! |---|---|
//! | `mail/address.rs` | which addresses are accepted, and their form for mail servers |
//! | `mail/carriers.rs` | which mail servers carry addresses beyond ASCII |
//! | `mail/outgoing.rs` | the mail server of an account, or of the whole installation |
//! | `mail/kept.rs` | how an account's mail server is stored: its password sealed |
//! | `mail/rules.rs` | whom offline messages go to |
//! | `mail/letter.rs` | writing emails, and looking up what became of them |
//! | `mail/delivery.rs` | handing out emails, keeping, retrying and giving up |
//! | `mail/says.rs` | the content of an email |
//! | `mail/transcripts.rs` | a visitor has a chat sent to them |
//! | `mail/trial.rs` | an administrator sends a test message |

pub(crate) mod address;
pub(crate) mod carriers;
mod delivery;
mod kept;
pub(crate) mod letter;
mod outgoing;
mod rules;
mod says;
mod transcripts;
mod trial;

pub use address::for_mail_servers;
pub use delivery::{Letter, Retries};
pub use kept::StoredPasswords;
pub use outgoing::{Outgoing, PasswordChange};
pub use rules::MailRule;

pub(crate) use rules::recipients;

use wire::{Role, mail::MailSettings};

use crate::{Error, Refused, SignedIn, Switchboard, routing::departments};

impl Switchboard {
    /// All email settings, for an administrator.
    pub async fn mail_settings(&self, who: &SignedIn) -> Result<Result<MailSettings, Refused>, Error> {
        if who.role != Role::Administrator {
            return Ok(Err(Refused::NotAllowed));
        }
        let mut tx = self.store.read().await?;
        let rules = rules::all_of(&mut tx, who.account).await?;
        let (server, password) = match self.mail.as_deref() {
            Some(installations) => (Some(installations.server.clone()), installations.kept_password()),
            None => self.own_mail_server(&mut tx, who.account).await?,
        };
        Ok(Ok(MailSettings {
            server,
            password,
            is_installations: self.mail.is_some(),
            rules,
            departments: departments::all_of(&mut tx, who.account).await?,
        }))
    }
}
