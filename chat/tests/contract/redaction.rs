//! Redaction: what is a secret is in no text that is stored or shown.

use chat::{NewView, Refused, Speaker, bus::Event};
use wire::{
    Body, Content,
    administration::{Action, AuditPart},
    archive::Filter,
    ban::{BanEnd, BanTarget},
    note::Remark,
    redaction::{BadRedaction, Redaction},
    text::BadText,
    visitor::{Ask, MailTranscript, OffLineForm, Say},
};

use crate::{
    on_each_database, sites,
    support::{Stage, hear, token},
};

on_each_database! {
    no_secret_is_stored_whoever_writes_it
    the_settings_are_checked_and_administrators_change_them
}

const CARD: &str = "4111 1111 1111 1111";

fn all() -> Redaction {
    Redaction { cards: true, last_four: false, ibans: true, patterns: vec![r"KD-\d+".into()] }
}

async fn no_secret_is_stored_whoever_writes_it(stage: &Stage) {
    let switchboard = &stage.switchboard;
    let ann = stage.sign_in().await;
    let mut console = switchboard.open_console(ann.clone()).await.unwrap();
    let visit = stage.visit(&token("vera")).await;
    let (before, _) = stage.ask(visit.seat, CARD).await;
    switchboard.set_previews(&ann, true).await.unwrap().unwrap();
    switchboard.set_redaction(&ann, all()).await.unwrap().unwrap();

    let (visitor, operator) = (Speaker::Visitor(visit.seat), Speaker::Operator(ann.clone()));
    switchboard.accept(&ann, before).await.unwrap().unwrap();
    stage.say(&visitor, before, &format!("It is {CARD}, KD-77.")).await.unwrap();
    stage.say(&operator, before, "Pay to DE89 3704 0044 0532 0130 00.").await.unwrap();
    let html = Content::Html(format!("<p>Not <b>{CARD}</b></p>"));
    switchboard.say(operator.clone(), before, stage.id(), html).await.unwrap().unwrap();
    let url = Content::Url(format!("https://e.example/?card={}", CARD.replace(' ', "")));
    let pushed = switchboard.say(operator.clone(), before, stage.id(), url).await.unwrap();
    assert_eq!(pushed.err(), Some(Refused::BadText(BadText::NotAWebAddress)));
    let said = stage.read(&operator, before).await;
    let said: Vec<_> = said.iter().filter_map(|message| message.body.said()).collect();
    assert_eq!(
        said,
        [CARD, "It is ●●●●, ●●●●.", "Pay to ●●●●.", "<p>Not <b>●●●●</b></p>"],
        "what was stored before stays"
    );
    assert!(switchboard.redacts(&ann, &Content::Text(CARD.into())).await.unwrap());
    assert!(!switchboard.redacts(&ann, &Content::Text("Hello".into())).await.unwrap());

    // What is typed, and not sent yet.
    switchboard.visitor_types(visit.seat, Some(format!("It is {CARD}"))).await.unwrap();
    let typed = hear(&mut console.events, |event| match event {
        Event::VisitorTyping(_, typed, _) => typed.clone(),
        _ => None,
    });
    assert_eq!(typed.await, "It is ●●●●");
    // All but the last digit, which follows from the others.
    let typed = CARD.trim_end_matches('1').to_owned() + "111";
    switchboard.visitor_types(visit.seat, Some(format!("It is {typed}"))).await.unwrap();
    let typed = hear(&mut console.events, |event| match event {
        Event::VisitorTyping(_, typed, _) => typed.clone(),
        _ => None,
    });
    assert_eq!(typed.await, "It is ●●●●");

    // Names, answers, notes and labels.
    let other = stage.visit(&token("olga")).await.seat;
    let ask = Ask {
        chat: stage.id(),
        name: format!("Olga {CARD}"),
        department: None,
        id: stage.id(),
        text: format!("Charge {CARD}"),
        email: String::new(),
        answers: vec![],
    };
    let asked = ask.chat;
    switchboard.ask(other, ask).await.unwrap().unwrap();
    switchboard.add_note(&ann, other.visitor, stage.id(), &format!("Pays by {CARD}")).await.unwrap().unwrap();
    let remark = Remark { visitor: other.visitor, text: format!("Card {CARD}") };
    switchboard.set_remark(&ann, remark).await.unwrap().unwrap();
    let dossier = switchboard.dossier(&ann, other.visitor).await.unwrap().unwrap();
    assert_eq!(dossier.name.as_deref(), Some("Olga ●●●●"));
    assert_eq!(dossier.notes[0].text, "Pays by ●●●●");
    let first = stage.read(&operator, asked).await;
    assert_eq!(first[0].body, Body::Text("Charge ●●●●".into()));

    // Offline messages.
    let leave = async |email: &str| {
        let form = OffLineForm {
            id: stage.id(),
            name: format!("Olga {CARD}"),
            email: email.to_owned(),
            department: None,
            text: format!("Charge {CARD}"),
            answers: vec![],
        };
        switchboard.leave_message(other, form).await.unwrap()
    };
    let refused = leave(&format!("{}@example.org", CARD.replace(' ', ""))).await;
    assert_eq!(refused.err(), Some(Refused::BadEmail(BadText::NotAnEmail)));
    leave("olga@example.org").await.unwrap();
    let left = switchboard.off_line_messages(&ann).await.unwrap().remove(0);
    assert_eq!((left.name.as_str(), left.text.as_str()), ("Olga ●●●●", "Charge ●●●●"));

    // What the visitor thinks of a chat, where they want to have it, and why somebody is banned.
    let site = visit.seat.site;
    sites::set_up(stage, &ann, site, |settings| settings.rating.is_on = true).await.unwrap();
    switchboard.close(visitor, before).await.unwrap().unwrap();
    let rate = Say { chat: before, id: stage.id(), text: format!("2 You have {CARD}") };
    switchboard.rate(visit.seat, rate).await.unwrap().unwrap();
    let rating = switchboard.past_chat(&ann, before).await.unwrap().unwrap().rating.unwrap();
    assert_eq!((rating.stars, rating.words.as_str()), (2, "You have ●●●●"));
    let email = format!("{}@example.org", CARD.replace(' ', ""));
    let wanted = MailTranscript { id: stage.id(), chat: before, email };
    let refused = switchboard.mail_transcript(visit.seat, wanted).await.unwrap();
    assert_eq!(refused.err(), Some(Refused::BadEmail(BadText::NotAnEmail)));
    let target = BanTarget::Visitor(other.visitor);
    switchboard.ban(&ann, target, &format!("Tries {CARD}"), BanEnd::Hour).await.unwrap().unwrap();
    let (bans, _) = switchboard.bans(&ann, "", None).await.unwrap().unwrap();
    assert_eq!(bans[0].reason, "Tries ●●●●");
    let filter = Filter { words: format!("card {CARD}"), ..Filter::default() };
    let view = NewView { name: format!("With {CARD}"), filter, is_shared: false };
    switchboard.save_view(&ann, None, view).await.unwrap().unwrap();
    let saved = switchboard.saved_views(&ann).await.unwrap().remove(0);
    assert_eq!((saved.name.as_str(), saved.filter.words.as_str()), ("With ●●●●", "card ●●●●"));
}

