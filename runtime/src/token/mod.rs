//! Tokens: who may look ([`CancelToken`]), who may cancel ([`CancelSource`]), and the tree behind them.

mod deadline;
mod family;
mod handle;
mod listener;
pub(crate) mod node;
mod perhaps;
mod registration;
mod settle;
mod source;
mod spread;
mod timer;

use std::{
    fmt,
    panic::Location,
    time::{Duration, Instant},
};

pub(crate) use self::{
    listener::{Waiter, contain},
    source::after,
};
pub use self::{
    registration::Registration,
    source::{CancelSource, DropGuard},
};
use crate::{
    Cancelled, Reason, Site, SiteKind,
    checkpoint::{notice, notices},
    sync::{AtomicU8, Ordering},
};
use handle::Handle;
use perhaps::Perhaps;

/// What is looked at: a handle that tells whether work should stop.
///
/// One pointer wide, `Send`, `Sync`, cheap to clone. It can be checked, waited on and passed on, but not
/// cancelled; a [`CancelSource`] does that.
///
/// # Examples
///
/// ```
/// use safepoint::{CancelSource, CancelToken, Cancelled};
///
/// fn work(token: &CancelToken) -> Result<u32, Cancelled> {
///     let mut sum = 0;
///     for part in 0..10 {
///         token.check()?;
///         sum += part;
///     }
///     Ok(sum)
/// }
///
/// assert_eq!(work(&CancelToken::never()).unwrap(), 45);
/// let source = CancelSource::new();
/// source.cancel();
/// assert!(work(&source.token()).is_err());
/// ```
#[derive(Clone)]
pub struct CancelToken {
    /// None: never cancelled.
    node: Perhaps,
}

impl CancelToken {
    /// A token that is never cancelled. Costs nothing to make, clone, check and drop.
    ///
    /// # Examples
    ///
    /// ```
    /// use safepoint::CancelToken;
    ///
    /// static NEVER: CancelToken = CancelToken::never();
    /// assert!(!NEVER.is_cancelled() && !NEVER.can_be_cancelled());
    /// ```
    pub const fn never() -> Self {
        Self {
            node: Perhaps::none(),
        }
    }

    /// The ambient token: the one that the innermost [`run`](Self::run) around this call installed, else [`never`](Self::never).
    ///
    /// # Examples
    ///
    /// ```
    /// use safepoint::{CancelSource, CancelToken};
    ///
    /// let source = CancelSource::new();
    /// source.cancel();
    /// assert!(source.token().run(|| CancelToken::current().is_cancelled()));
    /// assert!(!CancelToken::current().can_be_cancelled());
    /// ```
    pub fn current() -> Self {
        Self::try_current().unwrap_or(Self::never())
    }

    pub(crate) fn of(node: Handle) -> Self {
        Self {
            node: Perhaps::some(node),
        }
    }

    #[inline]
    pub(crate) fn node(&self) -> Option<&Handle> {
        self.node.get()
    }

    /// The state byte, whether or not there is a node.
    #[inline(always)]
    pub(crate) fn state(&self) -> &AtomicU8 {
        self.node.state()
    }

    /// The live path of a check: one relaxed load. False means live.
    #[inline(always)]
    pub(crate) fn is_flagged(&self) -> bool {
        // Relaxed: whoever goes on from a nonzero byte synchronises in the cold path (K2).
        self.state().load(Ordering::Relaxed) != 0
    }

    /// Tells whether the token, or any ancestor of it, is cancelled.
    ///
    /// Costs one relaxed load and a branch while it is not, whatever the depth of the tree. (The first look at a new
    /// child costs more: that enters it into the tree.)
    ///
    /// # Memory order
    ///
    /// Where this returns true, all that happened before `cancel()` happened before.
    #[inline]
    #[track_caller]
    pub fn is_cancelled(&self) -> bool {
        self.is_flagged() && {
            let site = Site::here(Location::caller(), SiteKind::Manual);
            notices(self, site)
        }
    }

