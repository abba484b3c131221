//! The audit log: who changed what and who came in, the newest first.

use crate::api::audit::audit_log;
use leptos::{prelude::*, task::spawn_local};
use wire::{
    AuditId,
    administration::{Action, AuditEntry, AuditPart, Change},
};

use super::fault::answer;
use crate::{
    console::local_time,
    drawn::{flag, text},
    live::Live,
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
            // Of two answers that overtook each other the one to what is asked now counts.
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
        (true, true, _) => "Loading…".into(),
        (false, true, true) => "There is nothing yet.".into(),
        (false, true, false) => "Nothing fits what you search for.".into(),
        _ => String::new(),
    });
    let choose = move |value: String| {
        let mut parts = PARTS.into_iter().map(|(one, _)| one);
        part.set(parts.find(|one| value_of(*one) == value).unwrap_or_default());
    };
    view! {
        <section class="is-wide" aria-labelledby="audit">
            <h2 id="audit">"Audit log"</h2>
            <p class="explained">
                "What administrators have changed, here and at the server's terminal, and who signed in or tried to. Passwords are not in it."
            </p>
            <div class="audit-search">
                <select aria-label="Show" on:change:target=move |event| choose(event.target().value())>
                    {PARTS.map(|(one, words)| view! { <option value=value_of(one)>{words}</option> }).into_iter().collect_view()}
                </select>
                <input
                    type="search"
                    class="panel-search"
                    aria-label="Search"
                    placeholder="Search by person, what was done, or a value"
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
                "Show more"
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
    let nobody = if action.is_about_access() { "Somebody" } else { "The terminal" };
    let by = by.unwrap_or_else(|| nobody.into());
    let changes = changes.into_iter().map(|Change { what, before, after }| {
        let is_new = before.is_empty();
        view! {
            <li>
                {what} ": "
                <del hidden=is_new>{before}</del>
                <span hidden=is_new>" → "</span>
                <ins>{if after.is_empty() { "–".to_owned() } else { after }}</ins>
            </li>
        }
    });
    view! {
        <li>
            <p>
                <b>{by}</b>
                {format!(" {} ", did(action))}
                <b>{subject}</b>
                {local_time::time(at, Signal::stored(when), text(move || words::ago(live.clock.now(), at)))}
            </p>
            <ul>{changes.collect_view()}</ul>
        </li>
    }
    .into_any()
}

const PARTS: [(AuditPart, &str); 3] = [
    (AuditPart::Everything, "Everything"),
    (AuditPart::Changes, "Changes"),
    (AuditPart::Access, "Sign-ins and attempts"),
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
        Action::AccountAdded => "added the account",
        Action::OperatorAdded => "added the operator",
        Action::OperatorChanged => "changed the operator",
        Action::PasswordSet => "gave another password to",
        Action::OperatorDeleted => "deleted the operator",
        Action::DepartmentAdded => "added the department",
        Action::DepartmentChanged => "changed the department",
        Action::DepartmentRemoved => "removed the department",
        Action::UrlRuleAdded => "added the URL rule for",
        Action::UrlRuleChanged => "changed the URL rule for",
        Action::UrlRuleMoved => "moved the URL rule for",
        Action::UrlRuleRemoved => "removed the URL rule for",
        Action::MailRuleAdded => "added the mail rule for",
        Action::MailRuleChanged => "changed the mail rule for",
        Action::MailRuleRemoved => "removed the mail rule for",
        Action::SiteAdded => "added the web site",
        Action::SiteChanged => "changed the web site",
        Action::SiteKeyChanged => "gave another key to",
        Action::SiteRemoved => "removed the web site",
        Action::SipPasswordSet => "made a SIP password for",
        Action::SipDeviceSignedOut => "signed out a SIP client of",
        Action::SignedIn => "signed in from",
        Action::SignedOut => "signed out",
        Action::SignInRefused => "tried a wrong password for",
        Action::SignInThrottled => "was kept from trying more passwords for",
        Action::SipSignedIn => "signed in with a SIP client",
        Action::SipRefused => "tried a wrong SIP password for",
        Action::PasswordResetAsked => "asked for a link to a new password for",
        Action::PasswordChangeRefused => "did not know the present password when changing it",
        Action::OperatorDeactivated => "deactivated the operator",
        Action::OperatorActivated => "activated the operator",
        Action::OperatorInvited => "invited the operator",
        Action::InvitationResent => "sent another invitation to",
        Action::InvitationRevoked => "took back the invitation of",
        Action::NotAllowed => "tried what only administrators may",
        Action::RoutingChanged
        | Action::QueueingChanged
        | Action::MailServerChanged
        | Action::PreviewsChanged => "changed",
    }
}
