//! The files about the visitor: `visitor.json`, and `index.html`, from which the chats are reached.

use maud::{DOCTYPE, PreEscaped, html};
use serde::Serialize;
use uuid::Uuid;
use wire::{OffLineMessageId, Timestamp, mail::LetterState, operator::OffLineState};

use super::{Export, ExportedFile, FORMAT};
use crate::{
    Error, note, off_line_message,
    store::{Tx, sql},
    transcript::{POLICY, STYLE},
};

#[derive(Serialize)]
struct About {
    format: u32,
    exported_at: String,
    id: Uuid,
    name: Option<String>,
    /// Since when something is kept; none: the visitor is only online.
    kept_since: Option<String>,
    /// The present visit, if the visitor is online. It is not stored.
    on_line: Option<OnLine>,
    notes: Vec<Written>,
    remarks: Vec<Written>,
    off_line_messages: Vec<OffLine>,
    /// The ban of this visitor, if there is one. Bans of networks are not a visitor's.
    ban: Option<Banned>,
    /// The JSON files of the chats, the oldest first.
    chats: Vec<String>,
}

#[derive(Serialize)]
struct OnLine {
    since: String,
    network_address: String,
    browser: String,
    referrer: String,
    pages: Vec<SeenPage>,
}

#[derive(Serialize)]
struct SeenPage {
    at: String,
    address: String,
    title: String,
}

/// What an operator wrote about the visitor, or to them.
#[derive(Serialize)]
struct Written {
    at: String,
    by: String,
    text: String,
}

#[derive(Serialize)]
struct Banned {
    since: String,
    /// None: until it is lifted.
    until: Option<String>,
    by: String,
    reason: String,
}

#[derive(Serialize)]
struct OffLine {
    id: Uuid,
    at: String,
    name: String,
    email: String,
    text: String,
    department: Option<String>,
    page: String,
    consent: String,
    state: OffLineState,
    answers: Vec<Written>,
    emails: Vec<Email>,
}

/// What became of an email.
#[derive(Serialize)]
pub(super) struct Email {
    pub(super) at: String,
    pub(super) to: String,
    pub(super) state: LetterState,
}

impl Export {
    pub(super) async fn about(&self) -> Result<Vec<ExportedFile>, Error> {
        let mut tx = self.switchboard.store.read().await?;
        let kept = sql!(
            &mut tx,
            fetch_optional as (Option<String>, i64),
            "select name, created_at from visitor where account_id = $1 and id = $2",
            self.account.0,
            self.visitor.0,
        )?;
        let (name, kept_since) =
            kept.map_or((None, None), |(name, at)| (name, Some(self.time(Timestamp(at)))));
        let notes = note::about(&mut tx, self.account, self.visitor).await?;
        let notes = notes.into_iter().map(|note| Written {
            at: self.time(note.at),
            by: note.by.name,
            text: note.text,
        });
        let about = About {
            format: FORMAT,
            exported_at: self.time(self.at),
            id: self.visitor.0,
            name,
            kept_since,
            on_line: self.on_line(),
            notes: notes.collect(),
            remarks: self.remarks(&mut tx).await?,
            off_line_messages: self.off_line_messages(&mut tx).await?,
            ban: self.ban(&mut tx).await?,
            chats: self.chats.iter().map(|(_, name)| format!("{name}.json")).collect(),
        };
        let page = self.page(&about);
        let json = super::pretty(&about);
        Ok(vec![
            ExportedFile { name: "index.html".into(), body: page },
            ExportedFile { name: "visitor.json".into(), body: json },
        ])
    }

    fn on_line(&self) -> Option<OnLine> {
        let live = &self.switchboard.live;
        let view = live.visitors_of(self.account).into_iter().find(|view| view.id == self.visitor)?;
        let pages = live.trail_of(self.visitor).into_iter();
        Some(OnLine {
            since: self.time(view.since),
            network_address: view.address,
            browser: view.agent,
            referrer: view.page.referrer,
            pages: pages
                .map(|page| SeenPage { at: self.time(page.at), address: page.url, title: page.title })
                .collect(),
        })
    }

    async fn remarks(&self, tx: &mut Tx) -> Result<Vec<Written>, Error> {
        let rows = sql!(
            tx,
            fetch_all as (i64, String, String),
            "select r.at, o.screen_name, r.body from remark r join operator o on o.id = r.operator_id
             where r.account_id = $1 and r.visitor_id = $2 order by r.at, o.id",
            self.account.0,
            self.visitor.0,
        )?;
        let remark = |(at, by, text)| Written { at: self.time(Timestamp(at)), by, text };
        Ok(rows.into_iter().map(remark).collect())
    }

