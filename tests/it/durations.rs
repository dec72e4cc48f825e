//! Durations at both ends: too long means no deadline, zero means at once; neither panics.

use std::{
    thread,
    time::{Duration, Instant},
};

use safepoint::{CancelSource, CancelToken};

/// Each is longer than anybody waits; `Instant` holds some of them and not others.
fn too_long() -> impl Iterator<Item = Duration> {
    let seconds = [
        u64::MAX,
        i64::MAX as u64,
        i64::MAX as u64 / 2,
        1 << 40,
        1 << 33,
    ];
    seconds
        .map(Duration::from_secs)
        .into_iter()
        .chain([Duration::MAX])
}

#[test]
fn longest_timeouts_leave_the_token_live() {
    for timeout in too_long() {
        let source = CancelSource::with_timeout(timeout);
        assert!(!source.token().is_cancelled());
        source.cancel_after(timeout);
        assert!(!source.token().is_cancelled());
        let child = source.token().child_with_timeout(timeout);
        assert!(!child.token().is_cancelled());
        safepoint::timeout(timeout, || assert!(safepoint::checkpoint().is_ok()));
        // The timer, which now may be asked to sleep for ever, still sees to others.
        let soon = CancelSource::with_timeout(Duration::from_millis(1));
        assert!(soon.token().wait_timeout(timeout));
    }
}

#[test]
fn timeout_out_of_range_means_no_deadline() {
    assert_eq!(Instant::now().checked_add(Duration::MAX), None);
    let source = CancelSource::with_timeout(Duration::MAX);
    assert_eq!(source.token().deadline(), None);
    assert_eq!(source.token().remaining(), None);
}

#[test]
fn longest_waits_end_with_a_cancellation() {
    for timeout in too_long() {
        let source = CancelSource::new();
        let token = source.token();
        let sleeping = thread::spawn(move || (token.wait_timeout(timeout), token.sleep(timeout)));
        source.cancel();
        let (cancelled, slept) = sleeping.join().unwrap();
        assert!(cancelled);
        assert!(slept.is_err());
    }
}

#[test]
fn zero_cancels_at_once() {
    let zero = Duration::ZERO;
    assert!(CancelSource::with_timeout(zero).token().is_cancelled());
    let child = CancelSource::new().token().child_with_timeout(zero);
    assert!(child.token().is_cancelled());
    let source = CancelSource::new();
    source.cancel_after(zero);
    assert!(source.token().is_cancelled());
    let deadline = CancelSource::with_deadline(Instant::now());
    assert!(deadline.token().is_cancelled());
}

#[test]
fn sleeping_for_zero_is_a_checkpoint() {
    assert!(CancelToken::never().sleep(Duration::ZERO).is_ok());
    assert!(!CancelSource::new().token().wait_timeout(Duration::ZERO));
    let source = CancelSource::new();
    source.cancel();
    assert!(source.token().sleep(Duration::ZERO).is_err());
    assert!(source.token().wait_timeout(Duration::ZERO));
}

#[test]
fn one_nanosecond_is_waited_for() {
    let source = CancelSource::with_timeout(Duration::from_nanos(1));
    source.token().wait();
    assert!(source.token().is_cancelled());
}
