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

/// All that are known.
pub(crate) const KNOWN: &[Difference<'_>] = &[
    // What is written in the attribute's arguments is code, which is nowhere else.
    New("clippy::absolute_paths"),
    New("clippy::exit"),
    New("clippy::indexing_slicing"),
    Silent("dead_code"),
    Silent("unused_imports"),
    Silent("unused_variables"),
    // A check is a branch, and one before the loops of a strip.
    New("clippy::cognitive_complexity"),
    // A function that may be left early can return, and is not for the compiler.
    Silent("clippy::infinite_loop"),
    Silent("clippy::missing_const_for_fn"),
    // How a loop is written, which is then written otherwise; what expects such a lint may do so in vain.
    Silent("clippy::as_conversions"),
    Silent("clippy::explicit_counter_loop"),
    Silent("clippy::explicit_iter_loop"),
    Silent("clippy::for_kv_map"),
    Silent("clippy::manual_find"),
    Silent("clippy::needless_range_loop"),
    Silent("clippy::while_let_loop"),
    Silent("clippy::while_let_on_iterator"),
    Silent("for_loops_over_fallibles"),
    Silent("unfulfilled_lint_expectations"),
    Silent("while_true"),
    // A tail that is an await, a loop or a block of ours is no expression of the user's.
    New("clippy::implicit_return"),
    Silent("clippy::implicit_return"),
    // What an await gives, comes out of a `match`.
    Silent("clippy::arithmetic_side_effects"),
    Silent("unit_bindings"),
];
