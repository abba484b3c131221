//! The outgoing mail server, and a test of it.

mod trial;

use crate::api::mail::{mail_settings, set_mail_server};
use leptos::{ev::SubmitEvent, prelude::*};
use wire::mail::{KeptPassword, MailServer, MailSettings, Security};

use self::trial::Trial;
use super::settings::Known;
use crate::{
    drawn::flag,
    parts::{
        fault::{FaultOf, Field, TextField},
        form::Form,
        voice::Voice,
    },
    texts::{tr, tr_with},
};

#[component]
pub(super) fn MailPage() -> impl IntoView {
    let settings = Known::by(|| Box::pin(mail_settings()));
    settings.draw(move |now| {
        let first = now.get_untracked();
        let is_set_up = flag(move || now.read().server.is_some());
        let form = match first.is_installations {
            true => view! { <Installations now=first /> }.into_any(),
            false => view! { <ServerForm now=first settings /> }.into_any(),
        };
        view! {
            <section aria-labelledby="mail">
                <h2 id="mail">{tr("E-mail")}</h2>
                {form}
                <Trial is_set_up />
            </section>
        }
        .into_any()
    })
}

/// Settings of the whole installation are read-only here.
#[component]
fn Installations(now: MailSettings) -> impl IntoView {
    let told = now.server.map(|server| {
        let MailServer { host, port, from, .. } = server;
        tr_with(
            "E-mail goes out through %1, from %2. Whoever runs this server has set that for all accounts.",
            &[&format!("{host}:{port}"), &from],
        )
    });
    view! { <p class="explained">{told}</p> }.into_any()
}

#[component]
fn ServerForm(now: MailSettings, settings: Known<MailSettings>) -> impl IntoView {
    let voice = expect_context::<Voice>();
    let MailSettings { server, password: kept_password, .. } = now;
    let kept = RwSignal::new(server.clone());
    let kept_password = RwSignal::new(kept_password);
    let security = RwSignal::new(server.as_ref().map(|server| server.security).unwrap_or_default());
    let port = server.as_ref().map_or(Security::default().usual_port(), |server| server.port);
    let part = |part: fn(MailServer) -> String| RwSignal::new(server.clone().map(part).unwrap_or_default());
    let (host, user) = (part(|server| server.host), part(|server| server.user));
    let (from, from_name) = (part(|server| server.from), part(|server| server.from_name));
    let (port, password) = (RwSignal::new(port.to_string()), RwSignal::new(String::new()));
    let form = Form::new();
    let send = move |server: Option<MailServer>| {
        // There is no password without a user. An empty field keeps the stored one.
        let given = password.get_untracked();
        let changes = server.as_ref().is_none_or(|server| server.user.trim().is_empty()) || !given.is_empty();
        let asked = set_mail_server(kept.get_untracked(), server.clone(), changes.then_some(given.clone()));
        form.send(asked, move |()| {
            let is_there = server.is_some();
            password.try_set(String::new());
            settings.again();
            voice.show(if is_there { tr("Saved.") } else { tr("E-mail is switched off.") }.into());
        });
    };
    // Shows the values as the server normalised them: the next change must state the version that
    // was seen.
    Effect::new(move |_| {
        if let Some(now) = settings.now() {
            kept.set(now.server);
            kept_password.set(now.password);
        }
    });
    let save = move |event: SubmitEvent| {
        event.prevent_default();
        send(Some(MailServer {
            host: host.get_untracked(),
            // Anything that is not a port is rejected like 0.
            port: port.read_untracked().trim().parse().unwrap_or_default(),
            security: security.get_untracked(),
            user: user.get_untracked(),
            from: from.get_untracked(),
            from_name: from_name.get_untracked(),
        }));
    };
    let choose = move |chosen: Security| {
        if port.read_untracked().trim() == security.get_untracked().usual_port().to_string() {
            port.set(chosen.usual_port().to_string());
        }
        security.set(chosen);
    };
    let faults = form.faults;
    view! {
        <p class="explained">
            {tr(
                "The mail server that takes your e-mail for delivery: your provider calls it outgoing server, or SMTP server. Off-line messages \
                 and transcripts go through it.",
            )}
        </p>
        <form class="stacked is-page" novalidate on:submit=save>
            <div class="pair">
                <div>
                    <TextField field=Field::Host label=tr("Server") kind="text" more=tr("Such as mail.example.org") value=host faults />
                </div>
                <div>
                    <TextField field=Field::Port label=tr("Port") kind="text" value=port faults />
                </div>
            </div>
            <label class="field">
                <span>{tr("Encryption")}</span>
                <select on:change:target=move |event| {
                    let value = event.target().value();
                    choose(Security::ALL.into_iter().find(|one| named(*one).0 == value).unwrap_or_default());
                }>
                    {Security::ALL
                        .map(|one| {
                            let (value, words) = named(one);
                            view! {
                                <option value=value selected={one == security.get_untracked()}>
                                    {words}
                                </option>
                            }
                        })
                        .into_iter()
                        .collect_view()}
                </select>
            </label>
            <div class="pair">
                <div>
                    <TextField field=Field::User label=tr("User") kind="text" more=tr("Often the e-mail address; empty: without signing in") value=user faults />
                </div>
                <div>
                    <TextField field=Field::Password label=tr("Password") kind="password" value=password faults />
                </div>
            </div>
            <p class="quiet-note" hidden=flag(move || kept_password.get() != KeptPassword::Kept)>
                {tr("A password is kept, and shown to nobody. Leave the field empty to keep it.")}
            </p>
            <p class="field-error" hidden=flag(move || kept_password.get() != KeptPassword::Unreadable)>
                {tr("The password that is kept cannot be read any more: this server has another key. Enter it again; until then no e-mail goes out.")}
            </p>
            <div class="pair">
                <div>
                    <TextField field=Field::Email label=tr("From") kind="email" more=tr("The address that e-mail comes from") value=from faults />
                </div>
                <div>
                    <TextField field=Field::Name label=tr("Name") kind="text" more=tr("Beside that address; empty: your account's name") value=from_name faults />
                </div>
            </div>
            <FaultOf field=Field::Whole faults />
            <div class="page-buttons">
                <button type="submit" class="button is-main" disabled=form.is_busy()>
                    {tr("Save")}
                </button>
                <button
                    type="button"
                    class="button"
                    hidden=flag(move || kept.read().is_none())
                    disabled=form.is_busy()
                    on:click=move |_| send(None)
                >
                    {tr("Switch e-mail off")}
                </button>
            </div>
        </form>
    }
    .into_any()
}

fn named(security: Security) -> (&'static str, &'static str) {
    match security {
        Security::StartTls => ("start-tls", tr("STARTTLS (usually port 587)")),
        Security::Tls => ("tls", tr("TLS from the start (usually port 465)")),
        Security::Nothing => ("nothing", tr("None: only to a server on this machine or in your own network")),
    }
}
