//! Random programs, plain and annotated, that must do the same: what the generated code stands on.
//!
//! The binary of this package writes the programs, builds them, and runs them.

pub mod drive;
mod judge;
pub mod log;
pub mod world;
