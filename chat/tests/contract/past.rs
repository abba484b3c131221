//! What was said stays reachable, whoever has gone: a visitor's earlier chats, page by page
//! (manual A6).

use std::collections::HashSet;

use chat::{Refused, Seat, SignedIn, Sources, Speaker, Switchboard, routing::Department};
use wire::{
    ChatId, ChatState, OfferKind, Routing, Timestamp, VisitorId,
    note::{PastChat, PastChats},
    visitor::{Ask, OffLineForm},
};

use crate::{
    on_each_database,
    support::{Stage, token},
};

on_each_database! {
    what_a_deleted_operator_and_a_visitor_who_has_gone_said_is_read
    many_earlier_chats_come_page_by_page
    neither_department_nor_site_alone_gives_a_right_to_read
    who_gave_a_chat_away_is_told_of_it_as_far_as_they_read_it
    whoever_left_an_off_line_message_is_known
}

fn speaker(who: &SignedIn) -> Speaker {
    Speaker::Operator(who.clone())
}

/// The newest of a visitor's ended chats, as this operator sees them.
async fn newest(switchboard: &Switchboard, who: &SignedIn, visitor: VisitorId) -> PastChats {
    switchboard.dossier(who, visitor).await.unwrap().unwrap().past
}

/// All of them, and the number of pages.
async fn all(switchboard: &Switchboard, who: &SignedIn, visitor: VisitorId) -> (Vec<PastChat>, usize) {
    let PastChats { mut chats, mut before } = newest(switchboard, who, visitor).await;
    let mut answers = 1;
    while let Some(place) = before {
        let page = switchboard.past_chats(who, visitor, place).await.unwrap().unwrap();
        assert!(page.chats.len() <= 20);
        chats.extend(page.chats);
        before = page.before;
        answers += 1;
    }
    (chats, answers)
}

fn names(chat: &PastChat) -> Vec<&str> {
    chat.operators.iter().map(|operator| operator.name.as_str()).collect()
}

/// A chat that this operator accepts and ends.
async fn ended(stage: &Stage, who: &SignedIn, seat: Seat, question: &str) -> ChatId {
    let (chat, _) = stage.ask(seat, question).await;
    stage.switchboard.accept(who, chat).await.unwrap().unwrap();
    stage.switchboard.close(speaker(who), chat).await.unwrap().unwrap();
    chat
}

async fn what_a_deleted_operator_and_a_visitor_who_has_gone_said_is_read(stage: &Stage) {
    let ann = stage.sign_in().await;
    let (ben, eve) = (stage.sign_in_new(&ann, "Ben").await, stage.sign_in_new(&ann, "Eve").await);
    let visit = stage.visit(&token("vera")).await;
    let (seat, visitor) = (visit.seat, visit.seat.visitor);
    let bens = ended(stage, &ben, seat, "Is it in stock?\nI mean the blue one.").await;
    // Ben is deleted in the middle of the second one.
    let (shared, _) = stage.ask(seat, "And now?").await;
    stage.switchboard.accept(&ben, shared).await.unwrap().unwrap();
    stage.say(&speaker(&ben), shared, "I look.").await.unwrap();
    stage.switchboard.delete_operator(&ann, ben.operator).await.unwrap().unwrap();
    stage.switchboard.accept(&eve, shared).await.unwrap().unwrap();
    stage.switchboard.close(Speaker::Visitor(seat), shared).await.unwrap().unwrap();
    drop(visit);

    let read = async |switchboard: &Switchboard| {
        let past = newest(switchboard, &ann, visitor).await;
        let told: Vec<_> = past.chats.iter().map(|chat| (chat.id, names(chat), &*chat.question)).collect();
        assert_eq!(
            told,
            [(shared, vec!["Eve", "Ben"], "And now?"), (bens, vec!["Ben"], "Is it in stock?")],
            "the newest first, each with its first line"
        );
        assert_eq!(past.before, None);
        assert_eq!(past.chats[1].visitor_name.as_deref(), Some("Vera"));
        assert_eq!((past.chats[1].visitor, past.chats[1].state), (visitor, ChatState::Closed));
        assert_eq!(switchboard.past_chat(&ann, bens).await.unwrap().as_ref(), Ok(&past.chats[1]));
        assert_eq!(switchboard.dossier(&ann, visitor).await.unwrap().unwrap().name.as_deref(), Some("Vera"));
        // Eve came in later and reads the whole of this chat, and nothing of the other one.
        let eves: Vec<_> =
            newest(switchboard, &eve, visitor).await.chats.iter().map(|chat| chat.id).collect();
        assert_eq!(eves, [shared]);
        assert_eq!(switchboard.past_chat(&eve, bens).await.unwrap(), Err(Refused::NotFound));
    };
    read(&stage.switchboard).await;
    let said = stage.read(&speaker(&ann), shared).await;
    let by_ben = said.iter().find(|message| message.body.said() == Some("I look.")).unwrap();
    assert!(matches!(&by_ben.author, wire::Author::Operator(by) if by.name == "Ben"));
    // The same after a restart of the program.
    if !stage.url.contains(":memory:") {
        stage.switchboard.close_store().await;
        let again = Switchboard::open(&stage.url, Sources::system()).await.unwrap();
        read(&again).await;
        again.close_store().await;
    }
}

