//! Loops that divide the number that they compare, and so end by themselves.
//!
//! An integer has no more digits than bits: `while rest > 0 { rest /= 10 }` turns some dozens of times, and needs no check in it. Of other
//! types nobody knows what their division does (a number of a million digits, one modulo a prime): they are checked at each iteration.

use std::any;

/// Whether a number is one of the language's integers. Nothing is read, and no reference is made: it may be a `static mut`.
///
/// By the name of its type: nothing else can be asked of a type that is generic, borrows, or is found only later in the function, and
/// leave it as it is. No type of a user's bears such a name, for theirs begin with their crate's. Were a compiler to name its integers otherwise, the loop would be checked at each iteration.
#[inline(always)]
pub fn shrinks<T>(number: *const T) -> bool {
    shrinks_unless_negative(number)
        || matches!(
            name(number),
            "i8" | "i16" | "i32" | "i64" | "i128" | "isize"
        )
}

/// Whether it is one of those that are never negative.
#[inline(always)]
pub fn shrinks_unless_negative<T>(number: *const T) -> bool {
    matches!(
        name(number),
        "u8" | "u16" | "u32" | "u64" | "u128" | "usize"
    )
}

fn name<T>(_: *const T) -> &'static str {
    any::type_name::<T>()
}
