//! The operators' tools: notes and labels, canned responses, preferences, and what they see of
//! visitors and of each other.

use chat::{
    Console, ForConsole, Refused, SignedIn, Speaker, Switchboard,
    preference::{MAX_SOUND, OwnSound},
};
use wire::{
    CannedId, Status, VisitorId,
    canned::{BadCanned, Canned, CannedKind},
    note::Remark,
    operator::ToOperator,
    preferences::{Occasion, Preferences, Sound},
    visitor::Page,
};

use crate::{
    on_each_database,
    support::{Stage, hear, token},
};

on_each_database! {
    a_note_is_everybodys_and_a_remark_ones_own
    about_strangers_nothing_is_noted
    earlier_chats_are_told_to_whom_they_concern
    the_pages_of_a_visit_are_known_in_their_order
    shared_responses_are_the_administrators_and_own_ones_ones_own
    a_shortcut_calls_one_response
    what_an_operator_has_chosen_follows_him
    own_words_and_sounds_are_kept_within_limits
    colleagues_see_who_is_at_his_desk
    colleagues_see_who_else_types_and_looks
    a_transcript_is_for_those_who_may_read_the_chat
}

/// Waits for a message of interest to this console.
async fn told<T>(console: &mut Console, mut interest: impl FnMut(ToOperator) -> Option<T>) -> T {
    let who = console.who.clone();
    hear(&mut console.events, |event| match Switchboard::for_console(&who, event) {
        ForConsole::Send(value) => interest(*value),
        _ => None,
    })
    .await
}

async fn console(stage: &Stage, who: &SignedIn) -> Console {
    stage.switchboard.open_console(who.clone()).await.unwrap()
}

async fn a_note_is_everybodys_and_a_remark_ones_own(stage: &Stage) {
    let ann = stage.sign_in().await;
    let ben = stage.sign_in_new(&ann, "Ben").await;
    let vera = stage.visit(&token("vera")).await.seat.visitor;
    let _here = stage.visit(&token("vera")).await;
    let (mut anns, mut bens) = (console(stage, &ann).await, console(stage, &ben).await);

    let id = stage.id();
    for _ in 0..2 {
        stage.switchboard.add_note(&ben, vera, id, " Likes tea.\u{7} ").await.unwrap().unwrap();
    }
    for console in [&mut anns, &mut bens] {
        let note = told(console, |value| match value {
            ToOperator::Note(note) => Some(note),
            _ => None,
        });
        let note = note.await;
        assert_eq!((note.text.as_str(), note.by.name.as_str(), note.visitor), (" Likes tea.", "Ben", vera));
    }
    let remark = Remark { visitor: vera, text: "the tea lady".into() };
    stage.switchboard.set_remark(&ben, remark.clone()).await.unwrap().unwrap();
    let heard = told(&mut bens, |value| match value {
        ToOperator::Remark(remark) => Some(remark),
        _ => None,
    });
    assert_eq!(heard.await, remark);

    let bens_view = stage.switchboard.dossier(&ben, vera).await.unwrap().unwrap();
    let anns_view = stage.switchboard.dossier(&ann, vera).await.unwrap().unwrap();
    assert_eq!(bens_view.notes.len(), 1, "a repeated note is one");
    assert_eq!(bens_view.notes, anns_view.notes);
    assert_eq!((bens_view.remark.as_str(), anns_view.remark.as_str()), ("the tea lady", ""));
    assert_eq!(stage.switchboard.snapshot(&ben).await.unwrap().remarks, [remark]);
    assert!(stage.switchboard.snapshot(&ann).await.unwrap().remarks.is_empty());

    stage.switchboard.set_remark(&ben, Remark { visitor: vera, text: "  ".into() }).await.unwrap().unwrap();
    assert_eq!(stage.switchboard.dossier(&ben, vera).await.unwrap().unwrap().remark, "");
}

