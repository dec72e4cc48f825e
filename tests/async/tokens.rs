//! The token of a returned block is the function's, whatever bears its name where the block stands, and whatever has become
//! of it. The block may outlive what the function was given.

use std::{
    future::{Future, pending},
    sync::atomic::{AtomicBool, Ordering},
};

use futures::{executor::block_on, future::BoxFuture};
use safepoint::{CancelSource, CancelToken, Cancelled, cancellable};
use tokio::task::JoinHandle;

use crate::support::{cancelled_while_pending, stops_in_loop};

type Turns = Result<u32, Cancelled>;

static NEVER: CancelToken = CancelToken::never();

#[allow(clippy::needless_pass_by_value)] // that is what is tested
#[cancellable(every = 1)]
fn under_a_name_that_is_hidden(limit: u32, token: CancelToken) -> BoxFuture<'static, Turns> {
    let token = (CancelToken::never(), token.can_be_cancelled()).0;
    Box::pin(async move {
        let mut turns = 0;
        while turns < limit && !token.is_cancelled() {
            turns += 1;
        }
        Ok(turns)
    })
}

#[allow(clippy::needless_pass_by_value)] // that is what is tested
#[cancellable(every = 1)]
fn after_it_is_gone(limit: u32, token: CancelToken) -> BoxFuture<'static, Turns> {
    drop(token);
    Box::pin(async move {
        let mut turns = 0;
        while turns < limit {
            turns += 1;
        }
        Ok(turns)
    })
}

/// The future outlives what the parameter refers to.
#[cancellable(every = 1)]
fn of_a_reference(limit: u32, token: &CancelToken) -> BoxFuture<'static, Turns> {
    let token = token.clone();
    Box::pin(async move {
        let _kept = &token;
        let mut turns = 0;
        while turns < limit {
            turns += 1;
        }
        Ok(turns)
    })
}

#[cancellable]
fn waits_under_a_name_that_is_hidden(
    token: &CancelToken,
) -> impl Future<Output = Result<(), Cancelled>> + use<> {
    let token = (CancelToken::never(), token.can_be_cancelled()).0;
    async move {
        pending::<()>().await;
        token.check()
    }
}

/// The token is the function's, whatever bears its name where the block stands, and whatever has become of it.
#[test]
fn block_watches_the_parameter() {
    let token = CancelToken::current;
    stops_in_loop(|| block_on(under_a_name_that_is_hidden(3, token())));
    stops_in_loop(|| block_on(after_it_is_gone(3, token())));
    stops_in_loop(|| block_on(of_a_reference(3, &token())));
    let waits = || waits_under_a_name_that_is_hidden(&CancelToken::current());
    assert!(cancelled_while_pending(waits).is_err());
}

#[cancellable(token = stop, every = 1)]
fn given_under_a_name_that_is_hidden(limit: u32, stop: CancelToken) -> BoxFuture<'static, Turns> {
    drop(stop);
    let stop = &NEVER;
    Box::pin(async move {
        let mut turns = 0;
        while turns < limit && !stop.is_cancelled() {
            turns += 1;
        }
        Ok(turns)
    })
}

#[cancellable(token = stops[index], every = 1)]
fn given_by_two_names(
    limit: u32,
    stops: &[CancelToken],
    index: usize,
) -> impl Future<Output = Turns> {
    let index = index + 1;
    async move {
        let mut turns = 0;
        while turns < limit && !stops[index].is_cancelled() {
            turns += 1;
        }
        Ok(turns)
    }
}

#[test]
fn block_watches_the_token_that_an_expression_gives() {
    let token = CancelToken::current;
    stops_in_loop(|| block_on(given_under_a_name_that_is_hidden(3, token())));
    stops_in_loop(|| block_on(given_by_two_names(3, &[token(), CancelToken::never()], 0)));
}

#[cancellable]
fn without_move_under_a_name_that_is_hidden(
    token: &CancelToken,
) -> impl Future<Output = Result<(), Cancelled>> {
    let token = if token.can_be_cancelled() {
        &NEVER
    } else {
        token
    };
    async {
        pending::<()>().await;
        token.check()
    }
}

#[cancellable]
fn without_move(token: &CancelToken) -> BoxFuture<'static, Result<(), Cancelled>> {
    Box::pin(async {
        pending::<()>().await;
        Ok(())
    })
}

#[allow(clippy::needless_pass_by_value)] // that is what is tested
#[cancellable]
fn without_move_by_value(
    first: bool,
    token: CancelToken,
) -> BoxFuture<'static, Result<(), Cancelled>> {
    if first {
        return Box::pin(async { pending().await });
    }
    Box::pin(async { pending().await })
}

#[cancellable(token = flag)]
fn given_without_move(flag: &AtomicBool) -> impl Future<Output = Result<(), Cancelled>> {
    async { pending().await }
}

#[test]
fn block_that_does_not_move_what_it_names_has_a_handle() {
    let token = CancelToken::current;
    let hidden = || without_move_under_a_name_that_is_hidden(Box::leak(Box::new(token())));
    assert!(cancelled_while_pending(hidden).is_err());
    assert!(cancelled_while_pending(|| without_move(&token())).is_err());
    assert!(block_on(given_without_move(&AtomicBool::new(true))).is_err());
    assert!(cancelled_while_pending(|| without_move_by_value(true, token())).is_err());
    assert!(cancelled_while_pending(|| without_move_by_value(false, token())).is_err());
}

