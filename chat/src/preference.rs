//! What operators set for themselves: preferences, the words of their own dictionary (manual B7),
//! and their uploaded sounds (manual B10).

use async_trait::async_trait;
use wire::{
    preferences::{Occasion, Preferences},
    text,
};

use crate::{
    Error, Refused, SignedIn, Switchboard,
    bus::Event,
    column::{from_json, json_of, text_of},
    live::Live,
    store::{Tx, Write, sql},
};

/// The most words in an operator's own dictionary.
const WORDS: i64 = 5_000;
/// The largest sound, in bytes: half a minute of a compressed one.
pub const MAX_SOUND: usize = 512 * 1024;

/// A sound that an operator uploaded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnSound {
    /// Its media type.
    pub kind: String,
    /// The content of the file.
    pub body: Vec<u8>,
}

impl Switchboard {
    /// Changes an operator's preferences; values beyond the limits are cut.
    pub async fn set_preferences(&self, who: &SignedIn, preferences: Preferences) -> Result<(), Error> {
        let preferences = preferences.limited();
        self.store.write(PreferencesWork { who: who.clone(), preferences }).await
    }

    /// The words of this operator's own dictionary, sorted.
    pub async fn words(&self, who: &SignedIn) -> Result<Vec<String>, Error> {
        let mut tx = self.store.read().await?;
        let rows = sql!(
            &mut tx,
            fetch_all as (String,),
            "select word from word where account_id = $1 and operator_id = $2 order by word limit $3",
            who.account.0,
            who.operator.0,
            WORDS,
        )?;
        Ok(rows.into_iter().map(|(word,)| word).collect())
    }

    /// Adds a word to this operator's own dictionary, or removes it.
    pub async fn set_word(
        &self,
        who: &SignedIn,
        word: &str,
        known: bool,
    ) -> Result<Result<(), Refused>, Error> {
        let word = match text::name(word) {
            Ok(word) => word,
            Err(bad) => return Ok(Err(Refused::BadText(bad))),
        };
        self.store.write(WordWork { who: who.clone(), word, known }).await
    }

    /// The sound that this operator uploaded for an occasion.
    pub async fn own_sound(&self, who: &SignedIn, occasion: Occasion) -> Result<Option<OwnSound>, Error> {
        let mut tx = self.store.read().await?;
        let row = sql!(
            &mut tx,
            fetch_optional as (String, Vec<u8>),
            "select kind, body from sound where account_id = $1 and operator_id = $2 and occasion = $3",
            who.account.0,
            who.operator.0,
            text_of(&occasion),
        )?;
        Ok(row.map(|(kind, body)| OwnSound { kind, body }))
    }

    /// Stores a sound for an occasion, in place of an earlier upload. It must be a sound that
    /// browsers can play.
    pub async fn set_own_sound(
        &self,
        who: &SignedIn,
        occasion: Occasion,
        body: Vec<u8>,
    ) -> Result<Result<(), Refused>, Error> {
        if body.is_empty() || body.len() > MAX_SOUND {
            return Ok(Err(Refused::OutOfRange));
        }
        let Some(kind) = kind_of(&body) else { return Ok(Err(Refused::NotASound)) };
        let sound = OwnSound { kind: kind.to_owned(), body };
        self.store.write(SoundWork { who: who.clone(), occasion, sound }).await.map(Ok)
    }
}

/// The media type of a sound that browsers can play, by its content: the type that the sender
/// states may be wrong.
fn kind_of(body: &[u8]) -> Option<&'static str> {
    match infer::get(body)?.mime_type() {
        "audio/mpeg" => Some("audio/mpeg"),
        "audio/ogg" | "application/ogg" => Some("audio/ogg"),
        "audio/x-wav" => Some("audio/wav"),
        "audio/aac" => Some("audio/aac"),
        // Whether there is also video is deeper inside the file; nothing shows it.
        "video/webm" => Some("audio/webm"),
        "audio/m4a" | "video/mp4" => Some("audio/mp4"),
        _ => None,
    }
}

/// An operator's preferences, with defaults for what they have not set.
pub(crate) async fn of(tx: &mut Tx, who: &SignedIn) -> Result<Preferences, Error> {
    let row = sql!(
        tx,
        fetch_optional as (String,),
        "select body from preference where account_id = $1 and operator_id = $2",
        who.account.0,
        who.operator.0,
    )?;
    row.map_or_else(|| Ok(Preferences::default()), |(json,)| from_json(&json, "preference.body"))
}

struct PreferencesWork {
    who: SignedIn,
    preferences: Preferences,
}

#[async_trait]
impl Write for PreferencesWork {
    type Output = ();

    async fn run(&self, tx: &mut Tx) -> Result<(), Error> {
        sql!(
            tx,
            execute,
            "insert into preference (operator_id, account_id, body) values ($1, $2, $3)
             on conflict (operator_id) do update set body = excluded.body",
            self.who.operator.0,
            self.who.account.0,
            json_of(&self.preferences),
        )
        .map(|_| ())
    }

    fn announce(&self, (): &(), live: &Live) {
        let SignedIn { account, operator, .. } = self.who;
        live.tell_operator(account, operator, Event::Preferences(operator, self.preferences.clone()));
    }
}

struct WordWork {
    who: SignedIn,
    word: String,
    known: bool,
}

#[async_trait]
impl Write for WordWork {
    type Output = Result<(), Refused>;

    async fn run(&self, tx: &mut Tx) -> Result<Self::Output, Error> {
        let (account, operator, word) = (self.who.account.0, self.who.operator.0, self.word.as_str());
        if !self.known {
            sql!(
                tx,
                execute,
                "delete from word where account_id = $1 and operator_id = $2 and word = $3",
                account,
                operator,
                word,
            )?;
            return Ok(Ok(()));
        }
        let done = sql!(
            tx,
            execute,
            "insert into word (operator_id, word, account_id)
             select $1, $2, $3 where (select count(*) from word where operator_id = $1) < $4
             on conflict (operator_id, word) do nothing",
            operator,
            word,
            account,
            WORDS,
        )?;
        let is_there = done > 0 || is_known(tx, &self.who, word).await?;
        Ok(if is_there { Ok(()) } else { Err(Refused::OutOfRange) })
    }

    fn announce(&self, _: &Self::Output, _: &Live) {}
}

async fn is_known(tx: &mut Tx, who: &SignedIn, word: &str) -> Result<bool, Error> {
    let row = sql!(
        tx,
        fetch_optional as (i32,),
        "select 1 from word where account_id = $1 and operator_id = $2 and word = $3",
        who.account.0,
        who.operator.0,
        word,
    )?;
    Ok(row.is_some())
}

struct SoundWork {
    who: SignedIn,
    occasion: Occasion,
    sound: OwnSound,
}

#[async_trait]
impl Write for SoundWork {
    type Output = ();

    async fn run(&self, tx: &mut Tx) -> Result<(), Error> {
        sql!(
            tx,
            execute,
            "insert into sound (operator_id, occasion, account_id, kind, body) values ($1, $2, $3, $4, $5)
             on conflict (operator_id, occasion) do update set kind = excluded.kind, body = excluded.body",
            self.who.operator.0,
            text_of(&self.occasion),
            self.who.account.0,
            self.sound.kind.as_str(),
            self.sound.body.as_slice(),
        )
        .map(|_| ())
    }

    fn announce(&self, (): &(), _: &Live) {}
}
