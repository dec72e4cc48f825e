//! Shields: parts of the work that a cancellation must not stop, such as cleaning up after one.

use std::{
    future::Future,
    pin::Pin,
    task::{Context, Poll},
    time::Duration,
};

use crate::{CancelSource, CancelToken, ambient, future::Living};

/// Runs `body` with an ambient token that is never cancelled.
///
/// `body` is given the token that it is shielded from, to look at (a cancellation may be pending), or to
/// re-open a part with `outer.run(…)`. A shield covers the ambient token: a function that is given a token as an
/// argument goes on obeying that. The idea is Trio's shielded scopes and the masks of ZIO and
/// cats-effect.
///
/// # Examples
///
/// ```
/// use safepoint::{CancelSource, checkpoint, pending, shield};
///
/// let source = CancelSource::new();
/// source.cancel();
/// source.token().run(|| {
///     assert!(checkpoint().is_err());
///     shield(|outer| {
///         assert!(checkpoint().is_ok()); // clean up in peace
///         assert!(pending() && outer.is_cancelled());
///         assert!(outer.run(checkpoint).is_err());
///     });
/// });
/// ```
pub fn shield<R>(body: impl FnOnce(&CancelToken) -> R) -> R {
    behind(&CancelToken::never(), body)
}

/// As [`shield`], but cancelled after `time`: cleaning up may not take for ever.
///
/// # Examples
///
/// ```
/// use safepoint::{Reason, checkpoint, shield_for};
/// use std::time::Duration;
///
/// let error = shield_for(Duration::ZERO, |_| checkpoint()).unwrap_err();
/// assert!(matches!(error.reason(), Reason::Deadline));
/// ```
#[track_caller]
pub fn shield_for<R>(time: Duration, body: impl FnOnce(&CancelToken) -> R) -> R {
    behind(&CancelSource::with_timeout(time).token(), body)
}

fn behind<R>(shield: &CancelToken, body: impl FnOnce(&CancelToken) -> R) -> R {
    let outer = CancelToken::current();
    ambient::shielding(&outer, || shield.run(|| body(&outer)))
}

/// Tells whether a cancellation is pending outside the innermost [`shield`] around this call; false where there is none.
/// Tasks of a [`scope`](crate::scope()) that is inside a shield see it too.
///
/// # Examples
///
/// ```
/// use safepoint::{CancelSource, pending, shield};
///
/// let source = CancelSource::new();
/// source.token().run(|| {
///     shield(|_| {
///         assert!(!pending());
///         source.cancel();
///         assert!(pending()); // so be quick
///     });
/// });
/// ```
pub fn pending() -> bool {
    ambient::shielded().is_some_and(|token| token.is_cancelled())
}

/// Shields a future: its polls see an ambient token that is never cancelled, and no await of an annotated function
/// around it, and no [`run_until_cancelled`](CancelToken::run_until_cancelled), drops it while it is pending: from its
/// first poll within one to its end, or until somebody else drops it.
///
/// Each await is a race of its own, and held by what was pending in its own polls: of a set that lives longer than the
/// await (`while let Some(part) = set.next().await`), the next await knows nothing that it has not polled. Keep such
/// a loop whole in one shield. And an await that runs others' tasks in its polls, as `LocalSet::run_until` does, is held
/// by their shields too.
///
/// `body` is given the token that is ambient where this is called. What drops futures otherwise
/// (`select!`, an aborted task) is not held off.
///
/// # Examples
///
/// ```
/// # #[tokio::main(flavor = "current_thread")] async fn main() {
/// use safepoint::{CancelSource, Cancelled, cancellable, shield_async};
///
/// #[cancellable]
/// async fn save(token: &safepoint::CancelToken) -> Result<&'static str, Cancelled> {
///     let written = shield_async(|_| async {
///         tokio::task::yield_now().await; // half written
///         "written whole"
///     })
///     .await;
///     Ok(written)
/// }
///
/// let source = CancelSource::new();
/// let token = source.token();
/// let mut save = Box::pin(save(&token));
/// assert!(futures::poll!(&mut save).is_pending());
/// source.cancel();
/// assert_eq!(save.await.unwrap(), "written whole");
/// # }
/// ```
pub fn shield_async<F: Future>(body: impl FnOnce(CancelToken) -> F) -> Shielded<F> {
    let outer = CancelToken::current();
    Shielded {
        future: body(outer.clone()),
        outer,
        living: Living::default(),
    }
}

pin_project_lite::pin_project! {
    /// The future of [`shield_async`].
    #[derive(Debug)]
    #[must_use = "futures do nothing unless polled"]
    pub struct Shielded<F> {
        #[pin]
        future: F,
        outer: CancelToken,
        living: Living,
    }
}

impl<F: Future> Future for Shielded<F> {
    type Output = F::Output;

    fn poll(self: Pin<&mut Self>, task: &mut Context<'_>) -> Poll<F::Output> {
        let this = self.project();
        let poll = ambient::shielding(this.outer, || {
            CancelToken::never().run(|| this.future.poll(task))
        });
        if poll.is_pending() {
            this.living.is_pending();
        } else {
            this.living.end();
        }
        poll
    }
}
