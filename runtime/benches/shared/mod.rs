//! What the benches share.

pub(crate) mod data;
pub(crate) mod in_turn;
