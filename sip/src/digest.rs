//! Authentication (RFC 3261, 22; RFC 2617 and 7616: Digest with MD5, with and without `qop`).
//!
//! Only MD5 is offered, because some clients refuse a challenge that names anything else. It
//! protects a random password that is used for nothing else. Only its HA1 is stored.
//!
//! A nonce consists of a time, a random number and a hash that only this program can compute over
//! both and the client's address. So nothing is stored for a client that only asks, and a proof
//! that was overheard is useless from another address. With `qop` each nonce count is accepted
//! once; without it, each nonce. Signing out is the exception ([`Nonces::are_known_to`]).

use std::{
    collections::{HashMap, VecDeque},
    net::IpAddr,
};

use md5::{Digest, Md5};
use sha2::Sha256;
use subtle::ConstantTimeEq;
use wire::Timestamp;

use crate::field::{Params, quoted};

/// The lifetime of a nonce, in milliseconds.
const LASTS: i64 = 5 * 60 * 1_000;
/// How long a nonce is accepted for signing out. Longer than the 15 minutes between the
/// registrations of some clients.
const SIGNS_OUT: i64 = 20 * 60 * 1_000;
/// The maximum number of used nonces in memory. The oldest are forgotten first and then count as
/// expired.
const MOST: usize = 20_000;
/// How many nonce counts of one nonce may arrive out of order.
const WINDOW: u32 = 64;

#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Authorization {
    pub(crate) user: String,
    pub(crate) realm: String,
    nonce: String,
    uri: String,
    response: String,
    /// The nonce count and the client's nonce, with `qop=auth`.
    counted: Option<(u32, String, String)>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    Right,
    /// The password is right, but the nonce has expired or was used. The client retries by itself.
    Stale,
    /// The nonce is not valid and the password is wrong. The client does not learn about the
    /// password, so this is not a guess. Where addresses can be forged, anybody could send it in
    /// the name of somebody else.
    Unknown,
    Wrong,
}

/// The nonces in use.
pub(crate) struct Nonces {
    secret: [u8; 32],
    used: HashMap<String, Used>,
    /// In the order of their first use.
    order: VecDeque<String>,
    /// Nonces older than this are not accepted: it may be forgotten which of them were used.
    since: i64,
}

/// The used counts of a nonce: the highest, and a bit for each of those right below it.
#[derive(Clone, Copy, Debug, Default)]
struct Used {
    highest: u32,
    below: u64,
}

impl Authorization {
    /// Reads a header field; none if it cannot be used for authentication here.
    pub(crate) fn read(field: &str) -> Option<Authorization> {
        let (scheme, rest) = field.trim().split_once(char::is_whitespace)?;
        let params = Params::read(rest, ',');
        let get = |name| params.get(name).map(str::to_owned);
        let is_md5 = params.get("algorithm").is_none_or(|name| name.eq_ignore_ascii_case("MD5"));
        if !scheme.eq_ignore_ascii_case("Digest") || !is_md5 {
            return None;
        }
        let counted = match params.get("qop") {
            None => None,
            Some(qop) if qop.eq_ignore_ascii_case("auth") => {
                let digits =
                    get("nc").filter(|nc| nc.len() == 8 && nc.bytes().all(|b| b.is_ascii_hexdigit()))?;
                Some((u32::from_str_radix(&digits, 16).ok()?, digits, get("cnonce")?))
            }
            Some(_) => return None,
        };
        Some(Authorization {
            user: get("username")?,
            realm: get("realm")?,
            nonce: get("nonce")?,
            uri: get("uri")?,
            response: get("response")?,
            counted,
        })
    }

    /// Without `qop` its nonce is accepted only once, so a right answer cannot be a replay.
    pub(crate) fn is_good_once(&self) -> bool {
        self.counted.is_none()
    }

    /// The response that the right password gives.
    fn expected(&self, method: &str, ha1: &str) -> String {
        let ha2 = hex(&Md5::digest(format!("{method}:{}", self.uri)));
        let proof = match &self.counted {
            Some((_, digits, cnonce)) => format!("{ha1}:{}:{digits}:{cnonce}:auth:{ha2}", self.nonce),
            None => format!("{ha1}:{}:{ha2}", self.nonce),
        };
        hex(&Md5::digest(proof))
    }
}

