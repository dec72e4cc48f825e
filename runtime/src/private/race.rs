//! Awaiting in an annotated function: the future against the token.

use std::{
    future::{Future, IntoFuture},
    pin::Pin,
    task::{Context, Poll},
    time::Duration,
};

use super::{Checkpoint as _, Polling, Watch};
use crate::{
    CancelSource, CancelToken, Pollable, Site, future::Listening,
    shield::poll_unshielded,
};

/// Awaits `future` unless the token is cancelled first: that is `None`. A ready value always wins.
#[inline]
pub fn race<'w, F: IntoFuture, T: Watch + ?Sized>(
    future: F,
    token: &'w T,
    site: &'static str,
) -> T::Race<'w, F::IntoFuture> {
    token.race(future.into_future(), site)
}

/// The same for leaving by unwinding: on a thread that is already panicking the token never wins.
#[inline]
pub fn race_unless_panicking<'w, F: IntoFuture, T: Watch + ?Sized>(
    future: F,
    token: &'w T,
    site: &'static str,
) -> UnlessPanicking<T::Race<'w, F::IntoFuture>> {
    UnlessPanicking {
        race: race(future, token, site),
    }
}

/// What can be awaited for the cancellation of a token.
pub trait PollCancelled {
    /// Ready once the token is cancelled; else sees to it that the task is woken.
    fn poll_cancelled(
        self: Pin<&mut Self>,
        task: &mut Context<'_>,
        site: &'static str,
    ) -> Poll<()>;
}

pin_project_lite::pin_project! {
    /// The future of [`race`].
    #[derive(Debug)]
    #[must_use = "futures do nothing unless polled"]
    pub struct Race<F, C> {
        #[pin]
        future: F,
        #[pin]
        cancelled: C,
        site: &'static str,
    }
}

impl<F, C> Race<F, C> {
    #[inline]
    pub(crate) fn new(future: F, cancelled: C, site: &'static str) -> Self {
        Self {
            future,
            cancelled,
            site,
        }
    }
}

impl<F: Future, C: PollCancelled> Future for Race<F, C> {
    type Output = Option<F::Output>;

    #[inline]
    fn poll(self: Pin<&mut Self>, task: &mut Context<'_>) -> Poll<Self::Output> {
        let this = self.project();
        match poll_unshielded(|| this.future.poll(task)) {
            Ok(value) => Poll::Ready(Some(value)),
            Err(shielded) if shielded => Poll::Pending,
            Err(_) => {
                let poll = this.cancelled.poll_cancelled(task, this.site);
                poll.map(|()| None)
            },
        }
    }
}

impl PollCancelled for Listening<&CancelToken> {
    fn poll_cancelled(
        mut self: Pin<&mut Self>,
        task: &mut Context<'_>,
        site: &'static str,
    ) -> Poll<()> {
        self.poll(task, || Site::described(site))
    }
}

pin_project_lite::pin_project! {
    /// The future of [`race_unless_panicking`].
    #[derive(Debug)]
    #[must_use = "futures do nothing unless polled"]
    pub struct UnlessPanicking<R> {
        #[pin]
        race: R,
    }
}

impl<T, R: Future<Output = Option<T>>> Future for UnlessPanicking<R> {
    type Output = Option<T>;

    #[inline]
    fn poll(self: Pin<&mut Self>, task: &mut Context<'_>) -> Poll<Option<T>> {
        match self.project().race.poll(task) {
            Poll::Ready(None) if std::thread::panicking() => Poll::Pending,
            poll => poll,
        }
    }
}

/// How often a pending await looks at a token that cannot wake.
const POLL_INTERVAL: Duration = Duration::from_millis(5);

/// A token that cannot wake: the task is woken by a clock, to look again.
pub struct Ticking<'t, T: ?Sized> {
    polling: Polling<'t, T>,
    tick: Option<Listening<CancelToken>>,
}

impl<'t, T: Pollable + ?Sized> Ticking<'t, T> {
    pub(super) fn new(polling: Polling<'t, T>) -> Self {
        Self {
            polling,
            tick: None,
        }
    }
}

impl<T: ?Sized> std::fmt::Debug for Ticking<'_, T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Ticking").finish_non_exhaustive()
    }
}

impl<T: Pollable + ?Sized> PollCancelled for Ticking<'_, T> {
    fn poll_cancelled(
        mut self: Pin<&mut Self>,
        task: &mut Context<'_>,
        site: &'static str,
    ) -> Poll<()> {
        loop {
            if self.polling.notices(site) {
                return Poll::Ready(());
            }
            let tick = self.tick.get_or_insert_with(|| {
                Listening::new(CancelSource::with_timeout(POLL_INTERVAL).token())
            });
            if tick.poll(task, || Site::described(site)).is_pending() {
                return Poll::Pending;
            }
            self.tick = None;
        }
    }
}

/// Gives the executor one turn.
#[derive(Debug, Default)]
pub struct YieldNow(bool);

/// For `yield_every = N`.
pub fn yield_now() -> YieldNow {
    YieldNow(false)
}

impl Future for YieldNow {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, task: &mut Context<'_>) -> Poll<()> {
        if std::mem::replace(&mut self.0, true) {
            return Poll::Ready(());
        }
        task.waker().wake_by_ref();
        Poll::Pending
    }
}
