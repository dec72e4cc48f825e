//! The loop's view of a token, and the checkpoint itself.

use std::future::Future;

use super::race::{Race, Ticking};
use crate::{
    CancelToken, Cancelled, Pollable, Site,
    ambient::Lent,
    checkpoint::{cancelled_at, notices_at},
    sync::{AtomicU8, Ordering},
};

/// What can be watched by an annotated function.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a cancellation token",
    label = "not a token",
    note = "a token is a `CancelToken`, an `AtomicBool`, or a type that implements `safepoint::Pollable`; or a reference, `Arc` or `Box` of one; for a `CancelSource` write `source.token()`, for tokio-util's `CancellationToken` enable the feature `tokio-util`"
)]
pub trait Watch {
    /// What the checkpoints look at.
    type View<'w>: Checkpoint
    where
        Self: 'w;

    /// What an await waits for: a future, or the token.
    type Race<'w, F: Future>: Future<Output = Option<F::Output>>
    where
        Self: 'w;

    /// Finds the flag, once, at entry.
    fn watch(&self) -> Self::View<'_>;

    /// Awaits `future` unless the token is cancelled first: that is `None`. A ready value always wins.
    fn race<F: Future>(&self, future: F, site: &'static &'static str) -> Self::Race<'_, F>;
}

/// A place where cancellation is noticed.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a cancellation token",
    label = "not a token",
    note = "a token is a `CancelToken`, an `AtomicBool`, or a type that implements `safepoint::Pollable`; or a reference, `Arc` or `Box` of one; for a `CancelSource` write `source.token()`, for tokio-util's `CancellationToken` enable the feature `tokio-util`"
)]
pub trait Checkpoint: Copy {
    /// Whether the token is cancelled. The site is described as `Site::described` reads it.
    fn notices(self, site: &'static str) -> bool;

    /// The error of a token of which that has been true.
    fn noticed(self, site: &'static str) -> Cancelled;
}

/// A token of ours, with its state byte found.
#[derive(Debug, Clone, Copy)]
pub struct Watching<'w> {
    state: &'w AtomicU8,
    token: &'w CancelToken,
}

impl<'w> Watching<'w> {
    #[inline(always)]
    fn new(token: &'w CancelToken) -> Self {
        Self {
            state: token.state(),
            token,
        }
    }
}

impl Checkpoint for Watching<'_> {
    #[inline(always)]
    fn notices(self, site: &'static str) -> bool {
        // Relaxed: the cold path synchronises (K2).
        self.state.load(Ordering::Relaxed) != 0 && notices_at(self.token, site)
    }

    #[inline]
    fn noticed(self, site: &'static str) -> Cancelled {
        cancelled_at(self.token, site)
    }
}

impl Watch for CancelToken {
    type View<'w> = Watching<'w>;
    type Race<'w, F: Future> = Race<'w, F>;
    #[inline(always)]
    fn watch(&self) -> Watching<'_> {
        Watching::new(self)
    }
    #[inline]
    fn race<F: Future>(&self, future: F, site: &'static &'static str) -> Race<'_, F> {
        Race::new(future, self, site)
    }
}

impl Watch for Lent<'_> {
    type View<'w>
        = Watching<'w>
    where
        Self: 'w;
    type Race<'w, F: Future>
        = Race<'w, F>
    where
        Self: 'w;
    #[inline(always)]
    fn watch(&self) -> Watching<'_> {
        self.token().watch()
    }
    #[inline]
    fn race<F: Future>(&self, future: F, site: &'static &'static str) -> Race<'_, F> {
        self.token().race(future, site)
    }
}

/// A token of others, which is asked.
#[derive(Debug)]
pub struct Polling<'w, T: ?Sized>(&'w T);

impl<T: ?Sized> Clone for Polling<'_, T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T: ?Sized> Copy for Polling<'_, T> {}

impl<T: Pollable + ?Sized> Checkpoint for Polling<'_, T> {
    #[inline(always)]
    fn notices(self, _: &'static str) -> bool {
        self.0.is_cancelled()
    }

    #[inline]
    fn noticed(self, site: &'static str) -> Cancelled {
        Cancelled::polled(self.0.reason(), Site::described(site))
    }
}

#[diagnostic::do_not_recommend]
impl<T: Pollable + ?Sized> Watch for T {
    type View<'w>
        = Polling<'w, T>
    where
        T: 'w;
    type Race<'w, F: Future>
        = Ticking<'w, F, T>
    where
        T: 'w;
    #[inline(always)]
    fn watch(&self) -> Polling<'_, T> {
        Polling(self)
    }
    #[inline]
    fn race<F: Future>(&self, future: F, site: &'static &'static str) -> Ticking<'_, F, T> {
        Ticking::new(future, Polling(self), site)
    }
}

/// Async bodies keep the token alone, one field of the future, and find the flag at each checkpoint.
#[diagnostic::do_not_recommend]
impl<T: Watch + ?Sized> Checkpoint for &T {
    #[inline(always)]
    fn notices(self, site: &'static str) -> bool {
        self.watch().notices(site)
    }

    #[inline]
    fn noticed(self, site: &'static str) -> Cancelled {
        self.watch().noticed(site)
    }
}
