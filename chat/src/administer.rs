//! What only an administrator may change; every such change goes through here.

use wire::Role;

use crate::{Error, Refused, SignedIn, Switchboard, store::Write};

impl Switchboard {
    /// Writes what only an administrator may.
    pub(crate) async fn administer<T, W>(&self, who: &SignedIn, work: W) -> Result<Result<T, Refused>, Error>
    where
        W: Write<Output = Result<T, Refused>>,
    {
        match who.role {
            Role::Administrator => self.store.write(work).await,
            Role::Normal => Ok(Err(Refused::NotAllowed)),
        }
    }
}
