//! Awaits in unmarked `async` blocks, which have no checks: an error where such a block may be part of a future that the function
//! gives away. That is asked of the types, where nothing that is written tells (`emit::no_future`).

use proc_macro2::{Delimiter, Span, TokenStream, TokenTree};
use syn::{Macro, ReturnType, Signature};

use super::awaits::HIDING;
use super::{Rewriter, Scope};
use crate::frame::{Frame, Mark};
use crate::{emit, words};

/// What was found in a body.
pub(super) struct Found {
    /// An await in an unmarked `async` block.
    pub(super) unchecked: Option<Span>,
    /// Whether a value of its type is made on cancel.
    pub(super) converts: bool,
}

impl Found {
    pub(super) fn add(&mut self, other: &Self) {
        self.unchecked = self.unchecked.or(other.unchecked);
        self.converts |= other.converts;
    }

    /// Looks whether such an await may be part of a future that is given away, if one may be hidden.
    pub(super) fn look(&self, frame: &Frame, signature: &Signature, hidden: bool) -> TokenStream {
        // Else it is not written, but returned: in the body its names could mean another one.
        let ty = match &signature.output {
            ReturnType::Type(_, ty) if frame.handed_on && signature.asyncness.is_some() => {
                Some(&**ty)
            }
            _ => None,
        };
        match self.unchecked.filter(|_| hidden) {
            Some(place) => emit::no_future(frame, ty, self.converts, place),
            None => TokenStream::new(),
        }
    }
}

impl Rewriter<'_> {
    /// Whether this stands in a closure or an `async` block that the user has not marked. What it does is its own, and no
    /// part of a future that the function gives away.
    pub(super) fn is_unmarked(&self) -> bool {
        matches!(self.scope, Scope::Foreign(_))
            || self.scope == Scope::Body && self.frame.mark != Mark::Given
    }

    /// Notes an await, or what may have one in it, that stands where the user has marked nothing.
    pub(super) fn note_unchecked(&mut self, place: Span) {
        if self.frame.args.awaits.unwrap_or(true) && self.scope != Scope::Skipped {
            self.unchecked.get_or_insert(place);
        }
    }

    /// Notes a macro that is given an `async` block, or an await in one.
    pub(super) fn note_hidden_blocks(&mut self, node: &Macro) {
        let inside = self.is_unmarked();
        let Some(last) = node.path.segments.last() else {
            return;
        };
        let awaits = HIDING.iter().any(|hiding| last.ident == hiding)
            || words::any(node.tokens.clone(), &|word| word == "await");
        if inside && awaits || begins_block(node.tokens.clone()) {
            self.note_unchecked(last.ident.span());
        }
    }
}

/// Whether an `async` block or closure begins somewhere in these tokens.
fn begins_block(tokens: TokenStream) -> bool {
    let mut before = false;
    tokens.into_iter().any(|token| {
        let starts = std::mem::replace(
            &mut before,
            matches!(&token, TokenTree::Ident(word) if word == "async"),
        );
        match token {
            TokenTree::Group(group) => {
                starts && group.delimiter() == Delimiter::Brace || begins_block(group.stream())
            }
            TokenTree::Ident(word) => starts && word == "move",
            TokenTree::Punct(mark) => starts && mark.as_char() == '|',
            TokenTree::Literal(_) => false,
        }
    })
}
