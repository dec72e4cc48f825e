//! The iterators of `std` of which it is known how many items they give.

use std::{
    array,
    iter::{Chain, Cloned, Copied, Enumerate, Fuse, Map, Repeat, Rev, Skip, StepBy, Take, Zip},
    mem,
    ops::{Range, RangeFrom, RangeInclusive},
    slice, str, vec,
};

use super::{
    Back, Counted, Integer, IntoSource, Length, Source, Value,
    counted::draw_known,
    items::{most_items, most_pairs, most_references},
    length::less,
};

/// Nothing is known of the closures in an iterator.
#[derive(Debug)]
pub struct Plain;

/// The attribute has seen the closure in the chain of adaptors, the only one there, and it is leaf.
#[derive(Debug)]
pub struct InPlace;

/// An iterator whose `next` is known to be short and to run no code of the user's.
///
/// # Safety
///
/// `next` gives an item (or panics) at least `size_hint().0` more times, and makes that less by one at most. So does `next_back`, where
/// there is one, and `nth` and `nth_back` do as that many of them.
pub unsafe trait Measured<M>: Iterator + Sized {
    /// The most items that a strip may have.
    const MOST: usize = usize::MAX;

    /// Whether `size_hint().0` may be less than what is left: it is a `usize`, and there may be more. (Of a [`Chain`] always, for two
    /// slices of `()` have more.)
    const UNDERSTATES: bool;

    /// Whether it may be 0 while something is left, as behind the [`Skip`] of what understates. Then an item is asked for, and what has
    /// none must have a `size_hint` of `(0, Some(0))` from there on, or the loop would not end.
    const HIDES_REST: bool;

    /// Whether its items are mutable references to what it goes through.
    const WRITES: bool;

    /// Whether it is a zip, or a map of one, whose items are better asked for, though they are known to be there.
    const ASKED: bool = false;

    /// The next item, which is there.
    ///
    /// # Safety
    ///
    /// `size_hint().0` is not 0.
    #[inline(always)]
    unsafe fn draw(&mut self) -> Option<Self::Item> {
        // SAFETY: as the caller says.
        Some(unsafe { draw_known::<M, Self>(self) })
    }

    /// What every n-th of its items is drawn from.
    type Stepping: Source<Item = Self::Item>;

    /// Begins to draw these.
    fn stepping(items: StepBy<Self>) -> Self::Stepping;

    /// What they are drawn from backwards; `R` is `Rev<Self>`.
    type Back<R: Measured<M, Item = Self::Item> + DoubleEndedIterator>: Source<Item = Self::Item>;

    /// Begins to draw these.
    fn back<R: Measured<M, Item = Self::Item> + DoubleEndedIterator>(items: R) -> Self::Back<R>;
}

/// Nothing better is known of every n-th of these than that they are counted.
macro_rules! stepping_counted {
    ($closures:ident) => {
        type Stepping = Counted<$closures, StepBy<Self>>;

        #[inline(always)]
        fn stepping(items: StepBy<Self>) -> Self::Stepping {
            Counted::new(items)
        }
    };
}

/// Nor of these from the other end.
macro_rules! back_counted {
    ($closures:ident) => {
        type Back<Reversed: Measured<$closures, Item = Self::Item> + DoubleEndedIterator> =
            Counted<$closures, Reversed>;

        #[inline(always)]
        fn back<Reversed: Measured<$closures, Item = Self::Item> + DoubleEndedIterator>(
            items: Reversed,
        ) -> Self::Back<Reversed> {
            Counted::new(items)
        }
    };
}

/// Integers from the other end of a range have strips of their own.
macro_rules! back_of_range {
    (closed = $closed:literal) => {
        type Back<R: Measured<M, Item = T> + DoubleEndedIterator> = Back<T, $closed>;

        #[inline(always)]
        fn back<R: Measured<M, Item = T> + DoubleEndedIterator>(items: R) -> Back<T, $closed> {
            Back::new(items)
        }
    };
}

/// How a zip, or a map of one, is drawn: asked for each item, or known to have it. Not as a default of the trait's, of which LLVM (rustc 1.95) made no vectors for a map of a `take`; and short,
/// to be in place before LLVM begins, or a zip became no `memcpy`.
macro_rules! draw_asked {
    ($closures:ident) => {
        #[inline(always)]
        unsafe fn draw(&mut self) -> Option<Self::Item> {
            if Self::ASKED {
                self.next()
            } else {
                // SAFETY: as the caller says.
                Some(unsafe { draw_known::<$closures, Self>(self) })
            }
        }
    };
}

