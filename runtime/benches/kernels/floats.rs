//! Floating point without much memory: sets, bodies, integrals.

use crate::suite::{Kernel, Size};
use crate::variants::{kernels, timed};

/// A body of the n-body problem.
#[derive(Clone, Copy)]
struct Body {
    position: [f64; 3],
    velocity: [f64; 3],
    mass: f64,
}

/// Five bodies, roughly a sun and its planets.
fn bodies() -> [Body; 5] {
    std::array::from_fn(|i| {
        let radius = 5.0 * i as f64;
        let angle = 1.7 * i as f64;
        let speed = if i == 0 { 0.0 } else { 6.3 / radius.sqrt() };
        Body {
            position: [radius * angle.cos(), radius * angle.sin(), 0.1 * i as f64],
            velocity: [-speed * angle.sin(), speed * angle.cos(), 0.0],
            mass: if i == 0 { 39.5 } else { 0.01 / i as f64 },
        }
    })
}

kernels! {
    fn mandelbrot(token: &CancelToken, width: u32, limit: u32) -> Result<u32, Cancelled> {
        let mut turns = 0;
        for row in 0..width {
            for column in 0..width {
                let a = 3.0 * f64::from(column) / f64::from(width) - 2.2;
                let b = 3.0 * f64::from(row) / f64::from(width) - 1.5;
                let (mut x, mut y) = (0.0, 0.0);
                let mut turn = 0;
                while x * x + y * y <= 4.0 && turn < limit {
                    (x, y) = (x * x - y * y + a, 2.0 * x * y + b);
                    turn += 1;
                }
                turns += turn;
            }
        }
        Ok(turns)
    }

    fn n_body(token: &CancelToken, bodies: &mut [Body; 5], steps: u32) -> Result<f64, Cancelled> {
        for _ in 0..steps {
            for i in 0..5 {
                for j in i + 1..5 {
                    let mut d = [0.0; 3];
                    for k in 0..3 {
                        d[k] = bodies[i].position[k] - bodies[j].position[k];
                    }
                    let square = d[0] * d[0] + d[1] * d[1] + d[2] * d[2];
                    let magnitude = 0.001 / (square * square.sqrt());
                    for k in 0..3 {
                        bodies[i].velocity[k] -= d[k] * bodies[j].mass * magnitude;
                        bodies[j].velocity[k] += d[k] * bodies[i].mass * magnitude;
                    }
                }
            }
            for body in bodies.iter_mut() {
                for k in 0..3 {
                    body.position[k] += 0.001 * body.velocity[k];
                }
            }
        }
        Ok(bodies[0].position[0])
    }

    fn leibniz(token: &CancelToken, terms: u32) -> Result<f64, Cancelled> {
        let mut sum = 0.0;
        let mut sign = 1.0;
        for n in 0..terms {
            sum += sign / f64::from(2 * n + 1);
            sign = -sign;
        }
        Ok(4.0 * sum)
    }

    fn integral(token: &CancelToken, from: f64, to: f64, steps: u32) -> Result<f64, Cancelled> {
        let step = (to - from) / f64::from(steps);
        let mut sum = 0.0;
        for n in 0..steps {
            let x = from + (f64::from(n) + 0.5) * step;
            sum += (1.0 - x * x).sqrt() * step;
        }
        Ok(sum)
    }

    fn darts(token: &CancelToken, seed: u64, throws: u32) -> Result<u32, Cancelled> {
        let mut state = seed;
        let mut inside = 0;
        for _ in 0..throws {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            let x = (state >> 33) & 0xffff;
            let y = state >> 48;
            if x * x + y * y < 1 << 32 {
                inside += 1;
            }
        }
        Ok(inside)
    }
}

pub(crate) const KERNELS: &[Kernel] = &[
    Kernel::new("mandelbrot", |size: Size| {
        let width = size.of(48, 256);
        Box::new(move |run| timed!(run, mandelbrot(width, 200)))
    }),
    Kernel::new("n_body", |size| {
        let steps = size.of(200, 100_000);
        Box::new(move |run| {
            let mut bodies = bodies();
            timed!(run, n_body(&mut bodies, steps))
        })
    }),
    Kernel::new("leibniz", |size| {
        let terms = size.of(10_000, 10_000_000);
        Box::new(move |run| timed!(run, leibniz(terms)))
    }),
    Kernel::new("integral", |size| {
        let steps = size.of(5_000, 5_000_000);
        Box::new(move |run| timed!(run, integral(0.0, 1.0, steps)))
    }),
    Kernel::new("darts", |size| {
        let throws = size.of(10_000, 10_000_000);
        Box::new(move |run| timed!(run, darts(1, throws)))
    }),
];
