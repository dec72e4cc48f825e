//! Words in tokens that nobody parses.

use proc_macro2::{Ident, Span, TokenStream, TokenTree};

/// Where the first loop or await is, at any depth, whose keyword is such a one.
pub(crate) fn stop(tokens: TokenStream, wanted: &impl Fn(&Ident) -> bool) -> Option<Span> {
    let mut tokens = tokens.into_iter().peekable();
    while let Some(token) = tokens.next() {
        let found = match token {
            TokenTree::Group(group) => stop(group.stream(), wanted),
            TokenTree::Ident(word) => {
                // `for<'a>` is no loop.
                let bound =
                    matches!(tokens.peek(), Some(TokenTree::Punct(next)) if next.as_char() == '<');
                let stops = ["loop", "while", "await"].iter().any(|it| word == it)
                    || word == "for" && !bound;
                (stops && wanted(&word)).then(|| word.span())
            }
            _ => None,
        };
        if found.is_some() {
            return found;
        }
    }
    None
}

/// Where the first loop is.
pub(crate) fn first_loop(tokens: TokenStream) -> Option<Span> {
    stop(tokens, &|word| word != "await")
}

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
