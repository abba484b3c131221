//! The id of each thing, a newtype each, so that a chat's id cannot be passed where a visitor's is meant.
//!
//! All are UUIDs. Who makes them: the client for what it sends (chats, messages, off-line messages: UUIDv7, so that a
//! repeated sending is recognised), the server for the rest. A visitor's id is derived from his secret token.

use core::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};
use uuid::{Builder, Uuid};

macro_rules! id {
    ($(#[$doc:meta] $name:ident)*) => {$(
        #[$doc]
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl $name {
            /// A UUIDv7 (RFC 9562, 5.7) from the time in milliseconds since 1970 and ten random bytes.
            pub fn v7(millis: u64, random: &[u8; 10]) -> Self {
                Self(Builder::from_unix_timestamp_millis(millis, random).into_uuid())
            }
        }

        impl From<Uuid> for $name {
            fn from(id: Uuid) -> Self {
                Self(id)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl FromStr for $name {
            type Err = uuid::Error;

            fn from_str(text: &str) -> Result<Self, uuid::Error> {
                text.parse().map(Self)
            }
        }
    )*};
}

id! {
    /// A company on this installation.
    AccountId
    /// A web site of an account.
    SiteId
    /// A person who answers: a row of the *Chat Operators* panel.
    OperatorId
    /// A browser on a site, known by the secret token it keeps.
    VisitorId
    /// A conversation.
    ChatId
    /// One line of a conversation.
    MessageId
    /// What a visitor left while nobody was available.
    OffLineMessageId
    /// A department of an account.
    DepartmentId
    /// A rule of the URL routing.
    UrlRuleId
    /// A line of a Client Note.
    NoteId
    /// A canned response or URL.
    CannedId
    /// An entry of the audit log.
    AuditId
    /// A rule that says whom off-line messages go to.
    MailRuleId
    /// An e-mail that this installation sends.
    LetterId
    /// An answer to an off-line message.
    AnswerId
}

impl VisitorId {
    /// The first six hexadecimal digits of the id's random part: short enough to be spoken, as the visitor list shows it.
    pub fn short(self) -> String {
        let mut text = self.0.simple().to_string();
        text.truncate(6);
        text
    }
}
