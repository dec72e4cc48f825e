//! A run that does not come to its end fails, where cargo would wait for ever.

use std::{
    process,
    sync::mpsc::{RecvTimeoutError, channel},
    thread,
    time::Duration,
};

/// Far longer than the runs of any test take.
const LIMIT: Duration = Duration::from_mins(5);

/// Ends the process if this takes far too long.
pub(crate) fn watched<T>(test: &str, work: impl FnOnce() -> T) -> T {
    let (working, ended) = channel::<()>();
    thread::scope(|scope| {
        scope.spawn(move || {
            if ended.recv_timeout(LIMIT) == Err(RecvTimeoutError::Timeout) {
                eprintln!("{test}: a cancelled run does not end");
                process::abort();
            }
        });
        let result = work();
        drop(working);
        result
    })
}
