//! The sun and four planets, moved step by step.

use crate::programs;

#[derive(Clone, Copy)]
pub(crate) struct Body {
    position: [f64; 3],
    velocity: [f64; 3],
    mass: f64,
}

const STEP: f64 = 0.01;

programs! {
    fn planets(token: &CancelToken, count: u32) -> Result<Vec<Body>, Cancelled> {
        let mut bodies = vec![Body { position: [0.0; 3], velocity: [0.0; 3], mass: 39.5 }];
        for i in 1..count {
            let i = f64::from(i);
            let radius = 5.0 * i;
            let speed = 6.3 / radius.sqrt();
            bodies.push(Body {
                position: [radius * i.cos(), radius * i.sin(), 0.1 * i],
                velocity: [-speed * i.sin(), speed * i.cos(), 0.0],
                mass: 0.04 / i,
            });
        }
        Ok(bodies)
    }

    fn energy(token: &CancelToken, bodies: &[Body]) -> Result<f64, Cancelled> {
        let mut energy = 0.0;
        for (i, body) in bodies.iter().enumerate() {
            let mut square = 0.0;
            for speed in body.velocity {
                square += speed * speed;
            }
            energy += 0.5 * body.mass * square;
            for other in &bodies[i + 1..] {
                let mut square = 0.0;
                for k in 0..3 {
                    let distance = body.position[k] - other.position[k];
                    square += distance * distance;
                }
                energy -= body.mass * other.mass / square.sqrt();
            }
        }
        Ok(energy)
    }

    fn advance(token: &CancelToken, bodies: &mut [Body]) -> Result<(), Cancelled> {
        for i in 0..bodies.len() {
            let (done, rest) = bodies.split_at_mut(i + 1);
            let body = &mut done[i];
            for other in rest {
                let mut distance = [0.0; 3];
                let mut square = 0.0;
                for k in 0..3 {
                    distance[k] = body.position[k] - other.position[k];
                    square += distance[k] * distance[k];
                }
                let magnitude = STEP / (square * square.sqrt());
                for k in 0..3 {
                    body.velocity[k] -= distance[k] * other.mass * magnitude;
                    other.velocity[k] += distance[k] * body.mass * magnitude;
                }
            }
        }
        for body in bodies {
            for k in 0..3 {
                body.position[k] += STEP * body.velocity[k];
            }
        }
        Ok(())
    }

    fn run(token: &CancelToken, count: u32, steps: u32) -> Result<f64, Cancelled> {
        let mut bodies = planets(token, count)?;
        for _ in 0..steps {
            advance(token, &mut bodies)?;
        }
        energy(token, &bodies)
    }
}
