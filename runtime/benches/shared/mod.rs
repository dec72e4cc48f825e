//! What the benches share.

#![allow(dead_code, reason = "each bench uses its own part")]

pub(crate) mod data;
pub(crate) mod in_turn;
