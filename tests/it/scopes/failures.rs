//! Errors and panics of tasks and of the body.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{
        atomic::{AtomicU64, Ordering::Relaxed},
        mpsc,
    },
    thread,
};

use safepoint::{CancelToken, Cancelled, Reason, scope};

use crate::support::{PLANNED, hook_heard, planned_panic, soon};

#[derive(Debug, PartialEq)]
enum Failed {
    Cancelled(&'static str),
    With(u32),
}

impl From<Cancelled> for Failed {
    fn from(cancelled: Cancelled) -> Self {
        Self::Cancelled(match cancelled.reason() {
            Reason::SiblingFailed { .. } => "sibling",
            Reason::Requested => "requested",
            _ => "other",
        })
    }
}

/// A task that ends only when it is cancelled, and says why it was.
fn until_cancelled() -> Result<(), Failed> {
    CancelToken::current().wait();
    Ok(safepoint::checkpoint()?)
}

#[test]
fn error_of_a_task_is_the_scopes() {
    let result = scope(|s| {
        s.spawn(|| Err::<(), _>(Failed::With(1)));
        Ok(())
    });
    assert_eq!(result, Err(Failed::With(1)));
}

#[test]
fn error_of_a_task_cancels_the_others() {
    let result = scope(|s| {
        s.spawn(until_cancelled);
        s.spawn(until_cancelled);
        s.spawn(|| Err::<(), _>(Failed::With(1)));
        Ok(())
    });
    assert_eq!(result, Err(Failed::With(1)));
}

#[test]
fn others_are_told_which_task_failed_and_where_it_was_spawned() {
    let (tell, told) = mpsc::channel();
    let result = scope(|s| {
        s.spawn(move || {
            CancelToken::current().wait();
            tell.send(safepoint::checkpoint().unwrap_err()).unwrap();
        });
        s.spawn_named("culprit", || Err::<(), _>(Failed::With(1)));
        Ok(())
    });
    let line = line!() - 3;
    assert_eq!(result, Err(Failed::With(1)));
    let error = soon(&told);
    let Reason::SiblingFailed {
        task, spawned_at, ..
    } = error.reason()
    else {
        panic!("{error}")
    };
    assert_eq!(task.as_deref(), Some("culprit"));
    assert_eq!((spawned_at.file(), spawned_at.line()), (file!(), line));
    let text = format!(
        "sibling task `culprit` failed (spawned at {}:{line}:",
        file!()
    );
    assert!(error.reason().to_string().starts_with(&text));
}

#[test]
fn error_of_the_body_cancels_the_tasks_and_is_the_scopes() {
    let ended = AtomicU64::new(0);
    let result = scope(|s| {
        s.spawn(|| {
            CancelToken::current().wait();
            ended.fetch_add(1, Relaxed);
        });
        Err::<(), _>(Failed::With(2))
    });
    assert_eq!(result, Err(Failed::With(2)));
    assert_eq!(ended.into_inner(), 1);
}

/// The reason for a task when the body fails: there is no task to name, and the scope's own place is given.
#[test]
fn failed_body_is_named_by_the_line_of_the_scope() {
    let (tell, told) = mpsc::channel();
    let line = line!() + 1;
    let result = scope(|s| {
        s.spawn(move || {
            CancelToken::current().wait();
            tell.send(CancelToken::current().reason().unwrap()).unwrap();
        });
        Err::<(), _>(Failed::With(2))
    });
    assert_eq!(result, Err(Failed::With(2)));
    let Reason::SiblingFailed {
        task: None,
        spawned_at,
        ..
    } = soon(&told)
    else {
        panic!("not the sibling's failure")
    };
    assert_eq!(spawned_at.line(), line);
}

#[test]
fn join_of_a_failed_task_is_cancelled_and_its_error_the_scopes() {
    let result = scope(|s| {
        let task = s.spawn(|| Err::<(), _>(Failed::With(3)));
        let error = task.join().unwrap_err();
        assert!(matches!(error.reason(), Reason::SiblingFailed { .. }));
        Ok(())
    });
    assert_eq!(result, Err(Failed::With(3)));
}

#[test]
fn what_the_body_makes_of_a_failed_join_does_not_hide_the_first_error() {
    let result = scope(|s| {
        let task = s.spawn(|| Err::<(), _>(Failed::With(3)));
        task.join()?;
        Ok(())
    });
    assert_eq!(result, Err(Failed::With(3)));
}

#[test]
fn first_of_two_errors_is_the_scopes() {
    let result = scope(|s| {
        let first = s.spawn(|| Err::<(), _>(Failed::With(1)));
        s.spawn(|| {
            let _ = first.join();
            Err::<(), _>(Failed::With(2))
        });
        Ok(())
    });
    assert_eq!(result, Err(Failed::With(1)));
}

#[test]
fn error_of_a_nested_scope_passes_to_the_outer_one() {
    let result = scope(|outer| {
        outer.spawn(until_cancelled);
        outer.spawn(|| {
            scope(|inner| {
                inner.spawn(until_cancelled);
                inner.spawn(|| Err::<(), _>(Failed::With(4)));
                Ok(())
            })
        });
        Ok(())
    });
    assert_eq!(result, Err(Failed::With(4)));
}

#[test]
fn failed_nested_scope_that_is_handled_leaves_the_outer_one_alone() {
    let result = scope(|outer| {
        let handled = outer.spawn(|| {
            let inner = scope(|inner| {
                inner.spawn(|| Err::<(), _>(Failed::With(4)));
                Ok(())
            });
            assert_eq!(inner, Err(Failed::With(4)));
            Ok(5)
        });
        Ok::<_, Failed>(handled.join()?)
    });
    assert_eq!(result, Ok(5));
}

pub(super) fn panic_message<R>(work: impl FnOnce() -> R) -> String {
    let Err(payload) = catch_unwind(AssertUnwindSafe(work)) else {
        panic!("it did not panic")
    };
    *payload.downcast::<String>().unwrap()
}

#[test]
fn panic_of_a_task_goes_on_in_the_scope() {
    let message = panic_message(|| {
        scope(|s| {
            s.spawn(until_cancelled);
            s.spawn(|| planned_panic("of a task"));
            Ok(())
        })
    });
    assert_eq!(message, format!("{PLANNED}of a task"));
}

#[test]
fn panic_of_the_body_goes_on_when_all_tasks_have_ended() {
    let ended = AtomicU64::new(0);
    let message = panic_message(|| {
        scope(|s| {
            s.spawn(|| {
                CancelToken::current().wait();
                for _ in 0..100 {
                    thread::yield_now();
                }
                ended.fetch_add(1, Relaxed);
            });
            if ended.load(Relaxed) == 0 {
                planned_panic("of the body");
            }
            Ok::<_, Cancelled>(())
        })
    });
    assert_eq!(message, format!("{PLANNED}of the body"));
    assert_eq!(ended.into_inner(), 1);
}

#[test]
fn panic_after_an_error_is_not_the_scopes() {
    let result = scope(|s| {
        let failed = s.spawn(|| Err::<(), _>(Failed::With(1)));
        s.spawn(|| {
            let _ = failed.join();
            planned_panic("after an error")
        });
        Ok(())
    });
    assert_eq!(result, Err(Failed::With(1)));
}

#[test]
fn error_after_a_panic_is_not_the_scopes() {
    let message = panic_message(|| {
        scope(|s| {
            let failed = s.spawn(|| planned_panic("before an error"));
            s.spawn(|| {
                let _ = failed.join();
                Err::<(), _>(Failed::With(1))
            });
            Ok(())
        })
    });
    assert_eq!(message, format!("{PLANNED}before an error"));
}

#[test]
fn join_of_a_panicked_task_is_cancelled() {
    let message = panic_message(|| {
        scope(|s| {
            let task = s.spawn(|| planned_panic("and joined"));
            assert!(task.join().is_err());
            Ok::<_, Cancelled>(())
        })
    });
    assert_eq!(message, format!("{PLANNED}and joined"));
}

#[test]
fn ambient_token_is_restored_after_a_panicking_scope() {
    panic_message(|| scope::<(), Cancelled, _>(|_| planned_panic("in a scope")));
    assert!(CancelToken::try_current().is_none());
}

/// A value that nobody holds any more is dropped by the task's own thread; that its drop panics ends nothing else.
#[test]
fn value_that_panics_when_dropped_does_not_keep_the_scope() {
    struct Bomb;
    impl Drop for Bomb {
        fn drop(&mut self) {
            planned_panic("the value's drop")
        }
    }
    let (release, released) = mpsc::channel();
    scope(|s| {
        let task = s.spawn(move || {
            soon(&released);
            Ok(Bomb)
        });
        drop(task);
        release.send(()).unwrap();
        Ok::<_, Cancelled>(())
    })
    .unwrap();
    assert!(hook_heard("planned: the value's drop"));
}
