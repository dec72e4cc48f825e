//! What goes down the tree: a cancellation, and the mark of being observed.
//!
//! Both mark a node and take hold of its children in one critical section of that node, go on to the children
//! with no lock held, and keep a list instead of recursing (K5).

use std::{collections::BTreeMap, panic::Location, time::Instant};

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
        let Some(told) = self.mark_all(record, None) else {
            return false;
        };
        wake(&told);
        call_back(&told);
        true
    }

    /// Marks what is due and all below it, unless the deadline was replaced meanwhile; gives whom to tell.
    pub(super) fn expire(&self, due: &Deadline) -> Option<Vec<Told>> {
        let record = self.new_record(Reason::Deadline, due.at, due.origin);
        self.mark_all(&record, Some(due))
    }

    /// Marks this node and all below it, iteratively; gives whom to tell (K5).
    ///
    /// A node below that is cancelled already was so by another call, which may still be on its way down from
    /// there. This call goes there too, with that node's own record: when it returns, all below are marked (K3).
    fn mark_all(&self, record: &Arc<Record>, due: Option<&Deadline>) -> Option<Vec<Told>> {
        let mut told = Vec::new();
        let mut below = Vec::new();
        // The nodes that were found cancelled: linked ones can be reached in many ways, and are looked below once.
        let mut found = BTreeMap::new();
        if !self.mark(record, due, &mut told, &mut below) {
            return None;
        }
        while let Some(level) = below.last_mut() {
            let Some(child) = level.children.pop() else {
                below.pop();
                continue;
            };
            let record = Arc::clone(&level.record);
            // The handle is dropped at the end of the turn, when no lock is held.
            if let Some(child) = child.upgrade() {
                let marked = child.mark(&record, None, &mut told, &mut below);
                if !marked && !found.contains_key(&child.address()) {
                    child.look_below(&mut below);
                    // Kept, so that no other node gets this address meanwhile.
                    found.insert(child.address(), child);
                }
            }
        }
        Some(told)
    }

    /// Marks this node alone, and adds what is below it. False: it was cancelled before, or its deadline is not the
    /// one that is due.
    fn mark(
        &self,
        record: &Arc<Record>,
        due: Option<&Deadline>,
        told: &mut Vec<Told>,
        below: &mut Vec<Level>,
    ) -> bool {
        let mut inner = lock(&self.inner);
        if inner.record.is_some() || due.is_some() && inner.deadline.as_deref() != due {
            return false;
        }
        inner.record = Some(Arc::clone(record));
        // Release: pairs with the Acquire in `is_marked` and in the cold path of a checkpoint.
        self.state().fetch_or(CANCELLED, Ordering::Release);
        // The children stay: another call that comes here wants to find them.
        let children = inner.children.values().cloned().collect();
        let listeners = inner.listeners.take();
        let deadline = inner.deadline.clone();
        drop(inner);
        timer::forget(deadline.as_deref());
        let mut listeners: Vec<_> = listeners.collect();
        listeners.sort_unstable_by_key(|listener| listener.order);
        told.push(Told {
            record: Arc::clone(record),
            listeners,
        });
        add_level(below, Arc::clone(record), children);
        true
    }

    /// Adds what is below a cancelled node, to be marked with that node's own record.
    fn look_below(&self, below: &mut Vec<Level>) {
        let inner = lock(&self.inner);
        let level = inner.record.clone().map(|record| {
            let children: Vec<_> = inner.children.values().cloned().collect();
            (record, children)
        });
        drop(inner);
        if let Some((record, children)) = level {
            add_level(below, record, children);
        }
    }

    /// Attaches a probe here and marks all below as observed (invariant 4). Wakes what waits, for it slept without
    /// asking any probe.
    pub(crate) fn observe(&self, probe: Arc<dyn Probe>, origin: &'static Location<'static>) {
        let mut waiting = Vec::new();
        let attached = Attached { probe, origin };
        let mut below = self.mark_observed(Some(attached), &mut waiting);
        while let Some(child) = below.pop() {
            if let Some(child) = child.upgrade() {
                below.extend(child.mark_observed(None, &mut waiting));
            }
        }
        for listener in &waiting {
            wake_one(listener);
        }
    }

    fn mark_observed(
        &self,
        attached: Option<Attached>,
        waiting: &mut Vec<Listener>,
    ) -> Vec<Weak<Node>> {
        let mut inner = lock(&self.inner);
        if let Some(attached) = attached {
            let before = inner.probes.iter().flat_map(|probes| &**probes).cloned();
            inner.probes = Some(before.chain([attached]).collect());
        }
        // Relaxed: the probes themselves are found under the lock.
        self.state().fetch_or(OBSERVED, Ordering::Relaxed);
        let waiters = inner.listeners.values();
        waiting.extend(waiters.filter(|listener| !listener.is_callback()).cloned());
        inner.children.values().cloned().collect()
    }

    /// Asks the probes of this node and of its ancestors; gives those nodes that one wants cancelled.
    pub(crate) fn ask_probes(&self, site: Site) -> Vec<Verdict<'_>> {
        let mut verdicts = Vec::new();
        for node in self.ancestry() {
            let probes = lock(&node.inner).probes.clone();
            for Attached { probe, origin } in probes.iter().flat_map(|probes| &**probes) {
                if let Some(reason) = probe.checkpoint(site) {
                    verdicts.push(Verdict {
                        node,
                        reason,
                        origin,
                    });
                }
            }
        }
        verdicts
    }
}

/// What a probe asked for.
pub(crate) struct Verdict<'n> {
    node: &'n Node,
    reason: Reason,
    origin: &'static Location<'static>,
}

impl Verdict<'_> {
    /// Cancels the node that the probe was attached to.
    pub(crate) fn carry_out(self) {
        let Self {
            node,
            reason,
            origin,
        } = self;
        let record = match (&reason, node.own_deadline()) {
            // The clock that stands in for the timer: the latency counts from the deadline.
            (Reason::Deadline, Some(due)) if due.at <= Instant::now() => {
                node.new_record(reason, due.at, due.origin)
            }
            _ => node.new_record(reason, Instant::now(), origin),
        };
        node.cancel(&record);
    }
}

/// Children that are still to be marked, and with what.
struct Level {
    record: Arc<Record>,
    children: Vec<Weak<Node>>,
}

fn add_level(below: &mut Vec<Level>, record: Arc<Record>, children: Vec<Weak<Node>>) {
    if !children.is_empty() {
        below.push(Level { record, children });
    }
}

/// Whom a marked node tells, with no lock held.
#[derive(Clone)]
pub(super) struct Told {
    record: Arc<Record>,
    listeners: Vec<Listener>,
}

impl Told {
    /// Leaves those that were only to be woken out.
    pub(super) fn retain_callbacks(&mut self) -> bool {
        self.listeners.retain(Listener::is_callback);
        !self.listeners.is_empty()
    }
}

/// Wakes what waits.
pub(super) fn wake(told: &[Told]) {
    for listener in told.iter().flat_map(|told| &told.listeners) {
        wake_one(listener);
    }
}

/// A waker that panics keeps no other from being woken.
fn wake_one(listener: &Listener) {
    if let What::Waiter(waiter) = &listener.what {
        contain(|| waiter.wake());
    }
}

/// Runs the callbacks, in the order of registration on each node.
pub(super) fn call_back(told: &[Told]) {
    for Told { record, listeners } in told {
        for listener in listeners {
            if let What::Callback(callback) = &listener.what {
                callback.run(&record.reason);
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
