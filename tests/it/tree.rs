//! The tree of tokens: what cancelling, creating and dropping do to parents and children.

use std::{
    panic::{RefUnwindSafe, UnwindSafe},
    sync::{
        Arc, Barrier,
        atomic::{AtomicU64, Ordering::Relaxed},
        mpsc,
    },
    thread,
};

use safepoint::{CancelSource, CancelToken, Reason};

use crate::support::{on_a_small_stack, soon};

#[test]
fn new_token_is_live() {
    let source = CancelSource::new();
    assert!(!source.token().is_cancelled());
    assert!(source.token().check().is_ok());
    assert!(source.token().reason().is_none());
}

#[test]
fn never_is_never_cancelled() {
    static NEVER: CancelToken = CancelToken::never();
    assert!(!NEVER.is_cancelled());
    assert!(!NEVER.can_be_cancelled());
    assert!(NEVER.check().is_ok());
    assert!(NEVER.reason().is_none());
}

#[test]
fn child_of_never_can_be_cancelled() {
    let child = CancelToken::never().child();
    assert!(child.token().can_be_cancelled());
    child.cancel();
    assert!(child.token().is_cancelled());
}

#[test]
fn clones_of_a_source_cancel_the_same_token() {
    let source = CancelSource::new();
    assert!(source.clone().cancel());
    assert!(source.token().is_cancelled());
    assert!(!source.cancel());
}

#[test]
fn child_is_cancelled_with_parent() {
    let parent = CancelSource::new();
    let child = parent.token().child();
    parent.cancel();
    assert!(child.token().is_cancelled());
}

#[test]
fn parent_and_siblings_live_when_a_child_is_cancelled() {
    let parent = CancelSource::new();
    let (first, second) = (parent.token().child(), parent.token().child());
    first.cancel();
    assert!(!parent.token().is_cancelled());
    assert!(!second.token().is_cancelled());
}

#[test]
fn child_cancelled_first_keeps_its_own_reason() {
    let parent = CancelSource::new();
    let child = parent.token().child();
    child.cancel_with(Reason::message("its own"));
    parent.cancel_with(Reason::message("the parent's"));
    assert_eq!(child.token().reason().unwrap().to_string(), "its own");
}

#[test]
fn child_below_a_cancelled_child_keeps_that_reason() {
    let parent = CancelSource::new();
    let child = parent.token().child();
    let grandchild = child.token().child();
    child.cancel_with(Reason::message("the child's"));
    parent.cancel();
    assert_eq!(
        grandchild.token().reason().unwrap().to_string(),
        "the child's"
    );
}

/// K2: cancelling is idempotent and the first reason wins.
#[test]
fn first_reason_wins() {
    let source = CancelSource::new();
    assert!(source.cancel_with(Reason::Signal(2)));
    assert!(!source.cancel_with(Reason::Signal(15)));
    assert!(!source.cancel());
    assert!(matches!(source.token().reason(), Some(Reason::Signal(2))));
}

/// K2: from any thread, exactly one call wins, and all see its reason.
#[test]
fn one_of_many_threads_wins() {
    for _ in 0..100 {
        let source = CancelSource::new();
        let child = source.token().child();
        let start = Barrier::new(4);
        let winners: Vec<i32> = thread::scope(|threads| {
            let cancelling: Vec<_> = (0..4)
                .map(|n| {
                    let (source, start) = (&source, &start);
                    threads.spawn(move || {
                        start.wait();
                        source.cancel_with(Reason::Signal(n)).then_some(n)
                    })
                })
                .collect();
            let results = cancelling.into_iter().map(|thread| thread.join().unwrap());
            results.flatten().collect()
        });
        let [winner] = winners[..] else {
            panic!("{} calls won", winners.len())
        };
        for token in [source.token(), child.token()] {
            assert!(matches!(token.reason(), Some(Reason::Signal(n)) if n == winner));
        }
    }
}

/// K2: what happened before `cancel()` is seen by whoever noticed. (The models show it for every
/// order of memory; this is the plain program.)
#[test]
fn what_was_written_before_is_seen_by_who_noticed() {
    for round in 1..100 {
        let source = CancelSource::new();
        let token = source.token();
        let written = AtomicU64::new(0);
        thread::scope(|threads| {
            threads.spawn(|| {
                while token.check().is_ok() {
                    std::hint::spin_loop();
                }
                assert_eq!(written.load(Relaxed), round);
            });
            written.store(round, Relaxed);
            source.cancel();
        });
    }
}

