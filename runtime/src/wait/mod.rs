//! Blocking waits that a cancellation wakes.
//!
//! A waiting thread registers a waker with its token's node, checks once more, and sleeps on a
//! condition variable: a cancellation after the check finds the waker (no lost wake-up). It sleeps on one
//! of its own and not with `thread::park`, for that could swallow somebody else's `unpark`.

use std::{
    panic::Location,
    sync::PoisonError,
    task::{Wake, Waker},
    time::{Duration, Instant},
};

use crate::{
    CancelToken, Cancelled, Site, SiteKind,
    checkpoint::notice,
    sync::{Arc, Condvar, Mutex, lock},
    token::{Waiter, after},
};

/// How often a wait asks the probes of an observed token.
const PROBE_INTERVAL: Duration = Duration::from_millis(10);

impl CancelToken {
    /// Sleeps for `duration`, or until the token is cancelled.
    ///
    /// # Errors
    ///
    /// [`Cancelled`] where the token is, or becomes, cancelled.
    ///
    /// # Blocking
    ///
    /// For `duration`, as exactly as the system's own sleep; a cancellation wakes it at once. A duration too
    /// long for an [`Instant`] means until cancelled.
    ///
    /// # Examples
    ///
    /// ```
    /// use safepoint::CancelSource;
    /// use std::time::Duration;
    ///
    /// let source = CancelSource::with_timeout(Duration::from_millis(5));
    /// let error = source.token().sleep(Duration::from_secs(3600)).unwrap_err();
    /// assert_eq!(error.to_string().split(" (").next(), Some("cancelled: deadline exceeded"));
    /// ```
    #[track_caller]
    pub fn sleep(&self, duration: Duration) -> Result<(), Cancelled> {
        let site = Site::here(Location::caller(), SiteKind::Wait);
        block(self, after(duration), site).map_or(Ok(()), Err)
    }

    /// Waits until the token is cancelled: the worker's side of Python's `threading.Event.wait`.
    ///
    /// # Blocking
    ///
    /// Until cancelled; for ever on [`never`](Self::never).
    ///
    /// # Examples
    ///
    /// ```
    /// use safepoint::CancelSource;
    ///
    /// let source = CancelSource::new();
    /// std::thread::scope(|s| {
    ///     let woken = s.spawn(|| source.token().wait());
    ///     source.cancel();
    ///     woken.join().unwrap(); // does not wait for ever
    /// });
    /// ```
    #[track_caller]
    pub fn wait(&self) {
        let site = Site::here(Location::caller(), SiteKind::Wait);
        block(self, None, site);
    }

    /// Waits until the token is cancelled, for `timeout` at the most. Tells whether it is cancelled.
    ///
    /// # Blocking
    ///
    /// As [`sleep`](Self::sleep).
    ///
    /// # Examples
    ///
    /// ```
    /// use safepoint::CancelSource;
    /// use std::time::Duration;
    ///
    /// let source = CancelSource::new();
    /// let token = source.token();
    /// assert!(!token.wait_timeout(Duration::from_millis(1)));
    /// source.cancel();
    /// assert!(token.wait_timeout(Duration::MAX));
    /// ```
    #[track_caller]
    pub fn wait_timeout(&self, timeout: Duration) -> bool {
        let site = Site::here(Location::caller(), SiteKind::Wait);
        block(self, after(timeout), site).is_some()
    }
}

/// Blocks until the token is cancelled or `until` has come; a token cancelled by then wins.
fn block(token: &CancelToken, until: Option<Instant>, site: Site) -> Option<Cancelled> {
    if token.is_flagged()
        && let Some(cancelled) = notice(token, site)
    {
        return Some(cancelled);
    }
    let parker = Arc::new(Parker::default());
    let waker = Waker::from(Arc::clone(&parker));
    let listening = Listening::new(token, &waker);
    loop {
        // A wake takes the waker, and may have been for a probe that was attached.
        if let Some(waiter) = &listening.waiter {
            waiter.set(&waker);
        }
        // A registration after this point is not needed: a cancellation since `listen` has woken the
        // parker, and one before it is seen here.
        if token.is_flagged()
            && let Some(cancelled) = notice(token, site)
        {
            return Some(cancelled);
        }
        let now = Instant::now();
        if until.is_some_and(|until| until <= now) {
            return None;
        }
        parker.park(
            until
                .map(|until| until - now)
                .into_iter()
                .chain(token.probe_interval())
                .min(),
        );
    }
}

impl CancelToken {
    /// How long a wait may sleep before the probes want to be asked again; `None` without probes.
    fn probe_interval(&self) -> Option<Duration> {
        self.node()?.is_observed().then_some(PROBE_INTERVAL)
    }
}

/// A waiter entered with the token's node, for as long as this lives.
struct Listening<'t> {
    token: &'t CancelToken,
    waiter: Option<Arc<Waiter>>,
}

impl<'t> Listening<'t> {
    fn new(token: &'t CancelToken, waker: &Waker) -> Self {
        let waiter = token.node().map(|node| node.listen(waker.clone()));
        Self { token, waiter }
    }
}

impl Drop for Listening<'_> {
    fn drop(&mut self) {
        if let (Some(node), Some(waiter)) = (self.token.node(), &self.waiter) {
            node.unlisten(waiter);
        }
    }
}

/// Puts one thread to sleep; a wake that comes first is not lost.
#[derive(Default)]
struct Parker {
    woken: Mutex<bool>,
    changed: Condvar,
}

impl Parker {
    /// Sleeps until woken, or for `timeout`; may wake early.
    fn park(&self, timeout: Option<Duration>) {
        let mut woken = lock(&self.woken);
        if !*woken {
            woken = match timeout {
                None => self
                    .changed
                    .wait(woken)
                    .unwrap_or_else(PoisonError::into_inner),
                Some(timeout) => {
                    let waited = self.changed.wait_timeout(woken, timeout);
                    waited.unwrap_or_else(PoisonError::into_inner).0
                }
            };
        }
        *woken = false;
    }
}

impl Wake for Parker {
    fn wake(self: Arc<Self>) {
        *lock(&self.woken) = true;
        self.changed.notify_one();
    }
}
