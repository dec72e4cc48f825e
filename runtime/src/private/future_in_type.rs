//! Whether a function returns a future, or what has one in it, where its type does not say so: an alias may hide it.
//!
//! The expansion asks only where an `async` block without checks could be that future. It asks of the type alone, and
//! nothing of this ever runs.

use std::{
    cell::{Cell, OnceCell, RefCell},
    collections::{BTreeMap, HashMap, LinkedList, VecDeque},
    marker::PhantomData,
    ops::ControlFlow,
    rc::Rc,
    sync::{Arc, Mutex, OnceLock, RwLock},
    task::Poll,
};

use super::FromCancelled;

/// What a function returns, of which no value is ever made. `W`: its way out on cancel.
#[derive(Debug, Clone, Copy)]
pub struct Returned<T, W>(PhantomData<(T, W)>);

/// A value is made of the return type. A type that has none is an error there, and needs no other.
#[derive(Debug, Clone, Copy)]
pub struct Converted;

/// Any other way out.
#[derive(Debug, Clone, Copy)]
pub struct Otherwise;

/// Types that can be left in a way.
pub trait LeftBy<W> {}

impl<T: FromCancelled> LeftBy<Converted> for T {}
impl<T> LeftBy<Otherwise> for T {}

impl<T> Returned<T, Converted> {
    /// Of the type that [`value`](Self::value) is to have.
    pub fn converted() -> Self {
        Self(PhantomData)
    }
}

impl<T> Returned<T, Otherwise> {
    /// Of the type that [`value`](Self::value) is to have.
    pub fn otherwise() -> Self {
        Self(PhantomData)
    }
}

impl<T, W> Returned<T, W> {
    /// Never runs.
    pub fn value(&self) -> T {
        unreachable!()
    }
}

/// `(&&returned).no_future()` finds this method where there is a future in the type.
///
/// The bound is the method's own, not the implementation's: the compiler would else find the other one. It is the same
/// wherever in the type the future is, and so there is one error where there are two futures.
pub trait HoldsFuture<At> {
    /// The type.
    type Type;
    /// Never runs.
    fn no_future(&self)
    where
        Self::Type: Checked;
}

impl<T: Holds<At> + LeftBy<W>, W, At> HoldsFuture<At> for &Returned<T, W> {
    type Type = T;
    fn no_future(&self)
    where
        T: Checked,
    {
    }
}

/// Else it finds this one.
pub trait HoldsNone {
    /// Never runs.
    fn no_future(&self) {}
}

impl<T, W> HoldsNone for Returned<T, W> {}

/// Nothing implements this: it is what the compiler says.
#[diagnostic::on_unimplemented(
    message = "this function returns a future, and this may be part of it, without a check",
    label = "there is no checkpoint here",
    note = "mark the `async` block `#[cancellable]`, or leave it out with `#[checkpoint(skip)]`; or return the block itself, or `Box::pin(async move {{ … }})`"
)]
pub trait Checked {}

/// Types that have a future in them, at a place. The places are types of their own, so that no two implementations are for
/// the same trait.
pub trait Holds<At> {}

/// It is one.
#[derive(Debug, Clone, Copy)]
pub struct Itself;

/// It is in the N-th part of it.
#[derive(Debug, Clone, Copy)]
pub struct Part<const N: usize, At>(PhantomData<At>);

impl<F: Future + ?Sized> Holds<Itself> for F {}

macro_rules! holds {
    ($([$($parameter:tt)*] $ty:ty: $($n:literal $part:ty),+;)*) => {
        $(holds!(each [$($parameter)*] [$ty] $($n $part),+);)*
    };
    (each $parameters:tt $ty:tt $($n:literal $part:ty),+) => {
        $(holds!(one $parameters $ty $n $part);)+
    };
    (one [$($parameter:tt)*] [$ty:ty] $n:literal $part:ty) => {
        impl<$($parameter)*, At> Holds<Part<$n, At>> for $ty where $part: Holds<At> {}
    };
}

holds! {
    [T] Option<T>: 0 T;
    [T, E] Result<T, E>: 0 T, 1 E;
    [T] Poll<T>: 0 T;
    [B, C] ControlFlow<B, C>: 0 B, 1 C;
    [T: ?Sized] Box<T>: 0 T;
    [T: ?Sized] Rc<T>: 0 T;
    [T: ?Sized] Arc<T>: 0 T;
    [T] Cell<T>: 0 T;
    [T: ?Sized] RefCell<T>: 0 T;
    [T: ?Sized] Mutex<T>: 0 T;
    [T: ?Sized] RwLock<T>: 0 T;
    [T] Vec<T>: 0 T;
    [T] VecDeque<T>: 0 T;
    [T] LinkedList<T>: 0 T;
    [T] OnceCell<T>: 0 T;
    [T] OnceLock<T>: 0 T;
    [K, V, S] HashMap<K, V, S>: 0 V;
    [K, V] BTreeMap<K, V>: 0 V;
    [T] [T]: 0 T;
    [A] (A,): 0 A;
    [A, B] (A, B): 0 A, 1 B;
    [A, B, C] (A, B, C): 0 A, 1 B, 2 C;
    [A, B, C, D] (A, B, C, D): 0 A, 1 B, 2 C, 3 D;
    [A, B, C, D, E] (A, B, C, D, E): 0 A, 1 B, 2 C, 3 D, 4 E;
    [A, B, C, D, E, F] (A, B, C, D, E, F): 0 A, 1 B, 2 C, 3 D, 4 E, 5 F;
}

impl<T: Holds<At>, At, const N: usize> Holds<Part<0, At>> for [T; N] {}
impl<T: Holds<At>, At> Holds<Part<0, At>> for dyn Iterator<Item = T> + '_ {}
impl<T: Holds<At>, At> Holds<Part<0, At>> for dyn Iterator<Item = T> + Send + '_ {}
