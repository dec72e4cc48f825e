//! Deadlines: set, replaced, taken away, inherited (K6).

use std::{
    sync::mpsc,
    thread,
    time::{Duration, Instant},
};

use safepoint::{CancelSource, CancelToken, Reason};

use crate::support::{IN_VAIN, soon};

const HOUR: Duration = Duration::from_hours(1);
const SHORT: Duration = Duration::from_millis(5);

/// Waits until the timer has seen to everything that was due at `instant`.
fn timer_has_passed(instant: Instant) {
    CancelSource::with_deadline(instant + Duration::from_millis(1))
        .token()
        .wait();
}

#[test]
fn timeout_cancels_with_its_reason() {
    let source = CancelSource::with_timeout(SHORT);
    assert!(source.token().wait_timeout(IN_VAIN));
    assert!(matches!(source.token().reason(), Some(Reason::Deadline)));
}

#[test]
fn deadline_cancels_when_it_has_come_and_not_before() {
    let deadline = Instant::now() + SHORT;
    let source = CancelSource::with_deadline(deadline);
    assert!(source.token().wait_timeout(IN_VAIN));
    assert!(Instant::now() >= deadline);
}

#[test]
fn deadline_that_has_passed_cancels_at_once() {
    let Some(passed) = Instant::now().checked_sub(Duration::from_millis(1)) else {
        return;
    };
    assert!(CancelSource::with_deadline(passed).token().is_cancelled());
    let parent = CancelSource::new();
    let child = parent.token().child_with_deadline(passed);
    assert!(child.token().is_cancelled());
    assert!(!parent.token().is_cancelled());
}

/// K6: a deadline wakes what sleeps.
#[test]
fn deadline_wakes_a_sleeping_thread() {
    let source = CancelSource::with_timeout(SHORT);
    let error = source.token().sleep(IN_VAIN).unwrap_err();
    assert!(matches!(error.reason(), Reason::Deadline));
}

/// K6: a deadline of a parent wakes what sleeps on its descendants.
#[test]
fn deadline_of_an_ancestor_wakes_a_sleeping_thread() {
    let root = CancelSource::with_timeout(SHORT);
    let leaf = root.token().child().token().child().token();
    assert!(leaf.wait_timeout(IN_VAIN));
}

#[test]
fn token_hears_its_deadline_when_its_source_is_gone() {
    let token = CancelSource::with_timeout(SHORT).token();
    assert!(token.can_be_cancelled());
    assert!(token.wait_timeout(IN_VAIN));
}

#[test]
fn child_with_a_timeout_leaves_its_parent_alone() {
    let parent = CancelSource::new();
    let child = parent.token().child_with_timeout(SHORT);
    assert!(child.token().wait_timeout(IN_VAIN));
    assert!(!parent.token().is_cancelled());
}

#[test]
fn token_knows_the_earliest_deadline_of_its_ancestors() {
    let now = Instant::now();
    let root = CancelSource::with_deadline(now + HOUR);
    let later = root.token().child_with_deadline(now + HOUR * 2);
    let earlier = root.token().child_with_deadline(now + HOUR / 2);
    assert_eq!(root.token().deadline(), Some(now + HOUR));
    assert_eq!(later.token().deadline(), Some(now + HOUR));
    assert_eq!(earlier.token().deadline(), Some(now + HOUR / 2));
}

#[test]
fn remaining_time_is_what_is_left_until_the_deadline() {
    let source = CancelSource::with_timeout(HOUR);
    let remaining = source.token().remaining().unwrap();
    assert!(remaining <= HOUR && remaining > HOUR / 2);
    let passed = CancelSource::with_timeout(Duration::ZERO);
    assert_eq!(passed.token().remaining(), Some(Duration::ZERO));
    assert_eq!(CancelSource::new().token().remaining(), None);
    assert_eq!(CancelToken::never().deadline(), None);
}

#[test]
fn cancel_after_sets_a_deadline() {
    let source = CancelSource::new();
    source.cancel_after(SHORT);
    assert!(source.token().wait_timeout(IN_VAIN));
    assert!(matches!(source.token().reason(), Some(Reason::Deadline)));
}

#[test]
fn cancel_after_brings_a_deadline_forward() {
    let source = CancelSource::with_timeout(HOUR);
    source.cancel_after(SHORT);
    assert!(source.token().wait_timeout(IN_VAIN));
}

#[test]
fn cancel_after_wakes_what_sleeps_already() {
    let source = CancelSource::new();
    let (tell, told) = mpsc::channel();
    thread::scope(|threads| {
        let token = source.token();
        let tell = &tell;
        threads.spawn(move || {
            tell.send(()).unwrap();
            assert!(token.sleep(IN_VAIN).is_err());
        });
        soon(&told);
        source.cancel_after(SHORT);
    });
}

