//! The side that cancels.

use std::{
    borrow::Borrow,
    fmt,
    panic::Location,
    time::{Duration, Instant},
};

use super::{CancelToken, handle::Handle, node::Node};
use crate::{
    Probe, Reason,
    sync::{Arc, Ordering},
};

/// What cancels: a handle that may cancel its [`CancelToken`]s and all their descendants.
///
/// Clones are handles of the same source. Dropping the last one cancels nothing; use
/// [`drop_guard`](Self::drop_guard) for that. Source and token are separate, as in .NET, so that
/// who receives a token may look and wait but not cancel.
///
/// # Examples
///
/// ```
/// use safepoint::CancelSource;
///
/// let source = CancelSource::new();
/// let token = source.token();
/// let worker = std::thread::spawn(move || token.wait());
/// assert!(source.cancel());
/// worker.join().unwrap();
/// ```
pub struct CancelSource {
    node: Handle,
}

impl CancelSource {
    /// Makes a source that has no parent and no deadline.
    pub fn new() -> Self {
        Self { node: Node::root() }
    }

    /// Makes a source that is cancelled after `timeout`, with [`Reason::Deadline`].
    ///
    /// A timeout of zero cancels at once. One too long for an [`Instant`] means no deadline.
    #[track_caller]
    pub fn with_timeout(timeout: Duration) -> Self {
        Self::new().due(after(timeout))
    }

    /// Makes a source that is cancelled at `deadline`, with [`Reason::Deadline`]; at once where that has passed.
    #[track_caller]
    pub fn with_deadline(deadline: Instant) -> Self {
        Self::new().due(Some(deadline))
    }

    /// Makes a source that is cancelled when any of `tokens` is, and that can be cancelled by itself.
    ///
    /// # Examples
    ///
    /// ```
    /// use safepoint::CancelSource;
    ///
    /// let (request, shutdown) = (CancelSource::new(), CancelSource::new());
    /// let both = CancelSource::linked([&request.token(), &shutdown.token()]);
    /// shutdown.cancel();
    /// assert!(both.token().is_cancelled());
    /// assert!(!request.token().is_cancelled());
    /// ```
    pub fn linked(tokens: impl IntoIterator<Item: Borrow<CancelToken>>) -> Self {
        let parents = tokens
            .into_iter()
            .filter_map(|token| token.borrow().node().cloned());
        Self {
            node: Node::linked_to(parents.collect()),
        }
    }

    pub(super) fn child_of(token: &CancelToken) -> Self {
        Self {
            node: match token.node() {
                Some(parent) => Node::child_of(parent),
                None => Node::root(),
            },
        }
    }

    #[track_caller]
    pub(super) fn due(self, deadline: Option<Instant>) -> Self {
        if deadline.is_some() {
            self.node.set_deadline(deadline, Location::caller());
        }
        self
    }

    /// A token of this source.
    pub fn token(&self) -> CancelToken {
        CancelToken::of(self.node.clone())
    }

    /// Cancels, with [`Reason::Requested`]. Returns whether this call was the first to cancel.
    ///
    /// First marks this source's token, then all its descendants, then wakes what waits, then runs the callbacks on
    /// this thread. May be called any number of times from any thread; the first reason wins.
    ///
    /// # Blocking
    ///
    /// The call that returns true returns when all that is done: it takes as long as the callbacks do. One that
    /// returns false need not wait for that.
    ///
    /// # Memory order
    ///
    /// All that happened before the winning call happens before all that follows a checkpoint, wait or
    /// callback which noticed it.
    #[track_caller]
    #[allow(clippy::must_use_candidate)]
    pub fn cancel(&self) -> bool {
        self.cancel_at(Reason::Requested, Location::caller())
    }

    /// Cancels with a reason of the caller's; else like [`cancel`](Self::cancel).
    ///
    /// # Examples
    ///
    /// ```
    /// use safepoint::{CancelSource, Reason};
    ///
    /// let source = CancelSource::new();
    /// assert!(source.cancel_with(std::io::Error::other("disk full")));
    /// assert!(!source.cancel_with(Reason::Signal(15))); // too late
    /// assert_eq!(source.token().reason().unwrap().to_string(), "disk full");
    /// ```
    #[track_caller]
    pub fn cancel_with(&self, reason: impl Into<Reason>) -> bool {
        self.cancel_at(reason.into(), Location::caller())
    }

