//! What an operator has chosen for himself (manual B3, B7, B10, B13, B16). It follows him to every machine.

use serde::{Deserialize, Serialize};

use crate::list;

/// The preferences. What a stored one lacks, because it is older, is as [`Default`] says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Preferences {
    /// Sounds are played (manual B3).
    pub sound: bool,
    /// Desktop notifications are shown (manual B3).
    pub popup: bool,
    /// The title, the favicon and the application's badge flash (manual B3).
    pub flash: bool,
    /// A request rings until somebody has accepted it.
    pub rings_on: bool,
    /// How loud, 0 to 100.
    pub volume: u8,
    /// What is played on each occasion (manual B10); an occasion that is not in it has its [`Occasion::usual`].
    #[serde(deserialize_with = "list::at_most::<{ Occasion::ALL.len() }, _, _>")]
    pub sounds: Vec<(Occasion, Sound)>,
    /// *as HTML* is ticked in a new chat (manual B13).
    pub as_html: bool,
    /// What is sent is checked first (manual B7).
    pub checks_spelling: bool,
    /// The dictionary: a language tag, such as `en`.
    pub language: String,
    /// Keys that differ from the usual ones (manual B16): the action's name and the keys, empty for none.
    /// At most [`MAX_KEYS`].
    #[serde(deserialize_with = "list::at_most::<MAX_KEYS, _, _>")]
    pub keys: Vec<(String, String)>,
    /// Light, dark, or as the machine is.
    pub appearance: Appearance,
}

/// The most keys that are changed; more than there are actions.
pub const MAX_KEYS: usize = 100;

/// Something that can be heard.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Occasion {
    /// A visitor asks for a chat.
    Request,
    /// A visitor has said something.
    Message,
    /// A colleague offers a chat.
    Offer,
    /// A colleague has said something.
    Talk,
    /// Somebody has come to a site.
    Arrival,
}

/// What is played.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sound {
    /// Nothing.
    Silence,
    /// Two tones upward.
    Bell,
    /// One soft tone.
    Drop,
    /// Three short tones.
    Chime,
    /// Two low tones.
    Knock,
    /// A short tone downward.
    Pebble,
    /// What the operator uploaded for this occasion.
    Own,
}

/// Light or dark.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Appearance {
    /// As the machine is.
    #[default]
    System,
    /// Light.
    Light,
    /// Dark.
    Dark,
}

impl Occasion {
    /// All of them, in the order in which the preferences list them.
    pub const ALL: [Occasion; 5] =
        [Occasion::Request, Occasion::Message, Occasion::Offer, Occasion::Talk, Occasion::Arrival];

    /// What is played if the operator has chosen nothing else.
    pub fn usual(self) -> Sound {
        match self {
            Occasion::Request => Sound::Bell,
            Occasion::Message => Sound::Drop,
            Occasion::Offer => Sound::Chime,
            Occasion::Talk => Sound::Pebble,
            // Where many come it would never be silent.
            Occasion::Arrival => Sound::Silence,
        }
    }
}

impl Sound {
    /// The sounds that need no upload.
    pub const BUILT_IN: [Sound; 6] =
        [Sound::Silence, Sound::Bell, Sound::Drop, Sound::Chime, Sound::Knock, Sound::Pebble];
}

impl Preferences {
    /// What is played on this occasion.
    pub fn sound_for(&self, occasion: Occasion) -> Sound {
        let chosen = self.sounds.iter().find(|(of, _)| *of == occasion);
        chosen.map_or(occasion.usual(), |(_, sound)| *sound)
    }

    /// Chooses what is played on this occasion.
    pub fn set_sound(&mut self, occasion: Occasion, sound: Sound) {
        self.sounds.retain(|(of, _)| *of != occasion);
        if sound != occasion.usual() {
            self.sounds.push((occasion, sound));
        }
    }

    /// Within the limits that are told above.
    #[must_use]
    pub fn limited(mut self) -> Preferences {
        self.volume = self.volume.min(100);
        self.sounds.truncate(Occasion::ALL.len());
        self.keys.truncate(MAX_KEYS);
        for text in self.keys.iter_mut().flat_map(|(action, keys)| [action, keys]) {
            *text = text.chars().filter(|c| !c.is_control()).take(60).collect();
        }
        self.language =
            self.language.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '-').take(20).collect();
        self
    }
}

impl Default for Preferences {
    fn default() -> Self {
        Preferences {
            sound: true,
            popup: false, // the browser asks for leave, and shall not before the operator wants it
            flash: true,
            rings_on: false,
            volume: 80,
            sounds: Vec::new(),
            as_html: false,
            checks_spelling: false,
            language: "en".into(),
            keys: Vec::new(),
            appearance: Appearance::System,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_occasion_has_its_usual_sound_until_another_is_chosen() {
        let mut mine = Preferences::default();
        assert_eq!(mine.sound_for(Occasion::Request), Sound::Bell);
        mine.set_sound(Occasion::Request, Sound::Knock);
        assert_eq!(mine.sound_for(Occasion::Request), Sound::Knock);
        mine.set_sound(Occasion::Request, Sound::Bell);
        assert_eq!(mine, Preferences::default());
    }

    #[test]
    fn what_is_too_much_is_cut() {
        let keys = vec![("x".repeat(100), String::new()); MAX_KEYS + 1];
        let language = "en\n../..".into();
        let cut = Preferences { volume: 255, keys, language, ..Preferences::default() }.limited();
        assert_eq!((cut.volume, cut.keys.len(), cut.keys[0].0.len()), (100, MAX_KEYS, 60));
        assert_eq!(cut.language, "en");
    }
}
