//! Reports: the facts that are stored for them, what is in them for whom, and their tables.

use std::time::Duration;

use chat::{Cell, SignedIn, Speaker, Table};
use wire::{
    Queueing, Status,
    administration::AuditPart,
    archive::{ArchivedState, Filter, RatingRange},
    report::{
        Durations, Erased, Figures, Grouping, MOST_STEPS, OperatorFigures, Period, Report, ReportFilter,
        Sheet,
    },
    tag::TagColour,
    visitor::Say,
};

use crate::{
    on_each_database, sites,
    support::{Stage, token},
};

mod histories;

on_each_database! {
    a_chat_is_counted_from_its_question_to_its_end
    a_chat_that_is_reopened_counts_anew
    a_chat_over_midnight_counts_once_and_its_time_on_both_days
    days_far_away_are_a_report_as_well
    an_invitation_is_no_question_and_no_answer
    who_does_not_accept_is_counted
    a_connection_counts_by_its_signs_of_life
    operators_see_their_own_figures
    what_was_erased_is_said_to_be_missing
    a_saved_table_is_in_the_audit_log
    ratings_and_tags_are_of_the_chats_of_each
}

async fn report(stage: &Stage, who: &SignedIn, filter: ReportFilter) -> Report {
    stage.switchboard.report(who, &filter).await.unwrap().unwrap()
}

/// The report of a month, which contains all that a test does.
async fn month(stage: &Stage, who: &SignedIn) -> Report {
    report(stage, who, ReportFilter { period: Period::Month, ..ReportFilter::default() }).await
}

fn of<'a>(report: &'a Report, who: &SignedIn) -> &'a OperatorFigures {
    let found = report.operators.iter().find(|one| one.operator.id == who.operator);
    found.expect("the operator is in the report")
}

fn speaker(who: &SignedIn) -> Speaker {
    Speaker::Operator(who.clone())
}

/// Whether something took so many seconds. Each reading of the clock takes a millisecond.
#[track_caller]
fn took(millis: i64, seconds: i64) {
    assert!((millis - seconds * 1_000).abs() < 500, "{millis} ms are not {seconds} s");
}

async fn a_chat_is_counted_from_its_question_to_its_end(stage: &Stage) {
    let ann = stage.sign_in().await;
    let ben = stage.sign_in_new(&ann, "Ben").await;
    let visit = stage.visit(&token("vera")).await;
    let (chat, _) = stage.ask(visit.seat, "Is it in stock?").await;
    let waiting = month(stage, &ann).await.figures;
    assert_eq!((waiting.asked, waiting.accepted, waiting.missed, waiting.wait.count), (1, 0, 0, 0));
    assert_eq!(waiting.waiting, 1);
    stage.pass(Duration::from_secs(10));
    stage.switchboard.accept(&ben, chat).await.unwrap().unwrap();
    stage.pass(Duration::from_secs(20));
    stage.say(&Speaker::Visitor(visit.seat), chat, "Hello?").await.unwrap();
    assert_eq!(month(stage, &ann).await.figures.answer.count, 0, "only the visitor has said something");
    stage.say(&speaker(&ben), chat, "It is").await.unwrap();
    stage.pass(Duration::from_secs(70));
    stage.say(&speaker(&ben), chat, "Still there?").await.unwrap();
    stage.switchboard.close(speaker(&ben), chat).await.unwrap().unwrap();
    let report = month(stage, &ann).await;
    let Figures { asked, accepted, missed, answer, wait, length, .. } = report.figures;
    assert_eq!((asked, accepted, missed), (1, 1, 0));
    assert_eq!((answer.count, wait.count, length.count), (1, 1, 1));
    took(answer.median, 30);
    took(wait.p90, 10);
    took(length.p99, 90);
    took(of(&report, &ben).chat_time, 90);
    took(of(&report, &ben).in_chats, 90);
    assert_eq!((of(&report, &ben).chats, of(&report, &ann).chats), (1, 0));
    assert_eq!(report.pages, [("https://shop.example/".to_owned(), 1)]);

    // One that nobody accepts.
    let (second, _) = stage.ask(stage.visit(&token("olga")).await.seat, "Me too").await;
    stage.pass(Duration::from_secs(5));
    stage.switchboard.close(speaker(&ann), second).await.unwrap().unwrap();
    let figures = month(stage, &ann).await.figures;
    assert_eq!((figures.asked, figures.accepted, figures.missed, figures.wait.count), (2, 1, 1, 2));
    assert_eq!(figures.waiting, 0);
    // The archive finds the same ones.
    for (state, found) in [(ArchivedState::Missed, second), (ArchivedState::Closed, chat)] {
        let filter = Filter { state: Some(state), ..Filter::default() };
        let page = stage.switchboard.archive(&ann, &filter, None).await.unwrap().unwrap();
        assert_eq!(page.chats.iter().map(|chat| chat.id).collect::<Vec<_>>(), [found]);
    }
    took(figures.wait.median, 5);
}

