//! The integers that ranges count with.

use std::{fmt::Debug, iter::StepBy, ops::Range};

use super::{Counted, Length, Paced, Source};

/// An integer. Offsets are counted in the unsigned type of the same width, where the distance of any two fits.
pub trait Integer: Copy + Default + PartialOrd + Debug {
    /// The unsigned type.
    type Offset: Copy + Ord + Debug;
    /// Offsets that are counted through.
    type Offsets: Iterator<Item = Self::Offset> + Debug;
    /// Numbers that are counted through.
    type Numbers: Iterator<Item = Self> + Debug;
    /// What every n-th number of a range is drawn from.
    type Stepping<M>: Source<Item = Self>;
    /// No offset.
    const NONE: Self::Offset;
    /// The largest number.
    const LARGEST: Self;

    /// Begins to draw these.
    fn stepping<M>(items: StepBy<Range<Self>>) -> Self::Stepping<M>;
    /// How far `self` is above `first`. Wraps where it is below.
    fn above(self, first: Self) -> Self::Offset;
    /// `self` moved up.
    fn up(self, offset: Self::Offset) -> Self;
    /// `offset`, so many times. Wraps as [`up`](Self::up) does.
    fn times(offset: Self::Offset, turns: usize) -> Self::Offset;
    /// `offset + turns`, or the largest offset.
    fn add(offset: Self::Offset, turns: usize) -> Self::Offset;
    /// `offset - turns`, or none.
    fn subtract(offset: Self::Offset, turns: usize) -> Self::Offset;
    /// How much larger `offset` is than `other`. Wraps.
    fn minus(offset: Self::Offset, other: Self::Offset) -> Self::Offset;
    /// The offset below this one. Wraps.
    fn previous(offset: Self::Offset) -> Self::Offset;
    /// The offsets from `start` to before `end`.
    fn offsets(start: Self::Offset, end: Self::Offset) -> Self::Offsets;
    /// The numbers from `start` to before `end`.
    fn numbers(start: Self, end: Self) -> Self::Numbers;
    /// Whether `offset` is below `turns`.
    fn below(offset: Self::Offset, turns: usize) -> bool;
    /// Whether `offset` is at most `turns`.
    fn at_most(offset: Self::Offset, turns: usize) -> bool;

    /// `self + turns`, or the largest number.
    #[inline(always)]
    fn further(self, turns: usize) -> Self {
        let far = self.up(Self::add(Self::NONE, turns));
        if far < self { Self::LARGEST } else { far }
    }

    /// Where a strip ends that begins at `start`, of a range of this `count`.
    #[inline(always)]
    fn after(start: Self::Offset, length: Length, count: Self::Offset) -> Self::Offset {
        if Self::add(start, length.most()) >= count {
            count
        } else {
            Self::add(start, length.usual())
        }
    }

    /// How many of those that are left come next.
    #[inline(always)]
    fn next(left: Self::Offset, length: Length) -> Self::Offset {
        if Self::at_most(left, length.most()) {
            left
        } else {
            Self::add(Self::NONE, length.usual())
        }
    }

    /// Where one begins that ends before `end`.
    #[inline(always)]
    fn before(end: Self::Offset, length: Length) -> Self::Offset {
        if Self::at_most(end, length.most()) {
            Self::NONE
        } else {
            Self::subtract(end, length.usual())
        }
    }
}

macro_rules! integers {
    ($($source:ident: $($integer:ty: $unsigned:ty),*;)*) => { $($(integers!(each $source $integer: $unsigned);)*)* };
    (stepping counted) => {
        type Stepping<M> = Counted<M, StepBy<Range<Self>>>;

        #[inline(always)]
        fn stepping<M>(items: StepBy<Range<Self>>) -> Self::Stepping<M> {
            Counted::new(items)
        }
    };
    (stepping paced) => {
        type Stepping<M> = Paced<Self>;

        #[inline(always)]
        fn stepping<M>(items: StepBy<Range<Self>>) -> Self::Stepping<M> {
            Paced::new(items)
        }
    };
    (each $source:ident $integer:ty: $unsigned:ty) => {
        #[allow(
            clippy::cast_possible_truncation,
            clippy::cast_possible_wrap,
            clippy::cast_sign_loss,
            clippy::allow_attributes,
            trivial_numeric_casts
        )] // Casts between the two types of one width lose nothing; the others are checked.
        impl Integer for $integer {
            type Offset = $unsigned;
            type Offsets = Range<$unsigned>;
            type Numbers = Range<Self>;
            integers!(stepping $source);
            const NONE: $unsigned = 0;
            const LARGEST: Self = Self::MAX;

            #[inline(always)]
            fn above(self, first: Self) -> $unsigned {
                (self as $unsigned).wrapping_sub(first as $unsigned)
            }

            #[inline(always)]
            fn up(self, offset: $unsigned) -> Self {
                (self as $unsigned).wrapping_add(offset) as Self
            }

            #[inline(always)]
            fn times(offset: $unsigned, turns: usize) -> $unsigned {
                offset.wrapping_mul(turns as $unsigned)
            }

            #[inline(always)]
            fn add(offset: $unsigned, turns: usize) -> $unsigned {
                offset.saturating_add(<$unsigned>::try_from(turns).unwrap_or(<$unsigned>::MAX))
            }

            #[inline(always)]
            fn subtract(offset: $unsigned, turns: usize) -> $unsigned {
                offset.saturating_sub(<$unsigned>::try_from(turns).unwrap_or(<$unsigned>::MAX))
            }

            #[inline(always)]
            fn minus(offset: $unsigned, other: $unsigned) -> $unsigned {
                offset.wrapping_sub(other)
            }

            #[inline(always)]
            fn previous(offset: $unsigned) -> $unsigned {
                offset.wrapping_sub(1)
            }

            #[inline(always)]
            fn offsets(start: $unsigned, end: $unsigned) -> Range<$unsigned> {
                start..end
            }

            #[inline(always)]
            fn numbers(start: Self, end: Self) -> Range<Self> {
                start..end
            }

            #[inline(always)]
            fn below(offset: $unsigned, turns: usize) -> bool {
                usize::try_from(offset).is_ok_and(|offset| offset < turns)
            }

            #[inline(always)]
            fn at_most(offset: $unsigned, turns: usize) -> bool {
                usize::try_from(offset).is_ok_and(|offset| offset <= turns)
            }
        }
    };
}

integers! {
    paced: u8: u8, u16: u16, u32: u32, usize: usize, i8: u8, i16: u16, i32: u32, isize: usize;
    // There may be more of them than a `usize` counts, and their iterators tell no more than that.
    counted: u128: u128, i128: u128;
}

#[cfg(target_pointer_width = "64")]
integers! { paced: u64: u64, i64: u64; }
#[cfg(not(target_pointer_width = "64"))]
integers! { counted: u64: u64, i64: u64; }
