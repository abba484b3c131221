//! Optimistic locking: whoever saves states the version that they have seen, and overwrites nothing
//! that somebody else has saved meanwhile.

use crate::Refused;

/// Whether the present value is the one that was seen. `seen` is `None` for something new, which
/// may exist already if it is saved once more.
///
/// # Errors
/// [`Refused::NotFound`] if what was seen is gone, [`Refused::Stale`] if it has changed.
pub(crate) fn is_as_seen<T: PartialEq>(seen: Option<&T>, now: Option<&T>) -> Result<(), Refused> {
    match (seen, now) {
        (Some(_), None) => Err(Refused::NotFound),
        (Some(seen), Some(now)) if seen != now => Err(Refused::Stale),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_was_seen_is_overwritten() {
        assert_eq!(is_as_seen(Some(&1), Some(&1)), Ok(()));
        assert_eq!(is_as_seen(Some(&1), Some(&2)), Err(Refused::Stale));
        assert_eq!(is_as_seen(Some(&1), None), Err(Refused::NotFound));
    }

    #[test]
    fn what_is_new_may_be_saved_twice() {
        assert_eq!(is_as_seen(None, Some(&1)), Ok(()));
        assert_eq!(is_as_seen::<i64>(None, None), Ok(()));
    }
}
