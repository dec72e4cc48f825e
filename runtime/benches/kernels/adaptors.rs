//! One value from what is behind an adaptor, or comes by value or from behind.

use crate::inputs::numbers;
use crate::suite::{Kernel, Size};
use crate::variants::{kernels, timed};

kernels! {
    fn sum_of_copies(token: &CancelToken, numbers: &[u32]) -> Result<u32, Cancelled> {
        let mut sum = 0_u32;
        for number in numbers.iter().copied() {
            sum = sum.wrapping_add(number);
        }
        Ok(sum)
    }

    fn sum_of_squares(token: &CancelToken, numbers: &[u32]) -> Result<u32, Cancelled> {
        let mut sum = 0_u32;
        for square in numbers.iter().map(|number| number.wrapping_mul(*number)) {
            sum = sum.wrapping_add(square);
        }
        Ok(sum)
    }

    fn sum_of_products(token: &CancelToken, left: &[u32], right: &[u32]) -> Result<u32, Cancelled> {
        let mut sum = 0_u32;
        for product in left.iter().zip(right).map(|(left, right)| left.wrapping_mul(*right)) {
            sum = sum.wrapping_add(product);
        }
        Ok(sum)
    }

    fn sum_of_masked(token: &CancelToken, numbers: &[u32], masks: &[u32]) -> Result<u32, Cancelled> {
        let mut sum = 0_u32;
        for (number, mask) in numbers.iter().zip(masks.iter().copied()) {
            sum = sum.wrapping_add(number & mask);
        }
        Ok(sum)
    }

    fn sum_by_place(token: &CancelToken, numbers: &[u32]) -> Result<u32, Cancelled> {
        let mut sum = 0_u32;
        for (number, place) in numbers.iter().zip(1_u32..) {
            sum = sum.wrapping_add(number ^ place);
        }
        Ok(sum)
    }

    fn sum_by_value(token: &CancelToken, numbers: &[u32], times: u32) -> Result<u32, Cancelled> {
        let mut sum = 0_u32;
        for _ in 0..times {
            for number in numbers.to_vec() {
                sum = sum.wrapping_add(number);
            }
        }
        Ok(sum)
    }

    fn sum_backwards(token: &CancelToken, key: u32, last: u32) -> Result<u32, Cancelled> {
        let mut sum = 0_u32;
        for number in (0..=last).rev() {
            sum = sum.wrapping_add(number ^ key);
        }
        Ok(sum)
    }
}

const SHORT: usize = 16 << 10;
const LONG: usize = 8 << 20;

pub(crate) const KERNELS: &[Kernel] = &[
    Kernel::new("sum_of_copies", |size: Size| {
        let numbers = numbers(size.of(SHORT, LONG));
        Box::new(move |run| timed!(run, sum_of_copies(&numbers)))
    }),
    Kernel::new("sum_of_squares", |size| {
        let numbers = numbers(size.of(SHORT, LONG));
        Box::new(move |run| timed!(run, sum_of_squares(&numbers)))
    }),
    Kernel::new("sum_of_products", |size| {
        let (left, right) = (numbers(size.of(SHORT, LONG)), numbers(size.of(SHORT, LONG)));
        Box::new(move |run| timed!(run, sum_of_products(&left, &right)))
    }),
    Kernel::new("sum_of_masked", |size| {
        let (left, right) = (numbers(size.of(SHORT, LONG)), numbers(size.of(SHORT, LONG)));
        Box::new(move |run| timed!(run, sum_of_masked(&left, &right)))
    }),
    Kernel::new("sum_by_place", |size| {
        let numbers = numbers(size.of(SHORT, LONG));
        Box::new(move |run| timed!(run, sum_by_place(&numbers)))
    }),
    Kernel::new("sum_by_value", |size| {
        let numbers = numbers(SHORT);
        // Many short vectors rather than a long one: copying that is one call of milliseconds.
        let times = size.of(1, (LONG / SHORT) as u32);
        Box::new(move |run| timed!(run, sum_by_value(&numbers, times)))
    }),
    Kernel::new("sum_backwards", |size| {
        let last = size.of(SHORT, LONG) as u32;
        Box::new(move |run| timed!(run, sum_backwards(0x55, last)))
    }),
];
