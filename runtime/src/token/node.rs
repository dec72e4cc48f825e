//! The tree behind the tokens.
//!
//! A node is one cancellable thing. It has any number of parents: none (a root), one (a child),
//! several (a linked source).
//!
//! Invariants, cited by their numbers:
//!
//! 1. `state` is marked CANCELLED and `record` is set in the same critical section of `inner`. The
//!    first record stays.
//! 2. A live node with live handles stands in `children` of each of its parents that is live.
//!    Cancelling a node sets its record and takes its `children` in one critical section, and a
//!    child is entered under that same lock: so each child is either found by its parent's
//!    cancellation or finds its parent cancelled (K3).
//! 3. A child holds its parents (strong), a parent only knows its children (weak): a token goes
//!    on hearing its ancestors whatever is dropped, and a parent keeps nothing of a dropped child (K5).
//! 4. `OBSERVED` is set on a node whenever it, or any of its ancestors, has a probe. It spreads
//!    like a cancellation does (2), and is never taken away.
//!
//! Lock order: no lock of this crate is held while another one is taken, while a handle of a node
//! is dropped, or while anything of the user's runs or is dropped (K4). The one exception is the
//! timer's, of which [`deadline`](super::deadline) speaks.

use std::{collections::BTreeSet, panic::Location, time::Instant};

use super::{
    deadline::{self, Deadline},
    listener::{Callback, Listener, Waiter, What, contain},
    registry::Registry,
};
use crate::{
    Probe, Reason, Site,
    cancelled::Record,
    sync::{Arc, AtomicU8, AtomicUsize, Mutex, Ordering, Weak, lock},
};

/// The state byte's bits. Zero is *live*: the ordinary checkpoint compares with zero alone.
pub(crate) const OBSERVED: u8 = 1;
pub(crate) const CANCELLED: u8 = 2;

/// The state byte, on a cache line of its own: reference counts and locks live on other lines, so
/// that cloning a token on one thread does not slow down a loop that checks it on another (K1).
#[derive(Debug)]
#[repr(align(64))]
pub(crate) struct Flag(pub(crate) AtomicU8);

#[derive(Debug)]
pub(crate) struct Node {
    flag: Flag,
    /// How many `CancelSource`s of this node there are.
    pub(super) sources: AtomicUsize,
    parents: Parents,
    inner: Mutex<Inner>,
}

#[derive(Debug)]
enum Parents {
    None,
    One(Arc<Node>),
    Many(Box<[Arc<Node>]>),
}

#[derive(Debug)]
struct Inner {
    record: Option<Arc<Record>>,
    children: Registry<Weak<Node>>,
    listeners: Registry<Listener>,
    /// Counts registrations, for their order.
    registered: u64,
    deadline: Option<Deadline>,
    /// Shared, so that asking them copies nothing.
    probes: Option<Arc<[Attached]>>,
}

/// A probe, and where it was attached.
#[derive(Clone)]
struct Attached {
    probe: Arc<dyn Probe>,
    origin: &'static Location<'static>,
}

impl std::fmt::Debug for Attached {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "probe attached at {}", self.origin)
    }
}

/// What a node gives up when it is marked, to be seen to with no lock held.
struct Marked {
    children: Vec<Weak<Node>>,
    listeners: Vec<Listener>,
    deadline: Option<Deadline>,
}

impl Node {
    pub(crate) fn root() -> Arc<Self> {
        Self::with_parents(Parents::None)
    }

    pub(crate) fn child_of(parent: &Arc<Self>) -> Arc<Self> {
        let child = Self::with_parents(Parents::One(Arc::clone(parent)));
        child.join();
        child
    }

    pub(crate) fn linked_to(mut parents: Vec<Arc<Self>>) -> Arc<Self> {
        parents.sort_unstable_by_key(|parent| parent.address());
        parents.dedup_by(|a, b| Arc::ptr_eq(a, b));
        let child = Self::with_parents(match parents.len() {
            0 => Parents::None,
            1 => Parents::One(parents.remove(0)),
            _ => Parents::Many(parents.into_boxed_slice()),
        });
        child.join();
        child
    }

    fn with_parents(parents: Parents) -> Arc<Self> {
        Arc::new(Self {
            flag: Flag(AtomicU8::new(0)),
            sources: AtomicUsize::new(1),
            parents,
            inner: Mutex::new(Inner {
                record: None,
                children: Registry::new(),
                listeners: Registry::new(),
                registered: 0,
                deadline: None,
                probes: None,
            }),
        })
    }

