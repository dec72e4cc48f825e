//! Async functions: their loops, awaits and turns, and what other attributes make of functions.

mod awaits;
mod moved;
mod shape;
mod support;
mod yields;