impl Nonces {
    pub(crate) fn new(secret: [u8; 32]) -> Nonces {
        Nonces { secret, used: HashMap::new(), order: VecDeque::new(), since: i64::MIN }
    }

    /// A challenge for a client at this address.
    pub(crate) fn challenge(
        &self,
        realm: &str,
        from: IpAddr,
        stale: bool,
        chance: [u8; 8],
        now: Timestamp,
    ) -> String {
        let nonce = self.nonce(from, chance, now.0);
        let stale = if stale { ", stale=true" } else { "" };
        format!("Digest realm={}, nonce=\"{nonce}\", algorithm=MD5, qop=\"auth\"{stale}", quoted(realm))
    }

    /// Checks whether the client knows the password. `ha1`: none if there is no such user, which
    /// takes as long and gives the same result as a wrong password.
    pub(crate) fn check(
        &mut self,
        authorization: &Authorization,
        method: &str,
        ha1: Option<&str>,
        from: IpAddr,
        now: Timestamp,
    ) -> Verdict {
        let expected = authorization.expected(method, ha1.unwrap_or("00000000000000000000000000000000"));
        let given = authorization.response.to_ascii_lowercase();
        let is_right = bool::from(expected.as_bytes().ct_eq(given.as_bytes())) && ha1.is_some();
        let is_ours = self
            .made_at(&authorization.nonce, from)
            .is_some_and(|at| at > self.since && lasts(LASTS, at, now));
        match (is_ours, is_right) {
            (true, false) => Verdict::Wrong,
            (false, false) => Verdict::Unknown,
            (true, true) if self.is_first_use(authorization) => Verdict::Right,
            (_, true) => Verdict::Stale,
        }
    }

    /// Whether the nonce of this stale proof was given to this address recently. Some clients sign
    /// out with the nonce they have, and do not wait for a new challenge.
    pub(crate) fn are_known_to(&self, authorization: &Authorization, from: IpAddr, now: Timestamp) -> bool {
        self.made_at(&authorization.nonce, from).is_some_and(|at| lasts(SIGNS_OUT, at, now))
    }

    fn nonce(&self, from: IpAddr, chance: [u8; 8], at: i64) -> String {
        let mark = Sha256::new()
            .chain_update(self.secret)
            .chain_update(from.to_canonical().to_string())
            .chain_update(at.to_be_bytes())
            .chain_update(chance)
            .chain_update(self.secret)
            .finalize();
        format!("{at:016x}{}{}", hex(&chance), hex(&mark[..16]))
    }

    /// When this program made the nonce for this address; none if it did not.
    fn made_at(&self, nonce: &str, from: IpAddr) -> Option<i64> {
        let number = |range| nonce.get(range).and_then(|digits| u64::from_str_radix(digits, 16).ok());
        let (at, chance) = (i64::try_from(number(0..16)?).ok()?, number(16..32)?);
        let made = self.nonce(from, chance.to_be_bytes(), at);
        bool::from(made.as_bytes().ct_eq(nonce.as_bytes())).then_some(at)
    }

    fn is_first_use(&mut self, authorization: &Authorization) -> bool {
        let nonce = &authorization.nonce;
        if !self.used.contains_key(nonce) {
            if self.order.len() == MOST
                && let Some(oldest) = self.order.pop_front()
            {
                self.used.remove(&oldest);
                let made = oldest.get(..16).and_then(|digits| i64::from_str_radix(digits, 16).ok());
                self.since = self.since.max(made.unwrap_or(i64::MIN));
            }
            self.order.push_back(nonce.clone());
        }
        let used = self.used.entry(nonce.clone()).or_default();
        match &authorization.counted {
            Some((number, ..)) => used.take(*number),
            // Without counts two uses cannot be told apart, so the first one ends it.
            None => std::mem::replace(&mut used.highest, u32::MAX) == 0,
        }
    }
}

fn lasts(long: i64, at: i64, now: Timestamp) -> bool {
    (0..=long).contains(&(now.0 - at))
}

