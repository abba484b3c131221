//! The fees for operators (manual A7), month by month. The stage's clock begins on 14 November
//! 2023.

use std::time::Duration;

use chat::{EditOperator, Invitation, InviteOperator, Price, Refused, SignedIn, Switchboard};
use wire::{
    OperatorId, Role,
    fees::{Fees, Month, Statement},
};

use crate::{
    accounts::{acme, sign_in},
    on_each_database,
    support::Stage,
};

on_each_database! {
    the_present_month_is_counted_by_the_day
    past_months_are_written_down_once_whatever_comes_later
    a_month_is_written_down_when_it_is_over_and_not_before
    a_month_that_was_free_stays_free
    of_two_nodes_one_writes_a_month_down
    an_account_pays_for_its_own_operators
    who_is_invited_costs_nothing_until_they_have_come
    only_administrators_read_of_fees
}

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

fn month(year: u32, number: u32) -> Month {
    Month::new(year, number).unwrap()
}

fn price(amount: &str) -> Option<Price> {
    Price::of(amount, Some("EUR")).unwrap()
}

/// The stage, where operators have this price.
fn charging(stage: &Stage, amount: &str) -> Stage {
    stage.seen_from(stage.switchboard.clone().charging(price(amount)))
}

async fn fees(stage: &Stage, who: &SignedIn) -> Fees {
    stage.switchboard.fees(who).await.unwrap().unwrap()
}

async fn statement(stage: &Stage, who: &SignedIn, month: Month) -> Statement {
    stage.switchboard.statement(who, month).await.unwrap().unwrap()
}

/// For each line: the operator, the first and the last day, and the cost.
fn lines(statement: &Statement) -> Vec<(&str, u8, u8, i64)> {
    statement.lines.iter().map(|line| (line.name.as_str(), line.from, line.until, line.amount)).collect()
}

/// The months with a statement.
async fn months(stage: &Stage, who: &SignedIn) -> Vec<Month> {
    fees(stage, who).await.statements.iter().map(|head| head.month).collect()
}

async fn the_present_month_is_counted_by_the_day(stage: &Stage) {
    let stage = charging(stage, "9.00");
    let ann = stage.sign_in().await;
    let now = fees(&stage, &ann).await;
    assert_eq!((now.month, now.active, now.price, now.monthly()), (month(2023, 11), 1, 900, 900));
    assert_eq!(now.expected, 510, "17 of 30 days");
    assert_eq!((now.currency.code.as_str(), now.currency.digits, now.statements.len()), ("EUR", 2, 0));

    stage.pass(6 * DAY);
    let ben = stage.sign_in_new(&ann, "Ben").await;
    let now = fees(&stage, &ann).await;
    assert_eq!((now.active, now.monthly(), now.expected), (2, 1_800, 510 + 330), "they came on the 20th");
    stage.switchboard.delete_operator(&ann, ben.operator).await.unwrap().unwrap();
    let now = fees(&stage, &ann).await;
    assert_eq!((now.active, now.monthly(), now.expected), (1, 900, 510 + 30), "and went on it");
}

