//! The archive lists every chat of the account that an operator may read, page by page, and shows
//! everything about one of them.

use std::{collections::HashSet, time::Duration};

use chat::{Refused, SignedIn, Speaker};
use sqlx::{PgPool, SqlitePool};
use wire::{
    ChatId, ChatState, Marks, Seq, SiteId, Timestamp,
    archive::{ARCHIVE_PAGE, ArchivedChat, ArchivedState, Filter, MAX_WORDS},
};

use crate::{
    on_each_database,
    support::{Stage, token},
};

mod filters;
mod labels;
mod rights;
mod saved;
mod words;

on_each_database! {
    pages_have_every_chat_once_while_others_arrive
    a_page_looks_at_a_limited_number_of_chats
    a_chat_comes_with_everything_about_it
    what_cannot_be_filtered_by_is_refused
}

/// The chats that the pages list, one after the other.
async fn list(stage: &Stage, who: &SignedIn, filter: &Filter) -> Vec<ArchivedChat> {
    let (mut all, mut after) = (Vec::new(), None);
    loop {
        let page = stage.switchboard.archive(who, filter, after).await.unwrap().unwrap();
        assert!(page.chats.len() <= ARCHIVE_PAGE);
        assert_eq!(page.looked_back_to, None, "there are few chats");
        all.extend(page.chats);
        after = page.next;
        if after.is_none() {
            return all;
        }
    }
}

fn ids(chats: &[ArchivedChat]) -> Vec<ChatId> {
    chats.iter().map(|chat| chat.id).collect()
}

fn speaker(who: &SignedIn) -> Speaker {
    Speaker::Operator(who.clone())
}

/// Invitations that this visitor declines, in order.
async fn declined(stage: &Stage, who: &SignedIn, name: &str, so_many: usize) -> Vec<ChatId> {
    let visit = stage.visit(&token(name)).await;
    let mut chats = Vec::new();
    for _ in 0..so_many {
        let chat = stage.id();
        let invited = stage.switchboard.invite(who, visit.seat.visitor, chat, stage.id(), "Hello").await;
        invited.unwrap().unwrap();
        stage.switchboard.answer_invitation(visit.seat, chat, false).await.unwrap().unwrap();
        chats.push(chat);
    }
    chats
}

