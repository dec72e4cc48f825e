//! What the user sees while it runs, on stderr.

use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};
use safepoint::CancelToken;

use crate::findings::Counts;

const TICK: Duration = Duration::from_millis(100);
const TEMPLATE: &str =
    "{spinner} {msg} files seen, {bytes} of {total_bytes} hashed, {bytes_per_sec}";

/// Shows how far the search is, until `finished` is cancelled; then takes the line away again.
pub(crate) fn show(counts: &Counts, finished: &CancelToken) {
    let bar = ProgressBar::new(0).with_message("0");
    if let Ok(style) = ProgressStyle::with_template(TEMPLATE) {
        bar.set_style(style);
    }
    // The wait ends early when the token is cancelled: nobody waits for the rest of a tick.
    while !finished.wait_timeout(TICK) {
        bar.set_message(counts.files_seen.value().to_string());
        bar.update(|state| {
            state.set_len(counts.bytes_to_hash.value());
            state.set_pos(counts.bytes_hashed.value());
        });
    }
    bar.finish_and_clear();
}
