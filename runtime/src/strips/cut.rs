//! Slices: a strip is the iterator of a sub-slice, and the loop over it is the loop that the user wrote.

use std::{mem, slice};

use super::{IntoSource, Length, Measured, Source, measured::within};

/// The rest of a slice.
#[derive(Debug)]
pub struct Cut<I>(I);

impl<'a, T> Source for Cut<slice::Iter<'a, T>> {
    type Item = &'a T;
    type Strip<'s>
        = slice::Iter<'a, T>
    where
        Self: 's;

    #[inline(always)]
    fn strip(&mut self, length: Length) -> slice::Iter<'a, T> {
        let rest = self.0.as_slice();
        let length = within::<slice::Iter<'a, T>>(length);
        // Not `split_at(length.next(…))`: where all of it comes next nothing is multiplied, divided or compared for that.
        let (strip, rest) = if length.takes_all(rest.len()) {
            (rest, &rest[rest.len()..])
        } else {
            rest.split_at(length.usual())
        };
        self.0 = rest.iter();
        strip.iter()
    }

    #[inline(always)]
    fn is_over(&self) -> bool {
        self.0.len() == 0
    }
}

impl<'a, T> Source for Cut<slice::IterMut<'a, T>> {
    type Item = &'a mut T;
    type Strip<'s>
        = slice::IterMut<'a, T>
    where
        Self: 's;

    #[inline(always)]
    fn strip(&mut self, length: Length) -> slice::IterMut<'a, T> {
        let rest = mem::take(&mut self.0).into_slice();
        let length = within::<slice::IterMut<'a, T>>(length);
        // As above.
        let (strip, rest) = if length.takes_all(rest.len()) {
            let end = rest.len();
            rest.split_at_mut(end)
        } else {
            rest.split_at_mut(length.usual())
        };
        self.0 = rest.iter_mut();
        strip.iter_mut()
    }

    #[inline(always)]
    fn is_over(&self) -> bool {
        self.0.len() == 0
    }
}

macro_rules! into_cut {
    ($($items:ident)*) => {$(
        impl<'a, M, T> IntoSource<M> for slice::$items<'a, T> {
            type Source = Cut<Self>;

            #[inline(always)]
            fn fits(&self, length: Length) -> bool {
                length.at_most(<Self as Measured<M>>::MOST).takes_all(self.len())
            }

            #[inline(always)]
            fn into_source(self) -> Cut<Self> {
                Cut(self)
            }
        }
    )*};
}

into_cut!(Iter IterMut);