async fn a_chat_that_is_reopened_counts_anew(stage: &Stage) {
    let ann = stage.sign_in().await;
    let visit = stage.visit(&token("vera")).await;
    let (chat, _) = stage.ask(visit.seat, "Is it in stock?").await;
    stage.switchboard.accept(&ann, chat).await.unwrap().unwrap();
    stage.say(&speaker(&ann), chat, "It is").await.unwrap();
    stage.switchboard.close(speaker(&ann), chat).await.unwrap().unwrap();
    stage.pass(Duration::from_secs(24 * 60 * 60));
    stage.ask_in(visit.seat, chat, "And another?").await.unwrap();
    let reopened = month(stage, &ann).await.figures;
    assert_eq!((reopened.asked, reopened.accepted, reopened.answer.count), (1, 0, 0));
    stage.pass(Duration::from_secs(40));
    stage.switchboard.accept(&ann, chat).await.unwrap().unwrap();
    stage.say(&speaker(&ann), chat, "Yes").await.unwrap();
    let report = month(stage, &ann).await;
    assert_eq!((report.figures.asked, report.figures.accepted), (1, 1));
    took(report.figures.answer.median, 40);
    assert_eq!(report.figures.wait.count, 2, "it waited twice");
    assert_eq!(of(&report, &ann).chats, 2, "and Ann was in it twice");
}

/// The stage begins on a day at 22:13:20 UTC.
async fn a_chat_over_midnight_counts_once_and_its_time_on_both_days(stage: &Stage) {
    let ann = stage.sign_in().await;
    let (chat, _) = stage.ask(stage.visit(&token("vera")).await.seat, "Is it in stock?").await;
    stage.switchboard.accept(&ann, chat).await.unwrap().unwrap();
    stage.pass(Duration::from_secs(7_200));
    let day = async |period| report(stage, &ann, ReportFilter { period, ..ReportFilter::default() }).await;
    for lasts in [true, false] {
        let (eve, today) = (day(Period::Yesterday).await, day(Period::Today).await);
        assert_eq!((eve.figures.asked, of(&eve, &ann).chats), (1, 1));
        assert_eq!((today.figures.asked, of(&today, &ann).chats), (0, 0));
        took(of(&eve, &ann).chat_time, 6_400);
        took(of(&today, &ann).chat_time, 800);
        took(of(&today, &ann).in_chats, 800);
        assert_eq!(eve.figures.length.count, u32::from(!lasts));
        if lasts {
            stage.switchboard.close(speaker(&ann), chat).await.unwrap().unwrap();
        } else {
            took(eve.figures.length.median, 7_200);
        }
    }
    stage.pass(Duration::from_secs(24 * 60 * 60));
    assert_eq!(of(&day(Period::Today).await, &ann).chat_time, 0);
}

