//! The ways to stop, in async functions, blocks and closures.

use std::{
    future::{Future, pending, poll_fn, ready},
    ops::ControlFlow,
    panic::{AssertUnwindSafe, catch_unwind},
    pin::pin,
    task::{Context, Poll, Waker},
};

use safepoint::{CancelSource, CancelToken, Cancelled, FutureExt as _, cancellable, catch};

use crate::support::{cancelled_at, cancelled_while_pending, run, sites};

#[cancellable(on_cancel = break)]
async fn ends_its_loop(token: &CancelToken) -> u32 {
    let mut sum = 0;
    for n in [1, 2] {
        sum += n;
        'block: {
            if n == 1 {
                break 'block;
            }
            pending::<()>().await;
        }
    }
    sum + 10
}

#[test]
fn await_in_a_loop_breaks_that_loop() {
    let stopped =
        cancelled_while_pending(|| async { ends_its_loop(&CancelToken::current()).await });
    assert_eq!(stopped, 13);
}

/// The loop's own label is hidden where the await stands.
#[cancellable(on_cancel = break)]
async fn waits_under_its_own_label(token: &CancelToken) -> Vec<&'static str> {
    let mut log = Vec::new();
    'mine: loop {
        'mine: {
            if log.len() > 5 {
                break 'mine;
            }
            pending::<()>().await;
        }
        log.push("the loop goes on");
        if log.len() > 5 {
            break 'mine;
        }
    }
    log
}

#[test]
fn await_under_a_hidden_label_breaks_its_loop() {
    let stopped = cancelled_while_pending(|| async {
        waits_under_its_own_label(&CancelToken::current()).await
    });
    assert!(stopped.is_empty());
}

#[cancellable(on_cancel = break)]
async fn ends_the_inner_loop(token: &CancelToken) -> Vec<&'static str> {
    let mut log = Vec::new();
    'mine: loop {
        while waits().await {
            log.push("turn");
        }
        log.push("inner ended");
        if log.len() > 5 {
            break 'mine;
        }
    }
    log.push("outer ended");
    log
}

async fn waits() -> bool {
    pending::<()>().await;
    true
}

#[test]
fn await_in_a_condition_breaks_the_loop_of_the_condition() {
    let stopped =
        cancelled_while_pending(|| async { ends_the_inner_loop(&CancelToken::current()).await });
    assert_eq!(stopped, ["inner ended", "outer ended"]);
}

#[cancellable(on_cancel = break)]
async fn header_awaits(token: &CancelToken) -> u32 {
    let mut sum = 0;
    while sum < 10 {
        sum += 1;
        for n in [pending::<u32>().await, 1] {
            sum += n;
        }
    }
    sum
}

#[test]
fn await_in_the_header_of_a_for_breaks_the_loop_around_it() {
    let stopped =
        cancelled_while_pending(|| async { header_awaits(&CancelToken::current()).await });
    assert_eq!(stopped, 1);
}

#[cancellable(on_cancel = break)]
async fn awaits_outside_of_loops() -> u32 {
    let mut polls = 0;
    poll_fn(|_| {
        polls += 1;
        if polls > 2 {
            Poll::Ready(7)
        } else {
            Poll::Pending
        }
    })
    .await
}

#[test]
fn await_outside_of_loops_goes_on_in_the_break_mode() {
    let source = CancelSource::new();
    source.cancel();
    let mut future = pin!(awaits_outside_of_loops().with_token(source.token()));
    let mut context = Context::from_waker(Waker::noop());
    assert!(future.as_mut().poll(&mut context).is_pending());
    assert!(future.as_mut().poll(&mut context).is_pending());
    assert_eq!(future.as_mut().poll(&mut context), Poll::Ready(7));
}

#[cancellable(on_cancel = return String::from(name))]
async fn falls_back(name: &str) -> String {
    let name = ready(1).await;
    pending::<()>().await;
    format!("{name}")
}

