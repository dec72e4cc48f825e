//! Ways out of a cancelled function.

use std::{ops::ControlFlow, task::Poll};

use super::Checkpoint;
use crate::Cancelled;

/// A return type that has a value for "cancelled".
#[diagnostic::on_unimplemented(
    message = "a cancelled call cannot return `{Self}`",
    label = "this checkpoint has no value of `{Self}` to return",
    note = "return `Result<_, E>` where `E: From<Cancelled>`, `Option<_>`, `ControlFlow<_>`, `Poll` of these, or `()`; or write `#[cancellable(on_cancel = return EXPR)]`, `on_cancel = break` or `on_cancel = unwind`"
)]
pub trait FromCancelled {
    /// The value to return.
    fn from_cancelled(cancelled: Cancelled) -> Self;

    /// The same, at a checkpoint that notices.
    #[cold]
    fn leave<C: Checkpoint>(at: C, site: &'static str) -> Self
    where
        Self: Sized,
    {
        Self::from_cancelled(at.noticed(site))
    }
}

impl<T, E: From<Cancelled>> FromCancelled for Result<T, E> {
    fn from_cancelled(cancelled: Cancelled) -> Self {
        Err(E::from(cancelled))
    }
}

impl<T> FromCancelled for Option<T> {
    fn from_cancelled(_: Cancelled) -> Self {
        None
    }
}

impl FromCancelled for () {
    fn from_cancelled(_: Cancelled) -> Self {}
}

impl<B: From<Cancelled>, C> FromCancelled for ControlFlow<B, C> {
    fn from_cancelled(cancelled: Cancelled) -> Self {
        ControlFlow::Break(B::from(cancelled))
    }
}

impl<T: FromCancelled> FromCancelled for Poll<T> {
    fn from_cancelled(cancelled: Cancelled) -> Self {
        Poll::Ready(T::from_cancelled(cancelled))
    }
}
