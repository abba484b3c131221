//! Whom a request goes to (manual A10, A12, A13), and who gets it when requests are queued (B18).

use std::time::Duration;

use chat::{
    Console, EditOperator, Refused, SignedIn, Speaker, Visit,
    bus::Event,
    routing::{Department, UrlRule},
};
use wire::{
    ChatId, ChatState, ChatView, DepartmentId, Queueing, Routing, Status,
    administration::{Action, AuditPart},
    operator::{OfferEnd, VisitorStatus},
    routing::{Decided, Decision, DepartmentView, Otherwise, Passed, Why},
    visitor::{Ask, Hello, Page},
};

use crate::{
    on_each_database,
    support::{Stage, hear, token, until_available},
};

on_each_database! {
    a_request_goes_to_the_department_that_was_chosen
    a_request_goes_where_the_first_rule_says
    the_order_of_rules_can_be_changed
    departments_and_rules_cannot_both_be_on
    only_administrators_say_whom_requests_go_to
    bad_departments_and_rules_are_refused
    who_changed_what_of_it_is_in_the_audit_log
    a_department_that_is_removed_leaves_its_chats
    queued_requests_go_to_the_least_busy_one_at_a_time
    who_lets_a_request_pass_loses_it_to_the_next
    who_goes_away_loses_his_request
    whoever_waits_is_told_his_place
    a_chat_whose_operator_has_vanished_is_the_first_in_the_queue
    switching_queueing_off_asks_everybody
}

pub(crate) const QUEUEING: Queueing =
    Queueing { on: true, chat_limit: 1, answer_within_seconds: 30, overdue_after_seconds: 0 };

/// Ann the administrator, who is away, and Ben and Eve at their consoles.
pub(crate) struct Desks {
    pub(crate) ann: SignedIn,
    pub(crate) ben: SignedIn,
    pub(crate) eve: SignedIn,
    pub(crate) consoles: Vec<Console>,
}

pub(crate) async fn desks(stage: &Stage) -> Desks {
    let ann = stage.sign_in().await;
    let (ben, eve) = (stage.sign_in_new(&ann, "Ben").await, stage.sign_in_new(&ann, "Eve").await);
    stage.switchboard.set_status(&ann, Status::Away).await.unwrap();
    let mut consoles = Vec::new();
    for who in [&ann, &ben, &eve] {
        consoles.push(stage.switchboard.open_console(who.clone()).await.unwrap());
    }
    Desks { ann, ben, eve, consoles }
}

impl Desks {
    pub(crate) async fn department(&self, stage: &Stage, name: &str, who: &[&SignedIn]) -> DepartmentId {
        let operators = who.iter().map(|one| one.operator).collect();
        let department = Department { name: name.into(), description: "For you".into(), operators };
        stage.switchboard.save_department(&self.ann, None, department).await.unwrap().unwrap()
    }

    pub(crate) async fn rule(&self, stage: &Stage, pattern: &str, who: &[&SignedIn]) -> wire::UrlRuleId {
        self.rule_or(stage, pattern, who, Otherwise::Wait).await
    }

    /// The same, with the alternative when none of them is there.
    pub(crate) async fn rule_or(
        &self,
        stage: &Stage,
        pattern: &str,
        who: &[&SignedIn],
        otherwise: Otherwise,
    ) -> wire::UrlRuleId {
        let operators = who.iter().map(|one| one.operator).collect();
        let rule = UrlRule { site: None, pattern: pattern.into(), operators, otherwise };
        stage.switchboard.save_url_rule(&self.ann, None, rule).await.unwrap().unwrap()
    }

    pub(crate) async fn route(&self, stage: &Stage, routing: Routing) {
        stage.switchboard.set_routing(&self.ann, routing, false).await.unwrap().unwrap();
    }

    pub(crate) async fn queue(&self, stage: &Stage, queueing: Queueing) {
        stage.queue(&self.ann, queueing).await;
    }

