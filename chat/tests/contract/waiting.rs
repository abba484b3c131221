//! What becomes of a waiting request: how long it stays assigned, what happens when none of the
//! operators of its URL rule is there (manual A12), and when administrators are alerted.

use std::time::Duration;

use chat::{ForConsole, SignedIn, Speaker, Switchboard, Visit, bus::Event};
use wire::{
    ChatId, ChatView, OfferKind, Queueing, Routing, Status, Timestamp,
    operator::{OfferEnd, ToOperator},
    routing::{Decided, Decision, Otherwise, Passed, UrlRuleView, Why},
};

use crate::{
    on_each_database,
    routing::{Desks, QUEUEING, SHOP, ask, assigned, decisions, desks, seen_by},
    support::{PASSWORD, Stage, hear, token},
};

on_each_database! {
    an_offer_has_a_time_of_its_own
    an_assigned_request_has_a_time_of_its_own
    what_waits_for_who_has_gone_is_everybodys
    what_waits_for_who_has_gone_goes_to_a_department
    what_waits_for_who_has_gone_waits_on
    what_waits_for_who_has_gone_gets_the_off_line_form
    in_the_queue_it_goes_to_another_one_and_back
    whoever_signs_out_has_gone_at_once
    whoever_is_deactivated_or_deleted_has_gone
    what_is_done_instead_can_be_changed_for_what_waits
    a_department_that_is_removed_leaves_the_rule
    administrators_are_called_to_what_waits_too_long
    what_is_too_long_can_be_changed
    a_chat_that_is_asked_for_again_has_not_waited
}

const HELP: &str = "https://shop.example/help";

/// Requests from the help pages go to Ben, with this alternative.
async fn help(stage: &Stage, desks: &Desks, otherwise: Otherwise) {
    desks.rule_or(stage, "shop.example/help", &[&desks.ben], otherwise).await;
    desks.route(stage, Routing::Urls).await;
}

async fn set_status(stage: &Stage, who: &SignedIn, status: Status) {
    stage.switchboard.set_status(who, status).await.unwrap();
}

/// The request as an administrator sees it after a round.
async fn settled(stage: &Stage, desks: &Desks, chat: ChatId) -> ChatView {
    stage.switchboard.settle().await.unwrap();
    seen_by(stage, &desks.ann, chat).await.expect("it is open")
}

/// Further rounds change nothing, and decide nothing again.
async fn is_settled(stage: &Stage, desks: &Desks, chat: ChatId) {
    let before = (settled(stage, desks, chat).await, decisions(stage, &desks.ann, chat).await);
    for _ in 0..5 {
        stage.pass(Duration::from_secs(1));
        let after = (settled(stage, desks, chat).await, decisions(stage, &desks.ann, chat).await);
        assert_eq!(after, before);
    }
}

/// Whether Ben and Eve see it.
async fn asked(stage: &Stage, desks: &Desks, chat: ChatId) -> (bool, bool) {
    let ben = seen_by(stage, &desks.ben, chat).await;
    (ben.is_some(), seen_by(stage, &desks.eve, chat).await.is_some())
}

/// What its visitor's panel is told about availability. It is on another page by now, for which
/// everybody is available.
async fn is_told_that_somebody_is_there(stage: &Stage, visit: &Visit, chat: ChatId) -> bool {
    let page = wire::visitor::Page { url: "https://blog.example/".into(), ..Default::default() };
    stage.switchboard.turn_to(visit.seat, page);
    let mut attended = visit.attended();
    assert!(attended.is_in(chat, wire::ChatState::Requesting), "it begins to wait");
    let (_, reception) = stage.switchboard.attend(attended).await.unwrap().unwrap();
    let again = stage.visit(&token("vera")).await;
    assert_eq!(again.welcome.available, reception.available, "a reload changes nothing");
    reception.available
}

/// Why a request went elsewhere and back, without the first reason.
async fn went(stage: &Stage, desks: &Desks, chat: ChatId) -> Vec<Why> {
    let goes = |decision: Decision| match decision.what {
        Decided::Goes(why) => Some(why),
        _ => None,
    };
    decisions(stage, &desks.ann, chat).await.into_iter().filter_map(goes).skip(1).collect()
}

