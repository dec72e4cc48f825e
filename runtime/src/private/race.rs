//! Awaiting in an annotated function: the future against the token.
//!
//! `awaited(FUTURE).race(…)` finds the methods of [`Awaited`] where FUTURE is one, else those that it dereferences to: they
//! say that it is none, and nothing else, for what they give has any type.

use std::{
    future::{Future, IntoFuture, Pending, pending},
    marker::PhantomData,
    ops::Deref,
    pin::Pin,
    task::{Context, Poll},
    time::Duration,
};

use super::{Polling, Watch};
use crate::{
    CancelSource, CancelToken, Cancelled, Pollable, Site, future::Listening,
    shield::poll_unshielded,
};

/// What is awaited.
#[derive(Debug)]
pub struct Awaited<F> {
    future: F,
    else_: NoFuture<F>,
}

/// Begins an await.
#[inline]
pub fn awaited<F>(future: F) -> Awaited<F> {
    Awaited {
        future,
        else_: NoFuture(PhantomData),
    }
}

impl<F: IntoFuture> Awaited<F> {
    /// Awaits the future unless the token is cancelled first. A ready value always wins.
    #[inline]
    pub fn race<'t, T: Watch + ?Sized>(
        self,
        token: &'t T,
        site: &'static &'static str,
    ) -> Race<F::IntoFuture, T::Await<'t>> {
        Race {
            future: self.future.into_future(),
            cancelled: token.cancellation(),
            site,
        }
    }

    /// The same for leaving by unwinding: on a thread that is already panicking the token never wins.
    #[inline]
    pub fn race_unless_panicking<'t, T: Watch + ?Sized>(
        self,
        token: &'t T,
        site: &'static &'static str,
    ) -> Race<F::IntoFuture, UnlessPanicking<T::Await<'t>>> {
        Race {
            future: self.future.into_future(),
            cancelled: UnlessPanicking {
                cancelled: token.cancellation(),
            },
            site,
        }
    }
}

impl<F> Deref for Awaited<F> {
    type Target = NoFuture<F>;
    fn deref(&self) -> &NoFuture<F> {
        &self.else_
    }
}

/// What is awaited and is no future.
#[derive(Debug)]
pub struct NoFuture<F>(PhantomData<F>);

impl<F> NoFuture<F> {
    /// Never runs.
    pub fn race<V, T: ?Sized>(&self, _: &T, _: &str) -> Pending<Result<V, Cancelled>>
    where
        F: Awaitable,
    {
        pending()
    }

    /// Never runs.
    pub fn race_unless_panicking<V, T: ?Sized>(
        &self,
        _: &T,
        _: &str,
    ) -> Pending<Result<V, Cancelled>>
    where
        F: Awaitable,
    {
        pending()
    }
}

/// [`IntoFuture`], which cannot be required here without more being said about it.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a future",
    label = "`{Self}` is not a future",
    note = "what is awaited must be a future or implement `IntoFuture`"
)]
pub trait Awaitable {}

#[diagnostic::do_not_recommend]
impl<F: IntoFuture> Awaitable for F {}

/// What can be awaited for the cancellation of a token.
pub trait PollCancelled {
    /// Ready once the token is cancelled; else sees to it that the task is woken.
    fn poll_cancelled(
        self: Pin<&mut Self>,
        task: &mut Context<'_>,
        site: &'static str,
    ) -> Poll<Cancelled>;
}

pin_project_lite::pin_project! {
    /// The future of [`Awaited::race`].
    #[derive(Debug)]
    #[must_use = "futures do nothing unless polled"]
    pub struct Race<F, C> {
        #[pin]
        future: F,
        #[pin]
        cancelled: C,
        site: &'static &'static str,
    }
}

impl<F: Future, C: PollCancelled> Future for Race<F, C> {
    type Output = Result<F::Output, Cancelled>;

    #[inline]
    fn poll(self: Pin<&mut Self>, task: &mut Context<'_>) -> Poll<Self::Output> {
        let this = self.project();
        match poll_unshielded(|| this.future.poll(task)) {
            Ok(value) => Poll::Ready(Ok(value)),
            Err(shielded) if shielded => Poll::Pending,
            Err(_) => this.cancelled.poll_cancelled(task, this.site).map(Err),
        }
    }
}

impl PollCancelled for Listening<&CancelToken> {
    fn poll_cancelled(
        mut self: Pin<&mut Self>,
        task: &mut Context<'_>,
        site: &'static str,
    ) -> Poll<Cancelled> {
        self.poll(task, || Site::described(site))
    }
}

pin_project_lite::pin_project! {
    /// Pending while this thread is panicking.
    #[derive(Debug)]
    pub struct UnlessPanicking<C> {
        #[pin]
        cancelled: C,
    }
}

impl<C: PollCancelled> PollCancelled for UnlessPanicking<C> {
    fn poll_cancelled(
        self: Pin<&mut Self>,
        task: &mut Context<'_>,
        site: &'static str,
    ) -> Poll<Cancelled> {
        let poll = self.project().cancelled.poll_cancelled(task, site);
        if std::thread::panicking() {
            Poll::Pending
        } else {
            poll
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
    ) -> Poll<Cancelled> {
        loop {
            if let Some(cancelled) = self.polling.look(site) {
                return Poll::Ready(cancelled);
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
