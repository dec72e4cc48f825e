//! An event that a worker looks at in its loop, and in the pieces of a long wait.
//!
//! Python's way is a `threading.Event`: `while not stop.is_set()`, and `stop.wait(1)` instead of
//! `sleep(1)`. Here the loop's check is the attribute's work, and a wait of any length ends the
//! moment the token is cancelled: it is cut into pieces only where there is something to do between.

use std::{
    sync::mpsc::{self, Sender},
    thread,
    time::{Duration, Instant},
};

use safepoint::{CancelSource, CancelToken, Cancelled, SiteKind, cancellable};

const HOUR: Duration = Duration::from_hours(1);

/// Works without end; the check is in its loop though nobody wrote one.
#[cancellable]
fn work(started: &Sender<()>, token: &CancelToken) -> Result<(), Cancelled> {
    let mut steps = 0_u64;
    loop {
        steps += 1;
        if steps == 1000 {
            started.send(()).expect("somebody waits for this");
        }
    }
}

/// Sleeps in one piece.
fn sleep(started: &Sender<()>, token: &CancelToken) -> Result<(), Cancelled> {
    started.send(()).expect("somebody waits for this");
    token.sleep(HOUR)
}

/// Waits in pieces, and gives a sign of life after each.
fn beat(beats: &Sender<u32>, token: &CancelToken) -> u32 {
    let mut count = 0;
    while !token.wait_timeout(Duration::from_millis(1)) {
        count += 1;
        // Whoever listened may be gone: then the next wait is the last.
        let _ = beats.send(count);
    }
    count
}

fn main() {
    let source = CancelSource::new();
    let (started, starts) = mpsc::channel();

    let worker = thread::spawn({
        let (started, token) = (started.clone(), source.token());
        move || work(&started, &token)
    });
    let sleeper = thread::spawn({
        let token = source.token();
        move || sleep(&started, &token)
    });
    starts.recv().expect("one of them has begun");
    starts.recv().expect("the other has begun");

    let asked = Instant::now();
    assert!(source.cancel(), "nobody had cancelled before");
    let stopped = worker.join().unwrap().unwrap_err();
    let woken = sleeper.join().unwrap().unwrap_err();
    assert!(asked.elapsed() < HOUR, "the sleep was cut short");
    assert_eq!(stopped.site().kind(), SiteKind::Loop);
    assert_eq!(woken.site().kind(), SiteKind::Wait);
    println!("worker: {stopped}");
    println!("sleeper: {woken}");

    // A wait in pieces: stopped after the third.
    let source = CancelSource::new();
    let (beats, pulse) = mpsc::channel();
    let token = source.token();
    let waiter = thread::spawn(move || beat(&beats, &token));
    assert!(pulse.iter().any(|beat| beat == 3));
    source.cancel();
    let count = waiter.join().unwrap();
    assert!(count >= 3);
    println!("waiter: stopped after {count} beats");
}