    /// Returns an error if the token is cancelled: the check to write by hand.
    ///
    /// # Errors
    ///
    /// [`Cancelled`] where the token, or an ancestor of it, is cancelled.
    ///
    /// # Memory order
    ///
    /// All that happened before `cancel()` happens before all that follows an error.
    #[inline]
    #[track_caller]
    pub fn check(&self) -> Result<(), Cancelled> {
        if self.is_flagged() {
            self.check_cold(SiteKind::Manual)
        } else {
            Ok(())
        }
    }

    #[cold]
    #[track_caller]
    pub(crate) fn check_cold(&self, kind: SiteKind) -> Result<(), Cancelled> {
        notice(self, Site::here(Location::caller(), kind)).map_or(Ok(()), Err)
    }

    /// Tells whether the token is cancelled or might still be.
    ///
    /// False for [`never`](Self::never), and once no source, deadline or probe of it and its ancestors is left.
    ///
    /// # Examples
    ///
    /// ```
    /// use safepoint::CancelSource;
    ///
    /// let source = CancelSource::new();
    /// let token = source.token();
    /// assert!(token.can_be_cancelled());
    /// drop(source);
    /// assert!(!token.can_be_cancelled());
    /// ```
    pub fn can_be_cancelled(&self) -> bool {
        self.node().is_some_and(Handle::can_be_cancelled)
    }

    /// Why the token was cancelled; `None` while it is not. No checkpoint: probes do not see it.
    ///
    /// # Memory order
    ///
    /// All that happened before `cancel()` happens before all that follows where this gives a reason.
    pub fn reason(&self) -> Option<Reason> {
        let record = self.node()?.record()?;
        Some(record.reason.clone())
    }

    /// The earliest deadline of the token and its ancestors.
    ///
    /// # Examples
    ///
    /// ```
    /// use safepoint::CancelSource;
    /// use std::time::Duration;
    ///
    /// let source = CancelSource::with_timeout(Duration::from_secs(60));
    /// let child = source.token().child_with_timeout(Duration::from_secs(3600));
    /// assert_eq!(child.token().deadline(), source.token().deadline());
    /// assert!(child.token().remaining().unwrap() <= Duration::from_secs(60));
    /// ```
    pub fn deadline(&self) -> Option<Instant> {
        self.node()?.earliest_deadline()
    }

    /// The time left until [`deadline`](Self::deadline); zero where that has passed.
    pub fn remaining(&self) -> Option<Duration> {
        let deadline = self.deadline()?;
        Some(deadline.saturating_duration_since(Instant::now()))
    }

    /// Makes a source whose token is cancelled with this one, and that can be cancelled by itself.
    ///
    /// # Examples
    ///
    /// ```
    /// use safepoint::CancelSource;
    ///
    /// let server = CancelSource::new();
    /// let [one, other] = [(); 2].map(|()| server.token().child());
    /// one.cancel();
    /// assert!(one.token().is_cancelled() && !other.token().is_cancelled());
    /// server.cancel();
    /// assert!(other.token().is_cancelled());
    /// ```
    pub fn child(&self) -> CancelSource {
        CancelSource::child_of(self)
    }

    /// Makes a child with a deadline `timeout` from now. Zero cancels at once; too long for an [`Instant`] means no deadline.
    ///
    /// # Examples
    ///
    /// ```
    /// use safepoint::CancelSource;
    /// use std::time::Duration;
    ///
    /// let server = CancelSource::new();
    /// let request = server.token().child_with_timeout(Duration::from_millis(1));
    /// request.token().wait();
    /// assert!(request.token().is_cancelled() && !server.token().is_cancelled());
    /// ```
    #[track_caller]
    pub fn child_with_timeout(&self, timeout: Duration) -> CancelSource {
        self.child().due(after(timeout))
    }

    /// Makes a child with a deadline; cancelled at once where that has passed.
    #[track_caller]
    pub fn child_with_deadline(&self, deadline: Instant) -> CancelSource {
        self.child().due(Some(deadline))
    }
}

/// Shows the state and the reason.
impl fmt::Debug for CancelToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.node(), self.reason()) {
            (None, _) => f.write_str("CancelToken(never)"),
            (Some(_), None) => f.write_str("CancelToken(live)"),
            (Some(_), Some(reason)) => write!(f, "CancelToken(cancelled: {reason})"),
        }
    }
}

const _: () = assert!(size_of::<CancelToken>() == size_of::<usize>());
