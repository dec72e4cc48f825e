//! Scopes that are cancelled, from outside, from within, and by a deadline.

use std::{
    sync::{
        atomic::{AtomicU64, Ordering::Relaxed},
        mpsc,
    },
    thread,
    time::Duration,
};

use safepoint::{CancelSource, CancelToken, Cancelled, Reason, scope};

use crate::support::soon;

#[test]
fn scope_is_cancelled_from_outside() {
    let source = CancelSource::new();
    let result = source.token().run(|| {
        scope(|s| {
            s.spawn(|| CancelToken::current().wait());
            s.spawn(|| CancelToken::current().wait());
            source.cancel_with(Reason::Signal(2));
            Ok::<_, Cancelled>(())
        })
    });
    assert!(matches!(result.unwrap_err().reason(), Reason::Signal(2)));
}

#[test]
fn scope_is_cancelled_by_another_thread() {
    let source = CancelSource::new();
    let (tell, told) = mpsc::channel();
    thread::scope(|threads| {
        threads.spawn({
            let source = source.clone();
            move || {
                soon(&told);
                source.cancel();
            }
        });
        let result = source.token().scope(|s| {
            let task = s.spawn(move || {
                tell.send(()).unwrap();
                CancelToken::current().wait();
                safepoint::checkpoint()
            });
            task.join()
        });
        assert!(matches!(result.unwrap_err().reason(), Reason::Requested));
    });
}

/// A scope that was cancelled gives no value that looks whole.
#[test]
fn cancelled_scope_gives_no_value_of_its_body() {
    let source = CancelSource::new();
    let result = source.token().scope(|_| {
        source.cancel();
        Ok::<_, Cancelled>("looks whole")
    });
    let error = result.unwrap_err();
    assert!(error.came_from(&source.token()));
}

#[test]
fn cancelled_scope_names_its_own_line() {
    let source = CancelSource::new();
    source.cancel();
    let token = source.token();
    let line = line!() + 1;
    let error = token.scope(|_| Ok::<_, Cancelled>(())).unwrap_err();
    let site = error.site();
    assert_eq!((site.file(), site.line()), (file!(), line));
}

#[test]
fn tasks_that_end_well_after_the_cancellation_leave_the_scope_cancelled() {
    let source = CancelSource::new();
    let result = source.token().scope(|s| {
        let task = s.spawn(|| {
            CancelToken::current().wait();
            Ok("whole")
        });
        source.cancel();
        // The value is not lost to the body, which may put it where it wants.
        assert_eq!(task.join()?, "whole");
        Ok::<_, Cancelled>(())
    });
    assert!(result.is_err());
}

#[test]
fn scope_cancels_itself() {
    let error = scope(|s| {
        s.spawn(|| CancelToken::current().wait());
        assert!(s.cancel());
        assert!(!s.cancel());
        Ok::<_, Cancelled>(())
    })
    .unwrap_err();
    assert!(matches!(error.reason(), Reason::Requested));
    assert_eq!(error.origin().line(), line!() - 6);
}

#[test]
fn task_may_cancel_its_scope() {
    let result = scope(|s| {
        s.spawn(|| CancelToken::current().wait());
        s.spawn(|| {
            s.cancel();
        });
        Ok::<_, Cancelled>(())
    });
    assert!(result.is_err());
}

#[test]
fn scope_under_a_cancelled_token_runs_its_body_and_is_cancelled() {
    let source = CancelSource::new();
    source.cancel();
    let ran = AtomicU64::new(0);
    let result = source.token().scope(|s| {
        ran.fetch_add(1, Relaxed);
        s.spawn(|| {
            assert!(safepoint::checkpoint().is_err());
            ran.fetch_add(1, Relaxed);
        });
        Ok::<_, Cancelled>(())
    });
    assert!(result.is_err());
    assert_eq!(ran.into_inner(), 2);
}

#[test]
fn deadline_of_the_callers_token_ends_a_scope() {
    let result = safepoint::timeout(Duration::from_millis(2), || {
        scope(|s| {
            s.spawn(|| CancelToken::current().wait());
            Ok::<_, Cancelled>(())
        })
    });
    assert!(matches!(result.unwrap_err().reason(), Reason::Deadline));
}

#[test]
fn cancelled_scope_is_an_error_of_its_own_type() {
    let source = CancelSource::new();
    source.cancel();
    let result = source.token().scope(|_| anyhow::Ok(()));
    let error = result.unwrap_err();
    assert!(Cancelled::find(error.as_ref()).is_some());
}

#[test]
fn nested_scopes_are_cancelled_from_outside() {
    let source = CancelSource::new();
    let (tell, told) = mpsc::channel();
    thread::scope(|threads| {
        threads.spawn({
            let source = source.clone();
            move || {
                for _ in 0..4 {
                    soon(&told);
                }
                source.cancel();
            }
        });
        let result = source.token().scope(|outer| {
            for _ in 0..2 {
                let tell = tell.clone();
                outer.spawn(move || {
                    scope(|inner| {
                        for _ in 0..2 {
                            let tell = tell.clone();
                            inner.spawn(move || {
                                tell.send(()).unwrap();
                                CancelToken::current().wait();
                            });
                        }
                        Ok(())
                    })
                });
            }
            Ok::<_, Cancelled>(())
        });
        assert!(result.unwrap_err().came_from(&source.token()));
    });
}

#[test]
fn cancelling_an_inner_scope_leaves_the_outer_one_alone() {
    let value = scope(|outer| {
        let task = outer.spawn(|| {
            let inner = scope(|inner| {
                inner.cancel();
                Ok::<_, Cancelled>(())
            });
            assert!(inner.is_err());
            Ok("outer goes on")
        });
        task.join()
    });
    assert_eq!(value.unwrap(), "outer goes on");
}

#[test]
fn token_scope_is_a_child_of_that_token_and_not_of_the_ambient_one() {
    let (ambient, own) = (CancelSource::new(), CancelSource::new());
    ambient.cancel();
    let result = ambient
        .token()
        .run(|| own.token().scope(|_| Ok::<_, Cancelled>(1)));
    assert_eq!(result.unwrap(), 1);
}

#[test]
fn spawning_in_a_cancelled_scope_still_runs_the_task() {
    let ran = AtomicU64::new(0);
    let result = scope(|s| {
        s.cancel();
        s.spawn(|| {
            ran.fetch_add(1, Relaxed);
        });
        Ok::<_, Cancelled>(())
    });
    assert!(result.is_err());
    assert_eq!(ran.into_inner(), 1);
}

#[test]
fn nothing_is_lost_between_tasks_of_a_cancelled_scope() {
    let source = CancelSource::new();
    let (sender, receiver) = mpsc::sync_channel(1);
    let taken = AtomicU64::new(0);
    let sent = AtomicU64::new(0);
    let result = source.token().scope(|s| {
        s.spawn(|| {
            // Moved in: the other side sees the end when this task ends.
            let sender = sender;
            for n in 0_u64.. {
                safepoint::checkpoint()?;
                if sender.send(n).is_err() {
                    break;
                }
                sent.fetch_add(1, Relaxed);
                if n == 50 {
                    source.cancel();
                }
            }
            Ok(())
        });
        let taken = &taken;
        s.spawn(move || {
            for _ in receiver {
                taken.fetch_add(1, Relaxed);
            }
        });
        Ok::<_, Cancelled>(())
    });
    assert!(result.is_err());
    assert_eq!(sent.into_inner(), taken.into_inner());
}