async fn pages_have_every_chat_once_while_others_arrive(stage: &Stage) {
    let ann = stage.sign_in().await;
    let all = declined(stage, &ann, "vera", 2 * ARCHIVE_PAGE + 20).await;
    let filter = Filter::default();
    let (mut seen, mut after, mut sizes) = (Vec::new(), None, Vec::new());
    loop {
        let page = stage.switchboard.archive(&ann, &filter, after).await.unwrap().unwrap();
        assert!(page.chats.is_sorted_by(|one, next| one.asked_at > next.asked_at));
        sizes.push(page.chats.len());
        seen.extend(ids(&page.chats));
        // They come above what was listed.
        declined(stage, &ann, "olga", 3).await;
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    assert_eq!(sizes, [ARCHIVE_PAGE, ARCHIVE_PAGE, 20]);
    assert_eq!(seen, all.iter().rev().copied().collect::<Vec<_>>());
    let now = list(stage, &ann, &filter).await;
    assert_eq!(now.len(), all.len() + 9);
    assert_eq!(ids(&now).into_iter().collect::<HashSet<_>>().len(), now.len());

    // Pages that the chats fill exactly, and pages of a span of time.
    let oldest = now.len() - 1;
    for (first, end) in [(oldest, oldest + 1), (40, 90), (0, 100), (27, 27)] {
        let time = |place: usize| now.get(place).map(|chat| chat.asked_at);
        let since = if first == end { Some(Timestamp(i64::MAX)) } else { time(end - 1) };
        let until = first.checked_sub(1).and_then(time);
        let spanned = Filter { since, until, ..Filter::default() };
        assert_eq!(list(stage, &ann, &spanned).await, now[first..end], "{first} to {end}");
    }
    let spanned = Filter { since: Some(now[99].asked_at), ..Filter::default() };
    let first = stage.switchboard.archive(&ann, &spanned, None).await.unwrap().unwrap();
    let second = stage.switchboard.archive(&ann, &spanned, first.next).await.unwrap().unwrap();
    assert_eq!((second.chats.len(), second.next), (ARCHIVE_PAGE, None), "the chats end with the page");
}

/// Adds chats without messages, each asked for a millisecond after the one before, beginning after
/// this one. In memory there is no way to do so.
async fn add_missed(stage: &Stage, after: ChatId, so_many: i64) -> bool {
    macro_rules! add {
        ($pool:ty, $id:literal) => {{
            let pool = <$pool>::connect(&stage.url).await.unwrap();
            let added = sqlx::query(concat!(
                "insert into chat (id, account_id, site_id, visitor_id, state, last_seq, page, asked_at)
                 with recursive n(i) as (select 1 union all select i + 1 from n where i < $2)
                 select ",
                $id,
                ", c.account_id, c.site_id, c.visitor_id, 'missed', 0, '', c.asked_at + n.i
                 from n cross join chat c where c.id = $1"
            ));
            let added = added.bind(after.0).bind(so_many).execute(&pool).await.unwrap();
            assert_eq!(added.rows_affected(), u64::try_from(so_many).unwrap());
            pool.close().await;
        }};
    }
    if stage.url.contains(":memory:") {
        return false;
    }
    match stage.url.starts_with("sqlite:") {
        true => add!(SqlitePool, "randomblob(16)"),
        false => add!(PgPool, "gen_random_uuid()"),
    }
    true
}

async fn a_page_looks_at_a_limited_number_of_chats(stage: &Stage) {
    let ann = stage.sign_in().await;
    let ben = stage.sign_in_new(&ann, "Ben").await;
    let bens = declined(stage, &ben, "vera", 1).await[0];
    let so_many = 20_500;
    if !add_missed(stage, bens, so_many).await {
        return;
    }
    let page = async |who: &SignedIn, filter: &Filter, after| {
        stage.switchboard.archive(who, filter, after).await.unwrap().unwrap()
    };
    let all = Filter::default();
    // The first page of those who may read all of them looks no further than it has to.
    let first = page(&ann, &all, None).await;
    assert_eq!((first.chats.len(), first.looked_back_to), (ARCHIVE_PAGE, None));
    assert!(first.chats.iter().all(|chat| chat.state == ChatState::Missed && chat.messages == 0));
    let missed = Filter { state: Some(ArchivedState::Missed), ..Filter::default() };
    assert_eq!(page(&ann, &missed, None).await, first);
    // The only chat that fits comes with the second page, whether it is the filter or the operator's
    // rights that the others do not fit.
    let by_state = Filter { state: Some(ArchivedState::Declined), ..Filter::default() };
    for (who, filter) in [(&ann, &by_state), (&ben, &all), (&ben, &by_state)] {
        let first = page(who, filter, None).await;
        let asked_at = stage.switchboard.past_chat(&ann, bens).await.unwrap().unwrap().asked_at;
        assert_eq!(first.chats, []);
        assert_eq!(first.looked_back_to, Some(asked_at.plus_millis(so_many - 20_000 + 1)));
        let second = page(who, filter, first.next).await;
        assert_eq!((ids(&second.chats), second.next, second.looked_back_to), (vec![bens], None, None));
    }
    let nobodys = Filter { site: Some(stage.id::<SiteId>()), ..Filter::default() };
    let second = page(&ann, &nobodys, page(&ann, &nobodys, None).await.next).await;
    assert_eq!((second.chats, second.next, second.looked_back_to), (vec![], None, None));
}

async fn a_chat_comes_with_everything_about_it(stage: &Stage) {
    let ann = stage.sign_in().await;
    let ben = stage.sign_in_new(&ann, "Ben").await;
    let visit = stage.visit(&token("vera")).await;
    let (vera, visitor) = (Speaker::Visitor(visit.seat), visit.seat.visitor);
    let (chat, asked) = stage.ask(visit.seat, "\n  Is it in stock?\nThe blue one.").await;
    let detail = async |who: &SignedIn| stage.switchboard.archived_chat(who, chat).await.unwrap().unwrap();
    let open = detail(&ann).await.chat;
    assert_eq!((open.state, open.accepted_at, open.closed_at), (ChatState::Requesting, None, None));
    assert_eq!((open.asked_at, open.question.as_str()), (asked.at, "Is it in stock?"));

    stage.pass(Duration::from_secs(5));
    stage.switchboard.accept(&ben, chat).await.unwrap().unwrap();
    stage.say(&speaker(&ben), chat, "I look").await.unwrap();
    stage.say(&vera, chat, "Thank you").await.unwrap();
    let read = Marks { delivered: Seq(3), read: Seq(3) };
    stage.switchboard.mark(vera.clone(), chat, read).await.unwrap().unwrap();
    let id = stage.id();
    stage.switchboard.add_note(&ann, visitor, id, "Likes tea").await.unwrap().unwrap();
    stage.pass(Duration::from_secs(5));
    stage.switchboard.close(vera, chat).await.unwrap().unwrap();

    let whole = detail(&ann).await;
    let shown = &whole.chat;
    assert_eq!((shown.id, shown.visitor, shown.site), (chat, visitor, visit.seat.site));
    assert_eq!((shown.visitor_name.as_deref(), shown.state), (Some("Vera"), ChatState::Closed));
    assert_eq!((shown.operators.as_slice(), shown.messages), (&[ben.as_operator()][..], 5));
    assert_eq!((shown.page.as_str(), shown.has_note), ("https://shop.example/", true));
    assert_eq!((&shown.tags, shown.rating, &shown.hits), (&vec![], None, &vec![]));
    let (Some(accepted), Some(closed)) = (shown.accepted_at, shown.closed_at) else {
        panic!("it has no times: {shown:?}")
    };
    assert!(shown.asked_at < accepted && accepted < closed);
    assert_eq!(whole.notes.iter().map(|note| &*note.text).collect::<Vec<_>>(), ["Likes tea"]);
    assert_eq!(stage.switchboard.decisions(&ann, chat).await.unwrap().as_ref(), Ok(&whole.decisions));
    assert_eq!((whole.marks.0.read, whole.reads_until), (Seq(3), None));
    assert_eq!(whole, detail(&ben).await, "Ben had it");
    assert_eq!(list(stage, &ann, &Filter::default()).await, [whole.chat]);
    // A conversation between operators is no chat of the archive.
    let _console = stage.switchboard.open_console(ben.clone()).await.unwrap();
    let talk = stage.switchboard.talk(&ann, ben.operator).await.unwrap().unwrap().id;
    assert_eq!(stage.switchboard.archived_chat(&ann, talk).await.unwrap(), Err(Refused::NotFound));
    assert_eq!(stage.switchboard.hits_of(&ann, talk, "").await.unwrap(), Err(Refused::NotFound));
    assert_eq!(list(stage, &ann, &Filter::default()).await.len(), 1);
}

async fn what_cannot_be_filtered_by_is_refused(stage: &Stage) {
    let ann = stage.sign_in().await;
    let (chat, _) = stage.ask(stage.visit(&token("vera")).await.seat, "Hello").await;
    let all = Filter::default();
    let refused =
        async |filter: &Filter, after| stage.switchboard.archive(&ann, filter, after).await.unwrap();
    let filter = Filter { words: " ".repeat(MAX_WORDS + 1), ..all.clone() };
    assert_eq!(refused(&filter, None).await, Err(Refused::BadFilter));
    assert!(refused(&Filter { words: "  ".into(), ..all }, None).await.is_ok());
    assert_eq!(stage.switchboard.hits_of(&ann, chat, " ").await.unwrap(), Ok(vec![]));
}
