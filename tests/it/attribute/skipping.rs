//! S6: every visible loop is accounted for: checked, marked, or left out on request.

use std::thread::{self, JoinHandle};

use safepoint::{CancelSource, CancelToken, Cancelled, cancellable};
use safepoint_tests::{
    cancelled_at, cancelled_everywhere, count_checkpoints, count_checkpoints_with,
};
use tokio_util::sync::CancellationToken;

use super::touch;

#[test]
fn skipped_loop_is_not_checked_nor_what_is_in_it() {
    #[cancellable]
    fn work() -> Result<(), Cancelled> {
        #[checkpoint(skip)]
        for n in 0..10 {
            for m in 0..n {
                touch(m);
            }
        }
        #[checkpoint(skip)]
        while touch(false) {}
        #[checkpoint(skip)]
        loop {
            break;
        }
        for n in 0..2 {
            touch(n);
        }
        Ok(())
    }
    assert_eq!(count_checkpoints(work), 1 + 3);
}

#[test]
fn skipped_inner_loop_leaves_the_outer_one_checked() {
    #[cancellable]
    fn work() -> Result<(), Cancelled> {
        for n in 0..3 {
            #[checkpoint(skip)]
            for m in 0..n {
                touch(m);
            }
        }
        Ok(())
    }
    assert_eq!(count_checkpoints(work), 1 + 4);
}

#[test]
fn skipped_statement_block_and_closure_are_not_checked() {
    #[cancellable]
    fn work() -> Result<u32, Cancelled> {
        #[checkpoint(skip)]
        let sum = {
            let mut sum = 0;
            for n in 0..4 {
                sum += touch(n);
            }
            sum
        };
        #[checkpoint(skip)]
        {
            for n in 0..4 {
                touch(n);
            }
        }
        let closure = #[checkpoint(skip)]
        |limit: u32| {
            let mut count = 0;
            for n in 0..limit {
                count += touch(n);
            }
            count
        };
        let mut assigned;
        #[checkpoint(skip)]
        assigned = loop {
            break touch(1);
        };
        assigned += 1;
        Ok(sum + closure(3) + assigned)
    }
    assert_eq!(work().unwrap(), 6 + 3 + 2);
    assert_eq!(count_checkpoints(work), 1);
}

#[test]
fn closure_without_a_loop_needs_no_mark() {
    #[cancellable]
    fn work(numbers: &[u32]) -> Result<Vec<u32>, Cancelled> {
        let mut result = Vec::new();
        for number in numbers {
            result.extend([*number].iter().map(|n| touch(n + 1)));
        }
        Ok(result)
    }
    assert_eq!(work(&[1, 2]).unwrap(), [2, 3]);
    assert_eq!(count_checkpoints(|| work(&[1, 2])), 1 + 3);
}

/// A marked closure returns through its own type, and the function goes on.
///
/// Pitfall 16 (tests/pitfalls/rows.md).
#[test]
fn marked_closure_is_checked_and_returns_through_its_own_type() {
    #[cancellable]
    fn work(limit: u32) -> Result<u32, Cancelled> {
        let sum = #[cancellable]
        |from: u32| -> Option<u32> {
            let mut sum = 0;
            for n in from..limit {
                sum += touch(n);
            }
            Some(sum)
        };
        let first = sum(0);
        Ok(first.unwrap_or(1000))
    }
    assert_eq!(work(3).unwrap(), 3);
    // Entry; the closure's entry; three items and the end.
    let sums: Vec<_> = cancelled_everywhere(|| work(3))
        .into_iter()
        .map(Result::ok)
        .collect();
    assert_eq!(sums[0], Some(3));
    assert_eq!(sums[1], None);
    assert!(sums[2..].iter().all(|sum| *sum == Some(1000)));
    assert_eq!(sums.len(), 1 + 1 + 1 + 4);
}

#[test]
fn marked_closure_watches_the_parameter_of_its_function() {
    #[cancellable]
    fn work(token: &CancelToken) -> Result<(), Cancelled> {
        let inner = #[cancellable]
        || -> Result<(), Cancelled> {
            for n in 0..3 {
                touch(n);
            }
            Ok(())
        };
        inner()
    }
    let count = count_checkpoints_with(work);
    assert_eq!(count, 1 + 1 + 4);
}

#[test]
fn marked_closure_without_a_type_is_unit() {
    #[cancellable]
    fn work(seen: &mut Vec<u32>) -> Result<(), Cancelled> {
        let mut push = #[cancellable]
        || {
            for n in 0..3 {
                seen.push(touch(n));
            }
        };
        push();
        Ok(())
    }
    let mut seen = Vec::new();
    work(&mut seen).unwrap();
    assert_eq!(seen, [0, 1, 2]);
}

