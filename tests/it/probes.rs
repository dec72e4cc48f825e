//! Probes: who is asked, with which site, and what an answer does.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{
        Arc, Mutex,
        atomic::{AtomicU64, Ordering::Relaxed},
        mpsc,
    },
    thread,
    time::Duration,
};

use safepoint::{CancelSource, CancelToken, Probe, Reason, Site, SiteKind, checkpoint};
use safepoint_tests::{
    Recorder, cancelled_at, cancelled_at_with, cancelled_everywhere, count_checkpoints,
    count_checkpoints_with, sites_with,
};

use crate::support::{IN_VAIN, planned_panic, soon};

/// A probe from a closure.
struct Asks<F>(F);

impl<F: Fn(Site) -> Option<Reason> + Send + Sync + 'static> Probe for Asks<F> {
    fn checkpoint(&self, site: Site) -> Option<Reason> {
        (self.0)(site)
    }
}

fn observed(probe: impl Fn(Site) -> Option<Reason> + Send + Sync + 'static) -> CancelSource {
    let source = CancelSource::new();
    source.observe(Asks(probe));
    source
}

#[test]
fn each_check_is_seen_once() {
    let count = count_checkpoints_with(|token| {
        assert!(token.check().is_ok());
        assert!(!token.is_cancelled());
        assert!(token.run(checkpoint).is_ok());
        assert!(safepoint::checkpoint!(token).is_ok());
        assert!(token.run(|| safepoint::checkpoint!()).is_ok());
        assert!(token.reason().is_none()); // looks, and is no checkpoint
    });
    assert_eq!(count, 5);
}

#[test]
fn probe_is_given_the_place_and_kind_of_each_checkpoint() {
    let sites = sites_with(|token| {
        let _ = token.check();
        let _ = token.wait_timeout(Duration::ZERO);
    });
    let line = line!() - 3;
    assert_eq!((sites[0].file(), sites[0].line()), (file!(), line));
    assert_eq!(sites[0].kind(), SiteKind::Manual);
    assert_eq!(sites[1].line(), line + 1);
    assert_eq!(sites[1].kind(), SiteKind::Wait);
}

#[test]
fn reason_of_a_probe_cancels_at_that_checkpoint() {
    let source = observed(|_| Some(Reason::message("seen enough")));
    let error = source.token().check().unwrap_err();
    assert_eq!(error.reason().to_string(), "seen enough");
    assert!(error.came_from(&source.token()));
}

#[test]
fn cancellation_by_a_probe_originates_where_the_probe_was_attached() {
    let source = CancelSource::new();
    source.observe(Asks(|_| Some(Reason::Requested)));
    let line = line!() - 1;
    assert_eq!(source.token().check().unwrap_err().origin().line(), line);
}

#[test]
fn cancellation_by_a_probe_runs_callbacks() {
    let source = observed(|_| Some(Reason::Requested));
    let (tell, told) = mpsc::channel();
    let _registration = source.token().on_cancel(move |_| tell.send(()).unwrap());
    assert!(source.token().check().is_err());
    assert_eq!(told.try_recv(), Ok(()));
}

#[test]
fn cancelled_token_asks_no_probe() {
    let recorder = Recorder::new();
    recorder.source().cancel();
    assert!(recorder.token().check().is_err());
    assert!(recorder.sites().is_empty());
}

#[test]
fn children_created_before_and_after_are_observed() {
    let source = CancelSource::new();
    let before = source.token().child().token().child();
    let recorder = Recorder::on(source, None);
    let after = recorder.token().child().token().child();
    assert!(before.token().check().is_ok());
    assert!(after.token().check().is_ok());
    assert_eq!(recorder.sites().len(), 2);
}

#[test]
fn linked_source_is_observed_through_any_parent_and_asked_once() {
    let recorder = Recorder::new();
    let (left, right) = (recorder.token().child(), recorder.token().child());
    let linked = CancelSource::linked([left.token(), right.token(), CancelSource::new().token()]);
    assert!(linked.token().check().is_ok());
    assert_eq!(recorder.sites().len(), 1);
}

/// There are two to the power of 64 ways from the root to the last one; each node is marked once.
#[test]
fn probe_spreads_to_linked_sources_that_can_be_reached_in_many_ways() {
    let root = CancelSource::new();
    let mut layer = [(); 2].map(|()| root.token().child().token());
    for _ in 0..64 {
        layer = [(); 2].map(|()| CancelSource::linked(&layer).token());
    }
    root.observe(Asks(|_| Some(Reason::message("probe"))));
    assert!(layer.iter().all(CancelToken::is_cancelled));
}

#[test]
fn parent_and_sibling_of_an_observed_token_are_not_observed() {
    let parent = CancelSource::new();
    let recorder = Recorder::on(parent.token().child(), None);
    let sibling = parent.token().child();
    assert!(parent.token().check().is_ok());
    assert!(sibling.token().check().is_ok());
    assert!(recorder.sites().is_empty());
}

#[test]
fn probe_of_a_parent_cancels_the_parent() {
    let parent = observed(|_| Some(Reason::Requested));
    let child = parent.token().child();
    let error = child.token().check().unwrap_err();
    assert!(error.came_from(&parent.token()));
    assert!(parent.token().is_cancelled());
}

#[test]
fn probe_of_a_child_leaves_its_parent_alone() {
    let parent = CancelSource::new();
    let child = parent.token().child();
    child.observe(Asks(|_| Some(Reason::Requested)));
    assert!(child.token().check().is_err());
    assert!(!parent.token().is_cancelled());
}

