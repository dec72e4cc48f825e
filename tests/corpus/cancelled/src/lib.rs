//! Runs a test of a published crate once more for each checkpoint at which it is cancelled, and then in peace.
//!
//! `tests/corpus/run --cancelled` puts a call of [`everywhere`] into each test of a copy. A cancelled run must come to an
//! end, and the last one, which nobody cancels, must pass as ever: nothing that was unwound has broken what lives on.

mod runs;
mod watch;

use std::{env, fs::OpenOptions, io::Write as _, thread};

use crate::runs::Runs;

/// The file that is told how each test's runs ended.
const REPORT: &str = "SAFEPOINT_CANCELLED";

/// Runs a test's body, cancelled at checkpoints all over it, and gives what it gives when it is not.
///
/// # Panics
///
/// Where the body does, and where the report cannot be written.
pub fn everywhere<T>(body: fn() -> T) -> T {
    if let Some(report) = env::var_os(REPORT) {
        let this = thread::current();
        let test = this.name().unwrap_or("?");
        let runs = watch::watched(test, || Runs::of(body));
        let file = OpenOptions::new().append(true).create(true).open(report);
        // In one call: tests run beside each other.
        let written =
            file.and_then(|mut file| file.write_all(format!("{runs} {test}\n").as_bytes()));
        written.expect("the report is written");
    }
    body()
}
