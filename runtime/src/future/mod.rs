//! Waiting for cancellation without blocking, on any executor.
//!
//! A pending future registers one waiter with its token's node and keeps it until it is dropped; each poll
//! makes the newest waker the one that is woken, then looks once more: a cancellation that came
//! before took an older waker or none, and is seen by that look (no lost wake-up).

mod held;
mod with_token;

use std::{
    borrow::Borrow,
    fmt,
    future::Future,
    panic::Location,
    pin::Pin,
    task::{Context, Poll, ready},
};

pub(crate) use self::held::{Held, Living, Within};
pub use self::with_token::{FutureExt, WithToken};
use crate::{
    CancelToken, Cancelled, Site, SiteKind,
    checkpoint::{cancelled, notices},
    sync::Arc,
    token::Waiter,
};

/// One future's registration with a token: none before the first pending poll, taken back on drop.
#[derive(Debug)]
pub(crate) struct Listening<T: Borrow<CancelToken>> {
    token: T,
    waiter: Option<Arc<Waiter>>,
}

impl<T: Borrow<CancelToken>> Listening<T> {
    pub(crate) const fn new(token: T) -> Self {
        Self {
            token,
            waiter: None,
        }
    }

    /// Ready once the token is cancelled; else leaves the task's waker with the token.
    pub(crate) fn poll(&mut self, task: &mut Context<'_>, site: impl Fn() -> Site) -> Poll<()> {
        let token = self.token.borrow();
        let Some(node) = token.node() else {
            return Poll::Pending;
        };
        node.settle();
        let (flagged, observations) = (token.is_flagged(), node.observations());
        if flagged && notices(token, site()) {
            return Poll::Ready(());
        }
        if let Some(waiter) = &self.waiter {
            waiter.set(task.waker());
        } else {
            self.waiter = Some(node.listen(task.waker().clone()));
        }
        // Looks once more: what came before the registration woke nobody, be it a cancellation or a probe. (Probes that
        // were there before have been asked.)
        let newly_observed = !flagged || node.observations() != observations;
        if (node.is_marked() || newly_observed && token.is_flagged()) && notices(token, site()) {
            return Poll::Ready(());
        }
        if node.has_untimed_deadline() {
            // No thread could be started to wake this task: it looks at the clock itself (K6).
            task.waker().wake_by_ref();
        }
        Poll::Pending
    }

    /// The same for a race, which what is shielded within it holds.
    #[inline]
    pub(crate) fn poll_held(
        &mut self,
        task: &mut Context<'_>,
        within: Within,
        site: impl Fn() -> Site,
    ) -> Poll<()> {
        if !within.is_empty() {
            self.hold(task, within);
        }
        ready!(self.poll(task, site));
        self.unless_held(task)
    }

    #[cold]
    fn hold(&mut self, task: &mut Context<'_>, within: Within) {
        if let Some(node) = self.token.borrow().node() {
            let listen = || node.listen(task.waker().clone());
            let waiter = self.waiter.get_or_insert_with(listen);
            waiter.with_held(|held| held.add(within));
        }
    }

    #[cold]
    fn unless_held(&self, task: &mut Context<'_>) -> Poll<()> {
        match &self.waiter {
            Some(waiter) => waiter.with_held(|held| held.unless_held(task.waker())),
            None => Poll::Ready(()),
        }
    }
}

impl<T: Borrow<CancelToken>> Drop for Listening<T> {
    fn drop(&mut self) {
        if let Some(waiter) = self.waiter.take()
            && let Some(node) = self.token.borrow().node()
        {
            node.unlisten(&waiter);
        }
    }
}

