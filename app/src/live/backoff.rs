//! How long to wait before reconnecting.

/// The longest wait, in milliseconds.
const LONGEST: f64 = 15_000.0;
const FIRST: f64 = 400.0;

/// Milliseconds until try number `attempt` (from 0). The wait doubles with each try, and `chance`
/// (0 to 1) randomises half of it, so that consoles that lost their server together do not come
/// back together.
pub(crate) fn delay(attempt: u32, chance: f64) -> u32 {
    let full = (FIRST * 2f64.powi(attempt.min(16) as i32)).min(LONGEST);
    (full / 2.0 + full / 2.0 * chance) as u32
}

#[cfg(test)]
mod tests {
    use super::delay;

    #[test]
    fn waits_double_up_to_a_limit_and_half_of_each_is_chance() {
        assert_eq!((delay(0, 0.0), delay(0, 1.0)), (200, 400));
        assert_eq!((delay(3, 0.0), delay(3, 1.0)), (1_600, 3_200));
        assert_eq!((delay(99, 0.0), delay(99, 1.0)), (7_500, 15_000));
    }
}
