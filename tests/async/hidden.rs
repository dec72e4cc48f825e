//! Awaits in macros: accepted where they take care of the token themselves or are left out. That they are errors
//! elsewhere is tested where errors are: in `macros` (pitfall 20).

use std::{
    future::{Future, pending, ready},
    pin::pin,
    task::{Context, Waker},
};

use safepoint::{CancelSource, CancelToken, Cancelled, cancellable};

use crate::support::{cancelled_at, cancelled_while_pending, run};

#[cancellable]
async fn selects(token: &CancelToken) -> Result<u32, Cancelled> {
    tokio::select! {
        () = pending() => Ok(0),
        cancelled = token.cancelled() => Err(cancelled),
    }
}

#[cancellable]
async fn joins(token: &CancelToken) -> Result<u32, Cancelled> {
    let both = token.run_until_cancelled(async { tokio::join!(ready(1), pending::<u32>()) });
    let (left, right) = both.await?;
    Ok(left + right)
}

#[cancellable]
async fn left_out() -> Result<u32, Cancelled> {
    #[checkpoint(skip)]
    let (left, right) = futures::join!(ready(1), ready(2));
    Ok(left + right)
}

#[cancellable(awaits = false)]
async fn without_awaits() -> Result<u32, Cancelled> {
    let (left, right) = futures::join!(ready(1), ready(2));
    Ok(left + right)
}

/// S8: macros that take care of the token themselves are accepted.
#[test]
fn macro_with_a_branch_of_its_own_is_accepted() {
    assert!(cancelled_while_pending(|| async { selects(&CancelToken::current()).await }).is_err());
    assert!(cancelled_while_pending(|| async { joins(&CancelToken::current()).await }).is_err());
}

/// S8: and those that are left out.
#[test]
fn macro_that_is_left_out_is_accepted() {
    assert_eq!(run(left_out()).unwrap(), 3);
    assert_eq!(run(without_awaits()).unwrap(), 3);
}

/// Awaits what it is given.
macro_rules! awaited {
    ($($future:tt)*) => {
        $($future)*.await
    };
}

#[cancellable]
async fn in_another_macro(
    future: impl Future<Output = u32>,
    token: &CancelToken,
) -> Result<u32, Cancelled> {
    Ok(awaited!(future))
}

/// S8: awaits inside macros are not seen.
#[test]
fn await_in_another_macro_is_not_seen() {
    let source = CancelSource::new();
    let token = source.token();
    let mut future = pin!(in_another_macro(pending(), &token));
    let mut context = Context::from_waker(Waker::noop());
    assert!(future.as_mut().poll(&mut context).is_pending());
    source.cancel();
    assert!(future.as_mut().poll(&mut context).is_pending());
}

/// What runs a body in a block of its own does not tell the compiler what type that has, and so the attribute does.
///
/// Pitfall 18 (tests/pitfalls/rows.md).
#[test]
fn blocks_in_a_function_that_another_attribute_runs() {
    async fn number(n: u32) -> u32 {
        tokio::task::yield_now().await;
        n
    }
    #[cancellable]
    #[tokio::main(flavor = "current_thread")]
    async fn spawns() -> Result<u32, Cancelled> {
        let task = tokio::spawn(async { number(1).await });
        let many = (0..3).map(|n| async move { number(n).await });
        let sum: u32 = futures::future::join_all(many).await.into_iter().sum();
        Ok(task.await.unwrap() + sum)
    }
    #[cancellable]
    #[tokio::main(flavor = "current_thread")]
    async fn in_a_macro() -> Result<Vec<u32>, Box<dyn std::error::Error>> {
        let futures = vec![async { number(1).await }];
        Ok(futures::future::join_all(futures).await)
    }
    #[cancellable(on_cancel = unwind)]
    #[tokio::main(flavor = "current_thread")]
    async fn unwinds() -> Option<u32> {
        let task = tokio::spawn(async { number(5).await });
        task.await.ok()
    }
    assert_eq!(spawns().unwrap(), 4);
    assert_eq!(in_a_macro().unwrap(), [1]);
    assert_eq!(unwinds(), Some(5));
    assert!(cancelled_at(1, spawns).is_err());
}

/// What a body imports may bear the name of what the function returns.
#[test]
fn type_that_a_body_hides_is_still_the_functions() {
    #[cancellable]
    async fn reads() -> Result<u32, Cancelled> {
        use std::io::Result;
        async fn taken<F: Future<Output = Result<u32>>>(future: F) -> Result<u32> {
            future.await
        }
        Ok(taken(async { Ok(ready(7).await) }).await.unwrap())
    }
    assert_eq!(run(reads()).unwrap(), 7);
}
