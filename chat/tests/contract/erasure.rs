//! Everything about one visitor is erased: from the tables, from the file, from what is open
//! (issue 20).

use std::{collections::BTreeMap, time::Duration};

use chat::{
    Refused, SignedIn, Speaker, TAKES_ALONG, Visit, mail::MailRule, sip::Subject, tables_of_visitors,
};
use futures::FutureExt;
use sqlx::{AssertSqlSafe, PgPool, SqlitePool};
use uuid::Uuid;
use wire::{
    ChatId, OffLineMessageId, OfferKind, VisitorId,
    administration::{Action, AuditPart},
    erasure::Kept,
    note::{PastChats, Remark},
    operator::OffLineReply,
    visitor::{Ask, MailTranscript, OffLineForm},
};

use crate::{
    mail::with_mail,
    on_each_database,
    support::{Stage, hear, token},
};

on_each_database! {
    everything_about_a_visitor_goes_and_all_else_stays
    an_erasure_that_was_interrupted_goes_on
    a_chat_of_thousands_of_lines_goes_as_well
    consoles_and_panels_are_told
    what_is_gathered_with_an_erased_message_still_goes_out
    only_administrators_erase
}

/// The rows of each table as text, with ids in lower case; `None` in memory, where nobody else can
/// look.
async fn rows(stage: &Stage) -> Option<BTreeMap<String, Vec<String>>> {
    if stage.url.contains(":memory:") {
        return None;
    }
    let mut rows = BTreeMap::new();
    if stage.url.starts_with("sqlite:") {
        let pool = SqlitePool::connect(&stage.url).await.unwrap();
        let columns: Vec<(String, String)> = sqlx::query_as(
            "select t.name, c.name from sqlite_schema t join pragma_table_info(t.name) c where t.type = 'table'",
        )
        .fetch_all(&pool)
        .await
        .unwrap();
        let mut tables: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for (table, column) in columns {
            tables.entry(table).or_default().push(format!("quote({column})"));
        }
        for (table, columns) in tables {
            let select = format!("select {} from {table} order by 1", columns.join(" || ' ' || "));
            let found: Vec<(String,)> = sqlx::query_as(AssertSqlSafe(select)).fetch_all(&pool).await.unwrap();
            rows.insert(table, found.into_iter().map(|(row,)| row).collect());
        }
        pool.close().await;
    } else {
        let pool = PgPool::connect(&stage.url).await.unwrap();
        let tables: Vec<(String,)> = sqlx::query_as(
            "select table_name::text from information_schema.tables where table_schema = 'public'",
        )
        .fetch_all(&pool)
        .await
        .unwrap();
        for (table,) in tables {
            let select = format!("select row_to_json(t)::text from \"{table}\" t order by 1");
            let found: Vec<(String,)> = sqlx::query_as(AssertSqlSafe(select)).fetch_all(&pool).await.unwrap();
            rows.insert(table, found.into_iter().map(|(row,)| row).collect());
        }
        pool.close().await;
    }
    Some(rows)
}

/// Whether a row holds this id, as one of the two databases writes it.
fn has_id(row: &str, id: Uuid) -> bool {
    row.contains(&id.hyphenated().to_string()) || row.contains(&id.simple().to_string().to_uppercase())
}

/// What a visitor has done here, under their name.
struct Person {
    visit: Visit,
    name: &'static str,
    ended: ChatId,
    open: ChatId,
    left: OffLineMessageId,
}

impl Person {
    fn visitor(&self) -> VisitorId {
        self.visit.seat.visitor
    }

    fn ids(&self) -> [Uuid; 4] {
        [self.visitor().0, self.ended.0, self.open.0, self.left.0]
    }
}

/// A visitor of this name asks.
async fn ask(stage: &Stage, visit: &Visit, name: &str) -> ChatId {
    let ask = Ask {
        chat: stage.id(),
        name: name.to_owned(),
        id: stage.id(),
        text: format!("{name} asks for an oak table"),
        department: None,
        email: String::new(),
        answers: vec![],
    };
    let chat = ask.chat;
    stage.switchboard.ask(visit.seat, ask).await.unwrap().unwrap();
    chat
}

