//! Every n-th integer of a range: a strip counts its own turns and no others.
//!
//! `std`'s iterator counts what is left of it. A strip of that would count too, and both in each turn of a loop that may do no more than
//! store a byte.

use std::{iter::StepBy, ops::Range};

use super::{Integer, Length, Source};

/// What is left of `(first..end).step_by(step)`.
#[derive(Debug)]
pub struct Paced<T: Integer> {
    next: T,
    step: T::Offset,
    /// How many are left. Ranges of integers that a `usize` may not count are not drawn so ([`Integer::Stepping`]).
    left: usize,
}

/// Some of it.
#[derive(Debug)]
pub struct PacedStrip<T: Integer> {
    next: T,
    step: T::Offset,
    left: usize,
}

impl<T: Integer> Paced<T>
where
    Range<T>: Iterator<Item = T>,
{
    #[inline(always)]
    pub(super) fn new(mut items: StepBy<Range<T>>) -> Self {
        let (left, _) = items.size_hint();
        // Nothing tells an iterator's step but its items.
        let (first, second) = (items.next(), items.next());
        let (next, step) = match (first, second) {
            (Some(first), Some(second)) => (first, second.above(first)),
            (Some(first), None) => (first, T::NONE),
            (None, _) => (T::default(), T::NONE),
        };
        Self { next, step, left }
    }
}

impl<T: Integer> Source for Paced<T> {
    type Item = T;
    type Strip<'s>
        = PacedStrip<T>
    where
        T: 's;

    #[inline(always)]
    fn strip(&mut self, length: Length) -> PacedStrip<T> {
        let strip = PacedStrip {
            next: self.next,
            step: self.step,
            left: length.next(self.left),
        };
        self.next = self.next.up(T::times(self.step, strip.left));
        self.left -= strip.left;
        strip
    }

    #[inline(always)]
    fn is_over(&self) -> bool {
        self.left == 0
    }
}

impl<T: Integer> Iterator for PacedStrip<T> {
    type Item = T;

    #[inline(always)]
    fn next(&mut self) -> Option<T> {
        if self.left == 0 {
            return None;
        }
        self.left -= 1;
        let number = self.next;
        // Behind the last it may wrap, and is not looked at.
        self.next = number.up(self.step);
        Some(number)
    }
}
