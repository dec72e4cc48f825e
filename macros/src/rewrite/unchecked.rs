//! Awaits in unmarked `async` blocks, which have no checks: an error where such a block may be part of a future that the function
//! gives away. That is asked of the types, where nothing that is written tells (`emit::no_future`).

use proc_macro2::{Ident, Span, TokenStream};
use syn::Macro;

use super::awaits::HIDING;
use super::{Rewriter, Scope};
use crate::frame::Frame;
use crate::moved::Hiding;
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

    /// Looks whether such an await may be part of a future that is given away.
    pub(super) fn look(&self, frame: &Frame, hiding: Option<Hiding<'_>>) -> TokenStream {
        match (self.unchecked, hiding) {
            (Some(place), Some(hiding)) => emit::no_future(frame, &hiding, self.converts, place),
            _ => TokenStream::new(),
        }
    }
}

impl Rewriter<'_> {
    /// Whether this stands in a closure or an `async` block that the user has not marked. What it does is its own, and no
    /// part of a future that the function gives away.
    pub(super) fn is_unmarked(&self) -> bool {
        matches!(self.scope, Scope::Foreign(_)) || self.scope == Scope::Body && !self.frame.marked
    }

    /// Notes a macro that is given an `async` block, or an await in one.
    pub(super) fn note_hidden_blocks(&mut self, node: &Macro) {
        let inside = self.is_unmarked();
        let makes = |word: &Ident| word == "async" || inside && word == "await";
        let Some(last) = node.path.segments.last() else {
            return;
        };
        let awaits = inside && HIDING.iter().any(|hiding| last.ident == hiding);
        if self.scope != Scope::Skipped && (awaits || words::any(node.tokens.clone(), &makes)) {
            self.unchecked.get_or_insert(last.ident.span());
        }
    }
}
