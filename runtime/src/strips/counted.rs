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
    /// Whether one more may be there although none is known to be ([`Measured::HIDES_REST`]).
    hidden: bool,
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
        let known = self.0.size_hint().0;
        CountedStrip {
            left: length.at_most(I::MOST).next(known),
            hidden: known == 0,
            items: &mut self.0,
            closures: PhantomData,
        }
    }

    #[inline(always)]
    fn is_over(&self) -> bool {
        is_over::<M, I>(&self.0)
    }
}

impl<M, I: Measured<M>> Iterator for CountedStrip<'_, M, I> {
    type Item = I::Item;

    #[inline(always)]
    fn next(&mut self) -> Option<I::Item> {
        // A branch: as a saturating subtraction LLVM (rustc 1.95) made an endless loop of some of these.
        if self.left == 0 {
            return hidden::<M, I>(self.items, &mut self.hidden);
        }
        self.left -= 1;
        // SAFETY: `left` began as no more than `size_hint().0`, and has counted every `next` since, of which `Measured` promises that
        // each takes one at most. So there is an item.
        unsafe { self.items.draw() }
    }
}

/// Whether nothing is left. What hides its rest says so when it has been asked for an item and had none.
#[inline(always)]
fn is_over<M, I: Measured<M>>(items: &I) -> bool {
    let (known, most) = items.size_hint();
    known == 0 && (!I::HIDES_REST || most == Some(0))
}

/// What comes behind those that are known to be.
#[inline(always)]
fn hidden<M, I: Measured<M>>(items: &mut I, hidden: &mut bool) -> Option<I::Item> {
    if !I::HIDES_REST || !*hidden {
        return None;
    }
    *hidden = false;
    items.next()
}

/// The next item of an iterator that has one: a second way out of the loop would keep it from being vectorised.
///
/// # Safety
///
/// `size_hint().0` is not 0.
#[inline(always)]
pub(super) unsafe fn draw_known<M, I: Measured<M>>(items: &mut I) -> I::Item {
    // SAFETY: as above. LLVM (rustc 1.95) wants both: without the assertion it makes no vectors of `cloned` and of a vector by value;
    // without the other, none of a zip in `enumerate`.
    unsafe { hint::assert_unchecked(items.size_hint().0 != 0) };
    // SAFETY: as above, and as `Measured` promises.
    unsafe { items.next().unwrap_unchecked() }
}
