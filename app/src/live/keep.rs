//! What the browser stores across reloads: unsent messages, drafts, how far each chat was read, and
//! the operator's choices on this machine.
//!
//! Every unsent message is an entry of its own, so that two windows of the same operator never
//! overwrite each other's. A browser that stores nothing (a private window, a full disk) loses the
//! convenience, never the work at hand.

use wire::{ChatId, Content, Language, MessageId, OffLineMessageId, OperatorId, Seq, Timestamp};

use super::outbox::{Entry, State};
use crate::texts::tr;

#[derive(Clone, Copy)]
pub(crate) struct Keep {
    whose: OperatorId,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Draft {
    Chat(ChatId),
    Answer(OffLineMessageId),
}

impl Draft {
    fn key(self) -> String {
        match self {
            Draft::Chat(chat) => format!("draft/{chat}"),
            Draft::Answer(message) => format!("answer/{message}"),
        }
    }
}

impl Keep {
    pub(crate) fn of(whose: OperatorId) -> Keep {
        Keep { whose }
    }

    pub(crate) fn unsent(self) -> Vec<Entry> {
        let prefix = self.key("say/");
        entries()
            .into_iter()
            .filter_map(|(key, text)| {
                let mut parts = key.strip_prefix(&prefix)?.split('/');
                let (chat, id, kind) = (parts.next()?, parts.next()?, parts.next());
                let id: MessageId = id.parse().ok()?;
                let at = Timestamp(millis_of(id));
                Some(Entry {
                    chat: chat.parse().ok()?,
                    id,
                    content: content_of(kind, text)?,
                    at,
                    state: State::Waiting,
                })
            })
            .collect()
    }

    pub(crate) fn keep_unsent(self, chat: ChatId, id: MessageId, content: &Content) {
        let (kind, text) = kind_of(content);
        set(&self.key(&format!("say/{chat}/{id}/{kind}")), Some(text));
    }

    pub(crate) fn forget_unsent(self, chat: ChatId, id: MessageId) {
        for kind in [TEXT, HTML, URL] {
            set(&self.key(&format!("say/{chat}/{id}/{kind}")), None);
        }
    }

    pub(crate) fn draft(self, of: Draft) -> String {
        get(&self.key(&of.key())).unwrap_or_default()
    }

    pub(crate) fn keep_draft(self, of: Draft, text: &str) {
        set(&self.key(&of.key()), Some(text).filter(|text| !text.is_empty()));
    }

    pub(crate) fn read_up_to(self, chat: ChatId) -> Seq {
        let text = get(&self.key(&format!("read/{chat}")));
        Seq(text.and_then(|text| text.parse().ok()).unwrap_or(0))
    }

    pub(crate) fn keep_read_up_to(self, chat: ChatId, seq: Seq) {
        set(&self.key(&format!("read/{chat}")), Some(&seq.0.to_string()));
    }

    /// Whether the operator has muted this chat (manual B10).
    pub(crate) fn is_muted(self, chat: ChatId) -> bool {
        get(&self.key(&format!("mute/{chat}"))).is_some()
    }

    pub(crate) fn keep_muted(self, chat: ChatId, muted: bool) {
        set(&self.key(&format!("mute/{chat}")), muted.then_some("1"));
    }

    /// How many notes there were when the operator dismissed them in this chat.
    pub(crate) fn notes_seen(self, chat: ChatId) -> usize {
        get(&self.key(&format!("notes/{chat}"))).and_then(|text| text.parse().ok()).unwrap_or(0)
    }

    pub(crate) fn keep_notes_seen(self, chat: ChatId, count: usize) {
        set(&self.key(&format!("notes/{chat}")), Some(&count.to_string()));
    }

    /// The text with which this operator invites visitors.
    pub(crate) fn invitation(self) -> String {
        get(&self.key("invitation")).unwrap_or_else(|| tr("Hello, can I help you?").into())
    }

