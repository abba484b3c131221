//! Shortcut keys for frequent actions (manual B16). Operators can change each; menus, tooltips and
//! the help window show the current ones.

use leptos::{ev::KeyboardEvent, prelude::*};
use wire::preferences::Preferences;

use crate::texts::{tr, tr_later};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Action {
    Accept,
    NextChat,
    PreviousChat,
    Visitors,
    Write,
    InputType,
    AsHtml,
    Canned,
    SpellCheck,
    Notes,
    Remark,
    Transfer,
    Save,
    Mute,
    End,
    Details,
    Status,
    Preferences,
    Help,
    Palette,
    OffLineMessages,
    Contacts,
    Administration,
    Invite,
    Join,
    Leave,
    SaveHtml,
    PutAway,
    PutAwayAll,
    Archive,
    NextHit,
    PreviousHit,
    Tags,
    Snooze,
}

impl Action {
    pub(crate) const ALL: [Action; 34] = [
        Action::Accept,
        Action::NextChat,
        Action::PreviousChat,
        Action::Visitors,
        Action::Write,
        Action::InputType,
        Action::AsHtml,
        Action::Canned,
        Action::SpellCheck,
        Action::Notes,
        Action::Remark,
        Action::Transfer,
        Action::Save,
        Action::Mute,
        Action::End,
        Action::Details,
        Action::Status,
        Action::Preferences,
        Action::Help,
        Action::Palette,
        Action::OffLineMessages,
        Action::Contacts,
        Action::Administration,
        Action::Invite,
        Action::Join,
        Action::Leave,
        Action::SaveHtml,
        Action::PutAway,
        Action::PutAwayAll,
        Action::Archive,
        Action::NextHit,
        Action::PreviousHit,
        Action::Tags,
        Action::Snooze,
    ];

    /// The storage key, the description, and the default keys. Defaults use Alt: plain letters are
    /// for typing, and most combinations with Ctrl belong to the browser.
    fn entry(self) -> (&'static str, &'static str, &'static str) {
        match self {
            Action::Accept => ("accept", tr_later("Accept who waits longest"), "Alt+A"),
            Action::NextChat => ("next-chat", tr_later("Next chat"), "Alt+ArrowDown"),
            Action::PreviousChat => ("previous-chat", tr_later("Previous chat"), "Alt+ArrowUp"),
            Action::Visitors => ("visitors", tr_later("Visitor list"), "Alt+V"),
            Action::Write => ("write", tr_later("Write in this chat"), "Alt+W"),
            Action::InputType => ("input-type", tr_later("Text or URL"), "Alt+U"),
            Action::AsHtml => ("as-html", tr_later("As HTML, on or off"), "Alt+H"),
            Action::Canned => ("canned", tr_later("Canned responses"), "Alt+K"),
            Action::SpellCheck => ("spell-check", tr_later("Spell Checker"), "F7"),
            Action::Notes => ("notes", tr_later("Client Note"), "Alt+N"),
            Action::Remark => ("remark", tr_later("Remark"), "Alt+R"),
            Action::Transfer => ("transfer", tr_later("Transfer the chat"), "Alt+T"),
            Action::Save => ("save", tr_later("Save the chat as text"), "Ctrl+S"),
            Action::Mute => ("mute", tr_later("Sound of this chat, on or off"), "Alt+M"),
            Action::End => ("end", tr_later("End the chat"), "Alt+Q"),
            Action::Details => ("details", tr_later("Visitor details, shown or not"), "Alt+I"),
            Action::Status => ("status", tr_later("Status, sound, sign out"), "Alt+O"),
            Action::Preferences => ("preferences", tr_later("Preferences"), "Alt+P"),
            Action::Help => ("help", tr_later("All shortcut keys"), "F1"),
            Action::Palette => ("palette", tr_later("Go to or do anything"), "Ctrl+K"),
            Action::OffLineMessages => ("off-line-messages", tr_later("Off-line messages"), "Alt+B"),
            Action::Contacts => ("contacts", tr_later("Contacts"), "Alt+L"),
            Action::Administration => ("administration", tr_later("Administration"), "Alt+G"),
            Action::Invite => ("invite", tr_later("Request a chat with the visitor"), "Alt+C"),
            Action::Join => ("join", tr_later("Join the chat, or ask a colleague to"), "Alt+J"),
            Action::Leave => ("leave", tr_later("Leave the chat to the others in it"), "Alt+X"),
            Action::SaveHtml => ("save-html", tr_later("Save the chat as HTML"), "Ctrl+Shift+S"),
            Action::PutAway => ("put-away", tr_later("Put away the chat that is over"), "Alt+Z"),
            Action::PutAwayAll => {
                ("put-away-all", tr_later("Put away all chats that are over"), "Alt+Shift+Z")
            }
            Action::Archive => ("archive", tr_later("Archive"), "Alt+S"),
            Action::NextHit => ("next-hit", tr_later("Next hit in the chat"), "Alt+Shift+ArrowDown"),
            Action::PreviousHit => {
                ("previous-hit", tr_later("Previous hit in the chat"), "Alt+Shift+ArrowUp")
            }
            Action::Tags => ("tags", tr_later("Tags of the chat"), "Alt+Y"),
            Action::Snooze => ("snooze", tr_later("Snooze the chat"), "Alt+Shift+S"),
        }
    }