/// Until when a chat is offered to this operator, if it is.
async fn offered_until(stage: &Stage, who: &SignedIn, chat: ChatId) -> Option<Timestamp> {
    seen_by(stage, who, chat).await?.offer.map(|offer| offer.ends_at)
}

fn instead(what: Otherwise, department: Option<&str>) -> Why {
    Why::Instead { what, department: department.map(str::to_owned) }
}

async fn an_offer_has_a_time_of_its_own(stage: &Stage) {
    let desks = desks(stage).await;
    let (switchboard, ben, eve) = (&stage.switchboard, &desks.ben, &desks.eve);
    let (_vera, chat) = ask(stage, "vera", SHOP, None).await;
    switchboard.accept(ben, chat).await.unwrap().unwrap();
    stage.pass(Duration::from_secs(20 * 60));
    let now = stage.sources().now();
    let offer =
        async || switchboard.offer(ben, chat, eve.operator, OfferKind::Transfer).await.unwrap().unwrap();
    let until = async || offered_until(stage, eve, chat).await;
    offer().await;
    let first = until().await.expect("it is offered to her");
    assert!((30_000..31_000).contains(&first.millis_since(now)), "however old the chat is");

    // Whatever happens meanwhile, and however often it is said.
    stage.pass(Duration::from_secs(20));
    switchboard.join(&desks.ann, chat).await.unwrap().unwrap();
    offer().await;
    for _ in 0..3 {
        switchboard.tend().await.unwrap();
        assert_eq!(until().await, Some(first));
    }
    stage.pass(Duration::from_secs(11));
    switchboard.tend().await.unwrap();
    assert_eq!(until().await, None);
    offer().await;
    assert!(until().await > Some(first), "another one has its own time");
}

async fn an_assigned_request_has_a_time_of_its_own(stage: &Stage) {
    let desks = desks(stage).await;
    desks.queue(stage, QUEUEING).await;
    let (_vera, chat) = ask(stage, "vera", SHOP, None).await;
    let first = assigned(stage, &desks, chat).await.expect("both are free");
    let until = async || settled(stage, &desks, chat).await.accept_by;
    let by = until().await.expect("it is assigned");
    let decided = decisions(stage, &desks.ann, chat).await.pop().unwrap().at;
    assert_eq!(by, decided.plus_millis(30_000));
    is_settled(stage, &desks, chat).await;
    desks.queue(stage, Queueing { answer_within_seconds: 60, ..QUEUEING }).await;
    assert_eq!(until().await, Some(by.plus_millis(30_000)));
    is_settled(stage, &desks, chat).await;
    stage.pass(Duration::from_secs(60));
    assert_ne!(assigned(stage, &desks, chat).await, Some(first), "it goes to the next");
    assert!(until().await > Some(by.plus_millis(60_000)));

    let seen = settled(stage, &desks, chat).await;
    let who = if seen.operator.as_ref().is_some_and(|has| has.id == desks.ben.operator) {
        &desks.ben
    } else {
        &desks.eve
    };
    stage.switchboard.accept(who, chat).await.unwrap().unwrap();
    assert_eq!(seen_by(stage, who, chat).await.unwrap().accept_by, None);
}

