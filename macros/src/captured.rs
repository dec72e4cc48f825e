//! Blocks that a `macro_rules!` macro has captured, such as `$b:block`: the compiler hands them on in groups without
//! delimiters, and lets them stand where a block does; syn takes them for operands alone.

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};

/// The tokens with such blocks taken out of their groups.
pub(crate) fn released(tokens: TokenStream) -> TokenStream {
    tokens.into_iter().map(released_tree).collect()
}

fn released_tree(tree: TokenTree) -> TokenTree {
    let TokenTree::Group(group) = tree else {
        return tree;
    };
    let inner = released(group.stream());
    if group.delimiter() == Delimiter::None
        && let Some(block) = only_block(inner.clone())
    {
        return block;
    }
    let mut outer = Group::new(group.delimiter(), inner);
    outer.set_span(group.span());
    TokenTree::Group(outer)
}

fn only_block(tokens: TokenStream) -> Option<TokenTree> {
    let mut tokens = tokens.into_iter();
    let first = tokens.next()?;
    let alone = tokens.next().is_none();
    let braced = matches!(&first, TokenTree::Group(group) if group.delimiter() == Delimiter::Brace);
    (alone && braced).then_some(first)
}
