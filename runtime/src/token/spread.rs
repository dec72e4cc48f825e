//! What goes down the tree: a cancellation, and the mark of being observed.
//!
//! Both mark a node and take hold of its children in one critical section of that node, go on to the children
//! with no lock held, and keep a list instead of recursing (K5).

use std::{panic::Location, time::Instant};

use super::{
    deadline::Deadline,
    listener::{Listener, What, contain},
    node::{CANCELLED, Node, OBSERVED},
    timer,
};
use crate::{
    Probe, Reason, Site,
    cancelled::Record,
    sync::{Arc, Ordering, Weak, lock},
};

impl Node {
    /// Cancels this node and all below it: marks all, then wakes, then runs callbacks (K3).
    /// Tells whether this call was the first.
    pub(crate) fn cancel(&self, record: &Arc<Record>) -> bool {
        let Some(listeners) = self.mark_all(record, None) else {
            return false;
        };
        wake(&listeners);
        call_back(&listeners, &record.reason);
        true
    }

    /// Marks this node and all below it, iteratively; gives what is to be told (K5).
    fn mark_all(&self, record: &Arc<Record>, due: Option<&Deadline>) -> Option<Vec<Listener>> {
        let marked = self.mark(record, due)?;
        let mut listeners = marked.listeners;
        let mut below = marked.children;
        while let Some(child) = below.pop() {
            // The handle is dropped at the end of the turn, when no lock is held.
            let Some(child) = child.upgrade() else {
                continue;
            };
            if let Some(marked) = child.mark(record, None) {
                below.extend(marked.children);
                listeners.extend(marked.listeners);
                timer::forget(marked.deadline.as_deref());
            }
        }
        timer::forget(marked.deadline.as_deref());
        Some(listeners)
    }

    /// Marks this node alone. `None`: it was cancelled before, or the deadline that is due is no longer its own.
    fn mark(&self, record: &Arc<Record>, due: Option<&Deadline>) -> Option<Marked> {
        let mut inner = lock(&self.inner);
        if inner.record.is_some() || due.is_some() && inner.deadline.as_deref() != due {
            return None;
        }
        inner.record = Some(Arc::clone(record));
        // Release: pairs with the Acquire in `is_marked` and in the cold path of a checkpoint.
        self.state().fetch_or(CANCELLED, Ordering::Release);
        let children = inner.children.take();
        let listeners = inner.listeners.take();
        let deadline = inner.deadline.clone();
        drop(inner);
        let mut listeners: Vec<_> = listeners.collect();
        listeners.sort_unstable_by_key(|listener| listener.order);
        Some(Marked {
            children: children.collect(),
            listeners,
            deadline,
        })
    }

    /// Marks what is due, unless the deadline was replaced meanwhile; gives the record and whom to tell.
    pub(super) fn expire(&self, due: &Deadline) -> Option<(Arc<Record>, Vec<Listener>)> {
        let record = self.new_record(Reason::Deadline, due.at, due.origin);
        let listeners = self.mark_all(&record, Some(due))?;
        Some((record, listeners))
    }
}

/// What a node gives up when it is marked, to be seen to with no lock held.
struct Marked {
    children: Vec<Weak<Node>>,
    listeners: Vec<Listener>,
    deadline: Option<Box<Deadline>>,
}

/// Wakes what waits. A waker that panics keeps no other from being woken.
pub(super) fn wake(listeners: &[Listener]) {
    for listener in listeners {
        if let What::Waiter(waiter) = &listener.what {
            contain(|| waiter.wake());
        }
    }
}

/// Runs the callbacks among `listeners`, in the order of registration on each node.
pub(super) fn call_back(listeners: &[Listener], reason: &Reason) {
    for listener in listeners {
        if let What::Callback(callback) = &listener.what {
            callback.run(reason);
        }
    }
}

impl Node {
    /// Attaches a probe here and marks all below as observed (invariant 4).
    pub(crate) fn observe(&self, probe: Arc<dyn Probe>, origin: &'static Location<'static>) {
        let mut below = self.mark_observed(Some(Attached { probe, origin }));
        while let Some(child) = below.pop() {
            if let Some(child) = child.upgrade() {
                below.extend(child.mark_observed(None));
            }
        }
    }

    fn mark_observed(&self, attached: Option<Attached>) -> Vec<Weak<Node>> {
        let mut inner = lock(&self.inner);
        if let Some(attached) = attached {
            let before = inner.probes.iter().flat_map(|probes| &**probes).cloned();
            inner.probes = Some(before.chain([attached]).collect());
        }
        // Relaxed: the probes themselves are found under the lock.
        self.state().fetch_or(OBSERVED, Ordering::Relaxed);
        inner.children.values().cloned().collect()
    }

    /// Asks the probes of this node and of its ancestors; one that gives a reason cancels the node
    /// that it was attached to.
    pub(crate) fn ask_probes(&self, site: Site) {
        for node in self.ancestry() {
            let probes = lock(&node.inner).probes.clone();
            for Attached { probe, origin } in probes.iter().flat_map(|probes| &**probes) {
                if let Some(reason) = probe.checkpoint(site) {
                    node.cancel(&node.new_record(reason, Instant::now(), origin));
                }
            }
        }
    }
}

/// A probe, and where it was attached.
#[derive(Clone)]
pub(super) struct Attached {
    probe: Arc<dyn Probe>,
    origin: &'static Location<'static>,
}

impl std::fmt::Debug for Attached {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "probe attached at {}", self.origin)
    }
}