async fn what_waits_for_who_has_gone_is_everybodys(stage: &Stage) {
    let mut desks = desks(stage).await;
    help(stage, &desks, Otherwise::Everybody).await;
    let (visit, chat) = ask(stage, "vera", HELP, None).await;
    is_settled(stage, &desks, chat).await;
    assert_eq!(asked(stage, &desks, chat).await, (true, false));
    set_status(stage, &desks.ben, Status::Away).await;
    settled(stage, &desks, chat).await;
    assert_eq!(asked(stage, &desks, chat).await, (true, true));
    is_settled(stage, &desks, chat).await;
    assert!(is_told_that_somebody_is_there(stage, &visit, chat).await);
    let heard = hear(&mut desks.consoles[2].events, |event| match event {
        Event::Chat(_) => match Switchboard::for_console(&desks.eve, event) {
            ForConsole::Send(told) => match *told {
                ToOperator::Chat(chat) => Some(chat.id),
                _ => None,
            },
            _ => None,
        },
        _ => None,
    });
    assert_eq!(heard.await, chat, "Eve hears of it");

    set_status(stage, &desks.ben, Status::Online).await;
    settled(stage, &desks, chat).await;
    assert_eq!(asked(stage, &desks, chat).await, (true, false), "it is his again");
    is_settled(stage, &desks, chat).await;
    assert_eq!(went(stage, &desks, chat).await, [instead(Otherwise::Everybody, None), Why::Back]);
    set_status(stage, &desks.ben, Status::Busy).await;
    settled(stage, &desks, chat).await;
    stage.switchboard.accept(&desks.eve, chat).await.unwrap().unwrap();

    // A later visitor on that page is admitted as well, and asks everybody at once.
    let (_victor, later) = ask(stage, "victor", HELP, None).await;
    settled(stage, &desks, later).await;
    assert_eq!(asked(stage, &desks, later).await, (true, true));
}

async fn what_waits_for_who_has_gone_goes_to_a_department(stage: &Stage) {
    let desks = desks(stage).await;
    let sales = desks.department(stage, "Sales", &[&desks.eve]).await;
    help(stage, &desks, Otherwise::Department(sales)).await;
    let (visit, chat) = ask(stage, "vera", HELP, None).await;
    set_status(stage, &desks.ben, Status::Away).await;
    let seen = settled(stage, &desks, chat).await;
    assert_eq!(
        (&seen.routed.to, seen.routed.department.as_deref()),
        (&Some(vec![desks.eve.operator]), Some("Sales"))
    );
    assert_eq!(asked(stage, &desks, chat).await, (false, true));
    is_settled(stage, &desks, chat).await;
    assert!(is_told_that_somebody_is_there(stage, &visit, chat).await);
    assert_eq!(visit.welcome.departments, [], "departments are not on, and nobody chooses one");
    set_status(stage, &desks.eve, Status::Away).await;
    is_settled(stage, &desks, chat).await;
    assert!(!is_told_that_somebody_is_there(stage, &visit, chat).await, "nobody is there in Sales either");
    set_status(stage, &desks.ben, Status::Online).await;
    let seen = settled(stage, &desks, chat).await;
    assert_eq!((asked(stage, &desks, chat).await, seen.routed.department), ((true, false), None));
    let to_sales = instead(Otherwise::Department(sales), Some("Sales"));
    assert_eq!(went(stage, &desks, chat).await, [to_sales, Why::Back]);
}

async fn what_waits_for_who_has_gone_waits_on(stage: &Stage) {
    let desks = desks(stage).await;
    help(stage, &desks, Otherwise::Wait).await;
    let (visit, chat) = ask(stage, "vera", HELP, None).await;
    set_status(stage, &desks.ben, Status::Away).await;
    settled(stage, &desks, chat).await;
    assert_eq!(asked(stage, &desks, chat).await, (true, false));
    is_settled(stage, &desks, chat).await;
    assert!(is_told_that_somebody_is_there(stage, &visit, chat).await, "the visitor goes on waiting");
    let page = wire::visitor::Page { url: HELP.into(), ..Default::default() };
    let hello = wire::visitor::Hello { page, ..stage.hello(&token("walter")) };
    assert!(!stage.visit_with(hello).await.welcome.available, "nobody else begins to wait for him");
    set_status(stage, &desks.eve, Status::Away).await;
    assert!(!is_told_that_somebody_is_there(stage, &visit, chat).await, "nobody at all is there");
    set_status(stage, &desks.ben, Status::Online).await;
    settled(stage, &desks, chat).await;
    is_settled(stage, &desks, chat).await;
    assert_eq!(went(stage, &desks, chat).await, [instead(Otherwise::Wait, None), Why::Back]);
}

