//! Tokens of other libraries: theirs where ours could be, and ours where theirs must be.

use std::{
    future::pending,
    pin::pin,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering::Relaxed},
    },
    task::{Context, Poll, Wake, Waker},
    time::Duration,
};

use enough::{Stop, StopReason};
use safepoint::{
    CancelSource, CancelToken, Cancelled, Pollable, Reason, StopToken, TokioToken, cancellable,
};
use tokio_util::sync::CancellationToken;

/// Counts how often it is woken.
#[derive(Default)]
struct Woken(AtomicUsize);

impl Wake for Woken {
    fn wake(self: Arc<Self>) {
        self.0.fetch_add(1, Relaxed);
    }
}

#[cancellable]
fn by_reference(token: &CancellationToken) -> Result<(), Cancelled> {
    loop {
        token.cancel();
    }
}

#[cancellable]
fn by_value(token: CancellationToken) -> Result<(), Cancelled> {
    let moved = token;
    loop {
        moved.cancel();
    }
}

#[cancellable(token = token)]
fn shared(token: &Arc<CancellationToken>) -> Result<(), Cancelled> {
    loop {
        token.cancel();
    }
}

#[test]
fn loops_check_tokio_utils_token() {
    let error = by_reference(&CancellationToken::new()).unwrap_err();
    assert!(matches!(error.reason(), Reason::Requested));
    assert_eq!(error.site().function(), Some("by_reference"));
    assert!(by_value(CancellationToken::new()).is_err());
    assert!(shared(&Arc::default()).is_err());
}

#[test]
fn tokio_utils_token_wakes_an_annotated_await_at_once() {
    #[cancellable]
    async fn waits(token: &CancellationToken) -> Result<(), Cancelled> {
        pending::<()>().await;
        Ok(())
    }
    let token = CancellationToken::new();
    let woken = Arc::new(Woken::default());
    let waker = Waker::from(woken.clone());
    let mut context = Context::from_waker(&waker);
    let mut future = pin!(waits(&token));
    assert!(future.as_mut().poll(&mut context).is_pending());
    assert_eq!(woken.0.load(Relaxed), 0);
    token.cancel();
    assert_eq!(woken.0.load(Relaxed), 1);
    let Poll::Ready(Err(error)) = future.as_mut().poll(&mut context) else {
        panic!("it still waits")
    };
    assert_eq!(error.site().function(), Some("waits"));
}

#[test]
fn ours_is_tokio_utils_token_too() {
    let source = CancelSource::new();
    let theirs = TokioToken::from(&source.token());
    let child = theirs.child_token();
    assert!(!theirs.is_cancelled());
    source.cancel();
    assert!(theirs.is_cancelled() && child.is_cancelled());
}

#[test]
fn tokio_utils_token_made_of_a_cancelled_one_is_cancelled() {
    let source = CancelSource::new();
    source.cancel();
    assert!(TokioToken::from(&source.token()).is_cancelled());
}

#[test]
fn tokio_utils_token_ends_with_its_bridge() {
    let source = CancelSource::new();
    let bridge = TokioToken::from(&source.token());
    let theirs = bridge.clone();
    drop(bridge);
    source.cancel();
    assert!(!theirs.is_cancelled());
}

/// Stops at its third question, because time is up.
#[derive(Default)]
struct Third(AtomicUsize);

impl Stop for Third {
    fn check(&self) -> Result<(), StopReason> {
        if self.0.fetch_add(1, Relaxed) < 2 {
            Ok(())
        } else {
            Err(StopReason::TimedOut)
        }
    }
}

#[test]
fn loops_check_a_stop_behind_a_reference() {
    #[cancellable(token = stop)]
    fn spins(stop: &dyn Stop) -> Result<(), Cancelled> {
        loop {
            std::hint::spin_loop();
        }
    }
    let third = Third::default();
    let error = spins(&third).unwrap_err();
    assert!(matches!(error.reason(), Reason::Deadline));
    assert!(third.0.load(Relaxed) >= 3);
}

#[test]
fn loops_check_a_stop_of_a_generic_type() {
    #[cancellable(token = StopToken(stop))]
    fn spins(stop: &impl Stop) -> Result<(), Cancelled> {
        loop {
            std::hint::spin_loop();
        }
    }
    assert!(matches!(
        spins(&Third::default()).unwrap_err().reason(),
        Reason::Deadline
    ));
}

#[test]
fn ours_is_a_stop_too() {
    fn asks(stop: &dyn Stop) -> Result<(), StopReason> {
        stop.check()
    }
    let never = CancelToken::never();
    assert!(asks(&never).is_ok() && !never.may_stop());
    let source = CancelSource::new();
    let token = source.token();
    assert!(asks(&token).is_ok() && token.may_stop() && !token.should_stop());
    source.cancel();
    assert_eq!(asks(&token), Err(StopReason::Cancelled));
    let late = CancelSource::with_timeout(Duration::ZERO).token();
    assert_eq!(asks(&late), Err(StopReason::TimedOut));
}

#[test]
fn token_of_ones_own_is_asked_at_each_checkpoint() {
    struct Quota(AtomicUsize);
    impl Pollable for Quota {
        fn is_cancelled(&self) -> bool {
            self.0.fetch_add(1, Relaxed) == 4
        }
        fn reason(&self) -> Reason {
            Reason::message("no quota left")
        }
    }
    #[cancellable(token = quota, every = 1)]
    fn counts(quota: &Arc<Quota>, turns: &mut u32) -> Result<(), Cancelled> {
        for _ in 0..9 {
            *turns += 1;
        }
        Ok(())
    }
    let mut turns = 0;
    let error = counts(&Arc::new(Quota(AtomicUsize::new(0))), &mut turns).unwrap_err();
    assert_eq!(error.reason().to_string(), "no quota left");
    // Entry, and three turns.
    assert_eq!(turns, 3);
}
