//! The invariants that must hold afterwards, whatever broke in between.
//!
//! For every chat: the numbers are 1, 2, 3 … without a gap; every acknowledged message exists once,
//! in its place, in the order of the acknowledgements; nothing exists that nobody wrote or that was
//! refused; and each client's copy equals what is stored.

use std::{
    collections::{HashMap, HashSet},
    fmt,
    time::Duration,
};

use anyhow::ensure;
use client::log::Log;
use wire::{Author, Body, ChatId, Message, MessageId, Notice, Seq};

use crate::{
    crowd::Acknowledged,
    database::{Database, StoredChat},
};

/// How many violations are reported; the rest would repeat them.
const TOLD: usize = 20;

/// A client's state at the end.
#[derive(Clone, Debug, Default)]
pub struct Record {
    /// Whose state it is.
    pub who: String,
    /// Everything written, in order.
    pub said: Vec<MessageId>,
    /// Everything acknowledged, in order.
    pub acknowledged: Vec<Acknowledged>,
    /// Everything refused for good.
    pub refused: Vec<MessageId>,
    /// Copies of chats that must be complete.
    pub whole: Vec<(ChatId, Log)>,
    /// Copies of chats that the client left: prefixes.
    pub parts: Vec<(ChatId, Log)>,
    /// What the client itself found wrong.
    pub faults: Vec<String>,
    /// Whether the client sends each message only after the previous one is stored, so that they
    /// are stored in the order of writing.
    pub writes_in_order: bool,
}

/// What a test went through.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// Chats in the database.
    pub chats: usize,
    /// Messages in the database, including system lines.
    pub stored: usize,
    /// Messages that were acknowledged.
    pub acknowledged: u64,
    /// Messages that were refused because their chat had ended.
    pub refused: usize,
    /// Connections that clients made.
    pub connections: u64,
    /// Messages that were sent again after a lost connection.
    pub repeated: u64,
    /// Copies of complete chats that were compared.
    pub compared: usize,
    /// How often a node was killed.
    pub kills: u32,
    /// How many kills hit a node that was still starting.
    pub kills_while_starting: u32,
    /// How often the database was crashed.
    pub database_crashes: u32,
    /// How often NATS was killed and started again after a while.
    pub nats_outages: u32,
    /// How long the crowd was running.
    pub took: Duration,
}

/// Compares all records with the database and adds the counts to the report. The error lists the
/// violations.
pub async fn check(database: &Database, records: &[Record], mut report: Report) -> anyhow::Result<Report> {
    let mut broken: Vec<String> = Vec::new();
    let mut known = Known::new(records, &mut broken);
    for chat in database.chats().await? {
        let messages = database.messages_of(chat.id).await?;
        report.chats += 1;
        report.stored += messages.len();
        check_numbers(&chat, &messages, &mut broken);
        check_life(chat.id, &messages, &mut broken);
        known.check_chat(chat.id, &messages, &mut broken);
    }
    known.check_rest(&mut broken);
    report.refused = records.iter().map(|record| record.refused.len()).sum();
    report.compared = known.compared;
    verdict_on(&broken)?;
    Ok(report)
}

/// What holds for every chat, whoever wrote in it: its numbers and its life cycle. Returns the
/// number of chats and messages.
pub async fn check_chats(database: &Database) -> anyhow::Result<(usize, usize)> {
    let mut broken = Vec::new();
    let (mut chats, mut stored) = (0, 0);
    for chat in database.chats().await? {
        let messages = database.messages_of(chat.id).await?;
        chats += 1;
        stored += messages.len();
        check_numbers(&chat, &messages, &mut broken);
        check_life(chat.id, &messages, &mut broken);
    }
    verdict_on(&broken)?;
    Ok((chats, stored))
}

/// The records, indexed by what they are compared with.
struct Known<'a> {
    writers: HashMap<MessageId, &'a str>,
    refused: HashSet<MessageId>,
    acknowledged: HashMap<ChatId, Vec<(&'a str, MessageId, Seq)>>,
    whole: HashMap<ChatId, Vec<(&'a str, &'a Log)>>,
    parts: HashMap<ChatId, Vec<(&'a str, &'a Log)>>,
    stored: HashSet<MessageId>,
    compared: usize,
}

