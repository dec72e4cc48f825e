//! Leaf loops in strips (S3): which loops are leaf, and that a loop in strips does what the loop did.
//!
//! All of this also passes with `--cfg safepoint_strip="1"`, `"2"` or `"3"`, which forces the length of strips.

#![allow(
    clippy::all,
    clippy::pedantic,
    clippy::undocumented_unsafe_blocks,
    clippy::no_effect_underscore_binding,
    reason = "the loops are those that are tested, not those that one would write"
)]

use std::hint::black_box;

/// Enough turns for many strips of any length.
const TURNS: usize = 50_000;

/// A call, so that no loop with it is leaf.
fn touch<T>(value: T) -> T {
    black_box(value)
}

/// Whether the length of strips is forced, so that nothing can be told from how many there are.
const FORCED: bool = cfg!(any(
    safepoint_strip = "1",
    safepoint_strip = "2",
    safepoint_strip = "3"
));

/// Counts the checkpoints of a function with this body.
macro_rules! checkpoints {
    ([$($arguments:tt)*] $($body:tt)*) => {{
        #[::safepoint::cancellable($($arguments)*)]
        fn annotated() -> Result<(), ::safepoint::Cancelled> {
            $($body)*
            Ok(())
        }
        ::safepoint_tests::count_checkpoints(annotated)
    }};
}

/// Loops that never end, in a loop and alone, are cancelled.
macro_rules! endless {
    ($($name:ident($k:ident, $end:ident, $sum:ident) { $($body:tt)* })*) => {$({
        #[::safepoint::cancellable]
        #[allow(unused_mut, unused_assignments, unused_variables, reason = "the shape is what counts")]
        fn in_a_loop(token: &::safepoint::CancelToken) -> Result<usize, ::safepoint::Cancelled> {
            let (mut $sum, mut $end) = (0_usize, 9_usize);
            for _ in 0..3 {
                let mut $k = 0_usize;
                $($body)*
            }
            Ok($sum)
        }
        #[::safepoint::cancellable]
        #[allow(unused_mut, unused_assignments, unused_variables, reason = "the shape is what counts")]
        fn alone(token: &::safepoint::CancelToken) -> Result<usize, ::safepoint::Cancelled> {
            let (mut $sum, mut $end, mut $k) = (0_usize, 9_usize, 0_usize);
            $($body)*
            Ok($sum)
        }
        for endless in [in_a_loop, alone] {
            let left = ::safepoint_tests::cancelled_at_with(40, |token| endless(token));
            assert!(left.is_err(), stringify!($name));
        }
    })*};
}

/// A test that loops of `TURNS` turns have few checkpoints: one in eight turns at most.
macro_rules! leaf {
    ($($(#[$meta:meta])* $name:ident { $($body:tt)* })*) => {$(
        $(#[$meta])*
        #[test]
        #[allow(unused_assignments, unused_variables, reason = "the shape is what counts")]
        fn $name() {
            let count = checkpoints! { [] $($body)* };
            assert!($crate::FORCED || count <= $crate::TURNS as u64 / 8 + 2, "{count} checkpoints");
        }
    )*};
}

/// A test that loops of `TURNS` turns have a checkpoint at each.
macro_rules! not_leaf {
    ($($(#[$meta:meta])* $name:ident { $($body:tt)* })*) => {$(
        $(#[$meta])*
        #[test]
        #[allow(unused_assignments, unused_variables, reason = "the shape is what counts")]
        fn $name() {
            let count = checkpoints! { [] $($body)* };
            assert!(count >= $crate::TURNS as u64, "{count} checkpoints");
        }
    )*};
}

// After the macros that they use.
#[macro_use]
mod same;
mod calls;
mod casts;
mod compared;
mod counting;
mod ends;
mod every;
mod every_one;
mod inference;
mod inside;
mod items;
mod jumps;
mod late;
mod leaf;
mod lengths;
mod neighbours;
mod not_leaf;
mod receivers;
mod serial;
mod short;
mod shrinks;
