//! Says what each wait is, and how long it was.

use std::time::Instant;

/// Announces a step, does it, and tells its seconds.
pub(crate) fn step<T>(what: &str, work: impl FnOnce() -> anyhow::Result<T>) -> anyhow::Result<T> {
    eprintln!("==> {what}");
    let start = Instant::now();
    let done = work()?;
    // With its name: another step may have begun meanwhile.
    eprintln!("==> {what}: done in {:.1} s", start.elapsed().as_secs_f32());
    Ok(done)
}
