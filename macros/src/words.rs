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

/// All of the words.
pub(crate) fn all(tokens: TokenStream) -> Vec<Ident> {
    let found = tokens.into_iter().flat_map(|token| match token {
        TokenTree::Group(group) => all(group.stream()),
        TokenTree::Ident(word) => vec![word],
        _ => Vec::new(),
    });
    found.collect()
}
