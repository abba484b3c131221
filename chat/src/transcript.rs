//! A chat's transcript (manual B11): plain text, JSON, or a self-contained HTML page without scripts,
//! which also prints well.

use jiff::{Timestamp as Instant, tz::TimeZone};
use maud::{DOCTYPE, Markup, PreEscaped, html};
use serde_json::json;
use wire::{
    AccountId, Author, Body, ChatId, ChatView, Message, Notice, Seq, Span, Timestamp, VisitorId,
    rating::{BEST, Rating},
};

use crate::{
    Error, SignedIn, Switchboard,
    content::plain_of_html,
    conversation,
    over::{self, Reads},
    rating, site,
    store::Tx,
};

/// For a page that is opened from a disk: nothing runs and nothing is sent; images are those of the
/// messages.
pub(crate) const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; img-src http: https:";
pub(crate) const STYLE: &str = "
:root { color-scheme: light dark; font: 15px/1.5 system-ui, sans-serif; }
body { max-width: 46rem; margin: 2rem auto; padding: 0 1rem; }
ol { list-style: none; padding: 0; }
li { margin: 0 0 .75rem; overflow-wrap: anywhere; }
h2 { margin: 1.5rem 0 .75rem; font-size: 1em; }
li > b { margin-inline-end: .5rem; }
time, .notice { color: light-dark(#5b6270, #a3abba); font-size: .85em; font-variant-numeric: tabular-nums; }
p { margin: 0; white-space: pre-wrap; }
img { max-width: 100%; }
@page { margin: 18mm; }
@media print {
  :root { color-scheme: light; font-size: 11pt; }
  body { max-width: none; margin: 0; padding: 0; }
  li { break-inside: avoid-page; }
  h1, h2 { break-after: avoid-page; }
  a { color: inherit; }
}
";

// As strftime formats.
const DAY: &str = "%Y-%m-%d";
const DAY_IN_FULL: &str = "%A, %Y-%m-%d";
const TIME: &str = "%H:%M:%S";
/// RFC 3339, with the offset of the reader's clock.
const MOMENT: &str = "%Y-%m-%dT%H:%M:%S%.3f%:z";

/// A chat with all its messages.
#[derive(Clone, Debug)]
pub struct Transcript {
    chat: ChatView,
    site: String,
    messages: Vec<Message>,
    rating: Option<Rating>,
    zone: TimeZone,
}

impl Switchboard {
    /// The transcript of a chat that this operator may read; `None` if there is none. Times are
    /// shown in this time zone (`Europe/Berlin`) with its daylight saving, or in UTC if there is no
    /// such zone.
    pub async fn transcript(
        &self,
        who: &SignedIn,
        chat: ChatId,
        zone: &str,
    ) -> Result<Option<Transcript>, Error> {
        let mut tx = self.store.read().await?;
        let Some(chat) = conversation::find(&mut tx, who.account, chat).await? else { return Ok(None) };
        let Some(reads) = over::reads(&mut tx, who, &chat).await? else { return Ok(None) };
        let zone = TimeZone::get(zone).unwrap_or(TimeZone::UTC);
        Transcript::read(&mut tx, who.account, chat, Some(zone), reads).await.map(Some)
    }
}

impl Transcript {
    /// The transcript of any chat of the account, in the time zone of its site's business hours, or
    /// in UTC without them; `None` if there is no such chat.
    pub(crate) async fn of(
        tx: &mut Tx,
        account: AccountId,
        chat: ChatId,
    ) -> Result<Option<Transcript>, Error> {
        match conversation::find(tx, account, chat).await? {
            Some(chat) => Transcript::read(tx, account, chat, None, Reads::All).await.map(Some),
            None => Ok(None),
        }
    }

    async fn read(
        tx: &mut Tx,
        account: AccountId,
        chat: ChatView,
        zone: Option<TimeZone>,
        reads: Reads,
    ) -> Result<Transcript, Error> {
        let site = site::one_of(tx, account, chat.site).await?;
        let hours = site.as_ref().and_then(|site| site.settings.hours.as_ref());
        let zone = zone.or_else(|| TimeZone::get(&hours?.zone).ok()).unwrap_or(TimeZone::UTC);
        let site = site.map(|site| site.view.name).unwrap_or_default();
        let mut messages: Vec<Message> = Vec::new();
        loop {
            let last = messages.last().map_or(Seq(0), |message| message.seq);
            let (page, more) = over::within(tx, account, chat.id, Span::After(last), reads).await?;
            messages.extend(page);
            if !more {
                break;
            }
        }
        let rating = rating::of(tx, account, chat.id).await?;
        Ok(Transcript { chat, site, messages, rating, zone })
    }

    /// A chat of the account in this time zone.
    pub(crate) async fn whole(
        tx: &mut Tx,
        account: AccountId,
        chat: ChatView,
        zone: TimeZone,
    ) -> Result<Transcript, Error> {
        Transcript::read(tx, account, chat, Some(zone), Reads::All).await
    }

    /// All messages, in order.
    pub(crate) fn messages(&self) -> &[Message] {
        &self.messages
    }

    /// The name of the site on which the chat began.
    pub(crate) fn site_name(&self) -> &str {
        &self.site
    }

    /// A file name without an extension: the day, the visitor, and enough of the chat's id to be
    /// unique. It contains only letters, digits, spaces and `-`.
    pub fn file_name(&self) -> String {
        let day = self.clock(self.chat.asked_at, DAY);
        let plain = |c: char| if c.is_alphanumeric() || c == '-' { c } else { ' ' };
        let name: String = self.visitor().chars().map(plain).take(40).collect();
        let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
        let id = self.chat.id.0.simple().to_string();
        format!("{day} {name} {}", &id[id.len() - 6..])
    }

    /// As plain text.
    pub fn as_text(&self) -> String {
        let mut text = format!("{}\n{}\n\n", self.title(), self.about());
        for (day, message) in self.by_day() {
            if let Some(day) = day {
                let gap = if text.ends_with("\n\n") { "" } else { "\n" };
                text += &format!("{gap}{day}\n");
            }
            let time = self.clock(message.at, TIME);
            let line = match &message.body {
                Body::Notice(notice) => format!("[{time}] * {}", self.notice(notice)),
                Body::Url(url) => format!("[{time}] {} showed {url}", self.author(message)),
                Body::Text(said) => self.said(&time, message, said),
                Body::Html(said) => self.said(&time, message, &plain_of_html(said)),
            };
            text += &line;
            text.push('\n');
        }
        if let Some(rated) = self.rated() {
            text += &format!("\n{}\n", rated.replace('\n', "\n  "));
        }
        text
    }

    fn said(&self, time: &str, message: &Message, said: &str) -> String {
        // Further lines of a message are indented, so that they do not look like a new message.
        format!("[{time}] {}: {}", self.author(message), said.replace('\n', "\n           "))
    }

    /// The messages; the first one of each day comes with that day.
    fn by_day(&self) -> impl Iterator<Item = (Option<String>, &Message)> {
        let mut before = String::new();
        self.messages.iter().map(move |message| {
            let day = self.clock(message.at, DAY_IN_FULL);
            let begins = (day != before).then(|| day.clone());
            before = day;
            (begins, message)
        })
    }

    /// As an HTML page.
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
                    ol {
                        @for (day, message) in self.by_day() {
                            @if let Some(day) = day { li.day { h2 { (day) } } }
                            (self.line(message))
                        }
                    }
                    @if let Some(rated) = self.rated() { p dir="auto" { (rated) } }
                }
            }
        };
        page.into_string()
    }

    /// As JSON: the chat and its messages, with times in RFC 3339, the bodies as the protocol has
    /// them, and what the plain text would say.
    pub fn as_json(&self) -> String {
        let messages: Vec<_> = self
            .messages
            .iter()
            .map(|message| {
                let text = match &message.body {
                    Body::Notice(notice) => self.notice(notice),
                    Body::Html(said) => plain_of_html(said),
                    Body::Text(said) | Body::Url(said) => said.clone(),
                };
                json!({
                    "id": message.id,
                    "seq": message.seq,
                    "at": self.clock(message.at, MOMENT),
                    "author": message.author,
                    "name": self.author(message),
                    "body": message.body,
                    "text": text,
                })
            })
            .collect();
        let told = json!({
            "chat": self.chat.id,
            "site": self.site,
            "visitor": { "id": self.chat.visitor, "name": self.chat.visitor_name },
            "state": self.chat.state,
            "asked_at": self.clock(self.chat.asked_at, MOMENT),
            "messages": messages,
        });
        // Only a map with keys that are no text could fail.
        serde_json::to_string_pretty(&told).unwrap_or_default()
    }

    fn line(&self, message: &Message) -> Markup {
        let time = self.clock(message.at, TIME);
        let by = self.author(message);
        html! {
            @match &message.body {
                Body::Notice(notice) => li.notice { time { (time) } " " (self.notice(notice)) },
                Body::Text(said) => li { b { bdi { (by) } } time { (time) } p dir="auto" { (said) } },
                // It was sanitized when it was stored.
                Body::Html(said) => li { b { bdi { (by) } } time { (time) } div dir="auto" { (PreEscaped(said)) } },
                Body::Url(url) => li {
                    b { bdi { (by) } } time { (time) }
                    p { a href=(url) rel="noopener noreferrer nofollow" { (url) } }
                },
            }
        }
    }

    fn title(&self) -> String {
        format!("Chat with {}", self.visitor())
    }

    fn about(&self) -> String {
        format!("{} · begun {}", self.site, self.clock(self.chat.asked_at, "%Y-%m-%d %H:%M (UTC%:z)"))
    }

    /// How the visitor rated the chat.
    fn rated(&self) -> Option<String> {
        let Rating { stars, words, .. } = self.rating.as_ref()?;
        let rated = format!("{} rated the chat {stars} of {BEST}", self.visitor());
        Some(if words.is_empty() { rated } else { format!("{rated}: {words}") })
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

    /// A system message in English.
    pub(crate) fn notice(&self, notice: &Notice) -> String {
        let Notice::Opened { seq } = notice else { return told(notice, &self.visitor()) };
        let pushed = self.messages.iter().find(|message| message.seq == *seq);
        let url = pushed.and_then(|message| message.body.said()).unwrap_or_default();
        format!("{} opened {url}", self.visitor())
    }

    fn clock(&self, at: Timestamp, format: &str) -> String {
        // Times beyond the year 9999 cannot be written.
        let moment = Instant::from_millisecond(at.0).unwrap_or(Instant::UNIX_EPOCH);
        moment.to_zoned_datetime(self.zone.clone()).strftime(format).to_string()
    }
}

