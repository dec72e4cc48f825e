//! Functions that return futures: wherever one is returned, its block has its checks, or was left out by a mark. What is
//! not seen is an error, in `ui/`.

use std::{
    future::{Future, pending},
    pin::Pin,
};

use futures::{
    executor::block_on,
    future::{BoxFuture, FutureExt as _},
};
use safepoint::{CancelToken, Cancelled, cancellable};
use tracing::{Instrument as _, Span};

use crate::support::{cancelled_at, cancelled_while_pending, run, sites, stops_in_loop};

type Turns = Result<u32, Cancelled>;
type Boxed<'a> = Pin<Box<dyn Future<Output = Turns> + 'a>>;

#[cancellable(every = 1)]
fn early(limit: u32, first: bool) -> BoxFuture<'static, Turns> {
    if first {
        return Box::pin(async move {
            let mut turns = 0;
            while turns < limit {
                turns += 1;
            }
            Ok(turns)
        });
    }
    Box::pin(async move {
        let mut turns = 0;
        while turns < limit {
            turns += 1;
        }
        Ok(turns)
    })
}

#[cancellable(every = 1)]
fn let_else(limit: Option<u32>) -> BoxFuture<'static, Turns> {
    let Some(limit) = limit else {
        return Box::pin(async {
            let mut turns = 0;
            while turns < 3 {
                turns += 1;
            }
            Ok(turns)
        });
    };
    Box::pin(async move {
        let mut turns = 0;
        while turns < limit {
            turns += 1;
        }
        Ok(turns)
    })
}

#[allow(clippy::needless_return)] // that is what is tested
#[cancellable(every = 1)]
fn arms(limit: u32, which: u32) -> impl Future<Output = Turns> {
    match which {
        0 => {
            return async move {
                let mut turns = 0;
                while turns < limit {
                    turns += 1;
                }
                Ok(turns)
            }
            .left_future()
            .left_future();
        }
        1 => async move {
            let mut turns = 0;
            while turns < limit {
                turns += 1;
            }
            Ok(turns)
        }
        .right_future()
        .left_future(),
        2 => panic!("there is no such arm"),
        _ => async move {
            let mut turns = 0;
            while turns < limit {
                turns += 1;
            }
            Ok(turns)
        }
        .right_future(),
    }
}

#[cancellable(every = 1)]
fn branches(limit: u32, first: bool) -> Boxed<'static> {
    let named = async move {
        let mut turns = 0;
        while turns < limit {
            turns += 1;
        }
        Ok(turns)
    };
    let named = Box::pin(named);
    if first {
        named
    } else {
        Box::pin(async move {
            let mut turns = 0;
            while turns < limit {
                turns += 1;
            }
            Ok(turns)
        })
    }
}

#[cancellable(every = 1)]
fn named(limit: &u32, first: bool) -> Boxed<'_> {
    let named: Boxed<'_> = Box::pin(async move {
        let mut turns = 0;
        while turns < *limit {
            turns += 1;
        }
        Ok(turns)
    });
    if first {
        return named;
    }
    Box::pin(async move {
        let mut turns = 0;
        while turns < *limit {
            turns += 1;
        }
        Ok(turns)
    })
}

#[cancellable(every = 1)]
fn instrumented(limit: u32) -> BoxFuture<'static, Turns> {
    Box::pin(
        async move {
            let mut turns = 0;
            while turns < limit {
                turns += 1;
            }
            Ok(turns)
        }
        .instrument(Span::none())
        .in_current_span(),
    )
}

#[allow(clippy::needless_pass_by_value)] // as above
#[cancellable(every = 1)]
fn shared_token(limit: u32, token: CancelToken, first: bool) -> BoxFuture<'static, Turns> {
    let named: BoxFuture<'static, Turns> = Box::pin(async move {
        let mut turns = 0;
        while turns < limit {
            turns += 1;
        }
        Ok(turns)
    });
    if first {
        return named;
    }
    Box::pin(async move {
        let mut turns = 0;
        while turns < limit {
            turns += 1;
        }
        Ok(turns)
    })
}

/// Pitfall 18 (tests/pitfalls/rows.md).
#[test]
fn every_block_that_is_returned_is_the_body() {
    for first in [false, true] {
        stops_in_loop(|| run(early(3, first)));
        stops_in_loop(|| run(branches(3, first)));
        stops_in_loop(|| run(named(&3, first)));
        stops_in_loop(|| run(shared_token(3, CancelToken::current(), first)));
    }
    for limit in [None, Some(3)] {
        stops_in_loop(|| run(let_else(limit)));
    }
    for which in [0, 1, 3] {
        stops_in_loop(|| run(arms(3, which)));
    }
    stops_in_loop(|| run(instrumented(3)));
}