#[test]
fn given_value_of_an_async_function_is_evaluated_in_the_scope_of_its_entry() {
    assert_eq!(cancelled_while_pending(|| falls_back("entry")), "entry");
}

#[cancellable(on_cancel = unwind, every = 1)]
async fn unwinds(limit: u32) -> u32 {
    let mut turns = 0;
    for _ in 0..limit {
        turns += 1;
        if turns == 3 {
            pending::<()>().await;
        }
    }
    turns
}

#[test]
fn async_function_unwinds_from_loops_and_awaits() {
    assert_eq!(run(unwinds(2)), 2);
    assert!(cancelled_at(3, || catch(|| run(unwinds(2)))).is_err());
    assert!(catch(|| cancelled_while_pending(|| unwinds(3))).is_err());
}

struct Cleanup;

impl Drop for Cleanup {
    fn drop(&mut self) {
        // The token is cancelled and the await pending: it must neither unwind nor lose what comes after.
        let mut future = pin!(unwinds(3));
        let mut context = Context::from_waker(Waker::noop());
        assert!(future.as_mut().poll(&mut context).is_pending());
        assert_eq!(run(unwinds(2)), 2);
        cleans();
    }
}

#[cancellable(on_cancel = unwind, every = 1)]
fn cleans() {
    for _ in 0..3 {
        std::hint::black_box(());
    }
}

#[test]
fn annotated_call_in_a_destructor_never_aborts() {
    let source = CancelSource::new();
    source.cancel();
    source.token().run(|| {
        // While a panic unwinds, and while a cancellation does.
        let panicked = catch_unwind(AssertUnwindSafe(|| {
            let _cleanup = Cleanup;
            panic!("the test's");
        }));
        assert_eq!(panicked.unwrap_err().downcast_ref(), Some(&"the test's"));
        assert!(
            catch(|| {
                let _cleanup = Cleanup;
                cleans();
            })
            .is_err()
        );
    });
}

struct Unwinding;

impl Drop for Unwinding {
    fn drop(&mut self) {
        cleans();
    }
}

#[test]
fn destructor_that_unwinds_drops_the_rest() {
    // Outside of any panic a destructor may unwind. The others of the `Vec` are dropped then, while it does.
    let source = CancelSource::new();
    source.cancel();
    let dropped = source
        .token()
        .run(|| catch(|| drop(vec![Unwinding, Unwinding, Unwinding])));
    assert!(dropped.is_err());
}

#[cancellable(every = 1)]
fn polls(limit: u32) -> Poll<Result<u32, Cancelled>> {
    for _ in 0..limit {}
    Poll::Ready(Ok(limit))
}

#[cancellable(every = 1)]
fn polls_maybe(limit: u32) -> Poll<Option<Result<u32, Cancelled>>> {
    for _ in 0..limit {}
    Poll::Ready(None)
}

#[cancellable(every = 1)]
fn finds(limit: u32) -> Result<Option<u32>, Cancelled> {
    for _ in 0..limit {}
    Ok(None)
}

#[cancellable(every = 1)]
fn maybe(limit: u32) -> Option<Result<u32, Cancelled>> {
    for _ in 0..limit {}
    None
}

#[cancellable(every = 1)]
fn flows(limit: u32) -> ControlFlow<Cancelled, u32> {
    for _ in 0..limit {}
    ControlFlow::Continue(limit)
}

#[test]
fn nested_types_return_what_they_have_for_an_error() {
    assert!(matches!(cancelled_at(2, || polls(3)), Poll::Ready(Err(_))));
    assert!(matches!(
        cancelled_at(2, || polls_maybe(3)),
        Poll::Ready(Some(Err(_)))
    ));
    assert!(cancelled_at(2, || finds(3)).is_err());
    assert!(matches!(cancelled_at(2, || maybe(3)), Some(Err(_))));
    assert!(cancelled_at(2, || flows(3)).is_break());
    assert!(matches!(polls(3), Poll::Ready(Ok(3))));
    assert!(flows(3).is_continue());
}

