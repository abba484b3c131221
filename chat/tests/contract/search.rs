//! What was said is found again: after the job has indexed it, by those who may read it, until it is
//! forgotten.

use std::{collections::BTreeSet, fs, time::Duration};

use chat::{
    SignedIn, Speaker, Switchboard,
    search::{BadQuery, Forgotten, Place},
};
use sqlx::{Connection, Executor, PgConnection, SqliteConnection};
use wire::{ChatId, Content, NoteId, OfferKind, Seq, archive::Piece, visitor::OffLineForm};

use crate::{
    accounts, on_each_database,
    support::{Stage, token},
};

on_each_database! {
    what_was_said_is_found_with_its_words_in_context
    who_said_it_where_and_when_narrows
    a_chat_is_found_while_it_grows
    after_a_crash_the_job_goes_on_where_it_was
    another_name_is_found_and_the_old_one_is_not
    everybody_finds_only_what_they_may_read
    accounts_find_nothing_of_each_other
    what_is_forgotten_is_in_no_file
    the_index_is_made_anew
    search_agrees_with_reading_everything
}

fn speaker(who: &SignedIn) -> Speaker {
    Speaker::Operator(who.clone())
}

/// Lets the job do everything, as after some quiet minutes.
async fn index(stage: &Stage) {
    stage.pass(Duration::from_secs(120));
    for _ in 0..10_000 {
        if stage.switchboard.index().await.unwrap() == 0 {
            return;
        }
    }
    panic!("the job never ends");
}

/// All that is found, page by page.
async fn find(stage: &Stage, who: &SignedIn, words: &str) -> Vec<Place> {
    let (mut places, mut before) = (Vec::new(), None);
    loop {
        let page = stage.switchboard.search(who, words, before).await.unwrap().unwrap();
        assert!(page.places.len() <= 20);
        places.extend(page.places);
        before = page.before;
        if before.is_none() {
            return places;
        }
    }
}

async fn chats(stage: &Stage, who: &SignedIn, words: &str) -> Vec<ChatId> {
    let chat = |place| match place {
        Place::Chat { chat, .. } => Some(chat),
        _ => None,
    };
    find(stage, who, words).await.into_iter().filter_map(chat).collect()
}

fn marked(excerpt: &[Piece]) -> String {
    let mark = |piece: &Piece| if piece.is_hit { format!("[{}]", piece.text) } else { piece.text.clone() };
    excerpt.iter().map(mark).collect()
}

/// The numbers of the messages that were hit in the one chat that is found, and the first excerpt.
async fn hits(stage: &Stage, who: &SignedIn, words: &str) -> (Vec<u32>, String) {
    let places = find(stage, who, words).await;
    let [Place::Chat { hits, .. }] = places.as_slice() else { panic!("{words}: {places:?}") };
    (
        hits.iter().map(|hit| hit.seq.0).collect(),
        hits.first().map(|hit| marked(&hit.excerpt)).unwrap_or_default(),
    )
}

