//! A flag of the user's own as the token.
//!
//! A program that has an `AtomicBool` keeps it: the attribute takes it as it is, from a parameter or
//! from a field. Such a flag cannot wake a thread that waits; a `CancelToken` can.

use std::{
    sync::{
        Arc, Barrier,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    thread,
};

use safepoint::{Cancelled, cancellable};

/// Turns until the flag is set.
#[cancellable(token = stop)]
fn spin(stop: &AtomicBool, turns: &AtomicU64) -> Result<(), Cancelled> {
    loop {
        turns.fetch_add(1, Ordering::Relaxed);
    }
}

/// A worker that has the flag among its fields.
struct Counter {
    stop: Arc<AtomicBool>,
    total: u64,
}

impl Counter {
    #[cancellable(token = self.stop)]
    fn count(&mut self, numbers: impl Iterator<Item = u64>) -> Result<u64, Cancelled> {
        for number in numbers {
            self.total += number;
            if self.total > 10 {
                self.stop.store(true, Ordering::Relaxed);
            }
        }
        Ok(self.total)
    }
}

fn main() {
    // Set by one thread, seen by another, with all that was written before.
    let stop = AtomicBool::new(false);
    let turns = AtomicU64::new(0);
    let last_words = AtomicU64::new(0);
    let begun = Barrier::new(2);
    let stopped = thread::scope(|s| {
        let worker = s.spawn(|| {
            begun.wait();
            let stopped = spin(&stop, &turns);
            // Relaxed is enough: the flag was set with Release after this was written, and whoever
            // stops because of the flag has acquired it.
            (stopped, last_words.load(Ordering::Relaxed))
        });
        begun.wait();
        last_words.store(42, Ordering::Relaxed);
        stop.store(true, Ordering::Release);
        worker.join().unwrap()
    });
    let (Err(cancelled), 42) = stopped else {
        panic!("the worker stops, and sees what was written before the flag: {stopped:?}");
    };
    println!("spin: {cancelled}, after {} turns", turns.into_inner());

    // Once set it stays: the next call stops at its entry.
    assert!(spin(&stop, &AtomicU64::new(0)).is_err());

    // From a field; the check comes before the next number is taken.
    let mut counter = Counter {
        stop: Arc::default(),
        total: 0,
    };
    let mut numbers = 1..=100;
    let cancelled = counter.count(numbers.by_ref()).unwrap_err();
    assert_eq!(counter.total, 1 + 2 + 3 + 4 + 5);
    assert_eq!(numbers.next(), Some(6), "nothing was taken and dropped");
    println!("count: {cancelled}, with a total of {}", counter.total);
}