async fn about_strangers_nothing_is_noted(stage: &Stage) {
    let ann = stage.sign_in().await;
    let stranger = VisitorId::v7(1, &[1; 10]);
    let noted = stage.switchboard.add_note(&ann, stranger, stage.id(), "who?").await.unwrap();
    assert_eq!(noted, Err(Refused::NotFound));
    let remark = Remark { visitor: stranger, text: "who?".into() };
    assert_eq!(stage.switchboard.set_remark(&ann, remark).await.unwrap(), Err(Refused::NotFound));
    assert_eq!(stage.switchboard.dossier(&ann, stranger).await.unwrap(), Err(Refused::NotFound));
    let nothing = Remark { visitor: stranger, text: String::new() };
    assert_eq!(stage.switchboard.set_remark(&ann, nothing).await.unwrap(), Err(Refused::NotFound));
}

async fn earlier_chats_are_told_to_whom_they_concern(stage: &Stage) {
    let ann = stage.sign_in().await;
    let (ben, eve) = (stage.sign_in_new(&ann, "Ben").await, stage.sign_in_new(&ann, "Eve").await);
    let visit = stage.visit(&token("vera")).await;
    let (chat, _) = stage.ask(visit.seat, "what does the tea cost?").await;
    stage.switchboard.accept(&ben, chat).await.unwrap().unwrap();
    let chats =
        async |who| stage.switchboard.dossier(who, visit.seat.visitor).await.unwrap().unwrap().past.chats;
    assert!(chats(&ben).await.is_empty(), "it has not ended");
    stage.switchboard.close(Speaker::Operator(ben.clone()), chat).await.unwrap().unwrap();
    let past = chats(&ben).await;
    assert_eq!(past.len(), 1);
    assert_eq!((past[0].id, past[0].question.as_str()), (chat, "what does the tea cost?"));
    assert_eq!(past[0].operators.iter().map(|operator| operator.name.as_str()).collect::<Vec<_>>(), ["Ben"]);
    assert_eq!(chats(&ann).await, past, "an administrator sees every chat");
    assert!(chats(&eve).await.is_empty(), "a normal operator sees no others' chats");
}

async fn the_pages_of_a_visit_are_known_in_their_order(stage: &Stage) {
    let ann = stage.sign_in().await;
    let visit = stage.visit(&token("vera")).await;
    for (url, title) in [
        ("https://shop.example/tea", ""),
        ("https://shop.example/tea", "Tea"),
        ("https://shop.example/", "Shop"),
    ] {
        let page = Page { url: url.into(), title: title.into(), referrer: String::new() };
        stage.switchboard.turn_to(visit.seat, page);
    }
    let pages = stage.switchboard.dossier(&ann, visit.seat.visitor).await.unwrap().unwrap().pages;
    let seen: Vec<_> = pages.iter().map(|page| (page.url.as_str(), page.title.as_str())).collect();
    let expected = [
        ("https://shop.example/", "Shop"),
        ("https://shop.example/tea", "Tea"),
        ("https://shop.example/", "Shop"),
    ];
    assert_eq!(seen, expected);
    assert!(pages.is_sorted_by_key(|page| page.at));
}

fn response(stage: &Stage, shared: bool, shortcut: &str) -> Canned {
    Canned {
        id: stage.id::<CannedId>(),
        shared,
        kind: CannedKind::Text,
        name: format!("The {shortcut}"),
        shortcut: shortcut.into(),
        text: "Hello %VISITOR%".into(),
    }
}

