//! The *Chat Operators* panel (manual A1–A7): every operator's account, and what can be done with it.
//!
//! | module | holds |
//! |---|---|
//! | [`opened`] | which window is open over the panel |
//! | [`adding`] | a new account |
//! | [`profile`] | the details of one, another password, the SIP Info |
//! | [`person`] | the fields that these two share |
//! | [`activity`] | deactivating one, and activating it again |
//! | [`deleting`] | taking one away |
//! | [`invitation`] | colleagues are invited, again if need be |
//! | [`password`] | a password that was made for somebody, shown once |

mod activity;
mod adding;
mod deleting;
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
    deleting::Deleting,
    invitation::{Inviting, NewLink, Revoking, send_again},
    opened::Opened,
    password::NewPassword,
    person::role_name,
    profile::Profile,
};
use super::fees::FeeLine;
use crate::{
    console::rail::PresenceMark,
    drawn::{flag, text},
    icon,
    live::Live,
    parts::{
        dialog::windows,
        menu::{Item, Menu},
        panel::{Panel, gear},
        roving::{self, Roving},
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
    let roving = Roving::new(move || found.read().iter().map(|one| one.id.0).collect());
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
    view! {
        <Panel id="operators" title=tr("Chat Operators") note=count add end>
            <FeeLine />
            <input
                type="search"
                class="panel-search"
                aria-label=tr("Search")
                placeholder=tr("Search by name, address or department")
                on:input:target=move |event| search.set(event.target().value())
            />
            <ul class="accounts" on:keydown=roving::on_key>
                <For
                    each=move || found.get()
                    key=|one| {
                        (
                            one.id,
                            one.name.clone(),
                            one.login.clone(),
                            one.role,
                            one.departments.clone(),
                            (one.is_active, one.is_invited),
                        )
                    }
                    children=move |colleague| view! { <Row colleague opened roving /> }
                />
            </ul>
            <p class="quiet-note" hidden=flag(move || !found.read().is_empty())>
                {tr("Nobody fits what you search for.")}
            </p>
            {windows(opened, Opened::title, move |what| inside(what, opened))}
        </Panel>
    }
    .into_any()
}

fn inside(what: Opened, opened: RwSignal<Option<Opened>>) -> AnyView {
    match what {
        Opened::Adding => view! { <Adding opened /> }.into_any(),
        Opened::Profile(colleague) => view! { <Profile colleague opened at_sip_info=false /> }.into_any(),
        Opened::Activity(colleague) => view! { <Activity colleague /> }.into_any(),
        Opened::Deleting(colleague) => view! { <Deleting colleague /> }.into_any(),
        Opened::SipInfo(colleague) => view! { <Profile colleague opened at_sip_info=true /> }.into_any(),
        Opened::Inviting => view! { <Inviting /> }.into_any(),
        Opened::Revoking(colleague) => view! { <Revoking colleague /> }.into_any(),
        Opened::Link(_, link) => view! { <NewLink link /> }.into_any(),
        Opened::Password(_, password) => view! { <NewPassword password /> }.into_any(),
    }
}

/// Whether they may come and have not yet.
fn is_invited(colleague: &Colleague) -> bool {
    colleague.is_invited && colleague.is_active
}

#[component]
fn Row(colleague: Colleague, opened: RwSignal<Option<Opened>>, roving: Roving) -> impl IntoView {
    let live = expect_context::<Live>();
    let menu = expect_context::<Menu>();
    let voice = expect_context::<Voice>();
    let id = colleague.id;
    let status = Signal::derive(move || {
        live.desk.colleagues.with(|all| all.iter().find(|one| one.id == id).and_then(|one| one.status))
    });
    let Colleague { name, login, role, departments, is_active, .. } = colleague.clone();
    let is_invited = is_invited(&colleague);
    let presence = text(move || match is_invited {
        true => tr("Invited").into(),
        false => words::colleague(is_active, status.get()).into(),
    });
    let departments = departments.join(", ");
    let of = StoredValue::new(colleague);
    let profile = move || opened.set(Some(Opened::Profile(of.get_value())));
    let items = move || {
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
    };
    view! {
        <li class="account" on:contextmenu=move |event| menu.open_at(&event, items())>
            <button
                type="button"
                class="account-row"
                data-item
                tabindex=roving.tabindex(id.0)
                on:focus=move |_| roving.focused(id.0)
                on:click=move |_| profile()
            >
                <PresenceMark status />
                <span class="account-names">
                    <span class="row-name">{name.clone()}</span>
                    <span class="row-text">{login}</span>
                </span>
                <span class="account-role">{role_name(role)}</span>
                <span class="account-presence">{presence}</span>
                <span class="account-departments">{departments}</span>
            </button>
            {gear(tr_with("Actions for %1", &[&name]), items)}
        </li>
    }
    .into_any()
}
