//! The Mandelbrot set as a bitmap, eight points a byte.

use crate::programs;

programs! {
    fn stays(token: &CancelToken, a: f64, b: f64) -> Result<bool, Cancelled> {
        let (mut x, mut y) = (0.0, 0.0);
        for _ in 0..50 {
            (x, y) = (x * x - y * y + a, 2.0 * x * y + b);
            if x * x + y * y > 4.0 {
                return Ok(false);
            }
        }
        Ok(true)
    }

    fn row(token: &CancelToken, bitmap: &mut Vec<u8>, b: f64, width: u32) -> Result<(), Cancelled> {
        for start in (0..width).step_by(8) {
            let mut byte = 0;
            for column in start..start + 8 {
                let a = 2.0 * f64::from(column) / f64::from(width) - 1.5;
                byte = byte << 1 | u8::from(stays(token, a, b)?);
            }
            bitmap.push(byte);
        }
        Ok(())
    }

    fn run(token: &CancelToken, width: u32) -> Result<Vec<u8>, Cancelled> {
        let mut bitmap = Vec::new();
        for y in 0..width {
            row(token, &mut bitmap, 2.0 * f64::from(y) / f64::from(width) - 1.0, width)?;
        }
        Ok(bitmap)
    }
}
