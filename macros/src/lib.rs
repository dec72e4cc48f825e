//! The `#[cancellable]` attribute of the `safepoint` crate, where it is documented and tested.
//!
//! A function goes through five stages: *parse*, *validate*, *decide*, *rewrite*, *emit*. A table in ARCHITECTURE.md says which
//! file is in which.
//!
//! 1. The user's item is always emitted, whatever is wrong with it (S9); an expression, which is none, gives way to the error.
//! 2. All code that is generated comes from `emit`; every other stage works on the user's tree.
//! 3. Each inserted token stands at a keyword of the user's and is hygienic (`emit::inserted`).
//! 4. A body is never wrapped in a closure nor bound by a `let`.

use proc_macro::TokenStream;

mod args;
mod breaks;
mod captured;
mod casts;
mod decide;
mod emit;
mod errors;
#[cfg(test)]
mod expanded;
mod expectations;
mod frame;
mod function;
mod jumps;
mod leaf;
mod marks;
mod moved;
mod rewrite;
mod strips;
#[cfg(test)]
mod tests;
mod token;
mod unparsed;
mod validate;
mod words;

/// Documented as `safepoint::cancellable`.
#[proc_macro_attribute]
pub fn cancellable(arguments: TokenStream, item: TokenStream) -> TokenStream {
    function::expand(arguments.into(), item.into()).into()
}
