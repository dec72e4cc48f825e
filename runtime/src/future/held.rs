//! What is shielded within a future holds the races around it: they do not drop it before it has ended.
//!
//! A shielded future that is pending tells the races that are polling it, all that are on this thread's stack. Each
//! keeps what it was told until that has ended: a later poll may pass it by, for `FuturesUnordered` and its like poll
//! only those children that were woken. One that has been dropped holds nothing, and what ends anywhere wakes the
//! races that it held.

use std::{
    cell::{Cell, RefCell},
    mem,
    sync::atomic::{AtomicU64, Ordering::Relaxed},
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
    /// With the tasks whose races were cancelled meanwhile, by the numbers of what holds them.
    Going(Vec<(u64, Waker)>),
    Ended,
}

impl Default for Life {
    fn default() -> Self {
        Self(Mutex::new(State::Going(Vec::new())))
    }
}

// Wakers are somebody else's code: they are cloned, woken and dropped outside the lock.
impl Life {
    fn end(&self) {
        let state = mem::replace(&mut *lock(&self.0), State::Ended);
        if let State::Going(tasks) = state {
            for (_, task) in tasks {
                contain(|| task.wake());
            }
        }
    }

    fn has_ended(&self) -> bool {
        matches!(*lock(&self.0), State::Ended)
    }

    /// Whether it goes on. Then the task is woken when it ends, in place of the one that this number had.
    fn goes_on(&self, number: u64, task: &Waker) -> bool {
        let new = task.clone();
        let old = match &mut *lock(&self.0) {
            State::Ended => return false,
            State::Going(tasks) => {
                let known = tasks.iter_mut().find(|(other, _)| *other == number);
                if let Some((_, old)) = known {
                    Some(mem::replace(old, new))
                } else {
                    tasks.push((number, new));
                    None
                }
            }
        };
        drop(old);
        true
    }

    fn forget(&self, number: u64) {
        let task = match &mut *lock(&self.0) {
            State::Ended => None,
            State::Going(tasks) => {
                let place = tasks.iter().position(|(other, _)| *other == number);
                place.map(|place| tasks.swap_remove(place))
            }
        };
        drop(task);
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

#[derive(Debug)]
struct Lives {
    number: u64,
    /// Some may have ended, and some be in it several times.
    all: Vec<Arc<Life>>,
    /// At so many they are looked through.
    most: usize,
    /// The one that wakes the task when it ends.
    waking: Option<Arc<Life>>,
}

impl Default for Lives {
    fn default() -> Self {
        static NUMBERS: AtomicU64 = AtomicU64::new(0);
        Self {
            number: NUMBERS.fetch_add(1, Relaxed),
            all: Vec::new(),
            most: 16,
            waking: None,
        }
    }
}

impl Held {
    /// Keeps what the race was told.
    pub(crate) fn add(&mut self, within: Within) {
        if within.is_empty() {
            return;
        }
        let Lives { all, most, .. } = &mut **self.0.get_or_insert_default();
        all.extend(within);
        if all.len() >= *most {
            all.sort_unstable_by_key(Arc::as_ptr);
            all.dedup_by(|one, other| Arc::ptr_eq(one, other));
            all.retain(|life| !life.has_ended());
            // So that each is looked at once for each time that it is told.
            *most = 2 * all.len() + 16;
        }
    }

    /// Ready unless something goes on that holds the race. Then the task is woken when that ends.
    pub(crate) fn unless_held(&mut self, task: &Waker) -> Poll<()> {
        match &mut self.0 {
            Some(lives) => lives.unless_going(task),
            None => Poll::Ready(()),
        }
    }
}

impl Lives {
    /// To be woken by one of them is enough: then it is looked again.
    fn unless_going(&mut self, task: &Waker) -> Poll<()> {
        if let Some(life) = &self.waking
            && life.goes_on(self.number, task)
        {
            return Poll::Pending;
        }
        self.waking = None;
        while let Some(life) = self.all.pop() {
            if life.goes_on(self.number, task) {
                self.waking = Some(life);
                return Poll::Pending;
            }
        }
        Poll::Ready(())
    }
}

impl Drop for Lives {
    fn drop(&mut self) {
        if let Some(life) = &self.waking {
            life.forget(self.number);
        }
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

/// Tells the race that is being polled. Those around it are told when its poll ends.
fn tell(life: &Arc<Life>) {
    // At the end of a thread nobody listens.
    let told = TOLD.try_with(|told| told.borrow_mut().push(Arc::clone(life)));
    if told.is_ok() {
        POLLING.set(Polling::Holding);
    }
}

/// Polls a future that a race may drop. Where it is pending, gives what is shielded in it and was pending too.
#[inline]
pub(crate) fn poll_in_race<T>(poll: impl FnOnce() -> Poll<T>) -> Result<T, Within> {
    let _around = Around::leave();
    match poll() {
        Poll::Ready(value) => Ok(value),
        Poll::Pending if POLLING.get() == Polling::Holding => Err(TOLD.with_borrow(Clone::clone)),
        Poll::Pending => Err(Vec::new()),
    }
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

/// Also where the race is ready or panics: what it has left pending elsewhere holds those around it all the same.
impl Drop for Around {
    #[inline]
    fn drop(&mut self) {
        let inside = take_told();
        POLLING.set(self.polling);
        if self.polling == Polling::Holding {
            let _ = TOLD.replace(mem::take(&mut self.told));
        }
        if self.polling != Polling::Nothing {
            let lives = inside.iter().filter(|life| !life.has_ended());
            lives.for_each(tell);
        }
    }
}
