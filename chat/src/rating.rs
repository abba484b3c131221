//! Visitors rate their chats that have ended, and can change their minds for a while.

use std::collections::HashMap;

use async_trait::async_trait;
use uuid::Uuid;
use wire::{
    AccountId, ChatId, Language, Timestamp,
    rates::{Rated, Rates},
    rating::{self, RatedChat, Rating, RatingSettings, ToRate},
    text::{self, BadText},
    visitor::{Say, Stored},
};

use crate::{
    Error, Refused, Seat, Switchboard,
    bus::Audience,
    conversation,
    limits::Floods,
    live::Live,
    over,
    store::{Many, Tx, Write, lock_chat, sql, sql_many},
    visitor,
};

/// For how long after its end a chat can be rated, in milliseconds: a week.
const OPEN_FOR: i64 = 7 * 24 * 60 * 60 * 1_000;

impl Switchboard {
    /// Stores the visitor's rating of a chat of theirs that an operator accepted and that has
    /// ended, in place of an earlier one. Repeating it changes nothing. The text is that of
    /// [`wire::visitor::FromVisitor::Rate`].
    pub async fn rate(&self, seat: Seat, rate: Say) -> Result<Result<Stored, Refused>, Error> {
        let Some((stars, words)) = rating::read(&rate.text) else {
            return Ok(Err(Refused::BadText(BadText::Empty)));
        };
        let words = match text::optional(words.trim(), text::message) {
            Ok(words) => words,
            Err(bad) => return Ok(Err(Refused::BadText(bad))),
        };
        let words = self.redactor(seat.account).await?.text(words);
        if self.ban_on(seat).await?.is_some() {
            return Ok(Err(Refused::Banned));
        }
        let site = self.caches.sites.of(seat.account, seat.site, &self.store).await?;
        let (settings, rates, floods) =
            (site.settings.rating, site.settings.rates, self.live.floods().clone());
        let rating = Rating { stars, words, at: self.sources.now() };
        let stored = Stored { id: rate.id, place: None, at: rating.at };
        let work = RateWork { seat, chat: rate.chat, rating, settings, rates, floods };
        self.store.write(work).await.map(|rated| rated.map(|_| stored))
    }

    /// The visitor's newest chat, if they can rate it now and the site asks for that.
    pub(crate) async fn newest_to_rate(
        &self,
        seat: Seat,
        language: Language,
    ) -> Result<Option<ToRate>, Error> {
        let site = self.caches.sites.of(seat.account, seat.site, &self.store).await?;
        let settings = site.settings.rating;
        if !settings.is_on {
            return Ok(None);
        }
        let question = site.settings.texts.get(&language).map(|texts| texts.rating.clone());
        let mut tx = self.store.read().await?;
        let Some(newest) = conversation::newest_of(&mut tx, seat.account, seat.visitor).await? else {
            return Ok(None);
        };
        if may_rate(&mut tx, seat, newest.id, self.sources.now()).await?.is_err() {
            return Ok(None);
        }
        let given = of(&mut tx, seat.account, newest.id).await?;
        let question = question.unwrap_or_default();
        Ok(Some(ToRate { chat: newest.id, scale: settings.scale, question, given }))
    }
}

/// The rating of a chat.
pub(crate) async fn of(tx: &mut Tx, account: AccountId, chat: ChatId) -> Result<Option<Rating>, Error> {
    Ok(of_all(tx, &[(account, chat)]).await?.remove(&chat))
}

