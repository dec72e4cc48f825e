//! Awaiting in an annotated function: the future against the token.
//!
//! `awaited(FUTURE).race(…)` finds the methods of [`Awaited`] where FUTURE is one, else those that it dereferences to: they
//! say that it is none, and nothing else, for what they give has any type.
//!
//! The races of each kind of token are a type of their own, with no other parameters than it needs: the compiler looks long at what
//! lives across an await.

use std::{
    future::{Future, IntoFuture, Pending, pending},
    marker::PhantomData,
    ops::Deref,
    pin::Pin,
    task::{Context, Poll},
    time::Duration,
};

use super::{Checkpoint as _, Polling, Watch};
use crate::{
    CancelSource, CancelToken, Pollable, Site,
    future::{Held, Listening, poll_first},
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
    /// Awaits the future unless the token is cancelled first: that is `None`. A ready value always wins.
    #[inline]
    pub fn race<'w, T: Watch + ?Sized>(
        self,
        token: &'w T,
        site: &'static &'static str,
    ) -> T::Race<'w, F::IntoFuture> {
        token.race(self.future.into_future(), site)
    }

    /// The same for leaving by unwinding: on a thread that is already panicking the token never wins.
    #[inline]
    pub fn race_unless_panicking<'w, T: Watch + ?Sized>(
        self,
        token: &'w T,
        site: &'static &'static str,
    ) -> UnlessPanicking<T::Race<'w, F::IntoFuture>> {
        UnlessPanicking {
            race: self.race(token, site),
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
    pub fn race<V, T: ?Sized>(&self, _: &T, _: &str) -> Pending<Option<V>>
    where
        F: Awaitable,
    {
        pending()
    }

    /// Never runs.
    pub fn race_unless_panicking<V, T: ?Sized>(&self, _: &T, _: &str) -> Pending<Option<V>>
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

pin_project_lite::pin_project! {
    /// The future of [`Awaited::race`] with a token of ours.
    #[derive(Debug)]
    #[must_use = "futures do nothing unless polled"]
    pub struct Race<'w, F> {
        #[pin]
        future: F,
        listening: Listening<&'w CancelToken>,
        site: &'static &'static str,
    }
}

impl<'w, F> Race<'w, F> {
    #[inline]
    pub(super) fn new(future: F, token: &'w CancelToken, site: &'static &'static str) -> Self {
        Self {
            future,
            listening: Listening::new(token),
            site,
        }
    }
}

impl<F: Future> Future for Race<'_, F> {
    type Output = Option<F::Output>;

    #[inline]
    fn poll(self: Pin<&mut Self>, task: &mut Context<'_>) -> Poll<Self::Output> {
        let this = self.project();
        let cancelled = |task: &mut Context<'_>, within| {
            this.listening
                .poll_held(task, within, || Site::described(this.site))
        };
        poll_first(this.future, task, cancelled).map(Result::ok)
    }
}

/// How often a pending await looks at a token that cannot wake.
const POLL_INTERVAL: Duration = Duration::from_millis(5);

pin_project_lite::pin_project! {
    /// The future of [`Awaited::race`] with a token that cannot wake: the task is woken by a clock, to look again.
    #[must_use = "futures do nothing unless polled"]
    pub struct Ticking<'w, F, T: ?Sized> {
        #[pin]
        future: F,
        polling: Polling<'w, T>,
        site: &'static &'static str,
        tick: Option<Listening<CancelToken>>,
        held: Held,
    }
}

impl<'w, F, T: Pollable + ?Sized> Ticking<'w, F, T> {
    #[inline]
    pub(super) fn new(future: F, polling: Polling<'w, T>, site: &'static &'static str) -> Self {
        Self {
            future,
            polling,
            site,
            tick: None,
            held: Held::default(),
        }
    }
}

impl<F, T: ?Sized> std::fmt::Debug for Ticking<'_, F, T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Ticking").finish_non_exhaustive()
    }
}

impl<F: Future, T: Pollable + ?Sized> Future for Ticking<'_, F, T> {
    type Output = Option<F::Output>;

    fn poll(self: Pin<&mut Self>, task: &mut Context<'_>) -> Poll<Self::Output> {
        let this = self.project();
        let cancelled = |task: &mut Context<'_>, within| {
            this.held.add(within);
            while !this.polling.notices(this.site) {
                let tick = this.tick.get_or_insert_with(|| {
                    Listening::new(CancelSource::with_timeout(POLL_INTERVAL).token())
                });
                if tick.poll(task, || Site::described(this.site)).is_pending() {
                    return Poll::Pending;
                }
                *this.tick = None;
            }
            this.held.unless_held(task.waker())
        };
        poll_first(this.future, task, cancelled).map(Result::ok)
    }
}

pin_project_lite::pin_project! {
    /// The future of [`Awaited::race_unless_panicking`].
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
