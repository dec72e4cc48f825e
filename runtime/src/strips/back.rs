//! Ranges of integers from their end, by offsets from their start: **down**, where the attribute sees that the start is written and can leave the loop over the strips
//! at its head; and **back** in all other cases, and where they are closed.

use std::{hint, iter::Rev, ops::Range};

use super::{Integer, Known, Length, OneByOne, Source, Unknown};

/// What is written as a range that is gone through from its end to a start that is written. `K` is [`Known`] or [`Unknown`], as in [`Choose`](super::Choose): where
/// a `rev` of the user's gives something else, only the latter fits.
pub trait Descending<K: ?Sized>: Iterator + Sized {
    /// What it is drawn from.
    type Source: Source<Item = Self::Item>;

    /// Begins at the end.
    fn into_source(self) -> Self::Source;
}

impl<I: Iterator> Descending<Unknown> for I {
    type Source = OneByOne<I>;

    #[inline(always)]
    fn into_source(self) -> OneByOne<I> {
        OneByOne::new(self)
    }
}

/// What is left of `(first..bound).rev()`.
///
/// Whether anything is left is asked before each strip and before each item, and ahead of the strip's own count. So LLVM sees of all indices what it sees of the largest:
/// that they are within a list whose length is not `bound`. For that the items are drawn from here, and the strip only counts them.
#[derive(Debug)]
pub struct Down<T: Integer> {
    first: T,
    bound: T,
    /// How many are left: the offset behind the next one.
    left: T::Offset,
}

/// Some of it.
#[derive(Debug)]
pub struct DownStrip<'s, T: Integer> {
    all: &'s mut Down<T>,
    /// How many have been drawn. Counted up, for so LLVM makes of both counts one.
    turns: usize,
    /// How many may be. Not more where little is left: then that is what ends the strip.
    most: usize,
}

impl<T: Integer> Descending<Known> for Rev<Range<T>>
where
    Range<T>: DoubleEndedIterator<Item = T>,
{
    type Source = Down<T>;

    #[inline(always)]
    fn into_source(self) -> Down<T> {
        let Some((first, last)) = ends(self) else {
            return Down {
                first: T::default(),
                bound: T::default(),
                left: T::NONE,
            };
        };
        let bound = last.up(T::add(T::NONE, 1));
        Down {
            first,
            bound,
            left: bound.above(first),
        }
    }
}

impl<T: Integer> Source for Down<T> {
    type Item = T;
    type Strip<'s>
        = DownStrip<'s, T>
    where
        T: 's;

    #[inline(always)]
    fn strip(&mut self, length: Length) -> DownStrip<'_, T> {
        DownStrip {
            all: self,
            turns: 0,
            most: length.usual(),
        }
    }

    #[inline(always)]
    fn is_over(&self) -> bool {
        self.left == T::NONE
    }
}

impl<T: Integer> Iterator for DownStrip<'_, T> {
    type Item = T;

    #[inline(always)]
    fn next(&mut self) -> Option<T> {
        if self.all.is_over() || self.turns >= self.most {
            return None;
        }
        self.turns += 1;
        self.all.left = T::previous(self.all.left);
        let number = self.all.first.up(self.all.left);
        // SAFETY: the offset is less than the number of items, which `std`'s ranges tell exactly (`ends`), so that it leads from `first` to the last of them at
        // most, which is below `bound`.
        unsafe { hint::assert_unchecked(self.all.first <= number && number < self.all.bound) };
        Some(number)
    }
}

/// What is left of `(first..bound).rev()`, where it cannot be gone [`Down`], or, closed, of `(first..=bound).rev()`: offsets from the start, the last ones first. The bound may be
/// the length of something, and the compiler must see that indices are below it.
#[derive(Debug)]
pub struct Back<T: Integer, const CLOSED: bool> {
    first: T,
    bound: T,
    /// How many are left; one less where that is one more than the largest offset.
    left: T::Offset,
    /// Whether `bound` is left beyond these, of a closed range. Then `left` is not 0.
    extra: bool,
}

/// Some of it.
#[derive(Debug)]
pub struct BackStrip<T: Integer, const CLOSED: bool> {
    first: T,
    bound: T,
    /// The next one.
    at: T::Offset,
    /// The one behind the last. Wraps.
    stop: T::Offset,
}

impl<T: Integer, const CLOSED: bool> Back<T, CLOSED> {
    #[inline(always)]
    pub(super) fn new(items: impl DoubleEndedIterator<Item = T>) -> Self {
        let Some((first, last)) = ends(items) else {
            return Self {
                first: T::default(),
                bound: T::default(),
                left: T::NONE,
                extra: false,
            };
        };
        let one = T::add(T::NONE, 1);
        let distance = last.above(first);
        let left = T::add(distance, 1);
        Self {
            first,
            bound: if CLOSED { last } else { last.up(one) },
            left,
            extra: CLOSED && left == distance,
        }
    }
}

impl<T: Integer, const CLOSED: bool> Source for Back<T, CLOSED> {
    type Item = T;
    type Strip<'s>
        = BackStrip<T, CLOSED>
    where
        T: 's;

    #[inline(always)]
    fn strip(&mut self, length: Length) -> BackStrip<T, CLOSED> {
        let bound = self.bound;
        let at = if self.extra {
            self.extra = false;
            self.left
        } else {
            let end = self.left;
            self.left = T::before(end, length);
            T::previous(end)
        };
        BackStrip {
            first: self.first,
            bound,
            at,
            stop: T::previous(self.left),
        }
    }

    #[inline(always)]
    fn is_over(&self) -> bool {
        self.left == T::NONE
    }
}

impl<T: Integer, const CLOSED: bool> Iterator for BackStrip<T, CLOSED> {
    type Item = T;

    #[inline(always)]
    fn next(&mut self) -> Option<T> {
        if self.at == self.stop {
            return None;
        }
        let number = self.first.up(self.at);
        self.at = T::previous(self.at);
        let within = if CLOSED {
            number <= self.bound
        } else {
            number < self.bound
        };
        // SAFETY: the offset is less than the number of items, which `std`'s ranges tell exactly (`ends`), so that it leads from `first` to the last of them at most, which is below
        // `bound` or, closed, is it.
        unsafe { hint::assert_unchecked(self.first <= number && within) };
        Some(number)
    }
}

/// The first and the last of a range's items, of which nothing else tells but how many they are. The first is reckoned from that, by a distance downwards: so the compiler sees
/// that it is the start of the range.
#[inline(always)]
fn ends<T: Integer>(mut items: impl DoubleEndedIterator<Item = T>) -> Option<(T, T)> {
    let (_, count) = items.size_hint();
    let last = items.next()?;
    let first = match count {
        Some(count) => last.up(T::minus(T::NONE, T::add(T::NONE, count - 1))),
        None => items.next_back().unwrap_or(last),
    };
    Some((first, last))
}