    /// Enters a new node into its parents' `children` (invariant 2).
    fn join(self: &Arc<Self>) {
        let mut cancelled = None;
        for parent in self.parents.iter() {
            let mut inner = lock(&parent.inner);
            match &inner.record {
                Some(record) => {
                    cancelled.get_or_insert_with(|| Arc::clone(record));
                }
                None => inner.children.insert(self.address(), Arc::downgrade(self)),
            }
            // Under the parent's lock, so that a probe attached at this moment either is seen here or
            // finds the child in `children` (invariant 4).
            if parent.flag.0.load(Ordering::Relaxed) & OBSERVED != 0 {
                self.flag.0.fetch_or(OBSERVED, Ordering::Relaxed);
            }
            drop(inner);
        }
        if let Some(record) = cancelled {
            self.cancel(&record);
        }
    }

    /// The node's identity; also that of a cancellation which began here.
    pub(crate) fn address(&self) -> usize {
        std::ptr::from_ref(self).addr()
    }

    #[inline]
    pub(crate) fn state(&self) -> &AtomicU8 {
        &self.flag.0
    }

    /// The record of the cancellation, once there is one.
    ///
    /// Its lock is what makes all that happened before `cancel()` visible to whoever noticed (K2).
    pub(crate) fn record(&self) -> Option<Arc<Record>> {
        lock(&self.inner).record.clone()
    }

    pub(crate) fn is_marked(&self) -> bool {
        // Acquire: pairs with the Release in `mark`.
        self.flag.0.load(Ordering::Acquire) & CANCELLED != 0
    }

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
                deadline::forget(marked.deadline.as_ref());
            }
        }
        deadline::forget(marked.deadline.as_ref());
        Some(listeners)
    }

    /// Marks this node alone. `None`: it was cancelled before, or the deadline that is due is no longer its own.
    fn mark(&self, record: &Arc<Record>, due: Option<&Deadline>) -> Option<Marked> {
        let mut inner = lock(&self.inner);
        if inner.record.is_some() || due.is_some() && inner.deadline.as_ref() != due {
            return None;
        }
        inner.record = Some(Arc::clone(record));
        // Release: pairs with the Acquire in `is_marked` and in the cold path of a checkpoint.
        self.flag.0.fetch_or(CANCELLED, Ordering::Release);
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

    /// Registers a waiter to be woken. False: the node is cancelled, nothing was registered.
    pub(crate) fn listen(&self, waiter: &Arc<Waiter>) -> bool {
        self.register(What::Waiter(Arc::clone(waiter))).is_ok()
    }

    pub(crate) fn unlisten(&self, waiter: &Arc<Waiter>) {
        self.unregister(&What::Waiter(Arc::clone(waiter)));
    }

    /// Registers a callback; on a cancelled node it runs before this returns (K3).
    pub(super) fn call(&self, callback: &Arc<Callback>) {
        if let Err(record) = self.register(What::Callback(Arc::clone(callback))) {
            callback.run(&record.reason);
        }
    }

    pub(super) fn uncall(&self, callback: &Arc<Callback>) {
        self.unregister(&What::Callback(Arc::clone(callback)));
    }

    fn register(&self, what: What) -> Result<(), Arc<Record>> {
        let mut inner = lock(&self.inner);
        if let Some(record) = &inner.record {
            return Err(Arc::clone(record));
        }
        let order = inner.registered;
        inner.registered += 1;
        inner
            .listeners
            .insert(what.address(), Listener { order, what });
        Ok(())
    }

    fn unregister(&self, what: &What) {
        let removed = lock(&self.inner).listeners.remove(what.address());
        // Dropped here, with no lock held.
        drop(removed);
    }

    /// Replaces this node's own deadline. One that has passed cancels at once.
    pub(super) fn set_deadline(
        self: &Arc<Self>,
        at: Option<Instant>,
        origin: &'static Location<'static>,
    ) {
        let mut inner = lock(&self.inner);
        if inner.record.is_some() {
            return;
        }
        let superseded = inner.deadline.take();
        let passed = at.is_some_and(|at| at <= Instant::now());
        let mut timed = true;
        if let Some(at) = at {
            // Under our lock, so that two calls at once leave one entry with the timer.
            let deadline = if passed {
                Deadline::untimed(at, origin)
            } else {
                Deadline::start(at, origin, Arc::downgrade(self))
            };
            timed = deadline.is_timed() || passed;
            inner.deadline = Some(deadline);
        }
        drop(inner);
        deadline::forget(superseded.as_ref());
        match at {
            Some(at) if passed => {
                self.cancel(&self.new_record(Reason::Deadline, at, origin));
            }
            Some(_) if !timed => {
                self.observe(Arc::new(deadline::Clock(Arc::downgrade(self))), origin);
            }
            _ => {}
        }
    }

    /// Marks what is due, unless the deadline was replaced meanwhile; gives the record and whom to tell.
    pub(super) fn expire(&self, due: &Deadline) -> Option<(Arc<Record>, Vec<Listener>)> {
        let record = self.new_record(Reason::Deadline, due.at, due.origin);
        let listeners = self.mark_all(&record, Some(due))?;
        Some((record, listeners))
    }

    /// This node's own deadline.
    pub(super) fn own_deadline(&self) -> Option<Deadline> {
        lock(&self.inner).deadline.clone()
    }

    /// The earliest deadline of this node and its ancestors.
    pub(crate) fn earliest_deadline(&self) -> Option<Instant> {
        self.ancestry()
            .filter_map(|node| node.own_deadline().map(|deadline| deadline.at))
            .min()
    }

    /// Whether anything is left that could cancel this node, or has.
    pub(crate) fn can_be_cancelled(&self) -> bool {
        self.is_marked()
            || self.ancestry().any(|node| {
                // Relaxed: a hint about handles that others may be dropping right now.
                node.sources.load(Ordering::Relaxed) > 0 || {
                    let inner = lock(&node.inner);
                    inner.deadline.is_some() || inner.probes.is_some()
                }
            })
    }

    /// Whether a deadline of this node or of an ancestor is watched by its probe alone.
    pub(crate) fn has_untimed_deadline(&self) -> bool {
        let untimed = |node: &Self| node.own_deadline().is_some_and(|own| !own.is_timed());
        // Relaxed: an untimed deadline made the node observed before anybody was told of it.
        self.flag.0.load(Ordering::Relaxed) & OBSERVED != 0 && self.ancestry().any(untimed)
    }

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
        self.flag.0.fetch_or(OBSERVED, Ordering::Relaxed);
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

    pub(crate) fn new_record(
        &self,
        reason: Reason,
        at: Instant,
        origin: &'static Location<'static>,
    ) -> Arc<Record> {
        Arc::new(Record {
            reason,
            at,
            origin,
            began_at: self.address(),
        })
    }

    /// This node and all its ancestors, each once.
    fn ancestry(&self) -> impl Iterator<Item = &Node> {
        let mut next = Some(self);
        let mut branches = Vec::new();
        let mut seen = BTreeSet::new();
        std::iter::from_fn(move || {
            loop {
                let node = next.take().or_else(|| branches.pop())?;
                // Only above a linked node can two ways lead to the same ancestor.
                if !seen.is_empty() && !seen.insert(node.address()) {
                    continue;
                }
                match &node.parents {
                    Parents::None => {}
                    Parents::One(parent) => next = Some(parent),
                    Parents::Many(parents) => {
                        seen.insert(node.address());
                        branches.extend(parents.iter().map(|parent| &**parent));
                    }
                }
                return Some(node);
            }
        })
    }
}

