//! Slices: a strip is the iterator of a sub-slice, and the loop over it is the loop that the user wrote.

use std::{mem, slice};

use super::{IntoSource, Measured, Source, measured::most};

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
    fn strip(&mut self, most: usize) -> slice::Iter<'a, T> {
        let rest = self.0.as_slice();
        let (strip, rest) = rest.split_at(rest.len().min(self::most::<slice::Iter<'a, T>>(most)));
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
    fn strip(&mut self, most: usize) -> slice::IterMut<'a, T> {
        let rest = mem::take(&mut self.0).into_slice();
        let end = rest.len().min(self::most::<slice::IterMut<'a, T>>(most));
        let (strip, rest) = rest.split_at_mut(end);
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
            fn fits(&self, most: usize) -> bool {
                self.len() <= most.min(<Self as Measured<M>>::MOST)
            }

            #[inline(always)]
            fn into_source(self) -> Cut<Self> {
                Cut(self)
            }
        }
    )*};
}

into_cut!(Iter IterMut);
