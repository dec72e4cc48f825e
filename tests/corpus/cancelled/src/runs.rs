//! The runs of one test: at which checkpoints they are cancelled, and how they end.

use std::{
    fmt,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering::Relaxed},
    },
    thread,
    time::{Duration, Instant},
};

use safepoint::{CancelSource, Probe, Reason, Site, catch};

/// So many checkpoints of a test are counted, and no more.
const COUNTED: u64 = 300_000;

/// The first so many runs are cancelled at one checkpoint after the other; those behind them further and further apart.
const CLOSE: u32 = 24;

/// No run begins later than this after the first.
const TIME: Duration = Duration::from_secs(3);

/// How many runs of a test there were, and how they ended.
#[derive(Debug, Default)]
pub(crate) struct Runs {
    /// With the cancellation.
    stopped: u32,
    /// As if nothing had been: the test caught it, or something that it called.
    finished: u32,
    /// With a panic of the test's own.
    panicked: u32,
}

impl fmt::Display for Runs {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            stopped,
            finished,
            panicked,
        } = self;
        write!(f, "{stopped} {finished} {panicked}")
    }
}

impl Runs {
    /// Runs a body as often as it has checkpoints, or as there is time.
    pub(crate) fn of<T>(body: fn() -> T) -> Self {
        let begin = Instant::now();
        let mut runs = Self::default();
        let checkpoints = runs.run(body, COUNTED);
        runs = Self::default();
        let mut all = 0;
        let mut at = 1;
        while at <= checkpoints && begin.elapsed() < TIME {
            runs.run(body, at);
            all += 1;
            at += if all < CLOSE { 1 } else { 1 + at / 8 };
        }
        runs
    }

    /// Runs it, cancelled at this checkpoint, and says how many it has had.
    fn run<T>(&mut self, body: fn() -> T, at: u64) -> u64 {
        let source = CancelSource::new();
        let passed = Arc::new(AtomicU64::new(0));
        source.observe(CancelAt {
            at,
            passed: Arc::clone(&passed),
        });
        // On a thread of its own: what unwinds in the middle of a `println!` takes the harness's hold on the output with it.
        let token = source.token();
        let work = || catch(|| drop(token.run(body))).is_err();
        // A test may panic, as some should.
        let end = thread::scope(|scope| scope.spawn(work).join());
        let passed = passed.load(Relaxed);
        match end {
            // Another run of it had more checkpoints: the order of a `HashMap` is another one each time.
            _ if passed < at => {}
            Ok(true) => self.stopped += 1,
            Ok(false) => self.finished += 1,
            Err(_) => self.panicked += 1,
        }
        passed
    }
}

/// Counts checkpoints, and cancels at one of them.
struct CancelAt {
    at: u64,
    passed: Arc<AtomicU64>,
}

impl Probe for CancelAt {
    fn checkpoint(&self, _: Site) -> Option<Reason> {
        let passed = self.passed.fetch_add(1, Relaxed) + 1;
        (passed == self.at).then_some(Reason::Requested)
    }
}

#[cfg(test)]
mod tests {
    use std::{panic, sync::atomic::AtomicU32};

    use safepoint::{cancellable, checkpoint};

    use super::*;

    fn ends(body: fn()) -> [u32; 3] {
        let Runs {
            stopped,
            finished,
            panicked,
        } = Runs::of(body);
        [stopped, finished, panicked]
    }

    #[test]
    fn each_of_the_first_checkpoints_ends_a_run() {
        static TURNS: AtomicU32 = AtomicU32::new(0);
        #[cancellable(on_cancel = unwind)]
        fn turns() {
            for _ in 0..10 {
                TURNS.fetch_add(1, Relaxed);
            }
        }
        // At the entry, before each turn, and before what would be the eleventh.
        assert_eq!(ends(turns), [12, 0, 0]);
        // The first run is not cancelled; of the others one sees no turn for the entry, and the rest 0 to 10 of them.
        assert_eq!(TURNS.load(Relaxed), 10 + (0..=10).sum::<u32>());
    }

    #[test]
    fn what_catches_a_cancellation_finishes() {
        assert_eq!(ends(|| drop(checkpoint())), [0, 1, 0]);
    }

    #[test]
    fn panic_of_the_test_is_told_from_a_cancellation() {
        #[cancellable(on_cancel = unwind)]
        fn panics() {
            panic::resume_unwind(Box::new("its own"));
        }
        fn panics_where_it_is_cancelled() {
            assert!(checkpoint().is_ok(), "its own");
        }
        assert_eq!(ends(panics), [1, 0, 0]);
        assert_eq!(ends(panics_where_it_is_cancelled), [0, 0, 1]);
    }

    #[test]
    fn long_work_is_cancelled_further_and_further_apart() {
        #[cancellable(on_cancel = unwind, entry = false)]
        fn turns() {
            for turn in 0..100_000 {
                std::hint::black_box(turn);
            }
        }
        let [stopped, ..] = ends(turns);
        assert!((CLOSE..200).contains(&stopped), "{stopped} runs");
    }
}
