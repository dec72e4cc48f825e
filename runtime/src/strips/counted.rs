//! Adaptors and the like: as many items are drawn as there are known to be, without asking at each whether it was
//! the last.

use std::{hint, marker::PhantomData};

use super::{Length, Measured, Source};

/// The rest of a measured iterator.
#[derive(Debug)]
pub struct Counted<M, I>(Rest<M, I>);

/// The rest of a zip, of which each item is asked for: it compiles to better code so.
#[derive(Debug)]
pub struct Stepped<M, I>(Rest<M, I>);

/// What is left of an iterator.
#[derive(Debug)]
struct Rest<M, I> {
    items: I,
    /// It has given `None`. Only asked where its `size_hint` may hide something ([`Measured::HIDES_REST`]).
    over: bool,
    closures: PhantomData<M>,
}

impl<M, I: Measured<M>> Rest<M, I> {
    #[inline(always)]
    fn of(items: I) -> Self {
        Self {
            items,
            over: false,
            closures: PhantomData,
        }
    }

    #[inline(always)]
    fn strip(&mut self, length: Length) -> Strip<'_, M, I> {
        let known = self.items.size_hint().0;
        Strip {
            left: length.at_most(I::MOST).next(known),
            hidden: I::HIDES_REST && known == 0,
            rest: self,
        }
    }

    #[inline(always)]
    fn is_over(&self) -> bool {
        self.items.size_hint().0 == 0 && (!I::HIDES_REST || self.over)
    }
}

/// Some of the items.
#[derive(Debug)]
struct Strip<'s, M, I> {
    rest: &'s mut Rest<M, I>,
    /// How many are left; no more than the iterator has.
    left: usize,
    /// Whether one more may be there although none is known to be.
    hidden: bool,
}

impl<M, I: Measured<M>> Strip<'_, M, I> {
    /// What comes behind those that are known to be.
    #[inline(always)]
    fn last(&mut self) -> Option<I::Item> {
        if !I::HIDES_REST || !self.hidden {
            return None;
        }
        self.hidden = false;
        let item = self.rest.items.next();
        self.rest.over = item.is_none();
        item
    }
}

/// Some of the items of a [`Counted`].
#[derive(Debug)]
pub struct CountedStrip<'s, M, I>(Strip<'s, M, I>);

impl<M, I: Measured<M>> Counted<M, I> {
    #[inline(always)]
    pub(super) fn new(items: I) -> Self {
        Self(Rest::of(items))
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
        CountedStrip(self.0.strip(length))
    }

    #[inline(always)]
    fn is_over(&self) -> bool {
        self.0.is_over()
    }
}

impl<M, I: Measured<M>> Iterator for CountedStrip<'_, M, I> {
    type Item = I::Item;

    #[inline(always)]
    fn next(&mut self) -> Option<I::Item> {
        if self.0.left == 0 {
            return self.0.last();
        }
        self.0.left -= 1;
        let item = self.0.rest.items.next();
        if item.is_none() {
            // SAFETY: `left` began as no more than `size_hint().0`, and has counted every `next` since; so `Measured`
            // promises an item. A second way out of the loop would keep it from being vectorised.
            unsafe { hint::unreachable_unchecked() }
        }
        item
    }
}

/// Some of the items of a [`Stepped`].
#[derive(Debug)]
pub struct SteppedStrip<'s, M, I>(Strip<'s, M, I>);

impl<M, I: Measured<M>> Stepped<M, I> {
    #[inline(always)]
    pub(super) fn new(items: I) -> Self {
        Self(Rest::of(items))
    }
}

impl<M, I: Measured<M>> Source for Stepped<M, I> {
    type Item = I::Item;
    type Strip<'s>
        = SteppedStrip<'s, M, I>
    where
        Self: 's;

    #[inline(always)]
    fn strip(&mut self, length: Length) -> Self::Strip<'_> {
        SteppedStrip(self.0.strip(length))
    }

    #[inline(always)]
    fn is_over(&self) -> bool {
        self.0.is_over()
    }
}

impl<M, I: Measured<M>> Iterator for SteppedStrip<'_, M, I> {
    type Item = I::Item;

    #[inline(always)]
    fn next(&mut self) -> Option<I::Item> {
        if self.0.left == 0 {
            return self.0.last();
        }
        self.0.left -= 1;
        self.0.rest.items.next()
    }
}
