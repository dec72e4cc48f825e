//! Annotated functions of many shapes, in a crate that denies every lint: `cargo clippy` and `cargo build` find nothing.
//!
//! Pitfall 3 (tests/pitfalls/rows.md).
//! Pitfall 24 (tests/pitfalls/rows.md).

#![forbid(unsafe_code)]
#![deny(warnings)]
#![deny(clippy::all, clippy::pedantic)]
#![deny(clippy::nursery, reason = "more than is promised")]
#![deny(
    missing_docs,
    missing_debug_implementations,
    rust_2018_idioms,
    unreachable_pub,
    unused,
    future_incompatible,
    keyword_idents,
    let_underscore_drop,
    macro_use_extern_crate,
    meta_variable_misuse,
    redundant_lifetimes,
    single_use_lifetimes,
    trivial_casts,
    trivial_numeric_casts,
    unit_bindings,
    unused_import_braces,
    unused_lifetimes,
    unused_qualifications,
    variant_size_differences
)]

mod asynchronous;
mod captures;
mod expectations;
mod habits;
mod loops;
mod methods;
mod modes;
mod shapes;
mod strips;

pub use asynchronous::*;
pub use captures::*;
pub use expectations::*;
pub use habits::*;
pub use loops::*;
pub use methods::*;
pub use modes::*;
pub use shapes::*;
pub use strips::*;
