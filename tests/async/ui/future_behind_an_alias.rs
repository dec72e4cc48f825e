//! An alias hides that a future is returned, and nothing else tells: whatever the mode.

use std::future::Future;

use futures::future::{BoxFuture, FutureExt as _};
use safepoint::{CancelToken, Cancelled, cancellable};

type Boxed = BoxFuture<'static, Result<(), Cancelled>>;

async fn work() -> Result<(), Cancelled> {
    Ok(())
}

fn wrap(work: impl Future<Output = Result<(), Cancelled>> + Send + 'static) -> Boxed {
    work.boxed()
}

#[cancellable]
fn boxed() -> Boxed {
    Box::pin(work())
}

#[cancellable(entry = false)]
fn wrapped() -> Boxed {
    wrap(async move { work().await })
}

#[cancellable(on_cancel = return wrap(async { Ok(()) }))]
fn with_a_value() -> Boxed {
    wrap(async move { work().await })
}

#[cancellable(on_cancel = break)]
fn breaking(_token: CancelToken) -> Boxed {
    wrap(async move { work().await })
}

#[cancellable(on_cancel = unwind)]
fn unwinding(_token: CancelToken) -> Boxed {
    wrap(async move { work().await })
}

#[cancellable(entry = false)]
fn with_a_loop(count: u32) -> Boxed {
    for _ in 0..count {
        drop(work());
    }
    wrap(async move { work().await })
}

fn main() {}
