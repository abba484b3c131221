//! The life cycle of the connection: when to connect, when to give up, how long to wait, and what
//! to tell the visitor.

use wire::frame::close;

use crate::{
    backoff::Backoff,
    now::{Now, earliest},
};

/// How long the server may take to answer before the connection counts as dead, in milliseconds.
pub const ANSWER_WITHIN: u64 = 10_000;

/// How long a connection may take to open, in milliseconds. On a slow line this is several round
/// trips of seconds.
const OPENS_WITHIN: u64 = 30_000;
/// A shorter interruption is not shown.
const QUIET: u64 = 1_000;
/// From here on, an interruption counts as long.
const LONG: u64 = 10_000;
/// A connection that lasted this long was good: the next failure counts as the first.
const GOOD: u64 = 10_000;
const AFTER_LOSS: Backoff = Backoff { first: 500, longest: 30_000 };
/// The wait after the server closed the connection because of something this client sent.
const AFTER_FAULT: Backoff = Backoff { first: 5_000, longest: 60_000 };
/// RFC 6455, 7.4.1: the frame was too big.
const TOO_BIG: u16 = 1009;

/// The state of the connection.
#[derive(Debug)]
pub struct Connection {
    state: State,
    failures: u32,
    /// When the connection was lost; none while it is open.
    down_since: Option<u64>,
    /// Whether a connection was ever open.
    held: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    /// Not wanted yet.
    Idle,
    /// Started. Only a `Welcome` ends this state successfully.
    Opening { since: u64 },
    /// The server has sent `Welcome`.
    Open { since: u64 },
    /// To be retried at `until`.
    Waiting { until: u64 },
    /// Never retried.
    Ended,
}

/// What follows from a closed connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Closed {
    /// The client retries.
    Lost,
    /// The client retries; the server objected to what it was sent.
    Blamed,
    /// The server speaks another version: the panel must be reloaded.
    OtherVersion,
    /// The server rejects this client for good, so retrying is pointless.
    Refused,
}

/// What the visitor is told about the connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// The first connection is slow to open.
    Connecting,
    /// The client is reconnecting.
    Reconnecting,
    /// The connection has been down for a while.
    Gone,
}

impl Default for Connection {
    fn default() -> Self {
        Connection { state: State::Idle, failures: 0, down_since: None, held: false }
    }
}

impl Connection {
    /// Whether frames can be sent.
    pub fn is_open(&self) -> bool {
        matches!(self.state, State::Open { .. })
    }

    /// Whether to connect now. Returns true once per attempt.
    pub fn wants_connection(&mut self, now: &Now) -> bool {
        let wants = matches!(self.state, State::Waiting { until } if until <= now.ticks);
        if wants {
            self.state = State::Opening { since: now.ticks };
        }
        wants
    }

    /// Whether an attempt to connect has taken too long.
    pub fn is_overdue(&self, now: &Now) -> bool {
        matches!(self.state, State::Opening { since } if since + OPENS_WITHIN <= now.ticks)
    }

    /// Asks for a connection.
    pub fn begin(&mut self, now: &Now) {
        if self.state == State::Idle {
            self.down_since = Some(now.ticks);
            self.state = State::Waiting { until: now.ticks };
        }
    }

    /// Ends the current wait early.
    pub fn hurry(&mut self, now: &Now) {
        if let State::Waiting { until } = &mut self.state {
            *until = now.ticks;
        }
    }

    /// The server sent `Welcome`.
    pub fn welcomed(&mut self, now: &Now) {
        self.state = State::Open { since: now.ticks };
        self.down_since = None;
        self.held = true;
    }

    /// The connection closed, or the client gave it up (then `code` is none).
    pub fn closed(&mut self, now: &Now, code: Option<u16>) -> Closed {
        if matches!(self.state, State::Idle | State::Ended) {
            return Closed::Lost;
        }
        if matches!(self.state, State::Open { since } if since + GOOD <= now.ticks) {
            self.failures = 0;
        }
        let (closed, backoff) = match code {
            Some(close::OTHER_VERSION) => (Closed::OtherVersion, AFTER_FAULT),
            Some(close::REFUSED) => (Closed::Refused, AFTER_FAULT),
            Some(close::MALFORMED | close::TOO_FAST | TOO_BIG) => (Closed::Blamed, AFTER_FAULT),
            _ => (Closed::Lost, AFTER_LOSS),
        };
        self.down_since.get_or_insert(now.ticks);
        self.state = match closed {
            Closed::Refused => State::Ended,
            _ => State::Waiting { until: now.ticks + backoff.wait(self.failures, now.jitter()) },
        };
        self.failures += 1;
        closed
    }

    /// What to tell the visitor, if anything.
    pub fn trouble(&self, now: &Now) -> Option<Trouble> {
        let down_for = now.ticks.saturating_sub(self.down_since?);
        if self.state == State::Ended || down_for < QUIET {
            None
        } else if down_for >= LONG && self.failures > 0 {
            Some(Trouble::Gone)
        } else if self.held {
            Some(Trouble::Reconnecting)
        } else {
            Some(Trouble::Connecting)
        }
    }

