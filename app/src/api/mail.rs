//! Email: the outgoing server, and who receives offline messages (manual A11).

use leptos::{
    prelude::*,
    server_fn::codec::{PostUrl, Postcard},
};
use wire::{
    DepartmentId, MailRuleId, OperatorId, SiteId,
    mail::{LetterView, MailRuleView, MailServer, MailSettings},
};

use super::fault::Fault;

#[server(name = GetMail, prefix = "/api", endpoint = "mail", input = PostUrl, output = Postcard)]
pub(crate) async fn mail_settings() -> Result<Result<MailSettings, Fault>, ServerFnError> {
    use crate::request;

    let settings = request::switchboard()?.mail_settings(&request::who()?).await;
    request::outcome(settings, "reading how e-mail goes out")
}

#[server(prefix = "/api", endpoint = "remove_mail_rule", input = Postcard, output = Postcard)]
pub(crate) async fn remove_mail_rule(id: MailRuleId) -> Result<Result<(), Fault>, ServerFnError> {
    use crate::request;

    let removed = request::switchboard()?.remove_mail_rule(&request::who()?, id).await;
    request::outcome(removed, "removing a mail rule")
}

/// Adds a rule, or changes the version that the caller saw.
#[server(prefix = "/api", endpoint = "save_mail_rule", input = Postcard, output = Postcard)]
pub(crate) async fn save_mail_rule(
    seen: Option<MailRuleView>,
    site: Option<SiteId>,
    department: Option<DepartmentId>,
    operators: Vec<OperatorId>,
    addresses: Vec<String>,
) -> Result<Result<(), Fault>, ServerFnError> {
    use crate::request;

    let rule = chat::mail::MailRule { site, department, operators, addresses };
    let saved = request::switchboard()?.save_mail_rule(&request::who()?, seen, rule).await;
    request::outcome(saved, "saving a mail rule").map(|saved| saved.map(|_| ()))
}

/// Sets or clears the mail server, unless someone else has changed it in the meantime. Without a
/// password the stored one is kept.
#[server(prefix = "/api", endpoint = "set_mail_server", input = Postcard, output = Postcard)]
pub(crate) async fn set_mail_server(
    seen: Option<MailServer>,
    server: Option<MailServer>,
    password: Option<String>,
) -> Result<Result<(), Fault>, ServerFnError> {
    use crate::request;
    use chat::mail::PasswordChange;

    let password = password.map_or(PasswordChange::Keep, PasswordChange::Set);
    let set = request::switchboard()?.set_mail_server(&request::who()?, seen, server, password).await;
    request::outcome(set, "setting how e-mail goes out")
}

/// Sends a test message and waits for the mail server's reply.
#[server(prefix = "/api", endpoint = "try_mail", input = Postcard, output = Postcard)]
pub(crate) async fn try_mail(to: String) -> Result<Result<LetterView, Fault>, ServerFnError> {
    use crate::request;

    let tried = request::switchboard()?.try_mail(&request::who()?, &to).await;
    request::outcome(tried, "sending a test message")
}