async fn what_waits_for_who_has_gone_gets_the_off_line_form(stage: &Stage) {
    let desks = desks(stage).await;
    help(stage, &desks, Otherwise::OffLine).await;
    let (visit, chat) = ask(stage, "vera", HELP, None).await;
    assert!(is_told_that_somebody_is_there(stage, &visit, chat).await);
    set_status(stage, &desks.ben, Status::Away).await;
    settled(stage, &desks, chat).await;
    assert_eq!(asked(stage, &desks, chat).await, (true, false), "Eve is not asked");
    is_settled(stage, &desks, chat).await;
    assert!(
        !is_told_that_somebody_is_there(stage, &visit, chat).await,
        "the panel offers to leave a message"
    );
    set_status(stage, &desks.ben, Status::Online).await;
    settled(stage, &desks, chat).await;
    assert!(is_told_that_somebody_is_there(stage, &visit, chat).await);
    is_settled(stage, &desks, chat).await;
    assert_eq!(went(stage, &desks, chat).await, [instead(Otherwise::OffLine, None), Why::Back]);
    stage.switchboard.accept(&desks.ben, chat).await.unwrap().unwrap();
}

async fn in_the_queue_it_goes_to_another_one_and_back(stage: &Stage) {
    let desks = desks(stage).await;
    desks.queue(stage, Queueing { answer_within_seconds: 600, ..QUEUEING }).await;
    help(stage, &desks, Otherwise::Everybody).await;
    let (_vera, chat) = ask(stage, "vera", HELP, None).await;
    assert_eq!(assigned(stage, &desks, chat).await.as_deref(), Some("Ben"));
    is_settled(stage, &desks, chat).await;
    set_status(stage, &desks.ben, Status::Away).await;
    assert_eq!(assigned(stage, &desks, chat).await.as_deref(), Some("Eve"));
    is_settled(stage, &desks, chat).await;
    set_status(stage, &desks.ben, Status::Online).await;
    assert_eq!(assigned(stage, &desks, chat).await.as_deref(), Some("Ben"), "he returns and gets it again");
    is_settled(stage, &desks, chat).await;
    assert_eq!(asked(stage, &desks, chat).await, (true, false));
    let passed = |decision: Decision| match decision.what {
        Decided::Assigned { to, after } => {
            Some((to.name, after.map(|Passed { operator, how }| (operator.name, how))))
        }
        _ => None,
    };
    let turns: Vec<_> = decisions(stage, &desks.ann, chat).await.into_iter().filter_map(passed).collect();
    let lost = |name: &str, how| Some((name.to_owned(), how));
    assert_eq!(
        turns,
        [
            ("Ben".to_owned(), None),
            ("Eve".to_owned(), lost("Ben", OfferEnd::Gone)),
            ("Ben".to_owned(), lost("Eve", OfferEnd::Withdrawn)),
        ]
    );
    assert_eq!(went(stage, &desks, chat).await, [instead(Otherwise::Everybody, None), Why::Back]);

    // If nobody is there at all, a waiting request goes to the first operator who comes, and back
    // to the rule's when one of them comes.
    for who in [&desks.ben, &desks.eve] {
        set_status(stage, who, Status::Away).await;
    }
    assert_eq!(assigned(stage, &desks, chat).await, None);
    is_settled(stage, &desks, chat).await;
    set_status(stage, &desks.ben, Status::Online).await;
    assert_eq!(assigned(stage, &desks, chat).await.as_deref(), Some("Ben"));
    stage.switchboard.accept(&desks.ben, chat).await.unwrap().unwrap();
}

async fn whoever_signs_out_has_gone_at_once(stage: &Stage) {
    let mut desks = desks(stage).await;
    desks.queue(stage, Queueing { answer_within_seconds: 600, ..QUEUEING }).await;
    help(stage, &desks, Otherwise::Everybody).await;
    let (_vera, chat) = ask(stage, "vera", HELP, None).await;
    assert_eq!(assigned(stage, &desks, chat).await.as_deref(), Some("Ben"));
    let switchboard = &stage.switchboard;
    switchboard.sign_out(&desks.ben).await.unwrap();
    drop(desks.consoles.remove(1));
    assert_eq!(assigned(stage, &desks, chat).await.as_deref(), Some("Eve"));
    is_settled(stage, &desks, chat).await;
    let from = [127, 0, 0, 1].into();
    let session = switchboard.sign_in("ben@example.org", PASSWORD, from, None).await.unwrap();
    let ben = switchboard.signed_in(&session.token).await.unwrap().expect("just signed in");
    let _bens = switchboard.open_console(ben.clone()).await.unwrap();
    assert_eq!(assigned(stage, &desks, chat).await.as_deref(), Some("Ben"));
    is_settled(stage, &desks, chat).await;
    switchboard.accept(&ben, chat).await.unwrap().unwrap();
}