    async fn limit(&self, stage: &Stage, who: &SignedIn, limit: Option<u32>) {
        let account = stage.switchboard.operator_account(&self.ann, who.operator).await.unwrap().unwrap();
        let edit = EditOperator { chat_limit: limit, ..(&account).into() };
        stage.switchboard.edit_operator(&self.ann, who.operator, edit).await.unwrap().unwrap();
    }
}

/// A visitor asks on this page, for this department.
pub(crate) async fn ask(
    stage: &Stage,
    name: &str,
    url: &str,
    department: Option<DepartmentId>,
) -> (Visit, ChatId) {
    let page = Page { url: url.to_owned(), ..Page::default() };
    let visit = stage.visit_with(Hello { page, ..stage.hello(&token(name)) }).await;
    let chat = stage.id();
    let ask = Ask {
        chat,
        name: name.into(),
        department,
        id: stage.id(),
        text: "Hello?".into(),
        email: String::new(),
        answers: vec![],
    };
    stage.switchboard.ask(visit.seat, ask).await.unwrap().unwrap();
    (visit, chat)
}

pub(crate) async fn seen_by(stage: &Stage, who: &SignedIn, chat: ChatId) -> Option<ChatView> {
    stage.switchboard.snapshot(who).await.unwrap().chats.into_iter().find(|one| one.id == chat)
}

/// The operator who is assigned a request, as the administrator sees it.
pub(crate) async fn assigned(stage: &Stage, desks: &Desks, chat: ChatId) -> Option<String> {
    stage.switchboard.settle().await.unwrap();
    let chat = seen_by(stage, &desks.ann, chat).await.expect("it is open");
    assert_eq!(chat.state, ChatState::Requesting);
    chat.operator.map(|operator| operator.name)
}

pub(crate) async fn decisions(stage: &Stage, who: &SignedIn, chat: ChatId) -> Vec<Decision> {
    stage.switchboard.decisions(who, chat).await.unwrap().unwrap()
}

pub(crate) const SHOP: &str = "https://shop.example/";

async fn a_request_goes_to_the_department_that_was_chosen(stage: &Stage) {
    let mut desks = desks(stage).await;
    let sales = desks.department(stage, "Sales", &[&desks.ben]).await;
    let service = desks.department(stage, "Service", &[&desks.eve]).await;
    desks.department(stage, "Archive", &[]).await;
    let before = stage.visit(&token("before")).await;
    assert_eq!(before.welcome.departments, [], "they are not on");
    desks.route(stage, Routing::Departments).await;
    let visit = stage.visit(&token("vera")).await;
    let offered: Vec<_> = visit.welcome.departments.iter().map(|one| (one.id, one.available)).collect();
    assert_eq!(offered, [(sales, true), (service, true)]);

    let (visit, chat) = ask(stage, "vera", SHOP, Some(sales)).await;
    let seen = seen_by(stage, &desks.ben, chat).await.expect("it goes to Sales");
    assert_eq!(seen.routed.department.as_deref(), Some("Sales"));
    assert!(seen_by(stage, &desks.eve, chat).await.is_none(), "it does not go to Service");
    assert!(seen_by(stage, &desks.ann, chat).await.is_some(), "administrators see everything");
    let heard = hear(&mut desks.consoles[2].events, |event| match event {
        Event::Chat(_) => Some(chat::Switchboard::for_console(&desks.eve, event)),
        _ => None,
    });
    assert!(
        matches!(heard.await, chat::ForConsole::Send(told) if matches!(*told, wire::operator::ToOperator::ChatGone(_)))
    );
    assert_eq!(stage.switchboard.accept(&desks.eve, chat).await.unwrap(), Err(Refused::ForOthers));
    let decided = decisions(stage, &desks.ben, chat).await;
    assert_eq!(decided.len(), 1);
    assert_eq!(decided[0].what, Decided::Goes(Why::Department("Sales".into())));
    assert_eq!(decided[0].candidates.len(), 1);
    let candidate = &decided[0].candidates[0];
    assert_eq!((candidate.operator.name.as_str(), candidate.available, candidate.chats), ("Ben", true, 0));
    stage.switchboard.accept(&desks.ben, chat).await.unwrap().unwrap();

    // Reopened, it goes to the same department again.
    let vera = Speaker::Visitor(visit.seat);
    stage.switchboard.close(vera, chat).await.unwrap().unwrap();
    stage.ask_in(visit.seat, chat, "One more thing").await.unwrap();
    assert!(seen_by(stage, &desks.ben, chat).await.is_some());
    assert!(seen_by(stage, &desks.eve, chat).await.is_none());
    assert_eq!(decisions(stage, &desks.ben, chat).await.len(), 2);

    // Availability is shown for each department.
    let mut victor = stage.visit(&token("victor")).await;
    stage.switchboard.set_status(&desks.ben, Status::Busy).await.unwrap();
    stage.switchboard.set_status(&desks.eve, Status::Busy).await.unwrap();
    until_available(stage, &mut victor, false).await;
    stage.switchboard.set_status(&desks.eve, Status::Online).await.unwrap();
    until_available(stage, &mut victor, true).await;
    let offered = stage.switchboard.reception(victor.seat).await.unwrap().departments;
    assert_eq!(offered.iter().map(|one| one.available).collect::<Vec<_>>(), [false, true]);
    let (_visit, chat) = ask(stage, "walter", SHOP, None).await;
    assert!(seen_by(stage, &desks.eve, chat).await.is_some(), "who chooses none asks everybody");
}