    pub(crate) fn cancel_at(&self, reason: Reason, origin: &'static Location<'static>) -> bool {
        self.node.settle();
        // Spares a lost race the record. (Not in models: loom explores an atomic's conflicts with the one last access to
        // it, and a look of our own would hide the other threads'.)
        if cfg!(not(loom)) && self.node.is_marked() {
            return false;
        }
        let record = self.node.new_record(reason, Instant::now(), origin);
        self.node.cancel(&record)
    }

    /// Sets this source's own deadline to `timeout` from now, in place of the one it has, be that earlier or later.
    ///
    /// Zero cancels at once; a timeout too long for an [`Instant`] takes the deadline away. Deadlines of ancestors
    /// still hold.
    ///
    /// # Blocking
    ///
    /// Only where the time has passed already: for as long as the callbacks take.
    ///
    /// # Examples
    ///
    /// ```
    /// use safepoint::{CancelSource, Reason};
    /// use std::time::Duration;
    ///
    /// let source = CancelSource::with_timeout(Duration::from_secs(3600));
    /// source.cancel_after(Duration::from_millis(1)); // sooner
    /// source.token().wait();
    /// assert!(matches!(source.token().reason(), Some(Reason::Deadline)));
    /// ```
    #[track_caller]
    pub fn cancel_after(&self, timeout: Duration) {
        self.node.set_deadline(after(timeout), Location::caller());
    }

    /// Turns this handle into a guard that cancels when it is dropped, with [`Reason::Dropped`].
    ///
    /// # Blocking
    ///
    /// Dropping the guard takes as long as the callbacks do.
    ///
    /// # Examples
    ///
    /// ```
    /// use safepoint::CancelSource;
    ///
    /// let source = CancelSource::new();
    /// let token = source.token();
    /// drop(source.drop_guard());
    /// assert!(token.is_cancelled());
    /// ```
    #[track_caller]
    pub fn drop_guard(self) -> DropGuard {
        DropGuard {
            source: Some(self),
            origin: Location::caller(),
        }
    }

    /// Attaches a [`Probe`] to this source's token and to all its descendants, those there are and those to come.
    ///
    /// From now on their checkpoints take the slow path: they ask the probe. It stays for as long as
    /// the token lives.
    ///
    /// # Examples
    ///
    /// ```
    /// use safepoint::{CancelSource, Probe, Reason, Site};
    /// use std::sync::Mutex;
    ///
    /// /// Where the work has been.
    /// static LINES: Mutex<Vec<u32>> = Mutex::new(Vec::new());
    ///
    /// struct Trace;
    ///
    /// impl Probe for Trace {
    ///     fn checkpoint(&self, site: Site) -> Option<Reason> {
    ///         LINES.lock().unwrap().push(site.line());
    ///         None
    ///     }
    /// }
    ///
    /// let source = CancelSource::new();
    /// source.observe(Trace);
    /// assert!(source.token().check().is_ok());
    /// assert_eq!(*LINES.lock().unwrap(), [line!() - 1]);
    /// ```
    #[track_caller]
    pub fn observe(&self, probe: impl Probe) {
        self.node.observe(Arc::new(probe), Location::caller());
    }
}

/// The instant `timeout` from now; `None` where that is out of an `Instant`'s range.
pub(crate) fn after(timeout: Duration) -> Option<Instant> {
    Instant::now().checked_add(timeout)
}

impl Default for CancelSource {
    fn default() -> Self {
        Self::new()
    }
}

impl Clone for CancelSource {
    fn clone(&self) -> Self {
        // Relaxed: only counted, nothing is published by it.
        self.node.sources.fetch_add(1, Ordering::Relaxed);
        Self {
            node: self.node.clone(),
        }
    }
}

impl Drop for CancelSource {
    fn drop(&mut self) {
        // Who holds the only handle has nobody to tell.
        if !self.node.is_held_once() {
            self.node.sources.fetch_sub(1, Ordering::Relaxed);
        }
    }
}

impl fmt::Debug for CancelSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("CancelSource").field(&self.token()).finish()
    }
}

/// Cancels its source when dropped, with [`Reason::Dropped`]. Made by [`CancelSource::drop_guard`].
#[derive(Debug)]
#[must_use = "dropping the guard cancels at once"]
pub struct DropGuard {
    source: Option<CancelSource>,
    origin: &'static Location<'static>,
}

impl DropGuard {
    /// Gives the source back, not cancelled.
    pub fn disarm(mut self) -> CancelSource {
        let source = self.source.take();
        source.unwrap_or_else(|| unreachable!("taken only here and in drop"))
    }
}

impl Drop for DropGuard {
    fn drop(&mut self) {
        if let Some(source) = self.source.take() {
            source.cancel_at(Reason::Dropped, self.origin);
        }
    }
}
