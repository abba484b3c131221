use proptest::prelude::*;
use uuid::Uuid;
use wire::Timestamp;

use super::*;

fn operator(nr: u128) -> OperatorRef {
    OperatorRef { id: OperatorId(Uuid::from_u128(nr)), name: format!("operator {nr}") }
}

fn offer(kind: OfferKind, by: u128, to: u128) -> Step {
    Step::Offer(Offer { kind, by: operator(by), to: operator(to), ends_at: Timestamp(30_000) })
}

/// The state after these steps, none of which may be refused.
fn after(life: Life, steps: impl IntoIterator<Item = Step>) -> Life {
    steps.into_iter().fold(life, |life, step| match life.step(step.clone()) {
        Ok(Outcome::Changed(life, _)) => *life,
        Ok(Outcome::Nothing) => life,
        Err(refused) => panic!("{step:?} was refused: {refused:?}"),
    })
}

fn notice(life: &Life, step: Step) -> Option<Notice> {
    match life.step(step) {
        Ok(Outcome::Changed(_, notice)) => notice,
        other => panic!("nothing changed: {other:?}"),
    }
}

#[test]
fn of_two_who_accept_one_gets_it() {
    let life = after(Life::asked(), [Step::Accept(operator(1))]);
    assert_eq!(life.step(Step::Accept(operator(1))), Ok(Outcome::Nothing));
    assert_eq!(life.step(Step::Accept(operator(2))), Err(Refused::TakenBy("operator 1".into())));
}

#[test]
fn a_transfer_that_is_taken_changes_hands_and_the_visitor_is_told() {
    let life = after(Life::asked(), [Step::Accept(operator(1)), offer(OfferKind::Transfer, 1, 2)]);
    let told = notice(&life, Step::Take(operator(2)));
    assert_eq!(told, Some(Notice::Transferred { from: "operator 1".into(), to: "operator 2".into() }));
    let taken = after(life, [Step::Take(operator(2))]);
    assert_eq!((taken.operator, taken.others, taken.offer), (Some(operator(2)), vec![], None));
}

#[test]
fn a_transfer_that_nobody_takes_comes_back_and_the_visitor_hears_nothing_of_it() {
    let life = after(Life::asked(), [Step::Accept(operator(1)), offer(OfferKind::Transfer, 1, 2)]);
    for step in [Step::Refuse(operator(2).id), Step::RunOut, Step::Refuse(operator(1).id)] {
        assert_eq!(notice(&life, step.clone()), None);
        let back = after(life.clone(), [step]);
        assert_eq!((&back.operator, &back.offer), (&life.operator, &None));
        assert_eq!(back.step(Step::Take(operator(2))), Err(Refused::NoOffer));
    }
    assert_eq!(life.step(Step::Take(operator(3))), Err(Refused::NoOffer));
}

#[test]
fn an_offer_that_is_made_again_lasts_no_longer() {
    let life = after(Life::asked(), [Step::Accept(operator(1)), offer(OfferKind::Transfer, 1, 2)]);
    let later = |kind, to| {
        let ends_at = Timestamp(60_000);
        Step::Offer(Offer { kind, by: operator(1), to: operator(to), ends_at })
    };
    assert_eq!(life.step(later(OfferKind::Transfer, 2)), Ok(Outcome::Nothing));
    for other in [later(OfferKind::Join, 2), later(OfferKind::Transfer, 3)] {
        let replaced = after(life.clone(), [other.clone()]);
        assert_eq!(replaced.offer.map(|offer| offer.ends_at), Some(Timestamp(60_000)), "{other:?}");
    }
    let joined = after(life.clone(), [Step::Join(operator(4))]);
    assert_eq!(joined.offer, life.offer, "what else happens leaves it its time");
}

#[test]
fn only_who_has_the_chat_can_give_it_away() {
    let life = after(
        Life::asked(),
        [Step::Accept(operator(1)), offer(OfferKind::Join, 1, 2), Step::Take(operator(2))],
    );
    assert_eq!(life.others, [operator(2)]);
    assert_eq!(life.step(offer(OfferKind::Transfer, 2, 3)), Err(Refused::TakenBy("operator 1".into())));
    assert_eq!(life.step(offer(OfferKind::Join, 1, 2)), Err(Refused::NotAvailable("operator 2".into())));
}

#[test]
fn the_last_operator_cannot_leave_but_can_be_lost() {
    let life = after(Life::asked(), [Step::Accept(operator(1))]);
    assert_eq!(life.step(Step::Leave(operator(1))), Err(Refused::LastOperator));
    let waiting = after(life.clone(), [Step::Lose(operator(1))]);
    assert_eq!(waiting, Life::asked());
    let two = after(life, [Step::Join(operator(2)), Step::Lose(operator(1))]);
    assert_eq!((two.state, two.operator, two.others), (ChatState::Active, Some(operator(2)), vec![]));
}

