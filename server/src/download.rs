//! What the routes that answer with a file share.

use app::texts::tr_later;
use axum::{
    http::StatusCode,
    response::{IntoResponse, Response},
};

pub(crate) const TROUBLE: &str = tr_later("The server has trouble just now. Try again in a moment.");

/// The header value with the file name (RFC 6266); non-ASCII names are encoded as in RFC 8187.
pub(crate) fn attachment(name: &str, ending: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
    let mut coded = String::new();
    for byte in name.bytes() {
        match plain(byte) {
            true => coded.push(byte.into()),
            false => coded += &format!("%{byte:02X}"),
        }
    }
    format!("attachment; filename*=UTF-8''{coded}.{ending}")
}

/// The answer when the storage fails; the error is logged.
pub(crate) fn trouble(error: &chat::Error, sentence: &'static str) -> Response {
    tracing::error!(%error, "an operator's request failed");
    (StatusCode::SERVICE_UNAVAILABLE, sentence).into_response()
}

#[cfg(test)]
mod tests {
    use super::attachment;

    #[test]
    fn a_files_name_survives_its_way_through_a_header() {
        assert_eq!(
            attachment("2025-11-21 Zoë", "txt"),
            "attachment; filename*=UTF-8''2025-11-21%20Zo%C3%AB.txt"
        );
    }
}
