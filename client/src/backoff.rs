//! Backoff: each wait is longer than the last, and jitter spreads clients out.

/// Waits that double from `first` up to `longest`, in milliseconds.
#[derive(Clone, Copy, Debug)]
pub struct Backoff {
    /// The first wait.
    pub first: u64,
    /// The upper limit of a wait.
    pub longest: u64,
}

impl Backoff {
    /// The wait after this many failures in a row (0 for the first). Half of it is fixed and half
    /// is `jitter`, so that the clients of a restarting server do not all reconnect at once.
    pub fn wait(self, failures: u32, jitter: u8) -> u64 {
        let whole = (self.first << failures.min(16)).min(self.longest);
        whole / 2 + whole / 2 * u64::from(jitter) / 255
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_double_up_to_the_longest() {
        let backoff = Backoff { first: 500, longest: 30_000 };
        let longest_of = |failures| backoff.wait(failures, 255);
        assert_eq!([longest_of(0), longest_of(1), longest_of(2)], [500, 1_000, 2_000]);
        assert_eq!(longest_of(6), 30_000);
        assert_eq!(longest_of(u32::MAX), 30_000);
    }

    #[test]
    fn jitter_moves_a_wait_within_its_upper_half() {
        let backoff = Backoff { first: 1_000, longest: 8_000 };
        assert_eq!(backoff.wait(0, 0), 500);
        assert!((500..1_000).contains(&backoff.wait(0, 128)));
    }
}
