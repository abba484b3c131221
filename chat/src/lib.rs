//! The domain of Switchboard. It knows neither HTTP nor pages.
//!
//! [`Switchboard`] is the one handle, cheap to clone. Each thing that a person can do is a method
//! on it, in a file of that name:
//!
//! | who | does | file |
//! |---|---|---|
//! | visitor | comes and goes | [`visit`] |
//! | visitor | asks for a chat, or reopens one | `ask.rs` |
//! | visitor, operator | says something | `say.rs`, `content.rs`, down to `message.rs` |
//! | visitor, operator | catches up | `catch_up.rs` |
//! | visitor, operator | types, looks at a chat | `typing.rs` |
//! | visitor, operator | has received and read messages | `mark.rs` |
//! | visitor | has loaded a pushed address | `opened.rs` |
//! | visitor, operator | ends the chat | `close.rs` |
//! | visitor | leaves an offline message | `off_line_message.rs` |
//! | visitor | rates a chat that has ended | `rating.rs` |
//! | operator | signs in and out | [`session`], `password.rs` |
//! | operator | works at their console | [`console`] |
//! | operator | works in a SIP client | [`sip`] |
//! | operator | accepts a chat | `accept.rs` |
//! | operator | invites a visitor | `invite.rs` |
//! | operator | bans a visitor, an address or a network | `ban.rs` |
//! | operator | transfers a chat, joins and leaves one | `offer.rs` |
//! | operator | talks with another operator | `talk.rs` |
//! | operator | looks up a visitor, adds notes and labels | `dossier.rs`, `note.rs` |
//! | operator | reads a visitor's earlier chats | `past.rs` |
//! | operator | keeps reading a chat that is over, and removes it from the list | `over.rs` |
//! | operator | answers offline messages, and marks them done | `off_line_message.rs` |
//! | operator | tags chats; administrators manage the tags | `tag.rs` |
//! | operator | does the same with many chats | `bulk.rs` |
//! | operator | puts a chat aside for a while | `snooze.rs` |
//! | operator | searches what was said | [`search`] |
//! | operator | saves the transcript of a chat | `transcript.rs` |
//! | operator | finds chats in the archive, saves views of it | `archive.rs` |
//! | operator | manages canned responses | `canned.rs` |
//! | operator | sets their preferences | [`preference`] |
//! | operator, administrator | uploads a picture | [`picture`] |
//! | operator | sees their colleagues | `colleague.rs` |
//! | time | lets offers, invitations and requests expire | `tend.rs` |
//! | time | assigns queued requests | `queue.rs` |
//! | time | indexes what was said | `search/job.rs` |
//! | time | freezes the statement of a month | [`fees`] |
//! | time | removes what is older than the rules allow | `retention.rs` |
//! | administrator | starts an installation | [`account`] |
//! | administrator | follows the first steps | `guide.rs` |
//! | administrator | manages operators | `operators.rs` |
//! | administrator | sets whom requests go to | [`routing`] |
//! | administrator | sets up email and whom offline messages go to | [`mail`] |
//! | administrator | sets up websites | [`site`] |
//! | administrator | sets what is redacted in texts | `redact.rs` |
//! | administrator | reads who changed what | `audit.rs` |
//! | administrator | erases a visitor | `erase.rs` |
//! | administrator | sets for how long things are kept | `retention.rs` |
//! | administrator | exports everything about a visitor | `export.rs` |
//! | administrator | reads what the operators cost | [`fees`] |
//! | operator, administrator | reads figures of their chats, or of all | `report.rs` |
//!
//! `life.rs` decides which steps are possible in a chat, and `step.rs` carries them out.
//!
//! Below them: [`limits`] (how much one stranger may use of shared resources), `secrets.rs` (sealed
//! storage), [`store`] (the source of truth: one SQL text on two databases, one writer),
//! `caches.rs` (copies of what is read all the time), `live.rs` and `presence.rs` (who is online:
//! memory only), [`bus`] (who receives an event), [`relay`] (which other nodes receive it). The
//! identity of the caller is in `signed_in.rs`, `seat.rs` and `speaker.rs`. Time and randomness
//! come in through [`Sources`].

pub mod account;
pub mod bus;
pub mod console;
pub mod error;
pub mod fees;
pub mod limits;
pub mod mail;
pub mod picture;
pub mod preference;
pub mod relay;
pub mod routing;
pub mod search;
pub mod session;
pub mod sip;
pub mod site;
pub mod sources;
pub mod store;
pub mod visit;

mod accept;
mod administer;
mod alike;
mod archive;
mod ask;
mod audit;
mod ban;
mod bulk;
mod cache;
mod caches;
mod canned;
mod catch_up;
mod close;
mod colleague;
mod column;
mod content;
mod conversation;
mod dossier;
mod erase;
mod export;
mod facts;
mod guide;
mod invite;
mod life;
mod live;
mod mark;
mod members;
mod message;
mod note;
mod off_line_message;
mod offer;
mod opened;
mod operator;
mod operators;
mod over;
mod password;
mod past;
mod presence;
mod queue;
mod rating;
mod redact;
mod report;
mod retention;
mod say;
mod seat;
mod secrets;
mod security;
mod signed_in;
mod snooze;
mod speaker;
mod step;
mod tag;
mod talk;
mod tend;
mod transcript;
mod typing;
mod versions;
mod visitor;

