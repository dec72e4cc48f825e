//! Every interleaving (up to three preemptions) of what two threads do to a tree of tokens.

#![cfg(loom)]

use loom::{
    cell::UnsafeCell,
    model,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering::Relaxed},
    },
    thread,
};
use safepoint::{CancelSource, CancelToken, Probe, Reason, Site};

/// Data that is protected by what the model is about and by nothing else: loom fails a model in which two threads
/// use it at one time, or one after the other with nothing that orders them.
#[derive(Default)]
struct Data(UnsafeCell<u32>);

// SAFETY: that this may be shared is what the models check.
unsafe impl Sync for Data {}
// SAFETY: the same.
unsafe impl Send for Data {}

impl Data {
    fn write(&self) {
        // SAFETY: loom fails the model if anybody else uses the cell at this time.
        self.0.with_mut(|cell| unsafe { *cell = 1 });
    }

    fn read(&self) -> u32 {
        // SAFETY: the same.
        self.0.with(|cell| unsafe { *cell })
    }
}

/// A source, and a thread that cancels it.
fn cancelling() -> (CancelSource, thread::JoinHandle<bool>) {
    let source = CancelSource::new();
    let canceller = source.clone();
    (source, thread::spawn(move || canceller.cancel()))
}

mod k2 {
    use super::*;

    fn published_by_cancel(look: impl Fn(&CancelToken) -> bool + Sync + Send + Copy + 'static) {
        model(move || {
            let data = Arc::new(Data::default());
            let source = CancelSource::new();
            let child = source.token().child();
            let writer = thread::spawn({
                let data = Arc::clone(&data);
                move || {
                    data.write();
                    source.cancel();
                }
            });
            if look(&child.token()) {
                assert_eq!(data.read(), 1);
            }
            writer.join().unwrap();
            assert_eq!(data.read(), 1);
        });
    }

    #[test]
    fn what_happened_before_cancel_is_seen_by_whoever_is_cancelled() {
        published_by_cancel(CancelToken::is_cancelled);
    }

    #[test]
    fn what_happened_before_cancel_is_seen_after_a_failed_check() {
        published_by_cancel(|token| token.check().is_err());
    }

    #[test]
    fn what_happened_before_cancel_is_seen_after_a_checkpoint_of_the_attribute() {
        use safepoint::__private::{Checkpoint, Watch};
        published_by_cancel(|token| token.watch().notices("L 1 1  file"));
    }

    #[test]
    fn the_first_of_two_cancellations_wins() {
        model(|| {
            let source = CancelSource::new();
            let other = thread::spawn({
                let source = source.clone();
                move || source.cancel_with(Reason::Signal(1))
            });
            let won = source.cancel_with(Reason::Signal(2));
            let other_won = other.join().unwrap();
            assert!(won != other_won);
            let winner = if won { 2 } else { 1 };
            assert!(matches!(source.token().reason(), Some(Reason::Signal(n)) if n == winner));
        });
    }

    #[test]
    fn a_child_keeps_its_own_reason_if_it_was_first() {
        model(|| {
            let (parent, cancelling) = cancelling();
            let child = parent.token().child();
            let won = child.cancel_with(Reason::Signal(9));
            cancelling.join().unwrap();
            let own = matches!(child.token().reason(), Some(Reason::Signal(9)));
            assert_eq!(own, won);
        });
    }
}

mod k3 {
    use super::*;

    #[test]
    fn a_child_made_during_the_cancellation_is_cancelled() {
        model(|| {
            let (source, cancelling) = cancelling();
            let child = source.token().child();
            cancelling.join().unwrap();
            assert!(child.token().is_cancelled());
        });
    }

    #[test]
    fn a_grandchild_made_during_the_cancellation_is_cancelled() {
        model(|| {
            let source = CancelSource::new();
            let child = source.token().child();
            let cancelling = thread::spawn(move || source.cancel());
            let grandchild = child.token().child();
            assert!(cancelling.join().unwrap());
            assert!(grandchild.token().is_cancelled());
        });
    }

    #[test]
    fn a_linked_source_made_during_the_cancellation_is_cancelled() {
        model(|| {
            let other = CancelSource::new();
            let (source, cancelling) = cancelling();
            let both = CancelSource::linked([other.token(), source.token()]);
            cancelling.join().unwrap();
            assert!(both.token().is_cancelled());
        });
    }