    async fn ban(&self, tx: &mut Tx) -> Result<Option<Banned>, Error> {
        let row = sql!(
            tx,
            fetch_optional as (i64, Option<i64>, String, String),
            "select created_at, ends_at, operator_name, reason from ban where account_id = $1 and visitor_id = $2",
            self.account.0,
            self.visitor.0,
        )?;
        let time = |at| self.time(Timestamp(at));
        Ok(row.map(|(since, until, by, reason)| Banned {
            since: time(since),
            until: until.map(time),
            by,
            reason,
        }))
    }

    async fn off_line_messages(&self, tx: &mut Tx) -> Result<Vec<OffLine>, Error> {
        let rows = sql!(
            &mut *tx,
            fetch_all as (Uuid,),
            "select id from off_line_message where account_id = $1 and visitor_id = $2 order by at, id",
            self.account.0,
            self.visitor.0,
        )?;
        let mut messages = Vec::with_capacity(rows.len());
        for (id,) in rows {
            // Whether a mail server is set up does not matter here.
            let view = off_line_message::view_of(tx, self.account, OffLineMessageId(id), true).await?;
            messages.extend(view.map(|view| {
                OffLine {
                    id,
                    at: self.time(view.at),
                    name: view.name,
                    email: view.email,
                    text: view.text,
                    department: view.department,
                    page: view.page,
                    consent: view.consent,
                    state: view.state,
                    emails: view
                        .letters
                        .into_iter()
                        .chain(view.answers.iter().map(|answer| answer.letter.clone()))
                        .map(|letter| Email { at: self.time(letter.at), to: letter.to, state: letter.state })
                        .collect(),
                    answers: view
                        .answers
                        .into_iter()
                        .map(|answer| Written {
                            at: self.time(answer.at),
                            by: answer.by.name,
                            text: answer.text,
                        })
                        .collect(),
                }
            }));
        }
        Ok(messages)
    }

    fn page(&self, about: &About) -> String {
        let title = match &about.name {
            Some(name) => format!("What is kept about {name}"),
            None => format!("What is kept about visitor {}", self.visitor.short()),
        };
        let written = |all: &[Written]| {
            html! {
                @for one in all {
                    li { b { bdi { (one.by) } } time { (one.at) } p dir="auto" { (one.text) } }
                }
            }
        };
        let page = html! {
            (DOCTYPE)
            html lang="en" {
                head {
                    meta charset="utf-8";
                    meta http-equiv="Content-Security-Policy" content=(POLICY);
                    meta name="viewport" content="width=device-width";
                    title { (title) }
                    style { (PreEscaped(STYLE)) }
                }
                body {
                    h1 { (title) }
                    p { "As of " (about.exported_at) ". Id: " (about.id) }
                    @if let Some(since) = &about.kept_since { p { "Kept since " (since) } }
                    @if let Some(visit) = &about.on_line {
                        h2 { "The present visit (not stored)" }
                        p { "Since " (visit.since) " from " (visit.network_address) " with " (visit.browser) }
                        @if !visit.referrer.is_empty() { p { "Came from " (visit.referrer) } }
                        ol { @for page in &visit.pages { li { time { (page.at) } " " (page.title) " " (page.address) } } }
                    }
                    @if !self.chats.is_empty() {
                        h2 { "Chats" }
                        ol { @for (_, name) in &self.chats { li { a href=(format!("{name}.html")) { (name) } } } }
                    }
                    @if !about.off_line_messages.is_empty() {
                        h2 { "Off-line messages" }
                        ol {
                            @for message in &about.off_line_messages {
                                li {
                                    b { bdi { (message.name) } } time { (message.at) }
                                    p { (message.email) }
                                    p dir="auto" { (message.text) }
                                    @if !message.page.is_empty() { p { "On " (message.page) } }
                                    @if !message.consent.is_empty() { p { "Agreed to: " (message.consent) } }
                                    ol { (written(&message.answers)) }
                                    @for email in &message.emails { p { "E-mail to " (email.to) " on " (email.at) } }
                                }
                            }
                        }
                    }
                    @if let Some(ban) = &about.ban {
                        h2 { "Banned" }
                        p { "By " bdi { (ban.by) } ", since " (ban.since) @if let Some(until) = &ban.until { ", until " (until) } }
                        @if !ban.reason.is_empty() { p dir="auto" { (ban.reason) } }
                    }
                    @if !about.notes.is_empty() { h2 { "Client Note" } ol { (written(&about.notes)) } }
                    @if !about.remarks.is_empty() { h2 { "Remarks" } ol { (written(&about.remarks)) } }
                }
            }
        };
        page.into_string()
    }
}
