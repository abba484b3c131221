//! Visitors in the store: only those who have written or about whom operators have.

use sha2::{Digest, Sha256};
use uuid::Builder;
use wire::{AccountId, SiteId, Timestamp, VisitorId};

use crate::{
    Error,
    store::{Tx, sql},
};

/// The visitor of a token on this site: a UUIDv8 (RFC 9562, 5.8) from the first 16 bytes of SHA-256
/// over the site's id and the token. So every node knows the visitor by itself, and nothing is
/// stored for a visitor who never writes. The id reveals nothing of the token, and one token on two
/// sites is two visitors. `None` if the token does not have the form that
/// [`wire::visitor::Hello::token`] describes.
pub(crate) fn id_of(site: SiteId, token: &str) -> Option<VisitorId> {
    let in_form = (22..=64).contains(&token.len())
        && token.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_');
    in_form.then(|| {
        let hash = Sha256::new().chain_update(site.0).chain_update(token).finalize();
        let mut bytes = [0; 16];
        bytes.copy_from_slice(&hash[..16]);
        VisitorId(Builder::from_custom_bytes(bytes).into_uuid())
    })
}

/// The name that a visitor once gave.
pub(crate) async fn name_of(
    tx: &mut Tx,
    account: AccountId,
    visitor: VisitorId,
) -> Result<Option<String>, Error> {
    let row = sql!(
        tx,
        fetch_optional as (Option<String>,),
        "select name from visitor where account_id = $1 and id = $2",
        account.0,
        visitor.0,
    )?;
    Ok(row.and_then(|(name,)| name))
}

/// Whether the account has stored this visitor.
pub(crate) async fn is_kept(tx: &mut Tx, account: AccountId, visitor: VisitorId) -> Result<bool, Error> {
    let row = sql!(
        tx,
        fetch_optional as (i32,),
        "select 1 from visitor where account_id = $1 and id = $2",
        account.0,
        visitor.0,
    )?;
    Ok(row.is_some())
}

/// Stores a visitor; a name replaces the old one, no name keeps it.
pub(crate) async fn keep(
    tx: &mut Tx,
    account: AccountId,
    site: SiteId,
    visitor: VisitorId,
    name: Option<&str>,
    now: Timestamp,
) -> Result<(), Error> {
    if name.is_some() {
        // Another name: their chats are to be found by it.
        sql!(
            tx,
            execute,
            "update chat set indexed_seq = 0, unindexed = 1
             where account_id = $1 and visitor_id = $2
                   and exists (select 1 from visitor v where v.id = $2 and v.name is distinct from $3)",
            account.0,
            visitor.0,
            name,
        )?;
    }
    sql!(
        tx,
        execute,
        "insert into visitor (id, account_id, site_id, name, created_at) values ($1, $2, $3, $4, $5)
         on conflict (id) do update set name = coalesce(excluded.name, visitor.name)",
        visitor.0,
        account.0,
        site.0,
        name,
        now.0,
    )
    .map(|_| ())
}

#[cfg(test)]
mod tests {
    use super::*;

    const TOKEN: &str = "abcdefghijklmnopqrstuv";

    #[test]
    fn a_token_is_one_visitor_on_one_site() {
        let (one, other) = (SiteId::v7(1, &[1; 10]), SiteId::v7(2, &[2; 10]));
        assert_eq!(id_of(one, TOKEN), id_of(one, TOKEN));
        assert_ne!(id_of(one, TOKEN), id_of(other, TOKEN));
        assert_eq!(id_of(one, TOKEN).unwrap().0.get_version_num(), 8);
    }

    #[test]
    fn a_token_of_another_form_is_nobody() {
        let site = SiteId::v7(1, &[1; 10]);
        for bad in
            ["", "short", &TOKEN[1..], "abcdefghijklmnopqrstu ", "äbcdefghijklmnopqrstu", &"a".repeat(65)]
        {
            assert_eq!(id_of(site, bad), None, "{bad}");
        }
    }
}
