//! The `enough` crate's `Stop`: ours as theirs, theirs as ours.

use ::enough::{Stop, StopReason};

use crate::{CancelToken, Cancelled, Pollable, Reason};

/// Our token as theirs.
///
/// # Examples
///
/// ```
/// use enough::{Stop, StopReason};
/// use safepoint::CancelSource;
/// use std::time::Duration;
///
/// let source = CancelSource::with_timeout(Duration::ZERO);
/// let stop: &dyn Stop = &source.token();
/// assert_eq!(stop.check(), Err(StopReason::TimedOut));
/// ```
impl Stop for CancelToken {
    fn check(&self) -> Result<(), StopReason> {
        CancelToken::check(self).map_err(StopReason::from)
    }

    fn should_stop(&self) -> bool {
        self.is_cancelled()
    }

    fn may_stop(&self) -> bool {
        self.can_be_cancelled()
    }
}

/// A deadline is `TimedOut`, everything else `Cancelled`.
impl From<Cancelled> for StopReason {
    fn from(cancelled: Cancelled) -> Self {
        match cancelled.reason() {
            Reason::Deadline => Self::TimedOut,
            _ => Self::Cancelled,
        }
    }
}

/// Any `dyn Stop` as a token of the attribute's.
impl Pollable for dyn Stop + '_ {
    fn is_cancelled(&self) -> bool {
        self.should_stop()
    }

    fn reason(&self) -> Reason {
        reason(self.check())
    }
}

/// A `Stop` of a type that is known, or generic, as a token of the attribute's.
///
/// A `&dyn Stop` needs no wrapping.
///
/// # Examples
///
/// ```
/// use enough::{Stop, StopReason};
/// use safepoint::{Cancelled, StopToken, cancellable};
///
/// #[cancellable(token = StopToken(stop))]
/// fn sum(numbers: &[u64], stop: impl Stop + Copy) -> Result<u64, Cancelled> {
///     let mut sum = 0;
///     for number in numbers {
///         sum += number;
///     }
///     Ok(sum)
/// }
///
/// assert_eq!(sum(&[1, 2], enough::Unstoppable).unwrap(), 3);
/// ```
#[derive(Debug, Clone, Copy, Default)]
pub struct StopToken<S>(pub S);

impl<S: Stop> Pollable for StopToken<S> {
    fn is_cancelled(&self) -> bool {
        self.0.should_stop()
    }

    fn reason(&self) -> Reason {
        reason(self.0.check())
    }
}

fn reason(stopped: Result<(), StopReason>) -> Reason {
    match stopped {
        Err(StopReason::TimedOut) => Reason::Deadline,
        _ => Reason::Requested,
    }
}