/// The text of a system message for operators.
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
            accept_by: None,
            is_overdue: false,
        };
        let zone = TimeZone::get("Europe/Berlin").unwrap();
        Transcript { chat, site: "Shop".into(), messages, rating: None, zone }
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
             Friday, 2025-11-21\n[11:04:06] Vera: Hello\n           [10:00:00] Ann: no\n[11:04:07] * Ann accepted the chat\n"
        );
    }

    #[test]
    fn each_day_has_a_heading_and_its_own_daylight_saving() {
        let mut transcript = transcript("Vera", vec![]);
        // Half an hour before Berlin's clocks were put back on 2025-10-26, half an hour after, and
        // a day later.
        for (nr, at) in [(1_u32, 1_761_438_600_000), (2, 1_761_442_200_000), (3, 1_761_528_600_000)] {
            let body = Body::Text(format!("line {nr}"));
            let (id, chat) = (MessageId::v7(u64::from(nr), &[0; 10]), transcript.chat.id);
            let message =
                Message { id, chat, seq: Seq(nr), at: Timestamp(at), author: Author::Visitor, body };
            transcript.messages.push(message);
        }
        let text = transcript.as_text();
        let said = text.split_once("\n\n").map(|(_, said)| said);
        assert_eq!(
            said,
            Some(
                "Sunday, 2025-10-26\n[02:30:00] Vera: line 1\n[02:30:00] Vera: line 2\n\n\
                 Monday, 2025-10-27\n[02:30:00] Vera: line 3\n"
            )
        );
        assert_eq!(transcript.as_html().matches("<h2>").count(), 2);
    }

    #[test]
    fn html_is_its_words_in_the_text_and_itself_on_the_page() {
        let html = "<p>It is <b>oak</b> &amp; ash:</p><ul><li>one</li><li><a href=\"https://e.example/\">two</a></li></ul>";
        let transcript = transcript("Vera", vec![(Author::Visitor, Body::Html(html.into()))]);
        let text = transcript.as_text();
        let indent = " ".repeat(11);
        let said = format!("Vera: It is oak & ash:\n{indent}one\n{indent}two (https://e.example/)\n");
        assert!(text.ends_with(&said), "{text}");
        assert!(transcript.as_html().contains(html));
    }

    #[test]
    fn json_has_each_message_with_its_author_and_time() {
        let said = vec![
            (Author::Visitor, Body::Html("<b>Hello</b>".into())),
            (Author::System, Body::Notice(Notice::Accepted { name: "Ann".into() })),
        ];
        let told: serde_json::Value = serde_json::from_str(&transcript("Vera", said).as_json()).unwrap();
        assert_eq!(told["visitor"]["name"], "Vera");
        assert_eq!((&told["site"], &told["state"]), (&json!("Shop"), &json!("closed")));
        let [first, second] = [&told["messages"][0], &told["messages"][1]];
        assert_eq!(first["at"], "2025-11-21T11:04:06.678+01:00");
        assert_eq!(
            (&first["author"], &first["body"]),
            (&json!("visitor"), &json!({ "html": "<b>Hello</b>" }))
        );
        assert_eq!((&first["text"], &second["text"]), (&json!("Hello"), &json!("Ann accepted the chat")));
        assert_eq!(told["messages"].as_array().map(Vec::len), Some(2));
    }

    #[test]
    fn the_page_prints_on_paper() {
        let page = transcript("Vera", vec![]).as_html();
        assert!(page.contains("@media print") && page.contains("@page"), "{page}");
    }

    #[test]
    fn the_page_shows_what_people_typed_as_they_typed_it() {
        let said = vec![(Author::Visitor, Body::Text("<script>alert(1)</script>".into()))];
        let page = transcript("<img src=x onerror=alert(1)>", said).as_html();
        assert!(page.contains("&lt;script&gt;alert(1)&lt;/script&gt;"), "{page}");
        assert!(!page.contains("<script") && !page.contains("<img"), "{page}");
    }

    #[test]
    fn what_the_visitor_thought_of_it_comes_last() {
        let mut transcript = transcript("Vera", vec![(Author::Visitor, Body::Text("Thanks".into()))]);
        let rating = |words: &str| Some(Rating { stars: 4, words: words.into(), at: Timestamp(0) });
        transcript.rating = rating("");
        assert!(transcript.as_text().ends_with("Vera: Thanks\n\nVera rated the chat 4 of 5\n"));
        transcript.rating = rating("Quick\n<b>and kind</b>");
        let (text, page) = (transcript.as_text(), transcript.as_html());
        assert!(text.ends_with("\n\nVera rated the chat 4 of 5: Quick\n  <b>and kind</b>\n"), "{text}");
        assert!(page.contains("4 of 5: Quick\n&lt;b&gt;and kind&lt;/b&gt;"), "{page}");
    }

    #[test]
    fn a_files_name_is_one_on_every_system() {
        let name = transcript("../..\\Vera: \"O'Hara\"\n|?*", vec![]).file_name();
        assert_eq!(name, "2025-11-21 Vera O Hara 070707");
    }
}
