use proptest::prelude::*;
use wire::{ChatState, Marks, Seq, SiteId};

use super::*;

const WITHIN: i64 = 30_000;
const NOW: Timestamp = Timestamp(1_000_000);

fn operator(n: u64) -> OperatorRef {
    OperatorRef { id: OperatorId::v7(n, &[0; 10]), name: format!("operator {n}") }
}

fn ids(operators: impl IntoIterator<Item = u64>) -> HashSet<OperatorId> {
    operators.into_iter().map(|n| operator(n).id).collect()
}

/// An operator who has gone unless they are available.
fn load(n: u64, chats: u32, limit: u32) -> Load {
    Load { operator: operator(n), chats, limit, is_gone: true }
}

fn request(n: u64, to: Option<&[u64]>) -> Waiting {
    let to = to.map(|operators| operators.iter().map(|n| operator(*n).id).collect());
    let chat = ChatView {
        id: ChatId::v7(n, &[u8::try_from(n % 200).unwrap(); 10]),
        site: SiteId::v7(1, &[0; 10]),
        visitor: VisitorId::v7(n, &[0; 10]),
        visitor_name: None,
        state: ChatState::Requesting,
        operator: None,
        routed: Routed { to, queued: true, ..Routed::default() },
        others: Vec::new(),
        offer: None,
        visitor_marks: Marks::default(),
        operator_marks: Marks::default(),
        last_seq: Seq(1),
        version: 0,
        asked_at: Timestamp(NOW.0 - 100_000),
        accept_by: None,
        is_overdue: false,
    };
    Waiting { chat, decisions: Vec::new() }
}

/// The result of a round.
fn changes(waiting: &[Waiting], make: impl FnOnce(&mut [Change])) -> Vec<Change> {
    let mut changes: Vec<_> = waiting.iter().map(|request| Change::none(&request.chat)).collect();
    make(&mut changes);
    changes.retain(|change| !change.is_none());
    changes
}

/// The same while requests are queued.
fn assigned(
    waiting: &[Waiting],
    loads: &[Load],
    available: &HashSet<OperatorId>,
    now: Timestamp,
) -> Vec<Change> {
    changes(waiting, |changes| assign(changes, waiting, loads, available, WITHIN, now))
}

fn apply(waiting: &mut [Waiting], loads: &mut [Load], changes: &[Change]) {
    for Change { chat, from, to, decisions } in changes {
        let request = waiting.iter_mut().find(|one| one.chat.id == *chat).unwrap();
        for (who, more) in [(&from.operator, false), (&to.operator, true)] {
            if let Some(who) = who {
                count(loads, who.id, |chats| if more { chats + 1 } else { chats - 1 });
            }
        }
        let to = to.clone();
        (request.chat.operator, request.chat.routed) = (to.operator, to.routed);
        (request.chat.accept_by, request.chat.is_overdue) = (to.accept_by, to.is_overdue);
        request.decisions.extend(decisions.iter().cloned());
    }
}

fn round(
    waiting: &mut [Waiting],
    loads: &mut [Load],
    available: &[u64],
    now: i64,
) -> Vec<Option<OperatorRef>> {
    let done = assigned(waiting, loads, &ids(available.iter().copied()), Timestamp(NOW.0 + now));
    apply(waiting, loads, &done);
    waiting.iter().map(|request| request.chat.operator.clone()).collect()
}

fn last(request: &Waiting) -> &Decided {
    &request.decisions.last().unwrap().what
}

#[test]
fn the_least_busy_gets_it() {
    let (mut waiting, mut loads) = ([request(1, None)], [load(1, 2, 4), load(2, 1, 4), load(3, 0, 4)]);
    assert_eq!(round(&mut waiting, &mut loads, &[1, 2], 0), [Some(operator(2))], "the third is not there");
    let decision = waiting[0].decisions.last().unwrap();
    assert_eq!(decision.what, Decided::Assigned { to: operator(2), after: None });
    let loads: Vec<_> = decision.candidates.iter().map(|one| (one.chats, one.limit)).collect();
    assert_eq!(loads, [(2, Some(4)), (1, Some(4))], "as it was when it was decided");
}

#[test]
fn nobody_gets_more_than_he_may_have() {
    let mut waiting = [request(1, None), request(2, None), request(3, Some(&[2])), request(4, None)];
    let mut loads = [load(1, 3, 4), load(2, 0, 1)];
    let has = round(&mut waiting, &mut loads, &[1, 2], 0);
    assert_eq!(has, [Some(operator(2)), Some(operator(1)), None, None]);
    assert_eq!(last(&waiting[2]), &Decided::Waits { after: None });
    assert_eq!(round(&mut waiting, &mut loads, &[1, 2], 1), has, "all is settled");
    assert_eq!(waiting[2].decisions.len(), 1, "that it waits is told once");
}