    pub(crate) fn name(self) -> &'static str {
        self.entry().0
    }

    pub(crate) fn words(self) -> &'static str {
        tr(self.entry().1)
    }

    pub(crate) fn usual(self) -> &'static str {
        self.entry().2
    }

    /// Whether it only navigates to a page.
    pub(crate) fn is_place(self) -> bool {
        matches!(
            self,
            Action::Visitors
                | Action::Preferences
                | Action::OffLineMessages
                | Action::Administration
                | Action::Archive
        )
    }

    /// The keys for this operator; empty if there are none.
    pub(crate) fn keys(self, mine: &Preferences) -> String {
        let changed = mine.keys.iter().find(|(name, _)| name == self.name());
        changed.map_or_else(|| self.usual().to_owned(), |(_, keys)| keys.clone())
    }

    /// Another action that already has these keys.
    pub(crate) fn taken(self, keys: &str, mine: &Preferences) -> Option<Action> {
        Action::ALL.into_iter().find(|other| *other != self && !keys.is_empty() && other.keys(mine) == keys)
    }

    pub(crate) fn set_keys(self, keys: &str, mine: &mut Preferences) {
        mine.keys.retain(|(name, _)| name != self.name());
        if keys != self.usual() {
            mine.keys.push((self.name().to_owned(), keys.to_owned()));
        }
    }

    pub(crate) fn of(event: &KeyboardEvent, mine: &Preferences) -> Option<Action> {
        let pressed = keys_of(event)?;
        Action::ALL.into_iter().find(|action| action.keys(mine) == pressed)
    }
}

/// Whether a key belongs to an input method (IME) that is composing text. Safari ends a composition
/// with an Enter that is not marked as such but has this code (UI Events, 7.3).
pub(crate) fn is_composing(event: &KeyboardEvent) -> bool {
    event.is_composing() || event.key_code() == 229
}

/// The keys of an event in written form: `Ctrl+Alt+Shift+K`. `None` for what cannot be a shortcut:
/// a modifier alone, or a letter without Ctrl or Alt.
pub(crate) fn keys_of(event: &KeyboardEvent) -> Option<String> {
    if is_composing(event) {
        return None;
    }
    let ctrl = event.ctrl_key() || event.meta_key();
    written(ctrl, event.alt_key(), event.shift_key(), &event.key(), &event.code())
}

fn written(ctrl: bool, alt: bool, shift: bool, key: &str, code: &str) -> Option<String> {
    // Uses the physical key rather than its character: with Alt, a Mac types other characters.
    let letter = code.strip_prefix("Key").or_else(|| code.strip_prefix("Digit"));
    let is_function = key.len() > 1 && key.starts_with('F') && key[1..].bytes().all(|b| b.is_ascii_digit());
    let name = match letter {
        Some(letter) if ctrl || alt => letter,
        _ if is_function => key,
        _ if (ctrl || alt) && (key.starts_with("Arrow") || matches!(key, "Enter" | "Home" | "End")) => key,
        _ => return None,
    };
    let modifiers = [(ctrl, "Ctrl+"), (alt, "Alt+"), (shift, "Shift+")];
    Some(modifiers.into_iter().filter(|(on, _)| *on).map(|(_, name)| name).chain([name]).collect())
}

/// The keys in readable form.
pub(crate) fn shown(keys: &str) -> String {
    keys.replace("ArrowDown", "↓")
        .replace("ArrowUp", "↑")
        .replace("ArrowLeft", "←")
        .replace("ArrowRight", "→")
}

/// The last action triggered by a key, for the parts of the console that handle it.
#[derive(Clone, Copy)]
pub(crate) struct Pressed(RwSignal<Option<Action>>);

impl Pressed {
    pub(crate) fn new() -> Pressed {
        Pressed(RwSignal::new(None))
    }

    pub(crate) fn tell(self, action: Action) {
        self.0.set(Some(action));
    }

    /// Calls `act` for each press until the owner ends.
    pub(crate) fn listen(self, act: impl Fn(Action) + 'static) {
        Effect::new(move |is_first: Option<()>| {
            // A press from before the listener existed was not meant for it.
            if let (Some(action), Some(())) = (self.0.get(), is_first) {
                untrack(|| act(action));
            }
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_actions_have_the_same_keys_or_name() {
        let mine = Preferences::default();
        for action in Action::ALL {
            assert_eq!(action.taken(&action.keys(&mine), &mine), None, "{action:?}");
            assert!(Action::ALL.into_iter().all(|other| other == action || other.name() != action.name()));
        }
    }

    #[test]
    fn keys_are_written_by_their_place() {
        assert_eq!(written(false, true, false, "å", "KeyA").as_deref(), Some("Alt+A"));
        assert_eq!(written(true, false, true, "S", "KeyS").as_deref(), Some("Ctrl+Shift+S"));
        assert_eq!(written(false, true, false, "ArrowDown", "ArrowDown").as_deref(), Some("Alt+ArrowDown"));
        assert_eq!(written(false, false, false, "F1", "F1").as_deref(), Some("F1"));
        for (key, code) in [("a", "KeyA"), ("Alt", "AltLeft"), ("Enter", "Enter"), ("F", "KeyF")] {
            assert_eq!(written(false, false, false, key, code), None, "{key}");
        }
    }

    #[test]
    fn changed_keys_hold_until_they_are_the_usual_again() {
        let mut mine = Preferences::default();
        Action::Help.set_keys("Ctrl+H", &mut mine);
        assert_eq!(Action::Help.keys(&mine), "Ctrl+H");
        assert_eq!(Action::Accept.taken("Ctrl+H", &mine), Some(Action::Help));
        Action::Help.set_keys("", &mut mine);
        assert_eq!(Action::Help.keys(&mine), "");
        Action::Help.set_keys("F1", &mut mine);
        assert_eq!(mine, Preferences::default());
    }
}
