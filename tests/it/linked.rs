//! Sources that are cancelled with any of several tokens.

use std::time::{Duration, Instant};

use safepoint::{CancelSource, CancelToken, Reason};

use crate::support::on_a_small_stack;

#[test]
fn linked_source_is_cancelled_with_any_of_its_parents() {
    for which in 0..3 {
        let parents = [(); 3].map(|()| CancelSource::new());
        let linked = CancelSource::linked(parents.each_ref().map(CancelSource::token));
        assert!(!linked.token().is_cancelled());
        parents[which].cancel_with(Reason::message("this one"));
        assert_eq!(linked.token().reason().unwrap().to_string(), "this one");
    }
}

#[test]
fn linked_source_cancels_none_of_its_parents() {
    let (left, right) = (CancelSource::new(), CancelSource::new());
    let linked = CancelSource::linked([&left.token(), &right.token()]);
    assert!(linked.cancel());
    assert!(!left.token().is_cancelled());
    assert!(!right.token().is_cancelled());
}

#[test]
fn first_of_the_parents_gives_the_reason() {
    let (left, right) = (CancelSource::new(), CancelSource::new());
    let linked = CancelSource::linked([&left.token(), &right.token()]);
    right.cancel_with(Reason::Signal(2));
    left.cancel_with(Reason::Signal(15));
    assert!(matches!(linked.token().reason(), Some(Reason::Signal(2))));
    let error = linked.token().check().unwrap_err();
    assert!(error.came_from(&right.token()));
    assert!(!error.came_from(&left.token()));
    assert!(!error.came_from(&linked.token()));
}

#[test]
fn linked_to_a_cancelled_token_is_cancelled() {
    let (left, right) = (CancelSource::new(), CancelSource::new());
    right.cancel_with(Reason::message("before"));
    let linked = CancelSource::linked([&left.token(), &right.token()]);
    assert_eq!(linked.token().reason().unwrap().to_string(), "before");
}

#[test]
fn linked_to_nothing_is_a_root() {
    let linked = CancelSource::linked([] as [CancelToken; 0]);
    assert!(!linked.token().is_cancelled());
    assert!(linked.cancel());
}

#[test]
fn linked_to_never_hears_the_others() {
    let source = CancelSource::new();
    let linked = CancelSource::linked([CancelToken::never(), source.token()]);
    source.cancel();
    assert!(linked.token().is_cancelled());
}

#[test]
fn linked_to_the_same_token_twice_is_linked_to_it() {
    let source = CancelSource::new();
    let linked = CancelSource::linked([source.token(), source.token()]);
    source.cancel();
    assert!(linked.token().is_cancelled());
}

#[test]
fn child_of_a_linked_source_hears_all() {
    let (left, right) = (CancelSource::new(), CancelSource::new());
    let child = CancelSource::linked([left.token(), right.token()])
        .token()
        .child()
        .token();
    right.cancel();
    assert!(child.is_cancelled());
}

#[test]
fn linked_source_has_the_earliest_deadline_of_its_parents() {
    let soon = Instant::now() + Duration::from_secs(1000);
    let late = soon + Duration::from_secs(1000);
    let (left, right) = (
        CancelSource::with_deadline(late),
        CancelSource::with_deadline(soon),
    );
    let linked = CancelSource::linked([left.token(), right.token()]);
    assert_eq!(linked.token().deadline(), Some(soon));
}

#[test]
fn linked_token_can_be_cancelled_while_one_parent_can() {
    let (left, right) = (CancelSource::new(), CancelSource::new());
    let token = CancelSource::linked([left.token(), right.token()]).token();
    drop(left);
    assert!(token.can_be_cancelled());
    drop(right);
    assert!(!token.can_be_cancelled());
}

/// The ways from the last token to the first are 2^64: nothing may walk them all.
#[test]
fn diamonds_are_looked_through_once() {
    let root = CancelSource::with_deadline(Instant::now() + Duration::from_secs(1000));
    let mut token = root.token();
    for _ in 0..64 {
        let (left, right) = (token.child(), token.child());
        token = CancelSource::linked([left.token(), right.token()]).token();
    }
    assert_eq!(token.deadline(), root.token().deadline());
    assert!(token.can_be_cancelled());
    root.cancel();
    assert!(token.is_cancelled());
}

/// K5.
#[test]
fn chain_of_diamonds_is_cancelled_and_dropped_on_a_small_stack() {
    on_a_small_stack(|| {
        for cancel in [true, false] {
            let root = CancelSource::new();
            let mut token = root.token();
            for _ in 0..50_000 {
                let (left, right) = (token.child(), token.child());
                token = CancelSource::linked([left.token(), right.token()]).token();
            }
            if cancel {
                root.cancel();
            }
            drop(root);
            assert_eq!(token.is_cancelled(), cancel);
            drop(token);
        }
    });
}

/// K5: each link has two parents, the link before it and one of its own.
#[test]
fn linked_chain_of_a_million_is_cancelled_and_dropped_on_a_small_stack() {
    on_a_small_stack(|| {
        for cancel in [true, false] {
            let root = CancelSource::new();
            let mut token = root.token();
            for _ in 0..1_000_000 {
                let other = CancelSource::new().token();
                token = CancelSource::linked([&token, &other]).token();
            }
            if cancel {
                root.cancel();
            }
            drop(root);
            assert_eq!(token.is_cancelled(), cancel);
            assert_eq!(token.can_be_cancelled(), cancel);
            drop(token);
        }
    });
}
