//! A slice from slices: filled, copied, scaled, added.

use crate::inputs::{numbers, short_fractions, text};
use crate::suite::{Kernel, Size};
use crate::variants::{kernels, timed};

kernels! {
    // The compiler makes this a `memset`.
    fn fill(token: &CancelToken, buffer: &mut [u8], value: u8) -> Result<(), Cancelled> {
        for byte in buffer.iter_mut() {
            *byte = value;
        }
        Ok(())
    }

    // This too.
    fn zero_by_index(token: &CancelToken, buffer: &mut [u32]) -> Result<(), Cancelled> {
        for i in 0..buffer.len() {
            buffer[i] = 0;
        }
        Ok(())
    }

    // And this a `memcpy`.
    fn copy(token: &CancelToken, to: &mut [u8], from: &[u8]) -> Result<(), Cancelled> {
        for (to, from) in to.iter_mut().zip(from) {
            *to = *from;
        }
        Ok(())
    }

    fn reverse_copy(token: &CancelToken, to: &mut [u32], from: &[u32]) -> Result<(), Cancelled> {
        for (to, from) in to.iter_mut().zip(from.iter().rev()) {
            *to = *from;
        }
        Ok(())
    }

    fn saxpy(token: &CancelToken, a: f32, xs: &[f32], ys: &mut [f32]) -> Result<(), Cancelled> {
        for (y, x) in ys.iter_mut().zip(xs) {
            *y += a * x;
        }
        Ok(())
    }

    fn scale(token: &CancelToken, numbers: &mut [f32], factor: f32) -> Result<(), Cancelled> {
        for number in numbers {
            *number *= factor;
        }
        Ok(())
    }

    fn brighten(token: &CancelToken, pixels: &mut [u8], by: u8) -> Result<(), Cancelled> {
        for pixel in pixels.iter_mut() {
            *pixel = pixel.saturating_add(by);
        }
        Ok(())
    }

    fn differences(token: &CancelToken, numbers: &[u32], out: &mut [u32]) -> Result<(), Cancelled> {
        for (out, pair) in out.iter_mut().zip(numbers.windows(2)) {
            *out = pair[1].wrapping_sub(pair[0]);
        }
        Ok(())
    }

    fn prefix_sum(token: &CancelToken, numbers: &mut [u32]) -> Result<(), Cancelled> {
        let mut sum = 0_u32;
        for number in numbers.iter_mut() {
            sum = sum.wrapping_add(*number);
            *number = sum;
        }
        Ok(())
    }

    // As polynomials are divided: from the highest power to the lowest. Neither list has so many elements as there are terms.
    fn subtract_multiple(token: &CancelToken, terms: usize, rest: &mut [u32], divisor: &[u32], factor: u32) -> Result<(), Cancelled> {
        for power in (0..terms).rev() {
            rest[power] = rest[power].wrapping_sub(divisor[power].wrapping_mul(factor));
        }
        Ok(())
    }
}

const SHORT: usize = 16 << 10;
const LONG: usize = 8 << 20;

pub(crate) const KERNELS: &[Kernel] = &[
    Kernel::new("fill", |size: Size| {
        let mut buffer = vec![0; size.of(SHORT, LONG)];
        Box::new(move |run| timed!(run, fill(&mut buffer, 7)).and(&buffer))
    }),
    Kernel::new("zero_by_index", |size| {
        let mut buffer = numbers(size.of(SHORT, LONG));
        Box::new(move |run| timed!(run, zero_by_index(&mut buffer)).and(&buffer))
    }),
    Kernel::new("copy", |size| {
        let from = text(size.of(SHORT, LONG));
        let mut to = vec![0; from.len()];
        Box::new(move |run| timed!(run, copy(&mut to, &from)).and(&to))
    }),
    Kernel::new("reverse_copy", |size| {
        let from = numbers(size.of(SHORT, LONG));
        let mut to = vec![0; from.len()];
        Box::new(move |run| timed!(run, reverse_copy(&mut to, &from)).and(&to))
    }),
    Kernel::new("saxpy", |size| {
        let xs = short_fractions(size.of(SHORT, LONG));
        let mut ys = xs.clone();
        Box::new(move |run| {
            run.reset(&mut ys, &xs);
            timed!(run, saxpy(1.5, &xs, &mut ys)).and(&ys)
        })
    }),
    Kernel::new("scale", |size| {
        let fresh = short_fractions(size.of(SHORT, LONG));
        let mut numbers = fresh.clone();
        Box::new(move |run| {
            run.reset(&mut numbers, &fresh);
            timed!(run, scale(&mut numbers, -1.0)).and(&numbers)
        })
    }),
    Kernel::new("brighten", |size| {
        let fresh = text(size.of(SHORT, LONG));
        let mut pixels = fresh.clone();
        Box::new(move |run| {
            run.reset(&mut pixels, &fresh);
            timed!(run, brighten(&mut pixels, 3)).and(&pixels)
        })
    }),
    Kernel::new("differences", |size| {
        let numbers = numbers(size.of(SHORT, LONG));
        let mut out = vec![0; numbers.len() - 1];
        Box::new(move |run| timed!(run, differences(&numbers, &mut out)).and(&out))
    }),
    Kernel::new("prefix_sum", |size| {
        let fresh = numbers(size.of(SHORT, LONG));
        let mut numbers = fresh.clone();
        Box::new(move |run| {
            run.reset(&mut numbers, &fresh);
            timed!(run, prefix_sum(&mut numbers)).and(&numbers)
        })
    }),
    Kernel::new("subtract_multiple", |size| {
        let terms = size.of(SHORT, LONG);
        let fresh = numbers(terms + 3);
        let (mut rest, divisor) = (fresh.clone(), numbers(terms + 1));
        Box::new(move |run| {
            run.reset(&mut rest, &fresh);
            timed!(run, subtract_multiple(terms, &mut rest, &divisor, 3)).and(&rest)
        })
    }),
];
