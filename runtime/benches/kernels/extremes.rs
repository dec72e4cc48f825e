//! Operations on numbers that take far longer than their form tells, and memory that does not lie side by side. Only for the gaps.

use crate::inputs::{fractions, numbers};
use crate::suite::{Kernel, Size};
use crate::variants::{kernels, timed};

kernels! {
    fn divide_u128(token: &CancelToken, numbers: &[u128], divisor: u128) -> Result<u64, Cancelled> {
        let mut mixed = 0;
        for number in numbers {
            mixed ^= number / divisor;
        }
        Ok(mixed as u64)
    }

    fn digits_of_u128(token: &CancelToken, numbers: &[u128]) -> Result<u64, Cancelled> {
        let mut sum = 0;
        for &number in numbers {
            let mut rest = number;
            while rest > 0 {
                sum += rest % 10;
                rest /= 10;
            }
        }
        Ok(sum as u64)
    }

    fn isqrt_of_u128(token: &CancelToken, numbers: &[u128]) -> Result<u64, Cancelled> {
        let mut mixed = 0;
        for &number in numbers {
            mixed ^= number.isqrt();
        }
        Ok(mixed as u64)
    }

    fn powi_of_most(token: &CancelToken, numbers: &[f64], exponent: i32) -> Result<f64, Cancelled> {
        let mut sum = 0.0;
        for &number in numbers {
            sum += number.powi(exponent);
        }
        Ok(sum)
    }

    fn wrapping_pow_of_most(token: &CancelToken, numbers: &[u64], exponent: u32) -> Result<u64, Cancelled> {
        let mut mixed = 0;
        for &number in numbers {
            mixed ^= number.wrapping_pow(exponent);
        }
        Ok(mixed)
    }

    fn remainder_of_huge(token: &CancelToken, numbers: &[f64], huge: f64) -> Result<f64, Cancelled> {
        let mut sum = 0.0;
        for number in numbers {
            sum += huge % number;
        }
        Ok(sum)
    }

    fn first_of_chunks(token: &CancelToken, numbers: &[u64]) -> Result<u64, Cancelled> {
        let mut mixed = 0;
        for chunk in numbers.chunks_exact(512) {
            mixed ^= chunk[0];
        }
        Ok(mixed)
    }

    fn every_520th(token: &CancelToken, numbers: &[u64]) -> Result<u64, Cancelled> {
        let mut mixed = 0;
        for number in numbers.iter().step_by(520) {
            mixed ^= number;
        }
        Ok(mixed)
    }
}

fn wide(count: usize) -> Vec<u128> {
    let numbers = numbers(count * 4);
    let (chunks, _) = numbers.as_chunks::<4>();
    let joined = |chunk: &[u32; 4]| {
        chunk
            .iter()
            .fold(0, |bits, &part| bits << 32 | u128::from(part))
    };
    chunks.iter().map(joined).collect()
}

/// Far more than the caches of this machine's core hold: 320 MB.
fn much(size: Size) -> Vec<u64> {
    (0..size.of(1_000, 40_000_000_u64)).collect()
}

pub(crate) const KERNELS: &[Kernel] = &[
    Kernel::new("divide_u128", |size| {
        let numbers = wide(size.of(1_000, 100_000));
        let divisor = u128::MAX / 3 >> 50;
        Box::new(move |run| timed!(run, divide_u128(&numbers, divisor)))
    }),
    Kernel::new("digits_of_u128", |size| {
        let numbers = wide(size.of(100, 10_000));
        Box::new(move |run| timed!(run, digits_of_u128(&numbers)))
    }),
    Kernel::new("isqrt_of_u128", |size| {
        let numbers = wide(size.of(100, 10_000));
        Box::new(move |run| timed!(run, isqrt_of_u128(&numbers)))
    }),
    Kernel::new("powi_of_most", |size| {
        let numbers = fractions(size.of(1_000, 100_000));
        Box::new(move |run| timed!(run, powi_of_most(&numbers, i32::MAX)))
    }),
    Kernel::new("wrapping_pow_of_most", |size| {
        let numbers: Vec<u64> = numbers(size.of(1_000, 100_000))
            .into_iter()
            .map(u64::from)
            .collect();
        Box::new(move |run| timed!(run, wrapping_pow_of_most(&numbers, u32::MAX)))
    }),
    Kernel::new("remainder_of_huge", |size| {
        let numbers = fractions(size.of(100, 10_000));
        Box::new(move |run| timed!(run, remainder_of_huge(&numbers, f64::MAX)))
    }),
    Kernel::new("first_of_chunks", |size| {
        let numbers = much(size);
        Box::new(move |run| timed!(run, first_of_chunks(&numbers)))
    }),
    Kernel::new("every_520th", |size| {
        let numbers = much(size);
        Box::new(move |run| timed!(run, every_520th(&numbers)))
    }),
];