async fn shared_responses_are_the_administrators_and_own_ones_ones_own(stage: &Stage) {
    let ann = stage.sign_in().await;
    let ben = stage.sign_in_new(&ann, "Ben").await;
    let mut bens = console(stage, &ben).await;
    let (shared, own, anns) =
        (response(stage, true, "hello"), response(stage, false, "bye"), response(stage, false, "mine"));
    stage.switchboard.save_canned(&ann, shared.clone()).await.unwrap().unwrap();
    let heard = told(&mut bens, |value| match value {
        ToOperator::Canned(canned) => Some(canned),
        _ => None,
    });
    assert_eq!(heard.await, shared);
    stage.switchboard.save_canned(&ben, own.clone()).await.unwrap().unwrap();
    stage.switchboard.save_canned(&ann, anns.clone()).await.unwrap().unwrap();
    assert_eq!(stage.switchboard.canned(&ben).await.unwrap(), [own.clone(), shared.clone()]);

    let refused =
        |who, canned| async move { stage.switchboard.save_canned(who, canned).await.unwrap().unwrap_err() };
    assert_eq!(refused(&ben, response(stage, true, "x")).await, Refused::NotAllowed);
    assert_eq!(refused(&ben, shared.clone()).await, Refused::NotAllowed);
    assert_eq!(refused(&ben, Canned { shared: false, ..shared.clone() }).await, Refused::NotAllowed);
    assert_eq!(refused(&ben, anns.clone()).await, Refused::NotFound);
    assert_eq!(stage.switchboard.remove_canned(&ben, anns.id).await.unwrap(), Err(Refused::NotFound));
    assert_eq!(stage.switchboard.remove_canned(&ben, shared.id).await.unwrap(), Err(Refused::NotAllowed));

    // A response that an administrator makes their own is no longer the others'.
    let taken = Canned { shared: false, ..shared.clone() };
    stage.switchboard.save_canned(&ann, taken).await.unwrap().unwrap();
    let gone = told(&mut bens, |value| match value {
        ToOperator::CannedGone(id) => Some(id),
        _ => None,
    });
    assert_eq!(gone.await, shared.id);
    stage.switchboard.remove_canned(&ben, own.id).await.unwrap().unwrap();
    assert!(stage.switchboard.canned(&ben).await.unwrap().is_empty());
}

async fn a_shortcut_calls_one_response(stage: &Stage) {
    let ann = stage.sign_in().await;
    let ben = stage.sign_in_new(&ann, "Ben").await;
    let shared = response(stage, true, "hi");
    stage.switchboard.save_canned(&ann, shared.clone()).await.unwrap().unwrap();
    stage.switchboard.save_canned(&ann, shared).await.unwrap().expect("the same one may be saved again");
    for who in [&ann, &ben] {
        let saved = stage.switchboard.save_canned(who, response(stage, false, "/HI")).await.unwrap();
        assert_eq!(saved, Err(Refused::BadCanned(BadCanned::ShortcutTaken)));
    }
    for _ in 0..2 {
        stage.switchboard.save_canned(&ben, response(stage, false, "")).await.unwrap().expect("none is none");
    }
    for who in [&ann, &ben] {
        stage
            .switchboard
            .save_canned(who, response(stage, false, "mine"))
            .await
            .unwrap()
            .expect("each has his own");
    }
    let bad = Canned { text: " ".into(), ..response(stage, false, "empty") };
    assert!(matches!(
        stage.switchboard.save_canned(&ben, bad).await.unwrap(),
        Err(Refused::BadCanned(BadCanned::Text(_)))
    ));
}

async fn what_an_operator_has_chosen_follows_him(stage: &Stage) {
    let ann = stage.sign_in().await;
    let ben = stage.sign_in_new(&ann, "Ben").await;
    let chosen = async |who| stage.switchboard.snapshot(who).await.unwrap().preferences;
    assert_eq!(chosen(&ben).await, Preferences::default());
    let mut elsewhere = console(stage, &ben).await;
    let mut mine = Preferences { popup: true, volume: 30, ..Preferences::default() };
    mine.set_sound(Occasion::Request, Sound::Own);
    stage.switchboard.set_preferences(&ben, mine.clone()).await.unwrap();
    assert_eq!(chosen(&ben).await, mine);
    assert_eq!(chosen(&ann).await, Preferences::default());
    let heard = told(&mut elsewhere, |value| match value {
        ToOperator::Preferences(preferences) => Some(preferences),
        _ => None,
    });
    assert_eq!(heard.await, mine);
}