#[test]
fn several_probes_are_all_asked() {
    let first = Recorder::new();
    let second = Recorder::on(first.source().clone(), None);
    let third = Recorder::on(first.token().child(), None);
    assert!(third.token().check().is_ok());
    let counts = [&first, &second, &third].map(|recorder| recorder.sites().len());
    assert_eq!(counts, [1, 1, 1]);
}

#[test]
fn checkpoint_that_a_probe_reaches_asks_no_probe() {
    let asked = Arc::new(AtomicU64::new(0));
    let count = Arc::clone(&asked);
    let place = Arc::new(Mutex::new(CancelToken::never()));
    let own = Arc::clone(&place);
    let source = observed(move |_| {
        count.fetch_add(1, Relaxed);
        let token = own.lock().unwrap().clone();
        assert!(token.check().is_ok());
        assert!(!token.wait_timeout(Duration::ZERO));
        None
    });
    *place.lock().unwrap() = source.token();
    assert!(source.token().check().is_ok());
    assert_eq!(asked.load(Relaxed), 1);
    // Breaks the circle of token, probe and token.
    *place.lock().unwrap() = CancelToken::never();
}

#[test]
fn probe_may_cancel_its_own_source() {
    let place = Arc::new(Mutex::new(None::<CancelSource>));
    let own = Arc::clone(&place);
    let source = observed(move |_| {
        own.lock().unwrap().take()?.cancel_with(Reason::Signal(2));
        Some(Reason::message("too late"))
    });
    *place.lock().unwrap() = Some(source.clone());
    let error = source.token().check().unwrap_err();
    assert!(matches!(error.reason(), Reason::Signal(2)));
}

#[test]
fn panic_of_a_probe_goes_through_the_checkpoint() {
    let first = AtomicU64::new(0);
    let source = observed(move |_| {
        if first.fetch_add(1, Relaxed) == 0 {
            planned_panic("of a probe");
        }
        None
    });
    let caught = catch_unwind(AssertUnwindSafe(|| source.token().check()));
    assert!(caught.is_err());
    // The next checkpoint asks again.
    assert!(source.token().check().is_ok());
    source.observe(Asks(|_| Some(Reason::Requested)));
    assert!(source.token().check().is_err());
}

#[test]
fn probe_is_dropped_with_its_token() {
    let captured = Arc::new(());
    let theirs = Arc::clone(&captured);
    let source = observed(move |_| {
        let _ = &theirs;
        None
    });
    assert_eq!(Arc::strong_count(&captured), 2);
    drop(source);
    assert_eq!(Arc::strong_count(&captured), 1);
}

#[test]
fn observed_token_can_be_cancelled_although_its_source_is_gone() {
    let token = observed(|_| None).token();
    assert!(token.can_be_cancelled());
}

/// A wait looks at the probes now and then, as long as it sleeps.
#[test]
fn probe_ends_a_wait() {
    let asked = AtomicU64::new(0);
    let source = observed(move |_| {
        (asked.fetch_add(1, Relaxed) == 4).then(|| Reason::message("while waiting"))
    });
    let error = source.token().sleep(IN_VAIN).unwrap_err();
    assert_eq!(error.reason().to_string(), "while waiting");
}

/// A probe attached to a token on which a thread sleeps already is asked by that wait.
#[test]
fn probe_attached_during_a_wait_ends_it() {
    let source = CancelSource::new();
    let token = source.token().child().token();
    let (tell, told) = mpsc::channel();
    let (end, ended) = mpsc::channel();
    thread::spawn(move || {
        tell.send(()).unwrap();
        end.send(token.sleep(Duration::MAX)).unwrap();
    });
    soon(&told);
    // Most likely it sleeps by now; in either case the probe ends it.
    for _ in 0..10_000 {
        thread::yield_now();
    }
    source.observe(Asks(|_| Some(Reason::message("attached late"))));
    let error = soon(&ended).unwrap_err();
    assert_eq!(error.reason().to_string(), "attached late");
}

/// A callback may do anything with tokens, also where it was a probe that cancelled: its checkpoints are not the
/// probe's own.
#[test]
fn callback_of_a_cancellation_by_a_probe_may_wait_for_another_probe() {
    let first = observed(|_| Some(Reason::Requested));
    let second = observed(|_| Some(Reason::message("the second probe")));
    let (tell, told) = mpsc::channel();
    first
        .token()
        .on_cancel(move |_| {
            let error = second.token().sleep(Duration::MAX).unwrap_err();
            tell.send(error.reason().to_string()).unwrap();
        })
        .detach();
    thread::spawn(move || first.token().check());
    assert_eq!(soon(&told), "the second probe");
}

#[test]
fn probe_sees_the_checkpoints_of_all_threads() {
    let recorder = Recorder::new();
    thread::scope(|threads| {
        for _ in 0..4 {
            threads.spawn(|| {
                for _ in 0..100 {
                    assert!(recorder.token().check().is_ok());
                }
            });
        }
    });
    assert_eq!(recorder.sites().len(), 400);
}

fn three_checks() -> Result<u32, safepoint::Cancelled> {
    let mut done = 0;
    for _ in 0..3 {
        checkpoint()?;
        done += 1;
    }
    Ok(done)
}

#[test]
fn helpers_count_and_cancel_exactly() {
    assert_eq!(count_checkpoints(three_checks), 3);
    assert!(cancelled_at(3, three_checks).is_err());
    assert!(cancelled_at(4, three_checks).is_ok());
    assert!(cancelled_at_with(1, |token| token.check()).is_err());
    let results = cancelled_everywhere(three_checks);
    let cancelled: Vec<bool> = results.iter().map(Result::is_err).collect();
    assert_eq!(cancelled, [false, true, true, true]);
}
