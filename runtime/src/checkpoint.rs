//! The checkpoint: where cancellation is noticed.
//!
//! The live path is a relaxed load and a branch, and stands wherever a checkpoint is. All else is
//! here, behind that branch.

use std::{cell::Cell, panic::Location};

use crate::{CancelToken, Cancelled, Site, SiteKind, ambient};

/// The cold path: makes the error of a cancelled token, after asking the probes of an observed one.
#[cold]
#[inline(never)]
pub(crate) fn notice(token: &CancelToken, site: Site) -> Option<Cancelled> {
    notices(token, site).then(|| cancelled(token, site))
}

/// The same without the error: whether the token is cancelled, for its probes may do that now.
#[cold]
#[inline(never)]
pub(crate) fn notices(token: &CancelToken, site: Site) -> bool {
    let Some(node) = token.node() else {
        return false;
    };
    node.is_marked() || {
        ask_probes(token, site);
        node.is_marked()
    }
}

/// As [`notices`], at a site that an expansion describes.
#[cold]
#[inline(never)]
pub(crate) fn notices_at(token: &CancelToken, site: &'static str) -> bool {
    notices(token, Site::described(site))
}

/// The error of a token that has been noticed to be cancelled.
pub(crate) fn cancelled(token: &CancelToken, site: Site) -> Cancelled {
    let node = token.node().expect("an inert token is never cancelled");
    let record = node.record().expect("a cancelled token stays so");
    Cancelled::new(record, site)
}

/// As [`cancelled`], at a site that an expansion describes.
#[inline(never)]
pub(crate) fn cancelled_at(token: &CancelToken, site: &'static str) -> Cancelled {
    cancelled(token, Site::described(site))
}

thread_local! {
    static IN_PROBE: Cell<bool> = const { Cell::new(false) };
}

/// Asks the probes, unless it is a probe that reached this checkpoint: it would call itself for ever.
/// What they ask for is done afterwards, for callbacks may wait on what other probes watch.
fn ask_probes(token: &CancelToken, site: Site) {
    struct Leave;
    impl Drop for Leave {
        fn drop(&mut self) {
            IN_PROBE.set(false);
        }
    }
    if let Some(node) = token.node()
        && node.is_observed()
        && !IN_PROBE.replace(true)
    {
        let leave = Leave;
        let verdicts = node.ask_probes(site);
        drop(leave);
        for verdict in verdicts {
            verdict.carry_out();
        }
    }
}

/// Checks the ambient token: a checkpoint to write by hand where no parameter gives the token.
///
/// # Errors
///
/// [`Cancelled`] where the [ambient token](CancelToken::current) is cancelled.
///
/// # Examples
///
/// ```
/// use safepoint::{CancelSource, Cancelled, checkpoint};
///
/// fn sum(numbers: &[u64]) -> Result<u64, Cancelled> {
///     numbers.iter().try_fold(0, |sum, number| {
///         checkpoint()?;
///         Ok(sum + number)
///     })
/// }
///
/// assert_eq!(sum(&[1, 2, 3]).unwrap(), 6);
/// let source = CancelSource::new();
/// source.cancel();
/// assert!(source.token().run(|| sum(&[1, 2, 3])).is_err());
/// ```
#[inline]
#[track_caller]
pub fn checkpoint() -> Result<(), Cancelled> {
    let location = Location::caller();
    ambient::with(|token| {
        if token.is_flagged() {
            notice(token, Site::here(location, SiteKind::Manual)).map_or(Ok(()), Err)
        } else {
            Ok(())
        }
    })
}

/// Checks a token, or the ambient one, and carries the exact place: for closures and macros.
///
/// `checkpoint!()` checks the [ambient token](CancelToken::current), `checkpoint!(token)` that
/// one. Both give `Result<(), Cancelled>`. Unlike [`checkpoint()`] its place is that of the macro
/// call itself, also in a closure or another macro that a `#[track_caller]` function runs.
///
/// # Errors
///
/// [`Cancelled`] where the token is cancelled.
///
/// # Examples
///
/// ```
/// use safepoint::{CancelSource, Cancelled, checkpoint};
///
/// let source = CancelSource::new();
/// source.cancel();
/// let token = source.token();
/// let results: Vec<Result<i32, Cancelled>> = [1, 2]
///     .into_iter()
///     .map(|n| { checkpoint!(token)?; Ok(n) })
///     .collect();
/// assert_eq!(results[0].as_ref().unwrap_err().site().line(), line!() - 2);
/// ```
#[macro_export]
macro_rules! checkpoint {
    () => {
        $crate::__private::check_ambient($crate::__site!())
    };
    ($token:expr $(,)?) => {
        $crate::__private::check(&$token, $crate::__site!())
    };
}

/// The place of a macro call, as expansions of the attribute describe theirs.
#[doc(hidden)]
#[macro_export]
macro_rules! __site {
    () => {
        ::core::concat!(
            "M ",
            ::core::line!(),
            " ",
            ::core::column!(),
            "  ",
            ::core::file!()
        )
    };
}
