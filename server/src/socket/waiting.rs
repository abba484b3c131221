//! Unsent bytes: how many there are, for one connection and for all, and how long they wait.

use std::{
    pin::pin,
    sync::atomic::{AtomicUsize, Ordering},
    time::Duration,
};

use tokio::time::{Instant, timeout};

/// How long the peer may take to receive something before it counts as stuck.
pub(super) const STUCK: Duration = Duration::from_secs(10);
/// How often to check whether too much is unsent in total.
const LOOK: Duration = Duration::from_millis(500);
/// The limit of unsent bytes of all connections. Beyond it, peers that do not read are not waited
/// for.
const MOST: usize = 128 * 1024 * 1024;

/// The unsent bytes of all connections of this program.
static ALL: AtomicUsize = AtomicUsize::new(0);

/// The unsent bytes of one connection. Dropping it subtracts them from the total.
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

/// Waits for a send. None if the peer does not take it within [`STUCK`], or soon, if too much is
/// unsent in total.
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
