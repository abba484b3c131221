//! Departments (manual A10): visitors choose one, and the request goes to its operators.

mod form;

use crate::api::departments::remove_department;
use leptos::prelude::*;
use wire::{Routing, routing::DepartmentView};

use self::form::DepartmentForm;
use super::{members::names, routing::RoutingSwitch, settings::Settings};
use crate::{
    drawn::{flag, text},
    icon,
    live::Live,
    parts::{
        dialog::{Shut, windows},
        form::{Confirm, Form},
        menu::{Item, Menu},
        panel::{Panel, gear},
        roving::{self, Roving},
        voice::Voice,
    },
    texts::{tr, tr_with},
};

/// The window that is open over the page.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Opened {
    Form(Option<DepartmentView>),
    Removing(DepartmentView),
}

impl Opened {
    fn title(&self) -> String {
        match self {
            Opened::Form(None) => tr("Add a department").into(),
            Opened::Form(Some(department)) => tr_with("The department %1", &[&department.name]),
            Opened::Removing(department) => tr_with("Remove %1?", &[&department.name]),
        }
    }
}

#[component]
pub(super) fn DepartmentsPage() -> impl IntoView {
    let settings = Settings::read();
    let opened = RwSignal::new(None::<Opened>);
    let list = settings.draw(move |now| {
        let departments = Memo::new(move |_| now.read().departments.clone());
        let roving = Roving::new(move || departments.read().iter().map(|one| one.id.0).collect());
        view! {
            <RoutingSwitch mine=Routing::Departments now settings />
            <ul class="accounts" on:keydown=roving::on_key>
                <For
                    each=move || departments.get()
                    key=|one| (one.id, one.name.clone(), one.description.clone(), one.operators.clone())
                    children=move |department| view! { <Row department opened roving /> }
                />
            </ul>
            <p class="quiet-note" hidden=flag(move || !departments.read().is_empty())>
                {tr("There is none yet. Visitors choose only among departments that have somebody in them.")}
            </p>
        }
        .into_any()
    });
    let add = Callback::new(move |()| opened.set(Some(Opened::Form(None))));
    view! {
        <Panel id="departments" title=tr("Departments") note=String::new() add>
            {list}
            {windows(
                opened,
                Opened::title,
                move |what| match what {
                    Opened::Form(seen) => view! { <DepartmentForm seen settings /> }.into_any(),
                    Opened::Removing(department) => view! { <Removing department settings /> }.into_any(),
                },
            )}
        </Panel>
    }
    .into_any()
}

#[component]
fn Row(department: DepartmentView, opened: RwSignal<Option<Opened>>, roving: Roving) -> impl IntoView {
    let live = expect_context::<Live>();
    let menu = expect_context::<Menu>();
    let id = department.id.0;
    let DepartmentView { name, description, operators, .. } = department.clone();
    let of = StoredValue::new(department);
    let edit = move || opened.set(Some(Opened::Form(Some(of.get_value()))));
    let items = move || {
        vec![
            Item::new(icon::LABEL, tr("Edit"), edit),
            Item::new(icon::CROSS, tr("Remove"), move || opened.set(Some(Opened::Removing(of.get_value())))),
        ]
    };
    let who = text(move || match names(live, &operators) {
        none if none.is_empty() => tr("Nobody").into(),
        names => names,
    });
    view! {
        <li class="account" on:contextmenu=move |event| menu.open_at(&event, items())>
            <button
                type="button"
                class="account-row is-plain"
                data-item
                tabindex=roving.tabindex(id)
                on:focus=move |_| roving.focused(id)
                on:click=move |_| edit()
            >
                <span class="account-names">
                    <span class="row-name">{name.clone()}</span>
                    <span class="row-text">{description}</span>
                </span>
                <span class="account-departments">{who}</span>
            </button>
            {gear(tr_with("Actions for %1", &[&name]), items)}
        </li>
    }
    .into_any()
}

#[component]
fn Removing(department: DepartmentView, settings: Settings) -> impl IntoView {
    let voice = expect_context::<Voice>();
    let shut = expect_context::<Shut>();
    let form = Form::new();
    let DepartmentView { id, name, .. } = department;
    let act = Callback::new(move |()| {
        let told = tr_with("%1 is removed.", &[&name]);
        form.send(remove_department(id), move |()| {
            shut.shut();
            voice.show(told);
            settings.again();
        });
    });
    view! {
        <Confirm does=tr("Remove") form act>
            {tr("Visitors cannot choose it any more. Chats that went to it stay with whom they went, under its name.")}
        </Confirm>
    }
    .into_any()
}
