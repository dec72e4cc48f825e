//! Async functions: their loops, awaits and turns, and what other attributes make of functions.

mod abort;
mod aliases;
mod awaits;
mod empty;
mod futures;
mod hidden;
mod modes;
mod moved;
mod movers;
mod promises;
mod returned;
mod shape;
mod shields;
mod support;
mod taken_over;
mod tokens;
mod traits;
mod yields;

#[test]
fn mistakes_are_explained() {
    trybuild::TestCases::new().compile_fail("async/ui/*.rs");
}
