use wire::{
    Marks, OperatorId, OperatorRef, Role, Seq, Status, Timestamp,
    operator::{Over, VisitorStatus},
    visitor::Page,
};

use super::*;

/// Signals live in an owner, which ends when the returned value is dropped.
fn desk() -> (Owner, Desk) {
    let owner = Owner::new();
    owner.set();
    let desk = Desk::new(snapshot(vec![], vec![]));
    (owner, desk)
}

/// The visitor list, in order.
fn here(desk: Desk) -> Vec<VisitorId> {
    (0..desk.visitors.count()).filter_map(|place| desk.visitors.at(place)).collect()
}

fn operator(nr: u64) -> OperatorId {
    OperatorId::v7(nr, &[0; 10])
}

fn snapshot(visitors: Vec<VisitorView>, chats: Vec<ChatView>) -> Snapshot {
    Snapshot {
        now: Timestamp(0),
        me: Me {
            id: operator(1),
            login: "anna@example.org".into(),
            screen_name: "Anna".into(),
            face: String::new(),
            account: "Example".into(),
            role: Role::Normal,
            status: Status::Online,
            departments: vec![],
        },
        sites: vec![],
        visitors,
        chats,
        talks: vec![],
        colleagues: vec![],
        remarks: vec![],
        preferences: Preferences::default(),
        open_off_line_messages: 0,
        has_fees: false,
        floods: vec![],
        is_queueing: false,
        over: vec![],
        has_guide: false,
        tags: Default::default(),
        snoozes: vec![],
        may_ban: false,
    }
}

fn visitor(nr: u64, since: i64) -> VisitorView {
    VisitorView {
        id: VisitorId::v7(nr, &[0; 10]),
        site: SiteId::v7(1, &[0; 10]),
        name: None,
        address: "192.0.2.1".into(),
        agent: String::new(),
        page: Page::default(),
        pages: 1,
        since: Timestamp(since),
        status: VisitorStatus::Online,
    }
}

fn chat(nr: u64, of: &VisitorView, state: ChatState, has: Option<u64>) -> ChatView {
    ChatView {
        id: ChatId::v7(nr, &[0; 10]),
        site: of.site,
        visitor: of.id,
        visitor_name: None,
        state,
        operator: has.map(|nr| OperatorRef { id: operator(nr), name: nr.to_string() }),
        routed: Routed::default(),
        others: vec![],
        offer: None,
        visitor_marks: Marks::default(),
        operator_marks: Marks::default(),
        last_seq: Seq(1),
        version: 0,
        asked_at: Timestamp(0),
        accept_by: None,
        is_overdue: false,
    }
}

#[test]
fn who_came_first_stands_first_and_keeps_his_place() {
    let (_owner, desk) = desk();
    let (early, late) = (visitor(9, 10), visitor(1, 20));
    desk.visitor_changed(late.clone());
    desk.visitor_changed(early.clone());
    assert_eq!(here(desk), [early.id, late.id]);
    desk.visitor_changed(VisitorView { status: VisitorStatus::Chatting("Anna".into()), ..late.clone() });
    assert_eq!(here(desk), [early.id, late.id]);
    desk.visitor_left(early.id);
    assert_eq!(here(desk), [late.id]);
    assert!(desk.visitors.get(early.id).is_none());
}

#[test]
fn who_asks_for_a_chat_stands_on_top_in_the_order_of_asking() {
    let (_owner, desk) = desk();
    let people: Vec<_> = (1..=4).map(|nr| visitor(nr, nr as i64 * 10)).collect();
    let asks = |nr: usize, chat| VisitorView {
        status: VisitorStatus::Requesting { chat: ChatId::v7(chat, &[0; 10]), assigned: None },
        ..people[nr].clone()
    };
    for view in &people {
        desk.visitor_changed(view.clone());
    }
    desk.visitor_changed(asks(3, 100));
    desk.visitor_changed(asks(1, 200));
    let order = [3, 1, 0, 2].map(|nr: usize| people[nr].id);
    assert_eq!(here(desk), order);
    assert_eq!(order.map(|id| desk.visitors.place_of(id)), [Some(0), Some(1), Some(2), Some(3)]);
    // An accepted visitor keeps their position; a repeated event adds no one.
    desk.visitor_changed(people[3].clone());
    desk.visitor_changed(people[3].clone());
    desk.visitor_left(people[1].id);
    assert_eq!(here(desk), [0, 2, 3].map(|nr: usize| people[nr].id));
}