/// A visitor with one of everything: an ended chat that was handed over and sent by email, an open
/// one, notes, a label, a number in SIP clients, an offline message with an answer. All texts
/// contain the name.
async fn come(stage: &Stage, ann: &SignedIn, ben: &SignedIn, name: &'static str) -> Person {
    let switchboard = &with_mail(stage);
    let visit = stage.visit(&token(&name.to_lowercase())).await;
    let (seat, visitor) = (visit.seat, visit.seat.visitor);
    let left: OffLineMessageId = stage.id();
    let form = OffLineForm {
        id: left,
        name: name.into(),
        email: format!("{name}@example.net"),
        department: None,
        text: format!("{name} wants to be called"),
        answers: vec![],
    };
    switchboard.leave_message(seat, form).await.unwrap().unwrap();
    let seen = switchboard.off_line_messages(ann).await.unwrap();
    let seen = seen.iter().find(|message| message.id == left).unwrap();
    let reply = OffLineReply {
        message: left,
        seen: seen.version,
        id: stage.id(),
        text: format!("Good day, {name}"),
        is_done: false,
    };
    switchboard.answer_off_line_message(ben, reply).await.unwrap().unwrap();

    let ended = ask(stage, &visit, name).await;
    switchboard.accept(ben, ended).await.unwrap().unwrap();
    stage.say(&Speaker::Operator(ben.clone()), ended, &format!("Welcome, {name}")).await.unwrap();
    let _console = switchboard.open_console(ann.clone()).await.unwrap();
    switchboard.offer(ben, ended, ann.operator, OfferKind::Join).await.unwrap().unwrap();
    switchboard.take(ann, ended).await.unwrap().unwrap();
    let wanted = MailTranscript { id: stage.id(), chat: ended, email: format!("{name}@example.net") };
    switchboard.mail_transcript(seat, wanted).await.unwrap().unwrap();
    switchboard.close(Speaker::Visitor(seat), ended).await.unwrap().unwrap();

    let note = format!("{name} likes tea");
    switchboard.add_note(ann, visitor, stage.id(), &note).await.unwrap().unwrap();
    let remark = Remark { visitor, text: format!("{name}!") };
    switchboard.set_remark(ben, remark).await.unwrap().unwrap();
    switchboard.sip_alias(ann.account, Subject::Visitor(visitor)).await.unwrap();

    let open = ask(stage, &visit, name).await;
    switchboard.accept(ann, open).await.unwrap().unwrap();
    Person { visit, name, ended, open, left }
}

