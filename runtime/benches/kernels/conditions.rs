//! Loops over an index that the condition of a `while` compares.

use std::iter;

use crate::inputs::{below, fractions, numbers, text};
use crate::suite::{Kernel, Size};
use crate::variants::{kernels, timed};

kernels! {
    fn total_by_while(token: &CancelToken, numbers: &[u32]) -> Result<u64, Cancelled> {
        let mut total = 0;
        let mut i = 0;
        while i < numbers.len() {
            total += u64::from(numbers[i]);
            i += 1;
        }
        Ok(total)
    }

    fn pairs_by_while(token: &CancelToken, numbers: &[u32]) -> Result<u32, Cancelled> {
        let mut sum = 0_u32;
        let mut i = 0;
        while i + 1 < numbers.len() {
            sum = sum.wrapping_add(numbers[i] ^ numbers[i + 1]);
            i += 2;
        }
        Ok(sum)
    }

    fn scale_by_while(token: &CancelToken, numbers: &mut [u32], factor: u32) -> Result<(), Cancelled> {
        let mut i = 0;
        while i < numbers.len() {
            numbers[i] = numbers[i].wrapping_mul(factor);
            i += 1;
        }
        Ok(())
    }

    fn prefix_by_while(token: &CancelToken, numbers: &mut [u32]) -> Result<(), Cancelled> {
        let mut sum = 0_u32;
        let mut i = 0;
        while i < numbers.len() {
            sum = sum.wrapping_add(numbers[i]);
            numbers[i] = sum;
            i += 1;
        }
        Ok(())
    }

    fn histogram_by_while(token: &CancelToken, text: &[u8], counts: &mut [u32; 256]) -> Result<(), Cancelled> {
        let mut i = 0;
        while i < text.len() {
            counts[usize::from(text[i])] += 1;
            i += 1;
        }
        Ok(())
    }

    // Rows of a sparse matrix, which are short.
    fn sparse_by_while(token: &CancelToken, starts: &[usize], columns: &[u32], values: &[f64], x: &[f64], y: &mut [f64]) -> Result<(), Cancelled> {
        for row in 0..y.len() {
            let mut sum = 0.0;
            let mut at = starts[row];
            let end = starts[row + 1];
            while at < end {
                sum += values[at] * x[columns[at] as usize];
                at += 1;
            }
            y[row] = sum;
        }
        Ok(())
    }
}

const SHORT: usize = 16 << 10;
const LONG: usize = 8 << 20;

pub(crate) const KERNELS: &[Kernel] = &[
    Kernel::new("total_by_while", |size: Size| {
        let numbers = numbers(size.of(SHORT, LONG));
        Box::new(move |run| timed!(run, total_by_while(&numbers)))
    }),
    Kernel::new("pairs_by_while", |size| {
        let numbers = numbers(size.of(SHORT, LONG));
        Box::new(move |run| timed!(run, pairs_by_while(&numbers)))
    }),
    Kernel::new("scale_by_while", |size| {
        let fresh = numbers(size.of(SHORT, LONG));
        let mut numbers = fresh.clone();
        Box::new(move |run| {
            run.reset(&mut numbers, &fresh);
            timed!(run, scale_by_while(&mut numbers, 0x9E37_79B1)).and(&numbers)
        })
    }),
    Kernel::new("prefix_by_while", |size| {
        let fresh = numbers(size.of(SHORT, LONG));
        let mut numbers = fresh.clone();
        Box::new(move |run| {
            run.reset(&mut numbers, &fresh);
            timed!(run, prefix_by_while(&mut numbers)).and(&numbers)
        })
    }),
    Kernel::new("histogram_by_while", |size| {
        let text = text(size.of(SHORT, LONG));
        let mut counts = [0; 256];
        Box::new(move |run| {
            counts.fill(0);
            timed!(run, histogram_by_while(&text, &mut counts)).and(&counts)
        })
    }),
    Kernel::new("sparse_by_while", |size| {
        let rows = size.of(1_000, 200_000);
        let lengths = below(48, rows).into_iter().map(|more| 3 + more as usize);
        let starts: Vec<usize> = iter::once(0)
            .chain(lengths.scan(0, |end, length| {
                *end += length;
                Some(*end)
            }))
            .collect();
        let entries = starts[rows];
        let (columns, values) = (below(rows as u32, entries), fractions(entries));
        let (x, mut y) = (fractions(rows), vec![0.0; rows]);
        Box::new(move |run| {
            timed!(run, sparse_by_while(&starts, &columns, &values, &x, &mut y)).and(&y)
        })
    }),
];
