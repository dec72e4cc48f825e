//! Choosing by type.
//!
//! `(&&Probe(&iterator)).safepoint_kind()` finds, by the order in which method calls look for receivers, [`Known`] where the
//! type has its strips, and [`Unknown`] for all others: also in generic code, where nothing but `Iterator` is
//! known. One trait decides, implemented for each iterator of `std`'s that has strips, so that a type not yet
//! fully inferred (`0..10`) is chosen by what is known of it and nothing else about it is settled.

use super::{InPlace, IntoSource, Length, OneByOne, Plain, Source};

/// An iterator whose kind is asked for.
#[derive(Debug)]
pub struct Probe<'p, I>(pub &'p I);

/// The same, where the attribute has seen the closures in it.
#[derive(Debug)]
pub struct MapProbe<'p, I>(pub &'p I);

/// The type has its strips. `M`: see [`IntoSource`].
#[derive(Debug)]
pub struct Known<M>(std::marker::PhantomData<M>);

/// Nothing is known of the type.
#[derive(Debug)]
pub struct Unknown;

/// Chosen first.
pub trait KnownKind {
    /// [`Known`].
    type Kind;
    /// The kind.
    fn safepoint_kind(&self) -> Self::Kind;
}

impl<I: IntoSource<Plain>> KnownKind for &Probe<'_, I> {
    type Kind = Known<Plain>;
    #[inline(always)]
    fn safepoint_kind(&self) -> Known<Plain> {
        Known(std::marker::PhantomData)
    }
}

impl<I: IntoSource<InPlace>> KnownKind for &MapProbe<'_, I> {
    type Kind = Known<InPlace>;
    #[inline(always)]
    fn safepoint_kind(&self) -> Known<InPlace> {
        Known(std::marker::PhantomData)
    }
}

/// Chosen else.
pub trait UnknownKind {
    /// The kind.
    fn safepoint_kind(&self) -> Unknown {
        Unknown
    }
}

impl<I> UnknownKind for Probe<'_, I> {}
impl<I> UnknownKind for MapProbe<'_, I> {}

/// What is known of an iterator.
pub trait Kind<I: Iterator> {
    /// What its strips are drawn from.
    type Source: Source<Item = I::Item>;

    /// Whether all of it is one strip.
    fn fits(&self, items: &I, length: Length) -> bool;

    /// Begins.
    fn into_source(self, items: I) -> Self::Source;
}

impl<M, I: IntoSource<M>> Kind<I> for Known<M> {
    type Source = I::Source;

    #[inline(always)]
    fn fits(&self, items: &I, length: Length) -> bool {
        items.fits(length)
    }

    #[inline(always)]
    fn into_source(self, items: I) -> I::Source {
        items.into_source()
    }
}

impl<I: Iterator> Kind<I> for Unknown {
    type Source = OneByOne<I>;

    #[inline(always)]
    fn fits(&self, _: &I, _: Length) -> bool {
        false
    }

    #[inline(always)]
    fn into_source(self, items: I) -> OneByOne<I> {
        OneByOne::new(items)
    }
}
