//! Visitors rate their chats that have ended, and operators who may read a chat see how.

use std::time::Duration;

use chat::{
    EditOperator, ForConsole, Refused, Seat, SignedIn, Speaker, Switchboard, bus::Event, routing::Department,
};
use wire::{
    ChatId, SiteId, SiteSettings,
    ban::{BanEnd, BanTarget},
    language::Wish,
    operator::ToOperator,
    rates::Rate,
    rating::{RatedChat, Rating, Scale},
    redaction::Redaction,
    routing::Routing,
    site::SiteTexts,
    tag::TagColour,
    text::BadText,
    visitor::{Ask, Hello, Say, Stored},
};

use crate::{
    on_each_database, sites,
    support::{Stage, hear, token},
};

on_each_database! {
    only_its_visitor_rates_a_chat_that_was_accepted_and_has_ended
    a_rating_can_be_changed_and_repeating_it_changes_nothing
    who_has_rated_is_not_asked_again
    whoever_may_read_the_chat_hears_of_it_and_low_ones_alert
    a_rating_outlives_its_operator
    ratings_have_a_limit
    what_is_no_rating_is_refused
    who_is_banned_rates_nothing
    secrets_in_its_words_are_redacted
    who_has_the_chat_in_their_list_sees_the_stars
    who_reads_the_departments_chats_hears_of_it_when_the_chat_has_ended
}

const WEEK: Duration = Duration::from_secs(7 * 24 * 60 * 60);

/// An administrator whose site asks for ratings.
async fn asking(stage: &Stage) -> SignedIn {
    let ann = stage.sign_in().await;
    set_up(stage, &ann, |settings| settings.rating.is_on = true).await;
    ann
}

async fn site(stage: &Stage) -> SiteId {
    stage.switchboard.demo_site().await.unwrap().unwrap().id
}

async fn set_up(stage: &Stage, ann: &SignedIn, change: impl FnOnce(&mut SiteSettings)) {
    sites::set_up(stage, ann, site(stage).await, change).await.unwrap();
}

/// A chat that this operator has accepted and ended.
async fn ended(stage: &Stage, who: &SignedIn, seat: Seat) -> ChatId {
    let (chat, _) = stage.ask(seat, "Is it in stock?").await;
    stage.switchboard.accept(who, chat).await.unwrap().unwrap();
    stage.switchboard.close(Speaker::Operator(who.clone()), chat).await.unwrap().unwrap();
    chat
}

async fn rate(stage: &Stage, seat: Seat, chat: ChatId, text: &str) -> Result<Stored, Refused> {
    rate_as(stage, seat, Say { chat, id: stage.id(), text: text.into() }).await
}

async fn rate_as(stage: &Stage, seat: Seat, say: Say) -> Result<Stored, Refused> {
    stage.switchboard.rate(seat, say).await.unwrap()
}

/// The rating as this operator reads it.
async fn read(stage: &Stage, who: &SignedIn, chat: ChatId) -> Option<Rating> {
    stage.switchboard.past_chat(who, chat).await.unwrap().unwrap().rating
}

fn in_short(rating: Option<Rating>) -> Option<(u8, String)> {
    rating.map(|rating| (rating.stars, rating.words))
}

