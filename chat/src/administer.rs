//! Changes that only an administrator may make; every one of them goes through here.

use wire::Role;

use crate::{Error, Refused, SignedIn, Switchboard, store::Write};

impl Switchboard {
    /// Runs a write that only an administrator may make.
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