#[test]
fn a_visitor_with_an_open_chat_is_remembered_until_it_ends() {
    let (_owner, desk) = desk();
    let ben = visitor(1, 0);
    desk.visitor_changed(ben.clone());
    desk.chat_changed(chat(1, &ben, ChatState::Active, Some(1)), None);
    desk.visitor_left(ben.id);
    assert_eq!(here(desk), []);
    assert!(desk.visitors.get(ben.id).is_some_and(|presence| !presence.is_here()));
    desk.chat_changed(chat(1, &ben, ChatState::Closed, Some(1)), None);
    assert!(desk.visitors.get(ben.id).is_none());
}

#[test]
fn chats_are_shared_out_by_state_and_operator() {
    let (_owner, desk) = desk();
    let ben = visitor(1, 0);
    desk.chat_changed(chat(3, &ben, ChatState::Requesting, None), None);
    desk.chat_changed(chat(1, &ben, ChatState::Requesting, None), None);
    desk.chat_changed(chat(2, &ben, ChatState::Active, Some(1)), None);
    desk.chat_changed(chat(4, &ben, ChatState::Active, Some(2)), None);
    let ids = |share| desk.chats(share).into_iter().map(|chat| chat.id).collect::<Vec<_>>();
    assert_eq!(ids(Share::Requesting), [ChatId::v7(1, &[0; 10]), ChatId::v7(3, &[0; 10])]);
    assert_eq!(ids(Share::Mine), [ChatId::v7(2, &[0; 10])]);
    assert_eq!(ids(Share::Others), [ChatId::v7(4, &[0; 10])]);
}

#[test]
fn an_administrator_is_asked_when_a_request_has_waited_for_too_long() {
    let (_owner, desk) = desk();
    let to_others = |is_overdue| ChatView {
        routed: Routed { to: Some(vec![operator(2)]), ..Routed::default() },
        is_overdue,
        ..chat(1, &visitor(1, 0), ChatState::Requesting, None)
    };
    let to_all = |is_overdue| ChatView { routed: Routed::default(), ..to_others(is_overdue) };
    for (role, status, called) in [
        (Role::Normal, Status::Online, [false, false, true, true]),
        (Role::Normal, Status::Busy, [false, false, false, false]),
        (Role::Administrator, Status::Online, [false, true, true, true]),
        (Role::Administrator, Status::Invisible, [false, true, false, true]),
        (Role::Administrator, Status::Away, [false, false, false, false]),
    ] {
        desk.me.update(|me| (me.role, me.status) = (role, status));
        let all = [to_others(false), to_others(true), to_all(false), to_all(true)];
        assert_eq!(all.each_ref().map(|chat| desk.calls(chat)), called, "{role:?} {status:?}");
        assert_eq!(desk.is_asked(&to_others(true)), role == Role::Administrator, "whatever the status");
    }
}

#[test]
fn an_ended_chat_stays_only_while_it_is_looked_at() {
    let (_owner, desk) = desk();
    let ben = visitor(1, 0);
    let ended = chat(1, &ben, ChatState::Closed, Some(1));
    desk.chat_changed(chat(1, &ben, ChatState::Active, Some(1)), None);
    desk.chat_changed(ended.clone(), Some(ended.id));
    assert_eq!(desk.chats(Share::Ended).len(), 1);
    desk.chat_changed(ended.clone(), None);
    assert!(desk.chat(ended.id).is_none());
}

