//! Taking hold of the token at a function's entry.
//!
//! `(&&&Place(&EXPR)).hoist()` finds, by the order in which method calls look for receivers
//! ("autoref specialisation", David Tolnay's case study), the first of three ways that fits the type
//! of EXPR:
//!
//! 1. a reference to a token is copied, so that the parameter may be dropped, moved or reassigned;
//! 2. a handle that can be cloned is cloned, for the same reason;
//! 3. any other token is borrowed where it stands.

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
///
/// The bound is the method's own, not the implementation's: what is no token is then said to be none, where it is
/// written, instead of having no method `hoist`.
pub trait HoistPlace<'p> {
    /// What is borrowed.
    type Target: ?Sized + 'p;
    /// Takes hold of the token.
    fn hoist(&self) -> &'p Self::Target
    where
        Self::Target: Watch;
}

impl<'p, T: ?Sized> HoistPlace<'p> for Place<'p, T> {
    type Target = T;
    #[inline(always)]
    fn hoist(&self) -> &'p T
    where
        T: Watch,
    {
        self.0
    }
}
