//! Bodies that an attribute above ours has moved, and the same attributes below (pitfalls 17, 18).
//!
//! Each function is stopped in a loop that does not await, and, where it can, at a pending await. Its checkpoints are
//! counted, which is why leaf loops check at each iteration.

use std::{
    future::{Future, pending, ready},
    pin::Pin,
};

use async_trait::async_trait;
use futures::future::{BoxFuture, FutureExt as _, LocalBoxFuture};
use safepoint::{CancelSource, CancelToken, Cancelled, cancellable};
use tracing::instrument;

use crate::support::{cancelled_at, cancelled_while_pending, run, stops_in_loop};

#[async_trait]
trait Worker {
    async fn turns(&self) -> Result<u32, Cancelled>;
    async fn waits(&mut self) -> Result<(), Cancelled>;
    #[cancellable(every = 1)]
    async fn provided(&self, count: u32) -> Result<u32, Cancelled> {
        let mut turns = 0;
        for _ in 0..count {
            turns += 1;
        }
        Ok(turns)
    }
}

struct EachMethod;

#[async_trait]
impl Worker for EachMethod {
    #[cancellable(every = 1)]
    async fn turns(&self) -> Result<u32, Cancelled> {
        let mut turns = 0;
        for _ in 0..3 {
            turns += 1;
        }
        Ok(turns)
    }

    #[cancellable(every = 1)]
    async fn waits(&mut self) -> Result<(), Cancelled> {
        pending::<()>().await;
        Ok(())
    }
}

struct Below;

#[async_trait]
#[cancellable(every = 1)]
impl Worker for Below {
    async fn turns(&self) -> Result<u32, Cancelled> {
        let mut turns = 0;
        for _ in 0..3 {
            turns += 1;
        }
        Ok(turns)
    }

    async fn waits(&mut self) -> Result<(), Cancelled> {
        pending::<()>().await;
        Ok(())
    }
}

struct Above;

#[cancellable(every = 1)]
#[async_trait]
impl Worker for Above {
    async fn turns(&self) -> Result<u32, Cancelled> {
        let mut turns = 0;
        for _ in 0..3 {
            turns += 1;
        }
        Ok(turns)
    }

    async fn waits(&mut self) -> Result<(), Cancelled> {
        pending::<()>().await;
        Ok(())
    }
}

/// Pitfall 18 (tests/pitfalls/rows.md).
#[test]
fn async_trait_over_its_methods() {
    stops_in_loop(|| run(EachMethod.turns()));
    assert!(cancelled_while_pending(|| async { EachMethod.waits().await }).is_err());
}

/// Pitfall 18 (tests/pitfalls/rows.md).
#[test]
fn async_trait_over_an_annotated_impl() {
    stops_in_loop(|| run(Below.turns()));
    assert!(cancelled_while_pending(|| async { Below.waits().await }).is_err());
}

/// Pitfall 18 (tests/pitfalls/rows.md).
#[test]
fn async_trait_under_an_annotated_impl() {
    stops_in_loop(|| run(Above.turns()));
    assert!(cancelled_while_pending(|| async { Above.waits().await }).is_err());
}

#[test]
fn async_trait_over_a_provided_method() {
    stops_in_loop(|| run(EachMethod.provided(3)));
}

struct Traced;

#[async_trait]
impl Worker for Traced {
    #[instrument(skip(self))]
    #[cancellable(every = 1)]
    async fn turns(&self) -> Result<u32, Cancelled> {
        let mut turns = 0;
        for _ in 0..3 {
            turns += 1;
        }
        Ok(turns)
    }

    #[cancellable(every = 1)]
    #[instrument(skip(self), err)]
    async fn waits(&mut self) -> Result<(), Cancelled> {
        pending::<()>().await;
        Ok(())
    }
}

/// Pitfall 18 (tests/pitfalls/rows.md).
#[test]
fn async_trait_over_instrument() {
    stops_in_loop(|| run(Traced.turns()));
    assert!(cancelled_while_pending(|| async { Traced.waits().await }).is_err());
}

struct Directly;

trait Native {
    async fn turns(&self) -> Result<u32, Cancelled>;
    async fn waits(&self) -> Result<(), Cancelled>;
}

#[cancellable(every = 1)]
impl Native for Directly {
    async fn turns(&self) -> Result<u32, Cancelled> {
        let mut turns = 0;
        for _ in 0..3 {
            turns += 1;
        }
        Ok(turns)
    }

    async fn waits(&self) -> Result<(), Cancelled> {
        pending::<()>().await;
        Ok(())
    }
}

