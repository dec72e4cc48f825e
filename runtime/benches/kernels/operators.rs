//! Operators that are the user's own, which the attribute takes for those of numbers. Only for the gaps.

use std::ops::AddAssign;

use crate::inputs::numbers;
use crate::suite::{Digest, Kernel, Size};
use crate::variants::{kernels, timed};

/// A number of 1,024 bits that owns nothing.
#[derive(Clone, Copy)]
pub(crate) struct Wide([u64; 16]);

/// The same on the heap.
#[derive(Clone)]
pub(crate) struct Big(Vec<u64>);

impl AddAssign<&Wide> for Wide {
    #[inline(never)]
    fn add_assign(&mut self, other: &Wide) {
        add(&mut self.0, &other.0);
    }
}

impl AddAssign<&Big> for Big {
    #[inline(never)]
    fn add_assign(&mut self, other: &Big) {
        add(&mut self.0, &other.0);
    }
}

fn add(sum: &mut [u64], other: &[u64]) {
    let mut carry = false;
    for (sum, other) in sum.iter_mut().zip(other) {
        let (half, first) = sum.overflowing_add(*other);
        let (whole, second) = half.overflowing_add(u64::from(carry));
        *sum = whole;
        carry = first | second;
    }
}

impl Digest for Wide {
    fn digest(&self) -> u64 {
        self.0.digest()
    }
}

impl Digest for Big {
    fn digest(&self) -> u64 {
        self.0.digest()
    }
}

kernels! {
    // References to what owns nothing come in strips that only their size makes shorter, whatever their operators do.
    fn sum_of_wide(token: &CancelToken, numbers: &[Wide]) -> Result<Wide, Cancelled> {
        let mut sum = Wide([0; 16]);
        for number in numbers {
            sum += number;
        }
        Ok(sum)
    }

    // References to what owns something come in short ones.
    fn sum_of_big(token: &CancelToken, numbers: &[Big]) -> Result<Big, Cancelled> {
        let mut sum = Big(vec![0; 16]);
        for number in numbers {
            sum += number;
        }
        Ok(sum)
    }
}

fn wide(count: usize) -> Vec<Wide> {
    let numbers = numbers(count * 16);
    let (chunks, _) = numbers.as_chunks::<16>();
    chunks
        .iter()
        .map(|bits| Wide(bits.map(u64::from)))
        .collect()
}

pub(crate) const KERNELS: &[Kernel] = &[
    Kernel::new("sum_of_wide", |size: Size| {
        let numbers = wide(size.of(1_000, 100_000));
        Box::new(move |run| timed!(run, sum_of_wide(&numbers)))
    }),
    Kernel::new("sum_of_big", |size| {
        let numbers: Vec<_> = wide(size.of(1_000, 100_000))
            .iter()
            .map(|number| Big(number.0.to_vec()))
            .collect();
        Box::new(move |run| timed!(run, sum_of_big(&numbers)))
    }),
];
