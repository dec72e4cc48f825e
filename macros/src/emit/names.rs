//! What nearly all that is generated names. It is written token by token into what it is a part of: to put one stream of tokens
//! into another is a call to the compiler, and macros are not optimised in most builds.

use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use quote::{ToTokens, TokenStreamExt as _};
use syn::{Path, Token};

use crate::frame::Frame;
use crate::token::Source;

/// The path of the runtime's hidden module.
#[derive(Clone, Copy)]
pub(super) struct Private<'f> {
    krate: Option<&'f Path>,
    span: Span,
}

impl<'f> Private<'f> {
    pub(super) fn new(frame: &'f Frame, span: Span) -> Self {
        let krate = frame.krate();
        Self { krate, span }
    }
}

impl ToTokens for Private<'_> {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        let separator = Token![::](self.span);
        if let Some(path) = self.krate {
            tokens.extend(located(path, self.span));
        } else {
            separator.to_tokens(tokens);
            tokens.append(Ident::new("safepoint", self.span));
        }
        separator.to_tokens(tokens);
        tokens.append(Ident::new("__private", self.span));
    }
}

/// Where the path was written decides what it means (`$crate`). It begins where it is used, for errors about types
/// belong there; the names stay where they were written, where a name that is not found is one error.
fn located(path: &Path, span: Span) -> impl Iterator<Item = TokenTree> {
    let mut path = path.to_token_stream().into_iter();
    let start = path.next().map(|token| moved(token, span));
    let names = match &start {
        Some(TokenTree::Punct(_)) => path.next().map(|token| moved(token, span)),
        _ => None,
    };
    start.into_iter().chain(names).chain(path)
}

fn moved(mut token: TokenTree, span: Span) -> TokenTree {
    token.set_span(token.span().located_at(span));
    token
}

/// What checkpoints look at. Async bodies keep nothing but the token.
#[derive(Clone, Copy)]
pub(super) struct Watch<'f> {
    frame: &'f Frame,
    span: Span,
}

impl<'f> Watch<'f> {
    pub(super) fn new(frame: &'f Frame, span: Span) -> Self {
        Self { frame, span }
    }
}

impl ToTokens for Watch<'_> {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        let Self { frame, span } = *self;
        if frame.asynchronous {
            TokenReference::new(frame, span).to_tokens(tokens);
        } else {
            tokens.append(Ident::new("__watch", span));
        }
    }
}

/// A reference to the token, which may be one itself.
#[derive(Clone, Copy)]
pub(super) struct TokenReference<'f> {
    frame: &'f Frame,
    span: Span,
}

impl<'f> TokenReference<'f> {
    pub(super) fn new(frame: &'f Frame, span: Span) -> Self {
        Self { frame, span }
    }
}

impl ToTokens for TokenReference<'_> {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        let Self { frame, span } = *self;
        if !matches!(frame.source, Source::Reference(_)) {
            Token![&](span).to_tokens(tokens);
        }
        tokens.append(Ident::new("__token", span));
    }
}
