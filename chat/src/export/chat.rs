//! The files about one chat: its transcript as a page, and all that is stored of it as JSON.

use serde::Serialize;
use serde_json::Value;
use uuid::Uuid;
use wire::{Answers, Author, Body, ChatId, ChatState, Message, Timestamp};

use super::{Export, ExportedFile, FORMAT, about::Email};
use crate::{
    Error,
    column::{from_json, value_of},
    conversation, over, rating,
    store::{Tx, sql},
    transcript::Transcript,
};

#[derive(Serialize)]
struct Chat {
    format: u32,
    id: Uuid,
    site: String,
    state: ChatState,
    visitor: Option<String>,
    asked_at: String,
    accepted_at: Option<String>,
    closed_at: Option<String>,
    /// The page on which the visitor asked.
    page: String,
    department: Option<String>,
    /// The operators who took part.
    operators: Vec<String>,
    /// What the visitor answered before the chat.
    answers: Option<Answers>,
    messages: Vec<Line>,
    /// How far the visitor has received and read the messages, by their numbers.
    delivered: u32,
    read: u32,
    tags: Vec<String>,
    /// How the visitor rated it.
    rating: Option<Rated>,
    /// Transcripts that were sent.
    emails: Vec<Email>,
    /// Why it went to whom it did, as it is stored.
    decisions: Vec<Decided>,
}

#[derive(Serialize)]
struct Line {
    seq: u32,
    at: String,
    by: By,
    /// The operator's name at that time.
    name: Option<String>,
    kind: Kind,
    text: String,
}

#[derive(Serialize)]
#[serde(rename_all = "snake_case")]
enum By {
    Visitor,
    Operator,
    System,
}

#[derive(Serialize)]
#[serde(rename_all = "snake_case")]
enum Kind {
    Text,
    Html,
    /// A page that was opened in the visitor's browser.
    Url,
    /// What happened, in English.
    Notice,
}

#[derive(Serialize)]
struct Rated {
    at: String,
    /// 1 to 5.
    stars: u8,
    text: String,
}

#[derive(Serialize)]
struct Decided {
    at: String,
    what: Value,
}

/// When it was accepted and closed, its page, the answers, the department.
type Row = (Option<i64>, Option<i64>, String, Option<String>, Option<String>);

impl Export {
    pub(super) async fn chat(&self, id: ChatId, name: &str) -> Result<Vec<ExportedFile>, Error> {
        let mut tx = self.switchboard.store.read().await?;
        // It may have been erased meanwhile.
        let Some(view) = conversation::find(&mut tx, self.account, id).await? else { return Ok(Vec::new()) };
        let row = sql!(
            &mut tx,
            fetch_optional as Row,
            "select c.accepted_at, c.closed_at, c.page, c.answers, d.name
             from chat c left join department d on d.id = c.department_id where c.account_id = $1 and c.id = $2",
            self.account.0,
            id.0,
        )?;
        let Some((accepted_at, closed_at, page, answers, department)) = row else { return Ok(Vec::new()) };
        let mut took_part = over::who_took_part(&mut tx, &[(self.account, id)]).await?;
        let operators = took_part.remove(&id).unwrap_or_default();
        let emails = self.emails(&mut tx, id).await?;
        let decisions = self.decisions(&mut tx, id).await?;
        let tags = self.tags(&mut tx, id).await?;
        let rating = rating::of(&mut tx, self.account, id).await?;
        let transcript = Transcript::whole(&mut tx, self.account, view.clone(), self.zone.clone()).await?;
        drop(tx);
        let at = |at: Option<i64>| at.map(|at| self.time(Timestamp(at)));
        let chat = Chat {
            format: FORMAT,
            id: id.0,
            site: transcript.site_name().to_owned(),
            state: view.state,
            visitor: view.visitor_name,
            asked_at: self.time(view.asked_at),
            accepted_at: at(accepted_at),
            closed_at: at(closed_at),
            page,
            department,
            operators: operators.into_iter().map(|operator| operator.name).collect(),
            answers: answers.map(|answers| from_json(&answers, "chat.answers")).transpose()?,
            messages: self.lines(&transcript),
            delivered: view.visitor_marks.delivered.0,
            read: view.visitor_marks.read.0,
            tags,
            rating: rating.map(|rating| Rated {
                at: self.time(rating.at),
                stars: rating.stars,
                text: rating.words,
            }),
            emails,
            decisions,
        };
        Ok(vec![
            ExportedFile { name: format!("{name}.html"), body: transcript.as_html() },
            ExportedFile { name: format!("{name}.json"), body: super::pretty(&chat) },
        ])
    }

    fn lines(&self, transcript: &Transcript) -> Vec<Line> {
        let line = |message: &Message| {
            let (by, name) = match &message.author {
                Author::Visitor => (By::Visitor, None),
                Author::Operator(operator) => (By::Operator, Some(operator.name.clone())),
                Author::System => (By::System, None),
            };
            let (kind, text) = match &message.body {
                Body::Text(text) => (Kind::Text, text.clone()),
                Body::Html(html) => (Kind::Html, html.clone()),
                Body::Url(url) => (Kind::Url, url.clone()),
                Body::Notice(notice) => (Kind::Notice, transcript.notice(notice)),
            };
            Line { seq: message.seq.0, at: self.time(message.at), by, name, kind, text }
        };
        transcript.messages().iter().map(line).collect()
    }

    async fn emails(&self, tx: &mut Tx, chat: ChatId) -> Result<Vec<Email>, Error> {
        let rows = sql!(
            tx,
            fetch_all as (i64, String, String),
            "select coalesce(done_at, since), recipient, state from letter
             where account_id = $1 and chat_id = $2 order by id",
            self.account.0,
            chat.0,
        )?;
        let email = |(at, to, state): (i64, String, String)| {
            Ok(Email { at: self.time(Timestamp(at)), to, state: value_of(&state, "letter.state")? })
        };
        rows.into_iter().map(email).collect()
    }

    async fn tags(&self, tx: &mut Tx, chat: ChatId) -> Result<Vec<String>, Error> {
        let rows = sql!(
            tx,
            fetch_all as (String,),
            "select t.name from chat_tag c join tag t on t.id = c.tag_id
             where c.account_id = $1 and c.chat_id = $2 order by c.at, t.id",
            self.account.0,
            chat.0,
        )?;
        Ok(rows.into_iter().map(|(name,)| name).collect())
    }

    async fn decisions(&self, tx: &mut Tx, chat: ChatId) -> Result<Vec<Decided>, Error> {
        let rows = sql!(
            tx,
            fetch_all as (i64, String),
            "select at, body from decision where account_id = $1 and chat_id = $2 order by nr",
            self.account.0,
            chat.0,
        )?;
        let decided = |(at, body): (i64, String)| {
            Ok(Decided { at: self.time(Timestamp(at)), what: from_json(&body, "decision.body")? })
        };
        rows.into_iter().map(decided).collect()
    }
}
