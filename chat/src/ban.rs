//! Bans: visitors, addresses and networks that may not chat.
//!
//! | module | holds |
//! |---|---|
//! | `ban/network.rs` | which addresses and networks can be banned |
//! | `ban/known.rs` | the cache that every visitor is looked up in |
//! | `ban/settings.rs` | what an account's bans do |
//!
//! A visitor's address is not stored: a ban stores the network that an operator banned, and a
//! visitor's address is compared with it while they are connected. What a banned visitor sees is
//! decided in `visit.rs`, which their sockets ask again when bans change.

pub(crate) mod known;
mod network;
mod settings;

pub(crate) use network::Proxies;

use std::{collections::HashSet, net::IpAddr, sync::Arc};

use async_trait::async_trait;
use ipnet::IpNet;
use uuid::Uuid;
use wire::{
    AccountId, BanId, ChatId, Role, Timestamp, VisitorId,
    administration::Action,
    ban::{BadBan, BanChoice, BanEnd, BanTarget, BanView, BannedSee},
    text,
};

use crate::{
    Error, Refused, Seat, SignedIn, Switchboard,
    audit::{Entry, changed, pattern},
    conversation,
    life::Step,
    live::Live,
    step::Actor,
    store::{Tx, Write, lock_account, sql},
    visitor,
};
use known::Bans;

const PAGE: usize = 50;
/// The most bans of an account, so that a node can hold them all.
const MOST: i64 = 5_000;

/// A query for [`Row`]s, with the text after its `from`.
macro_rules! select {
    ($rest:literal) => {
        concat!(
            "select id, visitor_id, network, name, reason, operator_name, created_at, ends_at from ban ",
            $rest
        )
    };
}

impl Switchboard {
    /// Names the proxies in front of this node, which nobody can ban.
    pub fn behind(mut self, proxies: Vec<IpNet>) -> Switchboard {
        self.proxies = Arc::new(Proxies::named(proxies));
        self
    }

    /// Records that this peer forwards requests of others, so that nobody bans all of them at once.
    pub fn saw_proxy(&self, peer: IpAddr) {
        self.proxies.saw(peer);
    }

    /// Bans a visitor, an address or a network. Their sockets learn it at once, on all nodes, and
    /// their open chats end. A ban of the same replaces the one before.
    ///
    /// For administrators, and for all operators if the account says so. Refused with
    /// [`Refused::NotAllowed`], [`Refused::NotFound`] for a visitor whom the account does not know,
    /// [`Refused::BadBan`], [`Refused::BadText`], or [`Refused::TooMany`].
    pub async fn ban(
        &self,
        who: &SignedIn,
        target: BanTarget,
        reason: &str,
        end: BanEnd,
    ) -> Result<Result<(), Refused>, Error> {
        let reason = match text::optional(reason, text::name) {
            Ok(reason) => self.redactor(who.account).await?.text(reason),
            Err(bad) => return Ok(Err(Refused::BadText(bad))),
        };
        let whom = match self.whom(&target) {
            Ok(whom) => whom,
            Err(bad) => return Ok(Err(Refused::BadBan(bad))),
        };
        let now = self.sources.now();
        let ends_at = end.of(now);
        if ends_at.is_some_and(|ends_at| ends_at <= now) {
            return Ok(Err(Refused::BadBan(BadBan::Over)));
        }
        let is_online = match whom {
            Whom::Visitor(visitor) => self.live.whereabouts_of(who.account, visitor).is_some(),
            Whom::Network(_) => true,
        };
        let entry = self.entry_by(who, Action::BanAdded);
        let (id, who_bans) = (self.sources.id(), who.clone());
        let work = BanWork { id, who: who_bans, whom, is_online, reason, ends_at, entry };
        if let Err(refused) = self.store.write(work).await? {
            return Ok(Err(refused));
        }
        self.end_chats(who, whom).await.map(Ok)
    }

    /// What can be banned about this visitor: themselves, and their address and its network while
    /// they are online; each with the number of visitors now online that it fits. What cannot be
    /// banned is left out. Refused like [`Switchboard::ban`].
    pub async fn ban_choices(
        &self,
        who: &SignedIn,
        visitor: VisitorId,
    ) -> Result<Result<Vec<BanChoice>, Refused>, Error> {
        let mut tx = self.store.read().await?;
        if !may(&mut tx, who).await? {
            return Ok(Err(Refused::NotAllowed));
        }
        let is_online = self.live.whereabouts_of(who.account, visitor).is_some();
        if !is_online && !visitor::is_kept(&mut tx, who.account, visitor).await? {
            return Ok(Err(Refused::NotFound));
        }
        drop(tx);
        let address = self.live.address_of(who.account, visitor);
        let this = BanChoice { target: BanTarget::Visitor(visitor), online: u32::from(is_online) };
        let alone = address.map(|address| IpNet::from(address.to_canonical()));
        let networks = [alone, address.and_then(network::around)].into_iter().flatten();
        let networks = networks.filter(|one| network::check(*one, &self.proxies).is_ok());
        let choice = |network: IpNet| BanChoice {
            target: BanTarget::Network(network::shown(network)),
            online: self.online(who.account, network),
        };
        Ok(Ok([this].into_iter().chain(networks.map(choice)).collect()))
    }

