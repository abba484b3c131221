//! An administrator manages the websites of their account (manual A18).

use async_trait::async_trait;
use wire::{
    AccountId, Role, SiteId, SiteLanguage, SiteSettings,
    administration::{Action, Change},
    look::{Look, MAX_OFFSET},
    rates::{RATE, Rate, Rates},
    rating::{BEST, RatingSettings, Scale},
    site::SiteDetails,
    text,
};

use super::{Site, all_of, domains, hours, insert, new_key, screen, texts};
use crate::{
    Error, Refused, SignedIn, Switchboard,
    alike::look_alike,
    audit::{Entry, changed},
    column::{json_of, text_of},
    live::Live,
    picture::{self, Uploaded},
    store::{Tx, Write, lock_account, sql},
    versions::is_as_seen,
};

/// A site as an administrator enters it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SaveSite {
    /// Its name. No other site of the account has a name that looks the same.
    pub name: String,
    /// Its settings.
    pub settings: SiteSettings,
    /// A change of the logo: `Some(Some(_))` is an uploaded file, `Some(None)` removes the logo,
    /// and `None` keeps it.
    pub logo: Option<Option<Vec<u8>>>,
}

impl Switchboard {
    /// The account's sites by name, for an administrator, without removed ones.
    pub async fn sites(&self, who: &SignedIn) -> Result<Result<Vec<SiteDetails>, Refused>, Error> {
        if who.role != Role::Administrator {
            return Ok(Err(Refused::NotAllowed));
        }
        Ok(Ok(present(&mut self.store.read().await?, who.account).await?))
    }

    /// Adds a site, or changes the version that the administrator has seen, unless somebody else
    /// has changed it since. The logo is stored together with the rest, or nothing is.
    pub async fn save_site(
        &self,
        who: &SignedIn,
        seen: Option<(SiteId, i64)>,
        site: SaveSite,
    ) -> Result<Result<SiteId, Refused>, Error> {
        if who.role != Role::Administrator {
            return Ok(Err(Refused::NotAllowed));
        }
        let mut site = match clean(site) {
            Ok(site) => site,
            Err(refused) => return Ok(Err(refused)),
        };
        let checked = |logo: Option<Vec<u8>>| logo.map(|body| Uploaded::check(body, false)).transpose();
        let logo = match site.logo.take().map(checked).transpose() {
            Ok(logo) => logo,
            Err(bad) => return Ok(Err(Refused::BadPicture(bad))),
        };
        let action = if seen.is_some() { Action::SiteChanged } else { Action::SiteAdded };
        let id = seen.map_or_else(|| self.sources.id(), |(id, _)| id);
        let (entry, key) = (self.entry_by(who, action), new_key(&self.sources));
        let version = seen.map(|(_, version)| version);
        self.administer(who, SaveWork { id, version, site, logo, key, entry }).await
    }

    /// Gives a site a new key. The old snippet no longer shows a chat. Visitors keep their
    /// identity.
    pub async fn renew_site_key(&self, who: &SignedIn, id: SiteId) -> Result<Result<(), Refused>, Error> {
        let (entry, key) = (self.entry_by(who, Action::SiteKeyChanged), new_key(&self.sources));
        self.administer(who, KeyWork { id, key, entry }).await
    }

    /// Removes a site: visitors can no longer come from it. Its chats stay, under its name.
    pub async fn remove_site(&self, who: &SignedIn, id: SiteId) -> Result<Result<(), Refused>, Error> {
        let entry = self.entry_by(who, Action::SiteRemoved);
        self.administer(who, RemoveWork { id, entry }).await
    }
}

fn clean(site: SaveSite) -> Result<SaveSite, Refused> {
    let SaveSite { name, settings, logo } = site;
    Ok(SaveSite {
        name: text::name(&name).map_err(Refused::BadName)?,
        settings: SiteSettings {
            domains: domains::normal(&settings.domains).map_err(Refused::BadDomain)?,
            welcome_screen: screen::normal(settings.welcome_screen).map_err(Refused::BadScreen)?,
            look: look(settings.look)?,
            language: settings.language,
            texts: texts::normal(settings.texts).map_err(Refused::BadSiteTexts)?,
            is_tracked: settings.is_tracked,
            hours: settings.hours.map(hours::normal).transpose().map_err(Refused::BadHours)?,
            rates: rates(settings.rates)?,
            rating: rating(settings.rating)?,
        },
        logo,
    })
}

