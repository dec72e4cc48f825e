//! Async functions.

use std::{
    future::{Future, ready},
    pin::Pin,
    sync::Mutex,
};

use safepoint::{CancelToken, Cancelled, cancellable};

/// Loops and awaits.
///
/// # Errors
///
/// When it is cancelled.
#[cancellable]
pub async fn loops(limit: u32, token: &CancelToken) -> Result<u32, Cancelled> {
    let mut sum = 0;
    for n in 0..limit {
        sum += ready(n).await;
    }
    while ready(sum > limit).await {
        sum /= 2;
    }
    Ok(sum + ready(1).await)
}

/// Gives its executor a turn.
///
/// # Errors
///
/// When it is cancelled.
#[cancellable(yield_every = 100, every = 10)]
pub async fn yields(numbers: &[u32]) -> Result<u32, Cancelled> {
    let mut sum = 0;
    for number in numbers {
        sum += number;
    }
    ready(Ok(sum)).await
}

/// Ends its loops.
#[cancellable(on_cancel = break)]
pub async fn anytime(jobs: &Mutex<Vec<u32>>) -> u32 {
    let mut done = 0;
    loop {
        let job = jobs.lock().ok().and_then(|mut jobs| jobs.pop());
        let Some(job) = job else { break };
        done += ready(job).await;
    }
    done
}

/// Unwinds.
#[cancellable(on_cancel = unwind)]
pub async fn unwinds(limit: u32) -> u32 {
    let mut sum = 0;
    for n in 0..limit {
        sum += ready(n).await;
    }
    sum
}

/// Awaits nothing whole but this.
///
/// # Errors
///
/// When it is cancelled.
#[cancellable]
pub async fn marked_parts() -> Result<u32, Cancelled> {
    #[checkpoint(skip)]
    let whole = ready(1).await;
    let block = #[cancellable]
    async {
        Ok::<_, Cancelled>(ready(whole).await)
    };
    block.await
}

/// Makes a future.
#[cancellable]
#[must_use]
pub fn boxed(limit: u32) -> Pin<Box<dyn Future<Output = Result<u32, Cancelled>> + Send>> {
    Box::pin(async move {
        let mut sum = 0;
        for n in 0..limit {
            sum += ready(n).await;
        }
        Ok(sum)
    })
}

/// Returns a block that may outlive the token's reference.
///
/// # Errors
///
/// When it is cancelled.
#[cancellable]
pub fn outlives(token: &CancelToken) -> impl Future<Output = Result<u32, Cancelled>> + use<> {
    async {
        let mut sum = 0;
        for n in 0..3 {
            sum += ready(n).await;
        }
        Ok(sum)
    }
}

/// Returns a closure that may.
///
/// # Errors
///
/// When it is cancelled.
#[cancellable]
pub fn outliving_closure(
    token: &CancelToken,
) -> Result<impl Fn(u32) -> Result<u32, Cancelled> + use<>, Cancelled> {
    Ok(
        #[cancellable]
        move |limit: u32| -> Result<u32, Cancelled> {
            let mut sum = 0;
            for n in 0..limit {
                sum += n;
            }
            Ok(sum)
        },
    )
}

/// Awaits what stands in parentheses, and what gives nothing.
///
/// # Errors
///
/// When it is cancelled.
#[cancellable]
pub async fn in_parentheses(odd: bool) -> Result<u32, Cancelled> {
    let mut future = Box::pin(ready(1));
    let first = Some((&mut future).await);
    let second = 1 + (if odd { ready(3) } else { ready(4) }).await;
    let third = { ready(5) }.await;
    let nothing = ready(()).await;
    println!("{nothing:?}");
    Ok(first.map_or(second, |first| first + second + third))
}