async fn only_its_visitor_rates_a_chat_that_was_accepted_and_has_ended(stage: &Stage) {
    let ann = asking(stage).await;
    let (vera, walt) = (stage.visit(&token("vera")).await.seat, stage.visit(&token("walt")).await.seat);
    let (chat, _) = stage.ask(vera, "Is it in stock?").await;
    assert_eq!(rate(stage, vera, chat, "5").await, Err(Refused::NotAccepted));
    stage.switchboard.accept(&ann, chat).await.unwrap().unwrap();
    assert_eq!(rate(stage, vera, chat, "5").await, Err(Refused::NotAllowed), "it goes on");
    stage.switchboard.close(Speaker::Visitor(vera), chat).await.unwrap().unwrap();
    assert_eq!(rate(stage, walt, chat, "1").await, Err(Refused::NotFound));
    assert_eq!(rate(stage, vera, stage.id(), "1").await, Err(Refused::NotFound));
    assert_eq!(read(stage, &ann, chat).await, None);
    let stored = rate(stage, vera, chat, "5").await.unwrap();
    assert_eq!(stored.place, None);
    assert_eq!(in_short(read(stage, &ann, chat).await), Some((5, String::new())));

    // A request that nobody accepted is not rated.
    let (missed, _) = stage.ask(walt, "Anybody?").await;
    stage.switchboard.close(Speaker::Visitor(walt), missed).await.unwrap().unwrap();
    assert_eq!(rate(stage, walt, missed, "1").await, Err(Refused::NotAccepted));

    // For a week.
    stage.pass(WEEK - Duration::from_secs(60));
    rate(stage, vera, chat, "4").await.unwrap();
    stage.pass(Duration::from_secs(60));
    assert_eq!(rate(stage, vera, chat, "1").await, Err(Refused::Closed));
    assert_eq!(in_short(read(stage, &ann, chat).await), Some((4, String::new())));

    // Not where the site does not ask.
    let later = ended(stage, &ann, walt).await;
    set_up(stage, &ann, |settings| settings.rating.is_on = false).await;
    assert_eq!(rate(stage, walt, later, "5").await, Err(Refused::NotAllowed));
}

async fn a_rating_can_be_changed_and_repeating_it_changes_nothing(stage: &Stage) {
    let ann = asking(stage).await;
    let vera = stage.visit(&token("vera")).await.seat;
    let chat = ended(stage, &ann, vera).await;
    let say = Say { chat, id: stage.id(), text: "2 Slow\nand \u{7}cold ".into() };
    assert_eq!(rate_as(stage, vera, say.clone()).await.unwrap().id, say.id);
    let first = read(stage, &ann, chat).await.unwrap();
    assert_eq!((first.stars, &*first.words), (2, "Slow\nand cold"));
    let mut console = stage.switchboard.open_console(ann.clone()).await.unwrap();
    assert_eq!(rate_as(stage, vera, say.clone()).await.unwrap().id, say.id);
    assert_eq!(read(stage, &ann, chat).await, Some(first.clone()), "not even the time");
    rate(stage, vera, chat, "4").await.unwrap();
    let next = hear(&mut console.events, |event| match event {
        Event::Rated(rated, _) => Some(rated.rating.clone()),
        _ => None,
    });
    let next = next.await;
    assert_eq!((next.stars, &*next.words), (4, ""), "the repeated one was no news");
    assert!(next.at > first.at);
    assert_eq!(read(stage, &ann, chat).await, Some(next));
}

async fn who_has_rated_is_not_asked_again(stage: &Stage) {
    let ann = asking(stage).await;
    let visit = stage.visit(&token("vera")).await;
    assert_eq!(stage.switchboard.to_rate(&visit.attended()).await.unwrap(), None, "there is no chat");
    let chat = ended(stage, &ann, visit.seat).await;
    let question = |settings: &mut SiteSettings| {
        settings.rating.scale = Scale::Thumbs;
        let texts = SiteTexts { rating: " Alles gut? ".into(), ..SiteTexts::default() };
        settings.texts.insert(wire::Language::German, texts);
    };
    set_up(stage, &ann, question).await;
    let german = Wish::for_this("de");
    let again = async || {
        let hello = Hello { language: german.clone(), ..stage.hello(&token("vera")) };
        stage.switchboard.to_rate(&stage.visit_with(hello).await.attended()).await.unwrap()
    };
    let asked = again().await.unwrap();
    assert_eq!((asked.chat, asked.scale, &*asked.question), (chat, Scale::Thumbs, "Alles gut?"));
    assert_eq!(asked.given, None);
    rate(stage, visit.seat, chat, "5Ja").await.unwrap();
    assert_eq!(in_short(again().await.unwrap().given), Some((5, "Ja".into())));

    // In the next chat nothing is asked until it has ended.
    let (next, _) = stage.ask(visit.seat, "One more thing").await;
    assert_eq!(again().await, None);
    stage.switchboard.accept(&ann, next).await.unwrap().unwrap();
    assert_eq!(again().await, None);
    stage.switchboard.close(Speaker::Visitor(visit.seat), next).await.unwrap().unwrap();
    let asked = again().await.unwrap();
    assert_eq!((asked.chat, asked.given), (next, None), "each chat is rated by itself");
    set_up(stage, &ann, |settings| settings.rating.is_on = false).await;
    assert_eq!(again().await, None);
}

