//! What a node tells of its cancellation: wakers of waiting threads and tasks, and callbacks.

use std::{collections::VecDeque, mem, panic::AssertUnwindSafe, task::Waker};

use super::{handle::Handle, node::Node};
use crate::{
    Reason,
    future::Held,
    sync::{Arc, Mutex, lock, thread, wait},
};

/// What a callback is.
pub(super) type Function = Box<dyn FnOnce(&Reason) + Send>;

pub(super) enum Listener {
    Waiter(Arc<Waiter>),
    Callback(Function),
}

/// One waiting thread or task.
#[derive(Debug)]
pub(crate) struct Waiter {
    /// Its number among the listeners of its node; `None` where the node was cancelled before.
    pub(super) number: Option<u64>,
    waker: Mutex<Option<Waker>>,
    /// Of a race, what is shielded within it: here, so that a future is no larger for it.
    held: Mutex<Held>,
}

impl Waiter {
    pub(super) fn new(waker: Waker, number: Option<u64>) -> Self {
        Self {
            number,
            waker: Mutex::new(Some(waker)),
            held: Mutex::default(),
        }
    }

    /// Uses what holds the race whose this is, and who alone does that: outside the lock, for wakers are cloned and dropped.
    pub(crate) fn with_held<R>(&self, use_it: impl FnOnce(&mut Held) -> R) -> R {
        let mut held = mem::take(&mut *lock(&self.held));
        let result = use_it(&mut held);
        *lock(&self.held) = held;
        result
    }

    /// Makes `waker` the one that will be woken; cheap where it is already.
    pub(crate) fn set(&self, waker: &Waker) {
        let same = |old: &Waker| old.will_wake(waker);
        if lock(&self.waker).as_ref().is_some_and(same) {
            return;
        }
        // Cloning and dropping a waker is somebody else's code: outside the lock.
        let new = waker.clone();
        let old = lock(&self.waker).replace(new);
        drop(old);
    }

    /// A waker that panics keeps no other from being woken.
    pub(super) fn wake(&self) {
        let waker = lock(&self.waker).take();
        if let Some(waker) = waker {
            contain(|| waker.wake());
        }
    }
}

/// A node's listeners, numbered in the order of registration.
///
/// Adding and removing take a fixed time, amortised, and it shrinks as listeners leave.
#[derive(Default)]
pub(super) struct Listeners {
    next: u64,
    /// In the order of their numbers; `None` where one has left.
    entries: VecDeque<(u64, Option<Listener>)>,
    gone: usize,
    /// The callback that runs now, and where.
    running: Option<(u64, thread::ThreadId)>,
    /// Whether somebody waits for the end of the one that runs.
    awaited: bool,
}

/// Below this capacity the queue is not worth shrinking: the next listener would only grow it again.
const SMALL: usize = 32;

/// What has become of a callback.
pub(super) enum Removed {
    /// It was waiting, and will not run. The caller drops it with no lock held.
    Waiting(Function),
    /// It runs on another thread now.
    Running,
    /// It has run, or was removed, or it is the caller itself.
    Finished,
}

impl Listeners {
    pub(super) fn next_number(&self) -> u64 {
        self.next
    }

    pub(super) fn add(&mut self, listener: Listener) -> u64 {
        let number = self.next;
        self.next += 1;
        self.entries.push_back((number, Some(listener)));
        number
    }

    pub(super) fn remove(&mut self, number: u64) -> Option<Listener> {
        // The one that came last: what registers for a short time mostly is.
        if let Some((_, last)) = self.entries.pop_back_if(|entry| entry.0 == number) {
            self.gone -= usize::from(last.is_none());
            self.tidy();
            return last;
        }
        let index = self.entries.binary_search_by_key(&number, |entry| entry.0);
        let listener = self.entries[index.ok()?].1.take()?;
        self.gone += 1;
        self.tidy();
        Some(listener)
    }

    /// Removes a callback, unless it runs on another thread.
    pub(super) fn remove_callback(&mut self, number: u64) -> Removed {
        match (self.remove(number), self.running) {
            (Some(Listener::Callback(function)), _) => Removed::Waiting(function),
            // A callback that drops its own registration would wait for itself.
            (_, Some((running, by))) if running == number && by != thread::current().id() => {
                self.awaited = true;
                Removed::Running
            }
            _ => Removed::Finished,
        }
    }

