//! Items that syn cannot parse: half-typed ones, and, once in a blue moon, those of a syntax that only the compiler knows.

use proc_macro2::{Delimiter, Group, Span, TokenStream, TokenTree};
use syn::ImplItemFn;

use crate::emit;

#[cfg(test)]
mod tests;

/// The item, without our marks, and with an error for where the compiler finds none.
///
/// The compiler has parsed it before us and reports each thing once, however often it parses it. An error of ours beside that would be
/// a second one for the same mistake.
pub(crate) fn given_back(item: TokenStream, error: &syn::Error) -> TokenStream {
    let mut tokens: Vec<TokenTree> = without_marks(item).0.into_iter().collect();
    if !is_function(&tokens) {
        tokens.extend(emit::unless_reported(error));
        return tokens.into_iter().collect();
    }
    // In it and not beside it: in an `impl` an item without a name is none.
    if tokens.last().is_some_and(is_block) {
        prepend(&mut tokens, emit::unless_reported(error));
    } else {
        tokens.extend(error.to_compile_error());
    }
    tokens.into_iter().collect()
}

fn is_function(tokens: &[TokenTree]) -> bool {
    let keyword = tokens.iter().find_map(|token| match token {
        TokenTree::Ident(word) => ["fn", "impl", "trait", "mod"]
            .into_iter()
            .find(|it| word == it),
        _ => None,
    });
    keyword == Some("fn")
}

fn is_block(token: &TokenTree) -> bool {
    matches!(token, TokenTree::Group(group) if group.delimiter() == Delimiter::Brace)
}

/// Puts an item before all of a function's body but its inner attributes.
fn prepend(function: &mut [TokenTree], item: TokenStream) {
    let [before @ .., TokenTree::Group(body)] = function else {
        return;
    };
    let mut rest: Vec<TokenTree> = body.stream().into_iter().collect();
    let mut inner = 0;
    while let [
        TokenTree::Punct(hash),
        TokenTree::Punct(bang),
        TokenTree::Group(_),
        ..,
    ] = &rest[inner..]
        && hash.as_char() == '#'
        && bang.as_char() == '!'
    {
        inner += 3;
    }
    rest.splice(inner..inner, item);
    let empty = TokenTree::from(Group::new(Delimiter::Brace, TokenStream::new()));
    let signature = before.iter().cloned().chain([empty]);
    let is_whole = syn::parse2::<ImplItemFn>(signature.collect()).is_ok();
    let place = if is_whole {
        body.span_close()
    } else {
        body.span_open()
    };
    *body = regrouped(body, rest.into_iter().collect(), place);
}

/// The tokens without `#[checkpoint(…)]` and `#[cancellable(…)]`, which nobody else takes out, and whether there were any.
fn without_marks(tokens: TokenStream) -> (TokenStream, bool) {
    let mut tokens = tokens.into_iter().peekable();
    let (mut rest, mut found) = (TokenStream::new(), false);
    while let Some(token) = tokens.next() {
        let hash = matches!(&token, TokenTree::Punct(hash) if hash.as_char() == '#');
        if hash && tokens.next_if(is_mark).is_some() {
            found = true;
            continue;
        }
        rest.extend([match token {
            TokenTree::Group(group) => match without_marks(group.stream()) {
                (inner, true) => {
                    found = true;
                    regrouped(&group, inner, group.span_close()).into()
                }
                _ => group.into(),
            },
            token => token,
        }]);
    }
    (rest, found)
}

/// A group with other contents. A new one has one place for both of its ends, and what the compiler says at an end it must say at the
/// same place as before: half-typed code mostly breaks off at the closing one.
fn regrouped(group: &Group, contents: TokenStream, place: Span) -> Group {
    let mut new = Group::new(group.delimiter(), contents);
    new.set_span(place);
    new
}

/// Whether this is the `[…]` of a mark of ours, by the last word of its path.
fn is_mark(token: &TokenTree) -> bool {
    let TokenTree::Group(group) = token else {
        return false;
    };
    let path = group.stream().into_iter().take_while(|token| match token {
        TokenTree::Ident(_) => true,
        TokenTree::Punct(colon) => colon.as_char() == ':',
        _ => false,
    });
    let last = path.last();
    group.delimiter() == Delimiter::Bracket
        && matches!(last, Some(TokenTree::Ident(word)) if word == "checkpoint" || word == "cancellable")
}
