//! Structured concurrency: no task outlives its scope.
//!
//! Invariants:
//!
//! 1. `running` counts the tasks whose thread may still touch anything borrowed for `'s`. `scope` does
//!    not return, and does not unwind, before it is zero.
//! 2. A task's failure is recorded and has cancelled the scope before its `join` can return, so that what
//!    the body makes of a failed `join` is never the first failure.
//! 3. The first failure stays; of later ones, errors are dropped and panics have been to the panic hook.

mod task;

use std::{
    any::Any,
    fmt,
    marker::PhantomData,
    panic::{Location, resume_unwind},
    sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError},
    thread,
};

pub use self::task::{Task, TaskOutput};
use crate::{
    CancelSource, CancelToken, Cancelled, Reason, Site, SiteKind, ambient,
    catch::{Unwound, attempt},
    checkpoint::notice,
    token::contain,
};
use task::Slot;

/// Runs `body`, which may spawn tasks that borrow; returns when all of them have ended.
///
/// The scope has a token of its own, a child of the caller's [ambient token](CancelToken::current). It is
/// ambient in the body and in each task. The first task (or body) that returns an error or
/// panics cancels it, with [`Reason::SiblingFailed`]; the others stop at their next checkpoint, and when
/// all have ended that first error is returned, or that panic goes on.
///
/// The idea is Trio's nursery and the JDK's `StructuredTaskScope`; the form is that of
/// [`std::thread::scope`].
///
/// # Errors
///
/// The first error of the body or of a task. `Cancelled` (as `E`) where the scope's token was cancelled and
/// nothing else failed, even if the body returned a value.
///
/// # Panics
///
/// With the first panic of the body or of a task, if that was the first failure.
///
/// # Blocking
///
/// Until all tasks have ended. A task that reaches no checkpoint is waited for as long as it takes.
///
/// # Examples
///
/// ```
/// use safepoint::Cancelled;
///
/// let numbers = vec![1, 2, 3, 4];
/// let (left, right) = numbers.split_at(2);
/// let sum = safepoint::scope(|s| {
///     let a = s.spawn(|| Ok(left.iter().sum::<i32>()));
///     let b = s.spawn(|| Ok(right.iter().sum::<i32>()));
///     Ok::<_, Cancelled>(a.join()? + b.join()?)
/// });
/// assert_eq!(sum.unwrap(), 10);
/// ```
///
/// A task cannot outlive what it borrows, nor the scope:
///
/// ```compile_fail
/// let task = safepoint::scope(|s| {
///     let local = 1;
///     s.spawn(|| println!("{local}")); // borrows what ends before the scope
///     Ok::<_, safepoint::Cancelled>(())
/// });
/// ```
#[track_caller]
pub fn scope<'env, T, E, F>(body: F) -> Result<T, E>
where
    E: From<Cancelled> + Send,
    F: for<'s> FnOnce(&'s Scope<'s, 'env, E>) -> Result<T, E>,
{
    let location = Location::caller();
    crate::ambient::with(|token| open(token, location, body))
}

impl CancelToken {
    /// Opens a [`scope`] under this token instead of the ambient one.
    ///
    /// # Errors
    ///
    /// As [`scope`].
    ///
    /// # Panics
    ///
    /// As [`scope`].
    ///
    /// # Examples
    ///
    /// ```
    /// use safepoint::{CancelSource, Cancelled};
    ///
    /// let source = CancelSource::new();
    /// let result = source.token().scope(|s| {
    ///     s.spawn(|| safepoint::CancelToken::current().wait());
    ///     source.cancel();
    ///     Ok::<_, Cancelled>("a value")
    /// });
    /// assert!(result.is_err()); // never a value that looks whole
    /// ```
    #[track_caller]
    pub fn scope<'env, T, E, F>(&self, body: F) -> Result<T, E>
    where
        E: From<Cancelled> + Send,
        F: for<'s> FnOnce(&'s Scope<'s, 'env, E>) -> Result<T, E>,
    {
        open(self, Location::caller(), body)
    }
}

