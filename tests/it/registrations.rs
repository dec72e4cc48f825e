//! Registered callbacks: when they run, how they are removed, who waits for whom (K3, K4).

use std::{
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, AtomicU32, Ordering::Relaxed, Ordering::SeqCst},
        mpsc,
    },
    thread,
};

use safepoint::{CancelSource, CancelToken, Reason, Registration};

use crate::support::soon;

#[test]
fn callback_runs_once_when_cancelled() {
    let source = CancelSource::new();
    let ran = Arc::new(AtomicU32::new(0));
    let count = Arc::clone(&ran);
    let _registration = source.token().on_cancel(move |_| {
        count.fetch_add(1, Relaxed);
    });
    assert_eq!(ran.load(Relaxed), 0);
    source.cancel();
    source.cancel();
    assert_eq!(ran.load(Relaxed), 1);
}

#[test]
fn callback_is_given_the_reason() {
    let source = CancelSource::new();
    let (tell, told) = mpsc::channel();
    let _registration = source
        .token()
        .on_cancel(move |reason| tell.send(reason.clone()).unwrap());
    source.cancel_with(Reason::Signal(15));
    assert!(matches!(soon(&told), Reason::Signal(15)));
}

#[test]
fn callback_runs_on_the_thread_that_cancels() {
    let source = CancelSource::new();
    let (tell, told) = mpsc::channel();
    let _registration = source
        .token()
        .on_cancel(move |_| tell.send(thread::current().id()).unwrap());
    source.cancel();
    assert_eq!(soon(&told), thread::current().id());
}

#[test]
fn callbacks_run_in_the_order_of_registration() {
    let source = CancelSource::new();
    let order = Arc::new(Mutex::new(Vec::new()));
    let registrations: Vec<Registration> = (0..20)
        .map(|n| {
            let order = Arc::clone(&order);
            source
                .token()
                .on_cancel(move |_| order.lock().unwrap().push(n))
        })
        .collect();
    source.cancel();
    assert_eq!(*order.lock().unwrap(), (0..20).collect::<Vec<_>>());
    drop(registrations);
}

#[test]
fn callback_of_a_child_runs_when_the_parent_is_cancelled() {
    let parent = CancelSource::new();
    let child = parent.token().child();
    let (tell, told) = mpsc::channel();
    let _registration = child.token().on_cancel(move |_| tell.send(()).unwrap());
    parent.cancel();
    soon(&told);
}

/// K3.
#[test]
fn callback_registered_on_a_cancelled_token_runs_before_on_cancel_returns() {
    let source = CancelSource::new();
    source.cancel();
    let (tell, told) = mpsc::channel();
    let registration = source.token().on_cancel(move |_| tell.send(()).unwrap());
    assert_eq!(told.try_recv(), Ok(()));
    assert!(!registration.stop());
}

#[test]
fn callback_on_never_is_kept_and_not_run() {
    let kept = Arc::new(());
    let captured = Arc::clone(&kept);
    let registration = CancelToken::never().on_cancel(move |_| unreachable!("{captured:?}"));
    assert_eq!(Arc::strong_count(&kept), 2);
    assert!(registration.stop());
    assert_eq!(Arc::strong_count(&kept), 1);
}

#[test]
fn dropping_a_registration_removes_its_callback() {
    let source = CancelSource::new();
    let captured = Arc::new(());
    let theirs = Arc::clone(&captured);
    drop(
        source
            .token()
            .on_cancel(move |_| unreachable!("{theirs:?}")),
    );
    assert_eq!(Arc::strong_count(&captured), 1);
    source.cancel();
}

#[test]
fn stop_is_true_for_a_callback_that_has_not_run() {
    let source = CancelSource::new();
    let registration = source.token().on_cancel(|_| unreachable!("removed"));
    assert!(registration.stop());
    source.cancel();
}

#[test]
fn stop_is_false_for_a_callback_that_has_run() {
    let source = CancelSource::new();
    let registration = source.token().on_cancel(|_| ());
    source.cancel();
    assert!(!registration.stop());
}

#[test]
fn detached_callback_stays() {
    let source = CancelSource::new();
    let (tell, told) = mpsc::channel();
    source
        .token()
        .on_cancel(move |_| tell.send(()).unwrap())
        .detach();
    source.cancel();
    soon(&told);
}

/// K7: what a detached callback captured goes with the token.
#[test]
fn detached_callback_is_dropped_with_its_token() {
    let source = CancelSource::new();
    let captured = Arc::new(());
    let theirs = Arc::clone(&captured);
    source.token().on_cancel(move |_| drop(theirs)).detach();
    drop(source);
    assert_eq!(Arc::strong_count(&captured), 1);
}

#[test]
fn what_a_callback_captured_is_dropped_when_it_has_run() {
    let source = CancelSource::new();
    let captured = Arc::new(());
    let theirs = Arc::clone(&captured);
    let registration = source.token().on_cancel(move |_| {
        let _ = &theirs;
    });
    source.cancel();
    assert_eq!(Arc::strong_count(&captured), 1);
    drop(registration);
}

#[test]
fn registration_keeps_its_token_alive() {
    let parent = CancelSource::new();
    let (tell, told) = mpsc::channel();
    let registration = parent
        .token()
        .child()
        .token()
        .on_cancel(move |_| tell.send(()).unwrap());
    parent.cancel();
    soon(&told);
    drop(registration);
}

