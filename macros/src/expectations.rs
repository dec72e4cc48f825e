//! `#[expect(…)]` around loops, which becomes `#[allow(…)]`.
//!
//! Lints about how a loop is written are silent where it is rewritten: clippy leaves alone what macros make, and the loop is none of
//! the kind that the compiler's own look for. What expects a word of them would be reported for having heard none.

use proc_macro2::Ident;
use quote::ToTokens;
use syn::{Attribute, Meta, Path};

use crate::{emit, words};

/// The compiler's own; of clippy's any may be one.
const SILENT: &[&str] = &[
    "clippy",
    "for_loops_over_fallibles",
    "unused_parens",
    "while_true",
];

/// Eases the attributes of an item, if there is a loop in it.
pub(crate) fn ease_around(attributes: &mut [Attribute], inside: &[impl ToTokens]) {
    let loops = |part| words::first_loop(ToTokens::to_token_stream(part)).is_some();
    if attributes.iter().any(expects_a_silent_lint) && inside.iter().any(loops) {
        attributes.iter_mut().for_each(ease);
    }
}

/// Eases one attribute, if it is such a one.
pub(crate) fn ease(attribute: &mut Attribute) {
    if expects_a_silent_lint(attribute)
        && let Meta::List(list) = &mut attribute.meta
        && let Some(expect) = list.path.get_ident()
    {
        list.path = Path::from(Ident::new("allow", emit::inserted(expect.span())));
    }
}

fn expects_a_silent_lint(attribute: &Attribute) -> bool {
    let silent = |word: &Ident| SILENT.iter().any(|name| word == name);
    match &attribute.meta {
        Meta::List(list) => {
            list.path.is_ident("expect") && words::any(list.tokens.clone(), &silent)
        }
        Meta::Path(_) | Meta::NameValue(_) => false,
    }
}
