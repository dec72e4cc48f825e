//! A function that returns a future inside of something else, so that its block is not the body.

use futures::future::BoxFuture;
use safepoint::{Cancelled, cancellable};

type Boxed = BoxFuture<'static, Result<(), Cancelled>>;

struct Job {
    future: Boxed,
}

async fn work() -> Result<(), Cancelled> {
    Ok(())
}

#[cancellable]
fn in_a_result() -> Result<Boxed, Cancelled> {
    Ok(Box::pin(async { work().await }))
}

#[cancellable]
fn in_a_structure() -> Result<Job, Cancelled> {
    let future = Box::pin(async { work().await });
    Ok(Job { future })
}

#[cancellable]
fn in_a_list() -> Result<Vec<BoxFuture<'static, Result<(), Cancelled>>>, Cancelled> {
    let mut list: Vec<Boxed> = Vec::new();
    list.push(Box::pin(async { work().await }));
    Ok(list)
}

#[cancellable]
fn made_by_an_async_closure() -> Result<impl AsyncFn() -> Result<(), Cancelled>, Cancelled> {
    Ok(async || work().await)
}

#[cancellable]
fn in_a_stream() -> Result<impl futures::Stream<Item = u32>, Cancelled> {
    Ok(futures::stream::unfold(0, |n| async move {
        work().await.ok().map(|()| (n, n + 1))
    }))
}

#[cancellable]
fn marked() -> Result<(Boxed, u32), Cancelled> {
    let future = #[cancellable]
    async {
        work().await
    };
    Ok((Box::pin(future), 1))
}

fn main() {}
