//! What a node tells of its cancellation: wakers of waiting threads and tasks, and callbacks.

use std::{panic::AssertUnwindSafe, task::Waker};

use crate::{
    Reason,
    sync::{Arc, Condvar, Mutex, lock, thread},
};

/// A waiter or a callback, with its place in the order of registration.
#[derive(Debug, Clone)]
pub(super) struct Listener {
    pub(super) order: u64,
    pub(super) what: What,
}

#[derive(Debug, Clone)]
pub(super) enum What {
    Waiter(Arc<Waiter>),
    Callback(Arc<Callback>),
}

impl Listener {
    pub(super) fn is_callback(&self) -> bool {
        matches!(self.what, What::Callback(_))
    }
}

impl What {
    pub(super) fn address(&self) -> usize {
        match self {
            Self::Waiter(waiter) => Arc::as_ptr(waiter).addr(),
            Self::Callback(callback) => Arc::as_ptr(callback).addr(),
        }
    }
}

/// One waiting thread or task.
#[derive(Debug)]
pub(crate) struct Waiter(Mutex<Option<Waker>>);

impl Waiter {
    pub(crate) fn new(waker: Waker) -> Self {
        Self(Mutex::new(Some(waker)))
    }

    /// Makes `waker` the one that will be woken; cheap where it is already.
    pub(crate) fn set(&self, waker: &Waker) {
        let same = |old: &Waker| old.will_wake(waker);
        if lock(&self.0).as_ref().is_some_and(same) {
            return;
        }
        // Cloning and dropping a waker is somebody else's code: outside the lock.
        let new = waker.clone();
        let old = lock(&self.0).replace(new);
        drop(old);
    }

    pub(super) fn wake(&self) {
        let waker = lock(&self.0).take();
        if let Some(waker) = waker {
            waker.wake();
        }
    }
}

type Function = Box<dyn FnOnce(&Reason) + Send>;

/// A callback: waiting, running on some thread, or finished (run, or removed).
#[derive(Debug)]
pub(super) struct Callback {
    state: Mutex<State>,
    finished: Condvar,
}

enum State {
    Waiting(Function),
    Running(thread::ThreadId),
    Finished,
}

impl std::fmt::Debug for State {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Waiting(_) => "waiting",
            Self::Running(_) => "running",
            Self::Finished => "finished",
        })
    }
}

impl Callback {
    pub(super) fn new(function: Function) -> Self {
        Self {
            state: Mutex::new(State::Waiting(function)),
            finished: Condvar::new(),
        }
    }

    /// Runs the function, unless it was removed. A panic goes to the panic hook and no further.
    pub(super) fn run(&self, reason: &Reason) {
        let mut state = lock(&self.state);
        if !matches!(*state, State::Waiting(_)) {
            return;
        }
        let running = State::Running(thread::current().id());
        let State::Waiting(function) = std::mem::replace(&mut *state, running) else {
            unreachable!("checked under the same lock")
        };
        drop(state);
        contain(|| function(reason));
        *lock(&self.state) = State::Finished;
        self.finished.notify_all();
    }

    /// Keeps the function from running; where it runs on another thread, waits for its end.
    /// Tells whether it was removed before it ran.
    ///
    /// The caller drops what is returned, with no lock held.
    pub(super) fn remove(&self) -> Option<Function> {
        let mut state = lock(&self.state);
        loop {
            match &*state {
                State::Waiting(_) => {
                    let State::Waiting(function) = std::mem::replace(&mut *state, State::Finished)
                    else {
                        unreachable!("checked under the same lock")
                    };
                    return Some(function);
                }
                // A callback that drops its own registration would wait for itself.
                State::Running(by) if *by != thread::current().id() => {
                    state = self
                        .finished
                        .wait(state)
                        .unwrap_or_else(std::sync::PoisonError::into_inner);
                }
                State::Running(_) | State::Finished => return None,
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
