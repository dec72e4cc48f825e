//! The one timer thread of all deadlines, started when first needed (K6).
//!
//! The timer only marks and wakes. Callbacks of a deadline run on a thread of their own, so that
//! none delays another deadline.
//!
//! Lock order: a node's lock, then the timer's. The timer holds its own while it sleeps and
//! while it picks what is due, and then no other.

use std::{
    collections::BTreeMap,
    panic::Location,
    sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError},
    thread,
    time::{Duration, Instant},
};

use super::{
    deadline::Deadline,
    handle::{Handle, Known},
    spread::{Told, call_back, wake},
};

/// Gives a deadline to the timer, starting that where it does not run. Where no thread can be
/// started the deadline comes back untimed.
pub(super) fn start(at: Instant, origin: &'static Location<'static>, node: Known) -> Deadline {
    let mut timer = TIMER.lock();
    if !timer.running && !timer.start() {
        return Deadline::untimed(at, origin);
    }
    let entry = timer.entered;
    timer.entered += 1;
    let deadline = Deadline {
        at,
        origin,
        entry: Some(entry),
    };
    timer.entries.insert((at, entry), (node, deadline.clone()));
    let sleeps_too_long = timer.sleeps_until.is_none_or(|until| at < until);
    drop(timer);
    if sleeps_too_long {
        TIMER.changed.notify_one();
    }
    deadline
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

struct Timer {
    state: Mutex<Pending>,
    changed: Condvar,
}

struct Pending {
    running: bool,
    entered: u64,
    /// `None`: until something is entered. It may wake for what has been taken back meanwhile: waking
    /// it for each earlier entry would cost more than that.
    sleeps_until: Option<Instant>,
    /// A node takes its entry back before it is freed.
    entries: BTreeMap<(Instant, u64), (Known, Deadline)>,
}

static TIMER: Timer = Timer {
    state: Mutex::new(Pending {
        running: false,
        entered: 0,
        sleeps_until: None,
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
            let next = timer.entries.first_key_value().map(|(key, _)| key.0);
            timer.sleeps_until = next;
            let left = next.map(|next| next.saturating_duration_since(Instant::now()));
            timer = match left {
                None => {
                    let woken = self.changed.wait(timer);
                    woken.unwrap_or_else(PoisonError::into_inner)
                }
                Some(Duration::ZERO) => {
                    let due = timer.entries.pop_first();
                    let due = due.and_then(|(_, (node, due))| {
                        // SAFETY: it was found among the entries, which are locked.
                        Some((unsafe { Handle::of_known(node) }?, due))
                    });
                    drop(timer);
                    if let Some((node, due)) = due {
                        fire(&node, &due);
                    }
                    self.lock()
                }
                Some(left) => {
                    let woken = self.changed.wait_timeout(timer, left);
                    woken.unwrap_or_else(PoisonError::into_inner).0
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

fn fire(node: &Handle, due: &Deadline) {
    let Some(mut told) = node.expire(due) else {
        return;
    };
    wake(&told);
    told.retain(Told::has_callbacks);
    if told.is_empty() {
        return;
    }
    // Shared, for a thread that could not be started does not give back what it was to do.
    let told: Arc<[Told]> = told.into();
    let theirs = Arc::clone(&told);
    let spawned = thread::Builder::new()
        .name("safepoint-callbacks".into())
        .spawn(move || call_back(&theirs));
    // Late is better than never: with no thread to be had, they run here.
    if spawned.is_err() {
        call_back(&told);
    }
}
