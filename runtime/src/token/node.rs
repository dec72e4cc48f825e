//! The tree behind the tokens.
//!
//! A node is one cancellable thing. It has any number of parents: none (a root), one (a child),
//! several (a linked source).
//!
//! Invariants, cited by their numbers:
//!
//! 1. `state` is marked CANCELLED and `record` is set in the same critical section of `inner`. The
//!    first record stays.
//! 2. A live node with live handles stands in the list of each of its parents, unless that was cancelled before, or
//!    the node is APART. Cancelling a node sets its record and reads its list in one critical section, and a
//!    child is entered under that same lock: so each child is either found by its parent's
//!    cancellation or finds its parent cancelled (K3).
//! 3. A child with one parent begins APART: in no list, for most of the cost of a child would be to enter and to leave.
//!    Whatever would tell the difference settles it first: enters it, and what above it is APART, from the top down. The
//!    mark is taken away last, when the node has heard what its parents have to say. So a checkpoint, which looks at
//!    the byte alone, settles a new child once, and from then on costs what it costs anywhere.
//! 4. A child holds its parents by handles, a parent only knows its children: a token goes on hearing its ancestors
//!    whatever is dropped, and a parent keeps nothing of a dropped child (K5).
//! 5. `OBSERVED` is set on a node whenever it, or any of its ancestors, has a probe or a deadline without a timer. It
//!    spreads like a cancellation does (2), and is never taken away.
//!
//! Lock order: no lock of this crate is held while another one is taken, while a handle of a node
//! is dropped, or while anything of the user's runs or is dropped (K4). The one exception is the
//! timer's, of which [`timer`](super::timer) speaks.

use std::{collections::BTreeSet, mem::MaybeUninit, panic::Location, time::Instant};

use super::{
    deadline::Deadline,
    family::{Children, Parents},
    handle::Handle,
    listener::Listeners,
    spread::Attached,
};
use crate::{
    Reason,
    cancelled::Record,
    sync::{Arc, AtomicU8, AtomicUsize, Condvar, Mutex, Ordering, lock},
};

/// The state byte's bits. Zero is *live*: the ordinary checkpoint compares with zero alone.
pub(crate) const OBSERVED: u8 = 1;
pub(crate) const CANCELLED: u8 = 2;
pub(super) const APART: u8 = 4;

/// One cancellable thing.
///
/// The state byte has a cache line of its own, so that cloning a token on one thread, or making siblings of it, does
/// not slow down a loop that checks it on another (K1): 64 bytes that nobody writes stand before it and after it. The
/// type asks for no alignment: allocators serve an aligned request much more slowly.
///
/// It stands at the beginning, so that the instruction which loads it is short.
#[repr(C)]
pub(crate) struct Node {
    before: MaybeUninit<[u8; 64]>,
    pub(super) state: AtomicU8,
    after: MaybeUninit<[u8; 63]>,
    pub(super) handles: AtomicUsize,
    /// How many `CancelSource`s of this node there are.
    pub(super) sources: AtomicUsize,
    pub(super) parents: Parents,
    pub(super) inner: Mutex<Inner>,
    /// A callback has run that somebody waits for.
    pub(super) finished: Condvar,
    /// Not zero once the timer knows this node.
    pub(super) timed: AtomicU8,
    /// How often it was marked as observed; goes round.
    pub(super) observations: AtomicU8,
}

#[cfg(not(loom))]
const _: () = {
    use std::mem::offset_of;
    assert!(offset_of!(Node, state) >= 64);
    assert!(offset_of!(Node, handles) - offset_of!(Node, state) >= 64);
    // Where locks are futexes; elsewhere they are bigger.
    assert!(!cfg!(target_os = "linux") || size_of::<Node>() <= 232);
};

/// What is behind a node's lock.
pub(super) struct Inner {
    pub(super) record: Option<Arc<Record>>,
    pub(super) children: Children,
    /// What most nodes have not.
    pub(super) rare: Option<Box<Rare>>,
}

#[derive(Default)]
pub(super) struct Rare {
    pub(super) listeners: Listeners,
    pub(super) deadline: Option<Deadline>,
    /// Shared, so that asking them copies nothing.
    pub(super) probes: Option<Arc<[Attached]>>,
}

impl Inner {
    pub(super) fn rare(&mut self) -> &mut Rare {
        self.rare.get_or_insert_default()
    }

