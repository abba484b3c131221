//! The life of the connection: when to connect, when to give up on it, how long to wait, what to say about it.

use wire::frame::close;

use crate::{
    backoff::Backoff,
    moment::{Moment, earliest},
};

/// How long the server may take to answer before the connection counts as dead, in milliseconds.
pub(crate) const ANSWER_WITHIN: u64 = 10_000;

/// How long a connection may take to be made, in milliseconds. On a slow line it takes several round trips of seconds.
const OPENS_WITHIN: u64 = 30_000;
/// A connection that is down for less is not worth a word.
const QUIET: u64 = 1_000;
/// From here on it is not a blip any more.
const LONG: u64 = 10_000;
/// A connection that held for so long was a good one: the next failure is a first one.
const GOOD: u64 = 10_000;
const AFTER_LOSS: Backoff = Backoff { first: 500, longest: 30_000 };
/// The server closed because of something that we did.
const AFTER_FAULT: Backoff = Backoff { first: 5_000, longest: 60_000 };
/// RFC 6455, 7.4.1: the frame was too big.
const TOO_BIG: u16 = 1009;

/// The connection.
#[derive(Debug)]
pub(crate) struct Link {
    state: State,
    failures: u32,
    /// Since when there is no connection, unless there is one.
    down_since: Option<u64>,
    /// Whether there ever was one.
    held: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    /// Not wanted yet.
    Idle,
    /// Begun; nothing but a `Welcome` ends this state well.
    Opening { since: u64 },
    /// Welcomed.
    Open { since: u64 },
    /// To be begun again.
    Waiting { until: u64 },
    /// Never again.
    Ended,
}

/// What follows from a closed connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Closed {
    /// It will be tried again.
    Lost,
    /// It will be tried again, and the server did not like what it was sent.
    Blamed,
    /// The server speaks another version: the panel has to be loaded anew.
    OtherVersion,
    /// The server wants nothing to do with us; trying again will not help.
    Refused,
}

/// What the visitor reads about the connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Trouble {
    /// The first connection takes its time.
    Connecting,
    /// It is being made again.
    Reconnecting,
    /// It is away for longer.
    Gone,
}

impl Default for Link {
    fn default() -> Self {
        Link { state: State::Idle, failures: 0, down_since: None, held: false }
    }
}

impl Link {
    /// Whether frames can be sent.
    pub(crate) fn is_open(&self) -> bool {
        matches!(self.state, State::Open { .. })
    }

    /// Whether a connection shall be begun now. Says so once.
    pub(crate) fn wants_connection(&mut self, now: &Moment) -> bool {
        let wants = matches!(self.state, State::Waiting { until } if until <= now.ticks);
        if wants {
            self.state = State::Opening { since: now.ticks };
        }
        wants
    }

    /// Whether a begun connection has kept us waiting for too long.
    pub(crate) fn is_overdue(&self, now: &Moment) -> bool {
        matches!(self.state, State::Opening { since } if since + OPENS_WITHIN <= now.ticks)
    }

    /// A connection is wanted from now on.
    pub(crate) fn begin(&mut self, now: &Moment) {
        if self.state == State::Idle {
            self.down_since = Some(now.ticks);
            self.state = State::Waiting { until: now.ticks };
        }
    }

    /// There is reason not to wait any longer.
    pub(crate) fn hurry(&mut self, now: &Moment) {
        if let State::Waiting { until } = &mut self.state {
            *until = now.ticks;
        }
    }

    /// The server said `Welcome`.
    pub(crate) fn welcomed(&mut self, now: &Moment) {
        self.state = State::Open { since: now.ticks };
        self.down_since = None;
        self.held = true;
    }

