//! The installation's mail server: `SWITCHBOARD_SMTP_URL` and `SWITCHBOARD_MAIL_FROM`.

use chat::{Refused, mail::Outgoing};
use clap::Args;
use url::Url;
use wire::mail::{BadMailServer, MailServer, Security};

/// How email is sent.
#[derive(Clone, Debug, Args)]
pub(crate) struct MailConfig {
    /// The mail server for the email of all accounts: smtps://USER:PASSWORD@HOST (TLS, port 465),
    /// smtp://… (STARTTLS, port 587) or smtp+plain://… (not encrypted, port 25). Without it,
    /// administrators set one up in the console. Better set as a variable: other users of this
    /// machine can see flags
    #[arg(long, env = "SWITCHBOARD_SMTP_URL", value_name = "URL", hide_env_values = true, requires = "mail_from",
          value_parser = smtp_url)]
    smtp_url: Option<SmtpUrl>,

    /// The sender address, such as chat@example.org or "Example <chat@example.org>"
    #[arg(
        long,
        env = "SWITCHBOARD_MAIL_FROM",
        value_name = "ADDRESS",
        requires = "smtp_url",
        hide_env_values = true
    )]
    mail_from: Option<String>,

    /// The seconds before a failed email is tried again. The delay doubles each time, up to six
    /// hours, for five days
    #[arg(long, env = "SWITCHBOARD_MAIL_RETRY_SECONDS", value_name = "NUMBER", default_value = "60",
          value_parser = clap::value_parser!(u32).range(1..=3600), hide_env_values = true)]
    pub(crate) mail_retry_seconds: u32,

    /// After an offline message has been sent to an address, those of the next so many seconds are
    /// sent there in one email; 0: each is sent on its own
    #[arg(long, env = "SWITCHBOARD_MAIL_GATHER_SECONDS", value_name = "NUMBER", default_value = "300",
          value_parser = clap::value_parser!(u32).range(0..=86400), hide_env_values = true)]
    pub(crate) mail_gather_seconds: u32,
}

#[derive(Clone)]
struct SmtpUrl {
    host: String,
    port: u16,
    security: Security,
    user: String,
    password: String,
}

impl std::fmt::Debug for SmtpUrl {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:{}", self.host, self.port)
    }
}

impl MailConfig {
    /// The mail server, if one is set.
    ///
    /// # Errors
    /// A sentence for the person who starts the program.
    pub(crate) fn outgoing(&self) -> Result<Option<Outgoing>, String> {
        let (Some(url), Some(from)) = (&self.smtp_url, &self.mail_from) else { return Ok(None) };
        let (from_name, from) = match from.trim().strip_suffix('>').and_then(|from| from.rsplit_once('<')) {
            Some((name, address)) => (name.trim().trim_matches('"').to_owned(), address.to_owned()),
            None => (String::new(), from.clone()),
        };
        let SmtpUrl { host, port, security, user, password } = url.clone();
        let server = MailServer { host, port, security, user, from, from_name };
        Outgoing::new(server, password).map(Some).map_err(|refused| match refused {
            Refused::BadEmail(_) => "SWITCHBOARD_MAIL_FROM takes an address of the form name@host".into(),
            Refused::BadName(_) => "SWITCHBOARD_MAIL_FROM: the name is too long".into(),
            Refused::BadMailServer(BadMailServer::PasswordInClear) => {
                "SWITCHBOARD_SMTP_URL: with smtp+plain the password would go over the network for everybody to read; \
                 take smtp:// or smtps://"
                    .into()
            }
            _ => "SWITCHBOARD_SMTP_URL: the host, the user or the password is not one".into(),
        })
    }
}

fn smtp_url(text: &str) -> Result<SmtpUrl, String> {
    let wrong =
        |what: &str| format!("SWITCHBOARD_SMTP_URL {what}, such as smtps://USER:PASSWORD@mail.example.org");
    let url = Url::parse(text).map_err(|_| wrong("takes a URL"))?;
    let security = match url.scheme() {
        "smtps" => Security::Tls,
        "smtp" => Security::StartTls,
        "smtp+plain" => Security::Nothing,
        _ => return Err(wrong("begins with smtps://, smtp:// or smtp+plain://")),
    };
    let host = url.host_str().filter(|host| !host.is_empty()).ok_or_else(|| wrong("names a host"))?;
    if !matches!(url.path(), "" | "/") || url.query().is_some() || url.fragment().is_some() {
        return Err(wrong("ends with the host, and perhaps a port"));
    }
    let decoded = |text: &str| -> String {
        url::form_urlencoded::parse(format!("v={}", text.replace('+', "%2B")).as_bytes())
            .map(|(_, value)| value.into_owned())
            .collect()
    };
    Ok(SmtpUrl {
        host: host.trim_matches(['[', ']']).to_owned(),
        port: url.port().unwrap_or(security.usual_port()),
        security,
        user: decoded(url.username()),
        password: decoded(url.password().unwrap_or_default()),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn outgoing(url: &str, from: &str) -> Result<Outgoing, String> {
        let smtp_url = Some(smtp_url(url)?);
        let config = MailConfig {
            smtp_url,
            mail_from: Some(from.into()),
            mail_retry_seconds: 60,
            mail_gather_seconds: 300,
        };
        Ok(config.outgoing()?.expect("both are given"))
    }

    #[test]
    fn a_url_says_where_how_and_as_whom() {
        let set =
            outgoing("smtps://me%40example.org:p%25a+ss%2F@mail.example.org", "Example <chat@example.org>");
        let Outgoing { server, password } = set.unwrap();
        assert_eq!((server.host.as_str(), server.port), ("mail.example.org", 465));
        assert_eq!((server.security, server.user.as_str()), (Security::Tls, "me@example.org"));
        assert_eq!((server.from.as_str(), server.from_name.as_str()), ("chat@example.org", "Example"));
        assert_eq!(password, "p%a+ss/");
        let plain = outgoing("smtp+plain://[::1]:2525", "chat@example.org").unwrap();
        assert_eq!((plain.server.host.as_str(), plain.server.port), ("::1", 2525));
        let start = outgoing("smtp://mail.example.org", "chat@example.org").unwrap();
        assert_eq!((start.server.port, start.server.security), (587, Security::StartTls));
    }

    #[test]
    fn what_is_wrong_is_told_with_its_variable() {
        for (url, from, variable) in [
            ("mail.example.org", "a@b", "SMTP_URL"),
            ("http://mail.example.org", "a@b", "SMTP_URL"),
            ("smtp://", "a@b", "SMTP_URL"),
            ("smtp://mail.example.org/x", "a@b", "SMTP_URL"),
            ("smtp+plain://me:secret@mail.example.org", "a@b", "SMTP_URL"),
            ("smtp://mail.example.org", "nobody", "MAIL_FROM"),
        ] {
            let told = outgoing(url, from).unwrap_err();
            assert!(told.contains(variable) && !told.contains("secret"), "{url}: {told}");
        }
    }
}