impl Used {
    /// Marks a count as used. Returns whether it was unused.
    fn take(&mut self, number: u32) -> bool {
        if number == 0 || self.highest == u32::MAX {
            return false;
        }
        if number > self.highest {
            let ahead = number - self.highest;
            let kept = if ahead >= WINDOW { 0 } else { self.below << ahead };
            let last = if self.highest == 0 || ahead > WINDOW { 0 } else { 1 << (ahead - 1) };
            self.below = kept | last;
            self.highest = number;
            return true;
        }
        let behind = self.highest - number;
        if behind == 0 || behind > WINDOW || self.below & (1 << (behind - 1)) != 0 {
            return false;
        }
        self.below |= 1 << (behind - 1);
        true
    }
}

/// The stored form of a password: MD5 of user, realm and password (RFC 2617, 3.2.2.2).
#[cfg(test)]
pub(crate) fn ha1(user: &str, realm: &str, password: &str) -> String {
    hex(&Md5::digest(format!("{user}:{realm}:{password}")))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chance::Chance;

    const HERE: IpAddr = IpAddr::V4(std::net::Ipv4Addr::new(192, 0, 2, 1));
    const NOW: Timestamp = Timestamp(1_700_000_000_000);

    /// What a client with this password sends.
    fn proof(challenge: &str, password: &str, counted: Option<u32>) -> String {
        let nonce =
            Params::read(challenge.strip_prefix("Digest ").unwrap(), ',').get("nonce").unwrap().to_owned();
        let counted = counted.map(|number| (number, format!("{number:08x}"), "c".to_owned()));
        let mut authorization = Authorization {
            user: "ann".into(),
            realm: "switchboard".into(),
            nonce: nonce.clone(),
            uri: "sip:x".into(),
            response: String::new(),
            counted,
        };
        authorization.response = authorization.expected("REGISTER", &ha1("ann", "switchboard", password));
        let qop = match &authorization.counted {
            Some((_, digits, cnonce)) => format!(", qop=auth, nc={digits}, cnonce=\"{cnonce}\""),
            None => String::new(),
        };
        format!(
            "Digest username=\"ann\", realm=\"switchboard\", nonce=\"{nonce}\", uri=\"sip:x\", response=\"{}\"{qop}",
            authorization.response
        )
    }

    fn check(nonces: &mut Nonces, proof: &str, from: IpAddr, later: i64) -> Verdict {
        let ha1 = ha1("ann", "switchboard", "secret");
        let authorization = Authorization::read(proof).unwrap();
        nonces.check(&authorization, "REGISTER", Some(&ha1), from, NOW.plus_millis(later))
    }

    #[test]
    fn the_example_of_the_rfc_is_right() {
        // RFC 2617, 3.5.
        let field = "Digest username=\"Mufasa\", realm=\"testrealm@host.com\", \
            nonce=\"dcd98b7102dd2f0e8b11d0f600bfb0c093\", uri=\"/dir/index.html\", qop=auth, nc=00000001, \
            cnonce=\"0a4f113b\", response=\"6629fae49393a05397450978507c4ef1\", opaque=\"5ccc069c403ebaf9f0171e9517f40e41\"";
        let authorization = Authorization::read(field).unwrap();
        let ha1 = ha1("Mufasa", "testrealm@host.com", "Circle Of Life");
        assert_eq!(authorization.expected("GET", &ha1), "6629fae49393a05397450978507c4ef1");
    }

    #[test]
    fn whoever_knows_the_password_is_let_in_once_with_each_proof() {
        let mut nonces = Nonces::new([1; 32]);
        let challenge = nonces.challenge("switchboard", HERE, false, [2; 8], NOW);
        let first = proof(&challenge, "secret", Some(1));
        assert_eq!(check(&mut nonces, &first, HERE, 10), Verdict::Right);
        assert_eq!(check(&mut nonces, &first, HERE, 20), Verdict::Stale);
        assert_eq!(check(&mut nonces, &proof(&challenge, "secret", Some(2)), HERE, 30), Verdict::Right);
        let once = nonces.challenge("switchboard", HERE, false, [3; 8], NOW);
        let plain = proof(&once, "secret", None);
        assert_eq!(check(&mut nonces, &plain, HERE, 10), Verdict::Right);
        assert_eq!(check(&mut nonces, &plain, HERE, 20), Verdict::Stale);
        assert_eq!(check(&mut nonces, &proof(&once, "secret", Some(7)), HERE, 20), Verdict::Stale);
    }

    #[test]
    fn a_proof_runs_out_and_proves_nothing_elsewhere() {
        let mut nonces = Nonces::new([1; 32]);
        let challenge = nonces.challenge("switchboard", HERE, false, [2; 8], NOW);
        let elsewhere = [192, 0, 2, 2].into();
        assert_eq!(check(&mut nonces, &proof(&challenge, "secret", Some(1)), elsewhere, 10), Verdict::Stale);
        assert_eq!(
            check(&mut nonces, &proof(&challenge, "secret", Some(1)), HERE, LASTS + 1),
            Verdict::Stale
        );
        assert_eq!(
            check(&mut Nonces::new([9; 32]), &proof(&challenge, "secret", Some(1)), HERE, 10),
            Verdict::Stale
        );
    }

    #[test]
    fn a_wrong_password_and_an_unknown_user_are_wrong() {
        let mut nonces = Nonces::new([1; 32]);
        let challenge = nonces.challenge("switchboard", HERE, false, [2; 8], NOW);
        assert_eq!(check(&mut nonces, &proof(&challenge, "guess", Some(1)), HERE, 10), Verdict::Wrong);
        let right = Authorization::read(&proof(&challenge, "secret", Some(1))).unwrap();
        assert_eq!(nonces.check(&right, "REGISTER", None, HERE, NOW), Verdict::Wrong);
        let ha1 = ha1("ann", "switchboard", "secret");
        assert_eq!(nonces.check(&right, "MESSAGE", Some(&ha1), HERE, NOW), Verdict::Wrong);
    }

    #[test]
    fn a_guess_with_an_invented_nonce_is_none_and_tells_nothing() {
        let mut nonces = Nonces::new([1; 32]);
        let invented = Nonces::new([9; 32]).challenge("switchboard", HERE, false, [2; 8], NOW);
        let ours = nonces.challenge("switchboard", HERE, false, [2; 8], NOW);
        for password in ["guess", "secret"] {
            // Both get the same answer.
            let verdict = check(&mut nonces, &proof(&invented, password, Some(1)), HERE, 10);
            assert!(matches!(verdict, Verdict::Stale | Verdict::Unknown), "{verdict:?}");
        }
        assert_eq!(check(&mut nonces, &proof(&ours, "guess", Some(1)), HERE, LASTS + 1), Verdict::Unknown);
    }

    #[test]
    fn numbers_may_come_in_another_order_but_once() {
        let mut used = Used::default();
        let taken: Vec<_> =
            [3, 1, 2, 3, 2, 70, 5, 69, 69, 6, 7, 0].into_iter().map(|n| used.take(n)).collect();
        assert_eq!(taken, [true, true, true, false, false, true, false, true, false, true, true, false]);
        let mut chance = Chance::new(4);
        let (mut used, mut seen) = (Used::default(), std::collections::HashSet::new());
        for _ in 0..50_000 {
            let number = u32::try_from(chance.number(2_000)).unwrap();
            assert!(!used.take(number) || seen.insert(number), "{number} twice");
        }
    }

    #[test]
    fn what_proves_nothing_is_not_read() {
        let good = proof(
            &Nonces::new([1; 32]).challenge("switchboard", HERE, false, [2; 8], NOW),
            "secret",
            Some(1),
        );
        for bad in [
            "Basic YTpi".to_owned(),
            good.replace("Digest ", "Digest algorithm=SHA-256, "),
            good.replace("qop=auth", "qop=auth-int"),
            good.replace("nc=00000001", "nc=1"),
            good.replace("cnonce", "x"),
            good.replace("response", "x"),
            String::new(),
        ] {
            assert!(Authorization::read(&bad).is_none(), "{bad}");
        }
        let (mut nonces, mut chance) = (Nonces::new([1; 32]), Chance::new(5));
        for _ in 0..20_000 {
            let bytes = chance.mutated(good.as_bytes());
            if let Some(read) = Authorization::read(&String::from_utf8_lossy(&bytes)) {
                nonces.check(&read, "REGISTER", Some(&ha1("ann", "switchboard", "x")), HERE, NOW);
            }
        }
        assert!(nonces.used.is_empty());
    }
}
