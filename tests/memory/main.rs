//! What tokens leave behind: nothing (K5, K7). A binary of its own, for its allocator counts.

use std::{hint::black_box, time::Duration};

use safepoint::{CancelSource, CancelToken, Cancelled, Reason};
use safepoint_tests::{
    Recorder,
    allocation::{Counting, Growth, growth},
};

#[global_allocator]
static ALLOCATOR: Counting = Counting;

const HOUR: Duration = Duration::from_hours(1);

/// What a table that is too small to be worth shrinking may hold, in bytes.
const LITTLE: isize = 2048;

/// Work that, done a second time, leaves and never holds more than `LITTLE`.
#[track_caller]
fn holds_little(mut work: impl FnMut()) {
    work(); // what is allocated once, is there now
    let growth = growth(work);
    let little = growth.kept <= LITTLE && growth.most <= LITTLE;
    assert!(little, "{growth:?}");
}

/// Work that, done a second time, leaves nothing.
#[track_caller]
fn leaves_nothing(mut work: impl FnMut()) {
    work();
    assert_eq!(growth(work).kept, 0);
}

/// So many children come and go in each of two passes.
const MANY: u32 = 5_000_000;

/// K5: ten million, in two passes.
#[test]
fn ten_million_short_lived_children_leave_nothing_with_their_parent() {
    let parent = CancelSource::new();
    let (token, child) = (parent.token(), parent.token().child());
    holds_little(|| {
        for _ in 0..MANY {
            drop(black_box(token.child()));
        }
    });
    parent.cancel();
    assert!(child.token().is_cancelled());
}

/// K5: also where each has stood in its parent's list.
#[test]
fn short_lived_children_that_are_looked_at_leave_nothing_with_their_parent() {
    let parent = CancelSource::new();
    let token = parent.token();
    holds_little(|| {
        for _ in 0..MANY / 5 {
            assert!(!token.child().token().is_cancelled());
        }
    });
}

/// K5: alive together, then all dropped but one.
#[test]
fn dropped_children_leave_almost_nothing_beside_a_live_one() {
    let parent = CancelSource::new();
    let token = parent.token();
    let mut kept = None;
    let growth = growth(|| {
        let mut children: Vec<CancelSource> = (0..100_000).map(|_| token.child()).collect();
        assert!(!children.iter().any(|child| child.token().is_cancelled()));
        kept = Some(children.swap_remove(50_000));
    });
    assert!(growth.most > 100_000 * 100, "{growth:?}");
    assert!(growth.kept <= LITTLE, "{growth:?}");
    parent.cancel();
    assert!(kept.unwrap().token().is_cancelled());
}

/// K6: nor with the timer.
#[test]
fn short_lived_children_with_deadlines_leave_nothing() {
    let token = CancelSource::new().token();
    holds_little(|| {
        for n in 0..MANY / 50 {
            let timeout = HOUR + Duration::from_nanos(n.into());
            drop(black_box(token.child_with_timeout(timeout)));
        }
    });
}

#[test]
fn replaced_deadlines_leave_nothing() {
    let source = CancelSource::new();
    leaves_nothing(|| {
        for n in 0..100_000 {
            source.cancel_after(HOUR + Duration::from_nanos(n));
        }
        source.cancel_after(Duration::MAX);
    });
}

#[test]
fn cancelled_children_leave_nothing_with_the_timer() {
    let root = CancelSource::new();
    holds_little(|| {
        for _ in 0..100_000 {
            root.token().child_with_timeout(HOUR).cancel();
        }
    });
}

#[test]
fn short_lived_linked_sources_leave_nothing_with_any_parent() {
    let parents = [(); 3].map(|()| CancelSource::new().token());
    holds_little(|| {
        for _ in 0..MANY / 50 {
            drop(black_box(CancelSource::linked(&parents)));
        }
    });
}

#[test]
fn dropped_registrations_leave_nothing() {
    let source = CancelSource::new();
    let token = source.token();
    holds_little(|| {
        for n in 0..MANY / 50 {
            let captured = Box::new(n);
            drop(token.on_cancel(move |_| drop(captured)));
        }
    });
}

#[test]
fn ended_waits_leave_nothing() {
    let source = CancelSource::new();
    holds_little(|| {
        for _ in 0..1000 {
            assert!(!source.token().wait_timeout(Duration::from_nanos(1)));
        }
    });
}

/// A thousand nodes, with callbacks that stay, and one that is linked to all.
fn tree() -> (CancelSource, Vec<CancelToken>) {
    let root = CancelSource::new();
    let mut tokens = vec![root.token()];
    for n in 0..1000 {
        let child = tokens[n / 2].child();
        let captured = vec![n];
        child.token().on_cancel(move |_| drop(captured)).detach();
        tokens.push(child.token());
    }
    tokens.push(CancelSource::linked(&tokens).token());
    (root, tokens)
}

/// K7.
#[test]
fn cancelled_tree_leaves_nothing() {
    leaves_nothing(|| {
        let (root, tokens) = tree();
        root.cancel_with(Reason::message("the end"));
        let errors: Vec<Cancelled> = tokens.iter().filter_map(|it| it.check().err()).collect();
        assert_eq!(errors.len(), tokens.len());
    });
}

/// K7: whichever end is dropped first.
#[test]
fn live_tree_leaves_nothing() {
    leaves_nothing(|| {
        let (root, mut tokens) = tree();
        drop(root);
        tokens.reverse();
        drop(tokens);
    });
    leaves_nothing(|| {
        let (_root, tokens) = tree();
        drop(tokens);
    });
}

/// K7.
#[test]
fn observed_tree_leaves_nothing() {
    leaves_nothing(|| {
        let recorder = Recorder::cancelling_at(100);
        let token = recorder.token().child().token();
        while token.check().is_ok() {}
    });
}

/// K7.
#[test]
fn cancelled_scope_leaves_nothing() {
    leaves_nothing(|| {
        let result = safepoint::scope(|s| {
            s.cancel();
            Ok::<_, Cancelled>(Box::new(1))
        });
        assert!(result.is_err());
    });
}

#[test]
fn never_allocates_nothing() {
    let growth = growth(|| {
        for _ in 0..1000 {
            let token = black_box(CancelToken::never());
            assert!(token.clone().check().is_ok());
            assert!(token.run(safepoint::checkpoint).is_ok());
            assert!(!CancelToken::current().is_cancelled());
        }
    });
    assert_eq!(growth, Growth { kept: 0, most: 0 });
}

/// K1: a check of a live token allocates nothing, at any depth.
#[test]
fn live_check_allocates_nothing() {
    let (_root, tokens) = tree();
    let growth = growth(|| assert!(tokens.iter().all(|token| token.check().is_ok())));
    assert_eq!(growth, Growth { kept: 0, most: 0 });
}
