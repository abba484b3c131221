//! The audit log: who changed what and who signed in, newest first.

mod values;

use crate::api::audit::audit_log;
use leptos::{prelude::*, task::spawn_local};
use wire::{
    AuditId,
    administration::{Action, AuditEntry, AuditPart, Change},
};

use crate::{
    console::local_time,
    drawn::{flag, text},
    live::Live,
    parts::{around::around, fault::answer},
    texts::{tr, tr_later, tr_with},
    words,
};

#[component]
pub(super) fn AuditPage() -> impl IntoView {
    let (part, search) = (RwSignal::new(AuditPart::default()), RwSignal::new(String::new()));
    let entries = RwSignal::new(Vec::<AuditEntry>::new());
    let has_more = RwSignal::new(false);
    let fault = RwSignal::new(String::new());
    let is_loading = RwSignal::new(true);
    let load = move |before: Option<AuditId>| {
        let wanted = (part.get_untracked(), search.get_untracked());
        is_loading.set(true);
        spawn_local(async move {
            let page = answer(audit_log(wanted.0, wanted.1.clone(), before).await);
            // If two answers overtake each other, the one to the current question counts.
            if part.try_get_untracked().zip(search.try_get_untracked()) != Some(wanted) {
                return;
            }
            is_loading.set(false);
            match page {
                Ok((page, more)) => {
                    fault.set(String::new());
                    has_more.set(more);
                    entries.update(|entries| {
                        if before.is_none() {
                            entries.clear();
                        }
                        entries.extend(page);
                    });
                }
                Err(why) => fault.set(why.words),
            }
        });
    };
    Effect::new(move |_| {
        part.track();
        search.track();
        load(None);
    });
    let state = text(move || match (is_loading.get(), entries.read().is_empty(), search.read().is_empty()) {
        (true, true, _) => tr("Loading…").into(),
        (false, true, true) => tr("There is nothing yet.").into(),
        (false, true, false) => tr("Nothing fits what you search for.").into(),
        _ => String::new(),
    });
    let choose = move |value: String| {
        let mut parts = PARTS.into_iter().map(|(one, _)| one);
        part.set(parts.find(|one| value_of(*one) == value).unwrap_or_default());
    };
    view! {
        <section class="is-wide" aria-labelledby="audit">
            <h2 id="audit">{tr("Audit log")}</h2>
            <p class="explained">
                {tr("What administrators have changed, here and at the server's terminal, and who signed in or tried to. Passwords are not in it.")}
            </p>
            <div class="audit-search">
                <select aria-label=tr("Show") on:change:target=move |event| choose(event.target().value())>
                    {PARTS.map(|(one, words)| view! { <option value=value_of(one)>{tr(words)}</option> }).into_iter().collect_view()}
                </select>
                <input
                    type="search"
                    class="panel-search"
                    aria-label=tr("Search")
                    placeholder=tr("Search by person, what was done, or a value")
                    on:input:target=move |event| search.set(event.target().value())
                />
            </div>
            <p class="field-error" role="alert">
                {text(move || fault.get())}
            </p>
            <ol class="audit">
                <For each=move || entries.get() key=|entry| entry.id children=|entry| view! { <Line entry /> } />
            </ol>
            <p class="quiet-note" role="status">
                {state}
            </p>
            <button
                type="button"
                class="button"
                hidden=flag(move || !has_more.get())
                on:click=move |_| load(entries.with_untracked(|entries| entries.last().map(|entry| entry.id)))
            >
                {tr("Show more")}
            </button>
        </section>
    }
    .into_any()
}

#[component]
fn Line(entry: AuditEntry) -> impl IntoView {
    let live = expect_context::<Live>();
    let AuditEntry { at, by, action, subject, changes, .. } = entry;
    let when = local_time::in_full(live.clock.read(), at);
    let nobody = match action {
        Action::RetentionApplied => tr("The retention"),
        _ if action.is_about_access() => tr("Somebody"),
        _ => tr("The terminal"),
    };
    let by = by.unwrap_or_else(|| nobody.into());
    let sites: Vec<_> =
        live.desk.sites.with_untracked(|all| all.iter().map(|site| site.name.clone()).collect());
    let subject = values::subject(action, &subject, &sites);
    let changes = changes.into_iter().map(move |Change { what, before, after }| {
        let [before, after] = [before, after].map(|stored| values::value(&what, &stored, &sites));
        let is_new = before.is_empty();
        view! {
            <li>
                {tr_with("%1:", &[&values::named(&what)])} " "
                <del hidden=is_new>{before}</del>
                <span hidden=is_new>" → "</span>
                <ins>{if after.is_empty() { "–".to_owned() } else { after }}</ins>
            </li>
        }
    });
    let [before, between, behind] = around(did(action));
    let space = if subject.is_empty() { " " } else { "" };
    view! {
        <li>
            <p>
                {before} <b>{by}</b> {between} <b>{subject}</b> {behind} {space}
                {local_time::time(at, Signal::stored(when), text(move || words::ago(live.clock.now(), at)))}
            </p>
            <ul>{changes.collect_view()}</ul>
        </li>
    }
    .into_any()
}

