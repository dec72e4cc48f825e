//! Attributes that move bodies in other ways (PITFALLS 18): what is seen through. What is not is an error, in `ui/`.

use safepoint::{Cancelled, cancellable};
use safepoint_tests::{cancelled_at, count_checkpoints};
use safepoint_tests_movers::{into_called_closure, into_loop};

#[into_called_closure]
#[cancellable(every = 1)]
fn called_closure(limit: u32) -> Result<u32, Cancelled> {
    let mut turns = 0;
    for _ in 0..limit {
        turns += 1;
    }
    Ok(turns)
}

#[test]
fn closure_that_is_called_at_once_is_the_body() {
    assert_eq!(count_checkpoints(|| called_closure(3).unwrap()), 5);
    assert!(cancelled_at(4, || called_closure(3)).is_err());
}

#[into_loop]
#[cancellable(every = 1)]
fn repeated() {
    let mut turns = 0;
    while turns < 3 {
        turns += 1;
    }
}

#[test]
fn loop_around_the_body_is_checked_and_a_placeholder_is_not() {
    // Entry, twice four in the body, three around it.
    assert_eq!(count_checkpoints(repeated), 1 + 2 * 4 + 3);
}
