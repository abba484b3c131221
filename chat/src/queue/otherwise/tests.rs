use std::slice;

use wire::{
    ChatId, DepartmentId, OperatorRef, Queueing, Routing, UrlRuleId,
    routing::{DepartmentView, Otherwise, UrlRuleView},
};

use super::*;
use crate::queue::Standing;

fn operator(n: u64) -> OperatorId {
    OperatorId::v7(n, &[0; 10])
}

fn operators(all: &[u64]) -> Vec<OperatorId> {
    all.iter().map(|n| operator(*n)).collect()
}

fn sales() -> DepartmentId {
    DepartmentId::v7(1, &[0; 10])
}

fn rule() -> UrlRuleId {
    UrlRuleId::v7(1, &[0; 10])
}

/// A rule for the first two operators; the third one is in *Sales*.
fn plan(otherwise: Otherwise) -> Plan {
    let department = |id, name: &str, all: &[u64]| DepartmentView {
        id,
        name: name.to_owned(),
        description: String::new(),
        operators: operators(all),
    };
    Plan {
        routing: Routing::Urls,
        queueing: Queueing { on: false, chat_limit: 4, answer_within_seconds: 30, overdue_after_seconds: 0 },
        departments: vec![
            department(sales(), "Sales", &[3]),
            department(DepartmentId::v7(2, &[0; 10]), "Nobody's", &[]),
        ],
        rules: vec![UrlRuleView {
            id: rule(),
            site: None,
            pattern: String::new(),
            operators: operators(&[1, 2]),
            otherwise,
        }],
    }
}

/// A request that came by that rule.
fn asked() -> Change {
    let by_rule = ByRule { rule: rule(), operators: operators(&[1, 2]), instead: None };
    let routed = Routed { to: Some(operators(&[1, 2])), by_rule: Some(by_rule), ..Routed::default() };
    let standing = Standing { operator: None, routed, accept_by: None, is_overdue: false };
    Change { chat: ChatId::v7(1, &[0; 10]), from: standing.clone(), to: standing, decisions: Vec::new() }
}

/// Runs a round. Of three operators, `there` are present in the database and `heard` are known to
/// this node. Returns why it changed what it did.
fn round(request: &mut Change, plan: &Plan, there: &[u64], heard: &[u64]) -> Option<Why> {
    request.from = request.to.clone();
    request.decisions.clear();
    let load = |n| Load {
        operator: OperatorRef { id: operator(n), name: n.to_string() },
        chats: 0,
        limit: 4,
        is_gone: !there.contains(&n),
    };
    let loads: Vec<_> = (1..=3).map(load).collect();
    let heard = operators(heard).into_iter().collect();
    reroute(slice::from_mut(request), plan, &loads, &heard, Timestamp(1));
    assert_eq!(request.from == request.to, request.decisions.is_empty(), "each change is explained");
    match request.decisions.first().map(|decision| decision.what.clone())? {
        Decided::Goes(why) => Some(why),
        other => panic!("{other:?}"),
    }
}

#[test]
fn when_all_have_gone_it_goes_where_the_rule_says_and_back() {
    let (rules, everybody) = (Some(operators(&[1, 2])), None);
    for (otherwise, to, department) in [
        (Otherwise::Wait, &rules, None),
        (Otherwise::Everybody, &everybody, None),
        (Otherwise::Department(sales()), &Some(operators(&[3])), Some("Sales".to_owned())),
        (Otherwise::OffLine, &rules, None),
    ] {
        let (mut request, plan) = (asked(), plan(otherwise));
        for _ in 0..3 {
            assert_eq!(round(&mut request, &plan, &[2, 3], &[2, 3]), None, "one of them is there");
        }
        let instead = Some(Why::Instead { what: otherwise, department: department.clone() });
        assert_eq!(round(&mut request, &plan, &[3], &[3]), instead);
        for _ in 0..3 {
            assert_eq!(round(&mut request, &plan, &[3], &[3]), None, "{otherwise:?}: it is told once");
        }
        assert_eq!((&request.to.routed.to, &request.to.routed.department), (to, &department));
        assert_eq!(round(&mut request, &plan, &[1, 3], &[1, 3]), Some(Why::Back));
        assert_eq!(round(&mut request, &plan, &[1, 3], &[1, 3]), None);
        assert_eq!(request.to, asked().to, "it is as it was");
    }
}

#[test]
fn two_nodes_that_do_not_hear_of_each_other_do_not_send_it_to_and_fro() {
    let (mut request, plan) = (asked(), plan(Otherwise::Everybody));
    assert_eq!(round(&mut request, &plan, &[1], &[]), None, "the other node signs for him");
    assert_eq!(round(&mut request, &plan, &[], &[1]), None, "this node has him, and cannot sign");
    assert!(round(&mut request, &plan, &[], &[]).is_some());
    assert_eq!(round(&mut request, &plan, &[], &[1]), None, "nobody has signed for him");
    assert_eq!(round(&mut request, &plan, &[1], &[]), Some(Why::Back));
}

#[test]
fn what_is_set_holds_for_what_waits_already() {
    let mut request = asked();
    let everybody = || Some(Why::Instead { what: Otherwise::Everybody, department: None });
    let to_sales = Why::Instead { what: Otherwise::Department(sales()), department: Some("Sales".into()) };
    assert!(round(&mut request, &plan(Otherwise::OffLine), &[], &[]).is_some());
    assert_eq!(round(&mut request, &plan(Otherwise::Department(sales())), &[], &[]), Some(to_sales));
    let nobodys = DepartmentId::v7(2, &[0; 10]);
    assert_eq!(round(&mut request, &plan(Otherwise::Department(nobodys)), &[], &[]), everybody());
    let removed = Plan { rules: Vec::new(), ..plan(Otherwise::Wait) };
    assert_eq!(round(&mut request, &removed, &[], &[]), None, "of a rule that is gone the same");
    assert_eq!(round(&mut request, &removed, &[2], &[]), Some(Why::Back), "whom it named is remembered");
}

#[test]
fn only_what_came_by_a_rule_goes_elsewhere() {
    let mut request = asked();
    request.to.routed.by_rule = None;
    assert_eq!(round(&mut request, &plan(Otherwise::Everybody), &[], &[]), None);
}
