//! The *Chat Operators* panel (manual A1–A7): every operator's account, and what can be done with
//! it.
//!
//! | module | holds |
//! |---|---|
//! | [`opened`] | which window is open over the panel |
//! | [`adding`] | a new account |
//! | [`profile`] | an account's details, its password, its SIP Info |
//! | [`person`] | the fields that these two share |
//! | [`activity`] | deactivating and reactivating an account |
//! | [`invitation`] | inviting colleagues, and resending an invitation |
//! | [`password`] | a generated password, shown once |

mod activity;
mod adding;
mod invitation;
mod opened;
mod password;
pub(crate) mod person;
mod profile;

use leptos::prelude::*;
use wire::colleague::Colleague;

use self::{
    activity::Activity,
    adding::Adding,
    invitation::{Inviting, NewLink, send_again},
    opened::Opened,
    password::NewPassword,
    profile::Profile,
};
use super::{fees::FeeLine, window_form::confirm};
use crate::{
    api::{invitations::revoke_invitation, operators::delete_operator},
    console::rail::PresenceMark,
    drawn::text,
    icon,
    live::Live,
    parts::{
        dialog::windows,
        menu::Item,
        panel::{ListPage, Row, gear, rows, search_field},
        roving::Roving,
        voice::Voice,
    },
    place::{Place, Topic},
    texts::{tr, tr_count, tr_with},
    words,
};

#[component]
pub(super) fn OperatorsPage() -> impl IntoView {
    let live = expect_context::<Live>();
    let opened = RwSignal::new(None::<Opened>);
    let search = RwSignal::new(String::new());
    let found = Memo::new(move |_| {
        let search = search.read().trim().to_lowercase();
        let fits = |one: &&Colleague| {
            [&one.name, &one.login]
                .into_iter()
                .chain(&one.departments)
                .any(|text| text.to_lowercase().contains(&search))
        };
        live.desk.colleagues.with(|all| all.iter().filter(fits).cloned().collect::<Vec<_>>())
    });
    let ways = move || {
        let to = |picture, name, place: Place| Item::new(picture, name, move || live.go(place));
        vec![
            to(icon::VISITORS, tr("Web sites"), Place::Administration(Topic::Sites)),
            to(icon::JOIN, tr("Departments"), Place::Administration(Topic::Departments)),
            to(icon::CANNED, tr("Canned responses"), Place::Administration(Topic::Canned)),
            to(icon::INBOX, tr("Off-line messages"), Place::Administration(Topic::OffLine)),
            to(icon::LINK, tr("URL routing"), Place::Administration(Topic::Urls)),
            to(icon::CLOCK, tr("Queueing"), Place::Administration(Topic::Queueing)),
        ]
    };
    let count = text(move || {
        live.desk.colleagues.with(|all| {
            let mut counts = vec![tr_count(all.len(), "%1 account", "%1 accounts")];
            let so_many = |which: fn(&Colleague) -> bool| all.iter().filter(|one| which(one)).count();
            let inactive = so_many(|one| !one.is_active);
            if inactive > 0 {
                counts.push(tr_with("%1 deactivated", &[&inactive]));
            }
            let invited = so_many(is_invited);
            if invited > 0 {
                counts.push(tr_with("%1 invited", &[&invited]));
            }
            counts.join(", ")
        })
    });
    let add = Callback::new(move |()| opened.set(Some(Opened::Adding)));
    let gear = gear(tr("Panel menu").into(), ways);
    let end = view! {
        <button type="button" class="button" on:click=move |_| opened.set(Some(Opened::Inviting))>
            {tr("Invite")}
        </button>
        {gear}
    }
    .into_any();
    let rows = rows(
        found,
        |one| one.id.0,
        |one| {
            let state = (one.is_active, one.is_invited);
            (one.id, one.name.clone(), one.login.clone(), one.role, one.departments.clone(), state)
        },
        Signal::stored(tr("Nobody fits what you search for.").to_owned()),
        move |colleague, roving| row(colleague, opened, roving),
    );
    let windows = windows(opened, Opened::title, move |what| inside(what, opened));
    view! {
        <ListPage id="operators" title=tr("Chat Operators") note=count add end windows>
            <FeeLine />
            {search_field(tr("Search by name, address or department"), search)}
            {rows}
        </ListPage>
    }
    .into_any()
}

