//! The ambient token: who sees which, and for how long.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    thread,
    time::Duration,
};

use safepoint::{CancelSource, CancelToken, Reason, checkpoint};

use crate::support::planned_panic;

fn cancelled() -> CancelToken {
    let source = CancelSource::new();
    source.cancel();
    source.token()
}

#[test]
fn nothing_is_ambient_outside() {
    assert!(CancelToken::try_current().is_none());
    assert!(!CancelToken::current().can_be_cancelled());
    assert!(checkpoint().is_ok());
}

#[test]
fn token_is_ambient_in_what_it_runs() {
    let source = CancelSource::new();
    source.token().run(|| {
        assert!(checkpoint().is_ok());
        source.cancel();
        assert!(checkpoint().is_err());
        assert!(safepoint::checkpoint!().is_err());
        assert!(CancelToken::try_current().unwrap().is_cancelled());
    });
    assert!(checkpoint().is_ok());
}

#[test]
fn run_gives_what_its_closure_gives() {
    assert_eq!(CancelToken::never().run(|| "value"), "value");
}

#[test]
fn innermost_run_is_ambient_and_the_outer_one_again_after_it() {
    let outer = CancelSource::new();
    outer.token().run(|| {
        cancelled().run(|| assert!(checkpoint().is_err()));
        assert!(checkpoint().is_ok());
        outer.cancel();
        CancelToken::never().run(|| assert!(checkpoint().is_ok()));
        assert!(checkpoint().is_err());
    });
}

#[test]
fn never_is_ambient_where_it_is_run() {
    CancelToken::never().run(|| {
        let current = CancelToken::try_current().unwrap();
        assert!(!current.can_be_cancelled());
    });
}

#[test]
fn ambient_token_is_restored_after_a_panic() {
    let outer = CancelSource::new();
    outer.token().run(|| {
        let caught = catch_unwind(AssertUnwindSafe(|| {
            cancelled().run(|| planned_panic("under an ambient token"));
        }));
        assert!(caught.is_err());
        assert!(checkpoint().is_ok());
        outer.cancel();
        assert!(checkpoint().is_err());
    });
    assert!(CancelToken::try_current().is_none());
}

#[test]
fn ambient_token_is_seen_by_what_drops_while_unwinding() {
    struct Looks;
    impl Drop for Looks {
        fn drop(&mut self) {
            assert!(checkpoint().is_err());
        }
    }
    let caught = catch_unwind(|| {
        cancelled().run(|| {
            let _looks = Looks;
            planned_panic("with a drop that checks");
        });
    });
    assert!(caught.is_err());
    assert!(checkpoint().is_ok());
}

#[test]
fn ambient_token_stays_on_its_thread() {
    cancelled().run(|| {
        thread::scope(|threads| {
            threads.spawn(|| assert!(checkpoint().is_ok()));
        });
    });
}

#[test]
fn current_outlives_the_run() {
    let token = cancelled().run(CancelToken::current);
    assert!(token.is_cancelled());
}

#[test]
fn run_lends_its_token_for_no_longer_than_itself() {
    let source = CancelSource::new();
    let token = source.token();
    token.run(|| assert!(CancelToken::current().can_be_cancelled()));
    drop(token);
    assert!(CancelToken::try_current().is_none());
}

#[test]
fn ambient_token_is_seen_when_a_thread_ends() {
    struct AtEnd;
    impl Drop for AtEnd {
        fn drop(&mut self) {
            assert!(CancelToken::try_current().is_none());
            assert!(cancelled().run(checkpoint).is_err());
        }
    }
    thread_local! { static AT_END: AtEnd = const { AtEnd }; }
    thread::spawn(|| AT_END.with(|_| ())).join().unwrap();
}

#[test]
fn timeout_is_a_child_of_the_ambient_token() {
    let outer = CancelSource::new();
    let inner = outer.token().run(|| {
        safepoint::timeout(Duration::MAX, || {
            outer.cancel_with(Reason::message("from outside"));
            CancelToken::current()
        })
    });
    assert_eq!(inner.reason().unwrap().to_string(), "from outside");
}

#[test]
fn timeout_leaves_the_outer_token_alone() {
    let outer = CancelSource::new();
    outer.token().run(|| {
        let error = safepoint::timeout(Duration::ZERO, checkpoint).unwrap_err();
        assert!(matches!(error.reason(), Reason::Deadline));
        assert!(checkpoint().is_ok());
    });
}

#[test]
fn timeout_gives_what_its_closure_gives() {
    assert_eq!(safepoint::timeout(Duration::ZERO, || 7), 7);
}

/// "Was it my own timeout, or my caller's request?"
#[test]
fn own_timeout_is_told_from_the_callers_cancellation() {
    let outer = CancelSource::new();
    let inner = outer.token().child_with_timeout(Duration::ZERO);
    let error = inner.token().check().unwrap_err();
    assert!(error.came_from(&inner.token()));
    assert!(!error.came_from(&outer.token()));
}

#[test]
fn checkpoint_macro_takes_a_token() {
    let token = cancelled();
    assert!(safepoint::checkpoint!(token).is_err());
    assert!(safepoint::checkpoint!(&token).is_err());
    assert!(safepoint::checkpoint!(CancelToken::never()).is_ok());
}

#[test]
fn checkpoint_macro_has_its_own_line_in_a_closure() {
    let token = cancelled();
    let lines: Vec<u32> = [(); 2]
        .iter()
        .map(|()| safepoint::checkpoint!(token).unwrap_err().site().line())
        .collect();
    assert_eq!(lines, [line!() - 2; 2]);
}
