use wire::{ChatId, SiteId, visitor::Page};

use super::*;

fn visitor(nr: u64, name: &str, address: &str, title: &str) -> VisitorView {
    VisitorView {
        id: VisitorId::v7(nr << 24, &[0; 10]),
        site: SiteId::v7(1, &[0; 10]),
        name: (!name.is_empty()).then(|| name.to_owned()),
        address: address.into(),
        agent: String::new(),
        page: Page {
            url: format!("https://shop.example/{}", title.to_lowercase()),
            title: title.into(),
            ..Page::default()
        },
        pages: 1,
        since: Timestamp(nr as i64 * 1_000),
        status: VisitorStatus::Online,
    }
}

/// Four visitors in the default order: the fourth is waiting, the third has a label and no name.
fn some() -> Vec<VisitorView> {
    let mut eve = visitor(4, "eve", "192.0.2.9", "Tables");
    eve.status =
        VisitorStatus::Requesting { chat: ChatId::v7(9, &[0; 10]), assigned: Some("Support".into()) };
    let mut dan = visitor(3, "", "192.0.2.100", "");
    dan.status = VisitorStatus::Chatting("Anna".into());
    vec![eve, visitor(1, "Ben", "192.0.2.10", "Chairs"), visitor(2, "anna", "10.0.0.200", "Oak"), dan]
}

/// The numbers of the visitors shown, in order.
fn shown(all: &[VisitorView], sorting: Option<Sorting>, searched: &str) -> Vec<i64> {
    let arrangement = Arrangement::new(sorting, searched);
    let entries = all.iter().filter_map(|view| {
        let remark = if view.address == "192.0.2.100" { "Good customer" } else { "" };
        let beside = Beside { remark, site: "Shop", page: "/商品" };
        arrangement.entry(Rank::of(view), view, &beside)
    });
    let ordered = arrangement.ordered(entries.collect());
    let ids: Vec<_> = (0..ordered.count()).filter_map(|place| ordered.at(place)).collect();
    for (place, id) in ids.iter().enumerate() {
        assert_eq!(ordered.place_of(*id), Some(place));
    }
    let number =
        |id: &VisitorId| all.iter().find(|view| view.id == *id).map_or(0, |view| view.since.0 / 1_000);
    ids.iter().map(number).collect()
}

fn sorted(by: Column, is_descending: bool) -> Vec<i64> {
    shown(&some(), Some(Sorting { by, is_descending }), "")
}

#[test]
fn a_heading_sorts_up_then_down_then_as_usual() {
    let up = Sorting::after(None, Column::Page);
    assert_eq!(up, Some(Sorting { by: Column::Page, is_descending: false }));
    let down = Sorting::after(up, Column::Page);
    assert_eq!(down, Some(Sorting { by: Column::Page, is_descending: true }));
    assert_eq!(Sorting::after(down, Column::Page), None);
    assert_eq!(Sorting::after(down, Column::Site), Some(Sorting { by: Column::Site, is_descending: false }));
}

#[test]
fn who_waits_stays_on_top_and_who_has_no_name_below_in_both_directions() {
    assert_eq!(sorted(Column::Visitor, false), [4, 2, 1, 3]);
    assert_eq!(sorted(Column::Visitor, true), [4, 1, 2, 3]);
}

#[test]
fn the_status_alone_moves_who_waits() {
    assert_eq!(sorted(Column::Status, false), [4, 3, 1, 2]);
    assert_eq!(sorted(Column::Status, true), [1, 2, 3, 4]);
}

#[test]
fn addresses_are_sorted_by_their_numbers_and_remarks_stand_before_them() {
    assert_eq!(sorted(Column::Address, false), [4, 3, 2, 1]);
    let mut none_waits = some();
    none_waits[0].status = VisitorStatus::Online;
    let by = Some(Sorting { by: Column::Address, is_descending: false });
    assert_eq!(shown(&none_waits, by, ""), [3, 2, 4, 1]);
}

#[test]
fn the_shortest_time_on_line_comes_first() {
    assert_eq!(sorted(Column::OnLine, false), [4, 3, 2, 1]);
    assert_eq!(sorted(Column::OnLine, true), [4, 1, 2, 3]);
}

#[test]
fn a_page_is_sorted_as_it_is_shown() {
    assert_eq!(sorted(Column::Page, false), [4, 3, 1, 2]);
}

#[test]
fn whom_requests_are_assigned_to_is_sorted_among_those_that_wait() {
    let mut all = some();
    all[1].status =
        VisitorStatus::Requesting { chat: ChatId::v7(10, &[0; 10]), assigned: Some("Anna".into()) };
    all[2].status = VisitorStatus::Requesting { chat: ChatId::v7(11, &[0; 10]), assigned: None };
    let by = |is_descending| Some(Sorting { by: Column::Assigned, is_descending });
    assert_eq!(shown(&all, by(false), ""), [1, 4, 2, 3]);
    assert_eq!(shown(&all, by(true), ""), [4, 1, 2, 3]);
}

#[test]
fn names_ids_addresses_remarks_pages_and_sites_are_searched() {
    let found = |searched| shown(&some(), None, searched);
    assert_eq!(found("BEN"), [1]);
    assert_eq!(found("192.0.2.10"), [1, 3]);
    assert_eq!(found("good customer"), [3]);
    assert_eq!(found("oak"), [2]);
    assert_eq!(found("/chairs"), [1]);
    assert_eq!(found("商品 ben"), [1]);
    assert_eq!(found("000003"), [3]);
    assert_eq!(found("shop"), [4, 1, 2, 3], "in the order that they come in, which is the usual one");
    assert_eq!(found("nobody"), [0; 0]);
    // The end of one column and the beginning of the next do not form a word.
    assert_eq!(found("ben192"), [0; 0]);
    assert!(Arrangement::new(None, "  ").is_usual());
}

#[test]
fn who_is_found_is_sorted_as_well() {
    let by = Some(Sorting { by: Column::Visitor, is_descending: true });
    assert_eq!(shown(&some(), by, "192"), [4, 1, 3]);
}
