//! What the benches share.

#![allow(
    dead_code,
    unused_imports,
    unused_macros,
    reason = "each bench uses its own part"
)]

pub(crate) mod by_hand;
pub(crate) mod data;
pub(crate) mod in_turn;
