//! The attribute: what it makes of functions, by promise.

#![allow(
    clippy::never_loop,
    clippy::needless_for_each,
    clippy::needless_lifetimes,
    clippy::needless_pass_by_value,
    clippy::type_complexity,
    clippy::unnecessary_wraps,
    clippy::unused_self,
    clippy::unused_unit,
    reason = "the shapes of functions that are tested here are not those that one would write"
)]

mod containers;
mod counts;
mod made_tokens;
mod not_rewritten;
mod nothing_lost;
mod pointers;
mod skipping;
mod ways_out;
mod which_token;

use std::hint::black_box;

/// A call, so that no loop with it is leaf.
pub(crate) fn touch<T>(value: T) -> T {
    black_box(value)
}
