//! The cookies: a session's secret, the id of a browser in which somebody has signed in, and the
//! language chosen in it.
//!
//! `HttpOnly` hides them from scripts, and `SameSite=Lax` withholds them from other sites' requests
//! that change something. Over TLS they are `Secure` and carry the `__Host-` prefix, so that no
//! neighbouring host can plant one.

use axum::http::{
    HeaderMap, HeaderValue,
    header::{COOKIE, InvalidHeaderValue},
};

/// A cookie and its names.
#[derive(Clone, Copy, Debug)]
pub struct Cookie {
    plain: &'static str,
    secure: &'static str,
}

/// The session of the signed-in operator.
pub const SESSION: Cookie = Cookie { plain: "switchboard", secure: "__Host-switchboard" };
/// The browser, recognised at a later sign-in.
pub const DEVICE: Cookie = Cookie { plain: "switchboard-device", secure: "__Host-switchboard-device" };
/// The tag of the console's language in this browser, before and after signing in.
pub const LANGUAGE: Cookie = Cookie { plain: "switchboard-language", secure: "__Host-switchboard-language" };

impl Cookie {
    /// The `Set-Cookie` value that sets the cookie.
    ///
    /// # Errors
    /// If the secret contains characters that a header cannot carry.
    pub fn begin(
        self,
        secret: &str,
        lasts_seconds: i64,
        secure: bool,
    ) -> Result<HeaderValue, InvalidHeaderValue> {
        let name = self.name(secure);
        let tls = if secure { "; Secure" } else { "" };
        HeaderValue::from_str(&format!(
            "{name}={secret}; Path=/; Max-Age={lasts_seconds}; HttpOnly; SameSite=Lax{tls}"
        ))
    }

    /// The `Set-Cookie` value that deletes the cookie.
    ///
    /// # Errors
    /// None in practice: the value has no variable part.
    pub fn end(self, secure: bool) -> Result<HeaderValue, InvalidHeaderValue> {
        self.begin("", 0, secure)
    }

    /// The secret in a request. Over TLS only the cookie that was set over TLS counts.
    pub fn of(self, headers: &HeaderMap, secure: bool) -> Option<String> {
        let wanted = self.name(secure);
        headers
            .get_all(COOKIE)
            .iter()
            .filter_map(|header| header.to_str().ok())
            .flat_map(|header| header.split(';'))
            .filter_map(|pair| pair.trim().split_once('='))
            .find(|(name, value)| *name == wanted && !value.is_empty())
            .map(|(_, value)| value.to_owned())
    }

    fn name(self, secure: bool) -> &'static str {
        if secure { self.secure } else { self.plain }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request(cookies: &'static str) -> HeaderMap {
        let mut headers = HeaderMap::new();
        headers.insert(COOKIE, HeaderValue::from_static(cookies));
        headers
    }

    #[test]
    fn behind_tls_the_cookie_cannot_leave_it() {
        assert_eq!(
            SESSION.begin("abc", 60, true).unwrap(),
            "__Host-switchboard=abc; Path=/; Max-Age=60; HttpOnly; SameSite=Lax; Secure"
        );
        assert_eq!(
            SESSION.begin("abc", 60, false).unwrap(),
            "switchboard=abc; Path=/; Max-Age=60; HttpOnly; SameSite=Lax"
        );
    }

    #[test]
    fn the_secret_is_found_among_others() {
        assert_eq!(SESSION.of(&request("a=1; switchboard=xyz; b=2"), false).as_deref(), Some("xyz"));
        assert_eq!(SESSION.of(&request("switchboard="), false), None);
        assert_eq!(SESSION.of(&request("my-switchboard=xyz"), false), None);
    }

    #[test]
    fn a_device_is_no_session() {
        let both = request("switchboard-device=d; switchboard=s");
        assert_eq!(SESSION.of(&both, false).as_deref(), Some("s"));
        assert_eq!(DEVICE.of(&both, false).as_deref(), Some("d"));
        assert_eq!(SESSION.of(&request("switchboard-device=d"), false), None);
        assert_eq!(SESSION.of(&request("switchboard-language=de"), false), None);
    }

    #[test]
    fn behind_tls_a_plain_cookie_is_nobodys() {
        assert_eq!(SESSION.of(&request("switchboard=planted"), true), None);
        assert_eq!(
            SESSION.of(&request("switchboard=planted; __Host-switchboard=real"), true).as_deref(),
            Some("real")
        );
    }
}