async fn a_request_goes_where_the_first_rule_says(stage: &Stage) {
    let desks = desks(stage).await;
    desks.rule(stage, "shop.example/help/*", &[&desks.eve]).await;
    desks.rule(stage, "shop.example", &[&desks.ben]).await;
    let (_early, early) = ask(stage, "early", "https://shop.example/help/me", None).await;
    assert!(seen_by(stage, &desks.ben, early).await.is_some(), "the rules are not on");
    desks.route(stage, Routing::Urls).await;
    let (_vera, help) = ask(stage, "vera", "https://shop.example/help/me?please", None).await;
    let (_victor, start) = ask(stage, "victor", SHOP, None).await;
    let (_viola, elsewhere) = ask(stage, "viola", "https://blog.example/", None).await;
    for (chat, ben, eve) in [(help, false, true), (start, true, false), (elsewhere, true, true)] {
        let seen = (seen_by(stage, &desks.ben, chat).await, seen_by(stage, &desks.eve, chat).await);
        assert_eq!((seen.0.is_some(), seen.1.is_some()), (ben, eve));
    }
    let why = match &decisions(stage, &desks.eve, help).await[0].what {
        Decided::Goes(Why::UrlRule { place, pattern, .. }) => (*place, pattern.clone()),
        other => panic!("{other:?}"),
    };
    assert_eq!(why, (1, "shop.example/help/*".to_owned()));

    // Availability depends on the page.
    let page = Page { url: "https://shop.example/help/me".into(), ..Page::default() };
    let mut walter = stage.visit_with(Hello { page, ..stage.hello(&token("walter")) }).await;
    stage.switchboard.set_status(&desks.eve, Status::Away).await.unwrap();
    until_available(stage, &mut walter, false).await;
    stage.switchboard.turn_to(walter.seat, Page { url: SHOP.into(), ..Page::default() });
    assert!(stage.switchboard.reception(walter.seat).await.unwrap().available);
}