/// This length, less where the items forbid it.
#[inline(always)]
pub(super) fn within<I: Measured<Plain>>(length: Length) -> Length {
    length.at_most(I::MOST)
}

/// An `unsafe impl` for each iterator. All of these are `std`'s own, whose `size_hint`s are exact or a lower bound.
macro_rules! measured {
    ($([$($generics:tt)*] $iterator:ty, $most:expr, $understates:expr, $hides_rest:expr, $writes:expr;)*) => {$(
        // SAFETY: its `size_hint` is a lower bound, as of every iterator of `std`, and so are those of its parts; and no item makes it
        // less by more than one: what is cut off at `usize::MAX` only makes it fall later.
        unsafe impl<$($generics)*> Measured<M> for $iterator {
            const MOST: usize = $most;
            const UNDERSTATES: bool = $understates;
            const HIDES_REST: bool = $hides_rest;
            const WRITES: bool = $writes;
            stepping_counted!(M);
            back_counted!(M);
        }
    )*};
}

/// What an iterator's items are drawn from.
macro_rules! into_source {
    ($closures:ident: [$($generics:tt)*] $iterator:ty => $source:ty, $begin:expr) => {
        impl<$($generics)*> IntoSource<$closures> for $iterator {
            type Source = $source;

            #[inline(always)]
            fn fits(&self, length: Length) -> bool {
                fits::<$closures, Self>(self, length)
            }

            #[inline(always)]
            fn into_source(self) -> Self::Source {
                $begin(self)
            }
        }
    };
}

/// `measured!`, and drawn by [`Counted`].
macro_rules! counted {
    ($([$($generics:tt)*] $iterator:ty, $most:expr, $understates:expr, $hides_rest:expr, $writes:expr;)*) => {
        measured!($([$($generics)*] $iterator, $most, $understates, $hides_rest, $writes;)*);
        $(into_source!(M: [$($generics)*] $iterator => Counted<M, Self>, Counted::new);)*
    };
}

/// Whether an iterator is one strip, for all that is known.
#[inline(always)]
fn fits<M, I: Measured<M>>(items: &I, length: Length) -> bool {
    match items.size_hint().1 {
        Some(upper) => length.at_most(I::MOST).takes_all(upper),
        None => false,
    }
}

