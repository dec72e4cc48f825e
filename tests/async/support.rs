//! Running futures under an ambient token.

use std::{
    future::Future,
    pin::{Pin, pin},
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering::Relaxed},
    },
    task::{Context, Poll, Wake, Waker},
};

use safepoint::{CancelSource, CancelToken, Cancelled, FutureExt as _};
pub(crate) use safepoint_tests::{cancelled_at, sites};

/// Runs a future that is made and polled under the ambient token.
pub(crate) fn run<F: Future>(future: F) -> F::Output {
    ::futures::executor::block_on(future.with_token(CancelToken::current()))
}

/// Checks that a function is left in its loop of three turns, after its entry.
pub(crate) fn stops_in_loop(work: impl Fn() -> Result<u32, Cancelled>) {
    assert_eq!(work().unwrap(), 3);
    // Entry, three turns, and the check that finds the end. Awaits of ready futures are no checkpoints.
    assert_eq!(sites(&work).len(), 5);
    for n in 1..=5 {
        assert!(cancelled_at(n, &work).is_err(), "at checkpoint {n}");
    }
}

/// Polls a future until it is pending, cancels, and gives what it then returns.
pub(crate) fn cancelled_while_pending<F: Future>(make: impl FnOnce() -> F) -> F::Output {
    let source = CancelSource::new();
    let mut future = pin!(source.token().run(make).with_token(source.token()));
    let mut context = Context::from_waker(Waker::noop());
    assert!(future.as_mut().poll(&mut context).is_pending());
    source.cancel();
    match future.as_mut().poll(&mut context) {
        Poll::Ready(value) => value,
        Poll::Pending => panic!("it still waits"),
    }
}

/// A task's waker that counts.
#[derive(Default)]
pub(crate) struct Task(AtomicUsize);

impl Wake for Task {
    fn wake(self: Arc<Self>) {
        self.0.fetch_add(1, Relaxed);
    }
}

impl Task {
    pub(crate) fn woken(&self) -> usize {
        self.0.load(Relaxed)
    }

    /// Polls a future as this task.
    pub(crate) fn poll<F: Future + ?Sized>(
        self: &Arc<Self>,
        future: Pin<&mut F>,
    ) -> Poll<F::Output> {
        future.poll(&mut Context::from_waker(&Waker::from(self.clone())))
    }
}
