//! Uploaded pictures: an operator's, which visitors and colleagues see, and a website's logo
//! (manual A18), which is saved with the site (`site/manage.rs`). Each is identified by a hash of
//! its content, so that browsers can cache it forever.
//!
//! | file | holds |
//! |---|---|
//! | `picture/content.rs` | the type and the size of an uploaded file |
//! | `picture/link.rs` | the address of a picture |
//! | `picture/initials.rs` | the placeholder for an operator without a picture |

mod content;
mod initials;
mod link;

use async_trait::async_trait;
use uuid::Uuid;
use wire::{
    AccountId, OperatorId, Role,
    administration::{Action, Change},
    picture::{MAX_PICTURE, MAX_SIDE},
};

use crate::{
    Error, Refused, SignedIn, Switchboard,
    audit::{Entry, changed},
    bus::Event,
    live::Live,
    operator,
    store::{Tx, Write, sql},
};
use link::hash_of;

pub use content::BadPicture;
pub(crate) use link::{address, face_address};

/// A picture as it was uploaded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Picture {
    /// Its media type.
    pub kind: String,
    /// The content of the file.
    pub body: Vec<u8>,
}

/// What is shown for an operator.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Face {
    /// Their picture, by its hash.
    Picture(String),
    /// Their initials, as an SVG document.
    Initials(String),
}

impl Switchboard {
    /// What is shown for an operator, to anybody: visitors know the id of the operator who answers
    /// them. A deleted operator has their initials, because what they said stays. `None`: no
    /// operator has this id.
    pub async fn face(&self, operator: OperatorId) -> Result<Option<Face>, Error> {
        let mut tx = self.store.read().await?;
        let row = sql!(
            &mut tx,
            fetch_optional as (String, Option<String>),
            "select o.screen_name, p.hash from operator o left join picture p on p.owner_id = o.id where o.id = $1",
            operator.0,
        )?;
        Ok(row.map(|(name, hash)| match hash {
            Some(hash) => Face::Picture(hash),
            None => Face::Initials(initials::svg(&name)),
        }))
    }

    /// The picture with this hash, for anybody: only those who have seen the picture know its hash.
    pub async fn picture(&self, hash: &str) -> Result<Option<Picture>, Error> {
        let mut tx = self.store.read().await?;
        let row = sql!(
            &mut tx,
            fetch_optional as (String, Vec<u8>),
            "select kind, body from picture where hash = $1 limit 1",
            hash,
        )?;
        Ok(row.map(|(kind, body)| Picture { kind, body }))
    }

    /// Sets or removes an operator's picture: their own, or, for an administrator, that of any
    /// operator of the account.
    ///
    /// Refused with [`Refused::NotAllowed`], [`Refused::NotFound`] or [`Refused::BadPicture`].
    pub async fn set_face(
        &self,
        who: &SignedIn,
        operator: OperatorId,
        picture: Option<Vec<u8>>,
    ) -> Result<Result<(), Refused>, Error> {
        if who.operator != operator && who.role != Role::Administrator {
            return Ok(Err(Refused::NotAllowed));
        }
        let picture = match picture.map(|body| Uploaded::check(body, true)).transpose() {
            Ok(picture) => picture,
            Err(bad) => return Ok(Err(Refused::BadPicture(bad))),
        };
        let entry = self.entry_by(who, Action::OperatorChanged);
        self.store.write(FaceWork { operator, picture, entry }).await
    }
}

pub(crate) async fn remove(tx: &mut Tx, account: AccountId, owner: Uuid) -> Result<(), Error> {
    sql!(tx, execute, "delete from picture where account_id = $1 and owner_id = $2", account.0, owner)
        .map(|_| ())
}

pub(crate) struct Uploaded {
    hash: String,
    kind: &'static str,
    body: Vec<u8>,
}

impl Uploaded {
    /// Checks an uploaded file. `is_square`: its width and height must be equal.
    pub(crate) fn check(body: Vec<u8>, is_square: bool) -> Result<Uploaded, BadPicture> {
        if body.is_empty() || body.len() > MAX_PICTURE {
            return Err(BadPicture::TooLarge);
        }
        let (kind, width, height) = content::measured(&body).ok_or(BadPicture::Unknown)?;
        if width.max(height) > MAX_SIDE {
            return Err(BadPicture::TooWide);
        }
        if is_square && width != height {
            return Err(BadPicture::NotSquare);
        }
        Ok(Uploaded { hash: hash_of(&body), kind, body })
    }
}

/// Stores or removes the picture of an operator or the logo of a website. Returns the change.
pub(crate) async fn keep(
    tx: &mut Tx,
    account: AccountId,
    owner: Uuid,
    picture: Option<&Uploaded>,
) -> Result<Vec<Change>, Error> {
    let before = sql!(
        tx,
        fetch_optional as (String,),
        "select hash from picture where account_id = $1 and owner_id = $2",
        account.0,
        owner,
    )?;
    match picture {
        None => remove(tx, account, owner).await?,
        Some(Uploaded { hash, kind, body }) => {
            sql!(
                tx,
                execute,
                "insert into picture (owner_id, account_id, hash, kind, body) values ($1, $2, $3, $4, $5)
                 on conflict (owner_id) do update set hash = excluded.hash, kind = excluded.kind, body = excluded.body",
                owner,
                account.0,
                hash.as_str(),
                *kind,
                body.as_slice(),
            )?;
        }
    }
    let (before, after) = (before.map(|(hash,)| hash), picture.map(|picture| picture.hash.clone()));
    Ok(changed([("picture", before.unwrap_or_default(), after.unwrap_or_default())]))
}

struct FaceWork {
    operator: OperatorId,
    picture: Option<Uploaded>,
    entry: Entry,
}

#[async_trait]
impl Write for FaceWork {
    type Output = Result<(), Refused>;

    async fn run(&self, tx: &mut Tx) -> Result<Self::Output, Error> {
        let account = self.entry.account;
        let Some(name) = operator::name_of(tx, account, self.operator).await? else {
            return Ok(Err(Refused::NotFound));
        };
        let changes = keep(tx, account, self.operator.0, self.picture.as_ref()).await?;
        if !changes.is_empty() {
            self.entry.keep(tx, &name, changes).await?;
        }
        Ok(Ok(()))
    }

    fn announce(&self, done: &Self::Output, live: &Live) {
        if done.is_ok() {
            live.tell_consoles(self.entry.account, Event::Colleagues);
        }
    }
}
