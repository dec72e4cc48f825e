//! Deadlines: one timer thread for all, started when first needed (K6).
//!
//! The timer only marks and wakes. Callbacks of a deadline run on a thread of their own, so that
//! none delays another deadline.
//!
//! Lock order: a node's lock, then the timer's. The timer holds its own lock while it sleeps and
//! while it picks what is due, and no other.

use std::{
    collections::BTreeMap,
    panic::Location,
    sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError, Weak},
    thread,
    time::Instant,
};

use super::{
    listener::Listener,
    node::{Node, call_back, wake},
};
use crate::{Probe, Reason, Site};

/// A node's own deadline.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Deadline {
    pub(super) at: Instant,
    pub(super) origin: &'static Location<'static>,
    /// Tells entries of the same instant apart. `None`: the timer does not know this one.
    entry: Option<u64>,
}

impl Deadline {
    /// Gives a deadline to the timer, starting that where it does not run. Where no thread can be
    /// started the deadline comes back untimed.
    pub(super) fn start(at: Instant, origin: &'static Location<'static>, node: Weak<Node>) -> Self {
        let mut timer = TIMER.lock();
        if !timer.running && !timer.start() {
            return Self::untimed(at, origin);
        }
        let entry = timer.entered;
        timer.entered += 1;
        let deadline = Self {
            at,
            origin,
            entry: Some(entry),
        };
        let earliest = timer
            .entries
            .first_key_value()
            .is_none_or(|(first, _)| at < first.0);
        timer.entries.insert((at, entry), (node, deadline.clone()));
        drop(timer);
        if earliest {
            TIMER.changed.notify_one();
        }
        deadline
    }

    pub(super) fn untimed(at: Instant, origin: &'static Location<'static>) -> Self {
        Self {
            at,
            origin,
            entry: None,
        }
    }

    pub(super) fn is_timed(&self) -> bool {
        self.entry.is_some()
    }
}

/// Takes a deadline back from the timer, so that nothing is kept of a dropped or cancelled node.
pub(super) fn forget(deadline: Option<&Deadline>) {
    if let Some(Deadline {
        at,
        entry: Some(entry),
        ..
    }) = deadline
    {
        TIMER.lock().entries.remove(&(*at, *entry));
    }
}

/// Watches a deadline at checkpoints, where no timer thread can be started.
pub(super) struct Clock(pub(super) Weak<Node>);

impl Probe for Clock {
    fn checkpoint(&self, _site: Site) -> Option<Reason> {
        let node = self.0.upgrade()?;
        let due = node.own_deadline()?;
        if !due.is_timed() && due.at <= Instant::now() {
            // Cancelled here and not by the answer, for the latency counts from the deadline.
            let (record, listeners) = node.expire(&due)?;
            wake(&listeners);
            call_back(&listeners, &record.reason);
        }
        None
    }
}

struct Timer {
    state: Mutex<Pending>,
    changed: Condvar,
}

struct Pending {
    running: bool,
    entered: u64,
    entries: BTreeMap<(Instant, u64), (Weak<Node>, Deadline)>,
}

static TIMER: Timer = Timer {
    state: Mutex::new(Pending {
        running: false,
        entered: 0,
        entries: BTreeMap::new(),
    }),
    changed: Condvar::new(),
};

impl Timer {
    fn lock(&self) -> MutexGuard<'_, Pending> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn run(&self) {
        let mut timer = self.lock();
        loop {
            let now = Instant::now();
            timer = match timer.entries.first_entry() {
                None => self
                    .changed
                    .wait(timer)
                    .unwrap_or_else(PoisonError::into_inner),
                Some(first) if first.key().0 > now => {
                    let left = first.key().0 - now;
                    let woken = self.changed.wait_timeout(timer, left);
                    woken.unwrap_or_else(PoisonError::into_inner).0
                }
                Some(first) => {
                    let (node, due) = first.remove();
                    drop(timer);
                    fire(&node, &due);
                    self.lock()
                }
            };
        }
    }
}

impl Pending {
    /// Starts the timer thread; tells whether that could be done.
    fn start(&mut self) -> bool {
        self.running = thread::Builder::new()
            .name("safepoint-timer".into())
            .spawn(|| TIMER.run())
            .is_ok();
        self.running
    }
}

fn fire(node: &Weak<Node>, due: &Deadline) {
    let Some((record, mut listeners)) = node.upgrade().and_then(|node| node.expire(due)) else {
        return;
    };
    wake(&listeners);
    listeners.retain(Listener::is_callback);
    if listeners.is_empty() {
        return;
    }
    // Shared, for a thread that could not be started does not give back what it was to do.
    let listeners: Arc<[Listener]> = listeners.into();
    let theirs = (Arc::clone(&listeners), Arc::clone(&record));
    let spawned = thread::Builder::new()
        .name("safepoint-callbacks".into())
        .spawn(move || call_back(&theirs.0, &theirs.1.reason));
    // Late is better than never: with no thread to be had, they run here.
    if spawned.is_err() {
        call_back(&listeners, &record.reason);
    }
}
