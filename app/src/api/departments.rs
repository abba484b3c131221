//! Departments (manual A10).

use leptos::{
    prelude::*,
    server_fn::codec::{PostUrl, Postcard},
};
use wire::{DepartmentId, OperatorId, routing::DepartmentView};

use super::fault::Fault;

/// The departments by name, for any operator.
#[server(name = GetDepartmentNames, prefix = "/api", endpoint = "department_names", input = PostUrl, output = Postcard)]
pub(crate) async fn department_names() -> Result<Result<Vec<(DepartmentId, String)>, Fault>, ServerFnError> {
    use crate::request;

    let names = request::switchboard()?.department_names(&request::who()?).await;
    request::outcome(names.map(Ok), "reading the departments' names")
}

/// Adds a department, or changes the version that the caller saw.
#[server(prefix = "/api", endpoint = "save_department", input = Postcard, output = Postcard)]
pub(crate) async fn save_department(
    seen: Option<DepartmentView>,
    name: String,
    description: String,
    operators: Vec<OperatorId>,
) -> Result<Result<(), Fault>, ServerFnError> {
    use crate::request;

    let department = chat::routing::Department { name, description, operators };
    let saved = request::switchboard()?.save_department(&request::who()?, seen, department).await;
    request::outcome(saved, "saving a department").map(|saved| saved.map(|_| ()))
}

#[server(prefix = "/api", endpoint = "remove_department", input = Postcard, output = Postcard)]
pub(crate) async fn remove_department(id: DepartmentId) -> Result<Result<(), Fault>, ServerFnError> {
    use crate::request;

    let removed = request::switchboard()?.remove_department(&request::who()?, id).await;
    request::outcome(removed, "removing a department")
}