    /// How many visitors now online have an address in this network. Refused like
    /// [`Switchboard::ban`].
    pub async fn online_in(&self, who: &SignedIn, network: &str) -> Result<Result<u32, Refused>, Error> {
        if !may(&mut self.store.read().await?, who).await? {
            return Ok(Err(Refused::NotAllowed));
        }
        let read = network::read(network);
        let checked = read.and_then(|network| network::check(network, &self.proxies).map(|()| network));
        Ok(checked.map(|network| self.online(who.account, network)).map_err(Refused::BadBan))
    }

    /// A page of the bans that hold, newest first: those before this one that contain all these
    /// words. Also says whether there are more. For administrators only.
    pub async fn bans(
        &self,
        who: &SignedIn,
        search: &str,
        before: Option<BanId>,
    ) -> Result<Result<(Vec<BanView>, bool), Refused>, Error> {
        if who.role != Role::Administrator {
            return Ok(Err(Refused::NotAllowed));
        }
        let mut tx = self.store.read().await?;
        let rows = sql!(
            &mut tx,
            fetch_all as Row,
            select!(
                "where account_id = $1 and id < $2 and words like $3 escape '!' and (ends_at is null or ends_at > $4)
                 order by id desc limit $5"
            ),
            who.account.0,
            before.map_or(Uuid::max(), |before| before.0),
            pattern(search),
            self.sources.now().0,
            PAGE as i64 + 1,
        )?;
        let has_more = rows.len() > PAGE;
        Ok(Ok((rows.into_iter().take(PAGE).map(Row::view).collect(), has_more)))
    }

    /// Lifts a ban before its end. Refused with [`Refused::NotFound`]. For administrators only.
    pub async fn lift_ban(&self, who: &SignedIn, id: BanId) -> Result<Result<(), Refused>, Error> {
        let entry = self.entry_by(who, Action::BanLifted);
        self.administer(who, LiftWork { id, entry }).await
    }

    /// What this visitor sees if they are banned.
    pub(crate) async fn ban_on(&self, seat: Seat) -> Result<Option<BannedSee>, Error> {
        self.banned(seat.account, seat.visitor, seat.address).await
    }

    /// The same, for a visitor at this address.
    pub(crate) async fn banned(
        &self,
        account: AccountId,
        visitor: VisitorId,
        address: Option<IpAddr>,
    ) -> Result<Option<BannedSee>, Error> {
        let bans = self.caches.bans.of(account, &self.store).await?;
        Ok(bans.on(visitor, address, self.sources.now()))
    }

    /// Removes bans that have ended.
    pub(crate) async fn tidy_bans(&self, now: Timestamp) -> Result<(), Error> {
        let mut tx = self.store.read().await?;
        let ended = sql!(
            &mut tx,
            fetch_optional as (Uuid,),
            "select id from ban where ends_at <= $1 order by ends_at limit 1",
            now.0,
        )?;
        drop(tx);
        match ended {
            Some(_) => self.store.write(TidyWork { now }).await.map(drop),
            None => Ok(()),
        }
    }

    fn whom(&self, target: &BanTarget) -> Result<Whom, BadBan> {
        match target {
            BanTarget::Visitor(visitor) => Ok(Whom::Visitor(*visitor)),
            BanTarget::Network(text) => {
                let network = network::read(text)?;
                network::check(network, &self.proxies).map(|()| Whom::Network(network))
            }
        }
    }

    fn online(&self, account: AccountId, network: IpNet) -> u32 {
        u32::try_from(self.visitors_in(account, network).len()).unwrap_or(u32::MAX)
    }

    fn visitors_in(&self, account: AccountId, network: IpNet) -> Vec<VisitorId> {
        let is_in =
            |address: &str| address.parse::<IpAddr>().is_ok_and(|one| network.contains(&one.to_canonical()));
        let all = self.live.visitors_of(account).into_iter();
        all.filter(|view| is_in(&view.address)).map(|view| view.id).collect()
    }

