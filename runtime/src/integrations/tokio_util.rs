//! tokio-util's `CancellationToken`: theirs in the attribute, ours as theirs.

use std::{
    fmt,
    future::Future,
    ops::Deref,
    pin::Pin,
    task::{Context, Poll, ready},
};

use ::tokio_util::sync::{CancellationToken, WaitForCancellationFuture};

use crate::{
    __private::{Checkpoint, Handle, Watch, watch_pointers},
    CancelToken, Cancelled, Reason, Registration, Site,
    future::{Held, poll_first},
};

/// The loop's view of their token. Each look takes its mutex: that is what it offers.
#[derive(Debug, Clone, Copy)]
pub struct Watching<'w>(&'w CancellationToken);

impl Checkpoint for Watching<'_> {
    #[inline]
    fn notices(self, _: &'static str) -> bool {
        self.0.is_cancelled()
    }

    #[cold]
    fn noticed(self, site: &'static str) -> Cancelled {
        Cancelled::polled(Reason::Requested, Site::described(site))
    }
}

pin_project_lite::pin_project! {
    /// A race with their own future: a cancellation of theirs wakes an annotated await at once.
    #[derive(Debug)]
    #[must_use = "futures do nothing unless polled"]
    pub struct Race<'w, F> {
        #[pin]
        future: F,
        #[pin]
        cancelled: WaitForCancellationFuture<'w>,
        held: Held,
    }
}

impl<F: Future> Future for Race<'_, F> {
    type Output = Option<F::Output>;

    fn poll(self: Pin<&mut Self>, task: &mut Context<'_>) -> Poll<Self::Output> {
        let this = self.project();
        let cancelled = |task: &mut Context<'_>, within| {
            this.held.add(within);
            ready!(this.cancelled.poll(task));
            this.held.unless_held(task.waker())
        };
        poll_first(this.future, task, cancelled).map(Result::ok)
    }
}

impl Watch for CancellationToken {
    type View<'w> = Watching<'w>;
    type Race<'w, F: Future> = Race<'w, F>;

    #[inline]
    fn watch(&self) -> Watching<'_> {
        Watching(self)
    }

    fn race<F: Future>(&self, future: F, _: &'static &'static str) -> Race<'_, F> {
        Race {
            future,
            cancelled: self.cancelled(),
            held: Held::default(),
        }
    }
}

watch_pointers!(CancellationToken);

impl Handle for CancellationToken {}

/// Our token as theirs: a `CancellationToken` that is cancelled with a [`CancelToken`], for as long as this lives.
///
/// # Examples
///
/// ```
/// use safepoint::{CancelSource, TokioToken};
///
/// let source = CancelSource::new();
/// let theirs = TokioToken::from(&source.token());
/// let given_away = theirs.child_token();
/// source.cancel();
/// assert!(given_away.is_cancelled());
/// ```
pub struct TokioToken {
    theirs: CancellationToken,
    registration: Registration,
}

impl From<&CancelToken> for TokioToken {
    fn from(ours: &CancelToken) -> Self {
        let theirs = CancellationToken::new();
        let cancelled = theirs.clone();
        Self {
            registration: ours.on_cancel(move |_| cancelled.cancel()),
            theirs,
        }
    }
}

impl Deref for TokioToken {
    type Target = CancellationToken;

    fn deref(&self) -> &CancellationToken {
        &self.theirs
    }
}

impl fmt::Debug for TokioToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TokioToken")
            .field("theirs", &self.theirs)
            .field("registration", &self.registration)
            .finish()
    }
}
