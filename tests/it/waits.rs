//! Blocking waits that a cancellation wakes.

use std::{
    sync::{Barrier, mpsc},
    thread,
    time::{Duration, Instant},
};

use safepoint::{CancelSource, CancelToken, Reason, SiteKind};

use crate::support::{IN_VAIN, soon};

/// Cancels while another thread is in `wait`, or just about to enter it.
fn woken<R: Send>(wait: impl FnOnce(CancelToken) -> R + Send) -> R {
    let source = CancelSource::new();
    let token = source.token();
    let (tell, told) = mpsc::channel();
    thread::scope(|threads| {
        let waiting = threads.spawn(move || {
            tell.send(()).unwrap();
            wait(token)
        });
        soon(&told);
        source.cancel();
        waiting.join().unwrap()
    })
}

#[test]
fn wait_ends_when_another_thread_cancels() {
    woken(|token| token.wait());
}

#[test]
fn sleep_ends_with_the_error_when_another_thread_cancels() {
    let line = line!() + 1;
    let error = woken(|token| token.sleep(IN_VAIN)).unwrap_err();
    assert!(matches!(error.reason(), Reason::Requested));
    assert_eq!(error.site().kind(), SiteKind::Wait);
    let site = error.site();
    assert_eq!((site.file(), site.line()), (file!(), line));
}

#[test]
fn wait_timeout_is_true_when_another_thread_cancels() {
    assert!(woken(|token| token.wait_timeout(IN_VAIN)));
}

/// No wake-up is lost, at whatever moment the cancellation comes.
#[test]
fn wait_that_races_with_cancel_always_ends() {
    for _ in 0..2000 {
        let source = CancelSource::new();
        let start = Barrier::new(2);
        thread::scope(|threads| {
            threads.spawn(|| {
                start.wait();
                assert!(source.token().wait_timeout(IN_VAIN));
            });
            start.wait();
            source.cancel();
        });
    }
}

#[test]
fn all_waiting_threads_are_woken() {
    let source = CancelSource::new();
    let child = source.token().child();
    let (tell, told) = mpsc::channel();
    thread::scope(|threads| {
        for n in 0..8 {
            let token = [source.token(), child.token()][n % 2].clone();
            let tell = tell.clone();
            threads.spawn(move || {
                tell.send(()).unwrap();
                token.wait();
            });
        }
        for _ in 0..8 {
            soon(&told);
        }
        source.cancel();
    });
}

#[test]
fn wait_on_a_cancelled_token_returns_at_once() {
    let source = CancelSource::new();
    source.cancel();
    source.token().wait();
    assert!(source.token().wait_timeout(Duration::MAX));
    assert!(source.token().sleep(Duration::MAX).is_err());
}

#[test]
fn sleep_takes_its_time_where_nothing_cancels() {
    let duration = Duration::from_millis(3);
    for token in [CancelSource::new().token(), CancelToken::never()] {
        let start = Instant::now();
        assert!(token.sleep(duration).is_ok());
        assert!(start.elapsed() >= duration);
        let start = Instant::now();
        assert!(!token.wait_timeout(duration));
        assert!(start.elapsed() >= duration);
    }
}

/// A wait leaves `unpark` tokens of the thread's own alone.
#[test]
fn wait_swallows_no_unpark() {
    thread::current().unpark();
    assert!(
        !CancelSource::new()
            .token()
            .wait_timeout(Duration::from_millis(1))
    );
    thread::park();
}

#[test]
fn unpark_ends_no_wait() {
    let start = Instant::now();
    thread::current().unpark();
    let duration = Duration::from_millis(2);
    assert!(CancelToken::never().sleep(duration).is_ok());
    assert!(start.elapsed() >= duration);
}

#[test]
fn wait_within_a_callback_ends() {
    let source = CancelSource::new();
    let token = source.token();
    let (tell, told) = mpsc::channel();
    let _registration = source.token().on_cancel(move |_| {
        token.wait();
        tell.send(()).unwrap();
    });
    source.cancel();
    soon(&told);
}

#[test]
fn one_thread_may_cancel_what_another_waits_for_in_turn() {
    let (first, second) = (CancelSource::new(), CancelSource::new());
    thread::scope(|threads| {
        threads.spawn(|| {
            first.token().wait();
            second.cancel();
        });
        first.cancel();
        assert!(second.token().wait_timeout(IN_VAIN));
    });
}