async fn days_far_away_are_a_report_as_well(stage: &Stage) {
    let ann = stage.sign_in().await;
    stage.ask(stage.visit(&token("vera")).await.seat, "Is it in stock?").await;
    for (first, last) in
        [("9999-12-31", "0001-01-01"), ("8000-01-01", "8000-01-31"), ("1970-01-01", "1970-01-01")]
    {
        for by in Grouping::ALL {
            let filter = ReportFilter {
                period: Period::Days,
                first: first.into(),
                last: last.into(),
                by,
                ..ReportFilter::default()
            };
            let report = report(stage, &ann, filter).await;
            assert_eq!((report.figures.asked, of(&report, &ann).chat_time), (0, 0));
            assert!(report.first <= report.last && !report.steps.is_empty());
            assert!(report.steps.len() <= MOST_STEPS && report.by >= by, "{first} to {last} by {by:?}");
        }
    }
}

async fn an_invitation_is_no_question_and_no_answer(stage: &Stage) {
    let ann = stage.sign_in().await;
    let (vera, olga) = (stage.visit(&token("vera")).await, stage.visit(&token("olga")).await);
    let mut chats = Vec::new();
    for visit in [&vera, &olga] {
        let chat = stage.id();
        let invited =
            stage.switchboard.invite(&ann, visit.seat.visitor, chat, stage.id(), "Can I help?").await;
        invited.unwrap().unwrap();
        chats.push(chat);
    }
    stage.switchboard.answer_invitation(vera.seat, chats[0], true).await.unwrap().unwrap();
    stage.switchboard.answer_invitation(olga.seat, chats[1], false).await.unwrap().unwrap();
    stage.say(&speaker(&ann), chats[0], "Hello").await.unwrap();
    let Report { figures, pages, .. } = month(stage, &ann).await;
    assert_eq!((figures.invited, figures.joined, figures.asked, figures.missed), (2, 1, 0, 0));
    assert_eq!((figures.answer, figures.wait), (Durations::default(), Durations::default()));
    assert_eq!(pages, []);
}

async fn who_does_not_accept_is_counted(stage: &Stage) {
    let ann = stage.sign_in().await;
    let (ben, eve) = (stage.sign_in_new(&ann, "Ben").await, stage.sign_in_new(&ann, "Eve").await);
    let queueing = Queueing { on: true, chat_limit: 4, answer_within_seconds: 30, overdue_after_seconds: 0 };
    stage.queue(&ann, queueing).await;
    let _bens = stage.switchboard.open_console(ben.clone()).await.unwrap();
    let visit = stage.visit(&token("vera")).await;
    let (chat, _) = stage.ask(visit.seat, "Is it in stock?").await;
    stage.switchboard.settle().await.unwrap();
    stage.switchboard.refuse(&ben, chat).await.unwrap().unwrap();
    let _eves = stage.switchboard.open_console(eve.clone()).await.unwrap();
    stage.switchboard.settle().await.unwrap();
    let declined = month(stage, &ann).await;
    assert_eq!((declined.figures.declined, declined.figures.let_pass), (1, 0));
    assert_eq!((of(&declined, &ben).declined, of(&declined, &eve).declined), (1, 0));
    // They stay connected, and Eve does nothing.
    for _ in 0..2 {
        stage.pass(Duration::from_secs(20));
        stage.switchboard.tend().await.unwrap();
    }
    let passed = month(stage, &ann).await;
    assert_eq!((passed.figures.declined, passed.figures.let_pass), (1, 1));
    assert_eq!((of(&passed, &ben).let_pass, of(&passed, &eve).let_pass), (0, 1));
}