async fn everything_about_a_visitor_goes_and_all_else_stays(stage: &Stage) {
    let ann = stage.sign_in().await;
    let ben = stage.sign_in_new(&ann, "Ben").await;
    let rule = MailRule {
        site: None,
        department: None,
        operators: vec![ben.operator],
        addresses: vec!["all@example.org".into()],
    };
    stage.switchboard.save_mail_rule(&ann, None, rule).await.unwrap().unwrap();
    let vera = come(stage, &ann, &ben, "Wolpertinger").await;
    let olga = come(stage, &ann, &ben, "Olga").await;
    let switchboard = &stage.switchboard;
    let before = rows(stage).await;
    let kept = switchboard.kept_of_visitor(&ann, vera.visitor()).await.unwrap().unwrap();
    assert_eq!((kept.visitors, kept.chats, kept.off_line_messages, kept.notes), (1, 2, 1, 1));

    let gone = switchboard.erase_visitor(&ann, vera.visitor()).await.unwrap().unwrap();
    // The open chat was ended, which is one more line in it.
    assert_eq!(gone, Kept { messages: kept.messages + 1, ..kept });

    // Nothing can be read any more.
    let dossier = switchboard.dossier(&ann, vera.visitor()).await.unwrap().unwrap();
    assert_eq!((dossier.name, dossier.notes.len(), dossier.past), (None, 0, PastChats::default()));
    assert_eq!(switchboard.dossier(&ben, vera.visitor()).await.unwrap().unwrap().remark, "");
    for chat in [vera.ended, vera.open] {
        assert_eq!(switchboard.past_chat(&ann, chat).await.unwrap(), Err(Refused::NotFound));
        assert!(switchboard.transcript(&ann, chat, "").await.unwrap().is_none());
    }
    for who in [&ann, &ben] {
        let snapshot = switchboard.snapshot(who).await.unwrap();
        let over: Vec<_> = snapshot.over.iter().map(|over| over.chat.id).collect();
        assert!(!over.contains(&vera.ended) && !over.contains(&vera.open), "{over:?}");
        assert!(snapshot.remarks.iter().all(|remark| remark.visitor != vera.visitor()));
        let listed = snapshot.visitors.iter().find(|view| view.id == vera.visitor());
        assert_eq!(listed.and_then(|view| view.name.clone()), None, "they browse on as a stranger");
    }
    let listed = switchboard.off_line_messages(&ann).await.unwrap();
    assert_eq!(listed.iter().map(|message| message.id).collect::<Vec<_>>(), [olga.left]);

    // The proof has numbers only.
    let (log, _) = switchboard.audit_log(&ann, AuditPart::Changes, "", None).await.unwrap().unwrap();
    let proof = &log[0];
    assert_eq!((proof.action, proof.by.as_deref()), (Action::VisitorErased, Some("Support")));
    assert_eq!(proof.subject, vera.visitor().short());
    let counted: Vec<_> = proof
        .changes
        .iter()
        .map(|change| (change.what.as_str(), change.before.parse::<u64>().unwrap()))
        .collect();
    assert_eq!(
        counted,
        [
            ("chats", 2),
            ("messages", gone.messages),
            ("off-line messages", 1),
            ("entries of the Client Note", 1)
        ]
    );

    let (Some(before), Some(after)) = (before, rows(stage).await) else { return };
    let goes = |row: &String| vera.ids().into_iter().any(|id| has_id(row, id));
    assert!(before["letter"].iter().any(goes) && before["took_part"].iter().any(goes));
    for (table, after) in &after {
        assert!(!after.iter().any(goes), "{table} still names them");
        assert!(
            !after.iter().any(|row| row.to_lowercase().contains("wolpertinger")),
            "{table}: a word of theirs"
        );
        // Only the proof and the count for reports are new, the number in SIP clients is nobody's, and
        // answers go by their message.
        if ["audit", "erased_fact", "sip_alias", "letter"].contains(&table.as_str()) {
            continue;
        }
        let stays: Vec<_> = before[table].iter().filter(|row| !goes(row)).collect();
        assert_eq!(after.iter().collect::<Vec<_>>(), stays, "{table}");
    }
    assert_eq!(after["sip_alias"].len(), before["sip_alias"].len());
    assert_eq!(after["audit"].len(), before["audit"].len() + 1);
    // Of four emails each: to two about the message, the answer, the transcript.
    assert_eq!((before["letter"].len(), after["letter"].len()), (8, 4));
    assert!(after["message"].iter().any(|row| row.contains(olga.name)));
}