/// K4: dropping waits for a callback that is running on another thread.
#[test]
fn dropping_a_registration_waits_for_its_running_callback() {
    let source = CancelSource::new();
    let ended = Arc::new(AtomicBool::new(false));
    let theirs = Arc::clone(&ended);
    let dropping = Arc::new(AtomicBool::new(false));
    let seen = Arc::clone(&dropping);
    let (tell, told) = mpsc::channel();
    let registration = source.token().on_cancel(move |_| {
        tell.send(()).unwrap();
        while !seen.load(SeqCst) {
            thread::yield_now();
        }
        for _ in 0..1000 {
            thread::yield_now();
        }
        theirs.store(true, SeqCst);
    });
    thread::scope(|threads| {
        threads.spawn(|| source.cancel());
        soon(&told);
        dropping.store(true, SeqCst);
        drop(registration);
        assert!(ended.load(SeqCst));
    });
}

/// K4.
#[test]
fn stop_waits_for_a_running_callback_and_is_false() {
    let source = CancelSource::new();
    let ended = Arc::new(AtomicBool::new(false));
    let theirs = Arc::clone(&ended);
    let (tell, told) = mpsc::channel();
    let registration = source.token().on_cancel(move |_| {
        tell.send(()).unwrap();
        for _ in 0..1000 {
            thread::yield_now();
        }
        theirs.store(true, SeqCst);
    });
    thread::scope(|threads| {
        threads.spawn(|| source.cancel());
        soon(&told);
        assert!(!registration.stop());
        assert!(ended.load(SeqCst));
    });
}

/// K4: a callback that drops its own registration does not wait for itself.
#[test]
fn callback_may_drop_its_own_registration() {
    let source = CancelSource::new();
    let place = Arc::new(Mutex::new(None::<Registration>));
    let theirs = Arc::clone(&place);
    let (tell, told) = mpsc::channel();
    let registration = source.token().on_cancel(move |_| {
        let own = theirs.lock().unwrap().take();
        tell.send(own.unwrap().stop()).unwrap();
    });
    *place.lock().unwrap() = Some(registration);
    source.cancel();
    assert!(!soon(&told));
}

/// K4: a callback may remove another one that has not run.
#[test]
fn callback_may_stop_a_later_one() {
    let source = CancelSource::new();
    let place = Arc::new(Mutex::new(None::<Registration>));
    let theirs = Arc::clone(&place);
    let (tell, told) = mpsc::channel();
    let _first = source.token().on_cancel(move |_| {
        let later = theirs.lock().unwrap().take();
        tell.send(later.unwrap().stop()).unwrap();
    });
    let later = source.token().on_cancel(|_| unreachable!("removed"));
    *place.lock().unwrap() = Some(later);
    source.cancel();
    assert!(soon(&told));
}

/// K4: removed or run, and never both, however the two race.
#[test]
fn callback_runs_exactly_if_stop_says_so() {
    for _ in 0..300 {
        let source = CancelSource::new();
        let ran = Arc::new(AtomicBool::new(false));
        let theirs = Arc::clone(&ran);
        let registration = source
            .token()
            .on_cancel(move |_| theirs.store(true, SeqCst));
        thread::scope(|threads| {
            threads.spawn(|| source.cancel());
            let removed = registration.stop();
            assert_eq!(ran.load(SeqCst), !removed);
        });
        assert!(source.token().is_cancelled());
    }
}

#[test]
fn on_cancel_during_lends_to_its_callback() {
    let source = CancelSource::new();
    let mut reason = None;
    let won = source.token().on_cancel_during(
        |why| reason = Some(why.to_string()),
        || source.cancel_with(Reason::Signal(2)),
    );
    assert!(won);
    assert_eq!(reason.as_deref(), Some("signal 2 (SIGINT)"));
}

#[test]
fn on_cancel_during_removes_its_callback_after_the_body() {
    let source = CancelSource::new();
    let result = source
        .token()
        .on_cancel_during(|_| unreachable!("removed"), || 7);
    assert_eq!(result, 7);
    source.cancel();
}

#[test]
fn on_cancel_during_on_a_cancelled_token_calls_back_before_the_body() {
    let source = CancelSource::new();
    source.cancel();
    let order = Mutex::new(Vec::new());
    source.token().on_cancel_during(
        |_| order.lock().unwrap().push("callback"),
        || order.lock().unwrap().push("body"),
    );
    assert_eq!(order.into_inner().unwrap(), ["callback", "body"]);
}

#[test]
fn on_cancel_during_removes_its_callback_when_the_body_panics() {
    let source = CancelSource::new();
    let borrowed = AtomicBool::new(false);
    let caught = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
        source.token().on_cancel_during(
            |_| borrowed.store(true, Relaxed),
            || crate::support::planned_panic("the body"),
        )
    }));
    assert!(caught.is_err());
    source.cancel();
    assert!(!borrowed.into_inner());
}

/// What the callback borrows is still there when it ends: the call waits for it.
#[test]
fn on_cancel_during_waits_for_its_running_callback() {
    let source = CancelSource::new();
    let (tell, told) = mpsc::channel();
    let ended = AtomicBool::new(false);
    thread::scope(|threads| {
        let ended = &ended;
        source.token().on_cancel_during(
            move |_| {
                tell.send(()).unwrap();
                for _ in 0..1000 {
                    thread::yield_now();
                }
                ended.store(true, SeqCst);
            },
            || {
                threads.spawn(|| source.cancel());
                soon(&told);
            },
        );
        assert!(ended.load(SeqCst));
    });
}

#[test]
fn on_cancel_during_nests() {
    let source = CancelSource::new();
    let (outer, inner) = (AtomicU32::new(0), AtomicU32::new(0));
    source.token().on_cancel_during(
        |_| outer.store(1, Relaxed),
        || {
            source.token().on_cancel_during(
                |_| inner.store(outer.load(Relaxed) + 1, Relaxed),
                || source.cancel(),
            )
        },
    );
    assert_eq!((outer.into_inner(), inner.into_inner()), (1, 2));
}