async fn the_order_of_rules_can_be_changed(stage: &Stage) {
    let desks = desks(stage).await;
    let switchboard = &stage.switchboard;
    let shop = desks.rule(stage, "shop.example", &[&desks.ben]).await;
    let help = desks.rule(stage, "https://Shop.example/help/*", &[&desks.eve]).await;
    let blog = desks.rule(stage, "blog.example", &[&desks.eve]).await;
    let site = stage.visit(&token("vera")).await.seat.site;
    let hit = async |page: &str| {
        let hit = switchboard.try_url(&desks.ann, site, page).await.unwrap().unwrap();
        hit.map(|(place, rule)| (place, rule.id))
    };
    let page = "https://shop.example/help/me";
    assert_eq!(hit(page).await, Some((1, shop)), "the tester tells it before the rules are on");
    switchboard.move_url_rule(&desks.ann, help, 1).await.unwrap().unwrap();
    assert_eq!(hit(page).await, Some((1, help)));
    switchboard.move_url_rule(&desks.ann, help, 99).await.unwrap().unwrap();
    assert_eq!(hit(page).await, Some((1, shop)));
    let order = async || {
        let settings = switchboard.routing_settings(&desks.ann).await.unwrap().unwrap();
        settings.rules.into_iter().map(|rule| rule.id).collect::<Vec<_>>()
    };
    assert_eq!(order().await, [shop, blog, help]);
    switchboard.remove_url_rule(&desks.ann, shop).await.unwrap().unwrap();
    assert_eq!(switchboard.remove_url_rule(&desks.ann, shop).await.unwrap(), Err(Refused::NotFound));
    assert_eq!((order().await, hit(page).await), (vec![blog, help], Some((2, help))));
    let only_here = UrlRule {
        site: Some(site),
        pattern: String::new(),
        operators: vec![desks.ben.operator],
        otherwise: Otherwise::OffLine,
    };
    let rules = switchboard.routing_settings(&desks.ann).await.unwrap().unwrap().rules;
    let seen = rules.into_iter().find(|rule| rule.id == blog);
    let changed = switchboard.save_url_rule(&desks.ann, seen, only_here).await.unwrap();
    assert_eq!((changed, hit(page).await), (Ok(blog), Some((1, blog))));
}

async fn departments_and_rules_cannot_both_be_on(stage: &Stage) {
    let desks = desks(stage).await;
    let set =
        async |routing, replace| stage.switchboard.set_routing(&desks.ann, routing, replace).await.unwrap();
    let on = async || stage.switchboard.routing_settings(&desks.ann).await.unwrap().unwrap().routing;
    assert_eq!(set(Routing::Departments, false).await, Ok(()));
    assert_eq!(set(Routing::Urls, false).await, Err(Refused::OtherRouting(Routing::Departments)));
    assert_eq!(on().await, Routing::Departments);
    assert_eq!(set(Routing::Departments, false).await, Ok(()));
    assert_eq!(set(Routing::Urls, true).await, Ok(()), "he has said that it shall be replaced");
    assert_eq!(set(Routing::Departments, false).await, Err(Refused::OtherRouting(Routing::Urls)));
    assert_eq!(set(Routing::Everybody, false).await, Ok(()));
    assert_eq!(on().await, Routing::Everybody);
}

async fn only_administrators_say_whom_requests_go_to(stage: &Stage) {
    let desks = desks(stage).await;
    let (switchboard, ben) = (&stage.switchboard, &desks.ben);
    let department = Department { name: "Mine".into(), description: String::new(), operators: Vec::new() };
    let rule = UrlRule {
        site: None,
        pattern: String::new(),
        operators: vec![ben.operator],
        otherwise: Otherwise::default(),
    };
    let existing = desks.department(stage, "Sales", &[]).await;
    let existing_rule = desks.rule(stage, "", &[ben]).await;
    let all = [
        switchboard.save_department(ben, None, department).await.unwrap().err(),
        switchboard.remove_department(ben, existing).await.unwrap().err(),
        switchboard.save_url_rule(ben, None, rule).await.unwrap().err(),
        switchboard.move_url_rule(ben, existing_rule, 1).await.unwrap().err(),
        switchboard.remove_url_rule(ben, existing_rule).await.unwrap().err(),
        switchboard.set_routing(ben, Routing::Urls, true).await.unwrap().err(),
        switchboard.set_queueing(ben, QUEUEING, QUEUEING).await.unwrap().err(),
        switchboard.routing_settings(ben).await.unwrap().err(),
    ];
    assert!(all.iter().all(|refused| *refused == Some(Refused::NotAllowed)), "{all:?}");
    let settings = switchboard.routing_settings(&desks.ann).await.unwrap().unwrap();
    assert_eq!((settings.departments.len(), settings.rules.len()), (1, 1));
    assert!(!settings.queueing.on && settings.routing == Routing::Everybody);
}