    #[test]
    fn a_linked_source_has_the_reason_of_one_parent_whichever_is_first() {
        model(|| {
            let (left, right) = (CancelSource::new(), CancelSource::new());
            let both = CancelSource::linked([left.token(), right.token()]);
            let other = thread::spawn(move || left.cancel_with(Reason::Signal(1)));
            right.cancel_with(Reason::Signal(2));
            let first = both.token().reason().unwrap().to_string();
            other.join().unwrap();
            assert_eq!(both.token().reason().unwrap().to_string(), first);
        });
    }

    /// Also where another call is cancelling a part of the tree at that moment.
    #[test]
    fn every_descendant_is_cancelled_when_cancel_returns_true() {
        model(|| {
            let root = CancelSource::new();
            let child = root.token().child();
            let grandchild = child.token().child().token();
            let other = thread::spawn(move || child.cancel());
            if root.cancel() {
                assert!(grandchild.is_cancelled());
            }
            other.join().unwrap();
        });
    }

    #[test]
    fn whoever_sees_the_last_mark_sees_the_first() {
        model(|| {
            let source = CancelSource::new();
            let token = source.token();
            let child = token.child().token();
            let cancelling = thread::spawn(move || source.cancel());
            if child.is_cancelled() {
                assert!(token.is_cancelled());
            }
            cancelling.join().unwrap();
        });
    }
}

mod k4 {
    use super::*;

    #[test]
    fn a_callback_runs_once_or_is_removed() {
        model(|| {
            let (source, cancelling) = cancelling();
            let runs = Arc::new(AtomicUsize::new(0));
            let registration = source.token().on_cancel({
                let runs = Arc::clone(&runs);
                move |_| {
                    runs.fetch_add(1, Relaxed);
                }
            });
            let removed = registration.stop();
            cancelling.join().unwrap();
            assert_eq!(runs.load(Relaxed), usize::from(!removed));
        });
    }

    #[test]
    fn a_callback_that_stays_runs_once() {
        model(|| {
            let (source, cancelling) = cancelling();
            let runs = Arc::new(AtomicUsize::new(0));
            source
                .token()
                .on_cancel({
                    let runs = Arc::clone(&runs);
                    move |_| {
                        runs.fetch_add(1, Relaxed);
                    }
                })
                .detach();
            cancelling.join().unwrap();
            assert_eq!(runs.load(Relaxed), 1);
        });
    }

    /// It has ended, or it will not begin.
    #[test]
    fn what_a_callback_uses_is_free_when_its_registration_is_dropped() {
        model(|| {
            let (source, cancelling) = cancelling();
            let data = Arc::new(Data::default());
            let registration = source.token().on_cancel({
                let data = Arc::clone(&data);
                move |_| data.write()
            });
            drop(registration);
            data.write();
            cancelling.join().unwrap();
        });
    }

    #[test]
    fn what_a_callback_borrows_is_free_after_on_cancel_during() {
        model(|| {
            let (source, cancelling) = cancelling();
            let data = Data::default();
            source
                .token()
                .on_cancel_during(|_| data.write(), thread::yield_now);
            data.write();
            cancelling.join().unwrap();
        });
    }

    #[test]
    fn callbacks_of_descendants_have_run_when_cancel_returns_true() {
        model(|| {
            let source = CancelSource::new();
            let child = source.token().child().token();
            let runs = Arc::new(AtomicUsize::new(0));
            let theirs = Arc::clone(&runs);
            child
                .on_cancel(move |_| {
                    theirs.fetch_add(1, Relaxed);
                })
                .detach();
            let other = thread::spawn({
                let source = source.clone();
                move || source.cancel()
            });
            if source.cancel() {
                assert_eq!(runs.load(Relaxed), 1);
            }
            other.join().unwrap();
            assert_eq!(runs.load(Relaxed), 1);
        });
    }

    #[test]
    fn a_callback_registered_on_a_cancelled_token_has_run() {
        model(|| {
            let (source, cancelling) = cancelling();
            let runs = Arc::new(AtomicUsize::new(0));
            let was_cancelled = source.token().is_cancelled();
            let registration = source.token().on_cancel({
                let runs = Arc::clone(&runs);
                move |_| {
                    runs.fetch_add(1, Relaxed);
                }
            });
            if was_cancelled {
                assert_eq!(runs.load(Relaxed), 1);
            }
            cancelling.join().unwrap();
            drop(registration);
        });
    }
}

mod k5 {
    use super::*;

    #[test]
    fn a_child_may_be_dropped_while_its_parent_is_cancelled() {
        model(|| {
            let source = CancelSource::new();
            let child = source.token().child();
            let grandchild = child.token().child().token();
            let cancelling = thread::spawn(move || source.cancel());
            drop((child, grandchild));
            assert!(cancelling.join().unwrap());
        });
    }