fn look(look: Look) -> Result<Look, Refused> {
    let is_in_sight = look.from_side <= MAX_OFFSET && look.from_below <= MAX_OFFSET;
    is_in_sight.then_some(look).ok_or(Refused::OutOfSight)
}

fn rates(rates: Rates) -> Result<Rates, Refused> {
    let fits =
        |rate: Rate| [rate.per_visitor, rate.per_network, rate.per_site].iter().all(|one| RATE.contains(one));
    let all = [rates.requests, rates.off_line_messages, rates.transcripts];
    all.into_iter().all(fits).then_some(rates).ok_or(Refused::BadRate)
}

fn rating(rating: RatingSettings) -> Result<RatingSettings, Refused> {
    (rating.alert_at <= BEST).then_some(rating).ok_or(Refused::OutOfRange)
}

fn rating_in_words(rating: &RatingSettings) -> String {
    let RatingSettings { is_on, scale, alert_at } = *rating;
    let scale = match scale {
        Scale::Stars => "stars",
        Scale::Thumbs => "thumbs",
    };
    if is_on { format!("{scale}, alert at {alert_at}") } else { "off".into() }
}

fn rates_in_words(rates: &Rates) -> String {
    let words = |what, Rate { per_visitor, per_network, per_site }: Rate| {
        format!("{what} {per_visitor}, {per_network}, {per_site}")
    };
    let Rates { requests, off_line_messages, transcripts } = *rates;
    let all =
        [("requests", requests), ("off-line messages", off_line_messages), ("transcripts", transcripts)];
    all.map(|(what, rate)| words(what, rate)).join("; ")
}

fn look_in_words(look: &Look) -> String {
    let accent = look.accent.map_or_else(|| "our colour".to_owned(), |accent| accent.to_string());
    let (theme, side) = (text_of(&look.theme), text_of(&look.side));
    format!("{accent}, {theme}, {side} {} px, below {} px", look.from_side, look.from_below)
}

fn language_in_words(language: SiteLanguage) -> String {
    match language {
        SiteLanguage::AsThePage => "the page's".into(),
        SiteLanguage::Fixed(language) => language.tag().into(),
    }
}

async fn present(tx: &mut Tx, account: AccountId) -> Result<Vec<SiteDetails>, Error> {
    let all = all_of(tx, account).await?;
    Ok(all.into_iter().filter(|site| !site.view.is_removed).map(Site::details).collect())
}

async fn find(tx: &mut Tx, account: AccountId, id: SiteId) -> Result<Option<SiteDetails>, Error> {
    Ok(present(tx, account).await?.into_iter().find(|site| site.id == id))
}

fn changes(before: &SiteDetails, after: &SaveSite) -> Vec<Change> {
    let of =
        |what, words: fn(&SiteSettings) -> String| (what, words(&before.settings), words(&after.settings));
    changed([
        ("name", before.name.clone(), after.name.clone()),
        of("allowed domains", |settings| settings.domains.join(", ")),
        of("Welcome Screen", |settings| screen::in_words(&settings.welcome_screen)),
        of("to agree to", |settings| settings.welcome_screen.consent.clone()),
        of("look", |settings| look_in_words(&settings.look)),
        of("language", |settings| language_in_words(settings.language)),
        of("texts", |settings| texts::in_words(&settings.texts)),
        of("tracking", |settings| if settings.is_tracked { "on".into() } else { "off".into() }),
        of("business hours", |settings| hours::in_words(settings.hours.as_ref())),
        of("most in an hour", |settings| rates_in_words(&settings.rates)),
        of("rating", |settings| rating_in_words(&settings.rating)),
    ])
}

struct SaveWork {
    id: SiteId,
    /// The version that was seen; `None`: the site is new.
    version: Option<i64>,
    site: SaveSite,
    /// As [`SaveSite::logo`], after it was checked.
    logo: Option<Option<Uploaded>>,
    /// The key of a new site.
    key: String,
    entry: Entry,
}

