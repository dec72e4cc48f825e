//! The error of work that was cancelled.

use std::{
    error::Error,
    fmt, io,
    panic::Location,
    sync::Arc,
    time::{Duration, Instant},
};

use crate::{CancelToken, Reason, Site};

/// The error of work that was cancelled: why, where that was noticed, who asked, how long it took.
///
/// One pointer wide, cheap to clone, made by this crate alone. In a function's own error type it
/// travels through `From<Cancelled>`; [`Cancelled::find`] gets it back out of any wrapping.
///
/// # Examples
///
/// ```
/// use safepoint::{CancelSource, Reason};
/// use std::time::Duration;
///
/// let source = CancelSource::with_timeout(Duration::ZERO);
/// let error = source.token().check().unwrap_err();
/// assert!(matches!(error.reason(), Reason::Deadline));
/// assert!(error.to_string().starts_with("cancelled: deadline exceeded (noticed at "));
/// ```
#[derive(Clone)]
pub struct Cancelled {
    notice: Notice,
}

/// What [`Cancelled`] gives as its `source()`, so that [`Cancelled::find`] works where a wrapper
/// forwards `source()` past the error itself, as thiserror's `transparent` does.
#[derive(Clone)]
struct Notice(Arc<Noticed>);

struct Noticed {
    record: Arc<Record>,
    site: Site,
    after: Duration,
}

/// One act of cancelling. All tokens that it reaches share it.
#[derive(Debug)]
pub(crate) struct Record {
    pub(crate) reason: Reason,
    /// When it was asked for; of a deadline, its instant.
    pub(crate) at: Instant,
    /// The call that cancelled, or that set the deadline, or that attached the probe.
    pub(crate) origin: &'static Location<'static>,
    /// The address of the node where it began. Whoever holds this record through a node keeps
    /// that node alive as its ancestor, so the address is not used again.
    pub(crate) began_at: usize,
}

impl Cancelled {
    pub(crate) fn new(record: Arc<Record>, site: Site) -> Self {
        let after = Instant::now().saturating_duration_since(record.at);
        Self {
            notice: Notice(Arc::new(Noticed {
                record,
                site,
                after,
            })),
        }
    }

    /// Of a token of others, which tells neither when nor by whom it was cancelled.
    pub(crate) fn polled(reason: Reason, site: Site) -> Self {
        let record = Record {
            reason,
            at: Instant::now(),
            origin: Location::caller(),
            began_at: 0,
        };
        Self::new(Arc::new(record), site)
    }

    fn noticed(&self) -> &Noticed {
        &self.notice.0
    }

    /// Why.
    pub fn reason(&self) -> &Reason {
        &self.noticed().record.reason
    }

    /// Where the cancellation was noticed.
    pub fn site(&self) -> Site {
        self.noticed().site
    }

    /// The call that cancelled: of `cancel()`, of what set the deadline, of `drop_guard()`, of what
    /// spawned the failed task, or of what attached the probe. A token of others does not tell; then
    /// this is a place in this crate.
    pub fn origin(&self) -> &'static Location<'static> {
        self.noticed().record.origin
    }

    /// The time from the request, or from the deadline's instant, to the notice.
    pub fn latency(&self) -> Duration {
        self.noticed().after
    }

    /// Tells whether the cancellation began at this very token (or another handle of it), and not at an ancestor.
    ///
    /// This is how code that made a token of its own tells its own timeout from its caller's
    /// cancellation, as Trio's scopes do.
    ///
    /// # Examples
    ///
    /// ```
    /// use safepoint::CancelSource;
    ///
    /// let outer = CancelSource::new();
    /// let inner = outer.token().child();
    /// outer.cancel();
    /// let error = inner.token().check().unwrap_err();
    /// assert!(error.came_from(&outer.token()));
    /// assert!(!error.came_from(&inner.token()));
    /// ```
    pub fn came_from(&self, token: &CancelToken) -> bool {
        let Some(node) = token.node() else {
            return false;
        };
        let record = &self.noticed().record;
        node.record()
            .is_some_and(|own| Arc::ptr_eq(&own, record) && record.began_at == node.address())
    }

    /// Finds the `Cancelled` inside an error, however it is wrapped.
    ///
    /// Looks through `source()`, through [`io::Error`]'s inner error, and through wrappers that
    /// forward `source()` past it, as thiserror's `transparent` does. For `anyhow::Error`, pass `error.as_ref()`.
    ///
    /// # Examples
    ///
    /// ```
    /// use safepoint::{CancelSource, Cancelled};
    /// use std::io;
    ///
    /// let source = CancelSource::new();
    /// source.cancel();
    /// let error = io::Error::from(source.token().check().unwrap_err());
    /// assert!(Cancelled::find(&error).is_some());
    /// assert!(Cancelled::find(&io::Error::other("no")).is_none());
    /// ```
    pub fn find(error: &(dyn Error + 'static)) -> Option<Cancelled> {
        let mut next = Some(error);
        while let Some(error) = next {
            if let Some(cancelled) = error.downcast_ref::<Cancelled>() {
                return Some(cancelled.clone());
            }
            if let Some(notice) = error.downcast_ref::<Notice>() {
                return Some(Cancelled {
                    notice: notice.clone(),
                });
            }
            // `io::Error` forwards `source()` to its inner error's, and so would hide that one.
            next = match error.downcast_ref::<io::Error>() {
                Some(io) => io.get_ref().map(|inner| inner as &(dyn Error + 'static)),
                None => error.source(),
            };
        }
        None
    }
}

impl fmt::Display for Cancelled {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let preposition = match self.site().function() {
            Some(_) => "in",
            None => "at",
        };
        write!(
            f,
            "cancelled: {} (noticed {preposition} {}, {} later)",
            self.reason(),
            self.site(),
            Rounded(self.latency()),
        )
    }
}

impl fmt::Debug for Cancelled {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Cancelled")
            .field("reason", self.reason())
            .field("site", &format_args!("{}", self.site()))
            .field("origin", &format_args!("{}", self.origin()))
            .field("latency", &self.latency())
            .finish()
    }
}

impl Error for Cancelled {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        Some(&self.notice)
    }
}

impl fmt::Display for Notice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "cancellation began at {}", self.0.record.origin)
    }
}

impl fmt::Debug for Notice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Error for Notice {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.0.record.reason.source()
    }
}

/// The kind is [`TimedOut`](io::ErrorKind::TimedOut) for a deadline, else [`Other`](io::ErrorKind::Other);
/// never `Interrupted`, which the standard library answers by trying again.
impl From<Cancelled> for io::Error {
    fn from(cancelled: Cancelled) -> Self {
        let kind = match cancelled.reason() {
            Reason::Deadline => io::ErrorKind::TimedOut,
            _ => io::ErrorKind::Other,
        };
        io::Error::new(kind, cancelled)
    }
}

/// A duration in the unit that a reader would choose.
struct Rounded(Duration);

impl fmt::Display for Rounded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let seconds = self.0.as_secs_f64();
        if seconds < 1e-3 {
            write!(f, "{} µs", self.0.as_micros())
        } else if seconds < 1.0 {
            write!(f, "{:.1} ms", seconds * 1e3)
        } else {
            write!(f, "{seconds:.1} s")
        }
    }
}
