//! The counter of a `while` that moves it by one: where it will be when a strip ends can be told before.
//!
//! So a turn of a strip compares once, as one of the plain loop does, and the compiler makes of it what it makes of that; where turns are counted it
//! keeps both comparisons. The types decide, as late as they do of iterators: see `choose.rs`.

use std::marker::PhantomData;

use super::{Integer, Known, Length, Unknown, Way};

/// A number that is compared with one of type `U`.
pub trait Below<U, K: ?Sized>: Sized {
    /// Whether one strip leads there.
    fn near(&self, high: &U, length: Length) -> bool;

    /// Where the next one ends: there, or before it. The number must be below it, else that strip may be empty.
    fn end(&self, high: &U, length: Length) -> End<Self, U>;

    /// Whether it has not come there, if that was told.
    fn is_before(&self, end: &End<Self, U>) -> Option<bool>;
}

impl<T: Integer> Below<T, Known> for T {
    #[inline(always)]
    fn near(&self, high: &T, length: Length) -> bool {
        Self::at_most(high.above(*self), length.most())
    }

    #[inline(always)]
    fn end(&self, high: &T, length: Length) -> End<T, T> {
        let end = self.up(Self::next(high.above(*self), length));
        End(Some(end), PhantomData)
    }

    #[inline(always)]
    fn is_before(&self, end: &End<T, T>) -> Option<bool> {
        end.0.map(|end| *self < end)
    }
}

impl<T, U> Below<U, Unknown> for T {
    #[inline(always)]
    fn near(&self, _: &U, _: Length) -> bool {
        false
    }

    #[inline(always)]
    fn end(&self, _: &U, _: Length) -> End<T, U> {
        End(None, PhantomData)
    }

    #[inline(always)]
    fn is_before(&self, _: &End<T, U>) -> Option<bool> {
        None
    }
}

/// Where a strip ends, if that can be told.
#[derive(Debug)]
pub struct End<T, U>(Option<T>, PhantomData<fn(U)>);

impl<M, K: ?Sized> Way<M, K> {
    /// Whether a number is so near to another that all turns between them are one strip.
    #[inline(always)]
    pub fn near<T: Below<U, K>, U>(self, low: &T, high: &U, length: Length) -> bool {
        low.near(high, length)
    }

    /// Where a strip ends that begins at `low`, on the way to `high`.
    #[inline(always)]
    pub fn end<T: Below<U, K>, U>(self, low: &T, high: &U, length: Length) -> End<T, U> {
        low.end(high, length)
    }

    /// Nothing is known of the end.
    #[inline(always)]
    pub fn nowhere<T, U>(self) -> End<T, U> {
        End(None, PhantomData)
    }

    /// Whether a strip goes on: until its end, if one was told, or as long as there are turns left.
    #[inline(always)]
    pub fn goes_on<T: Below<U, K>, U>(
        self,
        counter: &T,
        end: &End<T, U>,
        turns_left: bool,
    ) -> bool {
        counter.is_before(end).unwrap_or(turns_left)
    }
}
