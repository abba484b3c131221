//! Reports what each wait is for, and how long it took.

use std::time::Instant;

/// Announces a step, runs it, and reports its seconds.
pub(crate) fn step<T>(what: &str, work: impl FnOnce() -> anyhow::Result<T>) -> anyhow::Result<T> {
    eprintln!("==> {what}");
    let start = Instant::now();
    let done = work()?;
    // With its name, because another step may have begun meanwhile.
    eprintln!("==> {what}: done in {:.1} s", start.elapsed().as_secs_f32());
    Ok(done)
}
