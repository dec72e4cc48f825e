//! Strips: leaf loops without a check in their inner loop.
//!
//! A loop whose body cannot call anything is turned by the attribute into
//!
//! ```text
//! loop {
//!     CHECK
//!     for PAT in strip(&mut source, length(WEIGHT)) { BODY }
//!     if is_over(&source) { break }
//! }
//! ```
//!
//! so that the inner loop stays what the compiler can vectorise or turn into a `memset`. How an iterator gives
//! its strips is chosen by its type ([`Choose`]), in six ways:
//!
//! * a slice's iterator is **cut**: a strip is the iterator of a sub-slice ([`Cut`]);
//! * a range of integers becomes a **span**, of which a strip is a part ([`Span`], [`Closed`], and from its end [`Back`]);
//! * of one whose loop looks at neighbours the **numbers** are counted themselves ([`Numbers`]);
//! * every n-th integer of a range is reached by **paces** ([`Paced`]);
//! * other iterators of `std` that know how many items there are, and their adaptors, are **counted** ([`Counted`]);
//! * of all others a strip is **one item**, so that there is a check at each iteration ([`OneByOne`]).
//!
//! Of a range that is sure to be one of integers, and whose numbers nobody asks for (`for _ in 0..n`), the attribute has only the **turns** counted ([`Turns`]); of
//! one that is gone through from its end to a start that is written (`(0..n).rev()`), the items **down** ([`Down`]).
//!
//! A loop that divides what it compares is short by itself, if that is an integer ([`is_integer`]).
//!
//! 1. Every item is given to the body once and in order, whichever way was chosen; where turns are counted, as many as there are items.
//! 2. An item is drawn only after the check of its strip (S2).
//! 3. A strip is never longer than asked for, but that the last may be half as long again where the length is ours to choose. It is shorter where the items are references to what owns
//!    something, for their operators may do much, or are large, for they may come from memory ([`Measured::MOST`]).

mod back;
mod by_name;
mod choose;
mod counted;
mod counter;
mod cut;
mod integer;
mod items;
mod length;
mod measured;
mod numbers;
mod one;
mod paced;
mod span;
mod turns;

pub use self::{
    back::{Back, BackStrip, Descending, Down, DownStrip},
    by_name::{gives_integer, is_integer, is_list, is_unsigned},
    choose::{
        Begun, Choose, KNOWN, Known, Strip, Strips, Unknown, Way, begin, begin_in_place, count,
        down, in_place, never, numbers, open, plain, settle,
    },
    counted::{Counted, CountedStrip},
    counter::{Below, End},
    cut::Cut,
    integer::Integer,
    items::Value,
    length::{FEW_TO_SEEK, Length, exactly, few, length, length_indexing},
    measured::{InPlace, Measured, Plain},
    numbers::{Numbers, NumbersStrip},
    one::OneByOne,
    paced::{Paced, PacedStrip},
    span::{Closed, ClosedStrip, Span, SpanStrip},
    turns::{Countable, Turns, TurnsStrip},
};

/// What a leaf loop draws its strips from.
pub trait Source {
    /// What the body is given.
    type Item;
    /// Some of the items that are left.
    type Strip<'s>: Iterator<Item = Self::Item>
    where
        Self: 's;

    /// The next strip, of this length (at least one item). It is empty only at the end.
    fn strip(&mut self, length: Length) -> Self::Strip<'_>;

    /// Whether all items have been in a strip, as far as that is known without drawing another one.
    fn is_over(&self) -> bool;

    /// Whether drawing an item may call anything, so that each wants a check right before it.
    #[inline(always)]
    fn calls(&self) -> bool {
        false
    }
}

/// An iterator that can give strips.
///
/// `M` says what is known of the closures in it: [`Plain`] nothing, [`InPlace`] that the attribute has seen them.
pub trait IntoSource<M>: Iterator + Sized {
    /// What its strips are drawn from.
    type Source: Source<Item = Self::Item>;

    /// Whether all of it is one strip.
    fn fits(&self, length: Length) -> bool;

    /// Begins.
    fn into_source(self) -> Self::Source;
}
