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

#[into_item_of_the_same_signature]
#[cancellable]
fn in_an_item_of_the_same_signature() -> Result<(), Cancelled> {
    loop {}
}

#[into_item_of_the_same_signature]
#[cancellable]
async fn in_a_future_of_the_same_signature() -> Result<(), Cancelled> {
    std::future::pending::<()>().await;
    Ok(())
}

#[into_method]
#[cancellable]
fn in_a_method() -> Result<(), Cancelled> {
    loop {}
}

#[into_static]
#[cancellable]
fn in_a_static() -> Result<(), Cancelled> {
    loop {}
}

#[into_sibling]
#[cancellable]
fn in_a_sibling() -> Result<(), Cancelled> {
    for _ in 0..3 {}
    Ok(())
}

#[into_sibling_in_its_place]
#[cancellable]
fn in_a_sibling_in_its_place() -> Result<(), Cancelled> {
    loop {}
}

#[into_sibling_with_parameters]
#[cancellable]
fn in_a_sibling_with_parameters(limit: u32) -> Result<(), Cancelled> {
    for _ in 0..limit {}
    Ok(())
}

#[into_extern]
#[cancellable]
fn in_an_extern_function() -> Result<(), Cancelled> {
    loop {}
}

#[into_macro_argument]
#[cancellable]
fn in_a_macro() -> Result<(), Cancelled> {
    for _ in 0..3 {}
    Ok(())
}

fn main() {}

// Pitfall 18 (tests/pitfalls/rows.md).
