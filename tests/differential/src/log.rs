//! What happens in a program, and how it ends.
//!
//! The log belongs to the thread: a program and the probe that watches it write to the same one.

use std::{
    cell::{Cell, RefCell},
    ops::ControlFlow,
};

use safepoint::Cancelled;

/// Something that happened. The first number is the place in the program, or the guard.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Event {
    /// A side effect.
    Note(u32, i64),
    /// An iteration of a loop that must check again after so many (0: that never checks).
    Turn(u32, u32),
    /// An item was taken out of where it was.
    Taken(u32, i64),
    /// The body was given an item.
    Given(u32, i64),
    /// A guard was made.
    Made(u32),
    /// A guard was dropped.
    Dropped(u32),
    /// A leaf loop is about to begin.
    LeafBegins(u32),
    /// A leaf loop has ended after so many iterations, by its own count; it checks once in so many (0: never).
    LeafEnds(u32, u64, u64),
    /// Items of a channel were neither given nor left in it.
    Lost(u32),
    /// The expression of `on_cancel = return EXPR` was evaluated.
    Substituted,
    /// A checkpoint.
    Check,
    /// The checkpoint that cancels.
    Cancel,
}

/// More events than any program has that ends.
const RUNAWAY: usize = 2_000_000;

thread_local! {
    static LOG: RefCell<Vec<Event>> = const { RefCell::new(Vec::new()) };
    static GUARDS: Cell<u32> = const { Cell::new(0) };
}

/// Writes to the log.
///
/// # Panics
///
/// Where a program never ends.
pub fn log(event: Event) {
    LOG.with_borrow_mut(|log| {
        log.push(event);
        // Never in a destructor, which may be unwinding because of this very panic.
        let destructor = matches!(event, Event::Dropped(_) | Event::Lost(_));
        assert!(
            destructor || log.len() < RUNAWAY,
            "the program does not end"
        );
    });
}

/// Makes a guard's number.
pub(crate) fn guard() -> u32 {
    let serial = GUARDS.get();
    GUARDS.set(serial + 1);
    log(Event::Made(serial));
    serial
}

/// Takes the log, and starts a new one.
pub fn take_log() -> Vec<Event> {
    GUARDS.set(0);
    LOG.take()
}

/// Why a program ended early.
#[derive(Debug)]
pub enum Stop {
    /// By itself.
    Own(i64),
    /// It was cancelled.
    Cancelled(Cancelled),
}

impl From<Cancelled> for Stop {
    fn from(cancelled: Cancelled) -> Self {
        Self::Cancelled(cancelled)
    }
}

/// How a program ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// With a value.
    Value(i64),
    /// With an error of its own, or without a value.
    Own(Option<i64>),
    /// It says that it was cancelled.
    Cancelled,
}

impl From<i64> for Outcome {
    fn from(value: i64) -> Self {
        Self::Value(value)
    }
}

impl From<()> for Outcome {
    fn from((): ()) -> Self {
        Self::Own(None)
    }
}

impl From<Option<i64>> for Outcome {
    fn from(value: Option<i64>) -> Self {
        value.map_or(Self::Own(None), Self::Value)
    }
}

impl From<Stop> for Outcome {
    fn from(stop: Stop) -> Self {
        match stop {
            Stop::Own(value) => Self::Own(Some(value)),
            Stop::Cancelled(_) => Self::Cancelled,
        }
    }
}

impl From<Result<i64, Stop>> for Outcome {
    fn from(result: Result<i64, Stop>) -> Self {
        result.map_or_else(Self::from, Self::Value)
    }
}

impl From<ControlFlow<Stop, i64>> for Outcome {
    fn from(flow: ControlFlow<Stop, i64>) -> Self {
        match flow {
            ControlFlow::Continue(value) => Self::Value(value),
            ControlFlow::Break(stop) => stop.into(),
        }
    }
}

impl<T: Into<Self>> From<Result<T, Cancelled>> for Outcome {
    fn from(caught: Result<T, Cancelled>) -> Self {
        caught.map_or(Self::Cancelled, Into::into)
    }
}