async fn bad_departments_and_rules_are_refused(stage: &Stage) {
    let desks = desks(stage).await;
    let (switchboard, ann) = (&stage.switchboard, &desks.ann);
    let sales = desks.department(stage, "Sales", &[&desks.ben]).await;
    let department =
        |name: &str, operators| Department { name: name.into(), description: String::new(), operators };
    let save = async |id, department| switchboard.save_department(ann, id, department).await.unwrap().err();
    // The last one is Cyrillic.
    for name in [" Sales ", " Sales\u{200b} ", "sales", "\u{405}\u{430}l\u{435}\u{455}"] {
        assert_eq!(save(None, department(name, vec![])).await, Some(Refused::NameTaken), "{name:?}");
    }
    for name in ["", "  ", "\u{200b}\u{7}", &"x".repeat(81)] {
        let refused = save(None, department(name, vec![])).await;
        assert!(matches!(refused, Some(Refused::BadName(_))), "{name:?}: {refused:?}");
    }
    assert_eq!(save(None, department("Other", vec![stage.id()])).await, Some(Refused::NotFound));
    let seen = switchboard.routing_settings(ann).await.unwrap().unwrap().departments.remove(0);
    assert_eq!(seen.id, sales);
    let unknown = DepartmentView { id: stage.id(), ..seen.clone() };
    assert_eq!(save(Some(unknown), department("Other", vec![])).await, Some(Refused::NotFound));
    assert_eq!(save(Some(seen.clone()), department("Sales", vec![desks.eve.operator])).await, None);
    assert_eq!(save(Some(seen), department("Sale", vec![])).await, Some(Refused::Stale));
    let rule = |pattern: &str, operators| UrlRule {
        site: None,
        pattern: pattern.into(),
        operators,
        otherwise: Otherwise::default(),
    };
    let save = async |rule| switchboard.save_url_rule(ann, None, rule).await.unwrap().err();
    assert_eq!(save(rule("shop.example", vec![])).await, Some(Refused::NoOperators));
    for pattern in ["/help", "shop example", &"x".repeat(3_000)] {
        let refused = save(rule(pattern, vec![ann.operator])).await;
        assert!(matches!(refused, Some(Refused::BadPattern(_))), "{pattern:.20}: {refused:?}");
    }
    let elsewhere = UrlRule { site: Some(stage.id()), ..rule("", vec![ann.operator]) };
    assert_eq!(save(elsewhere).await, Some(Refused::NotFound));
    let otherwise = Otherwise::Department(stage.id());
    let no_department = UrlRule { otherwise, ..rule("", vec![ann.operator]) };
    assert_eq!(save(no_department).await, Some(Refused::NotFound));
    for queueing in [
        Queueing { chat_limit: 0, ..QUEUEING },
        Queueing { chat_limit: 101, ..QUEUEING },
        Queueing { answer_within_seconds: 4, ..QUEUEING },
        Queueing { answer_within_seconds: 601, ..QUEUEING },
        Queueing { overdue_after_seconds: 86_401, ..QUEUEING },
    ] {
        assert_eq!(
            switchboard.set_queueing(ann, QUEUEING, queueing).await.unwrap(),
            Err(Refused::OutOfRange)
        );
    }
    let settings = switchboard.routing_settings(ann).await.unwrap().unwrap();
    assert_eq!(settings.departments[0].operators, [desks.eve.operator]);
    assert_eq!((settings.departments.len(), settings.rules.len()), (1, 0));
}

