//! The loop's view of a token, and the checkpoint itself.

use super::{PollCancelled, Ticking};
use crate::{
    CancelToken, Cancelled, Pollable, Site,
    ambient::Lent,
    checkpoint::notice_at,
    future::Listening,
    sync::{AtomicU8, Ordering},
};

/// What can be watched by an annotated function.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a cancellation token",
    label = "not a token",
    note = "a token is a `CancelToken`, an `AtomicBool`, or a type that implements `safepoint::Pollable`; or a reference, `Arc` or `Box` of one"
)]
pub trait Watch {
    /// What the checkpoints look at.
    type View<'w>: Checkpoint
    where
        Self: 'w;

    /// What an await races with.
    type Await<'w>: PollCancelled
    where
        Self: 'w;

    /// Finds the flag, once, at entry.
    fn watch(&self) -> Self::View<'_>;

    /// Starts to wait for the cancellation.
    fn cancellation(&self) -> Self::Await<'_>;
}

/// A place where cancellation is noticed.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a cancellation token",
    label = "not a token",
    note = "a token is a `CancelToken`, an `AtomicBool`, or a type that implements `safepoint::Pollable`; or a reference, `Arc` or `Box` of one"
)]
pub trait Checkpoint {
    /// Gives the error where the token is cancelled. The site is described as `Site::described` reads it.
    fn checkpoint(&self, site: &'static str) -> Option<Cancelled>;

    /// The same, but `None` while this thread is panicking: for leaving by unwinding.
    #[inline(always)]
    fn checkpoint_unless_panicking(&self, site: &'static str) -> Option<Cancelled> {
        self.checkpoint(site).filter(|_| !std::thread::panicking())
    }
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
    fn checkpoint(&self, site: &'static str) -> Option<Cancelled> {
        // Relaxed: the cold path synchronises (K2).
        if self.state.load(Ordering::Relaxed) == 0 {
            None
        } else {
            notice_at(self.token, site)
        }
    }
}

impl Watch for CancelToken {
    type View<'w> = Watching<'w>;
    type Await<'w> = Listening<&'w CancelToken>;
    #[inline(always)]
    fn watch(&self) -> Watching<'_> {
        Watching::new(self)
    }
    fn cancellation(&self) -> Listening<&CancelToken> {
        Listening::new(self)
    }
}

impl Watch for &CancelToken {
    type View<'w>
        = Watching<'w>
    where
        Self: 'w;
    type Await<'w>
        = Listening<&'w CancelToken>
    where
        Self: 'w;
    #[inline(always)]
    fn watch(&self) -> Watching<'_> {
        Watching::new(self)
    }
    fn cancellation(&self) -> Listening<&CancelToken> {
        Listening::new(self)
    }
}

impl Watch for Lent<'_> {
    type View<'w>
        = Watching<'w>
    where
        Self: 'w;
    type Await<'w>
        = Listening<&'w CancelToken>
    where
        Self: 'w;
    #[inline(always)]
    fn watch(&self) -> Watching<'_> {
        Watching::new(self.token())
    }
    fn cancellation(&self) -> Listening<&CancelToken> {
        Listening::new(self.token())
    }
}

/// A token of others, which is asked.
#[derive(Debug)]
pub struct Polling<'w, T: ?Sized>(&'w T);

impl<T: Pollable + ?Sized> Polling<'_, T> {
    #[inline(always)]
    pub(super) fn look(&self, site: &'static str) -> Option<Cancelled> {
        if self.0.is_cancelled() {
            Some(polled(self.0.reason(), site))
        } else {
            None
        }
    }
}

impl<T: Pollable + ?Sized> Checkpoint for Polling<'_, T> {
    #[inline(always)]
    fn checkpoint(&self, site: &'static str) -> Option<Cancelled> {
        self.look(site)
    }
}

#[cold]
fn polled(reason: crate::Reason, site: &'static str) -> Cancelled {
    Cancelled::polled(reason, Site::described(site))
}

#[diagnostic::do_not_recommend]
impl<T: Pollable + ?Sized> Watch for T {
    type View<'w>
        = Polling<'w, T>
    where
        T: 'w;
    type Await<'w>
        = Ticking<'w, T>
    where
        T: 'w;
    #[inline(always)]
    fn watch(&self) -> Polling<'_, T> {
        Polling(self)
    }
    fn cancellation(&self) -> Ticking<'_, T> {
        Ticking::new(Polling(self))
    }
}

/// Async bodies keep the token alone, one field of the future, and find the flag at each checkpoint.
#[diagnostic::do_not_recommend]
impl<T: Watch> Checkpoint for T {
    #[inline(always)]
    fn checkpoint(&self, site: &'static str) -> Option<Cancelled> {
        self.watch().checkpoint(site)
    }
}