    pub(super) fn deadline(&self) -> Option<&Deadline> {
        self.rare.as_ref()?.deadline.as_ref()
    }

    pub(super) fn probes(&self) -> Option<&Arc<[Attached]>> {
        self.rare.as_ref()?.probes.as_ref()
    }
}

impl Node {
    pub(crate) fn root() -> Handle {
        Self::with_parents(Parents::None, 0)
    }

    pub(crate) fn child_of(parent: &Handle) -> Handle {
        Self::with_parents(Parents::of_one(parent.clone()), APART)
    }

    pub(crate) fn linked_to(mut parents: Vec<Handle>) -> Handle {
        let mut seen = BTreeSet::new();
        parents.retain(|parent| seen.insert(parent.address()));
        let state = if parents.is_empty() { 0 } else { APART };
        let node = Self::with_parents(Parents::of(parents), state);
        node.settle();
        node
    }

    #[inline]
    fn with_parents(parents: Parents, state: u8) -> Handle {
        let inner = Inner {
            record: None,
            children: Children::none(),
            rare: None,
        };
        let mut node = Box::<Self>::new_uninit();
        let place = node.as_mut_ptr();
        // Field by field, and not whole, for that would copy the empty lines around the state as well.
        //
        // SAFETY: the place is valid for writes. Every field is written but `before` and `after`, which may stay as
        // they are.
        let node = unsafe {
            (&raw mut (*place).state).write(AtomicU8::new(state));
            (&raw mut (*place).handles).write(Self::first_handle());
            (&raw mut (*place).sources).write(AtomicUsize::new(1));
            (&raw mut (*place).parents).write(parents);
            (&raw mut (*place).inner).write(Mutex::new(inner));
            (&raw mut (*place).finished).write(Condvar::new());
            (&raw mut (*place).timed).write(AtomicU8::new(0));
            (&raw mut (*place).observations).write(AtomicU8::new(0));
            node.assume_init()
        };
        Handle::new(node)
    }

    /// Whether dropping this node drops nothing but what is ours.
    pub(super) fn holds_nothing_of_the_users(&mut self) -> bool {
        let inner = self.inner.get_mut();
        let inner = inner.unwrap_or_else(std::sync::PoisonError::into_inner);
        inner.record.is_none() && inner.rare.is_none()
    }

    /// The node's identity; also that of a cancellation which began here.
    pub(crate) fn address(&self) -> usize {
        std::ptr::from_ref(self).addr()
    }

    #[inline]
    pub(crate) fn state(&self) -> &AtomicU8 {
        &self.state
    }

    /// Changes when a probe is attached here or above.
    pub(crate) fn observations(&self) -> u8 {
        // Relaxed: who registers a waiter in between takes the lock under which this is counted.
        self.observations.load(Ordering::Relaxed)
    }

    pub(crate) fn is_observed(&self) -> bool {
        // Relaxed: the probes themselves are found under the lock.
        self.state.load(Ordering::Relaxed) & OBSERVED != 0
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
}

impl Handle {
    /// The record of the cancellation, once there is one.
    ///
    /// Its lock is what makes all that happened before `cancel()` visible to whoever noticed (K2).
    pub(crate) fn record(&self) -> Option<Arc<Record>> {
        self.settle();
        lock(&self.inner).record.clone()
    }

    pub(crate) fn is_marked(&self) -> bool {
        self.settle();
        // Acquire: pairs with the Release in `mark`.
        self.state.load(Ordering::Acquire) & CANCELLED != 0
    }

    /// Whether anything is left that could cancel this node, or has.
    pub(crate) fn can_be_cancelled(&self) -> bool {
        self.is_marked()
            || self.ancestry().any(|node| {
                // Relaxed: a hint about handles that others may be dropping right now.
                node.sources.load(Ordering::Relaxed) > 0 || {
                    let inner = lock(&node.inner);
                    inner.deadline().is_some() || inner.probes().is_some()
                }
            })
    }

    /// This node and all its ancestors, each once.
    pub(super) fn ancestry(&self) -> impl Iterator<Item = &Handle> {
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
                match node.parents.links() {
                    [] => {}
                    [link] => next = Some(&link.parent),
                    links => {
                        seen.insert(node.address());
                        branches.extend(links.iter().map(|link| &link.parent));
                    }
                }
                return Some(node);
            }
        })
    }
}
