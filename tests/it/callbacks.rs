//! What runs in a callback: panics go no further, and no lock of ours is held (K4).

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU32, Ordering::Relaxed},
        mpsc,
    },
    thread,
    time::Duration,
};

use safepoint::{CancelSource, CancelToken, Cancelled, Probe, Reason, Site};

use crate::support::{IN_VAIN, PLANNED, expect_planned_panics, hook_heard, planned_panic, soon};

/// K4.
#[test]
fn panicking_callback_goes_to_the_panic_hook() {
    expect_planned_panics();
    let source = CancelSource::new();
    let _registration = source
        .token()
        .on_cancel(|_| planned_panic("heard by the hook"));
    source.cancel();
    assert!(hook_heard("planned: heard by the hook"));
}

/// K4: the others run, and `cancel()` returns.
#[test]
fn panicking_callback_keeps_no_other_from_running() {
    let source = CancelSource::new();
    let child = source.token().child();
    let ran = Arc::new(AtomicU32::new(0));
    let registrations: Vec<_> = (0..10)
        .map(|n| {
            let ran = Arc::clone(&ran);
            let token = [source.token(), child.token()][n % 2].clone();
            token.on_cancel(move |_| {
                ran.fetch_add(1, Relaxed);
                if n % 3 == 0 {
                    planned_panic("one of many");
                }
            })
        })
        .collect();
    assert!(source.cancel());
    assert_eq!(ran.load(Relaxed), 10);
    assert!(registrations.into_iter().all(|it| !it.stop()));
}

#[test]
fn panicking_callback_on_a_cancelled_token_leaves_on_cancel_whole() {
    let source = CancelSource::new();
    source.cancel();
    let registration = source
        .token()
        .on_cancel(|_| planned_panic("registered late"));
    assert!(!registration.stop());
}

#[test]
fn payload_that_panics_when_dropped_goes_no_further() {
    struct Bomb;
    impl Drop for Bomb {
        fn drop(&mut self) {
            if !thread::panicking() {
                planned_panic("the payload's drop");
            }
        }
    }
    expect_planned_panics();
    let source = CancelSource::new();
    let _registration = source
        .token()
        .on_cancel(|_| std::panic::resume_unwind(Box::new(Bomb)));
    assert!(source.cancel());
}

#[test]
fn registration_of_a_panicked_callback_can_be_dropped_by_another_thread() {
    let source = CancelSource::new();
    let registration = source.token().on_cancel(|_| planned_panic("and dropped"));
    source.cancel();
    thread::spawn(move || drop(registration)).join().unwrap();
}

/// K4: a guard dropped while unwinding does not abort, whatever its callbacks do.
#[test]
fn guard_dropped_while_unwinding_runs_panicking_callbacks() {
    let source = CancelSource::new();
    let token = source.token();
    let ran = Arc::new(AtomicBool::new(false));
    let theirs = Arc::clone(&ran);
    token
        .on_cancel(|_| planned_panic("while unwinding"))
        .detach();
    token
        .on_cancel(move |_| theirs.store(true, Relaxed))
        .detach();
    let caught = catch_unwind(AssertUnwindSafe(|| {
        let _guard = source.drop_guard();
        planned_panic("the work")
    }));
    let message = caught.unwrap_err().downcast::<String>().unwrap();
    assert_eq!(*message, format!("{PLANNED}the work"));
    assert!(token.is_cancelled());
    assert!(ran.load(Relaxed));
    assert!(hook_heard("planned: while unwinding"));
}