async fn whoever_may_read_the_chat_hears_of_it_and_low_ones_alert(stage: &Stage) {
    let ann = asking(stage).await;
    let (ben, eve) = (stage.sign_in_new(&ann, "Ben").await, stage.sign_in_new(&ann, "Eve").await);
    let mut visit = stage.visit(&token("vera")).await;
    let seat = visit.seat;
    let chat = ended(stage, &ben, seat).await;
    let mut console = stage.switchboard.open_console(ann.clone()).await.unwrap();
    let mut told = async |text: &str| {
        rate(stage, seat, chat, text).await.unwrap();
        hear(&mut console.events, |event| matches!(event, Event::Rated(..)).then(|| event.clone())).await
    };
    let seen_by = |who: &SignedIn, event: &Event| -> Option<RatedChat> {
        match Switchboard::for_console(who, event) {
            ForConsole::Send(told) => match *told {
                ToOperator::Rated(rated) => Some(rated),
                _ => None,
            },
            _ => None,
        }
    };
    let good = told("3").await;
    // The visitor's other panels learn of it, too.
    hear(&mut visit.own, |event| matches!(event, Event::Rated(..)).then_some(())).await;
    for (who, hears) in [(&ann, true), (&ben, true), (&eve, false)] {
        assert_eq!(seen_by(who, &good).is_some(), hears, "{}", who.name);
    }
    let rated = seen_by(&ben, &good).unwrap();
    assert_eq!((rated.chat, rated.visitor, rated.rating.stars), (chat, seat.visitor, 3));
    assert_eq!((rated.visitor_name.as_deref(), rated.is_alert), (Some("Vera"), false));
    let alerts = |event: &Event| seen_by(&ben, event).unwrap().is_alert;
    assert!(alerts(&told("2").await));
    assert!(!alerts(&told("1").await), "once is enough");
    assert!(!alerts(&told("5").await));
    assert!(alerts(&told("1Bad").await));
    set_up(stage, &ann, |settings| settings.rating.alert_at = 0).await;
    assert!(!alerts(&told("2").await));

    assert_eq!(in_short(read(stage, &ben, chat).await), Some((2, String::new())));
    assert_eq!(stage.switchboard.past_chat(&eve, chat).await.unwrap(), Err(Refused::NotFound));
    let past = stage.switchboard.dossier(&ben, seat.visitor).await.unwrap().unwrap().past;
    assert_eq!(in_short(past.chats[0].rating.clone()), Some((2, String::new())));
}

async fn a_rating_outlives_its_operator(stage: &Stage) {
    let ann = asking(stage).await;
    let ben = stage.sign_in_new(&ann, "Ben").await;
    let vera = stage.visit(&token("vera")).await.seat;
    let chat = ended(stage, &ben, vera).await;
    stage.switchboard.delete_operator(&ann, ben.operator).await.unwrap().unwrap();
    rate(stage, vera, chat, "4Ben was kind").await.unwrap();
    assert_eq!(in_short(read(stage, &ann, chat).await), Some((4, "Ben was kind".into())));
    let transcript = stage.switchboard.transcript(&ann, chat, "UTC").await.unwrap().unwrap();
    assert!(transcript.as_text().ends_with("\nVera rated the chat 4 of 5: Ben was kind\n"));
}

