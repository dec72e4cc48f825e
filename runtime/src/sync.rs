//! The synchronisation primitives of the kernel: `std`'s, or loom's under `--cfg loom`.
//!
//! `Arc` is always `std`'s: what it counts are records, waiters and probes, which the models are not about. The handles
//! of nodes are counted by an atomic of ours.

#[cfg(not(loom))]
pub(crate) use std::{
    cell::Cell,
    sync::{
        Condvar, Mutex, MutexGuard,
        atomic::{AtomicU8, AtomicUsize, fence},
    },
    thread,
};

#[cfg(loom)]
pub(crate) use loom::{
    cell::Cell,
    sync::{
        Condvar, Mutex, MutexGuard,
        atomic::{AtomicU8, AtomicUsize, fence},
    },
    thread,
};

pub(crate) use std::sync::{Arc, atomic::Ordering};

/// Locks, whatever happened to an earlier holder.
///
/// No code of the user runs under a lock of ours, so a poisoned one protects sound data: only a
/// failed allocation could have poisoned it.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex
        .lock()
        .unwrap_or_else(std::sync::PoisonError::into_inner)
}

/// Waits, whatever happened to an earlier holder: see [`lock`].
pub(crate) fn wait<'m, T>(changed: &Condvar, guard: MutexGuard<'m, T>) -> MutexGuard<'m, T> {
    changed
        .wait(guard)
        .unwrap_or_else(std::sync::PoisonError::into_inner)
}
