//! Ranges of integers, one of whose bounds is written, and whose numbers nobody asks for (`for _ in 0..n`): only the turns are counted, down to none.
//!
//! A strip is known not to be empty, so that what the loop begins with need not be guarded in each of them.

use std::ops::{Range, RangeInclusive};

use super::{
    Integer, Length, Source,
    span::{closed, half_open},
};

/// A range that is only counted.
pub trait Countable: Iterator + Sized {
    /// What it is a range of.
    type Number: Integer;

    /// Begins.
    fn into_turns(self) -> Turns<Self::Number>;
}

/// The turns that are left.
#[derive(Debug)]
pub struct Turns<T: Integer> {
    /// How many; one less where that is one more than the largest offset.
    left: T::Offset,
    /// Whether there is one beyond these. Then `left` is not 0.
    extra: bool,
}

/// Some of them.
#[derive(Debug)]
pub struct TurnsStrip<T: Integer> {
    left: T::Offset,
}

impl<T: Integer> Countable for Range<T>
where
    Self: Iterator<Item = T>,
{
    type Number = T;

    #[inline(always)]
    fn into_turns(self) -> Turns<T> {
        Turns {
            left: half_open(&self),
            extra: false,
        }
    }
}

impl<T: Integer> Countable for RangeInclusive<T>
where
    Self: Iterator<Item = T>,
{
    type Number = T;

    #[inline(always)]
    fn into_turns(self) -> Turns<T> {
        let (left, extra) = closed(&self);
        Turns { left, extra }
    }
}

impl<T: Integer> Source for Turns<T> {
    type Item = T::Offset;
    type Strip<'s>
        = TurnsStrip<T>
    where
        T: 's;

    #[inline(always)]
    fn strip(&mut self, length: Length) -> TurnsStrip<T> {
        if self.extra {
            self.extra = false;
            return TurnsStrip {
                left: T::add(T::NONE, 1),
            };
        }
        let left = T::next(self.left, length);
        self.left = T::minus(self.left, left);
        TurnsStrip { left }
    }

    #[inline(always)]
    fn is_over(&self) -> bool {
        self.left == T::NONE
    }
}

impl<T: Integer> Iterator for TurnsStrip<T> {
    /// Nobody asks for it.
    type Item = T::Offset;

    #[inline(always)]
    fn next(&mut self) -> Option<T::Offset> {
        if self.left == T::NONE {
            return None;
        }
        self.left = T::previous(self.left);
        Some(self.left)
    }
}
