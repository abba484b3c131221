//! The stretch of a long chat that is drawn. It moves with the reader, so that a chat of a hundred
//! thousand messages scrolls like one of fifty. Pure.

use wire::Seq;

/// How many messages at the end of a chat are drawn at first.
const AT_FIRST: u32 = 40;
/// How many messages are added when the reader comes near an edge.
const STEP: u32 = 20;
/// The maximum number drawn; messages far from the reader are dropped.
const MOST: u32 = 160;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Extent {
    pub(super) first: Seq,
    /// `None`: to the end, including new messages.
    pub(super) last: Option<Seq>,
}

/// The reader's direction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Towards {
    Earlier,
    Later,
}

impl Extent {
    /// The end of a chat whose newest message has this number.
    pub(super) fn at_end(newest: Seq) -> Extent {
        Extent { first: Seq(newest.0.saturating_sub(AT_FIRST - 1).max(1)), last: None }
    }

    /// The extent around a message.
    pub(super) fn around(seq: Seq, newest: Seq) -> Extent {
        let end = seq.0.saturating_add(STEP);
        let first = Seq(seq.0.saturating_sub(STEP).max(1));
        Extent { first, last: (end < newest.0).then_some(Seq(end)) }
    }

    /// Adds messages at one edge and drops the excess at the other.
    pub(super) fn grown(self, towards: Towards, newest: Seq) -> Extent {
        match (towards, self.last) {
            (Towards::Earlier, last) => {
                let first = self.first.0.saturating_sub(STEP).max(1);
                let end = last.unwrap_or(newest).0;
                let fits = end < first.saturating_add(MOST);
                Extent { first: Seq(first), last: if fits { last } else { Some(Seq(first + MOST - 1)) } }
            }
            (Towards::Later, None) => self.following(newest),
            (Towards::Later, Some(last)) => {
                let end = last.0.saturating_add(STEP).min(newest.0);
                let first = self.first.0.max(end.saturating_sub(MOST - 1));
                Extent { first: Seq(first), last: (end < newest.0).then_some(Seq(end)) }
            }
        }
    }

    /// The extent for a reader at the end after new messages have arrived.
    pub(super) fn following(self, newest: Seq) -> Extent {
        let is_too_much = newest.0 >= self.first.0.saturating_add(MOST);
        if is_too_much { Extent::at_end(newest) } else { Extent { last: None, ..self } }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn extent(first: u32, last: impl Into<Option<u32>>) -> Extent {
        Extent { first: Seq(first), last: last.into().map(Seq) }
    }

    #[test]
    fn it_begins_at_the_end_and_follows_it() {
        assert_eq!(Extent::at_end(Seq(0)), extent(1, None));
        assert_eq!(Extent::at_end(Seq(7)), extent(1, None));
        assert_eq!(Extent::at_end(Seq(100_000)), extent(99_961, None));
        assert_eq!(extent(99_961, None).following(Seq(100_001)), extent(99_961, None));
        assert_eq!(extent(1, None).following(Seq(161)), extent(122, None));
    }

    #[test]
    fn it_goes_to_any_message() {
        assert_eq!(Extent::around(Seq(500), Seq(1_000)), extent(480, 520));
        assert_eq!(Extent::around(Seq(3), Seq(1_000)), extent(1, 23));
        assert_eq!(Extent::around(Seq(990), Seq(1_000)), extent(970, None));
        assert_eq!(Extent::around(Seq(980), Seq(1_000)), extent(960, None));
    }

    #[test]
    fn it_moves_with_the_reader_to_the_beginning_and_back() {
        let newest = Seq(1_000);
        let mut shown = Extent::at_end(newest);
        for _ in 0..6 {
            shown = shown.grown(Towards::Earlier, newest);
        }
        assert_eq!(shown, extent(841, None));
        shown = shown.grown(Towards::Earlier, newest);
        assert_eq!(shown, extent(821, 980));
        for _ in 0..50 {
            shown = shown.grown(Towards::Earlier, newest);
        }
        assert_eq!(shown, extent(1, 160));
        shown = shown.grown(Towards::Later, newest);
        assert_eq!(shown, extent(21, 180));
        for _ in 0..41 {
            shown = shown.grown(Towards::Later, newest);
        }
        assert_eq!(shown, extent(841, None));
        assert_eq!(shown.grown(Towards::Later, newest), shown);
    }
}
