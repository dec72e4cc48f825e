//! Whatever another attribute has done with the body: no loop and no await is left without its check silently.

use safepoint::{Cancelled, cancellable};
use safepoint_tests_movers::*;

#[into_closure_argument]
#[cancellable]
fn in_a_closure() -> Result<(), Cancelled> {
    for _ in 0..3 {}
    for _ in 0..3 {}
    Ok(())
}

#[into_closure_argument]
#[cancellable(on_cancel = unwind)]
fn in_a_closure_that_unwinds() {
    for _ in 0..3 {}
}

#[into_future_argument]
#[cancellable]
async fn in_a_future() -> Result<(), Cancelled> {
    std::future::pending::<()>().await;
    Ok(())
}

#[into_item]
#[cancellable]
fn in_an_item() -> Result<(), Cancelled> {
    loop {}
}

#[into_macro_argument]
#[cancellable]
fn in_a_macro() -> Result<(), Cancelled> {
    for _ in 0..3 {}
    Ok(())
}

fn main() {}
