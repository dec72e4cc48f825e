//! Grids: each cell from its neighbours.

use crate::inputs::{below, short_fractions};
use crate::suite::{Kernel, Size};
use crate::variants::{kernels, timed};

kernels! {
    fn stencil(token: &CancelToken, from: &[f32], to: &mut [f32], width: usize) -> Result<(), Cancelled> {
        let height = from.len() / width;
        for y in 1..height - 1 {
            for x in 1..width - 1 {
                let i = y * width + x;
                to[i] = 0.2 * (from[i] + from[i - 1] + from[i + 1] + from[i - width] + from[i + width]);
            }
        }
        Ok(())
    }

    fn convolution(token: &CancelToken, from: &[f32], to: &mut [f32], width: usize, weights: &[[f32; 3]; 3]) -> Result<(), Cancelled> {
        let height = from.len() / width;
        for y in 1..height - 1 {
            for x in 1..width - 1 {
                let mut sum = 0.0;
                for dy in 0..3 {
                    for dx in 0..3 {
                        sum += weights[dy][dx] * from[(y + dy - 1) * width + x + dx - 1];
                    }
                }
                to[y * width + x] = sum;
            }
        }
        Ok(())
    }

    fn smooth(token: &CancelToken, from: &[f32], to: &mut [f32], weights: &[f32; 3]) -> Result<(), Cancelled> {
        for i in 1..from.len() - 1 {
            let mut sum = 0.0;
            for k in 0..3 {
                sum += weights[k] * from[i + k - 1];
            }
            to[i] = sum;
        }
        Ok(())
    }

    fn life(token: &CancelToken, from: &[u8], to: &mut [u8], width: usize) -> Result<(), Cancelled> {
        let height = from.len() / width;
        for y in 1..height - 1 {
            for x in 1..width - 1 {
                let i = y * width + x;
                let neighbours = from[i - width - 1] + from[i - width] + from[i - width + 1]
                    + from[i - 1] + from[i + 1]
                    + from[i + width - 1] + from[i + width] + from[i + width + 1];
                to[i] = (neighbours == 3 || neighbours == 2 && from[i] == 1) as u8;
            }
        }
        Ok(())
    }
}

pub(crate) const KERNELS: &[Kernel] = &[
    Kernel::new("stencil", |size: Size| {
        let width = size.of(128, 2048);
        let from = short_fractions(width * width);
        let mut to = from.clone();
        Box::new(move |run| timed!(run, stencil(&from, &mut to, width)).and(&to))
    }),
    Kernel::new("convolution", |size| {
        let width = size.of(96, 2048);
        let from = short_fractions(width * width);
        let mut to = from.clone();
        let weights = [[0.05, 0.1, 0.05], [0.1, 0.4, 0.1], [0.05, 0.1, 0.05]];
        Box::new(move |run| timed!(run, convolution(&from, &mut to, width, &weights)).and(&to))
    }),
    Kernel::new("smooth", |size| {
        let from = short_fractions(size.of(16 << 10, 8 << 20));
        let mut to = from.clone();
        Box::new(move |run| timed!(run, smooth(&from, &mut to, &[0.25, 0.5, 0.25])).and(&to))
    }),
    Kernel::new("life", |size| {
        let width = size.of(128, 2048);
        let from: Vec<u8> = below(2, width * width)
            .into_iter()
            .map(|cell| cell as u8)
            .collect();
        let mut to = from.clone();
        Box::new(move |run| timed!(run, life(&from, &mut to, width)).and(&to))
    }),
];
