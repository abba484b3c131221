//! The order in which chats are loaded: the open one first, the others a few at a time. Pure.

use wire::ChatId;

/// How many chats in the background are loaded at the same time.
const AT_ONCE: usize = 4;

#[derive(Debug, Default)]
pub(super) struct Following {
    asked: Vec<ChatId>,
    next: Vec<ChatId>,
}

impl Following {
    /// Adds a chat; returns true if it can be loaded at once.
    pub(super) fn add(&mut self, chat: ChatId, is_urgent: bool) -> bool {
        if self.asked.contains(&chat) {
            return false;
        }
        if is_urgent || self.asked.len() < AT_ONCE {
            self.next.retain(|other| *other != chat);
            self.asked.push(chat);
            return true;
        }
        if !self.next.contains(&chat) {
            self.next.push(chat);
        }
        false
    }

    /// A chat's load is complete; returns the chat whose turn it is next.
    pub(super) fn answered(&mut self, chat: ChatId) -> Option<ChatId> {
        self.asked.retain(|other| *other != chat);
        let has_next = self.asked.len() < AT_ONCE && !self.next.is_empty();
        let next = has_next.then(|| self.next.remove(0));
        self.asked.extend(next);
        next
    }

    pub(super) fn clear(&mut self) {
        *self = Following::default();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chat(nr: u64) -> ChatId {
        ChatId::v7(nr, &[0; 10])
    }

    #[test]
    fn a_few_are_asked_for_at_a_time_and_what_is_looked_at_comes_first() {
        let mut all = Following::default();
        assert!((1..=4).all(|nr| all.add(chat(nr), false)));
        assert!(!all.add(chat(1), false));
        assert!(![5, 6, 7, 5].map(chat).map(|one| all.add(one, false)).contains(&true));
        assert!(all.add(chat(6), true));
        assert_eq!(all.answered(chat(1)), None); // chat 6 has the slot
        assert_eq!(all.answered(chat(2)), Some(chat(5)));
        assert_eq!(all.answered(chat(6)), Some(chat(7)));
        assert_eq!(all.answered(chat(7)), None);
        assert!(all.add(chat(7), false));
    }
}
