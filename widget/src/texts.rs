//! Every text that a visitor reads, in one place.
//!
//! A language is one [`Texts`]. What stands on the page from the first moment on is named there: `data-text` gives an
//! element its content, `data-label` its name and tooltip, `data-tip` another tooltip, `data-hint` a field's
//! placeholder. The rest is said as things happen. `%` stands for what is put in by [`fill`].

/// The texts of one language.
#[derive(Debug)]
pub(crate) struct Texts {
    /// The language's tag (BCP 47).
    pub(crate) language: &'static str,
    /// What stands on the page, by the names that `panel.html` uses.
    pub(crate) page: &'static [(&'static str, &'static str)],

    pub(crate) title: &'static str,
    pub(crate) online: &'static str,
    pub(crate) away: &'static str,
    pub(crate) connecting: &'static str,
    pub(crate) reconnecting: &'static str,
    pub(crate) gone: &'static str,
    pub(crate) outdated: &'static str,

    pub(crate) greeting: &'static str,
    pub(crate) greeting_more: &'static str,
    pub(crate) question: &'static str,
    pub(crate) choose_department: &'static str,
    pub(crate) department_missing: &'static str,
    pub(crate) start: &'static str,
    pub(crate) leave: &'static str,
    pub(crate) leave_more: &'static str,
    pub(crate) leave_waiting: &'static str,
    pub(crate) message: &'static str,
    pub(crate) send_message: &'static str,
    pub(crate) sending: &'static str,
    pub(crate) thanks_more: &'static str,
    pub(crate) write_again: &'static str,
    pub(crate) start_anew: &'static str,

    pub(crate) wait: &'static str,
    pub(crate) next: &'static str,
    pub(crate) place: &'static str,
    pub(crate) nobody_there: &'static str,
    pub(crate) ended: &'static str,
    pub(crate) typing: &'static str,
    pub(crate) joined: &'static str,
    pub(crate) speaks_now: &'static str,
    pub(crate) left: &'static str,
    pub(crate) lost: &'static str,
    pub(crate) missed: &'static str,
    pub(crate) asked: &'static str,
    pub(crate) reopened: &'static str,
    pub(crate) accepted: &'static str,
    pub(crate) declined: &'static str,
    pub(crate) withdrawn: &'static str,
    pub(crate) invited: &'static str,
    pub(crate) after_declining: &'static str,
    pub(crate) open: &'static str,
    pub(crate) ended_by: &'static str,
    pub(crate) ended_by_you: &'static str,
    pub(crate) you: &'static str,
    pub(crate) is_sending: &'static str,
    pub(crate) is_sent: &'static str,
    pub(crate) is_delivered: &'static str,
    pub(crate) is_seen: &'static str,

    pub(crate) failed: &'static str,
    pub(crate) failed_closed: &'static str,
    pub(crate) edit: &'static str,
    pub(crate) name_long: &'static str,
    pub(crate) email_missing: &'static str,
    pub(crate) email_bad: &'static str,
    pub(crate) text_missing: &'static str,
    pub(crate) answer_missing: &'static str,
    pub(crate) consent_missing: &'static str,
    pub(crate) text_long: &'static str,
    pub(crate) length: &'static str,
    pub(crate) length_over: &'static str,
}