fn open<'env, T, E, F>(
    token: &CancelToken,
    location: &'static Location<'static>,
    body: F,
) -> Result<T, E>
where
    E: From<Cancelled> + Send,
    F: for<'s> FnOnce(&'s Scope<'s, 'env, E>) -> Result<T, E>,
{
    let source = token.child();
    let scope = Scope {
        token: source.token(),
        source,
        failure: Mutex::new(None),
        running: Arc::default(),
        shielded: ambient::shielded(),
        lifetimes: PhantomData,
    };
    let all_ended = AllEnded(&scope.running);
    let value = scope.attempt(None, location, || body(&scope));
    drop(all_ended);
    let failure = lock(&scope.failure).take();
    match (failure, value) {
        (Some(Failure::Error(error)), _) => Err(error),
        (Some(Failure::Panic(payload)), _) => resume_unwind(payload),
        (None, Some(value)) => match notice(&scope.token, Site::here(location, SiteKind::Wait)) {
            Some(cancelled) => Err(cancelled.into()),
            None => Ok(value),
        },
        (None, None) => unreachable!("a body without a value has failed"),
    }
}

/// What [`scope`] passes to its body, to spawn tasks with.
///
/// # Examples
///
/// ```
/// use safepoint::Cancelled;
///
/// let sum = safepoint::scope(|s| {
///     let left = s.spawn(|| Ok::<_, Cancelled>(1));
///     let right = s.spawn_named("right", || Ok(2));
///     Ok(left.join()? + right.join()?)
/// });
/// assert_eq!(sum.unwrap(), 3);
/// ```
pub struct Scope<'s, 'env: 's, E> {
    source: CancelSource,
    token: CancelToken,
    failure: Mutex<Option<Failure<E>>>,
    running: Arc<Running>,
    /// What a shield around the scope covers: its tasks see that too.
    shielded: Option<CancelToken>,
    /// Both invariant, as in `std::thread::scope`: a longer-lived scope must not pass for this one.
    lifetimes: PhantomData<(&'s mut &'s (), &'env mut &'env ())>,
}

enum Failure<E> {
    Error(E),
    Panic(Box<dyn Any + Send>),
}

impl<E: From<Cancelled>> Failure<E> {
    /// The conversion is the user's code, and may itself unwind.
    fn of(cancelled: Cancelled) -> Self {
        match attempt(|| E::from(cancelled)) {
            Ok(error) => Self::Error(error),
            Err(Unwound::Cancelled(cancelled)) => Self::Panic(Box::new(cancelled)),
            Err(Unwound::Panic(payload)) => Self::Panic(payload),
        }
    }
}

