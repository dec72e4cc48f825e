//! The mode that unwinds: what is printed and when, what passes through, who catches it.

use std::{
    panic::{AssertUnwindSafe, catch_unwind, resume_unwind},
    process::{Command, Output},
    sync::Mutex,
    thread,
};

use safepoint::{CancelSource, Cancelled, cancellable, catch, scope};

use crate::support::{expect_planned_panics, hook_heard, planned_panic};

#[cancellable(on_cancel = unwind)]
fn spins() {
    loop {
        std::hint::spin_loop();
    }
}

fn cancelled<R>(work: impl FnOnce() -> R) -> R {
    let source = CancelSource::new();
    source.cancel();
    source.token().run(work)
}

/// Names the process that a test starts once more.
const CHILD: &str = "SAFEPOINT_UNWINDING_CHILD";

/// Runs a test of this file in a process of its own.
fn child(test: &str) -> Output {
    Command::new(std::env::current_exe().unwrap())
        .args(["--exact", &format!("unwinding::{test}"), "--nocapture"])
        .env(CHILD, test)
        .output()
        .unwrap()
}

/// What it prints to standard error.
fn printed(test: &str) -> String {
    let output = child(test);
    let printed = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{printed}");
    printed
}

fn in_child() -> bool {
    std::env::var_os(CHILD).is_some()
}

#[test]
fn uncaught_cancellation_prints_one_line() {
    if in_child() {
        let thread = thread::spawn(|| cancelled(spins));
        assert!(thread.join().unwrap_err().is::<Cancelled>());
        return;
    }
    let printed = printed("uncaught_cancellation_prints_one_line");
    let lines: Vec<&str> = printed.lines().collect();
    let [line] = lines[..] else {
        panic!("one line: {printed}")
    };
    assert!(
        line.starts_with("cancelled: requested (noticed in spins at "),
        "{line}"
    );
    assert!(line.contains("no `safepoint::catch` or scope"), "{line}");
}

/// README says so under "Limits". (With the ambient token alone there is nothing to cancel: none is left at a thread's end.)
#[test]
fn destructor_of_a_thread_local_aborts_as_with_any_panic() {
    struct AtEnd;
    impl Drop for AtEnd {
        fn drop(&mut self) {
            cancelled(spins);
        }
    }
    thread_local! { static AT_END: AtEnd = const { AtEnd }; }
    if in_child() {
        let _ = thread::spawn(|| AT_END.with(|_| ())).join();
        return;
    }
    let output = child("destructor_of_a_thread_local_aborts_as_with_any_panic");
    let printed = String::from_utf8_lossy(&output.stderr);
    assert!(!output.status.success(), "{printed}");
    assert!(
        printed.contains("thread local panicked on drop"),
        "{printed}"
    );
}

#[test]
fn caught_cancellation_prints_nothing() {
    if in_child() {
        assert!(cancelled(|| catch(spins)).is_err());
        let source = CancelSource::new();
        let outcome: Result<(), Cancelled> = source.token().scope(|s| {
            s.spawn(spins);
            source.cancel();
            Ok(())
        });
        assert!(outcome.is_err());
        return;
    }
    assert_eq!(printed("caught_cancellation_prints_nothing"), "");
}

#[test]
fn panic_passes_through_a_catch_untouched() {
    #[derive(Debug, PartialEq)]
    struct Payload(u32);
    let caught = catch_unwind(AssertUnwindSafe(|| {
        let _: Result<(), Cancelled> = catch(|| resume_unwind(Box::new(Payload(7))));
    }));
    assert_eq!(
        *caught.unwrap_err().downcast::<Payload>().unwrap(),
        Payload(7)
    );
}

#[test]
fn panic_of_an_annotated_function_is_a_panic() {
    #[cancellable(on_cancel = unwind)]
    fn panics() {
        for turn in 0.. {
            if turn == 3 {
                planned_panic("in an annotated function");
            }
        }
    }
    expect_planned_panics();
    let caught = catch_unwind(|| catch(panics));
    let message = caught.unwrap_err().downcast::<String>().unwrap();
    assert_eq!(*message, "planned: in an annotated function");
    assert!(hook_heard("planned: in an annotated function"));
}

#[test]
fn innermost_catch_is_the_one_that_catches() {
    let outer = cancelled(|| {
        catch(|| {
            let inner = catch(spins);
            inner.unwrap_err().site().function()
        })
    });
    assert_eq!(outer.unwrap(), Some("spins"));
}

#[test]
fn cancellation_in_a_destructor_of_what_unwinds_is_left_alone() {
    struct Cleans<'c>(&'c mut u32);
    impl Drop for Cleans<'_> {
        fn drop(&mut self) {
            cleans(self.0);
        }
    }
    #[cancellable(on_cancel = unwind)]
    fn cleans(turns: &mut u32) {
        while *turns < 3 {
            *turns = turns.wrapping_add(std::hint::black_box(1));
        }
    }
    #[cancellable(on_cancel = unwind, entry = false)]
    fn holds(turns: &mut u32) {
        let _cleans = Cleans(turns);
        loop {
            std::hint::spin_loop();
        }
    }
    let mut turns = 0;
    assert!(cancelled(|| catch(|| holds(&mut turns))).is_err());
    assert_eq!(turns, 3);
}

#[test]
fn destructor_of_what_returns_may_unwind() {
    struct Spins;
    impl Drop for Spins {
        fn drop(&mut self) {
            spins();
        }
    }
    assert!(cancelled(|| catch(|| drop(Spins))).is_err());
}

#[test]
fn lock_that_was_held_is_poisoned() {
    let lock = Mutex::new(1);
    let outcome = cancelled(|| {
        catch(|| {
            let _held = lock.lock().unwrap();
            spins();
        })
    });
    assert!(outcome.is_err() && lock.is_poisoned());
}

#[test]
fn cancellation_of_a_task_is_its_scopes_error() {
    let outcome: Result<(), Cancelled> = cancelled(|| {
        scope(|s| {
            s.spawn(spins);
            Ok(())
        })
    });
    assert!(outcome.is_err());
}
