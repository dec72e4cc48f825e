//! How fast work stops: from the request to the return of the function, beside work that looks in each iteration.

use std::sync::atomic::Ordering;
use std::sync::{Arc, mpsc};
use std::thread;
use std::time::{Duration, Instant};

use safepoint::CancelSource;

use crate::shared::data::{ALL, Spread, WAIT};
use crate::suite::{Kernel, Run, Size, Work};
use crate::variants::{Deadline, Tokens, Variant};

/// Cancels each kernel from another thread while it runs: as annotated, and with a flag by hand.
///
/// The time runs from just before `cancel()`, or the store, to the return.
pub(crate) fn by_cancel(kernels: &[Kernel], times: u32) -> Vec<Spread> {
    println!("from cancel() on another thread to the return");
    let (to_canceller, requests) = mpsc::channel::<(Arc<Tokens>, Variant, Duration)>();
    let (to_worker, asked) = mpsc::channel();
    thread::spawn(move || {
        for (tokens, variant, delay) in requests {
            thread::sleep(delay);
            let now = Instant::now();
            match variant {
                Variant::Flag => tokens.flag.store(true, Ordering::Release),
                _ => drop(tokens.source.cancel()),
            }
            if to_worker.send(now).is_err() {
                break;
            }
        }
    });
    spreads(
        kernels,
        times,
        [Variant::Attribute, Variant::Flag],
        |work, variant, delay| {
            let tokens = Arc::new(Tokens::of(CancelSource::new()));
            to_canceller
                .send((Arc::clone(&tokens), variant, delay))
                .ok()?;
            let (started, finished) = run_until_stopped(work, variant, &tokens);
            let asked = asked.recv().ok()?;
            (started <= asked).then(|| finished - asked)
        },
    )
}

/// Gives each kernel a deadline: as annotated, and with a look at the clock in each iteration by hand. In between, what the machine
/// itself takes to wake a thread is measured: no deadline that a thread sets is sooner than that.
pub(crate) fn by_deadline(kernels: &[Kernel], times: u32) -> Vec<Spread> {
    println!("from a deadline's instant to the return");
    let mut waits = Vec::new();
    let mut spreads = spreads(
        kernels,
        times,
        [Variant::Attribute, Variant::Clock],
        |work, variant, delay| {
            if variant == Variant::Attribute {
                waits.push(u64::try_from(lateness().as_nanos()).unwrap_or(u64::MAX));
            }
            let deadline = Instant::now() + delay;
            let mut tokens = Tokens::of(CancelSource::with_deadline(deadline));
            tokens.clock = Deadline(deadline);
            let (started, finished) = run_until_stopped(work, variant, &tokens);
            (started <= deadline).then(|| finished.saturating_duration_since(deadline))
        },
    );
    let wait = Spread::of(ALL, WAIT, waits);
    wait.print();
    spreads.push(wait);
    spreads
}

/// How much later than asked a thread wakes that waits for an instant, on a machine that does nothing else.
fn lateness() -> Duration {
    let instant = Instant::now() + Duration::from_micros(500);
    while let left = instant.saturating_duration_since(Instant::now())
        && !left.is_zero()
    {
        thread::park_timeout(left);
    }
    instant.elapsed()
}

/// Calls a kernel again and again; gives the times when the last batch of calls began and was stopped.
fn run_until_stopped(work: &mut Work, variant: Variant, tokens: &Tokens) -> (Instant, Instant) {
    loop {
        let outcome = work(&Run::new(variant, tokens, u32::MAX));
        if outcome.stopped {
            return (outcome.started, outcome.finished);
        }
    }
}

/// Takes so many samples of each kernel in each variant, and prints the distributions.
///
/// `sample` gives `None` where the request came while no kernel ran.
fn spreads(
    kernels: &[Kernel],
    times: u32,
    variants: [Variant; 2],
    mut sample: impl FnMut(&mut Work, Variant, Duration) -> Option<Duration>,
) -> Vec<Spread> {
    Spread::print_header();
    let mut spreads = Vec::new();
    let mut all = [Vec::new(), Vec::new()];
    for kernel in kernels {
        let mut work = (kernel.build)(Size::Long);
        let live = Tokens::of(CancelSource::new());
        work(&Run::new(Variant::Plain, &live, 1)); // so that the memory is there
        for (variant, all) in variants.into_iter().zip(&mut all) {
            // From one millisecond to four, in no order.
            let delays =
                (0..times).map(|time| Duration::from_micros(1_000 + u64::from(time) * 617 % 3_000));
            let samples = delays.filter_map(|delay| sample(&mut work, variant, delay));
            let samples: Vec<_> = samples
                .map(|time| u64::try_from(time.as_nanos()).unwrap_or(u64::MAX))
                .collect();
            all.extend(&samples);
            let spread = Spread::of(kernel.name, variant.name(), samples);
            spread.print();
            spreads.push(spread);
        }
    }
    for (variant, all) in variants.into_iter().zip(all) {
        let spread = Spread::of(ALL, variant.name(), all);
        spread.print();
        spreads.push(spread);
    }
    spreads
}
