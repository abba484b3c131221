//! The domain of Switchboard. It knows neither HTTP nor pages.
//!
//! [`Switchboard`] is the one handle, cheap to clone. What a person does is a method on it, in a file of that name:
//!
//! | who | does | file |
//! |---|---|---|
//! | visitor | comes and goes | [`visit`] |
//! | visitor | asks for a chat, or reopens one | `ask.rs` |
//! | visitor, operator | says something | `say.rs`, `content.rs`, down to `message.rs` |
//! | visitor, operator | catches up | `catch_up.rs` |
//! | visitor, operator | types, looks at a chat | `typing.rs` |
//! | visitor, operator | has received and read | `mark.rs` |
//! | visitor | has loaded a pushed address | `opened.rs` |
//! | visitor, operator | ends the chat | `close.rs` |
//! | visitor | leaves an off-line message | `off_line_message.rs` |
//! | operator | signs in and out | [`session`], `password.rs` |
//! | operator | works at his console | [`console`] |
//! | operator | works in a SIP client | [`sip`] |
//! | operator | accepts a chat | `accept.rs` |
//! | operator | invites a visitor | `invite.rs` |
//! | operator | transfers a chat, joins and leaves one | `offer.rs` |
//! | operator | talks with another operator | `talk.rs` |
//! | operator | looks up a visitor, notes and labels what he knows of him | `dossier.rs`, `note.rs` |
//! | operator | reads a visitor's earlier chats | `past.rs` |
//! | operator | keeps reading a chat that is over for them, and puts it away | `over.rs` |
//! | operator | answers off-line messages, and has done with them | `off_line_message.rs` |
//! | operator | writes a chat down | `transcript.rs` |
//! | operator | keeps canned responses | `canned.rs` |
//! | operator | chooses something for himself | [`preference`] |
//! | operator, administrator | uploads a picture | [`picture`] |
//! | operator | sees his colleagues | `colleague.rs` |
//! | time | lets offers, invitations and requests run out | `tend.rs` |
//! | time | assigns queued requests | `queue.rs` |
//! | time | writes down what a month has cost | [`fees`] |
//! | administrator | starts an installation | [`account`] |
//! | administrator | is led through the first steps | `guide.rs` |
//! | administrator | manages operators | `operators.rs` |
//! | administrator | says whom requests go to | [`routing`] |
//! | administrator | says how e-mail goes out, and whom off-line messages go to | [`mail`] |
//! | administrator | sets up web sites | [`site`] |
//! | administrator | reads who changed what | `audit.rs` |
//! | administrator | reads what the operators cost | [`fees`] |
//!
//! What may follow on what in a chat is decided in `life.rs` and done by `step.rs`.
//!
//! Below them: [`limits`] (what one stranger may have of what is for all), `secrets.rs` (what is stored sealed), [`store`] (the truth:
//! one SQL text on two databases, one writer), `caches.rs` (copies of what is asked for all the time), `live.rs` and `presence.rs` (who
//! is here now: memory only), [`bus`] (who hears of it), [`relay`] (which other nodes hear of it). Who it is that asks is in
//! `signed_in.rs`, `seat.rs` and `speaker.rs`. Time and randomness come in through [`Sources`].

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
pub mod session;
pub mod sip;
pub mod site;
pub mod sources;
pub mod store;
pub mod visit;

mod accept;
mod administer;
mod alike;
mod ask;
mod audit;
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
mod say;
mod seat;
mod secrets;
mod security;
mod signed_in;
mod speaker;
mod step;
mod talk;
mod tend;
mod transcript;
mod typing;
mod versions;
mod visitor;

pub use account::{AddAccount, FirstStart, FirstStartError, ListedAccount, NoAccount, Started};
pub use bus::Audience;
pub use console::{Console, ForConsole};
pub use content::plain_of_html;
pub use error::{Error, Refused};
pub use fees::{BadPrice, Price};
pub use operators::{AddOperator, EditOperator, Invitation, InviteOperator, ListedOperator};
pub use password::PasswordError;
pub use relay::{BadNats, Nats};
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
    /// What is needed all the time of what is stored.
    caches: caches::Caches,
    /// The places in the queue that visitors of this node were told.
    places: queue::Places,
    sources: Sources,
    /// Wrong passwords of late, at the console.
    guesses: Arc<Mutex<limits::Guesses>>,
    passwords: password::Passwords,
    used: session::Used,
    secrets: secrets::Secrets,
    /// Links to a new password, of late.
    resets: Arc<Mutex<limits::Resets>>,
    /// Where links in letters lead, if anybody has said so.
    public_url: Option<Arc<str>>,
    /// The mail server of the whole installation, if there is one.
    mail: Option<Arc<mail::Outgoing>>,
    /// What mail servers were found to carry.
    carriers: mail::carriers::Carriers,
    /// For how long off-line messages to one address are gathered, in milliseconds.
    gathering: i64,
    /// Where SIP clients connect to, if they may.
    sip: Option<Arc<wire::sip::SipServer>>,
    signed: Arc<tend::Signed>,
    /// What an operator's account costs; none: nothing.
    price: Option<Price>,
    frozen: Arc<fees::Frozen>,
    /// To the other nodes, if there may be some. It is cut when the last handle is dropped.
    link: Option<Arc<relay::Link>>,
}

impl Switchboard {
    /// Opens the database, brings its tables up to date and starts the writer. Must be called within a Tokio runtime.
    ///
    /// `database` is `sqlite:PATH` (made if missing), `sqlite::memory:` or `postgres://…`.
    pub async fn open(database: &str, sources: Sources) -> Result<Switchboard, OpenError> {
        let caches = caches::Caches::default();
        let live = live::Live::new(Arc::new(relay::Alone), sources.clone(), Arc::new(caches.clone()));
        Switchboard::on(database, live, caches, sources).await
    }

    /// The same as one of several nodes, which share the database and tell each other over NATS what happens. It need
    /// not be there yet: until then this node works by itself. `database` must be a PostgreSQL one.
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
        let (places, guesses, used, secrets, resets, signed, frozen, carriers) = Default::default();
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
            link,
        })
    }

    /// Has what must be read back sealed with this key. Without one such secrets are not taken.
    pub fn with_key(mut self, key: &SecretKey) -> Switchboard {
        self.secrets = secrets::Secrets::with(key);
        self
    }

    /// Whether the database answers and stores.
    pub async fn is_healthy(&self) -> bool {
        self.store.is_healthy().await
    }

    /// Waits until what was handed to the writer is committed and told, then closes the database.
    pub async fn close_store(&self) {
        self.store.close().await;
        if let Some(link) = &self.link {
            link.finish().await;
        }
    }
}
