//! Deadlines of nodes (K6). The timer thread that sees to them is in [`timer`].

use std::{panic::Location, time::Instant};

use super::{handle::Handle, node::Node, timer};
use crate::{
    Reason,
    sync::{Ordering, lock},
};

/// A node's own deadline.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Deadline {
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

impl Handle {
    /// Replaces this node's own deadline. One that has passed cancels at once.
    pub(super) fn set_deadline(&self, at: Option<Instant>, origin: &'static Location<'static>) {
        self.settle();
        let mut inner = lock(&self.inner);
        if inner.record.is_some() {
            return;
        }
        let passed = at.is_some_and(|at| at <= Instant::now());
        // Under our lock, so that two calls at once leave one entry with the timer.
        let deadline = at.map(|at| {
            if passed {
                Deadline::untimed(at, origin)
            } else {
                self.timed.store(1, Ordering::Relaxed);
                timer::start(at, origin, self.known())
            }
        });
        let untimed = !passed && deadline.as_ref().is_some_and(|it| !it.is_timed());
        let superseded = std::mem::replace(&mut inner.rare().deadline, deadline);
        drop(inner);
        timer::forget(superseded.as_ref());
        match at {
            Some(at) if passed => {
                self.cancel(&self.new_record(Reason::Deadline, at, origin));
            }
            // The checkpoints look at the clock themselves.
            Some(_) if untimed => self.spread_observed(None),
            _ => {}
        }
    }

    /// The earliest deadline of this node and its ancestors.
    pub(crate) fn earliest_deadline(&self) -> Option<Instant> {
        self.ancestry()
            .filter_map(|node| node.own_deadline().map(|deadline| deadline.at))
            .min()
    }

    /// Whether a deadline of this node or of an ancestor is watched by checkpoints alone.
    pub(crate) fn has_untimed_deadline(&self) -> bool {
        let untimed = |node: &Handle| node.own_deadline().is_some_and(|own| !own.is_timed());
        // Relaxed: an untimed deadline made the node observed before anybody was told of it.
        self.is_observed() && self.ancestry().any(untimed)
    }
}

impl Node {
    /// This node's own deadline.
    pub(super) fn own_deadline(&self) -> Option<Deadline> {
        lock(&self.inner).deadline().cloned()
    }

    /// This node's own deadline, where it has passed and no timer has it.
    pub(super) fn own_deadline_to_notice(&self) -> Option<Deadline> {
        let due = self.own_deadline()?;
        (!due.is_timed() && due.at <= Instant::now()).then_some(due)
    }
}
