//! Bystanders who must not notice anything, and the stored data.

use trial::{
    database::Database,
    guest::Guest,
    installation::{Installation, Kind},
};
use wire::{ChatId, operator::Command, visitor::ToVisitor};

/// Email is set up, but no server accepts it.
pub(crate) const MAIL: [(&str, &str); 2] =
    [("SWITCHBOARD_SMTP_URL", "smtp+plain://127.0.0.1:1"), ("SWITCHBOARD_MAIL_FROM", "chat@example.org")];

/// An installation with a conversation in progress, which must not notice anything.
pub(crate) struct Scene {
    pub(crate) installation: Installation,
    pub(crate) site: String,
    database: Database,
    bystander: Guest,
    their_chat: ChatId,
    console: Guest,
    cookie: String,
}

/// The row counts of the database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Amount {
    pub(crate) chats: usize,
    pub(crate) messages: i64,
    pub(crate) off_line_messages: i64,
}

impl Scene {
    pub(crate) async fn begin() -> Scene {
        Scene::begin_with(&[]).await
    }

    /// With these server settings in addition to the usual ones.
    pub(crate) async fn begin_with(settings: &[(&str, &str)]) -> Scene {
        let installation = Installation::start(Kind::Sqlite, 1, settings).await.unwrap();
        let site = installation.site_key().await.unwrap();
        let database = installation.database().await.unwrap();
        let cookie = installation.sign_in(trial::installation::ADMINISTRATOR).await.unwrap();
        let address = installation.nodes[0].address();
        let mut console = Guest::console(address, &cookie).await;
        let mut bystander = Guest::visitor(address, &site, "bystander").await;
        let their_chat = bystander.ask("Hello").await;
        console.order(Command::Accept { chat: their_chat }).await.unwrap();
        Scene { installation, site, database, bystander, their_chat, console, cookie }
    }

    pub(crate) fn address(&self) -> &str {
        self.installation.nodes[0].address()
    }

    pub(crate) async fn visitor(&self, name: &str) -> Guest {
        Guest::visitor(self.address(), &self.site, name).await
    }

    /// A normal operator's console.
    pub(crate) async fn operator(&self) -> Guest {
        let emails = self.installation.add_operators(1).await.unwrap();
        let cookie = self.installation.sign_in(&emails[0]).await.unwrap();
        Guest::console(self.address(), &cookie).await
    }

    pub(crate) async fn operator_again(&self) -> Guest {
        Guest::console(self.address(), &self.cookie).await
    }

    /// Whether the bystanders' panel was told that somebody is typing.
    pub(crate) async fn bystander_sees_typing(&mut self) -> bool {
        let mut typing = false;
        let id = self.console.answer(self.their_chat, "nobody types").await;
        self.bystander
            .hear(|frame| match frame {
                ToVisitor::Typing(on) => {
                    typing |= on;
                    None
                }
                ToVisitor::Message(message) if message.id == id => Some(()),
                _ => None,
            })
            .await;
        typing
    }

    pub(crate) async fn amount(&self) -> Amount {
        Amount {
            chats: self.database.chats().await.unwrap().len(),
            messages: self.database.count_messages().await.unwrap(),
            off_line_messages: self.database.count_off_line_messages().await.unwrap(),
        }
    }

    pub(crate) fn database(&self) -> &Database {
        &self.database
    }

    /// The chat of the bystanders.
    pub(crate) fn their_chat(&self) -> ChatId {
        self.their_chat
    }

    /// Both still receive each other's messages on their original connections.
    pub(crate) async fn bystanders_are_undisturbed(&mut self) {
        let chat = self.their_chat;
        let stored = self.bystander.say(chat, "still here").await.unwrap();
        self.console.hear_visitor(stored.id).await;
        let answer = self.console.answer(chat, "so am I").await;
        self.bystander.hear_operator(answer).await;
    }
}