    /// Ends the open chats of whom a ban keeps out, as if the operator had closed them.
    async fn end_chats(&self, who: &SignedIn, whom: Whom) -> Result<(), Error> {
        let visitors = match whom {
            Whom::Visitor(visitor) => vec![visitor],
            Whom::Network(network) => self.visitors_in(who.account, network),
        };
        for visitor in visitors {
            let mut tx = self.store.read().await?;
            let newest = conversation::newest_of(&mut tx, who.account, visitor).await?;
            drop(tx);
            let Some(chat) = newest.filter(|chat| chat.state.is_open()) else { continue };
            let chat: ChatId = chat.id;
            let step = Step::CloseByOperator(who.as_operator());
            // A refusal means that somebody else was faster.
            let _ = self.step(who.account, chat, Actor::Time, step).await?;
        }
        Ok(())
    }
}

/// Whether this operator may ban.
pub(crate) async fn may(tx: &mut Tx, who: &SignedIn) -> Result<bool, Error> {
    Ok(who.role == Role::Administrator || settings::of(tx, who.account).await?.operators_may)
}

/// All bans of an account, for the cache.
async fn all(tx: &mut Tx, account: AccountId) -> Result<Bans, Error> {
    let mut bans = Bans::none(settings::of(tx, account).await?.see);
    let rows = sql!(
        tx,
        fetch_all as (Option<Uuid>, Option<String>, Option<i64>),
        "select visitor_id, network, ends_at from ban where account_id = $1",
        account.0,
    )?;
    for (visitor, network, ends_at) in rows {
        let until = ends_at.map(Timestamp);
        if let Some(visitor) = visitor {
            bans.visitors.insert(visitor.into(), until);
        }
        if let Some(network) = network {
            bans.add(network::read(&network).map_err(|_| Error::UnknownValue("ban.network"))?, until);
        }
    }
    Ok(bans)
}

#[derive(Clone, Copy, Debug)]
enum Whom {
    Visitor(VisitorId),
    Network(IpNet),
}

impl Whom {
    fn visitor(self) -> Option<Uuid> {
        match self {
            Whom::Visitor(visitor) => Some(visitor.0),
            Whom::Network(_) => None,
        }
    }

    fn network(self) -> Option<String> {
        match self {
            Whom::Visitor(_) => None,
            Whom::Network(network) => Some(network::shown(network)),
        }
    }
}

/// Takes the visitor's name out of a ban of theirs. Returns the number of rows that have changed.
pub(crate) async fn forget_name(tx: &mut Tx, account: AccountId, visitor: VisitorId) -> Result<u64, Error> {
    let row = sql!(
        &mut *tx,
        fetch_optional as Row,
        select!("where account_id = $1 and visitor_id = $2 and name <> ''"),
        account.0,
        visitor.0,
    )?;
    let Some(ban) = row.map(Row::view) else { return Ok(0) };
    sql!(
        tx,
        execute,
        "update ban set name = '', words = $3 where account_id = $1 and visitor_id = $2",
        account.0,
        visitor.0,
        words_of(&ban.target, "", &ban.reason, &ban.by),
    )
}

/// A ban's target as the audit log names it. A visitor's name is not in it: entries outlive what is
/// kept of a visitor.
fn subject(target: &BanTarget) -> String {
    match target {
        BanTarget::Network(network) => network.clone(),
        BanTarget::Visitor(visitor) => format!("Visitor {}", visitor.short()),
    }
}

/// The text that a search in the list looks in.
fn words_of(target: &BanTarget, name: &str, reason: &str, by: &str) -> String {
    format!("{name} {} {reason} {by}", subject(target)).to_lowercase()
}

#[derive(sqlx_macros::FromRow)]
struct Row {
    id: Uuid,
    visitor_id: Option<Uuid>,
    network: Option<String>,
    name: String,
    reason: String,
    operator_name: String,
    created_at: i64,
    ends_at: Option<i64>,
}

impl Row {
    fn view(self) -> BanView {
        let target = match self.visitor_id {
            Some(visitor) => BanTarget::Visitor(visitor.into()),
            None => BanTarget::Network(self.network.unwrap_or_default()),
        };
        BanView {
            id: self.id.into(),
            target,
            name: self.name,
            reason: self.reason,
            by: self.operator_name,
            at: Timestamp(self.created_at),
            ends_at: self.ends_at.map(Timestamp),
        }
    }
}

struct BanWork {
    id: BanId,
    who: SignedIn,
    whom: Whom,
    /// Whether the visitor is online. One who is not must be stored.
    is_online: bool,
    reason: String,
    ends_at: Option<Timestamp>,
    entry: Entry,
}

