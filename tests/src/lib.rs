//! What the tests share: a probe that counts checkpoints or cancels at the n-th, and a counting
//! allocator.
//!
//! A test of a function that looks for the ambient token calls [`count_checkpoints`], [`sites`],
//! [`cancelled_at`] or [`cancelled_everywhere`]; one of a function that is given a token calls the
//! same with `_with` at its end.

pub mod allocation;
pub mod references;

use std::sync::{Arc, Mutex, PoisonError};

use safepoint::{CancelSource, CancelToken, Probe, Reason, Site};

/// Counts the checkpoints that `work` reaches with an observed token ambient.
///
/// # Examples
///
/// ```
/// use safepoint_tests::count_checkpoints;
///
/// let count = count_checkpoints(|| {
///     for _ in 0..3 {
///         safepoint::checkpoint().unwrap();
///     }
/// });
/// assert_eq!(count, 3);
/// ```
pub fn count_checkpoints<R>(work: impl FnOnce() -> R) -> u64 {
    count_checkpoints_with(|token| token.run(work))
}

/// Counts the checkpoints that `work` reaches on the token it is given.
pub fn count_checkpoints_with<R>(work: impl FnOnce(&CancelToken) -> R) -> u64 {
    sites_with(work).len() as u64
}

/// The places of the checkpoints that `work` reaches with an observed token ambient, in their order.
pub fn sites<R>(work: impl FnOnce() -> R) -> Vec<Site> {
    sites_with(|token| token.run(work))
}

/// The places of the checkpoints that `work` reaches on the token it is given, in their order.
pub fn sites_with<R>(work: impl FnOnce(&CancelToken) -> R) -> Vec<Site> {
    let recorder = Recorder::new();
    work(&recorder.token());
    recorder.sites()
}

/// Runs `work` with an ambient token that is cancelled at the `n`-th checkpoint, counted from 1.
///
/// That checkpoint is the first to notice.
///
/// # Examples
///
/// ```
/// use safepoint_tests::cancelled_at;
///
/// let checked = |n| cancelled_at(n, || (0..3).take_while(|_| safepoint::checkpoint().is_ok()).count());
/// assert_eq!(checked(1), 0);
/// assert_eq!(checked(3), 2);
/// assert_eq!(checked(4), 3);
/// ```
pub fn cancelled_at<R>(n: u64, work: impl FnOnce() -> R) -> R {
    cancelled_at_with(n, |token| token.run(work))
}

/// Runs `work` with a token that is cancelled at its `n`-th checkpoint, counted from 1.
pub fn cancelled_at_with<R>(n: u64, work: impl FnOnce(&CancelToken) -> R) -> R {
    work(&Recorder::cancelling_at(n).token())
}

/// Runs `work` once to its end and then cancelled at each of its checkpoints, the ambient token being the one
/// that is cancelled. Gives what it returned each time.
///
/// # Panics
///
/// If `work` reaches no checkpoint: there would be nothing to see.
pub fn cancelled_everywhere<R>(mut work: impl FnMut() -> R) -> Vec<R> {
    cancelled_everywhere_with(|token| token.run(&mut work))
}

/// As [`cancelled_everywhere`], for work that is given its token.
///
/// # Panics
///
/// If `work` reaches no checkpoint.
pub fn cancelled_everywhere_with<R>(mut work: impl FnMut(&CancelToken) -> R) -> Vec<R> {
    let recorder = Recorder::new();
    let mut results = vec![work(&recorder.token())];
    let count = recorder.sites().len() as u64;
    assert!(count > 0, "the work reached no checkpoint");
    results.extend((1..=count).map(|n| cancelled_at_with(n, &mut work)));
    results
}

/// A source whose token is observed: each checkpoint is recorded, and one of them may cancel.
///
/// For tests that need the source itself; the functions of this crate serve the others.
#[derive(Debug)]
pub struct Recorder {
    source: CancelSource,
    recording: Recording,
}

impl Recorder {
    /// A recorder that cancels nothing.
    pub fn new() -> Self {
        Self::on(CancelSource::new(), None)
    }

    /// A recorder that cancels at the `n`-th checkpoint, counted from 1.
    pub fn cancelling_at(n: u64) -> Self {
        Self::on(CancelSource::new(), Some(n))
    }

    /// A recorder on a source of the test's own.
    pub fn on(source: CancelSource, cancel_at: Option<u64>) -> Self {
        let recording = Recording {
            sites: Arc::default(),
            cancel_at,
        };
        source.observe(recording.clone());
        Self { source, recording }
    }

    /// The observed source.
    pub fn source(&self) -> &CancelSource {
        &self.source
    }

    /// A token of the observed source.
    pub fn token(&self) -> CancelToken {
        self.source.token()
    }

    /// The checkpoints up to now, in their order.
    pub fn sites(&self) -> Vec<Site> {
        self.recording.lock(|sites| sites.clone())
    }
}

impl Default for Recorder {
    fn default() -> Self {
        Self::new()
    }
}

#[derive(Clone, Debug)]
struct Recording {
    sites: Arc<Mutex<Vec<Site>>>,
    cancel_at: Option<u64>,
}

impl Recording {
    fn lock<R>(&self, look: impl FnOnce(&mut Vec<Site>) -> R) -> R {
        look(&mut self.sites.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Probe for Recording {
    fn checkpoint(&self, site: Site) -> Option<Reason> {
        let count = self.lock(|sites| {
            sites.push(site);
            sites.len() as u64
        });
        (self.cancel_at == Some(count)).then(|| Reason::message("cancelled by the test"))
    }
}