impl SaveWork {
    /// Stores the logo and returns its change.
    async fn keep_logo(&self, tx: &mut Tx) -> Result<Vec<Change>, Error> {
        match &self.logo {
            Some(logo) => picture::keep(tx, self.entry.account, self.id.0, logo.as_ref()).await,
            None => Ok(Vec::new()),
        }
    }
}

#[async_trait]
impl Write for SaveWork {
    type Output = Result<SiteId, Refused>;

    async fn run(&self, tx: &mut Tx) -> Result<Self::Output, Error> {
        let (account, id) = (self.entry.account, self.id);
        let SaveSite { name, settings, .. } = &self.site;
        lock_account(tx, account).await?;
        let all = present(tx, account).await?;
        let before = all.iter().find(|one| one.id == id);
        if let Err(refused) = is_as_seen(self.version.as_ref(), before.map(|before| &before.version)) {
            return Ok(Err(refused));
        }
        if all.iter().any(|one| one.id != id && look_alike(&one.name, name)) {
            return Ok(Err(Refused::NameTaken));
        }
        let Some(before) = before else {
            let (name, settings, key) = (name.clone(), settings.clone(), self.key.clone());
            let site = SiteDetails { id, name, key, settings, logo: String::new(), version: 1 };
            insert(tx, account, &site, self.entry.at).await?;
            let nothing = SiteDetails { name: String::new(), settings: SiteSettings::default(), ..site };
            let mut changes = changes(&nothing, &self.site);
            changes.extend(self.keep_logo(tx).await?);
            self.entry.keep(tx, &self.site.name, changes).await?;
            return Ok(Ok(id));
        };
        let mut changes = changes(before, &self.site);
        changes.extend(self.keep_logo(tx).await?);
        if changes.is_empty() {
            return Ok(Ok(id));
        }
        sql!(
            tx,
            execute,
            "update site set name = $3, settings = $4, version = version + 1 where account_id = $1 and id = $2",
            account.0,
            id.0,
            name.as_str(),
            json_of(settings),
        )?;
        self.entry.keep(tx, &before.name, changes).await?;
        Ok(Ok(id))
    }

    fn announce(&self, saved: &Self::Output, live: &Live) {
        if saved.is_ok() {
            live.site_changed(self.entry.account, self.id);
        }
    }
}

struct KeyWork {
    id: SiteId,
    key: String,
    entry: Entry,
}

#[async_trait]
impl Write for KeyWork {
    type Output = Result<(), Refused>;

    async fn run(&self, tx: &mut Tx) -> Result<Self::Output, Error> {
        let account = self.entry.account;
        lock_account(tx, account).await?;
        let Some(before) = find(tx, account, self.id).await? else { return Ok(Err(Refused::NotFound)) };
        sql!(
            tx,
            execute,
            "update site set key = $3, version = version + 1 where account_id = $1 and id = $2",
            account.0,
            self.id.0,
            self.key.as_str(),
        )?;
        self.entry.keep(tx, &before.name, changed([("key", before.key, self.key.clone())])).await?;
        Ok(Ok(()))
    }

    fn announce(&self, done: &Self::Output, live: &Live) {
        if done.is_ok() {
            live.site_changed(self.entry.account, self.id);
        }
    }
}

struct RemoveWork {
    id: SiteId,
    entry: Entry,
}

#[async_trait]
impl Write for RemoveWork {
    type Output = Result<(), Refused>;

    async fn run(&self, tx: &mut Tx) -> Result<Self::Output, Error> {
        let account = self.entry.account;
        lock_account(tx, account).await?;
        let Some(before) = find(tx, account, self.id).await? else { return Ok(Err(Refused::NotFound)) };
        sql!(
            tx,
            execute,
            "update site set removed_at = $3, version = version + 1 where account_id = $1 and id = $2",
            account.0,
            self.id.0,
            self.entry.at.0,
        )?;
        picture::remove(tx, account, self.id.0).await?;
        self.entry.keep(tx, &before.name, changed([("key", before.key, String::new())])).await?;
        Ok(Ok(()))
    }

    fn announce(&self, done: &Self::Output, live: &Live) {
        if done.is_ok() {
            live.site_changed(self.entry.account, self.id);
        }
    }
}
