//! What is shielded within a future holds the races around it: they do not drop it before it has ended.
//!
//! A shielded future that is pending tells the races that are polling it, all that are on this thread's stack. Each
//! keeps what it was told until that has ended: a later poll may pass it by, for `FuturesUnordered` and its like poll
//! only those children that were woken. One that has been dropped holds nothing, and what ends anywhere wakes the
//! races that it held.

use std::{
    cell::{Cell, RefCell},
    mem,
    task::{Poll, Waker},
};

use crate::{
    sync::{Arc, Mutex, lock},
    token::contain,
};

/// The life of a shielded future, from its first pending poll.
#[derive(Debug)]
pub(crate) struct Life(Mutex<State>);

#[derive(Debug)]
enum State {
    /// With the tasks whose races were cancelled meanwhile.
    Going(Vec<Waker>),
    Ended,
}

impl Default for Life {
    fn default() -> Self {
        Self(Mutex::new(State::Going(Vec::new())))
    }
}

impl Life {
    fn end(&self) {
        if let State::Going(tasks) = mem::replace(&mut *lock(&self.0), State::Ended) {
            for task in tasks {
                contain(|| task.wake());
            }
        }
    }

    fn has_ended(&self) -> bool {
        matches!(*lock(&self.0), State::Ended)
    }

    /// Whether it goes on. Then the task is woken when it ends.
    fn goes_on(&self, task: &Waker) -> bool {
        // Cloning and dropping a waker is somebody else's code: outside the lock.
        let new = task.clone();
        match &mut *lock(&self.0) {
            State::Ended => false,
            State::Going(tasks) => {
                if !tasks.iter().any(|old| old.will_wake(task)) {
                    tasks.push(new);
                }
                true
            }
        }
    }
}

/// A shielded future's own hold on its life, which ends with it.
#[derive(Debug, Default)]
pub(crate) struct Living(Option<Arc<Life>>);

impl Living {
    /// The future is pending: the races around it are told.
    pub(crate) fn is_pending(&mut self) {
        if POLLING.get() != Polling::Nothing {
            tell(self.0.get_or_insert_default());
        }
    }

    /// It holds nobody any more.
    pub(crate) fn end(&mut self) {
        if let Some(life) = self.0.take() {
            life.end();
        }
    }
}

impl Drop for Living {
    fn drop(&mut self) {
        self.end();
    }
}

/// What a race was told in one poll.
pub(crate) type Within = Vec<Arc<Life>>;

/// What holds a race. One word, for it is a part of futures.
#[derive(Debug, Default)]
pub(crate) struct Held(Option<Box<Lives>>);

#[derive(Debug, Default)]
struct Lives(Vec<Arc<Life>>);

impl Held {
    /// Keeps what the race was told.
    pub(crate) fn add(&mut self, within: Within) {
        if !within.is_empty() {
            let lives = &mut self.0.get_or_insert_default().0;
            lives.extend(within);
            lives.sort_unstable_by_key(Arc::as_ptr);
            lives.dedup_by(|one, other| Arc::ptr_eq(one, other));
            lives.retain(|life| !life.has_ended());
        }
    }

    /// Whether any of it goes on. Then the task is woken when that ends.
    pub(crate) fn goes_on(&mut self, task: &Waker) -> bool {
        let Some(lives) = &mut self.0 else {
            return false;
        };
        lives.0.retain(|life| life.goes_on(task));
        !lives.0.is_empty()
    }
}

/// What this thread polls.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Polling {
    /// No race.
    Nothing,
    /// One within which nothing shielded was pending so far.
    Race,
    /// One with lives in [`TOLD`].
    Holding,
}

thread_local! {
    static POLLING: Cell<Polling> = const { Cell::new(Polling::Nothing) };
    /// Empty unless [`POLLING`] says otherwise, so that only shields pay for it.
    static TOLD: RefCell<Within> = const { RefCell::new(Vec::new()) };
}

/// Tells the races that are being polled.
fn tell(life: &Arc<Life>) {
    if POLLING.get() != Polling::Nothing {
        // At the end of a thread nobody listens.
        let told = TOLD.try_with(|told| told.borrow_mut().push(Arc::clone(life)));
        if told.is_ok() {
            POLLING.set(Polling::Holding);
        }
    }
}

/// Polls a future that a race may drop. Where it is pending, gives what is shielded in it and was pending too.
#[inline]
pub(crate) fn poll_in_race<T>(poll: impl FnOnce() -> Poll<T>) -> Result<T, Within> {
    let around = Around::leave();
    let Poll::Ready(value) = poll() else {
        let within = take_told();
        // Those around this one are held by the same.
        let more = within.clone();
        drop(around);
        more.iter().for_each(tell);
        return Err(within);
    };
    Ok(value)
}

fn take_told() -> Within {
    match POLLING.get() {
        Polling::Holding => TOLD.take(),
        Polling::Nothing | Polling::Race => Vec::new(),
    }
}

/// What the races around the one that is polled were told before.
struct Around {
    polling: Polling,
    told: Within,
}

impl Around {
    #[inline]
    fn leave() -> Self {
        let told = take_told();
        let polling = POLLING.replace(Polling::Race);
        Self { polling, told }
    }
}

impl Drop for Around {
    #[inline]
    fn drop(&mut self) {
        // What this one was told and did not take, for it is ready or panics, is of no interest any more.
        drop(take_told());
        POLLING.set(self.polling);
        if self.polling == Polling::Holding {
            let _ = TOLD.replace(mem::take(&mut self.told));
        }
    }
}
