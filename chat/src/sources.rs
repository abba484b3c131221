//! Sources of time and randomness: arguments, so that tests can control them.

use std::{
    fmt,
    sync::Arc,
    time::{SystemTime, UNIX_EPOCH},
};

use uuid::{Builder, Uuid};
use wire::Timestamp;

/// A clock and a source of randomness.
#[derive(Clone)]
pub struct Sources {
    clock: Arc<Clock>,
    randomness: Arc<Randomness>,
}

type Clock = dyn Fn() -> Timestamp + Send + Sync;
/// Fills a buffer.
type Randomness = dyn Fn(&mut [u8]) + Send + Sync;

impl Sources {
    /// The machine's clock and the operating system's randomness.
    pub fn system() -> Sources {
        Sources::new(system_clock, |bytes| {
            getrandom::fill(bytes).expect("the operating system has randomness")
        })
    }

    /// Other sources, for tests.
    pub fn new(
        clock: impl Fn() -> Timestamp + Send + Sync + 'static,
        randomness: impl Fn(&mut [u8]) + Send + Sync + 'static,
    ) -> Sources {
        Sources { clock: Arc::new(clock), randomness: Arc::new(randomness) }
    }

    /// The present time.
    pub fn now(&self) -> Timestamp {
        (self.clock)()
    }

    /// `N` random bytes.
    pub fn bytes<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0; N];
        (self.randomness)(&mut bytes);
        bytes
    }

    /// A new UUIDv7.
    pub fn id<T: From<Uuid>>(&self) -> T {
        let millis = self.now().0.max(0).unsigned_abs();
        T::from(Builder::from_unix_timestamp_millis(millis, &self.bytes()).into_uuid())
    }
}

impl fmt::Debug for Sources {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Sources")
    }
}

#[expect(clippy::disallowed_methods, reason = "this is the one place where the machine's clock is read")]
fn system_clock() -> Timestamp {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Timestamp(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
}
