//! A deadline for the time of a closure.

use std::time::Duration;

use crate::CancelToken;

/// Runs `body` under a child of the [ambient token](CancelToken::current) that is cancelled after `timeout`.
///
/// The child is ambient in `body`. Nothing is interrupted by force: what `body` calls has to reach
/// checkpoints. What it returns is given back, also after the time is over.
///
/// # Examples
///
/// ```
/// use safepoint::{CancelToken, Reason};
/// use std::time::Duration;
///
/// let slept = safepoint::timeout(Duration::from_millis(2), || {
///     CancelToken::current().sleep(Duration::from_secs(3600))
/// });
/// assert!(matches!(slept.unwrap_err().reason(), Reason::Deadline));
/// ```
#[track_caller]
pub fn timeout<R>(timeout: Duration, body: impl FnOnce() -> R) -> R {
    let source = CancelToken::current().child_with_timeout(timeout);
    source.token().run(body)
}
