//! Which mail servers carry addresses beyond ASCII (RFC 6531).

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use wire::{AccountId, mail::MailServer, text::BadText};

use super::{address::is_plain, kept};
use crate::{Error, Refused, Switchboard};

/// Above this number of mail servers, all are forgotten and found out again.
const MOST_SERVERS: usize = 10_000;

/// Whether mail servers carry addresses beyond ASCII, by host and port; clones share it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Carriers(Arc<Mutex<HashMap<(String, u16), bool>>>);

impl Switchboard {
    /// Records whether this mail server carries addresses beyond ASCII.
    pub fn mail_server_carries(&self, server: &MailServer, beyond_ascii: bool) {
        let mut known = self.carriers.0.lock().unwrap_or_else(PoisonError::into_inner);
        if known.len() >= MOST_SERVERS {
            known.clear();
        }
        known.insert((server.host.clone(), server.port), beyond_ascii);
    }

    /// Whether emails of this account can go to this address, as far as this node knows.
    /// `if_unknown` is the answer until the account's mail server has been asked. Refused with
    /// [`BadText::NotCarried`].
    pub(crate) async fn can_write_to(
        &self,
        account: AccountId,
        address: &str,
        if_unknown: bool,
    ) -> Result<Result<(), Refused>, Error> {
        if is_plain(address) {
            return Ok(Ok(()));
        }
        let server = match self.mail.as_deref() {
            Some(installations) => Some(installations.server.clone()),
            None => kept::of(&mut self.store.read().await?, account).await?.map(|kept| kept.server),
        };
        let known = self.carriers.0.lock().unwrap_or_else(PoisonError::into_inner);
        let carries = server.and_then(|server| known.get(&(server.host, server.port)).copied());
        Ok(match carries.unwrap_or(if_unknown) {
            true => Ok(()),
            false => Err(Refused::BadEmail(BadText::NotCarried)),
        })
    }
}
