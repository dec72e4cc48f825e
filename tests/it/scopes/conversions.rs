//! The scope's error is the user's, and so is the code that makes it of a `Cancelled`: that may panic.

use std::sync::{
    atomic::{AtomicBool, Ordering::Relaxed},
    mpsc,
};

use safepoint::{CancelSource, CancelToken, Cancelled, cancellable};

use super::failures::panic_message;
use crate::support::{PLANNED, planned_panic, soon};

/// An error that cannot be made of a `Cancelled`.
#[derive(Debug)]
struct Refuses;

impl From<Cancelled> for Refuses {
    fn from(_: Cancelled) -> Self {
        planned_panic("the conversion")
    }
}

/// Leaves by unwinding where the ambient token is cancelled.
#[cancellable(on_cancel = unwind)]
fn leave() {
    loop {
        std::hint::black_box(CancelToken::current());
    }
}

/// The regression: the body's cancellation was converted outside of what catches, and the scope left while a task
/// still borrowed from around it.
#[test]
fn panicking_conversion_of_the_body_waits_for_the_tasks() {
    let ended = AtomicBool::new(false);
    let source = CancelSource::new();
    let message = panic_message(|| {
        let (left, leaving) = mpsc::channel::<()>();
        source.token().scope(|s| {
            let ended = &ended;
            s.spawn(move || {
                // Until the body has gone, and what it holds with it.
                assert!(leaving.recv().is_err());
                for _ in 0..1000 {
                    std::thread::yield_now();
                }
                ended.store(true, Relaxed);
            });
            let _left = left;
            source.cancel();
            leave();
            Ok::<(), Refuses>(())
        })
    });
    assert_eq!(message, format!("{PLANNED}the conversion"));
    assert!(ended.into_inner());
}

/// The same in a task: its handle was never closed, and whoever joined it waited for ever.
#[test]
fn panicking_conversion_of_a_task_ends_its_join() {
    let source = CancelSource::new();
    let message = panic_message(|| {
        source.token().scope(|s| {
            let (started, starts) = mpsc::channel();
            let task = s.spawn(move || {
                started.send(()).unwrap();
                leave();
            });
            soon(&starts);
            source.cancel();
            assert!(task.join().is_err());
            Ok::<(), Refuses>(())
        })
    });
    assert_eq!(message, format!("{PLANNED}the conversion"));
}

/// What is cancelled while nothing failed is converted last of all.
#[test]
fn panicking_conversion_of_the_scope_leaves_nothing_behind() {
    let source = CancelSource::new();
    let message = panic_message(|| {
        source.token().scope(|s| {
            s.spawn(|| CancelToken::current().wait());
            source.cancel();
            Ok::<(), Refuses>(())
        })
    });
    assert_eq!(message, format!("{PLANNED}the conversion"));
    assert!(CancelToken::try_current().is_none());
}