impl<'a> Known<'a> {
    fn new(records: &'a [Record], broken: &mut Vec<String>) -> Known<'a> {
        let mut known = Known {
            writers: HashMap::new(),
            refused: HashSet::new(),
            acknowledged: HashMap::new(),
            whole: HashMap::new(),
            parts: HashMap::new(),
            stored: HashSet::new(),
            compared: 0,
        };
        for record in records {
            let who = record.who.as_str();
            broken.extend(record.faults.iter().map(|fault| format!("{who}: {fault}")));
            known.writers.extend(record.said.iter().map(|id| (*id, who)));
            known.refused.extend(&record.refused);
            for told in &record.acknowledged {
                known.acknowledged.entry(told.chat).or_default().push((who, told.id, told.seq));
            }
            for (chat, log) in &record.whole {
                known.whole.entry(*chat).or_default().push((who, log));
            }
            for (chat, log) in &record.parts {
                known.parts.entry(*chat).or_default().push((who, log));
            }
            check_order(record, broken);
        }
        known
    }

    fn check_chat(&mut self, chat: ChatId, messages: &[Message], broken: &mut Vec<String>) {
        for message in messages {
            if !self.stored.insert(message.id) {
                broken.push(format!("{} is stored twice", message.id));
            }
            let is_written = self.writers.contains_key(&message.id);
            if is_written == (message.author == Author::System) {
                broken.push(format!("{} was written by nobody here", message.id));
            }
        }
        for (who, id, seq) in self.acknowledged.remove(&chat).unwrap_or_default() {
            let there = (seq.0 as usize).checked_sub(1).and_then(|at| messages.get(at));
            if there.map(|message| message.id) != Some(id) {
                broken.push(format!(
                    "{who}: {id} was acknowledged as number {} of chat {chat}; there is {there:?}",
                    seq.0
                ));
            }
        }
        for (who, log) in self.whole.remove(&chat).unwrap_or_default() {
            self.compared += 1;
            if log.messages() != messages {
                broken.push(difference(who, chat, log.messages(), messages));
            }
        }
        for (who, log) in self.parts.remove(&chat).unwrap_or_default() {
            if !messages.starts_with(log.messages()) {
                broken.push(difference(who, chat, log.messages(), messages));
            }
        }
    }

    fn check_rest(&self, broken: &mut Vec<String>) {
        let lost = self.acknowledged.values().flatten();
        broken.extend(
            lost.map(|(who, id, _)| format!("{who}: {id} was acknowledged in a chat that is not stored")),
        );
        let unknown = self.whole.iter().chain(&self.parts);
        broken.extend(
            unknown.map(|(chat, copies)| format!("{} has chat {chat}, which is not stored", copies[0].0)),
        );
        let taken = self.refused.intersection(&self.stored);
        broken.extend(taken.map(|id| format!("{id} was refused and is stored")));
    }
}

/// The numbers are 1, 2, 3 … up to the one in the chat's row.
fn check_numbers(chat: &StoredChat, messages: &[Message], broken: &mut Vec<String>) {
    let id = chat.id;
    if let Some(at) = messages.iter().zip(1..).position(|(message, seq)| message.seq != Seq(seq)) {
        broken.push(format!("chat {id}: number {} stands at place {}", messages[at].seq.0, at + 1));
    }
    // Where colleagues have not written yet, there is no message.
    if messages.last().map_or(Seq(0), |message| message.seq) != chat.last_seq {
        broken.push(format!("chat {id} says it has {} messages and has {}", chat.last_seq.0, messages.len()));
    }
}

/// The notices follow the chat's life cycle, and nothing is said after its end.
fn check_life(chat: ChatId, messages: &[Message], broken: &mut Vec<String>) {
    let mut accepted = false;
    let mut closed = false;
    // An operator who invites a visitor speaks before anybody accepts, and so do colleagues among
    // themselves.
    let mut began = messages.first().is_some_and(|first| matches!(first.author, Author::Operator(_)));
    for message in messages {
        let is_right = match &message.body {
            Body::Notice(Notice::Reopened) => {
                (accepted, began) = (false, false);
                std::mem::replace(&mut closed, false)
            }
            _ if closed => false,
            // In place of a question.
            Body::Notice(Notice::Asked) => true,
            Body::Notice(Notice::Accepted { .. } | Notice::InvitationAccepted) => {
                !std::mem::replace(&mut accepted, true)
            }
            Body::Notice(Notice::OperatorLost { .. }) => std::mem::replace(&mut accepted, false),
            Body::Notice(
                Notice::Joined { .. }
                | Notice::Left { .. }
                | Notice::Transferred { .. }
                | Notice::Opened { .. },
            ) => accepted,
            Body::Notice(
                Notice::ClosedByOperator { .. }
                | Notice::ClosedByVisitor
                | Notice::Missed
                | Notice::InvitationDeclined
                | Notice::InvitationWithdrawn,
            ) => !std::mem::replace(&mut closed, true),
            Body::Text(_) | Body::Html(_) | Body::Url(_) => {
                accepted || began || message.author == Author::Visitor
            }
        };
        if !is_right {
            broken.push(format!("chat {chat}: number {} is out of turn: {:?}", message.seq.0, message.body));
        }
    }
}

/// What one client wrote in one chat was acknowledged in the order of the numbers, and each message
/// once.
fn check_order(record: &Record, broken: &mut Vec<String>) {
    let mut last: HashMap<ChatId, Seq> = HashMap::new();
    let mut written = record.said.iter();
    for told in &record.acknowledged {
        if last.insert(told.chat, told.seq).is_some_and(|before| before >= told.seq) {
            broken.push(format!(
                "{}: {} was acknowledged as number {} after a later one",
                record.who, told.id, told.seq.0
            ));
        }
        if record.writes_in_order && !written.any(|id| *id == told.id) {
            broken.push(format!("{}: {} was acknowledged out of the order of writing", record.who, told.id));
        }
    }
    let settled =
        record.acknowledged.iter().map(|told| &told.id).chain(&record.refused).collect::<HashSet<_>>();
    if settled.len() != record.said.len()
        || record.acknowledged.len() + record.refused.len() != record.said.len()
    {
        broken.push(format!(
            "{}: of {} messages {} were acknowledged and {} refused",
            record.who,
            record.said.len(),
            record.acknowledged.len(),
            record.refused.len()
        ));
    }
}

fn verdict_on(broken: &[String]) -> anyhow::Result<()> {
    let told = broken.iter().take(TOLD).cloned().collect::<Vec<_>>().join("\n  ");
    ensure!(broken.is_empty(), "{} rules are broken:\n  {told}", broken.len());
    Ok(())
}

fn difference(who: &str, chat: ChatId, copy: &[Message], stored: &[Message]) -> String {
    let at = copy.iter().zip(stored).position(|(mine, theirs)| mine != theirs);
    let at = at.unwrap_or(copy.len().min(stored.len()));
    format!(
        "{who}: the copy of chat {chat} has {} messages of {} and differs at place {}: {:?} instead of {:?}",
        copy.len(),
        stored.len(),
        at + 1,
        copy.get(at),
        stored.get(at)
    )
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let rows: [(&str, String); 12] = [
            ("kill -9 of a node", self.kills.to_string()),
            ("… of these while it started", self.kills_while_starting.to_string()),
            ("crashes of the database", self.database_crashes.to_string()),
            ("outages of NATS", self.nats_outages.to_string()),
            ("chats", self.chats.to_string()),
            ("messages stored", self.stored.to_string()),
            ("messages acknowledged", self.acknowledged.to_string()),
            ("messages refused, their chat had ended", self.refused.to_string()),
            ("messages sent again", self.repeated.to_string()),
            ("connections made", self.connections.to_string()),
            ("copies of whole chats compared", self.compared.to_string()),
            ("seconds", self.took.as_secs().to_string()),
        ];
        rows.iter().try_for_each(|(name, value)| writeln!(f, "{name:<40} {value:>10}"))
    }
}

#[cfg(test)]
mod tests;