    /// The next time this needs attention, in [`Now::ticks`].
    pub fn due(&self, now: &Now) -> Option<u64> {
        let next = match self.state {
            State::Waiting { until } => until,
            State::Opening { since } => since + OPENS_WITHIN,
            _ => return None,
        };
        let word = |after| self.down_since.map(|since| since + after).filter(|&at| at > now.ticks);
        earliest(Some(next), earliest(word(QUIET), word(LONG)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn open_at(ticks: u64) -> Connection {
        let mut connection = Connection::default();
        connection.begin(&Now::at(ticks));
        assert!(connection.wants_connection(&Now::at(ticks)));
        connection.welcomed(&Now::at(ticks));
        connection
    }

    #[test]
    fn a_short_loss_says_nothing_and_a_long_one_says_so() {
        let mut connection = open_at(0);
        assert_eq!(connection.closed(&Now::at(60_000), Some(1006)), Closed::Lost);
        assert_eq!(connection.trouble(&Now::at(60_900)), None);
        assert_eq!(connection.trouble(&Now::at(61_000)), Some(Trouble::Reconnecting));
        assert_eq!(connection.trouble(&Now::at(70_000)), Some(Trouble::Gone));
        connection.hurry(&Now::at(71_000));
        assert!(connection.wants_connection(&Now::at(71_000)));
        connection.welcomed(&Now::at(71_050));
        assert_eq!(connection.trouble(&Now::at(71_050)), None);
    }

    #[test]
    fn it_wakes_for_the_next_try_and_for_the_next_word() {
        let mut connection = open_at(0);
        assert_eq!(connection.due(&Now::at(0)), None);
        connection.closed(&Now::at(20_000), None);
        assert_eq!(connection.due(&Now::at(20_000)), Some(20_250), "the first try");
        assert!(connection.wants_connection(&Now::at(20_250)));
        assert_eq!(connection.due(&Now::at(20_250)), Some(21_000), "the first word");
        assert_eq!(connection.due(&Now::at(21_000)), Some(30_000), "the second word");
        assert_eq!(connection.due(&Now::at(30_000)), Some(50_250), "no answer");
        assert!(connection.is_overdue(&Now::at(50_250)));
    }

    #[test]
    fn a_slow_line_is_waited_for_and_not_taken_for_none() {
        let mut connection = Connection::default();
        connection.begin(&Now::at(0));
        assert!(connection.wants_connection(&Now::at(0)));
        assert_eq!(connection.trouble(&Now::at(15_000)), Some(Trouble::Connecting));
        assert!(!connection.is_overdue(&Now::at(15_000)));
        connection.closed(&Now::at(16_000), Some(1006));
        assert_eq!(connection.trouble(&Now::at(16_000)), Some(Trouble::Gone));
    }

    #[test]
    fn waits_grow_with_failures_and_start_over_after_a_good_connection() {
        let mut connection = open_at(0);
        let wait = |connection: &mut Connection, at| {
            connection.closed(&Now::at(at), None);
            let wait = connection.due(&Now::at(at + 20_000)).unwrap() - at;
            connection.state = State::Opening { since: at };
            wait
        };
        assert_eq!(
            [wait(&mut connection, 1), wait(&mut connection, 2), wait(&mut connection, 3)],
            [250, 500, 1_000]
        );
        connection.welcomed(&Now::at(10));
        assert_eq!(wait(&mut connection, 20), 2_000, "ten milliseconds are no good connection");
        connection.welcomed(&Now::at(100));
        assert_eq!(wait(&mut connection, 100_000), 250);
    }

    #[test]
    fn close_codes_tell_what_follows() {
        let closed = |code| open_at(0).closed(&Now::at(1), Some(code));
        assert_eq!(closed(4002), Closed::OtherVersion);
        assert_eq!(closed(4004), Closed::Refused);
        assert_eq!([closed(4003), closed(4006), closed(1009)], [Closed::Blamed; 3]);
        assert_eq!([closed(1001), closed(1006), closed(4005)], [Closed::Lost; 3]);
    }

    #[test]
    fn nothing_is_begun_before_it_is_wanted() {
        let mut connection = Connection::default();
        connection.closed(&Now::at(0), None);
        connection.hurry(&Now::at(0));
        assert!(!connection.wants_connection(&Now::at(100_000)));
    }

    #[test]
    fn who_is_refused_stays_away() {
        let mut connection = open_at(0);
        connection.closed(&Now::at(1), Some(4004));
        connection.hurry(&Now::at(100_000));
        assert!(!connection.wants_connection(&Now::at(200_000)));
        assert_eq!(connection.due(&Now::at(2)), None);
        assert_eq!(connection.trouble(&Now::at(200_000)), None);
    }
}