    /// The connection was closed, or given up by ourselves (then `code` is none).
    pub(crate) fn closed(&mut self, now: &Moment, code: Option<u16>) -> Closed {
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
            _ => State::Waiting { until: now.ticks + backoff.wait(self.failures, now.chance()) },
        };
        self.failures += 1;
        closed
    }

    /// What to tell the visitor, if anything.
    pub(crate) fn trouble(&self, now: &Moment) -> Option<Trouble> {
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

    /// When to look again.
    pub(crate) fn due(&self, now: &Moment) -> Option<u64> {
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

    fn open_at(ticks: u64) -> Link {
        let mut link = Link::default();
        link.begin(&Moment::at(ticks));
        assert!(link.wants_connection(&Moment::at(ticks)));
        link.welcomed(&Moment::at(ticks));
        link
    }

    #[test]
    fn a_short_loss_says_nothing_and_a_long_one_says_so() {
        let mut link = open_at(0);
        assert_eq!(link.closed(&Moment::at(60_000), Some(1006)), Closed::Lost);
        assert_eq!(link.trouble(&Moment::at(60_900)), None);
        assert_eq!(link.trouble(&Moment::at(61_000)), Some(Trouble::Reconnecting));
        assert_eq!(link.trouble(&Moment::at(70_000)), Some(Trouble::Gone));
        link.hurry(&Moment::at(71_000));
        assert!(link.wants_connection(&Moment::at(71_000)));
        link.welcomed(&Moment::at(71_050));
        assert_eq!(link.trouble(&Moment::at(71_050)), None);
    }

    #[test]
    fn it_wakes_for_the_next_try_and_for_the_next_word() {
        let mut link = open_at(0);
        assert_eq!(link.due(&Moment::at(0)), None);
        link.closed(&Moment::at(20_000), None);
        assert_eq!(link.due(&Moment::at(20_000)), Some(20_250), "the first try");
        assert!(link.wants_connection(&Moment::at(20_250)));
        assert_eq!(link.due(&Moment::at(20_250)), Some(21_000), "the first word");
        assert_eq!(link.due(&Moment::at(21_000)), Some(30_000), "the second word");
        assert_eq!(link.due(&Moment::at(30_000)), Some(50_250), "no answer");
        assert!(link.is_overdue(&Moment::at(50_250)));
    }

    #[test]
    fn a_slow_line_is_waited_for_and_not_taken_for_none() {
        let mut link = Link::default();
        link.begin(&Moment::at(0));
        assert!(link.wants_connection(&Moment::at(0)));
        assert_eq!(link.trouble(&Moment::at(15_000)), Some(Trouble::Connecting));
        assert!(!link.is_overdue(&Moment::at(15_000)));
        link.closed(&Moment::at(16_000), Some(1006));
        assert_eq!(link.trouble(&Moment::at(16_000)), Some(Trouble::Gone));
    }

    #[test]
    fn waits_grow_with_failures_and_start_over_after_a_good_connection() {
        let mut link = open_at(0);
        let wait = |link: &mut Link, at| {
            link.closed(&Moment::at(at), None);
            let wait = link.due(&Moment::at(at + 20_000)).unwrap() - at;
            link.state = State::Opening { since: at };
            wait
        };
        assert_eq!([wait(&mut link, 1), wait(&mut link, 2), wait(&mut link, 3)], [250, 500, 1_000]);
        link.welcomed(&Moment::at(10));
        assert_eq!(wait(&mut link, 20), 2_000, "ten milliseconds are no good connection");
        link.welcomed(&Moment::at(100));
        assert_eq!(wait(&mut link, 100_000), 250);
    }

    #[test]
    fn close_codes_tell_what_follows() {
        let closed = |code| open_at(0).closed(&Moment::at(1), Some(code));
        assert_eq!(closed(4002), Closed::OtherVersion);
        assert_eq!(closed(4004), Closed::Refused);
        assert_eq!([closed(4003), closed(4006), closed(1009)], [Closed::Blamed; 3]);
        assert_eq!([closed(1001), closed(1006), closed(4005)], [Closed::Lost; 3]);
    }

    #[test]
    fn nothing_is_begun_before_it_is_wanted() {
        let mut link = Link::default();
        link.closed(&Moment::at(0), None);
        link.hurry(&Moment::at(0));
        assert!(!link.wants_connection(&Moment::at(100_000)));
    }

    #[test]
    fn who_is_refused_stays_away() {
        let mut link = open_at(0);
        link.closed(&Moment::at(1), Some(4004));
        link.hurry(&Moment::at(100_000));
        assert!(!link.wants_connection(&Moment::at(200_000)));
        assert_eq!(link.due(&Moment::at(2)), None);
        assert_eq!(link.trouble(&Moment::at(200_000)), None);
    }
}