    #[test]
    fn two_threads_may_drop_the_ends_of_a_chain() {
        model(|| {
            let root = CancelSource::new();
            let child = root.token().child();
            let grandchild = child.token().child();
            let dropping = thread::spawn(move || drop((root, grandchild)));
            drop(child);
            dropping.join().unwrap();
        });
    }
}

mod probes {
    use super::*;

    struct Always;

    impl Probe for Always {
        fn checkpoint(&self, _site: Site) -> Option<Reason> {
            Some(Reason::Signal(7))
        }
    }

    #[test]
    fn a_child_made_while_a_probe_is_attached_is_observed() {
        model(|| {
            let source = CancelSource::new();
            let middle = source.token().child();
            let attaching = thread::spawn(move || source.observe(Always));
            let child = middle.token().child();
            attaching.join().unwrap();
            assert!(child.token().is_cancelled());
        });
    }
}

mod waiting {
    use super::*;
    use loom::future::block_on;
    use std::{
        future::Future,
        pin::pin,
        task::{Context, Poll, Wake, Waker},
    };

    #[test]
    fn a_blocking_wait_is_woken() {
        model(|| {
            let (source, cancelling) = cancelling();
            source.token().wait();
            cancelling.join().unwrap();
        });
    }

    #[test]
    fn a_wait_on_a_child_is_woken() {
        model(|| {
            let (source, cancelling) = cancelling();
            source.token().child().token().wait();
            cancelling.join().unwrap();
        });
    }

    #[test]
    fn a_wait_is_ended_by_a_probe_that_is_attached_meanwhile() {
        struct Always;
        impl Probe for Always {
            fn checkpoint(&self, _: Site) -> Option<Reason> {
                Some(Reason::Requested)
            }
        }
        model(|| {
            let source = CancelSource::new();
            let token = source.token().child().token();
            let attaching = thread::spawn(move || source.observe(Always));
            token.wait();
            attaching.join().unwrap();
        });
    }

    #[test]
    fn a_future_is_ended_by_a_probe_that_is_attached_meanwhile() {
        struct Always;
        impl Probe for Always {
            fn checkpoint(&self, _: Site) -> Option<Reason> {
                Some(Reason::Requested)
            }
        }
        struct Never;
        impl Probe for Never {
            fn checkpoint(&self, _: Site) -> Option<Reason> {
                None
            }
        }
        let ended = |observed_before| {
            let source = CancelSource::new();
            if observed_before {
                source.observe(Never);
            }
            let token = source.token().child().token();
            let attaching = thread::spawn(move || source.observe(Always));
            block_on(token.cancelled());
            attaching.join().unwrap();
        };
        model(move || ended(false));
        model(move || ended(true));
    }

    #[test]
    fn a_future_is_woken() {
        model(|| {
            let (source, cancelling) = cancelling();
            block_on(source.token().cancelled_owned());
            cancelling.join().unwrap();
        });
    }

    #[test]
    fn two_waiters_are_woken() {
        model(|| {
            let source = CancelSource::new();
            let token = source.token();
            let waiting = thread::spawn(move || token.wait());
            let token = source.token();
            let canceller = thread::spawn(move || source.cancel());
            block_on(token.cancelled());
            waiting.join().unwrap();
            canceller.join().unwrap();
        });
    }

    /// Counts how often it was woken.
    struct Count(AtomicUsize);

    impl Wake for Count {
        fn wake(self: std::sync::Arc<Self>) {
            self.0.fetch_add(1, Relaxed);
        }
    }

    #[test]
    fn the_waker_of_the_last_poll_is_the_one_that_is_woken() {
        model(|| {
            let (source, cancelling) = cancelling();
            let token = source.token();
            let mut future = pin!(token.cancelled());
            let mut woken_or_ready = || {
                let count = std::sync::Arc::new(Count(AtomicUsize::new(0)));
                let waker = Waker::from(std::sync::Arc::clone(&count));
                let poll = future.as_mut().poll(&mut Context::from_waker(&waker));
                (count, poll)
            };
            let _first = woken_or_ready();
            let (count, poll) = woken_or_ready();
            cancelling.join().unwrap();
            assert!(matches!(poll, Poll::Ready(_)) || count.0.load(Relaxed) == 1);
        });
    }

    #[test]
    fn a_waiting_future_may_be_dropped_while_it_is_woken() {
        model(|| {
            let (source, cancelling) = cancelling();
            let token = source.token();
            {
                let mut future = pin!(token.cancelled());
                let _ = future
                    .as_mut()
                    .poll(&mut Context::from_waker(Waker::noop()));
            }
            cancelling.join().unwrap();
            assert!(token.is_cancelled());
        });
    }
}
