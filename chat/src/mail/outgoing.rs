//! The mail server that sends an account's email: set by its administrators, or for the whole
//! installation by whoever runs it. Where the installation has one, accounts cannot set their own:
//! otherwise a company on a shared installation could make the server connect to hosts in its
//! network.

use std::{fmt, net::IpAddr, sync::Arc};

use async_trait::async_trait;
use wire::{
    administration::Action,
    mail::{BadMailServer, KeptPassword, MailServer, Security},
    text::{self, MAX_EMAIL},
};

use super::{
    address::{self, is_host},
    kept::{self, Kept},
    letter,
};
use crate::{
    Error, Refused, SignedIn, Switchboard,
    audit::{Entry, changed},
    column::text_of,
    live::Live,
    secrets::Secrets,
    store::{Tx, Write, lock_account},
};

/// The longest user name or password, in characters; the same as of an address, which user names
/// often are.
const MAX_SECRET: usize = MAX_EMAIL;

/// A mail server with its password.
#[derive(Clone, PartialEq, Eq)]
pub struct Outgoing {
    /// The host, and the user to sign in as.
    pub server: MailServer,
    /// The password of that user; empty: none.
    pub password: String,
}

impl fmt::Debug for Outgoing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Outgoing").field("server", &self.server).finish_non_exhaustive()
    }
}

/// A change to the stored password, which is never shown to anybody.
#[derive(Clone, PartialEq, Eq)]
pub enum PasswordChange {
    /// It stays. Refused if another server or user would get it.
    Keep,
    /// It is replaced; empty: it is removed.
    Set(String),
}

impl Outgoing {
    /// Checks and cleans what a person has entered.
    ///
    /// # Errors
    /// The field that is not accepted.
    pub fn new(server: MailServer, password: String) -> Result<Outgoing, Refused> {
        let host = server.host.trim().trim_end_matches('.').to_ascii_lowercase();
        let bad = |what| Err(Refused::BadMailServer(what));
        if !is_host(&host) {
            return bad(BadMailServer::Host);
        }
        if server.port == 0 {
            return bad(BadMailServer::Port);
        }
        let user = server.user.trim().to_owned();
        if [&user, &password].into_iter().any(|text| !is_plain(text)) {
            return bad(BadMailServer::User);
        }
        if !user.is_empty() && server.security == Security::Nothing && !is_this_machine(&host) {
            return bad(BadMailServer::PasswordInClear);
        }
        let from = address::clean(&server.from).map_err(Refused::BadEmail)?;
        let from_name = text::optional(&server.from_name, text::name).map_err(Refused::BadName)?;
        // Nobody signs in with a password alone.
        let password = if user.is_empty() { String::new() } else { password };
        Ok(Outgoing { server: MailServer { host, user, from, from_name, ..server }, password })
    }

    pub(super) fn kept_password(&self) -> KeptPassword {
        if self.password.is_empty() { KeptPassword::Missing } else { KeptPassword::Kept }
    }
}

impl Switchboard {
    /// Sends the email of all accounts through this server.
    pub fn with_mail(mut self, outgoing: Outgoing) -> Switchboard {
        self.mail = Some(Arc::new(outgoing));
        self
    }

    /// Gathers offline messages: after an email has left for an address, those of the next
    /// `gathering` milliseconds leave together.
    pub fn with_gathered_letters(mut self, gathering: i64) -> Switchboard {
        self.gathering = gathering;
        self
    }

    /// Sets or removes the account's mail server, unless somebody else has changed it since it was
    /// `seen`. Waiting emails are tried at once.
    pub async fn set_mail_server(
        &self,
        who: &SignedIn,
        seen: Option<MailServer>,
        server: Option<MailServer>,
        password: PasswordChange,
    ) -> Result<Result<(), Refused>, Error> {
        if self.mail.is_some() {
            return Ok(Err(Refused::NotAllowed));
        }
        let given = match &password {
            PasswordChange::Keep => String::new(),
            PasswordChange::Set(password) => password.clone(),
        };
        let outgoing = match server.map(|server| Outgoing::new(server, given)).transpose() {
            Ok(outgoing) => outgoing,
            Err(refused) => return Ok(Err(refused)),
        };
        let sealed = match &outgoing {
            Some(outgoing) if !outgoing.password.is_empty() => {
                let sealed = kept::seal(&self.secrets, &outgoing.password, who.account, &self.sources);
                match sealed {
                    Some(sealed) => Some(sealed),
                    None => return Ok(Err(Refused::BadMailServer(BadMailServer::NoKey))),
                }
            }
            _ => None,
        };
        let keeps = password == PasswordChange::Keep;
        let (secrets, entry) = (self.secrets.clone(), self.entry_by(who, Action::MailServerChanged));
        let done = self.administer(who, ServerWork { seen, outgoing, sealed, keeps, secrets, entry }).await;
        self.letters_wait();
        done
    }
}

struct ServerWork {
    seen: Option<MailServer>,
    outgoing: Option<Outgoing>,
    /// Its password in the stored form.
    sealed: Option<String>,
    /// Whether the stored password stays.
    keeps: bool,
    secrets: Secrets,
    entry: Entry,
}

#[async_trait]
impl Write for ServerWork {
    type Output = Result<(), Refused>;