    pub(crate) fn keep_invitation(self, text: &str) {
        set(&self.key("invitation"), Some(text));
    }

    /// Whether *as HTML* was left ticked (manual B13); `None` if it was never used here.
    pub(crate) fn as_html(self) -> Option<bool> {
        get(&self.key("html")).map(|kept| kept == "on")
    }

    pub(crate) fn keep_as_html(self, on: bool) {
        set(&self.key("html"), Some(if on { "on" } else { "off" }));
    }

    /// Whether the operator has dismissed the offer of desktop notifications on this machine
    /// (manual B3).
    pub(crate) fn has_put_popups_away(self) -> bool {
        get(&self.key("popups")).is_some()
    }

    pub(crate) fn put_popups_away(self) {
        set(&self.key("popups"), Some("put away"));
    }

    /// Removes everything stored for a chat that is over and not open.
    pub(crate) fn forget_chat(self, chat: ChatId) {
        for what in ["draft", "read", "mute", "notes"] {
            set(&self.key(&format!("{what}/{chat}")), None);
        }
    }

    /// Removes everything of this operator, for signing out on a shared machine.
    pub(crate) fn forget_all(self) {
        let prefix = self.key("");
        for (key, _) in entries().into_iter().filter(|(key, _)| key.starts_with(&prefix)) {
            set(&key, None);
        }
    }

    fn key(self, what: &str) -> String {
        format!("switchboard/{}/{what}", self.whose)
    }
}

/// Stores the language chosen in this browser, if any. The offline page (`public/application/`) has
/// no server to ask for it.
pub(crate) fn keep_language(chosen: Option<Language>) {
    set("switchboard/language", chosen.map(Language::tag));
}

const TEXT: &str = "text";
const HTML: &str = "html";
const URL: &str = "url";

fn kind_of(content: &Content) -> (&'static str, &str) {
    match content {
        Content::Text(text) => (TEXT, text),
        Content::Html(html) => (HTML, html),
        Content::Url(url) => (URL, url),
    }
}

fn content_of(kind: Option<&str>, text: String) -> Option<Content> {
    match kind {
        Some(TEXT) => Some(Content::Text(text)),
        Some(HTML) => Some(Content::Html(text)),
        Some(URL) => Some(Content::Url(text)),
        _ => None,
    }
}

/// The first 48 bits of a UUIDv7 are a timestamp.
fn millis_of(id: MessageId) -> i64 {
    (id.0.as_u128() >> 80) as i64
}

fn storage() -> Option<web_sys::Storage> {
    web_sys::window()?.local_storage().ok()?
}

fn get(key: &str) -> Option<String> {
    storage()?.get_item(key).ok()?
}

/// Sets a value, or removes it for `None`. Errors are ignored: see the top of this file.
fn set(key: &str, value: Option<&str>) {
    if let Some(storage) = storage() {
        let _ = match value {
            Some(value) => storage.set_item(key, value),
            None => storage.remove_item(key),
        };
    }
}

fn entries() -> Vec<(String, String)> {
    let Some(storage) = storage() else { return Vec::new() };
    let count = storage.length().unwrap_or(0);
    (0..count)
        .filter_map(|nr| {
            let key = storage.key(nr).ok()??;
            let value = storage.get_item(&key).ok()??;
            Some((key, value))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_unsent_is_of_its_kind_again_after_a_reload() {
        for content in [Content::Text("a".into()), Content::Html("b".into()), Content::Url("c".into())] {
            let (kind, text) = kind_of(&content);
            assert_eq!(content_of(Some(kind), text.to_owned()), Some(content.clone()));
        }
        assert_eq!(content_of(None, String::new()), None);
    }

    #[test]
    fn the_time_of_an_unsent_message_is_in_its_id() {
        assert_eq!(millis_of(MessageId::v7(1_763_719_445_678, &[255; 10])), 1_763_719_445_678);
    }
}