/// English.
pub(crate) static ENGLISH: Texts = Texts {
    language: "en",
    page: &[
        ("minimise", "Minimise"),
        ("end", "End chat"),
        ("name", "Your name"),
        ("optional", "optional"),
        ("department", "Department"),
        ("email", "Your e-mail address"),
        ("wait-on", "Keep waiting"),
        ("conversation", "Conversation"),
        ("latest", "Jump to latest"),
        ("leave-instead", "Leave a message"),
        ("start-anew", "Start a new chat"),
        ("accept", "Accept"),
        ("decline", "No, thanks"),
        ("message", "Your message"),
        ("write", "Write a message…"),
        ("send", "Send"),
        ("send-keys", "Enter sends, Shift+Enter begins a new line"),
        ("previewed", "We see what you type while you type it."),
        ("thanks", "Thank you. We have your message"),
        ("ending", "End this chat?"),
        ("ending-more", "You can read it here until you start a new one."),
        ("stay", "Keep chatting"),
        ("stopped", "The chat is not available on this page"),
        ("stopped-more", "It is not set up completely. Please reach us in another way."),
    ],

    title: "Chat",
    online: "We are here to help",
    away: "Nobody is available right now",
    connecting: "Connecting…",
    reconnecting: "Reconnecting…",
    gone: "No connection. What you write is kept and sent as soon as it is back.",
    outdated: "The chat was updated. Please reload this page.",

    greeting: "How can we help?",
    greeting_more: "Ask your question and we answer right here.",
    question: "Your question",
    choose_department: "Choose Department",
    department_missing: "Please choose whom to ask.",
    start: "Start chat",
    leave: "Leave us a message",
    leave_more: "Nobody is available right now. Write to us and we answer by e-mail.",
    leave_waiting: "We answer by e-mail, so you need not wait here. Your request ends once the message is sent.",
    message: "Your message",
    send_message: "Send message",
    sending: "Sending…",
    thanks_more: "We read it as soon as somebody is back, and answer to %.",
    write_again: "Write another message",
    start_anew: "Start a new chat",

    wait: "Thank you. Somebody will be with you in a moment.",
    next: "You are next. Somebody will be with you in a moment.",
    place: "You are number % in the queue. Somebody will be with you as soon as it is your turn.",
    nobody_there: "Nobody is available any more. You can keep waiting, or leave a message and we answer by e-mail.",
    ended: "This chat has ended.",
    typing: "% is typing…",
    joined: "% joined the chat",
    speaks_now: "You are talking to % now",
    left: "% left the chat",
    lost: "The connection to % was lost. You are first in line for the next free operator.",
    missed: "Nobody could answer you. We are sorry.",
    asked: "You asked for a chat",
    reopened: "You came back",
    accepted: "You took the invitation",
    declined: "You declined the invitation",
    withdrawn: "The invitation has ended",
    invited: "% invites you to chat. Just write, or choose:",
    after_declining: "You can start a chat whenever you like.",
    open: "Open",
    ended_by: "% ended the chat",
    ended_by_you: "You ended the chat",
    you: "You",
    is_sending: "Sending",
    is_sent: "Sent",
    is_delivered: "Delivered",
    is_seen: "Seen",

    failed: "This could not be sent.",
    failed_closed: "Not sent: the chat had ended.",
    edit: "Edit and send again",
    name_long: "A name can have % characters at most.",
    email_missing: "Please tell us where we can answer.",
    email_bad: "This does not look like an e-mail address.",
    text_missing: "Please write something first.",
    answer_missing: "Please fill this in.",
    consent_missing: "Please agree to this first.",
    text_long: "This is longer than % characters. Please shorten it.",
    length: "% of % characters",
    length_over: "% of % characters. Please shorten it, or send it in two parts.",
};

impl Texts {
    /// What stands on the page under this name.
    pub(crate) fn named(&self, name: &str) -> Option<&'static str> {
        self.page.iter().find(|(its_name, _)| *its_name == name).map(|(_, text)| *text)
    }
}

/// The text with a value in the place of its first `%`.
pub(crate) fn fill(text: &str, value: &str) -> String {
    match cut(text, '%') {
        Some((before, after)) => join(&[before, value, after]),
        None => text.to_owned(),
    }
}

/// What stands before and after the first of this character. `split_once` would bring the
/// standard library's general search, a list of one character does not.
pub(crate) fn cut(text: &str, at: char) -> Option<(&str, &str)> {
    let before = text.split([at]).next()?;
    Some((before, text.strip_prefix(before)?.strip_prefix(at)?))
}

/// The texts one after the other.
pub(crate) fn join(parts: &[&str]) -> String {
    let mut all = String::new();
    for part in parts {
        all.push_str(part);
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    const PANEL: &str = include_str!("../panel.html");

    /// The values of an attribute in the page.
    fn values<'a>(attribute: &str) -> Vec<&'a str> {
        let rest = PANEL.split(&[" ", attribute, "=\""].concat()).skip(1).collect::<Vec<_>>();
        rest.iter().map(|rest| rest.split('"').next().unwrap()).collect()
    }

    #[test]
    fn the_page_and_its_texts_name_the_same() {
        let mut used: Vec<_> =
            ["data-text", "data-label", "data-tip", "data-hint"].into_iter().flat_map(values).collect();
        let mut there: Vec<_> = ENGLISH.page.iter().map(|(name, _)| *name).collect();
        used.sort_unstable();
        used.dedup();
        there.sort_unstable();
        assert_eq!(used, there);
    }

    #[test]
    fn a_text_is_cut_at_the_first_of_a_character() {
        assert_eq!(cut("a%b%c", '%'), Some(("a", "b%c")));
        assert_eq!(cut("%", '%'), Some(("", "")));
        assert_eq!(cut("ab", '%'), None);
    }

    #[test]
    fn a_value_takes_the_place_of_the_first_gap() {
        assert_eq!(fill("% of %", "1"), "1 of %");
        assert_eq!(fill(&fill("% of %", "1"), "2"), "1 of 2");
        assert_eq!(fill("% is typing", "%"), "% is typing");
        assert_eq!(fill("Sent", "x"), "Sent");
    }
}
