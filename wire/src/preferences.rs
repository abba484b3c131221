//! An operator's own preferences (manual B3, B7, B10, B13, B16). They apply on every machine.

use serde::{Deserialize, Serialize};

use crate::list;

/// The preferences. Fields that an older stored document lacks have their [`Default`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Preferences {
    /// Sounds are played (manual B3).
    pub sound: bool,
    /// Desktop notifications are shown (manual B3).
    pub popup: bool,
    /// The title, the favicon and the application's badge flash (manual B3).
    pub flash: bool,
    /// A request rings until somebody accepts it.
    pub rings_on: bool,
    /// The volume, 0 to 100.
    pub volume: u8,
    /// The sound for each occasion (manual B10). An occasion that is missing has its
    /// [`Occasion::usual`].
    #[serde(deserialize_with = "list::at_most::<{ Occasion::ALL.len() }, _, _>")]
    pub sounds: Vec<(Occasion, Sound)>,
    /// *as HTML* is ticked in a new chat (manual B13).
    pub as_html: bool,
    /// Messages are spell-checked before they are sent (manual B7).
    pub checks_spelling: bool,
    /// The language tag of the dictionary, such as `en`; empty: the browser's language.
    pub language: String,
    /// Keys that differ from the defaults (manual B16): the action's name and the keys, empty for
    /// none. At most [`MAX_KEYS`].
    #[serde(deserialize_with = "list::at_most::<MAX_KEYS, _, _>")]
    pub keys: Vec<(String, String)>,
    /// The colour scheme.
    pub appearance: Appearance,
    /// The columns of the visitor list in order (manual B1); empty: all, in the order of
    /// [`Column::ALL`].
    #[serde(deserialize_with = "list::at_most::<{ Column::ALL.len() }, _, _>")]
    pub columns: Vec<Column>,
    /// The operator has answered the question whether *as HTML* is ticked by default (manual B13).
    pub as_html_offered: bool,
    /// The operator has answered the question whether to show desktop notifications (manual B3).
    pub popup_offered: bool,
}

/// The maximum number of changed keys; more than there are actions.
pub const MAX_KEYS: usize = 100;

/// An event with a sound.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Occasion {
    /// A visitor asks for a chat.
    Request,
    /// A visitor has sent a message.
    Message,
    /// A colleague offers a chat.
    Offer,
    /// A colleague has sent a message.
    Talk,
    /// A visitor has arrived on a site.
    Arrival,
    /// A visitor accepts or declines an invitation (manual B2).
    Invitation,
    /// An offline message arrived, was assigned to the operator, or its answer was not delivered
    /// (manual A11).
    OffLine,
}

/// A sound.
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
    /// A short falling tone.
    Pebble,
    /// A sound that the operator uploaded for this occasion.
    Own,
}

/// A colour scheme.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Appearance {
    /// The scheme of the operator's system.
    #[default]
    System,
    /// Light.
    Light,
    /// Dark.
    Dark,
}

/// A column of the visitor list (manual B1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Column {
    /// The visitor's name, if known, and id.
    Visitor,
    /// *Online*, *Requesting*, *Chatting*.
    Status,
    /// The page the visitor is on.
    Page,
    /// The time the visitor has been on the site.
    OnLine,
    /// The network address, after the operator's own label (manual B9).
    Address,
    /// The website; shown if there are several.
    Site,
    /// The operator the request is assigned to; shown while queueing is on (manual B18).
    Assigned,
}

impl Column {
    /// All columns in their default order.
    pub const ALL: [Column; 7] = [
        Column::Visitor,
        Column::Status,
        Column::Page,
        Column::OnLine,
        Column::Address,
        Column::Site,
        Column::Assigned,
    ];
}

impl Occasion {
    /// All occasions, in the order in which the preferences list them.
    pub const ALL: [Occasion; 7] = [
        Occasion::Request,
        Occasion::Message,
        Occasion::Offer,
        Occasion::Talk,
        Occasion::Arrival,
        Occasion::Invitation,
        Occasion::OffLine,
    ];

    /// The default sound.
    pub fn usual(self) -> Sound {
        match self {
            Occasion::Request => Sound::Bell,
            Occasion::Message => Sound::Drop,
            Occasion::Offer | Occasion::Invitation => Sound::Chime,
            Occasion::Talk | Occasion::OffLine => Sound::Pebble,
            // On a busy site this sound would never stop.
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
    /// The sound for this occasion.
    pub fn sound_for(&self, occasion: Occasion) -> Sound {
        let chosen = self.sounds.iter().find(|(of, _)| *of == occasion);
        chosen.map_or(occasion.usual(), |(_, sound)| *sound)
    }

    /// Sets the sound for this occasion.
    pub fn set_sound(&mut self, occasion: Occasion, sound: Sound) {
        self.sounds.retain(|(of, _)| *of != occasion);
        if sound != occasion.usual() {
            self.sounds.push((occasion, sound));
        }
    }

    /// The columns of the visitor list in order; never empty.
    pub fn columns(&self) -> &[Column] {
        if self.columns.is_empty() { &Column::ALL } else { &self.columns }
    }

    /// The preferences with every value within its limit.
    #[must_use]
    pub fn limited(mut self) -> Preferences {
        self.volume = self.volume.min(100);
        self.sounds.truncate(Occasion::ALL.len());
        self.keys.truncate(MAX_KEYS);
        let mut columns = Vec::new();
        columns.extend(Column::ALL);
        columns.retain(|column| self.columns.contains(column));
        columns.sort_by_key(|column| self.columns.iter().position(|one| one == column));
        self.columns = columns;
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
            popup: false, // the browser asks for permission, and only when the operator wants it
            flash: true,
            rings_on: false,
            volume: 80,
            sounds: Vec::new(),
            as_html: false,
            checks_spelling: false,
            language: String::new(),
            keys: Vec::new(),
            appearance: Appearance::System,
            columns: Vec::new(),
            as_html_offered: false,
            popup_offered: false,
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
    fn the_list_has_all_columns_until_some_are_chosen_and_each_once() {
        assert_eq!(Preferences::default().columns(), Column::ALL);
        let columns = vec![Column::Page, Column::Visitor, Column::Page];
        let mine = Preferences { columns, ..Preferences::default() }.limited();
        assert_eq!(mine.columns(), [Column::Page, Column::Visitor]);
    }

    #[test]
    fn what_was_stored_before_there_were_columns_is_read() {
        let old = r#"{"sound":true,"popup":true,"flash":true,"rings_on":false,"volume":30,"sounds":[["request","knock"]],
            "as_html":true,"checks_spelling":false,"language":"fr","keys":[],"appearance":"dark"}"#;
        let read: Preferences = serde_json::from_str(old).unwrap();
        let expected = Preferences {
            popup: true,
            volume: 30,
            sounds: vec![(Occasion::Request, Sound::Knock)],
            as_html: true,
            language: "fr".into(),
            appearance: Appearance::Dark,
            ..Preferences::default()
        };
        assert_eq!(read, expected);
        assert_eq!(read.columns(), Column::ALL);
        assert!(!read.as_html_offered && !read.popup_offered, "nobody has asked them yet");
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