struct Worker {
    token: CancelToken,
    stopped: AtomicBool,
}

impl Worker {
    #[cancellable(token = self.token)]
    fn waits(&self) -> BoxFuture<'static, Result<(), Cancelled>> {
        Box::pin(async { pending().await })
    }

    #[cancellable(token = self.stopped)]
    fn waits_for_a_flag(&self) -> BoxFuture<'_, Result<(), Cancelled>> {
        Box::pin(async move {
            self.stopped.store(true, Ordering::Relaxed);
            pending().await
        })
    }
}

#[test]
fn future_may_outlive_what_holds_its_token() {
    let source = CancelSource::new();
    let worker = Worker {
        token: source.token(),
        stopped: AtomicBool::new(false),
    };
    assert!(block_on(worker.waits_for_a_flag()).is_err());
    let waits = worker.waits();
    drop(worker);
    source.cancel();
    assert!(block_on(waits).is_err());
}

#[cancellable]
fn spawns(token: &CancelToken) -> Result<JoinHandle<Result<(), Cancelled>>, Cancelled> {
    Ok(tokio::spawn(
        #[cancellable]
        async move {
            pending::<()>().await;
            Ok::<_, Cancelled>(())
        },
    ))
}

#[tokio::test]
async fn marked_block_may_be_spawned() {
    let source = CancelSource::new();
    let task = spawns(&source.token()).unwrap();
    source.cancel();
    assert!(task.await.unwrap().is_err());
}

#[cancellable(token = stop)]
fn given_and_then_another(mut stop: CancelToken) -> impl Future<Output = Option<u32>> {
    assert!(stop.can_be_cancelled());
    stop = CancelToken::never();
    let _ = stop;
    async move { Some(1) }
}

#[cancellable(token = stop)]
fn given_and_then_dropped(stop: CancelToken, turns: u32) -> impl Future<Output = Turns> {
    drop(stop);
    async move {
        let mut n = 0;
        while n < turns {
            n = std::hint::black_box(n + 1);
        }
        Ok(n)
    }
}

#[cancellable(token = stop)]
fn given_and_then_taken(mut stop: std::sync::Arc<AtomicBool>) -> impl Future<Output = Option<u32>> {
    let taken = std::mem::take(&mut stop);
    async move {
        drop(taken);
        Some(1)
    }
}

struct Holder(CancelToken);

impl Holder {
    #[cancellable(token = self.0)]
    fn replaced(&mut self) -> impl Future<Output = Option<u32>> {
        self.0 = CancelToken::never();
        async move {
            let _ = &self;
            Some(1)
        }
    }
}

/// Hoisted at entry: what becomes of it later changes nothing (S5).
#[test]
fn given_token_is_the_one_that_it_was_at_entry() {
    let source = CancelSource::new();
    source.cancel();
    assert_eq!(block_on(given_and_then_another(source.token())), None);
    assert!(block_on(given_and_then_dropped(source.token(), 9)).is_err());
    let flag = std::sync::Arc::new(AtomicBool::new(true));
    assert_eq!(block_on(given_and_then_taken(flag)), None);
    assert_eq!(block_on(Holder(source.token()).replaced()), None);
    let live = CancelSource::new();
    assert_eq!(block_on(given_and_then_another(live.token())), Some(1));
    assert_eq!(
        block_on(given_and_then_dropped(live.token(), 9)).unwrap(),
        9
    );
}

struct Counting {
    stop: Option<CancelToken>,
    count: u32,
}

impl Counting {
    #[cancellable(token = self.stop.clone()?)]
    fn counts(&mut self) -> impl Future<Output = Option<u32>> {
        let stopped = |stop: &CancelToken| stop.is_cancelled();
        assert!(!self.stop.as_ref().is_some_and(stopped));
        self.count += 1;
        let stop = &mut self.count;
        *stop += 1;
        async move {
            pending::<()>().await;
            Some(self.count)
        }
    }
}

#[cancellable(token = stop?)]
fn given_by_a_question_mark(
    stop: Option<CancelToken>,
    name: &str,
) -> impl Future<Output = Option<u32>> {
    assert_eq!(stop.is_some(), name == "stop", "{stop:?}");
    if let Some(stop) = &stop {
        assert!(!stop.is_cancelled());
    }
    let other = match &stop {
        Some(stop) if name == "stop" => Some(stop.clone()),
        _ => None,
    };
    async move {
        let stop = other;
        pending::<()>().await;
        stop.map(|_| 1)
    }
}

/// Only the block can be left by `?`: what stands around it may do all but make another token of it.
#[test]
fn token_that_only_the_block_can_evaluate_is_the_functions() {
    let given = || given_by_a_question_mark(Some(CancelToken::current()), "stop");
    assert_eq!(cancelled_while_pending(given), None);
    assert_eq!(block_on(given_by_a_question_mark(None, "none")), None);
    let source = CancelSource::new();
    let mut counting = Counting {
        stop: Some(source.token()),
        count: 0,
    };
    let work = counting.counts();
    source.cancel();
    assert_eq!(block_on(work), None);
    assert_eq!(counting.count, 2);
}