pub use account::{AddAccount, FirstStart, FirstStartError, ListedAccount, NoAccount, Started};
pub use archive::NewView;
pub use bus::Audience;
pub use console::{Console, ForConsole};
pub use content::plain_of_html;
pub use erase::{TAKES_ALONG, tables_of_visitors};
pub use error::{Error, Refused};
pub use export::{Export, ExportedFile};
pub use fees::{BadPrice, Price};
pub use operators::{AddOperator, EditOperator, Invitation, InviteOperator, ListedOperator};
pub use password::PasswordError;
pub use relay::{BadNats, Nats};
pub use report::{Cell, Table};
pub use seat::Seat;
pub use secrets::{KeyError, SecretKey};
pub use security::SECURITY;
pub use session::{Caller, NewSession, SignInError};
pub use signed_in::SignedIn;
pub use sources::Sources;
pub use speaker::Speaker;
pub use store::{Claim, OpenError};
pub use transcript::{Transcript, told};
pub use visit::{Browser, Refreshed, Visit};

use std::sync::{Arc, Mutex};

/// The whole domain of one installation on this node.
#[derive(Clone)]
pub struct Switchboard {
    store: store::Store,
    live: live::Live,
    /// Copies of stored data that is read all the time.
    caches: caches::Caches,
    /// The queue positions that visitors of this node were told.
    places: queue::Places,
    sources: Sources,
    /// Recent wrong passwords at the console.
    guesses: Arc<Mutex<limits::Guesses>>,
    passwords: password::Passwords,
    used: session::Used,
    secrets: secrets::Secrets,
    /// Recent emails with a link to a new password.
    resets: Arc<Mutex<limits::Resets>>,
    /// The base of links in emails, if it is configured.
    public_url: Option<Arc<str>>,
    /// The mail server of the whole installation, if there is one.
    mail: Option<Arc<mail::Outgoing>>,
    /// Which mail servers carry addresses beyond ASCII, as far as it is known.
    carriers: mail::carriers::Carriers,
    /// For how long offline messages to one address are gathered, in milliseconds.
    gathering: i64,
    /// Where SIP clients connect, if there is a gateway.
    sip: Option<Arc<wire::sip::SipServer>>,
    signed: Arc<tend::Signed>,
    /// The price of an operator's account; `None`: it is free.
    price: Option<Price>,
    frozen: Arc<fees::Frozen>,
    /// The proxies in front of this node, which nobody can ban.
    proxies: Arc<ban::Proxies>,
    looks: Arc<retention::Looks>,
    /// The connection to other nodes, if there can be any. It closes when the last handle is
    /// dropped.
    link: Option<Arc<relay::Link>>,
}

impl Switchboard {
    /// Opens the database, migrates its tables and starts the writer. Must be called within a Tokio
    /// runtime.
    ///
    /// `database` is `sqlite:PATH` (created if missing), `sqlite::memory:` or `postgres://…`.
    pub async fn open(database: &str, sources: Sources) -> Result<Switchboard, OpenError> {
        let caches = caches::Caches::default();
        let live = live::Live::new(Arc::new(relay::Alone), sources.clone(), Arc::new(caches.clone()));
        Switchboard::on(database, live, caches, sources).await
    }

    /// Opens the database as one of several nodes, which share it and notify each other over NATS.
    /// NATS need not be up yet: until then this node works by itself. `database` must be a
    /// PostgreSQL one.
    pub async fn open_node(database: &str, nats: Nats, sources: Sources) -> Result<Switchboard, OpenError> {
        if database.starts_with("sqlite:") {
            return Err(OpenError::NotShared);
        }
        let (to_nats, outbox) = relay::outbox();
        let caches = caches::Caches::default();
        let live = live::Live::new(Arc::new(to_nats.clone()), sources.clone(), Arc::new(caches.clone()));
        let mut switchboard = Switchboard::on(database, live.clone(), caches, sources).await?;
        switchboard.link = Some(Arc::new(relay::Link::start(nats, live, to_nats, outbox)));
        Ok(switchboard)
    }

    async fn on(
        database: &str,
        live: live::Live,
        caches: caches::Caches,
        sources: Sources,
    ) -> Result<Switchboard, OpenError> {
        let store = store::Store::open(database, live.clone()).await?;
        let passwords = password::Passwords::new(&sources);
        let proxies = Arc::default();
        let (places, guesses, used, secrets, resets, signed, frozen, carriers, looks) = Default::default();
        let (public_url, mail, sip, price, link, gathering) = (None, None, None, None, None, 0);
        Ok(Switchboard {
            store,
            live,
            caches,
            places,
            sources,
            guesses,
            passwords,
            used,
            secrets,
            resets,
            public_url,
            mail,
            carriers,
            gathering,
            sip,
            signed,
            price,
            frozen,
            proxies,
            looks,
            link,
        })
    }

    /// Seals secrets that must be read back with this key. Without a key such secrets are refused.
    pub fn with_key(mut self, key: &SecretKey) -> Switchboard {
        self.secrets = secrets::Secrets::with(key);
        self
    }

    /// Whether the database can be read and written.
    pub async fn is_healthy(&self) -> bool {
        self.store.is_healthy().await
    }

    /// Waits until all queued writes are committed and published, then closes the database.
    pub async fn close_store(&self) {
        self.store.close().await;
        if let Some(link) = &self.link {
            link.finish().await;
        }
    }
}