async fn own_words_and_sounds_are_kept_within_limits(stage: &Stage) {
    let ann = stage.sign_in().await;
    let ben = stage.sign_in_new(&ann, "Ben").await;
    for (word, known) in [("Switchboard", true), ("Oolong", true), ("Oolong", true), ("Switchboard", false)] {
        stage.switchboard.set_word(&ben, word, known).await.unwrap().unwrap();
    }
    assert_eq!(stage.switchboard.words(&ben).await.unwrap(), ["Oolong"]);
    assert!(stage.switchboard.words(&ann).await.unwrap().is_empty());

    // A file of this length that begins with `head`.
    let file = |head: &[u8], bytes: usize| {
        let mut body = head.to_vec();
        body.resize(bytes, 7);
        body
    };
    let (mp3, wav) = (b"ID3\x04", b"RIFF\0\0\0\0WAVEfmt ");
    let set = async |body| stage.switchboard.set_own_sound(&ben, Occasion::Talk, body).await.unwrap();
    for other in [&b"<html>"[..], b"\x89PNG\r\n\x1a\n", b"PK\x03\x04", b"RIFF\0\0\0\0WEBPVP8 ", b"7777"] {
        assert_eq!(set(file(other, 900)).await, Err(Refused::NotASound), "{other:?}");
    }
    assert_eq!(set(Vec::new()).await, Err(Refused::OutOfRange));
    assert_eq!(set(file(mp3, MAX_SOUND + 1)).await, Err(Refused::OutOfRange));
    for (head, kind) in [
        (&mp3[..], "audio/mpeg"),
        (b"\xff\xfb\x90\x44", "audio/mpeg"),
        (b"OggS\0\x02", "audio/ogg"),
        (b"\x1a\x45\xdf\xa3\x01\0\0\0\0\0\0\x1f\x42\x86\x81\x01\x42\xf7\x81\x01\x42\xf2\x81\x04\x42\xf3\x81\x08\x42\x82\x84webm", "audio/webm"),
        (b"\0\0\0\x20ftypM4A \0\0\0\0M4A mp42isom", "audio/mp4"),
        (b"\xff\xf1\x50\x80", "audio/aac"),
        (wav, "audio/wav"),
    ] {
        assert_eq!(set(file(head, 900)).await, Ok(()), "{kind}");
        let kept = stage.switchboard.own_sound(&ben, Occasion::Talk).await.unwrap().unwrap();
        assert_eq!(kept, OwnSound { kind: kind.into(), body: file(head, 900) });
    }
    set(file(wav, MAX_SOUND)).await.unwrap();
    let kept = async |who, occasion| stage.switchboard.own_sound(who, occasion).await.unwrap();
    assert_eq!(
        kept(&ben, Occasion::Talk).await,
        Some(OwnSound { kind: "audio/wav".into(), body: file(wav, MAX_SOUND) })
    );
    assert_eq!(kept(&ben, Occasion::Request).await, None);
    assert_eq!(kept(&ann, Occasion::Talk).await, None);
}

async fn colleagues_see_who_is_at_his_desk(stage: &Stage) {
    let ann = stage.sign_in().await;
    let ben = stage.sign_in_new(&ann, "Ben").await;
    let eve = stage.sign_in_new(&ann, "Eve").await;
    let names = |list: &[wire::colleague::Colleague]| -> Vec<_> {
        list.iter().map(|colleague| (colleague.name.clone(), colleague.status)).collect()
    };
    let (mut anns, mut eves) = (console(stage, &ann).await, console(stage, &eve).await);
    let seen = stage.switchboard.colleagues(&eve).await.unwrap();
    let expected = [("Ben", None), ("Eve", Some(Status::Online)), (ann.name.as_str(), Some(Status::Online))];
    assert_eq!(names(&seen), expected.map(|(name, status)| (name.to_owned(), status)));

    let bens = console(stage, &ben).await;
    let status_of_ben = |value| match value {
        ToOperator::ColleagueStatus { operator, status } if operator == ben.operator => Some(status),
        _ => None,
    };
    assert_eq!(told(&mut eves, status_of_ben).await, Some(Status::Online));
    stage.switchboard.set_status(&ben, Status::Invisible).await.unwrap();
    assert_eq!(told(&mut eves, status_of_ben).await, None, "to a normal operator he is not there");
    assert_eq!(told(&mut anns, status_of_ben).await, Some(Status::Online));
    assert_eq!(told(&mut anns, status_of_ben).await, Some(Status::Invisible));
    bens.sign_out();
    assert_eq!(told(&mut anns, status_of_ben).await, None);
}

