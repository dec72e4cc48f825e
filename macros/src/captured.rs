//! Blocks and statements that a `macro_rules!` macro has captured, such as `$b:block` and `$s:stmt`: the compiler hands them on in
//! groups without delimiters, and lets them stand where a block or a statement does; syn takes them for operands alone.

use proc_macro2::{Delimiter, Group, Punct, Spacing, TokenStream, TokenTree};

use crate::emit;

/// The tokens with such blocks and statements taken out of their groups.
pub(crate) fn released(tokens: TokenStream) -> TokenStream {
    let mut tokens = tokens.into_iter().peekable();
    let mut all = TokenStream::new();
    let mut behind_a_bang = false;
    while let Some(token) = tokens.next() {
        let bang = matches!(&token, TokenTree::Punct(bang) if bang.as_char() == '!');
        match token {
            // What a macro is given is for that to read.
            TokenTree::Group(group) if !behind_a_bang => {
                all.extend(released_group(&group, tokens.peek()));
            }
            token => all.extend([token]),
        }
        behind_a_bang = bang;
    }
    all
}

fn released_group(group: &Group, next: Option<&TokenTree>) -> TokenStream {
    let inner = released(group.stream());
    if group.delimiter() == Delimiter::None {
        let tokens: Vec<TokenTree> = inner.clone().into_iter().collect();
        match behind_attributes(&tokens) {
            [TokenTree::Ident(word), ..] if word == "let" => {
                let ended = matches!(next, Some(TokenTree::Punct(end)) if end.as_char() == ';');
                let mut end = Punct::new(';', Spacing::Alone);
                end.set_span(emit::inserted(group.span()));
                let end = (!ended).then_some(TokenTree::Punct(end));
                return inner.into_iter().chain(end).collect();
            }
            [TokenTree::Group(block)] if block.delimiter() == Delimiter::Brace => return inner,
            [first, .., TokenTree::Group(block)]
                if block.delimiter() == Delimiter::Brace
                    && begins_a_block(first)
                    && begins(next) =>
            {
                return inner;
            }
            _ => {}
        }
    }
    let mut outer = Group::new(group.delimiter(), inner);
    outer.set_span(group.span());
    TokenTree::Group(outer).into()
}

fn behind_attributes(mut tokens: &[TokenTree]) -> &[TokenTree] {
    while let [TokenTree::Punct(hash), TokenTree::Group(_), rest @ ..] = tokens
        && hash.as_char() == '#'
    {
        tokens = rest;
    }
    tokens
}

/// Whether what begins with this and ends with a block needs no `;` behind it as a statement.
fn begins_a_block(first: &TokenTree) -> bool {
    const WORDS: [&str; 6] = ["for", "if", "loop", "match", "unsafe", "while"];
    match first {
        TokenTree::Ident(word) => WORDS.iter().any(|it| word == it),
        TokenTree::Punct(label) => label.as_char() == '\'',
        _ => false,
    }
}

/// Whether a statement may begin here, and nothing goes on.
fn begins(next: Option<&TokenTree>) -> bool {
    match next {
        Some(TokenTree::Ident(word)) => word != "as" && word != "else",
        Some(TokenTree::Group(group)) => {
            matches!(group.delimiter(), Delimiter::None | Delimiter::Brace)
        }
        Some(TokenTree::Punct(start)) => matches!(start.as_char(), '\'' | '#'),
        Some(TokenTree::Literal(_)) => true,
        None => false,
    }
}