impl Parents {
    fn iter(&self) -> std::slice::Iter<'_, Arc<Node>> {
        match self {
            Self::None => [].iter(),
            Self::One(parent) => std::slice::from_ref(parent).iter(),
            Self::Many(parents) => parents.iter(),
        }
    }

    fn into_vec(self) -> Vec<Arc<Node>> {
        match self {
            Self::None => Vec::new(),
            Self::One(parent) => vec![parent],
            Self::Many(parents) => parents.into_vec(),
        }
    }
}

/// Leaves the parents; then drops them, iteratively: a chain of a million ancestors that only this
/// node kept alive overflows no stack (K5).
impl Drop for Node {
    fn drop(&mut self) {
        let address = self.address();
        let mut handles = self.leave(address);
        while let Some(handle) = handles.pop() {
            let address = handle.address();
            // `into_inner` gives the node to exactly one of the threads that drop its last handles.
            if let Some(mut node) = Arc::into_inner(handle) {
                handles.extend(node.leave(address));
            }
        }
    }
}

impl Node {
    /// Takes this dying node, which lived at `address`, out of its parents' `children` and out of
    /// the timer; gives its handles of the parents.
    fn leave(&mut self, address: usize) -> Vec<Arc<Node>> {
        let deadline = lock(&self.inner).deadline.take();
        deadline::forget(deadline.as_ref());
        let parents = std::mem::replace(&mut self.parents, Parents::None).into_vec();
        for parent in &parents {
            let entry = lock(&parent.inner).children.remove(address);
            drop(entry);
        }
        parents
    }
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
