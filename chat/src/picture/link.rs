//! The addresses of pictures.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use sha2::{Digest, Sha256};
use wire::OperatorId;

pub(crate) fn address(hash: &str) -> String {
    format!("/picture/{hash}")
}

/// The address of what is shown for an operator with this name. It changes when the name or the
/// picture does.
pub(crate) fn face_address(operator: OperatorId, name: &str, hash: Option<&str>) -> String {
    let of_name = || hash_of(name.as_bytes()).chars().take(6).collect::<String>();
    hash.map_or_else(|| format!("{}?{}", wire::picture::face(operator), of_name()), address)
}

pub(super) fn hash_of(bytes: &[u8]) -> String {
    let digest: [u8; 32] = Sha256::digest(bytes).into();
    URL_SAFE_NO_PAD.encode(&digest[..16])
}