    pub(super) fn waiters(&self) -> impl Iterator<Item = &Arc<Waiter>> {
        self.entries.iter().filter_map(|(_, entry)| match entry {
            Some(Listener::Waiter(waiter)) => Some(waiter),
            _ => None,
        })
    }

    /// Takes the waiters out; tells whether anything is left.
    pub(super) fn take_waiters(&mut self) -> (Vec<Arc<Waiter>>, bool) {
        let waiters = self.waiters().cloned().collect();
        self.entries
            .retain(|(_, entry)| matches!(entry, Some(Listener::Callback(_))));
        self.gone = 0;
        (waiters, !self.entries.is_empty())
    }

    /// Takes the first callback, to run it on this thread.
    pub(super) fn begin_callback(&mut self) -> Option<Function> {
        loop {
            let (number, entry) = self.entries.pop_front()?;
            match entry {
                Some(Listener::Callback(function)) => {
                    self.running = Some((number, thread::current().id()));
                    return Some(function);
                }
                _ => self.gone -= 1,
            }
        }
    }

    /// Notes that the callback has run; tells whether somebody waits for that.
    pub(super) fn end_callback(&mut self) -> bool {
        self.running = None;
        std::mem::take(&mut self.awaited)
    }

    fn tidy(&mut self) {
        if self.gone * 2 <= self.entries.len() {
            return;
        }
        self.entries.retain(|(_, entry)| entry.is_some());
        self.gone = 0;
        let (length, capacity) = (self.entries.len(), self.entries.capacity());
        if capacity > SMALL && length < capacity / 4 {
            self.entries.shrink_to(length * 2);
        }
    }
}

impl Handle {
    /// Registers a waiter with this waker, to be woken. It has no number, and is not registered, where the node is
    /// cancelled.
    pub(crate) fn listen(&self, waker: Waker) -> Arc<Waiter> {
        self.settle();
        let mut inner = lock(&self.inner);
        if inner.record.is_some() {
            return Arc::new(Waiter::new(waker, None));
        }
        let listeners = &mut inner.rare().listeners;
        let waiter = Arc::new(Waiter::new(waker, Some(listeners.next_number())));
        listeners.add(Listener::Waiter(Arc::clone(&waiter)));
        waiter
    }

    /// Registers a callback, and gives its number; on a cancelled node it runs before this returns (K3).
    pub(super) fn call(&self, function: Function) -> Option<u64> {
        self.settle();
        let mut inner = lock(&self.inner);
        let Some(record) = inner.record.clone() else {
            return Some(inner.rare().listeners.add(Listener::Callback(function)));
        };
        drop(inner);
        contain(|| function(&record.reason));
        None
    }
}

impl Node {
    pub(crate) fn unlisten(&self, waiter: &Waiter) {
        if let Some(number) = waiter.number {
            let mut inner = lock(&self.inner);
            let removed = inner.rare().listeners.remove(number);
            drop(inner);
            // Dropped here, with no lock held.
            drop(removed);
        }
    }

    /// Keeps a callback from running; where it runs on another thread, waits for its end. Tells whether it was
    /// removed before it ran.
    pub(super) fn uncall(&self, number: u64) -> bool {
        let mut inner = lock(&self.inner);
        loop {
            match inner.rare().listeners.remove_callback(number) {
                Removed::Running => inner = wait(&self.finished, inner),
                Removed::Finished => return false,
                Removed::Waiting(function) => {
                    drop(inner);
                    // Dropped here, with no lock held.
                    drop(function);
                    return true;
                }
            }
        }
    }

    /// Runs the callbacks of this cancelled node, in the order of registration. A panic goes to the panic hook and no
    /// further.
    pub(super) fn call_back(&self, reason: &Reason) {
        let mut inner = lock(&self.inner);
        while let Some(function) = inner.rare().listeners.begin_callback() {
            drop(inner);
            contain(|| function(reason));
            inner = lock(&self.inner);
            if inner.rare().listeners.end_callback() {
                self.finished.notify_all();
            }
        }
    }
}

/// Runs somebody else's code: a panic has been to the panic hook, and goes no further (K4). A payload
/// that panics when dropped is left alone.
pub(crate) fn contain(code: impl FnOnce()) {
    if let Err(payload) = std::panic::catch_unwind(AssertUnwindSafe(code)) {
        let dropped = std::panic::catch_unwind(AssertUnwindSafe(|| drop(payload)));
        std::mem::forget(dropped);
    }
}
