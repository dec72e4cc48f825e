//! What is told of a type by its name.
//!
//! Nothing else can be asked of a type that is generic, borrows, or is found only later in the function, and leave it as it is. A type
//! of a user's bears no such name, for theirs begin with their crate's, which is hardly called `alloc`. Were a compiler to name its
//! own otherwise, loops would be checked more often, or be slower.
//!
//! 1. A loop that divides the number that it compares ends by itself: an integer has no more digits than bits, so that `while rest > 0 { rest /= 10 }`
//!    turns some dozens of times, and needs no check in it. Of other types nobody knows what their division does (a number of
//!    a million digits, one modulo a prime): they are checked at each iteration.
//! 2. A condition that compares integers with each other, and with the lengths of lists of `std`'s, may be asked more often than it is
//!    written: nobody can tell.

use std::{any, ptr};

// Names are compared as bytes, a fixed number of them: the compiler then knows the answer before it looks at loops, and of `starts_with` only behind them.

/// Whether a number is one of the language's integers. Nothing is read, and no reference is made: it may be a `static mut`.
#[inline(always)]
pub fn is_integer<T>(number: *const T) -> bool {
    is_unsigned(number)
        || matches!(
            any::type_name::<T>().as_bytes(),
            [b'i', b'8']
                | [b'i', b'1', b'6']
                | [b'i', b'3', b'2']
                | [b'i', b'6', b'4']
                | [b'i', b'1', b'2', b'8']
                | [b'i', b's', b'i', b'z', b'e']
        )
}

/// The same of what can be copied.
#[inline(always)]
pub fn gives_integer<T>(_: T) -> bool {
    is_integer(ptr::null::<T>())
}

/// Whether it is one of those that are never negative.
#[inline(always)]
pub fn is_unsigned<T>(_: *const T) -> bool {
    matches!(
        any::type_name::<T>().as_bytes(),
        [b'u', b'8']
            | [b'u', b'1', b'6']
            | [b'u', b'3', b'2']
            | [b'u', b'6', b'4']
            | [b'u', b'1', b'2', b'8']
            | [b'u', b's', b'i', b'z', b'e']
    )
}

/// Whether something is a slice, an array, text or a list of `std`'s, or a reference to one: then `len` is theirs, if no trait of the user's has
/// put another one before it.
#[inline(always)]
pub fn is_list<T: ?Sized>(_: *const T) -> bool {
    let name = match any::type_name::<T>().as_bytes() {
        [b'&', b'm', b'u', b't', b' ', name @ ..] | [b'&', name @ ..] | name => name,
    };
    name == b"str"
        || name == b"alloc::string::String"
        || begins(name, b"[")
        || begins(name, b"alloc::vec::Vec<")
        || begins(name, b"alloc::boxed::Box<[")
        || begins(name, b"alloc::collections::vec_deque::VecDeque<")
}

#[inline(always)]
fn begins<const N: usize>(name: &[u8], with: &[u8; N]) -> bool {
    name.first_chunk() == Some(with)
}
