//! Tokens of others: what can be asked whether to stop, but cannot wake.

use std::{
    rc::Rc,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use crate::Reason;

/// A token of the user's own: something that can be asked whether to stop.
///
/// `#[cancellable(token = EXPR)]` takes any such value. Since it cannot wake anybody, awaits in annotated
/// async functions poll it.
///
/// | token | wakes waits and awaits |
/// |---|---|
/// | [`CancelToken`](crate::CancelToken) | yes |
/// | [`AtomicBool`], true meaning stop | no, polled |
/// | a type that implements this trait | no, polled |
/// | tokio-util's `CancellationToken` (feature `tokio-util`) | yes |
/// | `&dyn Stop` of `enough`, `StopToken` of any other `Stop` (feature `enough`) | no, polled |
/// | `&T`, `&mut T`, `Box<T>`, `Rc<T>`, `Arc<T>` of these | as `T` |
///
/// One that is given by value, and is `Clone`, is cloned at the function's entry, so that the body may move or reassign
/// it: a clone must be the same token, as that of an `Arc` is. Of a type whose clones have a state of their own give a
/// reference.
///
/// # Examples
///
/// ```
/// use safepoint::{Cancelled, cancellable};
/// use std::sync::atomic::{AtomicBool, Ordering};
///
/// #[cancellable(token = stop)]
/// fn spin(stop: &AtomicBool) -> Result<(), Cancelled> {
///     loop {
///         stop.store(true, Ordering::Relaxed);
///     }
/// }
///
/// let error = spin(&AtomicBool::new(false)).unwrap_err();
/// assert!(error.to_string().starts_with("cancelled: requested (noticed in spin at "));
/// ```
pub trait Pollable {
    /// Tells whether work should stop. Called at every checkpoint: it should cost next to nothing.
    fn is_cancelled(&self) -> bool;

    /// Tells why; called once it is cancelled.
    fn reason(&self) -> Reason {
        Reason::Requested
    }
}

impl Pollable for AtomicBool {
    #[inline(always)]
    fn is_cancelled(&self) -> bool {
        self.load(Ordering::Relaxed) && {
            // The live path stays relaxed; what was written before the flag was set is seen by
            // whoever noticed it, if it was set with Release.
            std::sync::atomic::fence(Ordering::Acquire);
            true
        }
    }
}

macro_rules! forward {
    ($($pointer:ty),*) => {$(
        impl<T: Pollable + ?Sized> Pollable for $pointer {
            #[inline(always)]
            fn is_cancelled(&self) -> bool {
                (**self).is_cancelled()
            }

            fn reason(&self) -> Reason {
                (**self).reason()
            }
        }
    )*};
}

forward!(&T, &mut T, Arc<T>, Rc<T>, Box<T>);