#[cancellable]
async fn marked_block(token: &CancelToken) -> Result<u32, Cancelled> {
    let inner = #[cancellable]
    async {
        for _ in 0..2 {
            ready(()).await;
        }
        pending::<()>().await;
        Ok::<_, Cancelled>(1)
    };
    #[checkpoint(skip)]
    let inner: Result<u32, Cancelled> = inner.await;
    Ok(inner.map_or(7, |value| value))
}

#[test]
fn marked_async_block_returns_through_its_own_type() {
    let stopped = cancelled_while_pending(|| async { marked_block(&CancelToken::current()).await });
    assert_eq!(stopped.unwrap(), 7);
}

#[cancellable(on_cancel = unwind, entry = false, every = 1)]
async fn unmarked_parts(limit: u32) -> u32 {
    let count = |limit: u32| {
        let mut turns = 0;
        for _ in 0..limit {
            turns += 1;
        }
        turns
    };
    let block = async {
        for _ in 0..limit {}
        ready(1).await
    };
    count(limit) + block.await
}

#[test]
fn unmarked_closures_and_blocks_are_rewritten_where_nothing_returns() {
    assert_eq!(run(unmarked_parts(3)), 4);
    // Four in the closure's loop, four in the block's.
    assert_eq!(sites(|| run(unmarked_parts(3))).len(), 8);
    for n in 1..=8 {
        assert!(cancelled_at(n, || catch(|| run(unmarked_parts(3)))).is_err());
    }
}

#[cancellable]
async fn unmarked_block(token: &CancelToken) -> Result<u32, Cancelled> {
    // Not awaited here, where the await would be a cancellation point.
    let block = async { pending::<u32>().await };
    Ok(first_ready(block, ready(3)).await)
}

/// What is ready first, the left one before the right.
async fn first_ready(left: impl Future<Output = u32>, right: impl Future<Output = u32>) -> u32 {
    let (mut left, mut right) = (pin!(left), pin!(right));
    poll_fn(|context| match left.as_mut().poll(context) {
        Poll::Ready(value) => Poll::Ready(value),
        Poll::Pending => right.as_mut().poll(context),
    })
    .await
}

#[test]
fn unmarked_block_in_a_mode_that_returns_keeps_its_awaits() {
    // At its entry alone: the await in the block is none of its checkpoints, though it is pending.
    let sites = sites(|| run(async { unmarked_block(&CancelToken::current()).await }));
    assert_eq!(sites.len(), 1);
    assert_eq!(run(unmarked_block(&CancelToken::never())).unwrap(), 3);
}

#[cancellable]
async fn async_closure(token: &CancelToken) -> Result<u32, Cancelled> {
    let count = #[cancellable]
    async |limit: u32| -> Result<u32, Cancelled> {
        let mut turns = 0;
        for _ in 0..limit {
            turns += 1;
        }
        pending::<()>().await;
        Ok(turns)
    };
    #[checkpoint(skip)]
    let outcome = count(3).await;
    Ok(u32::from(outcome.is_err()))
}

#[test]
fn marked_async_closure_is_rewritten() {
    let stopped =
        cancelled_while_pending(|| async { async_closure(&CancelToken::current()).await });
    assert_eq!(stopped.unwrap(), 1);
}

fn poll_once<F: Future>(future: F) -> Poll<F::Output> {
    pin!(future).poll(&mut Context::from_waker(Waker::noop()))
}

#[test]
fn entry_in_the_break_mode_is_no_checkpoint() {
    let source = CancelSource::new();
    source.cancel();
    let poll = source.token().run(|| poll_once(unwinds_not()));
    assert_eq!(poll, Poll::Ready(1));
}

#[cancellable(on_cancel = break)]
async fn unwinds_not() -> u32 {
    for n in 0..3 {
        std::hint::black_box(n);
    }
    ready(1).await
}
