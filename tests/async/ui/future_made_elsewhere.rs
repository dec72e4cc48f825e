//! A function that returns a future, which is not seen to be made.

use safepoint::{Cancelled, cancellable};
use std::{future::Future, pin::Pin};

async fn work() -> Result<(), Cancelled> {
    Ok(())
}

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

fn main() {}