async fn who_changed_what_of_it_is_in_the_audit_log(stage: &Stage) {
    let desks = desks(stage).await;
    let (switchboard, ann) = (&stage.switchboard, &desks.ann);
    let told = async || {
        let (log, _) = switchboard.audit_log(ann, AuditPart::Changes, "", None).await.unwrap().unwrap();
        let wanted = |action| !matches!(action, Action::OperatorAdded);
        let mut told: Vec<_> = log
            .iter()
            .filter(|entry| wanted(entry.action))
            .map(|entry| {
                let changes: Vec<_> = entry
                    .changes
                    .iter()
                    .map(|change| format!("{}: {} → {}", change.what, change.before, change.after))
                    .collect();
                format!("{:?} {}; {}", entry.action, entry.subject, changes.join("; "))
            })
            .collect();
        told.reverse();
        told
    };
    let sales = desks.department(stage, "Sales", &[&desks.ben]).await;
    let seen = switchboard.routing_settings(ann).await.unwrap().unwrap().departments.remove(0);
    let as_it_is = Department {
        name: seen.name.clone(),
        description: seen.description.clone(),
        operators: seen.operators.clone(),
    };
    let with_eve = Department {
        operators: vec![desks.ben.operator, desks.eve.operator],
        description: String::new(),
        ..as_it_is.clone()
    };
    switchboard.save_department(ann, Some(seen.clone()), as_it_is.clone()).await.unwrap().unwrap();
    switchboard.save_department(ann, Some(seen.clone()), with_eve).await.unwrap().unwrap();
    assert_eq!(
        switchboard.save_department(ann, Some(seen), as_it_is).await.unwrap(),
        Err(Refused::Stale),
        "what is refused leaves nothing"
    );
    switchboard.remove_department(ann, sales).await.unwrap().unwrap();
    assert_eq!(
        told().await,
        [
            "DepartmentAdded Sales; name:  → Sales; description:  → For you; operators:  → Ben",
            "DepartmentChanged Sales; description: For you → ; operators: Ben → Ben, Eve",
            "DepartmentRemoved Sales; operators: Ben, Eve → ",
        ]
    );
    let one = desks.rule(stage, "one.example", &[&desks.ben]).await;
    let two = desks.rule(stage, "two.example", &[&desks.eve]).await;
    switchboard.move_url_rule(ann, two, 1).await.unwrap().unwrap();
    switchboard.remove_url_rule(ann, one).await.unwrap().unwrap();
    desks.route(stage, Routing::Urls).await;
    desks.route(stage, Routing::Urls).await;
    desks.queue(stage, QUEUEING).await;
    let told = told().await;
    let actions: Vec<_> = told[3..].iter().map(|line| line.split(';').next().unwrap()).collect();
    assert_eq!(
        actions,
        [
            "UrlRuleAdded one.example",
            "UrlRuleAdded two.example",
            "UrlRuleMoved two.example",
            "UrlRuleRemoved one.example",
            "RoutingChanged Routing",
            "QueueingChanged Queueing",
        ]
    );
    assert!(told[5].ends_with("place: 2 → 1"), "{}", told[5]);
    assert!(told[7].ends_with("requests go to: everybody → urls"), "{}", told[7]);
}

async fn a_department_that_is_removed_leaves_its_chats(stage: &Stage) {
    let desks = desks(stage).await;
    let sales = desks.department(stage, "Sales", &[&desks.ben]).await;
    desks.route(stage, Routing::Departments).await;
    let (visit, chat) = ask(stage, "vera", SHOP, Some(sales)).await;
    stage.switchboard.remove_department(&desks.ann, sales).await.unwrap().unwrap();
    let seen = seen_by(stage, &desks.ben, chat).await.expect("it stays with whom it went");
    assert_eq!(seen.routed.department.as_deref(), Some("Sales"));
    assert!(seen_by(stage, &desks.eve, chat).await.is_none());
    stage.switchboard.close(Speaker::Visitor(visit.seat), chat).await.unwrap().unwrap();
    stage.ask_in(visit.seat, chat, "And now?").await.unwrap();
    assert!(seen_by(stage, &desks.eve, chat).await.is_some(), "there is no such department any more");
}

