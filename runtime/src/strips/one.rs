//! One item a strip: iterators of which nothing is known.

use super::{Length, Source};

/// Any iterator. Its next item is drawn when the strip is asked for, after the check.
#[derive(Debug)]
pub struct OneByOne<I> {
    items: I,
    over: bool,
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
        = std::option::IntoIter<I::Item>
    where
        I: 's;

    #[inline(always)]
    fn strip(&mut self, _: Length) -> Self::Strip<'_> {
        let item = self.items.next();
        self.over = item.is_none();
        item.into_iter()
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
