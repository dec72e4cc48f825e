//! The ambient token: installed for the time of a closure, found by whatever that calls.
//!
//! Invariant: the thread-local pointer is null, or points to a token that a frame of
//! [`CancelToken::run`] on this thread borrows. That frame restores the earlier pointer before it
//! ends, also by unwinding. There is no guard type, for a guard can be forgotten (K7).

use std::{cell::Cell, marker::PhantomData, ptr, thread::LocalKey};

use crate::CancelToken;

thread_local! {
    static AMBIENT: Cell<*const CancelToken> = const { Cell::new(ptr::null()) };
}

static NEVER: CancelToken = CancelToken::never();

impl CancelToken {
    /// Runs `body` with this token as the ambient one of this thread.
    ///
    /// Within `body`, and in all that it calls on this thread, [`current`](Self::current) is this token, and
    /// annotated functions without a token of their own check it. Calls nest.
    ///
    /// # Examples
    ///
    /// ```
    /// use safepoint::{CancelSource, Cancelled, cancellable};
    ///
    /// #[cancellable]
    /// fn count(limit: u32) -> Result<u32, Cancelled> {
    ///     let mut count = 0;
    ///     for _ in 0..limit {
    ///         count += 1;
    ///     }
    ///     Ok(count)
    /// }
    ///
    /// let source = CancelSource::new();
    /// assert_eq!(source.token().run(|| count(10)).unwrap(), 10);
    /// source.cancel();
    /// assert!(source.token().run(|| count(10)).is_err());
    /// ```
    pub fn run<R>(&self, body: impl FnOnce() -> R) -> R {
        let _restore = install(&AMBIENT, self);
        body()
    }

    /// The ambient token, or `None` where no [`run`](Self::run) is around this call.
    pub fn try_current() -> Option<Self> {
        installed().cloned()
    }
}

thread_local! {
    /// What the innermost shield covers; the same invariant, of the frame of [`shielding`].
    static SHIELDED: Cell<*const CancelToken> = const { Cell::new(ptr::null()) };
}

/// Runs `body` with `outer` as what its shield covers.
pub(crate) fn shielding<R>(outer: &CancelToken, body: impl FnOnce() -> R) -> R {
    let _restore = install(&SHIELDED, outer);
    body()
}

/// The token that the innermost shield covers.
pub(crate) fn shielded() -> Option<CancelToken> {
    // SAFETY: by the invariant the pointer is null, or its token outlives the frame of `shielding`
    // above us on this stack. The reference is cloned at once.
    unsafe { SHIELDED.get().as_ref() }.cloned()
}

type Slot = LocalKey<Cell<*const CancelToken>>;

/// Puts a token into a slot until the returned value is dropped: for frames of this module alone, which
/// drop it before `token` can be.
fn install(slot: &'static Slot, token: &CancelToken) -> impl Drop + use<> {
    struct Restore(&'static Slot, *const CancelToken);
    impl Drop for Restore {
        fn drop(&mut self) {
            self.0.set(self.1);
        }
    }
    Restore(slot, slot.replace(token))
}

/// Lends the ambient token to a closure.
#[inline]
pub(crate) fn with<R>(use_it: impl FnOnce(&CancelToken) -> R) -> R {
    use_it(installed().unwrap_or(&NEVER))
}

/// The token that the innermost `run` of this thread borrows.
///
/// For this module: the lifetime is the caller's to bound.
#[inline]
fn installed<'run>() -> Option<&'run CancelToken> {
    // SAFETY: by the module's invariant the pointer is null or points to a token that outlives the
    // frame of `run` above us on this very stack. The callers clone it at once, or keep the reference
    // within a frame that ends before that one: `with` passes it to a closure for any lifetime, and
    // `lend` says what it asks.
    unsafe { AMBIENT.get().as_ref() }
}

/// Bounds what [`lend`] lends to the frame of an annotated function.
#[derive(Debug, Default)]
pub struct Anchor(PhantomData<*const ()>);

impl Anchor {
    /// An anchor for the frame that calls this.
    #[must_use]
    #[inline(always)]
    pub const fn new() -> Self {
        Self(PhantomData)
    }
}

/// The ambient token, lent to the body of a synchronous annotated function: no reference count is
/// touched. Neither `Send` nor `Sync`.
#[derive(Debug, Clone, Copy)]
pub struct Lent<'frame> {
    token: &'frame CancelToken,
    _this_thread: PhantomData<*const ()>,
}

impl<'frame> Lent<'frame> {
    #[inline(always)]
    pub(crate) fn token(self) -> &'frame CancelToken {
        self.token
    }
}

/// Lends the ambient token for as long as `anchor` is borrowed.
///
/// Contract, kept by what the attribute expands to, the only caller: `anchor` is a local variable
/// of the function's own frame and stays there. Then the loan ends when that frame does, before
/// the frame of the `run` that installed the token; and an anchor is not `Send`, so that no other
/// thread sees it. An async body must not use this: its frame can be moved between polls. It
/// clones the token instead.
#[inline(always)]
pub fn lend(_anchor: &Anchor) -> Lent<'_> {
    Lent {
        token: installed().unwrap_or(&NEVER),
        _this_thread: PhantomData,
    }
}
