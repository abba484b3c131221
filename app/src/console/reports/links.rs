//! Where the chats behind a figure are: addresses of the archive, for those who may read all of it.

use wire::{
    OperatorId, SiteId, TagId,
    report::{Report, ReportFilter},
};

use crate::place::Place;

/// The archive narrowed as a report is.
#[derive(Clone, Debug)]
pub(super) struct Links {
    /// The report's first and last day.
    days: (String, String),
    filter: ReportFilter,
    is_administrator: bool,
}

impl Links {
    pub(super) fn of(report: &Report, filter: &ReportFilter, is_administrator: bool) -> Links {
        let days = (report.first.clone(), report.last.clone());
        Links { days, filter: filter.clone(), is_administrator }
    }

    /// The missed chats of all of its days.
    pub(super) fn missed(&self) -> Option<String> {
        self.missed_in(&self.days.0, &self.days.1)
    }

    /// Those of some days.
    pub(super) fn missed_in(&self, first: &str, last: &str) -> Option<String> {
        self.archive(first, last, "&state=missed".into()).filter(|_| self.is_of_all())
    }

    /// The chats with this tag.
    pub(super) fn tagged(&self, tag: TagId) -> Option<String> {
        self.of_all_days(format!("&tag={tag}")).filter(|_| self.is_of_all())
    }

    /// Whether it is about all operators. A chat counts for who had it last, while the archive lists
    /// the chats that an operator took part in.
    fn is_of_all(&self) -> bool {
        self.filter.operator.is_none()
    }

    /// The chats with one or two stars, also of one site. Of one operator, it is all that they took
    /// part in.
    pub(super) fn low(&self, site: Option<SiteId>, operator: Option<OperatorId>) -> Option<String> {
        let filter = ReportFilter {
            site: site.or(self.filter.site),
            operator: operator.or(self.filter.operator),
            ..self.filter.clone()
        };
        Links { filter, ..self.clone() }.of_all_days("&rating=low".into())
    }

    fn of_all_days(&self, more: String) -> Option<String> {
        self.archive(&self.days.0, &self.days.1, more)
    }

    /// As `archive/wanted.rs` reads it.
    fn archive(&self, first: &str, last: &str, more: String) -> Option<String> {
        let path = Place::Archive(None).path();
        let mut address = format!("{path}?when=between&from={first}&to={last}{more}");
        for (key, id) in [
            ("site", self.filter.site.map(|id| id.to_string())),
            ("department", self.filter.department.map(|id| id.to_string())),
            ("operator", self.filter.operator.map(|id| id.to_string())),
        ] {
            if let Some(id) = id {
                address += &format!("&{key}={id}");
            }
        }
        self.is_administrator.then_some(address)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn links(filter: ReportFilter, is_administrator: bool) -> Links {
        Links { days: ("2026-11-24".into(), "2026-11-30".into()), filter, is_administrator }
    }

    #[test]
    fn a_figure_leads_to_its_chats() {
        let (site, other) = (SiteId::v7(1, &[1; 10]), SiteId::v7(2, &[2; 10]));
        let (tag, operator) = (TagId::v7(3, &[3; 10]), OperatorId::v7(4, &[4; 10]));
        let days = "/console/archive?when=between&from=2026-11-24&to=2026-11-30";
        let all = links(ReportFilter::default(), true);
        assert_eq!(all.missed(), Some(format!("{days}&state=missed")));
        assert_eq!(all.low(None, Some(operator)), Some(format!("{days}&rating=low&operator={operator}")));
        let of_site = links(ReportFilter { site: Some(site), ..ReportFilter::default() }, true);
        assert_eq!(of_site.tagged(tag), Some(format!("{days}&tag={tag}&site={site}")));
        assert_eq!(all.low(Some(other), None), Some(format!("{days}&rating=low&site={other}")));
        assert_eq!(
            of_site.missed_in("2026-11-25", "2026-11-25"),
            Some(format!(
                "/console/archive?when=between&from=2026-11-25&to=2026-11-25&state=missed&site={site}"
            ))
        );
    }

    #[test]
    fn there_is_no_link_where_the_archive_would_list_others() {
        let of_one = ReportFilter { operator: Some(OperatorId::v7(4, &[4; 10])), ..ReportFilter::default() };
        assert_eq!(links(of_one, true).missed(), None);
        let normal = links(ReportFilter::default(), false);
        assert_eq!((normal.missed(), normal.low(None, None)), (None, None));
    }
}