#[cancellable]
fn waits(first: bool) -> BoxFuture<'static, Result<(), Cancelled>> {
    if first {
        return async {
            pending::<()>().await;
            Ok(())
        }
        .boxed();
    }
    Box::pin(async {
        pending::<()>().await;
        Ok(())
    })
}

#[test]
fn awaits_of_every_block_are_raced() {
    for first in [false, true] {
        assert!(cancelled_while_pending(|| waits(first)).is_err());
    }
}

#[cancellable]
fn by_its_own_type(count: u32) -> BoxFuture<'static, Option<u32>> {
    if count == 0 {
        #[checkpoint(skip)]
        return Box::pin(three());
    }
    Box::pin(
        #[cancellable(every = 1)]
        async move {
            let mut turns = 0;
            while turns < count {
                turns += 1;
            }
            Some(turns)
        },
    )
}

#[cancellable]
fn all_left_out() -> BoxFuture<'static, Option<u32>> {
    #[checkpoint(skip)]
    Box::pin(three())
}

fn three() -> impl Future<Output = Option<u32>> {
    std::future::ready(Some(3))
}

#[test]
fn marked_blocks_and_values_that_are_left_out_are_accepted() {
    assert_eq!(sites(|| run(by_its_own_type(0))).len(), 0);
    assert_eq!(sites(|| run(all_left_out())).len(), 0);
    stops_in_loop(|| {
        run(by_its_own_type(3)).ok_or_else(|| CancelToken::current().check().unwrap_err())
    });
}

#[cancellable(on_cancel = return Ok(7), every = 1)]
fn beside_a_closure(limit: u32, token: CancelToken) -> BoxFuture<'static, Turns> {
    let count = #[cancellable(on_cancel = return 0)]
    |limit: u32| {
        let mut turns = 0;
        while turns < limit {
            turns += 1;
        }
        turns
    };
    let limit = count(limit);
    Box::pin(async move {
        let mut turns = 0;
        while turns < limit {
            turns += 1;
        }
        Ok(turns)
    })
}

#[test]
fn marked_closure_beside_the_block_watches_the_same_token() {
    let work = || run(beside_a_closure(3, CancelToken::current()));
    assert_eq!(work().unwrap(), 3);
    assert_eq!(sites(work).len(), 10);
}

#[cancellable(every = 1)]
fn runs_a_block(limit: u32) -> Turns {
    let mut turns = 0;
    while turns < limit {
        turns += 1;
    }
    block_on(async move { Ok(turns) })
}

#[cancellable(every = 1)]
fn runs_a_marked_block(limit: u32) -> Turns {
    block_on(
        #[cancellable(entry = false)]
        async move {
            let mut turns = 0;
            while turns < limit {
                turns += 1;
            }
            Ok(turns)
        },
    )
}

#[test]
fn function_that_runs_a_block_is_checked_beside_it() {
    stops_in_loop(|| runs_a_block(3));
    stops_in_loop(|| runs_a_marked_block(3));
}

#[derive(Default)]
struct Count(u32);

type Counted<'a> = Box<dyn Fn() -> u32 + 'a>;

#[cancellable(on_cancel = break, every = 1)]
fn generic<T: Default>(limit: u32) -> T {
    let mut turns = 0;
    while turns < limit {
        turns += 1;
    }
    block_on(async { T::default() })
}

#[cancellable(on_cancel = unwind, every = 1)]
fn boxed_function(limit: &u32) -> Counted<'_> {
    let mut turns = 0;
    while turns < *limit {
        turns += 1;
    }
    Box::new(|| block_on(async { *limit }))
}

#[cancellable(on_cancel = return Count(7), every = 1)]
fn structure(limit: u32) -> Count {
    let mut turns = 0;
    while turns < limit {
        turns += 1;
    }
    Count(block_on(async move { turns }))
}

/// What is no future may have any type in the modes that do not convert to it.
#[test]
fn function_that_returns_no_future_may_run_a_block_in_any_mode() {
    assert_eq!(generic::<Count>(3).0, 0);
    assert_eq!(sites(|| generic::<Count>(3)).len(), 4);
    assert_eq!(boxed_function(&3)(), 3);
    assert_eq!(sites(|| boxed_function(&3)()).len(), 5);
    assert_eq!(structure(3).0, 3);
    assert_eq!(cancelled_at(5, || structure(3)).0, 7);
}