#[async_trait]
impl Write for BanWork {
    type Output = Result<(), Refused>;

    async fn run(&self, tx: &mut Tx) -> Result<Self::Output, Error> {
        let account = self.who.account;
        lock_account(tx, account).await?;
        if !may(tx, &self.who).await? {
            return Ok(Err(Refused::NotAllowed));
        }
        let (visitor, network) = (self.whom.visitor(), self.whom.network());
        let mut name = String::new();
        if let Whom::Visitor(visitor) = self.whom {
            if !self.is_online && !visitor::is_kept(tx, account, visitor).await? {
                return Ok(Err(Refused::NotFound));
            }
            name = visitor::name_of(tx, account, visitor).await?.unwrap_or_default();
        }
        sql!(
            &mut *tx,
            execute,
            "delete from ban where account_id = $1 and (visitor_id = $2 or network = $3)",
            account.0,
            visitor,
            network.as_deref(),
        )?;
        let (count,) =
            sql!(&mut *tx, fetch_one as (i64,), "select count(*) from ban where account_id = $1", account.0)?;
        if count >= MOST {
            return Ok(Err(Refused::TooMany));
        }
        let target = match (self.whom, &network) {
            (Whom::Network(_), Some(network)) => BanTarget::Network(network.clone()),
            (Whom::Network(_), None) => return Ok(Err(Refused::BadBan(BadBan::NotANetwork))),
            (Whom::Visitor(visitor), _) => BanTarget::Visitor(visitor),
        };
        let words = words_of(&target, &name, &self.reason, &self.who.name);
        sql!(
            &mut *tx,
            execute,
            "insert into ban (id, account_id, visitor_id, network, name, reason, created_at, ends_at, operator_id,
                              operator_name, words)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
            self.id.0,
            account.0,
            visitor,
            network.as_deref(),
            name.as_str(),
            self.reason.as_str(),
            self.entry.at.0,
            self.ends_at.map(|ends_at| ends_at.0),
            self.who.operator.0,
            self.who.name.as_str(),
            words,
        )?;
        let changes = changed([
            ("reason", String::new(), self.reason.clone()),
            ("until", String::new(), self.ends_at.map_or_else(|| "it is lifted".to_owned(), written)),
        ]);
        self.entry.keep(tx, &subject(&target), changes).await?;
        Ok(Ok(()))
    }

    fn announce(&self, banned: &Self::Output, live: &Live) {
        if banned.is_ok() {
            live.bans_changed(self.who.account);
        }
    }
}

/// A time as the audit log has it: UTC, RFC 3339.
fn written(at: Timestamp) -> String {
    let at = at.0.div_euclid(1_000) * 1_000;
    jiff::Timestamp::from_millisecond(at).map(|at| at.to_string()).unwrap_or_default()
}

struct LiftWork {
    id: BanId,
    entry: Entry,
}

#[async_trait]
impl Write for LiftWork {
    type Output = Result<(), Refused>;

    async fn run(&self, tx: &mut Tx) -> Result<Self::Output, Error> {
        let account = self.entry.account;
        let row = sql!(
            &mut *tx,
            fetch_optional as Row,
            select!("where account_id = $1 and id = $2"),
            account.0,
            self.id.0,
        )?;
        let Some(ban) = row.map(Row::view) else { return Ok(Err(Refused::NotFound)) };
        sql!(&mut *tx, execute, "delete from ban where account_id = $1 and id = $2", account.0, self.id.0)?;
        let changes = changed([("reason", ban.reason.clone(), String::new())]);
        self.entry.keep(tx, &subject(&ban.target), changes).await?;
        Ok(Ok(()))
    }

    fn announce(&self, lifted: &Self::Output, live: &Live) {
        if lifted.is_ok() {
            live.bans_changed(self.entry.account);
        }
    }
}

struct TidyWork {
    now: Timestamp,
}

#[async_trait]
impl Write for TidyWork {
    /// The accounts in which bans have ended.
    type Output = HashSet<AccountId>;

    async fn run(&self, tx: &mut Tx) -> Result<Self::Output, Error> {
        let accounts = sql!(
            &mut *tx,
            fetch_all as (Uuid,),
            "select distinct account_id from ban where ends_at <= $1",
            self.now.0,
        )?;
        sql!(&mut *tx, execute, "delete from ban where ends_at <= $1", self.now.0)?;
        Ok(accounts.into_iter().map(|(account,)| account.into()).collect())
    }

    fn announce(&self, accounts: &Self::Output, live: &Live) {
        for account in accounts {
            live.bans_changed(*account);
        }
    }
}