async fn queued_requests_go_to_the_least_busy_one_at_a_time(stage: &Stage) {
    let desks = desks(stage).await;
    let (switchboard, ben, eve) = (&stage.switchboard, &desks.ben, &desks.eve);
    let (_busy, busy) = ask(stage, "busy", SHOP, None).await;
    switchboard.accept(ben, busy).await.unwrap().unwrap();
    desks.queue(stage, Queueing { chat_limit: 2, ..QUEUEING }).await;
    desks.limit(stage, eve, Some(1)).await;

    let (visit, first) = ask(stage, "vera", SHOP, None).await;
    assert!(seen_by(stage, ben, first).await.is_none(), "it waits for its turn");
    assert_eq!(assigned(stage, &desks, first).await.as_deref(), Some("Eve"), "she has less to do");
    assert!(seen_by(stage, ben, first).await.is_none());
    assert_eq!(seen_by(stage, eve, first).await.unwrap().state, ChatState::Requesting);
    let status = stage.list().await.into_iter().find(|row| row.id == visit.seat.visitor).unwrap().status;
    assert_eq!(status, VisitorStatus::Requesting { chat: first, assigned: Some("Eve".into()) });
    let shown = stage.visit(&token("vera")).await.welcome.chat.clone().unwrap();
    assert_eq!(shown.operator, None, "she has not accepted");
    assert_eq!(switchboard.accept(ben, first).await.unwrap(), Err(Refused::TakenBy("Eve".into())));

    let (_victor, second) = ask(stage, "victor", SHOP, None).await;
    assert_eq!(assigned(stage, &desks, second).await.as_deref(), Some("Ben"));
    let (_viola, third) = ask(stage, "viola", SHOP, None).await;
    assert_eq!(assigned(stage, &desks, third).await, None, "both have all they may have");
    assert_eq!(switchboard.accept(eve, third).await.unwrap(), Err(Refused::ForOthers));
    switchboard.accept(eve, first).await.unwrap().unwrap();
    assert_eq!(assigned(stage, &desks, third).await, None, "an accepted one counts as well");
    switchboard.close(Speaker::Operator(eve.clone()), first).await.unwrap().unwrap();
    assert_eq!(assigned(stage, &desks, third).await.as_deref(), Some("Eve"));

    let decided = decisions(stage, eve, third).await;
    let what: Vec<_> = decided.iter().map(|decision| &decision.what).collect();
    let to = wire::OperatorRef { id: eve.operator, name: "Eve".into() };
    assert_eq!(
        what,
        [
            &Decided::Goes(Why::Everybody),
            &Decided::Waits { after: None },
            &Decided::Assigned { to, after: None },
        ]
    );
    let loads: Vec<_> =
        decided[1].candidates.iter().map(|one| (one.operator.name.as_str(), one.chats, one.limit)).collect();
    assert_eq!(loads, [("Ben", 2, Some(2)), ("Eve", 1, Some(1))]);
}

async fn who_lets_a_request_pass_loses_it_to_the_next(stage: &Stage) {
    let desks = desks(stage).await;
    let switchboard = &stage.switchboard;
    desks.queue(stage, QUEUEING).await;
    let (_visit, chat) = ask(stage, "vera", SHOP, None).await;
    let first = assigned(stage, &desks, chat).await.expect("both are free");
    let (one, other) = if first == "Ben" { (&desks.ben, &desks.eve) } else { (&desks.eve, &desks.ben) };
    stage.pass(Duration::from_secs(29));
    assert_eq!(assigned(stage, &desks, chat).await.as_ref(), Some(&first));
    stage.pass(Duration::from_secs(2));
    assert_eq!(assigned(stage, &desks, chat).await.as_ref(), Some(&other.name), "he did not accept in time");
    assert!(seen_by(stage, one, chat).await.is_none());
    switchboard.refuse(other, chat).await.unwrap().unwrap();
    assert_eq!(assigned(stage, &desks, chat).await.as_ref(), Some(&one.name), "the other one refused");
    let passed: Vec<_> = decisions(stage, one, chat)
        .await
        .into_iter()
        .filter_map(|decision| match decision.what {
            Decided::Assigned { after: Some(Passed { operator, how }), .. } => Some((operator.id, how)),
            _ => None,
        })
        .collect();
    assert_eq!(passed, [(one.operator, OfferEnd::RanOut), (other.operator, OfferEnd::Refused)]);
    switchboard.accept(one, chat).await.unwrap().unwrap();
}