async fn whoever_is_deactivated_or_deleted_has_gone(stage: &Stage) {
    let desks = desks(stage).await;
    desks.queue(stage, Queueing { answer_within_seconds: 600, ..QUEUEING }).await;
    help(stage, &desks, Otherwise::Everybody).await;
    let (_vera, chat) = ask(stage, "vera", HELP, None).await;
    assert_eq!(assigned(stage, &desks, chat).await.as_deref(), Some("Ben"));
    let switchboard = &stage.switchboard;
    switchboard.deactivate_operator(&desks.ann, desks.ben.operator).await.unwrap().unwrap();
    assert_eq!(assigned(stage, &desks, chat).await.as_deref(), Some("Eve"));
    is_settled(stage, &desks, chat).await;

    let cleo = stage.sign_in_new(&desks.ann, "Cleo").await;
    let _cleos = switchboard.open_console(cleo.clone()).await.unwrap();
    desks.rule_or(stage, "shop.example/tea", &[&cleo], Otherwise::Everybody).await;
    let (_victor, tea) = ask(stage, "victor", "https://shop.example/tea", None).await;
    assert_eq!(assigned(stage, &desks, tea).await.as_deref(), Some("Cleo"));
    switchboard.accept(&desks.eve, chat).await.unwrap().unwrap();
    switchboard.close(Speaker::Operator(desks.eve.clone()), chat).await.unwrap().unwrap();
    switchboard.delete_operator(&desks.ann, cleo.operator).await.unwrap().unwrap();
    assert_eq!(assigned(stage, &desks, tea).await.as_deref(), Some("Eve"));
    is_settled(stage, &desks, tea).await;
}

/// The only rule, as an administrator sees it.
async fn the_rule(stage: &Stage, desks: &Desks) -> UrlRuleView {
    stage.switchboard.routing_settings(&desks.ann).await.unwrap().unwrap().rules.remove(0)
}

async fn what_is_done_instead_can_be_changed_for_what_waits(stage: &Stage) {
    let desks = desks(stage).await;
    help(stage, &desks, Otherwise::Wait).await;
    let (_vera, chat) = ask(stage, "vera", HELP, None).await;
    set_status(stage, &desks.ben, Status::Away).await;
    is_settled(stage, &desks, chat).await;
    assert_eq!(asked(stage, &desks, chat).await, (true, false));
    let seen = the_rule(stage, &desks).await;
    assert_eq!(seen.otherwise, Otherwise::Wait);
    let UrlRuleView { site, pattern, operators, .. } = seen.clone();
    let rule = chat::routing::UrlRule { site, pattern, operators, otherwise: Otherwise::Everybody };
    stage.switchboard.save_url_rule(&desks.ann, Some(seen), rule).await.unwrap().unwrap();
    settled(stage, &desks, chat).await;
    assert_eq!(asked(stage, &desks, chat).await, (true, true));
    is_settled(stage, &desks, chat).await;
    let rule = the_rule(stage, &desks).await;
    stage.switchboard.remove_url_rule(&desks.ann, rule.id).await.unwrap().unwrap();
    is_settled(stage, &desks, chat).await;
    assert_eq!(asked(stage, &desks, chat).await, (true, true), "it stays with whom it went");
}

async fn a_department_that_is_removed_leaves_the_rule(stage: &Stage) {
    let desks = desks(stage).await;
    let sales = desks.department(stage, "Sales", &[&desks.eve]).await;
    help(stage, &desks, Otherwise::Department(sales)).await;
    let (_vera, chat) = ask(stage, "vera", HELP, None).await;
    set_status(stage, &desks.ben, Status::Away).await;
    is_settled(stage, &desks, chat).await;
    stage.switchboard.remove_department(&desks.ann, sales).await.unwrap().unwrap();
    assert_eq!(the_rule(stage, &desks).await.otherwise, Otherwise::Everybody);
    assert_eq!(settled(stage, &desks, chat).await.routed.to, None);
    is_settled(stage, &desks, chat).await;
}

