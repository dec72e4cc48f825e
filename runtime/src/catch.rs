//! The mode that leaves by unwinding: who starts it, and who catches it.

use std::{
    any::Any,
    cell::Cell,
    panic::{AssertUnwindSafe, catch_unwind, resume_unwind},
};

use crate::Cancelled;

/// Runs `body` and catches a cancellation that unwinds out of it.
///
/// This is the other end of `#[cancellable(on_cancel = unwind)]`. Panics pass through untouched. There is no
/// `UnwindSafe` bound: as after a panic on another thread, locks that were held are poisoned, and
/// what `body` could reach otherwise is in the state in which the cancelled function left it.
///
/// # Errors
///
/// [`Cancelled`] where a cancelled function left `body` by unwinding.
///
/// # Panics
///
/// Where `body` panics by itself: that goes through.
///
/// # Examples
///
/// ```
/// use safepoint::{CancelSource, cancellable, catch};
///
/// #[cancellable(on_cancel = unwind)]
/// fn collatz(mut n: u64) -> u64 {
///     let mut steps = 0;
///     while n != 1 {
///         n = if n % 2 == 0 { n / 2 } else { 3 * n + 1 };
///         steps += 1;
///     }
///     steps
/// }
///
/// assert_eq!(catch(|| collatz(27)).unwrap(), 111);
/// let source = CancelSource::new();
/// source.cancel();
/// assert!(source.token().run(|| catch(|| collatz(27))).is_err());
/// ```
pub fn catch<T>(body: impl FnOnce() -> T) -> Result<T, Cancelled> {
    match attempt(body) {
        Ok(value) => Ok(value),
        Err(Unwound::Cancelled(cancelled)) => Err(cancelled),
        Err(Unwound::Panic(payload)) => resume_unwind(payload),
    }
}

thread_local! {
    /// How many frames of this thread would catch a cancellation.
    static CATCHERS: Cell<usize> = const { Cell::new(0) };
}

/// What unwound out of a closure.
pub(crate) enum Unwound {
    Cancelled(Cancelled),
    Panic(Box<dyn Any + Send>),
}

/// Runs code whose unwinding is caught here, and tells a cancellation from a panic.
pub(crate) fn attempt<T>(body: impl FnOnce() -> T) -> Result<T, Unwound> {
    CATCHERS.set(CATCHERS.get() + 1);
    let outcome = catch_unwind(AssertUnwindSafe(body));
    CATCHERS.set(CATCHERS.get() - 1);
    outcome.map_err(|payload| match payload.downcast() {
        Ok(cancelled) => Unwound::Cancelled(*cancelled),
        Err(payload) => Unwound::Panic(payload),
    })
}

/// Leaves by unwinding, past the panic hook: this is no panic, and nothing is printed where it is caught.
#[cold]
pub(crate) fn unwind(cancelled: Cancelled) -> ! {
    if CATCHERS.get() == 0 {
        // Where nothing can be printed, it is the cancellation that unwinds all the same.
        let _ = catch_unwind(AssertUnwindSafe(|| {
            eprintln!(
                "{cancelled}; unwinding, and no `safepoint::catch` or scope of this thread will catch it"
            );
        }));
    }
    resume_unwind(Box::new(cancelled))
}
