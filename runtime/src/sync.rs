//! The synchronisation primitives of the kernel: `std`'s, or loom's under `--cfg loom`.
//!
//! `Arc` and `Weak` are always `std`'s: loom has no `Weak`, and the models are about our own
//! state, not about reference counts.

#[cfg(not(loom))]
pub(crate) use std::{
    sync::{
        Condvar, Mutex, MutexGuard,
        atomic::{AtomicU8, AtomicUsize},
    },
    thread,
};

#[cfg(loom)]
pub(crate) use loom::{
    sync::{
        Condvar, Mutex, MutexGuard,
        atomic::{AtomicU8, AtomicUsize},
    },
    thread,
};

pub(crate) use std::sync::{Arc, Weak, atomic::Ordering};

/// Locks, whatever happened to an earlier holder.
///
/// No code of the user runs under a lock of ours, so a poisoned one protects sound data: only a
/// failed allocation could have poisoned it.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex
        .lock()
        .unwrap_or_else(std::sync::PoisonError::into_inner)
}
