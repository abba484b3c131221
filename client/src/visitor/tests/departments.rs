//! The visitor chooses a department (manual A10).

use wire::{
    DepartmentId,
    routing::DepartmentChoice,
    text::BadText,
    visitor::{FromVisitor, ToVisitor},
};

use super::{Panel, Play, Screen};

const FORM: Screen = Screen::Form { leave: false, sending: false };

fn department(name: &str, available: bool) -> DepartmentChoice {
    let id = DepartmentId(uuid::Uuid::from_u128(name.len() as u128));
    DepartmentChoice { id, name: name.into(), description: "For you".into(), available }
}

fn offered(departments: &[DepartmentChoice]) -> Play {
    let mut play = Play::welcomed(true);
    play.hear(ToVisitor::Departments(departments.to_vec()));
    play
}

fn asked(play: &mut Play) -> Option<DepartmentId> {
    let Some(FromVisitor::Ask(ask)) = play.sent() else { panic!("nothing was asked") };
    ask.department
}

#[test]
fn a_question_goes_to_the_department_that_was_chosen() {
    let mut play = offered(&[department("Sales", true), department("Support", true)]);
    play.ask("Is this oak?");
    assert_eq!((play.sent(), play.panel.field_errors().department), (None, Some(BadText::Empty)));
    assert_eq!(play.panel.draft().text, "Is this oak?");
    play.act(|panel, _| panel.chose_department("Support".into()));
    assert_eq!(play.panel.field_errors().department, None);
    play.act(Panel::submit);
    assert_eq!(asked(&mut play), Some(department("Support", true).id));
}

#[test]
fn where_there_is_only_one_nothing_has_to_be_chosen() {
    let mut play = offered(&[department("Sales", true)]);
    play.ask("Is this oak?");
    assert_eq!(asked(&mut play), Some(department("Sales", true).id));
}

#[test]
fn a_department_that_has_nobody_there_gets_a_message() {
    let mut play = offered(&[department("Sales", true), department("Support", false)]);
    assert_eq!(play.panel.screen(), FORM);
    play.act(|panel, _| panel.chose_department("Support".into()));
    assert_eq!(play.panel.screen(), Screen::Form { leave: true, sending: false });
    play.hear(ToVisitor::Departments(vec![department("Sales", true), department("Support", true)]));
    assert_eq!(play.panel.screen(), FORM, "somebody has come");
}

#[test]
fn one_that_is_removed_is_chosen_no_more() {
    let mut play = offered(&[department("Sales", true), department("Support", true)]);
    play.act(|panel, _| panel.chose_department("Support".into()));
    play.hear(ToVisitor::Departments(vec![department("Sales", true), department("Orders", true)]));
    assert_eq!(play.panel.department(), None);
    play.hear(ToVisitor::Departments(vec![]));
    play.ask("Is this oak?");
    assert_eq!(asked(&mut play), None);
}
