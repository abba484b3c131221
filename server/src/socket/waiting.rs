//! What waits on its way to other ends: how much that is, of one connection and of all, and for how long.

use std::{
    pin::pin,
    sync::atomic::{AtomicUsize, Ordering},
    time::Duration,
};

use tokio::time::{Instant, timeout};

/// How long the other end may take to receive something before it counts as stuck.
pub(super) const STUCK: Duration = Duration::from_secs(10);
/// How often it is looked at whether too much waits in all.
const LOOK: Duration = Duration::from_millis(500);
/// How many bytes may wait for all connections together before nobody who does not read is waited for any longer.
const MOST: usize = 128 * 1024 * 1024;

/// How many bytes wait for all connections of this program.
static ALL: AtomicUsize = AtomicUsize::new(0);

/// The bytes that wait for one connection. They wait no more when it is dropped.
#[derive(Debug, Default)]
pub(super) struct Waiting(usize);

impl Waiting {
    pub(super) fn bytes(&self) -> usize {
        self.0
    }

    pub(super) fn add(&mut self, bytes: usize) {
        self.0 += bytes;
        ALL.fetch_add(bytes, Ordering::Relaxed);
    }

    pub(super) fn clear(&mut self) {
        ALL.fetch_sub(std::mem::take(&mut self.0), Ordering::Relaxed);
    }
}

impl Drop for Waiting {
    fn drop(&mut self) {
        self.clear();
    }
}

/// What came of sending something; nothing if the other end does not take it in [`STUCK`], or soon where too much waits for
/// those who do not read.
pub(crate) async fn sent_in_time<T>(sending: impl Future<Output = T>) -> Option<T> {
    let mut sending = pin!(sending);
    let began = Instant::now();
    loop {
        if let Ok(sent) = timeout(LOOK, &mut sending).await {
            return Some(sent);
        }
        if is_stuck(began.elapsed(), ALL.load(Ordering::Relaxed)) {
            return None;
        }
    }
}

fn is_stuck(waited: Duration, in_all: usize) -> bool {
    waited >= STUCK || in_all > MOST
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_does_not_read_is_waited_for_less_when_much_waits() {
        assert!(!is_stuck(LOOK, MOST) && is_stuck(LOOK, MOST + 1));
        assert!(is_stuck(STUCK, 0));
    }

    #[test]
    fn what_waits_is_counted_until_it_has_left_or_nobody_is_there() {
        let (mut read, mut gone, mut left) = (Waiting::default(), Waiting::default(), Waiting::default());
        for waiting in [&mut read, &mut gone, &mut left] {
            waiting.add(70);
            waiting.add(7);
        }
        assert_eq!((read.bytes(), ALL.load(Ordering::Relaxed)), (77, 3 * 77));
        read.clear();
        drop(gone);
        assert_eq!((read.bytes(), ALL.load(Ordering::Relaxed)), (0, 77));
    }

    #[tokio::test]
    async fn what_is_taken_is_waited_for() {
        assert_eq!(sent_in_time(std::future::ready(7)).await, Some(7));
    }
}