async fn many_earlier_chats_come_page_by_page(stage: &Stage) {
    let ann = stage.sign_in().await;
    let (ben, eve) = (stage.sign_in_new(&ann, "Ben").await, stage.sign_in_new(&ann, "Eve").await);
    let visit = stage.visit(&token("vera")).await;
    let (seat, visitor) = (visit.seat, visit.seat.visitor);
    let bens = ended(stage, &ben, seat, "The oldest").await;
    let switchboard = &stage.switchboard;
    for nr in 0..260 {
        let chat = stage.id();
        switchboard.invite(&ann, visitor, chat, stage.id(), &format!("Hello {nr}")).await.unwrap().unwrap();
        switchboard.answer_invitation(seat, chat, false).await.unwrap().unwrap();
    }
    let (chats, answers) = all(switchboard, &ann, visitor).await;
    assert_eq!((chats.len(), answers), (261, 14), "twenty at a time, none twice, none left out");
    assert_eq!(chats.iter().map(|chat| chat.id).collect::<HashSet<_>>().len(), 261);
    assert!(chats.is_sorted_by(|one, next| one.asked_at > next.asked_at));
    assert_eq!((chats[0].question.as_str(), chats[0].state), ("Hello 259", ChatState::Declined));
    assert_eq!(chats.last().map(|chat| chat.id), Some(bens));

    // One answer examines a limited number of chats, whoever asks; further ones come with a later
    // answer.
    let first = newest(switchboard, &ben, visitor).await;
    assert!(first.chats.is_empty() && first.before.is_some(), "{first:?}");
    let (found, answers) = all(switchboard, &ben, visitor).await;
    assert_eq!((found.iter().map(|chat| chat.id).collect::<Vec<_>>(), answers), (vec![bens], 2));
    assert_eq!(all(switchboard, &eve, visitor).await, (vec![], 2));
    let nobodys = VisitorId::v7(1, &[1; 10]);
    let place = (Timestamp(i64::MAX), bens);
    assert_eq!(switchboard.past_chats(&ann, nobodys, place).await.unwrap(), Err(Refused::NotFound));
    // Before the first one there is nothing.
    let before_all =
        switchboard.past_chats(&ann, visitor, (Timestamp(i64::MIN), bens)).await.unwrap().unwrap();
    assert_eq!(before_all, PastChats::default());
}