#[test]
fn who_does_not_accept_in_time_loses_it_to_the_next() {
    let (mut waiting, mut loads) = ([request(1, None)], [load(1, 0, 4), load(2, 1, 4)]);
    assert_eq!(round(&mut waiting, &mut loads, &[1, 2], 0), [Some(operator(1))]);
    assert_eq!(round(&mut waiting, &mut loads, &[1, 2], WITHIN - 1), [Some(operator(1))]);
    assert_eq!(round(&mut waiting, &mut loads, &[1, 2], WITHIN), [Some(operator(2))]);
    let after = Passed { operator: operator(1), how: OfferEnd::RanOut };
    assert_eq!(last(&waiting[0]), &Decided::Assigned { to: operator(2), after: Some(after) });
    assert_eq!(round(&mut waiting, &mut loads, &[1, 2], 2 * WITHIN), [Some(operator(1))], "and back");
    assert_eq!(round(&mut waiting, &mut loads, &[1], 3 * WITHIN), [Some(operator(1))], "he alone is there");
    assert_eq!(waiting[0].decisions.len(), 4, "and has as long again");
    assert_eq!(waiting[0].chat.accept_by, Some(Timestamp(NOW.0 + 4 * WITHIN)));
    assert_eq!(loads.map(|load| load.chats), [1, 1]);
}

#[test]
fn who_goes_or_lets_it_pass_loses_it() {
    let (mut waiting, mut loads) = ([request(1, None)], [load(1, 0, 4), load(2, 1, 4)]);
    round(&mut waiting, &mut loads, &[1, 2], 0);
    assert_eq!(round(&mut waiting, &mut loads, &[], 1), [None]);
    let after = Some(Passed { operator: operator(1), how: OfferEnd::Gone });
    assert_eq!(last(&waiting[0]), &Decided::Waits { after });
    assert_eq!(round(&mut waiting, &mut loads, &[1, 2], 2), [Some(operator(2))], "he had it less often");
    (waiting[0].chat.operator, loads[1].chats) = (None, 1);
    assert_eq!(round(&mut waiting, &mut loads, &[1, 2], 3), [Some(operator(1))]);
    let after = Some(Passed { operator: operator(2), how: OfferEnd::Refused });
    assert_eq!(last(&waiting[0]), &Decided::Assigned { to: operator(1), after });
}

#[test]
fn who_is_just_not_heard_of_keeps_it_for_his_time() {
    let (mut waiting, mut loads) = ([request(1, None)], [load(1, 0, 4), load(2, 1, 4)]);
    loads[0].is_gone = false;
    assert_eq!(round(&mut waiting, &mut loads, &[1, 2], 0), [Some(operator(1))]);
    assert_eq!(round(&mut waiting, &mut loads, &[2], 1), [Some(operator(1))]);
    assert_eq!(round(&mut waiting, &mut loads, &[2], WITHIN), [Some(operator(2))]);
}

#[test]
fn requests_that_were_there_before_come_into_the_queue_and_go_out_of_it() {
    let (mut waiting, mut loads) = ([request(1, None), request(2, None)], [load(1, 0, 1)]);
    waiting.iter_mut().for_each(|request| request.chat.routed.queued = false);
    assert_eq!(round(&mut waiting, &mut loads, &[1], 0), [Some(operator(1)), None]);
    assert!(waiting.iter().all(|request| request.chat.routed.queued));
    let out = changes(&waiting, let_all_go);
    apply(&mut waiting, &mut loads, &out);
    assert!(waiting.iter().all(|request| !request.chat.routed.queued && request.chat.operator.is_none()));
    assert!(waiting.iter().all(|request| request.chat.accept_by.is_none()));
    assert_eq!(changes(&waiting, let_all_go), []);
}