#[test]
fn marked_closure_may_be_sent_to_a_thread() {
    #[cancellable]
    fn work(token: &CancelToken) -> Result<u32, Cancelled> {
        let task = #[cancellable]
        move || -> Result<u32, Cancelled> {
            let mut sum = 0;
            for n in 0..3 {
                sum += touch(n);
            }
            Ok(sum)
        };
        std::thread::scope(|threads| threads.spawn(task).join().unwrap())
    }
    assert_eq!(work(&CancelToken::never()).unwrap(), 3);
    assert_eq!(count_checkpoints_with(work), 1 + 1 + 4);
}

#[test]
fn marked_closure_may_outlive_the_reference_to_the_token() {
    #[cancellable]
    fn direct(token: &CancelToken) -> Result<JoinHandle<Result<(), Cancelled>>, Cancelled> {
        Ok(thread::spawn(
            #[cancellable]
            move || -> Result<(), Cancelled> {
                loop {
                    thread::yield_now();
                }
            },
        ))
    }
    #[cancellable]
    fn nested(token: &CancelToken) -> Result<JoinHandle<Result<(), Cancelled>>, Cancelled> {
        Ok(thread::spawn(move || {
            let outer = #[cancellable]
            move || -> Result<(), Cancelled> {
                let inner = thread::spawn(
                    #[cancellable]
                    move || -> Result<(), Cancelled> {
                        loop {
                            thread::yield_now();
                        }
                    },
                );
                inner.join().unwrap()
            };
            outer()
        }))
    }
    #[cancellable(token = token)]
    fn theirs(token: &CancellationToken) -> Result<JoinHandle<Result<(), Cancelled>>, Cancelled> {
        Ok(thread::spawn(
            #[cancellable]
            move || -> Result<(), Cancelled> {
                loop {
                    thread::yield_now();
                }
            },
        ))
    }
    for spawn in [direct, nested] {
        let source = CancelSource::new();
        let task = spawn(&source.token()).unwrap();
        source.cancel();
        assert!(task.join().unwrap().is_err());
    }
    let token = CancellationToken::new();
    let task = theirs(&token).unwrap();
    token.cancel();
    assert!(task.join().unwrap().is_err());
}

#[test]
fn closures_in_break_mode_are_rewritten_unmarked() {
    #[cancellable(on_cancel = break)]
    fn work() -> u32 {
        let sum = |limit: u32| {
            let mut sum = 0;
            for n in 0..limit {
                sum += touch(n);
            }
            sum
        };
        sum(4) + 100
    }
    assert_eq!(work(), 106);
    assert_eq!(cancelled_at(3, work), 101);
}

/// So they can be functions, and their loops watch the ambient token alone.
#[test]
fn unmarked_closures_capture_nothing() {
    #[cancellable(on_cancel = break)]
    fn breaks(token: &CancelToken) -> u32 {
        let sum: fn(u32) -> u32 = |limit| {
            let mut sum = 0;
            for n in 0..limit {
                sum += touch(n);
            }
            sum
        };
        let mut all = 0;
        for limit in 0..2 {
            all += sum(limit);
        }
        all
    }
    #[cancellable(on_cancel = unwind)]
    fn unwinds(token: &CancelToken) -> u32 {
        let sum: fn(u32) -> u32 = |limit| {
            let mut sum = 0;
            for n in 0..limit {
                sum += touch(n);
            }
            sum
        };
        sum(4)
    }
    let never = CancelToken::never();
    // Two turns and the end; and each closure at its turns and its end.
    assert_eq!(count_checkpoints_with(breaks), 3);
    assert_eq!(count_checkpoints(|| breaks(&never)), 1 + 2);
    // The entry; and the closure at its turns and its end.
    assert_eq!(count_checkpoints_with(unwinds), 1);
    assert_eq!(count_checkpoints(|| unwinds(&never)), 4 + 1);
}

#[test]
fn closures_in_unwind_mode_are_rewritten_unmarked() {
    #[cancellable(on_cancel = unwind)]
    fn work() -> u32 {
        [3_u32, 4].map(|limit| {
            let mut sum = 0;
            for n in 0..limit {
                sum += touch(n);
            }
            sum
        })[1]
    }
    assert_eq!(work(), 6);
    assert!(cancelled_at(5, || safepoint::catch(work)).is_err());
}