    async fn run(&self, tx: &mut Tx) -> Result<Self::Output, Error> {
        let account = self.entry.account;
        lock_account(tx, account).await?;
        let before = kept::of(tx, account).await?;
        if before.as_ref().map(|before| &before.server) != self.seen.as_ref() {
            return Ok(Err(Refused::Stale));
        }
        let after = match (&self.outgoing, &before) {
            (None, _) => None,
            (Some(Outgoing { server, .. }), Some(before))
                if self.keeps && !server.user.is_empty() && before.has_password() =>
            {
                if !gets_to_the_same(&before.server, server) {
                    return Ok(Err(Refused::BadMailServer(BadMailServer::PasswordAgain)));
                }
                Some(before.with_server(server.clone()))
            }
            (Some(Outgoing { server, .. }), _) => Some(Kept::new(server.clone(), self.sealed.clone())),
        };
        kept::store(tx, account, after.as_ref()).await?;
        letter::try_at_once(tx, account, self.entry.at).await?;
        let tells = |kept: &Option<Kept>, tell: fn(&MailServer) -> String| {
            kept.as_ref().map(|kept| tell(&kept.server)).unwrap_or_default()
        };
        let tell = |what, tell: fn(&MailServer) -> String| (what, tells(&before, tell), tells(&after, tell));
        let mut changes = changed([
            tell("server", |server| format!("{}:{}", server.host, server.port)),
            tell("encryption", |server| text_of(&server.security)),
            tell("user", |server| server.user.clone()),
            tell("from", |server| format!("{} {}", server.from_name, server.from).trim().to_owned()),
        ]);
        let secret = |kept: &Option<Kept>| kept.as_ref().map(|kept| kept.password(&self.secrets, account));
        if secret(&before).unwrap_or_default() != secret(&after).unwrap_or_default() {
            // Says that the password was changed, never its value.
            changes.extend(changed([("password", String::new(), "changed".into())]));
        }
        if !changes.is_empty() {
            self.entry.keep(tx, "Mail server", changes).await?;
        }
        Ok(Ok(()))
    }

    fn announce(&self, _: &Self::Output, _: &Live) {}
}

/// Whether a password for the one is also meant for the other.
fn gets_to_the_same(one: &MailServer, other: &MailServer) -> bool {
    let way = |server: &MailServer| (server.host.clone(), server.port, server.security, server.user.clone());
    way(one) == way(other)
}

fn is_this_machine(host: &str) -> bool {
    host == "localhost" || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

fn is_plain(text: &str) -> bool {
    text.chars().count() <= MAX_SECRET && !text.chars().any(char::is_control)
}

#[cfg(test)]
mod tests {
    use super::*;
    use wire::text::BadText;

    fn server() -> MailServer {
        MailServer {
            host: " Mail.Example.ORG. ".into(),
            port: 587,
            security: Security::StartTls,
            user: " chat ".into(),
            from: "chat@example.org".into(),
            from_name: "".into(),
        }
    }

    #[test]
    fn what_is_entered_is_cleaned() {
        let outgoing = Outgoing::new(server(), "secret".into()).unwrap();
        assert_eq!(
            (outgoing.server.host.as_str(), outgoing.server.user.as_str()),
            ("mail.example.org", "chat")
        );
        let nobody = Outgoing::new(MailServer { user: String::new(), ..server() }, "secret".into()).unwrap();
        assert_eq!(nobody.password, "");
        assert!(!format!("{outgoing:?}").contains("secret"));
    }

    #[test]
    fn what_is_wrong_is_told_by_its_field() {
        let refused = |server| Outgoing::new(server, "secret".into()).unwrap_err();
        for host in [
            "",
            "mail example",
            "-mail.example",
            "http://mail.example",
            "smtp://mail.example.org/",
            "mail.example.org\0",
            "mail.example:25",
            "a..b",
        ] {
            let bad = Refused::BadMailServer(BadMailServer::Host);
            assert_eq!(refused(MailServer { host: host.into(), ..server() }), bad, "{host}");
        }
        for host in ["::1", "192.0.2.1", "localhost", "xn--bcher-kva.example"] {
            assert!(
                Outgoing::new(MailServer { host: host.into(), ..server() }, String::new()).is_ok(),
                "{host}"
            );
        }
        let port = MailServer { port: 0, ..server() };
        assert_eq!(refused(port), Refused::BadMailServer(BadMailServer::Port));
        let user = MailServer { user: "chat\r\nRSET".into(), ..server() };
        assert_eq!(refused(user), Refused::BadMailServer(BadMailServer::User));
        for from in ["chat", "chat@example.org\r\nBcc: a@b", "chat@example.org\u{7}\u{200b}<x@y>"] {
            let server = MailServer { from: from.into(), ..server() };
            assert_eq!(refused(server), Refused::BadEmail(BadText::NotAnEmail), "{from:?}");
        }
        let name = MailServer { from_name: "x".repeat(81), ..server() };
        assert_eq!(refused(name), Refused::BadName(BadText::TooLong { limit: 80 }));
    }

    #[test]
    fn a_password_goes_in_clear_to_this_machine_alone() {
        let clear = MailServer { security: Security::Nothing, ..server() };
        let refused = Outgoing::new(clear.clone(), "secret".into()).unwrap_err();
        assert_eq!(refused, Refused::BadMailServer(BadMailServer::PasswordInClear));
        for host in ["localhost", "127.0.0.1", "::1"] {
            let here = MailServer { host: host.into(), ..clear.clone() };
            assert!(Outgoing::new(here, "secret".into()).is_ok(), "{host}");
        }
        let without = MailServer { user: String::new(), ..clear };
        assert!(Outgoing::new(without, String::new()).is_ok());
    }
}