#[test]
fn until_when_it_may_be_accepted_follows_what_is_set() {
    let (mut waiting, mut loads) = ([request(1, None), request(2, None)], [load(1, 0, 1)]);
    round(&mut waiting, &mut loads, &[1], 0);
    let until = |waiting: &[Waiting]| {
        let each = waiting.iter().map(|one| one.chat.accept_by.map(|at| at.millis_since(NOW)));
        each.collect::<Vec<_>>()
    };
    assert_eq!(until(&waiting), [Some(WITHIN), None]);
    let available = ids([1]);
    let longer = |waiting: &[Waiting], loads: &[Load]| {
        let now = Timestamp(NOW.0 + 5_000);
        changes(waiting, |changes| assign(changes, waiting, loads, &available, 2 * WITHIN, now))
    };
    let done = longer(&waiting, &loads);
    assert_eq!(done.len(), 1);
    assert_eq!((&done[0].decisions, &done[0].to.operator), (&vec![], &done[0].from.operator));
    apply(&mut waiting, &mut loads, &done);
    assert_eq!(until(&waiting), [Some(2 * WITHIN), None]);
    assert_eq!(longer(&waiting, &loads), [], "it is told once");
}

#[test]
fn what_waits_for_too_long_is_overdue_for_as_long_as_that_is_too_long() {
    let mut waiting = [request(1, None), request(2, Some(&[1]))];
    let mut loads: [Load; 0] = [];
    waiting[1].chat.asked_at = Timestamp(NOW.0 - 99_999);
    let mut overdue = |after| {
        let done = changes(&waiting, |changes| tell_overdue(changes, &waiting, after, NOW));
        apply(&mut waiting, &mut loads, &done);
        (done.len(), waiting.each_ref().map(|request| request.chat.is_overdue))
    };
    assert_eq!(overdue(100_001), (0, [false, false]));
    assert_eq!(overdue(100_000), (1, [true, false]));
    assert_eq!(overdue(100_000), (0, [true, false]), "it is told once");
    assert_eq!(overdue(99_999), (1, [true, true]));
    assert_eq!(overdue(0), (2, [false, false]), "never");
}

#[test]
fn a_place_counts_those_who_wait_for_the_same_operators() {
    let waiting =
        [request(1, Some(&[1])), request(2, Some(&[2])), request(3, Some(&[1, 2])), request(4, None)];
    let told: Vec<_> = places(&waiting).into_iter().map(|(.., place)| place).collect();
    assert_eq!(told, [1, 1, 3, 4]);
}

prop_compose! {
    fn any_request()(n in 1..10_000_u64, to in prop::option::of(prop::collection::vec(1..6_u64, 1..4))) -> Waiting {
        request(n, to.as_deref())
    }
}

proptest! {
    /// Whoever comes and goes and however long they take: nobody is assigned more than their limit,
    /// a request that is not for them, or one while they are away. Nobody waits while a later
    /// request gets an operator whom they could have had. A finished round leaves nothing to do.
    #[test]
    fn any_rounds_are_fair(
        mut waiting in prop::collection::vec(any_request(), 0..12),
        limits in prop::collection::vec((0..4_u32, 1..4_u32), 5),
        rounds in prop::collection::vec((prop::collection::hash_set(1..6_u64, 0..6), 0..40_000_i64), 1..12),
    ) {
        let mut seen = HashSet::new();
        waiting.retain(|request| seen.insert(request.chat.id));
        let mut loads: Vec<_> =
            (1..).zip(&limits).map(|(n, (chats, limit))| load(n, *chats, *limit)).collect();
        let mut now = 0;
        for (here, time) in rounds {
            now += time;
            let available = ids(here);
            let before = loads.clone();
            let done = assigned(&waiting, &loads, &available, Timestamp(NOW.0 + now));
            apply(&mut waiting, &mut loads, &done);
            for (load, before) in loads.iter().zip(&before) {
                prop_assert!(load.chats <= load.limit.max(before.chats), "{load:?} after {before:?}");
            }
            for change in &done {
                let Some(to) = &change.to.operator else { continue };
                let request = waiting.iter().find(|one| one.chat.id == change.chat).unwrap();
                let routed = &request.chat.routed.to;
                prop_assert!(available.contains(&to.id) && routed.as_ref().is_none_or(|to_| to_.contains(&to.id)));
            }
            for request in waiting.iter().filter(|request| request.chat.operator.is_none()) {
                let free = loads.iter().any(|load| {
                    let is_for_him = request.chat.routed.to.as_ref().is_none_or(|to| to.contains(&load.operator.id));
                    is_for_him && available.contains(&load.operator.id) && load.chats < load.limit
                });
                prop_assert!(!free, "{:?} waits for nothing", request.chat.id);
            }
            let again = assigned(&waiting, &loads, &available, Timestamp(NOW.0 + now));
            prop_assert_eq!(again, vec![]);
        }
    }
}