async fn what_was_said_is_found_with_its_words_in_context(stage: &Stage) {
    let ann = stage.sign_in().await;
    let visit = stage.visit(&token("vera")).await;
    let vera = Speaker::Visitor(visit.seat);
    let (chat, _) = stage.ask(visit.seat, "Do you have the GREEN shoes in size 40?").await;
    stage.switchboard.accept(&ann, chat).await.unwrap().unwrap();
    stage.say(&vera, chat, "Sind die Größen aus der Straße noch da? 我想买鞋").await.unwrap();
    let html = Content::Html("<p>We do: <b>café</b> table</p>".into());
    stage.switchboard.say(speaker(&ann), chat, stage.id(), html).await.unwrap().unwrap();
    let url = Content::Url("https://shop.example/boots".into());
    stage.switchboard.say(speaker(&ann), chat, stage.id(), url).await.unwrap().unwrap();
    assert!(find(stage, &ann, "green").await.is_empty(), "the job has not run");
    index(stage).await;

    assert_eq!(hits(stage, &ann, "green shoe*").await.1, "Do you have the [GREEN] [shoes] in size 40?");
    assert_eq!(hits(stage, &ann, "\"green shoes\"").await.1, "Do you have the [GREEN shoes] in size 40?");
    assert!(hits(stage, &ann, "strasse").await.1.contains("[Straße]"));
    assert!(hits(stage, &ann, "想买").await.1.contains("我[想买]鞋"));
    assert!(hits(stage, &ann, "鞋").await.1.contains("[鞋]"));
    assert_eq!(hits(stage, &ann, "cafe table").await.1, "We do: [café] [table]");
    assert_eq!(hits(stage, &ann, "shop.example/boots").await.1, "https://[shop.example/boots]");
    // The words may be in several messages of a chat, a phrase only in one.
    assert_eq!(chats(stage, &ann, "green cafe").await, [chat]);
    assert!(find(stage, &ann, "\"size 40 sind\"").await.is_empty());
    assert!(find(stage, &ann, "green -cafe").await.is_empty());
    assert_eq!(chats(stage, &ann, "green -purple").await, [chat]);
    // A notice is nobody's words; a name is found.
    assert!(find(stage, &ann, "accepted").await.is_empty());
    assert_eq!(chats(stage, &ann, "vera").await, [chat]);
    assert!(find(stage, &ann, "").await.is_empty());

    stage
        .switchboard
        .add_note(&ann, visit.seat.visitor, stage.id(), "Prefers walnut.")
        .await
        .unwrap()
        .unwrap();
    let form = OffLineForm {
        id: stage.id(),
        name: "Olga Öl".into(),
        email: "olga@mail.example".into(),
        text: "Please call about the walnut chair".into(),
        department: None,
        answers: vec![],
    };
    stage.switchboard.leave_message(visit.seat, form).await.unwrap().unwrap();
    index(stage).await;
    let told: Vec<_> = find(stage, &ann, "walnut")
        .await
        .iter()
        .map(|place| match place {
            Place::Note { excerpt, .. } | Place::OffLine { excerpt, .. } => marked(excerpt),
            Place::Chat { .. } => panic!("no chat is about walnut"),
        })
        .collect();
    assert_eq!(told, ["Please call about the [walnut] chair", "Prefers [walnut]."], "the newest first");
    assert!(
        matches!(&find(stage, &ann, "olga@mail.example").await[..], [Place::OffLine { excerpt, .. }] if excerpt.is_empty())
    );
}

async fn who_said_it_where_and_when_narrows(stage: &Stage) {
    let ann = stage.sign_in().await;
    let ben = stage.sign_in_new(&ann, "Ben").await;
    let visit = stage.visit(&token("vera")).await;
    let (chat, _) = stage.ask(visit.seat, "oak").await;
    stage.switchboard.accept(&ben, chat).await.unwrap().unwrap();
    stage.say(&speaker(&ben), chat, "ash").await.unwrap();
    index(stage).await;
    for (words, is_found) in [
        ("oak from:visitor", true),
        ("oak from:operator", false),
        ("ash from:operator", true),
        ("ash from:visitor", false),
        ("oak ash", true),
        ("oak ash from:operator", false),
        ("ash from:Ben", true),
        ("ash from:me", false),
        ("oak from:vera", true),
        ("ash from:vera", false),
        ("from:Ben", true),
        ("from:Nobody", false),
        ("oak in:Demo", true),
        ("oak in:Elsewhere", false),
        ("oak after:2023-11-14", true),
        ("oak before:2023-11-15", true),
        ("oak before:2023-11-14", false),
        ("oak after:2023-11-15", false),
        ("oak tag:none", false),
    ] {
        assert_eq!(!find(stage, &ann, words).await.is_empty(), is_found, "{words}");
    }
    assert_eq!(chats(stage, &ben, "ash from:me").await, [chat]);
    let bad = stage.switchboard.search(&ann, "oak before:soon", None).await.unwrap();
    assert_eq!(bad, Err(BadQuery::BadDate("soon".into())));
}