/// Polls a future, and while it is pending what it races with, which is told what is shielded within the future.
#[inline]
pub(crate) fn poll_first<F: Future, E>(
    future: Pin<&mut F>,
    task: &mut Context<'_>,
    cancelled: impl FnOnce(&mut Context<'_>, Within) -> Poll<E>,
) -> Poll<Result<F::Output, E>> {
    match held::poll_in_race(|| future.poll(task)) {
        Ok(value) => Poll::Ready(Ok(value)),
        Err(within) => cancelled(task, within).map(Err),
    }
}

macro_rules! until_cancelled {
    ($(#[$doc:meta])* $name:ident<$($lifetime:lifetime)?>, $token:ty) => {
        $(#[$doc])*
        #[must_use = "futures do nothing unless polled"]
        pub struct $name<$($lifetime)?> {
            listening: Listening<$token>,
            site: Site,
        }

        impl<$($lifetime)?> Future for $name<$($lifetime)?> {
            type Output = Cancelled;

            fn poll(mut self: Pin<&mut Self>, task: &mut Context<'_>) -> Poll<Cancelled> {
                self.poll_held(task, Within::new())
            }
        }

        impl<$($lifetime)?> $name<$($lifetime)?> {
            fn poll_held(&mut self, task: &mut Context<'_>, within: Within) -> Poll<Cancelled> {
                let site = self.site;
                let poll = self.listening.poll_held(task, within, || site);
                poll.map(|()| cancelled(self.listening.token.borrow(), site))
            }
        }

        impl<$($lifetime)?> fmt::Debug for $name<$($lifetime)?> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.debug_tuple(stringify!($name)).field(&self.listening.token).finish()
            }
        }
    };
}

until_cancelled! {
    /// The future of [`CancelToken::cancelled`].
    UntilCancelled<'t>, &'t CancelToken
}

until_cancelled! {
    /// The future of [`CancelToken::cancelled_owned`].
    UntilCancelledOwned<>, CancelToken
}

impl CancelToken {
    /// A future that completes when the token is cancelled; never on [`never`](Self::never).
    ///
    /// It assumes no executor, any number of them may wait, and it may be polled again after it
    /// completed.
    ///
    /// # Cancel safety
    ///
    /// Dropping it takes its registration back and loses nothing.
    ///
    /// # Memory order
    ///
    /// All that happened before `cancel()` happens before its completion.
    ///
    /// # Examples
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")] async fn main() {
    /// use safepoint::CancelSource;
    ///
    /// let source = CancelSource::new();
    /// let token = source.token();
    /// let waiting = tokio::spawn(async move { token.cancelled().await });
    /// source.cancel();
    /// assert_eq!(waiting.await.unwrap().reason().to_string(), "requested");
    /// # }
    /// ```
    #[track_caller]
    pub fn cancelled(&self) -> UntilCancelled<'_> {
        UntilCancelled {
            listening: Listening::new(self),
            site: Site::here(Location::caller(), SiteKind::Await),
        }
    }

    /// As [`cancelled`](Self::cancelled), with a token of its own.
    #[track_caller]
    pub fn cancelled_owned(self) -> UntilCancelledOwned {
        UntilCancelledOwned {
            listening: Listening::new(self),
            site: Site::here(Location::caller(), SiteKind::Await),
        }
    }

    /// Runs `future` until it completes or the token is cancelled, whichever comes first.
    ///
    /// The future is polled first: where both are ready its value wins.
    ///
    /// # Errors
    ///
    /// [`Cancelled`] where the token was cancelled first. The future is dropped together with the returned one.
    ///
    /// # Cancel safety
    ///
    /// That of `future`: it is dropped at an await when the token wins.
    ///
    /// # Examples
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")] async fn main() {
    /// use safepoint::CancelSource;
    /// use std::{future::pending, time::Duration};
    ///
    /// let source = CancelSource::with_timeout(Duration::from_millis(1));
    /// let token = source.token();
    /// assert!(token.run_until_cancelled(pending::<()>()).await.is_err());
    /// assert_eq!(token.run_until_cancelled(async { 1 }).await.unwrap(), 1);
    /// # }
    /// ```
    #[track_caller]
    pub fn run_until_cancelled<F: Future>(&self, future: F) -> RunUntilCancelled<'_, F> {
        RunUntilCancelled {
            future,
            cancelled: self.cancelled(),
        }
    }
}

pin_project_lite::pin_project! {
    /// The future of [`CancelToken::run_until_cancelled`].
    #[derive(Debug)]
    #[must_use = "futures do nothing unless polled"]
    pub struct RunUntilCancelled<'t, F> {
        #[pin]
        future: F,
        cancelled: UntilCancelled<'t>,
    }
}

impl<F: Future> Future for RunUntilCancelled<'_, F> {
    type Output = Result<F::Output, Cancelled>;

    fn poll(self: Pin<&mut Self>, task: &mut Context<'_>) -> Poll<Self::Output> {
        let this = self.project();
        poll_first(this.future, task, |task, within| {
            this.cancelled.poll_held(task, within)
        })
    }
}
