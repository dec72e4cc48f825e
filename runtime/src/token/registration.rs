//! Callbacks on cancellation: registered, removed, or borrowed for the time of a closure.

use std::fmt;

use super::{CancelSource, CancelToken, listener::Function};
use crate::Reason;

/// A callback registered by [`CancelToken::on_cancel`]. Dropping it removes the callback.
///
/// After the drop it does not run and will not. The idea is C++20's `std::stop_callback`.
///
/// # Blocking
///
/// Where the callback runs on another thread at that moment, dropping waits for its end. So whoever drops a registration
/// must hold no lock that the callback takes: each would wait for the other for ever. A callback that drops its own
/// registration does not wait for itself.
#[must_use = "dropping the registration removes the callback; `.detach()` leaves it in place"]
pub struct Registration {
    token: CancelToken,
    /// The callback's number on the token's node; `None` once it is known to have run, or to stay.
    number: Option<u64>,
}

impl Registration {
    /// Removes the callback; tells whether it was removed before it ran.
    ///
    /// # Blocking
    ///
    /// Waits for the callback's end where that runs on another thread.
    pub fn stop(mut self) -> bool {
        self.remove()
    }

    /// Leaves the callback in place for as long as the token lives.
    ///
    /// A callback that owns a handle of its own token then keeps that alive, and itself, until it is cancelled.
    pub fn detach(mut self) {
        self.number = None;
    }

    fn remove(&mut self) -> bool {
        match (self.token.node(), self.number.take()) {
            (Some(node), Some(number)) => node.uncall(number),
            _ => false,
        }
    }
}

impl Drop for Registration {
    fn drop(&mut self) {
        self.remove();
    }
}

impl fmt::Debug for Registration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Registration")
            .field("token", &self.token)
            .finish_non_exhaustive()
    }
}

impl CancelToken {
    /// Calls `callback` once, when the token is cancelled.
    ///
    /// It runs on the thread that cancels, after the token and all its descendants are marked and all
    /// waits woken; for a deadline that passes, on a thread of its own, and for one that has passed when it is set, on the
    /// thread that sets it. Where the token is cancelled already it
    /// runs here, before this returns. It runs outside every lock of this crate, so it may do anything
    /// with tokens. If it panics, the panic hook reports that and nothing else is disturbed.
    ///
    /// The returned [`Registration`] removes the callback when dropped;
    /// [`detach`](Registration::detach) leaves it in place.
    ///
    /// # Blocking
    ///
    /// Only where the token is cancelled already: for as long as the callback takes.
    ///
    /// # Memory order
    ///
    /// All that happened before `cancel()` happens before the callback.
    ///
    /// # Examples
    ///
    /// ```
    /// use safepoint::CancelSource;
    /// use std::sync::mpsc;
    ///
    /// let source = CancelSource::new();
    /// let (tell, told) = mpsc::channel();
    /// let registration = source.token().on_cancel(move |reason| tell.send(reason.to_string()).unwrap());
    /// source.cancel();
    /// assert_eq!(told.recv().unwrap(), "requested");
    /// assert!(!registration.stop()); // it ran before
    /// ```
    pub fn on_cancel(&self, callback: impl FnOnce(&Reason) + Send + 'static) -> Registration {
        self.register(Box::new(callback))
    }

    /// Runs `body`; while that runs, a cancellation calls `callback`, which may borrow.
    ///
    /// When this returns (or unwinds) the callback has ended or will never run. Returning a guard instead would be unsound
    /// for a callback that borrows: guards can be forgotten.
    ///
    /// # Blocking
    ///
    /// Where the callback still runs on another thread when `body` has ended, until its end. The caller must hold no lock
    /// that the callback takes.
    ///
    /// # Memory order
    ///
    /// All that happened before `cancel()` happens before the callback, and that before all that follows this call.
    ///
    /// # Examples
    ///
    /// ```
    /// use safepoint::CancelSource;
    /// use std::sync::atomic::{AtomicBool, Ordering};
    ///
    /// let source = CancelSource::new();
    /// let told = AtomicBool::new(false);
    /// source.token().on_cancel_during(
    ///     |_| told.store(true, Ordering::Relaxed),
    ///     || source.cancel(),
    /// );
    /// assert!(told.into_inner());
    /// ```
    pub fn on_cancel_during<R>(
        &self,
        callback: impl FnOnce(&Reason) + Send,
        body: impl FnOnce() -> R,
    ) -> R {
        let callback: Box<dyn FnOnce(&Reason) + Send + '_> = Box::new(callback);
        // SAFETY: only the lifetime changes. `registration` stays in this frame, where nobody can forget it, and
        // is dropped before this function returns or unwinds. Its drop leaves the callback run to its
        // end, or removed and dropped: it waits where the callback runs on another thread. On this
        // thread the callback cannot be running at that moment: it would have been called from within
        // `body`, and so have ended, or this whole call would stand within the callback, which owns what it
        // borrows and is called once.
        let callback: Function = unsafe { std::mem::transmute(callback) };
        let registration = self.register(callback);
        let result = body();
        drop(registration);
        result
    }

    fn register(&self, function: Function) -> Registration {
        let token = match self.node() {
            Some(_) => self.clone(),
            // Somewhere it has to be kept until it is removed: where nobody can cancel.
            None => CancelSource::new().token(),
        };
        let number = token.node().and_then(|node| node.call(function));
        Registration { token, number }
    }
}