// These have better strips of their own.
measured! {
    ['a, M, T] slice::Iter<'a, T>, most_items::<T>(), false, false, false;
    ['a, M, T] slice::IterMut<'a, T>, most_items::<T>(), false, false, true;
}

// SAFETY: as above. What counts is how it was with all integer types when this was written; `Step` is not for others.
unsafe impl<M, T: Integer> Measured<M> for Range<T>
where
    Self: Iterator<Item = T>,
{
    const UNDERSTATES: bool = mem::size_of::<T>() > mem::size_of::<usize>();
    const HIDES_REST: bool = false;
    const WRITES: bool = false;
    type Stepping = T::Stepping<M>;

    #[inline(always)]
    fn stepping(items: StepBy<Self>) -> Self::Stepping {
        T::stepping(items)
    }

    back_of_range!(closed = false);
}
// SAFETY: as above.
unsafe impl<M, T: Integer> Measured<M> for RangeInclusive<T>
where
    Self: Iterator<Item = T>,
{
    // All numbers of a `usize` are one more than it can count.
    const UNDERSTATES: bool = mem::size_of::<T>() >= mem::size_of::<usize>();
    const HIDES_REST: bool = false;
    const WRITES: bool = false;
    stepping_counted!(M);
    back_of_range!(closed = true);
}

counted! {
    [M] Range<char>, usize::MAX, false, false, false;
    [M] RangeInclusive<char>, usize::MAX, false, false, false;
    ['a, M, T] slice::Chunks<'a, T>, most_references::<T>(), false, false, false;
    ['a, M, T] slice::ChunksMut<'a, T>, most_references::<T>(), false, false, true;
    ['a, M, T] slice::ChunksExact<'a, T>, most_references::<T>(), false, false, false;
    ['a, M, T] slice::ChunksExactMut<'a, T>, most_references::<T>(), false, false, true;
    ['a, M, T] slice::RChunks<'a, T>, most_references::<T>(), false, false, false;
    ['a, M, T] slice::RChunksExact<'a, T>, most_references::<T>(), false, false, false;
    ['a, M, T] slice::Windows<'a, T>, most_items::<T>(), false, false, false;
    [M, T: Value] vec::IntoIter<T>, most_items::<T>(), false, false, false;
    [M, T: Value, const N: usize] array::IntoIter<T, N>, most_items::<T>(), false, false, false;
    ['a, M] str::Bytes<'a>, usize::MAX, false, false, false;
    [M, T: Value] Repeat<T>, usize::MAX, true, false, false;
    [M, I: Measured<M>] Enumerate<I>, I::MOST, I::UNDERSTATES, I::HIDES_REST, I::WRITES;
    [M, I: Measured<M>] Fuse<I>, I::MOST, I::UNDERSTATES, I::HIDES_REST, I::WRITES;
    [M, I: Measured<M>] Skip<I>, I::MOST, I::UNDERSTATES, I::UNDERSTATES || I::HIDES_REST, I::WRITES;
    [M, I: Measured<M>] Take<I>, I::MOST, I::UNDERSTATES, I::HIDES_REST, I::WRITES;
    [M, A: Measured<M>, B: Measured<Plain, Item = A::Item>] Chain<A, B>, less(A::MOST, B::MOST), true, A::HIDES_REST || B::HIDES_REST, A::WRITES;
    ['a, M, T: 'a + Value + Copy, I: Measured<M, Item = &'a T>] Copied<I>, I::MOST, I::UNDERSTATES, I::HIDES_REST, false;
    ['a, M, T: 'a + Value, I: Measured<M, Item = &'a T>] Cloned<I>, I::MOST, I::UNDERSTATES, I::HIDES_REST, false;
}

measured! {
    [M, I: Measured<M> + DoubleEndedIterator] Rev<I>, I::MOST, I::UNDERSTATES, I::HIDES_REST, I::WRITES;
    [M, I: Measured<M>] StepBy<I>, I::MOST, I::UNDERSTATES, I::HIDES_REST, I::WRITES;
}

into_source!(M: [M, I: Measured<M> + DoubleEndedIterator] Rev<I> => I::Back<Self>, I::back);
into_source!(M: [M, I: Measured<M>] StepBy<I> => I::Stepping, I::stepping);

// SAFETY: as above. Its `next` panics or wraps, and never ends.
unsafe impl<M, T: Integer> Measured<M> for RangeFrom<T>
where
    Self: Iterator<Item = T>,
{
    const UNDERSTATES: bool = true;
    const HIDES_REST: bool = false;
    const WRITES: bool = false;
    stepping_counted!(M);
    back_counted!(M);
}

impl<M, T: Integer> IntoSource<M> for RangeFrom<T>
where
    Self: Iterator<Item = T>,
{
    type Source = Counted<M, Self>;

    #[inline(always)]
    fn fits(&self, _: Length) -> bool {
        false
    }

    #[inline(always)]
    fn into_source(self) -> Self::Source {
        Counted::new(self)
    }
}

// SAFETY: it has as many as the part that has fewer; `next` takes one of each, and `next_back` first makes both equally long.
unsafe impl<M, A: Measured<M>, B: Measured<Plain>> Measured<M> for Zip<A, B> {
    const MOST: usize = most_pairs(A::MOST, B::MOST);
    const UNDERSTATES: bool = A::UNDERSTATES || B::UNDERSTATES;
    const HIDES_REST: bool = A::HIDES_REST || B::HIDES_REST;
    const WRITES: bool = A::WRITES || B::WRITES;
    /// What writes may become a `memcpy`, whatever stands on the other side: ARCHITECTURE.md says more.
    const ASKED: bool = Self::WRITES;
    stepping_counted!(M);
    back_counted!(M);
    draw_asked!(M);
}

into_source!(M: [M, A: Measured<M>, B: Measured<Plain>] Zip<A, B> => Counted<M, Self>, Counted::new);

// SAFETY: a `Map` gives an item for each of its iterator's. Only one of them has been seen: none is in that one's iterator.
unsafe impl<I: Measured<Plain>, R, F: FnMut(I::Item) -> R> Measured<InPlace> for Map<I, F> {
    const MOST: usize = I::MOST;
    const UNDERSTATES: bool = I::UNDERSTATES;
    const HIDES_REST: bool = I::HIDES_REST;
    const WRITES: bool = false;
    const ASKED: bool = I::ASKED;
    stepping_counted!(InPlace);
    back_counted!(InPlace);
    draw_asked!(InPlace);
}

into_source!(InPlace: [I: Measured<Plain>, R, F: FnMut(I::Item) -> R] Map<I, F> => Counted<InPlace, Self>, Counted::new);
