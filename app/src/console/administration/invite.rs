//! Inviting colleagues by email, or by a link where no email is configured.

use crate::api::invitations::{How, Invited, invite_operators};
use leptos::{ev::SubmitEvent, prelude::*};
use wire::Role;

use super::{operators::person::RoleField, settings::Settings, sites::area::AreaField, ticks::Ticks};
use crate::{
    drawn::{flag, part},
    icon::{self, icon},
    live::Live,
    parts::{
        copy::ToCopy,
        fault::Field,
        form::{Form, PageButton},
    },
    texts::{tr, tr_with},
};

#[component]
pub(super) fn InviteForm(
    /// Called when the server has answered.
    sent: Callback<()>,
) -> impl IntoView {
    let has_fees = expect_context::<Live>().desk.has_fees;
    let settings = Settings::read();
    let departments = Memo::new(move |_| {
        let departments = settings.now().map(|settings| settings.departments).unwrap_or_default();
        departments.into_iter().map(|one| (one.id, one.name)).collect::<Vec<_>>()
    });
    let addresses = RwSignal::new(String::new());
    let role = RwSignal::new(Role::Normal);
    let chosen = RwSignal::new(Vec::new());
    let results = RwSignal::new(Vec::<Invited>::new());
    let form = Form::new();
    let invite = move |event: SubmitEvent| {
        event.prevent_default();
        let asked = invite_operators(addresses.get_untracked(), role.get_untracked(), chosen.get_untracked());
        form.send(asked, move |all: Vec<Invited>| {
            // Rejected addresses stay in the field to be corrected.
            let refused = all.iter().filter(|one| matches!(one.how, How::Refused(_)));
            let again = refused.map(|one| one.email.as_str()).collect::<Vec<_>>().join("\n");
            addresses.try_set(again);
            results.try_set(all);
            sent.run(());
        });
    };
    let told = part(move || results.get().into_iter().map(outcome).collect_view().into_any());
    view! {
        <form class="stacked is-page" novalidate on:submit=invite>
            <p>
                {tr(
                    "Each gets a link by which they choose a password; it is good for once, and for seven days. It goes out by e-mail, or is shown here if \
                     e-mail is not set up.",
                )}
                <span hidden=flag(move || !has_fees.get())>" " {tr("Their accounts have their fee from their first password on.")}</span>
            </p>
            <AreaField field=Field::Email label=tr("E-mail addresses") more=tr("One a line") value=addresses faults=form.faults />
            <RoleField role />
            <Ticks legend=tr("Departments") all=departments chosen />
            <PageButton does=tr("Invite") form />
        </form>
        <ul class="invited" aria-live="polite">
            {told}
        </ul>
    }
    .into_any()
}

fn outcome(Invited { email, how }: Invited) -> AnyView {
    match how {
        How::ByMail => view! {
            <li>
                <p class="is-good">{icon(icon::CHECK)} " " {tr_with("%1 is invited: an e-mail is on its way.", &[&email])}</p>
            </li>
        }
        .into_any(),
        How::ByLink(link) => view! {
            <li>
                <p>{tr_with("%1 is invited. Give them this link; it is shown only now:", &[&email])}</p>
                <ToCopy label=tr("Link") it=tr("The link") value=link is_first=false />
            </li>
        }
        .into_any(),
        How::Refused(words) => view! {
            <li>
                <p class="field-error">{tr_with("%1: %2", &[&email, &words])}</p>
            </li>
        }
        .into_any(),
    }
}
