//! Ranges of integers: a strip counts through some of the offsets from the range's start.
//!
//! Offsets from the start, rather than parts of the range, because the compiler then still sees where the range
//! began: in `for i in 1..n` it must know that `i - 1` does not wrap.

use std::{
    hint,
    ops::{Range, RangeInclusive},
};

use super::{Integer, IntoSource, Length, Source};

/// The length of a range.
#[inline(always)]
pub(super) fn half_open<T: Integer>(range: &Range<T>) -> T::Offset {
    if range.start < range.end {
        range.end.above(range.start)
    } else {
        T::NONE
    }
}

/// The length of a range, or one less and whether there is one beyond that: where it is one more than the largest offset.
#[inline(always)]
pub(super) fn closed<T: Integer>(range: &RangeInclusive<T>) -> (T::Offset, bool) {
    if range.is_empty() {
        return (T::NONE, false);
    }
    let distance = range.end().above(*range.start());
    let count = T::add(distance, 1);
    (count, count == distance)
}

/// What is left of `first..end`.
#[derive(Debug)]
pub struct Span<T: Integer> {
    first: T,
    end: T,
    at: T::Offset,
    /// The length of the range.
    count: T::Offset,
}

/// Some of it.
#[derive(Debug)]
pub struct SpanStrip<T: Integer> {
    first: T,
    end: T,
    offsets: T::Offsets,
}

impl<M, T: Integer> IntoSource<M> for Range<T>
where
    Self: Iterator<Item = T>,
{
    type Source = Span<T>;

    #[inline(always)]
    fn fits(&self, length: Length) -> bool {
        self.is_empty() || T::at_most(self.end.above(self.start), length.most())
    }

    #[inline(always)]
    fn into_source(self) -> Span<T> {
        Span {
            first: self.start,
            end: self.end,
            at: T::NONE,
            count: half_open(&self),
        }
    }
}

impl<T: Integer> Source for Span<T> {
    type Item = T;
    type Strip<'s>
        = SpanStrip<T>
    where
        T: 's;

    #[inline(always)]
    fn strip(&mut self, length: Length) -> SpanStrip<T> {
        let start = self.at;
        self.at = T::after(start, length, self.count);
        SpanStrip {
            first: self.first,
            end: self.end,
            offsets: T::offsets(start, self.at),
        }
    }

    #[inline(always)]
    fn is_over(&self) -> bool {
        self.at >= self.count
    }
}

impl<T: Integer> Iterator for SpanStrip<T> {
    type Item = T;

    #[inline(always)]
    fn next(&mut self) -> Option<T> {
        let number = self.first.up(self.offsets.next()?);
        // SAFETY: the offset is less than the distance from `first` to `end`, and where there is one at all `first` is
        // less than `end`.
        unsafe { hint::assert_unchecked(self.first <= number && number < self.end) };
        Some(number)
    }
}

/// What is left of `first..=last`.
#[derive(Debug)]
pub struct Closed<T: Integer> {
    first: T,
    last: T,
    at: T::Offset,
    /// The length of the range; one less where that is one more than the largest offset.
    count: T::Offset,
    /// Whether `last` is left beyond the count.
    extra: bool,
}

/// Some of it.
#[derive(Debug)]
pub struct ClosedStrip<T: Integer> {
    first: T,
    last: T,
    offsets: T::Offsets,
}

impl<M, T: Integer> IntoSource<M> for RangeInclusive<T>
where
    Self: Iterator<Item = T>,
{
    type Source = Closed<T>;

    #[inline(always)]
    fn fits(&self, length: Length) -> bool {
        self.is_empty() || T::below(self.end().above(*self.start()), length.most())
    }

    #[inline(always)]
    fn into_source(self) -> Closed<T> {
        let (count, extra) = closed(&self);
        Closed {
            first: *self.start(),
            last: *self.end(),
            at: T::NONE,
            count,
            extra,
        }
    }
}

impl<T: Integer> Source for Closed<T> {
    type Item = T;
    type Strip<'s>
        = ClosedStrip<T>
    where
        T: 's;

    #[inline(always)]
    fn strip(&mut self, length: Length) -> ClosedStrip<T> {
        let (start, last) = (self.at, self.last);
        if self.extra && start >= self.count {
            self.extra = false;
            return ClosedStrip {
                first: last,
                last,
                offsets: T::offsets(T::NONE, T::add(T::NONE, 1)),
            };
        }
        self.at = T::after(start, length, self.count);
        ClosedStrip {
            first: self.first,
            last,
            offsets: T::offsets(start, self.at),
        }
    }

    #[inline(always)]
    fn is_over(&self) -> bool {
        self.at >= self.count && !self.extra
    }
}

impl<T: Integer> Iterator for ClosedStrip<T> {
    type Item = T;

    #[inline(always)]
    fn next(&mut self) -> Option<T> {
        let number = self.first.up(self.offsets.next()?);
        // SAFETY: the offset is at most the distance from `first` to `last`, and where there is one at all `first` is not
        // above `last`.
        unsafe { hint::assert_unchecked(self.first <= number && number <= self.last) };
        Some(number)
    }
}
