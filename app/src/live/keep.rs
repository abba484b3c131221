//! What the browser keeps over a reload: unsent messages, drafts, how far each chat was read, and the operator's
//! choices on this machine.
//!
//! Every unsent message is an entry of its own, so that two windows of one operator never overwrite each other's. A
//! browser that keeps nothing (a private window, a full disk) costs the convenience, never the work at hand.

use wire::{ChatId, MessageId, OperatorId, Seq, Timestamp};

use super::outbox::{Entry, State};

/// What is kept for one operator.
#[derive(Clone, Copy)]
pub(crate) struct Keep {
    whose: OperatorId,
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
                let (chat, id) = key.strip_prefix(&prefix)?.split_once('/')?;
                let id: MessageId = id.parse().ok()?;
                let at = Timestamp(millis_of(id));
                Some(Entry { chat: chat.parse().ok()?, id, text, at, state: State::Waiting })
            })
            .collect()
    }

    pub(crate) fn keep_unsent(self, chat: ChatId, id: MessageId, text: &str) {
        set(&self.key(&format!("say/{chat}/{id}")), Some(text));
    }

    pub(crate) fn forget_unsent(self, chat: ChatId, id: MessageId) {
        set(&self.key(&format!("say/{chat}/{id}")), None);
    }

    pub(crate) fn draft(self, chat: ChatId) -> String {
        get(&self.key(&format!("draft/{chat}"))).unwrap_or_default()
    }

    pub(crate) fn keep_draft(self, chat: ChatId, text: &str) {
        set(&self.key(&format!("draft/{chat}")), Some(text).filter(|text| !text.is_empty()));
    }

    pub(crate) fn read_up_to(self, chat: ChatId) -> Seq {
        let text = get(&self.key(&format!("read/{chat}")));
        Seq(text.and_then(|text| text.parse().ok()).unwrap_or(0))
    }

    pub(crate) fn keep_read_up_to(self, chat: ChatId, seq: Seq) {
        set(&self.key(&format!("read/{chat}")), Some(&seq.0.to_string()));
    }

    /// The chat is over and nobody looks at it: its draft and its mark are of no more use.
    pub(crate) fn forget_chat(self, chat: ChatId) {
        set(&self.key(&format!("draft/{chat}")), None);
        set(&self.key(&format!("read/{chat}")), None);
    }

    /// Everything of this operator; for signing out on a machine that others use too.
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

/// Whether something that is on unless switched off is on. This machine's choice, whoever sits at it.
pub(crate) fn is_on(what: &str) -> bool {
    get(&format!("switchboard/{what}")).as_deref() != Some("off")
}

pub(crate) fn keep_on(what: &str, on: bool) {
    set(&format!("switchboard/{what}"), (!on).then_some("off"));
}

/// The first 48 bits of a UUIDv7 are its time.
fn millis_of(id: MessageId) -> i64 {
    (id.0.as_u128() >> 80) as i64
}

fn storage() -> Option<web_sys::Storage> {
    web_sys::window()?.local_storage().ok()?
}

fn get(key: &str) -> Option<String> {
    storage()?.get_item(key).ok()?
}

/// Sets or, for none, removes. A full storage is as good as none: see the head of this file.
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
    fn the_time_of_an_unsent_message_is_in_its_id() {
        assert_eq!(millis_of(MessageId::v7(1_763_719_445_678, &[255; 10])), 1_763_719_445_678);
    }
}