async fn a_chat_is_found_while_it_grows(stage: &Stage) {
    let ann = stage.sign_in().await;
    let visit = stage.visit(&token("vera")).await;
    let (chat, _) = stage.ask(visit.seat, "beginning").await;
    stage.switchboard.accept(&ann, chat).await.unwrap().unwrap();
    let mut last = Seq(0);
    for nr in 0..450 {
        let said = format!("number{nr} together{}", nr / 100);
        let stored = stage.say(&speaker(&ann), chat, &said).await.unwrap();
        last = stored.place.unwrap().1;
        if nr % 60 == 7 {
            index(stage).await;
            assert_eq!(hits(stage, &ann, &format!("number{nr}")).await.0, [last.0], "{nr}");
        }
    }
    index(stage).await;
    assert_eq!(hits(stage, &ann, "number449").await.0, [last.0]);
    assert_eq!(hits(stage, &ann, "number449").await.1, "[number449] together4");
    assert_eq!(hits(stage, &ann, "beginning").await.0, [1]);
    for nr in [0, 190, 205, 333] {
        assert_eq!(chats(stage, &ann, &format!("number{nr}")).await, [chat]);
    }
    assert_eq!(hits(stage, &ann, "together2").await.0.len(), 3, "at most three come with it");
    // Ended and reopened, it goes on.
    stage.switchboard.close(speaker(&ann), chat).await.unwrap().unwrap();
    index(stage).await;
    assert_eq!(stage.switchboard.index_progress(&ann).await.unwrap(), 0);
    stage.ask_in(visit.seat, chat, "afterwards").await.unwrap();
    index(stage).await;
    assert_eq!(chats(stage, &ann, "afterwards").await, [chat]);
    assert_eq!(chats(stage, &ann, "number449").await, [chat]);
}

/// Ended chats with so much text that one step of the job cannot index all.
async fn much(stage: &Stage, ann: &SignedIn) -> Vec<ChatId> {
    let mut chats = Vec::new();
    for nr in 0..6 {
        let visit = stage.visit(&token(&format!("v{nr}"))).await;
        let (chat, _) = stage.ask(visit.seat, &format!("chat{nr}")).await;
        stage.switchboard.accept(ann, chat).await.unwrap().unwrap();
        for line in 0..5 {
            let long = format!("line{nr}x{line} {}", "some words ".repeat(300));
            stage.say(&speaker(ann), chat, &long).await.unwrap();
        }
        stage.switchboard.close(speaker(ann), chat).await.unwrap().unwrap();
        chats.push(chat);
    }
    chats
}

async fn after_a_crash_the_job_goes_on_where_it_was(stage: &Stage) {
    let ann = stage.sign_in().await;
    let all = much(stage, &ann).await;
    assert_eq!(stage.switchboard.index_progress(&ann).await.unwrap(), 6);
    assert!(stage.switchboard.index().await.unwrap() > 0);
    let left = stage.switchboard.index_progress(&ann).await.unwrap();
    assert!((1..6).contains(&left), "{left} of 6 are left");
    let next = if stage.url.contains(":memory:") {
        stage.clone()
    } else {
        // What is committed is all that the next program knows.
        stage.seen_from(Switchboard::open(&stage.url, stage.sources()).await.unwrap())
    };
    index(&next).await;
    assert_eq!(next.switchboard.index_progress(&ann).await.unwrap(), 0);
    for (nr, chat) in all.iter().enumerate() {
        for line in 0..5 {
            assert_eq!(chats(&next, &ann, &format!("line{nr}x{line}")).await, [*chat]);
        }
    }
    assert_eq!(chats(&next, &ann, "words").await.len(), 6);
    let newest_first: Vec<_> = all.into_iter().rev().collect();
    assert_eq!(chats(&next, &ann, "some").await, newest_first);
}

async fn another_name_is_found_and_the_old_one_is_not(stage: &Stage) {
    let ann = stage.sign_in().await;
    let visit = stage.visit(&token("vera")).await;
    let (chat, _) = stage.ask(visit.seat, "hello").await;
    stage.switchboard.accept(&ann, chat).await.unwrap().unwrap();
    stage.switchboard.close(speaker(&ann), chat).await.unwrap().unwrap();
    index(stage).await;
    assert_eq!(chats(stage, &ann, "vera hello").await, [chat]);
    let form = OffLineForm {
        id: stage.id(),
        name: "Wilma".into(),
        email: "w@mail.example".into(),
        text: "It is Wilma now".into(),
        department: None,
        answers: vec![],
    };
    stage.switchboard.leave_message(visit.seat, form).await.unwrap().unwrap();
    index(stage).await;
    assert_eq!(chats(stage, &ann, "wilma hello").await, [chat]);
    assert!(chats(stage, &ann, "vera").await.is_empty());
}