async fn ratings_have_a_limit(stage: &Stage) {
    let ann = asking(stage).await;
    let few = Rate { per_visitor: 2, per_network: 100, per_site: 100 };
    set_up(stage, &ann, |settings| settings.rates.transcripts = few).await;
    let vera = stage.visit(&token("vera")).await.seat;
    let chat = ended(stage, &ann, vera).await;
    for text in ["1", "2"] {
        rate(stage, vera, chat, text).await.unwrap();
    }
    assert_eq!(rate(stage, vera, chat, "3").await, Err(Refused::TooMany));
    rate(stage, vera, chat, "2").await.unwrap();
    assert_eq!(in_short(read(stage, &ann, chat).await), Some((2, String::new())));
    stage.pass(Duration::from_secs(60 * 60));
    rate(stage, vera, chat, "3").await.unwrap();
}

async fn what_is_no_rating_is_refused(stage: &Stage) {
    let ann = asking(stage).await;
    let vera = stage.visit(&token("vera")).await.seat;
    let chat = ended(stage, &ann, vera).await;
    for bad in ["", "0", "6", "good", " 5", "⭐", "\u{7}"] {
        let refused = rate(stage, vera, chat, bad).await;
        assert_eq!(refused, Err(Refused::BadText(BadText::Empty)), "{bad:?}");
    }
    let long = format!("5{}", "x".repeat(4_001));
    assert_eq!(
        rate(stage, vera, chat, &long).await,
        Err(Refused::BadText(BadText::TooLong { limit: 4_000 }))
    );
    assert_eq!(read(stage, &ann, chat).await, None);
    rate(stage, vera, chat, &long[..4_001]).await.unwrap();
    rate(stage, vera, chat, "5 \u{200b}\n").await.unwrap();
    assert_eq!(in_short(read(stage, &ann, chat).await), Some((5, String::new())), "blank words are none");

    for alert_at in [6, u8::MAX] {
        let change = |settings: &mut SiteSettings| settings.rating.alert_at = alert_at;
        let refused = sites::set_up(stage, &ann, site(stage).await, change).await;
        assert_eq!(refused, Err(Refused::OutOfRange), "{alert_at}");
    }
}

async fn who_is_banned_rates_nothing(stage: &Stage) {
    let ann = asking(stage).await;
    let (vera, olga) = (stage.visit(&token("vera")).await.seat, stage.visit(&token("olga")).await.seat);
    let (veras, olgas) = (ended(stage, &ann, vera).await, ended(stage, &ann, olga).await);
    let target = BanTarget::Visitor(vera.visitor);
    stage.switchboard.ban(&ann, target, "Spam", BanEnd::Never).await.unwrap().unwrap();
    assert_eq!(rate(stage, vera, veras, "1Buy this").await, Err(Refused::Banned));
    assert_eq!(read(stage, &ann, veras).await, None);
    rate(stage, olga, olgas, "5").await.unwrap();
}

async fn secrets_in_its_words_are_redacted(stage: &Stage) {
    let ann = asking(stage).await;
    let secrets = Redaction { cards: true, patterns: vec![r"KD-\d+".into()], ..Redaction::default() };
    stage.switchboard.set_redaction(&ann, secrets).await.unwrap().unwrap();
    let vera = stage.visit(&token("vera")).await.seat;
    let chat = ended(stage, &ann, vera).await;
    let mut console = stage.switchboard.open_console(ann.clone()).await.unwrap();
    let text = "2You charged 4111 1111 1111 1111 twice, I am KD-77";
    rate(stage, vera, chat, text).await.unwrap();
    let told = hear(&mut console.events, |event| match event {
        Event::Rated(rated, _) => Some(rated.rating.words.clone()),
        _ => None,
    });
    let stored = "You charged ●●●● twice, I am ●●●●";
    assert_eq!(told.await, stored);
    let first = read(stage, &ann, chat).await;
    assert_eq!(in_short(first.clone()), Some((2, stored.into())));
    rate(stage, vera, chat, text).await.unwrap();
    assert_eq!(read(stage, &ann, chat).await, first, "repeating it changes nothing");
}

