//! The ids, each a type of its own, so that a chat's id cannot be passed where a visitor's is
//! expected.
//!
//! All are UUIDs. The client generates the ids of what it sends (chats, messages, offline messages)
//! as UUIDv7, so that the server recognises a repeated request. The server generates the others. A
//! visitor's id is derived from their secret token.

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
            /// A UUIDv7 (RFC 9562, 5.7) from the time in milliseconds since 1970 and ten random
            /// bytes.
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
    /// A website of an account.
    SiteId
    /// An operator: a row of the *Chat Operators* panel.
    OperatorId
    /// A browser on a site, identified by the secret token it stores.
    VisitorId
    /// A chat.
    ChatId
    /// A message of a chat.
    MessageId
    /// A message that a visitor left while nobody was available.
    OffLineMessageId
    /// A department of an account.
    DepartmentId
    /// A rule of the URL routing.
    UrlRuleId
    /// An entry of a Client Note.
    NoteId
    /// A canned response or URL.
    CannedId
    /// An entry of the audit log.
    AuditId
    /// A rule for where offline messages go.
    MailRuleId
    /// An email that this installation sends.
    LetterId
    /// An answer to an offline message.
    AnswerId
    /// A saved view of the archive.
    ViewId
    /// A tag of an account.
    TagId
    /// A ban.
    BanId
}

impl VisitorId {
    /// The first six hexadecimal digits of the random part. The visitor list shows them because
    /// they are short enough to read aloud.
    pub fn short(self) -> String {
        let mut text = self.0.simple().to_string();
        text.truncate(6);
        text
    }
}