/// Repeats a trial that needs a step to be done before `deadline`, until it was.
fn in_time(trial: impl Fn(Instant) -> bool) {
    for attempt in 1..12 {
        let deadline = Instant::now() + Duration::from_millis(1 << attempt);
        let done = trial(deadline);
        if done {
            return;
        }
    }
    panic!("this machine is too slow for a deadline of two seconds");
}

#[test]
fn cancel_after_puts_a_deadline_off() {
    in_time(|deadline| {
        let source = CancelSource::with_deadline(deadline);
        source.cancel_after(HOUR);
        if Instant::now() >= deadline {
            return false;
        }
        timer_has_passed(deadline);
        assert!(!source.token().is_cancelled());
        true
    });
}

#[test]
fn cancel_after_too_long_takes_the_deadline_away() {
    in_time(|deadline| {
        let source = CancelSource::with_deadline(deadline);
        source.cancel_after(Duration::MAX);
        if Instant::now() >= deadline {
            return false;
        }
        assert_eq!(source.token().deadline(), None);
        timer_has_passed(deadline);
        assert!(!source.token().is_cancelled());
        true
    });
}

#[test]
fn cancel_after_leaves_deadlines_of_ancestors() {
    let root = CancelSource::with_timeout(HOUR);
    let child = root.token().child_with_timeout(SHORT);
    child.cancel_after(Duration::MAX);
    assert_eq!(child.token().deadline(), root.token().deadline());
}

#[test]
fn cancel_after_changes_nothing_of_what_is_cancelled() {
    let source = CancelSource::new();
    source.cancel_with(Reason::Signal(2));
    source.cancel_after(Duration::ZERO);
    assert!(matches!(source.token().reason(), Some(Reason::Signal(2))));
}

#[test]
fn request_before_the_deadline_gives_the_reason() {
    in_time(|deadline| {
        let source = CancelSource::with_deadline(deadline);
        if !source.cancel() {
            return false;
        }
        timer_has_passed(deadline);
        assert!(matches!(source.token().reason(), Some(Reason::Requested)));
        true
    });
}

/// K6: callbacks of a deadline do not run on the timer's thread: this one waits for the next deadline.
#[test]
fn callback_of_a_deadline_delays_no_other_deadline() {
    let now = Instant::now();
    let (first, second) = (
        CancelSource::with_deadline(now + SHORT),
        CancelSource::with_deadline(now + SHORT * 2),
    );
    let (tell, told) = mpsc::channel();
    let later = second.token();
    let _registration = first.token().on_cancel(move |reason| {
        tell.send((reason.clone(), later.wait_timeout(IN_VAIN)))
            .unwrap();
    });
    let (reason, second_has_come) = soon(&told);
    assert!(matches!(reason, Reason::Deadline));
    assert!(second_has_come);
}

#[test]
fn callback_on_a_timeout_of_zero_runs_before_on_cancel_returns() {
    let source = CancelSource::with_timeout(Duration::ZERO);
    let (tell, told) = mpsc::channel();
    let _registration = source.token().on_cancel(move |_| tell.send(()).unwrap());
    assert_eq!(told.try_recv(), Ok(()));
}

#[test]
fn panicking_callback_of_a_deadline_stops_no_other_deadline() {
    let source = CancelSource::with_timeout(SHORT);
    source
        .token()
        .on_cancel(|_| crate::support::planned_panic("of a deadline"))
        .detach();
    assert!(source.token().wait_timeout(IN_VAIN));
    let next = CancelSource::with_timeout(SHORT);
    assert!(next.token().wait_timeout(IN_VAIN));
}

#[test]
fn many_deadlines_in_any_order_all_come() {
    let now = Instant::now();
    let sources: Vec<_> = (0..2000_u64)
        .map(|n| CancelSource::with_deadline(now + Duration::from_micros(n * 7919 % 20_000)))
        .collect();
    for source in sources {
        assert!(source.token().wait_timeout(IN_VAIN));
    }
}

#[test]
fn equal_deadlines_all_come() {
    let deadline = Instant::now() + SHORT;
    let sources = [(); 50].map(|()| CancelSource::with_deadline(deadline));
    for source in &sources {
        assert!(source.token().wait_timeout(IN_VAIN));
    }
}

#[test]
fn dropped_deadline_leaves_the_others_in_place() {
    let deadline = Instant::now() + SHORT;
    let (dropped, kept) = (
        CancelSource::with_deadline(deadline),
        CancelSource::with_deadline(deadline),
    );
    drop(dropped);
    assert!(kept.token().wait_timeout(IN_VAIN));
}

#[test]
fn two_threads_that_set_deadlines_leave_one() {
    for _ in 0..100 {
        let source = CancelSource::new();
        thread::scope(|threads| {
            threads.spawn(|| source.cancel_after(HOUR));
            threads.spawn(|| source.cancel_after(HOUR * 2));
        });
        let remaining = source.token().remaining().unwrap();
        assert!(remaining > HOUR / 2);
        source.cancel_after(Duration::MAX);
        assert_eq!(source.token().deadline(), None);
    }
}
