//! Who stands in whose list of children.
//!
//! Each node has a list of its children, linked through the children themselves, so that entering and leaving take
//! no memory and a fixed time, and nothing is kept of a child that left.
//!
//! 1. All of a list, the head in the parent and the links in its children, is touched under the parent's lock only. (The
//!    last holder of a child may look whether that child's own link stands in a list: nobody else can change that.)
//! 2. A link that stands in a list stays where it is in memory until it has left: it is part of a node, or of a box
//!    that a node holds, and a node leaves all lists before it is taken apart.

use std::ptr;

use super::{
    handle::{Handle, Known},
    node::{Inner, Node},
};
use crate::sync::{Cell, MutexGuard, lock};

/// A node's way to one of its parents, and its place in that one's list.
pub(super) struct Link {
    pub(super) parent: Handle,
    /// `None` while this link stands in no list.
    child: Cell<Option<Known>>,
    previous: Cell<*const Link>,
    next: Cell<*const Link>,
}

/// All parents of a node.
pub(super) enum Parents {
    None,
    One(Link),
    /// Linked sources are rare.
    Many(Box<[Link]>),
}

/// A node's children, the newest first.
pub(super) struct Children(*const Link);

impl Link {
    pub(super) fn to(parent: Handle) -> Self {
        Self {
            parent,
            child: Cell::new(None),
            previous: Cell::new(ptr::null()),
            next: Cell::new(ptr::null()),
        }
    }

    /// Whether it stands in the parent's list, of which `parent` is the lock's guard.
    pub(super) fn stands(&self, _parent: &MutexGuard<'_, Inner>) -> bool {
        self.child.get().is_some()
    }

    /// Enters `child`, whose link this is, into the parent's list, of which `parent` is the lock's guard. It may
    /// stand there already.
    pub(super) fn enter(&self, child: &Handle, parent: &mut MutexGuard<'_, Inner>) {
        if self.stands(parent) {
            return;
        }
        let Children(first) = &mut parent.children;
        self.child.set(Some(child.known()));
        self.next.set(*first);
        // SAFETY: what stands in the list is a link (invariant 2), and the list is locked (1).
        if let Some(first) = unsafe { first.as_ref() } {
            first.previous.set(self);
        }
        *first = self;
    }

    /// Leaves the parent's list, if it stands there. For the last holder of the child.
    fn leave(&self) {
        if self.child.get().is_none() {
            return;
        }
        let mut parent = lock(&self.parent.inner);
        self.child.set(None);
        let previous = self.previous.replace(ptr::null());
        let next = self.next.replace(ptr::null());
        // SAFETY: what stands in the list is a link (invariant 2), and the list is locked (1).
        let neighbours = unsafe { (previous.as_ref(), next.as_ref()) };
        let before = neighbours.0.map_or(parent.children.0, |it| it.next.get());
        debug_assert!(ptr::eq(before, self), "the list has lost a child");
        match neighbours.0 {
            Some(previous) => previous.next.set(next),
            None => parent.children = Children(next),
        }
        if let Some(next) = neighbours.1 {
            debug_assert!(
                ptr::eq(next.previous.get(), self),
                "the list has lost its way back"
            );
            next.previous.set(previous);
        }
    }
}

impl Children {
    pub(super) const fn none() -> Self {
        Self(ptr::null())
    }

    /// Takes hold of all children that are not dying. The caller holds the lock of the node whose children they are.
    pub(super) fn held(&self) -> Vec<Handle> {
        let mut held = Vec::new();
        let mut next = self.0;
        // SAFETY: what stands in the list is a link (invariant 2), and the list is locked (1).
        while let Some(link) = unsafe { next.as_ref() } {
            let child = link.child.get();
            // SAFETY: the list in which it was found is locked.
            held.extend(child.and_then(|child| unsafe { Handle::of_known(child) }));
            next = link.next.get();
        }
        held
    }
}

impl Parents {
    pub(super) fn of_one(parent: Handle) -> Self {
        Self::One(Link::to(parent))
    }

    pub(super) fn of(parents: Vec<Handle>) -> Self {
        let mut links = parents.into_iter().map(Link::to);
        match links.len() {
            0 | 1 => links.next().map_or(Self::None, Self::One),
            _ => Self::Many(links.collect()),
        }
    }

    pub(super) fn links(&self) -> &[Link] {
        match self {
            Self::None => &[],
            Self::One(link) => std::slice::from_ref(link),
            Self::Many(links) => links,
        }
    }
}

impl Node {
    /// Takes this node out of its parents' lists. For its last holder.
    pub(super) fn leave_parents(&self) {
        for link in self.parents.links() {
            link.leave();
        }
    }
}
