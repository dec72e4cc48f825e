//! Counted handles of nodes.
//!
//! Much like `Arc`, but without weak counts, each of which would cost a child two writes to shared memory. What knows
//! a node without holding it, its parents' lists and the timer, is told before the node's memory is freed:
//!
//! 1. `handles` counts the handles. Once it is zero the node is dying, and it is never raised again.
//! 2. A node leaves its parents' lists and the timer, under the lock of each, before its memory is freed. So
//!    whoever finds a pointer there may look at the node for as long as it holds that lock.

use std::{
    ops::Deref,
    panic::{RefUnwindSafe, UnwindSafe},
    process,
    ptr::NonNull,
};

use super::{
    family::{Link, Parents},
    listener::contain,
    node::Node,
};
use crate::sync::{AtomicUsize, Ordering, fence};

/// Holds a node: it lives while any handle of it does.
#[repr(transparent)]
pub(crate) struct Handle(NonNull<Node>);

// SAFETY: of what a node is made, only its links and the head of its list of children are not `Sync` by themselves.
// Those are touched under the lock of the node in whose list they stand, or by the last holder of a node that has
// left all lists.
unsafe impl Send for Handle {}
// SAFETY: the same.
unsafe impl Sync for Handle {}

// All of a node stands behind its lock, or is atomic.
impl UnwindSafe for Handle {}
impl RefUnwindSafe for Handle {}

/// A pointer that holds nothing: what a parent's list and the timer know a node by. (It is a handle's, not made from a
/// reference: the last handle frees the node through its pointer.)
#[derive(Clone, Copy)]
pub(super) struct Known(NonNull<Node>);

// SAFETY: it only gives a `Handle`, which is `Send`, and to whoever keeps invariant 2.
unsafe impl Send for Known {}

impl Handle {
    pub(super) fn new(node: Box<Node>) -> Self {
        Self(NonNull::from(Box::leak(node)))
    }

    #[cfg(not(loom))]
    pub(super) fn pointer(&self) -> NonNull<Node> {
        self.0
    }

    /// # Safety
    ///
    /// The pointer is that of a handle that was forgotten, and is used once.
    #[cfg(not(loom))]
    pub(super) unsafe fn of_pointer(pointer: NonNull<Node>) -> Self {
        Self(pointer)
    }

    pub(super) fn known(&self) -> Known {
        Known(self.0)
    }

    /// Takes hold of a node that is known, unless it is dying.
    ///
    /// # Safety
    ///
    /// The caller holds the lock of the list, or of the timer, in which it found the node (invariant 2).
    pub(super) unsafe fn of_known(known: Known) -> Option<Self> {
        // SAFETY: by the caller's promise the memory is not freed yet.
        let handles = unsafe { &known.0.as_ref().handles };
        let mut count = handles.load(Ordering::Relaxed);
        while count > 0 {
            // Relaxed, as in `clone`: what the holder needs of the node it finds under locks.
            match handles.compare_exchange_weak(
                count,
                count + 1,
                Ordering::Relaxed,
                Ordering::Relaxed,
            ) {
                Ok(_) => return Some(Self(known.0)),
                Err(now) => count = now,
            }
        }
        None
    }

    /// Gives this handle up; gives the node itself where this was the last one.
    #[inline]
    fn give_up(self) -> Option<Box<Node>> {
        let pointer = self.0;
        // SAFETY: the handle is counted, and its count is not given up before the line below.
        let node = unsafe { pointer.as_ref() };
        std::mem::forget(self);
        if node.is_held_once() || node.handles.fetch_sub(1, Ordering::Release) == 1 {
            Self::free(pointer)
        } else {
            None
        }
    }

    /// Takes the node out of all that knows it, and gives it, unless somebody has taken hold of it meanwhile.
    ///
    /// Its last handle was just given up, or is about to be and still counted. The latter spares the usual child a write
    /// to its count: another handle can only be taken by what knows the node, and not any more once it has left.
    fn free(pointer: NonNull<Node>) -> Option<Box<Node>> {
        // Pairs with the Release of all who gave theirs up before.
        fence(Ordering::Acquire);
        // SAFETY: the handle is still counted; or none is, and the memory is freed by the box below.
        let node = unsafe { pointer.as_ref() };
        node.leave();
        // Still counted, and not as the only one: somebody took hold of it before it left.
        let held = node.handles.load(Ordering::Relaxed) > 1
            && node.handles.fetch_sub(1, Ordering::Release) > 1;
        if held {
            return None;
        }
        // Pairs with the Release of whoever took hold of it and has given that up again.
        fence(Ordering::Acquire);
        // SAFETY: that was the last handle, and nothing knows the node any more; it came from a `Box`.
        Some(unsafe { Box::from_raw(pointer.as_ptr()) })
    }
}

impl Node {
    #[inline]
    pub(super) fn first_handle() -> AtomicUsize {
        AtomicUsize::new(1)
    }

    /// Whether the caller's handle is the only one. Others may still come from what knows the node.
    #[inline]
    pub(super) fn is_held_once(&self) -> bool {
        // Relaxed: the caller's own handle is one of those counted.
        self.handles.load(Ordering::Relaxed) == 1
    }
}

impl Deref for Handle {
    type Target = Node;

    #[inline]
    fn deref(&self) -> &Node {
        // SAFETY: the handle is counted, so that the node lives; nobody has it mutably before the last is given up.
        unsafe { self.0.as_ref() }
    }
}

impl Clone for Handle {
    #[inline]
    fn clone(&self) -> Self {
        // Relaxed: a new handle is made from one that is there, and nothing is published by it.
        let before = self.handles.fetch_add(1, Ordering::Relaxed);
        if before > usize::MAX / 2 {
            // Handles were forgotten until the count was about to wrap; `Arc` does the same.
            process::abort();
        }
        Self(self.0)
    }
}

impl Drop for Handle {
    #[inline]
    fn drop(&mut self) {
        if let Some(node) = Self(self.0).give_up() {
            take_apart(node);
        }
    }
}

/// Takes a node apart that nobody holds, and those above it that only it held: iteratively, so that a chain of a
/// million overflows no stack (K5).
fn take_apart(node: Box<Node>) {
    let mut next = Some(node);
    let mut others = Vec::new();
    while let Some(mut node) = next.take() {
        match std::mem::replace(&mut node.parents, Parents::None) {
            Parents::None => {}
            Parents::One(Link { parent, .. }) => next = parent.give_up(),
            Parents::Many(links) => others.extend(links.into_iter().map(|link| link.parent)),
        }
        // What is the user's must not unwind: nodes above this one wait to be taken apart.
        if node.holds_nothing_of_the_users() {
            drop(node);
        } else {
            contain(|| drop(node));
        }
        while next.is_none()
            && let Some(other) = others.pop()
        {
            next = other.give_up();
        }
    }
}