async fn who_goes_away_loses_his_request(stage: &Stage) {
    let mut desks = desks(stage).await;
    desks.queue(stage, Queueing { answer_within_seconds: 600, ..QUEUEING }).await;
    stage.switchboard.set_status(&desks.eve, Status::Away).await.unwrap();
    let (_visit, chat) = ask(stage, "vera", SHOP, None).await;
    assert_eq!(assigned(stage, &desks, chat).await.as_deref(), Some("Ben"));
    stage.switchboard.set_status(&desks.eve, Status::Online).await.unwrap();
    stage.switchboard.set_status(&desks.ben, Status::Away).await.unwrap();
    assert_eq!(assigned(stage, &desks, chat).await.as_deref(), Some("Eve"));
    // A reload of the console is no absence. Closing it is one after its grace period, once no node
    // signs for the operator.
    drop(desks.consoles.remove(2));
    assert_eq!(assigned(stage, &desks, chat).await.as_deref(), Some("Eve"));
    tokio::time::sleep(Duration::from_millis(4_500)).await;
    assert_eq!(assigned(stage, &desks, chat).await.as_deref(), Some("Eve"), "another node may have her");
    stage.pass(Duration::from_secs(31));
    assert_eq!(assigned(stage, &desks, chat).await, None);
}

async fn whoever_waits_is_told_his_place(stage: &Stage) {
    let desks = desks(stage).await;
    desks.queue(stage, QUEUEING).await;
    for who in [&desks.ben, &desks.eve] {
        stage.switchboard.set_status(who, Status::Busy).await.unwrap();
    }
    let (vera, first) = ask(stage, "vera", SHOP, None).await;
    let (mut victor, _) = ask(stage, "victor", SHOP, None).await;
    let place = |event: &Event| match event {
        Event::Place(place) => Some(*place),
        _ => None,
    };
    stage.switchboard.settle().await.unwrap();
    assert_eq!(hear(&mut victor.own, place).await, 2);
    assert_eq!(stage.visit(&token("victor")).await.welcome.place, Some(2), "also on the next page");
    stage.switchboard.close(Speaker::Visitor(vera.seat), first).await.unwrap().unwrap();
    stage.switchboard.settle().await.unwrap();
    assert_eq!(hear(&mut victor.own, place).await, 1);
    assert_eq!(stage.switchboard.refresh_visit(victor.seat).await.unwrap().place, Some(1));
    assert_eq!(stage.visit(&token("vera")).await.welcome.place, None);
}

async fn a_chat_whose_operator_has_vanished_is_the_first_in_the_queue(stage: &Stage) {
    let mut desks = desks(stage).await;
    desks.queue(stage, QUEUEING).await;
    stage.switchboard.set_status(&desks.eve, Status::Away).await.unwrap();
    let (_vera, first) = ask(stage, "vera", SHOP, None).await;
    assert_eq!(assigned(stage, &desks, first).await.as_deref(), Some("Ben"));
    stage.switchboard.accept(&desks.ben, first).await.unwrap().unwrap();
    let (_victor, second) = ask(stage, "victor", SHOP, None).await;
    assert_eq!(assigned(stage, &desks, second).await, None);
    drop(desks.consoles.remove(1));
    // Longer than the grace period of the console, and then as long as anybody may be away.
    tokio::time::sleep(Duration::from_millis(4_500)).await;
    for _ in 0..8 {
        stage.switchboard.tend().await.unwrap();
        stage.pass(Duration::from_secs(15));
    }
    stage.switchboard.set_status(&desks.eve, Status::Online).await.unwrap();
    assert_eq!(assigned(stage, &desks, first).await.as_deref(), Some("Eve"), "it was there first");
    assert_eq!(assigned(stage, &desks, second).await, None);
}

async fn switching_queueing_off_asks_everybody(stage: &Stage) {
    let desks = desks(stage).await;
    let (_vera, before) = ask(stage, "vera", SHOP, None).await;
    desks.queue(stage, QUEUEING).await;
    let first = assigned(stage, &desks, before).await.expect("it was there before queueing was on");
    let other = if first == "Ben" { &desks.eve } else { &desks.ben };
    assert!(seen_by(stage, other, before).await.is_none());
    desks.queue(stage, Queueing { on: false, ..QUEUEING }).await;
    assert_eq!(assigned(stage, &desks, before).await, None);
    stage.switchboard.accept(other, before).await.unwrap().unwrap();
}
