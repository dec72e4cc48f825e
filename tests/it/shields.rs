//! Shields: what a cancellation does not stop, what it stops again, and what is seen of it meanwhile.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    time::Duration,
};

use safepoint::{
    CancelSource, CancelToken, Cancelled, Reason, cancellable, checkpoint, pending, shield,
    shield_for,
};

use crate::support::planned_panic;

/// Runs under an ambient token that is cancelled.
fn under_cancelled<R>(work: impl FnOnce() -> R) -> R {
    let source = CancelSource::new();
    source.cancel();
    source.token().run(work)
}

#[cancellable]
fn removes_files(count: u32) -> Result<u32, Cancelled> {
    let mut removed = 0;
    while removed < count {
        removed = remove(removed);
    }
    Ok(removed)
}

fn remove(removed: u32) -> u32 {
    removed + 1
}

#[test]
fn annotated_function_runs_to_its_end_in_a_shield() {
    assert!(under_cancelled(|| removes_files(3)).is_err());
    let removed = under_cancelled(|| shield(|_| removes_files(3)));
    assert_eq!(removed.unwrap(), 3);
}

#[test]
fn cleaning_up_after_a_cancellation_uses_annotated_functions() {
    struct Folder<'f>(&'f mut u32);
    impl Drop for Folder<'_> {
        fn drop(&mut self) {
            *self.0 = shield(|_| removes_files(5)).unwrap_or(0);
        }
    }
    #[cancellable]
    fn fills(removed: &mut u32) -> Result<(), Cancelled> {
        let _folder = Folder(removed);
        loop {
            remove(0);
            CancelToken::current().check()?;
        }
    }
    let mut removed = 0;
    let error = safepoint_tests::cancelled_at(4, || fills(&mut removed)).unwrap_err();
    assert_eq!(error.site().function(), Some("fills"));
    assert_eq!(removed, 5);
}

#[test]
fn part_of_a_shield_is_opened_again() {
    under_cancelled(|| {
        shield(|outer| {
            assert!(checkpoint().is_ok());
            assert!(outer.run(checkpoint).is_err());
            assert!(outer.run(|| removes_files(3)).is_err());
            assert!(checkpoint().is_ok());
        });
    });
}

#[test]
fn shield_in_a_part_that_was_opened_again_is_one() {
    under_cancelled(|| {
        shield(|outer| {
            outer.run(|| {
                let removed = shield(|inner| {
                    assert!(inner.is_cancelled());
                    removes_files(2)
                });
                assert_eq!(removed.unwrap(), 2);
                assert!(checkpoint().is_err());
            });
        });
    });
}

#[test]
fn pending_tells_of_a_cancellation_outside_the_innermost_shield() {
    assert!(!pending());
    let source = CancelSource::new();
    source.token().run(|| {
        shield(|_| {
            assert!(!pending());
            source.cancel();
            assert!(pending());
            // Outside this one is the shield around it, in which nothing is cancelled.
            shield(|_| assert!(!pending()));
            assert!(pending());
        });
        assert!(!pending());
        assert!(checkpoint().is_err());
    });
}

#[test]
fn shield_for_a_time_is_cancelled_by_its_own_deadline() {
    let shielded = under_cancelled(|| {
        shield_for(Duration::from_millis(1), |outer| {
            assert!(outer.is_cancelled());
            CancelToken::current().sleep(crate::support::IN_VAIN)
        })
    });
    assert!(matches!(shielded.unwrap_err().reason(), Reason::Deadline));
    let removed = under_cancelled(|| shield_for(crate::support::IN_VAIN, |_| removes_files(3)));
    assert_eq!(removed.unwrap(), 3);
}

#[test]
fn token_that_is_a_parameter_is_not_shielded() {
    #[cancellable]
    fn given(token: &CancelToken) -> Result<(), Cancelled> {
        Ok(())
    }
    let source = CancelSource::new();
    source.cancel();
    assert!(shield(|_| given(&source.token())).is_err());
}

#[test]
fn shield_ends_with_a_panic() {
    under_cancelled(|| {
        let caught = catch_unwind(AssertUnwindSafe(|| {
            shield(|_| planned_panic("in a shield"));
        }));
        assert!(caught.is_err());
        assert!(checkpoint().is_err());
        assert!(!pending());
    });
}

#[test]
fn shield_without_an_ambient_token_hides_nothing() {
    shield(|outer| {
        assert!(!outer.can_be_cancelled());
        assert!(!pending() && checkpoint().is_ok());
    });
}

#[test]
fn pending_is_seen_by_the_tasks_of_a_scope_in_a_shield() {
    let seen = under_cancelled(|| {
        shield(|_| safepoint::scope(|s| s.spawn(|| Ok::<_, Cancelled>(pending())).join()))
    });
    assert!(seen.unwrap());
    let open = safepoint::scope(|s| s.spawn(|| Ok::<_, Cancelled>(pending())).join());
    assert!(!open.unwrap());
    // A task is shielded by what is around its scope, and not by what is around the call that spawns it.
    let spawned = CancelToken::never().scope(|s| {
        let inside = || shield(|_| s.spawn(|| Ok::<_, Cancelled>(pending())).join());
        under_cancelled(inside)
    });
    assert!(!spawned.unwrap());
}
