//! Adaptors and the like: as many items are drawn as there are known to be, without asking at each whether it was
//! the last.

use std::{hint, marker::PhantomData};

use super::{Length, Measured, Source};

/// The rest of a measured iterator.
#[derive(Debug)]
pub struct Counted<M, I>(I, PhantomData<M>);

/// Some of its items.
#[derive(Debug)]
pub struct CountedStrip<'s, M, I> {
    items: &'s mut I,
    /// How many are left in the strip; no more than the iterator has.
    left: usize,
    closures: PhantomData<M>,
}

impl<M, I> Counted<M, I> {
    #[inline(always)]
    pub(super) fn new(items: I) -> Self {
        Self(items, PhantomData)
    }
}

impl<M, I: Measured<M>> Source for Counted<M, I> {
    type Item = I::Item;
    type Strip<'s>
        = CountedStrip<'s, M, I>
    where
        Self: 's;

    #[inline(always)]
    fn strip(&mut self, length: Length) -> Self::Strip<'_> {
        CountedStrip {
            left: length.at_most(I::MOST).next(self.0.size_hint().0),
            items: &mut self.0,
            closures: PhantomData,
        }
    }

    #[inline(always)]
    fn is_over(&self) -> bool {
        self.0.size_hint().0 == 0
    }
}

impl<M, I: Measured<M>> Iterator for CountedStrip<'_, M, I> {
    type Item = I::Item;

    #[inline(always)]
    fn next(&mut self) -> Option<I::Item> {
        if self.left == 0 {
            return None;
        }
        self.left -= 1;
        let item = self.items.next();
        if item.is_none() {
            // SAFETY: `left` began as no more than `size_hint().0`, and has counted every `next` since; so `Measured`
            // promises an item. A second way out of the loop would keep it from being vectorised.
            unsafe { hint::unreachable_unchecked() }
        }
        item
    }
}

/// The rest of a zip, of which each item is asked for: it compiles to better code so.
#[derive(Debug)]
pub struct Stepped<M, I>(I, PhantomData<M>);

/// Some of its items.
#[derive(Debug)]
pub struct SteppedStrip<'s, I> {
    items: &'s mut I,
    left: usize,
}

impl<M, I> Stepped<M, I> {
    #[inline(always)]
    pub(super) fn new(items: I) -> Self {
        Self(items, PhantomData)
    }
}

impl<M, I: Measured<M>> Source for Stepped<M, I> {
    type Item = I::Item;
    type Strip<'s>
        = SteppedStrip<'s, I>
    where
        Self: 's;

    #[inline(always)]
    fn strip(&mut self, length: Length) -> Self::Strip<'_> {
        SteppedStrip {
            left: length.at_most(I::MOST).next(self.0.size_hint().0),
            items: &mut self.0,
        }
    }

    #[inline(always)]
    fn is_over(&self) -> bool {
        self.0.size_hint().0 == 0
    }
}

impl<I: Iterator> Iterator for SteppedStrip<'_, I> {
    type Item = I::Item;

    #[inline(always)]
    fn next(&mut self) -> Option<I::Item> {
        if self.left == 0 {
            return None;
        }
        self.left -= 1;
        self.items.next()
    }
}