fn inside(what: Opened, opened: RwSignal<Option<Opened>>) -> AnyView {
    match what {
        Opened::Adding => view! { <Adding opened /> }.into_any(),
        Opened::Profile(colleague) => view! { <Profile colleague opened at_sip_info=false /> }.into_any(),
        Opened::Activity(colleague) => view! { <Activity colleague /> }.into_any(),
        Opened::Deleting(Colleague { id, name, login, .. }) => confirm(
            tr("Delete"),
            tr_with(
                "%1 is signed out at once, and cannot sign in any more; the seat is free. Open chats go back to the requests. \
                 What was said and noted stays, under the same name. This cannot be taken back.",
                &[&login],
            ),
            tr_with("%1 is deleted.", &[&name]),
            move || delete_operator(id),
            || (),
        ),
        Opened::SipInfo(colleague) => view! { <Profile colleague opened at_sip_info=true /> }.into_any(),
        Opened::Inviting => view! { <Inviting /> }.into_any(),
        Opened::Revoking(Colleague { id, login, .. }) => confirm(
            tr("Take it back"),
            tr_with(
                "%1 cannot come by the link any more, and the seat is free. You can invite the same address again.",
                &[&login],
            ),
            tr_with("The invitation of %1 is taken back.", &[&login]),
            move || revoke_invitation(id),
            || (),
        ),
        Opened::Link(_, link) => view! { <NewLink link /> }.into_any(),
        Opened::Password(_, password) => view! { <NewPassword password /> }.into_any(),
    }
}

fn is_invited(colleague: &Colleague) -> bool {
    colleague.is_invited && colleague.is_active
}

fn row(colleague: Colleague, opened: RwSignal<Option<Opened>>, roving: Roving) -> AnyView {
    let live = expect_context::<Live>();
    let voice = expect_context::<Voice>();
    let id = colleague.id;
    let status = Signal::derive(move || live.desk.status_of(id));
    let Colleague { name, login, role, departments, is_active, .. } = colleague.clone();
    let is_invited = is_invited(&colleague);
    let presence = text(move || match is_invited {
        true => tr("Invited").into(),
        false => words::colleague(is_active, status.get()).into(),
    });
    let departments = departments.join(", ");
    let of = StoredValue::new(colleague);
    let profile = move || opened.set(Some(Opened::Profile(of.get_value())));
    let open = Callback::new(move |()| profile());
    let items = Callback::new(move |()| {
        if is_invited {
            return vec![
                Item::new(icon::LABEL, tr("Edit profile"), profile),
                Item::new(icon::MAIL, tr("Send the invitation again"), move || {
                    send_again(of.get_value(), opened, voice)
                }),
                Item::new(icon::CROSS, tr("Take the invitation back"), move || {
                    opened.set(Some(Opened::Revoking(of.get_value())));
                }),
            ];
        }
        let mut items = vec![
            Item::new(icon::LABEL, tr("Edit profile"), profile),
            Item::new(icon::KEY, tr("SIP Info"), move || opened.set(Some(Opened::SipInfo(of.get_value())))),
        ];
        let is_other = live.desk.me.read_untracked().id != id;
        if is_other {
            let (picture, name) =
                if is_active { (icon::OFF_LINE, tr("Deactivate")) } else { (icon::CHECK, tr("Activate")) };
            items.push(Item::new(picture, name, move || opened.set(Some(Opened::Activity(of.get_value())))));
        }
        items.push(Item::new(icon::CROSS, tr("Delete"), move || {
            opened.set(Some(Opened::Deleting(of.get_value())))
        }));
        if is_other && is_active {
            items.push(Item::new(icon::TALK, tr("Start Chat"), move || live.colleagues.talk(id)));
        }
        items
    });
    view! {
        <Row id=id.0 name=name.clone() roving open items class="account-row">
            <PresenceMark status />
            <span class="account-names">
                <span class="row-name">{name}</span>
                <span class="row-text">{login}</span>
            </span>
            <span class="account-role">{words::role(role)}</span>
            <span class="account-presence">{presence}</span>
            <span class="account-departments">{departments}</span>
        </Row>
    }
    .into_any()
}
