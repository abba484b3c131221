//! Serves.

fn main() {}
