//! Words in tokens that nobody parses.

use proc_macro2::{Ident, TokenStream, TokenTree};

/// Whether one of the words, at any depth, is such a one.
pub(crate) fn any(tokens: TokenStream, wanted: &impl Fn(&Ident) -> bool) -> bool {
    tokens.into_iter().any(|token| match token {
        TokenTree::Group(group) => any(group.stream(), wanted),
        TokenTree::Ident(word) => wanted(&word),
        _ => false,
    })
}
