//! The driver finds what is wrong: functions rewritten by hand, each with a mistake that an attribute might make.

use safepoint::{CancelToken, Cancelled};
use safepoint_differential::{
    drive::{After, Case, EACH, Totals, examine},
    log::{Outcome, Stop},
    world::{Guard, given, leaf_begins, leaf_ends, note, numbers, pulled, turn},
};

fn plain(_: &CancelToken) -> Outcome {
    let _guard = Guard::new(1);
    let mut sum = 0;
    for item in pulled(1, numbers(4, 3)) {
        turn(1, 1);
        given(1, item);
        if item % 2 == 0 {
            continue;
        }
        sum += note(2, item);
    }
    Outcome::Value(sum)
}

/// What the driver says of a function that should do what `plain` does.
fn verdict(annotated: fn(&CancelToken) -> Outcome) -> String {
    verdict_of(plain, annotated)
}

fn verdict_of(
    plain: fn(&CancelToken) -> Outcome,
    annotated: fn(&CancelToken) -> Outcome,
) -> String {
    let after = After::Gives(Outcome::Cancelled);
    let case = Case {
        name: "case",
        plain,
        annotated,
        after,
        entry: true,
    };
    examine(&case, EACH, &mut Totals::default())
        .err()
        .unwrap_or_default()
}

/// The function rewritten as it should be, with places for mistakes.
macro_rules! rewritten {
    ($token:ident, $sum:ident, $guard:ident, entry: $entry:expr, before: $before:expr, taken: $taken:expr, skipped: $skipped:expr) => {{
        fn body($token: &CancelToken) -> Result<i64, Stop> {
            $entry;
            let $guard = Guard::new(1);
            let mut $sum = 0;
            let mut items = pulled(1, numbers(4, 3));
            loop {
                $before;
                let Some(item) = items.next() else { break };
                $taken;
                turn(1, 1);
                given(1, item);
                if item % 2 == 0 {
                    $skipped;
                    continue;
                }
                $sum += note(2, item);
            }
            drop($guard);
            Ok($sum)
        }
        verdict(|token| body(token).into())
    }};
}

#[test]
fn nothing_is_wrong_with_the_right_function() {
    let verdict = rewritten!(token, sum, guard, entry: token.check()?, before: token.check()?, taken: {}, skipped: {});
    assert_eq!(verdict, "");
}

#[test]
fn a_check_after_the_item_was_taken_is_found() {
    let verdict = rewritten!(token, sum, guard, entry: token.check()?, before: {}, taken: token.check()?, skipped: {});
    assert!(verdict.ends_with("is taken and lost"), "{verdict}");
}

#[test]
fn a_missing_check_is_found() {
    let verdict =
        rewritten!(token, sum, guard, entry: token.check()?, before: {}, taken: {}, skipped: {});
    assert_eq!(verdict, "loop 1 does not check before each iteration");
}

#[test]
fn a_missing_check_at_entry_is_found() {
    let verdict =
        rewritten!(token, sum, guard, entry: {}, before: token.check()?, taken: {}, skipped: {});
    assert_eq!(verdict, "it does not check when it is called");
}

#[test]
fn another_effect_is_found() {
    let verdict = rewritten!(token, sum, guard, entry: token.check()?, before: token.check()?, taken: {}, skipped: { note(2, 1); });
    assert!(verdict.starts_with("never cancelled: event"), "{verdict}");
}

#[test]
fn another_value_is_found() {
    let verdict = rewritten!(token, sum, guard, entry: token.check()?, before: token.check()?, taken: {}, skipped: sum += 1);
    assert!(
        verdict.starts_with("never cancelled: it gives"),
        "{verdict}"
    );
}

#[test]
fn effects_of_a_cancelled_function_are_found() {
    let verdict = rewritten!(
        token, sum, guard,
        entry: token.check()?,
        before: token.check().inspect_err(|_| { note(3, 3); })?,
        taken: {},
        skipped: {}
    );
    assert!(
        verdict.contains("once cancelled, it goes on with [Note(3, 3)]"),
        "{verdict}"
    );
}

#[test]
fn a_function_that_swallows_its_cancellation_is_found() {
    let verdict = rewritten!(
        token, sum, guard,
        entry: token.check()?,
        before: if token.check().is_err() { return Ok(sum) },
        taken: {},
        skipped: {}
    );
    assert!(verdict.contains("it gives Value"), "{verdict}");
}

#[test]
fn a_guard_that_is_kept_is_found() {
    let verdict = rewritten!(
        token, sum, guard,
        entry: token.check()?,
        before: if let Err(cancelled) = token.check() {
            std::mem::forget(guard);
            return Err(cancelled.into());
        },
        taken: {},
        skipped: {}
    );
    assert!(verdict.contains("guard 0 is never dropped"), "{verdict}");
}

#[test]
fn another_order_of_drops_is_found() {
    fn annotated(token: &CancelToken) -> Result<i64, Stop> {
        token.check()?;
        let guard = Guard::new(1);
        drop(guard);
        for _ in 0..1 {
            token.check()?;
            turn(1, 1);
        }
        Ok(0)
    }
    fn plain(_: &CancelToken) -> Outcome {
        let _guard = Guard::new(1);
        for _ in 0..1 {
            turn(1, 1);
        }
        Outcome::Value(0)
    }
    let verdict = verdict_of(plain, |token| annotated(token).into());
    assert!(verdict.starts_with("never cancelled: event 1"), "{verdict}");
}

#[test]
fn a_strip_that_is_too_long_is_found() {
    fn program(every: u64, check: impl Fn() -> Result<(), Cancelled>) -> Result<i64, Stop> {
        leaf_begins(1);
        for turn in 0..50 {
            if turn % every == 0 {
                check()?;
            }
        }
        leaf_ends(1, 50, 10);
        Ok(0)
    }
    fn annotated(every: u64, token: &CancelToken) -> Result<i64, Stop> {
        token.check()?;
        program(every, || token.check())
    }
    let plain = |_: &CancelToken| program(1, || Ok(())).into();
    assert_eq!(verdict_of(plain, |token| annotated(10, token).into()), "");
    let verdict = verdict_of(plain, |token| annotated(20, token).into());
    assert_eq!(verdict, "leaf loop 1 checks 3 times in 50 iterations");
}
