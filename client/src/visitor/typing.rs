//! "… is typing", both ways. Own reports are rare and end by themselves; reports of others expire.

use crate::now::earliest;

/// The shortest time between two reports while the visitor types.
const REPEAT: u64 = 3_000;
/// The same where operators see what the visitor types.
const PREVIEW: u64 = 1_000;
/// Without a key press for this long, the visitor has stopped.
const STOPPED: u64 = 4_000;
/// If an operator's client does not repeat its report within this time, the operator has stopped.
const BELIEVED: u64 = 10_000;

#[derive(Debug, Default)]
pub(crate) struct Typing {
    /// When the visitor's typing was last reported, while it lasts.
    reported: Option<u64>,
    last_key: u64,
    /// The text changed since it was last reported to operators.
    stale: bool,
    operator_until: Option<u64>,
}

impl Typing {
    /// The input's text changed. Returns what to report, if anything.
    pub(crate) fn typed(&mut self, ticks: u64, empty: bool, previews: bool) -> Option<bool> {
        if empty {
            return self.stopped();
        }
        self.last_key = ticks;
        let pause = if previews { PREVIEW } else { REPEAT };
        self.stale = previews;
        if self.reported.is_some_and(|at| ticks < at + pause) {
            return None;
        }
        self.report(ticks)
    }

    fn report(&mut self, ticks: u64) -> Option<bool> {
        self.stale = false;
        self.reported = Some(ticks);
        Some(true)
    }

    /// The visitor sent or dropped the text. Returns what to report, if anything.
    pub(crate) fn stopped(&mut self) -> Option<bool> {
        self.stale = false;
        self.reported.take().map(|_| false)
    }

    /// Time passed. Returns what to report, if anything.
    pub(crate) fn tick(&mut self, ticks: u64) -> Option<bool> {
        self.operator_until.take_if(|until| *until <= ticks);
        if self.stale && self.reported.is_some_and(|at| at + PREVIEW <= ticks) {
            return self.report(ticks);
        }
        if ticks < self.last_key + STOPPED { None } else { self.stopped() }
    }

    /// The server reports whether the operator is typing.
    pub(crate) fn heard(&mut self, ticks: u64, on: bool) {
        self.operator_until = on.then_some(ticks + BELIEVED);
    }

    pub(crate) fn operator(&self) -> bool {
        self.operator_until.is_some()
    }

    /// The next time this needs attention.
    pub(crate) fn due(&self) -> Option<u64> {
        let own = |at| if self.stale { at + PREVIEW } else { self.last_key + STOPPED };
        earliest(self.reported.map(own), self.operator_until)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn typing_is_reported_every_few_seconds_and_its_end_once() {
        let mut typing = Typing::default();
        let reports: Vec<_> = (0..8).map(|i| typing.typed(i * 1_000, false, false)).collect();
        assert_eq!(reports.iter().flatten().count(), 3, "{reports:?}");
        assert_eq!(typing.due(), Some(11_000));
        assert_eq!(typing.tick(10_999), None);
        assert_eq!(typing.tick(11_000), Some(false));
        assert_eq!(typing.tick(12_000), None);
    }

    #[test]
    fn what_operators_see_is_brought_up_to_date_each_second() {
        let mut typing = Typing::default();
        assert_eq!(typing.typed(0, false, true), Some(true));
        assert_eq!(typing.typed(400, false, true), None);
        assert_eq!((typing.due(), typing.tick(999)), (Some(1_000), None));
        assert_eq!(typing.tick(1_000), Some(true), "what was typed last is not left out");
        assert_eq!((typing.due(), typing.tick(2_000)), (Some(4_400), None));
        assert_eq!(typing.typed(2_100, false, true), Some(true));
        assert_eq!(typing.typed(2_200, true, true), Some(false));
        assert_eq!(typing.tick(9_000), None);
    }

    #[test]
    fn an_emptied_input_is_no_typing() {
        let mut typing = Typing::default();
        assert_eq!(typing.typed(0, true, false), None);
        assert_eq!(typing.typed(1, false, false), Some(true));
        assert_eq!(typing.typed(2, true, false), Some(false));
    }

    #[test]
    fn an_operator_whose_end_is_lost_does_not_type_for_ever() {
        let mut typing = Typing::default();
        typing.heard(0, true);
        typing.tick(9_999);
        assert!(typing.operator());
        typing.tick(10_000);
        assert!(!typing.operator());
        typing.heard(20_000, true);
        typing.heard(20_001, false);
        assert!(!typing.operator());
    }
}