async fn past_months_are_written_down_once_whatever_comes_later(stage: &Stage) {
    let stage = charging(stage, "9.00");
    let ann = stage.sign_in().await;
    stage.pass(6 * DAY);
    let ben = stage.sign_in_new(&ann, "Ben").await;
    // 10 December.
    stage.pass(20 * DAY);
    stage.switchboard.delete_operator(&ann, ben.operator).await.unwrap().unwrap();
    // 5 January: the server was down at the end of two months.
    stage.pass(26 * DAY);
    stage.switchboard.tend().await.unwrap();

    let november = statement(&stage, &ann, month(2023, 11)).await;
    assert_eq!(lines(&november), [("Ben", 20, 30, 330), ("Support", 14, 30, 510)]);
    assert_eq!(
        (november.total, november.price, november.days, november.account.as_str()),
        (840, 900, 30, "Demo")
    );
    let december = statement(&stage, &ann, month(2023, 12)).await;
    assert_eq!(lines(&december), [("Ben", 1, 10, 290), ("Support", 1, 31, 900)]);
    assert_eq!(december.total, 1_190);
    let logins: Vec<_> = december.lines.iter().map(|line| line.login.as_str()).collect();
    assert_eq!(logins, ["", "ann@example.org"], "the address of who is deleted is not kept");
    let heads = fees(&stage, &ann).await.statements;
    let heads: Vec<_> = heads.iter().map(|head| (head.month, head.accounts, head.total)).collect();
    assert_eq!(heads, [(month(2023, 12), 2, 1_190), (month(2023, 11), 2, 840)], "the newest first");

    // Another price, another name, more months.
    let later = charging(&stage, "12.50");
    let seen = later.switchboard.operator_account(&ann, ann.operator).await.unwrap().unwrap();
    let edit = EditOperator { screen_name: "Anna".into(), ..(&seen).into() };
    later.switchboard.edit_operator(&ann, ann.operator, edit).await.unwrap().unwrap();
    later.pass(30 * DAY);
    later.switchboard.tend().await.unwrap();
    assert_eq!(statement(&later, &ann, month(2023, 11)).await, november);
    assert_eq!(statement(&later, &ann, month(2023, 12)).await, december);
    let january = statement(&later, &ann, month(2024, 1)).await;
    assert_eq!((lines(&january), january.price), (vec![("Anna", 1, 31, 1_250)], 1_250));
    assert_eq!(months(&later, &ann).await, [month(2024, 1), month(2023, 12), month(2023, 11)]);
    let unknown = later.switchboard.statement(&ann, month(2024, 2)).await.unwrap();
    assert_eq!(unknown, Err(Refused::NotFound), "it is not over");
}

async fn a_month_is_written_down_when_it_is_over_and_not_before(stage: &Stage) {
    let stage = charging(stage, "9.00");
    let ann = stage.sign_in().await;
    // To the last minute of November, and some minutes into December.
    stage.pass(16 * DAY + Duration::from_secs(60 * (60 + 45)));
    stage.switchboard.tend().await.unwrap();
    assert_eq!(months(&stage, &ann).await, []);
    stage.pass(Duration::from_secs(6 * 60));
    stage.switchboard.tend().await.unwrap();
    assert_eq!(months(&stage, &ann).await, [], "what began in November may still be on its way");
    stage.pass(Duration::from_secs(10 * 60));
    stage.switchboard.tend().await.unwrap();
    assert_eq!(months(&stage, &ann).await, [month(2023, 11)]);
    for _ in 0..3 {
        stage.switchboard.tend().await.unwrap();
    }
    assert_eq!(months(&stage, &ann).await, [month(2023, 11)]);
}

async fn a_month_that_was_free_stays_free(stage: &Stage) {
    let ann = stage.sign_in().await;
    stage.pass(50 * DAY);
    stage.switchboard.tend().await.unwrap();
    let stage = charging(stage, "9.00");
    stage.switchboard.tend().await.unwrap();
    assert_eq!(months(&stage, &ann).await, [], "nobody asks for them later");
    let november = stage.switchboard.statement(&ann, month(2023, 11)).await.unwrap();
    assert_eq!(november, Err(Refused::NotFound));
    stage.pass(30 * DAY);
    stage.switchboard.tend().await.unwrap();
    assert_eq!(months(&stage, &ann).await, [month(2024, 1)]);
}

async fn of_two_nodes_one_writes_a_month_down(stage: &Stage) {
    let one = charging(stage, "9.00");
    let ann = one.sign_in().await;
    one.pass(50 * DAY);
    // In memory there is only this one.
    let other = match stage.url.contains(":memory:") {
        true => stage.switchboard.clone(),
        false => Switchboard::open(&stage.url, stage.sources()).await.unwrap(),
    };
    let other = stage.seen_from(other.charging(price("10.00")));
    let (first, second) = tokio::join!(one.switchboard.tend(), other.switchboard.tend());
    first.unwrap();
    second.unwrap();
    let heads = fees(&one, &ann).await.statements;
    assert_eq!(heads, fees(&other, &ann).await.statements);
    assert_eq!(heads.iter().map(|head| head.month).collect::<Vec<_>>(), [month(2023, 12), month(2023, 11)]);
    let total = heads[0].total;
    assert!(total == 900 || total == 1_000, "at the price of one of them: {total}");
    assert_eq!(heads[1].total, (total * 17 * 2 + 30) / 60, "and both months at the same");
}