/// K3: all descendants are marked before anybody is told.
#[test]
fn callback_of_the_root_finds_all_descendants_cancelled() {
    let root = CancelSource::new();
    let mut descendants = vec![root.token()];
    let mut sources = Vec::new();
    for n in 0..100 {
        let child = descendants[n / 3].child();
        descendants.push(child.token());
        sources.push(child);
    }
    let (tell, told) = mpsc::channel();
    root.token()
        .on_cancel(move |_| {
            let cancelled = descendants.iter().filter(|token| token.is_cancelled());
            tell.send(cancelled.count()).unwrap();
        })
        .detach();
    root.cancel();
    assert_eq!(soon(&told), 101);
}

/// K3: waits are woken before the first callback runs: this callback waits for a waiter to have gone on.
#[test]
fn waits_are_woken_before_callbacks_run() {
    let root = CancelSource::new();
    let child = root.token().child();
    let (tell, told) = mpsc::channel();
    let registration = root.token().on_cancel(move |_| soon(&told));
    thread::scope(|threads| {
        threads.spawn(|| {
            child.token().wait();
            tell.send(()).unwrap();
        });
        assert!(root.cancel());
    });
    assert!(!registration.stop());
}

/// K3: the call that wins returns when the callbacks of all descendants have ended.
#[test]
fn callbacks_of_descendants_have_run_when_cancel_returns() {
    let root = CancelSource::new();
    let child = root.token().child();
    let grandchild = child.token().child();
    let ran = Arc::new(AtomicU64::new(0));
    let registrations = [&root, &child, &grandchild].map(|source| {
        let ran = Arc::clone(&ran);
        source.token().on_cancel(move |_| {
            ran.fetch_add(1, Relaxed);
        })
    });
    assert!(root.cancel());
    assert_eq!(ran.load(Relaxed), 3);
    drop(registrations);
}

/// K3: the loser need not wait for the winner's callbacks.
#[test]
fn losing_call_returns_while_callbacks_of_the_winner_run() {
    let source = CancelSource::new();
    let (tell, told) = mpsc::channel();
    let (release, released) = mpsc::channel();
    let _registration = source.token().on_cancel(move |_| {
        tell.send(()).unwrap();
        soon(&released);
    });
    thread::scope(|threads| {
        let winner = threads.spawn(|| source.cancel());
        soon(&told);
        assert!(!source.cancel());
        release.send(()).unwrap();
        assert!(winner.join().unwrap());
    });
}

#[test]
fn child_of_a_cancelled_token_is_cancelled_with_its_reason() {
    let parent = CancelSource::new();
    parent.cancel_with(Reason::message("before"));
    let child = parent.token().child();
    assert!(child.token().is_cancelled());
    assert_eq!(child.token().reason().unwrap().to_string(), "before");
    assert!(!child.cancel());
}

/// K3: a child that is created while its parent is being cancelled is cancelled too.
#[test]
fn child_created_at_that_moment_is_cancelled() {
    for _ in 0..200 {
        let parent = CancelSource::new();
        let start = Barrier::new(2);
        let token = parent.token();
        thread::scope(|threads| {
            let creating = threads.spawn(|| {
                start.wait();
                let mut chain = vec![token.child()];
                for _ in 0..5 {
                    let next = chain[chain.len() - 1].token().child();
                    chain.push(next);
                }
                chain
            });
            start.wait();
            assert!(parent.cancel());
            let chain = creating.join().unwrap();
            assert!(chain.iter().all(|child| child.token().is_cancelled()));
        });
    }
}

/// K5: dropping a source cancels nothing.
#[test]
fn dropping_a_source_cancels_nothing() {
    let source = CancelSource::new();
    let token = source.token();
    drop(source);
    assert!(!token.is_cancelled());
    assert!(!token.can_be_cancelled());
}

/// K5: a child's token goes on hearing its parents when the sources between are gone.
#[test]
fn token_hears_its_root_when_all_sources_between_are_dropped() {
    let root = CancelSource::new();
    let leaf = root.token().child().token().child().token().child().token();
    assert!(leaf.can_be_cancelled());
    root.cancel();
    assert!(leaf.is_cancelled());
}

/// K5: a parent that is dropped leaves its children alone.
#[test]
fn child_lives_when_its_parent_is_dropped() {
    let parent = CancelSource::new();
    let child = parent.token().child();
    drop(parent);
    assert!(!child.token().is_cancelled());
    child.cancel();
    assert!(child.token().is_cancelled());
}

#[test]
fn token_can_be_cancelled_while_a_source_above_is_left() {
    let root = CancelSource::new();
    let child = root.token().child();
    let token = child.token();
    drop(child);
    assert!(token.can_be_cancelled());
    let clone = root.clone();
    drop(root);
    assert!(token.can_be_cancelled());
    drop(clone);
    assert!(!token.can_be_cancelled());
}

