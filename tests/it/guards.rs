//! Guards that cancel when they are dropped.

use safepoint::{CancelSource, Reason};

#[test]
fn dropping_a_guard_cancels_with_its_own_reason() {
    let source = CancelSource::new();
    let token = source.token();
    let guard = source.drop_guard();
    assert!(!token.is_cancelled());
    drop(guard);
    assert!(matches!(token.reason(), Some(Reason::Dropped)));
}

#[test]
fn disarmed_guard_gives_the_source_back_and_cancels_nothing() {
    let source = CancelSource::new();
    let token = source.token();
    let source = source.drop_guard().disarm();
    assert!(!token.is_cancelled());
    assert!(source.cancel());
}

#[test]
fn guard_changes_nothing_of_what_was_cancelled_before() {
    let source = CancelSource::new();
    let guard = source.clone().drop_guard();
    source.cancel_with(Reason::Signal(2));
    drop(guard);
    assert!(matches!(source.token().reason(), Some(Reason::Signal(2))));
}

#[test]
fn guard_cancels_although_other_handles_are_left() {
    let source = CancelSource::new();
    drop(source.clone().drop_guard());
    assert!(source.token().is_cancelled());
}

#[test]
fn guard_cancels_when_its_scope_is_left_by_a_panic() {
    let source = CancelSource::new();
    let token = source.token();
    let caught = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
        let _guard = source.drop_guard();
        crate::support::planned_panic("with a guard");
    }));
    assert!(caught.is_err());
    assert!(token.is_cancelled());
}

#[test]
fn guard_names_the_line_that_made_it() {
    let source = CancelSource::new();
    let token = source.token();
    drop(source.drop_guard());
    let origin = token.check().unwrap_err().origin();
    assert_eq!((origin.file(), origin.line()), (file!(), line!() - 2));
}