/// Pitfall 17 (tests/pitfalls/rows.md).
#[test]
fn native_async_fn_in_a_trait() {
    stops_in_loop(|| run(Native::turns(&Directly)));
    assert!(cancelled_while_pending(|| Native::waits(&Directly)).is_err());
}

macro_rules! instrumented {
    ($($name:ident: $(#[$attribute:meta])*, $($asyncness:ident)?;)*) => {$(
        $(#[$attribute])*
        $($asyncness)? fn $name(limit: u32) -> Result<u32, Cancelled> {
            let mut turns = 0;
            for _ in 0..limit {
                turns += 1;
            }
            Ok(turns)
        }
    )*};
}

instrumented! {
    plain_above: #[instrument] #[cancellable(every = 1)],;
    plain_below: #[cancellable(every = 1)] #[instrument],;
    err_above: #[instrument(err)] #[cancellable(every = 1)],;
    err_below: #[cancellable(every = 1)] #[instrument(err)],;
    err_ret_above: #[instrument(err, ret)] #[cancellable(every = 1)],;
    async_plain_above: #[instrument] #[cancellable(every = 1)], async;
    async_plain_below: #[cancellable(every = 1)] #[instrument], async;
    async_err_above: #[instrument(err)] #[cancellable(every = 1)], async;
    async_err_below: #[cancellable(every = 1)] #[instrument(err)], async;
    async_err_ret_above: #[instrument(err, ret)] #[cancellable(every = 1)], async;
}

/// Pitfall 18 (tests/pitfalls/rows.md).
#[test]
fn instrument_on_a_function() {
    for work in [
        plain_above,
        plain_below,
        err_above,
        err_below,
        err_ret_above,
    ] {
        stops_in_loop(|| work(3));
    }
}

/// Pitfall 18 (tests/pitfalls/rows.md).
#[test]
fn instrument_on_an_async_function() {
    stops_in_loop(|| run(async_plain_above(3)));
    stops_in_loop(|| run(async_plain_below(3)));
    stops_in_loop(|| run(async_err_above(3)));
    stops_in_loop(|| run(async_err_below(3)));
    stops_in_loop(|| run(async_err_ret_above(3)));
}

#[instrument(ret)]
#[cancellable(every = 1)]
fn returned_value_is_traced(limit: u32) -> Option<u32> {
    let mut turns = 0;
    while turns < limit {
        turns += 1;
    }
    Some(turns)
}

#[test]
fn instrument_with_ret_alone() {
    assert_eq!(returned_value_is_traced(2), Some(2));
    assert_eq!(cancelled_at(2, || returned_value_is_traced(2)), None);
}

#[instrument(err)]
#[cancellable(every = 1)]
async fn waits_instrumented() -> Result<(), Cancelled> {
    pending::<()>().await;
    Ok(())
}

#[test]
fn instrumented_await_is_raced_once() {
    assert!(cancelled_while_pending(waits_instrumented).is_err());
}

#[instrument]
#[cancellable(on_cancel = break, every = 1)]
fn anytime(limit: u32) -> u32 {
    let mut turns = 0;
    for _ in 0..limit {
        turns += 1;
    }
    turns
}

/// Pitfall 18 (tests/pitfalls/rows.md).
#[test]
fn loop_of_the_other_macro_is_left_alone() {
    // `instrument` puts a `loop {}` under `if false`, which nothing can break.
    assert_eq!(anytime(3), 3);
    assert_eq!(cancelled_at(2, || anytime(3)), 1);
}

mod runtimes {
    use super::*;

    #[tokio::main(flavor = "current_thread")]
    #[cancellable(token = token, every = 1)]
    pub(super) async fn above(token: &CancelToken) -> Result<u32, Cancelled> {
        let mut turns = 0;
        for _ in 0..3 {
            turns += 1;
        }
        Ok(turns)
    }

    #[cancellable(every = 1)]
    #[tokio::main(flavor = "current_thread")]
    pub(super) async fn below(token: &CancelToken) -> Result<u32, Cancelled> {
        let mut turns = 0;
        for _ in 0..3 {
            turns += 1;
        }
        Ok(turns)
    }

    #[tokio::main]
    #[cancellable(every = 1)]
    pub(super) async fn ambient() -> Result<u32, Cancelled> {
        let mut turns = 0;
        for _ in 0..3 {
            turns += 1;
        }
        Ok(turns)
    }
}

/// Pitfall 18 (tests/pitfalls/rows.md).
#[test]
fn tokio_main() {
    stops_in_loop(|| runtimes::above(&CancelToken::current()));
    stops_in_loop(|| runtimes::below(&CancelToken::current()));
    // `block_on` polls on this thread, whose ambient token it sees.
    stops_in_loop(runtimes::ambient);
}

/// Pitfall 18 (tests/pitfalls/rows.md).
#[tokio::test]
#[cancellable(token = CancelToken::never())]
async fn tokio_test_above() -> Result<(), Cancelled> {
    for _ in 0..3 {
        tokio::task::yield_now().await;
    }
    Ok(())
}

/// Pitfall 18 (tests/pitfalls/rows.md).
#[cancellable(token = CancelToken::never())]
#[tokio::test]
async fn tokio_test_below() -> Result<(), Cancelled> {
    for _ in 0..3 {
        tokio::task::yield_now().await;
    }
    Ok(())
}

/// As one that `tokio::test` has made.
#[cancellable(every = 1)]
fn run_at_its_end() -> Result<u32, Cancelled> {
    let body = async {
        let mut turns = 0;
        for _ in 0..3 {
            turns += 1;
        }
        Ok(turns)
    };
    let body: Pin<&mut dyn Future<Output = Result<u32, Cancelled>>> = std::pin::pin!(body);
    #[allow(clippy::needless_return)]
    {
        return ::futures::executor::block_on(body);
    }
}

#[test]
fn block_that_is_run_at_the_end_is_the_body() {
    stops_in_loop(run_at_its_end);
}

#[cancellable(every = 1)]
fn boxed(limit: u32) -> Pin<Box<dyn Future<Output = Result<u32, Cancelled>> + Send>> {
    Box::pin(async move {
        let mut turns = 0;
        for _ in 0..limit {
            turns += 1;
        }
        Ok(turns)
    })
}

#[cancellable(every = 1)]
fn boxed_by_method(limit: &u32) -> BoxFuture<'_, Result<u32, Cancelled>> {
    async move {
        let mut turns = 0;
        for _ in 0..*limit {
            turns += 1;
        }
        Ok(turns)
    }
    .boxed()
}

#[cancellable(every = 1)]
fn named_first(limit: u32) -> LocalBoxFuture<'static, Result<u32, Cancelled>> {
    let future = async move {
        let mut turns = 0;
        for _ in 0..limit {
            turns += 1;
        }
        Ok(turns)
    };
    Box::pin(future)
}

