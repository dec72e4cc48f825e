//! A token that counts its checkpoints, and one that is cancelled at the n-th.

use std::{
    future::Future,
    pin::pin,
    sync::{Arc, Mutex},
    task::{Context, Poll, Waker},
};

use safepoint::{CancelSource, CancelToken, FutureExt as _, Probe, Reason, Site};

struct Watcher {
    cancel_at: usize,
    sites: Arc<Mutex<Vec<Site>>>,
}

impl Probe for Watcher {
    fn checkpoint(&self, site: Site) -> Option<Reason> {
        let mut sites = self.sites.lock().unwrap();
        sites.push(site);
        (sites.len() == self.cancel_at).then(|| Reason::message("enough"))
    }
}

fn watched(cancel_at: usize) -> (CancelToken, Arc<Mutex<Vec<Site>>>) {
    let source = CancelSource::new();
    let sites = Arc::<Mutex<Vec<Site>>>::default();
    source.observe(Watcher {
        cancel_at,
        sites: Arc::clone(&sites),
    });
    (source.token(), sites)
}

/// What `work` returns under an ambient token that is cancelled at its `n`-th checkpoint, counted from 1.
pub(crate) fn cancelled_at<R>(n: usize, work: impl FnOnce() -> R) -> R {
    watched(n).0.run(work)
}

/// The checkpoints of `work` under an ambient token.
pub(crate) fn sites<R>(work: impl FnOnce() -> R) -> Vec<Site> {
    let (token, sites) = watched(usize::MAX);
    token.run(work);
    let sites = sites.lock().unwrap();
    sites.clone()
}

/// Runs a future that is made and polled under the ambient token.
pub(crate) fn run<F: Future>(future: F) -> F::Output {
    futures::executor::block_on(future.with_token(CancelToken::current()))
}

/// Polls a future until it is pending, cancels, and gives what it then returns.
pub(crate) fn cancelled_while_pending<F: Future>(make: impl FnOnce() -> F) -> F::Output {
    let source = CancelSource::new();
    let mut future = pin!(source.token().run(make).with_token(source.token()));
    let mut context = Context::from_waker(Waker::noop());
    assert!(future.as_mut().poll(&mut context).is_pending());
    source.cancel();
    match future.as_mut().poll(&mut context) {
        Poll::Ready(value) => value,
        Poll::Pending => panic!("it still waits"),
    }
}
