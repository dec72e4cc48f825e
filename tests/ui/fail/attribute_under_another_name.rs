//! In a container the attribute of a function is known by its name.

use safepoint::cancellable as stoppable;

struct Worker;

#[stoppable(on_cancel = unwind)]
impl Worker {
    #[stoppable(on_cancel = break)]
    fn work(&self, rounds: u32) -> u32 {
        let mut done = 0;
        for round in 0..rounds {
            done += round;
        }
        done
    }

    #[stoppable(on_cancel = return 0)]
    fn rest(&self, rounds: u32) -> u32 {
        rounds
    }
}

#[stoppable(on_cancel = return 0)]
mod inner {
    use safepoint::cancellable as stoppable;

    #[stoppable(on_cancel = unwind)]
    pub async fn later(rounds: u32) -> u32 {
        rounds
    }
}

fn main() {}
