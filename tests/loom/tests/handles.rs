//! What is beneath the tree: counted handles, lists of children, and children that stand in none yet.
//!
//! loom sees the cells of the lists, and fails a model in which two threads touch one without a lock between them.

#![cfg(loom)]

use loom::{
    model,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering::SeqCst},
    },
    thread,
};
use safepoint::{CancelSource, CancelToken, Reason};

/// A child that stands in its parent's list, as one does that was looked at.
fn settled(parent: &CancelToken) -> CancelSource {
    let child = parent.child();
    assert!(!child.token().is_cancelled());
    child
}

/// Counts how often it is dropped: it stands for a node's memory, in a callback that never runs.
struct Counted(Arc<AtomicUsize>);

impl Drop for Counted {
    fn drop(&mut self) {
        self.0.fetch_add(1, SeqCst);
    }
}

fn counting(token: &CancelToken, drops: &Arc<AtomicUsize>) {
    let counted = Counted(Arc::clone(drops));
    token.on_cancel(move |_| drop(counted)).detach();
}

mod handles {
    use super::*;

    #[test]
    fn the_last_of_two_handles_frees_the_node_once() {
        model(|| {
            let drops = Arc::default();
            let source = CancelSource::new();
            counting(&source.token(), &drops);
            let token = source.token();
            let other = thread::spawn(move || drop(token));
            drop(source);
            other.join().unwrap();
            assert_eq!(drops.load(SeqCst), 1);
        });
    }

    /// What one holder did is seen by the last one, with no lock between them.
    #[test]
    fn one_thread_may_settle_a_child_and_another_free_it() {
        model(|| {
            let source = CancelSource::new();
            let child = source.token().child();
            let token = child.token();
            let other = thread::spawn(move || assert!(!token.is_cancelled()));
            drop(child);
            other.join().unwrap();
            source.cancel();
        });
    }

    #[test]
    fn the_last_of_two_children_frees_the_parent_once() {
        model(|| {
            let drops = Arc::default();
            let source = CancelSource::new();
            counting(&source.token(), &drops);
            let (left, right) = (settled(&source.token()), source.token().child());
            drop(source);
            let other = thread::spawn(move || drop(left));
            drop(right);
            other.join().unwrap();
            assert_eq!(drops.load(SeqCst), 1);
        });
    }

    /// Its last handle is given up while the cancellation takes hold of it.
    #[test]
    fn a_listed_child_is_freed_once_while_its_parent_is_cancelled() {
        model(|| {
            let drops = Arc::default();
            let source = CancelSource::new();
            let child = settled(&source.token());
            counting(&child.token(), &drops);
            let other = thread::spawn(move || source.cancel());
            drop(child);
            assert!(other.join().unwrap());
            assert_eq!(drops.load(SeqCst), 1);
        });
    }

    /// Two threads give its last two handles up: it is then known to its parent though nobody holds it, and must not be
    /// taken hold of any more.
    #[test]
    fn a_dying_child_is_freed_once_while_its_parent_is_cancelled() {
        model(|| {
            let drops = Arc::default();
            let source = CancelSource::new();
            let child = settled(&source.token());
            counting(&child.token(), &drops);
            let token = child.token();
            let cancelling = thread::spawn(move || source.cancel());
            let dropping = thread::spawn(move || drop(token));
            drop(child);
            dropping.join().unwrap();
            assert!(cancelling.join().unwrap());
            assert_eq!(drops.load(SeqCst), 1);
        });
    }

    #[test]
    fn a_chain_is_freed_once_while_it_is_cancelled() {
        model(|| {
            let drops = Arc::default();
            let source = CancelSource::new();
            let child = settled(&source.token());
            let grandchild = settled(&child.token()).token();
            counting(&child.token(), &drops);
            drop(child);
            let other = thread::spawn(move || source.cancel());
            drop(grandchild);
            assert!(other.join().unwrap());
            assert_eq!(drops.load(SeqCst), 1);
        });
    }
}

mod lists {
    use super::*;

    #[test]
    fn siblings_may_leave_at_the_same_time() {
        model(|| {
            let source = CancelSource::new();
            let token = source.token();
            let [first, second, third] = [(); 3].map(|()| settled(&token));
            let other = thread::spawn(move || drop(first));
            drop(second);
            other.join().unwrap();
            source.cancel();
            assert!(third.token().is_cancelled());
        });
    }

