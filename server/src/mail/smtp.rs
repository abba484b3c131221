//! Delivers one email to one mail server (RFC 5321).

use std::{error::Error, time::Duration};

use chat::{
    Switchboard,
    mail::{Letter, for_mail_servers},
};
use lettre::{
    Message,
    transport::smtp::{
        self,
        authentication::{Credentials, Mechanism},
        client::{AsyncSmtpConnection, TlsParameters},
        commands::{Data, Mail, Rcpt},
        extension::{ClientId, Extension, MailBodyParameter, MailParameter},
        response::Response,
    },
};
use wire::mail::{MailServer, Security};

use super::message;

const CONNECT: Duration = Duration::from_secs(30);
/// The time limit for signing in (RFC 5321, 4.5.3.2: five minutes for a command).
const SIGN_IN: Duration = Duration::from_secs(5 * 60);
/// The time limit for QUIT; the email is accepted by then.
const QUIT: Duration = Duration::from_secs(10);

/// Why an email was not accepted, in the mail server's words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Fault {
    /// It may be accepted later: the server cannot be reached, asks to wait, or refuses the
    /// sign-in.
    Passing(String),
    /// It will never be accepted.
    Lasting(String),
}

/// Delivers an email. Returns the server's answer.
pub(super) async fn deliver(switchboard: &Switchboard, letter: &Letter) -> Result<String, Fault> {
    let server = &letter.via.server;
    let mut connection = connect(server).await.map_err(|error| {
        Fault::Passing(format!("{}:{} could not be reached. {}", server.host, server.port, said(&error)))
    })?;
    if !server.user.is_empty() {
        sign_in(&mut connection, &server.user, &letter.via.password).await?;
    }
    let carries = carries_utf8(&connection);
    switchboard.mail_server_carries(server, carries);
    let message = message::of(letter, carries).map_err(Fault::Lasting)?;
    let answer = match send(&mut connection, &message).await {
        Ok(response) => format!("{} {}", response.code(), response.message().collect::<Vec<_>>().join(" ")),
        Err(error) if is_lasting(&error) => return Err(Fault::Lasting(said(&error))),
        Err(error) => return Err(Fault::Passing(said(&error))),
    };
    // A failed QUIT changes nothing.
    let _ = tokio::time::timeout(QUIT, connection.quit()).await;
    Ok(answer)
}

/// Whether the server supports non-ASCII addresses (RFC 6531, 3.1).
fn carries_utf8(connection: &AsyncSmtpConnection) -> bool {
    let offered = connection.server_info();
    offered.supports_feature(Extension::SmtpUtfEight) && offered.supports_feature(Extension::EightBitMime)
}

/// Like lettre's own method, but also requests SMTPUTF8 if only a header has a non-ASCII address
/// (RFC 6531, 3.4).
async fn send(connection: &mut AsyncSmtpConnection, message: &Message) -> Result<Response, smtp::Error> {
    let (envelope, bytes) = (message.envelope(), message.formatted());
    let options = match bytes.is_ascii() {
        true => Vec::new(),
        false => vec![MailParameter::SmtpUtfEight, MailParameter::Body(MailBodyParameter::EightBitMime)],
    };
    connection.command(Mail::new(envelope.from().cloned(), options)).await?;
    for to in envelope.to() {
        connection.command(Rcpt::new(to.clone(), Vec::new())).await?;
    }
    connection.command(Data).await?;
    connection.message(&bytes).await
}

async fn connect(server: &MailServer) -> Result<AsyncSmtpConnection, smtp::Error> {
    // EHLO names the domain of the sender address: a machine behind a router has no better name.
    let from = for_mail_servers(&server.from);
    let domain = from.rsplit('@').next().unwrap_or("localhost").to_owned();
    let hello = ClientId::Domain(domain);
    let tls = || TlsParameters::new_rustls(server.host.clone());
    let at_once = match server.security {
        Security::Tls => Some(tls()?),
        Security::StartTls | Security::Nothing => None,
    };
    let address = (server.host.as_str(), server.port);
    let mut connection =
        AsyncSmtpConnection::connect_tokio1(address, Some(CONNECT), &hello, at_once, None).await?;
    if server.security == Security::StartTls {
        connection.starttls(tls()?, &hello).await?;
    }
    Ok(connection)
}

async fn sign_in(connection: &mut AsyncSmtpConnection, user: &str, password: &str) -> Result<(), Fault> {
    let credentials = Credentials::new(user.to_owned(), password.to_owned());
    let mechanisms = [Mechanism::Plain, Mechanism::Login];
    match tokio::time::timeout(SIGN_IN, connection.auth(&mechanisms, &credentials)).await {
        Ok(Ok(_)) => Ok(()),
        // Passing, because the waiting emails are to be sent once the password is right.
        Ok(Err(error)) => Err(Fault::Passing(format!("Signing in as {user}: {}", said(&error)))),
        Err(_) => Err(Fault::Passing(format!("Signing in as {user} took too long."))),
    }
}

/// Whether a server's refusal concerns this email and is permanent.
fn is_lasting(error: &smtp::Error) -> bool {
    // 530 and similar codes ask for other settings (RFC 4954, 6).
    let is_ours =
        error.status().is_some_and(|code| ["530", "534", "535", "538"].contains(&&*code.to_string()));
    // What lettre itself refuses to send, it always refuses.
    (error.is_permanent() || error.is_client()) && !is_ours
}

/// The server's answer, or the error before there was one.
fn said(error: &smtp::Error) -> String {
    let mut causes = Vec::new();
    let mut cause = error.source();
    while let Some(one) = cause {
        causes.push(one.to_string());
        cause = one.source();
    }
    match error.status() {
        Some(code) => format!("{code} {}", causes.first().map_or("", String::as_str)).trim().to_owned(),
        None if causes.is_empty() => error.to_string(),
        None => causes.join(": "),
    }
}