async fn neither_department_nor_site_alone_gives_a_right_to_read(stage: &Stage) {
    let ann = stage.sign_in().await;
    let (ben, eve) = (stage.sign_in_new(&ann, "Ben").await, stage.sign_in_new(&ann, "Eve").await);
    let _console = stage.switchboard.open_console(ben.clone()).await.unwrap();
    let operators = vec![ben.operator, eve.operator];
    let department = Department { name: "Sales".into(), description: String::new(), operators };
    let sales = stage.switchboard.save_department(&ann, None, department).await.unwrap().unwrap();
    stage.switchboard.set_routing(&ann, Routing::Departments, false).await.unwrap().unwrap();
    let visit = stage.visit(&token("vera")).await;
    let chat = stage.id();
    let ask = Ask {
        chat,
        name: "Vera".into(),
        department: Some(sales),
        id: stage.id(),
        text: "A discount?".into(),
        email: String::new(),
        answers: vec![],
    };
    stage.switchboard.ask(visit.seat, ask).await.unwrap().unwrap();
    stage.switchboard.accept(&ben, chat).await.unwrap().unwrap();
    stage.switchboard.close(speaker(&ben), chat).await.unwrap().unwrap();
    let visitor = visit.seat.visitor;
    for who in [&ann, &ben] {
        let past = newest(&stage.switchboard, who, visitor).await.chats;
        assert_eq!((past.len(), past[0].department.as_deref()), (1, Some("Sales")), "{}", who.name);
    }
    // Eve is in the same department, and the request was routed to Eve as well.
    assert_eq!(newest(&stage.switchboard, &eve, visitor).await, PastChats::default());
    assert_eq!(stage.switchboard.past_chat(&eve, chat).await.unwrap(), Err(Refused::NotFound));
}

async fn who_gave_a_chat_away_is_told_of_it_as_far_as_they_read_it(stage: &Stage) {
    let ann = stage.sign_in().await;
    let (ben, eve) = (stage.sign_in_new(&ann, "Ben").await, stage.sign_in_new(&ann, "Eve").await);
    let _console = stage.switchboard.open_console(eve.clone()).await.unwrap();
    let visit = stage.visit(&token("vera")).await;
    let (chat, _) = stage.ask(visit.seat, "Is it in stock?").await;
    stage.switchboard.accept(&ben, chat).await.unwrap().unwrap();
    stage.switchboard.offer(&ben, chat, eve.operator, OfferKind::Transfer).await.unwrap().unwrap();
    stage.switchboard.take(&eve, chat).await.unwrap().unwrap();
    stage.say(&speaker(&eve), chat, "Yes").await.unwrap();
    let visitor = visit.seat.visitor;
    assert!(newest(&stage.switchboard, &ben, visitor).await.chats.is_empty(), "it has not ended");
    let bens = stage.switchboard.past_chat(&ben, chat).await.unwrap().unwrap();
    assert_eq!((bens.state, bens.messages), (ChatState::Active, 3), "it goes on without Ben");
    stage.switchboard.close(speaker(&eve), chat).await.unwrap().unwrap();
    let told = async |who| newest(&stage.switchboard, who, visitor).await.chats;
    let (bens, eves) = (told(&ben).await, told(&eve).await);
    assert_eq!((names(&bens[0]), bens[0].messages), (vec!["Eve", "Ben"], 3));
    assert_eq!((names(&eves[0]), eves[0].messages), (vec!["Eve", "Ben"], 5));
    // A conversation between colleagues is not a visitor's chat.
    let talk = stage.switchboard.talk(&ben, eve.operator).await.unwrap().unwrap().id;
    assert_eq!(stage.switchboard.past_chat(&ben, talk).await.unwrap(), Err(Refused::NotFound));
}

async fn whoever_left_an_off_line_message_is_known(stage: &Stage) {
    let ann = stage.sign_in().await;
    let visit = stage.visit(&token("vera")).await;
    let (seat, visitor) = (visit.seat, visit.seat.visitor);
    let form = OffLineForm {
        id: stage.id(),
        name: "Vera".into(),
        email: "vera@example.net".into(),
        department: None,
        text: "Call me".into(),
        answers: vec![],
    };
    stage.switchboard.leave_message(seat, form).await.unwrap().unwrap();
    drop(visit);
    let listed = stage.switchboard.off_line_messages(&ann).await.unwrap();
    assert_eq!(listed[0].visitor, visitor);
    stage.pass(std::time::Duration::from_secs(60));
    let id = stage.id();
    stage.switchboard.add_note(&ann, visitor, id, "Likes tea.").await.unwrap().unwrap();
    let dossier = stage.switchboard.dossier(&ann, visitor).await.unwrap().unwrap();
    assert_eq!((dossier.name.as_deref(), dossier.notes.len()), (Some("Vera"), 1));
}
