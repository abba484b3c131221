//! The rows of sessions, for other modules that end sessions or create secrets.

use sha2::{Digest, Sha256};
use wire::{AccountId, OperatorId};

use crate::{
    Error,
    store::{Tx, sql},
};

/// The stored form of a secret.
pub(crate) fn hash_of(token: &str) -> [u8; 32] {
    Sha256::digest(token).into()
}

/// Ends the sessions of an operator except for one, and returns those that ended.
pub(crate) async fn end_all(
    tx: &mut Tx,
    account: AccountId,
    operator: OperatorId,
    keep: Option<[u8; 32]>,
) -> Result<Vec<[u8; 32]>, Error> {
    let ended = sql!(
        tx,
        fetch_all as (Vec<u8>,),
        "delete from session where account_id = $1 and operator_id = $2 and token_hash <> $3 returning token_hash",
        account.0,
        operator.0,
        keep.unwrap_or_default().as_slice(),
    )?;
    let hash = |(hash,): (Vec<u8>,)| hash.try_into().map_err(|_| Error::UnknownValue("session.token_hash"));
    ended.into_iter().map(hash).collect()
}
