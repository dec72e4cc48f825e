//! Async functions: their loops, awaits and turns, and what other attributes make of functions.

mod moved;
mod support;
