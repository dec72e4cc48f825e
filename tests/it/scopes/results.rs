//! What goes in and comes out of a scope where nothing fails.

use std::{
    sync::{
        Mutex,
        atomic::{AtomicU64, Ordering::Relaxed},
        mpsc,
    },
    thread,
};

use safepoint::{CancelToken, Cancelled, scope};

use crate::support::soon;

#[test]
fn scope_gives_what_its_body_gives() {
    assert_eq!(scope(|_| Ok::<_, Cancelled>(7)).unwrap(), 7);
}

#[test]
fn join_gives_what_the_task_gives() {
    let (left, right) = scope(|s| {
        let left = s.spawn(|| Ok("left"));
        let right = s.spawn(|| Ok(vec![1, 2]));
        Ok::<_, Cancelled>((left.join()?, right.join()?))
    })
    .unwrap();
    assert_eq!((left, right), ("left", vec![1, 2]));
}

#[test]
fn tasks_borrow_from_outside_the_scope() {
    let numbers = [1, 2, 3, 4];
    let (left, right) = numbers.split_at(2);
    let mut last = 0;
    let sum: i32 = scope(|s| {
        let left = s.spawn(|| Ok(left.iter().sum::<i32>()));
        let right = s.spawn(|| Ok(right.iter().sum::<i32>()));
        s.spawn(|| last = numbers[3]);
        Ok::<_, Cancelled>(left.join()? + right.join()?)
    })
    .unwrap();
    assert_eq!((sum, last), (10, 4));
}

#[test]
fn task_may_return_nothing() {
    let ran = AtomicU64::new(0);
    scope(|s| {
        s.spawn(|| {
            ran.fetch_add(1, Relaxed);
        });
        s.spawn(|| {
            ran.fetch_add(1, Relaxed);
        })
        .join()?;
        Ok::<_, Cancelled>(())
    })
    .unwrap();
    assert_eq!(ran.into_inner(), 2);
}

#[test]
fn scope_takes_tasks_with_errors_of_anyhow() {
    let parsed = scope(|s| {
        let good = s.spawn(|| Ok("12".parse::<u32>()?));
        let fine = s.spawn(|| anyhow::Ok(1));
        anyhow::Ok(good.join()? + fine.join()?)
    });
    assert_eq!(parsed.unwrap(), 13);

    let bad = scope(|s| {
        let task = s.spawn(|| Ok("twelve".parse::<u32>()?));
        anyhow::Ok(task.join()?)
    });
    assert!(bad.unwrap_err().is::<std::num::ParseIntError>());
}

/// The last value of every task is there although the handles are gone: the scope waits for all.
#[test]
fn scope_waits_for_tasks_whose_handles_are_dropped() {
    let ended = AtomicU64::new(0);
    scope(|s| {
        for _ in 0..16 {
            drop(s.spawn(|| {
                for _ in 0..100 {
                    thread::yield_now();
                }
                ended.fetch_add(1, Relaxed);
            }));
        }
        Ok::<_, Cancelled>(())
    })
    .unwrap();
    assert_eq!(ended.into_inner(), 16);
}

#[test]
fn scope_waits_for_tasks_whose_handles_are_forgotten() {
    let ended = AtomicU64::new(0);
    scope(|s| {
        std::mem::forget(s.spawn(|| {
            for _ in 0..100 {
                thread::yield_now();
            }
            ended.fetch_add(1, Relaxed);
        }));
        Ok::<_, Cancelled>(())
    })
    .unwrap();
    assert_eq!(ended.into_inner(), 1);
}

#[test]
fn many_tasks_all_run() {
    let sum = AtomicU64::new(0);
    scope(|s| {
        for n in 0..300 {
            let sum = &sum;
            s.spawn(move || {
                sum.fetch_add(n, Relaxed);
            });
        }
        Ok::<_, Cancelled>(())
    })
    .unwrap();
    assert_eq!(sum.into_inner(), 300 * 299 / 2);
}

#[test]
fn task_may_spawn_tasks() {
    let count = AtomicU64::new(0);
    scope(|s| {
        let count = &count;
        s.spawn(move || {
            for _ in 0..3 {
                s.spawn(move || {
                    count.fetch_add(1, Relaxed);
                    s.spawn(move || {
                        count.fetch_add(10, Relaxed);
                    });
                });
            }
        });
        Ok::<_, Cancelled>(())
    })
    .unwrap();
    assert_eq!(count.into_inner(), 33);
}

#[test]
fn task_may_join_another() {
    let joined = scope(|s| {
        let first = s.spawn(|| Ok(1));
        let second = s.spawn(|| Ok(first.join()? + 1));
        Ok::<_, Cancelled>(second.join()? + 1)
    });
    assert_eq!(joined.unwrap(), 3);
}

#[test]
fn task_says_when_it_has_ended() {
    scope(|s| {
        let (release, released) = mpsc::channel();
        let task = s.spawn(move || soon(&released));
        assert!(!task.is_finished());
        release.send(()).unwrap();
        while !task.is_finished() {
            thread::yield_now();
        }
        task.join()
    })
    .unwrap();
}

#[test]
fn value_of_a_dropped_handle_is_dropped_within_the_scope() {
    struct Notes<'a>(&'a Mutex<Vec<&'static str>>, &'static str);
    impl Drop for Notes<'_> {
        fn drop(&mut self) {
            self.0.lock().unwrap().push(self.1);
        }
    }
    let notes = Mutex::new(Vec::new());
    scope(|s| {
        drop(s.spawn(|| Ok(Notes(&notes, "value"))));
        Ok::<_, Cancelled>(())
    })
    .unwrap();
    assert_eq!(notes.into_inner().unwrap(), ["value"]);
}

#[test]
fn scope_in_a_scope_gives_its_value() {
    let total: u32 = scope(|outer| {
        let tasks: Vec<_> = (0..3)
            .map(|n| {
                outer.spawn(move || {
                    scope(|inner| {
                        let task = inner.spawn(move || Ok(n * 10));
                        Ok(task.join()? + 1)
                    })
                })
            })
            .collect();
        tasks
            .into_iter()
            .map(safepoint::Task::join)
            .sum::<Result<_, Cancelled>>()
    })
    .unwrap();
    assert_eq!(total, 33);
}

#[test]
fn scope_has_a_token_of_its_own() {
    let outer = safepoint::CancelSource::new();
    outer.token().run(|| {
        scope(|s| {
            assert!(s.token().can_be_cancelled());
            s.cancel();
            Ok::<_, Cancelled>(())
        })
        .unwrap_err();
        assert!(!CancelToken::current().is_cancelled());
    });
}

#[test]
fn scopes_token_is_ambient_in_body_and_tasks_and_not_after() {
    scope(|s| {
        assert!(CancelToken::current().can_be_cancelled());
        s.spawn(|| assert!(CancelToken::current().can_be_cancelled()));
        Ok::<_, Cancelled>(())
    })
    .unwrap();
    assert!(CancelToken::try_current().is_none());
}

#[test]
fn named_task_has_a_named_thread() {
    let name = scope(|s| {
        let task = s.spawn_named("digger", || Ok(thread::current().name().map(str::to_owned)));
        task.join()
    });
    assert_eq!(name.unwrap().as_deref(), Some("digger"));
    // A name that the system cannot take is no reason to fail.
    let ran = scope(|s| s.spawn_named("zero\0byte", || Ok(true)).join());
    assert!(ran.unwrap());
}
