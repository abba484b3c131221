//! The meaning of an operator's message: a text for the other side, or one of two commands (manual
//! A15).
//!
//! Some clients treat a line that begins with a slash as a command of their own, unless a space
//! precedes it or the slash is doubled. So both forms are accepted, and also a dot or an
//! exclamation mark, which no client treats as a command.

/// What the operator wants.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Command {
    /// `/a`: accept the request or the offer.
    Accept,
    /// `/t NAME`: offer the chat to this colleague.
    Transfer(String),
    /// Send this text.
    Say(String),
}

pub(crate) fn read(text: &str) -> Command {
    let trimmed = text.trim();
    let after = ["//", "/", ".", "!"].iter().find_map(|mark| trimmed.strip_prefix(mark));
    let say = || Command::Say(text.trim_end().to_owned());
    let Some(after) = after else { return say() };
    let (word, rest) = after.split_once(char::is_whitespace).unwrap_or((after, ""));
    match (word.to_ascii_lowercase().as_str(), rest.trim()) {
        ("a", "") => Command::Accept,
        ("t", name) if !name.contains('\n') => Command::Transfer(name.to_owned()),
        _ => say(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_are_taken_however_a_client_lets_them_through() {
        for mark in ["/", "//", ".", "!", " /", "  //", "\t."] {
            assert_eq!(read(&format!("{mark}a")), Command::Accept, "{mark}");
            assert_eq!(read(&format!("{mark}A \r\n")), Command::Accept, "{mark}");
            let transfer = Command::Transfer("Ben Miller".into());
            assert_eq!(read(&format!("{mark}t  Ben Miller ")), transfer, "{mark}");
        }
        assert_eq!(read("/t"), Command::Transfer(String::new()));
    }

    #[test]
    fn everything_else_is_said() {
        for text in ["hello", "/about us", "a", "...", "/a now", "!", ".t\nx\ny", "/usr/bin", "//", "", "1/a"]
        {
            assert_eq!(read(text), Command::Say(text.to_owned()), "{text}");
        }
        assert_eq!(read("  indented \n"), Command::Say("  indented".into()));
    }
}
