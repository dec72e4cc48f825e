//! One value from a slice: sums, products, the largest.

use crate::inputs::{fractions, numbers, signed};
use crate::suite::{Kernel, Size};
use crate::variants::{kernels, timed};

kernels! {
    fn sum_by_index(token: &CancelToken, numbers: &[u32]) -> Result<u32, Cancelled> {
        let mut sum = 0_u32;
        for i in 0..numbers.len() {
            sum = sum.wrapping_add(numbers[i]);
        }
        Ok(sum)
    }

    fn sum_of_slice(token: &CancelToken, numbers: &[u32]) -> Result<u64, Cancelled> {
        let mut sum = 0;
        for &number in numbers {
            sum += u64::from(number);
        }
        Ok(sum)
    }

    fn sum_by_while(token: &CancelToken, numbers: &[u32]) -> Result<u32, Cancelled> {
        let mut sum = 0_u32;
        let mut i = 0;
        while i < numbers.len() {
            sum = sum.wrapping_add(numbers[i]);
            i += 1;
        }
        Ok(sum)
    }

    fn sum_of_chunks(token: &CancelToken, numbers: &[u32]) -> Result<u32, Cancelled> {
        let mut sum = 0_u32;
        for chunk in numbers.chunks_exact(8) {
            for &number in chunk {
                sum = sum.wrapping_add(number);
            }
        }
        Ok(sum)
    }

    fn weighted_sum(token: &CancelToken, numbers: &[u32]) -> Result<u32, Cancelled> {
        let mut sum = 0_u32;
        for (i, number) in numbers.iter().enumerate() {
            sum = sum.wrapping_add(number.wrapping_mul(i as u32));
        }
        Ok(sum)
    }

    fn dot(token: &CancelToken, xs: &[f64], ys: &[f64]) -> Result<f64, Cancelled> {
        let mut sum = 0.0;
        for (x, y) in xs.iter().zip(ys) {
            sum += x * y;
        }
        Ok(sum)
    }

    fn dot_of_integers(token: &CancelToken, xs: &[i32], ys: &[i32]) -> Result<i32, Cancelled> {
        let mut sum = 0_i32;
        for i in 0..xs.len().min(ys.len()) {
            sum = sum.wrapping_add(xs[i].wrapping_mul(ys[i]));
        }
        Ok(sum)
    }

    fn polynomial(token: &CancelToken, coefficients: &[f64], x: f64) -> Result<f64, Cancelled> {
        let mut value = 0.0;
        for coefficient in coefficients.iter().rev() {
            value = value * x + coefficient;
        }
        Ok(value)
    }

    fn largest(token: &CancelToken, numbers: &[i32]) -> Result<i32, Cancelled> {
        let mut largest = numbers[0];
        for &number in &numbers[1..] {
            if number > largest {
                largest = number;
            }
        }
        Ok(largest)
    }

    fn kadane(token: &CancelToken, numbers: &[i32]) -> Result<i32, Cancelled> {
        let mut best = 0;
        let mut ending_here = 0;
        for &number in numbers {
            ending_here = (ending_here + number).max(0);
            best = best.max(ending_here);
        }
        Ok(best)
    }

    fn descents(token: &CancelToken, numbers: &[u32]) -> Result<u32, Cancelled> {
        let mut descents = 0;
        for i in 1..numbers.len() {
            if numbers[i] < numbers[i - 1] {
                descents += 1;
            }
        }
        Ok(descents)
    }

    fn largest_jump(token: &CancelToken, numbers: &[f64]) -> Result<f64, Cancelled> {
        let mut largest = 0.0_f64;
        for i in 1..numbers.len() {
            largest = largest.max((numbers[i] - numbers[i - 1]).abs());
        }
        Ok(largest)
    }
}

const SHORT: usize = 16 << 10;
const LONG: usize = 8 << 20;

pub(crate) const KERNELS: &[Kernel] = &[
    Kernel::new("sum_by_index", |size: Size| {
        let numbers = numbers(size.of(SHORT, LONG));
        Box::new(move |run| timed!(run, sum_by_index(&numbers)))
    }),
    Kernel::new("sum_of_slice", |size| {
        let numbers = numbers(size.of(SHORT, LONG));
        Box::new(move |run| timed!(run, sum_of_slice(&numbers)))
    }),
    Kernel::new("sum_by_while", |size| {
        let numbers = numbers(size.of(SHORT, LONG));
        Box::new(move |run| timed!(run, sum_by_while(&numbers)))
    }),
    Kernel::new("sum_of_chunks", |size| {
        let numbers = numbers(size.of(SHORT, LONG));
        Box::new(move |run| timed!(run, sum_of_chunks(&numbers)))
    }),
    Kernel::new("weighted_sum", |size| {
        let numbers = numbers(size.of(SHORT, LONG));
        Box::new(move |run| timed!(run, weighted_sum(&numbers)))
    }),
    Kernel::new("dot", |size| {
        let (xs, ys) = (
            fractions(size.of(SHORT, LONG)),
            fractions(size.of(SHORT, LONG)),
        );
        Box::new(move |run| timed!(run, dot(&xs, &ys)))
    }),
    Kernel::new("dot_of_integers", |size| {
        let (xs, ys) = (signed(size.of(SHORT, LONG)), signed(size.of(SHORT, LONG)));
        Box::new(move |run| timed!(run, dot_of_integers(&xs, &ys)))
    }),
    Kernel::new("polynomial", |size| {
        let coefficients = fractions(size.of(SHORT, LONG));
        Box::new(move |run| timed!(run, polynomial(&coefficients, 0.75)))
    }),
    Kernel::new("largest", |size| {
        let numbers = signed(size.of(SHORT, LONG));
        Box::new(move |run| timed!(run, largest(&numbers)))
    }),
    Kernel::new("kadane", |size| {
        let numbers = signed(size.of(SHORT, LONG));
        Box::new(move |run| timed!(run, kadane(&numbers)))
    }),
    Kernel::new("descents", |size| {
        let numbers = numbers(size.of(SHORT, LONG));
        Box::new(move |run| timed!(run, descents(&numbers)))
    }),
    Kernel::new("largest_jump", |size| {
        let numbers = fractions(size.of(SHORT, LONG));
        Box::new(move |run| timed!(run, largest_jump(&numbers)))
    }),
];
