//! An alias hides that a future is in what is returned, or that it is one that is not boxed, and nothing else tells: whatever
//! the mode.

use std::{future::Future, pin::Pin, task};

use futures::future::{BoxFuture, FutureExt as _};
use safepoint::{CancelToken, Cancelled, cancellable};

type Boxed = BoxFuture<'static, Result<(), Cancelled>>;
type Job = Result<Boxed, Cancelled>;
type Task = tokio::task::JoinHandle<Result<(), Cancelled>>;

struct Own(Boxed);

impl Future for Own {
    type Output = Result<(), Cancelled>;
    fn poll(mut self: Pin<&mut Self>, context: &mut task::Context<'_>) -> task::Poll<Self::Output> {
        self.0.poll_unpin(context)
    }
}

async fn work() -> Result<(), Cancelled> {
    Ok(())
}

fn wrap(work: impl Future<Output = Result<(), Cancelled>> + Send + 'static) -> Boxed {
    work.boxed()
}

#[cancellable]
fn in_an_alias() -> Job {
    Ok(wrap(async move { work().await }))
}

#[cancellable]
fn in_a_result() -> Result<Boxed, Cancelled> {
    Ok(wrap(async move { work().await }))
}

#[cancellable]
fn in_an_option_of_two() -> Option<(Boxed, Vec<Boxed>)> {
    Some((wrap(async move { work().await }), Vec::new()))
}

#[cancellable(entry = false)]
fn in_a_list() -> Vec<Boxed> {
    vec![wrap(async move { work().await })]
}

#[cancellable]
fn task() -> Result<Task, Cancelled> {
    Ok(tokio::spawn(async move { work().await }))
}

#[cancellable(on_cancel = return tokio::spawn(async { Ok(()) }))]
fn task_with_a_value() -> Task {
    tokio::spawn(async move { work().await })
}

#[cancellable(on_cancel = break)]
fn own(_token: CancelToken) -> Own {
    Own(wrap(async move { work().await }))
}

#[cancellable]
async fn given_by_another_future() -> Result<Boxed, Cancelled> {
    Ok(wrap(async move { work().await }))
}

#[cancellable]
fn given_to_a_macro() -> Job {
    let future = Some(async move { work().await });
    Ok(wrap(vec![async move { work().await }].remove(usize::from(future.is_none()))))
}

#[cancellable]
fn in_an_iterator() -> Result<Box<dyn Iterator<Item = Boxed>>, Cancelled> {
    Ok(Box::new((0..3).map(|_| wrap(async move { work().await }))))
}

fn main() {}
