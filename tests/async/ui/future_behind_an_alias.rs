//! An alias hides that a future is returned, and nothing else tells.

use futures::future::BoxFuture;
use safepoint::{Cancelled, cancellable};

type Boxed = BoxFuture<'static, Result<(), Cancelled>>;

async fn work() -> Result<(), Cancelled> {
    Ok(())
}

#[cancellable]
fn boxed() -> Boxed {
    Box::pin(work())
}

fn main() {}
