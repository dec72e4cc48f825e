//! What may look on, or step in, at each checkpoint of a token.

use crate::{Reason, Site};

/// Called at each checkpoint of an observed token; may cancel it.
///
/// A probe is attached with [`CancelSource::observe`](crate::CancelSource::observe) and sees the
/// checkpoints of that token and of all its descendants: entries, iterations, awaits, waits and
/// checks by hand. A token without probes pays nothing for their existence. While a wait sleeps, the
/// probes of its token are asked every 10 milliseconds. A pending await asks them only when something polls it: a probe wakes no task.
///
/// A probe runs on the thread that reached the checkpoint, between two steps of its work: it
/// should be quick. Checkpoints that a probe itself reaches ask no probe. A panic in a probe goes
/// through the checkpoint as if the work itself had panicked.
///
/// # Examples
///
/// ```
/// use safepoint::{CancelSource, Probe, Reason, Site};
/// use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
///
/// /// Cancels at the third checkpoint.
/// struct Third(AtomicU64);
///
/// impl Probe for Third {
///     fn checkpoint(&self, _site: Site) -> Option<Reason> {
///         (self.0.fetch_add(1, Relaxed) + 1 == 3).then(|| Reason::message("enough"))
///     }
/// }
///
/// let source = CancelSource::new();
/// source.observe(Third(AtomicU64::new(0)));
/// let token = source.token();
/// assert!(token.check().is_ok());
/// assert!(token.check().is_ok());
/// assert!(token.check().is_err());
/// ```
pub trait Probe: Send + Sync + 'static {
    /// Sees a checkpoint; a reason cancels the token that this probe was attached to.
    fn checkpoint(&self, site: Site) -> Option<Reason>;
}
