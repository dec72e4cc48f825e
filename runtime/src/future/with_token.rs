//! The ambient token of a future.

use std::{
    future::Future,
    pin::Pin,
    task::{Context, Poll},
};

use crate::CancelToken;

/// Gives a future an ambient token.
pub trait FutureExt: Future + Sized {
    /// Makes `token` the [ambient token](CancelToken::current) during each poll of this future.
    ///
    /// So a token follows a task from thread to thread.
    ///
    /// # Examples
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")] async fn main() {
    /// use safepoint::{CancelSource, CancelToken, FutureExt};
    ///
    /// let source = CancelSource::new();
    /// let task = tokio::spawn(
    ///     async { CancelToken::current().cancelled().await.reason().to_string() }
    ///         .with_token(source.token()),
    /// );
    /// source.cancel();
    /// assert_eq!(task.await.unwrap(), "requested");
    /// # }
    /// ```
    fn with_token(self, token: CancelToken) -> WithToken<Self> {
        WithToken {
            future: self,
            token,
        }
    }
}

impl<F: Future> FutureExt for F {}

pin_project_lite::pin_project! {
    /// The future of [`FutureExt::with_token`].
    #[derive(Debug)]
    #[must_use = "futures do nothing unless polled"]
    pub struct WithToken<F> {
        #[pin]
        future: F,
        token: CancelToken,
    }
}

impl<F: Future> Future for WithToken<F> {
    type Output = F::Output;

    fn poll(self: Pin<&mut Self>, task: &mut Context<'_>) -> Poll<F::Output> {
        let this = self.project();
        this.token.run(|| this.future.poll(task))
    }
}
