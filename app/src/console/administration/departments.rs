//! Departments (manual A10): visitors choose one, and their request goes to its operators.

mod form;

use crate::api::departments::remove_department;
use leptos::prelude::*;
use wire::{Routing, routing::DepartmentView};

use self::form::DepartmentForm;
use super::{members::names, routing::RoutingSwitch, settings::Settings, window_form::confirm};
use crate::{
    drawn::text,
    icon,
    live::Live,
    parts::{
        dialog::windows,
        menu::Item,
        panel::{ListPage, Opened, Row, rows},
        roving::Roving,
    },
    texts::{tr, tr_with},
};

fn title(what: &Opened<DepartmentView>) -> String {
    match what {
        Opened::Form(None) => tr("Add a department").into(),
        Opened::Form(Some(department)) => tr_with("The department %1", &[&department.name]),
        Opened::Removing(department) => tr_with("Remove %1?", &[&department.name]),
    }
}

#[component]
pub(super) fn DepartmentsPage() -> impl IntoView {
    let settings = Settings::read();
    let opened = RwSignal::new(None::<Opened<DepartmentView>>);
    let list = settings.draw(move |now| {
        let departments = Memo::new(move |_| now.read().departments.clone());
        let none =
            tr("There is none yet. Visitors choose only among departments that have somebody in them.");
        let rows = rows(
            departments,
            |one| one.id.0,
            |one| (one.id, one.name.clone(), one.description.clone(), one.operators.clone()),
            Signal::stored(none.to_owned()),
            move |department, roving| row(department, opened, roving),
        );
        view! {
            <RoutingSwitch mine=Routing::Departments now settings />
            {rows}
        }
        .into_any()
    });
    let add = Callback::new(move |()| opened.set(Some(Opened::Form(None))));
    let windows = windows(opened, title, move |what| match what {
        Opened::Form(seen) => view! { <DepartmentForm seen settings /> }.into_any(),
        Opened::Removing(DepartmentView { id, name, .. }) => confirm(
            tr("Remove"),
            tr(
                "Visitors cannot choose it any more. Chats that went to it stay with whom they went, under its name.",
            ),
            tr_with("%1 is removed.", &[&name]),
            move || remove_department(id),
            move || settings.again(),
        ),
    });
    view! {
        <ListPage id="departments" title=tr("Departments") add windows>
            {list}
        </ListPage>
    }
    .into_any()
}

fn row(
    department: DepartmentView,
    opened: RwSignal<Option<Opened<DepartmentView>>>,
    roving: Roving,
) -> AnyView {
    let live = expect_context::<Live>();
    let DepartmentView { id, name, description, operators } = department.clone();
    let of = StoredValue::new(department);
    let edit = move || opened.set(Some(Opened::Form(Some(of.get_value()))));
    let open = Callback::new(move |()| edit());
    let items = Callback::new(move |()| {
        vec![
            Item::new(icon::LABEL, tr("Edit"), edit),
            Item::new(icon::CROSS, tr("Remove"), move || opened.set(Some(Opened::Removing(of.get_value())))),
        ]
    });
    let who = text(move || match names(live, &operators) {
        none if none.is_empty() => tr("Nobody").into(),
        names => names,
    });
    view! {
        <Row id=id.0 name=name.clone() roving open items>
            <span class="account-names">
                <span class="row-name">{name}</span>
                <span class="row-text">{description}</span>
            </span>
            <span class="account-departments">{who}</span>
        </Row>
    }
    .into_any()
}