async fn an_account_pays_for_its_own_operators(stage: &Stage) {
    let stage = charging(stage, "9.00");
    let ann = stage.sign_in().await;
    stage.pass(10 * DAY);
    stage.switchboard.add_account_by_hand(acme()).await.unwrap().unwrap();
    let ada = sign_in(&stage, "ada@acme.example").await;
    assert_eq!((fees(&stage, &ann).await.active, fees(&stage, &ada).await.active), (1, 1));
    stage.pass(20 * DAY);
    stage.switchboard.tend().await.unwrap();
    let adas = statement(&stage, &ada, month(2023, 11)).await;
    assert_eq!((lines(&adas), adas.account.as_str()), (vec![("Ada", 24, 30, 210)], "Acme"));
    assert_eq!(lines(&statement(&stage, &ann, month(2023, 11)).await), [("Support", 14, 30, 510)]);
}

/// Invites an operator; their id, and the token of their link.
async fn invited(stage: &Stage, ann: &SignedIn, email: &str) -> (OperatorId, String) {
    let invite = InviteOperator { email: email.into(), role: Role::Normal, departments: vec![] };
    let way = stage.switchboard.invite_operator(ann, invite).await.unwrap().unwrap();
    let Invitation::Path(path) = way else { panic!("no e-mail goes out") };
    let all = stage.switchboard.colleagues(ann).await.unwrap();
    let id = all.into_iter().find(|one| one.login == email).unwrap().id;
    (id, path.rsplit_once("token=").unwrap().1.to_owned())
}

async fn who_is_invited_costs_nothing_until_they_have_come(stage: &Stage) {
    let stage = charging(stage, "9.00");
    let (ann, own) = (stage.sign_in().await, "nobody expects these");
    let (_, token) = invited(&stage, &ann, "ben@example.org").await;
    let (carla, _) = invited(&stage, &ann, "carla@example.org").await;
    let (dora, _) = invited(&stage, &ann, "dora@example.org").await;
    let now = fees(&stage, &ann).await;
    assert_eq!((now.active, now.monthly(), now.expected), (1, 900, 510), "nobody has come");

    // 20 November.
    stage.pass(6 * DAY);
    stage.switchboard.reset_password(&token, own.into()).await.unwrap().unwrap();
    let now = fees(&stage, &ann).await;
    assert_eq!((now.active, now.monthly(), now.expected), (2, 1_800, 510 + 330), "as who is added then");
    // 10 December: one gets a password from an administrator, the other's invitation is withdrawn.
    stage.pass(20 * DAY);
    stage.switchboard.set_operator_password(&ann, dora, own.into(), false).await.unwrap().unwrap();
    stage.switchboard.revoke_invitation(&ann, carla).await.unwrap().unwrap();
    // 5 January.
    stage.pass(26 * DAY);
    stage.switchboard.tend().await.unwrap();
    let november = statement(&stage, &ann, month(2023, 11)).await;
    assert_eq!(lines(&november), [("Ben", 20, 30, 330), ("Support", 14, 30, 510)]);
    let december = statement(&stage, &ann, month(2023, 12)).await;
    assert_eq!(lines(&december), [("Ben", 1, 31, 900), ("Dora", 10, 31, 639), ("Support", 1, 31, 900)]);
}

async fn only_administrators_read_of_fees(stage: &Stage) {
    let free = stage;
    let stage = charging(stage, "9.00");
    let ann = stage.sign_in().await;
    let ben = stage.sign_in_new(&ann, "Ben").await;
    stage.pass(30 * DAY);
    stage.switchboard.tend().await.unwrap();
    assert_eq!(stage.switchboard.fees(&ben).await.unwrap(), Err(Refused::NotAllowed));
    let november = month(2023, 11);
    assert_eq!(stage.switchboard.statement(&ben, november).await.unwrap(), Err(Refused::NotAllowed));
    let has_fees = async |stage: &Stage, who| stage.switchboard.snapshot(who).await.unwrap().has_fees;
    assert!(has_fees(&stage, &ann).await && !has_fees(&stage, &ben).await);

    // Where nothing is charged, no fees are shown.
    assert!(!has_fees(free, &ann).await);
    assert_eq!(free.switchboard.fees(&ann).await.unwrap(), Err(Refused::NotFound));
    assert_eq!(free.switchboard.statement(&ann, november).await.unwrap(), Err(Refused::NotFound));
    assert_eq!(free.switchboard.fees(&ben).await.unwrap(), Err(Refused::NotAllowed));
}