async fn a_connection_counts_by_its_signs_of_life(stage: &Stage) {
    let ann = stage.sign_in().await;
    let ben = stage.sign_in_new(&ann, "Ben").await;
    let console = stage.switchboard.open_console(ben.clone()).await.unwrap();
    let goes_on = async |times: usize| {
        for _ in 0..times {
            stage.pass(Duration::from_secs(20));
            stage.switchboard.tend().await.unwrap();
        }
    };
    goes_on(6).await;
    stage.switchboard.set_status(&ben, Status::Busy).await.unwrap();
    goes_on(3).await;
    // Nobody says that they have gone, as after a crash. Their last sign of life counts.
    drop(console);
    stage.pass(Duration::from_secs(7_200));
    stage.switchboard.tend().await.unwrap();
    let report_of_ben = month(stage, &ann).await;
    took(of(&report_of_ben, &ben).online, 120);
    took(of(&report_of_ben, &ben).connected, 180);
    assert_eq!(of(&report_of_ben, &ann).connected, 0);
    // A new console is a new span.
    let _console = stage.switchboard.open_console(ben.clone()).await.unwrap();
    goes_on(1).await;
    took(of(&month(stage, &ann).await, &ben).connected, 200);
}

async fn operators_see_their_own_figures(stage: &Stage) {
    let ann = stage.sign_in().await;
    let (ben, eve) = (stage.sign_in_new(&ann, "Ben").await, stage.sign_in_new(&ann, "Eve").await);
    for (who, name) in [(&ben, "vera"), (&eve, "olga"), (&eve, "zoe")] {
        let (chat, _) = stage.ask(stage.visit(&token(name)).await.seat, "Is it in stock?").await;
        stage.switchboard.accept(who, chat).await.unwrap().unwrap();
    }
    let all = month(stage, &ann).await;
    assert_eq!((all.figures.asked, all.operators.len()), (3, 3));
    // Whatever they ask for.
    for operator in [None, Some(eve.operator), Some(ben.operator)] {
        let own = report(stage, &ben, ReportFilter { operator, ..ReportFilter::default() }).await;
        assert_eq!((own.figures.asked, own.figures.accepted), (1, 1));
        let names: Vec<_> = own.operators.iter().map(|one| one.operator.name.as_str()).collect();
        assert_eq!(names, ["Ben"]);
    }
    let eves = ReportFilter { operator: Some(eve.operator), ..ReportFilter::default() };
    assert_eq!(report(stage, &ann, eves).await.figures.asked, 2);
    let nobodys = ReportFilter { site: Some(stage.id()), ..ReportFilter::default() };
    assert!(stage.switchboard.report(&ann, &nobodys).await.unwrap().is_err());
}

async fn what_was_erased_is_said_to_be_missing(stage: &Stage) {
    let ann = stage.sign_in().await;
    let ben = stage.sign_in_new(&ann, "Ben").await;
    let (vera, olga) = (stage.visit(&token("vera")).await, stage.visit(&token("olga")).await);
    for visit in [&vera, &olga] {
        let (chat, _) = stage.ask(visit.seat, "Is it in stock?").await;
        stage.switchboard.accept(&ben, chat).await.unwrap().unwrap();
        stage.switchboard.close(speaker(&ben), chat).await.unwrap().unwrap();
    }
    let whole = month(stage, &ann).await;
    assert_eq!((whole.figures.asked, whole.erased), (2, Erased::default()));
    stage.switchboard.erase_visitor(&ann, vera.seat.visitor).await.unwrap().unwrap();
    let left = month(stage, &ann).await;
    assert_eq!((left.figures.asked, left.erased), (1, Erased { chats: 1, off_line: 0 }));
    assert_eq!(month(stage, &ben).await.erased, Erased::default(), "operators are not told of the account's");
    // Of days in which nothing was erased nothing is missing.
    stage.pass(Duration::from_secs(31 * 24 * 60 * 60));
    assert_eq!(month(stage, &ann).await.erased, Erased::default());
}

