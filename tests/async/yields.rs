//! `yield_every = N`: the executor's turns.

use std::{
    pin::pin,
    task::{Context, Poll, Waker},
};

use safepoint::{CancelSource, CancelToken, Cancelled, cancellable};

/// How often a future is pending before it is ready.
fn turns<F: Future<Output = Result<(), Cancelled>>>(future: F) -> usize {
    let mut future = pin!(future);
    let mut context = Context::from_waker(Waker::noop());
    let mut turns = 0;
    while future.as_mut().poll(&mut context).is_pending() {
        turns += 1;
    }
    turns
}

#[cancellable(yield_every = 10)]
async fn counts(limit: u32, token: &CancelToken) -> Result<(), Cancelled> {
    for _ in 0..limit {}
    Ok(())
}

/// S8: `yield_every = N` gives the executor a turn.
#[test]
fn loop_gives_a_turn_every_n_iterations() {
    let token = CancelToken::never();
    // The tenth turn comes before the check that finds the end.
    assert_eq!(
        [9, 10, 11, 25].map(|limit| turns(counts(limit, &token))),
        [0, 1, 1, 2]
    );
}

#[cancellable(yield_every = 10)]
async fn nested(token: &CancelToken) -> Result<(), Cancelled> {
    let mut n = 0;
    while n < 9 {
        n += 1;
        for _ in 0..8 {}
    }
    loop {
        n -= 1;
        if n == 0 {
            return Ok(());
        }
    }
}

#[test]
fn short_loops_count_together() {
    // A hundred checks, with those that find an end: nine times nine inside, ten around, nine behind. A turn comes before the 11th, 21st, … 91st.
    assert_eq!(turns(nested(&CancelToken::never())), 9);
}

#[test]
fn cancellation_in_the_executors_turn_is_noticed_at_once() {
    let source = CancelSource::new();
    let token = source.token();
    let mut future = pin!(counts(u32::MAX, &token));
    let mut context = Context::from_waker(Waker::noop());
    assert!(future.as_mut().poll(&mut context).is_pending());
    source.cancel();
    assert!(matches!(
        future.as_mut().poll(&mut context),
        Poll::Ready(Err(_))
    ));
}

#[cancellable(yield_every = 1, every = 4)]
async fn together(token: &CancelToken) -> Result<(), Cancelled> {
    for _ in 0..8 {}
    Ok(())
}

#[test]
fn yields_and_checks_are_counted_apart() {
    assert_eq!(turns(together(&CancelToken::never())), 8);
}

struct Mixed;

#[cancellable(yield_every = 1)]
impl Mixed {
    fn sync() -> Result<(), Cancelled> {
        for _ in 0..3 {}
        Ok(())
    }

    async fn asynchronous(token: &CancelToken) -> Result<(), Cancelled> {
        for _ in 0..3 {}
        Ok(())
    }
}

#[test]
fn in_a_container_it_is_for_the_async_functions() {
    Mixed::sync().unwrap();
    assert_eq!(turns(Mixed::asynchronous(&CancelToken::never())), 3);
}