const PARTS: [(AuditPart, &str); 3] = [
    (AuditPart::Everything, tr_later("Everything")),
    (AuditPart::Changes, tr_later("Changes")),
    (AuditPart::Access, tr_later("Sign-ins and attempts")),
];

fn value_of(part: AuditPart) -> &'static str {
    match part {
        AuditPart::Everything => "everything",
        AuditPart::Changes => "changes",
        AuditPart::Access => "access",
    }
}

fn did(action: Action) -> &'static str {
    match action {
        Action::AccountAdded => tr("%1 added the account %2"),
        Action::OperatorAdded => tr("%1 added the operator %2"),
        Action::OperatorChanged => tr("%1 changed the operator %2"),
        Action::PasswordSet => tr("%1 gave another password to %2"),
        Action::OperatorDeleted => tr("%1 deleted the operator %2"),
        Action::DepartmentAdded => tr("%1 added the department %2"),
        Action::DepartmentChanged => tr("%1 changed the department %2"),
        Action::DepartmentRemoved => tr("%1 removed the department %2"),
        Action::TagAdded => tr("%1 added the tag %2"),
        Action::TagChanged => tr("%1 changed the tag %2"),
        Action::TagMerged => tr("%1 merged the tag %2 into another one"),
        Action::TagRemoved => tr("%1 removed the tag %2"),
        Action::UrlRuleAdded => tr("%1 added the URL rule for %2"),
        Action::UrlRuleChanged => tr("%1 changed the URL rule for %2"),
        Action::UrlRuleMoved => tr("%1 moved the URL rule for %2"),
        Action::UrlRuleRemoved => tr("%1 removed the URL rule for %2"),
        Action::MailRuleAdded => tr("%1 added the mail rule for %2"),
        Action::MailRuleChanged => tr("%1 changed the mail rule for %2"),
        Action::MailRuleRemoved => tr("%1 removed the mail rule for %2"),
        Action::SiteAdded => tr("%1 added the web site %2"),
        Action::SiteChanged => tr("%1 changed the web site %2"),
        Action::SiteKeyChanged => tr("%1 gave another key to %2"),
        Action::SiteRemoved => tr("%1 removed the web site %2"),
        Action::SipPasswordSet => tr("%1 made a SIP password for %2"),
        Action::SipDeviceSignedOut => tr("%1 signed out a SIP client of %2"),
        Action::SignedIn => tr("%1 signed in from %2"),
        Action::SignedOut => tr("%1 signed out"),
        Action::SignInRefused => tr("%1 tried a wrong password for %2"),
        Action::SignInThrottled => tr("%1 was kept from trying more passwords for %2"),
        Action::SipSignedIn => tr("%1 signed in with a SIP client"),
        Action::SipRefused => tr("%1 tried a wrong SIP password for %2"),
        Action::PasswordResetAsked => tr("%1 asked for a link to a new password for %2"),
        Action::PasswordChangeRefused => tr("%1 did not know the present password when changing it"),
        Action::OperatorDeactivated => tr("%1 deactivated the operator %2"),
        Action::OperatorActivated => tr("%1 activated the operator %2"),
        Action::OperatorInvited => tr("%1 invited the operator %2"),
        Action::InvitationResent => tr("%1 sent another invitation to %2"),
        Action::InvitationRevoked => tr("%1 took back the invitation of %2"),
        Action::BanAdded => tr("%1 banned %2"),
        Action::TranscriptSent => tr("%1 sent a chat by e-mail to %2"),
        Action::BanLifted => tr("%1 lifted the ban on %2"),
        Action::RetentionChanged => tr("%1 changed the rules: %2"),
        Action::RetentionApplied => tr("%1 erased what was too old on %2"),
        Action::VisitorErased => tr("%1 erased the visitor %2"),
        Action::VisitorExported => tr("%1 exported everything about the visitor %2"),
        Action::ReportSaved => tr("%1 saved a table of a report: %2"),
        Action::NotAllowed => tr("%1 tried what only administrators may"),
        Action::RoutingChanged
        | Action::QueueingChanged
        | Action::MailServerChanged
        | Action::BansChanged
        | Action::RedactionChanged
        | Action::PreviewsChanged => tr("%1 changed %2"),
    }
}
