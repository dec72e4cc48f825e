//! Ways out of a cancelled function.

use std::{ops::ControlFlow, task::Poll};

use super::Checkpoint;
use crate::Cancelled;

/// A return type that has a value for "cancelled".
#[diagnostic::on_unimplemented(
    message = "a cancelled call cannot return `{Self}`",
    label = "`{Self}` has no value for a cancelled call",
    note = "return `Result<_, Cancelled>`, or `Result<_, E>` with `impl From<Cancelled> for E` (an error type of your own, where `E` is of another crate; `E: From<Cancelled>`, where it is a parameter); or `Option<_>`, `ControlFlow<E>` (or of a `Result<_, E>` that is written as such, for an alias hides it), `Poll` of these, or `()`",
    note = "or write `#[cancellable(on_cancel = return EXPR)]`, `on_cancel = break` or `on_cancel = unwind`; in an annotated `impl`, trait or `mod`, `#[cancellable(skip)]` leaves a function out",
    note = "a marked closure or block says its type: `|…| -> Result<_, Cancelled> {{ … }}`, or `Ok::<_, Cancelled>(…)` at its end",
    note = "where it is a future: return an `async` block or `Box::pin(async move {{ … }})`, which has the checkpoints"
)]
pub trait FromCancelled {
    /// The value to return.
    fn from_cancelled(cancelled: Cancelled) -> Self;

    /// The same, at a checkpoint that notices. Not `#[cold]`: the branch to it is, and what is colder still is put into the loop.
    #[inline]
    fn leave<C: Checkpoint>(at: C, site: &'static str) -> Self
    where
        Self: Sized,
    {
        Self::from_cancelled(at.noticed(site))
    }
}

// None of these implementations is recommended: the trait's own note says what to write, also of an error that lacks its `From<Cancelled>`.
#[diagnostic::do_not_recommend]
impl<T, E: From<Cancelled>> FromCancelled for Result<T, E> {
    fn from_cancelled(cancelled: Cancelled) -> Self {
        Err(E::from(cancelled))
    }
}

#[diagnostic::do_not_recommend]
impl<T> FromCancelled for Option<T> {
    fn from_cancelled(_: Cancelled) -> Self {
        None
    }
}

#[diagnostic::do_not_recommend]
impl FromCancelled for () {
    fn from_cancelled(_: Cancelled) -> Self {}
}

#[diagnostic::do_not_recommend]
impl<B: From<Cancelled>, C> FromCancelled for ControlFlow<B, C> {
    fn from_cancelled(cancelled: Cancelled) -> Self {
        ControlFlow::Break(B::from(cancelled))
    }
}

#[diagnostic::do_not_recommend]
impl<T: FromCancelled> FromCancelled for Poll<T> {
    fn from_cancelled(cancelled: Cancelled) -> Self {
        Poll::Ready(T::from_cancelled(cancelled))
    }
}

/// A return type of `next` and the like, where `None` would be taken for the end of the sequence.
#[diagnostic::on_unimplemented(
    message = "a cancelled call cannot return `{Self}` from what gives the next of a sequence",
    label = "`{Self}` has no value for a cancelled call; `None` would look like the sequence's end",
    note = "return `Option<Result<_, E>>` or `Result<_, E>`, written as such, for an alias hides it, and write `impl From<Cancelled> for E`",
    note = "or write `#[cancellable(on_cancel = return EXPR)]`, `on_cancel = break` or `on_cancel = unwind`"
)]
pub trait NeverNone: FromCancelled {
    /// [`FromCancelled::leave`].
    #[inline]
    fn leave_sequence<C: Checkpoint>(at: C, site: &'static str) -> Self
    where
        Self: Sized,
    {
        Self::leave(at, site)
    }
}

#[diagnostic::do_not_recommend]
impl<T, E: From<Cancelled>> NeverNone for Result<T, E> {}

#[diagnostic::do_not_recommend]
impl NeverNone for () {}

#[diagnostic::do_not_recommend]
impl<B: From<Cancelled>, C> NeverNone for ControlFlow<B, C> {}

#[diagnostic::do_not_recommend]
impl<T: NeverNone> NeverNone for Poll<T> {}
