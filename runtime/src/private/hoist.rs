//! Taking hold of the token at a function's entry.
//!
//! `(&&&Place(&EXPR)).hoist()` finds, by the order in which method calls look for receivers
//! ("autoref specialisation", David Tolnay's case study), the first of three ways that fits the type
//! of EXPR:
//!
//! 1. a reference to a token is copied, so that the parameter may be dropped, moved or reassigned;
//! 2. a handle that can be cloned is cloned, for the same reason;
//! 3. anything else is borrowed where it stands; [`Watch`] then says whether it is a token.

use super::Watch;

/// The place that a token expression names.
#[derive(Debug)]
pub struct Place<'p, T: ?Sized>(pub &'p T);

/// The first way: copies a reference.
pub trait HoistReference {
    /// The reference.
    type Hoisted;
    /// Takes hold of the token.
    fn hoist(&self) -> Self::Hoisted;
}

impl<'t, T: Watch + ?Sized> HoistReference for &&Place<'_, &'t T> {
    type Hoisted = &'t T;
    #[inline(always)]
    fn hoist(&self) -> &'t T {
        self.0
    }
}

/// The second way: clones a handle.
pub trait HoistHandle {
    /// The handle.
    type Hoisted;
    /// Takes hold of the token.
    fn hoist(&self) -> Self::Hoisted;
}

impl<T: Watch + Clone> HoistHandle for &Place<'_, T> {
    type Hoisted = T;
    #[inline(always)]
    fn hoist(&self) -> T {
        self.0.clone()
    }
}

/// The third way: borrows the place.
pub trait HoistPlace {
    /// The borrow.
    type Hoisted;
    /// Takes hold of the token.
    fn hoist(&self) -> Self::Hoisted;
}

impl<'p, T: ?Sized> HoistPlace for Place<'p, T> {
    type Hoisted = &'p T;
    #[inline(always)]
    fn hoist(&self) -> &'p T {
        self.0
    }
}
