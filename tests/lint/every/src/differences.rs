//! The lints that find something else behind the attribute. README says the same under "Limits".

/// One of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Difference<'l> {
    /// Finds what it did not find before.
    New(&'l str),
    /// No longer finds what it did.
    Silent(&'l str),
}

use Difference::{New, Silent};

/// All that are known, and at how many places.
pub(crate) const KNOWN: &[(Difference<'_>, usize)] = &[
    // What is written in the attribute's arguments is code, which is nowhere else.
    (New("clippy::absolute_paths"), 3),
    (New("clippy::exit"), 3),
    (New("clippy::indexing_slicing"), 1),
    (Silent("dead_code"), 1),
    (Silent("unused_imports"), 8),
    (Silent("unused_variables"), 6),
    // A check is a branch, and one before the loops of a strip.
    (New("clippy::cognitive_complexity"), 1),
    // A function that may be left early can return, and is not for the compiler.
    (Silent("clippy::infinite_loop"), 2),
    (Silent("clippy::missing_const_for_fn"), 9),
    // How a loop is written, which is then written otherwise; what expects such a lint may do so in vain.
    (Silent("clippy::as_conversions"), 1),
    (Silent("clippy::explicit_counter_loop"), 1),
    (Silent("clippy::explicit_iter_loop"), 1),
    (Silent("clippy::for_kv_map"), 1),
    (Silent("clippy::manual_find"), 1),
    (Silent("clippy::needless_range_loop"), 1),
    (Silent("clippy::while_let_loop"), 1),
    (Silent("clippy::while_let_on_iterator"), 1),
    (Silent("for_loops_over_fallibles"), 1),
    (Silent("unfulfilled_lint_expectations"), 1),
    (Silent("while_true"), 1),
    // A tail that is an await, a loop or a block of ours is no expression of the user's.
    (New("clippy::implicit_return"), 8),
    (Silent("clippy::implicit_return"), 11),
    // What an await gives, comes out of a `match`.
    (Silent("clippy::arithmetic_side_effects"), 7),
    (Silent("unit_bindings"), 1),
];
