//! Ranges of integers whose strips are parts of them, and not offsets from their start ([`Span`](super::Span)).
//!
//! Of an offset's number the compiler knows at once that it is in the range, and so that `list[i - 1]` is in the list where the range begins
//! at 1. What it then knows to be read it keeps for the iteration that follows, where `list[i]` and `list[i - 1]` are compared. So it does not vectorise some
//! loops that it would (a largest difference of floats), and for others it shuffles vectors instead of loading them. Here it learns that as late
//! as it does of the plain loop.

use std::{hint, ops::Range};

use super::{Integer, Length, Source};

/// What is left of `first..end`. `TOLD`: of each number it is said that it is not below `first`.
#[derive(Debug)]
pub struct Numbers<T, const TOLD: bool> {
    first: T,
    /// Never below `first`.
    at: T,
    end: T,
}

/// Some of it.
#[derive(Debug)]
pub struct NumbersStrip<T: Integer, const TOLD: bool> {
    first: T,
    numbers: T::Numbers,
}

impl<T: Integer, const TOLD: bool> Numbers<T, TOLD> {
    #[inline(always)]
    pub(super) fn new(range: Range<T>) -> Self {
        Self {
            first: range.start,
            at: range.start,
            end: range.end,
        }
    }
}

impl<T: Integer, const TOLD: bool> Source for Numbers<T, TOLD> {
    type Item = T;
    type Strip<'s>
        = NumbersStrip<T, TOLD>
    where
        T: 's;

    #[inline(always)]
    fn strip(&mut self, length: Length) -> NumbersStrip<T, TOLD> {
        let start = self.at;
        // SAFETY: it begins there, and below it is never moved down.
        unsafe { hint::assert_unchecked(self.first <= start) };
        let turns = if T::at_most(self.end.above(start), length.most()) {
            length.most()
        } else {
            length.usual()
        };
        // The smaller of two, and no reckoned distance: so the compiler sees that it is not beyond the end.
        let far = start.further(turns);
        let stop = if far < self.end { far } else { self.end };
        self.at = if start < stop { stop } else { start };
        NumbersStrip {
            first: self.first,
            numbers: T::numbers(start, stop),
        }
    }

    #[inline(always)]
    fn is_over(&self) -> bool {
        self.at >= self.end
    }
}

impl<T: Integer, const TOLD: bool> Iterator for NumbersStrip<T, TOLD> {
    type Item = T;

    #[inline(always)]
    fn next(&mut self) -> Option<T> {
        let number = self.numbers.next()?;
        if TOLD {
            // SAFETY: a strip begins at `first` or above it.
            unsafe { hint::assert_unchecked(self.first <= number) };
        }
        Some(number)
    }
}
