//! Matrices, row by row in one slice.

use crate::inputs::fractions;
use crate::suite::{Kernel, Size};
use crate::variants::{kernels, timed};

kernels! {
    fn product_ijk(token: &CancelToken, a: &[f64], b: &[f64], c: &mut [f64], n: usize) -> Result<(), Cancelled> {
        for i in 0..n {
            for j in 0..n {
                let mut sum = 0.0;
                for k in 0..n {
                    sum += a[i * n + k] * b[k * n + j];
                }
                c[i * n + j] = sum;
            }
        }
        Ok(())
    }

    fn product_ikj(token: &CancelToken, a: &[f64], b: &[f64], c: &mut [f64], n: usize) -> Result<(), Cancelled> {
        for element in c.iter_mut() {
            *element = 0.0;
        }
        for i in 0..n {
            for k in 0..n {
                let factor = a[i * n + k];
                let row = &b[k * n..(k + 1) * n];
                for (c, b) in c[i * n..(i + 1) * n].iter_mut().zip(row) {
                    *c += factor * b;
                }
            }
        }
        Ok(())
    }

    fn matrix_vector(token: &CancelToken, a: &[f64], x: &[f64], y: &mut [f64]) -> Result<(), Cancelled> {
        for (row, y) in a.chunks_exact(x.len()).zip(y.iter_mut()) {
            let mut sum = 0.0;
            for (a, x) in row.iter().zip(x) {
                sum += a * x;
            }
            *y = sum;
        }
        Ok(())
    }

    fn transpose(token: &CancelToken, from: &[f64], to: &mut [f64], n: usize) -> Result<(), Cancelled> {
        for row in 0..n {
            for column in 0..n {
                to[column * n + row] = from[row * n + column];
            }
        }
        Ok(())
    }
}

pub(crate) const KERNELS: &[Kernel] = &[
    Kernel::new("product_ijk", |size: Size| {
        let n = size.of(64, 512);
        let (a, b, mut c) = (fractions(n * n), fractions(n * n), vec![0.0; n * n]);
        Box::new(move |run| timed!(run, product_ijk(&a, &b, &mut c, n)).and(&c))
    }),
    Kernel::new("product_ikj", |size| {
        let n = size.of(64, 512);
        let (a, b, mut c) = (fractions(n * n), fractions(n * n), vec![0.0; n * n]);
        Box::new(move |run| timed!(run, product_ikj(&a, &b, &mut c, n)).and(&c))
    }),
    Kernel::new("matrix_vector", |size| {
        let n = size.of(96, 2_000);
        let (a, x, mut y) = (fractions(n * n), fractions(n), vec![0.0; n]);
        Box::new(move |run| timed!(run, matrix_vector(&a, &x, &mut y)).and(&y))
    }),
    Kernel::new("transpose", |size| {
        let n = size.of(64, 2_000);
        let (from, mut to) = (fractions(n * n), vec![0.0; n * n]);
        Box::new(move |run| timed!(run, transpose(&from, &mut to, n)).and(&to))
    }),
];