async fn an_erasure_that_was_interrupted_goes_on(stage: &Stage) {
    let ann = stage.sign_in().await;
    let ben = stage.sign_in_new(&ann, "Ben").await;
    let vera = come(stage, &ann, &ben, "Wolpertinger").await;
    let switchboard = &stage.switchboard;
    // The wish is stored, and then the program ends.
    assert!(switchboard.erase_visitor(&ann, vera.visitor()).now_or_never().is_none());
    stage.say(&Speaker::Operator(ann.clone()), vera.open, "one more").await.unwrap();
    switchboard.tend().await.unwrap();
    let kept = switchboard.kept_of_visitor(&ann, vera.visitor()).await.unwrap().unwrap();
    assert_eq!(kept.chats, 2, "at first it does not count as interrupted");

    stage.pass(Duration::from_secs(61));
    switchboard.tend().await.unwrap();
    let kept = switchboard.kept_of_visitor(&ann, vera.visitor()).await.unwrap().unwrap();
    assert_eq!(kept, Kept::default());
    let (log, _) = switchboard.audit_log(&ann, AuditPart::Changes, "", None).await.unwrap().unwrap();
    assert_eq!((log[0].action, log[0].by.as_deref()), (Action::VisitorErased, Some("Support")));
    switchboard.tend().await.unwrap();
    let (again, _) = switchboard.audit_log(&ann, AuditPart::Changes, "", None).await.unwrap().unwrap();
    assert_eq!(again, log, "it is done once");
}

async fn a_chat_of_thousands_of_lines_goes_as_well(stage: &Stage) {
    let ann = stage.sign_in().await;
    let visit = stage.visit(&token("vera")).await;
    let vera = Speaker::Visitor(visit.seat);
    let (chat, _) = stage.ask(visit.seat, "line 0").await;
    stage.switchboard.accept(&ann, chat).await.unwrap().unwrap();
    // Three writes.
    for nr in 1..1_250 {
        stage.say(&vera, chat, &format!("line {nr}")).await.unwrap();
    }
    let visitor = visit.seat.visitor;
    let kept = stage.switchboard.kept_of_visitor(&ann, visitor).await.unwrap().unwrap();
    let gone = stage.switchboard.erase_visitor(&ann, visitor).await.unwrap().unwrap();
    assert_eq!((gone.chats, gone.messages), (1, kept.messages + 1));
    assert!(gone.messages > 1_250);
    assert_eq!(stage.switchboard.kept_of_visitor(&ann, visitor).await.unwrap(), Ok(Kept::default()));
    // They may come back, as a stranger.
    let (chat, _) = stage.ask(visit.seat, "Good morning").await;
    assert_eq!(stage.read(&vera, chat).await.len(), 1);
}

async fn consoles_and_panels_are_told(stage: &Stage) {
    let ann = stage.sign_in().await;
    let mut console = stage.switchboard.open_console(ann.clone()).await.unwrap();
    let mut visit = stage.visit(&token("vera")).await;
    let (chat, _) = stage.ask(visit.seat, "Is it oak?").await;
    let visitor = visit.seat.visitor;
    stage.switchboard.erase_visitor(&ann, visitor).await.unwrap().unwrap();
    let heard = |event: &chat::bus::Event| match event {
        chat::bus::Event::Erased { visitor, chats } => Some((*visitor, chats.clone())),
        _ => None,
    };
    assert_eq!(hear(&mut console.events, heard).await, (None, vec![chat]));
    assert_eq!(hear(&mut console.events, heard).await, (Some(visitor), vec![]));
    assert_eq!(hear(&mut visit.own, heard).await, (Some(visitor), vec![]));
    // Whoever connects again finds nothing.
    let again = stage.visit(&token("vera")).await;
    assert!(again.welcome.chat.is_none() && again.welcome.messages.is_empty());
}

async fn what_is_gathered_with_an_erased_message_still_goes_out(stage: &Stage) {
    let ann = stage.sign_in().await;
    let switchboard = with_mail(stage).with_gathered_letters(300_000);
    let mut visitors = Vec::new();
    for name in ["first", "vera", "olga"] {
        let visit = stage.visit(&token(name)).await;
        let form = OffLineForm {
            id: stage.id(),
            name: name.into(),
            email: format!("{name}@example.net"),
            department: None,
            text: format!("Call {name}"),
            answers: vec![],
        };
        switchboard.leave_message(visit.seat, form).await.unwrap().unwrap();
        visitors.push(visit.seat.visitor);
        if name == "first" {
            let letter = switchboard.take_letters(9).await.unwrap().remove(0);
            switchboard.letter_sent(&letter, "250").await.unwrap();
        }
    }
    // Vera's takes Olga's along, and the server does not accept them at once.
    stage.pass(Duration::from_secs(301));
    let both = switchboard.take_letters(9).await.unwrap();
    assert_eq!(both.len(), 1);
    assert!(both[0].text.contains("Call vera") && both[0].text.contains("Call olga"), "{}", both[0].text);
    switchboard.erase_visitor(&ann, visitors[1]).await.unwrap().unwrap();
    // Its outcome concerns nobody any more.
    switchboard.letter_sent(&both[0], "250").await.unwrap();
    let left = switchboard.take_letters(9).await.unwrap();
    assert_eq!(left.len(), 1);
    assert!(left[0].text.contains("Call olga") && !left[0].text.contains("vera"), "{}", left[0].text);
}

