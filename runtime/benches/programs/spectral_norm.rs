//! The largest singular value of the infinite matrix 1, 1/2, 1/3, 1/4, …, by the power method.

use crate::programs;

programs! {
    fn times(token: &CancelToken, vector: &[f64], product: &mut [f64]) -> Result<(), Cancelled> {
        for i in 0..product.len() {
            let mut sum = 0.0;
            for j in 0..vector.len() {
                sum += vector[j] / ((i + j) * (i + j + 1) / 2 + i + 1) as f64;
            }
            product[i] = sum;
        }
        Ok(())
    }

    fn times_transposed(token: &CancelToken, vector: &[f64], product: &mut [f64]) -> Result<(), Cancelled> {
        for i in 0..product.len() {
            let mut sum = 0.0;
            for j in 0..vector.len() {
                sum += vector[j] / ((i + j) * (i + j + 1) / 2 + j + 1) as f64;
            }
            product[i] = sum;
        }
        Ok(())
    }

    fn product(token: &CancelToken, xs: &[f64], ys: &[f64]) -> Result<f64, Cancelled> {
        let mut sum = 0.0;
        for (x, y) in xs.iter().zip(ys) {
            sum += x * y;
        }
        Ok(sum)
    }

    fn run(token: &CancelToken, n: usize) -> Result<f64, Cancelled> {
        let mut u = vec![1.0; n];
        let mut v = vec![0.0; n];
        let mut scratch = vec![0.0; n];
        for _ in 0..10 {
            times(token, &u, &mut scratch)?;
            times_transposed(token, &scratch, &mut v)?;
            times(token, &v, &mut scratch)?;
            times_transposed(token, &scratch, &mut u)?;
        }
        Ok((product(token, &u, &v)? / product(token, &v, &v)?).sqrt())
    }
}
