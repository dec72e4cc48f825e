//! Choosing by type, as late as the compiler can.
//!
//! An iterator has its strips, or nothing is known of it: two impls of [`Choose`], one for [`Known`] and one for
//! [`Unknown`]. Which of them is meant is left to be inferred. Where the type of the iterator has no strips only the second
//! fits, and the compiler takes it; so also in generic code, where nothing but `Iterator` is known. Where both fit, nothing
//! decides between them until the end of the function, when all other types are settled and the compiler comes to the casts: that of
//! `KNOWN as *const _` then makes `Known` of what is still open, and is a mere cast where it is `Unknown` already.
//!
//! 1. What is chosen says nothing of the items: they are the iterator's, in every case ([`Strips`]) but where nobody asks for them ([`count`]). So the loop's body is
//!    inferred as that of the plain loop is, and a type that is settled after the loop (`let list = items.collect();`) is
//!    no trouble, nor does the choice settle anything (`0..10`).
//! 2. One trait decides, [`IntoSource`], implemented for each iterator of `std`'s that has strips.

use std::{fmt, marker::PhantomData, ops::Range, ptr};

use super::{
    Countable, Descending, InPlace, Integer, IntoSource, Length, Numbers, OneByOne, Plain, Source,
    Turns,
};

/// The type has its strips.
#[derive(Debug)]
pub struct Known;

/// Nothing is known of the type.
#[derive(Debug)]
pub struct Unknown;

/// What is cast: [`Known`], if nothing else.
pub const KNOWN: *const Known = ptr::null();

/// The choice: `K` is [`Known`] or [`Unknown`]. `M`: see [`IntoSource`].
#[derive(Debug)]
pub struct Way<M, K: ?Sized>(PhantomData<fn(*const K) -> M>);

impl<M, K: ?Sized> Clone for Way<M, K> {
    #[inline(always)]
    fn clone(&self) -> Self {
        *self
    }
}

impl<M, K: ?Sized> Copy for Way<M, K> {}

/// Where nothing is known of the closures in an iterator.
#[inline(always)]
pub fn plain<K: ?Sized>(_: *const K) -> Way<Plain, K> {
    Way(PhantomData)
}

/// Where the attribute has seen them.
#[inline(always)]
pub fn in_place<K: ?Sized>(_: *const K) -> Way<InPlace, K> {
    Way(PhantomData)
}

/// A choice that [`settle`] settles: where the user has casts behind the loop, which may settle the type of the iterator.
/// Casts are looked at in their order, so ours must come last.
#[inline(always)]
pub fn open<M, K: ?Sized>(_: fn(*const K) -> Way<M, K>) -> Way<M, K> {
    Way(PhantomData)
}

/// Behind the body, where nothing comes by.
#[inline(always)]
pub fn settle<M, K: ?Sized>(_: Way<M, K>, _: Way<M, K>) {}

/// What comes after that, of whatever type.
#[cold]
pub fn never() -> ! {
    unreachable!("the body returns")
}

impl<M, K: ?Sized> Way<M, K> {
    /// Whether all of an iterator is one strip.
    #[inline(always)]
    pub fn fits<I: Choose<M, K>>(self, items: &I, length: Length) -> bool {
        Choose::fits(items, length)
    }

    /// [`begin`], the choice having been made.
    #[inline(always)]
    pub fn begin<I: Choose<M, K>>(self, items: I) -> Begun<I::Source, I::Item> {
        begun(Choose::into_source(items))
    }
}

/// What strips are drawn from, and whether a check is due before the first of them although there has just been one ([`Source::calls`]).
pub type Begun<S, T> = (Strips<S, T>, bool);

/// Begins, where nothing is known of the closures in an iterator.
#[inline(always)]
pub fn begin<I: Choose<Plain, K>, K: ?Sized>(
    items: I,
    known: *const K,
) -> Begun<I::Source, I::Item> {
    plain(known).begin(items)
}

/// Begins, where the attribute has seen the closure in it.
#[inline(always)]
pub fn begin_in_place<I: Choose<InPlace, K>, K: ?Sized>(
    items: I,
    known: *const K,
) -> Begun<I::Source, I::Item> {
    in_place(known).begin(items)
}

/// Begins a range from its end, whose start is written.
#[inline(always)]
pub fn down<I: Descending<K>, K: ?Sized>(items: I, _: *const K) -> Begun<I::Source, I::Item> {
    begun(items.into_source())
}

/// Begins to count a range whose items are not asked for.
#[inline(always)]
pub fn count<I: Countable>(items: I) -> Begun<Turns<I::Number>, <I::Number as Integer>::Offset> {
    begun(items.into_turns())
}

/// Begins a range whose loop looks at neighbours. `TOLD`: see [`Numbers`].
#[inline(always)]
pub fn numbers<T: Integer, const TOLD: bool>(range: Range<T>) -> Begun<Numbers<T, TOLD>, T> {
    begun(Numbers::new(range))
}

#[inline(always)]
fn begun<S: Source<Item = T>, T>(source: S) -> Begun<S, T> {
    let calls = source.calls();
    (Strips(source, PhantomData), calls)
}

/// An iterator, one way or the other.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an iterator",
    label = "`{Self}` is not an iterator"
)]
pub trait Choose<M, K: ?Sized>: Iterator + Sized {
    /// What its strips are drawn from.
    type Source: Source<Item = Self::Item>;

    /// Whether all of it is one strip.
    fn fits(&self, length: Length) -> bool;

    /// Begins.
    fn into_source(self) -> Self::Source;
}

impl<M, I: IntoSource<M>> Choose<M, Known> for I {
    type Source = <I as IntoSource<M>>::Source;

    #[inline(always)]
    fn fits(&self, length: Length) -> bool {
        IntoSource::fits(self, length)
    }

    #[inline(always)]
    fn into_source(self) -> Self::Source {
        IntoSource::into_source(self)
    }
}

impl<M, I: Iterator> Choose<M, Unknown> for I {
    type Source = OneByOne<I>;

    #[inline(always)]
    fn fits(&self, _: Length) -> bool {
        false
    }

    #[inline(always)]
    fn into_source(self) -> OneByOne<I> {
        OneByOne::new(self)
    }
}

/// What is drawn from, whichever it is. The type of its items is known before that.
#[derive(Debug)]
pub struct Strips<S, T>(S, PhantomData<fn() -> T>);

/// Some of its items.
///
/// Until the choice is made the compiler goes through all that is open of each loop, again and again. So little is asked for
/// here: `S` is a source, and only for the items it is asked which; that the last field has a size is never open.
pub struct Strip<'s, S: Source + 's, T>(S::Strip<'s>, PhantomData<fn() -> T>);

impl<S: Source, T> Strips<S, T> {
    /// [`Source::strip`].
    #[inline(always)]
    pub fn strip(&mut self, length: Length) -> Strip<'_, S, T> {
        Strip(self.0.strip(length), PhantomData)
    }

    /// [`Source::is_over`].
    #[inline(always)]
    pub fn is_over(&self) -> bool {
        self.0.is_over()
    }
}

impl<T, S: Source<Item = T>> Iterator for Strip<'_, S, T> {
    type Item = T;

    #[inline(always)]
    fn next(&mut self) -> Option<T> {
        self.0.next()
    }
}

impl<S: Source, T> fmt::Debug for Strip<'_, S, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Strip").finish_non_exhaustive()
    }
}