async fn who_has_the_chat_in_their_list_sees_the_stars(stage: &Stage) {
    let ann = asking(stage).await;
    let ben = stage.sign_in_new(&ann, "Ben").await;
    let vera = stage.visit(&token("vera")).await.seat;
    let chat = ended(stage, &ben, vera).await;
    let stars = async || {
        let over = stage.switchboard.snapshot(&ben).await.unwrap().over;
        over.into_iter().map(|over| (over.chat.id, over.stars)).collect::<Vec<_>>()
    };
    assert_eq!(stars().await, [(chat, None)]);
    for (text, given) in [("4", 4), ("1Not again", 1)] {
        rate(stage, vera, chat, text).await.unwrap();
        assert_eq!(stars().await, [(chat, Some(given))]);
    }
    // It goes on, and has ended once more.
    let mut console = stage.switchboard.open_console(ben.clone()).await.unwrap();
    stage.ask_in(vera, chat, "One more thing").await.unwrap();
    stage.switchboard.accept(&ben, chat).await.unwrap().unwrap();
    assert_eq!(rate(stage, vera, chat, "5").await, Err(Refused::NotAllowed));
    stage.switchboard.close(Speaker::Visitor(vera), chat).await.unwrap().unwrap();
    let told = hear(&mut console.events, |event| match event {
        Event::Over(_, over) => Some(over.stars),
        _ => None,
    });
    assert_eq!(told.await, Some(1), "until it is changed");
    assert_eq!(stars().await, [(chat, Some(1))]);
}

async fn who_reads_the_departments_chats_hears_of_it_when_the_chat_has_ended(stage: &Stage) {
    let switchboard = &stage.switchboard;
    let ann = asking(stage).await;
    let (ben, eve) = (stage.sign_in_new(&ann, "Ben").await, stage.sign_in_new(&ann, "Eve").await);
    let zoe = stage.sign_in_new(&ann, "Zoe").await;
    let account = switchboard.operator_account(&ann, eve.operator).await.unwrap().unwrap();
    let edit = EditOperator { department_archive: true, ..(&account).into() };
    switchboard.edit_operator(&ann, eve.operator, edit).await.unwrap().unwrap();
    let operators = [&ben, &eve, &zoe].map(|who| who.operator).into();
    let department = Department { name: "Sales".into(), description: String::new(), operators };
    let sales = switchboard.save_department(&ann, None, department).await.unwrap().unwrap();
    switchboard.set_routing(&ann, Routing::Departments, false).await.unwrap().unwrap();
    let urgent = switchboard.save_tag(&ann, None, "Urgent", TagColour::Red).await.unwrap().unwrap();
    let mut console = switchboard.open_console(ben.clone()).await.unwrap();

    let (vera, chat) = (stage.visit(&token("vera")).await.seat, stage.id());
    let ask = Ask {
        chat,
        name: "Vera".into(),
        department: Some(sales),
        id: stage.id(),
        text: "Is it in stock?".into(),
        email: String::new(),
        answers: vec![],
    };
    switchboard.ask(vera, ask).await.unwrap().unwrap();
    switchboard.accept(&ben, chat).await.unwrap().unwrap();
    let hears =
        |who: &SignedIn, event: &Event| matches!(Switchboard::for_console(who, event), ForConsole::Send(_));
    let mut tagged = async |on: bool| {
        switchboard.tag(&ben, chat, urgent, on).await.unwrap().unwrap();
        hear(&mut console.events, |event| matches!(event, Event::ChatTags(..)).then(|| event.clone())).await
    };
    let event = tagged(true).await;
    assert!(hears(&ben, &event) && !hears(&eve, &event), "it goes on");
    switchboard.close(Speaker::Visitor(vera), chat).await.unwrap().unwrap();
    let event = tagged(false).await;
    assert!(hears(&ben, &event) && hears(&eve, &event) && !hears(&zoe, &event));
    rate(stage, vera, chat, "3").await.unwrap();
    let event =
        hear(&mut console.events, |event| matches!(event, Event::Rated(..)).then(|| event.clone())).await;
    assert!(hears(&ben, &event) && hears(&eve, &event) && !hears(&zoe, &event));
}