async fn colleagues_see_who_else_types_and_looks(stage: &Stage) {
    let ann = stage.sign_in().await;
    let (ben, eve) = (stage.sign_in_new(&ann, "Ben").await, stage.sign_in_new(&ann, "Eve").await);
    let visit = stage.visit(&token("vera")).await;
    let (chat, _) = stage.ask(visit.seat, "hello").await;
    let (mut anns, mut bens, mut eves) =
        (console(stage, &ann).await, console(stage, &ben).await, console(stage, &eve).await);
    stage.switchboard.operator_looks(&eve, chat, true).await.unwrap().unwrap();
    let looks = |value| match value {
        ToOperator::ColleagueLooking { operator, on, .. } => Some((operator.name, on)),
        _ => None,
    };
    assert_eq!(told(&mut bens, looks).await, ("Eve".to_owned(), true));
    stage.switchboard.accept(&ben, chat).await.unwrap().unwrap();
    // Eve may no longer see the chat, so nobody is notified.
    let may_not = Err(Refused::NotFound);
    assert_eq!(stage.switchboard.operator_looks(&eve, chat, true).await.unwrap(), may_not);
    assert_eq!(stage.switchboard.operator_types(&eve, chat, true).await.unwrap(), may_not);
    stage.switchboard.operator_types(&ben, chat, true).await.unwrap().unwrap();
    let types = |value| match value {
        ToOperator::ColleagueTyping { operator, on, .. } => Some((operator.name, on)),
        _ => None,
    };
    assert_eq!(told(&mut anns, types).await, ("Ben".to_owned(), true));
    stage.switchboard.set_status(&ann, Status::Busy).await.unwrap();
    let mut heard = Vec::new();
    told(&mut eves, |value| match value {
        ToOperator::ColleagueStatus { .. } => Some(()),
        other => {
            heard.push(other);
            None
        }
    })
    .await;
    assert!(!heard.iter().any(|value| matches!(value, ToOperator::ColleagueTyping { .. })), "{heard:?}");
}

async fn a_transcript_is_for_those_who_may_read_the_chat(stage: &Stage) {
    let ann = stage.sign_in().await;
    let (ben, eve) = (stage.sign_in_new(&ann, "Ben").await, stage.sign_in_new(&ann, "Eve").await);
    let visit = stage.visit(&token("vera")).await;
    let (chat, _) = stage.ask(visit.seat, "what does <b>tea</b> cost?").await;
    stage.switchboard.accept(&ben, chat).await.unwrap().unwrap();
    for nr in 0..250 {
        stage.say(&Speaker::Operator(ben.clone()), chat, &format!("answer {nr}")).await.unwrap();
    }
    let transcript = async |who| stage.switchboard.transcript(who, chat, "Europe/Berlin").await.unwrap();
    let bens = transcript(&ben).await.expect("he has the chat");
    assert!(bens.as_text().contains("Vera: what does <b>tea</b> cost?"), "{}", bens.as_text());
    assert!(bens.as_text().contains("Ben: answer 249"));
    assert!(bens.as_html().contains("what does &lt;b&gt;tea&lt;/b&gt; cost?"));
    assert!(transcript(&ann).await.is_some());
    assert!(transcript(&eve).await.is_none());
}
