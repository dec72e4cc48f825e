//! What goes down the tree: a cancellation, and the mark of being observed.
//!
//! Both mark a node and take hold of its children in one critical section of that node, go on to the children
//! with no lock held, and keep a list instead of recursing (K5).

use std::{collections::BTreeMap, panic::Location, time::Instant};

use super::{
    deadline::Deadline,
    handle::Handle,
    listener::Waiter,
    node::{CANCELLED, OBSERVED},
    timer,
};
use crate::{
    Probe, Reason, Site,
    cancelled::Record,
    sync::{Arc, Ordering, lock},
};

impl Handle {
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
        let children = self.mark(record, due, &mut told)?;
        let record = Arc::clone(record);
        let mut below = vec![Level { record, children }];
        // The nodes that were found cancelled: linked ones can be reached in many ways, and are looked below once.
        let mut found = BTreeMap::new();
        while let Some(level) = below.last_mut() {
            // A handle is dropped at the end of its turn, when no lock is held.
            let Some(child) = level.children.pop() else {
                below.pop();
                continue;
            };
            let next = match child.mark(&level.record, None, &mut told) {
                Some(children) if children.is_empty() => None,
                Some(children) => Some(Level {
                    record: Arc::clone(&level.record),
                    children,
                }),
                None if found.contains_key(&child.address()) => None,
                None => {
                    let next = child.look_below();
                    // Kept, so that no other node gets this address meanwhile.
                    found.insert(child.address(), child);
                    next
                }
            };
            below.extend(next);
        }
        Some(told)
    }

    /// Marks this node alone, and gives its children. `None`: it was cancelled before, or its deadline is not the one
    /// that is due.
    fn mark(
        &self,
        record: &Arc<Record>,
        due: Option<&Deadline>,
        told: &mut Vec<Told>,
    ) -> Option<Vec<Handle>> {
        let mut inner = lock(&self.inner);
        if inner.record.is_some() || due.is_some() && inner.deadline() != due {
            return None;
        }
        inner.record = Some(Arc::clone(record));
        // Release: pairs with the Acquire in `is_marked` and in the cold path of a checkpoint.
        self.state().fetch_or(CANCELLED, Ordering::Release);
        // The children stay: another call that comes here wants to find them.
        let children = inner.children.held();
        let mut listeners = None;
        let mut deadline = None;
        if let Some(rare) = &mut inner.rare {
            listeners = Some(rare.listeners.take_waiters());
            deadline.clone_from(&rare.deadline);
        }
        drop(inner);
        timer::forget(deadline.as_ref());
        if let Some((waiters, has_callbacks)) = listeners {
            told.push(Told {
                record: Arc::clone(record),
                waiters,
                callbacks_of: has_callbacks.then(|| self.clone()),
            });
        }
        Some(children)
    }

    /// What is below a cancelled node, to be marked with that node's own record.
    fn look_below(&self) -> Option<Level> {
        let inner = lock(&self.inner);
        let record = Arc::clone(inner.record.as_ref()?);
        let children = inner.children.held();
        Some(Level { record, children })
    }

    /// Attaches a probe here and marks all below as observed (invariant 5).
    pub(crate) fn observe(&self, probe: Arc<dyn Probe>, origin: &'static Location<'static>) {
        self.spread_observed(Some(Attached { probe, origin }));
    }

    /// Marks this node and all below as observed. Wakes what waits, for it slept without asking any probe or clock.
    pub(super) fn spread_observed(&self, attached: Option<Attached>) {
        let mut waiting = Vec::new();
        let mut below = self.mark_observed(attached, &mut waiting);
        // Linked nodes can be reached in many ways, and are marked once. Kept, so that no other node gets their address
        // meanwhile.
        let mut found = BTreeMap::new();
        while let Some(child) = below.pop() {
            if found.contains_key(&child.address()) {
                continue;
            }
            below.extend(child.mark_observed(None, &mut waiting));
            if child.parents.links().len() > 1 {
                found.insert(child.address(), child);
            }
        }
        for waiter in &waiting {
            waiter.wake();
        }
    }

    fn mark_observed(
        &self,
        attached: Option<Attached>,
        waiting: &mut Vec<Arc<Waiter>>,
    ) -> Vec<Handle> {
        let mut inner = lock(&self.inner);
        if let Some(attached) = attached {
            let probes = &mut inner.rare().probes;
            let before = probes.iter().flat_map(|probes| &**probes).cloned();
            *probes = Some(before.chain([attached]).collect());
        }
        // Relaxed: the probes themselves are found under the lock.
        self.state().fetch_or(OBSERVED, Ordering::Relaxed);
        self.observations.fetch_add(1, Ordering::Relaxed);
        if let Some(rare) = &inner.rare {
            waiting.extend(rare.listeners.waiters().cloned());
        }
        inner.children.held()
    }

    /// Asks the probes of this node and of its ancestors, and the clock where a deadline has no timer; gives those
    /// nodes that want to be cancelled.
    pub(crate) fn ask_probes(&self, site: Site) -> Vec<Verdict<'_>> {
        let mut verdicts = Vec::new();
        for node in self.ancestry() {
            if let Some(due) = node.own_deadline_to_notice() {
                verdicts.push(Verdict::Due { node, due });
            }
            let probes = lock(&node.inner).probes().cloned();
            for Attached { probe, origin } in probes.iter().flat_map(|probes| &**probes) {
                if let Some(reason) = probe.checkpoint(site) {
                    let record = node.new_record(reason, Instant::now(), origin);
                    verdicts.push(Verdict::Asked { node, record });
                }
            }
        }
        verdicts
    }
}

/// What is to be cancelled, and why.
pub(crate) enum Verdict<'n> {
    /// A probe of this node asked for it.
    Asked {
        node: &'n Handle,
        record: Arc<Record>,
    },
    /// Its deadline has passed.
    Due { node: &'n Handle, due: Deadline },
}

impl Verdict<'_> {
    pub(crate) fn carry_out(self) {
        match self {
            Self::Asked { node, record } => {
                node.cancel(&record);
            }
            Self::Due { node, due } => {
                if let Some(told) = node.expire(&due) {
                    wake(&told);
                    call_back(&told);
                }
            }
        }
    }
}

/// Children that are still to be marked, and with what.
struct Level {
    record: Arc<Record>,
    children: Vec<Handle>,
}

/// Whom a marked node tells, with no lock held.
pub(super) struct Told {
    record: Arc<Record>,
    waiters: Vec<Arc<Waiter>>,
    /// The node, if it has callbacks. They stay there until they run, for they can still be removed.
    callbacks_of: Option<Handle>,
}

impl Told {
    pub(super) fn has_callbacks(&self) -> bool {
        self.callbacks_of.is_some()
    }
}

/// Wakes what waits.
pub(super) fn wake(told: &[Told]) {
    for waiter in told.iter().flat_map(|told| &told.waiters) {
        waiter.wake();
    }
}

/// Runs the callbacks, in the order of registration on each node.
pub(super) fn call_back(told: &[Told]) {
    for told in told {
        if let Some(node) = &told.callbacks_of {
            node.call_back(&told.record.reason);
        }
    }
}

/// A probe, and where it was attached.
#[derive(Clone)]
pub(super) struct Attached {
    probe: Arc<dyn Probe>,
    origin: &'static Location<'static>,
}
