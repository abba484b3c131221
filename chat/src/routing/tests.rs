use wire::{Queueing, UrlRuleId, routing::UrlRuleView};

use super::*;

fn operator(n: u64) -> OperatorId {
    OperatorId::v7(n, &[0; 10])
}

fn site(n: u64) -> SiteId {
    SiteId::v7(n, &[0; 10])
}

fn plan(routing: Routing) -> Plan {
    let department = |n: u64, name: &str, operators: &[u64]| DepartmentView {
        id: DepartmentId::v7(n, &[0; 10]),
        name: name.to_owned(),
        description: String::new(),
        operators: operators.iter().map(|n| operator(*n)).collect(),
    };
    let rule = |n: u64, only: Option<u64>, pattern: &str, operators: &[u64]| UrlRuleView {
        id: UrlRuleId::v7(n, &[0; 10]),
        site: only.map(site),
        pattern: pattern.to_owned(),
        operators: operators.iter().map(|n| operator(*n)).collect(),
        otherwise: Otherwise::Wait,
    };
    Plan {
        routing,
        queueing: Queueing { on: false, chat_limit: 4, answer_within_seconds: 30, overdue_after_seconds: 0 },
        departments: vec![
            department(1, "Sales", &[1]),
            department(2, "Service", &[2, 3]),
            department(3, "Nobody's", &[]),
        ],
        rules: vec![
            rule(1, None, "shop.example/help/*", &[2]),
            rule(2, Some(2), "", &[3]),
            rule(3, None, "shop.example", &[]),
            rule(4, None, "shop.example", &[1, 2]),
        ],
    }
}

fn from(plan: &Plan, at: u64, page: &str, department: Option<u64>) -> (Option<Vec<OperatorId>>, Why) {
    let department = department.map(|n| DepartmentId::v7(n, &[0; 10]));
    let route = plan.route(Whence { site: site(at), page, department });
    (route.routed.to, route.why)
}

#[test]
fn a_request_goes_to_the_department_that_was_chosen() {
    let plan = plan(Routing::Departments);
    let service = (Some(vec![operator(2), operator(3)]), Why::Department("Service".into()));
    assert_eq!(from(&plan, 1, "https://shop.example/help/me", Some(2)), service, "rules are not on");
    for none in [None, Some(3), Some(9)] {
        assert_eq!(from(&plan, 1, "", none), (None, Why::NoDepartment), "never to nobody: {none:?}");
    }
}

#[test]
fn the_first_rule_that_fits_is_the_one() {
    let plan = plan(Routing::Urls);
    let why = |place, pattern: &str, page: &str| Why::UrlRule {
        place,
        pattern: pattern.to_owned(),
        page: page.to_owned(),
    };
    let help = "https://shop.example/help/me";
    assert_eq!(from(&plan, 1, help, Some(1)), (Some(vec![operator(2)]), why(1, "shop.example/help/*", help)));
    assert_eq!(from(&plan, 2, "file:///tmp/a", None), (Some(vec![operator(3)]), why(2, "", "file:///tmp/a")));
    let start = "https://shop.example/";
    let both = Some(vec![operator(1), operator(2)]);
    assert_eq!(from(&plan, 1, start, None), (both, why(4, "shop.example", start)), "the third has nobody");
    let page = "https://other.example/".to_owned();
    assert_eq!(from(&plan, 1, &page, None), (None, Why::NoRule { page }));
}

#[test]
fn by_default_a_request_goes_to_everybody() {
    let plan = plan(Routing::Everybody);
    assert_eq!(from(&plan, 2, "https://shop.example/help/me", Some(1)), (None, Why::Everybody));
}

#[test]
fn a_visitor_is_told_who_is_there_for_him() {
    let only = |n: u64| HashSet::from([operator(n)]);
    let plan_of = |routing| plan(routing);
    let available =
        |routing, page: &str, who: &HashSet<_>| plan_of(routing).reception(site(1), page, who).available;
    let (help, start) = ("https://shop.example/help/me", "https://shop.example/");
    assert!(
        available(Routing::Everybody, help, &only(9))
            && !available(Routing::Everybody, help, &HashSet::new())
    );
    assert!(available(Routing::Urls, help, &only(2)) && !available(Routing::Urls, help, &only(1)));
    assert!(available(Routing::Urls, start, &only(1)) && !available(Routing::Urls, start, &only(3)));
    assert!(available(Routing::Urls, "https://other.example/", &only(9)), "no rule fits, so anybody will do");
    let reception = plan(Routing::Departments).reception(site(1), start, &only(3));
    let choices: Vec<_> =
        reception.departments.iter().map(|one| (one.name.as_str(), one.available)).collect();
    assert_eq!(choices, [("Sales", false), ("Service", true)], "nobody can choose what has nobody");
    assert!(reception.available);
    assert!(!available(Routing::Departments, start, &only(9)), "he is in no department");
}

#[test]
fn where_nobody_is_there_whom_a_rule_names_it_says_who_is_there_instead() {
    let help = "https://shop.example/help/me";
    let available = |otherwise, who: u64| {
        let mut plan = plan(Routing::Urls);
        plan.rules[0].otherwise = otherwise;
        plan.reception(site(1), help, &HashSet::from([operator(who)])).available
    };
    let department = |n: u64| Otherwise::Department(DepartmentId::v7(n, &[0; 10]));
    for (otherwise, for_who_is_in_sales, for_anybody) in [
        (Otherwise::Everybody, true, true),
        (department(1), true, false),
        (department(3), true, true),
        (department(9), true, true),
        (Otherwise::OffLine, false, false),
        (Otherwise::Wait, false, false),
    ] {
        assert!(available(otherwise, 2), "the rule names him");
        let told = (available(otherwise, 1), available(otherwise, 9));
        assert_eq!(told, (for_who_is_in_sales, for_anybody), "{otherwise:?}");
    }
}