/// Runs everything that a callback might do with tokens, on one of them.
fn use_everything(token: &CancelToken, source: &CancelSource) {
    assert!(token.is_cancelled());
    assert!(!source.cancel());
    assert!(!source.cancel_with(Reason::Signal(1)));
    source.cancel_after(Duration::ZERO);
    source.cancel_after(Duration::MAX);
    source.observe(Silent);
    assert!(token.check().is_err());
    assert!(token.reason().is_some());
    assert!(token.can_be_cancelled());
    let _ = (token.deadline(), token.remaining());
    let child = token.child();
    assert!(child.token().is_cancelled());
    let timed = token.child_with_timeout(IN_VAIN);
    assert!(timed.token().is_cancelled());
    let linked = CancelSource::linked([token, &child.token()]);
    assert!(linked.token().is_cancelled());
    let mut called = false;
    token.on_cancel_during(|_| called = true, || ());
    assert!(called);
    let registration = token.on_cancel(|_| ());
    assert!(!registration.stop());
    token.wait();
    assert!(token.wait_timeout(IN_VAIN));
    assert!(token.sleep(IN_VAIN).is_err());
    assert!(token.run(|| safepoint::checkpoint()).is_err());
    assert!(token.scope(|_| Ok::<_, Cancelled>(())).is_err());
    assert!(format!("{token:?} {source:?}").contains("cancelled"));
    drop(source.clone().drop_guard());
}

struct Silent;

impl Probe for Silent {
    fn checkpoint(&self, _: Site) -> Option<Reason> {
        None
    }
}

/// K4: no lock of the token, its parents or its children is held while a callback runs; not of this
/// thread, nor of any other.
#[test]
fn callback_may_use_everything_on_every_token_of_its_tree() {
    let root = CancelSource::new();
    let parent = root.token().child();
    let own = parent.token().child();
    let child = own.token().child();
    let linked = CancelSource::linked([&root.token(), &child.token()]);
    let tree = [&root, &parent, &own, &child, &linked].map(Clone::clone);
    let (tell, told) = mpsc::channel();
    let _registration = own.token().on_cancel(move |_| {
        for source in &tree {
            use_everything(&source.token(), source);
        }
        // Another thread gets through as well, while this callback has not ended.
        thread::scope(|threads| {
            threads.spawn(|| {
                for source in &tree {
                    use_everything(&source.token(), source);
                }
            });
        });
        tell.send(()).unwrap();
    });
    root.cancel();
    assert_eq!(told.try_recv(), Ok(()));
}

/// K4: a live parent can be used, and cancelled, from a callback of its child.
#[test]
fn callback_of_a_child_may_cancel_its_parent() {
    let parent = CancelSource::new();
    let child = parent.token().child();
    let theirs = parent.clone();
    let _registration = child.token().on_cancel(move |_| {
        assert!(!theirs.token().is_cancelled());
        assert!(theirs.cancel());
    });
    child.cancel();
    assert!(parent.token().is_cancelled());
    assert!(matches!(child.token().reason(), Some(Reason::Requested)));
}

/// K4: what a callback captured is dropped with no lock held.
#[test]
fn dropping_what_a_callback_captured_may_use_the_token() {
    struct Uses(CancelSource);
    impl Drop for Uses {
        fn drop(&mut self) {
            let child = self.0.token().child();
            drop(self.0.token().on_cancel(|_| ()));
            self.0.cancel_after(IN_VAIN);
            drop(child);
        }
    }
    let source = CancelSource::new();
    let uses = Uses(source.clone());
    let removed = source.token().on_cancel(move |_| drop(uses));
    assert!(removed.stop());

    let uses = Uses(source.clone());
    let _run = source.token().on_cancel(move |_| drop(uses));
    source.cancel();
}

#[test]
fn callback_may_register_another_which_runs_at_once() {
    let source = CancelSource::new();
    let token = source.token();
    let (tell, told) = mpsc::channel();
    let _registration = source.token().on_cancel(move |_| {
        token.on_cancel(move |_| tell.send(()).unwrap()).detach();
    });
    source.cancel();
    assert_eq!(told.try_recv(), Ok(()));
}

/// A callback that takes a lock does not stand in the way of a thread that holds it and checks.
#[test]
fn callback_may_wait_for_a_thread_that_uses_the_token() {
    let source = CancelSource::new();
    let (ask, asked) = mpsc::channel();
    let (answer, answered) = mpsc::channel();
    let _registration = source.token().on_cancel(move |_| {
        ask.send(()).unwrap();
        soon(&answered);
    });
    thread::scope(|threads| {
        let source = &source;
        threads.spawn(move || {
            soon(&asked);
            use_everything(&source.token(), source);
            answer.send(()).unwrap();
        });
        source.cancel();
    });
}
