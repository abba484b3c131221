//! Tables of a report as files: their names, and the entry in the audit log.

use async_trait::async_trait;
use wire::{
    Role,
    administration::Action,
    report::{Report, ReportFilter, Sheet},
};

use super::table::Table;
use crate::{
    Error, Refused, SignedIn, Switchboard,
    audit::Entry,
    live::Live,
    store::{Tx, Write},
};

impl Switchboard {
    /// A table of a report, to be saved as a file, and the file's name without its ending. The audit
    /// log records it. Refused as [`Switchboard::report`].
    pub async fn save_report(
        &self,
        who: &SignedIn,
        filter: &ReportFilter,
        sheet: Sheet,
    ) -> Result<Result<(Table, String), Refused>, Error> {
        let report = match self.report(who, filter).await? {
            Ok(report) => report,
            Err(refused) => return Ok(Err(refused)),
        };
        let operator = if who.role == Role::Administrator { filter.operator } else { Some(who.operator) };
        let filter = ReportFilter { operator, ..filter.clone() };
        let name = file_name(&report, &filter, sheet);
        let entry = self.entry_by(who, Action::ReportSaved);
        self.store.write(SaveWork { name: name.clone(), entry }).await?;
        Ok(Ok((Table::of(&report, sheet), name)))
    }
}

/// What is in the file, its days, and what it is narrowed to: `figures 2026-11-01 2026-11-30, Shop`.
fn file_name(report: &Report, filter: &ReportFilter, sheet: Sheet) -> String {
    let mut name = format!("{} {} {}", sheet.key(), report.first, report.last);
    if sheet == Sheet::Steps {
        name += &format!(" by {}", report.by.key());
    }
    let site = report.sites.iter().find(|(id, _)| Some(*id) == filter.site).map(|(_, name)| name);
    let department = report.departments.iter().find(|(id, _)| Some(*id) == filter.department);
    let operator = report.people.iter().find(|one| Some(one.id) == filter.operator);
    let narrowed = [site, department.map(|(_, name)| name), operator.map(|one| &one.name)];
    for one in narrowed.into_iter().flatten() {
        name += ", ";
        name.extend(one.chars().map(|one| if is_for_files(one) { one } else { '-' }));
    }
    name
}

/// Whether a file's name may have this character on every system.
fn is_for_files(one: char) -> bool {
    !one.is_control() && !matches!(one, '/' | '\\' | ':' | '*' | '?' | '"' | '<' | '>' | '|')
}

struct SaveWork {
    name: String,
    entry: Entry,
}

#[async_trait]
impl Write for SaveWork {
    type Output = ();

    async fn run(&self, tx: &mut Tx) -> Result<(), Error> {
        self.entry.keep(tx, &self.name, Vec::new()).await
    }

    fn announce(&self, (): &(), _: &Live) {}
}
