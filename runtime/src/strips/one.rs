//! Iterators of which nothing is known: one item a strip, or as many as the user wants.

use super::{Length, Source};

/// Any iterator. The first item of a strip is drawn when the strip is asked for, after the check.
#[derive(Debug)]
pub struct OneByOne<I> {
    items: I,
    over: bool,
}

/// A strip of it.
#[derive(Debug)]
pub struct Drawn<'s, I: Iterator> {
    first: Option<I::Item>,
    source: &'s mut OneByOne<I>,
    /// How many come after the first.
    left: usize,
}

impl<I> OneByOne<I> {
    #[inline(always)]
    pub(super) fn new(items: I) -> Self {
        Self { items, over: false }
    }
}

impl<I: Iterator> Source for OneByOne<I> {
    type Item = I::Item;
    type Strip<'s>
        = Drawn<'s, I>
    where
        I: 's;

    #[inline(always)]
    fn strip(&mut self, length: Length) -> Drawn<'_, I> {
        let first = self.items.next();
        self.over = first.is_none();
        Drawn {
            first,
            left: if self.over { 0 } else { length.unknown() - 1 },
            source: self,
        }
    }

    #[inline(always)]
    fn is_over(&self) -> bool {
        self.over
    }

    #[inline(always)]
    fn calls(&self) -> bool {
        true
    }
}

impl<I: Iterator> Iterator for Drawn<'_, I> {
    type Item = I::Item;

    #[inline(always)]
    fn next(&mut self) -> Option<I::Item> {
        let first = self.first.take();
        if first.is_some() || self.left == 0 {
            return first;
        }
        self.left -= 1;
        let item = self.source.items.next();
        self.source.over = item.is_none();
        item
    }
}
