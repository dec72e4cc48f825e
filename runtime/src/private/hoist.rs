//! Taking hold of the token at a function's entry.
//!
//! `(&&&&Place(&EXPR)).__hoist()` finds, by the order in which method calls look for receivers
//! ("autoref specialisation", David Tolnay's case study), the first of these ways that fits the type
//! of EXPR:
//!
//! 1. a reference to a token is copied, so that the parameter may be dropped, moved or reassigned (of a `&mut` the handle is cloned);
//! 2. a handle that can be cloned is cloned, for the same reason;
//! 3. any other token is borrowed where it stands;
//! 4. what is no token is an error, and nothing but this one: the rest of the function sees some token.
//!
//! `(&&&&&Place(&EXPR)).__hoist()` does so for a closure or a block with a handle of its own: see [`HoistOwn`].
//!
//! The method has a name that no trait of the user's has, for one that is implemented for all types would come first.
//!
//! An EXPR that names no place is kept as it is: `Value(EXPR).__hoist()`, and as above where it is no token.

use std::sync::Arc;

use super::Watch;
use crate::{CancelToken, Pollable};

/// The place that a token expression names.
#[derive(Debug)]
pub struct Place<'p, T: ?Sized>(pub &'p T);

/// The first way: copies a reference.
pub trait HoistReference {
    /// The reference.
    type Hoisted;
    /// Takes hold of the token.
    fn __hoist(&self) -> Self::Hoisted;
}

impl<'t, T: Watch + ?Sized> HoistReference for &&&Place<'_, &'t T> {
    type Hoisted = &'t T;
    #[inline(always)]
    fn __hoist(&self) -> &'t T {
        self.0
    }
}

/// One that is `mut` cannot be copied, and the body may want it: what it refers to is cloned.
impl<T: Handle> HoistReference for &&&Place<'_, &mut T> {
    type Hoisted = T;
    #[inline(always)]
    fn __hoist(&self) -> T {
        T::clone(self.0)
    }
}

/// The second way: clones a handle.
pub trait HoistHandle {
    /// The handle.
    type Hoisted;
    /// Takes hold of the token.
    fn __hoist(&self) -> Self::Hoisted;
}

impl<T: Watch + Clone> HoistHandle for &&Place<'_, T> {
    type Hoisted = T;
    #[inline(always)]
    fn __hoist(&self) -> T {
        self.0.clone()
    }
}

/// The third way: borrows the place.
pub trait HoistPlace<'p> {
    /// What is borrowed.
    type Target: ?Sized + 'p;
    /// Takes hold of the token.
    fn __hoist(&self) -> &'p Self::Target;
}

impl<'p, T: Watch + ?Sized> HoistPlace<'p> for &Place<'p, T> {
    type Target = T;
    #[inline(always)]
    fn __hoist(&self) -> &'p T {
        self.0
    }
}

/// The way before the first, for what may outlive a reference: what it refers to is cloned, if it is a handle.
pub trait HoistOwn {
    /// The handle.
    type Hoisted;
    /// Takes hold of the token.
    fn __hoist(&self) -> Self::Hoisted;
}

impl<T: Handle> HoistOwn for &&&&Place<'_, &T> {
    type Hoisted = T;
    #[inline(always)]
    fn __hoist(&self) -> T {
        T::clone(self.0)
    }
}

/// What stands for a token: a clone of it is the same one.
pub trait Handle: Watch + Clone {}

impl Handle for CancelToken {}

impl<T: Pollable + ?Sized> Handle for Arc<T> {}

/// A token for a block that does not move what it names into itself: what is taken from a variable of a type that
/// is not [`Copy`] is moved all the same.
#[derive(Debug)]
pub struct ToMove<T>(pub T);

impl<T> ToMove<T> {
    /// The token.
    #[inline(always)]
    pub fn taken(self) -> T {
        self.0
    }
}

/// A value that a token expression gives.
#[derive(Debug)]
pub struct Value<T>(pub T);

/// Keeps a value.
pub trait HoistValue {
    /// The token.
    type Hoisted;
    /// Takes hold of the token.
    fn __hoist(self) -> Self::Hoisted;
}

impl<T: Watch> HoistValue for Value<T> {
    type Hoisted = T;
    #[inline(always)]
    fn __hoist(self) -> T {
        self.0
    }
}

/// The last way: says that there is no token.
///
/// The bound is the method's own, not the implementation's: the compiler would else say that there is no method `__hoist`.
pub trait HoistNothing {
    /// What is no token.
    type Target: ?Sized;
    /// Never runs.
    fn __hoist(&self) -> <Self::Target as Token>::Other
    where
        Self::Target: Token;
}

impl<T: ?Sized> HoistNothing for Place<'_, T> {
    type Target = T;
    fn __hoist(&self) -> T::Other
    where
        T: Token,
    {
        T::other()
    }
}

impl<T> HoistNothing for Value<T> {
    type Target = T;
    fn __hoist(&self) -> T::Other
    where
        T: Token,
    {
        T::other()
    }
}

/// [`Watch`] without its list of implementations, which are of no help to a user.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a cancellation token",
    label = "not a token",
    note = "a token is a `CancelToken`, an `AtomicBool`, or a type that implements `safepoint::Pollable`; or a reference, `Arc` or `Box` of one; for a `CancelSource` write `source.token()`, for tokio-util's `CancellationToken` enable the feature `tokio-util`"
)]
pub trait Token {
    /// What stands for a token where there is none.
    type Other;
    /// Never runs.
    fn other() -> Self::Other;
}

#[diagnostic::do_not_recommend]
impl<T: Watch + ?Sized> Token for T {
    type Other = CancelToken;
    fn other() -> CancelToken {
        CancelToken::never()
    }
}