async fn administrators_are_called_to_what_waits_too_long(stage: &Stage) {
    let mut desks = desks(stage).await;
    desks.queue(stage, Queueing { answer_within_seconds: 600, overdue_after_seconds: 120, ..QUEUEING }).await;
    set_status(stage, &desks.eve, Status::Away).await;
    let (_vera, chat) = ask(stage, "vera", SHOP, None).await;
    assert_eq!(assigned(stage, &desks, chat).await.as_deref(), Some("Ben"));
    stage.pass(Duration::from_secs(110));
    assert!(!settled(stage, &desks, chat).await.is_overdue);
    is_settled(stage, &desks, chat).await;
    stage.pass(Duration::from_secs(10));
    assert!(settled(stage, &desks, chat).await.is_overdue);
    is_settled(stage, &desks, chat).await;
    let called = hear(&mut desks.consoles[0].events, |event| match event {
        Event::Chat(heard) if heard.id == chat => heard.is_overdue.then_some(()),
        _ => None,
    });
    called.await;

    // An operator who was asked before still is, and loses it as before; it stays overdue.
    let seen = seen_by(stage, &desks.ben, chat).await.expect("it is still his to accept");
    assert_eq!(seen.operator.map(|has| has.id), Some(desks.ben.operator));
    set_status(stage, &desks.eve, Status::Online).await;
    stage.switchboard.refuse(&desks.ben, chat).await.unwrap().unwrap();
    assert_eq!(assigned(stage, &desks, chat).await.as_deref(), Some("Eve"));
    assert!(settled(stage, &desks, chat).await.is_overdue);
    stage.switchboard.accept(&desks.ann, chat).await.unwrap().unwrap();
    let seen = seen_by(stage, &desks.ann, chat).await.unwrap();
    assert_eq!((seen.operator.map(|has| has.id), seen.is_overdue), (Some(desks.ann.operator), false));
}

async fn what_is_too_long_can_be_changed(stage: &Stage) {
    let desks = desks(stage).await;
    let queueing = stage.switchboard.routing_settings(&desks.ann).await.unwrap().unwrap().queueing;
    assert_eq!((queueing.on, queueing.overdue_after_seconds), (false, 120), "as it is without being set");
    let (_vera, chat) = ask(stage, "vera", SHOP, None).await;
    let limit = async |overdue_after_seconds| {
        stage.queue(&desks.ann, Queueing { overdue_after_seconds, ..queueing }).await;
        let is_overdue = settled(stage, &desks, chat).await.is_overdue;
        is_settled(stage, &desks, chat).await;
        is_overdue
    };
    stage.pass(Duration::from_secs(60));
    assert!(!limit(120).await, "queueing is off");
    assert!(limit(30).await);
    assert!(!limit(0).await);
    stage.pass(Duration::from_secs(24 * 60 * 60));
    assert!(!limit(0).await, "never");
    assert!(limit(120).await);
    stage.switchboard.accept(&desks.eve, chat).await.unwrap().unwrap();
}

async fn a_chat_that_is_asked_for_again_has_not_waited(stage: &Stage) {
    let desks = desks(stage).await;
    let (vera, chat) = ask(stage, "vera", SHOP, None).await;
    stage.pass(Duration::from_secs(200));
    let first = settled(stage, &desks, chat).await;
    assert!(first.is_overdue);
    stage.switchboard.close(Speaker::Visitor(vera.seat), chat).await.unwrap().unwrap();
    stage.ask_in(vera.seat, chat, "One more thing").await.unwrap();
    let again = settled(stage, &desks, chat).await;
    assert!(!again.is_overdue && again.asked_at > first.asked_at);
    stage.pass(Duration::from_secs(200));
    assert!(settled(stage, &desks, chat).await.is_overdue);
}
