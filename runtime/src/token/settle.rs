//! How a node comes to stand in its parents' lists, and leaves them (invariants 2 and 3 of [`node`](super::node)).

use super::{
    handle::Handle,
    node::{APART, Node, OBSERVED},
    timer,
};
use crate::sync::{Arc, Ordering, lock};

impl Handle {
    /// Enters this node into its parents' lists, if it is APART, and before it those above it that are (invariant 3).
    pub(crate) fn settle(&self) {
        if self.is_apart() {
            self.settle_from_above();
        }
    }

    #[cold]
    fn settle_from_above(&self) {
        let mut parents = self.parents.links().iter().map(|link| &link.parent);
        if !parents.any(|parent| parent.is_apart()) {
            return self.enter();
        }
        // A list, and no recursion (K5). Each node stands in it behind all that are to be entered after it.
        let mut waiting = vec![self];
        while let Some(&node) = waiting.last() {
            let links = node.parents.links().iter();
            let above = links.map(|link| &link.parent);
            let count = waiting.len();
            waiting.extend(above.filter(|parent| parent.is_apart()));
            if waiting.len() == count {
                waiting.pop();
                node.enter();
            }
        }
    }

    /// Enters a node, whose parents are settled, into their lists (invariant 2). Another thread may be doing the same.
    fn enter(&self) {
        let mut cancelled = None;
        for link in self.parents.links() {
            let mut parent = lock(&link.parent.inner);
            match &parent.record {
                // Where another thread has entered it, the call that cancels the parent finds it and tells its listeners.
                Some(record) if !link.stands(&parent) => {
                    cancelled.get_or_insert_with(|| Arc::clone(record));
                }
                _ => link.enter(self, &mut parent),
            }
            // Under the parent's lock, so that a probe attached at this moment either is seen here or
            // finds the child in the list (invariant 5).
            if link.parent.state().load(Ordering::Relaxed) & OBSERVED != 0 {
                self.state().fetch_or(OBSERVED, Ordering::Relaxed);
            }
            drop(parent);
        }
        if let Some(record) = cancelled {
            self.cancel(&record);
        }
        // Relaxed: the byte's own order is enough (invariant 3).
        self.state().fetch_and(!APART, Ordering::Relaxed);
    }
}

impl Node {
    fn is_apart(&self) -> bool {
        // Relaxed: where the mark is gone, what was done before that went by locks, or is in this same byte.
        self.state().load(Ordering::Relaxed) & APART != 0
    }

    /// Leaves the parents' lists and the timer, for good: the last handle is being given up.
    pub(super) fn leave(&self) {
        self.leave_parents();
        // Relaxed: set by somebody who held a handle then.
        if self.timed.load(Ordering::Relaxed) != 0 {
            timer::forget(self.own_deadline().as_ref());
        }
    }
}
