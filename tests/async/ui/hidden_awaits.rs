//! Awaits that stand in macros.

use safepoint::{CancelToken, Cancelled, cancellable};
use std::future::{pending, ready};

#[cancellable]
async fn selects() -> Result<u32, Cancelled> {
    tokio::select! {
        () = pending() => Ok(0),
        one = ready(1) => Ok(one),
    }
}

#[cancellable]
async fn names_what_begins_like_it(cancelled_orders: u32) -> Result<u32, Cancelled> {
    tokio::select! {
        () = pending() => Ok(cancelled_orders),
        one = ready(1) => Ok(one),
    }
}

#[cancellable(on_cancel = unwind)]
async fn joins(token: CancelToken) -> u32 {
    let (one, two) = futures::join!(ready(1), ready(2));
    one + two
}

#[cancellable(on_cancel = break)]
async fn joins_in_a_loop() {
    while tokio::try_join!(ready(Ok::<_, ()>(1)), ready(Ok(2))).is_ok() {}
}

fn main() {}

// Pitfall 20 (tests/pitfalls/rows.md).
