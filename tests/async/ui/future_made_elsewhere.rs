//! A function that returns a future, which is not seen to be made.

use futures::future::{BoxFuture, FutureExt};
use safepoint::{Cancelled, cancellable};
use std::{future::Future, pin::Pin};

async fn work() -> Result<(), Cancelled> {
    Ok(())
}

fn boxed_by(future: impl Future<Output = Result<(), Cancelled>> + Send + 'static) -> Boxed {
    Box::pin(future)
}

type Boxed = BoxFuture<'static, Result<(), Cancelled>>;

#[cancellable]
fn boxed() -> Pin<Box<dyn Future<Output = Result<(), Cancelled>>>> {
    let future = work();
    Box::pin(future)
}

#[cancellable]
fn opaque() -> impl Future<Output = Result<(), Cancelled>> {
    work()
}

#[cancellable]
fn before_its_block() -> impl Future<Output = Result<(), Cancelled>> {
    for _ in 0..3 {}
    async { Ok(()) }
}

#[cancellable]
fn returned_early(early: bool) -> Boxed {
    if early {
        return Box::pin(work());
    }
    Box::pin(async { Ok(()) })
}

#[cancellable]
fn in_a_loop(early: bool) -> Boxed {
    while early {
        return Box::pin(async { Ok(()) });
    }
    Box::pin(async { Ok(()) })
}

#[cancellable(on_cancel = unwind)]
fn that_unwinds() -> BoxFuture<'static, Result<(), Cancelled>> {
    work().boxed()
}

#[cancellable]
fn reassigned(other: bool) -> Boxed {
    let mut future: Boxed = Box::pin(async { Ok(()) });
    if other {
        future = Box::pin(async { Ok(()) });
    }
    match other {
        true => future,
        false => Box::pin(async { Ok(()) }),
    }
}

#[cancellable]
fn hidden_by_a_pattern(other: Option<Boxed>) -> Boxed {
    let future: Boxed = Box::pin(async { Ok(()) });
    if let Some(future) = other {
        return future;
    }
    future
}

#[cancellable]
fn mapped() -> BoxFuture<'static, Result<(), Cancelled>> {
    async { Ok(()) }.map(|outcome| outcome).boxed()
}

#[cancellable]
fn helped() -> BoxFuture<'static, Result<(), Cancelled>> {
    boxed_by(async { Ok(()) })
}

#[cancellable]
fn out_of_a_labelled_block(early: bool) -> BoxFuture<'static, Result<(), Cancelled>> {
    'made: {
        if early {
            break 'made Box::pin(async { Ok(()) });
        }
        Box::pin(async { Ok(()) })
    }
}

#[cancellable]
fn by_the_configuration() -> Boxed {
    #[cfg(not(any()))]
    {
        Box::pin(work())
    }
    #[cfg(any())]
    {
        Box::pin(async { Ok(()) })
    }
}

macro_rules! given {
    ($($tokens:tt)*) => { $($tokens)* };
}

#[cancellable]
fn by_a_macro(early: bool) -> BoxFuture<'static, Result<(), Cancelled>> {
    given! {
        if early {
            return Box::pin(async { Ok(()) });
        }
    }
    Box::pin(async { Ok(()) })
}

#[cancellable]
fn out_of_a_loop() -> BoxFuture<'static, Result<(), Cancelled>> {
    let future = loop {
        break Box::pin(async { Ok(()) });
    };
    future
}

fn main() {}

// Pitfall 18 (tests/pitfalls/rows.md).
