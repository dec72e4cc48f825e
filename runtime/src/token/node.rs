//! The tree behind the tokens.
//!
//! A node is one cancellable thing. It has any number of parents: none (a root), one (a child),
//! several (a linked source).
//!
//! Invariants, cited by their numbers:
//!
//! 1. `state` is marked CANCELLED and `record` is set in the same critical section of `inner`. The
//!    first record stays.
//! 2. A live node with live handles stands in `children` of each of its parents, unless that was cancelled before.
//!    Cancelling a node sets its record and reads its `children` in one critical section, and a
//!    child is entered under that same lock: so each child is either found by its parent's
//!    cancellation or finds its parent cancelled (K3).
//! 3. A child holds its parents (strong), a parent only knows its children (weak): a token goes
//!    on hearing its ancestors whatever is dropped, and a parent keeps nothing of a dropped child (K5).
//! 4. `OBSERVED` is set on a node whenever it, or any of its ancestors, has a probe. It spreads
//!    like a cancellation does (2), and is never taken away.
//!
//! Lock order: no lock of this crate is held while another one is taken, while a handle of a node
//! is dropped, or while anything of the user's runs or is dropped (K4). The one exception is the
//! timer's, of which [`timer`] speaks.

use std::{collections::BTreeSet, panic::Location, time::Instant};

use super::{
    deadline::Deadline,
    listener::{Callback, Listener, Waiter, What},
    registry::Registry,
    spread::Attached,
    timer,
};
use crate::{
    Reason,
    cancelled::Record,
    sync::{Arc, AtomicU8, AtomicUsize, Mutex, Ordering, Weak, lock},
};

/// The state byte's bits. Zero is *live*: the ordinary checkpoint compares with zero alone.
pub(crate) const OBSERVED: u8 = 1;
pub(crate) const CANCELLED: u8 = 2;

/// One cancellable thing.
///
/// The state byte has a cache line of its own, so that cloning a token on one thread does not slow
/// down a loop that checks it on another (K1): 64 bytes that nobody writes stand before it (the
/// parents count as such) and after it. The type asks for no alignment: allocators serve an
/// aligned request much more slowly.
#[derive(Debug)]
#[repr(C)]
pub(crate) struct Node {
    parents: Parents,
    before: [u64; 6],
    state: AtomicU8,
    after: [u8; 63],
    /// How many `CancelSource`s of this node there are.
    pub(super) sources: AtomicUsize,
    pub(super) inner: Mutex<Inner>,
}

#[cfg(not(loom))]
const _: () = {
    use std::mem::offset_of;
    assert!(offset_of!(Node, state) >= 64);
    assert!(offset_of!(Node, sources) - offset_of!(Node, state) >= 64);
};

#[derive(Debug)]
enum Parents {
    None,
    One(Arc<Node>),
    #[expect(
        clippy::box_collection,
        reason = "keeps the enum two words wide; linked sources are rare"
    )]
    Many(Box<Vec<Arc<Node>>>),
}

#[derive(Debug)]
pub(super) struct Inner {
    pub(super) record: Option<Arc<Record>>,
    pub(super) children: Registry<Weak<Node>>,
    pub(super) listeners: Registry<Listener>,
    /// Counts registrations, for their order.
    registered: u64,
    pub(super) deadline: Option<Box<Deadline>>,
    /// Whether a clock probe watches the deadline: one is enough, whatever deadlines follow.
    pub(super) has_clock: bool,
    /// Shared, so that asking them copies nothing.
    pub(super) probes: Option<Arc<[Attached]>>,
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
        let mut seen = BTreeSet::new();
        parents.retain(|parent| seen.insert(parent.address()));
        let child = Self::with_parents(match parents.len() {
            0 => Parents::None,
            1 => Parents::One(parents.remove(0)),
            _ => Parents::Many(Box::new(parents)),
        });
        child.join();
        child
    }

    fn with_parents(parents: Parents) -> Arc<Self> {
        Arc::new(Self {
            parents,
            before: [0; 6],
            state: AtomicU8::new(0),
            after: [0; 63],
            sources: AtomicUsize::new(1),
            inner: Mutex::new(Inner {
                record: None,
                children: Registry::new(),
                listeners: Registry::new(),
                registered: 0,
                deadline: None,
                has_clock: false,
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
            if parent.state.load(Ordering::Relaxed) & OBSERVED != 0 {
                self.state.fetch_or(OBSERVED, Ordering::Relaxed);
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
        &self.state
    }

    /// The record of the cancellation, once there is one.
    ///
    /// Its lock is what makes all that happened before `cancel()` visible to whoever noticed (K2).
    pub(crate) fn record(&self) -> Option<Arc<Record>> {
        lock(&self.inner).record.clone()
    }

    pub(crate) fn is_marked(&self) -> bool {
        // Acquire: pairs with the Release in `mark`.
        self.state.load(Ordering::Acquire) & CANCELLED != 0
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
    pub(super) fn ancestry(&self) -> impl Iterator<Item = &Node> {
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
}

/// Leaves the parents; then drops them, iteratively: a chain of a million ancestors that only this
/// node kept alive overflows no stack (K5).
impl Drop for Node {
    fn drop(&mut self) {
        let mut left = self.leave(self.address());
        let mut others = Vec::new();
        loop {
            let handle = match left {
                Parents::One(parent) => parent,
                Parents::Many(parents) => {
                    others.extend(*parents);
                    left = Parents::None;
                    continue;
                }
                Parents::None => match others.pop() {
                    Some(parent) => parent,
                    None => return,
                },
            };
            let address = handle.address();
            // `into_inner` gives the node to exactly one of the threads that drop its last handles.
            left = match Arc::into_inner(handle) {
                Some(mut node) => node.leave(address),
                None => Parents::None,
            };
        }
    }
}

impl Node {
    /// Takes this dying node, which lived at `address`, out of its parents' `children` and out of
    /// the timer; gives its handles of the parents.
    fn leave(&mut self, address: usize) -> Parents {
        let inner = self.inner.get_mut();
        let inner = inner.unwrap_or_else(std::sync::PoisonError::into_inner);
        timer::forget(inner.deadline.take().as_deref());
        let parents = std::mem::replace(&mut self.parents, Parents::None);
        for parent in parents.iter() {
            let entry = lock(&parent.inner).children.remove(address);
            drop(entry);
        }
        parents
    }
}