async fn a_saved_table_is_in_the_audit_log(stage: &Stage) {
    let ann = stage.sign_in().await;
    let ben = stage.sign_in_new(&ann, "Ben").await;
    let days = ReportFilter {
        period: Period::Days,
        first: "2026-03-02".into(),
        last: "2026-03-08".into(),
        by: Grouping::Week,
        ..ReportFilter::default()
    };
    let save = async |who: &SignedIn, sheet| {
        stage.switchboard.save_report(who, &days, sheet).await.unwrap().unwrap().1
    };
    let anns = save(&ann, Sheet::Steps).await;
    assert_eq!(anns, "steps 2026-03-02 2026-03-08 by week");
    let bens = save(&ben, Sheet::Figures).await;
    assert_eq!(bens, "figures 2026-03-02 2026-03-08, Ben");
    let (log, _) =
        stage.switchboard.audit_log(&ann, AuditPart::Changes, "report saved", None).await.unwrap().unwrap();
    let entries: Vec<_> = log.iter().map(|entry| (entry.by.as_deref(), entry.subject.as_str())).collect();
    assert_eq!(entries, [(Some("Ben"), bens.as_str()), (Some("Support"), anns.as_str())]);
    // What cannot be read is not recorded.
    let nobodys = ReportFilter { site: Some(stage.id()), ..days.clone() };
    assert!(stage.switchboard.save_report(&ann, &nobodys, Sheet::Steps).await.unwrap().is_err());
    let (log, _) =
        stage.switchboard.audit_log(&ann, AuditPart::Changes, "report saved", None).await.unwrap().unwrap();
    assert_eq!(log.len(), 2);
}

async fn ratings_and_tags_are_of_the_chats_of_each(stage: &Stage) {
    let ann = stage.sign_in().await;
    let ben = stage.sign_in_new(&ann, "Ben").await;
    let site = stage.switchboard.demo_site().await.unwrap().unwrap().id;
    sites::set_up(stage, &ann, site, |settings| settings.rating.is_on = true).await.unwrap();
    let refund = stage.switchboard.save_tag(&ann, None, "refund", TagColour::Red).await.unwrap().unwrap();
    for (who, name, stars) in [(&ann, "vera", "5"), (&ben, "olga", "1"), (&ben, "zoe", "2")] {
        let seat = stage.visit(&token(name)).await.seat;
        let (chat, _) = stage.ask(seat, "Is it in stock?").await;
        stage.switchboard.accept(who, chat).await.unwrap().unwrap();
        stage.switchboard.close(speaker(who), chat).await.unwrap().unwrap();
        let say = Say { chat, id: stage.id(), text: stars.into() };
        stage.switchboard.rate(seat, say).await.unwrap().unwrap();
        if who.operator == ben.operator {
            stage.switchboard.tag(&ann, chat, refund, true).await.unwrap().unwrap();
        }
    }
    let report = month(stage, &ann).await;
    assert_eq!(report.ratings, [1, 1, 0, 0, 1]);
    let of_sites: Vec<_> = report.site_ratings.iter().map(|(id, _, stars)| (*id, *stars)).collect();
    assert_eq!(of_sites, [(site, [1, 1, 0, 0, 1])]);
    assert_eq!((of(&report, &ann).ratings, of(&report, &ben).ratings), ([0, 0, 0, 0, 1], [1, 1, 0, 0, 0]));
    assert_eq!(report.tags, [(refund, "refund".to_owned(), 2)]);
    // A table says the same, and what a figure links to.
    let table = Table::of(&report, Sheet::Ratings);
    assert_eq!(table.head.len(), table.rows[0].len());
    assert_eq!(table.rows[0].last(), Some(&Cell::Hundredths(267)));
    assert_eq!(table.rows.len(), 4, "all, a site, two operators");
    let low = Filter { rating: Some(RatingRange::Low), operator: Some(ben.operator), ..Filter::default() };
    assert_eq!(stage.switchboard.archive(&ann, &low, None).await.unwrap().unwrap().chats.len(), 2);
    // Operators see those of their own chats.
    let bens = month(stage, &ben).await;
    assert_eq!((bens.ratings, &*bens.tags), ([1, 1, 0, 0, 0], &*report.tags));
    assert_eq!(month(stage, &ann).await.steps.last().map(|step| step.last.clone()), Some(report.last));
}
