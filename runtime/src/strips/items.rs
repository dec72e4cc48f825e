//! What the items of an iterator are, and how many of them a strip may have.

use std::mem;

use super::length::less;

/// What a loop may be given by value in a strip: nothing that has a `Drop` or a `Clone` of the user's.
pub trait Value: Clone {}

macro_rules! values {
    ($($ty:ty)*) => {$( impl Value for $ty {} )*};
}

values!(u8 u16 u32 u64 u128 usize i8 i16 i32 i64 i128 isize f32 f64 bool char);
impl Value for () {}
impl<T: ?Sized> Value for &T {}
impl<T: Value, const N: usize> Value for [T; N] {}

macro_rules! tuples {
    ($(($($name:ident)*))*) => {$( impl<$($name: Value),*> Value for ($($name,)*) {} )*};
}

tuples!((A) (A B) (A B C) (A B C D) (A B C D E) (A B C D E F));

/// The most references to a `T` in one strip. What owns something may have operators that work for long (a big
/// number's, a matrix's); they would be as many times late as a strip has items.
pub(super) const fn most_references<T>() -> usize {
    if mem::needs_drop::<T>() {
        16
    } else {
        usize::MAX
    }
}

/// The most items in one strip that lie one behind another in memory: a loop may take as long as they take to come from there, whatever
/// its body weighs. 48 KiB come in some 6 µs.
pub(super) const fn most_items<T>() -> usize {
    match usize::checked_div(48 << 10, mem::size_of::<T>()) {
        Some(0) => 1,
        Some(items) => less(items, most_references::<T>()),
        None => most_references::<T>(),
    }
}

/// The most of two that come side by side: the memory of both counts.
pub(super) const fn most_pairs(left: usize, right: usize) -> usize {
    if left == usize::MAX || right == usize::MAX {
        return less(left, right);
    }
    match left * right / (left + right) {
        0 => 1,
        pairs => pairs,
    }
}
