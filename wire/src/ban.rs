//! Bans: visitors, addresses and networks that may not chat.

use serde::{Deserialize, Serialize};

use crate::{BanId, Timestamp, VisitorId};

const HOUR: i64 = 60 * 60 * 1_000;

/// Whom a ban keeps out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BanTarget {
    /// One browser on one site.
    Visitor(VisitorId),
    /// An IP address, or a network in CIDR notation (RFC 4632, RFC 4291): `203.0.113.7`,
    /// `203.0.113.0/24`, `2001:db8::/48`.
    Network(String),
}

/// How long a ban holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BanEnd {
    /// One hour.
    Hour,
    /// 24 hours.
    #[default]
    Day,
    /// Seven days.
    Week,
    /// Until it is lifted.
    Never,
    /// Until then.
    At(Timestamp),
}

impl BanEnd {
    /// When a ban that begins now ends. None: never.
    pub fn of(self, now: Timestamp) -> Option<Timestamp> {
        match self {
            BanEnd::Hour => Some(now.plus_millis(HOUR)),
            BanEnd::Day => Some(now.plus_millis(24 * HOUR)),
            BanEnd::Week => Some(now.plus_millis(7 * 24 * HOUR)),
            BanEnd::Never => None,
            BanEnd::At(at) => Some(at),
        }
    }
}

/// A ban in the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BanView {
    /// Its id, UUIDv7.
    pub id: BanId,
    /// Whom it keeps out. A network is in its canonical form; that of a single address has no
    /// length.
    pub target: BanTarget,
    /// The visitor's name when they were banned; empty: unknown, or a network.
    pub name: String,
    /// The reason, for operators only; may be empty.
    pub reason: String,
    /// The screen name of the operator who banned, at that time.
    pub by: String,
    /// Since when it holds.
    pub at: Timestamp,
    /// When it ends. None: never.
    pub ends_at: Option<Timestamp>,
}

/// What an operator may ban about a visitor, with whom else it would keep out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BanChoice {
    /// Whom it would keep out.
    pub target: BanTarget,
    /// How many visitors now online it fits.
    pub online: u32,
}

/// What an account's bans do (an administrator's settings).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct BanSettings {
    /// What a banned visitor sees.
    pub see: BannedSee,
    /// Whether operators who are not administrators may ban too.
    pub operators_may: bool,
}

/// What a banned visitor sees.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BannedSee {
    /// No launcher.
    #[default]
    Nothing,
    /// The offline form, as if nobody were available.
    Form,
}

/// Why a ban is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BadBan {
    /// It is neither an address nor a network.
    NotANetwork,
    /// The network is wider than /8 (IPv4) or /32 (IPv6).
    TooWide,
    /// It includes the server's own machine.
    ThisMachine,
    /// It includes a proxy in front of the server, and with it everybody behind that proxy.
    Proxy,
    /// It would end in the past.
    Over,
}
