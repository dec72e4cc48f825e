//! Attributes that move bodies in other ways (pitfall 18): what is seen through. What is not is an error, in `ui/`.

use std::{
    future::Future as _,
    pin::pin,
    task::{Context, Poll, Waker},
};

use safepoint::{Cancelled, cancellable};
use safepoint_tests::{cancelled_at, count_checkpoints};
use safepoint_tests_movers::{
    counting, into_called_closure, into_item_of_the_same_signature, into_loop, reading,
};

#[into_called_closure]
#[cancellable(every = 1)]
fn called_closure(limit: u32) -> Result<u32, Cancelled> {
    let mut turns = 0;
    for _ in 0..limit {
        turns += 1;
    }
    Ok(turns)
}

/// Pitfall 18 (tests/pitfalls/rows.md).
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

/// Pitfall 18 (tests/pitfalls/rows.md).
#[test]
fn loop_around_the_body_is_checked_and_a_placeholder_is_not() {
    // Entry, twice four in the body, three around it.
    assert_eq!(count_checkpoints(repeated), 1 + 2 * 4 + 3);
}

#[cancellable(on_cancel = return 77)]
#[reading]
fn read_with_an_expression(numbers: &[u32]) -> u32 {
    let mut sum = 0;
    for n in numbers {
        sum += n;
    }
    sum
}

#[cancellable(on_cancel = return 77)]
#[reading]
async fn read_with_an_await(number: u32) -> u32 {
    let mut sum = 0;
    for n in 0..number {
        sum += std::future::ready(n).await;
    }
    sum
}

#[cancellable]
#[reading]
fn read_with_casts(numbers: &[u32]) -> Option<usize> {
    let mut sum = 0;
    for &n in numbers {
        sum += n;
    }
    let mut rest = sum as usize;
    while rest > 10 {
        rest /= 10;
    }
    Some(rest)
}

#[cancellable(on_cancel = break)]
#[reading]
fn read_with_breaks(numbers: &[u32]) -> u32 {
    let mut sum = 0;
    for n in numbers {
        sum += n.to_string().parse::<u32>().unwrap();
    }
    sum
}

#[cancellable(on_cancel = unwind)]
#[reading]
fn read_with_unwinding(numbers: &[u32]) -> u32 {
    numbers
        .iter()
        .map(|n| {
            let mut turns = 0;
            for _ in 0..*n {
                turns += 1;
            }
            turns
        })
        .sum::<u32>()
}

#[test]
fn attribute_below_can_read_what_is_made() {
    let numbers = [1, 2, 3];
    assert_eq!(read_with_an_expression(&numbers), 6);
    assert_eq!(cancelled_at(1, || read_with_an_expression(&numbers)), 77);
    let mut future = pin!(read_with_an_await(4));
    let mut context = Context::from_waker(Waker::noop());
    assert_eq!(future.as_mut().poll(&mut context), Poll::Ready(6));
    assert_eq!(read_with_casts(&[9, 14]), Some(2));
    assert_eq!(cancelled_at(1, || read_with_casts(&numbers)), None);
    assert_eq!(read_with_breaks(&numbers), 6);
    assert_eq!(cancelled_at(1, || read_with_breaks(&numbers)), 0);
    assert_eq!(read_with_unwinding(&numbers), 6);
}

/// A body without a loop may be where it likes, and `for<'a>` is none.
#[into_item_of_the_same_signature]
#[cancellable]
fn no_loop() -> Option<for<'a> fn(&'a u32) -> &'a u32> {
    [7].first()?;
    Some(|number| number)
}

#[test]
fn body_without_a_loop_may_be_in_an_item() {
    assert_eq!(no_loop().unwrap()(&7), &7);
}

counting! {
    #[cancellable(every = 1)]
    fn made_body() -> Result<u32, Cancelled>;
}

#[test]
fn body_that_is_made_for_a_signature_has_its_checks() {
    assert_eq!(count_checkpoints(|| made_body().unwrap()), 5);
}