/// The ratings of these chats, as far as there are any.
pub(crate) async fn of_all(
    tx: &mut Tx,
    chats: &[(AccountId, ChatId)],
) -> Result<HashMap<ChatId, Rating>, Error> {
    static RATINGS: Many = Many::new(
        "with w(account_id, chat_id) as (values ",
        2,
        ") select r.chat_id, r.stars, r.words, r.changed_at from w cross join rating r
           where r.chat_id = w.chat_id and r.account_id = w.account_id",
    );
    let rows = sql_many!(
        tx,
        fetch_all as (Uuid, i64, String, i64),
        RATINGS,
        chats,
        |row| row.map(|(account, _)| account.0),
        row.map(|(_, chat)| chat.0),
    )?;
    let mut all = HashMap::new();
    for (chat, stars, words, at) in rows {
        let stars = u8::try_from(stars).map_err(|_| Error::UnknownValue("rating.stars"))?;
        all.insert(ChatId(chat), Rating { stars, words, at: Timestamp(at) });
    }
    Ok(all)
}

/// Whether the visitor can rate this chat now: it is theirs, an operator has accepted it, and it
/// ended not too long ago.
async fn may_rate(
    tx: &mut Tx,
    seat: Seat,
    chat: ChatId,
    now: Timestamp,
) -> Result<Result<(), Refused>, Error> {
    let row = sql!(
        tx,
        fetch_optional as (Option<i64>, Option<i64>),
        "select accepted_at, closed_at from chat where account_id = $1 and id = $2 and visitor_id = $3",
        seat.account.0,
        chat.0,
        seat.visitor.0,
    )?;
    Ok(match row {
        None => Err(Refused::NotFound),
        Some((None, _)) => Err(Refused::NotAccepted),
        // It goes on.
        Some((_, None)) => Err(Refused::NotAllowed),
        Some((_, Some(closed))) if now.millis_since(Timestamp(closed)) >= OPEN_FOR => Err(Refused::Closed),
        Some(_) => Ok(()),
    })
}

struct RateWork {
    seat: Seat,
    chat: ChatId,
    /// Cleaned.
    rating: Rating,
    settings: RatingSettings,
    rates: Rates,
    floods: Floods,
}

#[async_trait]
impl Write for RateWork {
    /// The news for consoles; `None`: it was the same before.
    type Output = Result<Option<(RatedChat, Audience)>, Refused>;

    async fn run(&self, tx: &mut Tx) -> Result<Self::Output, Error> {
        let (seat, account, chat, rating) = (self.seat, self.seat.account, self.chat, &self.rating);
        // So that it is not reopened or erased meanwhile.
        lock_chat(tx, chat).await?;
        if let Err(refused) = may_rate(tx, seat, chat, rating.at).await? {
            return Ok(Err(refused));
        }
        if !self.settings.is_on {
            return Ok(Err(Refused::NotAllowed));
        }
        let before = of(tx, account, chat).await?;
        let is_same = |before: &Rating| (before.stars, &before.words) == (rating.stars, &rating.words);
        if before.as_ref().is_some_and(is_same) {
            return Ok(Ok(None));
        }
        if !self.floods.admit(Rated::Rating, &self.rates, seat, rating.at) {
            return Ok(Err(Refused::TooMany));
        }
        sql!(
            tx,
            execute,
            "insert into rating (chat_id, account_id, visitor_id, stars, words, at, changed_at)
             values ($1, $2, $3, $4, $5, $6, $6)
             on conflict (chat_id) do update
             set stars = excluded.stars, words = excluded.words, changed_at = excluded.changed_at",
            chat.0,
            account.0,
            seat.visitor.0,
            i64::from(rating.stars),
            rating.words.as_str(),
            rating.at.0,
        )?;
        let is_low = |rating: &Rating| rating.stars <= self.settings.alert_at;
        let rated = RatedChat {
            chat,
            visitor: seat.visitor,
            visitor_name: visitor::name_of(tx, account, seat.visitor).await?,
            rating: rating.clone(),
            is_alert: is_low(rating) && !before.as_ref().is_some_and(is_low),
        };
        Ok(Ok(Some((rated, Audience::Only(over::readers(tx, account, chat).await?)))))
    }

    fn announce(&self, rated: &Self::Output, live: &Live) {
        if let Ok(Some((rated, audience))) = rated {
            live.rated(self.seat.account, rated.clone(), audience.clone());
        }
    }
}