async fn everybody_finds_only_what_they_may_read(stage: &Stage) {
    let ann = stage.sign_in().await;
    let (ben, eve) = (stage.sign_in_new(&ann, "Ben").await, stage.sign_in_new(&ann, "Eve").await);
    let _console = stage.switchboard.open_console(eve.clone()).await.unwrap();
    let visit = stage.visit(&token("vera")).await;
    let (chat, _) = stage.ask(visit.seat, "common").await;
    stage.switchboard.accept(&ben, chat).await.unwrap().unwrap();
    stage.say(&speaker(&ben), chat, "bens").await.unwrap();
    // Eve takes over; what is said from then on is not Ben's to read.
    stage.switchboard.offer(&ben, chat, eve.operator, OfferKind::Transfer).await.unwrap().unwrap();
    stage.switchboard.take(&eve, chat).await.unwrap().unwrap();
    stage.say(&speaker(&eve), chat, "eves").await.unwrap();
    stage.switchboard.close(speaker(&eve), chat).await.unwrap().unwrap();
    index(stage).await;
    let other = stage.sign_in_new(&ann, "Otto").await;
    for (who, words, is_found) in [
        (&ann, "common bens eves", true),
        (&eve, "common bens eves", true),
        (&ben, "common bens", true),
        (&ben, "eves", false),
        (&ben, "common eves", false),
        (&other, "common", false),
    ] {
        assert_eq!(!chats(stage, who, words).await.is_empty(), is_found, "{} {words}", who.name);
    }
}

async fn accounts_find_nothing_of_each_other(stage: &Stage) {
    let ann = stage.sign_in().await;
    let key = stage.switchboard.add_account_by_hand(accounts::acme()).await.unwrap().unwrap();
    let ada = accounts::sign_in(stage, "ada@acme.example").await;
    let mut theirs = stage.clone();
    theirs.site_key = key;
    let (here, there) = (stage.visit(&token("vera")).await, theirs.visit(&token("olga")).await);
    let (ours, _) = stage.ask(here.seat, "shared secret").await;
    let (acmes, _) = theirs.ask(there.seat, "shared hidden").await;
    index(stage).await;
    assert_eq!(chats(stage, &ann, "shared").await, [ours]);
    assert_eq!(chats(stage, &ada, "shared").await, [acmes]);
    assert!(find(stage, &ada, "secret").await.is_empty());
    assert!(find(stage, &ada, "-hidden").await.is_empty());
    let account = ann.account.0.simple().to_string();
    assert!(find(stage, &ada, &account).await.is_empty(), "an account's own token is no word");
}

async fn what_is_forgotten_is_in_no_file(stage: &Stage) {
    const WORD: &str = "qxzjvbqwk";
    let ann = stage.sign_in().await;
    let visit = stage.visit(&token("vera")).await;
    // In capitals where it was said: in small letters it is only in the index.
    let (chat, _) = stage.ask(visit.seat, "Keep QXZJVBQWK please").await;
    let (kept, _) = stage.ask(stage.visit(&token("olga")).await.seat, "please qxzkept").await;
    let note: NoteId = stage.id();
    stage.switchboard.add_note(&ann, visit.seat.visitor, note, "QXZJVBQWK").await.unwrap().unwrap();
    let form = OffLineForm {
        id: stage.id(),
        name: String::new(),
        email: "o@mail.example".into(),
        text: "QXZJVBQWK".into(),
        department: None,
        answers: vec![],
    };
    let message = form.id;
    stage.switchboard.leave_message(visit.seat, form).await.unwrap().unwrap();
    index(stage).await;
    // Once more, so that an earlier form of the document is gone as well.
    stage.say(&Speaker::Visitor(visit.seat), chat, "and QXZJVBQWK2").await.unwrap();
    index(stage).await;
    assert_eq!(find(stage, &ann, &format!("{WORD}*")).await.len(), 3);
    let forgotten = Forgotten { chats: vec![chat], off_line: vec![message], notes: vec![note] };
    stage.switchboard.forget_documents(ann.account, forgotten).await.unwrap();
    assert!(find(stage, &ann, &format!("{WORD}*")).await.is_empty());
    assert_eq!(chats(stage, &ann, "please").await, [kept]);
    stage.switchboard.close_store().await;
    if let Some(file) = stage.url.strip_prefix("sqlite:").filter(|file| !file.contains(":memory:")) {
        let mut database = SqliteConnection::connect(&stage.url).await.unwrap();
        database.execute("vacuum").await.unwrap();
        database.execute("pragma wal_checkpoint(truncate)").await.unwrap();
        database.close().await.unwrap();
        let bytes = fs::read(file).unwrap();
        let has = |word: &str| bytes.windows(word.len()).any(|window| window == word.as_bytes());
        assert!(has("QXZJVBQWK") && has("qxzkept"), "the messages are still there");
        assert!(!has(WORD) && !has(&WORD[3..]), "the index still has it");
    } else if stage.url.starts_with("postgres") {
        let mut database = PgConnection::connect(&stage.url).await.unwrap();
        let (left,): (i64,) =
            sqlx::query_as("select count(*) from search_doc where words::text like '%qxzjvbqwk%'")
                .fetch_one(&mut database)
                .await
                .unwrap();
        assert_eq!(left, 0);
        database.close().await.unwrap();
    }
}

