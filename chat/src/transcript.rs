//! A chat written down for keeping (manual B11): plain text, or a page that needs nothing else and runs nothing.

use maud::{DOCTYPE, Markup, PreEscaped, html};
use time::{OffsetDateTime, UtcOffset, macros::format_description};
use wire::{AccountId, Author, Body, ChatId, ChatView, Message, Notice, Seq, Span, Timestamp, VisitorId};

use crate::{
    Error, SignedIn, Switchboard, conversation,
    over::{self, Reads},
    site,
    store::Tx,
};

/// Enough for a page that is opened from a disk: nothing runs, nothing is sent; pictures are those of the messages.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; img-src http: https:";
const STYLE: &str = "
:root { color-scheme: light dark; font: 15px/1.5 system-ui, sans-serif; }
body { max-width: 46rem; margin: 2rem auto; padding: 0 1rem; }
ol { list-style: none; padding: 0; }
li { margin: 0 0 .75rem; overflow-wrap: anywhere; }
li > b { margin-inline-end: .5rem; }
time, .notice { color: light-dark(#5b6270, #a3abba); font-size: .85em; font-variant-numeric: tabular-nums; }
p { margin: 0; white-space: pre-wrap; }
img { max-width: 100%; }
";

/// A chat with all that was said in it.
#[derive(Clone, Debug)]
pub struct Transcript {
    chat: ChatView,
    site: String,
    messages: Vec<Message>,
    zone: UtcOffset,
}

impl Switchboard {
    /// The transcript of a chat that this operator may read; None if there is none. Times are as on a clock that is so
    /// many minutes ahead of UTC.
    pub async fn transcript(
        &self,
        who: &SignedIn,
        chat: ChatId,
        minutes_ahead: i16,
    ) -> Result<Option<Transcript>, Error> {
        let mut tx = self.store.read().await?;
        let Some(chat) = conversation::find(&mut tx, who.account, chat).await? else { return Ok(None) };
        let Some(reads) = over::reads(&mut tx, who, &chat).await? else { return Ok(None) };
        let zone = UtcOffset::from_whole_seconds(i32::from(minutes_ahead) * 60).unwrap_or(UtcOffset::UTC);
        Transcript::read(&mut tx, who.account, chat, zone, reads).await.map(Some)
    }
}

impl Transcript {
    /// That of any chat of the account, with times in UTC; None if there is none.
    pub(crate) async fn of(
        tx: &mut Tx,
        account: AccountId,
        chat: ChatId,
    ) -> Result<Option<Transcript>, Error> {
        match conversation::find(tx, account, chat).await? {
            Some(chat) => Transcript::read(tx, account, chat, UtcOffset::UTC, Reads::All).await.map(Some),
            None => Ok(None),
        }
    }

    async fn read(
        tx: &mut Tx,
        account: AccountId,
        chat: ChatView,
        zone: UtcOffset,
        reads: Reads,
    ) -> Result<Transcript, Error> {
        let site = site::one_of(tx, account, chat.site).await?.map(|site| site.view.name).unwrap_or_default();
        let mut messages: Vec<Message> = Vec::new();
        loop {
            let last = messages.last().map_or(Seq(0), |message| message.seq);
            let (page, more) = over::within(tx, account, chat.id, Span::After(last), reads).await?;
            messages.extend(page);
            if !more {
                break;
            }
        }
        Ok(Transcript { chat, site, messages, zone })
    }

    /// The name of the site that it was begun on.
    pub(crate) fn site_name(&self) -> &str {
        &self.site
    }

    /// A name for its file, without an ending: the day, who asked, and enough of the chat's id to tell two apart. It
    /// holds letters, digits, spaces and `-` only.
    pub fn file_name(&self) -> String {
        let day = self.clock(self.chat.asked_at, format_description!("[year]-[month]-[day]"));
        let plain = |c: char| if c.is_alphanumeric() || c == '-' { c } else { ' ' };
        let name: String = self.visitor().chars().map(plain).take(40).collect();
        let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
        let id = self.chat.id.0.simple().to_string();
        format!("{day} {name} {}", &id[id.len() - 6..])
    }

    /// As plain text.
    pub fn as_text(&self) -> String {
        let mut text = format!("{}\n{}\n\n", self.title(), self.about());
        for message in &self.messages {
            let time = self.clock(message.at, format_description!("[hour]:[minute]:[second]"));
            let line = match &message.body {
                Body::Notice(notice) => format!("[{time}] * {}", self.notice(notice)),
                Body::Url(url) => format!("[{time}] {} showed {url}", self.author(message)),
                Body::Text(said) | Body::Html(said) => {
                    // What follows on a line of its own stands below what it belongs to, and looks like no new message.
                    let said = said.replace('\n', "\n           ");
                    format!("[{time}] {}: {said}", self.author(message))
                }
            };
            text += &line;
            text.push('\n');
        }
        text
    }

    /// As a page.
    pub fn as_html(&self) -> String {
        let page = html! {
            (DOCTYPE)
            html lang="en" {
                head {
                    meta charset="utf-8";
                    meta http-equiv="Content-Security-Policy" content=(POLICY);
                    meta name="viewport" content="width=device-width";
                    title { (self.title()) }
                    style { (PreEscaped(STYLE)) }
                }
                body {
                    h1 { (self.title()) }
                    p { (self.about()) }
                    ol { @for message in &self.messages { (self.line(message)) } }
                }
            }
        };
        page.into_string()
    }

    fn line(&self, message: &Message) -> Markup {
        let time = self.clock(message.at, format_description!("[hour]:[minute]:[second]"));
        let by = self.author(message);
        html! {
            @match &message.body {
                Body::Notice(notice) => li.notice { time { (time) } " " (self.notice(notice)) },
                Body::Text(said) => li { b { (by) } time { (time) } p dir="auto" { (said) } },
                // It was reduced to what is safe when it was stored.
                Body::Html(said) => li { b { (by) } time { (time) } div dir="auto" { (PreEscaped(said)) } },
                Body::Url(url) => li {
                    b { (by) } time { (time) }
                    p { a href=(url) rel="noopener noreferrer nofollow" { (url) } }
                },
            }
        }
    }

    fn title(&self) -> String {
        format!("Chat with {}", self.visitor())
    }

    fn about(&self) -> String {
        let format = format_description!("[year]-[month]-[day] [hour]:[minute]");
        let offset = format_description!("[offset_hour sign:mandatory]:[offset_minute]");
        let begun = self.clock(self.chat.asked_at, format);
        let zone = self.clock(self.chat.asked_at, offset);
        format!("{} · begun {begun} (UTC{zone})", self.site)
    }

    fn visitor(&self) -> String {
        self.chat.visitor_name.clone().unwrap_or_else(|| anonymous(self.chat.visitor))
    }

    fn author(&self, message: &Message) -> String {
        match &message.author {
            Author::Visitor => self.visitor(),
            Author::Operator(operator) => operator.name.clone(),
            Author::System => String::new(),
        }
    }

    fn notice(&self, notice: &Notice) -> String {
        let Notice::Opened { seq } = notice else { return told(notice, &self.visitor()) };
        let pushed = self.messages.iter().find(|message| message.seq == *seq);
        let url = pushed.and_then(|message| message.body.said()).unwrap_or_default();
        format!("{} opened {url}", self.visitor())
    }

    fn clock(&self, at: Timestamp, format: &(impl time::formatting::Formattable + ?Sized)) -> String {
        // Beyond the year 9999 there is nothing to write down.
        let moment = OffsetDateTime::from_unix_timestamp_nanos(i128::from(at.0) * 1_000_000);
        let moment = moment.unwrap_or(OffsetDateTime::UNIX_EPOCH).to_offset(self.zone);
        moment.format(format).unwrap_or_default()
    }
}

/// What a system line tells, in words for operators.
pub fn told(notice: &Notice, visitor: &str) -> String {
    match notice {
        Notice::Accepted { name } => format!("{name} accepted the chat"),
        Notice::InvitationAccepted => format!("{visitor} accepted the invitation"),
        Notice::InvitationDeclined => format!("{visitor} declined the invitation"),
        Notice::InvitationWithdrawn => "The invitation was not answered".into(),
        Notice::Joined { name } => format!("{name} joined the chat"),
        Notice::Left { name } => format!("{name} left the chat"),
        Notice::Transferred { from, to } => format!("{from} handed the chat over to {to}"),
        Notice::OperatorLost { name } => format!("The connection to {name} was lost"),
        Notice::Missed => "Nobody accepted the request".into(),
        Notice::Asked => format!("{visitor} asked for a chat"),
        Notice::Reopened => format!("{visitor} came back"),
        Notice::Opened { .. } => format!("{visitor} opened the page"),
        Notice::ClosedByOperator { name } => format!("{name} ended the chat"),
        Notice::ClosedByVisitor => format!("{visitor} ended the chat"),
    }
}

fn anonymous(visitor: VisitorId) -> String {
    format!("Visitor {}", visitor.short())
}

#[cfg(test)]
mod tests {
    use super::*;
    use wire::{Marks, MessageId, Routed, SiteId};

    fn transcript(name: &str, bodies: Vec<(Author, Body)>) -> Transcript {
        let id = ChatId::v7(1, &[7; 10]);
        let messages = bodies
            .into_iter()
            .zip(1..)
            .map(|((author, body), nr)| Message {
                id: MessageId::v7(u64::from(nr), &[0; 10]),
                chat: id,
                seq: Seq(nr),
                at: Timestamp(1_763_719_445_678 + i64::from(nr) * 1_000),
                author,
                body,
            })
            .collect();
        let chat = ChatView {
            id,
            site: SiteId::v7(1, &[0; 10]),
            visitor: VisitorId::v7(1, &[9; 10]),
            visitor_name: Some(name.into()),
            state: wire::ChatState::Closed,
            operator: None,
            routed: Routed::default(),
            others: vec![],
            offer: None,
            visitor_marks: Marks::default(),
            operator_marks: Marks::default(),
            last_seq: Seq(0),
            version: 0,
            asked_at: Timestamp(1_763_719_445_678),
        };
        let zone = UtcOffset::from_hms(1, 0, 0).unwrap();
        Transcript { chat, site: "Shop".into(), messages, zone }
    }

    #[test]
    fn the_text_tells_who_said_what_when_on_the_readers_clock() {
        let said = vec![
            (Author::Visitor, Body::Text("Hello\n[10:00:00] Ann: no".into())),
            (Author::System, Body::Notice(Notice::Accepted { name: "Ann".into() })),
        ];
        assert_eq!(
            transcript("Vera", said).as_text(),
            "Chat with Vera\nShop · begun 2025-11-21 11:04 (UTC+01:00)\n\n\
             [11:04:06] Vera: Hello\n           [10:00:00] Ann: no\n[11:04:07] * Ann accepted the chat\n"
        );
    }

    #[test]
    fn the_page_shows_what_people_typed_as_they_typed_it() {
        let said = vec![(Author::Visitor, Body::Text("<script>alert(1)</script>".into()))];
        let page = transcript("<img src=x onerror=alert(1)>", said).as_html();
        assert!(page.contains("&lt;script&gt;alert(1)&lt;/script&gt;"), "{page}");
        assert!(!page.contains("<script") && !page.contains("<img"), "{page}");
    }

    #[test]
    fn a_files_name_is_one_on_every_system() {
        let name = transcript("../..\\Vera: \"O'Hara\"\n|?*", vec![]).file_name();
        assert_eq!(name, "2025-11-21 Vera O Hara 070707");
    }
}
