//! Async functions: their loops, awaits and turns, and what other attributes make of functions.

mod awaits;
mod hidden;
mod modes;
mod moved;
mod shape;
mod support;
mod yields;
