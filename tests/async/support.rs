//! Running futures under an ambient token.

use std::{
    future::Future,
    pin::pin,
    task::{Context, Poll, Waker},
};

use safepoint::{CancelSource, CancelToken, FutureExt as _};
pub(crate) use safepoint_tests::{cancelled_at, sites};

/// Runs a future that is made and polled under the ambient token.
pub(crate) fn run<F: Future>(future: F) -> F::Output {
    ::futures::executor::block_on(future.with_token(CancelToken::current()))
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