async fn the_settings_are_checked_and_administrators_change_them(stage: &Stage) {
    let switchboard = &stage.switchboard;
    let ann = stage.sign_in().await;
    let ben = stage.sign_in_new(&ann, "Ben").await;
    assert_eq!(switchboard.set_redaction(&ben, all()).await.unwrap(), Err(Refused::NotAllowed));
    assert_eq!(switchboard.redaction(&ben).await.unwrap(), Err(Refused::NotAllowed));
    assert_eq!(switchboard.try_redaction(&ben, all(), CARD), Err(Refused::NotAllowed));
    let bad = Redaction { patterns: vec![String::new(), "(".into()], ..all() };
    let why = Refused::BadRedaction(BadRedaction::NotAPattern("(".into()));
    assert_eq!(switchboard.set_redaction(&ann, bad.clone()).await.unwrap(), Err(why.clone()));
    assert_eq!(switchboard.try_redaction(&ann, bad, CARD), Err(why));
    assert_eq!(switchboard.redaction(&ann).await.unwrap(), Ok(Redaction::default()));

    let four = Redaction { last_four: true, ..all() };
    assert_eq!(switchboard.try_redaction(&ann, four.clone(), CARD), Ok("●●●● 1111".into()));
    switchboard.set_redaction(&ann, four.clone()).await.unwrap().unwrap();
    assert_eq!(switchboard.redaction(&ann).await.unwrap(), Ok(four));
    let (log, _) = switchboard.audit_log(&ann, AuditPart::Changes, "KD", None).await.unwrap().unwrap();
    assert_eq!(log[0].action, Action::RedactionChanged);
}