impl<'s, E> Scope<'s, '_, E> {
    /// Spawns a task on a thread of its own, with the scope's token ambient.
    ///
    /// A task returns `()`, `!`, or a `Result` with the scope's own error. The returned handle
    /// gives its value; it may be dropped, which detaches nothing: the scope still waits for the task.
    ///
    /// Where the system has no thread to give, the scope is cancelled with the system's error as
    /// the reason, and joining the task gives `Cancelled`.
    ///
    /// # Panics
    ///
    /// Never itself. A task's panic goes on from [`scope`], once all tasks have ended, if it was the first failure.
    #[track_caller]
    pub fn spawn<F, R>(&'s self, function: F) -> Task<'s, R::Value>
    where
        E: From<Cancelled> + Send + 's,
        F: FnOnce() -> R + Send + 's,
        R: TaskOutput<E>,
        R::Value: Send + 's,
    {
        self.start(None, Location::caller(), function)
    }

    /// Spawns a task with a name, for its thread and for [`Reason::SiblingFailed`]; else like [`spawn`](Self::spawn).
    #[track_caller]
    pub fn spawn_named<F, R>(&'s self, name: impl Into<Arc<str>>, function: F) -> Task<'s, R::Value>
    where
        E: From<Cancelled> + Send + 's,
        F: FnOnce() -> R + Send + 's,
        R: TaskOutput<E>,
        R::Value: Send + 's,
    {
        self.start(Some(name.into()), Location::caller(), function)
    }

    fn start<F, R>(
        &'s self,
        name: Option<Arc<str>>,
        location: &'static Location<'static>,
        function: F,
    ) -> Task<'s, R::Value>
    where
        E: From<Cancelled> + Send + 's,
        F: FnOnce() -> R + Send + 's,
        R: TaskOutput<E>,
        R::Value: Send + 's,
    {
        let slot = Arc::new(Slot::new());
        let task = Task::new(Arc::clone(&slot), self.token.clone());
        let running = Running::enter(&self.running);
        let mut builder = thread::Builder::new();
        // The system's names cannot hold a zero byte; ours can, and keeps it.
        if let Some(name) = name.as_ref().filter(|name| !name.contains('\0')) {
            builder = builder.name(name.to_string());
        }
        let closed = Arc::clone(&slot);
        let work = move || {
            let run = || self.attempt(name, location, || function().into_result());
            let value = match &self.shielded {
                Some(outer) => ambient::shielding(outer, run),
                None => run(),
            };
            slot.close(value);
            // Should nobody hold the handle any more, the value is dropped here: before `running` is left.
            contain(|| drop(slot));
            drop(running);
        };
        // SAFETY: the thread uses nothing of `'s` after it leaves `running`, its last act but for
        // dropping handles of its own. The frame in `open` that all of `'s` outlives does not end before
        // `running` is empty (invariant 1), whatever the body does: it holds no guard that could be forgotten.
        let started = unsafe { builder.spawn_unchecked(work) };
        if let Err(error) = started {
            self.source.cancel_at(Reason::from(error), location);
            closed.close(None);
        }
        task
    }

    /// Runs a task, or the body; what it fails with becomes the scope's failure, if it is the first.
    fn attempt<T>(
        &self,
        name: Option<Arc<str>>,
        location: &'static Location<'static>,
        function: impl FnOnce() -> Result<T, E>,
    ) -> Option<T>
    where
        E: From<Cancelled>,
    {
        let failure = match attempt(|| self.token.run(function)) {
            Ok(Ok(value)) => return Some(value),
            Ok(Err(error)) => Failure::Error(error),
            Err(Unwound::Cancelled(cancelled)) => Failure::of(cancelled),
            Err(Unwound::Panic(payload)) => Failure::Panic(payload),
        };
        let mut first = lock(&self.failure);
        let late = if first.is_none() {
            *first = Some(failure);
            None
        } else {
            Some(failure)
        };
        drop(first);
        let reason = Reason::SiblingFailed {
            task: name,
            spawned_at: location,
        };
        self.source.cancel_at(reason, location);
        contain(|| drop(late));
        None
    }

    /// The scope's token.
    pub fn token(&self) -> &CancelToken {
        &self.token
    }

    /// Cancels the scope, with [`Reason::Requested`]. Returns whether this call was the first to cancel.
    #[track_caller]
    pub fn cancel(&self) -> bool {
        self.source.cancel_at(Reason::Requested, Location::caller())
    }
}

impl<E> fmt::Debug for Scope<'_, '_, E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Scope")
            .field("token", &self.token)
            .field("running", &*lock(&self.running.count))
            .finish_non_exhaustive()
    }
}

/// Counts the tasks that have not ended. Shared, for the last act of a task is to leave it, and the
/// scope may be gone before that act has returned.
#[derive(Default)]
struct Running {
    count: Mutex<usize>,
    none: Condvar,
}

impl Running {
    fn enter(running: &Arc<Self>) -> Entered {
        *lock(&running.count) += 1;
        Entered(Arc::clone(running))
    }

    fn wait_for_all(&self) {
        let mut count = lock(&self.count);
        while *count > 0 {
            count = self
                .none
                .wait(count)
                .unwrap_or_else(PoisonError::into_inner);
        }
    }
}

/// Waits when dropped, so that unwinding does too (invariant 1). In the frame of [`open`], and nowhere else: nobody
/// can forget it there.
struct AllEnded<'r>(&'r Running);

impl Drop for AllEnded<'_> {
    fn drop(&mut self) {
        self.0.wait_for_all();
    }
}

/// Leaves when dropped, also with a closure whose thread could not be started.
struct Entered(Arc<Running>);

impl Drop for Entered {
    fn drop(&mut self) {
        let mut count = lock(&self.0.count);
        *count -= 1;
        if *count == 0 {
            self.0.none.notify_all();
        }
    }
}

/// No code of the user's runs under these locks.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
