//! Canned responses and URLs: what is said and shown often (manual A9, B15).

pub mod placeholder;

use serde::{Deserialize, Serialize};

use crate::{
    CannedId,
    text::{self, BadText},
};

/// The longest shortcut, in characters.
pub const MAX_SHORTCUT: usize = 30;

/// What is a command when it is typed after a `/` (manual A15), and so cannot be a shortcut.
pub const COMMANDS: [&str; 7] = ["t", "a", "join", "note", "remark", "leave", "end"];

/// A canned response or URL.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Canned {
    /// Made by who saved it first.
    pub id: CannedId,
    /// Every operator of the account has it, and only administrators change it; else it is the operator's own.
    pub shared: bool,
    /// What it is.
    pub kind: CannedKind,
    /// What it is called in lists.
    pub name: String,
    /// What is typed after a `/` to get it; empty: none.
    pub shortcut: String,
    /// What it says: a text with [`placeholder`]s, or an address.
    pub text: String,
}

/// What a canned thing is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CannedKind {
    /// A message.
    #[default]
    Text,
    /// An address to be pushed.
    Url,
}

/// Why one is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BadCanned {
    /// The name.
    Name(BadText),
    /// The text, or the address.
    Text(BadText),
    /// The shortcut is longer than [`MAX_SHORTCUT`], or has other characters than letters, digits, `-` and `_`.
    Shortcut,
    /// Another one that the operator has is called by this shortcut.
    ShortcutTaken,
    /// The shortcut is one of the [`COMMANDS`].
    ShortcutIsCommand,
}

/// A shortcut: letters, digits, `-` and `_`, lower case, given with or without the `/` that it is typed with. None if it
/// is too long, or has other characters.
pub fn shortcut(text: &str) -> Option<String> {
    let text = text.trim();
    let text = text.strip_prefix('/').unwrap_or(text).to_lowercase();
    let is_plain = text.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_'));
    (is_plain && text.chars().count() <= MAX_SHORTCUT).then_some(text)
}

/// Whether this shortcut is one of the [`COMMANDS`]. One that was stored before it was a command may be.
pub fn is_command(shortcut: &str) -> bool {
    COMMANDS.iter().any(|command| command.eq_ignore_ascii_case(shortcut))
}

impl Canned {
    /// The same, cleaned as it is stored.
    ///
    /// # Errors
    /// If a part of it is not taken.
    pub fn cleaned(self) -> Result<Canned, BadCanned> {
        let name = text::name(&self.name).map_err(BadCanned::Name)?;
        let shortcut = shortcut(&self.shortcut).ok_or(BadCanned::Shortcut)?;
        if is_command(&shortcut) {
            return Err(BadCanned::ShortcutIsCommand);
        }
        let text = text::message(&self.text).map_err(BadCanned::Text)?;
        if self.kind == CannedKind::Url && !text::is_web_address(&text) {
            return Err(BadCanned::Text(BadText::NotAWebAddress));
        }
        Ok(Canned { name, shortcut, text, ..self })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shortcut_is_one_plain_word() {
        assert_eq!(shortcut(" /Hello-2 "), Some("hello-2".to_owned()));
        assert_eq!(shortcut("grüß_gott"), Some("grüß_gott".to_owned()));
        assert_eq!(shortcut(""), Some(String::new()));
        for bad in ["two words", "a/b", &"x".repeat(MAX_SHORTCUT + 1)] {
            assert_eq!(shortcut(bad), None, "{bad}");
        }
    }

    #[test]
    fn what_is_wrong_is_told_with_its_place() {
        let canned = Canned {
            id: CannedId::v7(1, &[0; 10]),
            shared: false,
            kind: CannedKind::Url,
            name: "Prices".into(),
            shortcut: "prices".into(),
            text: "https://example.org/prices".into(),
        };
        assert_eq!(canned.clone().cleaned(), Ok(canned.clone()));
        let bad = Canned { text: "javascript:alert(1)".into(), ..canned.clone() };
        assert_eq!(bad.cleaned(), Err(BadCanned::Text(BadText::NotAWebAddress)));
        let bad = Canned { name: " ".into(), ..canned.clone() };
        assert_eq!(bad.cleaned(), Err(BadCanned::Name(BadText::Empty)));
        for command in COMMANDS {
            let bad = Canned { shortcut: format!("/{}", command.to_uppercase()), ..canned.clone() };
            assert_eq!(bad.cleaned(), Err(BadCanned::ShortcutIsCommand), "{command}");
        }
    }
}