async fn only_administrators_erase(stage: &Stage) {
    let ann = stage.sign_in().await;
    let ben = stage.sign_in_new(&ann, "Ben").await;
    let visit = stage.visit(&token("vera")).await;
    let (chat, _) = stage.ask(visit.seat, "Is it oak?").await;
    let visitor = visit.seat.visitor;
    assert_eq!(stage.switchboard.erase_visitor(&ben, visitor).await.unwrap(), Err(Refused::NotAllowed));
    assert_eq!(stage.switchboard.kept_of_visitor(&ben, visitor).await.unwrap(), Err(Refused::NotAllowed));
    let nobody = VisitorId::v7(1, &[1; 10]);
    assert_eq!(stage.switchboard.erase_visitor(&ann, nobody).await.unwrap(), Err(Refused::NotFound));
    assert_eq!(stage.read(&Speaker::Visitor(visit.seat), chat).await.len(), 1);
}

/// A new table that says whose chat, message or visitor it is about is entered in
/// `chat/src/erase.rs`.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_table_is_forgotten() {
    let stage = Stage::in_a_file().await;
    let pool = SqlitePool::connect(&stage.url).await.unwrap();
    let columns: Vec<(String, String)> = sqlx::query_as(
        "select t.name, c.name from sqlite_schema t join pragma_table_info(t.name) c where t.type = 'table'",
    )
    .fetch_all(&pool)
    .await
    .unwrap();
    pool.close().await;
    let known = tables_of_visitors();
    let mut found = 0;
    for (table, column) in columns {
        if TAKES_ALONG.contains(&column.as_str()) {
            found += 1;
            assert!(known.contains(&table.as_str()), "{table}.{column} is not erased: see chat/src/erase.rs");
        }
    }
    assert!(found >= 9, "{found}");
}

/// After `vacuum` the file has no word of theirs, nor has the log beside it.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_file_has_none_of_their_words() {
    let stage = Stage::in_a_file().await;
    let path = std::path::PathBuf::from(stage.url.trim_start_matches("sqlite:"));
    let has_word = || {
        ["", "-wal"].iter().any(|end| {
            let bytes = std::fs::read(format!("{}{end}", path.display())).unwrap_or_default();
            bytes.windows(12).any(|bytes| bytes.eq_ignore_ascii_case(b"wolpertinger"))
        })
    };
    let ann = stage.sign_in().await;
    let ben = stage.sign_in_new(&ann, "Ben").await;
    let vera = come(&stage, &ann, &ben, "Wolpertinger").await;
    for nr in 0..300 {
        let said = format!("Wolpertinger {nr} {}", "long ".repeat(nr));
        stage.say(&Speaker::Visitor(vera.visit.seat), vera.open, &said).await.unwrap();
    }
    come(&stage, &ann, &ben, "Olga").await;
    assert!(has_word());
    stage.switchboard.erase_visitor(&ann, vera.visitor()).await.unwrap().unwrap();
    drop(vera);
    stage.switchboard.close_store().await;
    let pool = SqlitePool::connect(&stage.url).await.unwrap();
    sqlx::query("vacuum").execute(&pool).await.unwrap();
    pool.close().await;
    assert!(!has_word());
}