#[test]
fn cancelled_token_can_be_cancelled_although_its_source_is_gone() {
    let source = CancelSource::new();
    let token = source.token();
    source.cancel();
    drop(source);
    assert!(token.can_be_cancelled());
}

#[test]
fn handles_are_send_sync_unwind_safe_and_one_pointer_wide() {
    fn shared<T: Send + Sync + Clone + Unpin + UnwindSafe + RefUnwindSafe + 'static>() {}
    shared::<CancelToken>();
    shared::<CancelSource>();
    assert_eq!(size_of::<CancelToken>(), size_of::<usize>());
    assert_eq!(size_of::<Option<CancelSource>>(), size_of::<usize>());
}

#[test]
fn debug_shows_state_and_reason() {
    let source = CancelSource::new();
    assert_eq!(format!("{:?}", CancelToken::never()), "CancelToken(never)");
    assert_eq!(format!("{:?}", source.token()), "CancelToken(live)");
    source.cancel_with(Reason::message("enough"));
    assert_eq!(
        format!("{:?}", source.token()),
        "CancelToken(cancelled: enough)"
    );
}

/// K5: whichever siblings leave, and in whatever order, the parent reaches those that are left.
#[test]
fn siblings_leave_in_any_order() {
    let orders = [
        [0, 1, 2, 3],
        [3, 2, 1, 0],
        [1, 2, 0, 3],
        [2, 1, 3, 0],
        [1, 3, 2, 0],
    ];
    for order in orders {
        for left in 0..4 {
            let parent = CancelSource::new();
            let mut siblings = [(); 4].map(|()| Some(parent.token().child()));
            for sibling in siblings.iter().flatten() {
                assert!(!sibling.token().is_cancelled());
            }
            for leaving in &order[..4 - left] {
                siblings[*leaving] = None;
            }
            let newcomer = parent.token().child();
            assert!(!newcomer.token().is_cancelled());
            parent.cancel();
            let all = siblings.iter().flatten().chain([&newcomer]);
            assert_eq!(all.filter(|it| it.token().is_cancelled()).count(), left + 1);
        }
    }
}

const MILLION: usize = 1_000_000;

fn chain(length: usize) -> (CancelSource, CancelToken) {
    let root = CancelSource::new();
    let mut leaf = root.token();
    for _ in 0..length {
        leaf = leaf.child().token();
    }
    (root, leaf)
}

/// K5.
#[test]
fn chain_of_a_million_is_cancelled_on_a_small_stack() {
    on_a_small_stack(|| {
        let (root, leaf) = chain(MILLION);
        root.cancel();
        assert!(leaf.is_cancelled());
        drop(root);
        drop(leaf);
    });
}

/// K5: also where all of them stand in the lists of their parents, as they do once one below is looked at.
#[test]
fn settled_chain_of_a_million_is_cancelled_and_dropped_on_a_small_stack() {
    on_a_small_stack(|| {
        for cancel in [true, false] {
            let (root, leaf) = chain(MILLION);
            assert!(!leaf.is_cancelled());
            if cancel {
                root.cancel();
            }
            drop(root);
            assert_eq!(leaf.is_cancelled(), cancel);
            drop(leaf);
        }
    });
}

/// K5: the leaf is the only handle of all that is above it.
#[test]
fn live_chain_of_a_million_is_dropped_on_a_small_stack() {
    on_a_small_stack(|| {
        let (root, leaf) = chain(MILLION);
        drop(root);
        assert!(!leaf.can_be_cancelled());
        drop(leaf);
    });
}

/// K5: the same from both ends at once, where two threads drop the last two handles of every node.
#[test]
fn chain_dropped_by_two_threads_is_dropped_once() {
    for _ in 0..50 {
        let (root, leaf) = chain(1000);
        let twin = leaf.clone();
        let start = Arc::new(Barrier::new(2));
        let theirs = Arc::clone(&start);
        let other = thread::spawn(move || {
            theirs.wait();
            drop(twin);
        });
        start.wait();
        drop(leaf);
        other.join().unwrap();
        assert!(root.cancel());
    }
}

/// K5: also where every node of the chain has handles of its own.
#[test]
fn chain_of_handles_is_cancelled_and_dropped_on_a_small_stack() {
    on_a_small_stack(|| {
        let mut sources = vec![CancelSource::new()];
        for n in 0..MILLION / 10 {
            let child = sources[n].token().child();
            sources.push(child);
        }
        sources[0].cancel();
        assert!(sources.iter().all(|source| source.token().is_cancelled()));
        sources.reverse();
    });
}

#[test]
fn many_children_of_one_parent_are_cancelled() {
    let parent = CancelSource::new();
    let children: Vec<_> = (0..100_000).map(|_| parent.token().child()).collect();
    parent.cancel();
    assert!(children.iter().all(|child| child.token().is_cancelled()));
}