#[cancellable(every = 1)]
fn in_tail_block(limit: u32) -> impl Future<Output = Result<u32, Cancelled>> + Send {
    let doubled = limit * 2;
    async move {
        let mut turns = 0;
        for _ in 0..doubled / 2 {
            turns += 1;
        }
        Ok(turns)
    }
}

#[allow(clippy::manual_async_fn)] // that is what is tested
#[cancellable(every = 1)]
fn waiting(token: CancelToken) -> impl Future<Output = Result<(), Cancelled>> + Send {
    async move {
        pending::<()>().await;
        Ok(())
    }
}

/// Pitfall 18 (tests/pitfalls/rows.md).
#[test]
fn block_that_a_future_is_made_of_is_the_body() {
    stops_in_loop(|| run(boxed(3)));
    stops_in_loop(|| run(boxed_by_method(&3)));
    stops_in_loop(|| run(named_first(3)));
    stops_in_loop(|| run(in_tail_block(3)));
    assert!(cancelled_while_pending(|| waiting(CancelToken::current())).is_err());
}

#[test]
fn entry_of_a_future_is_its_first_poll() {
    let source = safepoint::CancelSource::new();
    let future = boxed(3);
    source.cancel();
    assert!(source.token().run(|| run(future)).is_err());
}

#[cancellable(every = 1)]
fn optional(limit: u32) -> LocalBoxFuture<'static, Option<Result<u32, Cancelled>>> {
    Box::pin(async move {
        for turn in 0..limit {
            ready(turn).await;
        }
        None
    })
}

#[test]
fn value_is_that_of_the_futures_output() {
    assert!(run(optional(1)).is_none());
    assert!(cancelled_at(2, || run(optional(1))).unwrap().is_err());
}

#[async_trait]
trait TakesToken {
    async fn turns_until(&self, token: CancelToken) -> Result<u32, Cancelled>;
}

/// Nothing but the attribute looks at the token, which is then no unused variable.
#[async_trait]
impl TakesToken for EachMethod {
    #[cancellable]
    async fn turns_until(&self, token: CancelToken) -> Result<u32, Cancelled> {
        let mut turns = 0;
        for _ in 0..3 {
            turns += ready(1).await;
        }
        Ok(turns)
    }
}

/// Pitfall 18 (tests/pitfalls/rows.md).
#[test]
fn token_that_async_trait_binds_again() {
    let source = CancelSource::new();
    let turns = || run(EachMethod.turns_until(source.token()));
    assert_eq!(turns().unwrap(), 3);
    source.cancel();
    assert!(turns().is_err());
}