async fn the_index_is_made_anew(stage: &Stage) {
    let ann = stage.sign_in().await;
    let all = much(stage, &ann).await;
    index(stage).await;
    let before = find(stage, &ann, "some").await;
    assert_eq!(before.len(), all.len());
    stage.switchboard.empty_index().await.unwrap();
    assert!(find(stage, &ann, "some").await.is_empty());
    assert_eq!(stage.switchboard.index_progress_of_all().await.unwrap(), 6);
    while stage.switchboard.index_much().await.unwrap() > 0 {}
    assert_eq!(find(stage, &ann, "some").await, before);
}

/// A word as it is written, and as it is found.
const VOCABULARY: [(&str, &str); 10] = [
    ("oak", "oak"),
    ("Oaken", "oaken"),
    ("ASH", "ash"),
    ("Öl", "ol"),
    ("crème", "creme"),
    ("b2", "b2"),
    ("oak,", "oak"),
    ("(ash)", "ash"),
    ("elm", "elm"),
    ("o", "o"),
];

/// The same numbers in every run.
struct Dice(u64);

impl Dice {
    fn below(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % sides
    }
}

async fn search_agrees_with_reading_everything(stage: &Stage) {
    let ann = stage.sign_in().await;
    let visit = stage.visit(&token("vera")).await;
    let mut dice = Dice(17);
    // What is written, and its words.
    let mut notes: Vec<(NoteId, Vec<&str>)> = Vec::new();
    for _ in 0..60 {
        let said: Vec<_> = (0..=dice.below(6)).map(|_| VOCABULARY[dice.below(VOCABULARY.len())]).collect();
        let text = said.iter().map(|(written, _)| *written).collect::<Vec<_>>().join(" ");
        let id = stage.id();
        stage.switchboard.add_note(&ann, visit.seat.visitor, id, &text).await.unwrap().unwrap();
        notes.push((id, said.into_iter().map(|(_, found)| found).collect()));
    }
    index(stage).await;
    for _ in 0..120 {
        // Each part of the query: what is typed, the words, whether the last one only begins, and
        // whether it is excluded.
        let parts: Vec<(String, Vec<String>, bool, bool)> = (0..=dice.below(3))
            .map(|_| {
                let words: Vec<_> = (0..=dice.below(2))
                    .map(|_| VOCABULARY[dice.below(VOCABULARY.len())].1.to_owned())
                    .collect();
                let is_prefix = dice.below(4) == 0 && words.last().is_some_and(|word| word.len() > 1);
                let is_excluded = dice.below(5) == 0;
                let (minus, star) = (if is_excluded { "-" } else { "" }, if is_prefix { "*" } else { "" });
                (format!("{minus}\"{}{star}\"", words.join(" ")), words, is_prefix, is_excluded)
            })
            .collect();
        let typed = parts.iter().map(|(typed, ..)| typed.as_str()).collect::<Vec<_>>().join(" ");
        let has = |said: &[&str], words: &[String], is_prefix: bool| {
            said.windows(words.len()).any(|window| {
                let last = words.len() - 1;
                words.iter().zip(window).enumerate().all(|(place, (word, said))| {
                    said == word || (place == last && is_prefix && said.starts_with(word.as_str()))
                })
            })
        };
        let fits = |said: &[&str]| {
            parts
                .iter()
                .all(|(_, words, is_prefix, is_excluded)| has(said, words, *is_prefix) != *is_excluded)
        };
        let expected: BTreeSet<_> = notes.iter().filter(|(_, said)| fits(said)).map(|(id, _)| *id).collect();
        let mut found = BTreeSet::new();
        for place in find(stage, &ann, &typed).await {
            let Place::Note { note, excerpt, .. } = place else { panic!("{typed}: {place:?}") };
            assert!(found.insert(note), "{typed}: found twice");
            let is_marked = excerpt.iter().any(|piece| piece.is_hit);
            assert_eq!(is_marked, parts.iter().any(|(.., is_excluded)| !is_excluded), "{typed}: {excerpt:?}");
        }
        assert_eq!(found, expected, "{typed}");
    }
}