#[test]
fn an_invitation_is_taken_or_declined_or_runs_out() {
    let life = Life::invited(operator(1));
    assert_eq!(after(life.clone(), [Step::AnswerInvitation(true)]).state, ChatState::Active);
    assert_eq!(after(life.clone(), [Step::AnswerInvitation(false)]).state, ChatState::Declined);
    assert_eq!(after(life.clone(), [Step::Withdraw]).state, ChatState::Declined);
    let late = after(life, [Step::Withdraw]);
    assert_eq!(late.step(Step::AnswerInvitation(true)), Err(Refused::Closed));
    assert_eq!(after(late, [Step::Reopen]), Life::asked());
}

#[test]
fn what_has_ended_keeps_who_had_it_until_it_is_reopened() {
    let closed = after(Life::asked(), [Step::Accept(operator(1)), Step::CloseByVisitor]);
    assert_eq!((closed.state, &closed.operator), (ChatState::Closed, &Some(operator(1))));
    assert_eq!(closed.step(Step::CloseByOperator(operator(1))), Ok(Outcome::Nothing));
    assert_eq!(after(closed, [Step::Reopen]), Life::asked());
}

#[test]
fn an_assigned_request_that_is_let_pass_is_nobodys() {
    let life = after(Life::asked(), [Step::Assign(Some(operator(1)))]);
    assert_eq!(life.operator, Some(operator(1)));
    assert_eq!(life.step(Step::Refuse(operator(2).id)), Err(Refused::NoOffer));
    assert_eq!(notice(&life, Step::Refuse(operator(1).id)), None);
    assert_eq!(after(life.clone(), [Step::Refuse(operator(1).id)]), Life::asked());
    assert_eq!(after(life.clone(), [Step::Miss]).operator, None, "he never had it");
    let accepted = after(life, [Step::Accept(operator(2))]);
    assert_eq!((accepted.state, accepted.operator), (ChatState::Active, Some(operator(2))));
    assert_eq!(notice(&Life::asked(), Step::Assign(Some(operator(3)))), None);
}

fn any_step() -> impl Strategy<Value = Step> {
    let who = || (1..=4_u128).prop_map(operator);
    let kind = prop_oneof![Just(OfferKind::Transfer), Just(OfferKind::Join)];
    prop_oneof![
        3 => prop::option::of(who()).prop_map(Step::Assign),
        4 => who().prop_map(Step::Accept),
        1 => any::<bool>().prop_map(Step::AnswerInvitation),
        1 => Just(Step::Withdraw),
        1 => Just(Step::CloseByVisitor),
        1 => who().prop_map(Step::CloseByOperator),
        1 => Just(Step::Miss),
        6 => (kind, who(), who(), 0..3_i64).prop_map(|(kind, by, to, ends_at)| {
            Step::Offer(Offer { kind, by, to, ends_at: Timestamp(ends_at) })
        }),
        4 => who().prop_map(Step::Take),
        1 => who().prop_map(|who| Step::Refuse(who.id)),
        1 => Just(Step::RunOut),
        2 => who().prop_map(Step::Join),
        2 => who().prop_map(Step::Leave),
        1 => who().prop_map(Step::Lose),
        2 => Just(Step::Reopen),
    ]
}

proptest! {
    /// Any steps in any order lead to a consistent state. Repeating the last step, because its
    /// answer was lost, changes nothing.
    #[test]
    fn any_steps_lead_to_a_life_that_makes_sense(
        invited in any::<bool>(),
        steps in prop::collection::vec(any_step(), 0..60),
    ) {
        let mut life = if invited { Life::invited(operator(1)) } else { Life::asked() };
        for step in steps {
            let Ok(Outcome::Changed(next, notice)) = life.step(step.clone()) else { continue };
            prop_assert_ne!(&*next, &life, "{:?} changed nothing", step);
            prop_assert!(
                next.state == life.state || notice.is_some(),
                "{step:?} changed the state and told nobody"
            );
            makes_sense(&next)?;
            let again = next.step(step.clone());
            prop_assert!(!matches!(again, Ok(Outcome::Changed(..))), "{step:?} twice: {again:?}");
            life = *next;
        }
    }
}

fn makes_sense(life: &Life) -> Result<(), TestCaseError> {
    match life.state {
        ChatState::Requesting => {
            prop_assert_eq!(life, &Life { operator: life.operator.clone(), ..Life::asked() });
        }
        ChatState::Active => prop_assert!(life.operator.is_some()),
        ChatState::Invited => prop_assert!(life.operator.is_some() && life.others.is_empty()),
        ChatState::Closed | ChatState::Missed | ChatState::Declined => prop_assert!(life.offer.is_none()),
    }
    let mut ids: Vec<_> = life.operator.iter().chain(&life.others).map(|one| one.id).collect();
    let all = ids.len();
    ids.sort();
    ids.dedup();
    prop_assert_eq!(ids.len(), all, "an operator is in it twice");
    if let Some(offer) = &life.offer {
        prop_assert_eq!(life.state, ChatState::Active);
        prop_assert!(life.has(offer.by.id) && !life.has(offer.to.id));
    }
    Ok(())
}
