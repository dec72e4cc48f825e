//! Deadlines of nodes (K6). The timer thread that sees to them is in [`timer`].

use std::{panic::Location, time::Instant};

use super::{
    node::{Node, OBSERVED},
    timer,
};
use crate::{
    Probe, Reason, Site,
    sync::{Arc, Ordering, Weak, lock},
};

/// A node's own deadline.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Deadline {
    pub(super) at: Instant,
    pub(super) origin: &'static Location<'static>,
    /// Tells entries of the same instant apart. `None`: the timer does not know this one.
    pub(super) entry: Option<u64>,
}

impl Deadline {
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

/// Watches a deadline at checkpoints, where no timer thread can be started.
pub(super) struct Clock(pub(super) Weak<Node>);

impl Probe for Clock {
    fn checkpoint(&self, _site: Site) -> Option<Reason> {
        let due = self.0.upgrade()?.own_deadline()?;
        (!due.is_timed() && due.at <= Instant::now()).then_some(Reason::Deadline)
    }
}

impl Node {
    /// Replaces this node's own deadline. One that has passed cancels at once.
    pub(super) fn set_deadline(
        self: &Arc<Self>,
        at: Option<Instant>,
        origin: &'static Location<'static>,
    ) {
        let mut inner = lock(&self.inner);
        if inner.record.is_some() {
            return;
        }
        let superseded = inner.deadline.take();
        let passed = at.is_some_and(|at| at <= Instant::now());
        let mut timed = true;
        if let Some(at) = at {
            // Under our lock, so that two calls at once leave one entry with the timer.
            let deadline = if passed {
                Deadline::untimed(at, origin)
            } else {
                timer::start(at, origin, Arc::downgrade(self))
            };
            timed = deadline.is_timed() || passed || inner.has_clock;
            inner.has_clock |= !timed;
            inner.deadline = Some(Box::new(deadline));
        }
        drop(inner);
        timer::forget(superseded.as_deref());
        match at {
            Some(at) if passed => {
                self.cancel(&self.new_record(Reason::Deadline, at, origin));
            }
            Some(_) if !timed => {
                self.observe(Arc::new(Clock(Arc::downgrade(self))), origin);
            }
            _ => {}
        }
    }

    /// This node's own deadline.
    pub(super) fn own_deadline(&self) -> Option<Deadline> {
        lock(&self.inner).deadline.as_deref().cloned()
    }

    /// The earliest deadline of this node and its ancestors.
    pub(crate) fn earliest_deadline(&self) -> Option<Instant> {
        self.ancestry()
            .filter_map(|node| node.own_deadline().map(|deadline| deadline.at))
            .min()
    }

    /// Whether a deadline of this node or of an ancestor is watched by its probe alone.
    pub(crate) fn has_untimed_deadline(&self) -> bool {
        let untimed = |node: &Self| node.own_deadline().is_some_and(|own| !own.is_timed());
        // Relaxed: an untimed deadline made the node observed before anybody was told of it.
        self.state().load(Ordering::Relaxed) & OBSERVED != 0 && self.ancestry().any(untimed)
    }
}