#[test]
fn a_new_snapshot_replaces_all_but_the_chat_that_is_looked_at() {
    let (_owner, desk) = desk();
    let (ben, eve) = (visitor(1, 0), visitor(2, 0));
    let open = chat(1, &ben, ChatState::Active, Some(1));
    desk.replace(
        snapshot(vec![ben.clone()], vec![open.clone(), chat(2, &ben, ChatState::Requesting, None)]),
        None,
    );
    desk.replace(snapshot(vec![eve.clone()], vec![]), Some(open.id));
    assert_eq!(here(desk), [eve.id]);
    assert_eq!(desk.chats(Share::Requesting), []);
    assert_eq!(desk.chat(open.id).map(|chat| chat.state), Some(ChatState::Closed));
}

fn over(chat: ChatView, how: Over) -> OverChat {
    OverChat { chat, how, at: Timestamp(1), stars: None }
}

#[test]
fn who_gave_a_chat_away_goes_on_reading_it_until_it_is_put_away() {
    let (_owner, desk) = desk();
    let vera = visitor(1, 0);
    let mine = chat(1, &vera, ChatState::Active, Some(1));
    desk.chat_changed(mine.clone(), None);
    assert!(!desk.chat_went(chat(2, &vera, ChatState::Requesting, None).id), "nobody was in it");
    let given = chat(1, &vera, ChatState::Active, Some(2));
    let taken = over(given.clone(), Over::TakenBy(OperatorRef { id: operator(2), name: "2".into() }));
    desk.chat_over(taken.clone());
    for _ in 0..2 {
        assert!(desk.chat_went(mine.id));
        assert_eq!(desk.chat_untracked(mine.id), Some(given.clone()));
        assert!(desk.is_given_away(&given));
        assert_eq!(desk.over_chats(), std::slice::from_ref(&taken));
    }
    assert_eq!([1, 2].map(|nr| desk.active_chats_of(operator(nr))), [0, 1], "it is in no list of others");
    // It is in one list only, and a new connection does not treat it as ended.
    assert_eq!((desk.chats(Share::Mine), desk.chats(Share::Others)), (vec![], vec![]));
    let again = || Snapshot { over: vec![taken.clone()], ..snapshot(vec![], vec![]) };
    desk.replace(again(), None);
    assert_eq!(desk.chat_untracked(mine.id), Some(given));
    assert!(!desk.put_away(mine.id, Some(mine.id)), "it goes while it is looked at");
    assert_eq!(desk.over_chats(), []);
    desk.replace(again(), None);
    assert!(desk.put_away(mine.id, None));
    assert!(desk.chat(mine.id).is_none());
}

#[test]
fn a_rating_is_shown_with_the_chat_that_is_over() {
    let (_owner, desk) = desk();
    let vera = visitor(1, 0);
    let [first, second] = [1, 2].map(|nr| chat(nr, &vera, ChatState::Closed, Some(1)));
    for ended in [&first, &second] {
        desk.chat_over(over(ended.clone(), Over::ByVisitor));
    }
    for stars in [4, 1] {
        desk.chat_rated(first.id, stars);
        assert_eq!(desk.over(first.id).unwrap().stars, Some(stars));
    }
    desk.chat_rated(chat(3, &vera, ChatState::Closed, Some(1)).id, 5);
    assert_eq!((desk.over(second.id).unwrap().stars, desk.over_chats().len()), (None, 2));
}

#[test]
fn an_ended_chat_of_their_own_stays_until_it_is_put_away_or_goes_on() {
    let (_owner, desk) = desk();
    let vera = visitor(1, 0);
    let ended = chat(1, &vera, ChatState::Closed, Some(1));
    desk.chat_changed(chat(1, &vera, ChatState::Active, Some(1)), None);
    desk.chat_over(over(ended.clone(), Over::ByVisitor));
    desk.chat_changed(ended.clone(), None);
    assert_eq!(desk.over_chats().len(), 1);
    // When reopened it waits among the requests, and then it is theirs again.
    desk.chat_changed(ChatView { version: 1, ..chat(1, &vera, ChatState::Requesting, None) }, None);
    assert_eq!((desk.over_chats().len(), desk.chats(Share::Requesting).len()), (0, 1));
    desk.chat_changed(ChatView { version: 2, ..chat(1, &vera, ChatState::Active, Some(1)) }, None);
    assert_eq!((desk.over(ended.id), desk.chats(Share::Mine).len()), (None, 1));
}
