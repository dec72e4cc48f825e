//! Runs a plain and an annotated program side by side, and cancels the annotated one at its checkpoints.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    process,
    sync::{
        Mutex,
        atomic::{AtomicU64, Ordering::Relaxed},
    },
    thread,
    time::{Duration, Instant},
};

use safepoint::{CancelSource, CancelToken, Probe, Reason, Site};

use crate::{
    judge::{cadence, compare, guards, stopped, without_checks},
    log::{Event, Outcome, log, take_log},
};

/// A program, plain and annotated.
#[derive(Clone, Copy, Debug)]
pub struct Case {
    /// Its name.
    pub name: &'static str,
    /// The program as it is.
    pub plain: fn(&CancelToken) -> Outcome,
    /// The program with the attribute, under this token.
    pub annotated: fn(&CancelToken) -> Outcome,
    /// What it does when it is cancelled.
    pub after: After,
    /// Whether it checks when it is called.
    pub entry: bool,
}

/// What a program does when it is cancelled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum After {
    /// Gives this, after it has dropped what it holds.
    Gives(Outcome),
    /// Evaluates an expression of its own, and gives this.
    Substitutes(Outcome),
    /// Ends its loops, and goes on.
    GoesOn,
}

/// How many checkpoints are cancelled at one after the other, before a choice of those that follow, if nobody says.
pub const EACH: u64 = 60;
/// How many of those that follow.
const SAMPLED: u64 = 20;
/// Longer than any program takes that ends, and is cancelled at [`EACH`] of its checkpoints.
const PATIENCE: Duration = Duration::from_mins(1);

/// Runs all cases, or those that the arguments name; says on standard output which fail. `--each=N` stands for [`EACH`].
///
/// # Panics
///
/// Never: what a case does is caught.
pub fn drive(cases: &[Case]) {
    let (given, names): (Vec<String>, Vec<String>) = std::env::args()
        .skip(1)
        .partition(|argument| argument.starts_with("--each="));
    let each = given
        .last()
        .and_then(|given| given.split_once('=')?.1.parse().ok());
    let each = each.unwrap_or(EACH);
    let patience = PATIENCE
        * u32::try_from(each.div_ceil(EACH))
            .unwrap_or(1)
            .clamp(1, 1_000);
    let watched = Mutex::new((String::new(), Instant::now()));
    let mut failed = false;
    let mut totals = Totals::default();
    thread::scope(|scope| {
        let (stop, stopped) = std::sync::mpsc::channel::<()>();
        let watched = &watched;
        scope.spawn(move || {
            while stopped
                .recv_timeout(Duration::from_secs(1))
                .is_err_and(|error| error == TIMEOUT)
            {
                let (name, since) = &*watched.lock().expect("nobody panics with it");
                if since.elapsed() > patience {
                    println!("fail {name} it does not end");
                    process::exit(1);
                }
            }
        });
        for case in cases
            .iter()
            .filter(|case| names.is_empty() || names.iter().any(|name| name == case.name))
        {
            *watched.lock().expect("nobody panics with it") =
                (case.name.to_owned(), Instant::now());
            let outcome = catch_unwind(AssertUnwindSafe(|| examine(case, each, &mut totals)));
            let problem = match outcome {
                Ok(Ok(())) => continue,
                Ok(Err(problem)) => problem,
                Err(_) => "it panicked".to_owned(),
            };
            take_log();
            failed = true;
            println!("fail {} {problem}", case.name);
        }
        drop(stop);
    });
    println!(
        "passed {} {} {}",
        totals.programs, totals.checkpoints, totals.cancellations
    );
    process::exit(failed.into());
}

const TIMEOUT: std::sync::mpsc::RecvTimeoutError = std::sync::mpsc::RecvTimeoutError::Timeout;

/// What was examined.
#[derive(Clone, Copy, Debug, Default)]
pub struct Totals {
    /// Programs that did the same.
    pub programs: u64,
    /// Their checkpoints.
    pub checkpoints: u64,
    /// How often one of them was cancelled.
    pub cancellations: u64,
}

/// Finds out what is wrong with a case, cancelled at so many checkpoints one after the other and at some that follow.
///
/// # Errors
///
/// What is wrong, in words.
pub fn examine(case: &Case, each: u64, totals: &mut Totals) -> Result<(), String> {
    let never = CancelToken::never();
    take_log();
    let value = (case.plain)(&never);
    let plain = take_log();
    guards(&plain).map_err(|what| format!("the plain program: {what}"))?;

    compare(
        "never cancelled",
        &(value, &plain),
        &((case.annotated)(&never), &take_log()),
    )?;

    let (outcome, observed, checkpoints) = cancelled_at(case, u64::MAX);
    compare(
        "observed",
        &(value, &plain),
        &(outcome, &without_checks(&observed)),
    )?;
    cadence(&observed)?;
    if case.entry && observed.first() != Some(&Event::Check) {
        return Err("it does not check when it is called".to_owned());
    }

    let mut at = 1;
    while at <= checkpoints {
        let (outcome, events, _) = cancelled_at(case, at);
        stopped(case, (value, &plain), (outcome, &events))
            .map_err(|what| format!("cancelled at {at}: {what}"))?;
        totals.cancellations += 1;
        at += if at < each {
            1
        } else {
            1 + checkpoints / SAMPLED
        };
    }
    totals.programs += 1;
    totals.checkpoints += checkpoints;
    Ok(())
}

/// Runs the annotated program and cancels it at a checkpoint; says how many checkpoints it has passed.
fn cancelled_at(case: &Case, at: u64) -> (Outcome, Vec<Event>, u64) {
    struct Counter {
        at: u64,
        seen: AtomicU64,
    }
    impl Probe for &'static Counter {
        fn checkpoint(&self, _: Site) -> Option<Reason> {
            let seen = self.seen.fetch_add(1, Relaxed) + 1;
            log(if seen == self.at {
                Event::Cancel
            } else {
                Event::Check
            });
            (seen == self.at).then_some(Reason::Requested)
        }
    }
    // Leaked, for a probe lives as long as its token: a few bytes a run.
    let counter: &'static Counter = Box::leak(Box::new(Counter {
        at,
        seen: AtomicU64::new(0),
    }));
    let source = CancelSource::new();
    source.observe(counter);
    let outcome = (case.annotated)(&source.token());
    (outcome, take_log(), counter.seen.load(Relaxed))
}
