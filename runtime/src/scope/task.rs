//! A task's handle, and what a task may return.

use std::{
    fmt,
    marker::PhantomData,
    panic::Location,
    sync::{Arc, Condvar, Mutex, PoisonError},
};

use super::lock;
use crate::{CancelToken, Cancelled, Site, SiteKind, checkpoint::notice};

/// The handle of a task that a [`Scope`](super::Scope) spawned.
pub struct Task<'s, T> {
    slot: Arc<Slot<T>>,
    token: CancelToken,
    scope: PhantomData<&'s ()>,
}

impl<T> Task<'_, T> {
    pub(super) fn new(slot: Arc<Slot<T>>, token: CancelToken) -> Self {
        Self {
            slot,
            token,
            scope: PhantomData,
        }
    }

    /// Waits for the task and gives its value.
    ///
    /// # Errors
    ///
    /// [`Cancelled`] where the task did not return a value. Its own error, or its panic, has then become the
    /// scope's result.
    ///
    /// # Blocking
    ///
    /// Until the task has ended, also where the scope is cancelled: a value that is there is not lost.
    #[track_caller]
    pub fn join(self) -> Result<T, Cancelled> {
        let value = self.slot.wait();
        value.ok_or_else(|| {
            notice(&self.token, Site::here(Location::caller(), SiteKind::Wait))
                .unwrap_or_else(|| unreachable!("a task without a value has cancelled its scope"))
        })
    }

    /// Tells whether the task has ended, so that [`join`](Self::join) would not block.
    pub fn is_finished(&self) -> bool {
        !matches!(*lock(&self.slot.state), State::Running)
    }
}

impl<T> fmt::Debug for Task<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Task")
            .field("is_finished", &self.is_finished())
            .finish_non_exhaustive()
    }
}

/// Where a task leaves its value.
pub(super) struct Slot<T> {
    state: Mutex<State<T>>,
    closed: Condvar,
}

enum State<T> {
    Running,
    Closed(Option<T>),
}

impl<T> Slot<T> {
    pub(super) fn new() -> Self {
        Self {
            state: Mutex::new(State::Running),
            closed: Condvar::new(),
        }
    }

    pub(super) fn close(&self, value: Option<T>) {
        *lock(&self.state) = State::Closed(value);
        self.closed.notify_all();
    }

    fn wait(&self) -> Option<T> {
        let mut state = lock(&self.state);
        loop {
            if let State::Closed(value) = &mut *state {
                return value.take();
            }
            state = self
                .closed
                .wait(state)
                .unwrap_or_else(PoisonError::into_inner);
        }
    }
}

/// What a task of a scope with the error `E` may return: `()`, `!`, or `Result<T, E>`.
///
/// Not `Result<T, X>` with `X: Into<E>`: the compiler could then not infer the error of a closure
/// that uses `?`.
#[diagnostic::on_unimplemented(
    message = "a task of a scope with the error `{E}` cannot return `{Self}`",
    label = "the task's closure returns this",
    note = "return `()`, or `Result<_, E>` with the scope's own error; `Ok(value)` gives the value to `join`"
)]
pub trait TaskOutput<E> {
    /// What [`Task::join`] gives.
    type Value;

    /// The value, or the failure.
    ///
    /// # Errors
    ///
    /// The task's.
    fn into_result(self) -> Result<Self::Value, E>;
}

impl<E> TaskOutput<E> for () {
    type Value = ();

    fn into_result(self) -> Result<(), E> {
        Ok(())
    }
}

impl<T, E> TaskOutput<E> for Result<T, E> {
    type Value = T;

    fn into_result(self) -> Result<T, E> {
        self
    }
}

impl<E> TaskOutput<E> for Never {
    type Value = Never;

    fn into_result(self) -> Result<Never, E> {
        self
    }
}

/// `!`, which cannot be named on stable otherwise than as what a `fn() -> !` returns.
type Never = <fn() -> ! as Returns>::Output;

/// Implementation detail of [`Never`].
#[doc(hidden)]
pub trait Returns {
    /// What the function returns.
    type Output;
}

impl<T> Returns for fn() -> T {
    type Output = T;
}