    #[test]
    fn a_sibling_may_enter_while_another_leaves() {
        model(|| {
            let source = CancelSource::new();
            let token = source.token();
            let leaving = settled(&token);
            let other = thread::spawn(move || drop(leaving));
            let child = settled(&token);
            other.join().unwrap();
            source.cancel();
            assert!(child.token().is_cancelled());
        });
    }

    #[test]
    fn a_linked_source_may_leave_while_its_parents_are_cancelled() {
        model(|| {
            let (left, right) = (CancelSource::new(), CancelSource::new());
            let both = CancelSource::linked([left.token(), right.token()]);
            let other = thread::spawn(move || left.cancel());
            drop(both);
            assert!(other.join().unwrap());
            assert!(right.cancel());
        });
    }
}

mod settling {
    use super::*;

    #[test]
    fn a_new_child_hears_its_parent_whoever_looks_first() {
        model(|| {
            let source = CancelSource::new();
            let child = source.token().child().token();
            let looking = thread::spawn({
                let child = child.clone();
                move || child.is_cancelled()
            });
            let cancelling = thread::spawn(move || source.cancel());
            let seen = child.is_cancelled();
            cancelling.join().unwrap();
            assert!(child.is_cancelled());
            let _ = (seen, looking.join().unwrap());
        });
    }

    #[test]
    fn a_new_grandchild_hears_the_root_whoever_looks_first() {
        model(|| {
            let source = CancelSource::new();
            let child = source.token().child().token();
            let grandchild = child.child().token();
            let cancelling = thread::spawn(move || source.cancel());
            let looking = thread::spawn(move || child.is_cancelled());
            let _ = grandchild.is_cancelled();
            cancelling.join().unwrap();
            assert!(grandchild.is_cancelled());
            let _ = looking.join().unwrap();
        });
    }

    /// K3: also for one that has settled.
    #[test]
    fn every_settled_descendant_is_cancelled_when_cancel_returns_true() {
        model(|| {
            let root = CancelSource::new();
            let child = settled(&root.token());
            let grandchild = settled(&child.token()).token();
            let other = thread::spawn(move || child.cancel());
            if root.cancel() {
                assert!(grandchild.is_cancelled());
            }
            other.join().unwrap();
        });
    }

    /// K3: who sees that the child is cancelled sees that of the parent.
    #[test]
    fn whoever_sees_a_settled_child_cancelled_sees_its_parent_cancelled() {
        model(|| {
            let source = CancelSource::new();
            let token = source.token();
            let child = settled(&token).token();
            let cancelling = thread::spawn(move || source.cancel());
            if child.is_cancelled() {
                assert!(token.is_cancelled());
            }
            cancelling.join().unwrap();
        });
    }

    /// K2: a child cancelled before its parent keeps its reason, settled or not; else it has the parent's.
    #[test]
    fn a_new_child_that_is_cancelled_has_one_reason() {
        model(|| {
            let source = CancelSource::new();
            let child = source.token().child();
            let cancelling = thread::spawn(move || source.cancel_with(Reason::Signal(1)));
            let won = child.cancel_with(Reason::Signal(2));
            cancelling.join().unwrap();
            let expected = if won { 2 } else { 1 };
            assert!(matches!(child.token().reason(), Some(Reason::Signal(n)) if n == expected));
        });
    }

    #[test]
    fn a_callback_on_a_new_child_runs_once() {
        model(|| {
            let source = CancelSource::new();
            let child = source.token().child().token();
            let runs = Arc::new(AtomicUsize::new(0));
            let cancelling = thread::spawn(move || source.cancel());
            let theirs = Arc::clone(&runs);
            child
                .on_cancel(move |_| {
                    theirs.fetch_add(1, SeqCst);
                })
                .detach();
            assert!(cancelling.join().unwrap());
            assert_eq!(runs.load(SeqCst), 1);
        });
    }

    /// It looked at the child when that was new, and may be slow to enter it: callbacks are nevertheless run by the call
    /// that cancels, before that returns.
    #[test]
    fn who_merely_looks_at_a_child_runs_none_of_its_callbacks() {
        model(|| {
            let source = CancelSource::new();
            let child = source.token().child().token();
            let looking = thread::spawn({
                let child = child.clone();
                move || child.is_cancelled()
            });
            let runs = Arc::new(AtomicUsize::new(0));
            let theirs = Arc::clone(&runs);
            let here = thread::current().id();
            child
                .on_cancel(move |_| {
                    assert_eq!(thread::current().id(), here);
                    theirs.fetch_add(1, SeqCst);
                })
                .detach();
            assert!(source.cancel());
            assert_eq!(runs.load(SeqCst), 1);
            looking.join().unwrap();
        });
    }
}
